//! NegMAS scenarios in YAML or JSON: an outcome space (`issues`) and one `LinearAdditiveUtilityFunction` per side.

use super::exact;
use super::nodes::{self, Reader, get};
use super::parts::{
    Content, Curve, Domain, Issue, Of, Preference, Profile, Reservation, Values, Worth, fits,
    whole_numbers,
};
use super::report;
use crate::diag::{FileId, Problems, Spanned};
use crate::model::{Name, Node, Value};

/// Is the file of this format? Its keys say so.
pub fn is(root: &Node) -> bool {
    let space = matches!(get(root, "issues").map(|n| &n.value), Some(Value::List(_)));
    let function = get(root, "type")
        .and_then(Node::text)
        .is_some_and(|t| short(t).ends_with("UtilityFunction"));
    space || function
}

/// Types are written with or without their module.
fn short(kind: &str) -> &str {
    kind.rsplit('.').next().unwrap_or(kind)
}

/// Reads a file.
pub fn read(file: FileId, root: &Node, problems: &mut Problems) -> Option<Content> {
    let mut reader = Reader { problems };
    match get(root, "issues") {
        Some(issues) => domain(file, root, issues, &mut reader).map(Content::Domain),
        None => profile(file, root, &mut reader).map(Content::Profile),
    }
}

fn domain(file: FileId, root: &Node, issues: &Node, reader: &mut Reader) -> Option<Domain> {
    reader.rest(root, &["issues", "name", "type"]);
    let count = reader.list(issues).len();
    if !fits(reader.problems, issues.span, count) {
        return None;
    }
    let issues: Vec<_> = reader
        .list(issues)
        .iter()
        .map(|node| issue(node, reader))
        .collect();
    let name = get(root, "name").and_then(|n| reader.name(n));
    let issues = issues.into_iter().collect::<Option<Vec<_>>>()?;
    if issues.is_empty() {
        report::missing(
            reader.problems,
            nodes::head(root),
            "this outcome space has no issue",
            "add its issues",
        );
        return None;
    }
    Some(Domain { file, name, issues })
}

fn issue(node: &Node, reader: &mut Reader) -> Option<Issue> {
    reader.rest(node, &["name", "type", "values"]);
    let name = reader.need(node, "name").and_then(|n| reader.name(n));
    let values = reader.need(node, "values");
    let (name, values) = (name?, values?);
    let kind = get(node, "type");
    let text = kind.and_then(Node::text).map_or("CategoricalIssue", short);
    let listed = |reader: &mut Reader| {
        let items = reader.list(values).iter();
        let items: Vec<_> = items.map(|v| reader.name(v)).collect();
        items.into_iter().collect::<Option<Vec<_>>>()
    };
    let values = match text {
        "CategoricalIssue" | "OrdinalIssue" | "DiscreteOrdinalIssue" | "DiscreteCardinalIssue" => {
            Values::Listed(listed(reader)?)
        }
        "ContiguousIssue" | "IntegerIssue" => {
            let (low, high) = bounds(values, reader)?;
            Values::Listed(whole_numbers(reader.problems, values.span, &low, &high)?)
        }
        "ContinuousIssue" => {
            let (low, high) = bounds(values, reader)?;
            Values::Range(values.span, low, high)
        }
        other => {
            let span = kind.map_or(node.span, |k| k.span);
            let help = "`CategoricalIssue`, `ContiguousIssue`, `DiscreteCardinalIssue`, `DiscreteOrdinalIssue` and `ContinuousIssue` are";
            report::unread(
                reader.problems,
                span,
                format!("an issue of type `{other}` is not read"),
                help,
            );
            return None;
        }
    };
    Some(Issue { name, values })
}

/// Lowest and highest value: `[low, high]`, or a number n for 0 to n − 1.
fn bounds(node: &Node, reader: &mut Reader) -> Option<(exact::Exact, exact::Exact)> {
    match &node.value {
        Value::List(items) if items.len() == 2 => {
            let (low, high) = (reader.number(&items[0]), reader.number(&items[1]));
            Some((low?.value, high?.value))
        }
        Value::Scalar { .. } => {
            let count = reader.number(node)?.value;
            Some((exact::whole(0), count - exact::whole(1)))
        }
        _ => {
            report::shape(
                reader.problems,
                node.span,
                "`[lowest, highest]`",
                &node.kind(),
            );
            None
        }
    }
}

