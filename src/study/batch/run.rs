//! Programs run over rows, in pieces that stay in the cache.

use super::codes::Codes;
use super::kernel;
use super::program::{Column, Entries, Program, Sum, Test, Width};
use super::scored::{Scored, Steps};
use super::twin;

/// Rows of one piece: a few dozen columns of it fit the nearest cache.
const PIECE: usize = 2_048;

impl Program {
    /// Scores rows: one column of codes per topic, all of one length, every code that of an option.
    pub fn run(&self, codes: &[Codes]) -> Scored {
        let mut scored = Program::nothing(0);
        self.run_into(codes, &mut scored);
        scored
    }

    /// As [`Program::run`], in the memory of what was scored before: over many tables of one length pages are asked for once.
    pub fn run_into(&self, codes: &[Codes], scored: &mut Scored) {
        let rows = codes.first().map_or(0, Codes::len);
        self.reset(scored, rows);
        let mut scratch = Scratch::new(self);
        let mut from = 0;
        while from < rows {
            let to = (from + PIECE).min(rows);
            self.piece(codes, from, to, &mut scratch, scored);
            from = to;
        }
    }

    /// Makes room for so many rows. What stands there is that of other rows: pieces begin by clearing it.
    fn reset(&self, scored: &mut Scored, rows: usize) {
        scored.rows = rows;
        scored.sums.resize_with(self.sums.len(), || None);
        for (own, sum) in scored.sums.iter_mut().zip(&self.sums) {
            match (own, sum.width) {
                (own, _) if !sum.asked => *own = None,
                (Some(Steps::Short(own)), Width::Short) => own.resize(rows, 0),
                (Some(Steps::Long(own)), Width::Long) => own.resize(rows, 0),
                (Some(Steps::Huge(own)), Width::Huge) => own.resize(rows, 0),
                (own, Width::Short) => *own = Some(Steps::Short(vec![0; rows])),
                (own, Width::Long) => *own = Some(Steps::Long(vec![0; rows])),
                (own, Width::Huge) => *own = Some(Steps::Huge(vec![0; rows])),
            }
        }
        let planes = self.tests.len().div_ceil(8);
        scored.refusals.resize_with(planes, || vec![0; rows]);
        let bytes = scored.refusals.iter_mut();
        let bytes = bytes.chain([
            &mut scored.agreeable,
            &mut scored.unsettled,
            &mut scored.idle,
        ]);
        bytes.for_each(|own| own.resize(rows, 0));
    }

    fn piece(
        &self,
        codes: &[Codes],
        from: usize,
        to: usize,
        scratch: &mut Scratch,
        scored: &mut Scored,
    ) {
        let rows = to - from;
        scratch.rows = rows;
        let bytes = scored.refusals.iter_mut().chain([&mut scored.unsettled]);
        bytes.for_each(|own| own[from..to].fill(0));
        for place in 0..self.columns.len() {
            self.column(place, codes, from, scratch);
        }
        let view = View {
            codes,
            from,
            rows,
            program: self,
            scratch,
        };
        for (sum, out) in self.sums.iter().zip(&mut scored.sums) {
            match out {
                Some(Steps::Short(out)) => view.short(sum, &mut out[from..to]),
                Some(Steps::Long(out)) => {
                    out[from..to].fill(0);
                    view.long(sum, &mut out[from..to]);
                }
                Some(Steps::Huge(out)) => {
                    out[from..to].fill(0);
                    view.huge(sum, &mut out[from..to]);
                }
                None => {}
            }
        }
        self.verdicts(from, to, scratch, scored, codes);
    }

