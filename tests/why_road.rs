//! `winset why --road` as people run it, and what it rests on against plain enumeration of random small models.
//!
//! A failure names its seed; `WINSET_SEED=17` runs that one alone.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::load;
use common::program::{json, run};
use common::random::{For, Model};
use common::recursion::{May, Moves, Recursion, exchanges, reached};
use serde_json::Value;
use winset::base::{Id, Limits, OptionId, TopicId};
use winset::check::{enumerate_packages, judge_plan, may_stay};
use winset::graph::Graph;
use winset::problem::{Lift, lifted};
use winset::problem::{Problem, Settlement};
use winset::search::concept::Concept;
use winset::study::road::{
    Block, GRID, Outcome, Parameter, Target, block, explain_road, passages, with_number,
};

const TWO_VALLEYS: &str = "models/two-valleys.yaml";
const WATER_FUND: &str = "models/water-fund.yaml";
const FORTRESS: &str = "models/fortress-swap.yaml";

// ---- prose ----

#[test]
fn every_answer_reads_as_it_should() {
    let heights = "heights=handed-back";
    let below = "dam-releases=seasonal,flow-data=shared";
    let cases: &[(&str, &[&str], i32)] = &[
        ("two_valleys", &[TWO_VALLEYS], 0),
        ("two_valleys_heights", &[TWO_VALLEYS, "--to", heights], 1),
        ("water_fund", &[WATER_FUND], 0),
        ("water_fund_to", &[WATER_FUND, "--to", below], 0),
        ("fortress_swap", &[FORTRESS], 1),
        ("first_step", &["models/first-step.yaml"], 0),
        ("no_deal", &["models/no-deal.yaml"], 1),
    ];
    for (name, arguments, code) in cases {
        let arguments = [&["why", "--road"], *arguments].concat();
        let run = run(&arguments);
        insta::assert_snapshot!(format!("why_road_{name}"), run.out);
        assert_eq!(run.code, Some(*code), "{name}: {}", run.err);
        let clean = |line: &str| line.trim_end() == line && line.chars().count() <= 100;
        assert!(run.out.lines().all(clean), "{name}: {}", run.out);
        let words = run.out.split_whitespace();
        let mut words = words.map(|word| word.trim_end_matches([',', '.', ';', ':']));
        assert!(words.all(|word| word != "-0.00"), "{name}");
        assert!(!run.out.to_lowercase().contains("optimal"), "{name}");
        assert_eq!(self::run(&arguments).out, run.out, "{name}");
    }
}

