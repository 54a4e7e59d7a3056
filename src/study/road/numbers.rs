//! The nearest change of a single number that opens a road to a target: patience, trust, step gain, penalties, detection lags.
//!
//! Every value told is solved with and opens a road; the value beside it on the grid, towards what the model states, is solved with
//! too and opens none. Lowering a step gain and raising a penalty never close a road, so there nothing nearer can open. Patience, trust and
//! lags may open and close again: a scan finds where, and bisection goes to the nearest edge of what the scan came upon.

use rayon::prelude::*;

use super::opener::{Budget, road_of};
use super::parameter::Parameter;
use super::target::Target;
use crate::base::{Limits, Points, Stopped};
use crate::problem::Problem;
use crate::search::concept::Concept;
use crate::search::plan::Road;

/// Values are told to a millionth.
pub const GRID: i64 = 1_000_000;

/// Steps of a scan from what the model states to the end of the range.
const SCAN: i64 = 6;

/// Exchanges that all searches together may look at: some seconds.
const MOST_EXCHANGES: u64 = 12_000_000;

/// A change of one number that opens a road. In millionths; lags in rounds times a million.
#[derive(Clone, Debug)]
pub struct NumberChange {
    /// The number.
    pub parameter: Parameter,
    /// As the model has it.
    pub from: i64,
    /// The nearest value found that opens a road.
    pub to: i64,
    /// The value next to it that opens none.
    pub closed: i64,
    /// The road at that value.
    pub road: Road,
}

impl NumberChange {
    /// Is it certain that nothing nearer opens a road?
    pub fn is_nearest(&self) -> bool {
        matches!(
            self.parameter,
            Parameter::StepGain(_) | Parameter::Penalty(..)
        )
    }
}

/// What came of changing numbers one at a time.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    /// Changes that open a road, in the order of the model.
    pub found: Vec<NumberChange>,
    /// Numbers no value of which, among those tried, opens one.
    pub in_vain: Vec<Parameter>,
    /// Numbers that were not tried, or not to the end: a limit came first.
    pub not_tried: Vec<Parameter>,
}

/// Changes every number that bears on roads, one at a time, until a road to the target opens.
///
/// Complexity: some ten plan searches a number, and twenty more where a road opens.
///
/// # Errors
/// [`Stopped::Refused`] if the judge refuses what the search finds.
pub fn numbers(
    problem: &Problem,
    target: &Target,
    concept: Concept,
    limits: &Limits,
) -> Result<Numbers, Stopped> {
    let steered = target.steered(problem);
    let all = parameters(&steered);
    // Each number is a search of its own; gathered in the order of the numbers, so threads do not show.
    let tried: Vec<_> = all
        .par_iter()
        .map(|parameter| {
            let number = Number {
                steered: &steered,
                parameter: *parameter,
                concept,
                budget: Budget::new(MOST_EXCHANGES / all.len() as u64),
                limits,
            };
            (*parameter, number.nearest())
        })
        .collect();
    let mut numbers = Numbers::default();
    for (parameter, found) in tried {
        match found {
            Ok(Some(change)) => numbers.found.push(change),
            Ok(None) => numbers.in_vain.push(parameter),
            Err(Stopped::Refused) => return Err(Stopped::Refused),
            Err(_) => numbers.not_tried.push(parameter),
        }
    }
    Ok(numbers)
}

fn parameters(problem: &Problem) -> Vec<Parameter> {
    let sides = || problem.consenting.iter().copied();
    let mut all: Vec<Parameter> = sides().map(Parameter::Patience).collect();
    for actor in sides() {
        let others = problem.actors.ids().filter(|other| *other != actor);
        all.extend(others.map(|other| Parameter::Trust(actor, other)));
    }
    let stepping = sides().filter(|a| problem.actors[*a].step_gain.is_some());
    all.extend(stepping.map(Parameter::StepGain));
    for (topic, own) in problem.topics.entries() {
        for (option, rung) in own.rungs.entries() {
            let penalties = rung.penalty.iter();
            all.extend(penalties.map(|(actor, _)| Parameter::Penalty(topic, option, *actor)));
            if rung.detected_in > 1 {
                all.push(Parameter::DetectedIn(topic, option));
            }
        }
    }
    all
}

