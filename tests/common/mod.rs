//! What several test programs need: loading models and fixtures.
#![allow(dead_code)]

pub mod random;
pub mod recursion;

use std::path::{Path, PathBuf};

use winset::diag::{Problems, Sources};
use winset::problem::{Problem, compile};

/// Compiles a model that must be free of errors.
pub fn problem(name: &str, text: &str) -> Problem {
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let mut problems = Problems::default();
    let model = winset::model::read(file, text, &mut problems)
        .and_then(|draft| winset::model::validate(&draft, &mut problems));
    match model {
        Some(model) => compile(&model, &sources),
        None => panic!("{name}: {:#?}", problems.sorted()),
    }
}

/// A file of the repository.
pub fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// All models of a folder with what is expected of them, by name.
pub fn fixtures() -> Vec<(String, Problem, serde_json::Value)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(file("tests/fixtures")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "yaml") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let expect = std::fs::read_to_string(path.with_extension("expect.json")).unwrap();
            let problem = problem(&name, &text);
            found.push((name, problem, serde_json::from_str(&expect).unwrap()));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(found.len(), 120);
    found
}

/// A list of vectors of numbers.
pub fn vectors(value: &serde_json::Value) -> Vec<Vec<f64>> {
    let rows = value.as_array().unwrap().iter();
    rows.map(|row| {
        let row = row.as_array().unwrap().iter();
        row.map(|x| x.as_f64().unwrap()).collect()
    })
    .collect()
}

/// Are two lists of vectors the same, in any order, to within `tolerance`?
pub fn same_vectors(mut a: Vec<Vec<f64>>, mut b: Vec<Vec<f64>>, tolerance: f64) -> bool {
    let order = |x: &Vec<f64>, y: &Vec<f64>| x.partial_cmp(y).unwrap();
    a.sort_by(order);
    b.sort_by(order);
    a.len() == b.len()
        && a.iter().zip(&b).all(|(x, y)| {
            x.len() == y.len() && x.iter().zip(y).all(|(x, y)| (x - y).abs() <= tolerance)
        })
}
