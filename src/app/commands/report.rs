//! `winset report`: everything about a model on one page.

use super::super::cli::Report as Args;
use super::super::output::Output;
use super::draw::Ask;
use super::graph::small;
use super::paper::Paper;
use super::solve::{Whole, options_of, outcome, say_lints, whole_of};
use super::{Outcome, deliver, limits, load_or_say, read_files, target};
use crate::picture::{self, Picture};
use crate::problem::Problem;
use crate::render::{self, Report};
use crate::search::concept::Concept;
use crate::solution::{GraphView, Plans, Provenance};
use crate::study::PlanQuestion;

/// Largest graph that is drawn, in settlements.
const MOST_DRAWN: usize = 2_000;

/// Writes the page.
pub fn report(args: &Args, output: Output) -> Outcome {
    // The clock runs from the start.
    let limits = limits(&args.limits);
    let target = match target(&args.write, &read_files(&args.files), output) {
        Ok(target) => target,
        Err(outcome) => return outcome,
    };
    let mut loaded = match load_or_say(&args.files, false, output) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    let warnings = say_lints(&mut loaded, &args.files, &limits, output);
    if let Some((_, problem)) = &mut loaded.compiled {
        by_file_names(problem);
    }
    let Some((_, problem)) = &loaded.compiled else {
        return Outcome::Bad;
    };
    let concept = Concept::from(args.concept);
    let provenance = Provenance {
        files: loaded.files.clone(),
        digest: loaded.digest.clone(),
        options: options_of(&args.files, &args.limits, concept),
    };
    let ask = Ask {
        problem,
        concept,
        most: MOST_DRAWN,
        limits: &limits,
        provenance: &provenance,
    };
    let question = PlanQuestion::whole(concept);
    let paper = Paper::find(problem, &limits);
    let own = paper.clone();
    let (mut found, why) = rayon::join(
        || whole_of(problem, paper, question, &limits, &provenance),
        || own.reasons(problem, concept, &limits, &provenance),
    );
    found.mark_roads(problem, &limits);
    let title = &problem.names.title;
    let (packages, plans) = (&found.solved.packages, &found.solved.plan);
    let mut more: Vec<Picture> = Vec::new();
    more.extend(
        ask.open(&found)
            .map(|open| picture::acceptable(&open, plans, title)),
    );
    more.extend(picture::prices(&why, concept, title));
    more.extend(graph(&ask, &found));
    let page = render::report(&Report {
        solved: &found.solved,
        why: &why,
        warnings,
        concept,
        title,
        frontier: picture::frontier(packages, Some(plans), title),
        roads: roads(plans, concept, title),
        more,
    });
    let written = deliver(&target, &page, output);
    written
        .err()
        .unwrap_or(outcome(found.solved.head.grade.status))
}

/// Pages are handed on: places are told without the folders of whoever wrote them.
fn by_file_names(problem: &mut Problem) {
    let constraints: Vec<_> = problem.names.constraints.ids().collect();
    for own in constraints {
        let names = &mut problem.names.constraints[own];
        names.place = names.place.by_file_name();
    }
    for rule in &mut problem.names.order_rules {
        rule.place = rule.place.by_file_name();
    }
}

/// The graph around the plan, from the plans that are known.
fn graph(ask: &Ask, found: &Whole) -> Option<Picture> {
    let answer = found.plans.as_ref()?;
    let drawn = small(ask.problem, ask.most, ask.limits).ok()?;
    let (limits, provenance) = (ask.limits, ask.provenance);
    let view = GraphView::new(ask.problem, &drawn, answer, ask.concept, limits, provenance);
    picture::graph(&view, &ask.problem.names.title)
}

/// Roads of all concepts, each once, the one asked for first, with their pictures.
fn roads(plans: &Plans, first: Concept, title: &str) -> Vec<(Vec<Concept>, Vec<Picture>)> {
    let rounds = |of: Concept| {
        let own = plans.chosen.iter().find(|(concept, _)| *concept == of);
        own.map(|(_, point)| &point.rounds)
    };
    let told = plans.told.iter().map(|(concept, _)| *concept);
    let asked = told.clone().filter(|c| *c == first);
    let mut groups: Vec<Vec<Concept>> = Vec::new();
    for concept in asked.chain(told.filter(|c| *c != first)) {
        match groups.iter_mut().find(|g| rounds(g[0]) == rounds(concept)) {
            Some(group) => group.push(concept),
            None => groups.push(vec![concept]),
        }
    }
    let pictured = groups.into_iter().enumerate().filter_map(|(place, group)| {
        let road = plans.road(group[0])?;
        let draw = [
            picture::road,
            picture::gains,
            picture::trust,
            picture::talking,
        ];
        let pictures = draw.map(|draw| {
            let own = draw(road, plans, title);
            Picture {
                id: format!("{}-{place}", own.id),
                ..own
            }
        });
        Some((group, pictures.to_vec()))
    });
    pictured.collect()
}
