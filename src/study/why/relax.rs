//! The cheapest relaxations (SEMANTICS §6): how far bounds must give way to open a package.
//!
//! What is asked of the search is always the same: do these bounds, given way by so much, open a package? Everything else is
//! bisection on the grid of the model, of which every slack is a multiple, so the answers are exact.

use super::hitting::{Answer, explore};
use super::oracle::{Asked, Oracle};
use crate::base::{ConstraintId, Limits, Points, Stopped};
use crate::check::judge_package;
use crate::problem::{Problem, Settlement};
use crate::search::concept::Concept;
use crate::search::package::{Point, find, frontier};
use crate::study::packages::answer_of;

/// A bound that gives way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The constraint.
    pub constraint: ConstraintId,
    /// Its bound.
    pub from: Points,
    /// The bound that opens a package.
    pub to: Points,
    /// The difference, in the points of whom it belongs to.
    pub by: Points,
}

/// Bounds that give way together, none of them further than it must, and the package that this opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relaxation {
    /// What gives way; in the order of the constraints.
    pub changes: Vec<Change>,
    /// The package, by the concept asked for.
    pub opens: Point,
    /// Is the package the concept's answer among all that open? Otherwise it is one of them.
    pub best: bool,
    /// Were all sets of as few changes compared? Otherwise another of them may have a smaller largest change.
    pub compared: bool,
}

impl Relaxation {
    /// The largest change.
    pub fn largest(&self) -> Points {
        let changes = self.changes.iter().map(|c| c.by);
        changes.max().unwrap_or_default()
    }
}

/// The cheapest ways to open a package by giving way on numbers alone.
#[derive(Clone, Debug)]
pub struct Relaxations<R = Relaxation> {
    /// The least largest change; of those, the fewest changes.
    pub least: Option<R>,
    /// The fewest changes; of those, the least largest change.
    pub fewest: Option<R>,
    /// No numbers, however far they give way, open a package.
    pub impossible: bool,
    /// The limit that came first.
    pub stopped: Option<Stopped>,
}

impl<R> Relaxations<R> {
    /// What `fill` finds; a limit that comes first is noted, and what was found before it is kept.
    pub(super) fn found(
        fill: impl FnOnce(&mut Self) -> Result<(), Stopped>,
    ) -> Result<Self, Stopped> {
        let mut found = Self {
            least: None,
            fewest: None,
            impossible: false,
            stopped: None,
        };
        match fill(&mut found) {
            Err(Stopped::Refused) => return Err(Stopped::Refused),
            Err(why) => found.stopped = Some(why),
            Ok(()) => {}
        }
        Ok(found)
    }
}

/// Most sets of changes of the same number that are compared.
const MOST_TIES: usize = 24;

/// The cheapest relaxations of a problem without a package.
///
/// Complexity: a few dozen questions to the package search.
///
/// # Errors
/// [`Stopped::Refused`] if the judge refuses what the search finds.
pub fn relaxations(
    problem: &Problem,
    concept: Concept,
    limits: &Limits,
) -> Result<Relaxations, Stopped> {
    Relaxations::found(|found| fill(problem, concept, limits, found))
}

fn fill(
    problem: &Problem,
    concept: Concept,
    limits: &Limits,
    found: &mut Relaxations,
) -> Result<(), Stopped> {
    let numbers = problem.constraints.ids().filter(|c| problem.is_numeric(*c));
    let numbers: Vec<_> = numbers.collect();
    let easing = Easing {
        problem,
        concept,
        grid: problem.grid(),
        limits,
    };
    let Some(start) = find(problem, &|c| !problem.is_numeric(c), limits)? else {
        found.impossible = true;
        return Ok(());
    };
    let (together, _) = easing.least(&numbers, &[], start.clone())?;
    let mut oracle = Oracle::of_numbers(problem, Some(together), limits);
    found.least = easing.cheapest(&mut oracle)?;
    let mut oracle = Oracle::of_numbers(problem, None, limits);
    found.fewest = easing.cheapest(&mut oracle)?;
    Ok(())
}

type Amounts = Vec<(ConstraintId, Points)>;

struct Easing<'p> {
    problem: &'p Problem,
    concept: Concept,
    grid: Points,
    limits: &'p Limits,
}

