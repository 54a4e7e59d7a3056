//! Settlements in columns, exchanges between them.

use super::canvas::{About, Canvas, number, wrapped};
use super::legend::{self, Sign};
use super::{MARGIN, WIDTH};
use crate::base::counted;
use crate::picture::{Knot, Net};

/// Size of a settlement.
const TALL: f64 = 46.0;
const GAP: f64 = 14.0;

/// Draws below `top` and returns where it ends.
pub fn draw(canvas: &mut Canvas, net: &Net, top: f64) -> f64 {
    let columns = net.knots.iter().map(|k| k.column + 1).max().unwrap_or(1);
    let pitch = (WIDTH - 2.0 * MARGIN) / columns as f64;
    let wide = (pitch - 34.0).clamp(18.0, 190.0);
    let places = places(net, columns);
    let tallest = places.iter().map(|(_, row)| row + 1).max().unwrap_or(1);
    let top = top + 10.0;
    let at = |place: usize| {
        let (column, row) = places[place];
        (
            MARGIN + pitch * column as f64,
            top + (TALL + GAP) * row as f64,
        )
    };
    for on_plan in [false, true] {
        for link in net.links.iter().filter(|l| l.on_plan == on_plan) {
            let (from, to) = (at(link.from), at(link.to));
            let d = curve(
                (from.0 + wide, from.1 + TALL / 2.0),
                (to.0, to.1 + TALL / 2.0),
            );
            let class = if on_plan { "link-plan" } else { "link" };
            canvas.shape(
                class,
                &d,
                &About {
                    tip: &link.tip,
                    key: None,
                },
            );
        }
    }
    for (place, knot) in net.knots.iter().enumerate() {
        draw_knot(canvas, knot, at(place), wide);
    }
    let y = top + (TALL + GAP) * tallest as f64;
    let mut entries = vec![
        (
            Sign::Line("link-plan".to_owned(), None),
            "the plan, read from left to right",
        ),
        (
            Sign::Line("link".to_owned(), None),
            "another exchange that could be made",
        ),
        (
            Sign::Box("node good".to_owned()),
            "\u{2713} everybody would sign it as it stands",
        ),
    ];
    let left_out = counted(net.left_out as u64, "more settlement");
    let left_out = format!("{left_out} reached and not drawn");
    if net.left_out > 0 {
        entries.push((Sign::None, &left_out));
    }
    legend::draw(canvas, &entries, y)
}

/// Column and row of each settlement; the plan runs along the top.
fn places(net: &Net, columns: usize) -> Vec<(usize, usize)> {
    let mut used: Vec<usize> = (0..columns)
        .map(|column| usize::from(net.knots.iter().any(|k| k.column == column && k.on_plan)))
        .collect();
    let own = net.knots.iter().map(|knot| match knot.on_plan {
        true => (knot.column, 0),
        false => {
            // Beside the plan, so that it never runs through another settlement.
            let row = used[knot.column].max(1);
            used[knot.column] = row + 1;
            (knot.column, row)
        }
    });
    own.collect()
}

fn curve(from: (f64, f64), to: (f64, f64)) -> String {
    let bend = ((to.0 - from.0) / 2.0).max(12.0);
    format!(
        "M{} {}C{} {} {} {} {} {}",
        number(from.0),
        number(from.1),
        number(from.0 + bend),
        number(from.1),
        number(to.0 - bend),
        number(to.1),
        number(to.0),
        number(to.1)
    )
}

fn draw_knot(canvas: &mut Canvas, knot: &Knot, (x, y): (f64, f64), wide: f64) {
    let class = match (knot.on_plan, knot.package) {
        (true, true) => "node good plan",
        (true, false) => "node plan",
        (false, true) => "node good",
        (false, false) => "node",
    };
    canvas.rect(class, (x, y), (wide, TALL), &knot.tip);
    let sign = if knot.package { "\u{2713} " } else { "" };
    let lines = wrapped(&format!("{sign}{}", knot.text), wide - 8.0, 11.0, 3);
    let first = y + TALL / 2.0 + 4.0 - 6.5 * (lines.len() as f64 - 1.0);
    for (place, line) in lines.iter().enumerate() {
        canvas.say_at(
            x + wide / 2.0,
            first + 13.0 * place as f64,
            "small",
            "middle",
            line,
        );
    }
}
