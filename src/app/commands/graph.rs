//! `winset graph`: the concession graph of a small model, for other programs to draw.

use serde_json::json;

use super::super::cli::{Graph as Args, GraphFormat};
use super::super::output::Output;
use super::{Outcome, load_or_say};
use crate::base::{Limits, Stopped};
use crate::graph::{Graph, explicit};
use crate::problem::Problem;
use crate::render;
use crate::search::concept::Concept;
use crate::solution::{GraphView, Provenance};
use crate::study;

/// Prints the graph with the plan marked.
pub fn graph(args: &Args, output: Output) -> Outcome {
    let loaded = match load_or_say(&args.files, args.format == GraphFormat::Json, output) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    let Some((_, problem)) = &loaded.compiled else {
        return Outcome::Bad;
    };
    let concept = Concept::from(args.concept);
    let provenance = Provenance {
        digest: loaded.digest.clone(),
        options: json!({"concept": concept.id(), "most": args.most}),
    };
    match view(problem, concept, args.most, &provenance) {
        Ok(view) => {
            match args.format {
                GraphFormat::Dot => output.data(&render::dot(&view)),
                GraphFormat::Mermaid => output.data(&render::mermaid(&view)),
                GraphFormat::Graphml => output.data(&render::graphml(&view)),
                GraphFormat::Json => output.json(&view),
            }
            Outcome::Agreement
        }
        Err(Stopped::Refused) => {
            output.talk("error: the judge refuses a plan that the search found, which is a defect of this program");
            Outcome::Limit
        }
        Err(_) => {
            output.talk(&format!(
                "error: more than {} settlements are reached; `--most` raises the limit, `winset plan` answers without drawing",
                args.most
            ));
            Outcome::Limit
        }
    }
}

fn view(
    problem: &Problem,
    concept: Concept,
    most: usize,
    provenance: &Provenance,
) -> Result<GraphView, Stopped> {
    // Exchanges are counted too, so the size limit of expansion is wider than what is drawn.
    let size = (most as u64).saturating_mul(16);
    let limits = Limits::none().with_size(size);
    let graph = Graph::expand(problem, &limits)?;
    if graph.reached() > most {
        return Err(Stopped::TooLarge);
    }
    let answer = study::plans(problem, &Limits::none())?;
    let road = answer.answer(concept).map(|index| &answer.frontier[index]);
    Ok(GraphView::new(
        problem,
        &explicit(problem, &graph),
        road,
        provenance,
    ))
}
