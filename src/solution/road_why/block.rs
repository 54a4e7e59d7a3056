//! What blocks a target, named.

use serde::Serialize;
use serde_json::Value;

use super::super::names::{self, Move};
use super::super::packages::stopped;
use super::super::plan::{rounds, tidy};
use super::super::road::{about, lift};
use super::faults::{TestView, end_fault, exchange_fault, plan_fault};
use super::number_name::NumberName;
use super::passages::{PlaceView, named, place};
use crate::base::{Limits, Points};
use crate::problem::{Lift, Problem};
use crate::search::plan::Road;
use crate::study::road::{Block, Furthest, GRID, Impossible, NumberChange, Parameter, Refusal};

/// What blocks a target.
#[derive(Clone, Debug, Serialize)]
pub struct BlockView {
    /// The target.
    pub to: Vec<Move>,
    /// Why talks could not end there, were it reached; null where they could, or where only part of a settlement is asked for.
    pub no_end: Option<TestView>,
    /// The settlements that come nearest by admissible exchanges; the first few.
    pub furthest: Vec<FurthestView>,
    /// How many come as near.
    pub furthest_count: usize,
    /// The shortest way there by admissible exchanges, and what the judge says of it; null where there is none.
    pub refused_road: Option<RefusedView>,
    /// Minimal sets of tests without which there is a road.
    pub lift_sets: Vec<LiftSetView>,
    /// Minimal sets of tests of which one must go.
    pub conflict_sets: Vec<Vec<LiftView>>,
    /// Are these all?
    pub all_sets: bool,
    /// Why not, where they are not.
    pub sets_stopped: Option<String>,
    /// Where no test that can be lifted helps: what is still wrong.
    pub impossible: Option<RefusedView>,
    /// Numbers whose change opens a road.
    pub numbers: Vec<NumberView>,
    /// Numbers that open none.
    pub in_vain: Vec<String>,
    /// Numbers that were not tried to the end.
    pub not_tried: Vec<String>,
}

/// A settlement on the way, and what stops there.
#[derive(Clone, Debug, Serialize)]
pub struct FurthestView {
    /// The settlement.
    #[serde(flatten)]
    pub place: PlaceView,
    /// Topics that stand as asked.
    pub made: usize,
    /// What is missing.
    pub missing: Vec<Move>,
    /// The tests that refuse ways on.
    pub refused_by: Vec<RefusalView>,
    /// Ways on that were looked at.
    pub ways: usize,
    /// Are these all?
    pub all_ways: bool,
}

/// A test that refuses ways on.
#[derive(Clone, Debug, Serialize)]
pub struct RefusalView {
    /// The test.
    #[serde(flatten)]
    pub test: TestView,
    /// The first way on that it refuses.
    pub moves: Vec<Move>,
    /// How many ways it is the first to refuse.
    pub count: usize,
}

/// A way that the judge refuses.
#[derive(Clone, Debug, Serialize)]
pub struct RefusedView {
    /// The way; empty where no exchanges lead there at all.
    pub rounds: Vec<Vec<Move>>,
    /// What is wrong with it; null where there is no way.
    pub fails: Option<TestView>,
}

/// A test that can be lifted.
#[derive(Clone, Debug, Serialize)]
pub struct LiftView {
    /// In a word.
    pub test: &'static str,
    /// Which one, as data.
    pub about: Value,
    /// Which one.
    pub words: String,
}

/// Tests without which there is a road.
#[derive(Clone, Debug, Serialize)]
pub struct LiftSetView {
    /// The tests.
    pub lift: Vec<LiftView>,
    /// Gain of the road.
    pub gain: Value,
    /// The road.
    pub rounds: Vec<Vec<Move>>,
    /// Gains, for printing.
    #[serde(skip)]
    pub gains: Vec<f64>,
}

/// A number whose change opens a road.
#[derive(Clone, Debug, Serialize)]
pub struct NumberView {
    /// In a word: `patience`, `trust`, `step_gain`, `penalty`, `detected_in`.
    pub number: &'static str,
    /// Which one.
    pub words: String,
    /// As the model has it.
    pub from: f64,
    /// The nearest value found that opens a road.
    pub to: f64,
    /// The value beside it, which opens none.
    pub closed: f64,
    /// Is it certain that nothing nearer opens one?
    pub nearest: bool,
    /// Gain of the road.
    pub gain: Value,
    /// The road.
    pub rounds: Vec<Vec<Move>>,
    /// Gains, for printing.
    #[serde(skip)]
    pub gains: Vec<f64>,
}

