//! Settlements as a few machine words: what makes millions of them fit, and comparing and hashing them cheap.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::base::{Id, IdVec, OptionId, TopicId};
use crate::problem::{InForce, Problem, Settlement};

/// Where each topic's option stands among the bits of a settlement.
#[derive(Clone, Debug)]
pub struct Layout {
    words: usize,
    fields: IdVec<TopicId, Field>,
    /// The topic that a bit belongs to, word by word.
    of_bit: Vec<u16>,
}

#[derive(Clone, Copy, Debug)]
struct Field {
    word: usize,
    shift: u32,
    mask: u64,
}

impl Layout {
    /// As many bits per topic as its options need; no topic is split between two words.
    pub fn new(problem: &Problem) -> Self {
        let (mut word, mut shift) = (0, 0);
        let mut fields = IdVec::new();
        let mut of_bit = vec![0; 64];
        for (id, topic) in problem.topics.entries() {
            let bits = u64::BITS - (topic.rungs.len() as u64).saturating_sub(1).leading_zeros();
            if bits == 0 {
                // It stands where it is.
                let (word, shift, mask) = (0, 0, 0);
                fields.push(Field { word, shift, mask });
                continue;
            }
            if shift + bits > u64::BITS {
                (word, shift) = (word + 1, 0);
                of_bit.resize(64 * (word + 1), 0);
            }
            let first = 64 * word + shift as usize;
            of_bit[first..first + bits as usize].fill(id.index() as u16);
            let mask = (1u64 << bits) - 1;
            fields.push(Field { word, shift, mask });
            shift += bits;
        }
        Self {
            words: word + 1,
            fields,
            of_bit,
        }
    }

    /// Words of a settlement.
    pub fn words(&self) -> usize {
        self.words
    }

    /// The word that a move changes, and what it adds to it.
    pub fn step(&self, topic: TopicId, from: OptionId, to: OptionId) -> (usize, u64) {
        let field = self.fields[topic];
        (
            field.word,
            ((to.index() - from.index()) as u64) << field.shift,
        )
    }

    /// The option at which a topic stands.
    pub fn at(&self, key: &[u64], topic: TopicId) -> OptionId {
        let field = self.fields[topic];
        OptionId::new((key[field.word] >> field.shift & field.mask) as usize)
    }

    /// Writes a settlement as words.
    pub fn pack(&self, settlement: &Settlement, key: &mut [u64]) {
        key.fill(0);
        for ((_, option), field) in settlement.iter().zip(self.fields.iter()) {
            key[field.word] |= (option.index() as u64) << field.shift;
        }
    }

    /// Reads words back into a settlement of as many topics.
    pub fn unpack(&self, key: &[u64], settlement: &mut Settlement) {
        for topic in self.fields.ids() {
            settlement.set(topic, self.at(key, topic));
        }
    }

    /// The same of what is in force.
    pub fn unpack_force(&self, key: &[u64], force: &mut InForce) {
        for topic in self.fields.ids() {
            force.set(topic, self.at(key, topic));
        }
    }

    /// Calls `visit` with every topic whose option differs, and both options.
    pub fn differences(
        &self,
        from: &[u64],
        to: &[u64],
        visit: &mut impl FnMut(TopicId, OptionId, OptionId),
    ) {
        for (word, (a, b)) in from.iter().zip(to).enumerate() {
            let mut different = a ^ b;
            while different != 0 {
                let bit = different.trailing_zeros() as usize;
                let topic = TopicId::new(self.of_bit[64 * word + bit].into());
                let field = self.fields[topic];
                visit(topic, self.at(from, topic), self.at(to, topic));
                different &= !(field.mask << field.shift);
            }
        }
    }

    /// Rungs climbed from the status quo: settlements are ordered by it.
    pub fn climbed(&self, key: &[u64]) -> usize {
        let topics = self.fields.ids();
        topics.map(|topic| self.at(key, topic).index()).sum()
    }
}

/// Hash of a settlement's words.
pub fn hash(key: &[u64]) -> u64 {
    let mut hasher = FxHasher::default();
    key.iter().for_each(|word| hasher.write_u64(*word));
    hasher.finish()
}
