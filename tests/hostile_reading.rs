//! Text that nobody should send: whatever is in the file, reading and checking it ends, soon, with places in the file.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use winset::diag::{Diagnostic, Problems, Severity, Sources};
use winset::render::{Style, diagnostics, diagnostics_json};

/// Reported on standard error, not asserted: a loaded machine must not fail the tests.
const SLOW: Duration = Duration::from_millis(200);

const VALID: &str = include_str!("valid/two-valleys.yaml");

/// Reads, checks and prints a text; every place must lie in the file.
fn problems_of(what: &str, text: &str) -> Vec<Diagnostic> {
    let started = Instant::now();
    let mut sources = Sources::default();
    let file = sources.add("m.yaml", text);
    let mut problems = Problems::default();
    let draft = winset::model::read(file, text, &mut problems);
    let model = draft.and_then(|draft| winset::model::validate(&draft, &mut problems));
    assert_eq!(model.is_none(), problems.has_errors(), "{what}");
    let problems = problems.sorted();
    let checked = started.elapsed();
    for label in problems.iter().flat_map(|d| &d.labels) {
        let (start, end) = (label.span.start as usize, label.span.end as usize);
        assert!(start <= end && end <= text.len(), "{what}: {label:?}");
        let whole = text.is_char_boundary(start) && text.is_char_boundary(end);
        assert!(whole, "{what}: {label:?}");
    }
    let printed = diagnostics(&problems, &sources, Style::Plain);
    assert!(printed.lines().count() < 2_000, "{what} floods");
    assert!(printed.len() < 200_000, "{what} floods");
    let bytes = diagnostics_json(&problems, &sources).to_string().len();
    let all = started.elapsed();
    if all > SLOW {
        eprintln!(
            "slow: {what}: {checked:?} to check, {all:?} with {} problems, {bytes} bytes",
            problems.len()
        );
    }
    problems
}

fn refused(what: &str, text: &str) -> Vec<Diagnostic> {
    let problems = problems_of(what, text);
    let error = |d: &Diagnostic| d.code.severity() == Severity::Error;
    assert!(problems.iter().any(error), "{what} is accepted");
    problems
}

/// The text has this error.
fn refused_for(code: &str, what: &str, text: &str) {
    let problems = refused(what, text);
    let found: Vec<_> = problems.iter().map(|d| (d.code.id, &d.message)).collect();
    assert!(
        found.iter().any(|(id, _)| *id == code),
        "{what}: {found:?} has no {code}"
    );
}

/// A valid model with this under the first actor, or at the end.
fn with_actor_line(line: &str) -> String {
    VALID.replacen("  north:\n", &format!("  north:\n    {line}\n"), 1)
}

fn with_end(text: &str) -> String {
    format!("{VALID}{text}\n")
}

/// A small deterministic stream: the numbers of Knuth's MMIX.
struct Lcg(u64);

impl Lcg {
    fn next(&mut self, below: usize) -> usize {
        let (a, c) = (6_364_136_223_846_793_005, 1_442_695_040_888_963_407);
        self.0 = self.0.wrapping_mul(a).wrapping_add(c);
        (self.0 >> 33) as usize % below
    }
}

#[test]
fn the_valid_model_is_valid() {
    assert_eq!(problems_of("valid", VALID), []);
    assert_eq!(problems_of("BOM", &format!("\u{feff}{VALID}")), []);
    let windows = VALID.replace('\n', "\r\n");
    assert_eq!(problems_of("CRLF", &windows), []);
}

#[test]
fn slips_are_refused() {
    for (code, line) in [
        ("E010", "walkaway: 2"),
        ("E010", "\"nul\\0\": 2"),
        ("E011", "credit: [1]"),
        ("E011", "credit: {a: 1}"),
        ("E011", "credit: \"1\""),
        ("E011", "credit: ~"),
        ("E011", "credit: 12:30"),
        ("E011", "credit: 1_000"),
        ("E011", "credit: '1,000'"),
        ("E011", "credit: 1,000"),
        ("E012", "credit: 0,5"),
        ("E012", "credit: 5%"),
        ("E015", "exposure: {\"cros\\u202esing\": 1}"),
        ("E011", "credit: yes"),
        ("E011", "linkages: 3"),
        ("E011", "role: {}"),
        ("E012", "credit: .nan"),
        ("E012", "credit: NaN"),
        ("E012", "credit: -.inf"),
        ("E012", "credit: 1e400"),
        ("E012", "credit: 0x10"),
        ("E012", "credit: 010"),
        ("E012", "credit: 0.0000000001"),
        (
            "E012",
            "credit: 99999999999999999999999999999999999999999999",
        ),
        ("E013", "credit: -1"),
        ("E003", "patience: 0.5"),
        (
            "E022",
            "step_gain: false\n    red_lines: [{id: a, gap: 1, over: nobody}]",
        ),
        ("E020", "exposure: {nothing: 1}"),
        ("E021", "exposure: {crossing: {nowhere: 1}}"),
        ("E006", "credit: !!float 3"),
        ("E006", "? [a, b]\n    : 3"),
        ("E001", "exposure: {crossing: {trial"),
        ("E001", "\tcredit: 3"),
    ] {
        refused_for(code, line, &with_actor_line(line));
    }
}

