//! Trust is a posterior (SEMANTICS §3.4): beliefs follow from what is in force.

use super::{InForce, Problem};
use crate::base::ActorId;
use crate::model::Escrow;

/// Posterior probability, from a prior and the likelihoods of what was seen under either hypothesis.
///
/// Beliefs 0 and 1 never move; what was impossible under both hypotheses teaches nothing.
fn updated(prior: f64, reliable: f64, unreliable: f64) -> f64 {
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
        updated(prior, reliable, unreliable)
    }
}

impl super::Rung {
    /// q: probability that `performer`, were it unreliable, honours this rung; 1 if it does not perform it, or if nothing is
    /// at stake because the rung is escrowed and states no `honour` of its own.
    pub fn honour_of(&self, performer: ActorId, escrowed: bool) -> f64 {
        if escrowed && self.stated_honour.is_none() {
            return 1.0;
        }
        let own = self.honour.iter().find(|(who, _)| *who == performer);
        own.map_or(1.0, |(_, q)| *q)
    }
}
