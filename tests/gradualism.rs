//! Exact analytic cases of gradual trust that need more than gains and roads; the others are `tests/literature`.

mod common;

use winset::base::{ActorId, Id, OptionId, TopicId};
use winset::check::judge_plan;
use winset::problem::Problem;

/// A doubter puts a builder to tests, topic by topic: trust before, then (reliable, unreliable) per test.
fn tested(trust: f64, tests: &[(f64, f64)]) -> Problem {
    let mut text = String::from("winset: 1\ntitle: Tests\ntopics:\n");
    for (i, (reliable, unreliable)) in tests.iter().enumerate() {
        text += &format!(
            "  test-{i}: [open, {{id: passed, by: [builder], test: {{about: builder, passes: {{reliable: {reliable}, unreliable: {unreliable}}}}}}}]\n"
        );
    }
    let interests = (0..tests.len()).map(|i| format!("test-{i}: 1"));
    let interests = interests.collect::<Vec<_>>().join(", ");
    text += &format!(
        "actors:\n  doubter: {{interests: {{{interests}}}, trusts: {{builder: {trust}}}}}\n  builder: {{interests: {{{interests}}}, trusts: {{doubter: 1}}}}\n"
    );
    common::problem("tests", &text)
}

/// What one order of the tests does: the doubter's belief before each and at the end, and the chance of passing each.
struct Walk {
    beliefs: Vec<f64>,
    passed: Vec<f64>,
}

fn walk(problem: &Problem, order: &[usize]) -> Walk {
    let (doubter, builder) = (0, 1);
    assert_eq!(problem.consenting[doubter], ActorId::new(0));
    let rounds: Vec<_> = order
        .iter()
        .map(|test| vec![(TopicId::new(*test), OptionId::new(1))])
        .collect();
    let verdict = judge_plan(problem, &rounds).unwrap();
    let before = verdict.rounds.iter().map(|r| r.beliefs[doubter][builder]);
    let end = verdict.end.beliefs[doubter][builder];
    Walk {
        beliefs: before.chain([end]).collect(),
        passed: verdict.rounds.iter().map(|r| r.honoured).collect(),
    }
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} {expected}");
}

/// Odds multiply by 0.95 / 0.4 at each step passed, from even; the chance to pass the next is b 0.95 + (1 - b) 0.4; the chance to have
/// passed n is 0.5 (0.95^n + 0.4^n).
#[test]
fn belief_is_odds_times_likelihood_ratios() {
    let problem = tested(0.5, &[(0.95, 0.4); 5]);
    let walk = walk(&problem, &[0, 1, 2, 3, 4]);
    let posterior = [0.5, 0.703704, 0.849412, 0.930539, 0.969528, 0.986939];
    let passed = [0.675, 0.787037, 0.867176, 0.911796, 0.93324];
    let survival = [0.675, 0.53125, 0.4606875, 0.4200531, 0.3920105];
    for (found, expected) in walk.beliefs.iter().zip(posterior) {
        close(*found, expected, 1e-6);
    }
    let mut survived = 1.0;
    for step in 0..5 {
        close(walk.passed[step], passed[step], 1e-6);
        survived *= walk.passed[step];
        close(survived, survival[step], 1e-6);
        let closed = 0.5 * (0.95f64.powi(step as i32 + 1) + 0.4f64.powi(step as i32 + 1));
        close(survived, closed, 1e-12);
    }
}

/// Steps are exchangeable: in whatever order they come, belief and survival end where t prod hR + (1 - t) prod hU puts them.
#[test]
fn order_does_not_matter() {
    let tests = [(0.95, 0.4), (0.99, 0.8), (0.9, 0.2)];
    let trust = 0.3;
    let problem = tested(trust, &tests);
    let reliable: f64 = tests.iter().map(|t| t.0).product();
    let unreliable: f64 = tests.iter().map(|t| t.1).product();
    let survival = trust * reliable + (1.0 - trust) * unreliable;
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let walk = walk(&problem, &order);
        close(walk.passed.iter().product(), survival, 1e-12);
        close(walk.beliefs[3], trust * reliable / survival, 1e-12);
    }
}

/// A check that passes with s after an honoured step and with f after a cheated one has the ratio
/// (hR s + (1 - hR) f) / (hU s + (1 - hU) f): 1.653846 for s = 0.98, f = 0.3, hR = 0.95, hU = 0.4; 2.375 when it is perfect, 1 when it is blind.
#[test]
fn a_check_is_worth_its_likelihood_ratio() {
    let (honest, other): (f64, f64) = (0.95, 0.4);
    for (s, f, ratio) in [
        (0.98, 0.3, 1.653846153846154),
        (1.0, 0.0, 2.375),
        (0.5, 0.5, 1.0),
    ] {
        let passes = |h: f64| ((h * s + (1.0 - h) * f) * 1e9).round() / 1e9;
        let problem = tested(0.5, &[(passes(honest), passes(other))]);
        let belief = walk(&problem, &[0]).beliefs[1];
        close(belief / (1.0 - belief), ratio, 1e-8);
    }
}
