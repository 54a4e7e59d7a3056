//! What was found of many rows.

use crate::base::{ConstraintId, Id, Points};

/// Sums of many rows in steps of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Steps {
    /// No sum leaves sixteen bits.
    Short(Vec<i16>),
    /// No sum leaves sixty-four.
    Long(Vec<i64>),
    /// The rest.
    Huge(Vec<i128>),
}

impl Steps {
    /// The sum of a row.
    pub fn at(&self, row: usize) -> i128 {
        match self {
            Steps::Short(sums) => sums[row].into(),
            Steps::Long(sums) => sums[row].into(),
            Steps::Huge(sums) => sums[row],
        }
    }
    /// Some rows, in the order given.
    pub fn take(&self, rows: &[u32]) -> Self {
        fn of<T: Copy>(sums: &[T], rows: &[u32]) -> Vec<T> {
            rows.iter().map(|r| sums[*r as usize]).collect()
        }
        match self {
            Steps::Short(sums) => Steps::Short(of(sums, rows)),
            Steps::Long(sums) => Steps::Long(of(sums, rows)),
            Steps::Huge(sums) => Steps::Huge(of(sums, rows)),
        }
    }
    /// Adds the rows of another column of the same sum.
    pub fn append(&mut self, other: &Self) {
        match (self, other) {
            (Steps::Short(own), Steps::Short(more)) => own.extend_from_slice(more),
            (Steps::Long(own), Steps::Long(more)) => own.extend_from_slice(more),
            (Steps::Huge(own), Steps::Huge(more)) => own.extend_from_slice(more),
            _ => debug_assert!(false, "sums of one program have one width"),
        }
    }
}

/// Rows, scored.
#[derive(Clone, Debug)]
pub struct Scored {
    /// Number of rows.
    pub rows: usize,
    /// Of each sum of the program, what it comes to; none of those that were not asked for.
    pub sums: Vec<Option<Steps>>,
    /// Eight constraints each, one bit per constraint that refuses the row.
    pub refusals: Vec<Vec<u8>>,
    /// Is it a package (§4)? 1 or 0.
    pub agreeable: Vec<u8>,
    /// Is a topic left unsettled?
    pub unsettled: Vec<u8>,
    /// Has nothing moved?
    pub idle: Vec<u8>,
}

impl Scored {
    /// Does a constraint refuse a row?
    pub fn refuses(&self, constraint: ConstraintId, row: usize) -> bool {
        let place = constraint.index();
        self.refusals[place / 8][row] >> (place % 8) & 1 == 1
    }
    /// Some rows, in the order given.
    pub fn take(&self, rows: &[u32]) -> Self {
        let of = |column: &Vec<u8>| rows.iter().map(|r| column[*r as usize]).collect();
        let sums = self.sums.iter().map(|s| s.as_ref().map(|s| s.take(rows)));
        Self {
            rows: rows.len(),
            sums: sums.collect(),
            refusals: self.refusals.iter().map(of).collect(),
            agreeable: of(&self.agreeable),
            unsettled: of(&self.unsettled),
            idle: of(&self.idle),
        }
    }
    /// Adds the rows of others scored by the same program.
    pub fn append(&mut self, other: &Self) {
        self.rows += other.rows;
        for (own, more) in self.sums.iter_mut().zip(&other.sums) {
            if let (Some(own), Some(more)) = (own, more) {
                own.append(more);
            }
        }
        for (own, more) in self.refusals.iter_mut().zip(&other.refusals) {
            own.extend_from_slice(more);
        }
        self.agreeable.extend_from_slice(&other.agreeable);
        self.unsettled.extend_from_slice(&other.unsettled);
        self.idle.extend_from_slice(&other.idle);
    }
}

/// So many steps of a grid.
pub fn points(steps: i128, grid: Points) -> Points {
    Points::from_billionths(steps * grid.billionths())
}
