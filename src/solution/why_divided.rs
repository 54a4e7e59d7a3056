//! Why there is no deal, or what every line costs, over the continuum of divisible topics, named.

use super::assumed::About;
use super::divided::named;
use super::head::{Claim, Grade, Head, Provenance, Status};
use super::names;
use super::packages::{PackagePoint, Packages, stopped};
use super::sets::ids;
use super::why::{
    ChangeView, Fractions, LineView, Prices, RelaxationView, Why, WhyNot, relaxations, sets, way,
};
use super::words::Demand;
use crate::base::{Limits, Points, Ratio, Stopped, ratio_to_f64};
use crate::problem::Problem;
use crate::search::concept::Concept;
use crate::study::why::{
    DividedLine, DividedLines, DividedNoDeal, DividedPackage, DividedRelaxation, DividedWhy,
};

impl Why {
    /// Names an answer over the continuum.
    pub fn divided(
        problem: &Problem,
        answer: &DividedWhy,
        concept: Concept,
        provenance: &Provenance,
    ) -> Self {
        let packages = Packages::divided(problem, &answer.packages, provenance);
        let grade = match &answer.lines {
            Some(lines) => priced(problem, lines),
            None => packages.head.grade.clone(),
        };
        let prices = answer.lines.as_ref().map(|lines| Prices {
            answer: packages.answer(concept).map(|view| view.point.clone()),
            lines: lines.costing.iter().map(|l| line(problem, l)).collect(),
            free: ids(problem, &lines.free),
            not_tried: ids(problem, &lines.not_tried),
            divided: true,
        });
        let claim = match prices {
            Some(_) => Claim::Prices,
            None => Claim::ConflictSets,
        };
        Self {
            head: Head::new(problem, "why", About::Packages, provenance, (claim, grade)),
            agreement: Some(answer.no_deal.is_none()),
            no_deal: answer.no_deal.as_ref().map(|n| why_not(problem, n)),
            prices,
            packages,
        }
    }

    /// Says that topics were divided at their steps only, the continuum being too large: that no step will do says nothing of what
    /// lies between.
    pub fn on_steps(mut self, limits: &Limits) -> Self {
        self.packages = self.packages.on_steps(limits);
        if self.no_deal.take().is_some() {
            self.agreement = None;
            self.head.claim = Claim::Nothing;
            self.head.grade = self.packages.head.grade.clone();
            return self;
        }
        if self.head.grade.status == Status::Proved {
            self.head.grade.status = Status::BestFound;
        }
        let too_large = stopped(Stopped::TooLarge, limits);
        self.head.grade.by = format!(
            "topics divided at their steps only, for between them {too_large}; {}",
            self.head.grade.by
        );
        self
    }
}

fn priced(problem: &Problem, lines: &DividedLines) -> Grade {
    let (two, left) = (problem.consenting.len() == 2, lines.not_tried.len());
    match (two, left) {
        (true, 0) => Grade::new(
            Status::Proved,
            "exact search of the continuum with every line and without each, all judged",
        ),
        (false, 0) => Grade::new(
            Status::BestFound,
            "exact search of the continuum with every line and without each; frontiers of more than two sides are compared by their corners",
        ),
        _ => Grade::new(
            Status::BestFound,
            format!(
                "exact search of the continuum; {left} of the lines were not lifted, being too large or too late"
            ),
        ),
    }
}

fn why_not(problem: &Problem, no_deal: &DividedNoDeal) -> WhyNot {
    let relaxed = [&no_deal.relaxations.least, &no_deal.relaxations.fewest];
    let relaxed = relaxed.into_iter().flatten();
    let relaxed = relaxed.flat_map(|r| r.changes.iter().map(|c| c.constraint));
    let relaxed = relaxed.collect();
    WhyNot {
        ways_out: no_deal
            .ways
            .iter()
            .map(|w| way(problem, w, |p| point(problem, p), ratio_to_f64))
            .collect(),
        relaxations: relaxations(&no_deal.relaxations, |r| relaxation(problem, r)),
        ..sets(problem, &no_deal.reasons, relaxed)
    }
}

fn point(problem: &Problem, package: &DividedPackage) -> PackagePoint {
    named(problem, &package.gain, &package.package)
}

fn relaxation(problem: &Problem, relaxation: &DividedRelaxation) -> RelaxationView {
    let changes = relaxation.changes.iter().map(|change| ChangeView {
        constraint: problem.names.constraints[change.constraint].id.clone(),
        from: change.from.to_f64(),
        to: ratio_to_f64(&change.to),
        by: ratio_to_f64(&change.by),
        fractions: Some(Fractions {
            to: change.to.to_string(),
            by: change.by.to_string(),
        }),
    });
    let largest = relaxation.largest();
    RelaxationView {
        largest: ratio_to_f64(&largest),
        fraction: Some(largest.to_string()),
        compared: relaxation.compared,
        changes: changes.collect(),
        opens: point(problem, &relaxation.opens),
    }
}

fn line(problem: &Problem, line: &DividedLine) -> LineView {
    let zero = Points::ZERO.ratio();
    let changed = |asked: &dyn Fn(&Ratio) -> bool| {
        let changes = names::side_ids(problem).into_iter().zip(&line.change);
        let changed = changes.filter(|(_, change)| asked(change));
        changed.map(|(id, _)| id).collect()
    };
    let floats = |of: &[Ratio]| of.iter().map(ratio_to_f64).collect::<Vec<f64>>();
    LineView {
        paid_by: changed(&|change| *change > zero),
        protects: changed(&|change| *change < zero),
        demand: Demand::new(problem, line.constraint),
        answer: point(problem, &line.answer),
        change: names::per_side(problem, &floats(&line.change), |x| x),
        best: names::per_side(problem, &floats(&line.best), |x| x),
        near_misses: Vec::new(),
        near_miss_count: None,
        changes: line.change.iter().map(Points::nearest).collect(),
        rises: line.best.iter().map(Points::nearest).collect(),
    }
}
