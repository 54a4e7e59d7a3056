//! `winset solve --watch`: an answer again whenever a file changes, and what changed in it.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use super::super::cli::Steered;
use super::super::input::files_of;
use super::super::output::Output;
use super::solve::solve_once;
use super::{Outcome, interrupted};
use crate::render;
use crate::search::concept::Concept;
use crate::solution::Solved;

/// How often files are looked at.
const EVERY: Duration = Duration::from_millis(200);

/// Answers, and answers again, until it is interrupted.
pub fn watch(args: &Steered, output: Output) -> Outcome {
    let model = &args.solve.model.files;
    let named: Vec<PathBuf> = model
        .model
        .iter()
        .chain(&model.overlays.overlay)
        .cloned()
        .collect();
    let files = files_of(&named);
    if files.iter().any(|file| file == Path::new("-")) {
        output.error("standard input does not change; name a file to watch");
        return Outcome::Bad;
    }
    let stop = interrupted();
    let concept = Concept::from(args.solve.concept);
    let mut last: Option<Solved> = None;
    let mut seen = marks(&files);
    loop {
        let (_, solved) = solve_once(args, output);
        if stop.load(Ordering::Relaxed) {
            return Outcome::Agreement;
        }
        if let (Some(before), Some(now)) = (&last, &solved) {
            output.talk(&render::changed(before, now, concept));
        }
        last = solved.or(last);
        output.note("watching; Ctrl-C ends it");
        let mut now = marks(&files);
        while now == seen {
            if stop.load(Ordering::Relaxed) {
                return Outcome::Agreement;
            }
            std::thread::sleep(EVERY);
            now = marks(&files);
        }
        seen = settled(&files, now);
    }
}

/// When each file was last written, and its size; nothing of one that is not there, as happens while editors save.
type Marks = Vec<Option<(SystemTime, u64)>>;

fn marks(files: &[PathBuf]) -> Marks {
    let mark = |file: &PathBuf| {
        let found = std::fs::metadata(file).ok()?;
        Some((found.modified().ok()?, found.len()))
    };
    files.iter().map(mark).collect()
}

/// The marks once they have stopped changing: an editor may write in several steps.
fn settled(files: &[PathBuf], mut marks_now: Marks) -> Marks {
    const CALM: Duration = Duration::from_millis(50);
    const MOST: usize = 20;
    for _ in 0..MOST {
        std::thread::sleep(CALM);
        let next = marks(files);
        if next == marks_now && next.iter().all(Option::is_some) {
            break;
        }
        marks_now = next;
    }
    marks_now
}
