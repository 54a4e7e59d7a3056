//! Which settlements plans can pass that are worth so much: a sum over topics per direction, looked up.

use crate::base::{Id, IdVec, OptionId, TopicId};
use crate::graph::Rounds;

/// Per direction, the most of plans that pass a settlement, as sums over topics.
pub struct Through {
    pub(super) rounds: usize,
    pub(super) options: usize,
    /// Where each topic's options begin.
    pub(super) first: IdVec<TopicId, usize>,
    /// What does not depend on the settlement.
    pub(super) constants: Sums,
    /// Per round and option.
    pub(super) most: Vec<Sums>,
}

/// One sum per direction; directions that are not used are infinite.
pub type Sums = [f64; Through::WIDTH];

impl Through {
    /// Directions summed side by side.
    pub const WIDTH: usize = 8;

    /// After which of some numbers of rounds a plan that is worth `least` in every direction can pass a settlement, given topic by
    /// topic.
    ///
    /// Complexity: rounds × topics × directions.
    pub fn rounds(
        &self,
        settlement: impl Fn(TopicId) -> OptionId,
        least: &[f64],
        among: Rounds,
    ) -> Rounds {
        let passes = |round: usize| {
            let mut sums = self.constants;
            let row = &self.most[round * self.options..];
            for (topic, first) in self.first.entries() {
                let own = &row[first + settlement(topic).index()];
                for (sum, most) in sums.iter_mut().zip(own) {
                    *sum += most;
                }
            }
            sums.iter().zip(least).all(|(sum, least)| sum >= least)
        };
        let mut rounds = 0;
        for round in 0..=self.rounds {
            let bit = self.bit(round);
            if among & bit != 0 && passes(round) {
                rounds |= bit;
            }
        }
        rounds
    }

    /// The last round told apart stands for all that come later.
    fn bit(&self, round: usize) -> Rounds {
        match round == self.rounds {
            true => Rounds::MAX << round,
            false => 1 << round,
        }
    }
}
