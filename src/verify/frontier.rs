//! Is a list the whole frontier, and do concepts pick the best of it?

use std::collections::BTreeMap;

use serde_json::Value;

use super::book::Book;
use super::json::At;
use super::package::{Packages, judge_segments, too_many};
use super::point::Entry;
use super::report::{Checked, Kind, Ledger, Trouble};
use crate::base::{Id, Points, Ratio, ratio_to_f64};
use crate::check::{Aim, Looked, Space, exact_key};
use crate::problem::Settlement;

/// What is claimed of the whole: that nothing is missing, and that the tie rule was kept.
pub fn judge_whole_frontier(own: &Packages, ledger: &mut Ledger) -> Result<(), Trouble> {
    match own.head.claim.as_str() {
        "frontier" => {
            ledger.note(Kind::Complete, judge_complete(own))?;
            ledger.note(Kind::Segments, judge_segments(own))?;
        }
        "no_package" => {
            ledger.note(Kind::Complete, judge_none(own))?;
        }
        _ => {}
    }
    ledger.note(Kind::TieRule, judge_ties(own))?;
    Ok(())
}

fn judge_none(own: &Packages) -> Result<Checked, Trouble> {
    let Some(space) = own.space else {
        return Ok(Checked::not(too_many(own.book)));
    };
    match space.packages(|_| false).next() {
        Some(package) => Err(own.at.key("claim")?.fails(found(own.book, package))),
        None if own.is_divided() => Ok(Checked::not(ON_STEPS)),
        None => Ok(Checked::Held(1)),
    }
}

/// Of a continuum the judge looks at the steps only.
const ON_STEPS: &str =
    "the steps hold nothing that is missing; what lies between them is not enumerated";

fn found(book: &Book, package: &Looked) -> String {
    format!(
        "{}: {}",
        book.moved(&package.settlement),
        book.gains(&package.gains)
    )
}

fn judge_complete(own: &Packages) -> Result<Checked, Trouble> {
    let Some(space) = own.space else {
        return Ok(Checked::not(too_many(own.book)));
    };
    let listed: Vec<Vec<Points>> = own.entries.iter().map(Entry::points).collect();
    let covered = |package: &&Looked| {
        let mut listed = listed.iter();
        listed.any(|own| own.iter().zip(&package.gains).all(|(a, b)| a >= b))
    };
    let frontier = space.frontier(space.packages(|_| false));
    match frontier.into_iter().find(|package| !covered(package)) {
        Some(missing) if own.is_divided() && between(own, missing) => Ok(Checked::not(ON_STEPS)),
        Some(missing) => {
            let says = format!("{} packages are the whole frontier", listed.len());
            let finds = format!("one is missing: {}", found(own.book, missing));
            Err(own.at.key("frontier")?.fails_saying(says, finds))
        }
        None if own.is_divided() => Ok(Checked::not(ON_STEPS)),
        None => Ok(Checked::Held(1)),
    }
}

/// Is a package on the steps no better than some point of a segment, or of the corners' frontier, which only its points tell?
fn between(own: &Packages, package: &Looked) -> bool {
    let gains: Vec<Ratio> = package.gains.iter().map(|g| g.ratio()).collect();
    let Some(Ok(segments)) = own.at.find("segments").map(|s| s.items()) else {
        return true;
    };
    let pair = |segment: &At| {
        let ends = segment.items().ok()?;
        let place = |at: &At| own.entries.get(at.count().ok()? as usize);
        Some((place(ends.first()?)?, place(ends.get(1)?)?))
    };
    segments.iter().filter_map(pair).any(|(a, b)| {
        // Somewhere along the segment the first actor has what it has here: is the other then as well off?
        let (from, to) = (&a.gains, &b.gains);
        let width = &to[0] - &from[0];
        let zero = Points::ZERO.ratio();
        if width == zero {
            return from.iter().zip(&gains).all(|(x, y)| x >= y);
        }
        let share = (&gains[0] - &from[0]) / &width;
        let within = share >= zero && share <= Points::ONE.ratio();
        within && &from[1] + &share * (&to[1] - &from[1]) >= gains[1]
    })
}

