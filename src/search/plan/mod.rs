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
use labels::{Label, Next, Order, Pool};
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
    for node in graph.backwards() {
        search.settle(node);
        limits.go_on_with(search.pool.len() as u64)?;
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
    fn settle(&mut self, node: NodeId) {
        let at = &self.graph.nodes[node as usize];
        let mut candidates: Vec<Label> = self.stay(at).into_iter().collect();
        for &target in self.graph.exchanges(node) {
            if self.pool.of(target).next().is_some() {
                self.extend(at, target, &mut candidates);
            }
        }
        let order = Order {
            problem: self.problem,
            graph: self.graph,
        };
        self.pool.keep(node, candidates, &order);
    }

    /// §3.5, §3.6: the plan that ends here, if the talks may and nobody is better off otherwise.
    fn stay(&self, at: &Standing) -> Option<Label> {
        if !may_stay(self.problem, at) {
            return None;
        }
        let (value, least) = self.valuation.stay(at);
        self.enforced(&value, &least).then_some(Label {
            value,
            rounds: 0,
            next: Next::Stay,
        })
    }

    /// The plans that begin with the exchange to `target`.
    fn extend(&self, at: &Standing, target: NodeId, candidates: &mut Vec<Label>) {
        let to = &self.graph.nodes[target as usize];
        let terms = self.valuation.exchange(at, to);
        for (id, then) in self.pool.of(target) {
            let sides = terms.fixed.iter().zip(&terms.slope).zip(&then.value);
            let value: Vec<f64> = sides.map(|((fixed, slope), v)| fixed + slope * v).collect();
            if self.enforced(&value, &terms.least) {
                candidates.push(Label {
                    value,
                    rounds: then.rounds + 1,
                    next: Next::Exchange(target, id),
                });
            }
        }
    }

    fn enforced(&self, value: &[f64], least: &[f64]) -> bool {
        let tolerance = self.pool.tolerance();
        let mut sides = value.iter().zip(least);
        sides.all(|(value, least)| *value >= least - tolerance)
    }

    fn frontier(&self) -> Vec<Road> {
        let walk_away = |side: usize| {
            let actor = self.problem.consenting[side];
            self.problem.actors[actor].walk_away.to_f64()
        };
        let labels = self.pool.of(0);
        labels
            .map(|(_, label)| Road {
                gain: label
                    .value
                    .iter()
                    .enumerate()
                    .map(|(side, v)| v - walk_away(side))
                    .collect(),
                rounds: self.rounds(label),
            })
            .collect()
    }

    fn rounds(&self, label: &Label) -> Vec<Vec<(TopicId, OptionId)>> {
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
