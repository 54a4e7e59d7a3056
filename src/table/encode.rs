//! Rows and their answers as bytes.

use rustc_hash::FxHashMap;

use super::Format;
use super::cells::{Cell, Chunk, Kept, Kind};
use super::columns::{Answer, Columns, Out};
use super::csv::write_text;
use super::json::write_string;
use super::numbers::{Texts, write_points, write_real, write_whole};
use super::parquet::{ParquetColumn, write_rows};
use crate::base::{ConstraintId, Id, Points};
use crate::problem::{Constraint, Problem};
use crate::study::batch::{Codes, Program, Scored, Steps};

/// Answers of one kind, one per row.
#[derive(Clone, Debug)]
pub enum Values {
    /// 1 and 0; 2 where it is not known.
    Flags(Vec<u8>),
    /// Steps of the grid.
    Steps(Vec<i128>),
    /// Numbers; NaN where there is none.
    Reals(Vec<f64>),
    /// Counts; 0 where there is none.
    Wholes(Vec<u64>),
    /// Words.
    Texts(Vec<Option<String>>),
}

/// What was found of the rows of a chunk.
#[derive(Clone, Debug)]
pub struct Answers {
    /// Worths and refusals.
    pub scored: Scored,
    /// What follows from them, as far as it was asked for.
    pub told: FxHashMap<Answer, Values>,
}

impl Values {
    /// Some rows, in the order given.
    pub fn take(&self, rows: &[u32]) -> Self {
        fn of<T: Clone>(own: &[T], rows: &[u32]) -> Vec<T> {
            rows.iter().map(|row| own[*row as usize].clone()).collect()
        }
        match self {
            Values::Flags(own) => Values::Flags(of(own, rows)),
            Values::Steps(own) => Values::Steps(of(own, rows)),
            Values::Reals(own) => Values::Reals(of(own, rows)),
            Values::Wholes(own) => Values::Wholes(of(own, rows)),
            Values::Texts(own) => Values::Texts(of(own, rows)),
        }
    }

    fn append(&mut self, other: &Self) {
        match (self, other) {
            (Values::Flags(own), Values::Flags(more)) => own.extend_from_slice(more),
            (Values::Steps(own), Values::Steps(more)) => own.extend_from_slice(more),
            (Values::Reals(own), Values::Reals(more)) => own.extend_from_slice(more),
            (Values::Wholes(own), Values::Wholes(more)) => own.extend_from_slice(more),
            (Values::Texts(own), Values::Texts(more)) => own.extend_from_slice(more),
            _ => {}
        }
    }
}

impl Answers {
    /// Some rows, in the order given.
    pub fn take(&self, rows: &[u32]) -> Self {
        Self {
            scored: self.scored.take(rows),
            told: self
                .told
                .iter()
                .map(|(answer, v)| (*answer, v.take(rows)))
                .collect(),
        }
    }

    /// Adds later rows that were asked the same.
    pub fn append(&mut self, other: &Self) {
        self.scored.append(&other.scored);
        for (answer, values) in &mut self.told {
            if let Some(more) = other.told.get(answer) {
                values.append(more);
            }
        }
    }
}

/// Writes rows in one format with one set of columns.
#[derive(Debug)]
pub struct Writer<'a> {
    problem: &'a Problem,
    program: &'a Program,
    format: Format,
    columns: &'a Columns,
    /// Names of the columns of the input, where rows are written whole.
    whole: Vec<String>,
    texts: Vec<Option<Texts>>,
    /// The overlay that is in force.
    overlay: &'a str,
    /// Names of the files.
    files: &'a [String],
}

