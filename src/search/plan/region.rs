//! Regions of values at the start that a sweep is asked for.

use super::front::descending;
use super::horizon::{Direction, Most, Region};

/// Values that can come to enough in every direction.
pub struct Enough {
    /// Per direction.
    pub least: Vec<f64>,
}

impl Region for Enough {
    fn reaches(&self, most: &Most) -> bool {
        self.least
            .iter()
            .zip(most)
            .all(|(least, most)| most >= least)
    }
}

/// Values that come near to the most there is in some direction.
pub struct Near {
    /// Per direction.
    pub least: Vec<f64>,
}

impl Region for Near {
    fn reaches(&self, most: &Most) -> bool {
        self.least
            .iter()
            .zip(most)
            .any(|(least, most)| most >= least)
    }
}

/// Values in both regions.
pub struct Both<A, B>(pub A, pub B);

impl<A: Region, B: Region> Region for Both<A, B> {
    fn reaches(&self, most: &Most) -> bool {
        self.1.reaches(most) && self.0.reaches(most)
    }
}

/// The undominated of some values of two actors, first entries ascending.
pub fn staircase(mut values: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    values.sort_by(|a, b| descending(a, b));
    let mut highest = f64::NEG_INFINITY;
    values.retain(|value| {
        let higher = value[1] > highest;
        highest = highest.max(value[1]);
        higher
    });
    values.reverse();
    values
}

/// Values of two actors that known ones leave open: those at least as good as some corner of their staircase.
pub struct Open {
    /// First entries ascending, second ones descending.
    corners: Vec<[f64; 2]>,
    /// Per direction, the least weighted sum of every run of 2^k corners.
    least: Vec<Vec<Vec<f64>>>,
}

impl Open {
    /// From a staircase of values known; `least` is what each actor gets at the least anyway, and `margin` how much better than
    /// what is known a value must be for somebody.
    pub fn new(
        known: &[[f64; 2]],
        least: [f64; 2],
        margin: [f64; 2],
        directions: &[Direction],
    ) -> Self {
        let mut corners = Vec::new();
        let mut first = least[0] - margin[0].max(0.0);
        for value in known {
            corners.push([first + margin[0], value[1] + margin[1]]);
            first = value[0];
        }
        corners.push([first + margin[0], least[1] + margin[1].min(0.0)]);
        let runs = |direction: &Direction| {
            let sum = |c: &[f64; 2]| direction[0] * c[0] + direction[1] * c[1];
            let mut runs = vec![corners.iter().map(sum).collect::<Vec<f64>>()];
            let mut length = 1;
            while 2 * length <= corners.len() {
                let last = &runs[runs.len() - 1];
                let pairs = last.iter().zip(&last[length..]);
                let next = pairs.map(|(a, b)| a.min(*b)).collect();
                runs.push(next);
                length *= 2;
            }
            runs
        };
        Self {
            least: directions.iter().map(runs).collect(),
            corners,
        }
    }
}

impl Region for Open {
    /// The first two directions are those of the two actors.
    fn reaches(&self, most: &Most) -> bool {
        let last = self.corners.partition_point(|c| c[0] <= most[0]);
        let mut corner = self.corners.partition_point(|c| c[1] > most[1]);
        // From corner to corner, each time past those that some direction does not reach, until all directions reach one.
        while corner < last {
            let directions = self.least.iter().zip(most).skip(2);
            let next = directions.map(|(runs, most)| reached(runs, corner, *most));
            let next = next.max().unwrap_or(corner);
            if next == corner {
                return true;
            }
            corner = next;
        }
        false
    }
}

/// The first corner from `corner` on whose weighted sum is at most `most`.
fn reached(runs: &[Vec<f64>], mut corner: usize, most: f64) -> usize {
    if runs[0].get(corner).is_none_or(|sum| *sum <= most) {
        return corner;
    }
    for (power, run) in runs.iter().enumerate().rev() {
        if run.get(corner).is_some_and(|least| *least > most) {
            corner += 1 << power;
        }
    }
    corner
}
