//! What opens a package: one question to the package search, what is known already put first.

use crate::base::{ConstraintId, Limits, Points, Stopped};
use crate::check::judge_package;
use crate::problem::{Problem, Settlement};
use crate::search::package::find;

/// Who can be asked what opens a package; what conflicts follows from that.
pub trait Asked {
    /// What is known of an opening.
    type Opening;

    /// The constraints that may be dropped, ascending; the others are always kept.
    fn universe(&self) -> &[ConstraintId];

    /// Questions that the search was asked.
    fn asked(&self) -> usize;

    /// Does a package open once these are dropped? Judged. `None` if none does.
    ///
    /// # Errors
    /// [`Stopped`] when a limit comes first, or if the judge refuses what the search finds.
    fn opens(&mut self, dropped: &[ConstraintId]) -> Result<Option<Self::Opening>, Stopped>;

    /// Takes note of a conflict.
    fn note(&mut self, _conflict: &[ConstraintId]) {}

    /// The universe without these.
    fn others(&self, than: &[ConstraintId]) -> Vec<ConstraintId> {
        let others = self.universe().iter().filter(|c| !than.contains(c));
        others.copied().collect()
    }

    /// A minimal conflict set among what is left once `dropped` is dropped, which must not open a package: QuickXplain
    /// (Junker 2004). Constraints outside the universe are never named.
    ///
    /// Complexity: questions in the order of k·log(n/k) for a conflict of k among n constraints.
    ///
    /// # Errors
    /// As [`Asked::opens`].
    fn conflict(&mut self, dropped: &[ConstraintId]) -> Result<Vec<ConstraintId>, Stopped> {
        let kept = self.others(dropped);
        let mut conflict = match self.holds(&[])? {
            true => self.explain(false, &[], &kept)?,
            false => Vec::new(),
        };
        conflict.sort_unstable();
        self.note(&conflict);
        Ok(conflict)
    }

    /// Can these be met together?
    fn holds(&mut self, kept: &[ConstraintId]) -> Result<bool, Stopped> {
        let dropped = self.others(kept);
        Ok(self.opens(&dropped)?.is_some())
    }

    /// Those of `of` that conflict with `base`; `grown` says that `base` has grown since it was last found to hold.
    fn explain(
        &mut self,
        grown: bool,
        base: &[ConstraintId],
        of: &[ConstraintId],
    ) -> Result<Vec<ConstraintId>, Stopped> {
        if grown && !self.holds(base)? {
            return Ok(Vec::new());
        }
        if of.len() <= 1 {
            return Ok(of.to_vec());
        }
        let (first, second) = of.split_at(of.len() / 2);
        let from_second = self.explain(true, &[base, first].concat(), second)?;
        let with_second = [base, &from_second].concat();
        let from_first = self.explain(!from_second.is_empty(), &with_second, first)?;
        Ok([from_first, from_second].concat())
    }
}

/// Asks which constraints, dropped or let give way, open a package; and which conflict.
pub struct Oracle<'p> {
    problem: &'p Problem,
    limits: &'p Limits,
    /// The constraints that may be dropped, ascending; the others are always kept.
    universe: Vec<ConstraintId>,
    /// How far a dropped constraint gives way; altogether where `None`.
    gives: Option<Points>,
    /// Settlements met and what each of them breaks.
    met: Vec<(Vec<ConstraintId>, Settlement)>,
    /// Sets known to conflict.
    conflicts: Vec<Vec<ConstraintId>>,
    /// Questions that the search was asked.
    asked: usize,
}

impl<'p> Oracle<'p> {
    /// Every constraint may be dropped.
    pub fn new(problem: &'p Problem, limits: &'p Limits) -> Self {
        Self {
            problem,
            limits,
            universe: problem.constraints.ids().collect(),
            gives: None,
            met: Vec::new(),
            conflicts: Vec::new(),
            asked: 0,
        }
    }

    /// Only numeric constraints may give way: by so much, or altogether.
    pub fn of_numbers(problem: &'p Problem, gives: Option<Points>, limits: &'p Limits) -> Self {
        let mut oracle = Self::new(problem, limits);
        oracle.universe.retain(|c| problem.is_numeric(*c));
        oracle.gives = gives;
        oracle
    }

    /// Takes note of a settlement and of all that it breaks.
    pub fn meet(&mut self, broken: &[ConstraintId], settlement: &Settlement) {
        self.met.push((broken.to_vec(), settlement.clone()));
    }

    fn search(&mut self, dropped: &[ConstraintId]) -> Result<Option<Settlement>, Stopped> {
        self.asked += 1;
        self.limits.go_on()?;
        let Some(by) = self.gives else {
            return find(self.problem, &|c| !dropped.contains(&c), self.limits);
        };
        let mut relaxed = self.problem.clone();
        dropped.iter().for_each(|c| relaxed.relax(*c, by));
        find(&relaxed, &|_| true, self.limits)
    }
}

impl Asked for Oracle<'_> {
    type Opening = Settlement;

    fn universe(&self) -> &[ConstraintId] {
        &self.universe
    }

    fn asked(&self) -> usize {
        self.asked
    }

    fn opens(&mut self, dropped: &[ConstraintId]) -> Result<Option<Settlement>, Stopped> {
        let within = |broken: &[ConstraintId]| broken.iter().all(|c| dropped.contains(c));
        let mut met = self.met.iter();
        if let Some((_, settlement)) = met.find(|(broken, _)| within(broken)) {
            return Ok(Some(settlement.clone()));
        }
        let apart = |set: &Vec<ConstraintId>| !set.iter().any(|c| dropped.contains(c));
        if self.conflicts.iter().any(apart) {
            return Ok(None);
        }
        let found = self.search(dropped)?;
        if let Some(settlement) = &found {
            let broken = judge_package(self.problem, settlement).broken;
            if !within(&broken) {
                return Err(Stopped::Refused);
            }
            self.meet(&broken, settlement);
        }
        Ok(found)
    }

    fn note(&mut self, conflict: &[ConstraintId]) {
        self.conflicts.push(conflict.to_vec());
    }
}
