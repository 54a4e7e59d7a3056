//! Answers where the frontier is not whole: what is proved of single concepts, gaps, and packages that stand for the rest,
//! against plain enumeration of models that have just too little room.

mod common;

use winset::base::{Limits, Points};
use winset::check::{enumerate_packages, judge_package};
use winset::problem::Problem;
use winset::search::concept::{Concept, best, weights};
use winset::study::{Extent, packages};

const TOPICS: u64 = 7;

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

/// Seven topics of three options, three to five actors of different weights, a budget, exclusions and a linkage.
fn model(seed: u64) -> Problem {
    let mut numbers = Numbers(seed);
    let actors = 3 + seed % 3;
    let mut text = String::from("winset: 1\ntopics:\n");
    for t in 0..TOPICS {
        text += &format!("  t{t}: {{unsettled: true, options: [a, b, c]}}\n");
    }
    text += "actors:\n";
    for actor in 0..actors {
        let weight = [1, 2, 1, 3][numbers.below(4) as usize];
        text += &format!(
            "  p{actor}:\n    weight: {weight}\n    walk_away: {}\n    interests:\n",
            numbers.below(60)
        );
        for t in 0..TOPICS {
            let worth: Vec<u64> = (0..3).map(|_| numbers.below(40)).collect();
            text += &format!("      t{t}: {worth:?}\n");
        }
        let bonus = numbers.below(20);
        text += &format!(
            "    linkages: [{{when: {{t{}: b, t6: \"b..\"}}, value: {bonus}}}]\n",
            actor % 5
        );
    }
    text += "rules:\n  - {id: purse, budget: 50, amounts: {";
    let amounts: Vec<String> = (0..TOPICS)
        .map(|t| format!("t{t}: [{}, 6, 9]", numbers.below(9)))
        .collect();
    text += &format!(
        "{}}}}}\n  - {{id: apart, never: {{t1: c, t2: a}}}}\n",
        amounts.join(", ")
    );
    common::problem(&format!("seed {seed}"), &text)
}

#[test]
fn what_is_claimed_of_too_large_frontiers_holds() {
    let (mut covers, mut gaps) = (0, 0);
    for seed in 0..60 {
        let problem = model(seed);
        let all = enumerate_packages(&problem, 100_000).unwrap();
        let room = [15, 60, 150][seed as usize % 3];
        let Ok(answer) = packages(&problem, &Limits::none().with_size(room)) else {
            continue;
        };
        if matches!(answer.extent, Extent::Whole(_)) {
            assert_eq!(answer.frontier.len(), all.frontier.len(), "seed {seed}");
            continue;
        }
        for point in &answer.frontier {
            let verdict = judge_package(&problem, &point.package);
            assert!(
                verdict.is_package() && verdict.gains == point.gain,
                "seed {seed}"
            );
        }
        let weights = weights(&problem);
        let gains: Vec<Vec<Points>> = all.frontier.iter().map(|(g, _)| g.clone()).collect();
        for grade in &answer.grades {
            let own = answer
                .concepts
                .iter()
                .find(|(c, _)| *c == grade.concept)
                .unwrap();
            let truth = best(grade.concept, &gains, &weights);
            if grade.proved {
                assert_eq!(grade.gap, Some(0.0));
                let mut found: Vec<_> = own.1.iter().map(|i| &answer.frontier[*i].gain).collect();
                let mut truth: Vec<_> = truth.iter().map(|i| &gains[*i]).collect();
                found.sort();
                truth.sort();
                assert_eq!(found, truth, "seed {seed} {:?}", grade.concept);
            } else if grade.concept == Concept::Utilitarian {
                gaps += 1;
                let sum = |g: &[Points]| -> f64 {
                    g.iter()
                        .zip(&weights)
                        .map(|(g, w)| g.to_f64() * w.to_f64())
                        .sum()
                };
                let found = sum(&answer.frontier[own.1[0]].gain);
                let bound = found / (1.0 - grade.gap.unwrap());
                assert!(bound >= sum(&gains[truth[0]]) - 1e-6, "seed {seed}");
            }
        }
        if let Extent::Cover(within) = &answer.extent {
            covers += 1;
            for gain in &gains {
                let reaches = |p: &[Points]| {
                    p.iter()
                        .zip(within)
                        .zip(gain)
                        .all(|((p, w), g)| *p + *w >= *g)
                };
                let stands = answer.frontier.iter().any(|p| reaches(&p.gain));
                assert!(stands, "seed {seed}: nothing stands for {gain:?}");
            }
        }
    }
    // The models are such that covers and gaps come up; that what is proved is so, random models of the language tell.
    assert!(covers > 10 && gaps > 10, "{covers} {gaps}");
}
