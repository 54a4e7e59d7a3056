//! Maximal gains: of the rows seen so far, and of the model.

use rustc_hash::FxHashMap;

use super::measure::{Gains, Measures};
use super::nearest::Nearest;
use super::scored::Scored;
use crate::base::{Limits, Points, Stopped};
use crate::problem::Problem;
use crate::study::packages::{Extent, packages};

/// The undominated gains among agreeable rows, each with the first row that has them.
///
/// What dominates is looked for among what dominated last (Bentley, Clarkson & Levine 1990): most rows are dominated by one of
/// a few. Complexity: rows × (a few, at worst all points of the front).
#[derive(Clone, Debug, Default)]
pub struct Front<R> {
    points: Vec<(Gains, R)>,
}

impl<R: Clone> Front<R> {
    /// No rows.
    pub fn new() -> Self {
        Self { points: Vec::new() }
    }

    /// Adds a row; rows come in order, so that of equal gains the first stays.
    pub fn add(&mut self, gains: &[i128], row: R) {
        let covers = |(own, _): &(Gains, R)| own.iter().zip(gains).all(|(a, b)| a >= b);
        if let Some(place) = self.points.iter().position(covers) {
            if place > 0 {
                self.points.swap(place, place / 2);
            }
            return;
        }
        self.points
            .retain(|(own, _)| !gains.iter().zip(own).all(|(a, b)| a >= b));
        self.points.push((gains.to_vec(), row));
    }

    /// Adds the agreeable ones of scored rows.
    pub fn see(&mut self, measures: &Measures, scored: &Scored, id: impl Fn(usize) -> R) {
        for row in (0..scored.rows).filter(|row| scored.agreeable[*row] == 1) {
            self.add(&measures.gains(scored, row), id(row));
        }
    }

    /// Adds the rows of another front, which came later.
    pub fn merge(&mut self, other: Front<R>) {
        for (gains, row) in other.points {
            self.add(&gains, row);
        }
    }

    /// The points in ascending order.
    pub fn sorted(mut self) -> Vec<(Gains, R)> {
        self.points.sort_by(|a, b| a.0.cmp(&b.0));
        self.points
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// True when no row was agreeable.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }
}

/// The frontier of the model.
#[derive(Clone, Debug)]
pub struct ModelFront {
    points: FxHashMap<Gains, ()>,
    near: Nearest,
}

impl ModelFront {
    /// The whole frontier, on the steps of divisible topics.
    ///
    /// # Errors
    /// [`Stopped`] where the frontier cannot be had whole within the limits.
    pub fn find(problem: &Problem, grid: Points, limits: &Limits) -> Result<Self, Stopped> {
        let answer = packages(problem, limits)?;
        match answer.extent {
            Extent::Whole(_) => {}
            _ => return Err(answer.stopped.unwrap_or(Stopped::TooLarge)),
        }
        let gains: Vec<Gains> = answer
            .frontier
            .iter()
            .map(|p| {
                p.gain
                    .iter()
                    .map(|g| g.billionths() / grid.billionths())
                    .collect()
            })
            .collect();
        Ok(Self::of(gains, grid))
    }

    fn of(gains: Vec<Gains>, grid: Points) -> Self {
        let sides = gains.first().map_or(0, Vec::len);
        let unit = |steps: &i128| super::points(*steps, grid).to_f64();
        let places = gains.iter().map(|g| g.iter().map(unit).collect()).collect();
        Self {
            near: Nearest::new(sides, places),
            points: gains.into_iter().map(|g| (g, ())).collect(),
        }
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// True when there is no package.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Are these gains on it?
    pub fn has(&self, gains: &Gains) -> bool {
        self.points.contains_key(gains)
    }

    /// Euclidean distance of gains to the nearest point of it; infinite where it is empty.
    pub fn distance(&self, gains: &[f64]) -> f64 {
        self.near.distance(gains)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(seed: &mut u64) -> i128 {
        *seed = seed
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        i128::from(*seed >> 33) % 40 - 10
    }

    #[test]
    fn fronts_are_what_nothing_dominates_and_first_come() {
        let mut seed = 7;
        for sides in 1..5 {
            let rows: Vec<Gains> = (0..300)
                .map(|_| (0..sides).map(|_| noise(&mut seed)).collect())
                .collect();
            let mut front = Front::new();
            rows.iter()
                .enumerate()
                .for_each(|(row, g)| front.add(g, row));
            let covers = |a: &Gains, b: &Gains| a.iter().zip(b).all(|(a, b)| a >= b);
            let mut plain: Vec<(Gains, usize)> = Vec::new();
            for (row, own) in rows.iter().enumerate() {
                let maximal = rows.iter().all(|other| other == own || !covers(other, own));
                if maximal && !plain.iter().any(|(g, _)| g == own) {
                    plain.push((own.clone(), row));
                }
            }
            plain.sort();
            assert_eq!(front.sorted(), plain);
        }
    }

    #[test]
    fn the_nearest_is_that_of_plain_search() {
        let mut seed = 11;
        for sides in 1..5 {
            let mut point = || -> Gains { (0..sides).map(|_| noise(&mut seed)).collect() };
            let gains: Vec<Gains> = (0..100).map(|_| point()).collect();
            let front = ModelFront::of(gains.clone(), Points::ONE);
            for _ in 0..100 {
                let from: Vec<f64> = point().iter().map(|g| *g as f64).collect();
                let squared = |g: &Gains| -> f64 {
                    g.iter()
                        .zip(&from)
                        .map(|(a, b)| (*a as f64 - b).powi(2))
                        .sum()
                };
                let plain = gains
                    .iter()
                    .map(squared)
                    .fold(f64::INFINITY, f64::min)
                    .sqrt();
                assert_eq!(front.distance(&from), plain);
            }
        }
        let nothing = ModelFront::of(Vec::new(), Points::ONE);
        assert_eq!(nothing.distance(&[1.0]), f64::INFINITY);
    }
}
