//! Checks on many random models, and what they compare.

use std::panic::{AssertUnwindSafe, catch_unwind};

use winset::problem::Problem;

use super::random::{For, Model};

/// Runs a check on so many models, unless the environment asks for others.
pub fn for_seeds(count: u64, purpose: For, check: impl Fn(u64, &Model) -> Result<(), String>) {
    let asked = |name| std::env::var(name).ok().map(|n| n.parse::<u64>().unwrap());
    let seeds = match asked("WINSET_SEED") {
        Some(seed) => {
            println!("{}", Model::random(seed, purpose).text());
            seed..seed + 1
        }
        None => 0..asked("WINSET_SEEDS").unwrap_or(count),
    };
    let mut failures = Vec::new();
    for seed in seeds {
        let model = Model::random(seed, purpose);
        let outcome = catch_unwind(AssertUnwindSafe(|| check(seed, &model)));
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(what)) => failures.push(format!("seed {seed}: {what}")),
            Err(_) => failures.push(format!("seed {seed}: panicked")),
        }
    }
    let first = failures.iter().take(10).cloned().collect::<Vec<_>>();
    assert!(
        failures.is_empty(),
        "{} models fail:\n{}",
        failures.len(),
        first.join("\n")
    );
}

pub fn compiled(seed: u64, model: &Model) -> Problem {
    super::problem(&format!("seed {seed}"), &model.text())
}

pub fn same<T: PartialEq + std::fmt::Debug>(
    what: &str,
    found: T,
    expected: T,
) -> Result<(), String> {
    match found == expected {
        true => Ok(()),
        false => Err(format!(
            "{what}\n  found    {found:?}\n  expected {expected:?}"
        )),
    }
}

/// Are these the same vectors, to within a millionth?
pub fn same_frontier(found: &[Vec<f64>], expected: &[Vec<f64>]) -> Result<(), String> {
    let near = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-6);
    let within = |these: &[Vec<f64>], those: &[Vec<f64>]| {
        let known = |a: &Vec<f64>| those.iter().any(|b| near(a, b));
        these.iter().all(known)
    };
    let same = found.len() == expected.len() && within(found, expected) && within(expected, found);
    match same {
        true => Ok(()),
        false => Err(format!(
            "frontier\n  found    {found:?}\n  expected {expected:?}"
        )),
    }
}
