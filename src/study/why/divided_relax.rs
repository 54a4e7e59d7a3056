//! The cheapest relaxations over the continuum (SEMANTICS §6), in exact fractions: linear programmes say how little a set of bounds must
//! give way, so nothing is bisected.

use super::oracle::Asked;
use super::relax::{Relaxations, smallest_openings};
use crate::base::{ConstraintId, Limits, Points, Ratio, Stopped};
use crate::check::judge_division;
use crate::problem::{Division, Problem};
use crate::search::concept::Concept;
use crate::search::package::divisible::{Continuum, Slack, Terms, answers, continuum, least_slack};

/// A package that divides topics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DividedPackage {
    /// Exact gain per consenting actor.
    pub gain: Vec<Ratio>,
    /// The package.
    pub package: Division,
}

/// A bound that gives way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DividedChange {
    /// The constraint.
    pub constraint: ConstraintId,
    /// Its bound.
    pub from: Points,
    /// The bound that opens a package.
    pub to: Ratio,
    /// The difference, in the points of whom it belongs to; 0 where any change, however small, is enough.
    pub by: Ratio,
}

/// Bounds that give way together, none of them further than it must, and the package that this opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DividedRelaxation {
    /// What gives way; in the order of the constraints.
    pub changes: Vec<DividedChange>,
    /// The package, by the concept asked for where that could be found.
    pub opens: DividedPackage,
    /// Were all sets of as few changes compared? Otherwise another of them may have a smaller largest change.
    pub compared: bool,
}

impl DividedRelaxation {
    /// The largest change.
    pub fn largest(&self) -> Ratio {
        let changes = self.changes.iter().map(|c| c.by.clone());
        changes.max().unwrap_or_else(|| Points::ZERO.ratio())
    }
}

/// The cheapest ways to open a package that divides topics.
pub type DividedRelaxations = Relaxations<DividedRelaxation>;

/// The cheapest relaxations of a problem without a package, over the continuum of its divisible topics.
///
/// Complexity: a linear programme per leaf for each set of bounds that is tried.
///
/// # Errors
/// [`Stopped::Refused`] if the judge refuses what the search finds.
pub fn divided_relaxations(
    problem: &Problem,
    concept: Concept,
    limits: &Limits,
) -> Result<DividedRelaxations, Stopped> {
    Relaxations::found(|found| fill(problem, concept, limits, found))
}

fn fill(
    problem: &Problem,
    concept: Concept,
    limits: &Limits,
    found: &mut DividedRelaxations,
) -> Result<(), Stopped> {
    let mut easing = Easing::new(problem, limits);
    let Some(together) = easing.opens(&easing.universe.clone())? else {
        found.impossible = true;
        return Ok(());
    };
    easing.most = Some(together.largest);
    found.least = cheapest(&mut easing, concept)?;
    easing.most = None;
    found.fewest = cheapest(&mut easing, concept)?;
    Ok(())
}

/// Asks which bounds on numbers, given way no further than `most`, open a package, and how little is enough.
struct Easing<'p> {
    problem: &'p Problem,
    limits: &'p Limits,
    universe: Vec<ConstraintId>,
    most: Option<Ratio>,
    asked: usize,
}

impl<'p> Easing<'p> {
    fn new(problem: &'p Problem, limits: &'p Limits) -> Self {
        let numbers = problem.constraints.ids().filter(|c| problem.is_numeric(*c));
        Self {
            problem,
            limits,
            universe: numbers.collect(),
            most: None,
            asked: 0,
        }
    }
}

impl Asked for Easing<'_> {
    type Opening = Slack;

    fn universe(&self) -> &[ConstraintId] {
        &self.universe
    }

    fn asked(&self) -> usize {
        self.asked
    }

    fn opens(&mut self, dropped: &[ConstraintId]) -> Result<Option<Slack>, Stopped> {
        self.asked += 1;
        let may_give = |c| dropped.contains(&c);
        let found = least_slack(self.problem, &may_give, &Terms::default(), self.limits)?;
        let within = |slack: &Slack| self.most.as_ref().is_none_or(|m| slack.largest <= *m);
        Ok(found.filter(within))
    }
}

type Amounts = Vec<(ConstraintId, Ratio)>;