fn profile(file: FileId, root: &Node, reader: &mut Reader) -> Option<Profile> {
    let kind = reader.need(root, "type")?;
    if kind.text().map(short) != Some("LinearAdditiveUtilityFunction") {
        let what = format!("a utility function of type {} is not read", kind.kind());
        report::unread(
            reader.problems,
            kind.span,
            what,
            "`LinearAdditiveUtilityFunction` is",
        );
        return None;
    }
    reader.rest(
        root,
        &[
            "name",
            "type",
            "values",
            "weights",
            "reserved_value",
            "bias",
            "outcome_space",
        ],
    );
    let weights = get(root, "weights");
    let values = reader.need(root, "values")?;
    let pairs: Vec<(Option<Name>, &Node)> = match &values.value {
        Value::Map(entries) => entries.iter().map(|(k, v)| (reader.name(k), v)).collect(),
        _ => reader.list(values).iter().map(|v| (None, v)).collect(),
    };
    let mut preferences = Vec::new();
    let named = weights.map_or(0, |w| nodes::entries(w).len());
    if !fits(reader.problems, values.span, pairs.len().max(named)) {
        return None;
    }
    for (index, (issue, value)) in pairs.iter().enumerate() {
        let weight = weight(weights, index, issue.as_ref(), value, reader);
        let worth = function(value, reader);
        if let (Some(weight), Some(worth)) = (weight, worth) {
            let issue = match issue {
                Some(name) => Of::Name(name.clone()),
                None => Of::Place(index, value.span),
            };
            preferences.push(Preference {
                issue,
                weight,
                worth,
            });
        }
    }
    if let Some(bias) = reader
        .number_at(root, "bias")
        .filter(|b| b.value != exact::whole(0))
    {
        report::unread(
            reader.problems,
            bias.span,
            "a bias is not read",
            "add it to each weight's values, or set it to 0",
        );
    }
    Some(Profile {
        file,
        span: nodes::head(root),
        side: None,
        name: get(root, "name").and_then(|n| reader.name(n)),
        issues: Vec::new(),
        preferences,
        rectangles: Vec::new(),
        reservation: reservation(root, reader),
        weighted: weights.is_some(),
    })
}

fn weight(
    weights: Option<&Node>,
    index: usize,
    issue: Option<&Name>,
    value: &Node,
    reader: &mut Reader,
) -> Option<Spanned<exact::Exact>> {
    let Some(weights) = weights else {
        return Some(nodes::one(value.span));
    };
    let found = match (&weights.value, issue) {
        (Value::Map(_), Some(issue)) => get(weights, &issue.value),
        _ => reader.list(weights).get(index),
    };
    if found.is_none() {
        report::missing(
            reader.problems,
            value.span,
            "these values have no weight",
            "add it to `weights`",
        );
    }
    found.and_then(|node| reader.number(node))
}

fn function(node: &Node, reader: &mut Reader) -> Option<Worth> {
    let kind = get(node, "type").and_then(Node::text).map(short);
    let zero = exact::whole(0);
    let (slope, bias) = match kind {
        Some("TableFun") => {
            let mapping = reader.need(node, "mapping")?;
            return reader.table(mapping).map(Worth::Table);
        }
        None if node.is_map() && get(node, "mapping").is_none() => {
            return reader.table(node).map(Worth::Table);
        }
        Some("AffineFun" | "LinearFun") => {
            let slope = reader.need(node, "slope").and_then(|n| reader.number(n))?;
            let bias = reader.number_at(node, "bias");
            (slope.value, bias.map_or(zero, |b| b.value))
        }
        Some("IdentityFun") => (exact::whole(1), zero),
        Some("ConstFun") => (
            zero,
            reader
                .need(node, "bias")
                .and_then(|n| reader.number(n))?
                .value,
        ),
        _ => {
            let kind = get(node, "type").map_or(node.kind(), Node::kind);
            let what = format!("a value function of type {kind} is not read");
            let help = "`TableFun`, `AffineFun`, `LinearFun`, `IdentityFun` and `ConstFun` are";
            report::unread(reader.problems, nodes::head(node), what, help);
            return None;
        }
    };
    Some(Worth::Curve(Curve::line(node.span, &slope, &bias, false)))
}

fn reservation(root: &Node, reader: &mut Reader) -> Reservation {
    let Some(node) = get(root, "reserved_value") else {
        return Reservation::Unsaid;
    };
    match node.text().unwrap_or_default() {
        "-.inf" | "-.Inf" | "-.INF" | "-inf" | "-Infinity" => Reservation::Bottomless(node.span),
        _ => reader
            .number(node)
            .map_or(Reservation::Unsaid, Reservation::Value),
    }
}
