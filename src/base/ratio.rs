//! Exact fractions, for what nine decimal places cannot hold: shares of a topic that is divided.

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;

use super::Points;

/// An exact fraction.
pub type Ratio = BigRational;

impl Points {
    /// The same amount as a fraction.
    pub fn ratio(self) -> Ratio {
        Ratio::new(
            BigInt::from(self.billionths()),
            BigInt::from(Points::ONE.billionths()),
        )
    }
    /// The nearest amount of nine places, halves away from zero.
    pub fn nearest(ratio: &Ratio) -> Points {
        // Whole numbers alone: bringing the product to lowest terms would cost more than all the rest.
        let doubled = ratio.numer() * BigInt::from(2 * Points::ONE.billionths());
        let half = match doubled.sign() {
            Sign::Minus => -ratio.denom().clone(),
            _ => ratio.denom().clone(),
        };
        // Division cuts towards zero. What a model can state is far below the largest `i128`.
        let billionths = (doubled + half) / (ratio.denom() * BigInt::from(2));
        Points::from_billionths(i128::try_from(billionths).unwrap_or_default())
    }
}

/// The floating-point number next to it: exact decimals as [`Points::to_f64`] has them, the rest through eighteen places.
pub fn ratio_to_f64(ratio: &Ratio) -> f64 {
    let points = Points::nearest(ratio);
    if points.ratio() == *ratio {
        return points.to_f64();
    }
    let rest = (ratio - points.ratio()) * BigInt::from(Points::ONE.billionths());
    points.to_f64() + Points::nearest(&rest).to_f64() / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_come_near_and_decimals_stay() {
        let third = Ratio::new(1.into(), 3.into());
        assert_eq!(ratio_to_f64(&third), 1.0 / 3.0);
        assert_eq!(ratio_to_f64(&Points::parse("65.1").unwrap().ratio()), 65.1);
        assert_eq!(Points::nearest(&third).to_string(), "0.333333333");
        assert_eq!(Points::nearest(&-third).to_string(), "-0.333333333");
    }
}
