//! Where nobody doubts anybody: each topic runs its own course through the rounds, and prices tie the courses together.
//!
//! What a plan pays is then a sum over topics and rounds. With the rows that tie topics together priced (Lagrange), the best
//! course of each topic is found alone, and so is the best one that passes an option after a given round: one sum over topics
//! bounds every plan that passes a settlement ([`Through`]), which tells before any exchange is looked at whether a settlement
//! can be part of what is asked for.
//!
//! Sources: Lagrangian bounds of time-indexed schedules (Christofides, Alvarez-Valdés & Tamarit 1987); reduced-cost fixing
//! (Geoffrion 1974).

use super::chain::Prices;
use super::may_bound;
use super::prices::{Priceable, Priced, improve};
use super::relaxation::{Choice, Relaxation};
use super::rows::Row;
use super::through::Through;
use super::walk::Walk;
use crate::base::{Id, IdVec, Limits, OptionId, Stopped, TopicId};
use crate::graph::Rounds;
use crate::problem::{Moves, Problem};

/// Most rounds told apart.
const ROUNDS: usize = Rounds::BITS as usize - 1;

/// Plans from the start as courses of topics.
pub struct Timetable<'p> {
    problem: &'p Problem,
    relaxation: Relaxation,
    /// Rows that tie topics together.
    rows: Vec<Row>,
    /// Where each topic's choices begin among all.
    first: Vec<usize>,
    /// Rounds told apart; after the last, what stands for good.
    rounds: usize,
    /// No plan has more rounds than are told apart.
    is_whole: bool,
    slack: f64,
}

impl<'p> Timetable<'p> {
    /// The plans from where plans start. None where payoffs do not add up by topic and round: somebody doubts another who has
    /// something to lose, somebody is tested, or a collapse could be better than going on; nor where there are too many options.
    pub fn new(problem: &'p Problem) -> Option<Self> {
        if !may_bound(problem) {
            return None;
        }
        let relaxation = Relaxation::new(problem, &problem.start());
        let plain = |s: &super::relaxation::Side| s.tight && s.doubts.is_empty();
        if !relaxation.sides.iter().all(plain) {
            return None;
        }
        let mut first = vec![0];
        let mut moves = 0.0;
        for choices in &relaxation.topics {
            first.push(first[first.len() - 1] + choices.len());
            moves += choices.iter().map(|c| c.moves).fold(0.0, f64::max);
        }
        // Twice as many as it takes to do everything, and a few more: what comes later hardly counts.
        let needed = moves as usize / problem.talks.moves_per_round.max(1);
        let told_apart = (2 * needed + 8).min(ROUNDS);
        let patience = relaxation.sides.iter().map(|s| s.patience);
        let patience = patience.filter(|p| *p < 1.0).fold(0.0, f64::max);
        let rows = relaxation.rows.iter().filter(|r| !r.lasts);
        Some(Self {
            problem,
            rows: rows.cloned().collect(),
            first,
            rounds: relaxation.most_rounds.min(told_apart),
            is_whole: relaxation.most_rounds <= told_apart,
            slack: problem.tolerance() * 2.0 / (1.0 - patience),
            relaxation,
        })
    }

    /// Bounds plans in a direction, `Σ λ_i (V_i − walk-away_i)`; λ ≥ 0. Begins with prices of another direction if there are any.
    ///
    /// Complexity: rounds × (terms of rows + pairs of choices of a topic), per step.
    pub fn priced(
        &self,
        direction: &[f64],
        start: Option<&Prices>,
        steps: usize,
        limits: &Limits,
    ) -> Result<Priced, Stopped> {
        let courses = Courses {
            table: self,
            direction,
        };
        let none = || vec![vec![0.0; self.rows.len()]; self.rounds + 1];
        let start = start.cloned().unwrap_or_else(none);
        let mut found = improve(&courses, start, steps, limits)?;
        found.bound += self.slack_of(direction, found.bound);
        Ok(found)
    }

