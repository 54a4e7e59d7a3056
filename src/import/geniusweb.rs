//! GeniusWeb JSON: domains (`issuesValues`) and `LinearAdditiveUtilitySpace` profiles.

use super::exact;
use super::nodes::{self, Reader, get};
use super::parts::{
    Content, Curve, Domain, Issue, Of, Preference, Profile, Reservation, Values, Worth, fits, steps,
};
use super::report;
use crate::diag::{FileId, Problems};
use crate::model::{Name, Node, Value};

/// The profile that is read.
pub const LINEAR: &str = "LinearAdditiveUtilitySpace";

/// Is the file of this format? Its keys say so.
pub fn is(root: &Node) -> bool {
    get(root, "issuesValues").is_some() || nodes::entries(root).iter().any(|(k, _)| is_space(k))
}

/// GeniusWeb names a profile by the class that reads it.
fn is_space(key: &Node) -> bool {
    let spaces = ["UtilitySpace", "PartialOrdering"];
    key.text()
        .is_some_and(|k| spaces.iter().any(|s| k.ends_with(s)))
}

/// Reads a file.
pub fn read(file: FileId, root: &Node, problems: &mut Problems) -> Option<Content> {
    let mut reader = Reader { problems };
    if get(root, "issuesValues").is_some() {
        reader.rest(root, &["name", "issuesValues"]);
        return domain(file, root, &mut reader).map(Content::Domain);
    }
    if let Some(space) = get(root, LINEAR) {
        reader.rest(root, &[LINEAR]);
        return profile(file, space, &mut reader).map(Content::Profile);
    }
    let (key, _) = nodes::entries(root).iter().find(|(k, _)| is_space(k))?;
    let what = format!(
        "a profile of kind `{}` is not read",
        key.text().unwrap_or_default()
    );
    report::unread(
        reader.problems,
        key.span,
        what,
        &format!("`{LINEAR}` profiles are"),
    );
    None
}

fn domain(file: FileId, node: &Node, reader: &mut Reader) -> Option<Domain> {
    let name = get(node, "name")
        .and_then(|n| reader.name(n))
        .filter(|n| !n.value.is_empty());
    let listed = reader.need(node, "issuesValues")?;
    if !fits(reader.problems, listed.span, nodes::entries(listed).len()) {
        return None;
    }
    let issues: Vec<_> = reader
        .mapping(listed)
        .iter()
        .filter_map(|(key, value)| issue(key, value, reader))
        .collect();
    if issues.is_empty() {
        report::missing(
            reader.problems,
            nodes::head(listed),
            "this domain has no issue that can be read",
            "add its issues",
        );
        return None;
    }
    Some(Domain { file, name, issues })
}

fn issue(key: &Node, value: &Node, reader: &mut Reader) -> Option<Issue> {
    let name = reader.name(key)?;
    if let Some(range) = get(value, "range") {
        return Some(Issue {
            name,
            values: self::range(range, reader)?,
        });
    }
    let values = reader.need(value, "values")?;
    let values = reader.list(values).iter();
    let values: Vec<_> = values.filter_map(|v| reader.name(v)).collect();
    Some(Issue {
        name,
        values: Values::Listed(values),
    })
}

/// A range as `[low, high, step]` or as a mapping with these keys.
fn range(node: &Node, reader: &mut Reader) -> Option<Values> {
    let bounds = match &node.value {
        Value::List(items) if items.len() == 3 => items
            .iter()
            .map(|i| reader.number(i))
            .collect::<Option<Vec<_>>>()?,
        Value::Map(_) => {
            let wanted = ["low", "high", "step"].map(|key| reader.need(node, key));
            let wanted = wanted.into_iter().collect::<Option<Vec<_>>>()?;
            wanted
                .into_iter()
                .map(|n| reader.number(n))
                .collect::<Option<Vec<_>>>()?
        }
        _ => {
            report::shape(
                reader.problems,
                node.span,
                "a range of low, high and step",
                &node.kind(),
            );
            return None;
        }
    };
    let values = steps(
        reader.problems,
        node.span,
        &bounds[0].value,
        &bounds[1].value,
        &bounds[2].value,
    )?;
    Some(Values::Listed(values))
}

