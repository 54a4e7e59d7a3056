//! The tables of a run: opened, their columns named, cut into tasks.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::super::cli::{Batch, MissingArg};
use super::Ended;
use super::open::{Packing, Shared, files, reader, told_by_bytes, told_by_name};
use crate::diag::{Problems, Sources};
use crate::problem::Names;
use crate::table::parquet::{ParquetTable, open};
use crate::table::{
    Block, Blocks, Format, Header, Missing, Shape, TextError, delimited_header, header, keys,
};

type Text = Blocks<Box<dyn Read + Send>>;

/// One table.
pub struct Input {
    /// As the user named it.
    pub name: String,
    /// Where it is; standard input is nowhere.
    pub path: Option<PathBuf>,
    /// Its format.
    pub format: Format,
    packing: Packing,
    /// Its columns.
    pub header: Header,
    /// For each column of the first table, where it stands in this one.
    pub places: Vec<usize>,
    /// Bytes before the first row of text.
    skip: usize,
    /// Of Parquet.
    pub parquet: Option<ParquetTable>,
    /// What has been read of text already.
    stash: Mutex<Option<(Text, Option<Block>)>>,
    /// Bytes of the file.
    pub length: u64,
}

/// What workers are given.
pub enum Task {
    /// A piece of text, and where its rows begin.
    Text {
        /// Which table.
        file: usize,
        /// The text.
        block: Block,
        /// Bytes before the first row.
        from: usize,
    },
    /// A piece of Parquet.
    Part {
        /// Which table.
        file: usize,
        /// Which piece.
        part: usize,
    },
}

/// All tables of a run.
pub struct Inputs {
    /// In order.
    pub tables: Vec<Input>,
    /// Bytes read so far.
    pub read: Arc<AtomicU64>,
}

/// Counts what is read.
struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl Inputs {
    /// Opens all tables and names their columns; what is wrong with them is said by the caller.
    pub fn open(
        args: &Batch,
        names: &Names,
        sources: &mut Sources,
        problems: &mut Problems,
    ) -> Result<Option<Self>, Ended> {
        let read = Arc::new(AtomicU64::new(0));
        let mut tables: Vec<Input> = Vec::new();
        for path in files(&args.proposals)? {
            let own = open_one(args, &path, names, &read, sources, problems)?;
            let Some(mut input) = own else {
                continue;
            };
            if let Some(first) = tables.first() {
                let file = sources.add(input.name.clone(), input.header.names.join(","));
                match input.header.places_of(&first.header, file, problems) {
                    Some(places) => input.places = places,
                    None => continue,
                }
            }
            tables.push(input);
        }
        if tables.iter().filter(|t| t.path.is_none()).count() > 1 {
            return Err("standard input can be read once only".to_owned().into());
        }
        Ok((!problems.has_errors()).then_some(Self { tables, read }))
    }

    /// Can all tables be read twice?
    pub fn twice(&self) -> bool {
        self.tables.iter().all(|t| t.path.is_some())
    }

    /// Bytes in all; none where that is not known.
    pub fn length(&self) -> Option<u64> {
        self.twice()
            .then(|| self.tables.iter().map(|t| t.length).sum())
    }

    /// The tasks, in order.
    pub fn tasks(&self) -> impl FnMut() -> Option<Result<Task, Ended>> + Send {
        self.read.store(0, Ordering::Relaxed);
        let mut file = 0;
        let mut part = 0;
        let mut text: Option<Text> = None;
        let mut first = None;
        move || {
            loop {
                let table = self.tables.get(file)?;
                if let Some(parquet) = &table.parquet {
                    if part < parquet.parts.len() {
                        let share = table.length / parquet.parts.len().max(1) as u64;
                        self.read.fetch_add(share, Ordering::Relaxed);
                        part += 1;
                        return Some(Ok(Task::Part {
                            file,
                            part: part - 1,
                        }));
                    }
                    (file, part) = (file + 1, 0);
                    continue;
                }
                if text.is_none() {
                    let stash = table.stash.lock().ok().and_then(|mut stash| stash.take());
                    let opened = match stash {
                        Some(stash) => Ok(stash),
                        None => table.blocks(&self.read).map(|blocks| (blocks, None)),
                    };
                    match opened {
                        Ok((blocks, block)) => (text, first) = (Some(blocks), block),
                        Err(why) => return Some(Err(Ended::Input(why))),
                    }
                }
                let next = match first.take() {
                    Some(block) => Ok(Some(block)),
                    None => text.as_mut()?.next_block(),
                };
                match next {
                    Ok(Some(block)) => {
                        let from = if block.offset == 0 { table.skip } else { 0 };
                        return Some(Ok(Task::Text { file, block, from }));
                    }
                    Ok(None) => (file, text) = (file + 1, None),
                    Err(error) => return Some(Err(Ended::Input(table.told(&error)))),
                }
            }
        }
    }
}

