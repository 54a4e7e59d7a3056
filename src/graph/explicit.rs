//! The concession graph as a graph: for export, and for the algorithms of a graph library. The only file that names petgraph.

use petgraph::Direction;
use petgraph::algo::toposort;
use petgraph::graph::{DiGraph, NodeIndex};

use super::expand::{Graph, NodeId};
use crate::base::{OptionId, TopicId};
use crate::problem::{Problem, Settlement};

/// A node: a settlement that exchanges reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What has been agreed.
    pub settlement: Settlement,
    /// Exchanges from the start, at the least.
    pub depth: usize,
    /// No exchange leads on.
    pub is_end: bool,
}

/// An edge: an admissible exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Place of the settlement before it.
    pub from: usize,
    /// Place of the settlement after it.
    pub to: usize,
    /// Its moves, by topic id.
    pub moves: Vec<(TopicId, OptionId)>,
}

/// Nodes in a topological order, the start first, and the exchanges between them.
#[derive(Clone, Debug, Default)]
pub struct Explicit {
    /// Settlements.
    pub nodes: Vec<Node>,
    /// Exchanges, by where they start.
    pub edges: Vec<Edge>,
}

/// Writes an expanded graph out.
///
/// Complexity: linear in nodes and edges, but for sorting edges.
pub fn explicit(problem: &Problem, graph: &Graph) -> Explicit {
    let mut drawn: DiGraph<usize, ()> = DiGraph::new();
    for node in 0..graph.reached() {
        drawn.add_node(node);
    }
    for node in 0..graph.reached() {
        for target in graph.exchanges(node as u32) {
            drawn.add_edge(NodeIndex::new(node), NodeIndex::new(*target as usize), ());
        }
    }
    // Settlements only climb, so there is always an order; the order of discovery would do as well.
    let order = toposort(&drawn, None).unwrap_or_else(|_| drawn.node_indices().collect());
    let mut place = vec![0; order.len()];
    for (index, node) in order.iter().enumerate() {
        place[node.index()] = index;
    }
    let mut depths = vec![usize::MAX; order.len()];
    depths[0] = 0;
    for node in &order {
        let next = depths[place[node.index()]].saturating_add(1);
        for target in drawn.neighbors_directed(*node, Direction::Outgoing) {
            let depth = &mut depths[place[target.index()]];
            *depth = next.min(*depth);
        }
    }
    let settlement = |node: NodeIndex| graph.settlement(drawn[node] as NodeId);
    let nodes = order.iter().enumerate().map(|(index, node)| Node {
        settlement: settlement(*node),
        depth: depths[index],
        is_end: drawn
            .neighbors_directed(*node, Direction::Outgoing)
            .next()
            .is_none(),
    });
    let mut edges: Vec<Edge> = drawn
        .edge_indices()
        .filter_map(|edge| drawn.edge_endpoints(edge))
        .map(|(from, to)| Edge {
            from: place[from.index()],
            to: place[to.index()],
            moves: graph.moves(problem, drawn[from] as NodeId, drawn[to] as NodeId),
        })
        .collect();
    edges.sort_by_key(|edge| (edge.from, edge.to));
    Explicit {
        nodes: nodes.collect(),
        edges,
    }
}
