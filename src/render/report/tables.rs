//! Tables of a report.

use std::fmt::Write as _;

use crate::base::Points;
use crate::render::plan::{close, closest, one_move, percent};
use crate::render::safe::inert;
use crate::render::text::{counted, number};
use crate::solution::{PackagePoint, Packages, Plans, RoadView, listed};

/// Most packages that are listed.
const MOST_LISTED: usize = 500;

/// Most rounds beside each other: more are wider than a sheet of paper.
const MOST_ACROSS: usize = 12;

/// Most sides whose names are not broken within words on paper.
const MOST_WHOLE: usize = 5;

/// The frontier, one package a row, with the concepts that choose it.
pub fn packages(packages: &Packages) -> String {
    let sides = packages.sides.iter();
    let sides: String = sides.map(|s| heading(&s.name, true)).collect();
    let mut rows = String::new();
    for (key, point) in packages.frontier.iter().enumerate().take(MOST_LISTED) {
        let chosen = packages
            .chosen
            .iter()
            .filter(|v| v.point.package == point.package);
        let chosen: Vec<_> = chosen.map(|v| v.concept.id()).collect();
        let gains: String = point
            .gains
            .iter()
            .map(|g| cell(&number(g.to_f64()), true))
            .collect();
        let class = if chosen.is_empty() {
            ""
        } else {
            " class=\"chosen\""
        };
        let _ = writeln!(
            rows,
            "<tr data-key=\"{key}\"{class}>{}{gains}{}{}</tr>",
            cell(&chosen.join(", "), false),
            cell(road_to(point), false),
            cell(&words(point), false)
        );
    }
    // Over a continuum a concept may choose what is no corner.
    for view in &packages.chosen {
        if packages
            .frontier
            .iter()
            .all(|p| p.package != view.point.package)
        {
            let gains = view.point.gains.iter();
            let gains: String = gains.map(|g| cell(&number(g.to_f64()), true)).collect();
            let _ = writeln!(
                rows,
                "<tr class=\"chosen\">{}{gains}{}{}</tr>",
                cell(view.concept.id(), false),
                cell(road_to(&view.point), false),
                cell(&words(&view.point), false)
            );
        }
    }
    let many = match packages.sides.len() > MOST_WHOLE {
        true => " class=\"many\"",
        false => "",
    };
    let left = packages.frontier.len().saturating_sub(MOST_LISTED);
    let left = match left {
        0 => String::new(),
        n => format!(
            "<p>Not listed: {}; <code>winset packages</code> lists all.</p>\n",
            counted(n as u64, "more package")
        ),
    };
    format!(
        "<div class=\"scroll\"><table{many}>\n<caption>Gains in points a round above walking away</caption>\n<thead><tr>{}{sides}{}{}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n{left}\
         <div class=\"only-scripts\"><h3>The package picked</h3><pre id=\"picked\" aria-live=\"polite\">Press a package in the table or a mark of the picture.</pre></div>\n",
        heading("chosen by", false),
        heading("road", false),
        heading("package", false)
    )
}

fn road_to(point: &PackagePoint) -> &'static str {
    match point.road {
        Some(true) => "a road leads there",
        Some(false) => "on paper only",
        None => "not known",
    }
}

/// What the package moves, which is what it is picked by.
fn words(point: &PackagePoint) -> String {
    match point.words.is_empty() {
        true => "the status quo".to_owned(),
        false => point.words.join(" · "),
    }
}

fn heading(name: &str, is_number: bool) -> String {
    let class = if is_number { " class=\"number\"" } else { "" };
    format!(
        "<th scope=\"col\"{class}><button type=\"button\">{}</button></th>",
        inert(name)
    )
}

fn cell(text: &str, is_number: bool) -> String {
    let class = if is_number { " class=\"number\"" } else { "" };
    format!("<td{class}>{}</td>", inert(text))
}

/// The rounds in prose.
pub fn rounds(road: &RoadView, plans: &Plans) -> String {
    let mut out = String::from("<ol>\n");
    for round in &road.rounds {
        let moves: Vec<_> = round.moves.iter().map(one_move).collect();
        let steps = plans.sides.iter().zip(&round.steps);
        let steps: Vec<_> = steps
            .map(|(side, step)| format!("{} {step:+.2}", side.name))
            .collect();
        let mut told = vec![steps.join(" · ")];
        if round.chance < 0.99995 {
            told.push(format!("gets this far {}", percent(round.chance)));
        }
        if let Some(call) = closest(&round.margins) {
            told.push(format!("closest call: {}", close(call)));
        }
        let _ = writeln!(
            out,
            "<li>{}<br><span class=\"quiet\">{}</span></li>",
            inert(&moves.join(" + ")),
            inert(&told.join(" · "))
        );
    }
    out += "</ol>\n";
    let stands = match road.words.is_empty() {
        true => "the status quo".to_owned(),
        false => listed(&road.words),
    };
    let mut end = format!("Then stands: {stands}.");
    if !road.rounds.is_empty() {
        end += &format!(
            " To an observer the road is walked to its end with chance {}; talks last {:.1} rounds on average.",
            percent(road.completed),
            road.expected_rounds
        );
    }
    let _ = writeln!(out, "<p>{}</p>", inert(&end));
    out
}

/// What each side has gained after each round.
pub fn cumulative(road: &RoadView, plans: &Plans) -> String {
    if road.rounds.is_empty() {
        return String::new();
    }
    let mut sums = vec![Points::ZERO; plans.sides.len()];
    let all: Vec<Vec<Points>> = road
        .rounds
        .iter()
        .map(|round| {
            let steps = sums.iter_mut().zip(&round.steps);
            steps.for_each(|(sum, step)| *sum += *step);
            sums.clone()
        })
        .collect();
    let parts = all.chunks(MOST_ACROSS).enumerate();
    let parts = parts.map(|(part, rounds)| after_rounds(plans, part * MOST_ACROSS, rounds));
    parts.collect()
}

/// The gains after some rounds, those from `first` on.
fn after_rounds(plans: &Plans, first: usize, rounds: &[Vec<Points>]) -> String {
    let across = rounds.len();
    let heads = (1..=across).map(|n| {
        let round = first + n;
        format!("<th scope=\"col\" class=\"number\">{round}</th>")
    });
    let heads: String = heads.collect();
    let rows = plans.sides.iter().enumerate().map(|(place, side)| {
        let gains = rounds.iter().map(|gains| gains.get(place));
        let cells = gains.map(|gain| cell(&gain.map_or(String::new(), told), true));
        let cells: String = cells.collect();
        format!(
            "<tr><th scope=\"row\">{}</th>{cells}</tr>\n",
            inert(&side.name)
        )
    });
    let rows: String = rows.collect();
    format!(
        "<div class=\"scroll\"><table>\n<caption>Cumulative gains in points a round</caption>\n<thead>\
         <tr><th scope=\"col\" rowspan=\"2\">side</th><th scope=\"colgroup\" colspan=\"{across}\" class=\"number\">after round</th></tr>\n\
         <tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n"
    )
}

fn told(gain: &Points) -> String {
    number(gain.to_f64())
}
