//! The program as people run it: arguments and files in; bytes, talk and exit codes out.

mod common;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::ids::Ids;
use common::load;
use common::program::{Run, json, run, run_in, run_ok, run_on, shipped, winset};
use serde_json::Value;
use winset::base::{ActorId, Points, ratio_to_f64};
use winset::problem::{Division, Place, Side};

fn stem(model: &str) -> &str {
    Path::new(model).file_stem().unwrap().to_str().unwrap()
}

fn written(folder: &tempfile::TempDir, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A model of so many topics of three options, half of them dear to each of two sides.
fn large(topics: usize, talks: &str) -> String {
    let mut text = String::from("winset: 1\ntitle: Large\ntopics:\n");
    for t in 0..topics {
        let _ = writeln!(text, "  t{t}: [none, half, full]");
    }
    text += "actors:\n";
    for side in 0..2 {
        let _ = writeln!(text, "  side{side}:\n    interests:");
        for t in 0..topics {
            let worth = if t % 2 == side { "[3, 6]" } else { "[-1, -2]" };
            let _ = writeln!(text, "      t{t}: {worth}");
        }
    }
    text + talks
}

const GOOD: &str = "winset: 1
topics: {a: [x, y], b: [x, y]}
actors: {p: {interests: {a: 2, b: -1}}, q: {interests: {a: -1, b: 2}}}
";

// Every command.

#[test]
fn every_model_prints_its_answer() {
    for model in shipped() {
        let run = run(&["solve", &model]);
        insta::assert_snapshot!(format!("solve_{}", stem(&model)), run.out);
        let wanted = match stem(&model) {
            "no-deal" | "fortress-swap" => 1,
            _ => 0,
        };
        assert_eq!(run.code, Some(wanted), "{model}");
        assert!(!run.out.contains("-0.00"), "{model}");
        let clean = |line: &str| line.trim_end() == line;
        assert!(run.out.lines().all(clean), "{model}: spaces at line ends");
    }
}

#[test]
fn packages_and_plans_print_their_frontiers() {
    for model in ["two-valleys", "no-deal", "water-fund"] {
        let path = format!("models/{model}.yaml");
        insta::assert_snapshot!(format!("packages_{model}"), run(&["packages", &path]).out);
    }
    for model in ["two-valleys", "fortress-swap", "merger"] {
        let path = format!("models/{model}.yaml");
        insta::assert_snapshot!(format!("plan_{model}"), run(&["plan", &path]).out);
    }
}

#[test]
fn graphs_come_in_four_formats() {
    let model = "models/quiet-understanding.yaml";
    for (format, start, end) in [
        ("dot", "digraph concessions {\n", "}\n"),
        ("mermaid", "flowchart LR\n", "\n"),
        ("graphml", "<?xml version=\"1.0\"", "</graphml>\n"),
        ("json", "{\n", "}\n"),
    ] {
        let out = run_ok(&["graph", model, "--format", format]);
        assert!(out.starts_with(start) && out.ends_with(end), "{format}");
    }
    let graph = run(&["graph", model, "--format", "json"]).json();
    let plan = json(&["plan", model]).0;
    assert_eq!(graph["kind"], "graph");
    let nodes = graph["nodes"].as_array().unwrap();
    let edges = graph["edges"].as_array().unwrap();
    assert_eq!(
        nodes.len() as u64,
        plan["counts"]["reached"].as_u64().unwrap()
    );
    assert_eq!(
        edges.len() as u64,
        plan["counts"]["exchanges"].as_u64().unwrap()
    );
    let marked = edges.iter().filter(|e| e["on_plan"] == true).count();
    assert_eq!(marked, plan["plan"]["rounds"].as_array().unwrap().len());
}

#[test]
fn every_code_is_explained_and_has_a_broken_model() {
    let list = run_ok(&["explain"]);
    let codes: Vec<_> = list.lines().map(|line| &line[..4]).collect();
    assert!(codes.len() > 50 && codes.is_sorted());
    for code in codes {
        let text = run_ok(&["explain", code]);
        assert!(text.starts_with(code), "{code}");
        assert_eq!(text, run_ok(&["explain", &code.to_lowercase()]));
        let broken = common::file("tests/broken").join(format!("{code}.yaml"));
        let foreign = common::file("tests/foreign/broken").join(code);
        // What is wrong with whole files is no text (tests below); tables and overlays are no models (`batch_input.rs`, `batch.rs`).
        let no_model = ("E085".."E099").contains(&code);
        assert!(
            no_model || broken.exists() || foreign.is_dir(),
            "{code} has no broken model"
        );
    }
    let unknown = run(&["explain", "E999"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (Some(2), ""));
    assert!(unknown.err.contains("no code `E999`"), "{}", unknown.err);
}

#[test]
fn lints_of_the_compiled_problem_are_shown() {
    for code in ["L002", "L003", "L009", "L010"] {
        let model = format!("{code}.yaml");
        let run = run_in("tests/broken", &["check", &model]);
        insta::assert_snapshot!(format!("check_{code}"), run.out);
        assert!(run.out.contains(code), "{}", run.out);
        assert_eq!(run.code, Some(0), "lints alone are no errors");
        let strict = run_in("tests/broken", &["check", "--strict", &model]);
        assert_eq!(strict.code, Some(2));
    }
}

#[test]
fn templates_are_listed_printed_and_answered() {
    let list = run_ok(&["new", "list"]);
    assert!(list.lines().count() >= 5);
    for line in list.lines() {
        let name = line.split_whitespace().next().unwrap();
        let text = run_ok(&["new", name]);
        for command in ["check", "solve"] {
            let run = run_on(winset(&[command, "-"]), &text);
            assert_eq!(run.code, Some(0), "{name}: {}{}", run.out, run.err);
        }
    }
    let first = list.split_whitespace().next().unwrap();
    assert_eq!(run_ok(&["new"]), run_ok(&["new", first]));
    let near = run(&["new", "minimale"]);
    assert_eq!((near.code, near.out.as_str()), (Some(2), ""));
    assert!(near.err.contains("did you mean `minimal`?"), "{}", near.err);
    let far = run(&["new", "zzzzzzzz"]);
    assert!(far.err.contains("`winset new list`"), "{}", far.err);
}

#[test]
fn help_of_every_kind_is_printed() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run_ok(&["completions", shell]);
        assert!(script.contains("winset") && script.contains("packages"));
    }
    assert!(run_ok(&["man"]).contains(".TH winset"));
    assert!(run_ok(&["--version"]).starts_with("winset "));
    let help = run_ok(&["--help"]);
    assert!(help.contains("Exit codes:"));
    for command in [
        "solve",
        "packages",
        "plan",
        "graph",
        "check",
        "explain",
        "schema",
        "new",
        "completions",
        "man",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
        assert!(run_ok(&[command, "--help"]).contains("Usage:"));
    }
    let schema: Value = serde_json::from_str(&run_ok(&["schema"])).unwrap();
    assert!(schema["properties"]["topics"].is_object());
}

