//! Settlements and what is a function of them alone (SEMANTICS §2.3, §3.1).

use std::ops::{Index, IndexMut};

use super::Problem;
use crate::base::{ActorId, Id, IdVec, OptionId, Points, TopicId};
use crate::model::Moves;

/// One option per topic: what has been agreed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Settlement(Box<[u16]>);

/// The part of a settlement that is carried out: e(s) of §2.3.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InForce(Settlement);

impl Settlement {
    /// From option indices, one per topic.
    pub fn from_indices(indices: impl IntoIterator<Item = usize>) -> Self {
        Self(indices.into_iter().map(|i| i as u16).collect())
    }
    /// The option at which a topic stands.
    pub fn at(&self, topic: TopicId) -> OptionId {
        OptionId::new(self.0[topic.index()].into())
    }
    /// Moves a topic.
    pub fn set(&mut self, topic: TopicId, option: OptionId) {
        self.0[topic.index()] = option.index() as u16;
    }
    /// Topics and the options at which they stand.
    pub fn iter(&self) -> impl Iterator<Item = (TopicId, OptionId)> {
        let options = self.0.iter().enumerate();
        options.map(|(t, o)| (TopicId::new(t), OptionId::new((*o).into())))
    }
    /// Number of topics.
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// True when there are no topics.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Has nothing moved?
    pub fn is_status_quo(&self) -> bool {
        self.0.iter().all(|o| *o == 0)
    }
}

impl Index<usize> for Settlement {
    type Output = u16;
    fn index(&self, topic: usize) -> &u16 {
        &self.0[topic]
    }
}
impl IndexMut<usize> for Settlement {
    fn index_mut(&mut self, topic: usize) -> &mut u16 {
        &mut self.0[topic]
    }
}

impl InForce {
    /// The option of a topic that is carried out.
    pub fn at(&self, topic: TopicId) -> OptionId {
        self.0.at(topic)
    }
    /// Undoes or lets fall what is carried out of a topic.
    pub fn set(&mut self, topic: TopicId, option: OptionId) {
        self.0.set(topic, option);
    }
    /// The same, as one option per topic.
    pub fn options(&self) -> &Settlement {
        &self.0
    }
    /// Topics and the options of them that are carried out.
    pub fn iter(&self) -> impl Iterator<Item = (TopicId, OptionId)> {
        self.0.iter()
    }
}

impl Problem {
    /// The settlement from which talks start.
    pub fn status_quo(&self) -> Settlement {
        Settlement::from_indices(self.topics.iter().map(|_| 0))
    }

    /// What of `settlement` is in force.
    pub fn in_force(&self, settlement: &Settlement) -> InForce {
        let at = |topic| settlement.at(topic);
        let options = self.topics.entries().map(|(id, topic)| {
            let carried_out = topic.in_force.as_ref().is_none_or(|c| c.holds(&at));
            if carried_out {
                settlement.at(id).index()
            } else {
                0
            }
        });
        InForce(Settlement::from_indices(options))
    }

    /// Is no topic left unsettled?
    pub fn is_settled(&self, settlement: &Settlement) -> bool {
        self.topics
            .entries()
            .all(|(id, topic)| !topic.unsettled || settlement.at(id) != OptionId::STATUS_QUO)
    }

    /// Worth per round to an actor: interests and linkages of what is in force.
    pub fn worth(&self, actor: ActorId, force: &InForce) -> Points {
        let actor = &self.actors[actor];
        let interests: Points = force.iter().map(|(t, o)| actor.interests[t][o]).sum();
        let at = |topic| force.at(topic);
        let linked = actor.linkages.iter().filter(|l| l.when.holds(&at));
        interests + linked.map(|l| l.value).sum()
    }

    /// Worth minus walk-away.
    pub fn gain(&self, actor: ActorId, force: &InForce) -> Points {
        self.worth(actor, force) - self.actors[actor].walk_away
    }

    /// What still stands after a collapse.
    pub fn residue(&self, force: &InForce) -> InForce {
        let options = force.iter().map(|(t, o)| self.residue_of(t, o).index());
        InForce(Settlement::from_indices(options))
    }

