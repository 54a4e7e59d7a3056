//! The plan question on every fixture: settlements reached, frontiers, concepts; every plan is judged and earns what it claims.

mod common;

use winset::base::Limits;
use winset::check::judge_plan;
use winset::graph::Graph;
use winset::problem::Problem;
use winset::search::concept::{Concept, best, weights};
use winset::search::plan::{Roads, roads};

fn solve(problem: &Problem) -> Roads {
    let limits = Limits::none();
    let graph = Graph::expand(problem, &limits).unwrap();
    roads(problem, &graph, &limits).unwrap()
}

/// Asserts that every plan holds and earns what it claims.
fn judge(name: &str, problem: &Problem, roads: &Roads) {
    for road in &roads.frontier {
        let verdict = judge_plan(problem, &road.rounds).unwrap_or_else(|f| panic!("{name} {f:?}"));
        assert!(verdict.breaches_checked(), "{name}");
        let claims = road.gain.iter().zip(&verdict.gains);
        let mut claims = claims.map(|(claimed, earned)| (claimed - earned).abs());
        assert!(
            claims.all(|d| d <= problem.tolerance()),
            "{name} {road:?} {verdict:?}"
        );
    }
}

#[test]
fn every_fixture_agrees() {
    for (name, problem, expect) in common::fixtures() {
        let found = solve(&problem);
        judge(&name, &problem, &found);
        agrees(&name, &problem, &found, &expect);
    }
}

fn agrees(name: &str, problem: &Problem, found: &Roads, expect: &serde_json::Value) {
    assert_eq!(
        found.reached as u64,
        expect["reached"].as_u64().unwrap(),
        "{name}"
    );
    let gains: Vec<_> = found.frontier.iter().map(|r| r.gain.clone()).collect();
    if let Some(expected) = expect.get("plan_frontier") {
        let expected = common::vectors(expected);
        assert!(
            common::same_vectors(gains.clone(), expected, 1e-6),
            "{name}"
        );
    }
    if let Some(size) = expect.get("plan_frontier_size") {
        assert_eq!(gains.len() as u64, size.as_u64().unwrap(), "{name}");
    }
    for concept in Concept::ALL {
        let Some(expected) = expect["plan_concepts"].get(concept.id().replace('-', "_")) else {
            assert!(gains.is_empty(), "{name}");
            continue;
        };
        let tied = best(concept, &gains, &weights(problem));
        let tied = tied.iter().map(|i| gains[*i].clone()).collect();
        assert!(
            common::same_vectors(tied, common::vectors(expected), 1e-6),
            "{name} {concept:?}"
        );
    }
}