// Exit codes.

#[test]
fn what_is_proved_not_to_be_ends_with_1() {
    for (command, model) in [
        ("solve", "no-deal"),
        ("packages", "no-deal"),
        ("plan", "no-deal"),
        ("solve", "fortress-swap"),
        ("plan", "fortress-swap"),
    ] {
        let path = format!("models/{model}.yaml");
        for form in [&[command, &path][..], &[command, &path, "--json"]] {
            assert_eq!(run(form).code, Some(1), "{command} {model}");
        }
    }
    assert_eq!(
        run(&["packages", "models/fortress-swap.yaml"]).code,
        Some(0)
    );
}

#[test]
fn bad_usage_ends_with_2() {
    for arguments in [
        &[][..],
        &["sovle"],
        &["solve"],
        &["solve", "models/merger.yaml", "--concept", "best"],
        &["solve", "models/merger.yaml", "--time-limit", "0"],
        &["solve", "models/merger.yaml", "--time-limit", "nan"],
        &["graph", "models/merger.yaml", "--most", "-1"],
        &["graph", "models/merger.yaml", "--format", "svg"],
        &["completions", "tcsh"],
    ] {
        let run = run(arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(!run.err.is_empty());
    }
}

#[test]
fn a_model_too_large_to_search_ends_with_3() {
    let folder = tempfile::tempdir().unwrap();
    let wide = written(&folder, "wide.yaml", large(100, ""));
    let run = run(&["plan", &wide, "--time-limit", "0.05"]);
    assert_eq!(run.code, Some(3));
    assert!(run.out.contains("the time limit came first"), "{}", run.out);
    assert!(!run.out.contains("Assumed"));
}

#[test]
fn one_settlement_with_very_many_exchanges_is_left_too() {
    let folder = tempfile::tempdir().unwrap();
    let many = written(
        &folder,
        "many.yaml",
        large(100, "talks: {moves_per_round: 9}\n"),
    );
    for arguments in [
        &["plan", &many, "--json", "--time-limit", "0.2"][..],
        &["graph", &many, "--most", "3"],
        &["graph", &many],
    ] {
        assert_eq!(run(arguments).code, Some(3), "{arguments:?}");
    }
    let plan = json(&["plan", &many, "--time-limit", "0.2"]).0;
    assert_eq!(plan["grade"]["status"], "stopped");
    assert!(plan["plan"].is_null() && plan["counts"]["reached"].is_null());
}

#[test]
fn a_limit_on_the_road_leaves_the_packages() {
    let folder = tempfile::tempdir().unwrap();
    let wide = written(&folder, "wide.yaml", large(60, ""));
    let solved = json(&["solve", &wide, "--time-limit", "5"]).0;
    assert_eq!(solved["packages"]["grade"]["status"], "proved");
    // A fast machine finds a road in that time, though never all of them.
    let road = &solved["plan"]["grade"]["status"];
    assert!(road == "stopped" || road == "best_found", "{road}");
    assert_eq!(&solved["grade"]["status"], road);
    if road == "stopped" {
        assert_eq!(solved["price_of_the_road"], serde_json::json!({}));
    }
    assert_eq!(run(&["packages", &wide]).code, Some(0));
}

#[test]
fn a_graph_too_large_to_draw_ends_with_3() {
    let run = run(&["graph", "models/two-valleys.yaml", "--most", "3"]);
    assert_eq!((run.code, run.out.as_str()), (Some(3), ""));
    assert!(run.err.contains("more than 3 settlements"), "{}", run.err);
}

// Bad input.

#[test]
fn what_cannot_be_read_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none.yaml").display().to_string();
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let directory = empty.display().to_string();
    let mut cases = vec![
        (missing, "there is no file"),
        (
            directory,
            "is a folder without a file that could be imported",
        ),
        (
            written(&folder, "latin.yaml", b"winset: 1\ntitle: caf\xe9\n"),
            "latin.yaml:2 is not UTF-8",
        ),
        (
            written(&folder, "binary.yaml", b"\x7fELF\x01\0\0\0"),
            "not a text file",
        ),
    ];
    #[cfg(unix)]
    {
        let dangling = folder.path().join("dangling.yaml");
        std::os::unix::fs::symlink("/nonexistent/model.yaml", &dangling).unwrap();
        cases.push((dangling.display().to_string(), "there is no file"));
        use std::os::unix::fs::PermissionsExt;
        let locked = written(&folder, "locked.yaml", GOOD);
        std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
        // Nothing is locked to the superuser.
        if std::fs::read(&locked).is_err() {
            cases.push((locked, "permission denied"));
        }
    }
    for (path, wanted) in cases {
        for command in ["solve", "packages", "plan", "graph", "check"] {
            let run = run(&[command, &path]);
            assert_eq!(
                (run.code, run.out.as_str()),
                (Some(2), ""),
                "{command} {path}"
            );
            assert!(
                run.err.starts_with("error: ") && run.err.contains(wanted),
                "{}",
                run.err
            );
        }
    }
}

