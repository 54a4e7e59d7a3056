//! Batches against the judge: of random proposals of every shipped model, fixture and random model, every gain, every refusal, row by row.

mod common;

use std::path::{Path, PathBuf};

use common::random::{For, Model, Rng};
use rayon::prelude::*;
use winset::base::Points;
use winset::check::judge_package;
use winset::problem::{Constraint, Problem, Settlement};
use winset::study::batch::{Codes, Program, Scored, Steps};

/// Proposals of each shipped model.
const MANY: usize = 100_000;
/// Proposals of each fixture and random model.
const FEW: usize = 3_000;

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<_> = entries.map(|e| e.unwrap().path()).collect();
    files.retain(|f| {
        let name = f.to_str().unwrap();
        name.ends_with(".yaml") && !name.ends_with(".expect.yaml")
    });
    files.sort();
    files
}

/// Random proposals, and some that are near the last, so that packages come up where they are rare.
fn proposals(problem: &Problem, program: &Program, rows: usize, seed: u64) -> Vec<Codes> {
    let mut rng = Rng::new(seed);
    let mut codes = program.no_rows();
    for row in 0..rows {
        for (topic, column) in problem.topics.iter().zip(&mut codes) {
            let last = row.checked_sub(1).map(|r| column.at(r));
            let near = row % 4 > 0 && rng.below(3) > 0;
            let fresh = rng.below(topic.rungs.len()) as u16;
            column.push(last.filter(|_| near).unwrap_or(fresh));
        }
    }
    codes
}

/// Holds every row against the judge; returns how many are packages. Scores go where those of other rows, and of another program, were.
fn held(problem: &Problem, rows: usize, seed: u64, what: &str, scored: &mut Scored) -> usize {
    let mut program = Program::compile(problem);
    for (actor, own) in problem.actors.entries() {
        program.ask(program.worth(actor));
        for index in 0..own.audiences.len() {
            let (seen, all) = program.audience(actor, index);
            program.ask(seen);
            program.ask(all);
        }
    }
    let codes = proposals(problem, &program, rows, seed);
    program.run_into(&proposals(problem, &program, rows + 7, seed + 1), scored);
    program.run_into(&codes, scored);
    let worth = |sum: usize, row: usize| {
        let steps = scored.sums[sum].as_ref().unwrap().at(row);
        Points::from_billionths(steps * program.grid.billionths())
    };
    let mut packages = 0;
    for row in 0..rows {
        let settlement = Settlement::from_indices(codes.iter().map(|c| c.at(row).into()));
        let verdict = judge_package(problem, &settlement);
        let place = || format!("{what}, row {row}: {settlement:?}");
        assert_eq!(
            scored.agreeable[row] == 1,
            verdict.is_package(),
            "{}",
            place()
        );
        assert_eq!(scored.idle[row] == 1, verdict.is_status_quo, "{}", place());
        assert_eq!(
            scored.unsettled[row] == 0,
            verdict.unsettled.is_empty(),
            "{}",
            place()
        );
        let broken: Vec<_> = problem
            .constraints
            .ids()
            .filter(|c| scored.refuses(*c, row))
            .collect();
        assert_eq!(broken, verdict.broken, "{}", place());
        for (actor, gain) in problem.consenting.iter().zip(&verdict.gains) {
            let own = worth(program.worth(*actor), row) - problem.actors[*actor].walk_away;
            assert_eq!(own, *gain, "{}", place());
        }
        let force = problem.in_force(&settlement);
        for (actor, own) in problem.actors.entries() {
            assert_eq!(
                worth(program.worth(actor), row),
                problem.worth(actor, &force),
                "{}",
                place()
            );
            for (index, audience) in own.audiences.iter().enumerate() {
                let (seen, all) = program.audience(actor, index);
                assert_eq!(worth(seen, row), problem.seen(&audience.interests, &force));
                assert_eq!(
                    worth(all, row),
                    problem.all_seen(&audience.interests, &force)
                );
            }
        }
        packages += usize::from(verdict.is_package());
    }
    packages
}

