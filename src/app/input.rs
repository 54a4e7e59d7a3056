//! Models from files and standard input.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::fault::{Fault, NO_TEXT, NOT_FOREIGN, NOT_OVERLAID, TOO_MUCH, UNREADABLE};
use crate::base::digest;
use crate::diag::{Diagnostic, FileId, Problems, Sources, file_name};
use crate::import::{self, Negotiation, Semantics};
use crate::model::{self, Draft, Model, Overlay};
use crate::problem::{Problem, compile};

/// A file that was read and what came of it.
pub struct Loaded {
    /// The text, for diagnostics.
    pub sources: Sources,
    /// The files as results record them.
    pub files: Vec<String>,
    /// SHA-256 of the text.
    pub digest: String,
    /// Errors and lints so far.
    pub problems: Problems,
    /// The model and what it compiles to; none if there are errors.
    pub compiled: Option<(Model, Problem)>,
}

/// Most bytes that are read at all, of one file or of all files of a negotiation; the reader's own cap is smaller and says so with a code.
const MOST_BYTES: u64 = 32 << 20;

/// Endings of files that are looked for in a folder.
const ENDINGS: [&str; 6] = ["xml", "json", "yaml", "yml", "csv", "tsv"];

/// Reads, validates and compiles a model: one file in the model language, or the foreign files of one negotiation.
///
/// # Errors
/// Why there is no text to read: a file is missing, not text, or too large.
pub fn load(
    paths: &[PathBuf],
    semantics: Option<Semantics>,
    overlays: &[PathBuf],
) -> Result<Loaded, Fault> {
    let (mut sources, files) = read_all(paths)?;
    let mut changes = Vec::new();
    for path in overlays {
        let (name, text) = read_text(path)?;
        changes.push((sources.add(name, text.clone()), text));
    }
    let mut problems = Problems::default();
    let mut imported = None;
    let draft = match &files[..] {
        [file] if !is_foreign(&sources, *file, paths) => {
            if semantics.is_some() {
                return Err(Fault::of(
                    &NOT_FOREIGN,
                    &sources.file(*file).name,
                    "`--semantics` is for foreign files; a model says itself what things are worth",
                ));
            }
            let overlays: Vec<Overlay> = changes
                .iter()
                .map(|(file, text)| Overlay { file: *file, text })
                .collect();
            model::read_with(*file, &sources.file(*file).text, &overlays, &mut problems)
        }
        _ if !changes.is_empty() => {
            return Err(Fault::together(
                &NOT_OVERLAID,
                "`--overlay` changes a model in the model language; write the foreign files as one first: `winset import`",
            ));
        }
        files => {
            imported = import::import(&sources, files, None, semantics, &mut problems);
            imported.as_ref().map(Negotiation::draft)
        }
    };
    // What was imported is named by the model that it comes to, so that writing that model changes no answer.
    let own = match &imported {
        Some(negotiation) => digest(import::yaml(negotiation).as_bytes()),
        None => files
            .first()
            .map_or(String::new(), |f| digest(sources.file(*f).text.as_bytes())),
    };
    let named = Named {
        files: recorded(paths),
        digest: with_overlays(own, changes.iter().map(|(_, text)| text.as_str())),
    };
    Ok(compiled(draft, sources, problems, named))
}

/// The same of a model that is held as text, changed by the texts of overlays.
pub fn of_text(name: &str, text: &str, overlays: &[(&str, &str)]) -> Loaded {
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let changes: Vec<_> = overlays
        .iter()
        .map(|(name, text)| Overlay {
            file: sources.add(*name, *text),
            text,
        })
        .collect();
    let mut problems = Problems::default();
    let draft = model::read_with(file, text, &changes, &mut problems);
    let named = Named {
        files: vec![file_name(name).to_owned()],
        digest: with_overlays(digest(text.as_bytes()), changes.iter().map(|o| o.text)),
    };
    compiled(draft, sources, problems, named)
}

/// What results call a model.
struct Named {
    files: Vec<String>,
    digest: String,
}

/// A model with overlays is another model.
fn with_overlays<'t>(own: String, overlays: impl Iterator<Item = &'t str>) -> String {
    overlays.fold(own, |own, text| digest(format!("{own}\n{text}").as_bytes()))
}

/// Validates and compiles what was read.
fn compiled(
    draft: Option<Draft>,
    sources: Sources,
    mut problems: Problems,
    named: Named,
) -> Loaded {
    let model = draft.and_then(|draft| model::validate(&draft, &mut problems));
    let compiled = model.map(|model| {
        let problem = compile(&model, &sources);
        (model, problem)
    });
    Loaded {
        files: named.files,
        digest: named.digest,
        sources,
        problems,
        compiled,
    }
}

/// Files and folders by their own names: where they lie is the user's affair, and no result depends on how a path was spelled. Standard
/// input has no name.
pub fn recorded(paths: &[PathBuf]) -> Vec<String> {
    let named = paths.iter().filter(|path| *path != Path::new("-"));
    let own = named.map(|path| match path.file_name() {
        Some(_) => file_name(&path.display().to_string()).to_owned(),
        // `.` and `..` are called what they stand for.
        None => {
            let full = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            file_name(&full.display().to_string()).to_owned()
        }
    });
    own.collect()
}

