//! Questions that take many solves: what refuses packages, why there is none.

mod conflict;
pub mod lint;
mod packages;
mod survey;

pub use conflict::{Reasons, reasons};
pub use packages::{PackageAnswer, packages};
pub use survey::{MOST_SETTLEMENTS, Survey, survey};
