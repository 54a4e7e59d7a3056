//! A problem made additive: per topic a choice, whose worths add up to at least what any settlement is worth.
//!
//! Linkages are shared out to topics that they need, so that the sum is never below the worth (`upper`) or never above it
//! (`lower`); every settlement function of §3.1 that is a worth of some options (u, R, what is left of a broken exchange) is
//! then bounded by the same table.

use super::ledger::Ledger;
use super::rows::{Row, rows};
use super::times::{NEVER, Times};
use crate::base::{ActorId, Id, OptionId, TopicId};
use crate::problem::{Condition, Escrow, InForce, Moves, Problem, Rung, Settlement};

/// An option that a topic may have in force.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Which.
    pub option: OptionId,
    /// Where the topic was agreed to stand at the start.
    pub agreed: OptionId,
    /// Topics that must move for it: 0 or 1, of ladders one per rung.
    pub moves: f64,
    /// Not before this round.
    pub earliest: usize,
    /// What it pays, per consenting actor.
    pub pays: Vec<Pays>,
    /// Least chance per round that the talks collapse while it stands.
    pub collapse: f64,
    /// −log10 of the chance that an unreliable performer honours it, per doubted actor.
    pub cost: Vec<f64>,
}

/// What a choice adds to each kind of payoff of an actor; all are upper bounds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pays {
    /// Worth of a round.
    pub worth: f64,
    /// Worth of what survives a collapse.
    pub residue: f64,
    /// Worth of a broken exchange, from the notice on and before; see [`Relaxation::late`].
    pub broken: f64,
    /// The most that it or anything below it is ever worth, standing or collapsed.
    pub ever: f64,
}

/// A consenting actor.
#[derive(Clone, Debug)]
pub struct Side {
    /// δ.
    pub patience: f64,
    /// Are the chances of its payoffs functions of the settlement, and is it never better off in a collapse than going on?
    /// If not, all that is said of it is `ever`.
    pub tight: bool,
    /// Constants of the sums of [`Pays`], walk-away taken off.
    pub base: Pays,
    /// Whom it doubts: place among [`Relaxation::doubted`], and its belief at the start.
    pub doubts: Vec<(usize, f64)>,
}

/// The additive problem.
#[derive(Clone, Debug)]
pub struct Relaxation {
    /// Per consenting actor.
    pub sides: Vec<Side>,
    /// Per topic what it may stand at; first what is in force at the start.
    pub topics: Vec<Vec<Choice>>,
    /// What ties rounds together.
    pub rows: Vec<Row>,
    /// Actors whom somebody doubts and who perform something that costs them.
    pub doubted: Vec<ActorId>,
    /// A broken exchange is bounded by what stands after it (true) or by what stood before it (false).
    pub late: bool,
    /// No plan has more rounds.
    pub most_rounds: usize,
    /// Most levels of cost a round may climb are those of so many topics; `None`: any number may come into force at once.
    pub moves: Option<usize>,
}

impl Relaxation {
    /// Complexity: options × actors, and conditions.
    pub fn new(problem: &Problem, from: &Settlement) -> Self {
        let force = problem.in_force(from);
        let doubted = doubted(problem, &force);
        let mut topics = choices(problem, from, &force, &doubted);
        let mut relaxation = Self {
            rows: rows(problem, &topics),
            sides: Vec::new(),
            topics: Vec::new(),
            late: false,
            most_rounds: most_rounds(problem, &topics),
            moves: (!problem.topics.iter().any(|t| t.in_force.is_some()))
                .then_some(problem.talks.moves_per_round),
            doubted,
        };
        let (mut early, mut kept) = (true, Vec::new());
        for &actor in &problem.consenting {
            let ledger = Ledger::new(problem, actor, &force, &relaxation.doubted);
            early &= ledger.breaks_early(&topics);
            kept.push(ledger.kept());
            relaxation.sides.push(ledger.side());
            relaxation.rows.extend(ledger.steps(&topics));
            ledger.fill(&mut topics);
        }
        relaxation.late = !early;
        if relaxation.late {
            highest_so_far(problem, &kept, &mut topics);
        }
        relaxation.topics = topics;
        relaxation
    }
}

fn cost_of(rung: &Rung, performer: ActorId) -> f64 {
    let escrowed = !matches!(rung.escrow, Escrow::No);
    (-rung.honour_of(performer, escrowed).log10()).max(0.0)
}

