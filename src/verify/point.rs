//! One package told: is it one, is it worth what it says, and to its audiences too?

use super::book::{Book, fraction};
use super::json::At;
use super::report::Trouble;
use crate::base::{ConstraintId, Points, Ratio, ratio_to_f64};
use crate::check::{judge_division, judge_package};
use crate::problem::{Division, Settlement};

/// Keys of a package told.
pub const KEYS: [&str; 6] = ["gain", "package", "audiences", "limit", "exact", "open"];

/// What is agreed.
#[derive(Clone, Debug, PartialEq)]
pub enum Agreed {
    /// One option per topic.
    Whole(Settlement),
    /// Some topics divided.
    Divided(Division),
}

/// A package told, and where.
#[derive(Clone, Debug)]
pub struct Entry<'v> {
    /// Where it stands.
    pub at: At<'v>,
    /// What is agreed.
    pub agreed: Agreed,
    /// What every consenting actor gains by it, as the judge finds.
    pub gains: Vec<Ratio>,
    /// What the constraints say to it: empty for a package.
    pub refused: Option<String>,
    /// The constraints that refuse it.
    pub broken: Vec<ConstraintId>,
    /// Something has moved, and nothing is left unsettled.
    pub stands: bool,
}

impl<'v> Entry<'v> {
    /// Reads a package: names that the model does not have are its first fault.
    pub fn read(book: &Book, at: &At<'v>) -> Result<Self, Trouble> {
        let divided = book.problem.is_divisible() && at.find("exact").is_some();
        if divided {
            let division = book.division(at)?;
            let verdict = judge_division(book.problem, &division);
            return Ok(Self {
                at: at.clone(),
                refused: (!verdict.is_package()).then(|| book.refused_division(&verdict)),
                stands: !verdict.is_status_quo && verdict.unsettled.is_empty(),
                gains: verdict.gains,
                broken: verdict.broken,
                agreed: Agreed::Divided(division),
            });
        }
        let settlement = book.settlement(&at.key("package")?)?;
        let verdict = judge_package(book.problem, &settlement);
        Ok(Self {
            at: at.clone(),
            refused: (!verdict.is_package()).then(|| book.refused(&settlement, &verdict)),
            stands: !verdict.is_status_quo && verdict.unsettled.is_empty(),
            gains: verdict.gains.iter().map(|g| g.ratio()).collect(),
            broken: verdict.broken,
            agreed: Agreed::Whole(settlement),
        })
    }

    /// The settlement, if nothing is divided.
    pub fn settlement(&self) -> Option<&Settlement> {
        match &self.agreed {
            Agreed::Whole(settlement) => Some(settlement),
            Agreed::Divided(_) => None,
        }
    }

    /// Its gains as points, exact where nothing is divided.
    pub fn points(&self) -> Vec<Points> {
        self.gains.iter().map(Points::nearest).collect()
    }

    /// It is a package.
    pub fn judge_acceptable(&self) -> Result<(), Trouble> {
        match &self.refused {
            None => Ok(()),
            Some(why) => Err(self.at.key("package")?.fails(why)),
        }
    }

    /// It would be a package if these constraints counted for nothing.
    pub fn judge_but(&self, book: &Book, dropped: &[ConstraintId]) -> Result<(), Trouble> {
        let package = self.at.key("package")?;
        if !self.stands {
            return Err(package.fails(self.refused.as_deref().unwrap_or("no package")));
        }
        match self.broken.iter().find(|c| !dropped.contains(c)) {
            Some(other) => Err(package.fails(format!("{} refuses it, too", book.name(*other)))),
            None => Ok(()),
        }
    }

    /// By how much it is short of a number; `None` of what is no number.
    pub fn short(&self, book: &Book, constraint: ConstraintId) -> Option<Ratio> {
        match &self.agreed {
            Agreed::Whole(settlement) => {
                let force = book.problem.in_force(settlement);
                let measure = book.problem.measure(constraint, settlement, &force)?;
                Some(measure.short().ratio())
            }
            Agreed::Divided(division) => {
                let measure = book.problem.measure_of_division(constraint, division)?;
                Some(measure.short())
            }
        }
    }

    /// It is worth what it says.
    pub fn judge_gains(&self, book: &Book) -> Result<(), Trouble> {
        let found: Vec<f64> = self.gains.iter().map(ratio_to_f64).collect();
        book.sides_are(&self.at.key("gain")?, &found, 0.0)?;
        if let Some(exact) = self.at.find("exact") {
            exact.only(&["gain", "package"])?;
            for (own, found) in book.sides(&exact.key("gain")?)?.iter().zip(&self.gains) {
                if fraction(own)? != *found {
                    return Err(own.fails(found));
                }
            }
        }
        Ok(())
    }

    /// It is worth to audiences what it says.
    pub fn judge_audiences(&self, book: &Book) -> Result<usize, Trouble> {
        let listed = self.at.find("audiences");
        let listed = listed.map_or(Ok(Vec::new()), |own| own.items())?;
        let mut listed = listed.iter();
        let mut count = 0;
        for (actor, own) in book.problem.actors.entries() {
            for (place, audience) in own.audiences.iter().enumerate() {
                let worth = match &self.agreed {
                    Agreed::Whole(settlement) => {
                        let force = book.problem.in_force(settlement);
                        book.problem.all_seen(&audience.interests, &force).to_f64()
                    }
                    Agreed::Divided(division) => {
                        ratio_to_f64(&book.problem.all_seen_of_division(audience, division))
                    }
                };
                let Some(view) = listed.next() else {
                    return Err(self.at.fails("the model has more audiences"));
                };
                view.only(&["id", "worth", "ratifies_at"])?;
                let id = &book.problem.names.audiences[actor][place].0;
                view.key("id")?
                    .text_is(&format!("{}/{id}", book.actor_id(actor)))?;
                view.key("worth")?.near(worth, 0.0)?;
                view.key("ratifies_at")?
                    .number_is(audience.ratifies_at.map(Points::to_f64))?;
                count += 1;
            }
        }
        match listed.next() {
            Some(more) => Err(more.fails("the model has fewer audiences")),
            None => Ok(count),
        }
    }

    /// Everything at once, of a package that stands alone.
    pub fn judge_worth(&self, book: &Book) -> Result<(), Trouble> {
        self.judge_gains(book)?;
        self.judge_audiences(book).map(|_| ())
    }
}
