//! Pages as browsers and eyes take them: valid HTML, and colours that are told apart on what they stand on, in light and in dark.

mod common;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use common::css::{Sheet, contrast, over};
use common::html;
use common::program::{run, shipped};

/// Least contrast of text, and of marks that mean something (WCAG 2.2, level AA).
const TEXT: f64 = 4.5;
const MARKS: f64 = 3.0;

/// More sides than there are colours, and everything that a move can be.
const MANY: &str = "winset: 1
title: Many
topics:
  joint: {options: [kept, {id: shared, binding: true}]}
  secret: {options: [kept, {id: told, private: true}], by: s1}
  s2: {options: [kept, moved], by: s2}
  s3: {options: [kept, moved], by: s3}
  s4: {options: [kept, moved], by: s4}
  s5: {options: [kept, moved], by: s5}
  s6: {options: [kept, moved], by: s6}
  s7: {options: [kept, moved], by: s7}
  s8: {options: [kept, moved], by: s8}
actors:
  s1: {interests: {joint: 1, secret: 1, s2: 2}, trusts: {s2: 0.9}}
  s2: {interests: {joint: 1, s2: 1, s3: 2}}
  s3: {interests: {joint: 1, s3: 1}}
  s4: {interests: {joint: 1, s4: 1}}
  s5: {interests: {joint: 1, s5: 1}}
  s6: {interests: {joint: 1, s6: 1}}
  s7: {interests: {joint: 1, s7: 1}}
  s8: {interests: {joint: 1, s8: 1}}
";

fn many() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.yaml");
    std::fs::write(&path, MANY).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

/// Reports of all shipped models, and of one with many sides; made once.
fn reports() -> &'static [(String, String)] {
    static REPORTS: OnceLock<Vec<(String, String)>> = OnceLock::new();
    REPORTS.get_or_init(made)
}

fn made() -> Vec<(String, String)> {
    let (_folder, many) = many();
    let mut models = shipped();
    models.push(many);
    let reports = models.into_iter().map(|model| {
        let report = run(&["report", &model]);
        assert!(
            matches!(report.code, Some(0 | 1)),
            "{model}: {}",
            report.err
        );
        (model, report.out)
    });
    reports.collect()
}

#[test]
fn reports_are_valid_html() {
    for (model, report) in reports() {
        let all = html::read(report).unwrap_or_else(|why| panic!("{model}: {why}"));
        assert_eq!(html::faults(&all), Vec::<String>::new(), "{model}");
        for element in &all {
            for (name, value) in &element.attributes {
                assert!(!name.starts_with("on"), "{model}: {name}");
                let outside = ["href", "src", "action", "style"].contains(&name.as_str());
                assert!(!outside, "{model}: {name}");
                let names_space = name == "xmlns" && value == "http://www.w3.org/2000/svg";
                assert!(
                    names_space || !value.contains("//"),
                    "{model}: {name}={value}"
                );
            }
        }
    }
}

#[test]
fn the_reader_of_html_is_strict() {
    let page = |body: &str| format!("<!DOCTYPE html>\n<html><body>{body}</body></html>\n");
    for bad in [
        "<p>never ended",
        "<p></div>",
        "</p>",
        "<p class=quiet></p>",
        "<p class=\"a\" class=\"b\"></p>",
        "<p>a & b</p>",
        "<p>&nosuch;</p>",
        "<p title=\"<b>\"></p>",
    ] {
        assert!(html::read(&page(bad)).is_err(), "{bad}");
    }
    for bad in [
        "<p><p></p></p>",
        "<p id=\"a\"></p><p id=\"a\"></p>",
        "<svg aria-labelledby=\"nowhere\"></svg>",
        "<li></li>",
        "<table><tbody><tr><td></td></tr><tr><td></td><td></td></tr></tbody></table>",
    ] {
        let all = html::read(&page(bad)).unwrap();
        let good = html::faults(&html::read(&page("")).unwrap());
        assert!(html::faults(&all).len() > good.len(), "{bad}");
    }
}

