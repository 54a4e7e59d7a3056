//! `winset batch` end to end: what it writes is what the judge says, in every format, whatever the threads.

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use winset::base::{Id, Limits, Points};
use winset::check::{PackageVerdict, judge_package};
use winset::problem::{Constraint, Problem, Settlement};
use winset::search::concept::{Concept, best, grouped, weights};

const MODEL: &str = "models/two-valleys.yaml";

fn program(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_winset"));
    command.current_dir(folder).args(arguments);
    for variable in ["NO_COLOR", "COLUMNS", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command
}

/// Exit code, standard output and error.
fn run(arguments: &[&str], folder: &Path) -> (Option<i32>, String, String) {
    let output = program(arguments, folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn fine(arguments: &[&str], folder: &Path) -> String {
    let (code, out, err) = run(arguments, folder);
    assert_eq!(code, Some(0), "{arguments:?}: {err}");
    out
}

fn piped(arguments: &[&str], folder: &Path, input: &[u8]) -> (Option<i32>, String, String) {
    let mut command = program(arguments, folder);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // The program may have seen enough.
        let _ = std::io::Write::write_all(&mut stdin, &input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// A folder with a model of this repository as `m.yaml` and so many proposals for it as `p.csv`.
fn folder(model: &str, rows: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("m.yaml"), common::text(model)).unwrap();
    let rows = rows.to_string();
    fine(
        &[
            "sample", "m.yaml", "-n", &rows, "--seed", "3", "-o", "p.csv",
        ],
        folder.path(),
    );
    folder
}

/// Rows of a simple table, by the names of its columns.
fn table(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), names.len(), "{line}");
        names
            .iter()
            .zip(cells)
            .map(|(n, c)| ((*n).to_owned(), c.to_owned()))
            .collect()
    };
    lines.map(row).collect()
}

fn settlement(problem: &Problem, row: &BTreeMap<String, String>) -> Settlement {
    Settlement::from_indices(problem.names.topics.iter().map(|topic| {
        let own = &row[&topic.id];
        topic
            .options
            .iter()
            .position(|(id, _)| id == own)
            .unwrap_or(0)
    }))
}

/// Holds a row of answers against the judge.
fn hold(problem: &Problem, row: &BTreeMap<String, String>) -> PackageVerdict {
    let settlement = settlement(problem, row);
    let verdict = judge_package(problem, &settlement);
    let at = |name: &str| {
        row.get(name)
            .unwrap_or_else(|| panic!("no column {name}"))
            .as_str()
    };
    assert_eq!(at("agreeable"), verdict.is_package().to_string(), "{row:?}");
    let broken: Vec<&str> = verdict
        .broken
        .iter()
        .map(|c| problem.names.constraints[*c].id.as_str())
        .collect();
    assert_eq!(at("refused_by"), broken.join(";"));
    let mask: u64 = verdict.broken.iter().map(|c| 1 << c.index()).sum();
    assert_eq!(at("refusal_mask"), mask.to_string());
    let force = problem.in_force(&settlement);
    for (actor, own) in problem.actors.entries() {
        let id = &problem.names.actors[actor].0;
        assert_eq!(
            at(&format!("worth.{id}")),
            problem.worth(actor, &force).to_string()
        );
        assert_eq!(
            at(&format!("gain.{id}")),
            problem.gain(actor, &force).to_string()
        );
        for (index, audience) in own.audiences.iter().enumerate() {
            let name = &problem.names.audiences[actor][index].0;
            let worth = problem.all_seen(&audience.interests, &force);
            assert_eq!(at(&format!("audience.{id}/{name}")), worth.to_string());
            if audience.ratifies_at.is_some() {
                let find = |c: Constraint| {
                    problem
                        .constraints
                        .entries()
                        .find(|(_, own)| **own == c)
                        .unwrap()
                        .0
                };
                let own = find(Constraint::Ratifies(actor, index));
                let ratifies = !verdict.broken.contains(&own);
                assert_eq!(at(&format!("ratifies.{id}/{name}")), ratifies.to_string());
            }
        }
    }
    let weighing: Vec<(Points, Points)> = verdict
        .gains
        .iter()
        .copied()
        .zip(weights(problem))
        .filter(|(_, w)| *w > Points::ZERO)
        .collect();
    let least = weighing.iter().map(|(g, _)| *g).min().unwrap();
    assert_eq!(at("least_gain"), least.to_string());
    let real = |name: &str| at(name).parse::<f64>().unwrap();
    let sum: f64 = weighing.iter().map(|(g, w)| g.to_f64() * w.to_f64()).sum();
    assert!((real("sum") - sum).abs() < 1e-9, "{row:?}");
    let nash: f64 = weighing
        .iter()
        .map(|(g, w)| g.to_f64().max(0.0).powf(w.to_f64()))
        .product();
    assert!(
        (real("nash") - nash).abs() <= 1e-9 * nash.max(1.0),
        "{row:?}"
    );
    verdict
}

#[test]
fn every_column_is_what_the_judge_says() {
    for model in [
        MODEL,
        "models/border-treaty.yaml",
        "models/water-fund.yaml",
        "models/labour-contract.yaml",
        "models/refugee-return.yaml",
    ] {
        let folder = folder(model, 700);
        let out = fine(
            &["batch", "m.yaml", "p.csv", "--columns", "all"],
            folder.path(),
        );
        let problem = common::load(model);
        let rows = table(&out);
        assert_eq!(rows.len(), 700);
        let frontier = winset::search::package::frontier(&problem, &Limits::none()).unwrap();
        let verdicts: Vec<_> = rows.iter().map(|row| hold(&problem, row)).collect();
        let packages: Vec<_> = verdicts.iter().filter(|v| v.is_package()).collect();
        for (row, verdict) in rows.iter().zip(&verdicts) {
            let beaten = packages.iter().any(|other| {
                other.gains != verdict.gains
                    && other.gains.iter().zip(&verdict.gains).all(|(a, b)| a >= b)
            });
            let on_batch = verdict.is_package() && !beaten;
            assert_eq!(
                row["on_batch_frontier"],
                on_batch.to_string(),
                "{model}: {row:?}"
            );
            let on_model = verdict.is_package() && frontier.iter().any(|p| p.gain == verdict.gains);
            assert_eq!(
                row["on_model_frontier"],
                on_model.to_string(),
                "{model}: {row:?}"
            );
            let far = |p: &winset::search::package::Point| -> f64 {
                p.gain
                    .iter()
                    .zip(&verdict.gains)
                    .map(|(a, b)| (a.to_f64() - b.to_f64()).powi(2))
                    .sum::<f64>()
                    .sqrt()
            };
            let nearest = frontier.iter().map(far).fold(f64::INFINITY, f64::min);
            match row["distance"].parse::<f64>() {
                Ok(distance) => assert!((distance - nearest).abs() < 1e-9),
                Err(_) => assert!(frontier.is_empty()),
            }
        }
    }
}

#[test]
fn ranks_and_the_best_are_those_of_the_concept() {
    let folder = folder(MODEL, 2_000);
    let problem = common::load(MODEL);
    for concept in Concept::ALL {
        let out = fine(
            &[
                "batch",
                "m.yaml",
                "p.csv",
                "--columns",
                "all",
                "--rank",
                "--by",
                concept.id(),
            ],
            folder.path(),
        );
        let rows = table(&out);
        let good: Vec<_> = rows
            .iter()
            .filter(|row| row["agreeable"] == "true")
            .collect();
        assert!(good.len() > 20);
        let gains: Vec<Vec<Points>> = good
            .iter()
            .map(|row| judge_package(&problem, &settlement(&problem, row)).gains)
            .collect();
        let ideals: Vec<Points> = (0..gains[0].len())
            .map(|side| gains.iter().map(|g| g[side]).max().unwrap())
            .collect();
        let groups = grouped(concept, &gains, &weights(&problem), &ideals);
        let mut better = 0;
        for group in &groups {
            for index in group {
                assert_eq!(
                    good[*index]["rank"],
                    (better + 1).to_string(),
                    "{concept:?}"
                );
            }
            better += group.len();
        }
        assert!(
            rows.iter()
                .all(|row| row["rank"].is_empty() == (row["agreeable"] == "false"))
        );
        let top = fine(
            &[
                "batch",
                "m.yaml",
                "p.csv",
                "--columns",
                "id",
                "--top",
                "7",
                "--by",
                concept.id(),
            ],
            folder.path(),
        );
        let first: Vec<&str> = groups
            .iter()
            .flatten()
            .take(7)
            .map(|index| good[*index]["id"].as_str())
            .collect();
        assert_eq!(
            top.lines().skip(1).collect::<Vec<_>>(),
            first,
            "{concept:?}"
        );
    }
}

#[test]
fn every_format_in_and_out_says_the_same() {
    let folder = folder(MODEL, 300);
    let at = folder.path();
    let plain = fine(&["batch", "m.yaml", "p.csv"], at);
    for name in [
        "p.tsv",
        "p.jsonl",
        "p.parquet",
        "p.csv.gz",
        "p.csv.zst",
        "p.jsonl.gz",
        "p.tsv.zst",
    ] {
        fine(
            &["sample", "m.yaml", "-n", "300", "--seed", "3", "-o", name],
            at,
        );
        let own = fine(&["batch", "m.yaml", name, "--output-format", "csv"], at);
        assert!(own == plain, "{name}");
    }
    for name in [
        "o.csv",
        "o.tsv",
        "o.jsonl",
        "o.parquet",
        "o.csv.gz",
        "o.jsonl.zst",
    ] {
        fine(
            &[
                "batch",
                "m.yaml",
                "p.csv",
                "-o",
                name,
                "--columns",
                "input,worth,gain",
            ],
            at,
        );
        // What was written can be read again, and what is carried through is what was there.
        let again = fine(
            &[
                "batch",
                "m.yaml",
                name,
                "--output-format",
                "csv",
                "--columns",
                "id,gain.north,input.gain.north,input.worth.donor",
            ],
            at,
        );
        let rows = table(&again);
        assert_eq!(rows.len(), 300);
        let first = table(&plain);
        for (own, first) in rows.iter().zip(&first) {
            assert_eq!(own["id"], first["id"]);
            let number = |text: &str| text.parse::<f64>().unwrap();
            assert_eq!(
                number(&own["input.gain.north"]),
                number(&first["gain.north"]),
                "{name}"
            );
            assert_eq!(own["gain.north"], first["gain.north"]);
            assert_eq!(
                number(&own["input.worth.donor"]),
                number(&first["worth.donor"]),
                "{name}"
            );
        }
    }
    let text = fine(
        &[
            "batch",
            "m.yaml",
            "p.csv",
            "--output-format",
            "jsonl",
            "--columns",
            "all",
        ],
        at,
    );
    let all = table(&fine(&["batch", "m.yaml", "p.csv", "--columns", "all"], at));
    for (line, row) in text.lines().zip(&all) {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        for (name, cell) in row {
            let value = match &object[name] {
                serde_json::Value::Null => String::new(),
                serde_json::Value::String(text) => text.clone(),
                serde_json::Value::Array(parts) => parts
                    .iter()
                    .map(|p| p.as_str().unwrap())
                    .collect::<Vec<_>>()
                    .join(";"),
                serde_json::Value::Number(n) if !cell.is_empty() => {
                    assert_eq!(n.as_f64().unwrap(), cell.parse::<f64>().unwrap(), "{name}");
                    cell.clone()
                }
                other => other.to_string(),
            };
            assert_eq!(&value, cell, "{name}");
        }
    }
}

#[test]
fn pipes_files_patterns_and_threads_change_nothing() {
    let folder = folder(MODEL, 1_000);
    let at = folder.path();
    let plain = fine(
        &[
            "batch",
            "m.yaml",
            "p.csv",
            "--columns",
            "input,gain,agreeable",
        ],
        at,
    );
    let bytes = std::fs::read(at.join("p.csv")).unwrap();
    let (code, out, err) = piped(
        &["batch", "m.yaml", "-", "--columns", "input,gain,agreeable"],
        at,
        &bytes,
    );
    assert_eq!((code, out == plain), (Some(0), true), "{err}");
    for threads in ["1", "2", "7"] {
        let own = fine(
            &[
                "batch",
                "m.yaml",
                "p.csv",
                "--columns",
                "input,gain,agreeable",
                "--threads",
                threads,
            ],
            at,
        );
        assert!(own == plain, "{threads} threads");
    }
    let text = String::from_utf8(bytes).unwrap();
    let (head, rows) = text.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    for (index, part) in rows.chunks(400).enumerate() {
        std::fs::write(
            at.join(format!("part-{index}.csv")),
            format!("{head}\n{}\n", part.join("\n")),
        )
        .unwrap();
    }
    let own = fine(
        &[
            "batch",
            "m.yaml",
            "part-*.csv",
            "--columns",
            "input,gain,agreeable",
        ],
        at,
    );
    assert!(own == plain);
    // Columns in another order, and another format, are the same columns.
    let turned: String = text
        .lines()
        .take(401)
        .map(|line| {
            let mut cells: Vec<&str> = line.split(',').collect();
            cells.rotate_left(3);
            cells.join("\t") + "\n"
        })
        .collect();
    std::fs::write(at.join("part-0.tsv"), turned).unwrap();
    let own = fine(
        &[
            "batch",
            "m.yaml",
            "part-0.tsv",
            "part-1.csv",
            "part-2.csv",
            "--output-format",
            "csv",
            "--columns",
            "input,gain,agreeable",
        ],
        at,
    );
    assert_eq!(own.lines().count(), plain.lines().count());
    for (own, plain) in table(&own).iter().zip(&table(&plain)) {
        assert_eq!(own, plain);
    }
}

#[test]
fn filters_choose_the_rows_that_they_say() {
    let folder = folder(MODEL, 600);
    let at = folder.path();
    let problem = common::load(MODEL);
    let all = table(&fine(&["batch", "m.yaml", "p.csv", "--columns", "all"], at));
    type Holds = fn(&BTreeMap<String, String>) -> bool;
    let number = |row: &BTreeMap<String, String>, name: &str| row[name].parse::<f64>().unwrap();
    let _ = number;
    let cases: [(&str, Holds); 11] = [
        ("agreeable and gain.north >= 3", |r| {
            r["agreeable"] == "true" && r["gain.north"].parse::<f64>().unwrap() >= 3.0
        }),
        ("not agreeable", |r| r["agreeable"] == "false"),
        ("gain.north < -2.5 or gain.south > 4", |r| {
            r["gain.north"].parse::<f64>().unwrap() < -2.5
                || r["gain.south"].parse::<f64>().unwrap() > 4.0
        }),
        ("crossing = open", |r| r["crossing"] == "open"),
        (
            "crossing >= daily and not (water in (quota, contested))",
            |r| ["daily", "open"].contains(&r["crossing"].as_str()) && r["water"] == "shared-data",
        ),
        ("refuses(north.walk_away)", |r| {
            r["refused_by"].split(';').any(|c| c == "north.walk_away")
        }),
        ("status = 'refused' and nash = 0", |r| {
            r["status"] == "refused" && r["nash"] == "0"
        }),
        ("id <= 100 and id != 7", |r| {
            r["id"].parse::<f64>().unwrap() <= 100.0 && r["id"] != "7"
        }),
        ("least_gain > 0.5 and sum <= 12", |r| {
            r["least_gain"].parse::<f64>().unwrap() > 0.5
                && r["sum"].parse::<f64>().unwrap() <= 12.0
        }),
        ("on_model_frontier or distance < 2", |r| {
            r["on_model_frontier"] == "true" || r["distance"].parse::<f64>().unwrap() < 2.0
        }),
        ("ratifies.north/council = false", |r| {
            r["ratifies.north/council"] == "false"
        }),
    ];
    for (filter, holds) in cases {
        let expected: Vec<&str> = all
            .iter()
            .filter(|row| holds(row))
            .map(|row| row["id"].as_str())
            .collect();
        assert!(
            !expected.is_empty() && expected.len() < all.len(),
            "{filter}: {}",
            expected.len()
        );
        let out = fine(
            &[
                "batch",
                "m.yaml",
                "p.csv",
                "--columns",
                "id",
                "--where",
                filter,
            ],
            at,
        );
        assert_eq!(
            out.lines().skip(1).collect::<Vec<_>>(),
            expected,
            "{filter}"
        );
    }
    let _ = problem;
}

#[test]
fn numbers_missing_cells_and_extra_columns() {
    let folder = folder(MODEL, 1);
    let at = folder.path();
    std::fs::write(
        at.join("p.csv"),
        "\u{feff}id,crossing,author,water\r\n1,3,\"Doe, Jane\",2.0\r\n2,,=SUM(A1),\r\n3,open,\"say \"\"no\"\"\nnow\",quota\r\n4, daily ,-5,1\r\n5,0,-5+2,0",
    )
    .unwrap();
    let (code, out, err) = run(
        &[
            "batch",
            "m.yaml",
            "p.csv",
            "--columns",
            "input,option.crossing,option.water,status,line",
        ],
        at,
    );
    assert_eq!(code, Some(0), "{err}");
    insta::assert_snapshot!("batch_cells", out);
    insta::assert_snapshot!("batch_cells_notes", err);
    // Text that is a formula is neutralised where rows are copied and where they are not.
    let copied = fine(
        &["batch", "m.yaml", "p.csv", "--columns", "input,status"],
        at,
    );
    assert!(
        copied.contains("'=SUM(A1)") && copied.contains("'-5+2") && copied.contains(",-5,"),
        "{copied}"
    );
    let refused = run(&["batch", "m.yaml", "p.csv", "--missing", "error"], at);
    assert_eq!(refused.0, Some(2));
    let json = fine(
        &[
            "batch",
            "m.yaml",
            "p.csv",
            "--columns",
            "id,author",
            "--output-format",
            "jsonl",
        ],
        at,
    );
    assert!(
        json.contains("\"author\":\"=SUM(A1)\"") && json.contains("say \\\"no\\\"\\nnow"),
        "{json}"
    );
}

#[test]
fn summaries_count_what_is_there() {
    let folder = folder(MODEL, 1_500);
    let at = folder.path();
    let text = fine(&["batch", "m.yaml", "p.csv", "--summary"], at);
    insta::assert_snapshot!("batch_summary", text);
    let data: serde_json::Value = serde_json::from_str(&fine(
        &["batch", "m.yaml", "p.csv", "--summary", "--json"],
        at,
    ))
    .unwrap();
    let rows = table(&fine(&["batch", "m.yaml", "p.csv", "--columns", "all"], at));
    let reading = &data["readings"][0];
    let count = |holds: &dyn Fn(&BTreeMap<String, String>) -> bool| {
        rows.iter().filter(|r| holds(r)).count()
    };
    assert_eq!(data["rows"], 1_500);
    assert_eq!(reading["agreeable"], count(&|r| r["agreeable"] == "true"));
    assert_eq!(reading["frontier"].as_u64().unwrap() as usize, {
        let mut own: Vec<_> = rows
            .iter()
            .filter(|r| r["on_batch_frontier"] == "true")
            .map(|r| {
                (
                    r["gain.north"].clone(),
                    r["gain.south"].clone(),
                    r["gain.donor"].clone(),
                )
            })
            .collect();
        own.sort();
        own.dedup();
        own.len()
    });
    for refusal in reading["refusals"].as_array().unwrap() {
        let name = refusal["constraint"].as_str().unwrap();
        assert_eq!(
            refusal["rows"],
            count(&|r| r["refused_by"].split(';').any(|c| c == name)),
            "{name}"
        );
        assert_eq!(
            refusal["alone"],
            count(&|r| r["refused_by"] == name),
            "{name}"
        );
    }
    for set in reading["together"].as_array().unwrap() {
        let names: Vec<&str> = set["constraints"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c.as_str().unwrap())
            .collect();
        assert_eq!(set["rows"], count(&|r| r["refused_by"] == names.join(";")));
    }
    let bars = reading["least_gain"].as_array().unwrap();
    for bar in bars {
        let (from, to) = (bar["from"].as_f64().unwrap(), bar["to"].as_f64().unwrap());
        let within = |r: &BTreeMap<String, String>| {
            (from..to).contains(&r["least_gain"].parse::<f64>().unwrap())
        };
        assert_eq!(bar["rows"], count(&within));
    }
    assert_eq!(
        bars.iter()
            .map(|b| b["rows"].as_u64().unwrap())
            .sum::<u64>(),
        1_500
    );
    let problem = common::load(MODEL);
    let good: Vec<_> = rows.iter().filter(|r| r["agreeable"] == "true").collect();
    let gains: Vec<Vec<Points>> = good
        .iter()
        .map(|r| judge_package(&problem, &settlement(&problem, r)).gains)
        .collect();
    for own in reading["best"].as_array().unwrap() {
        let concept = Concept::ALL
            .into_iter()
            .find(|c| c.id() == own["concept"])
            .unwrap();
        let ties = best(concept, &gains, &weights(&problem));
        let line: u64 = own["line"].as_u64().unwrap();
        let told = good
            .iter()
            .position(|r| r["line"] == line.to_string())
            .unwrap();
        assert!(ties.contains(&told), "{concept:?}");
    }
}

#[test]
fn suggestions_help_and_nothing_smaller_does() {
    let folder = folder(MODEL, 150);
    let at = folder.path();
    let problem = common::load(MODEL);
    let rows = table(&fine(
        &[
            "batch",
            "m.yaml",
            "p.csv",
            "--suggest",
            "--columns",
            "input,agreeable,suggested_gain",
        ],
        at,
    ));
    let text = fine(
        &[
            "batch",
            "m.yaml",
            "p.csv",
            "--suggest",
            "--columns",
            "suggestion",
            "--output-format",
            "jsonl",
        ],
        at,
    );
    let mut seen = [0; 3];
    for (row, line) in rows.iter().zip(text.lines()) {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        let base = settlement(&problem, row);
        let before = judge_package(&problem, &base);
        let helps = |after: &PackageVerdict| {
            after.is_package()
                && (!before.is_package()
                    || after.gains != before.gains
                        && after.gains.iter().zip(&before.gains).all(|(a, b)| a >= b))
        };
        let singles: Vec<Settlement> = problem
            .topics
            .entries()
            .flat_map(|(id, topic)| topic.rungs.ids().map(move |option| (id, option)))
            .filter(|(id, option)| base.at(*id) != *option)
            .map(|(id, option)| {
                let mut changed = base.clone();
                changed.set(id, option);
                changed
            })
            .collect();
        let single_helps = singles.iter().any(|s| helps(&judge_package(&problem, s)));
        let Some(told) = object["suggestion"].as_str() else {
            assert!(!single_helps, "{row:?}");
            seen[0] += 1;
            continue;
        };
        let mut changed = base.clone();
        let changes: Vec<&str> = told.split(',').collect();
        for change in &changes {
            let (topic, option) = change.split_once('=').unwrap();
            let (id, names) = problem
                .names
                .topics
                .entries()
                .find(|(_, t)| t.id == topic)
                .unwrap();
            let option = names
                .options
                .entries()
                .find(|(_, (o, _))| o == option)
                .unwrap()
                .0;
            changed.set(id, option);
        }
        let after = judge_package(&problem, &changed);
        assert!(helps(&after), "{told}");
        assert_eq!(changes.len() == 1, single_helps, "{told}");
        seen[changes.len()] += 1;
        for (actor, gain) in problem.consenting.iter().zip(&after.gains) {
            let name = format!("suggested_gain.{}", problem.names.actors[*actor].0);
            assert_eq!(row[&name].parse::<f64>().unwrap(), gain.to_f64());
        }
    }
    assert!(seen[1] > 0 && seen[2] > 0, "{seen:?}");
}

#[test]
fn roads_are_those_of_the_plan_command() {
    let model = "models/first-step.yaml";
    let folder = folder(model, 400);
    let at = folder.path();
    let rows = fine(
        &[
            "batch",
            "m.yaml",
            "p.csv",
            "--road",
            "--columns",
            "agreeable,road,option,road_rounds,road_gain,road_obstacle",
            "--output-format",
            "jsonl",
        ],
        at,
    );
    let problem = common::load(model);
    let mut seen = BTreeMap::new();
    for line in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        if row["agreeable"] == false {
            assert!(row["road"].is_null());
            continue;
        }
        let mut to = String::new();
        for topic in problem.names.topics.iter() {
            let option = row[format!("option.{}", topic.id)].as_str().unwrap();
            let _ = write!(
                to,
                "{}{}={option}",
                if to.is_empty() { "" } else { "," },
                topic.id
            );
        }
        if seen.contains_key(&to) || seen.len() > 12 {
            continue;
        }
        let (code, out, err) = run(&["plan", "m.yaml", "--to", &to, "--json"], at);
        let plan: serde_json::Value =
            serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
        assert_eq!(row["road"].as_bool(), Some(code == Some(0)), "{to}");
        if code == Some(0) {
            let own = &plan["concepts"]["nash"];
            assert_eq!(
                row["road_rounds"],
                own["rounds"].as_array().unwrap().len(),
                "{to}"
            );
            for (actor, gain) in own["gain"].as_object().unwrap() {
                let told = row[format!("road_gain.{actor}")].as_f64().unwrap();
                assert!((told - gain.as_f64().unwrap()).abs() < 1e-6, "{to}");
            }
        } else {
            assert!(row["road_obstacle"].is_string());
        }
        seen.insert(to, code);
    }
    let found: Vec<_> = seen.values().collect();
    assert!(found.contains(&&Some(0)), "{seen:?}");
}

