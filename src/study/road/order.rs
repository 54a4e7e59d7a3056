//! Why this order: the plan altered a little, and what the judge says of it (SEMANTICS §3.3 to §3.6).

use crate::base::{Id, Limits, OptionId, Points, Stopped, TopicId};
use crate::check::{ExchangeFault, PlanFault, PlanVerdict, admissible, judge_plan_within};
use crate::problem::{Moves, Problem, Settlement};

/// The moves of a round.
pub type Round = Vec<(TopicId, OptionId)>;

/// What becomes of a plan that is altered.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A test fails.
    Fails {
        /// The first that the judge comes upon.
        fault: PlanFault,
        /// Of a constraint that compares numbers, how much is missing.
        short: Option<Points>,
    },
    /// None does: what everybody would get more, or less, than by the plan.
    Holds {
        /// Per consenting actor.
        change: Vec<f64>,
        /// Were all breaches tried?
        checked: bool,
    },
}

/// A round and what would come of making it otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct RoundReasons {
    /// Before which round, counted from 0, its moves could first be made, the rounds before it being as planned.
    pub earliest: usize,
    /// What refuses them a round before that; `None` if they could come first.
    pub waits_for: Option<(ExchangeFault, Option<Points>)>,
    /// Made together with the round before it.
    pub merged: Option<Outcome>,
    /// Made before the round before it.
    pub swapped: Option<Outcome>,
    /// Where it has several moves, each by itself.
    pub moves: Vec<MoveReasons>,
}

/// A move of a round that has others.
#[derive(Clone, Debug, PartialEq)]
pub struct MoveReasons {
    /// The move.
    pub step: (TopicId, OptionId),
    /// Left out of the plan, with whatever the plan has to say of the topic later.
    pub left_out: Outcome,
    /// Made alone in a round of its own, then the others.
    pub alone: Outcome,
    /// The others made without it, then it in a round of its own.
    pub after: Outcome,
}

/// Alters a plan round by round and move by move; as far as the limits let it, and what stopped it.
///
/// Complexity: the judge is asked about two plans per round and three per move.
pub fn order_reasons(
    problem: &Problem,
    rounds: &[Round],
    verdict: &PlanVerdict,
    limits: &Limits,
) -> (Vec<RoundReasons>, Option<Stopped>) {
    let altered = Altered {
        problem,
        rounds,
        gains: &verdict.gains,
        limits,
    };
    let mut reasons = Vec::new();
    for round in 0..rounds.len() {
        match altered.round(round, verdict) {
            Ok(found) => reasons.push(found),
            Err(why) => return (reasons, Some(why)),
        }
    }
    (reasons, None)
}

struct Altered<'a> {
    problem: &'a Problem,
    rounds: &'a [Round],
    gains: &'a [f64],
    limits: &'a Limits,
}

