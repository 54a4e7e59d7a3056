//! The numbers of a model that bear on roads: what they are, and the problem with another value of one.

use crate::base::{ActorId, OptionId, Points, TopicId};
use crate::problem::Problem;

/// A number of a model that bears on roads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// What an option is worth to an actor.
    Interest(ActorId, TopicId, OptionId),
    /// What the linkage of this place is worth to an actor.
    Linkage(ActorId, usize),
    /// Worth of no agreement.
    WalkAway(ActorId),
    /// How an actor discounts.
    Patience(ActorId),
    /// The prior belief of the first in the second.
    Trust(ActorId, ActorId),
    /// The cost at which an actor would keep its word one time in ten.
    Stake(ActorId),
    /// What an actor must gain in every round.
    StepGain(ActorId),
    /// How deep in the red an actor may be.
    Credit(ActorId),
    /// What it costs an actor if this leaks.
    Exposure(ActorId, TopicId, OptionId),
    /// How likely this leaks.
    Leak(TopicId, OptionId),
    /// How likely an unreliable performer honours this rung; where it is stated.
    Honour(TopicId, OptionId),
    /// What an actor loses if it breaks what stands of this rung.
    Penalty(TopicId, OptionId, ActorId),
    /// Rounds until a breach of this rung is noticed.
    DetectedIn(TopicId, OptionId),
    /// How likely a reliable actor passes the test of this rung.
    PassesReliable(TopicId, OptionId),
    /// How likely an unreliable one does.
    PassesUnreliable(TopicId, OptionId),
    /// How likely the hazard of this place ends the talks.
    Hazard(usize),
}

use Parameter::*;

impl Parameter {
    /// Every number of the model whose size means something on its own, in a fixed order: per actor, per rung, per hazard.
    ///
    /// Left out are interests in topics that an actor has none in, those along ranges (no single number makes one), and counts of rounds.
    pub fn all(problem: &Problem) -> Vec<Parameter> {
        let mut all = Vec::new();
        let sides = || problem.consenting.iter().copied();
        sides().for_each(|actor| of_actor(problem, actor, &mut all));
        for (topic, own) in problem.topics.entries() {
            for (option, rung) in own.rungs.entries().skip(1) {
                if rung.private {
                    all.push(Leak(topic, option));
                    let exposed = sides()
                        .filter(|a| problem.actors[*a].exposure[topic][option] != Points::ZERO);
                    all.extend(exposed.map(|actor| Exposure(actor, topic, option)));
                }
                if rung.stated_honour.is_some() {
                    all.push(Honour(topic, option));
                }
                all.extend(
                    rung.penalty
                        .iter()
                        .map(|(actor, _)| Penalty(topic, option, *actor)),
                );
                if rung.test.is_some() {
                    all.extend([
                        PassesReliable(topic, option),
                        PassesUnreliable(topic, option),
                    ]);
                }
            }
        }
        all.extend((0..problem.hazards.len()).map(Hazard));
        all
    }

    /// As the model has it.
    pub fn stated(self, problem: &Problem) -> Points {
        let rung = |topic: TopicId, option: OptionId| &problem.topics[topic].rungs[option];
        let test = |topic, option| rung(topic, option).test.as_ref();
        match self {
            Interest(actor, topic, option) => problem.actors[actor].interests[topic][option],
            Linkage(actor, index) => problem.actors[actor].linkages[index].value,
            WalkAway(actor) => problem.actors[actor].walk_away,
            Patience(actor) => share(problem.actors[actor].patience),
            Trust(actor, other) => share(problem.actors[actor].trusts[other]),
            Stake(actor) => problem.stake(actor),
            StepGain(actor) => problem.actors[actor].step_gain.unwrap_or_default(),
            Credit(actor) => problem.actors[actor].credit.unwrap_or_default(),
            Exposure(actor, topic, option) => problem.actors[actor].exposure[topic][option],
            Leak(topic, option) => share(rung(topic, option).leak),
            Honour(topic, option) => share(rung(topic, option).stated_honour.unwrap_or(1.0)),
            Penalty(topic, option, actor) => {
                let own = rung(topic, option).penalty.iter();
                own.filter(|(who, _)| *who == actor).map(|(_, p)| *p).sum()
            }
            DetectedIn(topic, option) => Points::whole(rung(topic, option).detected_in.into()),
            PassesReliable(topic, option) => share(test(topic, option).map_or(1.0, |t| t.reliable)),
            PassesUnreliable(topic, option) => {
                share(test(topic, option).map_or(1.0, |t| t.unreliable))
            }
            Hazard(index) => share(problem.hazards[index].chance),
        }
    }