#[test]
fn overlays_are_read_side_by_side() {
    let folder = folder(MODEL, 400);
    let at = folder.path();
    std::fs::write(
        at.join("hope.yaml"),
        "actors:\n  north: {walk_away: -3}\n  south: {walk_away: -3}\n",
    )
    .unwrap();
    std::fs::write(
        at.join("fear.yaml"),
        "actors:\n  north:\n    walk_away: 2\n    audiences: {council: ~}\n",
    )
    .unwrap_or(());
    std::fs::write(
        at.join("fear.yaml"),
        "actors:\n  north:\n    walk_away: 2\n",
    )
    .unwrap();
    let rows = table(&fine(
        &[
            "batch",
            "m.yaml",
            "p.csv",
            "--overlay",
            "hope.yaml",
            "--overlay",
            "fear.yaml",
            "--columns",
            "id,overlay,agreeable,gain",
        ],
        at,
    ));
    assert_eq!(rows.len(), 800);
    for (overlay, rest) in [("hope.yaml", 0), ("fear.yaml", 1)] {
        let alone = table(&fine(
            &[
                "batch",
                "m.yaml",
                "p.csv",
                "--overlay",
                overlay,
                "--columns",
                "id,overlay,agreeable,gain",
            ],
            at,
        ));
        let own: Vec<_> = rows.iter().skip(rest).step_by(2).cloned().collect();
        assert_eq!(own, alone);
    }
    for name in ["o.parquet", "o.jsonl"] {
        fine(
            &[
                "batch",
                "m.yaml",
                "p.csv",
                "--overlay",
                "hope.yaml",
                "--overlay",
                "fear.yaml",
                "--columns",
                "input,overlay,agreeable,gain",
                "-o",
                name,
            ],
            at,
        );
        let again = table(&fine(
            &[
                "batch",
                "m.yaml",
                name,
                "--columns",
                "id,input.overlay,input.agreeable",
                "--carry",
                "overlay",
                "--output-format",
                "csv",
            ],
            at,
        ));
        for (own, first) in again.iter().zip(&rows) {
            assert_eq!(
                (&own["id"], &own["input.overlay"], &own["input.agreeable"]),
                (&first["id"], &first["overlay"], &first["agreeable"]),
                "{name}"
            );
        }
    }
    let data: serde_json::Value = serde_json::from_str(&fine(
        &[
            "batch",
            "m.yaml",
            "p.csv",
            "--overlay",
            "hope.yaml",
            "--overlay",
            "fear.yaml",
            "--json",
        ],
        at,
    ))
    .unwrap();
    let both = rows
        .chunks(2)
        .filter(|pair| pair.iter().all(|r| r["agreeable"] == "true"))
        .count();
    let some = rows
        .chunks(2)
        .filter(|pair| pair.iter().any(|r| r["agreeable"] == "true"))
        .count();
    assert!(both > 0 && both < some);
    assert_eq!(data["agreeable_under_all"], both);
    assert_eq!(data["agreeable_under_some"], some);
}

