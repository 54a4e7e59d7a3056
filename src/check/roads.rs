//! Plan frontiers by plain enumeration (SEMANTICS §3.7): every settlement reached, every exchange, every continuation.

use std::collections::{BTreeMap, BTreeSet};

use super::admissible::{admissible, moved};
use super::breach::{cases, stay_threshold, threshold};
use super::package::may_stay;
use super::steer::{beginning, end_steered};
use super::value::{exchange_value, stay_value};
use crate::base::{Id, OptionId, TopicId};
use crate::problem::{Problem, Settlement};

/// Most steps of a plain enumeration of plans: sets of moves tried, breaches tried, plans valued.
pub const MOST_PLAN_STEPS: u64 = 1_000_000;

/// Moves of one round.
pub type Moves = Vec<(TopicId, OptionId)>;

/// Everything that admissible exchanges lead to, and the best that can be had.
#[derive(Clone, Debug)]
pub struct Roads {
    /// Settlements reached, the start included.
    pub reached: usize,
    /// Admissible exchanges between them.
    pub exchanges: usize,
    /// The maximal plans, in descending order of their gains.
    pub frontier: Vec<PlainRoad>,
}

/// A plan that was found by enumeration.
#[derive(Clone, Debug)]
pub struct PlainRoad {
    /// Value minus walk-away, per consenting actor.
    pub gains: Vec<f64>,
    /// Its moves, those of a round in the order of topic ids.
    pub rounds: Vec<Moves>,
}

/// A plan from some settlement on.
#[derive(Clone, Debug)]
struct Tail {
    values: Vec<f64>,
    rounds: Vec<Moves>,
}

/// Enumerates; `None` where that takes more than `most` steps, or somebody has more ways to cheat than are tried.
///
/// Exchanges only ever climb, so settlements are valued from the highest down: first what staying is worth, then every exchange
/// followed by every plan kept where it leads. Kept are the maximal vectors.
pub fn every_road(problem: &Problem, most: u64) -> Option<Roads> {
    let mut steps = Steps { left: most };
    let start = beginning(problem);
    let graph = expand(problem, &start, &mut steps)?;
    let mut order: Vec<&Settlement> = graph.keys().collect();
    order.sort_by_key(|s| std::cmp::Reverse(s.iter().map(|(_, o)| o.index()).sum::<usize>()));
    let mut kept: BTreeMap<&Settlement, Vec<Tail>> = BTreeMap::new();
    for at in order {
        steps.take(cases(problem, at, at)?)?;
        let mut tails = stays(problem, at);
        for moves in &graph[at] {
            let next = moved(at, moves);
            let after = kept.get(&next).map_or(&[][..], Vec::as_slice);
            steps.take(1 + after.len() as u64)?;
            if !after.is_empty() {
                steps.take(cases(problem, at, &next)?)?;
                tails.extend(before(problem, at, &next, moves, after));
            }
        }
        steps.take(tails.len() as u64)?;
        kept.insert(at, maximal(problem, tails));
    }
    let walk_away = |side: usize| problem.actors[problem.consenting[side]].walk_away.to_f64();
    let roads = kept.remove(&start).unwrap_or_default().into_iter();
    Some(Roads {
        reached: graph.len(),
        exchanges: graph.values().map(Vec::len).sum(),
        frontier: roads
            .map(|tail| PlainRoad {
                gains: tail
                    .values
                    .iter()
                    .enumerate()
                    .map(|(s, v)| v - walk_away(s))
                    .collect(),
                rounds: tail.rounds,
            })
            .collect(),
    })
}

struct Steps {
    left: u64,
}

impl Steps {
    fn take(&mut self, steps: u64) -> Option<()> {
        self.left = self.left.checked_sub(steps)?;
        Some(())
    }
}

/// Every settlement that admissible exchanges lead to from where plans begin, with the moves of the exchanges that leave it; `None` where
/// more than `most` sets of moves would have to be tried.
///
/// Complexity: settlements reached × sets of moves.
pub fn every_exchange(problem: &Problem, most: u64) -> Option<BTreeMap<Settlement, Vec<Moves>>> {
    expand(problem, &beginning(problem), &mut Steps { left: most })
}

