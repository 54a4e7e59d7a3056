//! Foreign files to drafts: scenarios of the automated-negotiation community and score tables.
//!
//! ```text
//! text ─ detect ─► Format ─ read ─► Content (domain, profiles) ─ assemble ─► Negotiation ─► Draft, YAML, JSON
//! ```
//!
//! One file per format reads what is written, with places; `assemble` alone knows what a negotiation needs, how evaluations
//! become worth and how names become ids. What cannot be told faithfully is refused, what is left out is said.

mod assemble;
mod evaluators;
mod exact;
mod genius;
mod geniusweb;
mod hyper;
mod names;
mod negmas;
mod negotiation;
mod nodes;
mod outline;
mod parts;
mod report;
mod sides;
mod table;
mod tables;
mod write;
mod xml;

pub use negotiation::Negotiation;
pub use parts::Semantics;
pub use write::{json, scalar, yaml};

use crate::diag::{Code, Diagnostic, FileId, Problems, Sources};
use crate::model::{MAX_BYTES, Node};
use parts::Content;

/// The codes of this file.
const OWN: &[&Code] = &[&UNKNOWN];

static UNKNOWN: Code = Code {
    id: "E065",
    what: "a file of no known format",
    why: "Guessing what a file means could change every number.",
    example: "{\"price\": 3}",
    fix: "Name the format (`winset import csv …`), or leave the file out; `winset import --help` lists the formats.",
};

/// Every code of this room, for `winset explain`.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    let groups = [
        OWN,
        report::CODES,
        xml::CODES,
        nodes::CODES,
        table::CODES,
        genius::CODES,
        assemble::CODES,
        sides::CODES,
    ];
    groups.into_iter().flatten().copied()
}

/// A foreign format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Genius XML.
    Genius,
    /// GeniusWeb JSON.
    GeniusWeb,
    /// NegMAS YAML or JSON.
    Negmas,
    /// NegoLog JSON.
    Negolog,
    /// JSON of the ANL league.
    Anl,
    /// A score table.
    Csv,
}

impl Format {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Format::Genius => "Genius XML",
            Format::GeniusWeb => "GeniusWeb JSON",
            Format::Negmas => "NegMAS",
            Format::Negolog => "NegoLog JSON",
            Format::Anl => "ANL JSON",
            Format::Csv => "CSV",
        }
    }

    /// The semantics where none are asked for.
    pub fn semantics(self) -> Semantics {
        match self {
            Format::Genius => Semantics::Genius,
            _ => Semantics::AsWritten,
        }
    }
}

/// Which foreign format a text is in; `None` for a model and for what is not known.
pub fn detect(text: &str) -> Option<Format> {
    let body = text.trim_start_matches('\u{feff}').trim_start();
    if body.starts_with('<') {
        return Some(Format::Genius);
    }
    if table::is(text) {
        return Some(Format::Csv);
    }
    if text.len() > MAX_BYTES {
        return None;
    }
    if nodes::is_json(text) {
        return outline::outline(text).and_then(|root| format_of(&root));
    }
    yaml_of(text)
}

/// The keys at the left margin tell a NegMAS file from a model without reading the rest.
fn yaml_of(text: &str) -> Option<Format> {
    let keys = text
        .lines()
        .filter(|line| !line.starts_with([' ', '-', '#']));
    let keys: Vec<_> = keys
        .filter_map(|line| line.split_once(':'))
        .map(|(key, _)| key.trim_matches(['"', '\'', ' ']))
        .collect();
    let has = |key: &str| keys.contains(&key);
    let model = [
        "winset",
        "topics",
        "incentives",
        "measures",
        "actors",
        "talks",
    ]
    .into_iter()
    .any(has);
    let scenario =
        has("issues") || has("type") && (has("values") || has("weights") || has("reserved_value"));
    (!model && scenario).then_some(Format::Negmas)
}

/// The format that the keys of a JSON file name.
fn format_of(root: &Node) -> Option<Format> {
    if nodes::get(root, "winset").is_some() {
        return None;
    }
    if geniusweb::is(root) {
        Some(Format::GeniusWeb)
    } else if negmas::is(root) {
        Some(Format::Negmas)
    } else if tables::NEGOLOG.is_profile(root) {
        Some(Format::Negolog)
    } else if tables::ANL.is_profile(root) || tables::is_objectives(root) {
        Some(Format::Anl)
    } else {
        None
    }
}

