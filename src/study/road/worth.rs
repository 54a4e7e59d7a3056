//! What is it worth: the plan question solved again without each measure, incentive, guarantee, test and escrow, and with
//! one more point of trust.

use rayon::prelude::*;

use super::opener::{Budget, road_of};
use super::parameter::Parameter;
use crate::base::{ActorId, Limits, Points, Stopped, TopicId};
use crate::problem::{
    Condition, Constraint, Curves, Escrow, Label, OptionSet, Problem, Scope, StateForm, StateRule,
};
use crate::search::concept::Concept;
use crate::search::plan::Road;

/// One point of trust: a hundredth.
pub const POINT: Points = Points::from_billionths(10_000_000);

/// Exchanges that all searches together may look at, as the model is: some seconds.
const MOST_EXCHANGES: usize = 2_000_000;

/// Room for one of them: without a penalty or a test a graph may be larger than it is.
const MOST_SIZE: u64 = 200_000;

/// Something that helps talks along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Help {
    /// A measure or an incentive; without it, the topic stays at its status quo.
    Topic(TopicId),
    /// The penalties on the rungs of a topic.
    Penalty(TopicId),
    /// The tests on the rungs of a topic.
    Test(TopicId),
    /// The escrow of the rungs of a topic.
    Escrow(TopicId),
    /// One point of trust of the first in the second, more than it has.
    Trust(ActorId, ActorId),
}

/// What something is worth.
#[derive(Clone, Debug)]
pub struct Worth {
    /// What.
    pub help: Help,
    /// The answer of the concept without it (of trust: with one point more); `None` where there is no road.
    pub road: Option<Road>,
    /// What every side has from it: its gain with it, less its gain without. Without a road nobody gains anything.
    pub change: Vec<f64>,
    /// How much it raises the least gain of those whom the concept counts.
    pub least: f64,
    /// Is the first exchange another one without it?
    pub opening: bool,
}

/// What came of solving without things.
#[derive(Clone, Debug, Default)]
pub struct Worths {
    /// What can be taken away: first what no road is left without, then what raises the least gain most, then in the order of the model.
    pub helps: Vec<Worth>,
    /// One more point of trust of anybody in anybody; in the same order.
    pub trust: Vec<Worth>,
    /// What was not tried, or not to the end: a limit came first.
    pub not_tried: Vec<Help>,
}

/// Solves again without each thing that helps; `now` is the concept's answer with all of them, found among so many exchanges.
///
/// Complexity: one plan search a thing.
///
/// # Errors
/// [`Stopped::Refused`] if the judge refuses what the search finds.
pub fn worths(
    problem: &Problem,
    concept: Concept,
    now: &Road,
    exchanges: usize,
    limits: &Limits,
) -> Result<Worths, Stopped> {
    let all = helps(problem);
    if exchanges.saturating_mul(all.len()) > MOST_EXCHANGES {
        return Ok(Worths {
            not_tried: all,
            ..Worths::default()
        });
    }
    let own = limits.clone().with_size(limits.size().min(MOST_SIZE));
    // Each is a search of its own; gathered in the order of the model, so threads do not show.
    let tried: Vec<_> = all
        .par_iter()
        .map(|help| {
            let budget = Budget::new(u64::MAX);
            let other = altered(problem, *help);
            own.go_on()?;
            road_of(&other, concept, &budget, &own)
        })
        .collect();
    let mut worths = Worths::default();
    for (help, found) in all.into_iter().zip(tried) {
        match found {
            Err(Stopped::Refused) => return Err(Stopped::Refused),
            Err(_) => worths.not_tried.push(help),
            Ok(road) => {
                let worth = worth_of(problem, help, now, road);
                match help {
                    Help::Trust(..) => worths.trust.push(worth),
                    _ => worths.helps.push(worth),
                }
            }
        }
    }
    worths.helps.sort_by(by_rank);
    worths.trust.sort_by(by_rank);
    Ok(worths)
}

/// No road first, then the largest rise of the least gain; a stable sort keeps the order of the model.
fn by_rank(a: &Worth, b: &Worth) -> std::cmp::Ordering {
    let key = |worth: &Worth| worth.road.is_some();
    key(a).cmp(&key(b)).then(b.least.total_cmp(&a.least))
}

