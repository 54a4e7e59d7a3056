//! The answer to the package question of a model with divisible topics, named: values are numbers, with their units in print.

use serde_json::{Map, Value, json};

use super::assumed::About;
use super::head::{Claim, Grade, Head, Provenance, Status};
use super::names::{self, Move};
use super::packages::{
    AudienceView, ConceptView, Counts, ExactView, PackagePoint, Packages, concept, no_deal, sides,
    status_quo,
};
use crate::base::{Limits, OptionId, Points, Ratio, TopicId, ratio_to_f64};
use crate::problem::{Division, Place, Problem, Range, Side};
use crate::search::concept::Concept;
use crate::search::package::divisible::NoWinner;
use crate::study::DividedAnswer;

/// Digits after the point of a value in print.
const PLACES: usize = 2;

impl Packages {
    /// Names an answer over the continuum.
    pub fn divided(problem: &Problem, answer: &DividedAnswer, provenance: &Provenance) -> Self {
        let two = problem.consenting.len() == 2;
        let grade = match (answer.points.is_empty(), two) {
            (true, _) => Grade::new(
                Status::None,
                "exact search of the continuum: nothing satisfies every constraint",
            ),
            (false, true) => Grade::new(
                Status::Proved,
                "exact search of the continuum: breakpoints and the straight lines between them, each judged",
            ),
            (false, false) => Grade::new(
                Status::Proved,
                match answer.concepts.iter().any(|a| a.gap.is_some()) {
                    true => {
                        "exact search of the continuum: its corners, each judged; nash to the precision stated with it"
                    }
                    false => "exact search of the continuum: its corners, each judged",
                },
            ),
        };
        let claim = match answer.points.is_empty() {
            true => Claim::NoPackage,
            false => Claim::Frontier,
        };
        let mut frontier = Vec::new();
        for point in &answer.points {
            let named = named(problem, &point.gain, &point.package);
            frontier.push(PackagePoint {
                open: point.open,
                ..named
            });
        }
        let chosen = concepts(problem, answer);
        Self {
            head: Head::new(
                problem,
                "packages",
                About::Packages,
                provenance,
                (claim, grade),
            ),
            counts: Counts {
                settlements: None,
                packages: None,
            },
            frontier,
            within: None,
            any_of_ties: false,
            on_steps: false,
            segments: two.then(|| answer.segments.iter().map(|s| s.ends).collect()),
            no_adjusted_winner: answer
                .winner
                .as_ref()
                .err()
                .map(|why| no_winner(problem, *why)),
            concepts: chosen.iter().map(concept).collect(),
            refusals: Vec::new(),
            no_deal: answer.reasons.as_ref().map(|r| no_deal(problem, r)),
            chosen,
            sides: sides(problem),
            status_quo: status_quo(problem),
        }
    }

    /// Says that topics were divided at their steps only, the continuum being too large.
    pub fn on_steps(mut self, limits: &Limits) -> Self {
        if self.head.grade.status == Status::Proved {
            self.head.grade.status = Status::BestFound;
        }
        // That no step will do says nothing of what lies between.
        if self.head.grade.status == Status::None {
            self.head.grade.status = Status::Stopped;
            self.head.claim = Claim::Nothing;
        }
        self.on_steps = true;
        let stopped = super::packages::stopped(crate::base::Stopped::TooLarge, limits);
        self.head.grade.by = format!(
            "topics divided at their steps only, for between them {stopped}; {}",
            self.head.grade.by
        );
        self
    }
}

fn concepts(problem: &Problem, answer: &DividedAnswer) -> Vec<ConceptView> {
    let found = answer.concepts.iter().map(|answer| ConceptView {
        concept: answer.concept,
        point: named(problem, &answer.gain, &answer.package),
        ties: answer.ties,
        more: answer.gap.map_or(Map::new(), precision),
    });
    let winner = answer.winner.iter().map(|winner| {
        let split = winner.split.map(|topic| &problem.names.topics[topic].id);
        ConceptView {
            concept: Concept::AdjustedWinner,
            point: named(problem, &winner.gain, &winner.package),
            ties: 1,
            more: Map::from_iter([("split".to_owned(), json!(split))]),
        }
    });
    let any = !answer.points.is_empty();
    found.chain(winner.filter(|_| any)).collect()
}

/// A product is found to a precision: its own grade.
fn precision(gap: f64) -> Map<String, Value> {
    let gap = gap.max(1e-9);
    let grade = Grade {
        status: Status::BestFound,
        by: format!("the product is within {gap:e} of the largest, as a share of it"),
        gap: Some(gap),
    };
    Map::from_iter([("grade".to_owned(), json!(grade))])
}

