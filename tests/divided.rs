//! Divisible topics: random small models against every point of a grid finer than the steps, the reductions that any answer must pass, and
//! the judge.

mod common;

use common::random::Rng;
use winset::base::{ConstraintId, Id, Limits, Points, Ratio, Stopped, TopicId, ratio_to_f64};
use winset::check::{DividedClaims, DividedDeficit, judge_divided_frontier, judge_division};
use winset::problem::{Constraint, Division, Place, Problem, Settlement, Side};
use winset::search::concept::{Concept, best, weights};
use winset::search::package::divisible::{MOST_LEAVES, Terms, answers, continuum};
use winset::study::why::{DividedRelaxation, divided_relaxations};
use winset::study::{DividedAnswer, divided_packages, divisible_slack};

/// Parts of a step on the grid: what lies between two steps is met as well.
const PARTS: i64 = 4;

fn answer(problem: &Problem) -> DividedAnswer {
    divided_packages(problem, &Limits::none()).unwrap()
}

fn whole(n: i64) -> Ratio {
    Points::whole(n).ratio()
}

/// Every package of the grid: options, and places at parts of steps.
fn grid(problem: &Problem, mut visit: impl FnMut(&Division, &[Ratio])) {
    let topics: Vec<TopicId> = problem.topics.ids().collect();
    let sizes: Vec<usize> = topics
        .iter()
        .map(|t| match &problem.topics[*t].range {
            Some(range) if range.divisible => {
                let first = range.first.index();
                (problem.topics[*t].rungs.len() - first - 1) * PARTS as usize + 1
            }
            _ => problem.topics[*t].rungs.len(),
        })
        .collect();
    let mut at = vec![0; topics.len()];
    loop {
        let mut places = Vec::new();
        for (topic, n) in topics.iter().zip(&at) {
            if let Some(range) = problem.topics[*topic]
                .range
                .as_ref()
                .filter(|r| r.divisible)
            {
                let offset = range.step.ratio() * whole(*n as i64) / whole(PARTS);
                let side = Side::At;
                places.push((*topic, Place { offset, side }));
            }
        }
        let options = Settlement::from_indices(at.iter().copied());
        let division = Division::new(problem, options, places).unwrap();
        let verdict = judge_division(problem, &division);
        if verdict.is_package() {
            visit(&division, &verdict.gains);
        }
        let Some(place) = (0..at.len()).rev().find(|t| at[*t] + 1 < sizes[*t]) else {
            return;
        };
        at[place] += 1;
        at[place + 1..].fill(0);
    }
}

