//! Valid files cut short and with bits flipped, and what was found to hurt and is kept.

use std::path::{Path, PathBuf};

use super::{Case, Stream};

/// Cuts and flips of every file.
const CUTS: usize = 6;
const FLIPS: usize = 6;

/// Every shipped model and sample of a foreign format, with its name.
pub fn samples() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["models", "tests/valid", "tests/foreign"] {
        collect(&root.join(folder), &mut paths);
    }
    paths.retain(|path| !path.to_string_lossy().contains("broken"));
    paths.sort();
    let read = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read(path).unwrap())
    };
    let samples: Vec<_> = paths.iter().map(read).collect();
    assert!(samples.len() > 30);
    samples
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, paths);
        } else if !name.ends_with(".md") && !name.contains(".expect.") {
            paths.push(path);
        }
    }
}

/// All of them.
pub fn cases() -> Vec<Case> {
    let mut stream = Stream(1988);
    let mut cases = Vec::new();
    for (name, bytes) in samples() {
        for _ in 0..CUTS {
            let end = stream.below(bytes.len());
            cases.push(Case::new(
                format!("{name} cut at {end}"),
                &name,
                &bytes[..end],
            ));
        }
        for _ in 0..FLIPS {
            let mut flipped = bytes.clone();
            let mut at = 0;
            for _ in 0..=stream.below(3) {
                at = stream.below(bytes.len());
                flipped[at] ^= 1 << stream.below(8);
            }
            cases.push(Case::new(format!("{name} flipped at {at}"), &name, flipped));
        }
    }
    cases
}

/// Files that once hurt: `tests/hostile/`.
pub fn kept() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let mut paths = Vec::new();
    collect(&folder, &mut paths);
    paths.sort();
    let case = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        Case::new(format!("kept {name}"), &name, std::fs::read(path).unwrap())
    };
    paths.iter().map(case).collect()
}
