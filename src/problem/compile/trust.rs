//! Pass 3: who performs what, stakes, and how likely an unreliable performer honours each rung (SEMANTICS §3.2, §3.4).

use super::topics::assumptions;
use crate::base::{ActorId, IdVec, TopicId};
use crate::model::Role;
use crate::problem::{Actor, Assumption, Topic, derived};

/// Fills in what follows from interests, and says what of it was inferred.
pub fn inferred(
    actors: &IdVec<ActorId, Actor>,
    topics: &mut IdVec<TopicId, Topic>,
    assumed: &mut Vec<Assumption>,
) {
    derived::performers(actors, topics);
    derived::honours(actors, topics);
    assumptions(topics, assumed);
    for (id, actor) in actors.entries() {
        let performs = topics.iter().flat_map(|topic| topic.rungs.iter());
        let performs = performs
            .into_iter()
            .any(|rung| rung.performers.contains(id));
        if actor.role != Role::Bystander && actor.stake.is_none() && performs {
            let (topic, stake) = derived::stake(actors, topics, id);
            assumed.push(Assumption::Stake(id, topic, stake.to_f64()));
        }
    }
}
