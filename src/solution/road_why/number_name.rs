//! What the numbers of a model are called.

use serde::Serialize;

use super::super::names::{Move, actor_name};
use crate::base::ActorId;
use crate::problem::Problem;
use crate::study::road::Parameter;

/// What a number is called.
#[derive(Clone, Debug, Serialize)]
pub struct NumberName {
    /// In a word: `interest`, `linkage`, `walk_away`, `patience`, `trust`, `stake`, `step_gain`, `credit`, `exposure`, `leak`, `honour`, `penalty`,
    /// `detected_in`, `passes`, `chance`.
    pub number: &'static str,
    /// By its ids, in the order of the model's keys.
    pub id: String,
    /// In words.
    pub words: String,
}

impl NumberName {
    /// Names a number.
    pub fn new(problem: &Problem, parameter: Parameter) -> Self {
        use Parameter::*;
        let id = |actor: ActorId| &problem.names.actors[actor].0;
        let name = |actor| actor_name(problem, actor);
        let own = |word, actor, what: &str| {
            let words = format!("the {what} of {}", name(actor));
            named(word, format!("{}.{word}", id(actor)), words)
        };
        let rung = |word, (topic, option), key: &str, words: &dyn Fn(&str) -> String| {
            let step = Move::new(problem, topic, option);
            let id = format!("{}.{}.{key}", step.topic, step.option);
            named(word, id, words(&step.words))
        };
        let of_rung = |word, (actor, topic, option), key: &str, words: &dyn Fn(&str) -> String| {
            let step = Move::new(problem, topic, option);
            let id = format!("{}.{key}.{}.{}", id(actor), step.topic, step.option);
            named(word, id, words(&step.words))
        };
        match parameter {
            Interest(actor, topic, option) => {
                let words = |step: &str| format!("the interest of {} in {step}", name(actor));
                of_rung("interest", (actor, topic, option), "interests", &words)
            }
            Exposure(actor, topic, option) => {
                let words = |step: &str| format!("what a leak of {step} costs {}", name(actor));
                of_rung("exposure", (actor, topic, option), "exposure", &words)
            }
            Linkage(actor, index) => {
                let place = index + 1;
                let id = format!("{}.linkages.{place}.value", id(actor));
                let words = format!("the value of linkage {place} of {}", name(actor));
                named("linkage", id, words)
            }
            Trust(actor, other) => {
                let words = format!("the trust of {} in {}", name(actor), name(other));
                named(
                    "trust",
                    format!("{}.trusts.{}", id(actor), id(other)),
                    words,
                )
            }
            WalkAway(actor) => own("walk_away", actor, "walk-away"),
            Stake(actor) => own("stake", actor, "stake"),
            StepGain(actor) => own("step_gain", actor, "step gain"),
            Credit(actor) => own("credit", actor, "credit"),
            Patience(actor) => own("patience", actor, "patience"),
            Leak(topic, option) => rung("leak", (topic, option), "leak", &|step| {
                format!("the chance of a leak of {step}")
            }),
            Honour(topic, option) => rung("honour", (topic, option), "honour", &|step| {
                format!("the chance that the unreliable honour {step}")
            }),
            Penalty(topic, option, actor) => {
                let key = format!("penalty.{}", id(actor));
                let words = |step: &str| format!("the penalty of {} on {step}", name(actor));
                rung("penalty", (topic, option), &key, &words)
            }
            DetectedIn(topic, option) => {
                rung("detected_in", (topic, option), "detected_in", &|step| {
                    format!("the rounds until a breach of {step} is noticed")
                })
            }
            PassesReliable(topic, option) => {
                rung("passes", (topic, option), "test.passes.reliable", &|step| {
                    format!("the chance that the reliable pass the test of {step}")
                })
            }
            PassesUnreliable(topic, option) => rung(
                "passes",
                (topic, option),
                "test.passes.unreliable",
                &|step| format!("the chance that the unreliable pass the test of {step}"),
            ),
            Hazard(index) => {
                let id = &problem.names.hazards[index];
                named(
                    "chance",
                    format!("hazards.{id}.chance"),
                    format!("the chance of {id}"),
                )
            }
        }
    }
}

fn named(number: &'static str, id: String, words: String) -> NumberName {
    NumberName { number, id, words }
}
