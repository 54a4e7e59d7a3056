//! Steered plans and alternatives: against plain recursion and plain enumeration on random models, and as people ask for them.

mod common;

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use common::program::{json, run, run_in};
use common::random::{For, Model, Rng};
use common::recursion::{May, Moves, Recursion, exchanges, gains};
use common::seeds::{compiled, for_seeds, same, same_frontier};
use serde_json::Value;
use winset::base::{Id, Limits, OptionId, TopicId};
use winset::check::{
    ExchangeFault, PlanFault, SteerFault, exchange_value, judge_plan, may_stay, stay_threshold,
    stay_value, threshold,
};
use winset::graph::Graph;
use winset::problem::{Condition, Moves as Kind, OptionSet, Problem, Settlement, Steer};
use winset::search::concept::{Concept, best, weights};
use winset::search::plan::{Goal, Road, Searcher, roads};
use winset::study::{Differ, Substance, other_roads, plans};

// ---- random steering ----

fn steer(rng: &mut Rng, problem: &Problem) -> Steer {
    let mut steer = Steer::default();
    if rng.percent(50) {
        steer.from = Some(somewhere(rng, problem));
    }
    if rng.percent(35) {
        let topic = any_topic(rng, problem);
        steer.to.push((topic, any_option(rng, problem, topic, 0)));
    }
    for _ in 0..rng.below(3) {
        let parts = (0..1 + rng.below(2)).map(|_| {
            let topic = any_topic(rng, problem);
            let count = problem.topics[topic].rungs.len();
            let mut set = OptionSet::none(count);
            (0..=rng.below(2)).for_each(|_| set.insert(OptionId::new(rng.below(count))));
            Condition::Is(topic, set)
        });
        steer.avoid.push(Condition::All(parts.collect()));
    }
    if rng.percent(35) {
        let topic = any_topic(rng, problem);
        let option = any_option(rng, problem, topic, 1);
        steer.first.push((topic, rng.percent(50).then_some(option)));
    }
    if rng.percent(40) {
        let group = rng.shuffled(problem.topics.len());
        let group = group.into_iter().take(2 + rng.below(2)).map(TopicId::new);
        steer.never_together.push(group.collect());
    }
    steer
}

fn any_topic(rng: &mut Rng, problem: &Problem) -> TopicId {
    TopicId::new(rng.below(problem.topics.len()))
}

fn any_option(rng: &mut Rng, problem: &Problem, topic: TopicId, least: usize) -> OptionId {
    OptionId::new(least + rng.below(problem.topics[topic].rungs.len() - least))
}

/// Where some exchanges lead, or anywhere.
fn somewhere(rng: &mut Rng, problem: &Problem) -> Settlement {
    let mut at = problem.status_quo();
    if rng.percent(25) {
        for topic in problem.topics.ids() {
            at.set(topic, any_option(rng, problem, topic, 0));
        }
        return at;
    }
    for _ in 0..rng.below(3) {
        let next = exchanges(problem, &at);
        if !next.is_empty() {
            at = next[rng.below(next.len())].clone();
        }
    }
    at
}

fn start(problem: &Problem, steer: &Steer) -> Settlement {
    steer.from.clone().unwrap_or(problem.status_quo())
}

// ---- what is wanted, by the letter of docs/plans.md ----

fn moved(from: &Settlement, to: &Settlement) -> Moves {
    let pairs = from.iter().zip(to.iter());
    pairs.filter(|(a, b)| a.1 != b.1).map(|(_, b)| b).collect()
}

fn avoided(steer: &Steer, at: &Settlement) -> bool {
    let within = |condition: &Condition| match condition {
        Condition::Is(topic, set) => set.contains(at.at(*topic)),
        _ => panic!("{condition:?}"),
    };
    steer.avoid.iter().any(|condition| match condition {
        Condition::All(parts) => parts.iter().all(within),
        one => within(one),
    })
}