fn worth_of(problem: &Problem, help: Help, now: &Road, road: Option<Road>) -> Worth {
    let gain = match &road {
        Some(road) => road.gain.clone(),
        None => vec![0.0; now.gain.len()],
    };
    let (with, without) = match help {
        Help::Trust(..) => (&gain, &now.gain),
        _ => (&now.gain, &gain),
    };
    // What lies below the tolerance is rounding, and must not order anything.
    let tidy = |value: f64| match value.abs() > problem.tolerance() {
        true => value,
        false => 0.0,
    };
    let least = tidy(least_gain(problem, with) - least_gain(problem, without));
    let change = with
        .iter()
        .zip(without)
        .map(|(with, without)| tidy(with - without));
    let change = change.collect();
    let opening = road.as_ref().and_then(|road| road.rounds.first()) != now.rounds.first();
    Worth {
        help,
        road,
        change,
        least,
        opening,
    }
}

/// The least gain of those whom concepts count.
fn least_gain(problem: &Problem, gain: &[f64]) -> f64 {
    let sides = problem.consenting.iter().zip(gain);
    let counted = sides.filter(|(actor, _)| problem.actors[**actor].weight > Points::ZERO);
    counted.map(|(_, gain)| *gain).fold(f64::INFINITY, f64::min)
}

/// What can be taken away, topic by topic; then the trust that is less than certain.
fn helps(problem: &Problem) -> Vec<Help> {
    let mut helps = Vec::new();
    for (topic, own) in problem.topics.entries() {
        if own.label != Label::Topic {
            helps.push(Help::Topic(topic));
        }
    }
    for (topic, own) in problem.topics.entries() {
        let rungs = || own.rungs.iter();
        if rungs().any(|rung| !rung.penalty.is_empty()) {
            helps.push(Help::Penalty(topic));
        }
        if rungs().any(|rung| rung.test.is_some()) {
            helps.push(Help::Test(topic));
        }
        if rungs().any(|rung| !matches!(rung.escrow, Escrow::No)) {
            helps.push(Help::Escrow(topic));
        }
    }
    for actor in problem.consenting.iter().copied() {
        let others = problem.consenting.iter().copied();
        let doubted = others.filter(|other| problem.actors[actor].trusts[*other] < 1.0);
        helps.extend(doubted.map(|other| Help::Trust(actor, other)));
    }
    helps
}

/// The problem without it; of trust, with one point more, certainty at the most.
pub fn altered(problem: &Problem, help: Help) -> Problem {
    let mut other = problem.clone();
    match help {
        Help::Topic(topic) => never_moved(&mut other, topic),
        Help::Penalty(topic) => each_rung(&mut other, topic, |rung| rung.penalty.clear()),
        Help::Test(topic) => each_rung(&mut other, topic, |rung| rung.test = None),
        Help::Escrow(topic) => each_rung(&mut other, topic, |rung| rung.escrow = Escrow::No),
        Help::Trust(actor, of) => {
            let trust = Parameter::Trust(actor, of);
            let more = trust.stated(problem) + POINT;
            other = trust.with(problem, more.min(Points::ONE));
        }
    }
    other
}

fn each_rung(problem: &mut Problem, topic: TopicId, change: impl Fn(&mut crate::problem::Rung)) {
    for option in problem.topics[topic].rungs.ids() {
        change(&mut problem.topics[topic].rungs[option]);
    }
}

/// A rule that keeps a topic at its status quo; everything else keeps its place.
fn never_moved(problem: &mut Problem, topic: TopicId) {
    let mut moved = OptionSet::none(problem.topics[topic].rungs.len());
    let options = problem.topics[topic].rungs.ids().skip(1);
    options.for_each(|option| moved.insert(option));
    problem.rules.push(StateRule {
        scope: Scope::Always,
        form: StateForm::Never(Condition::Is(topic, moved)),
        curves: Curves::default(),
    });
    let place = Constraint::Rule(problem.rules.len() - 1);
    problem.constraints.push(place);
}
