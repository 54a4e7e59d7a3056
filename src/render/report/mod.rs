//! A report: one page of HTML that holds everything, asks nothing of anybody and is whole without its script.
//!
//! Its policy allows the style and the script that are in it, by their hashes, and nothing else; the script reads the page and holds no data.
//! All text of the model passes through [`inert`].

mod tables;

use std::fmt::Write as _;

use super::safe::inert;
use super::svg::{Theme, picture_style, svg};
use super::{Look, solved, why};
use crate::base::{counted, digest, grouped};
use crate::picture::Picture;
use crate::search::concept::Concept;
use crate::solution::{Head, Solved, Why, listed};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What a report is made of.
pub struct Report<'a> {
    /// Packages, plans, and the difference.
    pub solved: &'a Solved,
    /// What lines cost, or why there is no package.
    pub why: &'a Why,
    /// How many warnings there are about the model.
    pub warnings: usize,
    /// The concept that picks.
    pub concept: Concept,
    /// The title of the model.
    pub title: &'a str,
    /// The package frontier, if there is one.
    pub frontier: Option<Picture>,
    /// The roads of the concepts, each once: the concepts, its pictures.
    pub roads: Vec<(Vec<Concept>, Vec<Picture>)>,
    /// Pictures beside.
    pub more: Vec<Picture>,
}

/// The page. The same answers give the same bytes.
pub fn report(report: &Report) -> String {
    let style = format!("{STYLE}{}", picture_style());
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(&style),
        hash(SCRIPT)
    );
    let title = match report.title {
        "" => "Untitled model",
        title => title,
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title}: winset report</title>\n<style>{style}</style>\n</head>\n<body>\n\
         <header><h1>{title}</h1>\n{}</header>\n<main>\n{}{}{}{}</main>\n<footer>\n{}</footer>\n\
         <div id=\"tip\" hidden></div>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
        lead(report),
        packages(report),
        roads(report),
        more(report),
        words(report),
        provenance(report),
        title = inert(title),
    )
}

/// SHA-256 as policies write it.
fn hash(text: &str) -> String {
    let digest = digest(text.as_bytes());
    let nibbles = digest.chars().filter_map(|c| c.to_digit(16));
    let nibbles: Vec<u32> = nibbles.collect();
    let bytes: Vec<u32> = nibbles
        .chunks(2)
        .map(|pair| pair.iter().fold(0, |sum, n| sum << 4 | n))
        .collect();
    base64(&bytes)
}

fn base64(bytes: &[u32]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let whole = group.iter().fold(0, |sum, byte| sum << 8 | byte) << (8 * (3 - group.len()));
        for place in 0..4 {
            let sign = SIGNS[(whole >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= group.len() {
                char::from(sign)
            } else {
                '='
            });
        }
    }
    text
}

/// Who bargains, how many settlements there are, and the answer in a line.
fn lead(report: &Report) -> String {
    let packages = &report.solved.packages;
    let sides: Vec<_> = packages.sides.iter().map(|s| s.name.as_str()).collect();
    let mut line = inert(&listed(&sides));
    if let Some(n) = packages.counts.settlements {
        let _ = write!(line, " · {}", counted(n, "settlement"));
    }
    if let Some(n) = packages.counts.packages {
        let _ = write!(line, " · {} that every side could sign", grouped(n));
    }
    format!("<p class=\"quiet\">{line}</p>\n")
}

fn packages(report: &Report) -> String {
    let packages = &report.solved.packages;
    let mut out = String::from("<section>\n<h2>Packages</h2>\n");
    let _ = writeln!(
        out,
        "<p class=\"quiet\">{}</p>",
        grade(&packages.head, "Packages")
    );
    if packages.frontier.is_empty() {
        out +=
            "<p>No settlement is acceptable to everybody; the reasons stand below, in words.</p>\n";
    } else {
        out += &tables::packages(packages);
    }
    out += &figure(report.frontier.as_ref());
    out + "</section>\n"
}

