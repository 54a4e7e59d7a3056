//! Tests that fail, named.

use serde::Serialize;

use super::super::names::{ConstraintView, Move, actor_name, listed};
use super::super::plan::tidy;
use super::super::road::{AlternativeView, alternative, refusal};
use super::super::steered::refused;
use crate::base::{ActorId, Points};
use crate::check::{ExchangeFault, PackageVerdict, PlanFault, Stage};
use crate::problem::Problem;

/// A test that fails.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TestView {
    /// In a word: `step_gain`, `credit`, `after`, `order`, `trust`, `line`, `moves_per_round`, `moves`, `end`, `walk_out`, `breach`,
    /// `not_judged`, `steering`.
    pub test: &'static str,
    /// Where: the round of the altered plan, from 1; null at its end.
    pub round: Option<usize>,
    /// Id of who it is a test of.
    pub actor: Option<String>,
    /// The rules that refuse.
    pub rules: Vec<ConstraintView>,
    /// By how much it fails.
    pub short: Option<f64>,
    /// What the actor would do instead.
    pub instead: Option<AlternativeView>,
    /// In words.
    pub words: String,
}

/// What refuses an exchange; `short` of a constraint with a number.
pub fn exchange_fault(problem: &Problem, fault: &ExchangeFault, short: Option<Points>) -> TestView {
    let id = |actor: &ActorId| Some(problem.names.actors[*actor].0.clone());
    let order = |rule: &usize| ConstraintView::from(&problem.names.order_rules[*rule]);
    let mut view = TestView {
        short: short.map(Points::to_f64),
        words: refusal(problem, fault),
        ..TestView::default()
    };
    view.test = match fault {
        ExchangeFault::TooManyMoves { .. } => "moves_per_round",
        ExchangeFault::After(topic, rung) => {
            let step = Move::new(problem, *topic, *rung);
            view.words = format!("what must stand before {}", step.words);
            "after"
        }
        ExchangeFault::Breaks(constraint) => {
            view.rules = vec![ConstraintView::new(problem, *constraint)];
            if let Some(short) = short {
                view.words = format!("{}, short by {short}", view.words);
            }
            "line"
        }
        ExchangeFault::Order(rule) => {
            view.rules = vec![order(rule)];
            "order"
        }
        ExchangeFault::Trust { rule, shortfall } => {
            (view.rules, view.short) = (vec![order(rule)], Some(tidy(*shortfall)));
            "trust"
        }
        ExchangeFault::StepGain { actor, shortfall } => {
            (view.actor, view.short) = (id(actor), Some(shortfall.to_f64()));
            "step_gain"
        }
        ExchangeFault::Credit { actor, shortfall } => {
            (view.actor, view.short) = (id(actor), Some(shortfall.to_f64()));
            "credit"
        }
        ExchangeFault::Steered(_) => "steering",
        _ => "moves",
    };
    view
}

/// What is wrong with a plan.
pub fn plan_fault(problem: &Problem, fault: &PlanFault, short: Option<Points>) -> TestView {
    match fault {
        PlanFault::Exchange { round, fault } => TestView {
            round: Some(round + 1),
            ..exchange_fault(problem, fault, short)
        },
        PlanFault::End(verdict) => end_fault(problem, verdict),
        PlanFault::Steered(fault) => TestView {
            test: "steering",
            words: refused(problem, fault),
            ..TestView::default()
        },
        PlanFault::BetterOff {
            stage,
            actor,
            alternative: instead,
            shortfall,
        } => {
            let instead = alternative(problem, instead);
            let (round, place) = match stage {
                Stage::Round(round) => (Some(round + 1), format!("in round {}", round + 1)),
                Stage::End => (None, "at the end".to_owned()),
            };
            let words = format!(
                "{} would be better off by {} {} {place}",
                actor_name(problem, *actor),
                amount(*shortfall),
                instead.words
            );
            TestView {
                test: if instead.walk_out {
                    "walk_out"
                } else {
                    "breach"
                },
                round,
                actor: Some(problem.names.actors[*actor].0.clone()),
                short: Some(tidy(*shortfall)),
                instead: Some(instead),
                words,
                ..TestView::default()
            }
        }
        PlanFault::Stopped(_) => TestView {
            test: "not_judged",
            words: "a limit came before it was judged".to_owned(),
            ..TestView::default()
        },
        PlanFault::NotJudged { round, actor, .. } => TestView {
            test: "not_judged",
            round: Some(round + 1),
            actor: Some(problem.names.actors[*actor].0.clone()),
            words: format!(
                "{} doubts too many others at once to be judged",
                actor_name(problem, *actor)
            ),
            ..TestView::default()
        },
    }
}

/// Why talks may not end somewhere.
pub fn end_fault(problem: &Problem, verdict: &PackageVerdict) -> TestView {
    let rules = verdict.broken.iter();
    let rules: Vec<_> = rules.map(|c| ConstraintView::new(problem, *c)).collect();
    let ids: Vec<_> = rules.iter().map(|rule| rule.id.clone()).collect();
    let open = verdict.unsettled.iter();
    let open: Vec<_> = open
        .map(|t| problem.names.topics[*t].title.clone())
        .collect();
    let mut words = Vec::new();
    if verdict.is_status_quo {
        words.push("nothing would be agreed".to_owned());
    }
    if !open.is_empty() {
        words.push(format!("{} would be left unsettled", listed(&open)));
    }
    if !ids.is_empty() {
        words.push(format!("{} would be broken", listed(&ids)));
    }
    TestView {
        test: "end",
        rules,
        words: format!("it could not end there: {}", listed(&words)),
        ..TestView::default()
    }
}

/// A shortfall to two places, or to as many as show that it is one.
pub fn amount(value: f64) -> String {
    match value.abs() {
        v if v >= 0.005 => format!("{value:.2}"),
        _ => format!("{value:.2e}"),
    }
}
