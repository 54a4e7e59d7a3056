//! Values between commas or tabs (RFC 4180), as quick as the disk.
//!
//! A block without quotes is cut at delimiters and line breaks; one with quotes goes through `csv-core`. What was measured on rows of
//! ten one-digit cells, one core: cutting them here takes a third of the time.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::cells::{Cell, Chunk, Kept, Kind};
use super::fault::{Fault, FaultKind};
use super::header::{Header, Missing, Role};
use super::lookup::Lookup;
use super::text::Block;
use crate::base::{Id, TopicId};
use crate::study::batch::Codes;

/// What of the input is carried through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Nothing.
    Nothing,
    /// Rows as they stand.
    Whole,
    /// Cells of these columns.
    Cells(Vec<usize>),
}

/// The name of a column, and from where to where it stands.
pub type Named = (String, (usize, usize));

/// The names of the first row and their places in it, and where the next row begins. `None` where a name is no text.
pub fn delimited_header(block: &[u8], delimiter: u8) -> Option<(Vec<Named>, usize)> {
    let mut reader = reader(delimiter);
    let mut row = Row::default();
    let mark = b"\xef\xbb\xbf";
    let start = if block.starts_with(mark) {
        mark.len()
    } else {
        0
    };
    let end = row.read(&mut reader, &block[start..])? + start;
    let mut from = start;
    let mut names = Vec::new();
    for field in row.fields() {
        let name = std::str::from_utf8(field).ok()?.trim().to_owned();
        let at = find(&block[from..end], name.as_bytes()).map_or(from, |at| from + at);
        let to = at + name.len();
        names.push((name, (at, to)));
        from = to.min(end);
    }
    Some((names, end))
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, part)
}

fn reader(delimiter: u8) -> Reader {
    ReaderBuilder::new().delimiter(delimiter).build()
}

/// A record, unquoted.
struct Row {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    fields: usize,
}

impl Default for Row {
    fn default() -> Self {
        Self {
            bytes: vec![0; 1024],
            ends: vec![0; 64],
            fields: 0,
        }
    }
}

impl Row {
    /// Reads one record; says how many bytes of input it took, none at the end.
    fn read(&mut self, reader: &mut Reader, input: &[u8]) -> Option<usize> {
        let (mut taken, mut put, mut ends) = (0, 0, 0);
        loop {
            let (result, nin, nout, nend) = reader.read_record(
                &input[taken..],
                &mut self.bytes[put..],
                &mut self.ends[ends..],
            );
            (taken, put, ends) = (taken + nin, put + nout, ends + nend);
            match result {
                ReadRecordResult::OutputFull => self.bytes.resize(self.bytes.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                // The end of the block ends its last record.
                ReadRecordResult::InputEmpty if taken == input.len() => {}
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record => {
                    self.fields = ends;
                    return Some(taken);
                }
                ReadRecordResult::End => return None,
            }
        }
    }

    fn fields(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.fields).map(|place| {
            let start = if place == 0 { 0 } else { self.ends[place - 1] };
            &self.bytes[start..self.ends[place]]
        })
    }
}

/// Decodes blocks of one table.
#[derive(Clone, Debug)]
pub struct Delimited<'a> {
    /// What stands between values.
    pub delimiter: u8,
    /// Which file of the run.
    pub file: u32,
    /// Its columns.
    pub header: &'a Header,
    /// Options, by topic.
    pub lookups: &'a [Lookup],
    /// What is carried through.
    pub keep: &'a Keep,
    /// Where nothing is said of a topic.
    pub missing: Missing,
    /// No rows.
    pub blank: &'a [Codes],
    /// Are values to be written where a spreadsheet may take text for a formula?
    pub neutral: bool,
}

/// What is done with a column.
#[derive(Clone, Copy)]
enum Slot {
    Topic(usize),
    Skip,
}

