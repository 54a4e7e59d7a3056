//! Which tests, lifted together, open a road to a target: one plan search per question, what is known already put first.

use std::cell::Cell;

use super::target::Target;
use crate::base::{ConstraintId, Id, Limits, Stopped};
use crate::check::{
    Alternative, ExchangeFault, PlanFault, judge_package, judge_plan, judge_plan_within,
};
use crate::graph::Graph;
use crate::problem::{Constraint, Lift, Problem, Settlement, lifted};
use crate::search::concept::Concept;
use crate::search::plan::Road;
use crate::study::plans::picked;
use crate::study::why::Asked;

/// Exchanges that all questions about sets of tests may look at together: some seconds.
const MOST_EXCHANGES: u64 = 6_000_000;

/// How many exchanges many searches may still look at together: counted, so that the answer is the same on every machine.
pub struct Budget(Cell<u64>);

impl Budget {
    /// So many.
    pub fn new(exchanges: u64) -> Self {
        Self(Cell::new(exchanges))
    }

    /// How many are left.
    pub fn left(&self) -> u64 {
        self.0.get()
    }

    /// Takes some.
    ///
    /// # Errors
    /// [`Stopped::TooLarge`] when none are left.
    fn spend(&self, exchanges: usize) -> Result<(), Stopped> {
        let left = self.0.get().checked_sub(exchanges as u64);
        self.0.set(left.unwrap_or_default());
        left.map(|_| ()).ok_or(Stopped::TooLarge)
    }
}

/// The road that a concept chooses, if there is one; judged.
///
/// # Errors
/// [`Stopped`] when a limit is reached first or the budget is spent, or if the judge refuses the road.
pub fn road_of(
    problem: &Problem,
    concept: Concept,
    budget: &Budget,
    limits: &Limits,
) -> Result<Option<Road>, Stopped> {
    let graph = Graph::expand(problem, limits)?;
    budget.spend(graph.exchange_count())?;
    let Some(road) = picked(problem, &graph, concept, limits)? else {
        return Ok(None);
    };
    match judge_plan_within(problem, &road.rounds, limits) {
        Ok(_) | Err(PlanFault::NotJudged { .. }) => Ok(Some(road)),
        Err(PlanFault::Stopped(why)) => Err(why),
        Err(_) => Err(Stopped::Refused),
    }
}

/// Asks what opens a road to a target. Tests go by their place in the list of those that can be lifted.
///
/// Lifting more tests never closes a road: exchanges and ends are only added, and no alternative grows. So what is known of
/// one set is known of those that contain it, or of those that it contains.
pub struct Opener<'p> {
    /// Roads end at the target.
    steered: Problem,
    /// The tests.
    pub lifts: Vec<Lift>,
    universe: Vec<ConstraintId>,
    concept: Concept,
    limits: &'p Limits,
    /// What was found to open, with the road.
    opened: Vec<(Vec<ConstraintId>, Road)>,
    /// What was found not to.
    closed: Vec<Vec<ConstraintId>>,
    asked: usize,
    budget: Budget,
}

impl<'p> Opener<'p> {
    /// All tests that bear on roads to the target may be lifted.
    pub fn new(problem: &Problem, target: &Target, concept: Concept, limits: &'p Limits) -> Self {
        let lifts = tests(problem, target);
        Self {
            steered: target.steered(problem),
            universe: (0..lifts.len()).map(ConstraintId::new).collect(),
            lifts,
            concept,
            limits,
            opened: Vec::new(),
            closed: Vec::new(),
            asked: 0,
            budget: Budget::new(MOST_EXCHANGES),
        }
    }

    /// The tests of these places.
    pub fn named(&self, set: &[ConstraintId]) -> Vec<Lift> {
        set.iter().map(|place| self.lifts[place.index()]).collect()
    }

    /// The problem without these tests, its roads ending at the target.
    pub fn without(&self, dropped: &[ConstraintId]) -> Problem {
        lifted(&self.steered, &self.named(dropped))
    }

    /// Of tests whose absence opens a road, those that the road fails.
    fn needed(&self, dropped: &[ConstraintId], road: &Road) -> Vec<ConstraintId> {
        let mut needed: Vec<ConstraintId> = Vec::new();
        while let Err(fault) = judge_plan(&self.without(&needed), &road.rounds) {
            let fails = failed(&fault);
            let places = dropped.iter().filter(|place| {
                !needed.contains(place) && fails.contains(&self.lifts[place.index()])
            });
            let places: Vec<_> = places.copied().collect();
            if places.is_empty() {
                return dropped.to_vec();
            }
            needed.extend(places);
        }
        needed.sort_unstable();
        needed
    }
}

