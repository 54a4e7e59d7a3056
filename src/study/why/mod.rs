//! Why there is no package, what would open one, what lines cost where there is one, and what is near a given settlement.

mod given;
mod hitting;
mod lines;
mod nearest;
mod oracle;
mod relax;
mod sets;
mod whole;

pub use given::{Given, given};
pub use lines::{Line, Lines, NearMiss, lines};
pub use nearest::{Nearest, Step, nearest};
pub use relax::{Change, Relaxation, Relaxations, relaxations};
pub use sets::{MOST_FOUND, Reasons, reasons};
pub use whole::{NoDeal, WayOut, WhyAnswer, why};
