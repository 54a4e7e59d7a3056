//! Files are written whole or not at all; limits and interruptions end every command with what it has.

#[cfg(target_os = "linux")]
#[path = "common/signals.rs"]
mod signals;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

#[cfg(target_os = "linux")]
use signals::{interrupt, listens};

const TABLE: &str = "topic,option,a,b\np,x,1,2\np,y,2,1\n";
const MODEL: &str = "winset: 1
topics: {a: [x, y], b: [x, y]}
actors: {p: {interests: {a: 2, b: -1}}, q: {interests: {a: -1, b: 2}}}
";

/// A folder with a table and a model.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("t.csv"), TABLE).unwrap();
    std::fs::write(folder.path().join("m.yaml"), MODEL).unwrap();
    folder
}

fn program(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_winset"));
    command.current_dir(folder).args(arguments);
    command
}

fn run(arguments: &[&str], folder: &Path) -> (Option<i32>, String, String) {
    told(program(arguments, folder).output().unwrap())
}

fn told(output: Output) -> (Option<i32>, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// Names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn read(path: PathBuf) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// Every command that writes, without its `-o`.
const WRITERS: &[&[&str]] = &[
    &["import", "csv", "t.csv"],
    &["import", "auto", "t.csv", "--json"],
    &["graph", "m.yaml"],
    &["graph", "m.yaml", "--format", "json"],
    &["graph", "m.yaml", "--format", "mermaid"],
    &["graph", "m.yaml", "--format", "graphml"],
    &["new"],
    &["new", "treaty"],
];

#[test]
fn what_goes_to_a_file_is_what_would_be_printed() {
    for command in WRITERS {
        let folder = folder();
        let here = folder.path();
        let (code, printed, _) = run(command, here);
        assert_eq!(code, Some(0), "{command:?}");
        let dash = run(&[command, &["-o", "-"][..]].concat(), here);
        assert_eq!((dash.0, &dash.1), (Some(0), &printed), "{command:?} -o -");
        let (code, out, err) = run(&[command, &["-o", "out"][..]].concat(), here);
        assert_eq!(
            (code, out.as_str(), err.as_str()),
            (Some(0), "", ""),
            "{command:?}"
        );
        assert_eq!(read(here.join("out")), printed, "{command:?}");
        assert_eq!(
            names(here),
            ["m.yaml", "out", "t.csv"],
            "nothing else is left"
        );
    }
}

#[test]
fn files_that_are_there_stay_unless_told() {
    for command in WRITERS {
        let folder = folder();
        let here = folder.path();
        std::fs::write(here.join("out"), "precious").unwrap();
        let (code, out, err) = run(&[command, &["-o", "out"][..]].concat(), here);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{command:?}");
        assert!(
            err.contains("out is there already; `--force` replaces it"),
            "{err}"
        );
        assert_eq!(read(here.join("out")), "precious");
        let (code, _, err) = run(&[command, &["-o", "out", "--force"][..]].concat(), here);
        assert_eq!(code, Some(0), "{err}");
        assert_eq!(read(here.join("out")), run(command, here).1);
        assert_eq!(names(here), ["m.yaml", "out", "t.csv"]);
    }
    let here = folder();
    let (code, _, err) = run(&["new", "--force"], here.path());
    assert_eq!(code, Some(2), "--force of nothing: {err}");
}

#[test]
fn what_is_read_is_never_written() {
    let folder = folder();
    let here = folder.path();
    std::fs::create_dir(here.join("in")).unwrap();
    std::fs::write(here.join("in/t.csv"), TABLE).unwrap();
    let mut targets = vec!["t.csv", "./t.csv", "in/../t.csv"];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("t.csv", here.join("soft")).unwrap();
        std::fs::hard_link(here.join("t.csv"), here.join("hard")).unwrap();
        targets.extend(["soft", "hard"]);
    }
    for target in targets {
        let (code, _, err) = run(&["import", "csv", "t.csv", "-o", target, "--force"], here);
        assert_eq!(code, Some(2), "{target}");
        assert!(err.contains("is read, so it is not written"), "{err}");
    }
    let (code, ..) = run(&["import", "auto", "in", "-o", "in/t.csv", "--force"], here);
    assert_eq!(code, Some(2), "a file of the folder that is read");
    let (code, ..) = run(&["graph", "m.yaml", "-o", "m.yaml", "--force"], here);
    assert_eq!(code, Some(2));
    assert_eq!(read(here.join("t.csv")), TABLE);
    assert_eq!(read(here.join("in/t.csv")), TABLE);
    assert_eq!(read(here.join("m.yaml")), MODEL);
}