    /// The problem with another value of it.
    pub fn with(self, problem: &Problem, value: Points) -> Problem {
        let mut problem = problem.clone();
        let p = &mut problem;
        match self {
            Interest(actor, topic, option) => p.actors[actor].interests[topic][option] = value,
            Linkage(actor, index) => p.actors[actor].linkages[index].value = value,
            WalkAway(actor) => p.actors[actor].walk_away = value,
            Patience(actor) => p.actors[actor].patience = value.to_f64(),
            Trust(actor, other) => p.actors[actor].trusts[other] = value.to_f64(),
            Stake(actor) => p.actors[actor].stake = Some(value),
            StepGain(actor) => p.actors[actor].step_gain = Some(value),
            Credit(actor) => p.actors[actor].credit = Some(value),
            Exposure(actor, topic, option) => p.actors[actor].exposure[topic][option] = value,
            Leak(topic, option) => p.topics[topic].rungs[option].leak = value.to_f64(),
            Honour(topic, option) => {
                p.topics[topic].rungs[option].stated_honour = Some(value.to_f64())
            }
            Penalty(topic, option, actor) => {
                let penalty = &mut p.topics[topic].rungs[option].penalty;
                penalty.retain(|(who, _)| *who != actor);
                penalty.push((actor, value));
            }
            DetectedIn(topic, option) => {
                let rounds = value.billionths() / Points::ONE.billionths();
                p.topics[topic].rungs[option].detected_in = rounds.max(1) as u32;
            }
            PassesReliable(topic, option) | PassesUnreliable(topic, option) => {
                if let Some(test) = &mut p.topics[topic].rungs[option].test {
                    match self {
                        PassesReliable(..) => test.reliable = value.to_f64(),
                        _ => test.unreliable = value.to_f64(),
                    }
                }
            }
            Hazard(index) => p.hazards[index].chance = value.to_f64(),
        }
        if matches!(self, Interest(..) | Stake(_) | Honour(..)) {
            problem.rederive();
        }
        problem
    }

    /// What a change of it is measured by: 1 for chances, patience and trust; for points its own size or, where that is 0, the largest interest of
    /// the actor whose points they are.
    pub fn scale(self, problem: &Problem) -> Points {
        let actor = match self {
            Interest(actor, ..) | Linkage(actor, _) | Exposure(actor, ..) => actor,
            WalkAway(actor) | Stake(actor) | StepGain(actor) | Credit(actor) => actor,
            Penalty(_, _, actor) => actor,
            Patience(_) | Trust(..) | Leak(..) | Honour(..) | DetectedIn(..) => return Points::ONE,
            PassesReliable(..) | PassesUnreliable(..) | Hazard(_) => return Points::ONE,
        };
        let sizes = [
            self.stated(problem).abs(),
            problem.actors[actor].largest_interest(),
        ];
        let mut sizes = sizes.into_iter().filter(|size| *size > Points::ZERO);
        sizes.next().unwrap_or(Points::ONE)
    }

    /// The least and the largest value that the language takes.
    pub fn range(self) -> (Points, Points) {
        let least = Points::from_billionths(1);
        let most = Points::whole(1_000_000_000);
        match self {
            Interest(..) | Linkage(..) | WalkAway(_) | StepGain(_) => (-most, most),
            Credit(_) | Exposure(..) | Penalty(..) => (Points::ZERO, most),
            Stake(_) => (least, most),
            DetectedIn(..) => (Points::ONE, Points::whole(1_000_000)),
            Patience(_) => (least, Points::ONE),
            Trust(..) | Leak(..) | Honour(..) | Hazard(_) => (Points::ZERO, Points::ONE),
            PassesReliable(..) | PassesUnreliable(..) => (Points::ZERO, Points::ONE),
        }
    }
}

/// The numbers that are an actor's own.
fn of_actor(problem: &Problem, actor: ActorId, all: &mut Vec<Parameter>) {
    let own = &problem.actors[actor];
    for (topic, row) in own.interests.entries() {
        let cares = row.iter().any(|worth| *worth != Points::ZERO);
        if cares && problem.topics[topic].range.is_none() {
            all.extend(
                row.ids()
                    .skip(1)
                    .map(|option| Interest(actor, topic, option)),
            );
        }
    }
    all.extend((0..own.linkages.len()).map(|index| Linkage(actor, index)));
    all.extend([WalkAway(actor), Patience(actor)]);
    let others = problem.consenting.iter().filter(|other| **other != actor);
    all.extend(others.map(|other| Trust(actor, *other)));
    if problem.stake(actor) > Points::ZERO {
        all.push(Stake(actor));
    }
    all.extend(own.step_gain.map(|_| StepGain(actor)));
    all.extend(own.credit.map(|_| Credit(actor)));
}

/// A share as an exact number; models state them to nine places.
fn share(value: f64) -> Points {
    Points::from_billionths((value * Points::ONE.billionths() as f64).round() as i128)
}
