//! Random small models over the whole language: the searches against plain enumeration, and laws that need no other answer.
//!
//! A failure names its seed. `WINSET_SEEDS=20000` asks for more of them, `WINSET_SEED=17` for that one alone, with its text.

mod common;

use std::collections::BTreeSet;

use common::random::{For, Labels, Model, Rng};
use common::recursion::{exchanges, reached};
use common::roads::roads_agree;
use common::seeds::{compiled, for_seeds, same, same_frontier};
use winset::base::{ConstraintId, Id, Limits, Points};
use winset::check::{enumerate_packages, judge_package, judge_plan};
use winset::graph::Graph;
use winset::problem::{Problem, Settlement};
use winset::search::concept::{Concept, best, weights};
use winset::search::package::{Aim, Point, Route, best_points, frontier, frontier_by};
use winset::search::plan::{Goal, Road, Roads, Searcher, improved, roads};
use winset::study::{ordered_ties, reasons, survey};

fn packages(problem: &Problem) -> Vec<Point> {
    frontier(problem, &Limits::none()).unwrap()
}

// ---- packages ----

#[test]
fn packages_agree_with_enumeration() {
    for_seeds(6_000, For::Packages, |seed, model| {
        let problem = compiled(seed, model);
        let limits = Limits::none();
        let all = enumerate_packages(&problem, 10_000).unwrap();
        let found = packages(&problem);
        let found: Vec<_> = found.into_iter().map(|p| (p.gain, p.package)).collect();
        same("frontier", &found, &all.frontier)?;
        by_every_route(seed, &problem, &all.frontier)?;
        let survey = survey(&problem, &limits).unwrap().unwrap();
        same("settlements", problem.settlements(), Some(all.settlements))?;
        same("packages", u128::from(survey.packages), all.packages)?;
        if all.packages > 0 {
            return Ok(());
        }
        why_none(&problem, &survey)
    });
}

/// The narrow passes and bounds of large models, on small ones; and every concept without the frontier.
fn by_every_route(
    seed: u64,
    problem: &Problem,
    expected: &[(Vec<Points>, Settlement)],
) -> Result<(), String> {
    let limits = Limits::none();
    let route = Route {
        plain: 0,
        narrow: 1 + seed as usize % 4,
        ..Route::default()
    };
    let bounded = frontier_by(problem, route, &limits).unwrap().0;
    let bounded: Vec<_> = bounded.into_iter().map(|p| (p.gain, p.package)).collect();
    same("frontier within bounds", &bounded[..], expected)?;
    // Without the options that others cover, the same gains, if not the same packages.
    let covered = Route { layer: 0, ..route };
    let covered = frontier_by(problem, covered, &limits).unwrap().0;
    let covered: Vec<_> = covered
        .into_iter()
        .map(|p| (judge_package(problem, &p.package), p.gain))
        .collect();
    for (verdict, gain) in &covered {
        same("a package", verdict.is_package(), true)?;
        same("its gains", &verdict.gains, gain)?;
    }
    let plain = expected.iter().map(|(gain, _)| gain);
    same(
        "frontier of uncovered options",
        covered.iter().map(|(_, g)| g).collect(),
        plain.collect::<Vec<_>>(),
    )?;
    let weights = weights(problem);
    let gains: Vec<Vec<Points>> = expected.iter().map(|(g, _)| g.clone()).collect();
    let largest = |i: usize| gains.iter().map(|g| g[i]).max().unwrap_or_default();
    let ideal: Vec<Points> = (0..weights.len()).map(largest).collect();
    for concept in Concept::ALL {
        let aim = Aim {
            concept,
            weights: &weights,
            ideal: &ideal,
            width: 1 + seed as usize % 3,
        };
        let found = best_points(problem, &aim, &limits).unwrap();
        same("proved", found.proved, true)?;
        let mut found: Vec<_> = found
            .points
            .into_iter()
            .map(|p| (p.gain, p.package))
            .collect();
        found.sort();
        let mut ties: Vec<_> = best(concept, &gains, &weights)
            .into_iter()
            .map(|i| expected[i].clone())
            .collect();
        ties.sort();
        same(concept.id(), found, ties)?;
    }
    Ok(())
}

type Sets = Vec<Vec<ConstraintId>>;

