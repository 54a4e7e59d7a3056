//! Bounds: how far from the best what is told can be.

use super::frontier::{aim, all_gains, ideals, weights};
use super::head::{Status, status};
use super::json::At;
use super::package::{Packages, too_many};
use super::point::Entry;
use super::report::{Checked, Trouble};
use crate::base::{Points, Ratio, ratio_to_f64};
use crate::check::{Aim, exact_key};

/// What is proved of each concept, where the list is not the whole frontier.
pub fn judge_concept_grades(own: &Packages) -> Result<Checked, Trouble> {
    let mut graded = Vec::new();
    for (id, at) in own.at.key("concepts")?.entries()? {
        if let Some(grade) = at.find("grade") {
            graded.push((id, at, grade));
        } else if own.head.claim == "cover" || own.head.claim == "concepts" {
            return Err(at.fails_saying("no grade", "answers found one by one carry one each"));
        }
    }
    if graded.is_empty() || own.is_divided() {
        return Ok(Checked::Held(0));
    }
    for (id, at, grade) in &graded {
        judge_concept_grade(own, aim(id, at)?, at, grade)?;
    }
    Ok(match own.space {
        Some(_) => Checked::Held(graded.len()),
        None => Checked::not(too_many(own.book)),
    })
}

fn judge_concept_grade(own: &Packages, aim: Aim, at: &At, grade: &At) -> Result<(), Trouble> {
    let status_of = status(grade)?;
    let gap = grade.find("gap").map(|g| g.number()).transpose()?;
    let fits = match status_of {
        Status::Proved => gap == Some(0.0),
        Status::BestFound => gap.is_none_or(|g| (0.0..).contains(&g)),
        Status::None | Status::Stopped => false,
    };
    if !fits {
        return Err(grade.fails("no such grade"));
    }
    let Some(space) = own.space else {
        return Ok(());
    };
    let weights = weights(own.book);
    let all = all_gains(space);
    let ideal = ideals(&all, weights.len());
    let picked = own.book.settlement(&at.key("package")?)?;
    let Some(picked) = own.entries.iter().find(|e| e.settlement() == Some(&picked)) else {
        return Err(at.key("package")?.fails("that package is not listed"));
    };
    let key = |g: &[Ratio]| exact_key(aim, g, &weights, &ideal);
    let (reached, best) = (
        key(&picked.gains),
        all.iter().map(|g| key(g)).max().unwrap_or_default(),
    );
    if status_of == Status::Proved && reached < best {
        return Err(grade.key("status")?.fails("a package is better"));
    }
    if let (Some(gap), Some(reached), Some(best)) = (gap, reached.first(), best.first()) {
        let (reached, best) = (ratio_to_f64(reached), ratio_to_f64(best));
        let truly = (best - reached) / best.abs().max(1e-9);
        if truly > gap + 1e-9 {
            return Err(grade
                .key("gap")?
                .fails(format!("the best is {truly} better, as a share of it")));
        }
    }
    Ok(())
}

/// No package gives an actor more than one listed gives it, and `within`.
pub fn judge_within(own: &Packages) -> Result<Checked, Trouble> {
    let Some(within) = own.at.find("within") else {
        return Ok(Checked::Held(0));
    };
    let mut allowed = Vec::new();
    for side in own.book.sides(&within)? {
        let number = side.number()?;
        if !(0.0..1e12).contains(&number) {
            return Err(side.fails("no such distance"));
        }
        allowed.push(Points::from_billionths((number * 1e9).round() as i128));
    }
    let Some(space) = own.space else {
        return Ok(Checked::not(too_many(own.book)));
    };
    let listed: Vec<Vec<Points>> = own.entries.iter().map(Entry::points).collect();
    for package in space.frontier(space.packages(|_| false)) {
        let near = |entry: &Vec<Points>| {
            let sides = entry.iter().zip(&allowed).zip(&package.gains);
            sides
                .into_iter()
                .all(|((own, more), gain)| *own + *more >= *gain)
        };
        if !listed.iter().any(near) {
            let finds = format!(
                "{} is farther from all of them",
                own.book.gains(&package.gains)
            );
            return Err(within.fails(finds));
        }
    }
    Ok(Checked::Held(1))
}
