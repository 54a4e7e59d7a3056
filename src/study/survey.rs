//! One look at every settlement of a model that is small enough: how many are packages, and what refuses the others.

use rustc_hash::FxHashMap;

use crate::base::{ConstraintId, Id, IdVec, Limits, Stopped, TopicId};
use crate::problem::{Problem, Settlement};

/// Largest space that is looked at settlement by settlement.
pub const MOST_SETTLEMENTS: u128 = 200_000;

/// What was seen.
#[derive(Clone, Debug)]
pub struct Survey {
    /// How many settlements are packages.
    pub packages: u64,
    /// How many settlements each constraint refuses.
    pub refused: IdVec<ConstraintId, u64>,
    /// How many each constraint alone refuses.
    pub refused_alone: IdVec<ConstraintId, u64>,
    /// Minimal sets of constraints that some settlement breaks, ascending; the empty set if there is a package.
    pub correction_sets: Vec<Vec<ConstraintId>>,
    /// For each of them the first settlement that breaks it and nothing else.
    pub examples: Vec<Settlement>,
    /// Are these all of them?
    pub all_corrections: bool,
    /// For each topic and option, whether some package has it.
    pub in_some_package: IdVec<TopicId, Vec<bool>>,
}

/// Looks at every settlement that could be a package; `None` when there are more than [`MOST_SETTLEMENTS`].
///
/// Complexity: settlements × constraints.
///
/// # Errors
/// [`Stopped`] when told to stop.
pub fn survey(problem: &Problem, limits: &Limits) -> Result<Option<Survey>, Stopped> {
    match problem.settlements() {
        Some(size) if size <= MOST_SETTLEMENTS => {}
        _ => return Ok(None),
    }
    let none = problem.constraints.iter().map(|_| 0);
    let mut survey = Survey {
        packages: 0,
        refused: none.clone().collect(),
        refused_alone: none.collect(),
        correction_sets: Vec::new(),
        examples: Vec::new(),
        all_corrections: true,
        in_some_package: problem
            .topics
            .iter()
            .map(|t| vec![false; t.rungs.len()])
            .collect(),
    };
    let mut broken_sets: FxHashMap<Vec<ConstraintId>, Settlement> = FxHashMap::default();
    let mut settlement = first(problem);
    let mut seen = 0u64;
    loop {
        if !settlement.is_status_quo() {
            let broken = broken(problem, &settlement);
            survey.note(&settlement, &broken);
            broken_sets
                .entry(broken)
                .or_insert_with(|| settlement.clone());
        }
        seen += 1;
        if seen.is_multiple_of(64) {
            limits.go_on()?;
        }
        if !advance(problem, &mut settlement) {
            break;
        }
    }
    let (sets, complete) = minimal(broken_sets.keys().cloned().collect(), limits)?;
    let examples = sets.iter().filter_map(|set| broken_sets.get(set));
    survey.examples = examples.cloned().collect();
    survey.correction_sets = sets;
    survey.all_corrections = complete;
    Ok(Some(survey))
}

impl Survey {
    fn note(&mut self, settlement: &Settlement, broken: &[ConstraintId]) {
        for constraint in broken {
            self.refused[*constraint] += 1;
        }
        match broken {
            [] => {
                self.packages += 1;
                for (topic, option) in settlement.iter() {
                    self.in_some_package[topic][option.index()] = true;
                }
            }
            [only] => self.refused_alone[*only] += 1,
            _ => {}
        }
    }
}

/// Of each of some settlements, how many packages moves that only go forward can still come to; `None` where there are more
/// settlements than [`MOST_SETTLEMENTS`].
///
/// Complexity: settlements × constraints.
///
/// # Errors
/// [`Stopped`] when told to stop.
pub fn packages_open(
    problem: &Problem,
    passed: &[Settlement],
    limits: &Limits,
) -> Result<Option<Vec<u64>>, Stopped> {
    match problem.settlements() {
        Some(size) if size <= MOST_SETTLEMENTS => {}
        _ => return Ok(None),
    }
    let mut counts = vec![0; passed.len()];
    let mut settlement = first(problem);
    let mut seen = 0u64;
    loop {
        if !settlement.is_status_quo() && broken(problem, &settlement).is_empty() {
            for (count, at) in counts.iter_mut().zip(passed) {
                let mut topics = settlement.iter();
                let open = topics.all(|(t, end)| problem.may_still(t, at.at(t), end));
                *count += u64::from(open);
            }
        }
        seen += 1;
        if seen.is_multiple_of(64) {
            limits.go_on()?;
        }
        if !advance(problem, &mut settlement) {
            return Ok(Some(counts));
        }
    }
}

/// The constraints that a settlement breaks.
fn broken(problem: &Problem, settlement: &Settlement) -> Vec<ConstraintId> {
    let force = problem.in_force(settlement);
    let constraints = problem.constraints.ids();
    constraints
        .filter(|c| !problem.accepts(*c, settlement, &force))
        .collect()
}

/// The first settlement that leaves nothing unsettled.
fn first(problem: &Problem) -> Settlement {
    let topics = problem.topics.iter();
    Settlement::from_indices(topics.map(|t| problem.settled_options(t).start))
}

/// The next one, counting like a clock; false after the last.
fn advance(problem: &Problem, settlement: &mut Settlement) -> bool {
    for (id, topic) in problem.topics.entries().rev() {
        let options = problem.settled_options(topic);
        let next = settlement.at(id).index() + 1;
        if next < options.end {
            settlement[id.index()] = next as u16;
            return true;
        }
        settlement[id.index()] = options.start as u16;
    }
    false
}

/// Most minimal sets that are looked for.
pub const MOST_SETS: usize = 2_000;

/// Of sets in ascending order, those that contain no other, ascending by size and then by their items; and whether these are all, or only the first
/// [`MOST_SETS`].
///
/// # Errors
/// [`Stopped`] when told to stop.
pub fn minimal(
    mut sets: Vec<Vec<ConstraintId>>,
    limits: &Limits,
) -> Result<(Vec<Vec<ConstraintId>>, bool), Stopped> {
    sets.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    let mut kept: Vec<Vec<ConstraintId>> = Vec::new();
    for (done, set) in sets.into_iter().enumerate() {
        if done.is_multiple_of(256) {
            limits.go_on()?;
        }
        if kept.len() > MOST_SETS {
            return Ok((kept, false));
        }
        let within = |small: &Vec<ConstraintId>| small.iter().all(|c| set.binary_search(c).is_ok());
        if !kept.iter().any(within) {
            kept.push(set);
        }
    }
    Ok((kept, true))
}