fn profile(file: FileId, space: &Node, reader: &mut Reader) -> Option<Profile> {
    reader.rest(
        space,
        &[
            "name",
            "domain",
            "issueUtilities",
            "issueWeights",
            "reservationBid",
        ],
    );
    let name = get(space, "name")
        .and_then(|n| reader.name(n))
        .filter(|n| !n.value.is_empty());
    let own = get(space, "domain").and_then(|node| domain(file, node, reader));
    let utilities = reader.need(space, "issueUtilities");
    let weights = reader.need(space, "issueWeights");
    let (utilities, weights) = (utilities?, weights?);
    if !fits(
        reader.problems,
        utilities.span,
        nodes::entries(utilities).len(),
    ) {
        return None;
    }
    if !fits(reader.problems, weights.span, nodes::entries(weights).len()) {
        return None;
    }
    for (key, _) in reader.mapping(weights) {
        if get(utilities, key.text().unwrap_or_default()).is_none() {
            let what = format!(
                "a weight for `{}`, which has no utilities",
                key.text().unwrap_or_default()
            );
            report::shape_of(reader.problems, key.span, what);
        }
    }
    let mut preferences = Vec::new();
    for (key, value) in reader.mapping(utilities) {
        let issue = reader.name(key);
        let weight = reader.need(weights, key.text().unwrap_or_default());
        let weight = weight.and_then(|w| reader.number(w));
        let worth = worth(value, reader);
        if let (Some(issue), Some(weight), Some(worth)) = (issue, weight, worth) {
            preferences.push(Preference {
                issue: Of::Name(issue),
                weight,
                worth,
            });
        }
    }
    Some(Profile {
        file,
        span: nodes::head(space),
        side: None,
        name,
        issues: own.map_or(Vec::new(), |d| d.issues),
        preferences,
        rectangles: Vec::new(),
        reservation: get(space, "reservationBid")
            .map_or(Reservation::Unsaid, |bid| reservation(bid, reader)),
        weighted: true,
    })
}

fn worth(node: &Node, reader: &mut Reader) -> Option<Worth> {
    // Exporters name the same thing by its key or by its class.
    let table = ["discreteutils", "DiscreteValueSetUtilities"]
        .into_iter()
        .find_map(|key| get(node, key));
    if let Some(table) = table {
        let values = reader.need(table, "valueUtilities")?;
        return reader.table(values).map(Worth::Table);
    }
    let line = ["numberutils", "NumberValueSetUtilities"]
        .into_iter()
        .find_map(|key| get(node, key));
    if let Some(line) = line {
        let keys = ["lowValue", "lowUtility", "highValue", "highUtility"];
        let numbers = keys.map(|key| reader.need(line, key).and_then(|n| reader.number(n)));
        let [Some(x0), Some(y0), Some(x1), Some(y1)] = numbers else {
            return None;
        };
        if x1.value <= x0.value {
            report::shape(
                reader.problems,
                x1.span,
                "`highValue` above `lowValue`",
                &exact::show(&x1.value),
            );
            return None;
        }
        let corners = vec![(x0.value, y0.value), (x1.value, y1.value)];
        return Some(Worth::Curve(Curve {
            span: line.span,
            corners,
            clamped: false,
        }));
    }
    let kinds = nodes::entries(node)
        .first()
        .map_or(node.kind(), |(key, _)| key.kind());
    let what = format!("utilities of kind {kinds} are not read");
    report::unread(
        reader.problems,
        nodes::head(node),
        what,
        "`discreteutils` and `numberutils` are",
    );
    None
}

/// The bid that no agreement is as good as.
fn reservation(bid: &Node, reader: &mut Reader) -> Reservation {
    let Some(values) = reader.need(bid, "issuevalues") else {
        return Reservation::Unsaid;
    };
    let values = reader.mapping(values).iter();
    let pairs: Vec<(Name, Name)> = values
        .filter_map(|(k, v)| Some((reader.name(k)?, reader.name(v)?)))
        .collect();
    Reservation::Outcome(bid.span, pairs)
}
