//! Rows as several problems answer them.

use super::text::Lines;
use super::{Answers, Writer};
use crate::table::Format;
use crate::table::cells::Chunk;
use crate::table::parquet::{ParquetColumn, write_rows};

/// Rows of one chunk as one problem answers them.
pub struct Selected<'a> {
    /// How they are written.
    pub writer: &'a Writer<'a>,
    /// What was found.
    pub answers: &'a Answers,
    /// Which are wanted, in order.
    pub rows: Vec<u32>,
}

/// Rows as several problems answer them: those of one proposal stand together, in the order of the problems.
pub fn encode_together(chunk: &Chunk, parts: &[Selected]) -> Vec<u8> {
    if let [only] = parts {
        return only.writer.encode(chunk, only.answers, &only.rows);
    }
    let mut order: Vec<(u32, usize, usize)> = Vec::new();
    for (part, own) in parts.iter().enumerate() {
        order.extend(
            own.rows
                .iter()
                .enumerate()
                .map(|(place, row)| (*row, part, place)),
        );
    }
    order.sort_unstable();
    let Some(first) = parts.first() else {
        return Vec::new();
    };
    if first.writer.format == Format::Parquet {
        return together_in_columns(chunk, parts, &order);
    }
    let lines = parts
        .iter()
        .map(|own| Lines::new(own.writer, chunk, own.answers));
    let lines: Vec<Lines> = lines.collect();
    let mut out = Vec::with_capacity(order.len() * lines[0].guess());
    for (row, part, _) in order {
        lines[part].write(row as usize, &mut out);
    }
    out
}

fn together_in_columns(
    chunk: &Chunk,
    parts: &[Selected],
    order: &[(u32, usize, usize)],
) -> Vec<u8> {
    let mut all: Vec<(&str, ParquetColumn)> = Vec::new();
    let mut starts = Vec::new();
    let mut start = 0;
    for (index, part) in parts.iter().enumerate() {
        starts.push(start);
        start += part.rows.len();
        let writer = part.writer;
        for (place, (name, _)) in writer.columns.iter().enumerate() {
            let source = writer.source(place, chunk, part.answers);
            let column = writer.column(&source, chunk, part.answers, &part.rows);
            match index {
                0 => all.push((name, column)),
                _ => all[place].1.append(column),
            }
        }
    }
    let order: Vec<u32> = order
        .iter()
        .map(|(_, part, place)| (starts[*part] + place) as u32)
        .collect();
    let columns: Vec<_> = all
        .iter()
        .map(|(name, column)| (*name, column.take(&order)))
        .collect();
    write_rows(&columns)
}
