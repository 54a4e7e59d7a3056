//! JSON and YAML with places, through the reader of models: it refuses keys given twice and caps size and depth.

use super::exact::{self, Exact};
use super::report;
use crate::diag::{Code, Diagnostic, FileId, Problems, Sources, Span, Spanned};
use crate::model::{Name, Node, Value, read_tree};

/// The codes of this file.
pub const CODES: &[&Code] = &[&NOT_JSON];

static NOT_JSON: Code = Code {
    id: "E062",
    what: "the file is not JSON",
    why: "The reader stops where the text stops being JSON.",
    example: "{\"name\": \"party\", }",
    fix: "Mend the text at the place shown, or export the file again.",
};

/// Reads a file into nodes. Text that starts with a bracket must be JSON: YAML would take more, and mean something else.
pub fn read(file: FileId, text: &str, problems: &mut Problems) -> Option<Node> {
    if is_json(text) {
        let body = text.trim_start_matches('\u{feff}');
        if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(body) {
            not_json(file, text, &error, problems);
            return None;
        }
        if let Some(start) = half(text) {
            let span = Span {
                file,
                start: start as u32,
                end: start as u32 + 6,
            };
            let what = "a character that is escaped in two halves is not read";
            let help = "write the character itself, as with Python's `ensure_ascii=False`";
            problems.push(Diagnostic::new(&NOT_JSON, span, what).help(help));
            return None;
        }
    }
    read_tree(file, text, problems)
}

/// What stands at the left margin of a JSON text, without places and without what is inside: enough to tell its format by.
/// `None` if it is no JSON.
pub fn outline(text: &str) -> Option<Node> {
    let body = text.trim_start_matches('\u{feff}');
    let root: serde_json::Value = serde_json::from_str(body).ok()?;
    let nowhere = report::start(Sources::default().add("", ""));
    let node = |value| Node {
        span: nowhere,
        value,
    };
    let scalar = |text: String| node(Value::Scalar { text, plain: false });
    let shallow = |value: &serde_json::Value| match value {
        serde_json::Value::Object(_) => node(Value::Map(Vec::new())),
        serde_json::Value::Array(_) => node(Value::List(Vec::new())),
        serde_json::Value::String(text) => scalar(text.clone()),
        other => node(Value::Scalar {
            text: other.to_string(),
            plain: true,
        }),
    };
    let value = |value: &serde_json::Value| match value {
        serde_json::Value::Array(items) => node(Value::List(items.iter().map(shallow).collect())),
        value => shallow(value),
    };
    Some(match &root {
        serde_json::Value::Object(entries) => {
            let entries = entries.iter();
            let entries = entries.map(|(key, own)| (scalar(key.clone()), value(own)));
            node(Value::Map(entries.collect()))
        }
        other => value(other),
    })
}

/// Does it start as JSON does?
pub fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with(['{', '['])
}

/// Where JSON escapes half a character, which YAML cannot.
fn half(text: &str) -> Option<usize> {
    let mut escapes = text.match_indices('\\').map(|(at, _)| at);
    while let Some(at) = escapes.next() {
        let code = text.as_bytes().get(at + 1..at + 4).unwrap_or_default();
        match code {
            // An escaped backslash is no escape of what follows.
            [b'\\', ..] => drop(escapes.next()),
            [b'u', b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F'] => return Some(at),
            _ => {}
        }
    }
    None
}

fn not_json(file: FileId, text: &str, error: &serde_json::Error, problems: &mut Problems) {
    let before: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let mut start = (before + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let end = text[start..]
        .chars()
        .next()
        .map_or(start, |c| start + c.len_utf8());
    let told = error.to_string();
    let told = told
        .rsplit_once(" at line ")
        .map_or(&*told, |(told, _)| told);
    let span = Span {
        file,
        start: start as u32,
        end: end as u32,
    };
    let what = format!("this is not JSON: {told}");
    let help = "mend the text here, or export the file again";
    problems.push(Diagnostic::new(&NOT_JSON, span, what).help(help));
}

/// The value under a key, if the node is a mapping that has it.
pub fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let found = entries(node).iter().find(|(k, _)| k.text() == Some(key));
    found
        .map(|(_, value)| value)
        .filter(|value| !value.is_nothing())
}

/// The entries of a mapping; none of anything else.
pub fn entries(node: &Node) -> &[(Node, Node)] {
    match &node.value {
        Value::Map(entries) => entries,
        _ => &[],
    }
}

/// Values of nodes, with reports where they are missing or of the wrong shape.
pub struct Reader<'p> {
    /// Where problems go.
    pub problems: &'p mut Problems,
}

impl Reader<'_> {
    /// The value under a key that must be there.
    pub fn need<'n>(&mut self, node: &'n Node, key: &str) -> Option<&'n Node> {
        let found = get(node, key);
        if found.is_none() {
            let what = format!("`{key}` is missing here");
            report::missing(self.problems, head(node), what, &format!("add `{key}`"));
        }
        found
    }

    /// The entries of a mapping.
    pub fn mapping<'n>(&mut self, node: &'n Node) -> &'n [(Node, Node)] {
        if !node.is_map() {
            report::shape(self.problems, node.span, "a mapping", &node.kind());
        }
        entries(node)
    }

    /// The items of a list.
    pub fn list<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.value {
            Value::List(items) => items,
            _ => {
                report::shape(self.problems, node.span, "a list", &node.kind());
                &[]
            }
        }
    }

    /// Text, or a number by its spelling.
    pub fn name(&mut self, node: &Node) -> Option<Name> {
        match node.text() {
            Some(text) => Some(Spanned::new(text.trim().to_owned(), node.span)),
            None => {
                report::shape(self.problems, node.span, "a name", &node.kind());
                None
            }
        }
    }

    /// A number; some exporters put numbers into quotes.
    pub fn number(&mut self, node: &Node) -> Option<Spanned<Exact>> {
        let text = self.name(node)?;
        report::number(self.problems, &text)
    }

    /// The number under a key, if it is there.
    pub fn number_at(&mut self, node: &Node, key: &str) -> Option<Spanned<Exact>> {
        get(node, key).and_then(|node| self.number(node))
    }

    /// A table of evaluations by value. `None` if any is wrong, which is reported.
    pub fn table(&mut self, node: &Node) -> Option<Vec<(Name, Exact)>> {
        let mut complete = true;
        let mut table = Vec::new();
        for (key, value) in self.mapping(node) {
            match (self.name(key), self.number(value)) {
                (Some(key), Some(value)) => table.push((key, value.value)),
                _ => complete = false,
            }
        }
        (complete && node.is_map()).then_some(table)
    }

    /// Warns of keys that are not read.
    pub fn rest(&mut self, node: &Node, read: &[&str]) {
        for (key, _) in entries(node) {
            let text = key.text().unwrap_or_default();
            if !read.contains(&text) {
                let why = "it has no place in a model of what agreements are worth";
                report::ignored(
                    self.problems,
                    key.span,
                    format!("`{text}` is not imported"),
                    why,
                );
            }
        }
    }
}

/// Where to point when something is missing in a node.
pub fn head(node: &Node) -> Span {
    entries(node).first().map_or(node.span, |(key, _)| key.span)
}

/// A weight of one, for formats without weights.
pub fn one(span: Span) -> Spanned<Exact> {
    Spanned::new(exact::whole(1), span)
}
