//! What an exchange is worth to each actor as a function of what follows it (SEMANTICS §3.5), and what it must be worth
//! (§3.6).

use super::breach::{Linked, Retractions, Tables, best_breach, best_separable};
use crate::base::{ActorId, ActorSet};
use crate::graph::{Change, Crossings, Exchange, Graph, NodeId, Standing};
use crate::problem::{InForce, Problem};

/// V = fixed + slope × v. One entry per consenting actor.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Value that does not depend on the continuation.
    pub fixed: Vec<f64>,
    /// Weight of the continuation.
    pub slope: Vec<f64>,
}

/// A set F of other performers that cheat, and the chance that exactly they do.
#[derive(Clone, Copy, Debug)]
pub struct Cheats {
    /// Who.
    pub who: ActorSet,
    /// p_F.
    pub chance: f64,
    /// ℓ: the largest lag of their changes; none if nobody cheats.
    pub lag: Option<u32>,
}

const NOBODY: Cheats = Cheats {
    who: ActorSet::EMPTY,
    chance: 1.0,
    lag: None,
};

/// What of a problem and its graph the valuation needs prepared.
pub struct Valuation<'p> {
    problem: &'p Problem,
    graph: &'p Graph,
    /// Per consenting actor, which topics its linkages tie together; none where it has no linkages.
    linked: Vec<Option<Linked>>,
    tables: Vec<Tables>,
    crossings: Crossings<'p>,
    patience: Vec<f64>,
    /// Everybody is sure of everybody: an exchange is worth what follows from where it leads.
    is_sure: bool,
}

/// Room for one thread, and what it knows of the node it looks at.
pub struct Bench {
    from: NodeId,
    exchange: Exchange,
    cheats: Vec<Cheats>,
    retractions: Vec<Retractions>,
    force_from: InForce,
    force_to: InForce,
}

impl<'p> Valuation<'p> {
    /// Prepares a problem.
    pub fn new(problem: &'p Problem, graph: &'p Graph) -> Self {
        let sides = || problem.consenting.iter().copied();
        let linked = |a: ActorId| {
            let linkages = !problem.actors[a].linkages.is_empty();
            linkages.then(|| Linked::new(problem, a))
        };
        let trusts = sides().flat_map(|a| problem.actors[a].trusts.iter());
        let rungs = || problem.topics.iter().flat_map(|t| t.rungs.iter());
        Self {
            linked: sides().map(linked).collect(),
            tables: sides().map(|a| Tables::new(problem, a)).collect(),
            crossings: Crossings::new(problem),
            patience: sides().map(|a| problem.actors[a].patience).collect(),
            is_sure: trusts.into_iter().all(|t| *t == 1.0) && rungs().all(|r| r.test.is_none()),
            problem,
            graph,
        }
    }

    /// Room for one thread.
    pub fn bench(&self) -> Bench {
        let force = self.graph.force(0);
        Bench {
            from: NodeId::MAX,
            exchange: Exchange::still(),
            cheats: Vec::new(),
            retractions: Vec::new(),
            force_from: force.clone(),
            force_to: force,
        }
    }

    /// Number of consenting actors.
    pub fn sides(&self) -> usize {
        self.patience.len()
    }

    /// Is an exchange worth what follows from where it leads, wherever it comes from?
    pub fn is_sure(&self) -> bool {
        self.is_sure
    }

    /// Worth of walking out of the talks at a node.
    pub fn walk_out(&self, at: NodeId, side: usize) -> f64 {
        let standing = self.graph.standing(at);
        standing.collapse[side] - standing.penalty[side]
    }

    /// Staying at a settlement for good: its value.
    pub fn stay(&self, at: NodeId) -> Vec<f64> {
        let at = self.graph.standing(at);
        let sides = self.patience.iter().enumerate();
        let value = sides.map(|(side, patience)| {
            let rest = 1.0 - patience * (1.0 - at.chance);
            if rest == 0.0 {
                at.round[side]
            } else {
                ((1.0 - patience) * at.round[side] + patience * at.chance * at.collapse[side])
                    / rest
            }
        });
        value.collect()
    }

    /// The exchange from one node to another.
    pub fn exchange(&self, from: NodeId, to: NodeId, bench: &mut Bench, terms: &mut Terms) {
        terms.fixed.clear();
        terms.slope.clear();
        let standing = self.graph.standing(to);
        if !self.is_sure {
            self.set_exchange(from, to, bench);
        }
        for side in 0..self.sides() {
            let (fixed, slope) = match self.is_sure {
                true => self.onward(side, &standing),
                false => self.value(side, from, to, bench),
            };
            terms.fixed.push(fixed);
            terms.slope.push(slope);
        }
    }

    /// The least that an exchange must be worth to a side; `None` for staying.
    pub fn least(&self, side: usize, from: NodeId, to: Option<NodeId>, bench: &mut Bench) -> f64 {
        let walk_out = self.walk_out(from, side);
        if !self.problem.talks.enforcement {
            return walk_out;
        }
        match to {
            Some(to) => self.set_exchange(from, to, bench),
            None => bench.exchange = Exchange::still(),
        }
        let to = to.unwrap_or(from);
        self.set_cheats(side, from, bench);
        let breach = match &self.linked[side] {
            None => {
                self.set_retractions(from, bench);
                let (standing, penalty) = (
                    self.graph.standing(to),
                    self.graph.standing(from).penalty[side],
                );
                let worths = (standing.u[side], standing.collapse[side] - penalty);
                let Bench {
                    exchange,
                    cheats,
                    retractions,
                    ..
                } = bench;
                best_separable(
                    &self.tables[side],
                    &retractions[side],
                    worths,
                    exchange,
                    cheats,
                )
            }
            Some(linked) => {
                let layout = self.graph.layout();
                layout.unpack_force(self.graph.force_key(from), &mut bench.force_from);
                layout.unpack_force(self.graph.force_key(to), &mut bench.force_to);
                let Bench {
                    exchange,
                    cheats,
                    force_from,
                    force_to,
                    ..
                } = bench;
                let standing = (self.graph.standing(from), self.graph.standing(to));
                best_breach(
                    self.problem,
                    side,
                    linked,
                    (force_from, force_to),
                    standing,
                    exchange,
                    cheats,
                )
            }
        };
        breach.map_or(walk_out, |worth| worth.max(walk_out))
    }

