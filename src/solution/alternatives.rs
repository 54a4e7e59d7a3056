//! Other plans beside the chosen one, named: in what they differ and what each trades.

use serde::Serialize;
use serde_json::Value;

use super::head::{Grade, Status};
use super::names::{self, Move, actor_names};
use super::packages::stopped;
use super::plan::{RoadPoint, performers, point, tidy};
use super::road::{CallView, RoadView};
use super::words::change;
use crate::base::{ActorSet, Limits, OptionId, TopicId};
use crate::problem::{Problem, Settlement};
use crate::study::{Differ, OtherRoad, OtherRoads, Substance};

/// Another plan.
#[derive(Clone, Debug, Serialize)]
pub struct OtherView {
    /// Its gains and rounds.
    #[serde(flatten)]
    pub point: RoadPoint,
    /// In what it differs from the chosen plan: `opening`, `openers`, `package`.
    pub differs: Vec<&'static str>,
    /// What it trades.
    pub trade: TradeView,
}

/// What another plan trades against the chosen one.
#[derive(Clone, Debug, Serialize)]
pub struct TradeView {
    /// Gain per consenting actor, less that of the chosen plan.
    pub gain: Value,
    /// Rounds, less those of the chosen plan.
    pub rounds: i64,
    /// Ids of the topics that its first exchange moves.
    pub opening: Vec<String>,
    /// Ids of who performs its first exchange.
    pub openers: Vec<String>,
    /// Topics that end elsewhere.
    pub package: Vec<EndView>,
    /// Chance that it is walked to its end, as the observer sees it; null where it cannot be judged.
    pub completed: Option<f64>,
    /// Its closest call; null where it cannot be judged.
    pub margin: Option<CallView>,
    /// Gain less that of the chosen plan, for printing.
    #[serde(skip)]
    pub gains: Vec<f64>,
    /// How it opens and what ends otherwise, for printing.
    #[serde(skip)]
    pub words: TradeWords,
}

/// A trade in words.
#[derive(Clone, Debug, Default)]
pub struct TradeWords {
    /// What it opens with; empty for a plan of no rounds.
    pub opening: Vec<String>,
    /// Who performs that.
    pub openers: String,
    /// What ends otherwise.
    pub package: Vec<String>,
}

/// A topic that two plans leave at different options.
#[derive(Clone, Debug, Serialize)]
pub struct EndView {
    /// The topic.
    pub topic: String,
    /// Where the chosen plan leaves it.
    pub chosen: String,
    /// Where this one does.
    pub here: String,
}

/// Names other plans; `chosen` are the gains and the number of rounds of the plan that they are compared with.
pub fn other_views(
    problem: &Problem,
    others: &OtherRoads,
    chosen: (&[f64], usize),
) -> Vec<OtherView> {
    let view = |other: &OtherRoad| OtherView {
        point: point(problem, &other.road),
        differs: differs(&others.chosen, &other.substance),
        trade: trade(problem, &others.chosen, chosen, other),
    };
    others.found.iter().map(view).collect()
}

/// What is claimed of the list.
pub fn others_grade(others: &OtherRoads, most: usize, limits: &Limits) -> Grade {
    let than = match others.differ {
        Differ::Any => "the topics they open with, in who performs the opening, or in the package",
        Differ::Opening => "the topics they open with",
        Differ::Openers => "who performs the opening",
        Differ::Package => "the package they end in",
    };
    let each = format!(
        "each is the best by exact search of all plans that differ in {than} from those before it"
    );
    let found = others.found.len();
    match others.stopped {
        Some(why) if found == 0 => Grade::new(Status::Stopped, stopped(why, limits)),
        Some(why) => {
            let by = format!("{each}; then {}", stopped(why, limits));
            Grade::new(Status::BestFound, by)
        }
        None if found == 0 => {
            let by = format!("exact search: no other plan differs in {than}");
            Grade::new(Status::None, by)
        }
        None if found < most => Grade::new(Status::Proved, format!("{each}; there are no more")),
        None => Grade::new(Status::Proved, each),
    }
}

fn differs(chosen: &Substance, other: &Substance) -> Vec<&'static str> {
    let (own, theirs) = (&chosen.lead, &other.lead);
    let all = [
        ("opening", own.topics != theirs.topics),
        ("openers", own.openers != theirs.openers),
        ("package", chosen.end != other.end),
    ];
    let differ = all.into_iter().filter(|(_, differs)| *differs);
    differ.map(|(what, _)| what).collect()
}

fn trade(
    problem: &Problem,
    substance: &Substance,
    (gains, rounds): (&[f64], usize),
    other: &OtherRoad,
) -> TradeView {
    let pairs = other.road.gain.iter().zip(gains);
    let gains: Vec<f64> = pairs.map(|(here, chosen)| here - chosen).collect();
    let lead = &other.substance.lead;
    let topics = lead.topics.as_deref().unwrap_or_default();
    let openers = lead.openers.unwrap_or(ActorSet::EMPTY);
    let told = other.verdict.as_ref().map(|v| RoadView::new(problem, v));
    let ends = ends(&substance.end, &other.substance.end);
    let changes = ends
        .iter()
        .map(|(t, from, to)| change(problem, *t, *from, *to));
    TradeView {
        gain: names::per_side(problem, &gains, tidy),
        rounds: other.road.rounds.len() as i64 - rounds as i64,
        opening: topics.iter().map(|t| topic(problem, *t)).collect(),
        openers: openers
            .iter()
            .map(|a| problem.names.actors[a].0.clone())
            .collect(),
        package: ends.iter().map(|e| end_view(problem, *e)).collect(),
        completed: told.as_ref().map(|t| t.completed),
        margin: told.and_then(closest),
        words: TradeWords {
            opening: opening(problem, other),
            openers: by(problem, openers),
            package: changes.collect(),
        },
        gains,
    }
}

/// The test with the least margin, over all rounds and the end.
fn closest(told: RoadView) -> Option<CallView> {
    let rounds = told.rounds.into_iter().flat_map(|round| round.margins);
    let calls = rounds.chain(told.stay);
    calls.min_by(|a, b| a.margin.total_cmp(&b.margin))
}

fn opening(problem: &Problem, other: &OtherRoad) -> Vec<String> {
    let first = other.road.rounds.first().into_iter().flatten();
    first
        .map(|(t, o)| Move::new(problem, *t, *o).words)
        .collect()
}

fn by(problem: &Problem, openers: ActorSet) -> String {
    match openers.len() {
        0 => String::new(),
        1 => actor_names(problem, openers),
        _ => performers(problem, openers),
    }
}

fn ends(chosen: &Settlement, here: &Settlement) -> Vec<(TopicId, OptionId, OptionId)> {
    let pairs = chosen.iter().zip(here.iter());
    let differ = pairs.filter(|(a, b)| a.1 != b.1);
    differ
        .map(|((topic, from), (_, to))| (topic, from, to))
        .collect()
}

fn end_view(problem: &Problem, (topic, chosen, here): (TopicId, OptionId, OptionId)) -> EndView {
    let names = &problem.names.topics[topic];
    EndView {
        topic: names.id.clone(),
        chosen: names.options[chosen].0.clone(),
        here: names.options[here].0.clone(),
    }
}

fn topic(problem: &Problem, topic: TopicId) -> String {
    problem.names.topics[topic].id.clone()
}