/// Every settlement reached, with the moves of the exchanges that leave it.
fn expand(
    problem: &Problem,
    start: &Settlement,
    steps: &mut Steps,
) -> Option<BTreeMap<Settlement, Vec<Moves>>> {
    let mut graph = BTreeMap::new();
    let mut seen = BTreeSet::from([start.clone()]);
    let mut open = vec![start.clone()];
    while let Some(at) = open.pop() {
        let mut exchanges = Vec::new();
        for moves in sets_of_moves(problem, &at, steps)? {
            let next = moved(&at, &moves);
            if admissible(problem, &at, &moves).is_ok() && problem.may_pass(&next) {
                if seen.insert(next.clone()) {
                    open.push(next);
                }
                exchanges.push(moves);
            }
        }
        graph.insert(at, exchanges);
    }
    Some(graph)
}

/// Every set of moves of different topics, as many as a round may have; topics in the order of their ids.
fn sets_of_moves(problem: &Problem, at: &Settlement, steps: &mut Steps) -> Option<Vec<Moves>> {
    let mut topics: Vec<TopicId> = problem.topics.ids().collect();
    topics.sort_by_key(|topic| problem.names.topic_ranks[*topic]);
    let mut sets: Vec<Moves> = vec![Vec::new()];
    for topic in topics {
        let above = at.at(topic).index() + 1..problem.topics[topic].rungs.len();
        for place in 0..sets.len() {
            if sets[place].len() == problem.talks.moves_per_round {
                continue;
            }
            for option in above.clone() {
                steps.take(1)?;
                let mut more = sets[place].clone();
                more.push((topic, OptionId::new(option)));
                sets.push(more);
            }
        }
    }
    sets.remove(0);
    Some(sets)
}

/// Staying, where that is allowed and nobody is better off otherwise.
fn stays(problem: &Problem, at: &Settlement) -> Vec<Tail> {
    let values = stay_value(problem, at);
    let may = may_stay(problem, at)
        && end_steered(problem, at).is_ok()
        && at_least(problem.tolerance(), &values, &stay_threshold(problem, at));
    let tail = may.then(|| Tail {
        values,
        rounds: Vec::new(),
    });
    tail.into_iter().collect()
}

/// An exchange followed by each of the plans kept where it leads, if nobody is better off otherwise.
fn before(
    problem: &Problem,
    at: &Settlement,
    next: &Settlement,
    moves: &Moves,
    after: &[Tail],
) -> Vec<Tail> {
    let (least, tolerance) = (threshold(problem, at, next), problem.tolerance());
    let tails = after.iter().map(|tail| Tail {
        values: exchange_value(problem, at, next, &tail.values),
        rounds: [std::slice::from_ref(moves), tail.rounds.as_slice()].concat(),
    });
    tails
        .filter(|tail| at_least(tolerance, &tail.values, &least))
        .collect()
}

fn at_least(tolerance: f64, these: &[f64], those: &[f64]) -> bool {
    these.iter().zip(those).all(|(a, b)| *a >= b - tolerance)
}

/// In descending order a vector is dropped when a kept one is at least it; then kept ones that one kept after them equals or
/// exceeds. Of the plans worth the same as a kept one the first by the tie rule stands for it.
fn maximal(problem: &Problem, mut all: Vec<Tail>) -> Vec<Tail> {
    let descending = |a: &Tail, b: &Tail| {
        let pairs = b.values.iter().zip(&a.values).map(|(x, y)| x.total_cmp(y));
        pairs.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
    };
    all.sort_by(descending);
    let tolerance = problem.tolerance();
    let mut kept: Vec<&Tail> = Vec::new();
    for tail in &all {
        if !kept
            .iter()
            .any(|k| at_least(tolerance, &k.values, &tail.values))
        {
            kept.push(tail);
        }
    }
    let lasts = |place: usize| {
        let mut later = kept[place + 1..].iter();
        !later.any(|k| at_least(tolerance, &k.values, &kept[place].values))
    };
    let lasting = (0..kept.len()).filter(|place| lasts(*place));
    let firsts = lasting.map(|place| {
        let own = kept[place];
        let same = |t: &&Tail| {
            at_least(tolerance, &t.values, &own.values)
                && at_least(tolerance, &own.values, &t.values)
        };
        let first = all
            .iter()
            .filter(same)
            .min_by_key(|t| written(problem, &t.rounds));
        first.unwrap_or(own).clone()
    });
    firsts.collect()
}

/// What ties between plans are broken by: fewer rounds, then the smallest sequence of moves (SEMANTICS §3.7).
pub fn written(problem: &Problem, rounds: &[Moves]) -> (usize, Vec<Vec<(usize, usize)>>) {
    let ranks = &problem.names.topic_ranks;
    let round = |moves: &Moves| {
        let mut own: Vec<_> = moves.iter().map(|(t, o)| (ranks[*t], o.index())).collect();
        own.sort_unstable();
        own
    };
    (rounds.len(), rounds.iter().map(round).collect())
}
