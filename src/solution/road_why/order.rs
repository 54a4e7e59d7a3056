//! Why this order, named.

use serde::Serialize;
use serde_json::Value;

use super::super::names::{self, Move};
use super::super::plan::tidy;
use super::faults::{TestView, exchange_fault, plan_fault};
use crate::base::{OptionId, TopicId};
use crate::problem::Problem;
use crate::study::road::{MoveReasons, Outcome, RoundReasons};

/// A round and what would come of making it otherwise.
#[derive(Clone, Debug, Serialize)]
pub struct RoundWhyView {
    /// Its moves.
    pub moves: Vec<Move>,
    /// The earliest round, from 1, in which they could be made, what comes before being as planned.
    pub earliest: usize,
    /// What refuses them a round before that; null if they could come first.
    pub waits_for: Option<TestView>,
    /// Made in the same round as the one before it; null of the first.
    pub merged: Option<OutcomeView>,
    /// Made before the one before it; null of the first.
    pub swapped_before: Option<OutcomeView>,
    /// Made after the one after it; null of the last.
    pub swapped_after: Option<OutcomeView>,
    /// Of several moves, each by itself.
    pub alone: Vec<MoveWhyView>,
}

/// A move of a round that has others.
#[derive(Clone, Debug, Serialize)]
pub struct MoveWhyView {
    /// The move.
    #[serde(rename = "move")]
    pub step: Move,
    /// Left out of the plan.
    pub left_out: OutcomeView,
    /// In a round of its own, before the others.
    pub before: OutcomeView,
    /// In a round of its own, after the others.
    pub after: OutcomeView,
}

/// What becomes of an altered plan.
#[derive(Clone, Debug, Serialize)]
pub struct OutcomeView {
    /// The first test that fails; null if none does.
    pub fails: Option<TestView>,
    /// If none fails: what everybody would gain more, or less, by it.
    pub change: Option<Value>,
    /// Were all breaches of the altered plan tried? Null if it fails.
    pub checked: Option<bool>,
    /// The change, for printing.
    #[serde(skip)]
    pub changes: Vec<f64>,
}

/// Names the reasons of all rounds.
pub fn order(
    problem: &Problem,
    rounds: &[Vec<(TopicId, OptionId)>],
    reasons: &[RoundReasons],
) -> Vec<RoundWhyView> {
    let named = super::super::plan::rounds(problem, rounds);
    let pairs = named.into_iter().zip(reasons).enumerate();
    pairs
        .map(|(index, (moves, own))| {
            let view = |outcome: &Outcome| outcome_view(problem, outcome);
            let next = reasons.get(index + 1);
            RoundWhyView {
                moves,
                earliest: own.earliest + 1,
                waits_for: own
                    .waits_for
                    .as_ref()
                    .map(|(fault, short)| exchange_fault(problem, fault, *short)),
                merged: own.merged.as_ref().map(view),
                swapped_before: own.swapped.as_ref().map(view),
                swapped_after: next.and_then(|n| n.swapped.as_ref()).map(view),
                alone: own.moves.iter().map(|m| move_view(problem, m)).collect(),
            }
        })
        .collect()
}

fn move_view(problem: &Problem, own: &MoveReasons) -> MoveWhyView {
    MoveWhyView {
        step: Move::new(problem, own.step.0, own.step.1),
        left_out: outcome_view(problem, &own.left_out),
        before: outcome_view(problem, &own.alone),
        after: outcome_view(problem, &own.after),
    }
}

fn outcome_view(problem: &Problem, outcome: &Outcome) -> OutcomeView {
    match outcome {
        Outcome::Fails { fault, short } => OutcomeView {
            fails: Some(plan_fault(problem, fault, *short)),
            change: None,
            checked: None,
            changes: Vec::new(),
        },
        Outcome::Holds { change, checked } => OutcomeView {
            fails: None,
            change: Some(names::per_side(problem, change, tidy)),
            checked: Some(*checked),
            changes: change.clone(),
        },
    }
}