/// A random model: `sides` parties, divisible and ordinary topics, and what can stand in the way. Numbers are such that steps need no
/// rounding.
fn model(seed: u64, sides: usize) -> String {
    let r = &mut Rng::new(seed);
    let mut topics = String::new();
    let divisible = 1 + r.below(2);
    let ordinary = r.below(3);
    let steps: Vec<i64> = (0..divisible).map(|_| r.range(1, 4)).collect();
    let unsettled: Vec<bool> = (0..divisible).map(|_| r.percent(25)).collect();
    let falling: Vec<bool> = (0..divisible).map(|_| r.percent(25)).collect();
    for d in 0..divisible {
        let (from, to) = match falling[d] {
            true => (10 * steps[d], 0),
            false => (-10, 10 * (steps[d] - 1)),
        };
        let more = if unsettled[d] {
            ", unsettled: true"
        } else {
            ""
        };
        let private = if r.percent(15) { ", private: true" } else { "" };
        let force = match r.percent(20) && ordinary > 0 {
            true => ", in_force: {o0: b}",
            false => "",
        };
        topics += &format!(
            "  d{d}: {{options: {{from: {from}, to: {to}, step: 10}}, divisible: true{more}{private}{force}}}\n"
        );
    }
    for o in 0..ordinary {
        topics += &format!("  o{o}: [a, b]\n");
    }
    let value = |d: usize, n: i64| match falling[d] {
        true => 10 * (steps[d] - n),
        false => 10 * n - 10,
    };
    let curve = |r: &mut Rng, d: usize, sign: i64| {
        if r.percent(40) && !unsettled[d] {
            let per = r.range(0, 6) * sign;
            return format!(
                "{{per_unit: {}}}",
                Points::from_billionths(per as i128 * 100_000_000)
            );
        }
        let first = if unsettled[d] { r.range(-2, 6) } else { 0 };
        let mut points = vec![format!("{}: {first}", value(d, 0))];
        let mut worth = first;
        for n in 1..=steps[d] {
            worth += sign * r.range(-1, 6);
            if n == steps[d] || r.percent(60) {
                points.push(format!("{}: {worth}", value(d, n)));
            }
        }
        format!("{{points: {{{}}}}}", points.join(", "))
    };
    let table = |r: &mut Rng, sign: i64| {
        let along = (0..divisible).map(|d| format!("d{d}: {}", curve(r, d, sign)));
        let mut along: Vec<String> = along.collect();
        along.extend((0..ordinary).map(|o| format!("o{o}: {}", r.range(-4, 5))));
        along.join(", ")
    };
    let condition = |r: &mut Rng| {
        if ordinary > 0 && r.percent(30) {
            return format!("{{o{}: b}}", r.below(ordinary));
        }
        let d = r.below(divisible);
        let n = r.range(0, steps[d]);
        let at = value(d, n);
        let spec = match r.below(4) {
            0 => format!("\"{at}\""),
            1 => format!("\"{at}..\""),
            2 => format!("\"..{at}\""),
            _ => format!("[\"{at}\", \"{}\"]", value(d, (n + 1).min(steps[d]))),
        };
        match r.percent(30) {
            true => format!("{{not: {{d{d}: {spec}}}}}"),
            false => format!("{{d{d}: {spec}}}"),
        }
    };
    let mut actors = String::new();
    for a in 0..sides {
        let sign = if a % 2 == 0 { 1 } else { -1 };
        actors += &format!("  a{a}:\n    walk_away: {}\n", r.range(-3, 0));
        actors += &format!("    weight: {}\n", r.range(1, 3));
        actors += &format!("    interests: {{{}}}\n", table(r, sign));
        if r.percent(30) {
            let (when, value) = (condition(r), r.range(-3, 4));
            actors += &format!("    linkages: [{{when: {when}, value: {value}}}]\n");
        }
        if r.percent(20) {
            actors += &format!(
                "    red_lines: [{{id: r, gap: {}, over: a{}}}]\n",
                r.range(1, 8),
                (a + 1) % sides
            );
        } else if r.percent(20) {
            actors += &format!("    red_lines: [{{id: r, gain: {}}}]\n", r.range(0, 4));
        }
        if r.percent(20) {
            let (worths, least) = (table(r, sign), r.range(-4, 1));
            let what = if r.percent(50) {
                "ratifies_at"
            } else {
                "tolerates"
            };
            actors +=
                &format!("    audiences: {{home: {{interests: {{{worths}}}, {what}: {least}}}}}\n");
        }
    }
    let mut rules = String::new();
    if r.percent(30) {
        rules += &format!("  - {{id: never, never: {}}}\n", condition(r));
    }
    if r.percent(20) {
        rules += &format!(
            "  - {{id: if, if: {}, then: {}}}\n",
            condition(r),
            condition(r)
        );
    }
    if r.percent(30) {
        let amounts = table(r, 1);
        rules += &format!(
            "  - {{id: purse, budget: {}, amounts: {{{amounts}}}}}\n",
            r.range(2, 12)
        );
    }
    let rules = if rules.is_empty() {
        String::new()
    } else {
        format!("rules:\n{rules}")
    };
    format!("winset: 1\ntopics:\n{topics}actors:\n{actors}{rules}")
}

/// Is a pair of gains on or below the frontier?
fn below(answer: &DividedAnswer, gain: &[Ratio]) -> bool {
    let at_least = |p: &[Ratio]| p.iter().zip(gain).all(|(a, b)| a >= b);
    let points = answer.points.iter().any(|point| at_least(&point.gain));
    points
        || answer.segments.iter().any(|segment| {
            let [from, to] = [segment.ends.0, segment.ends.1].map(|end| &answer.points[end].gain);
            let inside = gain[0] >= from[0] && gain[0] <= to[0];
            let share = (&gain[0] - &from[0]) / (&to[0] - &from[0]);
            inside && gain[1] <= &from[1] + share * (&to[1] - &from[1])
        })
}

