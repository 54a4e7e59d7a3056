//! The summary of a batch: counts with names.

use serde::Serialize;
use serde_json::{Value, json};

use super::Provenance;
use crate::base::{ConstraintId, Points};
use crate::problem::Problem;
use crate::search::concept::{Concept, best, weights};
use crate::study::batch::{Front, Gains, Measures, Tally};

/// A summary.
#[derive(Clone, Debug, Serialize)]
pub struct BatchSummary {
    /// Version of the format.
    pub winset: u32,
    /// `batch`.
    pub kind: &'static str,
    /// Title and digest of the model.
    pub model: Value,
    /// What was asked.
    pub options: Value,
    /// Ids of the consenting actors.
    pub actors: Vec<String>,
    /// Rows read.
    pub rows: u64,
    /// Rows that could not be read.
    pub unreadable: u64,
    /// Rows written.
    pub written: u64,
    /// Rows agreeable under every overlay; null without overlays.
    pub agreeable_under_all: Option<u64>,
    /// Rows agreeable under at least one.
    pub agreeable_under_some: Option<u64>,
    /// One per overlay, or one.
    pub readings: Vec<ReadingView>,
    /// Why the frontier of the model is not known, where it was asked for and is not.
    pub model_frontier: Option<String>,
}

/// Counts under one overlay.
#[derive(Clone, Debug, Serialize)]
pub struct ReadingView {
    /// The overlay; null without one.
    pub overlay: Option<String>,
    /// Packages.
    pub agreeable: u64,
    /// Rows in which nothing has moved.
    pub status_quo: u64,
    /// Rows that leave a topic unsettled.
    pub unsettled: u64,
    /// What refuses how many.
    pub refusals: Vec<RefusalView>,
    /// What most often refuses rows together.
    pub together: Vec<TogetherView>,
    /// Undominated gains among the agreeable rows.
    pub frontier: usize,
    /// The best rows, by concept.
    pub best: Vec<BestView>,
    /// How many rows have which least gain.
    pub least_gain: Vec<BarView>,
}

/// What a constraint refuses.
#[derive(Clone, Debug, Serialize)]
pub struct RefusalView {
    /// The constraint.
    pub constraint: String,
    /// Rows that it refuses.
    pub rows: u64,
    /// Rows that nothing else refuses.
    pub alone: u64,
}

/// What constraints refuse together.
#[derive(Clone, Debug, Serialize)]
pub struct TogetherView {
    /// The constraints, all of them and no other.
    pub constraints: Vec<String>,
    /// Rows.
    pub rows: u64,
}

/// The best row by a concept.
#[derive(Clone, Debug, Serialize)]
pub struct BestView {
    /// The concept.
    pub concept: &'static str,
    /// The file of the first such row.
    pub file: String,
    /// Its line, or the number of the row.
    pub line: u64,
    /// Gains.
    pub gain: Value,
    /// Gains, for printing.
    #[serde(skip)]
    pub gains: Vec<Points>,
}

/// A bar of the histogram.
#[derive(Clone, Debug, Serialize)]
pub struct BarView {
    /// From this least gain.
    pub from: f64,
    /// To below this.
    pub to: f64,
    /// Rows.
    pub rows: u64,
}

/// Most sets of constraints that are told.
const MOST_SETS: usize = 8;

/// Most bars.
const MOST_BARS: usize = 16;

impl BatchSummary {
    /// Of a run.
    pub fn new(problem: &Problem, provenance: &Provenance) -> Self {
        let names = &problem.names;
        let actors = problem
            .consenting
            .iter()
            .map(|a| names.actors[*a].0.clone());
        Self {
            winset: 1,
            kind: "batch",
            model: json!({"title": names.title, "digest": provenance.digest, "files": provenance.files}),
            options: provenance.options.clone(),
            actors: actors.collect(),
            rows: 0,
            unreadable: 0,
            written: 0,
            agreeable_under_all: None,
            agreeable_under_some: None,
            readings: Vec::new(),
            model_frontier: None,
        }
    }
}

impl ReadingView {
    /// Names what was counted.
    pub fn new(
        problem: &Problem,
        overlay: &str,
        tally: &Tally,
        front: Front<(u32, u64)>,
        measures: &Measures,
        files: &[String],
    ) -> Self {
        let name = |c: ConstraintId| problem.names.constraints[c].id.clone();
        let refusals = tally
            .refusals()
            .into_iter()
            .map(|(c, rows, alone)| RefusalView {
                constraint: name(c),
                rows,
                alone,
            });
        let mut refusals: Vec<_> = refusals.collect();
        refusals.sort_by_key(|refusal| std::cmp::Reverse(refusal.rows));
        let together = tally
            .together(MOST_SETS)
            .into_iter()
            .map(|(set, rows)| TogetherView {
                constraints: set.into_iter().map(name).collect(),
                rows,
            });
        let points = front.sorted();
        let point = |steps: i128| measures.points(&[steps])[0].to_f64();
        let bars = tally
            .histogram(MOST_BARS)
            .map_or(Vec::new(), |(first, width, rows)| {
                let bar = |(place, rows): (usize, u64)| {
                    let from = first + width * place as i128;
                    BarView {
                        from: point(from),
                        to: point(from + width),
                        rows,
                    }
                };
                rows.into_iter().enumerate().map(bar).collect()
            });
        Self {
            overlay: (!overlay.is_empty()).then(|| overlay.to_owned()),
            agreeable: tally.agreeable,
            status_quo: tally.idle,
            unsettled: tally.unsettled,
            refusals,
            together: together.collect(),
            frontier: points.len(),
            best: bests(problem, &points, measures, files),
            least_gain: bars,
        }
    }
}

fn bests(
    problem: &Problem,
    points: &[(Gains, (u32, u64))],
    measures: &Measures,
    files: &[String],
) -> Vec<BestView> {
    let gains: Vec<Vec<Points>> = points.iter().map(|(g, _)| measures.points(g)).collect();
    let weights = weights(problem);
    let view = |concept: Concept| {
        let ties = best(concept, &gains, &weights);
        let first = ties.into_iter().min_by_key(|i| points[*i].1)?;
        let (file, line) = points[first].1;
        let named = problem.consenting.iter().zip(&gains[first]);
        let gain = named.map(|(a, g)| (problem.names.actors[*a].0.clone(), json!(g.to_f64())));
        Some(BestView {
            concept: concept.id(),
            file: files.get(file as usize).cloned().unwrap_or_default(),
            line,
            gain: Value::Object(gain.collect()),
            gains: gains[first].clone(),
        })
    };
    Concept::ALL.into_iter().filter_map(view).collect()
}
