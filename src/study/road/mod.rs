//! Why this road: why its exchanges come in this order, what every road must pass, what blocks the rest, what everything
//! that helps is worth, which numbers flip the first step, how fragile it is.
//!
//! Everything rests on the concession graph and the judge; what would change if something were otherwise is solved again.

mod block;
mod flips;
mod fragile;
mod numbers;
mod opener;
mod order;
mod parameter;
mod passages;
mod target;
mod worth;

pub use block::{Block, Furthest, Impossible, Refusal, block};
pub use flips::{Flip, Flips, LADDER, flips};
pub use fragile::{Fragility, Strain, Weakest, fragility};
pub use numbers::{GRID, NumberChange, Numbers, numbers, with_number};
pub use opener::{Budget, Opener, failed_test, road_of};
pub use order::{MoveReasons, Outcome, Round, RoundReasons, order_reasons, ways_on};
pub use parameter::Parameter;
pub use passages::{DeadEnds, Largest, NoReturn, Passages, Precedence, passages};
pub use target::Target;
pub use worth::{Help, POINT, Worth, Worths, altered, worths};

use super::packages::packages;
use super::plans::{PlanAnswer, PlanQuestion, plans_asked};
use crate::base::{Limits, Stopped};
use crate::check::PlanVerdict;
use crate::graph::Graph;
use crate::problem::Problem;
use crate::search::concept::Concept;
use crate::search::plan::Road;

/// What is told of a road.
#[derive(Clone, Debug)]
pub struct RoadAnswer {
    /// The road that is explained.
    pub road: Option<Road>,
    /// The judge's word on it; `None` where somebody doubts too many others at once for the judge.
    pub verdict: Option<PlanVerdict>,
    /// What was asked for, if anything was.
    pub asked: Option<Target>,
    /// Does the road lead to what was asked for; or, nothing being asked for, is there a road?
    pub arrives: bool,
    /// Round by round, why it is not made otherwise; as far as it was found out.
    pub order: Vec<RoundReasons>,
    /// What came first, where it was not to the end.
    pub order_stopped: Option<Stopped>,
    /// What every road to where it ends, or to what was asked for, has in common.
    pub passages: Passages,
    /// What blocks what was asked for or, nothing being asked for, the best package on paper.
    pub block: Blocked,
    /// What everything that helps is worth; `None` where there is no road.
    pub worths: Option<Worths>,
    /// Which numbers flip the first step; `None` where there is no road.
    pub flips: Option<Flips>,
    /// How fragile the road is; `None` where it was not judged.
    pub fragility: Option<Fragility>,
    /// Settlements reached.
    pub reached: usize,
    /// Admissible exchanges.
    pub exchanges: usize,
}

/// Is the way to what is wanted blocked?
#[derive(Clone, Debug)]
pub enum Blocked {
    /// A road leads to what was asked for; or, nothing being asked for, to the best package on paper.
    No,
    /// None does.
    By(Box<Block>),
    /// There is no package at all, so nothing that a road could lead to.
    NoPackage,
    /// It was not found out: a limit came first.
    Unknown(Stopped),
}

/// Explains the road that a concept chooses; with `asked`, the one it chooses among those that lead there.
///
/// Complexity: the plan question, plus some hundred smaller ones where something is blocked.
///
/// # Errors
/// [`Stopped`] when a limit is reached before there is a road to explain, or if the judge refuses one.
pub fn explain_road(
    problem: &Problem,
    concept: Concept,
    asked: Option<Target>,
    limits: &Limits,
) -> Result<RoadAnswer, Stopped> {
    let steered = asked.as_ref().map(|target| target.steered(problem));
    let there = proved(steered.as_ref().unwrap_or(problem), concept, limits)?;
    let arrives = there.answer(concept).is_some();
    let (found, among) = match (arrives || asked.is_none(), &steered) {
        (true, Some(steered)) => (there, steered),
        (true, None) => (there, problem),
        (false, _) => (proved(problem, concept, limits)?, problem),
    };
    let graph = Graph::expand(problem, limits)?;
    let index = found.answer(concept);
    let road = index.map(|index| found.frontier[index].clone());
    let verdict = index.and_then(|index| found.verdict(index)).cloned();
    let (order, order_stopped) = match (&road, &verdict) {
        (Some(road), Some(verdict)) => order_reasons(problem, &road.rounds, verdict, limits),
        _ => (Vec::new(), None),
    };
    let (worths, flips) = match &road {
        Some(road) => {
            let exchanges = found.counts.map_or(usize::MAX, |(_, exchanges)| exchanges);
            let worths = worths(among, concept, road, exchanges, limits)?;
            let flips = flips(among, concept, road, exchanges, limits)?;
            (Some(worths), Some(flips))
        }
        None => (None, None),
    };
    let end = verdict.as_ref().map(|v| Target::exactly(&v.end.settlement));
    let to = asked.clone().or(end);
    Ok(RoadAnswer {
        passages: passages(problem, &graph, to.as_ref(), verdict.as_ref()),
        block: blocked(problem, &graph, &asked, arrives, concept, limits)?,
        fragility: verdict.as_ref().map(|v| fragility(problem, v)),
        worths,
        flips,
        road,
        verdict,
        asked,
        arrives,
        order,
        order_stopped,
        reached: graph.reached(),
        exchanges: graph.exchange_count(),
    })
}

/// The plans among which the road is chosen: what is explained is what is best, or that there is none.
fn proved(problem: &Problem, concept: Concept, limits: &Limits) -> Result<PlanAnswer, Stopped> {
    let found = plans_asked(problem, &PlanQuestion::whole(concept), limits)?;
    match found.is_proved(concept) {
        true => Ok(found),
        false => Err(found.stopped.unwrap_or(Stopped::TooLarge)),
    }
}

fn blocked(
    problem: &Problem,
    graph: &Graph,
    asked: &Option<Target>,
    arrives: bool,
    concept: Concept,
    limits: &Limits,
) -> Result<Blocked, Stopped> {
    let once = Budget::new(u64::MAX);
    let wanted = match asked {
        Some(_) if arrives => return Ok(Blocked::No),
        Some(asked) => Ok(Some(asked.clone())),
        None => on_paper(problem, concept, limits),
    };
    let found = wanted.and_then(|target| match target {
        None => Ok(Blocked::NoPackage),
        Some(target) => match road_of(&target.steered(problem), concept, &once, limits)? {
            Some(_) => Ok(Blocked::No),
            None => {
                let block = block(problem, graph, target, concept, limits)?;
                Ok(Blocked::By(Box::new(block)))
            }
        },
    });
    match found {
        Err(Stopped::Refused) => Err(Stopped::Refused),
        Err(why) => Ok(Blocked::Unknown(why)),
        Ok(blocked) => Ok(blocked),
    }
}

/// The best package on paper; `None` where there is no package.
fn on_paper(
    problem: &Problem,
    concept: Concept,
    limits: &Limits,
) -> Result<Option<Target>, Stopped> {
    let packages = packages(problem, limits)?;
    Ok(packages.answer(concept).map(|p| Target::exactly(&p)))
}
