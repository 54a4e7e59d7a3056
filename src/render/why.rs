//! Why there is no deal, or what every line costs, in the terminal.

use super::packages::heading;
use super::text::{Look, Page, counted};
use crate::base::grouped;
use crate::search::concept::Concept;
use crate::solution::{
    ChangeView, Demand, LineView, PackagePoint, Prices, RelaxationView, Side, Status, WayOutView,
    Why, WhyNot, listed,
};

/// Most conflicts, ways out and near misses that are shown; the rest is counted.
const MOST_SHOWN: usize = 6;

/// The whole answer.
pub fn why(answer: &Why, concept: Concept, title: &str, look: Look) -> String {
    let mut page = Page::new(look);
    heading(&mut page, &answer.packages, title);
    page.gap();
    if let Some(no_deal) = &answer.no_deal {
        why_not(&mut page, no_deal, &answer.packages.sides, concept);
    } else if let Some(prices) = &answer.prices {
        priced(&mut page, prices, &answer.packages.sides, concept);
    } else {
        page.bad(&format!("Nothing was found out: {}.", answer.head.grade.by));
    }
    page.gap();
    let verdict = match answer.head.grade.status {
        Status::Proved => "Prices proved:",
        Status::BestFound => "As far as was searched:",
        Status::None => "No package, by",
        Status::Stopped => return finish(page, "Nothing is claimed."),
    };
    let claim = format!("{verdict} {}.", answer.head.grade.by);
    finish(page, &claim)
}

fn finish(mut page: Page, claim: &str) -> String {
    page.quiet(claim);
    page.finish()
}

// ---- no deal ----

fn why_not(page: &mut Page, answer: &WhyNot, sides: &[Side], concept: Concept) {
    if answer.sets.conflict_sets.iter().any(Vec::is_empty) {
        return page.bad("There is nothing to agree on: no topic can move from the status quo.");
    }
    page.bad("No settlement is acceptable to everybody.");
    conflicts(page, answer);
    ways(page, answer, sides);
    numbers(page, answer, sides, concept);
}

fn conflicts(page: &mut Page, answer: &WhyNot) {
    let shown = answer.sets.conflict_sets.iter().take(MOST_SHOWN);
    for set in shown {
        page.gap();
        let lead = match set.len() {
            1 => "Nothing meets this, whatever else is agreed:",
            2 => "These two cannot both be had; give up either and the other can be met:",
            _ => "These cannot all be had; give up any one of them and the others can be met:",
        };
        page.say(lead, 4);
        set.iter().for_each(|id| demand(page, answer, id));
    }
    more(
        page,
        answer.sets.conflict_sets.len(),
        "such conflict",
        "such conflicts",
    );
    if answer.sets.conflict_sets.is_empty() {
        page.gap();
        page.quiet("There was no time to find out which demands conflict.");
    }
}

fn more(page: &mut Page, count: usize, one: &str, many: &str) {
    match count.saturating_sub(MOST_SHOWN) {
        0 => {}
        1 => page.quiet(&format!("and 1 more {one}")),
        rest => page.quiet(&format!("and {} more {many}", grouped(rest as u64))),
    }
}

fn find<'a>(answer: &'a WhyNot, id: &str) -> Option<&'a Demand> {
    answer.demands.iter().find(|d| d.constraint.id == id)
}

fn demand(page: &mut Page, answer: &WhyNot, id: &str) {
    if let Some(demand) = find(answer, id) {
        page.say(&format!("  - {}  [{}]", told(demand), marks(demand)), 6);
    }
}

/// What is demanded and why.
fn told(demand: &Demand) -> String {
    let why = demand.constraint.why.as_ref();
    let why = why.map_or(String::new(), |why| format!(" ({why})"));
    format!("{}{why}", demand.words)
}

/// The name of a constraint and its place.
fn marks(demand: &Demand) -> String {
    format!("{}, {}", demand.constraint.id, demand.constraint.path)
}

