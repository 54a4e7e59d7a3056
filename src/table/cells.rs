//! A piece of a table, decoded.

use super::fault::Fault;
use super::parquet::Typed;
use crate::study::batch::Codes;

/// How a cell was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Not at all, empty, or null.
    Missing,
    /// As text.
    Text,
    /// As a number, `true`, `false`, or JSON inside JSON.
    Literal,
}

/// A cell as it stands, by its place in the arena of its chunk.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    start: u32,
    /// Length, and the kind in the two highest bits.
    length: u32,
}

const KIND: u32 = 30;

impl Cell {
    /// Nothing.
    pub const MISSING: Cell = Cell {
        start: 0,
        length: 0,
    };
    /// A cell of so many bytes; arenas are far smaller than a gigabyte.
    pub fn new(start: usize, length: usize, kind: Kind) -> Self {
        Self {
            start: start as u32,
            length: length as u32 | (kind as u32) << KIND,
        }
    }
    /// How it was written.
    pub fn kind(self) -> Kind {
        match self.length >> KIND {
            0 => Kind::Missing,
            1 => Kind::Text,
            _ => Kind::Literal,
        }
    }
    /// Its bytes.
    pub fn bytes(self, arena: &[u8]) -> &[u8] {
        let start = self.start as usize;
        let length = (self.length & ((1 << KIND) - 1)) as usize;
        &arena[start..start + length]
    }
    fn moved(self, by: usize) -> Self {
        Self {
            start: self.start + by as u32,
            ..self
        }
    }
}

/// A column that is carried through.
#[derive(Clone, Debug)]
pub enum Kept {
    /// Cells in the arena.
    Cells(Vec<Cell>),
    /// Values of a Parquet column, to be written to Parquet again.
    Typed(Typed),
}

/// Rows of one file, decoded.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    /// Number of rows that could be read.
    pub rows: usize,
    /// Options, by topic.
    pub codes: Vec<Codes>,
    /// What cells point into.
    pub arena: Vec<u8>,
    /// Columns carried through, where they are wanted one by one.
    pub kept: Vec<Kept>,
    /// Rows as they stand, where they are wanted whole.
    pub whole: Vec<Cell>,
    /// Which file of the run.
    pub files: Vec<u32>,
    /// Line of each row in its file, from 1; the row number, where a file has no lines.
    pub lines: Vec<u64>,
    /// Rows that could not be read.
    pub faults: Vec<Fault>,
    /// Bytes of input it came from, packed as they may be; rows, where there are no bytes to tell.
    pub size: u64,
}

impl Chunk {
    /// Some rows, in the order given; what they do not need is left behind.
    pub fn take(&self, rows: &[u32]) -> Self {
        let mut taken = Chunk {
            rows: rows.len(),
            codes: self.codes.iter().map(|c| c.take(rows)).collect(),
            files: rows.iter().map(|r| self.files[*r as usize]).collect(),
            lines: rows.iter().map(|r| self.lines[*r as usize]).collect(),
            ..Chunk::default()
        };
        for kept in &self.kept {
            let own = match kept {
                Kept::Typed(typed) => Kept::Typed(typed.take(rows)),
                Kept::Cells(cells) => Kept::Cells(taken.copied(cells, rows, &self.arena)),
            };
            taken.kept.push(own);
        }
        if !self.whole.is_empty() {
            taken.whole = taken.copied(&self.whole, rows, &self.arena);
        }
        taken
    }

    fn copied(&mut self, cells: &[Cell], rows: &[u32], arena: &[u8]) -> Vec<Cell> {
        let copy = |row: &u32| {
            let cell = cells[*row as usize];
            let bytes = cell.bytes(arena);
            let start = self.arena.len();
            self.arena.extend_from_slice(bytes);
            Cell::new(start, bytes.len(), cell.kind())
        };
        rows.iter().map(copy).collect()
    }

    /// Adds the rows of another chunk of the same columns.
    pub fn append(&mut self, other: Chunk) {
        if self.codes.is_empty() {
            *self = other;
            return;
        }
        let by = self.arena.len();
        self.rows += other.rows;
        self.arena.extend_from_slice(&other.arena);
        for (own, more) in self.codes.iter_mut().zip(&other.codes) {
            own.append(more);
        }
        for (own, more) in self.kept.iter_mut().zip(other.kept) {
            match (own, more) {
                (Kept::Cells(own), Kept::Cells(more)) => {
                    own.extend(more.into_iter().map(|cell| cell.moved(by)));
                }
                (Kept::Typed(own), Kept::Typed(more)) => own.append(more),
                _ => {}
            }
        }
        self.whole
            .extend(other.whole.iter().map(|cell| cell.moved(by)));
        self.files.extend(other.files);
        self.lines.extend(other.lines);
        self.size += other.size;
    }
}