#[test]
fn files_that_hold_no_model_are_refused() {
    for text in [
        "",
        "\n",
        "\u{feff}",
        "# only a comment\n",
        "---\n",
        "~\n",
        "...\n",
    ] {
        refused_for("E005", &format!("{text:?}"), text);
    }
    for text in ["winset", "- winset: 1", "3", "\"\"", "[]", "true"] {
        refused_for("E011", text, text);
    }
    refused_for("E007", "an empty mapping", "{}");
    refused_for("E004", "two documents", &format!("{VALID}---\n{VALID}"));
    refused("a directive", "%YAML 9.9\n---\nwinset: 1\n");
}

#[test]
fn nesting_ends_early() {
    for unit in [
        "[",
        "{",
        "- ",
        "? ",
        "[{",
        "{a: ",
        "{[",
        "a: {",
        "- - - -\n",
        "[,",
        "&a [",
        "!!t ",
    ] {
        let text = unit.repeat((64 << 10) / unit.len());
        refused(unit, &text);
        refused(unit, &format!("winset: 1\ntopics: {text}"));
    }
    let mut deep = String::from("winset: 1\n");
    for depth in 0..400 {
        let _ = writeln!(deep, "{}a{depth}:", " ".repeat(depth));
    }
    refused_for("E002", "deep indentation", &deep);
}

#[test]
fn aliases_cannot_blow_up() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for i in 1..12 {
        let items = vec![format!("*a{}", i - 1); 9].join(", ");
        let _ = writeln!(bomb, "a{i}: &a{i} [{items}]");
    }
    refused_for("E002", "billion laughs", &bomb);
    refused("an alias of itself", "winset: 1\ntopics: &t {a: *t}\n");
    refused("an alias of nothing", "winset: 1\ntopics: *t\n");
    let mut ladder = String::from("a0: &a0 x\n");
    for i in 1..900 {
        let (open, close) = ("[".repeat(40), "]".repeat(40));
        let _ = writeln!(ladder, "a{i}: &a{i} {open}*a{}{close}", i - 1);
    }
    refused_for("E002", "a ladder of aliases", &ladder);
    let anchors: String = (0..40).map(|i| format!("&a{i} [")).collect();
    let nested = format!("winset: 1\ntopics: {anchors}{}", "x, ".repeat(300_000));
    refused("anchors around anchors", &nested);
}

#[test]
fn strange_characters_do_no_harm() {
    for c in [
        '\0', '\u{7}', '\u{1b}', '\u{7f}', '\u{85}', '\u{9b}', '\u{2028}', '\u{feff}', '\u{202e}',
        '\u{ffff}',
    ] {
        problems_of(&format!("{c:?} in a comment"), &with_end(&format!("# {c}")));
        problems_of(
            &format!("{c:?} in a name"),
            &VALID.replace("crossing", &format!("cros{c}sing")),
        );
        problems_of(
            &format!("{c:?} in quotes"),
            &VALID.replace("crossing", &format!("\"cros{c}sing\"")),
        );
        refused(
            &format!("{c:?} in a key"),
            &with_actor_line(&format!("ke{c}y: 1")),
        );
    }
    refused("tabs", &VALID.replace("    ", "\t"));
    let tabs_after = VALID.replace(": ", ":\t");
    problems_of("tabs after colons", &tabs_after);
}

#[test]
fn size_is_bounded() {
    refused_for(
        // YAML itself allows keys of at most 1024 characters.
        "E001",
        "a long key",
        &with_actor_line(&format!("{}: 1", "k".repeat(100_000))),
    );
    refused_for(
        "E010",
        "a long quoted key",
        &with_actor_line(&format!("\"{}\": 1", "k".repeat(1_000))),
    );
    let long_topic = format!("exposure: {{{}: 1}}", "k".repeat(900));
    refused_for("E020", "a long topic", &with_actor_line(&long_topic));
    refused_for(
        "E026",
        "no options",
        &VALID.replacen("topics:\n", "topics:\n  none: []\n", 1),
    );
    let many = |n: usize| -> String { (0..n).map(|i| format!("  t{i}: [a, b]\n")).collect() };
    refused_for(
        "E002",
        "a million topics",
        &format!("winset: 1\ntopics:\n{}", many(1_000_000)),
    );
    refused(
        "400000 topics",
        &format!("winset: 1\ntopics:\n{}", many(400_000)),
    );
    refused(
        "90000 topics",
        &VALID.replacen("topics:\n", &format!("topics:\n{}", many(90_000)), 1),
    );
    refused_for("E002", "nine megabytes", &"# x\n".repeat((9 << 20) / 4));
}

