//! What an answer has changed since the one before it, in a line or two.

use super::safe::safe;
use super::text::{counted, number};
use crate::search::concept::Concept;
use crate::solution::{RoadView, Solved};

/// What changed between two answers to the same question, by this concept.
pub fn changed(before: &Solved, now: &Solved, concept: Concept) -> String {
    let told = [
        package(before, now, concept),
        road(before, now),
        grade(before, now),
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    match told.is_empty() {
        true => "changed: neither the package nor the road".to_owned(),
        false => {
            let lines = told.iter().map(|line| format!("changed: {}", safe(line)));
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

fn package(before: &Solved, now: &Solved, concept: Concept) -> Option<String> {
    let own = |solved: &Solved| {
        let point = &solved.packages.answer(concept)?.point;
        let gains = point.gains.iter().map(|gain| gain.to_f64()).collect();
        Some((point.words.clone(), gains))
    };
    told(
        &format!("the {} package", concept.id()),
        own(before),
        own(now),
        |words| words.join(" · "),
    )
}

fn road(before: &Solved, now: &Solved) -> Option<String> {
    let own = |solved: &Solved| {
        let road = solved.plan.plan.as_ref()?;
        Some((rounds(road), road.gains.clone()))
    };
    told("the road", own(before), own(now), |rounds| {
        let count = counted(rounds.len() as u64, "round");
        match rounds.first() {
            Some(first) => format!("{count}, first {first}"),
            None => count,
        }
    })
}

fn rounds(road: &RoadView) -> Vec<String> {
    let moves = road.rounds.iter().map(|round| {
        let words = round.moves.iter().map(|m| m.step.words.as_str());
        words.collect::<Vec<_>>().join(" + ")
    });
    moves.collect()
}

/// How far the whole is proved, where that is another thing than before.
fn grade(before: &Solved, now: &Solved) -> Option<String> {
    let (before, now) = (&before.head.grade, &now.head.grade);
    (before.status != now.status).then(|| format!("how far it is proved: {}", now.by))
}

/// What something is and what it is worth, and what it was.
type Own = Option<(Vec<String>, Vec<f64>)>;

fn told(what: &str, before: Own, now: Own, say: impl Fn(&[String]) -> String) -> Option<String> {
    let worth = |gains: &[f64]| {
        let gains: Vec<_> = gains.iter().map(|gain| number(*gain)).collect();
        gains.join(", ")
    };
    match (before, now) {
        (None, None) => None,
        (Some(_), None) => Some(format!("{what} is gone")),
        (None, Some((words, gains))) => Some(format!(
            "there is {what} now: {}; worth {}",
            say(&words),
            worth(&gains)
        )),
        (Some((a, was)), Some((b, is))) => {
            let moved = worth(&was) != worth(&is);
            let worths = format!("worth {} → {}", worth(&was), worth(&is));
            match (a == b, moved) {
                (true, false) => None,
                (true, true) => Some(format!("{what} is the same, {worths}")),
                (false, _) => Some(format!("{what}: {} → {}; {worths}", say(&a), say(&b))),
            }
        }
    }
}
