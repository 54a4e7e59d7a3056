//! Times the scoring of proposals in memory: ten topics of five options, four actors, six linkages, twelve rules, the shape of which
//! `benches/README.md` states what others take.
//!
//! `WINSET_BATCH=folder` scores the proposals of a folder instead (`model.yaml`, and `batch_cols.u8`: one byte per proposal and
//! topic, topic after topic, options from 0) and prints the sums of worths and of refusal masks, to be compared with others'.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rayon::prelude::*;
use winset::diag::{Problems, Sources};
use winset::problem::{Problem, compile};
use winset::study::batch::{Codes, Program, Scored, Steps};

/// Rows of one task.
const CHUNK: usize = 1 << 16;

struct Noise(u64);

impl Noise {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

/// The model, its interests with so many decimal places.
fn model(places: usize) -> String {
    let mut noise = Noise(88172645463325252);
    let mut text = "winset: 1\ntopics:\n".to_owned();
    for topic in 0..10 {
        let _ = writeln!(
            text,
            "  i{topic}: {{unsettled: true, options: [o0, o1, o2, o3, o4]}}"
        );
    }
    text += "actors:\n";
    let pairs = [(0, 1), (2, 3), (4, 5), (6, 7), (8, 9), (1, 2)];
    let fine = if places == 0 {
        String::new()
    } else {
        format!(".{:0>places$}1", "")
    };
    for actor in 0..4 {
        let _ = writeln!(text, "  a{actor}:\n    interests:");
        for topic in 0..10 {
            let worth: Vec<String> = (0..5)
                .map(|o| format!("o{o}: {}{fine}", noise.below(101)))
                .collect();
            let _ = writeln!(text, "      i{topic}: {{{}}}", worth.join(", "));
        }
        text += "    linkages:\n";
        for (a, b) in pairs {
            let worth = noise.below(121) as i64 - 60;
            let _ = writeln!(
                text,
                "      - {{when: {{i{a}: o{}, i{b}: o{}}}, value: {worth}}}",
                (a + b) % 5,
                b % 5
            );
        }
        text += "    red_lines: [{id: floor, gain: 400}]\n";
    }
    text += "rules:\n";
    for topic in 0..6 {
        let _ = writeln!(
            text,
            "  - {{id: r{topic}, never: {{i{topic}: o{}}}}}",
            noise.below(5)
        );
    }
    for topic in [2, 5] {
        let _ = writeln!(
            text,
            "  - {{id: p{topic}, never: {{i{topic}: o{}, i{}: o{}}}}}",
            noise.below(5),
            topic + 1,
            noise.below(5)
        );
    }
    text
}

fn problem(text: &str) -> Problem {
    let mut sources = Sources::default();
    let file = sources.add("model.yaml", text);
    let mut problems = Problems::default();
    let model = winset::model::read(file, text, &mut problems)
        .and_then(|d| winset::model::validate(&d, &mut problems));
    compile(&model.expect("the model has no errors"), &sources)
}

/// Codes in pieces: of a topic that may not stay unsettled, option 0 as listed is code 1.
fn pieces(columns: &[Vec<u8>], listed: u8) -> Vec<Vec<Codes>> {
    let rows = columns[0].len();
    let piece = |from: usize| {
        let to = (from + CHUNK).min(rows);
        let codes = columns
            .iter()
            .map(|c| Codes::Narrow(c[from..to].iter().map(|o| o + listed).collect()));
        codes.collect()
    };
    (0..rows).step_by(CHUNK).map(piece).collect()
}

fn random(rows: usize) -> Vec<Vec<u8>> {
    let mut noise = Noise(1234567);
    (0..10)
        .map(|_| (0..rows).map(|_| noise.below(5) as u8).collect())
        .collect()
}

fn score(program: &Program, pieces: &[Vec<Codes>]) -> Vec<Scored> {
    pieces.par_iter().map(|codes| program.run(codes)).collect()
}

/// The same, in the memory of what was scored before.
fn score_again(program: &Program, pieces: &[Vec<Codes>], scored: &mut [Scored]) {
    let pairs = pieces.par_iter().zip(scored.par_iter_mut());
    pairs.for_each(|(codes, scored)| program.run_into(codes, scored));
}

/// Sums of worths by actor, and of refusal masks.
fn checksum(problem: &Problem, program: &Program, scored: &[Scored]) -> (Vec<i128>, u64) {
    let worth = |sum: usize| -> i128 {
        let own = scored.iter().map(|s| match s.sums[sum].as_ref() {
            Some(Steps::Short(own)) => own.iter().map(|v| i128::from(*v)).sum::<i128>(),
            Some(own) => (0..s.rows).map(|row| own.at(row)).sum(),
            None => 0,
        });
        own.sum::<i128>() * program.grid.billionths() / 1_000_000_000
    };
    let worths = problem.actors.ids().map(|a| worth(program.worth(a)));
    let rules = problem.constraints.len();
    let planes = scored.iter().flat_map(|s| s.refusals.iter().enumerate());
    let masks = planes.map(|(place, plane)| {
        plane
            .iter()
            .map(|b| u64::from(*b) << (8 * place))
            .sum::<u64>()
    });
    assert!(rules <= 64);
    (worths.collect(), masks.sum())
}

fn given(folder: &Path, criterion: &mut Criterion) {
    let problem = problem(&std::fs::read_to_string(folder.join("model.yaml")).expect("model.yaml"));
    let program = Program::compile(&problem);
    let bytes = std::fs::read(folder.join("batch_cols.u8")).expect("batch_cols.u8");
    let rows = bytes.len() / problem.topics.len();
    let columns: Vec<Vec<u8>> = bytes.chunks_exact(rows).map(<[u8]>::to_vec).collect();
    let pieces = pieces(&columns, 1);
    let scored = score(&program, &pieces);
    let (worths, masks) = checksum(&problem, &program, &scored);
    let names: Vec<&str> = problem
        .constraints
        .ids()
        .map(|c| problem.names.constraints[c].id.as_str())
        .collect();
    println!("{rows} rows, worths {worths:?}, masks {masks} over {names:?}");
    let refused = |k: usize| -> u64 {
        scored
            .iter()
            .map(|s| {
                s.refusals[k / 8]
                    .iter()
                    .map(|b| u64::from(b >> (k % 8) & 1))
                    .sum::<u64>()
            })
            .sum()
    };
    for (place, name) in names.iter().enumerate() {
        println!("  {name} refuses {}", refused(place));
    }
    let mut group = criterion.benchmark_group("batch given");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(rows as u64));
    group.bench_function("all threads", |bencher| {
        bencher.iter(|| black_box(score(&program, &pieces)))
    });
    group.bench_function("all threads, memory of before", |bencher| {
        let mut scored = scored.clone();
        bencher.iter(|| score_again(&program, &pieces, &mut scored));
    });
    group.bench_function("one thread, memory of before", |bencher| {
        let mut scored = scored.clone();
        bencher.iter(|| {
            let pairs = pieces.iter().zip(&mut scored);
            pairs.for_each(|(codes, scored)| program.run_into(codes, scored));
        });
    });
    group.finish();
}

fn batch(criterion: &mut Criterion) {
    if let Ok(folder) = std::env::var("WINSET_BATCH") {
        return given(Path::new(&folder), criterion);
    }
    let rows = 1 << 20;
    let pieces = pieces(&random(rows), 1);
    let mut group = criterion.benchmark_group("batch");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(rows as u64));
    // Sixteen bits, sixty-four, more.
    for places in [0, 3, 8] {
        let problem = problem(&model(places));
        let program = Program::compile(&problem);
        group.bench_with_input(
            BenchmarkId::new("score", places),
            &pieces,
            |bencher, pieces| {
                bencher.iter(|| black_box(score(&program, pieces)));
            },
        );
        group.bench_with_input(
            BenchmarkId::new("score in the memory of before", places),
            &pieces,
            |bencher, pieces| {
                let mut scored = score(&program, pieces);
                bencher.iter(|| score_again(&program, pieces, &mut scored));
            },
        );
    }
    group.finish();
}

criterion_group!(benches, batch);
criterion_main!(benches);
