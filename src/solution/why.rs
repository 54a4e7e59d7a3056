//! Why there is no deal, or what every line costs, named.

use serde::Serialize;
use serde_json::Value;

use super::assumed::About;
use super::head::{Claim, Grade, Head, Provenance, Status};
use super::names;
use super::packages::{PackagePoint, Packages, point, stopped};
use super::sets::{SetsView, ids};
use super::words::Demand;
use crate::base::{ConstraintId, Limits, Points, Stopped};
use crate::problem::Problem;
use crate::search::concept::Concept;
use crate::study::Reasons;
use crate::study::why::{Line, Lines, NoDeal, Relaxation, Relaxations, WayOut, WhyAnswer};

/// The answer to `why`.
#[derive(Clone, Debug, Serialize)]
pub struct Why {
    /// The common part.
    #[serde(flatten)]
    pub head: Head,
    /// Is there a package? `None` where nothing is claimed.
    pub agreement: Option<bool>,
    /// Why there is none.
    #[serde(flatten)]
    pub no_deal: Option<WhyNot>,
    /// What every line costs.
    #[serde(flatten)]
    pub prices: Option<Prices>,
    /// The package question, for printing.
    #[serde(skip)]
    pub packages: Packages,
}

/// Why there is no package, and what would open one.
#[derive(Clone, Debug, Serialize)]
pub struct WhyNot {
    /// What conflicts, and what would have to go; the smallest sets first.
    #[serde(flatten)]
    pub sets: SetsView,
    /// Are these all of them?
    pub all_sets: bool,
    /// The smallest correction sets, and the package that each opens.
    pub ways_out: Vec<WayOutView>,
    /// How far numbers must give way.
    pub relaxations: RelaxationsView,
    /// The constraints named.
    pub demands: Vec<Demand>,
}

/// A way out.
#[derive(Clone, Debug, Serialize)]
pub struct WayOutView {
    /// What is given up.
    pub drop: Vec<String>,
    /// The package that this opens.
    pub opens: Option<PackagePoint>,
    /// How far the package is short of the numbers given up.
    pub short: Vec<ShortView>,
}

/// How far a package is short of a number.
#[derive(Clone, Debug, Serialize)]
pub struct ShortView {
    /// The constraint.
    pub constraint: String,
    /// By so much.
    pub by: f64,
}

/// The cheapest relaxations.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RelaxationsView {
    /// The least largest change.
    pub least: Option<RelaxationView>,
    /// The fewest changes.
    pub fewest: Option<RelaxationView>,
    /// No numbers open a package, however far they give way.
    pub impossible: bool,
    /// Why the search for them stopped, if it did.
    pub stopped: Option<String>,
}

/// Bounds that give way together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RelaxationView {
    /// The largest change.
    pub largest: f64,
    /// The same as an exact fraction, where topics are divided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fraction: Option<String>,
    /// Were all sets of as few changes compared? Otherwise another may have a smaller largest change.
    pub compared: bool,
    /// What gives way.
    pub changes: Vec<ChangeView>,
    /// The package that this opens.
    pub opens: PackagePoint,
}

/// A bound that gives way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangeView {
    /// The constraint.
    pub constraint: String,
    /// Its bound.
    pub from: f64,
    /// The bound that is enough.
    pub to: f64,
    /// The difference.
    pub by: f64,
    /// The bound that is enough and the difference as exact fractions, where topics are divided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fractions: Option<Fractions>,
}

/// Exact numbers of a change, such as `395/6`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fractions {
    /// The bound that is enough.
    pub to: String,
    /// The difference.
    pub by: String,
}

/// What every line costs.
#[derive(Clone, Debug, Serialize)]
pub struct Prices {
    /// The concept's answer with all lines in place.
    pub answer: Option<PackagePoint>,
    /// Lines that cost something.
    pub lines: Vec<LineView>,
    /// Lines that cost nothing.
    pub free: Vec<String>,
    /// Lines that were not tried.
    pub not_tried: Vec<String>,
    /// Topics are divided, so that near misses are not listed; for printing.
    #[serde(skip)]
    pub divided: bool,
}

