//! Plan frontiers by plain recursion (SEMANTICS §3.7), from nothing but the judge's building blocks.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use winset::base::{Id, OptionId, TopicId};
use winset::check::{admissible, exchange_value, may_stay, stay_threshold, stay_value, threshold};
use winset::problem::{Problem, Settlement};

pub type Moves = Vec<(TopicId, OptionId)>;

/// Values minus walk-aways.
pub fn gains(problem: &Problem, values: &[f64]) -> Vec<f64> {
    let actors = problem.consenting.iter().zip(values);
    actors
        .map(|(actor, v)| v - problem.actors[*actor].walk_away.to_f64())
        .collect()
}

/// The settlements that admissible exchanges lead to from the status quo.
pub fn reached(problem: &Problem) -> BTreeSet<Settlement> {
    let mut reached = BTreeSet::from([problem.status_quo()]);
    let mut open = vec![problem.status_quo()];
    while let Some(at) = open.pop() {
        for next in exchanges(problem, &at) {
            if reached.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    reached
}

/// Where admissible exchanges lead from a settlement: every set of moves is tried.
pub fn exchanges(problem: &Problem, at: &Settlement) -> Vec<Settlement> {
    let mut sets: Vec<Moves> = vec![Vec::new()];
    for (topic, parts) in problem.topics.entries() {
        for moves in sets.clone() {
            if moves.len() < problem.talks.moves_per_round {
                let options = (1..parts.rungs.len()).map(OptionId::new);
                sets.extend(options.map(|option| {
                    let mut more = moves.clone();
                    more.push((topic, option));
                    more
                }));
            }
        }
    }
    let fair = sets
        .into_iter()
        .filter(|m| admissible(problem, at, m).is_ok());
    fair.map(|moves| {
        let mut next = at.clone();
        moves
            .iter()
            .for_each(|(topic, option)| next.set(*topic, *option));
        next
    })
    .collect()
}

/// A plan from some settlement on.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Value per consenting actor.
    pub value: Vec<f64>,
    /// Its moves as ties are broken by them: per round, sorted, the place of the topic's id and the option.
    pub written: Vec<Vec<(usize, OptionId)>>,
}

/// Says whether an exchange is wanted.
pub type Step<'p> = dyn Fn(&Settlement, &Settlement) -> bool + 'p;

/// Which of the plans that the model allows are wanted.
pub struct May<'p> {
    pub exchange: Box<Step<'p>>,
    pub end: Box<dyn Fn(&Settlement) -> bool + 'p>,
}

impl Default for May<'_> {
    fn default() -> Self {
        Self {
            exchange: Box::new(|_, _| true),
            end: Box::new(|_| true),
        }
    }
}

/// §3.7: the maximal value vectors of the plans from a settlement, by memoised recursion; each with the plan that is first by the
/// tie rule among those worth the same.
pub struct Recursion<'p> {
    problem: &'p Problem,
    may: May<'p>,
    known: HashMap<Settlement, Rc<Vec<Plan>>>,
}

impl<'p> Recursion<'p> {
    pub fn new(problem: &'p Problem) -> Self {
        Self::only(problem, May::default())
    }

    /// Of the plans that may be.
    pub fn only(problem: &'p Problem, may: May<'p>) -> Self {
        Self {
            problem,
            may,
            known: HashMap::new(),
        }
    }

    pub fn plans(&mut self, at: &Settlement) -> Rc<Vec<Plan>> {
        if let Some(known) = self.known.get(at) {
            return known.clone();
        }
        let problem = self.problem;
        let mut all = Vec::new();
        if may_stay(problem, at) && (self.may.end)(at) {
            let value = stay_value(problem, at);
            if self.at_least(&value, &stay_threshold(problem, at)) {
                all.push(Plan {
                    value,
                    written: Vec::new(),
                });
            }
        }
        for next in exchanges(problem, at) {
            if !(self.may.exchange)(at, &next) {
                continue;
            }
            let continuations = self.plans(&next);
            if continuations.is_empty() {
                continue;
            }
            let least = threshold(problem, at, &next);
            let plans = continuations
                .iter()
                .map(|then| self.before(at, &next, then));
            all.extend(plans.filter(|plan| self.at_least(&plan.value, &least)));
        }
        let kept = Rc::new(self.maximal(all));
        self.known.insert(at.clone(), kept.clone());
        kept
    }

    /// The plan that makes an exchange and then goes on.
    fn before(&self, at: &Settlement, next: &Settlement, then: &Plan) -> Plan {
        let ranks = &self.problem.names.topic_ranks;
        let moved = next
            .iter()
            .filter(|(topic, option)| at.at(*topic) != *option);
        let mut round: Vec<_> = moved
            .map(|(topic, option)| (ranks[topic], option))
            .collect();
        round.sort_unstable();
        Plan {
            value: exchange_value(self.problem, at, next, &then.value),
            written: [&[round], then.written.as_slice()].concat(),
        }
    }

    pub fn at_least(&self, these: &[f64], those: &[f64]) -> bool {
        let tolerance = self.problem.tolerance();
        these.iter().zip(those).all(|(a, b)| *a >= b - tolerance)
    }

    /// In descending order, a vector is dropped when a kept one is at least it; then kept ones that one kept after them equals or exceeds.
    fn maximal(&self, mut all: Vec<Plan>) -> Vec<Plan> {
        all.sort_by(|a, b| b.value.partial_cmp(&a.value).unwrap());
        let mut kept: Vec<&Plan> = Vec::new();
        for plan in &all {
            if !kept.iter().any(|k| self.at_least(&k.value, &plan.value)) {
                kept.push(plan);
            }
        }
        let survives = |i: &usize| {
            let mut later = kept[i + 1..].iter();
            !later.any(|k| self.at_least(&k.value, &kept[*i].value))
        };
        let lasting = (0..kept.len()).filter(survives);
        lasting.map(|i| self.first(kept[i], &all)).collect()
    }

    /// Of the plans worth the same as this one, the first by the tie rule.
    fn first(&self, plan: &Plan, all: &[Plan]) -> Plan {
        let (value, order) = (&plan.value, |p: &&Plan| {
            (p.written.len(), p.written.clone())
        });
        let twins = all
            .iter()
            .filter(|p| self.at_least(&p.value, value) && self.at_least(value, &p.value));
        twins.min_by_key(order).unwrap_or(plan).clone()
    }
}
