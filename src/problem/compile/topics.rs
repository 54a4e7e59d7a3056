//! Pass 2: topics, their rungs and who performs them (SEMANTICS §3.2).

use crate::base::{ActorId, ActorSet, Id, IdVec, OptionId, Points, TopicId};
use crate::model::{self, Model, Moves, Role};
use crate::problem::{Assumption, Rung, Test, Topic};

/// Compiles all topics.
pub fn topics(model: &Model, assumed: &mut Vec<Assumption>) -> IdVec<TopicId, Topic> {
    let topics = model.topics.entries();
    topics
        .map(|(id, topic)| one(model, id, topic, assumed))
        .collect()
}

fn one(model: &Model, id: TopicId, topic: &model::Topic, assumed: &mut Vec<Assumption>) -> Topic {
    let mut inferred = ActorSet::EMPTY;
    let rungs = topic.options.entries().map(|(option, named)| {
        let performers = match named.rung.by {
            _ if option == OptionId::STATUS_QUO => ActorSet::EMPTY,
            Some(by) => by,
            None => {
                let performers = losers(model, id, option);
                inferred = inferred.union(performers);
                performers
            }
        };
        rung(&named.rung, performers)
    });
    let rungs: IdVec<OptionId, Rung> = rungs.collect();
    if !inferred.is_empty() {
        assumed.push(Assumption::Performers(id, inferred));
    }
    if !rungs.iter().skip(1).any(|rung| rung.binding) && rungs.len() > 1 {
        assumed.push(Assumption::Unwinds(id));
    }
    Topic {
        moves: topic.moves,
        unsettled: topic.unsettled,
        in_force: topic.in_force.clone(),
        range: topic.range.clone(),
        rungs,
    }
}

fn rung(rung: &model::Rung, performers: ActorSet) -> Rung {
    let leak = if rung.private {
        rung.leak
    } else {
        Points::ZERO
    };
    let honour = rung.honour.map_or(1.0, Points::to_f64);
    Rung {
        performers,
        binding: rung.binding,
        private: rung.private,
        leak: leak.to_f64(),
        detected_in: rung.detected_in,
        honour_stated: rung.honour.is_some(),
        honour: performers.iter().map(|who| (who, honour)).collect(),
        after: rung.after.clone(),
        escrow: rung.escrow.clone(),
        penalty: rung.penalty.clone(),
        test: rung.test.as_ref().map(|test| Test {
            about: test.about,
            reliable: test.reliable.to_f64(),
            unreliable: test.unreliable.to_f64(),
        }),
    }
}

/// The parties whose interest falls with the rung; if nobody's does, those with an interest in the topic; else all parties.
fn losers(model: &Model, topic: TopicId, option: OptionId) -> ActorSet {
    let parties = || {
        let actors = model.actors.entries();
        actors.filter(|(_, actor)| actor.role == Role::Party)
    };
    let falls = |actor: &model::Actor| cost(model, actor, topic, option) > Points::ZERO;
    let cares = |actor: &model::Actor| {
        let worths = actor.interests[topic].iter();
        worths.into_iter().any(|worth| *worth != Points::ZERO)
    };
    let those = |which: &dyn Fn(&model::Actor) -> bool| -> ActorSet {
        parties()
            .filter(|(_, a)| which(a))
            .map(|(id, _)| id)
            .collect()
    };
    let candidates = [those(&falls), those(&cares), those(&|_| true)];
    let mut some = candidates.into_iter().filter(|set| !set.is_empty());
    some.next().unwrap_or(ActorSet::EMPTY)
}

/// What an actor's interest falls by on a rung: from the option below, for a choice from the status quo.
pub fn cost(model: &Model, actor: &model::Actor, topic: TopicId, option: OptionId) -> Points {
    let row = &actor.interests[topic];
    let from = match model.topics[topic].moves {
        Moves::Choice => OptionId::STATUS_QUO,
        Moves::Climb | Moves::Ladder => OptionId::new(option.index() - 1),
    };
    (row[from] - row[option]).max(Points::ZERO)
}

/// What the rungs of a topic that an actor performs cost it: their sum; for a choice the dearest.
pub fn cost_of_topic(
    model: &Model,
    id: ActorId,
    topic: TopicId,
    rungs: &IdVec<OptionId, Rung>,
) -> Points {
    let performed = rungs.entries().skip(1);
    let costs = performed
        .filter(|(_, rung)| rung.performers.contains(id))
        .map(|(option, _)| cost(model, &model.actors[id], topic, option));
    match model.topics[topic].moves {
        Moves::Choice => costs.max().unwrap_or_default(),
        Moves::Climb | Moves::Ladder => costs.sum(),
    }
}
