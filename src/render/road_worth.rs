//! What helps is worth, which numbers flip the first step and how fragile a road is, in the terminal.

use super::text::{Page, counted, number};
use crate::solution::{
    FlipView, FlipsView, FragilityView, Move, RoadWhy, StrainView, WorthView, listed, plain,
};

/// Most flips that are shown.
const MOST_FLIPS: usize = 12;

/// What everything that helps is worth.
pub fn worth(page: &mut Page, view: &RoadWhy) {
    let Some(own) = &view.worth else {
        return;
    };
    let mut header = vec![String::new()];
    header.extend(view.sides.iter().map(|side| side.name.clone()));
    header.push(String::new());
    let numbers = 1..header.len() - 1;
    if !own.without.is_empty() {
        page.gap();
        page.title(
            "What it is worth",
            "solved again without each: what every side has from it",
        );
        let rows: Vec<_> = own.without.iter().map(|w| row(w, "without it")).collect();
        page.table_with_prose(&header, &rows, numbers.clone());
    }
    if !own.trust.is_empty() {
        page.gap();
        page.title(
            "One more point of trust",
            "solved again with 0.01 more: what every side would have from it",
        );
        let rows: Vec<_> = own.trust.iter().map(|w| row(w, "with it")).collect();
        page.table_with_prose(&header, &rows, numbers);
    }
    if !own.not_tried.is_empty() {
        page.gap();
        page.quiet(&format!(
            "Not solved again, too large: without {}.",
            listed(&own.not_tried)
        ));
    }
}

fn row(own: &WorthView, with: &str) -> Vec<String> {
    let mut row = vec![own.words.clone()];
    row.extend(own.changes.iter().map(|change| signed(*change)));
    row.push(match (own.road, own.opening_changes) {
        (false, _) => format!("{with}, no road"),
        (true, true) => {
            let opening = own.rounds.first().map(|round| exchange(round));
            format!("{with}, opens with {}", opening.unwrap_or_default())
        }
        (true, false) => String::new(),
    });
    row
}

fn signed(value: f64) -> String {
    let text = number(value);
    match text.as_str() {
        "0.00" => text,
        _ if text.starts_with('-') => text,
        _ => format!("+{text}"),
    }
}

fn exchange(round: &[Move]) -> String {
    let words: Vec<_> = round.iter().map(|m| m.words.as_str()).collect();
    words.join(" + ")
}

/// Which numbers flip the first step.
pub fn flips(page: &mut Page, view: &RoadWhy) {
    let Some(own) = &view.flips else {
        return;
    };
    page.gap();
    let beside = "every number moved up and down until the road opens otherwise, the nearest first; in brackets how far, of its own size (of 1 for chances, patience and trust)";
    page.title("What would flip the first step", beside);
    own.found
        .iter()
        .take(MOST_FLIPS)
        .for_each(|f| flip(page, f));
    if own.found.len() > MOST_FLIPS {
        let more = (own.found.len() - MOST_FLIPS) as u64;
        page.quiet(&format!("  and {}", counted(more, "more number")));
    }
    rest(page, own);
}

fn flip(page: &mut Page, own: &FlipView) {
    let then = match &own.opens {
        None => "there is no road".to_owned(),
        Some(round) => format!("it opens with {}", exchange(round)),
    };
    let where_ = match own.exact {
        true => format!("{} → {}", plain(own.from), plain(own.to)),
        false => format!(
            "{} → between {} and {}",
            plain(own.from),
            plain(own.beside),
            plain(own.to)
        ),
    };
    page.say(
        &format!(
            "  {}: {where_} ({}): {then}",
            own.name.words,
            share(own.share)
        ),
        6,
    );
}

fn share(share: f64) -> String {
    match share * 100.0 {
        percent if percent < 0.01 => "less than 0.01 %".to_owned(),
        percent => format!("{percent:.2} %"),
    }
}

/// What was moved in vain, and what was not moved.
fn rest(page: &mut Page, own: &FlipsView) {
    if !own.steady.is_empty() {
        let others = if own.found.is_empty() { "" } else { "other " };
        let numbers = counted(own.steady.len() as u64, &format!("{others}number"));
        let moved = own.moved;
        page.say(
            &format!("  Moving any one of {numbers} by up to {moved} % flips nothing."),
            4,
        );
    }
    if !own.not_tried.is_empty() {
        page.quiet(&format!(
            "  Not moved so far, too large: {}.",
            counted(own.not_tried.len() as u64, "number")
        ));
    }
    if !own.ranges.is_empty() {
        let topics = listed(&own.ranges);
        page.quiet(&format!(
            "  Interests along ranges were not moved: {topics}."
        ));
    }
}

/// How fragile the road is.
pub fn fragility(page: &mut Page, view: &RoadWhy) {
    let Some(own) = &view.fragility else {
        return;
    };
    page.gap();
    page.title(
        "How fragile it is",
        &format!(
            "walked to its end with chance {}, {} rounds expected",
            number(own.completed),
            number(own.expected_rounds)
        ),
    );
    weakest_link(page, own);
    let lead = ["round", "begun", "ends in it", "after it"];
    let mut header: Vec<String> = lead.map(str::to_owned).to_vec();
    let sides = view.sides.iter();
    header.extend(sides.map(|side| format!("left: {}", side.name)));
    header.push(String::new());
    let mut rows: Vec<_> = own.rounds.iter().map(strain).collect();
    let mut last = vec!["end".to_owned(), number(own.completed)];
    last.resize(header.len() - 1, String::new());
    last.push(tightest(&own.stay));
    rows.push(last);
    page.table_with_prose(&header, &rows, 0..header.len() - 1);
}

fn weakest_link(page: &mut Page, own: &FragilityView) {
    let Some(weakest) = &own.weakest else {
        return;
    };
    let place = match weakest.round {
        Some(round) => format!("in round {round}"),
        None => "at the end".to_owned(),
    };
    let ends = match &own.likeliest {
        Some(likeliest) => format!(
            " Talks are likeliest to end in or after round {} (chance {}).",
            likeliest.round,
            number(likeliest.chance)
        ),
        None => " Nothing ends the talks.".to_owned(),
    };
    page.say(
        &format!(
            "Weakest link: {place} {} is {} better off than by {}, {:.1} % of its largest interest.{ends}",
            weakest.call.name,
            number(weakest.call.margin),
            weakest.call.against.words,
            weakest.share.max(0.0) * 100.0
        ),
        4,
    );
}

fn strain(own: &StrainView) -> Vec<String> {
    let chances = [own.begun, own.broken, own.collapsed];
    let mut row = vec![own.round.to_string()];
    row.extend(chances.iter().map(|chance| number(*chance)));
    row.extend(own.left.iter().map(|left| signed(left.to_f64())));
    row.push(tightest(&own.margins));
    row
}

fn tightest(calls: &[crate::solution::CallView]) -> String {
    let calls = calls.iter().map(|call| {
        let margin = number(call.margin);
        let checked = if call.checked { "" } else { "?" };
        format!(
            "{} {margin}{checked} above {}",
            call.name, call.against.words
        )
    });
    calls.collect::<Vec<_>>().join(" · ")
}
