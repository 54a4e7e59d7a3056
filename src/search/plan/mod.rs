//! The plan question (SEMANTICS §3.7): sequences of exchanges in which every side gains and nobody is better off cheating.
//!
//! A backward dynamic programme over the concession graph. From the settlements where talks may end back to the status quo,
//! each settlement keeps the value vectors of the plans that start there and that no other plan dominates. Every map from a
//! continuation's value to the value of the exchange before it is non-decreasing, and no alternative (breach, walking out)
//! depends on the continuation, so a dominated continuation is never needed: the frontier is exact for pure plans.
//!
//! - complexity: exchanges × labels of where they lead, times what sorting a settlement's labels costs
//! - sources: multi-objective dynamic programming (Villarreal & Karwan 1981); self-enforcing agreements as thresholds on
//!   continuation values (Thomas & Worrall 1988)

mod breach;
mod labels;
mod value;

use crate::base::{Limits, OptionId, Stopped, TopicId};
use crate::graph::{Graph, NodeId, Standing, moves};
use crate::problem::{Problem, Settlement};
use labels::{Label, Labels, Next, Order, Pool};
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
    /// Labels kept over all settlements.
    pub labels: usize,
}

/// Finds the plan frontier over an expanded graph.
///
/// # Errors
/// [`Stopped`] when a limit is reached first.
pub fn roads(problem: &Problem, graph: &Graph, limits: &Limits) -> Result<Roads, Stopped> {
    let mut search = Search {
        problem,
        graph,
        valuation: Valuation::new(problem),
        pool: Pool::new(problem, graph.reached()),
    };
    let mut candidates = Labels::default();
    for node in graph.backwards() {
        search.settle(node, &mut candidates, limits)?;
    }
    let mut frontier = search.frontier();
    frontier.sort_by(|a, b| {
        a.gain
            .partial_cmp(&b.gain)
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    Ok(Roads {
        frontier,
        reached: graph.reached(),
        exchanges: graph.exchange_count(),
        labels: search.pool.len(),
    })
}

struct Search<'p> {
    problem: &'p Problem,
    graph: &'p Graph,
    valuation: Valuation<'p>,
    pool: Pool,
}

impl Search<'_> {
    /// Keeps the undominated plans from a settlement; everything it leads to is settled already.
    fn settle(
        &mut self,
        node: NodeId,
        candidates: &mut Labels,
        limits: &Limits,
    ) -> Result<(), Stopped> {
        let at = &self.graph.nodes[node as usize];
        candidates.clear();
        self.stay(at, candidates);
        for &target in self.graph.exchanges(node) {
            if self.pool.has(target) {
                self.extend(at, target, candidates);
                limits.go_on_with((self.pool.len() + candidates.len()) as u64)?;
            }
        }
        let order = Order {
            problem: self.problem,
            graph: self.graph,
        };
        self.pool.keep(node, candidates, &order);
        limits.go_on_with(self.pool.len() as u64)
    }

    /// §3.5, §3.6: the plan that ends here, if the talks may and nobody is better off otherwise.
    fn stay(&self, at: &Standing, candidates: &mut Labels) {
        if may_stay(self.problem, at) {
            let (value, least) = self.valuation.stay(at);
            let next = Next::Stay;
            self.propose(value, &least, Label { rounds: 0, next }, candidates);
        }
    }

    /// The plans that begin with the exchange to `target`.
    fn extend(&self, at: &Standing, target: NodeId, candidates: &mut Labels) {
        let to = &self.graph.nodes[target as usize];
        let terms = self.valuation.exchange(at, to);
        for (id, continuation, then) in self.pool.of(target) {
            let sides = terms.fixed.iter().zip(&terms.slope).zip(continuation);
            let value = sides.map(|((fixed, slope), v)| fixed + slope * v);
            let label = Label {
                rounds: then.rounds + 1,
                next: Next::Exchange(target, id),
            };
            self.propose(value, &terms.least, label, candidates);
        }
    }

    /// Adds a candidate unless somebody is better off otherwise.
    fn propose(
        &self,
        value: impl IntoIterator<Item = f64>,
        least: &[f64],
        label: Label,
        candidates: &mut Labels,
    ) {
        let (sides, tolerance) = (self.pool.sides(), self.pool.tolerance());
        candidates.push(value, label);
        let mut tests = candidates.last(sides).iter().zip(least);
        if !tests.all(|(value, least)| *value >= least - tolerance) {
            candidates.pop(sides);
        }
    }

    fn frontier(&self) -> Vec<Road> {
        let walk_away = |side: usize| {
            let actor = self.problem.consenting[side];
            self.problem.actors[actor].walk_away.to_f64()
        };
        let labels = self.pool.of(0);
        labels
            .map(|(_, value, label)| Road {
                gain: value
                    .iter()
                    .enumerate()
                    .map(|(side, v)| v - walk_away(side))
                    .collect(),
                rounds: self.rounds(label),
            })
            .collect()
    }

    fn rounds(&self, label: Label) -> Vec<Vec<(TopicId, OptionId)>> {
        let (mut rounds, mut node, mut label) = (Vec::new(), 0, label);
        while let Next::Exchange(to, next) = label.next {
            let at = |node: NodeId| -> &Settlement { &self.graph.nodes[node as usize].settlement };
            rounds.push(moves(self.problem, at(node), at(to)));
            (node, label) = (to, self.pool.label(next));
        }
        rounds
    }
}

/// §3.5: talks may end at any package, and never at the status quo.
fn may_stay(problem: &Problem, at: &Standing) -> bool {
    let accepts = |c| problem.accepts(c, &at.settlement, &at.force);
    !at.settlement.is_status_quo()
        && problem.is_settled(&at.settlement)
        && problem.constraints.ids().all(accepts)
}