/// Names a package that divides topics.
pub(super) fn named(problem: &Problem, gain: &[Ratio], division: &Division) -> PackagePoint {
    let rounded: Vec<f64> = gain.iter().map(ratio_to_f64).collect();
    PackagePoint {
        gain: names::per_side(problem, &rounded, |x| x),
        package: package(problem, division),
        audiences: audiences(problem, division),
        limit: limit(problem, division),
        exact: Some(exact(problem, gain, division)),
        open: false,
        gains: gain.iter().map(Points::nearest).collect(),
        words: words(problem, division),
        road: None,
    }
}

fn placed<'p>(
    problem: &'p Problem,
    division: &'p Division,
    topic: TopicId,
) -> Option<(&'p Range, &'p Place)> {
    let range = problem.topics[topic].range.as_ref();
    range.zip(division.place(topic))
}

/// Topic → option id, or of a divisible topic its value.
fn package(problem: &Problem, division: &Division) -> Value {
    let topics = problem.names.topics.entries().map(|(topic, names)| {
        let value = match placed(problem, division, topic) {
            Some((range, place)) => json!(ratio_to_f64(&range.value(&place.offset))),
            None => json!(names.options[division.option(topic)].0),
        };
        (names.id.clone(), value)
    });
    Value::Object(topics.collect())
}

/// Fractions, for whoever judges the package again.
fn exact(problem: &Problem, gain: &[Ratio], division: &Division) -> ExactView {
    let sides = names::side_ids(problem).into_iter().zip(gain);
    let topics = problem.names.topics.entries().filter_map(|(topic, names)| {
        let (range, place) = placed(problem, division, topic)?;
        let value = range.value(&place.offset).to_string();
        Some((names.id.clone(), value.into()))
    });
    ExactView {
        gain: sides.map(|(id, g)| (id, g.to_string().into())).collect(),
        package: topics.collect(),
    }
}

/// From where a value is approached: `below` is from smaller values.
fn approach(range: &Range, side: Side) -> Option<&'static str> {
    let rising = range.to > range.from;
    match (side, rising) {
        (Side::At, _) => None,
        (Side::Below, true) | (Side::Above, false) => Some("below"),
        (Side::Below, false) | (Side::Above, true) => Some("above"),
    }
}

fn limit(problem: &Problem, division: &Division) -> Map<String, Value> {
    let topics = problem.names.topics.entries().filter_map(|(topic, names)| {
        let (range, place) = placed(problem, division, topic)?;
        Some((names.id.clone(), json!(approach(range, place.side)?)))
    });
    topics.collect()
}

/// What has moved, in words.
fn words(problem: &Problem, division: &Division) -> Vec<String> {
    let topics = problem.topics.entries().filter_map(|(topic, own)| {
        let option = division.option(topic);
        let Some((range, place)) = placed(problem, division, topic) else {
            let moved = option != OptionId::STATUS_QUO;
            return moved.then(|| Move::new(problem, topic, option).words);
        };
        let still = place.side == Side::At && place.offset == Points::ZERO.ratio();
        (own.unsettled || !still).then(|| {
            let value = Points::nearest(&range.value(&place.offset));
            let short = format!("{value:.PLACES$}");
            let short = short.trim_end_matches('0').trim_end_matches('.');
            let just = match approach(range, place.side) {
                Some("below") => "just under ",
                Some(_) => "just over ",
                None => "",
            };
            let unit = range
                .unit
                .as_ref()
                .map_or(String::new(), |u| format!(" {u}"));
            format!("{} {just}{short}{unit}", problem.names.topics[topic].title)
        })
    });
    topics.collect()
}

fn audiences(problem: &Problem, division: &Division) -> Vec<AudienceView> {
    let mut views = Vec::new();
    for (id, actor) in problem.actors.entries() {
        let named = actor.audiences.iter().zip(&problem.names.audiences[id]);
        for (audience, (audience_id, name)) in named {
            views.push(AudienceView {
                id: format!("{}/{audience_id}", problem.names.actors[id].0),
                worth: ratio_to_f64(&problem.all_seen_of_division(audience, division)),
                ratifies_at: audience.ratifies_at.map(Points::to_f64),
                name: name.clone(),
            });
        }
    }
    views
}

fn no_winner(problem: &Problem, why: NoWinner) -> String {
    let topic = |topic: TopicId| &problem.names.topics[topic].title;
    match why {
        NoWinner::NotTwo => "it is for two sides".to_owned(),
        NoWinner::NotDivisible(t) => format!("{} cannot be divided", topic(t)),
        NoWinner::Bent(t) => format!("worth along {} is no straight line", topic(t)),
        NoWinner::SameWay(t) => format!("both sides want {} moved the same way", topic(t)),
        NoWinner::Linked => "topics hang together by linkages or `in_force`".to_owned(),
        NoWinner::NoPoints => "a side has no points on any topic".to_owned(),
        NoWinner::Refused => "a constraint refuses what it gives".to_owned(),
    }
}
