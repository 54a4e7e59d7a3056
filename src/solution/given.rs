//! A given settlement and what is near it, named.

use serde::Serialize;
use serde_json::{Map, Value};

use super::assumed::About;
use super::head::{Claim, Grade, Head, Provenance, Status};
use super::names;
use super::packages::{PackagePoint, Side, point, sides, stopped};
use super::words::{Demand, change};
use crate::base::{ConstraintId, Limits, Points, Stopped};
use crate::problem::{Constraint, Measure, Problem, Settlement};
use crate::search::package::Point;
use crate::study::why::{Given, Nearest, Step};

/// What a given settlement amounts to, and what is near it.
#[derive(Clone, Debug, Serialize)]
pub struct GivenView {
    /// The common part.
    #[serde(flatten)]
    pub head: Head,
    /// The settlement, as a point.
    #[serde(flatten)]
    pub point: PackagePoint,
    /// Worth to every actor, bystanders included.
    pub worth: Map<String, Value>,
    /// Is it a package?
    pub acceptable: bool,
    /// Nothing moves in it, so it is no package.
    pub is_status_quo: bool,
    /// Topics that it leaves unsettled.
    pub unsettled: Vec<String>,
    /// What refuses it.
    pub broken: Vec<BrokenView>,
    /// Audiences that would not ratify it.
    pub not_ratified_by: Vec<String>,
    /// Is it on the package frontier? `None` if that is not known.
    pub on_frontier: Option<bool>,
    /// Packages near it, nearest first; from a package, those that are better for somebody and worse for nobody.
    pub steps: Vec<StepView>,
    /// Is the list known to be complete?
    pub all_steps: bool,
    /// Why the list is not longer, where it is not complete.
    pub steps_stopped: Option<String>,
    /// Topics can be divided, and the list is of packages on their steps.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub on_steps: bool,
    /// Worth and gain per actor by name, for printing.
    #[serde(skip)]
    pub rows: Vec<(String, Points, Points, bool)>,
    /// The consenting actors, for printing.
    #[serde(skip)]
    pub sides: Vec<Side>,
}

/// A constraint that a settlement breaks.
#[derive(Clone, Debug, Serialize)]
pub struct BrokenView {
    /// The constraint.
    #[serde(flatten)]
    pub demand: Demand,
    /// What the settlement comes to, where that is a number.
    pub value: Option<f64>,
    /// What is asked.
    pub bound: Option<f64>,
    /// How much is missing.
    pub short: Option<f64>,
    /// The numbers, for printing.
    #[serde(skip)]
    pub measure: Option<Measure>,
}

/// A package near the one given.
#[derive(Clone, Debug, Serialize)]
pub struct StepView {
    /// How many topics change.
    pub changed: usize,
    /// Which, to what.
    pub changes: Vec<names::Move>,
    /// What every actor gains by the change.
    pub better_by: Value,
    /// The package.
    #[serde(flatten)]
    pub point: PackagePoint,
    /// The changes in words, for printing.
    #[serde(skip)]
    pub words: Vec<String>,
    /// What every actor gains, for printing.
    #[serde(skip)]
    pub differences: Vec<Points>,
}

impl GivenView {
    /// Names what was found of a settlement; `kind` is the question asked.
    pub fn new(
        problem: &Problem,
        given: &Given,
        kind: &'static str,
        limits: &Limits,
        provenance: &Provenance,
    ) -> Self {
        let verdict = &given.verdict;
        let found = given.nearest.as_ref().ok();
        let steps = found.map_or(&[][..], |near| &near.steps);
        let step = |s| step(problem, &given.settlement, &verdict.gains, s);
        let topics = verdict.unsettled.iter();
        let topics = topics.map(|t| problem.names.topics[*t].id.clone());
        let mut grade = grade(given, limits);
        let on_steps = given.improvable.is_some();
        if on_steps {
            grade = of_steps(grade);
        }
        let claim = match grade.status {
            Status::Stopped => Claim::Nothing,
            _ => Claim::NearPackages,
        };
        Self {
            head: Head::new(problem, kind, About::Packages, provenance, (claim, grade)),
            point: own_point(problem, given),
            worth: worth(problem, given),
            acceptable: verdict.is_package(),
            is_status_quo: verdict.is_status_quo,
            unsettled: topics.collect(),
            broken: given.broken.iter().map(|b| broken(problem, b)).collect(),
            not_ratified_by: not_ratified_by(problem, given),
            on_frontier: match verdict.is_package() {
                false => Some(false),
                true => match &given.improvable {
                    Some(improvable) => improvable.as_ref().ok().map(|better| !better),
                    None => on_frontier(found),
                },
            },
            steps: steps.iter().map(step).collect(),
            all_steps: found.is_some_and(|near| near.complete),
            steps_stopped: why_stopped(given, limits),
            on_steps,
            rows: rows(problem, given),
            sides: sides(problem),
        }
    }
}

