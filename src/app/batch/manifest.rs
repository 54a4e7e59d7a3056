//! What a run that was ended needs to go on: how far it is, and what must be in its files.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;

use super::super::target::unwritten;

/// What a run has come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Tasks that are in the partial file.
    pub tasks: u64,
    /// Rows read.
    pub rows: u64,
    /// Rows written.
    pub written: u64,
    /// Rows that could not be read.
    pub faults: u64,
    /// Agreeable rows, by overlay.
    pub agreeable: Vec<u64>,
    /// Rows that are agreeable under all overlays, and under some.
    pub under: (u64, u64),
}

/// The manifest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Digest of program, model, options and input.
    pub key: String,
    pub progress: Progress,
    /// What is in the partial file.
    pub rows: Content,
    /// What is in that of the rejects.
    pub rejects: Content,
    /// Where each part of Parquet ends.
    pub ends: Vec<u64>,
    /// Once all is written and only names are missing: what gets them, the rows and the rejects, if there are any.
    pub named: Option<(Content, Option<Content>)>,
}

/// So many bytes, and their hash.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub bytes: u64,
    pub hash: String,
}

impl Content {
    /// Of a hash that has seen so many bytes.
    pub fn new(bytes: u64, hash: &XxHash3_128) -> Self {
        let hash = format!("{:032x}", hash.finish_128());
        Self { bytes, hash }
    }

    /// Of the first bytes of a file, of which there must be as many, or of all.
    pub fn of(file: &mut File, bytes: Option<u64>) -> std::io::Result<(Self, XxHash3_128)> {
        let mut left = match bytes {
            Some(bytes) => bytes,
            None => file.metadata()?.len(),
        };
        let mut hash = XxHash3_128::new();
        let all = left;
        let mut buffer = vec![0; 1 << 20];
        while left > 0 {
            let part = buffer
                .len()
                .min(usize::try_from(left).unwrap_or(usize::MAX));
            file.read_exact(&mut buffer[..part])?;
            hash.write(&buffer[..part]);
            left -= part as u64;
        }
        Ok((Self::new(all, &hash), hash))
    }

    /// Is this what is in a file?
    pub fn is_in(&self, path: &Path) -> bool {
        let found = File::open(path).and_then(|mut file| Self::of(&mut file, None));
        found.is_ok_and(|(found, _)| found == *self)
    }
}

impl Manifest {
    /// The manifest beside an output.
    pub fn path(output: &Path) -> PathBuf {
        beside(output, ".manifest")
    }

    /// What stands there; nothing where there is none, or no whole one.
    pub fn read(path: &Path) -> Option<Self> {
        let text = fs::read(path).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Writes it, whole or not at all.
    ///
    /// # Errors
    /// A sentence: the disk is full, and the like.
    pub fn write(&self, path: &Path) -> Result<(), String> {
        let text = serde_json::to_vec(self).unwrap_or_default();
        let new = beside(path, ".new");
        let written = fs::write(&new, text).and_then(|()| fs::rename(&new, path));
        written.map_err(|error| {
            let _ = fs::remove_file(&new);
            unwritten(path, &error)
        })
    }

    /// Was a run that ended beside this output about to name its files?
    pub fn is_named(output: &Path) -> bool {
        Self::read(&Self::path(output)).is_some_and(|found| found.named.is_some())
    }
}

/// A path with more behind its name.
pub fn beside(path: &Path, what: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(what);
    path.with_file_name(name)
}
