//! Better prices: subgradient steps of Polyak's length towards a target a little below the best bound (Held, Wolfe & Crowder 1974).

use super::chain::Prices;
use super::walk::Walk;
use crate::base::{Limits, Stopped};

/// A bound that holds at any prices ≥ 0.
pub trait Priceable {
    /// The bound at these prices, and what attains it.
    ///
    /// # Errors
    /// [`Stopped`] when a limit is reached first.
    fn bound(&self, prices: &Prices, limits: &Limits) -> Result<(f64, Walk), Stopped>;
    /// How long a step of a price is; none where its row is not asked.
    fn scale(&self, round: usize, price: usize) -> Option<f64>;
}

/// The target lies this share below the best bound at first …
const FIRST_GAP: f64 = 0.1;
/// … nearer each time that so many steps bring nothing …
const PATIENCE: usize = 12;
const NEARER: f64 = 0.6;
/// … until it is this near.
const LAST_GAP: f64 = 0.001;
/// A step brings something if the bound falls by this share.
const WORTHWHILE: f64 = 1e-4;
/// How much of the last direction is kept.
const MOMENTUM: f64 = 0.6;

/// A bound, the prices that prove it and the walk that attains it.
#[derive(Clone, Debug)]
pub struct Priced {
    /// The weighted sum of gains is at most this.
    pub bound: f64,
    /// Prices.
    pub prices: Prices,
    /// What the sides get from the walk.
    pub gains: Vec<f64>,
}

/// Lowers the bound by changing prices, in at most `steps` steps or until told to stop: every price proves a bound.
///
/// # Errors
/// [`Stopped`] where not even the first bound was had in time.
pub fn improve(
    of: &impl Priceable,
    start: Prices,
    steps: usize,
    limits: &Limits,
) -> Result<Priced, Stopped> {
    let (bound, mut walk) = of.bound(&start, limits)?;
    let mut best = Priced {
        bound,
        gains: walk.gains.clone(),
        prices: start,
    };
    let (mut prices, mut value) = (best.prices.clone(), bound);
    let (mut direction, mut gap, mut idle): (Option<Prices>, f64, usize) = (None, FIRST_GAP, 0);
    for _ in 0..steps {
        if gap < LAST_GAP {
            break;
        }
        let heading = headed(walk, direction.take());
        let fall = value - best.bound + gap * best.bound.abs();
        let Some(length) = length(of, &prices, &heading, fall) else {
            break;
        };
        step(of, &mut prices, &heading, length);
        direction = Some(heading);
        let Ok(next) = of.bound(&prices, limits) else {
            break;
        };
        (value, walk) = next;
        idle = if value < best.bound - WORTHWHILE * best.bound.abs() {
            0
        } else {
            idle + 1
        };
        if value < best.bound {
            best = Priced {
                bound: value,
                gains: walk.gains.clone(),
                prices: prices.clone(),
            };
        }
        if idle >= PATIENCE {
            (idle, gap, direction) = (0, gap * NEARER, None);
            prices.clone_from(&best.prices);
            let Ok(next) = of.bound(&prices, limits) else {
                break;
            };
            (value, walk) = next;
        }
    }
    Ok(best)
}

fn headed(walk: Walk, last: Option<Prices>) -> Prices {
    let mut heading = walk.slope;
    if let Some(last) = last {
        for (new, old) in heading.iter_mut().flatten().zip(last.iter().flatten()) {
            *new += MOMENTUM * old;
        }
    }
    heading
}

/// How far to go for the bound to fall by `fall`, were it linear; none if it cannot fall.
fn length(of: &impl Priceable, prices: &Prices, heading: &Prices, fall: f64) -> Option<f64> {
    let mut norm = 0.0;
    for (round, (prices, heading)) in prices.iter().zip(heading).enumerate() {
        for (at, (price, slope)) in prices.iter().zip(heading).enumerate() {
            if !(*price <= 0.0 && *slope > 0.0) {
                norm += slope * slope * of.scale(round, at).unwrap_or(0.0);
            }
        }
    }
    (norm > 1e-12).then(|| fall / norm)
}

fn step(of: &impl Priceable, prices: &mut Prices, heading: &Prices, length: f64) {
    for (round, (prices, heading)) in prices.iter_mut().zip(heading).enumerate() {
        for (at, (price, slope)) in prices.iter_mut().zip(heading).enumerate() {
            if let Some(scale) = of.scale(round, at) {
                *price = (*price - length * scale * slope).max(0.0);
            }
        }
    }
}
