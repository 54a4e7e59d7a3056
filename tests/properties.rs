//! Laws that answers keep, whatever the model: what names, units, dominated options, rules and slices may change and what not.
//! (Names and orders that move ties: `tests/random_models.rs`, `tests/determinism.rs`; rules over packages: `tests/random_models.rs`.)

mod common;

use std::cell::Cell;

use common::random::{For, Labels, Model, Rng};
use common::seeds::{compiled, for_seeds, same, same_frontier};
use serde_yaml::{Mapping, Value};
use winset::base::{ActorId, Id, Limits};
use winset::problem::{Problem, Settlement};
use winset::search::concept::{Concept, weights};
use winset::study::{PackageAnswer, packages, plans};

fn frontier(answer: &PackageAnswer) -> Vec<Vec<f64>> {
    let points = answer.frontier.iter();
    points
        .map(|p| p.gain.iter().map(|g| g.to_f64()).collect())
        .collect()
}

// ---- names ----

/// The text with whole words replaced.
fn renamed(text: &str, words: &[(&str, &str)]) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let own = is_word(first);
        let end = rest.find(|c| is_word(c) != own).unwrap_or(rest.len());
        let word = &rest[..end];
        let other = words.iter().find(|(from, _)| *from == word);
        out += other.map_or(word, |(_, to)| to);
        rest = &rest[end..];
    }
    out
}

/// Options under other names, in no order of theirs.
const OPTIONS: [(&str, &str); 7] = [
    ("none", "zero"),
    ("part", "a1"),
    ("most", "z2"),
    ("full", "b3"),
    ("east", "y4"),
    ("west", "c5"),
    ("shared", "x6"),
];

/// The same model under names that keep the order of topics, by which ties are broken.
fn in_order(model: &Model) -> String {
    let labels = Labels {
        // For water, border, prisoners, trade and heights.
        topics: vec!["u", "b", "m", "q", "c"],
        actors: vec!["zulu", "alfa", "mike"],
        topic_order: (0..model.topics()).collect(),
        actor_order: (0..model.actors()).collect(),
    };
    renamed(&model.text_as(&labels), &OPTIONS)
}

#[test]
fn names_that_keep_their_order_change_nothing() {
    let check = |seed: u64, model: &Model| {
        let problem = compiled(seed, model);
        let other = common::problem(&format!("seed {seed}, renamed"), &in_order(model));
        let limits = Limits::none();
        let [one, two] = [&problem, &other].map(|p| packages(p, &limits).unwrap());
        same("packages", two.frontier, one.frontier)?;
        same("their answers", two.concepts, one.concepts)?;
        let [one, two] = [&problem, &other].map(|p| plans(p, &limits).unwrap());
        same("plans", two.frontier, one.frontier)?;
        same("their answers", two.concepts, one.concepts)
    };
    for_seeds(600, For::Plans, check);
    for_seeds(200, For::Breaches, check);
}

// ---- units ----

fn scale(value: &mut Value, by: f64) {
    match value {
        Value::Number(number) => *value = (number.as_f64().unwrap() * by).into(),
        Value::Sequence(all) => all.iter_mut().for_each(|v| scale(v, by)),
        Value::Mapping(all) => all.values_mut().for_each(|v| scale(v, by)),
        _ => {}
    }
}

fn section<'v>(value: &'v mut Value, key: &str) -> Vec<&'v mut Value> {
    match value.get_mut(key) {
        Some(Value::Sequence(all)) => all.iter_mut().collect(),
        Some(Value::Mapping(all)) => all.values_mut().collect(),
        _ => Vec::new(),
    }
}

