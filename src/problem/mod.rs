//! The compiled problem: dense arrays by typed id. The only place where worth, rules and trust are defined.
//!
//! ```text
//! Model ─ compile ─► Problem ─ settlement functions (§3.1) ─ rules (§2.2) ─ trust (§3.4)
//! ```

mod compile;
mod derived;
mod division;
mod lift;
mod measure;
mod names;
mod rules;
mod settlement;
mod steer;
mod trust;

pub use compile::compile;
pub use division::{Division, DivisionMeasure, Place, Side};
pub use lift::{Lift, lifted};
pub use measure::Measure;
pub use names::{ConstraintNames, Names, TopicNames};
pub use rules::{OrderForm, OrderRule, StateForm, StateRule};
pub use settlement::{InForce, Settlement};
pub use steer::{Apart, Lead, Leads, Steer, SteerPart};

pub use crate::model::{
    Condition, Curve, Curves, Escrow, Label, Moves, OptionSet, Range, Role, Scope, Worths,
};

use crate::base::{ActorId, ActorSet, ConstraintId, IdVec, OptionId, Points, TopicId};

/// A model, compiled.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Topics, in file order.
    pub topics: IdVec<TopicId, Topic>,
    /// Actors, in file order.
    pub actors: IdVec<ActorId, Actor>,
    /// Parties and guarantors, in file order: vectors run over them.
    pub consenting: Vec<ActorId>,
    /// Rules on settlements.
    pub rules: Vec<StateRule>,
    /// Rules on exchanges.
    pub order_rules: Vec<OrderRule>,
    /// What may end the talks.
    pub hazards: Vec<Hazard>,
    /// What can refuse a package, in file order.
    pub constraints: IdVec<ConstraintId, Constraint>,
    /// How the talks go.
    pub talks: Talks,
    /// What this question asks of plans beside the model.
    pub steer: Steer,
    /// What a result rests on that the model does not state.
    pub assumed: Vec<Assumption>,
    /// Pairs of actors of which the first states its trust in the second.
    pub stated_trust: Vec<(ActorId, ActorId)>,
    /// What things are called; read by `solution` alone.
    pub names: Names,
}

/// A topic.
#[derive(Clone, Debug)]
pub struct Topic {
    /// Under which heading it stands.
    pub label: Label,
    /// How it may move.
    pub moves: Moves,
    /// No package may keep its status quo.
    pub unsettled: bool,
    /// Carried out only while this holds.
    pub in_force: Option<Condition>,
    /// The range that its options were laid out from.
    pub range: Option<Range>,
    /// What climbing to each option involves; the status quo's is empty.
    pub rungs: IdVec<OptionId, Rung>,
}

/// A rung.
#[derive(Clone, Debug)]
pub struct Rung {
    /// Who performs it (§3.2).
    pub performers: ActorSet,
    /// Was that stated?
    pub by_stated: bool,
    /// Survives a collapse.
    pub binding: bool,
    /// Known only to those in the room.
    pub private: bool,
    /// Probability per round that it leaks; 0 where it is public.
    pub leak: f64,
    /// Rounds until a breach is noticed.
    pub detected_in: u32,
    /// `honour`, if stated.
    pub stated_honour: Option<f64>,
    /// Probability that each performer honours it, were it unreliable (§3.4); in the order of the set.
    pub honour: Vec<(ActorId, f64)>,
    /// Must hold before the round in which it is climbed.
    pub after: Option<Condition>,
    /// Delivered only against the other moves.
    pub escrow: Escrow,
    /// Points per round lost for good by who breaks or leaves.
    pub penalty: Vec<(ActorId, Points)>,
    /// The test it puts an actor to.
    pub test: Option<Test>,
}

/// A test of an actor.
#[derive(Clone, Debug)]
pub struct Test {
    /// Who is tested.
    pub about: ActorId,
    /// Chance that a reliable actor passes.
    pub reliable: f64,
    /// Chance that an unreliable actor passes.
    pub unreliable: f64,
}

