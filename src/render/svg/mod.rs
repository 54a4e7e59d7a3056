//! Pictures as SVG: whole documents of text, with nothing to load and nothing to run.
//!
//! Colours are Okabe and Ito's (2008), told apart by most who confuse others; every series has a shape or a broken line of its own
//! as well. All text of the model passes through [`inert`].

mod bars;
mod canvas;
mod curves;
mod legend;
mod net;
mod parallel;
mod plane;
mod scale;
mod style;
mod timeline;

use canvas::Canvas;
pub use style::{Theme, picture_style};

use super::safe::inert;
use crate::picture::{Body, Picture};

/// Width of every picture; its height is what it needs.
const WIDTH: f64 = 820.0;

/// Space to the left and right.
const MARGIN: f64 = 24.0;

/// A picture as an SVG document. The same picture gives the same bytes.
pub fn svg(picture: &Picture, theme: Theme) -> String {
    let mut canvas = Canvas::new();
    canvas.say(
        MARGIN,
        30.0,
        "title",
        &canvas::fit(&picture.title, WIDTH - 2.0 * MARGIN, 18.0),
    );
    let mut y = 50.0;
    for line in canvas::wrapped(&picture.beside, WIDTH - 2.0 * MARGIN, 12.0, 2) {
        canvas.say(MARGIN, y, "quiet", &line);
        y += 16.0;
    }
    let mut y = match &picture.body {
        Body::Plane(plane) => plane::draw(&mut canvas, plane, y),
        Body::Parallel(parallel) => parallel::draw(&mut canvas, parallel, y),
        Body::Bars(bars) => bars::draw(&mut canvas, bars, y),
        Body::Timeline(timeline) => timeline::draw(&mut canvas, timeline, y),
        Body::Net(net) => net::draw(&mut canvas, net, y),
    };
    y += 18.0;
    for line in canvas::wrapped(&picture.grade, WIDTH - 2.0 * MARGIN, 11.0, 3) {
        canvas.say(MARGIN, y, "small", &line);
        y += 14.0;
    }
    document(picture, theme, &canvas.finish(), y + 4.0)
}

fn document(picture: &Picture, theme: Theme, marks: &str, height: f64) -> String {
    let id = inert(&picture.id);
    let told = format!("{}. {} {}", picture.beside, picture.told, picture.grade);
    let height = canvas::number(height.ceil());
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"winset-picture\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\n\
         <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n{}\
         <rect class=\"paper\" width=\"{WIDTH}\" height=\"{height}\"/>\n{marks}</svg>\n",
        inert(&picture.title),
        inert(&told),
        style::style(theme),
    )
}
