//! `winset import`: foreign files as a model.

use super::super::cli::Import as Args;
use super::super::input::read_all;
use super::super::output::Output;
use super::{Outcome, deliver, target};
use crate::diag::Problems;
use crate::import::{self, Format};
use crate::model;
use crate::render;

/// Prints the model, and on standard error what is doubtful about it.
pub fn import(args: &Args, output: Output) -> Outcome {
    let format = args.format.format();
    if format == Some(Format::Csv) && args.semantics.is_some() {
        output
            .error("`--semantics` has no meaning for a table: its scores are worth what they say");
        return Outcome::Bad;
    }
    let target = match target(&args.write, &args.files, output) {
        Ok(target) => target,
        Err(outcome) => return outcome,
    };
    let (sources, files) = match read_all(&args.files) {
        Ok(read) => read,
        Err(why) => {
            output.fault(&why, args.json);
            return Outcome::Bad;
        }
    };
    let semantics = args.semantics.map(Into::into);
    let mut problems = Problems::default();
    let found = import::import(&sources, &files, format, semantics, &mut problems);
    if let Some(negotiation) = &found {
        // What the language refuses, such as too many options, is told at its place in the foreign file.
        model::validate(&negotiation.draft(), &mut problems);
    }
    let errors = problems.has_errors();
    let style = output.error_style();
    let told = problems.sorted();
    if errors && args.json {
        // Never to the file that the model was to be written to.
        output.json(&render::check_json(&told, &sources));
    }
    let told = render::diagnostics(&told, &sources, style);
    if !told.is_empty() {
        output.talk(&told);
    }
    match found.filter(|_| !errors) {
        Some(negotiation) => {
            let text = match args.json {
                true => import::json(&negotiation),
                false => import::yaml(&negotiation),
            };
            let written = deliver(&target, &text, output);
            written.err().unwrap_or(Outcome::Agreement)
        }
        None => Outcome::Bad,
    }
}
