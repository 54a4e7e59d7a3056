//! How likely a judged plan is to be walked (SEMANTICS §3.8), as plain products along it.

use super::plan::PlanVerdict;
use crate::problem::InForce;

/// Where and when talks end, as the observer sees it.
#[derive(Clone, Debug)]
pub struct Course<'v> {
    /// Chance that each round is begun.
    pub begun: Vec<f64>,
    /// Chance that the road is walked to its end.
    pub completed: f64,
    /// Rounds expected until the talks end.
    pub rounds: f64,
    /// Ways to fail that have a chance: the round from 0, whether the exchange itself was broken, the chance, what then stands.
    pub failures: Vec<(usize, bool, f64, &'v InForce)>,
}

/// The course of a plan.
pub fn course(verdict: &PlanVerdict) -> Course<'_> {
    let mut course = Course {
        begun: Vec::new(),
        completed: 1.0,
        rounds: 0.0,
        failures: Vec::new(),
    };
    for (round, own) in verdict.rounds.iter().enumerate() {
        let begun = course.completed;
        course.begun.push(begun);
        course.rounds += begun;
        let next = verdict.rounds.get(round + 1);
        let after = next.map_or(&verdict.end.residue, |n| &n.residue);
        let broken = begun * (1.0 - own.honoured);
        let collapsed = begun * own.honoured * (1.0 - own.survives);
        let ways = [
            (round, true, broken, &own.residue),
            (round, false, collapsed, after),
        ];
        course
            .failures
            .extend(ways.into_iter().filter(|way| way.2 > 0.0));
        course.completed = begun * own.honoured * own.survives;
    }
    course
}
