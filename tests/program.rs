//! Point solutions by 0/1 program agree with the frontier where both can be had.

mod common;

use winset::base::{Limits, Points};
use winset::check::judge_package;
use winset::problem::Problem;
use winset::search::concept::{Concept, best, weights};
use winset::search::package::frontier;
use winset::search::package::program::{Best, egalitarian, utilitarian};

/// Is what the program found one of the packages that share the best key, or worth the same by it?
fn agrees(name: &str, problem: &Problem, concept: Concept, found: Result<Option<Best>, String>) {
    let points = frontier(problem, &Limits::none()).unwrap();
    let Some(found) = found.unwrap() else {
        assert!(points.is_empty(), "{name} {concept:?}");
        return;
    };
    let verdict = judge_package(problem, &found.package);
    assert!(verdict.is_package(), "{name} {concept:?}");
    let mut gains: Vec<Vec<Points>> = points.iter().map(|p| p.gain.clone()).collect();
    let weights = weights(problem);
    let top = best(concept, &gains, &weights)[0];
    let value = |gain: &[Points]| -> Points {
        match concept {
            Concept::Utilitarian => {
                let terms = gain.iter().zip(&weights);
                terms
                    .map(|(g, w)| {
                        Points::from_billionths(g.billionths() * w.billionths() / 1_000_000_000)
                    })
                    .sum()
            }
            _ => Points::ZERO,
        }
    };
    if concept == Concept::Utilitarian {
        assert_eq!(value(&verdict.gains), value(&gains[top]), "{name}");
    } else {
        // The whole leximin key must be the best one.
        gains.push(verdict.gains);
        assert!(
            best(concept, &gains, &weights).contains(&(gains.len() - 1)),
            "{name}"
        );
    }
}

#[test]
fn fixtures_agree() {
    for (name, problem, _) in common::fixtures() {
        let weights = weights(&problem);
        agrees(
            &name,
            &problem,
            Concept::Utilitarian,
            utilitarian(&problem, &weights, 60.0),
        );
        agrees(
            &name,
            &problem,
            Concept::Egalitarian,
            egalitarian(&problem, &weights, 60.0),
        );
    }
}
