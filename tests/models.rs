//! Every model of `models` and `tests/literature` has a sibling `.expect.yaml` that says what is found in it and in variants of it,
//! and everything said there is checked. `models/README.md` describes the format. Adding a model adds a test.

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use common::divided::{Divided, compare_divided};
use serde::{Deserialize, Serialize};
use winset::base::{ConstraintId, Limits, OptionId, TopicId};
use winset::check::{PlanFault, Stage, judge_plan};
use winset::graph::Graph;
use winset::problem::{Problem, Settlement};
use winset::search::concept::{Concept, best, weights};
use winset::search::plan::{Road, roads};
use winset::study::why::relaxations;
use winset::study::{PackageAnswer, packages};

/// Expected numbers are written to six decimals.
const TOLERANCE: f64 = 1e-6;

/// What a `.expect.yaml` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    teaches: String,
    #[serde(default)]
    fictional: bool,
    source: Option<String>,
    expect: Answers,
    #[serde(default)]
    changes: Vec<Change>,
}

/// A variant of the model.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    name: String,
    shows: String,
    replace: Vec<Replacement>,
    expect: Answers,
}

/// Every occurrence of a text becomes another; there must be one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Replacement {
    from: String,
    to: String,
}

/// Answers expected or found. What is not stated is not asked.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Answers {
    counts: Option<BTreeMap<String, u64>>,
    packages: Option<Packages>,
    /// Of a model with divisible topics, over the continuum; all else is said of their steps.
    divided: Option<Divided>,
    no_deal: Option<NoDeal>,
    plan: Option<Plan>,
    /// Plans to be judged, whether or not they are best.
    #[serde(default)]
    judged: Vec<Judged>,
}

type Gain = BTreeMap<String, f64>;
type Rounds = Vec<Vec<String>>;

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Packages {
    frontier_size: Option<usize>,
    frontier: Option<Vec<Gain>>,
    concepts: BTreeMap<String, Best>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct NoDeal {
    conflict_sets: Vec<Vec<String>>,
    correction_sets: Vec<Vec<String>>,
    relaxations: Option<Relaxations>,
}

/// How far numbers must give way to open a package.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Relaxations {
    /// The least largest change, of any number of bounds.
    least: f64,
    /// The fewest bounds that open a package.
    fewest: usize,
    /// The least largest change of so few.
    by: f64,
}