#[test]
fn overlays_change_every_command_and_are_told_at_their_place() {
    let folder = folder(MODEL, 1);
    let at = folder.path();
    std::fs::write(
        at.join("o.yaml"),
        "actors:\n  north:\n    walk_away: 2\n    red_lines:\n      trust-before-heights: ~\n",
    )
    .unwrap();
    let edited = common::text(MODEL)
        .replace("  north:\n    patience: 0.92\n", "  north:\n    patience: 0.92\n    walk_away: 2\n")
        .replace("    red_lines:\n      - {id: trust-before-heights, before: {heights: handed-back}, trust_in: south, trust: 0.6}\n", "");
    assert_ne!(edited, common::text(MODEL));
    std::fs::write(at.join("e.yaml"), edited).unwrap();
    let value = |text: String| -> serde_json::Value { serde_json::from_str(&text).unwrap() };
    let overlaid = value(fine(
        &["packages", "m.yaml", "--overlay", "o.yaml", "--json"],
        at,
    ));
    let edited = value(fine(&["packages", "e.yaml", "--json"], at));
    assert_eq!(overlaid["frontier"], edited["frontier"]);
    assert_ne!(overlaid["model"]["digest"], edited["model"]["digest"]);
    assert_eq!(
        overlaid["options"]["overlays"],
        serde_json::json!(["o.yaml"])
    );
    // One file takes away and adds, in any of the two ways to write it.
    let tried = "winset: 1\ntopics: {a: [x, y], b: [x, y]}\nactors: {p: {interests: {a: 1, b: 1}}, q: {interests: {a: 1, b: 1}}}\nrules: [{id: rule-s, never: {a: y}}, {id: s, never: {b: y}}]\n";
    std::fs::write(at.join("t.yaml"), tried).unwrap();
    std::fs::write(
        at.join("both.yaml"),
        "rules: {rule-s: ~, new: {never: {a: y, b: y}}}\n",
    )
    .unwrap();
    let rules = tried.replace(
        "{id: rule-s, never: {a: y}}",
        "{id: new, never: {a: y, b: y}}",
    );
    std::fs::write(at.join("u.yaml"), rules).unwrap();
    let both = value(fine(
        &["packages", "t.yaml", "--overlay", "both.yaml", "--json"],
        at,
    ));
    let plain = value(fine(&["packages", "u.yaml", "--json"], at));
    assert_eq!(both["frontier"], plain["frontier"]);
    let wrong =
        "rules: {rule-r: {never: {a: y}}, gone: ~, word: 3, new: {id: other, never: {a: y}}}\n";
    std::fs::write(at.join("w.yaml"), wrong).unwrap();
    let (code, _, err) = run(&["solve", "t.yaml", "--overlay", "w.yaml"], at);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!("overlay_items", err);
    // A result is judged again under the overlays that it names.
    std::fs::write(at.join("r.json"), overlaid.to_string()).unwrap();
    assert_eq!(run(&["verify", "r.json"], at).0, Some(0));
    assert_ne!(
        run(
            &[
                "verify",
                "r.json",
                "--model",
                "m.yaml",
                "--overlay",
                "b.yaml"
            ],
            at
        )
        .0,
        Some(0)
    );
    std::fs::write(at.join("b.yaml"), "actors:\n  nroth: {walk_away: 2}\n  south: {patience: 2, red_lines: {purse: ~}}\ntopics:\n  hotline: ~\n").unwrap();
    let (code, _, err) = run(&["solve", "m.yaml", "--overlay", "b.yaml"], at);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!("overlay_problems", err);
}

