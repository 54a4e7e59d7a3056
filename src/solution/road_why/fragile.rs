//! How fragile a road is, named.

use serde::Serialize;
use serde_json::Value;

use super::super::names;
use super::super::plan::tidy;
use super::super::road::{CallView, calls};
use crate::base::Points;
use crate::check::Stage;
use crate::problem::Problem;
use crate::study::road::{Fragility, Strain, Weakest};

/// How fragile a road is.
#[derive(Clone, Debug, Serialize)]
pub struct FragilityView {
    /// Round by round.
    pub rounds: Vec<StrainView>,
    /// The tightest test of everybody in staying.
    pub stay: Vec<CallView>,
    /// Chance that talks survive a round at the end.
    pub stay_survives: f64,
    /// Chance that the road is walked to its end, as the observer sees it.
    pub completed: f64,
    /// Rounds expected until the talks end or the road is walked.
    pub expected_rounds: f64,
    /// The tightest test of all, as a share of the largest interest of whose it is.
    pub weakest: Option<WeakestView>,
    /// Where talks most likely end before the road is walked; null where they cannot.
    pub likeliest: Option<LikeliestView>,
}

/// A round under strain.
#[derive(Clone, Debug, Serialize)]
pub struct StrainView {
    /// From 1.
    pub round: usize,
    /// The tightest test of everybody.
    pub margins: Vec<CallView>,
    /// Chance that it is begun.
    pub begun: f64,
    /// Chance that talks end in it: an exchange not honoured or a test failed.
    pub broken: f64,
    /// Chance that they end after it: a leak or a hazard.
    pub collapsed: f64,
    /// Gain of every side if they stop after it.
    pub left_with: Value,
    /// The same, for printing.
    #[serde(skip)]
    pub left: Vec<Points>,
}

/// The tightest test of a road.
#[derive(Clone, Debug, Serialize)]
pub struct WeakestView {
    /// The round, from 1; null at the end.
    pub round: Option<usize>,
    /// The margin as a share of the actor's largest interest.
    pub share: f64,
    /// Whose test, by how much it holds, and against what.
    #[serde(flatten)]
    pub call: CallView,
}

/// Where talks most likely end.
#[derive(Clone, Debug, Serialize)]
pub struct LikeliestView {
    /// In or after this round, from 1.
    pub round: usize,
    /// How likely.
    pub chance: f64,
}

impl FragilityView {
    /// Names what was found.
    pub fn new(problem: &Problem, own: &Fragility) -> Self {
        let rounds = own.rounds.iter().enumerate();
        let rounds: Vec<StrainView> = rounds
            .map(|(index, strain)| strain_view(problem, index, strain))
            .collect();
        let stay = calls(problem, &own.stay);
        let weakest = own
            .weakest
            .map(|weakest| weakest_view(weakest, &rounds, &stay));
        Self {
            stay_survives: tidy(own.stay_survives),
            completed: tidy(own.chances.completed),
            expected_rounds: tidy(own.chances.rounds),
            likeliest: own.likeliest.map(|(round, chance)| LikeliestView {
                round: round + 1,
                chance: tidy(chance),
            }),
            weakest,
            rounds,
            stay,
        }
    }
}

fn strain_view(problem: &Problem, index: usize, own: &Strain) -> StrainView {
    StrainView {
        round: index + 1,
        margins: calls(problem, &own.margins),
        begun: tidy(own.begun),
        broken: tidy(own.broken),
        collapsed: tidy(own.collapsed),
        left_with: names::gains(problem, &own.left_with),
        left: own.left_with.clone(),
    }
}

fn weakest_view(own: Weakest, rounds: &[StrainView], stay: &[CallView]) -> WeakestView {
    let (round, calls) = match own.stage {
        Stage::Round(round) => (Some(round + 1), &rounds[round].margins[..]),
        Stage::End => (None, stay),
    };
    WeakestView {
        round,
        share: tidy(own.share),
        call: calls[own.side].clone(),
    }
}
