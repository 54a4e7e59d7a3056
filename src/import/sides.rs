//! Matches one side's profile with the domain: computes worth, places rectangles, judges weights and reservation.

use std::cell::OnceCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::assemble::{Work, stem};
use super::exact::{self, Exact};
use super::names::Ids;
use super::negotiation::{Choice, Link, Side, Topic, Worths};
use super::parts::{
    Issue, Of, Preference, Profile, Rectangle, Reservation, Semantics, Values, Worth,
};
use super::report;
use crate::base::Points;
use crate::diag::{Code, Diagnostic, Span, Spanned};
use crate::model::Name;

/// The codes of this file.
pub const CODES: &[&Code] = &[&MISMATCH, &WEIGHTS, &OUT_OF_REACH, &BOTTOMLESS];

static MISMATCH: Code = Code {
    id: "E071",
    what: "a profile that speaks of other issues or values than its domain",
    why: "Its scores would belong to nothing, or an outcome would have no score.",
    example: "domain: Low, High\nprofile: Low, Medium, High",
    fix: "Import the files of one domain together, or correct the spelling.",
};
static WEIGHTS: Code = Code {
    id: "L031",
    what: "weights that do not sum to one",
    why: "They are taken as written, so this side's scale is not the usual one from 0 to 1; its reservation value may be meant on another.",
    example: "<weight index=\"1\" value=\"0.6\"/><weight index=\"2\" value=\"0.6\"/>",
    fix: "Correct the weights if this is a slip.",
};
static OUT_OF_REACH: Code = Code {
    id: "L032",
    what: "a reservation value above anything that can be agreed",
    why: "This side can sign nothing. Often the reservation is on another scale than the evaluations.",
    example: "<reservation value=\"306\"/>  (where the best outcome is worth 6.65)",
    fix: "Bring the reservation value to the scale of the evaluations, or choose the other `--semantics`.",
};
static BOTTOMLESS: Code = Code {
    id: "L036",
    what: "a reservation value of minus infinity",
    why: "Walking away must be worth some number of points; the worst outcome is taken, so that no outcome is refused and gains are counted from there.",
    example: "reserved_value: -.inf",
    fix: "State a reservation value if the side has one.",
};

/// Most values that the rectangles of a profile are compared with; the largest that were published come to a thousandth.
const MOST_COMPARED: usize = 1_000_000;

/// What a profile is matched against.
pub struct Table<'a> {
    issues: &'a [Issue],
    topics: &'a [Topic],
    /// Issues by name.
    by_name: FxHashMap<&'a str, usize>,
    /// For each issue its values as numbers, if all of them are.
    numbers: Vec<OnceCell<Option<Vec<Exact>>>>,
}

impl<'a> Table<'a> {
    /// The issues of a domain and the topics made of them.
    pub fn new(issues: &'a [Issue], topics: &'a [Topic]) -> Self {
        let names = issues.iter().enumerate();
        let by_name = names
            .map(|(i, issue)| (issue.name.value.as_str(), i))
            .collect();
        Table {
            issues,
            topics,
            by_name,
            numbers: issues.iter().map(|_| OnceCell::new()).collect(),
        }
    }

    /// The values of an issue as numbers, if they all are.
    fn numbers(&self, issue: usize) -> Option<&[Exact]> {
        let read = || {
            let values = self.values(issue).iter();
            values.map(|v| exact::parse(&v.value)).collect()
        };
        self.numbers[issue].get_or_init(read).as_deref()
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The values of an issue that can be listed.
    fn values(&self, issue: usize) -> &'a [Name] {
        match &self.issues[issue].values {
            Values::Listed(values) => values,
            Values::Range(..) => &[],
        }
    }
}

