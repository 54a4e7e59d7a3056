//! Packages, judged and enumerated (SEMANTICS §4).

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::base::{ActorId, ConstraintId, Id, Limits, OptionId, Points, Stopped, TopicId};
use crate::problem::{Problem, Settlement};

/// What a settlement proposed as the final one amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageVerdict {
    /// Exact gain of every consenting actor.
    pub gains: Vec<Points>,
    /// The constraints that refuse it.
    pub broken: Vec<ConstraintId>,
    /// Nothing has moved, so it is no package.
    pub is_status_quo: bool,
    /// The topics that it leaves unsettled.
    pub unsettled: Vec<TopicId>,
}

impl PackageVerdict {
    /// Is it a package?
    pub fn is_package(&self) -> bool {
        !self.is_status_quo && self.unsettled.is_empty() && self.broken.is_empty()
    }
}

/// Judges a settlement as a package.
pub fn judge_package(problem: &Problem, settlement: &Settlement) -> PackageVerdict {
    let force = problem.in_force(settlement);
    let consenting = problem.consenting.iter();
    let constraints = problem.constraints.ids();
    let topics = problem.topics.entries();
    let unsettled = topics.filter(|(id, topic)| {
        let stays = settlement.at(*id) == OptionId::STATUS_QUO;
        topic.unsettled && stays
    });
    PackageVerdict {
        gains: consenting.map(|a| problem.gain(*a, &force)).collect(),
        broken: constraints
            .filter(|c| !problem.accepts(*c, settlement, &force))
            .collect(),
        is_status_quo: settlement.is_status_quo(),
        unsettled: unsettled.map(|(id, _)| id).collect(),
    }
}

/// May a plan end here? §3.5 asks of it exactly what §4 asks of a package.
pub fn may_stay(problem: &Problem, settlement: &Settlement) -> bool {
    judge_package(problem, settlement).is_package()
}

/// Why a list is not a package frontier. Entries by their place in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deficit {
    /// The entry is no settlement of this problem, or does not claim one gain per consenting actor.
    Malformed(usize),
    /// The entry is not a package.
    NotAPackage(usize, PackageVerdict),
    /// The entry does not earn the gain it claims.
    Gain {
        /// Which.
        entry: usize,
        /// Whose gain.
        actor: ActorId,
        /// What it claims.
        claimed: Points,
        /// What it earns.
        earned: Points,
    },
    /// Another entry is at least as good for everybody.
    Dominated {
        /// Which.
        entry: usize,
        /// By which.
        by: usize,
    },
}

/// Are these packages that earn exactly the gains claimed, none dominated by (or equal to) another in the list?
///
/// Whether something is missing from the list only [`enumerate_packages`] can say.
pub fn judge_frontier(
    problem: &Problem,
    frontier: &[(Vec<Points>, Settlement)],
) -> Result<(), Deficit> {
    let whole = judge_frontier_within(problem, frontier, &Limits::none());
    whole.expect("nobody stops it")
}

/// The same, as long as `limits` let it go on.
///
/// # Errors
/// [`Stopped`] when they do not.
pub fn judge_frontier_within(
    problem: &Problem,
    frontier: &[(Vec<Points>, Settlement)],
    limits: &Limits,
) -> Result<Result<(), Deficit>, Stopped> {
    for (entry, (claimed, settlement)) in frontier.iter().enumerate() {
        limits.go_on()?;
        if let Err(deficit) = judge_entry(problem, entry, claimed, settlement) {
            return Ok(Err(deficit));
        }
    }
    // Only what has at least as large a first gain can dominate: what stands before in descending order, or an equal next to it.
    let mut order: Vec<usize> = (0..frontier.len()).collect();
    order.sort_by(|a, b| frontier[*b].0.cmp(&frontier[*a].0));
    let mut place = vec![0; order.len()];
    for (at, entry) in order.iter().enumerate() {
        place[*entry] = at;
    }
    let found = (0..frontier.len()).into_par_iter().find_map_first(|entry| {
        if let Err(why) = limits.go_on() {
            return Some(Err(why));
        }
        let gains = &frontier[entry].0;
        let at = place[entry];
        let mut others = order[..at].iter().chain(order.get(at + 1));
        let by = others.find(|other| at_least(&frontier[**other].0, gains))?;
        Some(Ok(Deficit::Dominated { entry, by: *by }))
    });
    Ok(match found.transpose()? {
        Some(deficit) => Err(deficit),
        None => Ok(()),
    })
}

