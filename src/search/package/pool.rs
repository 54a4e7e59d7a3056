//! Directions worth having, and the packages met on the way to them.

use super::bounds::Direction;
use super::numbers::Number;
use super::sweep::Sweep;
use crate::base::Limits;

/// Directions over a sweep's diagram, and feasible sums.
pub struct Pool<'s, 'd, N> {
    sweep: &'s Sweep<'d, N>,
    /// Told to stop, the pool makes do with the directions it has: fewer only bound less.
    limits: &'s Limits,
    /// Sums that are no actor's and must reach a threshold.
    thresholds: Vec<Option<N>>,
    /// What every actor's gain must reach, or can do no worse than.
    pub floor: Vec<N>,
    /// The directions.
    pub directions: Vec<Direction>,
    /// Gains of packages met.
    pub met: Vec<Vec<N>>,
}

/// Of weights and their direction: the bound that is to fall, and the gains at which no weight would change.
type Towards<'a> = &'a dyn Fn(&[f64], &Direction) -> (f64, Vec<f64>);

/// Most weighings of one direction in search of the best weights on its thresholds.
const MOST_TRIES: usize = 12;

impl<'s, 'd, N: Number> Pool<'s, 'd, N> {
    /// An empty pool.
    pub fn new(sweep: &'s Sweep<'d, N>, limits: &'s Limits) -> Self {
        let thresholds = sweep.least.iter().enumerate();
        let floor = |d: usize| {
            let fewest = sweep.diagram.start[d] + sweep.fewest[0][d];
            sweep.least[d].map_or(fewest, |l| l.max(fewest))
        };
        Self {
            sweep,
            limits,
            floor: (0..sweep.sides).map(floor).collect(),
            thresholds: thresholds
                .map(|(d, least)| least.filter(|_| d >= sweep.sides))
                .collect(),
            directions: Vec::new(),
            met: Vec::new(),
        }
    }

    /// Adds the direction of these weights on the actors' gains, with good weights on the thresholds.
    pub fn add(&mut self, gains: &[f64]) {
        let direction = self.tightest(gains, false);
        self.directions.push(direction);
    }

    /// The same, where gains below the floor are of no interest; returns the bound on what is weighed.
    pub fn add_within(&mut self, gains: &[f64]) -> f64 {
        let direction = self.tightest(gains, true);
        let bound = self.dual(&direction, gains);
        self.directions.push(direction);
        bound
    }

    /// Is a corner within the bounds on every package?
    pub fn can_reach(&self, corner: &[N]) -> bool {
        let needs = self.needs(&[corner.to_vec()]);
        self.directions.iter().zip(needs).all(|(d, n)| d.value >= n)
    }

    /// Adds unit directions, and those between that spread evenly over what each actor can gain; `parts` is how finely.
    pub fn add_spread(&mut self, parts: usize) {
        let widths = self.widths();
        let mut shares = Vec::new();
        compositions(parts, self.sweep.sides, &mut Vec::new(), &mut shares);
        // Units first: they refuse most, most cheaply.
        shares.sort_by_key(|s| s.iter().filter(|part| **part > 0).count());
        for share in shares {
            let weights = share.iter().zip(&widths);
            let weights: Vec<f64> = weights.map(|(s, w)| *s as f64 / parts as f64 / w).collect();
            if !self.directions.is_empty() && self.limits.go_on().is_err() {
                return;
            }
            self.add(&weights);
        }
    }

    /// How far each actor's gain can range above its floor.
    pub fn widths(&self) -> Vec<f64> {
        let sweep = self.sweep;
        let most = |d: usize| sweep.diagram.start[d] + sweep.most[0][d];
        let floors = self.floor.iter().enumerate();
        floors
            .map(|(d, floor)| (most(d) - *floor).float().max(1.0))
            .collect()
    }

    /// The Lagrangian dual, one threshold after another; with `floors`, what the actors' gains must reach counts as
    /// thresholds too.
    fn tightest(&mut self, gains: &[f64], floors: bool) -> Direction {
        let stride = self.sweep.diagram.stride;
        let mut weights = gains.to_vec();
        weights.resize(stride, 0.0);
        let mut best = self.weigh(&weights).0;
        let bounded: Vec<usize> = (0..stride)
            .filter(|d| self.thresholds[*d].is_some() || floors && *d < self.sweep.sides)
            .collect();
        let rounds = if bounded.len() > 1 { 2 } else { 1 };
        for d in bounded.iter().cycle().take(rounds * bounded.len()) {
            if self.limits.go_on().is_err() {
                break;
            }
            self.tighten(*d, gains, &mut best);
        }
        best
    }

