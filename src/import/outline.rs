//! What stands at the left margin of a JSON text, without places and without what is inside: enough to tell its format by, and read in one
//! pass that keeps nothing else.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::report;
use crate::diag::{Sources, Span};
use crate::model::{Node, Value};

/// The outline of a text; `None` if it is no JSON.
pub fn outline(text: &str) -> Option<Node> {
    let body = text.trim_start_matches('\u{feff}');
    let nowhere = report::start(Sources::default().add("", ""));
    let mut reader = serde_json::Deserializer::from_str(body);
    let root = Level::Root(nowhere).deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    Some(root)
}

/// How far inside, and the place that everything is given.
#[derive(Clone, Copy)]
enum Level {
    /// Entries are kept.
    Root(Span),
    /// Items are kept.
    Entry(Span),
    /// Nothing is kept but text and numbers.
    Item(Span),
}

impl Level {
    fn node(self, value: Value) -> Node {
        let (Level::Root(span) | Level::Entry(span) | Level::Item(span)) = self;
        Node { span, value }
    }

    fn plain(self, text: impl ToString) -> Node {
        let text = text.to_string();
        self.node(Value::Scalar { text, plain: true })
    }

    fn text(self, text: &str) -> Node {
        let text = text.to_owned();
        self.node(Value::Scalar { text, plain: false })
    }
}

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Node, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(self.plain("null"))
    }
    fn visit_bool<E>(self, own: bool) -> Result<Node, E> {
        Ok(self.plain(own))
    }
    fn visit_i64<E>(self, own: i64) -> Result<Node, E> {
        Ok(self.plain(own))
    }
    fn visit_u64<E>(self, own: u64) -> Result<Node, E> {
        Ok(self.plain(own))
    }
    fn visit_f64<E>(self, own: f64) -> Result<Node, E> {
        Ok(self.plain(own))
    }
    fn visit_str<E>(self, own: &str) -> Result<Node, E> {
        Ok(self.text(own))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut kept = Vec::new();
        match self {
            Level::Root(span) | Level::Entry(span) => {
                while let Some(item) = items.next_element_seed(Level::Item(span))? {
                    kept.push(item);
                }
            }
            Level::Item(_) => while items.next_element::<IgnoredAny>()?.is_some() {},
        }
        Ok(self.node(Value::List(kept)))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut kept = Vec::new();
        match self {
            Level::Root(span) => {
                while let Some(key) = entries.next_key::<String>()? {
                    let value = entries.next_value_seed(Level::Entry(span))?;
                    kept.push((self.text(&key), value));
                }
            }
            Level::Entry(_) | Level::Item(_) => {
                while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            }
        }
        Ok(self.node(Value::Map(kept)))
    }
}
