//! What pictures ask beyond the answers: which packages a road leads to, and how many are still open after each round.

use super::{Packages, Plans, Status};
use crate::base::{Limits, Stopped};
use crate::problem::{Problem, Settlement};
use crate::search::concept::Concept;
use crate::search::plan::Road;
use crate::study::{PackageAnswer, batch, packages_open};

/// Most packages that roads are sought to, one by one.
const MOST_SOUGHT: usize = 64;

/// Most exchanges of a graph that is searched for each of them.
const MOST_EXCHANGES: usize = 20_000;

/// Marks the packages of a frontier that a road leads to. The ends of plans known are enough for some; the others are sought one by
/// one where they are few and the graph is small, else nothing is said of them.
pub fn with_roads(
    problem: &Problem,
    packages: &mut Packages,
    answer: &PackageAnswer,
    plans: &Plans,
    limits: &Limits,
) {
    let none = plans.head.grade.status == Status::None && plans.steered.is_empty();
    let small = plans.counts.exchanges.is_some_and(|n| n <= MOST_EXCHANGES);
    for point in &mut packages.frontier {
        let ends = plans
            .frontier
            .iter()
            .any(|r| r.end.settlement == point.package);
        point.road = match (ends, none) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        };
    }
    let open = packages.frontier.iter().zip(&answer.frontier).enumerate();
    let open = open.filter(|(_, (point, _))| point.road.is_none());
    let (places, sought): (Vec<usize>, Vec<Settlement>) = open
        .map(|(place, (_, point))| (place, point.package.clone()))
        .unzip();
    if small && sought.len() <= MOST_SOUGHT {
        let roads = batch::roads(problem, &sought, Concept::Nash, limits);
        for (place, road) in places.into_iter().zip(roads) {
            packages.frontier[place].road = match road {
                batch::Road::Found { .. } => Some(true),
                batch::Road::None(_) => Some(false),
                batch::Road::Unknown(_) => None,
            };
        }
    }
    for view in &mut packages.chosen {
        let own = packages.frontier.iter();
        let own = own.clone().find(|p| p.package == view.point.package);
        view.point.road = own.and_then(|p| p.road);
    }
}

/// How many packages are still within reach of moves that only go forward.
#[derive(Clone, Debug)]
pub struct OpenView {
    /// Before the first round, and after each.
    pub counts: Vec<u64>,
}

impl OpenView {
    /// Counts along a road; `None` where the space is too large to look at each settlement.
    ///
    /// # Errors
    /// [`Stopped`] when told to stop.
    pub fn new(problem: &Problem, road: &Road, limits: &Limits) -> Result<Option<Self>, Stopped> {
        let mut at = problem.start();
        let mut passed = vec![at.clone()];
        for round in &road.rounds {
            round.iter().for_each(|(t, o)| at.set(*t, *o));
            passed.push(at.clone());
        }
        let counts = packages_open(problem, &passed, limits)?;
        Ok(counts.map(|counts| Self { counts }))
    }
}