#[test]
fn what_cannot_be_read_is_data_too() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none.yaml").display().to_string();
    let latin = written(&folder, "latin.yaml", b"winset: 1\ntitle: caf\xe9\n");
    let binary = written(&folder, "binary.yaml", b"\x7fELF\x01\0\0\0");
    let good = written(&folder, "good.yaml", GOOD);
    let absent = format!("@{missing}");
    let huge = written(&folder, "huge.yaml", "");
    let file = std::fs::File::options().write(true).open(&huge);
    file.unwrap().set_len(33 << 20).unwrap();
    let null = Value::Null;
    let mut cases = vec![
        (
            vec!["why", &good, "--package", &absent],
            "E085",
            null.clone(),
        ),
        (vec!["plan", &good, "--to", &absent], "E085", null.clone()),
        (
            vec!["packages", &good, "--semantics", "genius"],
            "E088",
            null.clone(),
        ),
    ];
    let foreign = common::file("tests/foreign/genius");
    let foreign = foreign.to_str().unwrap();
    cases.push((
        vec!["packages", foreign, "--overlay", &good],
        "E089",
        null.clone(),
    ));
    for command in ["solve", "packages", "plan", "why", "graph", "check"] {
        cases.push((vec![command, &missing], "E085", null.clone()));
        cases.push((vec![command, &latin], "E087", 2.into()));
        cases.push((vec![command, &binary], "E087", null.clone()));
        cases.push((vec![command, &huge], "E086", null.clone()));
    }
    cases.push((vec!["import", "auto", &missing], "E085", null.clone()));
    for (mut arguments, code, line) in cases {
        match arguments[0] {
            "graph" => arguments.extend(["--format", "json"]),
            _ => arguments.push("--json"),
        }
        let run = run(&arguments);
        let told = run.json();
        assert_eq!(run.code, Some(2), "{arguments:?}");
        assert_eq!(
            (&told["kind"], &told["errors"]),
            (&"check".into(), &1.into())
        );
        let found = &told["diagnostics"][0];
        assert_eq!(found["code"], code, "{arguments:?}");
        assert_eq!(found["line"], line, "{arguments:?}");
        let said = format!("error: {}", found["message"].as_str().unwrap());
        assert_eq!(run.err.trim_end(), said, "{arguments:?}");
    }
}

