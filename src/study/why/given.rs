//! One given settlement: what it is worth, what refuses it, what beats it.

use super::nearest::{Nearest, nearest};
use crate::base::{ActorId, ConstraintId, Limits, Points, Ratio, Stopped};
use crate::check::{PackageVerdict, judge_package};
use crate::problem::{Measure, Problem, Settlement};
use crate::search::concept::Concept;
use crate::search::package::divisible::{Terms, continuum};

/// What a given settlement amounts to.
#[derive(Clone, Debug)]
pub struct Given {
    /// The settlement.
    pub settlement: Settlement,
    /// The judge's word on it.
    pub verdict: PackageVerdict,
    /// Worth to every actor, and gain; bystanders included.
    pub worths: Vec<(ActorId, Points, Points)>,
    /// What refuses it; with numbers where there are some.
    pub broken: Vec<(ConstraintId, Option<Measure>)>,
    /// Where topics can be divided: is some package, on the steps or between them, better for somebody and worse for nobody?
    pub improvable: Option<Result<bool, Stopped>>,
    /// What is near it, on the steps; or the limit that came first.
    pub nearest: Result<Nearest, Stopped>,
}

/// Judges a given settlement and looks for what is near it: at most `most` packages.
///
/// # Errors
/// [`Stopped::Refused`] if the judge refuses what the search finds.
pub fn given(
    problem: &Problem,
    settlement: &Settlement,
    concept: Concept,
    most: usize,
    limits: &Limits,
) -> Result<Given, Stopped> {
    let force = problem.in_force(settlement);
    let verdict = judge_package(problem, settlement);
    let worths = problem.actors.ids();
    let worths = worths.map(|a| (a, problem.worth(a, &force), problem.gain(a, &force)));
    let broken = verdict.broken.iter();
    let broken = broken.map(|c| (*c, problem.measure(*c, settlement, &force)));
    let nearest = match nearest(problem, settlement, concept, most, limits) {
        Err(Stopped::Refused) => return Err(Stopped::Refused),
        other => other,
    };
    Ok(Given {
        settlement: settlement.clone(),
        worths: worths.collect(),
        broken: broken.collect(),
        improvable: problem
            .is_divisible()
            .then(|| is_improvable(problem, &verdict, limits)),
        nearest,
        verdict,
    })
}

/// Is some package of the continuum better for somebody, and worse for nobody?
fn is_improvable(
    problem: &Problem,
    verdict: &PackageVerdict,
    limits: &Limits,
) -> Result<bool, Stopped> {
    let gains: Vec<Ratio> = verdict.gains.iter().map(|g| g.ratio()).collect();
    Ok(continuum(problem, &Terms::default(), limits)?.is_above(&gains))
}