fn wanted_exchange(steer: &Steer, start: &Settlement, from: &Settlement, to: &Settlement) -> bool {
    let moves = moved(from, to);
    let has = |topic: &TopicId| moves.iter().any(|(own, _)| own == topic);
    let made = |(topic, option): &(TopicId, Option<OptionId>)| {
        let mut own = moves.iter().filter(|(own, _)| own == topic);
        own.any(|(_, to)| option.is_none_or(|o| o == *to))
    };
    let apart = |group: &Vec<TopicId>| group.iter().filter(|t| has(t)).count() < 2;
    let begins = from != start || steer.first.iter().all(made);
    begins && steer.never_together.iter().all(apart) && !avoided(steer, to)
}

fn wanted_end(steer: &Steer, start: &Settlement, end: &Settlement) -> bool {
    let there = steer
        .to
        .iter()
        .all(|(topic, option)| end.at(*topic) == *option);
    let begun = steer.first.is_empty() || end != start;
    there && begun && !avoided(steer, end)
}

fn may<'p>(steer: &'p Steer, start: &'p Settlement) -> May<'p> {
    May {
        exchange: Box::new(move |from, to| wanted_exchange(steer, start, from, to)),
        end: Box::new(move |end| wanted_end(steer, start, end)),
    }
}

// ---- search and judge against them ----

#[test]
fn steered_plans_agree_with_plain_recursion() {
    let led = Cell::new((0, 0));
    for purpose in [For::Plans, For::Breaches] {
        for_seeds(2_500, purpose, |seed, model| {
            steered_agrees(seed, model, &led)
        });
    }
    // Steering is random, and most of it must leave something to compare.
    let (some, none) = led.get();
    println!("{some} with plans, {none} without");
    assert!(
        some > 300 && none > 300,
        "{some} with plans, {none} without"
    );
}

fn steered_agrees(seed: u64, model: &Model, led: &Cell<(u32, u32)>) -> Result<(), String> {
    let free = compiled(seed, model);
    let steer = steer(&mut Rng::new(seed ^ 0x57ee), &free);
    let start = start(&free, &steer);
    let problem = Problem {
        steer: steer.clone(),
        ..free.clone()
    };
    let graph = Graph::expand(&problem, &Limits::none()).unwrap();
    let found = roads(&problem, &graph, &Limits::none()).unwrap().frontier;
    same(
        "sizes",
        (graph.reached(), graph.exchange_count()),
        sizes(&free, &steer, &start),
    )?;
    let mut recursion = Recursion::only(&free, may(&steer, &start));
    let expected = recursion.plans(&start);
    let values: Vec<_> = expected.iter().map(|p| gains(&free, &p.value)).collect();
    let gained: Vec<_> = found.iter().map(|r| r.gain.clone()).collect();
    same_frontier(&gained, &values)?;
    aims_as_well(&problem, &graph, &gained)?;
    for road in &found {
        judge_plan(&problem, &road.rounds)
            .map_err(|fault| format!("{road:?} is refused: {fault:?}"))?;
    }
    refuses_what_is_not_wanted(&free, &problem, &start)?;
    let (some, none) = led.get();
    led.set(match found.is_empty() {
        true => (some, none + 1),
        false => (some + 1, none),
    });
    Ok(())
}

/// Aimed at a concept, the search finds what is best by it on the frontier: its bounds hold wherever plans start.
fn aims_as_well(problem: &Problem, graph: &Graph, frontier: &[Vec<f64>]) -> Result<(), String> {
    let weights = weights(problem);
    for concept in [Concept::Nash, Concept::Egalitarian, Concept::Utilitarian] {
        let best_of = |gains: &[Vec<f64>]| {
            let first = best(concept, gains, &weights).first().copied();
            first.map(|index| gains[index].clone())
        };
        let goal = Goal::new(concept, &weights, None).unwrap();
        let aimed = Searcher::new(problem, graph).aimed(&goal, &Limits::none());
        let gains: Vec<_> = aimed.unwrap().into_iter().map(|r| r.gain).collect();
        let both: Vec<_> = best_of(&gains)
            .into_iter()
            .chain(best_of(frontier))
            .collect();
        // The one that was aimed at is among the best of both, or there is neither.
        if !both.is_empty() && (both.len() < 2 || !best(concept, &both, &weights).contains(&0)) {
            return Err(format!("{concept:?}: aimed at {gains:?}, of {frontier:?}"));
        }
    }
    Ok(())
}

