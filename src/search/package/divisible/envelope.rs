//! The frontier of all leaves together for two sides: what of every piece no other piece is above.

use super::chain::Pair;
use crate::base::{Points, Ratio};

/// A straight piece from left to right, or a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The end where the first gain is smaller.
    pub left: Pair,
    /// The other end.
    pub right: Pair,
    /// The leaf that it is of.
    pub leaf: usize,
}

/// Pieces that no other is above, by rising first gain.
#[derive(Clone, Debug, Default)]
pub struct Envelope {
    /// The pieces; of pieces that lie on one another the first is kept.
    pub pieces: Vec<Piece>,
}

impl Envelope {
    /// Adds the chain of a leaf; was any of it worth keeping?
    pub fn add(&mut self, chain: &[Pair], leaf: usize) -> bool {
        let piece = |left: &Pair, right: &Pair| Piece {
            left: left.clone(),
            right: right.clone(),
            leaf,
        };
        let mut new: Vec<Piece> = match chain {
            [] => return false,
            [point] => vec![piece(point, point)],
            _ => chain.windows(2).map(|w| piece(&w[0], &w[1])).collect(),
        };
        for old in &self.pieces {
            new = new
                .into_iter()
                .flat_map(|piece| beyond(piece, old))
                .collect();
        }
        if new.is_empty() {
            return false;
        }
        for piece in &new {
            let old = std::mem::take(&mut self.pieces);
            self.pieces = old.into_iter().flat_map(|old| beyond(old, piece)).collect();
        }
        self.pieces.extend(new);
        self.pieces
            .sort_by(|a, b| (&a.left, &a.right).cmp(&(&b.left, &b.right)));
        true
    }

    /// Is a point of the envelope better for one side and at least as good for the other?
    pub fn is_above(&self, pair: &Pair) -> bool {
        let covers = |piece: &&Piece| inside(piece, pair).iter().all(|x| *x >= zero());
        let lies_on = |piece: &Piece| {
            let straight = piece.left != piece.right && inside(piece, pair)[2] == zero();
            let between = pair[0] >= piece.left[0] && pair[1] >= piece.right[1];
            *pair == piece.left || *pair == piece.right || straight && between
        };
        self.pieces
            .iter()
            .filter(covers)
            .any(|piece| !lies_on(piece))
    }
}

fn zero() -> Ratio {
    Points::ZERO.ratio()
}

/// How far inside of the region below `piece` a point lies, by each of its three sides.
fn inside(piece: &Piece, p: &Pair) -> [Ratio; 3] {
    let (fall, run) = (
        &piece.left[1] - &piece.right[1],
        &piece.right[0] - &piece.left[0],
    );
    let line = |q: &Pair| &fall * &q[0] + &run * &q[1];
    [
        &piece.right[0] - &p[0],
        &piece.left[1] - &p[1],
        line(&piece.left) - line(p),
    ]
}

/// What of `piece` is not below (or on) `other`: the region below a falling piece is convex, so at most its two ends.
fn beyond(piece: Piece, other: &Piece) -> Vec<Piece> {
    let (at_left, at_right) = (inside(other, &piece.left), inside(other, &piece.right));
    if piece.left == piece.right {
        let below = at_left.iter().all(|x| *x >= zero());
        return if below { Vec::new() } else { vec![piece] };
    }
    // Shares of the piece between which it lies below.
    let (mut low, mut high) = (zero(), Points::ONE.ratio());
    for (a, b) in at_left.into_iter().zip(at_right) {
        match (a >= zero(), b >= zero()) {
            (true, true) => {}
            (false, false) => return vec![piece],
            (true, false) => high = high.min(&a / (&a - &b)),
            (false, true) => low = low.max(&a / (&a - &b)),
        }
    }
    if low >= high {
        return vec![piece];
    }
    let at = |share: &Ratio| -> Pair {
        [0, 1].map(|i| &piece.left[i] + share * (&piece.right[i] - &piece.left[i]))
    };
    let mut rest = Vec::new();
    if low > zero() {
        rest.push(Piece {
            left: piece.left.clone(),
            right: at(&low),
            leaf: piece.leaf,
        });
    }
    if high < Points::ONE.ratio() {
        rest.push(Piece {
            left: at(&high),
            right: piece.right.clone(),
            leaf: piece.leaf,
        });
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(points: &[(i64, i64)]) -> Vec<Pair> {
        let pair = |(a, b): &(i64, i64)| [*a, *b].map(|x| Points::whole(x).ratio());
        points.iter().map(pair).collect()
    }

    fn ends(envelope: &Envelope) -> Vec<[(i64, i64); 2]> {
        let whole = |p: &Pair| {
            let n = |x: &Ratio| i64::try_from(x.to_integer()).unwrap();
            (n(&p[0]), n(&p[1]))
        };
        let pieces = envelope.pieces.iter();
        pieces.map(|p| [whole(&p.left), whole(&p.right)]).collect()
    }

    #[test]
    fn pieces_that_cross_meet_at_a_corner() {
        let mut envelope = Envelope::default();
        assert!(envelope.add(&pairs(&[(0, 6), (6, 0)]), 0));
        assert!(envelope.add(&pairs(&[(0, 4), (2, 4), (8, 2)]), 1));
        assert_eq!(ends(&envelope), [[(0, 6), (2, 4)], [(2, 4), (8, 2)]]);
        assert!(!envelope.add(&pairs(&[(1, 5)]), 2));
        assert!(!envelope.add(&pairs(&[(0, 6), (6, 0)]), 3));
    }

    #[test]
    fn a_point_above_takes_out_what_is_below() {
        let mut envelope = Envelope::default();
        assert!(envelope.add(&pairs(&[(0, 10), (10, 0)]), 0));
        assert!(envelope.add(&pairs(&[(6, 6)]), 1));
        let wanted = [[(0, 10), (4, 6)], [(6, 4), (10, 0)], [(6, 6), (6, 6)]];
        assert_eq!(ends(&envelope), wanted);
        let [open, kept] = [&pairs(&[(6, 4)])[0], &pairs(&[(7, 3)])[0]];
        assert!(envelope.is_above(open) && !envelope.is_above(kept));
        assert!(envelope.add(&pairs(&[(20, 20)]), 2));
        assert_eq!(envelope.pieces.len(), 1);
    }
}