#[test]
fn no_point_of_a_grid_is_beyond_the_frontier_of_two_sides() {
    let (mut with, mut without, mut joined, mut limits) = (0, 0, 0, 0);
    for seed in 0..300 {
        let text = model(seed, 2);
        let problem = common::problem(&format!("seed {seed}"), &text);
        let answer = answer(&problem);
        let mut gains = Vec::new();
        grid(&problem, |division, gain| {
            assert!(
                below(&answer, gain),
                "{seed}: {division:?} {gain:?}\n{text}\n{answer:#?}"
            );
            gains.push(gain.to_vec());
        });
        match answer.points.is_empty() {
            true => {
                assert!(gains.is_empty(), "{seed}\n{text}");
                assert!(answer.reasons.is_some());
                without += 1;
                continue;
            }
            false => with += 1,
        }
        joined += answer.segments.len();
        limits += answer
            .points
            .iter()
            .filter(|p| p.package.is_limit())
            .count();
        // No point of the grid has a better key than the answer.
        for found in &answer.concepts {
            let all: Vec<_> = gains.iter().chain([&found.gain]).cloned().collect();
            // Ideals are those of the frontier.
            let ideals = answer.points.iter().map(|p| p.gain.clone());
            let all: Vec<_> = match found.concept {
                Concept::KalaiSmorodinsky => all.into_iter().chain(ideals).collect(),
                _ => all,
            };
            let top = best(found.concept, &all, &weights(&problem));
            let best_own = top.iter().any(|i| all[*i] == found.gain);
            assert!(best_own, "{seed} {:?}\n{text}\n{:?}", found, all[top[0]]);
        }
    }
    eprintln!("{with} with packages, {without} without, {joined} segments, {limits} limits");
    assert!(with > 100 && without > 20 && joined > 100 && limits > 5);
}

#[test]
fn no_point_of_a_grid_is_beyond_the_corners_of_three_sides() {
    let mut with = 0;
    for seed in 0..60 {
        let text = model(seed, 3);
        let problem = common::problem(&format!("seed {seed}"), &text);
        let answer = answer(&problem);
        let mut gains: Vec<Vec<Ratio>> = Vec::new();
        grid(&problem, |_, gain| gains.push(gain.to_vec()));
        if answer.points.is_empty() {
            assert!(gains.is_empty(), "{seed}\n{text}");
            continue;
        }
        with += 1;
        let weights = weights(&problem);
        for gain in &gains {
            for point in &answer.points {
                let above =
                    gain.iter().zip(&point.gain).all(|(g, p)| g >= p) && *gain != point.gain;
                assert!(!above, "{seed}: {gain:?} {:?}\n{text}", point.gain);
            }
        }
        for found in &answer.concepts {
            let ideals = answer.points.iter().map(|p| p.gain.clone());
            let all: Vec<_> = match found.concept {
                Concept::KalaiSmorodinsky => gains.iter().cloned().chain(ideals).collect(),
                _ => gains.clone(),
            };
            let all: Vec<_> = all.into_iter().chain([found.gain.clone()]).collect();
            if let Some(gap) = found.gap {
                assert!(gap < 1e-8, "{seed} {found:?}");
                let product = |gain: &Vec<Ratio>| -> f64 {
                    let terms = gain.iter().zip(&weights);
                    terms
                        .map(|(g, w)| ratio_to_f64(g).max(0.0).powf(w.to_f64()))
                        .product()
                };
                let own = product(&found.gain);
                let top = gains.iter().map(product).fold(0.0, f64::max);
                assert!(own >= top * (1.0 - 1e-8), "{seed}: {own} {top}\n{text}");
            } else {
                let top = best(found.concept, &all, &weights);
                assert!(
                    top.contains(&(all.len() - 1)),
                    "{seed} {found:?} {:?}\n{text}",
                    all[top[0]]
                );
            }
        }
    }
    assert!(with > 20, "{with}");
}