#[test]
fn a_foreign_file_with_errors_is_told_as_data() {
    let folder = tempfile::tempdir().unwrap();
    let table = written(&folder, "table.csv", "topic,option,a,b\nx,y,one,2\n");
    let target = folder.path().join("model.json").display().to_string();
    let run = run(&["import", "csv", &table, "--json", "-o", &target]);
    assert_eq!(run.code, Some(2), "{}", run.err);
    let told = run.json();
    assert_eq!(told["diagnostics"][0]["line"], 2, "{told}");
    assert!(!Path::new(&target).exists(), "an error is no model");
}

#[test]
fn results_do_not_say_how_a_path_was_spelled() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("below")).unwrap();
    let path = written(&folder, "good.yaml", GOOD);
    let name = folder.path().display();
    let around = format!("{name}/below/.././good.yaml");
    for command in ["solve", "packages", "plan", "why"] {
        let first = run_ok(&[command, &path, "--json"]);
        assert_eq!(first, run_ok(&[command, &around, "--json"]), "{command}");
        let result: Value = serde_json::from_str(&first).unwrap();
        assert_eq!(result["model"]["files"], serde_json::json!(["good.yaml"]));
        assert!(!first.contains(&name.to_string()), "{command}: {first}");
    }
    let foreign = common::file("tests/foreign/csv").display().to_string();
    let spelled = [
        "tests/foreign/csv",
        "tests/foreign/../foreign/csv/",
        &foreign,
    ];
    let all = spelled.map(|path| run_ok(&["packages", path, "--json"]));
    assert!(all.iter().all(|own| *own == all[0]));
}

fn bomb() -> String {
    let mut text = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for pair in ('a'..='j').collect::<Vec<_>>().windows(2) {
        let items = vec![format!("*{}", pair[0]); 9].join(", ");
        let _ = writeln!(text, "{0}: &{0} [{items}]", pair[1]);
    }
    text
}

#[test]
fn a_bad_model_is_refused_with_a_code() {
    let change = |from: &str, to: &str| GOOD.replacen(from, to, 1);
    for (text, code) in [
        (String::new(), "E005"),
        ("# only words\n".to_owned(), "E005"),
        (change("a: 2", "a: .nan"), "E012"),
        (change("a: 2", "a: 1e400"), "E012"),
        (change("a: 2", "a: 2, a: 3"), "E003"),
        (change("a: 2", "c: 2"), "E020"),
        (change("a: 2", "a: {z: 2}"), "E021"),
        (change("p: {", "p: {trusts: {z: 0.5}, "), "E022"),
        ("[".repeat(64 << 10), "E001"),
        (bomb(), "E002"),
        (
            "winset: 1\ntopics: {a: [x, y]}\nactors: {p: {role: bystander, interests: {a: 1}}}\n"
                .to_owned(),
            "E040",
        ),
        (
            "winset: 1\ntopics: {a: [x, y]}\nactors: {p: {role: guarantor, interests: {a: 1}}}\n"
                .to_owned(),
            "E040",
        ),
        (
            "winset: 1\ntopics: {a: [x, y]}\nactors: {}\n".to_owned(),
            "E040",
        ),
    ] {
        for command in ["solve", "packages", "plan", "graph"] {
            let run = run_on(winset(&[command, "-"]), &text);
            assert_eq!(
                (run.code, run.out.as_str()),
                (Some(2), ""),
                "{command} {code}"
            );
            assert!(
                run.err.contains(&format!("error[{code}]")),
                "{code}: {}",
                run.err
            );
            assert!(run.err.contains("<stdin>:") && !run.err.contains("panicked"));
        }
        let check = run_on(winset(&["check", "-"]), &text);
        assert_eq!(check.code, Some(2));
        assert!(check.out.contains(code), "{}", check.out);
        for command in ["solve", "packages", "plan", "check"] {
            let run = run_on(winset(&[command, "-", "--json"]), &text);
            assert_eq!(run.code, Some(2));
            let found: Value = serde_json::from_str(&run.out).unwrap();
            assert!(found.to_string().contains(code), "{found}");
        }
    }
}

#[test]
fn a_model_without_moves_is_answered_honestly() {
    for text in [
        "winset: 1\ntopics: {}\nactors: {p: {}, q: {}}\n",
        "winset: 1\nactors: {p: {}, q: {}}\n",
        "winset: 1\ntopics: {a: [x], b: [y]}\nactors: {p: {}, q: {}}\n",
    ] {
        for command in ["solve", "packages"] {
            let run = run_on(winset(&[command, "-"]), text);
            assert_eq!(run.code, Some(1), "{text}");
            assert!(
                run.out
                    .contains("There is nothing to agree on: no topic can move"),
                "{}",
                run.out
            );
        }
        let run = run_on(winset(&["plan", "-"]), text);
        assert_eq!(run.code, Some(1));
        assert!(run.out.contains("There is no road."), "{}", run.out);
        assert!(
            run.out
                .contains("No admissible exchange leaves the status quo."),
            "{}",
            run.out
        );
        let run = run_on(winset(&["graph", "-"]), text);
        assert_eq!(run.code, Some(0));
    }
}