/// Conflict and correction sets against every subset of the constraints.
fn why_none(problem: &Problem, survey: &winset::study::Survey) -> Result<(), String> {
    let limits = Limits::none();
    let found = reasons(problem, Some(survey), &limits).unwrap();
    let explored = reasons(problem, None, &limits).unwrap();
    let size = problem.constraints.len();
    if size > 12 {
        return Ok(());
    }
    let broken: BTreeSet<u32> = settlements(problem)
        .iter()
        .map(|s| mask(&judge_package(problem, s).broken))
        .collect();
    let subsets = |which: &dyn Fn(u32) -> bool| {
        let all = 0u32..1 << size;
        minimal(all.filter(|set| which(*set)).collect())
    };
    let conflicts = subsets(&|set| broken.iter().all(|b| b & set != 0));
    let corrections = subsets(&|set| broken.iter().any(|b| b & !set == 0));
    // From a survey of the space, and by asking one question after another.
    for found in [found, explored] {
        same("complete", found.complete, true)?;
        let sets = sorted(found.conflict_sets);
        same("conflict sets", &sets, &conflicts)?;
        let sets = sorted(found.correction_sets);
        same("correction sets", &sets, &corrections)?;
    }
    Ok(())
}

fn mask(set: &[ConstraintId]) -> u32 {
    set.iter().map(|c| 1 << c.index()).sum()
}

/// The sets that contain no other.
fn minimal(sets: Vec<u32>) -> Sets {
    let within = |a: u32, b: u32| a != b && a & b == a;
    let smallest = |set: &&u32| !sets.iter().any(|other| within(*other, **set));
    let members = |set: &u32| {
        let set = *set;
        let members = (0..32).filter(move |i| set >> i & 1 == 1);
        members.map(ConstraintId::new).collect()
    };
    sorted(sets.iter().filter(smallest).map(members).collect())
}

fn sorted(mut sets: Sets) -> Sets {
    sets.iter_mut().for_each(|set| set.sort_unstable());
    sets.sort();
    sets
}

/// Every settlement that could be a package.
fn settlements(problem: &Problem) -> Vec<Settlement> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for topic in problem.topics.iter() {
        let longer = all.iter().flat_map(|s| {
            let options = usize::from(topic.unsettled)..topic.rungs.len();
            options.map(move |o| s.iter().copied().chain([o]).collect())
        });
        all = longer.collect();
    }
    let all = all.into_iter().map(Settlement::from_indices);
    all.filter(|s| !s.is_status_quo()).collect()
}

#[test]
fn lifting_a_rule_never_hurts() {
    for_seeds(3_000, For::Packages, |seed, model| {
        let before = packages(&compiled(seed, model));
        for index in 0.. {
            let Some(less) = model.without_rule(index) else {
                return Ok(());
            };
            let after = packages(&compiled(seed, &less));
            let as_good = |old: &Point| {
                let mut new = after.iter();
                new.any(|p| p.gain.iter().zip(&old.gain).all(|(a, b)| a >= b))
            };
            if let Some(lost) = before.iter().find(|old| !as_good(old)) {
                return Err(format!("without rule {index}, {lost:?} is lost"));
            }
        }
        Ok(())
    });
}

// ---- plans ----

fn plans(problem: &Problem) -> Roads {
    let limits = Limits::none();
    let graph = Graph::expand(problem, &limits).unwrap();
    roads(problem, &graph, &limits).unwrap()
}

#[test]
fn plans_agree_with_plain_recursion() {
    for_seeds(3_000, For::Plans, plans_agree);
}

#[test]
fn plans_agree_where_cheating_decides() {
    for_seeds(3_000, For::Breaches, plans_agree);
}

fn plans_agree(seed: u64, model: &Model) -> Result<(), String> {
    let problem = compiled(seed, model);
    let found = plans(&problem);
    let reached = reached(&problem);
    same("reached", found.reached, reached.len())?;
    let leave = reached.iter().map(|s| exchanges(&problem, s).len());
    same("exchanges", found.exchanges, leave.sum())?;
    roads_agree(&problem, &found.frontier)?;
    other_routes(&problem, &found)
}