/// A chunk on its way, and what it needs.
struct Open<'a> {
    to: &'a Delimited<'a>,
    slots: Vec<Slot>,
    /// Place among the kept columns, by column.
    kept: Vec<Option<usize>>,
    /// Topics that no column tells of.
    absent: Vec<usize>,
    chunk: Chunk,
    cells: Vec<Vec<Cell>>,
    /// Is the row to be written anew, because it holds what looks like a formula?
    dangerous: bool,
    /// Is all of the block UTF-8?
    is_text: bool,
}

impl Delimited<'_> {
    /// Decodes the rows of a block, the first of which starts at `from`.
    pub fn decode(&self, block: Block, from: usize) -> Chunk {
        let mut open = Open::new(self);
        let line = block.line + memchr::memchr_iter(b'\n', &block.bytes[..from]).count() as u64;
        let size = (block.bytes.len()) as u64;
        let Block { bytes, .. } = block;
        open.is_text = std::str::from_utf8(&bytes[from..]).is_ok();
        let has_quotes = memchr::memchr(b'"', &bytes[from..]).is_some();
        open.chunk.arena = bytes;
        match has_quotes {
            true => open.quoted(from, line),
            false if open.is_text && open.regular(from, line) => {}
            false => open.plain(from, line),
        }
        open.finish(size)
    }
}

impl<'a> Open<'a> {
    fn new(to: &'a Delimited) -> Self {
        let columns = to.header.roles.len();
        let slot = |role: &Role| match role {
            Role::Topic(topic) => Slot::Topic(topic.index()),
            Role::Other => Slot::Skip,
        };
        let wanted: &[usize] = match to.keep {
            Keep::Cells(wanted) => wanted,
            _ => &[],
        };
        let kept = (0..columns).map(|c| wanted.iter().position(|own| *own == c));
        Self {
            to,
            slots: to.header.roles.iter().map(slot).collect(),
            kept: kept.collect(),
            absent: to.header.missing.iter().map(|t| t.index()).collect(),
            chunk: Chunk {
                codes: to.blank.to_vec(),
                ..Chunk::default()
            },
            cells: vec![Vec::new(); wanted.len()],
            dangerous: false,
            is_text: true,
        }
    }

    /// Rows without quotes that all have one cell per column, each an option under its topic: column by column. False, and nothing taken,
    /// where a row is otherwise.
    fn regular(&mut self, from: usize, line: u64) -> bool {
        let bytes = std::mem::take(&mut self.chunk.arena);
        let taken = self.take_regular(&bytes, from, line);
        self.chunk.arena = bytes;
        if taken {
            self.rewrite();
        } else {
            self.chunk.rows = 0;
            self.chunk.codes.iter_mut().for_each(|c| c.resize(0));
            self.cells.iter_mut().for_each(Vec::clear);
        }
        taken
    }

    fn take_regular(&mut self, bytes: &[u8], from: usize, line: u64) -> bool {
        let columns = self.slots.len();
        let Some(ends) = ends(bytes, from, columns, self.to.delimiter) else {
            return false;
        };
        let rows = ends.len() / columns;
        let returns = memchr::memchr(b'\r', &bytes[from..]).is_some();
        let mut dangerous = vec![false; if self.to.neutral { rows } else { 0 }];
        for column in 0..columns {
            let last = column + 1 == columns;
            let cells = (0..rows).map(|row| {
                let place = row * columns + column;
                let start = match place {
                    0 => from,
                    _ => ends[place - 1] as usize + 1,
                };
                let stop = ends[place] as usize;
                let cut = returns && last && stop > start && bytes[stop - 1] == b'\r';
                (start, stop - usize::from(cut))
            });
            if let Slot::Topic(topic) = self.slots[column]
                && !self.options(topic, bytes, cells.clone())
            {
                return false;
            }
            if let Some(kept) = self.kept[column] {
                let cell = |(start, stop): (usize, usize)| {
                    let kind = if start == stop {
                        Kind::Missing
                    } else {
                        Kind::Text
                    };
                    Cell::new(start, stop - start, kind)
                };
                self.cells[kept].extend(cells.clone().map(cell));
            }
            for (row, (start, stop)) in dangerous.iter_mut().zip(cells) {
                *row |= is_dangerous(&bytes[start..stop]);
            }
        }
        if *self.to.keep == Keep::Whole {
            let whole = (0..rows).map(|row| {
                let start = match row {
                    0 => from,
                    _ => ends[row * columns - 1] as usize + 1,
                };
                let stop = ends[row * columns + columns - 1] as usize;
                let cut = returns && stop > start && bytes[stop - 1] == b'\r';
                let is_dangerous = dangerous.get(row).is_some_and(|d| *d);
                let kind = if is_dangerous {
                    Kind::Literal
                } else {
                    Kind::Text
                };
                Cell::new(start, stop - usize::from(cut) - start, kind)
            });
            self.chunk.whole.extend(whole);
        }
        self.chunk.rows = rows;
        self.chunk
            .lines
            .extend((0..rows as u64).map(|row| line + row));
        true
    }