    /// Fills the column of a condition; those of topics are read where they lie.
    fn column(&self, place: usize, codes: &[Codes], from: usize, scratch: &mut Scratch) {
        let rows = scratch.rows;
        let (before, own) = scratch.columns.split_at_mut(place);
        let of = |column: usize| Lane::of(self, column, codes, before, from, rows);
        let out = &mut own[0];
        match &self.columns[place] {
            Column::Agreed(_) => {}
            Column::Where(column, when) => {
                let when = of(*when).bytes();
                match of(*column) {
                    Lane::Bytes(codes) => {
                        let all = out.bytes(rows).iter_mut().zip(codes).zip(when);
                        all.for_each(|((out, code), when)| *out = code * when);
                    }
                    Lane::Words(codes) => {
                        let all = out.words(rows).iter_mut().zip(codes).zip(when);
                        all.for_each(|((out, code), when)| *out = code * u16::from(*when));
                    }
                }
            }
            Column::Is(column, runs) => match of(*column) {
                Lane::Bytes(codes) => {
                    let out = out.bytes(rows);
                    out.fill(0);
                    for (first, last) in runs {
                        let (first, width) = (*first as u8, (*last - *first) as u8);
                        let all = out.iter_mut().zip(codes);
                        all.for_each(|(out, c)| *out |= u8::from(c.wrapping_sub(first) <= width));
                    }
                }
                Lane::Words(codes) => {
                    let out = out.bytes(rows);
                    out.fill(0);
                    for (first, last) in runs {
                        let width = last - first;
                        let all = out.iter_mut().zip(codes);
                        all.for_each(|(out, c)| *out |= u8::from(c.wrapping_sub(*first) <= width));
                    }
                }
            },
            Column::All(parts) => {
                let out = out.bytes(rows);
                out.fill(1);
                for part in parts {
                    let all = out.iter_mut().zip(of(*part).bytes());
                    all.for_each(|(out, part)| *out &= part);
                }
            }
            Column::Any(parts) => {
                let out = out.bytes(rows);
                out.fill(0);
                for part in parts {
                    let all = out.iter_mut().zip(of(*part).bytes());
                    all.for_each(|(out, part)| *out |= part);
                }
            }
            Column::Not(part) => {
                let all = out.bytes(rows).iter_mut().zip(of(*part).bytes());
                all.for_each(|(out, part)| *out = part ^ 1);
            }
        }
    }

    fn verdicts(
        &self,
        from: usize,
        to: usize,
        scratch: &mut Scratch,
        scored: &mut Scored,
        codes: &[Codes],
    ) {
        let Scratch {
            columns, refused, ..
        } = scratch;
        let rows = to - from;
        let refused = &mut refused[..rows];
        for (place, test) in self.tests.iter().enumerate() {
            match test {
                Test::Always => continue,
                Test::Holds(column) => {
                    let all = refused.iter_mut().zip(columns[*column].byte_slice(rows));
                    all.for_each(|(out, holds)| *out = holds ^ 1);
                }
                Test::Not(column) => refused.copy_from_slice(columns[*column].byte_slice(rows)),
                Test::Count(of, least, most) => count(refused, of, *least, *most, columns),
                Test::AtLeast(sum, least) => match &scored.sums[*sum] {
                    Some(Steps::Short(sums)) => below(refused, &sums[from..to], *least),
                    Some(Steps::Long(sums)) => below(refused, &sums[from..to], *least),
                    Some(Steps::Huge(sums)) => below(refused, &sums[from..to], *least),
                    None => continue,
                },
            }
            let plane = &mut scored.refusals[place / 8][from..to];
            let bit = place % 8;
            let all = plane.iter_mut().zip(refused.iter());
            all.for_each(|(plane, refused)| *plane |= refused << bit);
        }
        let (unsettled, idle) = (&mut scored.unsettled[from..to], &mut scored.idle[from..to]);
        idle.fill(1);
        for ((_, must), codes) in self.topics.iter().zip(codes) {
            match codes {
                Codes::Narrow(codes) => rests(&codes[from..to], *must, unsettled, idle),
                Codes::Wide(codes) => rests(&codes[from..to], *must, unsettled, idle),
            }
        }
        let agreeable = &mut scored.agreeable[from..to];
        let all = agreeable.iter_mut().zip(unsettled.iter().zip(idle.iter()));
        all.for_each(|(out, (unsettled, idle))| *out = (unsettled | idle) ^ 1);
        for plane in &scored.refusals {
            let all = agreeable.iter_mut().zip(&plane[from..to]);
            all.for_each(|(out, plane)| *out &= u8::from(*plane == 0));
        }
    }
}

/// Notes where a topic stands at its first option, and whether it may.
fn rests<T: Copy + Default + PartialEq>(
    codes: &[T],
    must: bool,
    unsettled: &mut [u8],
    idle: &mut [u8],
) {
    let nothing = T::default();
    let all = idle.iter_mut().zip(codes);
    all.for_each(|(idle, code)| *idle &= u8::from(*code == nothing));
    if must {
        let all = unsettled.iter_mut().zip(codes);
        all.for_each(|(out, code)| *out |= u8::from(*code == nothing));
    }
}

/// Which sums are below a bound.
fn below<N: Copy + PartialOrd + TryFrom<i128>>(out: &mut [u8], sums: &[N], least: i128) {
    match N::try_from(least) {
        Ok(least) => {
            let all = out.iter_mut().zip(sums);
            all.for_each(|(out, sum)| *out = u8::from(*sum < least));
        }
        // No sum of this width comes near the bound.
        Err(_) => out.fill(u8::from(least > 0)),
    }
}

/// Where fewer or more than so many conditions hold.
fn count(out: &mut [u8], of: &[usize], least: usize, most: usize, columns: &[Cells]) {
    let rows = out.len();
    let mut counts = vec![0u16; rows];
    for column in of {
        let all = counts.iter_mut().zip(columns[*column].byte_slice(rows));
        all.for_each(|(count, holds)| *count += u16::from(*holds));
    }
    let all = out.iter_mut().zip(&counts);
    all.for_each(|(out, count)| {
        let count = usize::from(*count);
        *out = u8::from(count < least || count > most);
    });
}

