//! Roads to many packages: the graph is expanded once, and each package is an ending of its own in it.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::base::{Limits, Stopped};
use crate::graph::{Graph, NodeId};
use crate::problem::{Problem, Settlement};
use crate::search::concept::Concept;
use crate::study::barriers::{Beyond, beyond};
use crate::study::plans::{judged, picked};
use crate::study::road::Target;

/// What is known of the road to a package.
#[derive(Clone, Debug)]
pub enum Road {
    /// The plan that ends there and is best by a concept, judged: what it is worth, as gains, and how many rounds it takes.
    Found {
        /// Gain per consenting actor.
        gain: Vec<f64>,
        /// Number of rounds.
        rounds: usize,
    },
    /// Proved: there is none.
    None(Obstacle),
    /// A limit came first.
    Unknown(Stopped),
}

/// Why there is no road.
#[derive(Clone, Debug)]
pub enum Obstacle {
    /// Admissible exchanges do not lead there: from where they come nearest, the moves that are still missing and what refuses them.
    NotReached(Settlement, Vec<Beyond>),
    /// They do, but no plan keeps everybody to it: somebody would walk out or cheat on every way.
    NotKept,
}

/// The best plan by a concept to each of some packages, in their order.
///
/// Complexity: one expansion; per package one search of the graph, or one look through it where it is not reached.
pub fn roads(
    problem: &Problem,
    packages: &[Settlement],
    concept: Concept,
    limits: &Limits,
) -> Vec<Road> {
    let graph = match Graph::expand(problem, limits) {
        Ok(graph) => graph,
        Err(why) => return packages.iter().map(|_| Road::Unknown(why)).collect(),
    };
    let mut places: FxHashMap<Settlement, Option<NodeId>> = packages
        .iter()
        .map(|package| (package.clone(), None))
        .collect();
    for node in 0..graph.reached() as NodeId {
        if let Some(place) = places.get_mut(&graph.settlement(node)) {
            *place = Some(node);
        }
    }
    let each = packages.par_iter().map(|package| {
        if places.get(package).copied().flatten().is_none() {
            return not_reached(problem, &graph, package, limits);
        }
        to(problem, &graph, package, concept, limits)
    });
    each.collect()
}

fn to(
    problem: &Problem,
    graph: &Graph,
    package: &Settlement,
    concept: Concept,
    limits: &Limits,
) -> Road {
    let steered = Target::exactly(package).steered(problem);
    match picked(&steered, graph, concept, limits) {
        Err(why) => Road::Unknown(why),
        Ok(None) => Road::None(Obstacle::NotKept),
        Ok(Some(road)) => match judged(&steered, &road, limits) {
            Ok(_) => Road::Found {
                rounds: road.rounds.len(),
                gain: road.gain,
            },
            Err(why) => Road::Unknown(why),
        },
    }
}

/// Where exchanges come nearest to a package: the fewest topics missing, of those the first reached.
fn not_reached(problem: &Problem, graph: &Graph, package: &Settlement, limits: &Limits) -> Road {
    let target = Target::exactly(package);
    let mut nearest: Option<(usize, Settlement)> = None;
    for node in 0..graph.reached() as NodeId {
        if node % 4096 == 0
            && let Err(why) = limits.go_on()
        {
            return Road::Unknown(why);
        }
        let at = graph.settlement(node);
        if let Some(missing) = target.missing(problem, &at)
            && nearest
                .as_ref()
                .is_none_or(|(fewest, _)| missing.len() < *fewest)
        {
            nearest = Some((missing.len(), at));
        }
    }
    let (_, at) = nearest.unwrap_or_else(|| (0, problem.start()));
    let missing = beyond(problem, &at, package);
    Road::None(Obstacle::NotReached(at, missing))
}
