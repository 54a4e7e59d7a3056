//! Questions that take many solves: what refuses packages, why there is none.

mod conflict;
pub mod lint;
mod survey;

pub use conflict::{Reasons, reasons};
pub use survey::{Survey, survey};