#[test]
fn samples_are_the_same_for_a_seed_and_near_what_they_are_asked_to_be() {
    let folder = folder(MODEL, 10);
    let at = folder.path();
    let one = fine(&["sample", "m.yaml", "-n", "50", "--seed", "9"], at);
    assert_eq!(
        one,
        fine(&["sample", "m.yaml", "-n", "50", "--seed", "9"], at)
    );
    assert_ne!(
        one,
        fine(&["sample", "m.yaml", "-n", "50", "--seed", "10"], at)
    );
    insta::assert_snapshot!("sample", one.lines().take(4).collect::<Vec<_>>().join("\n"));
    let near = fine(
        &[
            "sample",
            "m.yaml",
            "-n",
            "200",
            "--around",
            "crossing=open,water=quota",
            "--changes",
            "2",
        ],
        at,
    );
    let rows = table(&near);
    let problem = common::load(MODEL);
    let mut package = problem.status_quo();
    for (topic, option) in [("crossing", 3), ("water", 2)] {
        let id = problem
            .names
            .topics
            .entries()
            .find(|(_, t)| t.id == topic)
            .unwrap()
            .0;
        package.set(id, winset::base::OptionId::new(option));
    }
    let changes: Vec<usize> = rows
        .iter()
        .map(|row| {
            settlement(&problem, row)
                .iter()
                .zip(package.iter())
                .filter(|(a, b)| a != b)
                .count()
        })
        .collect();
    assert_eq!(rows.len(), 200);
    assert!(changes.iter().all(|c| *c <= 2) && changes.contains(&1) && changes.contains(&2));
}
