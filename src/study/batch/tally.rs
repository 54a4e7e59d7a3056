//! What a person reads first of many rows: counts.

use rustc_hash::FxHashMap;

use super::measure::Measures;
use super::scored::Scored;
use crate::base::{ConstraintId, Id};

/// Counts of rows.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Rows.
    pub rows: u64,
    /// Packages.
    pub agreeable: u64,
    /// Rows that leave a topic unsettled.
    pub unsettled: u64,
    /// Rows in which nothing has moved.
    pub idle: u64,
    /// Rows that each constraint refuses, and rows that it alone refuses.
    pub refused: Vec<(u64, u64)>,
    /// Rows that exactly these constraints refuse together.
    sets: FxHashMap<Vec<u8>, u64>,
    /// Rows whose set was not counted on its own, because there were too many sets.
    pub other_sets: u64,
    /// Least gains of the rows, in steps: how many rows have which.
    least: FxHashMap<i128, u64>,
    /// Width of what is counted together, in steps.
    width: i128,
}

/// Most sets of constraints that are counted.
const MOST_SETS: usize = 100_000;

/// Most least gains that are counted apart.
const MOST_LEAST: usize = 1 << 14;

impl Tally {
    /// Of no rows under so many constraints.
    pub fn new(constraints: usize) -> Self {
        Self {
            refused: vec![(0, 0); constraints],
            width: 1,
            ..Self::default()
        }
    }

    /// Counts scored rows.
    pub fn see(&mut self, measures: &Measures, scored: &Scored) {
        let count = |column: &[u8]| column.iter().map(|c| u64::from(*c)).sum::<u64>();
        self.rows += scored.rows as u64;
        self.agreeable += count(&scored.agreeable);
        self.unsettled += count(&scored.unsettled);
        self.idle += count(&scored.idle);
        let mut set = Vec::new();
        for row in 0..scored.rows {
            set.clear();
            set.extend(scored.refusals.iter().map(|plane| plane[row]));
            if set.iter().any(|plane| *plane != 0) {
                match self.sets.get_mut(&set) {
                    Some(rows) => *rows += 1,
                    None => {
                        self.sets.insert(set.clone(), 1);
                    }
                }
            }
        }
        for steps in (0..scored.rows).map(|row| measures.least(scored, row)) {
            self.add_least(steps, 1);
        }
    }

    fn add_least(&mut self, steps: i128, rows: u64) {
        *self.least.entry(steps.div_euclid(self.width)).or_insert(0) += rows;
        while self.least.len() > MOST_LEAST {
            self.widen();
        }
    }

    fn widen(&mut self) {
        self.width *= 2;
        let old = std::mem::take(&mut self.least);
        for (steps, rows) in old {
            *self.least.entry(steps.div_euclid(2)).or_insert(0) += rows;
        }
    }

    /// Adds the counts of later rows.
    pub fn merge(&mut self, mut other: Tally) {
        self.rows += other.rows;
        self.agreeable += other.agreeable;
        self.unsettled += other.unsettled;
        self.idle += other.idle;
        self.other_sets += other.other_sets;
        let mut sets: Vec<(Vec<u8>, u64)> = other.sets.drain().collect();
        // Which sets are kept where they are too many does not depend on the order of a map.
        sets.sort();
        for (set, rows) in sets {
            match self.sets.len() < MOST_SETS || self.sets.contains_key(&set) {
                true => *self.sets.entry(set).or_insert(0) += rows,
                false => self.other_sets += rows,
            }
        }
        while other.width < self.width {
            other.widen();
        }
        while self.width < other.width {
            self.widen();
        }
        for (steps, rows) in other.least {
            self.add_least(steps * self.width, rows);
        }
    }

    /// How many rows each constraint refuses, and how many it alone; what was counted of sets must be whole.
    pub fn refusals(&self) -> Vec<(ConstraintId, u64, u64)> {
        let ids = (0..self.refused.len()).map(ConstraintId::new);
        ids.map(|id| {
            let holds = |set: &&Vec<u8>| set[id.index() / 8] >> (id.index() % 8) & 1 == 1;
            let own = self.sets.iter().filter(|(set, _)| holds(set));
            let all: u64 = own.clone().map(|(_, rows)| rows).sum();
            let alone = own.filter(|(set, _)| set.iter().map(|p| p.count_ones()).sum::<u32>() == 1);
            (id, all, alone.map(|(_, rows)| rows).sum())
        })
        .collect()
    }

    /// The most frequent sets of constraints that refuse rows together, at most so many.
    pub fn together(&self, most: usize) -> Vec<(Vec<ConstraintId>, u64)> {
        let mut sets: Vec<(&Vec<u8>, u64)> =
            self.sets.iter().map(|(set, rows)| (set, *rows)).collect();
        sets.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let ids = |set: &Vec<u8>| {
            let all = (0..self.refused.len()).filter(|k| set[k / 8] >> (k % 8) & 1 == 1);
            all.map(ConstraintId::new).collect()
        };
        sets.into_iter()
            .take(most)
            .map(|(set, rows)| (ids(set), rows))
            .collect()
    }

    /// Least gains in at most so many bars of one width: from where, how wide (both in steps), and how many rows in each.
    pub fn histogram(&self, bars: usize) -> Option<(i128, i128, Vec<u64>)> {
        let first = *self.least.keys().min()?;
        let last = *self.least.keys().max()?;
        let bars = bars.max(1) as i128;
        let mut width = 1;
        // Widths people read: 1, 2, 5, 10, 20, 50 …
        let next = |width: i128| match width.to_string().as_bytes()[0] {
            b'2' => width / 2 * 5,
            _ => width * 2,
        };
        while last.div_euclid(width) - first.div_euclid(width) >= bars {
            width = next(width);
        }
        let from = first.div_euclid(width);
        let mut rows = vec![0; (last.div_euclid(width) - from) as usize + 1];
        for (steps, own) in &self.least {
            rows[(steps.div_euclid(width) - from) as usize] += own;
        }
        Some((from * width * self.width, width * self.width, rows))
    }
}
