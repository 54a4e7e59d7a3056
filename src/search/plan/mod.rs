//! The plan question (SEMANTICS §3.7): sequences of exchanges in which every side gains and nobody is better off cheating.
//!
//! A backward dynamic programme over the concession graph. From the settlements where talks may end back to the start,
//! each settlement keeps the value vectors of the plans that start there and that no other plan dominates. Every map from a
//! continuation's value to the value of the exchange before it is non-decreasing, and no alternative (breach, walking out)
//! depends on the continuation, so a dominated continuation is never needed: the frontier is exact for pure plans.
//!
//! - complexity: exchanges × labels of where they lead, times what sorting a settlement's labels costs
//! - sources: multi-objective dynamic programming (Villarreal & Karwan 1981); self-enforcing agreements as thresholds on
//!   continuation values (Thomas & Worrall 1988)

mod aim;
pub mod bound;
mod breach;
mod fence;
mod front;
mod goal;
mod horizon;
mod improve;
mod labels;
mod region;
mod searcher;
mod sweep;
mod value;
mod whole;

pub use aim::unit;
pub use fence::{aspired, cuts, largest};
pub use goal::Goal;
pub use improve::{Best, improved};
pub use searcher::Searcher;
pub use whole::Whole;

use crate::base::{Limits, OptionId, Stopped, TopicId};
use crate::graph::Graph;
use crate::problem::Problem;

/// A maximal value vector and the first shortest plan, by the tie rule, that has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Road {
    /// Value minus walk-away, per consenting actor.
    pub gain: Vec<f64>,
    /// The exchanges, each a list of moves by topic id.
    pub rounds: Vec<Vec<(TopicId, OptionId)>>,
}

/// The plan frontier and what it took.
#[derive(Clone, Debug)]
pub struct Roads {
    /// One road per maximal vector, ascending in actor order.
    pub frontier: Vec<Road>,
    /// Settlements reached.
    pub reached: usize,
    /// Admissible exchanges.
    pub exchanges: usize,
    /// Labels kept over all settlements in the end.
    pub labels: usize,
}

/// Finds the plan frontier over an expanded graph.
///
/// # Errors
/// [`Stopped`] when a limit is reached first.
pub fn roads(problem: &Problem, graph: &Graph, limits: &Limits) -> Result<Roads, Stopped> {
    let found = Searcher::new(problem, graph).frontier(None, limits);
    match found.stopped {
        Some(stopped) => Err(stopped),
        None => Ok(Roads {
            frontier: found.roads,
            reached: graph.reached(),
            exchanges: graph.exchange_count(),
            labels: found.labels,
        }),
    }
}
