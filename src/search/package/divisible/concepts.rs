//! Solution concepts on a continuous frontier (SEMANTICS §5).
//!
//! For two sides the best point of a straight line is an end of it, or where two of the things compared are equal, or where the product
//! is largest, which is a fraction too: all are compared by the same exact keys as points of a list. For more sides every
//! concept but Nash is a sequence of exact linear programmes per leaf (leximin after Ogryczak, Pióro & Tomaszewski 2005), and Nash is
//! found to a stated precision (`nash`).

use super::Continuum;
use super::leaf::{Leaf, Line};
use super::nash::{Product, largest_product};
use super::simplex::Row;
use crate::base::{Points, Ratio, Stopped};
use crate::problem::Division;
use crate::search::concept::{Concept, best, weights};

/// The answer of a concept.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Which.
    pub concept: Concept,
    /// Exact gain per consenting actor.
    pub gain: Vec<Ratio>,
    /// The first package, by the tie rule, that has it.
    pub package: Division,
    /// How many gain vectors share the best key.
    pub ties: usize,
    /// How far the product may be below the largest, as a share of it, where the answer is not exact.
    pub gap: Option<f64>,
}

/// The answers of these concepts, in the order of [`Concept::ALL`]; none if there is no package.
///
/// Complexity: for two sides a few candidates per segment; for more, linear programmes: sides² per leaf and concept.
///
/// # Errors
/// [`Stopped`] when told to stop.
pub fn answers(continuum: &Continuum, wanted: &[Concept]) -> Result<Vec<Answer>, Stopped> {
    let weights = weights(continuum.form.problem);
    let found = match weights.len() {
        2 => on_segments(continuum, wanted, &weights),
        _ => on_leaves(continuum, wanted, &weights),
    };
    continuum.form.limits.go_on()?;
    Ok(found)
}

fn zero() -> Ratio {
    Points::ZERO.ratio()
}

fn on_segments(continuum: &Continuum, wanted: &[Concept], weights: &[Points]) -> Vec<Answer> {
    let closed = continuum.points.iter().filter(|point| !point.open);
    let mut candidates: Vec<Vec<Ratio>> = closed.map(|point| point.gain.clone()).collect();
    let ideal: Vec<Ratio> = (0..2)
        .filter_map(|side| candidates.iter().map(|gain| gain[side].clone()).max())
        .collect();
    for segment in &continuum.segments {
        let ends = [segment.ends.0, segment.ends.1].map(|end| &continuum.points[end].gain);
        for share in special(ends, weights, &ideal) {
            let pairs = ends[0].iter().zip(ends[1]);
            let gain: Vec<Ratio> = pairs.map(|(a, b)| a + &share * (b - a)).collect();
            if !candidates.contains(&gain) {
                candidates.push(gain);
            }
        }
    }
    let answer = |concept| {
        let ties = best(concept, &candidates, weights);
        let tied = ties.iter().filter_map(|place| {
            let gain = &candidates[*place];
            Some((continuum.package(gain)?, gain))
        });
        let (package, gain) = tied.min_by_key(|(package, _)| continuum.rank(package))?;
        Some(Answer {
            concept,
            gain: gain.clone(),
            package,
            ties: ties.len(),
            gap: None,
        })
    };
    let wanted = Concept::ALL.into_iter().filter(|c| wanted.contains(c));
    wanted.filter_map(answer).collect()
}

/// Shares of the way along a segment, strictly inside of it, at which a concept may be best.
fn special(ends: [&Vec<Ratio>; 2], weights: &[Points], ideal: &[Ratio]) -> Vec<Ratio> {
    let weights = [weights[0].ratio(), weights[1].ratio()];
    let [from, to] = ends;
    let run = &to[0] - &from[0];
    let fall = &from[1] - &to[1];
    // gain 0 ÷ d₀ = gain 1 ÷ d₁
    let equal = |d: [&Ratio; 2]| {
        let (down, slope) = (
            &from[1] * d[0] - &from[0] * d[1],
            &run * d[1] + &fall * d[0],
        );
        (slope != zero()).then(|| down / slope)
    };
    let scaled: Vec<Ratio> = weights.iter().zip(ideal).map(|(w, i)| w * i).collect();
    let both = (&weights[0] + &weights[1]) * &run * &fall;
    let product = (both != zero())
        .then(|| (&weights[0] * &run * &from[1] - &weights[1] * &fall * &from[0]) / both);
    let found = [
        equal([&weights[0], &weights[1]]),
        equal([&scaled[0], &scaled[1]]),
        product,
    ];
    let inside = |share: &Ratio| *share > zero() && *share < Points::ONE.ratio();
    found.into_iter().flatten().filter(inside).collect()
}

fn on_leaves(continuum: &Continuum, wanted: &[Concept], weights: &[Points]) -> Vec<Answer> {
    let sides: Vec<usize> = (0..weights.len())
        .filter(|side| weights[*side] > Points::ZERO)
        .collect();
    let ideal = |side: usize| {
        let own = continuum.leaves.iter().filter_map(|leaf| leaf.ideal(side));
        own.max().unwrap_or_else(zero)
    };
    let weight = |side: &usize| weights[*side].ratio();
    let plain: Vec<(usize, Ratio)> = sides.iter().map(|s| (*s, weight(s))).collect();
    let shares: Vec<(usize, Ratio)> = sides
        .iter()
        .map(|s| (*s, weight(s) * ideal(*s)))
        .filter(|(_, divisor)| *divisor != zero())
        .collect();
    let exact = |concept, aims: &[Aim]| exact(continuum, concept, aims, weights);
    let sum: Vec<Ratio> = weights.iter().map(|w| w.ratio()).collect();
    let wanted = Concept::ALL.into_iter().filter(|c| wanted.contains(c));
    let found = wanted.filter_map(|concept| match concept {
        Concept::Egalitarian => exact(concept, &[Aim::Leximin(&plain)]),
        Concept::Utilitarian => exact(concept, &[Aim::Sum(&sum), Aim::Leximin(&plain)]),
        Concept::KalaiSmorodinsky => exact(concept, &[Aim::Leximin(&shares), Aim::Leximin(&plain)]),
        Concept::Nash => {
            product(continuum, concept, weights).or_else(|| exact(concept, &[Aim::Leximin(&plain)]))
        }
        Concept::AdjustedWinner => None,
    });
    found.collect()
}

