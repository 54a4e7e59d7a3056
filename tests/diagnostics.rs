//! Each code has a broken model that triggers it, and what is printed of it is frozen in `tests/snapshots`.

use std::path::{Path, PathBuf};

use winset::diag::{Code, Diagnostic, Problems, Sources};
use winset::render::{Style, diagnostics, diagnostics_json, explain};

/// Every code that a broken model can show. Rooms that read or check models add theirs here.
fn codes() -> Vec<&'static Code> {
    winset::model::codes().collect()
}

fn broken(code: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("tests/broken").join(format!("{code}.yaml"))
}

fn problems_of(name: &str, text: &str) -> (Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let mut problems = Problems::default();
    if let Some(draft) = winset::model::read(file, text, &mut problems) {
        winset::model::validate(&draft, &mut problems);
    }
    (problems.sorted(), sources)
}

fn problems_of_broken(code: &str) -> (Vec<Diagnostic>, Sources) {
    let path = broken(code);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|e| panic!("{} has no broken model: {e}", path.display()));
    problems_of(&format!("{code}.yaml"), &text)
}

#[test]
fn every_code_has_a_broken_model_that_shows_it() {
    for code in codes() {
        let (problems, sources) = problems_of_broken(code.id);
        let text = diagnostics(&problems, &sources, Style::Plain);
        let shown = problems.iter().any(|d| d.code.id == code.id);
        insta::assert_snapshot!(code.id, text);
        assert!(shown, "{} does not appear:\n{text}", code.id);
    }
}

#[test]
fn every_broken_model_belongs_to_a_code() {
    let folder = broken("x");
    for entry in std::fs::read_dir(folder.parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        // Lints of the compiled problem are shown by `check` alone; `tests/cli.rs` freezes what it prints of them.
        // What is wrong with steering is shown by the command in the first line of the model; `tests/steering.rs` runs it.
        let lints = winset::study::lint::CODES.iter().copied();
        let others = lints.chain(winset::model::steering_codes());
        let known = codes()
            .into_iter()
            .chain(others)
            .any(|code| code.id == name);
        assert!(known, "{} names no code", path.display());
    }
}

#[test]
fn codes_are_unique_and_say_everything() {
    let codes = codes();
    let mut ids: Vec<_> = codes.iter().map(|code| code.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), codes.len(), "a code is used twice");
    for code in codes {
        let texts = [code.what, code.why, code.example, code.fix];
        assert!(texts.iter().all(|t| !t.trim().is_empty()), "{}", code.id);
        let (letter, number) = code.id.split_at(1);
        let well_formed = ["E", "L"].contains(&letter) && number.len() == 3;
        assert!(well_formed && number.parse::<u16>().is_ok(), "{}", code.id);
        assert!(explain(code).starts_with(code.id));
    }
}

#[test]
fn a_terminal_is_safe_from_what_a_model_says() {
    let hostile =
        "winset: 1\ntopics:\n  water: [a, b]\n\"esc\\e[31m\\u202e\": 1 # \u{202e}\u{9b}31m\n";
    let (problems, sources) = problems_of("na\u{1b}[31mme\n.yaml", hostile);
    let text = diagnostics(&problems, &sources, Style::Plain);
    insta::assert_snapshot!("hostile_text", text);
    let obeyed = |c: char| c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
    assert!(!text.contains(obeyed));
}

#[test]
fn a_long_line_does_not_flood_the_terminal() {
    for length in [300, 64 << 10, 200_000] {
        let long = format!("winset: 1\ndescription: {{a: \"{}\", ", "x".repeat(length));
        let long = format!("{long}b: 1, b: 2, c: \"{}\"}}\n", "y".repeat(length));
        let (problems, sources) = problems_of("long.yaml", &long);
        let text = diagnostics(&problems, &sources, Style::Plain);
        insta::assert_snapshot!(format!("long_line_of_{length}"), text);
        assert!(text.lines().all(|line| line.chars().count() < 170));
    }
}

