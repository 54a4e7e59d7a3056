//! The package question, whole: frontier, concepts, counts, and the reasons where there is no package.

use super::points;
use super::survey::{Survey, survey};
use super::why::{Reasons, reasons};
use crate::base::{Limits, Points, Stopped};
use crate::check;
use crate::problem::{Problem, Settlement};
use crate::search::concept::{Concept, best, weights};
use crate::search::package::{Point, Route, Ties, frontier_by, small_frontier};

/// What was found out about packages.
#[derive(Clone, Debug)]
pub struct PackageAnswer {
    /// All maximal gain vectors; where they are not complete, the points that were found.
    pub frontier: Vec<Point>,
    /// What the list stands for.
    pub extent: Extent,
    /// Why the frontier is not whole.
    pub stopped: Option<Stopped>,
    /// For each concept, the frontier points that share its best key; the answer first.
    pub concepts: Vec<(Concept, Vec<usize>)>,
    /// How far each answer can be relied on, where the frontier is not whole.
    pub grades: Vec<ConceptGrade>,
    /// One look at every settlement, where the space is small enough.
    pub survey: Option<Survey>,
    /// Why there is no package; none where there is one.
    pub reasons: Option<Reasons>,
}

/// What a list of packages stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The whole frontier; are the packages those that the tie rule chooses?
    Whole(Ties),
    /// Every package: none gives an actor more than one of the list gives it, and so much per actor.
    Cover(Vec<Points>),
    /// Themselves alone.
    Points,
}

/// How far a concept's answer can be relied on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConceptGrade {
    /// The concept.
    pub concept: Concept,
    /// Is there proof that no package is better?
    pub proved: bool,
    /// How far from the bound, as a share of it, where there is one.
    pub gap: Option<f64>,
    /// Is the package the one that the tie rule chooses?
    pub ties: Ties,
}

impl PackageAnswer {
    /// The answer of a concept.
    pub fn answer(&self, concept: Concept) -> Option<Settlement> {
        let own = self.concepts.iter().find(|(c, _)| *c == concept)?;
        let first = own.1.first()?;
        Some(self.frontier[*first].package.clone())
    }
}

/// From so many sides on, the points of the concepts are had long before the frontier.
const MANY_SIDES: usize = 4;

/// Answers the package question; every point is judged before it is returned.
///
/// # Errors
/// [`Stopped`] when a limit is reached before anything is found, or if the judge refuses a point.
pub fn packages(problem: &Problem, limits: &Limits) -> Result<PackageAnswer, Stopped> {
    if let Some(frontier) = small_frontier(problem, limits)? {
        return whole(problem, frontier, Ties::Kept, limits);
    }
    // Points first where the frontier may take too long, or the time may run out before it is found.
    let early = problem.consenting.len() >= MANY_SIDES || limits.seconds().is_some();
    let first = match early.then(|| points::packages(problem, limits)) {
        // Proved: there is none.
        Some(Ok(answer)) if answer.frontier.is_empty() => return Ok(answer),
        first => first,
    };
    // Where the clock does not say when to give up, many sides soon do.
    let soon = problem.consenting.len() >= MANY_SIDES && limits.seconds().is_none();
    let route = Route {
        work: Route::default().work / if soon { 8 } else { 1 },
        ..Route::default()
    };
    let why = match frontier_by(problem, route, limits) {
        Ok((frontier, ties)) => match whole(problem, frontier, ties, limits) {
            // The limit came before the judge was done with all of them; what was found first has been judged.
            Err(Stopped::Asked) if matches!(first, Some(Ok(_))) => Stopped::Asked,
            answer => return answer,
        },
        Err(Stopped::Refused) => return Err(Stopped::Refused),
        Err(why) => why,
    };
    let mut answer = match (first, why) {
        (Some(first), _) => first?,
        (None, Stopped::Asked) => return Err(why),
        (None, _) => points::packages(problem, limits)?,
    };
    answer.stopped = Some(why);
    points::stand_for_the_rest(problem, &mut answer, limits)?;
    Ok(answer)
}

/// Judges, counts and explains a whole frontier.
fn whole(
    problem: &Problem,
    frontier: Vec<Point>,
    ties: Ties,
    limits: &Limits,
) -> Result<PackageAnswer, Stopped> {
    let claims: Vec<_> = frontier
        .iter()
        .map(|point| (point.gain.clone(), point.package.clone()))
        .collect();
    let verdict = check::judge_frontier_within(problem, &claims, limits)?;
    verdict.map_err(|_| Stopped::Refused)?;
    let survey = survey(problem, limits)?;
    let reasons = match frontier.is_empty() {
        true => Some(reasons(problem, survey.as_ref(), limits)?),
        false => None,
    };
    let gains: Vec<Vec<Points>> = frontier.iter().map(|p| p.gain.clone()).collect();
    let weights = weights(problem);
    let concepts = Concept::ALL.map(|concept| {
        let mut ties = best(concept, &gains, &weights);
        ties.sort_by_cached_key(|i| by_id(problem, &frontier[*i]));
        (concept, ties)
    });
    Ok(PackageAnswer {
        frontier,
        extent: Extent::Whole(ties),
        stopped: None,
        concepts: concepts.into(),
        grades: Vec::new(),
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
