//! What plans were asked for beside the model, in words and as data.

use serde_json::{Map, Value, json};

use super::names::{self, Move, listed};
use super::words::condition;
use crate::base::{OptionId, TopicId};
use crate::check::SteerFault;
use crate::problem::{Condition, Problem, SteerPart};

/// Everything that was asked for, part by part; empty if nothing was.
pub fn steered(problem: &Problem) -> Vec<String> {
    let from = problem.steer.from.as_ref().map(|from| {
        let words = names::moved(problem, from);
        match words.is_empty() {
            true => "from the status quo".to_owned(),
            false => format!("from {}", listed(&words)),
        }
    });
    let parts = problem.steer.parts().into_iter();
    let parts = parts.map(|part| steer_part(problem, part));
    from.into_iter().chain(parts).collect()
}

/// A part, as what follows "steered".
pub fn steer_part(problem: &Problem, part: SteerPart) -> String {
    let steer = &problem.steer;
    match part {
        SteerPart::To => {
            let words = |(t, o): &(TopicId, OptionId)| Move::new(problem, *t, *o).words;
            let ends: Vec<_> = steer.to.iter().map(words).collect();
            format!("to {}", listed(&ends))
        }
        SteerPart::Avoid(place) => {
            let together = match &steer.avoid[place] {
                Condition::All(parts) => parts.as_slice(),
                one => std::slice::from_ref(one),
            };
            let words: Vec<_> = together.iter().map(|c| condition(problem, c)).collect();
            format!("away from {}", words.join(" together with "))
        }
        SteerPart::First => {
            let words = |(topic, option): &(TopicId, Option<OptionId>)| match option {
                Some(option) => Move::new(problem, *topic, *option).words,
                None => title(problem, topic),
            };
            let moves: Vec<_> = steer.first.iter().map(words).collect();
            format!("to begin with {}", listed(&moves))
        }
        SteerPart::NeverTogether(place) => {
            let topics = steer.never_together[place].iter();
            let titles: Vec<_> = topics.map(|topic| title(problem, topic)).collect();
            format!("to keep {} in rounds apart", listed(&titles))
        }
    }
}

/// What steering refuses, in words.
pub fn refused(problem: &Problem, fault: &SteerFault) -> String {
    let part = |part| format!("steering {}", steer_part(problem, part));
    match fault {
        SteerFault::Avoided(place) => part(SteerPart::Avoid(*place)),
        SteerFault::First(_) => part(SteerPart::First),
        SteerFault::To(_) => part(SteerPart::To),
        SteerFault::Together(one, other) => {
            let titles = [title(problem, one), title(problem, other)];
            format!("steering to keep {} in rounds apart", listed(&titles))
        }
    }
}

/// What was asked for, as `options` of a result; what was not is left out.
pub fn steering_options(problem: &Problem) -> Map<String, Value> {
    let steer = &problem.steer;
    let id = |topic: &TopicId| problem.names.topics[*topic].id.as_str();
    let mut options = Map::new();
    let mut add = |key: &str, asked: bool, value: Value| {
        if asked {
            options.insert(key.to_owned(), value);
        }
    };
    if let Some(from) = &steer.from {
        add("from", true, names::settlement(problem, from.iter()));
    }
    let to = names::settlement(problem, steer.to.iter().copied());
    add("to", !steer.to.is_empty(), to);
    let avoid = steer.avoid.iter().map(|c| written(problem, c));
    add("avoid", !steer.avoid.is_empty(), avoid.collect());
    let first = steer.first.iter().map(|(topic, option)| {
        let option = option.map(|o| &problem.names.topics[*topic].options[o].0);
        json!({"topic": id(topic), "option": option})
    });
    add("first", !steer.first.is_empty(), first.collect());
    let groups = steer.never_together.iter();
    let groups = groups.map(|group| group.iter().map(id).collect::<Value>());
    add(
        "never_together",
        !steer.never_together.is_empty(),
        groups.collect(),
    );
    options
}

/// A condition to avoid in the model language: topics with their options, all of which hold together.
fn written(problem: &Problem, condition: &Condition) -> Value {
    let mut topics = Map::new();
    match condition {
        Condition::Is(topic, options) => {
            let names = &problem.names.topics[*topic];
            let ids = options.iter().map(|o| names.options[o].0.as_str());
            topics.insert(names.id.clone(), ids.collect());
        }
        Condition::All(parts) => {
            for part in parts {
                if let Value::Object(own) = written(problem, part) {
                    topics.extend(own);
                }
            }
        }
        // Not to be written on the command line.
        Condition::Any(of) => {
            let of = of.iter().map(|part| written(problem, part));
            topics.insert("any".to_owned(), of.collect());
        }
        Condition::Not(part) => {
            topics.insert("not".to_owned(), written(problem, part));
        }
    }
    Value::Object(topics)
}

fn title(problem: &Problem, topic: &TopicId) -> String {
    problem.names.topics[*topic].title.clone()
}
