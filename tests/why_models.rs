//! Conflicts, relaxations, prices of lines and near packages on random models, against plain enumeration by the judge.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::random::{For, Model};
use winset::base::{ConstraintId, Limits, Points};
use winset::check::{enumerate_packages, judge_package};
use winset::problem::{Problem, Settlement};
use winset::search::concept::Concept;
use winset::search::package::frontier;
use winset::study::why::{Relaxation, lines, nearest, relaxations};
use winset::study::{reasons, survey};

/// So many random models of a kind, with their seeds.
fn random(count: usize, infeasible: bool) -> Vec<(u64, Problem)> {
    let mut found = Vec::new();
    for seed in 0.. {
        let text = Model::random(seed, For::Packages).text();
        let problem = common::problem(&format!("seed {seed}"), &text);
        let packages = enumerate_packages(&problem, 10_000).unwrap().packages;
        if (packages == 0) == infeasible && moves(&problem) {
            found.push((seed, problem));
        }
        if found.len() == count {
            break;
        }
    }
    found
}

/// Is there any settlement but the status quo?
fn moves(problem: &Problem) -> bool {
    !settlements(problem).is_empty()
}

/// Every settlement that could be a package.
fn settlements(problem: &Problem) -> Vec<Settlement> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for topic in problem.topics.iter() {
        let longer = all.iter().flat_map(|s| {
            let options = problem.settled_options(topic);
            options.map(move |o| [s.as_slice(), &[o]].concat())
        });
        all = longer.collect();
    }
    let all = all.into_iter().map(Settlement::from_indices);
    all.filter(|s| !s.is_status_quo()).collect()
}

fn broken(problem: &Problem, settlement: &Settlement) -> Vec<ConstraintId> {
    judge_package(problem, settlement).broken
}

fn opens(problem: &Problem, dropped: &[ConstraintId]) -> bool {
    let mut all = settlements(problem).into_iter();
    all.any(|s| broken(problem, &s).iter().all(|c| dropped.contains(c)))
}

fn short(problem: &Problem, constraint: ConstraintId, settlement: &Settlement) -> Points {
    let force = problem.in_force(settlement);
    let measure = problem.measure(constraint, settlement, &force);
    measure.map_or(Points::ZERO, |m| m.short())
}

#[test]
fn every_conflict_is_minimal_and_every_way_out_opens() {
    for (seed, problem) in random(500, true) {
        let limits = Limits::none();
        let all: Vec<ConstraintId> = problem.constraints.ids().collect();
        let surveyed = survey(&problem, &limits).unwrap();
        let surveyed = reasons(&problem, surveyed.as_ref(), &limits).unwrap();
        let found = reasons(&problem, None, &limits).unwrap();
        assert!(found.complete && surveyed.complete, "seed {seed}");
        let sets = |sets: &[Vec<ConstraintId>]| sets.iter().cloned().collect::<BTreeSet<_>>();
        for (ours, theirs) in [
            (&found.conflict_sets, &surveyed.conflict_sets),
            (&found.correction_sets, &surveyed.correction_sets),
        ] {
            assert_eq!(sets(ours), sets(theirs), "seed {seed}");
        }
        for conflict in &found.conflict_sets {
            let without = |kept: &[ConstraintId]| -> Vec<ConstraintId> {
                all.iter().filter(|c| !kept.contains(c)).copied().collect()
            };
            assert!(!opens(&problem, &without(conflict)), "seed {seed}");
            for item in conflict {
                let rest: Vec<_> = conflict.iter().filter(|c| *c != item).copied().collect();
                assert!(opens(&problem, &without(&rest)), "seed {seed}: {item:?}");
            }
        }
        for correction in &found.correction_sets {
            assert!(opens(&problem, correction), "seed {seed}");
            for item in correction {
                let rest: Vec<_> = correction.iter().filter(|c| *c != item).copied().collect();
                assert!(!opens(&problem, &rest), "seed {seed}: {item:?}");
            }
        }
    }
}

