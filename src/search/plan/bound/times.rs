//! The earliest round in which each option can be agreed: chains of `after`, ladders and `before … need …` force rounds.

use crate::base::{Id, OptionId, TopicId};
use crate::problem::{Condition, Moves, OrderForm, Problem, Settlement};

/// Later than any round: cannot be agreed.
pub const NEVER: usize = usize::MAX / 4;

/// Per topic and option, a round before which it cannot stand; 0 where it stands already.
pub struct Times(Vec<Vec<usize>>);

impl Times {
    /// Complexity: options × conditions × the longest chain.
    pub fn new(problem: &Problem, from: &Settlement) -> Self {
        let mut times = Self(
            problem
                .topics
                .ids()
                .map(|t| alone(problem, from, t))
                .collect(),
        );
        let options: usize = problem.topics.iter().map(|t| t.rungs.len()).sum();
        // Every pass either raises a time or ends; a time beyond the number of options waits for itself.
        while times.raise(problem, from, options + 1) {}
        times
    }

    /// The earliest round after which the option can stand.
    pub fn of(&self, topic: TopicId, option: OptionId) -> usize {
        self.0[topic.index()][option.index()]
    }

    /// The earliest round after which a condition can hold; what must not be is taken to be so from the start.
    pub fn when(&self, condition: &Condition) -> usize {
        match condition {
            Condition::Is(topic, set) => {
                let times = set.iter().map(|o| self.of(*topic, o));
                times.min().unwrap_or(NEVER)
            }
            Condition::All(parts) => parts.iter().map(|p| self.when(p)).max().unwrap_or(0),
            Condition::Any(parts) => parts.iter().map(|p| self.when(p)).min().unwrap_or(NEVER),
            Condition::Not(_) => 0,
        }
    }

    fn raise(&mut self, problem: &Problem, from: &Settlement, last: usize) -> bool {
        let mut raised = false;
        for (id, topic) in problem.topics.entries() {
            for option in topic.rungs.ids().filter(|o| *o != from.at(id)) {
                let mut least = 0;
                for rung in problem.crossed(id, from.at(id), option) {
                    let after = topic.rungs[rung].after.as_ref();
                    least = least.max(after.map_or(0, |c| self.when(c) + 1));
                }
                if topic.moves == Moves::Ladder && option > from.at(id) {
                    least = least.max(self.0[id.index()][option.index() - 1] + 1);
                }
                raised |= self.put(id, option, least, last);
            }
        }
        for rule in &problem.order_rules {
            if let (OrderForm::Need(need), Condition::Is(topic, set)) = (&rule.form, &rule.before)
                && !set.contains(from.at(*topic))
            {
                let least = self.when(need) + 1;
                for option in set.iter() {
                    raised |= self.put(*topic, option, least, last);
                }
            }
        }
        raised
    }

    fn put(&mut self, topic: TopicId, option: OptionId, least: usize, last: usize) -> bool {
        let least = if least > last { NEVER } else { least };
        let known = &mut self.0[topic.index()][option.index()];
        let raised = least > *known;
        *known = least.max(*known);
        raised
    }
}

/// Times as the topic's own moves force them.
fn alone(problem: &Problem, from: &Settlement, topic: TopicId) -> Vec<usize> {
    let stands = from.at(topic);
    let parts = &problem.topics[topic];
    let time = |option: OptionId| match parts.moves {
        _ if option == stands => 0,
        Moves::Ladder if option > stands => option.index() - stands.index(),
        Moves::Climb if option > stands => 1,
        Moves::Choice if stands == OptionId::STATUS_QUO => 1,
        _ => NEVER,
    };
    parts.rungs.ids().map(time).collect()
}
