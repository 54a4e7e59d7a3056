//! Plans on generated models in which order is what matters: expansion, the frontier by bounds, one concept alone with and without the
//! whole graph, parts of a graph that is too large, and bounds from above.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use winset::base::Limits;
use winset::graph::Graph;
use winset::problem::Problem;
use winset::search::concept::{Concept, weights};
use winset::search::plan::bound::{Bounder, STEPS};
use winset::search::plan::{Goal, Searcher, aspired, improved};

#[path = "../tests/common/mod.rs"]
mod common;

use common::sequencing::{self, Talks};

/// Per cent of the topics behind another.
const GATES: usize = 40;

fn problem(topics: usize, talks: Talks) -> Problem {
    let text = sequencing::text(topics, 2, GATES, talks, 1);
    common::problem("bench", &text)
}

fn graph(problem: &Problem) -> Graph {
    Graph::expand(problem, &Limits::none()).expect("bench models fit")
}

fn goal(problem: &Problem, concept: Concept) -> Goal {
    Goal::new(concept, &weights(problem), None).expect("concepts that need no ideals")
}

/// Models that are searched whole: so many topics, trusting or in doubt.
fn sizes() -> impl Iterator<Item = (String, Problem)> {
    let all = [12, 16].into_iter();
    let all = all.flat_map(|t| [(t, Talks::Trusting), (t, Talks::Doubtful)]);
    all.map(|(topics, talks)| {
        (
            format!("{topics} topics, {talks:?}"),
            problem(topics, talks),
        )
    })
}

fn expansion(c: &mut Criterion) {
    let mut group = c.benchmark_group("expand");
    group.sample_size(10);
    for (name, problem) in sizes() {
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| graph(black_box(&problem)));
        });
    }
}

/// What is prepared once for all searches, and the frontier: swept outright on small graphs, by bounds on large ones.
fn whole(c: &mut Criterion) {
    let mut group = c.benchmark_group("frontier");
    group.sample_size(10);
    for (name, problem) in sizes() {
        let graph = graph(&problem);
        group.bench_function(format!("prepare, {name}"), |b| {
            b.iter(|| Searcher::new(black_box(&problem), &graph));
        });
        let bounded = Searcher::new(&problem, &graph).bounding_from(0);
        group.bench_function(format!("by bounds, {name}"), |b| {
            b.iter(|| bounded.frontier(None, &Limits::none()));
        });
        group.bench_function(format!("cover within a point, {name}"), |b| {
            b.iter(|| bounded.frontier(Some([1.0; 2]), &Limits::none()));
        });
    }
}

fn one_concept(c: &mut Criterion) {
    let mut group = c.benchmark_group("one concept");
    group.sample_size(10);
    for (name, problem) in sizes() {
        let graph = graph(&problem);
        let searcher = Searcher::new(&problem, &graph);
        for concept in [Concept::Nash, Concept::Egalitarian, Concept::Utilitarian] {
            let goal = goal(&problem, concept);
            group.bench_function(format!("{}, {name}", concept.id()), |b| {
                b.iter(|| searcher.aimed(black_box(&goal), &Limits::none()));
            });
        }
    }
}

/// Where nobody doubts anybody: only settlements that bounds leave are entered.
fn unexpanded(c: &mut Criterion) {
    let mut group = c.benchmark_group("one concept, unexpanded");
    group.sample_size(10);
    for topics in [16, 24, 32] {
        let problem = problem(topics, Talks::Trusting);
        for concept in [Concept::Nash, Concept::Egalitarian] {
            let goal = goal(&problem, concept);
            group.bench_function(format!("{}, {topics} topics", concept.id()), |b| {
                b.iter(|| aspired(black_box(&problem), &goal, &Limits::none()));
            });
        }
    }
}

/// As where a graph is too large to expand: corridors around the best plan so far, and prices that bound it from above.
fn in_parts(c: &mut Criterion) {
    let mut group = c.benchmark_group("in parts");
    group.sample_size(10);
    let limits = Limits::none().with_memory(1 << 20);
    for talks in [Talks::Trusting, Talks::Doubtful] {
        let problem = problem(24, talks);
        let goal = goal(&problem, Concept::Nash);
        group.bench_function(format!("corridors, 24 topics, {talks:?}"), |b| {
            b.iter(|| improved(black_box(&problem), &goal, &limits));
        });
        let bounder = Bounder::new(&problem, &problem.start());
        group.bench_function(format!("ceiling, 24 topics, {talks:?}"), |b| {
            b.iter(|| bounder.ceiling(black_box(&[1.0, 1.0]), STEPS / 4, &Limits::none()));
        });
    }
}

criterion_group!(plans, expansion, whole, one_concept, unexpanded, in_parts);
criterion_main!(plans);