#[test]
fn one_actor_decides_alone() {
    let text = "winset: 1\ntopics: {a: [x, y]}\nactors: {p: {interests: {a: 1}}}\n";
    for command in ["solve", "packages", "plan"] {
        let run = run_on(winset(&[command, "-"]), text);
        assert_eq!(run.code, Some(0), "{}", run.out);
    }
}

#[test]
fn what_nobody_gains_by_is_not_agreed() {
    let text = GOOD.replace("a: 2", "a: -2").replace("b: 2", "b: -2");
    for command in ["solve", "packages", "plan"] {
        assert_eq!(run_on(winset(&[command, "-"]), &text).code, Some(1));
    }
}

// Streams.

#[test]
fn talk_is_kept_off_the_answer() {
    for model in shipped() {
        for command in ["solve", "packages", "plan", "check"] {
            let run = run(&[command, &model, "--json"]);
            let answer: Value = serde_json::from_str(&run.out).unwrap();
            assert!(answer.is_object(), "{command} {model}");
        }
    }
    let lints = common::file("tests/broken/L003.yaml");
    let run = run(&["solve", lints.to_str().unwrap(), "--json"]);
    assert!(run.err.starts_with("note: 1 warning"), "{}", run.err);
    assert!(serde_json::from_str::<Value>(&run.out).is_ok());
}

#[test]
fn colour_is_as_asked() {
    let model = "models/fortress-swap.yaml";
    let coloured = |command: &mut Command| Run::from(command).out.contains('\u{1b}');
    assert!(!coloured(&mut winset(&["solve", model])));
    assert!(coloured(&mut winset(&[
        "solve", model, "--color", "always"
    ])));
    assert!(!coloured(&mut winset(&[
        "--color", "never", "solve", model
    ])));
    assert!(!coloured(winset(&["solve", model]).env("NO_COLOR", "1")));
    assert!(!coloured(
        winset(&["solve", model, "--json", "--color", "always"]).env("TERM", "xterm")
    ));
}

