//! The best breach where linkages tie topics together: choices are enumerated within each group of tied topics.
//!
//! Complexity: lags × sets of cheats × Σ over groups of the choices within the group, instead of the product over all topics.

use super::super::value::Cheats;
use super::fall;
use crate::base::{ActorId, Id, OptionId, TopicId};
use crate::graph::{Change, Exchange, Standing};
use crate::problem::{InForce, Problem};

/// What of an actor a breach needs prepared: worths as floating point, and which topics its linkages tie together.
pub struct Linked {
    /// Worth of each option of each topic, in force and fallen to its residue.
    worths: Vec<Vec<(f64, f64)>>,
    /// Group of each topic.
    group: Vec<usize>,
    /// Topics of each group.
    members: Vec<Vec<TopicId>>,
    /// Linkages of each group, by place.
    linkages: Vec<Vec<usize>>,
}

impl Linked {
    /// Groups the topics of a problem for an actor.
    pub fn new(problem: &Problem, actor: ActorId) -> Self {
        let mut group: Vec<usize> = (0..problem.topics.len()).collect();
        let mut mentioned = Vec::new();
        for linkage in &problem.actors[actor].linkages {
            let mut topics = Vec::new();
            linkage.when.topics(&mut |t| topics.push(t.index()));
            for pair in topics.windows(2) {
                let (a, b) = (group[pair[0]], group[pair[1]]);
                group.iter_mut().filter(|g| **g == b).for_each(|g| *g = a);
            }
            mentioned.push(topics.first().copied());
        }
        let mut members = vec![Vec::new(); group.len()];
        for (topic, g) in group.iter().enumerate() {
            members[*g].push(TopicId::new(topic));
        }
        let mut linkages = vec![Vec::new(); group.len()];
        for (linkage, topic) in mentioned.into_iter().enumerate() {
            // A linkage without topics holds everywhere or nowhere; the first group bears it.
            let bearer = topic.map_or(0, |t| group[t]);
            if let Some(list) = linkages.get_mut(bearer) {
                list.push(linkage);
            }
        }
        let interests = &problem.actors[actor].interests;
        let worths = interests.entries().map(|(topic, row)| {
            let fallen = |option| row[problem.residue_of(topic, option)].to_f64();
            row.entries()
                .map(|(o, worth)| (worth.to_f64(), fallen(o)))
                .collect()
        });
        Self {
            worths: worths.collect(),
            group,
            members,
            linkages,
        }
    }

    fn worth(&self, topic: TopicId, option: OptionId) -> (f64, f64) {
        self.worths[topic.index()][option.index()]
    }

    /// The topic of a group that no linkage touches.
    fn alone(&self, group: usize) -> Option<TopicId> {
        match (
            self.members[group].as_slice(),
            self.linkages[group].is_empty(),
        ) {
            ([topic], true) => Some(*topic),
            _ => None,
        }
    }
}

/// What an actor may break of one topic.
#[derive(Clone, Copy)]
struct Part {
    /// The change of the topic is not delivered.
    withheld: bool,
    /// That change would be noticed within the round.
    visible: bool,
    /// What stands falls to this.
    falls_to: Option<OptionId>,
    lag: u32,
}

/// Worth of the best breach to the consenting actor of place `side`; `None` if there is nothing to break.
pub fn best_breach(
    problem: &Problem,
    side: usize,
    linked: &Linked,
    (from, to): (&InForce, &InForce),
    (before, after): (Standing, Standing),
    exchange: &Exchange,
    cheats: &[Cheats],
) -> Option<f64> {
    let actor = problem.consenting[side];
    let parts: Vec<(TopicId, Vec<Part>)> = problem
        .topics
        .ids()
        .map(|topic| (topic, parts(problem, actor, exchange, to, topic)))
        .filter(|(_, parts)| !parts.is_empty())
        .collect();
    let mut lags: Vec<u32> = parts.iter().flat_map(|(_, p)| p).map(|p| p.lag).collect();
    lags.sort_unstable();
    lags.dedup();
    let case = Case {
        problem,
        side,
        linked,
        from,
        to,
        u: after.u[side],
        collapse: after.collapse[side] - before.penalty[side],
        exchange,
        cheats,
        groups: groups(linked, exchange, &parts),
        parts,
    };
    let visible = case.best(1, true);
    let others = lags.into_iter().map(|lag| case.best(lag, false));
    std::iter::once(visible)
        .chain(others)
        .flatten()
        .reduce(f64::max)
}

