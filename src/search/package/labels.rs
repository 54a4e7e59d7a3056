//! Sets of labels: sums so far and the options that gave them, of which only the undominated matter.

use super::dominance::Kept;
use super::numbers::{Code, Number};
use super::work::Work;
use crate::base::Stopped;

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
    /// Labels come as runs that are sorted already, one per option, which a merging sort uses. Complexity: n log n for up
    /// to three sums; beyond, n times a search in trees.
    ///
    /// # Errors
    /// [`Stopped`] when told to stop, or when this is too much work.
    pub fn keep_undominated(&mut self, work: &Work) -> Result<(), Stopped> {
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
