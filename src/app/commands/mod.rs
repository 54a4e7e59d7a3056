//! One function per command.

pub mod check;
mod compare;
mod draw;
mod graph;
mod help;
mod import;
mod paper;
mod report;
mod sample;
pub mod solve;
mod verify;
mod watch;
pub mod why;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use signal_hook::consts::SIGINT;

use super::Outcome;
use super::batch::batch;
use super::cli::{Cli, Command, FilesArg, LimitArgs, WriteArgs};
use super::input::{Loaded, load};
use super::output::Output;
use super::serve::serve;
use super::target::Target;
use crate::base::Limits;
use crate::render;

/// Runs a command.
pub fn run(cli: Cli) -> ExitCode {
    let output = Output::new(cli.color);
    let outcome = match &cli.command {
        Command::Solve(args) if args.watch => return watch::watch(&args.steered, output).into(),
        Command::Solve(args) => solve::solve(&args.steered, output),
        Command::Serve(args) => return serve(args, output).into(),
        Command::Packages(args) => why::packages(args, output),
        Command::Why(args) => why::why(args, output),
        Command::Plan(args) => solve::plan(args, output),
        Command::Batch(args) => batch(args, output),
        Command::Sample(args) => sample::sample(args, output),
        Command::Verify(args) => verify::verify(args, output),
        Command::Import(args) => import::import(args, output),
        Command::Graph(args) => graph::graph(args, output),
        Command::Draw(args) => draw::draw(args, output),
        Command::Report(args) => report::report(args, output),
        Command::Compare(args) => compare::compare(args, output),
        Command::Check(args) => check::check(args, output),
        Command::Explain { code } => help::explain(code.as_deref(), output),
        Command::Schema => help::schema(output),
        Command::New { template, write } => help::template(template.as_deref(), write, output),
        Command::Completions { shell } => help::completions(*shell, output),
        Command::Man => help::man(output),
    };
    exit(outcome)
}

/// Loads a model for a command that needs one without errors; what is wrong with it is said on standard error.
pub fn load_or_say(files: &FilesArg, json: bool, output: Output) -> Result<Loaded, Outcome> {
    let overlays = &files.overlays.overlay;
    let semantics = files.semantics.map(Into::into);
    let loaded = load(&files.model, semantics, overlays).map_err(|why| {
        output.fault(&why, json);
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

/// Part of the time after which a search makes do with less than a whole answer.
const SOON: f64 = 0.3;

/// Part of the time after which what was found is judged.
const NEARLY: f64 = 0.95;

/// The files that an answer comes from, overlays among them: none of them is written over.
fn read_files(files: &FilesArg) -> Vec<PathBuf> {
    let overlays = files.overlays.overlay.iter();
    files.model.iter().chain(overlays).cloned().collect()
}

/// Where to write, told before any work is done for it; what is wrong with it is said.
fn target(args: &WriteArgs, read: &[PathBuf], output: Output) -> Result<Target, Outcome> {
    Target::of(args, read).map_err(|why| {
        output.error(&why);
        Outcome::Bad
    })
}

/// Writes data where it was asked for. An interruption meanwhile waits until the file is whole.
fn deliver(target: &Target, text: &str, output: Output) -> Result<(), Outcome> {
    interrupted();
    target.put(text, output).map_err(|why| {
        output.error(&why);
        Outcome::Bad
    })
}

/// The same of bytes.
fn deliver_bytes(target: &Target, bytes: &[u8], output: Output) -> Result<(), Outcome> {
    interrupted();
    target.put_bytes(bytes, output).map_err(|why| {
        output.error(&why);
        Outcome::Bad
    })
}

/// The limits asked for. The clock runs from here; an interruption counts as its end.
pub fn limits(args: &LimitArgs) -> Limits {
    let stop = Arc::clone(interrupted());
    limits_until(stop, args.time_limit, args.memory_limit)
}

/// Limits that end when `stop` is raised, or after so many seconds from here.
pub fn limits_until(stop: Arc<AtomicBool>, seconds: Option<f64>, memory: Option<u64>) -> Limits {
    let mut limits = Limits::none()
        .stopping_on(Arc::clone(&stop))
        .interrupted_by(Arc::clone(&stop));
    if let Some(bytes) = memory {
        limits = limits.with_memory(bytes);
    }
    let Some(seconds) = seconds else {
        return limits;
    };
    // Raised one after another.
    let flags = [SOON, NEARLY, 1.0].map(|part| (part, Arc::new(AtomicBool::new(false))));
    let [soon, nearly, ended] = flags.clone().map(|(_, flag)| flag);
    std::thread::spawn(move || {
        let start = Instant::now();
        for (part, flag) in flags {
            let left = || Duration::from_secs_f64(part * seconds).saturating_sub(start.elapsed());
            while !left().is_zero() && !stop.load(Ordering::Relaxed) {
                std::thread::sleep(left().min(POLL));
            }
            flag.store(true, Ordering::Relaxed);
        }
    });
    limits
        .stopping_on(ended)
        .warned_by(soon, nearly)
        .within(seconds)
}

/// How often the clock looks whether it was interrupted.
pub const POLL: Duration = Duration::from_millis(20);

/// Raised by the first interruption from the keyboard; the second ends the program at once.
pub fn interrupted() -> &'static Arc<AtomicBool> {
    static FLAG: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    FLAG.get_or_init(|| {
        let flag = Arc::new(AtomicBool::new(false));
        // Where signals cannot be had, an interruption ends the program as it always does.
        let second = signal_hook::flag::register_conditional_shutdown;
        if second(SIGINT, INTERRUPTED, Arc::clone(&flag)).is_ok() {
            let _ = signal_hook::flag::register(SIGINT, Arc::clone(&flag));
        }
        flag
    })
}

/// Exit code of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// How the program ends: after an interruption so that those who called it can tell.
fn exit(outcome: Outcome) -> ExitCode {
    match interrupted().load(Ordering::Relaxed) {
        true => ExitCode::from(INTERRUPTED as u8),
        false => outcome.into(),
    }
}
