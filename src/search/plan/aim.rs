//! The plan of one concept without the plan frontier.
//!
//! 1. Weighted sums of values are bounded in several directions; those that bound the concept best are refined.
//! 2. A sweep keeps only what can come within a small part of that bound, then a larger one, until there is a plan.
//! 3. If the plan lies within that part, nothing outside can be better; else one more sweep keeps what can be at least as good.
//!
//! Sources: aspiration windows (Shams, Kaindl & Horacek 1991) over Lagrangian bounds (Geoffrion 1974).

use super::Searcher;
use super::goal::{Goal, scales, walk_aways};
use super::horizon::{Ahead, Behind, Direction, MOST_DIRECTIONS};
use super::labels::Pool;
use super::region::Enough;
use super::sweep::Sweep;
use crate::base::{Limits, Stopped};

/// Parts of the bound within which plans are sought, one after another.
const PARTS: [f64; 7] = [0.003, 0.01, 0.03, 0.08, 0.2, 0.5, 1.0];

/// Bounds of a goal.
struct Bounded<'p> {
    ahead: Ahead<'p>,
    /// The largest gain of each side.
    ideals: Vec<f64>,
    /// The most that the goal comes to.
    most: f64,
}

impl Searcher<'_> {
    /// Bounds a goal: in the directions of the sides first, then in mixed ones.
    ///
    /// # Errors
    /// [`Stopped`] when a limit is reached first.
    fn bounded(&self, goal: &Goal, limits: &Limits) -> Result<Option<Bounded<'_>>, Stopped> {
        let sides = self.valuation.sides();
        let scales = scales(self.problem);
        let centre: Direction = (0..sides)
            .map(|s| goal.weight(s) / scales[s].powf(goal.scaled()))
            .collect();
        let mut asked: Vec<usize> = (0..sides).filter(|s| centre[*s] > 0.0).collect();
        let mut best = (f64::INFINITY, centre);
        let mut found = None;
        // How far from the best direction so far others are tried; of more sides than two there are more ways to miss it.
        let spreads: &[f64] = match asked.len() {
            0 | 1 => &[1.6],
            2 => &[1.6, 0.4],
            _ => &[1.6, 0.8, 0.4, 0.2],
        };
        for spread in spreads {
            // Given up before the next is made: both together are most of what is held.
            drop(found.take());
            let mut directions: Vec<Direction> = (0..sides).map(|side| unit(side, sides)).collect();
            let is_last = *spread == spreads[spreads.len() - 1];
            directions.extend(around(&best.1, &asked, *spread, is_last));
            directions.truncate(MOST_DIRECTIONS);
            // Where there are too many sides for one round, the next begins with others.
            let turned = asked.len().min(2);
            asked.rotate_left(turned);
            let ahead = self.ahead(directions, limits)?;
            if ahead.at(0)[0] == f64::NEG_INFINITY {
                return Ok(None);
            }
            for (direction, most) in ahead.directions.iter().zip(ahead.at(0)) {
                let most = goal.most(direction, most - self.walk_away(direction));
                if most < best.0 {
                    best = (most, direction.clone());
                }
            }
            found = Some(ahead);
        }
        let Some(ahead) = found else { return Ok(None) };
        let walk_aways = walk_aways(self.problem);
        // Of so many sides that they do not all have a direction, nothing is known of the last.
        let ideal = |side: usize| match ahead.directions.get(side) {
            Some(_) => ahead.at(0)[side] - walk_aways[side],
            None => f64::INFINITY,
        };
        Ok(Some(Bounded {
            ideals: (0..sides).map(ideal).collect(),
            ahead,
            most: best.0,
        }))
    }

    /// A sweep that has kept every plan that is best by a goal; `None` where there is no plan at all. Where a value is known,
    /// only plans that come to as much are kept.
    ///
    /// # Errors
    /// [`Stopped`] when a limit is reached first.
    pub(super) fn aim(
        &self,
        goal: &Goal,
        known: Option<f64>,
        limits: &Limits,
    ) -> Result<Option<Sweep<'_>>, Stopped> {
        let Some(bounded) = self.bounded(goal, limits)? else {
            return Ok(None);
        };
        if let Some(known) = known {
            let asked = goal.below(known, 1.0);
            return Ok(match bounded.most < asked {
                true => None,
                false => Some(self.at_least(goal, asked, &bounded, limits)?),
            });
        }
        for part in PARTS {
            let asked = match part {
                1.0 => f64::NEG_INFINITY,
                _ => goal.within(bounded.most, part),
            };
            let sweep = self.at_least(goal, asked, &bounded, limits)?;
            let Some(value) = self.best(goal, sweep.pool()) else {
                continue;
            };
            if goal.below(value, 1.0) >= asked {
                return Ok(Some(sweep));
            }
            let asked = goal.below(value, 1.0);
            return Ok(Some(self.at_least(goal, asked, &bounded, limits)?));
        }
        Ok(None)
    }

    /// A sweep that keeps every plan that comes to `asked` at the least.
    fn at_least(
        &self,
        goal: &Goal,
        asked: f64,
        bounded: &Bounded,
        limits: &Limits,
    ) -> Result<Sweep<'_>, Stopped> {
        let tolerance = self.problem.tolerance();
        let least = bounded.ahead.directions.iter().map(|direction| {
            let least = match asked {
                f64::NEG_INFINITY => asked,
                _ => goal.least(direction, asked, &bounded.ideals),
            };
            least + self.walk_away(direction) - tolerance * direction.iter().sum::<f64>()
        });
        let region = Enough {
            least: least.collect(),
        };
        let behind = Behind::new(&bounded.ahead, &region, limits)?;
        self.sweep(&behind, limits)
    }

    fn best(&self, goal: &Goal, pool: &Pool) -> Option<f64> {
        let walk_aways = walk_aways(self.problem);
        let value = |id| {
            let gains = pool.value(id).iter().zip(&walk_aways).map(|(v, w)| v - w);
            goal.value(&gains.collect::<Vec<f64>>())
        };
        pool.range(0).map(value).max_by(f64::total_cmp)
    }
}

/// The direction of one side.
pub fn unit(side: usize, sides: usize) -> Direction {
    (0..sides).map(|s| f64::from(u8::from(s == side))).collect()
}

/// Directions around one: of two sides evenly to both; of more, each side weighed more and less. More where they are to stay.
fn around(centre: &Direction, asked: &[usize], spread: f64, is_last: bool) -> Vec<Direction> {
    let weighed = |side: usize, by: f64| {
        let mut direction = centre.clone();
        direction[side] *= by.exp();
        direction
    };
    let mut directions = vec![centre.clone()];
    let steps: &[f64] = match (asked.len(), is_last) {
        (0 | 1, _) => &[],
        (2, false) => &[0.5, 1.0],
        (2, true) => &[0.25, 0.5, 1.0, 1.5],
        (_, false) => &[1.0],
        (_, true) => &[0.5, 1.0],
    };
    let sides = if asked.len() == 2 { &asked[..1] } else { asked };
    for step in steps {
        for side in sides {
            directions.push(weighed(*side, step * spread));
            directions.push(weighed(*side, -step * spread));
        }
    }
    directions
}