/// Of packages with the same gains the first by the tie rule is listed: of a whole frontier everywhere, else where a concept picks.
fn judge_ties(own: &Packages) -> Result<Checked, Trouble> {
    let any = own.at.find("any_of_ties");
    let any = any.map_or(Ok(false), |flag| flag.flag())?;
    if any || own.is_divided() || own.entries.is_empty() {
        return Ok(Checked::Held(0));
    }
    let Some(space) = own.space else {
        return Ok(Checked::not(too_many(own.book)));
    };
    let mut first: BTreeMap<&[Points], &Looked> = BTreeMap::new();
    for package in space.packages(|_| false) {
        first.entry(&package.gains).or_insert(package);
    }
    let picked = own.at.key("concepts")?.entries()?;
    let picked = picked.iter().filter_map(|(_, at)| at.find("package"));
    let picked: Vec<&Value> = picked.map(|package| package.value).collect();
    let mut count = 0;
    for entry in &own.entries {
        let package = entry.at.key("package")?;
        if own.head.claim != "frontier" && !picked.contains(&package.value) {
            continue;
        }
        count += 1;
        let found = first.get(entry.points().as_slice());
        if let Some(found) = found.filter(|f| Some(&f.settlement) != entry.settlement()) {
            let finds = format!("the tie rule takes {}", own.book.moved(&found.settlement));
            return Err(package.fails(finds));
        }
    }
    Ok(Checked::Held(count))
}

/// The tie rule's key of a settlement: option indices, topics in order of their ids.
pub fn tie_key(book: &Book, settlement: &Settlement) -> Vec<usize> {
    let mut topics: Vec<_> = book.problem.topics.ids().collect();
    topics.sort_by_key(|topic| book.problem.names.topic_ranks[*topic]);
    topics
        .iter()
        .map(|topic| settlement.at(*topic).index())
        .collect()
}

/// Weights of the consenting actors.
pub fn weights(book: &Book) -> Vec<Points> {
    let problem = book.problem;
    problem
        .consenting
        .iter()
        .map(|a| problem.actors[*a].weight)
        .collect()
}

/// The largest gain of every actor.
pub fn ideals(gains: &[Vec<Ratio>], sides: usize) -> Vec<Ratio> {
    let largest = |side: usize| gains.iter().map(|g| g[side].clone()).max();
    (0..sides)
        .map(|side| largest(side).unwrap_or(Points::ZERO.ratio()))
        .collect()
}

/// The aim that a concept's word names.
pub fn aim(id: &str, at: &At) -> Result<Aim, Trouble> {
    let known = Aim::ALL.into_iter().find(|aim| aim.id() == id);
    known.ok_or_else(|| at.fails_saying(id, "no such concept"))
}

/// What each concept picks is the best of what is listed and, of those that tie, the first.
pub fn best_of_packages(own: &Packages) -> Result<Checked, Trouble> {
    let listed = own.at.key("concepts")?.entries()?;
    let whole = own.head.claim == "frontier";
    if whole
        && listed
            .iter()
            .filter(|(id, _)| *id != "adjusted-winner")
            .count()
            < Aim::ALL.len()
    {
        return Err(own
            .at
            .key("concepts")?
            .fails_saying("some concepts", "all have an answer"));
    }
    for (id, at) in &listed {
        at.only(&[
            "gain", "package", "exact", "limit", "ties", "grade", "split",
        ])?;
        match (own.is_divided(), *id) {
            (true, "adjusted-winner") => {
                let winner = Entry::read(own.book, at)?;
                winner.judge_acceptable()?;
                winner.judge_gains(own.book)?;
            }
            (true, _) => best_divided(own, aim(id, at)?, at)?,
            (false, _) => best_whole(own, aim(id, at)?, at)?,
        }
    }
    Ok(match own.is_divided() && !listed.is_empty() {
        true => Checked::not(
            "nothing listed is better; what lies between the points listed is not compared",
        ),
        false => Checked::Held(listed.len()),
    })
}

