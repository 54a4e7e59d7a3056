//! Legends: a sign and a name each, in as many lines as they need.

use super::canvas::{About, Canvas, width, wrapped};
use super::style::{LOOKS, looks};
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
    /// The box of a mover, with its mark.
    Mover(usize, String),
}

/// Most lines of one name.
const MOST_LINES: usize = 5;

/// Draws a legend below `y` and returns where it ends.
pub fn draw(canvas: &mut Canvas, entries: &[(Sign, &str)], y: f64) -> f64 {
    let (mut x, mut y) = (MARGIN, y + 14.0);
    for (sign, name) in entries {
        let lines = wrapped(name, WIDTH - 2.0 * MARGIN - 30.0, 12.0, MOST_LINES);
        let indent = if matches!(sign, Sign::None) {
            0.0
        } else {
            30.0
        };
        let widest = lines.iter().map(|line| width(line, 12.0));
        let wide = indent + widest.fold(0.0, f64::max) + 18.0;
        if x > MARGIN && x + wide > WIDTH - MARGIN + 18.0 {
            (x, y) = (MARGIN, y + 18.0);
        }
        draw_sign(canvas, sign, (x, y - 4.0));
        for (place, line) in lines.iter().enumerate() {
            y += if place > 0 { 15.0 } else { 0.0 };
            canvas.say(x + indent, y, "quiet", line);
        }
        x += wide;
    }
    y + 6.0
}

fn draw_sign(canvas: &mut Canvas, sign: &Sign, (x, y): (f64, f64)) {
    let about = About::default();
    match sign {
        Sign::Point(look, kind) => mark(canvas, *look, *kind, (x + 12.0, y), &about),
        Sign::Curve(look) => {
            canvas.path(&curve(*look), &[(x, y), (x + 24.0, y)], &about);
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
        Sign::Mover(look, mark) => {
            let said = moved(canvas, *look, ((x, y - 7.0), (24.0, 14.0)), "");
            let class = format!("on on{}", looks(*look).0);
            canvas.say_at(
                f64::midpoint(said, x + 24.0),
                y + 4.0,
                &class,
                "middle",
                mark,
            );
        }
    }
}

/// The line of a series.
pub fn curve(look: usize) -> String {
    let (colour, dashes) = looks(look);
    format!("curve curve{colour} broken{dashes}")
}

/// The box of a mover. Where colours begin again it has stripes, one for each time they did. Where what it says may begin.
pub fn moved(
    canvas: &mut Canvas,
    look: usize,
    ((x, y), (wide, high)): ((f64, f64), (f64, f64)),
    tip: &str,
) -> f64 {
    let colour = looks(look).0;
    canvas.rect(&format!("full{colour}"), (x, y), (wide, high), tip);
    let stripes = look / LOOKS;
    for stripe in 0..stripes {
        let x = x + 3.0 + 4.0 * stripe as f64;
        let points = [(x, y + 3.0), (x, y + high - 3.0)];
        canvas.path(&format!("stripe edge{colour}"), &points, &About::default());
    }
    x + 4.0 * stripes as f64
}

/// A point of a series: each has a shape as well as a colour.
pub fn mark(canvas: &mut Canvas, look: usize, kind: Mark, at: (f64, f64), about: &About) {
    let (size, class) = match kind {
        Mark::Full => (4.2, "full"),
        Mark::Hollow => (4.2, "hollow"),
        Mark::Large => (7.0, "full"),
        Mark::Around => (10.5, "ring"),
    };
    let (colour, shape) = looks(look);
    let class = format!("{class}{colour}");
    canvas.shape(&class, &outline(shape, at, size), about);
}

fn outline(shape: usize, (x, y): (f64, f64), r: f64) -> String {
    use super::canvas::number as n;
    let polygon = |points: &[(f64, f64)]| {
        let points = points.iter().enumerate().map(|(place, (dx, dy))| {
            let letter = if place == 0 { 'M' } else { 'L' };
            format!("{letter}{} {}", n(x + dx * r), n(y + dy * r))
        });
        points.collect::<String>() + "Z"
    };
    match shape {
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
