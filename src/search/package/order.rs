//! The order in which topics are decided: those that conditions tie together come close together, so that few conditions
//! are open at a time. (The best order is that of least pathwidth, which is hard; greedy orders with random ties come near.)

use rustc_hash::FxHashSet;

use super::form::Form;
use crate::base::{Id, IdVec, Limits, OptionId, TopicId};
use crate::problem::{Condition, Problem};

/// Open conditions up to which the first order is good enough.
const FEW_OPEN: usize = 8;
/// Other orders tried.
const TRIES: u64 = 200;
/// Most work for other orders: topics² × conditions × tries.
const MOST_WORK: usize = 100_000_000;

/// All topics, in a good order; those under no condition last, fewest options first.
pub fn topic_order(
    problem: &Problem,
    form: &Form,
    options: &IdVec<TopicId, Vec<u16>>,
    limits: &Limits,
) -> Vec<TopicId> {
    let watches = watches(form, options);
    let (tied, mut free): (Vec<TopicId>, Vec<TopicId>) = problem
        .topics
        .ids()
        .partition(|t| watches.iter().any(|w| w.contains(t)));
    free.sort_by_key(|t| (options[*t].len(), *t));
    let mut best = close_first(&tied, &watches);
    let mut least = open(&best, &watches);
    let tries = MOST_WORK / (tied.len().pow(2) * watches.len()).max(1);
    if least.0 > FEW_OPEN {
        for seed in 0..TRIES.min(tries as u64) {
            if limits.go_on().is_err() {
                break;
            }
            let order = fewest_open(&tied, &watches, seed);
            let opened = open(&order, &watches);
            if opened < least {
                (best, least) = (order, opened);
            }
        }
    }
    best.extend(free);
    best
}

/// The topics that decide each condition, of those whose options still differ in it.
fn watches(form: &Form, options: &IdVec<TopicId, Vec<u16>>) -> Vec<FxHashSet<TopicId>> {
    let mut watches = Vec::new();
    for conditions in form.watched() {
        let mut topics = FxHashSet::default();
        conditions
            .iter()
            .for_each(|c| note(c, options, &mut topics));
        watches.push(topics);
    }
    watches
}

fn note(
    condition: &Condition,
    options: &IdVec<TopicId, Vec<u16>>,
    topics: &mut FxHashSet<TopicId>,
) {
    match condition {
        Condition::Is(topic, set) => {
            let mut own = options[*topic].iter();
            let within = |o: &u16| set.contains(OptionId::new((*o).into()));
            if own.clone().any(within) && !own.all(within) {
                topics.insert(*topic);
            }
        }
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|p| note(p, options, topics));
        }
        Condition::Not(part) => note(part, options, topics),
    }
}

/// Most conditions open at once, and the sum over all places.
fn open(order: &[TopicId], watches: &[FxHashSet<TopicId>]) -> (usize, usize) {
    let mut left: Vec<usize> = watches.iter().map(FxHashSet::len).collect();
    let (mut most, mut sum) = (0, 0);
    for topic in order {
        for (left, watch) in left.iter_mut().zip(watches) {
            *left -= usize::from(watch.contains(topic));
        }
        let open = left.iter().zip(watches);
        let open = open.filter(|(l, w)| **l > 0 && **l < w.len()).count();
        (most, sum) = (most.max(open), sum + open);
    }
    (most, sum)
}

/// Greedily the topic that opens fewest conditions less those it closes, then file order.
fn close_first(topics: &[TopicId], watches: &[FxHashSet<TopicId>]) -> Vec<TopicId> {
    let mut watches = watches.to_vec();
    let mut left = topics.to_vec();
    let mut started = vec![false; watches.len()];
    let mut order = Vec::new();
    while !left.is_empty() {
        let cost = |topic: &TopicId| {
            let touched = watches.iter().zip(&started);
            let opened = touched
                .clone()
                .filter(|(w, s)| w.contains(topic) && !**s && w.len() > 1);
            let closed = touched.filter(|(w, _)| w.len() == 1 && w.contains(topic));
            (opened.count() as i64 - closed.count() as i64, *topic)
        };
        let best = (0..left.len()).min_by_key(|i| cost(&left[*i])).unwrap_or(0);
        let topic = left.remove(best);
        for (watch, started) in watches.iter_mut().zip(&mut started) {
            *started |= watch.remove(&topic);
        }
        order.push(topic);
    }
    order
}

/// Greedily the topic after which fewest conditions are open; ties by a fixed shuffle.
fn fewest_open(topics: &[TopicId], watches: &[FxHashSet<TopicId>], seed: u64) -> Vec<TopicId> {
    let mut lengths: Vec<usize> = watches.iter().map(FxHashSet::len).collect();
    let mut left = topics.to_vec();
    let mut order = Vec::new();
    while !left.is_empty() {
        let cost = |topic: &TopicId| {
            let mut change = 0i64;
            for ((watch, length), whole) in watches.iter().zip(&lengths).zip(watches) {
                if watch.contains(topic) {
                    let (was, now) = (*length < whole.len(), *length > 1);
                    change += i64::from(now) - i64::from(was);
                }
            }
            let shuffled = shuffle(seed, order.len() as u64, topic.index() as u64);
            (change, shuffled, *topic)
        };
        let best = (0..left.len()).min_by_key(|i| cost(&left[*i])).unwrap_or(0);
        let topic = left.remove(best);
        for (length, watch) in lengths.iter_mut().zip(watches) {
            *length -= usize::from(watch.contains(&topic));
        }
        order.push(topic);
    }
    order
}

/// A fixed scattering of numbers (SplitMix64: Steele, Lea & Flood 2014).
fn shuffle(seed: u64, step: u64, item: u64) -> u64 {
    let mut z = seed
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add(step << 32 | item)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}
