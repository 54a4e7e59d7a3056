//! The whole plan frontier.
//!
//! For two actors on a large graph: weighted sums of values are bounded in several directions. Sweeps keep what comes near to
//! the bound in some direction, farther each time, and is left open by the plans found so far; the last one keeps all that is
//! left open, which is exact, and by then little.

use super::aim::{Ready, unit};
use super::bounds::{Ahead, Behind, Direction};
use super::goal::scales;
use super::region::{Both, Near, Open, staircase};
use super::sweep::{Everything, Sweep};
use crate::base::{Limits, Stopped};

/// Graphs with fewer exchanges are swept outright.
const SMALL: usize = 30_000;
/// Parts of the bounds within which plans are sought, one after another.
const PARTS: [f64; 6] = [0.004, 0.01, 0.02, 0.04, 0.08, 0.16];

impl<'p> Ready<'p> {
    /// A sweep that has kept every plan of the frontier; `None` where there is no plan.
    ///
    /// # Errors
    /// [`Stopped`] when a limit is reached first.
    pub fn whole(&self, limits: &Limits) -> Result<Option<Sweep<'p>>, Stopped> {
        if self.valuation.sides() != 2 || self.graph.exchange_count() < SMALL {
            return Ok(Some(self.sweep(&Everything, limits)?));
        }
        let ahead = self.ahead(self.directions(), limits)?;
        if ahead.at(0)[0] == f64::NEG_INFINITY {
            return Ok(None);
        }
        let walk_outs = [0, 1].map(|side| self.valuation.walk_out(0, side));
        let slack = 2.0 * self.problem.tolerance();
        let mut known: Vec<[f64; 2]> = Vec::new();
        for part in PARTS {
            let open = Open::new(&known, walk_outs, slack, &ahead.directions);
            let near = Near {
                least: self.near(&ahead, part),
            };
            let region = Both(open, near);
            let behind = Behind::new(&ahead, &region, limits)?;
            let sweep = self.sweep(&behind, limits)?;
            let pool = sweep.pool();
            known.extend(
                pool.range(0)
                    .map(|id| [pool.value(id)[0], pool.value(id)[1]]),
            );
            known = staircase(known);
        }
        let region = Open::new(&known, walk_outs, slack, &ahead.directions);
        let behind = Behind::new(&ahead, &region, limits)?;
        Ok(Some(self.sweep(&behind, limits)?))
    }

    /// What is within a part of the bounds; the two sides alone ask for too much that is no better for the other.
    fn near(&self, ahead: &Ahead, part: f64) -> Vec<f64> {
        let all = ahead.at(0).iter().zip(&ahead.directions).enumerate();
        let least = all.map(|(index, (most, direction))| match index {
            0 | 1 => f64::INFINITY,
            _ => most - part * (most - self.walk_away(direction)).abs(),
        });
        least.collect()
    }

    /// Both sides, and between them.
    fn directions(&self) -> Vec<Direction> {
        let centre: Direction = scales(self.problem)
            .iter()
            .map(|scale| 1.0 / scale)
            .collect();
        let mut directions = vec![unit(0, 2), unit(1, 2)];
        for by in [
            -8.0, -4.0, -2.5, -1.6, -1.0, -0.5, 0.0, 0.5, 1.0, 1.6, 2.5, 4.0, 8.0,
        ] {
            let by: f64 = by;
            directions.push(vec![centre[0] * by.exp(), centre[1]]);
        }
        directions
    }
}
