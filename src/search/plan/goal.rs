//! What a solution concept asks of plans, as one number and as bounds on weighted sums of values.

use super::horizon::Direction;
use crate::base::Points;
use crate::problem::Problem;
use crate::search::concept::{Concept, Gain};

/// What is maximised first; ties are told apart on what is found.
#[derive(Clone, Debug)]
pub enum Goal {
    /// The least gain over these divisors; sides without one are left out.
    Fair(Vec<Option<f64>>),
    /// Σ w ln gain over sides of positive weight: the logarithm of the Nash product.
    Product(Vec<f64>),
    /// Σ w gain.
    Sum(Vec<f64>),
}

impl Goal {
    /// The goal of a concept; Kalai–Smorodinsky needs the ideals, the largest gain of every side on the frontier.
    pub fn new(concept: Concept, weights: &[Points], ideals: Option<&[f64]>) -> Option<Self> {
        let own = weights;
        let weights = own.iter().map(|w| w.to_f64());
        let positive = |w: f64| (w > 0.0).then_some(w);
        Some(match concept {
            Concept::Nash => Goal::Product(weights.collect()),
            Concept::Utilitarian => Goal::Sum(weights.collect()),
            Concept::Egalitarian | Concept::AdjustedWinner => {
                Goal::Fair(weights.map(positive).collect())
            }
            Concept::KalaiSmorodinsky => {
                let ideals = ideals?;
                if ideals.iter().any(|ideal| *ideal < 0.0) {
                    return None;
                }
                let divisor = |(w, ideal): (f64, &f64)| match ideal.is_zero() {
                    true => None,
                    false => positive(w * ideal),
                };
                let divisors: Vec<_> = weights.zip(ideals).map(divisor).collect();
                match divisors.iter().all(Option::is_none) {
                    // Nobody gains anything anywhere: the second key decides.
                    true => return Self::new(Concept::Egalitarian, own, None),
                    false => Goal::Fair(divisors),
                }
            }
        })
    }

    /// How much a side counts at first sight.
    pub fn weight(&self, side: usize) -> f64 {
        match self {
            Goal::Fair(divisors) => divisors[side].map_or(0.0, |d| 1.0 / d),
            Goal::Product(weights) | Goal::Sum(weights) => weights[side],
        }
    }

    /// Is a side's weight in a direction to be measured by what it can gain?
    pub fn scaled(&self) -> f64 {
        match self {
            Goal::Product(_) => 1.0,
            Goal::Fair(_) | Goal::Sum(_) => 0.0,
        }
    }

    /// Do other directions than its own bound it?
    pub fn turns(&self) -> bool {
        !matches!(self, Goal::Sum(_))
    }

    /// What a plan of these gains comes to.
    pub fn value(&self, gains: &[f64]) -> f64 {
        match self {
            Goal::Fair(divisors) => {
                let shares = gains
                    .iter()
                    .zip(divisors)
                    .filter_map(|(g, d)| d.map(|d| g / d));
                shares.fold(f64::INFINITY, f64::min)
            }
            Goal::Product(weights) => {
                let asked = gains.iter().zip(weights).filter(|(_, w)| **w > 0.0);
                asked.map(|(g, w)| w * g.max(0.0).ln()).sum()
            }
            Goal::Sum(weights) => gains.iter().zip(weights).map(|(g, w)| g * w).sum(),
        }
    }

