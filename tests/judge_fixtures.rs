//! Models with known answers (`tests/fixtures`): the judge against an independent brute-force implementation.
//!
//! Packages are enumerated, every listed plan is replayed, and the frontier of plans is found from the judge's own building blocks by
//! the recursion of SEMANTICS §3.7.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::Value;
use winset::base::{Id, OptionId, Points, TopicId};
use winset::check::{
    admissible, enumerate_packages, exchange_value, judge_frontier, judge_plan, may_stay,
    stay_threshold, stay_value, threshold,
};
use winset::diag::{Problems, Sources};
use winset::model::{read, validate};
use winset::problem::{Problem, Settlement, compile};

type Moves = Vec<(TopicId, OptionId)>;

struct Fixture {
    name: String,
    problem: Problem,
    expect: Value,
}

fn fixtures() -> Vec<Fixture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut models: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "yaml"))
        .collect();
    models.sort();
    assert_eq!(models.len(), 120);
    models.iter().map(|path| fixture(path)).collect()
}

fn fixture(path: &Path) -> Fixture {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let text = fs::read_to_string(path).unwrap();
    let expect = fs::read_to_string(path.with_extension("expect.json")).unwrap();
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let file = sources.add(name.clone(), text.clone());
    let draft = read(file, &text, &mut problems);
    let model = draft.and_then(|draft| validate(&draft, &mut problems));
    let model = model.unwrap_or_else(|| panic!("{name}: {:#?}", problems.sorted()));
    let problem = compile(&model, &sources);
    let expect: Value = serde_json::from_str(&expect).unwrap();
    let actors = problem.consenting.iter();
    let actors: Vec<&str> = actors
        .map(|a| problem.names.actors[*a].0.as_str())
        .collect();
    assert_eq!(serde_json::json!(actors), expect["actors"], "{name}");
    Fixture {
        name,
        problem,
        expect,
    }
}

fn vector(value: &Value) -> Vec<f64> {
    let entries = value.as_array().unwrap().iter();
    entries.map(|x| x.as_f64().unwrap()).collect()
}

/// Sorted, so that lists of vectors can be compared entry by entry.
fn vectors(value: &Value) -> Vec<Vec<f64>> {
    let mut all: Vec<_> = value.as_array().unwrap().iter().map(vector).collect();
    all.sort_by(|a, b| a.partial_cmp(b).unwrap());
    all
}

fn near(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-6)
}

#[test]
fn packages_agree() {
    for Fixture {
        name,
        problem,
        expect,
    } in fixtures()
    {
        let found = enumerate_packages(&problem, 100_000).unwrap();
        assert_eq!(
            u64::try_from(found.settlements).ok(),
            expect["settlements"].as_u64(),
            "{name}"
        );
        assert_eq!(
            u64::try_from(found.packages).ok(),
            expect["packages"].as_u64(),
            "{name}"
        );
        // Nine places is all there is, so the expected decimals are exact.
        let exact = |gains: Vec<f64>| -> Vec<Points> {
            let billionths = gains.iter().map(|g| (g * 1e9).round() as i128);
            billionths.map(Points::from_billionths).collect()
        };
        let expected = vectors(&expect["package_frontier"]);
        let expected: Vec<_> = expected.into_iter().map(exact).collect();
        let gains: Vec<_> = found.frontier.iter().map(|(g, _)| g.clone()).collect();
        assert_eq!(gains, expected, "{name}");
        assert_eq!(judge_frontier(&problem, &found.frontier), Ok(()), "{name}");
    }
}

#[test]
fn listed_plans_hold_and_earn_what_they_claim() {
    for Fixture {
        name,
        problem,
        expect,
    } in fixtures()
    {
        for plan in expect["plans"].as_array().unwrap() {
            let rounds = plan["rounds"].as_array().unwrap().iter();
            let rounds: Vec<Moves> = rounds.map(|round| moves(&problem, round)).collect();
            let verdict = judge_plan(&problem, &rounds)
                .unwrap_or_else(|fault| panic!("{name}: {plan}: {fault:?}"));
            assert!(verdict.breaches_checked(), "{name}");
            let claimed = vector(&plan["gain"]);
            assert!(
                near(&verdict.gains, &claimed),
                "{name}: {plan}: {:?}",
                verdict.gains
            );
        }
    }
}

/// Moves are written `topic=option`.
fn moves(problem: &Problem, round: &Value) -> Moves {
    let one = |written: &Value| {
        let (topic, option) = written.as_str().unwrap().split_once('=').unwrap();
        let mut topics = problem.names.topics.entries();
        let (id, names) = topics.find(|(_, t)| t.id == topic).unwrap();
        let mut options = names.options.entries();
        (id, options.find(|(_, o)| o.0 == option).unwrap().0)
    };
    round.as_array().unwrap().iter().map(one).collect()
}

