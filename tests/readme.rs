//! The README shows real output: every console block is run and compared.

mod common;

use std::path::PathBuf;
use std::process::Command;

/// The README with every console block run again; `@@NAME@@` and stale output are replaced alike.
fn rewritten(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        out += line;
        out.push('\n');
        if line != "```console" {
            continue;
        }
        while let Some(line) = lines.next_if(|l| *l != "```") {
            if let Some(command) = line.strip_prefix("$ ") {
                out += line;
                out.push('\n');
                out += &run(command);
            }
        }
    }
    out
}

fn run(command: &str) -> String {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_winset"));
    let folder = binary.parent().unwrap().to_path_buf();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&path)));
    let output = Command::new("sh")
        .args(["-c", command])
        .env("PATH", paths.unwrap())
        .env("COLUMNS", "100")
        .current_dir(common::file("."))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Set UPDATE_README=1 to write the README anew; then read what changed.
#[test]
fn the_readme_shows_real_output() {
    let path = common::file("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let real = rewritten(&text);
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&path, &real).unwrap();
    }
    assert!(text.matches("\n$ winset").count() >= 4);
    for (number, (shown, now)) in text.lines().zip(real.lines()).enumerate() {
        assert_eq!(shown, now, "README.md:{}", number + 1);
    }
    assert_eq!(text.lines().count(), real.lines().count());
}