impl Input {
    fn shape(format: Format) -> Shape {
        match format.delimiter() {
            Some(delimiter) => Shape::Quoted(delimiter),
            None => Shape::Lines,
        }
    }

    /// Its text from the start.
    fn blocks(&self, read: &Arc<AtomicU64>) -> Result<Text, String> {
        let unreadable = |error: std::io::Error| unreadable(&self.name, &error);
        let Some(path) = &self.path else {
            return Err("standard input can be read once only".to_owned());
        };
        let file = std::fs::File::open(path).map_err(unreadable)?;
        let counted = Counted {
            inner: file,
            read: Arc::clone(read),
        };
        let reader = reader(Box::new(counted), self.packing).map_err(unreadable)?;
        Ok(Blocks::new(reader, Self::shape(self.format)))
    }

    fn told(&self, error: &TextError) -> String {
        text_error(&self.name, error)
    }
}

/// What is wrong with text that cannot be cut into rows.
fn text_error(name: &str, error: &TextError) -> String {
    match error {
        TextError::Read(error) => unreadable(name, error),
        TextError::TooLong(line, start, open) => {
            let start = String::from_utf8_lossy(&start[..start.len().min(60)]).into_owned();
            let why = match open {
                true => "a quote in it is not closed.",
                false => "no table has such rows.",
            };
            format!(
                "{name}:{line}: this row has more than 16 MiB and does not end: {why} It begins with {start}…"
            )
        }
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => format!("there is no file {name}"),
        std::io::ErrorKind::PermissionDenied => {
            format!("{name} may not be read: permission denied")
        }
        std::io::ErrorKind::IsADirectory => {
            format!("{name} is a folder; name its files, such as '{name}/*.csv'")
        }
        _ => format!("{name} cannot be read: {error}"),
    }
}

