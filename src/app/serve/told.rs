//! Parts of an answer as the page takes them: what reading came to, and results with the words that every command writes.

use serde_json::{Map, Value, json};

use super::ask::Set;
use super::controls::Control;
use crate::base::OptionId;
use crate::diag::Severity;
use crate::model::{Model, Role};
use crate::problem::Problem;
use crate::render::{self, Look};
use crate::search::concept::Concept;
use crate::solution::{Move, PackagePoint, Packages, Solved, Why};

/// What reading came to, and what there is to move.
pub fn read(set: &Set, asked: Option<Value>) -> Value {
    let found = set.loaded.diagnostics();
    let count = |severity| {
        found
            .iter()
            .filter(|d| d.code.severity() == severity)
            .count()
    };
    json!({
        "stage": "read",
        "errors": count(Severity::Error),
        "warnings": count(Severity::Lint),
        "diagnostics": render::diagnostics_json(&found, &set.loaded.sources),
        "asked": asked,
        "to": set.loaded.compiled.as_ref().map(|(_, problem)| asked_end(problem)),
        "controls": set.controls.iter().map(Control::view).collect::<Vec<_>>(),
        "dropped": set.changes.dropped,
        "overlay": set.overlay.as_deref().unwrap_or_default(),
        "names": set.loaded.compiled.as_ref().map(|(model, _)| names(model)),
    })
}

/// What ids are called.
fn names(model: &Model) -> Value {
    let topics = model.topics.iter().map(|topic| {
        let options = topic
            .options
            .iter()
            .map(|o| json!({"id": o.id, "title": o.title}));
        json!({"id": topic.id, "title": topic.title, "options": options.collect::<Vec<_>>()})
    });
    let actors = model
        .actors
        .iter()
        .filter(|actor| actor.role != Role::Bystander);
    let actors = actors.map(|actor| json!({"id": actor.id, "name": actor.name}));
    json!({
        "title": model.title,
        "topics": topics.collect::<Vec<_>>(),
        "actors": actors.collect::<Vec<_>>(),
    })
}

/// Where the road was asked to end, in words.
fn asked_end(problem: &Problem) -> String {
    let to = problem.steer.to.iter();
    let moved = to.filter(|(_, option)| *option != OptionId::STATUS_QUO);
    let words = moved.map(|(topic, option)| Move::new(problem, *topic, *option).words);
    joined(&words.collect::<Vec<_>>())
}

fn joined(words: &[String]) -> String {
    match words.is_empty() {
        true => "nothing changes".to_owned(),
        false => words.join(" · "),
    }
}

/// Both answers.
pub fn solved(solved: &Solved, model: &Model) -> Value {
    let mut told = json!(solved);
    told["packages"] = packages(&solved.packages, model);
    told
}

/// Packages, each with its words and the settlement that a road to it ends in.
pub fn packages(packages: &Packages, model: &Model) -> Value {
    let mut told = json!(packages);
    let frontier = told["frontier"].as_array_mut().into_iter().flatten();
    for (view, point) in frontier.zip(&packages.frontier) {
        add(view, point, model);
    }
    for own in &packages.chosen {
        add(&mut told["concepts"][own.concept.id()], &own.point, model);
    }
    told
}

fn add(view: &mut Value, point: &PackagePoint, model: &Model) {
    view["words"] = joined(&point.words).into();
    view["end"] = end(point, model).map_or(Value::Null, Value::Object);
}

/// The option of every topic; nothing where a value lies between the steps of a range or is only come near to.
fn end(point: &PackagePoint, model: &Model) -> Option<Map<String, Value>> {
    let package = point.package.as_object()?;
    let topics = model.topics.iter().map(|topic| {
        let value = package.get(&topic.id)?;
        let is = |option: &str| match value.as_f64() {
            Some(number) => option.parse() == Ok(number),
            None => value.as_str() == Some(option),
        };
        let mut ids = topic.options.iter().map(|option| &option.id);
        let option = ids.find(|id| is(id))?;
        Some((topic.id.clone(), option.clone().into()))
    });
    let end: Option<Map<_, _>> = topics.collect();
    end.filter(|_| point.limit.is_empty())
}

/// Why there is no package, in the words of `winset why`; whose heading stands on the page already.
pub fn why(why: &Why, concept: Concept) -> String {
    let told = render::why(why, concept, "", Look::PLAIN);
    let (_, reasons) = told.split_once("\n\n").unwrap_or_default();
    reasons.trim().to_owned()
}
