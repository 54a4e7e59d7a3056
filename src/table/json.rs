//! One JSON object a line. The only file of this room that reads JSON.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::cells::{Cell, Chunk, Kept, Kind};
use super::csv::Keep;
use super::fault::{Fault, FaultKind};
use super::header::{Header, Missing, Role};
use super::lookup::Lookup;
use super::text::Block;
use crate::base::{Id, TopicId};
use crate::study::batch::Codes;

/// The keys and values of one line, in its order.
struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Object<'de>, M::Error> {
                let mut fields = Vec::new();
                while let Some(key) = map.next_key::<Key<'de>>()? {
                    fields.push((key.0, map.next_value::<&'de RawValue>()?));
                }
                Ok(Object(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// Borrowed where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// The keys of the objects of a block in order of their first appearance. Lines that are no objects are left to the decoder.
pub fn keys(block: &[u8]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut known = rustc_hash::FxHashSet::default();
    for line in lines(block) {
        let Ok(Object(fields)) = serde_json::from_slice::<Object>(line) else {
            continue;
        };
        for (key, _) in fields {
            if !known.contains(key.as_ref()) {
                known.insert(key.clone().into_owned());
                found.push(key.into_owned());
            }
        }
    }
    found
}

fn lines(block: &[u8]) -> impl Iterator<Item = &[u8]> {
    let block = block.strip_prefix(b"\xef\xbb\xbf").unwrap_or(block);
    block
        .split(|b| *b == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
}

/// Decodes blocks of JSON Lines.
#[derive(Clone, Debug)]
pub struct JsonLines<'a> {
    /// Which file of the run.
    pub file: u32,
    /// Its columns: the keys.
    pub header: &'a Header,
    /// Options, by topic.
    pub lookups: &'a [Lookup],
    /// What is carried through.
    pub keep: &'a Keep,
    /// Where nothing is said of a topic.
    pub missing: Missing,
    /// No rows.
    pub blank: &'a [Codes],
}

/// One row on its way.
struct RowOf {
    codes: Vec<Option<u16>>,
    cells: Vec<Cell>,
    seen: Vec<bool>,
}

type Wrong = (FaultKind, usize, usize);

impl JsonLines<'_> {
    /// Decodes a block.
    pub fn decode(&self, block: Block) -> Chunk {
        let wanted: &[usize] = match self.keep {
            Keep::Cells(wanted) => wanted,
            _ => &[],
        };
        let mut chunk = Chunk {
            codes: self.blank.to_vec(),
            kept: wanted.iter().map(|_| Kept::Cells(Vec::new())).collect(),
            size: block.bytes.len() as u64,
            ..Chunk::default()
        };
        let mut row = RowOf {
            codes: vec![None; self.blank.len()],
            cells: vec![Cell::MISSING; wanted.len()],
            seen: vec![false; self.header.names.len()],
        };
        let places: rustc_hash::FxHashMap<&str, usize> = self
            .header
            .names
            .iter()
            .enumerate()
            .map(|(place, name)| (name.as_str(), place))
            .collect();
        let mut extra = Vec::new();
        for (index, line) in block.bytes.split(|b| *b == b'\n').enumerate() {
            let number = block.line + index as u64;
            let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
            let text = line.trim_ascii();
            if text.is_empty() {
                continue;
            }
            row.codes.fill(None);
            row.cells.fill(Cell::MISSING);
            row.seen.fill(false);
            let mark = extra.len();
            match self.line(text, wanted, &places, &mut row, &mut extra) {
                Ok(()) => self.keep_row(&mut chunk, &row, text, &mut extra, number),
                Err((kind, from, to)) => {
                    extra.truncate(mark);
                    chunk.faults.push(Fault {
                        file: self.file,
                        line: number,
                        text: String::from_utf8_lossy(text).into_owned(),
                        at: (from, to),
                        kind,
                    });
                }
            }
        }
        chunk.files = vec![self.file; chunk.rows];
        chunk.arena = extra;
        chunk
    }

    fn keep_row(
        &self,
        chunk: &mut Chunk,
        row: &RowOf,
        text: &[u8],
        arena: &mut Vec<u8>,
        line: u64,
    ) {
        for (codes, code) in chunk.codes.iter_mut().zip(&row.codes) {
            codes.push(code.unwrap_or(0));
        }
        for (kept, cell) in chunk.kept.iter_mut().zip(&row.cells) {
            if let Kept::Cells(cells) = kept {
                cells.push(*cell);
            }
        }
        if *self.keep == Keep::Whole {
            chunk
                .whole
                .push(Cell::new(arena.len(), text.len(), Kind::Text));
            arena.extend_from_slice(text);
        }
        chunk.lines.push(line);
        chunk.rows += 1;
    }

    fn line(
        &self,
        text: &[u8],
        wanted: &[usize],
        places: &rustc_hash::FxHashMap<&str, usize>,
        row: &mut RowOf,
        arena: &mut Vec<u8>,
    ) -> Result<(), Wrong> {
        let Object(fields) =
            serde_json::from_slice::<Object>(text).map_err(|error| malformed(text, &error))?;
        let base = text.as_ptr() as usize;
        for (key, value) in fields {
            let own = value.get();
            let at = (own.as_ptr() as usize).saturating_sub(base);
            let Some(place) = places.get(key.as_ref()) else {
                return Err((FaultKind::Key(key.into_owned()), at, at + own.len()));
            };
            if std::mem::replace(&mut row.seen[*place], true) {
                let what = format!("the key `{key}` stands there twice");
                return Err((
                    FaultKind::Other(what, "name every key once"),
                    at,
                    at + own.len(),
                ));
            }
            if let Role::Topic(topic) = self.header.roles[*place] {
                row.codes[topic.index()] = self.option(topic, own, at)?;
            }
            if let Some(kept) = wanted.iter().position(|w| w == place) {
                row.cells[kept] = cell(own, arena);
            }
        }
        let silent = row.codes.iter().position(Option::is_none);
        match silent.filter(|_| self.missing == Missing::Error) {
            Some(topic) => Err((FaultKind::Missing(TopicId::new(topic)), 0, text.len())),
            None => Ok(()),
        }
    }

    fn option(&self, topic: TopicId, value: &str, at: usize) -> Result<Option<u16>, Wrong> {
        let told = match value.as_bytes()[0] {
            b'n' => return Ok(None),
            b'"' => string(value),
            b'{' | b'[' => {
                let what = "a nested value instead of an option".to_owned();
                return Err((
                    FaultKind::Other(what, "write one plain value per topic"),
                    at,
                    at + value.len(),
                ));
            }
            _ => Cow::Borrowed(value),
        };
        if told.trim().is_empty() {
            return Ok(None);
        }
        match self.lookups[topic.index()].find(told.as_bytes()) {
            Some(code) => Ok(Some(code)),
            None => Err((
                FaultKind::Option(topic, told.into_owned()),
                at,
                at + value.len(),
            )),
        }
    }
}

fn string(value: &str) -> Cow<'_, str> {
    match value.contains('\\') {
        false => Cow::Borrowed(&value[1..value.len() - 1]),
        true => Cow::Owned(serde_json::from_str(value).unwrap_or_default()),
    }
}

fn cell(value: &str, arena: &mut Vec<u8>) -> Cell {
    let (text, kind) = match value.as_bytes()[0] {
        b'n' => return Cell::MISSING,
        b'"' => (string(value), Kind::Text),
        _ => (Cow::Borrowed(value), Kind::Literal),
    };
    let start = arena.len();
    arena.extend_from_slice(text.as_bytes());
    Cell::new(start, text.len(), kind)
}

fn malformed(text: &[u8], error: &serde_json::Error) -> Wrong {
    let help = "write one JSON object a line";
    let at = error.column().saturating_sub(1).min(text.len());
    let what = match text.first() {
        Some(b'{') => {
            let told = error.to_string();
            let told = told.split(" at line").next().unwrap_or("").to_owned();
            format!("this is not JSON: {told}")
        }
        _ => "this line is no JSON object".to_owned(),
    };
    (FaultKind::Other(what, help), at, (at + 1).min(text.len()))
}

/// Writes text as a JSON string.
pub fn write_string(out: &mut Vec<u8>, text: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    for byte in text {
        match byte {
            b'"' | b'\\' => out.extend([b'\\', *byte]),
            b'\n' => out.extend(b"\\n"),
            b'\t' => out.extend(b"\\t"),
            b'\r' => out.extend(b"\\r"),
            0..=0x1f | 0x7f => {
                out.extend(b"\\u00");
                out.extend([HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
            }
            _ => out.push(*byte),
        }
    }
    out.push(b'"');
}
