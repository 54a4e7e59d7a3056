//! Reading values: mappings with known keys, text, flags. Every wrong shape becomes a diagnostic here.

use crate::base::{Points, is_obeyed};
use crate::diag::{Code, Diagnostic, Problems, Span, Spanned};
use crate::model::draft::Name;
use crate::model::language::Noun;
use crate::model::tree::{Node, Value};

/// The codes of this file.
pub const CODES: &[&Code] = &[&UNKNOWN_KEY, &SHAPE, &MISSING, &UNPRINTABLE];

static UNKNOWN_KEY: Code = Code {
    id: "E010",
    what: "a key that the language does not have",
    why: "It would have no effect, and the reader of the model would believe that it has.",
    example: "actors:\n  north: {walkaway: 2}",
    fix: "Correct the spelling (`walk_away`), or delete the key. `winset schema` lists all keys.",
};
pub static SHAPE: Code = Code {
    id: "E011",
    what: "a value of the wrong shape",
    why: "A list, a mapping, a text, a number and a flag are read differently.",
    example: "topics:\n  water: contested",
    fix: "Write the shape that the message asks for: `water: [contested, shared]`.",
};
static MISSING: Code = Code {
    id: "E014",
    what: "a key that must be there is missing",
    why: "Without it the entry says nothing, and there is no safe default.",
    example: "rules:\n  - {never: {water: shared}}",
    fix: "Add the key: `{id: no-sharing, never: {water: shared}}`.",
};

static UNPRINTABLE: Code = Code {
    id: "E015",
    what: "a name with characters that are obeyed and not shown",
    why: "Control characters and marks of writing direction make a name look like another one, or a terminal do as they say.",
    example: "topics:\n  \"water\\u202e\": [contested, shared]",
    fix: "Write the name without them.",
};

fn no_key(noun: &Noun, key: &str) -> String {
    let article = match noun.name.starts_with(['a', 'e', 'i', 'o', 'u']) {
        true => "an",
        false => "a",
    };
    format!("{article} {} has no key `{key}`", noun.name)
}

/// A mapping whose keys were checked against its [`Noun`].
pub struct Fields<'n> {
    items: &'n [(Node, Node)],
    span: Span,
    noun: &'static str,
}

impl<'n> Fields<'n> {
    /// No keys at all: for what is broken and must keep its name, so that the rest of the file can speak of it.
    pub fn none(node: &Node, noun: &'static Noun) -> Self {
        Self {
            items: &[],
            span: node.span,
            noun: noun.name,
        }
    }
    /// The value under `key`, if it was written.
    pub fn get(&self, key: &str) -> Option<&'n Node> {
        let found = self.items.iter().find(|(k, _)| k.text() == Some(key));
        found.map(|(_, value)| value)
    }
    /// Where `key` was written, else the mapping's first key.
    pub fn key_span(&self, key: &str) -> Span {
        let found = self.items.iter().find(|(k, _)| k.text() == Some(key));
        found.map_or(self.head(), |(k, _)| k.span)
    }
    /// Keys and values together, of the entries that `wanted` wants, in file order.
    pub fn entries(&self, wanted: impl Fn(&str) -> bool) -> Vec<Span> {
        let own = self
            .items
            .iter()
            .filter(|(k, _)| k.text().is_some_and(&wanted));
        own.map(|(key, value)| Span {
            end: value.span.end.max(key.span.end),
            ..key.span
        })
        .collect()
    }
    /// The first key, or the whole mapping when it is empty: where to point when something is missing.
    pub fn head(&self) -> Span {
        self.items.first().map_or(self.span, |(key, _)| key.span)
    }
    /// The whole mapping.
    pub fn span(&self) -> Span {
        self.span
    }
    /// Places of the keys in `keys` that were written.
    pub fn written<'k>(&'k self, keys: &'k [&str]) -> impl Iterator<Item = (&'n str, Span)> + 'k {
        self.items
            .iter()
            .filter_map(|(key, _)| Some((key.text()?, key.span)))
            .filter(|(key, _)| keys.contains(key))
    }
}

/// Reads values and collects what is wrong with them.
pub struct Reader<'p> {
    /// Where problems go.
    pub problems: &'p mut Problems,
    /// Options laid out from ranges so far: a short file must not fill the memory.
    pub laid_out: usize,
}

