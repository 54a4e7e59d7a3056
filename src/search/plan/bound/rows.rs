//! What ties one round to the next, as linear rows: `Σ now·y(k) + Σ before·y(k−1) ≤ most + a_round·k`, where y says which choice
//! each topic stands at after a round. Every plan satisfies every row; which is all that the bound needs of them.

use super::relaxation::Choice;
use crate::base::{Id, OptionId, Points, TopicId};
use crate::problem::{Condition, Moves, OptionSet, Problem, Scope, StateForm};

/// A topic, one of its choices, and a coefficient.
pub type Term = (usize, usize, f64);

/// A linear row.
#[derive(Clone, Debug)]
pub struct Row {
    /// Coefficients after the round.
    pub now: Vec<Term>,
    /// Coefficients before it.
    pub before: Vec<Term>,
    /// Right-hand side.
    pub most: f64,
    /// What the right-hand side grows by each round; such rows are not asked in the tail.
    pub a_round: f64,
    /// Size of a sensible step of its price, relative to a row of ones.
    pub scale: f64,
    /// It says of one topic that what is climbed stays climbed.
    pub lasts: bool,
}

impl Row {
    fn ones(now: Vec<Term>, before: Vec<Term>) -> Self {
        let (most, a_round, scale, lasts) = (0.0, 0.0, 1.0, false);
        Self {
            now,
            before,
            most,
            a_round,
            scale,
            lasts,
        }
    }
    /// A row over many topics whose coefficients differ in size.
    pub fn wide(now: Vec<Term>, before: Vec<Term>, most: f64) -> Self {
        let squares: f64 = now.iter().chain(&before).map(|t| t.2 * t.2).sum();
        let scale = 8.0 / squares.max(1e-9);
        Self {
            scale,
            ..Self {
                most,
                ..Self::ones(now, before)
            }
        }
    }
}

/// The parts of a condition that must hold whenever it does.
pub fn necessary(condition: &Condition) -> Vec<(TopicId, &OptionSet)> {
    match condition {
        Condition::Is(topic, set) => vec![(*topic, set)],
        Condition::All(parts) => parts.iter().flat_map(necessary).collect(),
        Condition::Any(parts) if parts.len() == 1 => necessary(&parts[0]),
        _ => Vec::new(),
    }
}

/// Rows of what may follow what: options last, `after` and `in_force` hold, few topics move in a round, budgets are kept.
pub fn rows(problem: &Problem, topics: &[Vec<Choice>]) -> Vec<Row> {
    let mut rows = Vec::new();
    for topic in problem.topics.ids() {
        lasting(problem, topics, topic, &mut rows);
        gates(problem, topics, topic, &mut rows);
        coming_into_force(problem, topics, topic, &mut rows);
    }
    moves(problem, topics, &mut rows);
    budgets(problem, topics, &mut rows);
    rows
}

/// What has been climbed stays climbed.
fn lasting(problem: &Problem, topics: &[Vec<Choice>], topic: TopicId, rows: &mut Vec<Row>) {
    let (t, count) = (topic.index(), topics[topic.index()].len());
    for c in 1..count {
        let kept = match problem.topics[topic].moves {
            Moves::Choice => c..c + 1,
            Moves::Climb | Moves::Ladder => c..count,
        };
        let all = |x: f64| kept.clone().map(|c| (t, c, x)).collect();
        let row = Row::ones(all(-1.0), all(1.0));
        rows.push(Row { lasts: true, ..row });
    }
}

/// Choices of a topic from which a part of a condition can still hold or have held.
fn reached(
    problem: &Problem,
    topics: &[Vec<Choice>],
    topic: TopicId,
    set: &OptionSet,
) -> Vec<usize> {
    let least = set.iter().next();
    let choices = topics[topic.index()].iter().enumerate();
    let in_reach = choices.filter(|(_, c)| match problem.topics[topic].moves {
        Moves::Choice => set.contains(c.option),
        Moves::Climb | Moves::Ladder => least.is_some_and(|l| c.option >= l),
    });
    in_reach.map(|(c, _)| c).collect()
}

