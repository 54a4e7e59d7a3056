//! Legends: a sign and a name each, in as many lines as they need.

use super::canvas::{About, Canvas, fit, width};
use super::style::LOOKS;
use super::{MARGIN, WIDTH};
use crate::picture::Mark;

/// A sign in a legend.
pub enum Sign {
    /// A point.
    Point(usize, Mark),
    /// A line of a series through its points.
    Curve(usize),
    /// A line of this class, with the shape of a series on it.
    Line(String, Option<usize>),
    /// None: the name says it all.
    None,
    /// A filled box of this class.
    Box(String),
}

/// Draws a legend below `y` and returns where it ends.
pub fn draw(canvas: &mut Canvas, entries: &[(Sign, &str)], y: f64) -> f64 {
    let (mut x, mut y) = (MARGIN, y + 14.0);
    for (sign, name) in entries {
        let name = fit(name, WIDTH - 2.0 * MARGIN - 30.0, 12.0);
        let indent = if matches!(sign, Sign::None) {
            0.0
        } else {
            30.0
        };
        let wide = indent + width(&name, 12.0) + 18.0;
        if x > MARGIN && x + wide > WIDTH - MARGIN + 18.0 {
            (x, y) = (MARGIN, y + 18.0);
        }
        draw_sign(canvas, sign, (x, y - 4.0));
        canvas.say(x + indent, y, "quiet", &name);
        x += wide;
    }
    y + 6.0
}

fn draw_sign(canvas: &mut Canvas, sign: &Sign, (x, y): (f64, f64)) {
    let about = About::default();
    match sign {
        Sign::Point(look, kind) => mark(canvas, *look, *kind, (x + 12.0, y), &about),
        Sign::Curve(look) => {
            let class = format!("curve curve{}", look % LOOKS);
            canvas.path(&class, &[(x, y), (x + 24.0, y)], &about);
            mark(canvas, *look, Mark::Full, (x + 12.0, y), &about);
        }
        Sign::None => {}
        Sign::Line(class, look) => {
            canvas.path(class, &[(x, y), (x + 24.0, y)], &about);
            if let Some(look) = look {
                mark(canvas, *look, Mark::Full, (x + 12.0, y), &about);
            }
        }
        Sign::Box(class) => canvas.rect(class, (x + 4.0, y - 6.0), (16.0, 12.0), ""),
    }
}

/// A point of a series: each has a shape as well as a colour.
pub fn mark(canvas: &mut Canvas, look: usize, kind: Mark, at: (f64, f64), about: &About) {
    let (size, class) = match kind {
        Mark::Full => (4.2, "full"),
        Mark::Hollow => (4.2, "hollow"),
        Mark::Large => (7.0, "full"),
        Mark::Around => (10.5, "ring"),
    };
    let class = format!("{class}{}", look % LOOKS);
    canvas.shape(&class, &outline(look, at, size), about);
}

fn outline(look: usize, (x, y): (f64, f64), r: f64) -> String {
    use super::canvas::number as n;
    let polygon = |points: &[(f64, f64)]| {
        let points = points.iter().enumerate().map(|(place, (dx, dy))| {
            let letter = if place == 0 { 'M' } else { 'L' };
            format!("{letter}{} {}", n(x + dx * r), n(y + dy * r))
        });
        points.collect::<String>() + "Z"
    };
    match look % LOOKS {
        1 => polygon(&[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)]),
        2 => polygon(&[(0.0, -1.2), (1.15, 0.8), (-1.15, 0.8)]),
        3 => polygon(&[(-0.95, -0.95), (0.95, -0.95), (0.95, 0.95), (-0.95, 0.95)]),
        4 => polygon(&[(0.0, 1.2), (1.15, -0.8), (-1.15, -0.8)]),
        5 => polygon(&[
            (-0.6, -1.1),
            (0.6, -1.1),
            (1.2, 0.0),
            (0.6, 1.1),
            (-0.6, 1.1),
            (-1.2, 0.0),
        ]),
        6 => polygon(&[
            (-0.4, -1.2),
            (0.4, -1.2),
            (0.4, -0.4),
            (1.2, -0.4),
            (1.2, 0.4),
            (0.4, 0.4),
            (0.4, 1.2),
            (-0.4, 1.2),
            (-0.4, 0.4),
            (-1.2, 0.4),
            (-1.2, -0.4),
            (-0.4, -0.4),
        ]),
        _ => format!(
            "M{} {}a{r} {r} 0 1 0 {} 0a{r} {r} 0 1 0 {} 0Z",
            n(x - r),
            n(y),
            n(2.0 * r),
            n(-2.0 * r)
        ),
    }
}
