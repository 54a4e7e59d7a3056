//! `winset compare`: a model and what overlays make of it, beside each other.

use std::path::Path;

use super::super::cli::{Compare as Args, FilesArg, OverlayArg};
use super::super::input::recorded;
use super::super::output::Output;
use super::solve::{options_of, outcome, plain, say_lints};
use super::{Outcome, limits, load_or_say};
use crate::base::Limits;
use crate::problem::Problem;
use crate::render;
use crate::search::concept::Concept;
use crate::solution::{Comparison, Provenance, Status, Variant};
use crate::study::PlanQuestion;

/// Compares, prints. It ends as the worst of the answers compared does, but that there is none is an answer.
pub fn compare(args: &Args, output: Output) -> Outcome {
    // The clock runs from the start.
    let limits = limits(&args.limits);
    let concept = Concept::from(args.concept);
    let mut variants = Vec::new();
    let mut title = String::new();
    let mut stopped = false;
    for overlay in std::iter::once(None).chain(args.overlays.iter().map(Some)) {
        let files = FilesArg {
            model: vec![args.model.clone()],
            semantics: None,
            overlays: OverlayArg {
                overlay: overlay.cloned().into_iter().collect(),
            },
        };
        let mut loaded = match load_or_say(&files, args.json, output) {
            Ok(loaded) => loaded,
            Err(outcome) => return outcome,
        };
        // `check` shows those of the model as it is; what overlays make of it has much the same.
        if overlay.is_none() {
            say_lints(&mut loaded, &files, &limits, output);
        }
        let Some((_, problem)) = &loaded.compiled else {
            return Outcome::Bad;
        };
        if overlay.is_none() {
            title.clone_from(&problem.names.title);
        }
        let provenance = Provenance {
            files: loaded.files.clone(),
            digest: loaded.digest.clone(),
            options: options_of(&files, &args.limits, concept),
        };
        let (variant, status) = variant(problem, overlay, concept, &limits, &provenance);
        stopped |= outcome(status) == Outcome::Limit;
        variants.push(variant);
    }
    let mut options =
        serde_json::json!({"concept": concept.id(), "time_limit": args.limits.time_limit});
    options["overlays"] = recorded(&args.overlays).into();
    let answer = Comparison::new(&title, concept, options, variants);
    match args.json {
        true => output.json(&answer),
        false => output.data(&render::compared(&answer, concept, &title, output.look())),
    }
    match stopped {
        true => Outcome::Limit,
        false => Outcome::Agreement,
    }
}

fn variant(
    problem: &Problem,
    overlay: Option<&std::path::PathBuf>,
    concept: Concept,
    limits: &Limits,
    provenance: &Provenance,
) -> (Variant, Status) {
    let found = plain(problem, PlanQuestion::whole(concept), limits, provenance);
    let name = overlay.map(|path| named(path));
    let (packages, plans) = (&found.solved.packages, &found.solved.plan);
    let variant = Variant::new(name, provenance, packages, plans, concept);
    (variant, found.solved.head.grade.status)
}

/// An overlay by its file's own name, as results record it.
fn named(path: &Path) -> String {
    let names = recorded(&[path.to_owned()]);
    names
        .into_iter()
        .next()
        .unwrap_or_else(|| "standard input".to_owned())
}
