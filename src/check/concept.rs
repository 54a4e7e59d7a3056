//! Solution concepts by the letter of SEMANTICS §5, written apart from those that choose: which of two gain vectors is better.

use std::cmp::Ordering;

use num_bigint::BigInt;

use crate::base::{Points, Ratio, ratio_to_f64};

/// What is maximised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Π max(g, 0)^w.
    Nash,
    /// Leximin of g / w.
    Egalitarian,
    /// Leximin of g / (w · ideal).
    KalaiSmorodinsky,
    /// Σ w·g.
    Utilitarian,
}

impl Aim {
    /// All of them.
    pub const ALL: [Aim; 4] = [
        Aim::Nash,
        Aim::Egalitarian,
        Aim::KalaiSmorodinsky,
        Aim::Utilitarian,
    ];

    /// As results write it.
    pub fn id(self) -> &'static str {
        match self {
            Aim::Nash => "nash",
            Aim::Egalitarian => "egalitarian",
            Aim::KalaiSmorodinsky => "kalai-smorodinsky",
            Aim::Utilitarian => "utilitarian",
        }
    }
}

/// Beyond this total of exponents products are compared by logarithms to twelve places (docs/meaning.md).
const MOST_EXPONENT: u128 = 4_096;

/// What vectors are compared by, exactly: of a package's gains, fractions.
///
/// `weights` and `ideal` run over the same actors as `gains`; those of weight 0 are left out. Keys compare as lists do.
pub fn exact_key(aim: Aim, gains: &[Ratio], weights: &[Points], ideal: &[Ratio]) -> Vec<Ratio> {
    let zero = Points::ZERO.ratio();
    let sides: Vec<usize> = weighing(weights);
    let weight = |i: &usize| weights[*i].ratio();
    let plain = leximin(sides.iter().map(|i| &gains[*i] / weight(i)).collect());
    match aim {
        Aim::Egalitarian => plain,
        Aim::Utilitarian => {
            let sum: Ratio = sides.iter().map(|i| weight(i) * &gains[*i]).sum();
            [vec![sum], plain].concat()
        }
        Aim::KalaiSmorodinsky => {
            let counted = sides.iter().filter(|i| ideal[**i] != zero);
            let shares = counted.map(|i| &gains[*i] / (weight(i) * &ideal[*i]));
            [leximin(shares.collect()), plain].concat()
        }
        Aim::Nash => [vec![product(gains, weights, &sides)], plain].concat(),
    }
}

fn weighing(weights: &[Points]) -> Vec<usize> {
    let sides = 0..weights.len();
    sides.filter(|i| weights[*i] > Points::ZERO).collect()
}

fn leximin(mut parts: Vec<Ratio>) -> Vec<Ratio> {
    parts.sort();
    parts
}

/// Π max(g, 0)^w, the weights taken as the smallest whole numbers in their proportion.
fn product(gains: &[Ratio], weights: &[Points], sides: &[usize]) -> Ratio {
    let zero = Points::ZERO.ratio();
    let shared = sides
        .iter()
        .fold(Points::ZERO, |a, i| a.common(weights[*i]));
    let exponent = |i: &usize| (weights[*i].billionths() / shared.billionths()) as u128;
    if sides.iter().any(|i| gains[*i] <= zero) {
        // Less than any logarithm, and than any product of gains.
        return Ratio::from_integer(BigInt::from(i128::MIN));
    }
    if sides.iter().map(exponent).sum::<u128>() > MOST_EXPONENT {
        let logs = sides
            .iter()
            .map(|i| weights[*i].to_f64() * ratio_to_f64(&gains[*i]).ln());
        let places = (logs.sum::<f64>() * 1e12).round() as i128;
        return Ratio::from_integer(BigInt::from(places));
    }
    let factors = sides.iter().map(|i| gains[*i].pow(exponent(i) as i32));
    factors.product()
}

/// What plans are compared by: their gains are rounded to nine significant digits once they are put together.
pub fn rounded_key(aim: Aim, gains: &[f64], weights: &[Points], ideal: &[f64]) -> Vec<f64> {
    let sides = weighing(weights);
    let weight = |i: &usize| weights[*i].to_f64();
    let leximin = |parts: Vec<f64>| {
        let mut parts: Vec<f64> = parts.into_iter().map(nine_digits).collect();
        parts.sort_by(f64::total_cmp);
        parts
    };
    let plain = leximin(sides.iter().map(|i| gains[*i] / weight(i)).collect());
    match aim {
        Aim::Egalitarian => plain,
        Aim::Utilitarian => {
            let sum = sides.iter().map(|i| weight(i) * gains[*i]).sum();
            [vec![nine_digits(sum)], plain].concat()
        }
        Aim::KalaiSmorodinsky => {
            let counted = sides.iter().filter(|i| ideal[**i].abs() >= 1e-9);
            let shares = counted.map(|i| gains[*i] / (weight(i) * ideal[*i]));
            [leximin(shares.collect()), plain].concat()
        }
        Aim::Nash => {
            let factors = sides.iter().map(|i| gains[*i].max(0.0).powf(weight(i)));
            [vec![nine_digits(factors.product())], plain].concat()
        }
    }
}

fn nine_digits(x: f64) -> f64 {
    // Adding zero turns -0 into 0.
    format!("{x:.8e}").parse().unwrap_or(x) + 0.0
}

/// The order of two rounded keys.
pub fn compare_rounded(a: &[f64], b: &[f64]) -> Ordering {
    let pairs = a.iter().zip(b).map(|(x, y)| x.total_cmp(y));
    let first = pairs.into_iter().find(|order| *order != Ordering::Equal);
    first.unwrap_or(a.len().cmp(&b.len()))
}
