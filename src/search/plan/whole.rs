//! The whole plan frontier.
//!
//! For two actors on a large graph: weighted sums of values are bounded in several directions. Sweeps keep what comes near to
//! the bound in some direction, farther each time, and is left open by the plans found so far; the last one keeps all that is
//! left open, which is exact, and by then little.

use super::aim::unit;
use super::front::{at_least, descending};
use super::goal::scales;
use super::horizon::{Ahead, Behind, Direction};
use super::region::{Both, Near, Open, staircase};
use super::sweep::{Everything, Sweep};
use super::{Road, Searcher};
use crate::base::{Limits, Stopped};

/// Parts of the bounds within which plans are sought, one after another.
const PARTS: [f64; 3] = [0.008, 0.03, 0.1];

/// What was found of a frontier.
#[derive(Clone, Debug, Default)]
pub struct Whole {
    /// Undominated plans, one per vector.
    pub roads: Vec<Road>,
    /// Why it is not whole.
    pub stopped: Option<Stopped>,
    /// Only so many plans as the margin asked for takes.
    pub is_cover: bool,
    /// Labels of the last sweep.
    pub labels: usize,
}

impl Searcher<'_> {
    /// The whole frontier; where `within` says how much less a plan may give each of two sides than one left out, only so many
    /// plans as that takes.
    pub(super) fn whole(&self, within: Option<[f64; 2]>, limits: &Limits) -> Whole {
        let mut found = Whole::default();
        found.stopped = self.whole_into(&mut found, within, limits).err();
        found
    }

    fn whole_into(
        &self,
        found: &mut Whole,
        within: Option<[f64; 2]>,
        limits: &Limits,
    ) -> Result<(), Stopped> {
        if self.valuation.sides() != 2 || self.graph.exchange_count() < self.outright {
            found.take(self, &self.sweep(&Everything, limits)?);
            return Ok(());
        }
        let ahead = self.ahead(self.directions(), limits)?;
        if ahead.at(0)[0] == f64::NEG_INFINITY {
            return Ok(());
        }
        let walk_outs = [0, 1].map(|side| self.valuation.walk_out(0, side));
        let margin = within.unwrap_or([-2.0 * self.problem.tolerance(); 2]);
        let mut known: Vec<[f64; 2]> = Vec::new();
        // The last time, all that is left open.
        for part in PARTS.into_iter().map(Some).chain([None]) {
            let open = Open::new(&known, walk_outs, margin, &ahead.directions);
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
            if within.is_none() {
                // What is known is left open too, so that each sweep finds it again.
                found.roads.clear();
            }
            found.take(self, &sweep);
        }
        if within.is_some() {
            found.is_cover = true;
            found.thin(self.problem.tolerance());
        }
        Ok(())
    }

    /// What is within a part of the bounds; the two sides alone ask for too much that is no better for the other.
    fn near(&self, ahead: &Ahead, part: Option<f64>) -> Vec<f64> {
        let Some(part) = part else {
            return vec![f64::NEG_INFINITY; ahead.directions.len()];
        };
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
        for by in [-6.0, -2.5, -1.2, -0.5, 0.0, 0.5, 1.2, 2.5, 6.0] {
            let by: f64 = by;
            directions.push(vec![centre[0] * by.exp(), centre[1]]);
        }
        directions
    }
}

impl Whole {
    fn take(&mut self, searcher: &Searcher, sweep: &Sweep) {
        self.roads.extend(searcher.plans_in(sweep.pool()));
        self.labels = sweep.pool().len();
    }

    /// Drops what another plan is at least as good as.
    fn thin(&mut self, tolerance: f64) {
        self.roads.sort_by(|a, b| descending(&a.gain, &b.gain));
        let mut kept: Vec<Road> = Vec::new();
        for road in self.roads.drain(..) {
            if !kept
                .iter()
                .any(|k| at_least(&k.gain, &road.gain, tolerance))
            {
                kept.push(road);
            }
        }
        self.roads = kept;
    }
}