#[test]
fn every_shipped_model_agrees_on_a_hundred_thousand_proposals() {
    let models = files("models");
    assert!(models.len() >= 15);
    let packages = models.par_iter().enumerate().map(|(seed, path)| {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let problem = common::problem(name, &text);
        held(
            &problem,
            MANY,
            seed as u64 + 1,
            name,
            &mut Program::nothing(0),
        )
    });
    let with_packages = packages.filter(|found| *found > 0).count();
    assert!(
        with_packages * 3 > models.len(),
        "{with_packages} models have packages among them"
    );
}

#[test]
fn fixtures_agree() {
    let mut scored = Program::nothing(0);
    for (seed, (name, problem, _)) in common::fixtures().iter().enumerate() {
        held(problem, FEW, seed as u64 + 1, name, &mut scored);
    }
}

#[test]
fn random_models_agree() {
    let mut kinds = [0; 2];
    let mut scored = Program::nothing(0);
    for seed in 0..60 {
        let problem = common::problem("random.yaml", &Model::random(seed, For::Packages).text());
        for constraint in problem.constraints.iter() {
            kinds[usize::from(matches!(constraint, Constraint::Rule(_)))] += 1;
        }
        let what = format!("random model {seed}");
        held(&problem, FEW, seed + 1, &what, &mut scored);
    }
    assert!(kinds.iter().all(|k| *k > 0));
}

/// Numbers for which sixteen and sixty-four bits are too few, and topics whose options are more than bytes count.
#[test]
fn wide_numbers_and_topics_agree() {
    let ids: Vec<String> = (0..300).map(|o| format!("o{o}")).collect();
    for (scale, name) in [
        ("", "short"),
        ("000.000001", "long"),
        ("00000000.000000001", "longer"),
    ] {
        let number = |n: i64| match n {
            0 => "0".to_owned(),
            n => format!("{n}{scale}"),
        };
        let wide: Vec<String> = (1..300)
            .map(|o| format!("o{o}: {}", number(o % 19 - 9)))
            .collect();
        let other: Vec<String> = (1..300).map(|o| format!("o{o}: {}", o % 5)).collect();
        let topics: String = (0..24).map(|t| format!("  t{t}: [a, b, c]\n")).collect();
        let worth = |t: i64| format!("      t{t}: [{}, {}]\n", number(9 - 3 * (t % 7)), number(9));
        let worths: String = (0..24).map(worth).collect();
        let text = format!(
            "winset: 1\ntopics:\n  wide: [{}]\n  held: {{options: [x, y, z], in_force: {{wide: o299}}}}\n{topics}actors:\n  \
             north:\n    interests:\n      wide: {{{}}}\n      held: [3, -1]\n{worths}    linkages:\n      \
             - {{when: {{wide: [o3, \"o7..\"], held: y}}, value: 2}}\n    red_lines: [{{id: gap, gap: 4, over: south}}]\n  \
             south:\n    interests:\n      wide: {{{}}}\n      t1: [1, 4]\nrules:\n  - {{id: no-high, never: {{wide: \"o250..\"}}}}\n  \
             - {{id: few, at_most: 3, of: [{{t1: b}}, {{t2: c}}, {{t3: \"b..\"}}, {{wide: \"..o40\"}}, {{t5: a}}]}}\n",
            ids.join(", "),
            wide.join(", "),
            other.join(", ")
        );
        let problem = common::problem(name, &text);
        let program = Program::compile(&problem);
        let scored = program.run(&program.no_rows());
        let width = scored.sums[program.worth(problem.consenting[0])]
            .as_ref()
            .unwrap();
        let expected = match width {
            Steps::Short(_) => "short",
            Steps::Long(_) => "long",
            Steps::Huge(_) => "longer",
        };
        assert_eq!(expected, name);
        held(&problem, FEW, 7, name, &mut scored.clone());
    }
}
