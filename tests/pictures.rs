//! Pictures and pages: drawn the same every time, well formed, whole without anything from outside, and inert whatever a model is called.

mod common;

use std::path::Path;

use common::program::{run, shipped};
use serde_json::Value;
use winset::picture::What;

/// Two sides, two rounds, everything that a picture can show in a few marks.
const SMALL: &str = "winset: 1
title: Small
topics: {a: [x, y], b: [x, y]}
actors:
  p: {interests: {a: 2, b: -1}, trusts: {q: 0.8}}
  q: {interests: {a: -1, b: 2}, walk_away: 0.5}
";

fn written(folder: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The answer as data.
fn data_of(arguments: &[&str]) -> Value {
    common::program::json(arguments).0
}

/// Everything that a picture or page could fetch, run or be led to.
fn assert_inert(text: &str, about: &str) {
    let lower = text.to_lowercase();
    let without = lower.replace("http://www.w3.org/2000/svg", "");
    for sign in [
        "http:",
        "https:",
        "url(",
        "@import",
        "xlink",
        "href=",
        "src=",
        "<foreignobject",
        "<image",
        "<use",
        "<iframe",
        "<object",
        "<embed",
        "<link",
        "<base",
        "<form",
        " onload",
        " onerror",
        " onclick",
        " style=",
    ] {
        assert!(!without.contains(sign), "{about}: {sign}");
    }
    for c in text.chars().filter(|c| *c != '\n') {
        assert!(
            !winset::base::is_obeyed(c) && !winset::base::is_unseen(c),
            "{about}: {c:?}"
        );
    }
}

/// Reads as XML, says what it is, and has every mark in its frame.
fn assert_drawing(svg: &str, about: &str) {
    let tree = roxmltree::Document::parse(svg).unwrap_or_else(|why| panic!("{about}: {why}"));
    let root = tree.root_element();
    assert_eq!(root.tag_name().name(), "svg", "{about}");
    for part in ["title", "desc"] {
        let told = root.children().find(|n| n.has_tag_name(part));
        let told = told.and_then(|n| n.text()).unwrap_or_default();
        assert!(!told.is_empty(), "{about}: no {part}");
    }
    let size = |name: &str| root.attribute(name).unwrap().parse::<f64>().unwrap();
    let (width, height) = (size("width"), size("height"));
    for node in tree.descendants() {
        for (name, most) in [
            ("x", width),
            ("x1", width),
            ("x2", width),
            ("y", height),
            ("y1", height),
        ] {
            let Some(place) = node.attribute(name) else {
                continue;
            };
            let place: f64 = place.parse().unwrap_or_else(|_| panic!("{about}: {place}"));
            assert!(
                (-1.0..=most + 1.0).contains(&place),
                "{about}: {name}={place}"
            );
        }
    }
    assert_inert(svg, about);
}

#[test]
fn every_shipped_model_has_every_picture() {
    for model in shipped() {
        for what in What::ALL.map(What::id) {
            let about = format!("{model} {what}");
            let run = run(&["draw", &model, "--what", what]);
            match run.code {
                Some(0) => assert_drawing(&run.out, &about),
                // Nothing to draw, and that is said.
                Some(1 | 3) => {
                    assert!(run.err.contains("there is nothing to draw"), "{about}");
                    assert_eq!(run.out, "", "{about}");
                }
                _ => panic!("{about}: {run:?}"),
            }
        }
    }
}

#[test]
fn where_there_is_a_road_all_of_it_is_drawn() {
    for what in What::ALL.map(What::id) {
        let run = run(&["draw", "models/two-valleys.yaml", "--what", what]);
        assert_eq!(run.code, Some(0), "{what}: {}", run.err);
    }
}

#[test]
fn small_pictures_look_as_they_did() {
    let folder = tempfile::tempdir().unwrap();
    let model = written(&folder, "small.yaml", SMALL);
    for what in ["frontier", "road", "prices"] {
        let first = run(&["draw", &model, "--what", what]);
        assert_eq!(first.code, Some(0), "{}", first.err);
        assert_eq!(first.out, run(&["draw", &model, "--what", what]).out);
        // The style is the same for all and would bury the marks.
        let marks = first.out.split("</style>").nth(1).unwrap().to_owned();
        insta::assert_snapshot!(format!("draw_{what}"), marks);
    }
}

#[test]
fn the_picture_of_the_readme_is_drawn_by_its_command() {
    let drawn = run(&["draw", "models/two-valleys.yaml", "--what", "road"]);
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/two-valleys-road.svg");
    assert_eq!(drawn.out, std::fs::read_to_string(kept).unwrap());
}

#[test]
fn the_frontier_marks_what_roads_lead_to() {
    let drawn = run(&["draw", "models/first-step.yaml", "--what", "frontier"]).out;
    let tree = roxmltree::Document::parse(&drawn).unwrap();
    let marks = |class: &str| {
        let own = tree.descendants();
        own.filter(|n| n.attribute("class") == Some(class) && n.attribute("data-key").is_some())
            .count()
    };
    let packages = data_of(&["packages", "models/first-step.yaml"]);
    let frontier = packages["frontier"].as_array().unwrap().len();
    assert!(marks("full0") > 0 && marks("hollow0") > 0);
    assert_eq!(marks("full0") + marks("hollow0"), frontier);
}

#[test]
fn vega_lite_holds_the_numbers() {
    for what in ["frontier", "gains", "trust", "talking", "prices"] {
        let run = run(&[
            "draw",
            "models/water-fund.yaml",
            "--what",
            what,
            "--format",
            "vega-lite",
        ]);
        let spec: Value = run.json();
        assert!(
            spec["$schema"].as_str().unwrap().contains("vega-lite"),
            "{what}"
        );
        assert!(spec["data"]["values"].as_array().is_some(), "{what}");
        assert!(
            spec["usermeta"]["winset"]["grade"]
                .as_str()
                .unwrap()
                .contains("proved"),
            "{what}"
        );
    }
    let gains = run(&[
        "draw",
        "models/two-valleys.yaml",
        "--what",
        "gains",
        "--format",
        "vega-lite",
    ])
    .json();
    let rows = gains["data"]["values"].as_array().unwrap();
    let last = rows.iter().rfind(|r| r["series"] == "north").unwrap();
    assert_eq!(
        (last["x"].as_f64(), last["y"].as_f64()),
        (Some(4.0), Some(10.0))
    );
}

#[test]
fn formats_come_from_the_name_of_the_file_and_bad_ones_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let model = written(&folder, "small.yaml", SMALL);
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let draw = |what: &str, more: &[&str]| {
        let mut arguments = vec!["draw", &model, "--what", what];
        arguments.extend(more);
        run(&arguments)
    };
    assert_eq!(draw("road", &["-o", &place("a.svg")]).code, Some(0));
    assert!(
        std::fs::read_to_string(place("a.svg"))
            .unwrap()
            .starts_with("<svg")
    );
    assert_eq!(draw("graph", &["-o", &place("a.dot")]).code, Some(0));
    assert!(
        std::fs::read_to_string(place("a.dot"))
            .unwrap()
            .starts_with("digraph")
    );
    assert!(
        draw("graph", &["--format", "mermaid"])
            .out
            .starts_with("flowchart")
    );
    let pixels = draw("road", &["-o", &place("a.png")]);
    match pixels.code {
        Some(0) => assert!(
            std::fs::read(place("a.png"))
                .unwrap()
                .starts_with(b"\x89PNG")
        ),
        // A machine without fonts.
        _ => assert!(pixels.err.contains("no font"), "{}", pixels.err),
    }
    for (what, more, told) in [
        ("road", vec!["-o", "x.gif"], "does not say what to write"),
        ("road", vec!["--format", "dot"], "no form for Graphviz"),
        (
            "road",
            vec!["--format", "vega-lite"],
            "no form for Vega-Lite",
        ),
        ("nothing", vec![], "invalid value"),
    ] {
        let run = draw(what, &more);
        assert_eq!(run.code, Some(2), "{what} {more:?}");
        assert!(run.err.contains(told), "{}", run.err);
        assert_eq!(run.out, "");
    }
    // What is there is kept, and what was read is never written over.
    assert_eq!(draw("road", &["-o", &place("a.svg")]).code, Some(2));
    let own = run(&["report", &model, "-o", &model, "--force"]);
    assert_eq!(own.code, Some(2));
    assert_eq!(std::fs::read_to_string(&model).unwrap(), SMALL);
}

