//! Output is safe: whatever a model, a foreign file or an argument says, a terminal is not told to do anything, and readers of
//! JSON and XML get back what was said.

#[path = "common/payloads.rs"]
mod payloads;

use std::process::Command;

use payloads::{PAYLOADS, model, quoted};
use serde_json::Value;
use winset::base::{is_obeyed, is_unseen};
use winset::picture::What;

struct Run {
    what: String,
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    /// Nothing is obeyed, whatever it says; colours of our own are.
    fn is_safe(&self) {
        for (stream, text) in [("stdout", &self.out), ("stderr", &self.err)] {
            let text = without_colours(text);
            let bad = |c: char| c != '\n' && (is_obeyed(c) || is_unseen(c));
            if let Some(at) = text.find(bad) {
                panic!("{}: {stream} holds {:?}", self.what, &text[at..]);
            }
        }
        assert!(
            matches!(self.code, Some(0..=3)),
            "{}: {}",
            self.what,
            self.err
        );
        assert!(
            !self.err.contains("panicked"),
            "{}: {}",
            self.what,
            self.err
        );
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|e| panic!("{}: {e}\n{}{}", self.what, self.out, self.err))
    }
}

/// Text without the escapes that set colours and weights.
fn without_colours(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        let end = rest[at + 2..].find(|c: char| !(c.is_ascii_digit() || c == ';'));
        let end = end.map_or(rest.len(), |e| at + 2 + e);
        let colour = rest[end..].starts_with('m');
        out += &rest[..if colour { at } else { at + 1 }];
        rest = &rest[if colour { end + 1 } else { at + 1 }..];
    }
    out + rest
}

fn run(arguments: &[&str], input: &str) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_winset"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments);
    for variable in ["NO_COLOR", "COLUMNS", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    let mut command = assert_cmd::Command::from_std(command);
    let output = command.write_stdin(input).output().unwrap();
    let run = Run {
        what: format!("{arguments:?} on {input}"),
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    };
    run.is_safe();
    run
}

/// All strings of a JSON value, keys included.
fn strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|v| strings(v, found)),
        Value::Object(items) => {
            for (key, value) in items {
                found.push(key.clone());
                strings(value, found);
            }
        }
        _ => {}
    }
}

/// Commands that answer a model, without `--json`.
const COMMANDS: &[&[&str]] = &[
    &["solve", "-"],
    &["packages", "-"],
    &["packages", "-", "--from", "land=1"],
    &["plan", "-"],
    &["plan", "-", "--alternatives", "3"],
    &["why", "-"],
    &["why", "-", "--road"],
    &["why", "-", "--package", "land=2"],
    &["check", "-"],
];

/// Runs `test` for every payload, a few at a time.
fn for_each_payload(test: impl Fn(&str) + Sync) {
    assert!(PAYLOADS.len() >= 60);
    std::thread::scope(|scope| {
        for part in PAYLOADS.chunks(PAYLOADS.len().div_ceil(4)) {
            let test = &test;
            scope.spawn(move || part.iter().for_each(|payload| test(payload)));
        }
    });
}

#[test]
fn every_command_shows_and_obeys_nothing() {
    for_each_payload(|payload| {
        let text = model(payload);
        for command in COMMANDS {
            let plain = run(command, &text);
            assert!(plain.code != Some(2), "{}: {}", plain.what, plain.err);
            run(&[command, &["--json"][..]].concat(), &text).json();
        }
        let coloured = run(&["solve", "-", "--color", "always"], &text);
        assert!(coloured.out.contains("\u{1b}["));
        let solved = run(&["solve", "-", "--json"], &text).json();
        assert_eq!(solved["model"]["title"], payload, "titles read back");
    });
}

