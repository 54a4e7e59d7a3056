//! The nearest of many points.
//!
//! A tree of boxes over leaves that are searched whole (Friedman, Bentley & Finkel 1977; boxes instead of planes as in Roussopoulos, Kelley &
//! Vincent 1995). Leaves are long: random rows lie so far below a frontier of four sides that small boxes rule out little, and a processor
//! takes several points at once. What was measured, of 2,159 points of four sides and random rows: 2 µs a row; halves of halves with one point a
//! node took 15.

use super::kernel::{BLOCK, least_square};

/// Most points of a leaf.
const LEAF: usize = 4 * BLOCK;

/// A tree in the order in which it is walked: the first half of a node follows it.
#[derive(Clone, Debug)]
pub struct Nearest {
    sides: usize,
    nodes: Vec<Node>,
    /// Of each node, per side, the least and the most.
    boxes: Vec<[f64; 2]>,
    /// Blocks of points, side after side; where there are fewer points the last is there again.
    points: Vec<f64>,
}

#[derive(Clone, Copy, Debug)]
enum Node {
    /// Its second half.
    Halves(u32),
    /// Where its points are.
    Leaf(u32, u32),
}

impl Nearest {
    /// Of points of so many sides.
    pub fn new(sides: usize, mut points: Vec<Vec<f64>>) -> Self {
        let mut own = Self {
            sides,
            nodes: Vec::new(),
            boxes: Vec::new(),
            points: Vec::new(),
        };
        if !points.is_empty() {
            own.build(&mut points);
        }
        own
    }

    fn build(&mut self, points: &mut [Vec<f64>]) {
        let mut widest = (f64::NEG_INFINITY, 0);
        for side in 0..self.sides {
            let all = || points.iter().map(|p| p[side]);
            let least = all().fold(f64::INFINITY, f64::min);
            let most = all().fold(f64::NEG_INFINITY, f64::max);
            self.boxes.push([least, most]);
            if most - least > widest.0 {
                widest = (most - least, side);
            }
        }
        let node = self.nodes.len();
        if points.len() <= LEAF || self.sides == 0 {
            let start = self.points.len();
            for block in points.chunks(BLOCK) {
                let place = |side: usize, at: usize| block[at.min(block.len() - 1)][side];
                for side in 0..self.sides {
                    self.points.extend((0..BLOCK).map(|at| place(side, at)));
                }
            }
            let leaf = Node::Leaf(start as u32, self.points.len() as u32);
            self.nodes.push(leaf);
            return;
        }
        self.nodes.push(Node::Halves(0));
        let middle = points.len().div_ceil(LEAF) / 2 * LEAF;
        points.select_nth_unstable_by(middle, |a, b| a[widest.1].total_cmp(&b[widest.1]));
        let (left, right) = points.split_at_mut(middle);
        self.build(left);
        self.nodes[node] = Node::Halves(self.nodes.len() as u32);
        self.build(right);
    }

    /// Euclidean distance to the nearest; infinite where there is none.
    ///
    /// Rounding is monotone, so the computed distance to a box is never above that to a point in it: the answer is that of plain
    /// search, bit by bit.
    pub fn distance(&self, from: &[f64]) -> f64 {
        if self.nodes.is_empty() {
            return f64::INFINITY;
        }
        let mut best = if self.sides == 0 { 0.0 } else { f64::INFINITY };
        self.seek(0, from, &mut best);
        best.sqrt()
    }

    fn seek(&self, mut node: usize, from: &[f64], best: &mut f64) {
        loop {
            match self.nodes[node] {
                Node::Leaf(start, end) => {
                    let own = &self.points[start as usize..end as usize];
                    *best = best.min(least_square(own, from));
                    return;
                }
                Node::Halves(right) => {
                    let (left, right) = (node + 1, right as usize);
                    let (to_left, to_right) = (self.away(left, from), self.away(right, from));
                    let (near, far, to_far) = match to_left <= to_right {
                        true => (left, right, to_right),
                        false => (right, left, to_left),
                    };
                    self.seek(near, from, best);
                    if to_far >= *best {
                        return;
                    }
                    node = far;
                }
            }
        }
    }

    /// Squared distance to a box.
    fn away(&self, node: usize, from: &[f64]) -> f64 {
        let own = &self.boxes[node * self.sides..(node + 1) * self.sides];
        let larger = |a: f64, b: f64| if a > b { a } else { b };
        let each = own.iter().zip(from).map(|([least, most], from)| {
            let away = larger(larger(least - from, from - most), 0.0);
            away * away
        });
        each.sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_that_of_plain_search() {
        let mut seed: u64 = 11;
        let mut number = || {
            seed = seed
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            // Of few different values, so that many points are equally near.
            (seed >> 33) as f64 % 41.0 / 8.0 - 2.0
        };
        for sides in 0..6 {
            for count in [0, 1, 7, 8, 9, 32, 33, 100, 1_000] {
                let mut point = || -> Vec<f64> { (0..sides).map(|_| number()).collect() };
                let points: Vec<Vec<f64>> = (0..count).map(|_| point()).collect();
                let near = Nearest::new(sides, points.clone());
                for _ in 0..50 {
                    let from = point();
                    let squared = |own: &Vec<f64>| -> f64 {
                        let both = own.iter().zip(&from);
                        both.fold(0.0, |sum, (a, b)| sum + (a - b) * (a - b))
                    };
                    let plain = points.iter().map(squared).fold(f64::INFINITY, f64::min);
                    assert_eq!(
                        near.distance(&from),
                        plain.sqrt(),
                        "{sides} sides, {count} points"
                    );
                }
            }
        }
    }
}
