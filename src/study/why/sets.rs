//! Why there is no package (SEMANTICS §6): minimal conflict sets and minimal correction sets, at any size.
//!
//! The explorer is MARCO's (Liffiton, Previti, Malik & Marques-Silva 2016). Its map holds the conflict sets and correction sets
//! found so far. A seed is what is left when the smallest set that hits every known conflict, and contains no known
//! correction, is dropped. If a package opens, what was dropped is a minimal correction; otherwise the seed shrinks to
//! a new conflict set by QuickXplain (Junker 2004). When no such set is left, both lists are complete. Taking the smallest first,
//! as Davies & Bacchus (2011) do, brings corrections in ascending size.

use super::hitting::{Answer, explore};
use super::oracle::{Asked, Oracle};
use crate::base::{ConstraintId, Limits, Stopped};
use crate::problem::{Problem, Settlement};
use crate::study::survey::{MOST_SETS, Survey, minimal};

/// Most questions that are put to the search.
const MOST_QUESTIONS: usize = 2_000;

/// Most sets that are found by asking.
pub const MOST_FOUND: usize = 500;

/// Why there is no package.
#[derive(Clone, Debug, Default)]
pub struct Reasons {
    /// Minimal sets of constraints that no settlement satisfies together.
    pub conflict_sets: Vec<Vec<ConstraintId>>,
    /// Minimal sets whose removal makes a package possible.
    pub correction_sets: Vec<Vec<ConstraintId>>,
    /// For each conflict set, member by member, a settlement that keeps all of its other members; `None` where a limit came
    /// first. Empty where topics are divided.
    pub conflict_witnesses: Vec<Vec<Option<Settlement>>>,
    /// For each correction set a settlement that breaks nothing else; likewise.
    pub correction_witnesses: Vec<Option<Settlement>>,
    /// Are these all of them?
    pub complete: bool,
    /// What came first where they are not: a limit, or else there were too many.
    pub stopped: Option<Stopped>,
}

/// All minimal sets: from a survey of the space where there is one, else one question after another.
///
/// The problem must have no package. Where not all sets are found, those found are minimal all the same.
///
/// # Errors
/// [`Stopped::Refused`] if the judge refuses what the search finds.
pub fn reasons(
    problem: &Problem,
    survey: Option<&Survey>,
    limits: &Limits,
) -> Result<Reasons, Stopped> {
    if let Some(survey) = survey.filter(|s| s.all_corrections)
        && let Ok((conflict_sets, true)) = hitting_sets(&survey.correction_sets, limits)
    {
        let mut reasons = Reasons {
            conflict_sets,
            correction_sets: survey.correction_sets.clone(),
            complete: true,
            ..Reasons::default()
        };
        let mut oracle = Oracle::new(problem, limits);
        for (set, settlement) in survey.correction_sets.iter().zip(&survey.examples) {
            oracle.meet(set, settlement);
        }
        witness(&mut oracle, &mut reasons)?;
        return Ok(reasons);
    }
    let mut oracle = Oracle::new(problem, limits);
    let mut reasons = ask(&mut oracle)?;
    witness(&mut oracle, &mut reasons)?;
    Ok(reasons)
}

/// Shows of every set that it is minimal, or opens a package: what the oracle has met mostly does.
fn witness(
    oracle: &mut impl Asked<Opening = Settlement>,
    reasons: &mut Reasons,
) -> Result<(), Stopped> {
    for set in &reasons.correction_sets {
        let opened = known(oracle.opens(set))?;
        reasons.correction_witnesses.push(opened);
    }
    for set in &reasons.conflict_sets {
        let mut without = Vec::new();
        for member in set {
            let kept: Vec<_> = set.iter().copied().filter(|c| c != member).collect();
            let dropped = oracle.others(&kept);
            without.push(known(oracle.opens(&dropped))?);
        }
        reasons.conflict_witnesses.push(without);
    }
    Ok(())
}

/// A limit costs the witness, not the answer.
fn known(opened: Result<Option<Settlement>, Stopped>) -> Result<Option<Settlement>, Stopped> {
    match opened {
        Err(Stopped::Refused) => Err(Stopped::Refused),
        opened => Ok(opened.ok().flatten()),
    }
}

/// Asks until both lists are complete, or a limit comes first.
///
/// # Errors
/// [`Stopped::Refused`] if the judge refuses what the search finds.
pub fn ask(oracle: &mut impl Asked) -> Result<Reasons, Stopped> {
    let mut reasons = Reasons::default();
    match step_through(oracle, &mut reasons) {
        Ok(complete) => reasons.complete = complete,
        Err(Stopped::Refused) => return Err(Stopped::Refused),
        Err(why) => reasons.stopped = Some(why),
    }
    sort(&mut reasons.conflict_sets);
    sort(&mut reasons.correction_sets);
    Ok(reasons)
}

fn step_through(oracle: &mut impl Asked, reasons: &mut Reasons) -> Result<bool, Stopped> {
    explore(|dropped| {
        let known = reasons.conflict_sets.len() + reasons.correction_sets.len();
        if known >= MOST_FOUND || oracle.asked() >= MOST_QUESTIONS {
            return Ok(Answer::Enough);
        }
        if oracle.opens(dropped)?.is_some() {
            reasons.correction_sets.push(dropped.to_vec());
            return Ok(Answer::Opens);
        }
        let conflict = oracle.conflict(dropped)?;
        reasons.conflict_sets.push(conflict.clone());
        Ok(Answer::Conflict(conflict))
    })
}

/// Most sets that are held while one more constraint set is hit.
const MOST_GROWN: usize = 200_000;

fn sort(sets: &mut [Vec<ConstraintId>]) {
    sets.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
}

/// Minimal hitting sets, one set after another (Berge 1989); complete unless there are too many.
///
/// A conflict set hits every correction set and the other way round (Reiter 1987; Liffiton & Sakallah 2008), so the
/// minimal ones of either kind are the minimal hitting sets of the other.
fn hitting_sets(
    sets: &[Vec<ConstraintId>],
    limits: &Limits,
) -> Result<(Vec<Vec<ConstraintId>>, bool), Stopped> {
    let mut hitting: Vec<Vec<ConstraintId>> = vec![Vec::new()];
    for set in sets {
        let mut next = Vec::new();
        for partial in hitting {
            if next.len() > MOST_GROWN {
                return Ok((Vec::new(), false));
            }
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