impl Reader<'_> {
    /// Opens a mapping; unknown keys are reported, nothing at all is an empty mapping.
    pub fn fields<'n>(&mut self, node: &'n Node, noun: &'static Noun) -> Option<Fields<'n>> {
        let items: &[(Node, Node)] = match &node.value {
            Value::Map(items) => items,
            _ if node.is_nothing() => &[],
            _ => return self.shape(node, &format!("a mapping that describes the {}", noun.name)),
        };
        for (key, _) in items {
            let text = key.text().unwrap_or_default();
            if !noun.all().any(|field| field.key == text) {
                let known: Vec<_> = noun.all().map(|field| field.key).collect();
                self.problems.push(
                    Diagnostic::new(&UNKNOWN_KEY, key.span, no_key(noun, text))
                        .help(format!("its keys are {}", known.join(", ")))
                        .help_near(text, known),
                );
            }
        }
        Some(Fields {
            items,
            span: node.span,
            noun: noun.name,
        })
    }

    /// The value under `key`, if written.
    pub fn opt<T>(
        &mut self,
        fields: &Fields,
        key: &str,
        read: impl FnOnce(&mut Self, &Node) -> Option<T>,
    ) -> Option<T> {
        fields.get(key).and_then(|node| read(self, node))
    }

    /// The value under `key`, which must be there.
    pub fn need<T>(
        &mut self,
        fields: &Fields,
        key: &str,
        read: impl FnOnce(&mut Self, &Node) -> Option<T>,
    ) -> Option<T> {
        if fields.get(key).is_none() {
            let what = format!("this {} has no `{key}`", fields.noun);
            let missing = Diagnostic::new(&MISSING, fields.head(), what);
            self.problems.push(missing.help(format!("add `{key}: …`")));
        }
        self.opt(fields, key, read)
    }

    /// The entries of a mapping with names of the user's own.
    pub fn map<T>(
        &mut self,
        fields: &Fields,
        key: &str,
        mut read: impl FnMut(&mut Self, &Node, &Node) -> Option<T>,
    ) -> Vec<T> {
        let items = fields.get(key).map_or(&[][..], |node| self.entries(node));
        let entries = items.iter();
        entries.filter_map(|(k, v)| read(self, k, v)).collect()
    }

    /// The items of a list.
    pub fn list<T>(
        &mut self,
        fields: &Fields,
        key: &str,
        read: impl FnMut(&mut Self, &Node) -> Option<T>,
    ) -> Vec<T> {
        fields
            .get(key)
            .map_or(Vec::new(), |node| self.items(node, read))
    }

    /// The items of a list node.
    pub fn items<T>(
        &mut self,
        node: &Node,
        mut read: impl FnMut(&mut Self, &Node) -> Option<T>,
    ) -> Vec<T> {
        match &node.value {
            Value::List(items) => items.iter().filter_map(|item| read(self, item)).collect(),
            _ if node.is_nothing() => Vec::new(),
            _ => self.shape(node, "a list").unwrap_or_default(),
        }
    }

    /// Names and values of a mapping such as `trusts`.
    pub fn pairs(
        &mut self,
        fields: &Fields,
        key: &str,
        mut read: impl FnMut(&mut Self, &Node) -> Option<Spanned<Points>>,
    ) -> Vec<(Name, Points)> {
        self.map(fields, key, |reader, name, value| {
            Some((reader.name(name)?, read(reader, value)?.value))
        })
    }

    /// The entries of a mapping node.
    pub fn entries<'n>(&mut self, node: &'n Node) -> &'n [(Node, Node)] {
        match &node.value {
            Value::Map(items) => items,
            _ if node.is_nothing() => &[],
            _ => self.shape(node, "a mapping").unwrap_or_default(),
        }
    }

    /// Reports a wrong shape; `wanted` says what should stand there.
    pub fn shape<T>(&mut self, node: &Node, wanted: &str) -> Option<T> {
        let what = format!("expected {wanted}, found {}", node.kind());
        let problem = Diagnostic::new(&SHAPE, node.span, what);
        self.problems.push(match (wanted, &node.value) {
            ("a list", Value::Map(_)) => {
                problem.help("put it into a list: `[{…}]`, or `- ` before each item")
            }
            ("`true` or `false`", Value::Scalar { .. }) => {
                problem.help("write `true` or `false`, without quotes")
            }
            ("a number", Value::Scalar { .. }) => problem.help("write a plain decimal such as 2.5"),
            ("a mapping", Value::List(_)) => {
                problem.help("write `name: …` lines instead of a list")
            }
            _ => problem,
        });
        None
    }

    /// Any text.
    pub fn text(&mut self, node: &Node) -> Option<Name> {
        match node.text() {
            Some(text) if !node.is_nothing() => Some(Spanned::new(text.to_owned(), node.span)),
            _ => self.shape(node, "text"),
        }
    }

    /// An id, by its spelling; an unquoted `null` or `~` is a name like any other.
    pub fn name(&mut self, node: &Node) -> Option<Name> {
        match node.text() {
            Some(text) if !text.trim().is_empty() => {
                self.printable(node, text);
                Some(Spanned::new(text.to_owned(), node.span))
            }
            _ => self.shape(node, "a name"),
        }
    }

    fn printable(&mut self, node: &Node, name: &str) {
        if let Some(bad) = name.chars().find(|c| is_obeyed(*c)) {
            let what = format!("a name with the character U+{:04X}", u32::from(bad));
            let problem = Diagnostic::new(&UNPRINTABLE, node.span, what);
            self.problems
                .push(problem.help("write the name without it"));
        }
    }

    /// A name or a list of names.
    pub fn one_or_more(&mut self, node: &Node) -> Option<Vec<Name>> {
        match &node.value {
            Value::List(_) => Some(self.items(node, Reader::name)),
            _ => self.name(node).map(|name| vec![name]),
        }
    }

    /// A name or a list of names, at least one.
    pub fn some_names(&mut self, node: &Node) -> Option<Vec<Name>> {
        match &node.value {
            Value::List(items) if items.is_empty() => self.shape(node, "a name or a list of names"),
            _ => self.one_or_more(node),
        }
    }

    /// A name or a list of names under `key`; none if it was not written.
    pub fn names(&mut self, fields: &Fields, key: &str) -> Vec<Name> {
        self.opt(fields, key, Reader::one_or_more)
            .unwrap_or_default()
    }

    /// `true` or `false`.
    pub fn flag(&mut self, node: &Node) -> Option<Spanned<bool>> {
        match &node.value {
            Value::Scalar { text, plain: true } if text == "true" || text == "false" => {
                Some(Spanned::new(text == "true", node.span))
            }
            _ => self.shape(node, "`true` or `false`"),
        }
    }

    /// One of a few words.
    pub fn word<T: Copy>(&mut self, node: &Node, words: &[(&str, T)]) -> Option<Spanned<T>> {
        let text = node.text().unwrap_or_default();
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(Spanned::new(*value, node.span));
        }
        let list: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        let what = format!("expected {}, found {}", list.join(" or "), node.kind());
        let near = words.iter().map(|(word, _)| *word);
        self.problems
            .push(Diagnostic::new(&SHAPE, node.span, what).help_near(text, near));
        None
    }
}
