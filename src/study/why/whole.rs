//! Why there is no deal or, where there is one, what every line costs: the whole question.

use super::lines::{Lines, lines};
use super::relax::{Relaxation, Relaxations, relaxations};
use super::sets::Reasons;
use crate::base::{ConstraintId, Limits, Points, Stopped};
use crate::check::judge_package;
use crate::problem::Problem;
use crate::search::concept::Concept;
use crate::search::package::{Point, frontier_of};
use crate::study::packages::{Extent, PackageAnswer, answer_of, packages};

/// Ways out for which the package that they open is looked for.
pub const MOST_WAYS: usize = 8;

/// The answer.
#[derive(Clone, Debug)]
pub struct WhyAnswer {
    /// The package question.
    pub packages: PackageAnswer,
    /// Where there are packages: what every line costs. `None` where they are too many to list.
    pub lines: Option<Lines>,
    /// Where there are none: what would open one.
    pub no_deal: Option<NoDeal>,
}

/// What would open a package.
#[derive(Clone, Debug)]
pub struct NoDeal<W = WayOut, R = Relaxation> {
    /// What conflicts.
    pub reasons: Reasons,
    /// The smallest sets of constraints to drop, and what that opens.
    pub ways: Vec<W>,
    /// How far numbers must give way.
    pub relaxations: Relaxations<R>,
}

/// A correction set and the best package without it.
#[derive(Clone, Debug)]
pub struct WayOut<P = Point, N = Points> {
    /// What is dropped.
    pub dropped: Vec<ConstraintId>,
    /// The concept's answer then; `None` where there was too much to search, or no time.
    pub opens: Option<P>,
    /// How far that package is short of the bounds of what was dropped.
    pub short: Vec<(ConstraintId, N)>,
}

/// Answers the whole question.
///
/// Complexity: one package search per constraint, or the searches of [`relaxations`] and of the conflict sets.
///
/// # Errors
/// [`Stopped`] when a limit comes before it is known whether there is a package, or if the judge refuses what the search finds.
pub fn why(problem: &Problem, concept: Concept, limits: &Limits) -> Result<WhyAnswer, Stopped> {
    why_of(problem, packages(problem, limits)?, concept, limits)
}

/// The same, where the package question has been answered.
///
/// # Errors
/// As [`why`].
pub fn why_of(
    problem: &Problem,
    packages: PackageAnswer,
    concept: Concept,
    limits: &Limits,
) -> Result<WhyAnswer, Stopped> {
    let mut answer = WhyAnswer {
        lines: None,
        no_deal: None,
        packages,
    };
    if let Some(reasons) = &answer.packages.reasons {
        let smallest = reasons.correction_sets.iter().take(MOST_WAYS);
        let ways = smallest.map(|set| way_out(problem, set, concept, limits));
        answer.no_deal = Some(NoDeal {
            reasons: reasons.clone(),
            ways: ways.collect::<Result<_, _>>()?,
            relaxations: relaxations(problem, concept, limits)?,
        });
    } else if matches!(answer.packages.extent, Extent::Whole(_)) {
        let now = &answer.packages.frontier;
        answer.lines = Some(lines(problem, now, concept, limits)?);
    }
    Ok(answer)
}

fn way_out(
    problem: &Problem,
    dropped: &[ConstraintId],
    concept: Concept,
    limits: &Limits,
) -> Result<WayOut, Stopped> {
    let mut way = WayOut {
        dropped: dropped.to_vec(),
        opens: None,
        short: Vec::new(),
    };
    let keeps = |c: ConstraintId| !dropped.contains(&c);
    let Ok(points) = frontier_of(problem, &keeps, limits) else {
        return Ok(way);
    };
    if let Some(best) = answer_of(problem, &points, concept) {
        let verdict = judge_package(problem, &best.package);
        if verdict.broken.iter().any(|c| keeps(*c)) || verdict.gains != best.gain {
            return Err(Stopped::Refused);
        }
        let force = problem.in_force(&best.package);
        let short = |c: &ConstraintId| {
            let measure = problem.measure(*c, &best.package, &force)?;
            Some((*c, measure.short()))
        };
        way.short = verdict.broken.iter().filter_map(short).collect();
        way.opens = Some(best.clone());
    }
    Ok(way)
}
