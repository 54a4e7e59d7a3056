//! How fragile is it: how close everybody is to breaking its word in every round, how likely the talks get through it, and
//! what everybody is left with if they stop there.

use crate::base::{ActorId, Points};
use crate::check::{Margin, PlanVerdict, Stage};
use crate::problem::{InForce, Problem};
use crate::study::{Chances, chances};

/// A road, looked at for where it may break.
#[derive(Clone, Debug)]
pub struct Fragility {
    /// Round by round.
    pub rounds: Vec<Strain>,
    /// Margins of staying at the end.
    pub stay: Vec<Margin>,
    /// Chance that the talks survive a round at the end.
    pub stay_survives: f64,
    /// Chances of walking it, as an observer sees them.
    pub chances: Chances,
    /// The tightest test of all.
    pub weakest: Option<Weakest>,
    /// The round in which, or after which, talks most likely end, and how likely that is; the first of equals.
    pub likeliest: Option<(usize, f64)>,
}

/// A round under strain. Vectors run over the consenting actors.
#[derive(Clone, Debug)]
pub struct Strain {
    /// The tightest test of each.
    pub margins: Vec<Margin>,
    /// Chance that the round is begun.
    pub begun: f64,
    /// Chance that talks end in it: somebody does not honour the exchange, or a test is failed.
    pub broken: f64,
    /// Chance that they end after it: a leak or a hazard.
    pub collapsed: f64,
    /// What everybody is left with if talks stop after it: worth of the residue and of walking away, minus walk-away.
    pub left_with: Vec<Points>,
}

/// The tightest test of a road: the smallest margin, as a share of the largest interest of whose test it is; the first of equals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weakest {
    /// Where.
    pub stage: Stage,
    /// Place of the actor among the consenting.
    pub side: usize,
    /// The margin as a share of the actor's largest interest.
    pub share: f64,
}

/// Looks at a judged road.
///
/// Complexity: cubic in the number of rounds.
pub fn fragility(problem: &Problem, verdict: &PlanVerdict) -> Fragility {
    let chain = chances(verdict);
    let ends = |round: usize, broken: bool| -> f64 {
        let own = chain.failures.iter();
        let own = own.filter(|f| f.round == round && f.broken == broken);
        own.map(|f| f.chance).sum()
    };
    let rounds = verdict.rounds.iter().enumerate();
    let rounds: Vec<Strain> = rounds
        .map(|(index, own)| Strain {
            margins: own.margins.clone(),
            begun: chain.begun[index],
            broken: ends(index, true),
            collapsed: ends(index, false),
            left_with: left_with(problem, &own.in_force_after),
        })
        .collect();
    let stay = &verdict.end.margins;
    Fragility {
        weakest: weakest(problem, &rounds, stay),
        likeliest: likeliest(&rounds),
        stay: stay.clone(),
        stay_survives: 1.0 - problem.collapse_chance(&verdict.end.in_force),
        chances: chain,
        rounds,
    }
}

fn left_with(problem: &Problem, force: &InForce) -> Vec<Points> {
    let left =
        |actor: &ActorId| problem.collapse_value(*actor, force) - problem.actors[*actor].walk_away;
    problem.consenting.iter().map(left).collect()
}

fn weakest(problem: &Problem, rounds: &[Strain], stay: &[Margin]) -> Option<Weakest> {
    let stages = rounds.iter().enumerate();
    let stages = stages.map(|(index, own)| (Stage::Round(index), own.margins.as_slice()));
    let mut weakest: Option<Weakest> = None;
    for (stage, margins) in stages.chain([(Stage::End, stay)]) {
        for (side, margin) in margins.iter().enumerate() {
            let size = problem.actors[problem.consenting[side]].largest_interest();
            let size = if size == Points::ZERO {
                Points::ONE
            } else {
                size
            };
            let share = margin.margin / size.to_f64();
            if weakest.is_none_or(|w| share < w.share) {
                weakest = Some(Weakest { stage, side, share });
            }
        }
    }
    weakest
}

fn likeliest(rounds: &[Strain]) -> Option<(usize, f64)> {
    let ends = rounds.iter().map(|own| own.broken + own.collapsed);
    let mut likeliest: Option<(usize, f64)> = None;
    for (round, chance) in ends.enumerate() {
        if chance > likeliest.map_or(0.0, |(_, most)| most) {
            likeliest = Some((round, chance));
        }
    }
    likeliest
}