/// Two parties, one of which wants the border moved and the other not.
fn border(more: &str) -> Problem {
    let text = format!(
        "winset: 1\ntopics:\n  border: {{options: {{from: 0, to: 100, step: 5, unit: km}}, divisible: true}}\n  road: [none, built]\n\
         actors:\n  north: {{interests: {{border: {{per_unit: 0.2}}, road: -3}}}}\n  \
         south: {{interests: {{border: {{per_unit: -0.1}}, road: 7}}}}\n{more}"
    );
    common::problem("border", &text)
}

fn gains(answer: &DividedAnswer) -> Vec<Vec<f64>> {
    let points = answer.points.iter();
    points
        .map(|p| p.gain.iter().map(ratio_to_f64).collect())
        .collect()
}

#[test]
fn a_border_and_a_road() {
    let problem = border("");
    let found = answer(&problem);
    assert_eq!(gains(&found), [[0.0, 5.5], [11.0, 0.0]]);
    let ends: Vec<_> = found.segments.iter().map(|s| s.ends).collect();
    assert_eq!(ends, [(0, 1)]);
}

#[test]
fn what_is_forbidden_from_a_step_on_is_reached_as_a_limit() {
    let problem = border("rules: [{id: pass, never: {border: \"50..\"}}]\n");
    let found = answer(&problem);
    assert_eq!(gains(&found), [[0.0, 5.5], [7.0, 2.0]]);
    let [border, _] = [0, 1].map(TopicId::new);
    let place = found.points[1].package.place(border).unwrap();
    assert_eq!((place.offset.clone(), place.side), (whole(50), Side::Below));
    // At the step itself the rule refuses it.
    let at = Place {
        offset: whole(50),
        side: Side::At,
    };
    let options = Settlement::from_indices([0, 1]);
    let there = Division::new(&problem, options, vec![(border, at)]).unwrap();
    assert_eq!(judge_division(&problem, &there).broken.len(), 1);
}

#[test]
fn the_judge_refuses_wrong_claims() {
    let problem = border("");
    let found = answer(&problem);
    let claims = |points: Vec<usize>, segments: Vec<(usize, usize)>| DividedClaims {
        points: points
            .iter()
            .map(|i| {
                (
                    found.points[*i].gain.as_slice(),
                    &found.points[*i].package,
                    false,
                )
            })
            .collect(),
        segments,
        middles: vec![&found.segments[0].middle],
    };
    let judge = |claims: DividedClaims| judge_divided_frontier(&problem, &claims);
    assert_eq!(judge(claims(vec![0, 1], vec![(0, 1)])), Ok(()));
    assert_eq!(
        judge(claims(vec![0, 1], vec![(0, 2)])),
        Err(DividedDeficit::Segment(0))
    );
    assert_eq!(
        judge(claims(vec![0, 0], vec![])),
        Err(DividedDeficit::Dominated(1, 0))
    );
    let mut wrong = claims(vec![0, 1], vec![(0, 1)]);
    wrong.points[0].0 = &found.points[1].gain;
    assert_eq!(judge(wrong), Err(DividedDeficit::Gain(0)));
    let mut wrong = claims(vec![0, 1], vec![(0, 1)]);
    wrong.middles = vec![&found.points[0].package];
    assert_eq!(judge(wrong), Err(DividedDeficit::Segment(0)));
    let still = Division::new(
        &problem,
        problem.status_quo(),
        vec![(
            TopicId::new(0),
            Place {
                offset: whole(0),
                side: Side::At,
            },
        )],
    );
    assert!(judge_division(&problem, &still.unwrap()).is_status_quo);
    let beyond = Place {
        offset: whole(101),
        side: Side::At,
    };
    assert!(
        Division::new(
            &problem,
            problem.status_quo(),
            vec![(TopicId::new(0), beyond)]
        )
        .is_none()
    );
}

