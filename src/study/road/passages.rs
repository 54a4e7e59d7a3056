//! What every road to a target passes, where it can no longer turn back, how far exchanges lead at all, and where they lead nowhere.
//!
//! Roads are walks of admissible exchanges here (SEMANTICS §3.3): whether they could be enforced is not asked.

use super::order::Round;
use super::target::Target;
use crate::base::{Id, OptionId, Points, TopicId};
use crate::check::{PlanVerdict, may_stay};
use crate::graph::{Graph, NodeId, Walks, depths, leads};
use crate::problem::{Moves, Problem, Settlement};

/// Most dead ends that are told of each kind.
const MOST_TOLD: usize = 6;

/// What is found in a concession graph about roads to a target.
#[derive(Clone, Debug, Default)]
pub struct Passages {
    /// Settlements that meet the target.
    pub targets: usize,
    /// Settlements on some road to it.
    pub on_roads: usize,
    /// Settlements between the status quo and the target that every road passes, in order.
    pub settlements: Vec<Settlement>,
    /// Exchanges that every road makes, in order: from where, and the moves.
    pub exchanges: Vec<(Settlement, Round)>,
    /// Moves that every road makes in an earlier round than others: no pair that follows from the rest.
    pub before: Vec<Precedence>,
    /// Where the plan binds: what survives a collapse from there on.
    pub no_return: Vec<NoReturn>,
    /// The settlement with the most topics moved; of those, with the most rungs climbed.
    pub most_topics: Option<Largest>,
    /// The settlement with the most rungs climbed; of those, with the most topics moved.
    pub most_rungs: Option<Largest>,
    /// Settlements from which no settlement in which talks may end can be reached any more.
    pub dead_ends: DeadEnds,
}

/// Every road reaches the first option in an earlier round than the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Precedence {
    /// What comes first: the topic at this option, or a later one.
    pub first: (TopicId, OptionId),
    /// What comes later.
    pub then: (TopicId, OptionId),
}

/// Something of a plan becomes binding.
#[derive(Clone, Debug, PartialEq)]
pub struct NoReturn {
    /// The round, counted from 0.
    pub round: usize,
    /// The topics whose residue changes, and to what.
    pub steps: Round,
    /// What a collapse is worth more, or less, from then on, per consenting actor.
    pub change: Vec<Points>,
}

/// A settlement that is as large as any that is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Largest {
    /// The first by the tie rule.
    pub settlement: Settlement,
    /// How many are as large.
    pub ties: usize,
    /// Topics moved.
    pub topics: usize,
    /// Rungs climbed; of a choice, one.
    pub rungs: usize,
    /// May talks end there?
    pub may_end: bool,
}

/// Where exchanges lead nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeadEnds {
    /// How many settlements.
    pub count: usize,
    /// Exchanges that leave the plan for one: before which round, counted from 0, the moves.
    pub off_road: Vec<(usize, Round)>,
    /// How many such exchanges there are.
    pub off_road_count: usize,
    /// Those that the fewest exchanges lead to: how many, the settlement.
    pub nearest: Vec<(usize, Settlement)>,
}

/// Looks through a graph for what roads to a target have in common, and for what is off them.
///
/// Complexity: linear in exchanges, times moves that can precede one another.
pub fn passages(
    problem: &Problem,
    graph: &Graph,
    target: Option<&Target>,
    verdict: Option<&PlanVerdict>,
) -> Passages {
    let mut found = Passages {
        no_return: verdict.map_or(Vec::new(), |v| no_return(problem, v)),
        most_topics: largest(problem, graph, |(topics, rungs)| (topics, rungs)),
        most_rungs: largest(problem, graph, |(topics, rungs)| (rungs, topics)),
        dead_ends: dead_ends(problem, graph, verdict),
        ..Passages::default()
    };
    if let Some(target) = target {
        to_target(problem, graph, target, &mut found);
    }
    found
}

