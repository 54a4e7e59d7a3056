//! What every line costs: the package question once more without it.

use super::book::Book;
use super::json::At;
use super::pick::opened;
use super::point::{Entry, KEYS as POINT};
use super::report::{Checked, Kind, Ledger, Trouble};
use super::why::Why;
use crate::base::{ConstraintId, Points, Ratio, ratio_to_f64};
use crate::check::{Looked, Space};

const LINE: [&str; 12] = [
    "id",
    "text",
    "why",
    "place",
    "words",
    "answer",
    "change",
    "paid_by",
    "protects",
    "best",
    "near_misses",
    "near_miss_count",
];

/// Judges what lines cost.
pub fn judge_lines(own: &Why, ledger: &mut Ledger) -> Result<(), Trouble> {
    let answer = own
        .at
        .find("answer")
        .map(|at| Entry::read(own.book, &at))
        .transpose();
    let answer = match answer {
        Ok(answer) => answer,
        Err(trouble) => return ledger.note(Kind::Lines, Err(trouble)).map(|_| ()),
    };
    let best = answer.as_ref().map(|entry| own.judge_best(entry, &[]));
    let known = match best.transpose() {
        Ok(known) => known.unwrap_or(false),
        Err(trouble) => return ledger.note(Kind::Concepts, Err(trouble)).map(|_| ()),
    };
    ledger.note(
        Kind::Concepts,
        match (answer.is_some(), known) {
            (false, _) => Ok(Checked::Held(0)),
            (true, true) => Ok(Checked::Held(1)),
            (true, false) => Ok(Checked::not(own.unknown())),
        },
    )?;
    ledger.note(Kind::Lines, judge_each(own, answer.as_ref()))?;
    Ok(())
}

fn judge_each(own: &Why, now: Option<&Entry>) -> Result<Checked, Trouble> {
    let lines = own.at.key("lines")?.items()?;
    let mut named = Vec::new();
    for line in &lines {
        line.only(&LINE)?;
        let constraint = own.book.constraint(&line.key("id")?)?;
        named.push(constraint);
        let Some(now) = now else {
            return Err(line.fails_saying("a price", "there is no answer to compare with"));
        };
        judge_line(own, line, constraint, now)?;
    }
    let (free, not_tried) = (own.at.key("free")?, own.at.key("not_tried")?);
    let (free_ids, untried) = (
        own.book.constraints(&free)?,
        own.book.constraints(&not_tried)?,
    );
    let mut all: Vec<_> = [named, free_ids.clone(), untried].concat();
    all.sort_unstable();
    if !all.into_iter().eq(own.book.problem.constraints.ids()) {
        return Err(own.at.key("lines")?.fails_saying(
            "lines, free and not tried",
            "every line belongs to one of them",
        ));
    }
    let Some(space) = own.space else {
        return Ok(Checked::not(format!(
            "that nothing better opens: {}",
            own.unknown()
        )));
    };
    for constraint in free_ids {
        if !new_points(space, constraint).is_empty() {
            return Err(free.fails(format!("{} costs something", own.book.name(constraint))));
        }
    }
    Ok(Checked::Held(own.book.problem.constraints.len()))
}

/// The points of the frontier without a line that are not on the frontier with it.
fn new_points(space: &Space, line: ConstraintId) -> Vec<&Looked> {
    let now: std::collections::BTreeSet<&Vec<Points>> =
        opened(space, &[]).iter().map(|l| &l.gains).collect();
    let then = opened(space, &[line]).into_iter();
    then.filter(|own| !now.contains(&own.gains)).collect()
}

fn judge_line(own: &Why, at: &At, line: ConstraintId, now: &Entry) -> Result<(), Trouble> {
    let then = Entry::read(own.book, &at.key("answer")?)?;
    own.judge_best(&then, &[line])?;
    let change: Vec<Ratio> = then
        .gains
        .iter()
        .zip(&now.gains)
        .map(|(t, n)| t - n)
        .collect();
    ratios_are(own.book, &at.key("change")?, &change)?;
    let zero = Points::ZERO.ratio();
    sides_named(own.book, &at.key("paid_by")?, |side| change[side] > zero)?;
    sides_named(own.book, &at.key("protects")?, |side| change[side] < zero)?;
    let (best, misses) = (at.key("best")?, at.key("near_misses")?);
    let told = misses.items()?;
    for miss in &told {
        miss.only(&[&POINT[..], &["short"]].concat())?;
        let entry = Entry::read(own.book, miss)?;
        entry.judge_but(own.book, &[line])?;
        entry.judge_worth(own.book)?;
        let short = entry.short(own.book, line).map(|s| ratio_to_f64(&s));
        miss.key("short")?.number_is(short)?;
    }
    let Some(space) = own.space else {
        return own.book.sides(&best).map(|_| ());
    };
    let new = new_points(space, line);
    if new.is_empty() {
        return Err(at.key("id")?.fails("that line costs nothing"));
    }
    let largest =
        |of: &[&Looked], side: usize| of.iter().map(|l| l.gains[side]).max().unwrap_or_default();
    let (with, without) = (opened(space, &[]), opened(space, &[line]));
    let sides = 0..own.book.problem.consenting.len();
    let rise = sides.map(|side| largest(&without, side) - largest(&with, side));
    own.book.points_are(&best, &rise.collect::<Vec<_>>())?;
    if let Some(count) = at.find("near_miss_count") {
        count.count_is(new.len())?;
    }
    judge_nearest(own, &misses, line, &new)
}

/// What is told of near misses are the nearest; among those as near, any.
fn judge_nearest(own: &Why, at: &At, line: ConstraintId, new: &[&Looked]) -> Result<(), Trouble> {
    let short = |looked: &Looked| {
        let force = own.book.problem.in_force(&looked.settlement);
        let measure = own.book.problem.measure(line, &looked.settlement, &force);
        measure.map(|m| m.short())
    };
    let mut nearest: Vec<_> = new.iter().map(|l| short(l)).collect();
    nearest.sort();
    let told = at.items()?;
    for (own_at, nearest) in told.iter().zip(&nearest) {
        let entry = Entry::read(own.book, own_at)?;
        if !new
            .iter()
            .any(|l| Some(&l.settlement) == entry.settlement())
        {
            return Err(own_at
                .key("package")?
                .fails("it is not on the frontier without the line"));
        }
        own_at
            .key("short")?
            .number_is(nearest.map(Points::to_f64))?;
    }
    match told.len() == new.len().min(MOST_NEAR) {
        true => Ok(()),
        false => Err(at.fails_saying(told.len(), format!("there are {}", new.len()))),
    }
}

/// How many near misses of a line are told.
const MOST_NEAR: usize = 5;

fn ratios_are(book: &Book, at: &At, found: &[Ratio]) -> Result<(), Trouble> {
    let found: Vec<f64> = found.iter().map(ratio_to_f64).collect();
    book.sides_are(at, &found, 0.0)
}

/// The consenting actors of whom something is so.
fn sides_named(book: &Book, at: &At, is: impl Fn(usize) -> bool) -> Result<(), Trouble> {
    let sides = book.problem.consenting.iter().enumerate();
    let found: Vec<_> = sides
        .filter(|(side, _)| is(*side))
        .map(|(_, a)| book.actor_id(*a))
        .collect();
    match at.texts()? == found {
        true => Ok(()),
        false => Err(at.fails(found.join(", "))),
    }
}
