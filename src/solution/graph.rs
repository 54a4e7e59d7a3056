//! The concession graph, named, with the plan marked.

use serde::Serialize;
use serde_json::Value;

use super::assumed::About;
use super::head::{Grade, Head, Provenance, Status};
use super::names::{self, Move};
use crate::graph::{Edge, Explicit, Node};
use crate::problem::Problem;
use crate::search::plan::Road;

/// A graph to be drawn or exported.
#[derive(Clone, Debug, Serialize)]
pub struct GraphView {
    /// The common part.
    #[serde(flatten)]
    pub head: Head,
    /// Settlements, in a topological order; the status quo first.
    pub nodes: Vec<NodeView>,
    /// Exchanges.
    pub edges: Vec<EdgeView>,
}

/// A settlement.
#[derive(Clone, Debug, Serialize)]
pub struct NodeView {
    /// Option per topic.
    pub settlement: Value,
    /// Exchanges from the status quo, at the least.
    pub depth: usize,
    /// Everybody would sign it as it stands.
    pub package: bool,
    /// No exchange leads on.
    pub end: bool,
    /// The plan passes through it.
    pub on_plan: bool,
    /// What has moved, in words.
    #[serde(skip)]
    pub words: Vec<String>,
}

/// An exchange.
#[derive(Clone, Debug, Serialize)]
pub struct EdgeView {
    /// Place of the settlement before it.
    pub from: usize,
    /// Place of the settlement after it.
    pub to: usize,
    /// Its moves.
    pub moves: Vec<Move>,
    /// The plan makes it.
    pub on_plan: bool,
}

impl GraphView {
    /// Names a graph and marks the exchanges of a road.
    pub fn new(
        problem: &Problem,
        graph: &Explicit,
        road: Option<&Road>,
        provenance: &Provenance,
    ) -> Self {
        let passed = passed(problem, road);
        let by = "every admissible exchange from the status quo";
        let head = Head::new(
            problem,
            "graph",
            About::Plans,
            provenance,
            Grade::new(Status::Proved, by),
        );
        let step = |edge: &Edge| {
            let (from, to) = (
                &graph.nodes[edge.from].settlement,
                &graph.nodes[edge.to].settlement,
            );
            passed
                .windows(2)
                .any(|pair| pair[0] == *from && pair[1] == *to)
        };
        let edges = graph.edges.iter().map(|edge| EdgeView {
            from: edge.from,
            to: edge.to,
            moves: edge
                .moves
                .iter()
                .map(|(t, o)| Move::new(problem, *t, *o))
                .collect(),
            on_plan: step(edge),
        });
        Self {
            head,
            edges: edges.collect(),
            nodes: graph
                .nodes
                .iter()
                .map(|n| node(problem, n, passed.contains(&n.settlement)))
                .collect(),
        }
    }
}

fn passed(problem: &Problem, road: Option<&Road>) -> Vec<crate::problem::Settlement> {
    let Some(road) = road else {
        return Vec::new();
    };
    let mut at = problem.start();
    let mut passed = vec![at.clone()];
    for round in &road.rounds {
        round.iter().for_each(|(t, o)| at.set(*t, *o));
        passed.push(at.clone());
    }
    passed
}

fn node(problem: &Problem, node: &Node, on_plan: bool) -> NodeView {
    NodeView {
        settlement: names::settlement(problem, node.settlement.iter()),
        depth: node.depth,
        package: crate::check::judge_package(problem, &node.settlement).is_package(),
        end: node.is_end,
        on_plan,
        words: names::moved(problem, &node.settlement),
    }
}