    /// Where a topic in force at `option` falls to when the talks collapse.
    pub fn residue_of(&self, topic: TopicId, option: OptionId) -> OptionId {
        let topic = &self.topics[topic];
        let stands = |o: &OptionId| *o == OptionId::STATUS_QUO || topic.rungs[*o].binding;
        let mut below = (0..=option.index()).rev().map(OptionId::new);
        match topic.moves {
            Moves::Choice if !stands(&option) => OptionId::STATUS_QUO,
            Moves::Choice => option,
            Moves::Climb | Moves::Ladder => below.find(stands).unwrap_or(OptionId::STATUS_QUO),
        }
    }

    /// R: walk-away plus worth of the residue.
    pub fn collapse_value(&self, actor: ActorId, force: &InForce) -> Points {
        self.actors[actor].walk_away + self.worth(actor, &self.residue(force))
    }

    /// ρ: probability per round that some private option leaks.
    pub fn leak(&self, force: &InForce) -> f64 {
        let kept = force
            .iter()
            .map(|(t, o)| 1.0 - self.topics[t].rungs[o].leak);
        1.0 - kept.product::<f64>()
    }

    /// x: audience cost of the round in which the private options leak.
    pub fn exposure(&self, actor: ActorId, force: &InForce) -> Points {
        let exposure = &self.actors[actor].exposure;
        force.iter().map(|(t, o)| exposure[t][o]).sum()
    }

    /// c: probability per round that the talks collapse.
    pub fn collapse_chance(&self, force: &InForce) -> f64 {
        let at = |topic| force.at(topic);
        let hazards = self.hazards.iter().filter(|h| h.when.holds(&at));
        let quiet: f64 = hazards.map(|h| 1.0 - h.chance).product();
        1.0 - (1.0 - self.leak(force) * self.talks.leak_ends_talks) * quiet
    }

    /// P: what the actor loses per round for good if it breaks or leaves.
    pub fn penalty(&self, actor: ActorId, force: &InForce) -> Points {
        let mut total = Points::ZERO;
        for (topic, option) in force.iter() {
            for rung in self.climbed(topic, option) {
                let own = self.topics[topic].rungs[rung].penalty.iter();
                total += own.filter(|(who, _)| *who == actor).map(|(_, p)| *p).sum();
            }
        }
        total
    }

    /// Every rung that stands when a topic is at `option`: all up to it; of a choice only its option.
    pub fn climbed(
        &self,
        topic: TopicId,
        option: OptionId,
    ) -> impl Iterator<Item = OptionId> + use<> {
        self.crossed(topic, OptionId::STATUS_QUO, option)
    }

    /// The rungs crossed by going from one option to another; of a choice only its option.
    pub fn crossed(
        &self,
        topic: TopicId,
        from: OptionId,
        to: OptionId,
    ) -> impl Iterator<Item = OptionId> + use<> {
        let first = match self.topics[topic].moves {
            Moves::Choice => to.index().max(1),
            Moves::Climb | Moves::Ladder => from.index() + 1,
        };
        (first..=to.index()).map(OptionId::new)
    }

    /// What an audience sees of a topic: the latest public option at or below the one in force.
    pub fn public_option(&self, topic: TopicId, option: OptionId) -> OptionId {
        let rungs = &self.topics[topic];
        let mut below = (0..=option.index()).rev().map(OptionId::new);
        let public = below.find(|o| !rungs.rungs[*o].private);
        match rungs.moves {
            Moves::Choice if rungs.rungs[option].private => OptionId::STATUS_QUO,
            _ => public.unwrap_or(OptionId::STATUS_QUO),
        }
    }

    /// Worth to an audience of what it sees.
    pub fn seen(
        &self,
        worths: &IdVec<TopicId, IdVec<OptionId, Points>>,
        force: &InForce,
    ) -> Points {
        let seen = force
            .iter()
            .map(|(t, o)| worths[t][self.public_option(t, o)]);
        seen.sum()
    }

    /// Worth to an audience of all that is in force.
    pub fn all_seen(
        &self,
        worths: &IdVec<TopicId, IdVec<OptionId, Points>>,
        force: &InForce,
    ) -> Points {
        force.iter().map(|(t, o)| worths[t][o]).sum()
    }
}