    /// Takes the options of a topic; false where a cell names none.
    fn options(
        &mut self,
        topic: usize,
        bytes: &[u8],
        cells: impl Iterator<Item = (usize, usize)>,
    ) -> bool {
        let lookup = &self.to.lookups[topic];
        let codes = &mut self.chunk.codes[topic];
        let is_missing = self.to.missing == Missing::StatusQuo;
        let mut known = true;
        let option = |(start, stop): (usize, usize)| {
            let text = &bytes[start..stop];
            match lookup.find(text) {
                Some(code) => code,
                None => {
                    known &= is_missing && text.trim_ascii().is_empty();
                    0
                }
            }
        };
        match codes {
            Codes::Narrow(codes) => codes.extend(cells.map(option).map(|code| code as u8)),
            Codes::Wide(codes) => codes.extend(cells.map(option)),
        }
        known
    }

    /// Rows without quotes.
    fn plain(&mut self, from: usize, mut line: u64) {
        let bytes = std::mem::take(&mut self.chunk.arena);
        let delimiter = self.to.delimiter;
        let columns = self.slots.len();
        let end = bytes.len();
        let mut at = from;
        while at < end {
            let start = at;
            let mut column = 0;
            let mut fault = None;
            // One row.
            let row_end = loop {
                let field = at;
                while at < end && bytes[at] != delimiter && bytes[at] != b'\n' {
                    at += 1;
                }
                let ends_row = at == end || bytes[at] == b'\n';
                let mut stop = at;
                if ends_row && stop > field && bytes[stop - 1] == b'\r' {
                    stop -= 1;
                }
                if ends_row && column == 0 && stop == field {
                    // An empty line is no row.
                    column = columns + 1;
                    break stop;
                }
                if column < columns && fault.is_none() {
                    fault = self.field(column, &bytes[field..stop], field);
                }
                column += 1;
                if ends_row {
                    break stop;
                }
                at += 1;
            };
            at += 1;
            if column == columns + 1 && row_end == start {
                line += 1;
                continue;
            }
            if column != columns && fault.is_none() {
                let kind = FaultKind::Ragged {
                    found: column,
                    columns,
                };
                fault = Some((kind, start, row_end));
            }
            self.row(&bytes, start, row_end, line, fault);
            line += 1;
        }
        self.chunk.arena = bytes;
        self.rewrite();
    }

    /// Takes a field; says what is wrong with it, and where.
    #[inline]
    fn field(
        &mut self,
        column: usize,
        text: &[u8],
        at: usize,
    ) -> Option<(FaultKind, usize, usize)> {
        if let Some(kept) = self.kept[column] {
            let kind = if text.is_empty() {
                Kind::Missing
            } else {
                Kind::Text
            };
            self.cells[kept].push(Cell::new(at, text.len(), kind));
        }
        if self.to.neutral && is_dangerous(text) {
            self.dangerous = true;
        }
        if let Slot::Topic(topic) = self.slots[column] {
            match self.to.lookups[topic].find(text) {
                Some(code) => self.chunk.codes[topic].push(code),
                None => return self.unknown(topic, text, at),
            }
        }
        None
    }