/// Of the smallest sets that open a package, the one whose largest change is least, then its next.
fn cheapest(easing: &mut Easing, concept: Concept) -> Result<Option<DividedRelaxation>, Stopped> {
    let (openings, compared) = smallest_openings(easing)?;
    if openings.is_empty() && !compared {
        return Err(Stopped::TooLarge);
    }
    let mut best: Option<(Vec<Ratio>, Amounts, Division)> = None;
    for (set, slack) in openings {
        let (amounts, package) = tightened(easing, &set, slack)?;
        let mut key: Vec<Ratio> = amounts.iter().map(|(_, by)| by.clone()).collect();
        key.sort_by(|a, b| b.cmp(a));
        if best.as_ref().is_none_or(|(least, ..)| key < *least) {
            best = Some((key, amounts, package));
        }
    }
    let told = best.map(|(_, amounts, known)| {
        let found = told(easing, &amounts, known, concept)?;
        Ok(DividedRelaxation { compared, ..found })
    });
    told.transpose()
}

/// Takes back from one after another what it need not give.
fn tightened(
    easing: &Easing,
    set: &[ConstraintId],
    together: Slack,
) -> Result<(Amounts, Division), Stopped> {
    let all = set.iter().map(|c| (*c, together.largest.clone()));
    let mut amounts: Amounts = all.collect();
    let mut known = together.package;
    for place in 0..amounts.len() {
        let (constraint, most) = amounts.remove(place);
        let own = |c| c == constraint;
        let terms = Terms::easing_by(&amounts);
        // Where packages only come near to a limit, the others may have to stay beside it.
        let by = match least_slack(easing.problem, &own, &terms, easing.limits)? {
            Some(slack) if slack.largest <= most => {
                known = slack.package;
                slack.largest
            }
            _ => most,
        };
        amounts.insert(place, (constraint, by));
    }
    Ok((amounts, known))
}

fn told(
    easing: &Easing,
    amounts: &Amounts,
    known: Division,
    concept: Concept,
) -> Result<DividedRelaxation, Stopped> {
    let problem = easing.problem;
    let chosen = match continuum(problem, &Terms::easing_by(amounts), easing.limits) {
        Err(Stopped::TooLarge) => None,
        found => best_of(&found?, concept)?,
    };
    let opens = chosen.unwrap_or_else(|| DividedPackage {
        gain: judge_division(problem, &known).gains,
        package: known,
    });
    let set: Vec<ConstraintId> = amounts.iter().map(|(c, _)| *c).collect();
    for (constraint, short) in judged(problem, &opens, &set)? {
        let own = amounts.iter().find(|(c, _)| *c == constraint);
        if own.is_none_or(|(_, by)| short > *by) {
            return Err(Stopped::Refused);
        }
    }
    let changes = amounts.iter().filter_map(|(constraint, by)| {
        let measure = problem.measure_of_division(*constraint, &opens.package)?;
        Some(DividedChange {
            constraint: *constraint,
            from: measure.bound,
            to: measure.bound_after(by),
            by: by.clone(),
        })
    });
    Ok(DividedRelaxation {
        changes: changes.collect(),
        opens,
        compared: true,
    })
}

/// The answer of a concept on a continuum.
///
/// # Errors
/// [`Stopped`] when told to stop.
pub fn best_of(continuum: &Continuum, concept: Concept) -> Result<Option<DividedPackage>, Stopped> {
    let best = answers(continuum, &[concept])?.into_iter().next();
    Ok(best.map(|best| DividedPackage {
        gain: best.gain,
        package: best.package,
    }))
}

/// How far a package is short of each bound among `broken`, the only constraints that it may break.
///
/// # Errors
/// [`Stopped::Refused`] if the judge finds anything else wrong with it.
pub fn judged(
    problem: &Problem,
    package: &DividedPackage,
    broken: &[ConstraintId],
) -> Result<Amounts, Stopped> {
    let verdict = judge_division(problem, &package.package);
    let strange = verdict.broken.iter().any(|c| !broken.contains(c));
    let nothing = verdict.is_status_quo || !verdict.unsettled.is_empty();
    if strange || nothing || verdict.gains != package.gain {
        return Err(Stopped::Refused);
    }
    let short = verdict.broken.iter().filter_map(|c| {
        let measure = problem.measure_of_division(*c, &package.package)?;
        Some((*c, measure.short()))
    });
    Ok(short.collect())
}
