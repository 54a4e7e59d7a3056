//! Constraints that compare a number with a bound (SEMANTICS §6): what is short, and what giving way means.

use super::{Constraint, InForce, Problem, Settlement, StateForm};
use crate::base::{ConstraintId, Points};

/// A number and the bound it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// What the settlement comes to: a worth, a gain, a gap or what is spent.
    pub value: Points,
    /// What is asked.
    pub bound: Points,
    /// The value may not be above the bound; otherwise not below it.
    pub at_most: bool,
}

impl Measure {
    fn at_least(value: Points, bound: Points) -> Self {
        Self {
            value,
            bound,
            at_most: false,
        }
    }
    fn at_most(value: Points, bound: Points) -> Self {
        Self {
            value,
            bound,
            at_most: true,
        }
    }
    /// How far the value is on the right side of the bound; negative where it is short.
    pub fn slack(&self) -> Points {
        match self.at_most {
            true => self.bound - self.value,
            false => self.value - self.bound,
        }
    }
    /// By how much the bound would have to give way; 0 where it holds.
    pub fn short(&self) -> Points {
        (-self.slack()).max(Points::ZERO)
    }
    /// The bound once it has given way.
    pub fn bound_after(&self, by: Points) -> Points {
        match self.at_most {
            true => self.bound + by,
            false => self.bound - by,
        }
    }
}

impl Problem {
    /// Does a constraint compare a number with a bound? Others hold or do not.
    pub fn is_numeric(&self, constraint: ConstraintId) -> bool {
        match self.constraints[constraint] {
            Constraint::Rule(rule) => matches!(
                self.rules[rule].form,
                StateForm::Budget(..) | StateForm::Gain(..) | StateForm::Gap(..)
            ),
            _ => true,
        }
    }

    /// What a numeric constraint compares; `None` of others.
    pub fn measure(
        &self,
        constraint: ConstraintId,
        settlement: &Settlement,
        force: &InForce,
    ) -> Option<Measure> {
        match self.constraints[constraint] {
            Constraint::Rule(rule) => self.form_measure(&self.rules[rule].form, settlement, force),
            Constraint::WalkAway(actor) => {
                let own = &self.actors[actor];
                let least = own.walk_away + own.min_gain;
                Some(Measure::at_least(self.worth(actor, force), least))
            }
            Constraint::Ratifies(actor, index) => {
                let audience = &self.actors[actor].audiences[index];
                let worth = self.all_seen(&audience.interests, force);
                audience.ratifies_at.map(|l| Measure::at_least(worth, l))
            }
            Constraint::Tolerates(actor, index) => {
                let audience = &self.actors[actor].audiences[index];
                let worth = self.seen(&audience.interests, force);
                audience.tolerates.map(|l| Measure::at_least(worth, l))
            }
        }
    }

    /// What the form of a rule compares, if it compares numbers.
    pub(super) fn form_measure(
        &self,
        form: &StateForm,
        settlement: &Settlement,
        force: &InForce,
    ) -> Option<Measure> {
        Some(match form {
            StateForm::Budget(limit, amounts) => {
                let spent: Points = settlement.iter().map(|(t, o)| amounts[t][o]).sum();
                Measure::at_most(spent, *limit)
            }
            StateForm::Gain(owner, least) => Measure::at_least(self.gain(*owner, force), *least),
            StateForm::Gap(owner, over, most) => {
                let gap = self.gain(*over, force) - self.gain(*owner, force);
                Measure::at_most(gap, *most)
            }
            _ => return None,
        })
    }

    /// Lets the bound of a numeric constraint give way; others stay as they are.
    pub fn relax(&mut self, constraint: ConstraintId, by: Points) {
        let lower = |least: &mut Option<Points>| *least = least.map(|l| l - by);
        match self.constraints[constraint] {
            Constraint::WalkAway(actor) => self.actors[actor].min_gain += -by,
            Constraint::Ratifies(actor, index) => {
                lower(&mut self.actors[actor].audiences[index].ratifies_at);
            }
            Constraint::Tolerates(actor, index) => {
                lower(&mut self.actors[actor].audiences[index].tolerates);
            }
            Constraint::Rule(rule) => match &mut self.rules[rule].form {
                StateForm::Gain(_, bound) => *bound += -by,
                StateForm::Budget(bound, _) | StateForm::Gap(_, _, bound) => *bound += by,
                _ => {}
            },
        }
    }

    /// The largest number of which every worth, amount and bound is a multiple: every slack is one too.
    pub fn grid(&self) -> Points {
        let mut grid = Points::ZERO;
        let mut see = |points: Points| grid = grid.common(points);
        for actor in self.actors.iter() {
            see(actor.walk_away);
            see(actor.min_gain);
            actor.linkages.iter().for_each(|l| see(l.value));
            let audiences = actor.audiences.iter().map(|a| &a.interests);
            for worths in audiences.chain([&actor.interests]) {
                worths
                    .iter()
                    .flat_map(|row| row.iter())
                    .for_each(|p| see(*p));
            }
            let bounds = actor.audiences.iter();
            let bounds = bounds.flat_map(|a| [a.ratifies_at, a.tolerates]);
            bounds.flatten().for_each(&mut see);
        }
        for rule in &self.rules {
            match &rule.form {
                StateForm::Budget(limit, amounts) => {
                    see(*limit);
                    amounts
                        .iter()
                        .flat_map(|row| row.iter())
                        .for_each(|p| see(*p));
                }
                StateForm::Gain(_, bound) | StateForm::Gap(_, _, bound) => see(*bound),
                _ => {}
            }
        }
        match grid {
            Points::ZERO => Points::ONE,
            grid => grid,
        }
    }
}