    #[cold]
    fn unknown(
        &mut self,
        topic: usize,
        text: &[u8],
        at: usize,
    ) -> Option<(FaultKind, usize, usize)> {
        let id = TopicId::new(topic);
        if text.trim_ascii().is_empty() {
            if self.to.missing == Missing::Error {
                return Some((FaultKind::Missing(id), at, at + text.len()));
            }
            self.chunk.codes[topic].push(0);
            return None;
        }
        let told = String::from_utf8_lossy(text).into_owned();
        Some((FaultKind::Option(id, told), at, at + text.len()))
    }

    /// Ends a row, or takes back what was taken of it.
    #[inline]
    fn row(
        &mut self,
        bytes: &[u8],
        start: usize,
        end: usize,
        line: u64,
        fault: Option<(FaultKind, usize, usize)>,
    ) {
        let fault = if self.is_text {
            fault
        } else {
            not_text(bytes, start, end).or(fault)
        };
        if let Some((kind, from, to)) = fault {
            self.dangerous = false;
            return self.refuse(&bytes[start..end], (from - start, to - start), line, kind);
        }
        if *self.to.keep == Keep::Whole {
            let kind = if self.dangerous {
                Kind::Literal
            } else {
                Kind::Text
            };
            self.chunk.whole.push(Cell::new(start, end - start, kind));
        }
        self.dangerous = false;
        self.chunk.lines.push(line);
        self.chunk.rows += 1;
    }

    #[cold]
    fn refuse(&mut self, text: &[u8], at: (usize, usize), line: u64, kind: FaultKind) {
        let rows = self.chunk.rows;
        self.chunk.codes.iter_mut().for_each(|c| c.resize(rows));
        self.cells.iter_mut().for_each(|c| c.truncate(rows));
        self.chunk.faults.push(Fault {
            file: self.to.file,
            line,
            text: String::from_utf8_lossy(text).into_owned(),
            at,
            kind,
        });
    }

    /// Rows with quotes in some of them.
    fn quoted(&mut self, from: usize, mut line: u64) {
        let mut bytes = std::mem::take(&mut self.chunk.arena);
        let end = bytes.len();
        let mut extra: Vec<u8> = Vec::new();
        let mut reader = reader(self.to.delimiter);
        let mut row = Row::default();
        let columns = self.slots.len();
        let mut at = from;
        while at < end {
            let blank = bytes[at..end]
                .iter()
                .take_while(|b| **b == b'\n' || **b == b'\r')
                .count();
            line += memchr::memchr_iter(b'\n', &bytes[at..at + blank]).count() as u64;
            at += blank;
            let Some(taken) = row.read(&mut reader, &bytes[at..end]) else {
                break;
            };
            let lines = memchr::memchr_iter(b'\n', &bytes[at..at + taken]).count() as u64;
            let text = without_break(&bytes[at..at + taken]).len();
            let mut fault = None;
            for (column, field) in row.fields().enumerate().take(columns) {
                let place = end + extra.len();
                if self.kept[column].is_some() {
                    extra.extend_from_slice(field);
                }
                fault = self.field(column, field, place);
                if let Some((_, from, to)) = &mut fault {
                    let own = find(&bytes[at..at + text], field).unwrap_or(0);
                    let length = *to - *from;
                    (*from, *to) = (at + own, at + own + length);
                    break;
                }
            }
            if row.fields != columns && fault.is_none() {
                let kind = FaultKind::Ragged {
                    found: row.fields,
                    columns,
                };
                fault = Some((kind, at, at + text));
            }
            self.row(&bytes, at, at + text, line, fault);
            line += lines;
            at += taken;
        }
        bytes.append(&mut extra);
        self.chunk.arena = bytes;
        self.rewrite();
    }

    /// Rows that hold what a spreadsheet may take for a formula are written anew.
    fn rewrite(&mut self) {
        let delimiter = self.to.delimiter;
        let chunk = &mut self.chunk;
        for cell in chunk.whole.iter_mut().filter(|c| c.kind() == Kind::Literal) {
            let mut reader = reader(delimiter);
            let mut row = Row::default();
            let own = cell.bytes(&chunk.arena).to_vec();
            let start = chunk.arena.len();
            if row.read(&mut reader, &[&own[..], b"\n"].concat()).is_some() {
                for (place, field) in row.fields().enumerate() {
                    if place > 0 {
                        chunk.arena.push(delimiter);
                    }
                    write_text(&mut chunk.arena, field, delimiter);
                }
            }
            *cell = Cell::new(start, chunk.arena.len() - start, Kind::Text);
        }
    }

