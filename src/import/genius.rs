//! Genius XML: domains (`negotiation_template`) and utility profiles (`utility_space`), as ANAC published them from 2010 on.
//!
//! Source of the rules: Genius 10, `AdditiveUtilitySpace`, `EvaluatorDiscrete`, `EvaluatorInteger`, `EvaluatorReal`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::evaluators;
use super::exact::{self, Exact};
use super::hyper;
use super::parts::{
    Content, Domain, Issue, Of, Preference, Profile, Reservation, Semantics, Values, fits,
    whole_numbers,
};
use super::report;
use super::xml::{Element, with_root};
use crate::diag::{Code, Diagnostic, FileId, Problems, Span, Spanned};
use crate::model::Name;

/// The codes of this file.
pub const CODES: &[&Code] = &[&DISCOUNT];

static DISCOUNT: Code = Code {
    id: "L030",
    what: "a discount factor, which is not imported",
    why: "Genius lets utility shrink with the time of a session; the package question has no time in it, and plans discount by `patience`, per round.",
    example: "<discount_factor value=\"0.5\"/>",
    fix: "State `patience` in the written model if time matters.",
};

/// Reads a file.
pub fn read(
    file: FileId,
    text: &str,
    semantics: Semantics,
    problems: &mut Problems,
) -> Option<Content> {
    with_root(file, text, problems, |root, problems| {
        let domain = root.name() == "negotiation_template";
        let mut reader = Reader {
            file,
            domain,
            semantics,
            problems,
        };
        match root.name() {
            "negotiation_template" => reader.template(root),
            "utility_space" => reader.profile(root),
            found => {
                let wanted = "`negotiation_template` (a domain) or `utility_space` (a profile)";
                report::shape(reader.problems, root.span(), wanted, &format!("`{found}`"));
                None
            }
        }
    })?
}

/// Elements that have no bearing on utility, by whom they are for.
const HARMLESS: &[&str] = &[
    "similarity_function",
    "criteria_function",
    "agent",
    "nlp",
    "cost",
    "description",
];

struct Reader<'p> {
    file: FileId,
    /// Reading a domain, not a profile.
    domain: bool,
    semantics: Semantics,
    problems: &'p mut Problems,
}

/// What an objective and those inside it hold.
#[derive(Default)]
struct Found<'d> {
    name: Option<Name>,
    issues: Vec<Element<'d>>,
    weights: Vec<Element<'d>>,
    utility: Vec<Element<'d>>,
    reservation: Option<Element<'d>>,
}

/// An issue with its index, and its weight once found.
struct Indexed<'d> {
    element: Element<'d>,
    index: Option<Name>,
    issue: Issue,
}

