//! What a branch could bring at best, in floating point and so with a margin: nothing that might be on the frontier is left out.
//!
//! Every topic that is not settled yet counts with the hull of all its ways, every linkage with its value if that is good. For two
//! sides the sum of hulls is a chain, compared with the envelope known so far; else the ideal corner is compared with known points.

use super::envelope::Envelope;
use super::form::{Form, Way};
use crate::base::{Id, IdVec, Points, Ratio, TopicId, ratio_to_f64};

/// What is known, and what topics can add.
pub struct Bounds {
    /// Per topic and way, the gains it adds at its ends.
    adds: IdVec<TopicId, Vec<Vec<Vec<f64>>>>,
    /// Gains before any topic, linkages counted where they are good.
    start: Vec<f64>,
    margin: f64,
    /// Points known to be reached.
    known: Vec<Vec<f64>>,
    /// Pieces of the envelope: left and right ends, by rising first gain.
    pieces: Vec<[[f64; 2]; 2]>,
}

impl Bounds {
    /// With nothing known.
    pub fn new(form: &Form) -> Self {
        let problem = form.problem;
        let topics = problem.topics.ids();
        let adds: IdVec<TopicId, Vec<Vec<Vec<f64>>>> = topics
            .map(|topic| {
                form.ways[topic]
                    .iter()
                    .map(|way| ends(form, topic, way))
                    .collect()
            })
            .collect();
        let start: Vec<f64> = problem
            .consenting
            .iter()
            .map(|id| {
                let actor = &problem.actors[*id];
                let linkages = actor.linkages.iter().map(|l| l.value.max(Points::ZERO));
                (linkages.sum::<Points>() - actor.walk_away).to_f64()
            })
            .collect();
        let sizes = adds.iter().flatten().flatten().flatten().map(|x| x.abs());
        let largest = start
            .iter()
            .map(|x| x.abs())
            .chain(sizes)
            .fold(1.0, f64::max);
        Self {
            margin: 1e-9 * largest * (1 + problem.topics.len()) as f64,
            adds,
            start,
            known: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// Takes note of an envelope.
    pub fn learn_envelope(&mut self, envelope: &Envelope) {
        let pair = |p: &[Ratio; 2]| [ratio_to_f64(&p[0]), ratio_to_f64(&p[1])];
        let pieces = envelope.pieces.iter();
        self.pieces = pieces.map(|p| [pair(&p.left), pair(&p.right)]).collect();
    }

    /// Takes note of points.
    pub fn learn_points<'r>(&mut self, points: impl Iterator<Item = &'r [Ratio]>) {
        self.known = points
            .map(|p| p.iter().map(ratio_to_f64).collect())
            .collect();
    }

    /// Is everything below what is known, the first `depth` topics of the order being settled?
    pub fn leaves_out(&self, order: &[TopicId], depth: usize, choice: &[usize]) -> bool {
        if self.known.is_empty() && self.pieces.is_empty() {
            return false;
        }
        let ends: Vec<Vec<&[f64]>> = order
            .iter()
            .enumerate()
            .map(|(place, topic)| {
                let ways = &self.adds[*topic];
                let ways = match place < depth {
                    true => &ways[choice[topic.index()]..=choice[topic.index()]],
                    false => &ways[..],
                };
                ways.iter().flatten().map(Vec::as_slice).collect()
            })
            .collect();
        match self.start.len() {
            2 => self.is_chain_below(&ends),
            _ => self.is_corner_below(&ends),
        }
    }

    fn is_corner_below(&self, ends: &[Vec<&[f64]>]) -> bool {
        let best = |side: usize| -> f64 {
            let topics = ends.iter().map(|ends| {
                let own = ends.iter().map(|end| end[side]);
                own.fold(f64::NEG_INFINITY, f64::max)
            });
            self.start[side] + topics.sum::<f64>() + self.margin
        };
        let corner: Vec<f64> = (0..self.start.len()).map(best).collect();
        let above = |point: &Vec<f64>| point.iter().zip(&corner).all(|(p, c)| p > c);
        self.known.iter().any(above)
    }

    fn is_chain_below(&self, ends: &[Vec<&[f64]>]) -> bool {
        let mut at = [self.start[0] + self.margin, self.start[1] + self.margin];
        let mut steps: Vec<[f64; 2]> = Vec::new();
        for topic in ends {
            let hull = hull(topic);
            let Some(first) = hull.first() else {
                return false;
            };
            at = [at[0] + first[0], at[1] + first[1]];
            let pairs = hull.windows(2);
            steps.extend(pairs.map(|w| [w[1][0] - w[0][0], w[1][1] - w[0][1]]));
        }
        // Gentle falls first: the chain bends downwards.
        steps.sort_by(|a, b| (b[1] * a[0]).total_cmp(&(a[1] * b[0])));
        let mut chain = vec![at];
        for step in steps {
            at = [at[0] + step[0], at[1] + step[1]];
            chain.push(at);
        }
        self.is_below(&chain)
    }

    /// Between corners of the chain and ends of pieces both are straight, so these tell.
    fn is_below(&self, chain: &[[f64; 2]]) -> bool {
        let last = chain[chain.len() - 1][0];
        let corners = chain.iter().all(|p| p[1] < self.height(p[0], false));
        let ends = self.pieces.iter().flatten().map(|end| end[0]);
        corners
            && ends.filter(|x| *x < last).all(|x| {
                let own = height_of(chain, x);
                own < self.height(x, false) && own < self.height(x, true)
            })
    }

    /// The largest second gain of what is known with a first gain of at least (or of more than) `x`.
    fn height(&self, x: f64, more: bool) -> f64 {
        let reaches = |p: &&[[f64; 2]; 2]| if more { p[1][0] > x } else { p[1][0] >= x };
        let pieces = self.pieces.iter().filter(reaches);
        let heights = pieces.map(|p| height_of(p, x));
        heights.fold(f64::NEG_INFINITY, f64::max)
    }
}

/// The second coordinate of a falling chain at `x`; left of it, that of its first corner.
fn height_of(chain: &[[f64; 2]], x: f64) -> f64 {
    if x <= chain[0][0] {
        return chain[0][1];
    }
    let piece = chain.windows(2).find(|w| w[1][0] >= x);
    piece.map_or(chain[chain.len() - 1][1], |w| {
        let share = (x - w[0][0]) / (w[1][0] - w[0][0]);
        w[0][1] + share * (w[1][1] - w[0][1])
    })
}

/// Gains at the ends of a way; also none, where the topic may not be carried out.
fn ends(form: &Form, topic: TopicId, way: &Way) -> Vec<Vec<f64>> {
    let problem = form.problem;
    let numbers: Vec<_> = form.tables[..form.sides()]
        .iter()
        .map(|table| form.numbers(*table))
        .collect();
    let mut ends: Vec<Vec<f64>> = match way {
        Way::Option(option) => vec![
            numbers
                .iter()
                .map(|(worths, _)| worths[topic][*option].to_f64())
                .collect(),
        ],
        Way::Stretch(stretch) => [&stretch.from, &stretch.to]
            .into_iter()
            .map(|offset| {
                let worth = |(_, curves): &(_, &crate::problem::Curves)| {
                    let curve = curves.of(topic);
                    curve.map_or(0.0, |curve| ratio_to_f64(&curve.at(offset)))
                };
                numbers.iter().map(worth).collect()
            })
            .collect(),
    };
    if problem.topics[topic].in_force.is_some() {
        ends.push(vec![0.0; form.sides()]);
    }
    ends
}

/// The upper right hull, by rising first coordinate.
fn hull(points: &[&[f64]]) -> Vec<[f64; 2]> {
    let mut points: Vec<[f64; 2]> = points.iter().map(|p| [p[0], p[1]]).collect();
    // From the right, so that what is below and to the left falls away.
    points.sort_by(|a, b| b[0].total_cmp(&a[0]).then(b[1].total_cmp(&a[1])));
    let mut kept: Vec<[f64; 2]> = Vec::new();
    for p in points {
        if kept.last().is_some_and(|last| p[1] <= last[1]) {
            continue;
        }
        while let [.., a, b] = kept.as_slice()
            && (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) <= 0.0
        {
            kept.pop();
        }
        kept.push(p);
    }
    kept.reverse();
    kept
}
