//! Point solutions without the frontier: a sweep that goes on only from labels that can still be as good as the best package
//! known, for one solution concept.
//!
//! Passes of growing width, each of which either proves its answer, because nothing wanted was left aside, or finds better
//! packages and so wants less. What is wanted is a region: cones for leximin, a level of the product for Nash (bounded by its
//! tangents, as in outer approximation: Duran & Grossmann 1986), a half-space for the weighted sum.
//!
//! - exact: the region contains every package whose key is as good, so all ties are found, and the tie rule decides
//! - complexity: that of the sweep, over the labels within the Lagrangian gap of the concept

use num_bigint::{BigInt, Sign};
use num_integer::Integer;

use super::Point;
use super::bounds::Wanted;
use super::engine::{Solver, Task};
use super::numbers::Number;
use super::options::Ties;
use super::pool::Pool;
use super::sweep::{Sweep, Swept};
use super::work::Work;
use crate::base::{Points, Stopped};
use crate::search::concept::{Concept, best_given};

/// What was found of one concept.
#[derive(Clone, Debug)]
pub struct Found {
    /// The packages that share the best key, by the tie rule; if not proved, the best met.
    pub points: Vec<Point>,
    /// Is nothing better, and are these all that are as good?
    pub proved: bool,
    /// No package has a larger objective: the least weighted gain (or share), the sum, or the logarithm of the product.
    pub bound: f64,
    /// The objective of what was found.
    pub reached: Option<f64>,
    /// What ended the search early.
    pub stopped: Option<Stopped>,
    /// Are the packages those that the tie rule chooses?
    pub ties: Ties,
}

impl Found {
    /// Nothing, because the search was stopped.
    pub fn nothing(stopped: Stopped) -> Self {
        Self {
            points: Vec::new(),
            proved: false,
            bound: f64::INFINITY,
            reached: None,
            stopped: Some(stopped),
            ties: Ties::Kept,
        }
    }
}

/// Which point, and by what measure.
pub struct Aim<'a> {
    /// The concept.
    pub concept: Concept,
    /// Weights of the consenting actors.
    pub weights: &'a [Points],
    /// Their largest gains, for Kalai–Smorodinsky; else anything.
    pub ideal: &'a [Points],
    /// Labels held by the first pass; see [`Aim::WIDTH`]. The answer is the same whatever it is.
    pub width: usize,
}

impl Aim<'_> {
    /// A good width.
    pub const WIDTH: usize = 500;
}

/// How much wider than the last each pass is.
const WIDER: usize = 6;

/// Most corners for which directions are sought.
const MOST_SEPARATED: usize = 30;

/// Rounds in search of a direction.
const STEPS: usize = 40;

impl Solver for Aim<'_> {
    type Answer = Found;

    fn nothing(&self) -> Found {
        Found {
            points: Vec::new(),
            proved: true,
            bound: f64::NEG_INFINITY,
            reached: None,
            stopped: None,
            ties: Ties::Kept,
        }
    }

    fn solve<N: Number, const W: usize>(
        &self,
        task: &Task,
        sweep: &Sweep<N>,
    ) -> Result<Found, Stopped> {
        let mut seek = Seek {
            aim: self,
            task,
            sides: (0..sweep.sides)
                .filter(|i| self.weights[*i] > Points::ZERO)
                .collect(),
            best: Vec::new(),
        };
        Ok(seek.run::<N, W>(sweep))
    }
}

struct Seek<'a> {
    aim: &'a Aim<'a>,
    task: &'a Task<'a>,
    /// Actors that count.
    sides: Vec<usize>,
    /// The best points met.
    best: Vec<Point>,
}