impl Work<'_> {
    /// One side of the negotiation.
    pub fn side(
        &mut self,
        profile: &Profile,
        table: &Table,
        ids: &mut Ids,
        source: Vec<Name>,
    ) -> Side {
        let stem = stem(&self.sources.file(profile.file).name);
        let called = profile.side.as_ref().map_or(stem, |s| &s.value);
        let (id, title) = ids.make(called);
        let inside = profile
            .name
            .as_ref()
            .map(|n| n.value.clone())
            .filter(|n| !n.is_empty());
        let interests = self.worths(profile, table);
        let mut places = vec![profile.span; table.issues.len()];
        for preference in &profile.preferences {
            if let Some(index) = place(&preference.issue, table) {
                places[index] = span_of(&preference.issue);
            }
        }
        let linkages = self.links(profile, table);
        self.weights(profile);
        let walk_away = self.walk_away(profile, table, &interests, &linkages);
        Side {
            name: inside.or(title).filter(|name| *name != id),
            id: Spanned::new(id, profile.span),
            walk_away,
            interests,
            places,
            linkages,
            source,
        }
    }

    /// Rounded to nine places; what is too large is reported.
    pub fn rounded(&mut self, worth: &Exact, span: Span) -> Points {
        exact::points(worth).unwrap_or_else(|| {
            let what = "a weight times an evaluation is more than 1e9";
            report::too_much(self.problems, span, what);
            Points::ZERO
        })
    }

    /// By issue: weight times evaluation. Nothing for a profile without evaluations.
    fn worths(&mut self, profile: &Profile, table: &Table) -> Vec<Worths> {
        let mut rows: Vec<_> = table
            .issues
            .iter()
            .map(|_| Worths::Listed(Vec::new()))
            .collect();
        for preference in &profile.preferences {
            match place(&preference.issue, table) {
                Some(index) => {
                    rows[index] = self.row(preference, &table.issues[index], table.values(index))
                }
                None => self.mismatch(span_of(&preference.issue), "the domain has no such issue"),
            }
        }
        if profile.rectangles.is_empty() {
            for (row, issue) in rows.iter().zip(table.issues) {
                if row.stated().next().is_none() && !self.problems.has_errors() {
                    let what = format!(
                        "this profile says nothing of the issue `{}`",
                        issue.name.value
                    );
                    self.problems.push(
                        Diagnostic::new(&MISMATCH, profile.span, what)
                            .and_at(issue.name.span, "the issue"),
                    );
                }
            }
        }
        rows
    }

    fn mismatch(&mut self, span: Span, what: impl Into<String>) {
        let help = "import the files of one domain together, or correct the spelling";
        self.problems
            .push(Diagnostic::new(&MISMATCH, span, what).help(help));
    }

    fn row(&mut self, preference: &Preference, issue: &Issue, values: &[Name]) -> Worths {
        let weight = &preference.weight.value;
        let mut evaluations = match (&preference.worth, &issue.values) {
            (Worth::Curve(curve), Values::Range(_, low, high)) => {
                let corners = curve.within(low, high).into_iter();
                let corners = corners.map(|(x, y)| {
                    (
                        self.rounded(&x, curve.span),
                        self.rounded(&(y * weight), curve.span),
                    )
                });
                return Worths::Along(corners.collect());
            }
            (Worth::Table(_), Values::Range(..)) => {
                let what = format!(
                    "evaluations value by value of the issue `{}`, which takes any number",
                    issue.name.value
                );
                self.mismatch(span_of(&preference.issue), what);
                Vec::new()
            }
            (Worth::Table(table), Values::Listed(_)) => {
                self.looked_up(preference, table, issue, values)
            }
            (Worth::Curve(curve), Values::Listed(_)) => {
                let at = |value: &Name| exact::parse(&value.value).map(|x| curve.at(&x));
                let found = values.iter().map(at).collect::<Option<Vec<_>>>();
                found.unwrap_or_else(|| {
                    let what = format!(
                        "a number is asked of the issue `{}`, whose values are names",
                        issue.name.value
                    );
                    self.mismatch(curve.span, what);
                    Vec::new()
                })
            }
        };
        if self.semantics == Semantics::Genius && matches!(preference.worth, Worth::Table(_)) {
            relative(&mut evaluations);
        }
        let span = span_of(&preference.issue);
        let one = exact::whole(1);
        Worths::Listed(
            evaluations
                .iter()
                .map(|e| match *weight == one {
                    true => self.rounded(e, span),
                    false => self.rounded(&(e * weight), span),
                })
                .collect(),
        )
    }

    /// The evaluations in the order of the domain's values.
    fn looked_up(
        &mut self,
        preference: &Preference,
        table: &[(Name, Exact)],
        issue: &Issue,
        values: &[Name],
    ) -> Vec<Exact> {
        let by_value: FxHashMap<_, _> = table.iter().map(|(v, e)| (v.value.as_str(), e)).collect();
        let known: FxHashSet<_> = values.iter().map(|v| v.value.as_str()).collect();
        let mut unknown = table
            .iter()
            .map(|(v, _)| v)
            .filter(|v| !known.contains(v.value.as_str()));
        if let Some(first) = unknown.next() {
            let more = and_more(unknown.count());
            let what = format!(
                "the issue `{}` has no value `{}`{more}",
                issue.name.value, first.value
            );
            let near = values.iter().map(|v| v.value.as_str());
            self.problems.push(
                Diagnostic::new(&MISMATCH, first.span, what)
                    .and_at(issue.name.span, "the issue in the domain")
                    .help_near(&first.value, near),
            );
        }
        let missing: Vec<_> = values
            .iter()
            .filter(|v| !by_value.contains_key(v.value.as_str()))
            .collect();
        if let Some(first) = missing.first() {
            let more = and_more(missing.len() - 1);
            let what = format!(
                "no evaluation of `{}`{more} in the issue `{}`",
                first.value, issue.name.value
            );
            let at = span_of(&preference.issue);
            self.problems.push(
                Diagnostic::new(&MISMATCH, at, what)
                    .and_at(first.span, "the domain has this value")
                    .help("add its evaluation, 0 if it is worth nothing"),
            );
            return Vec::new();
        }
        values
            .iter()
            .map(|v| by_value[v.value.as_str()].clone())
            .collect()
    }

    /// The rectangles of a profile, as long as they fit.
    fn links(&mut self, profile: &Profile, table: &Table) -> Vec<Link> {
        let size = |r: &Rectangle| -> usize {
            let sides = r.sides.iter().filter_map(|(i, ..)| table.find(&i.value));
            sides.map(|i| table.values(i).len()).sum()
        };
        let mut left = MOST_COMPARED;
        let mut links = Vec::new();
        for rectangle in &profile.rectangles {
            let Some(rest) = left.checked_sub(size(rectangle)) else {
                let what = "rectangles over more values than can be imported";
                report::too_much(self.problems, rectangle.span, what);
                break;
            };
            left = rest;
            links.extend(self.link(rectangle, table));
        }
        links
    }

    /// The options that lie in a rectangle.
    fn link(&mut self, rectangle: &Rectangle, table: &Table) -> Option<Link> {
        let mut ranges: Vec<(usize, Vec<usize>)> = Vec::new();
        for (issue, low, high) in &rectangle.sides {
            let index = table.find(&issue.value);
            let Some(index) = index else {
                self.mismatch(
                    issue.span,
                    format!("the domain has no issue `{}`", issue.value),
                );
                return None;
            };
            let values = table.values(index);
            if values.is_empty() {
                let what = format!(
                    "a rectangle over the issue `{}`, which takes any number",
                    issue.value
                );
                self.mismatch(issue.span, what);
                return None;
            }
            let Some(numbers) = table.numbers(index) else {
                self.mismatch(
                    issue.span,
                    format!("the values of `{}` are names, not numbers", issue.value),
                );
                return None;
            };
            let inside = |i: &usize| numbers[*i] >= *low && numbers[*i] <= *high;
            let inside: Vec<_> = (0..numbers.len()).filter(inside).collect();
            match ranges.iter_mut().find(|(i, _)| *i == index) {
                Some((_, already)) => already.retain(|i| inside.binary_search(i).is_ok()),
                None => ranges.push((index, inside)),
            }
        }
        if ranges.iter().any(|(_, inside)| inside.is_empty()) {
            let why = "one of its sides holds no value of its issue, so it never counts";
            report::ignored(
                self.problems,
                rectangle.span,
                "this rectangle is empty",
                why,
            );
            return None;
        }
        let value = self.rounded(&rectangle.value, rectangle.span);
        let when = ranges
            .into_iter()
            .map(|(i, inside)| (i, specs(&inside, &table.topics[i].options)));
        Some(Link {
            span: rectangle.span,
            when: when.collect(),
            value,
        })
    }

    fn weights(&mut self, profile: &Profile) {
        let sum: Exact = profile
            .preferences
            .iter()
            .map(|p| p.weight.value.clone())
            .sum();
        let off = &sum - exact::whole(1);
        let slack = Exact::new(1.into(), 1_000_000.into());
        if let Some(first) = profile
            .preferences
            .first()
            .filter(|_| profile.weighted && (off > slack || off < -slack))
        {
            let what = format!("the weights sum to {}, not to 1", exact::show(&sum));
            self.problems.push(
                Diagnostic::new(&WEIGHTS, first.weight.span, what)
                    .help("they are taken as written"),
            );
        }
    }

    fn walk_away(
        &mut self,
        profile: &Profile,
        table: &Table,
        worths: &[Worths],
        links: &[Link],
    ) -> Spanned<Points> {
        let zero = Points::ZERO;
        let least = worths
            .iter()
            .filter_map(|row| row.stated().min())
            .sum::<Points>()
            + links.iter().map(|l| l.value.min(zero)).sum::<Points>();
        let most = worths
            .iter()
            .filter_map(|row| row.stated().max())
            .sum::<Points>()
            + links.iter().map(|l| l.value.max(zero)).sum::<Points>();
        let (value, span) = match &profile.reservation {
            Reservation::Unsaid => return Spanned::new(zero, profile.span),
            Reservation::Value(value) => (self.rounded(&value.value, value.span), value.span),
            Reservation::Outcome(span, pairs) => (self.worth_of(pairs, table, worths), *span),
            Reservation::Bottomless(span) => {
                let what = format!("no reservation: {least}, the worst there is, is taken for it");
                self.problems
                    .push(Diagnostic::new(&BOTTOMLESS, *span, what));
                return Spanned::new(least, *span);
            }
        };
        if value > most {
            let what = format!(
                "the reservation {value} is above {most}, the most that any outcome is worth"
            );
            let help = "it may be on another scale than the evaluations; as it stands, this side signs nothing";
            self.problems
                .push(Diagnostic::new(&OUT_OF_REACH, span, what).help(help));
        }
        Spanned::new(value, span)
    }

    /// What a reservation outcome is worth. What it leaves out is worth nothing, as in the format it comes from.
    fn worth_of(&mut self, pairs: &[(Name, Name)], table: &Table, worths: &[Worths]) -> Points {
        let mut sum = Points::ZERO;
        for (issue, value) in pairs {
            let index = table.find(&issue.value);
            let option =
                index.and_then(|i| table.values(i).iter().position(|v| v.value == value.value));
            match (index, option) {
                (Some(i), Some(o)) => sum += worths[i].stated().nth(o).unwrap_or_default(),
                (None, _) => self.mismatch(
                    issue.span,
                    format!("the domain has no issue `{}`", issue.value),
                ),
                (_, None) => self.mismatch(
                    value.span,
                    format!(
                        "the issue `{}` has no value `{}` that can be listed",
                        issue.value, value.value
                    ),
                ),
            }
        }
        sum
    }
}

