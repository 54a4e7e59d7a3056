//! Why there is no deal or what every line costs, over the continuum of divisible topics: the whole question.

use super::divided_lines::{DividedLines, divided_lines};
use super::divided_relax::{
    DividedPackage, DividedRelaxation, best_of, divided_relaxations, judged,
};
use super::oracle::Asked;
use super::whole::{MOST_WAYS, NoDeal, WayOut};
use crate::base::{ConstraintId, Limits, Ratio, Stopped};
use crate::problem::Problem;
use crate::search::concept::Concept;
use crate::search::package::divisible::{Terms, continuum, is_dividedly_satisfiable};
use crate::study::divided::{DividedAnswer, divided_packages};

/// The answer.
#[derive(Clone, Debug)]
pub struct DividedWhy {
    /// The package question.
    pub packages: DividedAnswer,
    /// Where there are packages: what every line costs.
    pub lines: Option<DividedLines>,
    /// Where there are none: what would open one.
    pub no_deal: Option<DividedNoDeal>,
}

/// What would open a package that divides topics.
pub type DividedNoDeal = NoDeal<DividedWay, DividedRelaxation>;

/// A correction set and the best package without it.
pub type DividedWay = WayOut<DividedPackage, Ratio>;

/// Answers the whole question; every package is judged before it is returned.
///
/// Complexity: one continuous frontier per constraint, or a linear programme per leaf for every question that conflicts and relaxations
/// ask.
///
/// # Errors
/// [`Stopped`] when a limit comes before it is known whether there is a package, or if the judge refuses what the search finds.
pub fn divided_why(
    problem: &Problem,
    concept: Concept,
    limits: &Limits,
) -> Result<DividedWhy, Stopped> {
    divided_why_of(problem, divided_packages(problem, limits)?, concept, limits)
}

/// The same, where the package question has been answered.
///
/// # Errors
/// As [`divided_why`].
pub fn divided_why_of(
    problem: &Problem,
    packages: DividedAnswer,
    concept: Concept,
    limits: &Limits,
) -> Result<DividedWhy, Stopped> {
    let mut answer = DividedWhy {
        lines: None,
        no_deal: None,
        packages,
    };
    if let Some(reasons) = &answer.packages.reasons {
        let smallest = reasons.correction_sets.iter().take(MOST_WAYS);
        let ways = smallest.map(|set| way_out(problem, set, concept, limits));
        answer.no_deal = Some(DividedNoDeal {
            reasons: reasons.clone(),
            ways: ways.collect::<Result<_, _>>()?,
            relaxations: divided_relaxations(problem, concept, limits)?,
        });
    } else {
        let now = &answer.packages;
        answer.lines = Some(divided_lines(problem, now, concept, limits)?);
    }
    Ok(answer)
}

fn way_out(
    problem: &Problem,
    dropped: &[ConstraintId],
    concept: Concept,
    limits: &Limits,
) -> Result<DividedWay, Stopped> {
    let mut way = DividedWay {
        dropped: dropped.to_vec(),
        opens: None,
        short: Vec::new(),
    };
    let Ok(found) = continuum(problem, &Terms::without(dropped), limits) else {
        return Ok(way);
    };
    if let Ok(Some(best)) = best_of(&found, concept) {
        way.short = judged(problem, &best, dropped)?;
        way.opens = Some(best);
    }
    Ok(way)
}

/// Asks which constraints, dropped, open a package that divides topics.
pub struct Dropping<'p> {
    problem: &'p Problem,
    limits: &'p Limits,
    universe: Vec<ConstraintId>,
    asked: usize,
}

impl<'p> Dropping<'p> {
    /// Every constraint may be dropped.
    pub fn new(problem: &'p Problem, limits: &'p Limits) -> Self {
        Self {
            problem,
            limits,
            universe: problem.constraints.ids().collect(),
            asked: 0,
        }
    }
}

impl Asked for Dropping<'_> {
    type Opening = ();

    fn universe(&self) -> &[ConstraintId] {
        &self.universe
    }

    fn asked(&self) -> usize {
        self.asked
    }

    fn opens(&mut self, dropped: &[ConstraintId]) -> Result<Option<()>, Stopped> {
        self.asked += 1;
        let terms = Terms::without(dropped);
        let opens = is_dividedly_satisfiable(self.problem, &terms, self.limits)?;
        Ok(opens.then_some(()))
    }
}
