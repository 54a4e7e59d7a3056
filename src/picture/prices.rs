//! What every line costs, and whom.

use super::frontier::beside;
use super::{Axis, Bars, Body, Group, Picture, What, grade_line, signed};
use crate::base::counted;
use crate::search::concept::Concept;
use crate::solution::Why;

/// Most lines that are drawn; the dearest.
const MOST_DRAWN: usize = 24;

/// Bars of what each side would get without each line. `None` where there is no package, so that lines have no price.
pub fn prices(why: &Why, concept: Concept, title: &str) -> Option<Picture> {
    let prices = why.prices.as_ref()?;
    let sides = &why.packages.sides;
    let mut groups: Vec<Group> = prices
        .lines
        .iter()
        .map(|line| {
            let values: Vec<f64> = line.changes.iter().map(|c| c.to_f64()).collect();
            let each = sides.iter().zip(&values);
            let each: Vec<_> = each
                .map(|(s, v)| format!("{} {}", s.name, signed(*v)))
                .collect();
            Group {
                name: line.demand.constraint.id.clone(),
                tip: format!("{}\nwithout it: {}", line.demand.words, each.join(" · ")),
                values,
            }
        })
        .collect();
    let most = |g: &Group| g.values.iter().fold(0.0f64, |most, v| most.max(v.abs()));
    let nothing = |g: &Group| g.values.iter().all(|v| *v == 0.0);
    let same: Vec<String> = groups
        .iter()
        .filter(|g| nothing(g))
        .map(|g| g.name.clone())
        .collect();
    groups.retain(|g| !nothing(g));
    groups.sort_by(|a, b| {
        most(b)
            .total_cmp(&most(a))
            .then_with(|| a.name.cmp(&b.name))
    });
    let all = groups.len();
    groups.truncate(MOST_DRAWN);
    let mut told = match all {
        0 => "No line costs anybody anything.".to_owned(),
        _ => groups
            .iter()
            .map(|g| g.tip.replace('\n', ", ") + ".")
            .collect::<Vec<_>>()
            .join(" "),
    };
    if all > groups.len() {
        let left = counted((all - groups.len()) as u64, "line");
        told += &format!(" Not drawn: {left} costing less.");
    }
    if !same.is_empty() {
        told += &format!(
            " Without these {} chooses the same, though somebody could get more: {}.",
            concept.id(),
            same.join(", ")
        );
    }
    if !prices.free.is_empty() {
        told += &format!(" Free of cost: {}.", prices.free.join(", "));
    }
    if !prices.not_tried.is_empty() {
        told += &format!(" Not tried: {}.", prices.not_tried.join(", "));
    }
    let what = format!(
        "what each side would get more or less by {} without a line",
        concept.id()
    );
    Some(Picture {
        what: What::Prices,
        id: What::Prices.id().to_owned(),
        title: "What each line costs".to_owned(),
        beside: beside(title, &what),
        told,
        grade: grade_line("Prices", &why.head.grade),
        body: Body::Bars(Bars {
            axis: Axis {
                title:
                    "points a round without the line: right pays for it, left is protected by it"
                        .to_owned(),
                from: Some(0.0),
                ..Axis::default()
            },
            names: sides.iter().map(|s| s.name.clone()).collect(),
            groups,
        }),
    })
}