impl BlockView {
    /// Names what was found.
    pub fn new(problem: &Problem, block: &Block, limits: &Limits) -> Self {
        let no_end = block.verdict.as_ref().filter(|v| !v.is_package());
        let refused = block.refused_road.as_ref();
        let word = |parameter: &Parameter| NumberName::new(problem, *parameter).words;
        Self {
            to: named(problem, block.target.wanted()),
            no_end: no_end.map(|verdict| end_fault(problem, verdict)),
            furthest: block
                .furthest
                .iter()
                .map(|f| furthest(problem, f))
                .collect(),
            furthest_count: block.furthest_count,
            refused_road: refused.map(|(way, fault)| RefusedView {
                rounds: rounds(problem, way),
                fails: Some(plan_fault(problem, fault, None)),
            }),
            lift_sets: block
                .sets
                .iter()
                .map(|(set, road)| lift_set(problem, set, road))
                .collect(),
            conflict_sets: block.conflicts.iter().map(|s| lifts(problem, s)).collect(),
            all_sets: block.complete,
            sets_stopped: block.stopped.map(|why| stopped(why, limits)),
            impossible: block.impossible.as_ref().map(|i| impossible(problem, i)),
            numbers: block
                .numbers
                .found
                .iter()
                .map(|n| number_view(problem, n))
                .collect(),
            in_vain: block.numbers.in_vain.iter().map(word).collect(),
            not_tried: block.numbers.not_tried.iter().map(word).collect(),
        }
    }

    /// Is everything that was asked answered to the end?
    pub fn is_complete(&self) -> bool {
        self.all_sets && self.not_tried.is_empty() && self.furthest.iter().all(|f| f.all_ways)
    }
}

fn furthest(problem: &Problem, own: &Furthest) -> FurthestView {
    let refusal = |own: &Refusal| RefusalView {
        test: exchange_fault(problem, &own.fault, own.short),
        moves: named(problem, &own.moves),
        count: own.count,
    };
    FurthestView {
        place: place(problem, &own.settlement),
        made: own.made,
        missing: named(problem, &own.missing),
        refused_by: own.refusals.iter().map(refusal).collect(),
        ways: own.ways,
        all_ways: own.all_ways,
    }
}

fn impossible(problem: &Problem, own: &Impossible) -> RefusedView {
    match own {
        Impossible::Unreached => RefusedView {
            rounds: Vec::new(),
            fails: None,
        },
        Impossible::Refused(way, fault) => RefusedView {
            rounds: rounds(problem, way),
            fails: Some(plan_fault(problem, fault, None)),
        },
    }
}

fn lifts(problem: &Problem, set: &[Lift]) -> Vec<LiftView> {
    let views = set.iter().map(|own| {
        let (test, words) = lift(problem, *own);
        let about = about(problem, *own);
        LiftView { test, about, words }
    });
    views.collect()
}

fn lift_set(problem: &Problem, set: &[Lift], road: &Road) -> LiftSetView {
    LiftSetView {
        lift: lifts(problem, set),
        gain: names::per_side(problem, &road.gain, tidy),
        rounds: rounds(problem, &road.rounds),
        gains: road.gain.clone(),
    }
}

fn number_view(problem: &Problem, own: &NumberChange) -> NumberView {
    let name = NumberName::new(problem, own.parameter);
    let value = |millionths: i64| millionths as f64 / GRID as f64;
    NumberView {
        number: name.number,
        words: name.words,
        from: value(own.from),
        to: value(own.to),
        closed: value(own.closed),
        nearest: own.is_nearest(),
        gain: names::per_side(problem, &own.road.gain, tidy),
        rounds: rounds(problem, &own.road.rounds),
        gains: own.road.gain.clone(),
    }
}

/// A number as printed: as many places as it has, six at the most.
pub fn plain(value: f64) -> String {
    let billionths = (value * 1e6).round() as i128 * 1_000;
    Points::from_billionths(billionths).to_string()
}
