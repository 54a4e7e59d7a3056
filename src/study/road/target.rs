//! Where a road is asked to lead: some topics at some options, the others anywhere.

use crate::base::{OptionId, TopicId};
use crate::problem::{Problem, Settlement};

/// A settlement, or part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    wanted: Vec<(TopicId, OptionId)>,
}

impl Target {
    /// Settlements in which these topics stand at these options.
    pub fn of(mut wanted: Vec<(TopicId, OptionId)>) -> Self {
        wanted.sort_unstable();
        Self { wanted }
    }
    /// This settlement alone.
    pub fn exactly(settlement: &Settlement) -> Self {
        Self::of(settlement.iter().collect())
    }
    /// What is asked for, by topic.
    pub fn wanted(&self) -> &[(TopicId, OptionId)] {
        &self.wanted
    }
    /// Is the settlement one that is asked for?
    pub fn is_met(&self, at: &Settlement) -> bool {
        self.wanted.iter().all(|(t, o)| at.at(*t) == *o)
    }
    /// The moves that are still missing at a settlement; `None` where one of them can no longer be made.
    pub fn missing(&self, problem: &Problem, at: &Settlement) -> Option<Vec<(TopicId, OptionId)>> {
        let open = self.wanted.iter().filter(|(t, o)| at.at(*t) != *o);
        let open: Vec<_> = open.copied().collect();
        let can = open
            .iter()
            .all(|(t, o)| problem.may_still(*t, at.at(*t), *o));
        can.then_some(open)
    }

    /// The problem whose roads end where this is met, and nowhere else.
    pub fn steered(&self, problem: &Problem) -> Problem {
        let mut steered = problem.clone();
        steered.steer.to = self.wanted.clone();
        steered
    }
}
