//! The model language: YAML text to draft to checked model (SEMANTICS §2).
//!
//! ```text
//! text ─ read ─► Draft (spanned, everything optional) ─ validate ─► Model (names looked up)
//! ```

mod curve;
mod draft;
pub mod language;
mod node;
mod nouns;
mod overlay;
mod pairs;
mod read;
mod schema;
mod tree;
mod validate;

pub use curve::{Curve, Curves, Range};
pub use draft::{
    Draft, DraftActor, DraftCondition, DraftInterest, DraftLinkage, DraftOption, DraftPart,
    DraftRange, DraftRung, DraftSource, DraftTalks, DraftTopic, DraftWorth, Name,
};
pub use node::{Node, Value};
pub use nouns::{
    Actor, Audience, Condition, Escrow, Hazard, Label, Linkage, Model, Moves, OptionSet, Role,
    Rule, RuleForm, Rung, Scope, Talks, Test, Topic, TopicOption, Worths,
};
pub use overlay::{CODES as OVERLAY_CODES, Overlay, merged};
pub use read::{read, read_with};
pub use schema::schema;
pub use tree::{MAX_BYTES, MAX_NODES, read_tree};
pub use validate::{Argument, Steering, SteeringTexts, package, steering, validate};

use crate::diag::Code;

/// Every code of this room, for `winset explain`.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    let reading = [
        tree::CODES,
        read::CODES,
        read::FIELD_CODES,
        read::NUMBER_CODES,
        read::RANGE_CODES,
        read::RULE_CODES,
    ];
    let groups = reading.into_iter().chain(validate::CODES.iter().copied());
    groups.flat_map(|group| group.iter().copied())
}

/// Codes of what is written of plans on the command line; no model shows them.
pub fn steering_codes() -> impl Iterator<Item = &'static Code> {
    validate::STEERING_CODES.iter().copied()
}
