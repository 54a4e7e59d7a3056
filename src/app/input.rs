//! Models from files and standard input.

use std::io::Read;
use std::path::Path;

use crate::base::digest;
use crate::diag::{Diagnostic, Problems, Sources};
use crate::model::{self, Model};
use crate::problem::{Problem, compile};

/// A file that was read and what came of it.
pub struct Loaded {
    /// The text, for diagnostics.
    pub sources: Sources,
    /// SHA-256 of the text.
    pub digest: String,
    /// Errors and lints so far.
    pub problems: Problems,
    /// The model and what it compiles to; none if there are errors.
    pub compiled: Option<(Model, Problem)>,
}

/// Largest file that is read at all; the reader's own cap is smaller and says so with a code.
const MOST_BYTES: u64 = 64 << 20;

/// Reads, validates and compiles a model.
///
/// # Errors
/// A sentence for people when there is no text to read: the file is missing, a directory, not text, or too large.
pub fn load(path: &Path) -> Result<Loaded, String> {
    let (name, text) = read_text(path)?;
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let text = sources.file(file).text.clone();
    let mut problems = Problems::default();
    let model = model::read(file, &text, &mut problems)
        .and_then(|draft| model::validate(&draft, &mut problems));
    let compiled = model.map(|model| {
        let problem = compile(&model, &sources);
        (model, problem)
    });
    Ok(Loaded {
        digest: digest(text.as_bytes()),
        sources,
        problems,
        compiled,
    })
}

fn read_text(path: &Path) -> Result<(String, String), String> {
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
    } else if path.is_dir() {
        return Err(format!("{name} is a directory; name a model file in it"));
    } else {
        std::fs::File::open(path).and_then(|f| f.take(MOST_BYTES + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| unreadable(&name, &error))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(format!(
            "{name} has more than {} MiB; a model never has",
            MOST_BYTES >> 20
        ));
    }
    match String::from_utf8(bytes) {
        Ok(text) if text.contains('\0') => {
            Err(format!("{name} is not a text file: it holds zero bytes"))
        }
        Ok(text) => Ok((name, text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at]
                .iter()
                .filter(|b| **b == b'\n')
                .count()
                + 1;
            Err(format!(
                "{name}:{line} is not UTF-8 text; save the file as UTF-8"
            ))
        }
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => format!("there is no file {name}"),
        std::io::ErrorKind::PermissionDenied => {
            format!("{name} may not be read: permission denied")
        }
        _ => format!("{name} cannot be read: {error}"),
    }
}

impl Loaded {
    /// All diagnostics, in the order of the text.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.problems.clone().sorted()
    }
}
