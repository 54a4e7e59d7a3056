//! Every shipped model and template reads and validates without an error or a lint.

use std::fs;
use std::path::{Path, PathBuf};

use winset::diag::{Problems, Sources};
use winset::model::{Model, read, validate};

fn yaml_files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths.filter(|path| is_model(path)).collect();
    files.sort();
    files
}

/// `NAME.yaml`; the answers in `NAME.expect.yaml` are no model.
fn is_model(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_string_lossy();
    name.ends_with(".yaml") && !name.ends_with(".expect.yaml")
}

/// What is said of a model and meant: by file and code.
const MEANT: &[(&str, &str)] = &[];

fn clean_model(path: &Path) -> Model {
    let text = fs::read_to_string(path).unwrap();
    let mut sources = Sources::default();
    let file = sources.add(path.display().to_string(), text.clone());
    let mut problems = Problems::default();
    let model = read(file, &text, &mut problems).and_then(|d| validate(&d, &mut problems));
    let found: Vec<_> = problems
        .sorted()
        .into_iter()
        .filter(|p| {
            let meant = |(file, code): &(&str, &str)| path.ends_with(file) && p.code.id == *code;
            !MEANT.iter().any(meant)
        })
        .map(|p| {
            let place = sources.place(p.labels[0].span);
            format!("{place}: {} {} {:?}", p.code.id, p.message, p.help)
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    model.expect("a model without problems")
}

#[test]
fn models_are_clean_small_and_introduced() {
    let files = yaml_files("models");
    assert!(files.len() >= 13, "only {} models", files.len());
    for path in files {
        let model = clean_model(&path);
        assert!(!model.title.is_empty(), "{} has no title", path.display());
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# "), "{} has no header", path.display());
        let topics = model.topics.iter();
        let size: usize = topics
            .map(|t| t.options.len() - usize::from(t.unsettled))
            .product();
        assert!(size <= 4_000, "{}: {size} settlements", path.display());
    }
}

#[test]
fn every_model_is_in_the_list() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let list = fs::read_to_string(folder.join("README.md")).unwrap();
    for path in yaml_files("models") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(list.contains(&format!("`{name}`")), "{name} is not listed");
    }
}

#[test]
fn red_lines_say_why() {
    for path in yaml_files("models") {
        // The first model is printed in full in the documentation and kept short.
        if path.ends_with("two-valleys.yaml") {
            continue;
        }
        for actor in clean_model(&path).actors.iter() {
            for line in &actor.red_lines {
                let name = format!("{}: {}.{}", path.display(), actor.id, line.id);
                assert!(line.why.is_some(), "{name} has no `why`");
            }
        }
    }
}

#[test]
fn templates_are_clean() {
    let files = yaml_files("src/app/templates");
    assert!(files.len() >= 5, "only {} templates", files.len());
    for path in files {
        clean_model(&path);
    }
}