#[test]
fn the_status_quo_alone_is_no_package_and_its_neighbours_are() {
    let against = |per: &str| {
        format!(
            "winset: 1\ntopics:\n  border: {{options: {{from: 0, to: 10, step: 5}}, divisible: true}}\n\
             actors:\n  north: {{interests: {{border: {{per_unit: 1}}}}}}\n  south: {{walk_away: {per}, interests: {{border: {{per_unit: -1}}}}}}\n"
        )
    };
    let found = answer(&common::problem("none", &against("0")));
    assert!(found.points.is_empty() && found.reasons.is_some());
    let problem = common::problem("some", &against("-2"));
    let found = answer(&problem);
    assert_eq!(gains(&found), [[0.0, 2.0], [2.0, 0.0]]);
    let side = |point: usize| {
        found.points[point]
            .package
            .place(TopicId::new(0))
            .unwrap()
            .side
    };
    assert_eq!([side(0), side(1)], [Side::Above, Side::At]);
}

#[test]
fn where_no_package_gains_for_all_nash_goes_by_the_second_key() {
    let text = "winset: 1\ntopics:\n  \
         land: {unsettled: true, options: {from: 0, to: 10, step: 5}, divisible: true}\n  \
         money: {options: {from: 0, to: 10, step: 5}, divisible: true}\nactors:\n  \
         a: {interests: {land: {per_unit: 2}, money: {per_unit: 1}}}\n  \
         b: {interests: {land: {points: {0: 30, 10: 0}}, money: {per_unit: 1}}}\n  c: {interests: {}}\n";
    let found = answer(&common::problem("three", text));
    let nash = found.concepts.iter().find(|a| a.concept == Concept::Nash);
    let nash = nash.unwrap();
    assert_eq!(nash.gain, [22, 22, 0].map(whole));
    assert_eq!((nash.ties, nash.gap), (1, None));
}

/// A stopped programme has no answer, which must not be taken for there being none.
#[test]
fn told_to_stop_nothing_is_claimed() {
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let limits = Limits::none().stopping_on(stop.clone());
    for sides in ["", "  c: {interests: {land: {per_unit: 1}}}\n"] {
        stop.store(false, std::sync::atomic::Ordering::Relaxed);
        let text = format!(
            "winset: 1\ntopics:\n  land: {{unsettled: true, options: {{from: 0, to: 10, step: 5}}, divisible: true}}\n\
             actors:\n  a: {{interests: {{land: {{per_unit: 2}}}}}}\n\
             \x20 b: {{interests: {{land: {{points: {{0: 30, 10: 0}}}}}}}}\n{sides}"
        );
        let problem = common::problem("stopped", &text);
        let found = continuum(&problem, &Terms::default(), &limits).unwrap();
        assert_eq!(answers(&found, &Concept::ALL).unwrap().len(), 4);
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert_eq!(answers(&found, &Concept::ALL).err(), Some(Stopped::Asked));
        let again = continuum(&problem, &Terms::default(), &limits);
        assert!(matches!(again, Err(Stopped::Asked)));
    }
}

#[test]
fn what_must_give_way_gives_way_as_little_as_can_be() {
    let problem = border(
        "rules:\n  - {id: purse, budget: 1, amounts: {border: {per_unit: 0.1}, road: 3}}\n  - {id: road, require: {road: built}}\n",
    );
    let slack = |may_give: &dyn Fn(ConstraintId) -> bool| {
        divisible_slack(&problem, may_give, &Limits::none()).unwrap()
    };
    // At x km the north is 3 − x/5 short and the purse 2 + x/10: both are 7/3 at x = 10/3.
    let found = slack(&|_| true).unwrap();
    assert_eq!(found.largest, Ratio::new(7.into(), 3.into()));
    let verdict = judge_division(&problem, &found.package);
    assert_eq!(verdict.broken.len(), found.changes.len());
    assert!(slack(&|_| false).is_none());
    let free = divisible_slack(&border(""), &|_| true, &Limits::none())
        .unwrap()
        .unwrap();
    assert_eq!((free.largest, free.changes.len()), (whole(0), 0));
}

