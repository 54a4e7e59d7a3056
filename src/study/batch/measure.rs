//! Numbers of rows that follow from gains.

use super::program::Program;
use super::scored::{Scored, points};
use crate::base::{ActorId, Points};
use crate::problem::Problem;

/// Gains of the consenting actors in steps of the grid, in file order.
pub type Gains = Vec<i128>;

/// How gains are taken of scored rows.
#[derive(Clone, Debug)]
pub struct Measures {
    grid: Points,
    sides: Vec<Side>,
}

#[derive(Clone, Debug)]
struct Side {
    sum: usize,
    walk_away: i128,
    weight: Points,
}

impl Measures {
    /// Of a problem and its program.
    pub fn new(problem: &Problem, program: &Program) -> Self {
        let side = |actor: &ActorId| Side {
            sum: program.worth(*actor),
            walk_away: program.walk_away(*actor),
            weight: problem.actors[*actor].weight,
        };
        Self {
            grid: program.grid,
            sides: problem.consenting.iter().map(side).collect(),
        }
    }

    /// Number of consenting actors.
    pub fn sides(&self) -> usize {
        self.sides.len()
    }

    /// The gain of one of them, in steps.
    pub fn gain(&self, scored: &Scored, side: usize, row: usize) -> i128 {
        let own = &self.sides[side];
        let worth = scored.sums[own.sum].as_ref();
        worth.map_or(0, |worth| worth.at(row)) - own.walk_away
    }

    /// The gains of a row.
    pub fn gains(&self, scored: &Scored, row: usize) -> Gains {
        (0..self.sides.len())
            .map(|side| self.gain(scored, side, row))
            .collect()
    }

    /// Steps as points.
    pub fn points(&self, gains: &[i128]) -> Vec<Points> {
        gains
            .iter()
            .map(|steps| points(*steps, self.grid))
            .collect()
    }

    /// Where the gains of a row lie, in points.
    pub fn place(&self, scored: &Scored, row: usize, out: &mut Vec<f64>) {
        out.clear();
        let sides = 0..self.sides.len();
        out.extend(sides.map(|side| points(self.gain(scored, side, row), self.grid).to_f64()));
    }

    /// The least gain of a row among those that weigh, in steps; 0 where nobody does.
    pub fn least(&self, scored: &Scored, row: usize) -> i128 {
        let gains = self
            .weighing()
            .map(|(side, _)| self.gain(scored, side, row));
        gains.min().unwrap_or(0)
    }

    /// Of a row Π max(gain, 0)^weight, in floating point.
    pub fn nash(&self, scored: &Scored, row: usize) -> f64 {
        self.weighing().fold(1.0, |product, (side, weight)| {
            let gain = points(self.gain(scored, side, row).max(0), self.grid).to_f64();
            product
                * if weight == Points::ONE {
                    gain
                } else {
                    gain.powf(weight.to_f64())
                }
        })
    }

    /// Of a row Σ weight × gain, exact, in units of 1e-18.
    pub fn sum(&self, scored: &Scored, row: usize) -> i128 {
        let own = self.weighing().map(|(side, weight)| {
            let factor = weight.billionths() * self.grid.billionths();
            self.gain(scored, side, row) * factor
        });
        own.sum()
    }

    fn weighing(&self) -> impl Iterator<Item = (usize, Points)> {
        let sides = self.sides.iter().enumerate();
        sides
            .filter(|(_, s)| s.weight > Points::ZERO)
            .map(|(side, s)| (side, s.weight))
    }
}

/// A sum in units of 1e-18, as the nearest floating-point number.
pub fn sum_to_f64(sum: i128) -> f64 {
    const SCALE: i128 = 1_000_000_000;
    match sum % SCALE {
        0 => Points::from_billionths(sum / SCALE).to_f64(),
        _ => sum as f64 * 1e-18,
    }
}