/// Settlements that wanted exchanges reach and from which `to` can be climbed to, and the exchanges between them.
fn sizes(problem: &Problem, steer: &Steer, start: &Settlement) -> (usize, usize) {
    let within = |at: &Settlement| {
        steer
            .to
            .iter()
            .all(|(topic, option)| match problem.topics[*topic].moves {
                Kind::Choice => at.at(*topic) == *option || at.at(*topic) == OptionId::STATUS_QUO,
                _ => at.at(*topic) <= *option,
            })
    };
    let mut reached = std::collections::BTreeSet::from([start.clone()]);
    let (mut open, mut count) = (vec![start.clone()], 0);
    while let Some(at) = open.pop() {
        for next in exchanges(problem, &at) {
            if wanted_exchange(steer, start, &at, &next) && within(&next) {
                count += 1;
                if reached.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
    }
    (reached.len(), count)
}

/// Of the plans of the same start without steering, the judge refuses exactly those that are not wanted, for that reason.
fn refuses_what_is_not_wanted(
    free: &Problem,
    steered: &Problem,
    start: &Settlement,
) -> Result<(), String> {
    let steer = &steered.steer;
    let from_there = Problem {
        steer: Steer {
            from: steer.from.clone(),
            ..Steer::default()
        },
        ..free.clone()
    };
    let graph = Graph::expand(&from_there, &Limits::none()).unwrap();
    let all = roads(&from_there, &graph, &Limits::none()).unwrap();
    for road in all.frontier {
        let passed = passed(start, &road);
        let steps = passed.windows(2);
        let wanted = steps
            .into_iter()
            .all(|s| wanted_exchange(steer, start, &s[0], &s[1]))
            && wanted_end(steer, start, passed.last().unwrap());
        match (wanted, judge_plan(steered, &road.rounds)) {
            (true, Ok(_)) => {}
            (false, Err(PlanFault::Steered(_))) => {}
            (
                false,
                Err(PlanFault::Exchange {
                    fault: ExchangeFault::Steered(_),
                    ..
                }),
            ) => {}
            (_, verdict) => return Err(format!("{road:?}, wanted {wanted}: {verdict:?}")),
        }
    }
    Ok(())
}

fn passed(start: &Settlement, road: &Road) -> Vec<Settlement> {
    let mut passed = vec![start.clone()];
    for round in &road.rounds {
        let mut next = passed.last().unwrap().clone();
        round.iter().for_each(|(t, o)| next.set(*t, *o));
        passed.push(next);
    }
    passed
}

// ---- alternatives against enumeration ----

/// A plan and what makes it another one, from nothing but its settlements.
#[derive(Clone, Debug)]
struct Known {
    gain: Vec<f64>,
    topics: Vec<TopicId>,
    openers: Vec<usize>,
    end: Settlement,
}

const MOST_PLANS: usize = 4_000;

/// A plan by its values and the settlements that it passes.
type Passing = (Vec<f64>, Vec<Settlement>);

/// Every plan from a settlement on, nothing pruned. `None` if there are too many.
fn all_plans(
    problem: &Problem,
    at: &Settlement,
    seen: &mut HashMap<Settlement, Rc<Vec<Passing>>>,
) -> Option<Rc<Vec<Passing>>> {
    if let Some(seen) = seen.get(at) {
        return Some(seen.clone());
    }
    let holds = |value: &[f64], least: &[f64]| {
        let mut tests = value.iter().zip(least);
        tests.all(|(v, l)| *v >= l - problem.tolerance())
    };
    let mut all = Vec::new();
    if may_stay(problem, at) {
        let value = stay_value(problem, at);
        if holds(&value, &stay_threshold(problem, at)) {
            all.push((value, vec![at.clone()]));
        }
    }
    for next in exchanges(problem, at) {
        let rest = all_plans(problem, &next, seen)?;
        if rest.is_empty() {
            continue;
        }
        let least = threshold(problem, at, &next);
        for (value, rest) in rest.iter() {
            let value = exchange_value(problem, at, &next, value);
            if holds(&value, &least) {
                all.push((value, [std::slice::from_ref(at), rest.as_slice()].concat()));
            }
        }
        if all.len() > MOST_PLANS {
            return None;
        }
    }
    let all = Rc::new(all);
    seen.insert(at.clone(), all.clone());
    Some(all)
}

fn known(problem: &Problem, value: &[f64], passed: &[Settlement]) -> Known {
    let second = passed.get(1).unwrap_or(&passed[0]);
    let mut openers: Vec<usize> = Vec::new();
    for (topic, to) in moved(&passed[0], second) {
        let first = match problem.topics[topic].moves {
            Kind::Choice => to.index(),
            _ => passed[0].at(topic).index() + 1,
        };
        for rung in first..=to.index() {
            let performers = problem.topics[topic].rungs[OptionId::new(rung)].performers;
            openers.extend(performers.iter().map(|a| a.index()));
        }
    }
    openers.sort_unstable();
    openers.dedup();
    Known {
        gain: gains(problem, value),
        topics: moved(&passed[0], second)
            .into_iter()
            .map(|(t, _)| t)
            .collect(),
        openers,
        end: passed.last().unwrap().clone(),
    }
}

fn is_other(differ: Differ, plan: &Known, told: &Substance) -> bool {
    let topics = Some(&plan.topics) != told.lead.topics.as_ref();
    let told_openers = told.lead.openers.unwrap();
    let openers = plan.openers != told_openers.iter().map(|a| a.index()).collect::<Vec<_>>();
    let package = plan.end != told.end;
    match differ {
        Differ::Any => topics || openers || package,
        Differ::Opening => topics,
        Differ::Openers => openers,
        Differ::Package => package,
    }
}

#[test]
fn alternatives_are_the_best_of_all_that_differ() {
    let told = Cell::new(0);
    for purpose in [For::Plans, For::Breaches] {
        for_seeds(400, purpose, |seed, model| {
            alternatives_agree(seed, model, &told)
        });
    }
    println!("{} alternatives", told.get());
    assert!(told.get() > 400, "{} alternatives", told.get());
}

fn alternatives_agree(seed: u64, model: &Model, told: &Cell<usize>) -> Result<(), String> {
    let problem = compiled(seed, model);
    let Some(all) = all_plans(&problem, &problem.status_quo(), &mut HashMap::new()) else {
        return Ok(());
    };
    let all: Vec<Known> = all
        .iter()
        .map(|(v, passed)| known(&problem, v, passed))
        .collect();
    let concept = Concept::ALL[seed as usize % Concept::ALL.len()];
    let kinds = [
        Differ::Any,
        Differ::Opening,
        Differ::Openers,
        Differ::Package,
    ];
    let differ = kinds[seed as usize / Concept::ALL.len() % kinds.len()];
    let answer = plans(&problem, &Limits::none()).unwrap();
    let Some(index) = answer.answer(concept) else {
        return same("plans", all.len(), 0);
    };
    const MOST: usize = 5;
    let chosen = &answer.frontier[index];
    let others = other_roads(&problem, concept, chosen, MOST, differ, &Limits::none());
    same("stopped", others.stopped, None)?;
    let mut before = vec![others.chosen.clone()];
    for other in &others.found {
        let passed = passed(&problem.status_quo(), &other.road);
        let own = Known {
            gain: other.road.gain.clone(),
            ..known(&problem, &other.road.gain, &passed)
        };
        let differs = before.iter().all(|told| is_other(differ, &own, told));
        same("differs", differs, true)?;
        is_best(&problem, concept, &left(&all, differ, &before), &own.gain)?;
        before.push(other.substance.clone());
    }
    told.set(told.get() + others.found.len());
    if others.found.len() < MOST {
        same("left", left(&all, differ, &before).len(), 0)?;
    }
    Ok(())
}

fn left<'k>(all: &'k [Known], differ: Differ, told: &[Substance]) -> Vec<&'k Known> {
    let other = |plan: &&Known| told.iter().all(|t| is_other(differ, plan, t));
    all.iter().filter(other).collect()
}

