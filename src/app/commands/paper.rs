//! The package question, answered once for all who go on with it.

use crate::base::{Limits, Stopped};
use crate::problem::Problem;
use crate::search::concept::Concept;
use crate::solution::{Packages, Provenance, Why};
use crate::study::{self, DividedAnswer, PackageAnswer, why};

/// What was found out about packages, or the limit that came first.
#[derive(Clone)]
pub(super) enum Paper {
    /// Of topics that are not divided: where none can be, or there are too many combinations to divide them.
    OnSteps(Result<PackageAnswer, Stopped>),
    /// Of topics that are divided.
    Divided(Result<DividedAnswer, Stopped>),
}

impl Paper {
    /// Answers the question.
    pub fn find(problem: &Problem, limits: &Limits) -> Self {
        if problem.is_divisible() {
            match study::divided_packages(problem, limits) {
                Err(Stopped::TooLarge) => {}
                found => return Self::Divided(found),
            }
        }
        Self::OnSteps(study::packages(problem, limits))
    }

    /// The answer, named.
    pub fn named(&self, problem: &Problem, limits: &Limits, provenance: &Provenance) -> Packages {
        let stopped = |why: &Stopped| Packages::stopped(problem, *why, limits, provenance);
        match self {
            Self::Divided(Ok(found)) => Packages::divided(problem, found, provenance),
            Self::Divided(Err(why)) => stopped(why),
            Self::OnSteps(found) => {
                let named = found
                    .as_ref()
                    .map_or_else(stopped, |found| Packages::new(problem, found, provenance));
                match problem.is_divisible() {
                    true => named.on_steps(limits),
                    false => named,
                }
            }
        }
    }

    /// Packages on the steps, if those were asked for and found.
    pub fn on_steps(self) -> Option<PackageAnswer> {
        match self {
            Self::OnSteps(found) => found.ok(),
            Self::Divided(_) => None,
        }
    }

    /// Why there is no package, or what every line costs.
    pub fn reasons(
        self,
        problem: &Problem,
        concept: Concept,
        limits: &Limits,
        provenance: &Provenance,
    ) -> Why {
        let stopped = |why| Why::stopped(problem, why, limits, provenance);
        let on_steps = |found: Result<PackageAnswer, Stopped>| {
            let found = found.and_then(|found| why::why_of(problem, found, concept, limits));
            let named = found.map_or_else(stopped, |found| {
                Why::new(problem, &found, concept, provenance)
            });
            match problem.is_divisible() {
                true => named.on_steps(limits),
                false => named,
            }
        };
        match self {
            Self::OnSteps(found) => on_steps(found),
            Self::Divided(found) => {
                match found.and_then(|found| why::divided_why_of(problem, found, concept, limits)) {
                    Ok(found) => Why::divided(problem, &found, concept, provenance),
                    // There is a frontier, and too much to search for what would change it.
                    Err(Stopped::TooLarge) => on_steps(study::packages(problem, limits)),
                    Err(why) => stopped(why),
                }
            }
        }
    }
}
