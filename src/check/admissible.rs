//! Which exchanges may be made from a settlement (SEMANTICS §3.3).

use super::steer::{SteerFault, exchange_steered};
use crate::base::{ActorId, ConstraintId, Id, OptionId, Points, TopicId};
use crate::problem::{InForce, Moves, OrderForm, Problem, Settlement};

/// Beliefs nearer than this are one: the rounding of a product of likelihoods must not refuse an exchange.
const BELIEF_TOLERANCE: f64 = 1e-12;

/// Why an exchange may not be made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ExchangeFault {
    /// It moves nothing.
    NoMoves,
    /// It moves more topics than a round may.
    TooManyMoves {
        /// How many it moves.
        moves: usize,
    },
    /// It moves a topic twice.
    Twice(TopicId),
    /// The model has no such topic or option.
    Unknown(TopicId, OptionId),
    /// The topic's `moves` do not allow it.
    Move(TopicId, OptionId),
    /// The `after` of this crossed rung does not hold before the round.
    After(TopicId, OptionId),
    /// Something that must hold at every settlement passed would not hold.
    Breaks(ConstraintId),
    /// An order rule, by its place in the problem, needs something to hold before the round.
    Order(usize),
    /// An order rule, by its place in the problem, needs more trust.
    Trust {
        /// The rule.
        rule: usize,
        /// By how much the belief falls short.
        shortfall: f64,
    },
    /// The actor does not gain enough in this round.
    StepGain {
        /// Who.
        actor: ActorId,
        /// What is missing.
        shortfall: Points,
    },
    /// The actor would be deeper in the red than it gives credit.
    Credit {
        /// Who.
        actor: ActorId,
        /// By how much.
        shortfall: Points,
    },
    /// The model allows it; steering does not.
    Steered(SteerFault),
}

/// May these moves be made together from `before`? The first fault found, in the order of §3.3, steering last.
pub fn admissible(
    problem: &Problem,
    before: &Settlement,
    moves: &[(TopicId, OptionId)],
) -> Result<(), ExchangeFault> {
    allowed(problem, before, moves)?;
    let after = moved(before, moves);
    let (from, to) = (problem.in_force(before), problem.in_force(&after));
    keeps_rules(problem, &after, &to)?;
    comes_after(problem, before, moves)?;
    keeps_order(problem, before, &after, &from)?;
    gains(problem, &from, &to)?;
    exchange_steered(problem, before, &after, moves).map_err(ExchangeFault::Steered)
}

/// The settlement that moves lead to.
pub(super) fn moved(before: &Settlement, moves: &[(TopicId, OptionId)]) -> Settlement {
    let mut after = before.clone();
    for (topic, option) in moves {
        after.set(*topic, *option);
    }
    after
}

/// Between 1 and `moves_per_round` topics, each to an option that its `moves` allows.
fn allowed(
    problem: &Problem,
    before: &Settlement,
    moves: &[(TopicId, OptionId)],
) -> Result<(), ExchangeFault> {
    if moves.is_empty() {
        return Err(ExchangeFault::NoMoves);
    }
    if moves.len() > problem.talks.moves_per_round {
        let moves = moves.len();
        return Err(ExchangeFault::TooManyMoves { moves });
    }
    for (index, (topic, option)) in moves.iter().enumerate() {
        let known = problem.topics.get(*topic);
        let Some(known) = known.filter(|t| t.rungs.get(*option).is_some()) else {
            return Err(ExchangeFault::Unknown(*topic, *option));
        };
        if moves[..index].iter().any(|(other, _)| other == topic) {
            return Err(ExchangeFault::Twice(*topic));
        }
        let stands = before.at(*topic);
        let may = match known.moves {
            Moves::Climb => *option > stands,
            Moves::Ladder => option.index() == stands.index() + 1,
            Moves::Choice => stands == OptionId::STATUS_QUO && *option != stands,
        };
        if !may {
            return Err(ExchangeFault::Move(*topic, *option));
        }
    }
    Ok(())
}

/// Test 1: all *always* rules and `tolerates` hold at s'.
fn keeps_rules(problem: &Problem, after: &Settlement, to: &InForce) -> Result<(), ExchangeFault> {
    let mut always = problem
        .constraints
        .ids()
        .filter(|c| problem.asked_always(*c));
    match always.find(|c| !problem.accepts(*c, after, to)) {
        Some(constraint) => Err(ExchangeFault::Breaks(constraint)),
        None => Ok(()),
    }
}

/// Test 2: `after` of every crossed rung holds at s.
fn comes_after(
    problem: &Problem,
    before: &Settlement,
    moves: &[(TopicId, OptionId)],
) -> Result<(), ExchangeFault> {
    for (topic, option) in moves {
        for rung in problem.crossed(*topic, before.at(*topic), *option) {
            let after = &problem.topics[*topic].rungs[rung].after;
            let held = after.as_ref().is_none_or(|c| c.holds(&|t| before.at(t)));
            if !held {
                return Err(ExchangeFault::After(*topic, rung));
            }
        }
    }
    Ok(())
}

/// Test 2: if D holds at s' but not at s, C holds, or the belief is great enough, at s (§2.2).
fn keeps_order(
    problem: &Problem,
    before: &Settlement,
    after: &Settlement,
    from: &InForce,
) -> Result<(), ExchangeFault> {
    for (index, rule) in problem.order_rules.iter().enumerate() {
        let holds = |at: &Settlement| rule.before.holds(&|topic| at.at(topic));
        if holds(before) || !holds(after) {
            continue;
        }
        match &rule.form {
            OrderForm::Need(need) if need.holds(&|topic| before.at(topic)) => {}
            OrderForm::Need(_) => return Err(ExchangeFault::Order(index)),
            OrderForm::Trust(owner, other, least) => {
                let shortfall = least - problem.belief(*owner, *other, from);
                if shortfall > BELIEF_TOLERANCE {
                    let rule = index;
                    return Err(ExchangeFault::Trust { rule, shortfall });
                }
            }
        }
    }
    Ok(())
}

/// Tests 3 and 4: nobody gains less than its `step_gain`, nobody is deeper in the red than its `credit`.
fn gains(problem: &Problem, from: &InForce, to: &InForce) -> Result<(), ExchangeFault> {
    for &actor in &problem.consenting {
        let worth = problem.worth(actor, to);
        let gained = worth - problem.worth(actor, from);
        if let Some(least) = problem.actors[actor].step_gain.filter(|g| gained < *g) {
            let shortfall = least - gained;
            return Err(ExchangeFault::StepGain { actor, shortfall });
        }
        if let Some(credit) = problem.actors[actor].credit.filter(|c| worth < -*c) {
            let shortfall = -credit - worth;
            return Err(ExchangeFault::Credit { actor, shortfall });
        }
    }
    Ok(())
}