impl Seek<'_> {
    fn run<N: Number, const W: usize>(&mut self, sweep: &Sweep<N>) -> Found {
        let mut pool = Pool::new(sweep, self.task.limits);
        pool.add_spread(1);
        let bound = self.aim_at(&mut pool);
        let work = Work::new(Work::MOST, self.task.limits);
        let room = work.room();
        let mut width = self.aim.width.min(room as usize);
        loop {
            let wanted = self.region(&mut pool);
            let swept: Result<Swept<N, W>, Stopped> =
                sweep.run(self.task.packing, &wanted, Some(width), room, &work);
            pool.directions = wanted.into_directions();
            match swept {
                Err(why) => return self.found(bound, Some(why)),
                Ok(swept) => {
                    self.meet(self.task.points(&swept.labels), swept.complete);
                    if swept.complete {
                        return self.found(bound, None);
                    }
                }
            }
            if width as u64 >= room {
                return self.found(bound, Some(Stopped::TooLarge));
            }
            width = (width * WIDER).min(room as usize);
        }
    }

    /// Keeps the best; a complete pass has met all that is as good.
    fn meet(&mut self, met: Vec<Point>, complete: bool) {
        let mut all = met;
        if !complete {
            all.append(&mut self.best);
        }
        let gains: Vec<Vec<Points>> = all.iter().map(|p| p.gain.clone()).collect();
        let best = best_given(self.aim.concept, &gains, self.aim.weights, self.aim.ideal);
        self.best = best.into_iter().map(|i| all[i].clone()).collect();
    }

    fn found(&mut self, bound: f64, stopped: Option<Stopped>) -> Found {
        let reached = self.best.first().map(|p| self.objective(&p.gain));
        Found {
            points: std::mem::take(&mut self.best),
            proved: stopped.is_none(),
            bound: reached.filter(|_| stopped.is_none()).unwrap_or(bound),
            reached,
            stopped,
            ties: Ties::Kept,
        }
    }

    /// Of what is compared first.
    fn objective(&self, gain: &[Points]) -> f64 {
        let own = self.sides.iter();
        let weight = |i: usize| self.aim.weights[i].to_f64();
        match self.aim.concept {
            Concept::Nash => own
                .map(|i| weight(*i) * gain[*i].to_f64().max(0.0).ln())
                .sum(),
            Concept::Utilitarian => own.map(|i| weight(*i) * gain[*i].to_f64()).sum(),
            Concept::Egalitarian | Concept::AdjustedWinner | Concept::KalaiSmorodinsky => {
                let shares = own.filter(|i| self.divisor(**i) != BigInt::ZERO);
                let share = |i: &usize| gain[*i].to_f64() / self.unit(*i);
                shares.map(share).fold(f64::INFINITY, f64::min)
            }
        }
    }

    /// What gains are divided by before they are compared, in billionths (of billionths where there is an ideal).
    fn divisor(&self, side: usize) -> BigInt {
        let weight = BigInt::from(self.aim.weights[side].billionths());
        match self.aim.concept {
            Concept::KalaiSmorodinsky => weight * self.aim.ideal[side].billionths(),
            _ => weight,
        }
    }

    /// The same in points.
    fn unit(&self, side: usize) -> f64 {
        let weight = self.aim.weights[side].to_f64();
        match self.aim.concept {
            Concept::KalaiSmorodinsky => weight * self.aim.ideal[side].to_f64(),
            _ => weight,
        }
    }

    /// Steps of the grid as points, for one side.
    fn grid(&self, side: usize) -> f64 {
        self.task.scale.0[side] as f64 * 1e-9
    }

    /// Adds the directions of the concept itself; returns the bound that they prove.
    fn aim_at<N: Number>(&self, pool: &mut Pool<N>) -> f64 {
        let per_side = |own: &dyn Fn(usize) -> f64| -> Vec<f64> {
            let counts = |i: &usize| self.sides.contains(i);
            let all = 0..pool.floor.len();
            all.map(|i| if counts(&i) { own(i) } else { 0.0 }).collect()
        };
        match self.aim.concept {
            Concept::Utilitarian => {
                let weights = per_side(&|i| self.aim.weights[i].to_f64() * self.grid(i));
                pool.add_within(&weights)
            }
            Concept::Nash => {
                let exponents = per_side(&|i| self.aim.weights[i].to_f64());
                let widths = pool.widths();
                let scale = per_side(&|i| widths[i]);
                let grids = self.sides.iter();
                let grids: f64 = grids.map(|i| exponents[*i] * self.grid(*i).ln()).sum();
                pool.bound_product(&exponents, &scale, STEPS) + grids
            }
            Concept::Egalitarian | Concept::AdjustedWinner | Concept::KalaiSmorodinsky => {
                let scale = per_side(&|i| (self.unit(i) / self.grid(i)).max(0.0));
                let zero = vec![N::default(); pool.floor.len()];
                pool.separate(&zero, &scale, STEPS)
            }
        }
    }

    /// What can still be as good as the best met.
    fn region<N: Number>(&self, pool: &mut Pool<N>) -> Wanted<N> {
        let Some(best) = self.best.first() else {
            let floor = vec![pool.floor.clone()];
            return self.cones(pool, floor);
        };
        let floor: Vec<f64> = pool.floor.iter().map(|f| f.float()).collect();
        let steps = |i: usize| best.gain[i].to_f64() / self.grid(i);
        let needs: Vec<f64> = match self.aim.concept {
            Concept::Utilitarian => {
                let weights: Vec<f64> = (0..floor.len())
                    .map(|i| self.aim.weights[i].to_f64() * self.grid(i))
                    .collect();
                let sum: f64 = self.sides.iter().map(|i| weights[*i] * steps(*i)).sum();
                let least = half_space(&weights, sum, &floor);
                pool.needs_of(&least).collect()
            }
            Concept::Nash if self.sides.iter().all(|i| best.gain[*i] > Points::ZERO) => {
                let exponents: Vec<f64> = self.aim.weights.iter().map(|w| w.to_f64()).collect();
                let own = self.sides.iter();
                let level = own.map(|i| exponents[*i] * steps(*i).ln()).sum();
                let least = level_of_product(&exponents, level, &floor);
                pool.needs_of(&least).collect()
            }
            _ => {
                let corners = self.leximin_corners(&best.gain, &pool.floor);
                return self.cones(pool, corners);
            }
        };
        Wanted::reaching(std::mem::take(&mut pool.directions), needs)
    }

    /// Cones, without those that are out of reach from the start; directions are added to tell.
    fn cones<N: Number>(&self, pool: &mut Pool<N>, mut corners: Vec<Vec<N>>) -> Wanted<N> {
        let widths = pool.widths();
        corners.retain(|c| pool.can_reach(c));
        let mut at = 0;
        while at < corners.len().min(MOST_SEPARATED) && self.task.limits.go_on().is_ok() {
            pool.separate(&corners[at], &widths, STEPS);
            corners.retain(|c| pool.can_reach(c));
            at += 1;
        }
        corners.sort_unstable();
        let needs = pool.needs(&corners);
        Wanted::reaching(std::mem::take(&mut pool.directions), needs)
    }

    /// Everything whose shares, sorted, are at least those of `gain`, sorted: either the least is larger; or one actor's is
    /// the same and the least of the others is larger; and so on. Each is a cone.
    fn leximin_corners<N: Number>(&self, gain: &[Points], floor: &[N]) -> Vec<Vec<N>> {
        let mut sides: Vec<usize> = self.sides.clone();
        sides.retain(|i| self.divisor(*i) > BigInt::ZERO);
        // share = gain / divisor; compared by cross-multiplication.
        let compare = |a: &usize, b: &usize| {
            let cross = |x: usize, y: usize| gain[x].billionths() * self.divisor(y);
            cross(*a, *b).cmp(&cross(*b, *a))
        };
        sides.sort_by(compare);
        let mut corners = Vec::new();
        let mut taken = Vec::new();
        self.leximin_from(gain, &sides, &mut taken, floor.to_vec(), &mut corners);
        corners.sort_unstable();
        corners.dedup();
        let below = |a: &[N], b: &[N]| a.iter().zip(b).all(|(a, b)| a <= b);
        let needed = |c: &Vec<N>| !corners.iter().any(|o| o != c && below(o, c));
        corners.iter().filter(|c| needed(c)).cloned().collect()
    }

    /// `levels` are the sides by their shares; `taken` the actors that reach the first of these levels.
    fn leximin_from<N: Number>(
        &self,
        gain: &[Points],
        levels: &[usize],
        taken: &mut Vec<usize>,
        corner: Vec<N>,
        corners: &mut Vec<Vec<N>>,
    ) {
        let Some(&level) = levels.get(taken.len()) else {
            corners.push(corner);
            return;
        };
        let mut past = corner.clone();
        for &i in levels.iter().filter(|i| !taken.contains(i)) {
            past[i] = past[i].max(self.steps_to(gain, level, i, true));
        }
        corners.push(past);
        // Actors share cones with many; beyond three levels it is enough that the others reach the next.
        if taken.len() == 3 {
            let mut reached = corner;
            for &i in levels.iter().filter(|i| !taken.contains(i)) {
                reached[i] = reached[i].max(self.steps_to(gain, level, i, false));
            }
            corners.push(reached);
            return;
        }
        for &i in levels {
            if taken.contains(&i) {
                continue;
            }
            let mut next = corner.clone();
            next[i] = next[i].max(self.steps_to(gain, level, i, false));
            taken.push(i);
            self.leximin_from(gain, levels, taken, next, corners);
            taken.pop();
        }
    }

    /// Fewest steps of its grid at which actor `i` has the share that `level` has by `gain`, or more than that.
    fn steps_to<N: Number>(&self, gain: &[Points], level: usize, i: usize, more: bool) -> N {
        let numerator = gain[level].billionths() * self.divisor(i);
        let denominator = self.divisor(level) * self.task.scale.0[i];
        let steps = match more {
            true => numerator.div_floor(&denominator) + 1,
            false => numerator.div_ceil(&denominator),
        };
        // Weights of extreme ratios ask for more steps than there are numbers: then none is enough, or any.
        let steps = i128::try_from(&steps).unwrap_or(match steps.sign() {
            Sign::Minus => i128::MIN,
            Sign::NoSign | Sign::Plus => i128::MAX,
        });
        N::narrow(steps.clamp(N::LOWEST.wide(), -N::LOWEST.wide()))
    }
}

