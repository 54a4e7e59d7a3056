//! Plans that are too many to search in full: limits, covers, one plan alone, interruptions; and threads that do not show.

mod common;
#[cfg(target_os = "linux")]
#[path = "common/signals.rs"]
mod signals;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::ids::Ids;
use common::program::{Run, winset};
use common::sequencing::{Talks, text};
use serde_json::Value;
#[cfg(target_os = "linux")]
use signals::{interrupt, listens};
use winset::base::Limits;
use winset::check::judge_plan;
use winset::problem::Problem;
use winset::study::{PlanQuestion, plans, plans_asked};

/// A model as a file, and compiled.
fn model(name: &str, text: &str) -> (tempfile::TempDir, PathBuf, Problem) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("{name}.yaml"));
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    (folder, path, common::problem(name, text))
}

fn plan(path: &Path, more: &[&str]) -> Command {
    let mut command = winset(&["plan", path.to_str().unwrap(), "--json"]);
    command.args(more);
    command
}

fn run(path: &Path, more: &[&str]) -> Run {
    Run::from(&mut plan(path, more))
}

/// The gains that the judge finds for the rounds of a result.
fn judged(problem: &Problem, rounds: &Value) -> Vec<f64> {
    let rounds = Ids(problem).rounds(rounds);
    judge_plan(problem, &rounds).unwrap().gains
}

fn gains(value: &Value) -> Vec<f64> {
    let gains = value.as_object().unwrap().values();
    gains.map(|g| g.as_f64().unwrap()).collect()
}

fn near(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6)
}

#[test]
fn threads_do_not_show() {
    for (talks, gates) in [(Talks::Trusting, 0), (Talks::Doubtful, 10)] {
        let (_folder, path, _) = model("threads", &text(15, 2, gates, talks, 7));
        let run = |threads: &str| Run::from(plan(&path, &[]).env("RAYON_NUM_THREADS", threads));
        let (one, two) = (run("1"), run("2"));
        assert_eq!(one.code, Some(0));
        assert!(one.json()["counts"]["exchanges"].as_u64().unwrap() > 30_000);
        assert_eq!(one.out, two.out);
    }
}

#[test]
fn one_plan_alone_is_that_of_the_frontier() {
    for seed in 0..6 {
        let talks = if seed % 2 == 0 {
            Talks::Trusting
        } else {
            Talks::Doubtful
        };
        let (_folder, path, problem) =
            model("alone", &text(10, 2 + seed as usize % 2, 40, talks, seed));
        let whole = run(&path, &[]).json();
        for concept in ["nash", "egalitarian", "kalai-smorodinsky", "utilitarian"] {
            let alone = run(&path, &["--alone", "--concept", concept]).json();
            let status = &alone["grade"]["status"];
            assert_eq!(status, &whole["grade"]["status"], "seed {seed} {concept}");
            let (own, of_all) = (&alone["concepts"][concept], &whole["concepts"][concept]);
            assert_eq!(own["rounds"], of_all["rounds"], "seed {seed} {concept}");
            assert_eq!(own["ties"], of_all["ties"], "seed {seed} {concept}");
            if status == "proved" {
                assert!(near(
                    &judged(&problem, &own["rounds"]),
                    &gains(&own["gain"])
                ));
            }
        }
    }
}

#[test]
fn a_cover_keeps_what_it_says() {
    let (_folder, path, problem) = model("cover", &text(14, 2, 0, Talks::Trusting, 3));
    let whole = plans(&problem, &Limits::none()).unwrap();
    let found = run(&path, &["--within", "0.05"]).json();
    assert_eq!(found["grade"]["status"], "best_found");
    let within = gains(&found["within"]);
    let listed: Vec<Vec<f64>> = found["frontier"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| gains(&p["gain"]))
        .collect();
    assert!(listed.len() < whole.frontier.len());
    for road in &whole.frontier {
        let stands_for = |l: &Vec<f64>| {
            l.iter()
                .zip(&road.gain)
                .zip(&within)
                .all(|((l, g), w)| *g <= l + w + 1e-9)
        };
        assert!(listed.iter().any(stands_for), "{:?}", road.gain);
    }
}

