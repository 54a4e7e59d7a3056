//! What keeps a road from going further: single tests, lifted one at a time and solved again.

use rayon::prelude::*;

use crate::base::{Limits, OptionId, Stopped, TopicId};
use crate::check::{ExchangeFault, admissible};
use crate::graph::Graph;
use crate::problem::{Lift, Moves, Problem, Settlement, lifted};
use crate::search::concept::{Concept, best, weights};
use crate::search::plan::Road;
use crate::study::plans::picked;
use crate::study::road::ways_on;

/// Largest graph that is solved again and again: exchanges times tests to lift.
const MOST_WORK: usize = 400_000;

/// Most ways on from where a road ends that are looked at, the fewest moves first.
const MOST_WAYS: usize = 20_000;

/// What lifting a test changes.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The test.
    pub lift: Lift,
    /// The answer of the concept without it.
    pub road: Road,
}

/// What came of lifting tests one at a time.
#[derive(Clone, Debug, Default)]
pub struct Openings {
    /// Tests without which there is a road or a better one.
    pub found: Vec<Opening>,
    /// Tests that were not tried: without them the graph is too large, or the time came first.
    pub not_tried: Vec<Lift>,
}

/// The tests that, lifted alone, open a road or a better one by `concept`.
///
/// Complexity: one plan search per test.
pub fn openings(
    problem: &Problem,
    concept: Concept,
    now: Option<&Road>,
    exchanges: usize,
    limits: &Limits,
) -> Openings {
    let lifts = lifts(problem);
    if exchanges.saturating_mul(lifts.len()) > MOST_WORK {
        return Openings {
            found: Vec::new(),
            not_tried: lifts,
        };
    }
    // Each test is a search of its own; gathered in the order of the tests, so threads do not show.
    let tried: Vec<_> = lifts
        .par_iter()
        .map(|lift| (*lift, without(problem, concept, *lift, limits)))
        .collect();
    let mut openings = Openings::default();
    for (lift, found) in tried {
        match found {
            Err(_) => openings.not_tried.push(lift),
            Ok(road) => {
                let better = road.filter(|road| is_better(problem, concept, now, road));
                openings
                    .found
                    .extend(better.map(|road| Opening { lift, road }));
            }
        }
    }
    openings
}

/// The answer of the concept without a test.
fn without(
    problem: &Problem,
    concept: Concept,
    lift: Lift,
    limits: &Limits,
) -> Result<Option<Road>, Stopped> {
    let own = limits.clone().with_size(MOST_WORK as u64 / 4);
    let problem = lifted(problem, &[lift]);
    let graph = Graph::expand(&problem, &own)?;
    picked(&problem, &graph, concept, &own)
}

/// Every test of the problem that bites somewhere.
fn lifts(problem: &Problem) -> Vec<Lift> {
    let sides = || problem.consenting.iter().copied();
    let mut lifts = Vec::new();
    if sides().any(|a| problem.actors[a].step_gain.is_some()) {
        lifts.push(Lift::StepGain);
    }
    lifts.extend(
        sides()
            .filter(|a| problem.actors[*a].credit.is_some())
            .map(Lift::Credit),
    );
    if problem.talks.enforcement {
        lifts.push(Lift::Enforcement);
    }
    lifts.extend((0..problem.order_rules.len()).map(Lift::OrderRule));
    for (id, topic) in problem.topics.entries() {
        let waiting = topic
            .rungs
            .entries()
            .filter(|(_, rung)| rung.after.is_some());
        lifts.extend(waiting.map(|(option, _)| Lift::After(id, option)));
    }
    if problem.talks.moves_per_round < problem.topics.len() {
        lifts.push(Lift::MoreMoves);
    }
    if sides().any(|a| problem.actors[a].trusts.iter().any(|trust| *trust < 1.0)) {
        lifts.push(Lift::Doubt);
    }
    lifts.extend(problem.steer.parts().into_iter().map(Lift::Steering));
    lifts
}

/// Does the concept prefer the new road to the present one?
fn is_better(problem: &Problem, concept: Concept, now: Option<&Road>, road: &Road) -> bool {
    let Some(now) = now else {
        return true;
    };
    let pair = [now.gain.clone(), road.gain.clone()];
    best(concept, &pair, &weights(problem)) == [1]
}

/// Why the moves that a package still asks for cannot be made where a road ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Beyond {
    /// The move.
    pub topic: TopicId,
    /// Where to.
    pub option: OptionId,
    /// The test that refuses it, alone or with as many others of the moves as a round takes; `None` when it could be made, and is not worth it or
    /// not enforceable.
    pub fault: Option<ExchangeFault>,
}

/// Looks from the settlement where a road ends towards a package that it does not reach.
pub fn beyond(problem: &Problem, end: &Settlement, package: &Settlement) -> Vec<Beyond> {
    let missing: Vec<(TopicId, OptionId)> = package
        .iter()
        .filter(|(topic, option)| end.at(*topic) < *option)
        .collect();
    let (ways, _) = ways_on(problem, end, &missing, MOST_WAYS);
    let tried: Vec<_> = ways
        .iter()
        .map(|way| (way, admissible(problem, end, way).err()))
        .collect();
    let look = |&(topic, option): &(TopicId, OptionId)| {
        let step = (topic, next_step(problem, end, topic, option));
        let own = tried.iter().filter(|(way, _)| way.contains(&step));
        let faults: Vec<_> = own.map(|(_, fault)| *fault).collect();
        Beyond {
            topic,
            option: step.1,
            fault: telling_most(&faults),
        }
    };
    missing.iter().map(look).collect()
}

/// A ladder is climbed rung by rung.
fn next_step(problem: &Problem, end: &Settlement, topic: TopicId, option: OptionId) -> OptionId {
    use crate::base::Id;
    match problem.topics[topic].moves {
        Moves::Ladder => OptionId::new(end.at(topic).index() + 1),
        Moves::Climb | Moves::Choice => option,
    }
}

/// The most telling fault, what no partner mends first; none where some way has none.
fn telling_most(faults: &[Option<ExchangeFault>]) -> Option<ExchangeFault> {
    let refused: Option<Vec<ExchangeFault>> = faults.iter().copied().collect();
    refused?.into_iter().min_by_key(telling)
}

fn telling(fault: &ExchangeFault) -> u8 {
    match fault {
        ExchangeFault::Trust { .. } => 0,
        ExchangeFault::Order(_) => 1,
        ExchangeFault::After(..) => 2,
        ExchangeFault::Breaks(_) => 3,
        ExchangeFault::Credit { .. } | ExchangeFault::Steered(_) => 4,
        ExchangeFault::StepGain { .. } => 5,
        _ => 6,
    }
}
