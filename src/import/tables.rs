//! Two small JSON formats of one idea, weights and values by issue: NegoLog profiles and the scenarios of the ANL league.

use super::nodes::{self, Reader, get};
use super::parts::{
    Content, Domain, Issue, Of, Preference, Profile, Reservation, Values, Worth, fits,
};
use super::report;
use crate::diag::{FileId, Problems};
use crate::model::{Name, Node, Value};

/// The keys of a format.
pub struct Keys {
    weights: &'static str,
    values: &'static str,
    reservation: &'static str,
}

/// NegoLog: `profileA.json`, which also stands for the domain.
pub const NEGOLOG: Keys = Keys {
    weights: "issueWeights",
    values: "issues",
    reservation: "reservationValue",
};
/// ANL: `utility_function_A.json` beside `objectives.json`.
pub const ANL: Keys = Keys {
    weights: "objective_weights",
    values: "value_weights",
    reservation: "reserved_value",
};

impl Keys {
    /// Is this a profile of the format?
    pub fn is_profile(&self, root: &Node) -> bool {
        get(root, self.weights).is_some_and(Node::is_map) && get(root, self.values).is_some()
            || get(root, self.weights).is_some() && get(root, self.values).is_some_and(Node::is_map)
    }
}

/// Is this a domain of ANL: issues with lists of values and nothing else?
pub fn is_objectives(root: &Node) -> bool {
    let flat = |node: &Node| match &node.value {
        Value::List(items) => items.iter().all(|i| i.text().is_some()),
        _ => false,
    };
    let issues = nodes::entries(root);
    !issues.is_empty() && issues.iter().all(|(_, values)| flat(values))
}

/// Reads a domain of ANL.
pub fn objectives(file: FileId, root: &Node, problems: &mut Problems) -> Option<Content> {
    let mut reader = Reader { problems };
    let mut issues = Vec::new();
    if !fits(reader.problems, root.span, nodes::entries(root).len()) {
        return None;
    }
    for (key, values) in reader.mapping(root) {
        let name = reader.name(key)?;
        let values = reader.list(values).iter();
        let values: Vec<_> = values.filter_map(|v| reader.name(v)).collect();
        issues.push(Issue {
            name,
            values: Values::Listed(values),
        });
    }
    Some(Content::Domain(Domain {
        file,
        name: None,
        issues,
    }))
}

/// Reads a profile.
pub fn profile(file: FileId, root: &Node, keys: &Keys, problems: &mut Problems) -> Option<Content> {
    let mut reader = Reader { problems };
    reader.rest(root, &["name", keys.weights, keys.values, keys.reservation]);
    let weights = reader.need(root, keys.weights)?;
    let values = reader.need(root, keys.values)?;
    if !fits(reader.problems, values.span, nodes::entries(values).len()) {
        return None;
    }
    if !fits(reader.problems, weights.span, nodes::entries(weights).len()) {
        return None;
    }
    for (key, _) in reader.mapping(weights) {
        let issue = key.text().unwrap_or_default();
        if get(values, issue).is_none() {
            report::shape_of(
                reader.problems,
                key.span,
                format!("a weight for `{issue}`, which has no values"),
            );
        }
    }
    let mut issues = Vec::new();
    let mut preferences = Vec::new();
    for (key, table) in reader.mapping(values) {
        let issue = reader.name(key);
        let weight = reader.need(weights, key.text().unwrap_or_default());
        let weight = weight.and_then(|w| reader.number(w));
        let table = reader.table(table);
        if let (Some(issue), Some(weight), Some(table)) = (issue, weight, table) {
            let values: Vec<Name> = table.iter().map(|(value, _)| value.clone()).collect();
            issues.push(Issue {
                name: issue.clone(),
                values: Values::Listed(values),
            });
            preferences.push(Preference {
                issue: Of::Name(issue),
                weight,
                worth: Worth::Table(table),
            });
        }
    }
    let reservation = reader.number_at(root, keys.reservation);
    Some(Content::Profile(Profile {
        file,
        span: nodes::head(root),
        side: None,
        name: get(root, "name").and_then(|n| reader.name(n)),
        issues,
        preferences,
        rectangles: Vec::new(),
        reservation: reservation.map_or(Reservation::Unsaid, Reservation::Value),
        weighted: true,
    }))
}
