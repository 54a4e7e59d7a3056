//! Which numbers flip the first step: every number of the model moved up and down until the concept's road opens with another
//! exchange, or is no road any more.
//!
//! Numbers move outwards by the rungs of [`LADDER`], all of them by one rung before any by the next; then bisection goes to the
//! edge between the rung that flips and the one before it. Every value told was solved with, on both sides of the edge. Where a
//! number flips the first step and flips it back between two rungs, something nearer may be missed.

use rayon::prelude::*;

use super::opener::{Budget, road_of};
use super::order::Round;
use super::parameter::Parameter;
use crate::base::{Limits, Points, Stopped};
use crate::problem::Problem;
use crate::search::concept::Concept;
use crate::search::plan::Road;

/// How far numbers are moved, in hundredths of their [scale](Parameter::scale).
pub const LADDER: [u32; 7] = [1, 2, 5, 10, 20, 50, 100];

/// Exchanges that all searches together may look at: some seconds.
const MOST_EXCHANGES: u64 = 2_500_000;

/// What of them is kept for bisection.
const KEPT: u64 = MOST_EXCHANGES / 4;

/// Room for one of them: a number may make a graph much larger than it is.
const MOST_SIZE: u64 = 100_000;

/// A number that flips the first step.
#[derive(Clone, Debug)]
pub struct Flip {
    /// The number.
    pub parameter: Parameter,
    /// As the model has it.
    pub from: Points,
    /// The nearest value found with which the road opens otherwise.
    pub to: Points,
    /// The value before it, nearer to the model's, with which it does not.
    pub beside: Points,
    /// Are the two neighbours on the grid? If not, a limit came first and the edge is somewhere between them.
    pub exact: bool,
    /// The change as a share of the number's scale.
    pub share: f64,
    /// The concept's answer with that value; `None` where there is no road.
    pub road: Option<Road>,
}

/// What came of moving numbers.
#[derive(Clone, Debug, Default)]
pub struct Flips {
    /// Numbers that flip the first step, the nearest first; ties in the order of [`Parameter::all`].
    pub found: Vec<Flip>,
    /// How far all numbers that are not yet found were moved, in hundredths of their scale; 0 where none was moved at all.
    pub moved: u32,
    /// Numbers that flip nothing as far as they were moved.
    pub steady: Vec<Parameter>,
    /// Numbers that were not moved so far: a limit came first.
    pub not_tried: Vec<Parameter>,
}

/// Moves every number until the concept's road opens otherwise; `now` is its road as things are, of so many exchanges.
///
/// Complexity: some fourteen plan searches a number, and some fifteen more for each that flips.
///
/// # Errors
/// [`Stopped::Refused`] if the judge refuses what the search finds.
pub fn flips(
    problem: &Problem,
    concept: Concept,
    now: &Road,
    exchanges: usize,
    limits: &Limits,
) -> Result<Flips, Stopped> {
    let mut search = Search {
        problem,
        concept,
        opening: now.rounds.first(),
        each: exchanges as u64,
        left: MOST_EXCHANGES,
        limits: limits.clone().with_size(limits.size().min(MOST_SIZE)),
    };
    let numbers = Parameter::all(problem);
    let mut walks: Vec<Walk> = numbers.iter().map(|n| Walk::new(problem, *n)).collect();
    let mut flips = Flips::default();
    for percent in LADDER {
        if !search.climb(&mut walks, percent)? {
            break;
        }
        flips.moved = percent;
    }
    for percent in LADDER {
        search.bisect(&mut walks, percent)?;
    }
    for walk in walks {
        let (parameter, lost) = (walk.parameter, walk.lost || flips.moved == 0);
        match (walk.nearest(), lost) {
            (Some(flip), _) => flips.found.push(flip),
            (None, true) => flips.not_tried.push(parameter),
            (None, false) => flips.steady.push(parameter),
        }
    }
    flips.found.sort_by(|a, b| a.share.total_cmp(&b.share));
    Ok(flips)
}

/// A number on its way.
struct Walk {
    parameter: Parameter,
    from: Points,
    scale: Points,
    /// The finest step: a power of ten, a millionth of the scale at the most.
    grid: i128,
    /// Downwards and upwards, the last value tried that flips nothing.
    same: [Points; 2],
    /// Where it flips: on which rung, and the edge as far as it is known.
    edges: Vec<Edge>,
    /// A search came to a limit.
    lost: bool,
}

/// Values between which the first step flips.
struct Edge {
    percent: u32,
    same: Points,
    flips: Points,
    road: Option<Road>,
    lost: bool,
}

impl Walk {
    fn new(problem: &Problem, parameter: Parameter) -> Self {
        let (from, scale) = (parameter.stated(problem), parameter.scale(problem));
        let mut grid = 1;
        while grid * 10 * 1_000_000 <= scale.billionths() {
            grid *= 10;
        }
        Self {
            parameter,
            from,
            scale,
            grid,
            same: [from, from],
            edges: Vec::new(),
            lost: false,
        }
    }

    /// The values of a rung, downwards and upwards, where there is still something to try.
    fn rung(&self, percent: u32) -> Vec<(usize, Points)> {
        if self.lost || !self.edges.is_empty() {
            return Vec::new();
        }
        let step = self.scale.billionths() * i128::from(percent) / 100;
        let (least, most) = self.parameter.range();
        let values = [-step, step].map(|step| {
            let value = Points::from_billionths(self.from.billionths() + step);
            value.clamp(least, most)
        });
        let values = values.into_iter().enumerate();
        values
            .filter(|(side, value)| self.same[*side] != *value)
            .collect()
    }