/// The model with all that is in an actor's points so many times as large; its audiences have points of their own.
fn in_other_points(text: &str, actor: &str, by: f64) -> String {
    let mut model: Value = serde_yaml::from_str(text).unwrap();
    let own = &mut model["actors"][actor];
    let keys = [
        "interests",
        "walk_away",
        "min_gain",
        "stake",
        "step_gain",
        "credit",
        "exposure",
    ];
    for key in keys {
        if let Some(value) = own.get_mut(key) {
            scale(value, by);
        }
    }
    for (list, key) in [("linkages", "value"), ("red_lines", "gain")] {
        for entry in section(own, list) {
            entry.get_mut(key).into_iter().for_each(|v| scale(v, by));
        }
    }
    // The least worth of every round is in everybody's points.
    let step = model["talks"].get("step_gain").cloned();
    if let Some(step @ Value::Number(_)) = step
        && model["actors"][actor].get("step_gain").is_none()
        && model["actors"][actor].get("role").is_none()
    {
        model["actors"][actor]["step_gain"] = step;
        scale(&mut model["actors"][actor]["step_gain"], by);
    }
    for list in ["topics", "incentives", "measures"] {
        for topic in section(&mut model, list) {
            penalties(topic, actor, by);
            let rungs = section(topic, "options");
            rungs.into_iter().for_each(|r| penalties(r, actor, by));
        }
    }
    serde_yaml::to_string(&model).unwrap()
}

fn penalties(of: &mut Value, actor: &str, by: f64) {
    let own = of.get_mut("penalty").and_then(|p| p.get_mut(actor));
    own.into_iter().for_each(|points| scale(points, by));
}

/// The answer by a concept's first key alone, where only one vector has it: no units are in that.
fn alone_best(concept: Concept, gains: &[Vec<f64>], problem: &Problem) -> Option<usize> {
    let weights: Vec<f64> = weights(problem).iter().map(|w| w.to_f64()).collect();
    let counted: Vec<usize> = (0..weights.len()).filter(|i| weights[*i] > 0.0).collect();
    let ideal = |i: usize| gains.iter().map(|g| g[i]).fold(f64::NEG_INFINITY, f64::max);
    let key = |g: &Vec<f64>| -> f64 {
        let parts = counted.iter();
        match concept {
            Concept::Nash => parts.map(|&i| g[i].max(0.0).powf(weights[i])).product(),
            _ => {
                let shares = parts.map(|&i| g[i] / (weights[i] * ideal(i)));
                shares.fold(f64::INFINITY, f64::min)
            }
        }
    };
    if concept != Concept::Nash && counted.iter().any(|i| ideal(*i) <= 1e-6) {
        return None;
    }
    let keys: Vec<f64> = gains.iter().map(key).collect();
    let best = (0..keys.len()).max_by(|a, b| keys[*a].total_cmp(&keys[*b]))?;
    let far = |i: usize| i == best || keys[i] < keys[best] - 1e-6 * keys[best].abs().max(1e-3);
    (keys[best] > 1e-6 && (0..keys.len()).all(far)).then_some(best)
}

#[test]
fn the_points_an_actor_counts_in_are_its_own_affair() {
    let unique = Cell::new(0);
    let check = |seed: u64, model: &Model| {
        let text = model.text();
        if text.contains("gap:") {
            // Gains of two sides side by side.
            return Ok(());
        }
        let actor = ["north", "south"][seed as usize % 2];
        let by = [2.0, 0.5, 8.0][seed as usize % 3];
        let problem = compiled(seed, model);
        let name = format!("seed {seed}, {by} times the points of {actor}");
        let other = common::problem(&name, &in_other_points(&text, actor, by));
        let limits = Limits::none();
        let id = ActorId::new(seed as usize % 2);
        let side = problem.consenting.iter().position(|a| *a == id);
        let scaled = |gains: Vec<Vec<f64>>| -> Vec<Vec<f64>> {
            let times = |(i, g): (usize, f64)| if Some(i) == side { g * by } else { g };
            let rows = gains.into_iter();
            rows.map(|g| g.into_iter().enumerate().map(times).collect())
                .collect()
        };
        let [one, two] = [&problem, &other].map(|p| packages(p, &limits).unwrap());
        let gains = frontier(&one);
        same("packages", frontier(&two), scaled(gains.clone()))?;
        for concept in [Concept::Nash, Concept::KalaiSmorodinsky] {
            if let Some(best) = alone_best(concept, &gains, &problem) {
                unique.set(unique.get() + 1);
                for answer in [&one, &two] {
                    let own = answer.concepts.iter().find(|(c, _)| *c == concept);
                    let first = &answer.frontier[own.unwrap().1[0]];
                    same(concept.id(), &first.package, &one.frontier[best].package)?;
                }
            }
        }
        let [one, two] = [&problem, &other].map(|p| plans(p, &limits).unwrap().frontier);
        let gains = |roads: Vec<winset::search::plan::Road>| -> Vec<Vec<f64>> {
            roads.into_iter().map(|road| road.gain).collect()
        };
        same_frontier(&gains(two), &scaled(gains(one)))
    };
    for_seeds(600, For::Plans, check);
    for_seeds(300, For::Breaches, check);
    if std::env::var_os("WINSET_SEED").is_none() {
        assert!(unique.get() > 300, "{}", unique.get());
    }
}

