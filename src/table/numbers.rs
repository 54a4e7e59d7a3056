//! Numbers as text, without asking for memory.

use crate::base::Points;

/// Writes a whole number.
pub fn write_whole(out: &mut Vec<u8>, number: i128) {
    let mut digits = [0; 40];
    let mut at = digits.len();
    let mut rest = number.unsigned_abs();
    loop {
        at -= 1;
        // Most numbers fit a word, where division is quick.
        match u64::try_from(rest) {
            Ok(small) => {
                digits[at] = b'0' + (small % 10) as u8;
                rest = u128::from(small / 10);
            }
            Err(_) => {
                digits[at] = b'0' + (rest % 10) as u8;
                rest /= 10;
            }
        }
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// Writes the shortest exact decimal, as [`Points`] are shown.
pub fn write_points(out: &mut Vec<u8>, points: Points) {
    const SCALE: u128 = 1_000_000_000;
    let billionths = points.billionths();
    let magnitude = billionths.unsigned_abs();
    if billionths < 0 {
        out.push(b'-');
    }
    write_whole(out, (magnitude / SCALE) as i128);
    let mut rest = (magnitude % SCALE) as u32;
    if rest == 0 {
        return;
    }
    out.push(b'.');
    let mut unit = SCALE as u32 / 10;
    while rest > 0 {
        out.push(b'0' + (rest / unit) as u8);
        rest %= unit;
        unit /= 10;
    }
}

/// Writes a floating-point number so that it reads back the same; nothing where there is none.
pub fn write_real(out: &mut Vec<u8>, number: f64) {
    use std::io::Write as _;
    // Writing to memory does not fail.
    let _ = write!(out, "{number}");
}

/// Texts of all numbers of a range, for columns of few different numbers.
#[derive(Clone, Debug)]
pub struct Texts {
    first: i64,
    texts: Vec<(u8, [u8; 15])>,
}

impl Texts {
    /// Most numbers that are written beforehand.
    const MOST: i64 = 1 << 16;

    /// Of `first ..= last`, each times `grid`; none where they are too many or too long.
    pub fn new(first: i128, last: i128, grid: Points) -> Option<Self> {
        let (first, last) = (i64::try_from(first).ok()?, i64::try_from(last).ok()?);
        if last.checked_sub(first)? >= Self::MOST {
            return None;
        }
        let mut text = Vec::new();
        let texts = (first..=last).map(|steps| {
            text.clear();
            write_points(
                &mut text,
                Points::from_billionths(i128::from(steps) * grid.billionths()),
            );
            let mut bytes = [0; 15];
            bytes.get_mut(..text.len())?.copy_from_slice(&text);
            Some((text.len() as u8, bytes))
        });
        let texts = texts.collect::<Option<Vec<_>>>()?;
        Some(Self { first, texts })
    }

    /// Writes one of them.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>, steps: i64) {
        if let Some((length, bytes)) = self.texts.get((steps - self.first) as usize) {
            // A copy of known size is a move or two; what is too much of it is cut off again.
            out.extend_from_slice(bytes);
            out.truncate(out.len() - (bytes.len() - usize::from(*length)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_points_show_them() {
        for text in [
            "0",
            "1",
            "-1",
            "0.5",
            "-0.000000001",
            "1000000000",
            "-12.25",
            "3.100000007",
        ] {
            let points = Points::parse(text).unwrap();
            let mut out = Vec::new();
            write_points(&mut out, points);
            assert_eq!(String::from_utf8(out).unwrap(), points.to_string());
        }
        let mut out = Vec::new();
        write_whole(&mut out, i128::MIN);
        assert_eq!(String::from_utf8(out).unwrap(), i128::MIN.to_string());
    }

    #[test]
    fn texts_are_those_of_the_numbers() {
        let grid = Points::parse("0.25").unwrap();
        let texts = Texts::new(-5, 9, grid).unwrap();
        for steps in -5..=9 {
            let (mut plain, mut known) = (Vec::new(), Vec::new());
            write_points(
                &mut plain,
                Points::from_billionths(i128::from(steps) * grid.billionths()),
            );
            texts.write(&mut known, steps);
            assert_eq!(plain, known);
        }
        assert!(Texts::new(0, 1 << 20, grid).is_none());
    }
}
