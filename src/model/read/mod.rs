//! Reading: spanned tree to draft. Shapes only; names are looked up by `validate`.
//!
//! Problems are collected, and a broken part is left out of the draft so that the rest is still read.

mod actors;
mod conditions;
mod fields;
mod numbers;
mod ranges;
mod rules;
mod topics;

use super::draft::{Draft, DraftHazard, DraftSource, DraftTalks};
use super::language::{HAZARD, MODEL, SOURCE, TALKS};
use super::overlay::{Overlay, merged};
use super::tree::{Node, read_tree};
use crate::diag::{Code, Diagnostic, FileId, Problems};
use fields::{Fields, Reader};

pub use fields::{CODES as FIELD_CODES, SHAPE};
pub use numbers::CODES as NUMBER_CODES;
pub use ranges::CODES as RANGE_CODES;
pub use rules::CODES as RULE_CODES;

/// The codes of this file.
pub const CODES: &[&Code] = &[&VERSION];

static VERSION: Code = Code {
    id: "E007",
    what: "the format version is missing or unknown",
    why: "The version says what the words of the file mean; guessing could change every number.",
    example: "winset: 2\ntopics: {water: [contested, shared]}",
    fix: "Write `winset: 1` at the top; a later version needs a later program.",
};

/// Reads the text of `file` into a draft; problems are collected. `None` when there is nothing to go on with.
pub fn read(file: FileId, text: &str, problems: &mut Problems) -> Option<Draft> {
    read_with(file, text, &[], problems)
}

/// The same after changes by overlays, in their order.
pub fn read_with(
    file: FileId,
    text: &str,
    overlays: &[Overlay],
    problems: &mut Problems,
) -> Option<Draft> {
    let root = read_tree(file, text, problems)?;
    let root = merged(root, overlays, problems);
    let mut reader = Reader {
        problems,
        laid_out: 0,
    };
    let fields = reader.fields(&root, &MODEL)?;
    if !version(&mut reader, &fields) {
        return None;
    }
    let readable = |key: &str| fields.get(key).is_none_or(|n| n.is_nothing() || n.is_map());
    Some(Draft {
        broken_topics: !["topics", "incentives", "measures"]
            .into_iter()
            .all(readable),
        broken_actors: !readable("actors"),
        span: root.span,
        title: reader.opt(&fields, "title", Reader::text),
        description: reader.opt(&fields, "description", Reader::text),
        sources: reader.map(&fields, "sources", source),
        topics: topics::topics(&mut reader, &fields),
        actors: reader.map(&fields, "actors", actors::actor),
        rules: reader.list(&fields, "rules", rules::rule),
        hazards: reader.list(&fields, "hazards", hazard),
        talks: reader
            .opt(&fields, "talks", |r, node| talks(r, node))
            .unwrap_or_default(),
    })
}

fn version(reader: &mut Reader, fields: &Fields) -> bool {
    let (span, message) = match fields.get("winset") {
        Some(node) if node.text() == Some("1") => return true,
        Some(node) => (
            node.span,
            match node.text() {
                Some(text) => format!("format version `{text}` is not known to this program"),
                None => "the format version must be a number".to_owned(),
            },
        ),
        None => (fields.head(), "the format version is missing".to_owned()),
    };
    reader.problems.push(
        Diagnostic::new(&VERSION, span, message).help("write `winset: 1` at the top of the file"),
    );
    // A version that was forgotten is this one; another one would be read wrongly.
    fields.get("winset").is_none()
}

fn source(reader: &mut Reader, id: &Node, node: &Node) -> Option<DraftSource> {
    let id = reader.name(id)?;
    let fields = reader.fields(node, &SOURCE);
    let fields = fields.unwrap_or_else(|| Fields::none(node, &SOURCE));
    for key in ["author", "date", "url", "note"] {
        reader.opt(&fields, key, Reader::text);
    }
    Some(DraftSource {
        id,
        title: reader.opt(&fields, "title", Reader::text),
        grade: reader.opt(&fields, "grade", Reader::text),
        confidential: reader
            .opt(&fields, "confidential", Reader::flag)
            .is_some_and(|f| f.value),
    })
}

fn hazard(reader: &mut Reader, node: &Node) -> Option<DraftHazard> {
    let fields = reader.fields(node, &HAZARD)?;
    reader.opt(&fields, "why", Reader::text);
    let id = reader.need(&fields, "id", Reader::name);
    let chance = reader.need(&fields, "chance", Reader::probability);
    Some(DraftHazard {
        when: reader.opt(&fields, "when", Reader::condition),
        source: reader.names(&fields, "source"),
        id: id?,
        chance: chance?.value,
    })
}

fn talks(reader: &mut Reader, node: &Node) -> Option<DraftTalks> {
    let fields = reader.fields(node, &TALKS)?;
    Some(DraftTalks {
        moves_per_round: reader.opt(&fields, "moves_per_round", Reader::count),
        step_gain: reader.opt(&fields, "step_gain", Reader::points_or_false),
        enforcement: reader.opt(&fields, "enforcement", Reader::flag),
        patience: reader.opt(&fields, "patience", Reader::patience),
        trust: reader.opt(&fields, "trust", Reader::probability),
        leak_ends_talks: reader.opt(&fields, "leak_ends_talks", Reader::probability),
        observer: reader.pairs(&fields, "observer", Reader::probability),
    })
}