impl Reader<'_> {
    fn template(&mut self, root: Element) -> Option<Content> {
        let mut found = Found::default();
        self.walk(root, &mut found);
        let issues = self.issues(&found.issues);
        if !self.some(&found, &issues, root) {
            return None;
        }
        Some(Content::Domain(Domain {
            file: self.file,
            name: found.name,
            issues: issues.into_iter().map(|i| i.issue).collect(),
        }))
    }

    fn profile(&mut self, root: Element) -> Option<Content> {
        let kind = root.get("type");
        let nonlinear = match kind.as_ref().map(|k| k.value.as_str()) {
            None | Some("" | "any" | "additive" | "linear") => false,
            Some("nonlinear") => true,
            Some(other) => {
                let span = kind.as_ref().map_or(root.span(), |k| k.span);
                let what = format!("a utility space of type `{other}` is not read");
                let help = "additive profiles and `nonlinear` ones made of hyper-rectangles are";
                report::unread(self.problems, span, what, help);
                return None;
            }
        };
        let mut found = Found::default();
        self.walk(root, &mut found);
        let issues = self.issues(&found.issues);
        if !self.some(&found, &issues, root) {
            return None;
        }
        if let Some(utility) = found.utility.first().filter(|_| !nonlinear) {
            let what = "a `utility` in a profile that is not nonlinear";
            report::unread(
                self.problems,
                utility.span(),
                what,
                "write `type=\"nonlinear\"` at the utility space",
            );
        }
        let preferences = match nonlinear {
            true => Vec::new(),
            false => self.preferences(&issues, &found.weights),
        };
        let indices: FxHashMap<_, _> = issues
            .iter()
            .filter_map(|i| Some((i.index.as_ref()?.value.clone(), i.issue.name.clone())))
            .collect();
        let rectangles = match nonlinear {
            true => hyper::read(
                root,
                &found.utility,
                &indices,
                self.semantics,
                self.problems,
            ),
            false => Vec::new(),
        };
        Some(Content::Profile(Profile {
            file: self.file,
            span: root.span(),
            side: None,
            name: None,
            weighted: !nonlinear,
            preferences,
            rectangles,
            reservation: self.reservation(found.reservation),
            issues: issues.into_iter().map(|i| i.issue).collect(),
        }))
    }

    /// Is there an issue that can be read? That there is none at all is reported here, what is wrong with one elsewhere.
    fn some(&mut self, found: &Found, issues: &[Indexed], root: Element) -> bool {
        if found.issues.is_empty() {
            let what = "there is no issue in this file";
            report::missing(self.problems, root.span(), what, "export the file again");
        }
        !issues.is_empty()
    }

    /// Gathers what stands in a utility space or an objective; objectives may hold objectives.
    fn walk<'d>(&mut self, element: Element<'d>, found: &mut Found<'d>) {
        if element.name() == "objective" && found.name.is_none() {
            let telling = |n: &Name| !matches!(n.value.as_str(), "" | "root" | "any");
            found.name = element.get("name").filter(telling);
        }
        for child in element.children() {
            match child.name() {
                "objective" | "utility_space" => self.walk(child, found),
                "issue" => found.issues.push(child),
                "weight" => found.weights.push(child),
                "utility" => found.utility.push(child),
                "reservation" => found.reservation = found.reservation.or(Some(child)),
                "discount_factor" => self.discount(child),
                _ => self.other(child),
            }
        }
    }

    /// An element that is not read: said, unless it has no bearing on anything.
    fn other(&mut self, element: Element) {
        let name = element.name();
        if HARMLESS.contains(&name) {
            return;
        }
        let what = format!("`{name}` is not imported");
        if name.to_lowercase().ends_with("issue")
            || matches!(name, "rules" | "constraints" | "ufun")
        {
            let help = "remove it, or write the model by hand; what agreements are worth would change without it";
            let what = format!("`{name}` is not read");
            report::unread(self.problems, element.span(), what, help);
        } else {
            let why = "it has no place in a model of what agreements are worth";
            report::ignored(self.problems, element.span(), what, why);
        }
    }

    fn discount(&mut self, element: Element) {
        let Some(value) = element.get("value") else {
            return;
        };
        let factor = report::number(self.problems, &value);
        if factor.is_some_and(|f| f.value != exact::whole(1)) {
            let what = format!("the discount factor {} is not imported", value.value);
            let help = "packages are compared without time; state `patience` in the written model for plans";
            self.problems
                .push(Diagnostic::new(&DISCOUNT, value.span, what).help(help));
        }
    }

    fn reservation(&mut self, stated: Option<Element>) -> Reservation {
        let value = stated.and_then(|element| element.need("value", self.problems));
        match value.and_then(|v| report::number(self.problems, &v)) {
            Some(value) => Reservation::Value(value),
            None => Reservation::Unsaid,
        }
    }

    fn issues<'d>(&mut self, elements: &[Element<'d>]) -> Vec<Indexed<'d>> {
        let mut names: FxHashMap<String, Span> = FxHashMap::default();
        let mut issues = Vec::new();
        if !elements
            .first()
            .is_none_or(|e| fits(self.problems, e.span(), elements.len()))
        {
            return issues;
        }
        for &element in elements {
            let Some(name) = element.need("name", self.problems) else {
                continue;
            };
            if let Some(first) = names.insert(name.value.clone(), name.span) {
                let what = format!("the issue `{}` stands twice", name.value);
                report::twice(self.problems, name.span, first, what);
                continue;
            }
            if let Some(values) = self.values(element, &name) {
                let issue = Issue { name, values };
                issues.push(Indexed {
                    element,
                    index: element.get("index"),
                    issue,
                });
            }
        }
        issues
    }

    fn values(&mut self, element: Element, name: &Name) -> Option<Values> {
        let kind = kind(element);
        let span = kind.as_ref().map_or(element.span(), |k| k.span);
        match kind.as_ref().map_or("discrete", |k| &k.value) {
            "discrete" => self.items(element, name),
            "integer" => {
                let (low, high) = bounds(element, self.problems)?;
                let whole = whole_numbers(self.problems, low.span, &low.value, &high.value)?;
                Some(Values::Listed(whole))
            }
            "real" => {
                let (low, high) = bounds(element, self.problems)?;
                Some(Values::Range(low.span, low.value, high.value))
            }
            other => {
                let what = format!("an issue of type `{other}` is not read");
                let help = "`discrete`, `integer` and `real` issues are";
                report::unread(self.problems, span, what, help);
                None
            }
        }
    }

    fn items(&mut self, element: Element, name: &Name) -> Option<Values> {
        let mut values: Vec<Name> = Vec::new();
        let mut seen = FxHashSet::default();
        for item in element.children().filter(|e| e.name() == "item") {
            let Some(value) = item.need("value", self.problems) else {
                continue;
            };
            // In a profile, a value said twice is judged where its evaluations are read.
            if seen.insert(value.value.clone()) || self.domain {
                values.push(value);
            }
        }
        if values.is_empty() {
            let what = format!("the issue `{}` has no value", name.value);
            report::missing(self.problems, name.span, what, "add its `item`s");
            return None;
        }
        Some(Values::Listed(values))
    }

    fn preferences(&mut self, issues: &[Indexed], weights: &[Element]) -> Vec<Preference> {
        let mut weights = self.weights(weights, issues);
        let mut preferences = Vec::new();
        for indexed in issues {
            let name = &indexed.issue.name;
            let index = indexed.index.as_ref().map(|i| i.value.as_str());
            let weight = index.and_then(|i| weights.remove(i));
            if weight.is_none() {
                let what = format!("the issue `{}` has no weight", name.value);
                let index = index.unwrap_or("…");
                let help = format!("add `<weight index=\"{index}\" value=\"…\"/>`");
                report::missing(self.problems, name.span, what, &help);
            }
            let worth = evaluators::worth(
                indexed.element,
                &indexed.issue.name,
                self.semantics,
                self.problems,
            );
            let complete = weight.zip(worth);
            preferences.extend(complete.map(|(weight, worth)| Preference {
                issue: Of::Name(name.clone()),
                weight,
                worth,
            }));
        }
        preferences
    }

    fn weights(
        &mut self,
        weights: &[Element],
        issues: &[Indexed],
    ) -> FxHashMap<String, Spanned<Exact>> {
        let mut seen: FxHashMap<String, Span> = FxHashMap::default();
        let mut found = FxHashMap::default();
        let indices = issues.iter().filter_map(|i| i.index.as_ref());
        let indices: FxHashSet<&str> = indices.map(|i| i.value.as_str()).collect();
        for &weight in weights {
            let index = weight.need("index", self.problems);
            let value = weight.need("value", self.problems);
            let value = value.and_then(|v| report::number(self.problems, &v));
            let Some(index) = index else { continue };
            if let Some(first) = seen.insert(index.value.clone(), index.span) {
                let what = format!("the index {} has two weights", index.value);
                report::twice(self.problems, index.span, first, what);
                continue;
            }
            if !indices.contains(index.value.as_str()) {
                let what = format!(
                    "this weight is for the index {}, which no issue has",
                    index.value
                );
                report::shape_of(self.problems, index.span, what);
            }
            // A weight that is no number is reported; its issue is not reported as well.
            let zero = Spanned::new(exact::whole(0), index.span);
            found.insert(index.value, value.unwrap_or(zero));
        }
        found
    }
}

/// The type of an issue: three attributes have been in use for it.
pub fn kind(issue: Element) -> Option<Name> {
    ["vtype", "type", "etype"]
        .into_iter()
        .find_map(|key| issue.get(key))
}

/// The bounds of an integer or real issue: on the issue itself, or in a `range` inside.
pub fn bounds(issue: Element, problems: &mut Problems) -> Option<(Spanned<Exact>, Spanned<Exact>)> {
    let range = issue.children().find(|e| e.name() == "range");
    let holder = range.unwrap_or(issue);
    let low = holder.need("lowerbound", problems);
    let high = holder.need("upperbound", problems);
    let low = report::number(problems, &low?);
    let high = report::number(problems, &high?);
    Some((low?, high?))
}
