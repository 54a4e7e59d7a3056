//! Tables of at most sixteen entries looked up for thirty-two rows at once, where the processor can.
//!
//! The one file of the crate with `unsafe` in it: calling code that is compiled for a processor that has been asked for. What is called
//! is itself safe; loads and stores go through slices. [`twin`](super::twin) computes the same on any processor and is what tests
//! hold this against.
//!
//! What was measured (ten topics and six conditions, four sums, one core): looking up row by row 45 million rows a second,
//! by shuffles more than ten times as many.

#![allow(unsafe_code)]

use super::twin;

/// What a column adds to a sum: entry `code` in two bytes, the low and the high ones apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub low: [u8; 16],
    pub high: [u8; 16],
}

impl Table {
    /// From at most sixteen entries.
    pub fn new(entries: impl IntoIterator<Item = i16>) -> Self {
        let mut table = Self::default();
        for (place, entry) in entries.into_iter().take(16).enumerate() {
            [table.low[place], table.high[place]] = entry.to_le_bytes();
        }
        table
    }
    /// The entry of a code below sixteen.
    pub fn at(&self, code: u8) -> i16 {
        let place = usize::from(code & 15);
        i16::from_le_bytes([self.low[place], self.high[place]])
    }
}

/// A column of codes below sixteen and its table.
pub type Part<'a> = (&'a [u8], &'a Table);

/// Does the processor have the wide shuffles?
pub fn has_shuffles() -> bool {
    #[cfg(target_arch = "x86_64")]
    return is_x86_feature_detected!("avx2");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

/// `out = base + Σ table[code]`, row by row. Columns are as long as `out`; no partial sum may leave sixteen bits.
pub fn sum(out: &mut [i16], base: i16, parts: &[Part]) {
    #[cfg(target_arch = "x86_64")]
    if has_shuffles() {
        // SAFETY: the processor has AVX2, which has just been asked; the function has no other condition.
        unsafe { avx2::sum(out, base, parts) };
        return;
    }
    twin::sum(out, base, parts);
}

/// Points of a block.
pub const BLOCK: usize = 8;

/// The least squared distance to points in blocks, side after side.
pub fn least_square(points: &[f64], from: &[f64]) -> f64 {
    #[cfg(target_arch = "x86_64")]
    if has_shuffles() {
        // SAFETY: as for `sum`.
        return unsafe { avx2::least_square(points, from) };
    }
    twin::least_square(points, from)
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm_extract_epi64, _mm_set_epi64x, _mm256_add_epi16, _mm256_broadcastsi128_si256,
        _mm256_castsi256_si128, _mm256_extracti128_si256, _mm256_permute4x64_epi64,
        _mm256_set_epi64x, _mm256_set1_epi16, _mm256_shuffle_epi8, _mm256_unpackhi_epi8,
        _mm256_unpacklo_epi8,
    };

    use super::{Part, twin};

    /// Rows of one step.
    const ROWS: usize = 32;

    #[target_feature(enable = "avx2")]
    pub fn sum(out: &mut [i16], base: i16, parts: &[Part]) {
        let whole = out.len() / ROWS * ROWS;
        let start = _mm256_set1_epi16(base);
        for (step, rows) in out[..whole].chunks_exact_mut(ROWS).enumerate() {
            let at = step * ROWS;
            let (mut first, mut second) = (start, start);
            for (codes, table) in parts {
                // Halves of lanes are swapped beforehand, so that what is unpacked comes out in the order of the rows.
                let codes = _mm256_permute4x64_epi64::<0b11_01_10_00>(load(&codes[at..at + ROWS]));
                let low = _mm256_shuffle_epi8(both(&table.low), codes);
                let high = _mm256_shuffle_epi8(both(&table.high), codes);
                first = _mm256_add_epi16(first, _mm256_unpacklo_epi8(low, high));
                second = _mm256_add_epi16(second, _mm256_unpackhi_epi8(low, high));
            }
            let (left, right) = rows.split_at_mut(ROWS / 2);
            store(left, first);
            store(right, second);
        }
        let rest: Vec<Part> = parts
            .iter()
            .map(|(codes, t)| (&codes[whole..], *t))
            .collect();
        twin::sum(&mut out[whole..], base, &rest);
    }

    /// The same steps, translated for a wider processor.
    #[target_feature(enable = "avx2")]
    pub fn least_square(points: &[f64], from: &[f64]) -> f64 {
        twin::least_square(points, from)
    }

    fn word(bytes: &[u8], place: usize) -> i64 {
        let mut word = [0; 8];
        word.copy_from_slice(&bytes[place * 8..place * 8 + 8]);
        i64::from_le_bytes(word)
    }

    #[target_feature(enable = "avx2")]
    fn load(bytes: &[u8]) -> __m256i {
        let word = |place| word(bytes, place);
        _mm256_set_epi64x(word(3), word(2), word(1), word(0))
    }

    #[target_feature(enable = "avx2")]
    fn both(bytes: &[u8; 16]) -> __m256i {
        _mm256_broadcastsi128_si256(_mm_set_epi64x(word(bytes, 1), word(bytes, 0)))
    }

    #[target_feature(enable = "avx2")]
    fn store(rows: &mut [i16], sums: __m256i) {
        let halves = [
            _mm256_castsi256_si128(sums),
            _mm256_extracti128_si256::<1>(sums),
        ];
        for (rows, half) in rows.chunks_exact_mut(8).zip(halves) {
            let words = [_mm_extract_epi64::<0>(half), _mm_extract_epi64::<1>(half)];
            for (rows, word) in rows.chunks_exact_mut(4).zip(words) {
                for (row, bytes) in rows.iter_mut().zip(word.to_le_bytes().as_chunks::<2>().0) {
                    *row = i16::from_le_bytes(*bytes);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A plain generator; what matters is that it reaches every entry, sign and carry.
    fn noise(seed: &mut u64) -> u64 {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        *seed
    }

    #[test]
    fn shuffles_agree_with_their_twin() {
        let mut seed = 88172645463325252;
        for rows in [0, 1, 31, 32, 33, 64, 100, 2048] {
            for parts in [0, 1, 3, 9] {
                let columns: Vec<Vec<u8>> = (0..parts)
                    .map(|_| (0..rows).map(|_| (noise(&mut seed) % 16) as u8).collect())
                    .collect();
                let tables: Vec<Table> = (0..parts)
                    .map(|_| Table::new((0..16).map(|_| (noise(&mut seed) % 6000) as i16 - 3000)))
                    .collect();
                let parts: Vec<Part> = columns.iter().map(Vec::as_slice).zip(&tables).collect();
                let base = (noise(&mut seed) % 4000) as i16 - 2000;
                let (mut fast, mut plain) = (vec![0; rows], vec![0; rows]);
                sum(&mut fast, base, &parts);
                twin::sum(&mut plain, base, &parts);
                assert_eq!(fast, plain, "{rows} rows, {} parts", parts.len());
            }
        }
    }

    #[test]
    fn distances_agree_with_their_twin_bit_by_bit() {
        let mut seed = 88172645463325252;
        for sides in 1..7 {
            for blocks in 0..6 {
                let mut number = || noise(&mut seed) as f64 / 1e18;
                let points: Vec<f64> = (0..sides * blocks * BLOCK).map(|_| number()).collect();
                let from: Vec<f64> = (0..sides).map(|_| number()).collect();
                let (fast, plain) = (
                    least_square(&points, &from),
                    twin::least_square(&points, &from),
                );
                assert_eq!(fast.to_bits(), plain.to_bits());
            }
        }
    }
}