impl Easing<'_> {
    fn relaxed(&self, by: &[(ConstraintId, Points)]) -> Problem {
        let mut relaxed = self.problem.clone();
        by.iter().for_each(|(c, by)| relaxed.relax(*c, *by));
        relaxed
    }

    fn open(&self, by: &[(ConstraintId, Points)]) -> Result<Option<Settlement>, Stopped> {
        self.limits.go_on()?;
        let relaxed = self.relaxed(by);
        let found = find(&relaxed, &|_| true, self.limits)?;
        match found {
            Some(s) if !judge_package(&relaxed, &s).is_package() => Err(Stopped::Refused),
            found => Ok(found),
        }
    }

    /// The largest shortfall of a settlement.
    fn short(&self, of: &[ConstraintId], settlement: &Settlement) -> Points {
        let force = self.problem.in_force(settlement);
        let measure = |c: &ConstraintId| self.problem.measure(*c, settlement, &force);
        let short = of.iter().filter_map(measure).map(|m| m.short());
        short.max().unwrap_or_default()
    }

    /// The largest least slack, turned round: the least amount by which all of `of` must give way while `others` give way by their
    /// amounts, and a settlement that it opens. `known` is one that opens once `of` give way far enough; with nothing given, none does.
    fn least(
        &self,
        of: &[ConstraintId],
        others: &[(ConstraintId, Points)],
        known: Settlement,
    ) -> Result<(Points, Settlement), Stopped> {
        let mut known = known;
        let (mut low, mut high) = (Points::ZERO, self.short(of, &known));
        while high - low > self.grid {
            let middle = low + self.halfway(high - low);
            let eased = of
                .iter()
                .map(|c| (*c, middle))
                .chain(others.iter().copied());
            match self.open(&eased.collect::<Amounts>())? {
                Some(settlement) => {
                    high = self.short(of, &settlement);
                    known = settlement;
                }
                None => low = middle,
            }
        }
        Ok((high, known))
    }

    /// Half of a distance of at least two steps of the grid, on the grid.
    fn halfway(&self, distance: Points) -> Points {
        let grid = self.grid.billionths();
        let steps = distance.billionths() / grid / 2;
        Points::from_billionths(steps.max(1) * grid)
    }

    /// Of the smallest sets that open a package in the oracle's way, the one whose largest change is least, then its next.
    fn cheapest(&self, oracle: &mut Oracle) -> Result<Option<Relaxation>, Stopped> {
        let mut best: Option<(Vec<Points>, Amounts, Settlement)> = None;
        let (openings, compared) = smallest_openings(oracle)?;
        if openings.is_empty() && !compared {
            return Err(Stopped::TooLarge);
        }
        for (set, known) in openings {
            let (together, known) = self.least(&set, &[], known)?;
            let (amounts, known) = self.tightened(&set, together, known)?;
            let mut key: Vec<Points> = amounts.iter().map(|(_, by)| *by).collect();
            key.sort_by(|a, b| b.cmp(a));
            if best.as_ref().is_none_or(|(least, ..)| key < *least) {
                best = Some((key, amounts, known));
            }
        }
        match best {
            Some((_, amounts, known)) => Ok(Some(Relaxation {
                compared,
                ..self.told(&amounts, known)?
            })),
            None => Ok(None),
        }
    }

    /// Takes back from one after another what it need not give.
    fn tightened(
        &self,
        set: &[ConstraintId],
        together: Points,
        known: Settlement,
    ) -> Result<(Amounts, Settlement), Stopped> {
        let mut amounts: Amounts = set.iter().map(|c| (*c, together)).collect();
        let mut known = known;
        for place in 0..amounts.len() {
            let (constraint, _) = amounts.remove(place);
            let (by, settlement) = self.least(&[constraint], &amounts, known)?;
            amounts.insert(place, (constraint, by));
            known = settlement;
        }
        Ok((amounts, known))
    }

    fn told(&self, amounts: &Amounts, known: Settlement) -> Result<Relaxation, Stopped> {
        let relaxed = self.relaxed(amounts);
        let points = match frontier(&relaxed, self.limits) {
            Err(Stopped::TooLarge) => Vec::new(),
            points => points?,
        };
        let chosen = answer_of(self.problem, &points, self.concept);
        let package = chosen.map_or(&known, |point| &point.package);
        let verdict = judge_package(&relaxed, package);
        if !verdict.is_package() {
            return Err(Stopped::Refused);
        }
        let force = self.problem.in_force(package);
        let changes = amounts.iter().filter_map(|(constraint, by)| {
            let measure = self.problem.measure(*constraint, package, &force)?;
            Some(Change {
                constraint: *constraint,
                from: measure.bound,
                to: measure.bound_after(*by),
                by: *by,
            })
        });
        Ok(Relaxation {
            changes: changes.collect(),
            opens: Point {
                // The bounds gave way; walking away is worth what it was.
                gain: verdict.gains,
                package: package.clone(),
            },
            best: chosen.is_some(),
            compared: true,
        })
    }
}

/// Sets that open a package, and what is known of it.
type Openings<T> = Vec<(Vec<ConstraintId>, T)>;

/// The sets of the smallest size that open a package, each with what is known of it, in a fixed order; and whether these are all of
/// that size, or the first of very many.
pub fn smallest_openings<A: Asked>(
    oracle: &mut A,
) -> Result<(Openings<A::Opening>, bool), Stopped> {
    let mut openings = Openings::new();
    let mut larger = false;
    let through = explore(|dropped| {
        let first = openings.first();
        larger = first.is_some_and(|(set, _)| set.len() < dropped.len());
        if larger || openings.len() >= MOST_TIES {
            return Ok(Answer::Enough);
        }
        match oracle.opens(dropped)? {
            None => Ok(Answer::Conflict(oracle.conflict(dropped)?)),
            Some(known) => {
                openings.push((dropped.to_vec(), known));
                Ok(Answer::Opens)
            }
        }
    })?;
    Ok((openings, through || larger))
}
