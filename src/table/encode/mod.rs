//! Rows and their answers as bytes.
//!
//! [`Writer`] knows the columns and where each gets its cells from; [`text`] and [`row_group`] write them, [`together`] puts the answers of
//! several problems side by side.

mod answers;
mod row_group;
mod text;
mod together;

use super::Format;
use super::cells::{Cell, Chunk, Kept};
use super::columns::{Answer, Columns, Out};
use super::csv::write_text;
use super::numbers::Texts;
use super::parquet::Typed;
use crate::base::{ConstraintId, Id, Points};
use crate::problem::{Constraint, Problem};
use crate::study::batch::{Codes, Program, Steps};

pub use answers::{Answers, Values};
use text::Lines;
pub use together::{Selected, encode_together};

/// Writes rows in one format with one set of columns.
#[derive(Debug)]
pub struct Writer<'a> {
    problem: &'a Problem,
    program: &'a Program,
    format: Format,
    columns: &'a Columns,
    /// Names of the columns of the input, where rows are written whole.
    whole: Vec<String>,
    texts: Vec<Option<Texts>>,
    /// The overlay that is in force.
    overlay: &'a str,
    /// Names of the files.
    files: &'a [String],
}

/// Where the cells of a column come from.
pub(super) enum Source<'c> {
    Rows(&'c [Cell]),
    Cells(&'c [Cell]),
    Typed(&'c Typed),
    Steps {
        sums: &'c Steps,
        less: i128,
        texts: Option<&'c Texts>,
    },
    Plain(&'c [i128]),
    Flags(&'c [u8]),
    /// Does the constraint accept the row?
    Accepts(Option<ConstraintId>),
    Reals(&'c [f64]),
    Sums(&'c [i128]),
    Wholes(&'c [u64]),
    Words(&'c [Option<String>]),
    Status,
    Refusals,
    Mask,
    Options(&'c Codes, Vec<&'c str>),
    Text(&'c str),
    Files(&'c [u32]),
    Lines(&'c [u64]),
    Nothing,
}

impl<'a> Writer<'a> {
    /// For rows of the answers to one problem.
    pub fn new(
        problem: &'a Problem,
        program: &'a Program,
        format: Format,
        columns: &'a Columns,
        whole: Vec<String>,
        overlay: &'a str,
        files: &'a [String],
    ) -> Self {
        let texts = columns.iter().map(|(_, out)| {
            let (actor, less) = match out {
                Out::Answer(Answer::Worth(actor)) => (*actor, 0),
                Out::Answer(Answer::Gain(actor)) => (*actor, program.walk_away(*actor)),
                _ => return None,
            };
            let (first, last) = program.range(program.worth(actor));
            Texts::new(first - less, last - less, program.grid)
        });
        Self {
            texts: texts.collect(),
            problem,
            program,
            format,
            columns,
            whole,
            overlay,
            files,
        }
    }

    /// What stands before all rows.
    pub fn head(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let Some(delimiter) = self.format.delimiter() else {
            return out;
        };
        let mut first = true;
        for (name, column) in self.columns {
            let names = match column {
                Out::Rows => &self.whole[..],
                _ => std::slice::from_ref(name),
            };
            for name in names {
                if !std::mem::take(&mut first) {
                    out.push(delimiter);
                }
                write_text(&mut out, name.as_bytes(), delimiter);
            }
        }
        out.push(b'\n');
        out
    }

    /// Some rows of a chunk. Parquet comes as a file of one row group.
    pub fn encode(&self, chunk: &Chunk, answers: &Answers, rows: &[u32]) -> Vec<u8> {
        if self.format == Format::Parquet {
            return self.row_group(chunk, answers, rows);
        }
        let lines = Lines::new(self, chunk, answers);
        let mut out = Vec::with_capacity(rows.len() * lines.guess());
        rows.iter().for_each(|r| lines.write(*r as usize, &mut out));
        out
    }

    fn sources<'c>(&'c self, chunk: &'c Chunk, answers: &'c Answers) -> Vec<Source<'c>> {
        let places = 0..self.columns.len();
        places.map(|p| self.source(p, chunk, answers)).collect()
    }

    fn source<'c>(&'c self, place: usize, chunk: &'c Chunk, answers: &'c Answers) -> Source<'c> {
        let answer = match self.columns[place].1 {
            Out::Rows => return Source::Rows(&chunk.whole),
            Out::Input(_) => {
                // Kept columns stand in the order in which the output names them.
                let before = self.columns[..place].iter();
                let own = before
                    .filter(|(_, out)| matches!(out, Out::Input(_)))
                    .count();
                return match chunk.kept.get(own) {
                    Some(Kept::Cells(cells)) => Source::Cells(cells),
                    Some(Kept::Typed(typed)) => Source::Typed(typed),
                    None => Source::Nothing,
                };
            }
            Out::Answer(answer) => answer,
        };
        if let Some(values) = answers.told.get(&answer) {
            return match values {
                Values::Flags(flags) => Source::Flags(flags),
                Values::Steps(steps) if answer == Answer::Sum => Source::Sums(steps),
                Values::Steps(steps) => Source::Plain(steps),
                Values::Reals(reals) => Source::Reals(reals),
                Values::Wholes(wholes) => Source::Wholes(wholes),
                Values::Texts(texts) => Source::Words(texts),
            };
        }
        let constraint = |wanted: Constraint| {
            let mut all = self.problem.constraints.entries();
            all.find(|(_, c)| **c == wanted).map(|(id, _)| id)
        };
        let sums = |sum: usize, less: i128| match &answers.scored.sums[sum] {
            Some(sums) => Source::Steps {
                sums,
                less,
                texts: self.texts[place].as_ref(),
            },
            None => Source::Nothing,
        };
        match answer {
            Answer::Agreeable => Source::Flags(&answers.scored.agreeable),
            Answer::Status => Source::Status,
            Answer::RefusedBy => Source::Refusals,
            Answer::RefusalMask => Source::Mask,
            Answer::Worth(actor) => sums(self.program.worth(actor), 0),
            Answer::Gain(actor) => sums(self.program.worth(actor), self.program.walk_away(actor)),
            Answer::Audience(actor, index) => sums(self.program.audience(actor, index).1, 0),
            Answer::Ratifies(actor, index) => {
                Source::Accepts(constraint(Constraint::Ratifies(actor, index)))
            }
            Answer::Tolerates(actor, index) => {
                Source::Accepts(constraint(Constraint::Tolerates(actor, index)))
            }
            Answer::Option(topic) => {
                let options = self.problem.names.topics[topic].options.iter();
                let ids = options.map(|(id, _)| id.as_str()).collect();
                Source::Options(&chunk.codes[topic.index()], ids)
            }
            Answer::Overlay => Source::Text(self.overlay),
            Answer::File => Source::Files(&chunk.files),
            Answer::Line => Source::Lines(&chunk.lines),
            _ => Source::Nothing,
        }
    }

    fn points(&self, steps: i128) -> Points {
        Points::from_billionths(steps * self.program.grid.billionths())
    }

    fn accepts(&self, constraint: Option<ConstraintId>, row: usize, answers: &Answers) -> bool {
        constraint.is_none_or(|c| !answers.scored.refuses(c, row))
    }

    fn refusals<'s>(&'s self, row: usize, answers: &'s Answers) -> impl Iterator<Item = &'s str> {
        let all = self.problem.constraints.ids();
        let refused = all.filter(move |c| answers.scored.refuses(*c, row));
        refused.map(|c| self.problem.names.constraints[c].id.as_str())
    }

    /// A number where it fits a word, else sixteen digits a word in hexadecimal.
    fn mask(&self, row: usize, answers: &Answers) -> String {
        let planes = &answers.scored.refusals;
        let constraints = self.problem.constraints.len();
        if constraints <= 64 {
            let mask = bits(row, answers);
            return mask.to_string();
        }
        let bytes = planes
            .iter()
            .rev()
            .map(|plane| format!("{:02x}", plane[row]));
        format!("0x{}", bytes.collect::<String>())
    }
}

/// The constraints that refuse a row, the first the lowest; of at most sixty-four.
fn bits(row: usize, answers: &Answers) -> u64 {
    let planes = answers.scored.refusals.iter().enumerate();
    planes.fold(0, |bits, (place, plane)| {
        bits | u64::from(plane[row]) << (8 * place)
    })
}
