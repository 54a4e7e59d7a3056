//! What every line costs: the package question once more without it, and the packages that it alone refuses.

use rayon::prelude::*;

use crate::base::{ConstraintId, Limits, Points, Stopped};
use crate::check::judge_package;
use crate::problem::Problem;
use crate::search::concept::{Concept, Gain, ranked, weights};
use crate::search::package::{Point, frontier_of};
use crate::study::packages::answer_of;

/// A settlement that one constraint alone refuses, and that nobody could improve on without loss to another if it did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// Its gains, and the settlement.
    pub point: Point,
    /// How far it is short of the bound, where the constraint has one.
    pub short: Option<Points>,
}

/// What the absence of one constraint would change.
#[derive(Clone, Debug)]
pub struct Line {
    /// The constraint.
    pub constraint: ConstraintId,
    /// By how much every actor's best possible gain would rise.
    pub best: Vec<Points>,
    /// The concept's answer without it.
    pub answer: Point,
    /// By how much every actor's gain in the concept's answer would change.
    pub change: Vec<Points>,
    /// What it alone refuses, nearest first.
    pub near: Vec<NearMiss>,
}

/// What all lines cost.
#[derive(Clone, Debug)]
pub struct Lines<L = Line> {
    /// Those whose absence would change the frontier: the one that the concept would miss least first.
    pub costing: Vec<L>,
    /// Those that cost nothing, in order.
    pub free: Vec<ConstraintId>,
    /// Those that were not tried: without them there is too much to search, or the time came first.
    pub not_tried: Vec<ConstraintId>,
}

/// Lifts one constraint after another from a problem with packages, whose frontier is `now`.
///
/// Complexity: one frontier per constraint.
///
/// # Errors
/// [`Stopped::Refused`] if the judge refuses what the search finds.
pub fn lines(
    problem: &Problem,
    now: &[Point],
    concept: Concept,
    limits: &Limits,
) -> Result<Lines, Stopped> {
    // Two searches may hold their labels at the same time.
    let own = limits.clone().with_size(limits.size() / 2);
    Lines::lifted(
        problem,
        concept,
        |c| without(problem, now, c, concept, &own),
        |line| line.answer.gain.clone(),
    )
}

impl<L> Default for Lines<L> {
    fn default() -> Self {
        Self {
            costing: Vec::new(),
            free: Vec::new(),
            not_tried: Vec::new(),
        }
    }
}

impl<L: Clone + Send> Lines<L> {
    /// Lifts one constraint after another; `gain` is what the concept's answer then is worth.
    pub(super) fn lifted<G: Gain>(
        problem: &Problem,
        concept: Concept,
        without: impl Fn(ConstraintId) -> Result<Option<L>, Stopped> + Sync,
        gain: impl Fn(&L) -> Vec<G>,
    ) -> Result<Self, Stopped> {
        let constraints: Vec<_> = problem.constraints.ids().collect();
        let tried: Vec<_> = constraints.par_iter().map(|c| (*c, without(*c))).collect();
        let mut lines = Self::default();
        for (constraint, found) in tried {
            match found {
                Ok(Some(line)) => lines.costing.push(line),
                Ok(None) => lines.free.push(constraint),
                Err(Stopped::Refused) => return Err(Stopped::Refused),
                Err(_) => lines.not_tried.push(constraint),
            }
        }
        let answers: Vec<Vec<G>> = lines.costing.iter().map(gain).collect();
        let order = ranked(concept, &answers, &weights(problem));
        lines.costing = order.iter().map(|i| lines.costing[*i].clone()).collect();
        Ok(lines)
    }
}

/// `None` where the constraint costs nothing.
fn without(
    problem: &Problem,
    now: &[Point],
    constraint: ConstraintId,
    concept: Concept,
    limits: &Limits,
) -> Result<Option<Line>, Stopped> {
    limits.go_on()?;
    let then = frontier_of(problem, &|c| c != constraint, limits)?;
    let old: rustc_hash::FxHashSet<&[Points]> = now.iter().map(|p| p.gain.as_slice()).collect();
    let new: Vec<_> = then
        .iter()
        .filter(|p| !old.contains(p.gain.as_slice()))
        .collect();
    if new.is_empty() {
        return Ok(None);
    }
    let (Some(before), Some(answer)) = (
        answer_of(problem, now, concept),
        answer_of(problem, &then, concept),
    ) else {
        return Ok(None);
    };
    let sides = 0..problem.consenting.len();
    let best = |points: &[Point], side: usize| points.iter().map(|p| p.gain[side]).max();
    let rise = |side| best(&then, side).unwrap_or_default() - best(now, side).unwrap_or_default();
    Ok(Some(Line {
        constraint,
        best: sides.clone().map(rise).collect(),
        answer: answer.clone(),
        change: sides.map(|s| answer.gain[s] - before.gain[s]).collect(),
        near: near(problem, constraint, &new, concept)?,
    }))
}

/// Nearest first, then as the concept would have it.
fn near(
    problem: &Problem,
    constraint: ConstraintId,
    new: &[&Point],
    concept: Concept,
) -> Result<Vec<NearMiss>, Stopped> {
    let gains: Vec<_> = new.iter().map(|p| p.gain.clone()).collect();
    let mut near = Vec::new();
    for index in ranked(concept, &gains, &weights(problem)) {
        let point = new[index];
        let verdict = judge_package(problem, &point.package);
        if verdict.broken != [constraint] || verdict.gains != point.gain {
            return Err(Stopped::Refused);
        }
        let force = problem.in_force(&point.package);
        let measure = problem.measure(constraint, &point.package, &force);
        near.push(NearMiss {
            point: point.clone(),
            short: measure.map(|m| m.short()),
        });
    }
    near.sort_by_key(|miss| miss.short);
    Ok(near)
}
