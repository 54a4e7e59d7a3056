//! Search: the best packages, the best plans, and solution concepts over either frontier.

pub mod concept;
pub mod package;
pub mod plan;