/// The least that weights can weigh where the weighted sum reaches `sum` and no gain is below its floor.
fn half_space<'a>(weights: &'a [f64], sum: f64, floor: &'a [f64]) -> impl Fn(&[f64]) -> f64 + 'a {
    let weigh = |by: &[f64]| -> f64 { by.iter().zip(floor).map(|(w, f)| w * f).sum() };
    let short = (sum - weigh(weights)).max(0.0);
    move |by| {
        let rates = by.iter().zip(weights).filter(|(_, w)| **w > 0.0);
        let cheapest = rates.map(|(b, w)| b / w).fold(f64::INFINITY, f64::min);
        by.iter().zip(floor).map(|(w, f)| w * f).sum::<f64>() + short * cheapest
    }
}

/// The least that weights can weigh where the logarithm of the product reaches `level`.
fn level_of_product<'a>(
    exponents: &'a [f64],
    level: f64,
    floor: &'a [f64],
) -> impl Fn(&[f64]) -> f64 + 'a {
    let total: f64 = exponents.iter().sum();
    move |by| {
        let others = by.iter().zip(exponents).zip(floor);
        let others = others.filter(|((_, e), _)| **e <= 0.0);
        let others: f64 = others.map(|((w, _), f)| w * f).sum();
        let own = by.iter().zip(exponents).filter(|(_, e)| **e > 0.0);
        let logs: f64 = own.map(|(w, e)| e * (w / e).ln()).sum();
        others + total * ((level + logs) / total).exp()
    }
}