fn doubted(problem: &Problem, force: &InForce) -> Vec<ActorId> {
    let rungs = || problem.topics.iter().flat_map(|t| t.rungs.iter());
    let pays = |j: &ActorId| rungs().any(|r| cost_of(r, *j) > 0.0);
    let doubts = |i: ActorId, j: ActorId| i != j && problem.belief(i, j, force) < 1.0;
    let by_somebody = |j: &ActorId| problem.consenting.iter().any(|i| doubts(*i, *j));
    problem
        .actors
        .ids()
        .filter(by_somebody)
        .filter(pays)
        .collect()
}

/// What each topic may have in force, and from when.
fn choices(
    problem: &Problem,
    from: &Settlement,
    force: &InForce,
    doubted: &[ActorId],
) -> Vec<Vec<Choice>> {
    let times = Times::new(problem, from);
    let of = |(id, topic): (TopicId, &crate::problem::Topic)| {
        let (agreed, stands) = (from.at(id), force.at(id));
        let later = topic
            .rungs
            .ids()
            .filter(|o| *o != stands && *o != OptionId::STATUS_QUO && *o >= agreed);
        let all = std::iter::once(stands).chain(later);
        let choices = all.map(|option| {
            let still = option == stands || option == agreed;
            let mut earliest = if still { 0 } else { times.of(id, option) };
            if let Some(c) = topic.in_force.as_ref().filter(|_| option != stands) {
                earliest = earliest.max(times.when(c)).max(1);
            }
            let crossed = || {
                problem
                    .crossed(id, stands, option)
                    .filter(|_| option != stands)
            };
            let cost = |j: &ActorId| crossed().map(|r| cost_of(&topic.rungs[r], *j)).sum();
            Choice {
                option,
                agreed,
                moves: match topic.moves {
                    _ if still => 0.0,
                    Moves::Ladder => (option.index() - agreed.index()) as f64,
                    Moves::Climb | Moves::Choice => 1.0,
                },
                earliest,
                pays: Vec::new(),
                collapse: collapse_chance(problem, id, option),
                cost: doubted.iter().map(cost).collect(),
            }
        });
        choices.filter(|c| c.earliest < NEVER).collect()
    };
    problem.topics.entries().map(of).collect()
}

/// A chance below that of any settlement in which the topic is in force at this option.
fn collapse_chance(problem: &Problem, topic: TopicId, option: OptionId) -> f64 {
    let mut quiet = 1.0 - problem.topics[topic].rungs[option].leak * problem.talks.leak_ends_talks;
    for hazard in &problem.hazards {
        if matches!(&hazard.when, Condition::Is(t, set) if *t == topic && set.contains(option)) {
            quiet *= 1.0 - hazard.chance;
        }
    }
    (1.0 - quiet) * (1.0 - 1e-12)
}

fn most_rounds(problem: &Problem, topics: &[Vec<Choice>]) -> usize {
    let climbs = problem.topics.entries().map(|(id, topic)| {
        let moving = topics[id.index()].iter().filter(|c| c.moves > 0.0);
        let rungs = moving.map(|c| match topic.moves {
            Moves::Choice => 1,
            Moves::Climb | Moves::Ladder => c.option.index() - c.agreed.index(),
        });
        // What is agreed and not in force moves without being a choice of its own.
        match topic.in_force {
            Some(_) => topic.rungs.len() - 1,
            None => rungs.max().unwrap_or(0),
        }
    });
    climbs.sum::<usize>().max(1)
}

/// Where something new may outlast a broken exchange, count for each choice the most of it and what lies below; but what is kept
/// whoever cheats counts as it is.
fn highest_so_far(problem: &Problem, kept: &[Vec<bool>], topics: &mut [Vec<Choice>]) {
    for (id, topic) in problem.topics.entries() {
        let choices = &mut topics[id.index()];
        for side in (0..problem.consenting.len()).filter(|s| !kept[*s][id.index()]) {
            let first = choices[0].pays[side].broken;
            let mut highest = first;
            for choice in choices.iter_mut() {
                let own = &mut choice.pays[side].broken;
                highest = match topic.moves {
                    Moves::Choice => first.max(*own),
                    Moves::Climb | Moves::Ladder => highest.max(*own),
                };
                *own = highest;
            }
        }
    }
}
