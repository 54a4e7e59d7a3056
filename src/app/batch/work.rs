//! What is done with one task: decode, score, answer, choose, encode. Workers share nothing but what is said here.

use rustc_hash::FxHashSet;

use super::Ended;
use super::inputs::{Inputs, Task};
use super::open::{Packing, packed};
use super::told::{Judged, settlement};
use crate::base::Stopped;
use crate::problem::Problem;
use crate::solution::Barriers;
use crate::study::barriers::Openings;
use crate::study::batch::{Codes, Counted, Front, Gains, Obstacle, Order, Suggester, Tally};
use crate::table::parquet::ParquetDecoder;
use crate::table::{
    Answer, Answers, Chunk, Delimited, Fault, Filter, Format, JsonLines, Keep, Lookup, Missing,
    Rows, Selected, Writer, encode_together,
};

/// All that a worker needs to know.
pub struct Job<'a> {
    /// The tables.
    pub inputs: &'a Inputs,
    /// The problems: one, or one per overlay.
    pub judged: &'a [Judged],
    /// How rows are written, by problem.
    pub writers: Vec<Writer<'a>>,
    /// Options, by topic.
    pub lookups: &'a [Lookup],
    /// No rows.
    pub blank: &'a [Codes],
    /// Columns of the first table that chunks keep.
    pub keep: &'a Keep,
    /// Do kept columns keep the types of Parquet?
    pub typed: bool,
    /// Where nothing is said of a topic.
    pub missing: Missing,
    /// Answers that the filter asks for.
    pub first: &'a [Answer],
    /// Those that only columns ask for: of the rows that are written.
    pub rest: &'a [Answer],
    /// Which rows.
    pub filter: Option<&'a Filter>,
    /// What the output is.
    pub format: Format,
    /// How it is packed.
    pub packing: Packing,
    /// Names of the tables.
    pub files: &'a [String],
    /// What is done beside writing.
    pub asks: Asks<'a>,
}

/// What is done with rows.
#[derive(Clone, Copy, Default)]
pub struct Asks<'a> {
    /// They are written.
    pub write: bool,
    /// They are counted.
    pub tally: bool,
    /// Their frontier is found.
    pub front: bool,
    /// Gains are counted, for ranks.
    pub counted: bool,
    /// Packages are gathered, for roads; at most so many.
    pub packages: Option<usize>,
    /// The best so many are kept.
    pub top: Option<(usize, &'a [Order])>,
    /// Changes are sought.
    pub suggest: Option<&'a [Suggester]>,
}

/// Where a row stands: table and line.
pub type RowId = (u32, u64);

/// What came of a task.
#[derive(Default)]
pub struct Done {
    /// Rows, written.
    pub bytes: Vec<u8>,
    /// Rows read.
    pub rows: u64,
    /// Bytes of the input that had been read when they were.
    pub read: u64,
    /// Rows written.
    pub written: u64,
    /// Rows that are agreeable under every overlay.
    pub under_all: u64,
    /// Rows that are under some.
    pub under_some: u64,
    /// Agreeable rows, by overlay.
    pub agreeable: Vec<u64>,
    /// Rows that could not be read.
    pub faults: Vec<Fault>,
    /// Counts, by overlay.
    pub tallies: Vec<Tally>,
    /// Undominated gains, by overlay.
    pub fronts: Vec<Front<RowId>>,
    /// Gains counted, by overlay.
    pub counted: Vec<Counted>,
    /// Packages found, by overlay; in order of their first row.
    pub packages: Vec<Vec<Vec<u16>>>,
    /// The best rows, by overlay.
    pub top: Vec<(Chunk, Answers, Vec<Gains>)>,
}