#[test]
fn one_is_told_as_one() {
    for (model, report) in reports() {
        for what in [
            "package",
            "settlement",
            "exchange",
            "round",
            "line",
            "warning",
        ] {
            let wrong = format!(" 1 {what}s");
            assert!(!report.contains(&wrong), "{model}: {wrong}");
        }
    }
}

/// A mark on what lies under it: the kind of element and the classes of both.
type Pair = (String, String, String);

/// What lies under what in a drawing, by the order in which it is drawn. Only boxes cover what is under them.
fn pairs(svg: &str, found: &mut BTreeSet<Pair>) {
    let tree = roxmltree::Document::parse(svg).unwrap();
    let mut boxes: Vec<([f64; 4], &str)> = Vec::new();
    for node in tree.descendants().filter(roxmltree::Node::is_element) {
        let number = |name: &str| node.attribute(name).and_then(|v| v.parse::<f64>().ok());
        let name = node.tag_name().name();
        let at = match name {
            "text" => {
                let beside = match node.attribute("text-anchor") {
                    None => 1.0,
                    Some("end") => -1.0,
                    Some(_) => 0.0,
                };
                number("x").map(|x| (x + beside, number("y").unwrap() - 3.0))
            }
            "rect" => {
                let size = ["x", "y", "width", "height"].map(|n| number(n).unwrap_or(0.0));
                Some((size[0] + size[2] / 2.0, size[1] + size[3] / 2.0))
            }
            "line" => number("x1").zip(number("y1")),
            "path" => {
                let d = node.attribute("d").unwrap().trim_start_matches('M');
                let mut begin = d.split(|c: char| c == ' ' || c.is_ascii_alphabetic());
                let mut next = || begin.next()?.parse::<f64>().ok();
                next().zip(next())
            }
            _ => continue,
        };
        let class = node.attribute("class").unwrap_or_default();
        let under = at.and_then(|(x, y)| {
            let mut boxes = boxes.iter().rev();
            boxes.find(|([left, top, wide, high], _)| {
                (*left..=left + wide).contains(&x) && (*top..=top + high).contains(&y)
            })
        });
        // What runs upwards stands beside everything.
        let under = under.map_or("paper", |(_, class)| *class);
        if class != "paper" {
            found.insert((name.to_owned(), class.to_owned(), under.to_owned()));
        }
        // An edge covers nothing.
        if name == "rect" && !class.starts_with("mark-private") {
            let size = ["x", "y", "width", "height"].map(|n| number(n).unwrap_or(0.0));
            boxes.push((size, class));
        }
    }
}

/// What is seen of a mark without being needed: lines of a grid, stripes under rows.
const NOT_NEEDED: &[&str] = &["grid", "soft"];

const SCOPE: &str = ".winset-picture";

/// How well a mark is told from what lies under it: its line or its filling, whichever is plainer.
fn told(sheet: &Sheet, (name, class, under): &Pair, dark: bool) -> f64 {
    let classes: Vec<&str> = class.split_whitespace().collect();
    let below: Vec<&str> = under.split_whitespace().collect();
    let colour = |classes: &[&str], of: &str| {
        let value = sheet.value(SCOPE, name, classes, of)?;
        sheet.colour(value, dark)
    };
    let below = colour(&below, "fill").unwrap_or_else(|| panic!("{under} has no filling"));
    let opacity = sheet.value(SCOPE, name, &classes, "stroke-opacity");
    let opacity = opacity.map_or(1.0, |value| value.parse().unwrap());
    let parts = match name.as_str() {
        "text" => vec![(colour(&classes, "fill"), 1.0)],
        "line" => vec![(colour(&classes, "stroke"), opacity)],
        _ => vec![
            (colour(&classes, "fill"), 1.0),
            (colour(&classes, "stroke"), opacity),
        ],
    };
    let parts = parts.into_iter();
    let parts = parts.filter_map(|(c, o)| Some(contrast(over(c?, below, o), below)));
    parts.fold(1.0, f64::max)
}

/// The style of a page.
fn style(page: &str) -> Sheet {
    let style = page.split_once("<style>").unwrap().1;
    Sheet::read(style.split_once("</style>").unwrap().0)
}

