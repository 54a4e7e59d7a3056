//! The best breach of an exchange (SEMANTICS §3.6) without enumerating them all.
//!
//! A breach is a choice of parts, topic by topic: withhold a change, retract what stands, or both. Its worth depends on the
//! choice only through three things: the lag ℓ at which it is noticed, whether a withheld change is visible (then escrowed
//! changes are undone too), and, those given, a sum over groups of topics that the actor's linkages tie together. So for each
//! ℓ and each answer to the second question the groups are optimised apart; topics without linkages are groups of their own.
//! At least one part must really have that lag, or be such a visible change: the *trigger*.

mod linked;
mod separable;

pub use linked::{Linked, best_breach};
pub use separable::{Retractions, Tables, best_separable};

use crate::base::{ActorId, Id, OptionId, TopicId};
use crate::problem::{Moves, Problem};

/// Where a topic falls to when the actor takes back what it performs, and when that is noticed; `None` if there is nothing
/// of the actor's above the residue.
fn fall(
    problem: &Problem,
    actor: ActorId,
    topic: TopicId,
    stands: OptionId,
) -> Option<(OptionId, u32)> {
    let residue = problem.residue_of(topic, stands);
    let first = match problem.topics[topic].moves {
        Moves::Choice if residue == stands => return None,
        Moves::Choice => stands.index(),
        Moves::Climb | Moves::Ladder => residue.index() + 1,
    };
    let rungs = &problem.topics[topic].rungs;
    let mut above = (first..=stands.index()).map(OptionId::new);
    let lowest = above.find(|r| rungs[*r].performers.contains(actor))?;
    let falling = (lowest.index()..=stands.index()).map(OptionId::new);
    let noticed = falling.map(|r| rungs[r].detected_in).min()?;
    let below = match problem.topics[topic].moves {
        Moves::Choice => OptionId::STATUS_QUO,
        Moves::Climb | Moves::Ladder => OptionId::new(lowest.index() - 1),
    };
    Some((below, noticed))
}
