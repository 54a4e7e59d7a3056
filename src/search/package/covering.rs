//! A few packages that stand for a frontier too large to list: every package is, for every actor, within a stated number of
//! points of one that is named (an ε-cover: Laumanns, Thiele, Deb & Zitzler 2002; Papadimitriou & Yannakakis 2000).
//!
//! Sweeps look for packages beyond what the ones named so far cover, until one finds none and has left nothing aside.

use super::Point;
use super::bounds::Wanted;
use super::corners::beyond;
use super::engine::{Solver, Task};
use super::numbers::Number;
use super::options::Ties;
use super::pool::Pool;
use super::sweep::Sweep;
use super::work::Work;
use crate::base::{Points, Stopped};

/// Packages that cover all.
#[derive(Clone, Debug)]
pub struct Cover {
    /// The packages, by their gains.
    pub points: Vec<Point>,
    /// No package gives an actor more than one of them gives it, and this.
    pub within: Vec<Points>,
    /// Are the packages those that the tie rule chooses?
    pub ties: Ties,
}

/// How finely to cover.
pub struct Covering<'a> {
    /// Packages known already.
    pub known: &'a [Point],
    /// Share of what each actor can gain above its floor.
    pub share: f64,
}

/// Labels held by the first pass, and how much wider each next one is.
const FIRST_WIDTH: usize = 300;
const WIDER: usize = 4;

/// Rounds in search of a direction.
const STEPS: usize = 20;

/// Most corners of what is not covered yet; more packages than that stand for would be no help to a reader either.
const MOST_CORNERS: usize = 600;

impl Solver for Covering<'_> {
    type Answer = Cover;

    fn nothing(&self) -> Cover {
        Cover {
            points: Vec::new(),
            within: Vec::new(),
            ties: Ties::Kept,
        }
    }

    fn solve<N: Number, const W: usize>(
        &self,
        task: &Task,
        sweep: &Sweep<N>,
    ) -> Result<Cover, Stopped> {
        let mut pool = Pool::new(sweep, task.limits);
        pool.add_spread(match sweep.sides {
            0..=3 => 5,
            4 => 3,
            _ => 2,
        });
        let widths = pool.widths();
        let slack: Vec<N> = widths
            .iter()
            .map(|w| N::narrow((w * self.share).floor() as i128))
            .collect();
        let work = Work::new(Work::MOST / 10, task.limits);
        let steps = |d: usize, gain: &Points| N::narrow(task.scale.steps(d, *gain));
        let mut named: Vec<(Vec<N>, Point)> = Vec::new();
        for point in self.known {
            let gains = point.gain.iter().enumerate();
            let gains: Vec<N> = gains.map(|(d, g)| steps(d, g)).collect();
            add(&mut named, gains, point.clone(), &slack);
        }
        let general = pool.directions.len();
        let mut width = FIRST_WIDTH;
        loop {
            let covered = named.iter().map(|(gains, _)| plus(gains, &slack));
            let corners = beyond(covered, &pool.floor, MOST_CORNERS);
            let mut corners = corners.ok_or(Stopped::TooLarge)?;
            pool.directions.truncate(general);
            corners.retain(|c| pool.can_reach(c));
            // A direction for each corner tells what cannot reach it.
            let mut at = 0;
            while at < corners.len() {
                task.limits.go_on()?;
                pool.separate(&corners[at], &widths, STEPS);
                let before = corners.len();
                corners.retain(|c| pool.can_reach(c));
                at += usize::from(corners.len() == before);
            }
            if corners.is_empty() {
                break;
            }
            let needs = pool.needs(&corners);
            let wanted = Wanted::reaching(std::mem::take(&mut pool.directions), needs);
            let swept = sweep.run::<W>(task.packing, &wanted, Some(width), work.room(), &work)?;
            pool.directions = wanted.into_directions();
            let before = named.len();
            let sums = swept.labels.iter().map(|(sums, _)| sums.to_vec());
            let mut met: Vec<_> = sums.zip(task.points(&swept.labels)).collect();
            let worth = |gains: &[N]| balance(gains, &pool.floor, &widths);
            met.sort_by(|a, b| worth(&b.0).total_cmp(&worth(&a.0)));
            for (gains, point) in met {
                add(&mut named, gains, point, &slack);
            }
            match (named.len() > before, swept.complete) {
                (true, _) => {}
                (false, true) => break,
                (false, false) => width *= WIDER,
            }
        }
        let within = slack.iter().enumerate();
        Ok(Cover {
            points: named.into_iter().map(|(_, point)| point).collect(),
            within: within.map(|(d, s)| task.scale.points(d, *s)).collect(),
            ties: Ties::Kept,
        })
    }
}

fn plus<N: Number>(gains: &[N], slack: &[N]) -> Vec<N> {
    gains.iter().zip(slack).map(|(g, s)| *g + *s).collect()
}

/// Names a package unless another covers it.
fn add<N: Number>(named: &mut Vec<(Vec<N>, Point)>, gains: Vec<N>, point: Point, slack: &[N]) {
    let covers = |(other, _): &(Vec<N>, Point)| {
        let reach = plus(other, slack);
        reach.iter().zip(&gains).all(|(r, g)| r >= g)
    };
    if !named.iter().any(covers) {
        named.push((gains, point));
    }
}

/// What the actors gain together, each as a share of its range: what is named first covers most.
fn balance<N: Number>(gains: &[N], floor: &[N], widths: &[f64]) -> f64 {
    let own = gains.iter().zip(floor).zip(widths);
    own.map(|((g, f), w)| (*g - *f).float() / w).sum()
}
