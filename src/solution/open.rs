//! What pictures ask beyond the answers: which packages a road leads to, and how many are still open after each round.

use serde_json::Value;

use super::{PackagePoint, Packages, Plans, Status};
use crate::base::{Limits, Points, Stopped};
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
    let small = plans.counts.exchanges.is_some_and(|n| n <= MOST_EXCHANGES);
    mark_ends(packages, plans);
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
    mark_chosen(packages, plans);
}

/// Marks only the packages that plans known end in: over a continuum the others are not sought one by one.
pub fn with_ends(packages: &mut Packages, plans: &Plans) {
    mark_ends(packages, plans);
    mark_chosen(packages, plans);
}

fn mark_ends(packages: &mut Packages, plans: &Plans) {
    for point in &mut packages.frontier {
        point.road = ends_in(plans, point);
    }
}

/// What the concepts choose is known as it is in the frontier; over a continuum it need not stand there.
fn mark_chosen(packages: &mut Packages, plans: &Plans) {
    for view in &mut packages.chosen {
        let mut own = packages.frontier.iter();
        view.point.road = match own.find(|p| same(&p.package, &view.point.package)) {
            Some(point) => point.road,
            None => ends_in(plans, &view.point),
        };
    }
}

/// Does a plan that is known end in this package? Nothing where none does, and there may be others. No road ends in what packages only
/// come near to.
fn ends_in(plans: &Plans, point: &PackagePoint) -> Option<bool> {
    let none = plans.head.grade.status == Status::None && plans.steered.is_empty();
    let mut ends = plans.frontier.iter().map(|r| &r.end.settlement);
    match point.limit.is_empty() && ends.any(|end| same(end, &point.package)) {
        true => Some(true),
        false => none.then_some(false),
    }
}

/// Do they settle every topic alike? A value of a topic that can be divided is a number in a package, and the name of a step in the end
/// of a road.
fn same(these: &Value, those: &Value) -> bool {
    let (Some(these), Some(those)) = (these.as_object(), those.as_object()) else {
        return these == those;
    };
    let mut topics = these.iter();
    these.len() == those.len()
        && topics.all(|(topic, value)| {
            let other = those.get(topic);
            let number = amount(value);
            other == Some(value) || number.is_some() && number == other.and_then(amount)
        })
}

/// The number that a value is or names.
fn amount(value: &Value) -> Option<Points> {
    match value {
        Value::Number(number) => Points::parse(&number.as_f64()?.to_string()).ok(),
        Value::String(name) => Points::parse(name).ok(),
        _ => None,
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
