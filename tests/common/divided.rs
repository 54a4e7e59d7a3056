//! What is expected of a model with divisible topics, over the continuum.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use winset::base::{ConstraintId, Limits, Points, Ratio, ratio_to_f64};
use winset::problem::{Division, Problem};
use winset::search::concept::Concept;
use winset::study::why::divided_relaxations;
use winset::study::{DividedAnswer, divided_packages, divisible_slack};

/// Expected numbers are written to six decimals.
const TOLERANCE: f64 = 1e-6;

/// What is not stated is not asked.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Divided {
    /// All breakpoints, in order.
    frontier: Option<Vec<Vec<f64>>>,
    /// Points that lie on it, breakpoints or not.
    #[serde(default)]
    on_frontier: Vec<Vec<f64>>,
    /// How many pairs of breakpoints are joined.
    segments: Option<usize>,
    /// Gains, and values of the topics that are neither all nor nothing.
    #[serde(default)]
    concepts: BTreeMap<String, Share>,
    /// Conflict sets where there is no package.
    conflict_sets: Option<Vec<Vec<String>>>,
    /// The least largest change of any constraint on a number that makes a package possible.
    slack: Option<f64>,
    /// How far numbers must give way to open a package.
    relaxations: Option<Relaxed>,
}

/// The least largest change; how few changes are enough, and the least largest of these.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Relaxed {
    least: f64,
    fewest: usize,
    by: f64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Share {
    gain: Vec<f64>,
    divided: Option<BTreeMap<String, f64>>,
}

/// What is stated and not so.
pub fn compare_divided(problem: &Problem, expected: &Divided) -> Vec<String> {
    let answer = divided_packages(problem, &Limits::none()).unwrap();
    let mut different = Vec::new();
    let points: Vec<Vec<f64>> = answer.points.iter().map(|p| floats(&p.gain)).collect();
    if let Some(frontier) = &expected.frontier {
        let agree = frontier.iter().zip(&points).all(|(a, b)| near(a, b));
        if frontier.len() != points.len() || !agree {
            different.push(format!("frontier: {points:?}"));
        }
    }
    if expected
        .segments
        .is_some_and(|n| n != answer.segments.len())
    {
        different.push(format!("segments: {}", answer.segments.len()));
    }
    for point in expected.on_frontier.iter().filter(|p| !is_on(&answer, p)) {
        different.push(format!("{point:?} is not on the frontier"));
    }
    for (concept, share) in &expected.concepts {
        let found = found(problem, &answer, concept);
        let agrees = found.as_ref().is_some_and(|(gain, parts)| {
            let divided = share.divided.as_ref();
            near(&share.gain, gain) && divided.is_none_or(|wanted| same_parts(wanted, parts))
        });
        if !agrees {
            different.push(format!("divided {concept}: {found:?}"));
        }
    }
    if let Some(sets) = &expected.conflict_sets {
        let found = conflict_sets(problem, &answer);
        if found != *sets {
            different.push(format!("conflict sets: {found:?}"));
        }
    }
    if let Some(wanted) = expected.slack {
        let found = divisible_slack(problem, &|_| true, &Limits::none()).unwrap();
        let found = found.map(|slack| ratio_to_f64(&slack.largest));
        if found.is_none_or(|found| (found - wanted).abs() > TOLERANCE) {
            different.push(format!("slack: {found:?}"));
        }
    }
    if let Some(wanted) = &expected.relaxations {
        let found = divided_relaxations(problem, Concept::Nash, &Limits::none()).unwrap();
        let (least, fewest) = (found.least.unwrap(), found.fewest.unwrap());
        let numbers = [least.largest(), fewest.largest()].map(|r| ratio_to_f64(&r));
        if fewest.changes.len() != wanted.fewest || !near(&numbers, &[wanted.least, wanted.by]) {
            different.push(format!("relaxations: {numbers:?} {fewest:?}"));
        }
    }
    different
}

fn floats(gain: &[Ratio]) -> Vec<f64> {
    gain.iter().map(ratio_to_f64).collect()
}

fn near(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < TOLERANCE)
}

fn same_parts(a: &BTreeMap<String, f64>, b: &BTreeMap<String, f64>) -> bool {
    let near = |((topic, a), (other, b)): ((&String, &f64), (&String, &f64))| {
        topic == other && (a - b).abs() < TOLERANCE
    };
    a.len() == b.len() && a.iter().zip(b).all(near)
}

/// Gain of a concept, and the values strictly inside of their ranges.
fn found(
    problem: &Problem,
    answer: &DividedAnswer,
    concept: &str,
) -> Option<(Vec<f64>, BTreeMap<String, f64>)> {
    if concept == "adjusted-winner" {
        let winner = answer.winner.as_ref().ok()?;
        return Some((floats(&winner.gain), parts(problem, &winner.package)));
    }
    let found = answer.concepts.iter().find(|a| a.concept.id() == concept)?;
    Some((floats(&found.gain), parts(problem, &found.package)))
}

fn parts(problem: &Problem, package: &Division) -> BTreeMap<String, f64> {
    let ranges = problem.divisible().filter_map(|(topic, range)| {
        let offset = &package.place(topic)?.offset;
        let inside = *offset > Points::ZERO.ratio() && *offset < range.length().ratio();
        let value = ratio_to_f64(&range.value(offset));
        inside.then(|| (problem.names.topics[topic].id.clone(), value))
    });
    ranges.collect()
}

fn conflict_sets(problem: &Problem, answer: &DividedAnswer) -> Vec<Vec<String>> {
    let id = |c: &ConstraintId| problem.names.constraints[*c].id.clone();
    let sets = answer.reasons.iter().flat_map(|r| &r.conflict_sets);
    let mut sets: Vec<Vec<String>> = sets.map(|set| set.iter().map(id).collect()).collect();
    sets.iter_mut().for_each(|set| set.sort());
    sets.sort();
    sets
}

/// A breakpoint, or between two that are joined.
fn is_on(answer: &DividedAnswer, point: &[f64]) -> bool {
    let at = |place: usize| floats(&answer.points[place].gain);
    let joined = answer.segments.iter().any(|segment| {
        let (from, to) = (at(segment.ends.0), at(segment.ends.1));
        let share = (point[0] - from[0]) / (to[0] - from[0]);
        let pairs = from.iter().zip(&to);
        let on: Vec<f64> = pairs.map(|(a, b)| a + share * (b - a)).collect();
        (0.0..=1.0).contains(&share) && near(&on, point)
    });
    joined || (0..answer.points.len()).any(|place| near(&at(place), point))
}
