//! Questions that take many solves: what refuses packages, why there is none, how
//! likely a road is to be walked, what keeps it from going further.

mod alternatives;
pub mod barriers;
pub mod batch;
mod chances;
mod divided;
pub mod lint;
mod packages;
mod plans;
mod points;
pub mod road;
mod survey;
pub mod why;

pub use alternatives::{Differ, OtherRoad, OtherRoads, Substance, other_roads};
pub use chances::{Chances, Failure, chances};
pub use divided::{DividedAnswer, Slack, WinnerAnswer, divided_packages, divisible_slack};
pub use packages::{ConceptGrade, Extent, PackageAnswer, packages};
pub use plans::{
    PlanAnswer, PlanExtent, PlanGrade, PlanQuestion, ordered_ties, plans, plans_asked,
};
pub use survey::{MOST_SETTLEMENTS, Survey, packages_open, survey};
pub use why::{Reasons, reasons};
