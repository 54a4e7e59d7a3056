//! Constraints and conditions as sentences.

use serde::Serialize;

use super::names::{ConstraintView, actor_name, listed};
use crate::base::{ActorId, ConstraintId, Id, OptionId, TopicId};
use crate::problem::{Condition, Constraint, Problem, StateForm};

/// A constraint and what it says, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Demand {
    /// The constraint, as the user wrote it.
    #[serde(flatten)]
    pub constraint: ConstraintView,
    /// Who wants what.
    pub words: String,
}

impl Demand {
    /// The constraint of this id.
    pub fn new(problem: &Problem, constraint: ConstraintId) -> Self {
        Self {
            constraint: ConstraintView::new(problem, constraint),
            words: sentence(problem, constraint),
        }
    }
}

/// Who wants what; without a full stop.
pub fn sentence(problem: &Problem, constraint: ConstraintId) -> String {
    let audience = |actor: ActorId, index: usize| &problem.names.audiences[actor][index].1;
    match problem.constraints[constraint] {
        Constraint::WalkAway(actor) => {
            let own = &problem.actors[actor];
            let least = own.walk_away + own.min_gain;
            format!(
                "{} walks away from anything worth less than {least} a round",
                actor_name(problem, actor)
            )
        }
        Constraint::Ratifies(actor, index) => {
            let least = problem.actors[actor].audiences[index].ratifies_at;
            format!(
                "{}'s {} ratifies nothing worth less than {} to it",
                actor_name(problem, actor),
                audience(actor, index),
                least.unwrap_or_default()
            )
        }
        Constraint::Tolerates(actor, index) => {
            let least = problem.actors[actor].audiences[index].tolerates;
            format!(
                "{}'s {} tolerates nothing of which what it sees is worth less than {} to it",
                actor_name(problem, actor),
                audience(actor, index),
                least.unwrap_or_default()
            )
        }
        Constraint::Rule(rule) => {
            let names = &problem.names.constraints[constraint];
            let who = match &names.owner {
                Some(owner) => owner.clone(),
                None => format!("the rule {}", names.id),
            };
            let says = form(problem, &problem.rules[rule].form, names.owner.is_some());
            format!("{who} {says}")
        }
    }
}

/// What a rule says, after the name of its owner.
fn form(problem: &Problem, form: &StateForm, owned: bool) -> String {
    let asks = if owned { "insists on" } else { "asks for" };
    let lets = if owned { "accepts" } else { "allows" };
    let one = |c: &Condition| condition(problem, c);
    let each = |of: &[Condition]| of.iter().map(one).collect::<Vec<_>>().join("; ");
    match form {
        StateForm::Never(c) if owned => format!("will not have {}", one(c)),
        StateForm::Never(c) => format!("forbids {}", one(c)),
        StateForm::Require(c) => format!("{asks} {}", one(c)),
        StateForm::IfThen(a, b) => format!("{lets} {} only with {}", one(a), one(b)),
        StateForm::AtMost(n, of) => format!("{lets} at most {n} of these: {}", each(of)),
        StateForm::AtLeast(n, of) => format!("{asks} at least {n} of these: {}", each(of)),
        StateForm::Budget(limit, _) => format!("{lets} at most {limit} to be spent"),
        StateForm::Gain(_, least) => format!("wants to gain at least {least} a round"),
        StateForm::Gap(_, over, most) => format!(
            "will not see {} gain more than {most} above its own gain",
            actor_name(problem, *over)
        ),
    }
}

/// A condition in words.
pub fn condition(problem: &Problem, condition: &Condition) -> String {
    match condition {
        Condition::Is(topic, options) => {
            let names = &problem.names.topics[*topic];
            let last = names.options.len() - 1;
            let held: Vec<OptionId> = options.iter().collect();
            let title = |o: &OptionId| names.options[*o].1.as_str();
            match held.as_slice() {
                [] => format!("no {}", names.title),
                [first, .., end] if end.index() == last && held.len() > 2 && is_run(&held) => {
                    format!("{} {} or more", names.title, title(first))
                }
                _ => {
                    let titles: Vec<&str> = held.iter().map(title).collect();
                    format!("{} {}", names.title, titles.join(" or "))
                }
            }
        }
        Condition::All(parts) if parts.is_empty() => "anything".to_owned(),
        Condition::Any(parts) if parts.is_empty() => "nothing".to_owned(),
        Condition::All(parts) => listed(&inner(problem, parts)),
        Condition::Any(parts) => inner(problem, parts).join(", or "),
        Condition::Not(part) => format!("anything but {}", inner(problem, &[(**part).clone()])[0]),
    }
}

/// Parts of a condition; those that join others stand in brackets.
fn inner(problem: &Problem, parts: &[Condition]) -> Vec<String> {
    let words = parts.iter().map(|part| {
        let words = condition(problem, part);
        let joins = |parts: &[Condition]| parts.len() > 1;
        match part {
            Condition::All(parts) | Condition::Any(parts) if joins(parts) => format!("({words})"),
            _ => words,
        }
    });
    words.collect()
}

fn is_run(options: &[OptionId]) -> bool {
    options
        .windows(2)
        .all(|pair| pair[0].index() + 1 == pair[1].index())
}

/// `topic: from → to` in words.
pub fn change(problem: &Problem, topic: TopicId, from: OptionId, to: OptionId) -> String {
    let names = &problem.names.topics[topic];
    let title = |o: OptionId| &names.options[o].1;
    format!("{} {} → {}", names.title, title(from), title(to))
}
