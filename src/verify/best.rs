//! Plans: what concepts pick, what is proved of the picks, and bounds on all plans.

use std::cmp::Ordering;

use super::frontier::{aim, weights};
use super::head::{Status, status};
use super::json::At;
use super::plan::{Plans, Told, too_many_plans};
use super::report::{Checked, Trouble};
use crate::check::{Aim, compare_rounded, rounded_key, written};

impl Plans<'_, '_> {
    /// Gains of all maximal plans, or of those listed where these are all.
    fn all_gains(&self) -> Option<Vec<Vec<f64>>> {
        match (self.roads, self.head.claim.as_str()) {
            (_, "frontier") => self
                .told
                .iter()
                .map(|t| Some(t.verdict()?.gains.clone()))
                .collect(),
            (Some(roads), _) => Some(roads.frontier.iter().map(|r| r.gains.clone()).collect()),
            (None, _) => None,
        }
    }

    fn ideals(&self, aim: Aim) -> Option<Vec<f64>> {
        let sides = 0..self.book.problem.consenting.len();
        let all = match aim {
            Aim::KalaiSmorodinsky => self.all_gains()?,
            _ => Vec::new(),
        };
        let largest = |side: usize| {
            all.iter()
                .map(|g| g[side])
                .fold(f64::NEG_INFINITY, f64::max)
        };
        Some(sides.map(largest).collect())
    }

