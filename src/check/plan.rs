//! Plans, judged: replayed forwards, valued and tested backwards (SEMANTICS §3.3 to §3.6, §3.8).

use super::admissible::{ExchangeFault, admissible, moved};
use super::breach::{Alternative, MOST_BREACHES, Temptation, enumerated, temptations_within};
use super::exchange::{Change, Exchange, MOST_DOUBTFUL, is_escrowed};
use super::package::{PackageVerdict, judge_package};
use super::steer::{SteerFault, beginning, end_steered};
use super::value::{exchange_value, stay_value};
use crate::base::{ActorId, ActorSet, Limits, OptionId, Points, Stopped, TopicId};
use crate::problem::{InForce, Problem, Settlement};

/// Where in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// In this round, counted from 0.
    Round(usize),
    /// At the settlement where the plan ends.
    End,
}

/// Why a plan is none.
#[derive(Clone, Debug, PartialEq)]
pub enum PlanFault {
    /// The exchange of this round may not be made.
    Exchange {
        /// The round, counted from 0.
        round: usize,
        /// Why.
        fault: ExchangeFault,
    },
    /// The talks may not end where the plan ends.
    End(PackageVerdict),
    /// The plan does not end as it was steered to.
    Steered(SteerFault),
    /// An actor is better off otherwise.
    BetterOff {
        /// Where; the last such place.
        stage: Stage,
        /// Who.
        actor: ActorId,
        /// Doing what.
        alternative: Alternative,
        /// By how much.
        shortfall: f64,
    },
    /// The actor doubts more than [`MOST_DOUBTFUL`](super::MOST_DOUBTFUL) others at once; nothing is claimed.
    NotJudged {
        /// The round, counted from 0.
        round: usize,
        /// Who.
        actor: ActorId,
        /// How many it doubts.
        doubtful: usize,
    },
    /// A limit came before it was judged; nothing is claimed.
    Stopped(Stopped),
}

/// A plan that holds.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanVerdict {
    /// Value at the start, per consenting actor.
    pub values: Vec<f64>,
    /// Value minus walk-away.
    pub gains: Vec<f64>,
    /// Round by round.
    pub rounds: Vec<RoundVerdict>,
    /// Where it ends.
    pub end: EndVerdict,
}

impl PlanVerdict {
    /// Was every breach of every actor tried, in every round and at the end?
    pub fn breaches_checked(&self) -> bool {
        self.end.breaches_checked && self.rounds.iter().all(|r| r.breaches_checked)
    }
}

/// What one round amounts to. Vectors run over the consenting actors.
#[derive(Clone, Debug, PartialEq)]
pub struct RoundVerdict {
    /// Agreed before.
    pub before: Settlement,
    /// Agreed after.
    pub after: Settlement,
    /// In force before, with which beliefs and residue go.
    pub in_force_before: InForce,
    /// In force after.
    pub in_force_after: InForce,
    /// What would still stand if the talks collapsed before the round.
    pub residue: InForce,
    /// The moves, in the order of the plan.
    pub moves: Vec<MoveVerdict>,
    /// What changes in force.
    pub changes: Vec<Change>,
    /// Belief of each (row) in each (column) before the round.
    pub beliefs: Vec<Vec<f64>>,
    /// Worth before.
    pub worth_before: Vec<Points>,
    /// Worth after.
    pub worth_after: Vec<Points>,
    /// Value of the plan from here on.
    pub values: Vec<f64>,
    /// The tightest test of each.
    pub margins: Vec<Margin>,
    /// Were all breaches of all actors tried?
    pub breaches_checked: bool,
    /// Chance, to the observer, that everybody honours the exchange and every test is passed (§3.8).
    pub honoured: f64,
    /// Chance that the talks survive the round after it.
    pub survives: f64,
}

/// A move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoveVerdict {
    /// The topic.
    pub topic: TopicId,
    /// Agreed before.
    pub from: OptionId,
    /// Agreed after.
    pub to: OptionId,
    /// Who performs the rungs it crosses.
    pub performers: ActorSet,
    /// Every rung it crosses is escrowed at the settlement before.
    pub escrowed: bool,
    /// Its option survives a collapse.
    pub binding: bool,
    /// Its option is known only to those in the room.
    pub private: bool,
    /// The topic is carried out after the round.
    pub in_force: bool,
}

/// How far an actor is from its best alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct Margin {
    /// Value minus worth of the alternative.
    pub margin: f64,
    /// The alternative.
    pub against: Alternative,
    /// Were all its breaches tried?
    pub checked: bool,
}

