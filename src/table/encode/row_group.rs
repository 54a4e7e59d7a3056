//! Rows as columns of Parquet.

use super::{Answers, Source, Writer, bits};
use crate::study::batch::sum_to_f64;
use crate::table::cells::{Chunk, Kind};
use crate::table::parquet::{ParquetColumn, write_rows};

impl Writer<'_> {
    pub(super) fn row_group(&self, chunk: &Chunk, answers: &Answers, rows: &[u32]) -> Vec<u8> {
        let sources = self.sources(chunk, answers);
        let columns = self
            .columns
            .iter()
            .zip(&sources)
            .map(|((name, _), source)| (name.as_str(), self.column(source, chunk, answers, rows)));
        write_rows(&columns.collect::<Vec<_>>())
    }

    pub(super) fn column(
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
                ParquetColumn::Reals(each.map(number).collect())
            }
            Source::Plain(steps) => {
                ParquetColumn::Reals(each.map(|row| self.points(steps[row]).to_f64()).collect())
            }
            Source::Sums(sums) => {
                let number = |row: usize| sum_to_f64(sums[row]);
                ParquetColumn::Reals(each.map(number).collect())
            }
            Source::Reals(reals) => ParquetColumn::Reals(each.map(|row| reals[row]).collect()),
            Source::Flags(flags) => {
                let flag = |row: usize| (flags[row] < 2).then_some(flags[row] == 1);
                ParquetColumn::Flags(each.map(flag).collect())
            }
            Source::Accepts(constraint) => {
                let accepts = |row| Some(self.accepts(*constraint, row, answers));
                ParquetColumn::Flags(each.map(accepts).collect())
            }
            Source::Wholes(wholes) => {
                let whole = |row: usize| match wholes[row] {
                    0 => i64::MIN,
                    own => own as i64,
                };
                ParquetColumn::Wholes(each.map(whole).collect())
            }
            Source::Lines(lines) => {
                ParquetColumn::Wholes(each.map(|row| lines[row] as i64).collect())
            }
            Source::Mask if self.problem.constraints.len() < 64 => {
                ParquetColumn::Wholes(each.map(|row| bits(row, answers) as i64).collect())
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
}
