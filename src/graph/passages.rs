//! What every walk through a concession graph passes: gateways, shared precedence, dead ends.
//!
//! The graph has no cycles and is kept in an order in which every exchange leads onward. Among the nodes that lie on some walk from
//! the start to a target, a node is on all of them exactly if no exchange leads from before it to behind it, and an exchange exactly
//! if nothing else crosses the cut at which it lies: one pass instead of a tree of dominators (Lengauer & Tarjan 1979).

use super::expand::{Graph, NodeId};

/// The part of a graph that walks to targets run through.
#[derive(Clone, Debug)]
pub struct Walks<'g> {
    graph: &'g Graph,
    /// Nodes on some walk, each before all that it leads to.
    order: Vec<NodeId>,
    /// The place of each node in `order`; `usize::MAX` off the walks.
    places: Vec<usize>,
    targets: Vec<bool>,
}

/// What every walk has in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gateways {
    /// Settlements that every walk passes, from the start onward; it and a target that is the only one among them.
    pub nodes: Vec<NodeId>,
    /// Exchanges that every walk makes, in order.
    pub exchanges: Vec<(NodeId, NodeId)>,
}

impl<'g> Walks<'g> {
    /// Finds the nodes that lie on a walk from the start to one of the targets.
    ///
    /// Complexity: nodes sorted, then linear in exchanges.
    pub fn to(graph: &'g Graph, is_target: impl Fn(NodeId) -> bool) -> Self {
        let targets: Vec<bool> = (0..graph.reached() as NodeId).map(is_target).collect();
        let leads = leads(graph, |node| targets[node as usize]);
        let mut order = onward(graph);
        order.retain(|node| leads[*node as usize]);
        let mut places = vec![usize::MAX; graph.reached()];
        for (place, node) in order.iter().enumerate() {
            places[*node as usize] = place;
        }
        Self {
            graph,
            order,
            places,
            targets,
        }
    }

    /// Is there any walk?
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The nodes on some walk, each before all that it leads to.
    pub fn nodes(&self) -> &[NodeId] {
        &self.order
    }

    /// The exchanges of a node that stay on walks.
    pub fn exchanges(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        let onward = self.graph.exchanges(node).iter().copied();
        onward.filter(|to| self.places[*to as usize] != usize::MAX)
    }

    /// What all walks pass.
    ///
    /// Complexity: linear in exchanges.
    pub fn gateways(&self) -> Gateways {
        let size = self.order.len();
        // Behind all nodes stands the end of all walks, to which every target leads.
        let (mut jumped, mut crossing) = (vec![0i64; size + 1], vec![0i64; size + 1]);
        let mut single = vec![None; size + 1];
        let mut edge = |from: usize, to: usize| {
            if from + 1 < to {
                (jumped[from + 1], jumped[to]) = (jumped[from + 1] + 1, jumped[to] - 1);
            }
            (crossing[from], crossing[to]) = (crossing[from] + 1, crossing[to] - 1);
            single[from] = Some(to);
        };
        for (place, node) in self.order.iter().enumerate() {
            self.exchanges(*node)
                .for_each(|to| edge(place, self.places[to as usize]));
            if self.targets[*node as usize] {
                edge(place, size);
            }
        }
        let (mut over, mut across) = (0, 0);
        let mut gateways = Gateways::default();
        for (place, node) in self.order.iter().enumerate() {
            over += jumped[place];
            across += crossing[place];
            if over == 0 {
                gateways.nodes.push(*node);
            }
            if let (1, Some(to)) = (across, single[place].filter(|to| *to < size)) {
                gateways.exchanges.push((*node, self.order[to]));
            }
        }
        gateways
    }
}

/// All nodes, each before all that it leads to.
fn onward(graph: &Graph) -> Vec<NodeId> {
    graph.layers().concat()
}

/// Per node, whether exchanges lead from it to a node of which `holds` is true; it itself counts.
///
/// Complexity: nodes sorted, then linear in exchanges.
pub fn leads(graph: &Graph, holds: impl Fn(NodeId) -> bool) -> Vec<bool> {
    let mut leads = vec![false; graph.reached()];
    for &node in onward(graph).iter().rev() {
        let mut onward = graph.exchanges(node).iter();
        leads[node as usize] = holds(node) || onward.any(|to| leads[*to as usize]);
    }
    leads
}

/// Per node, the fewest exchanges from the start.
///
/// Complexity: nodes sorted, then linear in exchanges.
pub fn depths(graph: &Graph) -> Vec<usize> {
    let mut depths = vec![usize::MAX; graph.reached()];
    depths[0] = 0;
    for node in onward(graph) {
        let next = depths[node as usize].saturating_add(1);
        for to in graph.exchanges(node) {
            depths[*to as usize] = next.min(depths[*to as usize]);
        }
    }
    depths
}