#[test]
fn places_that_cannot_be_written_are_told_and_left() {
    let folder = folder();
    let here = folder.path();
    std::fs::create_dir(here.join("sub")).unwrap();
    let long = "x".repeat(300);
    for (target, wanted) in [
        ("nowhere/out", "there is no folder nowhere"),
        ("sub", "is a folder"),
        (".", "does not name a file"),
        ("..", "does not name a file"),
        ("t.csv/out", "there is no folder"),
        (&long, "cannot be written"),
        #[cfg(unix)]
        ("/dev/null", "not an ordinary file"),
        #[cfg(unix)]
        ("/dev/full", "not an ordinary file"),
    ] {
        let (code, out, err) = run(&["import", "csv", "t.csv", "-o", target, "--force"], here);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{target}: {err}");
        assert!(err.contains(wanted), "{target}: {err}");
        assert_eq!(names(here), ["m.yaml", "sub", "t.csv"], "{target}");
    }
    // What is wrong with the model leaves nothing behind, either.
    let (code, ..) = run(&["import", "csv", "m.yaml", "-o", "out"], here);
    assert_eq!(code, Some(2));
    let (code, ..) = run(&["graph", "t.yaml", "-o", "out"], here);
    assert_eq!(code, Some(2));
    assert_eq!(names(here), ["m.yaml", "sub", "t.csv"]);
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_leaves_what_was_there() {
    let folder = folder();
    let here = folder.path();
    std::fs::write(here.join("out"), "precious").unwrap();
    let table = "topic,option,a,b\n".to_owned()
        + &(0..500)
            .map(|i| format!("p,o{i},1,2\n"))
            .collect::<String>();
    std::fs::write(here.join("big.csv"), table).unwrap();
    // A limit on the size of files stands for a disk without room.
    let script = format!(
        "trap '' XFSZ; ulimit -f 1; exec '{}' import csv big.csv -o out --force",
        env!("CARGO_BIN_EXE_winset")
    );
    let output = Command::new("sh")
        .current_dir(here)
        .args(["-c", &script])
        .output()
        .unwrap();
    let (code, _, err) = told(output);
    assert_eq!(code, Some(2), "{err}");
    assert!(err.contains("out cannot be written"), "{err}");
    assert_eq!(read(here.join("out")), "precious");
    assert_eq!(names(here), ["big.csv", "m.yaml", "out", "t.csv"]);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_are_kept_in_mind() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let here = folder.path();
    std::fs::write(here.join("out"), "old").unwrap();
    std::fs::set_permissions(here.join("out"), std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(run(&["new", "-o", "out", "--force"], here).0, Some(0));
    let mode = std::fs::metadata(here.join("out"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600, "a private file stays private");
    // A link leads elsewhere, so it is not followed and not replaced.
    std::os::unix::fs::symlink("t.csv", here.join("link")).unwrap();
    std::os::unix::fs::symlink("nothing", here.join("dangling")).unwrap();
    for link in ["link", "dangling"] {
        let (code, _, err) = run(&["new", "-o", link, "--force"], here);
        assert_eq!(code, Some(2), "{link}: {err}");
        assert!(here.join(link).is_symlink());
    }
    assert_eq!(read(here.join("t.csv")), TABLE);
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_that_is_full_is_told_and_one_that_is_closed_is_not() {
    let folder = folder();
    for command in [
        &["import", "csv", "t.csv"][..],
        &["graph", "m.yaml"],
        &["solve", "m.yaml"],
        &["man"],
        &["new"],
        &["schema"],
    ] {
        let full = std::fs::File::create("/dev/full").unwrap();
        let output = program(command, folder.path())
            .stdout(full)
            .output()
            .unwrap();
        let (code, _, err) = told(output);
        assert_eq!(code, Some(2), "{command:?}: {err}");
        assert!(err.contains("could not be written"), "{command:?}: {err}");
    }
    // A reader that is gone has seen enough.
    for command in [
        &["schema"][..],
        &["man"],
        &["graph", "m.yaml"],
        &["check", "m.yaml", "--json"],
        &["--help"],
    ] {
        let mut child = program(command, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let (code, _, err) = told(child.wait_with_output().unwrap());
        assert_eq!((code, err.as_str()), (Some(0), ""), "{command:?}");
    }
}

/// A model too large for the limits below.
fn large() -> String {
    let mut text = String::from("winset: 1\ntitle: Large\ntopics:\n");
    (0..40).for_each(|t| {
        let _ = writeln!(text, "  t{t}: [none, some, half, full]");
    });
    text += "actors:\n";
    for side in 0..3 {
        let own: String = (0..40)
            .map(|t| match t % 3 == side {
                true => format!("t{t}: [{}, {}, 9], ", 2 + t % 5, 5 + t % 3),
                false => format!("t{t}: [-1, -{}, -4], ", 2 + (t + side) % 2),
            })
            .collect();
        let _ = writeln!(
            text,
            "  s{side}: {{trusts: {{s{}: 0.4}}, interests: {{{own}}}}}",
            (side + 1) % 3
        );
    }
    text + "talks: {step_gain: false}\n"
}

/// Commands that search, with JSON asked for.
const SEARCHES: &[&[&str]] = &[
    &["solve", "large.yaml", "--json"],
    &["packages", "large.yaml", "--json"],
    &["packages", "large.yaml", "--json", "--from", "t0=some"],
    &["plan", "large.yaml", "--json"],
    &["plan", "large.yaml", "--json", "--alternatives", "5"],
    &["why", "large.yaml", "--json"],
    &["why", "large.yaml", "--json", "--road"],
    &["why", "large.yaml", "--json", "--package", "t0=some"],
    &[
        "graph",
        "large.yaml",
        "--format",
        "json",
        "--most",
        "100000000",
    ],
    &["check", "large.yaml", "--json"],
];

/// One JSON value with a grade, whatever was reached.
fn is_a_result(text: &str, what: &str) {
    let value: serde_json::Value =
        serde_json::from_str(text).unwrap_or_else(|e| panic!("{what}: {e}: {text:.200}"));
    assert_eq!(value["winset"], 1, "{what}");
    let status = value["grade"]["status"].as_str();
    let known = ["proved", "best_found", "none", "stopped"];
    assert!(
        value["kind"] == "check" || status.is_some_and(|s| known.contains(&s)),
        "{what}"
    );
}

fn with_large() -> tempfile::TempDir {
    let folder = folder();
    std::fs::write(folder.path().join("large.yaml"), large()).unwrap();
    folder
}

#[test]
fn every_search_takes_limits_and_ends_with_a_result() {
    let folder = with_large();
    for limits in [
        &["--time-limit", "0.2"][..],
        &["--time-limit", "2", "--memory-limit", "1M"],
    ] {
        for command in SEARCHES {
            let what = format!("{command:?} {limits:?}");
            let (code, out, err) = run(&[command, limits].concat(), folder.path());
            assert!(matches!(code, Some(0 | 1 | 3)), "{what}: {code:?} {err}");
            is_a_result(&out, &what);
        }
    }
}

#[test]
fn a_graph_that_is_not_whole_is_not_drawn() {
    let folder = with_large();
    for format in ["dot", "mermaid", "graphml", "json"] {
        let limits = ["--most", "100000000", "--memory-limit", "1M", "-o", "out"];
        let (code, out, err) = run(
            &[&["graph", "large.yaml", "--format", format][..], &limits].concat(),
            folder.path(),
        );
        assert_eq!((code, out.as_str()), (Some(3), ""), "{err}");
        assert!(err.contains("memory limit of 1 MiB"), "{err}");
        let path = folder.path().join("out");
        match format {
            "json" => {
                let value: serde_json::Value = serde_json::from_str(&read(path.clone())).unwrap();
                assert_eq!(value["grade"]["status"], "stopped");
                assert_eq!(value["nodes"], serde_json::json!([]));
                std::fs::remove_file(path).unwrap();
            }
            _ => assert!(!path.exists(), "{format}"),
        }
    }
}

#[cfg(target_os = "linux")]
fn started(command: &[&str], folder: &Path) -> std::process::Child {
    let child = program(command, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    assert!(listens(child.id()), "{command:?}");
    child
}

#[cfg(target_os = "linux")]
#[test]
fn an_interruption_ends_every_search_with_a_result() {
    let folder = with_large();
    for command in SEARCHES.iter().filter(|c| c[0] != "check") {
        let child = started(command, folder.path());
        interrupt(child.id());
        let (code, out, err) = told(child.wait_with_output().unwrap());
        assert_eq!(code, Some(130), "{command:?}: {err}");
        is_a_result(&out, &format!("{command:?}"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_second_interruption_ends_at_once() {
    let folder = with_large();
    // Many signals: one of them falls before the answer is written, or the answer was whole.
    let mut child = started(&["plan", "large.yaml", "--json"], folder.path());
    for _ in 0..50 {
        if child.try_wait().unwrap().is_some() {
            break;
        }
        interrupt(child.id());
    }
    let (code, out, _) = told(child.wait_with_output().unwrap());
    assert_eq!(code, Some(130));
    assert!(out.is_empty() || serde_json::from_str::<serde_json::Value>(&out).is_ok());
}