#[test]
fn mistakes_are_told_as_mistakes() {
    let wrong = run(&["why", "--road", TWO_VALLEYS, "--to", "hights=thinned"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("heights"), "{}", wrong.err);
    let alone = run(&["why", TWO_VALLEYS, "--to", "heights=thinned"]);
    assert_eq!(alone.code, Some(2));
    let both = run(&["why", "--road", TWO_VALLEYS, "--package", "heights=thinned"]);
    assert_eq!(both.code, Some(2));
}

#[test]
fn a_limit_that_comes_first_claims_nothing() {
    let (value, code) = json(&["why", "--road", TWO_VALLEYS, "--time-limit", "0.000001"]);
    assert_eq!(code, Some(3));
    assert_eq!(value["grade"]["status"], "stopped");
    assert!(value["plan"].is_null() && value["passages"].is_null() && value["block"].is_null());
}

// ---- data ----

#[test]
fn the_data_are_those_of_the_prose() {
    let (value, code) = json(&["why", "--road", WATER_FUND]);
    assert_eq!((code, &value["kind"]), (Some(0), &Value::from("why_road")));
    let problem = load(WATER_FUND);
    let plan = winset::study::plans(&problem, &Limits::none()).unwrap();
    let road = &plan.frontier[plan.answer(Concept::Nash).unwrap()];
    assert_eq!(value["order"].as_array().unwrap().len(), road.rounds.len());
    // Swapping a round with the one before it is swapping that one with the one after it.
    for pair in value["order"].as_array().unwrap().windows(2) {
        assert_eq!(pair[0]["swapped_after"], pair[1]["swapped_before"]);
    }
    let (rounds, flips) = (&value["fragility"]["rounds"], &value["flips"]);
    assert_eq!(rounds.as_array().unwrap().len(), road.rounds.len());
    assert_eq!(rounds[0]["margins"], value["plan"]["rounds"][0]["margins"]);
    assert_eq!(
        (&flips["moved"], &flips["not_tried"]),
        (&Value::from(100), &Value::Array(Vec::new()))
    );
    assert!(
        flips["found"]
            .as_array()
            .unwrap()
            .iter()
            .all(|f| f["to"] != f["beside"])
    );
    assert!(
        value["worth"]["without"]
            .as_array()
            .unwrap()
            .iter()
            .any(|w| w["opening_changes"] == true)
    );
    assert_eq!(value["reaches"], false);
    let sets = value["block"]["lift_sets"].as_array().unwrap();
    assert!(sets.len() > 2 && value["block"]["all_sets"] == true);
    let number = &value["block"]["numbers"][0];
    assert_eq!(number["number"], "patience");
    assert_ne!(number["to"], number["closed"]);
}

// ---- against plain enumeration ----

/// Calls `check` with random models, and says how many it was of use to.
fn of_use(count: u64, check: impl Fn(u64, &Problem) -> bool) -> usize {
    let asked = std::env::var("WINSET_SEED").ok();
    let seeds = match asked.map(|seed| seed.parse::<u64>().unwrap()) {
        Some(seed) => seed..seed + 1,
        None => 0..count,
    };
    let models = seeds.map(|seed| {
        let purpose = if seed % 3 == 0 {
            For::Breaches
        } else {
            For::Plans
        };
        let model = Model::random(seed, purpose);
        (
            seed,
            common::problem(&format!("seed {seed}"), &model.text()),
        )
    });
    models
        .filter(|(seed, problem)| check(*seed, problem))
        .count()
}

/// Every walk of admissible exchanges to a target, unless there are too many.
fn walks(problem: &Problem, target: &Target) -> Option<Vec<Vec<Settlement>>> {
    let mut known: BTreeMap<Settlement, Vec<Settlement>> = BTreeMap::new();
    let (mut open, mut found) = (vec![vec![problem.status_quo()]], Vec::new());
    let mut steps = 0;
    while let Some(walk) = open.pop() {
        steps += 1;
        if steps > 6_000 {
            return None;
        }
        let at = walk.last().unwrap();
        let onward = known
            .entry(at.clone())
            .or_insert_with(|| exchanges(problem, at));
        open.extend(onward.iter().map(|to| {
            let mut longer = walk.clone();
            longer.push(to.clone());
            longer
        }));
        if walk.len() > 1 && target.is_met(at) {
            found.push(walk);
        }
    }
    Some(found)
}

/// The moves that lead from one settlement to another, by topic id.
fn moves(problem: &Problem, from: &Settlement, to: &Settlement) -> Moves {
    let changed = to
        .iter()
        .filter(|(topic, option)| from.at(*topic) != *option);
    let mut moves: Moves = changed.collect();
    moves.sort_by_key(|(topic, _)| problem.names.topic_ranks[*topic]);
    moves
}

fn rounds(problem: &Problem, walk: &[Settlement]) -> Vec<Moves> {
    let pairs = walk.windows(2);
    pairs.map(|p| moves(problem, &p[0], &p[1])).collect()
}

/// The whole of a settlement that is reached, or one topic of it, by the seed.
fn some_target(problem: &Problem, seed: u64) -> Option<Target> {
    let all: Vec<Settlement> = reached(problem).into_iter().collect();
    let chosen = &all[(seed as usize * 7919) % all.len()];
    if chosen.is_status_quo() {
        return None;
    }
    let moved = chosen.iter().filter(|(_, o)| *o != OptionId::STATUS_QUO);
    Some(match seed % 2 {
        0 => Target::exactly(chosen),
        _ => Target::of(moved.take(1).collect()),
    })
}

type Event = (TopicId, OptionId);

/// In which settlement of a walk a topic first stands at an option or past it.
fn first_at(problem: &Problem, walk: &[Settlement], (topic, option): Event) -> Option<usize> {
    use winset::problem::Moves::Choice;
    let is_choice = problem.topics[topic].moves == Choice;
    walk.iter().position(|s| match is_choice {
        true => s.at(topic) == option,
        false => s.at(topic) >= option,
    })
}

#[test]
fn gateways_and_precedence_are_those_of_every_walk() {
    let used = of_use(400, |seed, problem| {
        let Some(target) = some_target(problem, seed) else {
            return false;
        };
        let Some(walks) = walks(problem, &target) else {
            return false;
        };
        let graph = Graph::expand(problem, &Limits::none()).unwrap();
        let found = passages(problem, &graph, Some(&target), None);
        let on_all = |s: &Settlement| walks.iter().all(|w| w.contains(s));
        let between = walks[0].iter().skip(1);
        let expected: Vec<_> = between
            .filter(|s| on_all(s) && !target.is_met(s))
            .cloned()
            .collect();
        assert_eq!(found.settlements, expected, "seed {seed}");
        let makes = |w: &Vec<Settlement>, pair: &[Settlement]| w.windows(2).any(|p| p == pair);
        let bridges = walks[0].windows(2);
        let bridges = bridges.filter(|pair| walks.iter().all(|w| makes(w, pair)));
        let bridges: Vec<_> = bridges
            .map(|p| (p[0].clone(), moves(problem, &p[0], &p[1])))
            .collect();
        assert_eq!(found.exchanges, bridges, "seed {seed}");
        let on_some: BTreeSet<&Settlement> = walks.iter().flatten().collect();
        assert_eq!(found.on_roads, on_some.len(), "seed {seed}");
        let told: Vec<_> = found.before.iter().map(|p| (p.first, p.then)).collect();
        precedence(seed, problem, &walks, &told);
        walks.len() > 1
    });
    assert!(used > 100 || std::env::var("WINSET_SEED").is_ok(), "{used}");
}

/// What is told holds on every walk, and what holds on every walk follows from what is told.
fn precedence(seed: u64, problem: &Problem, walks: &[Vec<Settlement>], told: &[(Event, Event)]) {
    let events: Vec<Event> = problem
        .topics
        .entries()
        .flat_map(|(t, own)| own.rungs.ids().skip(1).map(move |o| (t, o)))
        .filter(|e| walks.iter().all(|w| first_at(problem, w, *e).is_some()))
        .filter(|e| {
            let last = |w: &Vec<Settlement>| first_at(problem, &w[w.len() - 1..], *e).is_some();
            walks.iter().all(last)
        })
        .collect();
    let before = |a: Event, b: Event| {
        let at = |w: &[Settlement], e| first_at(problem, w, e);
        walks.iter().all(|w| at(w, a) < at(w, b))
    };
    let mut follows: BTreeSet<(Event, Event)> = told.iter().copied().collect();
    let higher = |low: Event, high: Event| low.0 == high.0 && low.1 < high.1;
    loop {
        let mut more = follows.clone();
        for &(a, b) in &follows {
            more.extend(follows.iter().filter(|p| p.0 == b).map(|p| (a, p.1)));
            for &e in &events {
                if higher(b, e) {
                    more.insert((a, e));
                }
                if higher(e, a) {
                    more.insert((e, b));
                }
            }
        }
        if more.len() == follows.len() {
            break;
        }
        follows = more;
    }
    for &a in &events {
        for &b in &events {
            // Rungs of one topic need no telling, unless they are told by way of another.
            if a.0 != b.0 {
                assert_eq!(
                    follows.contains(&(a, b)),
                    before(a, b),
                    "seed {seed}: {a:?} {b:?}"
                );
            }
        }
    }
}

#[test]
fn dead_ends_are_those_of_plain_search() {
    let used = of_use(400, |seed, problem| {
        let all = reached(problem);
        // Settlements only climb: what is later in this order never leads back.
        let climbed = |s: &Settlement| s.iter().map(|(_, o)| o.index()).sum::<usize>();
        let mut order: Vec<&Settlement> = all.iter().collect();
        order.sort_by_key(|s| std::cmp::Reverse(climbed(s)));
        let mut alive: BTreeSet<Settlement> = BTreeSet::new();
        for at in order {
            let onward = exchanges(problem, at);
            if may_stay(problem, at) || onward.iter().any(|to| alive.contains(to)) {
                alive.insert(at.clone());
            }
        }
        let answer = explain_road(problem, Concept::Nash, None, &Limits::none()).unwrap();
        let dead = &answer.passages.dead_ends;
        assert_eq!(dead.count, all.len() - alive.len(), "seed {seed}");
        assert!(
            dead.nearest.iter().all(|(_, s)| !alive.contains(s)),
            "seed {seed}"
        );
        let passed = answer.verdict.iter().flat_map(|v| &v.rounds);
        let off = passed.map(|r| {
            let onward = exchanges(problem, &r.before);
            onward.iter().filter(|to| !alive.contains(to)).count()
        });
        assert_eq!(dead.off_road_count, off.sum::<usize>(), "seed {seed}");
        dead.count > 0
    });
    assert!(used > 40 || std::env::var("WINSET_SEED").is_ok(), "{used}");
}

#[test]
fn altered_rounds_are_judged_as_told() {
    let used = of_use(200, |seed, problem| {
        let answer = explain_road(problem, Concept::Nash, None, &Limits::none()).unwrap();
        let (Some(road), Some(verdict)) = (&answer.road, &answer.verdict) else {
            return false;
        };
        for (index, own) in answer.order.iter().enumerate().skip(1) {
            let mut swapped = road.rounds.clone();
            swapped.swap(index - 1, index);
            match (judge_plan(problem, &swapped), own.swapped.as_ref().unwrap()) {
                (Ok(then), Outcome::Holds { change, .. }) => {
                    let pairs = then.gains.iter().zip(&verdict.gains).zip(change);
                    for ((then, now), change) in pairs {
                        assert!((then - now - change).abs() < 1e-9, "seed {seed}");
                    }
                }
                (Err(expected), Outcome::Fails { fault, .. }) => assert_eq!(&expected, fault),
                (expected, told) => panic!("seed {seed}: {expected:?} {told:?}"),
            }
            let early = &verdict.rounds[own.earliest].before;
            let may = |at| winset::check::admissible(problem, at, &road.rounds[index]);
            assert_eq!(may(early), Ok(()), "seed {seed}");
            if let Some((fault, _)) = &own.waits_for {
                let before = &verdict.rounds[own.earliest - 1].before;
                assert_eq!(may(before), Err(*fault), "seed {seed}");
            }
        }
        answer.order.len() > 1
    });
    assert!(used > 30 || std::env::var("WINSET_SEED").is_ok(), "{used}");
}

/// A package to which no road leads, by judging every walk there; and what blocks it.
fn blocked(seed: u64, problem: &Problem) -> Option<(Target, Block)> {
    let packages = enumerate_packages(problem, 3_000)?;
    let (_, package) = packages.frontier.last()?;
    let target = match seed % 4 {
        3 => Target::of(
            package
                .iter()
                .filter(|(_, o)| o.index() > 0)
                .take(2)
                .collect(),
        ),
        _ => Target::exactly(package),
    };
    let roads = walks(problem, &target)?;
    let holds = |w: &Vec<Settlement>| {
        may_stay(problem, w.last().unwrap()) && judge_plan(problem, &rounds(problem, w)).is_ok()
    };
    let there = roads.iter().any(holds);
    assert_eq!(is_open(problem, &target), there, "seed {seed}");
    if there {
        return None;
    }
    let limits = Limits::none();
    let graph = Graph::expand(problem, &limits).unwrap();
    let found = block(problem, &graph, target.clone(), Concept::Nash, &limits).unwrap();
    Some((target, found))
}

/// Does any road lead to a target, by plain recursion?
fn is_open(problem: &Problem, target: &Target) -> bool {
    let may = May {
        exchange: Box::new(|_, to| target.missing(problem, to).is_some()),
        end: Box::new(|at| target.is_met(at)),
    };
    !Recursion::only(problem, may)
        .plans(&problem.status_quo())
        .is_empty()
}

#[test]
fn sets_of_tests_open_a_road_and_nothing_less_does() {
    let used = of_use(240, |seed, problem| {
        let Some((target, found)) = blocked(seed, problem) else {
            return false;
        };
        let steered = target.steered(problem);
        assert!(found.complete, "seed {seed}");
        let mut told: Vec<BTreeSet<Lift>> = Vec::new();
        for (set, road) in &found.sets {
            let free = lifted(&steered, set);
            assert!(judge_plan(&free, &road.rounds).is_ok(), "seed {seed}");
            for left in 0..set.len() {
                let mut less = set.clone();
                less.remove(left);
                assert!(
                    !is_open(&lifted(problem, &less), &target),
                    "seed {seed}: {set:?}"
                );
            }
            told.push(set.iter().copied().collect());
        }
        // What conflicts keeps every road shut as long as the whole of it stays, so every set that opens meets it.
        for conflict in &found.conflicts {
            let meets = |set: &BTreeSet<Lift>| conflict.iter().any(|lift| set.contains(lift));
            assert!(told.iter().all(meets), "seed {seed}");
        }
        assert_eq!(
            found.impossible.is_some(),
            found.sets.is_empty(),
            "seed {seed}"
        );
        !told.is_empty()
    });
    assert!(used > 15 || std::env::var("WINSET_SEED").is_ok(), "{used}");
}

#[test]
fn no_pair_of_tests_that_opens_a_road_is_missed() {
    let used = of_use(120, |seed, problem| {
        let Some((target, found)) = blocked(seed, problem) else {
            return false;
        };
        let tests: BTreeSet<Lift> = found.sets.iter().flat_map(|(set, _)| set.clone()).collect();
        let mut tests: Vec<Lift> = tests.into_iter().collect();
        let steps = problem.consenting.iter().map(|a| Lift::StepGainOf(*a));
        tests.extend(steps.chain([Lift::Enforcement]));
        for (index, one) in tests.iter().enumerate() {
            for two in &tests[..=index] {
                let told = found
                    .sets
                    .iter()
                    .any(|(set, _)| set.iter().all(|lift| lift == one || lift == two));
                let opens = is_open(&lifted(problem, &[*one, *two]), &target);
                assert_eq!(opens, told, "seed {seed}: {one:?} {two:?}");
            }
        }
        !found.sets.is_empty()
    });
    assert!(used > 8 || std::env::var("WINSET_SEED").is_ok(), "{used}");
}

#[test]
fn a_number_opens_a_road_at_its_value_and_not_beside_it() {
    let used = of_use(400, |seed, problem| {
        let Some((target, found)) = blocked(seed, problem) else {
            return false;
        };
        for change in &found.numbers.found {
            let at = |value| with_number(problem, change.parameter, value);
            let grid = match change.parameter {
                Parameter::DetectedIn(..) => None,
                _ => Some(1),
            };
            let apart = (change.to - change.closed).abs();
            assert!(grid.is_none_or(|grid| apart <= grid), "seed {seed}");
            assert!(is_open(&at(change.to), &target), "seed {seed}: {change:?}");
            assert!(
                !is_open(&at(change.closed), &target),
                "seed {seed}: {change:?}"
            );
            let steered = target.steered(&at(change.to));
            assert!(judge_plan(&steered, &change.road.rounds).is_ok());
            assert!((change.closed - change.from).abs() < (change.to - change.from).abs());
        }
        assert!(found.numbers.not_tried.is_empty(), "seed {seed}");
        assert_eq!(GRID, 1_000_000);
        !found.numbers.found.is_empty()
    });
    assert!(used > 5 || std::env::var("WINSET_SEED").is_ok(), "{used}");
}

#[test]
fn the_furthest_settlement_is_refused_on_every_way_on() {
    let used = of_use(240, |seed, problem| {
        let Some((target, found)) = blocked(seed, problem) else {
            return false;
        };
        let all = reached(problem);
        let made = |s: &Settlement| {
            let missing = target.missing(problem, s)?;
            Some(target.wanted().len() - missing.len())
        };
        let most = all.iter().filter_map(made).max();
        for furthest in &found.furthest {
            assert!(all.contains(&furthest.settlement), "seed {seed}");
            assert_eq!(Some(furthest.made), most, "seed {seed}");
            let refused: usize = furthest.refusals.iter().map(|r| r.count).sum();
            assert_eq!(refused, furthest.ways, "seed {seed}");
        }
        assert_eq!(
            found.refused_road.is_some(),
            most == Some(target.wanted().len())
        );
        found.refused_road.is_none()
    });
    assert!(used > 10 || std::env::var("WINSET_SEED").is_ok(), "{used}");
}
