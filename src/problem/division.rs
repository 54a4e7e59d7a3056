//! Packages that divide topics, and what is a function of them alone (SEMANTICS §4, divisible topics): the same worths, conditions
//! and constraints as of settlements, in exact fractions.
//!
//! Where a package may come as near to a step as it likes without standing at it, it is taken as a *limit*: worths are those of
//! the step, conditions those of the values beside it.

use super::{
    Audience, Condition, Constraint, Curves, OptionSet, Problem, Range, Settlement, StateForm,
    Worths,
};
use crate::base::{ActorId, ConstraintId, Id, OptionId, Points, Ratio, TopicId};

/// Where a divisible topic stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Distance from the first value of its range.
    pub offset: Ratio,
    /// There, or as near to it as one likes.
    pub side: Side,
}

/// From where a place is approached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Not at all: it stands there.
    At,
    /// From smaller offsets.
    Below,
    /// From larger offsets.
    Above,
}

/// One option per topic; divisible topics stand anywhere in their ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// Options; of divisible topics the step at or below the place.
    options: Settlement,
    /// Places of the divisible topics, by topic.
    places: Vec<(TopicId, Place)>,
}

impl Division {
    /// From the options of all topics and the places of the divisible ones, whose options count for nothing; `None` if a
    /// divisible topic has no place, another has one, or a place lies outside of its range.
    pub fn new(
        problem: &Problem,
        mut options: Settlement,
        places: Vec<(TopicId, Place)>,
    ) -> Option<Self> {
        let wanted = problem.divisible().map(|(topic, _)| topic);
        if !wanted.eq(places.iter().map(|(topic, _)| *topic)) {
            return None;
        }
        for (topic, place) in &places {
            let range = problem.topics[*topic].range.as_ref()?;
            let (zero, last) = (Points::ZERO.ratio(), range.length().ratio());
            let within = place.offset >= zero && place.offset <= last;
            let approached = match place.side {
                Side::At => true,
                Side::Below => place.offset > zero,
                Side::Above => place.offset < last,
            };
            if !within || !approached {
                return None;
            }
            options.set(*topic, range.around(&place.offset).0);
        }
        Some(Self { options, places })
    }

    /// The place of a topic, if it is divisible.
    pub fn place(&self, topic: TopicId) -> Option<&Place> {
        let own = self.places.iter().find(|(id, _)| *id == topic);
        own.map(|(_, place)| place)
    }

    /// The option of a topic; of a divisible one the step at or below its place.
    pub fn option(&self, topic: TopicId) -> OptionId {
        self.options.at(topic)
    }

    /// The settlement of the steps at or below the places.
    pub fn steps(&self) -> &Settlement {
        &self.options
    }

    /// Does it stand where it is, or only come as near as one likes?
    pub fn is_limit(&self) -> bool {
        self.places.iter().any(|(_, place)| place.side != Side::At)
    }
}

/// An exact number and the bound it is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DivisionMeasure {
    /// What the division comes to: a worth, a gain, a gap or what is spent.
    pub value: Ratio,
    /// What is asked.
    pub bound: Points,
    /// The value may not be above the bound; otherwise not below it.
    pub at_most: bool,
}

impl DivisionMeasure {
    /// By how much the bound would have to give way; 0 where it holds.
    pub fn short(&self) -> Ratio {
        let short = match self.at_most {
            true => &self.value - self.bound.ratio(),
            false => self.bound.ratio() - &self.value,
        };
        short.max(Points::ZERO.ratio())
    }

    /// The bound once it has given way.
    pub fn bound_after(&self, by: &Ratio) -> Ratio {
        match self.at_most {
            true => self.bound.ratio() + by,
            false => self.bound.ratio() - by,
        }
    }
}

impl Place {
    /// The steps that it lies between or stands at.
    pub fn cell(&self, range: &Range) -> (OptionId, OptionId) {
        let (below, above) = range.around(&self.offset);
        let next =
            |option: OptionId, by: isize| OptionId::new(option.index().saturating_add_signed(by));
        match self.side {
            Side::Below if below == above => (next(below, -1), below),
            Side::Above if below == above => (above, next(above, 1)),
            _ => (below, above),
        }
    }
}

impl Problem {
    /// Topics that packages may divide, and their ranges.
    pub fn divisible(&self) -> impl Iterator<Item = (TopicId, &Range)> {
        let ranges = self.topics.entries();
        let ranges = ranges.filter_map(|(id, topic)| Some((id, topic.range.as_ref()?)));
        ranges.filter(|(_, range)| range.divisible)
    }

    /// Is there a topic that packages may divide?
    pub fn is_divisible(&self) -> bool {
        self.divisible().next().is_some()
    }

    /// Does a topic of a division stand at one of some options? Between two steps it does if it does at both.
    fn stands(&self, division: &Division, topic: TopicId, options: &OptionSet) -> bool {
        match (division.place(topic), &self.topics[topic].range) {
            (Some(place), Some(range)) => {
                let (low, high) = place.cell(range);
                options.contains(low) && options.contains(high)
            }
            _ => options.contains(division.option(topic)),
        }
    }

    /// Does a condition hold of what is agreed?
    pub fn holds_of_division(&self, condition: &Condition, division: &Division) -> bool {
        condition.holds_where(&|topic, options: &OptionSet| self.stands(division, topic, options))
    }

