//! The package question in the terminal.

use super::text::{Look, Page, counted, number};
use crate::base::grouped;
use crate::search::concept::Concept;
use crate::solution::{ConceptView, NoDeal, PackagePoint, Packages, Status, listed};

/// Most constraints and conflict sets that are shown; the rest is counted.
const MOST_SHOWN: usize = 6;

/// The best packages, what refused the others, or why there is none.
pub fn packages(answer: &Packages, concept: Concept, title: &str, look: Look) -> String {
    let mut page = Page::new(look);
    heading(&mut page, answer, title);
    page.gap();
    body(&mut page, answer, concept);
    page.gap();
    footer(&mut page, answer);
    page.finish()
}

/// The same, and the whole frontier.
pub fn packages_all(answer: &Packages, concept: Concept, title: &str, look: Look) -> String {
    let mut page = Page::new(look);
    heading(&mut page, answer, title);
    page.gap();
    body(&mut page, answer, concept);
    // Points of a frontier that is not complete are all in the table above.
    let listed = answer.head.grade.status == Status::Proved || answer.within.is_some();
    if answer.frontier.len() > 1 && listed {
        page.gap();
        let count = answer.frontier.len();
        let what = match &answer.segments {
            None if answer.within.is_some() => {
                format!("{count} packages that stand for all: {}", within(answer))
            }
            None => format!("{count} packages that nobody can improve on without loss to another"),
            Some(segments) => continuous(&answer.frontier, segments),
        };
        page.title("Package frontier", &what);
        let rows: Vec<_> = answer
            .frontier
            .iter()
            .enumerate()
            .map(|(place, p)| row(numbered(answer, place, p), p))
            .collect();
        page.table_with_prose(&header(answer), &rows, 1..answer.sides.len() + 1);
    }
    page.gap();
    footer(&mut page, answer);
    page.finish()
}

/// How far any package is from one that stands for it.
fn within(answer: &Packages) -> String {
    let Some(within) = &answer.within else {
        return String::new();
    };
    let each = answer
        .sides
        .iter()
        .zip(within.as_object().into_iter().flatten());
    let each: Vec<String> = each
        .map(|(side, (_, points))| format!("{points} for {}", side.name))
        .collect();
    format!(
        "whatever the package, one of these gives everybody as much, less at most {}",
        listed(&each)
    )
}

/// The number of a breakpoint, if words speak of it by number, and whether it is open.
fn numbered(answer: &Packages, place: usize, point: &PackagePoint) -> String {
    let Some(segments) = &answer.segments else {
        return String::new();
    };
    let open = if point.open { "open" } else { "" };
    match all_in_a_row(answer.frontier.len(), segments) {
        true => open.to_owned(),
        false => format!("{} {open}", place + 1).trim_end().to_owned(),
    }
}

/// Is every point joined to the next, and to no other?
fn all_in_a_row(count: usize, segments: &[(usize, usize)]) -> bool {
    segments.len() + 1 == count && segments.iter().all(|(from, to)| from + 1 == *to)
}

/// What a list of breakpoints stands for.
fn continuous(points: &[PackagePoint], segments: &[(usize, usize)]) -> String {
    let count = points.len();
    let mut words = match segments {
        [] => format!("{count} points, none joined to another"),
        _ if all_in_a_row(count, segments) => {
            format!("{count} points, each joined to the next by a straight line")
        }
        _ => format!("{count} points; {}", joined(segments)),
    };
    if points.iter().any(|p| p.open) {
        words +=
            "; an open point is approached and not reached: at the point itself another is better";
    }
    words
}

/// Which points are joined by straight lines: runs of neighbours, and pairs.
fn joined(segments: &[(usize, usize)]) -> String {
    let mut sorted = segments.to_vec();
    sorted.sort_unstable();
    let mut runs: Vec<(usize, usize, bool)> = Vec::new();
    for (from, to) in sorted {
        let neighbours = from + 1 == to;
        match runs.last_mut() {
            Some((_, end, true)) if neighbours && *end == from => *end = to,
            _ => runs.push((from, to, neighbours)),
        }
    }
    let runs = runs.into_iter().map(|(from, to, neighbours)| {
        let (first, last) = (from + 1, to + 1);
        match neighbours && to > first {
            true => format!("{first} to {last}, each to the next"),
            false => format!("{first} and {last}"),
        }
    });
    let runs: Vec<String> = runs.collect();
    format!("joined by straight lines: {}", runs.join("; "))
}

