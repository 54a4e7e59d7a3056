//! Packages of models whose frontier is too large to list: the points that a 0/1 program can find and prove.

use super::packages::PackageAnswer;
use crate::base::{Limits, Stopped};
use crate::check;
use crate::problem::Problem;
use crate::search::concept::{Concept, weights};
use crate::search::package::{Point, program};

/// Seconds for one 0/1 program.
const SECONDS: f64 = 20.0;

/// The utilitarian and the egalitarian point, each judged and worth in exact arithmetic what the program claims.
///
/// # Errors
/// [`Stopped::TooLarge`] when neither could be found.
pub fn packages(problem: &Problem, limits: &Limits) -> Result<PackageAnswer, Stopped> {
    let weights = weights(problem);
    // Some programs per concept and actor share the time.
    let shares = 2.0 * (1.0 + weights.len() as f64);
    let seconds = limits
        .seconds()
        .map_or(SECONDS, |all| (all / shares).min(SECONDS));
    let mut frontier: Vec<Point> = Vec::new();
    let mut concepts = Vec::new();
    for (concept, solve) in [
        (Concept::Egalitarian, program::egalitarian as Solve),
        (Concept::Utilitarian, program::utilitarian as Solve),
    ] {
        limits.go_on()?;
        if let Ok(Some(best)) = solve(problem, &weights, seconds) {
            let verdict = check::judge_package(problem, &best.package);
            if verdict.is_package() {
                let point = Point {
                    gain: verdict.gains,
                    package: best.package,
                };
                let known = frontier.iter().position(|p| *p == point);
                let place = known.unwrap_or(frontier.len());
                if known.is_none() {
                    frontier.push(point);
                }
                concepts.push((concept, vec![place]));
            }
        }
    }
    if frontier.is_empty() {
        return Err(Stopped::TooLarge);
    }
    Ok(PackageAnswer {
        frontier,
        complete: false,
        concepts,
        survey: None,
        reasons: None,
    })
}

type Solve = fn(&Problem, &[crate::base::Points], f64) -> Result<Option<program::Best>, String>;
