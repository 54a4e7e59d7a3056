//! The command line: arguments, files, environment, clock and exit codes. The only room that touches any of them.

mod cli;
mod commands;
mod given;
mod input;
mod output;
mod steer;

use std::process::ExitCode;

use clap::Parser;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    commands::run(cli::Cli::parse())
}

/// What a command ended with (README, "Exit codes").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Answered, with an agreement; or nothing was wrong.
    Agreement,
    /// Proved that there is none.
    NoAgreement,
    /// Bad usage or a bad model.
    Bad,
    /// A limit was reached first.
    Limit,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(match outcome {
            Outcome::Agreement => 0,
            Outcome::NoAgreement => 1,
            Outcome::Bad => 2,
            Outcome::Limit => 3,
        })
    }
}
