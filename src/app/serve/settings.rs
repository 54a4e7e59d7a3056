//! Settings of the page as overlays, so that what is tried is what an overlay gives.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::controls::{Change, Control, Kind, plain};
use crate::base::Points;

/// The settings of a page, as changes to a model.
#[derive(Debug, Default)]
pub struct Changes {
    overlay: Map<String, Value>,
    /// Rules that are added.
    rules: Vec<Value>,
    /// Settings that no longer fit the model, and why.
    pub dropped: Vec<Dropped>,
}

/// A setting that is left out.
#[derive(Debug, Serialize)]
pub struct Dropped {
    /// Its name between page and program.
    id: String,
    /// Why.
    why: String,
}

impl Changes {
    /// As an overlay; nothing where nothing changes.
    pub fn overlay(&self) -> Option<Value> {
        let mut all = self.overlay.clone();
        match all.get_mut("rules") {
            // Beside rules that go, those that come stand under their ids.
            Some(Value::Object(gone)) => {
                for mut rule in self.rules.iter().cloned() {
                    let id = rule.as_object_mut().and_then(|rule| rule.remove("id"));
                    if let Some(Value::String(id)) = id {
                        gone.insert(id, rule);
                    }
                }
            }
            _ if self.rules.is_empty() => {}
            _ => drop(all.insert("rules".to_owned(), self.rules.clone().into())),
        }
        (!all.is_empty()).then(|| all.into())
    }
}

/// What the settings change. Settings that say what the model says change nothing.
pub fn changes(controls: &[Control], settings: &Map<String, Value>) -> Changes {
    let mut changes = Changes::default();
    let dropped = |id: &str, why: String| Dropped {
        id: id.to_owned(),
        why,
    };
    for id in settings.keys() {
        if !controls.iter().any(|control| control.id == *id) {
            let why = "the model has no such thing any more".to_owned();
            changes.dropped.push(dropped(id, why));
        }
    }
    for control in controls {
        let Some(set) = settings.get(&control.id) else {
            continue;
        };
        let done = match &control.kind {
            Kind::Switch(on) => set.as_bool().map(|set| {
                if set != *on {
                    switched(&mut changes, &control.change, set);
                }
            }),
            Kind::Number { value, .. } => points(set).map(|set| {
                if set != *value {
                    moved(&mut changes.overlay, &control.change, set);
                }
            }),
        };
        if done.is_none() {
            let why = format!("{set} is no value for it");
            changes.dropped.push(dropped(&control.id, why));
        }
    }
    changes
}

fn points(value: &Value) -> Option<Points> {
    value
        .as_number()
        .and_then(|number| Points::parse(&number.to_string()).ok())
}

fn switched(changes: &mut Changes, change: &Change, on: bool) {
    let overlay = &mut changes.overlay;
    match change {
        Change::Without(path) => put(overlay, path, Value::Null),
        Change::Either {
            path,
            off,
            on: then,
        } => {
            put(overlay, path, if on { then.clone() } else { off.clone() });
        }
        Change::Forbidden(rule) => {
            changes.rules.push(rule.clone());
        }
        Change::At(_) | Change::InList { .. } => {}
    }
}

fn moved(overlay: &mut Map<String, Value>, change: &Change, to: Points) {
    match change {
        Change::At(path) => put(overlay, path, plain(to)),
        Change::InList { path, place, all } => {
            let whole = || Value::from(all.iter().map(|p| plain(*p)).collect::<Vec<_>>());
            if at(overlay, path).is_none() {
                put(overlay, path, whole());
            }
            if let Some(Value::Array(list)) = at(overlay, path) {
                list[*place] = plain(to);
            }
        }
        Change::Without(_) | Change::Either { .. } | Change::Forbidden(_) => {}
    }
}

fn at<'o>(overlay: &'o mut Map<String, Value>, path: &[String]) -> Option<&'o mut Value> {
    let (first, rest) = path.split_first()?;
    rest.iter()
        .try_fold(overlay.get_mut(first)?, |value, part| value.get_mut(part))
}

fn put(overlay: &mut Map<String, Value>, path: &[String], value: Value) {
    let Some((last, folders)) = path.split_last() else {
        return;
    };
    let mut map = overlay;
    for folder in folders {
        let entry = map.entry(folder.clone()).or_insert_with(|| json!({}));
        let Value::Object(inner) = entry else { return };
        map = inner;
    }
    map.insert(last.clone(), value);
}
