//! Packages at every size: the frontier for two and three actors, free and under rules, and point solutions for five.
//!
//! Instances are generated here, so that the bench is the same everywhere; with `WINSET_INSTANCES` naming a folder, every
//! model of it is timed, too.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use winset::base::{Limits, Points};
use winset::diag::{Problems, Sources};
use winset::model::{read, validate};
use winset::problem::{Problem, compile};
use winset::search::concept::{Concept, weights};
use winset::search::package::{Aim, best_points, frontier};

fn problem(text: &str) -> Problem {
    let mut sources = Sources::default();
    let file = sources.add("bench", text);
    let mut problems = Problems::default();
    let model = read(file, text, &mut problems).and_then(|d| validate(&d, &mut problems));
    compile(&model.expect("bench models are valid"), &sources)
}

/// Numbers from a fixed linear congruence: the bench must be the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) % bound
    }
}

/// Topics of `options` options that must all be settled; every actor has an ideal on each, the first two at opposite ends.
/// With `rules`, a budget, options that exclude each other on topics near each other, and a few of which one is needed.
fn instance(topics: usize, options: usize, actors: usize, rules: bool) -> Problem {
    let mut numbers = Numbers(topics as u64 * 1_000 + options as u64 * 10 + actors as u64);
    let names: Vec<String> = (0..options).map(|o| format!("o{o}")).collect();
    let mut text = String::from("winset: 1\ntopics:\n");
    let mut interests = vec![String::new(); actors];
    let mut most = vec![0; actors];
    let mut amounts = Vec::new();
    for t in 0..topics {
        text += &format!(
            "  t{t:02}: {{unsettled: true, options: [{}]}}\n",
            names.join(", ")
        );
        for (actor, own) in interests.iter_mut().enumerate() {
            let ideal = match actor {
                0 => numbers.below(30) as i64,
                1 => 70 + numbers.below(30) as i64,
                _ => numbers.below(100) as i64,
            };
            let weight = 10 + numbers.below(90) as i64;
            let worth = |o: usize, noise: i64| {
                let at = 100 * o as i64 / (options as i64 - 1);
                (weight * (100 - (at - ideal).abs() + noise) / 100).clamp(0, 100)
            };
            let worths: Vec<i64> = (0..options)
                .map(|o| worth(o, numbers.below(31) as i64 - 15))
                .collect();
            most[actor] += worths.iter().max().copied().unwrap_or_default();
            *own += &format!("      t{t:02}: {worths:?}\n");
        }
        let costs: Vec<u64> = (0..options).map(|_| numbers.below(21)).collect();
        amounts.push(format!("t{t:02}: {costs:?}"));
    }
    text += "actors:\n";
    for (actor, own) in interests.iter().enumerate() {
        let walk_away = most[actor] * 45 / 100;
        text += &format!("  a{actor}:\n    walk_away: {walk_away}\n    interests:\n{own}");
    }
    if rules {
        text += "rules:\n";
        let option = |n: &mut Numbers| n.below(options as u64);
        for r in 0..topics * 3 / 5 {
            let first = numbers.below(topics as u64 - 6);
            let second = first + 1 + numbers.below(6);
            let (a, b) = (option(&mut numbers), option(&mut numbers));
            let (one, other) = (format!("t{first:02}: o{a}"), format!("t{second:02}: o{b}"));
            text += &match r % 6 {
                5 => format!("  - {{id: r{r}, at_least: 1, of: [{{{one}}}, {{{other}}}]}}\n"),
                _ => format!("  - {{id: r{r}, never: {{{one}, {other}}}}}\n"),
            };
        }
        let purse = topics * 9;
        text += &format!(
            "  - {{id: purse, budget: {purse}, amounts: {{{}}}}}\n",
            amounts.join(", ")
        );
    }
    problem(&text)
}

fn frontiers(c: &mut Criterion) {
    let limits = Limits::none();
    let mut group = c.benchmark_group("frontier");
    group.sample_size(10);
    for (topics, options, actors, rules) in [
        (20, 5, 2, false),
        (30, 6, 2, false),
        (60, 4, 2, false),
        (20, 5, 2, true),
        (30, 6, 2, true),
        (60, 4, 2, true),
        (20, 5, 3, true),
        (30, 6, 3, true),
    ] {
        let problem = instance(topics, options, actors, rules);
        let what = if rules { "with rules" } else { "free" };
        let name = format!("{topics} topics, {options} options, {actors} actors, {what}");
        group.bench_function(name, |b| b.iter(|| frontier(black_box(&problem), &limits)));
    }
    group.finish();
}

fn points(c: &mut Criterion) {
    let limits = Limits::none();
    let problem = instance(60, 4, 5, true);
    let weights = weights(&problem);
    // What each could gain at most does not change the work: shares are taken of something near it.
    let ideal = vec![Points::whole(1_500); weights.len()];
    let mut group = c.benchmark_group("points");
    group.sample_size(10);
    for concept in Concept::ALL {
        let aim = Aim {
            concept,
            weights: &weights,
            ideal: &ideal,
            width: Aim::WIDTH,
        };
        let name = format!(
            "{}, 60 topics, 4 options, 5 actors, with rules",
            concept.id()
        );
        group.bench_function(name, |b| {
            b.iter(|| best_points(black_box(&problem), &aim, &limits));
        });
    }
    group.finish();
}

/// Models of a folder that the environment names, if it does.
fn given(c: &mut Criterion) {
    let Ok(folder) = std::env::var("WINSET_INSTANCES") else {
        return;
    };
    let entries = std::fs::read_dir(&folder).expect("WINSET_INSTANCES names a folder");
    let mut paths: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "yaml"));
    paths.sort();
    let mut group = c.benchmark_group("given");
    group.sample_size(10);
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a readable model");
        let problem = problem(&text);
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        group.bench_function(&*name, |b| {
            b.iter(|| frontier(black_box(&problem), &Limits::none()));
        });
    }
    group.finish();
}

criterion_group!(packages, frontiers, points, given);
criterion_main!(packages);
