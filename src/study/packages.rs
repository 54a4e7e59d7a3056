//! The package question, whole: frontier, concepts, counts, and the reasons where there is no package.

use super::points;
use super::survey::{Survey, survey};
use super::why::{Reasons, reasons};
use crate::base::{Limits, Points, Stopped};
use crate::check;
use crate::problem::{Problem, Settlement};
use crate::search::concept::{Concept, best, weights};
use crate::search::package::{Point, frontier};

/// What was found out about packages.
#[derive(Clone, Debug)]
pub struct PackageAnswer {
    /// All maximal gain vectors; where they are not complete, the points that were found.
    pub frontier: Vec<Point>,
    /// Is the frontier complete?
    pub complete: bool,
    /// For each concept, the frontier points that share its best key; the answer first.
    pub concepts: Vec<(Concept, Vec<usize>)>,
    /// One look at every settlement, where the space is small enough.
    pub survey: Option<Survey>,
    /// Why there is no package; none where there is one.
    pub reasons: Option<Reasons>,
}

impl PackageAnswer {
    /// The answer of a concept.
    pub fn answer(&self, concept: Concept) -> Option<Settlement> {
        let own = self.concepts.iter().find(|(c, _)| *c == concept)?;
        let first = own.1.first()?;
        Some(self.frontier[*first].package.clone())
    }
}

/// Answers the package question; every point is judged before it is returned.
///
/// # Errors
/// [`Stopped`] when a limit is reached before the frontier is complete, or if the judge refuses a point.
pub fn packages(problem: &Problem, limits: &Limits) -> Result<PackageAnswer, Stopped> {
    let frontier = match frontier(problem, limits) {
        Err(Stopped::TooLarge) => return points::packages(problem, limits),
        other => other?,
    };
    let claims: Vec<_> = frontier
        .iter()
        .map(|point| (point.gain.clone(), point.package.clone()))
        .collect();
    check::judge_frontier(problem, &claims).map_err(|_| Stopped::Refused)?;
    let survey = survey(problem, limits)?;
    let reasons = match frontier.is_empty() {
        true => Some(reasons(problem, survey.as_ref(), limits)?),
        false => None,
    };
    let gains: Vec<Vec<Points>> = frontier.iter().map(|p| p.gain.clone()).collect();
    let weights = weights(problem);
    let concepts = Concept::ALL.map(|concept| {
        let mut ties = best(concept, &gains, &weights);
        ties.sort_by_key(|i| by_id(problem, &frontier[*i]));
        (concept, ties)
    });
    Ok(PackageAnswer {
        frontier,
        complete: true,
        concepts: concepts.into(),
        survey,
        reasons,
    })
}

/// The answer of a concept among some points: its best key, then the tie rule.
pub(super) fn answer_of<'f>(
    problem: &Problem,
    points: &'f [Point],
    concept: Concept,
) -> Option<&'f Point> {
    let gains: Vec<Vec<Points>> = points.iter().map(|p| p.gain.clone()).collect();
    let ties = best(concept, &gains, &weights(problem));
    let ties = ties.into_iter().map(|index| &points[index]);
    ties.min_by_key(|point| by_id(problem, point))
}

/// The tie rule of SEMANTICS §5: option indices, topics in order of their ids.
pub(super) fn by_id(problem: &Problem, point: &Point) -> Vec<u16> {
    let mut options: Vec<_> = point
        .package
        .iter()
        .map(|(topic, option)| (problem.names.topic_ranks[topic], option))
        .collect();
    options.sort_unstable();
    let options = options.into_iter();
    options
        .map(|(_, option)| crate::base::Id::index(option) as u16)
        .collect()
}
