//! Evaluators of Genius: what the values of an issue are worth before weights.

use rustc_hash::FxHashMap;

use super::exact::{self, Exact};
use super::genius::{bounds, kind};
use super::parts::{Curve, Semantics, Worth};
use super::report;
use super::xml::Element;
use crate::diag::Problems;
use crate::model::Name;

/// The evaluations of an issue; `None` if any is missing or wrong, which is reported.
pub fn worth(
    issue: Element,
    name: &Name,
    semantics: Semantics,
    problems: &mut Problems,
) -> Option<Worth> {
    match kind(issue).as_ref().map_or("discrete", |k| &k.value) {
        "integer" => evaluator(issue, name, semantics, true, problems).map(Worth::Curve),
        "real" => evaluator(issue, name, semantics, false, problems).map(Worth::Curve),
        _ => evaluations(issue, name, problems).map(Worth::Table),
    }
}

fn evaluations(issue: Element, name: &Name, problems: &mut Problems) -> Option<Vec<(Name, Exact)>> {
    let mut table: Vec<(Name, Exact)> = Vec::new();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    let mut without: Vec<Name> = Vec::new();
    let mut complete = true;
    for item in issue.children().filter(|e| e.name() == "item") {
        let Some(value) = item.get("value") else {
            continue;
        };
        let Some(evaluation) = item.get("evaluation").filter(|e| e.value != "null") else {
            without.push(value);
            continue;
        };
        let Some(number) = report::number(problems, &evaluation) else {
            complete = false;
            continue;
        };
        match places.get(&value.value) {
            Some(&earlier) => {
                report::last_counts(problems, value.span, table[earlier].0.span, &value.value);
                table[earlier] = (value, number.value);
            }
            None => {
                places.insert(value.value.clone(), table.len());
                table.push((value, number.value));
            }
        }
    }
    // An item without evaluation is no gap if another of the same value has one.
    without.retain(|value| !places.contains_key(&value.value));
    unevaluated(&without, name, problems);
    (complete && without.is_empty()).then_some(table)
}

fn unevaluated(without: &[Name], issue: &Name, problems: &mut Problems) {
    const MOST: usize = 5;
    let Some(first) = without.first() else { return };
    let names: Vec<_> = without
        .iter()
        .take(MOST)
        .map(|v| format!("`{}`", v.value))
        .collect();
    let more = match without.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let what = format!(
        "no evaluation of {}{more} in the issue `{}`",
        names.join(", "),
        issue.value
    );
    report::missing(
        problems,
        first.span,
        what,
        "add `evaluation=\"…\"`, 0 if it is worth nothing",
    );
}

/// The evaluator of a numeric issue. Genius counts an integer from its lower bound and keeps lines within 0 and 1.
fn evaluator(
    issue: Element,
    name: &Name,
    semantics: Semantics,
    integer: bool,
    problems: &mut Problems,
) -> Option<Curve> {
    let Some(evaluator) = issue.children().find(|e| e.name() == "evaluator") else {
        let what = format!("the issue `{}` has no evaluator", name.value);
        report::missing(
            problems,
            name.span,
            what,
            "add `<evaluator ftype=\"linear\" …/>`",
        );
        return None;
    };
    let genius = semantics == Semantics::Genius;
    let kind = evaluator.get("ftype");
    match kind
        .as_ref()
        .map_or("linear", |k| &k.value)
        .to_lowercase()
        .as_str()
    {
        "linear" => {
            let offset = parameter(evaluator, &["offset", "parameter0"], problems);
            let slope = parameter(evaluator, &["slope", "parameter1"], problems)?;
            let mut offset = offset?;
            if genius && integer {
                offset -= &slope * bounds(issue, problems)?.0.value;
            }
            Some(Curve::line(evaluator.span(), &slope, &offset, genius))
        }
        "constant" => {
            let level = parameter(evaluator, &["offset", "parameter0"], problems)?;
            Some(Curve::line(
                evaluator.span(),
                &exact::whole(0),
                &level,
                false,
            ))
        }
        "triangular" => triangle(evaluator, problems),
        other => {
            let span = kind.as_ref().map_or(evaluator.span(), |k| k.span);
            let what = format!("an evaluator of type `{other}` is not read");
            report::unread(
                problems,
                span,
                what,
                "`linear`, `constant` and `triangular` evaluators are",
            );
            None
        }
    }
}

/// From 0 at the lower bound up to 1 at the top and down to 0 at the upper bound; 0 outside.
fn triangle(evaluator: Element, problems: &mut Problems) -> Option<Curve> {
    let low = parameter(evaluator, &["parameter0"], problems);
    let high = parameter(evaluator, &["parameter1"], problems);
    let top = parameter(evaluator, &["parameter2"], problems);
    let (low, high, top) = (low?, high?, top?);
    if !(low < top && top < high) {
        // Genius jumps there, and what jumps has no best value.
        report::shape(
            problems,
            evaluator.span(),
            "a triangle with its top between its ends",
            "one without",
        );
        return None;
    }
    let (zero, one) = (exact::whole(0), exact::whole(1));
    let corners = vec![(low, zero.clone()), (top, one), (high, zero)];
    Some(Curve {
        span: evaluator.span(),
        corners,
        clamped: true,
    })
}

fn parameter(evaluator: Element, keys: &[&str], problems: &mut Problems) -> Option<Exact> {
    let found = keys.iter().find_map(|key| evaluator.get(key));
    let found = found.or_else(|| evaluator.need(keys[0], problems))?;
    report::number(problems, &found).map(|n| n.value)
}