#[test]
fn too_little_memory_still_finds_a_plan_and_says_how_far_off_it_may_be() {
    let text = text(14, 2, 30, Talks::Trusting, 5);
    let (_folder, path, problem) = model("memory", &text);
    let whole = plans(&problem, &Limits::none()).unwrap();
    let told = run(
        &path,
        &["--memory-limit", "400K", "--concept", "egalitarian"],
    );
    assert_eq!(told.code, Some(0), "{told:?}");
    let found = told.json();
    assert_eq!(found["grade"]["status"], "best_found");
    assert_eq!(found["counts"]["reached"], Value::Null);
    let own = &found["concepts"]["egalitarian"];
    let least = |gains: &[f64]| gains.iter().copied().fold(f64::INFINITY, f64::min);
    let value = least(&judged(&problem, &own["rounds"]));
    assert!(near(&[value], &[least(&gains(&own["gain"]))]));
    let best = whole
        .frontier
        .iter()
        .map(|r| least(&r.gain))
        .fold(f64::NEG_INFINITY, f64::max);
    assert!(value <= best + 1e-9);
    // The bound holds, and says something.
    let gap = found["grade"]["gap"].as_f64().unwrap();
    assert!(gap < 0.5, "{gap}");
    assert!(value >= (1.0 - gap) * best - 1e-9, "{value} {best} {gap}");
    let most = gains(&found["most"]);
    for (side, most) in most.iter().enumerate() {
        assert!(whole.frontier.iter().all(|r| r.gain[side] <= most + 1e-9));
    }
}

#[test]
fn a_time_limit_keeps_what_was_found() {
    let (_folder, path, problem) = model("time", &text(30, 2, 50, Talks::Doubtful, 1));
    let told = run(&path, &["--time-limit", "12"]);
    let found = told.json();
    // On a machine too slow for a first plan nothing is claimed.
    match told.code {
        Some(0) => {
            let own = &found["concepts"]["nash"];
            assert!(near(
                &judged(&problem, &own["rounds"]),
                &gains(&own["gain"])
            ));
        }
        code => {
            assert_eq!(code, Some(3), "{told:?}");
            assert_eq!(found["grade"]["status"], "stopped");
        }
    }
}

#[test]
fn limits_of_nothing_are_refused() {
    let (_folder, path, _) = model("none", &text(4, 2, 0, Talks::Trusting, 1));
    for wrong in [
        ["--time-limit", "0"],
        ["--memory-limit", "0M"],
        ["--memory-limit", "12"],
        ["--memory-limit", "lots"],
        ["--within", "0"],
        ["--within", "1"],
    ] {
        let told = run(&path, &wrong);
        assert_eq!(told.code, Some(2), "{wrong:?}");
        assert!(told.out.is_empty());
    }
}

#[test]
fn a_question_asked_in_parts_is_answered_the_same_twice() {
    let problem = common::problem("twice", &text(14, 2, 30, Talks::Doubtful, 9));
    let question = PlanQuestion {
        concept: winset::search::concept::Concept::Nash,
        alone: false,
        within: None,
    };
    let small = Limits::none().with_memory(300 << 10);
    let found = || plans_asked(&problem, &question, &small).map(|a| (a.frontier, a.grades));
    let first = found().unwrap();
    assert_eq!(first, found().unwrap());
    assert!(!first.0.is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn an_interruption_ends_with_a_valid_result() {
    let (_folder, path, _) = model("interrupted", &text(40, 2, 50, Talks::Doubtful, 2));
    let mut command = plan(&path, &[]);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    assert!(listens(child.id()));
    interrupt(child.id());
    let told = Run::from(child.wait_with_output().unwrap());
    assert_eq!(told.code, Some(130), "{told:?}");
    let status = told.json()["grade"]["status"].clone();
    assert!(status == "stopped" || status == "best_found", "{status}");
}
