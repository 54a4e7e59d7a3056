//! What was found of the rows of a chunk.

use rustc_hash::FxHashMap;

use crate::study::batch::Scored;
use crate::table::columns::Answer;

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
    /// What a row is, in a word.
    pub fn status(&self, row: usize) -> &'static str {
        let scored = &self.scored;
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
