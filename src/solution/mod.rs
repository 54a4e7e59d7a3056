//! Named results: ids turned back into the user's words, with grade, provenance and reasons. What is printed and what is
//! written as JSON both come from here.

mod assumed;
mod head;
mod names;
mod packages;

pub use head::{Grade, Head, Provenance, Status};
pub use names::{ConstraintView, Move};
pub use packages::{ConceptView, NoDeal, PackagePoint, Packages, Refusal};