/// Where the cells of a column come from.
pub(super) enum Source<'c> {
    Rows(&'c [Cell]),
    Cells(&'c [Cell]),
    Typed(&'c super::parquet::Typed),
    Steps {
        sums: &'c Steps,
        less: i128,
        texts: Option<&'c Texts>,
    },
    Plain(&'c [i128]),
    Flags(&'c [u8]),
    /// Does the constraint accept the row?
    Accepts(Option<ConstraintId>),
    Reals(&'c [f64]),
    Sums(&'c [i128]),
    Wholes(&'c [u64]),
    Words(&'c [Option<String>]),
    Status,
    Refusals,
    Mask,
    Options(&'c Codes, Vec<&'c str>),
    Text(&'c str),
    Files(&'c [u32]),
    Lines(&'c [u64]),
    Nothing,
}

impl<'a> Writer<'a> {
    /// For rows of the answers to one problem.
    pub fn new(
        problem: &'a Problem,
        program: &'a Program,
        format: Format,
        columns: &'a Columns,
        whole: Vec<String>,
        overlay: &'a str,
        files: &'a [String],
    ) -> Self {
        let texts = columns.iter().map(|(_, out)| {
            let (actor, less) = match out {
                Out::Answer(Answer::Worth(actor)) => (*actor, 0),
                Out::Answer(Answer::Gain(actor)) => (*actor, program.walk_away(*actor)),
                _ => return None,
            };
            let (first, last) = program.range(program.worth(actor));
            Texts::new(first - less, last - less, program.grid)
        });
        Self {
            texts: texts.collect(),
            problem,
            program,
            format,
            columns,
            whole,
            overlay,
            files,
        }
    }

    /// What stands before all rows.
    pub fn head(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let Some(delimiter) = self.format.delimiter() else {
            return out;
        };
        let mut first = true;
        for (name, column) in self.columns {
            let names = match column {
                Out::Rows => &self.whole[..],
                _ => std::slice::from_ref(name),
            };
            for name in names {
                if !std::mem::take(&mut first) {
                    out.push(delimiter);
                }
                write_text(&mut out, name.as_bytes(), delimiter);
            }
        }
        out.push(b'\n');
        out
    }

    /// Some rows of a chunk. Parquet comes as a file of one row group.
    pub fn encode(&self, chunk: &Chunk, answers: &Answers, rows: &[u32]) -> Vec<u8> {
        let sources: Vec<Source> = (0..self.columns.len())
            .map(|place| self.source(place, chunk, answers))
            .collect();
        match self.format {
            Format::Csv => self.delimited(b',', &sources, chunk, answers, rows),
            Format::Tsv => self.delimited(b'\t', &sources, chunk, answers, rows),
            Format::JsonLines => self.json_lines(&sources, chunk, answers, rows),
            Format::Parquet => self.parquet(&sources, chunk, answers, rows),
        }
    }

    fn source<'c>(&'c self, place: usize, chunk: &'c Chunk, answers: &'c Answers) -> Source<'c> {
        let answer = match self.columns[place].1 {
            Out::Rows => return Source::Rows(&chunk.whole),
            Out::Input(_) => {
                // Kept columns stand in the order in which the output names them.
                let before = self.columns[..place].iter();
                let own = before
                    .filter(|(_, out)| matches!(out, Out::Input(_)))
                    .count();
                return match chunk.kept.get(own) {
                    Some(Kept::Cells(cells)) => Source::Cells(cells),
                    Some(Kept::Typed(typed)) => Source::Typed(typed),
                    None => Source::Nothing,
                };
            }
            Out::Answer(answer) => answer,
        };
        if let Some(values) = answers.told.get(&answer) {
            return match values {
                Values::Flags(flags) => Source::Flags(flags),
                Values::Steps(steps) if answer == Answer::Sum => Source::Sums(steps),
                Values::Steps(steps) => Source::Plain(steps),
                Values::Reals(reals) => Source::Reals(reals),
                Values::Wholes(wholes) => Source::Wholes(wholes),
                Values::Texts(texts) => Source::Words(texts),
            };
        }
        let constraint = |wanted: Constraint| {
            let mut all = self.problem.constraints.entries();
            all.find(|(_, c)| **c == wanted).map(|(id, _)| id)
        };
        let sums = |sum: usize, less: i128| match &answers.scored.sums[sum] {
            Some(sums) => Source::Steps {
                sums,
                less,
                texts: self.texts[place].as_ref(),
            },
            None => Source::Nothing,
        };
        match answer {
            Answer::Agreeable => Source::Flags(&answers.scored.agreeable),
            Answer::Status => Source::Status,
            Answer::RefusedBy => Source::Refusals,
            Answer::RefusalMask => Source::Mask,
            Answer::Worth(actor) => sums(self.program.worth(actor), 0),
            Answer::Gain(actor) => sums(self.program.worth(actor), self.program.walk_away(actor)),
            Answer::Audience(actor, index) => sums(self.program.audience(actor, index).1, 0),
            Answer::Ratifies(actor, index) => {
                Source::Accepts(constraint(Constraint::Ratifies(actor, index)))
            }
            Answer::Tolerates(actor, index) => {
                Source::Accepts(constraint(Constraint::Tolerates(actor, index)))
            }
            Answer::Option(topic) => {
                let options = self.problem.names.topics[topic].options.iter();
                let ids = options.map(|(id, _)| id.as_str()).collect();
                Source::Options(&chunk.codes[topic.index()], ids)
            }
            Answer::Overlay => Source::Text(self.overlay),
            Answer::File => Source::Files(&chunk.files),
            Answer::Line => Source::Lines(&chunk.lines),
            _ => Source::Nothing,
        }
    }

    fn delimited(
        &self,
        delimiter: u8,
        sources: &[Source],
        chunk: &Chunk,
        answers: &Answers,
        rows: &[u32],
    ) -> Vec<u8> {
        let mut out = Vec::with_capacity(rows.len() * 16 * sources.len().max(1) / 2);
        for row in rows.iter().map(|r| *r as usize) {
            for (place, source) in sources.iter().enumerate() {
                if place > 0 {
                    out.push(delimiter);
                }
                self.cell(source, row, delimiter, chunk, answers, &mut out);
            }
            out.push(b'\n');
        }
        out
    }

    #[inline]
    fn cell(
        &self,
        source: &Source,
        row: usize,
        delimiter: u8,
        chunk: &Chunk,
        answers: &Answers,
        out: &mut Vec<u8>,
    ) {
        match source {
            Source::Rows(cells) => out.extend_from_slice(cells[row].bytes(&chunk.arena)),
            Source::Cells(cells) => write_text(out, cells[row].bytes(&chunk.arena), delimiter),
            Source::Steps {
                sums: Steps::Short(sums),
                less,
                texts: Some(texts),
            } => texts.write(out, i64::from(sums[row]) - *less as i64),
            Source::Steps { sums, less, .. } => write_points(out, self.points(sums.at(row) - less)),
            Source::Plain(steps) => write_points(out, self.points(steps[row])),
            Source::Flags(flags) => out.extend_from_slice(match flags[row] {
                0 => b"false",
                1 => b"true",
                _ => b"",
            }),
            Source::Accepts(constraint) => {
                out.extend_from_slice(match self.accepts(*constraint, row, answers) {
                    true => b"true",
                    false => b"false",
                });
            }
            Source::Reals(reals) if reals[row].is_nan() => {}
            Source::Reals(reals) => write_real(out, reals[row]),
            Source::Sums(sums) => write_real(out, crate::study::batch::sum_to_f64(sums[row])),
            Source::Wholes(wholes) if wholes[row] == 0 => {}
            Source::Wholes(wholes) => write_whole(out, wholes[row].into()),
            Source::Lines(lines) => write_whole(out, lines[row].into()),
            Source::Mask if self.problem.constraints.len() <= 64 => {
                write_whole(out, bits(row, answers).into());
            }
            Source::Mask => out.extend_from_slice(self.mask(row, answers).as_bytes()),
            Source::Nothing => {}
            _ => {
                let mut text = Vec::new();
                self.text(source, row, chunk, answers, &mut text);
                write_text(out, &text, delimiter);
            }
        }
    }

    /// Of cells that are words.
    fn text(
        &self,
        source: &Source,
        row: usize,
        chunk: &Chunk,
        answers: &Answers,
        out: &mut Vec<u8>,
    ) {
        match source {
            Source::Words(words) => out.extend(words[row].iter().flat_map(|w| w.bytes())),
            Source::Status => out.extend_from_slice(self.status(row, answers).as_bytes()),
            Source::Refusals => {
                for (place, name) in self.refusals(row, answers).enumerate() {
                    if place > 0 {
                        out.push(b';');
                    }
                    out.extend_from_slice(name.as_bytes());
                }
            }
            Source::Options(codes, ids) => {
                out.extend_from_slice(ids[usize::from(codes.at(row))].as_bytes());
            }
            Source::Text(text) => out.extend_from_slice(text.as_bytes()),
            Source::Files(files) => {
                let name = self.files.get(files[row] as usize);
                out.extend(name.iter().flat_map(|name| name.bytes()));
            }
            Source::Typed(typed) => {
                typed.text(row, out);
            }
            Source::Cells(cells) => out.extend_from_slice(cells[row].bytes(&chunk.arena)),
            _ => {}
        }
    }

    fn json_lines(
        &self,
        sources: &[Source],
        chunk: &Chunk,
        answers: &Answers,
        rows: &[u32],
    ) -> Vec<u8> {
        let mut keys: Vec<Vec<u8>> = Vec::new();
        for (name, _) in self.columns {
            let mut key = Vec::new();
            write_string(&mut key, name.as_bytes());
            key.push(b':');
            keys.push(key);
        }
        let mut out = Vec::new();
        for row in rows.iter().map(|r| *r as usize) {
            out.push(b'{');
            let mut first = true;
            for (key, source) in keys.iter().zip(sources) {
                if let Source::Rows(cells) = source {
                    // The object as it stands, without its last brace.
                    let own = cells[row].bytes(&chunk.arena).trim_ascii();
                    let inner = own[1..own.len() - 1].trim_ascii();
                    first = inner.is_empty();
                    out.extend_from_slice(inner);
                    continue;
                }
                if !std::mem::take(&mut first) {
                    out.push(b',');
                }
                out.extend_from_slice(key);
                self.value(source, row, chunk, answers, &mut out);
            }
            out.extend_from_slice(b"}\n");
        }
        out
    }

    fn value(
        &self,
        source: &Source,
        row: usize,
        chunk: &Chunk,
        answers: &Answers,
        out: &mut Vec<u8>,
    ) {
        let start = out.len();
        match source {
            Source::Cells(cells) => match cells[row].kind() {
                Kind::Missing => {}
                Kind::Literal => out.extend_from_slice(cells[row].bytes(&chunk.arena)),
                Kind::Text => write_string(out, cells[row].bytes(&chunk.arena)),
            },
            Source::Refusals => {
                out.push(b'[');
                for (place, name) in self.refusals(row, answers).enumerate() {
                    if place > 0 {
                        out.push(b',');
                    }
                    write_string(out, name.as_bytes());
                }
                out.push(b']');
            }
            Source::Words(words) => {
                if let Some(text) = &words[row] {
                    write_string(out, text.as_bytes());
                }
            }
            Source::Reals(reals) if !reals[row].is_finite() => {}
            Source::Typed(typed) => {
                let mut text = Vec::new();
                match typed.text(row, &mut text) {
                    Kind::Missing => {}
                    Kind::Literal => out.extend_from_slice(&text),
                    Kind::Text => write_string(out, &text),
                }
            }
            Source::Status | Source::Options(..) | Source::Text(_) | Source::Files(_) => {
                let mut text = Vec::new();
                self.text(source, row, chunk, answers, &mut text);
                write_string(out, &text);
            }
            Source::Mask if self.problem.constraints.len() > 64 => {
                write_string(out, self.mask(row, answers).as_bytes());
            }
            _ => self.cell(source, row, 0, chunk, answers, out),
        }
        if out.len() == start {
            out.extend_from_slice(b"null");
        }
    }

    fn parquet(
        &self,
        sources: &[Source],
        chunk: &Chunk,
        answers: &Answers,
        rows: &[u32],
    ) -> Vec<u8> {
        let mut columns = Vec::new();
        for ((name, _), source) in self.columns.iter().zip(sources) {
            columns.push((
                name.as_str(),
                self.parquet_column(source, chunk, answers, rows),
            ));
        }
        write_rows(&columns)
    }

    fn parquet_column(
        &self,
        source: &Source,
        chunk: &Chunk,
        answers: &Answers,
        rows: &[u32],
    ) -> ParquetColumn {
        let each = rows.iter().map(|r| *r as usize);
        match source {
            Source::Typed(typed) => ParquetColumn::Typed(typed.take(rows)),
            Source::Steps { sums, less, .. } => {
                let number = |row| self.points(sums.at(row) - less).to_f64();
                ParquetColumn::Reals(each.map(|row| Some(number(row))).collect())
            }
            Source::Plain(steps) => ParquetColumn::Reals(
                each.map(|row| Some(self.points(steps[row]).to_f64()))
                    .collect(),
            ),
            Source::Sums(sums) => {
                let number = |row: usize| crate::study::batch::sum_to_f64(sums[row]);
                ParquetColumn::Reals(each.map(|row| Some(number(row))).collect())
            }
            Source::Reals(reals) => {
                let number = |row: usize| Some(reals[row]).filter(|r| !r.is_nan());
                ParquetColumn::Reals(each.map(number).collect())
            }
            Source::Flags(flags) => {
                let flag = |row: usize| (flags[row] < 2).then_some(flags[row] == 1);
                ParquetColumn::Flags(each.map(flag).collect())
            }
            Source::Accepts(constraint) => {
                let accepts = |row| Some(self.accepts(*constraint, row, answers));
                ParquetColumn::Flags(each.map(accepts).collect())
            }
            Source::Wholes(wholes) => {
                let whole = |row: usize| Some(wholes[row] as i64).filter(|w| *w > 0);
                ParquetColumn::Wholes(each.map(whole).collect())
            }
            Source::Lines(lines) => {
                ParquetColumn::Wholes(each.map(|row| Some(lines[row] as i64)).collect())
            }
            Source::Mask if self.problem.constraints.len() < 64 => {
                let mask = |row| self.mask(row, answers).parse::<i64>().ok();
                ParquetColumn::Wholes(each.map(mask).collect())
            }
            Source::Mask => {
                let mask = |row| Some(self.mask(row, answers).into_bytes());
                ParquetColumn::Texts(each.map(mask).collect())
            }
            Source::Refusals => {
                let names = |row| {
                    self.refusals(row, answers)
                        .map(|n| n.as_bytes().to_vec())
                        .collect()
                };
                ParquetColumn::Lists(each.map(names).collect())
            }
            Source::Cells(cells) => {
                let text = |row: usize| {
                    let cell = cells[row];
                    (cell.kind() != Kind::Missing).then(|| cell.bytes(&chunk.arena).to_vec())
                };
                ParquetColumn::Texts(each.map(text).collect())
            }
            Source::Words(words) => {
                let text = |row: usize| words[row].as_ref().map(|w| w.clone().into_bytes());
                ParquetColumn::Texts(each.map(text).collect())
            }
            Source::Nothing | Source::Rows(_) => ParquetColumn::Texts(each.map(|_| None).collect()),
            _ => {
                let text = |row| {
                    let mut text = Vec::new();
                    self.text(source, row, chunk, answers, &mut text);
                    Some(text)
                };
                ParquetColumn::Texts(each.map(text).collect())
            }
        }
    }

    fn points(&self, steps: i128) -> Points {
        Points::from_billionths(steps * self.program.grid.billionths())
    }

    fn accepts(&self, constraint: Option<ConstraintId>, row: usize, answers: &Answers) -> bool {
        constraint.is_none_or(|c| !answers.scored.refuses(c, row))
    }

    fn status(&self, row: usize, answers: &Answers) -> &'static str {
        let scored = &answers.scored;
        match (
            scored.agreeable[row],
            scored.idle[row],
            scored.unsettled[row],
        ) {
            (1, ..) => "agreeable",
            (_, 1, _) => "status quo",
            (_, _, 1) => "unsettled",
            _ => "refused",
        }
    }

    fn refusals<'s>(&'s self, row: usize, answers: &'s Answers) -> impl Iterator<Item = &'s str> {
        let all = self.problem.constraints.ids();
        let refused = all.filter(move |c| answers.scored.refuses(*c, row));
        refused.map(|c| self.problem.names.constraints[c].id.as_str())
    }

    /// A number where it fits a word, else sixteen digits a word in hexadecimal.
    fn mask(&self, row: usize, answers: &Answers) -> String {
        let planes = &answers.scored.refusals;
        let constraints = self.problem.constraints.len();
        if constraints <= 64 {
            let mask = bits(row, answers);
            return mask.to_string();
        }
        let bytes = planes
            .iter()
            .rev()
            .map(|plane| format!("{:02x}", plane[row]));
        format!("0x{}", bytes.collect::<String>())
    }
}

/// The constraints that refuse a row, the first the lowest; of at most sixty-four.
fn bits(row: usize, answers: &Answers) -> u64 {
    let planes = answers.scored.refusals.iter().enumerate();
    planes.fold(0, |bits, (place, plane)| {
        bits | u64::from(plane[row]) << (8 * place)
    })
}

/// Rows of one chunk as one problem answers them.
pub struct Selected<'a> {
    /// How they are written.
    pub writer: &'a Writer<'a>,
    /// What was found.
    pub answers: &'a Answers,
    /// Which are wanted, in order.
    pub rows: Vec<u32>,
}

/// Rows as several problems answer them: those of one proposal stand together, in the order of the problems.
pub fn encode_together(chunk: &Chunk, parts: &[Selected]) -> Vec<u8> {
    if let [only] = parts {
        return only.writer.encode(chunk, only.answers, &only.rows);
    }
    let mut order: Vec<(u32, usize, usize)> = Vec::new();
    for (part, own) in parts.iter().enumerate() {
        order.extend(
            own.rows
                .iter()
                .enumerate()
                .map(|(place, row)| (*row, part, place)),
        );
    }
    order.sort_unstable();
    let Some(first) = parts.first() else {
        return Vec::new();
    };
    if first.writer.format == Format::Parquet {
        return together_in_columns(chunk, parts, &order);
    }
    let mut out = Vec::new();
    for (row, part, _) in order {
        let own = &parts[part];
        out.extend(own.writer.encode(chunk, own.answers, &[row]));
    }
    out
}

fn together_in_columns(
    chunk: &Chunk,
    parts: &[Selected],
    order: &[(u32, usize, usize)],
) -> Vec<u8> {
    let mut all: Vec<(&str, ParquetColumn)> = Vec::new();
    let mut starts = Vec::new();
    let mut start = 0;
    for (index, part) in parts.iter().enumerate() {
        starts.push(start);
        start += part.rows.len();
        let writer = part.writer;
        for (place, (name, _)) in writer.columns.iter().enumerate() {
            let source = writer.source(place, chunk, part.answers);
            let column = writer.parquet_column(&source, chunk, part.answers, &part.rows);
            match index {
                0 => all.push((name, column)),
                _ => all[place].1.append(column),
            }
        }
    }
    let order: Vec<u32> = order
        .iter()
        .map(|(_, part, place)| (starts[*part] + place) as u32)
        .collect();
    let columns: Vec<_> = all
        .iter()
        .map(|(name, column)| (*name, column.take(&order)))
        .collect();
    write_rows(&columns)
}
