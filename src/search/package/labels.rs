//! Sets of labels: sums so far and the options that gave them, of which only the undominated matter.

use std::ops::{Add, Sub};

use crate::base::{Limits, Stopped};

/// Pairs of labels that a whole search may compare where no order helps: some twenty seconds.
pub const MOST_COMPARISONS: u64 = 4_000_000_000;

/// An integer wide enough for the sums of a model: `i64` on nearly every grid, else `i128`.
pub trait Number: Copy + Ord + Add<Output = Self> + Sub<Output = Self> + Default {
    /// From a wide integer that is known to fit.
    fn narrow(wide: i128) -> Self;
    /// To a wide integer.
    fn wide(self) -> i128;
}

impl Number for i64 {
    fn narrow(wide: i128) -> Self {
        wide as i64
    }
    fn wide(self) -> i128 {
        self.into()
    }
}

impl Number for i128 {
    fn narrow(wide: i128) -> Self {
        wide
    }
    fn wide(self) -> i128 {
        self
    }
}

/// Options chosen so far, packed so that comparing codes of the same topics is the tie rule: topics in order of their ids,
/// the first in the highest bits.
pub type Code<const W: usize> = [u64; W];

/// Labels of one state: `stride` sums each, the first `sides` of them the actors'.
#[derive(Clone)]
pub struct Labels<N, const W: usize> {
    stride: usize,
    sides: usize,
    sums: Vec<N>,
    codes: Vec<Code<W>>,
}

impl<N: Number, const W: usize> Labels<N, W> {
    /// No labels.
    pub fn new(stride: usize, sides: usize) -> Self {
        Self {
            stride,
            sides,
            sums: Vec::new(),
            codes: Vec::new(),
        }
    }
    /// Adds a label.
    pub fn push(&mut self, sums: impl IntoIterator<Item = N>, code: Code<W>) {
        self.sums.extend(sums);
        self.codes.push(code);
    }
    /// Number of labels.
    pub fn len(&self) -> usize {
        self.codes.len()
    }
    /// Sums and codes.
    pub fn iter(&self) -> impl Iterator<Item = (&[N], &Code<W>)> {
        self.sums.chunks_exact(self.stride).zip(&self.codes)
    }
    fn sums(&self, label: u32) -> &[N] {
        let start = label as usize * self.stride;
        &self.sums[start..start + self.stride]
    }

    /// Keeps what no other label makes useless.
    ///
    /// A label makes another useless when it is at least as good in every sum and either better in some actor's, or has the
    /// same actors' sums and a smaller code: the answer to a tie must survive, even where it spends more of a budget.
    ///
    /// Complexity: n log n for up to two sums, n log n expected for three, n × kept beyond.
    ///
    /// # Errors
    /// [`Stopped`] when told to stop, or when `left`, the pairs that may still be compared, runs out.
    pub fn keep_undominated(&mut self, left: &mut u64, limits: &Limits) -> Result<(), Stopped> {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.sort_unstable_by(|&a, &b| {
            let sums = self.sums(b).cmp(self.sums(a));
            sums.then_with(|| self.codes[a as usize].cmp(&self.codes[b as usize]))
        });
        let kept = if self.stride == self.sides {
            order.dedup_by(|b, a| self.sums(*a) == self.sums(*b));
            match self.stride {
                1 => order.into_iter().take(1).collect(),
                2 => self.staircase(&order),
                3 => self.skyline(&order),
                _ => self.pairwise(&order, left, limits)?,
            }
        } else {
            self.pairwise(&order, left, limits)?
        };
        self.select(&kept);
        Ok(())
    }

    /// Two sums, descending: kept while the second rises.
    fn staircase(&self, order: &[u32]) -> Vec<u32> {
        let mut best: Option<N> = None;
        let mut kept = Vec::new();
        for &label in order {
            let second = self.sums(label)[1];
            if best.is_none_or(|b| second > b) {
                best = Some(second);
                kept.push(label);
            }
        }
        kept
    }

    /// Three sums, descending in the first: the others are kept as a staircase (Kung, Luccio & Preparata 1975).
    fn skyline(&self, order: &[u32]) -> Vec<u32> {
        let mut stairs: std::collections::BTreeMap<N, N> = std::collections::BTreeMap::new();
        let mut kept = Vec::new();
        for &label in order {
            let (y, z) = (self.sums(label)[1], self.sums(label)[2]);
            if stairs.range(y..).next().is_some_and(|(_, best)| *best >= z) {
                continue;
            }
            let below: Vec<N> = stairs
                .range(..=y)
                .rev()
                .take_while(|(_, best)| **best <= z)
                .map(|(y, _)| *y)
                .collect();
            for y in below {
                stairs.remove(&y);
            }
            stairs.insert(y, z);
            kept.push(label);
        }
        kept
    }

    fn pairwise(
        &self,
        order: &[u32],
        left: &mut u64,
        limits: &Limits,
    ) -> Result<Vec<u32>, Stopped> {
        let mut kept: Vec<u32> = Vec::new();
        for (done, &label) in order.iter().enumerate() {
            if !kept.iter().any(|&other| self.makes_useless(other, label)) {
                kept.push(label);
            }
            *left = left.saturating_sub(kept.len() as u64);
            if done.is_multiple_of(256) {
                limits.go_on()?;
                if *left == 0 {
                    return Err(Stopped::TooLarge);
                }
            }
        }
        Ok(kept)
    }

    fn makes_useless(&self, other: u32, label: u32) -> bool {
        let (a, b) = (self.sums(other), self.sums(label));
        let at_least = a.iter().zip(b).all(|(a, b)| a >= b);
        let same_gains = || a[..self.sides] == b[..self.sides];
        at_least && (!same_gains() || self.codes[other as usize] < self.codes[label as usize])
    }

    fn select(&mut self, kept: &[u32]) {
        let mut sums = Vec::with_capacity(kept.len() * self.stride);
        for &label in kept {
            sums.extend_from_slice(self.sums(label));
        }
        self.sums = sums;
        self.codes = kept.iter().map(|&l| self.codes[l as usize]).collect();
    }

    /// The same labels with the actors' sums alone.
    pub fn gains_only(&self) -> Self {
        let mut gains = Self::new(self.sides, self.sides);
        for (sums, code) in self.iter() {
            gains.push(sums[..self.sides].iter().copied(), *code);
        }
        gains
    }
}
