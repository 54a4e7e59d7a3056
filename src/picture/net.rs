//! The concession graph around the plan.

use std::collections::BTreeSet;

use super::frontier::beside;
use super::{Body, Knot, Link, Net, Picture, What, grade_line};
use crate::base::counted;
use crate::solution::{GraphView, NodeView};

/// Largest graph that is drawn whole, in settlements.
const MOST_WHOLE: usize = 24;

/// Most settlements beside the plan that are drawn of one settlement on it.
const MOST_BESIDE: usize = 3;

/// The whole of a small graph; of a larger one the plan and some of what could have followed each of its settlements. `None` where
/// there is nothing to draw.
pub fn graph(view: &GraphView, title: &str) -> Option<Picture> {
    if view.nodes.is_empty() {
        return None;
    }
    let drawn = drawn(view);
    let place = |node: usize| drawn.iter().position(|own| *own == node);
    let links: Vec<Link> = view
        .edges
        .iter()
        .filter_map(|edge| {
            let moves: Vec<_> = edge.moves.iter().map(|m| m.words.as_str()).collect();
            Some(Link {
                from: place(edge.from)?,
                to: place(edge.to)?,
                on_plan: edge.on_plan,
                tip: moves.join(" + "),
            })
        })
        .collect();
    let columns = columns(drawn.len(), &links);
    let knots = drawn.iter().zip(columns).enumerate();
    let knots = knots.map(|(own, (node, column))| knot(view, *node, column, &links, own));
    let knots: Vec<Knot> = knots.collect();
    let steps: Vec<_> = links
        .iter()
        .filter(|l| l.on_plan)
        .map(|l| l.tip.as_str())
        .collect();
    let told = format!(
        "{} and {} in all. The plan: {}.",
        counted(view.nodes.len() as u64, "settlement"),
        counted(view.edges.len() as u64, "exchange"),
        if steps.is_empty() {
            "none".to_owned()
        } else {
            steps.join(", then ")
        }
    );
    Some(Picture {
        what: What::Graph,
        id: What::Graph.id().to_owned(),
        title: "The concession graph around the plan".to_owned(),
        beside: beside(
            title,
            "settlements by what the exchange that leads to them adds",
        ),
        told,
        grade: grade_line("Plan", &view.plan),
        body: Body::Net(Net {
            left_out: view.nodes.len() - knots.len(),
            knots,
            links,
        }),
    })
}

/// Places of the settlements drawn, in the order of the graph, which is topological.
fn drawn(view: &GraphView) -> Vec<usize> {
    if view.nodes.len() <= MOST_WHOLE {
        return (0..view.nodes.len()).collect();
    }
    let mut chosen: BTreeSet<usize> = BTreeSet::new();
    chosen.insert(0);
    for (place, node) in view.nodes.iter().enumerate() {
        if !node.on_plan && place > 0 {
            continue;
        }
        chosen.insert(place);
        let beside = view.edges.iter().filter(|e| e.from == place && !e.on_plan);
        let mut beside: Vec<usize> = beside
            .map(|e| e.to)
            .filter(|to| !view.nodes[*to].on_plan)
            .collect();
        // What everybody would sign first.
        beside.sort_by_key(|to| (!view.nodes[*to].package, *to));
        let new: Vec<_> = beside
            .into_iter()
            .filter(|to| !chosen.contains(to))
            .collect();
        chosen.extend(new.into_iter().take(MOST_BESIDE));
    }
    chosen.into_iter().collect()
}

/// Every settlement stands right of all that lead to it.
fn columns(knots: usize, links: &[Link]) -> Vec<usize> {
    let mut columns = vec![0; knots];
    for knot in 0..knots {
        let before = links.iter().filter(|l| l.to == knot);
        columns[knot] = before.map(|l| columns[l.from] + 1).max().unwrap_or(0);
    }
    columns
}

fn knot(view: &GraphView, place: usize, column: usize, links: &[Link], own: usize) -> Knot {
    let node: &NodeView = &view.nodes[place];
    let whole = match node.words.is_empty() {
        true => "status quo".to_owned(),
        false => node.words.join(" · "),
    };
    // What is new says more than all that stands; on the plan what the plan adds.
    let into = || links.iter().filter(|l| l.to == own);
    let new = into().find(|l| l.on_plan).or_else(|| into().next());
    let kinds = [
        (node.on_plan, "on the plan"),
        (node.package, "everybody would sign it"),
        (node.end, "no exchange leads on"),
    ];
    let kinds = kinds.iter().filter(|(is, _)| *is).map(|(_, kind)| *kind);
    let kinds: Vec<_> = kinds.collect();
    Knot {
        text: new.map_or(whole.clone(), |link| format!("+ {}", link.tip)),
        tip: format!("{whole}\n{}", kinds.join(", "))
            .trim_end()
            .to_owned(),
        column,
        on_plan: node.on_plan,
        package: node.package,
    }
}
