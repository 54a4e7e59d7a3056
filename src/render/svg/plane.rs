//! Points and lines between two axes.

use super::canvas::{About, Canvas, fit, width};
use super::curves::{self, Told};
use super::legend::{self, Sign, mark};
use super::scale::{Scale, tick};
use super::{MARGIN, WIDTH};
use crate::picture::{Axis, Dot, Joined, Mark, Plane, Series};

/// Height of what lies between the axes.
const HEIGHT: f64 = 360.0;

/// Draws below `top` and returns where it ends.
pub fn draw(canvas: &mut Canvas, plane: &Plane, top: f64) -> f64 {
    let Told {
        series: all,
        unnamed,
    } = curves::told(&plane.series);
    let (left, right) = (MARGIN + 52.0, WIDTH - MARGIN - curves::room(&all));
    let (top, bottom) = (top + 8.0, top + 8.0 + HEIGHT);
    let dots = || all.iter().flat_map(|s| &s.dots);
    let x = Scale::new(dots().map(|d| d.x), &plane.x, left, right);
    let y = Scale::new(dots().map(|d| d.y), &plane.y, bottom, top);
    axes(
        canvas,
        (&x, &plane.x),
        (&y, &plane.y),
        (left, right, top, bottom),
    );
    let mut labels = Labels::new((left, WIDTH - 6.0, top - 4.0, bottom + 4.0));
    for series in &all {
        lines(canvas, series, &x, &y);
    }
    for series in &all {
        for dot in &series.dots {
            let at = (x.at(dot.x), y.at(dot.y));
            let about = About {
                tip: &dot.tip,
                key: dot.key,
            };
            mark(canvas, series.look, series.mark, at, &about);
            labels.note(at, series.mark);
        }
    }
    for series in all.iter().filter(|s| s.joined != Joined::InOrder) {
        for dot in series.dots.iter().filter(|d| !d.label.is_empty()) {
            labels.place(canvas, dot, (x.at(dot.x), y.at(dot.y)));
        }
    }
    curves::names(canvas, &all, (&x, &y), (top, bottom));
    let mut entries: Vec<(Sign, &str)> = all
        .iter()
        .map(|s| {
            let sign = match s.joined {
                Joined::None => Sign::Point(s.look, s.mark),
                _ => Sign::Curve(s.look),
            };
            (sign, s.name.as_str())
        })
        .collect();
    if unnamed {
        let told = "too many curves to name at their ends: their names stand here alone";
        entries.push((Sign::None, told));
    }
    legend::draw(canvas, &entries, bottom + 52.0)
}

fn axes(
    canvas: &mut Canvas,
    (x, across): (&Scale, &Axis),
    (y, upwards): (&Scale, &Axis),
    (left, right, top, bottom): (f64, f64, f64, f64),
) {
    for value in &y.ticks {
        let at = y.at(*value);
        canvas.line("grid", (left, at), (right, at));
        canvas.say_at(left - 8.0, at + 4.0, "small", "end", &tick(*value));
    }
    for value in &x.ticks {
        let at = x.at(*value);
        canvas.line("grid", (at, top), (at, bottom));
        canvas.say_at(at, bottom + 17.0, "small", "middle", &tick(*value));
    }
    for (scale, upright) in [(x, true), (y, false)] {
        if scale.crosses_zero() {
            let at = scale.at(0.0);
            match upright {
                true => canvas.line("zero", (at, top), (at, bottom)),
                false => canvas.line("zero", (left, at), (right, at)),
            }
        }
    }
    canvas.line("axis", (left, bottom), (right, bottom));
    canvas.line("axis", (left, top), (left, bottom));
    let title = axis_title(&across.title, right - left);
    canvas.say_at(
        f64::midpoint(left, right),
        bottom + 38.0,
        "quiet",
        "middle",
        &title,
    );
    let title = axis_title(&upwards.title, bottom - top);
    canvas.say_upwards(MARGIN + 8.0, f64::midpoint(top, bottom), "quiet", &title);
}