#[test]
fn plan_frontiers_agree_with_plain_recursion() {
    for Fixture {
        name,
        problem,
        expect,
    } in fixtures()
    {
        let start = problem.status_quo();
        let reached = reached(&problem);
        assert_eq!(
            Some(reached.len() as u64),
            expect["reached"].as_u64(),
            "{name}"
        );
        let mut search = Recursion {
            problem: &problem,
            known: HashMap::new(),
        };
        let mut found: Vec<Vec<f64>> = search
            .labels(&start)
            .iter()
            .map(|v| gains(&problem, v))
            .collect();
        found.sort_by(|a, b| a.partial_cmp(b).unwrap());
        let expected = vectors(&expect["plan_frontier"]);
        let same =
            found.len() == expected.len() && found.iter().zip(&expected).all(|(a, b)| near(a, b));
        assert!(same, "{name}:\nfound    {found:?}\nexpected {expected:?}");
    }
}

fn gains(problem: &Problem, values: &[f64]) -> Vec<f64> {
    let actors = problem.consenting.iter().zip(values);
    actors
        .map(|(actor, v)| v - problem.actors[*actor].walk_away.to_f64())
        .collect()
}

/// The settlements that admissible exchanges lead to from the status quo.
fn reached(problem: &Problem) -> BTreeSet<Settlement> {
    let mut reached = BTreeSet::from([problem.status_quo()]);
    let mut open = vec![problem.status_quo()];
    while let Some(at) = open.pop() {
        for next in exchanges(problem, &at) {
            if reached.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    reached
}

/// Where admissible exchanges lead from a settlement: every set of moves is tried.
fn exchanges(problem: &Problem, at: &Settlement) -> Vec<Settlement> {
    let mut sets: Vec<Moves> = vec![Vec::new()];
    for (topic, parts) in problem.topics.entries() {
        for moves in sets.clone() {
            if moves.len() < problem.talks.moves_per_round {
                let options = (1..parts.rungs.len()).map(OptionId::new);
                sets.extend(options.map(|option| {
                    let mut more = moves.clone();
                    more.push((topic, option));
                    more
                }));
            }
        }
    }
    let fair = sets
        .into_iter()
        .filter(|m| admissible(problem, at, m).is_ok());
    fair.map(|moves| {
        let mut next = at.clone();
        moves
            .iter()
            .for_each(|(topic, option)| next.set(*topic, *option));
        next
    })
    .collect()
}

/// §3.7: the maximal value vectors of the plans from a settlement, by memoised recursion.
struct Recursion<'p> {
    problem: &'p Problem,
    known: HashMap<Settlement, Rc<Vec<Vec<f64>>>>,
}

impl Recursion<'_> {
    fn labels(&mut self, at: &Settlement) -> Rc<Vec<Vec<f64>>> {
        if let Some(known) = self.known.get(at) {
            return known.clone();
        }
        let problem = self.problem;
        let mut all = Vec::new();
        if may_stay(problem, at) {
            let value = stay_value(problem, at);
            if self.at_least(&value, &stay_threshold(problem, at)) {
                all.push(value);
            }
        }
        for next in exchanges(problem, at) {
            let continuations = self.labels(&next);
            if continuations.is_empty() {
                continue;
            }
            let least = threshold(problem, at, &next);
            let values = continuations
                .iter()
                .map(|v| exchange_value(problem, at, &next, v));
            all.extend(values.filter(|v| self.at_least(v, &least)));
        }
        let kept = Rc::new(self.maximal(all));
        self.known.insert(at.clone(), kept.clone());
        kept
    }

    fn at_least(&self, these: &[f64], those: &[f64]) -> bool {
        let tolerance = self.problem.tolerance();
        these.iter().zip(those).all(|(a, b)| *a >= b - tolerance)
    }

    /// In descending order, a vector is dropped when a kept one is at least it; then kept ones that one kept after them equals or exceeds.
    fn maximal(&self, mut all: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
        all.sort_by(|a, b| b.partial_cmp(a).unwrap());
        let mut kept: Vec<Vec<f64>> = Vec::new();
        for vector in all {
            if !kept.iter().any(|k| self.at_least(k, &vector)) {
                kept.push(vector);
            }
        }
        let survives = |i: &usize| !kept[i + 1..].iter().any(|k| self.at_least(k, &kept[*i]));
        let places: Vec<usize> = (0..kept.len()).filter(survives).collect();
        places.into_iter().map(|i| kept[i].clone()).collect()
    }
}
