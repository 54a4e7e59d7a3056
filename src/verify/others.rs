//! Other plans beside the chosen one: each may be made, and trades what it says.

use super::head::{Status, status};
use super::json::At;
use super::plan::{Plans, Told};
use super::report::{Checked, Kind, Ledger, Trouble};
use super::road::judge_call;
use crate::check::course;
use crate::problem::Settlement;

/// Judges other plans, where a result tells some.
pub fn judge_others(own: &Plans, ledger: &mut Ledger) -> Result<(), Trouble> {
    let Some(others) = own.at.find("alternatives") else {
        return Ok(());
    };
    ledger.note(Kind::Alternatives, judge_each(own, &others))?;
    let grade = own.at.key("alternatives_grade")?;
    let unproved = "that each is the best of those that differ is not enumerated";
    ledger.note(
        Kind::AlternativesBest,
        match status(&grade)? {
            Status::Stopped => Ok(Checked::Held(0)),
            _ if own.told.is_empty() => Ok(Checked::Held(0)),
            _ => Ok(Checked::not(unproved)),
        },
    )?;
    Ok(())
}

fn judge_each(own: &Plans, others: &At) -> Result<Checked, Trouble> {
    let listed = others.items()?;
    let picked = own.at.key("concepts")?.find(&own.head.concept);
    let Some(picked) = picked else {
        return match listed.first() {
            Some(other) => {
                Err(other.fails_saying("another plan", "there is none to compare it with"))
            }
            None => Ok(Checked::Held(0)),
        };
    };
    let chosen = Told::read(own.book, &picked)?;
    let mut unknown = 0;
    for at in &listed {
        at.only(&["gain", "rounds", "differs", "trade"])?;
        let other = Told::read(own.book, at)?;
        other.judge_holds(own.book)?;
        other.judge_gains(own.book)?;
        match other.verdict().is_some() && chosen.verdict().is_some() {
            true => judge_trade(own, &chosen, &other)?,
            false => unknown += 1,
        }
    }
    Ok(match unknown {
        0 => Checked::Held(listed.len()),
        n => Checked::not(format!("{n} have somebody doubt too many others at once")),
    })
}

/// How a plan begins and ends.
struct Shape {
    opening: Vec<String>,
    openers: Vec<String>,
    end: Settlement,
}

fn shape(own: &Plans, told: &Told) -> Shape {
    let problem = own.book.problem;
    let mut passed = vec![problem.start()];
    for round in &told.rounds {
        let mut next = passed[passed.len() - 1].clone();
        round
            .iter()
            .for_each(|(topic, option)| next.set(*topic, *option));
        passed.push(next);
    }
    let end = passed[passed.len() - 1].clone();
    let lead = passed.get(1).map(|first| problem.lead(&passed[0], first));
    let topics = lead
        .as_ref()
        .and_then(|l| l.topics.clone())
        .unwrap_or_default();
    let openers = lead.and_then(|l| l.openers);
    let openers = openers.iter().flat_map(|set| set.iter());
    Shape {
        opening: topics
            .iter()
            .map(|t| own.book.topic_id(*t).to_owned())
            .collect(),
        openers: openers.map(|a| own.book.actor_id(a).to_owned()).collect(),
        end,
    }
}

fn judge_trade(own: &Plans, chosen: &Told, other: &Told) -> Result<(), Trouble> {
    let (a, b) = (shape(own, chosen), shape(own, other));
    let trade = other.at.key("trade")?;
    trade.only(&[
        "gain",
        "rounds",
        "opening",
        "openers",
        "package",
        "completed",
        "margin",
    ])?;
    let all = [
        ("opening", a.opening != b.opening),
        ("openers", a.openers != b.openers),
        ("package", a.end != b.end),
    ];
    let differs: Vec<_> = all
        .iter()
        .filter(|(_, differs)| *differs)
        .map(|(what, _)| *what)
        .collect();
    other.at.key("differs")?.texts_are(&differs)?;
    trade.key("opening")?.texts_are(&b.opening)?;
    trade.key("openers")?.texts_are(&b.openers)?;
    let rounds = trade.key("rounds")?;
    rounds.near(other.rounds.len() as f64 - chosen.rounds.len() as f64, 0.0)?;
    judge_ends(own, &trade.key("package")?, &a.end, &b.end)?;
    let (Some(before), Some(after)) = (chosen.verdict(), other.verdict()) else {
        return Ok(());
    };
    let gains: Vec<f64> = after
        .gains
        .iter()
        .zip(&before.gains)
        .map(|(x, y)| x - y)
        .collect();
    own.book.sides_are(
        &trade.key("gain")?,
        &gains,
        2.0 * own.book.problem.tolerance(),
    )?;
    trade
        .key("completed")?
        .near(course(after).completed, 1e-9)?;
    let rounds = after
        .rounds
        .iter()
        .flat_map(|round| round.margins.iter().enumerate());
    let calls = rounds.chain(after.end.margins.iter().enumerate());
    let closest = calls.min_by(|x, y| x.1.margin.total_cmp(&y.1.margin));
    let Some((_, least)) = closest else {
        return Ok(());
    };
    // Of calls as close as each other any may be told.
    trade
        .key("margin")?
        .key("margin")?
        .near(least.margin, own.book.problem.tolerance())?;
    let rounds = after
        .rounds
        .iter()
        .flat_map(|round| round.margins.iter().enumerate());
    let mut calls = rounds.chain(after.end.margins.iter().enumerate());
    let told = trade.key("margin")?;
    let fits = calls.any(|(side, call)| {
        let actor = own.book.problem.consenting[side];
        judge_call(own.book, &told, actor, call).is_ok()
    });
    match fits {
        true => Ok(()),
        false => Err(told.fails("no such call in this plan")),
    }
}

/// The topics that end elsewhere.
fn judge_ends(own: &Plans, at: &At, chosen: &Settlement, here: &Settlement) -> Result<(), Trouble> {
    let names = &own.book.problem.names.topics;
    let differ = chosen.iter().zip(here.iter()).filter(|(a, b)| a.1 != b.1);
    let differ: Vec<_> = differ.collect();
    let told = at.items()?;
    if told.len() != differ.len() {
        return Err(at.fails_saying(told.len(), format!("{} topics end elsewhere", differ.len())));
    }
    for (own, ((topic, from), (_, to))) in told.iter().zip(differ) {
        own.only(&["topic", "chosen", "here"])?;
        own.key("topic")?.text_is(&names[topic].id)?;
        own.key("chosen")?.text_is(&names[topic].options[from].0)?;
        own.key("here")?.text_is(&names[topic].options[to].0)?;
    }
    Ok(())
}