#[test]
fn a_crowd_of_problems_is_cut_short() {
    let keys: String = (0..500).map(|i| format!("k{i}: 1\n")).collect();
    let (problems, sources) = problems_of("m.yaml", &format!("winset: 1\n{keys}"));
    let text = diagnostics(&problems, &sources, Style::Plain);
    assert!(text.lines().count() < 1_000);
    assert!(text.ends_with("more\n"), "{text}");
}

#[test]
fn style_adds_only_colours() {
    let (problems, sources) = problems_of_broken("E018");
    let plain = diagnostics(&problems, &sources, Style::Plain);
    let styled = diagnostics(&problems, &sources, Style::Styled);
    assert!(styled.contains("\u{1b}["));
    let mut bare = String::new();
    for part in styled.split("\u{1b}[") {
        bare += match bare.is_empty() {
            true => part,
            false => part.split_once('m').map_or(part, |(_, text)| text),
        };
    }
    assert_eq!(bare.trim_start_matches(|c: char| c != 'e'), plain);
}

#[test]
fn diagnostics_are_data_too() {
    let (problems, sources) = problems_of_broken("E018");
    let json = diagnostics_json(&problems, &sources);
    insta::assert_snapshot!("json", serde_json::to_string_pretty(&json).unwrap());
}

#[test]
fn no_problems_no_text() {
    assert_eq!(
        diagnostics(&[], &Sources::default(), Style::Plain),
        String::new()
    );
}

fn codes_of(text: &str) -> Vec<&'static str> {
    let (problems, _) = problems_of("m.yaml", text);
    problems.iter().map(|d| d.code.id).collect()
}

#[test]
fn everything_wrong_with_a_file_is_reported_at_once() {
    let text = "\
title: {a: b}
topics:
  water: [contested, {id: shared, leek: 0.1}]
  crossing: !!seq [closed, open]
actors:
  north: {interests: {watter: 1}, walk_away: 1e3, walk_away: 2, trusts: {soth: 2}}
  south: {interests: {crossing: {opne: 1}}, source: visit, trusts: {nroth: 0.5}}
rules:
  - {id: a, never: {water: [shared, sharred]}, scope: alway}
  - {id: a, at_least: 3, of: [{water: shared}], gain: 2}
hazards: [{id: b}]
---
winset: 1
";
    let found = codes_of(text);
    let wanted = [
        "E007", "E011", "E010", "E006", "E020", "E012", "E003", "E013", "E021", "E023", "E022",
        "E021", "E011", "E018", "E014", "E004",
    ];
    assert_eq!(found, wanted);
}

#[test]
fn what_is_broken_keeps_its_name() {
    let model = |topics: &str, actors: &str| {
        format!(
            "winset: 1\nsources: {{visit: 3}}\ntopics:\n  crossing: [closed, open]\n{topics}\nactors:\n{actors}\n  \
             south: {{interests: {{water: [1, 2], crossing: 1}}, trusts: {{north: 0.5}}, source: visit}}\n\
             rules: [{{id: a, never: {{water: shared, crossing: open}}}}]\n"
        )
    };
    let whole = "  water: [contested, data, shared]";
    let north = "  north: {interests: {water: [2, 3]}}";
    for (topics, actors, wanted) in [
        ("  water: contested", north, &["E011", "E011"][..]),
        (
            "  water: [contested, data, [shared]]",
            north,
            &["E011", "E011"],
        ),
        ("  water: {title: Water}", north, &["E011", "E014"]),
        (
            "  water: {options: {from: 1, to: 3}}",
            north,
            &["E011", "E014"],
        ),
        (whole, "  north: party", &["E011", "E011"]),
    ] {
        assert_eq!(
            codes_of(&model(topics, actors)),
            wanted,
            "{topics} {actors}"
        );
    }
    let all = "winset: 1\ntopics: [water, crossing]\nactors: {a: {interests: {water: 1}}, b: {}}\n";
    assert_eq!(codes_of(all), ["E011"]);
}

