//! What the verifier catches: results of many models, each true claim held; then one claim changed at a time, each change rejected or, where
//! only solving again beyond the stated sizes could tell, reported as not checked. docs/trust.md shows the numbers.

mod common;

use std::collections::BTreeMap;

use common::mutate::{ALL, Case};
use common::random::{For, Model, Rng};
use rayon::prelude::*;
use serde_json::{Value, json};
use winset::base::{ActorId, Id, Limits, OptionId, Points, TopicId};
use winset::graph::{Graph, explicit};
use winset::problem::{Problem, Settlement};
use winset::search::concept::Concept;
use winset::solution::{
    Barriers, GivenView, GraphView, Packages, Plans, Provenance, RoadWhy, Solved, Why, settlement,
};
use winset::study::barriers::openings;
use winset::study::road::explain_road;
use winset::study::why::{given, why};
use winset::study::{PlanAnswer, PlanQuestion, packages, plans_asked};
use winset::verify::{Judge, Kind, Outcome, Report, Trouble};

const DIGEST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

// ---- results ----

fn provenance(options: Value) -> Provenance {
    Provenance {
        files: Vec::new(),
        digest: DIGEST.to_owned(),
        options,
    }
}

fn value(view: &impl serde::Serialize) -> Value {
    // As it is read back: numbers through their text.
    let text = serde_json::to_string(view).unwrap();
    winset::verify::read_json(&text).unwrap()
}

fn plan_value(problem: &Problem, question: &PlanQuestion, options: Value) -> Option<Value> {
    let answer = plans_asked(problem, question, &Limits::none()).ok()?;
    let mut provenance = provenance(options);
    for (key, own) in winset::solution::steering_options(problem) {
        provenance.options[key] = own;
    }
    let barriers = Barriers::default();
    let plans = Plans::new(problem, &answer, question.concept, barriers, &provenance);
    Some(value(&plans))
}

/// Results of a model, whatever can be asked of it in short time.
fn results(problem: &Problem, rng: &mut Rng, with_plans: bool) -> Vec<Value> {
    let limits = Limits::none();
    let concept = Concept::ALL[rng.below(4)];
    let options = json!({"concept": concept.id(), "time_limit": null});
    let own = provenance(options.clone());
    let Ok(found) = packages(problem, &limits) else {
        return Vec::new();
    };
    let told = Packages::new(problem, &found, &own);
    let mut results = vec![value(&told)];
    if let Ok(found) = why(problem, concept, &limits) {
        results.push(value(&Why::new(problem, &found, concept, &own)));
    }
    let place = somewhere(
        rng,
        problem,
        &found.frontier.first().map(|p| p.package.clone()),
    );
    let most = 1 + rng.below(12);
    if let Ok(found) = given(problem, &place, concept, most, &limits) {
        let mut own = own.clone();
        own.options["package"] = settlement(problem, place.iter());
        let kind = ["why_package", "packages_from"][rng.below(2)];
        results.push(value(&GivenView::new(problem, &found, kind, &limits, &own)));
    }
    if !with_plans {
        return results;
    }
    results.extend(results.first().and_then(weaker_cover));
    let whole = PlanQuestion::whole(concept);
    let Ok(answer) = plans_asked(problem, &whole, &limits) else {
        return results;
    };
    let plans = Plans::new(problem, &answer, concept, Barriers::default(), &own);
    let told_plans = value(&plans);
    results.extend(weaker_cover(&told_plans));
    results.extend(weaker_picks(&told_plans));
    results.push(told_plans);
    results.push(value(&Solved::new(problem, told, plans, &own)));
    let alone = PlanQuestion {
        alone: true,
        ..whole
    };
    let mut options_alone = options.clone();
    options_alone["alone"] = true.into();
    results.extend(plan_value(problem, &alone, options_alone));
    let cover = PlanQuestion {
        within: Some(0.3),
        ..whole
    };
    let mut options_within = options.clone();
    options_within["within"] = 0.3.into();
    results.extend(plan_value(problem, &cover, options_within));
    results.extend(opened(problem, &whole, &answer, &own, rng));
    if let Ok(graph) = Graph::expand(problem, &limits.clone().with_size(MOST_DRAWN)) {
        let drawn = explicit(problem, &graph);
        let answer = plans_asked(problem, &whole, &limits);
        let view = GraphView::new(problem, &drawn, &answer, concept, &limits, &own);
        results.push(value(&view));
    }
    if let Some(road) = answer.answer(concept).map(|index| &answer.frontier[index]) {
        results.extend(steered(problem, rng, &whole, &road.rounds, options));
    }
    results
}