    /// Improves one threshold's weight: the bound is convex and piecewise linear in it, so the lines of two paths, one short
    /// of the threshold and one past it, meet at the next weight to try (Kelley 1960).
    fn tighten(&mut self, d: usize, gains: &[f64], best: &mut Direction) {
        let base = gains.get(d).copied().unwrap_or(0.0);
        let mut weights = best.weights.clone();
        weights[d] = base;
        let (at_base, slack) = self.weigh(&weights);
        let mut past: Option<(f64, f64)> = None;
        let mut short = (self.dual(&at_base, gains), slack[d]);
        if short.0 < self.dual(best, gains) {
            *best = at_base;
        }
        if short.1 >= 0.0 {
            return;
        }
        let mut next = self.weight_of(d, &weights);
        for _ in 0..MOST_TRIES {
            if self.limits.go_on().is_err() {
                return;
            }
            weights[d] = base + next;
            let (direction, slack) = self.weigh(&weights);
            let dual = self.dual(&direction, gains);
            // The path's line: its value where the threshold weighs nothing, and its slope.
            let line = (dual - next * slack[d], slack[d]);
            if dual < self.dual(best, gains) {
                *best = direction;
            }
            match line.1 >= 0.0 {
                true => past = Some(line),
                false => short = line,
            }
            let tried = next;
            next = match past {
                None => next * 4.0,
                Some(past) => (short.0 - past.0) / (past.1 - short.1),
            };
            let known = (next - tried).abs() <= 1e-9 * tried;
            if known || !next.is_finite() || next <= 0.0 {
                break;
            }
        }
    }

    /// The bound on the weighed gains alone: what is weighed beyond them is worth at least its floor.
    fn dual(&self, direction: &Direction, gains: &[f64]) -> f64 {
        let beyond = direction.weights.iter().zip(gains).zip(&self.floor);
        let beyond: f64 = beyond.map(|((w, g), floor)| (w - g) * floor.float()).sum();
        direction.value - beyond
    }

    /// A first guess: what the gains weigh per unit of the threshold's sum.
    fn weight_of(&self, d: usize, weights: &[f64]) -> f64 {
        let sweep = self.sweep;
        let width = |d: usize| (sweep.most[0][d] - sweep.fewest[0][d]).float().max(1.0);
        let gains: f64 = (0..sweep.sides).map(|g| weights[g] * width(g)).sum();
        (gains / width(d)).max(1e-12)
    }

    /// Adds directions that keep labels from a corner, found by multiplicative weights (Arora, Hazan & Kale 2012): what the
    /// best path has too little of weighs more in the next. Returns the best bound on how far past the corner, in units of
    /// `scale`, every sum can be at once: below zero, the corner is out of reach.
    pub fn separate(&mut self, corner: &[N], scale: &[f64], steps: usize) -> f64 {
        let towards = |weights: &[f64], direction: &Direction| {
            let total: f64 = weights.iter().zip(scale).map(|(w, s)| w * s).sum();
            let at: f64 = weights.iter().zip(corner).map(|(w, c)| w * c.float()).sum();
            (
                (direction.value - at) / total,
                corner.iter().map(|c| c.float()).collect(),
            )
        };
        self.descend(scale, steps, &towards)
    }

    /// Adds directions that bound the product of gains with these exponents; returns the best bound on its logarithm.
    pub fn bound_product(&mut self, exponents: &[f64], scale: &[f64], steps: usize) -> f64 {
        let total: f64 = exponents.iter().sum();
        let towards = |weights: &[f64], direction: &Direction| {
            // Where a plane of these weights touches a level of the product.
            let touch =
                |(e, w): (&f64, &f64)| e * direction.value.max(1e-9) / (total * w.max(1e-300));
            let target: Vec<f64> = exponents.iter().zip(weights).map(touch).collect();
            let logs = exponents.iter().zip(&target).filter(|(e, _)| **e > 0.0);
            (logs.map(|(e, t)| e * t.ln()).sum::<f64>(), target)
        };
        self.descend(scale, steps, &towards)
    }

