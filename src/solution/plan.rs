//! The answer to the plan question, named.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::alternatives::{OtherView, other_views, others_grade};
use super::assumed::About;
use super::head::{Claim, Grade, Head, Provenance, Status};
use super::names::{self, Move, actor_names};
use super::packages::{Side, sides, stopped};
use super::road::{Barriers, RoadView};
use super::steered::{steer_part, steered};
use crate::base::{Id, Limits, OptionId, Points, Stopped, TopicId};
use crate::problem::{Moves, Problem};
use crate::search::concept::Concept;
use crate::search::plan::Road;
use crate::study::{OtherRoads, PlanAnswer, PlanExtent};

/// The answer to the plan question. The keys of its JSON are those of SEMANTICS §8.
#[derive(Clone, Debug, Serialize)]
pub struct Plans {
    /// The common part.
    #[serde(flatten)]
    pub head: Head,
    /// Sizes of the concession graph; null where a limit came first.
    pub counts: PlanCounts,
    /// The plan frontier.
    pub frontier: Vec<RoadPoint>,
    /// Where the frontier is not listed whole though every plan is stood for: how much less a listed one may give each side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Value>,
    /// Where plans were not all searched: the most that any can give each side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<Value>,
    /// The answer of each concept; empty when there is no road.
    pub concepts: Map<String, Value>,
    /// The chosen plan in full; null when there is none.
    pub plan: Option<RoadView>,
    /// Other plans; absent where they were not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternatives: Option<Vec<OtherView>>,
    /// What is proved of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternatives_grade: Option<Grade>,
    /// What keeps the road from going further.
    #[serde(flatten)]
    pub barriers: Barriers,
    /// What was asked for beside the model, in words, for printing.
    #[serde(skip)]
    pub steered: Vec<String>,
    /// Can no topic move from where plans start? For printing.
    #[serde(skip)]
    pub is_final: bool,
    /// The most that any plan gives each side, for printing.
    #[serde(skip)]
    pub most_each: Option<Vec<f64>>,
    /// The concepts and their roads, for printing.
    #[serde(skip)]
    pub chosen: Vec<(Concept, RoadPoint)>,
    /// The roads of all concepts in full, for pictures.
    #[serde(skip)]
    pub told: Vec<(Concept, RoadView)>,
    /// Names of the consenting actors, for printing.
    #[serde(skip)]
    pub sides: Vec<Side>,
}

/// Sizes of the concession graph.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct PlanCounts {
    /// Settlements reached by admissible exchanges, the status quo included.
    pub reached: Option<usize>,
    /// Admissible exchanges.
    pub exchanges: Option<usize>,
}

/// A point of the plan frontier.
#[derive(Clone, Debug, Serialize)]
pub struct RoadPoint {
    /// Gain per consenting actor.
    pub gain: Value,
    /// Moves, round by round.
    pub rounds: Vec<Vec<Move>>,
    /// Gains, for printing.
    #[serde(skip)]
    pub gains: Vec<f64>,
    /// Where it ends, for pictures.
    #[serde(skip)]
    pub end: RoadEnd,
}

/// Where a road ends.
#[derive(Clone, Debug)]
pub struct RoadEnd {
    /// Option per topic.
    pub settlement: Value,
    /// Gain a round of each consenting actor from there on.
    pub gains: Vec<Points>,
}

impl Plans {
    /// Names an answer; `concept` picks the plan that is told in full.
    pub fn new(
        problem: &Problem,
        answer: &PlanAnswer,
        concept: Concept,
        barriers: Barriers,
        provenance: &Provenance,
    ) -> Self {
        let points: Vec<_> = answer.frontier.iter().map(|r| point(problem, r)).collect();
        let plan = answer.answer(concept).and_then(|index| {
            let verdict = answer.verdict(index)?;
            Some(RoadView::new(problem, verdict))
        });
        let told = answer.concepts.iter().filter_map(|(concept, _)| {
            let verdict = answer.verdict(answer.answer(*concept)?)?;
            Some((*concept, RoadView::new(problem, verdict)))
        });
        let answered = answer.concepts.iter().filter_map(|(concept, ties)| {
            let first = points[*ties.first()?].clone();
            Some((*concept, first, ties.len()))
        });
        let answered: Vec<_> = answered.collect();
        let concepts = answered.iter().map(|(concept, point, ties)| {
            let mut value = json!({"gain": point.gain, "rounds": point.rounds, "ties": ties});
            if let Some(own) = answer.grades.iter().find(|g| g.concept == *concept) {
                let status = match own.proved {
                    true => Status::Proved,
                    false => Status::BestFound,
                };
                value["grade"] = json!({"status": status, "gap": own.gap});
            }
            (concept.id().to_owned(), value)
        });
        Self {
            head: Head::new(
                problem,
                "plan",
                About::Plans,
                provenance,
                (claim(answer), grade(problem, answer)),
            ),
            counts: PlanCounts {
                reached: answer.counts.map(|(reached, _)| reached),
                exchanges: answer.counts.map(|(_, exchanges)| exchanges),
            },
            within: match &answer.extent {
                PlanExtent::Within(within) => Some(names::per_side(problem, within, tidy)),
                PlanExtent::Whole | PlanExtent::Points => None,
            },
            most_each: answer.most.clone(),
            most: answer
                .most
                .as_ref()
                .map(|most| names::per_side(problem, most, tidy)),
            concepts: concepts.collect(),
            frontier: points,
            plan,
            alternatives: None,
            alternatives_grade: None,
            barriers,
            steered: steered(problem),
            is_final: is_final(problem),
            chosen: answered
                .into_iter()
                .map(|(c, point, _)| (c, point))
                .collect(),
            told: told.collect(),
            sides: sides(problem),
        }
    }

