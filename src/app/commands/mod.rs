//! One function per command.

mod check;
mod graph;
mod help;
mod import;
mod solve;
mod why;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::Outcome;
use super::cli::{Cli, Command, FilesArg, LimitArgs};
use super::input::{Loaded, load};
use super::output::Output;
use crate::base::Limits;
use crate::render;

/// Runs a command.
pub fn run(cli: Cli) -> ExitCode {
    let output = Output::new(cli.color);
    let outcome = match &cli.command {
        Command::Solve(args) => solve::solve(args, output),
        Command::Packages(args) => why::packages(args, output),
        Command::Why(args) => why::why(args, output),
        Command::Plan(args) => solve::plan(args, output),
        Command::Import(args) => import::import(args, output),
        Command::Graph(args) => graph::graph(args, output),
        Command::Check(args) => check::check(args, output),
        Command::Explain { code } => help::explain(code.as_deref(), output),
        Command::Schema => help::schema(output),
        Command::New { template } => help::template(template.as_deref(), output),
        Command::Completions { shell } => help::completions(*shell, output),
        Command::Man => help::man(output),
    };
    outcome.into()
}

/// Loads a model for a command that needs one without errors; what is wrong with it is said on standard error.
fn load_or_say(files: &FilesArg, json: bool, output: Output) -> Result<Loaded, Outcome> {
    let loaded = load(&files.model, files.semantics.map(Into::into)).map_err(|why| {
        output.talk(&format!("error: {why}"));
        Outcome::Bad
    })?;
    if loaded.compiled.is_none() {
        let found = loaded.diagnostics();
        let style = output.error_style();
        if json {
            output.json(&render::check_json(&found, &loaded.sources));
        }
        output.talk(&render::diagnostics(&found, &loaded.sources, style));
        return Err(Outcome::Bad);
    }
    Ok(loaded)
}

/// The limits asked for. The clock runs from here.
fn limits(args: &LimitArgs) -> Limits {
    let Some(seconds) = args.time_limit else {
        return Limits::none();
    };
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs_f64(seconds));
        raised.store(true, Ordering::Relaxed);
    });
    Limits::none().stopping_on(flag).within(seconds)
}
