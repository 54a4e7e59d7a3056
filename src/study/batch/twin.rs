//! The same sums as [`kernel`](super::kernel) on any processor, and those that are wider.

use super::kernel::{BLOCK, Part};

/// See [`kernel::sum`](super::kernel::sum).
pub fn sum(out: &mut [i16], base: i16, parts: &[Part]) {
    out.fill(base);
    for (codes, table) in parts {
        for (sum, code) in out.iter_mut().zip(*codes) {
            *sum += table.at(*code);
        }
    }
}

/// A number that sums are taken in.
pub trait Whole: Copy + std::ops::AddAssign {}
impl Whole for i16 {}
impl Whole for i64 {}
impl Whole for i128 {}

/// `out += table[code]`; the table has an entry for every code.
pub fn add_narrow<N: Whole>(out: &mut [N], codes: &[u8], table: &[N; 256]) {
    for (sum, code) in out.iter_mut().zip(codes) {
        *sum += table[usize::from(*code)];
    }
}

/// The same of wide codes.
pub fn add_wide<N: Whole>(out: &mut [N], codes: &[u16], table: &[N]) {
    for (sum, code) in out.iter_mut().zip(codes) {
        *sum += table[usize::from(*code)];
    }
}

/// The least squared distance to points in blocks, side after side; sides are added in their order.
#[inline(always)]
pub fn least_square(points: &[f64], from: &[f64]) -> f64 {
    let mut least = [f64::INFINITY; BLOCK];
    for block in points.chunks_exact((BLOCK * from.len()).max(1)) {
        let mut sums = [0.0; BLOCK];
        for (places, from) in block.as_chunks::<BLOCK>().0.iter().zip(from) {
            for (sum, place) in sums.iter_mut().zip(places) {
                *sum += (place - from) * (place - from);
            }
        }
        for (least, sum) in least.iter_mut().zip(sums) {
            *least = if sum < *least { sum } else { *least };
        }
    }
    least.into_iter().fold(f64::INFINITY, f64::min)
}
