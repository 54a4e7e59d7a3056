//! Is there any package at all?

use super::bounds::Wanted;
use super::engine::{Solver, Task};
use super::labels::Labels;
use super::numbers::Number;
use super::pool::Pool;
use super::sweep::Sweep;
use super::work::Work;
use crate::base::Stopped;
use crate::problem::Settlement;

/// Asks whether the thresholds can be met, and for a settlement that meets them.
pub struct Any;

/// Labels in a layer up to which bounds are not worth their while.
const PLAIN: u64 = 300;

/// Labels held by the first narrow pass, and how much wider each next one is.
const FIRST_WIDTH: usize = 200;
const WIDER: usize = 10;

/// Rounds in search of weights under which the thresholds cannot be met together.
const STEPS: usize = 60;

impl Solver for Any {
    type Answer = Option<Settlement>;

    fn nothing(&self) -> Option<Settlement> {
        None
    }

    fn solve<N: Number, const W: usize>(
        &self,
        task: &Task,
        sweep: &Sweep<N>,
    ) -> Result<Option<Settlement>, Stopped> {
        let all = Wanted::all(Vec::new());
        let work = Work::new(Work::MOST, task.limits);
        match sweep.run::<W>(task.packing, &all, None, PLAIN, &work) {
            Err(Stopped::TooLarge) => {}
            other => return Ok(first(task, &other?.labels)),
        }
        let mut pool = Pool::new(sweep, task.limits);
        pool.add_spread(1);
        // Not the floor, which may lie above the threshold, where sums are cut off.
        let least: Vec<N> = sweep.least.iter().map(|l| l.unwrap_or_default()).collect();
        let widths = pool.widths();
        if pool.separate(&least, &widths, STEPS) < -1e-6 {
            return Ok(None);
        }
        let needs = pool.needs(&[least]);
        let wanted = Wanted::reaching(pool.directions, needs);
        let room = work.room();
        let mut width = FIRST_WIDTH;
        loop {
            let narrow = ((width as u64) < room).then_some(width);
            let swept = sweep.run::<W>(task.packing, &wanted, narrow, room, &work)?;
            if swept.complete || swept.labels.len() > 0 {
                return Ok(first(task, &swept.labels));
            }
            width *= WIDER;
        }
    }
}

/// The package of the first label.
fn first<N: Number, const W: usize>(task: &Task, labels: &Labels<N, W>) -> Option<Settlement> {
    let (_, code) = labels.iter().next()?;
    Some(task.packing.settlement(task.problem, code))
}
