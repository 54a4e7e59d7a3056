//! The map of what has been explored: sets that meet every known conflict, the smallest first (SEMANTICS §6).

use crate::base::{ConstraintId, Id, Stopped};

/// What is found out about a set that is dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A package opens: a minimal correction.
    Opens,
    /// None opens; this conflict is left.
    Conflict(Vec<ConstraintId>),
    /// No more is wanted.
    Enough,
}

/// Most steps of one exploration.
const MOST_STEPS: u64 = 20_000_000;

type Set = Vec<ConstraintId>;

/// Asks about one set after another, in ascending size: each meets every conflict known so far and contains no set that opened. True
/// once there is no other such set: then everything that opened, and every conflict, is all there is.
///
/// A set that opens is a minimal correction, for a smaller one would have been asked about before and opened. Branches over the
/// members of the conflict that is hardest to meet; disjoint conflicts that are not met yet bound the size from below.
///
/// Complexity: exponential at worst; gives up after a stated number of steps.
///
/// # Errors
/// What `ask` fails with.
pub fn explore(
    mut ask: impl FnMut(&[ConstraintId]) -> Result<Answer, Stopped>,
) -> Result<bool, Stopped> {
    let (mut conflicts, mut opened): (Vec<Set>, Vec<Set>) = (Vec::new(), Vec::new());
    let (mut size, mut steps) = (0, MOST_STEPS);
    loop {
        let mut walk = Walk::new(&conflicts, &opened, steps);
        let mut found = Vec::new();
        let end = walk.go(size, &mut |set| {
            let answer = ask(set)?;
            if answer == Answer::Opens {
                found.push(set.to_vec());
            }
            Ok(answer)
        })?;
        (steps, opened) = (walk.steps, [opened, found].concat());
        match end {
            End::Conflict(conflict) => conflicts.push(conflict),
            End::Enough => return Ok(false),
            End::Through if walk.cut => size += 1,
            End::Through => return Ok(true),
        }
    }
}

/// How a walk ends.
enum End {
    /// Everything of the size was asked about.
    Through,
    /// A new conflict: what was asked from here on would be out of date.
    Conflict(Set),
    /// No more is wanted, or the steps ran out.
    Enough,
}

type Ask<'a> = &'a mut dyn FnMut(&[ConstraintId]) -> Result<Answer, Stopped>;

/// One walk through the sets of a size.
struct Walk<'s> {
    sets: &'s [Set],
    chosen: Vec<bool>,
    /// Tried already on this branch.
    banned: Vec<bool>,
    /// For each member the forbidden sets that it belongs to; for each of those how many of its members are still missing.
    forbidden: Vec<Vec<usize>>,
    missing: Vec<usize>,
    steps: u64,
    /// Was anything left out because of the size?
    cut: bool,
}

impl<'s> Walk<'s> {
    fn new(sets: &'s [Set], opened: &[Set], steps: u64) -> Self {
        let members = sets.iter().chain(opened).flatten();
        let size = members.map(|c| c.index() + 1).max().unwrap_or(0);
        let mut forbidden = vec![Vec::new(); size];
        for (index, set) in opened.iter().enumerate() {
            set.iter().for_each(|c| forbidden[c.index()].push(index));
        }
        Self {
            sets,
            chosen: vec![false; size],
            banned: vec![false; size],
            forbidden,
            missing: opened.iter().map(Vec::len).collect(),
            steps,
            cut: false,
        }
    }

    /// Asks about every set that needs at most `left` members more.
    fn go(&mut self, left: usize, ask: Ask) -> Result<End, Stopped> {
        self.steps = self.steps.saturating_sub(1);
        if self.steps == 0 {
            return Ok(End::Enough);
        }
        let Some(open) = self.hardest() else {
            return self.leaf(ask);
        };
        if open.is_empty() {
            return Ok(End::Through);
        }
        if self.at_least() > left {
            self.cut = true;
            return Ok(End::Through);
        }
        let mut end = End::Through;
        for &member in &open {
            if self.choose(member) {
                end = self.go(left - 1, ask)?;
            }
            self.unchoose(member);
            self.banned[member] = true;
            if !matches!(end, End::Through) {
                break;
            }
        }
        open.iter().for_each(|member| self.banned[*member] = false);
        Ok(end)
    }

