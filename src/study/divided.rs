//! The package question of models with divisible topics: a continuous frontier, concepts, adjusted winner, and the reasons where there
//! is no package.

use super::why::{Dropping, Reasons, ask};
use crate::base::{ConstraintId, Limits, Ratio, Stopped, TopicId};
use crate::check::{DividedClaims, judge_divided_frontier, judge_division};
use crate::problem::{Division, Problem};
use crate::search::concept::Concept;
use crate::search::package::divisible::{
    Answer, DividedPoint, NoWinner, Segment, Terms, adjusted_winner, answers, continuum,
    least_slack,
};

pub use crate::search::package::divisible::Slack;

/// What was found out about packages.
#[derive(Clone, Debug)]
pub struct DividedAnswer {
    /// Breakpoints of the frontier for two sides, corners for more.
    pub points: Vec<DividedPoint>,
    /// Pairs of breakpoints that are joined.
    pub segments: Vec<Segment>,
    /// The answer of each concept.
    pub concepts: Vec<Answer>,
    /// Adjusted winner, or why it does not apply.
    pub winner: Result<WinnerAnswer, NoWinner>,
    /// Why there is no package; none where there is one.
    pub reasons: Option<Reasons>,
}

/// What adjusted winner gives.
#[derive(Clone, Debug)]
pub struct WinnerAnswer {
    /// Exact gain per consenting actor.
    pub gain: Vec<Ratio>,
    /// The package.
    pub package: Division,
    /// The topic that is split, if one is.
    pub split: Option<TopicId>,
}

/// Answers the package question of a problem with divisible topics; every point, segment and answer is judged before it is returned.
///
/// # Errors
/// [`Stopped`] when a limit is reached before the frontier is complete, or if the judge refuses what was found.
pub fn divided_packages(problem: &Problem, limits: &Limits) -> Result<DividedAnswer, Stopped> {
    let found = continuum(problem, &Terms::default(), limits)?;
    let claims = DividedClaims {
        points: found
            .points
            .iter()
            .map(|p| (p.gain.as_slice(), &p.package, p.open))
            .collect(),
        segments: found.segments.iter().map(|s| s.ends).collect(),
        middles: found.segments.iter().map(|s| &s.middle).collect(),
    };
    judge_divided_frontier(problem, &claims).map_err(|_| Stopped::Refused)?;
    let concepts = answers(&found, &Concept::ALL)?;
    for answer in &concepts {
        let verdict = judge_division(problem, &answer.package);
        if !verdict.is_package() || verdict.gains != answer.gain {
            return Err(Stopped::Refused);
        }
    }
    let reasons = match found.points.is_empty() {
        true => Some(ask(&mut Dropping::new(problem, limits))?),
        false => None,
    };
    Ok(DividedAnswer {
        points: found.points,
        segments: found.segments,
        concepts,
        winner: winner(problem),
        reasons,
    })
}

fn winner(problem: &Problem) -> Result<WinnerAnswer, NoWinner> {
    let found = adjusted_winner(problem)?;
    let verdict = judge_division(problem, &found.package);
    if !verdict.is_package() {
        return Err(NoWinner::Refused);
    }
    Ok(WinnerAnswer {
        gain: verdict.gains,
        package: found.package,
        split: found.split,
    })
}

/// The least largest change, in an actor's own points, that the constraints which `may_give` lets give way need for a package to be
/// possible, over the continuum of divisible topics; `None` if none is possible at any price. Conditions never give way.
///
/// Units: each constraint in those of its own number. Also for problems without divisible topics, where every settlement that
/// conditions allow is looked at.
///
/// # Errors
/// [`Stopped`] when told to stop, or when there are too many combinations to look at.
pub fn divisible_slack(
    problem: &Problem,
    may_give: &dyn Fn(ConstraintId) -> bool,
    limits: &Limits,
) -> Result<Option<Slack>, Stopped> {
    least_slack(problem, may_give, &Terms::default(), limits)
}
