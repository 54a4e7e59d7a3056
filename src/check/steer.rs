//! Steering, judged by its own words: where plans start and end, what they pass, how they begin, what they keep apart.

use crate::base::{OptionId, TopicId};
use crate::problem::{Problem, Settlement};

/// What a plan was asked for and does not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SteerFault {
    /// It passes, or ends at, a settlement that the condition of this place says to avoid.
    Avoided(usize),
    /// One exchange moves both of these, which are never to move together.
    Together(TopicId, TopicId),
    /// The first exchange does not make the move that is asked for of this topic.
    First(TopicId),
    /// It ends with this topic elsewhere than asked for.
    To(TopicId),
}

/// An exchange: what it may not come to, what it may not move together, and what the first of a plan must move.
pub(super) fn exchange_steered(
    problem: &Problem,
    before: &Settlement,
    after: &Settlement,
    moves: &[(TopicId, OptionId)],
) -> Result<(), SteerFault> {
    not_avoided(problem, after)?;
    let moved = |topic: TopicId| moves.iter().find(|(own, _)| *own == topic);
    for group in &problem.steer.never_together {
        let mut both = group.iter().filter(|topic| moved(**topic).is_some());
        if let (Some(one), Some(other)) = (both.next(), both.next()) {
            return Err(SteerFault::Together(*one, *other));
        }
    }
    if *before != beginning(problem) {
        return Ok(());
    }
    for (topic, option) in &problem.steer.first {
        match moved(*topic) {
            Some((_, to)) if option.is_none_or(|asked| asked == *to) => {}
            _ => return Err(SteerFault::First(*topic)),
        }
    }
    Ok(())
}

/// The end: everything where it was asked for, nothing that was to be avoided, and not before the first exchange asked for.
pub(super) fn end_steered(problem: &Problem, end: &Settlement) -> Result<(), SteerFault> {
    let steer = &problem.steer;
    if let Some((topic, _)) = steer.to.iter().find(|(t, asked)| end.at(*t) != *asked) {
        return Err(SteerFault::To(*topic));
    }
    not_avoided(problem, end)?;
    match steer.first.first() {
        Some((topic, _)) if *end == beginning(problem) => Err(SteerFault::First(*topic)),
        _ => Ok(()),
    }
}

/// Where plans start.
pub(super) fn beginning(problem: &Problem) -> Settlement {
    match &problem.steer.from {
        Some(from) => from.clone(),
        None => problem.status_quo(),
    }
}

fn not_avoided(problem: &Problem, settlement: &Settlement) -> Result<(), SteerFault> {
    let at = |topic| settlement.at(topic);
    let found = problem.steer.avoid.iter().position(|c| c.holds(&at));
    found.map_or(Ok(()), |place| Err(SteerFault::Avoided(place)))
}