    fn leaf(&mut self, ask: Ask) -> Result<End, Stopped> {
        // The empty set is forbidden once it has opened.
        if self.missing.contains(&0) {
            return Ok(End::Through);
        }
        let chosen = (0..self.chosen.len()).filter(|i| self.chosen[*i]);
        let set: Set = chosen.map(ConstraintId::new).collect();
        Ok(match ask(&set)? {
            Answer::Opens => End::Through,
            Answer::Conflict(conflict) => End::Conflict(conflict),
            Answer::Enough => End::Enough,
        })
    }

    /// Adds a member; false if that completes a forbidden set.
    fn choose(&mut self, member: usize) -> bool {
        self.chosen[member] = true;
        let mut allowed = true;
        for &set in &self.forbidden[member] {
            self.missing[set] -= 1;
            allowed &= self.missing[set] > 0;
        }
        allowed
    }

    fn unchoose(&mut self, member: usize) {
        self.chosen[member] = false;
        for &set in &self.forbidden[member] {
            self.missing[set] += 1;
        }
    }

    fn is_met(&self, set: &Set) -> bool {
        set.iter().any(|c| self.chosen[c.index()])
    }

    /// Of the sets that are not met, what may meet the one with the fewest such members.
    fn hardest(&self) -> Option<Vec<usize>> {
        let open = self.sets.iter().filter(|set| !self.is_met(set));
        let free = open.map(|set| {
            let members = set.iter().map(|c| c.index());
            members.filter(|m| !self.banned[*m]).collect::<Vec<_>>()
        });
        free.min_by_key(Vec::len)
    }

    /// At least so many members are still needed: one for each of some disjoint sets.
    fn at_least(&self) -> usize {
        let mut met = vec![false; self.chosen.len()];
        let mut count = 0;
        for set in self.sets.iter().filter(|set| !self.is_met(set)) {
            if set.iter().all(|c| !met[c.index()]) {
                set.iter().for_each(|c| met[c.index()] = true);
                count += 1;
            }
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Explores with these as all conflicts: what opens, in order, and whether that is all.
    fn opened(of: &[&[usize]], most: usize) -> (Vec<Vec<usize>>, bool) {
        let mut found = Vec::new();
        let complete = explore(|set| {
            let set: Vec<usize> = set.iter().map(|c| c.index()).collect();
            if found.len() == most {
                return Ok(Answer::Enough);
            }
            let missed = of.iter().find(|c| !c.iter().any(|m| set.contains(m)));
            Ok(match missed {
                Some(c) => Answer::Conflict(c.iter().map(|i| ConstraintId::new(*i)).collect()),
                None => {
                    found.push(set);
                    Answer::Opens
                }
            })
        });
        (found, complete.unwrap())
    }

    #[test]
    fn all_corrections_come_the_smallest_first() {
        let conflicts: &[&[usize]] = &[&[0, 1], &[1, 2], &[2, 3]];
        let all = vec![vec![0, 2], vec![1, 2], vec![1, 3]];
        assert_eq!(opened(conflicts, 9), (all, true));
        let (found, complete) = opened(&[&[0, 1, 2], &[0, 3], &[4]], 9);
        let sizes: Vec<usize> = found.iter().map(Vec::len).collect();
        assert_eq!((sizes, complete), (vec![2, 3, 3], true));
    }

    #[test]
    fn enough_is_enough() {
        let (found, complete) = opened(&[&[0, 1], &[2, 3]], 2);
        assert_eq!((found.len(), complete), (2, false));
    }

    #[test]
    fn nothing_and_everything() {
        assert_eq!(opened(&[], 9), (vec![vec![]], true));
        assert_eq!(opened(&[&[]], 9), (vec![], true));
    }
}
