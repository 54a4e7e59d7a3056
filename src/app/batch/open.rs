//! Files of a run: what they are called, how they are packed, and readers and writers of them.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use crate::table::Format;
use crate::table::parquet::Random;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    Plain,
    Gzip,
    Zstd,
}

/// What a name says of a file: its format, if it does, and its packing.
pub fn told_by_name(path: &Path) -> (Option<Format>, Packing) {
    let name = path
        .file_name()
        .and_then(|n| n.to_str())
        .unwrap_or("")
        .to_ascii_lowercase();
    let (name, packing) = match name.rsplit_once('.') {
        Some((rest, "gz" | "gzip")) => (rest, Packing::Gzip),
        Some((rest, "zst" | "zstd")) => (rest, Packing::Zstd),
        _ => (name.as_str(), Packing::Plain),
    };
    let format = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("csv" | "txt") => Some(Format::Csv),
        Some("tsv" | "tab") => Some(Format::Tsv),
        Some("jsonl" | "ndjson") => Some(Format::JsonLines),
        Some("parquet" | "pq") => Some(Format::Parquet),
        _ => None,
    };
    (format, packing)
}

/// What the first bytes say.
pub fn told_by_bytes(head: &[u8]) -> (Option<Format>, Packing) {
    if head.starts_with(&[0x1f, 0x8b]) {
        return (None, Packing::Gzip);
    }
    if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return (None, Packing::Zstd);
    }
    if head.starts_with(b"PAR1") {
        return (Some(Format::Parquet), Packing::Plain);
    }
    let text = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    let line = text.split(|b| *b == b'\n').next().unwrap_or(text);
    let format = match text.first() {
        Some(b'{') => Format::JsonLines,
        _ if line.contains(&b'\t') && !line.contains(&b',') => Format::Tsv,
        _ => Format::Csv,
    };
    (Some(format), Packing::Plain)
}

/// Every file that a pattern or name stands for, in order.
pub fn files(patterns: &[String]) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for pattern in patterns {
        let path = PathBuf::from(pattern);
        let is_pattern = pattern.contains(['*', '?', '[']) && !path.exists();
        if !is_pattern {
            found.push(path);
            continue;
        }
        let matches =
            glob::glob(pattern).map_err(|error| format!("`{pattern}` is no pattern: {error}"))?;
        let mut own = matches.collect::<Result<Vec<_>, _>>().map_err(|error| {
            format!(
                "{} cannot be looked into: {}",
                error.path().display(),
                error.error()
            )
        })?;
        own.retain(|path| path.is_file());
        own.sort();
        if own.is_empty() {
            return Err(format!("no file is called like {pattern}"));
        }
        found.extend(own);
    }
    Ok(found)
}

/// Opens a file, or standard input, and unpacks it. Says how much of the packed file has been read to `read`.
pub fn reader(
    raw: Box<dyn Read + Send>,
    packing: Packing,
) -> std::io::Result<Box<dyn Read + Send>> {
    Ok(match packing {
        Packing::Plain => raw,
        Packing::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(
            BufReader::with_capacity(1 << 17, raw),
        )),
        Packing::Zstd => Box::new(zstd::stream::read::Decoder::new(raw)?),
    })
}

/// Packs bytes; pieces that were packed apart make one file.
pub fn packed(bytes: Vec<u8>, packing: Packing) -> std::io::Result<Vec<u8>> {
    match packing {
        Packing::Plain => Ok(bytes),
        Packing::Gzip => {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(4));
            out.write_all(&bytes)?;
            out.finish()
        }
        Packing::Zstd => zstd::bulk::compress(&bytes, 3),
    }
}

/// A file that several read at once.
pub struct Shared {
    file: File,
    length: u64,
}

impl Shared {
    /// Opens a file.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self { file, length })
    }
}

impl Random for Shared {
    fn length(&self) -> u64 {
        self.length
    }

    #[cfg(unix)]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<()> {
        use std::os::unix::fs::FileExt;
        self.file.read_exact_at(buffer, offset)
    }

    #[cfg(not(unix))]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<()> {
        use std::io::{Seek, SeekFrom};
        // A handle of its own has a place of its own only where the system says so, so one at a time.
        static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _one = ONE.lock();
        let mut file = &self.file;
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(buffer)
    }
}

/// Standard output for many bytes.
pub fn table_writer() -> BufWriter<std::io::Stdout> {
    BufWriter::with_capacity(1 << 18, std::io::stdout())
}