/// The plans with what opens better ones, and why the road is as it is; of some models, because each is many searches.
fn opened(
    problem: &Problem,
    question: &PlanQuestion,
    answer: &PlanAnswer,
    own: &Provenance,
    rng: &mut Rng,
) -> Vec<Value> {
    let (concept, limits) = (question.concept, Limits::none());
    let mut results = Vec::new();
    let Some((_, exchanges)) = answer.counts.filter(|(_, n)| *n < MOST_OPENED) else {
        return results;
    };
    if rng.percent(60) {
        let now = answer.answer(concept).map(|index| &answer.frontier[index]);
        let found = openings(problem, concept, now, exchanges, &limits);
        let barriers = Barriers::new(problem, &[], &found);
        results.push(value(&Plans::new(problem, answer, concept, barriers, own)));
    }
    if exchanges < MOST_EXPLAINED
        && rng.percent(30)
        && let Ok(found) = explain_road(problem, concept, None, &limits)
    {
        results.push(value(&RoadWhy::new(problem, &found, &limits, own)));
    }
    results
}

/// Most exchanges of a model whose tests are lifted one by one, and of one whose road is explained.
const MOST_OPENED: usize = 2_000;
const MOST_EXPLAINED: usize = 300;

/// Largest graphs, in settlements and exchanges, that are drawn.
const MOST_DRAWN: u64 = 3_000;

/// How far a cover may be off that stands for everything.
const ANYWHERE: f64 = 1e6;

/// The places of a list that some concept picks; none where one of them ties.
fn picked(result: &Value) -> Option<Vec<usize>> {
    let listed = result["frontier"].as_array()?;
    let what = |v: &Value| v.get("rounds").or(v.get("package")).cloned();
    let concepts = result["concepts"].as_object()?.values();
    let places = concepts.map(|own| {
        let place = listed.iter().position(|v| what(v) == what(own));
        place.filter(|_| own["ties"] == 1)
    });
    places.collect()
}

fn per_side(result: &Value, number: impl Fn(&str) -> f64) -> Value {
    let sides = result["actors"].as_array().unwrap().iter();
    let pairs = sides.map(|id| {
        (
            id.as_str().unwrap().to_owned(),
            json!(number(id.as_str().unwrap())),
        )
    });
    Value::Object(pairs.collect())
}

/// A whole frontier said to be less: a cover that leaves a point out. That is true, too.
fn weaker_cover(result: &Value) -> Option<Value> {
    let picked = picked(result).filter(|_| result["claim"] == "frontier")?;
    let mut weaker = result.clone();
    let listed = weaker["frontier"].as_array_mut()?;
    let left_out = (0..listed.len()).find(|place| !picked.contains(place))?;
    listed.remove(left_out);
    weaker["claim"] = json!("cover");
    weaker["grade"]["status"] = json!("best_found");
    weaker["within"] = per_side(result, |_| ANYWHERE);
    for own in weaker["concepts"].as_object_mut()?.values_mut() {
        own["grade"] = json!({"status": "proved", "gap": 0.0});
    }
    Some(weaker)
}

/// A whole frontier of plans said to be less: what concepts pick, and the most that each side can have.
fn weaker_picks(result: &Value) -> Option<Value> {
    let picked = picked(result).filter(|_| result["claim"] == "frontier")?;
    let all = result["frontier"].as_array()?;
    let mut weaker = result.clone();
    let kept = all
        .iter()
        .enumerate()
        .filter(|(place, _)| picked.contains(place));
    weaker["frontier"] = kept.map(|(_, own)| own.clone()).collect();
    weaker["claim"] = json!("concepts");
    weaker["grade"]["status"] = json!("best_found");
    weaker["most"] = per_side(result, |side| {
        let gains = all.iter().filter_map(|own| own["gain"][side].as_f64());
        gains.fold(f64::NEG_INFINITY, f64::max)
    });
    for own in weaker["concepts"].as_object_mut()?.values_mut() {
        own["grade"] = json!({"status": "best_found", "gap": null});
    }
    Some(weaker)
}

