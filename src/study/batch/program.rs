//! The program: columns, sums of them and what constraints ask. [`run`](super::run) takes it over rows.

use super::codes::Codes;
use super::kernel::Table;
use super::scored::Scored;
use crate::base::{ActorId, Id, Points};
use crate::problem::Problem;

/// A problem, written out for rows.
#[derive(Clone, Debug)]
pub struct Program {
    /// The amount of which every worth, amount and bound is a multiple.
    pub grid: Points,
    /// Number of options and whether packages may not keep the first, by topic.
    pub(super) topics: Vec<(usize, bool)>,
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
    pub(super) width: Width,
    /// Columns of at most sixteen codes, where the sum is short.
    pub(super) shuffled: Vec<(usize, Table)>,
    /// The others.
    pub(super) looked_up: Vec<(usize, Entries)>,
    /// The least and the most that it can come to.
    range: (i128, i128),
}

/// A table as long as its column needs.
#[derive(Clone, Debug)]
pub(super) enum Entries {
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
}
