//! Which numbers flip the first step, named.

use serde::Serialize;
use serde_json::Value;

use super::super::names::{self, Move};
use super::super::plan::{rounds, tidy};
use super::number_name::NumberName;
use crate::problem::Problem;
use crate::study::road::{Flip, Flips, LADDER};

/// Which numbers flip the first step.
#[derive(Clone, Debug, Serialize)]
pub struct FlipsView {
    /// Those that do, the nearest first.
    pub found: Vec<FlipView>,
    /// How far the others were moved, in hundredths of their scale.
    pub moved: u32,
    /// Ids of those that flip nothing as far as that.
    pub steady: Vec<String>,
    /// Ids of those that were not tried so far.
    pub not_tried: Vec<String>,
    /// Titles of topics along ranges, interests in which were not moved.
    pub ranges: Vec<String>,
}

/// A number that flips the first step.
#[derive(Clone, Debug, Serialize)]
pub struct FlipView {
    /// Which one.
    #[serde(flatten)]
    pub name: NumberName,
    /// As the model has it.
    pub from: f64,
    /// The nearest value found that flips.
    pub to: f64,
    /// The value before it, which does not.
    pub beside: f64,
    /// The change as a share of the number's scale.
    pub share: f64,
    /// Is `to` next to `beside` on the grid?
    pub exact: bool,
    /// The first exchange with that value; null where there is no road any more.
    pub opens: Option<Vec<Move>>,
    /// Gain of that road; null where there is none.
    pub gain: Option<Value>,
}

impl FlipsView {
    /// Names what was found.
    pub fn new(problem: &Problem, own: &Flips) -> Self {
        let ids = |numbers: &[_]| -> Vec<String> {
            let names = numbers.iter().map(|n| NumberName::new(problem, *n).id);
            names.collect()
        };
        let ranges = problem.topics.entries().filter(|(_, t)| t.range.is_some());
        Self {
            found: own.found.iter().map(|f| flip_view(problem, f)).collect(),
            moved: own.moved,
            steady: ids(&own.steady),
            not_tried: ids(&own.not_tried),
            ranges: ranges
                .map(|(id, _)| problem.names.topics[id].title.clone())
                .collect(),
        }
    }

    /// Was every number moved as far as it goes?
    pub fn is_complete(&self) -> bool {
        let far = LADDER.last() == Some(&self.moved) || self.steady.is_empty();
        far && self.not_tried.is_empty() && self.found.iter().all(|flip| flip.exact)
    }
}

fn flip_view(problem: &Problem, own: &Flip) -> FlipView {
    let road = own.road.as_ref();
    let opens = road.map(|r| rounds(problem, &r.rounds[..r.rounds.len().min(1)]));
    FlipView {
        name: NumberName::new(problem, own.parameter),
        from: own.from.to_f64(),
        to: own.to.to_f64(),
        beside: own.beside.to_f64(),
        share: tidy(own.share),
        exact: own.exact,
        opens: opens.map(|rounds| rounds.into_iter().next().unwrap_or_default()),
        gain: road.map(|road| names::per_side(problem, &road.gain, tidy)),
    }
}