/// Is there a plan of these gains among those that share the best key, and none that is better for somebody and worse for nobody?
fn is_best(
    problem: &Problem,
    concept: Concept,
    left: &[&Known],
    gain: &[f64],
) -> Result<(), String> {
    let gains: Vec<Vec<f64>> = left.iter().map(|plan| plan.gain.clone()).collect();
    let near = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-6);
    let ties = best(concept, &gains, &weights(problem));
    let known = ties.iter().any(|tie| near(&gains[*tie], gain));
    let beats = |other: &Vec<f64>| {
        let mut pairs = other.iter().zip(gain);
        pairs.all(|(o, g)| *o >= g - problem.tolerance()) && !near(other, gain)
    };
    match known && !gains.iter().any(beats) {
        true => Ok(()),
        false => {
            let ties: Vec<_> = ties.iter().map(|tie| &gains[*tie]).collect();
            let better: Vec<_> = gains.iter().filter(|g| beats(g)).collect();
            Err(format!(
                "{concept:?}: {gain:?} is not among the best {ties:?} of {}, or not as good as {better:?}",
                gains.len()
            ))
        }
    }
}

#[test]
fn a_limit_leaves_the_alternatives_told_before_it() {
    let problem = common::load(TWO_VALLEYS);
    let answer = plans(&problem, &Limits::none()).unwrap();
    let chosen = &answer.frontier[answer.answer(Concept::Nash).unwrap()];
    let limits = Limits::none().with_size(100);
    let others = other_roads(&problem, Concept::Nash, chosen, 3, Differ::Any, &limits);
    assert!(others.found.is_empty() && others.stopped.is_some());
}