/// Groups with a change or a part: the others are worth the same whatever the breach.
fn groups(linked: &Linked, exchange: &Exchange, parts: &[(TopicId, Vec<Part>)]) -> Vec<usize> {
    let changed = exchange.changes.iter().map(|c| c.topic);
    let touched = changed.chain(parts.iter().map(|(topic, _)| *topic));
    let mut groups: Vec<usize> = touched.map(|t| linked.group[t.index()]).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// The parts of a topic: withhold, or withhold and retract, a change that the actor performs; retract any other topic.
fn parts(
    problem: &Problem,
    actor: ActorId,
    exchange: &Exchange,
    to: &InForce,
    topic: TopicId,
) -> Vec<Part> {
    let mut own = exchange.changes.iter();
    let own = own.find(|c| c.topic == topic && c.performers.contains(actor));
    let stands = own.map_or_else(|| to.at(topic), |change| change.from);
    let fall = fall(problem, actor, topic, stands);
    let withhold = own.map(|change| Part {
        withheld: true,
        visible: change.visible(),
        falls_to: None,
        lag: change.lag,
    });
    let retract = fall.map(|(falls_to, lag)| Part {
        withheld: own.is_some(),
        visible: own.is_some_and(|change| change.visible()),
        falls_to: Some(falls_to),
        lag: own.map_or(lag, |change| change.lag.min(lag)),
    });
    withhold.into_iter().chain(retract).collect()
}

struct Case<'a> {
    problem: &'a Problem,
    side: usize,
    linked: &'a Linked,
    /// In force before and after the exchange.
    from: &'a InForce,
    to: &'a InForce,
    /// Worth after the exchange, and of a collapse there that one is to blame for.
    u: f64,
    collapse: f64,
    exchange: &'a Exchange,
    cheats: &'a [Cheats],
    groups: Vec<usize>,
    parts: Vec<(TopicId, Vec<Part>)>,
}

/// How one set of cheats weighs in a case: what is in force counts `before`, its residue `after` the breach is noticed.
struct Weight<'a> {
    cheats: &'a Cheats,
    before: f64,
    after: f64,
    /// Some undone change is visible, so the escrowed ones are undone.
    seen: bool,
}

