//! Proposals by the million: every settlement of a table judged as a package (SEMANTICS §4), column by column.
//!
//! ```text
//! Problem ─ compile ─► Program ─ run (codes of many rows) ─► Scored: worths in steps of a grid, refusals as bits, agreeable
//!                                                              ├─► Front      maximal gains among them, and of the model
//!                                                              ├─► Best       the first of them by a concept
//!                                                              └─► Tally      counts, refusals alone and together
//! ```
//!
//! Worth, conditions and rules are those of `problem`, written out once as operations on whole columns: an option is a small
//! number, a condition a column of 0 and 1, a worth a sum over columns of what a table holds for them (Boncz, Zukowski & Nes
//! 2005 for why columns in pieces that stay in the cache; tables of sixteen bytes by `pshufb` as in André, Kermarrec & Le
//! Scouarnec 2015). The judge looks at one settlement at a time and knows nothing of this; tests hold every row against it.
//!
//! - exact: integers on the model's common grid, in the narrowest width that no sum can leave
//! - complexity: rows × (topics and conditions × actors), a few cycles each where sums fit sixteen bits

mod codes;
mod compile;
mod front;
mod kernel;
mod measure;
mod nearest;
mod program;
mod rank;
mod roads;
mod run;
mod scored;
mod suggest;
mod tally;
mod twin;

pub use codes::{Codes, MOST_NARROW};
pub use front::{Front, ModelFront};
pub use kernel::has_shuffles;
pub use measure::{Gains, Measures, sum_to_f64};
pub use program::Program;
pub use rank::{Best, By, Counted, Order};
pub use roads::{Obstacle, Road, roads};
pub use scored::{Scored, Steps, points};
pub use suggest::{Suggester, Suggestion};
pub use tally::Tally;
