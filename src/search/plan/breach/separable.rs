//! The best breach of an actor without linkages: every topic is decided apart, and what can be taken back of topics that an
//! exchange leaves alone is summed up once per settlement.
//!
//! Falling never changes the residue (SEMANTICS §3.6: to just below a rung above the residue), so taking back adds what the
//! topic's worth rises by, for the rounds until it is noticed.
//!
//! Complexity: lags × sets of cheats × changes of the exchange.

use super::super::value::Cheats;
use super::fall;
use crate::base::{ActorId, Id, IdVec, OptionId, TopicId};
use crate::graph::{Change, Exchange};
use crate::problem::Problem;

/// What an actor's options are worth to it, and what taking back does.
pub struct Tables {
    actor: ActorId,
    /// Worth of each option of each topic, in force and fallen to its residue.
    worths: IdVec<TopicId, IdVec<OptionId, (f64, f64)>>,
    falls: IdVec<TopicId, IdVec<OptionId, Option<Fall>>>,
    /// Lags that occur, ascending.
    lags: Vec<u32>,
    /// patience^lag, by lag.
    powers: Vec<f64>,
    patience: f64,
}

/// What taking back does to a topic.
#[derive(Clone, Copy, Debug)]
struct Fall {
    to: OptionId,
    lag: u32,
    /// What the actor's worth rises by.
    gain: f64,
}

/// What can be taken back at a settlement.
#[derive(Clone, Debug, Default)]
pub struct Retractions {
    by_topic: Vec<Option<Fall>>,
    /// Per lag: what all that pays and is noticed no sooner adds up to.
    pays: Vec<f64>,
    /// Per lag: how many of those are noticed just then.
    just_then: Vec<usize>,
}

/// Powers of the patience held ready.
const POWERS: u32 = 64;

impl Tables {
    /// Complexity: options.
    pub fn new(problem: &Problem, actor: ActorId) -> Self {
        let own = &problem.actors[actor];
        let rows = own.interests.entries().map(|(topic, row)| {
            let fallen = |option| row[problem.residue_of(topic, option)].to_f64();
            let options = row.entries().map(|(o, worth)| (worth.to_f64(), fallen(o)));
            options.collect::<IdVec<OptionId, _>>()
        });
        let worths: IdVec<TopicId, IdVec<OptionId, (f64, f64)>> = rows.collect();
        let falls = worths.entries().map(|(topic, row)| {
            let falls = row.entries().map(|(option, (worth, _))| {
                let (to, lag) = fall(problem, actor, topic, option)?;
                let gain = row[to].0 - worth;
                Some(Fall { to, lag, gain })
            });
            falls.collect()
        });
        let rungs = problem.topics.iter().flat_map(|t| t.rungs.iter());
        let mut lags: Vec<u32> = rungs.map(|r| r.detected_in).chain([1]).collect();
        lags.sort_unstable();
        lags.dedup();
        let power = |lag: u32| own.patience.powf(f64::from(lag));
        Self {
            actor,
            falls: falls.collect(),
            worths,
            lags,
            powers: (0..POWERS).map(power).collect(),
            patience: own.patience,
        }
    }

    /// Weight of what comes after so many rounds.
    pub fn later(&self, lag: u32) -> f64 {
        let ready = self.powers.get(lag as usize).copied();
        ready.unwrap_or_else(|| self.patience.powf(f64::from(lag)))
    }

    /// Worths before and after a change, in force and fallen to the residue.
    pub fn worths(&self, change: &Change) -> ((f64, f64), (f64, f64)) {
        let row = &self.worths[change.topic];
        (row[change.from], row[change.to])
    }

    fn place(&self, lag: u32) -> usize {
        self.lags.partition_point(|known| *known < lag)
    }
}

impl Retractions {
    /// Becomes those of the settlement where `at` says what is in force.
    pub fn set(&mut self, tables: &Tables, at: impl Fn(TopicId) -> OptionId) {
        self.by_topic.clear();
        let falls = tables.falls.entries();
        self.by_topic
            .extend(falls.map(|(topic, row)| row[at(topic)]));
        self.pays.clear();
        self.pays.resize(tables.lags.len(), 0.0);
        self.just_then.clear();
        self.just_then.resize(tables.lags.len(), 0);
        for fall in self
            .by_topic
            .iter()
            .flatten()
            .filter(|fall| fall.gain > 0.0)
        {
            let place = tables.place(fall.lag);
            self.just_then[place] += 1;
            self.pays[..=place]
                .iter_mut()
                .for_each(|sum| *sum += fall.gain);
        }
    }

