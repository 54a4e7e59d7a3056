//! Score tables in CSV, as spreadsheets export them: columns topic, option, one per actor.

use rustc_hash::FxHashMap;

use super::exact;
use super::parts::{
    Content, Domain, Issue, Of, Preference, Profile, Reservation, Values, Worth, fits,
};
use super::report;
use crate::diag::{Code, Diagnostic, FileId, Problems, Span, Spanned};
use crate::model::{MAX_NODES, Name};

/// The codes of this file.
pub const CODES: &[&Code] = &[&MALFORMED];

static MALFORMED: Code = Code {
    id: "E064",
    what: "the file is not a score table",
    why: "A table has a header `topic,option,ACTOR,…` and as many cells in every row; quotes are closed.",
    example: "topic,option,north,south\nprice,low,1",
    fix: "Export the table again, or mend the row at the place shown.",
};

/// The row that says what no agreement is worth.
const WALK_AWAY: &str = "walk_away";
/// What the first two columns may be called.
const TOPIC: [&str; 2] = ["topic", "issue"];
const OPTION: [&str; 2] = ["option", "value"];
/// Separators that are looked for.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// Does it start as a table does?
pub fn is(text: &str) -> bool {
    separator(text).is_some()
}

/// The separator and where the header begins: spreadsheets may name the separator in a line of its own.
fn separator(text: &str) -> Option<(char, usize)> {
    let body = text.trim_start_matches('\u{feff}');
    let said = body
        .strip_prefix("sep=")
        .and_then(|rest| rest.chars().next());
    let header = match said {
        Some(_) => body.find('\n').map(|end| &body[end + 1..])?,
        None => body,
    };
    let first = header.trim_start_matches([' ', '"']);
    let name = TOPIC.iter().find(|t| {
        first
            .get(..t.len())
            .is_some_and(|f| f.eq_ignore_ascii_case(t))
    })?;
    let next = first[name.len()..]
        .trim_start_matches(['"', ' '])
        .chars()
        .next()?;
    let separator = said.unwrap_or(next);
    (SEPARATORS.contains(&separator) && next == separator)
        .then_some((separator, text.len() - header.len()))
}

/// A cell, unquoted and trimmed.
type Row = Vec<Name>;

/// Reads a file.
pub fn read(file: FileId, text: &str, problems: &mut Problems) -> Option<Content> {
    let Some((separator, start)) = separator(text) else {
        let what = "a table begins with the header `topic,option,…`";
        let help = "name the first two columns topic and option, the others after the actors";
        problems.push(Diagnostic::new(&MALFORMED, report::start(file), what).help(help));
        return None;
    };
    let mut rows = rows(file, text, start, separator, problems)?.into_iter();
    let header = rows.next()?;
    let mut reader = Reader {
        file,
        comma: separator != ',',
        issues: FxHashMap::default(),
        problems,
    };
    let actors = reader.header(&header)?;
    let mut sides: Vec<Side> = actors.iter().map(|name| Side::new(name.clone())).collect();
    let mut domain = Domain {
        file,
        name: None,
        issues: Vec::new(),
    };
    for row in rows {
        if !fits(reader.problems, row[0].span, domain.issues.len()) {
            return None;
        }
        reader.row(&header, row, &mut domain, &mut sides);
    }
    if domain.issues.is_empty() {
        report::missing(
            reader.problems,
            header[0].span,
            "this table has no row with an option",
            "add one row per option",
        );
        return None;
    }
    Some(Content::Table(
        domain,
        sides.into_iter().map(|side| side.profile(file)).collect(),
    ))
}

/// What a column says.
struct Side {
    name: Name,
    preferences: Vec<(Name, Vec<(Name, exact::Exact)>)>,
    reservation: Reservation,
}

impl Side {
    fn new(name: Name) -> Self {
        Side {
            name,
            preferences: Vec::new(),
            reservation: Reservation::Unsaid,
        }
    }