/// What a line costs.
#[derive(Clone, Debug, Serialize)]
pub struct LineView {
    /// The line.
    #[serde(flatten)]
    pub demand: Demand,
    /// The concept's answer without it.
    pub answer: PackagePoint,
    /// What every actor would gain by that answer.
    pub change: Value,
    /// Who would gain by that answer: they pay for the line.
    pub paid_by: Vec<String>,
    /// Who would lose by it: the line protects them.
    pub protects: Vec<String>,
    /// By how much every actor's best possible gain would rise.
    pub best: Value,
    /// Packages that the line alone refuses, nearest first; of many the first.
    pub near_misses: Vec<NearMissView>,
    /// How many there are; null where topics are divided.
    pub near_miss_count: Option<usize>,
    /// The change, for printing.
    #[serde(skip)]
    pub changes: Vec<Points>,
    /// The rise, for printing.
    #[serde(skip)]
    pub rises: Vec<Points>,
}

/// A package that one line alone refuses.
#[derive(Clone, Debug, Serialize)]
pub struct NearMissView {
    /// How far it is short, where the line is a number.
    pub short: Option<f64>,
    /// The package.
    #[serde(flatten)]
    pub point: PackagePoint,
}

/// Most near misses of one line that are told.
const MOST_NEAR: usize = 5;

impl Why {
    /// Names an answer.
    pub fn new(
        problem: &Problem,
        answer: &WhyAnswer,
        concept: Concept,
        provenance: &Provenance,
    ) -> Self {
        let packages = Packages::new(problem, &answer.packages, provenance);
        let lines = answer.lines.clone().unwrap_or_else(|| Lines {
            not_tried: problem.constraints.ids().collect(),
            ..Lines::default()
        });
        let has_package = answer.no_deal.is_none();
        let grade = match has_package {
            true => priced(&packages.head.grade, &lines),
            false => packages.head.grade.clone(),
        };
        let claim = match has_package {
            true => Claim::Prices,
            false => Claim::ConflictSets,
        };
        Self {
            head: Head::new(problem, "why", About::Packages, provenance, (claim, grade)),
            agreement: Some(has_package),
            no_deal: answer.no_deal.as_ref().map(|n| why_not(problem, n)),
            prices: has_package.then(|| Prices {
                answer: packages.answer(concept).map(|view| view.point.clone()),
                lines: lines.costing.iter().map(|l| line(problem, l)).collect(),
                free: ids(problem, &lines.free),
                not_tried: ids(problem, &lines.not_tried),
                divided: false,
            }),
            packages,
        }
    }

    /// When a limit came first.
    pub fn stopped(
        problem: &Problem,
        why: Stopped,
        limits: &Limits,
        provenance: &Provenance,
    ) -> Self {
        let packages = Packages::stopped(problem, why, limits, provenance);
        let grade = packages.head.grade.clone();
        Self {
            head: Head::new(
                problem,
                "why",
                About::Packages,
                provenance,
                (Claim::Nothing, grade),
            ),
            agreement: None,
            no_deal: None,
            prices: None,
            packages,
        }
    }
}

fn priced(packages: &Grade, lines: &Lines) -> Grade {
    match lines.not_tried.len() {
        _ if packages.status != Status::Proved => Grade::new(
            packages.status,
            "the frontier is too large to list, so no line was lifted",
        ),
        0 => Grade::new(
            Status::Proved,
            "exact search of all packages, with every line and without each, all judged",
        ),
        n => Grade::new(
            Status::BestFound,
            format!(
                "exact search of all packages; {n} of the lines were not lifted, being too large or too late"
            ),
        ),
    }
}