fn ways(page: &mut Page, answer: &WhyNot, sides: &[Side]) {
    if answer.ways_out.is_empty() {
        return page.quiet("No way out was found in the time there was.");
    }
    page.gap();
    page.title(
        "Ways out",
        "demands that, given up together, make a package possible; the fewest first",
    );
    for way in answer.ways_out.iter().take(MOST_SHOWN) {
        page.say(&format!("  give up {}", listed(&way.drop)), 6);
        way_out(page, way, sides);
    }
    more(
        page,
        answer.sets.correction_sets.len(),
        "way out",
        "ways out",
    );
    if !answer.all_sets {
        page.quiet("There may be more conflicts and more ways out than were found.");
    }
}

fn way_out(page: &mut Page, way: &WayOutView, sides: &[Side]) {
    let Some(point) = &way.opens else {
        return page.quiet("     what this opens was not looked for: too large or too late");
    };
    package(page, point, sides);
    let short = way.short.iter();
    let short = short.map(|s| format!("{} by {}", s.constraint, exact(s.by)));
    let short: Vec<_> = short.collect();
    if !short.is_empty() {
        page.say(&format!("     which breaks {}", listed(&short)), 7);
    }
}

/// A package and its gains, indented.
fn package(page: &mut Page, point: &PackagePoint, sides: &[Side]) {
    let gains = point.gains.iter().zip(sides);
    let gains: Vec<_> = gains
        .map(|(gain, side)| format!("{} {gain:+.2}", side.name))
        .collect();
    let words = point.words.join(" · ");
    page.say(&format!("     opens {words}: {}", listed(&gains)), 7);
}

fn numbers(page: &mut Page, answer: &WhyNot, sides: &[Side], concept: Concept) {
    let found = &answer.relaxations;
    page.gap();
    if found.impossible {
        return page.say(
            "No change of numbers alone opens a package: demands that are not numbers conflict among themselves.",
            4,
        );
    }
    page.title(
        "Giving way on numbers alone",
        &format!(
            "no further than it must be; what opens is chosen by {}",
            concept.id()
        ),
    );
    if let Some(least) = &found.least {
        let lead = format!(
            "the smallest step: no number gives way by more than {}",
            fraction(least.largest, least.fraction.as_deref())
        );
        relaxation(page, answer, least, &lead, sides);
    }
    if let Some(fewest) = found
        .fewest
        .as_ref()
        .filter(|f| found.least.as_ref() != Some(*f))
    {
        let count = counted(fewest.changes.len() as u64, "number");
        let lead = format!(
            "the fewest numbers: {count}, by at most {}",
            fraction(fewest.largest, fewest.fraction.as_deref())
        );
        relaxation(page, answer, fewest, &lead, sides);
        if !fewest.compared {
            page.quiet("     not every set of as few numbers was compared");
        }
    }
    if let Some(why) = &found.stopped {
        page.quiet(&format!("  Not all was searched: {why}."));
    }
}

fn relaxation(
    page: &mut Page,
    answer: &WhyNot,
    found: &RelaxationView,
    lead: &str,
    sides: &[Side],
) {
    page.say(&format!("  {lead}"), 4);
    for change in &found.changes {
        bound(page, answer, change);
    }
    package(page, &found.opens, sides);
}

fn bound(page: &mut Page, answer: &WhyNot, change: &ChangeView) {
    let exactly = change.fractions.as_ref();
    let to = fraction(change.to, exactly.map(|f| f.to.as_str()));
    let from = exact(change.from);
    let how = match exactly.is_some() && change.by == 0.0 {
        true => "a change as small as one likes, from ",
        false => "",
    };
    let place = find(answer, &change.constraint).map(|d| d.constraint.path.as_str());
    let place = place.unwrap_or_default();
    page.say(
        &format!("     {}: {how}{from} → {to}  [{place}]", change.constraint),
        7,
    );
}

/// A number and, where four places do not hold it, the exact fraction.
fn fraction(value: f64, exactly: Option<&str>) -> String {
    match exactly {
        Some(exactly) if exactly.contains('/') && exact(value) != short(value) => {
            format!("{} ({exactly})", short(value))
        }
        _ => exact(value),
    }
}

/// Four places.
fn short(value: f64) -> String {
    exact((value * 1e4).round() / 1e4)
}

