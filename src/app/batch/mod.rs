//! `winset batch`: tables of proposals in, tables of answers out, with two processors busy and little held.
//!
//! ```text
//! files ─ Inputs ─ tasks (a block of text, a piece of a row group) ─ workers: decode, score, answer, filter, encode
//!                                                                       │ in order
//!                                                                       ▼
//!                            Sink: partial file + manifest ─ at the end ─► the file that was asked for
//! ```

mod ask;
mod faults;
mod inputs;
mod key;
mod manifest;
mod models;
mod open;
mod pipeline;
mod progress;
mod runner;
mod sink;
mod tell;
mod told;
mod work;

use std::path::Path;

use super::Outcome;
use super::cli::{Batch, TableFormat};
use super::commands::limits;
use super::output::Output;
use crate::problem::{Problem, Settlement};
use crate::study::batch::Program;
use crate::table::{Answer, Answers, Chunk, Columns, Format, Out, Writer};
use ask::{Asked, targets};
use manifest::Progress;
use open::{Packing, packed, told_by_name};
use runner::Runner;
use sink::Sink;

/// Runs `winset batch`.
pub fn batch(args: &Batch, output: Output) -> Outcome {
    match run(args, output) {
        Ok(outcome) => outcome,
        Err(ended) => ended.say(output),
    }
}

/// Runs it.
fn run(args: &Batch, output: Output) -> Result<Outcome, Ended> {
    let limits = limits(&args.limits);
    let mut loaded = models::load(args, output)?;
    let mut asked = Asked::new(args, &mut loaded, output)?;
    let (targets, rejects) = targets(args, &asked, output)?;
    let lost = asked.model_fronts(&limits, output);
    let key = key::key(args, &loaded, &asked)?;
    let mut runner = Runner {
        args,
        output,
        asked: &mut asked,
    };
    runner.survey(&limits)?;
    let (sink, before, note) = match &targets {
        Some(_) | None if !args.writes() => (Sink::None, Progress::default(), None),
        Some(_) => Sink::file(
            targets.ok_or(Outcome::Bad)?,
            rejects,
            runner.asked.format,
            key,
            args.resume,
            args.write.force,
        )?,
        None => (Sink::stdout(runner.asked.format), Progress::default(), None),
    };
    if let Some(note) = note {
        output.note(&note);
    }
    let found = runner.write(sink, before, &limits)?;
    tell::tell(args, &loaded, &asked, found, lost, output);
    Ok(Outcome::Agreement)
}

impl Batch {
    /// Are rows written, or is only a summary asked for?
    fn writes(&self) -> bool {
        self.write.output.is_some() || !(self.summary || self.json)
    }

    fn summarises(&self) -> bool {
        self.summary || self.json
    }

    /// The threads to work on.
    fn workers(&self) -> usize {
        let own = std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.map_or(own, usize::from)
    }
}

/// Why a run ended early.
#[derive(Debug)]
pub enum Ended {
    /// It has been said.
    Said(Outcome),
    /// What is still to be said.
    Why(String),
    /// The same, where it is the input that is wrong, so that what was written of it is worth nothing.
    Input(String),
}

impl Ended {
    fn say(self, output: Output) -> Outcome {
        match self {
            Ended::Said(outcome) => outcome,
            Ended::Why(why) | Ended::Input(why) => {
                output.error(&why);
                Outcome::Bad
            }
        }
    }
}

impl From<String> for Ended {
    fn from(why: String) -> Self {
        Ended::Why(why)
    }
}

impl From<Outcome> for Ended {
    fn from(outcome: Outcome) -> Self {
        Ended::Said(outcome)
    }
}

/// The format of a table by what is asked for, or by the name of its file; CSV where nothing says.
///
/// # Errors
/// A sentence: the name says nothing.
pub fn table_format(
    asked: Option<TableFormat>,
    path: Option<&Path>,
) -> Result<(Format, Packing), String> {
    let path = path.filter(|path| *path != Path::new("-"));
    let (by_name, packing) = path.map_or((None, Packing::Plain), told_by_name);
    match (asked.map(Format::from).or(by_name), path) {
        (Some(Format::Parquet), _) if packing != Packing::Plain => {
            Err("Parquet is packed inside; write it without .gz or .zst".to_owned())
        }
        (Some(format), _) => Ok((format, packing)),
        (None, None) => Ok((Format::Csv, packing)),
        (None, Some(path)) => Err(format!(
            "{} does not say what is to be written; use an ending such as .csv, .jsonl or .parquet, or `--output-format`",
            path.display()
        )),
    }
}

/// Proposals as a table: a number, and the option of every topic.
///
/// # Errors
/// A sentence: packing failed.
pub fn sampled(
    problem: &Problem,
    rows: impl Iterator<Item = Settlement>,
    (format, packing): (Format, Packing),
) -> Result<Vec<u8>, String> {
    let program = Program::compile(problem);
    let mut columns: Columns = vec![("id".to_owned(), Out::Answer(Answer::Line))];
    for (topic, names) in problem.names.topics.entries() {
        columns.push((names.id.clone(), Out::Answer(Answer::Option(topic))));
    }
    let writer = Writer::new(problem, &program, format, &columns, Vec::new(), "", &[]);
    let mut bytes = match format {
        Format::Parquet => Vec::new(),
        _ => writer.head(),
    };
    let mut chunk = Chunk {
        codes: program.no_rows(),
        ..Chunk::default()
    };
    for settlement in rows {
        for (topic, codes) in chunk.codes.iter_mut().enumerate() {
            codes.push(settlement[topic]);
        }
        chunk.rows += 1;
        chunk.files.push(0);
        chunk.lines.push(chunk.rows as u64);
    }
    let all: Vec<u32> = (0..chunk.rows as u32).collect();
    let answers = Answers {
        scored: Program::nothing(chunk.rows),
        told: Default::default(),
    };
    bytes.extend(writer.encode(&chunk, &answers, &all));
    packed(bytes, packing).map_err(|why| format!("packing failed: {why}"))
}
