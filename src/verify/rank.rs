//! A plan against all plans that the judge has enumerated, by what a concept makes of them.

use std::cmp::Ordering;

use super::book::{Book, Rounds};
use super::frontier::weights;
use crate::base::Points;
use crate::check::{Aim, PlainRoad, Roads, compare_rounded, rounded_key, written};

/// What a concept makes of plans.
pub struct Rank<'a> {
    book: &'a Book<'a>,
    aim: Aim,
    among: &'a Roads,
    weights: Vec<Points>,
    ideal: Vec<f64>,
}

impl<'a> Rank<'a> {
    /// Ranks plans among these.
    pub fn new(book: &'a Book, aim: Aim, among: &'a Roads) -> Self {
        let weights = weights(book);
        let largest = |side: usize| {
            let gains = among.frontier.iter().map(|r| r.gains[side]);
            gains.fold(f64::NEG_INFINITY, f64::max)
        };
        Self {
            ideal: (0..weights.len()).map(largest).collect(),
            book,
            aim,
            among,
            weights,
        }
    }

    fn order(&self, these: &[f64], those: &[f64]) -> Ordering {
        let key = |gains: &[f64]| rounded_key(self.aim, gains, &self.weights, &self.ideal);
        compare_rounded(&key(these), &key(those))
    }

    /// A plan that is better than one worth so much.
    pub fn better(&self, gains: &[f64]) -> Option<&'a PlainRoad> {
        let mut roads = self.among.frontier.iter();
        roads.find(|road| self.order(&road.gains, gains).is_gt())
    }

    /// A plan as good as these rounds, which are worth so much, that comes before them by the tie rule.
    pub fn before(&self, gains: &[f64], rounds: &Rounds) -> Option<&'a PlainRoad> {
        let place = |rounds: &Rounds| written(self.book.problem, rounds);
        let own = place(rounds);
        let mut roads = self.among.frontier.iter();
        roads.find(|road| self.order(&road.gains, gains).is_eq() && place(&road.rounds) < own)
    }
}