/// The plan asked for a topic to end where it does anyway, and another to begin.
fn steered(
    problem: &Problem,
    rng: &mut Rng,
    question: &PlanQuestion,
    rounds: &[Vec<(TopicId, OptionId)>],
    options: Value,
) -> Option<Value> {
    let first = rounds.first()?;
    let mut steered = problem.clone();
    let mut end = problem.status_quo();
    rounds.iter().flatten().for_each(|(t, o)| end.set(*t, *o));
    let topic = TopicId::new(rng.below(problem.topics.len()));
    steered.steer.to = vec![(topic, end.at(topic))];
    steered.steer.first = vec![(first[0].0, None)];
    plan_value(&steered, question, options)
}

fn somewhere(rng: &mut Rng, problem: &Problem, package: &Option<Settlement>) -> Settlement {
    if let Some(package) = package.as_ref().filter(|_| rng.percent(50)) {
        return package.clone();
    }
    let mut at = problem.status_quo();
    for topic in problem.topics.ids() {
        at.set(
            topic,
            OptionId::new(rng.below(problem.topics[topic].rungs.len())),
        );
    }
    at
}

// ---- judging ----

/// What became of a changed claim.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Rejected,
    NotChecked,
    Survived,
}

fn fate(judge: &Judge, changed: &Value, excused: &[Kind]) -> Fate {
    let text = serde_json::to_string(changed).unwrap();
    let read = winset::verify::read_json(&text).unwrap();
    match judge.judge(&read) {
        Err(Trouble::Shape { .. } | Trouble::Fails(_)) => Fate::Rejected,
        Ok(report) if report.first_fault().is_some() => Fate::Rejected,
        Ok(report) => {
            let unknown = |kind: &Kind| {
                let mut rows = report.claims.iter();
                rows.any(|r| r.claim == *kind && matches!(r.outcome, Outcome::NotChecked(_)))
            };
            match excused.iter().any(unknown) {
                true => Fate::NotChecked,
                false => Fate::Survived,
            }
        }
    }
}

fn holds(report: &Result<Report, Trouble>) -> Result<(), String> {
    match report {
        Ok(report) => match report.first_fault() {
            None => Ok(()),
            Some((row, fault)) => Err(format!("{:?} {fault:?}", row.claim)),
        },
        Err(trouble) => Err(format!("{trouble:?}")),
    }
}

/// Per mutation: tried, rejected, not checked; and what went wrong.
#[derive(Default)]
struct Tally {
    results: usize,
    counts: BTreeMap<&'static str, (usize, usize, usize)>,
    wrong: Vec<String>,
}

impl Tally {
    fn add(mut self, other: Tally) -> Tally {
        self.results += other.results;
        for (name, (tried, rejected, unknown)) in other.counts {
            let own = self.counts.entry(name).or_default();
            *own = (own.0 + tried, own.1 + rejected, own.2 + unknown);
        }
        self.wrong.extend(other.wrong);
        self
    }
}

/// Judges all results of a model, and every mutation of each once.
fn tally(name: &str, problem: &Problem, seed: u64, with_plans: bool) -> Tally {
    let mut rng = Rng::new(seed);
    let mut tally = Tally::default();
    let judge = Judge::new(problem, DIGEST);
    for result in results(problem, &mut rng, with_plans) {
        tally.results += 1;
        let kind = result["kind"].as_str().unwrap().to_owned();
        if let Err(why) = holds(&judge.judge(&result)) {
            let what = format!("{name} {kind}: refused as it is: {why}");
            tally.wrong.push(what);
            continue;
        }
        for mutation in ALL {
            let mut case = Case {
                result: result.clone(),
                problem,
                rng: &mut rng,
            };
            if !(mutation.change)(&mut case) || case.result == result {
                continue;
            }
            let own = tally.counts.entry(mutation.name).or_default();
            own.0 += 1;
            match fate(&judge, &case.result, mutation.excused) {
                Fate::Rejected => own.1 += 1,
                Fate::NotChecked => own.2 += 1,
                Fate::Survived => {
                    let what = format!("{name} {kind}: survived: {}", mutation.name);
                    tally.wrong.push(what);
                }
            }
        }
        walk_away(&judge, problem, &result, &mut tally, name);
    }
    tally
}

