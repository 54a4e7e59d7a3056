//! Packages of models whose frontier is too large to list: the points of all concepts, each on its own, and a few packages
//! that stand for the rest.

use super::packages::{ConceptGrade, Extent, PackageAnswer, by_id};
use super::why::reasons;
use crate::base::{Limits, Points, Stopped};
use crate::check;
use crate::problem::Problem;
use crate::search::concept::{Concept, weights};
use crate::search::package::{Aim, Cover, Found, Point, Ties, best_points, cover, program};

/// Seconds for one 0/1 program.
const SECONDS: f64 = 20.0;

/// How far listed packages may be from what they stand for, as shares of what each actor can gain; the finest that can be
/// had is taken.
const SHARES: [f64; 4] = [0.4, 0.25, 0.15, 0.1];

/// The points of all concepts without the frontier; by 0/1 programs where conditions tie too many topics together.
///
/// # Errors
/// [`Stopped`] when nothing could be found.
pub fn packages(problem: &Problem, limits: &Limits) -> Result<PackageAnswer, Stopped> {
    match by_sweeps(problem, limits) {
        Err(Stopped::TooLarge) => by_programs(problem, limits),
        other => other,
    }
}

fn by_sweeps(problem: &Problem, limits: &Limits) -> Result<PackageAnswer, Stopped> {
    let weights = weights(problem);
    let mut answer = Gathered::default();
    let find = |concept, weights: &[Points], ideal: &[Points]| {
        let aim = Aim {
            concept,
            weights,
            ideal,
            width: Aim::WIDTH,
        };
        match best_points(problem, &aim, limits) {
            // What was found before the limit came is not lost.
            Err(Stopped::Asked) => Ok(Found::nothing(Stopped::Asked)),
            other => other,
        }
    };
    for concept in [Concept::Egalitarian, Concept::Nash, Concept::Utilitarian] {
        let found = find(concept, &weights, &weights)?;
        if found.proved && found.points.is_empty() {
            return none(problem, limits);
        }
        answer.add(problem, concept, found)?;
    }
    // The best that each can have, to take shares of.
    let mut ideal = vec![Points::ZERO; weights.len()];
    for side in (0..weights.len()).filter(|i| weights[*i] > Points::ZERO) {
        let mut alone = vec![Points::ZERO; weights.len()];
        alone[side] = Points::ONE;
        let found = find(Concept::Utilitarian, &alone, &weights)?;
        match found.points.first().filter(|_| found.proved) {
            // Shares of a loss turn leximin around; that needs the frontier.
            Some(best) if best.gain[side] >= Points::ZERO => ideal[side] = best.gain[side],
            _ => return answer.finish(found.stopped),
        }
    }
    let found = find(Concept::KalaiSmorodinsky, &weights, &ideal)?;
    answer.add(problem, Concept::KalaiSmorodinsky, found)?;
    answer.finish(None)
}

/// The answer where it is proved that there is no package.
fn none(problem: &Problem, limits: &Limits) -> Result<PackageAnswer, Stopped> {
    Ok(PackageAnswer {
        frontier: Vec::new(),
        extent: Extent::Whole(Ties::Kept),
        stopped: None,
        concepts: Vec::new(),
        grades: Vec::new(),
        survey: None,
        reasons: Some(reasons(problem, None, limits)?),
    })
}

/// Points gathered so far.
#[derive(Default)]
struct Gathered {
    points: Vec<Point>,
    concepts: Vec<(Concept, Vec<usize>)>,
    grades: Vec<ConceptGrade>,
    stopped: Option<Stopped>,
}

impl Gathered {
    fn add(&mut self, problem: &Problem, concept: Concept, found: Found) -> Result<(), Stopped> {
        self.stopped = self.stopped.or(found.stopped);
        if found.points.is_empty() {
            return Ok(());
        }
        self.grades.push(ConceptGrade {
            concept,
            proved: found.proved,
            gap: gap(concept, &found),
            ties: found.ties,
        });
        let mut points = found.points;
        points.sort_by_cached_key(|p| by_id(problem, p));
        let places = points.into_iter().map(|p| self.place(problem, p));
        let ties: Vec<usize> = places.collect::<Result<_, _>>()?;
        self.concepts.push((concept, ties));
        Ok(())
    }