    /// Consenting actors.
    pub fn sides(&self) -> usize {
        self.relaxation.sides.len()
    }

    fn slack_of(&self, direction: &[f64], bound: f64) -> f64 {
        1e-9 * bound.abs() + self.slack * direction.iter().sum::<f64>()
    }

    /// Bounds on plans by what they pass, at these prices of these directions.
    ///
    /// Complexity: directions × rounds × (terms of rows + pairs of choices of a topic).
    pub fn through(&self, priced: &[(Vec<f64>, Prices)]) -> Through {
        let options = self.options();
        let mut through = Through {
            rounds: self.rounds,
            options,
            first: IdVec::new(),
            constants: [f64::INFINITY; Through::WIDTH],
            most: vec![[0.0; Through::WIDTH]; (self.rounds + 1) * options],
        };
        let mut first = 0;
        for topic in self.problem.topics.iter() {
            through.first.push(first);
            first += topic.rungs.len();
        }
        for (index, (direction, prices)) in priced.iter().enumerate() {
            let courses = Courses {
                table: self,
                direction,
            };
            let slack = self.slack_of(direction, courses.at(prices).0);
            through.constants[index] = courses.constant(prices) + slack;
            let pays = courses.pays(prices);
            for (topic, t) in self.problem.topics.entries() {
                let own = topic.index();
                let (before, after) = (courses.before(own, &pays), courses.after(own, &pays));
                for round in 0..=self.rounds {
                    let passing = courses.passing(own, round, (&before, &after), &pays);
                    for option in t.rungs.ids() {
                        let at = round * options + through.first[topic] + option.index();
                        through.most[at][index] = self.standing(topic, option, &passing);
                    }
                }
            }
        }
        through
    }

    fn options(&self) -> usize {
        self.problem.topics.iter().map(|t| t.rungs.len()).sum()
    }

    /// Of what courses come to that pass each choice: where a topic is agreed to stand at an option.
    fn standing(&self, topic: TopicId, option: OptionId, passing: &[f64]) -> f64 {
        let choices = self.relaxation.topics[topic.index()].iter();
        let own = choices.zip(passing).find(|(c, _)| c.option == option);
        let own = own.map_or(f64::NEG_INFINITY, |(_, most)| *most);
        // What is agreed may not be in force yet.
        match self.problem.topics[topic].in_force {
            Some(_) => own.max(passing[0]),
            None => own,
        }
    }

    fn choices(&self, topic: usize) -> &[Choice] {
        &self.relaxation.topics[topic]
    }

    /// May a topic stand at a choice after a round?
    fn is_open(&self, choice: &Choice, round: usize) -> bool {
        choice.earliest <= round || round == self.rounds && !self.is_whole
    }

    fn is_choice(&self, topic: usize) -> bool {
        self.problem.topics[TopicId::new(topic)].moves == Moves::Choice
    }

    /// May a topic go from one choice to another, or stay?
    fn leads(&self, topic: usize, from: usize, to: usize) -> bool {
        match self.is_choice(topic) {
            true => from == to || from == 0,
            false => from <= to,
        }
    }

    /// Per choice, the most of those that lead to it.
    fn led_to(&self, topic: usize, from: &[f64], most: &mut [f64]) {
        most.copy_from_slice(from);
        for to in 1..from.len() {
            let other = if self.is_choice(topic) { 0 } else { to - 1 };
            most[to] = most[to].max(most[other]);
        }
    }

    /// Per choice, the most of those that it leads to.
    fn leading(&self, topic: usize, to: &[f64], most: &mut [f64]) {
        most.copy_from_slice(to);
        for from in (0..to.len() - 1).rev() {
            let other = if self.is_choice(topic) { 0 } else { from };
            most[other] = most[other].max(most[from + 1]);
        }
    }

    fn asks(&self, round: usize) -> bool {
        round > 0 && (round < self.rounds || self.is_whole)
    }

