//! Diagnostics in rustc's style, and as JSON. The only file that names `annotate_snippets`.
//!
//! Each label becomes a spot: one line of the source, made safe and clipped, and the bytes of it to underline. Spots on
//! neighbouring lines share a snippet; the others get snippets of their own.

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use super::Style;
use super::safe::{safe, safe_line, shorten};
use crate::diag::{Code, Diagnostic, FileId, Label, Severity, Sources, Span};

/// Most diagnostics that are written out; errors go first when there are more.
pub const MOST_SHOWN: usize = 100;
/// Longest message, label or help.
const MOST_WORDS: usize = 400;
/// Longest line that labels share a snippet on, and most characters underlined.
const MOST_LINE: usize = 120;
/// Longest line that `annotate_snippets` is given whole, to cut to the width of the page.
const MOST_GIVEN: usize = 10_000;
/// Lines between two labels that share a snippet.
const MOST_BETWEEN: usize = 5;

/// Writes diagnostics for people: one after the other, a blank line between them. Empty if there are none.
pub fn diagnostics(diagnostics: &[Diagnostic], sources: &Sources, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Styled => Renderer::styled().hyperlink(false),
    };
    let shown = worst(diagnostics, MOST_SHOWN);
    let mut text = String::new();
    for diagnostic in &shown {
        text += &renderer.render(&[group(diagnostic, sources)]);
        text += "\n\n";
    }
    if diagnostics.len() > shown.len() {
        text += &format!("… and {} more\n\n", diagnostics.len() - shown.len());
    }
    text.truncate(text.trim_end().len());
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// Diagnostics as data: a list in the order given. Lines and columns count from 1, columns in characters; the end is the
/// place after the last character. Names and messages are made safe to print, file names are left as they are.
pub fn diagnostics_json(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    diagnostics.iter().map(|d| one_json(d, sources)).collect()
}

/// What `winset check --json` prints.
pub fn check_json(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    let count = |severity| {
        diagnostics
            .iter()
            .filter(|d| d.code.severity() == severity)
            .count()
    };
    json!({
        "winset": 1,
        "kind": "check",
        "files": sources.files().iter().map(|f| words(&f.name)).collect::<Value>(),
        "errors": count(Severity::Error),
        "warnings": count(Severity::Lint),
        "diagnostics": diagnostics_json(diagnostics, sources),
    })
}

/// What is printed as data where a whole file is wrong: as [`check_json`], without a place but for the line, if one is known.
pub fn fault_json(code: &Code, what: &str, file: Option<&str>, line: Option<usize>) -> Value {
    json!({
        "winset": 1,
        "kind": "check",
        "files": file.map(words).into_iter().collect::<Value>(),
        "errors": 1,
        "warnings": 0,
        "diagnostics": [{
            "code": code.id,
            "severity": "error",
            "message": words(what),
            "file": file, "line": line, "column": null,
            "end_line": null, "end_column": null,
            "label": null,
            "help": code.fix,
            "related": [],
        }],
    })
}

/// The last line of `winset check`.
pub fn check_summary(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let names: Vec<_> = sources.files().iter().map(|f| words(&f.name)).collect();
    let count = |severity| {
        diagnostics
            .iter()
            .filter(|d| d.code.severity() == severity)
            .count()
    };
    let plural = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let found = match (count(Severity::Error), count(Severity::Lint)) {
        (0, 0) => "no problems".to_owned(),
        (0, lints) => plural(lints, "warning"),
        (errors, 0) => plural(errors, "error"),
        (errors, lints) => format!("{}, {}", plural(errors, "error"), plural(lints, "warning")),
    };
    let gap = if diagnostics.is_empty() { "" } else { "\n" };
    format!("{gap}{}: {found}\n", names.join(", "))
}

/// All of them if there are few, else the errors first, in their order.
fn worst(diagnostics: &[Diagnostic], most: usize) -> Vec<&Diagnostic> {
    let mut shown: Vec<_> = diagnostics.iter().collect();
    if shown.len() > most {
        shown.sort_by_key(|d| d.code.severity());
        shown.truncate(most);
    }
    shown
}

fn one_json(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let Some((primary, related)) = diagnostic.labels.split_first() else {
        return Value::Null;
    };
    let (from, to) = (sources.place(primary.span), sources.end(primary.span));
    let related = related.iter().map(|label| {
        let place = sources.place(label.span);
        json!({
            "file": place.file, "line": place.line, "column": place.column,
            "label": said(&label.text),
        })
    });
    json!({
        "code": diagnostic.code.id,
        "severity": match diagnostic.code.severity() {
            Severity::Error => "error",
            Severity::Lint => "warning",
        },
        "message": words(&diagnostic.message),
        "file": from.file, "line": from.line, "column": from.column,
        "end_line": to.line, "end_column": to.column,
        "label": said(&primary.text),
        "help": diagnostic.help.as_deref().map(words),
        "related": related.collect::<Value>(),
    })
}

fn said(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| words(text))
}

fn words(text: &str) -> String {
    safe(&shorten(text, MOST_WORDS))
}

