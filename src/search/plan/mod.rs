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
mod front;
mod goal;
mod horizon;
mod improve;
mod labels;
mod region;
mod sweep;
mod value;
mod whole;

use crate::base::{Limits, OptionId, Stopped, TopicId};
use crate::graph::{Graph, NodeId};
use crate::problem::Problem;
use aim::Ready;
pub use goal::Goal;
pub use improve::{Best, improved};
pub use whole::Whole;

use labels::{Label, Next, Pool};
use sweep::ends;
use value::Valuation;

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

/// Searches over one expanded graph.
pub struct Searcher<'p> {
    problem: &'p Problem,
    graph: &'p Graph,
    valuation: Valuation<'p>,
    ends: Vec<bool>,
    /// Graphs with fewer exchanges are swept outright.
    outright: usize,
}

impl<'p> Searcher<'p> {
    /// Prepares a graph.
    pub fn new(problem: &'p Problem, graph: &'p Graph) -> Self {
        Self {
            valuation: Valuation::new(problem, graph),
            ends: ends(problem, graph),
            outright: Self::OUTRIGHT,
            problem,
            graph,
        }
    }

    /// Exchanges from which on a frontier of two sides is bounded before it is swept.
    pub const OUTRIGHT: usize = 30_000;

    /// The same, bounding from so many exchanges on.
    pub fn bounding_from(mut self, exchanges: usize) -> Self {
        self.outright = exchanges;
        self
    }

    fn ready(&self) -> Ready<'_> {
        Ready {
            problem: self.problem,
            graph: self.graph,
            valuation: &self.valuation,
            ends: &self.ends,
            outright: self.outright,
        }
    }

    /// The whole frontier, ascending in actor order; where `within` says how much less a plan may give each of two sides than
    /// one left out, only so many plans as that takes. Where a limit comes first, what was found.
    pub fn frontier(&self, within: Option<[f64; 2]>, limits: &Limits) -> Whole {
        let mut found = self.ready().whole(within, limits);
        found
            .roads
            .sort_by(|a, b| front::descending(&b.gain, &a.gain));
        found
    }

    /// The plans that are best by a goal, without the frontier; none where there is no plan.
    ///
    /// # Errors
    /// [`Stopped`] when a limit is reached first.
    pub fn aimed(&self, goal: &Goal, limits: &Limits) -> Result<Vec<Road>, Stopped> {
        let sweep = self.ready().aim(goal, None, limits)?;
        let roads = sweep.map_or(Vec::new(), |sweep| {
            frontier(self.problem, self.graph, sweep.pool())
        });
        Ok(roads)
    }
}

/// The plans from the start.
fn frontier(problem: &Problem, graph: &Graph, pool: &Pool) -> Vec<Road> {
    let walk_away = |side: usize| {
        let actor = problem.consenting[side];
        problem.actors[actor].walk_away.to_f64()
    };
    let gain = |value: &[f64]| {
        let entries = value.iter().enumerate();
        entries.map(|(side, v)| v - walk_away(side)).collect()
    };
    let labels = pool.range(0);
    labels
        .map(|id| Road {
            gain: gain(pool.value(id)),
            rounds: rounds(problem, graph, pool, pool.label(id)),
        })
        .collect()
}

fn rounds(
    problem: &Problem,
    graph: &Graph,
    pool: &Pool,
    label: Label,
) -> Vec<Vec<(TopicId, OptionId)>> {
    let (mut rounds, mut node, mut label): (_, NodeId, _) = (Vec::new(), 0, label);
    while let Next::Exchange(to, next) = label.next() {
        rounds.push(graph.moves(problem, node, to));
        (node, label) = (to, pool.label(next));
    }
    rounds
}
