//! YAML text to a spanned tree, in one pass over parser events, with caps.
//!
//! The only file that names the YAML parser. Scalars stay text here: ids keep their spelling, and numbers and booleans are
//! resolved by the reader, which knows what it expects.

use rustc_hash::FxHashMap;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};

use crate::diag::{Code, Diagnostic, FileId, Problems, Span};

pub use super::node::{Node, Value};

/// Largest file, in bytes.
pub const MAX_BYTES: usize = 8 << 20;
/// Deepest nesting.
pub const MAX_DEPTH: usize = 48;
/// Most nodes, aliases expanded.
pub const MAX_NODES: usize = 150_000;
/// Most uses of an alias.
pub const MAX_ALIASES: usize = 1_000;

/// The codes of this file.
pub const CODES: &[&Code] = &[
    &SYNTAX,
    &TOO_MUCH,
    &DUPLICATE_KEY,
    &DOCUMENTS,
    &EMPTY,
    &NOT_PLAIN_YAML,
];

static SYNTAX: Code = Code {
    id: "E001",
    what: "the file is not YAML",
    why: "A model is one YAML document; the reader stops where the text stops being YAML.",
    example: "topics:\n  water: [contested, shared",
    fix: "Close the bracket or quote, or mend the indentation, at the place shown.",
};
static TOO_MUCH: Code = Code {
    id: "E002",
    what: "the file is larger or deeper than a model can be",
    why: "Caps on bytes, depth, nodes and aliases keep a broken or hostile file from hanging the program.",
    example: "topics: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    fix: "Split the file, or remove the nesting or the aliases.",
};
static DUPLICATE_KEY: Code = Code {
    id: "E003",
    what: "a key stands twice in one mapping",
    why: "Most YAML readers silently keep the last; one of the two statements would be lost.",
    example: "actors:\n  north: {patience: 0.9, patience: 0.8}",
    fix: "Delete one of the two, or merge them.",
};
static DOCUMENTS: Code = Code {
    id: "E004",
    what: "the file holds more than one document",
    why: "A model is one document; what follows a second `---` would be lost.",
    example: "winset: 1\n---\nwinset: 1",
    fix: "Put each model into a file of its own.",
};
static EMPTY: Code = Code {
    id: "E005",
    what: "the file holds no model",
    why: "There is nothing to solve.",
    example: "# only a comment",
    fix: "Start from a template: `winset new > model.yaml`.",
};
static NOT_PLAIN_YAML: Code = Code {
    id: "E006",
    what: "a YAML feature that models do not use",
    why: "Tags and keys that are lists or mappings mean different things to different readers.",
    example: "actors:\n  north: {walk_away: !!float 3}",
    fix: "Write the value plainly, without the tag; write keys as single words.",
};

/// Reads the text of `file` into a tree. Problems of the text itself are collected; `None` when there is no tree at all.
///
/// Complexity: linear in the text and in the nodes after aliases are expanded, both capped.
pub fn read_tree(file: FileId, text: &str, problems: &mut Problems) -> Option<Node> {
    if text.len() > MAX_BYTES {
        let what = format!("the file has more than {} MiB", MAX_BYTES >> 20);
        problems.push(Diagnostic::new(&TOO_MUCH, at(file, 0, 0), what));
        return None;
    }
    let mut builder = Builder::new(file, text, problems);
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    builder.bom = text.len() - body.len();
    let joined = super::pairs::joined(body);
    let body = match &joined {
        Some((body, places)) => {
            builder.bytes.clone_from(places);
            body.as_str()
        }
        None => body,
    };
    let mut parser = Parser::new_from_str(body);
    while let Some(event) = parser.next_event() {
        let step = match event {
            Ok((event, span)) => {
                let span = builder.span(span.start.index(), span.end.index());
                builder.take(event, span)
            }
            Err(error) => builder.syntax_error(&error),
        };
        if step.is_break() {
            // Of several documents the first is still read, for its own problems.
            return builder.root.take().filter(|_| builder.documents > 1);
        }
    }
    builder.finish()
}

fn at(file: FileId, start: usize, end: usize) -> Span {
    Span {
        file,
        start: start as u32,
        end: end as u32,
    }
}

type Step = std::ops::ControlFlow<()>;
const GO_ON: Step = Step::Continue(());
const STOP: Step = Step::Break(());

