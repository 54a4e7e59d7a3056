//! What one actor's payoffs are made of, as sums over topics that are never too low.

use super::relaxation::{Choice, Pays, Side};
use super::rows::{Row, necessary};
use crate::base::{ActorId, Id, OptionId, Points, TopicId};
use crate::problem::{Condition, Escrow, InForce, Moves, Problem, Rung};

type Table = Vec<Vec<f64>>;

/// What one actor's payoffs are made of.
pub struct Ledger<'p> {
    problem: &'p Problem,
    actor: ActorId,
    upper: Table,
    lower: Table,
    upper_base: f64,
    lower_base: f64,
    /// Doubted others: place, actor, belief.
    others: Vec<(usize, ActorId, f64)>,
    /// Longest time that a doubted other can hide a breach.
    hidden: f64,
}

impl<'p> Ledger<'p> {
    /// The ledger of an actor, for plans from where `force` is in force.
    pub fn new(problem: &'p Problem, actor: ActorId, force: &InForce, doubted: &[ActorId]) -> Self {
        let own = &problem.actors[actor];
        let table: Table = own
            .interests
            .iter()
            .map(|row| row.iter().map(|w| w.to_f64()).collect())
            .collect();
        let beliefs = doubted
            .iter()
            .enumerate()
            .map(|(place, j)| (place, *j, problem.belief(actor, *j, force)));
        let others: Vec<_> = beliefs
            .filter(|(_, j, belief)| *j != actor && *belief < 1.0)
            .collect();
        let performed = |r: &&Rung| others.iter().any(|(_, j, _)| r.performers.contains(*j));
        let rungs = problem.topics.iter().flat_map(|t| t.rungs.iter().skip(1));
        let open = rungs
            .filter(performed)
            .filter(|r| !matches!(r.escrow, Escrow::Yes));
        let hidden = f64::from(open.map(|r| r.detected_in).max().unwrap_or(1));
        let (upper, lower) = (table.clone(), table);
        let mut ledger = Self {
            problem,
            actor,
            upper,
            lower,
            upper_base: 0.0,
            lower_base: 0.0,
            others,
            hidden,
        };
        ledger.share_out(force);
        ledger
    }

    /// A combination's worth, in equal parts to the topics it needs that do not stand as it needs them; negative worths are left
    /// out above, positive ones below. One that asks a single topic is exact.
    fn share_out(&mut self, force: &InForce) {
        for linkage in &self.problem.actors[self.actor].linkages {
            let value = linkage.value.to_f64();
            let exact = matches!(linkage.when, Condition::Is(..));
            let parts = necessary(&linkage.when);
            let open: Vec<_> = parts
                .into_iter()
                .filter(|(t, set)| exact || !set.contains(force.at(*t)))
                .collect();
            let add = |table: &mut Table, base: &mut f64| {
                if open.is_empty() {
                    *base += value;
                }
                for (topic, set) in &open {
                    set.iter()
                        .for_each(|o| table[topic.index()][o.index()] += value / open.len() as f64);
                }
            };
            if exact || value > 0.0 {
                add(&mut self.upper, &mut self.upper_base);
            }
            if exact || value < 0.0 {
                add(&mut self.lower, &mut self.lower_base);
            }
        }
    }

    fn worth(&self, topic: TopicId, option: OptionId) -> f64 {
        self.upper[topic.index()][option.index()]
    }
    fn residue(&self, topic: TopicId, option: OptionId) -> f64 {
        self.worth(topic, self.problem.residue_of(topic, option))
    }
    /// (1 − δ^ℓ)·x, for the ℓ that makes it most.
    fn until_noticed(&self, x: f64) -> f64 {
        let lag = if x > 0.0 { self.hidden } else { 1.0 };
        x * (1.0 - self.problem.actors[self.actor].patience.powf(lag))
    }
    fn broken(&self, topic: TopicId, option: OptionId) -> f64 {
        let residue = self.residue(topic, option);
        residue + self.until_noticed(self.worth(topic, option) - residue)
    }
    /// What audiences could add to a round: only where an exposure is a gain.
    fn exposed(&self, topic: TopicId, option: OptionId) -> f64 {
        (-self.problem.actors[self.actor].exposure[topic][option].to_f64()).max(0.0)
    }

    /// Is a broken exchange worth at most what stood before it? So it is if every change of it is undone whoever cheats, or is
    /// worth nothing to this actor.
    pub fn breaks_early(&self, topics: &[Vec<Choice>]) -> bool {
        self.problem.topics.entries().all(|(id, topic)| {
            let by_all = |r: &Rung| {
                self.others
                    .iter()
                    .all(|(_, j, _)| r.performers.contains(*j))
            };
            let choices = &topics[id.index()];
            let value = |c: usize| self.broken(id, choices[c].option);
            let lower = |a: usize, b: usize| value(b) <= value(a);
            let firsts = if topic.moves == Moves::Choice {
                1
            } else {
                choices.len()
            };
            let falls = (0..firsts).all(|a| (a + 1..choices.len()).all(|b| lower(a, b)));
            falls || topic.rungs.iter().skip(1).all(by_all)
        })
    }

