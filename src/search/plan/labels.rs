//! Value vectors of plans, settlement by settlement, and which of them dominate (SEMANTICS §3.7).

use std::cmp::Ordering;

use crate::base::{OptionId, TopicId};
use crate::graph::{Graph, NodeId, moves};
use crate::problem::Problem;

/// A label of the whole pool.
pub type LabelId = u32;

/// How a plan goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The settlement stands for good.
    Stay,
    /// An exchange to this node, then the plan of this label.
    Exchange(NodeId, LabelId),
}

/// A plan from some settlement on.
#[derive(Clone, Debug)]
pub struct Label {
    /// Value per consenting actor.
    pub value: Vec<f64>,
    /// Exchanges still to come.
    pub rounds: u32,
    /// How it goes on.
    pub next: Next,
}

/// The labels kept at every settlement.
pub struct Pool {
    labels: Vec<Label>,
    /// Range of labels per node.
    of_node: Vec<std::ops::Range<LabelId>>,
    tolerance: f64,
}

impl Pool {
    /// Nothing kept yet, for a graph of so many nodes.
    pub fn new(problem: &Problem, nodes: usize) -> Self {
        Self {
            labels: Vec::new(),
            of_node: vec![0..0; nodes],
            tolerance: problem.tolerance(),
        }
    }
    /// Labels kept so far.
    pub fn len(&self) -> usize {
        self.labels.len()
    }
    /// Tolerance of comparisons.
    pub fn tolerance(&self) -> f64 {
        self.tolerance
    }
    /// Labels of a node.
    pub fn of(&self, node: NodeId) -> impl Iterator<Item = (LabelId, &Label)> {
        let range = self.of_node[node as usize].clone();
        range.map(|id| (id, &self.labels[id as usize]))
    }
    /// A label.
    pub fn label(&self, id: LabelId) -> &Label {
        &self.labels[id as usize]
    }

    /// Keeps the undominated candidates of a node.
    ///
    /// In descending order, a vector is dropped when a kept one is at least it, within tolerance, in every entry; then every
    /// kept vector that a later kept one equals or exceeds is dropped. Of vectors equal within tolerance the plan that is
    /// first by the tie rule stays.
    pub fn keep(&mut self, node: NodeId, mut candidates: Vec<Label>, order: &Order) {
        candidates.sort_by(|a, b| {
            let values = descending(&a.value, &b.value);
            values.then_with(|| order.compare(self, node, a, b))
        });
        let mut kept: Vec<Label> = Vec::new();
        // With two actors the best second value so far decides; no need to look at each kept vector.
        let mut best_second = f64::NEG_INFINITY;
        for candidate in candidates {
            let two = candidate.value.len() == 2;
            let dominated = match two {
                true => best_second >= candidate.value[1] - self.tolerance,
                false => kept.iter().any(|k| self.at_least(k, &candidate)),
            };
            if !dominated {
                best_second = best_second.max(candidate.value.get(1).copied().unwrap_or(0.0));
                kept.push(candidate);
            } else if let Some(twin) = self.twin(&kept, &candidate)
                && order.compare(self, node, &candidate, &kept[twin]) == Ordering::Less
            {
                kept[twin] = candidate;
            }
        }
        let lasting: Vec<bool> = (0..kept.len()).map(|i| !self.overtaken(&kept, i)).collect();
        let mut lasting = lasting.into_iter();
        kept.retain(|_| lasting.next().unwrap_or(true));
        let first = self.labels.len() as LabelId;
        self.labels.extend(kept);
        self.of_node[node as usize] = first..self.labels.len() as LabelId;
    }

    fn at_least(&self, a: &Label, b: &Label) -> bool {
        let pairs = a.value.iter().zip(&b.value);
        pairs.into_iter().all(|(a, b)| *a >= b - self.tolerance)
    }

    /// A kept vector equal to the candidate within tolerance; the first entries of kept vectors descend.
    fn twin(&self, kept: &[Label], candidate: &Label) -> Option<usize> {
        let near = |label: &Label| label.value[0] <= candidate.value[0] + self.tolerance;
        let mut last = (0..kept.len()).rev().take_while(|i| near(&kept[*i]));
        last.find(|i| self.at_least(&kept[*i], candidate) && self.at_least(candidate, &kept[*i]))
    }

    /// Does a vector kept after this one equal or exceed it?
    fn overtaken(&self, kept: &[Label], index: usize) -> bool {
        let own = &kept[index];
        let later = kept[index + 1..].iter();
        let mut near = later.take_while(|l| l.value[0] >= own.value[0] - 2.0 * self.tolerance);
        near.any(|later| self.at_least(later, own))
    }
}

fn descending(a: &[f64], b: &[f64]) -> Ordering {
    let pairs = a.iter().zip(b).map(|(a, b)| b.total_cmp(a));
    pairs
        .into_iter()
        .find(|o| o.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// The tie rule: fewer rounds, then the lexicographically smallest sequence of moves.
pub struct Order<'p> {
    /// Names give the order of topics.
    pub problem: &'p Problem,
    /// Settlements give the moves.
    pub graph: &'p Graph,
}

impl Order<'_> {
    /// Compares two plans from one node.
    pub fn compare(&self, pool: &Pool, node: NodeId, a: &Label, b: &Label) -> Ordering {
        let rounds = a.rounds.cmp(&b.rounds);
        if rounds.is_ne() {
            return rounds;
        }
        let (mut node, mut a, mut b) = (node, a, b);
        while let (Next::Exchange(to_a, next_a), Next::Exchange(to_b, next_b)) = (a.next, b.next) {
            if to_a != to_b {
                return self.sequence(node, to_a).cmp(&self.sequence(node, to_b));
            }
            if next_a == next_b {
                return Ordering::Equal;
            }
            (node, a, b) = (to_a, pool.label(next_a), pool.label(next_b));
        }
        Ordering::Equal
    }

    /// Moves as (place of the topic id, option index).
    fn sequence(&self, from: NodeId, to: NodeId) -> Vec<(usize, OptionId)> {
        let at = |node: NodeId| &self.graph.nodes[node as usize].settlement;
        let ranks = &self.problem.names.topic_ranks;
        let moves: Vec<(TopicId, OptionId)> = moves(self.problem, at(from), at(to));
        moves.into_iter().map(|(t, o)| (ranks[t], o)).collect()
    }
}