#[test]
fn marks_and_words_of_pictures_are_told_from_what_they_stand_on() {
    let reports = reports();
    let mut found = BTreeSet::new();
    for (_, report) in reports {
        for drawing in report.split("<svg ").skip(1) {
            let svg = drawing.split_once("</svg>").unwrap().0;
            pairs(&format!("<svg {svg}</svg>"), &mut found);
        }
    }
    // Every look, whether or not a model that is shipped has so many series.
    for look in 0..7 {
        let pair = |name: &str, class: &str, under: &str| {
            (name.to_owned(), format!("{class}{look}"), under.to_owned())
        };
        found.insert((
            "text".to_owned(),
            format!("on on{look}"),
            format!("full{look}"),
        ));
        found.insert((
            "path".to_owned(),
            format!("stripe edge{look}"),
            format!("full{look}"),
        ));
        for ground in ["paper", "soft"] {
            found.insert(pair("rect", "full", ground));
        }
        for mark in ["full", "hollow", "ring", "curve curve"] {
            found.insert(pair("path", mark, "paper"));
        }
    }
    assert!(found.len() > 40, "only {}", found.len());
    let sheet = style(&reports[0].1);
    let needed = |class: &str| class.split(' ').all(|c| !NOT_NEEDED.contains(&c));
    let mut faint = Vec::new();
    for pair in found.iter().filter(|(_, class, _)| needed(class)) {
        let least = if pair.0 == "text" { TEXT } else { MARKS };
        for dark in [false, true] {
            let told = told(&sheet, pair, dark);
            if told < least {
                faint.push(format!("{pair:?}, dark {dark}: {told:.2} of {least}"));
            }
        }
    }
    assert!(faint.is_empty(), "{}", faint.join("\n"));
}

/// Words and what they stand on, edges and what they stand on, by the names of variables.
type Uses<'a> = (&'a [(&'a str, &'a str)], &'a [(&'a str, &'a str)]);

fn assert_told(sheet: &Sheet, (words, edges): Uses) {
    for (pairs, least) in [(words, TEXT), (edges, MARKS)] {
        for (own, ground) in pairs {
            for dark in [false, true] {
                let colour = |name: &str| {
                    let colour = sheet.colour(&format!("var(--{name})"), dark);
                    colour.unwrap_or_else(|| panic!("{name} is no colour"))
                };
                let told = contrast(colour(own), colour(ground));
                assert!(told >= least, "{own} on {ground}, dark {dark}: {told:.2}");
            }
        }
    }
}

#[test]
fn words_of_a_report_are_told_from_what_they_stand_on() {
    let report = run(&["report", "models/fortress-swap.yaml"]).out;
    let words = [
        ("ink", "paper"),
        ("ink", "soft"),
        ("quiet", "paper"),
        // The tip is turned round.
        ("paper", "ink"),
    ];
    let edges = [("mark", "paper"), ("mark", "soft")];
    assert_told(&style(&report), (&words, &edges));
}

#[test]
fn words_of_the_workbench_are_told_from_what_they_stand_on() {
    let sheet = Sheet::read(&common::text("src/app/serve/page/page.css"));
    let mut words = vec![("on-accent", "accent")];
    for own in ["ink", "soft", "bad", "warn"] {
        words.extend(["ground", "panel", "moved"].map(|ground| (own, ground)));
    }
    let edges = [("edge", "ground"), ("edge", "panel"), ("accent", "ground")];
    assert_told(&sheet, (&words, &edges));
}

#[test]
fn contrast_is_measured_as_it_is_defined() {
    let sheet = Sheet::read(":root{--a:#000;--b:#ffffff}@media screen{:root{--a:#fff}}");
    let colour = |name: &str| sheet.colour(name, true).unwrap();
    assert_eq!(contrast(colour("var(--a)"), colour("var(--b)")), 21.0);
    assert!((contrast(colour("#767676"), colour("#fff")) - 4.54).abs() < 0.01);
    assert!((contrast(colour("#d55e00"), colour("#fff")) - 3.87).abs() < 0.01);
}