/// Divides by the largest; as in Genius, an issue without a positive evaluation counts nothing.
fn relative(evaluations: &mut [Exact]) {
    let zero = exact::whole(0);
    let max = evaluations
        .iter()
        .max()
        .cloned()
        .unwrap_or_else(|| zero.clone());
    for evaluation in evaluations {
        *evaluation = if max > zero {
            &*evaluation / &max
        } else {
            zero.clone()
        };
    }
}

fn and_more(count: usize) -> String {
    match count {
        0 => String::new(),
        more => format!(" and {more} more"),
    }
}

fn place(of: &Of, table: &Table) -> Option<usize> {
    match of {
        Of::Name(name) => table.find(&name.value),
        Of::Place(index, _) => (*index < table.issues.len()).then_some(*index),
    }
}

fn span_of(of: &Of) -> Span {
    match of {
        Of::Name(name) => name.span,
        Of::Place(_, span) => *span,
    }
}

/// A range up to the last option as `first..`, so that it reads as it was meant; any other option by option.
fn specs(inside: &[usize], options: &[Choice]) -> Vec<String> {
    let id = |i: usize| options[i].id.value.clone();
    let from = options.len() - inside.len();
    if inside.len() > 1 && inside.iter().copied().eq(from..options.len()) {
        return vec![format!("{}..", id(from))];
    }
    inside.iter().map(|&i| id(i)).collect()
}
