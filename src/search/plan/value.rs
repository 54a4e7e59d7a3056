//! What an exchange is worth to each actor as a function of what follows it (SEMANTICS §3.5), and what it must be worth
//! (§3.6).

use super::breach::{Linked, best_breach};
use crate::base::{ActorId, ActorSet};
use crate::graph::{Exchange, Standing};
use crate::problem::{InForce, Problem};

/// V = fixed + slope × v, and the least V at which nobody is better off otherwise. One entry per consenting actor.
pub struct Terms {
    /// Value that does not depend on the continuation.
    pub fixed: Vec<f64>,
    /// Weight of the continuation.
    pub slope: Vec<f64>,
    /// Worth of the best alternative.
    pub least: Vec<f64>,
}

/// A set F of other performers that cheat, and the chance that exactly they do.
pub struct Cheats {
    /// Who.
    pub who: ActorSet,
    /// p_F.
    pub chance: f64,
    /// ℓ: the largest lag of their changes; none if nobody cheats.
    pub lag: Option<u32>,
}

/// What of a problem the valuation needs prepared.
pub struct Valuation<'p> {
    problem: &'p Problem,
    /// Per consenting actor, which topics its linkages tie together.
    linked: Vec<Linked>,
    patience: Vec<f64>,
}

impl<'p> Valuation<'p> {
    /// Prepares a problem.
    pub fn new(problem: &'p Problem) -> Self {
        let sides = problem.consenting.iter();
        Self {
            problem,
            linked: sides.clone().map(|a| Linked::new(problem, *a)).collect(),
            patience: sides.map(|a| problem.actors[*a].patience).collect(),
        }
    }

    /// Staying at a settlement for good: its value, and the least it must be.
    pub fn stay(&self, at: &Standing) -> (Vec<f64>, Vec<f64>) {
        let sides = 0..self.patience.len();
        let value = sides.clone().map(|side| {
            let (patience, chance) = (self.patience[side], at.chance);
            let rest = 1.0 - patience * (1.0 - chance);
            if rest == 0.0 {
                at.round[side]
            } else {
                ((1.0 - patience) * at.round[side] + patience * chance * at.collapse[side]) / rest
            }
        });
        let still = Exchange {
            changes: Vec::new(),
            performers: ActorSet::EMPTY,
        };
        let least = sides.map(|side| self.least(side, at, at, &still, &nobody_cheats()));
        (value.collect(), least.collect())
    }

    /// The exchange from one settlement to another.
    pub fn exchange(&self, from: &Standing, to: &Standing) -> Terms {
        let exchange = Exchange::new(self.problem, from, to);
        let mut terms = Terms {
            fixed: Vec::new(),
            slope: Vec::new(),
            least: Vec::new(),
        };
        for (side, &actor) in self.problem.consenting.iter().enumerate() {
            let cheats = self.cheats(side, actor, from, &exchange);
            let (fixed, slope) = self.value(side, actor, from, to, &exchange, &cheats);
            terms.fixed.push(fixed);
            terms.slope.push(slope);
            terms
                .least
                .push(self.least(side, from, to, &exchange, &cheats));
        }
        terms
    }

    /// Every set of others that may cheat in the eyes of `actor`, the empty one first.
    fn cheats(
        &self,
        side: usize,
        actor: ActorId,
        from: &Standing,
        exchange: &Exchange,
    ) -> Vec<Cheats> {
        let mut sets = nobody_cheats();
        for other in exchange.performers.without(actor).iter() {
            let belief = from.belief(side, other);
            let honours = exchange.honours(self.problem, other, belief);
            if honours == 1.0 {
                continue;
            }
            let own = exchange
                .changes
                .iter()
                .filter(|c| c.performers.contains(other));
            let lag = own.map(|c| c.lag).max();
            let cheating = sets.iter().map(|set| Cheats {
                who: set.who.with(other),
                chance: set.chance * (1.0 - honours),
                lag: set.lag.max(lag),
            });
            let cheating: Vec<Cheats> = cheating.collect();
            sets.iter_mut().for_each(|set| set.chance *= honours);
            sets.extend(cheating);
        }
        sets
    }

    /// §3.5: `H·[T·onward(s', v) + (1 − T)((1−δ)u(s') + δR(s'))] + Σ_F p_F·[(1−δ^ℓ)u(s_F) + δ^ℓ R(s_F)]`, as fixed + slope·v.
    fn value(
        &self,
        side: usize,
        actor: ActorId,
        from: &Standing,
        to: &Standing,
        exchange: &Exchange,
        cheats: &[Cheats],
    ) -> (f64, f64) {
        let patience = self.patience[side];
        let passes = exchange.passes(self.problem, |about| from.belief(side, about));
        let standing = (1.0 - patience) * to.round[side] + patience * to.chance * to.collapse[side];
        let failed = (1.0 - patience) * to.u[side] + patience * to.collapse[side];
        let (mut fixed, mut slope) = (0.0, 0.0);
        for set in cheats {
            match set.lag {
                None => {
                    fixed += set.chance * (passes * standing + (1.0 - passes) * failed);
                    slope += set.chance * passes * patience * (1.0 - to.chance);
                }
                Some(lag) => {
                    let force = broken(to, exchange, set.who);
                    let later = patience.powf(f64::from(lag));
                    let u = self.problem.worth(actor, &force).to_f64();
                    let collapse = self.problem.collapse_value(actor, &force).to_f64();
                    fixed += set.chance * ((1.0 - later) * u + later * collapse);
                }
            }
        }
        (fixed, slope)
    }

    /// §3.6: worth of the best alternative.
    fn least(
        &self,
        side: usize,
        from: &Standing,
        to: &Standing,
        exchange: &Exchange,
        cheats: &[Cheats],
    ) -> f64 {
        let walk_out = from.collapse[side] - from.penalty[side];
        if !self.problem.talks.enforcement {
            return walk_out;
        }
        let linked = &self.linked[side];
        let breach = best_breach(self.problem, side, linked, from, to, exchange, cheats);
        breach.map_or(walk_out, |worth| worth.max(walk_out))
    }
}

fn nobody_cheats() -> Vec<Cheats> {
    vec![Cheats {
        who: ActorSet::EMPTY,
        chance: 1.0,
        lag: None,
    }]
}

/// s_F: what is in force when the changes of `cheats` are undone, and the escrowed ones too if one of those is visible.
fn broken(to: &Standing, exchange: &Exchange, cheats: ActorSet) -> InForce {
    let undone = |c: &crate::graph::Change| c.performers.meets(cheats);
    let seen = exchange.changes.iter().any(|c| undone(c) && c.visible());
    let mut force = to.force.clone();
    for change in &exchange.changes {
        if undone(change) || seen && change.escrowed {
            force.set(change.topic, change.from);
        }
    }
    force
}
