//! `docs/language.md` names every key of the language under its noun, with the meaning the reader knows, and its examples read.

use std::fs;
use std::path::Path;

use winset::diag::{Problems, Sources};
use winset::model::language::{NOUNS, Noun};
use winset::model::{read, validate};

fn document() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/language.md");
    fs::read_to_string(path).unwrap()
}

/// The rows of the section `### noun` whose first cell is a key: key and meaning.
fn rows(document: &str, noun: &Noun) -> Vec<(String, String)> {
    let heading = format!("### {}", noun.name);
    let section = document
        .lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !line.starts_with("## ") && !line.starts_with("### "))
        .skip_while(|line| *line != "| key | what may stand there | meaning |")
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    section
        .map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            assert_eq!(cells.len(), 3, "{line}");
            assert!(!cells[1].is_empty(), "{line}");
            (cells[0].trim_matches('`').to_owned(), cells[2].to_owned())
        })
        .collect()
}

#[test]
fn every_key_stands_in_the_table_of_its_noun_and_no_other() {
    let document = document();
    for noun in NOUNS {
        let fields = noun.all().map(|f| (f.key.to_owned(), f.doc.to_owned()));
        let known: Vec<_> = fields.collect();
        let told = rows(&document, noun);
        assert_eq!(told, known, "the table of `{}`", noun.name);
    }
}

/// Fenced YAML blocks.
fn blocks(document: &str) -> Vec<String> {
    let fences = document.split("```yaml\n").skip(1);
    fences
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn whole_models_in_the_document_are_valid() {
    let document = document();
    let whole = blocks(&document);
    let whole = whole.iter().filter(|text| text.starts_with("winset: 1"));
    assert!(whole.clone().count() >= 6);
    for text in whole {
        let mut sources = Sources::default();
        let file = sources.add("docs/language.md", text.clone());
        let mut problems = Problems::default();
        let model = read(file, text, &mut problems).and_then(|d| validate(&d, &mut problems));
        assert!(model.is_some(), "{:#?}\n{text}", problems.sorted());
    }
}

#[test]
fn links_lead_to_headings() {
    let document = document();
    let headings = document.lines().filter(|line| line.starts_with('#'));
    let anchors: Vec<_> = headings
        .map(|line| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            let plain = words.chars().filter(|c| c.is_alphanumeric() || *c == ' ');
            plain.collect::<String>().replace(' ', "-")
        })
        .collect();
    for target in document.split("](#").skip(1) {
        let target = target.split(')').next().unwrap();
        assert!(anchors.iter().any(|a| a == target), "no heading #{target}");
    }
}
