//! Why there is no package (SEMANTICS §6): minimal conflict sets and minimal correction sets.

use super::survey::{MOST_SETS, Survey, minimal};
use crate::base::{ConstraintId, Limits, Stopped};
use crate::problem::Problem;
use crate::search::package::is_satisfiable;

/// Why there is no package.
#[derive(Clone, Debug, Default)]
pub struct Reasons {
    /// Minimal sets of constraints that no settlement satisfies together.
    pub conflict_sets: Vec<Vec<ConstraintId>>,
    /// Minimal sets whose removal makes a package possible.
    pub correction_sets: Vec<Vec<ConstraintId>>,
    /// Are these all of them?
    pub complete: bool,
}

/// All minimal sets from a survey of the space; without one, a single conflict set by deletion.
///
/// A conflict set hits every correction set and the other way round (Reiter 1987; Liffiton & Sakallah 2008), so the
/// minimal ones of either kind are the minimal hitting sets of the other.
///
/// # Errors
/// [`Stopped`] when a limit is reached first.
pub fn reasons(
    problem: &Problem,
    survey: Option<&Survey>,
    limits: &Limits,
) -> Result<Reasons, Stopped> {
    match survey {
        Some(survey) if !survey.all_corrections => Ok(Reasons {
            conflict_sets: vec![by_deletion(problem, limits)?],
            correction_sets: Vec::new(),
            complete: false,
        }),
        Some(survey) => {
            let (conflict_sets, complete) = hitting_sets(&survey.correction_sets, limits)?;
            if !complete {
                return Ok(Reasons {
                    conflict_sets: vec![by_deletion(problem, limits)?],
                    correction_sets: Vec::new(),
                    complete,
                });
            }
            Ok(Reasons {
                conflict_sets,
                correction_sets: survey.correction_sets.clone(),
                complete,
            })
        }
        None => Ok(Reasons {
            conflict_sets: vec![by_deletion(problem, limits)?],
            correction_sets: Vec::new(),
            complete: false,
        }),
    }
}

/// Minimal hitting sets, one set after another (Berge 1989); complete unless there are too many.
fn hitting_sets(
    sets: &[Vec<ConstraintId>],
    limits: &Limits,
) -> Result<(Vec<Vec<ConstraintId>>, bool), Stopped> {
    let mut hitting: Vec<Vec<ConstraintId>> = vec![Vec::new()];
    for set in sets {
        let mut next = Vec::new();
        for partial in hitting {
            if set.iter().any(|c| partial.contains(c)) {
                next.push(partial);
                continue;
            }
            for constraint in set {
                let mut grown = partial.clone();
                grown.push(*constraint);
                grown.sort_unstable();
                next.push(grown);
            }
        }
        let (sets, complete) = minimal(next, limits)?;
        if !complete || sets.len() > MOST_SETS {
            return Ok((Vec::new(), false));
        }
        hitting = sets;
    }
    Ok((hitting, true))
}

/// Drops one constraint after another as long as the rest still conflict.
fn by_deletion(problem: &Problem, limits: &Limits) -> Result<Vec<ConstraintId>, Stopped> {
    let mut kept: Vec<ConstraintId> = problem.constraints.ids().collect();
    for constraint in problem.constraints.ids() {
        let without = |c: ConstraintId| c != constraint && kept.contains(&c);
        if !is_satisfiable(problem, &without, limits)? {
            kept.retain(|c| *c != constraint);
        }
    }
    Ok(kept)
}
