//! Why a road is as it is, in the terminal: its order, and what every road passes.

use super::road_block::block;
use super::road_worth::{flips, fragility, worth};
use super::text::{Look, Page, counted, number};
use crate::search::concept::Concept;
use crate::solution::{
    LargestView, MoveWhyView, OutcomeView, PassagesView, RoadWhy, RoundWhyView, Status, TestView,
    listed,
};

/// Everything about a road.
pub fn road_why(view: &RoadWhy, concept: Concept, title: &str, look: Look) -> String {
    let mut page = Page::new(look);
    head(&mut page, view, concept, title);
    if !view.order.is_empty() {
        page.gap();
        page.title(
            "Why this order",
            "each exchange made otherwise: the first test that fails, or what it would change",
        );
        let rounds = view.order.iter().enumerate();
        rounds.for_each(|(index, own)| round(&mut page, view, index, own));
    }
    if let Some(why) = &view.order_stopped {
        page.quiet(&format!(
            "The order of the other rounds was not looked into: {why}."
        ));
    }
    if let Some(passages) = &view.passages {
        gateways(&mut page, view, passages);
        no_return(&mut page, view, passages);
        far(&mut page, passages);
        dead_ends(&mut page, view, passages);
    }
    block(&mut page, view);
    worth(&mut page, view);
    flips(&mut page, view);
    fragility(&mut page, view);
    page.gap();
    foot(&mut page, view);
    page.finish()
}

fn head(page: &mut Page, view: &RoadWhy, concept: Concept, title: &str) {
    let title = if title.is_empty() {
        "Untitled model"
    } else {
        title
    };
    let Some(plan) = &view.plan else {
        page.title(title, "");
        return match view.head.grade.status {
            Status::Stopped => page.bad(&format!("No road explained: {}.", view.head.grade.by)),
            Status::None => page.bad("There is no road."),
            _ => page.bad("There is a road, but somebody doubts too many others at once for the judge: it is not explained."),
        };
    };
    let worth: Vec<_> = plan.gains.iter().map(|g| number(*g)).collect();
    let beside = format!(
        "why this road ({}): {}, worth {}",
        concept.id(),
        counted(plan.rounds.len() as u64, "round"),
        listed(&worth)
    );
    page.title(title, &beside);
    if let Some(to) = &view.to {
        let words: Vec<_> = to.iter().map(|m| m.words.as_str()).collect();
        match view.arrives {
            true => page.say(&format!("It leads to {}.", listed(&words)), 4),
            false => page.bad(&format!(
                "No road leads to {}; this is the best of all roads.",
                listed(&words)
            )),
        }
    }
}

fn round(page: &mut Page, view: &RoadWhy, index: usize, own: &RoundWhyView) {
    let words: Vec<_> = own.moves.iter().map(|m| m.words.as_str()).collect();
    page.say(&format!("  {}  {}", index + 1, words.join(" + ")), 5);
    match &own.waits_for {
        Some(test) => page.say(
            &format!(
                "     waits for round {}: before it, refused by {}",
                own.earliest - 1,
                of_exchange(test)
            ),
            7,
        ),
        None if index > 0 => page.say("     could be made from the status quo", 7),
        None => {}
    }
    if let Some(merged) = &own.merged {
        let told = outcome(view, merged);
        page.say(&format!("     together with round {index}: {told}"), 7);
    }
    if let Some(swapped) = &own.swapped_before {
        let told = outcome(view, swapped);
        page.say(&format!("     before round {index}: {told}"), 7);
    }
    own.alone.iter().for_each(|m| one_move(page, view, m));
}

fn one_move(page: &mut Page, view: &RoadWhy, own: &MoveWhyView) {
    let (left_out, before, after) = (
        outcome(view, &own.left_out),
        outcome(view, &own.before),
        outcome(view, &own.after),
    );
    let told = format!(
        "     {} left out: {left_out}; in a round of its own before the rest: {before}; after it: {after}",
        own.step.words
    );
    page.say(&told, 7);
}

/// What refuses an exchange; names of rules with what they are for.
pub fn of_exchange(test: &TestView) -> String {
    let whys = test.rules.iter().filter_map(|rule| rule.why.as_ref());
    let whys: Vec<_> = whys.cloned().collect();
    match whys.is_empty() {
        true => test.words.clone(),
        false => format!("{} ({})", test.words, whys.join("; ")),
    }
}

/// What is wrong with a plan.
pub fn of_plan(test: &TestView) -> String {
    match (test.round, test.test) {
        (Some(_), "breach" | "walk_out" | "not_judged") | (None, _) => test.words.clone(),
        (Some(round), _) => format!("round {round} refused by {}", of_exchange(test)),
    }
}

fn outcome(view: &RoadWhy, own: &OutcomeView) -> String {
    if let Some(test) = &own.fails {
        return of_plan(test);
    }
    let changes = own.changes.iter().map(|c| number(*c));
    if changes.clone().all(|c| c == "0.00") {
        return "holds, and changes nothing".to_owned();
    }
    let told = changes.zip(&view.sides).map(|(change, side)| {
        let sign = if change.starts_with('-') { "" } else { "+" };
        format!("{} {sign}{change}", side.name)
    });
    let told: Vec<_> = told.collect();
    let checked = match own.checked {
        Some(false) => " (not every breach could be tried)",
        _ => "",
    };
    format!("would hold: {}{checked}", told.join(" · "))
}