// ---- the judge's own words ----

#[test]
fn the_judge_names_what_a_plan_was_asked_for() {
    let text = "winset: 1\ntopics: {a: [x, y, z], b: [x, y], c: [x, y]}\n\
        actors: {p: {interests: {a: [2, 4], b: -1, c: 1}, patience: 1}, q: {interests: {a: [-1, -2], b: 2, c: 1}, patience: 1}}\n\
        talks: {trust: 1, enforcement: false}\n";
    let mut problem = common::problem("faults", text);
    let topic = |index| TopicId::new(index);
    let (a, b, c) = (topic(0), topic(1), topic(2));
    let y = OptionId::new(1);
    let rounds = vec![vec![(a, y), (b, y)], vec![(c, y)]];
    assert!(judge_plan(&problem, &rounds).is_ok());
    let mut refused = |steer: Steer| {
        problem.steer = steer;
        match judge_plan(&problem, &rounds) {
            Err(PlanFault::Steered(fault)) => fault,
            Err(PlanFault::Exchange {
                fault: ExchangeFault::Steered(fault),
                ..
            }) => fault,
            verdict => panic!("{verdict:?}"),
        }
    };
    let nothing = Steer::default();
    let mut at_y = OptionSet::none(2);
    at_y.insert(y);
    let to = Steer {
        to: vec![(a, OptionId::new(2))],
        ..nothing.clone()
    };
    assert_eq!(refused(to), SteerFault::To(a));
    let avoid = Steer {
        avoid: vec![Condition::Is(c, at_y)],
        ..nothing.clone()
    };
    assert_eq!(refused(avoid), SteerFault::Avoided(0));
    let first = Steer {
        first: vec![(b, None), (c, None)],
        ..nothing.clone()
    };
    assert_eq!(refused(first), SteerFault::First(c));
    let apart = Steer {
        never_together: vec![vec![a, c, b]],
        ..nothing
    };
    assert_eq!(refused(apart), SteerFault::Together(a, b));
}

