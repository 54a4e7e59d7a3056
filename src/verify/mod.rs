//! Results, judged again: every claim of a result that was written as JSON is held against the model, by the judge alone.
//!
//! ```text
//! JSON text ─ read_json ─► Value ─ Judge: claim by claim ─► Report: held, fails, not checked
//! ```
//!
//! This room knows `check`, which shares nothing with the search, and how results are written; it names neither the search nor what
//! writes them. What is not checked is said, and why: the judge enumerates plainly, up to stated sizes.

mod best;
mod book;
mod bound;
mod conflict;
mod frontier;
mod graph;
mod head;
mod json;
mod lifts;
mod lines;
mod memory;
mod near;
mod others;
mod package;
mod pick;
mod plan;
mod point;
mod rank;
mod relax;
mod report;
mod road;
mod roads;
mod solve;
mod why;
mod words;

pub use json::{At, Unreadable, read_json};
pub use report::{Fault, Kind, Outcome, Report, Row, Trouble};

use serde_json::Value;

use crate::problem::Problem;
use book::Book;
use memory::Memory;
use report::Ledger;

/// A judge of results of one model.
pub struct Judge<'p> {
    book: Book<'p>,
    digest: String,
    memory: Memory,
}

impl<'p> Judge<'p> {
    /// A judge of results of this model. `digest` is that of the model's text.
    pub fn new(problem: &'p Problem, digest: &str) -> Self {
        Self {
            book: Book::new(problem),
            digest: digest.to_owned(),
            memory: Memory::default(),
        }
    }

    /// Judges every claim of a result.
    ///
    /// Complexity: the judge's own enumerations, up to [`MOST_SETTLEMENTS`](crate::check::MOST_SETTLEMENTS) settlements and
    /// [`MOST_PLAN_STEPS`](crate::check::MOST_PLAN_STEPS) steps of plans; they are kept for the next result.
    ///
    /// # Errors
    /// [`Trouble::Shape`] where the JSON is not a result.
    pub fn judge(&self, result: &Value) -> Result<Report, Trouble> {
        let at = At::root(result);
        let version = at.key("winset")?;
        if version.count()? != 1 {
            return Err(version.wrong("results of this version of the language are marked 1"));
        }
        let mut ledger = Ledger::default();
        let kind = at.key("kind")?;
        let (book, digest, memory) = (&self.book, self.digest.as_str(), &self.memory);
        let space = || memory.space(book.problem);
        match kind.text()? {
            "packages" => package::judge_packages(book, space(), &at, digest, &mut ledger)?,
            "plan" => solve::judge_steered(book, memory, &at, digest, &mut ledger)?,
            "solve" => solve::judge_solved(book, memory, &at, digest, &mut ledger)?,
            "why" => why::judge_why(book, space(), &at, digest, &mut ledger)?,
            "why_package" | "packages_from" => {
                near::judge_given(book, space(), &at, digest, &mut ledger)?;
            }
            "why_road" => roads::judge_reasons(book, memory, &at, digest, &mut ledger)?,
            "graph" => graph::judge_graph(book, memory, &at, digest, &mut ledger)?,
            _ => return Err(kind.wrong("results of this kind are not judged")),
        }
        Ok(ledger.report)
    }
}

/// The files of the model that a result was computed from, as it names them.
///
/// # Errors
/// [`Trouble::Shape`] where the JSON is not a result.
pub fn recorded_files(result: &Value) -> Result<Vec<String>, Trouble> {
    let files = At::root(result).key("model")?.key("files")?;
    Ok(files.texts()?.into_iter().map(str::to_owned).collect())
}
