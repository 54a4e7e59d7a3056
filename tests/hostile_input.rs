//! Input that cannot hurt us: whatever is in a file, reading it ends, soon, with places in the file; and models that are in order
//! but blow up when they are answered stay within their limits.

#[path = "common/hostile/mod.rs"]
mod hostile;

use std::path::Path;
use std::process::Command;

use hostile::Case;
use winset::diag::{Diagnostic, Problems, Severity, Sources};
use winset::import;
use winset::problem::compile;
use winset::render::{Style, diagnostics};

/// Said on standard error, not asserted: a loaded machine must not fail the tests.
const SLOW: std::time::Duration = std::time::Duration::from_secs(2);

/// Most text that is printed about one file.
const MOST_TOLD: usize = 300_000;

/// Reads a case to the end, as the program does, and says what is wrong with it.
fn examine(case: &Case) -> Vec<Diagnostic> {
    let text = String::from_utf8_lossy(&case.bytes).into_owned();
    let mut sources = Sources::default();
    let file = sources.add(case.file.as_str(), text.as_str());
    let mut problems = Problems::default();
    let foreign = !case.is_model() || import::detect(&text).is_some();
    let model = if foreign {
        let negotiation = import::import(&sources, &[file], None, None, &mut problems);
        assert_eq!(
            negotiation.is_none(),
            problems.has_errors(),
            "{}",
            case.name
        );
        negotiation.and_then(|negotiation| {
            assert!(
                !import::yaml(&negotiation).is_empty() && !import::json(&negotiation).is_empty()
            );
            winset::model::validate(&negotiation.draft(), &mut problems)
        })
    } else {
        let draft = winset::model::read(file, &text, &mut problems);
        let model = draft.and_then(|draft| winset::model::validate(&draft, &mut problems));
        assert_eq!(model.is_none(), problems.has_errors(), "{}", case.name);
        model
    };
    if let Some(model) = model {
        let problem = compile(&model, &sources);
        winset::study::lint::lint(&problem, None);
    }
    let found = problems.sorted();
    is_well_told(case, &found, &sources);
    found
}

/// Every problem has a place, all places lie in the file, and what is printed is short and names file and line.
fn is_well_told(case: &Case, found: &[Diagnostic], sources: &Sources) {
    let text = &sources.files()[0].text;
    for problem in found {
        assert!(!problem.labels.is_empty(), "{}: {problem:?}", case.name);
        for label in &problem.labels {
            let (start, end) = (label.span.start as usize, label.span.end as usize);
            assert!(
                start <= end && end <= text.len(),
                "{}: {label:?}",
                case.name
            );
            let whole = text.is_char_boundary(start) && text.is_char_boundary(end);
            assert!(whole, "{}: {label:?}", case.name);
        }
    }
    assert!(found.len() <= 2 * Problems::MOST, "{} floods", case.name);
    let some = &found[..found.len().min(5)];
    let printed = diagnostics(some, sources, Style::Plain);
    for problem in some {
        let line = sources.place(problem.labels[0].span).line;
        let place = format!("{}:{line}:", case.file);
        assert!(
            printed.contains(&place),
            "{}: no {place} in\n{printed}",
            case.name
        );
    }
    assert!(
        diagnostics(found, sources, Style::Plain).len() < MOST_TOLD,
        "{} floods",
        case.name
    );
}

#[test]
fn hostile_files_are_read_to_the_end() {
    let cases = hostile::cases();
    assert!(cases.len() >= 400, "{}", cases.len());
    std::thread::scope(|scope| {
        for part in cases.chunks(cases.len().div_ceil(3)) {
            scope.spawn(move || {
                for case in part {
                    let started = std::time::Instant::now();
                    let found = examine(case);
                    if started.elapsed() > SLOW {
                        eprintln!("slow: {}: {:?}", case.name, started.elapsed());
                    }
                    let error = |d: &Diagnostic| d.code.severity() == Severity::Error;
                    let readable =
                        std::str::from_utf8(&case.bytes).is_ok() && !case.bytes.contains(&0);
                    let accepted = case.refused && readable && !found.iter().any(error);
                    assert!(!accepted, "{} is accepted", case.name);
                }
            });
        }
    });
}

#[test]
fn the_small_files_are_right_before_they_are_made_wrong() {
    let right =
        |case: &&Case| case.name == "the small model" || case.name.ends_with("as it should be");
    let cases = hostile::cases();
    let cases: Vec<_> = cases.iter().filter(right).collect();
    assert!(cases.len() > 10);
    for case in cases {
        let found = examine(case);
        // One file of several is right for itself, and said to be incomplete.
        let wrong = |d: &&Diagnostic| d.code.severity() == Severity::Error && d.code.id != "E066";
        let wrong: Vec<_> = found.iter().filter(wrong).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", case.name);
    }
}

struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

fn winset(arguments: &[&str], folder: &Path) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_winset"));
    let output = command
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("what is printed is text"),
        err: String::from_utf8(output.stderr).expect("what is said is text"),
    }
}

