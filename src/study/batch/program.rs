//! The program: columns, sums of them and what constraints ask, run over rows in pieces that stay in the cache.

use super::codes::Codes;
use super::kernel::{self, Table};
use super::scored::{Scored, Steps};
use super::twin;
use crate::base::{ActorId, Id, Points};
use crate::problem::Problem;

/// Rows of one piece: a few dozen columns of it fit the nearest cache.
const PIECE: usize = 2_048;

/// A problem, written out for rows.
#[derive(Clone, Debug)]
pub struct Program {
    /// The amount of which every worth, amount and bound is a multiple.
    pub grid: Points,
    /// Number of options and whether packages may not keep the first, by topic.
    topics: Vec<(usize, bool)>,
    /// In an order in which each needs only those before it.
    pub(super) columns: Vec<Column>,
    pub(super) sums: Vec<Sum>,
    /// One per constraint of the problem.
    pub(super) tests: Vec<Test>,
    /// Place of each actor's worth among the sums.
    pub(super) worths: Vec<usize>,
    /// Of each actor and audience the worth of what it sees and of all, among the sums.
    pub(super) audiences: Vec<Vec<(usize, usize)>>,
    /// Walk-aways in steps of the grid.
    walk_aways: Vec<i128>,
}

/// A column of small numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// The option agreed of a topic.
    Agreed(usize),
    /// A column where a condition holds, else 0.
    Where(usize, usize),
    /// Is a column within one of these runs?
    Is(usize, Vec<(u16, u16)>),
    /// Do all of these hold?
    All(Vec<usize>),
    /// Does any?
    Any(Vec<usize>),
    /// Does it not hold?
    Not(usize),
}

/// What a constraint asks.
#[derive(Clone, Debug)]
pub enum Test {
    /// Nothing.
    Always,
    /// A condition.
    Holds(usize),
    /// That it does not hold.
    Not(usize),
    /// That at least and at most so many hold.
    Count(Vec<usize>, usize, usize),
    /// That a sum is at least this.
    AtLeast(usize, i128),
}

/// In which numbers a sum is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    Short,
    Long,
    Huge,
}

/// What columns add.
#[derive(Clone, Debug)]
pub struct Sum {
    /// Must it be known?
    pub asked: bool,
    width: Width,
    /// Columns of at most sixteen codes, where the sum is short.
    shuffled: Vec<(usize, Table)>,
    /// The others.
    looked_up: Vec<(usize, Entries)>,
    /// The least and the most that it can come to.
    range: (i128, i128),
}

/// A table as long as its column needs.
#[derive(Clone, Debug)]
enum Entries {
    Narrow16(Box<[i16; 256]>),
    Narrow64(Box<[i64; 256]>),
    Narrow128(Box<[i128; 256]>),
    Wide(Vec<i128>),
}

impl Sum {
    /// `narrow` says whether the codes of a column are bytes.
    pub fn new(parts: Vec<(usize, Vec<i128>)>, narrow: &dyn Fn(&usize) -> bool) -> Self {
        let width = Width::of(&parts);
        let least = parts.iter().filter_map(|(_, table)| table.iter().min());
        let most = parts.iter().filter_map(|(_, table)| table.iter().max());
        let range = (least.sum(), most.sum());
        let (mut shuffled, mut looked_up) = (Vec::new(), Vec::new());
        for (column, table) in parts {
            if width == Width::Short && table.len() <= 16 {
                shuffled.push((column, Table::new(table.iter().map(|e| *e as i16))));
            } else if narrow(&column) {
                looked_up.push((column, Entries::narrow(width, &table)));
            } else {
                looked_up.push((column, Entries::Wide(table)));
            }
        }
        Self {
            asked: false,
            width,
            shuffled,
            looked_up,
            range,
        }
    }
}

