//! The plan question on every fixture: settlements reached, frontiers, concepts; every plan is judged and earns what it claims.

mod common;

use winset::base::{Limits, OptionId, TopicId};
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

#[test]
fn the_flagship_and_its_six_changes_agree() {
    let text = std::fs::read_to_string(common::file("models/two-valleys.yaml")).unwrap();
    let expect = std::fs::read_to_string(common::file("tests/flagship/two-valleys.expect.json"));
    let expect: serde_json::Value = serde_json::from_str(&expect.unwrap()).unwrap();
    let cases = expect.as_object().unwrap();
    assert_eq!(cases.len(), 7);
    for (name, case) in cases {
        let problem = common::problem(name, &changed(name, &text));
        let found = solve(&problem);
        judge(name, &problem, &found);
        agrees(name, &problem, &found, case);
        let gains: Vec<_> = found.frontier.iter().map(|r| r.gain.clone()).collect();
        let nash = best(Concept::Nash, &gains, &weights(&problem))[0];
        // Another implementation may break a tie otherwise: its plan must be worth the same, and ours come first by the rule.
        let expected = plan(&problem, &case["nash_plan"]);
        let verdict = judge_plan(&problem, &expected).unwrap();
        assert!(
            common::same_vectors(vec![verdict.gains], vec![gains[nash].clone()], 1e-7),
            "{name}"
        );
        let rank = |rounds: &[Vec<(TopicId, OptionId)>]| -> Vec<Vec<(usize, OptionId)>> {
            let ranks = &problem.names.topic_ranks;
            let rounds = rounds.iter();
            rounds
                .map(|round| round.iter().map(|(t, o)| (ranks[*t], *o)).collect())
                .collect()
        };
        let ours = &found.frontier[nash].rounds;
        assert!(
            (ours.len(), rank(ours)) <= (expected.len(), rank(&expected)),
            "{name}"
        );
    }
}

/// A plan written as rounds of `topic=option`, moves in the order of the tie rule.
fn plan(problem: &Problem, written: &serde_json::Value) -> Vec<Vec<(TopicId, OptionId)>> {
    let rounds: Vec<Vec<String>> = serde_json::from_value(written.clone()).unwrap();
    let found = |name: &String| {
        let (topic, option) = name.split_once('=').unwrap();
        let mut names = problem.names.topics.entries();
        let (id, names) = names.find(|(_, t)| t.id == topic).unwrap();
        let option = names
            .options
            .entries()
            .find(|(_, o)| o.0 == option)
            .unwrap()
            .0;
        (id, option)
    };
    let mut rounds: Vec<Vec<_>> = rounds
        .iter()
        .map(|r| r.iter().map(found).collect())
        .collect();
    for round in &mut rounds {
        round.sort_by_key(|(topic, _)| problem.names.topic_ranks[*topic]);
    }
    rounds
}

/// The flagship with the change that a case names.
fn changed(name: &str, text: &str) -> String {
    let replaced = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    };
    match name {
        "as it is" => text.to_owned(),
        "trust 0.35" => replaced(": 0.15}", ": 0.35}"),
        "trust 0.8" => replaced(": 0.15}", ": 0.8}"),
        "without enforcement" => replaced("step_gain: 0}", "step_gain: 0, enforcement: false}"),
        "one move a round" => replaced("moves_per_round: 2", "moves_per_round: 1"),
        "without the red line" => {
            let lines = text
                .lines()
                .filter(|l| !l.contains("red_lines:") && !l.contains("trust-before-heights"));
            lines.collect::<Vec<_>>().join("\n")
        }
        "without observers" => without_observers(text),
        other => panic!("no change is known by the name {other}"),
    }
}

fn without_observers(text: &str) -> String {
    let lines = text
        .lines()
        .map(|l| l.replace(", escrow: {observers: stationed}", ""));
    let mut kept = Vec::new();
    let mut lines = lines.peekable();
    while let Some(line) = lines.next() {
        if line.trim() == "observers:" {
            // The topic's options and performers go with it.
            lines.next();
            lines.next();
        } else if !line.trim().starts_with("observers:") {
            kept.push(line);
        }
    }
    kept.join("\n")
}
