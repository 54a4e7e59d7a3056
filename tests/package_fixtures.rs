//! The package question on every fixture: counts, frontiers, concepts, conflict and correction sets.

mod common;

use winset::base::{ConstraintId, Limits};
use winset::problem::Problem;
use winset::search::concept::{Concept, best, weights};
use winset::search::package::frontier;
use winset::study::{reasons, survey};

#[test]
fn every_fixture_agrees() {
    for (name, problem, expect) in common::fixtures() {
        let limits = Limits::none();
        let settlements = problem.settlements().unwrap() as u64;
        assert_eq!(
            settlements,
            expect["settlements"].as_u64().unwrap(),
            "{name}"
        );
        let survey = survey(&problem, &limits).unwrap().unwrap();
        assert_eq!(
            survey.packages,
            expect["packages"].as_u64().unwrap(),
            "{name}"
        );
        let frontier = frontier(&problem, &limits).unwrap();
        let gains: Vec<_> = frontier.iter().map(|p| p.gain.clone()).collect();
        let floats = |rows: &[usize]| -> Vec<Vec<f64>> {
            let rows = rows
                .iter()
                .map(|i| gains[*i].iter().map(|p| p.to_f64()).collect());
            rows.collect()
        };
        let all: Vec<usize> = (0..gains.len()).collect();
        let expected = common::vectors(&expect["package_frontier"]);
        assert!(common::same_vectors(floats(&all), expected, 1e-9), "{name}");
        for concept in Concept::ALL {
            let key = concept.id().replace('-', "_");
            let Some(expected) = expect["package_concepts"].get(&key) else {
                assert!(frontier.is_empty(), "{name} {key}");
                continue;
            };
            let found = floats(&best(concept, &gains, &weights(&problem)));
            let expected = common::vectors(expected);
            assert!(
                common::same_vectors(found.clone(), expected.clone(), 1e-9),
                "{name} {key} {found:?} {expected:?}"
            );
        }
        if frontier.is_empty() {
            for survey in [Some(&survey), None] {
                let reasons = reasons(&problem, survey, &limits).unwrap();
                assert!(reasons.complete, "{name}");
                let found = named(&problem, &reasons.conflict_sets);
                assert_eq!(found, listed(&expect["conflict_sets"]), "{name}");
                let found = named(&problem, &reasons.correction_sets);
                assert_eq!(found, listed(&expect["correction_sets"]), "{name}");
            }
        }
    }
}

fn named(problem: &Problem, sets: &[Vec<ConstraintId>]) -> Vec<Vec<String>> {
    let name = |c: &ConstraintId| problem.names.constraints[*c].id.clone();
    sorted(
        sets.iter()
            .map(|set| set.iter().map(name).collect())
            .collect(),
    )
}

fn listed(value: &serde_json::Value) -> Vec<Vec<String>> {
    sorted(serde_json::from_value(value.clone()).unwrap())
}

fn sorted(mut sets: Vec<Vec<String>>) -> Vec<Vec<String>> {
    sets.iter_mut().for_each(|set| set.sort());
    sets.sort();
    sets
}