fn open_one(
    args: &Batch,
    path: &Path,
    names: &Names,
    read: &Arc<AtomicU64>,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Result<Option<Input>, Ended> {
    let is_stdin = path == Path::new("-");
    let name = if is_stdin {
        "<stdin>".to_owned()
    } else {
        path.display().to_string()
    };
    let failed = |error: std::io::Error| Ended::Why(unreadable(&name, &error));
    let mut length = 0;
    let raw: Box<dyn Read + Send> = match is_stdin {
        true => Box::new(std::io::stdin()),
        false => {
            let file = std::fs::File::open(path).map_err(failed)?;
            let metadata = file.metadata().map_err(failed)?;
            if metadata.is_dir() {
                return Err(failed(std::io::ErrorKind::IsADirectory.into()));
            }
            length = metadata.len();
            Box::new(file)
        }
    };
    let counted = Counted {
        inner: raw,
        read: Arc::clone(read),
    };
    let (by_name, mut packing) = told_by_name(path);
    let (head, raw) = peek(Box::new(counted)).map_err(failed)?;
    if packing == Packing::Plain {
        packing = told_by_bytes(&head).1;
    }
    let unpacked = reader(raw, packing).map_err(failed)?;
    let (head, unpacked) = peek(unpacked).map_err(failed)?;
    let asked = args.input_format.map(Format::from);
    let by_bytes = told_by_bytes(&head).0.unwrap_or(Format::Csv);
    let format = match (asked, by_name) {
        (Some(format), _) => format,
        (None, Some(format)) => format,
        (None, None) => by_bytes,
    };
    let missing = missing(args);
    if format == Format::Parquet {
        let table = open_parquet(path, is_stdin, packing, &name)?;
        return Ok(of_parquet(
            table, name, path, length, args, names, sources, problems,
        ));
    }
    let mut blocks = Blocks::new(unpacked, Input::shape(format));
    let first = blocks
        .next_block()
        .map_err(|error| Ended::Why(text_error(&name, &error)))?;
    let bytes = first.as_ref().map_or(&[][..], |b| &b.bytes[..]);
    let (written, skip, shown) = match format {
        Format::JsonLines => {
            let mut at = 0;
            let keys = keys(bytes).into_iter().map(|key| {
                let from = at;
                at += key.len() + 1;
                let to = at - 1;
                (key, (from, to))
            });
            let keys: Vec<_> = keys.collect();
            let shown = keys
                .iter()
                .map(|(k, _)| k.as_str())
                .collect::<Vec<_>>()
                .join(",");
            (keys, 0, shown)
        }
        _ => match delimited_header(bytes, format.delimiter().unwrap_or(b',')) {
            Some((written, skip)) => (
                written,
                skip,
                String::from_utf8_lossy(&bytes[..skip]).into_owned(),
            ),
            None if !bytes.is_empty() => {
                return Err(Ended::Why(format!(
                    "{name}:1: the names of the columns are not UTF-8 text; save the file as UTF-8"
                )));
            }
            None => (Vec::new(), 0, String::new()),
        },
    };
    if bytes.is_empty() {
        return Err(Ended::Why(format!(
            "{name} is empty; the first row of a table names its columns"
        )));
    }
    let file = sources.add(name.clone(), shown);
    let header = header(&written, file, names, &args.carry, missing, problems);
    let Some(header) = header else {
        return Ok(None);
    };
    Ok(Some(Input {
        places: (0..header.names.len()).collect(),
        path: (!is_stdin).then(|| path.to_owned()),
        stash: Mutex::new(Some((blocks, first))),
        parquet: None,
        name,
        format,
        packing,
        header,
        skip,
        length,
    }))
}

/// What is done about topics of which nothing is said.
pub fn missing(args: &Batch) -> Missing {
    match args.missing {
        MissingArg::StatusQuo => Missing::StatusQuo,
        MissingArg::Error => Missing::Error,
    }
}

fn peek(mut from: Box<dyn Read + Send>) -> std::io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut head = Vec::new();
    from.by_ref().take(4096).read_to_end(&mut head)?;
    Ok((head.clone(), Box::new(Cursor::new(head).chain(from))))
}

fn open_parquet(
    path: &Path,
    is_stdin: bool,
    packing: Packing,
    name: &str,
) -> Result<ParquetTable, Ended> {
    if is_stdin {
        return Err(
            "Parquet is read from its end; give a file instead of a pipe"
                .to_owned()
                .into(),
        );
    }
    if packing != Packing::Plain {
        return Err(format!("{name}: Parquet is packed inside; unpack the file first").into());
    }
    let shared = Shared::open(path).map_err(|error| unreadable(name, &error))?;
    open(Arc::new(shared)).map_err(|why| Ended::Why(format!("{name}: {why}")))
}

#[allow(
    clippy::too_many_arguments,
    reason = "one place that puts a table together"
)]
fn of_parquet(
    table: ParquetTable,
    name: String,
    path: &Path,
    length: u64,
    args: &Batch,
    names: &Names,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Option<Input> {
    let mut at = 0;
    let written: Vec<_> = table
        .names
        .iter()
        .map(|column| {
            let from = at;
            at += column.len() + 1;
            (column.clone(), (from, at - 1))
        })
        .collect();
    let file = sources.add(name.clone(), table.names.join(","));
    for place in table.nested() {
        let (column, at) = &written[place];
        let is_topic = names.topics.iter().any(|t| t.id == *column) && !args.carry.contains(column);
        if is_topic {
            let span = crate::diag::Span {
                file,
                start: at.0 as u32,
                end: at.1 as u32,
            };
            let what =
                format!("the column `{column}` holds lists, structs or maps instead of options");
            problems.push(
                crate::diag::Diagnostic::new(crate::table::CODES[6], span, what)
                    .help("write one plain value per row"),
            );
        }
    }
    let header = header(&written, file, names, &args.carry, missing(args), problems)?;
    Some(Input {
        places: (0..header.names.len()).collect(),
        path: Some(path.to_owned()),
        format: Format::Parquet,
        packing: Packing::Plain,
        skip: 0,
        parquet: Some(table),
        stash: Mutex::new(None),
        name,
        header,
        length,
    })
}
