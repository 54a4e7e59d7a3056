//! Rows in the order of a concept (SEMANTICS §5), exactly.

use rustc_hash::FxHashMap;

use super::measure::{Gains, Measures};
use super::scored::Scored;
use crate::base::Points;
use crate::problem::Problem;
use crate::search::concept::{Concept, grouped, weights};

/// By what rows are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The key of a concept.
    Concept(Concept),
    /// The gain of one consenting actor, by its place among them.
    Gain(usize),
}

impl By {
    /// Must the largest gain of each side be known first?
    pub fn needs_ideals(self) -> bool {
        self == By::Concept(Concept::KalaiSmorodinsky)
    }
}

/// Orders gains.
#[derive(Clone, Debug)]
pub struct Order {
    by: By,
    weights: Vec<Points>,
    ideals: Gains,
    measures: Measures,
}

impl Order {
    /// `ideals` are the largest gains of all rows, where the concept asks for them.
    pub fn new(problem: &Problem, by: By, ideals: Gains, measures: &Measures) -> Self {
        Self {
            by,
            weights: weights(problem),
            ideals,
            measures: measures.clone(),
        }
    }

    /// Indices of gains, the best first; those in one group are equally good and stay in order.
    pub fn groups(&self, gains: &[&Gains]) -> Vec<Vec<usize>> {
        match self.by {
            By::Concept(concept) => {
                let points: Vec<Vec<Points>> =
                    gains.iter().map(|g| self.measures.points(g)).collect();
                let ideals = match self.ideals.is_empty() {
                    true => vec![Points::ONE; self.weights.len()],
                    false => self.measures.points(&self.ideals),
                };
                grouped(concept, &points, &self.weights, &ideals)
            }
            By::Gain(side) => {
                let mut order: Vec<usize> = (0..gains.len()).collect();
                order.sort_by(|a, b| gains[*b][side].cmp(&gains[*a][side]));
                let same = |a: &usize, b: &usize| gains[*a][side] == gains[*b][side];
                order.chunk_by(same).map(<[usize]>::to_vec).collect()
            }
        }
    }
}

/// How many rows have which gains.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    rows: FxHashMap<Gains, u64>,
}

impl Counted {
    /// Counts the agreeable ones of scored rows.
    pub fn see(&mut self, measures: &Measures, scored: &Scored) {
        for row in (0..scored.rows).filter(|row| scored.agreeable[*row] == 1) {
            *self.rows.entry(measures.gains(scored, row)).or_insert(0) += 1;
        }
    }
    /// Adds what another counted.
    pub fn merge(&mut self, other: Counted) {
        for (gains, rows) in other.rows {
            *self.rows.entry(gains).or_insert(0) += rows;
        }
    }
    /// The rank of every gain: one more than there are rows that are better.
    pub fn ranks(self, order: &Order) -> FxHashMap<Gains, u64> {
        let counted: Vec<(Gains, u64)> = self.rows.into_iter().collect();
        let gains: Vec<&Gains> = counted.iter().map(|(g, _)| g).collect();
        let groups = order.groups(&gains);
        let mut ranks = FxHashMap::default();
        let mut better = 0;
        for group in groups {
            for index in &group {
                ranks.insert(counted[*index].0.clone(), better + 1);
            }
            better += group.iter().map(|index| counted[*index].1).sum::<u64>();
        }
        ranks
    }
}

/// The first so many rows of an order; of equally good ones the earlier.
#[derive(Clone, Debug)]
pub struct Best<R> {
    most: usize,
    rows: Vec<(Gains, R)>,
}

impl<R> Best<R> {
    /// Of so many.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            rows: Vec::new(),
        }
    }
    /// Adds rows, which come in order; lets go of those that cannot be among the first any more.
    pub fn add(&mut self, more: Vec<(Gains, R)>, order: &Order) {
        self.rows.extend(more);
        if self.rows.len() > self.most {
            let gains: Vec<&Gains> = self.rows.iter().map(|(g, _)| g).collect();
            let mut keep: Vec<usize> = order
                .groups(&gains)
                .into_iter()
                .flatten()
                .take(self.most)
                .collect();
            keep.sort_unstable();
            let mut kept = keep.into_iter().peekable();
            let rows = std::mem::take(&mut self.rows).into_iter().enumerate();
            let rows = rows.filter(|(index, _)| kept.next_if_eq(index).is_some());
            self.rows = rows.map(|(_, row)| row).collect();
        }
    }
    /// The rows, the best first.
    pub fn finish(self, order: &Order) -> Vec<(Gains, R)> {
        let gains: Vec<&Gains> = self.rows.iter().map(|(g, _)| g).collect();
        let sequence: Vec<usize> = order.groups(&gains).into_iter().flatten().collect();
        let mut rows: Vec<Option<(Gains, R)>> = self.rows.into_iter().map(Some).collect();
        sequence
            .into_iter()
            .filter_map(|index| rows[index].take())
            .collect()
    }
}
