//! What every format is read into: a domain of issues and one profile per side, before anything is put together.

use super::exact::Exact;
use super::report;
use crate::diag::{FileId, Problems, Span, Spanned};
use crate::model::Name;

/// How evaluations become worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Semantics {
    /// As Genius counts: each issue's evaluations are divided by the largest of them; weights as written.
    Genius,
    /// Weight times evaluation, as written.
    AsWritten,
}

/// What one file says.
#[derive(Debug)]
pub enum Content {
    /// The issues and their values.
    Domain(Domain),
    /// One side's preferences.
    Profile(Profile),
    /// Several sides' preferences, with the issues they speak of.
    Table(Domain, Vec<Profile>),
    /// Published results or the like: nothing that an answer is made of.
    Nothing(&'static str),
}

/// The issues of a negotiation.
#[derive(Clone, Debug)]
pub struct Domain {
    /// The file.
    pub file: FileId,
    /// The name written inside, unless it says nothing.
    pub name: Option<Name>,
    /// The issues, in file order.
    pub issues: Vec<Issue>,
}

/// An issue and its values.
#[derive(Clone, Debug)]
pub struct Issue {
    /// Its name.
    pub name: Name,
    /// Its values.
    pub values: Values,
}

/// The values of an issue.
#[derive(Clone, Debug)]
pub enum Values {
    /// One by one, in file order.
    Listed(Vec<Name>),
    /// Every value of a range.
    Range(Span, Exact, Exact),
}

/// One side's preferences.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The file.
    pub file: FileId,
    /// Where to point when the whole profile is meant.
    pub span: Span,
    /// What the side is called, where a file holds several sides.
    pub side: Option<Name>,
    /// The name written inside.
    pub name: Option<Name>,
    /// The issues as the profile lists them; empty where it lists none.
    pub issues: Vec<Issue>,
    /// What each issue is worth.
    pub preferences: Vec<Preference>,
    /// Bonuses for ranges of values together.
    pub rectangles: Vec<Rectangle>,
    /// What no agreement is worth.
    pub reservation: Reservation,
    /// Whether weights were given, so that they should sum to one.
    pub weighted: bool,
}

/// What the values of one issue are worth to a side.
#[derive(Clone, Debug)]
pub struct Preference {
    /// Which issue.
    pub issue: Of,
    /// Its weight.
    pub weight: Spanned<Exact>,
    /// The evaluations.
    pub worth: Worth,
}

/// How a profile says which issue it means.
#[derive(Clone, Debug)]
pub enum Of {
    /// By name.
    Name(Name),
    /// By its place in the domain, from 0; and where the profile says it.
    Place(usize, Span),
}

/// Evaluations.
#[derive(Clone, Debug)]
pub enum Worth {
    /// By value.
    Table(Vec<(Name, Exact)>),
    /// A number of the value itself.
    Curve(Curve),
}

/// A function of a number, straight between its corners.
#[derive(Clone, Debug)]
pub struct Curve {
    /// Where it was written.
    pub span: Span,
    /// Corners `(x, y)` in ascending order of x; the lines at both ends go on.
    pub corners: Vec<(Exact, Exact)>,
    /// Kept within 0 and 1.
    pub clamped: bool,
}

/// A bonus for ranges of values together.
#[derive(Clone, Debug)]
pub struct Rectangle {
    /// Where it was written.
    pub span: Span,
    /// The bonus.
    pub value: Exact,
    /// Issue, lowest and highest value, both included.
    pub sides: Vec<(Name, Exact, Exact)>,
}

/// What no agreement is worth to a side.
#[derive(Clone, Debug)]
pub enum Reservation {
    /// Nothing was said.
    Unsaid,
    /// A number.
    Value(Spanned<Exact>),
    /// As much as this outcome, by issue.
    Outcome(Span, Vec<(Name, Name)>),
    /// Minus infinity: any agreement is better.
    Bottomless(Span),
}

