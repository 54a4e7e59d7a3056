//! What settlements are to everybody (SEMANTICS §3.1), computed once per node and laid end to end.

use crate::base::{ActorId, Id};
use crate::problem::{InForce, Problem, Settlement};

/// The settlement functions of all nodes. Vectors run over the consenting actors. What is the same at every settlement of a
/// model (no penalties, no leaks, nobody in doubt) is not held at all.
#[derive(Clone, Debug)]
pub struct Standings {
    sides: usize,
    actors: usize,
    /// u.
    u: Vec<f64>,
    /// R, the collapse value.
    collapse: Vec<f64>,
    /// u − ρx: worth of a round here, leaks expected. Empty: u.
    round: Vec<f64>,
    /// P, the penalty. Empty: none.
    penalty: Vec<f64>,
    /// c, the collapse probability per round. Empty: 0.
    chance: Vec<f64>,
    /// Belief of each consenting actor in every actor, row by row. Empty: as before the talks.
    beliefs: Vec<f64>,
    none: Vec<f64>,
    priors: Vec<f64>,
    held: Held,
}

/// Which settlement functions vary.
#[derive(Clone, Copy, Debug)]
struct Held {
    round: bool,
    penalty: bool,
    chance: bool,
    beliefs: bool,
}

/// The settlement functions of one node.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// u.
    pub u: &'a [f64],
    /// R, the collapse value.
    pub collapse: &'a [f64],
    /// u − ρx.
    pub round: &'a [f64],
    /// P, the penalty.
    pub penalty: &'a [f64],
    /// c, the collapse probability per round.
    pub chance: f64,
    beliefs: &'a [f64],
    actors: usize,
}

impl Standing<'_> {
    /// Belief of the consenting actor of this place in another.
    pub fn belief(&self, side: usize, other: ActorId) -> f64 {
        self.beliefs[side * self.actors + other.index()]
    }
}

impl Standings {
    /// None yet.
    pub fn new(problem: &Problem) -> Self {
        let rungs = || problem.topics.iter().flat_map(|t| t.rungs.iter());
        let leaks = rungs().any(|r| r.leak > 0.0);
        let sides = problem.consenting.len();
        let actors = problem.actors.len();
        let trusts = problem.consenting.iter();
        let priors: Vec<f64> = trusts
            .flat_map(|a| problem.actors[*a].trusts.iter().copied())
            .collect();
        let held = Held {
            round: leaks,
            penalty: rungs().any(|r| !r.penalty.is_empty()),
            chance: leaks || !problem.hazards.is_empty(),
            beliefs: priors.iter().any(|p| *p > 0.0 && *p < 1.0),
        };
        Self {
            sides,
            actors,
            u: Vec::new(),
            collapse: Vec::new(),
            round: Vec::new(),
            penalty: Vec::new(),
            chance: Vec::new(),
            beliefs: Vec::new(),
            none: vec![0.0; sides],
            priors,
            held,
        }
    }

    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.u.len() / self.sides.max(1)
    }

    /// Bytes held.
    pub fn bytes(&self) -> u64 {
        let all = [
            &self.u,
            &self.collapse,
            &self.round,
            &self.penalty,
            &self.chance,
            &self.beliefs,
        ];
        let entries: usize = all.iter().map(|v| v.capacity()).sum();
        8 * entries as u64
    }

    /// Computes one more node.
    ///
    /// Complexity: topics × actors.
    pub fn push(&mut self, problem: &Problem, force: &InForce) {
        let sides = || problem.consenting.iter().copied();
        let residue = problem.residue(force);
        let leak = problem.leak(force);
        let first = self.u.len();
        self.u
            .extend(sides().map(|a| problem.worth(a, force).to_f64()));
        let collapse = |a: ActorId| problem.actors[a].walk_away + problem.worth(a, &residue);
        self.collapse.extend(sides().map(|a| collapse(a).to_f64()));
        if self.held.round {
            let worths = self.u[first..].iter().zip(sides());
            let expected = worths.map(|(u, a)| u - leak * problem.exposure(a, force).to_f64());
            self.round.extend(expected);
        }
        if self.held.penalty {
            let penalties = sides().map(|a| problem.penalty(a, force).to_f64());
            self.penalty.extend(penalties);
        }
        if self.held.chance {
            self.chance.push(problem.collapse_chance(force));
        }
        if self.held.beliefs {
            let all = sides().flat_map(|a| problem.actors.ids().map(move |other| (a, other)));
            let beliefs = all.map(|(a, other)| problem.belief(a, other, force));
            self.beliefs.extend(beliefs);
        }
    }

    /// Appends nodes computed apart.
    pub fn append(&mut self, mut others: Self) {
        self.u.append(&mut others.u);
        self.collapse.append(&mut others.collapse);
        self.round.append(&mut others.round);
        self.penalty.append(&mut others.penalty);
        self.chance.append(&mut others.chance);
        self.beliefs.append(&mut others.beliefs);
    }

    /// A node's.
    pub fn of(&self, node: usize) -> Standing<'_> {
        let own = node * self.sides..(node + 1) * self.sides;
        let u = &self.u[own.clone()];
        let row = self.sides * self.actors;
        Standing {
            u,
            collapse: &self.collapse[own.clone()],
            round: if self.held.round {
                &self.round[own.clone()]
            } else {
                u
            },
            penalty: if self.held.penalty {
                &self.penalty[own]
            } else {
                &self.none
            },
            chance: if self.held.chance {
                self.chance[node]
            } else {
                0.0
            },
            beliefs: if self.held.beliefs {
                &self.beliefs[node * row..(node + 1) * row]
            } else {
                &self.priors
            },
            actors: self.actors,
        }
    }
}

/// A settlement and what of it is in force, both empty but of the right size: room to unpack nodes into.
pub fn blank(problem: &Problem) -> (Settlement, InForce) {
    let settlement = problem.status_quo();
    let force = problem.in_force(&settlement);
    (settlement, force)
}
