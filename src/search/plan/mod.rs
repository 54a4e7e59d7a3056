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

mod aim;
mod bounds;
mod breach;
mod front;
mod goal;
mod labels;
mod region;
mod sweep;
mod value;
mod whole;

use crate::base::{Limits, OptionId, Stopped, TopicId};
use crate::graph::{Graph, NodeId};
use crate::problem::Problem;
use crate::search::concept::{Concept, weights};
use aim::Ready;
use goal::Goal;
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
    /// Labels kept over all settlements.
    pub labels: usize,
}

/// Finds the plan frontier over an expanded graph.
///
/// # Errors
/// [`Stopped`] when a limit is reached first.
pub fn roads(problem: &Problem, graph: &Graph, limits: &Limits) -> Result<Roads, Stopped> {
    let valuation = Valuation::new(problem, graph);
    let ends = ends(problem, graph);
    let ready = Ready {
        problem,
        graph,
        valuation: &valuation,
        ends: &ends,
    };
    let sweep = ready.whole(limits)?;
    let labels = sweep.as_ref().map_or(0, |sweep| sweep.pool().len());
    let mut frontier = sweep.map_or(Vec::new(), |sweep| frontier(problem, graph, sweep.pool()));
    frontier.sort_by(|a, b| {
        a.gain
            .partial_cmp(&b.gain)
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    Ok(Roads {
        frontier,
        reached: graph.reached(),
        exchanges: graph.exchange_count(),
        labels,
    })
}

/// Finds the plans that are best by a concept, without the frontier.
///
/// # Errors
/// [`Stopped`] when a limit is reached first.
pub fn aimed(
    problem: &Problem,
    graph: &Graph,
    concept: Concept,
    limits: &Limits,
) -> Result<Roads, Stopped> {
    let valuation = Valuation::new(problem, graph);
    let ends = ends(problem, graph);
    let ready = Ready {
        problem,
        graph,
        valuation: &valuation,
        ends: &ends,
    };
    let goal = Goal::new(concept, &weights(problem), None).unwrap();
    let sweep = ready.aim(&goal, limits)?;
    let (frontier, labels) = match &sweep {
        Some(sweep) => (frontier(problem, graph, sweep.pool()), sweep.pool().len()),
        None => (Vec::new(), 0),
    };
    Ok(Roads {
        frontier,
        reached: graph.reached(),
        exchanges: graph.exchange_count(),
        labels,
    })
}

/// The plans from the status quo.
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
