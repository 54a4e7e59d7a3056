//! Sums as integers on each dimension's common grid, and settlements packed into codes.

use std::ops::{Add, Sub};

use super::form::{Form, grid};
use crate::base::{Id, IdVec, OptionId, Points, TopicId};
use crate::problem::{Problem, Settlement};

/// An integer wide enough for the sums of a model: `i64` on nearly every grid, else `i128`.
pub trait Number:
    Copy + Ord + std::hash::Hash + Add<Output = Self> + Sub<Output = Self> + Default + Send + Sync
{
    /// Less than any sum.
    const LOWEST: Self;
    /// From a wide integer that is known to fit.
    fn narrow(wide: i128) -> Self;
    /// To a wide integer.
    fn wide(self) -> i128;
    /// The nearest float: for bounds, which allow for the error.
    fn float(self) -> f64;
}

impl Number for i64 {
    const LOWEST: Self = Self::MIN / 2;
    fn narrow(wide: i128) -> Self {
        wide as i64
    }
    fn wide(self) -> i128 {
        self.into()
    }
    fn float(self) -> f64 {
        self as f64
    }
}

impl Number for i128 {
    const LOWEST: Self = Self::MIN / 2;
    fn narrow(wide: i128) -> Self {
        wide
    }
    fn wide(self) -> i128 {
        self
    }
    fn float(self) -> f64 {
        self as f64
    }
}

/// Each dimension's grid: sums are held as multiples of it.
pub struct Scale(pub Vec<i128>);

impl Scale {
    /// The grids of a form.
    pub fn new(form: &Form) -> Self {
        Self((0..form.dimensions.len()).map(|d| grid(form, d)).collect())
    }
    /// Points as steps of the grid.
    pub fn steps(&self, dimension: usize, points: Points) -> i128 {
        points.billionths() / self.0[dimension]
    }
    /// Steps of the grid as points.
    pub fn points<N: Number>(&self, dimension: usize, steps: N) -> Points {
        Points::from_billionths(steps.wide() * self.0[dimension])
    }
    /// Do all sums that can occur fit an `i64`, with room for bounds?
    pub fn is_narrow(&self, form: &Form) -> bool {
        self.0.iter().enumerate().all(|(d, grid)| {
            let own = &form.dimensions[d];
            let largest = |row: &IdVec<OptionId, Points>| {
                row.iter().map(|p| p.abs()).max().unwrap_or_default()
            };
            let topics: Points = own.topics.iter().map(largest).sum();
            let terms: Points = form.terms.iter().map(|t| t.adds[d].abs()).sum();
            let bound = own.least.unwrap_or_default().abs();
            let total = own.start.abs() + topics + terms + bound;
            total.billionths() / grid < i128::from(i64::MAX / 8)
        })
    }
}

/// Options chosen so far, packed so that comparing codes of the same topics is the tie rule: topics in order of their ids,
/// the first in the highest bits.
pub type Code<const W: usize> = [u64; W];

/// Where each topic's option goes in a code.
pub struct Packing {
    slots: Vec<(usize, u32)>,
    /// Words that a code needs.
    pub words: usize,
}

impl Packing {
    /// Places for every topic of a problem.
    pub fn new(problem: &Problem) -> Self {
        let ranks = &problem.names.topic_ranks;
        let mut by_rank: Vec<TopicId> = problem.topics.ids().collect();
        by_rank.sort_by_key(|t| ranks[*t]);
        let mut slots = vec![(0, 0); by_rank.len()];
        let (mut word, mut free) = (0, u64::BITS);
        for topic in by_rank {
            let bits = bits(problem, topic);
            if bits > free {
                (word, free) = (word + 1, u64::BITS);
            }
            free -= bits;
            // A topic with one option needs no bits, and no shift past the word.
            slots[topic.index()] = (word, free.min(u64::BITS - 1));
        }
        Self {
            slots,
            words: word + 1,
        }
    }
    /// An option in its place: add it to a code that has none there yet.
    pub fn bits(&self, topic: TopicId, option: OptionId) -> (usize, u64) {
        let (word, shift) = self.slots[topic.index()];
        (word, (option.index() as u64) << shift)
    }
    /// The settlement that a code stands for.
    pub fn settlement<const W: usize>(&self, problem: &Problem, code: &Code<W>) -> Settlement {
        let options = problem.topics.ids().map(|topic| {
            let (word, shift) = self.slots[topic.index()];
            let mask = 1u64.checked_shl(bits(problem, topic));
            (code[word] >> shift & mask.map_or(u64::MAX, |m| m - 1)) as usize
        });
        Settlement::from_indices(options)
    }
}

fn bits(problem: &Problem, topic: TopicId) -> u32 {
    u64::BITS - (problem.topics[topic].rungs.len() as u64 - 1).leading_zeros()
}
