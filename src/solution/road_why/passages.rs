//! What every road passes, named.

use serde::Serialize;
use serde_json::Value;

use super::super::names::{self, Move};
use crate::base::{OptionId, Points, TopicId};
use crate::problem::{Problem, Settlement};
use crate::study::road::{DeadEnds, Largest, NoReturn, Passages};

/// What roads of admissible exchanges have in common.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PassagesView {
    /// Settlements that are where the road should lead.
    pub targets: usize,
    /// Settlements on some road there.
    pub on_roads: usize,
    /// Settlements in between that every road passes.
    pub settlements: Vec<PlaceView>,
    /// Exchanges that every road makes.
    pub exchanges: Vec<GateView>,
    /// Moves that every road makes a round before others.
    pub before: Vec<BeforeView>,
    /// Where the plan binds.
    pub no_return: Vec<NoReturnView>,
    /// The settlement with the most topics moved.
    pub most_topics: Option<LargestView>,
    /// The settlement with the most rungs climbed.
    pub most_rungs: Option<LargestView>,
    /// Where no end can be reached any more.
    pub dead_ends: DeadEndsView,
}

/// A settlement.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceView {
    /// Topic → option.
    pub settlement: Value,
    /// What has moved, in words.
    #[serde(skip)]
    pub words: Vec<String>,
}

/// An exchange that every road makes.
#[derive(Clone, Debug, Serialize)]
pub struct GateView {
    /// The settlement before it.
    pub from: Value,
    /// Its moves.
    pub moves: Vec<Move>,
}

/// A precedence that all roads share.
#[derive(Clone, Debug, Serialize)]
pub struct BeforeView {
    /// What comes first, this option or a later one.
    pub first: Move,
    /// What comes in a later round.
    pub then: Move,
}

/// Something becomes binding.
#[derive(Clone, Debug, Serialize)]
pub struct NoReturnView {
    /// The round, from 1.
    pub round: usize,
    /// What survives a collapse from then on.
    pub binds: Vec<Move>,
    /// What a collapse is worth more from then on, per consenting actor.
    pub collapse: Value,
    /// The same, for printing.
    #[serde(skip)]
    pub changes: Vec<Points>,
}

/// A largest settlement.
#[derive(Clone, Debug, Serialize)]
pub struct LargestView {
    /// The settlement.
    #[serde(flatten)]
    pub place: PlaceView,
    /// Topics moved.
    pub topics: usize,
    /// Rungs climbed.
    pub rungs: usize,
    /// How many are as large.
    pub ties: usize,
    /// May talks end there?
    pub may_end: bool,
}

/// Dead ends.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeadEndsView {
    /// How many settlements.
    pub count: usize,
    /// Exchanges that leave the plan for one; the first few.
    pub off_road: Vec<OffRoadView>,
    /// How many such exchanges.
    pub off_road_count: usize,
    /// The nearest to the status quo; the first few.
    pub nearest: Vec<NearView>,
}

/// An exchange into a dead end.
#[derive(Clone, Debug, Serialize)]
pub struct OffRoadView {
    /// In place of this round of the plan, from 1.
    pub round: usize,
    /// Its moves.
    pub moves: Vec<Move>,
}

/// A dead end.
#[derive(Clone, Debug, Serialize)]
pub struct NearView {
    /// Exchanges from the status quo.
    pub exchanges: usize,
    /// The settlement.
    #[serde(flatten)]
    pub place: PlaceView,
}

/// A settlement, named.
pub fn place(problem: &Problem, settlement: &Settlement) -> PlaceView {
    PlaceView {
        settlement: names::settlement(problem, settlement.iter()),
        words: names::moved(problem, settlement),
    }
}

/// Moves, named.
pub fn named(problem: &Problem, moves: &[(TopicId, OptionId)]) -> Vec<Move> {
    let moves = moves.iter();
    moves.map(|(t, o)| Move::new(problem, *t, *o)).collect()
}

impl PassagesView {
    /// Names what was found.
    pub fn new(problem: &Problem, found: &Passages) -> Self {
        let one = |(topic, option): (TopicId, OptionId)| Move::new(problem, topic, option);
        Self {
            targets: found.targets,
            on_roads: found.on_roads,
            settlements: found
                .settlements
                .iter()
                .map(|s| place(problem, s))
                .collect(),
            exchanges: found
                .exchanges
                .iter()
                .map(|(from, moves)| GateView {
                    from: names::settlement(problem, from.iter()),
                    moves: named(problem, moves),
                })
                .collect(),
            before: found
                .before
                .iter()
                .map(|pair| BeforeView {
                    first: one(pair.first),
                    then: one(pair.then),
                })
                .collect(),
            no_return: found
                .no_return
                .iter()
                .map(|n| no_return(problem, n))
                .collect(),
            most_topics: found.most_topics.as_ref().map(|l| largest(problem, l)),
            most_rungs: found.most_rungs.as_ref().map(|l| largest(problem, l)),
            dead_ends: dead_ends(problem, &found.dead_ends),
        }
    }
}

fn no_return(problem: &Problem, own: &NoReturn) -> NoReturnView {
    NoReturnView {
        round: own.round + 1,
        binds: named(problem, &own.steps),
        collapse: names::gains(problem, &own.change),
        changes: own.change.clone(),
    }
}

fn largest(problem: &Problem, own: &Largest) -> LargestView {
    LargestView {
        place: place(problem, &own.settlement),
        topics: own.topics,
        rungs: own.rungs,
        ties: own.ties,
        may_end: own.may_end,
    }
}

fn dead_ends(problem: &Problem, own: &DeadEnds) -> DeadEndsView {
    let off_road = own.off_road.iter().map(|(round, moves)| OffRoadView {
        round: round + 1,
        moves: named(problem, moves),
    });
    let nearest = own.nearest.iter().map(|(exchanges, s)| NearView {
        exchanges: *exchanges,
        place: place(problem, s),
    });
    DeadEndsView {
        count: own.count,
        off_road: off_road.collect(),
        off_road_count: own.off_road_count,
        nearest: nearest.collect(),
    }
}
