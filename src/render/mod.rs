//! Bytes out: what the rooms below found, as text for people and as data for programs.
//!
//! Nothing here looks at the terminal, the environment or the clock: the caller says how it wants to be written to.

mod alternatives;
mod batch;
mod changed;
mod compare;
mod diagnostics;
mod explain;
mod given;
mod graph;
mod packages;
mod plan;
mod report;
mod road_block;
mod road_why;
mod road_worth;
mod safe;
mod svg;
mod text;
mod vega;
mod verify;
mod why;

pub use batch::batch_summary;
pub use changed::changed;
pub use compare::compared;
pub use diagnostics::{
    MOST_SHOWN, check_json, check_summary, diagnostics, diagnostics_json, fault_json,
};
pub use explain::explain;
pub use given::{given, steps};
pub use graph::{dot, graphml, mermaid};
pub use packages::{packages, packages_all};
pub use plan::{plans, solved};
pub use report::{Report, report};
pub use road_why::road_why;
pub use safe::{json, safe, shorten};
pub use svg::{Theme, picture_style, svg};
pub use text::{Look, Page};
pub use vega::vega_lite;
pub use verify::{verified, verified_json};
pub use why::why;

/// How text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Characters only.
    Plain,
    /// With ANSI colours.
    Styled,
}