    /// Lowers `towards` over weights on the gains; it returns the bound and the gains at which no weight would change.
    fn descend(&mut self, scale: &[f64], steps: usize, towards: Towards) -> f64 {
        let sides = self.sweep.sides;
        let used: Vec<usize> = (0..sides).filter(|d| scale[*d] > 0.0).collect();
        let mut shares: Vec<f64> = (0..sides)
            .map(|d| f64::from(u8::from(scale[d] > 0.0)))
            .collect();
        let mut best: Option<(f64, Direction)> = None;
        for step in 0..steps {
            if best.is_some() && self.limits.go_on().is_err() {
                break;
            }
            let total: f64 = shares.iter().sum();
            shares.iter_mut().for_each(|s| *s /= total);
            let weights = shares.iter().zip(scale);
            let weights: Vec<f64> = weights
                .map(|(s, scale)| if *scale > 0.0 { s / scale } else { 0.0 })
                .collect();
            let direction = self.tightest(&weights, false);
            let path = direction.path(self.sweep.diagram);
            let (bound, target) = towards(&weights, &direction);
            let pull = 0.5 / (1.0 + step as f64).sqrt();
            let off = |d: usize| (path.sums[d].float() - target[d]) / scale[d];
            let largest = used.iter().map(|d| off(*d).abs()).fold(1e-300, f64::max);
            for d in &used {
                shares[*d] *= (-pull * off(*d) / largest).exp();
            }
            if best.as_ref().is_none_or(|(b, _)| bound < *b) {
                best = Some((bound, direction));
            }
        }
        let Some((bound, direction)) = best else {
            return f64::INFINITY;
        };
        self.directions.push(direction);
        bound
    }

    /// Weighs, and notes the path's package if it is one; with what the path has beyond each threshold.
    fn weigh(&mut self, weights: &[f64]) -> (Direction, Vec<f64>) {
        let diagram = self.sweep.diagram;
        let direction = Direction::new(diagram, &self.thresholds, weights.to_vec());
        let path = direction.path(diagram);
        let least = self.sweep.least.iter().zip(&path.sums);
        if least
            .clone()
            .all(|(least, sum)| least.is_none_or(|l| *sum >= l))
        {
            self.met.push(path.sums[..self.sweep.sides].to_vec());
        }
        let slack = path.sums.iter().enumerate().map(|(d, sum)| {
            let floor = self.floor.get(d).copied().or(self.thresholds[d]);
            floor.map_or(0.0, |f| (*sum - f).float())
        });
        (direction, slack.collect())
    }

    /// What every direction must reach for one of the corners to be within its bound.
    pub fn needs(&self, corners: &[Vec<N>]) -> Vec<f64> {
        let mut needs = Vec::with_capacity(corners.len() * self.directions.len());
        for corner in corners {
            needs.extend(self.needs_of(&|weights| {
                let sum = corner.iter().zip(weights);
                sum.map(|(c, w)| c.float() * w).sum()
            }));
        }
        needs
    }

    /// What every direction must reach, given the least that its weights can weigh in the region; less what rounding may take.
    pub fn needs_of<'a>(
        &'a self,
        least: &'a dyn Fn(&[f64]) -> f64,
    ) -> impl Iterator<Item = f64> + 'a {
        let sides = self.sweep.sides;
        let own = self.directions.iter();
        own.map(move |d| least(&d.weights[..sides]) - 1e-9 * self.size(d))
    }

    /// The largest weighed sum that can occur on the way.
    fn size(&self, direction: &Direction) -> f64 {
        let sweep = self.sweep;
        let reach = |d: usize| {
            let far = [sweep.most[0][d], sweep.fewest[0][d], sweep.diagram.start[d]];
            let far = far.iter().map(|n| n.float().abs());
            far.sum::<f64>() + sweep.least[d].map_or(0.0, |l| l.float().abs())
        };
        let weighed = direction.weights.iter().enumerate();
        weighed.map(|(d, w)| w * reach(d)).sum::<f64>() + f64::MIN_POSITIVE
    }
}

/// All ways to share `parts` among `over`.
fn compositions(parts: usize, over: usize, so_far: &mut Vec<usize>, all: &mut Vec<Vec<usize>>) {
    if over == 1 {
        let mut done = so_far.clone();
        done.push(parts);
        all.push(done);
        return;
    }
    for part in (0..=parts).rev() {
        so_far.push(part);
        compositions(parts - part, over - 1, so_far, all);
        so_far.pop();
    }
}
