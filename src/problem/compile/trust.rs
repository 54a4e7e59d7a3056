//! Pass 3: stakes, and how likely an unreliable performer honours each rung (SEMANTICS §3.4).

use super::topics::{cost, cost_of_topic};
use crate::base::{ActorId, IdVec, Points, TopicId};
use crate::model::{Model, Role};
use crate::problem::{Assumption, Topic};

/// Fills in `honour` of every rung that states none.
pub fn honours(model: &Model, topics: &mut IdVec<TopicId, Topic>, assumed: &mut Vec<Assumption>) {
    for (id, actor) in model.actors.entries() {
        if actor.role == Role::Bystander {
            continue;
        }
        let (topic, stake) = match actor.stake {
            Some(stake) => (None, stake),
            None => dearest_topic(model, id, topics),
        };
        let performs = topics.iter().flat_map(|t| t.rungs.iter());
        let performs = performs
            .into_iter()
            .any(|rung| rung.performers.contains(id));
        if actor.stake.is_none() && performs {
            assumed.push(Assumption::Stake(id, topic, stake.to_f64()));
        }
        for topic_id in topics.ids() {
            for (option, rung) in model.topics[topic_id].options.entries().skip(1) {
                if rung.rung.honour.is_some() {
                    continue;
                }
                let cost = cost(model, actor, topic_id, option);
                let own = topics[topic_id].rungs[option].honour.iter_mut();
                for (_, q) in own.filter(|(who, _)| *who == id) {
                    *q = kept_anyway(cost, stake);
                }
            }
        }
    }
}

/// q = 10^(−cost/stake): one time in ten where the cost is the whole stake; always where nothing is at stake.
fn kept_anyway(cost: Points, stake: Points) -> f64 {
    if stake == Points::ZERO {
        return 1.0;
    }
    10f64.powf(-(cost.to_f64() / stake.to_f64()))
}

/// The topic whose rungs cost the actor most, the first such; none if none costs it anything.
fn dearest_topic(
    model: &Model,
    id: ActorId,
    topics: &IdVec<TopicId, Topic>,
) -> (Option<TopicId>, Points) {
    let mut dearest = (None, Points::ZERO);
    for (topic, compiled) in topics.entries() {
        let cost = cost_of_topic(model, id, topic, &compiled.rungs);
        if cost > dearest.1 {
            dearest = (Some(topic), cost);
        }
    }
    dearest
}