#[test]
fn nobody_performs_is_not_a_statement() {
    let text = "winset: 1\ntopics: {water: {options: [a, b], by: []}}\nactors: {n: {interests: {water: 1}}}\n";
    assert!(codes_of(text).contains(&"E011"));
}

/// A model with one topic of a range, and one worth of it.
fn ranged(range: &str, worth: &str) -> String {
    format!(
        "winset: 1\ntopics: {{border: {range}}}\nactors: {{n: {{interests: {{border: {worth}}}}}, s: {{interests: {{border: {{per_unit: -1}}}}}}}}\n"
    )
}

#[test]
fn ranges_say_what_is_wrong_and_nothing_else() {
    let range = "{options: {from: 0, to: 100, step: 5, unit: km}, divisible: true}";
    let falling = "{options: {from: 20, to: -5, step: 2.5}}";
    let unsettled = "{unsettled: true, options: {from: 0, to: 100, step: 50}, divisible: true}";
    for (topic, worth, wanted) in [
        (range, "{per_unit: 0.2}", &[][..]),
        (range, "{points: {0: 0, 50: 8, 100: 10}}", &[]),
        (range, "{points: {0: 1, 100: 10}}", &["E032"]),
        (range, "{points: {0: 0, 100: 1e3}}", &["E012"]),
        (range, "{points: {}}", &["E053"]),
        (range, "{per_unit: 1, points: {0: 0}}", &["E011"]),
        (range, "{5: 1}", &["E057"]),
        (range, "{7: 1}", &["E057", "E021"]),
        (falling, "{points: {20: 0, -5: 3}}", &[]),
        (falling, "{17.5: 1, -2.5: 3}", &[]),
        (falling, "{points: {-5: 3, 20: 0}}", &["E054"]),
        (unsettled, "{points: {0: 55, 100: 0}}", &[]),
        ("[old, per_unit]", "{per_unit: 3}", &[]),
        (
            "{options: {from: 0, to: 1, step: 0}}",
            "{per_unit: 1}",
            &["E013"],
        ),
        (
            "{options: {from: 0, to: 1}, unit: km}",
            "{per_unit: 1}",
            &["E014", "E010"],
        ),
        (
            "{options: {from: 0, to: 1, step: 1}, divisible: yes}",
            "{per_unit: 1}",
            &["E011"],
        ),
    ] {
        let mut found = codes_of(&ranged(topic, worth));
        found.retain(|code| code.starts_with('E'));
        assert_eq!(found, wanted, "{topic} {worth}");
    }
}

#[test]
fn a_value_between_two_steps_is_told_its_neighbours() {
    let model = ranged("{options: {from: 20, to: 0, step: 5}}", "{per_unit: 1}");
    let told = |spec: &str| {
        let text = format!("{model}rules: [{{id: r, never: {{border: {spec}}}}}]\n");
        let (problems, _) = problems_of("m.yaml", &text);
        let help = problems.into_iter().find(|d| d.code.id == "E021");
        help.map(|d| d.help.unwrap_or_default())
    };
    assert_eq!(told("15.."), None);
    let between = "its steps run from 20 to 0 by 5: write `15` or `10`, or use a finer step";
    assert_eq!(told("12..").unwrap(), between);
    assert_eq!(told("15.0").unwrap(), "write `15`, as the option is spelt");
    assert_eq!(told("25").unwrap(), "its steps run from 20 to 0 by 5");
}

#[test]
fn short_files_do_not_lay_out_many_options() {
    let topics: String = (0..100)
        .map(|t| format!("  t{t}: {{options: {{from: 0, to: 9999, step: 1}}}}\n"))
        .collect();
    let found = codes_of(&format!(
        "winset: 1\ntopics:\n{topics}actors: {{a: {{}}}}\n"
    ));
    assert!(found.contains(&"E052"), "{found:?}");
}