#[test]
fn no_line_is_wider_than_the_page() {
    use unicode_width::UnicodeWidthStr;
    for model in shipped() {
        for width in [60, 140] {
            for command in ["solve", "packages", "plan"] {
                let mut program = winset(&[command, &model]);
                program.env("COLUMNS", width.to_string());
                let run = Run::from(&mut program);
                for line in run.out.lines() {
                    assert!(line.width() <= width, "{command} {model} {width}:\n{line}");
                }
            }
        }
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let mut program = winset(&["packages", "models/two-valleys.yaml"]);
    program.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = program.spawn().unwrap();
    drop(child.stdout.take());
    let run = Run::from(child.wait_with_output().unwrap());
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
}

// The data.

const CONCEPTS: [&str; 4] = ["nash", "egalitarian", "kalai-smorodinsky", "utilitarian"];

fn common_part(answer: &Value, kind: &str, ids: &Ids) {
    assert_eq!(
        (&answer["winset"], &answer["kind"]),
        (&1.into(), &kind.into())
    );
    assert!(answer["model"]["title"].is_string());
    assert_eq!(answer["model"]["digest"].as_str().unwrap().len(), 64);
    assert!(answer["options"].is_object() && answer["assumed"].is_array());
    assert_eq!(answer["actors"], serde_json::json!(ids.actors()));
    let grade = answer["grade"].as_object().unwrap();
    assert!(
        ["status", "by", "gap"]
            .iter()
            .all(|k| grade.contains_key(*k))
    );
}

/// Sorted by gain in the order of the actors, strictly.
fn sorted(frontier: &Value, ids: &Ids) {
    let points = frontier.as_array().unwrap().iter();
    let gains: Vec<_> = points.map(|p| ids.gains(&p["gain"])).collect();
    assert!(gains.windows(2).all(|pair| pair[0] < pair[1]), "{gains:?}");
}

fn sorted_sets(sets: &Value) {
    let sets: Vec<Vec<String>> = serde_json::from_value(sets.clone()).unwrap();
    assert!(!sets.is_empty() && sets.is_sorted());
    assert!(sets.iter().all(|set| set.is_sorted()));
}

/// Packages that divide topics: their values, read back as decimals, are worth what is told to within rounding.
fn divisions_hold(answer: &Value, ids: &Ids) {
    let problem = ids.0;
    assert_eq!(answer["counts"]["settlements"], Value::Null);
    sorted(&answer["frontier"], ids);
    let frontier = answer["frontier"].as_array().unwrap();
    let judged = |point: &Value| {
        let places = problem.divisible().map(|(topic, range)| {
            let value = point["package"][&problem.names.topics[topic].id].as_f64();
            let value = Points::parse(&format!("{:.9}", value.unwrap())).unwrap();
            let offset = range.offset_of(value).ratio();
            (
                topic,
                Place {
                    offset,
                    side: Side::At,
                },
            )
        });
        let division = Division::new(problem, problem.status_quo(), places.collect()).unwrap();
        let worth = |a: &ActorId| ratio_to_f64(&problem.gain_of_division(*a, &division));
        let gains: Vec<f64> = problem.consenting.iter().map(worth).collect();
        let told = ids.gains(&point["gain"]);
        assert!(
            gains.iter().zip(&told).all(|(a, b)| (a - b).abs() < 1e-6),
            "{gains:?} {told:?}"
        );
    };
    frontier.iter().for_each(judged);
    CONCEPTS
        .iter()
        .for_each(|concept| judged(&answer["concepts"][concept]));
    judged(&answer["concepts"]["adjusted-winner"]);
    let segments: Vec<(usize, usize)> = serde_json::from_value(answer["segments"].clone()).unwrap();
    assert!(segments.iter().all(|(a, b)| a < b && *b < frontier.len()));
}

fn packages_hold(answer: &Value, ids: &Ids) {
    common_part(answer, "packages", ids);
    if ids.0.is_divisible() {
        return divisions_hold(answer, ids);
    }
    assert_eq!(
        answer["counts"]["settlements"].as_u64(),
        ids.0.settlements().map(|n| n as u64)
    );
    sorted(&answer["frontier"], ids);
    let frontier = answer["frontier"].as_array().unwrap();
    frontier.iter().for_each(|point| ids.judged_package(point));
    if frontier.is_empty() {
        assert_eq!(
            (&answer["grade"]["status"], &answer["concepts"]),
            (&"none".into(), &serde_json::json!({}))
        );
        sorted_sets(&answer["conflict_sets"]);
        sorted_sets(&answer["correction_sets"]);
        return;
    }
    assert!(answer["counts"]["packages"].as_u64().unwrap() >= frontier.len() as u64);
    for concept in CONCEPTS {
        let own = &answer["concepts"][concept];
        ids.judged_package(own);
        assert!(frontier.iter().any(|p| p["gain"] == own["gain"]));
        let ties = own["ties"].as_u64().unwrap();
        assert!((1..=frontier.len() as u64).contains(&ties));
    }
}

fn plan_holds(answer: &Value, ids: &Ids) {
    common_part(answer, "plan", ids);
    sorted(&answer["frontier"], ids);
    assert!(answer["counts"]["reached"].is_u64() && answer["counts"]["exchanges"].is_u64());
    let frontier = answer["frontier"].as_array().unwrap();
    for road in frontier {
        ids.judged_plan(road);
    }
    if frontier.is_empty() {
        assert_eq!(
            (&answer["grade"]["status"], &answer["plan"]),
            (&"none".into(), &Value::Null)
        );
        return;
    }
    for concept in CONCEPTS {
        let own = &answer["concepts"][concept];
        ids.judged_plan(own);
        assert!(frontier.iter().any(|p| p["gain"] == own["gain"]));
        assert!(own["ties"].as_u64().unwrap() >= 1);
    }
    let plan = &answer["plan"];
    assert_eq!(plan["gain"], answer["concepts"]["nash"]["gain"]);
    let end = ids.judged_plan(&answer["concepts"]["nash"]);
    assert_eq!(ids.settlement(&plan["settlement"]), end);
    ids.gains(&plan["residue_worth"]);
    for round in plan["rounds"].as_array().unwrap() {
        assert!(!round["moves"].as_array().unwrap().is_empty());
        for key in ["worth", "step", "gain"] {
            ids.gains(&round[key]);
        }
        let chance = round["chance"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&chance));
        let margins = round["margins"].as_array().unwrap();
        assert_eq!(margins.len(), ids.actors().len());
        let kept = |m: &Value| m["margin"].as_f64().unwrap() >= -ids.0.tolerance();
        assert!(margins.iter().all(kept), "{margins:?}");
    }
}

#[test]
fn answers_as_data_hold_when_judged_again() {
    for model in shipped() {
        let problem = load(&model);
        let ids = Ids(&problem);
        let packages = json(&["packages", &model]).0;
        let plan = json(&["plan", &model]).0;
        let solved = json(&["solve", &model]).0;
        packages_hold(&packages, &ids);
        plan_holds(&plan, &ids);
        common_part(&solved, "solve", &ids);
        assert_eq!(solved["packages"], packages);
        assert_eq!(solved["plan"]["frontier"], plan["frontier"]);
        let prices = solved["price_of_the_road"].as_object().unwrap();
        let roads = plan["concepts"].as_object().unwrap();
        let papers = packages["concepts"].as_object().unwrap();
        let both = roads.keys().filter(|k| papers.contains_key(*k));
        assert!(prices.keys().eq(both), "{model}");
        for (concept, price) in prices {
            let paper = ids.gains(&papers[concept]["gain"]);
            let reachable = ids.gains(&roads[concept]["gain"]);
            for (index, price) in ids.gains(price).into_iter().enumerate() {
                assert!((price - (paper[index] - reachable[index])).abs() < 1e-9);
            }
        }
    }
}

