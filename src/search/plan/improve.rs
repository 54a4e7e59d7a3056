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

/// Settlements of beams after each round.
const BEAMS: [usize; 4] = [2, 8, 32, 96];
/// Of so many times as many the worth of staying is looked at.
const LOOKED_AT: usize = 4;
/// What the search of a corridor may come to against the size limit: at first …
const SIZE: u64 = 3_000;
/// … and at most, growing where nothing better was found in all of them. They grow with a clock running only.
const MOST_SIZE: u64 = 48_000;
/// The search ends after so many corridors for every topic without a better plan; with a clock running, after so many times as many.
const STALE: usize = 2;
const STALE_BY_CLOCK: usize = 8;

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
    let (patience, most_size) = match limits.seconds() {
        Some(_) => (STALE * STALE_BY_CLOCK, MOST_SIZE),
        None => (STALE, SIZE),
    };
    let mut turns = Turn::all(topics, most_size);
    let mut stale = 0;
    for which in 0.. {
        if stale >= patience * topics || turns.is_empty() {
            break;
        }
        let which = which % turns.len();
        let turn = &mut turns[which];
        let corridor = Corridor::new(problem, &best, turn, goal);
        let within = |key: &[u64]| corridor.admits(key);
        let own = limits.clone().with_size(turn.size.min(limits.size()));
        match searched(problem, goal, &within, Some(best.value), &own) {
            Ok((found, reached)) => {
                stale += 1;
                let found = found.filter(|f| f.value > goal.above(best.value));
                turn.went_by(reached, found.is_some(), topics);
                if let Some(found) = found {
                    (best, stale) = (found, 0);
                }
            }
            Err(Stopped::Asked | Stopped::Refused) => break,
            Err(Stopped::TooLarge | Stopped::Memory) => {
                if !turn.narrow() {
                    turns.remove(which);
                }
            }
        }
    }
    Some(best)
}

/// Which corridors are looked at, one after another.
struct Turn {
    /// Rounds before and after.
    rounds: usize,
    /// What the search of one may come to, now and at most.
    size: u64,
    most_size: u64,
    /// Was something better found since all topics were left free the last time?
    found: bool,
    /// Number of topics left free, …
    free: usize,
    /// … beginning with this place, …
    at: usize,
    /// … and going on so many places at a time.
    stride: usize,
}

impl Turn {
    /// Turns that take turns: topics left free alone, and with rounds to spare.
    fn all(topics: usize, most_size: u64) -> Vec<Turn> {
        let turn = |rounds: usize, free: usize| Turn {
            rounds,
            size: SIZE,
            most_size,
            found: false,
            free: topics.min(free),
            at: 0,
            stride: 1,
        };
        vec![turn(0, 8), turn(1, 3)]
    }
    /// The next corridor: other topics, more of them where there was room.
    fn went_by(&mut self, reached: usize, found: bool, topics: usize) {
        self.found |= found;
        if (reached as u64) < self.size / 4 && self.free < topics {
            self.free += 1;
        }
        self.at += self.free.max(1);
        if self.at < topics {
            return;
        }
        self.at = self.stride % topics;
        self.stride = self.stride % topics + 1;
        if !self.found {
            self.size = (self.size * 2).min(self.most_size);
        }
        self.found = false;
    }
    /// Less; false where there is nothing less.
    fn narrow(&mut self) -> bool {
        let free = self.free;
        self.free = free - free.div_ceil(4);
        free > 0
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
                // Never where the plan does not come at all: what it leaves alone may be most of the topics.
                let Some(comes) = (0..=last).find(|k| passed[*k].at(topic) >= option) else {
                    return (1, 0);
                };
                let first = comes.saturating_sub(turn.rounds);
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
    let graph = Graph::expand_within(problem, limits, within)?;
    let searcher = Searcher::new(problem, &graph);
    let sweep = searcher.aim(goal, known, limits)?;
    let roads = sweep.map_or(Vec::new(), |sweep| searcher.plans_in(sweep.pool()));
    let values = roads.iter().map(|road| goal.value(&road.gain));
    let value = values.max_by(f64::total_cmp);
    Ok((value.map(|value| Best { roads, value }), graph.reached()))
}

/// A first plan, from beams of settlements, ever wider: a narrow one is soon had, and a wide one knows how good it must be.
fn first(problem: &Problem, goal: &Goal, limits: &Limits) -> Option<Best> {
    let mut best: Option<Best> = None;
    for width in BEAMS {
        let kept = beam(problem, goal, width, limits);
        let within = |key: &[u64]| kept.contains(key);
        let known = best.as_ref().map(|best| best.value);
        let own = limits.clone().with_size(MOST_SIZE.min(limits.size()));
        match searched(problem, goal, &within, known, &own) {
            Ok((found, _)) => {
                let better = |f: &Best| known.is_none_or(|known| f.value > goal.above(known));
                best = found.filter(better).or(best);
            }
            // What is wider holds more.
            Err(_) => break,
        }
    }
    best
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