#[test]
fn every_shipped_model_has_a_page() {
    for model in shipped() {
        let run = run(&["report", &model]);
        assert!(matches!(run.code, Some(0 | 1)), "{model}: {}", run.err);
        assert_page(&run.out, &model);
        assert!(run.out.len() < 1 << 20, "{model}: {}", run.out.len());
        // Who made it stays out of it.
        assert!(!run.out.contains(env!("CARGO_MANIFEST_DIR")), "{model}");
        assert!(!run.out.contains("models/"), "{model}");
    }
}

/// The page without its own style and script is inert, its drawings are drawings, and its ids are its own.
fn assert_page(page: &str, about: &str) {
    let policy = page
        .split("Content-Security-Policy\" content=\"")
        .nth(1)
        .unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{about}"
    );
    assert_eq!(page.matches("<script").count(), 1, "{about}");
    assert_eq!(page.matches("<style").count(), 1, "{about}");
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, body) = rest.split_once("</style>").unwrap();
    let (body, end) = body.split_once("<script>").unwrap();
    assert!(end.ends_with("</script>\n</body>\n</html>\n"), "{about}");
    assert_inert(head, about);
    assert_inert(body, about);
    let mut drawings = 0;
    for drawing in body.split("<svg ").skip(1) {
        let svg = drawing.split_once("</svg>").unwrap().0;
        assert_drawing(&format!("<svg {svg}</svg>"), about);
        drawings += 1;
    }
    let mut ids: Vec<&str> = body
        .split(" id=\"")
        .skip(1)
        .map(|rest| rest.split_once('"').unwrap().0)
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{about}: ids twice");
    // What is not a drawing is well formed, too: elements that need no end have none on this page but `br`.
    let main = body
        .split_once("<main>")
        .unwrap()
        .1
        .split_once("</main>")
        .unwrap()
        .0;
    let main = format!("<main>{}</main>", main.replace("<br>", "<br/>"));
    roxmltree::Document::parse(&main).unwrap_or_else(|why| panic!("{about}: {why}"));
    assert!(drawings > 0 || about.contains("no-deal"), "{about}");
}

