//! The hot paths of the spine: reading, compiling, the package frontier, expansion and the plan frontier.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use winset::base::Limits;
use winset::diag::{Problems, Sources};
use winset::graph::Graph;
use winset::model::{Model, read, validate};
use winset::problem::{Problem, compile};
use winset::search::package::frontier;
use winset::search::plan::roads;

const FLAGSHIP: &str = include_str!("../models/two-valleys.yaml");

fn model(text: &str) -> (Model, Sources) {
    let mut sources = Sources::default();
    let file = sources.add("bench", text);
    let mut problems = Problems::default();
    let model = read(file, text, &mut problems).and_then(|d| validate(&d, &mut problems));
    (model.expect("bench models are valid"), sources)
}

fn problem(text: &str) -> Problem {
    let (model, sources) = model(text);
    compile(&model, &sources)
}

/// `topics` topics of four options, two actors with interests of all sizes, a few rules that tie topics together.
fn generated(topics: usize) -> String {
    let mut text = String::from("winset: 1\ntopics:\n");
    let (mut north, mut south, mut rules) = (String::new(), String::new(), String::new());
    // A fixed linear congruence: the bench must be the same every time.
    let mut state = 12345u64;
    let mut next = |below: u64| {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 33) % below
    };
    for t in 0..topics {
        text += &format!("  t{t}: [none, low, half, full]\n");
        let (a, b, c) = (next(9), next(9) + 5, next(9) + 10);
        north += &format!("      t{t}: [{a}, {b}, {c}]\n");
        let (a, b, c) = (next(7), next(7) + 4, next(7) + 9);
        south += &format!("      t{t}: [-{a}, -{b}, -{c}]\n");
        if t % 5 == 4 {
            rules += &format!(
                "  - {{id: r{t}, if: {{t{}: half..}}, then: {{t{t}: low..}}}}\n",
                t - 2
            );
        }
    }
    south = south.replacen("-0", "0", 99);
    format!(
        "{text}actors:\n  north:\n    interests:\n{north}  south:\n    walk_away: -200\n    interests:\n{south}rules:\n{rules}"
    )
}

fn reading(c: &mut Criterion) {
    let large = generated(300);
    c.bench_function("read and validate two-valleys", |b| {
        b.iter(|| model(black_box(FLAGSHIP)));
    });
    c.bench_function("read and validate 300 topics", |b| {
        b.iter(|| model(black_box(&large)))
    });
    let (model, sources) = model(&large);
    c.bench_function("compile 300 topics", |b| {
        b.iter(|| compile(black_box(&model), &sources));
    });
}

fn packages(c: &mut Criterion) {
    let limits = Limits::none();
    for (name, text) in [
        ("two-valleys", FLAGSHIP.to_owned()),
        ("20 topics", generated(20)),
        ("60 topics", generated(60)),
    ] {
        let problem = problem(&text);
        c.bench_function(&format!("package frontier, {name}"), |b| {
            b.iter(|| frontier(black_box(&problem), &limits));
        });
    }
}

fn plans(c: &mut Criterion) {
    let limits = Limits::none();
    let problem = problem(FLAGSHIP);
    c.bench_function("expand two-valleys", |b| {
        b.iter(|| Graph::expand(black_box(&problem), &limits));
    });
    if let Ok(graph) = Graph::expand(&problem, &limits) {
        c.bench_function("plan frontier, two-valleys", |b| {
            b.iter(|| roads(black_box(&problem), &graph, &limits));
        });
    }
}

criterion_group!(spine, reading, packages, plans);
criterion_main!(spine);
