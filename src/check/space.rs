//! Every settlement of a space that is small enough, judged once: what is claimed of all packages is held against it (SEMANTICS §4, §6).

use std::collections::{BTreeMap, BTreeSet};

use super::package::{at_least, every_settlement, judge_package};
use crate::base::{ConstraintId, Points};
use crate::problem::{Problem, Settlement};

/// Largest space that is looked at settlement by settlement.
pub const MOST_SETTLEMENTS: u128 = 200_000;

/// A settlement and what it amounts to.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The settlement.
    pub settlement: Settlement,
    /// Exact gain of every consenting actor.
    pub gains: Vec<Points>,
    /// The constraints that refuse it.
    pub broken: Vec<ConstraintId>,
}

/// All settlements with nothing unsettled, in the order of the tie rule.
#[derive(Clone, Debug)]
pub struct Space {
    /// How many there are, the status quo included where it is one of them.
    pub settlements: u128,
    /// All but the status quo.
    pub looked: Vec<Looked>,
}

impl Space {
    /// Looks at every settlement; `None` where there are more than `limit`.
    ///
    /// Complexity: settlements × constraints, all of them held.
    pub fn look(problem: &Problem, limit: u128) -> Option<Self> {
        problem.settlements().filter(|n| *n <= limit)?;
        let mut space = Self {
            settlements: 0,
            looked: Vec::new(),
        };
        every_settlement(problem, |settlement| {
            space.settlements += 1;
            let verdict = judge_package(problem, settlement);
            if !verdict.is_status_quo {
                space.looked.push(Looked {
                    settlement: settlement.clone(),
                    gains: verdict.gains,
                    broken: verdict.broken,
                });
            }
        });
        Some(space)
    }

    /// Those that are packages once the constraints that `may_break` names count for nothing.
    pub fn packages(
        &self,
        may_break: impl Fn(ConstraintId) -> bool,
    ) -> impl Iterator<Item = &Looked> {
        let fine = move |own: &&Looked| own.broken.iter().all(|c| may_break(*c));
        self.looked.iter().filter(fine)
    }

    /// The maximal gains of some settlements of the space, ascending, each with its first settlement.
    pub fn frontier<'s>(&'s self, of: impl Iterator<Item = &'s Looked>) -> Vec<&'s Looked> {
        let mut first: BTreeMap<&[Points], &Looked> = BTreeMap::new();
        for own in of {
            first.entry(&own.gains).or_insert(own);
        }
        // In descending order only what was kept before can be at least as good for everybody.
        let mut kept: Vec<&Looked> = Vec::new();
        for own in first.into_values().rev() {
            if !kept.iter().any(|k| at_least(&k.gains, &own.gains)) {
                kept.push(own);
            }
        }
        kept.reverse();
        kept
    }

    /// Minimal sets of constraints that some settlement breaks: what would have to be given up. The empty one if there is a package;
    /// `None` past `most` of them.
    pub fn corrections(&self, most: usize) -> Option<BTreeSet<Vec<ConstraintId>>> {
        let broken: BTreeSet<&Vec<ConstraintId>> = self.looked.iter().map(|l| &l.broken).collect();
        let mut by_size: Vec<_> = broken.into_iter().collect();
        by_size.sort_by_key(|set| set.len());
        let mut minimal: Vec<&Vec<ConstraintId>> = Vec::new();
        for set in by_size {
            if !minimal.iter().any(|m| m.iter().all(|c| set.contains(c))) {
                minimal.push(set);
            }
            if minimal.len() > most {
                return None;
            }
        }
        Some(minimal.into_iter().cloned().collect())
    }

    /// Does no settlement keep all of these constraints?
    pub fn conflicts(&self, constraints: &[ConstraintId]) -> bool {
        let keeps = |own: &Looked| !own.broken.iter().any(|c| constraints.contains(c));
        !self.looked.iter().any(keeps)
    }
}

/// Minimal sets that share something with each of `sets`, one set after another (Berge 1989); `None` past `most` of them.
///
/// Conflict sets are the minimal hitting sets of the correction sets, and the other way round (Reiter 1987).
pub fn hitting_sets(
    sets: &BTreeSet<Vec<ConstraintId>>,
    most: usize,
) -> Option<BTreeSet<Vec<ConstraintId>>> {
    let mut hitting: BTreeSet<Vec<ConstraintId>> = BTreeSet::from([Vec::new()]);
    for set in sets {
        let mut grown = BTreeSet::new();
        for partial in hitting {
            if set.iter().any(|c| partial.contains(c)) {
                grown.insert(partial);
                continue;
            }
            for constraint in set {
                let mut next = partial.clone();
                next.push(*constraint);
                next.sort_unstable();
                grown.insert(next);
            }
        }
        // Before it is known which are minimal there may be several times as many.
        if grown.len() > 8 * most {
            return None;
        }
        let within = |a: &Vec<ConstraintId>, b: &Vec<ConstraintId>| {
            a.len() < b.len() && a.iter().all(|c| b.contains(c))
        };
        let minimal = grown.iter().filter(|s| !grown.iter().any(|o| within(o, s)));
        hitting = minimal.cloned().collect();
        if hitting.len() > most {
            return None;
        }
    }
    Some(hitting)
}