fn to_target(problem: &Problem, graph: &Graph, target: &Target, found: &mut Passages) {
    let is_met = |node: NodeId| node > 0 && target.is_met(&graph.settlement(node));
    let walks = Walks::to(graph, is_met);
    let gateways = walks.gateways();
    let between = gateways
        .nodes
        .iter()
        .filter(|node| **node > 0 && !is_met(**node));
    found.settlements = between.map(|node| graph.settlement(*node)).collect();
    let exchanges = gateways.exchanges.iter().map(|(from, to)| {
        let moves = graph.moves(problem, *from, *to);
        (graph.settlement(*from), moves)
    });
    found.exchanges = exchanges.collect();
    found.targets = walks.nodes().iter().filter(|n| is_met(**n)).count();
    found.on_roads = walks.nodes().len();
    found.before = precedence(problem, graph, &walks, &is_met);
}

/// Is a topic at an option, or past it?
fn has(problem: &Problem, settlement: &Settlement, (topic, option): (TopicId, OptionId)) -> bool {
    match problem.topics[topic].moves {
        Moves::Choice => settlement.at(topic) == option,
        Moves::Climb | Moves::Ladder => settlement.at(topic) >= option,
    }
}

/// Of the moves that every target has, which always come a round before which.
fn precedence(
    problem: &Problem,
    graph: &Graph,
    walks: &Walks,
    is_met: &dyn Fn(NodeId) -> bool,
) -> Vec<Precedence> {
    let every = problem.topics.entries().flat_map(|(topic, own)| {
        let options = own.rungs.ids().skip(1);
        options.map(move |option| (topic, option))
    });
    let shared = every.filter(|event| {
        let mut targets = walks.nodes().iter().filter(|node| is_met(**node));
        targets.all(|node| has(problem, &graph.settlement(*node), *event))
    });
    let events: Vec<_> = shared.collect();
    // For every move, what stood before it each time that it was made.
    let mut stood: Vec<Vec<usize>> = vec![(0..events.len()).collect(); events.len()];
    for node in walks.nodes() {
        let from = graph.settlement(*node);
        for to in walks.exchanges(*node) {
            let to = graph.settlement(to);
            for (own, event) in stood.iter_mut().zip(&events) {
                if has(problem, &to, *event) && !has(problem, &from, *event) {
                    own.retain(|first| has(problem, &from, events[*first]));
                }
            }
        }
    }
    reduced(&events, &stood)
}

/// Leaves out what follows from the rest: what comes before something that comes before; lower rungs of what comes before; and for higher
/// rungs what comes before the lower ones already.
fn reduced(events: &[(TopicId, OptionId)], stood: &[Vec<usize>]) -> Vec<Precedence> {
    let is_before = |first: usize, then: usize| stood[then].contains(&first);
    let rung_of =
        |low: usize, high: usize| events[low].0 == events[high].0 && events[low].1 < events[high].1;
    let all = 0..events.len();
    let mut pairs = Vec::new();
    for then in all.clone() {
        for &first in &stood[then] {
            let follows = all.clone().any(|other| {
                (is_before(first, other) && is_before(other, then))
                    || (rung_of(first, other) && is_before(other, then))
                    || (rung_of(other, then) && is_before(first, other))
            });
            if events[first].0 != events[then].0 && !follows {
                pairs.push(Precedence {
                    first: events[first],
                    then: events[then],
                });
            }
        }
    }
    pairs
}

fn no_return(problem: &Problem, verdict: &PlanVerdict) -> Vec<NoReturn> {
    let residues = verdict.rounds.iter().map(|r| &r.residue);
    let residues: Vec<_> = residues.chain([&verdict.end.residue]).collect();
    let pairs = residues.windows(2).enumerate();
    let changes = pairs.filter(|(_, pair)| pair[0] != pair[1]);
    changes
        .map(|(round, pair)| {
            let steps = pair[1].iter().filter(|(t, o)| pair[0].at(*t) != *o);
            let worth = |actor, residue| problem.worth(actor, residue);
            let sides = problem.consenting.iter();
            NoReturn {
                round,
                steps: steps.collect(),
                change: sides
                    .map(|a| worth(*a, pair[1]) - worth(*a, pair[0]))
                    .collect(),
            }
        })
        .collect()
}

