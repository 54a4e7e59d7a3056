//! What a settlement is to everybody, computed once per node, and what an exchange between two of them changes.

use crate::base::{ActorId, ActorSet, Id, OptionId, Points, TopicId};
use crate::problem::{Escrow, InForce, Problem, Rung, Settlement};

/// The settlement functions of §3.1 at one settlement. Vectors run over the consenting actors.
#[derive(Clone, Debug)]
pub struct Standing {
    /// What has been agreed.
    pub settlement: Settlement,
    /// What is carried out.
    pub force: InForce,
    /// u, exact: step gains are tested on it.
    pub worth: Vec<Points>,
    /// u.
    pub u: Vec<f64>,
    /// R, the collapse value.
    pub collapse: Vec<f64>,
    /// u − ρx: worth of a round here, leaks expected.
    pub round: Vec<f64>,
    /// P, the penalty.
    pub penalty: Vec<f64>,
    /// c, the collapse probability per round.
    pub chance: f64,
    /// Belief of each consenting actor in every actor, row by row.
    beliefs: Vec<f64>,
    actors: usize,
}

impl Standing {
    /// Complexity: topics × actors.
    pub fn new(problem: &Problem, settlement: Settlement) -> Self {
        let force = problem.in_force(&settlement);
        let sides = problem.consenting.iter();
        let worth = sides.map(|a| problem.worth(*a, &force)).collect();
        Self::with(problem, settlement, force, worth)
    }

    /// The same, what is in force and its worth being known.
    pub fn with(
        problem: &Problem,
        settlement: Settlement,
        force: InForce,
        worth: Vec<Points>,
    ) -> Self {
        let sides = || problem.consenting.iter().copied();
        let u: Vec<f64> = worth.iter().map(|w| w.to_f64()).collect();
        let leak = problem.leak(&force);
        let exposed = sides().map(|a| problem.exposure(a, &force).to_f64());
        let residue = problem.residue(&force);
        let collapse = |a: ActorId| problem.actors[a].walk_away + problem.worth(a, &residue);
        Self {
            round: u.iter().zip(exposed).map(|(u, x)| u - leak * x).collect(),
            collapse: sides().map(|a| collapse(a).to_f64()).collect(),
            penalty: sides()
                .map(|a| problem.penalty(a, &force).to_f64())
                .collect(),
            chance: problem.collapse_chance(&force),
            beliefs: sides()
                .flat_map(|a| problem.actors.ids().map(move |other| (a, other)))
                .map(|(a, other)| problem.belief(a, other, &force))
                .collect(),
            actors: problem.actors.len(),
            settlement,
            force,
            worth,
            u,
        }
    }
}

impl Standing {
    /// Belief of the consenting actor of this place in another.
    pub fn belief(&self, side: usize, other: ActorId) -> f64 {
        self.beliefs[side * self.actors + other.index()]
    }
}

/// A topic whose option in force differs before and after an exchange.
#[derive(Clone, Debug)]
pub struct Change {
    /// The topic.
    pub topic: TopicId,
    /// In force before.
    pub from: OptionId,
    /// In force after.
    pub to: OptionId,
    /// Who performs a rung that it crosses.
    pub performers: ActorSet,
    /// Delivered only against the other changes of the round.
    pub escrowed: bool,
    /// Rounds until its breach is noticed.
    pub lag: u32,
}

impl Change {
    /// Is its breach noticed within the round?
    pub fn visible(&self) -> bool {
        self.lag == 1
    }
}

/// The changes of an exchange and who performs them.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// What changes in force.
    pub changes: Vec<Change>,
    /// Everybody who performs something.
    pub performers: ActorSet,
}

impl Exchange {
    /// Complexity: topics, plus rungs crossed.
    pub fn new(problem: &Problem, from: &Standing, to: &Standing) -> Self {
        let mut changes = Vec::new();
        for (topic, before) in from.force.iter() {
            let after = to.force.at(topic);
            if before != after {
                changes.push(change(problem, from, topic, before, after));
            }
        }
        let sets = changes.iter().map(|c| c.performers);
        let performers = sets.fold(ActorSet::EMPTY, ActorSet::union);
        Self {
            changes,
            performers,
        }
    }

    /// The crossed rungs and whether their change is escrowed.
    pub fn crossed<'p>(&'p self, problem: &'p Problem) -> impl Iterator<Item = (&'p Rung, bool)> {
        self.changes.iter().flat_map(move |c| {
            let rungs = problem.crossed(c.topic, c.from, c.to);
            rungs.map(move |r| (&problem.topics[c.topic].rungs[r], c.escrowed))
        })
    }

    /// h: how likely a performer honours all its changes, by a belief in it (§3.4).
    pub fn honours(&self, problem: &Problem, performer: ActorId, belief: f64) -> f64 {
        let crossed = self.crossed(problem);
        let anyway: f64 = crossed
            .map(|(rung, escrowed)| rung.honour_of(performer, escrowed))
            .product();
        belief + (1.0 - belief) * anyway
    }

    /// T: how likely every test is passed, by beliefs in those tested (§3.4).
    pub fn passes(&self, problem: &Problem, belief: impl Fn(ActorId) -> f64) -> f64 {
        let tests = self
            .crossed(problem)
            .filter_map(|(rung, _)| rung.test.as_ref());
        let chances = tests.map(|test| {
            let b = belief(test.about);
            b * test.reliable + (1.0 - b) * test.unreliable
        });
        chances.product()
    }
}

fn change(
    problem: &Problem,
    before: &Standing,
    topic: TopicId,
    from: OptionId,
    to: OptionId,
) -> Change {
    let at = |t| before.settlement.at(t);
    let (mut performers, mut escrowed, mut lag) = (ActorSet::EMPTY, true, u32::MAX);
    for rung in problem.crossed(topic, from, to) {
        let rung = &problem.topics[topic].rungs[rung];
        performers = performers.union(rung.performers);
        escrowed &= match &rung.escrow {
            Escrow::No => false,
            Escrow::Yes => true,
            Escrow::When(condition) => condition.holds(&at),
        };
        lag = lag.min(rung.detected_in);
    }
    Change {
        topic,
        from,
        to,
        performers,
        escrowed,
        lag: if escrowed { 1 } else { lag },
    }
}
