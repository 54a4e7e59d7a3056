//! Apache Parquet: row groups to columns and back. The only files that name the `parquet` crate.
//!
//! Columns that are topics become codes; the others keep their types, so that what is carried through is what was there. Chunks are
//! written as files of one row group, which are put together at the end without decoding them.

mod coded;
mod read;
mod typed;
mod write;

use std::io::Read;
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

pub use read::{ParquetDecoder, ParquetTable, Part, open};
pub use typed::Typed;
pub use write::{Assembly, ParquetColumn, write_rows};

/// Something of known length that can be read at any place, by several at once.
pub trait Random: Send + Sync {
    /// Number of bytes.
    fn length(&self) -> u64;
    /// Fills the buffer with the bytes from `offset` on.
    ///
    /// # Errors
    /// Those of the file.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<()>;
}

impl Random for Vec<u8> {
    fn length(&self) -> u64 {
        self.len() as u64
    }
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<()> {
        let from = offset as usize;
        match self.get(from..from + buffer.len()) {
            Some(bytes) => {
                buffer.copy_from_slice(bytes);
                Ok(())
            }
            None => Err(std::io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

/// A file as the crate reads it.
#[derive(Clone)]
pub(super) struct Chunks(Arc<dyn Random>);

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.0.length()
    }
}

impl ChunkReader for Chunks {
    type T = std::io::BufReader<From>;
    fn get_read(&self, start: u64) -> Result<Self::T> {
        let from = From {
            file: Arc::clone(&self.0),
            at: start,
        };
        Ok(std::io::BufReader::with_capacity(1 << 16, from))
    }
    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        if start
            .checked_add(length as u64)
            .is_none_or(|end| end > self.0.length())
        {
            return Err(ParquetError::EOF(
                "the file ends before what it promises".to_owned(),
            ));
        }
        let mut buffer = vec![0; length];
        self.0.read_at(start, &mut buffer)?;
        Ok(buffer.into())
    }
}

/// Reads on from a place.
pub(super) struct From {
    file: Arc<dyn Random>,
    at: u64,
}

impl Read for From {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = self.file.length().saturating_sub(self.at);
        let length = buffer
            .len()
            .min(usize::try_from(left).unwrap_or(usize::MAX));
        self.file.read_at(self.at, &mut buffer[..length])?;
        self.at += length as u64;
        Ok(length)
    }
}
