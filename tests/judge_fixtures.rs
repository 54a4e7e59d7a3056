//! Models with known answers (`tests/fixtures`): the judge against an independent brute-force implementation.
//!
//! Packages are enumerated, every listed plan is replayed, and the frontier of plans is found from the judge's own building blocks by
//! the recursion of SEMANTICS §3.7.

mod common;

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use serde_json::Value;
use winset::base::{Id, OptionId, Points, TopicId};
use winset::check::{
    admissible, enumerate_packages, exchange_value, judge_frontier, judge_plan, may_stay,
    stay_threshold, stay_value, threshold,
};
use winset::problem::{Problem, Settlement};

type Moves = Vec<(TopicId, OptionId)>;

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
        let mut search = Recursion {
            problem: &problem,
            known: HashMap::new(),
        };
        let found: Vec<Vec<f64>> = search
            .labels(&start)
            .iter()
            .map(|v| gains(&problem, v))
            .collect();
        let expected = common::vectors(&expect["plan_frontier"]);
        let same = common::same_vectors(found.clone(), expected.clone(), 1e-6);
        assert!(same, "{name}:\nfound    {found:?}\nexpected {expected:?}");
    }
}

fn gains(problem: &Problem, values: &[f64]) -> Vec<f64> {
    let actors = problem.consenting.iter().zip(values);
    actors
        .map(|(actor, v)| v - problem.actors[*actor].walk_away.to_f64())
        .collect()
}

/// The settlements that admissible exchanges lead to from the status quo.
fn reached(problem: &Problem) -> BTreeSet<Settlement> {
    let mut reached = BTreeSet::from([problem.status_quo()]);
    let mut open = vec![problem.status_quo()];
    while let Some(at) = open.pop() {
        for next in exchanges(problem, &at) {
            if reached.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    reached
}

/// Where admissible exchanges lead from a settlement: every set of moves is tried.
fn exchanges(problem: &Problem, at: &Settlement) -> Vec<Settlement> {
    let mut sets: Vec<Moves> = vec![Vec::new()];
    for (topic, parts) in problem.topics.entries() {
        for moves in sets.clone() {
            if moves.len() < problem.talks.moves_per_round {
                let options = (1..parts.rungs.len()).map(OptionId::new);
                sets.extend(options.map(|option| {
                    let mut more = moves.clone();
                    more.push((topic, option));
                    more
                }));
            }
        }
    }
    let fair = sets
        .into_iter()
        .filter(|m| admissible(problem, at, m).is_ok());
    fair.map(|moves| {
        let mut next = at.clone();
        moves
            .iter()
            .for_each(|(topic, option)| next.set(*topic, *option));
        next
    })
    .collect()
}

/// §3.7: the maximal value vectors of the plans from a settlement, by memoised recursion.
struct Recursion<'p> {
    problem: &'p Problem,
    known: HashMap<Settlement, Rc<Vec<Vec<f64>>>>,
}

impl Recursion<'_> {
    fn labels(&mut self, at: &Settlement) -> Rc<Vec<Vec<f64>>> {
        if let Some(known) = self.known.get(at) {
            return known.clone();
        }
        let problem = self.problem;
        let mut all = Vec::new();
        if may_stay(problem, at) {
            let value = stay_value(problem, at);
            if self.at_least(&value, &stay_threshold(problem, at)) {
                all.push(value);
            }
        }
        for next in exchanges(problem, at) {
            let continuations = self.labels(&next);
            if continuations.is_empty() {
                continue;
            }
            let least = threshold(problem, at, &next);
            let values = continuations
                .iter()
                .map(|v| exchange_value(problem, at, &next, v));
            all.extend(values.filter(|v| self.at_least(v, &least)));
        }
        let kept = Rc::new(self.maximal(all));
        self.known.insert(at.clone(), kept.clone());
        kept
    }

    fn at_least(&self, these: &[f64], those: &[f64]) -> bool {
        let tolerance = self.problem.tolerance();
        these.iter().zip(those).all(|(a, b)| *a >= b - tolerance)
    }

    /// In descending order, a vector is dropped when a kept one is at least it; then kept ones that one kept after them equals or exceeds.
    fn maximal(&self, mut all: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
        all.sort_by(|a, b| b.partial_cmp(a).unwrap());
        let mut kept: Vec<Vec<f64>> = Vec::new();
        for vector in all {
            if !kept.iter().any(|k| self.at_least(k, &vector)) {
                kept.push(vector);
            }
        }
        let survives = |i: &usize| !kept[i + 1..].iter().any(|k| self.at_least(k, &kept[*i]));
        let places: Vec<usize> = (0..kept.len()).filter(survives).collect();
        places.into_iter().map(|i| kept[i].clone()).collect()
    }
}
