//! Good plans where the graph is too large to expand: exact searches of parts of it.
//!
//! A beam of settlements, chosen by what staying at them would be worth, gives a first plan. Then, again and again, the graph
//! is expanded only in a *corridor*: settlements that differ from those the plan passes by at most so many rounds, and freely
//! in a few topics, other ones each time. The best plan within replaces the present one. Every plan found is exact, with all
//! its tests; only that there is no better one is not proved.
//!
//! Sources: corridor method (Sniedovich & Voß 2006); large-neighbourhood search (Shaw 1998); beam search (Lowerre 1976).

use rustc_hash::FxHashSet;

use super::goal::{Goal, scales, walk_aways};
use super::horizon::{doubts, honoured};
use super::{Road, Searcher};
use crate::base::{Id, IdVec, Limits, OptionId, Stopped, TopicId};
use crate::graph::{Graph, Layout, Mover, Standings, Within};
use crate::problem::Problem;

/// Settlements of a beam after each round.
const BEAM: usize = 96;
/// Of so many times as many the worth of staying is looked at.
const LOOKED_AT: usize = 4;
/// Most settlements of a corridor …
const CORRIDOR: usize = 30_000;
/// … and what its expansion may count for against the size limit.
const CORRIDOR_SIZE: u64 = 40_000;
/// The search ends after so many corridors without a better plan …
const STALE: usize = 12;
/// … or, with a clock running, so many for every topic there is.
const STALE_BY_CLOCK: usize = 4;

/// The best plans found so far.
#[derive(Clone, Debug)]
pub struct Best {
    /// Undominated plans, the best by the goal among them.
    pub roads: Vec<Road>,
    /// What the best comes to.
    pub value: f64,
}

/// Improves on a plan until the limit, or until nothing more is found; what is best then, if anything.
pub fn improved(problem: &Problem, goal: &Goal, limits: &Limits) -> Option<Best> {
    let mut best = first(problem, goal, limits)?;
    let topics = problem.topics.len();
    let mut turn = Turn {
        rounds: 1,
        free: topics.min(8),
        at: 0,
        stride: 1,
    };
    let mut stale = 0;
    let most = match limits.seconds() {
        Some(_) => STALE_BY_CLOCK * topics,
        None => STALE,
    };
    while stale < most {
        let corridor = Corridor::new(problem, &best, &turn, goal);
        let within = |key: &[u64]| corridor.admits(key);
        match searched(problem, goal, &within, Some(best.value), limits) {
            Ok((found, reached)) => {
                stale += 1;
                if let Some(found) = found.filter(|f| f.value > goal.above(best.value)) {
                    (best, stale) = (found, 0);
                }
                turn.widen(reached, topics);
                turn.next(topics);
            }
            Err(Stopped::Asked | Stopped::Refused) => break,
            Err(Stopped::TooLarge | Stopped::Memory) => {
                if !turn.narrow() {
                    break;
                }
            }
        }
    }
    Some(best)
}

/// Which corridor is looked at.
struct Turn {
    /// Rounds before and after.
    rounds: usize,
    /// Number of topics left free, …
    free: usize,
    /// … beginning with this place, …
    at: usize,
    /// … and going on so many places at a time.
    stride: usize,
}

impl Turn {
    fn next(&mut self, topics: usize) {
        self.at += self.free.max(1);
        if self.at >= topics {
            self.at = self.stride % topics;
            self.stride = self.stride % topics + 1;
        }
    }
    fn widen(&mut self, reached: usize, topics: usize) {
        if reached < CORRIDOR / 4 && self.free < topics {
            self.free += 1;
        }
    }
    /// Less; false where there is nothing less.
    fn narrow(&mut self) -> bool {
        match (self.free, self.rounds) {
            (0, 0) => false,
            (0, _) => {
                self.rounds = 0;
                true
            }
            (free, _) => {
                self.free = free - free.div_ceil(4);
                true
            }
        }
    }
    /// Is a topic left free?
    fn is_free(&self, topic: usize, topics: usize) -> bool {
        (0..self.free).any(|i| (self.at + i * self.stride) % topics == topic)
    }
}