/// One number, varied.
struct Number<'p> {
    steered: &'p Problem,
    parameter: Parameter,
    concept: Concept,
    budget: Budget,
    limits: &'p Limits,
}

impl Number<'_> {
    /// The nearest value that opens a road, above or below what the model states.
    fn nearest(&self) -> Result<Option<NumberChange>, Stopped> {
        let from = millionths(self.parameter.stated(self.steered));
        let mut nearest: Option<NumberChange> = None;
        for scan in self.scans(from) {
            if let Some(found) = self.along(from, &scan)? {
                let distance = |change: &NumberChange| (change.to - from).abs();
                if nearest
                    .as_ref()
                    .is_none_or(|n| distance(&found) < distance(n))
                {
                    nearest = Some(found);
                }
            }
        }
        Ok(nearest)
    }

    /// Values to try, each list from the nearest to the end of the range.
    fn scans(&self, from: i64) -> Vec<Vec<i64>> {
        let between = |end: i64| -> Vec<i64> {
            let mut values: Vec<i64> = (1..=SCAN)
                .map(|k| from + (end - from) * k / SCAN)
                .filter(|value| *value != from)
                .collect();
            values.dedup();
            values
        };
        match self.parameter {
            Parameter::Patience(_) => vec![between(GRID), between(GRID / 100)],
            Parameter::Trust(..) => vec![between(GRID), between(0)],
            Parameter::StepGain(_) => vec![vec![from - self.much()]],
            Parameter::Penalty(..) => vec![vec![from + self.much()]],
            Parameter::DetectedIn(..) => {
                let rounds = between(GRID).into_iter().map(|v| v / GRID * GRID);
                let mut rounds: Vec<i64> = rounds.collect();
                rounds.dedup();
                vec![rounds]
            }
            // The others are not among those that are asked to open a road.
            _ => Vec::new(),
        }
    }

    /// More than anybody can gain or lose by anything: to a step gain as good as none, to a penalty as good as the largest.
    fn much(&self) -> i64 {
        let actors = self.steered.actors.iter();
        let rows = actors.clone().flat_map(|a| a.interests.iter());
        let interests = rows.map(|row| row.iter().map(|w| w.abs()).max().unwrap_or_default());
        let linked = actors.flat_map(|a| a.linkages.iter().map(|l| l.value.abs()));
        let total: Points = interests.chain(linked).sum();
        millionths(total) + GRID
    }

    /// The edge before the first value of a scan that opens a road.
    fn along(&self, from: i64, scan: &[i64]) -> Result<Option<NumberChange>, Stopped> {
        let mut closed = from;
        for &value in scan {
            if let Some(road) = self.opens(value)? {
                return self.edge(from, closed, (value, road)).map(Some);
            }
            closed = value;
        }
        Ok(None)
    }

    /// Bisects between a value that opens none and one that opens a road, down to neighbours on the grid.
    fn edge(
        &self,
        from: i64,
        mut closed: i64,
        mut open: (i64, Road),
    ) -> Result<NumberChange, Stopped> {
        let grid = match self.parameter {
            Parameter::DetectedIn(..) => GRID,
            _ => 1,
        };
        while (open.0 - closed).abs() > grid {
            let middle = closed + (open.0 - closed) / grid / 2 * grid;
            match self.opens(middle)? {
                Some(road) => open = (middle, road),
                None => closed = middle,
            }
        }
        Ok(NumberChange {
            parameter: self.parameter,
            from,
            to: open.0,
            closed,
            road: open.1,
        })
    }

    fn opens(&self, value: i64) -> Result<Option<Road>, Stopped> {
        self.limits.go_on()?;
        let problem = with_number(self.steered, self.parameter, value);
        road_of(&problem, self.concept, &self.budget, self.limits)
    }
}

fn millionths(points: Points) -> i64 {
    let most = i128::from(i64::MAX / 4);
    (points.billionths() / 1_000).clamp(-most, most) as i64
}

/// The problem with another value of a number, in millionths.
pub fn with_number(problem: &Problem, parameter: Parameter, value: i64) -> Problem {
    parameter.with(problem, Points::from_billionths(i128::from(value) * 1_000))
}
