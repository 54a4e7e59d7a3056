//! Overlays: small files of changes to a model, merged into its tree before anything of it is read.
//!
//! Mappings are merged key by key, lists of things with ids id by id (also where the overlay writes them as a mapping of ids, in which
//! one file can both take away and add); anything else is replaced whole. A key without a value takes away what was there. What came from the overlay keeps its place there, so
//! that problems are told where they were written.

use super::node::{Node, Value};
use super::tree::read_tree;
use crate::diag::{Code, Diagnostic, FileId, Problems, near};

/// The codes of this file.
pub const CODES: &[&Code] = &[&OVERLAY];

static OVERLAY: Code = Code {
    id: "E098",
    what: "an overlay that does not fit the model",
    why: "An overlay changes what a model has; a name that is nearly one of the model's would add something new without a word.",
    example: "actors:\n  nroth: {walk_away: 2}",
    fix: "Use the names of the model; what an overlay adds on purpose needs a name of its own.",
};

/// The text of an overlay.
#[derive(Clone, Copy, Debug)]
pub struct Overlay<'t> {
    /// Its file.
    pub file: FileId,
    /// Its text.
    pub text: &'t str,
}

/// Merges overlays into a tree, in their order. What does not fit is reported and left out.
pub fn merged(mut root: Node, overlays: &[Overlay], problems: &mut Problems) -> Node {
    for overlay in overlays {
        let Some(changes) = read_tree(overlay.file, overlay.text, problems) else {
            continue;
        };
        match (&mut root.value, changes) {
            (
                Value::Map(own),
                Node {
                    value: Value::Map(changes),
                    ..
                },
            ) => {
                maps(own, changes, 0, problems);
            }
            (_, changes) => {
                let what = format!("{} instead of a mapping", changes.kind());
                problems.push(
                    Diagnostic::new(&OVERLAY, changes.span, what)
                        .help("write the keys of a model that are to change"),
                );
            }
        }
    }
    root
}

/// Sections whose keys are names that users choose.
const NAMED: [&str; 4] = ["topics", "incentives", "measures", "actors"];

fn maps(
    own: &mut Vec<(Node, Node)>,
    changes: Vec<(Node, Node)>,
    depth: usize,
    problems: &mut Problems,
) {
    for (key, value) in changes {
        let name = key.text().unwrap_or_default().to_owned();
        let place = own
            .iter()
            .position(|(other, _)| other.text() == Some(&name));
        match place {
            Some(place) if value.is_nothing() => drop(own.remove(place)),
            Some(place) => {
                let named = depth == 0 && NAMED.contains(&name.as_str());
                nodes(&mut own[place].1, value, depth + 1, named, problems);
            }
            None if value.is_nothing() => nothing_there(&key, own, problems),
            None => own.push((key, value)),
        }
    }
}

fn nothing_there(key: &Node, own: &[(Node, Node)], problems: &mut Problems) {
    let known = own.iter().filter_map(|(key, _)| key.text());
    let what = format!(
        "there is no `{}` to take away",
        key.text().unwrap_or_default()
    );
    problems.push(
        Diagnostic::new(&OVERLAY, key.span, what).help_near(key.text().unwrap_or_default(), known),
    );
}

fn nodes(own: &mut Node, change: Node, depth: usize, named: bool, problems: &mut Problems) {
    match (&mut own.value, change) {
        (
            Value::Map(items),
            Node {
                value: Value::Map(changes),
                ..
            },
        ) => {
            if named {
                misspelt(items, &changes, problems);
            }
            maps(items, changes, depth, problems);
        }
        (
            Value::List(items),
            Node {
                value: Value::List(changes),
                ..
            },
        ) if has_ids(items) && has_ids_of(&changes) => {
            for change in changes {
                let id = id_of(&change).unwrap_or_default().to_owned();
                match items.iter_mut().find(|item| id_of(item) == Some(&id)) {
                    Some(item) => nodes(item, change, depth + 1, false, problems),
                    None => items.push(change),
                }
            }
        }
        (
            Value::List(items),
            Node {
                value: Value::Map(changes),
                ..
            },
        ) if has_ids(items) => {
            by_id(items, changes, depth, problems);
        }
        (_, change) => *own = change,
    }
}

/// Changes to a list of things with ids, written as a mapping of ids.
fn by_id(items: &mut Vec<Node>, changes: Vec<(Node, Node)>, depth: usize, problems: &mut Problems) {
    let known: Vec<String> = items.iter().filter_map(id_of).map(str::to_owned).collect();
    for (key, change) in changes {
        let id = key.text().unwrap_or_default().to_owned();
        let place = items.iter().position(|item| id_of(item) == Some(&id));
        match place {
            Some(place) if change.is_nothing() => drop(items.remove(place)),
            Some(place) => nodes(&mut items[place], change, depth + 1, false, problems),
            None => match new_item(key, change, &known) {
                Ok(item) => items.push(item),
                Err(problem) => problems.push(*problem),
            },
        }
    }
}

/// Something new under an id of its own, which is not nearly one of those known before.
fn new_item(key: Node, change: Node, known: &[String]) -> Result<Node, Box<Diagnostic>> {
    let id = key.text().unwrap_or_default();
    let near = near(id, known.iter().map(String::as_str));
    let takes = change.is_nothing();
    match (change.value, near) {
        (Value::Map(own), None) if own.iter().any(|(key, _)| key.text() == Some("id")) => {
            let what = format!("`{id}` is given an id twice");
            Err(Box::new(
                Diagnostic::new(&OVERLAY, key.span, what).help("leave `id` out of what it is"),
            ))
        }
        (Value::Map(own), None) => {
            let name = Node {
                span: key.span,
                value: Value::Scalar {
                    text: "id".to_owned(),
                    plain: true,
                },
            };
            let value = Value::Map(std::iter::once((name, key)).chain(own).collect());
            let span = change.span;
            Ok(Node { span, value })
        }
        (_, near) => {
            let what = match takes {
                true => format!("there is no `{id}` to take away"),
                false => format!("the model has no `{id}` here"),
            };
            let help = match near {
                Some(own) => format!("did you mean `{own}`?"),
                None if takes => "leave it out".to_owned(),
                None => format!("to add it, write what it is: `{id}: {{…}}`"),
            };
            Err(Box::new(
                Diagnostic::new(&OVERLAY, key.span, what).help(help),
            ))
        }
    }
}

/// Reports keys that are new and nearly one of those there.
fn misspelt(own: &[(Node, Node)], changes: &[(Node, Node)], problems: &mut Problems) {
    let known = || own.iter().filter_map(|(key, _)| key.text());
    for (key, value) in changes {
        let name = key.text().unwrap_or_default();
        let is_new = !known().any(|own| own == name) && !value.is_nothing();
        if let Some(own) = near(name, known()).filter(|_| is_new) {
            let what = format!("the model has no `{name}`");
            problems.push(
                Diagnostic::new(&OVERLAY, key.span, what).help(format!("did you mean `{own}`?")),
            );
        }
    }
}

fn id_of(node: &Node) -> Option<&str> {
    let Value::Map(items) = &node.value else {
        return None;
    };
    let own = items.iter().find(|(key, _)| key.text() == Some("id"));
    own.and_then(|(_, id)| id.text())
}

/// Is it a list of things with ids? An empty one may become one.
fn has_ids(items: &[Node]) -> bool {
    items.iter().all(|item| id_of(item).is_some())
}

fn has_ids_of(items: &[Node]) -> bool {
    !items.is_empty() && has_ids(items)
}
