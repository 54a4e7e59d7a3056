//! What options are worth to each side, as numbers that can be moved: every option of a topic; along ranges, what is written.

use super::controls::{Change, Control, Kind, around, s};
use crate::base::{Id, OptionId, Points, TopicId};
use crate::diag::{Problems, Sources};
use crate::model::{Actor, Model, Node, Range, Topic, Value, read_tree};

/// Steps of a range up to which the worth of each can be moved.
const MOST_STEPS: usize = 12;

/// The model as it is written, where it has ranges: worths along them are moved where they stand.
pub fn written(model: &Model, sources: &Sources) -> Option<Node> {
    model.topics.iter().find(|topic| topic.range.is_some())?;
    let file = model.actors.iter().next()?.span.file;
    read_tree(file, &sources.file(file).text, &mut Problems::default())
}

/// What things are worth to an actor.
pub fn interests(actor: &Actor, model: &Model, tree: Option<&Node>, all: &mut Vec<Control>) {
    let known = actor
        .interests
        .entries()
        .flat_map(|(_, worths)| worths.iter().copied());
    let (least, most) = around(known.map(Points::abs).max().unwrap_or_default());
    for (id, topic) in model.topics.entries() {
        let numbers = match &topic.range {
            Some(range) if actor.curves.of(id).is_some() => along(actor, topic, range, tree),
            Some(_) if topic.options.len() > MOST_STEPS => Vec::new(),
            _ => options(actor, id, topic),
        };
        all.extend(numbers.into_iter().map(|number| Control {
            id: format!("interest/{}/{}/{}", actor.id, topic.id, number.name),
            group: "interests",
            owner: Some(actor.name.clone()),
            label: number.label,
            hint: None,
            kind: Kind::Number {
                value: number.value,
                least: least.min(number.value),
                most: most.max(number.value),
            },
            change: number.change,
        }));
    }
}

/// A worth that can be moved.
struct Number {
    /// Its name among those of the topic.
    name: String,
    label: String,
    value: Points,
    change: Change,
}

fn path(actor: &Actor, topic: &Topic) -> Vec<String> {
    vec![
        s("actors"),
        actor.id.clone(),
        s("interests"),
        topic.id.clone(),
    ]
}

fn options(actor: &Actor, id: TopicId, topic: &Topic) -> Vec<Number> {
    let worths: Vec<Points> = actor.interests[id].iter().skip(1).copied().collect();
    let numbers = worths.iter().enumerate().map(|(place, value)| {
        let option = &topic.options[OptionId::new(place + 1)];
        Number {
            name: option.id.clone(),
            label: format!("{} {}", topic.title, option.title),
            value: *value,
            change: Change::InList {
                path: path(actor, topic),
                place,
                all: worths.clone(),
            },
        }
    });
    numbers.collect()
}

/// Worths at points of a range, or of its unit, by the keys that they are written under.
fn along(actor: &Actor, topic: &Topic, range: &Range, tree: Option<&Node>) -> Vec<Number> {
    let own = path(actor, topic);
    let Some(written) = tree.and_then(|tree| at(tree, &own)) else {
        return Vec::new();
    };
    let number = |keys: &[&str], label: String, value: &Node| {
        let path = own.iter().cloned().chain(keys.iter().map(|key| s(key)));
        Some(Number {
            name: s(keys.last()?),
            label,
            value: Points::parse(value.text()?).ok()?,
            change: Change::At(path.collect()),
        })
    };
    let unit = |before: &str, after: &str| match &range.unit {
        Some(unit) => format!("{before}{unit}{after}"),
        None => String::new(),
    };
    if let Some(value) = below(written, "per_unit") {
        let label = format!("{} per unit{}", topic.title, unit(" (", ")"));
        return number(&["per_unit"], label, value).into_iter().collect();
    }
    let Some(Value::Map(points)) = below(written, "points").map(|points| &points.value) else {
        return Vec::new();
    };
    let points = points.iter().filter_map(|(key, value)| {
        let key = key.text()?;
        // The status quo is worth nothing, so there is nothing to move.
        let is_kept = !topic.unsettled && Points::parse(key) == Ok(range.from);
        let label = format!("{} {key}{}", topic.title, unit(" ", ""));
        number(&["points", key], label, value).filter(|_| !is_kept)
    });
    points.collect()
}

fn at<'n>(node: &'n Node, path: &[String]) -> Option<&'n Node> {
    path.iter().try_fold(node, |node, key| below(node, key))
}

fn below<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Value::Map(items) = &node.value else {
        return None;
    };
    let own = items.iter().find(|(own, _)| own.text() == Some(key));
    own.map(|(_, value)| value)
}
