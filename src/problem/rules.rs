//! Rules and red lines, compiled (SEMANTICS §2.2), and which constraints a settlement breaks (§6).

use super::{Constraint, InForce, Problem, Settlement};
use crate::base::{ActorId, ConstraintId, Points};
use crate::model::{Condition, Curves, Scope, Worths};

/// A rule on settlements.
#[derive(Clone, Debug)]
pub struct StateRule {
    /// Where it is asked.
    pub scope: Scope,
    /// What it says.
    pub form: StateForm,
    /// Amounts of a budget along ranges.
    pub curves: Curves,
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
        match rule {
            StateForm::Budget(..) | StateForm::Gain(..) | StateForm::Gap(..) => {
                let measure = self.form_measure(rule, settlement, force);
                measure.is_none_or(|m| m.slack() >= Points::ZERO)
            }
            conditions => conditions.allows(&|c| c.holds(&|topic| settlement.at(topic))),
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
            _ => {
                let measure = self.measure(constraint, settlement, force);
                measure.is_none_or(|m| m.slack() >= Points::ZERO)
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

impl StateForm {
    /// The conditions it mentions.
    pub fn conditions(&self) -> Vec<&Condition> {
        match self {
            StateForm::Never(c) | StateForm::Require(c) => vec![c],
            StateForm::IfThen(a, b) => vec![a, b],
            StateForm::AtMost(_, of) | StateForm::AtLeast(_, of) => of.iter().collect(),
            StateForm::Budget(..) | StateForm::Gain(..) | StateForm::Gap(..) => Vec::new(),
        }
    }

    /// Do the conditions of the rule stand as it asks, where `holds` says which of them hold? Rules on numbers allow everything.
    pub fn allows(&self, holds: &impl Fn(&Condition) -> bool) -> bool {
        let count = |of: &[Condition]| of.iter().filter(|c| holds(c)).count();
        match self {
            StateForm::Never(c) => !holds(c),
            StateForm::Require(c) => holds(c),
            StateForm::IfThen(a, b) => !holds(a) || holds(b),
            StateForm::AtMost(n, of) => count(of) <= *n,
            StateForm::AtLeast(n, of) => count(of) >= *n,
            StateForm::Budget(..) | StateForm::Gain(..) | StateForm::Gap(..) => true,
        }
    }
}
