//! `winset solve` and `winset packages`.

use serde_json::json;

use super::super::cli::Solve;
use super::super::input::Loaded;
use super::super::output::Output;
use super::check::lint_numbers;
use super::{Outcome, limits, load_or_say};
use crate::base::Limits;
use crate::diag::Severity;
use crate::problem::Problem;
use crate::render;
use crate::search::concept::Concept;
use crate::solution::{Packages, Provenance, Status};
use crate::study;

/// Answers a model.
pub fn solve(args: &Solve, output: Output) -> Outcome {
    answer(args, output, render::packages)
}

/// The package question alone, with the whole frontier.
pub fn packages(args: &Solve, output: Output) -> Outcome {
    answer(args, output, render::packages_all)
}

type Print = fn(&Packages, Concept, &str, render::Look) -> String;

fn answer(args: &Solve, output: Output, print: Print) -> Outcome {
    let mut loaded = match load_or_say(&args.model, output) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    say_lints(&mut loaded, args, output);
    let Some((_, problem)) = &loaded.compiled else {
        return Outcome::Bad;
    };
    let concept = Concept::from(args.concept);
    let provenance = Provenance {
        digest: loaded.digest.clone(),
        options: json!({"concept": concept.id(), "time_limit": args.limits.time_limit}),
    };
    let found = find_packages(problem, &limits(&args.limits), &provenance);
    if args.model.json {
        output.json(&found);
    } else {
        output.data(&print(&found, concept, &problem.names.title, output.look()));
    }
    outcome(found.head.grade.status)
}

fn find_packages(problem: &Problem, limits: &Limits, provenance: &Provenance) -> Packages {
    match study::packages(problem, limits) {
        Ok(answer) => Packages::new(problem, &answer, provenance),
        Err(why) => Packages::stopped(problem, why, limits, provenance),
    }
}

fn outcome(status: Status) -> Outcome {
    match status {
        Status::Proved | Status::BestFound => Outcome::Agreement,
        Status::None => Outcome::NoAgreement,
        Status::Stopped => Outcome::Limit,
    }
}

/// Lints do not stand in the way of an answer, and are not kept silent either.
fn say_lints(loaded: &mut Loaded, args: &Solve, output: Output) {
    lint_numbers(loaded);
    let lints = loaded.problems.count(Severity::Lint);
    if lints > 0 {
        let model = args.model.model.display();
        let plural = if lints == 1 { "warning" } else { "warnings" };
        output.talk(&format!(
            "note: {lints} {plural} about this model; `winset check {model}` shows them"
        ));
    }
}
