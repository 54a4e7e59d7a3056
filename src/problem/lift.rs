//! Tests that can keep a road from being there, and the problem without them.

use super::{Condition, Constraint, Problem, StateForm, SteerPart};
use crate::base::{ActorId, ConstraintId, OptionId, TopicId};

/// A single test that can be lifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lift {
    /// A red line, rule, walk-away, or what an audience asks.
    Line(ConstraintId),
    /// The order rule of this place.
    OrderRule(usize),
    /// The `after` of this rung.
    After(TopicId, OptionId),
    /// Nobody need gain in every round.
    StepGain,
    /// This actor need not.
    StepGainOf(ActorId),
    /// This actor's credit is not limited.
    Credit(ActorId),
    /// Plans need not be self-enforcing.
    Enforcement,
    /// One move more in every round.
    MoreMoves,
    /// Everybody trusts everybody.
    Doubt,
    /// What steering asks for.
    Steering(SteerPart),
}

/// The problem without some tests; everything keeps its place.
pub fn lifted(problem: &Problem, lifts: &[Lift]) -> Problem {
    let mut problem = problem.clone();
    lifts.iter().for_each(|own| lift(&mut problem, *own));
    problem
}

fn lift(problem: &mut Problem, lift: Lift) {
    let actors: Vec<ActorId> = problem.actors.ids().collect();
    match lift {
        Lift::Line(constraint) => lift_line(problem, constraint),
        // Never comes to hold, so nothing has to come before it.
        Lift::OrderRule(rule) => problem.order_rules[rule].before = Condition::Any(Vec::new()),
        Lift::After(topic, option) => problem.topics[topic].rungs[option].after = None,
        Lift::StepGain => actors
            .iter()
            .for_each(|a| problem.actors[*a].step_gain = None),
        Lift::StepGainOf(actor) => problem.actors[actor].step_gain = None,
        Lift::Credit(actor) => problem.actors[actor].credit = None,
        Lift::Enforcement => problem.talks.enforcement = false,
        Lift::MoreMoves => problem.talks.moves_per_round += 1,
        Lift::Doubt => {
            for actor in &actors {
                let trusts = problem.actors[*actor].trusts.iter().map(|_| 1.0).collect();
                problem.actors[*actor].trusts = trusts;
            }
        }
        Lift::Steering(part) => problem.steer = problem.steer.without(part),
    }
}

fn lift_line(problem: &mut Problem, constraint: ConstraintId) {
    match problem.constraints[constraint] {
        Constraint::Rule(rule) => {
            problem.rules[rule].form = StateForm::Require(Condition::always());
        }
        Constraint::Ratifies(actor, index) => {
            problem.actors[actor].audiences[index].ratifies_at = None;
        }
        Constraint::Tolerates(actor, index) => {
            problem.actors[actor].audiences[index].tolerates = None;
        }
        // There is always a bound here: one that nothing can miss.
        Constraint::WalkAway(actor) => {
            let least = least_worth(problem, actor);
            problem.actors[actor].min_gain = least - problem.actors[actor].walk_away;
        }
    }
}

/// No settlement is worth less than this to an actor.
fn least_worth(problem: &Problem, actor: ActorId) -> crate::base::Points {
    let own = &problem.actors[actor];
    let topics = own.interests.iter();
    let topics = topics.filter_map(|row| row.iter().copied().min());
    let linked = own.linkages.iter().map(|l| l.value.min(Default::default()));
    topics.chain(linked).sum()
}