impl Case<'_> {
    /// The best breach noticed after `lag` rounds, with or without a visible change withheld.
    fn best(&self, lag: u32, visible: bool) -> Option<f64> {
        let weights: Vec<Weight> = self
            .cheats
            .iter()
            .map(|c| self.weight(c, lag, visible))
            .collect();
        let mut total = self.untouched(&weights);
        let mut trigger_loss = f64::INFINITY;
        for group in &self.groups {
            let (free, triggered) = self.best_of_group(*group, lag, visible, &weights);
            total += free;
            trigger_loss = trigger_loss.min(free - triggered);
        }
        (trigger_loss < f64::INFINITY).then_some(total - trigger_loss)
    }

    fn weight<'c>(&self, cheats: &'c Cheats, lag: u32, visible: bool) -> Weight<'c> {
        let lag = cheats.lag.map_or(lag, |theirs| theirs.min(lag));
        let later = self.actor().patience.powf(f64::from(lag));
        let undone = |c: &Change| c.performers.meets(cheats.who);
        let mut changes = self.exchange.changes.iter();
        Weight {
            cheats,
            before: cheats.chance * (1.0 - later),
            after: cheats.chance * later,
            seen: visible || changes.any(|c| undone(c) && c.visible()),
        }
    }

    fn actor(&self) -> &crate::problem::Actor {
        &self.problem.actors[self.problem.consenting[self.side]]
    }

    /// What no part can alter: groups without changes or parts, the walk-away and the penalty.
    fn untouched(&self, weights: &[Weight]) -> f64 {
        let (mut u, mut collapse) = (self.u, self.collapse);
        for group in &self.groups {
            let (in_force, fallen) = self.group_worth(*group, &|t| self.to.at(t));
            u -= in_force;
            collapse -= fallen;
        }
        weights
            .iter()
            .map(|w| w.before * u + w.after * collapse)
            .sum()
    }

    /// Worth of a group where its topics stand so, in force and fallen to the residue.
    fn group_worth(&self, group: usize, at: &impl Fn(TopicId) -> OptionId) -> (f64, f64) {
        if let Some(topic) = self.linked.alone(group) {
            return self.linked.worth(topic, at(topic));
        }
        let (mut u, mut residue) = (0.0, 0.0);
        for topic in &self.linked.members[group] {
            let (in_force, fallen) = self.linked.worth(*topic, at(*topic));
            u += in_force;
            residue += fallen;
        }
        let fallen = |topic| self.problem.residue_of(topic, at(topic));
        for linkage in &self.linked.linkages[group] {
            let linkage = &self.actor().linkages[*linkage];
            let value = linkage.value.to_f64();
            u += if linkage.when.holds(at) { value } else { 0.0 };
            residue += if linkage.when.holds(&fallen) {
                value
            } else {
                0.0
            };
        }
        (u, residue)
    }

    /// The best choice within a group, free and with a trigger (minus infinity if it has none).
    fn best_of_group(
        &self,
        group: usize,
        lag: u32,
        visible: bool,
        weights: &[Weight],
    ) -> (f64, f64) {
        let fits = |part: &&Part| part.lag >= lag && (visible || !(part.withheld && part.visible));
        let triggers = |part: &Part| match visible {
            true => part.withheld && part.visible,
            false => part.lag == lag,
        };
        let own = self
            .parts
            .iter()
            .filter(|(t, _)| self.linked.group[t.index()] == group);
        let choices: Vec<(TopicId, Vec<&Part>)> = own
            .map(|(t, parts)| (*t, parts.iter().filter(fits).collect()))
            .collect();
        let mut chosen = vec![0; choices.len()];
        let (mut free, mut triggered) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        loop {
            let picked: Vec<(TopicId, &Part)> = choices
                .iter()
                .zip(&chosen)
                .filter(|(_, c)| **c > 0)
                .map(|((t, parts), c)| (*t, parts[c - 1]))
                .collect();
            let worth = self.worth_of_choice(group, &picked, weights);
            free = free.max(worth);
            if picked.iter().any(|(_, part)| triggers(part)) {
                triggered = triggered.max(worth);
            }
            let Some(next) = (0..choices.len()).find(|i| chosen[*i] < choices[*i].1.len()) else {
                return (free, triggered);
            };
            chosen[..next].fill(0);
            chosen[next] += 1;
        }
    }

    fn worth_of_choice(
        &self,
        group: usize,
        picked: &[(TopicId, &Part)],
        weights: &[Weight],
    ) -> f64 {
        let part = |topic| {
            picked
                .iter()
                .find(|(t, _)| *t == topic)
                .map(|(_, part)| *part)
        };
        let worths = weights.iter().map(|weight| {
            let at = |topic| self.in_force(topic, part(topic), weight);
            let (u, residue) = self.group_worth(group, &at);
            weight.before * u + weight.after * residue
        });
        worths.sum()
    }

    /// d_F of one topic: undone if withheld or a cheat's, or escrowed and something is seen; then fallen.
    fn in_force(&self, topic: TopicId, part: Option<&Part>, weight: &Weight) -> OptionId {
        if let Some(option) = part.and_then(|p| p.falls_to) {
            return option;
        }
        let mut changes = self.exchange.changes.iter();
        let undone = changes.find(|c| c.topic == topic).is_some_and(|c| {
            part.is_some_and(|p| p.withheld)
                || c.performers.meets(weight.cheats.who)
                || weight.seen && c.escrowed
        });
        if undone {
            self.from.at(topic)
        } else {
            self.to.at(topic)
        }
    }
}
