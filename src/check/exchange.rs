//! One exchange: what changes, who may cheat, and what is then in force (SEMANTICS §3.3 to §3.5).

use crate::base::{ActorId, ActorSet, OptionId, TopicId};
use crate::problem::{Escrow, InForce, Problem, Rung, Settlement};

/// Most others that one actor may doubt in one exchange: their sets are enumerated, 2^k of them.
pub const MOST_DOUBTFUL: usize = 14;

/// A topic whose option in force differs before and after an exchange (§3.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The topic.
    pub topic: TopicId,
    /// In force before.
    pub from: OptionId,
    /// In force after.
    pub to: OptionId,
    /// The rungs crossed: all between; of a choice its option.
    pub rungs: Vec<OptionId>,
    /// Who performs one of these rungs.
    pub performers: ActorSet,
    /// Delivered only against the other changes of the round.
    pub escrowed: bool,
    /// Rounds until a breach of it is noticed.
    pub lag: u32,
}

impl Change {
    /// Is its breach seen within the round?
    pub fn visible(&self) -> bool {
        self.lag == 1
    }
}

/// The changes of the exchange from `before` to `after` (§3.3).
pub fn changes(problem: &Problem, before: &Settlement, after: &Settlement) -> Vec<Change> {
    let (from, to) = (problem.in_force(before), problem.in_force(after));
    let differing = problem
        .topics
        .ids()
        .filter(|topic| from.at(*topic) != to.at(*topic));
    differing
        .map(|topic| change(problem, before, topic, from.at(topic), to.at(topic)))
        .collect()
}

fn change(
    problem: &Problem,
    before: &Settlement,
    topic: TopicId,
    from: OptionId,
    to: OptionId,
) -> Change {
    let rungs: Vec<OptionId> = problem.crossed(topic, from, to).collect();
    let all = &problem.topics[topic].rungs;
    let escrowed = rungs.iter().all(|r| is_escrowed(&all[*r], before));
    let noticed = rungs.iter().map(|r| all[*r].detected_in).min();
    let performers = rungs.iter().map(|r| all[*r].performers);
    Change {
        topic,
        from,
        to,
        performers: performers.fold(ActorSet::EMPTY, ActorSet::union),
        escrowed,
        lag: if escrowed { 1 } else { noticed.unwrap_or(1) },
        rungs,
    }
}

/// §3.3: the escrow is true, or a condition that holds at the settlement before the round.
pub(super) fn is_escrowed(rung: &Rung, before: &Settlement) -> bool {
    match &rung.escrow {
        Escrow::No => false,
        Escrow::Yes => true,
        Escrow::When(condition) => condition.holds(&|topic| before.at(topic)),
    }
}

/// An exchange; staying is one in which nothing changes.
pub(super) struct Exchange<'p> {
    pub problem: &'p Problem,
    /// In force before.
    pub before: InForce,
    /// In force after.
    pub after: InForce,
    pub changes: Vec<Change>,
}

/// A set F of others that cheat, and the chance that exactly they do (§3.5).
pub(super) struct Cheats {
    pub who: ActorSet,
    pub chance: f64,
}

impl<'p> Exchange<'p> {
    pub fn new(problem: &'p Problem, before: &Settlement, after: &Settlement) -> Self {
        Self {
            problem,
            before: problem.in_force(before),
            after: problem.in_force(after),
            changes: changes(problem, before, after),
        }
    }

    /// Everybody who performs one of the changes.
    pub fn performers(&self) -> ActorSet {
        let sets = self.changes.iter().map(|change| change.performers);
        sets.fold(ActorSet::EMPTY, ActorSet::union)
    }

    /// The crossed rungs, and whether the change they belong to is escrowed.
    fn crossed(&self) -> impl Iterator<Item = (&Rung, bool)> {
        self.changes.iter().flat_map(|change| {
            let rungs = &self.problem.topics[change.topic].rungs;
            let crossed = change.rungs.iter();
            crossed.map(move |rung| (&rungs[*rung], change.escrowed))
        })
    }

    /// h (§3.4): `belief + (1 − belief)·Π q` over the crossed rungs that the performer performs.
    pub fn honour(&self, performer: ActorId, belief: f64) -> f64 {
        let own = self
            .crossed()
            .filter(|(rung, _)| rung.performers.contains(performer));
        let kept = own.map(|(rung, escrowed)| rung.honour_of(performer, escrowed));
        belief + (1.0 - belief) * kept.product::<f64>()
    }

    /// T (§3.4): `Π [b·reliable + (1 − b)·unreliable]` over the tests of the crossed rungs.
    pub fn passes(&self, belief: impl Fn(ActorId) -> f64) -> f64 {
        let tests = self.crossed().filter_map(|(rung, _)| rung.test.as_ref());
        let chances = tests.map(|test| {
            let b = belief(test.about);
            b * test.reliable + (1.0 - b) * test.unreliable
        });
        chances.product()
    }

    /// The other performers whom `actor` does not trust to honour all their changes, each with its h.
    pub fn doubtful(&self, actor: ActorId) -> Vec<(ActorId, f64)> {
        let others = self.performers().without(actor);
        let honours = others.iter().map(|other| {
            let belief = self.problem.belief(actor, other, &self.before);
            (other, self.honour(other, belief))
        });
        honours.filter(|(_, h)| *h != 1.0).collect()
    }

    /// All sets of others that may cheat, the empty one first, with `Π_F (1 − h_j)·Π_rest h_j`: 2^k of them.
    pub fn cheats(&self, actor: ActorId) -> Vec<Cheats> {
        let mut sets = vec![Cheats {
            who: ActorSet::EMPTY,
            chance: 1.0,
        }];
        for (other, honour) in self.doubtful(actor) {
            let cheating = sets.iter().map(|set| Cheats {
                who: set.who.with(other),
                chance: set.chance * (1.0 - honour),
            });
            let cheating: Vec<Cheats> = cheating.collect();
            sets.iter_mut().for_each(|set| set.chance *= honour);
            sets.extend(cheating);
        }
        sets
    }

    /// What is in force when the chosen changes are undone: if one of them is visible, so is every escrowed one (§3.5).
    pub fn broken(&self, undone: impl Fn(&Change) -> bool) -> InForce {
        let seen = self.changes.iter().any(|c| undone(c) && c.visible());
        let mut force = self.after.clone();
        for change in &self.changes {
            if undone(change) || (seen && change.escrowed) {
                force.set(change.topic, change.from);
            }
        }
        force
    }

    /// The largest lag among the changes that these actors perform; `None` where they perform none (§3.5).
    pub fn lag_of(&self, cheats: ActorSet) -> Option<u32> {
        let theirs = self.changes.iter().filter(|c| c.performers.meets(cheats));
        theirs.map(|change| change.lag).max()
    }
}
