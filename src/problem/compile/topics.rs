//! Pass 2: topics and their rungs, as stated; who performs a rung that does not say it follows later (SEMANTICS §3.2).

use crate::base::{ActorSet, IdVec, OptionId, Points, TopicId};
use crate::model::{self, Model};
use crate::problem::{Assumption, Rung, Test, Topic};

/// Compiles all topics.
pub fn topics(model: &Model) -> IdVec<TopicId, Topic> {
    model.topics.iter().map(one).collect()
}

fn one(topic: &model::Topic) -> Topic {
    let rungs = topic.options.entries().map(|(option, named)| match option {
        OptionId::STATUS_QUO => rung(&named.rung, Some(ActorSet::EMPTY)),
        _ => rung(&named.rung, named.rung.by),
    });
    Topic {
        label: topic.label,
        moves: topic.moves,
        unsettled: topic.unsettled,
        in_force: topic.in_force.clone(),
        range: topic.range.clone(),
        rungs: rungs.collect(),
    }
}

fn rung(rung: &model::Rung, by: Option<ActorSet>) -> Rung {
    let leak = if rung.private {
        rung.leak
    } else {
        Points::ZERO
    };
    Rung {
        performers: by.unwrap_or(ActorSet::EMPTY),
        by_stated: by.is_some(),
        binding: rung.binding,
        private: rung.private,
        leak: leak.to_f64(),
        detected_in: rung.detected_in,
        stated_honour: rung.honour.map(Points::to_f64),
        honour: Vec::new(),
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

/// Whose rungs were inferred, and what unwinds; once it is known who performs what.
pub fn assumptions(topics: &IdVec<TopicId, Topic>, assumed: &mut Vec<Assumption>) {
    for (id, topic) in topics.entries() {
        let inferred = topic.rungs.iter().filter(|rung| !rung.by_stated);
        let inferred = inferred.fold(ActorSet::EMPTY, |set, r| set.union(r.performers));
        if !inferred.is_empty() {
            assumed.push(Assumption::Performers(id, inferred));
        }
        if !topic.rungs.iter().skip(1).any(|rung| rung.binding) && topic.rungs.len() > 1 {
            assumed.push(Assumption::Unwinds(id));
        }
    }
}
