//! A game-theoretic negotiation solver: the best package, the road to it, and what blocks the rest.
//!
//! See `ARCHITECTURE.md` for the rooms and the direction in which data flows, and `docs/language.md` for the model language.

#![deny(unsafe_code)]

pub mod app;
pub mod base;
pub mod check;
pub mod diag;
pub mod graph;
pub mod import;
pub mod model;
pub mod picture;
pub mod problem;
pub mod render;
pub mod search;
pub mod solution;
pub mod study;
pub mod table;
pub mod verify;