/// An actor.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Role.
    pub role: Role,
    /// Discount factor per round.
    pub patience: f64,
    /// Worth per round of no agreement.
    pub walk_away: Points,
    /// Least gain to sign.
    pub min_gain: Points,
    /// Bargaining weight.
    pub weight: Points,
    /// Least worth gained in every round; `None`: not asked.
    pub step_gain: Option<Points>,
    /// How deep in the red it may ever be; `None`: not asked.
    pub credit: Option<Points>,
    /// The cost at which it would keep its word one time in ten, if stated (§3.4).
    pub stake: Option<Points>,
    /// Worth of options.
    pub interests: Worths,
    /// Worth along ranges.
    pub curves: Curves,
    /// Worth of combinations in force.
    pub linkages: Vec<Linkage>,
    /// Audience cost of a leak; 0 at public options.
    pub exposure: Worths,
    /// Prior belief that another actor is reliable (§3.4); 1 in itself.
    pub trusts: IdVec<ActorId, f64>,
    /// Its audiences.
    pub audiences: Vec<Audience>,
}

/// Worth of a combination.
#[derive(Clone, Debug)]
pub struct Linkage {
    /// The combination, in force.
    pub when: Condition,
    /// Its worth.
    pub value: Points,
}

/// An audience.
#[derive(Clone, Debug)]
pub struct Audience {
    /// Worth of options.
    pub interests: Worths,
    /// Worth along ranges.
    pub curves: Curves,
    /// Least worth of the final settlement.
    pub ratifies_at: Option<Points>,
    /// Least worth of what it sees of every settlement passed.
    pub tolerates: Option<Points>,
}

/// A hazard.
#[derive(Clone, Debug)]
pub struct Hazard {
    /// While this is in force.
    pub when: Condition,
    /// Probability per round that it ends the talks.
    pub chance: f64,
}

/// How the talks go.
#[derive(Clone, Debug)]
pub struct Talks {
    /// Most topics moved by one exchange.
    pub moves_per_round: usize,
    /// Plans must be self-enforcing.
    pub enforcement: bool,
    /// Probability that a leak ends the talks.
    pub leak_ends_talks: f64,
    /// Priors of an outside observer (§3.8).
    pub observer: IdVec<ActorId, f64>,
}

/// Something that can refuse a package, as the user wrote it (§6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Constraint {
    /// A state rule, by its place in [`Problem::rules`].
    Rule(usize),
    /// The actor's gain ≥ its `min_gain`.
    WalkAway(ActorId),
    /// The actor's audience of this number ratifies.
    Ratifies(ActorId, usize),
    /// The actor's audience of this number tolerates.
    Tolerates(ActorId, usize),
}

/// Something that a result rests on and the model does not state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Assumption {
    /// The actor states no patience.
    Patience(ActorId, f64),
    /// The first states no trust in the second.
    Trust(ActorId, ActorId, f64),
    /// The actor states no stake: its dearest whole topic, if any costs it something.
    Stake(ActorId, Option<TopicId>, f64),
    /// Who performs the rungs of a topic is inferred.
    Performers(TopicId, ActorSet),
    /// Nothing of the topic is said to be binding, so it unwinds if the talks collapse.
    Unwinds(TopicId),
}

impl Problem {
    /// Number of settlements as §4 counts them: no topic unsettled, the status quo included where it is one. `None` past `u128`.
    pub fn settlements(&self) -> Option<u128> {
        let sizes = self.topics.iter().map(|t| self.settled_options(t).len());
        sizes
            .map(|n| n as u128)
            .try_fold(1u128, |product, n| product.checked_mul(n))
    }

    /// The options at which a package may leave a topic.
    pub fn settled_options(&self, topic: &Topic) -> std::ops::Range<usize> {
        usize::from(topic.unsettled)..topic.rungs.len()
    }

    /// Two plan values nearer than this are one (§3.7).
    pub fn tolerance(&self) -> f64 {
        let largest = self.actors.iter().map(Actor::largest_interest).max();
        let largest = largest.unwrap_or_default();
        1e-9 * largest.to_f64().max(1.0)
    }
}

impl Actor {
    /// The largest absolute interest: the size of the points that the actor counts in.
    pub fn largest_interest(&self) -> Points {
        let worths = self.interests.iter().flat_map(|row| row.iter());
        worths.map(|w| w.abs()).max().unwrap_or_default()
    }
}
