//! What every line costs over the continuum: the package question once more without it.

use super::divided_relax::{DividedPackage, best_of, judged};
use super::lines::Lines;
use crate::base::{ConstraintId, Limits, Points, Ratio, Stopped};
use crate::problem::Problem;
use crate::search::concept::Concept;
use crate::search::package::divisible::{DividedPoint, Segment, Terms, continuum};
use crate::study::divided::DividedAnswer;

/// What the absence of one constraint would change.
#[derive(Clone, Debug)]
pub struct DividedLine {
    /// The constraint.
    pub constraint: ConstraintId,
    /// By how much every actor's best possible gain would rise.
    pub best: Vec<Ratio>,
    /// The concept's answer without it.
    pub answer: DividedPackage,
    /// By how much every actor's gain in the concept's answer would change.
    pub change: Vec<Ratio>,
}

/// What all lines cost.
pub type DividedLines = Lines<DividedLine>;

/// Lifts one constraint after another from a problem whose packages are `now`.
///
/// For two sides frontiers are compared line by line, for more by their corners.
///
/// Complexity: one continuous frontier per constraint.
///
/// # Errors
/// [`Stopped::Refused`] if the judge refuses what the search finds.
pub fn divided_lines(
    problem: &Problem,
    now: &DividedAnswer,
    concept: Concept,
    limits: &Limits,
) -> Result<DividedLines, Stopped> {
    Lines::lifted(
        problem,
        concept,
        |c| without(problem, now, c, concept, limits),
        |line| line.answer.gain.clone(),
    )
}

/// `None` where the constraint costs nothing.
fn without(
    problem: &Problem,
    now: &DividedAnswer,
    constraint: ConstraintId,
    concept: Concept,
    limits: &Limits,
) -> Result<Option<DividedLine>, Stopped> {
    limits.go_on()?;
    let then = continuum(problem, &Terms::without(&[constraint]), limits)?;
    if same(&now.points, &then.points)
        && joined(&now.points, &now.segments) == joined(&then.points, &then.segments)
    {
        return Ok(None);
    }
    let before = now.concepts.iter().find(|a| a.concept == concept);
    let (Some(before), Some(answer)) = (before, best_of(&then, concept)?) else {
        return Err(Stopped::TooLarge);
    };
    judged(problem, &answer, &[constraint])?;
    let sides = 0..problem.consenting.len();
    let rise = |side| best(&then.points, side) - best(&now.points, side);
    Ok(Some(DividedLine {
        constraint,
        best: sides.clone().map(rise).collect(),
        change: sides.map(|s| &answer.gain[s] - &before.gain[s]).collect(),
        answer,
    }))
}

fn same(these: &[DividedPoint], those: &[DividedPoint]) -> bool {
    let told = |points: &[DividedPoint]| -> Vec<(Vec<Ratio>, bool)> {
        points.iter().map(|p| (p.gain.clone(), p.open)).collect()
    };
    told(these) == told(those)
}

/// The ends of segments, sorted.
fn joined(points: &[DividedPoint], segments: &[Segment]) -> Vec<(Vec<Ratio>, Vec<Ratio>)> {
    let gain = |place: usize| points[place].gain.clone();
    let ends = segments.iter().map(|s| (gain(s.ends.0), gain(s.ends.1)));
    let mut ends: Vec<_> = ends.collect();
    ends.sort();
    ends
}

fn best(points: &[DividedPoint], side: usize) -> Ratio {
    let gains = points.iter().map(|p| p.gain[side].clone());
    gains.max().unwrap_or_else(|| Points::ZERO.ratio())
}
