//! The order in which topics are decided: those that conditions tie together come first and close together, so that few
//! conditions are open at a time.

use rustc_hash::FxHashSet;

use super::form::Form;
use crate::base::TopicId;
use crate::problem::Problem;

/// All topics, in a good order: greedily the one that leaves the fewest conditions open, then the one that closes most,
/// then file order; topics under no condition last, smallest first.
pub fn topic_order(problem: &Problem, form: &Form) -> Vec<TopicId> {
    let mut watches: Vec<FxHashSet<TopicId>> = Vec::new();
    for conditions in form.watched() {
        let mut topics = FxHashSet::default();
        for condition in conditions {
            condition.topics(&mut |t| {
                topics.insert(t);
            });
        }
        watches.push(topics);
    }
    let mut free: Vec<TopicId> = Vec::new();
    let mut tied: Vec<TopicId> = Vec::new();
    for topic in problem.topics.ids() {
        let watched = watches.iter().any(|w| w.contains(&topic));
        if watched { &mut tied } else { &mut free }.push(topic);
    }
    free.sort_by_key(|t| (problem.topics[*t].rungs.len(), *t));
    let mut order = Vec::new();
    let mut started = vec![false; watches.len()];
    while !tied.is_empty() {
        let cost = |topic: &TopicId| {
            let touched = watches.iter().zip(&started);
            let opened = touched
                .clone()
                .filter(|(w, s)| w.contains(topic) && !**s && w.len() > 1);
            let closed = touched.filter(|(w, _)| w.len() == 1 && w.contains(topic));
            (opened.count() as i64 - closed.count() as i64, *topic)
        };
        let best = (0..tied.len()).min_by_key(|i| cost(&tied[*i])).unwrap_or(0);
        let topic = tied.remove(best);
        for (watch, started) in watches.iter_mut().zip(&mut started) {
            *started |= watch.remove(&topic);
        }
        order.push(topic);
    }
    order.extend(free);
    order
}
