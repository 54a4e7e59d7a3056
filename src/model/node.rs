//! Nodes of the spanned tree that a file is read into.

use crate::diag::Span;

/// A node of the tree.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it was written.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text, as spelt.
    Scalar {
        /// The text, without quotes.
        text: String,
        /// Written without quotes, so that it may be a number, a boolean or nothing.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// Keys and values, in file order.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }
    /// Nothing was written: empty, `~` or `null`.
    pub fn is_nothing(&self) -> bool {
        let nothing = |t: &str| matches!(t, "" | "~" | "null" | "Null" | "NULL");
        matches!(&self.value, Value::Scalar { text, plain: true } if nothing(text))
    }
    /// Is it a mapping?
    pub fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }
    /// What to call it in a message.
    pub fn kind(&self) -> String {
        match &self.value {
            _ if self.is_nothing() => "nothing".to_owned(),
            Value::Scalar { text, plain: true } => format!("`{text}`"),
            Value::Scalar { text, plain: false } => format!("the text \"{text}\""),
            Value::List(items) if items.is_empty() => "an empty list".to_owned(),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a mapping".to_owned(),
        }
    }
    /// Number of nodes, this one included, and depth of collections in it.
    pub fn measure(&self) -> (usize, usize) {
        let add = |(size, depth): (usize, usize), node: &Node| {
            let (more, inner) = node.measure();
            (size + more, depth.max(inner))
        };
        let (size, depth) = match &self.value {
            Value::Scalar { .. } => return (1, 0),
            Value::List(items) => items.iter().fold((0, 0), add),
            Value::Map(items) => {
                let nodes = items.iter().flat_map(|(key, value)| [key, value]);
                nodes.fold((0, 0), add)
            }
        };
        (size + 1, depth + 1)
    }
}