    /// Of the topics that an exchange leaves alone: what all that pays and is noticed no sooner than `lag` adds up to, and what
    /// is lost by breaking something that is noticed just then (infinite if there is nothing).
    fn beside(&self, tables: &Tables, exchange: &Exchange, lag: u32) -> (f64, f64) {
        let place = tables.place(lag);
        let (mut pays, mut just_then) = (self.pays[place], self.just_then[place]);
        for change in &exchange.changes {
            if let Some(fall) = self.by_topic[change.topic.index()]
                && fall.gain > 0.0
                && fall.lag >= lag
            {
                pays -= fall.gain;
                just_then -= usize::from(fall.lag == lag);
            }
        }
        if just_then > 0 {
            return (pays, 0.0);
        }
        let changes = |topic: usize| exchange.changes.iter().any(|c| c.topic.index() == topic);
        let others = self.by_topic.iter().enumerate();
        let losses = others
            .filter_map(|(topic, fall)| fall.filter(|f| f.lag == lag && !changes(topic)))
            .map(|fall| -fall.gain);
        (pays, losses.fold(f64::INFINITY, f64::min))
    }
}

/// How one set of cheats weighs in a case: what is in force counts `before`, its residue `after` the breach is noticed.
#[derive(Clone, Copy)]
struct Weight {
    before: f64,
    after: f64,
    /// Some undone change is visible, so the escrowed ones are undone.
    seen: bool,
}

/// Worth of the best breach; `None` if there is nothing to break. `worths` are u at s' and R there minus P at s.
pub fn best_separable(
    tables: &Tables,
    retractions: &Retractions,
    worths: (f64, f64),
    exchange: &Exchange,
    cheats: &[Cheats],
) -> Option<f64> {
    let case = |lag, visible| Case {
        tables,
        exchange,
        cheats,
        lag,
        visible,
    };
    let own = |c: &Change| c.performers.contains(tables.actor) && c.visible();
    let visible = exchange
        .changes
        .iter()
        .any(own)
        .then(|| case(1, true).best(retractions, worths));
    let others = tables
        .lags
        .iter()
        .map(|lag| case(*lag, false).best(retractions, worths));
    visible.into_iter().chain(others).flatten().reduce(f64::max)
}

/// Breaches noticed after `lag` rounds, with or without a visible change withheld.
struct Case<'a> {
    tables: &'a Tables,
    exchange: &'a Exchange,
    cheats: &'a [Cheats],
    lag: u32,
    visible: bool,
}

impl Case<'_> {
    fn best(&self, retractions: &Retractions, (u, collapse): (f64, f64)) -> Option<f64> {
        let (mut u, mut collapse) = (u, collapse);
        for change in &self.exchange.changes {
            let (_, after) = self.tables.worths(change);
            u -= after.0;
            collapse -= after.1;
        }
        let (mut total, mut before) = (0.0, 0.0);
        for cheats in self.cheats {
            let weight = self.weight(cheats);
            before += weight.before;
            total += weight.before * u + weight.after * collapse;
        }
        let (pays, mut loss) = retractions.beside(self.tables, self.exchange, self.lag);
        total += pays * before;
        loss = if self.visible {
            f64::INFINITY
        } else {
            loss * before
        };
        for change in &self.exchange.changes {
            let (free, triggered) = self.best_of(change);
            total += free;
            loss = loss.min(free - triggered);
        }
        (loss < f64::INFINITY).then_some(total - loss)
    }

    fn weight(&self, cheats: &Cheats) -> Weight {
        let lag = cheats.lag.map_or(self.lag, |theirs| theirs.min(self.lag));
        let later = self.tables.later(lag);
        let undone = |c: &Change| c.performers.meets(cheats.who);
        let mut changes = self.exchange.changes.iter();
        Weight {
            before: cheats.chance * (1.0 - later),
            after: cheats.chance * later,
            seen: self.visible || changes.any(|c| undone(c) && c.visible()),
        }
    }

    /// The best that can be done about one change, free and with a trigger (minus infinity if it has none).
    fn best_of(&self, change: &Change) -> (f64, f64) {
        let own = change.performers.contains(self.tables.actor);
        let stands = if own { change.from } else { change.to };
        let fall = self.tables.falls[change.topic][stands];
        let nothing = self.worth(change, false, None);
        let (mut free, mut triggered) = (nothing, f64::NEG_INFINITY);
        let mut consider = |falls_to: Option<OptionId>, lag: u32| {
            let visible = own && change.visible();
            if lag < self.lag || visible && !self.visible {
                return;
            }
            let worth = self.worth(change, own, falls_to);
            free = free.max(worth);
            if if self.visible {
                visible
            } else {
                lag == self.lag
            } {
                triggered = triggered.max(worth);
            }
        };
        if own {
            consider(None, change.lag);
        }
        if let Some(fall) = fall {
            let lag = if own {
                change.lag.min(fall.lag)
            } else {
                fall.lag
            };
            consider(Some(fall.to), lag);
        }
        (free, triggered)
    }

    /// d_F of one topic: undone if withheld or a cheat's, or escrowed and something is seen; then fallen.
    fn worth(&self, change: &Change, withheld: bool, falls_to: Option<OptionId>) -> f64 {
        let row = &self.tables.worths[change.topic];
        let worths = self.cheats.iter().map(|cheats| {
            let weight = self.weight(cheats);
            let undone =
                withheld || change.performers.meets(cheats.who) || weight.seen && change.escrowed;
            let stands = if undone { change.from } else { change.to };
            let (u, residue) = row[falls_to.unwrap_or(stands)];
            weight.before * u + weight.after * residue
        });
        worths.sum()
    }
}
