//! Value vectors of plans, settlement by settlement, and which of them dominate (SEMANTICS §3.7).
//!
//! Vectors lie end to end in one array, so that keeping and comparing them allocates nothing per label.

use std::cmp::Ordering;
use std::collections::BTreeMap;

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

/// A plan from some settlement on, without its value.
#[derive(Clone, Copy, Debug)]
pub struct Label {
    /// Exchanges still to come.
    pub rounds: u32,
    /// How it goes on.
    pub next: Next,
}

/// Labels and their values, end to end.
#[derive(Debug, Default)]
pub struct Labels {
    values: Vec<f64>,
    labels: Vec<Label>,
}

impl Labels {
    /// Adds a label; `value` has one entry per consenting actor.
    pub fn push(&mut self, value: impl IntoIterator<Item = f64>, label: Label) {
        self.values.extend(value);
        self.labels.push(label);
    }
    /// Number of labels.
    pub fn len(&self) -> usize {
        self.labels.len()
    }
    /// Takes the last label back.
    pub fn pop(&mut self, sides: usize) {
        self.labels.pop();
        self.values.truncate(self.labels.len() * sides);
    }
    /// Forgets all.
    pub fn clear(&mut self) {
        self.values.clear();
        self.labels.clear();
    }
    /// The value last added.
    pub fn last(&self, sides: usize) -> &[f64] {
        &self.values[self.values.len() - sides..]
    }
}

/// The labels kept at every settlement.
pub struct Pool {
    kept: Labels,
    /// Range of labels per node.
    of_node: Vec<std::ops::Range<LabelId>>,
    sides: usize,
    tolerance: f64,
}

impl Pool {
    /// Nothing kept yet, for a graph of so many nodes.
    pub fn new(problem: &Problem, nodes: usize) -> Self {
        Self {
            kept: Labels::default(),
            of_node: vec![0..0; nodes],
            sides: problem.consenting.len(),
            tolerance: problem.tolerance(),
        }
    }
    /// Labels kept so far.
    pub fn len(&self) -> usize {
        self.kept.labels.len()
    }
    /// Tolerance of comparisons.
    pub fn tolerance(&self) -> f64 {
        self.tolerance
    }
    /// Number of consenting actors.
    pub fn sides(&self) -> usize {
        self.sides
    }
    /// Has a node any plan?
    pub fn has(&self, node: NodeId) -> bool {
        !self.of_node[node as usize].is_empty()
    }
    /// Labels of a node with their values.
    pub fn of(&self, node: NodeId) -> impl Iterator<Item = (LabelId, &[f64], Label)> {
        let range = self.of_node[node as usize].clone();
        range.map(|id| (id, self.value(id), self.label(id)))
    }
    /// A label.
    pub fn label(&self, id: LabelId) -> Label {
        self.kept.labels[id as usize]
    }
    fn value(&self, id: LabelId) -> &[f64] {
        let start = id as usize * self.sides;
        &self.kept.values[start..start + self.sides]
    }

    /// Keeps the undominated candidates of a node.
    ///
    /// In descending order, a vector is dropped when a kept one is at least it, within tolerance, in every entry; then every
    /// kept vector that a later kept one equals or exceeds is dropped. Of vectors equal within tolerance the plan that is
    /// first by the tie rule stays.
    ///
    /// Complexity: n log n for up to three actors, n × kept beyond.
    pub fn keep(&mut self, node: NodeId, candidates: &Labels, order: &Order) {
        let value = |i: u32| {
            let start = i as usize * self.sides;
            &candidates.values[start..start + self.sides]
        };
        let label = |i: u32| candidates.labels[i as usize];
        let mut sorted: Vec<u32> = (0..candidates.labels.len() as u32).collect();
        sorted.sort_unstable_by(|&a, &b| {
            descending(value(a), value(b))
                .then_with(|| order.compare(self, node, label(a), label(b)))
                .then(a.cmp(&b))
        });
        let mut kept: Vec<u32> = Vec::new();
        let mut front = Front::new(self.sides, self.tolerance);
        for candidate in sorted {
            if !front.dominates(value(candidate), kept.iter().map(|k| value(*k))) {
                front.add(value(candidate));
                kept.push(candidate);
            } else if let Some(twin) = self.twin(&kept, value(candidate), &value)
                && order.compare(self, node, label(candidate), label(kept[twin])) == Ordering::Less
            {
                kept[twin] = candidate;
            }
        }
        let first = self.len() as LabelId;
        for (index, &own) in kept.iter().enumerate() {
            if !self.overtaken(value(own), kept[index + 1..].iter().map(|k| value(*k))) {
                self.kept.push(value(own).iter().copied(), label(own));
            }
        }
        self.of_node[node as usize] = first..self.len() as LabelId;
    }

