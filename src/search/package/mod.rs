//! The package question (SEMANTICS §4): the maximal gain vectors over all settlements that every constraint accepts, and
//! the point of one concept without them.
//!
//! ```text
//! Form ─ options, order ─► Diagram ─ Sweep ◄─ Wanted ◄─ Pool (directions), corners
//!                                      ├─► Route     the whole frontier
//!                                      ├─► Aim       the point of one concept
//!                                      ├─► Covering  a few packages that stand for all
//!                                      └─► Any       is there one at all?
//! ```
//!
//! A dynamic programme over topics. Once some topics are decided, all that matters of them is (a) what the conditions that
//! mention them still ask of the others, the *state*, and (b) the sums of worth so far, the *label*; of the labels of one
//! state only the undominated can end on the frontier. States and what options add are a decision diagram, built and
//! reduced once (Bergman, Cire, van Hoeve & Hooker 2016). Merging sets of labels topic by topic is the max-plus (Pareto)
//! product of multi-objective dynamic programming (Villarreal & Karwan 1981); thresholds such as budgets are clamped sums.
//! Bound sets keep it narrow: a label goes on only while the Lagrangian bounds of its state (Bergman, Cire & van Hoeve 2015)
//! reach a corner of what packages known so far leave open (Ehrgott & Gandibleux 2007).
//!
//! What was measured: asking bounds only of what dominance leaves is up to three times faster than asking first;
//! a dozen directions are as good as fifty, and a first pass of 500 labels as good as one of 2,000.
//!
//! - assumptions: none; every rule form, linkage, audience and `in_force` of the language is covered
//! - complexity: labels kept × options per topic, labels sorted per state; exponential only in the number of topics that
//!   conditions tie together, and in the size of the frontier itself
//! - exact: integers on each dimension's common grid; bounds are floats with room for their error

mod any;
mod bounds;
mod corners;
mod covering;
mod diagram;
pub mod divisible;
mod dominance;
mod engine;
mod form;
mod labels;
mod numbers;
mod options;
mod order;
mod points;
mod pool;
pub mod program;
mod sweep;
mod watch;
mod whole;
mod work;

use crate::base::{ConstraintId, Limits, Points, Stopped};
use crate::problem::{Problem, Settlement};

use any::Any;
pub use covering::Cover;
use form::Form;
pub use options::Ties;
pub use points::{Aim, Found};
pub use whole::Route;

/// A maximal gain vector and the first package, by the tie rule, that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Gain per consenting actor.
    pub gain: Vec<Points>,
    /// The package.
    pub package: Settlement,
}

/// All maximal gain vectors, ascending in actor order; empty when there is no package.
///
/// # Errors
/// [`Stopped`] when told to stop, or when there are more labels than the limit allows: then nothing is claimed.
pub fn frontier(problem: &Problem, limits: &Limits) -> Result<Vec<Point>, Stopped> {
    Ok(frontier_by(problem, Route::default(), limits)?.0)
}

/// The same by a given route, and whether the packages are those that the tie rule chooses.
///
/// # Errors
/// As [`frontier`].
pub fn frontier_by(
    problem: &Problem,
    route: Route,
    limits: &Limits,
) -> Result<(Vec<Point>, Ties), Stopped> {
    solve(problem, &|_| true, route, limits)
}

/// The whole frontier where that is a matter of few labels, without bounds; `None` where it is not.
///
/// # Errors
/// As [`frontier`].
pub fn small_frontier(problem: &Problem, limits: &Limits) -> Result<Option<Vec<Point>>, Stopped> {
    let route = Route {
        narrow: 0,
        ..Route::default()
    };
    match frontier_by(problem, route, limits) {
        Ok((points, Ties::Kept)) => Ok(Some(points)),
        Ok((_, Ties::Lost)) | Err(Stopped::TooLarge) => Ok(None),
        Err(why) => Err(why),
    }
}

/// Packages that stand for a frontier too large to list; `share` of what each actor can gain is how far they may be from
/// what they stand for.
///
/// # Errors
/// [`Stopped`] as [`frontier`], also when too many packages would be needed.
pub fn cover(
    problem: &Problem,
    known: &[Point],
    share: f64,
    limits: &Limits,
) -> Result<Cover, Stopped> {
    let form = Form::new(problem, &|_| true);
    let covering = covering::Covering { known, share };
    let (mut cover, ties) = engine::run(problem, &form, limits, &covering)?;
    cover.points.sort_by(|a, b| a.gain.cmp(&b.gain));
    cover.ties = ties;
    Ok(cover)
}

/// The packages that share the best key of a concept, the answer first, without the frontier.
///
/// # Errors
/// [`Stopped`] when the conditions tie too many topics together, or before anything was tried; a limit that comes later is
/// noted in what was found.
pub fn best_points(problem: &Problem, aim: &Aim, limits: &Limits) -> Result<Found, Stopped> {
    let form = Form::new(problem, &|_| true);
    let (mut found, ties) = engine::run(problem, &form, limits, aim)?;
    found.ties = ties;
    Ok(found)
}

/// Some settlement that these constraints accept together, always the same; `None` if there is none.
///
/// # Errors
/// As [`frontier`].
pub fn find(
    problem: &Problem,
    keeps: &dyn Fn(ConstraintId) -> bool,
    limits: &Limits,
) -> Result<Option<Settlement>, Stopped> {
    let form = Form::new(problem, keeps).thresholds_alone();
    Ok(engine::run(problem, &form, limits, &Any)?.0)
}

/// As [`frontier`], over the settlements that these constraints accept together.
///
/// # Errors
/// As [`frontier`].
pub fn frontier_of(
    problem: &Problem,
    keeps: &dyn Fn(ConstraintId) -> bool,
    limits: &Limits,
) -> Result<Vec<Point>, Stopped> {
    Ok(solve(problem, keeps, Route::default(), limits)?.0)
}

fn solve(
    problem: &Problem,
    keeps: &dyn Fn(ConstraintId) -> bool,
    route: Route,
    limits: &Limits,
) -> Result<(Vec<Point>, Ties), Stopped> {
    let form = Form::new(problem, keeps);
    let (mut points, ties) = engine::run(problem, &form, limits, &route)?;
    points.sort_by(|a, b| a.gain.cmp(&b.gain));
    Ok((points, ties))
}