/// Title, who bargains, sizes.
pub fn heading(page: &mut Page, answer: &Packages, title: &str) {
    let title = if title.is_empty() {
        "Untitled model"
    } else {
        title
    };
    let side = |guarantor| {
        let names = answer.sides.iter().filter(|s| s.guarantor == guarantor);
        names.map(|s| s.name.as_str()).collect::<Vec<_>>()
    };
    let mut beside = listed(&side(false));
    if !side(true).is_empty() {
        beside += &format!(", {} guaranteeing", listed(&side(true)));
    }
    if let Some(n) = answer.counts.settlements {
        beside += &format!(" · {}", counted(n, "settlement"));
    }
    if let Some(n) = answer.counts.packages.filter(|n| *n > 0) {
        beside += &format!(" · {} every side could sign", grouped(n));
    }
    page.title(title, &beside);
}

/// The table of concepts with what goes with it, or the reasons.
pub fn body(page: &mut Page, answer: &Packages, concept: Concept) {
    match answer.head.grade.status {
        Status::Stopped => page.bad(&format!("No packages: {}.", answer.head.grade.by)),
        Status::None => no_deal(page, answer),
        Status::Proved | Status::BestFound => deals(page, answer, concept),
    }
}

fn deals(page: &mut Page, answer: &Packages, concept: Concept) {
    page.title("Best packages", "points a round above walking away");
    let rows: Vec<_> = merged(answer, concept)
        .into_iter()
        .map(|(names, view)| row(names, &view.point))
        .collect();
    page.table_with_prose(&header(answer), &rows, 1..answer.sides.len() + 1);
    if let Some(view) = answer.answer(concept) {
        if view.ties > 1 {
            page.say(
                &format!(
                    "{} packages of the frontier tie for {}.",
                    view.ties,
                    concept.id()
                ),
                4,
            );
        }
        audiences(page, view);
    }
    refusals(page, answer);
}

/// Concepts with one answer share a row; the one asked for comes first.
fn merged(answer: &Packages, first: Concept) -> Vec<(String, &ConceptView)> {
    let asked = answer.chosen.iter().filter(|v| v.concept == first);
    let others = answer.chosen.iter().filter(|v| v.concept != first);
    let views = asked.chain(others);
    merged_names(views.map(|v| (v.concept, v.point.package.clone(), v)))
}

/// Names of concepts joined where their answers are the same.
pub fn merged_names<K: PartialEq, V>(
    answers: impl Iterator<Item = (Concept, K, V)>,
) -> Vec<(String, V)> {
    let mut rows: Vec<(String, K, V)> = Vec::new();
    for (concept, key, value) in answers {
        match rows.iter_mut().find(|(_, known, _)| *known == key) {
            Some((names, ..)) => *names += &format!(", {}", concept.id()),
            None => rows.push((concept.id().to_owned(), key, value)),
        }
    }
    rows.into_iter()
        .map(|(names, _, value)| (names, value))
        .collect()
}

fn header(answer: &Packages) -> Vec<String> {
    let sides = answer.sides.iter().map(|s| s.name.clone());
    let edges = (vec![String::new()], vec!["package".to_owned()]);
    edges.0.into_iter().chain(sides).chain(edges.1).collect()
}

fn row(name: String, point: &PackagePoint) -> Vec<String> {
    let gains = point.gains.iter().map(|g| format!("{g:.2}"));
    let words = point.words.join(" · ");
    std::iter::once(name).chain(gains).chain([words]).collect()
}

/// A worth, which may be below nothing.
fn with_sign(worth: f64) -> String {
    let text = number(worth);
    match text.starts_with('-') {
        true => text,
        false => format!("+{text}"),
    }
}

