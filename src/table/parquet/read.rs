//! Row groups to chunks.

use std::sync::Arc;

use parquet::basic::Type as Physical;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{AsBytes, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescPtr;

use super::coded::coded;
use super::typed::{Typed, Values};
use super::{Chunks, Random};
use crate::base::{Id, TopicId};
use crate::study::batch::Codes;
use crate::table::cells::{Cell, Chunk, Kept};
use crate::table::csv::Keep;
use crate::table::fault::{Fault, FaultKind};
use crate::table::header::{Header, Missing, Role};
use crate::table::lookup::Lookup;

/// Rows of one piece: what is held at a time.
const MOST_ROWS: usize = 1 << 18;

/// Part of a row group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub(super) group: usize,
    pub(super) from: usize,
    pub(super) rows: usize,
    /// Rows of the file before it.
    before: u64,
}

/// What a file holds.
#[derive(Clone)]
pub struct ParquetTable {
    file: Arc<dyn Random>,
    /// Names of the columns at the top, in order, and the leaf of each where it has only one plain value per row.
    pub names: Vec<String>,
    leaves: Vec<Option<(usize, ColumnDescPtr)>>,
    /// Pieces, in order.
    pub parts: Vec<Part>,
    /// Rows in all.
    pub rows: u64,
}

/// Opens a file.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub fn open(file: Arc<dyn Random>) -> Result<ParquetTable, String> {
    let reader = SerializedFileReader::new(Chunks(Arc::clone(&file))).map_err(|e| told(&e))?;
    let schema = reader.metadata().file_metadata().schema_descr();
    let top = schema.root_schema().get_fields();
    let leaf = |name: &str| {
        let mut own = schema.columns().iter().enumerate();
        let found = own.find(|(_, leaf)| leaf.path().parts().first().is_some_and(|p| p == name));
        let plain = |(_, leaf): &(usize, &ColumnDescPtr)| {
            leaf.path().parts().len() == 1 && leaf.max_rep_level() == 0
        };
        found
            .filter(plain)
            .map(|(place, leaf)| (place, leaf.clone()))
    };
    let mut parts = Vec::new();
    let mut before = 0;
    for (group, metadata) in reader.metadata().row_groups().iter().enumerate() {
        let all = usize::try_from(metadata.num_rows())
            .map_err(|_| "it counts rows below zero".to_owned())?;
        let mut from = 0;
        while from < all {
            let rows = (all - from).min(MOST_ROWS);
            parts.push(Part {
                group,
                from,
                rows,
                before: before + from as u64,
            });
            from += rows;
        }
        before += all as u64;
    }
    Ok(ParquetTable {
        names: top.iter().map(|field| field.name().to_owned()).collect(),
        leaves: top.iter().map(|field| leaf(field.name())).collect(),
        file,
        parts,
        rows: before,
    })
}

fn told(error: &ParquetError) -> String {
    let text = error.to_string();
    let hint = match error {
        ParquetError::NYI(_) => "; write it with zstd, snappy, gzip or lz4",
        _ => "",
    };
    format!("this Parquet file cannot be read: {text}{hint}")
}

impl ParquetTable {
    /// Columns that hold lists, structs or maps.
    pub fn nested(&self) -> impl Iterator<Item = usize> {
        let all = self.leaves.iter().enumerate();
        all.filter(|(_, leaf)| leaf.is_none())
            .map(|(place, _)| place)
    }

    /// Have the columns the types of those of another file of the same columns?
    pub fn has_types_of(&self, other: &Self) -> bool {
        self.names.iter().zip(&self.leaves).all(|(name, leaf)| {
            let place = other.names.iter().position(|own| own == name);
            let theirs = place.and_then(|place| other.leaves[place].as_ref());
            match (leaf, theirs) {
                (Some((_, own)), Some((_, theirs))) => {
                    own.physical_type() == theirs.physical_type()
                        && own.logical_type_ref() == theirs.logical_type_ref()
                        && own.type_length() == theirs.type_length()
                }
                (None, None) => true,
                _ => false,
            }
        })
    }
}

