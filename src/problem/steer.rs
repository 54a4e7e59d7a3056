//! Steering: what is asked of plans beside the model, for one question. Nothing of it is a function of anything but the
//! settlement, or the two settlements of an exchange, so search stays exact (SEMANTICS §3.1).

use super::{Problem, Settlement};
use crate::base::{ActorSet, OptionId, TopicId};
use crate::model::{Condition, Moves};

/// What plans are asked for. By default nothing: they start at the status quo and go anywhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Steer {
    /// Where the talks stand; `None`: at the status quo.
    pub from: Option<Settlement>,
    /// Where topics must stand in the end.
    pub to: Vec<(TopicId, OptionId)>,
    /// What no settlement passed may be, the start excepted; nor may a plan end there.
    pub avoid: Vec<Condition>,
    /// Moves of the first exchange; without an option, any move of the topic.
    pub first: Vec<(TopicId, Option<OptionId>)>,
    /// Topics of which no exchange moves two.
    pub never_together: Vec<Vec<TopicId>>,
    /// Plans that are known already.
    pub apart: Apart,
}

/// Plans left out by whoever looks for others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Apart {
    /// How plans may begin.
    pub leads: Leads,
    /// Where plans may not end.
    pub ends: Vec<Settlement>,
}

/// How plans may begin.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Leads {
    /// In any way.
    #[default]
    Any,
    /// In this way.
    Only(Lead),
    /// In none of these ways.
    Not(Vec<Lead>),
}

/// How a plan begins; what is `None` is left open. A plan of no rounds moves nothing and nobody performs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// The topics that its first exchange moves, in file order.
    pub topics: Option<Vec<TopicId>>,
    /// Who performs the rungs that those moves cross (§3.2).
    pub openers: Option<ActorSet>,
}

impl Lead {
    /// Is `other` such a beginning?
    pub fn covers(&self, other: &Lead) -> bool {
        let topics = self.topics.is_none() || self.topics == other.topics;
        topics && (self.openers.is_none() || self.openers == other.openers)
    }
}

/// A part of steering that can be lifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SteerPart {
    /// Where topics must stand in the end.
    To,
    /// The condition of this place to avoid.
    Avoid(usize),
    /// The moves of the first exchange.
    First,
    /// The group of this place to keep apart.
    NeverTogether(usize),
}

impl Steer {
    /// Is anything asked for?
    pub fn asks(&self) -> bool {
        *self != Self::default()
    }

    /// Is anything asked of the first exchange?
    pub fn asks_first(&self) -> bool {
        !self.first.is_empty() || self.apart.leads != Leads::Any
    }

    /// Is anything asked of the settlements passed?
    pub fn asks_of_settlements(&self) -> bool {
        !self.to.is_empty() || !self.avoid.is_empty()
    }

    /// What can be lifted of it. Where the talks stand is a fact, not a wish.
    pub fn parts(&self) -> Vec<SteerPart> {
        let mut parts = Vec::new();
        parts.extend((!self.to.is_empty()).then_some(SteerPart::To));
        parts.extend((0..self.avoid.len()).map(SteerPart::Avoid));
        parts.extend((!self.first.is_empty()).then_some(SteerPart::First));
        parts.extend((0..self.never_together.len()).map(SteerPart::NeverTogether));
        parts
    }

    /// The same without a part; the others keep their places.
    pub fn without(&self, part: SteerPart) -> Self {
        let mut less = self.clone();
        match part {
            SteerPart::To => less.to.clear(),
            SteerPart::First => less.first.clear(),
            // Never comes to hold, so nothing is avoided.
            SteerPart::Avoid(place) => less.avoid[place] = Condition::Any(Vec::new()),
            SteerPart::NeverTogether(place) => less.never_together[place].clear(),
        }
        less
    }
}

impl Problem {
    /// Where plans start.
    pub fn start(&self) -> Settlement {
        let from = self.steer.from.as_ref();
        from.map_or_else(|| self.status_quo(), Settlement::clone)
    }

    /// May a plan come to this settlement after its start? Not where it is to be avoided, nor beyond where it must end.
    pub fn may_pass(&self, settlement: &Settlement) -> bool {
        let within = |(topic, end): &(TopicId, OptionId)| {
            self.may_still(*topic, settlement.at(*topic), *end)
        };
        !self.is_avoided(settlement) && self.steer.to.iter().all(within)
    }

    /// May a topic at one option still come to another, or stand there?
    pub fn may_still(&self, topic: TopicId, stands: OptionId, end: OptionId) -> bool {
        match self.topics[topic].moves {
            Moves::Choice => stands == end || stands == OptionId::STATUS_QUO,
            Moves::Climb | Moves::Ladder => stands <= end,
        }
    }

    /// May an exchange lead from one settlement to the other, as far as steering goes?
    pub fn may_exchange(&self, from: &Settlement, to: &Settlement) -> bool {
        let moves = |topic: &&TopicId| from.at(**topic) != to.at(**topic);
        let together = |group: &Vec<TopicId>| group.iter().filter(moves).count() > 1;
        if self.steer.never_together.iter().any(together) {
            return false;
        }
        !self.steer.asks_first() || !self.is_start(from) || self.may_begin(from, to)
    }

    /// May a plan end here, as far as steering goes?
    pub fn may_end(&self, settlement: &Settlement) -> bool {
        let steer = &self.steer;
        let arrived = steer.to.iter().all(|(t, end)| settlement.at(*t) == *end);
        let is_known = steer.apart.ends.contains(settlement);
        let may = arrived && !is_known && !self.is_avoided(settlement);
        may && (!self.is_start(settlement) || self.may_begin(settlement, settlement))
    }

    /// How a plan begins whose first exchange leads from one settlement to the other.
    pub fn lead(&self, from: &Settlement, to: &Settlement) -> Lead {
        let moved = || from.iter().zip(to.iter()).filter(|(a, b)| a.1 != b.1);
        let openers = moved().flat_map(|((topic, before), (_, after))| {
            let rungs = self.crossed(topic, before, after);
            rungs.map(move |rung| self.topics[topic].rungs[rung].performers)
        });
        Lead {
            topics: Some(moved().map(|((topic, _), _)| topic).collect()),
            openers: Some(openers.fold(ActorSet::EMPTY, ActorSet::union)),
        }
    }

    fn is_start(&self, settlement: &Settlement) -> bool {
        match &self.steer.from {
            Some(from) => from == settlement,
            None => settlement.is_status_quo(),
        }
    }

    fn is_avoided(&self, settlement: &Settlement) -> bool {
        let at = |topic| settlement.at(topic);
        self.steer.avoid.iter().any(|c| c.holds(&at))
    }

    fn may_begin(&self, from: &Settlement, to: &Settlement) -> bool {
        let made = |(topic, option): &(TopicId, Option<OptionId>)| {
            let after = to.at(*topic);
            after != from.at(*topic) && option.is_none_or(|o| o == after)
        };
        let leads = match &self.steer.apart.leads {
            Leads::Any => true,
            Leads::Only(lead) => lead.covers(&self.lead(from, to)),
            Leads::Not(known) => {
                let lead = self.lead(from, to);
                !known.iter().any(|k| k.covers(&lead))
            }
        };
        leads && self.steer.first.iter().all(made)
    }
}
