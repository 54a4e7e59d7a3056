//! The largest product of gains on one leaf, for three and more sides: an algebraic number, so found to a stated precision.
//!
//! The pairwise Frank–Wolfe method (Lacoste-Julien & Jaggi 2015) on the leaf's corners: the logarithm of the product is concave, and its
//! slope towards the best corner bounds what is still missing. The point found is then made exact and pushed out to the frontier.

use super::corners::corners;
use super::leaf::Leaf;
use crate::base::{Points, Ratio, ratio_to_f64};

/// Slopes below this are taken for none.
const PRECISION: f64 = 1e-10;

/// Most steps; a few hundred are usual.
const MOST_STEPS: usize = 50_000;

/// A point near the largest product.
pub struct Product {
    /// Exact gain.
    pub gain: Vec<Ratio>,
    /// Logarithm of the product.
    pub logarithm: f64,
    /// What the logarithm may be short of at most.
    pub gap: f64,
}

/// The point with the largest weighted product; `None` if no package of the leaf gives every counted side a gain above 0.
pub fn largest_product(leaf: &Leaf, weights: &[Points]) -> Option<Product> {
    let weights: Vec<f64> = weights.iter().map(|w| w.to_f64()).collect();
    let sides: Vec<usize> = (0..weights.len()).filter(|s| weights[*s] > 0.0).collect();
    let lines: Vec<_> = sides.iter().map(|side| &leaf.gains[*side]).collect();
    let (least, best) = leaf.largest_least(&lines, &[])?;
    let middle = leaf.gain(&best.at);
    if least <= Points::ZERO.ratio() {
        return None;
    }
    let mut points = corners(leaf).ok()?;
    points.push(middle);
    let floats: Vec<Vec<f64>> = points
        .iter()
        .map(|p| p.iter().map(ratio_to_f64).collect())
        .collect();
    let shares = climb(&floats, &weights, &sides);
    let gain = leaf.at_least_as_good(&mix(&points, &shares))?;
    let at: Vec<f64> = gain.iter().map(ratio_to_f64).collect();
    let slope = |p: &Vec<f64>| {
        sides
            .iter()
            .map(|s| weights[*s] * (p[*s] / at[*s] - 1.0))
            .sum::<f64>()
    };
    Some(Product {
        logarithm: sides.iter().map(|s| weights[*s] * at[*s].ln()).sum(),
        gap: floats.iter().map(slope).fold(0.0, f64::max),
        gain,
    })
}

/// Shares of the points whose mixture has the largest product; the last point has positive gains.
fn climb(points: &[Vec<f64>], weights: &[f64], sides: &[usize]) -> Vec<f64> {
    let mut shares = vec![0.0; points.len()];
    shares[points.len() - 1] = 1.0;
    for _ in 0..MOST_STEPS {
        let at =
            |side: usize| -> f64 { points.iter().zip(&shares).map(|(p, m)| m * p[side]).sum() };
        let at: Vec<f64> = (0..weights.len()).map(at).collect();
        let slope = |p: &Vec<f64>| {
            sides
                .iter()
                .map(|s| weights[*s] * p[*s] / at[*s])
                .sum::<f64>()
        };
        let slopes: Vec<f64> = points.iter().map(slope).collect();
        let by_slope = |a: &usize, b: &usize| slopes[*a].total_cmp(&slopes[*b]);
        let used = (0..points.len()).filter(|p| shares[*p] > 0.0);
        let (Some(to), Some(from)) = ((0..points.len()).max_by(by_slope), used.min_by(by_slope))
        else {
            break;
        };
        if slopes[to] - slopes[from] < PRECISION {
            break;
        }
        let step = line_search(
            &at,
            &points[to],
            &points[from],
            weights,
            sides,
            shares[from],
        );
        shares[to] += step;
        shares[from] = if step == shares[from] {
            0.0
        } else {
            shares[from] - step
        };
    }
    shares
}

/// How far to go, at most `most`: the slope along the way falls, so it is halved down to where it is 0.
fn line_search(
    at: &[f64],
    to: &[f64],
    from: &[f64],
    weights: &[f64],
    sides: &[usize],
    most: f64,
) -> f64 {
    let rises = |step: f64| {
        let slope = sides.iter().map(|s| {
            let change = to[*s] - from[*s];
            let there = at[*s] + step * change;
            if there <= 0.0 {
                f64::NEG_INFINITY
            } else {
                weights[*s] * change / there
            }
        });
        slope.sum::<f64>() > 0.0
    };
    if rises(most) {
        return most;
    }
    let (mut low, mut high) = (0.0, most);
    for _ in 0..80 {
        let half = (low + high) / 2.0;
        if rises(half) { low = half } else { high = half }
    }
    low
}

/// The mixture, in exact fractions.
fn mix(points: &[Vec<Ratio>], shares: &[f64]) -> Vec<Ratio> {
    let exact: Vec<Ratio> = shares
        .iter()
        .map(|share| Points::from_billionths((share * 1e18).round() as i128).ratio())
        .collect();
    let total: Ratio = exact.iter().sum();
    let side = |side: usize| -> Ratio {
        let parts = points.iter().zip(&exact).map(|(p, share)| &p[side] * share);
        parts.sum::<Ratio>() / &total
    };
    (0..points[0].len()).map(side).collect()
}
