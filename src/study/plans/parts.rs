//! The best plans that are found in parts of a graph that is too large to expand, and how far from the best they can be.

use super::{PlanAnswer, PlanQuestion};
use crate::base::{Limits, Stopped};
use crate::problem::Problem;
use crate::search::concept::weights;
use crate::search::plan::bound::{Bounder, Ceiling, STEPS, may_bound};
use crate::search::plan::{Goal, cuts, improved, unit};

/// In parts of a graph that is too large to expand.
pub fn parts(
    problem: &Problem,
    question: &PlanQuestion,
    why: Stopped,
    limits: &Limits,
) -> Result<PlanAnswer, Stopped> {
    let weights = weights(problem);
    let goal = Goal::new(question.concept, &weights, None).ok_or(why)?;
    // Plans from below and bounds from above, side by side.
    let bounder = may_bound(problem).then(|| Bounder::new(problem, &problem.start()));
    let sides: Vec<f64> = weights.iter().map(|w| w.to_f64()).collect();
    let (best, ceiling) = rayon::join(
        || improved(problem, &goal, &limits.nearly()),
        || {
            let cuts = cuts(problem, &goal, limits).unwrap_or_default();
            let mut ceiling = match &bounder {
                Some(bounder) => ceiling(bounder, &sides, limits),
                None => Ceiling::default(),
            };
            ceiling.cuts.extend(cuts);
            ceiling
        },
    );
    let Some(best) = best else {
        // Nothing was found in time, or nothing at all in what was looked at.
        limits.go_on()?;
        return Err(why);
    };
    let mut answer = PlanAnswer::points();
    answer.add(problem, question.concept, &best.roads, None);
    answer.stopped = Some(why);
    let gap = gap(&goal, best.value, &ceiling, &sides);
    answer.grade(question.concept, false, gap);
    answer.most = most(&ceiling, sides.len());
    Ok(answer)
}

/// Bounds for the concepts, then for each side alone.
fn ceiling(bounder: &Bounder, weights: &[f64], limits: &Limits) -> Ceiling {
    // With a clock running the bound may take as long as the search for plans beside it.
    let steps = match limits.seconds() {
        Some(_) => STEPS,
        None => STEPS / 4,
    };
    let sides = |steps: usize| -> Vec<(Vec<f64>, f64)> {
        let alone = (0..weights.len()).map(|side| unit(side, weights.len()));
        alone
            .map(|alone| {
                let most = bounder.weighted(&alone, steps, limits);
                (alone, most)
            })
            .collect()
    };
    // A first look at each side: afterwards there may be no time left.
    let glances = sides(0);
    let mut ceiling = bounder.ceiling(weights, steps, limits);
    ceiling.cuts.extend(glances);
    ceiling.cuts.extend(sides(steps / 6));
    ceiling
}

/// How far a value is from its bound, as a share of it; of a Nash product that of gains, its root of as many as weigh.
fn gap(goal: &Goal, value: f64, ceiling: &Ceiling, weights: &[f64]) -> Option<f64> {
    let (value, most) = match goal {
        Goal::Fair(_) => (value, ceiling.egalitarian(weights)),
        Goal::Sum(_) => (value, ceiling.utilitarian(weights)),
        Goal::Product(_) => {
            let root = 1.0 / weights.iter().sum::<f64>();
            (value.exp().powf(root), ceiling.nash(weights).powf(root))
        }
    };
    let gap = ((most - value) / most).max(0.0);
    (most > 0.0 && most.is_finite()).then_some(gap)
}

/// The most that each side can gain, as far as bounds say.
fn most(ceiling: &Ceiling, sides: usize) -> Option<Vec<f64>> {
    let of = |side: usize| {
        let bounds = ceiling.cuts.iter().filter(|(cut, _)| {
            let others = cut.iter().enumerate().filter(|(s, _)| *s != side);
            cut[side] > 0.0 && others.into_iter().all(|(_, c)| *c == 0.0)
        });
        let bounds = bounds.map(|(cut, most)| most / cut[side]);
        bounds.reduce(f64::min).filter(|most| most.is_finite())
    };
    (0..sides).map(of).collect()
}