/// Where a plan ends. Vectors run over the consenting actors.
#[derive(Clone, Debug, PartialEq)]
pub struct EndVerdict {
    /// The final settlement.
    pub settlement: Settlement,
    /// What of it is in force.
    pub in_force: InForce,
    /// What would still stand if the talks collapsed.
    pub residue: InForce,
    /// Beliefs there.
    pub beliefs: Vec<Vec<f64>>,
    /// Worth per round.
    pub worth: Vec<Points>,
    /// Value of staying.
    pub values: Vec<f64>,
    /// The tightest test of each.
    pub margins: Vec<Margin>,
    /// Were all retractions of all actors tried?
    pub breaches_checked: bool,
}

/// Judges the plan that makes these exchanges from where plans start and then stays.
///
/// The first fault of the replay is returned, else a final settlement that may not stand, else the last round in which somebody is
/// better off otherwise. Complexity: per round and actor, up to [`MOST_BREACHES`](super::MOST_BREACHES) settlements are valued.
pub fn judge_plan(
    problem: &Problem,
    rounds: &[Vec<(TopicId, OptionId)>],
) -> Result<PlanVerdict, PlanFault> {
    judge_plan_within(problem, rounds, &Limits::none())
}

/// The same, as long as `limits` let it go on; [`PlanFault::Stopped`] when they do not.
pub fn judge_plan_within(
    problem: &Problem,
    rounds: &[Vec<(TopicId, OptionId)>],
    limits: &Limits,
) -> Result<PlanVerdict, PlanFault> {
    judge_trying(problem, rounds, MOST_BREACHES, limits)
}

/// Cases that are looked at when there is no time left: a moment, at millions a second.
pub const MOMENT: u64 = 200_000;

/// The same where there is no time left: breaches of actors are left out that have more than their share of [`MOMENT`].
pub fn judge_plan_in_a_moment(
    problem: &Problem,
    rounds: &[Vec<(TopicId, OptionId)>],
) -> Result<PlanVerdict, PlanFault> {
    let shares = problem.consenting.len() * (rounds.len() + 1);
    let most = MOMENT / (shares as u64).max(1);
    judge_trying(problem, rounds, most.min(MOST_BREACHES), &Limits::none())
}

fn judge_trying(
    problem: &Problem,
    rounds: &[Vec<(TopicId, OptionId)>],
    most: u64,
    limits: &Limits,
) -> Result<PlanVerdict, PlanFault> {
    let passed = replay(problem, rounds)?;
    let end = judge_end(problem, &passed[rounds.len()], most, limits)?;
    let mut values = end.values.clone();
    let mut verdicts = Vec::new();
    for (round, moves) in rounds.iter().enumerate().rev() {
        let verdict = judge_round(problem, round, moves, &passed[round], &values, most, limits)?;
        values.clone_from(&verdict.values);
        verdicts.push(verdict);
    }
    verdicts.reverse();
    let gains = problem.consenting.iter().zip(&values);
    let gains = gains.map(|(actor, v)| v - problem.actors[*actor].walk_away.to_f64());
    Ok(PlanVerdict {
        gains: gains.collect(),
        values,
        rounds: verdicts,
        end,
    })
}

/// How much there is to enumerate for a plan to be judged, in cases: choices of breach times sets of cheats. Nothing of what is no plan.
pub fn effort(problem: &Problem, rounds: &[Vec<(TopicId, OptionId)>]) -> u64 {
    let Ok(passed) = replay(problem, rounds) else {
        return 0;
    };
    let pairs = passed.windows(2).map(|pair| (&pair[0], &pair[1]));
    let end = passed.last().map(|end| (end, end));
    pairs
        .chain(end)
        .map(|(before, after)| enumerated(problem, before, after))
        .fold(0, u64::saturating_add)
}

/// The settlements passed, the start first.
fn replay(
    problem: &Problem,
    rounds: &[Vec<(TopicId, OptionId)>],
) -> Result<Vec<Settlement>, PlanFault> {
    let mut at = beginning(problem);
    let mut passed = Vec::new();
    for (round, moves) in rounds.iter().enumerate() {
        admissible(problem, &at, moves).map_err(|fault| PlanFault::Exchange { round, fault })?;
        let next = moved(&at, moves);
        passed.push(at);
        at = next;
    }
    passed.push(at);
    Ok(passed)
}