#[test]
fn graphs_hold_what_was_said_and_nothing_more() {
    for_each_payload(|payload| {
        let text = model(payload);
        let graph = |format| run(&["graph", "-", "--format", format], &text);
        for (format, quote) in [
            ("dot", dot_strings as fn(&str) -> _),
            ("mermaid", mermaid_strings),
        ] {
            let run = graph(format);
            assert_eq!(run.code, Some(0), "{}", run.err);
            for line in run.out.lines() {
                let bare: String = quote(line);
                let plain = |c: char| c.is_ascii_alphanumeric() || " _=,;->{}[]|:#.".contains(c);
                assert!(bare.chars().all(plain), "{format}: {line}\n{}", run.what);
            }
        }
        let value = graph("json").json();
        let mut found = Vec::new();
        strings(&value, &mut found);
        assert!(found.iter().any(|s| s == payload), "{payload:?}");
        let xml = graph("graphml").out;
        let document = roxmltree::Document::parse(&xml).unwrap_or_else(|e| panic!("{e}\n{xml}"));
        // What XML cannot hold stands as a picture.
        let held: String = payload.chars().map(held_by_xml).collect();
        let labels = document
            .descendants()
            .filter(|n| n.attribute("key") == Some("label"));
        let labels: Vec<_> = labels.filter_map(|n| n.text()).collect();
        assert!(
            labels.iter().any(|l| l.contains(&held)),
            "{payload:?}: {labels:?}"
        );
    });
}

#[test]
fn drawings_and_pages_hold_words_and_nothing_that_runs() {
    for_each_payload(|payload| {
        let text = model(payload);
        for picture in What::ALL.map(What::id) {
            let drawn = run(&["draw", "-", "--what", picture], &text);
            assert!(
                matches!(drawn.code, Some(0 | 1)),
                "{}: {}",
                drawn.what,
                drawn.err
            );
            assert!(picture != "frontier" || drawn.code == Some(0));
            if drawn.code == Some(0) {
                roxmltree::Document::parse(&drawn.out)
                    .unwrap_or_else(|e| panic!("{}: {e}\n{}", drawn.what, drawn.out));
                only_marks(&drawn, &drawn.out);
            }
        }
        let page = run(&["report", "-"], &text);
        assert!(
            matches!(page.code, Some(0 | 1)),
            "{}: {}",
            page.what,
            page.err
        );
        assert_eq!(page.out.matches("<script").count(), 1, "{}", page.what);
        assert_eq!(page.out.matches("</script").count(), 1, "{}", page.what);
        only_marks(&page, &page.out);
    });
}

/// No element loads or runs anything, and none has an attribute that does. The page's own style and script are left out.
fn only_marks(run: &Run, text: &str) {
    let mut rest = text;
    let mut count = 0;
    while let Some(at) = rest.find('<') {
        let tag = &rest[at + 1..];
        let mut quote = None;
        let end = tag.find(|c: char| match quote {
            Some(open) => {
                quote = Some(open).filter(|open| *open != c);
                false
            }
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                false
            }
            None => c == '>',
        });
        let end = end.unwrap_or_else(|| panic!("{}: {tag}", run.what));
        let inner = tag[..end].trim_end_matches('/');
        rest = &tag[end + 1..];
        let name: String = inner
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        for own in ["style", "script"] {
            if name == own {
                rest = rest
                    .split_once(&format!("</{own}>"))
                    .unwrap_or_else(|| panic!("{}: {own} does not end", run.what))
                    .1;
            }
        }
        let bad = [
            "img",
            "iframe",
            "object",
            "embed",
            "link",
            "base",
            "form",
            "image",
            "use",
            "a",
            "foreignObject",
            "animate",
            "set",
        ];
        assert!(!bad.contains(&name.as_str()), "{}: <{inner}>", run.what);
        for attribute in attributes(inner) {
            let lower = attribute.to_lowercase();
            let runs = lower.starts_with("on") || lower.contains("href");
            let bad = ["src", "style", "action", "srcdoc", "formaction"];
            assert!(
                !runs && !bad.contains(&lower.as_str()),
                "{}: <{inner}>",
                run.what
            );
        }
        count += 1;
    }
    assert!(count > 10, "{}", run.what);
}

/// Names of a tag's attributes.
fn attributes(tag: &str) -> Vec<String> {
    let (mut names, mut name, mut quote) = (Vec::new(), String::new(), None);
    for c in tag.chars().skip_while(|c| !c.is_whitespace()) {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '=') => names.push(std::mem::take(&mut name)),
            (None, _) if c.is_whitespace() => {
                names.push(std::mem::take(&mut name));
            }
            (None, _) => name.push(c),
        }
    }
    names.push(name);
    names.retain(|name| !name.is_empty());
    names
}

