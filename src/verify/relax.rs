//! How far numbers must give way to open a package: that it is enough, and that nothing less is.

use super::book::fraction;
use super::json::At;
use super::point::Entry;
use super::report::{Checked, Trouble};
use super::why::Why;
use crate::base::{ConstraintId, Points, Ratio, ratio_to_f64};
use crate::check::{Looked, Space};
use crate::problem::Problem;

/// Bounds that give way together.
struct Told<'v> {
    at: At<'v>,
    changes: Vec<(ConstraintId, Ratio)>,
    compared: bool,
}

/// How far the numbers of a settlement that no condition refuses are short.
type Short = Vec<(ConstraintId, Points)>;

/// Judges the cheapest relaxations.
pub fn judge_relaxations(own: &Why) -> Result<Checked, Trouble> {
    let at = own.at.key("relaxations")?;
    at.only(&["least", "fewest", "impossible", "stopped"])?;
    let mut told = Vec::new();
    for key in ["least", "fewest"] {
        if let Some(relaxation) = at.find(key) {
            told.push((key, judge_enough(own, &relaxation)?));
        }
    }
    let impossible = at.key("impossible")?;
    if impossible.flag()? && !told.is_empty() {
        return Err(impossible.fails("what opens a package is told"));
    }
    let Some(space) = own.space else {
        return Ok(match told.len() + usize::from(impossible.flag()?) {
            0 => Checked::Held(0),
            _ => Checked::not(format!("that nothing less is enough: {}", own.unknown())),
        });
    };
    let short = shortfalls(own.book.problem, space);
    if at.find("stopped").is_none() && impossible.flag()? != short.is_empty() {
        return Err(impossible.fails(short.is_empty()));
    }
    for (key, relaxation) in &told {
        judge_cheapest(own, key, relaxation, &short)?;
    }
    Ok(Checked::Held(
        told.len().max(usize::from(impossible.flag()?)),
    ))
}

/// The bounds give way as told, and then the package is one.
fn judge_enough<'v>(own: &Why, at: &At<'v>) -> Result<Told<'v>, Trouble> {
    at.only(&["largest", "fraction", "compared", "changes", "opens"])?;
    let opens = Entry::read(own.book, &at.key("opens")?)?;
    let mut changes = Vec::new();
    for change in at.key("changes")?.items()? {
        change.only(&["constraint", "from", "to", "by", "fractions"])?;
        let constraint = own.book.constraint(&change.key("constraint")?)?;
        let by = match change.find("fractions") {
            Some(exact) => fraction(&exact.key("by")?)?,
            None => points(&change.key("by")?)?.ratio(),
        };
        judge_change(own, &change, constraint, &by)?;
        changes.push((constraint, by));
    }
    let dropped: Vec<_> = changes.iter().map(|(c, _)| *c).collect();
    opens.judge_but(own.book, &dropped)?;
    opens.judge_worth(own.book)?;
    for (constraint, by) in &changes {
        let short = opens.short(own.book, *constraint);
        if short.is_none_or(|short| short > *by) {
            let finds = format!(
                "{} gives way by too little for it",
                own.book.name(*constraint)
            );
            return Err(opens.at.key("package")?.fails(finds));
        }
    }
    let largest = changes.iter().map(|(_, by)| by.clone()).max();
    let largest = largest.unwrap_or(Points::ZERO.ratio());
    at.key("largest")?.near(ratio_to_f64(&largest), 0.0)?;
    if let Some(exact) = at.find("fraction")
        && fraction(&exact)? != largest
    {
        return Err(exact.fails(largest));
    }
    Ok(Told {
        at: at.clone(),
        compared: at.key("compared")?.flag()?,
        changes,
    })
}

/// The nearest amount to a number.
fn points(at: &At) -> Result<Points, Trouble> {
    let number = at.number()?;
    match number.abs() < 1e12 {
        true => Ok(Points::from_billionths((number * 1e9).round() as i128)),
        false => Err(at.fails("no bound of a model is so large")),
    }
}

/// A bound, where it stands and where it gives way to.
fn judge_change(own: &Why, at: &At, constraint: ConstraintId, by: &Ratio) -> Result<(), Trouble> {
    let problem = own.book.problem;
    let start = problem.status_quo();
    let force = problem.in_force(&start);
    let Some(measure) = problem.measure(constraint, &start, &force) else {
        return Err(at.key("constraint")?.fails("that is no number"));
    };
    if *by < Points::ZERO.ratio() {
        return Err(at.key("by")?.fails("a bound gives way, or stays"));
    }
    let to = match measure.at_most {
        true => measure.bound.ratio() + by,
        false => measure.bound.ratio() - by,
    };
    at.key("from")?.near(measure.bound.to_f64(), 0.0)?;
    at.key("by")?.near(ratio_to_f64(by), 0.0)?;
    at.key("to")?.near(ratio_to_f64(&to), 0.0)?;
    if let Some(exact) = at.find("fractions") {
        let told = exact.key("to")?;
        if fraction(&told)? != to {
            return Err(told.fails(to));
        }
    }
    Ok(())
}

/// Of every settlement that only numbers refuse, how far it is short of them.
fn shortfalls(problem: &Problem, space: &Space) -> Vec<Short> {
    let short = |own: &Looked| -> Option<Short> {
        let force = problem.in_force(&own.settlement);
        let broken = own.broken.iter().map(|c| {
            let measure = problem.measure(*c, &own.settlement, &force)?;
            Some((*c, measure.short()))
        });
        broken.collect()
    };
    space.looked.iter().filter_map(short).collect()
}

/// Nothing less is enough: not in the sense that is asked for, and of no bound by itself.
fn judge_cheapest(own: &Why, key: &str, told: &Told, all: &[Short]) -> Result<(), Trouble> {
    let zero = Points::ZERO.ratio();
    let given = |c: ConstraintId| {
        let change = told.changes.iter().find(|(own, _)| *own == c);
        change.map_or(zero.clone(), |(_, by)| by.clone())
    };
    for (constraint, by) in &told.changes {
        let less = |short: &Short| {
            let enough = |(c, s): &(ConstraintId, Points)| match c == constraint {
                true => s.ratio() < *by,
                false => s.ratio() <= given(*c),
            };
            short.iter().all(enough)
        };
        if all.iter().any(less) {
            let finds = format!("{} need not give way so far", own.book.name(*constraint));
            return Err(told.at.key("changes")?.fails(finds));
        }
    }
    let largest = |short: &Short| short.iter().map(|(_, s)| *s).max().unwrap_or_default();
    let count = told.changes.len();
    let fewest = all.iter().map(Vec::len).min().unwrap_or_default();
    let least = match key {
        "least" => all.iter().map(largest).min(),
        _ if count > fewest => {
            let finds = format!("{fewest} changes are enough");
            return Err(told.at.key("changes")?.fails(finds));
        }
        _ => all.iter().filter(|s| s.len() == count).map(largest).min(),
    };
    let least = least.unwrap_or_default();
    match told.compared && ratio_to_f64(&least.ratio()) < told.at.key("largest")?.number()? {
        true => Err(told.at.key("largest")?.fails(least)),
        false => Ok(()),
    }
}
