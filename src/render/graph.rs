//! The concession graph in formats that other programs draw. Names are escaped by the rules of each.

use std::fmt::Write as _;

use super::safe::{safe, xml};
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
        let label = format!("\"{}\"", label(node, "\\n", dot_inner));
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

/// A quoted string.
fn dot_text(text: &str) -> String {
    format!("\"{}\"", dot_inner(text))
}

/// Backslashes and quotes escaped. Graphviz reads entities, too, so that what starts them is one.
fn dot_inner(text: &str) -> String {
    let text = safe(text).replace('&', "&amp;");
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// A flowchart for Mermaid.
pub fn mermaid(graph: &GraphView) -> String {
    let mut out = String::from("flowchart LR\n");
    for (index, node) in graph.nodes.iter().enumerate() {
        let _ = writeln!(out, "  s{index}[\"{}\"]", label(node, "<br>", mermaid_text));
    }
    for edge in &graph.edges {
        let arrow = if edge.on_plan { "==>" } else { "-->" };
        let label = match edge.on_plan {
            true => format!("|\"{}\"|", mermaid_text(&moves(edge))),
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
            label(node, " · ", xml),
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
            xml(&moves(edge)),
            edge.on_plan
        );
    }
    out + "  </graph>\n</graphml>\n"
}

/// What has moved, each part escaped for itself.
fn label(node: &NodeView, joint: &str, escape: fn(&str) -> String) -> String {
    match node.words.is_empty() {
        true => "status quo".to_owned(),
        false => {
            let words: Vec<_> = node.words.iter().map(|word| escape(word)).collect();
            words.join(joint)
        }
    }
}

fn moves(edge: &EdgeView) -> String {
    let words: Vec<_> = edge.moves.iter().map(|m| m.words.as_str()).collect();
    words.join(" + ")
}

/// Text between quotes of Mermaid: entities by their numbers, which it knows, for all that it or a browser could take for more
/// than text; its own marks of entities, comments, directives and Markdown among them.
fn mermaid_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in safe(text).chars() {
        match c {
            '&' | '<' | '>' | '"' | '#' | '%' | '`' | '\\' | '$' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out
}
