//! Which options can matter: one that is nowhere better than another of its topic can be left out.
//!
//! An option is *covered* by another that adds no less to any sum and is no worse for any condition, by the sign with which
//! the condition counts. Everything that a covered option can be part of, the other can, with gains at least as good.

use super::form::Form;
use crate::base::{Id, IdVec, OptionId, Points, TopicId};
use crate::problem::{Condition, OptionSet, Problem};

/// What may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// Only what the tie rule would not choose either.
    Kept,
    /// All that is covered: of packages with the same gains, the one that the tie rule chooses may be missed.
    Lost,
}

/// Most comparisons of a topic's options in conditions; beyond it all are kept.
const MOST_COMPARISONS: usize = 20_000_000;

/// The options of each topic that can matter, ascending.
///
/// Complexity: per topic, options² × places where conditions mention it.
pub fn options(problem: &Problem, form: &Form, ties: Ties) -> IdVec<TopicId, Vec<u16>> {
    let mentions = mentions(problem, form);
    let topics = problem.topics.entries();
    topics
        .map(|(id, topic)| {
            let all: Vec<u16> = problem.settled_options(topic).map(|o| o as u16).collect();
            let own = &mentions[id];
            if all.len() * all.len() * (own.len() + form.dimensions.len()) > MOST_COMPARISONS {
                return all;
            }
            let covers = |a: u16, b: u16| {
                covers(
                    form,
                    id,
                    own,
                    OptionId::new(a.into()),
                    OptionId::new(b.into()),
                )
            };
            let mut kept = all.clone();
            for &option in &all {
                let by = |other: &u16| {
                    // Settling nothing else, the status quo is no package, and so it cannot stand in for one.
                    *other != option
                        && *other != 0
                        && covers(*other, option)
                        && (*other < option || ties == Ties::Lost && !covers(option, *other))
                };
                if kept.iter().any(by) {
                    kept.retain(|o| *o != option);
                }
            }
            kept
        })
        .collect()
}

/// A set of options that some condition asks for, and how it counts.
struct Mention {
    options: OptionSet,
    /// It can help that the topic is at one of them.
    helps: bool,
    /// It can hurt.
    hurts: bool,
}

fn mentions(problem: &Problem, form: &Form) -> IdVec<TopicId, Vec<Mention>> {
    let mut all: IdVec<TopicId, Vec<Mention>> = problem.topics.iter().map(|_| Vec::new()).collect();
    for term in &form.terms {
        let helps = term.adds.iter().any(|a| *a > Points::ZERO);
        let hurts = term.adds.iter().any(|a| *a < Points::ZERO);
        note(&term.when, helps, hurts, &mut all);
    }
    for must in &form.musts {
        note(must, true, false, &mut all);
    }
    for count in &form.counts {
        let (helps, hurts) = (count.least > 0, count.most < count.of.len());
        count
            .of
            .iter()
            .for_each(|c| note(c, helps, hurts, &mut all));
    }
    all
}

fn note(condition: &Condition, helps: bool, hurts: bool, all: &mut IdVec<TopicId, Vec<Mention>>) {
    match condition {
        Condition::Is(topic, options) => all[*topic].push(Mention {
            options: options.clone(),
            helps,
            hurts,
        }),
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|p| note(p, helps, hurts, all));
        }
        Condition::Not(part) => note(part, hurts, helps, all),
    }
}

fn covers(form: &Form, topic: TopicId, mentions: &[Mention], a: OptionId, b: OptionId) -> bool {
    let sums = form.dimensions.iter();
    sums.map(|d| &d.topics[topic]).all(|row| row[a] >= row[b])
        && mentions.iter().all(|m| {
            let (has, had) = (m.options.contains(a), m.options.contains(b));
            (has || !had || !m.helps) && (!has || had || !m.hurts)
        })
}
