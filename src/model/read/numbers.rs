//! Reading numbers: plain decimals, exact, in the range that their key asks for.

use super::fields::Reader;
use crate::base::{Points, PointsError};
use crate::diag::{Code, Diagnostic, Spanned};
use crate::model::tree::{Node, Value};

/// The codes of this file.
pub const CODES: &[&Code] = &[&NUMBER, &RANGE];

static NUMBER: Code = Code {
    id: "E012",
    what: "not a plain decimal number",
    why: "Package arithmetic is exact, so numbers are plain decimals: at most nine places, magnitude at most 1e9.",
    example: "actors:\n  north: {walk_away: 1e3}",
    fix: "Write the number out: `walk_away: 1000`.",
};
static RANGE: Code = Code {
    id: "E013",
    what: "a number outside its range",
    why: "Probabilities lie in 0..1, patience in (0, 1], counts are whole; other values have no meaning.",
    example: "actors:\n  north: {patience: 1.2}",
    fix: "Write a value inside the range that the message names.",
};

impl Reader<'_> {
    /// Points: a plain decimal.
    pub fn points(&mut self, node: &Node) -> Option<Spanned<Points>> {
        let text = match &node.value {
            Value::Scalar { text, plain: true } if !node.is_nothing() => text,
            Value::Scalar { plain: false, .. } => {
                return self.shape(node, "a number without quotes");
            }
            _ => return self.shape(node, "a number"),
        };
        match Points::parse(text) {
            Ok(points) => Some(Spanned::new(points, node.span)),
            Err(PointsError::NotANumber) => self.not_a_number(node, text),
            Err(error) => {
                let (what, help) = complaint(error);
                let what = format!("`{text}` {what}");
                self.problems
                    .push(Diagnostic::new(&NUMBER, node.span, what).help(help));
                None
            }
        }
    }

    /// Percentages and decimal commas are told from the rest.
    fn not_a_number<T>(&mut self, node: &Node, text: &str) -> Option<T> {
        let percent = text.strip_suffix('%').map(|t| Points::parse(t.trim_end()));
        // With three digits after it, a comma may also stand between thousands.
        let thousands = text.rsplit_once(',').is_some_and(|(_, t)| t.len() == 3);
        let comma = Points::parse(&text.replacen(',', ".", 1));
        let meant = match (percent, comma) {
            (Some(Ok(percent)), _) => Points::from_billionths(percent.billionths() / 100),
            (None, Ok(points)) if !thousands => points,
            _ => return self.shape(node, "a number"),
        };
        let what = format!("`{text}` is not a plain decimal");
        self.problems
            .push(Diagnostic::new(&NUMBER, node.span, what).help(format!("write {meant}")));
        None
    }

    /// Points in a range, named by `range`.
    fn points_in(
        &mut self,
        node: &Node,
        range: &str,
        fits: impl FnOnce(Points) -> bool,
    ) -> Option<Spanned<Points>> {
        let points = self.points(node)?;
        if fits(points.value) {
            return Some(points);
        }
        let what = format!("expected {range}, found {}", points.value);
        let problem = Diagnostic::new(&RANGE, node.span, what);
        let hundred = Points::whole(100);
        let percent =
            range.ends_with(" 1") && points.value >= Points::whole(2) && points.value <= hundred;
        self.problems.push(match percent {
            true => problem.help(format!(
                "for {} percent write {}",
                points.value,
                Points::from_billionths(points.value.billionths() / 100)
            )),
            false => problem,
        });
        None
    }

    /// 0 to 1.
    pub fn probability(&mut self, node: &Node) -> Option<Spanned<Points>> {
        self.points_in(node, "a number from 0 to 1", |p| {
            (Points::ZERO..=Points::ONE).contains(&p)
        })
    }
    /// Above 0, at most 1.
    pub fn patience(&mut self, node: &Node) -> Option<Spanned<Points>> {
        self.points_in(node, "a number above 0 and at most 1", |p| {
            p > Points::ZERO && p <= Points::ONE
        })
    }
    /// Not negative.
    pub fn amount(&mut self, node: &Node) -> Option<Spanned<Points>> {
        self.points_in(node, "a number at or above 0", |p| p >= Points::ZERO)
    }
    /// Above 0.
    pub fn positive(&mut self, node: &Node) -> Option<Spanned<Points>> {
        self.points_in(node, "a number above 0", |p| p > Points::ZERO)
    }
    /// A whole number from `least`.
    fn whole(&mut self, node: &Node, least: i64) -> Option<Spanned<u32>> {
        let range = format!("a whole number from {least} to 1000000");
        let whole = |p: Points| p.billionths() % Points::ONE.billionths() == 0;
        let points = self.points_in(node, &range, |p| {
            whole(p) && p >= Points::whole(least) && p <= Points::whole(1_000_000)
        })?;
        let number = points.value.billionths() / Points::ONE.billionths();
        Some(Spanned::new(number as u32, points.span))
    }
    /// A whole number from 0.
    pub fn number(&mut self, node: &Node) -> Option<Spanned<u32>> {
        self.whole(node, 0)
    }
    /// A whole number from 1.
    pub fn count(&mut self, node: &Node) -> Option<Spanned<u32>> {
        self.whole(node, 1)
    }
    /// Points, or `false` for none.
    pub fn points_or_false(&mut self, node: &Node) -> Option<Spanned<Option<Points>>> {
        if node.text() == Some("false") {
            return Some(Spanned::new(None, node.span));
        }
        let points = self.points(node)?;
        Some(Spanned::new(Some(points.value), points.span))
    }
}

fn complaint(error: PointsError) -> (&'static str, &'static str) {
    match error {
        PointsError::NotANumber => ("is not a number", "write a plain decimal such as 2.5"),
        PointsError::NotFinite => (
            "is not a number that can be counted with",
            "write a plain decimal; leave the key out if there is no limit",
        ),
        PointsError::Exponent => ("has an exponent", "write the number out, such as 1000"),
        PointsError::Radix => (
            "is not a plain decimal",
            "write it in decimal, without leading zeros",
        ),
        PointsError::TooFine => (
            "has more than nine decimal places",
            "round it to nine places",
        ),
        PointsError::TooLarge => (
            "is larger than 1e9 in magnitude",
            "count in larger units, such as millions",
        ),
    }
}