/// Topics moved and rungs climbed.
fn size(problem: &Problem, settlement: &Settlement) -> (usize, usize) {
    let moved = settlement
        .iter()
        .filter(|(_, o)| *o != OptionId::STATUS_QUO);
    let rungs = moved.map(|(topic, option)| match problem.topics[topic].moves {
        Moves::Choice => 1,
        Moves::Climb | Moves::Ladder => option.index(),
    });
    let rungs: Vec<usize> = rungs.collect();
    (rungs.len(), rungs.iter().sum())
}

/// The lexicographically smallest list of option indices, topics in order of their ids (SEMANTICS §5).
fn tie_key(problem: &Problem, settlement: &Settlement) -> Vec<OptionId> {
    let mut options: Vec<_> = settlement.iter().collect();
    options.sort_by_key(|(topic, _)| problem.names.topic_ranks[*topic]);
    options.into_iter().map(|(_, option)| option).collect()
}

fn largest(
    problem: &Problem,
    graph: &Graph,
    key: impl Fn((usize, usize)) -> (usize, usize),
) -> Option<Largest> {
    let all = 1..graph.reached() as NodeId;
    let sized: Vec<_> = all
        .map(|node| (key(size(problem, &graph.settlement(node))), node))
        .collect();
    let top = sized.iter().map(|(size, _)| *size).max()?;
    let tied = || sized.iter().filter(|(size, _)| *size == top);
    let settlements = tied().map(|(_, node)| graph.settlement(*node));
    let settlement = settlements.min_by_key(|s| tie_key(problem, s))?;
    let (topics, rungs) = size(problem, &settlement);
    Some(Largest {
        ties: tied().count(),
        topics,
        rungs,
        may_end: may_stay(problem, &settlement),
        settlement,
    })
}

fn dead_ends(problem: &Problem, graph: &Graph, verdict: Option<&PlanVerdict>) -> DeadEnds {
    let ends = leads(graph, |node| may_stay(problem, &graph.settlement(node)));
    let dead = |node: &NodeId| !ends[*node as usize];
    let depths = depths(graph);
    let mut nearest: Vec<_> = (0..graph.reached() as NodeId).filter(dead).collect();
    nearest.sort_by_cached_key(|n| (depths[*n as usize], tie_key(problem, &graph.settlement(*n))));
    let told = nearest.iter().take(MOST_TOLD);
    let told = told.map(|n| (depths[*n as usize], graph.settlement(*n)));
    let off_road = verdict.map_or(Vec::new(), |v| off_road(problem, graph, v, dead));
    DeadEnds {
        count: nearest.len(),
        nearest: told.collect(),
        off_road_count: off_road.len(),
        off_road: off_road.into_iter().take(MOST_TOLD).collect(),
    }
}

/// Exchanges from the settlements of a plan into dead ends, in the order of the plan, then the fewest moves, then by the tie rule.
fn off_road(
    problem: &Problem,
    graph: &Graph,
    verdict: &PlanVerdict,
    dead: impl Fn(&NodeId) -> bool,
) -> Vec<(usize, Round)> {
    let passed = verdict.rounds.iter().map(|r| &r.before);
    let mut found = Vec::new();
    let mut key = vec![0; graph.layout().words()];
    for (round, before) in passed.enumerate() {
        graph.layout().pack(before, &mut key);
        let mut nodes = 0..graph.reached() as NodeId;
        let Some(node) = nodes.find(|node| graph.key(*node) == key) else {
            continue;
        };
        let off = graph.exchanges(node).iter().filter(|to| dead(to));
        found.extend(off.map(|to| (round, graph.moves(problem, node, *to))));
    }
    found.sort_by_cached_key(|(round, moves)| {
        let ranks = &problem.names.topic_ranks;
        let places: Vec<_> = moves.iter().map(|(t, o)| (ranks[*t], *o)).collect();
        (*round, moves.len(), places)
    });
    found
}
