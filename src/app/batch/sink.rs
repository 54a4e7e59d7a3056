//! Where rows go: standard output, or a partial file that becomes the output once it is whole.
//!
//! Beside the partial file a manifest says how many tasks are in it and what a run must be given to end with the same bytes. It is
//! renamed into place, so it is whole or not there; a partial file that does not have what the manifest promises (power was lost before
//! the disk had it) is not gone on with.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Read, Seek, SeekFrom, Stdout, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;

use super::super::target::{Target, unwritten};
use super::open::table_writer;
use crate::table::Format;
use crate::table::parquet::Assembly;

/// How often the manifest is written.
const OFTEN: Duration = Duration::from_millis(250);

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
struct Manifest {
    /// Digest of program, model, options and input.
    key: String,
    progress: Progress,
    /// Bytes of the partial file, and their hash.
    bytes: u64,
    hash: String,
    /// The same of the rejects.
    reject_bytes: u64,
    reject_hash: String,
    /// Where each part of Parquet ends.
    ends: Vec<u64>,
}

/// A file that grows.
struct Growing {
    file: BufWriter<File>,
    path: PathBuf,
    bytes: u64,
    hash: XxHash3_128,
}

impl Growing {
    fn create(path: PathBuf) -> Result<Self, String> {
        let file = File::create(&path).map_err(|error| unwritten(&path, &error))?;
        Ok(Self {
            file: BufWriter::with_capacity(1 << 20, file),
            path,
            bytes: 0,
            hash: XxHash3_128::new(),
        })
    }

    /// Goes on after so many bytes, if they are there and are those that were written.
    fn reopen(path: &Path, bytes: u64, hash: &str) -> Option<Self> {
        let mut file = OpenOptions::new().read(true).write(true).open(path).ok()?;
        let mut own = XxHash3_128::new();
        let mut left = bytes;
        let mut buffer = vec![0; 1 << 20];
        while left > 0 {
            let part = buffer
                .len()
                .min(usize::try_from(left).unwrap_or(usize::MAX));
            file.read_exact(&mut buffer[..part]).ok()?;
            own.write(&buffer[..part]);
            left -= part as u64;
        }
        if shown(&own) != hash {
            return None;
        }
        file.set_len(bytes).ok()?;
        file.seek(SeekFrom::Start(bytes)).ok()?;
        Some(Self {
            file: BufWriter::with_capacity(1 << 20, file),
            path: path.to_owned(),
            bytes,
            hash: own,
        })
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.hash.write(bytes);
        self.bytes += bytes.len() as u64;
        self.file
            .write_all(bytes)
            .map_err(|error| unwritten(&self.path, &error))
    }

    fn flush(&mut self) -> Result<(), String> {
        self.file
            .flush()
            .map_err(|error| unwritten(&self.path, &error))
    }
}

fn shown(hash: &XxHash3_128) -> String {
    format!("{:032x}", hash.finish_128())
}

/// Where rows go.
pub enum Sink {
    /// Nowhere.
    None,
    /// To standard output; of Parquet a file that is written as it comes.
    Stdout {
        out: Option<BufWriter<Stdout>>,
        parquet: Option<Box<Assembly<BufWriter<Stdout>>>>,
        /// Has the reader closed its end?
        closed: bool,
    },
    /// To a file.
    File(Box<FileSink>),
}

/// A file on its way.
pub struct FileSink {
    target: Target,
    is_parquet: bool,
    rows: Growing,
    rejects: Option<(Growing, Target)>,
    manifest: PathBuf,
    key: String,
    ends: Vec<u64>,
    last: Instant,
}

fn beside(path: &Path, what: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(what);
    path.with_file_name(name)
}

impl Sink {
    /// To standard output.
    pub fn stdout(format: Format) -> Self {
        let out = table_writer();
        match format {
            Format::Parquet => Sink::Stdout {
                out: None,
                parquet: Some(Box::new(Assembly::new(out))),
                closed: false,
            },
            _ => Sink::Stdout {
                out: Some(out),
                parquet: None,
                closed: false,
            },
        }
    }

