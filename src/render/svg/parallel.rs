//! A line per thing across an axis per side. Each axis has a scale of its own, for points of different actors are never compared.

use super::canvas::{About, Canvas, fit, width, wrapped};
use super::legend::{self, Sign, mark};
use super::scale::{Scale, tick};
use super::style::LOOKS;
use super::{MARGIN, WIDTH};
use crate::picture::{Axis, Kind, Mark, Parallel};

const HEIGHT: f64 = 340.0;

/// Most axes of which every number is written.
const MOST_NUMBERED: usize = 12;

/// Draws below `top` and returns where it ends.
pub fn draw(canvas: &mut Canvas, picture: &Parallel, top: f64) -> f64 {
    let count = picture.axes.len();
    let (left, right) = (MARGIN + 60.0, WIDTH - MARGIN - 60.0);
    let gap = (right - left) / (count.max(2) - 1) as f64;
    let heads = Heads::new(&picture.axes, gap);
    let top = top + 30.0 + heads.height();
    let bottom = top + HEIGHT;
    let x = |place: usize| match count {
        1 => f64::midpoint(left, right),
        _ => left + gap * place as f64,
    };
    let scales: Vec<Scale> = (0..count)
        .map(|place| {
            let values = picture
                .threads
                .iter()
                .filter_map(|t| t.values.get(place).copied());
            Scale::new(values, &Axis::default(), bottom, top)
        })
        .collect();
    for thread in &picture.threads {
        let points: Vec<_> = thread
            .values
            .iter()
            .zip(&scales)
            .enumerate()
            .map(|(place, (value, scale))| (x(place), scale.at(*value)))
            .collect();
        let class = picture.kinds.get(thread.kind).map_or(String::new(), class);
        canvas.path(
            &class,
            &points,
            &About {
                tip: &thread.tip,
                key: thread.key,
            },
        );
        if let Some(look) = picture.kinds.get(thread.kind).and_then(|k| k.look) {
            for at in &points {
                let about = About {
                    tip: &thread.tip,
                    key: None,
                };
                mark(canvas, look, Mark::Full, *at, &about);
            }
        }
    }
    for (place, scale) in scales.iter().enumerate() {
        canvas.line("axis", (x(place), top), (x(place), bottom));
        heads.draw(canvas, place, (x(place), top));
        for value in scale.ticks.iter().filter(|_| count <= MOST_NUMBERED) {
            let at = scale.at(*value);
            canvas.line("axis", (x(place) - 4.0, at), (x(place) + 4.0, at));
            canvas.say_at(x(place) - 8.0, at + 4.0, "small halo", "end", &tick(*value));
        }
    }
    canvas.say_at(
        f64::midpoint(left, right),
        bottom + 24.0,
        "quiet",
        "middle",
        &fit(&picture.unit, WIDTH - 2.0 * MARGIN, 12.0),
    );
    let named = picture.kinds.iter().filter(|k| !k.name.is_empty());
    let entries: Vec<(Sign, &str)> = named
        .map(|k| (Sign::Line(class(k), k.look), k.name.as_str()))
        .collect();
    legend::draw(canvas, &entries, bottom + 38.0)
}

/// Height of a line of a name.
const LINE: f64 = 14.0;

/// Names over the axes: in one row where each has room, else in two rows by turns, where each has twice the room.
struct Heads {
    lines: Vec<Vec<String>>,
    rows: usize,
}

impl Heads {
    fn new(names: &[String], gap: f64) -> Self {
        let room = |axes: f64| (axes * gap - 8.0).clamp(30.0, 160.0);
        let rows = match names.iter().all(|name| width(name, 12.0) <= room(1.0)) {
            true => 1,
            false => 2,
        };
        let lines = names.iter();
        Self {
            lines: lines
                .map(|name| wrapped(name, room(rows as f64), 12.0, rows))
                .collect(),
            rows,
        }
    }

    /// What they need above a single line.
    fn height(&self) -> f64 {
        LINE * (self.rows * self.rows - 1) as f64
    }

    fn draw(&self, canvas: &mut Canvas, place: usize, (x, top): (f64, f64)) {
        let row = place % self.rows;
        let last = top - 14.0 - LINE * (row * self.rows) as f64;
        if row > 0 {
            canvas.line("leader", (x, last + 4.0), (x, top));
        }
        for (above, line) in self.lines[place].iter().rev().enumerate() {
            let y = last - LINE * above as f64;
            canvas.say_at(x, y, "strong", "middle", line);
        }
    }
}

/// Quiet lines of packages, bold ones of what is named.
fn class(kind: &Kind) -> String {
    let dash = if kind.dashed { " dash" } else { "" };
    match kind.look {
        None if kind.dashed => "thread dash".to_owned(),
        None => "thread strong-thread".to_owned(),
        Some(look) => format!("thread bold stroke{}{dash}", look % LOOKS),
    }
}