/// Terms that are at least 1 once the part holds; none where it says nothing of what comes. What is agreed need not be in force,
/// so topics with `in_force` of their own say nothing.
fn opened(
    problem: &Problem,
    topics: &[Vec<Choice>],
    part: (TopicId, &OptionSet),
) -> Option<Vec<Term>> {
    let (topic, set) = part;
    let choices = reached(problem, topics, topic, set);
    let silent = problem.topics[topic].in_force.is_some() || choices.contains(&0);
    (!silent).then(|| {
        choices
            .into_iter()
            .map(|c| (topic.index(), c, -1.0))
            .collect()
    })
}

/// A rung is climbed only after its gate.
fn gates(problem: &Problem, topics: &[Vec<Choice>], topic: TopicId, rows: &mut Vec<Row>) {
    let (t, parts) = (topic.index(), &problem.topics[topic]);
    for (id, rung) in parts.rungs.entries() {
        let Some(after) = &rung.after else { continue };
        let crosses = |c: &Choice| {
            c.moves > 0.0
                && match parts.moves {
                    Moves::Choice => c.option == id,
                    Moves::Climb | Moves::Ladder => c.option >= id && id > c.agreed,
                }
        };
        let choices = topics[t].iter().enumerate().skip(1);
        let now: Vec<Term> = choices
            .filter(|(_, c)| crosses(c))
            .map(|(c, _)| (t, c, 1.0))
            .collect();
        if now.is_empty() {
            continue;
        }
        for part in necessary(after) {
            if let Some(before) = opened(problem, topics, part) {
                rows.push(Row::ones(now.clone(), before));
            }
        }
    }
}

/// What is not in force yet comes into force with its condition.
fn coming_into_force(
    problem: &Problem,
    topics: &[Vec<Choice>],
    topic: TopicId,
    rows: &mut Vec<Row>,
) {
    let t = topic.index();
    let Some(condition) = &problem.topics[topic].in_force else {
        return;
    };
    if topics[t][0].option != OptionId::STATUS_QUO || topics[t].len() == 1 {
        return;
    }
    for part in necessary(condition) {
        if let Some(open) = opened(problem, topics, part) {
            let own = (1..topics[t].len()).map(|c| (t, c, 1.0));
            rows.push(Row::ones(own.chain(open).collect(), Vec::new()));
        }
    }
}

/// At most so many topics move in a round. Topics that come into force together may be many: they count over all rounds only.
fn moves(problem: &Problem, topics: &[Vec<Choice>], rows: &mut Vec<Row>) {
    let count = |all: bool, sign: f64| -> Vec<Term> {
        let counted = problem
            .topics
            .ids()
            .filter(|t| all || problem.topics[*t].in_force.is_none());
        let terms = counted.flat_map(|t| {
            let choices = topics[t.index()].iter().enumerate();
            choices.map(move |(c, choice)| (t.index(), c, sign * choice.moves))
        });
        terms.filter(|t| t.2 != 0.0).collect()
    };
    let most = problem.talks.moves_per_round as f64;
    rows.push(Row::wide(count(false, 1.0), count(false, -1.0), most));
    if problem.topics.iter().any(|t| t.in_force.is_some()) {
        let all = Row::wide(count(true, 1.0), Vec::new(), 0.0);
        rows.push(Row {
            a_round: most,
            ..all
        });
    }
}

/// Budgets asked always. They speak of what is agreed, so topics that may not be in force count for the least they may cost.
fn budgets(problem: &Problem, topics: &[Vec<Choice>], rows: &mut Vec<Row>) {
    for rule in problem.rules.iter().filter(|r| r.scope == Scope::Always) {
        let StateForm::Budget(limit, amounts) = &rule.form else {
            continue;
        };
        let (mut now, mut most) = (Vec::new(), limit.to_f64());
        for (id, topic) in problem.topics.entries() {
            if topic.in_force.is_some() {
                let least = amounts[id].iter().copied().min().unwrap_or(Points::ZERO);
                most -= least.to_f64();
                continue;
            }
            let choices = topics[id.index()].iter().enumerate();
            now.extend(
                choices.map(|(c, choice)| (id.index(), c, amounts[id][choice.option].to_f64())),
            );
        }
        rows.push(Row::wide(now, Vec::new(), most));
    }
}