fn group<'a>(diagnostic: &Diagnostic, sources: &Sources) -> annotate_snippets::Group<'a> {
    let level = match diagnostic.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Lint => Level::WARNING,
    };
    let title = level.primary_title(words(&diagnostic.message));
    let mut elements: Vec<Element> = Vec::new();
    for near in neighbours(spots(&diagnostic.labels, sources)) {
        elements.extend(near[0].clipped.then(|| origin(&near[0], sources)));
        elements.push(snippet(&near, sources));
    }
    let help = diagnostic.help.as_deref();
    elements.extend(help.map(|help| Level::HELP.message(words(help)).into()));
    title.id(diagnostic.code.id).elements(elements)
}

/// A label's line and the bytes of it to underline.
struct Spot {
    span: Span,
    file: FileId,
    line: usize,
    shown: String,
    bytes: std::ops::Range<usize>,
    long: bool,
    clipped: bool,
    kind: AnnotationKind,
    text: String,
}

fn spots(labels: &[Label], sources: &Sources) -> Vec<Spot> {
    let kinds = std::iter::once(AnnotationKind::Primary);
    let kinds = kinds.chain(std::iter::repeat(AnnotationKind::Context));
    let pairs = labels.iter().zip(kinds);
    pairs
        .map(|(label, kind)| spot(label, kind, sources))
        .collect()
}

fn spot(label: &Label, kind: AnnotationKind, sources: &Sources) -> Spot {
    let (from, to) = (sources.place(label.span), sources.end(label.span));
    let (line, start) = sources.line_of(label.span);
    // Of what goes on over several lines, the first is underlined.
    let most = match to.line == from.line {
        true => (to.column - from.column).min(MOST_LINE / 2),
        false => MOST_LINE / 2,
    };
    let clipped = line.len() > MOST_GIVEN;
    let (shown, start) = match clipped {
        true => window(line, start),
        false => (safe_line(line), line[..start].chars().count()),
    };
    let length = shown.chars().count();
    Spot {
        span: label.span,
        file: label.span.file,
        line: from.line,
        bytes: byte_of(&shown, start)..byte_of(&shown, (start + most).min(length)),
        long: clipped || length > MOST_LINE,
        shown,
        clipped,
        kind,
        text: words(&label.text),
    }
}

/// A long line around its byte `start`, and which character of that it is.
fn window(line: &str, start: usize) -> (String, usize) {
    let before = line[..start].char_indices().rev().take(MOST_LINE / 3);
    let from = before.last().map_or(start, |(byte, _)| byte);
    let mut left = line[from..start].chars().count();
    let shown: String = line[from..].chars().take(MOST_LINE).collect();
    let ends = from + shown.len() < line.len();
    let mut shown = safe_line(&shown);
    if from > 0 {
        shown.insert(0, '…');
        left += 1;
    }
    if ends {
        shown.push('…');
    }
    (shown, left)
}

fn byte_of(text: &str, character: usize) -> usize {
    let found = text.char_indices().nth(character);
    found.map_or(text.len(), |(byte, _)| byte)
}

/// Spots that one snippet shows: the first of each is the one whose place is named.
fn neighbours(spots: Vec<Spot>) -> Vec<Vec<Spot>> {
    let mut groups: Vec<Vec<Spot>> = Vec::new();
    for spot in spots {
        let near = |group: &&mut Vec<Spot>| {
            group.iter().all(|other| {
                let close = spot.line.abs_diff(other.line) <= MOST_BETWEEN;
                close && spot.file == other.file && !spot.long && !other.long
            })
        };
        match groups.iter_mut().find(near) {
            Some(group) => group.push(spot),
            None => groups.push(vec![spot]),
        }
    }
    groups
}

fn origin<'a>(spot: &Spot, sources: &Sources) -> Element<'a> {
    let place = sources.place(spot.span);
    let origin = Origin::path(words(&place.file));
    origin.line(place.line).char_column(place.column).into()
}

fn snippet<'a>(spots: &[Spot], sources: &Sources) -> Element<'a> {
    let lines = spots.iter().map(|spot| spot.line);
    let first = lines.clone().min().unwrap_or(1);
    let last = lines.max().unwrap_or(first);
    let mut source = String::new();
    let mut starts = Vec::new();
    for line in first..=last {
        starts.push(source.len());
        match spots.iter().find(|spot| spot.line == line) {
            Some(spot) => source += &spot.shown,
            None => source += &between(spots[0].file, line, sources),
        }
        source.push('\n');
    }
    let annotations = spots.iter().map(|spot| {
        let start = starts[spot.line - first];
        let span = start + spot.bytes.start..start + spot.bytes.end;
        let label = (!spot.text.is_empty()).then(|| spot.text.clone());
        spot.kind.span(span).label(label)
    });
    let annotations: Vec<_> = annotations.collect();
    // Of a clipped line the columns are not true; its place is written apart.
    let name = &sources.file(spots[0].file).name;
    let path = (!spots[0].clipped).then(|| words(name));
    Snippet::source(source)
        .path(path)
        .line_start(first)
        .annotations(annotations)
        .into()
}

fn between(file: FileId, line: usize, sources: &Sources) -> String {
    let text = sources.file(file).line(line);
    let start: String = text.chars().take(MOST_LINE).collect();
    safe_line(&start)
}
