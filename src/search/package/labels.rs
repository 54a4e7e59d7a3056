//! Sets of labels: sums so far and the options that gave them, of which only the undominated matter.

use super::dominance::Kept;
use super::numbers::{Code, Number};
use super::work::Work;
use crate::base::Stopped;

/// How many times wider than the number of labels a grid may be for an array over it.
const WIDEST: usize = 4;

/// Labels of one state: `stride` sums each, the first `sides` of them the actors'; once pruned, in descending order.
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
    pub fn push(&mut self, sums: &[N], code: Code<W>) {
        self.sums.extend_from_slice(sums);
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

    /// Keeps what no other label makes useless, in descending order of the sums.
    ///
    /// A label makes another useless when it is at least as good in every sum and either better in some actor's, or has the
    /// same actors' sums and a smaller code: the answer to a tie must survive, even where it spends more of a budget.
    ///
    /// Two sums on a grid not much wider than there are labels are kept in an array over the first: max-plus, as in dynamic
    /// programming over a knapsack's capacity (Bellman 1957). Else labels come as runs that are sorted already, one per option,
    /// which a merging sort uses.
    ///
    /// Complexity: n and the width of the grid; n log n for up to three sums; beyond, n times a search in trees.
    ///
    /// # Errors
    /// [`Stopped`] when told to stop, or when this is too much work.
    pub fn keep_undominated(&mut self, work: &Work) -> Result<(), Stopped> {
        if let Some(kept) = self.dense() {
            self.select(&kept);
            return work.spend(Work::LABEL * self.len() as u64);
        }
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.sort_by(|&a, &b| {
            let sums = self.sums(b).cmp(self.sums(a));
            sums.then_with(|| self.codes[a as usize].cmp(&self.codes[b as usize]))
        });
        let mut kept: Vec<u32> = Vec::with_capacity(order.len());
        let mut seen = Kept::<N>::new(self.stride - 1);
        let mut done = 0;
        for group in order.chunk_by(|a, b| self.gains(*a) == self.gains(*b)) {
            let start = kept.len();
            for &label in group {
                done += Work::LABEL + (kept.len() - start) as u64;
                if done > Work::OFTEN {
                    work.spend(std::mem::take(&mut done))?;
                }
                let useless = kept[start..].iter().any(|&k| self.ties_better(k, label));
                if !useless && !seen.covers(&self.sums(label)[1..], &mut done) {
                    kept.push(label);
                }
            }
            kept[start..]
                .iter()
                .for_each(|&label| seen.insert(&self.sums(label)[1..]));
        }
        self.select(&kept);
        work.spend(done)
    }

    /// Of two actors' sums and no others: the undominated, by an array over the first sum; `None` where it would be too wide.
    fn dense(&self) -> Option<Vec<u32>> {
        if self.stride != 2 || self.sides != 2 {
            return None;
        }
        let first = |label: u32| self.sums(label)[0].wide();
        let labels = 0..self.len() as u32;
        let (least, most) = (
            labels.clone().map(first).min()?,
            labels.clone().map(first).max()?,
        );
        let width = usize::try_from(most - least).ok()?;
        if width > WIDEST * self.len() {
            return None;
        }
        let mut best: Vec<u32> = vec![u32::MAX; width + 1];
        for label in labels {
            let slot = &mut best[(first(label) - least) as usize];
            let better = |other: u32| {
                let (a, b) = (self.sums(label)[1], self.sums(other)[1]);
                a > b || a == b && self.codes[label as usize] < self.codes[other as usize]
            };
            if *slot == u32::MAX || better(*slot) {
                *slot = label;
            }
        }
        let mut highest = N::LOWEST;
        let from_the_top = best.into_iter().rev().filter(|l| *l != u32::MAX);
        let kept = from_the_top.filter(|&label| {
            let second = self.sums(label)[1];
            let kept = second > highest;
            highest = highest.max(second);
            kept
        });
        Some(kept.collect())
    }

    fn gains(&self, label: u32) -> &[N] {
        &self.sums(label)[..self.sides]
    }

    /// Of two labels with the same gains: is `other` no worse in the rest, with a smaller code?
    fn ties_better(&self, other: u32, label: u32) -> bool {
        let rest = |l: u32| &self.sums(l)[self.sides..];
        rest(other).iter().zip(rest(label)).all(|(a, b)| a >= b)
            && self.codes[other as usize] <= self.codes[label as usize]
    }

    /// Keeps these alone, in this order.
    pub fn select(&mut self, kept: &[u32]) {
        let mut sums = Vec::with_capacity(kept.len() * self.stride);
        for &label in kept {
            sums.extend_from_slice(self.sums(label));
        }
        self.sums = sums;
        self.codes = kept.iter().map(|&l| self.codes[l as usize]).collect();
    }

    /// Keeps those whose sums please.
    pub fn retain(&mut self, mut pleases: impl FnMut(&[N]) -> bool) {
        let kept = (0..self.len() as u32).filter(|&l| pleases(self.sums(l)));
        let kept: Vec<u32> = kept.collect();
        if kept.len() < self.len() {
            self.select(&kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Limits;

    /// On a narrow grid labels go through the array; the same ones far apart, through the sort. What is kept is the same.
    #[test]
    fn the_array_keeps_what_the_sort_keeps() {
        let limits = Limits::none();
        let mut state = 11u64;
        let mut next = |below: u64| {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (state >> 40) % below
        };
        for _ in 0..50 {
            let labels: Vec<([i64; 2], [u64; 1])> = (0..60)
                .map(|_| ([next(40) as i64, next(40) as i64], [next(1_000)]))
                .collect();
            let kept = |wider: i64| {
                let mut all = Labels::<i64, 1>::new(2, 2);
                for (sums, code) in &labels {
                    all.push(&[sums[0] * wider, sums[1]], *code);
                }
                assert_eq!(all.dense().is_some(), wider == 1);
                all.keep_undominated(&Work::new(u64::MAX, &limits)).unwrap();
                let kept = all.iter().map(|(s, c)| ([s[0] / wider, s[1]], *c));
                kept.collect::<Vec<_>>()
            };
            assert_eq!(kept(1), kept(1_000));
        }
    }
}