// ---- options nobody wants ----

/// The model with one more topic, of which no rule speaks: worth so much to each actor, per option.
fn with_topic(text: &str, worths: &[(String, Vec<i64>)]) -> String {
    let mut model: Value = serde_yaml::from_str(text).unwrap();
    let options = worths[0].1.len();
    let names = ["none", "good", "bad"][..=options].iter();
    let names: Vec<Value> = names.map(|n| (*n).into()).collect();
    model["topics"]["extra"] = Value::Mapping(Mapping::from_iter([(
        "options".into(),
        Value::Sequence(names),
    )]));
    for (actor, worths) in worths {
        model["actors"][actor.as_str()]["interests"]["extra"] = worths.clone().into();
    }
    serde_yaml::to_string(&model).unwrap()
}

#[test]
fn an_option_worse_for_everybody_changes_nothing() {
    let seen = Cell::new(0);
    for_seeds(800, For::Packages, |seed, model| {
        let text = model.text();
        if text.contains("gap:") {
            // What is worse for a side may close a gap.
            return Ok(());
        }
        let plain = compiled(seed, model);
        let mut rng = Rng::new(seed ^ 0xbad);
        let worths: Vec<(String, Vec<i64>)> = plain
            .names
            .actors
            .iter()
            .map(|(id, _)| {
                let good = rng.range(-2, 4);
                (id.clone(), vec![good, good - rng.range(1, 3)])
            })
            .collect();
        let without: Vec<_> = worths
            .iter()
            .map(|(id, own)| (id.clone(), own[..1].to_vec()))
            .collect();
        let [one, two] = [without, worths].map(|w| {
            let name = format!("seed {seed}, one more topic");
            packages(
                &common::problem(&name, &with_topic(&text, &w)),
                &Limits::none(),
            )
            .unwrap()
        });
        let points = |a: &PackageAnswer| {
            let points = a.frontier.iter();
            points
                .map(|p| (p.gain.clone(), p.package.clone()))
                .collect::<Vec<_>>()
        };
        seen.set(seen.get() + usize::from(!one.frontier.is_empty()));
        same("packages", points(&two), points(&one))?;
        same("answers", two.concepts, one.concepts)
    });
    if std::env::var_os("WINSET_SEED").is_none() {
        assert!(seen.get() > 100, "{}", seen.get());
    }
}

// ---- rules ----

#[test]
fn lifting_a_rule_takes_no_plan_away() {
    let lifted = Cell::new(0);
    for_seeds(1_500, For::Plans, |seed, model| {
        let gains = |model: &Model| -> Vec<Vec<f64>> {
            let answer = plans(&compiled(seed, model), &Limits::none()).unwrap();
            answer.frontier.into_iter().map(|road| road.gain).collect()
        };
        let before = gains(model);
        if before.is_empty() {
            return Ok(());
        }
        for index in 0.. {
            let Some(less) = model.without_rule(index) else {
                return Ok(());
            };
            lifted.set(lifted.get() + 1);
            let after = gains(&less);
            let as_good = |old: &&Vec<f64>| {
                let at_least = |new: &Vec<f64>| new.iter().zip(*old).all(|(a, b)| a >= &(b - 1e-6));
                after.iter().any(at_least)
            };
            if let Some(lost) = before.iter().find(|old| !as_good(old)) {
                return Err(format!("without rule {index}, {lost:?} is lost"));
            }
        }
        Ok(())
    });
    if std::env::var_os("WINSET_SEED").is_none() {
        assert!(lifted.get() > 100, "{}", lifted.get());
    }
}

