//! Solution concepts over a frontier of gain vectors (SEMANTICS §5).
//!
//! Sources: Nash 1950; Kalai & Smorodinsky 1975; leximin for the egalitarian solution. Keys are compared exactly for packages
//! and to nine significant digits for plans.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::base::{Points, Ratio, ratio_to_f64};
use crate::problem::Problem;

/// A solution concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Concept {
    /// Largest weighted product of gains.
    Nash,
    /// Leximin of weighted gains.
    Egalitarian,
    /// Leximin of gains as shares of the best possible.
    KalaiSmorodinsky,
    /// Largest weighted sum.
    Utilitarian,
    /// Adjusted winner, a procedure for two sides and divisible topics; of a list of points, the egalitarian one.
    AdjustedWinner,
}

impl Concept {
    /// Those that any frontier has, in the order in which they are printed.
    pub const ALL: [Concept; 4] = [
        Concept::Nash,
        Concept::Egalitarian,
        Concept::KalaiSmorodinsky,
        Concept::Utilitarian,
    ];
    /// As written on the command line and in results.
    pub fn id(self) -> &'static str {
        match self {
            Concept::Nash => "nash",
            Concept::Egalitarian => "egalitarian",
            Concept::KalaiSmorodinsky => "kalai-smorodinsky",
            Concept::Utilitarian => "utilitarian",
            Concept::AdjustedWinner => "adjusted-winner",
        }
    }
}

/// A number that gains come in.
pub trait Gain: Clone + PartialOrd {
    /// What keys are compared by.
    type Part: Ord + Clone;
    /// Zero.
    fn zero() -> Self;
    /// `gain / divisors`.
    fn share(&self, divisors: &[Self]) -> Self::Part;
    /// Σ weight × gain.
    fn sum(terms: &[(Self, Points)]) -> Self::Part;
    /// Π max(gain, 0)^weight.
    fn product(terms: &[(Self, Points)]) -> Self::Part;
    /// A weight as a gain.
    fn of_weight(weight: Points) -> Self;
    /// Nothing to gain?
    fn is_zero(&self) -> bool;
}

/// Indices of the vectors that share the best key, in order. Actors of weight 0 are left out of the concept.
///
/// Complexity: one key per vector and concept.
pub fn best<G: Gain>(concept: Concept, gains: &[Vec<G>], weights: &[Points]) -> Vec<usize> {
    best_given(concept, gains, weights, &ideals(gains, weights.len()))
}

/// The same where the vectors are not the whole frontier; `ideal` is the largest gain of every actor on the whole.
pub fn best_given<G: Gain>(
    concept: Concept,
    gains: &[Vec<G>],
    weights: &[Points],
    ideal: &[G],
) -> Vec<usize> {
    let keys = keys(concept, gains, weights, ideal);
    let Some(top) = keys.iter().max_by(|a, b| compare(a, b)) else {
        return Vec::new();
    };
    let same = |i: &usize| compare(&keys[*i], top) == Ordering::Equal;
    (0..gains.len()).filter(same).collect()
}

/// Indices of all vectors, the best key first; vectors that share a key stay in order.
///
/// Complexity: one key per vector, sorted.
pub fn ranked<G: Gain>(concept: Concept, gains: &[Vec<G>], weights: &[Points]) -> Vec<usize> {
    let keys = keys(concept, gains, weights, &ideals(gains, weights.len()));
    let mut order: Vec<usize> = (0..gains.len()).collect();
    order.sort_by(|a, b| compare(&keys[*b], &keys[*a]));
    order
}

/// Indices of all vectors in groups that share a key, the best first, each in order; `ideal` as of [`best_given`].
///
/// Complexity: one key per vector, sorted.
pub fn grouped<G: Gain>(
    concept: Concept,
    gains: &[Vec<G>],
    weights: &[Points],
    ideal: &[G],
) -> Vec<Vec<usize>> {
    let keys = keys(concept, gains, weights, ideal);
    let mut order: Vec<usize> = (0..gains.len()).collect();
    order.sort_by(|a, b| compare(&keys[*b], &keys[*a]));
    let same = |a: &usize, b: &usize| compare(&keys[*a], &keys[*b]) == Ordering::Equal;
    order.chunk_by(same).map(<[usize]>::to_vec).collect()
}

/// One key per vector. Actors of weight 0 are left out.
fn keys<G: Gain>(
    concept: Concept,
    gains: &[Vec<G>],
    weights: &[Points],
    ideal: &[G],
) -> Vec<Key<G::Part>> {
    let sides: Vec<usize> = (0..weights.len())
        .filter(|i| weights[*i] > Points::ZERO)
        .collect();
    let ideal: Vec<G> = sides.iter().map(|i| ideal[*i].clone()).collect();
    let keys = gains
        .iter()
        .map(|vector| key(concept, vector, weights, &sides, &ideal));
    keys.collect()
}