#[test]
fn concepts_choose_the_plan_in_full() {
    for concept in CONCEPTS {
        let (plan, _) = json(&["plan", "models/two-valleys.yaml", "--concept", concept]);
        assert_eq!(plan["options"]["concept"], concept);
        assert_eq!(plan["plan"]["gain"], plan["concepts"][concept]["gain"]);
    }
}

// Safety.

/// A model whose words a terminal, a browser or a drawing program might obey.
fn hostile() -> String {
    let bad = r#"\e[31m\u202e\u2066\x9b\"'<script>&<br>]]>\\n%s{}|"#;
    format!(
        r#"winset: 1
title: "{bad}"
topics:
  water:
    title: "{bad}"
    options: [none, {{id: quota, title: "{bad}"}}]
  land: [kept, shared]
actors:
  north: {{name: "{bad}", interests: {{water: 3, land: -1}}, red_lines: [{{id: r, if: {{water: quota}}, then: {{land: shared}}, why: "{bad}"}}]}}
  south: {{interests: {{water: -1, land: 3}}, audiences: {{home: {{name: "{bad}", interests: {{land: 2}}, ratifies_at: 0}}}}}}
"#
    )
}

fn is_tame(text: &str) -> bool {
    let obeyed = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    !text.contains(obeyed)
}

#[test]
fn nothing_in_a_model_is_obeyed() {
    let text = hostile();
    for command in ["solve", "packages", "plan", "check"] {
        let run = run_on(winset(&[command, "-"]), &text);
        assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
        assert!(is_tame(&run.out) && is_tame(&run.err), "{command}");
        let run = run_on(winset(&[command, "-", "--json"]), &text);
        assert!(serde_json::from_str::<Value>(&run.out).is_ok(), "{command}");
    }
}

#[test]
fn nothing_in_a_model_breaks_a_graph() {
    let text = hostile();
    for format in ["dot", "mermaid", "graphml", "json"] {
        let run = run_on(winset(&["graph", "-", "--format", format]), &text);
        assert_eq!(run.code, Some(0), "{}", run.err);
        if format == "json" {
            assert!(serde_json::from_str::<Value>(&run.out).is_ok());
            continue;
        }
        assert!(is_tame(&run.out), "{format}");
        assert!(format == "dot" || !run.out.contains("<script>"), "{format}");
        match format {
            "dot" => assert!(run.out.lines().all(quotes_pair), "{}", run.out),
            "mermaid" => assert!(run.out.lines().all(|l| l.matches('"').count() % 2 == 0)),
            _ => well_formed(&run.out),
        }
    }
}

/// Every quoted string of a line of DOT ends on that line.
fn quotes_pair(line: &str) -> bool {
    let (mut open, mut escaped) = (false, false);
    for c in line.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if open => escaped = true,
            '"' => open = !open,
            _ => {}
        }
    }
    !open && !escaped
}

/// Elements nest, and every `&` begins an entity that XML knows.
fn well_formed(xml: &str) {
    let mut open: Vec<&str> = Vec::new();
    for part in xml.split('<').skip(1) {
        let (tag, text) = part.split_once('>').expect("a tag ends");
        assert!(!text.contains('>'), "{text}");
        let known = ["amp;", "lt;", "gt;", "quot;", "#x"];
        for entity in text.split('&').skip(1) {
            assert!(known.iter().any(|k| entity.starts_with(k)), "{text}");
        }
        let name = tag.split_whitespace().next().unwrap();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.starts_with('?') && !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty());
}

// A model as large as people write them.

/// About a thousand lines: sixty topics, eight actors, many rules.
fn thousand_lines() -> String {
    let mut text = String::from("winset: 1\ntitle: A thousand lines\ntopics:\n");
    for t in 0..60 {
        let _ = writeln!(
            text,
            "  t{t}:\n    title: Topic {t}\n    options:\n      - none\n      - part\n      - full"
        );
    }
    text += "actors:\n";
    for a in 0..8 {
        let _ = writeln!(
            text,
            "  a{a}:\n    name: Actor {a}\n    patience: 0.9\n    interests:"
        );
        for t in 0..60 {
            let worth = if (t + a) % 3 == 0 {
                "[-1, -2]"
            } else {
                "[1, 2]"
            };
            let _ = writeln!(text, "      t{t}: {worth}");
        }
        text += "    red_lines:\n";
        for r in 0..10 {
            let (if_, then) = ((a * 7 + r) % 60, (a * 7 + r + 13) % 60);
            let _ = writeln!(
                text,
                "      - {{id: r{r}, if: {{t{if_}: full}}, then: {{t{then}: part..}}, why: Because}}"
            );
        }
    }
    text
}

