//! Exact numbers of foreign files: decimals of any length and their quotients, rounded once, at the end.

use num_bigint::BigInt;

use crate::base::{Points, Ratio};

/// An exact number.
pub type Exact = Ratio;

/// Longest number that is read, and largest exponent: far beyond any score, and cheap.
const MOST_DIGITS: usize = 100;

/// Reads a decimal as programs print it: sign, digits, point, exponent. `None` for anything else.
pub fn parse(text: &str) -> Option<Exact> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, body) = match mantissa.strip_prefix(['+', '-']) {
        Some(rest) => (mantissa.starts_with('-'), rest),
        None => (false, mantissa),
    };
    let (whole, places) = body.split_once('.').unwrap_or((body, ""));
    let digits = format!("{whole}{places}");
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !plain || digits.len() > MOST_DIGITS || exponent.unsigned_abs() as usize > MOST_DIGITS {
        return None;
    }
    let number: BigInt = digits.parse().ok()?;
    let number = if negative { -number } else { number };
    let shift = exponent - i32::try_from(places.len()).ok()?;
    Some(match u32::try_from(shift) {
        Ok(up) => Ratio::from_integer(number * BigInt::from(10).pow(up)),
        Err(_) => over_ten_to(number, shift.unsigned_abs()),
    })
}

/// A number over a power of ten in lowest terms: only twos and fives can be in both, which is cheaper than to ask in general.
fn over_ten_to(mut number: BigInt, power: u32) -> Exact {
    let (mut twos, mut fives) = (power, power);
    let both = number
        .trailing_zeros()
        .map_or(power, |n| n.min(power.into()) as u32);
    number >>= both;
    twos -= both;
    let five = BigInt::from(5);
    while fives > 0 && (&number % &five) == BigInt::ZERO {
        number /= &five;
        fives -= 1;
    }
    Ratio::new_raw(number, five.pow(fives) << twos)
}

/// A whole number.
pub fn whole(number: i64) -> Exact {
    Ratio::from_integer(number.into())
}

/// Rounded to nine places, half away from zero; `None` above 1e9 in magnitude, where the model language ends.
pub fn points(value: &Exact) -> Option<Points> {
    is_small(value).then(|| Points::nearest(value))
}

/// Is it at most 1e9 in magnitude?
pub fn is_small(value: &Exact) -> bool {
    let most = value.denom() * BigInt::from(1_000_000_000);
    value.numer().magnitude() <= most.magnitude()
}

/// For messages: rounded, or that it is too large to print.
pub fn show(value: &Exact) -> String {
    points(value).map_or("more than 1e9".to_owned(), |p| p.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_and_rounded_once() {
        for (text, rounded) in [
            ("0.3031462333758278", "0.303146233"),
            (".2", "0.2"),
            ("5.", "5"),
            ("-1.5e-3", "-0.0015"),
            ("1E3", "1000"),
            ("0.0000000005", "0.000000001"),
            ("-0.0000000005", "-0.000000001"),
            ("0.00000000049", "0"),
        ] {
            assert_eq!(show(&parse(text).unwrap()), rounded, "{text}");
        }
        let third = parse("1").unwrap() / parse("3").unwrap();
        assert_eq!(show(&(third * whole(3))), "1");
    }

    #[test]
    fn numbers_are_in_lowest_terms() {
        for text in [
            "0",
            "0.5",
            "0.2",
            "1e-3",
            "-2.50",
            "0.0128e-7",
            "1e9",
            "0e-9",
            "12.5e1",
        ] {
            let number = parse(text).unwrap();
            let again = Ratio::new(number.numer().clone(), number.denom().clone());
            assert_eq!(number.numer(), again.numer(), "{text}");
            assert_eq!(number.denom(), again.denom(), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_not_read() {
        for text in [
            "", ".", "-", "abc", "1,5", "0x10", "NaN", "inf", "1e", "1e99999", "--1", "1 000",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&"9".repeat(MOST_DIGITS + 1)), None);
        assert_eq!(points(&parse("1000000001").unwrap()), None);
    }
}
