//! Settlements given on the command line or in a file of their own.

use std::path::Path;

use super::Outcome;
use super::input::{Loaded, read_text};
use super::output::Output;
use crate::base::{OptionId, TopicId};
use crate::diag::{FileId, Problems, Sources};
use crate::model::{Argument, package};
use crate::problem::Settlement;
use crate::render;

/// An argument as text, known to the sources under the name of its option or its file.
pub struct Text {
    file: FileId,
    text: String,
    is_file: bool,
}

impl Text {
    /// What stands on the command line itself.
    pub fn line(argument: &str, option: &str, loaded: &mut Loaded) -> Self {
        Self {
            file: loaded.sources.add(option.to_owned(), argument.to_owned()),
            text: argument.to_owned(),
            is_file: false,
        }
    }
    /// For its reader.
    pub fn argument(&self) -> Argument<'_> {
        Argument {
            file: self.file,
            text: &self.text,
            is_file: self.is_file,
        }
    }
}

/// The text of an argument, or of the file that `@file` names. `option` is what the argument is called.
///
/// # Errors
/// The outcome to end with, once it has been said that the file cannot be read.
pub fn text(
    argument: &str,
    option: &str,
    loaded: &mut Loaded,
    json: bool,
    output: Output,
) -> Result<Text, Outcome> {
    let Some(path) = argument.strip_prefix('@') else {
        return Ok(Text::line(argument, option, loaded));
    };
    let (name, text) = read_text(Path::new(path)).map_err(|why| {
        output.fault(&why, json);
        Outcome::Bad
    })?;
    Ok(Text {
        file: loaded.sources.add(name, text.clone()),
        text,
        is_file: true,
    })
}

/// Says what is wrong with what was given, as it is said of a model.
pub fn say_wrong(problems: Problems, sources: &Sources, json: bool, output: Output) -> Outcome {
    let found = problems.sorted();
    if json {
        output.json(&render::check_json(&found, sources));
    }
    output.talk(&render::diagnostics(&found, sources, output.error_style()));
    Outcome::Bad
}

/// Reads `topic=option,…` or `@file`; what is wrong with it is said as it is of a model. `option` is what the argument is called.
pub fn given(
    argument: &str,
    option: &str,
    loaded: &mut Loaded,
    json: bool,
    output: Output,
) -> Result<Settlement, Outcome> {
    let named = named(argument, option, loaded, json, output)?;
    let Some((_, problem)) = &loaded.compiled else {
        return Err(Outcome::Bad);
    };
    let mut settlement = problem.status_quo();
    named.iter().for_each(|(t, o)| settlement.set(*t, *o));
    Ok(settlement)
}

/// The same, but only what is named.
pub fn named(
    argument: &str,
    option: &str,
    loaded: &mut Loaded,
    json: bool,
    output: Output,
) -> Result<Vec<(TopicId, OptionId)>, Outcome> {
    let text = text(argument, option, loaded, json, output)?;
    let Some((model, _)) = &loaded.compiled else {
        return Err(Outcome::Bad);
    };
    let mut problems = Problems::default();
    let named = package(text.argument(), model, &mut problems);
    named.ok_or_else(|| say_wrong(problems, &loaded.sources, json, output))
}
