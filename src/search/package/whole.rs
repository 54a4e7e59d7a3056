//! The whole frontier: a plain sweep where that is small, else one that known packages and bounds keep narrow.

use super::Point;
use super::bounds::Wanted;
use super::corners::corners;
use super::engine::{SMALL_LAYER, Solver, Task};
use super::labels::Labels;
use super::numbers::Number;
use super::pool::Pool;
use super::sweep::Sweep;
use super::work::Work;
use crate::base::Stopped;

/// How the frontier is sought. The answer is the same whatever these are.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// Labels in a layer up to which bounds are not worth their while.
    pub plain: u64,
    /// Labels that the pass in search of first packages holds; with none, there is only the plain sweep.
    pub narrow: usize,
    /// Entries of a layer's states up to which all options are kept that the tie rule may choose; beyond, of packages with
    /// the same gains any may be the one that is found.
    pub layer: usize,
    /// How much may be done within bounds, in looks at a label.
    pub work: u64,
}

impl Default for Route {
    fn default() -> Self {
        Self {
            plain: 4_000,
            narrow: 500,
            layer: SMALL_LAYER,
            work: Work::MOST,
        }
    }
}

impl Solver for Route {
    type Answer = Vec<Point>;

    fn nothing(&self) -> Vec<Point> {
        Vec::new()
    }

    fn small_layer(&self) -> usize {
        self.layer
    }

    fn solve<N: Number, const W: usize>(
        &self,
        task: &Task,
        sweep: &Sweep<N>,
    ) -> Result<Vec<Point>, Stopped> {
        let work = Work::new(self.work, task.limits);
        let all = Wanted::all(Vec::new());
        match sweep.run::<W>(task.packing, &all, None, self.plain, &work) {
            Err(Stopped::TooLarge) if self.narrow > 0 => {}
            other => return Ok(task.points(&other?.labels)),
        }
        let mut pool = Pool::new(sweep, task.limits);
        pool.add_spread(match sweep.sides {
            2 => 12,
            3 => 5,
            4 => 3,
            5 => 2,
            _ => 1,
        });
        let all = Wanted::all(std::mem::take(&mut pool.directions));
        let room = work.room();
        let first = sweep.run::<W>(task.packing, &all, Some(self.narrow), room, &work)?;
        if first.complete {
            return Ok(task.points(&first.labels));
        }
        pool.directions = all.into_directions();
        let wanted = region(pool, &first.labels);
        let swept = sweep.run::<W>(task.packing, &wanted, None, room, &work)?;
        Ok(task.points(&swept.labels))
    }
}

/// What packages met so far leave open.
fn region<N: Number, const W: usize>(mut pool: Pool<N>, first: &Labels<N, W>) -> Wanted<N> {
    let met = first.iter().map(|(sums, _)| sums.to_vec());
    // Corners grow fast with the number of actors.
    let most = match pool.floor.len() {
        1..=2 => 2_000,
        3 => 200,
        _ => 30,
    };
    let corners = corners(&spread(met.collect(), most), &pool.floor, 2_000);
    let needs = pool.needs(&corners);
    Wanted::reaching(std::mem::take(&mut pool.directions), needs)
}

/// At most `most`, evenly taken.
fn spread<N: Number>(mut met: Vec<Vec<N>>, most: usize) -> Vec<Vec<N>> {
    met.sort_unstable();
    met.dedup();
    if met.len() <= most {
        return met;
    }
    (0..most)
        .map(|i| met[i * met.len() / most].clone())
        .collect()
}
