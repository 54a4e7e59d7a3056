//! Why there is no deal and what would open one; or what every line costs.

use super::book::Book;
use super::conflict::judge_sets;
use super::frontier::aim;
use super::head::{Head, KEYS as HEAD, Status, judge_head};
use super::json::At;
use super::lines::judge_lines;
use super::package::too_many;
use super::pick::{best_of, opened};
use super::point::{Agreed, Entry, KEYS as POINT};
use super::relax::judge_relaxations;
use super::report::{Checked, Kind, Ledger, Trouble};
use crate::base::{ConstraintId, ratio_to_f64};
use crate::check::{Aim, Space};

const OWN: [&str; 12] = [
    "agreement",
    "conflict_sets",
    "correction_sets",
    "witnesses",
    "all_sets",
    "ways_out",
    "relaxations",
    "demands",
    "answer",
    "lines",
    "free",
    "not_tried",
];

const CLAIMS: [(&str, &[Status]); 3] = [
    ("conflict_sets", &[Status::None]),
    ("prices", &[Status::Proved, Status::BestFound]),
    ("nothing", &[Status::Stopped]),
];

/// The question and its answer.
pub struct Why<'a, 'v> {
    /// The model.
    pub book: &'a Book<'a>,
    /// Every settlement, where they are few enough and nothing is divided.
    pub space: Option<&'a Space>,
    /// The result.
    pub at: At<'v>,
    /// What it claims.
    pub head: Head,
    /// The concept that picks.
    pub aim: Aim,
    /// Are topics divided?
    pub divided: bool,
}

/// Judges `why`.
pub fn judge_why(
    book: &Book,
    space: Option<&Space>,
    at: &At,
    digest: &str,
    ledger: &mut Ledger,
) -> Result<(), Trouble> {
    at.only(&[&HEAD[..], &OWN[..]].concat())?;
    let head = judge_head(book, at, digest, &CLAIMS, ledger)?;
    let concept = at.key("options")?.key("concept")?;
    let divided = is_divided(book, at);
    let own = Why {
        book,
        space: space.filter(|_| !divided),
        at: at.clone(),
        aim: match aim(&head.concept, &concept) {
            Ok(aim) => aim,
            Err(trouble) => return ledger.note(Kind::Claimed, Err(trouble)).map(|_| ()),
        },
        head,
        divided,
    };
    ledger.note(Kind::Claimed, own.judge_shape())?;
    match own.head.claim.as_str() {
        "conflict_sets" => {
            ledger.note(Kind::Complete, own.judge_none())?;
            judge_sets(book, space, divided, at, own.head.status, ledger)?;
            ledger.note(Kind::WaysOut, own.judge_ways())?;
            ledger.note(Kind::Relaxations, judge_relaxations(&own))?;
        }
        "prices" => judge_lines(&own, ledger)?,
        _ => {}
    }
    Ok(())
}

/// Of a model with divisible topics an answer on the steps has no exact fractions.
fn is_divided(book: &Book, at: &At) -> bool {
    let on_steps = at
        .find("answer")
        .is_some_and(|answer| answer.find("exact").is_none());
    book.problem.is_divisible() && !on_steps
}

impl Why<'_, '_> {
    fn judge_shape(&self) -> Result<Checked, Trouble> {
        let agreement = self.at.key("agreement")?;
        let (sets, prices) = (
            self.at.find("conflict_sets").is_some(),
            self.at.find("lines").is_some(),
        );
        let fits = match self.head.claim.as_str() {
            "conflict_sets" => *agreement.value == false && sets && !prices,
            "prices" => *agreement.value == true && prices && !sets,
            _ => agreement.value.is_null() && !sets && !prices,
        };
        let untried = self
            .at
            .find("not_tried")
            .map_or(Ok(Vec::new()), |own| own.items())?;
        if self.head.status == Status::Proved && !untried.is_empty() {
            let status = self.at.key("grade")?.key("status")?;
            return Err(status.fails("some lines were not lifted"));
        }
        match fits {
            true => Ok(Checked::Held(1)),
            false => Err(self.at.key("claim")?.fails("something else is told")),
        }
    }

    /// Why what is not shown is not checked.
    pub fn unknown(&self) -> String {
        match self.divided {
            true => "what lies between the steps is not enumerated".to_owned(),
            false => too_many(self.book),
        }
    }

    fn judge_none(&self) -> Result<Checked, Trouble> {
        let Some(space) = self.space else {
            return Ok(Checked::not(self.unknown()));
        };
        match space.packages(|_| false).next() {
            Some(package) => {
                let finds = format!(
                    "everybody could sign {}",
                    self.book.moved(&package.settlement)
                );
                Err(self.at.key("agreement")?.fails(finds))
            }
            None => Ok(Checked::Held(1)),
        }
    }

    /// A package that is told to be the concept's best once some constraints are dropped; false if that is not known.
    pub fn judge_best(&self, entry: &Entry, dropped: &[ConstraintId]) -> Result<bool, Trouble> {
        entry.at.only(&POINT)?;
        entry.judge_but(self.book, dropped)?;
        entry.judge_worth(self.book)?;
        let Some(space) = self.space else {
            return Ok(false);
        };
        let best = best_of(self.book, self.aim, &opened(space, dropped));
        match (best, &entry.agreed) {
            (Some(best), Agreed::Whole(settlement)) if best.settlement != *settlement => {
                let finds = format!(
                    "{} picks {}",
                    self.aim.id(),
                    self.book.moved(&best.settlement)
                );
                Err(entry.at.key("package")?.fails(finds))
            }
            _ => Ok(true),
        }
    }

    /// What is given up, and the package that this opens.
    fn judge_ways(&self) -> Result<Checked, Trouble> {
        let sets = self.at.key("correction_sets")?.items()?;
        let sets: Vec<_> = sets
            .iter()
            .map(|own| self.book.constraints(own))
            .collect::<Result<_, _>>()?;
        let (ways, mut unknown) = (self.at.key("ways_out")?.items()?, 0);
        for way in &ways {
            way.only(&["drop", "opens", "short"])?;
            let drop = way.key("drop")?;
            let dropped = self.book.constraints(&drop)?;
            if !sets.contains(&dropped) {
                return Err(drop.fails("that is no correction set of the list"));
            }
            let Some(opens) = way.find("opens") else {
                unknown += 1;
                continue;
            };
            let entry = Entry::read(self.book, &opens)?;
            let known = self.judge_best(&entry, &dropped)?;
            unknown += usize::from(!known);
            self.judge_short(&way.key("short")?, &entry)?;
        }
        Ok(match unknown {
            0 => Checked::Held(ways.len()),
            _ => Checked::not(format!("that nothing better opens: {}", self.unknown())),
        })
    }

    /// How far a package is short of the numbers given up.
    fn judge_short(&self, at: &At, entry: &Entry) -> Result<(), Trouble> {
        let found = entry
            .broken
            .iter()
            .filter_map(|c| Some((*c, entry.short(self.book, *c)?)));
        let (told, found) = (at.items()?, found.collect::<Vec<_>>());
        if told.len() != found.len() {
            return Err(at.fails(format!("{} numbers are short", found.len())));
        }
        for (own, (constraint, short)) in told.iter().zip(&found) {
            own.only(&["constraint", "by"])?;
            own.key("constraint")?
                .text_is(self.book.name(*constraint))?;
            own.key("by")?.near(ratio_to_f64(short), 0.0)?;
        }
        Ok(())
    }
}
