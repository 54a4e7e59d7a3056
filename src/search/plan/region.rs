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
    /// Per corner, its weighted sum in each direction but the first two, which are those of the actors.
    sums: Vec<f64>,
    /// Per direction of those, the least sum of every run of 2^k corners.
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
        let mixed = &directions[2..];
        let sum = |direction: &Direction, c: &[f64; 2]| direction[0] * c[0] + direction[1] * c[1];
        let runs =
            |direction: &Direction| runs(corners.iter().map(|c| sum(direction, c)).collect());
        let sums = corners
            .iter()
            .flat_map(|c| mixed.iter().map(move |d| sum(d, c)));
        Self {
            sums: sums.collect(),
            least: mixed.iter().map(runs).collect(),
            corners,
        }
    }
}

/// The least of every run of 2^k sums.
fn runs(sums: Vec<f64>) -> Vec<Vec<f64>> {
    let count = sums.len();
    let mut runs = vec![sums];
    let mut length = 1;
    while 2 * length <= count {
        let last = &runs[runs.len() - 1];
        let pairs = last.iter().zip(&last[length..]);
        let next = pairs.map(|(a, b)| a.min(*b)).collect();
        runs.push(next);
        length *= 2;
    }
    runs
}

impl Region for Open {
    fn reaches(&self, most: &Most) -> bool {
        let last = self.corners.partition_point(|c| c[0] <= most[0]);
        let mut corner = self.corners.partition_point(|c| c[1] > most[1]);
        let mixed = self.least.len();
        let most = &most[2..2 + mixed];
        // From corner to corner, each time past those that one direction does not reach, until all directions reach one.
        while corner < last {
            let sums = &self.sums[corner * mixed..(corner + 1) * mixed];
            let mut short = sums.iter().zip(most).map(|(sum, most)| sum > most);
            match short.position(|short| short) {
                None => return true,
                Some(direction) => {
                    corner = reached(&self.least[direction], corner, most[direction])
                }
            }
        }
        false
    }
}

/// The first corner after `corner` whose weighted sum is at most `most`.
fn reached(runs: &[Vec<f64>], mut corner: usize, most: f64) -> usize {
    let short = |power: usize, corner: usize| {
        let run: Option<&Vec<f64>> = runs.get(power);
        run.and_then(|run| run.get(corner))
            .is_some_and(|least| *least > most)
    };
    // Mostly it is near: longer and longer runs first, then shorter and shorter ones.
    let mut power = 0;
    while short(power, corner) {
        corner += 1 << power;
        power += 1;
    }
    for power in (0..power).rev() {
        if short(power, corner) {
            corner += 1 << power;
        }
    }
    corner
}
