//! A package given on the command line or in a file of its own.

use std::path::Path;

use super::Outcome;
use super::input::{Loaded, read_text};
use super::output::Output;
use crate::diag::Problems;
use crate::model::{package_argument, package_file};
use crate::problem::Settlement;
use crate::render;

/// Reads `topic=option,…` or `@file`; what is wrong with it is said as it is of a model. `option` is what the argument is called.
pub fn given(
    argument: &str,
    option: &str,
    loaded: &mut Loaded,
    json: bool,
    output: Output,
) -> Result<Settlement, Outcome> {
    let path = argument.strip_prefix('@').map(Path::new);
    let (name, text) = match path {
        None => (option.to_owned(), argument.to_owned()),
        Some(path) => read_text(path).map_err(|why| {
            output.talk(&format!("error: {why}"));
            Outcome::Bad
        })?,
    };
    let Some((model, problem)) = &loaded.compiled else {
        return Err(Outcome::Bad);
    };
    let file = loaded.sources.add(name, text.clone());
    let mut problems = Problems::default();
    let read = match path {
        None => package_argument(file, &text, model, &mut problems),
        Some(_) => package_file(file, &text, model, &mut problems),
    };
    let Some(named) = read else {
        let found = problems.sorted();
        if json {
            output.json(&render::check_json(&found, &loaded.sources));
        }
        let style = output.error_style();
        output.talk(&render::diagnostics(&found, &loaded.sources, style));
        return Err(Outcome::Bad);
    };
    let mut settlement = problem.status_quo();
    named.iter().for_each(|(t, o)| settlement.set(*t, *o));
    Ok(settlement)
}
