//! The same question has the same answer: byte for byte whatever the threads and however often, and by name whatever the order in
//! which the model's file lists topics, actors and rules.

mod common;

use common::named;
use common::program::{Run, shipped, winset};
use common::random::{For, Model, Rng};
use common::seeds::{compiled, for_seeds, same};
use serde_yaml::Value;
use winset::base::Limits;
use winset::problem::Problem;
use winset::study::{packages, plans};

/// What a command prints, on so many threads.
fn printed(question: &[&str], threads: &str) -> (Option<i32>, String, String) {
    let mut command = winset(question);
    let run = Run::from(command.env("RAYON_NUM_THREADS", threads));
    (run.code, run.out, run.err)
}

fn same_bytes(question: &[&str]) {
    let first = printed(question, "1");
    for threads in ["2", "4"] {
        assert_eq!(printed(question, threads), first, "{question:?} {threads}");
    }
}

#[test]
fn bytes_of_answers() {
    for model in shipped() {
        for question in [
            &["solve", &model, "--json"][..],
            &["plan", &model, "--alone", "--concept", "kalai-smorodinsky"],
        ] {
            same_bytes(question);
        }
    }
}

#[test]
fn bytes_of_reasons_and_pictures() {
    for model in shipped() {
        for question in [
            &["why", &model][..],
            &["graph", &model],
            &["graph", &model, "--format", "json"],
            &["check", &model],
        ] {
            same_bytes(question);
        }
    }
}

#[test]
fn bytes_of_what_takes_many_searches() {
    for model in ["first-step", "two-valleys", "no-deal"] {
        let model = format!("models/{model}.yaml");
        same_bytes(&["why", "--road", &model]);
        same_bytes(&["plan", &model, "--json", "--within", "0.1"]);
        same_bytes(&["plan", &model, "--alternatives", "3", "--json"]);
    }
}

// ---- the order of the file ----

/// Answers of two files that say the same, by name.
fn same_answers(first: &Problem, other: &Problem) -> Result<(), String> {
    let limits = Limits::none();
    let [one, two] = [first, other].map(|p| named::packages(p, &packages(p, &limits).unwrap()));
    same("packages", two, one)?;
    let [one, two] = [first, other].map(|p| named::plans(p, &plans(p, &limits).unwrap()));
    same("plans", two, one)
}

#[test]
fn the_order_of_a_random_file_is_nothing() {
    let check = |seed: u64, model: &Model| {
        let mut rng = Rng::new(seed ^ 0x0_0dd);
        let text = model.reordered(&mut rng);
        let other = common::problem(&format!("seed {seed}, reordered"), &text);
        same_answers(&compiled(seed, model), &other)
    };
    for_seeds(800, For::Plans, check);
    for_seeds(400, For::Breaches, check);
}

/// Lists topics, incentives, measures, actors, rules and hazards in another order.
fn reordered(text: &str, rng: &mut Rng) -> String {
    let mut model: Value = serde_yaml::from_str(text).unwrap();
    let top = model.as_mapping_mut().unwrap();
    for section in [
        "topics",
        "incentives",
        "measures",
        "actors",
        "rules",
        "hazards",
    ] {
        match top.get_mut(section) {
            Some(Value::Mapping(own)) => {
                let all: Vec<_> = own.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
                let order = rng.shuffled(all.len());
                *own = order.iter().map(|i| all[*i].clone()).collect();
            }
            Some(Value::Sequence(own)) => {
                let order = rng.shuffled(own.len());
                *own = order.iter().map(|i| own[*i].clone()).collect();
            }
            _ => {}
        }
    }
    serde_yaml::to_string(&model).unwrap()
}

#[test]
fn the_order_of_a_shipped_file_is_nothing() {
    for (seed, model) in shipped().into_iter().enumerate() {
        let text = common::text(&model);
        let first = common::problem(&model, &text);
        let mut rng = Rng::new(seed as u64);
        let other = common::problem(&model, &reordered(&text, &mut rng));
        same_answers(&first, &other).unwrap_or_else(|why| panic!("{model}: {why}"));
    }
}