impl Asked for Opener<'_> {
    type Opening = Road;

    fn universe(&self) -> &[ConstraintId] {
        &self.universe
    }

    fn asked(&self) -> usize {
        self.asked
    }

    fn opens(&mut self, dropped: &[ConstraintId]) -> Result<Option<Road>, Stopped> {
        let within = |set: &[ConstraintId]| set.iter().all(|place| dropped.contains(place));
        if let Some((_, road)) = self.opened.iter().find(|(set, _)| within(set)) {
            return Ok(Some(road.clone()));
        }
        let holds = |set: &Vec<ConstraintId>| dropped.iter().all(|place| set.contains(place));
        if self.closed.iter().any(holds) {
            return Ok(None);
        }
        self.limits.go_on()?;
        self.asked += 1;
        let found = road_of(
            &self.without(dropped),
            self.concept,
            &self.budget,
            self.limits,
        )?;
        match &found {
            Some(road) => {
                let needed = self.needed(dropped, road);
                self.opened.push((needed, road.clone()));
            }
            None => self.closed.push(dropped.to_vec()),
        }
        Ok(found)
    }
}

/// The tests that a fault names; none where nothing can be lifted.
fn failed(fault: &PlanFault) -> Vec<Lift> {
    match fault {
        PlanFault::Exchange { fault, .. } => failed_test(fault).into_iter().collect(),
        PlanFault::End(verdict) => verdict.broken.iter().map(|c| Lift::Line(*c)).collect(),
        PlanFault::BetterOff {
            alternative: Alternative::Breach { .. },
            ..
        } => vec![Lift::Enforcement],
        PlanFault::BetterOff { .. }
        | PlanFault::NotJudged { .. }
        | PlanFault::Stopped(_)
        | PlanFault::Steered(_) => Vec::new(),
    }
}

/// The test that refuses an exchange, where it can be lifted.
pub fn failed_test(fault: &ExchangeFault) -> Option<Lift> {
    Some(match fault {
        ExchangeFault::TooManyMoves { .. } => Lift::MoreMoves,
        ExchangeFault::After(topic, rung) => Lift::After(*topic, *rung),
        ExchangeFault::Breaks(constraint) => Lift::Line(*constraint),
        ExchangeFault::Order(rule) | ExchangeFault::Trust { rule, .. } => Lift::OrderRule(*rule),
        ExchangeFault::StepGain { actor, .. } => Lift::StepGainOf(*actor),
        ExchangeFault::Credit { actor, .. } => Lift::Credit(*actor),
        _ => return None,
    })
}

/// Every test that may keep roads from the target: those of exchanges, and of ends those that it may fail.
fn tests(problem: &Problem, target: &Target) -> Vec<Lift> {
    let sides = || problem.consenting.iter().copied();
    let whole = target.settlement(problem);
    let refuses = |c: ConstraintId| match &whole {
        _ if problem.asked_always(c) => true,
        Some(settlement) => judge_package(problem, settlement).broken.contains(&c),
        None => true,
    };
    let asks = |c: &ConstraintId| match problem.constraints[*c] {
        Constraint::Rule(_) | Constraint::WalkAway(_) => true,
        Constraint::Ratifies(a, i) => problem.actors[a].audiences[i].ratifies_at.is_some(),
        Constraint::Tolerates(a, i) => problem.actors[a].audiences[i].tolerates.is_some(),
    };
    let lines = problem.constraints.ids().filter(|c| asks(c) && refuses(*c));
    let mut lifts: Vec<Lift> = lines.map(Lift::Line).collect();
    lifts.extend((0..problem.order_rules.len()).map(Lift::OrderRule));
    for (topic, own) in problem.topics.entries() {
        let waiting = own.rungs.entries().filter(|(_, rung)| rung.after.is_some());
        lifts.extend(waiting.map(|(option, _)| Lift::After(topic, option)));
    }
    let stepping = sides().filter(|a| problem.actors[*a].step_gain.is_some());
    lifts.extend(stepping.map(Lift::StepGainOf));
    let limited = sides().filter(|a| problem.actors[*a].credit.is_some());
    lifts.extend(limited.map(Lift::Credit));
    if problem.talks.enforcement {
        lifts.push(Lift::Enforcement);
    }
    if problem.talks.moves_per_round < problem.topics.len() {
        lifts.push(Lift::MoreMoves);
    }
    lifts
}

impl Target {
    /// The settlement, where the whole of it is asked for.
    pub fn settlement(&self, problem: &Problem) -> Option<Settlement> {
        if self.wanted().len() < problem.topics.len() {
            return None;
        }
        let mut settlement = problem.status_quo();
        self.wanted()
            .iter()
            .for_each(|(t, o)| settlement.set(*t, *o));
        Some(settlement)
    }
}
