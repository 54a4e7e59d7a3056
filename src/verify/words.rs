//! What the judge finds, in the words of the model.

use super::book::Book;
use crate::base::{ActorId, ConstraintId, Points};
use crate::check::{
    Alternative, DivisionVerdict, ExchangeFault, PackageVerdict, PlanFault, Stage, SteerFault,
};
use crate::problem::Settlement;

impl Book<'_> {
    /// Why a settlement is no package: what refuses it, and by how much it is short.
    pub fn refused(&self, settlement: &Settlement, verdict: &PackageVerdict) -> String {
        let force = self.problem.in_force(settlement);
        let short = |c: ConstraintId| {
            let measure = self.problem.measure(c, settlement, &force);
            measure.map(|m| m.short())
        };
        let broken = verdict.broken.iter().map(|c| self.broken(*c, short(*c)));
        let mut why: Vec<String> = broken.collect();
        if verdict.is_status_quo {
            why.push("it is the status quo".to_owned());
        }
        let left = verdict.unsettled.iter();
        why.extend(left.map(|t| format!("{} is left unsettled", self.topic_id(*t))));
        format!("no package: {}", why.join("; "))
    }

    /// The same of a package that divides topics.
    pub fn refused_division(&self, verdict: &DivisionVerdict) -> String {
        let mut why: Vec<String> = verdict
            .broken
            .iter()
            .map(|c| self.broken(*c, None))
            .collect();
        if verdict.is_status_quo {
            why.push("it is the status quo".to_owned());
        }
        let left = verdict.unsettled.iter();
        why.extend(left.map(|t| format!("{} is left unsettled", self.topic_id(*t))));
        format!("no package: {}", why.join("; "))
    }

    fn broken(&self, constraint: ConstraintId, short: Option<Points>) -> String {
        match short {
            Some(short) => format!("{} is short by {short}", self.name(constraint)),
            None => format!("{} refuses it", self.name(constraint)),
        }
    }

    /// Gains, for people.
    pub fn gains(&self, gains: &[Points]) -> String {
        let sides = self.problem.consenting.iter().zip(gains);
        let gains: Vec<_> = sides
            .map(|(a, g)| format!("{} {g}", self.actor_id(*a)))
            .collect();
        gains.join(", ")
    }

    /// Topics and options that differ from the status quo, for people.
    pub fn moved(&self, settlement: &Settlement) -> String {
        let names = &self.problem.names.topics;
        let moved = settlement
            .iter()
            .filter(|(_, o)| *o != crate::base::OptionId::STATUS_QUO);
        let moved: Vec<_> = moved
            .map(|(t, o)| format!("{} {}", names[t].id, names[t].options[o].0))
            .collect();
        match moved.is_empty() {
            true => "the status quo".to_owned(),
            false => moved.join(" · "),
        }
    }

    /// What is wrong with a plan.
    pub fn plan_fault(&self, fault: &PlanFault) -> String {
        match fault {
            PlanFault::Exchange { round, fault } => {
                format!(
                    "round {} may not be made: {}",
                    round + 1,
                    self.exchange_fault(fault)
                )
            }
            PlanFault::End(verdict) => {
                let broken = self.names(&verdict.broken);
                let why = match (verdict.broken.is_empty(), verdict.is_status_quo) {
                    (false, _) => format!("refused by {broken}"),
                    (true, true) => "nothing has moved".to_owned(),
                    (true, false) => "something is left unsettled".to_owned(),
                };
                format!("talks may not end where it ends: {why}")
            }
            PlanFault::Steered(fault) => self.steer_fault(fault),
            PlanFault::BetterOff {
                stage,
                actor,
                alternative,
                shortfall,
            } => {
                let stage = match stage {
                    Stage::Round(round) => format!("in round {}", round + 1),
                    Stage::End => "where it ends".to_owned(),
                };
                format!(
                    "{stage} {} is better off by {shortfall} {}",
                    self.actor_id(*actor),
                    self.alternative(alternative)
                )
            }
            PlanFault::Stopped(_) => "a limit came before it was judged".to_owned(),
            PlanFault::NotJudged {
                round,
                actor,
                doubtful,
            } => format!(
                "in round {} {} doubts {doubtful} others at once",
                round + 1,
                self.actor_id(*actor)
            ),
        }
    }

    /// What an actor might do instead.
    pub fn alternative(&self, alternative: &Alternative) -> String {
        let ids = |topics: &[crate::base::TopicId]| {
            let ids: Vec<_> = topics.iter().map(|t| self.topic_id(*t)).collect();
            ids.join(", ")
        };
        match alternative {
            Alternative::WalkOut => "walking out".to_owned(),
            Alternative::Breach {
                withheld,
                retracted,
            } => {
                let parts = [("not delivering", withheld), ("taking back", retracted)];
                let parts = parts.iter().filter(|(_, topics)| !topics.is_empty());
                let parts: Vec<_> = parts.map(|(how, t)| format!("{how} {}", ids(t))).collect();
                parts.join(" and ")
            }
        }
    }

    /// Why an exchange may not be made, in words.
    pub fn exchange_fault(&self, fault: &ExchangeFault) -> String {
        let topic = |t: &crate::base::TopicId| self.topic_id(*t);
        let short = |what: &str, actor: &ActorId, by: &Points| {
            format!("{}'s {what} is short by {by}", self.actor_id(*actor))
        };
        match fault {
            ExchangeFault::NoMoves => "it moves nothing".to_owned(),
            ExchangeFault::TooManyMoves { moves } => {
                let most = self.problem.talks.moves_per_round;
                format!("{moves} moves are more than the {most} of a round")
            }
            ExchangeFault::Twice(t) => format!("{} moves twice", topic(t)),
            ExchangeFault::Unknown(t, _) => format!("{} has no such option", topic(t)),
            ExchangeFault::Move(t, _) => format!("{} may not move so", topic(t)),
            ExchangeFault::After(t, _) => format!("what must come before {} has not", topic(t)),
            ExchangeFault::Breaks(c) => format!("{} would be broken", self.name(*c)),
            ExchangeFault::Order(rule) => {
                format!(
                    "{} waits for something else",
                    self.problem.names.order_rules[*rule].id
                )
            }
            ExchangeFault::Trust { rule, shortfall } => {
                let id = &self.problem.names.order_rules[*rule].id;
                format!("{id} wants {shortfall} more trust")
            }
            ExchangeFault::StepGain { actor, shortfall } => short("step gain", actor, shortfall),
            ExchangeFault::Credit { actor, shortfall } => short("credit", actor, shortfall),
            ExchangeFault::Steered(fault) => self.steer_fault(fault),
        }
    }

    fn steer_fault(&self, fault: &SteerFault) -> String {
        match fault {
            SteerFault::Avoided(place) => format!("it passes what `avoid` {place} says to avoid"),
            SteerFault::Together(a, b) => {
                format!(
                    "{} and {} move together",
                    self.topic_id(*a),
                    self.topic_id(*b)
                )
            }
            SteerFault::First(t) => format!("it does not begin with {}", self.topic_id(*t)),
            SteerFault::To(t) => format!("it leaves {} elsewhere than asked", self.topic_id(*t)),
        }
    }
}
