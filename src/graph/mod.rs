//! The concession graph (SEMANTICS §3.3): nodes are settlements, edges are admissible exchanges.
//!
//! Settlements only ever climb, so the graph has no cycles, and the sum of option indices orders it.

mod exchange;
mod expand;
mod explicit;
mod layout;
mod moves;
mod passages;
mod standing;

pub use exchange::{Change, Crossings, Exchange};
pub use expand::{Graph, NodeId, Rounds, Within};
pub use explicit::{Edge, Explicit, Node, explicit};
pub use layout::Layout;
pub use moves::{Mover, Room};
pub use passages::{Gateways, Walks, depths, leads};
pub use standing::{Standing, Standings};
