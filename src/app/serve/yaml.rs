//! Writing a tree as YAML: overlays of settings, and models that settings were merged into.

use std::fmt::Write as _;

use crate::base::Points;
use crate::diag::{Problems, Sources};
use crate::import::scalar;
use crate::model::{Node, Overlay, Value, merged, read_tree};

/// Widest line that is written where there is a choice.
const WIDTH: usize = 100;

/// The text of a model with overlays, each a name and a text, merged into it.
///
/// # Errors
/// What is wrong with model or overlays, and where.
pub fn overlaid(
    name: &str,
    text: &str,
    overlays: &[(&str, &str)],
) -> Result<String, (Sources, Problems)> {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let file = sources.add(name, text);
    let mut known = Vec::new();
    for (name, text) in overlays {
        let file = sources.add(*name, *text);
        known.push(Overlay { file, text });
    }
    match read_tree(file, text, &mut problems) {
        Some(root) => {
            let root = merged(root, &known, &mut problems);
            match problems.has_errors() {
                false => Ok(yaml(&root)),
                true => Err((sources, problems)),
            }
        }
        None => Err((sources, problems)),
    }
}

/// The tree as YAML that reads back as the same tree. Comments are not part of a tree.
pub fn yaml(root: &Node) -> String {
    let mut out = String::new();
    match &root.value {
        Value::Map(entries) if !entries.is_empty() => block(&mut out, entries, 0),
        _ => {
            let _ = writeln!(out, "{}", flow(root));
        }
    }
    out
}

fn block(out: &mut String, entries: &[(Node, Node)], indent: usize) {
    for (key, value) in entries {
        let key = flow(key);
        let _ = write!(out, "{:indent$}{key}:", "");
        below(out, value, indent, indent + key.chars().count() + 2);
    }
}

/// What follows a key: on its line where it fits, else below.
fn below(out: &mut String, value: &Node, indent: usize, used: usize) {
    if let Some(short) = short(value, WIDTH.saturating_sub(used)) {
        let _ = writeln!(out, " {short}");
        return;
    }
    out.push('\n');
    match &value.value {
        Value::Map(entries) => block(out, entries, indent + 2),
        Value::List(items) => {
            for item in items {
                listed(out, item, indent + 2);
            }
        }
        Value::Scalar { .. } => {}
    }
}

fn listed(out: &mut String, item: &Node, indent: usize) {
    let _ = write!(out, "{:indent$}-", "");
    match (&item.value, short(item, WIDTH.saturating_sub(indent + 2))) {
        (_, Some(short)) => {
            let _ = writeln!(out, " {short}");
        }
        (Value::Map(entries), None) => {
            let mut lines = String::new();
            block(&mut lines, entries, indent + 2);
            let _ = write!(out, " {}", lines.trim_start());
        }
        (_, None) => below(out, item, indent, WIDTH),
    }
}

/// The node on one line, if it may stand on one: a scalar always, else what fits and is not deep.
fn short(node: &Node, room: usize) -> Option<String> {
    const DEEP: usize = 2;
    let is_scalar = matches!(node.value, Value::Scalar { .. });
    let may = match &node.value {
        Value::Scalar { .. } => true,
        Value::List(items) => items.is_empty() || node.measure().1 <= DEEP,
        Value::Map(entries) => entries.is_empty() || node.measure().1 <= DEEP,
    };
    let line = may.then(|| flow(node))?;
    (is_scalar || line.chars().count() <= room).then_some(line)
}

fn flow(node: &Node) -> String {
    match &node.value {
        _ if node.is_nothing() => "null".to_owned(),
        Value::Scalar { text, plain: true } if is_bare(text) => text.clone(),
        Value::Scalar { text, .. } => scalar(text),
        Value::List(items) => {
            let items: Vec<_> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) => {
            let entries: Vec<_> = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", flow(key), flow(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

/// Numbers and flags, which quotes would turn into text.
fn is_bare(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || "_-.+".contains(c);
    Points::parse(text).is_ok()
        || (!text.is_empty() && text.chars().all(inner) && !text.starts_with(['-', '.', '+']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Problems, Sources};
    use crate::model::read_tree;

    fn tree(text: &str) -> Node {
        let (mut sources, mut problems) = (Sources::default(), Problems::default());
        let file = sources.add("m.yaml", text);
        read_tree(file, text, &mut problems).unwrap_or_else(|| panic!("{text}\n{problems:?}"))
    }

    fn same(a: &Node, b: &Node) -> bool {
        match (&a.value, &b.value) {
            _ if a.is_nothing() && b.is_nothing() => true,
            (Value::Scalar { text: a, .. }, Value::Scalar { text: b, .. }) => a == b,
            (Value::List(a), Value::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
            }
            (Value::Map(a), Value::Map(b)) => {
                let pairs = || a.iter().zip(b);
                a.len() == b.len() && pairs().all(|(a, b)| same(&a.0, &b.0) && same(&a.1, &b.1))
            }
            _ => false,
        }
    }

    #[test]
    fn every_shipped_model_reads_back_as_it_was() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
        let mut count = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "yaml") {
                let text = std::fs::read_to_string(&path).unwrap();
                let whole = tree(&text);
                let written = yaml(&whole);
                assert!(same(&whole, &tree(&written)), "{path:?}\n{written}");
                count += 1;
            }
        }
        assert!(count > 20);
    }

    #[test]
    fn odd_texts_keep_their_kind() {
        let text = "a: \"0.5\"\nb: 0.5\nc: ~\nd: \"x: y, z # no\"\n\"no\": [-1, \"-1\", 'it''s', \"\"]\ne: {f: daily.., g: '..daily', h: []}\n";
        let written = yaml(&tree(text));
        assert!(same(&tree(text), &tree(&written)), "{written}");
        assert!(
            written.contains("a: \"0.5\"") && written.contains("b: 0.5\n"),
            "{written}"
        );
        assert!(written.contains("[-1, \"-1\""), "{written}");
    }
}
