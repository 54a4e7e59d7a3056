//! Models in which order is what matters: every topic costs its performer and is worth more to the others, some are worth a
//! little to everybody, many wait for another; with doubt, breaches, leaks and escrows, or without.

use super::random::Rng;

/// How hard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Talks {
    /// Everybody trusts everybody.
    Trusting,
    /// Trust 0.6, self-enforcement, a third of the topics binding, some escrowed, some hidden for long, some that may leak.
    Doubtful,
}

/// The text of a model with so many two-option topics, `gates` per cent of them behind another.
pub fn text(topics: usize, actors: usize, gates: usize, talks: Talks, seed: u64) -> String {
    let mut rng = Rng::new(seed);
    let mut lines = String::new();
    let mut worth = vec![Vec::new(); actors];
    for t in 0..topics {
        let mut rung = String::new();
        if t > 1 && rng.percent(gates) {
            rung += &format!(", after: {{t{}: done}}", rng.below(t));
        }
        if talks == Talks::Doubtful {
            rung += &doubtful(&mut rng, t);
        }
        lines += &format!("  t{t}: {{options: [none, done]{rung}}}\n");
        for (actor, worth) in worth.iter_mut().enumerate() {
            let value = match t % 5 == 4 {
                true => rng.range(1, 10),
                false if t % actors == actor => -rng.range(2, 12),
                false => rng.range(4, 20),
            };
            worth.push(format!("t{t}: {value}"));
        }
    }
    let sides = worth.iter().enumerate().map(|(a, worth)| {
        let interests = worth.join(", ");
        format!("  a{a}:\n    patience: 0.95\n    interests: {{{interests}}}\n")
    });
    let sides: String = sides.collect();
    let (trust, enforcement) = match talks {
        Talks::Trusting => (1.0, false),
        Talks::Doubtful => (0.6, true),
    };
    format!(
        "winset: 1\ntitle: sequencing\ntopics:\n{lines}actors:\n{sides}\
         talks: {{moves_per_round: 3, step_gain: 0, trust: {trust}, enforcement: {enforcement}}}\n"
    )
}

fn doubtful(rng: &mut Rng, topic: usize) -> String {
    let binding = rng.percent(33);
    let mut rung = String::new();
    if binding {
        rung += ", binding: true";
    } else if topic % 7 == 3 {
        rung += ", private: true, leak: 0.02";
    }
    if rng.percent(25) {
        rung += ", detected_in: 3";
    }
    if rng.percent(40) {
        rung += ", escrow: true";
    }
    rung
}
