//! Adjusted winner (Brams & Taylor, *Fair Division*, 1996, chapter 4): two sides share out topics by their points.
//!
//! Each topic first goes to the side that gives it the larger share of its points. Then topics are handed over, those about which the
//! sides differ least first, until both have the same share; at most one topic is split. With as many points on either side the
//! answer is the egalitarian package.

use crate::base::{Id, Points, Ratio, TopicId};
use crate::problem::{Division, Place, Problem, Settlement, Side};

/// What adjusted winner gives.
#[derive(Clone, Debug)]
pub struct Winner {
    /// The package.
    pub package: Division,
    /// The topic that is split, if one is.
    pub split: Option<TopicId>,
}

/// Why adjusted winner does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoWinner {
    /// There are not two consenting actors.
    NotTwo,
    /// The topic cannot be divided.
    NotDivisible(TopicId),
    /// Worth along the topic is no straight line.
    Bent(TopicId),
    /// Both want the topic moved the same way.
    SameWay(TopicId),
    /// Topics are worth more or less together, or are carried out only with others.
    Linked,
    /// A side has no points to give.
    NoPoints,
    /// A constraint refuses what it gives.
    Refused,
}

/// One topic: what it is worth to either side to have all of it, as a share of the side's points.
struct Item {
    topic: TopicId,
    /// Does the first side have it at the end of the range?
    first_at_end: bool,
    shares: [Ratio; 2],
    /// How much of it the first side has.
    first_has: Ratio,
}

/// Shares out the topics of a problem; the package is not judged yet.
///
/// Complexity: a sort of the topics.
///
/// # Errors
/// [`NoWinner`] says why it does not apply.
pub fn adjusted_winner(problem: &Problem) -> Result<Winner, NoWinner> {
    let mut items = items(problem)?;
    let (zero, one) = (Points::ZERO.ratio(), Points::ONE.ratio());
    for item in &mut items {
        let wins = item.shares[0] >= item.shares[1];
        item.first_has = if wins { one.clone() } else { zero.clone() };
    }
    let has = |side: usize, items: &[Item]| -> Ratio {
        let part = |item: &Item| match side {
            0 => &item.first_has * &item.shares[0],
            _ => (&one - &item.first_has) * &item.shares[1],
        };
        items.iter().map(part).sum()
    };
    let richer = usize::from(has(0, &items) < has(1, &items));
    // Those that the poorer side values most for what they are worth to the richer one.
    items.sort_by(|a, b| {
        let worth = |x: &Item, y: &Item| &x.shares[richer] * &y.shares[1 - richer];
        let names = &problem.names.topic_ranks;
        worth(a, b)
            .cmp(&worth(b, a))
            .then(names[a.topic].cmp(&names[b.topic]))
    });
    let mut split = None;
    for place in 0..items.len() {
        let ahead = has(richer, &items) - has(1 - richer, &items);
        let held = if richer == 0 { &one } else { &zero };
        if ahead <= zero || items[place].first_has != *held {
            continue;
        }
        let both = &items[place].shares[0] + &items[place].shares[1];
        let part = if both > ahead {
            ahead / both
        } else {
            one.clone()
        };
        if part < one {
            split = Some(items[place].topic);
        }
        items[place].first_has = if richer == 0 { &one - part } else { part };
    }
    Ok(Winner {
        package: package(problem, items).ok_or(NoWinner::NotTwo)?,
        split,
    })
}

fn package(problem: &Problem, mut items: Vec<Item>) -> Option<Division> {
    items.sort_by_key(|item| item.topic.index());
    let places = items.into_iter().map(|item| {
        let share = match item.first_at_end {
            true => item.first_has,
            false => Points::ONE.ratio() - item.first_has,
        };
        let range = problem.topics[item.topic].range.as_ref()?;
        let place = Place {
            offset: share * range.length().ratio(),
            side: Side::At,
        };
        Some((item.topic, place))
    });
    let options = Settlement::from_indices(problem.topics.iter().map(|_| 0));
    Division::new(problem, options, places.collect::<Option<_>>()?)
}

fn items(problem: &Problem) -> Result<Vec<Item>, NoWinner> {
    let [first, second] = problem.consenting[..] else {
        return Err(NoWinner::NotTwo);
    };
    let sides = [first, second].map(|id| &problem.actors[id]);
    if sides.iter().any(|actor| !actor.linkages.is_empty()) {
        return Err(NoWinner::Linked);
    }
    let zero = Points::ZERO.ratio();
    let mut items = Vec::new();
    for (id, topic) in problem.topics.entries() {
        let range = topic.range.as_ref().filter(|range| range.divisible);
        let range = range.ok_or(NoWinner::NotDivisible(id))?;
        if topic.in_force.is_some() {
            return Err(NoWinner::Linked);
        }
        let length = range.length().ratio();
        let mut rises = [zero.clone(), zero.clone()];
        for (actor, rise) in sides.iter().zip(&mut rises) {
            if let Some(curve) = actor.curves.of(id) {
                let (start, end) = (curve.at(&zero), curve.at(&length));
                *rise = &end - &start;
                let straight =
                    |(at, worth): &(Ratio, Ratio)| *worth == &start + &*rise * at / &length;
                if !curve.0.iter().all(straight) {
                    return Err(NoWinner::Bent(id));
                }
            }
        }
        if &rises[0] * &rises[1] > zero {
            return Err(NoWinner::SameWay(id));
        }
        items.push(Item {
            topic: id,
            first_at_end: rises[0] > zero || rises[1] < zero,
            shares: rises.map(|rise| if rise < zero { -rise } else { rise }),
            first_has: zero.clone(),
        });
    }
    for side in 0..2 {
        let total: Ratio = items.iter().map(|item| &item.shares[side]).sum();
        if total == zero {
            return Err(NoWinner::NoPoints);
        }
        items
            .iter_mut()
            .for_each(|item| item.shares[side] /= &total);
    }
    Ok(items)
}
