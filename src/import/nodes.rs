//! JSON and YAML with places, through the reader of models: it refuses keys given twice and caps size and depth.

use super::exact::{self, Exact};
use super::report;
use crate::diag::{Code, Diagnostic, FileId, Problems, Span, Spanned};
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
            let what = "half a character is escaped here, and not its other half";
            let help = "write the character itself, or leave it out";
            problems.push(Diagnostic::new(&NOT_JSON, span, what).help(help));
            return None;
        }
    }
    read_tree(file, text, problems)
}

/// Does it start as JSON does?
pub fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with(['{', '['])
}

/// Where half a character is escaped by itself.
fn half(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let surrogate = |at: usize| match bytes.get(at..at + 4)? {
        [b'\\', b'u', b'd' | b'D', own] => match own {
            b'8' | b'9' | b'a' | b'A' | b'b' | b'B' => Some(true),
            b'c' | b'C' | b'd' | b'D' | b'e' | b'E' | b'f' | b'F' => Some(false),
            _ => None,
        },
        _ => None,
    };
    let mut from = 0;
    while let Some(at) = text.get(from..)?.find('\\').map(|found| from + found) {
        from = match surrogate(at) {
            Some(true) if surrogate(at + 6) == Some(false) => at + 12,
            Some(_) => return Some(at),
            // An escaped backslash is no escape of what follows; the character may be a wide one.
            None => at + 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
        };
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