    /// Judges a point, once.
    fn place(&mut self, problem: &Problem, point: Point) -> Result<usize, Stopped> {
        if let Some(known) = self.points.iter().position(|p| *p == point) {
            return Ok(known);
        }
        judge(problem, &point)?;
        self.points.push(point);
        Ok(self.points.len() - 1)
    }

    /// The answer, if anything was found.
    fn finish(mut self, stopped: Option<Stopped>) -> Result<PackageAnswer, Stopped> {
        if self.points.is_empty() {
            return Err(self.stopped.or(stopped).unwrap_or(Stopped::TooLarge));
        }
        let place = |c: &Concept| Concept::ALL.iter().position(|other| other == c);
        self.concepts.sort_by_key(|(c, _)| place(c));
        self.grades.sort_by_key(|g| place(&g.concept));
        Ok(PackageAnswer {
            frontier: self.points,
            extent: Extent::Points,
            stopped: None,
            concepts: self.concepts,
            grades: self.grades,
            survey: None,
            reasons: None,
        })
    }
}

fn judge(problem: &Problem, point: &Point) -> Result<(), Stopped> {
    let verdict = check::judge_package(problem, &point.package);
    match verdict.is_package() && verdict.gains == point.gain {
        true => Ok(()),
        false => Err(Stopped::Refused),
    }
}

/// How far from the bound, as a share of it; for a product, of the product.
fn gap(concept: Concept, found: &Found) -> Option<f64> {
    let reached = found.reached?;
    if found.proved {
        return Some(0.0);
    }
    let gap = match concept {
        Concept::Nash => 1.0 - (reached - found.bound).exp(),
        _ => (found.bound - reached) / found.bound.abs().max(1e-9),
    };
    gap.is_finite().then(|| gap.max(0.0))
}

/// Adds packages that stand for those not listed, as finely as can be had.
///
/// # Errors
/// [`Stopped::Refused`] if the judge refuses one.
pub fn stand_for_the_rest(
    problem: &Problem,
    answer: &mut PackageAnswer,
    limits: &Limits,
) -> Result<(), Stopped> {
    let mut finest: Option<Cover> = None;
    for share in SHARES {
        let known = finest.as_ref().map_or(&answer.frontier, |c| &c.points);
        match cover(problem, known, share, limits) {
            Ok(cover) => finest = Some(cover),
            Err(_) => break,
        }
    }
    let Some(finest) = finest else {
        return Ok(());
    };
    for point in finest.points {
        judge(problem, &point)?;
        if !answer.frontier.contains(&point) {
            answer.frontier.push(point);
        }
    }
    answer.extent = Extent::Cover(finest.within);
    Ok(())
}

/// The utilitarian and the egalitarian point, each judged and worth in exact arithmetic what the program claims.
fn by_programs(problem: &Problem, limits: &Limits) -> Result<PackageAnswer, Stopped> {
    let weights = weights(problem);
    // Some programs per concept and actor share the time.
    let shares = 2.0 * (1.0 + weights.len() as f64);
    let seconds = limits
        .seconds()
        .map_or(SECONDS, |all| (all / shares).min(SECONDS));
    let mut answer = Gathered::default();
    for (concept, solve) in [
        (Concept::Egalitarian, program::egalitarian as Solve),
        (Concept::Utilitarian, program::utilitarian as Solve),
    ] {
        limits.go_on()?;
        let Ok(Some(best)) = solve(problem, &weights, seconds) else {
            continue;
        };
        let verdict = check::judge_package(problem, &best.package);
        if verdict.is_package() {
            let found = Found {
                points: vec![Point {
                    gain: verdict.gains,
                    package: best.package,
                }],
                proved: false,
                bound: f64::INFINITY,
                reached: None,
                stopped: None,
                ties: Ties::Lost,
            };
            answer.add(problem, concept, found)?;
        }
    }
    answer.finish(None)
}

type Solve = fn(&Problem, &[Points], f64) -> Result<Option<program::Best>, String>;
