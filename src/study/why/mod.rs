//! Why there is no package, what would open one, what lines cost where there is one, and what is near a given settlement.

mod divided;
mod divided_lines;
mod divided_relax;
mod given;
mod hitting;
mod lines;
mod nearest;
mod oracle;
mod relax;
mod sets;
mod whole;

pub use divided::{DividedNoDeal, DividedWay, DividedWhy, Dropping, divided_why, divided_why_of};
pub use divided_lines::{DividedLine, DividedLines};
pub use divided_relax::{
    DividedChange, DividedPackage, DividedRelaxation, DividedRelaxations, divided_relaxations,
};
pub use given::{Given, given};
pub use lines::{Line, Lines, NearMiss, lines};
pub use nearest::{Nearest, Step, nearest};
pub use oracle::Asked;
pub use relax::{Change, Relaxation, Relaxations, relaxations};
pub use sets::{MOST_FOUND, Reasons, ask, reasons};
pub use whole::{NoDeal, WayOut, WhyAnswer, why, why_of};