/// The settlement given, as a point.
fn own_point(problem: &Problem, given: &Given) -> PackagePoint {
    let own = Point {
        gain: given.verdict.gains.clone(),
        package: given.settlement.clone(),
    };
    point(problem, &own)
}

fn worth(problem: &Problem, given: &Given) -> Map<String, Value> {
    let worths = given.worths.iter().map(|(actor, worth, _)| {
        let id = problem.names.actors[*actor].0.clone();
        (id, worth.to_f64().into())
    });
    worths.collect()
}

fn rows(problem: &Problem, given: &Given) -> Vec<(String, Points, Points, bool)> {
    let rows = given.worths.iter().map(|(actor, worth, gain)| {
        let name = names::actor_name(problem, *actor).to_owned();
        (name, *worth, *gain, problem.consenting.contains(actor))
    });
    rows.collect()
}

fn on_frontier(found: Option<&Nearest>) -> Option<bool> {
    let found = found?;
    match (found.steps.is_empty(), found.complete) {
        (false, _) => Some(false),
        (true, true) => Some(true),
        (true, false) => None,
    }
}

fn why_stopped(given: &Given, limits: &Limits) -> Option<String> {
    let why: Stopped = match &given.nearest {
        Err(why) => *why,
        Ok(near) => near.stopped?,
    };
    Some(stopped(why, limits))
}

fn grade(given: &Given, limits: &Limits) -> Grade {
    match &given.nearest {
        Err(why) => Grade::new(Status::Stopped, stopped(*why, limits)),
        Ok(near) if !near.complete => Grade::new(
            Status::BestFound,
            "exact search, nearest first, each package judged; the list was cut",
        ),
        Ok(near) if near.steps.is_empty() && !near.verdict.is_package() => Grade::new(
            Status::None,
            "exact search: no settlement satisfies every constraint",
        ),
        Ok(near) if near.steps.is_empty() => Grade::new(
            Status::Proved,
            "exact search: no package is better for somebody and worse for nobody",
        ),
        Ok(_) => Grade::new(
            Status::Proved,
            "exact search of all packages, nearest first, each judged",
        ),
    }
}

/// Says that what is near was looked for on the steps only: that they have nothing says nothing of what lies between.
fn of_steps(grade: Grade) -> Grade {
    let status = match grade.status {
        Status::Proved => Status::BestFound,
        Status::None => Status::Stopped,
        other => other,
    };
    let by = format!(
        "the package is judged exactly; near it only packages on the steps of divisible topics were looked for: {}",
        grade.by
    );
    Grade::new(status, by)
}

fn broken(problem: &Problem, broken: &(ConstraintId, Option<Measure>)) -> BrokenView {
    let (constraint, measure) = broken;
    BrokenView {
        demand: Demand::new(problem, *constraint),
        value: measure.map(|m| m.value.to_f64()),
        bound: measure.map(|m| m.bound.to_f64()),
        short: measure.map(|m| m.short().to_f64()),
        measure: *measure,
    }
}

fn not_ratified_by(problem: &Problem, given: &Given) -> Vec<String> {
    let ratifies = given.broken.iter().filter_map(|(c, _)| {
        let Constraint::Ratifies(actor, index) = problem.constraints[*c] else {
            return None;
        };
        let (id, audience) = (
            &problem.names.actors[actor].0,
            &problem.names.audiences[actor][index].0,
        );
        Some(format!("{id}/{audience}"))
    });
    ratifies.collect()
}

fn step(problem: &Problem, from: &Settlement, gains: &[Points], step: &Step) -> StepView {
    let package = &step.point.package;
    let changed = package.iter().filter(|(t, o)| from.at(*t) != *o);
    let changed: Vec<_> = changed.collect();
    let pairs = step.point.gain.iter().zip(gains);
    let differences: Vec<Points> = pairs.map(|(now, before)| *now - *before).collect();
    StepView {
        changed: step.changed,
        changes: changed
            .iter()
            .map(|(t, o)| names::Move::new(problem, *t, *o))
            .collect(),
        better_by: names::gains(problem, &differences),
        point: point(problem, &step.point),
        words: changed
            .iter()
            .map(|(t, o)| change(problem, *t, from.at(*t), *o))
            .collect(),
        differences,
    }
}