    /// To a file, from the start or, with `resume`, from where a run of the same key was ended.
    ///
    /// # Errors
    /// A sentence: something is left from another run, or nothing can be written there.
    pub fn file(
        target: Target,
        rejects: Option<Target>,
        format: Format,
        key: String,
        resume: bool,
        force: bool,
    ) -> Result<(Self, Progress, Option<String>), String> {
        let Some(path) = target.file().map(Path::to_owned) else {
            return Ok((Self::stdout(format), Progress::default(), None));
        };
        let (partial, manifest) = (beside(&path, ".partial"), beside(&path, ".manifest"));
        let reject_partial = rejects
            .as_ref()
            .and_then(Target::file)
            .map(|p| beside(p, ".partial"));
        let is_parquet = format == Format::Parquet;
        let mut note = None;
        if resume {
            let found = fs::read(&manifest)
                .ok()
                .and_then(|text| serde_json::from_slice::<Manifest>(&text).ok());
            match found {
                Some(found) if found.key == key => {
                    let rows = Growing::reopen(&partial, found.bytes, &found.hash);
                    let own = reject_partial
                        .as_ref()
                        .map(|p| Growing::reopen(p, found.reject_bytes, &found.reject_hash));
                    match (rows, own) {
                        (Some(rows), own) if own.as_ref().is_none_or(Option::is_some) => {
                            let sink = FileSink {
                                rejects: own.flatten().zip(rejects),
                                ends: found.ends,
                                last: Instant::now(),
                                target,
                                is_parquet,
                                rows,
                                manifest,
                                key,
                            };
                            return Ok((Sink::File(Box::new(sink)), found.progress, None));
                        }
                        _ => note = Some("what was written is not what the manifest says, so the run starts anew".to_owned()),
                    }
                }
                Some(_) => {
                    return Err(format!(
                        "{} is left from a run of another model, other options or other input; `--force` without `--resume` starts anew",
                        partial.display()
                    ));
                }
                None => {
                    note = Some(
                        "there is nothing to continue, so the run starts at the beginning"
                            .to_owned(),
                    )
                }
            }
        } else if manifest.exists() && !force {
            return Err(format!(
                "{} is left from a run that was ended: `--resume` continues it, `--force` starts anew",
                partial.display()
            ));
        }
        let rows = Growing::create(partial)?;
        let own = reject_partial.map(Growing::create).transpose()?;
        let mut sink = FileSink {
            rejects: own.zip(rejects),
            ends: Vec::new(),
            last: Instant::now(),
            target,
            is_parquet,
            rows,
            manifest,
            key,
        };
        sink.checkpoint(&Progress::default())?;
        Ok((Sink::File(Box::new(sink)), Progress::default(), note))
    }

    /// Adds rows.
    ///
    /// # Errors
    /// A sentence: the disk is full, and the like.
    pub fn put(&mut self, bytes: Vec<u8>) -> Result<(), String> {
        if bytes.is_empty() {
            return Ok(());
        }
        match self {
            Sink::None => Ok(()),
            Sink::File(sink) => {
                sink.rows.put(&bytes)?;
                if sink.is_parquet {
                    sink.ends.push(sink.rows.bytes);
                }
                Ok(())
            }
            Sink::Stdout {
                out,
                parquet,
                closed,
            } => {
                let written = match (out, parquet) {
                    (Some(out), _) => out.write_all(&bytes),
                    (None, Some(parquet)) => parquet.add(bytes),
                    (None, None) => Ok(()),
                };
                told(written, closed)
            }
        }
    }