    fn finish(mut self, size: u64) -> Chunk {
        let rows = self.chunk.rows;
        for topic in &self.absent {
            self.chunk.codes[*topic].resize(rows);
        }
        self.chunk.kept = self.cells.into_iter().map(Kept::Cells).collect();
        self.chunk.files = vec![self.to.file; rows];
        self.chunk.size = size;
        self.chunk
    }
}

/// Where the cells of a block without quotes end; none where some row has not one cell per column.
///
/// Every byte is looked at once and nothing is branched on: the place is written always, and counted where a cell ends.
fn ends(bytes: &[u8], from: usize, columns: usize, delimiter: u8) -> Option<Vec<u32>> {
    if columns == 0 || from >= bytes.len() {
        return None;
    }
    let text = &bytes[from..];
    let rows = memchr::memchr_iter(b'\n', text).count() + usize::from(!text.ends_with(b"\n"));
    let mut ends = vec![0; rows * columns + 1];
    let mut count = 0;
    for (place, byte) in text.iter().enumerate() {
        *ends.get_mut(count)? = (from + place) as u32;
        count += usize::from(*byte == delimiter || *byte == b'\n');
    }
    if !text.ends_with(b"\n") {
        *ends.get_mut(count)? = bytes.len() as u32;
        count += 1;
    }
    ends.truncate(count);
    // As many line breaks as rows, each where a row ends: all others stand between cells.
    let ends_row = |end: &u32| bytes.get(*end as usize).is_none_or(|b| *b == b'\n');
    let is_regular =
        count == rows * columns && ends.iter().skip(columns - 1).step_by(columns).all(ends_row);
    // An empty line under one column is no row.
    let is_blank = columns == 1 && memchr::memmem::find(text, b"\n\n").is_some()
        || text.starts_with(b"\n")
        || text.starts_with(b"\r\n");
    (is_regular && !is_blank && (columns > 1 || memchr::memchr(b'\r', text).is_none()))
        .then_some(ends)
}

/// What is wrong with a row that is no text.
#[cold]
fn not_text(bytes: &[u8], start: usize, end: usize) -> Option<(FaultKind, usize, usize)> {
    let error = std::str::from_utf8(&bytes[start..end]).err()?;
    let at = start + error.valid_up_to();
    let kind = FaultKind::Other(
        "this is not UTF-8 text".to_owned(),
        "save the file as UTF-8",
    );
    Some((kind, at, at + 1))
}

fn without_break(row: &[u8]) -> &[u8] {
    let row = row.strip_suffix(b"\n").unwrap_or(row);
    row.strip_suffix(b"\r").unwrap_or(row)
}

/// May a spreadsheet take this for a formula? Numbers are numbers.
pub fn is_dangerous(text: &[u8]) -> bool {
    match text.first() {
        Some(b'=' | b'@' | b'\t' | b'\r') => true,
        Some(b'+' | b'-') => !is_number(text),
        _ => false,
    }
}

fn is_number(text: &[u8]) -> bool {
    let plain = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'+' | b'-' | b'e' | b'E');
    let text = std::str::from_utf8(text).unwrap_or("");
    text.bytes().all(|b| plain(&b)) && text.parse::<f64>().is_ok()
}

/// Writes text as a cell: what looks like a formula behind an apostrophe, quotes where they are needed.
pub fn write_text(out: &mut Vec<u8>, text: &[u8], delimiter: u8) {
    let dangerous = is_dangerous(text);
    let special = |b: &u8| *b == delimiter || matches!(b, b'"' | b'\n' | b'\r');
    if !text.iter().any(special) {
        if dangerous {
            out.push(b'\'');
        }
        out.extend_from_slice(text);
        return;
    }
    out.push(b'"');
    if dangerous {
        out.push(b'\'');
    }
    for byte in text {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}