/// What is made as large as can be, one aim after the other.
enum Aim<'a> {
    Leximin(&'a [(usize, Ratio)]),
    Sum(&'a [Ratio]),
}

/// The best of all leaves, by exact keys.
fn exact(
    continuum: &Continuum,
    concept: Concept,
    aims: &[Aim],
    weights: &[Points],
) -> Option<Answer> {
    let found = continuum.leaves.iter().filter_map(|leaf| {
        let mut rows = Vec::new();
        let mut key = Vec::new();
        for aim in aims {
            key.extend(match aim {
                Aim::Leximin(divisors) => leximin(leaf, divisors, &mut rows)?,
                Aim::Sum(weights) => vec![largest_sum(leaf, weights, &mut rows)?],
            });
        }
        Some((key, fill(leaf, weights, rows)?))
    });
    let found: Vec<(Vec<Ratio>, Vec<Ratio>)> = found.collect();
    let top = found.iter().map(|(key, _)| key).max()?;
    let mut tied: Vec<&Vec<Ratio>> = Vec::new();
    for (_, gain) in found.iter().filter(|(key, _)| key == top) {
        if !tied.contains(&gain) {
            tied.push(gain);
        }
    }
    let packages = tied
        .iter()
        .filter_map(|gain| Some((continuum.package(gain)?, *gain)));
    let (package, gain) = packages.min_by_key(|(package, _)| continuum.rank(package))?;
    Some(Answer {
        concept,
        gain: gain.clone(),
        package,
        ties: tied.len(),
        gap: None,
    })
}

fn largest_sum(leaf: &Leaf, weights: &[Ratio], rows: &mut Vec<Row>) -> Option<Ratio> {
    let best = leaf.best(&leaf.weighted(weights), rows)?;
    let gain = leaf.gain(&best.at);
    rows.push(Row {
        coefficients: leaf.weighted(weights),
        least: best.value,
    });
    Some(gain.iter().zip(weights).map(|(g, w)| g * w).sum())
}

/// Largest least share, then of the others, and so on; the shares ascending. The rows then keep them.
fn leximin(leaf: &Leaf, divisors: &[(usize, Ratio)], rows: &mut Vec<Row>) -> Option<Vec<Ratio>> {
    let one = Points::ONE.ratio();
    let lines: Vec<Line> = divisors
        .iter()
        .map(|(side, divisor)| leaf.gains[*side].times(&(&one / divisor)))
        .collect();
    let mut free: Vec<&Line> = lines.iter().collect();
    let mut key = Vec::new();
    while !free.is_empty() {
        let (least, _) = leaf.largest_least(&free, rows)?;
        let kept: Vec<Row> = free.iter().map(|line| line.at_least(&least)).collect();
        let all = [rows.clone(), kept.clone()].concat();
        // Those that can rise no further, the others being kept where they are.
        let stuck = |line: &Line| {
            let best = leaf.best(&line.slopes, &all);
            best.is_none_or(|best| line.at(&best.at) <= least)
        };
        let stuck: Vec<bool> = free.iter().map(|line| stuck(line)).collect();
        let mut next = Vec::new();
        for ((line, row), stuck) in free.iter().zip(kept).zip(&stuck) {
            match stuck {
                true => {
                    key.push(least.clone());
                    rows.push(row);
                }
                false => next.push(*line),
            }
        }
        if next.len() == free.len() {
            return None;
        }
        free = next;
    }
    Some(key)
}

/// The gain that the rows leave, sides that the concept leaves out as well off as can be, in file order.
fn fill(leaf: &Leaf, weights: &[Points], mut rows: Vec<Row>) -> Option<Vec<Ratio>> {
    let mut at = leaf.best(&vec![zero(); leaf.dimensions()], &rows)?.at;
    for (side, weight) in weights.iter().enumerate() {
        if *weight == Points::ZERO {
            let line = &leaf.gains[side];
            at = leaf.best(&line.slopes, &rows)?.at;
            rows.push(line.at_least(&line.at(&at)));
        }
    }
    Some(leaf.gain(&at))
}

/// The largest product, to a stated precision, on the leaf where it is largest; `None` if it is 0 on all, so that the second key tells.
fn product(continuum: &Continuum, concept: Concept, weights: &[Points]) -> Option<Answer> {
    let leaves = continuum.leaves.iter();
    let found: Vec<Product> = leaves
        .filter_map(|leaf| largest_product(leaf, weights))
        .collect();
    let most = found.iter().map(|p| p.logarithm + p.gap);
    let most = most.fold(f64::NEG_INFINITY, f64::max);
    let best = found
        .into_iter()
        .max_by(|a, b| a.logarithm.total_cmp(&b.logarithm))?;
    Some(Answer {
        concept,
        package: continuum.package(&best.gain)?,
        gap: Some((most - best.logarithm).max(0.0)),
        gain: best.gain,
        ties: 1,
    })
}
