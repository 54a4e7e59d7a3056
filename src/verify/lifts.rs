//! Tests that are lifted, and the roads that this opens: each road is judged in the problem without the tests, where it is a road and, where plans
//! are few enough, the best.

use super::book::Book;
use super::frontier::weights;
use super::json::At;
use super::memory::{MOST_LIFTED_STEPS, Memory};
use super::plan::Told;
use super::rank::Rank;
use super::report::{Checked, Trouble};
use crate::base::{ActorId, grouped};
use crate::check::{Aim, compare_rounded, rounded_key};
use crate::problem::{Lift, SteerPart, lifted};

/// The test that `test` and `about` name.
pub fn lift(book: &Book, at: &At) -> Result<Lift, Trouble> {
    let (test, about) = (at.key("test")?, at.key("about")?);
    let actor = || -> Result<ActorId, Trouble> {
        let own = about.key("actor")?;
        let id = own.text()?;
        let mut actors = book.problem.actors.ids();
        let found = actors.find(|actor| book.actor_id(*actor) == id);
        found.ok_or_else(|| own.fails("the model has no such actor"))
    };
    Ok(match test.text()? {
        "step_gain" if about.find("actor").is_none() => Lift::StepGain,
        "step_gain" => Lift::StepGainOf(actor()?),
        "credit" => Lift::Credit(actor()?),
        "enforcement" => Lift::Enforcement,
        "moves_per_round" => Lift::MoreMoves,
        "trust" => Lift::Doubt,
        "line" => Lift::Line(book.constraint(&about.key("constraint")?)?),
        "order" => Lift::OrderRule(order_rule(book, &about.key("rule")?)?),
        "after" => {
            let (topic, option) = book.step(&about)?;
            Lift::After(topic, option)
        }
        "steering" => Lift::Steering(part(book, &about)?),
        _ => return Err(test.fails("no such test")),
    })
}

fn order_rule(book: &Book, at: &At) -> Result<usize, Trouble> {
    let id = at.text()?;
    let mut rules = book.problem.names.order_rules.iter();
    let found = rules.position(|own| own.id == id);
    found.ok_or_else(|| at.fails("the model has no such rule"))
}

fn part(book: &Book, about: &At) -> Result<SteerPart, Trouble> {
    let place = |most: usize| -> Result<usize, Trouble> {
        let own = about.key("place")?;
        let place = usize::try_from(own.count()?).ok().filter(|n| *n < most);
        place.ok_or_else(|| own.fails("less is asked for"))
    };
    let (own, steer) = (about.key("part")?, &book.problem.steer);
    Ok(match own.text()? {
        "to" => SteerPart::To,
        "first" => SteerPart::First,
        "avoid" => SteerPart::Avoid(place(steer.avoid.len())?),
        "never_together" => SteerPart::NeverTogether(place(steer.never_together.len())?),
        _ => return Err(own.fails("nothing such is asked for")),
    })
}

/// What is said of single tests: without each there is this road, and it is better than the plan, or there is none.
pub fn judge_openings(
    book: &Book,
    aim: Aim,
    now: Option<&[f64]>,
    listed: &[At],
) -> Result<Checked, Trouble> {
    let mut unknown = 0;
    for at in listed {
        at.only(&["test", "about", "words", "gain", "rounds"])?;
        let altered = lifted(book.problem, &[lift(book, at)?]);
        let told = road(&Book::new(&altered), at)?;
        let Some(verdict) = told.verdict() else {
            unknown += 1;
            continue;
        };
        if let Some(now) = now.filter(|now| !is_better(book, aim, now, &verdict.gains)) {
            let finds = format!("the plan, worth {now:?}, is as good");
            return Err(at.key("gain")?.fails(finds));
        }
    }
    Ok(match unknown {
        0 => Checked::Held(listed.len()),
        n => Checked::not(format!(
            "{n} roads have somebody doubt too many others at once"
        )),
    })
}

/// Each road told where a test is lifted is the best that there then is.
pub fn judge_best_openings(
    book: &Book,
    memory: &Memory,
    aim: Aim,
    listed: &[At],
) -> Result<Checked, Trouble> {
    for at in listed {
        let lift = [lift(book, at)?];
        let roads = memory.roads_without(book.problem, &lift);
        let altered = lifted(book.problem, &lift);
        let book = Book::new(&altered);
        let told = Told::read(&book, at)?;
        let (Some(roads), Some(verdict)) = (roads.as_ref(), told.verdict()) else {
            return Ok(Checked::not(too_many_without()));
        };
        if let Some(better) = Rank::new(&book, aim, roads).better(&verdict.gains) {
            let finds = format!("without the test a plan worth {:?} is better", better.gains);
            return Err(at.key("gain")?.fails(finds));
        }
    }
    Ok(Checked::Held(listed.len()))
}

/// Sets of tests without which there is a road: there is, and while any of them stays there is none.
pub fn judge_sets(book: &Book, memory: &Memory, listed: &[At]) -> Result<Checked, Trouble> {
    let mut sets = Vec::new();
    let mut unknown = 0;
    for at in listed {
        at.only(&["lift", "gain", "rounds"])?;
        let set: Vec<Lift> = at
            .key("lift")?
            .items()?
            .iter()
            .map(|own| {
                own.only(&["test", "about", "words"])?;
                lift(book, own)
            })
            .collect::<Result<_, _>>()?;
        let altered = lifted(book.problem, &set);
        unknown += usize::from(road(&Book::new(&altered), at)?.is_unknown());
        sets.push(set);
    }
    for (at, set) in listed.iter().zip(&sets) {
        for place in 0..set.len() {
            let mut less = set.clone();
            less.remove(place);
            let roads = memory.roads_without(book.problem, &less);
            let Some(roads) = roads.as_ref() else {
                return Ok(Checked::not(format!(
                    "each of {} sets opens a road; that every member is needed: {}",
                    sets.len(),
                    too_many_without()
                )));
            };
            if !roads.frontier.is_empty() {
                let lift = at.key("lift")?.items()?.swap_remove(place);
                return Err(lift.fails("there is a road while it stays, too"));
            }
        }
    }
    Ok(match unknown {
        0 => Checked::Held(sets.len()),
        n => Checked::not(format!(
            "{n} roads have somebody doubt too many others at once"
        )),
    })
}

fn too_many_without() -> String {
    format!(
        "all plans without a test take more than the {} steps that are taken",
        grouped(MOST_LIFTED_STEPS)
    )
}

/// A road that may be made, and is worth what it says.
fn road<'v>(book: &Book, at: &At<'v>) -> Result<Told<'v>, Trouble> {
    let told = Told::read(book, at)?;
    told.judge_holds(book)?;
    told.judge_gains(book)?;
    Ok(told)
}

/// Does the concept prefer the second of two plans, were there no others?
fn is_better(book: &Book, aim: Aim, one: &[f64], other: &[f64]) -> bool {
    let weights = weights(book);
    let ideal: Vec<f64> = one.iter().zip(other).map(|(a, b)| a.max(*b)).collect();
    let key = |gains: &[f64]| rounded_key(aim, gains, &weights, &ideal);
    compare_rounded(&key(other), &key(one)).is_gt()
}
