//! Other plans in the terminal: what each trades against the road above.

use super::plan::{close, moves_in_words, percent};
use super::text::{Page, counted, number};
use crate::solution::{OtherView, Plans, Status, listed};

/// The list of other plans, if it was asked for.
pub fn alternatives(page: &mut Page, answer: &Plans) {
    let (Some(others), Some(grade)) = (&answer.alternatives, &answer.alternatives_grade) else {
        return;
    };
    if answer.plan.is_none() {
        return;
    }
    page.gap();
    let beside = match others.is_empty() {
        true => String::new(),
        false => "gains more or less than by the road above".to_owned(),
    };
    page.title("Alternatives", &beside);
    if !others.is_empty() {
        table(page, answer, others);
    }
    let told = counted(others.len() as u64, "alternative");
    let claim = match grade.status {
        Status::Proved => format!("{told} proved"),
        Status::BestFound => format!("{told} proved, and perhaps there are more"),
        Status::None => return page.quiet(&format!("None, by {}.", grade.by)),
        Status::Stopped => "Nothing is claimed of alternatives".to_owned(),
    };
    page.quiet(&format!("{claim}: {}.", grade.by));
}

fn table(page: &mut Page, answer: &Plans, others: &[OtherView]) {
    let names = answer.sides.iter().map(|s| s.name.clone());
    let columns = ["rounds", "walked", "closest call", "trades"];
    let header: Vec<String> = std::iter::once(String::new())
        .chain(names)
        .chain(columns.map(str::to_owned))
        .collect();
    let rows = others.iter().enumerate().map(|(place, other)| {
        let trade = &other.trade;
        let gains = trade.gains.iter().map(|gain| signed(*gain));
        let unknown = || "?".to_owned();
        let rest = [
            other.point.rounds.len().to_string(),
            trade.completed.map_or_else(unknown, percent),
            trade
                .margin
                .as_ref()
                .map_or_else(unknown, |m| number(m.margin)),
            prose(other),
        ];
        let row = std::iter::once((place + 1).to_string());
        row.chain(gains).chain(rest).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    page.table_with_prose(&header, &rows, 1..header.len() - 1);
}

/// How it goes, where it ends and how close it is.
fn prose(other: &OtherView) -> String {
    let words = &other.trade.words;
    let mut told = match words.opening.is_empty() {
        true => "stays where it is".to_owned(),
        false => format!("opens with {} ({})", listed(&words.opening), words.openers),
    };
    if let [_, later @ ..] = other.point.rounds.as_slice()
        && !later.is_empty()
    {
        told += &format!(", then {}", moves_in_words(later));
    }
    told += &match words.package.is_empty() {
        true => "; ends in the same package".to_owned(),
        false => format!("; ends with {}", words.package.join(", ")),
    };
    if let Some(call) = &other.trade.margin {
        told += &format!("; closest call: {}", close(call));
    }
    told
}

/// A difference; nothing has no sign.
fn signed(value: f64) -> String {
    match number(value).as_str() {
        "0.00" => "0.00".to_owned(),
        text if value > 0.0 => format!("+{text}"),
        text => text.to_owned(),
    }
}
