//! Exact points: decimals of at most nine places, held as billionths.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

/// An exact amount of an actor's own points (or a probability), in billionths.
///
/// A single number of a model fits an `i64`; sums are taken in `i128`, so that no model the reader accepts overflows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(i128);

/// Why a text is not a number of the model language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointsError {
    /// Not a plain decimal at all.
    NotANumber,
    /// NaN or an infinity.
    NotFinite,
    /// Has an exponent.
    Exponent,
    /// Hexadecimal, octal or binary, or a decimal with leading zeros that some readers take for octal.
    Radix,
    /// More than nine decimal places.
    TooFine,
    /// Magnitude above 1e9.
    TooLarge,
}

impl Points {
    /// Nothing.
    pub const ZERO: Points = Points(0);
    /// One point, or certainty.
    pub const ONE: Points = Points(Self::SCALE);
    const SCALE: i128 = 1_000_000_000;
    const PLACES: usize = 9;
    const LARGEST: i128 = 1_000_000_000 * Self::SCALE;

    /// A whole number of points.
    pub const fn whole(points: i64) -> Self {
        Points(points as i128 * Self::SCALE)
    }
    /// From billionths of a point.
    pub const fn from_billionths(billionths: i128) -> Self {
        Points(billionths)
    }
    /// In billionths of a point.
    pub const fn billionths(self) -> i128 {
        self.0
    }
    /// The nearest floating-point number.
    pub fn to_f64(self) -> f64 {
        // Below 2^53 both numbers are exact, so the division rounds once, to the nearest.
        match i64::try_from(self.0) {
            Ok(small) if small.unsigned_abs() < 1 << f64::MANTISSA_DIGITS => {
                return small as f64 / Self::SCALE as f64;
            }
            _ => {}
        }
        (self.0 / Self::SCALE) as f64 + (self.0 % Self::SCALE) as f64 / Self::SCALE as f64
    }
    /// Distance from zero.
    pub fn abs(self) -> Self {
        Points(self.0.abs())
    }
    /// The largest amount of which both are multiples; 0 of nothing and nothing.
    pub fn common(self, other: Self) -> Self {
        let (mut a, mut b) = (self.0.abs(), other.0.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Points(a)
    }
    /// -1, 0 or 1.
    pub fn signum(self) -> i32 {
        self.0.signum() as i32
    }

    /// Reads a plain decimal: optional sign, digits, at most nine places, magnitude at most 1e9.
    pub fn parse(text: &str) -> Result<Self, PointsError> {
        let (negative, digits) = match text.strip_prefix(['+', '-']) {
            Some(rest) => (text.starts_with('-'), rest),
            None => (false, text),
        };
        let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || !plain(places) || whole.len() + places.len() == 0 {
            return Err(Self::complaint(digits));
        }
        if whole.len() > 1 && whole.starts_with('0') {
            return Err(PointsError::Radix);
        }
        let places = places.trim_end_matches('0');
        if places.len() > Self::PLACES {
            return Err(PointsError::TooFine);
        }
        if whole.len() > 10 {
            return Err(PointsError::TooLarge);
        }
        let number = |part: &str| {
            part.bytes()
                .fold(0i128, |n, b| n * 10 + i128::from(b - b'0'))
        };
        let scale = 10i128.pow((Self::PLACES - places.len()) as u32);
        let magnitude = number(whole) * Self::SCALE + number(places) * scale;
        if magnitude > Self::LARGEST {
            return Err(PointsError::TooLarge);
        }
        Ok(Points(if negative { -magnitude } else { magnitude }))
    }

    fn complaint(digits: &str) -> PointsError {
        let lower = digits.to_ascii_lowercase();
        let body = lower.trim_start_matches('.');
        if ["nan", "inf", "infinity"].contains(&body) {
            PointsError::NotFinite
        } else if ["0x", "0o", "0b"].iter().any(|p| lower.starts_with(p)) {
            PointsError::Radix
        } else if lower.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && lower.contains('e')
            && lower
                .chars()
                .all(|c| c.is_ascii_digit() || "e.+-".contains(c))
        {
            PointsError::Exponent
        } else {
            PointsError::NotANumber
        }
    }
}

/// The shortest exact decimal: `4`, `-0.5`, `1.000000001`. A precision (`{:.2}`) rounds half away from zero,
/// a plus (`{:+}`) shows the sign.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = f.precision().unwrap_or(Self::PLACES).min(Self::PLACES);
        let unit = 10i128.pow((Self::PLACES - places) as u32);
        let rounded = (self.0.abs() + unit / 2) / unit * unit;
        let (whole, rest) = (rounded / Self::SCALE, rounded % Self::SCALE);
        let mut text = whole.to_string();
        if places > 0 {
            let digits = format!("{rest:09}");
            let digits = match f.precision() {
                Some(_) => &digits[..places],
                None => digits.trim_end_matches('0'),
            };
            if !digits.is_empty() {
                text = format!("{text}.{digits}");
            }
        }
        f.pad_integral(self.0 >= 0 || rounded == 0, "", &text)
    }
}