#[test]
fn a_thousand_lines_are_checked() {
    let text = thousand_lines();
    assert!(text.lines().count() > 950);
    let run = run_on(winset(&["check", "-"]), &text);
    assert_eq!(run.code, Some(0), "{}", run.out);
    assert!(run.out.contains("<stdin>"), "{}", run.out);
}

#[test]
fn paths_are_named_as_given() {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = written(&folder, "a b'c.yaml", GOOD.replace("a: 2", "c: 2")).into();
    let run = run(&["solve", path.to_str().unwrap()]);
    assert!(run.err.contains("a b'c.yaml:3:"), "{}", run.err);
}

#[test]
fn templates_and_models_are_without_warnings() {
    for template in [
        "minimal",
        "two-sides",
        "ratification",
        "staged-talks",
        "mediator",
        "treaty",
    ] {
        let path = format!("src/app/templates/{template}.yaml");
        assert_eq!(
            run(&["check", "--strict", &path]).code,
            Some(0),
            "{template}"
        );
        assert_eq!(run(&["solve", &path]).code, Some(0), "{template}");
    }
    for model in shipped() {
        assert_eq!(run(&["check", "--strict", &model]).code, Some(0), "{model}");
    }
}

/// Seventeen topics that one side wants one way and the other the other: 65,536 ways to give in.
#[test]
fn very_many_ways_out_are_cut_short() {
    let names: Vec<String> = (0..17).map(|t| format!("t{t}")).collect();
    let rules = |option: &str| -> String {
        let rules = names
            .iter()
            .map(|t| format!("{{id: {t}-{option}, require: {{{t}: {option}}}}}"));
        rules.collect::<Vec<_>>().join(", ")
    };
    let topics: String = names.iter().map(|t| format!("  {t}: [x, y]\n")).collect();
    let model = format!(
        "winset: 1\ntopics:\n{topics}actors:\n  a:\n    walk_away: -1\n    interests: {{t0: 1}}\n    red_lines: [{}]\n  b:\n    walk_away: -1\n    interests: {{t0: 1}}\n    red_lines: [{}]\n",
        rules("x"),
        rules("y")
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.yaml");
    std::fs::write(&path, model).unwrap();
    let run = run(&["packages", path.to_str().unwrap(), "--json"]);
    assert_eq!(run.code, Some(1));
    let answer: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    // Every topic is one, and so is all that one side asks: it is the status quo, which is no package.
    assert_eq!(answer["conflict_sets"].as_array().unwrap().len(), 18);
    let ways = answer["correction_sets"].as_array().unwrap();
    assert_eq!(ways.len() + 18, winset::study::why::MOST_FOUND);
    assert!(ways.iter().all(|way| way.as_array().unwrap().len() == 17));
    assert_eq!(answer["all_sets"], false);
}

#[test]
fn more_options_than_a_topic_may_have_are_refused() {
    let options = |n: usize| {
        (0..n)
            .map(|o| format!("o{o}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    for (count, code) in [(10_000, 0), (10_001, 2)] {
        let model = format!(
            "winset: 1\ntopics: {{t: [{}]}}\nactors: {{a: {{interests: {{t: {{o1: 1}}}}}}, b: {{interests: {{t: {{o1: 1}}}}}}}}\n",
            options(count)
        );
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.yaml");
        std::fs::write(&path, model).unwrap();
        assert_eq!(
            run(&["packages", path.to_str().unwrap()]).code,
            Some(code),
            "{count}"
        );
    }
}

/// Lifting a test can make a graph large: what was not tried is said, and a road that was found is kept.
#[test]
fn what_was_not_tried_is_said() {
    let topics: String = (0..30).map(|t| format!("  t{t}: [x, y, z]\n")).collect();
    let worths = |a: &str, b: &str| -> String {
        let pairs = (0..30).map(|t| format!("t{t}: {}", if t % 2 == 0 { a } else { b }));
        pairs.collect::<Vec<_>>().join(", ")
    };
    let model = format!(
        "winset: 1\ntopics:\n{topics}actors:\n  a: {{credit: 500, interests: {{{}}}}}\n  b: {{credit: 500, interests: {{{}}}}}\ntalks: {{moves_per_round: 1}}\n",
        worths("[3, 5]", "[-1, -2]"),
        worths("[-1, -2]", "[3, 5]")
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.yaml");
    std::fs::write(&path, model).unwrap();
    let run = run(&["plan", path.to_str().unwrap()]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains(
        "Not tried, being too large or too late: without the rule that every side gains"
    ));
    assert!(!run.out.contains("none lifted alone opens"));
}
