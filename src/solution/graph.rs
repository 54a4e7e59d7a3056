//! The concession graph, named, with the plan marked.

use serde::Serialize;
use serde_json::Value;

use super::assumed::About;
use super::head::{Claim, Grade, Head, Provenance, Status};
use super::names::{self, Move};
use super::packages::stopped;
use super::plan::grade_of;
use crate::base::{Limits, Stopped};
use crate::graph::{Edge, Explicit, Node};
use crate::problem::Problem;
use crate::search::concept::Concept;
use crate::search::plan::Road;
use crate::study::PlanAnswer;

/// A graph to be drawn or exported.
#[derive(Clone, Debug, Serialize)]
pub struct GraphView {
    /// The common part.
    #[serde(flatten)]
    pub head: Head,
    /// How far the plan that is marked can be relied on; why none is marked.
    pub plan: Grade,
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
    /// Names a graph and marks the exchanges of the plan that a concept picks; of none where the search for it stopped.
    pub fn new(
        problem: &Problem,
        graph: &Explicit,
        answer: &Result<PlanAnswer, Stopped>,
        concept: Concept,
        limits: &Limits,
        provenance: &Provenance,
    ) -> Self {
        let plan = match answer {
            Ok(answer) => grade_of(problem, answer, concept),
            Err(why) => Grade::new(Status::Stopped, stopped(*why, limits)),
        };
        let road = answer.as_ref().ok().and_then(|answer| {
            let index = answer.answer(concept)?;
            Some(&answer.frontier[index])
        });
        let passed = passed(problem, road);
        let by = "every admissible exchange from the status quo";
        let head = Head::new(
            problem,
            "graph",
            About::Plans,
            provenance,
            (Claim::Graph, Grade::new(Status::Proved, by)),
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
            plan,
            edges: edges.collect(),
            nodes: graph
                .nodes
                .iter()
                .map(|n| node(problem, n, passed.contains(&n.settlement)))
                .collect(),
        }
    }
}

impl GraphView {
    /// When a limit came before the graph was whole.
    pub fn stopped(
        problem: &Problem,
        why: Stopped,
        limits: &Limits,
        provenance: &Provenance,
    ) -> Self {
        let grade = Grade::new(Status::Stopped, stopped(why, limits));
        let own = (Claim::Nothing, grade.clone());
        let head = Head::new(problem, "graph", About::Plans, provenance, own);
        Self {
            head,
            plan: grade,
            nodes: Vec::new(),
            edges: Vec::new(),
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