// ---- the program ----

const TWO_VALLEYS: &str = "models/two-valleys.yaml";
const DONE: &str = "prisoners=released,crossing=open,heights=thinned,water=quota,recognition=granted,road-fund=pledged,hotline=installed,observers=stationed";

#[test]
fn every_answer_reads_as_it_should() {
    let asked: &[(&str, &[&str], i32)] = &[
        (
            "from_avoid_apart",
            &[
                "--from",
                "prisoners=released,hotline=installed",
                "--avoid",
                "road-fund=paid",
                "--never-together",
                "crossing,water",
            ],
            0,
        ),
        (
            "to_first",
            &[
                "--to",
                "prisoners=released,crossing=daily",
                "--first",
                "hotline,water=shared-data",
            ],
            0,
        ),
        (
            "contradictory_after_search",
            &[
                "--to",
                "prisoners=released,heights=handed-back",
                "--avoid",
                "crossing=open",
                "--avoid",
                "water=quota,road-fund=pledged..",
            ],
            1,
        ),
        ("stay_here", &["--from", DONE, "--alternatives", "2"], 0),
        (
            "nothing_left",
            &[
                "--from",
                "prisoners=released,crossing=open,heights=handed-back,water=quota,recognition=granted,road-fund=paid,hotline=installed,observers=stationed",
            ],
            1,
        ),
        ("alternatives", &["--alternatives", "3"], 0),
        (
            "alternatives_opening",
            &[
                "--alternatives",
                "2",
                "--differ",
                "openers",
                "--concept",
                "egalitarian",
            ],
            0,
        ),
    ];
    for (name, arguments, code) in asked {
        let run = run(&[&["plan", TWO_VALLEYS], *arguments].concat());
        assert_eq!(run.code, Some(*code), "{name}: {}", run.err);
        insta::assert_snapshot!(*name, run.out);
    }
    let solved = run(&[
        "solve",
        TWO_VALLEYS,
        "--first",
        "water",
        "--avoid",
        "crossing=open",
    ]);
    assert_eq!(solved.code, Some(0));
    insta::assert_snapshot!("solve_steered", solved.out);
}

#[test]
fn answers_are_data() {
    let from = "--from=prisoners=released,hotline=installed";
    let (steered, code) = json(&[
        "plan",
        TWO_VALLEYS,
        from,
        "--to",
        "water=quota",
        "--avoid",
        "road-fund=paid,crossing=daily..",
        "--first",
        "water,crossing=trial-days",
        "--never-together",
        "heights,observers",
        "--alternatives",
        "2",
    ]);
    assert_eq!(code, Some(0));
    insta::assert_snapshot!(
        "options",
        serde_json::to_string_pretty(&steered["options"]).unwrap()
    );
    insta::assert_snapshot!(
        "alternatives_json",
        serde_json::to_string_pretty(&steered["alternatives"]).unwrap()
    );
    assert_eq!(steered["alternatives_grade"]["status"], "proved");
    let first = steered["plan"]["rounds"][0]["moves"].as_array().unwrap();
    assert_eq!(first.len(), 2);
    assert_eq!(steered["plan"]["settlement"]["water"], "quota");
    let (plain, _) = json(&["plan", TWO_VALLEYS]);
    assert_eq!(plain.get("alternatives"), None);
    let (none, code) = json(&[
        "plan",
        TWO_VALLEYS,
        "--from",
        "observers=stationed",
        "--to",
        "road-fund=paid,heights=occupied",
        "--alternatives",
        "1",
    ]);
    if code == Some(1) {
        assert_eq!(none["alternatives"], Value::Array(Vec::new()));
        assert_eq!(none["alternatives_grade"]["status"], "none");
    }
}

