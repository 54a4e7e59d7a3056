//! Conflict and correction sets, named, each with settlements that show it to be what it is.

use serde::Serialize;
use serde_json::{Map, Value};

use super::names;
use crate::base::ConstraintId;
use crate::problem::{Problem, Settlement};
use crate::study::Reasons;

/// Sets of constraints, by their names.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SetsView {
    /// Minimal sets of constraints that no settlement satisfies together.
    pub conflict_sets: Vec<Vec<String>>,
    /// Minimal sets whose removal makes a package possible.
    pub correction_sets: Vec<Vec<String>>,
    /// Settlements that show it; none where topics are divided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witnesses: Option<WitnessesView>,
}

/// Settlements that show sets of constraints to be what they are; in the order of the sets.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WitnessesView {
    /// Of each conflict set, by member, a settlement that keeps all other members; null where a limit came first.
    pub conflict_sets: Vec<Map<String, Value>>,
    /// Of each correction set a settlement that breaks nothing else; null likewise.
    pub correction_sets: Vec<Value>,
}

impl SetsView {
    /// Names sets in the order in which they were found.
    pub fn new(problem: &Problem, reasons: &Reasons) -> Self {
        let named = |sets: &[Vec<ConstraintId>]| -> Vec<Vec<String>> {
            sets.iter().map(|set| ids(problem, set)).collect()
        };
        let shown = reasons
            .conflict_sets
            .iter()
            .zip(&reasons.conflict_witnesses);
        let conflicts = shown.map(|(set, without)| {
            let members = ids(problem, set).into_iter().zip(without);
            members.map(|(m, s)| (m, settlement(problem, s))).collect()
        });
        let corrections = reasons.correction_witnesses.iter();
        let witnesses = WitnessesView {
            conflict_sets: conflicts.collect(),
            correction_sets: corrections.map(|s| settlement(problem, s)).collect(),
        };
        let is_shown = witnesses.correction_sets.len() == reasons.correction_sets.len()
            && witnesses.conflict_sets.len() == reasons.conflict_sets.len();
        Self {
            conflict_sets: named(&reasons.conflict_sets),
            correction_sets: named(&reasons.correction_sets),
            witnesses: is_shown.then_some(witnesses),
        }
    }

    /// Puts members, and then sets, in alphabetical order.
    pub fn sort(&mut self) {
        let mut nothing = WitnessesView::default();
        let witnesses = self.witnesses.as_mut().unwrap_or(&mut nothing);
        sort(&mut self.conflict_sets, &mut witnesses.conflict_sets);
        sort(&mut self.correction_sets, &mut witnesses.correction_sets);
    }
}

/// Sorts sets, and what belongs to each of them along with it.
fn sort<W: Clone + Default>(sets: &mut Vec<Vec<String>>, witnesses: &mut Vec<W>) {
    let shown = !witnesses.is_empty();
    let mut pairs: Vec<(Vec<String>, W)> = Vec::new();
    for (place, set) in sets.drain(..).enumerate() {
        let mut set = set;
        set.sort();
        pairs.push((set, witnesses.get(place).cloned().unwrap_or_default()));
    }
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    (*sets, *witnesses) = pairs.into_iter().unzip();
    if !shown {
        witnesses.clear();
    }
}

/// Names of constraints.
pub fn ids(problem: &Problem, constraints: &[ConstraintId]) -> Vec<String> {
    let names = &problem.names.constraints;
    constraints.iter().map(|c| names[*c].id.clone()).collect()
}

fn settlement(problem: &Problem, settlement: &Option<Settlement>) -> Value {
    match settlement {
        Some(settlement) => names::settlement(problem, settlement.iter()),
        None => Value::Null,
    }
}
