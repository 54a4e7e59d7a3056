//! The command line: arguments, files, environment, clock and exit codes. The only room that touches any of them.

mod batch;
mod cli;
mod commands;
mod fault;
mod given;
mod input;
mod output;
mod pixels;
mod serve;
mod steer;
mod target;

use std::process::ExitCode;

use clap::Parser;

use crate::render;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    match cli::Cli::try_parse() {
        Ok(cli) => commands::run(cli),
        Err(error) => refuse(&error),
    }
}

/// Says what is wrong with the arguments, or what was asked of them; of what was typed nothing is obeyed.
fn refuse(error: &clap::Error) -> ExitCode {
    let told = error.render();
    let plain = told.to_string();
    let lines: Vec<_> = plain.split('\n').map(render::safe).collect();
    let safe = lines.join("\n");
    if safe == plain {
        error.exit();
    }
    output::Output::new(cli::Colour::Never).talk(&safe);
    Outcome::Bad.into()
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
    /// The judge refuses a claim.
    Refused,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(match outcome {
            Outcome::Agreement => 0,
            Outcome::NoAgreement => 1,
            Outcome::Bad => 2,
            Outcome::Limit => 3,
            Outcome::Refused => 4,
        })
    }
}
