//! Text in pieces of whole records, whatever the size of the file.

use std::io::Read;

/// Bytes of a piece, unless a record is longer. The same for every run, so that pieces are the same too.
const PIECE: usize = 4 << 20;

/// Longest record.
const MOST_RECORD: usize = 16 << 20;

/// How records end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// At every line break.
    Lines,
    /// At line breaks outside of quotes; what stands between values.
    Quoted(u8),
}

/// A piece of text: whole records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The text.
    pub bytes: Vec<u8>,
    /// Line of its first byte in the file, from 1.
    pub line: u64,
    /// Bytes of the file before it, as they were read.
    pub offset: u64,
}

/// Why there is no next piece.
#[derive(Debug)]
pub enum TextError {
    /// The reader says so.
    Read(std::io::Error),
    /// A record that begins on this line does not end; the start of it; is a quote open?
    TooLong(u64, Vec<u8>, bool),
}

/// Cuts a stream into pieces.
pub struct Blocks<R> {
    reader: R,
    shape: Shape,
    /// Read and not yet handed out.
    rest: Vec<u8>,
    line: u64,
    offset: u64,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    /// From the start of a stream.
    pub fn new(reader: R, shape: Shape) -> Self {
        Self {
            reader,
            shape,
            rest: Vec::new(),
            line: 1,
            offset: 0,
            ended: false,
        }
    }

    /// The next piece; none at the end.
    ///
    /// # Errors
    /// [`TextError`]: the stream fails, or a record is too long for a table.
    pub fn next_block(&mut self) -> Result<Option<Block>, TextError> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut size = PIECE;
        loop {
            self.fill(&mut bytes, size).map_err(TextError::Read)?;
            let end = match self.ended {
                true => bytes.len(),
                false => self.end(&bytes),
            };
            if bytes.is_empty() {
                return Ok(None);
            }
            if end > 0 {
                let is_open = self.ended && end - self.last_record(&bytes) > MOST_RECORD;
                if is_open {
                    return Err(self.too_long(&bytes));
                }
                self.rest = bytes.split_off(end);
                return Ok(Some(self.hand_out(bytes)));
            }
            if size >= MOST_RECORD {
                return Err(self.too_long(&bytes));
            }
            size *= 2;
        }
    }

    /// Reads until there are so many bytes.
    fn fill(&mut self, bytes: &mut Vec<u8>, size: usize) -> std::io::Result<()> {
        while bytes.len() < size && !self.ended {
            let wanted = (size - bytes.len()) as u64;
            bytes.reserve(wanted as usize);
            let read = self.reader.by_ref().take(wanted).read_to_end(bytes)?;
            self.ended = read == 0;
        }
        Ok(())
    }

    fn hand_out(&mut self, bytes: Vec<u8>) -> Block {
        let block = Block {
            line: self.line,
            offset: self.offset,
            bytes,
        };
        self.line += memchr::memchr_iter(b'\n', &block.bytes).count() as u64;
        self.offset += block.bytes.len() as u64;
        block
    }

    /// Where the last whole record ends; 0 where none does.
    fn end(&self, bytes: &[u8]) -> usize {
        match self.shape {
            Shape::Quoted(delimiter) if memchr::memchr(b'"', bytes).is_some() => {
                quoted_end(bytes, delimiter).0
            }
            _ => memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1),
        }
    }

    /// Where the last record of the stream begins.
    fn last_record(&self, bytes: &[u8]) -> usize {
        if bytes.len() <= MOST_RECORD {
            return 0;
        }
        self.end(&bytes[..bytes.len() - 1])
    }

    fn too_long(&self, bytes: &[u8]) -> TextError {
        let open = match self.shape {
            Shape::Lines => false,
            Shape::Quoted(delimiter) => quoted_end(bytes, delimiter).1,
        };
        TextError::TooLong(self.line, bytes[..bytes.len().min(200)].to_vec(), open)
    }
}

/// Where the last record that ends does so, and whether a quote is open at the end. Quotes count where a value begins with one, as in
/// RFC 4180 and the `csv` crates.
fn quoted_end(bytes: &[u8], delimiter: u8) -> (usize, bool) {
    #[derive(PartialEq)]
    enum At {
        Start,
        Plain,
        Quoted,
        Closing,
    }
    let (mut at, mut end) = (At::Start, 0);
    for (place, byte) in bytes.iter().enumerate() {
        at = match (at, *byte) {
            (At::Quoted, b'"') => At::Closing,
            (At::Quoted, _) => At::Quoted,
            (At::Closing, b'"') => At::Quoted,
            (_, b'\n') => {
                end = place + 1;
                At::Start
            }
            (_, byte) if byte == delimiter => At::Start,
            (At::Start, b'"') => At::Quoted,
            _ => At::Plain,
        };
    }
    (end, at == At::Quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8], shape: Shape) -> Vec<Block> {
        let mut blocks = Blocks::new(text, shape);
        let mut found = Vec::new();
        while let Some(block) = blocks.next_block().unwrap() {
            found.push(block);
        }
        found
    }

    #[test]
    fn pieces_are_whole_records_and_all_of_the_text() {
        let row = b"a,\"x\ny\",\"say \"\"no\"\"\",5\" pipe\n";
        let text: Vec<u8> = row
            .iter()
            .copied()
            .cycle()
            .take(row.len() * 400_000)
            .collect();
        let found = all(&text, Shape::Quoted(b','));
        assert!(found.len() > 2);
        let mut line = 1;
        for block in &found {
            assert!(block.bytes.starts_with(b"a,"), "begins with a record");
            assert!(block.bytes.ends_with(b"pipe\n"), "ends with one");
            assert_eq!(block.line, line);
            line += 2 * (block.bytes.len() / row.len()) as u64;
        }
        let again: Vec<u8> = found.into_iter().flat_map(|b| b.bytes).collect();
        assert!(again == text);
    }

    #[test]
    fn records_that_do_not_end_are_refused() {
        let open = [b"id\n1,\"".to_vec(), vec![b'x'; MOST_RECORD + 10]].concat();
        let mut blocks = Blocks::new(&open[..], Shape::Quoted(b','));
        assert!(blocks.next_block().unwrap().is_some());
        let error = blocks.next_block().unwrap_err();
        assert!(matches!(error, TextError::TooLong(2, _, true)), "{error:?}");
        let long = vec![b'x'; MOST_RECORD + 10];
        let error = Blocks::new(&long[..], Shape::Lines)
            .next_block()
            .unwrap_err();
        assert!(
            matches!(error, TextError::TooLong(1, _, false)),
            "{error:?}"
        );
    }

    #[test]
    fn the_last_record_needs_no_line_break() {
        let found = all(b"a,b\n1,2", Shape::Quoted(b','));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].bytes, b"a,b\n1,2");
        assert!(all(b"", Shape::Lines).is_empty());
    }
}
