//! The kept corpus of the fuzz targets, replayed: `tests/corpus/TARGET/` holds what covers the target, and what once hurt it.

#[path = "common/harness.rs"]
mod harness;

use std::path::Path;

#[test]
fn kept_inputs_do_no_harm() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    for (name, target) in harness::TARGETS {
        let entries =
            std::fs::read_dir(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let mut paths: Vec<_> = entries.map(|e| e.unwrap().path()).collect();
        paths.sort();
        assert!(paths.len() >= 3, "{name} has hardly any input");
        for path in paths {
            let data = std::fs::read(&path).unwrap();
            let done = std::panic::catch_unwind(|| target(&data));
            assert!(done.is_ok(), "{} hurts", path.display());
        }
    }
}

#[test]
fn every_kept_folder_has_its_target() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        harness::target(&name);
        let source = format!("fuzz/fuzz_targets/{name}.rs");
        assert!(
            Path::new(env!("CARGO_MANIFEST_DIR")).join(source).exists(),
            "{name}"
        );
    }
}