/// Talks may stand anywhere, whether the start keeps the rules or not; a plan from there goes on as the whole plan did.
#[test]
fn a_plan_goes_on_from_where_it_has_come_to() {
    let (whole, _) = json(&["plan", TWO_VALLEYS]);
    let rounds = whole["plan"]["rounds"].as_array().unwrap();
    let mut stands: Vec<String> = Vec::new();
    for (index, round) in rounds.iter().enumerate() {
        let from = stands.join(",");
        let (rest, code) = json(&["plan", TWO_VALLEYS, "--from", &from, "--concept", "nash"]);
        assert_eq!(code, Some(0));
        // What follows is a plan of the frontier there, worth what the whole plan says it is worth from there on.
        let near = |point: &Value| {
            let sides = round["gain"].as_object().unwrap().iter();
            let mut pairs = sides.map(|(side, gain)| {
                (
                    gain.as_f64().unwrap(),
                    point["gain"][side].as_f64().unwrap(),
                )
            });
            pairs.all(|(a, b)| b >= a - 1e-6)
        };
        let frontier = rest["frontier"].as_array().unwrap();
        assert!(frontier.iter().any(near), "round {}", index + 1);
        for own in round["moves"].as_array().unwrap() {
            let (topic, option) = (
                own["topic"].as_str().unwrap(),
                own["option"].as_str().unwrap(),
            );
            stands.retain(|s| !s.starts_with(&format!("{topic}=")));
            stands.push(format!("{topic}={option}"));
        }
    }
}

#[test]
fn a_start_may_be_read_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("now.yaml");
    std::fs::write(&path, "prisoners: released\nhotline: installed\n").unwrap();
    let file = format!("@{}", path.display());
    let (by_file, _) = json(&["plan", TWO_VALLEYS, "--from", &file]);
    let (by_line, _) = json(&[
        "plan",
        TWO_VALLEYS,
        "--from",
        "prisoners=released,hotline=installed",
    ]);
    assert_eq!(by_file, by_line);
    let missing = run(&["plan", TWO_VALLEYS, "--to", "@nowhere.yaml"]);
    assert_eq!((missing.code, missing.out.as_str()), (Some(2), ""));
}

// ---- what cannot be asked ----