/// Decodes pieces of one file.
pub struct ParquetDecoder<'a> {
    /// The file.
    pub table: &'a ParquetTable,
    /// Which file of the run.
    pub file: u32,
    /// Its columns.
    pub header: &'a Header,
    /// Options, by topic.
    pub lookups: &'a [Lookup],
    /// What is carried through.
    pub keep: &'a Keep,
    /// Do kept columns keep their types, because they are written as Parquet again?
    pub typed: bool,
    /// Where nothing is said of a topic.
    pub missing: Missing,
    /// No rows.
    pub blank: &'a [Codes],
}

impl ParquetDecoder<'_> {
    /// Decodes a piece.
    ///
    /// # Errors
    /// What is wrong with the file, in a sentence.
    pub fn decode(&self, part: &Part) -> Result<Chunk, String> {
        let mut chunk = Chunk {
            codes: self.blank.to_vec(),
            size: part.rows as u64,
            ..Chunk::default()
        };
        let reader = SerializedFileReader::new(Chunks(Arc::clone(&self.table.file)));
        let reader = reader.map_err(|e| told(&e))?;
        let wanted: &[usize] = match self.keep {
            Keep::Cells(wanted) => wanted,
            _ => &[],
        };
        let mut kept: Vec<Option<Typed>> = vec![None; wanted.len()];
        // Rows that cannot be read: the first thing that is wrong with each.
        let mut wrong: Vec<(usize, FaultKind, String)> = Vec::new();
        for (place, role) in self.header.roles.iter().enumerate() {
            let own = wanted.iter().position(|w| *w == place);
            if own.is_none() && *role == Role::Other {
                continue;
            }
            let Some((leaf, descr)) = &self.table.leaves[place] else {
                return Err(format!(
                    "the column `{}` is nested",
                    self.header.names[place]
                ));
            };
            let coded = coded(&reader, part, *leaf, descr).map_err(|e| told(&e))?;
            let column = match coded {
                Some(column) => column,
                None => column(&reader, part, *leaf, descr).map_err(|e| told(&e))?,
            };
            if let Role::Topic(topic) = role {
                self.codes(*topic, &column, &mut chunk, &mut wrong);
            }
            if let Some(own) = own {
                kept[own] = Some(column);
            }
        }
        for topic in &self.header.missing {
            chunk.codes[topic.index()].resize(part.rows);
        }
        chunk.rows = part.rows;
        chunk.files = vec![self.file; part.rows];
        chunk.lines = (0..part.rows as u64)
            .map(|row| part.before + row + 1)
            .collect();
        for column in kept.into_iter().flatten() {
            let kept = match self.typed {
                true => Kept::Typed(column),
                false => Kept::Cells(cells(&column, part.rows, &mut chunk.arena)),
            };
            chunk.kept.push(kept);
        }
        Ok(self.without(chunk, wrong))
    }

    fn codes(
        &self,
        topic: TopicId,
        column: &Typed,
        chunk: &mut Chunk,
        wrong: &mut Vec<(usize, FaultKind, String)>,
    ) {
        let lookup = &self.lookups[topic.index()];
        if let Some(found) = self.coded(topic, column) {
            chunk.codes[topic.index()] = found;
            return;
        }
        let plain;
        let column = match &column.values {
            Values::Coded(..) => {
                let all: Vec<u32> = (0..column.present.len() as u32).collect();
                plain = column.take(&all);
                &plain
            }
            _ => column,
        };
        let codes = &mut chunk.codes[topic.index()];
        // What most tables hold: small whole numbers and a few texts over and over.
        let small: [Option<u16>; 256] = std::array::from_fn(|n| lookup.find_whole(n as i64));
        let is_whole = column.present.iter().all(|p| *p == 1);
        let quick = match &column.values {
            Values::Int32(own) if is_whole => whole_codes(own, &small, codes),
            Values::Int64(own) if is_whole => whole_codes(own, &small, codes),
            _ => false,
        };
        if quick {
            return;
        }
        let mut text = Vec::new();
        for row in 0..column.present.len() {
            if column.present[row] == 0 {
                codes.push(0);
                if self.missing == Missing::Error {
                    wrong.push((row, FaultKind::Missing(topic), String::new()));
                }
                continue;
            }
            let whole = |number: i64| match usize::try_from(number) {
                Ok(place) if place < 256 => small[place],
                _ => lookup.find_whole(number),
            };
            let found = match &column.values {
                Values::Int32(own) => whole(own[row].into()),
                Values::Int64(own) => whole(own[row]),
                Values::Bytes(own) => lookup.find(own[row].data()),
                Values::Double(own) if own[row].fract() == 0.0 && own[row].abs() < 1e9 => {
                    whole(own[row] as i64)
                }
                Values::Float(own) if own[row].fract() == 0.0 && own[row].abs() < 1e9 => {
                    whole(own[row] as i64)
                }
                _ => {
                    text.clear();
                    column.text(row, &mut text);
                    lookup.find(&text)
                }
            };
            match found {
                Some(code) => codes.push(code),
                None => {
                    codes.push(0);
                    text.clear();
                    column.text(row, &mut text);
                    let told = String::from_utf8_lossy(&text).into_owned();
                    if told.trim().is_empty() && self.missing == Missing::StatusQuo {
                        continue;
                    }
                    wrong.push((row, FaultKind::Option(topic, told.clone()), told));
                }
            }
        }
    }

    /// The codes of a column of few different values that are all options.
    fn coded(&self, topic: TopicId, column: &Typed) -> Option<Codes> {
        let Values::Coded(places, list) = &column.values else {
            return None;
        };
        let list = Typed {
            descr: column.descr.clone(),
            present: vec![1; list.len()],
            values: (**list).clone(),
        };
        let mut own = self.blank[topic.index()].clone();
        let mut scratch = Chunk {
            codes: self.blank.to_vec(),
            ..Chunk::default()
        };
        let mut wrong = Vec::new();
        self.codes(topic, &list, &mut scratch, &mut wrong);
        if !wrong.is_empty() {
            return None;
        }
        let table = &scratch.codes[topic.index()];
        match &mut own {
            Codes::Narrow(codes) => {
                let table: [u8; 256] = std::array::from_fn(|place| match place < table.len() {
                    true => table.at(place) as u8,
                    false => 0,
                });
                codes.extend(places.iter().map(|place| table[usize::from(*place)]));
            }
            Codes::Wide(codes) => {
                codes.extend(places.iter().map(|place| table.at(usize::from(*place))))
            }
        }
        Some(own)
    }

    /// The rows that could be read, and what is wrong with the others.
    fn without(&self, chunk: Chunk, mut wrong: Vec<(usize, FaultKind, String)>) -> Chunk {
        if wrong.is_empty() {
            return chunk;
        }
        wrong.sort_by_key(|(row, ..)| *row);
        wrong.dedup_by_key(|(row, ..)| *row);
        let mut bad = wrong.iter().map(|(row, ..)| *row as u32).peekable();
        let good = (0..chunk.rows as u32).filter(|row| bad.next_if_eq(row).is_none());
        let mut kept = chunk.take(&good.collect::<Vec<_>>());
        kept.size = chunk.size;
        kept.faults = wrong
            .into_iter()
            .map(|(row, kind, told)| {
                let column = match &kind {
                    FaultKind::Option(topic, _) | FaultKind::Missing(topic) => {
                        let place = self
                            .header
                            .roles
                            .iter()
                            .position(|r| *r == Role::Topic(*topic));
                        place.map_or("", |place| self.header.names[place].as_str())
                    }
                    _ => "",
                };
                let text = format!("{column} = {told}");
                Fault {
                    file: self.file,
                    line: chunk.lines[row],
                    at: (text.len() - told.len(), text.len()),
                    text,
                    kind,
                }
            })
            .collect();
        kept
    }
}

