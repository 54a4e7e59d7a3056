//! Conditions under decision: what is left of each once some topics are decided.
//!
//! Every residual is interned, so that a state is a short list of numbers and two histories that leave the same questions
//! open are the same state.

use rustc_hash::FxHashMap;

use crate::base::{Id, IdVec, OptionId, TopicId};
use crate::problem::{Condition, OptionSet};

/// A residual: what is left to ask. [`TRUE`] and [`FALSE`] ask nothing more.
pub type Residual = u32;

/// Decided: holds.
pub const TRUE: Residual = 0;
/// Decided: does not hold.
pub const FALSE: Residual = 1;

/// All residuals met so far.
pub struct Residuals {
    known: FxHashMap<Condition, Residual>,
    conditions: Vec<Condition>,
    steps: FxHashMap<(Residual, TopicId, OptionId), Residual>,
}

impl Residuals {
    /// Only the two decided ones.
    pub fn new() -> Self {
        let mut residuals = Self {
            known: FxHashMap::default(),
            conditions: Vec::new(),
            steps: FxHashMap::default(),
        };
        residuals.intern(Condition::All(Vec::new()));
        residuals.intern(Condition::Any(Vec::new()));
        residuals
    }

    /// The residual of an undecided condition, when topics can only come to stand at these options.
    pub fn start(&mut self, condition: &Condition, options: &IdVec<TopicId, Vec<u16>>) -> Residual {
        let certain = |topic: TopicId, set: &OptionSet| {
            let mut own = options[topic].iter();
            let within = |o: &u16| set.contains(OptionId::new((*o).into()));
            let first = within(own.next()?);
            own.all(|o| within(o) == first).then_some(first)
        };
        let simple = simplify(condition, &certain);
        self.intern(simple)
    }

    fn intern(&mut self, condition: Condition) -> Residual {
        if let Some(&id) = self.known.get(&condition) {
            return id;
        }
        let id = self.conditions.len() as Residual;
        self.conditions.push(condition.clone());
        self.known.insert(condition, id);
        id
    }

    /// What is left once `topic` stands at `option`.
    pub fn step(&mut self, residual: Residual, topic: TopicId, option: OptionId) -> Residual {
        if residual <= FALSE {
            return residual;
        }
        if let Some(&next) = self.steps.get(&(residual, topic, option)) {
            return next;
        }
        let decided = |t, set: &OptionSet| (t == topic).then(|| set.contains(option));
        let simple = simplify(&self.conditions[residual as usize], &decided);
        let next = self.intern(simple);
        self.steps.insert((residual, topic, option), next);
        next
    }
}

/// The condition with decided topics put in, without parts that no longer matter.
fn simplify(
    condition: &Condition,
    decided: &impl Fn(TopicId, &OptionSet) -> Option<bool>,
) -> Condition {
    let (yes, no) = (Condition::All(Vec::new()), Condition::Any(Vec::new()));
    match condition {
        Condition::Is(topic, options) => match decided(*topic, options) {
            None => condition.clone(),
            Some(true) => yes,
            Some(false) => no,
        },
        Condition::Not(part) => match simplify(part, decided) {
            part if part == yes => no,
            part if part == no => yes,
            part => Condition::Not(Box::new(part)),
        },
        Condition::All(parts) => gather(parts, decided, &yes, &no, Condition::All),
        Condition::Any(parts) => gather(parts, decided, &no, &yes, Condition::Any),
    }
}

/// Joins simplified parts; `neutral` parts vanish, a `ruling` part decides.
fn gather(
    parts: &[Condition],
    decided: &impl Fn(TopicId, &OptionSet) -> Option<bool>,
    neutral: &Condition,
    ruling: &Condition,
    join: fn(Vec<Condition>) -> Condition,
) -> Condition {
    let mut left = Vec::new();
    for part in parts {
        let part = simplify(part, decided);
        if part == *ruling {
            return ruling.clone();
        }
        if part != *neutral && !left.contains(&part) {
            left.push(part);
        }
    }
    match left.len() {
        1 => left.remove(0),
        _ => join(left),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn histories_that_leave_the_same_question_are_one() {
        let is = |topic: usize, option: usize| {
            let mut set = OptionSet::none(3);
            set.insert(OptionId::new(option));
            Condition::Is(TopicId::new(topic), set)
        };
        let both = Condition::All(vec![is(0, 1), is(1, 2)]);
        let mut residuals = Residuals::new();
        let options = vec![vec![0, 1, 2], vec![0, 1, 2]].into();
        let start = residuals.start(&Condition::Any(vec![both, is(0, 2)]), &options);
        let at = |o| (TopicId::new(0), OptionId::new(o));
        let (t, o) = at(0);
        assert_eq!(residuals.step(start, t, o), FALSE);
        let (t, o) = at(2);
        assert_eq!(residuals.step(start, t, o), TRUE);
        let (t, o) = at(1);
        let open = residuals.step(start, t, o);
        let alone = residuals.start(&is(1, 2), &options);
        assert_eq!(open, alone);
        let certain = vec![vec![1, 2], vec![2]].into();
        assert_eq!(residuals.start(&is(1, 2), &certain), TRUE);
    }
}
