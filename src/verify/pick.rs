//! What a concept picks of the packages that the judge has enumerated.

use super::book::Book;
use super::frontier::{ideals, tie_key, weights};
use crate::base::{ConstraintId, Ratio};
use crate::check::{Aim, Looked, Space, exact_key};

/// The maximal packages once some constraints count for nothing.
pub fn opened<'s>(space: &'s Space, dropped: &[ConstraintId]) -> Vec<&'s Looked> {
    space.frontier(space.packages(|c| dropped.contains(&c)))
}

/// The best of some packages and, of those that tie, the first.
pub fn best_of<'s>(book: &Book, aim: Aim, of: &[&'s Looked]) -> Option<&'s Looked> {
    let fractions = |own: &Looked| -> Vec<Ratio> { own.gains.iter().map(|g| g.ratio()).collect() };
    let all: Vec<Vec<Ratio>> = of.iter().map(|own| fractions(own)).collect();
    let weights = weights(book);
    let ideal = ideals(&all, weights.len());
    let keys: Vec<_> = all
        .iter()
        .map(|g| exact_key(aim, g, &weights, &ideal))
        .collect();
    let top = keys.iter().max()?;
    let tied = of.iter().zip(&keys).filter(|(_, key)| *key == top);
    tied.map(|(own, _)| *own)
        .min_by_key(|own| tie_key(book, &own.settlement))
}