    /// The same, with other plans than `chosen`; up to `most` were asked for.
    pub fn with_others(
        mut self,
        problem: &Problem,
        chosen: &Road,
        others: &OtherRoads,
        most: usize,
        limits: &Limits,
    ) -> Self {
        let compared = (chosen.gain.as_slice(), chosen.rounds.len());
        self.alternatives = Some(other_views(problem, others, compared));
        self.alternatives_grade = Some(others_grade(others, most, limits));
        self
    }

    /// The same, where others were asked for and there is no plan to compare them with.
    pub fn with_no_others(mut self) -> Self {
        self.alternatives = Some(Vec::new());
        self.alternatives_grade = Some(self.head.grade.clone());
        self
    }

    /// Has a concept an answer?
    pub fn answers(&self, concept: Concept) -> bool {
        self.chosen.iter().any(|(own, _)| *own == concept)
    }

    /// Where there is no package there is no road: staying asks for all that a package must have (SEMANTICS §3.5).
    pub fn without_package(problem: &Problem, provenance: &Provenance) -> Self {
        let by = "there is no package, and a road must end in one";
        let mut none = Self::stopped(problem, Stopped::Asked, &Limits::none(), provenance);
        none.head.grade = Grade::new(Status::None, by);
        none.head.claim = Claim::NoRoad;
        none
    }

    /// The road of a concept in full.
    pub fn road(&self, concept: Concept) -> Option<&RoadView> {
        let own = self.told.iter().find(|(own, _)| *own == concept);
        own.map(|(_, road)| road)
    }

    /// When a limit came first.
    pub fn stopped(
        problem: &Problem,
        why: Stopped,
        limits: &Limits,
        provenance: &Provenance,
    ) -> Self {
        let grade = Grade::new(Status::Stopped, stopped(why, limits));
        Self {
            head: Head::new(
                problem,
                "plan",
                About::Plans,
                provenance,
                (Claim::Nothing, grade),
            ),
            counts: PlanCounts::default(),
            frontier: Vec::new(),
            within: None,
            most: None,
            most_each: None,
            concepts: Map::new(),
            plan: None,
            alternatives: None,
            alternatives_grade: None,
            barriers: Barriers::default(),
            steered: steered(problem),
            is_final: is_final(problem),
            chosen: Vec::new(),
            told: Vec::new(),
            sides: sides(problem),
        }
    }
}

/// How far the answer of one concept can be relied on.
pub fn grade_of(problem: &Problem, answer: &PlanAnswer, concept: Concept) -> Grade {
    let whole = grade(problem, answer);
    let own = answer.grades.iter().find(|g| g.concept == concept);
    match own {
        Some(own) => Grade {
            status: match own.proved {
                true => Status::Proved,
                false => Status::BestFound,
            },
            gap: own.gap,
            ..whole
        },
        None => whole,
    }
}

/// What the list stands for.
fn claim(answer: &PlanAnswer) -> Claim {
    match &answer.extent {
        _ if answer.is_none() => Claim::NoRoad,
        PlanExtent::Whole => Claim::Frontier,
        PlanExtent::Within(_) => Claim::Cover,
        PlanExtent::Points => Claim::Concepts,
    }
}

