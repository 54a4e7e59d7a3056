//! Options by what cells say.

use rustc_hash::FxHashMap;

use crate::base::{Id, Points, TopicId};
use crate::problem::Problem;

/// Finds the options of a topic.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// By texts of one byte.
    short: Box<[u16; 256]>,
    /// By longer texts.
    long: FxHashMap<Vec<u8>, u16>,
    /// By number: of options whose ids are all numbers these, else the place in the model.
    numbers: FxHashMap<i128, u16>,
}

const NONE: u16 = u16::MAX;

impl Lookup {
    /// Of one topic. An id is an option whatever it looks like; where no id is a number, a number is a place among the options as
    /// the model lists them, from 0.
    pub fn new(problem: &Problem, topic: TopicId) -> Self {
        let mut lookup = Self {
            short: Box::new([NONE; 256]),
            long: FxHashMap::default(),
            numbers: FxHashMap::default(),
        };
        let names = &problem.names.topics[topic];
        let number = |id: &str| Points::parse(id).ok().map(Points::billionths);
        let listed = usize::from(problem.topics[topic].unsettled);
        let is_numeric = names.options.iter().any(|(id, _)| number(id).is_some());
        for (option, (id, _)) in names.options.entries() {
            let code = option.index() as u16;
            lookup.add(id, code);
            match is_numeric {
                true => {
                    number(id).map(|n| lookup.numbers.entry(n).or_insert(code));
                }
                false if option.index() >= listed => {
                    let place = option.index() - listed;
                    lookup.add(&place.to_string(), code);
                    let place = Points::whole(place as i64).billionths();
                    lookup.numbers.insert(place, code);
                }
                false => {}
            }
        }
        lookup
    }

    fn add(&mut self, text: &str, code: u16) {
        match text.as_bytes() {
            [byte] => self.short[usize::from(*byte)] = code,
            bytes => {
                self.long.entry(bytes.to_vec()).or_insert(code);
            }
        }
    }

    /// The option of a text.
    #[inline]
    pub fn find(&self, text: &[u8]) -> Option<u16> {
        if let [byte] = text {
            let code = self.short[usize::from(*byte)];
            if code != NONE {
                return Some(code);
            }
        }
        self.find_long(text)
    }

    fn find_long(&self, text: &[u8]) -> Option<u16> {
        if let Some(code) = self.long.get(text) {
            return Some(*code);
        }
        let trimmed = text.trim_ascii();
        if trimmed.len() < text.len() {
            return self.find(trimmed);
        }
        // `2.0` is what programs make of 2 in a column with gaps.
        let number = Points::parse(std::str::from_utf8(text).ok()?).ok()?;
        self.numbers.get(&number.billionths()).copied()
    }

    /// The option of a whole number.
    pub fn find_whole(&self, number: i64) -> Option<u16> {
        self.numbers
            .get(&(i128::from(number) * 1_000_000_000))
            .copied()
    }
}
