//! What is done with bytes of unknown origin: by the fuzz targets to find what hurts, and by `tests/corpus.rs` to see that it does
//! no more. Everything ends in silence or in a panic.

use winset::base::{Id, Limits, OptionId};
use winset::check::judge_package;
use winset::diag::{Problems, Sources};
use winset::import::{Format, import, json, yaml};
use winset::model::{self, Model};
use winset::problem::{Problem, compile};
use winset::render::{Look, Style, check_json, diagnostics, verified, verified_json};
use winset::study::lint::lint;
use winset::study::survey;
use winset::verify::{Judge, read_json};

/// What is done with some bytes.
pub type Target = fn(&[u8]);

/// The targets by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("read", read),
    ("conditions", conditions),
    ("genius", |data| foreign(data, Format::Genius)),
    ("geniusweb", |data| foreign(data, Format::GeniusWeb)),
    ("negmas", |data| foreign(data, Format::Negmas)),
    ("negolog", |data| foreign(data, Format::Negolog)),
    ("anl", |data| foreign(data, Format::Anl)),
    ("csv", |data| foreign(data, Format::Csv)),
    ("results", results),
];

/// The target of this name.
pub fn target(name: &str) -> Target {
    let found = TARGETS.iter().find(|(own, _)| *own == name);
    found
        .unwrap_or_else(|| panic!("there is no target {name}"))
        .1
}

/// A model, from text to what `check` prints.
fn read(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let mut sources = Sources::default();
    let file = sources.add("fuzz.yaml", text);
    let mut problems = Problems::default();
    let draft = model::read(file, text, &mut problems);
    let model = draft.and_then(|draft| model::validate(&draft, &mut problems));
    assert_eq!(
        model.is_none(),
        problems.has_errors(),
        "an error or a model"
    );
    if let Some(model) = model {
        look_at(&model, &sources);
    }
    tell(problems, &sources);
}

/// Several conditions, one a line, at all places that take one.
fn conditions(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if text.len() > 4_000 {
        return;
    }
    let mut lines = text.lines().map(|line| format!("{{{line}}}"));
    let mut next = || lines.next().unwrap_or("{a: y}".to_owned());
    let model = format!(
        "winset: 1
topics:
  a: [x, y, z]
  b: {{options: [x, {{id: y, escrow: {}}}, z], after: {}}}
  c: {{options: [x, y], in_force: {}}}
actors:
  n: {{interests: {{a: [1, 2], b: [3, -1]}}, linkages: [{{when: {}, value: 1}}]}}
  s: {{interests: {{b: [1, 2], c: 1}}, red_lines: [{{id: f, before: {}, need: {}}}]}}
rules:
  - {{id: r, never: {}}}
  - {{id: q, at_most: 1, of: [{}, {}]}}
hazards: [{{id: h, when: {}, chance: 0.1}}]
",
        next(),
        next(),
        next(),
        next(),
        next(),
        next(),
        next(),
        next(),
        next(),
        next()
    );
    read(model.as_bytes());
}

/// The line between the files of one negotiation.
const BETWEEN: &str = "\n%%%%\n";

/// Files of a foreign format, and the model that is written of them.
fn foreign(data: &[u8], format: Format) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let mut sources = Sources::default();
    let files: Vec<_> = text
        .split(BETWEEN)
        .take(4)
        .enumerate()
        .map(|(i, text)| sources.add(format!("fuzz{i}"), text))
        .collect();
    let mut problems = Problems::default();
    let negotiation = import(&sources, &files, Some(format), None, &mut problems);
    assert_eq!(
        negotiation.is_none(),
        problems.has_errors(),
        "an error or a negotiation"
    );
    if let Some(negotiation) = negotiation {
        let own = model::validate(&negotiation.draft(), &mut problems);
        for text in [yaml(&negotiation), json(&negotiation)] {
            let mut written = Sources::default();
            let file = written.add("written.yaml", text.as_str());
            let mut found = Problems::default();
            let draft = model::read(file, &text, &mut found).expect("what is written reads back");
            let read = model::validate(&draft, &mut found);
            assert_eq!(
                read.is_some(),
                own.is_some(),
                "what is written is as right:\n{text}"
            );
        }
        if let Some(model) = own {
            look_at(&model, &sources);
        }
    }
    tell(problems, &sources);
}

/// A result of a small model, judged as if its digest were right.
fn results(data: &[u8]) {
    thread_local! {
        static PROBLEM: &'static Problem = Box::leak(Box::new(first_step()));
    }
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let Ok(result) = read_json(text) else {
        return;
    };
    let digest = result["model"]["digest"].as_str().unwrap_or_default();
    let judged = PROBLEM.with(|problem| Judge::new(problem, digest).judge(&result));
    if let Ok(report) = judged {
        verified(&report, Look::PLAIN);
        verified_json(&report);
    }
}

fn first_step() -> Problem {
    let text = include_str!("../../models/first-step.yaml");
    let mut sources = Sources::default();
    let file = sources.add("first-step.yaml", text);
    let mut problems = Problems::default();
    let draft = model::read(file, text, &mut problems).expect("a draft");
    let model = model::validate(&draft, &mut problems).expect("a model");
    compile(&model, &sources)
}

/// Most settlements of a model that is looked at in full.
const MOST: u128 = 500;

fn look_at(model: &Model, sources: &Sources) {
    let problem = compile(model, sources);
    let small = problem.settlements().is_some_and(|n| n <= MOST) && !problem.is_divisible();
    let survey = match small {
        true => survey(&problem, &Limits::none()).expect("nobody stops it"),
        false => None,
    };
    lint(&problem, survey.as_ref());
    judge(&problem);
}

/// The status quo and the settlement of all last options, judged.
fn judge(problem: &Problem) {
    let mut last = problem.status_quo();
    judge_package(problem, &last);
    for (topic, own) in problem.topics.entries() {
        last.set(topic, OptionId::new(own.rungs.len() - 1));
    }
    judge_package(problem, &last);
}

/// Prints what is wrong in every form.
fn tell(problems: Problems, sources: &Sources) {
    let found = problems.sorted();
    for style in [Style::Plain, Style::Styled] {
        diagnostics(&found, sources, style);
    }
    let told = diagnostics(&found, sources, Style::Plain);
    let obeyed = |c: char| c != '\n' && (winset::base::is_obeyed(c) || winset::base::is_unseen(c));
    assert!(!told.contains(obeyed), "{told:?}");
    check_json(&found, sources);
}