fn grade(problem: &Problem, answer: &PlanAnswer) -> Grade {
    if answer.is_none() {
        let steer = &problem.steer;
        let parts = steer.parts().into_iter().map(|p| steer_part(problem, p));
        let parts = parts.collect::<Vec<_>>().join("; ");
        let plan = match parts.is_empty() {
            true => "no plan".to_owned(),
            false => format!("no plan steered so ({parts})"),
        };
        let plan = match steer.from {
            None => plan,
            Some(_) => plan + " from where the talks stand",
        };
        let by = format!(
            "exact search: {plan} that passes every test leads to a settlement that everybody keeps"
        );
        return Grade::new(Status::None, by);
    }
    let tested = match answer.breaches_checked {
        true => "every exchange judged against every breach",
        false => {
            "exchanges judged; some have too many breaches to enumerate them all, so those were not checked"
        }
    };
    let proved = answer.grades.iter().filter(|g| g.proved);
    let proved: Vec<&str> = proved.map(|g| g.concept.id()).collect();
    let why = match answer.stopped {
        Some(Stopped::Asked) => "the search was stopped before the whole frontier",
        Some(Stopped::Memory) => "the whole frontier needs more than the memory limit",
        Some(_) => "the model is too large for the whole frontier",
        None => "the frontier was not asked for",
    };
    match (&answer.extent, proved.is_empty()) {
        (PlanExtent::Whole, _) => Grade::new(
            Status::Proved,
            format!("exact search of the concession graph, {tested}"),
        ),
        (PlanExtent::Within(_), _) => Grade {
            status: Status::BestFound,
            by: format!(
                "exact search of the concession graph: no plan gives a side more than `within` above one that is listed; {tested}"
            ),
            gap: None,
        },
        // Only what was asked for was sought, and that is proved.
        (PlanExtent::Points, false) if answer.stopped.is_none() => Grade::new(
            Status::Proved,
            format!(
                "bounds and exact search for {}; {why}; {tested}",
                proved.join(", ")
            ),
        ),
        (PlanExtent::Points, false) => Grade {
            status: Status::BestFound,
            by: format!("{why}; proved one by one: {}; {tested}", proved.join(", ")),
            gap: Some(0.0),
        },
        (PlanExtent::Points, true) => Grade {
            status: Status::BestFound,
            by: format!(
                "{why}; best plan found in exact searches of parts of the concession graph, {tested}"
            ),
            gap: answer.grades.iter().filter_map(|g| g.gap).reduce(f64::max),
        },
    }
}

/// Can no topic move from where plans start?
fn is_final(problem: &Problem) -> bool {
    problem.start().iter().all(|(topic, stands)| {
        let own = &problem.topics[topic];
        let chosen = own.moves == Moves::Choice && stands != OptionId::STATUS_QUO;
        chosen || stands.index() + 1 == own.rungs.len()
    })
}

/// A road as a point of the frontier.
pub fn point(problem: &Problem, road: &Road) -> RoadPoint {
    RoadPoint {
        gain: names::per_side(problem, &road.gain, tidy),
        rounds: rounds(problem, &road.rounds),
        gains: road.gain.clone(),
        end: end(problem, road),
    }
}

fn end(problem: &Problem, road: &Road) -> RoadEnd {
    let mut at = problem.start();
    let moves = road.rounds.iter().flatten();
    moves.for_each(|(topic, option)| at.set(*topic, *option));
    let force = problem.in_force(&at);
    let sides = problem.consenting.iter();
    RoadEnd {
        settlement: names::settlement(problem, at.iter()),
        gains: sides.map(|actor| problem.gain(*actor, &force)).collect(),
    }
}

/// Rounds with their moves named.
pub fn rounds(problem: &Problem, rounds: &[Vec<(TopicId, OptionId)>]) -> Vec<Vec<Move>> {
    let name = |(topic, option): &(TopicId, OptionId)| Move::new(problem, *topic, *option);
    rounds
        .iter()
        .map(|round| round.iter().map(name).collect())
        .collect()
}

/// Plan values to twelve places: what lies beyond is rounding, and would differ between machines.
pub fn tidy(value: f64) -> f64 {
    let rounded = (value * 1e12).round() / 1e12;
    rounded + 0.0
}

/// Who performs something: `both` and `all` where every party does.
pub fn performers(problem: &Problem, who: crate::base::ActorSet) -> String {
    use crate::problem::Role;
    let parties: Vec<_> = problem
        .actors
        .entries()
        .filter(|(_, a)| a.role == Role::Party)
        .map(|(id, _)| id)
        .collect();
    let everybody = who.len() == parties.len() && parties.iter().all(|p| who.contains(*p));
    match (everybody, parties.len()) {
        (true, 2) => "both".to_owned(),
        (true, 3..) => "all parties".to_owned(),
        _ => actor_names(problem, who),
    }
}
