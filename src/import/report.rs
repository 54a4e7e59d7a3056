//! What may be wrong with a foreign file: the codes that several formats share, and how they are said.

use super::exact::{self, Exact};
use crate::diag::{Code, Diagnostic, FileId, Problems, Span, Spanned};
use crate::model::Name;

/// The codes of this file.
pub const CODES: &[&Code] = &[
    &TOO_MUCH,
    &MISSING,
    &NUMBER,
    &KIND,
    &TWICE,
    &SHAPE,
    &IGNORED,
    &LAST_COUNTS,
];

static TOO_MUCH: Code = Code {
    id: "E063",
    what: "a foreign file that is larger or deeper than can be imported",
    why: "Caps on bytes, depth, values and numbers keep a broken or hostile file from hanging the program.",
    example: "<issue name=\"price\" vtype=\"integer\" lowerbound=\"0\" upperbound=\"999999999\"/>",
    fix: "Export fewer or coarser values.",
};
static MISSING: Code = Code {
    id: "E067",
    what: "something that a foreign file must say is missing",
    why: "Filling the gap with a guess would change the answer without a word.",
    example: "<item index=\"2\" value=\"50 Billion\"/>  (in a profile: no evaluation)",
    fix: "Complete the file; write 0 where something is worth nothing.",
};
static NUMBER: Code = Code {
    id: "E068",
    what: "not a number that can be counted with",
    why: "Scores, weights and bounds are decimal numbers of at most 1e9 in magnitude.",
    example: "<item value=\"50 Billion\" evaluation=\"high\"/>",
    fix: "Write a decimal number such as 0.35.",
};
static KIND: Code = Code {
    id: "E069",
    what: "a kind of issue, evaluator or utility that is not read",
    why: "An answer that left it out would be wrong.",
    example: "<utility_space type=\"constraint\">",
    fix: "Export the profile with additive utilities, or write the model by hand.",
};
static TWICE: Code = Code {
    id: "E070",
    what: "a foreign file says something twice",
    why: "One of the two statements would be lost.",
    example: "topic,option,north\nprice,low,1\nprice,low,2",
    fix: "Delete or rename one of the two.",
};
static SHAPE: Code = Code {
    id: "E073",
    what: "a foreign file of the wrong shape",
    why: "The format keeps every statement in its place; elsewhere it means nothing.",
    example: "{\"objective_weights\": [0.4, 0.6]}",
    fix: "Write what the message asks for.",
};
static IGNORED: Code = Code {
    id: "L033",
    what: "something in a foreign file that is not imported",
    why: "The model language has no place for it, or it has no bearing on what agreements are worth.",
    example: "<optout value=\"150\"/>",
    fix: "Nothing, if the answer may leave it out; else add it to the written model by hand.",
};
static LAST_COUNTS: Code = Code {
    id: "L034",
    what: "a value with two evaluations, of which the last counts",
    why: "Genius reads such files so; the first evaluation is lost there, too.",
    example: "<item value=\"0\" evaluation=\"0\"/>\n<item value=\"0\" evaluation=\"8\"/>",
    fix: "Delete the one that was not meant.",
};

/// The first byte of a file: where to point when the whole of it is meant.
pub fn start(file: FileId) -> Span {
    Span {
        file,
        start: 0,
        end: 0,
    }
}

/// Reports something missing.
pub fn missing(problems: &mut Problems, span: Span, what: impl Into<String>, help: &str) {
    problems.push(Diagnostic::new(&MISSING, span, what).help(help));
}

/// Reports a kind that is not read.
pub fn unread(problems: &mut Problems, span: Span, what: impl Into<String>, help: &str) {
    problems.push(Diagnostic::new(&KIND, span, what).help(help));
}

/// Reports something beyond the caps.
pub fn too_much(problems: &mut Problems, span: Span, what: impl Into<String>) {
    let help = "export fewer or coarser values, or split the file";
    problems.push(Diagnostic::new(&TOO_MUCH, span, what).help(help));
}

/// Reports a wrong shape.
pub fn shape(problems: &mut Problems, span: Span, wanted: &str, found: &str) {
    let what = format!("expected {wanted}, found {found}");
    problems.push(Diagnostic::new(&SHAPE, span, what));
}

/// Reports something that does not fit the rest of its file.
pub fn shape_of(problems: &mut Problems, span: Span, what: impl Into<String>) {
    problems.push(Diagnostic::new(&SHAPE, span, what));
}

/// Reports something said twice.
pub fn twice(problems: &mut Problems, again: Span, first: Span, what: impl Into<String>) {
    problems.push(
        Diagnostic::new(&TWICE, again, what)
            .label("again here")
            .and_at(first, "first here")
            .help("delete or rename one of the two"),
    );
}

/// Warns that something is not imported.
pub fn ignored(problems: &mut Problems, span: Span, what: impl Into<String>, why: &str) {
    problems.push(Diagnostic::new(&IGNORED, span, what).help(why));
}

/// Warns that the last of two evaluations counts.
pub fn last_counts(problems: &mut Problems, again: Span, first: Span, value: &str) {
    let what = format!("`{value}` is evaluated twice");
    problems.push(
        Diagnostic::new(&LAST_COUNTS, again, what)
            .label("this one counts, as in Genius")
            .and_at(first, "this one does not"),
    );
}

/// A number, or a report that it is none.
pub fn number(problems: &mut Problems, text: &Name) -> Option<Spanned<Exact>> {
    let number = exact::parse(text.value.trim());
    if let Some(number) = number.filter(exact::is_small) {
        return Some(Spanned::new(number, text.span));
    }
    let what = match text.value.trim() {
        "" => "a number is missing here".to_owned(),
        found => format!("`{found}` is not a number that can be counted with"),
    };
    let help = "write a decimal such as 0.35, at most 1e9 in magnitude";
    problems.push(Diagnostic::new(&NUMBER, text.span, what).help(help));
    None
}