/// Weights of the consenting actors of a problem.
pub fn weights(problem: &Problem) -> Vec<Points> {
    let consenting = problem.consenting.iter();
    consenting.map(|a| problem.actors[*a].weight).collect()
}

fn ideals<G: Gain>(gains: &[Vec<G>], sides: usize) -> Vec<G> {
    (0..sides).map(|i| largest(gains, i)).collect()
}

fn largest<G: Gain>(gains: &[Vec<G>], side: usize) -> G {
    let column = gains.iter().map(|vector| vector[side].clone());
    column
        .reduce(|a, b| if b > a { b } else { a })
        .unwrap_or(G::zero())
}

type Key<P> = Vec<P>;

fn key<G: Gain>(
    concept: Concept,
    vector: &[G],
    weights: &[Points],
    sides: &[usize],
    ideal: &[G],
) -> Key<G::Part> {
    let weighted: Vec<(G, Points)> = sides
        .iter()
        .map(|i| (vector[*i].clone(), weights[*i]))
        .collect();
    let plain = || leximin(weighted.iter().map(|(g, w)| g.share(&[G::of_weight(*w)])));
    match concept {
        Concept::Egalitarian | Concept::AdjustedWinner => plain(),
        Concept::Nash => [vec![G::product(&weighted)], plain()].concat(),
        Concept::Utilitarian => [vec![G::sum(&weighted)], plain()].concat(),
        Concept::KalaiSmorodinsky => {
            let shares = weighted.iter().zip(ideal);
            let shares = shares.filter(|(_, ideal)| !ideal.is_zero());
            let shares = shares.map(|((g, w), ideal)| g.share(&[G::of_weight(*w), ideal.clone()]));
            [leximin(shares), plain()].concat()
        }
    }
}

fn leximin<P: Ord>(parts: impl Iterator<Item = P>) -> Vec<P> {
    let mut parts: Vec<P> = parts.collect();
    parts.sort();
    parts
}

fn compare<P: Ord>(a: &Key<P>, b: &Key<P>) -> Ordering {
    a.cmp(b)
}

/// Exact, or the logarithm where a power would have too many digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exact {
    /// The logarithm in units of 1e-12. All keys of one frontier are of one kind.
    Logarithm(i128),
    /// The number itself.
    Number(BigRational),
}

impl Gain for Points {
    type Part = Exact;
    fn zero() -> Self {
        Points::ZERO
    }
    fn share(&self, divisors: &[Self]) -> Exact {
        let divisor: BigInt = divisors
            .iter()
            .map(|d| BigInt::from(d.billionths()))
            .product();
        let gain = BigInt::from(self.billionths());
        Exact::Number(BigRational::new(gain, divisor))
    }
    fn sum(terms: &[(Self, Points)]) -> Exact {
        let sum: BigInt = terms
            .iter()
            .map(|(g, w)| BigInt::from(g.billionths()) * BigInt::from(w.billionths()))
            .sum();
        Exact::Number(BigRational::from_integer(sum))
    }
    fn product(terms: &[(Self, Points)]) -> Exact {
        let exponents = exponents(terms.iter().map(|(_, w)| *w));
        if exponents.iter().sum::<u128>() > MOST_EXPONENT {
            return logarithm(terms.iter().map(|(g, w)| (g.to_f64(), w.to_f64())));
        }
        let factors = terms.iter().zip(exponents).map(|((gain, _), exponent)| {
            let gain = BigInt::from(gain.billionths().max(0));
            gain.pow(exponent as u32)
        });
        Exact::Number(BigRational::from_integer(factors.product()))
    }
    fn of_weight(weight: Points) -> Self {
        weight
    }
    fn is_zero(&self) -> bool {
        *self == Points::ZERO
    }
}

impl Gain for Ratio {
    type Part = Exact;
    fn zero() -> Self {
        Points::ZERO.ratio()
    }
    fn share(&self, divisors: &[Self]) -> Exact {
        Exact::Number(self / divisors.iter().product::<Ratio>())
    }
    fn sum(terms: &[(Self, Points)]) -> Exact {
        Exact::Number(terms.iter().map(|(g, w)| g * w.ratio()).sum())
    }
    fn product(terms: &[(Self, Points)]) -> Exact {
        let exponents = exponents(terms.iter().map(|(_, w)| *w));
        if exponents.iter().sum::<u128>() > MOST_EXPONENT {
            let terms = terms.iter().map(|(g, w)| (ratio_to_f64(g), w.to_f64()));
            return logarithm(terms);
        }
        let factors = terms.iter().zip(exponents).map(|((gain, _), exponent)| {
            let gain = gain.max(&Self::zero()).clone();
            gain.pow(exponent as i32)
        });
        Exact::Number(factors.product())
    }
    fn of_weight(weight: Points) -> Self {
        weight.ratio()
    }
    fn is_zero(&self) -> bool {
        *self == Self::zero()
    }
}

