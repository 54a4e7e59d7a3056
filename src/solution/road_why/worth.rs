//! What everything that helps is worth, named.

use serde::Serialize;
use serde_json::Value;

use super::super::names::{self, Move, actor_name};
use super::super::plan::{rounds, tidy};
use super::number_name::NumberName;
use crate::base::TopicId;
use crate::problem::{Label, Problem};
use crate::study::road::{Help, Parameter, Worth, Worths};

/// What everything that helps is worth.
#[derive(Clone, Debug, Serialize)]
pub struct WorthsView {
    /// What can be taken away, what no road is left without first, then what raises the least gain most.
    pub without: Vec<WorthView>,
    /// One more point of trust.
    pub trust: Vec<WorthView>,
    /// What was not tried.
    pub not_tried: Vec<String>,
}

/// What something is worth.
#[derive(Clone, Debug, Serialize)]
pub struct WorthView {
    /// In a word: `incentive`, `measure`, `penalty`, `test`, `escrow`, `trust`.
    pub help: &'static str,
    /// By its ids.
    pub id: String,
    /// In words.
    pub words: String,
    /// Is there a road without it (of trust: with it)?
    pub road: bool,
    /// Gain of that road; null where there is none.
    pub gain: Option<Value>,
    /// What every side has from it.
    pub worth: Value,
    /// How much it raises the least gain of those whom the concept counts.
    pub least: f64,
    /// Rounds of that road.
    pub rounds: Vec<Vec<Move>>,
    /// Is its first exchange another one?
    pub opening_changes: bool,
    /// What every side has from it, for printing.
    #[serde(skip)]
    pub changes: Vec<f64>,
}

impl WorthsView {
    /// Names what was found.
    pub fn new(problem: &Problem, own: &Worths) -> Self {
        let all = |worths: &[Worth]| worths.iter().map(|w| worth_view(problem, w)).collect();
        let not_tried = own.not_tried.iter();
        Self {
            without: all(&own.helps),
            trust: all(&own.trust),
            not_tried: not_tried.map(|h| help_name(problem, *h).2).collect(),
        }
    }

    /// Was everything tried?
    pub fn is_complete(&self) -> bool {
        self.not_tried.is_empty()
    }
}

fn worth_view(problem: &Problem, own: &Worth) -> WorthView {
    let (help, id, words) = help_name(problem, own.help);
    let road = own.road.as_ref();
    WorthView {
        help,
        id,
        words,
        road: road.is_some(),
        gain: road.map(|road| names::per_side(problem, &road.gain, tidy)),
        worth: names::per_side(problem, &own.change, tidy),
        least: tidy(own.least),
        rounds: road.map(|r| rounds(problem, &r.rounds)).unwrap_or_default(),
        opening_changes: own.opening,
        changes: own.change.clone(),
    }
}

/// In a word, by id, in words.
fn help_name(problem: &Problem, help: Help) -> (&'static str, String, String) {
    let part = |topic: TopicId, word: &'static str, words: &str| {
        let own = &problem.names.topics[topic];
        let id = format!("{}.{word}", own.id);
        (word, id, format!("{words} {}", own.title))
    };
    match help {
        Help::Topic(topic) => {
            let own = &problem.names.topics[topic];
            let word = match problem.topics[topic].label {
                Label::Incentive => "incentive",
                Label::Topic | Label::Measure => "measure",
            };
            (word, own.id.clone(), own.title.clone())
        }
        Help::Penalty(topic) => part(topic, "penalty", "the penalties on"),
        Help::Test(topic) => part(topic, "test", "the test of"),
        Help::Escrow(topic) => part(topic, "escrow", "the escrow of"),
        Help::Trust(actor, other) => {
            let name = NumberName::new(problem, Parameter::Trust(actor, other));
            let (actor, other) = (actor_name(problem, actor), actor_name(problem, other));
            ("trust", name.id, format!("{actor} in {other}"))
        }
    }
}