fn why_not(problem: &Problem, no_deal: &NoDeal) -> WhyNot {
    let relaxed = [&no_deal.relaxations.least, &no_deal.relaxations.fewest];
    let relaxed = relaxed.into_iter().flatten();
    let relaxed = relaxed.flat_map(|r| r.changes.iter().map(|c| c.constraint));
    let relaxed = relaxed.collect();
    WhyNot {
        ways_out: no_deal
            .ways
            .iter()
            .map(|w| way(problem, w, |p| point(problem, p), |by| by.to_f64()))
            .collect(),
        relaxations: relaxations(&no_deal.relaxations, |r| relaxation(problem, r)),
        ..sets(problem, &no_deal.reasons, relaxed)
    }
}

/// Conflicts, ways out and their demands, and those `relaxed`; how to get out is left to be filled in.
pub(super) fn sets(problem: &Problem, reasons: &Reasons, relaxed: Vec<ConstraintId>) -> WhyNot {
    let sets = reasons.conflict_sets.iter().chain(&reasons.correction_sets);
    let mut mentioned: Vec<_> = sets.flatten().copied().chain(relaxed).collect();
    mentioned.sort_unstable();
    mentioned.dedup();
    WhyNot {
        sets: SetsView::new(problem, reasons),
        all_sets: reasons.complete,
        ways_out: Vec::new(),
        relaxations: RelaxationsView::default(),
        demands: mentioned.iter().map(|c| Demand::new(problem, *c)).collect(),
    }
}

/// A way out, by how its package and its numbers are told.
pub(super) fn way<P, N>(
    problem: &Problem,
    way: &WayOut<P, N>,
    point: impl Fn(&P) -> PackagePoint,
    number: impl Fn(&N) -> f64,
) -> WayOutView {
    let short = way.short.iter().map(|(constraint, by)| ShortView {
        constraint: problem.names.constraints[*constraint].id.clone(),
        by: number(by),
    });
    WayOutView {
        drop: ids(problem, &way.dropped),
        opens: way.opens.as_ref().map(point),
        short: short.collect(),
    }
}

/// Relaxations, by how one is told.
pub(super) fn relaxations<R>(
    found: &Relaxations<R>,
    view: impl Fn(&R) -> RelaxationView,
) -> RelaxationsView {
    RelaxationsView {
        least: found.least.as_ref().map(&view),
        fewest: found.fewest.as_ref().map(&view),
        impossible: found.impossible,
        stopped: found.stopped.map(|why| stopped(why, &Limits::none())),
    }
}

fn relaxation(problem: &Problem, relaxation: &Relaxation) -> RelaxationView {
    let changes = relaxation.changes.iter().map(|change| ChangeView {
        constraint: problem.names.constraints[change.constraint].id.clone(),
        from: change.from.to_f64(),
        to: change.to.to_f64(),
        by: change.by.to_f64(),
        fractions: None,
    });
    RelaxationView {
        largest: relaxation.largest().to_f64(),
        fraction: None,
        compared: relaxation.compared,
        changes: changes.collect(),
        opens: point(problem, &relaxation.opens),
    }
}

fn line(problem: &Problem, line: &Line) -> LineView {
    let near = line.near.iter().take(MOST_NEAR).map(|miss| NearMissView {
        short: miss.short.map(Points::to_f64),
        point: point(problem, &miss.point),
    });
    let changed = |sign: i32| {
        let changes = names::side_ids(problem).into_iter().zip(&line.change);
        let changed = changes.filter(|(_, change)| change.signum() == sign);
        changed.map(|(id, _)| id).collect()
    };
    LineView {
        paid_by: changed(1),
        protects: changed(-1),
        demand: Demand::new(problem, line.constraint),
        answer: point(problem, &line.answer),
        change: names::gains(problem, &line.change),
        best: names::gains(problem, &line.best),
        near_misses: near.collect(),
        near_miss_count: Some(line.near.len()),
        changes: line.change.clone(),
        rises: line.best.clone(),
    }
}