    fn most(&self, row: &Row, round: usize) -> f64 {
        let start = row.before.iter().filter(|t| round == 1 && t.1 == 0);
        row.most + row.a_round * round as f64 - start.map(|t| t.2).sum::<f64>()
    }
}

/// A direction.
struct Courses<'t> {
    table: &'t Timetable<'t>,
    direction: &'t [f64],
}

impl Courses<'_> {
    /// What counts of a round's worth, per side.
    fn share(&self, side: usize, round: usize) -> f64 {
        let patience = self.table.relaxation.sides[side].patience;
        let discounted = self.direction[side] * patience.powi(round as i32 - 1);
        match round == self.table.rounds {
            true => discounted,
            false => discounted * (1.0 - patience),
        }
    }

    /// Per round and choice, what it pays, charged at these prices.
    fn pays(&self, prices: &Prices) -> Vec<Vec<f64>> {
        let table = self.table;
        let choices = || table.relaxation.topics.iter().flatten();
        let mut pays = vec![vec![0.0; choices().count()]; table.rounds + 1];
        for round in 1..=table.rounds {
            let shares: Vec<f64> = (0..self.direction.len())
                .map(|side| self.share(side, round))
                .collect();
            for (pay, choice) in pays[round].iter_mut().zip(choices()) {
                let sides = choice.pays.iter().zip(&shares);
                *pay = sides.map(|(p, share)| p.worth * share).sum();
            }
            for (row, price) in table.rows.iter().zip(&prices[round]) {
                if *price == 0.0 || !table.asks(round) {
                    continue;
                }
                for (t, c, x) in &row.now {
                    pays[round][table.first[*t] + c] -= price * x;
                }
                if round > 1 {
                    for (t, c, x) in &row.before {
                        pays[round - 1][table.first[*t] + c] -= price * x;
                    }
                }
            }
        }
        pays
    }

    /// What does not depend on courses.
    fn constant(&self, prices: &Prices) -> f64 {
        let table = self.table;
        let sides = table.relaxation.sides.iter().zip(self.direction);
        let base: f64 = sides.map(|(s, weight)| s.base.worth * weight).sum();
        let charged = (1..=table.rounds).filter(|r| table.asks(*r)).map(|round| {
            let rows = table.rows.iter().zip(&prices[round]);
            rows.filter(|(_, price)| **price != 0.0)
                .map(|(row, price)| price * table.most(row, round))
                .sum::<f64>()
        });
        base + charged.sum::<f64>()
    }

    /// Per round and choice of a topic, the most up to there.
    fn before(&self, topic: usize, pays: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let (table, first) = (self.table, self.table.first[topic]);
        let choices = table.choices(topic);
        let mut all = vec![vec![f64::NEG_INFINITY; choices.len()]; table.rounds + 1];
        all[0][0] = 0.0;
        for round in 1..=table.rounds {
            let (last, own) = all.split_at_mut(round);
            table.led_to(topic, &last[round - 1], &mut own[0]);
            for (to, choice) in choices.iter().enumerate() {
                own[0][to] += match table.is_open(choice, round) {
                    true => pays[round][first + to],
                    false => f64::NEG_INFINITY,
                };
            }
        }
        all
    }

    /// Per round and choice of a topic, the most from the next round on.
    fn after(&self, topic: usize, pays: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let (table, first) = (self.table, self.table.first[topic]);
        let choices = table.choices(topic);
        let mut all = vec![vec![0.0; choices.len()]; table.rounds + 1];
        for round in (1..=table.rounds).rev() {
            let ways = choices.iter().enumerate().map(|(to, choice)| {
                let open = table.is_open(choice, round);
                let most = pays[round][first + to] + all[round][to];
                if open { most } else { f64::NEG_INFINITY }
            });
            let ways: Vec<f64> = ways.collect();
            table.leading(topic, &ways, &mut all[round - 1]);
        }
        all
    }

    /// Per choice of a topic, the most of courses that stand there after a round. After the last round, of courses that come
    /// there in it or later.
    fn passing(
        &self,
        topic: usize,
        round: usize,
        (before, after): (&[Vec<f64>], &[Vec<f64>]),
        pays: &[Vec<f64>],
    ) -> Vec<f64> {
        let (table, first) = (self.table, self.table.first[topic]);
        let count = table.choices(topic).len();
        if round < table.rounds || table.is_whole {
            let both = before[round].iter().zip(&after[round]);
            return both.map(|(before, after)| before + after).collect();
        }
        // It is passed somewhere in what is told as one round: before, nothing lies beyond it; afterwards, anything.
        let pays = &pays[round][first..first + count];
        let (mut onward, mut most) = (vec![0.0; count], vec![0.0; count]);
        table.leading(topic, pays, &mut onward);
        let ways = before[round - 1].iter().zip(&onward);
        let ways: Vec<f64> = ways.map(|(before, onward)| before + onward).collect();
        table.led_to(topic, &ways, &mut most);
        most
    }

    /// The best course of a topic: its choice after each round.
    fn best(&self, topic: usize, before: &[Vec<f64>]) -> (f64, Vec<usize>) {
        let rounds = self.table.rounds;
        let largest = |row: &[f64], may: &dyn Fn(usize) -> bool| {
            let open = (0..row.len()).filter(|c| may(*c));
            open.fold(0, |best, c| if row[c] > row[best] { c } else { best })
        };
        let mut course = vec![0; rounds + 1];
        course[rounds] = largest(&before[rounds], &|_| true);
        for round in (1..rounds).rev() {
            let to = course[round + 1];
            course[round] = largest(&before[round], &|from| {
                from <= to && self.table.leads(topic, from, to)
            });
        }
        (before[rounds][course[rounds]], course)
    }

    /// The bound at these prices, and the courses that attain it.
    fn at(&self, prices: &Prices) -> (f64, Walk) {
        let table = self.table;
        let pays = self.pays(prices);
        let mut bound = self.constant(prices);
        let mut courses = Vec::new();
        for topic in 0..table.relaxation.topics.len() {
            let (most, course) = self.best(topic, &self.before(topic, &pays));
            bound += most;
            courses.push(course);
        }
        let mut walk = Walk {
            gains: table
                .relaxation
                .sides
                .iter()
                .map(|s| s.base.worth)
                .collect(),
            slope: vec![vec![0.0; table.rows.len()]; table.rounds + 1],
        };
        for round in 1..=table.rounds {
            for (side, gain) in walk.gains.iter_mut().enumerate() {
                let patience = table.relaxation.sides[side].patience;
                let discounted = patience.powi(round as i32 - 1);
                let share = match round == table.rounds {
                    true => discounted,
                    false => discounted * (1.0 - patience),
                };
                let all = courses.iter().zip(&table.relaxation.topics);
                let worth: f64 = all.map(|(c, all)| all[c[round]].pays[side].worth).sum();
                *gain += share * worth;
            }
            if !table.asks(round) {
                continue;
            }
            for (row, slope) in table.rows.iter().zip(&mut walk.slope[round]) {
                let at = |terms: &[(usize, usize, f64)], round: usize| -> f64 {
                    let own = terms.iter().filter(|t| courses[t.0][round] == t.1);
                    own.map(|t| t.2).sum()
                };
                let before = if round > 1 {
                    at(&row.before, round - 1)
                } else {
                    0.0
                };
                *slope = table.most(row, round) - at(&row.now, round) - before;
            }
        }
        (bound, walk)
    }
}

impl Priceable for Courses<'_> {
    fn bound(&self, prices: &Prices, limits: &Limits) -> Result<(f64, Walk), Stopped> {
        limits.go_on()?;
        Ok(self.at(prices))
    }

    fn scale(&self, round: usize, price: usize) -> Option<f64> {
        self.table.asks(round).then(|| self.table.rows[price].scale)
    }
}