/// Beyond this, weights such as 0.333333333 would ask for numbers of gigabytes.
const MOST_EXPONENT: u128 = 4_096;

fn logarithm(terms: impl Iterator<Item = (f64, f64)>) -> Exact {
    let mut sum = 0.0;
    for (gain, weight) in terms {
        // A product with a factor of nothing is nothing, whatever the others are.
        if gain <= 0.0 {
            return Exact::Logarithm(i128::MIN);
        }
        sum += weight * gain.ln();
    }
    Exact::Logarithm((sum * 1e12).round() as i128)
}

/// Weights as the smallest whole numbers in the same proportion.
fn exponents(weights: impl Iterator<Item = Points>) -> Vec<u128> {
    let parts: Vec<u128> = weights.map(|w| w.billionths().unsigned_abs()).collect();
    let divisor = parts.iter().fold(0, |a, b| gcd(a, *b)).max(1);
    parts.into_iter().map(|p| p / divisor).collect()
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// A floating-point number rounded to nine significant digits, so that it can be compared for ties.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NineDigits(f64);

impl NineDigits {
    fn new(x: f64) -> Self {
        let rounded = format!("{x:.8e}").parse().unwrap_or(x);
        // Adding zero turns -0 into 0, which total order would tell apart.
        Self(rounded + 0.0)
    }
}

impl Eq for NineDigits {}
impl PartialOrd for NineDigits {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for NineDigits {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl Gain for f64 {
    type Part = NineDigits;
    fn zero() -> Self {
        0.0
    }
    fn share(&self, divisors: &[Self]) -> NineDigits {
        NineDigits::new(self / divisors.iter().product::<f64>())
    }
    fn sum(terms: &[(Self, Points)]) -> NineDigits {
        NineDigits::new(terms.iter().map(|(g, w)| g * w.to_f64()).sum())
    }
    fn product(terms: &[(Self, Points)]) -> NineDigits {
        let factors = terms.iter().map(|(g, w)| g.max(0.0).powf(w.to_f64()));
        NineDigits::new(factors.product())
    }
    fn of_weight(weight: Points) -> Self {
        weight.to_f64()
    }
    fn is_zero(&self) -> bool {
        self.abs() < 1e-9
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(rows: &[[i64; 2]]) -> Vec<Vec<Points>> {
        let row = |r: &[i64; 2]| r.iter().map(|p| Points::whole(*p)).collect();
        rows.iter().map(row).collect()
    }

    #[test]
    fn weights_bend_each_concept() {
        let gains = points(&[[9, 1], [6, 4], [4, 6], [1, 9]]);
        let one = [Points::ONE; 2];
        let twice = [Points::whole(2), Points::ONE];
        assert_eq!(best(Concept::Nash, &gains, &one), [1, 2]);
        assert_eq!(best(Concept::Nash, &gains, &twice), [1]);
        assert_eq!(best(Concept::Egalitarian, &gains, &twice), [1]);
        assert_eq!(best(Concept::Utilitarian, &gains, &twice), [0]);
        assert_eq!(best(Concept::KalaiSmorodinsky, &gains, &one), [1, 2]);
    }

    #[test]
    fn who_has_no_weight_is_left_out() {
        let gains = points(&[[9, 1], [6, 4]]);
        let weights = [Points::ZERO, Points::ONE];
        for concept in Concept::ALL {
            assert_eq!(best(concept, &gains, &weights), [1], "{concept:?}");
        }
    }

    #[test]
    fn weights_without_a_small_ratio_are_compared_by_logarithms() {
        let gains = points(&[[9, 1], [6, 4], [4, 6]]);
        let third = Points::from_billionths(333_333_333);
        let rest = Points::from_billionths(666_666_667);
        assert_eq!(best(Concept::Nash, &gains, &[third, rest]), [2]);
        assert_eq!(best(Concept::Nash, &gains, &[rest, third]), [1]);
    }

    #[test]
    fn nothing_times_anything_is_nothing() {
        let third = Points::from_billionths(333_333_333);
        let rest = Points::from_billionths(333_333_334);
        let row = |r: [i64; 3]| r.iter().map(|p| Points::whole(*p)).collect::<Vec<_>>();
        let gains = vec![row([1, 10, 0]), row([2, 4, 0])];
        for weights in [[third, third, rest], [Points::ONE; 3]] {
            assert_eq!(best(Concept::Nash, &gains, &weights), [1]);
        }
    }

    #[test]
    fn plans_tie_at_nine_digits() {
        let gains = vec![
            vec![2.0, 3.0],
            vec![3.0 + 1e-12, 2.0 - 1e-12],
            vec![2.0, 2.0],
        ];
        assert_eq!(best(Concept::Nash, &gains, &[Points::ONE; 2]), [0, 1]);
    }

    #[test]
    fn nothing_to_choose_from() {
        assert!(best::<Points>(Concept::Nash, &[], &[Points::ONE]).is_empty());
    }
}