    fn set_exchange(&self, from: NodeId, to: NodeId, bench: &mut Bench) {
        let graph = self.graph;
        let forces = (graph.force_key(from), graph.force_key(to));
        let agreed = graph.key(from);
        bench
            .exchange
            .set(&self.crossings, graph.layout(), agreed, forces);
    }

    /// What can be taken back at a node, whatever the exchange.
    fn set_retractions(&self, from: NodeId, bench: &mut Bench) {
        if bench.from == from {
            return;
        }
        bench.from = from;
        let key = self.graph.force_key(from);
        let layout = self.graph.layout();
        bench
            .retractions
            .resize_with(self.sides(), Retractions::default);
        for (tables, retractions) in self.tables.iter().zip(&mut bench.retractions) {
            retractions.set(tables, |topic| layout.at(key, topic));
        }
    }

    /// Every set of others that may cheat in the eyes of a side, the empty one first.
    fn set_cheats(&self, side: usize, from: NodeId, bench: &mut Bench) {
        let actor = self.problem.consenting[side];
        let Bench {
            exchange, cheats, ..
        } = bench;
        cheats.clear();
        cheats.push(NOBODY);
        let standing = self.graph.standing(from);
        for other in exchange.performers.without(actor).iter() {
            let belief = standing.belief(side, other);
            if belief == 1.0 {
                continue;
            }
            let honours = exchange.honours(other, belief);
            if honours == 1.0 {
                continue;
            }
            let own = exchange
                .changes
                .iter()
                .filter(|c| c.performers.contains(other));
            let lag = own.map(|c| c.lag).max();
            for index in 0..cheats.len() {
                let set = cheats[index];
                cheats.push(Cheats {
                    who: set.who.with(other),
                    chance: set.chance * (1.0 - honours),
                    lag: set.lag.max(lag),
                });
                cheats[index].chance *= honours;
            }
        }
    }

    /// One round at a settlement and then on, nobody failing: fixed + slope·v.
    fn onward(&self, side: usize, to: &Standing) -> (f64, f64) {
        let patience = self.patience[side];
        let standing = (1.0 - patience) * to.round[side] + patience * to.chance * to.collapse[side];
        (standing, patience * (1.0 - to.chance))
    }

    /// §3.5: `H·[T·onward(s', v) + (1 − T)((1−δ)u(s') + δR(s'))] + Σ_F p_F·[(1−δ^ℓ)u(s_F) + δ^ℓ R(s_F)]`, as fixed + slope·v.
    fn value(&self, side: usize, from: NodeId, to: NodeId, bench: &mut Bench) -> (f64, f64) {
        self.set_cheats(side, from, bench);
        let at = self.graph.standing(to);
        let patience = self.patience[side];
        let believer = self.graph.standing(from);
        let passes = bench
            .exchange
            .passes(self.problem, |about| believer.belief(side, about));
        let (standing, onward) = self.onward(side, &at);
        let failed = (1.0 - patience) * at.u[side] + patience * at.collapse[side];
        let (mut fixed, mut slope) = (0.0, 0.0);
        for index in 0..bench.cheats.len() {
            let set = bench.cheats[index];
            match set.lag {
                None => {
                    fixed += set.chance * (passes * standing + (1.0 - passes) * failed);
                    slope += set.chance * passes * onward;
                }
                Some(lag) => {
                    let later = self.tables[side].later(lag);
                    let (u, collapse) = self.broken(side, to, set.who, bench);
                    fixed += set.chance * ((1.0 - later) * u + later * collapse);
                }
            }
        }
        (fixed, slope)
    }

    /// u and R of s_F: what is in force when the changes of `cheats` are undone, and the escrowed ones too if one of those is
    /// visible.
    fn broken(&self, side: usize, to: NodeId, cheats: ActorSet, bench: &mut Bench) -> (f64, f64) {
        let undone = |c: &Change| c.performers.meets(cheats);
        let Bench {
            exchange, force_to, ..
        } = bench;
        let seen = exchange.changes.iter().any(|c| undone(c) && c.visible());
        let gone = exchange
            .changes
            .iter()
            .filter(|c| undone(c) || seen && c.escrowed);
        if self.linked[side].is_none() {
            let standing = self.graph.standing(to);
            let (mut u, mut collapse) = (standing.u[side], standing.collapse[side]);
            for change in gone {
                let (before, after) = self.tables[side].worths(change);
                u += before.0 - after.0;
                collapse += before.1 - after.1;
            }
            return (u, collapse);
        }
        self.graph
            .layout()
            .unpack_force(self.graph.force_key(to), force_to);
        gone.for_each(|change| force_to.set(change.topic, change.from));
        let actor = self.problem.consenting[side];
        let u = self.problem.worth(actor, force_to).to_f64();
        (u, self.problem.collapse_value(actor, force_to).to_f64())
    }
}
