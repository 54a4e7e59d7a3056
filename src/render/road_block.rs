//! What blocks a settlement, in the terminal.

use super::road_why::{of_exchange, of_plan};
use super::text::{Page, counted, number};
use crate::solution::{BlockView, FurthestView, NumberView, RefusedView, RoadWhy, listed, plain};

/// Most sets that are shown.
const MOST_SETS: usize = 12;

/// What blocks what was asked for or, nothing being asked for, the best package on paper.
pub fn block(page: &mut Page, view: &RoadWhy) {
    if let Some(why) = &view.block_stopped {
        page.gap();
        return page.bad(&format!("What blocks the rest was not found out: {why}."));
    }
    let Some(own) = &view.block else {
        if view.reaches == Some(true) && view.to.is_none() {
            page.gap();
            page.good("A road leads to the best package on paper, too: nothing is blocked.");
        }
        if view.reaches == Some(false) {
            page.gap();
            page.bad(
                "There is no package, so nothing that a road could lead to; `winset why` says why.",
            );
        }
        return;
    };
    page.gap();
    let what = match view.to {
        Some(_) => "what was asked for",
        None => "the best package on paper",
    };
    let words: Vec<_> = own.to.iter().map(|m| m.words.as_str()).collect();
    page.title(
        "What blocks it",
        &format!("no road leads to {what}: {}", words.join(" · ")),
    );
    if let Some(test) = &own.no_end {
        page.say(&format!("  Were it reached, {}.", test.words), 4);
    }
    reached(page, own);
    lifted(page, own);
    numbers(page, own);
}

fn reached(page: &mut Page, own: &BlockView) {
    if let Some(refused) = &own.refused_road {
        let fails = refused.fails.as_ref().map(of_plan).unwrap_or_default();
        page.say(
            &format!(
                "Admissible exchanges do lead there, the shortest in {}: {}. But {fails}.",
                counted(refused.rounds.len() as u64, "round"),
                way(refused)
            ),
            4,
        );
        return;
    }
    for (index, furthest) in own.furthest.iter().enumerate() {
        stops(page, own, furthest, index == 0);
    }
    if own.furthest_count > own.furthest.len() {
        page.quiet(&format!(
            "  {} come as near.",
            counted(own.furthest_count as u64, "settlement")
        ));
    }
}

fn way(refused: &RefusedView) -> String {
    let rounds = refused.rounds.iter().map(|round| {
        let words: Vec<_> = round.iter().map(|m| m.words.as_str()).collect();
        words.join(" + ")
    });
    rounds.collect::<Vec<_>>().join(", then ")
}

fn stops(page: &mut Page, own: &BlockView, furthest: &FurthestView, first: bool) {
    let words = match furthest.place.words.is_empty() {
        true => "the status quo".to_owned(),
        false => furthest.place.words.join(" · "),
    };
    let lead = if first {
        "Admissible exchanges come as near as"
    } else {
        "and as"
    };
    page.say(
        &format!(
            "{lead} {words}, with {} of {} as asked.",
            furthest.made,
            counted(own.to.len() as u64, "topic")
        ),
        4,
    );
    let missing: Vec<_> = furthest.missing.iter().map(|m| m.words.as_str()).collect();
    let all = if furthest.all_ways { "all " } else { "" };
    page.say(
        &format!(
            "  Still missing: {}. What refuses {all}{} on:",
            listed(&missing),
            counted(furthest.ways as u64, "way")
        ),
        4,
    );
    for refusal in &furthest.refused_by {
        let words: Vec<_> = refusal.moves.iter().map(|m| m.words.as_str()).collect();
        let others = match refusal.count {
            1 => String::new(),
            n => format!(" (the first test to refuse {n} ways)"),
        };
        page.say(
            &format!(
                "  - {}: {}{others}",
                words.join(" + "),
                of_exchange(&refusal.test)
            ),
            6,
        );
    }
}

fn lifted(page: &mut Page, own: &BlockView) {
    if let Some(impossible) = &own.impossible {
        let why = match &impossible.fails {
            Some(test) => format!(
                "even without all of them, on the shortest way there {}",
                of_plan(test)
            ),
            None => "even without all of them no exchanges lead there".to_owned(),
        };
        return page.say(&format!("No test that could be lifted opens it: {why}."), 4);
    }
    if !own.lift_sets.is_empty() {
        page.say(
            "What would have to go, no more than it takes, each solved again:",
            4,
        );
    }
    for set in own.lift_sets.iter().take(MOST_SETS) {
        let words: Vec<_> = set.lift.iter().map(|l| l.words.as_str()).collect();
        let gains: Vec<_> = set.gains.iter().map(|g| number(*g)).collect();
        page.say(
            &format!(
                "  - {}: {}, worth {}",
                listed(&words),
                counted(set.rounds.len() as u64, "round"),
                listed(&gains)
            ),
            6,
        );
    }
    if own.lift_sets.len() > MOST_SETS {
        let more = own.lift_sets.len() - MOST_SETS;
        page.quiet(&format!("  and {}", counted(more as u64, "more such set")));
    }
    if !own.all_sets {
        let why = match &own.sets_stopped {
            Some(why) => why.as_str(),
            None => "there are too many to ask for all",
        };
        page.quiet(&format!("These sets may not be all: {why}."));
    }
}

fn numbers(page: &mut Page, own: &BlockView) {
    if own.numbers.is_empty() {
        let left = match own.not_tried.is_empty() {
            true => "",
            false => " that was tried to the end",
        };
        page.say(
            &format!("No change of a single number (patience, trust, step gain, penalty, detection){left} opens it."),
            4,
        );
    } else {
        page.say(
            "Single numbers whose change opens it, each solved on both sides:",
            4,
        );
    }
    own.numbers.iter().for_each(|n| one_number(page, n));
    if own.numbers.iter().any(|n| !n.nearest) {
        page.quiet(
            "  Found by scan and bisection; a nearer value that opens and closes again may be missed, but for step gains and penalties.",
        );
    }
    if !own.not_tried.is_empty() {
        page.quiet(&format!(
            "Not tried to the end, being too large or too late: {}.",
            own.not_tried.join("; ")
        ));
    }
}

fn one_number(page: &mut Page, own: &NumberView) {
    let gains: Vec<_> = own.gains.iter().map(|g| number(*g)).collect();
    page.say(
        &format!(
            "  - {}: {} instead of {} (not {}): {}, worth {}",
            own.words,
            plain(own.to),
            plain(own.from),
            plain(own.closed),
            counted(own.rounds.len() as u64, "round"),
            listed(&gains)
        ),
        6,
    );
}
