//! Options of many rows, topic by topic.

/// Most options of a topic whose codes are bytes.
pub const MOST_NARROW: usize = 256;

/// The options at which one topic stands, one per row, by their place among the options of the topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Codes {
    /// Of a topic of at most [`MOST_NARROW`] options.
    Narrow(Vec<u8>),
    /// Of a topic of more.
    Wide(Vec<u16>),
}

impl Codes {
    /// No rows of a topic of so many options.
    pub fn new(options: usize) -> Self {
        match options <= MOST_NARROW {
            true => Codes::Narrow(Vec::new()),
            false => Codes::Wide(Vec::new()),
        }
    }
    /// Adds a row. The option must be one of the topic's.
    pub fn push(&mut self, option: u16) {
        match self {
            Codes::Narrow(codes) => codes.push(option as u8),
            Codes::Wide(codes) => codes.push(option),
        }
    }
    /// The option of a row.
    pub fn at(&self, row: usize) -> u16 {
        match self {
            Codes::Narrow(codes) => codes[row].into(),
            Codes::Wide(codes) => codes[row],
        }
    }
    /// Changes the option of a row.
    pub fn set(&mut self, row: usize, option: u16) {
        match self {
            Codes::Narrow(codes) => codes[row] = option as u8,
            Codes::Wide(codes) => codes[row] = option,
        }
    }
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Codes::Narrow(codes) => codes.len(),
            Codes::Wide(codes) => codes.len(),
        }
    }
    /// True when there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// So many rows; those added stand at the status quo.
    pub fn resize(&mut self, rows: usize) {
        match self {
            Codes::Narrow(codes) => codes.resize(rows, 0),
            Codes::Wide(codes) => codes.resize(rows, 0),
        }
    }
    /// Some rows, in the order given.
    pub fn take(&self, rows: &[u32]) -> Self {
        match self {
            Codes::Narrow(codes) => {
                Codes::Narrow(rows.iter().map(|r| codes[*r as usize]).collect())
            }
            Codes::Wide(codes) => Codes::Wide(rows.iter().map(|r| codes[*r as usize]).collect()),
        }
    }
    /// Adds the rows of another column of the same topic.
    pub fn append(&mut self, other: &Self) {
        match (self, other) {
            (Codes::Narrow(own), Codes::Narrow(more)) => own.extend_from_slice(more),
            (Codes::Wide(own), Codes::Wide(more)) => own.extend_from_slice(more),
            (own, more) => (0..more.len()).for_each(|row| own.push(more.at(row))),
        }
    }
}
