//! Reading values: mappings with known keys, text, numbers, flags. Every wrong shape becomes a diagnostic here.

use crate::base::{Points, PointsError};
use crate::diag::{Code, Diagnostic, Problems, Span, Spanned};
use crate::model::draft::Name;
use crate::model::language::Noun;
use crate::model::tree::{Node, Value};

/// The codes of this file.
pub const CODES: &[&Code] = &[&UNKNOWN_KEY, &SHAPE, &NUMBER, &RANGE, &MISSING];

static UNKNOWN_KEY: Code = Code {
    id: "E010",
    what: "a key that the language does not have",
    why: "It would have no effect, and the reader of the model would believe that it has.",
    example: "actors:\n  north: {walkaway: 2}",
    fix: "Correct the spelling (`walk_away`), or delete the key. `winset schema` lists all keys.",
};
static SHAPE: Code = Code {
    id: "E011",
    what: "a value of the wrong shape",
    why: "A list, a mapping, a text, a number and a flag are read differently.",
    example: "topics:\n  water: contested",
    fix: "Write the shape that the message asks for: `water: [contested, shared]`.",
};
static NUMBER: Code = Code {
    id: "E012",
    what: "not a plain decimal number",
    why: "Package arithmetic is exact, so numbers are plain decimals: at most nine places, magnitude at most 1e9.",
    example: "actors:\n  north: {walk_away: 1e3}",
    fix: "Write the number out: `walk_away: 1000`.",
};
static RANGE: Code = Code {
    id: "E013",
    what: "a number outside its range",
    why: "Probabilities lie in 0..1, patience in (0, 1], counts are whole; other values have no meaning.",
    example: "actors:\n  north: {patience: 1.2}",
    fix: "Write a value inside the range that the message names.",
};
static MISSING: Code = Code {
    id: "E014",
    what: "a key that must be there is missing",
    why: "Without it the entry says nothing, and there is no safe default.",
    example: "rules:\n  - {never: {water: shared}}",
    fix: "Add the key: `{id: no-sharing, never: {water: shared}}`.",
};

/// A mapping whose keys were checked against its [`Noun`].
pub struct Fields<'n> {
    items: &'n [(Node, Node)],
    span: Span,
    noun: &'static str,
}

impl<'n> Fields<'n> {
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
                let what = format!("a {} has no key `{text}`", noun.name);
                let known = noun.all().map(|field| field.key);
                self.problems
                    .push(Diagnostic::new(&UNKNOWN_KEY, key.span, what).help_near(text, known));
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
        self.problems.push(Diagnostic::new(&SHAPE, node.span, what));
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
            Some(text) if !text.is_empty() => Some(Spanned::new(text.to_owned(), node.span)),
            _ => self.shape(node, "a name"),
        }
    }

    /// A name or a list of names.
    pub fn one_or_more(&mut self, node: &Node) -> Option<Vec<Name>> {
        match &node.value {
            Value::List(_) => Some(self.items(node, Reader::name)),
            _ => self.name(node).map(|name| vec![name]),
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

    /// Points: a plain decimal.
    pub fn points(&mut self, node: &Node) -> Option<Spanned<Points>> {
        let text = match &node.value {
            Value::Scalar { text, plain: true } if !node.is_nothing() => text,
            Value::Scalar { plain: false, .. } => {
                return self.shape(node, "a number without quotes");
            }
            _ => return self.shape(node, "a number"),
        };
        match Points::parse(text) {
            Ok(points) => Some(Spanned::new(points, node.span)),
            Err(PointsError::NotANumber) => self.shape(node, "a number"),
            Err(error) => {
                let (what, help) = complaint(error);
                let what = format!("`{text}` {what}");
                self.problems
                    .push(Diagnostic::new(&NUMBER, node.span, what).help(help));
                None
            }
        }
    }

    /// Points in a range, named by `range`.
    fn points_in(
        &mut self,
        node: &Node,
        range: &str,
        fits: impl FnOnce(Points) -> bool,
    ) -> Option<Spanned<Points>> {
        let points = self.points(node)?;
        if fits(points.value) {
            return Some(points);
        }
        let what = format!("{} is not {range}", points.value);
        self.problems
            .push(Diagnostic::new(&RANGE, node.span, what).help(format!("write a number {range}")));
        None
    }

    /// 0 to 1.
    pub fn probability(&mut self, node: &Node) -> Option<Spanned<Points>> {
        self.points_in(node, "from 0 to 1", |p| {
            (Points::ZERO..=Points::ONE).contains(&p)
        })
    }
    /// Above 0, at most 1.
    pub fn patience(&mut self, node: &Node) -> Option<Spanned<Points>> {
        self.points_in(node, "above 0 and at most 1", |p| {
            p > Points::ZERO && p <= Points::ONE
        })
    }
    /// Not negative.
    pub fn amount(&mut self, node: &Node) -> Option<Spanned<Points>> {
        self.points_in(node, "at or above 0", |p| p >= Points::ZERO)
    }
    /// Above 0.
    pub fn positive(&mut self, node: &Node) -> Option<Spanned<Points>> {
        self.points_in(node, "above 0", |p| p > Points::ZERO)
    }
    /// A whole number from `least`.
    fn whole(&mut self, node: &Node, least: i64) -> Option<Spanned<u32>> {
        let range = format!("a whole number from {least} to 1000000");
        let whole = |p: Points| p.billionths() % Points::ONE.billionths() == 0;
        let points = self.points_in(node, &range, |p| {
            whole(p) && p >= Points::whole(least) && p <= Points::whole(1_000_000)
        })?;
        let number = points.value.billionths() / Points::ONE.billionths();
        Some(Spanned::new(number as u32, points.span))
    }
    /// A whole number from 0.
    pub fn number(&mut self, node: &Node) -> Option<Spanned<u32>> {
        self.whole(node, 0)
    }
    /// A whole number from 1.
    pub fn count(&mut self, node: &Node) -> Option<Spanned<u32>> {
        self.whole(node, 1)
    }
    /// Points, or `false` for none.
    pub fn points_or_false(&mut self, node: &Node) -> Option<Spanned<Option<Points>>> {
        if node.text() == Some("false") {
            return Some(Spanned::new(None, node.span));
        }
        let points = self.points(node)?;
        Some(Spanned::new(Some(points.value), points.span))
    }
    /// One of a few words.
    pub fn word<T: Copy>(&mut self, node: &Node, words: &[(&str, T)]) -> Option<Spanned<T>> {
        let text = node.text().unwrap_or_default();
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(Spanned::new(*value, node.span));
        }
        let list: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        let what = format!("expected {}", list.join(" or "));
        let near = words.iter().map(|(word, _)| *word);
        self.problems
            .push(Diagnostic::new(&SHAPE, node.span, what).help_near(text, near));
        None
    }
}

fn complaint(error: PointsError) -> (&'static str, &'static str) {
    match error {
        PointsError::NotANumber => ("is not a number", "write a plain decimal such as 2.5"),
        PointsError::NotFinite => (
            "is not a number that can be counted with",
            "write a plain decimal; leave the key out if there is no limit",
        ),
        PointsError::Exponent => ("has an exponent", "write the number out, such as 1000"),
        PointsError::Radix => (
            "is not a plain decimal",
            "write it in decimal, without leading zeros",
        ),
        PointsError::TooFine => (
            "has more than nine decimal places",
            "round it to nine places",
        ),
        PointsError::TooLarge => (
            "is larger than 1e9 in magnitude",
            "count in larger units, such as millions",
        ),
    }
}