fn judge_end(
    problem: &Problem,
    settlement: &Settlement,
    most: u64,
    limits: &Limits,
) -> Result<EndVerdict, PlanFault> {
    let verdict = judge_package(problem, settlement);
    if !verdict.is_package() {
        return Err(PlanFault::End(verdict));
    }
    end_steered(problem, settlement).map_err(PlanFault::Steered)?;
    let values = stay_value(problem, settlement);
    // Staying is an exchange in which nothing changes.
    let best = temptations_within(problem, settlement, settlement, most, limits);
    let best = best.map_err(PlanFault::Stopped)?;
    let margins = margins(problem, Stage::End, &values, best)?;
    let in_force = problem.in_force(settlement);
    Ok(EndVerdict {
        residue: problem.residue(&in_force),
        beliefs: beliefs(problem, &in_force),
        worth: worths(problem, &in_force),
        breaches_checked: margins.iter().all(|m| m.checked),
        settlement: settlement.clone(),
        in_force,
        values,
        margins,
    })
}

fn judge_round(
    problem: &Problem,
    round: usize,
    moves: &[(TopicId, OptionId)],
    before: &Settlement,
    continuation: &[f64],
    most: u64,
    limits: &Limits,
) -> Result<RoundVerdict, PlanFault> {
    let after = moved(before, moves);
    let exchange = Exchange::new(problem, before, &after);
    can_be_valued(&exchange, round)?;
    let values = exchange_value(problem, before, &after, continuation);
    let best = temptations_within(problem, before, &after, most, limits);
    let best = best.map_err(PlanFault::Stopped)?;
    let margins = margins(problem, Stage::Round(round), &values, best)?;
    let moves = moves.iter();
    Ok(RoundVerdict {
        residue: problem.residue(&exchange.before),
        moves: moves.map(|m| judge_move(&exchange, before, *m)).collect(),
        beliefs: beliefs(problem, &exchange.before),
        worth_before: worths(problem, &exchange.before),
        worth_after: worths(problem, &exchange.after),
        breaches_checked: margins.iter().all(|m| m.checked),
        honoured: honoured(&exchange),
        survives: 1.0 - problem.collapse_chance(&exchange.after),
        before: before.clone(),
        after,
        in_force_before: exchange.before,
        in_force_after: exchange.after,
        changes: exchange.changes,
        values,
        margins,
    })
}

fn can_be_valued(exchange: &Exchange, round: usize) -> Result<(), PlanFault> {
    for &actor in &exchange.problem.consenting {
        let doubtful = exchange.doubtful(actor).len();
        if doubtful > MOST_DOUBTFUL {
            return Err(PlanFault::NotJudged {
                round,
                actor,
                doubtful,
            });
        }
    }
    Ok(())
}

/// §3.6: every value is at least that of the best alternative, within the tolerance of §3.7.
fn margins(
    problem: &Problem,
    stage: Stage,
    values: &[f64],
    best: Vec<Temptation>,
) -> Result<Vec<Margin>, PlanFault> {
    let tests = problem.consenting.iter().zip(values).zip(best);
    let margins = tests.map(|((actor, value), best)| {
        let margin = value - best.worth;
        if margin < -problem.tolerance() || margin.is_nan() {
            return Err(PlanFault::BetterOff {
                stage,
                actor: *actor,
                alternative: best.alternative,
                shortfall: -margin,
            });
        }
        Ok(Margin {
            margin,
            against: best.alternative,
            checked: best.checked,
        })
    });
    margins.collect()
}

fn judge_move(
    exchange: &Exchange,
    before: &Settlement,
    (topic, to): (TopicId, OptionId),
) -> MoveVerdict {
    let problem = exchange.problem;
    let rungs = &problem.topics[topic].rungs;
    let from = before.at(topic);
    let crossed = || problem.crossed(topic, from, to).map(|rung| &rungs[rung]);
    MoveVerdict {
        topic,
        from,
        to,
        performers: crossed().fold(ActorSet::EMPTY, |set, rung| set.union(rung.performers)),
        escrowed: crossed().all(|rung| is_escrowed(rung, before)),
        binding: rungs[to].binding,
        private: rungs[to].private,
        in_force: exchange.after.at(topic) == to,
    }
}

/// §3.8: the product of h over all performers and of the chances of the tests, by the observer's beliefs.
fn honoured(exchange: &Exchange) -> f64 {
    let observed = |actor| exchange.problem.observed(actor, &exchange.before);
    let performers = exchange.performers();
    let honours = performers
        .iter()
        .map(|who| exchange.honour(who, observed(who)));
    honours.product::<f64>() * exchange.passes(observed)
}

fn beliefs(problem: &Problem, force: &InForce) -> Vec<Vec<f64>> {
    let consenting = &problem.consenting;
    let row = |actor: &ActorId| {
        let others = consenting.iter();
        others.map(|o| problem.belief(*actor, *o, force)).collect()
    };
    consenting.iter().map(row).collect()
}

fn worths(problem: &Problem, force: &InForce) -> Vec<Points> {
    let consenting = problem.consenting.iter();
    consenting.map(|a| problem.worth(*a, force)).collect()
}