impl Altered<'_> {
    fn round(&self, round: usize, verdict: &PlanVerdict) -> Result<RoundReasons, Stopped> {
        let (earliest, waits_for) = self.waits(round, verdict);
        let later = round > 0;
        Ok(RoundReasons {
            earliest,
            waits_for,
            merged: later.then(|| self.merged(round)).transpose()?,
            swapped: later.then(|| self.swapped(round)).transpose()?,
            moves: self.moves(round)?,
        })
    }

    /// How early the moves of a round are admissible without a break up to where they are made, and what refuses them before.
    fn waits(
        &self,
        round: usize,
        verdict: &PlanVerdict,
    ) -> (usize, Option<(ExchangeFault, Option<Points>)>) {
        for place in (0..round).rev() {
            let before = &verdict.rounds[place].before;
            if let Err(fault) = admissible(self.problem, before, &self.rounds[round]) {
                let short = short(self.problem, before, &self.rounds[round], &fault);
                return (place + 1, Some((fault, short)));
            }
        }
        (0, None)
    }

    fn merged(&self, round: usize) -> Result<Outcome, Stopped> {
        let mut rounds = self.rounds.to_vec();
        let own = rounds.remove(round);
        let mut both: Round = rounds[round - 1].clone();
        both.retain(|(topic, _)| own.iter().all(|(t, _)| t != topic));
        both.extend(own);
        rounds[round - 1] = both;
        self.judged(&rounds)
    }

    fn swapped(&self, round: usize) -> Result<Outcome, Stopped> {
        let mut rounds = self.rounds.to_vec();
        rounds.swap(round - 1, round);
        self.judged(&rounds)
    }

    fn moves(&self, round: usize) -> Result<Vec<MoveReasons>, Stopped> {
        let own = &self.rounds[round];
        if own.len() < 2 {
            return Ok(Vec::new());
        }
        let reasons = own.iter().map(|step| {
            let others: Round = own.iter().filter(|m| *m != step).copied().collect();
            let split = |first: Round, then: Round| {
                let mut rounds = self.rounds.to_vec();
                rounds.splice(round..=round, [first, then]);
                self.judged(&rounds)
            };
            Ok(MoveReasons {
                step: *step,
                left_out: self.left_out(round, *step)?,
                alone: split(vec![*step], others.clone())?,
                after: split(others, vec![*step])?,
            })
        });
        reasons.collect()
    }

    fn left_out(&self, round: usize, (topic, _): (TopicId, OptionId)) -> Result<Outcome, Stopped> {
        let mut rounds = self.rounds.to_vec();
        let later = &mut rounds[round..];
        later
            .iter_mut()
            .for_each(|moves| moves.retain(|(t, _)| *t != topic));
        rounds.retain(|moves| !moves.is_empty());
        self.judged(&rounds)
    }

    fn judged(&self, rounds: &[Round]) -> Result<Outcome, Stopped> {
        self.limits.go_on()?;
        Ok(match judge_plan_within(self.problem, rounds, self.limits) {
            Ok(verdict) => {
                let pairs = verdict.gains.iter().zip(self.gains);
                Outcome::Holds {
                    change: pairs.map(|(then, now)| then - now).collect(),
                    checked: verdict.breaches_checked(),
                }
            }
            Err(PlanFault::Stopped(why)) => return Err(why),
            Err(fault) => Outcome::Fails {
                short: self.short(rounds, &fault),
                fault,
            },
        })
    }

    fn short(&self, rounds: &[Round], fault: &PlanFault) -> Option<Points> {
        let PlanFault::Exchange { round, fault } = fault else {
            return None;
        };
        let before = passed(self.problem, &rounds[..*round]);
        short(self.problem, &before, &rounds[*round], fault)
    }
}

/// Where rounds lead from the start.
fn passed(problem: &Problem, rounds: &[Round]) -> Settlement {
    let moves = rounds.iter().flatten();
    moves.fold(problem.start(), |mut at, (topic, option)| {
        at.set(*topic, *option);
        at
    })
}

/// How much a constraint with a number misses where it refuses an exchange; the other faults say it themselves.
pub fn short(
    problem: &Problem,
    before: &Settlement,
    moves: &[(TopicId, OptionId)],
    fault: &ExchangeFault,
) -> Option<Points> {
    let ExchangeFault::Breaks(constraint) = fault else {
        return None;
    };
    let mut after = before.clone();
    moves.iter().for_each(|(t, o)| after.set(*t, *o));
    let force = problem.in_force(&after);
    let measure = problem.measure(*constraint, &after, &force)?;
    Some(measure.short())
}

/// Every way on from a settlement with some of the moves that are still missing, at most so many at once, the fewest first.
///
/// A ladder goes a rung at a time; a topic that climbs may stop at any option on the way. True if these are all.
pub fn ways_on(
    problem: &Problem,
    at: &Settlement,
    missing: &[(TopicId, OptionId)],
    most: usize,
) -> (Vec<Round>, bool) {
    let steps = missing
        .iter()
        .map(|(t, o)| (*t, next_options(problem, at, *t, *o)));
    let steps: Vec<(TopicId, Vec<OptionId>)> = steps.collect();
    let mut ways: Vec<(usize, Round)> = vec![(0, Vec::new())];
    let mut first = 0;
    for _ in 0..problem.talks.moves_per_round {
        let last = ways.len();
        for index in first..last {
            let (from, way) = ways[index].clone();
            for (place, (topic, options)) in steps.iter().enumerate().skip(from) {
                for option in options {
                    if ways.len() > most {
                        return (without_nothing(ways), false);
                    }
                    let mut longer = way.clone();
                    longer.push((*topic, *option));
                    ways.push((place + 1, longer));
                }
            }
        }
        first = last;
    }
    (without_nothing(ways), true)
}

fn without_nothing(ways: Vec<(usize, Round)>) -> Vec<Round> {
    ways.into_iter().skip(1).map(|(_, way)| way).collect()
}

fn next_options(problem: &Problem, at: &Settlement, topic: TopicId, to: OptionId) -> Vec<OptionId> {
    let next = at.at(topic).index() + 1;
    match problem.topics[topic].moves {
        Moves::Ladder => vec![OptionId::new(next)],
        Moves::Climb => (next..=to.index()).map(OptionId::new).collect(),
        Moves::Choice => vec![to],
    }
}
