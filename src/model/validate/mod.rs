//! Validation: draft to model. Every name is looked up, every problem of the file is reported at once.

mod actors;
mod conditions;
mod given;
mod lints;
mod names;
mod ranges;
mod rules;
mod size;
mod steer;
mod topics;

use super::draft::Draft;
use super::nouns::{Condition, Hazard, Model, Talks};
use crate::base::Points;
use crate::diag::{Code, Problems};
use names::Lookup;

pub use actors::CODES as ACTOR_CODES;
pub use conditions::CODES as CONDITION_CODES;
pub use given::{Argument, package};
pub use lints::CODES as LINT_CODES;
pub use names::CODES as NAME_CODES;
pub use ranges::CODES as RANGE_CODES;
pub use rules::CODES as RULE_CODES;
pub use size::CODES as SIZE_CODES;
pub use steer::{CODES as STEERING_CODES, Steering, SteeringTexts, steering};
pub use topics::CODES as TOPIC_CODES;

/// Codes of all validations.
pub const CODES: &[&[&Code]] = &[
    NAME_CODES,
    TOPIC_CODES,
    CONDITION_CODES,
    RANGE_CODES,
    RULE_CODES,
    ACTOR_CODES,
    SIZE_CODES,
    LINT_CODES,
];

/// Looks up every name and checks every statement. `None` if there is an error; lints alone do not prevent a model, and
/// those that look at the whole of it wait until there is no error.
pub fn validate(draft: &Draft, problems: &mut Problems) -> Option<Model> {
    if !size::fits(draft, problems) {
        return None;
    }
    let lookup = Lookup::new(draft, problems);
    let mut pass = Pass {
        lookup,
        problems,
        looks: MOST_LOOKS,
    };
    let topics = pass.topics(draft);
    let model = Model {
        title: text(&draft.title),
        description: text(&draft.description),
        topics,
        actors: pass.actors(draft),
        rules: pass.rules(&draft.rules, None),
        hazards: pass.hazards(draft),
        talks: pass.talks(draft),
    };
    if pass.problems.has_errors() {
        return None;
    }
    pass.lint_draft(draft, &model);
    Some(model)
}

/// How many known names may be looked at to say what unknown ones were meant to be.
const MOST_LOOKS: usize = 200_000;

/// One validation: what names mean, and where problems go.
struct Pass<'d, 'p> {
    lookup: Lookup<'d>,
    problems: &'p mut Problems,
    /// Known names that may still be looked at for hints.
    looks: usize,
}

fn text(name: &Option<super::draft::Name>) -> String {
    name.as_ref().map_or(String::new(), |n| n.value.clone())
}

impl Pass<'_, '_> {
    fn hazards(&mut self, draft: &Draft) -> Vec<Hazard> {
        self.unique(draft.hazards.iter().map(|h| &h.id), "hazard");
        let mut hazards = Vec::new();
        for hazard in &draft.hazards {
            self.cites(&hazard.source);
            let when = match &hazard.when {
                Some(when) => self.condition(when),
                None => Some(Condition::always()),
            };
            hazards.extend(when.map(|when| Hazard {
                id: hazard.id.value.clone(),
                when,
                chance: hazard.chance,
            }));
        }
        hazards
    }

    fn talks(&mut self, draft: &Draft) -> Talks {
        let talks = &draft.talks;
        let value = |stated: &Option<crate::diag::Spanned<Points>>, default| {
            stated.as_ref().map_or(default, |s| s.value)
        };
        let observer = talks
            .observer
            .iter()
            .filter_map(|(name, p)| Some((self.actor(name)?, *p)))
            .collect();
        Talks {
            moves_per_round: talks.moves_per_round.as_ref().map_or(2, |m| m.value),
            step_gain: talks
                .step_gain
                .as_ref()
                .map_or(Some(Points::ZERO), |s| s.value),
            enforcement: talks.enforcement.as_ref().is_none_or(|e| e.value),
            patience: value(&talks.patience, Points::from_billionths(950_000_000)),
            trust: value(&talks.trust, Points::from_billionths(500_000_000)),
            trust_stated: talks.trust.is_some(),
            patience_stated: talks.patience.is_some(),
            leak_ends_talks: value(&talks.leak_ends_talks, Points::ONE),
            observer,
        }
    }
}
