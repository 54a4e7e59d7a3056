//! Lints that need the compiled problem: rules that nothing satisfies or that never bite, stakes from topics that no package
//! moves, trust that nothing uses.

use super::survey::Survey;
use crate::base::{ActorId, ActorSet, ConstraintId, Id, OptionId, Points, TopicId};
use crate::diag::Code;
use crate::problem::{Assumption, Condition, Constraint, OrderForm, Problem, Role, StateForm};

/// The codes of this file.
pub const CODES: &[&Code] = &[
    &UNSATISFIABLE,
    &NEVER_BITES,
    &STAKE_OUT_OF_REACH,
    &TRUST_UNUSED,
];

/// See [`Finding::Unsatisfiable`].
pub static UNSATISFIABLE: Code = Code {
    id: "L002",
    what: "a red line that no settlement satisfies",
    why: "It alone forbids every package, whatever the others say.",
    example: "topics: {water: [none, quota]}\nrules: [{id: r, require: {any: [{not: {water: [none, quota]}}]}}]",
    fix: "Check the condition; `not` and `any` are easily turned round.",
};
/// See [`Finding::NeverBites`].
pub static NEVER_BITES: Code = Code {
    id: "L003",
    what: "a red line that never bites",
    why: "No settlement breaks it, so it changes nothing; more often than not it was meant to.",
    example: "topics: {water: [none, quota]}\nrules: [{id: r, budget: 10, amounts: {water: 4}}]",
    fix: "Check the condition or the number, or remove the rule.",
};
/// See [`Finding::StakeOutOfReach`].
pub static STAKE_OUT_OF_REACH: Code = Code {
    id: "L009",
    what: "a stake set by a topic that is in no package",
    why: "The default stake is the actor's dearest whole topic. If no package goes there, it makes every other move look cheap and honouring it likely.",
    example: "actors:\n  north: {interests: {heights: [-2, -40]}, red_lines: [{id: no, never: {heights: handed-back}}]}",
    fix: "State the actor's `stake`.",
};
/// See [`Finding::TrustUnused`].
pub static TRUST_UNUSED: Code = Code {
    id: "L010",
    what: "trust that is given but never used",
    why: "The trusted actor performs nothing, is put to no test, and no red line asks for belief in it.",
    example: "actors:\n  north: {trusts: {south: 0.3}}",
    fix: "Say which rungs the actor performs (`by`), or remove the trust.",
};

/// What was found; where it stands is known to whoever holds the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// No settlement satisfies the constraint.
    Unsatisfiable(ConstraintId),
    /// No settlement breaks the constraint.
    NeverBites(ConstraintId),
    /// The actor's default stake comes from a topic that no package moves as far.
    StakeOutOfReach(ActorId, TopicId),
    /// The first actor's trust in the second matters nowhere.
    TrustUnused(ActorId, ActorId),
}

/// All findings. With a survey, rules are judged by every settlement; without, only by their own topics.
pub fn lint(problem: &Problem, survey: Option<&Survey>) -> Vec<Finding> {
    let mut findings = Vec::new();
    rules(problem, survey, &mut findings);
    if let Some(survey) = survey.filter(|s| s.packages > 0) {
        stakes(problem, survey, &mut findings);
    }
    trust(problem, &mut findings);
    findings
}

fn rules(problem: &Problem, survey: Option<&Survey>, findings: &mut Vec<Finding>) {
    let total = problem.settlements().map(|n| n as u64);
    let mut looks = MOST_LOOKS;
    for (id, constraint) in problem.constraints.entries() {
        let Constraint::Rule(rule) = constraint else {
            continue;
        };
        // The status quo is in the count of settlements, not in the survey, unless something is unsettled there.
        let surveyed = total.unwrap_or(0) - u64::from(problem.is_settled(&problem.status_quo()));
        let (always, never) = match survey {
            Some(survey) => (survey.refused[id] == 0, survey.refused[id] == surveyed),
            None => locally(problem, &problem.rules[*rule].form, &mut looks),
        };
        if never && surveyed > 0 {
            findings.push(Finding::Unsatisfiable(id));
        } else if always {
            findings.push(Finding::NeverBites(id));
        }
    }
}

/// Most parts of conditions that all rules together may be tried with.
const MOST_LOOKS: f64 = 5e6;

/// (never broken, never satisfied), looking at the topics of the conditions alone; (false, false) when that does not tell, or
/// would take more than the `looks` that are left.
fn locally(problem: &Problem, rule: &StateForm, looks: &mut f64) -> (bool, bool) {
    let must = match rule {
        StateForm::Never(c) => Condition::Not(Box::new(c.clone())),
        StateForm::Require(c) => c.clone(),
        StateForm::IfThen(a, b) => {
            Condition::Any(vec![Condition::Not(Box::new(a.clone())), b.clone()])
        }
        _ => return (false, false),
    };
    let mut topics: Vec<TopicId> = Vec::new();
    must.topics(&mut |t| topics.push(t));
    let parts = topics.len() as f64;
    topics.sort_unstable();
    topics.dedup();
    let sizes = topics.iter().map(|t| problem.topics[*t].rungs.len());
    let settlements: f64 = sizes.map(|n| n as f64).product();
    if settlements > 100_000.0 || settlements * parts > *looks {
        return (false, false);
    }
    *looks -= settlements * parts;
    let (mut holds, mut fails) = (false, false);
    let mut settlement = problem.status_quo();
    loop {
        if must.holds(&|t| settlement.at(t)) {
            holds = true;
        } else {
            fails = true;
        }
        let Some(topic) = topics
            .iter()
            .rev()
            .find(|t| settlement.at(**t).index() + 1 < problem.topics[**t].rungs.len())
        else {
            return (!fails, !holds);
        };
        let next = OptionId::new(settlement.at(*topic).index() + 1);
        for later in topics.iter().rev().take_while(|t| *t != topic) {
            settlement.set(*later, OptionId::STATUS_QUO);
        }
        settlement.set(*topic, next);
    }
}

fn stakes(problem: &Problem, survey: &Survey, findings: &mut Vec<Finding>) {
    for assumption in &problem.assumed {
        let Assumption::Stake(actor, Some(topic), _) = *assumption else {
            continue;
        };
        let row = &problem.actors[actor].interests[topic];
        let dearest = row.entries().min_by_key(|(_, worth)| **worth);
        let Some((option, worth)) = dearest else {
            continue;
        };
        let reached = &survey.in_some_package[topic][option.index()..];
        if *worth < Points::ZERO && !reached.contains(&true) {
            findings.push(Finding::StakeOutOfReach(actor, topic));
        }
    }
}

fn trust(problem: &Problem, findings: &mut Vec<Finding>) {
    let rungs = || problem.topics.iter().flat_map(|t| t.rungs.iter());
    let perform = rungs().fold(ActorSet::EMPTY, |set, r| set.union(r.performers));
    let tested = rungs().filter_map(|r| r.test.as_ref().map(|t| t.about));
    let tested: ActorSet = tested.collect();
    for (owner, other) in &problem.stated_trust {
        let asked = problem.order_rules.iter().any(
            |rule| matches!(rule.form, OrderForm::Trust(o, b, _) if o == *owner && b == *other),
        );
        let used = perform.contains(*other) || tested.contains(*other) || asked;
        if !used && problem.actors[*owner].role != Role::Bystander {
            findings.push(Finding::TrustUnused(*owner, *other));
        }
    }
}
