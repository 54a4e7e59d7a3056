//! The walk that attains a bound, and how the bound changes with the prices.

use super::chain::{Chain, Prices, Way};
use super::costs::Picks;
use super::mesh::{Mesh, Node};
use super::relaxation::Pays;
use super::rows::Term;

/// The walk that attains a bound, read as a plan.
#[derive(Clone, Debug)]
pub struct Walk {
    /// What the sides get from it, walk-away taken off.
    pub gains: Vec<f64>,
    /// How the bound changes with each price.
    pub slope: Prices,
}

/// A round of a walk.
struct Step {
    round: usize,
    owner: usize,
    other: usize,
    class: f64,
    /// Chance that no collapse came before it, and what of it the next round's rows see.
    mass: f64,
    follow: f64,
}

impl Chain<'_> {
    /// The rounds of the best walk; the tail ends when it stays where it is.
    fn steps(&self, ways: &[Vec<Way>], first: usize) -> Vec<Step> {
        let (mut steps, mut at, mut mass, mut round) = (Vec::new(), first, 1.0, 1);
        loop {
            let (to, class) = ways[round - 1][at];
            let (owner, other) = if self.relaxation.late {
                (to, at)
            } else {
                (at, to)
            };
            let on = self.follow(round, class).map_or(0.0, |(_, share)| share);
            let for_good = self.in_tail(round) && to == at;
            let times = if for_good { mass / (1.0 - on) } else { mass };
            steps.push(Step {
                round,
                owner,
                other,
                class,
                mass: times,
                follow: times * on,
            });
            if for_good || self.stands(round) {
                return steps;
            }
            (at, mass) = (to, mass * on);
            round = (round + 1).min(self.rounds);
        }
    }

    pub(super) fn walk(
        &self,
        mesh: &Mesh,
        prices: &Prices,
        ways: &[Vec<Way>],
        first: usize,
    ) -> Walk {
        let mut walk = Walk {
            gains: vec![0.0; self.used.len()],
            slope: self.no_prices(),
        };
        if !self.relaxation.late {
            for (gain, ((i, _), s)) in walk
                .gains
                .iter_mut()
                .zip(self.used.iter().zip(&mesh.nodes[first].honoured))
            {
                *gain += (1.0 - s) * self.broken_at_start(*i);
            }
        }
        for step in self.steps(ways, first) {
            let (owner, other) = (&mesh.nodes[step.owner], &mesh.nodes[step.other]);
            let tariff = self.tariff(step.round, prices);
            let mut weights = self.open(step.round, step.class);
            for side in 0..self.used.len() {
                self.add(
                    &tariff,
                    side,
                    step.round,
                    step.class,
                    owner.honoured[side],
                    other.honoured[side],
                    &mut weights,
                );
            }
            let picks = self.picks(&weights, owner);
            self.gained(&step, &picks, owner, other, &mut walk.gains);
            self.slope(&step, &picks, owner, other, &mut walk.slope);
        }
        walk
    }

    /// The best choices of a node.
    fn picks(&self, weights: &[Vec<f64>], node: &Node) -> Picks {
        let mut picks = vec![0; weights.len()];
        self.costs.free(weights, &mut picks);
        for (j, levels) in node.levels.iter().enumerate() {
            let table = self.costs.best(j, weights);
            let level = (levels.0..=levels.1).max_by(|a, b| table[*a].total_cmp(&table[*b]));
            self.costs
                .choose(j, weights, level.unwrap_or(levels.0), &mut picks);
        }
        picks
    }

    fn gained(&self, step: &Step, picks: &Picks, owner: &Node, other: &Node, gains: &mut [f64]) {
        for (side, gain) in gains.iter_mut().enumerate() {
            let (i, weight) = self.used[side];
            let of = &self.relaxation.sides[i];
            let pay = self.payoff(
                side,
                step.round,
                step.class,
                owner.honoured[side],
                other.honoured[side],
            );
            let pays = picks
                .iter()
                .zip(&self.relaxation.topics)
                .map(|(c, choices)| &choices[*c].pays[i]);
            let of_one = |p: &Pays| match of.tight {
                true => pay.worth * p.worth + pay.residue * p.residue + pay.broken * p.broken,
                false => pay.worth * p.ever,
            };
            *gain += step.mass * pays.chain([&of.base]).map(of_one).sum::<f64>() / weight;
        }
    }

    fn slope(&self, step: &Step, picks: &Picks, owner: &Node, other: &Node, slope: &mut Prices) {
        let (round, next) = (
            step.round,
            self.follow(step.round, step.class).map(|(next, _)| next),
        );
        let sum = |terms: &[Term]| -> f64 {
            terms
                .iter()
                .filter(|t| picks[t.0] == t.1)
                .map(|t| t.2)
                .sum()
        };
        for (r, row) in self.relaxation.rows.iter().enumerate() {
            let now = step.mass * (self.most(r, round) - sum(&row.now));
            let before = step.follow * sum(&row.before);
            for side in 0..self.used.len() {
                let (here, there) = (owner.share[side], other.share[side]);
                let (here, there) = if self.relaxation.late {
                    (there, here)
                } else {
                    (here, there)
                };
                for (end, (here, there)) in [(1.0 - here, 1.0 - there), (here, there)]
                    .into_iter()
                    .enumerate()
                {
                    if self.asked(r, round) {
                        slope[round][self.price(r, side, end)] += now * here;
                    }
                    if let Some(next) = next.filter(|n| self.asked(r, *n)) {
                        slope[next][self.price(r, side, end)] -= before * there;
                    }
                }
            }
        }
    }
}
