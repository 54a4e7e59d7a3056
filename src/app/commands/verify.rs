//! `winset verify`.

use std::path::{Component, Path, PathBuf};

use serde_json::{Value, json};

use super::super::cli::{SemanticsArg, Verify};
use super::super::fault::Fault;
use super::super::input::{Loaded, load, read_text};
use super::super::output::Output;
use super::Outcome;
use crate::import::Semantics;
use crate::render;
use crate::verify::{Judge, Report, Trouble, read_json, recorded_files};

/// Judges a result again.
pub fn verify(args: &Verify, output: Output) -> Outcome {
    match judged(args, output) {
        Ok(report) => {
            match args.json {
                true => output.json(&render::verified_json(&report)),
                false => output.data(&render::verified(&report, output.look())),
            }
            match report.first_fault() {
                Some(_) => Outcome::Refused,
                None => Outcome::Agreement,
            }
        }
        Err(Unjudged { why, found }) => {
            if args.json {
                output.json(&json!({
                    "winset": 1, "kind": "verify", "verdict": "unreadable", "why": why, "diagnostics": found,
                }));
            }
            output.error(&why);
            Outcome::Bad
        }
    }
}

/// Why there is nothing to judge, and what is wrong with the model if that is it.
struct Unjudged {
    why: String,
    found: Value,
}

impl From<String> for Unjudged {
    fn from(why: String) -> Self {
        let found = json!([]);
        Self { why, found }
    }
}

impl From<Fault> for Unjudged {
    fn from(fault: Fault) -> Self {
        fault.what.into()
    }
}

fn judged(args: &Verify, output: Output) -> Result<Report, Unjudged> {
    let (name, text) = read_text(&args.result)?;
    let result = read_json(&text).map_err(|wrong| {
        format!(
            "{name}:{}:{}: no result: {}",
            wrong.line, wrong.column, wrong.what
        )
    })?;
    let shape = |trouble: Trouble| match trouble {
        Trouble::Shape { at, what }
        | Trouble::Fails(crate::verify::Fault {
            at, finds: what, ..
        }) => {
            let place = if at.is_empty() {
                "the whole".to_owned()
            } else {
                at
            };
            format!("{name}: no result: at {place}: {what}")
        }
    };
    let model = match args.model.is_empty() {
        true => recorded(
            &args.result,
            &name,
            &recorded_files(&result).map_err(shape)?,
        )?,
        false => args.model.clone(),
    };
    let overlays = match args.overlays.overlay.is_empty() {
        true => match overlays(&result) {
            none if none.is_empty() => none.into_iter().map(PathBuf::from).collect(),
            named => recorded(&args.result, &name, &named)?,
        },
        false => args.overlays.overlay.clone(),
    };
    let loaded = load(&model, semantics(&result), &overlays)?;
    let Some((_, problem)) = &loaded.compiled else {
        let found = say_wrong(&loaded, output);
        let why = format!("{} has errors", list(&model));
        return Err(Unjudged { why, found });
    };
    let report = Judge::new(problem, &loaded.digest).judge(&result);
    report.map_err(|trouble| shape(trouble).into())
}

/// The overlays that a result names.
fn overlays(result: &Value) -> Vec<String> {
    let named = result["options"]["overlays"].as_array();
    let named = named.into_iter().flatten().filter_map(Value::as_str);
    named.map(str::to_owned).collect()
}

fn say_wrong(loaded: &Loaded, output: Output) -> Value {
    let found = loaded.diagnostics();
    output.talk(&render::diagnostics(
        &found,
        &loaded.sources,
        output.error_style(),
    ));
    render::diagnostics_json(&found, &loaded.sources)
}

fn list(paths: &[PathBuf]) -> String {
    let names: Vec<_> = paths.iter().map(|p| p.display().to_string()).collect();
    names.join(" ")
}

/// The files that a result names: beside it, else in the working folder.
fn recorded(result: &Path, name: &str, files: &[String]) -> Result<Vec<PathBuf>, String> {
    if files.is_empty() {
        return Err(format!(
            "{name} does not say which file its model is in; `--model` names it"
        ));
    }
    let beside = result.parent().unwrap_or(Path::new(""));
    let found = files.iter().map(|file| {
        // A result may come from anybody: no path in it is followed.
        let mut parts = Path::new(file).components();
        if !matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) {
            return Err(format!(
                "{name} names its model with a folder, {file}, which is not followed; `--model` says where the model is"
            ));
        }
        let places = [beside.join(file), PathBuf::from(file)];
        let found = places.into_iter().find(|path| path.exists());
        found.ok_or_else(|| {
            format!(
                "there is no file {file} beside {name} or here; `--model` says where the model is"
            )
        })
    });
    found.collect()
}

/// How foreign files were read.
fn semantics(result: &Value) -> Option<Semantics> {
    let named = result["options"]["semantics"].as_str()?;
    let known = [SemanticsArg::Genius, SemanticsArg::AsWritten];
    known
        .into_iter()
        .find(|arg| arg.id() == named)
        .map(Into::into)
}