impl Curve {
    /// The line `slope · x + offset`.
    pub fn line(span: Span, slope: &Exact, offset: &Exact, clamped: bool) -> Self {
        let at = |x: i64| {
            let x = super::exact::whole(x);
            (x.clone(), slope * &x + offset)
        };
        Self {
            span,
            corners: vec![at(0), at(1)],
            clamped,
        }
    }

    /// The value at `x`.
    pub fn at(&self, x: &Exact) -> Exact {
        let pairs = self.corners.windows(2);
        let piece = pairs.clone().find(|pair| *x <= pair[1].0).or(pairs.last());
        let value = match piece {
            Some([(x0, y0), (x1, y1)]) => y0 + (y1 - y0) * (x - x0) / (x1 - x0),
            _ => self.corners[0].1.clone(),
        };
        match self.clamped {
            true => value.clamp(super::exact::whole(0), super::exact::whole(1)),
            false => value,
        }
    }
}

impl Curve {
    /// Its corners from `low` to `high`, those included where it runs into 0 or 1 and is kept there.
    pub fn within(&self, low: &Exact, high: &Exact) -> Vec<(Exact, Exact)> {
        let inner = self
            .corners
            .iter()
            .map(|(x, _)| x)
            .filter(|x| *x > low && *x < high);
        let mut xs: Vec<Exact> = std::iter::once(low)
            .chain(inner)
            .chain([high])
            .cloned()
            .collect();
        if self.clamped {
            let free = Curve {
                clamped: false,
                ..self.clone()
            };
            let pairs: Vec<_> = xs
                .windows(2)
                .map(|pair| (pair[0].clone(), pair[1].clone()))
                .collect();
            for (x0, x1) in pairs {
                let (y0, y1) = (free.at(&x0), free.at(&x1));
                for bound in [super::exact::whole(0), super::exact::whole(1)] {
                    if (y0 < bound) != (y1 < bound) && y0 != y1 {
                        xs.push(&x0 + (&bound - &y0) * (&x1 - &x0) / (&y1 - &y0));
                    }
                }
            }
            xs.sort();
            xs.dedup();
        }
        xs.into_iter().map(|x| (x.clone(), self.at(&x))).collect()
    }
}

/// Most issues of one negotiation; the largest that was published has a hundred.
pub const MOST_ISSUES: usize = 1_000;

/// Does the number of issues found at `span` fit? If not, that is reported.
pub fn fits(problems: &mut Problems, span: Span, issues: usize) -> bool {
    if issues > MOST_ISSUES {
        report::too_much(problems, span, format!("more than {MOST_ISSUES} issues"));
    }
    issues <= MOST_ISSUES
}

/// Most values of one issue: what the model language takes.
const MOST_VALUES: i64 = 10_000;

/// The whole numbers from `low` to `high` as values, written at `span`.
pub fn whole_numbers(
    problems: &mut Problems,
    span: Span,
    low: &Exact,
    high: &Exact,
) -> Option<Vec<Name>> {
    steps(problems, span, low, high, &super::exact::whole(1))
}

/// The numbers from `low` to at most `high` in steps, as values, written at `span`.
pub fn steps(
    problems: &mut Problems,
    span: Span,
    low: &Exact,
    high: &Exact,
    step: &Exact,
) -> Option<Vec<Name>> {
    let zero = super::exact::whole(0);
    if high < low || *step <= zero {
        report::shape(problems, span, "a range that goes up", "one that does not");
        return None;
    }
    let count = ((high - low) / step).floor().to_integer();
    let Some(count) = i64::try_from(count).ok().filter(|n| *n < MOST_VALUES) else {
        let what = format!("more than {MOST_VALUES} values in this range");
        report::too_much(problems, span, what);
        return None;
    };
    let value = |i| low + step * super::exact::whole(i);
    let name = |i| Spanned::new(super::exact::show(&value(i)), span);
    Some((0..=count).map(name).collect())
}