    /// The most it comes to where Σ λ gain is at most `most`; infinite where the direction says nothing of it.
    pub fn most(&self, direction: &Direction, most: f64) -> f64 {
        match self {
            Goal::Fair(divisors) => {
                let parts = direction.iter().zip(divisors);
                match parts.clone().any(|(l, d)| *l > 0.0 && d.is_none()) {
                    true => f64::INFINITY,
                    false => most / parts.map(|(l, d)| l * d.unwrap_or(0.0)).sum::<f64>(),
                }
            }
            Goal::Product(weights) => {
                let parts = || direction.iter().zip(weights).filter(|(_, w)| **w > 0.0);
                let idle = direction
                    .iter()
                    .zip(weights)
                    .any(|(l, w)| *l > 0.0 && *w <= 0.0);
                if idle || parts().any(|(l, _)| *l <= 0.0) {
                    return f64::INFINITY;
                }
                let total: f64 = parts().map(|(_, w)| w).sum();
                let gain = |l: &f64, w: &f64| (w * most.max(0.0) / (l * total)).ln();
                parts().map(|(l, w)| w * gain(l, w)).sum()
            }
            Goal::Sum(weights) => {
                let ratio = weights.iter().zip(direction).filter(|(w, _)| **w > 0.0);
                let ratio = ratio.map(|(w, l)| l / w).fold(f64::INFINITY, f64::min);
                let alike = weights
                    .iter()
                    .zip(direction)
                    .all(|(w, l)| (l - ratio * w).abs() <= 1e-12 * ratio);
                if alike && ratio > 0.0 {
                    most / ratio
                } else {
                    f64::INFINITY
                }
            }
        }
    }

    /// The least Σ λ gain of a plan that comes to `value`, where gains are at most `ideals`.
    pub fn least(&self, direction: &Direction, value: f64, ideals: &[f64]) -> f64 {
        match self {
            Goal::Fair(divisors) => {
                let parts = direction.iter().zip(divisors);
                match parts.clone().any(|(l, d)| *l > 0.0 && d.is_none()) {
                    true => f64::NEG_INFINITY,
                    false => value * parts.map(|(l, d)| l * d.unwrap_or(0.0)).sum::<f64>(),
                }
            }
            Goal::Product(weights) => {
                let parts = || direction.iter().zip(weights).zip(ideals);
                if parts().any(|((l, w), _)| *l > 0.0 && *w <= 0.0) {
                    return f64::NEG_INFINITY;
                }
                let rest = parts().filter(|((l, w), _)| **l <= 0.0 && **w > 0.0);
                let rest: f64 = rest.map(|((_, w), ideal)| w * ideal.max(0.0).ln()).sum();
                let own = || parts().filter(|((l, _), _)| **l > 0.0);
                let total: f64 = own().map(|((_, w), _)| w).sum();
                let shares: f64 = own().map(|((l, w), _)| w * (w / l).ln()).sum();
                total * ((value - rest - shares) / total).exp()
            }
            Goal::Sum(_) => match self.most(direction, 1.0) {
                unit if unit.is_finite() => value / unit,
                _ => f64::NEG_INFINITY,
            },
        }
    }

    /// A little less than a value: what ties with it to nine digits is still at least this.
    pub fn below(&self, value: f64, scale: f64) -> f64 {
        match self {
            // Of a logarithm an absolute difference is a relative one.
            Goal::Product(_) => value - 1e-8,
            _ => value - 1e-8 * value.abs() - 1e-9 * scale,
        }
    }

    /// Enough more than a value to be told from it.
    pub fn above(&self, value: f64) -> f64 {
        match self {
            Goal::Product(_) => value + 1e-9,
            _ => value + 1e-9 * value.abs().max(1e-3),
        }
    }

    /// A part less than a value.
    pub fn within(&self, value: f64, part: f64) -> f64 {
        match self {
            Goal::Product(weights) => value + weights.iter().sum::<f64>() * (1.0 - part).ln(),
            _ => value - part * value.abs(),
        }
    }
}

/// Walk-aways of the consenting actors.
pub fn walk_aways(problem: &Problem) -> Vec<f64> {
    let sides = problem.consenting.iter();
    sides
        .map(|a| problem.actors[*a].walk_away.to_f64())
        .collect()
}

/// About how much each consenting actor can gain: what directions are measured by.
pub fn scales(problem: &Problem) -> Vec<f64> {
    let scale = |actor: &crate::base::ActorId| {
        let rows = problem.actors[*actor].interests.iter();
        let best = rows.map(|row| row.iter().map(|w| w.to_f64()).fold(0.0, f64::max));
        let linked = problem.actors[*actor].linkages.iter();
        best.sum::<f64>() + linked.map(|l| l.value.to_f64().max(0.0)).sum::<f64>()
    };
    let scales = problem.consenting.iter().map(scale);
    scales.map(|s| if s > 0.0 { s } else { 1.0 }).collect()
}
