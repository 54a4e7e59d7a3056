//! The nonlinear profiles of ANAC 2014: bonuses for hyper-rectangles of values, bounds included.

use rustc_hash::FxHashMap;

use super::exact::{self, Exact};
use super::parts::{Rectangle, Semantics};
use super::report;
use super::xml::Element;
use crate::diag::Problems;
use crate::model::Name;

/// Reads the rectangles of a profile; `issues` are its issues by index.
///
/// As written, a rectangle is worth its `utility` times its function's `weight`; Genius divides by `maxutility`.
pub fn read(
    root: Element,
    utility: &[Element],
    issues: &FxHashMap<String, Name>,
    semantics: Semantics,
    problems: &mut Problems,
) -> Vec<Rectangle> {
    let [utility] = utility else {
        let what = "a nonlinear profile has one `utility`";
        report::missing(problems, root.span(), what, "export the profile again");
        return Vec::new();
    };
    let mut reader = Reader { issues, problems };
    let scale = match semantics {
        Semantics::AsWritten => Some(exact::whole(1)),
        Semantics::Genius => utility
            .need("maxutility", reader.problems)
            .and_then(|max| reader.positive(&max)),
    };
    let mut rectangles = Vec::new();
    for function in utility.children() {
        let weight = reader.function(function);
        if let (Some(weight), Some(scale)) = (weight, &scale) {
            for child in function.children() {
                rectangles.extend(reader.rectangle(child, &(&weight / scale)));
            }
        }
    }
    if utility.children().next().is_none() {
        let what = "this utility has no function";
        report::missing(reader.problems, utility.span(), what, "add its `ufun`");
    }
    rectangles
}

struct Reader<'a> {
    issues: &'a FxHashMap<String, Name>,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn positive(&mut self, text: &Name) -> Option<Exact> {
        let number = report::number(self.problems, text)?.value;
        if number > exact::whole(0) {
            return Some(number);
        }
        report::shape(self.problems, text.span, "a number above 0", &text.value);
        None
    }

    /// The weight of a sum of rectangles.
    fn function(&mut self, function: Element) -> Option<Exact> {
        let plain = function.name() == "ufun"
            && function.get("type").is_none_or(|t| t.value == "PlainUfun")
            && function.get("aggregation").is_none_or(|a| a.value == "sum");
        if !plain {
            let what = "only a `ufun` of type `PlainUfun` with aggregation `sum` is read";
            report::unread(
                self.problems,
                function.span(),
                what,
                "export the profile with plain sums",
            );
            return None;
        }
        match function.get("weight") {
            Some(weight) => Some(report::number(self.problems, &weight)?.value),
            None => Some(exact::whole(1)),
        }
    }

    fn rectangle(&mut self, element: Element, weight: &Exact) -> Option<Rectangle> {
        if element.name() != "hyperRectangle" {
            let what = format!("`{}` is not read", element.name());
            report::unread(self.problems, element.span(), what, "`hyperRectangle`s are");
            return None;
        }
        let value = element.need("utility", self.problems);
        let value = value.and_then(|v| report::number(self.problems, &v));
        let sides: Vec<_> = element.children().map(|side| self.side(side)).collect();
        let sides = sides.into_iter().collect::<Option<Vec<_>>>()?;
        if sides.is_empty() {
            let what = "a rectangle without sides holds everywhere";
            report::missing(self.problems, element.span(), what, "add its `INCLUDES`");
            return None;
        }
        Some(Rectangle {
            span: element.span(),
            value: value?.value * weight,
            sides,
        })
    }

    fn side(&mut self, side: Element) -> Option<(Name, Exact, Exact)> {
        if side.name() != "INCLUDES" {
            let what = format!("`{}` is not read", side.name());
            report::unread(
                self.problems,
                side.span(),
                what,
                "`INCLUDES` with both bounds are",
            );
            return None;
        }
        let index = side.need("index", self.problems);
        let low = side
            .need("min", self.problems)
            .and_then(|b| report::number(self.problems, &b));
        let high = side
            .need("max", self.problems)
            .and_then(|b| report::number(self.problems, &b));
        let index = index?;
        let Some(issue) = self.issues.get(&index.value) else {
            let what = format!("no issue has the index {}", index.value);
            report::shape_of(self.problems, index.span, what);
            return None;
        };
        let (low, high) = (low?.value, high?.value);
        if high < low {
            report::shape(
                self.problems,
                side.span(),
                "`min` at most `max`",
                "the reverse",
            );
            return None;
        }
        let place = crate::diag::Spanned::new(issue.value.clone(), side.span());
        Some((place, low, high))
    }
}