    fn profile(self, file: FileId) -> Profile {
        let preferences = self
            .preferences
            .into_iter()
            .map(|(topic, table)| Preference {
                weight: Spanned::new(exact::whole(1), topic.span),
                issue: Of::Name(topic),
                worth: Worth::Table(table),
            });
        Profile {
            file,
            span: self.name.span,
            side: Some(self.name),
            name: None,
            issues: Vec::new(),
            preferences: preferences.collect(),
            rectangles: Vec::new(),
            reservation: self.reservation,
            weighted: false,
        }
    }
}

struct Reader<'p> {
    file: FileId,
    /// A comma may stand for the decimal point, because it does not separate cells.
    comma: bool,
    /// Issues by name.
    issues: FxHashMap<String, usize>,
    problems: &'p mut Problems,
}

impl Reader<'_> {
    fn malformed(&mut self, span: Span, what: impl Into<String>, help: &str) {
        self.problems
            .push(Diagnostic::new(&MALFORMED, span, what).help(help));
    }

    /// The actors, by column.
    fn header(&mut self, header: &Row) -> Option<Vec<Name>> {
        let called = |cell: &Name, names: [&str; 2]| {
            names.iter().any(|n| cell.value.eq_ignore_ascii_case(n))
        };
        if header.len() < 3 || !called(&header[1], OPTION) {
            let span = header.get(1).map_or(report::start(self.file), |c| c.span);
            let help = "name the first two columns topic and option, the others after the actors";
            self.malformed(
                span,
                "the second column must be `option`, then one column per actor",
                help,
            );
            return None;
        }
        let actors = &header[2..];
        if let Some(more) = actors.get(MOST_SIDES) {
            let what = format!("more than {MOST_SIDES} sides");
            report::too_much(self.problems, more.span, what);
            return None;
        }
        let mut seen: FxHashMap<&str, Span> = FxHashMap::default();
        for actor in actors {
            if actor.value.is_empty() {
                self.malformed(
                    actor.span,
                    "a column without a name",
                    "name it after its actor, or delete it",
                );
            } else if let Some(first) = seen.insert(&actor.value, actor.span) {
                let what = format!("two columns are called `{}`", actor.value);
                report::twice(self.problems, actor.span, first, what);
            }
        }
        Some(actors.to_vec())
    }

    fn row(&mut self, header: &Row, mut row: Row, domain: &mut Domain, sides: &mut [Side]) {
        // Spreadsheets pad rows with empty cells.
        while row.len() > header.len() && row.last().is_some_and(|c| c.value.is_empty()) {
            row.pop();
        }
        if row.len() != header.len() {
            let what = format!("{} cells, but the header has {}", row.len(), header.len());
            self.malformed(
                row[0].span,
                what,
                "give every row as many cells as the header",
            );
            return;
        }
        let scores: Vec<_> = row[2..]
            .iter()
            .zip(&header[2..])
            .map(|(cell, actor)| self.score(cell, actor))
            .collect();
        if row[0].value.eq_ignore_ascii_case(WALK_AWAY) {
            return self.walk_aways(&row, scores, sides);
        }
        let (topic, option) = (&row[0], &row[1]);
        // Merged cells are exported as one name and blanks below it.
        if topic.value.is_empty() && domain.issues.is_empty() {
            self.malformed(
                topic.span,
                "the first row names no topic",
                "write its topic",
            );
            return;
        }
        if option.value.is_empty() {
            self.malformed(option.span, "this row names no option", "write its option");
            return;
        }
        let index = match self.issues.get(&topic.value) {
            Some(&index) => index,
            None if topic.value.is_empty() => domain.issues.len() - 1,
            None => {
                self.issues.insert(topic.value.clone(), domain.issues.len());
                domain.issues.push(Issue {
                    name: topic.clone(),
                    values: Values::Listed(Vec::new()),
                });
                sides
                    .iter_mut()
                    .for_each(|side| side.preferences.push((topic.clone(), Vec::new())));
                domain.issues.len() - 1
            }
        };
        if let Values::Listed(values) = &mut domain.issues[index].values {
            values.push(option.clone());
        }
        for (side, score) in sides.iter_mut().zip(scores) {
            side.preferences[index]
                .1
                .extend(score.map(|score| (option.clone(), score.value)));
        }
    }

    fn walk_aways(
        &mut self,
        row: &Row,
        scores: Vec<Option<Spanned<exact::Exact>>>,
        sides: &mut [Side],
    ) {
        if !row[1].value.is_empty() {
            self.malformed(
                row[1].span,
                "the `walk_away` row has no option",
                "leave this cell empty",
            );
        }
        for (side, score) in sides.iter_mut().zip(scores) {
            let Some(score) = score else { continue };
            if let Reservation::Value(first) = &side.reservation {
                let what = format!("two walk-aways of `{}`", side.name.value);
                report::twice(self.problems, score.span, first.span, what);
            }
            side.reservation = Reservation::Value(score);
        }
    }

    fn score(&mut self, cell: &Name, actor: &Name) -> Option<Spanned<exact::Exact>> {
        if cell.value.is_empty() {
            let what = format!("no score for `{}`", actor.value);
            report::missing(
                self.problems,
                cell.span,
                what,
                "write 0 if it is worth nothing",
            );
            return None;
        }
        let decimal =
            self.comma && cell.value.matches(',').count() == 1 && !cell.value.contains('.');
        match decimal {
            true => report::number(
                self.problems,
                &Spanned::new(cell.value.replace(',', "."), cell.span),
            ),
            false => report::number(self.problems, cell),
        }
    }
}