fn audiences(page: &mut Page, view: &ConceptView) {
    let audiences = view.point.audiences.iter();
    let parts: Vec<_> = audiences
        .map(|a| match a.ratifies_at {
            Some(least) => format!(
                "{} {} (asks {})",
                a.name,
                with_sign(a.worth),
                with_sign(least)
            ),
            None => format!("{} {}", a.name, with_sign(a.worth)),
        })
        .collect();
    if !parts.is_empty() {
        page.gap();
        let who = format!(
            "To the audiences the {} package is worth: ",
            view.concept.id()
        );
        page.say(&(who + &parts.join(" · ")), 4);
    }
}

fn refusals(page: &mut Page, answer: &Packages) {
    if answer.refusals.is_empty() {
        return;
    }
    page.gap();
    page.title(
        "What refuses settlements",
        "how many, and how many that nothing else refuses",
    );
    let shown = answer.refusals.iter().take(MOST_SHOWN);
    let rows: Vec<_> = shown
        .map(|r| {
            let why = r
                .constraint
                .why
                .as_ref()
                .map_or(String::new(), |w| format!(" ({w})"));
            vec![
                r.constraint.id.clone(),
                grouped(r.refused),
                grouped(r.refused_alone),
                format!("{}{why}", r.constraint.text),
            ]
        })
        .collect();
    page.table(&[], &rows, 1..3);
    if answer.refusals.len() > MOST_SHOWN {
        page.quiet(&format!("and {} more", answer.refusals.len() - MOST_SHOWN));
    }
}

fn no_deal(page: &mut Page, answer: &Packages) {
    let Some(no_deal) = &answer.no_deal else {
        return page.bad("No settlement is acceptable to everybody.");
    };
    if no_deal.sets.conflict_sets.iter().any(Vec::is_empty) {
        return page.bad("There is nothing to agree on: no topic can move from the status quo.");
    }
    page.bad("No settlement is acceptable to everybody.");
    for set in no_deal.sets.conflict_sets.iter().take(MOST_SHOWN) {
        page.gap();
        page.say(
            match set.as_slice() {
                [_] => "This alone cannot be met by any settlement:",
                _ => "These cannot be met together; drop any one of them and the rest can:",
            },
            4,
        );
        for id in set {
            constraint(page, no_deal, id);
        }
    }
    if no_deal.sets.conflict_sets.len() > MOST_SHOWN {
        page.quiet(&format!(
            "and {} more such sets",
            no_deal.sets.conflict_sets.len() - MOST_SHOWN
        ));
    }
    corrections(page, no_deal);
    refusals(page, answer);
}

fn constraint(page: &mut Page, no_deal: &NoDeal, id: &str) {
    if let Some(view) = no_deal.constraints.iter().find(|c| c.id == id) {
        let why = view
            .why
            .as_ref()
            .map_or(String::new(), |why| format!(" - {why}"));
        page.say(
            &format!("  {}  {}{why}  [{}]", view.id, view.text, view.path),
            6,
        );
    }
}

fn corrections(page: &mut Page, no_deal: &NoDeal) {
    let sets = &no_deal.sets.correction_sets;
    let ways: Vec<_> = sets
        .iter()
        .take(MOST_SHOWN)
        .map(|s| s.join(" and "))
        .collect();
    if !ways.is_empty() {
        page.gap();
        page.say(
            &format!(
                "A package becomes possible by giving up {}.",
                ways.join(", or ")
            ),
            4,
        );
    }
    if !no_deal.all_sets {
        page.gap();
        page.quiet("There may be more conflicts and more ways out than were found.");
    }
}

fn footer(page: &mut Page, answer: &Packages) {
    claim(page, answer);
    if let Some(why) = &answer.no_adjusted_winner {
        page.quiet(&format!("Adjusted winner does not apply: {why}."));
    }
    if !answer.head.assumed.is_empty() {
        page.quiet(&format!("Assumed: {}.", answer.head.assumed.join("; ")));
    }
}

/// What is proved of the packages.
pub fn claim(page: &mut Page, answer: &Packages) {
    let grade = &answer.head.grade;
    let verdict = match grade.status {
        Status::Proved => "Packages proved:",
        Status::BestFound => "Packages, best found:",
        Status::None => "No package, by",
        // Said above, in the place of an answer.
        Status::Stopped => return page.quiet("Nothing is claimed of packages."),
    };
    page.quiet(&format!("{verdict} {}.", grade.by));
}