impl Job<'_> {
    /// Decodes a task.
    pub fn decode(&self, task: Task) -> Result<Chunk, Ended> {
        match task {
            Task::Part { file, part } => {
                let table = &self.inputs.tables[file];
                let Some(parquet) = &table.parquet else {
                    return Ok(Chunk::default());
                };
                let keep = self.keep_of(file);
                let decoder = ParquetDecoder {
                    table: parquet,
                    file: file as u32,
                    header: &table.header,
                    lookups: self.lookups,
                    keep: &keep,
                    typed: self.typed,
                    missing: self.missing,
                    blank: self.blank,
                };
                let chunk = decoder.decode(&parquet.parts[part]);
                chunk.map_err(|why| Ended::Input(format!("{}: {why}", table.name)))
            }
            Task::Text { file, block, from } => {
                let table = &self.inputs.tables[file];
                let keep = self.keep_of(file);
                Ok(match table.format.delimiter() {
                    Some(delimiter) => Delimited {
                        delimiter,
                        file: file as u32,
                        header: &table.header,
                        lookups: self.lookups,
                        keep: &keep,
                        missing: self.missing,
                        blank: self.blank,
                        neutral: self.format.delimiter().is_some() && keep == Keep::Whole,
                    }
                    .decode(block, from),
                    None => JsonLines {
                        file: file as u32,
                        header: &table.header,
                        lookups: self.lookups,
                        keep: &keep,
                        missing: self.missing,
                        blank: self.blank,
                    }
                    .decode(block),
                })
            }
        }
    }

    /// What is kept of a table, whose columns may stand in another order than those of the first.
    fn keep_of(&self, file: usize) -> Keep {
        let places = &self.inputs.tables[file].places;
        match self.keep {
            Keep::Cells(wanted) => Keep::Cells(wanted.iter().map(|w| places[*w]).collect()),
            other => other.clone(),
        }
    }

    /// Does all that is asked of a task.
    pub fn work(&self, task: Task) -> Result<Done, Ended> {
        let mut chunk = self.decode(task)?;
        let mut done = Done {
            rows: chunk.rows as u64,
            faults: std::mem::take(&mut chunk.faults),
            ..Done::default()
        };
        let mut under = vec![0u32; chunk.rows];
        let mut found: Vec<(Answers, Vec<u32>)> = Vec::new();
        for (index, judged) in self.judged.iter().enumerate() {
            let scored = judged.program.run(&chunk.codes);
            let mut count = 0;
            for (under, agreeable) in under.iter_mut().zip(&scored.agreeable) {
                *under += u32::from(*agreeable);
                count += u64::from(*agreeable);
            }
            done.agreeable.push(count);
            if self.asks.tally {
                let mut tally = Tally::new(judged.program.constraints());
                tally.see(&judged.measures, &scored);
                done.tallies.push(tally);
            }
            let id = |row: usize| (chunk.files[row], chunk.lines[row]);
            if self.asks.front {
                let mut front = Front::new();
                front.see(&judged.measures, &scored, id);
                done.fronts.push(front);
            }
            if self.asks.counted {
                let mut counted = Counted::default();
                counted.see(&judged.measures, &scored);
                done.counted.push(counted);
            }
            let is_asked =
                self.asks.write || self.asks.top.is_some() || self.asks.packages.is_some();
            if !is_asked {
                continue;
            }
            let mut answers = judged.answers(&chunk, scored, self.first);
            let mut rows = self.chosen(judged, &chunk, &answers);
            if let Some(most) = self.asks.packages {
                done.packages.push(packages(&chunk, &answers, &rows, most));
            }
            if let Some((most, orders)) = self.asks.top {
                rows = best(judged, &answers, rows, most, &orders[index]);
            }
            judged.tell(&chunk, &mut answers, self.rest, &rows);
            if let Some(suggesters) = self.asks.suggest {
                judged.suggest(&chunk, &mut answers, &rows, &suggesters[index]);
            }
            if self.asks.top.is_some() {
                let gains = rows
                    .iter()
                    .map(|r| judged.measures.gains(&answers.scored, *r as usize));
                let gains = gains.collect();
                done.top
                    .push((chunk.take(&rows), answers.take(&rows), gains));
                continue;
            }
            done.written += rows.len() as u64;
            found.push((answers, rows));
        }
        let all = self.judged.len() as u32;
        done.under_all = under.iter().filter(|n| **n == all).count() as u64;
        done.under_some = under.iter().filter(|n| **n > 0).count() as u64;
        if self.asks.write && self.asks.top.is_none() {
            done.bytes = self.encode(&chunk, &found)?;
        }
        Ok(done)
    }

    fn encode(&self, chunk: &Chunk, found: &[(Answers, Vec<u32>)]) -> Result<Vec<u8>, Ended> {
        let parts: Vec<Selected> = self
            .writers
            .iter()
            .zip(found)
            .map(|(writer, (answers, rows))| Selected {
                writer,
                answers,
                rows: rows.clone(),
            })
            .collect();
        let bytes = encode_together(chunk, &parts);
        match bytes.is_empty() {
            true => Ok(bytes),
            false => packed(bytes, self.packing)
                .map_err(|why| Ended::Why(format!("packing failed: {why}"))),
        }
    }

    /// Writes rows that were kept.
    pub fn encode_kept(
        &self,
        index: usize,
        chunk: &Chunk,
        answers: &Answers,
        rows: &[u32],
    ) -> Result<Vec<u8>, Ended> {
        let bytes = self.writers[index].encode(chunk, answers, rows);
        packed(bytes, self.packing).map_err(|why| Ended::Why(format!("packing failed: {why}")))
    }

    /// What stands before all rows; of Parquet a file without rows, which has the columns.
    pub fn head(&self) -> Result<Vec<u8>, Ended> {
        let Some(first) = self.judged.first() else {
            return Ok(Vec::new());
        };
        let writer = &self.writers[0];
        let bytes = match self.format {
            Format::Parquet => {
                let chunk = Chunk {
                    codes: self.blank.to_vec(),
                    ..self.no_rows()
                };
                let mut answers = first.answers(&chunk, first.program.run(self.blank), self.first);
                first.tell(&chunk, &mut answers, self.rest, &[]);
                writer.encode(&chunk, &answers, &[])
            }
            _ => writer.head(),
        };
        match bytes.is_empty() {
            true => Ok(bytes),
            false => packed(bytes, self.packing)
                .map_err(|why| Ended::Why(format!("packing failed: {why}"))),
        }
    }

    /// No rows, but the columns of the first piece that there is.
    fn no_rows(&self) -> Chunk {
        let parquet = self
            .inputs
            .tables
            .iter()
            .enumerate()
            .find_map(|(file, table)| {
                let parts = table.parquet.as_ref().map_or(0, |p| p.parts.len());
                (parts > 0 && self.typed).then_some(Task::Part { file, part: 0 })
            });
        let chunk = parquet.and_then(|task| self.decode(task).ok());
        chunk.map_or_else(Chunk::default, |chunk| chunk.take(&[]))
    }

    /// The rows that the filter lets through.
    fn chosen(&self, judged: &Judged, chunk: &Chunk, answers: &Answers) -> Vec<u32> {
        let all = 0..chunk.rows as u32;
        let Some(filter) = self.filter else {
            return all.collect();
        };
        let kept: &[usize] = match self.keep {
            Keep::Cells(kept) => kept,
            _ => &[],
        };
        let holds = filter.holds(&Rows {
            problem: &judged.problem,
            program: &judged.program,
            overlay: &judged.overlay,
            files: self.files,
            chunk,
            kept,
            answers,
        });
        all.filter(|row| holds[*row as usize] == 1).collect()
    }
}

