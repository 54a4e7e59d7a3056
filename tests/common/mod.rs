//! What several test programs need: loading models and fixtures.
#![allow(dead_code)]

pub mod css;
pub mod divided;
pub mod html;
pub mod ids;
pub mod ladders;
pub mod mutate;
pub mod named;
pub mod program;
pub mod random;
pub mod recursion;
pub mod roads;
pub mod seeds;
pub mod sequencing;

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

/// The text of a file of the repository.
pub fn text(path: &str) -> String {
    std::fs::read_to_string(file(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// A model of the repository, compiled.
pub fn load(path: &str) -> Problem {
    problem(path, &text(path))
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

/// The text of a draft without its places.
fn without_places(draft: &winset::model::Draft) -> String {
    let text = format!("{draft:?}");
    let mut parts = text.split("Span { file: ");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        out += "@";
        out += part.split_once('}').unwrap().1;
    }
    out
}

/// An imported negotiation reads back, from what is written of it, as the same draft.
pub fn same_draft(negotiation: &winset::import::Negotiation, name: &str) {
    let wanted = without_places(&negotiation.draft());
    for text in [
        winset::import::yaml(negotiation),
        winset::import::json(negotiation),
    ] {
        let mut sources = Sources::default();
        let file = sources.add(name, text.clone());
        let mut problems = Problems::default();
        let read = winset::model::read(file, &text, &mut problems);
        let found = problems.sorted();
        assert!(found.is_empty(), "{name}: {found:?}\n{text}");
        let read = without_places(&read.unwrap());
        let differ = read.chars().zip(wanted.chars()).position(|(a, b)| a != b);
        let around = |s: &str| -> String {
            s.chars()
                .skip(differ.unwrap_or(0).saturating_sub(60))
                .take(160)
                .collect()
        };
        assert!(
            read == wanted,
            "{name}:\nread    {}\nwritten {}",
            around(&read),
            around(&wanted)
        );
    }
}