#[test]
fn too_many_combinations_are_not_claimed() {
    let topics: String = (0..15).map(|t| format!("  t{t}: [a, b, c]\n")).collect();
    let rows = |sign: i64| {
        let own =
            (0..15i64).map(|t| format!("t{t}: [{}, {}]", sign * (t * 7 % 11), sign * (t * 5 % 13)));
        own.collect::<Vec<_>>().join(", ")
    };
    let text = format!(
        "winset: 1\ntopics:\n  d: {{options: {{from: 0, to: 1, step: 1}}, divisible: true}}\n{topics}\
         actors:\n  a: {{min_gain: -1000, interests: {{d: {{per_unit: 0.001}}, {}}}}}\n  b: {{min_gain: -1000, interests: {{d: {{per_unit: -0.001}}, {}}}}}\n  \
         c: {{min_gain: -1000, interests: {{t0: {{c: 1}}}}}}\n",
        rows(1),
        rows(-1)
    );
    let problem = common::problem("large", &text);
    assert!(3u64.pow(15) > MOST_LEAVES);
    let limits = Limits::none();
    assert!(divided_packages(&problem, &limits).is_err());
}

#[test]
fn plans_go_over_the_steps() {
    let problem = border("talks: {enforcement: false}\n");
    let graph = winset::graph::Graph::expand(&problem, &Limits::none()).unwrap();
    let roads = winset::search::plan::roads(&problem, &graph, &Limits::none()).unwrap();
    assert!(!roads.frontier.is_empty());
    for road in &roads.frontier {
        assert!(winset::check::judge_plan(&problem, &road.rounds).is_ok());
    }
    let (border, north) = (TopicId::new(0), winset::base::ActorId::new(0));
    let worths = problem.actors[north].interests[border].iter();
    let worths: Vec<f64> = worths.map(|w| w.to_f64()).collect();
    assert_eq!((worths.len(), worths[1], worths[20]), (21, 1.0, 20.0));
}

/// The problem with every walk-away so much harder to meet.
fn harder(problem: &Problem, by: i64) -> Problem {
    let mut harder = problem.clone();
    for constraint in problem.constraints.ids() {
        let walk_away = matches!(problem.constraints[constraint], Constraint::WalkAway(_));
        if walk_away {
            harder.relax(constraint, Points::whole(-by));
        }
    }
    harder
}

/// The problem with bounds given way to the billionth that is enough, but of one of them to that which is not.
fn eased(problem: &Problem, relaxation: &DividedRelaxation, but: Option<usize>) -> Problem {
    let hair = Points::from_billionths(1);
    let mut eased = problem.clone();
    // What only comes near to a limit needs a hair more than the least change.
    let approached = relaxation.opens.package.is_limit();
    for (place, change) in relaxation.changes.iter().enumerate() {
        let near = Points::nearest(&change.by);
        let enough = if near.ratio() < change.by || approached {
            near + hair
        } else {
            near
        };
        let by = if but == Some(place) {
            enough - hair
        } else {
            enough
        };
        eased.relax(change.constraint, by);
    }
    eased
}

#[test]
fn bounds_give_way_as_far_as_they_must_and_no_further() {
    let mut changes = 0;
    for seed in 0..40 {
        let problem = harder(&common::problem("random", &model(seed, 2)), 12);
        if !answer(&problem).points.is_empty() {
            continue;
        }
        let found = divided_relaxations(&problem, Concept::Egalitarian, &Limits::none()).unwrap();
        let (Some(least), Some(fewest)) = (found.least, found.fewest) else {
            assert!(found.impossible, "seed {seed}");
            continue;
        };
        assert!(least.largest() <= fewest.largest(), "seed {seed}");
        assert!(least.changes.len() >= fewest.changes.len(), "seed {seed}");
        for relaxation in [&least, &fewest] {
            let verdict = judge_division(&problem, &relaxation.opens.package);
            for constraint in &verdict.broken {
                let own = relaxation
                    .changes
                    .iter()
                    .find(|c| c.constraint == *constraint);
                let measure = problem.measure_of_division(*constraint, &relaxation.opens.package);
                assert!(measure.unwrap().short() <= own.unwrap().by, "seed {seed}");
            }
            assert!(
                !answer(&eased(&problem, relaxation, None)).points.is_empty(),
                "seed {seed}: {relaxation:?}"
            );
            if relaxation.changes.len() == 1 && !relaxation.opens.package.is_limit() {
                changes += 1;
                let less = answer(&eased(&problem, relaxation, Some(0)));
                assert!(less.points.is_empty(), "seed {seed}");
            }
        }
    }
    assert!(changes > 5, "{changes}");
}