/// The model is another, though the result says it is the same: a side's walk-away was moved.
fn walk_away(_: &Judge, problem: &Problem, result: &Value, tally: &mut Tally, name: &str) {
    let mut moved = problem.clone();
    let first: ActorId = moved.consenting[0];
    moved.actors[first].walk_away += Points::whole(1);
    let listed = |key: &str| result[key].as_array().is_some_and(|own| !own.is_empty());
    if !listed("frontier") {
        return;
    }
    let own = tally.counts.entry("a walk-away of the model").or_default();
    own.0 += 1;
    match fate(&Judge::new(&moved, DIGEST), result, &[]) {
        Fate::Rejected => own.1 += 1,
        _ => tally
            .wrong
            .push(format!("{name}: survived: another walk-away")),
    }
}

/// Everything that is judged: fixtures, random models, shipped models.
fn everything() -> Tally {
    let fixtures = common::fixtures();
    let mut models: Vec<(String, Problem, bool)> = Vec::new();
    models.extend(
        fixtures
            .into_iter()
            .map(|(name, problem, _)| (name, problem, true)),
    );
    for seed in 0..RANDOM {
        let purpose = [For::Packages, For::Plans, For::Breaches][seed as usize % 3];
        let text = Model::random(9_000 + seed, purpose).text();
        let problem = common::problem(&format!("seed {seed}"), &text);
        models.push((format!("seed {seed}"), problem, purpose != For::Packages));
    }
    for name in SHIPPED {
        let text = std::fs::read_to_string(common::file(&format!("models/{name}.yaml"))).unwrap();
        models.push((name.to_owned(), common::problem(name, &text), true));
    }
    let tallies = models
        .par_iter()
        .enumerate()
        .map(|(seed, (name, problem, plans))| tally(name, problem, seed as u64, *plans));
    tallies.reduce(Tally::default, Tally::add)
}

const RANDOM: u64 = 120;

const SHIPPED: [&str; 9] = [
    "border-treaty",
    "first-step",
    "fortress-swap",
    "labour-contract",
    "merger",
    "no-deal",
    "quiet-understanding",
    "tobacco",
    "water-fund",
];

/// The table of docs/trust.md.
fn table(tally: &Tally) -> String {
    let mut lines = format!(
        "{} results of {} models hold as they are; none is refused.\n\n| what was changed | tried | rejected | not checked |\n|---|---:|---:|---:|\n",
        tally.results,
        120 + RANDOM as usize + SHIPPED.len()
    );
    let mut all = (0, 0, 0);
    for (name, (tried, rejected, unknown)) in &tally.counts {
        lines += &format!("| {name} | {tried} | {rejected} | {unknown} |\n");
        all = (all.0 + tried, all.1 + rejected, all.2 + unknown);
    }
    lines += &format!("| **all** | {} | {} | {} |\n", all.0, all.1, all.2);
    lines
}

const FROM: &str = "<!-- table: tests/mutations.rs -->\n";
const TO: &str = "<!-- end of table -->";

#[test]
fn every_changed_claim_is_rejected_or_said_not_to_be_checked() {
    let tally = everything();
    let first: Vec<_> = tally.wrong.iter().take(40).cloned().collect();
    assert!(
        tally.wrong.is_empty(),
        "{} wrong:\n{}",
        tally.wrong.len(),
        first.join("\n")
    );
    assert!(tally.results > 1_000, "{}", tally.results);
    // A mutation that is never tried is not tested.
    for mutation in ALL {
        assert!(
            tally.counts.contains_key(mutation.name),
            "{}",
            mutation.name
        );
    }
    let path = common::file("docs/trust.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(FROM).unwrap();
    let (_, after) = rest.split_once(TO).unwrap();
    let now = format!("{before}{FROM}{}{TO}{after}", table(&tally));
    if std::env::var_os("UPDATE_TRUST").is_some() {
        std::fs::write(&path, now).unwrap();
        return;
    }
    assert!(
        text == now,
        "docs/trust.md is out of date; UPDATE_TRUST=1 rewrites it:\n{}",
        table(&tally)
    );
}
