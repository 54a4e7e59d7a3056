//! The page: HTML, CSS and modules that stand in the program as they are. Nothing of a model is ever put into them here.

use super::http::{Answer, Refusal};
use crate::render;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const MODULE: &str = "text/javascript; charset=utf-8";
/// Plain text.
pub const TEXT: &str = "text/plain; charset=utf-8";

/// The parts by their addresses.
const PARTS: &[(&str, &str, &str)] = &[
    ("/", HTML, include_str!("index.html")),
    ("/page.css", CSS, include_str!("page.css")),
    ("/main.js", MODULE, include_str!("main.js")),
    ("/dom.js", MODULE, include_str!("dom.js")),
    ("/state.js", MODULE, include_str!("state.js")),
    ("/solver.js", MODULE, include_str!("solver.js")),
    ("/editor.js", MODULE, include_str!("editor.js")),
    ("/controls.js", MODULE, include_str!("controls.js")),
    ("/answer.js", MODULE, include_str!("answer.js")),
    ("/pictures.js", MODULE, include_str!("pictures.js")),
    ("/compare.js", MODULE, include_str!("compare.js")),
    ("/save.js", MODULE, include_str!("save.js")),
    ("/status.js", MODULE, include_str!("status.js")),
    ("/text.js", MODULE, include_str!("text.js")),
];

/// The part at an address.
pub fn part(path: &str) -> Option<Answer> {
    if path == "/pictures.css" {
        return Some(Answer::new(200, CSS, render::picture_style()));
    }
    let own = PARTS.iter().find(|(own, ..)| *own == path);
    own.map(|(_, kind, text)| Answer::new(200, kind, *text))
}

/// What somebody sees who is not let in. `place` is the address of the workbench.
pub fn refused(refusal: Refusal, place: String) -> Answer {
    let (first, rest) = refusal.what.split_at(1);
    let what = first.to_uppercase() + rest;
    let page = include_str!("refused.html").replace("WHAT", &what);
    Answer::new(refusal.status, HTML, page.replace("PLACE", &place))
}
