//! Rules and red lines, compiled (SEMANTICS §2.2), and which constraints a settlement breaks (§6).

use super::{Constraint, InForce, Problem, Settlement};
use crate::base::{ActorId, ConstraintId, Points};
use crate::model::{Condition, Scope, Worths};

/// A rule on settlements.
#[derive(Clone, Debug)]
pub struct StateRule {
    /// Where it is asked.
    pub scope: Scope,
    /// What it says.
    pub form: StateForm,
}

/// What a rule on settlements says.
#[derive(Clone, Debug)]
pub enum StateForm {
    /// Does not hold.
    Never(Condition),
    /// Holds.
    Require(Condition),
    /// Where the first holds, so does the second.
    IfThen(Condition, Condition),
    /// At most so many hold.
    AtMost(usize, Vec<Condition>),
    /// At least so many hold.
    AtLeast(usize, Vec<Condition>),
    /// The total of what is agreed is at most the limit.
    Budget(Points, Worths),
    /// The actor's gain is at least this.
    Gain(ActorId, Points),
    /// The second actor's gain minus the first's is at most the third.
    Gap(ActorId, ActorId, Points),
}

/// A rule on exchanges: `before` may only become true where the form allows it.
#[derive(Clone, Debug)]
pub struct OrderRule {
    /// What may not become true too early.
    pub before: Condition,
    /// Until what.
    pub form: OrderForm,
}

/// Until what an order rule makes something wait.
#[derive(Clone, Debug)]
pub enum OrderForm {
    /// A condition on the settlement before the exchange.
    Need(Condition),
    /// The first actor's belief in the second is at least the third.
    Trust(ActorId, ActorId, f64),
}

impl Problem {
    /// Does a state rule hold where `force` is in force of `settlement`?
    pub fn rule_holds(&self, rule: &StateForm, settlement: &Settlement, force: &InForce) -> bool {
        let at = |topic| settlement.at(topic);
        let count = |of: &[Condition]| of.iter().filter(|c| c.holds(&at)).count();
        match rule {
            StateForm::Never(c) => !c.holds(&at),
            StateForm::Require(c) => c.holds(&at),
            StateForm::IfThen(a, b) => !a.holds(&at) || b.holds(&at),
            StateForm::AtMost(n, of) => count(of) <= *n,
            StateForm::AtLeast(n, of) => count(of) >= *n,
            StateForm::Budget(limit, amounts) => {
                let spent: Points = settlement.iter().map(|(t, o)| amounts[t][o]).sum();
                spent <= *limit
            }
            StateForm::Gain(owner, least) => self.gain(*owner, force) >= *least,
            StateForm::Gap(owner, over, most) => {
                self.gain(*over, force) - self.gain(*owner, force) <= *most
            }
        }
    }

    /// Does a constraint accept this settlement as a package?
    pub fn accepts(
        &self,
        constraint: ConstraintId,
        settlement: &Settlement,
        force: &InForce,
    ) -> bool {
        match self.constraints[constraint] {
            Constraint::Rule(rule) => self.rule_holds(&self.rules[rule].form, settlement, force),
            Constraint::WalkAway(actor) => self.gain(actor, force) >= self.actors[actor].min_gain,
            Constraint::Ratifies(actor, audience) => {
                let audience = &self.actors[actor].audiences[audience];
                let worth = self.all_seen(&audience.interests, force);
                audience.ratifies_at.is_none_or(|least| worth >= least)
            }
            Constraint::Tolerates(actor, audience) => {
                let audience = &self.actors[actor].audiences[audience];
                let worth = self.seen(&audience.interests, force);
                audience.tolerates.is_none_or(|least| worth >= least)
            }
        }
    }

    /// Must the constraint hold at every settlement passed, or only where the talks end?
    pub fn asked_always(&self, constraint: ConstraintId) -> bool {
        match self.constraints[constraint] {
            Constraint::Rule(rule) => self.rules[rule].scope == Scope::Always,
            Constraint::Tolerates(..) => true,
            Constraint::WalkAway(_) | Constraint::Ratifies(..) => false,
        }
    }
}