/// The codes of small whole numbers that are all options; nothing where one is not.
fn whole_codes<T: Copy>(values: &[T], small: &[Option<u16>; 256], codes: &mut Codes) -> bool
where
    usize: TryFrom<T>,
{
    let option = |value: &T| {
        let place = usize::try_from(*value).unwrap_or(usize::MAX);
        small.get(place).copied().flatten()
    };
    match codes {
        Codes::Narrow(codes) => {
            let table: [u8; 256] = std::array::from_fn(|n| small[n].unwrap_or(0) as u8);
            let known: [bool; 256] = std::array::from_fn(|n| small[n].is_some());
            let mut all = true;
            codes.extend(values.iter().map(|value| {
                let place = usize::try_from(*value).unwrap_or(usize::MAX);
                all &= place < 256 && known[place & 255];
                table[place & 255]
            }));
            if !all {
                codes.clear();
            }
            all
        }
        Codes::Wide(codes) => {
            let found: Option<Vec<u16>> = values.iter().map(option).collect();
            found.map(|own| codes.extend(own)).is_some()
        }
    }
}

fn cells(column: &Typed, rows: usize, arena: &mut Vec<u8>) -> Vec<Cell> {
    let cell = |row| {
        let start = arena.len();
        let kind = column.text(row, arena);
        Cell::new(start, arena.len() - start, kind)
    };
    (0..rows).map(cell).collect()
}