fn roads(report: &Report) -> String {
    let plans = &report.solved.plan;
    let mut out = String::from("<section>\n<h2>The road</h2>\n");
    let _ = writeln!(out, "<p class=\"quiet\">{}</p>", grade(&plans.head, "Road"));
    if report.roads.is_empty() {
        out += "<p>No road is told; the reasons stand below, in words.</p>\n";
    }
    if report.roads.len() > 1 {
        let options = report
            .roads
            .iter()
            .enumerate()
            .map(|(place, (concepts, _))| {
                format!(
                    "<option value=\"road-of-{place}\">{}</option>",
                    names(concepts)
                )
            });
        let options: String = options.collect();
        let _ = writeln!(
            out,
            "<p class=\"only-scripts\"><label>The road of <select id=\"road-choice\">{options}</select></label></p>"
        );
    }
    for (place, (concepts, pictures)) in report.roads.iter().enumerate() {
        let _ = writeln!(
            out,
            "<section class=\"road\" id=\"road-of-{place}\">\n<h3>The road of {}</h3>",
            names(concepts)
        );
        if let Some(road) = concepts.first().and_then(|c| plans.road(*c)) {
            out += &tables::rounds(road, plans);
            out += &tables::cumulative(road, plans);
        }
        out.extend(pictures.iter().map(|p| figure(Some(p))));
        out += "</section>\n";
    }
    out + "</section>\n"
}

fn names(concepts: &[Concept]) -> String {
    let names: Vec<_> = concepts.iter().map(|c| c.id()).collect();
    names.join(", ")
}

fn more(report: &Report) -> String {
    if report.more.is_empty() {
        return String::new();
    }
    let figures: String = report.more.iter().map(|p| figure(Some(p))).collect();
    format!("<section>\n<h2>What lines cost, and the graph</h2>\n{figures}</section>\n")
}

/// What the program prints, as it prints it.
fn words(report: &Report) -> String {
    let told = solved(report.solved, report.concept, report.title, Look::PLAIN);
    let reasons = why(report.why, report.concept, report.title, Look::PLAIN);
    format!(
        "<section>\n<h2>In words</h2>\n<h3>The answer</h3>\n<pre>{}</pre>\n<h3>{}</h3>\n<pre>{}</pre>\n</section>\n",
        inert(&told),
        match report.why.agreement {
            Some(false) => "Why there is no package",
            _ => "What each line costs",
        },
        inert(&reasons)
    )
}

/// What the page was computed from, and how far it can be relied on.
fn provenance(report: &Report) -> String {
    let head = &report.solved.head;
    let mut rows = head.provenance();
    rows.push(("packages", grade_text(&report.solved.packages.head)));
    rows.push(("road", grade_text(&report.solved.plan.head)));
    if !head.assumed.is_empty() {
        rows.push(("assumed", head.assumed.join("; ")));
    }
    if report.warnings > 0 {
        let told = counted(report.warnings as u64, "warning");
        let told = format!("{told} about this model; winset check shows them");
        rows.push(("warnings", told));
    }
    let rows: String = rows
        .iter()
        .map(|(name, value)| format!("<dt>{name}</dt><dd>{}</dd>\n", inert(value)))
        .collect();
    format!("<h2>Where this comes from</h2>\n<dl>\n{rows}</dl>\n")
}

fn grade(head: &Head, what: &str) -> String {
    inert(&format!("{what}: {}.", grade_text(head)))
}

fn grade_text(head: &Head) -> String {
    let verdict = head.grade.status.words();
    format!("{verdict}, {}", head.grade.by)
}

fn figure(picture: Option<&Picture>) -> String {
    picture.map_or(String::new(), |picture| {
        format!("<figure>\n{}</figure>\n", svg(picture, Theme::Page))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_written_as_policies_write_them() {
        assert_eq!(base64(&[0x4d, 0x61, 0x6e]), "TWFu");
        assert_eq!(base64(&[0x4d, 0x61]), "TWE=");
        assert_eq!(base64(&[0x4d]), "TQ==");
        assert_eq!(hash(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn the_page_names_nothing_outside_and_ends_no_script_early() {
        for part in [STYLE, SCRIPT] {
            for sign in ["http", "url(", "@import", "</", "innerHTML", "eval("] {
                assert!(!part.contains(sign), "{sign}");
            }
        }
    }
}
