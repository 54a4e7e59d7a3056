//! Plan frontiers against plain recursion and the judge.

use winset::check::judge_plan;
use winset::problem::Problem;
use winset::search::plan::Road;

use super::recursion::{Plan, Recursion, gains};
use super::seeds::{same, same_frontier};

/// Is this the frontier that plain recursion finds, each road the first of those worth as much, and as the judge values it?
pub fn roads_agree(problem: &Problem, frontier: &[Road]) -> Result<(), String> {
    let plans = Recursion::new(problem).plans(&problem.status_quo());
    let expected: Vec<_> = plans.iter().map(|p| gains(problem, &p.value)).collect();
    let values: Vec<_> = frontier.iter().map(|r| r.gain.clone()).collect();
    same_frontier(&values, &expected)?;
    for road in frontier {
        road_holds(problem, road)?;
        first_by_the_tie_rule(problem, road, &plans)?;
    }
    Ok(())
}

/// Does the judge, looking at every breach, let the road pass, and earn what it claims?
pub fn road_holds(problem: &Problem, road: &Road) -> Result<(), String> {
    let verdict = judge_plan(problem, &road.rounds)
        .map_err(|fault| format!("{road:?} is refused: {fault:?}"))?;
    same("breaches checked", verdict.breaches_checked(), true)?;
    let claims = road.gain.iter().zip(&verdict.gains);
    let mut claims = claims.map(|(claimed, earned)| (claimed - earned).abs());
    match claims.any(|d| d > problem.tolerance()) {
        true => Err(format!("{road:?} earns {:?}", verdict.gains)),
        false => Ok(()),
    }
}

/// Is the road the one that plain recursion finds first of those worth as much?
fn first_by_the_tie_rule(problem: &Problem, road: &Road, plans: &[Plan]) -> Result<(), String> {
    let rank = |(topic, option): &(_, _)| (problem.names.topic_ranks[*topic], *option);
    let rounds = road.rounds.iter();
    let found: Vec<Vec<_>> = rounds
        .map(|round| round.iter().map(rank).collect())
        .collect();
    match plans.iter().any(|plan| plan.written == found) {
        true => Ok(()),
        false => Err(format!("{road:?} is none of {plans:?}")),
    }
}