/// The same by bounds, for each concept alone, and in parts of the graph.
fn other_routes(problem: &Problem, whole: &Roads) -> Result<(), String> {
    let limits = Limits::none();
    let graph = Graph::expand(problem, &limits).unwrap();
    let searcher = Searcher::new(problem, &graph).bounding_from(0);
    let bounded = searcher.frontier(None, &limits);
    same("stopped", bounded.stopped, None)?;
    same("bounded frontier", &bounded.roads, &whole.frontier)?;
    for concept in [Concept::Nash, Concept::Egalitarian, Concept::Utilitarian] {
        let Some(goal) = Goal::new(concept, &weights(problem), None) else {
            continue;
        };
        let roads = searcher.aimed(&goal, &limits).unwrap();
        let value = |roads: &[Road]| {
            let values = roads.iter().map(|road| goal.value(&road.gain));
            values.max_by(f64::total_cmp)
        };
        same(
            "a best plan",
            value(&roads).is_some(),
            !whole.frontier.is_empty(),
        )?;
        // Where no plan has a product the second key decides, on another search.
        if value(&whole.frontier).is_none_or(|v| v == f64::NEG_INFINITY) {
            continue;
        }
        same(
            "best plans",
            picked(problem, concept, &roads),
            picked(problem, concept, &whole.frontier),
        )?;
        let Some(found) = improved(problem, &goal, &limits) else {
            continue;
        };
        for road in &found.roads {
            judge_plan(problem, &road.rounds).map_err(|fault| format!("{road:?}: {fault:?}"))?;
        }
        if found.value > value(&whole.frontier).unwrap() + 1e-9 {
            return Err(format!("{concept:?}: {} is too good", found.value));
        }
    }
    Ok(())
}

/// The roads of a list that a concept picks.
fn picked(problem: &Problem, concept: Concept, roads: &[Road]) -> Vec<Road> {
    let ties = ordered_ties(problem, roads, concept);
    ties.into_iter().map(|i| roads[i].clone()).collect()
}

// ---- names ----

/// The same model in another order and under other names, and the places of its actors in the new file.
fn relabelled(seed: u64, model: &Model) -> (Problem, Vec<usize>) {
    let mut rng = Rng::new(seed ^ 0xabcd);
    let topics = ["zeta", "alpha", "mu", "beta", "omega"];
    let actors = ["zulu", "alfa", "mike"];
    let labels = Labels {
        topics: rng.shuffled(5).iter().map(|i| topics[*i]).collect(),
        actors: rng.shuffled(3).iter().map(|i| actors[*i]).collect(),
        topic_order: rng.shuffled(model.topics()),
        actor_order: rng.shuffled(model.actors()),
    };
    let text = model.text_as(&labels);
    let problem = common::problem(&format!("seed {seed}, relabelled"), &text);
    (problem, labels.actor_order)
}

/// For each side of the first problem, its place among the sides of the second.
fn sides(first: &Problem, second: &Problem, order: &[usize]) -> Vec<usize> {
    let place = |actor: usize| order.iter().position(|a| *a == actor).unwrap();
    let at = |actor: usize| {
        let mut sides = second.consenting.iter();
        sides.position(|a| a.index() == actor).unwrap()
    };
    let sides = first.consenting.iter();
    sides.map(|side| at(place(side.index()))).collect()
}

#[test]
fn other_names_change_names_only() {
    for_seeds(2_000, For::Packages, |seed, model| {
        let problem = compiled(seed, model);
        let (other, order) = relabelled(seed, model);
        let sides = sides(&problem, &other, &order);
        let expected: BTreeSet<Vec<Points>> =
            packages(&problem).into_iter().map(|p| p.gain).collect();
        let found = packages(&other).into_iter();
        let found = found.map(|p| sides.iter().map(|s| p.gain[*s]).collect());
        same("packages", found.collect(), expected)
    });
    for_seeds(1_500, For::Plans, |seed, model| {
        let problem = compiled(seed, model);
        let (other, order) = relabelled(seed, model);
        let sides = sides(&problem, &other, &order);
        let (expected, found) = (plans(&problem), plans(&other));
        same("reached", found.reached, expected.reached)?;
        same("exchanges", found.exchanges, expected.exchanges)?;
        let expected: Vec<_> = expected.frontier.into_iter().map(|r| r.gain).collect();
        let found = found.frontier.iter();
        let found = found.map(|r| sides.iter().map(|s| r.gain[*s]).collect());
        same_frontier(&found.collect::<Vec<_>>(), &expected)
    });
}
