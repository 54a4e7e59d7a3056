//! How likely a road is to be walked, as an observer sees it (SEMANTICS §3.8): an absorbing Markov chain.
//!
//! Transient states are the rounds; from each the talks go on, or end because the exchange is not honoured (or a test failed),
//! or because of a leak or a hazard in the round after it. With Q the moves between rounds and R those into the ends, the
//! fundamental matrix N = (I − Q)⁻¹ gives the expected visits and N·R where the talks end (Kemeny & Snell 1960).

use nalgebra::DMatrix;

use crate::check::PlanVerdict;
use crate::problem::InForce;

/// Where and when talks end.
#[derive(Clone, Debug)]
pub struct Chances {
    /// Chance that each round is begun.
    pub begun: Vec<f64>,
    /// Chance that the final settlement stands at the end of the last round.
    pub completed: f64,
    /// Rounds expected, until the talks end or the road is walked.
    pub rounds: f64,
    /// The ways to fail, in order.
    pub failures: Vec<Failure>,
}

/// One way to fail.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The round, from 0.
    pub round: usize,
    /// The exchange itself failed; otherwise a leak or a hazard ended the talks after it.
    pub broken: bool,
    /// How likely.
    pub chance: f64,
    /// What still stands then: of what was in force before a broken exchange, else after it.
    pub residue: InForce,
}

/// The chain of a judged plan.
///
/// Complexity: cubic in the number of rounds.
pub fn chances(verdict: &PlanVerdict) -> Chances {
    let rounds = verdict.rounds.len();
    if rounds == 0 {
        return stays();
    }
    let mut onward = DMatrix::<f64>::zeros(rounds, rounds);
    // Ends: two per round, then the road walked to its end.
    let mut ends = DMatrix::<f64>::zeros(rounds, 2 * rounds + 1);
    for (round, own) in verdict.rounds.iter().enumerate() {
        let through = own.honoured * own.survives;
        ends[(round, 2 * round)] = 1.0 - own.honoured;
        ends[(round, 2 * round + 1)] = own.honoured * (1.0 - own.survives);
        if round + 1 < rounds {
            onward[(round, round + 1)] = through;
        } else {
            ends[(round, 2 * rounds)] = through;
        }
    }
    let identity = DMatrix::<f64>::identity(rounds, rounds);
    // I − Q is triangular with ones on its diagonal, so it can be inverted.
    let fundamental = (identity - onward)
        .try_inverse()
        .unwrap_or_else(|| DMatrix::identity(rounds, rounds));
    let absorbed = &fundamental * ends;
    let residue = |round: usize| match verdict.rounds.get(round) {
        Some(own) => own.residue.clone(),
        None => verdict.end.residue.clone(),
    };
    let failures = (0..2 * rounds).map(|end| Failure {
        round: end / 2,
        broken: end % 2 == 0,
        chance: absorbed[(0, end)],
        residue: residue(end / 2 + end % 2),
    });
    Chances {
        begun: (0..rounds).map(|r| fundamental[(0, r)]).collect(),
        completed: absorbed[(0, 2 * rounds)],
        rounds: fundamental.row(0).sum(),
        failures: failures.filter(|f| f.chance > 0.0).collect(),
    }
}

/// A plan of no rounds is walked as soon as it is agreed.
fn stays() -> Chances {
    Chances {
        begun: Vec::new(),
        completed: 1.0,
        rounds: 0.0,
        failures: Vec::new(),
    }
}
