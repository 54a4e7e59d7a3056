//! The program itself, run as a user would, with nothing of the environment that changes how it looks.

use std::process::{Command, Output};

use serde_json::Value;

/// The program, to be run in the root of the repository.
pub fn winset(arguments: &[&str]) -> Command {
    winset_in(".", arguments)
}

/// The program, to be run in a folder of the repository.
pub fn winset_in(folder: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_winset"));
    command.current_dir(super::file(folder)).args(arguments);
    for variable in ["NO_COLOR", "COLUMNS", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command
}

/// What came of a run.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Run {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl From<&mut Command> for Run {
    fn from(command: &mut Command) -> Self {
        command.output().unwrap().into()
    }
}

impl Run {
    /// What was printed, as data.
    pub fn json(&self) -> Value {
        let value = serde_json::from_str(&self.out);
        value.unwrap_or_else(|why| panic!("{why}\n{}{}", self.out, self.err))
    }
}

/// Runs in the root of the repository.
pub fn run(arguments: &[&str]) -> Run {
    run_in(".", arguments)
}

/// Runs in a folder of the repository.
pub fn run_in(folder: &str, arguments: &[&str]) -> Run {
    Run::from(&mut winset_in(folder, arguments))
}

/// Runs, with `text` on standard input.
pub fn run_on(command: Command, text: &str) -> Run {
    let mut command = assert_cmd::Command::from_std(command);
    // `output` of that crate is the output, whatever the exit code.
    command.write_stdin(text).output().unwrap().into()
}

/// What a run that ends in agreement prints.
pub fn run_ok(arguments: &[&str]) -> String {
    let run = run(arguments);
    assert_eq!(run.code, Some(0), "{arguments:?}: {}", run.err);
    run.out
}

/// The answer as data, and the exit code.
pub fn json(arguments: &[&str]) -> (Value, Option<i32>) {
    let run = run(&[arguments, &["--json"]].concat());
    (run.json(), run.code)
}

/// The shipped models, by path from the root of the repository.
pub fn shipped() -> Vec<String> {
    let entries = std::fs::read_dir(super::file("models")).unwrap();
    let names = entries.map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut models: Vec<_> = names
        .filter(|n| n.ends_with(".yaml") && !n.ends_with(".expect.yaml"))
        .map(|n| format!("models/{n}"))
        .collect();
    models.sort();
    assert!(models.len() >= 14);
    models
}
