//! Rows as CSV, TSV and JSON Lines.

use super::{Answers, Source, Writer, bits};
use crate::study::batch::{Steps, sum_to_f64};
use crate::table::cells::{Chunk, Kind};
use crate::table::csv::write_text;
use crate::table::json::write_string;
use crate::table::numbers::{write_points, write_real, write_whole};

/// Rows of one chunk, to be written one by one.
pub(super) struct Lines<'w> {
    writer: &'w Writer<'w>,
    sources: Vec<Source<'w>>,
    chunk: &'w Chunk,
    answers: &'w Answers,
    /// Between cells, where they are not named.
    delimiter: Option<u8>,
    /// Names of cells with what follows them, where they are.
    keys: Vec<Vec<u8>>,
}

impl<'w> Lines<'w> {
    pub fn new(writer: &'w Writer<'w>, chunk: &'w Chunk, answers: &'w Answers) -> Self {
        let key = |name: &String| {
            let mut key = Vec::new();
            write_string(&mut key, name.as_bytes());
            key.push(b':');
            key
        };
        Self {
            sources: writer.sources(chunk, answers),
            delimiter: writer.format.delimiter(),
            keys: writer.columns.iter().map(|(name, _)| key(name)).collect(),
            writer,
            chunk,
            answers,
        }
    }

    /// Some bytes that a row takes.
    pub fn guess(&self) -> usize {
        8 * self.sources.len().max(1)
    }

    pub fn write(&self, row: usize, out: &mut Vec<u8>) {
        match self.delimiter {
            Some(delimiter) => self.delimited(row, delimiter, out),
            None => self.object(row, out),
        }
    }

    fn delimited(&self, row: usize, delimiter: u8, out: &mut Vec<u8>) {
        for (place, source) in self.sources.iter().enumerate() {
            if place > 0 {
                out.push(delimiter);
            }
            self.cell(source, row, delimiter, out);
        }
        out.push(b'\n');
    }

    fn object(&self, row: usize, out: &mut Vec<u8>) {
        out.push(b'{');
        let mut first = true;
        for (key, source) in self.keys.iter().zip(&self.sources) {
            if let Source::Rows(cells) = source {
                // The object as it stands, without its last brace.
                let own = cells[row].bytes(&self.chunk.arena).trim_ascii();
                let inner = own[1..own.len() - 1].trim_ascii();
                first = inner.is_empty();
                out.extend_from_slice(inner);
                continue;
            }
            if !std::mem::take(&mut first) {
                out.push(b',');
            }
            out.extend_from_slice(key);
            self.value(source, row, out);
        }
        out.extend_from_slice(b"}\n");
    }

    #[inline]
    fn cell(&self, source: &Source, row: usize, delimiter: u8, out: &mut Vec<u8>) {
        let (writer, answers, arena) = (self.writer, self.answers, &self.chunk.arena);
        match source {
            Source::Rows(cells) => out.extend_from_slice(cells[row].bytes(arena)),
            Source::Cells(cells) => write_text(out, cells[row].bytes(arena), delimiter),
            Source::Steps {
                sums: Steps::Short(sums),
                less,
                texts: Some(texts),
            } => texts.write(out, i64::from(sums[row]) - *less as i64),
            Source::Steps { sums, less, .. } => {
                write_points(out, writer.points(sums.at(row) - less))
            }
            Source::Plain(steps) => write_points(out, writer.points(steps[row])),
            Source::Flags(flags) => out.extend_from_slice(match flags[row] {
                0 => b"false",
                1 => b"true",
                _ => b"",
            }),
            Source::Accepts(constraint) => {
                out.extend_from_slice(match writer.accepts(*constraint, row, answers) {
                    true => b"true",
                    false => b"false",
                });
            }
            Source::Reals(reals) if reals[row].is_nan() => {}
            Source::Reals(reals) => write_real(out, reals[row]),
            Source::Sums(sums) => write_real(out, sum_to_f64(sums[row])),
            Source::Wholes(wholes) if wholes[row] == 0 => {}
            Source::Wholes(wholes) => write_whole(out, wholes[row].into()),
            Source::Lines(lines) => write_whole(out, lines[row].into()),
            Source::Mask if writer.problem.constraints.len() <= 64 => {
                write_whole(out, bits(row, answers).into());
            }
            Source::Mask => out.extend_from_slice(writer.mask(row, answers).as_bytes()),
            Source::Nothing => {}
            _ => {
                let mut text = Vec::new();
                writer.text(source, row, self.chunk, answers, &mut text);
                write_text(out, &text, delimiter);
            }
        }
    }

    fn value(&self, source: &Source, row: usize, out: &mut Vec<u8>) {
        let (writer, answers, arena) = (self.writer, self.answers, &self.chunk.arena);
        let start = out.len();
        match source {
            Source::Cells(cells) => match cells[row].kind() {
                Kind::Missing => {}
                Kind::Literal => out.extend_from_slice(cells[row].bytes(arena)),
                Kind::Text => write_string(out, cells[row].bytes(arena)),
            },
            Source::Refusals => {
                out.push(b'[');
                for (place, name) in writer.refusals(row, answers).enumerate() {
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
                writer.text(source, row, self.chunk, answers, &mut text);
                write_string(out, &text);
            }
            Source::Mask if writer.problem.constraints.len() > 64 => {
                write_string(out, writer.mask(row, answers).as_bytes());
            }
            _ => self.cell(source, row, 0, out),
        }
        if out.len() == start {
            out.extend_from_slice(b"null");
        }
    }
}

impl Writer<'_> {
    /// Of cells that are words.
    pub(super) fn text(
        &self,
        source: &Source,
        row: usize,
        chunk: &Chunk,
        answers: &Answers,
        out: &mut Vec<u8>,
    ) {
        match source {
            Source::Words(words) => out.extend(words[row].iter().flat_map(|w| w.bytes())),
            Source::Status => out.extend_from_slice(answers.status(row).as_bytes()),
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
}
