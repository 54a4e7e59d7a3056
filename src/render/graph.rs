//! The concession graph in formats that other programs draw. Names are escaped by the rules of each.

use std::fmt::Write as _;

use super::safe::safe;
use crate::solution::{EdgeView, GraphView, NodeView};

/// DOT, for Graphviz.
pub fn dot(graph: &GraphView) -> String {
    let mut out =
        String::from("digraph concessions {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n");
    for (index, node) in graph.nodes.iter().enumerate() {
        let colour = if node.on_plan {
            ", color=\"#0060a0\", penwidth=2"
        } else {
            ""
        };
        let fill = if node.package {
            ", style=\"rounded,filled\", fillcolor=\"#e4f0e4\""
        } else {
            ""
        };
        let label = dot_text(&label(node, "\n"));
        let _ = writeln!(out, "  s{index} [label={label}{colour}{fill}];");
    }
    for edge in &graph.edges {
        let style = if edge.on_plan {
            "color=\"#0060a0\", penwidth=2"
        } else {
            "color=\"#b0b0b0\""
        };
        let label = if edge.on_plan {
            format!(", label={}", dot_text(&moves(edge)))
        } else {
            String::new()
        };
        let tip = dot_text(&moves(edge));
        let _ = writeln!(
            out,
            "  s{} -> s{} [{style}, tooltip={tip}{label}];",
            edge.from, edge.to
        );
    }
    out + "}\n"
}

/// A quoted string: backslashes and quotes escaped, line breaks as `\n`.
fn dot_text(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(safe).collect();
    let escaped = lines
        .iter()
        .map(|l| l.replace('\\', "\\\\").replace('"', "\\\""));
    format!("\"{}\"", escaped.collect::<Vec<_>>().join("\\n"))
}

/// A flowchart for Mermaid.
pub fn mermaid(graph: &GraphView) -> String {
    let mut out = String::from("flowchart LR\n");
    for (index, node) in graph.nodes.iter().enumerate() {
        let _ = writeln!(
            out,
            "  s{index}[\"{}\"]",
            entities(&label(node, "<br>"), true)
        );
    }
    for edge in &graph.edges {
        let arrow = if edge.on_plan { "==>" } else { "-->" };
        let label = match edge.on_plan {
            true => format!("|\"{}\"|", entities(&moves(edge), true)),
            false => String::new(),
        };
        let _ = writeln!(out, "  s{} {arrow}{label} s{}", edge.from, edge.to);
    }
    let marked = |which: fn(&NodeView) -> bool| {
        let indices = graph.nodes.iter().enumerate().filter(|(_, n)| which(n));
        indices
            .map(|(i, _)| format!("s{i}"))
            .collect::<Vec<_>>()
            .join(",")
    };
    for (class, style, nodes) in [
        ("package", "fill:#e4f0e4", marked(|n| n.package)),
        (
            "plan",
            "stroke:#0060a0,stroke-width:3px",
            marked(|n| n.on_plan),
        ),
    ] {
        if !nodes.is_empty() {
            let _ = writeln!(out, "  classDef {class} {style}\n  class {nodes} {class}");
        }
    }
    out
}

/// GraphML, for graph editors.
pub fn graphml(graph: &GraphView) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    );
    for (id, target, kind) in [
        ("label", "node", "string"),
        ("depth", "node", "int"),
        ("package", "node", "boolean"),
        ("on_plan", "all", "boolean"),
        ("moves", "edge", "string"),
    ] {
        let _ = writeln!(
            out,
            "  <key id=\"{id}\" for=\"{target}\" attr.name=\"{id}\" attr.type=\"{kind}\"/>"
        );
    }
    out += "  <graph id=\"concessions\" edgedefault=\"directed\">\n";
    for (index, node) in graph.nodes.iter().enumerate() {
        let _ = writeln!(
            out,
            "    <node id=\"s{index}\"><data key=\"label\">{}</data><data key=\"depth\">{}</data><data key=\"package\">{}</data><data key=\"on_plan\">{}</data></node>",
            entities(&label(node, " · "), false),
            node.depth,
            node.package,
            node.on_plan
        );
    }
    for edge in &graph.edges {
        let _ = writeln!(
            out,
            "    <edge source=\"s{}\" target=\"s{}\"><data key=\"moves\">{}</data><data key=\"on_plan\">{}</data></edge>",
            edge.from,
            edge.to,
            entities(&moves(edge), false),
            edge.on_plan
        );
    }
    out + "  </graph>\n</graphml>\n"
}

fn label(node: &NodeView, joint: &str) -> String {
    match node.words.is_empty() {
        true => "status quo".to_owned(),
        false => node.words.join(joint),
    }
}

fn moves(edge: &EdgeView) -> String {
    let words: Vec<_> = edge.moves.iter().map(|m| m.words.as_str()).collect();
    words.join(" + ")
}

/// Entities of XML; with `breaks`, the line breaks that Mermaid knows stay.
fn entities(text: &str, breaks: bool) -> String {
    let parts: Vec<_> = if breaks {
        text.split("<br>").collect()
    } else {
        vec![text]
    };
    let escaped = parts.into_iter().map(|part| {
        let text = safe(part).replace('&', "&amp;").replace('<', "&lt;");
        text.replace('>', "&gt;").replace('"', "&quot;")
    });
    escaped.collect::<Vec<_>>().join("<br>")
}