/// A road, or none.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
enum Plan {
    None(NoRoad),
    Roads(PlanFrontier),
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum NoRoad {
    None,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PlanFrontier {
    frontier_size: Option<usize>,
    concepts: BTreeMap<String, Best>,
}

/// The answer of one solution concept: a package without the topics that stay where they are, or rounds of `topic=option`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Best {
    gain: Gain,
    package: Option<BTreeMap<String, String>>,
    rounds: Option<Rounds>,
    ties: Option<usize>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Judged {
    rounds: Rounds,
    gain: Option<Gain>,
    refused: Option<Refused>,
}

/// `because` is `inadmissible`, `may-not-end` or `better-off`; rounds are counted from 1.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    because: String,
    round: Option<usize>,
    actor: Option<String>,
}

#[test]
fn shipped_models_do_what_they_say() {
    check_folder("models");
}

#[test]
fn literature_agrees() {
    check_folder("tests/literature");
}

fn check_folder(folder: &str) {
    let models = models(folder);
    assert!(!models.is_empty(), "{folder} is empty");
    let mut differences = Vec::new();
    for path in &models {
        let expected = path.with_extension("expect.yaml");
        let expected = std::fs::read_to_string(&expected)
            .unwrap_or_else(|e| panic!("{}: {e}", expected.display()));
        let expected: Expectation =
            serde_yaml::from_str(&expected).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let stated = expected.fictional != expected.source.is_some();
        assert!(
            stated && !expected.teaches.is_empty(),
            "{} is either fictional or has a source",
            path.display()
        );
        let started = std::time::Instant::now();
        check_model(path, &expected, &mut differences);
        eprintln!("{} {:.2?}", path.display(), started.elapsed());
    }
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// The models of a folder, in order of their names.
fn models(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(common::file(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut models: Vec<PathBuf> = paths
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.ends_with(".yaml") && !name.ends_with(".expect.yaml")
        })
        .collect();
    models.sort();
    models
}

fn check_model(path: &Path, expected: &Expectation, differences: &mut Vec<String>) {
    let text = std::fs::read_to_string(path).unwrap();
    let file = path.file_name().unwrap().to_string_lossy();
    let mut check = |case: &str, text: &str, expected: &Answers| {
        let name = format!("{file} {case}");
        let problem = common::problem(&name, text);
        let found = find(&name, &problem, expected);
        let mut different = compare(expected, &found);
        let divided = expected.divided.as_ref();
        different.extend(divided.map_or(Vec::new(), |d| compare_divided(&problem, d)));
        if !different.is_empty() {
            let found = serde_yaml::to_string(&found).unwrap();
            differences.push(format!("# {name}\n- {}", different.join("\n- ")));
            differences.push(format!("# found in {name}:\n{found}"));
        }
    };
    check("as it is", &text, &expected.expect);
    for change in &expected.changes {
        assert!(
            !change.shows.is_empty(),
            "{file} {} shows nothing",
            change.name
        );
        check(&change.name, &changed(&file, &text, change), &change.expect);
    }
}

fn changed(file: &str, text: &str, change: &Change) -> String {
    change.replace.iter().fold(text.to_owned(), |text, r| {
        let found = text.contains(&r.from);
        assert!(found, "{file} {}: no {:?}", change.name, r.from);
        text.replace(&r.from, &r.to)
    })
}

/// Solves both questions; every package and every plan of both frontiers is judged.
fn find(name: &str, problem: &Problem, expected: &Answers) -> Answers {
    let limits = Limits::none();
    let answer = packages(problem, &limits).unwrap();
    let mut counts = BTreeMap::new();
    // Where nothing is said of plans nobody waits for them.
    let plan = expected.plan.as_ref().map(|_| {
        let graph = Graph::expand(problem, &limits).unwrap();
        let roads = roads(problem, &graph, &limits).unwrap();
        counts.insert("reached".into(), roads.reached as u64);
        counts.insert("exchanges".into(), roads.exchanges as u64);
        roads.frontier.iter().for_each(|r| judge(name, problem, r));
        found_plan(problem, &roads.frontier)
    });
    if let Some(survey) = &answer.survey {
        counts.insert("packages".into(), survey.packages);
    }
    if let Some(settlements) = problem.settlements() {
        counts.insert("settlements".into(), settlements as u64);
    }
    Answers {
        counts: Some(counts),
        no_deal: no_deal(problem, &answer),
        divided: None,
        packages: (!answer.frontier.is_empty()).then(|| found_packages(problem, &answer)),
        plan,
        judged: expected.judged.iter().map(|j| judged(problem, j)).collect(),
    }
}

/// Asserts that a road holds and earns what it claims.
fn judge(name: &str, problem: &Problem, road: &Road) {
    let verdict = judge_plan(problem, &road.rounds).unwrap_or_else(|f| panic!("{name}: {f:?}"));
    assert!(verdict.breaches_checked(), "{name}");
    let mut claims = road.gain.iter().zip(&verdict.gains);
    let close = claims.all(|(claimed, earned)| (claimed - earned).abs() <= problem.tolerance());
    assert!(close, "{name}: {road:?} {verdict:?}");
}

fn found_packages(problem: &Problem, answer: &PackageAnswer) -> Packages {
    let gain = |i: usize| {
        let gains = answer.frontier[i].gain.iter();
        named_gain(problem, gains.map(|p| p.to_f64()))
    };
    let concepts = answer.concepts.iter().map(|(concept, ties)| {
        let best = Best {
            gain: gain(ties[0]),
            package: Some(moved_only(problem, &answer.frontier[ties[0]].package)),
            rounds: None,
            ties: (ties.len() > 1).then_some(ties.len()),
        };
        (concept.id().to_owned(), best)
    });
    Packages {
        frontier_size: Some(answer.frontier.len()),
        frontier: Some((0..answer.frontier.len()).map(gain).collect()),
        concepts: concepts.collect(),
    }
}

fn no_deal(problem: &Problem, answer: &PackageAnswer) -> Option<NoDeal> {
    let reasons = answer.reasons.as_ref()?;
    assert!(reasons.complete);
    let id = |c: &ConstraintId| problem.names.constraints[*c].id.clone();
    let named = |sets: &[Vec<ConstraintId>]| {
        let sets = sets.iter().map(|set| set.iter().map(id).collect());
        sorted(sets.collect())
    };
    // The same by asking one question after another, as where settlements cannot be counted.
    let asked = winset::study::reasons(problem, None, &Limits::none()).unwrap();
    assert!(asked.complete);
    assert_eq!(named(&asked.conflict_sets), named(&reasons.conflict_sets));
    assert_eq!(
        named(&asked.correction_sets),
        named(&reasons.correction_sets)
    );
    Some(NoDeal {
        conflict_sets: named(&reasons.conflict_sets),
        correction_sets: named(&reasons.correction_sets),
        relaxations: relaxed(problem),
    })
}

fn relaxed(problem: &Problem) -> Option<Relaxations> {
    let found = relaxations(problem, Concept::Nash, &Limits::none()).unwrap();
    let fewest = found.fewest?;
    Some(Relaxations {
        least: found.least?.largest().to_f64(),
        fewest: fewest.changes.len(),
        by: fewest.largest().to_f64(),
    })
}

fn sorted(mut sets: Vec<Vec<String>>) -> Vec<Vec<String>> {
    sets.iter_mut().for_each(|set| set.sort());
    sets.sort();
    sets
}

fn found_plan(problem: &Problem, frontier: &[Road]) -> Plan {
    if frontier.is_empty() {
        return Plan::None(NoRoad::None);
    }
    let gains: Vec<_> = frontier.iter().map(|r| r.gain.clone()).collect();
    let concepts = Concept::ALL.map(|concept| {
        let mut ties = best(concept, &gains, &weights(problem));
        ties.sort_by_key(|i| (frontier[*i].rounds.len(), ranked(problem, &frontier[*i])));
        let road = &frontier[ties[0]];
        let best = Best {
            gain: named_gain(problem, road.gain.iter().copied()),
            package: None,
            rounds: Some(written(problem, &road.rounds)),
            ties: (ties.len() > 1).then_some(ties.len()),
        };
        (concept.id().to_owned(), best)
    });
    Plan::Roads(PlanFrontier {
        frontier_size: Some(frontier.len()),
        concepts: concepts.into(),
    })
}

/// The tie rule: rounds as sorted lists of topic (by its id) and option.
fn ranked(problem: &Problem, road: &Road) -> Vec<Vec<(usize, OptionId)>> {
    let rank = |(topic, option): &(TopicId, OptionId)| (problem.names.topic_ranks[*topic], *option);
    let rounds = road.rounds.iter();
    rounds.map(|r| r.iter().map(rank).collect()).collect()
}

fn judged(problem: &Problem, judged: &Judged) -> Judged {
    let verdict = judge_plan(problem, &parsed(problem, &judged.rounds));
    let (gain, refused) = match verdict {
        Ok(verdict) => (Some(named_gain(problem, verdict.gains.into_iter())), None),
        Err(fault) => (None, Some(refused(problem, &fault))),
    };
    Judged {
        rounds: judged.rounds.clone(),
        gain,
        refused,
    }
}

fn refused(problem: &Problem, fault: &PlanFault) -> Refused {
    let refused = |because: &str, round, actor| Refused {
        because: because.into(),
        round,
        actor,
    };
    match fault {
        PlanFault::Exchange { round, .. } => refused("inadmissible", Some(round + 1), None),
        PlanFault::End(_) => refused("may-not-end", None, None),
        PlanFault::BetterOff { stage, actor, .. } => {
            let round = match stage {
                Stage::Round(round) => Some(round + 1),
                Stage::End => None,
            };
            let actor = problem.names.actors[*actor].0.clone();
            refused("better-off", round, Some(actor))
        }
        PlanFault::NotJudged { .. } | PlanFault::Stopped(_) | PlanFault::Steered(_) => {
            panic!("{fault:?}")
        }
    }
}

fn named_gain(problem: &Problem, gains: impl Iterator<Item = f64>) -> Gain {
    let actors = problem.consenting.iter();
    let ids = actors.map(|a| problem.names.actors[*a].0.clone());
    let rounded = gains.map(|g| (g * 1e6).round() / 1e6 + 0.0);
    ids.zip(rounded).collect()
}

fn moved_only(problem: &Problem, settlement: &Settlement) -> BTreeMap<String, String> {
    let moved = settlement
        .iter()
        .filter(|(_, o)| *o != OptionId::STATUS_QUO);
    let named = moved.map(|(topic, option)| {
        let topic = &problem.names.topics[topic];
        (topic.id.clone(), topic.options[option].0.clone())
    });
    named.collect()
}

fn written(problem: &Problem, rounds: &[Vec<(TopicId, OptionId)>]) -> Rounds {
    let move_ = |(topic, option): &(TopicId, OptionId)| {
        let topic = &problem.names.topics[*topic];
        format!("{}={}", topic.id, topic.options[*option].0)
    };
    let rounds = rounds.iter();
    rounds.map(|r| r.iter().map(move_).collect()).collect()
}

fn parsed(problem: &Problem, rounds: &Rounds) -> Vec<Vec<(TopicId, OptionId)>> {
    let move_ = |text: &String| {
        let (topic, option) = text.split_once('=').unwrap();
        let mut topics = problem.names.topics.entries();
        let (id, names) = topics.find(|(_, t)| t.id == topic).unwrap();
        let mut options = names.options.entries();
        (id, options.find(|(_, o)| o.0 == option).unwrap().0)
    };
    let rounds = rounds.iter();
    let mut rounds: Vec<Vec<_>> = rounds.map(|r| r.iter().map(move_).collect()).collect();
    for round in &mut rounds {
        round.sort_by_key(|(topic, _)| problem.names.topic_ranks[*topic]);
    }
    rounds
}

/// What is stated and not so.
fn compare(expected: &Answers, found: &Answers) -> Vec<String> {
    let mut different = Vec::new();
    if let Some(counts) = &expected.counts {
        let found = found.counts.as_ref().unwrap();
        for (what, count) in counts {
            if found.get(what) != Some(count) {
                different.push(format!("{what}: {:?}, not {count}", found.get(what)));
            }
        }
    }
    match (&expected.packages, &found.packages) {
        (Some(expected), Some(found)) => compare_packages(expected, found, &mut different),
        (Some(_), None) => different.push("there is no package".into()),
        (None, _) => {}
    }
    match (&expected.no_deal, &found.no_deal) {
        (Some(expected), Some(found)) => {
            let same = |e: &Vec<Vec<String>>, f: &Vec<Vec<String>>| sorted(e.clone()) == *f;
            if !same(&expected.conflict_sets, &found.conflict_sets) {
                different.push("conflict sets".into());
            }
            if !same(&expected.correction_sets, &found.correction_sets) {
                different.push("correction sets".into());
            }
            let numbers = |r: &Relaxations| (r.least, r.fewest, r.by);
            let wanted = expected.relaxations.as_ref().map(numbers);
            if wanted.is_some() && wanted != found.relaxations.as_ref().map(numbers) {
                different.push(format!("relaxations: {:?}", found.relaxations));
            }
        }
        (Some(_), None) => different.push("there is a package".into()),
        (None, _) => {}
    }
    match (&expected.plan, &found.plan) {
        (Some(Plan::None(_)), Some(Plan::Roads(_))) => different.push("there is a road".into()),
        (Some(Plan::Roads(_)), Some(Plan::None(_))) => different.push("there is no road".into()),
        (Some(Plan::Roads(expected)), Some(Plan::Roads(found))) => {
            if expected.frontier_size.is_some() && expected.frontier_size != found.frontier_size {
                different.push(format!("plan frontier: {:?}", found.frontier_size));
            }
            compare_concepts("plan", &expected.concepts, &found.concepts, &mut different);
        }
        (Some(Plan::None(_)), Some(Plan::None(_))) | (None, _) | (_, None) => {}
    }
    for (expected, found) in expected.judged.iter().zip(&found.judged) {
        let same_gain = match (&expected.gain, &found.gain) {
            (Some(expected), Some(found)) => same_gain(expected, found),
            (expected, found) => expected.is_none() && found.is_none(),
        };
        if !same_gain || expected.refused != found.refused {
            let verdict = (&found.gain, &found.refused);
            different.push(format!("{:?} is judged {verdict:?}", expected.rounds));
        }
    }
    different
}

fn compare_packages(expected: &Packages, found: &Packages, different: &mut Vec<String>) {
    if expected.frontier_size.is_some() && expected.frontier_size != found.frontier_size {
        different.push(format!("package frontier: {:?}", found.frontier_size));
    }
    if let (Some(expected), Some(found)) = (&expected.frontier, &found.frontier) {
        let listed = |e: &Gain| found.iter().any(|f| same_gain(e, f));
        if expected.len() != found.len() || !expected.iter().all(listed) {
            different.push(format!("package frontier: {found:?}"));
        }
    }
    compare_concepts("packages", &expected.concepts, &found.concepts, different);
}

fn compare_concepts(
    what: &str,
    expected: &BTreeMap<String, Best>,
    found: &BTreeMap<String, Best>,
    different: &mut Vec<String>,
) {
    for (concept, expected) in expected {
        let Some(found) = found.get(concept) else {
            panic!("no concept is called {concept}");
        };
        let same = same_gain(&expected.gain, &found.gain)
            && (expected.package.is_none() || expected.package == found.package)
            && (expected.rounds.is_none() || same_rounds(&expected.rounds, &found.rounds))
            && (expected.ties.is_none() || expected.ties == found.ties);
        if !same {
            different.push(format!("{what} {concept}: {found:?}"));
        }
    }
}

/// The moves of a round are made together: their order does not matter.
fn same_rounds(a: &Option<Rounds>, b: &Option<Rounds>) -> bool {
    let order = |rounds: &Option<Rounds>| {
        let mut rounds = rounds.clone().unwrap_or_default();
        rounds.iter_mut().for_each(|round| round.sort());
        rounds
    };
    order(a) == order(b)
}

fn same_gain(a: &Gain, b: &Gain) -> bool {
    a.len() == b.len()
        && a.iter()
            .zip(b)
            .all(|((actor, a), (other, b))| actor == other && (a - b).abs() <= TOLERANCE)
}
