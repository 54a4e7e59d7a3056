//! Packages that divide topics, judged, and claims about their frontier (SEMANTICS §4, divisible topics).

use crate::base::{ConstraintId, OptionId, Ratio, TopicId};
use crate::problem::{Division, Problem};

/// What a division proposed as the final settlement amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DivisionVerdict {
    /// Exact gain of every consenting actor.
    pub gains: Vec<Ratio>,
    /// The constraints that refuse it.
    pub broken: Vec<ConstraintId>,
    /// Nothing has moved, so it is no package.
    pub is_status_quo: bool,
    /// The topics that it leaves unsettled.
    pub unsettled: Vec<TopicId>,
}

impl DivisionVerdict {
    /// Is it a package?
    pub fn is_package(&self) -> bool {
        !self.is_status_quo && self.unsettled.is_empty() && self.broken.is_empty()
    }
}

/// Judges a division as a package.
pub fn judge_division(problem: &Problem, division: &Division) -> DivisionVerdict {
    let consenting = problem.consenting.iter();
    let constraints = problem.constraints.ids();
    let unsettled = problem.topics.entries().filter(|(id, topic)| {
        let stays = division.option(*id) == OptionId::STATUS_QUO;
        topic.unsettled && stays && division.place(*id).is_none()
    });
    DivisionVerdict {
        gains: consenting
            .map(|a| problem.gain_of_division(*a, division))
            .collect(),
        broken: constraints
            .filter(|c| !problem.accepts_division(*c, division))
            .collect(),
        is_status_quo: problem.is_undivided_status_quo(division),
        unsettled: unsettled.map(|(id, _)| id).collect(),
    }
}

/// What is claimed of a frontier: points, each with its package, and the pairs of points that a straight line joins.
#[derive(Clone, Debug, Default)]
pub struct DividedClaims<'c> {
    /// Gain, package, and whether the frontier only comes as near to the point as one likes.
    pub points: Vec<(&'c [Ratio], &'c Division, bool)>,
    /// Pairs of places in the list.
    pub segments: Vec<(usize, usize)>,
    /// The package half-way along each.
    pub middles: Vec<&'c Division>,
}

/// Why a list is not a frontier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DividedDeficit {
    /// The entry is not a package.
    NotAPackage(usize, DivisionVerdict),
    /// The entry does not earn the gain it claims.
    Gain(usize),
    /// The first entry is better for somebody and worse for nobody than the second, or the same.
    Dominated(usize, usize),
    /// The segment joins what is not in the list, or cannot be reached half-way.
    Segment(usize),
    /// A point of the list is better than one of the segment, and not worse for anybody.
    DominatedSegment(usize, usize),
}

/// Are these packages that earn exactly the gains claimed, none dominated by another, and are the segments packages half-way, too,
/// with no point of the list above them?
///
/// # Errors
/// The first [`DividedDeficit`] found.
pub fn judge_divided_frontier(
    problem: &Problem,
    claims: &DividedClaims,
) -> Result<(), DividedDeficit> {
    for (entry, (gain, division, _)) in claims.points.iter().enumerate() {
        let verdict = judge_division(problem, division);
        if !verdict.is_package() {
            return Err(DividedDeficit::NotAPackage(entry, verdict));
        }
        if verdict.gains != *gain {
            return Err(DividedDeficit::Gain(entry));
        }
    }
    for (entry, (gain, _, open)) in claims.points.iter().enumerate() {
        for (by, (other, ..)) in claims.points.iter().enumerate() {
            if by != entry && !open && at_least(other, gain) {
                return Err(DividedDeficit::Dominated(by, entry));
            }
        }
    }
    for (segment, (pair, middle)) in claims.segments.iter().zip(&claims.middles).enumerate() {
        judge_segment(problem, claims, segment, *pair, middle)?;
    }
    Ok(())
}

fn judge_segment(
    problem: &Problem,
    claims: &DividedClaims,
    segment: usize,
    pair: (usize, usize),
    middle: &Division,
) -> Result<(), DividedDeficit> {
    let ends = [pair.0, pair.1].map(|end| claims.points.get(end));
    let [Some((from, ..)), Some((to, ..))] = ends else {
        return Err(DividedDeficit::Segment(segment));
    };
    let two = Ratio::from_integer(2.into());
    let half: Vec<Ratio> = from.iter().zip(*to).map(|(a, b)| (a + b) / &two).collect();
    let verdict = judge_division(problem, middle);
    if !verdict.is_package() || verdict.gains != half {
        return Err(DividedDeficit::Segment(segment));
    }
    let better = claims
        .points
        .iter()
        .position(|(gain, ..)| at_least(gain, &half));
    better.map_or(Ok(()), |by| {
        Err(DividedDeficit::DominatedSegment(by, segment))
    })
}

fn at_least(these: &[Ratio], those: &[Ratio]) -> bool {
    these.iter().zip(those).all(|(a, b)| a >= b)
}
