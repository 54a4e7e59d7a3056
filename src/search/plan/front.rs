//! Which value vectors dominate (SEMANTICS §3.7): in descending order, a vector is dropped when a kept one is at least it,
//! within tolerance, in every entry; then every kept vector that one kept after it equals or exceeds is dropped. Of vectors
//! equal within tolerance the plan that is first by the tie rule stays.
//!
//! For two actors the vectors kept form a staircase, and so do the plans that begin with one exchange (its map is
//! increasing): staircases are merged, exchange by exchange. For more, what is left of all exchanges is sorted once, and for
//! three actors a staircase of the last two entries decides (Kung, Luccio & Preparata 1975).

use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A vector that may stay and the plan that has it.
#[derive(Clone, Copy, Debug)]
pub struct Step<L> {
    /// Value of the first and second actor.
    pub value: [f64; 2],
    /// The plan.
    pub label: L,
}

/// Merges what is kept with the plans of one exchange, both in descending order of their first entries.
///
/// `passes` says whether a plan passes its tests: it is asked only where that decides. `earlier` is the tie rule.
///
/// Complexity: linear.
pub fn merge<L: Copy>(
    kept: &mut Vec<Step<L>>,
    room: &mut Vec<Step<L>>,
    plans: impl Iterator<Item = Step<L>>,
    tolerance: f64,
    mut passes: impl FnMut(&Step<L>) -> bool,
    mut earlier: impl FnMut(&L, &L) -> bool,
) {
    room.clear();
    std::mem::swap(kept, room);
    let mut old = room.iter().copied().peekable();
    let mut new = plans.peekable();
    loop {
        let take_new = match (old.peek(), new.peek()) {
            (None, None) => return,
            (Some(_), None) => false,
            (None, Some(_)) => true,
            (Some(a), Some(b)) => descending(&b.value, &a.value) == Ordering::Less,
        };
        let next = if take_new { new.next() } else { old.next() };
        let Some(step) = next else { return };
        let best = kept.last().map_or(f64::NEG_INFINITY, |last| last.value[1]);
        if best >= step.value[1] - tolerance {
            let near = |k: &&mut Step<L>| k.value[0] <= step.value[0] + tolerance;
            let twin = kept.last_mut().filter(near);
            if let Some(twin) = twin
                && twin.value[1] <= step.value[1] + tolerance
                && earlier(&step.label, &twin.label)
                && (!take_new || passes(&step))
            {
                *twin = step;
            }
        } else if !take_new || passes(&step) {
            while kept
                .last()
                .is_some_and(|k| k.value[0] <= step.value[0] + tolerance)
            {
                kept.pop();
            }
            kept.push(step);
        }
    }
}

/// Lexicographic, largest first.
pub fn descending(a: &[f64], b: &[f64]) -> Ordering {
    let mut entries = a.iter().zip(b).map(|(a, b)| b.total_cmp(a));
    entries.find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
}

/// Is `a` at least `b`, within tolerance, in every entry?
pub fn at_least(a: &[f64], b: &[f64], tolerance: f64) -> bool {
    a.iter().zip(b).all(|(a, b)| *a >= b - tolerance)
}

/// Keeps the undominated of some vectors, given by their places.
///
/// `passes` and `earlier` as in [`merge`].
///
/// Complexity: n log n for three actors, n × kept beyond.
pub fn undominated<'v>(
    mut places: Vec<u32>,
    value: impl Fn(u32) -> &'v [f64],
    sides: usize,
    tolerance: f64,
    mut passes: impl FnMut(u32) -> bool,
    mut earlier: impl FnMut(u32, u32) -> bool,
) -> Vec<u32> {
    places.sort_unstable_by(|&a, &b| descending(value(a), value(b)).then(a.cmp(&b)));
    let mut kept: Vec<u32> = Vec::new();
    let mut front = Front::new(sides, tolerance);
    for candidate in places {
        let own = value(candidate);
        if !front.dominates(own, kept.iter().map(|k| value(*k))) {
            if passes(candidate) {
                front.add(own);
                kept.push(candidate);
            }
        } else if let Some(twin) = twin(&kept, own, &value, tolerance)
            && earlier(candidate, kept[twin])
            && passes(candidate)
        {
            kept[twin] = candidate;
        }
    }
    let overtaken = |index: usize| {
        let own = value(kept[index]);
        let later = kept[index + 1..].iter().map(|k| value(*k));
        let mut near = later.take_while(|l| l[0] >= own[0] - 2.0 * tolerance);
        near.any(|later| at_least(later, own, tolerance))
    };
    let stay: Vec<u32> = (0..kept.len())
        .filter(|i| !overtaken(*i))
        .map(|i| kept[i])
        .collect();
    stay
}

/// A kept vector equal to the candidate within tolerance; the first entries of kept vectors descend.
fn twin<'v>(
    kept: &[u32],
    candidate: &[f64],
    value: &impl Fn(u32) -> &'v [f64],
    tolerance: f64,
) -> Option<usize> {
    let near = |i: &usize| value(kept[*i])[0] <= candidate[0] + tolerance;
    let mut last = (0..kept.len()).rev().take_while(near);
    last.find(|i| {
        let kept = value(kept[*i]);
        at_least(kept, candidate, tolerance) && at_least(candidate, kept, tolerance)
    })
}

/// What has been kept so far of vectors that come in descending order: each is at most all kept ones in its first entry, so
/// only the others decide.
struct Front {
    sides: usize,
    tolerance: f64,
    /// Best third entry by second entry, both ascending and descending at once.
    stairs: BTreeMap<Ordered, f64>,
}

impl Front {
    fn new(sides: usize, tolerance: f64) -> Self {
        Self {
            sides,
            tolerance,
            stairs: BTreeMap::new(),
        }
    }

    fn dominates<'v>(&self, vector: &[f64], mut kept: impl Iterator<Item = &'v [f64]>) -> bool {
        match self.sides {
            3 => {
                let least = Ordered(vector[1] - self.tolerance);
                let higher = self.stairs.range(least..).next();
                higher.is_some_and(|(_, best)| *best >= vector[2] - self.tolerance)
            }
            _ => kept.any(|kept| at_least(kept, vector, self.tolerance)),
        }
    }

    fn add(&mut self, vector: &[f64]) {
        if self.sides != 3 {
            return;
        }
        let (y, z) = (Ordered(vector[1]), vector[2]);
        let higher = self.stairs.range(y..).next();
        if higher.is_some_and(|(_, best)| *best >= z) {
            return;
        }
        while let Some((below, best)) = self.stairs.range(..=y).next_back()
            && *best <= z
        {
            let below = *below;
            self.stairs.remove(&below);
        }
        self.stairs.insert(y, z);
    }
}

#[derive(Clone, Copy, PartialEq)]
struct Ordered(f64);

impl Eq for Ordered {}
impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}