/// Keys of the files with published results that lie beside scenarios.
const RESULTS: &[&str] = &[
    "nash",
    "kalai",
    "pareto_front",
    "opposition",
    "Opposition",
    "NashBid",
    "KalaiBid",
];

/// Imports files as one negotiation. Problems are collected; `None` if there is an error among them.
///
/// `format` is the one asked for, else each file's own; `semantics` those asked for, else the format's.
pub fn import(
    sources: &Sources,
    files: &[FileId],
    format: Option<Format>,
    semantics: Option<Semantics>,
    problems: &mut Problems,
) -> Option<Negotiation> {
    let formats: Vec<_> = files
        .iter()
        .map(|&f| format.or_else(|| detect(&sources.file(f).text)))
        .collect();
    let first = formats.iter().copied().flatten().next();
    let mut contents = Vec::new();
    let mut broken = false;
    for (&file, found) in files.iter().zip(&formats) {
        let semantics = semantics
            .or(first.map(Format::semantics))
            .unwrap_or(Semantics::AsWritten);
        match read(sources, file, *found, first, semantics, problems) {
            Some(Content::Nothing(why)) => {
                let what = "this file is not imported";
                report::ignored(problems, report::start(file), what, why);
            }
            Some(content) => contents.push((file, content)),
            None => broken = true,
        }
    }
    // Files may all be such as are left out, whatever format was named.
    let nothing = contents.is_empty() && !broken;
    if let (true, Some(&file)) = (nothing, files.first()) {
        let help = "name the domain and the sides' profiles, or the folder that holds them";
        let what = "there is nothing to import in what was named";
        problems.push(Diagnostic::new(&UNKNOWN, report::start(file), what).help(help));
    }
    let (Some(format), false) = (first, broken || nothing) else {
        return None;
    };
    let semantics = semantics.unwrap_or(format.semantics());
    assemble::assemble(format, semantics, contents, sources, problems)
}

/// Reads one file. `None` if it is wrong, which is reported.
fn read(
    sources: &Sources,
    file: FileId,
    found: Option<Format>,
    first: Option<Format>,
    semantics: Semantics,
    problems: &mut Problems,
) -> Option<Content> {
    let text = &sources.file(file).text;
    if text.len() > MAX_BYTES {
        let what = format!("the file has more than {} MiB", MAX_BYTES >> 20);
        report::too_much(problems, report::start(file), what);
        return None;
    }
    if let (Some(found), Some(first)) = (found, first)
        && found != first
    {
        let what = format!(
            "this file is {}, the first one is {}",
            found.title(),
            first.title()
        );
        problems.push(
            Diagnostic::new(&UNKNOWN, report::start(file), what)
                .help("import files of one format at a time"),
        );
        return None;
    }
    match found {
        Some(Format::Genius) => genius::read(file, text, semantics, problems),
        Some(Format::Csv) => table::read(file, text, problems),
        _ => {
            let root = nodes::read(file, text, problems)?;
            by_keys(file, &root, found, problems)
        }
    }
}

fn by_keys(
    file: FileId,
    root: &Node,
    found: Option<Format>,
    problems: &mut Problems,
) -> Option<Content> {
    match found {
        Some(Format::GeniusWeb) if geniusweb::is(root) => geniusweb::read(file, root, problems),
        Some(Format::Negmas) if negmas::is(root) => negmas::read(file, root, problems),
        Some(Format::Negolog) if tables::NEGOLOG.is_profile(root) => {
            tables::profile(file, root, &tables::NEGOLOG, problems)
        }
        Some(Format::Anl) if tables::ANL.is_profile(root) => {
            tables::profile(file, root, &tables::ANL, problems)
        }
        Some(Format::Anl) if tables::is_objectives(root) => {
            tables::objectives(file, root, problems)
        }
        _ if RESULTS.iter().any(|key| nodes::get(root, key).is_some()) => Some(Content::Nothing(
            "it holds published results, not preferences",
        )),
        _ => {
            let help =
                "name the format, or leave this file out; `winset import --help` lists the formats";
            let known = found.map_or("of no known format".to_owned(), |f| {
                format!("not {}", f.title())
            });
            let what = format!("this file is {known}");
            problems.push(Diagnostic::new(&UNKNOWN, nodes::head(root), what).help(help));
            None
        }
    }
}