impl Entries {
    fn narrow(width: Width, table: &[i128]) -> Self {
        let entry = |place: usize| table.get(place).copied().unwrap_or(0);
        match width {
            Width::Short => Entries::Narrow16(Box::new(std::array::from_fn(|p| entry(p) as i16))),
            Width::Long => Entries::Narrow64(Box::new(std::array::from_fn(|p| entry(p) as i64))),
            Width::Huge => Entries::Narrow128(Box::new(std::array::from_fn(entry))),
        }
    }
}

impl Program {
    /// Nothing but the topics of a problem.
    pub(super) fn empty(problem: &Problem, grid: Points) -> Self {
        let topics = problem.topics.iter();
        let steps = |points: Points| points.billionths() / grid.billionths();
        Self {
            grid,
            topics: topics.map(|t| (t.rungs.len(), t.unsettled)).collect(),
            columns: Vec::new(),
            sums: Vec::new(),
            tests: Vec::new(),
            worths: Vec::new(),
            audiences: Vec::new(),
            walk_aways: problem.actors.iter().map(|a| steps(a.walk_away)).collect(),
        }
    }

    /// Number of codes that a column may hold.
    pub(super) fn options(&self, column: usize) -> usize {
        match &self.columns[column] {
            Column::Agreed(topic) => self.topics[*topic].0,
            Column::Where(of, _) => self.options(*of),
            _ => 2,
        }
    }

    /// Codes of no rows, one column per topic.
    pub fn no_rows(&self) -> Vec<Codes> {
        self.topics.iter().map(|(n, _)| Codes::new(*n)).collect()
    }

    /// Number of constraints.
    pub fn constraints(&self) -> usize {
        self.tests.len()
    }

    /// Place of an actor's worth among the sums.
    pub fn worth(&self, actor: ActorId) -> usize {
        self.worths[actor.index()]
    }

    /// An actor's walk-away in steps of the grid.
    pub fn walk_away(&self, actor: ActorId) -> i128 {
        self.walk_aways[actor.index()]
    }

    /// Of an actor's audience, the places of the worth of what it sees and of all that is in force among the sums.
    pub fn audience(&self, actor: ActorId, index: usize) -> (usize, usize) {
        self.audiences[actor.index()][index]
    }

    /// The least and the most that a sum can come to, as far as its columns tell one by one.
    pub fn range(&self, sum: usize) -> (i128, i128) {
        self.sums[sum].range
    }

    /// Asks for a sum that nothing tests.
    pub fn ask(&mut self, sum: usize) {
        self.sums[sum].asked = true;
    }

    /// Scores rows: one column of codes per topic, all of one length, every code that of an option.
    pub fn run(&self, codes: &[Codes]) -> Scored {
        let rows = codes.first().map_or(0, Codes::len);
        let mut scored = self.blank(rows);
        let mut scratch = Scratch::new(self);
        let mut from = 0;
        while from < rows {
            let to = (from + PIECE).min(rows);
            self.piece(codes, from, to, &mut scratch, &mut scored);
            from = to;
        }
        scored
    }

    /// Rows that were not scored.
    pub fn nothing(rows: usize) -> Scored {
        Scored {
            rows,
            sums: Vec::new(),
            refusals: Vec::new(),
            agreeable: vec![0; rows],
            unsettled: vec![0; rows],
            idle: vec![0; rows],
        }
    }

    fn blank(&self, rows: usize) -> Scored {
        let sums = self.sums.iter().map(|sum| {
            sum.asked.then(|| match sum.width {
                Width::Short => Steps::Short(vec![0; rows]),
                Width::Long => Steps::Long(vec![0; rows]),
                Width::Huge => Steps::Huge(vec![0; rows]),
            })
        });
        Scored {
            rows,
            sums: sums.collect(),
            refusals: vec![vec![0; rows]; self.tests.len().div_ceil(8)],
            agreeable: vec![0; rows],
            unsettled: vec![0; rows],
            idle: vec![0; rows],
        }
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
                Some(Steps::Long(out)) => view.long(sum, &mut out[from..to]),
                Some(Steps::Huge(out)) => view.huge(sum, &mut out[from..to]),
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
