//! `winset sample`: random proposals.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::super::batch::{sampled, table_format};
use super::super::cli::Sample as Args;
use super::super::given::given;
use super::super::output::Output;
use super::{Outcome, deliver_bytes, load_or_say, target};
use crate::base::{Id, OptionId};
use crate::problem::{Problem, Settlement};

/// Writes the proposals.
pub fn sample(args: &Args, output: Output) -> Outcome {
    write(args, output).unwrap_or_else(|ended| ended)
}

fn write(args: &Args, output: Output) -> Result<Outcome, Outcome> {
    let target = target(&args.write, &args.files.model, output)?;
    let mut loaded = load_or_say(&args.files, false, output)?;
    let around = args.around.as_deref();
    let around = around
        .map(|text| given(text, "--around", &mut loaded, false, output))
        .transpose()?;
    let Some((_, problem)) = &loaded.compiled else {
        return Err(Outcome::Bad);
    };
    let format = table_format(args.output_format, args.write.output.as_deref()).map_err(|why| {
        output.error(&why);
        Outcome::Bad
    })?;
    let mut stream = ChaCha8Rng::seed_from_u64(args.seed);
    let rows = (0..args.rows).map(|_| match &around {
        None => anywhere(problem, &mut stream),
        Some(package) => near(problem, package, args.changes, &mut stream),
    });
    let bytes = sampled(problem, rows, format).map_err(|why| {
        output.error(&why);
        Outcome::Bad
    })?;
    deliver_bytes(&target, &bytes, output)?;
    Ok(Outcome::Agreement)
}

/// A number below `n`, each as likely (Lemire 2019, by rejection).
fn below(stream: &mut ChaCha8Rng, n: usize) -> usize {
    let n = n as u64;
    let fair = u64::MAX - u64::MAX % n;
    loop {
        let drawn = stream.next_u64();
        if drawn < fair {
            return (drawn % n) as usize;
        }
    }
}

/// Every option of every topic as likely as the others; nothing is left unsettled.
fn anywhere(problem: &Problem, stream: &mut ChaCha8Rng) -> Settlement {
    let option = |options: std::ops::Range<usize>, stream: &mut ChaCha8Rng| {
        options.start + below(stream, options.len())
    };
    let topics = problem.topics.iter();
    let options: Vec<usize> = topics
        .map(|t| option(problem.settled_options(t), stream))
        .collect();
    Settlement::from_indices(options)
}

/// A package with at least one and at most so many topics changed.
fn near(problem: &Problem, package: &Settlement, most: u32, stream: &mut ChaCha8Rng) -> Settlement {
    let mut settlement = package.clone();
    let topics: Vec<_> = problem
        .topics
        .entries()
        .filter(|(_, t)| t.rungs.len() > 1)
        .collect();
    if topics.is_empty() || most == 0 {
        return settlement;
    }
    for _ in 0..1 + below(stream, most as usize) {
        let (id, topic) = topics[below(stream, topics.len())];
        let own = problem.settled_options(topic);
        settlement.set(id, OptionId::new(own.start + below(stream, own.len())));
    }
    settlement
}