/// Most sides of a table.
const MOST_SIDES: usize = 1_000;

/// Most cells of a table, as many as other files may have values.
const MOST_CELLS: usize = MAX_NODES;

/// Cuts a text into rows of cells, blank rows left out. Every cell keeps its place.
fn rows(
    file: FileId,
    text: &str,
    start: usize,
    separator: char,
    problems: &mut Problems,
) -> Option<Vec<Row>> {
    let span = |from: usize, to: usize| Span {
        file,
        start: from as u32,
        end: to as u32,
    };
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut cells = 0;
    let mut at = start;
    loop {
        let (value, end) = match cell(text, at, separator) {
            Ok(found) => found,
            Err(place) => {
                let what = "a quote is not closed, or text follows it";
                let help = "close the quote before the separator; write a quote inside as two";
                problems.push(Diagnostic::new(&MALFORMED, span(place, place + 1), what).help(help));
                return None;
            }
        };
        row.push(Spanned::new(value.trim().to_owned(), span(at, end)));
        cells += 1;
        if cells > MOST_CELLS {
            let what = format!("more than {MOST_CELLS} cells");
            report::too_much(problems, span(at, end), what);
            return None;
        }
        let next = text[end..].chars().next();
        if next != Some(separator) {
            if row.iter().any(|cell: &Name| !cell.value.is_empty()) {
                rows.push(std::mem::take(&mut row));
            }
            row.clear();
        }
        let Some(next) = next else { break };
        at = end + next.len_utf8();
        if next == '\r' && text[at..].starts_with('\n') {
            at += 1;
        }
        if at == text.len() && next != separator {
            break;
        }
    }
    Some(rows)
}

/// The cell that starts at a byte and where it ends, or where it goes wrong.
fn cell(text: &str, start: usize, separator: char) -> Result<(String, usize), usize> {
    let ends = |c: char| c == separator || c == '\n' || c == '\r';
    let rest = &text[start..];
    let open = start + rest.len() - rest.trim_start_matches(' ').len();
    if !text[open..].starts_with('"') {
        let length = rest.find(ends).unwrap_or(rest.len());
        return Ok((rest[..length].to_owned(), start + length));
    }
    let mut value = String::new();
    let mut at = open + 1;
    loop {
        let close = at + text[at..].find('"').ok_or(open)?;
        value += &text[at..close];
        at = close + 1;
        if !text[at..].starts_with('"') {
            break;
        }
        value.push('"');
        at += 1;
    }
    let blank = text[at..].len() - text[at..].trim_start_matches(' ').len();
    let end = at + blank;
    match text[end..].chars().next() {
        Some(c) if !ends(c) => Err(end),
        _ => Ok((value, end)),
    }
}