/// Of a continuum: no point that is listed is better than the pick, which is judged by itself.
fn best_divided(own: &Packages, aim: Aim, at: &At) -> Result<(), Trouble> {
    let picked = Entry::read(own.book, at)?;
    picked.judge_acceptable()?;
    picked.judge_gains(own.book)?;
    let weights = weights(own.book);
    let gains: Vec<Vec<Ratio>> = own.entries.iter().map(|e| e.gains.clone()).collect();
    let ideal = ideals(&gains, weights.len());
    let key = |g: &[Ratio]| exact_key(aim, g, &weights, &ideal);
    let best = key(&picked.gains);
    let gap = at.find("grade").and_then(|grade| grade.find("gap"));
    let gap = gap.map_or(Ok(0.0), |gap| gap.number())?;
    let better = |theirs: &Vec<Ratio>| match gap > 0.0 {
        true => ratio_to_f64(&theirs[0]) * (1.0 - gap) > ratio_to_f64(&best[0]) * (1.0 + 1e-9),
        false => *theirs > best,
    };
    match gains.iter().map(|g| key(g)).find(better) {
        Some(_) => Err(at.key("gain")?.fails("a package that is listed is better")),
        None => Ok(()),
    }
}

fn best_whole(own: &Packages, aim: Aim, at: &At) -> Result<(), Trouble> {
    let settlement = own.book.settlement(&at.key("package")?)?;
    let same = |e: &&Entry| e.settlement() == Some(&settlement);
    let Some(picked) = own.entries.iter().find(same) else {
        return Err(at.key("package")?.fails("that package is not listed"));
    };
    own.book.points_are(&at.key("gain")?, &picked.points())?;
    let Some(ideal) = ideal_of(own, aim) else {
        return Ok(());
    };
    let weights = weights(own.book);
    let key = |e: &Entry| exact_key(aim, &e.gains, &weights, &ideal);
    let best = key(picked);
    let keys: Vec<_> = own.entries.iter().map(key).collect();
    if let Some(place) = keys.iter().position(|k| *k > best) {
        let better = &own.entries[place];
        let finds = format!(
            "{} is better: {}",
            better.at.pointer,
            own.book.gains(&better.points())
        );
        return Err(at.key("gain")?.fails(finds));
    }
    let tied = own.entries.iter().zip(&keys).filter(|(_, k)| **k == best);
    let tied: Vec<&Entry> = tied.map(|(e, _)| e).collect();
    let ties = at.key("ties")?;
    let whole = own.head.claim == "frontier";
    if ties.count()? > tied.len() as u64
        || ties.count()? == 0
        || whole && ties.count()? != tied.len() as u64
    {
        return Err(ties.fails(tied.len()));
    }
    let first = tied
        .iter()
        .filter_map(|e| e.settlement())
        .min_by_key(|s| tie_key(own.book, s));
    match first.filter(|first| whole && **first != settlement) {
        Some(first) => {
            let finds = format!("the tie rule takes {}", own.book.moved(first));
            Err(at.key("package")?.fails(finds))
        }
        None => Ok(()),
    }
}

/// The largest gains on the whole frontier; `None` where they are asked for and not known.
pub fn ideal_of(own: &Packages, aim: Aim) -> Option<Vec<Ratio>> {
    let sides = own.book.problem.consenting.len();
    let listed: Vec<Vec<Ratio>> = own.entries.iter().map(|e| e.gains.clone()).collect();
    match (
        own.head.claim == "frontier" || aim != Aim::KalaiSmorodinsky,
        own.space,
    ) {
        (true, _) => Some(ideals(&listed, sides)),
        (false, Some(space)) => Some(ideals(&all_gains(space), sides)),
        (false, None) => None,
    }
}

/// Gains of the whole frontier, as fractions.
pub fn all_gains(space: &Space) -> Vec<Vec<Ratio>> {
    let frontier = space.frontier(space.packages(|_| false)).into_iter();
    frontier
        .map(|own| own.gains.iter().map(|g| g.ratio()).collect())
        .collect()
}
