//! The plan of each concept, proved one by one.

use super::{PlanAnswer, PlanExtent};
use crate::base::{Limits, Stopped};
use crate::problem::Problem;
use crate::search::concept::{Concept, weights};
use crate::search::plan::{Goal, Road, Searcher, aspired};

/// Where the plans of a goal are sought.
pub trait Aims {
    /// The plans that are best by a goal, none where there is no plan; `None` where that cannot be told.
    ///
    /// # Errors
    /// [`Stopped`] when a limit is reached first.
    fn aimed(&self, goal: &Goal, limits: &Limits) -> Result<Option<Vec<Road>>, Stopped>;
}

impl Aims for Searcher<'_> {
    fn aimed(&self, goal: &Goal, limits: &Limits) -> Result<Option<Vec<Road>>, Stopped> {
        Searcher::aimed(self, goal, limits).map(Some)
    }
}

/// A graph that is not expanded but where bounds tell that plans can pass.
pub struct Unexpanded<'p>(pub &'p Problem);

impl Aims for Unexpanded<'_> {
    fn aimed(&self, goal: &Goal, limits: &Limits) -> Result<Option<Vec<Road>>, Stopped> {
        aspired(self.0, goal, limits)
    }
}

/// The plans of some concepts, one by one; where the limit comes, those found until then.
pub fn points(
    problem: &Problem,
    aims: &dyn Aims,
    concepts: &[Concept],
    limits: &Limits,
) -> Result<PlanAnswer, Stopped> {
    let mut answer = PlanAnswer::points();
    for &concept in concepts {
        match point(problem, aims, concept, limits) {
            Ok(None) => {}
            Ok(Some((roads, _))) if roads.is_empty() => {
                // Proved: there is no plan at all.
                return Ok(PlanAnswer {
                    extent: PlanExtent::Whole,
                    ..PlanAnswer::points()
                });
            }
            Ok(Some((roads, ideals))) => {
                answer.add(problem, concept, &roads, ideals.as_deref());
                answer.grade(concept, true, Some(0.0));
            }
            Err(Stopped::Refused) => return Err(Stopped::Refused),
            Err(why) if answer.frontier.is_empty() => return Err(why),
            Err(why) => {
                answer.stopped = Some(why);
                break;
            }
        }
    }
    Ok(answer)
}

/// The plans of a concept, and the ideals they are measured by.
pub type Point = (Vec<Road>, Option<Vec<f64>>);

/// Proved; none where the concept has no answer without the frontier.
pub fn point(
    problem: &Problem,
    aims: &dyn Aims,
    concept: Concept,
    limits: &Limits,
) -> Result<Option<Point>, Stopped> {
    let weights = weights(problem);
    let ideals = match concept {
        Concept::KalaiSmorodinsky => match ideals(problem, aims, limits)? {
            Some(ideals) => Some(ideals),
            None => return Ok(None),
        },
        _ => None,
    };
    if ideals.iter().flatten().any(|i| *i == f64::NEG_INFINITY) {
        return Ok(Some((Vec::new(), None)));
    }
    let Some(goal) = Goal::new(concept, &weights, ideals.as_deref()) else {
        return Ok(None);
    };
    let Some(mut roads) = aims.aimed(&goal, limits)? else {
        return Ok(None);
    };
    let nothing = roads
        .iter()
        .all(|road| goal.value(&road.gain) == f64::NEG_INFINITY);
    if concept == Concept::Nash && nothing && !roads.is_empty() {
        // No plan has a product: the second key decides.
        let second = Goal::new(Concept::Egalitarian, &weights, None);
        if let Some(second) = second {
            match aims.aimed(&second, limits)? {
                Some(found) => roads = found,
                None => return Ok(None),
            }
        }
    }
    Ok(Some((roads, ideals)))
}

/// The largest gain of each side on the frontier; minus infinity where there is no plan.
pub fn ideals(
    problem: &Problem,
    aims: &dyn Aims,
    limits: &Limits,
) -> Result<Option<Vec<f64>>, Stopped> {
    let count = problem.consenting.len();
    let best = (0..count).map(|side| {
        let alone = (0..count).map(|s| f64::from(u8::from(s == side)));
        let roads = aims.aimed(&Goal::Sum(alone.collect()), limits)?;
        let largest = |roads: Vec<Road>| {
            let gains = roads.iter().map(|road| road.gain[side]);
            gains.fold(f64::NEG_INFINITY, f64::max)
        };
        Ok(roads.map(largest))
    });
    best.collect()
}
