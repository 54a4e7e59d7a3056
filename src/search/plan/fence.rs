//! The plan of one concept from those settlements only that it can pass.
//!
//! Where payoffs add up by topic and round ([`Timetable`]), prices bound every plan through a settlement before the settlement
//! is entered. The graph is expanded within a small part of the bound on the concept, then within a larger one, until a plan is
//! found; if it lies within that part, nothing outside can be better, else the graph is expanded once more to hold all that
//! could be at least as good.
//!
//! Sources: aspiration windows (Shams, Kaindl & Horacek 1991) over Lagrangian bounds (Geoffrion 1974).

use super::aim::unit;
use super::bound::{Prices, Through, Timetable};
use super::goal::{Goal, scales};
use super::horizon::Direction;
use super::{Road, Searcher};
use crate::base::{Limits, Stopped};
use crate::graph::{Graph, Layout, Rounds, Within};
use crate::problem::Problem;

/// Parts of the bound within which plans are sought, one after another.
const PARTS: [f64; 9] = [0.002, 0.004, 0.007, 0.011, 0.016, 0.025, 0.04, 0.07, 0.12];
/// How far from the best direction so far others are tried.
const SPREADS: [f64; 6] = [1.6, 0.8, 0.4, 0.2, 0.1, 0.05];
/// How far apart the directions are that decide which settlements are entered.
const APART: f64 = 0.25;
/// Steps in which prices are improved for a direction that is tried, and for one that stays.
const STEPS: [usize; 2] = [120, 600];

/// Which settlements plans can pass that are worth so much by a goal.
pub struct Fence<'p> {
    problem: &'p Problem,
    goal: &'p Goal,
    layout: Layout,
    directions: Vec<Direction>,
    /// Per direction, the most that plans come to.
    bounds: Vec<f64>,
    through: Through,
    /// The largest gain of each side.
    ideals: Vec<f64>,
    /// The most that the goal comes to.
    most: f64,
}

impl<'p> Fence<'p> {
    /// Bounds a goal. None where payoffs do not add up by topic and round, or where bounds say nothing.
    fn new(problem: &'p Problem, goal: &'p Goal, limits: &Limits) -> Result<Option<Self>, Stopped> {
        let Some(table) = Timetable::new(problem) else {
            return Ok(None);
        };
        let sides = problem.consenting.len();
        let asked: Vec<usize> = (0..sides).filter(|s| goal.weight(*s) > 0.0).collect();
        let (centre, prices) = centred(problem, &table, goal, &asked, limits)?;
        let mut directions = vec![centre.clone()];
        // A sum is bounded by itself alone.
        for side in asked.iter().skip(1).filter(|_| goal.turns()) {
            directions.push(turned(&centre, *side, APART));
            directions.push(turned(&centre, *side, -APART));
        }
        directions.truncate(Through::WIDTH);
        let mut most = f64::INFINITY;
        let (mut priced, mut bounds) = (Vec::new(), Vec::new());
        for direction in &directions {
            let found = table.priced(direction, Some(&prices), STEPS[1], limits)?;
            most = most.min(goal.most(direction, found.bound));
            bounds.push(found.bound);
            priced.push((direction.clone(), found.prices));
        }
        if !most.is_finite() {
            return Ok(None);
        }
        Ok(Some(Self {
            ideals: ideals(&table, limits)?,
            through: table.through(&priced),
            layout: Layout::new(problem),
            problem,
            goal,
            directions,
            bounds,
            most,
        }))
    }

    /// The graph of all plans that come to `asked` at the least.
    fn graph(&self, asked: f64, limits: &Limits) -> Result<Graph, Stopped> {
        let least = self.directions.iter().map(|direction| {
            // Gains, as bounds are of gains.
            self.goal.least(direction, asked, &self.ideals)
        });
        let asked = Asked {
            fence: self,
            least: least.collect(),
        };
        Graph::expand_within(self.problem, limits, &asked)
    }
}

/// Bounds on the largest gain of each side.
fn ideals(table: &Timetable, limits: &Limits) -> Result<Vec<f64>, Stopped> {
    let sides = table.sides();
    let bound = |side| {
        let found = table.priced(&unit(side, sides), None, STEPS[0], limits)?;
        Ok(found.bound)
    };
    (0..sides).map(bound).collect()
}