    /// The nearer edge; of two that are as near, the lower one.
    fn nearest(self) -> Option<Flip> {
        let far = |edge: &Edge| (edge.flips - self.from).abs();
        let edge = self.edges.into_iter().min_by_key(far)?;
        let gap = (edge.flips - edge.same).abs().billionths();
        Some(Flip {
            parameter: self.parameter,
            from: self.from,
            to: edge.flips,
            beside: edge.same,
            exact: gap <= self.grid,
            share: (edge.flips - self.from).abs().to_f64() / self.scale.to_f64(),
            road: edge.road,
        })
    }
}

impl Edge {
    /// A value between the two on the grid, about the middle; `None` where they are neighbours.
    fn middle(&self, grid: i128) -> Option<Points> {
        let gap = (self.flips - self.same).billionths();
        if gap.abs() <= grid || self.lost {
            return None;
        }
        let steps = (gap.abs() / grid / 2).max(1) * gap.signum();
        Some(Points::from_billionths(
            self.same.billionths() + steps * grid,
        ))
    }
}

/// Many plan searches, counted together.
struct Search<'p> {
    problem: &'p Problem,
    concept: Concept,
    opening: Option<&'p Round>,
    /// Exchanges that a search looks at, as the model is.
    each: u64,
    left: u64,
    limits: Limits,
}

impl Search<'_> {
    /// Moves all numbers by one rung; false where that is too much work.
    fn climb(&mut self, walks: &mut [Walk], percent: u32) -> Result<bool, Stopped> {
        let mut asked = Vec::new();
        for (index, walk) in walks.iter().enumerate() {
            let rung = walk.rung(percent).into_iter();
            asked.extend(rung.map(|(side, value)| (index, side, value)));
        }
        let values = asked
            .iter()
            .map(|(index, _, value)| (walks[*index].parameter, *value));
        let Some(found) = self.solve(values.collect(), KEPT)? else {
            return Ok(false);
        };
        for ((index, side, value), found) in asked.into_iter().zip(found) {
            let walk = &mut walks[index];
            match found {
                None => walk.lost = true,
                Some(road) if self.is_same(&road) => walk.same[side] = value,
                Some(road) => walk.edges.push(Edge {
                    percent,
                    same: walk.same[side],
                    flips: value,
                    road,
                    lost: false,
                }),
            }
        }
        Ok(true)
    }

    /// Narrows the edges found on a rung, all by one half before any by the next, down to neighbours or to where the work ends.
    fn bisect(&mut self, walks: &mut [Walk], percent: u32) -> Result<(), Stopped> {
        loop {
            let mut asked = Vec::new();
            for walk in walks.iter_mut() {
                let (parameter, grid) = (walk.parameter, walk.grid);
                let edges = walk.edges.iter_mut().filter(|edge| edge.percent == percent);
                asked.extend(edges.filter_map(|edge| Some((parameter, edge.middle(grid)?, edge))));
            }
            let values = asked
                .iter()
                .map(|(parameter, value, _)| (*parameter, *value));
            let values: Vec<_> = values.collect();
            if values.is_empty() {
                return Ok(());
            }
            let Some(found) = self.solve(values, 0)? else {
                return Ok(());
            };
            for ((_, value, edge), found) in asked.into_iter().zip(found) {
                match found {
                    None => edge.lost = true,
                    Some(road) if self.is_same(&road) => edge.same = value,
                    Some(road) => (edge.flips, edge.road) = (value, road),
                }
            }
        }
    }

    fn is_same(&self, road: &Option<Road>) -> bool {
        road.as_ref().and_then(|road| road.rounds.first()) == self.opening
    }

    /// The roads with these values, side by side; `None` in the place of one that came to a limit, and for all of them where
    /// less than `keep` would be left or time is up.
    fn solve(
        &mut self,
        values: Vec<(Parameter, Points)>,
        keep: u64,
    ) -> Result<Option<Vec<Option<Option<Road>>>>, Stopped> {
        let cost = self.each.saturating_mul(values.len() as u64);
        if self.left.saturating_sub(keep) < cost {
            return Ok(None);
        }
        let tried: Vec<_> = values
            .par_iter()
            .map(|(parameter, value)| {
                self.limits.go_on()?;
                let budget = Budget::new(u64::MAX);
                let other = parameter.with(self.problem, *value);
                let road = road_of(&other, self.concept, &budget, &self.limits);
                Ok((road, u64::MAX - budget.left()))
            })
            .collect();
        let mut found = Vec::new();
        for tried in tried {
            let (road, spent) = match tried {
                Ok(tried) => tried,
                Err(Stopped::Asked) => return Ok(None),
                Err(why) => return Err(why),
            };
            self.left = self.left.saturating_sub(spent.max(self.each));
            match road {
                Ok(road) => found.push(Some(road)),
                Err(Stopped::TooLarge) => {
                    self.left = self.left.saturating_sub(MOST_SIZE);
                    found.push(None);
                }
                Err(Stopped::Asked) => return Ok(None),
                Err(why) => return Err(why),
            }
        }
        Ok(Some(found))
    }
}