/// Settlements near to those that a plan passes.
struct Corridor {
    layout: Layout,
    /// Per topic and option, the first and the last round at which it may stand there.
    rounds: IdVec<TopicId, IdVec<OptionId, (usize, usize)>>,
}

impl Corridor {
    fn new(problem: &Problem, best: &Best, turn: &Turn, goal: &Goal) -> Self {
        let road = best.best(goal);
        let mut passed = vec![problem.start()];
        for moves in &road.rounds {
            let mut next = passed[passed.len() - 1].clone();
            moves
                .iter()
                .for_each(|(topic, option)| next.set(*topic, *option));
            passed.push(next);
        }
        let last = passed.len() - 1;
        let topics = problem.topics.entries().map(|(topic, t)| {
            let free = turn.is_free(topic.index(), problem.topics.len());
            let options = t.rungs.ids().map(|option| {
                if free {
                    return (0, usize::MAX);
                }
                // Not before the plan comes there within so many rounds; not after it has gone on so many rounds ago.
                let comes = (0..=last).find(|k| passed[*k].at(topic) >= option);
                let first = comes.unwrap_or(last + 1).saturating_sub(turn.rounds);
                let leaves = (0..=last).find(|k| passed[*k].at(topic) > option);
                let until = leaves.map_or(usize::MAX, |k| k - 1 + turn.rounds);
                (first, until)
            });
            options.collect()
        });
        Self {
            layout: Layout::new(problem),
            rounds: topics.collect(),
        }
    }

    fn admits(&self, key: &[u64]) -> bool {
        let (mut first, mut last) = (0, usize::MAX);
        for (topic, options) in self.rounds.entries() {
            let (from, until) = options[self.layout.at(key, topic)];
            first = first.max(from);
            last = last.min(until);
        }
        first <= last
    }
}

impl Best {
    fn best(&self, goal: &Goal) -> &Road {
        let mut best = &self.roads[0];
        for road in &self.roads {
            if goal.value(&road.gain) > goal.value(&best.gain) {
                best = road;
            }
        }
        best
    }
}

/// The best plan through settlements that are admitted, if it comes to more than is known; and how many are reached.
fn searched(
    problem: &Problem,
    goal: &Goal,
    within: &dyn Within,
    known: Option<f64>,
    limits: &Limits,
) -> Result<(Option<Best>, usize), Stopped> {
    let own = limits.clone().with_size(CORRIDOR_SIZE.min(limits.size()));
    let graph = Graph::expand_within(problem, &own, within)?;
    let searcher = Searcher::new(problem, &graph);
    let sweep = searcher.aim(goal, known, limits)?;
    let roads = sweep.map_or(Vec::new(), |sweep| searcher.plans_in(sweep.pool()));
    let values = roads.iter().map(|road| goal.value(&road.gain));
    let value = values.max_by(f64::total_cmp);
    Ok((value.map(|value| Best { roads, value }), graph.reached()))
}

/// A first plan, from a beam of settlements; a narrower one where its graph is too large.
fn first(problem: &Problem, goal: &Goal, limits: &Limits) -> Option<Best> {
    let mut width = BEAM;
    while width > 0 {
        let kept = beam(problem, goal, width, limits);
        let within = |key: &[u64]| kept.contains(key);
        match searched(problem, goal, &within, None, limits) {
            Ok((Some(best), _)) => return Some(best),
            Ok((None, _)) => return None,
            Err(Stopped::Asked | Stopped::Refused) => return None,
            Err(_) => width /= 2,
        }
    }
    None
}

