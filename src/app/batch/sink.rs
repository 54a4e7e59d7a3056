//! Where rows go: standard output, or a partial file that becomes the output once it is whole.
//!
//! Beside the partial file a manifest says how many tasks are in it and what a run must be given to end with the same bytes. It is
//! renamed into place, so it is whole or not there; a partial file that does not have what the manifest promises (power was lost before
//! the disk had it) is not gone on with.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Read, Seek, SeekFrom, Stdout, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use twox_hash::XxHash3_128;

use super::super::target::{Target, is_there, unwritten};
use super::manifest::{Content, Manifest, Progress, beside};
use super::open::table_writer;
use crate::table::Format;
use crate::table::parquet::Assembly;

/// How often the manifest is written.
const OFTEN: Duration = Duration::from_millis(250);

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

    /// Goes on after what was written, if it is there.
    fn reopen(path: &Path, content: &Content) -> Option<Self> {
        let mut file = OpenOptions::new().read(true).write(true).open(path).ok()?;
        let (found, hash) = Content::of(&mut file, Some(content.bytes)).ok()?;
        if found != *content {
            return None;
        }
        file.set_len(content.bytes).ok()?;
        file.seek(SeekFrom::Start(content.bytes)).ok()?;
        Some(Self {
            file: BufWriter::with_capacity(1 << 20, file),
            path: path.to_owned(),
            bytes: content.bytes,
            hash,
        })
    }

    fn content(&self) -> Content {
        Content::new(self.bytes, &self.hash)
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
    /// To a file that a run before has finished all but the last of; what is left of it.
    Finished(Vec<PathBuf>),
}

