//! Searches over one expanded graph: what is prepared once for all of them.

use super::Road;
use super::front::descending;
use super::goal::{Goal, walk_aways};
use super::horizon::{Ahead, Direction, Scale};
use super::labels::{Label, Next, Pool};
use super::sweep::{Sweep, Wanted, ends};
use super::value::Valuation;
use super::whole::Whole;
use crate::base::{Limits, OptionId, Stopped, TopicId};
use crate::graph::{Graph, NodeId};
use crate::problem::Problem;

/// Searches over one expanded graph.
pub struct Searcher<'p> {
    pub(super) problem: &'p Problem,
    pub(super) graph: &'p Graph,
    pub(super) valuation: Valuation<'p>,
    /// Per node, whether talks may end there.
    ends: Vec<bool>,
    /// Graphs with fewer exchanges are swept outright for a frontier.
    pub(super) outright: usize,
}

impl<'p> Searcher<'p> {
    /// Exchanges from which on a frontier of two sides is bounded before it is swept.
    pub const OUTRIGHT: usize = 30_000;

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

    /// The same, bounding from so many exchanges on.
    pub fn bounding_from(mut self, exchanges: usize) -> Self {
        self.outright = exchanges;
        self
    }

    /// The whole frontier, ascending in actor order; where `within` says how much less a plan may give each of two sides than
    /// one left out, only so many plans as that takes. Where a limit comes first, what was found.
    pub fn frontier(&self, within: Option<[f64; 2]>, limits: &Limits) -> Whole {
        let mut found = self.whole(within, limits);
        found.roads.sort_by(|a, b| descending(&b.gain, &a.gain));
        found
    }

    /// The plans that are best by a goal, without the frontier; none where there is no plan.
    ///
    /// # Errors
    /// [`Stopped`] when a limit is reached first.
    pub fn aimed(&self, goal: &Goal, limits: &Limits) -> Result<Vec<Road>, Stopped> {
        let sweep = self.aim(goal, None, limits)?;
        Ok(sweep.map_or(Vec::new(), |sweep| self.plans_in(sweep.pool())))
    }

    /// Bounds on what follows every node.
    pub(super) fn ahead(
        &self,
        directions: Vec<Direction>,
        limits: &Limits,
    ) -> Result<Ahead<'_>, Stopped> {
        let scale = Scale::new(self.problem, self.graph, &self.valuation);
        Ahead::new(scale, &self.ends, directions, limits)
    }

    pub(super) fn sweep(&self, wanted: &dyn Wanted, limits: &Limits) -> Result<Sweep<'_>, Stopped> {
        let Self {
            problem,
            graph,
            valuation,
            ends,
            ..
        } = self;
        Sweep::run(problem, graph, valuation, ends, wanted, limits)
    }

    /// Σ λ walk-away.
    pub(super) fn walk_away(&self, direction: &[f64]) -> f64 {
        let walk_aways = walk_aways(self.problem);
        direction.iter().zip(&walk_aways).map(|(l, w)| l * w).sum()
    }

    /// The plans from the start that a pool holds.
    pub(super) fn plans_in(&self, pool: &Pool) -> Vec<Road> {
        let walk_aways = walk_aways(self.problem);
        let gain = |value: &[f64]| value.iter().zip(&walk_aways).map(|(v, w)| v - w).collect();
        let labels = pool.range(0);
        labels
            .map(|id| Road {
                gain: gain(pool.value(id)),
                rounds: self.rounds(pool, pool.label(id)),
            })
            .collect()
    }

    fn rounds(&self, pool: &Pool, label: Label) -> Vec<Vec<(TopicId, OptionId)>> {
        let (mut rounds, mut node, mut label): (_, NodeId, _) = (Vec::new(), 0, label);
        while let Next::Exchange(to, next) = label.next() {
            rounds.push(self.graph.moves(self.problem, node, to));
            (node, label) = (to, pool.label(next));
        }
        rounds
    }
}