// ---- slices ----

/// A giver climbs one ladder of these costs, each rung perhaps with a chance of being honoured of its own; another topic is dear or cheap.
fn ladder(rungs: &[(i64, Option<f64>)], other: i64, stake: Option<i64>, trust: &str) -> Problem {
    let mut worth = 0;
    let worths: Vec<String> = rungs
        .iter()
        .map(|(cost, _)| {
            worth -= cost;
            worth.to_string()
        })
        .collect();
    let options = rungs.iter().enumerate().map(|(i, (_, honour))| {
        let own = honour.map_or(String::new(), |h| format!(", honour: {h}"));
        format!("{{id: r{i}, by: [giver]{own}}}")
    });
    let options: Vec<String> = options.collect();
    let stake = stake.map_or(String::new(), |s| format!("    stake: {s}\n"));
    let text = format!(
        "winset: 1\ntopics:\n  long: {{options: [none, {}]}}\n  other: [none, done]\nactors:\n  \
         giver:\n{stake}    interests: {{long: [{}], other: -{other}}}\n  \
         taker: {{interests: {{long: [{}]}}, trusts: {{giver: {trust}}}}}\n",
        options.join(", "),
        worths.join(", "),
        vec!["1"; rungs.len()].join(", "),
    );
    common::problem("ladder", &text)
}

#[test]
fn a_rung_sliced_in_two_earns_the_same_trust() {
    for seed in 0..500 {
        let mut rng = Rng::new(seed ^ 0x51ce);
        let (taker, giver) = (ActorId::new(1), ActorId::new(0));
        let whole: Vec<(i64, Option<f64>)> = (0..rng.range(1, 6))
            .map(|_| {
                let honour = rng.percent(30).then(|| rng.range(1, 16) as f64 / 16.0);
                (rng.range(2, 40), honour)
            })
            .collect();
        let at = rng.below(whole.len());
        let (cost, honour) = whole[at];
        let first = rng.range(1, cost - 1);
        let mut sliced = whole.clone();
        // Of a chance of its own, one slice takes what the other leaves: both have at most nine places.
        let part = [0.5, 1.0][rng.below(2)];
        let halves = honour.map(|h| {
            if h <= part {
                (part, h / part)
            } else {
                (h, 1.0)
            }
        });
        sliced[at] = (first, halves.map(|h| h.0));
        sliced.insert(at + 1, (cost - first, halves.map(|h| h.1)));
        let other = rng.range(1, 60);
        let stake = rng.percent(40).then(|| rng.range(1, 50));
        let trust = rng.pick(&["0", "0.2", "0.5", "0.95", "1"]);
        let [one, two] = [&whole, &sliced].map(|rungs| ladder(rungs, other, stake, trust));
        for rung in 0..=whole.len() {
            let after = rung + usize::from(rung > at);
            let belief = |problem: &Problem, rung: usize| {
                let settlement = Settlement::from_indices([rung, 0]);
                let force = problem.in_force(&settlement);
                (
                    problem.belief(taker, giver, &force),
                    problem.observed(giver, &force),
                )
            };
            let (a, b) = (belief(&one, rung), belief(&two, after));
            let near = (a.0 - b.0).abs() < 1e-12 && (a.1 - b.1).abs() < 1e-12;
            assert!(
                near,
                "seed {seed}, rung {rung}: {a:?} {b:?}\n{whole:?}\n{sliced:?}"
            );
        }
    }
}