/// What every settlement that breaks no other than numbers is short of: the largest shortfall, and how many.
fn shortfalls(problem: &Problem) -> Vec<(Points, usize)> {
    let mut found = Vec::new();
    for settlement in settlements(problem) {
        let broken = broken(problem, &settlement);
        if broken.iter().all(|c| problem.is_numeric(*c)) {
            let shorts = broken.iter().map(|c| short(problem, *c, &settlement));
            found.push((shorts.max().unwrap(), broken.len()));
        }
    }
    found
}

/// The problem with the bounds given way, but for one step less of one of them.
fn eased(problem: &Problem, relaxation: &Relaxation, but: Option<usize>) -> Problem {
    let mut eased = problem.clone();
    for (place, change) in relaxation.changes.iter().enumerate() {
        let step = match but == Some(place) {
            true => problem.grid(),
            false => Points::ZERO,
        };
        eased.relax(change.constraint, change.by - step);
    }
    eased
}

#[test]
fn relaxations_are_the_cheapest_and_no_step_too_far() {
    let (mut possible, mut impossible) = (0, 0);
    for (seed, problem) in random(500, true) {
        let found = relaxations(&problem, Concept::Nash, &Limits::none()).unwrap();
        let all = shortfalls(&problem);
        assert_eq!(found.impossible, all.is_empty(), "seed {seed}");
        assert!(found.stopped.is_none());
        let Some(least) = all.iter().map(|(largest, _)| *largest).min() else {
            impossible += 1;
            continue;
        };
        possible += 1;
        let fewest = all.iter().map(|(_, count)| *count).min().unwrap();
        let by_least = all.iter().filter(|(largest, _)| *largest == least);
        let by_fewest = all.iter().filter(|(_, count)| *count == fewest);
        let a = found.least.unwrap();
        assert_eq!(a.largest(), least, "seed {seed}");
        let count = by_least.map(|(_, count)| *count).min().unwrap();
        assert_eq!(a.changes.len(), count, "seed {seed}");
        let b = found.fewest.unwrap();
        assert_eq!(b.changes.len(), fewest, "seed {seed}");
        let largest = by_fewest.map(|(largest, _)| *largest).min().unwrap();
        assert_eq!(b.largest(), largest, "seed {seed}");
        for relaxation in [a, b] {
            judged(seed, &problem, &relaxation);
        }
    }
    assert!(possible > 100 && impossible > 50);
}

/// The bounds open the package, and one step less of any of them opens none.
fn judged(seed: u64, problem: &Problem, relaxation: &Relaxation) {
    let package = &relaxation.opens.package;
    let verdict = judge_package(&eased(problem, relaxation, None), package);
    assert!(verdict.is_package(), "seed {seed}");
    assert_eq!(verdict.gains, relaxation.opens.gain);
    assert!(relaxation.best && relaxation.compared);
    for (place, change) in relaxation.changes.iter().enumerate() {
        assert_eq!(short(problem, change.constraint, package), change.by);
        let less = eased(problem, relaxation, Some(place));
        let packages = enumerate_packages(&less, 10_000).unwrap().packages;
        assert_eq!(packages, 0, "seed {seed}: {change:?}");
    }
}

type Gains = Vec<Points>;

fn at_least(a: &Gains, b: &Gains) -> bool {
    a.iter().zip(b).all(|(a, b)| a >= b)
}

/// The maximal vectors of the settlements that break no other constraint than this.
fn frontier_without(problem: &Problem, dropped: Option<ConstraintId>) -> BTreeSet<Gains> {
    let all = settlements(problem).into_iter();
    let kept = all.map(|s| judge_package(problem, &s));
    let kept = kept.filter(|v| v.broken.iter().all(|c| Some(*c) == dropped));
    let gains: BTreeSet<Gains> = kept.map(|v| v.gains).collect();
    let maximal = |g: &&Gains| !gains.iter().any(|o| o != *g && at_least(o, g));
    gains.iter().filter(maximal).cloned().collect()
}