#[test]
fn every_code_of_steering_is_shown() {
    for code in winset::model::steering_codes() {
        let name = format!("{}.yaml", code.id);
        let text = std::fs::read_to_string(common::file("tests/broken").join(&name)).unwrap();
        let command = text
            .lines()
            .next()
            .unwrap()
            .strip_prefix("# winset ")
            .unwrap();
        let arguments: Vec<&str> = command.split(' ').collect();
        let run = run_in("tests/broken", &arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{}", code.id);
        assert!(
            run.err.contains(&format!("error[{}]", code.id)),
            "{}",
            run.err
        );
        insta::assert_snapshot!(code.id, run.err);
    }
}

#[test]
fn everything_wrong_is_said_at_once() {
    let asked = [
        "plan",
        TWO_VALLEYS,
        "--from",
        "prisoners=released,hotlin=installed",
        "--to",
        "watter=quota,water=full",
        "--avoid",
        "road-fund=paid,road-fund=none",
        "--avoid",
        "",
        "--avoid",
        "crossing",
        "--avoid",
        "crossing=dayly..",
        "--first",
        " , ",
        "--never-together",
        "hotline,hotline",
        "--never-together",
        "crossing=open",
    ];
    let said = run(&asked);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
    insta::assert_snapshot!("all_at_once", said.err);
    let (data, code) = json(&asked);
    assert_eq!(code, Some(2));
    assert_eq!(data["errors"], said.err.matches("error[").count());
}

#[test]
fn each_slip_has_its_words() {
    let slips: &[(&[&str], &str)] = &[
        (&["--to", "capital=x"], "there is no topic `capital`"),
        (&["--to", ""], "no topic is named"),
        (&["--to", "water"], "does not say which option"),
        (&["--to", "water=quota,water=quota"], "is named twice"),
        (
            &["--from", "water=quota", "--to", "water=contested"],
            "stands at `quota` and cannot go back to `contested`",
        ),
        (
            &[
                "--to",
                "prisoners=held,crossing=closed,heights=occupied,water=contested,recognition=none,road-fund=none,hotline=none,observers=none",
            ],
            "no plan ends at the status quo",
        ),
        (
            &["--to", "water=quota", "--avoid", "water=shared-data.."],
            "every end that is asked for has it",
        ),
        (
            &["--from", "water=quota", "--avoid", "water=shared-data.."],
            "holds at the start and for ever after",
        ),
        (
            &["--avoid", "water=contested.."],
            "holds at the start and for ever after",
        ),
        (
            &["--first", "water=quota,crossing", "--avoid", "water=quota"],
            "the first exchange that is asked for makes it so",
        ),
        (
            &["--first", "water=quota", "--to", "water=shared-data"],
            "cannot move so first and still end at `shared-data`",
        ),
        (
            &["--first", "water", "--to", "water=contested"],
            "cannot move so first and still end at `contested`",
        ),
        (
            &["--from", "water=quota", "--first", "water=shared-data"],
            "cannot go back to `shared-data`",
        ),
        (
            &["--from", "water=quota", "--first", "water=quota"],
            "stands at `quota` already",
        ),
        (
            &["--from", "water=quota", "--first", "water"],
            "can move no more",
        ),
        (
            &["--first", "water,hotline,observers"],
            "3 moves in one round, which has at most 2",
        ),
        (
            &[
                "--first",
                "water,hotline",
                "--never-together",
                "hotline,water",
            ],
            "are to move together and never together",
        ),
        (&["--never-together", "water"], "fewer than two topics"),
        (&["--never-together", "water,water"], "is named twice"),
        (&["--alternatives", "0"], "0 is not in 1..=100"),
        (&["--time-limit", "0"], "a number of seconds above 0"),
        (&["--differ", "opening"], "--alternatives"),
    ];
    for (arguments, words) in slips {
        let run = run(&[&["plan", TWO_VALLEYS], *arguments].concat());
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(run.err.contains(words), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn a_start_from_which_nothing_moves_is_said_to_be_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("still.yaml");
    let text = "winset: 1\ntopics: {a: [x], b: [y]}\nactors: {p: {}, q: {}}\n";
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap();
    let still = "No topic has an option left to move to";
    let none = run(&["plan", path, "--alternatives", "2"]);
    assert_eq!(none.code, Some(1));
    assert!(none.out.contains(still), "{}", none.out);
    let first = run(&["plan", path, "--first", "a"]);
    assert_eq!(first.code, Some(2));
    assert!(first.err.contains("can move no more"), "{}", first.err);
}

#[test]
fn what_the_model_forbids_at_the_start_is_said_beforehand() {
    let slips: &[(&[&str], &str)] = &[
        (
            &["E081.yaml", "--first", "water=quota"],
            "`water` cannot reach `quota` yet",
        ),
        (
            &["E081.yaml", "--first", "crossing=open"],
            "a ladder, climbed one rung a round",
        ),
        (
            &["E080.yaml", "--from", "port=leased", "--first", "port=sold"],
            "a choice that is made",
        ),
        (
            &["E080.yaml", "--from", "port=leased", "--first", "port"],
            "can move no more",
        ),
        (
            &["E080.yaml", "--first", "port=leased", "--to", "port=sold"],
            "cannot move so first",
        ),
        (
            &["E080.yaml", "--avoid", "status=free.."],
            "every end that is asked for has it",
        ),
    ];
    for (arguments, words) in slips {
        let run = run_in("tests/broken", &[&["plan"], *arguments].concat());
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(run.err.contains(words), "{arguments:?}: {}", run.err);
    }
    // What may be made is not refused: the ladder's next rung, and after it what had to wait.
    for arguments in [
        ["--first", "crossing=daily"],
        ["--from=crossing=open", "--first=water=quota"],
    ] {
        let run = run_in(
            "tests/broken",
            &[&["plan", "E081.yaml"], &arguments[..]].concat(),
        );
        assert!(
            run.code == Some(0) || run.code == Some(1),
            "{arguments:?}: {}",
            run.err
        );
    }
}
