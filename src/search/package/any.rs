//! Is there any package at all?

use super::bounds::Wanted;
use super::engine::{Solver, Task};
use super::numbers::Number;
use super::pool::Pool;
use super::sweep::Sweep;
use super::work::Work;
use crate::base::Stopped;

/// Asks whether the thresholds of a form without sides can be met.
pub struct Any;

/// Labels held by the first pass, and how much wider each next one is.
const FIRST_WIDTH: usize = 200;
const WIDER: usize = 10;

/// Rounds in search of weights under which the thresholds cannot be met together.
const STEPS: usize = 60;

impl Solver for Any {
    type Answer = bool;

    fn nothing(&self) -> bool {
        false
    }

    fn solve<N: Number, const W: usize>(
        &self,
        task: &Task,
        sweep: &Sweep<N>,
    ) -> Result<bool, Stopped> {
        if sweep.diagram.stride == 0 {
            return Ok(true);
        }
        let mut pool = Pool::new(sweep);
        pool.add_spread(1);
        // Not the floor, which may lie above the threshold, where sums are cut off.
        let least: Vec<N> = sweep.least.iter().map(|l| l.unwrap_or_default()).collect();
        let widths = pool.widths();
        if pool.separate(&least, &widths, STEPS) < -1e-6 {
            return Ok(false);
        }
        if !pool.met.is_empty() {
            return Ok(true);
        }
        let needs = pool.needs(&[least]);
        let wanted = Wanted::reaching(pool.directions, needs);
        let work = Work::new(Work::MOST, task.limits);
        let room = work.room();
        let mut width = FIRST_WIDTH;
        loop {
            let narrow = ((width as u64) < room).then_some(width);
            let swept = sweep.run::<W>(task.packing, &wanted, narrow, room, &work)?;
            if swept.complete || swept.labels.len() > 0 {
                return Ok(swept.labels.len() > 0);
            }
            width *= WIDER;
        }
    }
}
