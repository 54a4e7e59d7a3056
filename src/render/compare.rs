//! Models beside each other in the terminal.

use super::plan::{close, percent};
use super::text::{Look, Page, number};
use crate::base::grouped;
use crate::search::concept::Concept;
use crate::solution::{Comparison, Variant};

/// Packages per concept, roads, grades, and what changes.
pub fn compared(answer: &Comparison, concept: Concept, title: &str, look: Look) -> String {
    let mut page = Page::new(look);
    let title = if title.is_empty() {
        "Untitled model"
    } else {
        title
    };
    page.title(title, "as it is, and as overlays change it");
    for own in concepts(concept) {
        packages(&mut page, answer, own);
    }
    roads(&mut page, answer, concept);
    changes(&mut page, answer);
    grades(&mut page, answer);
    page.finish()
}

/// The one asked for first.
fn concepts(first: Concept) -> impl Iterator<Item = Concept> {
    let others = Concept::ALL.into_iter().filter(move |c| *c != first);
    std::iter::once(first).chain(others)
}

fn name(variant: &Variant) -> String {
    variant
        .overlay
        .clone()
        .unwrap_or_else(|| "as it is".to_owned())
}

/// Ids and names of sides of any variant, in the order in which they come.
fn sides(answer: &Comparison) -> Vec<(&String, &str)> {
    let mut found: Vec<(&String, &str)> = Vec::new();
    for (id, name) in answer.variants.iter().flat_map(|v| &v.actors) {
        if !found.iter().any(|(own, _)| *own == id) {
            found.push((id, name.as_str().unwrap_or(id)));
        }
    }
    found
}

fn gains(answer: &Comparison, gain: Option<&serde_json::Value>) -> Vec<String> {
    let sides = sides(answer);
    let cells = sides.iter().map(|(id, _)| {
        let own = gain.and_then(|gain| gain[id.as_str()].as_f64());
        own.map_or("-".to_owned(), number)
    });
    cells.collect()
}

fn header(answer: &Comparison, more: &[&str]) -> Vec<String> {
    let names = sides(answer);
    let names = names.iter().map(|(_, name)| (*name).to_owned());
    let first = std::iter::once(String::new());
    let more = more.iter().map(|name| (*name).to_owned());
    first.chain(names).chain(more).collect()
}

fn packages(page: &mut Page, answer: &Comparison, concept: Concept) {
    page.gap();
    page.title(
        &format!("Package by {}", concept.id()),
        "points a round above walking away",
    );
    let rows: Vec<Vec<String>> = answer
        .variants
        .iter()
        .map(|variant| {
            let point = variant.point(concept);
            let words = point.map_or("no package is told".to_owned(), |p| p.words.join(" · "));
            let mut row = vec![name(variant)];
            row.extend(gains(answer, point.map(|p| &p.gain)));
            row.push(words);
            row
        })
        .collect();
    page.table_with_prose(
        &header(answer, &["package"]),
        &rows,
        1..sides(answer).len() + 1,
    );
}

fn roads(page: &mut Page, answer: &Comparison, concept: Concept) {
    page.gap();
    page.title(
        &format!("Road by {}", concept.id()),
        "what it is worth today",
    );
    let rows: Vec<Vec<String>> = answer
        .variants
        .iter()
        .map(|variant| {
            let mut row = vec![name(variant)];
            let road = variant.road.as_ref();
            row.extend(gains(answer, road.map(|r| &r.exact)));
            row.push(road.map_or("-".to_owned(), |r| r.rounds.len().to_string()));
            row.push(road.map_or("-".to_owned(), |r| percent(r.completed)));
            row.push(match road {
                None => "no road is told".to_owned(),
                Some(road) => {
                    let rounds = road.rounds.iter().map(|moves| moves.join(" + "));
                    rounds.collect::<Vec<_>>().join(" · ")
                }
            });
            row
        })
        .collect();
    let numbers = 1..sides(answer).len() + 3;
    page.table_with_prose(
        &header(answer, &["rounds", "walked", "moves"]),
        &rows,
        numbers,
    );
    for variant in &answer.variants {
        if let Some(call) = variant.road.as_ref().and_then(|r| r.closest.as_ref()) {
            page.quiet(&format!(
                "  {}, closest call: {}",
                name(variant),
                close(call)
            ));
        }
    }
}

fn changes(page: &mut Page, answer: &Comparison) {
    for variant in answer.variants.iter().skip(1) {
        page.gap();
        page.title(&format!("What {} changes", name(variant)), "");
        if variant.changes.is_empty() {
            page.say("  Nothing that is compared here.", 4);
        }
        for change in &variant.changes {
            page.say(&format!("  {}: {}", change.of, change.words), 4);
        }
    }
}

fn grades(page: &mut Page, answer: &Comparison) {
    page.gap();
    for variant in &answer.variants {
        let count = variant
            .packages_count
            .map_or(String::new(), |n| format!(" ({})", grouped(n)));
        let (packages, road) = (&variant.packages_grade, &variant.road_grade);
        page.quiet(&format!(
            "{}: packages{count} {}, {}; road {}, {}.",
            name(variant),
            packages.status.words(),
            packages.by,
            road.status.words(),
            road.by
        ));
    }
}