    /// Is what is agreed of a topic carried out?
    pub fn is_carried_out(&self, topic: TopicId, division: &Division) -> bool {
        let in_force = self.topics[topic].in_force.as_ref();
        in_force.is_none_or(|c| self.holds_of_division(c, division))
    }

    /// Worth per round to an actor: interests and linkages of what is in force.
    pub fn worth_of_division(&self, actor: ActorId, division: &Division) -> Ratio {
        let actor = &self.actors[actor];
        let interests = self.total(&actor.interests, &actor.curves, division, |topic| {
            self.is_carried_out(topic, division)
        });
        let in_force = |topic, options: &OptionSet| match self.is_carried_out(topic, division) {
            true => self.stands(division, topic, options),
            false => options.contains(OptionId::STATUS_QUO),
        };
        let linked = actor.linkages.iter();
        let linked = linked.filter(|l| l.when.holds_where(&in_force));
        interests + linked.map(|l| l.value).sum::<Points>().ratio()
    }

    /// Worth minus walk-away.
    pub fn gain_of_division(&self, actor: ActorId, division: &Division) -> Ratio {
        self.worth_of_division(actor, division) - self.actors[actor].walk_away.ratio()
    }

    /// The sum of a table over the topics that are `counted`; the others stand at their status quo, which is worth 0.
    fn total(
        &self,
        worths: &Worths,
        curves: &Curves,
        division: &Division,
        counted: impl Fn(TopicId) -> bool,
    ) -> Ratio {
        let topics = self.topics.ids().filter(|topic| counted(*topic));
        let parts = topics.map(|topic| match (division.place(topic), curves.of(topic)) {
            (Some(place), Some(curve)) => curve.at(&place.offset),
            (Some(_), None) => Points::ZERO.ratio(),
            (None, _) => worths[topic][division.option(topic)].ratio(),
        });
        parts.sum()
    }

    /// Worth to an audience of all that is in force.
    pub fn all_seen_of_division(&self, audience: &Audience, division: &Division) -> Ratio {
        self.total(&audience.interests, &audience.curves, division, |topic| {
            self.is_carried_out(topic, division)
        })
    }

    /// Worth to an audience of what it sees of what is in force. All rungs of a range are private, or none.
    pub fn seen_of_division(&self, audience: &Audience, division: &Division) -> Ratio {
        let mut seen = division.clone();
        for topic in self.topics.ids() {
            let public = self.public_option(topic, division.option(topic));
            seen.options.set(topic, public);
        }
        self.total(&audience.interests, &audience.curves, &seen, |topic| {
            let hidden = division.place(topic).is_some() && self.is_private(topic);
            self.is_carried_out(topic, division) && !hidden
        })
    }

    /// Are the rungs of a range private?
    pub fn is_private(&self, topic: TopicId) -> bool {
        self.topics[topic]
            .rungs
            .iter()
            .skip(1)
            .any(|rung| rung.private)
    }

    /// Is it the status quo?
    pub fn is_undivided_status_quo(&self, division: &Division) -> bool {
        let stays = |(_, place): &(TopicId, Place)| {
            place.side == Side::At && place.offset == Points::ZERO.ratio()
        };
        division.options.is_status_quo() && division.places.iter().all(stays)
    }

    /// Does a constraint accept this division as a package?
    pub fn accepts_division(&self, constraint: ConstraintId, division: &Division) -> bool {
        match (
            self.measure_of_division(constraint, division),
            self.constraints[constraint],
        ) {
            (Some(measure), _) => measure.short() == Points::ZERO.ratio(),
            (None, Constraint::Rule(rule)) => {
                let agreed = |c: &Condition| self.holds_of_division(c, division);
                self.rules[rule].form.allows(&agreed)
            }
            // An audience that asks nothing.
            (None, _) => true,
        }
    }

    /// What a numeric constraint compares; `None` of others.
    pub fn measure_of_division(
        &self,
        constraint: ConstraintId,
        division: &Division,
    ) -> Option<DivisionMeasure> {
        let audience = |actor: ActorId, index: usize| &self.actors[actor].audiences[index];
        let (value, bound, at_most) = match self.constraints[constraint] {
            Constraint::Rule(rule) => self.rule_measure_of_division(rule, division)?,
            Constraint::WalkAway(actor) => {
                let own = &self.actors[actor];
                let least = own.walk_away + own.min_gain;
                (self.worth_of_division(actor, division), least, false)
            }
            Constraint::Ratifies(actor, index) => {
                let own = audience(actor, index);
                let worth = self.all_seen_of_division(own, division);
                (worth, own.ratifies_at?, false)
            }
            Constraint::Tolerates(actor, index) => {
                let own = audience(actor, index);
                (self.seen_of_division(own, division), own.tolerates?, false)
            }
        };
        Some(DivisionMeasure {
            value,
            bound,
            at_most,
        })
    }

    fn rule_measure_of_division(
        &self,
        rule: usize,
        division: &Division,
    ) -> Option<(Ratio, Points, bool)> {
        let rule = &self.rules[rule];
        let gain = |actor: &ActorId| self.gain_of_division(*actor, division);
        Some(match &rule.form {
            StateForm::Budget(limit, amounts) => {
                let spent = self.total(amounts, &rule.curves, division, |_| true);
                (spent, *limit, true)
            }
            StateForm::Gain(owner, least) => (gain(owner), *least, false),
            StateForm::Gap(owner, over, most) => (gain(over) - gain(owner), *most, true),
            _ => return None,
        })
    }
}