#[test]
fn products_of_sizes_are_bounded() {
    let topics: String = (0..50_000).map(|i| format!("t{i}: [a, b], ")).collect();
    let topics = format!("winset: 1\ntopics: {{{topics}}}\n");
    let rules: String = (0..15_000)
        .map(|i| format!("- {{id: r{i}, budget: 1, amounts: {{t1: 1}}}}\n"))
        .collect();
    refused(
        "budgets by topics",
        &format!("{topics}actors: {{a: {{}}}}\nrules:\n{rules}"),
    );
    let actors: String = (0..60_000).map(|i| format!("  a{i}: {{}}\n")).collect();
    refused("actors by topics", &format!("{topics}actors:\n{actors}"));
    let unknown: String = (0..50_000).map(|i| format!("u{i}: 1, ")).collect();
    refused(
        "unknown topics",
        &format!("{topics}actors: {{a: {{interests: {{{unknown}}}}}}}\n"),
    );
    let unknown: String = (0..150_000).map(|i| format!("u{i}: 1\n")).collect();
    refused("unknown keys", &format!("winset: 1\n{unknown}"));
    let options: String = (0..100_000).map(|i| format!("o{i}, ")).collect();
    let after: String = (0..50_000).map(|i| format!("{{w: o{i}}}, ")).collect();
    let big = format!(
        "winset: 1\ntopics:\n  w: {{options: [{options}], after: {{any: [{after}]}}}}\nactors: {{a: {{}}}}\n"
    );
    refused("conditions by options", &big);
    let unknown: String = (0..50_000).map(|i| format!("x{i}: 1, ")).collect();
    let big = format!(
        "winset: 1\ntopics:\n  w: [{options}]\nactors: {{a: {{interests: {{w: {{{unknown}}}}}}}}}\n"
    );
    refused("unknown options", &big);
    let mut chain = String::from("winset: 1\ntopics:\n");
    for i in 0..30_000 {
        let _ = writeln!(chain, "  t{i}: [a, {{id: b, after: {{t{}: b}}}}]", i + 1);
    }
    problems_of(
        "a chain of afters",
        &format!("{chain}  t30000: [a, b]\nactors: {{a: {{}}}}\n"),
    );
}

#[test]
fn a_model_cut_short_is_read_in_peace() {
    for end in (0..VALID.len()).step_by(7) {
        if VALID.is_char_boundary(end) {
            problems_of(&format!("cut at {end}"), &VALID[..end]);
        }
    }
    let flow =
        "winset: 1\ntopics: {water: [a, b], crossing: {options: [a, {id: b, binding: true}]}}";
    for end in 0..flow.len() {
        problems_of(&format!("flow cut at {end}"), &flow[..end]);
    }
}

#[test]
fn flipped_bytes_are_read_in_peace() {
    let mut stream = Lcg(1988);
    for round in 0..2_000 {
        let mut bytes = VALID.as_bytes().to_vec();
        for _ in 0..=stream.next(4) {
            let at = stream.next(bytes.len());
            bytes[at] ^= 1 << stream.next(8);
        }
        let text = String::from_utf8_lossy(&bytes);
        problems_of(&format!("flip {round}"), &text);
    }
}

#[test]
fn shuffled_lines_and_swapped_values_are_read_in_peace() {
    let values = [
        "[]", "{}", "~", "''", "[[]]", "{a: b}", "true", "-1", "1e9", "any", "not", "..", "a..",
        "*a", "&a b", "!t", "|", ">-", "%", "@",
    ];
    let mut stream = Lcg(2018);
    for round in 0..2_000 {
        let mut lines: Vec<String> = VALID.lines().map(str::to_owned).collect();
        let (a, b) = (stream.next(lines.len()), stream.next(lines.len()));
        match stream.next(3) {
            0 => lines.swap(a, b),
            1 => drop(lines.remove(a)),
            _ => {
                let head = lines[a].split_once(':').map(|(head, _)| head.to_owned());
                let value = values[stream.next(values.len())];
                lines[a] = format!("{}: {value}", head.unwrap_or_default());
            }
        }
        problems_of(&format!("lines {round}"), &lines.join("\n"));
    }
}

#[test]
fn places_count_characters_in_any_script() {
    for mark in ["", "\u{feff}"] {
        let text = format!(
            "{mark}winset: 1\r\ntitle: Мир 平和 🕊️\r\ntopics:\r\n  вода: [спор, доля]\r\nactors:\r\n  север: {{interests: {{вада: 2}}}}\r\n  юг: {{interests: {{вода: 1}}, walkaway: 3}}\r\n"
        );
        let mut sources = Sources::default();
        let file = sources.add("m.yaml", text.as_str());
        let mut problems = Problems::default();
        let draft = winset::model::read(file, &text, &mut problems).unwrap();
        winset::model::validate(&draft, &mut problems);
        let problems = problems.sorted();
        let place = |code: &str| {
            let found = problems.iter().find(|d| d.code.id == code).unwrap();
            let span = found.labels[0].span;
            let words = &text[span.start as usize..span.end as usize];
            (sources.place(span).to_string(), words, found.help.clone())
        };
        let (at, words, help) = place("E020");
        assert_eq!((at.as_str(), words), ("m.yaml:6:23", "вада"));
        assert_eq!(help.as_deref(), Some("did you mean `вода`?"));
        let (at, words, help) = place("E010");
        assert_eq!((at.as_str(), words), ("m.yaml:7:30", "walkaway"));
        assert_eq!(help.as_deref(), Some("did you mean `walk_away`?"));
    }
}