    fn picked<'s>(&'s self, at: &At) -> Result<&'s Told<'s>, Trouble> {
        let rounds = self.book.rounds(&at.key("rounds")?)?;
        let found = self.told.iter().find(|own| own.rounds == rounds);
        let missing = || at.fails_saying("the plan that it picks", "that plan is not listed");
        found.ok_or_else(missing)
    }

    /// What each concept picks is the best listed and, of those that tie, the first.
    pub fn judge_concepts(&self) -> Result<Checked, Trouble> {
        let listed = self.at.key("concepts")?.entries()?;
        if self.head.claim == "frontier" && listed.len() < Aim::ALL.len() {
            return Err(self
                .at
                .key("concepts")?
                .fails_saying("some concepts", "all have an answer"));
        }
        for (id, at) in &listed {
            at.only(&["gain", "rounds", "ties", "grade"])?;
            self.judge_concept(aim(id, at)?, at)?;
        }
        Ok(Checked::Held(listed.len()))
    }

    fn judge_concept(&self, aim: Aim, at: &At) -> Result<(), Trouble> {
        let picked = self.picked(at)?;
        let (Some(verdict), Some(ideal)) = (picked.verdict(), self.ideals(aim)) else {
            return Ok(());
        };
        self.book.sides_are(
            &at.key("gain")?,
            &verdict.gains,
            self.book.problem.tolerance(),
        )?;
        let weights = weights(self.book);
        let key = |told: &Told| Some(rounded_key(aim, &told.verdict()?.gains, &weights, &ideal));
        let best = key(picked).unwrap_or_default();
        let order = |told: &Told| key(told).map(|k| compare_rounded(&k, &best));
        if let Some(better) = self
            .told
            .iter()
            .find(|t| order(t) == Some(Ordering::Greater))
        {
            return Err(at
                .key("gain")?
                .fails(format!("{} is better", better.at.pointer)));
        }
        let tied: Vec<&Told> = self
            .told
            .iter()
            .filter(|t| order(t) == Some(Ordering::Equal))
            .collect();
        let (ties, whole) = (at.key("ties")?, self.head.claim == "frontier");
        let count = ties.count()?;
        if count == 0 || count > tied.len() as u64 || whole && count != tied.len() as u64 {
            return Err(ties.fails(tied.len()));
        }
        let sequence = |told: &&&Told| written(self.book.problem, &told.rounds);
        match tied.iter().min_by_key(sequence) {
            Some(first) if whole && first.rounds != picked.rounds => {
                let finds = format!("the tie rule takes {}", first.at.pointer);
                Err(at.key("rounds")?.fails_saying("the plan", finds))
            }
            _ => Ok(()),
        }
    }

    pub fn judge_concept_grades(&self) -> Result<Checked, Trouble> {
        let mut count = 0;
        for (id, at) in self.at.key("concepts")?.entries()? {
            match at.find("grade") {
                Some(grade) => {
                    self.judge_concept_grade(aim(id, &at)?, &at, &grade)?;
                    count += 1;
                }
                None if self.head.claim == "frontier" => {}
                None => {
                    return Err(
                        at.fails_saying("no grade", "answers found one by one carry one each")
                    );
                }
            }
        }
        Ok(match self.roads {
            None if count > 0 => Checked::not(too_many_plans()),
            _ => Checked::Held(count),
        })
    }

    fn judge_concept_grade(&self, aim: Aim, at: &At, grade: &At) -> Result<(), Trouble> {
        let proved = match status(grade)? {
            Status::Proved => true,
            Status::BestFound => false,
            _ => return Err(grade.fails("no such grade")),
        };
        let gap = grade.find("gap").map(|g| g.number()).transpose()?;
        if gap.is_some_and(|g| !(0.0..).contains(&g) || proved && g > 0.0) {
            return Err(grade.key("gap")?.fails("no such distance"));
        }
        if self.head.status == Status::Proved && !proved {
            return Err(grade.key("status")?.fails("the whole is proved"));
        }
        let (Some(roads), Some(ideal)) = (self.roads, self.ideals(aim)) else {
            return Ok(());
        };
        let weights = weights(self.book);
        let key = |gains: &[f64]| rounded_key(aim, gains, &weights, &ideal);
        let best = roads
            .frontier
            .iter()
            .map(|r| key(&r.gains))
            .max_by(|a, b| compare_rounded(a, b));
        let (Some(best), Some(verdict)) = (best, self.picked(at)?.verdict()) else {
            return Ok(());
        };
        let reached = key(&verdict.gains);
        if proved && short(&best, &reached) {
            return Err(grade.key("status")?.fails("a plan is better"));
        }
        let root = match aim {
            Aim::Nash => 1.0 / weights.iter().map(|w| w.to_f64()).sum::<f64>(),
            _ => 1.0,
        };
        let truly = (best[0].powf(root) - reached[0].powf(root)) / best[0].powf(root);
        match gap {
            Some(gap) if best[0] > 0.0 && truly > gap + 1e-6 => Err(grade
                .key("gap")?
                .fails(format!("the best is {truly} better, as a share of it"))),
            _ => Ok(()),
        }
    }

    pub fn judge_within(&self) -> Result<Checked, Trouble> {
        let Some(within) = self.at.find("within") else {
            return Ok(Checked::Held(0));
        };
        let mut allowed = Vec::new();
        for side in self.book.sides(&within)? {
            allowed.push(side.number()?);
            if side.number()? < 0.0 {
                return Err(side.fails("no such distance"));
            }
        }
        let Some(roads) = self.roads else {
            return Ok(Checked::not(too_many_plans()));
        };
        let slack = 2.0 * self.book.problem.tolerance();
        for road in &roads.frontier {
            let near = |told: &Told| {
                let Some(own) = told.verdict() else {
                    return true;
                };
                let more: Vec<f64> = own.gains.iter().zip(&allowed).map(|(g, m)| g + m).collect();
                self.at_least(&more, &road.gains, slack)
            };
            if !self.told.iter().any(near) {
                let finds = format!("a plan worth {:?} is farther from all of them", road.gains);
                return Err(within.fails(finds));
            }
        }
        Ok(Checked::Held(1))
    }

    /// No plan gives a side more than `most`.
    pub fn judge_most(&self) -> Result<Checked, Trouble> {
        let Some(most) = self.at.find("most") else {
            return Ok(Checked::Held(0));
        };
        let all = self.roads.map(|r| {
            r.frontier
                .iter()
                .map(|road| &road.gains)
                .collect::<Vec<_>>()
        });
        let told = || {
            self.told
                .iter()
                .filter_map(|t| Some(&t.verdict()?.gains))
                .collect()
        };
        let known = all.unwrap_or_else(told);
        let slack = 2.0 * self.book.problem.tolerance();
        for (side, own) in self.book.sides(&most)?.iter().enumerate() {
            let best = known
                .iter()
                .map(|g| g[side])
                .fold(f64::NEG_INFINITY, f64::max);
            if own.number()? < best - slack {
                return Err(own.fails(format!("a plan gives {best}")));
            }
        }
        Ok(match self.roads {
            Some(_) => Checked::Held(1),
            None => {
                Checked::not("no plan listed gives more; that none at all does is not enumerated")
            }
        })
    }
}

/// Is a key truly less than another, not only by the rounding of its last digit?
fn short(best: &[f64], reached: &[f64]) -> bool {
    let differ = best
        .iter()
        .zip(reached)
        .find(|(b, r)| (*b - *r).abs() > 1e-8 * b.abs().max(1e-8));
    differ.is_some_and(|(b, r)| b > r)
}