impl Add for Points {
    type Output = Points;
    fn add(self, other: Points) -> Points {
        Points(self.0 + other.0)
    }
}
impl Sub for Points {
    type Output = Points;
    fn sub(self, other: Points) -> Points {
        Points(self.0 - other.0)
    }
}
impl Neg for Points {
    type Output = Points;
    fn neg(self) -> Points {
        Points(-self.0)
    }
}
impl Mul<i64> for Points {
    type Output = Points;
    fn mul(self, times: i64) -> Points {
        Points(self.0 * i128::from(times))
    }
}
impl AddAssign for Points {
    fn add_assign(&mut self, other: Points) {
        self.0 += other.0;
    }
}
impl Sum for Points {
    fn sum<I: Iterator<Item = Points>>(iter: I) -> Points {
        Points(iter.map(|p| p.0).sum())
    }
}

/// An amount to two places, as it is told everywhere: rounded as [`Points`] are, from the nearest billionth, so that one that has been a
/// binary fraction is told like the exact one. Nothing is never below nothing.
pub fn two_places(value: f64) -> String {
    let billionths = (value * Points::SCALE as f64).round();
    match billionths.abs() < (i128::MAX / 2) as f64 {
        true => format!("{:.2}", Points(billionths as i128)),
        false => format!("{value:.2}"),
    }
}

/// `1 settlement`, `2,592 settlements`.
pub fn counted(n: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(n), if n == 1 { "" } else { "s" })
}

/// A count with thin groups of three: `2,592`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_plain_decimals() {
        for (text, billionths, printed) in [
            ("4", 4_000_000_000, "4"),
            ("-0.5", -500_000_000, "-0.5"),
            ("+.25", 250_000_000, "0.25"),
            ("1000000000", 1_000_000_000_000_000_000, "1000000000"),
            ("0.000000001", 1, "0.000000001"),
            ("2.5000000000000", 2_500_000_000, "2.5"),
        ] {
            let points = Points::parse(text).unwrap();
            assert_eq!(points.billionths(), billionths, "{text}");
            assert_eq!(points.to_string(), printed);
        }
    }

    #[test]
    fn refuses_the_rest_and_says_why() {
        use PointsError::*;
        for (text, why) in [
            ("", NotANumber),
            ("abc", NotANumber),
            (".", NotANumber),
            (".nan", NotFinite),
            ("-.inf", NotFinite),
            ("1e400", Exponent),
            ("0x1F", Radix),
            ("007", Radix),
            ("0.0000000001", TooFine),
            ("1000000000.1", TooLarge),
            ("99999999999999999999999999999999999999999999", TooLarge),
            ("1_000", NotANumber),
        ] {
            assert_eq!(Points::parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn counts_are_grouped() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(12), "12");
    }

    #[test]
    fn rounds_only_when_asked() {
        let p = Points::parse("1.005").unwrap();
        assert_eq!(format!("{p:.2}"), "1.01");
        assert_eq!(format!("{:+.2}", Points::parse("0").unwrap()), "+0.00");
        assert_eq!(format!("{:.1}", Points::parse("-0.04").unwrap()), "0.0");
        assert_eq!(Points::parse("0.1").unwrap().to_f64(), 0.1);
    }

    #[test]
    fn numbers_are_told_as_exact_ones_are() {
        for text in [
            "1.405",
            "2.675",
            "-1.405",
            "0.125",
            "-0.004",
            "1.115",
            "1000000000",
        ] {
            let exact = Points::parse(text).unwrap();
            assert_eq!(two_places(exact.to_f64()), format!("{exact:.2}"), "{text}");
        }
        // A sum of binary fractions that falls short of 0.015.
        assert_eq!(two_places(0.1 + 0.2 - 0.285), "0.02");
        assert_eq!(two_places(f64::NAN), "NaN");
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(counted(1, "round"), "1 round");
        assert_eq!(counted(1_000, "round"), "1,000 rounds");
    }
}
