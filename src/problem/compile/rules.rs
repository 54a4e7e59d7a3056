//! Pass 4: rules of both kinds, and the list of constraints as the user wrote them.

use crate::base::{ActorId, ConstraintId, IdVec};
use crate::model::{Model, Role, Rule, RuleForm};
use crate::problem::{Constraint, OrderForm, OrderRule, StateForm, StateRule};

type Compiled = (
    Vec<StateRule>,
    Vec<OrderRule>,
    IdVec<ConstraintId, Constraint>,
);

/// Compiles all rules; constraints come actor by actor (walk-away, red lines, audiences), then the rules of nobody.
pub fn rules(model: &Model) -> Compiled {
    let mut out: Compiled = Default::default();
    for (id, actor) in model.actors.entries() {
        if actor.role != Role::Bystander {
            out.2.push(Constraint::WalkAway(id));
        }
        for rule in &actor.red_lines {
            one(rule, Some(id), &mut out);
        }
        for (index, audience) in actor.audiences.iter().enumerate() {
            if audience.tolerates.is_some() {
                out.2.push(Constraint::Tolerates(id, index));
            }
            if audience.ratifies_at.is_some() {
                out.2.push(Constraint::Ratifies(id, index));
            }
        }
    }
    for rule in &model.rules {
        one(rule, None, &mut out);
    }
    out
}

fn one(rule: &Rule, owner: Option<ActorId>, out: &mut Compiled) {
    let owner = || owner.expect("the validator refuses rules that lack the owner they need");
    let form = match &rule.form {
        RuleForm::BeforeNeed(before, need) => {
            return out.1.push(OrderRule {
                before: before.clone(),
                form: OrderForm::Need(need.clone()),
            });
        }
        RuleForm::BeforeTrust(before, who, trust) => {
            return out.1.push(OrderRule {
                before: before.clone(),
                form: OrderForm::Trust(owner(), *who, trust.to_f64()),
            });
        }
        RuleForm::Never(c) => StateForm::Never(c.clone()),
        RuleForm::Require(c) => StateForm::Require(c.clone()),
        RuleForm::IfThen(a, b) => StateForm::IfThen(a.clone(), b.clone()),
        RuleForm::AtMost(n, of) => StateForm::AtMost(*n as usize, of.clone()),
        RuleForm::AtLeast(n, of) => StateForm::AtLeast(*n as usize, of.clone()),
        RuleForm::Budget(limit, amounts) => StateForm::Budget(*limit, amounts.clone()),
        RuleForm::Gain(least) => StateForm::Gain(owner(), *least),
        RuleForm::Gap(most, over) => StateForm::Gap(owner(), *over, *most),
    };
    out.2.push(Constraint::Rule(out.0.len()));
    out.0.push(StateRule {
        scope: rule.scope,
        form,
        curves: rule.curves.clone(),
    });
}
