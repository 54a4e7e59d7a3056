//! The smallest change that helps a proposal: of one topic, else of two.

use super::codes::Codes;
use super::measure::{Gains, Measures};
use super::program::Program;
use super::rank::{By, Order};
use crate::base::{Id, OptionId, TopicId};
use crate::problem::Problem;
use crate::search::concept::Concept;

/// A change and what it brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Topics and the options that they should stand at, in file order.
    pub changes: Vec<(TopicId, OptionId)>,
    /// The gains then.
    pub gains: Gains,
}

/// Looks for changes.
#[derive(Clone, Debug)]
pub struct Suggester {
    /// Number of options, by topic.
    options: Vec<u16>,
    order: Order,
    /// Are two topics changed where one does not help?
    pairs: bool,
}

/// Most pairs of changes that are looked at for one row.
const MOST_PAIRS: usize = 1 << 17;

impl Suggester {
    /// Of a problem. What helps most is what a concept ranks first, by default the Nash product.
    pub fn new(problem: &Problem, measures: &Measures) -> Self {
        let options: Vec<u16> = problem
            .topics
            .iter()
            .map(|t| t.rungs.len() as u16)
            .collect();
        let singles: usize = options.iter().map(|n| usize::from(*n) - 1).sum();
        Self {
            order: Order::new(problem, By::Concept(Concept::Nash), Gains::new(), measures),
            pairs: singles * singles / 2 <= MOST_PAIRS,
            options,
        }
    }

    /// For a refused row: the change of one topic, else of two, that makes it agreeable. For an agreeable one: the change of one
    /// topic, else of two, that makes it better for somebody and worse for nobody. Of several the one that Nash's product ranks first,
    /// then the first in file order. Changes are to options, whatever the moves of plans allow.
    ///
    /// Complexity: one score per change; changes of two topics only where one does not help.
    pub fn find(&self, program: &Program, measures: &Measures, row: &[u16]) -> Option<Suggestion> {
        let own = self.score(program, row, std::iter::once(Vec::new()));
        let now = (own.agreeable[0] == 1).then(|| measures.gains(&own, 0));
        let singles: Vec<Vec<(usize, u16)>> = self.single(row).map(|c| vec![c]).collect();
        let found = self.best(program, measures, row, now.as_ref(), &singles);
        if found.is_some() || !self.pairs {
            return found;
        }
        let mut pairs = Vec::new();
        for (index, first) in singles.iter().enumerate() {
            for second in singles[index + 1..].iter().filter(|s| s[0].0 != first[0].0) {
                pairs.push(vec![first[0], second[0]]);
            }
        }
        self.best(program, measures, row, now.as_ref(), &pairs)
    }

    fn single(&self, row: &[u16]) -> impl Iterator<Item = (usize, u16)> {
        let topics = self.options.iter().zip(row).enumerate();
        topics.flat_map(|(topic, (options, now))| {
            (0..*options)
                .filter(move |o| o != now)
                .map(move |option| (topic, option))
        })
    }

    fn score(
        &self,
        program: &Program,
        row: &[u16],
        changes: impl Iterator<Item = Vec<(usize, u16)>>,
    ) -> super::Scored {
        let mut codes: Vec<Codes> = program.no_rows();
        for change in changes {
            for (topic, column) in codes.iter_mut().enumerate() {
                let changed = change.iter().find(|(t, _)| *t == topic);
                column.push(changed.map_or(row[topic], |(_, option)| *option));
            }
        }
        program.run(&codes)
    }

    fn best(
        &self,
        program: &Program,
        measures: &Measures,
        row: &[u16],
        now: Option<&Gains>,
        changes: &[Vec<(usize, u16)>],
    ) -> Option<Suggestion> {
        let scored = self.score(program, row, changes.iter().cloned());
        let mut helping: Vec<(usize, Gains)> = Vec::new();
        for place in (0..scored.rows).filter(|place| scored.agreeable[*place] == 1) {
            let gains = measures.gains(&scored, place);
            let helps =
                now.is_none_or(|now| gains != *now && gains.iter().zip(now).all(|(a, b)| a >= b));
            if helps {
                helping.push((place, gains));
            }
        }
        let gains: Vec<&Gains> = helping.iter().map(|(_, g)| g).collect();
        let first = *self.order.groups(&gains).first()?.first()?;
        let (place, gains) = helping.swap_remove(first);
        let change = changes[place].iter();
        Some(Suggestion {
            changes: change
                .map(|(t, o)| (TopicId::new(*t), OptionId::new(usize::from(*o))))
                .collect(),
            gains,
        })
    }
}
