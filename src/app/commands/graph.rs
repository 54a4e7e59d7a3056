//! `winset graph`: the concession graph of a small model, for other programs to draw.

use serde_json::json;

use super::super::cli::{Graph as Args, GraphFormat};
use super::super::input::Loaded;
use super::super::output::Output;
use super::super::target::Target;
use super::{Outcome, deliver, limits, load_or_say, target};
use crate::base::{Limits, Stopped};
use crate::graph::{Explicit, Graph, explicit};
use crate::problem::Problem;
use crate::render;
use crate::search::concept::Concept;
use crate::solution::{GraphView, Provenance, Status};
use crate::study::{self, PlanQuestion};

/// Prints the graph with the plan marked.
pub fn graph(args: &Args, output: Output) -> Outcome {
    // The clock runs from the start.
    let limits = limits(&args.limits);
    let target = match target(&args.write, &args.files.model, output) {
        Ok(target) => target,
        Err(outcome) => return outcome,
    };
    let loaded = match load_or_say(&args.files, args.format == GraphFormat::Json, output) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    let Some((_, problem)) = &loaded.compiled else {
        return Outcome::Bad;
    };
    let concept = Concept::from(args.concept);
    let provenance = provenance(args, concept, &loaded);
    match view(problem, concept, args.most, &limits, &provenance) {
        Ok(view) => {
            say_plan(&view, output);
            let written = write(args.format, &view, &target, output);
            let stopped = view.plan.status == Status::Stopped;
            let outcome = if stopped {
                Outcome::Limit
            } else {
                Outcome::Agreement
            };
            written.err().unwrap_or(outcome)
        }
        Err(why) => {
            let limits = limits.with_size(args.most as u64);
            let view = GraphView::stopped(problem, why, &limits, &provenance);
            // A drawing of nothing would say that nothing is reached; data say that they are none.
            if args.format == GraphFormat::Json
                && let Err(outcome) = write(args.format, &view, &target, output)
            {
                return outcome;
            }
            output.error(&match why {
                Stopped::TooLarge => format!(
                    "more than {} settlements are reached; `--most` raises the limit, `winset plan` answers without drawing",
                    args.most
                ),
                _ => format!("the graph is not whole: {}", view.head.grade.by),
            });
            Outcome::Limit
        }
    }
}

/// What the graph is made from.
fn provenance(args: &Args, concept: Concept, loaded: &Loaded) -> Provenance {
    let mut options = json!({"concept": concept.id(), "most": args.most});
    if let Some(seconds) = args.limits.time_limit {
        options["time_limit"] = seconds.into();
    }
    if let Some(bytes) = args.limits.memory_limit {
        options["memory_limit"] = bytes.into();
    }
    Provenance {
        files: loaded.files.clone(),
        digest: loaded.digest.clone(),
        options,
    }
}

fn write(
    format: GraphFormat,
    view: &GraphView,
    target: &Target,
    output: Output,
) -> Result<(), Outcome> {
    let text = match format {
        GraphFormat::Dot => render::dot(view),
        GraphFormat::Mermaid => render::mermaid(view),
        GraphFormat::Graphml => render::graphml(view),
        GraphFormat::Json => render::json(view).map_err(|error| {
            output.error(&format!("the graph has no JSON form: {error}"));
            Outcome::Bad
        })?,
    };
    deliver(target, &text, output)
}

/// Drawings have no place for how far the plan in them can be relied on.
fn say_plan(view: &GraphView, output: Output) {
    match view.plan.status {
        Status::Stopped => output.note(&format!("no plan is marked: {}", view.plan.by)),
        Status::BestFound => {
            output.note(&format!("a plan is marked, but {}", view.plan.by));
        }
        Status::Proved | Status::None => {}
    }
}

/// The graph with the plan marked.
///
/// # Errors
/// Why the graph is not whole; a plan that was not found in time is left out and said.
pub(super) fn view(
    problem: &Problem,
    concept: Concept,
    most: usize,
    limits: &Limits,
    provenance: &Provenance,
) -> Result<GraphView, Stopped> {
    let drawn = small(problem, most, limits)?;
    let answer = study::plans_asked(problem, &PlanQuestion::whole(concept), limits);
    Ok(GraphView::new(
        problem, &drawn, &answer, concept, limits, provenance,
    ))
}

/// The graph, if it has at most so many settlements.
///
/// # Errors
/// Why the graph is not whole.
pub(super) fn small(problem: &Problem, most: usize, limits: &Limits) -> Result<Explicit, Stopped> {
    // Exchanges are counted too, so the size limit of expansion is wider than what is drawn.
    let size = (most as u64).saturating_mul(16);
    let graph = Graph::expand(problem, &limits.clone().with_size(size))?;
    if graph.reached() > most {
        return Err(Stopped::TooLarge);
    }
    Ok(explicit(problem, &graph))
}