fn held_by_xml(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' => c,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap(),
        _ => c,
    }
}

/// A line of DOT without its strings, each of which must end.
fn dot_strings(line: &str) -> String {
    let (mut open, mut escaped, mut bare) = (false, false, String::new());
    for c in line.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if open => escaped = true,
            '"' => open = !open,
            _ if !open => bare.push(c),
            _ => {}
        }
    }
    assert!(!open && !escaped, "{line}");
    bare
}

/// A line of Mermaid without its texts, which hold no mark but those of entities and breaks.
fn mermaid_strings(line: &str) -> String {
    let parts: Vec<_> = line.split('"').collect();
    assert!(parts.len() % 2 == 1, "{line}");
    for text in parts.iter().skip(1).step_by(2) {
        let text = text.replace("<br>", "");
        let is_entity = |part: &str| {
            part.split_once(';')
                .is_some_and(|(n, _)| n.parse::<u32>().is_ok())
        };
        assert!(text.split('#').skip(1).all(is_entity), "{line}");
        assert!(!text.contains(['<', '>', '`', '&', '%', '\\']), "{line}");
    }
    parts.into_iter().step_by(2).collect()
}

#[test]
fn what_is_wrong_is_said_safely() {
    for_each_payload(|payload| {
        let bad = quoted(payload);
        let wrong = format!(
            "winset: 1\n{bad}: {bad}\ntopics: {{water: [none, {bad}], {bad}: [a], x: {{options: [a, b], {bad}: 1, in_force: {{{bad}: b}}}}}}\nactors: {{a: {{patience: {bad}, interests: {{{bad}: 1, x: {{{bad}: 1}}}}, trusts: {{{bad}: 1}}, source: {bad}, role: {bad}}}}}\nrules: [{{id: {bad}, never: {{x: {bad}}}}}]\n"
        );
        assert_eq!(run(&["check", "-"], &wrong).code, Some(2));
        run(&["check", "-", "--json"], &wrong).json();
        run(&["solve", "-", "--json"], &wrong).json();
        // As it is, outside of quotes, where it mostly is not even YAML.
        run(
            &["check", "-"],
            &format!("winset: 1\ntitle: {payload}\ntopics: {payload}\n"),
        );
        run(&["check", "-"], payload);
        if payload.contains('\0') {
            return;
        }
        run(&["check", "-", "--json"], payload).json();
        let steer = format!("{payload}={payload}");
        let model = "models/two-valleys.yaml";
        for arguments in [
            &["check", payload][..],
            &["solve", payload, payload],
            &["explain", payload],
            &["new", payload],
            &[payload],
            &["solve", "--concept", payload, model],
            &["plan", model, "--avoid", &steer],
            &["plan", model, "--to", &steer, "--json"],
            &["plan", model, "--never-together", payload],
            &["why", model, "--package", &steer],
            &["why", model, "--package", &format!("@{payload}")],
            &["import", "auto", payload],
            &["graph", model, "--most", payload],
        ] {
            if payload.starts_with('-') {
                continue;
            }
            run(arguments, "");
        }
    });
}

#[test]
fn foreign_files_are_written_safely() {
    for_each_payload(|payload| {
        let cell = format!("\"{}\"", payload.replace('"', "\"\""));
        let table = format!(
            "topic,option,{cell},other\n{cell},{cell},1,2\n{cell},high,2,1\nwalk_away,,0,0\n"
        );
        let yaml = run(&["import", "csv", "-"], &table);
        let json = run(&["import", "csv", "-", "--json"], &table);
        if payload.contains(['\0', '\r', '\n']) && yaml.code == Some(2) {
            return;
        }
        assert_eq!(yaml.code, Some(0), "{payload:?}: {}", yaml.err);
        let mut found = Vec::new();
        strings(&json.json(), &mut found);
        let trimmed = payload.trim();
        assert!(found.iter().any(|s| s == trimmed), "{payload:?}: {found:?}");
        for text in [&yaml.out, &json.out] {
            let solved = run(&["packages", "-", "--json"], text);
            assert_eq!(solved.code, Some(0), "{payload:?}: {}", solved.err);
        }
    });
}
