//! From ids back to the user's words.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::base::{ActorId, ActorSet, ConstraintId, OptionId, Points, TopicId};
use crate::problem::{ConstraintNames, Problem, Settlement};

/// A topic and the option it moves to or stands at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Move {
    /// Id of the topic.
    pub topic: String,
    /// Id of the option.
    pub option: String,
    /// Both in words.
    #[serde(skip)]
    pub words: String,
    /// The same apart, for pictures.
    #[serde(skip)]
    pub titles: (String, String),
}

impl Move {
    /// A move by its ids.
    pub fn new(problem: &Problem, topic: TopicId, option: OptionId) -> Self {
        let names = &problem.names.topics[topic];
        let (id, title) = &names.options[option];
        Self {
            topic: names.id.clone(),
            option: id.clone(),
            words: format!("{} {title}", names.title),
            titles: (names.title.clone(), title.clone()),
        }
    }
}

/// A constraint, as the user wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConstraintView {
    /// Its name (SEMANTICS §6).
    pub id: String,
    /// What it says.
    pub text: String,
    /// Why, if stated.
    pub why: Option<String>,
    /// file:line:column. The file goes by its own name, so that a result has the same bytes however its path was spelled.
    pub place: String,
    /// The same with the path as it was spelled, for people.
    #[serde(skip)]
    pub path: String,
}

impl ConstraintView {
    /// The constraint of this id.
    pub fn new(problem: &Problem, constraint: ConstraintId) -> Self {
        Self::from(&problem.names.constraints[constraint])
    }
}

impl From<&ConstraintNames> for ConstraintView {
    fn from(names: &ConstraintNames) -> Self {
        Self {
            id: names.id.clone(),
            text: names.text.clone(),
            why: names.why.clone(),
            place: names.place.by_file_name().to_string(),
            path: names.place.to_string(),
        }
    }
}

/// Ids of the consenting actors.
pub fn side_ids(problem: &Problem) -> Vec<String> {
    let sides = problem.consenting.iter();
    sides.map(|a| problem.names.actors[*a].0.clone()).collect()
}

/// An actor's name in words.
pub fn actor_name(problem: &Problem, actor: ActorId) -> &str {
    &problem.names.actors[actor].1
}

/// Names of some actors.
pub fn actor_names(problem: &Problem, actors: ActorSet) -> String {
    let names: Vec<&str> = actors.iter().map(|a| actor_name(problem, a)).collect();
    listed(&names)
}

/// `a`, `a and b`, `a, b and c`.
pub fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A number per consenting actor, as an object.
pub fn per_side<T: Copy>(problem: &Problem, values: &[T], number: impl Fn(T) -> f64) -> Value {
    let pairs = side_ids(problem).into_iter().zip(values);
    Value::Object(pairs.map(|(id, v)| (id, number(*v).into())).collect())
}

/// Gains as an object.
pub fn gains(problem: &Problem, gain: &[Points]) -> Value {
    per_side(problem, gain, Points::to_f64)
}

/// A settlement as topic → option, all topics listed.
pub fn settlement(
    problem: &Problem,
    settlement: impl Iterator<Item = (TopicId, OptionId)>,
) -> Value {
    let topics = settlement.map(|(topic, option)| {
        let names = &problem.names.topics[topic];
        let option = names.options[option].0.clone();
        (names.id.clone(), Value::String(option))
    });
    Value::Object(topics.collect::<Map<_, _>>())
}

/// What has moved in a settlement, in words.
pub fn moved(problem: &Problem, settlement: &Settlement) -> Vec<String> {
    let moved = settlement
        .iter()
        .filter(|(_, o)| *o != OptionId::STATUS_QUO);
    moved.map(|(t, o)| Move::new(problem, t, o).words).collect()
}
