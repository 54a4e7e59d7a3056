//! Models with known answers (`tests/fixtures`): the judge against an independent brute-force implementation.
//!
//! Packages are enumerated, every listed plan is replayed, and the frontier of plans is found from the judge's own building blocks by
//! the recursion of SEMANTICS §3.7.

mod common;

use common::recursion::{Moves, Recursion, gains, reached};
use serde_json::Value;
use winset::base::Points;
use winset::check::{enumerate_packages, judge_frontier, judge_plan};
use winset::problem::Problem;

fn vector(value: &Value) -> Vec<f64> {
    let entries = value.as_array().unwrap().iter();
    entries.map(|x| x.as_f64().unwrap()).collect()
}

fn near(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-6)
}

#[test]
fn packages_agree() {
    for (name, problem, expect) in common::fixtures() {
        let found = enumerate_packages(&problem, 100_000).unwrap();
        assert_eq!(
            u64::try_from(found.settlements).ok(),
            expect["settlements"].as_u64(),
            "{name}"
        );
        assert_eq!(
            u64::try_from(found.packages).ok(),
            expect["packages"].as_u64(),
            "{name}"
        );
        // Nine places is all there is, so the expected decimals are exact.
        let exact = |gains: Vec<f64>| -> Vec<Points> {
            let billionths = gains.iter().map(|g| (g * 1e9).round() as i128);
            billionths.map(Points::from_billionths).collect()
        };
        let expected = common::vectors(&expect["package_frontier"]);
        let mut expected: Vec<_> = expected.into_iter().map(exact).collect();
        expected.sort();
        let gains: Vec<_> = found.frontier.iter().map(|(g, _)| g.clone()).collect();
        assert_eq!(gains, expected, "{name}");
        assert_eq!(judge_frontier(&problem, &found.frontier), Ok(()), "{name}");
    }
}

#[test]
fn listed_plans_hold_and_earn_what_they_claim() {
    for (name, problem, expect) in common::fixtures() {
        for plan in expect["plans"].as_array().unwrap() {
            let rounds = plan["rounds"].as_array().unwrap().iter();
            let rounds: Vec<Moves> = rounds.map(|round| moves(&problem, round)).collect();
            let verdict = judge_plan(&problem, &rounds)
                .unwrap_or_else(|fault| panic!("{name}: {plan}: {fault:?}"));
            assert!(verdict.breaches_checked(), "{name}");
            let claimed = vector(&plan["gain"]);
            assert!(
                near(&verdict.gains, &claimed),
                "{name}: {plan}: {:?}",
                verdict.gains
            );
        }
    }
}

/// Moves are written `topic=option`.
fn moves(problem: &Problem, round: &Value) -> Moves {
    let one = |written: &Value| {
        let (topic, option) = written.as_str().unwrap().split_once('=').unwrap();
        let mut topics = problem.names.topics.entries();
        let (id, names) = topics.find(|(_, t)| t.id == topic).unwrap();
        let mut options = names.options.entries();
        (id, options.find(|(_, o)| o.0 == option).unwrap().0)
    };
    round.as_array().unwrap().iter().map(one).collect()
}

#[test]
fn plan_frontiers_agree_with_plain_recursion() {
    for (name, problem, expect) in common::fixtures() {
        let start = problem.status_quo();
        let reached = reached(&problem);
        assert_eq!(
            Some(reached.len() as u64),
            expect["reached"].as_u64(),
            "{name}"
        );
        let mut search = Recursion::new(&problem);
        let found: Vec<Vec<f64>> = search
            .plans(&start)
            .iter()
            .map(|plan| gains(&problem, &plan.value))
            .collect();
        let expected = common::vectors(&expect["plan_frontier"]);
        let same = common::same_vectors(found.clone(), expected.clone(), 1e-6);
        assert!(same, "{name}:\nfound    {found:?}\nexpected {expected:?}");
    }
}
