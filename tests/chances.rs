//! Chances of walking a road: the absorbing chain against plain products (SEMANTICS §3.8).

mod common;

use winset::base::Limits;
use winset::check::judge_plan;
use winset::study::{chances, plans};

#[test]
fn the_chain_agrees_with_plain_products() {
    let mut roads = 0;
    for (name, problem, _) in common::fixtures() {
        let answer = plans(&problem, &Limits::none()).unwrap();
        for road in &answer.frontier {
            let verdict = judge_plan(&problem, &road.rounds).unwrap();
            let chain = chances(&verdict);
            let (mut alive, mut rounds, mut failed) = (1.0, 0.0, 0.0);
            for (own, begun) in verdict.rounds.iter().zip(&chain.begun) {
                assert!((begun - alive).abs() < 1e-12, "{name}");
                rounds += alive;
                failed += alive * (1.0 - own.honoured * own.survives);
                alive *= own.honoured * own.survives;
            }
            assert!((chain.completed - alive).abs() < 1e-12, "{name}");
            assert!((chain.rounds - rounds).abs() < 1e-12, "{name}");
            let told: f64 = chain.failures.iter().map(|f| f.chance).sum();
            assert!((told - failed).abs() < 1e-12, "{name}");
            roads += 1;
        }
    }
    assert!(roads > 200, "{roads}");
}

/// A round that is not honoured leaves the residue of what was in force before it; a leak or hazard after it, of what is then.
#[test]
fn residues_are_those_of_where_the_talks_end() {
    let problem = common::load("models/two-valleys.yaml");
    let answer = plans(&problem, &Limits::none()).unwrap();
    for road in &answer.frontier {
        let verdict = judge_plan(&problem, &road.rounds).unwrap();
        for failure in chances(&verdict).failures {
            let round = &verdict.rounds[failure.round];
            let force = if failure.broken {
                &round.in_force_before
            } else {
                &round.in_force_after
            };
            assert_eq!(failure.residue, problem.residue(force));
        }
    }
}
