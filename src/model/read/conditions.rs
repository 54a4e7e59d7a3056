//! Reading conditions (SEMANTICS §2.1) and worths by topic.

use super::fields::Reader;
use crate::diag::Spanned;
use crate::model::draft::{DraftCondition, DraftEscrow, DraftInterest, DraftPart, DraftWorth};
use crate::model::tree::{Node, Value};

impl Reader<'_> {
    /// A condition: all of its parts must hold.
    pub fn condition(&mut self, node: &Node) -> Option<DraftCondition> {
        if node.is_nothing() || !matches!(node.value, Value::Map(_)) {
            return self.shape(node, "a condition such as `{topic: option}`");
        }
        let parts = self
            .entries(node)
            .iter()
            .filter_map(|(key, value)| self.part(key, value))
            .collect();
        Some(DraftCondition {
            span: node.span,
            parts,
        })
    }

    fn part(&mut self, key: &Node, value: &Node) -> Option<DraftPart> {
        match key.text() {
            Some("any") => self.conditions(value).map(DraftPart::Any),
            Some("not") => Some(DraftPart::Not(Box::new(self.condition(value)?))),
            _ => Some(DraftPart::Topic {
                topic: self.name(key)?,
                specs: self.one_or_more(value)?,
            }),
        }
    }

    /// A list of conditions.
    pub fn conditions(&mut self, node: &Node) -> Option<Vec<DraftCondition>> {
        match &node.value {
            Value::List(items) if !items.is_empty() => Some(self.items(node, Reader::condition)),
            _ => self.shape(node, "a list of conditions"),
        }
    }

    /// `true`, `false` or a condition.
    pub fn escrow(&mut self, node: &Node) -> Option<Spanned<DraftEscrow>> {
        let escrow = match &node.value {
            Value::Map(_) => DraftEscrow::When(self.condition(node)?),
            Value::Scalar { .. } if !node.is_nothing() => DraftEscrow::Flag(self.flag(node)?.value),
            _ => return self.shape(node, "`true`, `false` or a condition"),
        };
        Some(Spanned::new(escrow, node.span))
    }

    /// Worths by topic: `interests`, `exposure`, `amounts`.
    pub fn worths(&mut self, node: &Node) -> Option<Vec<DraftInterest>> {
        let entries = self.entries(node).iter();
        let worths = entries.filter_map(|(key, value)| {
            Some(DraftInterest {
                topic: self.name(key)?,
                span: value.span,
                worth: self.worth(value)?,
            })
        });
        Some(worths.collect())
    }

    fn worth(&mut self, node: &Node) -> Option<DraftWorth> {
        match &node.value {
            Value::List(items) => {
                let values: Vec<_> = items
                    .iter()
                    .map(|item| self.points(item).map(|p| p.value))
                    .collect();
                // A wrong item is already reported; leaving it out would shift the others.
                Some(DraftWorth::List(values.into_iter().collect::<Option<_>>()?))
            }
            Value::Map(items) if is_only(items, "per_unit") => {
                Some(DraftWorth::PerUnit(self.points(&items[0].1)?.value))
            }
            Value::Map(items) if items.len() == 1 && is_points(&items[0]) => {
                let pairs = self.entries(&items[0].1).iter();
                let pairs: Vec<_> = pairs
                    .map(|(key, value)| Some((self.points(&bare(key))?, self.points(value)?.value)))
                    .collect();
                // As in a list, leaving a wrong one out would change the others.
                Some(DraftWorth::Points(
                    pairs.into_iter().collect::<Option<_>>()?,
                ))
            }
            Value::Map(items) if items.iter().any(is_points) => {
                self.shape(node, "`points` alone, without other entries beside it")
            }
            Value::Map(items) => {
                let values = items
                    .iter()
                    .filter_map(|(key, value)| Some((self.name(key)?, self.points(value)?.value)));
                Some(DraftWorth::ByOption(values.collect()))
            }
            Value::Scalar { .. } => Some(DraftWorth::Single(self.points(node)?.value)),
        }
    }
}

/// No option has a mapping for its worth.
fn is_points((key, value): &(Node, Node)) -> bool {
    key.text() == Some("points") && value.is_map()
}

/// A key without its quotes: in JSON every key has them.
fn bare(key: &Node) -> Node {
    let text = key.text().unwrap_or_default().to_owned();
    Node {
        span: key.span,
        value: Value::Scalar { text, plain: true },
    }
}

fn is_only(items: &[(Node, Node)], key: &str) -> bool {
    matches!(items, [(only, _)] if only.text() == Some(key))
}
