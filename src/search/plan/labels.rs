//! Value vectors of plans, settlement by settlement (SEMANTICS §3.7).
//!
//! Vectors lie end to end in one array, so that keeping them allocates nothing per label.

use std::cmp::Ordering;
use std::ops::Range;

use crate::graph::{Graph, NodeId};
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
    /// Node and label that follow; `END` where the settlement stands.
    to: NodeId,
    then: LabelId,
}

const END: NodeId = NodeId::MAX;

impl Label {
    /// The settlement stands.
    pub const STAY: Label = Label {
        rounds: 0,
        to: END,
        then: 0,
    };
    /// An exchange, and then another plan.
    pub fn exchange(to: NodeId, then: LabelId, rounds: u32) -> Self {
        Self { rounds, to, then }
    }
    /// How it goes on.
    pub fn next(&self) -> Next {
        match self.to {
            END => Next::Stay,
            to => Next::Exchange(to, self.then),
        }
    }
}

/// Labels and their values, end to end.
#[derive(Clone, Debug, Default)]
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
    /// Forgets all.
    pub fn clear(&mut self) {
        self.values.clear();
        self.labels.clear();
    }
    /// A label.
    pub fn label(&self, index: usize) -> Label {
        self.labels[index]
    }
    /// A value.
    pub fn value(&self, index: usize, sides: usize) -> &[f64] {
        &self.values[index * sides..(index + 1) * sides]
    }
    /// Keeps only labels whose values are asked for.
    pub fn retain(&mut self, sides: usize, mut keeps: impl FnMut(&[f64]) -> bool) {
        let mut kept = 0;
        for index in 0..self.len() {
            let own = index * sides..(index + 1) * sides;
            if keeps(&self.values[own.clone()]) {
                self.values.copy_within(own, kept * sides);
                self.labels[kept] = self.labels[index];
                kept += 1;
            }
        }
        self.values.truncate(kept * sides);
        self.labels.truncate(kept);
    }
    /// Bytes held.
    fn bytes(&self) -> u64 {
        let labels = self.labels.capacity() * size_of::<Label>();
        (8 * self.values.capacity() + labels) as u64
    }
}

/// The labels kept at every settlement.
pub struct Pool {
    kept: Labels,
    /// Range of labels per node.
    of_node: Vec<Range<LabelId>>,
    sides: usize,
}

impl Pool {
    /// Nothing kept yet, for a graph of so many nodes.
    pub fn new(sides: usize, nodes: usize) -> Self {
        Self {
            kept: Labels::default(),
            of_node: vec![0..0; nodes],
            sides,
        }
    }
    /// Labels kept so far.
    pub fn len(&self) -> usize {
        self.kept.labels.len()
    }
    /// Has a node any plan?
    pub fn has(&self, node: NodeId) -> bool {
        !self.of_node[node as usize].is_empty()
    }
    /// Labels of a node.
    pub fn range(&self, node: NodeId) -> Range<LabelId> {
        self.of_node[node as usize].clone()
    }
    /// A label.
    pub fn label(&self, id: LabelId) -> Label {
        self.kept.labels[id as usize]
    }
    /// A label's value.
    pub fn value(&self, id: LabelId) -> &[f64] {
        self.kept.value(id as usize, self.sides)
    }
    /// Keeps the labels of a node.
    pub fn keep(&mut self, node: NodeId, labels: &Labels) {
        let first = self.len() as LabelId;
        self.kept.values.extend_from_slice(&labels.values);
        self.kept.labels.extend_from_slice(&labels.labels);
        self.of_node[node as usize] = first..self.len() as LabelId;
    }
    /// Bytes held.
    pub fn bytes(&self) -> u64 {
        self.kept.bytes() + 8 * self.of_node.capacity() as u64
    }
}

/// The tie rule: fewer rounds, then the lexicographically smallest sequence of moves.
pub struct Order<'p> {
    /// Names give the order of topics.
    pub problem: &'p Problem,
    /// Settlements give the moves.
    pub graph: &'p Graph,
    /// Plans that labels go on with.
    pub pool: &'p Pool,
}

impl Order<'_> {
    /// Compares two plans from one node.
    pub fn compare(&self, node: NodeId, a: Label, b: Label) -> Ordering {
        let rounds = a.rounds.cmp(&b.rounds);
        if rounds.is_ne() {
            return rounds;
        }
        let (mut node, mut a, mut b) = (node, a, b);
        while a.to != END && b.to != END {
            if a.to != b.to {
                return self.sequence(node, a.to).cmp(&self.sequence(node, b.to));
            }
            if a.then == b.then {
                return Ordering::Equal;
            }
            (node, a, b) = (a.to, self.pool.label(a.then), self.pool.label(b.then));
        }
        Ordering::Equal
    }

    /// Moves as (place of the topic id, option index).
    fn sequence(&self, from: NodeId, to: NodeId) -> Vec<(usize, crate::base::OptionId)> {
        let ranks = &self.problem.names.topic_ranks;
        let moves = self.graph.moves(self.problem, from, to);
        moves.into_iter().map(|(t, o)| (ranks[t], o)).collect()
    }
}