/// The packages of agreeable rows, each once.
fn packages(chunk: &Chunk, answers: &Answers, rows: &[u32], most: usize) -> Vec<Vec<u16>> {
    let mut known = FxHashSet::default();
    let mut found = Vec::new();
    for row in rows.iter().map(|r| *r as usize) {
        if answers.scored.agreeable[row] == 0 || found.len() > most {
            continue;
        }
        let own = settlement(chunk, row);
        if known.insert(own.clone()) {
            found.push(own);
        }
    }
    found
}

/// The best so many agreeable rows, in the order of the table.
fn best(
    judged: &Judged,
    answers: &Answers,
    rows: Vec<u32>,
    most: usize,
    order: &Order,
) -> Vec<u32> {
    let rows: Vec<u32> = rows
        .into_iter()
        .filter(|r| answers.scored.agreeable[*r as usize] == 1)
        .collect();
    if rows.len() <= most {
        return rows;
    }
    let gains: Vec<Gains> = rows
        .iter()
        .map(|r| judged.measures.gains(&answers.scored, *r as usize))
        .collect();
    first_of(&gains, most, order)
        .into_iter()
        .map(|place| rows[place])
        .collect()
}

/// Places of the best so many gains, in order of their places; equal gains are compared once.
pub fn first_of(gains: &[Gains], most: usize, order: &Order) -> Vec<usize> {
    let mut sequence = sequence(gains, order);
    sequence.truncate(most);
    sequence.sort_unstable();
    sequence
}

/// Places of gains, the best first.
pub fn sequence(gains: &[Gains], order: &Order) -> Vec<usize> {
    let mut places: rustc_hash::FxHashMap<&Gains, Vec<usize>> = rustc_hash::FxHashMap::default();
    for (place, own) in gains.iter().enumerate() {
        places.entry(own).or_default().push(place);
    }
    let distinct: Vec<&Gains> = places.keys().copied().collect();
    let mut all = Vec::new();
    for group in order.groups(&distinct) {
        let mut own: Vec<usize> = group
            .iter()
            .flat_map(|g| places[distinct[*g]].iter().copied())
            .collect();
        own.sort_unstable();
        all.extend(own);
    }
    all
}

/// What is in the way of a package, in words.
pub fn obstacle_text(problem: &Problem, obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::NotKept => "somebody would walk out or cheat on every way there".to_owned(),
        Obstacle::NotReached(_, missing) => {
            let views = Barriers::new(problem, missing, &Openings::default()).beyond;
            let view = views
                .iter()
                .find(|v| v.refused_by.is_some())
                .or(views.first());
            let Some(view) = view else {
                return "no exchanges lead there".to_owned();
            };
            let step = format!("{}={}", view.step.topic, view.step.option);
            match (&view.refused_by, &view.rule) {
                (_, Some(rule)) => format!("{step} is refused by {}", rule.id),
                (Some(test), None) => format!("{step} is refused by {test}"),
                (None, None) => format!("{step} is never made"),
            }
        }
    }
}

/// Why something is not known, in words.
pub fn stopped_text(why: Stopped) -> &'static str {
    match why {
        Stopped::Asked => "not known: the time ran out",
        Stopped::TooLarge => "not known: the concession graph is too large",
        Stopped::Memory => "not known: the memory ran out",
        Stopped::Refused => "not known: the judge refuses what was found",
    }
}