fn gateways(page: &mut Page, view: &RoadWhy, own: &PassagesView) {
    if own.targets == 0 {
        return;
    }
    page.gap();
    let there = match view.to {
        Some(_) => "what was asked for",
        None => "where this road ends",
    };
    page.title(
        "What every road passes",
        &format!(
            "of all admissible exchanges that lead to {there}, enforceable or not; {} on some such road",
            counted(own.on_roads as u64, "settlement")
        ),
    );
    if own.exchanges.is_empty() && own.settlements.is_empty() {
        page.say(
            "  No exchange and no settlement in between is on every road.",
            4,
        );
    }
    for gate in &own.exchanges {
        let words: Vec<_> = gate.moves.iter().map(|m| m.words.as_str()).collect();
        page.say(
            &format!("  every road makes the exchange {}", words.join(" + ")),
            6,
        );
    }
    for place in &own.settlements {
        page.say(
            &format!("  every road passes {}", place.words.join(" · ")),
            6,
        );
    }
    for pair in &own.before {
        page.say(
            &format!(
                "  on every road {} comes in an earlier round than {}",
                pair.first.words, pair.then.words
            ),
            6,
        );
    }
}

fn no_return(page: &mut Page, view: &RoadWhy, own: &PassagesView) {
    if view.plan.is_none() {
        return;
    }
    page.gap();
    if own.no_return.is_empty() {
        return page.say(
            "No point of no return: nothing of this road survives a collapse.",
            4,
        );
    }
    page.title(
        "Points of no return",
        "what survives a collapse from then on, and what the collapse is worth more to whom",
    );
    for point in &own.no_return {
        let words: Vec<_> = point.binds.iter().map(|m| m.words.as_str()).collect();
        let changes = point.changes.iter().zip(&view.sides);
        let told = changes.filter(|(change, _)| change.signum() != 0);
        let told: Vec<_> = told
            .map(|(change, side)| format!("{} {change:+.2}", side.name))
            .collect();
        let told = match told.is_empty() {
            true => "nobody the better or worse for it".to_owned(),
            false => told.join(" · "),
        };
        page.say(
            &format!("  {}  {}: {told}", point.round, words.join(" + ")),
            5,
        );
    }
}

/// The largest settlements that admissible exchanges reach.
fn far(page: &mut Page, own: &PassagesView) {
    let (Some(topics), Some(rungs)) = (&own.most_topics, &own.most_rungs) else {
        return;
    };
    page.gap();
    let same = topics.place.words == rungs.place.words;
    let what = if same {
        "most topics moved, and most rungs climbed"
    } else {
        "most topics moved"
    };
    largest(page, "The largest settlement reached", what, topics);
    if !same {
        largest(
            page,
            "The furthest settlement reached",
            "most rungs climbed",
            rungs,
        );
    }
}

fn largest(page: &mut Page, title: &str, what: &str, own: &LargestView) {
    let ties = match own.ties {
        1 => String::new(),
        n => format!("; the first of {n}"),
    };
    let end = if own.may_end {
        "talks may end there"
    } else {
        "talks may not end there"
    };
    page.title(
        title,
        &format!(
            "{what}: {}, {}{ties}; {end}",
            counted(own.topics as u64, "topic"),
            counted(own.rungs as u64, "rung")
        ),
    );
    page.say(&format!("  {}", own.place.words.join(" · ")), 4);
}

fn dead_ends(page: &mut Page, view: &RoadWhy, own: &PassagesView) {
    page.gap();
    let dead = &own.dead_ends;
    if dead.count == 0 {
        return page.say(
            "No dead ends: from every settlement reached, admissible exchanges lead to one where talks may end.",
            4,
        );
    }
    if Some(dead.count) == view.counts.reached {
        return page.say(
            "Talks may end nowhere: none of the settlements that admissible exchanges reach is one that everybody could sign.",
            4,
        );
    }
    page.title(
        "Dead ends",
        &format!(
            "{} reached from which no settlement where talks may end can be reached any more",
            counted(dead.count as u64, "settlement")
        ),
    );
    for off in &dead.off_road {
        let words: Vec<_> = off.moves.iter().map(|m| m.words.as_str()).collect();
        page.say(
            &format!("  in place of round {}: {}", off.round, words.join(" + ")),
            6,
        );
    }
    if dead.off_road_count > dead.off_road.len() {
        let more = dead.off_road_count - dead.off_road.len();
        page.quiet(&format!(
            "  and {} that leave this road for one",
            counted(more as u64, "more exchange")
        ));
    }
    if dead.off_road.is_empty() {
        let lead = match view.plan.is_some() {
            true => "  No exchange leaves this road for one; the nearest are:",
            false => "  The nearest to the status quo:",
        };
        page.say(lead, 6);
        for near in &dead.nearest {
            page.say(
                &format!(
                    "  after {}: {}",
                    counted(near.exchanges as u64, "exchange"),
                    near.place.words.join(" · ")
                ),
                6,
            );
        }
    }
}

fn foot(page: &mut Page, view: &RoadWhy) {
    let grade = &view.head.grade;
    let verdict = match grade.status {
        Status::Proved => "Proved:",
        Status::BestFound => "Proved as far as it goes:",
        Status::None => "No road, by",
        Status::Stopped => return page.quiet("Nothing is claimed."),
    };
    let size = match (view.counts.reached, view.counts.exchanges) {
        (Some(reached), Some(exchanges)) => format!(
            " ({} reached, {})",
            counted(reached as u64, "settlement"),
            counted(exchanges as u64, "exchange")
        ),
        _ => String::new(),
    };
    page.quiet(&format!("{verdict} {}{size}.", grade.by));
    if !view.head.assumed.is_empty() {
        page.quiet(&format!("Assumed: {}.", view.head.assumed.join("; ")));
    }
}
