//! Has something at least as good been kept? Questions that a sweep in descending order of the first sum asks of the others.
//!
//! One further sum: a running maximum. Two: a staircase (Kung, Luccio & Preparata 1975). More: a forest of balanced trees
//! with the best corner of each subtree, grown by the logarithmic method (Bentley & Saxe 1980), as ND-trees do for archives
//! of multi-objective search (Jaszkiewicz & Lust 2018).

use super::numbers::Number;

/// Points kept so far.
pub enum Kept<N> {
    /// No further sums: has anything been kept?
    Any(bool),
    /// One: the largest.
    Largest(Option<N>),
    /// Two.
    Stairs(Stairs<N>),
    /// Three and more.
    Forest(Forest<N>),
}

impl<N: Number> Kept<N> {
    /// Nothing, in so many sums.
    pub fn new(sums: usize) -> Self {
        match sums {
            0 => Self::Any(false),
            1 => Self::Largest(None),
            2 => Self::Stairs(Stairs::default()),
            _ => Self::Forest(Forest::new(sums)),
        }
    }
    /// Is something at least `point` in every sum? `work` counts what was looked at.
    pub fn covers(&self, point: &[N], work: &mut u64) -> bool {
        match self {
            Self::Any(any) => *any,
            Self::Largest(largest) => largest.is_some_and(|l| l >= point[0]),
            Self::Stairs(stairs) => stairs.covers(point[0], point[1]),
            Self::Forest(forest) => forest.covers(point, work),
        }
    }
    /// Keeps a point that nothing covers.
    pub fn insert(&mut self, point: &[N]) {
        match self {
            Self::Any(any) => *any = true,
            Self::Largest(largest) => {
                *largest = Some(largest.map_or(point[0], |l| l.max(point[0])))
            }
            Self::Stairs(stairs) => stairs.insert(point[0], point[1]),
            Self::Forest(forest) => forest.insert(point),
        }
    }
}

/// Undominated pairs: the first ascending, the second descending.
#[derive(Default)]
pub struct Stairs<N> {
    first: Vec<N>,
    second: Vec<N>,
}

impl<N: Number> Stairs<N> {
    fn covers(&self, y: N, z: N) -> bool {
        let at = self.first.partition_point(|f| *f < y);
        self.second.get(at).is_some_and(|best| *best >= z)
    }
    /// The pairs that the new one covers stand just before its place.
    fn insert(&mut self, y: N, z: N) {
        let end = self.first.partition_point(|f| *f <= y);
        let start = self.second[..end].partition_point(|s| *s > z);
        self.first.splice(start..end, [y]);
        self.second.splice(start..end, [z]);
    }
}

/// Points in three sums and more, in trees of doubling size.
pub struct Forest<N> {
    sums: usize,
    /// Not yet in a tree.
    loose: Vec<N>,
    trees: Vec<Tree<N>>,
}

/// Points in a leaf, and loose points before they are made into a tree.
const LEAF: usize = 16;

struct Tree<N> {
    /// In the order of the leaves.
    points: Vec<N>,
    /// Of each node, the largest of every sum; children of `i` are `2i + 1` and `2i + 2`.
    corners: Vec<N>,
    levels: u32,
}

impl<N: Number> Forest<N> {
    fn new(sums: usize) -> Self {
        Self {
            sums,
            loose: Vec::new(),
            trees: Vec::new(),
        }
    }

    fn covers(&self, point: &[N], work: &mut u64) -> bool {
        *work += 1;
        let near = |block: &[N]| block.chunks_exact(self.sums).any(|p| at_least(p, point));
        near(&self.loose)
            || self
                .trees
                .iter()
                .any(|t| t.covers(0, t.levels, 0, point, work))
    }

    fn insert(&mut self, point: &[N]) {
        self.loose.extend_from_slice(point);
        if self.loose.len() < LEAF * self.sums {
            return;
        }
        let mut points = std::mem::take(&mut self.loose);
        while self
            .trees
            .last()
            .is_some_and(|t| t.points.len() <= points.len())
        {
            points.extend(self.trees.pop().map(|t| t.points).unwrap_or_default());
        }
        self.trees.push(Tree::new(points, self.sums));
    }
}

fn at_least<N: Number>(a: &[N], b: &[N]) -> bool {
    a.iter().zip(b).all(|(a, b)| a >= b)
}

impl<N: Number> Tree<N> {
    /// `points` holds a power of two of full leaves.
    fn new(points: Vec<N>, sums: usize) -> Self {
        let leaves = points.len() / (LEAF * sums);
        let levels = leaves.ilog2();
        let mut rows: Vec<&[N]> = points.chunks_exact(sums).collect();
        split(&mut rows, levels, 0, sums);
        let points: Vec<N> = rows.concat();
        let mut tree = Self {
            corners: vec![N::LOWEST; (2 * leaves - 1) * sums],
            points,
            levels,
        };
        for leaf in 0..leaves {
            let node = leaves - 1 + leaf;
            for point in tree.points[leaf * LEAF * sums..][..LEAF * sums].chunks_exact(sums) {
                let corner = &mut tree.corners[node * sums..][..sums];
                corner
                    .iter_mut()
                    .zip(point)
                    .for_each(|(c, p)| *c = (*c).max(*p));
            }
        }
        for node in (1..2 * leaves - 1).rev() {
            let (above, below) = tree.corners.split_at_mut(node * sums);
            let parent = &mut above[(node - 1) / 2 * sums..][..sums];
            parent
                .iter_mut()
                .zip(below)
                .for_each(|(p, c)| *p = (*p).max(*c));
        }
        tree
    }

    fn covers(&self, node: usize, levels: u32, leaf: usize, point: &[N], work: &mut u64) -> bool {
        let sums = point.len();
        *work += 1;
        if !at_least(&self.corners[node * sums..][..sums], point) {
            return false;
        }
        if levels == 0 {
            let block = &self.points[leaf * LEAF * sums..][..LEAF * sums];
            return block.chunks_exact(sums).any(|p| at_least(p, point));
        }
        let half = 1 << (levels - 1);
        self.covers(2 * node + 1, levels - 1, leaf, point, work)
            || self.covers(2 * node + 2, levels - 1, leaf + half, point, work)
    }
}

/// Halves by one sum after another, so that each leaf is a small box.
fn split<N: Number>(rows: &mut [&[N]], levels: u32, axis: usize, sums: usize) {
    if levels == 0 {
        return;
    }
    let half = rows.len() / 2;
    rows.select_nth_unstable_by(half, |a, b| b[axis].cmp(&a[axis]));
    let (high, low) = rows.split_at_mut(half);
    split(high, levels - 1, (axis + 1) % sums, sums);
    split(low, levels - 1, (axis + 1) % sums, sums);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every kind against the plain question, on points from a fixed linear congruence.
    #[test]
    fn kept_points_cover_what_a_plain_look_says() {
        let mut state = 7u64;
        for sums in 1..=5 {
            let mut kept = Kept::<i64>::new(sums);
            let mut plain: Vec<Vec<i64>> = Vec::new();
            for _ in 0..1500 {
                let point: Vec<i64> = (0..sums)
                    .map(|_| {
                        state = state
                            .wrapping_mul(6364136223846793005)
                            .wrapping_add(1442695040888963407);
                        ((state >> 40) % 40) as i64
                    })
                    .collect();
                let expected = plain.iter().any(|p| at_least(p, &point));
                assert_eq!(kept.covers(&point, &mut 0), expected);
                if !expected {
                    kept.insert(&point);
                    plain.push(point);
                }
            }
            assert!(plain.len() > sums);
        }
    }
}