    /// Per topic, is every change of it kept whoever cheats? No doubted other performs it, and no escrow gives it back.
    pub fn kept(&self) -> Vec<bool> {
        let own = |r: &Rung| {
            let theirs = self
                .others
                .iter()
                .any(|(_, j, _)| r.performers.contains(*j));
            !theirs && matches!(r.escrow, Escrow::No)
        };
        let topics = self.problem.topics.iter();
        topics.map(|t| t.rungs.iter().skip(1).all(own)).collect()
    }

    /// Adds to every choice what it pays this actor.
    pub fn fill(&self, topics: &mut [Vec<Choice>]) {
        for (id, topic) in self.problem.topics.entries() {
            let choices = &mut topics[id.index()];
            let stands = choices[0].option;
            for choice in choices {
                let below = match topic.moves {
                    Moves::Choice => choice.option.index()..choice.option.index(),
                    _ => stands.index()..choice.option.index(),
                };
                let known = below.map(OptionId::new).chain([stands, choice.option]);
                let ever = known
                    .flat_map(|o| [self.worth(id, o) + self.exposed(id, o), self.residue(id, o)]);
                choice.pays.push(Pays {
                    worth: self.worth(id, choice.option) + self.exposed(id, choice.option),
                    residue: self.residue(id, choice.option),
                    broken: self.broken(id, choice.option),
                    ever: ever.fold(f64::NEG_INFINITY, f64::max),
                });
            }
        }
    }

    /// What does not depend on choices.
    pub fn side(&self) -> Side {
        let own = &self.problem.actors[self.actor];
        let walk_away = own.walk_away.to_f64();
        // u − walk-away until the breach is noticed, the residue afterwards; ℓ as it is worst for the bound.
        let lag = if walk_away > 0.0 { 1.0 } else { self.hidden };
        Side {
            patience: own.patience,
            tight: self.is_tight(),
            base: Pays {
                worth: self.upper_base - walk_away,
                residue: self.upper_base,
                broken: self.upper_base - (1.0 - own.patience.powf(lag)) * walk_away,
                ever: self.upper_base + (-walk_away).max(0.0),
            },
            // Of payoffs that are bounded one by one, chances say nothing.
            doubts: match self.is_tight() {
                true => self
                    .others
                    .iter()
                    .map(|(place, _, belief)| (*place, *belief))
                    .collect(),
                false => Vec::new(),
            },
        }
    }

    /// Without tests and with escrows that are plain, the chance that all has been honoured telescopes to a function of the
    /// settlement (§3.4). Where nothing is forfeited by leaving, walking out (§3.6) makes going on worth at least a collapse, so
    /// that collapses may be left out.
    fn is_tight(&self) -> bool {
        let rungs = || self.problem.topics.iter().flat_map(|t| t.rungs.iter());
        let tested = rungs().any(|r| r.test.is_some());
        let plain = self.problem.topics.iter().all(|t| {
            let escrowed = t
                .rungs
                .iter()
                .skip(1)
                .filter(|r| matches!(r.escrow, Escrow::Yes))
                .count();
            let vague = t.rungs.iter().any(|r| matches!(r.escrow, Escrow::When(_)));
            !vague && (t.moves == Moves::Choice || escrowed == 0 || escrowed + 1 == t.rungs.len())
        });
        let collapses = !self.problem.hazards.is_empty() || rungs().any(|r| r.leak > 0.0);
        let forfeits = rungs().any(|r| {
            r.penalty
                .iter()
                .any(|(who, p)| *who == self.actor && *p > Points::ZERO)
        });
        let patient = self.problem.actors[self.actor].patience >= 0.999;
        !tested && (plain || self.others.is_empty()) && !(collapses && (forfeits || patient))
    }

    /// Its step gain and its credit as rows. A plan that has ended gains nothing more, so a step asks for no more than that.
    pub fn steps(&self, topics: &[Vec<Choice>]) -> Vec<Row> {
        let own = &self.problem.actors[self.actor];
        let sum = |table: &Table, sign: f64| {
            let choices = topics.iter().enumerate().flat_map(|(t, all)| {
                all.iter()
                    .enumerate()
                    .map(move |(c, choice)| (t, c, choice.option))
            });
            let terms = choices.map(|(t, c, option)| (t, c, sign * table[t][option.index()]));
            terms.filter(|t| t.2 != 0.0).collect::<Vec<_>>()
        };
        let step = own.step_gain.map(|step| {
            let most = self.upper_base - self.lower_base - step.to_f64().min(0.0);
            Row::wide(sum(&self.upper, -1.0), sum(&self.lower, 1.0), most)
        });
        let credit = own.credit.map(|credit| {
            Row::wide(
                sum(&self.upper, -1.0),
                Vec::new(),
                credit.to_f64() + self.upper_base,
            )
        });
        step.into_iter().chain(credit).collect()
    }
}
