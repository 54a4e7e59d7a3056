//! `winset serve`: a workbench in the browser, on this machine alone.
//!
//! ```text
//! connection ─ http ─► Request ─ guard ─► routes ─► page | ask (desk, controls, settings) | save
//! ```

mod ask;
mod controls;
mod desk;
mod guard;
mod http;
mod page;
mod routes;
mod save;
mod settings;
mod told;
mod worths;
mod yaml;

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Outcome;
use super::cli::Serve;
use super::commands::{POLL, interrupted};
use super::input::read_text;
use super::output::Output;
use crate::diag::file_name;
use crate::{import, render};
use desk::Desk;
use guard::Guard;
use http::{Answer, refusal};

/// Bytes that a search may hold unless told.
const MEMORY: u64 = 1 << 30;
/// Connections that are answered at once.
const MOST_CONNECTIONS: usize = 32;

/// What every connection needs.
struct Bench {
    guard: Guard,
    desk: Desk,
    /// The model's file, and those of overlays; none is ever written.
    read: Vec<PathBuf>,
    /// Its own name.
    name: String,
    /// Its text at the start.
    text: String,
    time_limit: f64,
    memory_limit: u64,
    output: Output,
    connections: AtomicUsize,
}

/// Serves the workbench until it is interrupted.
pub fn serve(args: &Serve, output: Output) -> Outcome {
    let (bench, listener) = match open(args, output) {
        Ok(opened) => opened,
        Err(why) => {
            output.error(&why);
            return Outcome::Bad;
        }
    };
    let bench = Arc::new(bench);
    // Taken from here on, so that an interruption ends this cleanly.
    let ended = interrupted();
    output.data(&format!("{}\n", bench.guard.address()));
    output.note("the address works once; Ctrl-C ends the workbench");
    let accepting = Arc::clone(&bench);
    std::thread::spawn(move || accept(&accepting, &listener));
    while !ended.load(Ordering::Relaxed) {
        std::thread::sleep(POLL);
    }
    close(&bench);
    Outcome::Agreement
}

/// Reads the model and opens the door.
fn open(args: &Serve, output: Output) -> Result<(Bench, TcpListener), String> {
    let (name, text) = read_text(&args.model).map_err(|fault| fault.what)?;
    if import::detect(&text).is_some() {
        return Err(format!(
            "{name} is a foreign file; write it as a model first: `winset import auto {name} -o model.yaml`"
        ));
    }
    let mut read = vec![args.model.clone()];
    read.extend(args.overlays.overlay.iter().cloned());
    let text = match args.overlays.overlay.is_empty() {
        true => text,
        false => overlaid(&name, &text, &args.overlays.overlay, output)?,
    };
    let door = (Ipv4Addr::LOCALHOST, args.port);
    let opened =
        TcpListener::bind(door).and_then(|listener| Ok((listener.local_addr()?.port(), listener)));
    let (port, listener) = opened
        .map_err(|error| format!("port {} of 127.0.0.1 cannot be had: {error}", args.port))?;
    let bench = Bench {
        guard: Guard::new(port)?,
        desk: Desk::default(),
        read,
        name: file_name(&name).to_owned(),
        text,
        time_limit: args.limits.time_limit,
        memory_limit: args.limits.memory_limit.unwrap_or(MEMORY),
        output,
        connections: AtomicUsize::new(0),
    };
    Ok((bench, listener))
}

/// The text as overlays change it. What is wrong with them is said.
fn overlaid(name: &str, text: &str, paths: &[PathBuf], output: Output) -> Result<String, String> {
    let mut overlays = Vec::new();
    for path in paths {
        overlays.push(read_text(path).map_err(|fault| fault.what)?);
    }
    let overlays: Vec<_> = overlays.iter().map(|(n, t)| (&**n, &**t)).collect();
    yaml::overlaid(name, text, &overlays).map_err(|(sources, problems)| {
        let found = problems.sorted();
        output.talk(&render::diagnostics(&found, &sources, output.error_style()));
        "the model cannot be changed by these overlays".to_owned()
    })
}

fn accept(bench: &Arc<Bench>, listener: &TcpListener) {
    for stream in listener.incoming() {
        match stream {
            Ok(stream) => begin(bench, stream),
            // Too many open files, or a connection that went away: others may fare better.
            Err(_) => std::thread::sleep(POLL),
        }
    }
}

/// Answers a connection on a thread of its own, unless there are too many.
fn begin(bench: &Arc<Bench>, mut stream: TcpStream) {
    let open = Open::new(bench);
    if bench.connections.load(Ordering::Relaxed) > MOST_CONNECTIONS {
        let busy = Answer::from(refusal(503, "too many connections; try again"));
        return busy.with("Retry-After", "1").send(&mut stream);
    }
    std::thread::spawn(move || routes::answer(&open.0, stream));
}

/// A connection, counted while it is open.
struct Open(Arc<Bench>);

impl Open {
    fn new(bench: &Arc<Bench>) -> Self {
        bench.connections.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(bench))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Ends what is being searched, and lets what is being written be whole.
fn close(bench: &Bench) {
    /// Looks at what is still open: two seconds in all.
    const LOOKS: usize = 100;
    for _ in 0..LOOKS {
        bench.desk.stop();
        if bench.connections.load(Ordering::Relaxed) == 0 {
            return;
        }
        std::thread::sleep(POLL);
    }
}
