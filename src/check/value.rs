//! Values, as per-round averages (SEMANTICS §3.5).

use super::exchange::{Cheats, Exchange};
use crate::base::ActorId;
use crate::problem::{InForce, Problem, Settlement};

/// What one actor's values are made of where something is in force.
struct Standing {
    /// u − ρx: worth of a round there, leaks expected.
    round: f64,
    /// R: worth of the collapse.
    collapse: f64,
    /// c: probability per round that the talks collapse.
    chance: f64,
    /// δ.
    patience: f64,
}

impl Standing {
    fn new(problem: &Problem, actor: ActorId, force: &InForce) -> Self {
        let exposure = problem.exposure(actor, force).to_f64();
        Self {
            round: problem.worth(actor, force).to_f64() - problem.leak(force) * exposure,
            collapse: problem.collapse_value(actor, force).to_f64(),
            chance: problem.collapse_chance(force),
            patience: problem.actors[actor].patience,
        }
    }

    /// Standing for one round and then continuing with `value`.
    fn onward(&self, value: f64) -> f64 {
        let next = (1.0 - self.chance) * value + self.chance * self.collapse;
        (1.0 - self.patience) * self.round + self.patience * next
    }

    /// Standing for good.
    fn stay(&self) -> f64 {
        let (c, d) = (self.chance, self.patience);
        let rest = 1.0 - d * (1.0 - c);
        if rest == 0.0 {
            return self.round;
        }
        ((1.0 - d) * self.round + d * c * self.collapse) / rest
    }
}

/// `(1−δ^ℓ)·u + δ^ℓ·(R − forfeit)`: what is in force lasts until the breach is noticed, then the talks collapse.
pub(super) fn until_noticed(
    problem: &Problem,
    actor: ActorId,
    force: &InForce,
    lag: u32,
    forfeit: f64,
) -> f64 {
    let later = problem.actors[actor].patience.powf(f64::from(lag));
    let worth = problem.worth(actor, force).to_f64();
    let collapse = problem.collapse_value(actor, force).to_f64();
    (1.0 - later) * worth + later * (collapse - forfeit)
}

/// Value of staying at `settlement` for good, per consenting actor (§3.5).
pub fn stay_value(problem: &Problem, settlement: &Settlement) -> Vec<f64> {
    let force = problem.in_force(settlement);
    let actors = problem.consenting.iter();
    actors
        .map(|actor| Standing::new(problem, *actor, &force).stay())
        .collect()
}

/// Value of the exchange from `before` to `after`, followed there by a plan worth `continuation`, per consenting actor (§3.5).
///
/// Sums over all sets of other performers that may cheat: 2^k for k others that an actor doubts.
pub fn exchange_value(
    problem: &Problem,
    before: &Settlement,
    after: &Settlement,
    continuation: &[f64],
) -> Vec<f64> {
    let exchange = Exchange::new(problem, before, after);
    let actors = problem.consenting.iter().zip(continuation);
    actors
        .map(|(actor, value)| value_of(&exchange, *actor, *value))
        .collect()
}

fn value_of(exchange: &Exchange, actor: ActorId, continuation: f64) -> f64 {
    let sets = exchange.cheats(actor);
    let worths = sets.iter().map(|Cheats { who, chance }| {
        let worth = match exchange.lag_of(*who) {
            None => honoured(exchange, actor, continuation),
            Some(lag) => {
                let force = exchange.broken(|change| change.performers.meets(*who));
                until_noticed(exchange.problem, actor, &force, lag, 0.0)
            }
        };
        chance * worth
    });
    worths.sum()
}

/// All others honour their changes: the tests are passed and the plan goes on, or one is failed and the talks end.
fn honoured(exchange: &Exchange, actor: ActorId, continuation: f64) -> f64 {
    let problem = exchange.problem;
    let passes = exchange.passes(|about| problem.belief(actor, about, &exchange.before));
    let onward = Standing::new(problem, actor, &exchange.after).onward(continuation);
    let failed = until_noticed(problem, actor, &exchange.after, 1, 0.0);
    passes * onward + (1.0 - passes) * failed
}