/// A file on its way.
pub struct FileSink {
    target: Target,
    is_parquet: bool,
    rows: Growing,
    rejects: Option<(Growing, Target)>,
    /// Rejects that have their name already.
    named: Option<Content>,
    manifest: PathBuf,
    key: String,
    ends: Vec<u64>,
    last: Instant,
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
        mut target: Target,
        mut rejects: Option<Target>,
        format: Format,
        key: String,
        resume: bool,
        force: bool,
    ) -> Result<(Self, Progress, Option<String>), String> {
        let Some(path) = target.file().map(Path::to_owned) else {
            return Ok((Self::stdout(format), Progress::default(), None));
        };
        let (partial, manifest) = (beside(&path, ".partial"), Manifest::path(&path));
        let reject_path = rejects.as_ref().and_then(Target::file).map(Path::to_owned);
        let mut reject_partial = reject_path.as_ref().map(|p| beside(p, ".partial"));
        let is_parquet = format == Format::Parquet;
        let mut note = None;
        if resume {
            match Manifest::read(&manifest) {
                Some(found) if found.key == key => {
                    let mut named = None;
                    if let Some((rows, refused)) = &found.named {
                        if has(&path, rows, force)? {
                            let left = [Some(manifest), Some(partial), reject_partial];
                            let left = left.into_iter().flatten().collect();
                            return Ok((Sink::Finished(left), found.progress, None));
                        }
                        if let (Some(own), Some(refused)) = (&reject_path, refused)
                            && has(own, refused, force)?
                        {
                            named = Some(refused.clone());
                        }
                        if named.is_some() || refused.is_none() {
                            rejects = None;
                            if let Some(path) = reject_partial.take() {
                                let _ = fs::remove_file(path);
                            }
                        }
                    }
                    let allow = |target: &mut Target| target.replaces(force);
                    allow(&mut target);
                    rejects.iter_mut().for_each(allow);
                    let rows = Growing::reopen(&partial, &found.rows);
                    let own = rejects.as_ref().and(reject_partial.as_ref());
                    let own = own.map(|p| Growing::reopen(p, &found.rejects));
                    match (rows, own) {
                        (Some(rows), own) if own.as_ref().is_none_or(Option::is_some) => {
                            let sink = FileSink {
                                rejects: own.flatten().zip(rejects),
                                named,
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
            named: None,
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
            Sink::None | Sink::Finished(_) => Ok(()),
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
    pub fn finish(self, progress: &Progress) -> Result<(), String> {
        match self {
            Sink::None => Ok(()),
            Sink::Finished(left) => {
                left.iter().for_each(|p| drop(fs::remove_file(p)));
                Ok(())
            }
            Sink::File(sink) => sink.finish(progress),
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

/// Does a file hold what was noted?
///
/// # Errors
/// A sentence: it holds something else, and may not be replaced.
fn has(path: &Path, content: &Content, force: bool) -> Result<bool, String> {
    match path.exists() {
        true if content.is_in(path) => Ok(true),
        true if !force => Err(is_there(path)),
        _ => Ok(false),
    }
}

impl FileSink {
    fn checkpoint(&mut self, progress: &Progress) -> Result<(), String> {
        self.rows.flush()?;
        if let Some((rejects, _)) = &mut self.rejects {
            rejects.flush()?;
        }
        self.last = Instant::now();
        self.manifest(progress, None).write(&self.manifest)
    }

    fn manifest(&self, progress: &Progress, named: Option<(Content, Option<Content>)>) -> Manifest {
        let rejects = self.rejects.as_ref().map(|(r, _)| r.content());
        Manifest {
            key: self.key.clone(),
            progress: progress.clone(),
            rows: self.rows.content(),
            rejects: rejects.unwrap_or_default(),
            ends: self.ends.clone(),
            named,
        }
    }

    /// Rejects get their name first: where the rows stand under theirs, everything is there. What gets a name is noted before, so that
    /// a run that is ended between the names can be gone on with.
    fn finish(mut self, progress: &Progress) -> Result<(), String> {
        self.rows.flush()?;
        if let Some((rejects, _)) = &mut self.rejects {
            rejects.flush()?;
        }
        let partial = self.rows.path.clone();
        let whole = match self.is_parquet {
            true => self.assemble()?,
            false => partial.clone(),
        };
        let content = match self.is_parquet {
            true => {
                File::open(&whole)
                    .and_then(|mut file| Content::of(&mut file, None))
                    .map_err(|error| unwritten(&whole, &error))?
                    .0
            }
            false => self.rows.content(),
        };
        let own = self.rejects.as_ref().map(|(r, _)| r.content());
        let own = own.filter(|own| own.bytes > 0).or(self.named.clone());
        let named = Some((content, own));
        self.manifest(progress, named).write(&self.manifest)?;
        if let Some((rejects, target)) = &self.rejects {
            match rejects.bytes {
                0 => drop(fs::remove_file(&rejects.path)),
                _ => target.take(&rejects.path)?,
            }
        }
        self.target.take(&whole)?;
        let _ = fs::remove_file(&partial);
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

#[cfg(test)]
mod tests {
    use super::super::super::cli::WriteArgs;
    use super::*;

    /// Where a run is ended.
    #[derive(Clone, Copy, Debug, PartialEq)]
    enum At {
        Noted,
        RejectsNamed,
        AllNamed,
    }

    fn sink(folder: &Path, resume: bool) -> Result<(Sink, Progress, Option<String>), String> {
        let target = |name: &str| {
            let args = WriteArgs {
                output: Some(folder.join(name)),
                force: resume && Manifest::is_named(&folder.join("o.csv")),
            };
            Target::of(&args, &[])
        };
        let rejects = Some(target("o.csv.rejects.csv")?);
        let key = "key".to_owned();
        Sink::file(target("o.csv")?, rejects, Format::Csv, key, resume, false)
    }

    /// A run that has written all and is ended before its end.
    fn ended(folder: &Path, at: At, rejects: &[u8]) {
        let (mut started, ..) = sink(folder, false).unwrap();
        started.put(b"rows".to_vec()).unwrap();
        started.reject(rejects).unwrap();
        let Sink::File(mut own) = started else {
            panic!("a file was asked for");
        };
        let progress = Progress {
            tasks: 7,
            ..Progress::default()
        };
        own.checkpoint(&progress).unwrap();
        let refused = own.rejects.as_ref().map(|(r, _)| r.content());
        let named = (own.rows.content(), refused.filter(|_| !rejects.is_empty()));
        own.manifest(&progress, Some(named))
            .write(&own.manifest)
            .unwrap();
        if at != At::Noted {
            match (&own.rejects, rejects.is_empty()) {
                (Some((r, _)), true) => fs::remove_file(&r.path).unwrap(),
                (Some((r, target)), false) => target.take(&r.path).unwrap(),
                (None, _) => {}
            }
        }
        if at == At::AllNamed {
            own.target.take(&own.rows.path).unwrap();
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = names
            .map(|n| n.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_run_ended_between_its_names_is_gone_on_with() {
        for at in [At::Noted, At::RejectsNamed, At::AllNamed] {
            for rejects in [&b""[..], b"refused"] {
                let folder = tempfile::tempdir().unwrap();
                let folder = folder.path();
                ended(folder, at, rejects);
                let (again, before, note) = sink(folder, true).unwrap();
                assert_eq!((before.tasks, note), (7, None), "{at:?}");
                again.finish(&before).unwrap();
                assert_eq!(fs::read(folder.join("o.csv")).unwrap(), b"rows");
                let mut expected = vec!["o.csv"];
                if !rejects.is_empty() {
                    expected.push("o.csv.rejects.csv");
                    assert_eq!(fs::read(folder.join(expected[1])).unwrap(), rejects);
                }
                assert_eq!(names(folder), expected, "{at:?}");
            }
        }
    }

    #[test]
    fn a_run_that_starts_anew_leaves_nothing_behind() {
        for rejects in [&b""[..], b"refused"] {
            let folder = tempfile::tempdir().unwrap();
            let folder = folder.path();
            ended(folder, At::RejectsNamed, rejects);
            fs::write(folder.join("o.csv.partial"), "torn").unwrap();
            let (mut again, before, note) = sink(folder, true).unwrap();
            assert_eq!(before, Progress::default());
            assert!(note.is_some_and(|note| note.contains("starts anew")));
            again.put(b"rows".to_vec()).unwrap();
            again.reject(rejects).unwrap();
            again.finish(&before).unwrap();
            assert_eq!(fs::read(folder.join("o.csv")).unwrap(), b"rows");
            let all = ["o.csv", "o.csv.rejects.csv"];
            let expected = if rejects.is_empty() { &all[..1] } else { &all };
            assert_eq!(names(folder), expected);
        }
    }

    #[test]
    fn what_somebody_else_wrote_there_is_not_replaced() {
        for (at, name) in [
            (At::Noted, "o.csv"),
            (At::Noted, "o.csv.rejects.csv"),
            (At::RejectsNamed, "o.csv"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let folder = folder.path();
            ended(folder, at, b"refused");
            fs::write(folder.join(name), "mine").unwrap();
            let why = sink(folder, true).err().unwrap();
            assert!(why.contains("is there already"), "{why}");
            assert_eq!(fs::read(folder.join(name)).unwrap(), b"mine");
        }
    }
}