/// The values of a column in a part of a row group.
fn column(
    reader: &SerializedFileReader<Chunks>,
    part: &Part,
    leaf: usize,
    descr: &ColumnDescPtr,
) -> Result<Typed, ParquetError> {
    let group = reader.get_row_group(part.group)?;
    let mut typed = Typed {
        descr: descr.clone(),
        values: Values::none(descr),
        present: Vec::new(),
    };
    let present = &mut typed.present;
    match (group.get_column_reader(leaf)?, &mut typed.values) {
        (ColumnReader::BoolColumnReader(r), Values::Bool(v)) => values(r, part, descr, v, present)?,
        (ColumnReader::Int32ColumnReader(r), Values::Int32(v)) => {
            values(r, part, descr, v, present)?
        }
        (ColumnReader::Int64ColumnReader(r), Values::Int64(v)) => {
            values(r, part, descr, v, present)?
        }
        (ColumnReader::Int96ColumnReader(r), Values::Int96(v)) => {
            values(r, part, descr, v, present)?
        }
        (ColumnReader::FloatColumnReader(r), Values::Float(v)) => {
            values(r, part, descr, v, present)?
        }
        (ColumnReader::DoubleColumnReader(r), Values::Double(v)) => {
            values(r, part, descr, v, present)?
        }
        (ColumnReader::ByteArrayColumnReader(r), Values::Bytes(v)) => {
            values(r, part, descr, v, present)?
        }
        (ColumnReader::FixedLenByteArrayColumnReader(r), Values::Fixed(v)) => {
            values(r, part, descr, v, present)?;
        }
        _ => {
            return Err(ParquetError::General(format!(
                "{} of another type",
                descr.name()
            )));
        }
    }
    debug_assert!(matches!(descr.physical_type(), Physical::BOOLEAN) || !descr.name().is_empty());
    Ok(typed)
}

fn values<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    part: &Part,
    descr: &ColumnDescPtr,
    values: &mut Vec<T::T>,
    present: &mut Vec<i16>,
) -> Result<(), ParquetError>
where
    T::T: Default + Clone + AsBytes,
{
    if part.from > 0 {
        reader.skip_records(part.from)?;
    }
    let optional = descr.max_def_level() > 0;
    values.reserve(part.rows);
    let mut read = 0;
    while read < part.rows {
        let levels = optional.then_some(&mut *present);
        let (records, ..) = reader.read_records(part.rows - read, levels, None, values)?;
        if records == 0 {
            return Err(ParquetError::EOF(format!(
                "the column {} is too short",
                descr.name()
            )));
        }
        read += records;
    }
    match optional {
        false => present.resize(part.rows, 1),
        true if values.len() < present.len() => spread(values, present),
        true => {}
    }
    Ok(())
}

/// Puts values into the rows that they belong to.
fn spread<T: Default + Clone>(values: &mut Vec<T>, present: &[i16]) {
    let packed = std::mem::take(values);
    let mut packed = packed.into_iter();
    values.extend(present.iter().map(|p| match p {
        0 => T::default(),
        _ => packed.next().unwrap_or_default(),
    }));
}
