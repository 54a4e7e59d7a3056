//! Answers by name, whatever the order of the model's file.

use std::collections::{BTreeMap, BTreeSet};

use winset::base::{OptionId, TopicId};
use winset::problem::{Problem, Settlement};
use winset::search::concept::Concept;
use winset::search::plan::Road;
use winset::study::{PackageAnswer, PlanAnswer};

/// Gains by actor, to a millionth.
pub type Gains = BTreeMap<String, i64>;
/// Options by topic.
pub type Options = BTreeMap<String, String>;

pub fn gains(problem: &Problem, gains: impl IntoIterator<Item = f64>) -> Gains {
    let actors = problem.consenting.iter();
    let names = actors.map(|a| problem.names.actors[*a].0.clone());
    let rounded = gains.into_iter().map(|gain| (gain * 1e6).round() as i64);
    names.zip(rounded).collect()
}

fn options(problem: &Problem, moves: impl Iterator<Item = (TopicId, OptionId)>) -> Options {
    let named = moves.map(|(topic, option)| {
        let topic = &problem.names.topics[topic];
        (topic.id.clone(), topic.options[option].0.clone())
    });
    named.collect()
}

pub fn settlement(problem: &Problem, settlement: &Settlement) -> Options {
    options(problem, settlement.iter())
}

pub fn rounds(problem: &Problem, road: &Road) -> Vec<Options> {
    let rounds = road.rounds.iter();
    rounds
        .map(|round| options(problem, round.iter().copied()))
        .collect()
}

/// A frontier, and the answer of each concept.
#[derive(Debug, PartialEq)]
pub struct Named<T: Ord> {
    pub frontier: BTreeSet<(Gains, T)>,
    pub concepts: BTreeMap<&'static str, Vec<T>>,
}

impl<T: Ord + Clone> Named<T> {
    fn new(points: Vec<(Gains, T)>, concepts: &[(Concept, Vec<usize>)]) -> Self {
        let own = |(concept, ties): &(Concept, Vec<usize>)| {
            let ties = ties.iter().map(|i| points[*i].1.clone()).collect();
            (concept.id(), ties)
        };
        Self {
            concepts: concepts.iter().map(own).collect(),
            frontier: points.iter().cloned().collect(),
        }
    }
}

pub fn packages(problem: &Problem, answer: &PackageAnswer) -> Named<Options> {
    let points = answer.frontier.iter().map(|point| {
        let gain = point.gain.iter().map(|g| g.to_f64());
        (gains(problem, gain), settlement(problem, &point.package))
    });
    Named::new(points.collect(), &answer.concepts)
}

pub fn plans(problem: &Problem, answer: &PlanAnswer) -> Named<Vec<Options>> {
    let points = answer.frontier.iter().map(|road| {
        let gain = gains(problem, road.gain.iter().copied());
        (gain, rounds(problem, road))
    });
    Named::new(points.collect(), &answer.concepts)
}