/// The most that any plan gives each side; none where payoffs do not add up by topic and round.
pub fn largest(problem: &Problem, limits: &Limits) -> Option<Vec<f64>> {
    ideals(&Timetable::new(problem)?, limits).ok()
}

/// The direction that bounds a goal best, and its prices: sides are weighed more and less in turn, ever more finely.
fn centred(
    problem: &Problem,
    table: &Timetable,
    goal: &Goal,
    asked: &[usize],
    limits: &Limits,
) -> Result<(Direction, Prices), Stopped> {
    let scales = scales(problem);
    let weights = scales.iter().enumerate();
    let weights = weights.map(|(side, scale)| goal.weight(side) / scale.powf(goal.scaled()));
    let centre: Direction = weights.collect();
    let first = table.priced(&centre, None, STEPS[1], limits)?;
    let mut best = (goal.most(&centre, first.bound), centre, first.prices);
    for spread in SPREADS {
        for side in asked.iter().skip(1).filter(|_| goal.turns()) {
            for by in [spread, -spread] {
                let direction = turned(&best.1, *side, by);
                let found = table.priced(&direction, Some(&best.2), STEPS[0], limits)?;
                let most = goal.most(&direction, found.bound);
                if most < best.0 {
                    best = (most, direction, found.prices);
                }
            }
        }
    }
    Ok((best.1, best.2))
}

/// A direction that weighs a side e^by times as much.
fn turned(direction: &Direction, side: usize, by: f64) -> Direction {
    let mut turned = direction.clone();
    turned[side] *= by.exp();
    turned
}

/// What is asked for, direction by direction.
struct Asked<'f> {
    fence: &'f Fence<'f>,
    least: Vec<f64>,
}

impl Within for Asked<'_> {
    fn rounds(&self, key: &[u64], among: Rounds) -> Rounds {
        let Fence {
            layout, through, ..
        } = self.fence;
        let settlement = |topic| layout.at(key, topic);
        through.rounds(settlement, &self.least, among)
    }
}

/// Bounds on weighted sums of gains in the directions that bound a goal best; none where payoffs do not add up by topic and round.
///
/// # Errors
/// [`Stopped`] when a limit is reached first.
pub fn cuts(
    problem: &Problem,
    goal: &Goal,
    limits: &Limits,
) -> Result<Vec<(Direction, f64)>, Stopped> {
    let fence = Fence::new(problem, goal, limits)?;
    let cuts = fence.map(|fence| fence.directions.into_iter().zip(fence.bounds).collect());
    Ok(cuts.unwrap_or_default())
}

/// The plans that are best by a goal, without entering settlements that they cannot pass. None where payoffs do not add up by
/// topic and round, or where no plan comes near enough to what bounds allow.
///
/// # Errors
/// [`Stopped`] when a limit is reached first.
pub fn aspired(
    problem: &Problem,
    goal: &Goal,
    limits: &Limits,
) -> Result<Option<Vec<Road>>, Stopped> {
    let Some(fence) = Fence::new(problem, goal, limits)? else {
        return Ok(None);
    };
    let mut known: Option<f64> = None;
    for part in PARTS {
        // Once a plan is known, nothing that is worth less.
        let least = known.map_or(f64::NEG_INFINITY, |value| goal.below(value, 1.0));
        let asked = goal.within(fence.most, part).max(least);
        let graph = fence.graph(asked, limits)?;
        let searcher = Searcher::new(problem, &graph);
        let Some(sweep) = searcher.aim(goal, known, limits)? else {
            continue;
        };
        let roads = searcher.plans_in(sweep.pool());
        let best = roads.iter().map(|road| goal.value(&road.gain));
        let Some(best) = best.max_by(f64::total_cmp) else {
            continue;
        };
        if goal.below(best, 1.0) >= asked {
            return Ok(Some(roads));
        }
        let better = known.is_none_or(|known| best > known);
        known = if better && best.is_finite() {
            Some(best)
        } else {
            known
        };
    }
    Ok(None)
}
