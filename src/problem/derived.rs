//! What follows from interests where the model does not say it: who performs a rung (SEMANTICS §3.2), what is at stake for
//! an actor and how likely an unreliable one keeps its word all the same (§3.4).

use super::{Actor, Problem, Rung, Topic};
use crate::base::{ActorId, ActorSet, Id, IdVec, OptionId, Points, TopicId};
use crate::model::{Moves, Role};

type Actors = IdVec<ActorId, Actor>;
type Topics = IdVec<TopicId, Topic>;

impl Problem {
    /// Infers again what follows from interests and stakes, after some of them were changed.
    pub fn rederive(&mut self) {
        performers(&self.actors, &mut self.topics);
        honours(&self.actors, &mut self.topics);
    }

    /// The cost at which the actor, were it unreliable, would keep its word one time in ten: stated, or its dearest whole topic.
    pub fn stake(&self, actor: ActorId) -> Points {
        stake(&self.actors, &self.topics, actor).1
    }
}

/// Fills in who performs each rung that does not say it.
pub fn performers(actors: &Actors, topics: &mut Topics) {
    for id in topics.ids() {
        let moves = topics[id].moves;
        for option in topics[id].rungs.ids().skip(1) {
            if !topics[id].rungs[option].by_stated {
                topics[id].rungs[option].performers = losers(actors, moves, id, option);
            }
        }
    }
}

/// Fills in how likely each performer, were it unreliable, honours each rung.
pub fn honours(actors: &Actors, topics: &mut Topics) {
    let stakes: IdVec<ActorId, Points> = actors
        .ids()
        .map(|actor| stake(actors, topics, actor).1)
        .collect();
    for id in topics.ids() {
        let moves = topics[id].moves;
        for option in topics[id].rungs.ids().skip(1) {
            let rung = &mut topics[id].rungs[option];
            let honour = |who: ActorId| match rung.stated_honour {
                Some(stated) => stated,
                None => kept_anyway(cost(&actors[who], moves, id, option), stakes[who]),
            };
            let performers = rung.performers.iter();
            rung.honour = performers.map(|who| (who, honour(who))).collect();
        }
    }
}

/// What is at stake for an actor: as stated, else the first topic whose rungs cost it most, if any costs it anything.
pub fn stake(actors: &Actors, topics: &Topics, actor: ActorId) -> (Option<TopicId>, Points) {
    if let Some(stated) = actors[actor].stake {
        return (None, stated);
    }
    let mut dearest = (None, Points::ZERO);
    for (id, topic) in topics.entries() {
        let cost = cost_of_topic(&actors[actor], actor, id, topic);
        if cost > dearest.1 {
            dearest = (Some(id), cost);
        }
    }
    dearest
}

/// The parties whose interest falls with the rung; if nobody's does, those with an interest in the topic; else all parties.
fn losers(actors: &Actors, moves: Moves, topic: TopicId, option: OptionId) -> ActorSet {
    let those = |which: &dyn Fn(&Actor) -> bool| -> ActorSet {
        let parties = actors.entries().filter(|(_, a)| a.role == Role::Party);
        parties
            .filter(|(_, a)| which(a))
            .map(|(id, _)| id)
            .collect()
    };
    let falls = |actor: &Actor| cost(actor, moves, topic, option) > Points::ZERO;
    let cares = |actor: &Actor| actor.interests[topic].iter().any(|w| *w != Points::ZERO);
    let candidates = [those(&falls), those(&cares), those(&|_| true)];
    let mut some = candidates.into_iter().filter(|set| !set.is_empty());
    some.next().unwrap_or(ActorSet::EMPTY)
}

/// What an actor's interest falls by on a rung: from the option below, for a choice from the status quo.
fn cost(actor: &Actor, moves: Moves, topic: TopicId, option: OptionId) -> Points {
    let row = &actor.interests[topic];
    let from = match moves {
        Moves::Choice => OptionId::STATUS_QUO,
        Moves::Climb | Moves::Ladder => OptionId::new(option.index() - 1),
    };
    (row[from] - row[option]).max(Points::ZERO)
}

/// What the rungs of a topic that an actor performs cost it: their sum; for a choice the dearest.
fn cost_of_topic(actor: &Actor, id: ActorId, topic: TopicId, own: &Topic) -> Points {
    let performed = |(_, rung): &(OptionId, &Rung)| rung.performers.contains(id);
    let rungs = own.rungs.entries().skip(1).filter(performed);
    let costs = rungs.map(|(option, _)| cost(actor, own.moves, topic, option));
    match own.moves {
        Moves::Choice => costs.max().unwrap_or_default(),
        Moves::Climb | Moves::Ladder => costs.sum(),
    }
}

/// q = 10^(−cost/stake): one time in ten where the cost is the whole stake; always where nothing is at stake.
fn kept_anyway(cost: Points, stake: Points) -> f64 {
    if stake == Points::ZERO {
        return 1.0;
    }
    10f64.powf(-(cost.to_f64() / stake.to_f64()))
}