#[test]
fn lines_cost_what_solving_without_them_gains() {
    for (seed, problem) in random(300, false) {
        let now = frontier(&problem, &Limits::none()).unwrap();
        let found = lines(&problem, &now, Concept::Nash, &Limits::none()).unwrap();
        assert!(found.not_tried.is_empty());
        let before = frontier_without(&problem, None);
        let best = |set: &BTreeSet<Gains>, side: usize| set.iter().map(|g| g[side]).max().unwrap();
        for constraint in problem.constraints.ids() {
            let after = frontier_without(&problem, Some(constraint));
            let line = found.costing.iter().find(|l| l.constraint == constraint);
            assert_eq!(
                found.free.contains(&constraint),
                after == before,
                "seed {seed}"
            );
            assert_eq!(line.is_none(), after == before, "seed {seed}");
            let Some(line) = line else { continue };
            for (side, rise) in line.best.iter().enumerate() {
                assert_eq!(
                    *rise,
                    best(&after, side) - best(&before, side),
                    "seed {seed}"
                );
            }
            let near: BTreeSet<Gains> = line.near.iter().map(|n| n.point.gain.clone()).collect();
            let new: BTreeSet<Gains> = after.difference(&before).cloned().collect();
            assert_eq!(near, new, "seed {seed}");
            for miss in &line.near {
                assert_eq!(broken(&problem, &miss.point.package), [constraint]);
                let by = short(&problem, constraint, &miss.point.package);
                assert_eq!(miss.short.unwrap_or_default(), by, "seed {seed}");
                assert_eq!(miss.short.is_some(), by > Points::ZERO, "seed {seed}");
            }
            assert!(line.near.is_sorted_by_key(|miss| miss.short));
        }
    }
}

/// What is listed from a settlement: vectors by the number of topics changed, that nothing as near or nearer matches.
fn near_by_enumeration(problem: &Problem, from: &Settlement) -> BTreeMap<Gains, usize> {
    let own = judge_package(problem, from);
    let mut found: BTreeMap<Gains, usize> = BTreeMap::new();
    for settlement in settlements(problem) {
        let verdict = judge_package(problem, &settlement);
        let better = at_least(&verdict.gains, &own.gains) && verdict.gains != own.gains;
        if verdict.is_package() && (better || !own.is_package()) {
            let changed = settlement.iter().filter(|(t, o)| from.at(*t) != *o).count();
            let known = found.entry(verdict.gains).or_insert(changed);
            *known = changed.min(*known);
        }
    }
    let matched = |gain: &Gains, changed: usize| {
        found
            .iter()
            .any(|(g, c)| g != gain && at_least(g, gain) && *c <= changed)
    };
    let kept = found
        .iter()
        .filter(|(gain, changed)| !matched(gain, **changed));
    kept.map(|(gain, changed)| (gain.clone(), *changed))
        .collect()
}

#[test]
fn what_is_near_is_what_enumeration_finds() {
    let (mut improved, mut efficient, mut mended) = (0, 0, 0);
    for (seed, problem) in random(150, false) {
        let all = settlements(&problem);
        for from in all
            .iter()
            .step_by(1 + all.len() / 7)
            .chain([&problem.status_quo()])
        {
            let found = nearest(&problem, from, Concept::Nash, 10_000, &Limits::none()).unwrap();
            assert!(found.complete, "seed {seed}");
            let expected = near_by_enumeration(&problem, from);
            let listed: BTreeMap<_, _> = found
                .steps
                .iter()
                .map(|s| (s.point.gain.clone(), s.changed))
                .collect();
            assert_eq!(listed, expected, "seed {seed}: {from:?}");
            assert_eq!(listed.len(), found.steps.len());
            assert!(found.steps.is_sorted_by_key(|s| s.changed));
            for step in &found.steps {
                let package = &step.point.package;
                let changed = package.iter().filter(|(t, o)| from.at(*t) != *o).count();
                assert!(judge_package(&problem, package).is_package());
                assert_eq!(changed, step.changed, "seed {seed}");
            }
            let cut = nearest(&problem, from, Concept::Nash, 1, &Limits::none()).unwrap();
            assert_eq!(cut.steps[..], found.steps[..expected.len().min(1)]);
            match (found.verdict.is_package(), expected.is_empty()) {
                (true, true) => efficient += 1,
                (true, false) => improved += 1,
                (false, _) => mended += 1,
            }
        }
    }
    assert!(improved > 50 && efficient > 20 && mended > 100);
}
