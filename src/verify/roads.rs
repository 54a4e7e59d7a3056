//! Why a road is as it is: the road itself, that it is the best, and that there is one. Reasons come of altered models, which are not
//! solved again here.

use std::rc::Rc;

use super::book::Book;
use super::frontier::aim;
use super::head::{Head, KEYS as HEAD, Status, judge_head};
use super::json::At;
use super::lifts::judge_sets;
use super::memory::Memory;
use super::plan::too_many_plans;
use super::rank::Rank;
use super::report::{Checked, Kind, Ledger, Trouble};
use super::road::judge_road;
use crate::base::{OptionId, TopicId};
use crate::check::{Aim, PlanFault, Roads, judge_plan};

const OWN: [&str; 13] = [
    "counts",
    "to",
    "arrives",
    "plan",
    "order",
    "order_stopped",
    "passages",
    "block",
    "block_stopped",
    "worth",
    "flips",
    "fragility",
    "reaches",
];

const CLAIMS: [(&str, &[Status]); 3] = [
    ("road", &[Status::Proved, Status::BestFound]),
    ("no_road", &[Status::None]),
    ("nothing", &[Status::Stopped]),
];

struct Reasons<'a, 'v> {
    book: &'a Book<'a>,
    at: At<'v>,
    head: Head,
    aim: Aim,
    /// Every plan, whatever was asked for.
    all: Rc<Option<Roads>>,
    /// Every plan that leads where it was asked for.
    there: Rc<Option<Roads>>,
}

/// Judges `why --road`.
pub fn judge_reasons(
    book: &Book,
    memory: &Memory,
    at: &At,
    digest: &str,
    ledger: &mut Ledger,
) -> Result<(), Trouble> {
    at.only(&[&HEAD[..], &OWN[..]].concat())?;
    let head = judge_head(book, at, digest, &CLAIMS, ledger)?;
    let asked = match asked(book, at) {
        Ok(asked) => asked,
        Err(trouble) => return ledger.note(Kind::Steering, Err(trouble)).map(|_| ()),
    };
    let mut steered = book.problem.clone();
    steered.steer.to = asked;
    let own = Reasons {
        aim: match aim(&head.concept, &at.key("options")?.key("concept")?) {
            Ok(aim) => aim,
            Err(trouble) => return ledger.note(Kind::Claimed, Err(trouble)).map(|_| ()),
        },
        book,
        at: at.clone(),
        head,
        all: memory.roads(book.problem),
        there: memory.roads(&steered),
    };
    ledger.note(Kind::Claimed, own.judge_shape())?;
    ledger.note(Kind::Complete, own.judge_arrives())?;
    ledger.note(Kind::Counts, own.judge_counts())?;
    if let Some(plan) = at.find("plan") {
        judge_road(book, &plan, ledger)?;
        ledger.note(Kind::Concepts, own.judge_best(&plan))?;
    }
    if let Some(block) = at.find("block") {
        ledger.note(Kind::LiftSets, judge_block(book, memory, &block))?;
    }
    ledger.note(Kind::Reasons, own.judge_rest())?;
    Ok(())
}

/// Sets of tests that block what was asked for or, nothing being asked for, the best package on paper.
fn judge_block(book: &Book, memory: &Memory, block: &At) -> Result<Checked, Trouble> {
    let mut steered = book.problem.clone();
    let to = block.key("to")?.items()?;
    let to: Result<_, _> = to.iter().map(|own| book.step(own)).collect();
    steered.steer.to = to?;
    let sets = block.key("lift_sets")?.items()?;
    judge_sets(&Book::new(&steered), memory, &sets)
}

/// What was asked for, as the options and the result say it alike.
fn asked(book: &Book, at: &At) -> Result<Vec<(TopicId, OptionId)>, Trouble> {
    let told = at.find("to").map_or(Ok(Vec::new()), |to| to.items())?;
    let mut told: Vec<_> = told
        .iter()
        .map(|own| book.step(own))
        .collect::<Result<_, _>>()?;
    told.sort_unstable();
    let options = at.key("options")?;
    let mut wanted = options
        .find("to")
        .map_or(Ok(Vec::new()), |to| book.ends(&to))?;
    wanted.sort_unstable();
    match told == wanted || at.key("claim")?.value == "nothing" {
        true => Ok(wanted),
        false => Err(at.key("to")?.fails("the options ask for something else")),
    }
}

impl Reasons<'_, '_> {
    fn judge_shape(&self) -> Result<Checked, Trouble> {
        let arrives = self.at.key("arrives")?;
        match (self.head.claim == "road") == arrives.flag()? {
            true => Ok(Checked::Held(1)),
            false => Err(arrives.fails(format!("the claim is `{}`", self.head.claim))),
        }
    }

    fn judge_arrives(&self) -> Result<Checked, Trouble> {
        if self.head.claim == "nothing" {
            return Ok(Checked::Held(0));
        }
        let Some(there) = self.there.as_ref() else {
            return Ok(Checked::not(too_many_plans()));
        };
        self.at
            .key("arrives")?
            .flag_is(!there.frontier.is_empty())?;
        Ok(Checked::Held(1))
    }

    fn judge_counts(&self) -> Result<Checked, Trouble> {
        let counts = self.at.key("counts")?;
        let (Some(reached), Some(exchanges)) = (counts.find("reached"), counts.find("exchanges"))
        else {
            return Ok(Checked::Held(0));
        };
        let Some(all) = self.all.as_ref() else {
            return Ok(Checked::not(too_many_plans()));
        };
        reached.count_is(all.reached)?;
        exchanges.count_is(all.exchanges)?;
        Ok(Checked::Held(2))
    }

    /// No plan is better: of those that lead there or, where none does, of all.
    fn judge_best(&self, plan: &At) -> Result<Checked, Trouble> {
        let arrives = self.at.key("arrives")?.flag()?;
        let among = if arrives { &self.there } else { &self.all };
        let Some(among) = among.as_ref() else {
            return Ok(Checked::not(too_many_plans()));
        };
        let verdict = match judge_plan(self.book.problem, &self.book.walked(plan)?) {
            Ok(verdict) => verdict,
            Err(fault @ PlanFault::NotJudged { .. }) => {
                return Ok(Checked::not(self.book.plan_fault(&fault)));
            }
            // Told where the road itself is judged.
            Err(_) => return Ok(Checked::Held(0)),
        };
        match Rank::new(self.book, self.aim, among).better(&verdict.gains) {
            Some(road) => Err(plan
                .key("gain")?
                .fails(format!("a plan worth {:?} is better", road.gains))),
            None => Ok(Checked::Held(1)),
        }
    }

    fn judge_rest(&self) -> Result<Checked, Trouble> {
        Ok(match self.head.claim == "nothing" {
            true => Checked::Held(0),
            false => Checked::not(
                "order, passages, conflicts of tests, numbers, what helps and what flips come of altered plans and models, which are not solved again here",
            ),
        })
    }
}
