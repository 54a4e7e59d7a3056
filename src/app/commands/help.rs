//! Commands that need no model: explain, schema, new, completions, man.

use clap::CommandFactory;
use clap_complete::Shell;

use super::super::cli::{Cli, WriteArgs};
use super::super::fault;
use super::super::output::Output;
use super::{Outcome, deliver, target};
use crate::diag::{Code, near};
use crate::{import, model, render, study, table};

/// Every code of the program, by id.
pub fn codes() -> Vec<&'static Code> {
    let mut codes: Vec<_> = model::codes()
        .chain(model::steering_codes())
        .chain(model::OVERLAY_CODES.iter().copied())
        .chain(table::CODES.iter().copied())
        .chain(import::codes())
        .chain(study::lint::CODES.iter().copied())
        .chain(fault::CODES)
        .collect();
    codes.sort_by_key(|code| code.id);
    codes
}

/// `winset explain`.
pub fn explain(code: Option<&str>, output: Output) -> Outcome {
    let Some(wanted) = code else {
        for code in codes() {
            output.data(&format!("{}  {}\n", code.id, code.what));
        }
        return Outcome::Agreement;
    };
    match codes()
        .into_iter()
        .find(|c| c.id.eq_ignore_ascii_case(wanted))
    {
        Some(code) => {
            output.data(&render::explain(code));
            Outcome::Agreement
        }
        None => {
            output.error(&format!(
                "there is no code `{wanted}`; `winset explain` lists all codes"
            ));
            Outcome::Bad
        }
    }
}

/// `winset schema`.
pub fn schema(output: Output) -> Outcome {
    output.json(&model::schema());
    Outcome::Agreement
}

/// Templates by name, with what each is for.
const TEMPLATES: &[(&str, &str, &str)] = &[
    (
        "minimal",
        "the least that a model needs",
        include_str!("../templates/minimal.yaml"),
    ),
    (
        "two-sides",
        "interests, red lines, a linkage and a budget",
        include_str!("../templates/two-sides.yaml"),
    ),
    (
        "ratification",
        "audiences at home that must ratify",
        include_str!("../templates/ratification.yaml"),
    ),
    (
        "staged-talks",
        "little trust, private steps, escrow, hazards",
        include_str!("../templates/staged-talks.yaml"),
    ),
    (
        "mediator",
        "a guarantor with incentives and observers",
        include_str!("../templates/mediator.yaml"),
    ),
    (
        "treaty",
        "nothing in force until all is signed",
        include_str!("../templates/treaty.yaml"),
    ),
];

/// `winset new`.
pub fn template(name: Option<&str>, write: &WriteArgs, output: Output) -> Outcome {
    let name = name.unwrap_or(TEMPLATES[0].0);
    if name == "list" {
        for (name, what, _) in TEMPLATES {
            output.data(&format!("{name:<14}{what}\n"));
        }
        return Outcome::Agreement;
    }
    match TEMPLATES.iter().find(|(known, ..)| *known == name) {
        Some((_, _, text)) => {
            let written = target(write, &[], output).and_then(|to| deliver(&to, text, output));
            written.err().unwrap_or(Outcome::Agreement)
        }
        None => {
            let hint = match near(name, TEMPLATES.iter().map(|(known, ..)| *known)) {
                Some(known) => format!("did you mean `{known}`?"),
                None => "`winset new list` lists them".to_owned(),
            };
            output.error(&format!("there is no template `{name}`; {hint}"));
            Outcome::Bad
        }
    }
}

/// `winset completions`.
pub fn completions(shell: Shell, output: Output) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "winset", &mut script);
    output.data(&String::from_utf8_lossy(&script));
    Outcome::Agreement
}

/// `winset man`.
pub fn man(output: Output) -> Outcome {
    let mut page = Vec::new();
    // Writing to memory does not fail.
    let _ = clap_mangen::Man::new(Cli::command()).render(&mut page);
    output.data(&String::from_utf8_lossy(&page));
    Outcome::Agreement
}
