//! Upper bounds on plans: never below what a plan is worth, on random models of the whole language; and near it where they are meant to be.

mod common;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use common::random::{For, Model, Rng};
use common::recursion::{Recursion, gains, reached};
use common::sequencing::{self, Talks};
use winset::base::Limits;
use winset::graph::Graph;
use winset::problem::{Problem, Settlement};
use winset::search::plan::bound::Bounder;
use winset::search::plan::roads;

/// Unit vectors, equal weights, and random ones, some of them 0.
fn weights(rng: &mut Rng, sides: usize) -> Vec<Vec<f64>> {
    let unit = |i: usize| (0..sides).map(|j| f64::from(u8::from(i == j))).collect();
    let mut all: Vec<Vec<f64>> = (0..sides).map(unit).collect();
    all.push(vec![1.0; sides]);
    all.push((0..sides).map(|_| rng.below(5) as f64 / 2.0).collect());
    all
}

/// The bounds from a settlement hold for every plan from there; says how many plans there are.
fn holds(name: &str, problem: &Problem, from: &Settlement, rng: &mut Rng, steps: usize) -> usize {
    let plans = Recursion::new(problem).plans(from);
    if plans.is_empty() {
        return 0;
    }
    let bounder = Bounder::new(problem, from);
    for weights in weights(rng, problem.consenting.len()) {
        let bound = bounder.weighted(&weights, steps, &Limits::none());
        for plan in plans.iter() {
            let gains = gains(problem, &plan.value);
            let worth: f64 = gains.iter().zip(&weights).map(|(g, w)| g * w).sum();
            assert!(
                worth <= bound,
                "{name}: {worth} > {bound} at {weights:?} from {from:?}, {:?}",
                plan.written
            );
        }
    }
    plans.len()
}

#[test]
fn no_plan_of_a_random_model_is_worth_more() {
    let mut plans = 0;
    for seed in 0..900 {
        let purpose = if seed % 3 == 0 {
            For::Breaches
        } else {
            For::Plans
        };
        let text = Model::random(seed, purpose).text();
        let problem = common::problem(&format!("model {seed}"), &text);
        let mut rng = Rng::new(seed);
        let steps = [0, 10, 40][seed as usize % 3];
        plans += holds(
            &format!("model {seed}"),
            &problem,
            &problem.status_quo(),
            &mut rng,
            steps,
        );
    }
    assert!(plans > 500, "{plans}");
}

#[test]
fn nor_is_any_plan_from_a_settlement_on_the_way() {
    let mut plans = 0;
    for seed in 2000..2400 {
        let text = Model::random(seed, For::Plans).text();
        let problem = common::problem(&format!("model {seed}"), &text);
        let mut rng = Rng::new(seed);
        let all: Vec<Settlement> = reached(&problem).into_iter().collect();
        let from = &all[rng.below(all.len())];
        plans += holds(&format!("model {seed}"), &problem, from, &mut rng, 25);
    }
    assert!(plans > 200, "{plans}");
}

#[test]
fn no_concept_does_better_than_its_ceiling() {
    let mut seen = 0;
    for seed in 3000..3250 {
        let text = Model::random(seed, For::Plans).text();
        let problem = common::problem(&format!("model {seed}"), &text);
        let plans = Recursion::new(&problem).plans(&problem.status_quo());
        let mut rng = Rng::new(seed);
        let weights: Vec<f64> = problem
            .consenting
            .iter()
            .map(|_| rng.below(3) as f64 / 2.0)
            .collect();
        if plans.is_empty() || weights.iter().all(|w| *w == 0.0) {
            continue;
        }
        seen += 1;
        let bounder = Bounder::new(&problem, &problem.status_quo());
        let ceiling = bounder.ceiling(&weights, 15, &Limits::none());
        for plan in plans.iter() {
            let gains = gains(&problem, &plan.value);
            let counted = || gains.iter().zip(&weights).filter(|(_, w)| **w > 0.0);
            let least = counted().map(|(g, w)| g / w).fold(f64::INFINITY, f64::min);
            let product: f64 = counted().map(|(g, w)| g.max(0.0).powf(*w)).product();
            let sum: f64 = counted().map(|(g, w)| g * w).sum();
            assert!(
                least <= ceiling.egalitarian(&weights),
                "model {seed}: {least} {ceiling:?}"
            );
            assert!(
                product <= ceiling.nash(&weights),
                "model {seed}: {product} {ceiling:?}"
            );
            assert!(
                sum <= ceiling.utilitarian(&weights),
                "model {seed}: {sum} {ceiling:?}"
            );
        }
    }
    assert!(seen > 100, "{seen}");
}

/// Mean over seeds of how far the best least gain and the best geometric mean lie below their ceilings, as shares of these.
fn gaps(topics: usize, actors: usize, talks: Talks) -> (f64, f64) {
    let weights = vec![1.0; actors];
    let (mut egalitarian, mut nash, seeds) = (0.0, 0.0, 6);
    for seed in 0..seeds {
        let text = sequencing::text(topics, actors, 40, talks, seed);
        let problem = common::problem(&format!("sequencing {seed}"), &text);
        let graph = Graph::expand(&problem, &Limits::none()).unwrap();
        let frontier = roads(&problem, &graph, &Limits::none()).unwrap().frontier;
        let least = frontier
            .iter()
            .map(|r| r.gain.iter().copied().fold(f64::INFINITY, f64::min));
        let mean = frontier.iter().map(|r| {
            r.gain
                .iter()
                .map(|g| g.max(0.0))
                .product::<f64>()
                .powf(1.0 / actors as f64)
        });
        let (least, mean) = (least.fold(0.0, f64::max), mean.fold(0.0, f64::max));
        let bounder = Bounder::new(&problem, &problem.status_quo());
        let ceiling = bounder.ceiling(&weights, 120, &Limits::none());
        let (high, product) = (
            ceiling.egalitarian(&weights),
            ceiling.nash(&weights).powf(1.0 / actors as f64),
        );
        assert!(least <= high && mean <= product, "seed {seed}");
        egalitarian += (high - least) / high / seeds as f64;
        nash += (product - mean) / product / seeds as f64;
    }
    (egalitarian, nash)
}

#[test]
fn ceilings_are_near_the_best_plans() {
    let (egalitarian, nash) = gaps(11, 2, Talks::Trusting);
    assert!(egalitarian < 0.07 && nash < 0.03, "{egalitarian} {nash}");
    let (egalitarian, nash) = gaps(11, 2, Talks::Doubtful);
    assert!(egalitarian < 0.12 && nash < 0.09, "{egalitarian} {nash}");
}

#[test]
fn a_bound_told_to_stop_is_a_bound_all_the_same() {
    let text = sequencing::text(11, 2, 40, Talks::Doubtful, 1);
    let problem = common::problem("sequencing", &text);
    let stop = Limits::none().stopping_on(Arc::new(AtomicBool::new(true)));
    let bounder = Bounder::new(&problem, &problem.status_quo());
    let stopped = bounder.weighted(&[1.0, 1.0], 300, &stop);
    let glance = bounder.weighted(&[1.0, 1.0], 0, &Limits::none());
    let found = bounder.weighted(&[1.0, 1.0], 60, &Limits::none());
    assert_eq!(stopped, f64::INFINITY);
    assert!(found < 0.9 * glance, "{found} {glance}");
}