    fn at_least(&self, a: &[f64], b: &[f64]) -> bool {
        at_least(a, b, self.tolerance)
    }

    /// A kept vector equal to the candidate within tolerance; the first entries of kept vectors descend.
    fn twin<'c>(
        &self,
        kept: &[u32],
        candidate: &[f64],
        value: &impl Fn(u32) -> &'c [f64],
    ) -> Option<usize> {
        let near = |i: &usize| value(kept[*i])[0] <= candidate[0] + self.tolerance;
        let mut last = (0..kept.len()).rev().take_while(near);
        last.find(|i| {
            let kept = value(kept[*i]);
            self.at_least(kept, candidate) && self.at_least(candidate, kept)
        })
    }

    /// Does a vector kept after this one equal or exceed it?
    fn overtaken<'c>(&self, own: &[f64], later: impl Iterator<Item = &'c [f64]>) -> bool {
        let mut near = later.take_while(|l| l[0] >= own[0] - 2.0 * self.tolerance);
        near.any(|later| self.at_least(later, own))
    }
}

fn at_least(a: &[f64], b: &[f64], tolerance: f64) -> bool {
    a.iter().zip(b).all(|(a, b)| *a >= b - tolerance)
}

fn descending(a: &[f64], b: &[f64]) -> Ordering {
    let mut entries = a.iter().zip(b).map(|(a, b)| b.total_cmp(a));
    entries.find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
}

/// What has been kept so far of vectors that come in descending order: each is at most all kept ones in its first entry, so
/// only the others decide. For three actors the best of those form a staircase (Kung, Luccio & Preparata 1975).
struct Front {
    sides: usize,
    tolerance: f64,
    best_second: f64,
    stairs: BTreeMap<Ordered, f64>,
}

impl Front {
    fn new(sides: usize, tolerance: f64) -> Self {
        Self {
            sides,
            tolerance,
            best_second: f64::NEG_INFINITY,
            stairs: BTreeMap::new(),
        }
    }

    fn dominates<'c>(&self, vector: &[f64], mut kept: impl Iterator<Item = &'c [f64]>) -> bool {
        match self.sides {
            1 => kept.next().is_some(),
            2 => self.best_second >= vector[1] - self.tolerance,
            3 => {
                let mut above = self.stairs.range(Ordered(vector[1] - self.tolerance)..);
                above
                    .next()
                    .is_some_and(|(_, best)| *best >= vector[2] - self.tolerance)
            }
            _ => kept.any(|kept| at_least(kept, vector, self.tolerance)),
        }
    }

    fn add(&mut self, vector: &[f64]) {
        match self.sides {
            2 => self.best_second = self.best_second.max(vector[1]),
            3 => {
                let (y, z) = (Ordered(vector[1]), vector[2]);
                let higher = self.stairs.range(y..).next();
                if higher.is_some_and(|(_, best)| *best >= z) {
                    return;
                }
                while let Some((below, _)) = self
                    .stairs
                    .range(..=y)
                    .next_back()
                    .filter(|(_, best)| **best <= z)
                {
                    let below = *below;
                    self.stairs.remove(&below);
                }
                self.stairs.insert(y, z);
            }
            _ => {}
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
struct Ordered(f64);

impl Eq for Ordered {}
impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
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
    pub fn compare(&self, pool: &Pool, node: NodeId, a: Label, b: Label) -> Ordering {
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
