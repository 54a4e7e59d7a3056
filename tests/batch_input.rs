//! What is wrong with tables and with what is asked of them is said with its place, and nothing is left half-written.

mod common;

use std::path::Path;
use std::process::Command;

const MODEL: &str = "models/two-valleys.yaml";

fn run(arguments: &[&str], folder: &Path) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_winset"));
    command.current_dir(folder).args(arguments);
    for variable in ["NO_COLOR", "COLUMNS", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("m.yaml"), common::text(MODEL)).unwrap();
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Runs on a table that must be refused; nothing may be written. Returns what is said.
fn refused(name: &str, text: &[u8], more: &[&str]) -> String {
    let folder = folder();
    std::fs::write(folder.path().join(name), text).unwrap();
    let before = names(folder.path());
    let mut arguments = vec!["batch", "m.yaml", name, "-o", "o.csv"];
    arguments.extend(more);
    let (code, out, err) = run(&arguments, folder.path());
    assert_eq!((code, out.as_str()), (Some(2), ""), "{name}: {err}");
    assert_eq!(names(folder.path()), before, "{name}: something is left");
    err
}

const GOOD: &str = "id,crossing,water\n1,open,quota\n2,closed,quota\n";

#[test]
fn every_code_of_tables_is_shown() {
    let shown = [
        ("E090", refused("p.csv", GOOD.as_bytes(), &["--columns", "id,agreable,gain.nroth,nonsense", "--where", "leastgain > 2"])),
        ("E091", refused("p.csv", GOOD.as_bytes(), &["--where", "agreeable and gain.north >= and (water", "--columns", "id,,gain"])),
        ("E092", refused("p.csv", b"id,crossing,water\n1,open,quota\n2,opne,quota\n3,open,7\n4,closed,nothing\n", &[])),
        ("E093", refused("p.csv", b"id,crossing,water\n1,open\n2,open,quota,\n3,open,quota\n", &[])),
        ("E094", refused("p.csv", b"id,crossing,water,heights,prisoners,recognition,road-fund,hotline,observers\n1,open,,occupied,held,none,none,none,none\n", &["--missing", "error"])),
        ("E095", refused("p.csv", b"id,crossing,prisonners,id\n1,open,held,2\n", &[])),
        ("E096", refused("p.jsonl", b"{\"id\": 1, \"crossing\": \"open\"}\n[1, 2]\n{\"id\": 2, \"crossing\": {\"to\": \"open\"}}\n{\"id\": 3, \"crossing\": \"open\"\n", &[])),
    ];
    for (code, err) in &shown {
        assert!(err.contains(&format!("error[{code}]")), "{code}: {err}");
        insta::assert_snapshot!(format!("batch_{code}"), err);
    }
    let clash = {
        let folder = folder();
        std::fs::write(folder.path().join("a.csv"), GOOD).unwrap();
        std::fs::write(
            folder.path().join("b.csv"),
            "id,crossing,author\n1,open,x\n",
        )
        .unwrap();
        run(&["batch", "m.yaml", "a.csv", "b.csv"], folder.path()).2
    };
    assert!(clash.contains("error[E097]"), "{clash}");
    insta::assert_snapshot!("batch_E097", clash);
    let told: Vec<&str> = shown
        .iter()
        .map(|(code, _)| *code)
        .chain(["E097"])
        .collect();
    let known: Vec<&str> = winset::table::CODES.iter().map(|code| code.id).collect();
    let missing: Vec<_> = known.iter().filter(|code| !told.contains(code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for code in winset::table::CODES
        .iter()
        .chain(winset::model::OVERLAY_CODES)
    {
        let (code, out, _) = run(&["explain", code.id], Path::new("."));
        assert!(code == Some(0) && !out.is_empty());
    }
}

#[test]
fn what_is_no_table_is_refused() {
    let cases: [(&str, &[u8], &str); 9] = [
        ("p.csv", b"", "is empty"),
        (
            "p.csv",
            b"who,what\n1,2\n",
            "no column is called like a topic",
        ),
        ("p.jsonl", b"\n\n", "no column is called like a topic"),
        ("p.csv", b"id,crossing\n1,\xff\xfe\n", "not UTF-8"),
        ("p.csv", b"id,\xff\xfe\n1,2\n", "not UTF-8"),
        ("p.parquet", b"PAR1 and no more", "cannot be read"),
        ("p.csv.gz", b"\x1f\x8b broken", "cannot be read"),
        ("p.csv.zst", b"\x28\xb5\x2f\xfd broken", "cannot be read"),
        ("p.parquet.gz", b"x", "cannot be read"),
    ];
    for (name, text, what) in cases {
        let err = refused(name, text, &[]);
        assert!(err.contains(what), "{name}: {err}");
    }
    let folder = folder();
    for arguments in [
        &["batch", "m.yaml", "nowhere.csv"][..],
        &["batch", "m.yaml", "no*.csv"],
        &["batch", "m.yaml", "."],
        &["batch", "m.yaml", "m.yaml", "--input-format", "parquet"],
        &["batch", "m.yaml", "-", "--rank"],
        &["batch", "m.yaml", "m.yaml", "-o", "m.yaml"],
        &["batch", "m.yaml", "m.yaml", "-o", "answers"],
    ] {
        let (code, out, err) = run(arguments, folder.path());
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}: {err}");
        assert!(err.starts_with("error"), "{arguments:?}: {err}");
    }
}

#[test]
fn a_table_without_rows_gives_one_without_rows() {
    let folder = folder();
    let at = folder.path();
    std::fs::write(at.join("p.csv"), "id,crossing\n").unwrap();
    let (code, out, err) = run(
        &["batch", "m.yaml", "p.csv", "--columns", "id,gain.north"],
        at,
    );
    assert_eq!((code, out.as_str()), (Some(0), "id,gain.north\n"), "{err}");
    for name in ["o.parquet", "o.jsonl", "o.csv.gz"] {
        let (code, _, err) = run(&["batch", "m.yaml", "p.csv", "-o", name], at);
        assert_eq!(code, Some(0), "{name}: {err}");
    }
    let (code, out, err) = run(
        &[
            "batch",
            "m.yaml",
            "o.parquet",
            "--output-format",
            "csv",
            "--columns",
            "id,gain.north",
        ],
        at,
    );
    assert_eq!((code, out.as_str()), (Some(0), "id,gain.north\n"), "{err}");
}

/// A line that does not end is refused long before all of it is held.
#[test]
fn a_row_without_end_is_refused() {
    let mut long = b"id,crossing\n1,".to_vec();
    long.resize(40 << 20, b'x');
    let err = refused("p.csv", &long, &[]);
    assert!(
        err.contains("p.csv:2: this row has more than 16 MiB"),
        "{err}"
    );
    let mut open = b"id,crossing\n1,\"".to_vec();
    open.resize(40 << 20, b'\n');
    let err = refused("p.csv", &open, &[]);
    assert!(err.contains("a quote in it is not closed"), "{err}");
}

#[test]
fn rows_that_cannot_be_read_are_skipped_or_reported() {
    let folder = folder();
    let at = folder.path();
    let text =
        "id,crossing,water\n1,open,quota\n2,opne,quota\n3,open\n4,closed,quota\n5,daily,=x\n";
    std::fs::write(at.join("p.csv"), text).unwrap();
    let (code, out, err) = run(
        &[
            "batch",
            "m.yaml",
            "p.csv",
            "--on-error",
            "skip",
            "--columns",
            "id",
        ],
        at,
    );
    assert_eq!((code, out.as_str()), (Some(0), "id\n1\n4\n"), "{err}");
    assert!(err.contains("3 could not be read"), "{err}");
    let (code, _, err) = run(
        &[
            "batch",
            "m.yaml",
            "p.csv",
            "--on-error",
            "report",
            "--columns",
            "id",
            "-o",
            "o.csv",
        ],
        at,
    );
    assert_eq!(code, Some(0), "{err}");
    assert_eq!(
        std::fs::read_to_string(at.join("o.csv")).unwrap(),
        "id\n1\n4\n"
    );
    insta::assert_snapshot!(
        "batch_rejects",
        std::fs::read_to_string(at.join("o.csv.rejects.csv")).unwrap()
    );
    assert_eq!(names(at), ["m.yaml", "o.csv", "o.csv.rejects.csv", "p.csv"]);
    // JSON for programs.
    let (code, out, _) = run(&["batch", "m.yaml", "p.csv", "--json"], at);
    assert_eq!(code, Some(2));
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(told["diagnostics"][0]["line"], 3);
    assert_eq!(told["diagnostics"][0]["column"], 3);
}

#[test]
fn nested_columns_of_parquet_are_refused_where_they_are_topics() {
    let folder = folder();
    let at = folder.path();
    std::fs::write(
        at.join("p.csv"),
        "id,crossing,water\n1,open,quota\n2,open,quota\n",
    )
    .unwrap();
    // The list of what refuses a row is nested; under the name of a topic it is no option.
    let (code, _, err) = run(
        &[
            "batch",
            "m.yaml",
            "p.csv",
            "-o",
            "o.parquet",
            "--columns",
            "id,refused_by,option.crossing",
        ],
        at,
    );
    assert_eq!(code, Some(0), "{err}");
    std::fs::write(
        at.join("n.yaml"),
        "winset: 1\ntopics: {refused_by: [a, b]}\nactors: {p: {interests: {refused_by: 1}}, q: {interests: {refused_by: 1}}}\n",
    )
    .unwrap();
    let (code, _, err) = run(&["batch", "n.yaml", "o.parquet"], at);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!("batch_nested", err);
    // As something else it may be there, unless it is to be carried into a table of plain values.
    let (code, out, err) = run(
        &[
            "batch",
            "m.yaml",
            "o.parquet",
            "--columns",
            "id",
            "--carry",
            "option.crossing",
            "--output-format",
            "csv",
        ],
        at,
    );
    assert_eq!(
        (code, out.is_empty()),
        (Some(2), true),
        "no topic is left: {err}"
    );
}