/// Files whose bytes are no text, odd paths, and all samples: as files, through the program.
#[test]
fn files_are_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let bytes = |case: &&Case| {
        let text = std::str::from_utf8(&case.bytes);
        text.is_err() || case.bytes.contains(&0) || case.bytes.len() > 9 << 20
    };
    let cases = hostile::cases();
    let cases: Vec<_> = cases.iter().filter(bytes).collect();
    assert!(cases.len() > 30);
    for case in cases {
        std::fs::write(here.join(&case.file), &case.bytes).unwrap();
        for arguments in [&["check", &case.file][..], &["import", "auto", &case.file]] {
            let run = winset(arguments, here);
            assert!(!run.err.contains("panicked"), "{}: {}", case.name, run.err);
            assert!(
                matches!(run.code, Some(0 | 2)),
                "{}: {:?}",
                case.name,
                run.code
            );
            assert!(
                !case.refused || run.code == Some(2),
                "{} is accepted",
                case.name
            );
            assert!(
                run.code == Some(0) || !(run.err + &run.out).is_empty(),
                "{}",
                case.name
            );
        }
        std::fs::remove_file(here.join(&case.file)).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn odd_paths_are_refused_with_a_sentence() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::create_dir_all(here.join("empty")).unwrap();
    std::fs::create_dir_all(here.join("many")).unwrap();
    std::fs::create_dir_all(here.join("large")).unwrap();
    for n in 0..250 {
        std::fs::write(here.join(format!("many/{n}.xml")), "<utility_space/>").unwrap();
    }
    for n in 0..9 {
        std::fs::write(here.join(format!("large/{n}.json")), " ".repeat(6 << 20)).unwrap();
    }
    std::os::unix::fs::symlink("loop", here.join("loop")).unwrap();
    std::os::unix::fs::symlink("nowhere", here.join("dangling.yaml")).unwrap();
    let long = "x".repeat(5_000);
    for path in [
        ".",
        "empty",
        "many",
        "large",
        "missing.yaml",
        "missing/missing.yaml",
        "/dev/null",
        "/dev/zero",
        "loop",
        "dangling.yaml",
        "",
        &long,
        "../../../../../../etc/passwd",
        "file:///etc/passwd",
        "http://127.0.0.1/model.yaml",
        "a\nb.yaml",
        "a\u{1b}[31mb.yaml",
        "a\u{202e}b.yaml",
        "/proc/self/mem",
    ] {
        for arguments in [
            &["check", path][..],
            &["solve", path, "--json"],
            &["import", "auto", path],
            &["graph", path],
        ] {
            let run = winset(arguments, here);
            assert_eq!(run.code, Some(2), "{arguments:?}: {}{}", run.out, run.err);
            assert!(!run.err.contains("panicked"), "{arguments:?}: {}", run.err);
            assert!(
                run.err.len() + run.out.len() > 10,
                "{arguments:?} says nothing"
            );
            assert!(
                !run.err.contains('\u{1b}') && !run.err.contains('\u{202e}'),
                "{arguments:?}"
            );
        }
        let at = format!("@{path}");
        let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/two-valleys.yaml");
        let run = winset(&["plan", model.to_str().unwrap(), "--to", &at], here);
        assert_eq!(run.code, Some(2), "--to {at:?}: {}", run.err);
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_winset"));
    command.current_dir(here).arg("check");
    command.arg(std::ffi::OsStr::from_bytes(b"\xff\xfe.yaml"));
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("there is no file")
    );
}

/// Limits that a model which blows up must be answered within.
const LIMITS: &[&str] = &["--time-limit", "0.5", "--memory-limit", "150M"];

/// Commands that answer a model.
const COMMANDS: &[&[&str]] = &[
    &["check", "m.yaml", "--json"],
    &["solve", "m.yaml", "--json"],
    &["packages", "m.yaml", "--json"],
    &["plan", "m.yaml", "--json"],
    &["why", "m.yaml", "--json"],
    &["why", "m.yaml", "--json", "--road"],
    &["graph", "m.yaml", "--format", "json"],
];

#[test]
fn models_that_blow_up_stay_within_their_limits() {
    let models = hostile::explosive::models();
    assert!(models.len() >= 40);
    std::thread::scope(|scope| {
        for part in models.chunks(models.len().div_ceil(2)) {
            scope.spawn(move || part.iter().for_each(|(name, text)| blow_up(name, text)));
        }
    });
}

fn blow_up(name: &str, text: &str) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("m.yaml"), text).unwrap();
    for command in COMMANDS {
        let run = winset(&[command, LIMITS].concat(), folder.path());
        let what = format!("{name}, {}", command.join(" "));
        assert!(!run.err.contains("panicked"), "{what}: {}", run.err);
        assert!(
            matches!(run.code, Some(0..=3)),
            "{what}: {:?} {}",
            run.code,
            run.err
        );
        let value: serde_json::Value =
            serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{what}: {e} {}", run.err));
        let refused = value["kind"] == "check" && value["errors"] != 0;
        assert_eq!(run.code == Some(2), refused, "{what}: {}", run.err);
    }
}

/// Writes every case to a folder, for measuring the program on them: `WINSET_HOSTILE=folder`.
#[test]
fn cases_are_written_where_asked() {
    let Some(folder) = std::env::var_os("WINSET_HOSTILE") else {
        return;
    };
    for (index, case) in hostile::cases().iter().enumerate() {
        let own = Path::new(&folder).join(format!("{index:04}"));
        std::fs::create_dir_all(&own).unwrap();
        std::fs::write(own.join(&case.file), &case.bytes).unwrap();
        std::fs::write(own.join(".name"), &case.name).unwrap();
    }
    for (name, text) in hostile::explosive::models() {
        let own = Path::new(&folder)
            .join("explosive")
            .join(name.replace(' ', "-"));
        std::fs::create_dir_all(&own).unwrap();
        std::fs::write(own.join("m.yaml"), text).unwrap();
    }
}
