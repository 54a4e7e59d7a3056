//! Proved upper bounds on what plans are worth, where there are too many plans to search.
//!
//! For weights λ ≥ 0 a number is found that `Σ λ_i (V_i − walk-away_i)` of no plan exceeds. Whatever the model says is either
//! kept, or left out in the direction that allows more:
//!
//! ```text
//! Problem ─ relaxation ─► topics whose worths add up, rows that tie one round to the next ─ costs, mesh ─► chances of being honoured
//!         ─ chain ─► a bound for every price of the rows ─ prices ─► better prices
//! ```
//!
//! - What a plan pays is a sum over rounds of payoffs of settlements. The chance that others have honoured everything telescopes
//!   (§3.4): it is a function of what each has paid, so it is known from the level of costs each has reached.
//! - The rows (what is climbed stays; `after`; moves per round; every side gains in every round) are priced (Lagrange): any
//!   prices ≥ 0 give a bound, and prices may depend on the chance of being honoured. What remains is a walk over levels of
//!   costs, with a knapsack per round and level.
//! - A collapse is never better than going on, as anybody may walk out (§3.6); only where something is forfeited by leaving is it
//!   feared, and the actor's payoffs are then bounded one by one. Breaches are taken as they are, their tests of §3.6 left out.
//!
//! Sources: Lagrangian relaxation (Geoffrion 1974) with coupling rows priced so that stages separate (Guignard & Kim 1987);
//! subgradient steps (Held, Wolfe & Crowder 1974); prices that depend on the state (Bergman, Cire & van Hoeve 2015).

mod ceiling;
mod chain;
mod costs;
mod ledger;
mod mesh;
mod pieces;
mod prices;
mod relaxation;
mod rows;
mod through;
mod times;
mod timetable;
mod walk;

use crate::base::{Limits, Stopped};
use crate::problem::{Problem, Settlement};
pub use ceiling::Ceiling;
use chain::Chain;
pub use chain::Prices;
use costs::Costs;
use mesh::Mesh;
use prices::{Priceable, Priced, improve};
use relaxation::Relaxation;
pub use through::Through;
pub use timetable::Timetable;
use walk::Walk;

/// Steps in which prices are improved when nothing else is asked for.
pub const STEPS: usize = 300;
/// Of so many steps one more is made on the finer mesh.
const FINE: usize = 5;

/// Most options, of all topics together, of models that plans are bounded for: a round for each, and all of them in each round, is
/// what every step of the bound looks at before it can be stopped.
const MOST_BOUNDED: usize = 1_500;

/// Is a model small enough for its plans to be bounded?
pub fn may_bound(problem: &Problem) -> bool {
    let options: usize = problem.topics.iter().map(|t| t.rungs.len()).sum();
    options <= MOST_BOUNDED
}

/// Bounds on plans from one settlement.
pub struct Bounder {
    relaxation: Relaxation,
    costs: Costs,
    slack: f64,
}

impl Bounder {
    /// Pairs of nodes of the mesh on which prices are found, and of the one on which the last word is had.
    const PAIRS: [usize; 2] = [30_000, 150_000];
    /// Directions that a ceiling tries after the first.
    pub const TURNS: usize = 4;

    /// Prepares the plans from a settlement.
    pub fn new(problem: &Problem, from: &Settlement) -> Self {
        let relaxation = Relaxation::new(problem, from);
        let costs = Costs::new(&relaxation);
        let patience = relaxation
            .sides
            .iter()
            .map(|s| s.patience)
            .filter(|p| *p < 1.0)
            .fold(0.0, f64::max);
        let slack = problem.tolerance() * 2.0 / (1.0 - patience);
        Self {
            relaxation,
            costs,
            slack,
        }
    }

    /// An upper bound on `Σ weights_i (V_i − walk-away_i)` over all plans; `weights` of the consenting actors, negative ones taken
    /// as 0. Prices are improved in `steps` steps, 0 being a first look. Stops improving it when told to: the bound is proved whenever it stops,
    /// and infinite where nothing was had in time.
    ///
    /// Complexity: a knapsack per round, level and corner, and pairs of levels, per step.
    pub fn weighted(&self, weights: &[f64], steps: usize, limits: &Limits) -> f64 {
        let found = self.priced(weights, None, steps, limits);
        found.map_or(f64::INFINITY, |found| found.bound)
    }

