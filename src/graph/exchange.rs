//! What an exchange between two nodes changes, who performs it, and how likely it is honoured (SEMANTICS §3.3, §3.4).

use super::layout::Layout;
use crate::base::{ActorId, ActorSet, Id, IdVec, OptionId, TopicId};
use crate::problem::{Condition, Escrow, Problem};

/// A topic whose option in force differs before and after an exchange.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// The topic.
    pub topic: TopicId,
    /// In force before.
    pub from: OptionId,
    /// In force after.
    pub to: OptionId,
    /// Who performs a rung that it crosses.
    pub performers: ActorSet,
    /// Delivered only against the other changes of the round.
    pub escrowed: bool,
    /// Rounds until its breach is noticed.
    pub lag: u32,
}

impl Change {
    /// Is its breach noticed within the round?
    pub fn visible(&self) -> bool {
        self.lag == 1
    }
}

/// Of a topic going from one option in force to another: all that does not depend on the settlement.
#[derive(Clone, Debug)]
struct Crossing {
    performers: ActorSet,
    /// Rounds until its breach is noticed, if it is not escrowed.
    lag: u32,
    /// Is it escrowed wherever the conditions hold?
    escrow: bool,
    /// What escrows ask of the settlement before the round.
    conditions: Vec<Condition>,
    /// Rung by rung: performers and how likely each, were it unreliable, honours it, in the open and escrowed.
    honours: Vec<(ActorId, [f64; 2])>,
    has_tests: bool,
}

impl Crossing {
    fn new(problem: &Problem, topic: TopicId, from: OptionId, to: OptionId) -> Self {
        let mut crossing = Self {
            performers: ActorSet::EMPTY,
            lag: u32::MAX,
            escrow: true,
            conditions: Vec::new(),
            honours: Vec::new(),
            has_tests: false,
        };
        for rung in problem.crossed(topic, from, to) {
            let rung = &problem.topics[topic].rungs[rung];
            crossing.performers = crossing.performers.union(rung.performers);
            crossing.lag = crossing.lag.min(rung.detected_in);
            crossing.has_tests |= rung.test.is_some();
            match &rung.escrow {
                Escrow::No => crossing.escrow = false,
                Escrow::Yes => {}
                Escrow::When(condition) => crossing.conditions.push(condition.clone()),
            }
            let honours = |who| [false, true].map(|escrowed| rung.honour_of(who, escrowed));
            let all = rung.performers.iter().map(|who| (who, honours(who)));
            crossing.honours.extend(all);
        }
        crossing
    }
}

/// What is known beforehand of what exchanges change.
pub struct Crossings<'p> {
    problem: &'p Problem,
    /// Per topic, by option before and after; empty where there are too many pairs to hold.
    known: IdVec<TopicId, Vec<Option<Crossing>>>,
}

/// Topics of more options are looked at rung by rung each time.
const MOST_OPTIONS: usize = 48;

impl<'p> Crossings<'p> {
    /// Complexity: pairs of options × rungs between them.
    pub fn new(problem: &'p Problem) -> Self {
        let topics = problem.topics.entries().map(|(topic, t)| {
            if t.rungs.len() > MOST_OPTIONS {
                return Vec::new();
            }
            let pairs = t
                .rungs
                .ids()
                .flat_map(|from| t.rungs.ids().map(move |to| (from, to)));
            let crossing =
                |(from, to)| (from < to).then(|| Crossing::new(problem, topic, from, to));
            pairs.map(crossing).collect()
        });
        Self {
            known: topics.collect(),
            problem,
        }
    }

    fn with<T>(
        &self,
        (topic, from, to): (TopicId, OptionId, OptionId),
        ask: impl FnOnce(&Crossing) -> T,
    ) -> T {
        let options = self.problem.topics[topic].rungs.len();
        let place = from.index() * options + to.index();
        match self.known[topic].get(place) {
            Some(Some(known)) => ask(known),
            _ => ask(&Crossing::new(self.problem, topic, from, to)),
        }
    }
}

/// The changes of an exchange and who performs them.
#[derive(Clone, Debug, Default)]
pub struct Exchange {
    /// What changes in force.
    pub changes: Vec<Change>,
    /// Everybody who performs something.
    pub performers: ActorSet,
    /// Per actor, how likely it honours all its changes if it is unreliable; 1 where it performs nothing.
    anyway: Vec<f64>,
    has_tests: bool,
}

impl Exchange {
    /// Nothing changes.
    pub fn still() -> Self {
        Self::default()
    }

    /// Becomes the exchange from one node to another, from what is in force at them and what was agreed before.
    ///
    /// Complexity: topics that differ, and performers of what they cross.
    pub fn set(
        &mut self,
        crossings: &Crossings,
        layout: &Layout,
        agreed: &[u64],
        (from, to): (&[u64], &[u64]),
    ) {
        self.changes.clear();
        self.performers = ActorSet::EMPTY;
        self.anyway.clear();
        self.anyway.resize(crossings.problem.actors.len(), 1.0);
        self.has_tests = false;
        let settlement = |topic| layout.at(agreed, topic);
        let changes = &mut self.changes;
        layout.differences(from, to, &mut |topic, from, to| {
            changes.push(crossings.with((topic, from, to), |crossing| {
                let conditions = &crossing.conditions;
                let escrowed = crossing.escrow && conditions.iter().all(|c| c.holds(&settlement));
                Change {
                    topic,
                    from,
                    to,
                    performers: crossing.performers,
                    escrowed,
                    lag: if escrowed { 1 } else { crossing.lag },
                }
            }));
        });
        // In the order of topics, wherever they stand among the bits.
        if !changes.is_sorted_by_key(|change| change.topic) {
            changes.sort_unstable_by_key(|change| change.topic);
        }
        for change in &self.changes {
            self.performers = self.performers.union(change.performers);
            crossings.with((change.topic, change.from, change.to), |crossing| {
                self.has_tests |= crossing.has_tests;
                for (who, honours) in &crossing.honours {
                    self.anyway[who.index()] *= honours[usize::from(change.escrowed)];
                }
            });
        }
    }

    /// h: how likely a performer honours all its changes, by a belief in it (§3.4).
    pub fn honours(&self, performer: ActorId, belief: f64) -> f64 {
        belief + (1.0 - belief) * self.anyway[performer.index()]
    }

    /// T: how likely every test is passed, by beliefs in those tested (§3.4).
    pub fn passes(&self, problem: &Problem, belief: impl Fn(ActorId) -> f64) -> f64 {
        if !self.has_tests {
            return 1.0;
        }
        let crossed = self.changes.iter().flat_map(|c| {
            let rungs = problem.crossed(c.topic, c.from, c.to);
            rungs.filter_map(|r| problem.topics[c.topic].rungs[r].test.as_ref())
        });
        let chances = crossed.map(|test| {
            let b = belief(test.about);
            b * test.reliable + (1.0 - b) * test.unreliable
        });
        chances.product()
    }
}