#[test]
fn a_page_says_all_of_an_answer() {
    let page = run(&["report", "models/two-valleys.yaml"]).out;
    let digest = data_of(&["solve", "models/two-valleys.yaml"])["model"]["digest"].clone();
    for told in [
        digest.as_str().unwrap(),
        concat!("winset ", env!("CARGO_PKG_VERSION")),
        "proved, exact search of all packages",
        "The price of the road",
        "Cumulative gains",
        "closest call",
        "Assumed: patience of donor",
        "&quot;concept&quot;:&quot;nash&quot;",
    ] {
        assert!(page.contains(told), "{told}");
    }
    let again = run(&["report", "models/two-valleys.yaml"]).out;
    assert_eq!(page, again);
}

/// What people with bad intentions write where a name is asked for.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title></svg><img src=x onerror=alert(1)>",
    "\" onload=\"alert(1)",
    "' onclick='alert(1)",
    "]]><!--",
    "javascript:alert(1)",
    "https://example.org/x",
    "url(https://example.org)",
    "</style><style>@import 'https://example.org'",
    "&lt;b&gt; &#60; &nosuch;",
    "line\nbreak\u{2028}paragraph",
    "abc\u{202e}fed\u{2066}",
    "\u{1b}[31mred\u{7}\u{9b}",
    "zero\u{200b}width\u{feff}",
    "{{constructor}} ${1} `x`",
];

/// A model that has this text in every field that takes text.
fn hostile(text: &str) -> String {
    let text = serde_json::to_string(text).unwrap();
    format!(
        "winset: 1
title: {text}
description: {text}
topics:
  a: {{title: {text}, options: [x, {{id: y, title: {text}}}]}}
  b: {{title: {text}, options: [x, {{id: y, title: {text}}}]}}
actors:
  p:
    name: {text}
    interests: {{a: 2, b: -1}}
    trusts: {{q: 0.9}}
    red_lines: [{{id: r, never: {{a: y, b: x}}, why: {text}}}]
    audiences: {{m: {{name: {text}, interests: {{a: 1, b: 1}}, ratifies_at: 0}}}}
  q: {{name: {text}, interests: {{a: -1, b: 2}}}}
"
    )
}

/// The text has no markup left in it: only escapes stand where markup would.
fn assert_told_inert(out: &str, about: &str) {
    let lower = out.to_lowercase();
    for sign in [
        "<script>alert",
        "<img",
        "\" onload=\"",
        "' onclick='",
        "<style>@import",
        "<!--",
    ] {
        assert!(!lower.contains(sign), "{about}: {sign}");
    }
    for c in out.chars().filter(|c| *c != '\n') {
        assert!(
            !winset::base::is_obeyed(c) && !winset::base::is_unseen(c),
            "{about}: {c:?}"
        );
    }
}

