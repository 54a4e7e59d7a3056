//! What every result carries (SEMANTICS §8).

use serde::Serialize;
use serde_json::Value;

use super::assumed::{About, assumed};
use super::names::side_ids;
use crate::problem::Problem;

/// What is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Exact and complete.
    Proved,
    /// The best that was found.
    BestFound,
    /// Proved that there is no answer.
    None,
    /// A limit came first; nothing is claimed.
    Stopped,
}

impl Status {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Status::Proved => "proved",
            Status::BestFound => "best found",
            Status::None => "proved that there is none",
            Status::Stopped => "not finished",
        }
    }
}

/// How far a result can be relied on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Grade {
    /// What is proved.
    pub status: Status,
    /// How, or why the search stopped.
    pub by: String,
    /// Distance to the proved bound, if one is known.
    pub gap: Option<f64>,
}

impl Grade {
    /// A grade without a gap.
    pub fn new(status: Status, by: impl Into<String>) -> Self {
        Self {
            status,
            by: by.into(),
            gap: None,
        }
    }
}

/// What a result claims, in a word; `docs/results.md` says what each rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// The list is the whole frontier.
    Frontier,
    /// The list stands for every package or plan: none gives a side more than one of the list and `within`.
    Cover,
    /// The list holds answers of concepts, each on its own.
    Concepts,
    /// There is no package.
    NoPackage,
    /// There is no road.
    NoRoad,
    /// These demands cannot be met together; each can once another of its set is given up.
    ConflictSets,
    /// This is what every line costs.
    Prices,
    /// These are the packages near the one given.
    NearPackages,
    /// This is why the road is as it is.
    Road,
    /// These are the settlements reached and the exchanges between them.
    Graph,
    /// Nothing: a limit came first.
    Nothing,
}

/// What a result was computed from.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    /// The files of the model as they were named; none where it came from standard input.
    pub files: Vec<String>,
    /// SHA-256 of the model's text.
    pub digest: String,
    /// The options that were in force.
    pub options: Value,
}

/// The common part of every result.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    winset: u32,
    kind: &'static str,
    model: ModelView,
    options: Value,
    /// What chance was drawn from; null: nothing is left to it.
    seed: Option<u64>,
    /// Ids of the consenting actors.
    pub actors: Vec<String>,
    /// What the result rests on that the model does not state.
    pub assumed: Vec<String>,
    /// What is claimed.
    pub claim: Claim,
    /// What is proved.
    pub grade: Grade,
}

#[derive(Clone, Debug, Serialize)]
struct ModelView {
    title: String,
    digest: String,
    program: &'static str,
    files: Vec<String>,
}

impl Head {
    /// What the result was computed from, for people: names and values.
    pub fn provenance(&self) -> Vec<(&'static str, String)> {
        let files = match self.model.files.is_empty() {
            true => "standard input".to_owned(),
            false => self.model.files.join(", "),
        };
        vec![
            ("model", files),
            ("digest (SHA-256)", self.model.digest.clone()),
            ("program", self.model.program.to_owned()),
            ("options", self.options.to_string()),
        ]
    }

    /// The head of a result of this kind.
    pub fn new(
        problem: &Problem,
        kind: &'static str,
        about: About,
        provenance: &Provenance,
        (claim, grade): (Claim, Grade),
    ) -> Self {
        Self {
            winset: 1,
            kind,
            model: ModelView {
                title: problem.names.title.clone(),
                digest: provenance.digest.clone(),
                program: concat!("winset ", env!("CARGO_PKG_VERSION")),
                files: provenance.files.clone(),
            },
            options: provenance.options.clone(),
            seed: None,
            actors: side_ids(problem),
            assumed: assumed(problem, about),
            claim,
            grade,
        }
    }
}
