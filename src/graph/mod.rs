//! The concession graph (SEMANTICS §3.3): nodes are settlements, edges are admissible exchanges.
//!
//! Settlements only ever climb, so the graph has no cycles, and the sum of option indices orders it.

mod expand;
mod explicit;
mod layout;
mod moves;
mod passages;
mod standing;

pub use expand::{Graph, NodeId, Within};
pub use explicit::{Edge, Explicit, Node, explicit};
pub use layout::Layout;
pub use moves::{Mover, Room};
pub use passages::{Gateways, Walks, depths, leads};
pub use standing::{Change, Exchange, Standing, Standings};
