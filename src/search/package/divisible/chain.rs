//! The frontier of one leaf for two sides: a falling chain of straight lines.
//!
//! Found by asking for the best weighted sum across every gap until none is left (the dichotomic scheme of Aneja & Nair 1979), in
//! exact fractions, so that a gap is closed when nothing lies beyond it and not when it is small.

use super::leaf::Leaf;
use crate::base::{Points, Ratio};

/// A pair of gains.
pub type Pair = [Ratio; 2];

/// Corners of the chain, by rising first gain; empty if the leaf has no package. One linear programme or two per corner.
pub fn chain(leaf: &Leaf) -> Vec<Pair> {
    if !leaf.has_package() {
        return Vec::new();
    }
    let (Some(first), Some(last)) = (corner(leaf, 1), corner(leaf, 0)) else {
        return Vec::new();
    };
    let mut chain = vec![first.clone()];
    if first != last {
        between(leaf, &first, &last, &mut chain);
        chain.push(last);
    }
    straighten(chain)
}

/// The best for one side, and of that the best for the other.
fn corner(leaf: &Leaf, side: usize) -> Option<Pair> {
    let (own, other) = (&leaf.gains[side], &leaf.gains[1 - side]);
    let best = leaf.best(&own.slopes, &[])?;
    let kept = own.at_least(&own.at(&best.at));
    let best = leaf.best(&other.slopes, &[kept])?;
    Some(pair(leaf, &best.at))
}

fn pair(leaf: &Leaf, y: &[Ratio]) -> Pair {
    [leaf.gains[0].at(y), leaf.gains[1].at(y)]
}

fn between(leaf: &Leaf, left: &Pair, right: &Pair, chain: &mut Vec<Pair>) {
    let weights = [&left[1] - &right[1], &right[0] - &left[0]];
    let sum = |p: &Pair| &weights[0] * &p[0] + &weights[1] * &p[1];
    let Some(best) = leaf.best(&leaf.weighted(&weights), &[]) else {
        return;
    };
    let found = pair(leaf, &best.at);
    if sum(&found) > sum(left) {
        between(leaf, left, &found, chain);
        chain.push(found.clone());
        between(leaf, &found, right, chain);
    }
}

/// Leaves out corners on a straight line.
fn straighten(chain: Vec<Pair>) -> Vec<Pair> {
    let mut kept: Vec<Pair> = Vec::new();
    for corner in chain {
        while let [.., before, last] = kept.as_slice()
            && turns(before, last, &corner) == Points::ZERO.ratio()
        {
            kept.pop();
        }
        kept.push(corner);
    }
    kept
}

fn turns(a: &Pair, b: &Pair, c: &Pair) -> Ratio {
    (&b[0] - &a[0]) * (&c[1] - &a[1]) - (&b[1] - &a[1]) * (&c[0] - &a[0])
}