/// Settlements that look good after each round.
fn beam(problem: &Problem, goal: &Goal, width: usize, limits: &Limits) -> FxHashSet<Vec<u64>> {
    let mover = Mover::new(problem);
    let mut room = mover.room();
    let start = problem.start();
    let mut key = vec![0; mover.layout.words()];
    mover.layout.pack(&start, &mut key);
    let worths = mover.worths(&problem.in_force(&start)).collect();
    let scales = scales(problem);
    let mut kept: FxHashSet<Vec<u64>> = FxHashSet::default();
    kept.insert(key.clone());
    let mut front: Vec<Seen> = vec![Seen {
        key,
        worths,
        sum: 0.0,
    }];
    while !front.is_empty() && limits.go_on().is_ok() {
        let mut next: Vec<Seen> = Vec::new();
        let mut seen: FxHashSet<Vec<u64>> = FxHashSet::default();
        for from in &front {
            let (mut settlement, mut force) = (room.settlement.clone(), room.force.clone());
            let visited = mover.each(&from.key, &from.worths, &mut room, &mut |key, worths| {
                limits.go_on()?;
                if seen.contains(key) || !mover.may_pass(key, &mut settlement, &mut force) {
                    return Ok(());
                }
                seen.insert(key.to_vec());
                let parts = worths.iter().zip(&scales);
                let sum = parts.map(|(w, scale)| *w as f64 / scale).sum();
                next.push(Seen {
                    key: key.to_vec(),
                    worths: worths.to_vec(),
                    sum,
                });
                if next.len() > 64 * LOOKED_AT * width {
                    thin(&mut next, LOOKED_AT * width);
                }
                Ok(())
            });
            if visited.is_err() {
                break;
            }
        }
        thin(&mut next, LOOKED_AT * width);
        front = promising(problem, goal, &mover, next, width);
        kept.extend(front.iter().map(|seen| seen.key.clone()));
    }
    kept
}

/// A settlement that a beam sees.
struct Seen {
    key: Vec<u64>,
    worths: Vec<i128>,
    /// Sum of the worths, each as a share of what the actor can gain about.
    sum: f64,
}

fn thin(seen: &mut Vec<Seen>, most: usize) {
    seen.sort_by(|a, b| b.sum.total_cmp(&a.sum).then_with(|| a.key.cmp(&b.key)));
    seen.truncate(most);
}

/// Those at which staying would be best, by the goal and by the sum: all that was done having to be honoured, in the eyes of
/// each.
fn promising(
    problem: &Problem,
    goal: &Goal,
    mover: &Mover,
    seen: Vec<Seen>,
    width: usize,
) -> Vec<Seen> {
    let (mut settlement, mut force) = (problem.start(), problem.in_force(&problem.start()));
    let (scales, walk_aways) = (scales(problem), walk_aways(problem));
    let mut scored: Vec<(f64, f64, Seen)> = Vec::new();
    // The start first: beliefs are compared with those there.
    let mut standings = Standings::new(problem);
    standings.push(problem, &force);
    let doubts = doubts(problem, &standings.of(0));
    for (index, seen) in seen.into_iter().enumerate() {
        mover.set_force(&seen.key, &mut settlement, &mut force);
        standings.push(problem, &force);
        let standing = standings.of(index + 1);
        let sides = walk_aways.iter().zip(&doubts).enumerate();
        let gains = sides.map(|(side, (walk_away, doubts))| {
            let honoured = honoured(doubts, &standing, side);
            let stands = honoured * standing.round[side];
            stands + (1.0 - honoured) * standing.collapse[side] - walk_away
        });
        let gains: Vec<f64> = gains.collect();
        let sum = gains.iter().zip(&scales).map(|(g, scale)| g / scale).sum();
        scored.push((goal.value(&gains), sum, seen));
    }
    let by_sum = |a: &(f64, f64, Seen), b: &(f64, f64, Seen)| {
        b.1.total_cmp(&a.1).then_with(|| a.2.key.cmp(&b.2.key))
    };
    let by_goal =
        |a: &(f64, f64, Seen), b: &(f64, f64, Seen)| b.0.total_cmp(&a.0).then_with(|| by_sum(a, b));
    scored.sort_by(by_goal);
    let mut rest = scored.split_off(scored.len().min(width / 2));
    rest.sort_by(by_sum);
    rest.truncate(width - width / 2);
    scored.extend(rest);
    scored.into_iter().map(|(_, _, seen)| seen).collect()
}
