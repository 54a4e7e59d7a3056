//! Compiling: model to problem, in passes that each fit a screen.
//!
//! 1. `actors`: roles, patience, trust, worths; needs nothing.
//! 2. `topics`: rungs as stated; needs nothing.
//! 3. `trust`: performers, stakes and the chance that an unreliable performer honours a rung; needs roles and interests.
//! 4. `rules`: state rules, order rules, constraints; needs audiences.
//! 5. `names`: what all of it is called.

mod actors;
mod names;
mod rules;
mod topics;
mod trust;

use super::{Hazard, Problem, Steer, Talks};
use crate::base::IdVec;
use crate::diag::Sources;
use crate::model::{Model, Role};

/// Compiles a checked model; `sources` give the words and places of its constraints.
///
/// Complexity: linear in the model, times the number of actors.
pub fn compile(model: &Model, sources: &Sources) -> Problem {
    let mut assumed = Vec::new();
    let actors = actors::actors(model, &mut assumed);
    let mut topics = topics::topics(model);
    trust::inferred(&actors, &mut topics, &mut assumed);
    let (rules, order_rules, constraints) = rules::rules(model);
    let consenting = model.actors.entries();
    let consenting = consenting.filter(|(_, a)| a.role != Role::Bystander);
    let stated_trust = model.actors.entries();
    let stated_trust = stated_trust.flat_map(|(id, a)| a.trusts.iter().map(move |t| (id, t.0)));
    let names = names::names(model, &constraints, sources);
    Problem {
        topics,
        consenting: consenting.map(|(id, _)| id).collect(),
        rules,
        order_rules,
        hazards: hazards(model),
        constraints,
        talks: talks(model, &actors),
        actors,
        steer: Steer::default(),
        assumed,
        stated_trust: stated_trust.collect(),
        names,
    }
}

fn hazards(model: &Model) -> Vec<Hazard> {
    let hazards = model.hazards.iter().map(|hazard| Hazard {
        when: hazard.when.clone(),
        chance: hazard.chance.to_f64(),
    });
    hazards.collect()
}

fn talks(model: &Model, actors: &IdVec<crate::base::ActorId, super::Actor>) -> Talks {
    let observer = model.actors.ids().map(|of| {
        let stated = model.talks.observer.iter().find(|(who, _)| *who == of);
        stated.map_or_else(|| mean_trust(model, actors, of), |(_, p)| p.to_f64())
    });
    Talks {
        moves_per_round: model.talks.moves_per_round as usize,
        enforcement: model.talks.enforcement,
        leak_ends_talks: model.talks.leak_ends_talks.to_f64(),
        observer: observer.collect(),
    }
}

/// Mean of the other parties' trust in an actor; 1 if there is no other party.
fn mean_trust(
    model: &Model,
    actors: &IdVec<crate::base::ActorId, super::Actor>,
    of: crate::base::ActorId,
) -> f64 {
    let others = model.actors.entries();
    let others = others.filter(|(id, a)| a.role == Role::Party && *id != of);
    let trusts: Vec<f64> = others.map(|(id, _)| actors[id].trusts[of]).collect();
    if trusts.is_empty() {
        1.0
    } else {
        trusts.iter().sum::<f64>() / trusts.len() as f64
    }
}