fn judge_entry(
    problem: &Problem,
    entry: usize,
    claimed: &[Points],
    settlement: &Settlement,
) -> Result<(), Deficit> {
    let well_formed = settlement.len() == problem.topics.len()
        && claimed.len() == problem.consenting.len()
        && settlement
            .iter()
            .all(|(topic, option)| problem.topics[topic].rungs.get(option).is_some());
    if !well_formed {
        return Err(Deficit::Malformed(entry));
    }
    let verdict = judge_package(problem, settlement);
    if !verdict.is_package() {
        return Err(Deficit::NotAPackage(entry, verdict));
    }
    for (place, actor) in problem.consenting.iter().enumerate() {
        let (claimed, earned) = (claimed[place], verdict.gains[place]);
        if claimed != earned {
            return Err(Deficit::Gain {
                entry,
                actor: *actor,
                claimed,
                earned,
            });
        }
    }
    Ok(())
}

pub(super) fn at_least(these: &[Points], those: &[Points]) -> bool {
    these.iter().zip(those).all(|(a, b)| a >= b)
}

/// Everything §4 asks, by looking at every settlement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enumeration {
    /// Settlements, counted without `unsettled` options.
    pub settlements: u128,
    /// How many of them are packages.
    pub packages: u128,
    /// The maximal gain vectors in ascending order, each with its first package: the lexicographically smallest list of option
    /// indices, topics taken in order of their ids.
    pub frontier: Vec<(Vec<Points>, Settlement)>,
}

/// Looks at every settlement; `None` where there are more than `limit`.
pub fn enumerate_packages(problem: &Problem, limit: u128) -> Option<Enumeration> {
    problem.settlements().filter(|n| *n <= limit)?;
    let (mut settlements, mut packages) = (0, 0);
    let mut found: BTreeMap<Vec<Points>, Settlement> = BTreeMap::new();
    every_settlement(problem, |settlement| {
        settlements += 1;
        let verdict = judge_package(problem, settlement);
        if verdict.is_package() {
            packages += 1;
            // The first in the order of the ids is the one that ties are broken for.
            found
                .entry(verdict.gains)
                .or_insert_with(|| settlement.clone());
        }
    });
    let maximal = |gains: &Vec<Points>| !found.keys().any(|g| g != gains && at_least(g, gains));
    let frontier = found.iter().filter(|(gains, _)| maximal(gains));
    Some(Enumeration {
        settlements,
        packages,
        frontier: frontier.map(|(g, s)| (g.clone(), s.clone())).collect(),
    })
}

/// Calls `visit` with every settlement that leaves nothing unsettled, in lexicographic order, topics in order of their ids.
pub(super) fn every_settlement(problem: &Problem, mut visit: impl FnMut(&Settlement)) {
    let mut order: Vec<TopicId> = problem.topics.ids().collect();
    order.sort_by_key(|topic| problem.names.topic_ranks[*topic]);
    let first = |topic: TopicId| OptionId::new(usize::from(problem.topics[topic].unsettled));
    let last = |topic: TopicId| OptionId::new(problem.topics[topic].rungs.len() - 1);
    if order.iter().any(|topic| first(*topic) > last(*topic)) {
        return;
    }
    let mut settlement = problem.status_quo();
    order.iter().for_each(|t| settlement.set(*t, first(*t)));
    loop {
        visit(&settlement);
        let rises = |t: &TopicId| settlement.at(*t) < last(*t);
        let Some(place) = order.iter().rposition(rises) else {
            return;
        };
        let next = OptionId::new(settlement.at(order[place]).index() + 1);
        settlement.set(order[place], next);
        order[place + 1..]
            .iter()
            .for_each(|t| settlement.set(*t, first(*t)));
    }
}
