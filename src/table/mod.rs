//! Tables of proposals: bytes to columns of options, and answers to bytes.
//!
//! ```text
//! bytes ─ Blocks (whole records) ─ decode ─► Chunk: codes per topic, other cells as they stand, faults with their places
//! Chunk + Answers ─ --where, --columns ─ encode ─► bytes of CSV, TSV, JSON Lines, or a row group of Parquet
//! ```
//!
//! A chunk is all that is held of a table at a time. Decoding and encoding know nothing of other chunks, so chunks are worked on
//! side by side and their bytes put together in order. Nothing here opens a file: `app` hands in readers.

mod cells;
mod columns;
mod csv;
mod encode;
mod fault;
mod filter;
mod header;
mod holds;
mod json;
mod lookup;
mod numbers;
pub mod parquet;
mod text;

pub use cells::{Cell, Chunk, Kept, Kind};
pub use columns::{Answer, Available, Columns, Out, answers, choose};
pub use csv::{Delimited, Keep, delimited_header, write_text};
pub use encode::{Answers, Selected, Values, Writer, encode_together};
pub use fault::{CODES, Fault, FaultKind};
pub use filter::{Compare, Filter, filter};
pub use header::{Header, Missing, Role, header};
pub use holds::Rows;
pub use json::JsonLines;
pub use json::keys;
pub use lookup::Lookup;
pub use text::{Block, Blocks, Shape, TextError};

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Values between commas.
    Csv,
    /// Values between tabs.
    Tsv,
    /// One JSON object a line.
    JsonLines,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// As written on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::JsonLines => "jsonl",
            Format::Parquet => "parquet",
        }
    }
    /// What stands between values, where something does.
    pub fn delimiter(self) -> Option<u8> {
        match self {
            Format::Csv => Some(b','),
            Format::Tsv => Some(b'\t'),
            Format::JsonLines | Format::Parquet => None,
        }
    }
}
