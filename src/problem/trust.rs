//! Trust is a posterior (SEMANTICS §3.4): beliefs follow from what is in force, and say how likely a move is honoured.

use super::{InForce, Problem};
use crate::base::{ActorId, ActorSet, OptionId, TopicId};
use crate::model::Escrow;

/// A rung crossed by a change, and whether that change is escrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crossed {
    /// The topic.
    pub topic: TopicId,
    /// The rung.
    pub rung: OptionId,
    /// Delivered only against the other changes of the round.
    pub escrowed: bool,
}

/// Posterior probability, from a prior and the likelihoods of what was seen under either hypothesis.
///
/// Beliefs 0 and 1 never move; what was impossible under both hypotheses teaches nothing.
pub fn likelihood(prior: f64, reliable: f64, unreliable: f64) -> f64 {
    let (yes, no) = (prior * reliable, (1.0 - prior) * unreliable);
    if yes + no == 0.0 || prior == 0.0 || prior == 1.0 {
        prior
    } else {
        yes / (yes + no)
    }
}

impl Problem {
    /// Belief of `actor` that `other` is reliable, after what is in force.
    pub fn belief(&self, actor: ActorId, other: ActorId, force: &InForce) -> f64 {
        self.posterior(self.actors[actor].trusts[other], other, force)
    }

    /// Belief of the outside observer in an actor (§3.8).
    pub fn observed(&self, other: ActorId, force: &InForce) -> f64 {
        self.posterior(self.talks.observer[other], other, force)
    }

    fn posterior(&self, prior: f64, other: ActorId, force: &InForce) -> f64 {
        let (mut reliable, mut unreliable) = (1.0, 1.0);
        for (topic, option) in force.iter() {
            for rung in self.climbed(topic, option) {
                let rung = &self.topics[topic].rungs[rung];
                let escrowed = !matches!(rung.escrow, Escrow::No);
                unreliable *= rung.honour_of(other, escrowed);
                if let Some(test) = rung.test.as_ref().filter(|t| t.about == other) {
                    reliable *= test.reliable;
                    unreliable *= test.unreliable;
                }
            }
        }
        likelihood(prior, reliable, unreliable)
    }

    /// h: probability that a performer honours all its changes of a round, by a belief in it.
    pub fn honours(&self, belief: f64, performer: ActorId, crossed: &[Crossed]) -> f64 {
        let unreliable: f64 = crossed
            .iter()
            .map(|c| self.topics[c.topic].rungs[c.rung].honour_of(performer, c.escrowed))
            .product();
        belief + (1.0 - belief) * unreliable
    }

    /// T: probability that every test of a round is passed, by the beliefs of whoever asks; 1 about oneself.
    pub fn passes(&self, crossed: &[Crossed], belief: impl Fn(ActorId) -> f64) -> f64 {
        let tests = crossed.iter();
        tests
            .filter_map(|c| self.topics[c.topic].rungs[c.rung].test.as_ref())
            .map(|test| {
                let b = belief(test.about);
                b * test.reliable + (1.0 - b) * test.unreliable
            })
            .product()
    }

    /// Everybody who performs one of these rungs.
    pub fn performers(&self, crossed: &[Crossed]) -> ActorSet {
        let sets = crossed
            .iter()
            .map(|c| self.topics[c.topic].rungs[c.rung].performers);
        sets.fold(ActorSet::EMPTY, ActorSet::union)
    }
}

impl super::Rung {
    /// q: probability that `performer`, were it unreliable, honours this rung; 1 if it does not perform it, or if nothing is
    /// at stake because the rung is escrowed and states no `honour` of its own.
    pub fn honour_of(&self, performer: ActorId, escrowed: bool) -> f64 {
        if escrowed && !self.honour_stated {
            return 1.0;
        }
        let own = self.honour.iter().find(|(who, _)| *who == performer);
        own.map_or(1.0, |(_, q)| *q)
    }
}
