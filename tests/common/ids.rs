//! The names of an answer back in the problem that it is about.

use serde_json::Value;
use winset::base::{OptionId, TopicId};
use winset::check::{judge_package, judge_plan};
use winset::problem::{Problem, Settlement};

pub struct Ids<'p>(pub &'p Problem);

impl Ids<'_> {
    pub fn step(&self, topic: &str, option: &str) -> (TopicId, OptionId) {
        let topics = &self.0.names.topics;
        let (id, names) = topics.entries().find(|(_, n)| n.id == topic).unwrap();
        let mut options = names.options.entries();
        let (option, _) = options.find(|(_, names)| names.0 == option).unwrap();
        (id, option)
    }

    pub fn settlement(&self, value: &Value) -> Settlement {
        let options = value.as_object().unwrap();
        assert_eq!(options.len(), self.0.topics.len(), "all topics are listed");
        let mut settlement = self.0.status_quo();
        for (topic, option) in options {
            let (topic, option) = self.step(topic, option.as_str().unwrap());
            settlement.set(topic, option);
        }
        settlement
    }

    pub fn rounds(&self, value: &Value) -> Vec<Vec<(TopicId, OptionId)>> {
        let rounds = value.as_array().unwrap().iter();
        let step =
            |m: &Value| self.step(m["topic"].as_str().unwrap(), m["option"].as_str().unwrap());
        rounds
            .map(|round| round.as_array().unwrap().iter().map(step).collect())
            .collect()
    }

    /// A vector in the order of the actors.
    pub fn gains(&self, value: &Value) -> Vec<f64> {
        let object = value.as_object().unwrap();
        let keys: Vec<_> = object.keys().map(String::as_str).collect();
        assert_eq!(keys, self.actors());
        object.values().map(|v| v.as_f64().unwrap()).collect()
    }

    pub fn actors(&self) -> Vec<&str> {
        let consenting = self.0.consenting.iter();
        consenting
            .map(|a| self.0.names.actors[*a].0.as_str())
            .collect()
    }

    pub fn judged_package(&self, value: &Value) {
        let verdict = judge_package(self.0, &self.settlement(&value["package"]));
        assert!(verdict.is_package());
        let gains: Vec<f64> = verdict.gains.iter().map(|g| g.to_f64()).collect();
        assert_eq!(gains, self.gains(&value["gain"]));
    }

    pub fn judged_plan(&self, value: &Value) -> Settlement {
        let verdict = judge_plan(self.0, &self.rounds(&value["rounds"])).unwrap();
        let told = self.gains(&value["gain"]);
        for (told, judged) in told.iter().zip(&verdict.gains) {
            assert!(
                (told - judged).abs() <= self.0.tolerance(),
                "{told} {judged}"
            );
        }
        verdict.end.settlement
    }
}