    /// Bounds in directions that matter to the concepts of §5, found one from the other: by weighting each time those more who
    /// come off worse. `weights` as in the concepts; actors of weight 0 are left out.
    ///
    /// Complexity: [`Self::weighted`] once, and [`Self::TURNS`] times with a third of the steps.
    pub fn ceiling(&self, weights: &[f64], steps: usize, limits: &Limits) -> Ceiling {
        let mut ceiling = Ceiling::default();
        let counted = |i: usize| weights[i] > 0.0;
        let equal = (0..weights.len()).map(|i| if counted(i) { 1.0 / weights[i] } else { 0.0 });
        let mut direction: Vec<f64> = equal.collect();
        let mut start = None;
        for turn in 0..=Self::TURNS {
            let steps = if turn == 0 { steps } else { steps / 3 };
            let Ok(found) = self.priced(&direction, start.take(), steps, limits) else {
                break;
            };
            ceiling.cuts.push((direction.clone(), found.bound));
            let shares: Vec<f64> = (0..weights.len())
                .map(|i| {
                    if counted(i) {
                        found.gains[i] / weights[i]
                    } else {
                        0.0
                    }
                })
                .collect();
            let largest = shares.iter().copied().fold(0.0, f64::max);
            if turn == Self::TURNS || largest <= 0.0 || limits.go_on().is_err() {
                break;
            }
            for (i, weight) in direction
                .iter_mut()
                .enumerate()
                .filter(|(i, _)| counted(*i))
            {
                *weight *= (largest / shares[i].max(0.2 * largest)).sqrt();
            }
            start = Some(found.prices);
        }
        if ceiling.utilitarian(weights).is_infinite() {
            let sum = self.priced(weights, start, steps / 3, limits);
            ceiling
                .cuts
                .extend(sum.map(|sum| (weights.to_vec(), sum.bound)));
        }
        ceiling
    }

    fn priced(
        &self,
        weights: &[f64],
        start: Option<Prices>,
        steps: usize,
        limits: &Limits,
    ) -> Result<Priced, Stopped> {
        let weights: Vec<f64> = weights.iter().map(|w| w.max(0.0)).collect();
        let chain = Chain::new(&self.relaxation, &self.costs, &weights);
        let sides = chain.sides();
        if sides.is_empty() {
            return Ok(Priced {
                bound: 0.0,
                prices: Vec::new(),
                gains: vec![0.0; weights.len()],
            });
        }
        let mesh = Mesh::new(&self.costs, &sides, Self::PAIRS[0], &[0.0, 1.0]);
        let start = start.unwrap_or_else(|| chain.no_prices());
        let on = |mesh| Meshed {
            chain: &chain,
            mesh,
        };
        let mut found = improve(&on(&mesh), start, steps, limits)?;
        if steps > 0 && limits.go_on().is_ok() {
            let fine = Mesh::new(&self.costs, &sides, Self::PAIRS[1], &[0.0, 0.3, 1.0]);
            let finer = improve(&on(&fine), found.prices.clone(), steps / FINE, limits);
            if let Ok(finer) = finer
                && finer.bound < found.bound
            {
                found = finer;
            }
        }
        let mut own = found.gains.into_iter();
        let gains = weights
            .iter()
            .map(|w| if *w > 0.0 { own.next() } else { None });
        let gains = gains.map(|g| g.unwrap_or(0.0)).collect();
        let slack = 1e-9 * found.bound.abs() + self.slack * weights.iter().sum::<f64>();
        Ok(Priced {
            bound: found.bound + slack,
            prices: found.prices,
            gains,
        })
    }
}

/// A chain on a mesh.
struct Meshed<'c> {
    chain: &'c Chain<'c>,
    mesh: &'c Mesh,
}

impl Priceable for Meshed<'_> {
    fn bound(&self, prices: &Prices, limits: &Limits) -> Result<(f64, Walk), Stopped> {
        self.chain.bound(self.mesh, prices, limits)
    }
    fn scale(&self, round: usize, price: usize) -> Option<f64> {
        let row = self.chain.row_of(price);
        let asked = self.chain.asked(row, round);
        asked.then(|| self.chain.relaxation.rows[row].scale)
    }
}

/// An upper bound on `Σ weights_i (V_i − walk-away_i)` over all plans from a settlement; see [`Bounder::weighted`].
pub fn upper_bound(problem: &Problem, from: &Settlement, weights: &[f64], limits: &Limits) -> f64 {
    Bounder::new(problem, from).weighted(weights, STEPS, limits)
}