    /// Adds rejects.
    ///
    /// # Errors
    /// As [`Sink::put`].
    pub fn reject(&mut self, text: &[u8]) -> Result<(), String> {
        match self {
            Sink::File(sink) => match &mut sink.rejects {
                Some((rejects, _)) => rejects.put(text),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Nobody reads any more.
    pub fn is_closed(&self) -> bool {
        matches!(self, Sink::Stdout { closed: true, .. })
    }

    /// Notes how far the run has come, if that is some time ago or `now`.
    ///
    /// # Errors
    /// As [`Sink::put`].
    pub fn checkpoint(&mut self, progress: &Progress, now: bool) -> Result<(), String> {
        match self {
            Sink::File(sink) if now || sink.last.elapsed() > OFTEN => sink.checkpoint(progress),
            _ => Ok(()),
        }
    }

    /// Ends the output: all of it has arrived before it gets its name.
    ///
    /// # Errors
    /// As [`Sink::put`].
    pub fn finish(self) -> Result<(), String> {
        match self {
            Sink::None => Ok(()),
            Sink::File(sink) => sink.finish(),
            Sink::Stdout {
                out,
                parquet,
                mut closed,
            } => {
                let written = match (out, parquet) {
                    (Some(mut out), _) => out.flush(),
                    (None, Some(parquet)) => parquet.finish().and_then(|out| match out {
                        Some(mut out) => out.flush(),
                        None => Ok(()),
                    }),
                    (None, None) => Ok(()),
                };
                told(written, &mut closed)
            }
        }
    }

    /// Ends without output: what was wrong with the input makes it worthless.
    pub fn abandon(self) {
        if let Sink::File(sink) = self {
            let _ = fs::remove_file(&sink.rows.path);
            let _ = fs::remove_file(&sink.manifest);
            if let Some((rejects, _)) = &sink.rejects {
                let _ = fs::remove_file(&rejects.path);
            }
        }
    }
}

/// A reader that has closed its end has seen enough.
fn told(written: std::io::Result<()>, closed: &mut bool) -> Result<(), String> {
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            *closed = true;
            Ok(())
        }
        Err(error) => Err(format!("the answer could not be written: {error}")),
        Ok(()) => Ok(()),
    }
}

impl FileSink {
    fn checkpoint(&mut self, progress: &Progress) -> Result<(), String> {
        self.rows.flush()?;
        if let Some((rejects, _)) = &mut self.rejects {
            rejects.flush()?;
        }
        let rejects = self
            .rejects
            .as_ref()
            .map(|(r, _)| (r.bytes, shown(&r.hash)));
        let (reject_bytes, reject_hash) = rejects.unwrap_or_default();
        let manifest = Manifest {
            key: self.key.clone(),
            progress: progress.clone(),
            bytes: self.rows.bytes,
            hash: shown(&self.rows.hash),
            ends: self.ends.clone(),
            reject_bytes,
            reject_hash,
        };
        let text = serde_json::to_vec(&manifest).unwrap_or_default();
        let new = beside(&self.manifest, ".new");
        let written = fs::write(&new, text).and_then(|()| fs::rename(&new, &self.manifest));
        self.last = Instant::now();
        written.map_err(|error| {
            let _ = fs::remove_file(&new);
            unwritten(&self.manifest, &error)
        })
    }

    /// Rejects get their name first: where the rows stand under theirs, everything is there.
    fn finish(mut self) -> Result<(), String> {
        self.rows.flush()?;
        if let Some((rejects, target)) = &mut self.rejects {
            rejects.flush()?;
            match rejects.bytes {
                0 => drop(fs::remove_file(&rejects.path)),
                _ => target.take(&rejects.path)?,
            }
        }
        let partial = self.rows.path.clone();
        match self.is_parquet {
            true => {
                let whole = self.assemble()?;
                self.target.take(&whole)?;
                let _ = fs::remove_file(&partial);
            }
            false => self.target.take(&partial)?,
        }
        let _ = fs::remove_file(&self.manifest);
        Ok(())
    }

    /// Puts the parts of a Parquet file together.
    fn assemble(&self) -> Result<PathBuf, String> {
        let whole = beside(&self.rows.path, ".whole");
        let made = || -> std::io::Result<()> {
            let mut parts = File::open(&self.rows.path)?;
            let mut assembly =
                Assembly::new(BufWriter::with_capacity(1 << 20, File::create(&whole)?));
            let mut start = 0;
            for end in &self.ends {
                let mut part = vec![0; (end - start) as usize];
                parts.read_exact(&mut part)?;
                assembly.add(part)?;
                start = *end;
            }
            match assembly.finish()? {
                Some(mut out) => out.flush(),
                None => Ok(()),
            }
        };
        made().map_err(|error| {
            let _ = fs::remove_file(&whole);
            unwritten(&whole, &error)
        })?;
        Ok(whole)
    }
}