#[test]
fn hostile_names_stay_names() {
    let folder = tempfile::tempdir().unwrap();
    let mut drawn = 0;
    for (place, text) in HOSTILE.iter().enumerate() {
        let model = written(&folder, &format!("{place}.yaml"), &hostile(text));
        let check = run(&["check", &model]);
        let page = run(&["report", &model]);
        if page.code == Some(2) {
            // Refused when read, which is as good; but it must be that.
            assert_eq!(check.code, Some(2), "{text:?}: {}", check.err);
            continue;
        }
        drawn += 1;
        assert_told_inert(&page.out, text);
        assert_eq!(page.out.matches("<script").count(), 1, "{text:?}");
        let (_, end) = page.out.split_once("<script>").unwrap();
        assert_eq!(end.matches("</script>").count(), 1, "{text:?}");
        for what in What::ALL.map(What::id) {
            let svg = run(&["draw", &model, "--what", what]);
            assert_eq!(svg.code, Some(0), "{text:?} {what}: {}", svg.err);
            assert_told_inert(&svg.out, text);
            let tree = roxmltree::Document::parse(&svg.out)
                .unwrap_or_else(|why| panic!("{text:?} {what}: {why}"));
            let known = [
                "svg", "title", "desc", "style", "rect", "text", "line", "path",
            ];
            for node in tree.descendants().filter(roxmltree::Node::is_element) {
                assert!(
                    known.contains(&node.tag_name().name()),
                    "{text:?} {what}: {node:?}"
                );
                for attribute in node.attributes() {
                    let name = attribute.name();
                    assert!(
                        !name.starts_with("on") && !name.contains("href"),
                        "{text:?}: {name}"
                    );
                }
            }
        }
    }
    assert!(drawn >= 10, "only {drawn} are drawn at all");
}

#[test]
fn overlays_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let trust = "actors:\n  north: {trusts: {south: 0.6}}\n  south: {trusts: {north: 0.6}}\n";
    let trust = written(&folder, "trust.yaml", trust);
    let dear = written(&folder, "dear.yaml", "actors:\n  donor: {walk_away: 30}\n");
    let model = "models/two-valleys.yaml";
    let told = run(&["compare", model, &trust, &dear]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    insta::assert_snapshot!("compare_two_valleys", told.out);
    let answer = run(&["compare", model, &trust, &dear, "--json"]).json();
    let variants = answer["variants"].as_array().unwrap();
    assert_eq!(variants.len(), 3);
    // Each is what `solve` says of the same model.
    for (variant, overlay) in variants.iter().zip([None, Some(&trust), Some(&dear)]) {
        let mut arguments = vec!["solve", model];
        arguments.extend(overlay.iter().flat_map(|o| ["--overlay", o.as_str()]));
        let solved = data_of(&arguments);
        assert_eq!(variant["digest"], solved["model"]["digest"]);
        assert_eq!(variant["packages"], solved["packages"]["concepts"]);
        assert_eq!(variant["road"]["gain"], solved["plan"]["plan"]["gain"]);
        assert_eq!(variant["road_grade"], solved["plan"]["grade"]);
    }
    let changed = |variant: usize, of: &str| {
        let changes = variants[variant]["changes"].as_array().unwrap();
        changes.iter().any(|c| c["of"] == of)
    };
    assert!(!changed(0, "road") && changed(1, "road") && !changed(1, "nash"));
    assert!(changed(2, "nash") && changed(2, "grades"));
}

#[test]
fn what_cannot_be_compared_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let bad = written(&folder, "bad.yaml", "actors:\n  nroth: {walk_away: 2}\n");
    let run_of = |overlay: &str| run(&["compare", "models/two-valleys.yaml", overlay]);
    assert_eq!(run_of(&bad).code, Some(2));
    assert!(run_of(&bad).err.contains("E098"));
    assert_eq!(run_of("nowhere.yaml").code, Some(2));
    assert_eq!(run(&["compare", "models/two-valleys.yaml"]).code, Some(2));
    assert!(Path::new(&bad).exists());
}

#[test]
fn a_road_is_known_to_end_in_a_package_that_divides_topics() {
    // The package is told in numbers, the end of a road in steps.
    let page = run(&["report", "models/camp-david-1978.yaml"]).out;
    let row = page.lines().find(|line| line.contains("<td>nash"));
    let row = row.expect("nash chooses a package");
    assert!(row.contains("a road leads there"), "{row}");
}

#[test]
fn warnings_are_told_beside_pictures_reports_and_comparisons() {
    let model = "tests/valid/two-valleys.yaml";
    let folder = tempfile::tempdir().unwrap();
    let overlay = written(&folder, "more.yaml", "title: Other valleys\n");
    let told = run(&["solve", model]).err;
    assert!(told.contains("warning"), "{told}");
    for arguments in [
        vec!["report", model],
        vec!["draw", model, "--what", "road"],
        vec!["compare", model, &overlay],
    ] {
        assert_eq!(run(&arguments).err, told, "{arguments:?}");
    }
    let page = run(&["report", model]).out;
    assert!(page.contains("<dt>warnings</dt><dd>"));
}
