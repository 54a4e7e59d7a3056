//! Bars to both sides of nothing: a tornado.

use super::canvas::{Canvas, fit};
use super::legend::{self, Sign};
use super::scale::{Scale, tick};
use super::style::LOOKS;
use super::{MARGIN, WIDTH};
use crate::picture::{Bars, signed};

/// Height of a bar.
const BAR: f64 = 13.0;

/// Space for names.
const NAMES: f64 = 230.0;

/// Draws below `top` and returns where it ends.
pub fn draw(canvas: &mut Canvas, bars: &Bars, top: f64) -> f64 {
    if bars.groups.is_empty() {
        canvas.say(
            MARGIN,
            top + 24.0,
            "strong",
            "No line, given up alone, changes what is chosen.",
        );
        return top + 30.0;
    }
    // Room on both sides for the numbers at the ends of bars.
    let (left, right) = (MARGIN + NAMES + 44.0, WIDTH - MARGIN - 44.0);
    let each = BAR * bars.names.len().max(1) as f64 + 12.0;
    let (top, bottom) = (top + 10.0, top + 10.0 + each * bars.groups.len() as f64);
    let values = bars.groups.iter().flat_map(|g| g.values.iter().copied());
    let scale = Scale::new(values, &bars.axis, left, right);
    for value in &scale.ticks {
        canvas.line("grid", (scale.at(*value), top), (scale.at(*value), bottom));
        canvas.say_at(
            scale.at(*value),
            bottom + 17.0,
            "small",
            "middle",
            &tick(*value),
        );
    }
    for (place, group) in bars.groups.iter().enumerate() {
        let y = top + each * place as f64 + 6.0;
        let middle = y + (each - 12.0) / 2.0 + 4.0;
        canvas.say_at(
            MARGIN + NAMES - 12.0,
            middle,
            "ink",
            "end",
            &fit(&group.name, NAMES - 14.0, 12.0),
        );
        for (look, value) in group.values.iter().enumerate() {
            let y = y + BAR * look as f64;
            bar(canvas, &scale, (look, *value), y, &group.tip);
        }
    }
    canvas.line("axis", (scale.at(0.0), top), (scale.at(0.0), bottom));
    canvas.say_at(
        f64::midpoint(MARGIN, WIDTH - MARGIN),
        bottom + 38.0,
        "quiet",
        "middle",
        &fit(&bars.axis.title, WIDTH - 2.0 * MARGIN, 12.0),
    );
    let entries: Vec<(Sign, &str)> = bars
        .names
        .iter()
        .enumerate()
        .map(|(look, name)| (Sign::Box(format!("full{}", look % LOOKS)), name.as_str()))
        .collect();
    legend::draw(canvas, &entries, bottom + 52.0)
}

/// A bar with its number at its end; the number and the order tell sides apart where colours do not.
fn bar(canvas: &mut Canvas, scale: &Scale, (look, value): (usize, f64), y: f64, tip: &str) {
    let (zero, end) = (scale.at(0.0), scale.at(value));
    let wide = (end - zero).abs().max(1.0);
    canvas.rect(
        &format!("full{}", look % LOOKS),
        (zero.min(end), y),
        (wide, BAR - 2.0),
        tip,
    );
    let (x, anchor) = match value < 0.0 {
        true => (end - 4.0, "end"),
        false => (end.max(zero) + 4.0, "start"),
    };
    canvas.say_at(x, y + BAR - 4.0, "small halo", anchor, &signed(value));
}