/// Where a title is too long, the name in it is cut and what is counted stays.
fn axis_title(title: &str, most: f64) -> String {
    match title.rsplit_once(": ") {
        Some((name, counted)) if width(title, 12.0) > most => {
            let counted = format!(": {counted}");
            let left = (most - width(&counted, 12.0)).max(24.0);
            fit(name, left, 12.0) + &counted
        }
        _ => fit(title, most, 12.0),
    }
}

fn lines(canvas: &mut Canvas, series: &Series, x: &Scale, y: &Scale) {
    let class = legend::curve(series.look);
    let at = |dot: &Dot| (x.at(dot.x), y.at(dot.y));
    match &series.joined {
        Joined::None => {}
        Joined::InOrder => {
            let points: Vec<_> = series.dots.iter().map(at).collect();
            canvas.path(
                &class,
                &points,
                &About {
                    tip: &series.name,
                    key: None,
                },
            );
        }
        Joined::Pairs(pairs) => {
            for (from, to) in pairs {
                if let (Some(from), Some(to)) = (series.dots.get(*from), series.dots.get(*to)) {
                    canvas.path(
                        &class,
                        &[at(from), at(to)],
                        &About {
                            tip: &series.name,
                            key: None,
                        },
                    );
                }
            }
        }
    }
}

/// A rectangle: left, right, top, bottom.
type Area = (f64, f64, f64, f64);

/// Labels that keep off points and off each other.
struct Labels {
    frame: Area,
    taken: Vec<Area>,
}

/// Distances from its point at which a label is tried; beyond the second a line leads back.
const DISTANCES: [f64; 5] = [12.0, 17.0, 28.0, 44.0, 66.0];

impl Labels {
    fn new(frame: Area) -> Self {
        Self {
            frame,
            taken: Vec::new(),
        }
    }

    /// A point is in the way.
    fn note(&mut self, (x, y): (f64, f64), kind: Mark) {
        let r = match kind {
            Mark::Full | Mark::Hollow => 4.0,
            Mark::Large => 7.0,
            Mark::Around => 10.0,
        };
        self.taken.push((x - r, x + r, y - r, y + r));
    }

    /// Right, left, above, below, then askew; near, then farther off. Where there is no room the label is left out: the point still
    /// tells when it is pointed at, and the words for those who cannot see the picture hold it.
    fn place(&mut self, canvas: &mut Canvas, dot: &Dot, (x, y): (f64, f64)) {
        let text = fit(&dot.label, 330.0, 12.0);
        let wide = width(&text, 12.0);
        for far in DISTANCES {
            let beside = far * 0.75;
            for (dx, dy) in [
                (far, 0.0),
                (-far, 0.0),
                (0.0, -far),
                (0.0, far),
                (beside, -beside),
                (beside, beside),
                (-beside, -beside),
                (-beside, beside),
            ] {
                let (left, anchor) = match dx {
                    0.0 => (x - wide / 2.0, "middle"),
                    dx if dx > 0.0 => (x + dx, "start"),
                    dx => (x + dx - wide, "end"),
                };
                let middle = y + dy * if dx == 0.0 { 1.2 } else { 1.0 };
                let area = (left, left + wide, middle - 7.0, middle + 7.0);
                if !self.is_free(area) {
                    continue;
                }
                self.taken.push(area);
                if far > DISTANCES[1] {
                    canvas.line("leader", (x, y), (x + dx * 0.9, middle));
                }
                let from = if dx == 0.0 { x } else { x + dx };
                canvas.say_at(from, middle + 4.0, "halo", anchor, &text);
                return;
            }
        }
    }

    fn is_free(&self, area: Area) -> bool {
        let inside = area.0 >= self.frame.0
            && area.1 <= self.frame.1
            && area.2 >= self.frame.2
            && area.3 <= self.frame.3;
        let apart =
            |own: &Area| own.1 <= area.0 || area.1 <= own.0 || own.3 <= area.2 || area.3 <= own.2;
        inside && self.taken.iter().all(apart)
    }
}