enum Open {
    List(Vec<Node>),
    Map(Vec<(Node, Node)>, Option<Node>, FxHashMap<String, Span>),
}

/// A node that an alias may repeat, its size and depth.
struct Anchored {
    node: Node,
    size: usize,
    depth: usize,
}

struct Builder<'a> {
    file: FileId,
    text: &'a str,
    bom: usize,
    /// Byte offset of each character that is parsed; empty where they are the same.
    bytes: Vec<u32>,
    open: Vec<(Open, Span, usize)>,
    anchors: FxHashMap<usize, Anchored>,
    root: Option<Node>,
    documents: usize,
    nodes: usize,
    aliases: usize,
    problems: &'a mut Problems,
}

impl<'a> Builder<'a> {
    fn new(file: FileId, text: &'a str, problems: &'a mut Problems) -> Self {
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let bytes = if body.is_ascii() {
            Vec::new()
        } else {
            body.char_indices().map(|(i, _)| i as u32).collect()
        };
        Self {
            file,
            text,
            bom: 0,
            bytes,
            open: Vec::new(),
            anchors: FxHashMap::default(),
            root: None,
            documents: 0,
            nodes: 0,
            aliases: 0,
            problems,
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let byte = |i: usize| {
            let end = self.text.len() - self.bom;
            let offset = match self.bytes.is_empty() {
                true => i.min(end),
                false => self.bytes.get(i).map_or(end, |&b| b as usize),
            };
            offset + self.bom
        };
        at(self.file, byte(start), byte(end.max(start)))
    }

    fn complain(&mut self, code: &'static Code, span: Span, message: impl Into<String>) -> Step {
        self.problems.push(Diagnostic::new(code, span, message));
        STOP
    }

    fn syntax_error(&mut self, error: &ScanError) -> Step {
        let index = error.marker().index();
        let span = self.span(index, index + 1);
        let told = error.info().trim_end_matches('.');
        let problem =
            Diagnostic::new(&SYNTAX, span, format!("this is not YAML: {told}")).help(way_out(told));
        let bracket = self.open.iter().rev().map(|(_, span, _)| *span);
        let mut bracket = bracket.filter(|s| self.text[s.start as usize..].starts_with(['[', '{']));
        self.problems.push(match bracket.next() {
            Some(open) => problem.and_at(open, "this is still open"),
            None => problem,
        });
        STOP
    }

    fn take(&mut self, event: Event, span: Span) -> Step {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => GO_ON,
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.problems.push(
                        Diagnostic::new(&DOCUMENTS, span, "a second document starts here")
                            .help("put each model into a file of its own"),
                    );
                    return STOP;
                }
                GO_ON
            }
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let text = text.into_owned();
                self.tagged(tag.is_some(), span);
                let trimmed = trim_end(span, self.text);
                let node = Node {
                    span: trimmed,
                    value: Value::Scalar { text, plain },
                };
                self.place(node, anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                self.tagged(tag.is_some(), span);
                self.descend(Open::List(Vec::new()), span, anchor)
            }
            Event::MappingStart(anchor, tag) => {
                self.tagged(tag.is_some(), span);
                let open = Open::Map(Vec::new(), None, FxHashMap::default());
                self.descend(open, span, anchor)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
        }
    }

    /// A tag changes nothing that is read, so reading goes on.
    fn tagged(&mut self, tagged: bool, span: Span) {
        if tagged {
            self.problems.push(
                Diagnostic::new(&NOT_PLAIN_YAML, span, "tags are not used in models")
                    .help("write the value without the tag"),
            );
        }
    }

    fn descend(&mut self, open: Open, span: Span, anchor: usize) -> Step {
        if self.open.len() >= MAX_DEPTH {
            let what = format!("nested more than {MAX_DEPTH} deep");
            return self.complain(&TOO_MUCH, span, what);
        }
        self.open.push((open, span, anchor));
        GO_ON
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Step {
        self.aliases += 1;
        if self.aliases > MAX_ALIASES {
            let what = format!("more than {MAX_ALIASES} aliases");
            return self.complain(&TOO_MUCH, span, what);
        }
        let Some(target) = self.anchors.get(&anchor) else {
            return self.complain(&SYNTAX, span, "this alias refers to itself or to nothing");
        };
        let depth = self.open.len() + target.depth;
        if depth > MAX_DEPTH {
            let what = format!("nested more than {MAX_DEPTH} deep, aliases expanded");
            return self.complain(&TOO_MUCH, span, what);
        }
        let size = target.size;
        self.count(size - 1, span)?;
        let mut node = self.anchors[&anchor].node.clone();
        node.span = span;
        self.place(node, 0)
    }

    fn count(&mut self, nodes: usize, span: Span) -> Step {
        self.nodes += nodes;
        if self.nodes > MAX_NODES {
            let what = format!("more than {MAX_NODES} values, aliases expanded");
            return self.complain(&TOO_MUCH, span, what);
        }
        GO_ON
    }

    fn close(&mut self, end: Span) -> Step {
        let Some((open, start, anchor)) = self.open.pop() else {
            return GO_ON;
        };
        let value = match open {
            Open::List(items) => Value::List(items),
            Open::Map(items, ..) => Value::Map(items),
        };
        let span = trim_end(
            at(self.file, start.start as usize, end.end as usize),
            self.text,
        );
        self.place(Node { span, value }, anchor)
    }

    /// Puts a finished node where it belongs: under its key, into its list, or at the root.
    fn place(&mut self, node: Node, anchor: usize) -> Step {
        self.count(1, node.span)?;
        if anchor > 0 {
            let (size, depth) = node.measure();
            // The copy that is kept counts too, or anchors around anchors would multiply the file.
            self.count(size, node.span)?;
            let node = node.clone();
            self.anchors.insert(anchor, Anchored { node, size, depth });
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some((Open::List(items), ..)) => items.push(node),
            Some((Open::Map(items, key @ Some(_), seen), ..)) => {
                let first =
                    |key: &Node| seen.get(key.text().unwrap_or_default()) == Some(&key.span);
                // Of a key given twice the first is read on, so that it is not reported twice.
                items.extend(key.take().filter(first).map(|key| (key, node)));
            }
            Some((Open::Map(_, key, seen), ..)) => {
                let Some(text) = node.text() else {
                    let what = format!("{} as a key", node.kind());
                    self.problems.push(
                        Diagnostic::new(&NOT_PLAIN_YAML, node.span, what)
                            .help("write keys as single words"),
                    );
                    return STOP;
                };
                if let Some(&first) = seen.get(text) {
                    let what = format!("`{text}` stands twice in this mapping");
                    self.problems.push(
                        Diagnostic::new(&DUPLICATE_KEY, node.span, what)
                            .label("again here")
                            .and_at(first, "first here")
                            .help("delete one of the two, or merge them"),
                    );
                } else {
                    seen.insert(text.to_owned(), node.span);
                }
                *key = Some(node);
            }
        }
        GO_ON
    }

    fn finish(mut self) -> Option<Node> {
        match self.root.take() {
            Some(root) if !root.is_nothing() => Some(root),
            _ => {
                let end = self.text.len();
                self.problems.push(
                    Diagnostic::new(&EMPTY, at(self.file, end, end), "the file holds no model")
                        .help("start from a template: `winset new > model.yaml`"),
                );
                None
            }
        }
    }
}

/// What usually helps where the parser says this.
fn way_out(told: &str) -> &'static str {
    let clues = [
        ("tab", "indent with spaces"),
        (
            "mapping values are not allowed",
            "put text that contains `: ` into quotes, or mend the indentation",
        ),
        ("quoted scalar", "close the quote"),
        ("flow", "close the bracket"),
        (
            "':' indicator",
            "look just above for a bracket that is not closed",
        ),
        (
            "block",
            "let the lines of a mapping or list begin in the same column",
        ),
    ];
    let clue = clues.iter().find(|(words, _)| told.contains(words));
    clue.map_or(
        "look here and just above for an unclosed bracket or quote, or indentation that does not line up",
        |(_, help)| help,
    )
}

/// Block collections end where the next token starts; people read them as ending with their last word.
fn trim_end(span: Span, text: &str) -> Span {
    let body = &text[span.start as usize..span.end as usize];
    let first = body.chars().next().map_or(0, char::len_utf8);
    Span {
        end: span.start + body.trim_end().len().max(first) as u32,
        ..span
    }
}