/// A single file is a model unless it says otherwise; a folder holds foreign files.
fn is_foreign(sources: &Sources, file: FileId, paths: &[PathBuf]) -> bool {
    import::detect(&sources.file(file).text).is_some() || paths.iter().any(|p| p.is_dir())
}

/// Reads files, and what may be imported of folders.
///
/// # Errors
/// As [`load`].
pub fn read_all(paths: &[PathBuf]) -> Result<(Sources, Vec<FileId>), Fault> {
    let mut sources = Sources::default();
    let mut files = Vec::new();
    let mut found = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => found.extend(files_in(path)?),
            false => found.push(path.clone()),
        }
    }
    if found.len() > MOST_FILES {
        let what = format!(
            "{} files are more than the {MOST_FILES} that make one negotiation",
            found.len()
        );
        return Err(Fault::together(&TOO_MUCH, what));
    }
    let mut left = MOST_BYTES;
    for path in &found {
        let (name, text) = read_text(path)?;
        left = left.checked_sub(text.len() as u64).ok_or_else(|| {
            let what = format!(
                "{name} and the files before it have more than {} MiB; one negotiation never has",
                MOST_BYTES >> 20
            );
            Fault::of(&TOO_MUCH, &name, what)
        })?;
        files.push(sources.add(name, text));
    }
    Ok((sources, files))
}

/// The files that these paths stand for, as far as that can be told.
pub fn files_of(paths: &[PathBuf]) -> Vec<PathBuf> {
    let of = |path: &PathBuf| match path.is_dir() {
        true => files_in(path).unwrap_or_default(),
        false => vec![path.clone()],
    };
    paths.iter().flat_map(of).collect()
}

/// Most files of one negotiation: a profile for each actor, a domain, and what lies beside.
const MOST_FILES: usize = 200;

fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let name = folder.display().to_string();
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(&name, &error))?;
    let ending = |path: &Path| {
        path.extension()
            .and_then(|e| e.to_str())
            .map(str::to_ascii_lowercase)
    };
    let mut found: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file() && ending(path).is_some_and(|e| ENDINGS.contains(&&*e)))
        .collect();
    found.sort();
    if found.is_empty() {
        let what = format!(
            "{name} is a folder without a file that could be imported ({})",
            ENDINGS.join(", ")
        );
        return Err(Fault::of(&UNREADABLE, &name, what));
    }
    Ok(found)
}

/// The name of a file and its text.
///
/// # Errors
/// As [`load`].
pub fn read_text(path: &Path) -> Result<(String, String), Fault> {
    let name = if path == Path::new("-") {
        "<stdin>".to_owned()
    } else {
        path.display().to_string()
    };
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|f| f.take(MOST_BYTES + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| unreadable(&name, &error))?;
    if bytes.len() as u64 > MOST_BYTES {
        let what = format!(
            "{name} has more than {} MiB; a model never has",
            MOST_BYTES >> 20
        );
        return Err(Fault::of(&TOO_MUCH, &name, what));
    }
    match decode(bytes) {
        Ok(text) if text.contains('\0') => {
            let what = format!("{name} is not a text file: it holds zero bytes");
            Err(Fault::of(&NO_TEXT, &name, what))
        }
        Ok(text) => Ok((name, text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at]
                .iter()
                .filter(|b| **b == b'\n')
                .count()
                + 1;
            let what = format!("{name}:{line} is not UTF-8 text; save the file as UTF-8");
            Err(Fault::of(&NO_TEXT, &name, what).at(line))
        }
    }
}

/// UTF-8, or UTF-16 with its byte order mark, as spreadsheets and Windows programs write it.
fn decode(bytes: Vec<u8>) -> Result<String, std::string::FromUtf8Error> {
    let unit: Option<fn([u8; 2]) -> u16> = match bytes.get(..2) {
        Some([0xff, 0xfe]) => Some(u16::from_le_bytes),
        Some([0xfe, 0xff]) => Some(u16::from_be_bytes),
        _ => None,
    };
    let Some(unit) = unit.filter(|_| bytes.len().is_multiple_of(2)) else {
        return String::from_utf8(bytes);
    };
    let units: Vec<_> = bytes[2..]
        .chunks_exact(2)
        .map(|pair| unit([pair[0], pair[1]]))
        .collect();
    match String::from_utf16(&units) {
        Ok(text) => Ok(text),
        Err(_) => String::from_utf8(bytes),
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> Fault {
    let what = match error.kind() {
        std::io::ErrorKind::NotFound => format!("there is no file {name}"),
        std::io::ErrorKind::PermissionDenied => {
            format!("{name} may not be read: permission denied")
        }
        _ => format!("{name} cannot be read: {error}"),
    };
    Fault::of(&UNREADABLE, name, what)
}

impl Loaded {
    /// All diagnostics, in the order of the text.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.problems.clone().sorted()
    }
}