/// A number as it would be written in a model.
fn exact(value: f64) -> String {
    let text = format!("{value:.9}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

// ---- a deal ----

fn priced(page: &mut Page, prices: &Prices, sides: &[Side], concept: Concept) {
    let Some(answer) = &prices.answer else {
        return page.say(
            "There are packages, too many to list, so what each line costs was not found out.",
            4,
        );
    };
    page.say(&format!("There is a deal. By {}:", concept.id()), 4);
    let gains = answer.gains.iter().zip(sides);
    let gains: Vec<_> = gains
        .map(|(gain, side)| format!("{} {gain:+.2}", side.name))
        .collect();
    page.say(
        &format!("  {}: {}", answer.words.join(" · "), listed(&gains)),
        4,
    );
    page.gap();
    if prices.lines.is_empty() {
        if prices.not_tried.is_empty() {
            page.say("No line costs anybody anything.", 4);
        }
    } else {
        costs(page, prices, sides, concept);
        page.gap();
        match prices.divided {
            true => page.quiet("Near misses are not listed: between the steps of a divisible topic they have no number."),
            false => near_misses(page, prices, sides),
        }
    }
    let some = !prices.lines.is_empty() || !prices.not_tried.is_empty();
    if !prices.free.is_empty() && some {
        page.gap();
        page.say(
            &format!("These cost nobody anything: {}.", listed(&prices.free)),
            4,
        );
    }
    if !prices.not_tried.is_empty() {
        page.gap();
        page.quiet(&format!(
            "Not lifted, being too large or too late: {}.",
            listed(&prices.not_tried)
        ));
    }
}

fn costs(page: &mut Page, prices: &Prices, sides: &[Side], concept: Concept) {
    page.title(
        "What each line costs",
        &format!(
            "what each side would get more (+) or less (-) by {} without it: who has a plus pays for the line, who has a minus is protected by it",
            concept.id()
        ),
    );
    let names = sides.iter().map(|s| s.name.clone());
    let header = std::iter::once(String::new())
        .chain(names)
        .chain(["the line".to_owned()]);
    let rows: Vec<_> = prices.lines.iter().map(|l| cost(l, sides)).collect();
    page.table_with_prose(&header.collect::<Vec<_>>(), &rows, 1..sides.len() + 1);
}

fn cost(line: &LineView, sides: &[Side]) -> Vec<String> {
    let changes = line.changes.iter().map(|c| format!("{c:+.2}"));
    let rises = line.rises.iter().zip(sides);
    let rises = rises.filter(|(rise, _)| rise.signum() > 0);
    let rises: Vec<_> = rises
        .map(|(rise, side)| format!("{} {rise:+.2}", side.name))
        .collect();
    let best = match rises.is_empty() {
        true => String::new(),
        false => format!("; at best without it: {}", listed(&rises)),
    };
    let prose = format!("{}{best}", told(&line.demand));
    let id = line.demand.constraint.id.clone();
    std::iter::once(id).chain(changes).chain([prose]).collect()
}

fn near_misses(page: &mut Page, prices: &Prices, sides: &[Side]) {
    page.title(
        "Near misses",
        "the nearest package that each line alone refuses, and that nobody could improve on without it",
    );
    for line in prices.lines.iter().take(MOST_SHOWN) {
        let Some(miss) = line.near_misses.first() else {
            continue;
        };
        let short = match miss.short {
            Some(by) => format!("missed by {}", exact(by)),
            None => "refused outright".to_owned(),
        };
        let others = match line.near_miss_count.unwrap_or(1) - 1 {
            0 => String::new(),
            n => format!(" (and {n} more)"),
        };
        page.say(
            &format!("  {}: {short}{others}", line.demand.constraint.id),
            6,
        );
        let gains = miss.point.gains.iter().zip(sides);
        let gains: Vec<_> = gains
            .map(|(g, side)| format!("{} {g:+.2}", side.name))
            .collect();
        page.say(
            &format!("     {}: {}", miss.point.words.join(" · "), listed(&gains)),
            7,
        );
    }
    more(
        page,
        prices.lines.len(),
        "line with such packages",
        "lines with such packages",
    );
}
