//! Pass 1: actors.

use crate::base::{ActorId, IdVec, OptionId, Points};
use crate::model::{self, Model, Role, Worths};
use crate::problem::{Actor, Assumption, Audience, Linkage};

/// Compiles all actors.
pub fn actors(model: &Model, assumed: &mut Vec<Assumption>) -> IdVec<ActorId, Actor> {
    let actors = model.actors.entries();
    actors
        .map(|(id, actor)| one(model, id, actor, assumed))
        .collect()
}

fn one(model: &Model, id: ActorId, actor: &model::Actor, assumed: &mut Vec<Assumption>) -> Actor {
    let consents = actor.role != Role::Bystander;
    let patience = actor.patience.unwrap_or(model.talks.patience).to_f64();
    if consents && actor.patience.is_none() && !model.talks.patience_stated {
        assumed.push(Assumption::Patience(id, patience));
    }
    let default_weight = match actor.role {
        Role::Party => Points::ONE,
        Role::Guarantor | Role::Bystander => Points::ZERO,
    };
    let default_step_gain = match actor.role {
        Role::Party => model.talks.step_gain,
        Role::Guarantor | Role::Bystander => None,
    };
    Actor {
        role: actor.role,
        patience,
        walk_away: actor.walk_away,
        min_gain: actor.min_gain,
        weight: actor.weight.filter(|_| consents).unwrap_or(default_weight),
        step_gain: actor
            .step_gain
            .unwrap_or(default_step_gain)
            .filter(|_| consents),
        credit: actor.credit.filter(|_| consents),
        stake: actor.stake,
        interests: actor.interests.clone(),
        curves: actor.curves.clone(),
        linkages: linkages(actor),
        exposure: private_only(model, &actor.exposure),
        trusts: trusts(model, id, actor, assumed),
        audiences: actor.audiences.iter().map(audience).collect(),
    }
}

fn linkages(actor: &model::Actor) -> Vec<Linkage> {
    let linkages = actor.linkages.iter().map(|linkage| Linkage {
        when: linkage.when.clone(),
        value: linkage.value,
    });
    linkages.collect()
}

fn audience(audience: &model::Audience) -> Audience {
    Audience {
        interests: audience.interests.clone(),
        curves: audience.curves.clone(),
        ratifies_at: audience.ratifies_at.map(|(points, _)| points),
        tolerates: audience.tolerates.map(|(points, _)| points),
    }
}

/// Only private options can leak.
fn private_only(model: &Model, exposure: &Worths) -> Worths {
    let rows = exposure.entries().map(|(topic, row)| {
        let options = row.entries().map(|(option, cost): (OptionId, &Points)| {
            let private = model.topics[topic].options[option].rung.private;
            if private { *cost } else { Points::ZERO }
        });
        options.collect()
    });
    rows.collect()
}

/// §2: parties that state none trust each other by default; guarantors trust and are trusted.
fn trusts(
    model: &Model,
    id: ActorId,
    actor: &model::Actor,
    assumed: &mut Vec<Assumption>,
) -> IdVec<ActorId, f64> {
    let others = model.actors.entries().map(|(other_id, other)| {
        let stated = actor.trusts.iter().find(|(who, _)| *who == other_id);
        let between_parties = actor.role == Role::Party && other.role == Role::Party;
        match stated {
            _ if other_id == id => 1.0,
            Some((_, trust)) => trust.to_f64(),
            None if between_parties => {
                let trust = model.talks.trust.to_f64();
                if !model.talks.trust_stated {
                    assumed.push(Assumption::Trust(id, other_id, trust));
                }
                trust
            }
            None => 1.0,
        }
    });
    others.collect()
}