/// The columns of a piece.
struct Scratch {
    rows: usize,
    columns: Vec<Cells>,
    refused: Vec<u8>,
}

impl Scratch {
    fn new(program: &Program) -> Self {
        Self {
            rows: 0,
            columns: program.columns.iter().map(|_| Cells::None).collect(),
            refused: vec![0; PIECE],
        }
    }
}

/// Room for a column.
enum Cells {
    None,
    Bytes(Vec<u8>),
    Words(Vec<u16>),
}

impl Cells {
    fn bytes(&mut self, rows: usize) -> &mut [u8] {
        if !matches!(self, Cells::Bytes(_)) {
            *self = Cells::Bytes(vec![0; PIECE]);
        }
        match self {
            Cells::Bytes(cells) => &mut cells[..rows],
            _ => &mut [],
        }
    }
    fn words(&mut self, rows: usize) -> &mut [u16] {
        if !matches!(self, Cells::Words(_)) {
            *self = Cells::Words(vec![0; PIECE]);
        }
        match self {
            Cells::Words(cells) => &mut cells[..rows],
            _ => &mut [],
        }
    }
    fn byte_slice(&self, rows: usize) -> &[u8] {
        match self {
            Cells::Bytes(cells) => &cells[..rows],
            _ => &[],
        }
    }
}

/// A column as it is read.
enum Lane<'a> {
    Bytes(&'a [u8]),
    Words(&'a [u16]),
}

impl<'a> Lane<'a> {
    fn of(
        program: &Program,
        column: usize,
        codes: &'a [Codes],
        cells: &'a [Cells],
        from: usize,
        rows: usize,
    ) -> Self {
        if let Column::Agreed(topic) = &program.columns[column] {
            return match &codes[*topic] {
                Codes::Narrow(codes) => Lane::Bytes(&codes[from..from + rows]),
                Codes::Wide(codes) => Lane::Words(&codes[from..from + rows]),
            };
        }
        match &cells[column] {
            Cells::Words(cells) => Lane::Words(&cells[..rows]),
            Cells::Bytes(cells) => Lane::Bytes(&cells[..rows]),
            Cells::None => Lane::Bytes(&[]),
        }
    }
    fn bytes(self) -> &'a [u8] {
        match self {
            Lane::Bytes(cells) => cells,
            Lane::Words(_) => &[],
        }
    }
}

/// A piece whose columns are known.
struct View<'a> {
    codes: &'a [Codes],
    from: usize,
    rows: usize,
    program: &'a Program,
    scratch: &'a Scratch,
}

impl View<'_> {
    fn lane(&self, column: usize) -> Lane<'_> {
        let cells = &self.scratch.columns;
        Lane::of(
            self.program,
            column,
            self.codes,
            cells,
            self.from,
            self.rows,
        )
    }

    fn short(&self, sum: &Sum, out: &mut [i16]) {
        let parts = sum.shuffled.iter();
        let parts: Vec<kernel::Part> = parts.map(|(c, t)| (self.lane(*c).bytes(), t)).collect();
        kernel::sum(out, 0, &parts);
        for (column, entries) in &sum.looked_up {
            match (self.lane(*column), entries) {
                (Lane::Bytes(codes), Entries::Narrow16(table)) => {
                    twin::add_narrow(out, codes, table);
                }
                (Lane::Words(codes), Entries::Wide(table)) => {
                    let table: Vec<i16> = table.iter().map(|e| *e as i16).collect();
                    twin::add_wide(out, codes, &table);
                }
                _ => {}
            }
        }
    }

    fn long(&self, sum: &Sum, out: &mut [i64]) {
        for (column, entries) in &sum.looked_up {
            match (self.lane(*column), entries) {
                (Lane::Bytes(codes), Entries::Narrow64(table)) => {
                    twin::add_narrow(out, codes, table);
                }
                (Lane::Words(codes), Entries::Wide(table)) => {
                    let table: Vec<i64> = table.iter().map(|e| *e as i64).collect();
                    twin::add_wide(out, codes, &table);
                }
                _ => {}
            }
        }
    }

    fn huge(&self, sum: &Sum, out: &mut [i128]) {
        for (column, entries) in &sum.looked_up {
            match (self.lane(*column), entries) {
                (Lane::Bytes(codes), Entries::Narrow128(table)) => {
                    twin::add_narrow(out, codes, table);
                }
                (Lane::Words(codes), Entries::Wide(table)) => twin::add_wide(out, codes, table),
                _ => {}
            }
        }
    }
}
