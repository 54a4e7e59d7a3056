//! Rounds in a row: the bound for given prices, as the best walk over the mesh, and how it changes with the prices.
//!
//! A round's payoff depends on its choices, on the node after it and on one neighbour (the next node, or the one before where
//! breaches are bounded late), linearly in the choices and piece by piece linearly in the chances S. For every corner of the
//! pieces the best choices of each level are had by knapsack; as the best of linear functions is convex in their coefficients,
//! mixing the corners' values is never below the value in between.

use super::costs::Costs;
use super::mesh::{Mesh, least, share};
use super::pieces::{evaluate, polynomial};
use super::relaxation::{Choice, Relaxation, Side};
use super::walk::Walk;
use crate::base::{Limits, Stopped};

/// Price of each row in each round, per side at least and at full chance.
pub type Prices = Vec<Vec<f64>>;

/// A weighted sum of gains to be bounded.
pub struct Chain<'r> {
    pub(super) relaxation: &'r Relaxation,
    pub(super) costs: &'r Costs,
    /// Consenting actors of positive weight, and the weight.
    pub(super) used: Vec<(usize, f64)>,
    /// Chances per round with which the talks collapse, each for settlements where no lesser one is the greatest.
    classes: Vec<f64>,
    /// Rounds told apart.
    pub(super) rounds: usize,
    /// The last round stands for all that follow, discounted by this; otherwise nothing moves after it.
    tail: Option<f64>,
}

/// Topic weights that prices make, per side at least and at full chance.
pub(super) struct Tariff {
    now: Vec<[Vec<Vec<f64>>; 2]>,
    before: Vec<[Vec<Vec<f64>>; 2]>,
    fixed: Vec<[f64; 2]>,
}

/// Coefficients of a round's payoffs for one side.
pub(super) struct Payoff {
    pub worth: f64,
    pub residue: f64,
    pub broken: f64,
}

impl<'r> Chain<'r> {
    /// Rounds told apart at most, where the rest can be told together.
    const ROUNDS: usize = 14;

    /// `weights` of the consenting actors, one of them positive.
    pub fn new(relaxation: &'r Relaxation, costs: &'r Costs, weights: &[f64]) -> Self {
        let used: Vec<(usize, f64)> = weights
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, w)| *w > 0.0)
            .collect();
        let sides = || used.iter().map(|(i, _)| &relaxation.sides[*i]);
        let patience = sides().next().map_or(0.0, |s| s.patience);
        let alike = sides().all(|s| s.patience == patience) && patience < 0.999;
        let tail = (alike && relaxation.most_rounds > Self::ROUNDS).then_some(patience);
        let rounds = if tail.is_some() {
            Self::ROUNDS
        } else {
            relaxation.most_rounds
        };
        let classes = if sides().all(|s| s.tight) {
            classes(relaxation)
        } else {
            vec![0.0]
        };
        Self {
            relaxation,
            costs,
            used,
            classes,
            rounds,
            tail,
        }
    }

    /// Sides of positive weight.
    pub fn sides(&self) -> Vec<&'r Side> {
        self.used
            .iter()
            .map(|(i, _)| &self.relaxation.sides[*i])
            .collect()
    }
    /// Prices of nothing.
    pub fn no_prices(&self) -> Prices {
        vec![vec![0.0; self.relaxation.rows.len() * 2 * self.used.len()]; self.rounds + 1]
    }
    /// The row that a price is of.
    pub fn row_of(&self, price: usize) -> usize {
        price / (2 * self.used.len())
    }
    pub(super) fn price(&self, row: usize, side: usize, end: usize) -> usize {
        (row * self.used.len() + side) * 2 + end
    }
    pub(super) fn in_tail(&self, round: usize) -> bool {
        self.tail.is_some() && round == self.rounds
    }
    pub(super) fn stands(&self, round: usize) -> bool {
        self.tail.is_none() && round == self.rounds
    }
    /// Is a row asked after this round?
    pub fn asked(&self, row: usize, round: usize) -> bool {
        !(self.in_tail(round) && self.relaxation.rows[row].a_round != 0.0)
    }
    pub(super) fn most(&self, row: usize, round: usize) -> f64 {
        let row = &self.relaxation.rows[row];
        let start = row.before.iter().filter(|t| round == 1 && t.1 == 0);
        row.most + row.a_round * round as f64 - start.map(|t| t.2).sum::<f64>()
    }
    /// The round whose rows see this one's choices as what was before, and the share of the mass that comes there.
    pub(super) fn follow(&self, round: usize, class: f64) -> Option<(usize, f64)> {
        match self.tail {
            Some(patience) if round == self.rounds => Some((round, patience * (1.0 - class))),
            _ if round < self.rounds => Some((round + 1, 1.0 - class)),
            _ => None,
        }
    }
    fn zero(&self) -> Vec<Vec<f64>> {
        self.relaxation
            .topics
            .iter()
            .map(|c| vec![0.0; c.len()])
            .collect()
    }

    /// 0 where a choice may stand after a round in which the talks collapse with this chance, −∞ where it may not.
    pub(super) fn open(&self, round: usize, class: f64) -> Vec<Vec<f64>> {
        let greater = self.classes.iter().copied().find(|c| *c > class);
        let limit = greater
            .filter(|_| self.classes.len() > 1)
            .unwrap_or(f64::INFINITY);
        let may = |(c, choice): (usize, &Choice)| {
            let early = choice.earliest > round && !self.in_tail(round);
            if early || c > 0 && choice.collapse >= limit {
                f64::NEG_INFINITY
            } else {
                0.0
            }
        };
        self.relaxation
            .topics
            .iter()
            .map(|all| all.iter().enumerate().map(may).collect())
            .collect()
    }

    pub(super) fn tariff(&self, round: usize, prices: &Prices) -> Tariff {
        let count = self.used.len();
        let none = || vec![[self.zero(), self.zero()]; count];
        let mut tariff = Tariff {
            now: none(),
            before: none(),
            fixed: vec![[0.0; 2]; count],
        };
        let next = self.follow(round, 0.0).map(|(next, _)| next);
        for (r, row) in self.relaxation.rows.iter().enumerate() {
            for side in 0..count {
                for end in 0..2 {
                    let price = prices[round][self.price(r, side, end)];
                    if price != 0.0 {
                        tariff.fixed[side][end] += price * self.most(r, round);
                        row.now
                            .iter()
                            .for_each(|(t, c, x)| tariff.now[side][end][*t][*c] -= price * x);
                    }
                    let price = next.map_or(0.0, |n| prices[n][self.price(r, side, end)]);
                    if price != 0.0 {
                        row.before
                            .iter()
                            .for_each(|(t, c, x)| tariff.before[side][end][*t][*c] -= price * x);
                    }
                }
            }
        }
        tariff
    }

    /// What a side is paid after a round, where all others have honoured everything with chance `own`, and with chance `other`
    /// after the neighbouring round.
    pub(super) fn payoff(
        &self,
        side: usize,
        round: usize,
        class: f64,
        own: f64,
        other: f64,
    ) -> Payoff {
        let (i, weight) = self.used[side];
        let patience = self.relaxation.sides[i].patience;
        let discounted = weight * patience.powi(round as i32 - 1);
        let on = 1.0 - class;
        let ends = self.stands(round);
        let rest = 1.0 - patience * on;
        let times = match ends {
            true if rest <= 0.0 => {
                return Payoff {
                    worth: discounted * own,
                    residue: 0.0,
                    broken: discounted * self.late(other - own),
                };
            }
            true => 1.0 / rest,
            false => 1.0,
        };
        let broken = match self.relaxation.late {
            true => other - own,
            false if ends => 0.0,
            false => patience * on * (own - other),
        };
        Payoff {
            worth: discounted * own * (1.0 - patience) * times,
            residue: discounted * own * patience * class * times,
            broken: discounted * broken,
        }
    }
    fn late(&self, chance: f64) -> f64 {
        if self.relaxation.late { chance } else { 0.0 }
    }

    /// Adds to topic weights what a side is paid and charged; returns the constant.
    #[expect(clippy::too_many_arguments, reason = "one place of the recursion")]
    pub(super) fn add(
        &self,
        tariff: &Tariff,
        side: usize,
        round: usize,
        class: f64,
        own: f64,
        other: f64,
        weights: &mut [Vec<f64>],
    ) -> f64 {
        let i = self.used[side].0;
        let of = &self.relaxation.sides[i];
        let pay = self.payoff(side, round, class, own, other);
        let (here, there) = (share(least(of), own), share(least(of), other));
        // A price goes by the chance after the round of the row; where breaches are late, by that before it.
        let (now, before) = if self.relaxation.late {
            (there, here)
        } else {
            (here, there)
        };
        let passed = self.follow(round, class).map_or(0.0, |(_, share)| share);
        let at = |ends: &[Vec<Vec<f64>>; 2], z: f64, t: usize, c: usize| {
            ends[0][t][c] * (1.0 - z) + ends[1][t][c] * z
        };
        for (t, choices) in self.relaxation.topics.iter().enumerate() {
            for (c, choice) in choices.iter().enumerate() {
                let pays = &choice.pays[i];
                let paid = match of.tight {
                    true => {
                        pay.worth * pays.worth
                            + pay.residue * pays.residue
                            + pay.broken * pays.broken
                    }
                    false => pay.worth * pays.ever,
                };
                weights[t][c] += paid
                    + at(&tariff.now[side], now, t, c)
                    + passed * at(&tariff.before[side], before, t, c);
            }
        }
        let base = match of.tight {
            true => {
                pay.worth * of.base.worth
                    + pay.residue * of.base.residue
                    + pay.broken * of.base.broken
            }
            false => pay.worth * of.base.ever,
        };
        base + tariff.fixed[side][0] * (1.0 - now) + tariff.fixed[side][1] * now
    }

    /// Corners of the pieces: chances here and after the neighbouring round. At each end of a piece, the nearest and the farthest
    /// neighbour.
    fn corners(&self, side: &Side, round: usize, grid: &[f64]) -> Vec<(f64, f64)> {
        let low = least(side);
        if low >= 1.0 {
            return vec![(1.0, 1.0)];
        }
        let both = |g: &f64| {
            let own = low + (1.0 - low) * g;
            match self.relaxation.late {
                true => [(own, own), (own, 1.0)],
                false if self.stands(round) => [(own, own), (own, own)],
                false => [(own, low), (own, own)],
            }
        };
        grid.iter().flat_map(both).collect()
    }

    /// Per node, the round's most as a polynomial in the neighbour's shares: one coefficient per set of sides. Empty where no
    /// choices come to the node.
    fn round(&self, mesh: &Mesh, tariff: &Tariff, round: usize, class: f64) -> Vec<Vec<f64>> {
        let open = self.open(round, class);
        let corners: Vec<Vec<(f64, f64)>> = self
            .sides()
            .iter()
            .map(|s| self.corners(s, round, &mesh.grid))
            .collect();
        let total: usize = corners.iter().map(Vec::len).product();
        let mut values = vec![Vec::with_capacity(total); mesh.nodes.len()];
        let mut picks = vec![0; open.len()];
        for corner in 0..total {
            let (mut weights, mut constant, mut rest) = (open.clone(), 0.0, corner);
            for (side, corners) in corners.iter().enumerate() {
                let (own, other) = corners[rest % corners.len()];
                rest /= corners.len();
                constant += self.add(tariff, side, round, class, own, other, &mut weights);
            }
            constant += self.costs.free(&weights, &mut picks);
            let tables: Vec<Vec<f64>> = (0..self.costs.scales.len())
                .map(|j| self.costs.best(j, &weights))
                .collect();
            for (node, values) in mesh.nodes.iter().zip(&mut values) {
                let best = |(table, levels): (&Vec<f64>, &(usize, usize))| {
                    table[levels.0..=levels.1]
                        .iter()
                        .copied()
                        .fold(f64::NEG_INFINITY, f64::max)
                };
                values.push(constant + tables.iter().zip(&node.levels).map(best).sum::<f64>());
            }
        }
        let late = self.relaxation.late;
        let nodes = mesh.nodes.iter().zip(values);
        nodes
            .map(|(node, values)| polynomial(node, &values, &corners, &mesh.grid, late))
            .collect()
    }

    /// The bound at these prices, and the walk that attains it.
    ///
    /// # Errors
    /// [`Stopped`] when a limit is reached first.
    ///
    /// Complexity: rounds × (pairs of nodes + corners × choices × levels).
    pub fn bound(
        &self,
        mesh: &Mesh,
        prices: &Prices,
        limits: &Limits,
    ) -> Result<(f64, Walk), Stopped> {
        let mut onward = vec![0.0; mesh.nodes.len()];
        let mut ways = Vec::new();
        for round in (1..=self.rounds).rev() {
            limits.go_on()?;
            let tariff = self.tariff(round, prices);
            let classes = self
                .classes
                .iter()
                .map(|c| (*c, self.round(mesh, &tariff, round, *c)));
            let classes: Vec<(f64, Vec<Vec<f64>>)> = classes.collect();
            let (values, way) = self.best_ways(mesh, round, &classes, &onward);
            onward = values;
            ways.push(way);
        }
        ways.reverse();
        let (bound, first) = self.begin(mesh, &onward);
        Ok((bound, self.walk(mesh, prices, &ways, first)))
    }

    /// Per node, the most from this round on, and by which next node and class.
    fn best_ways(
        &self,
        mesh: &Mesh,
        round: usize,
        classes: &[(f64, Vec<Vec<f64>>)],
        onward: &[f64],
    ) -> (Vec<f64>, Vec<Way>) {
        let (late, in_tail) = (self.relaxation.late, self.in_tail(round));
        let mut values = vec![f64::NEG_INFINITY; mesh.nodes.len()];
        let mut ways = vec![(0, 0.0); mesh.nodes.len()];
        // Backwards, so that in the tail the nodes that a node leads to are known.
        for at in (0..mesh.nodes.len()).rev() {
            let (own, mut best, mut way) = (&mesh.nodes[at].share, f64::NEG_INFINITY, (at, 0.0));
            let mut offer = |value: f64, to: usize, class: f64| {
                if value > best {
                    (best, way) = (value, (to, class));
                }
            };
            for (class, polynomials) in classes {
                let on = self.tail.filter(|_| in_tail).unwrap_or(1.0) * (1.0 - class);
                if in_tail {
                    offer(evaluate(&polynomials[at], own) / (1.0 - on), at, *class);
                } else if self.stands(round) && !late {
                    offer(evaluate(&polynomials[at], own), at, *class);
                    continue;
                }
                for to in mesh.next[at]
                    .iter()
                    .map(|to| *to as usize)
                    .filter(|to| !(in_tail && *to == at))
                {
                    let then = if in_tail { values[to] } else { onward[to] };
                    let value = match late {
                        true => evaluate(&polynomials[to], own),
                        false => evaluate(&polynomials[at], &mesh.nodes[to].share),
                    };
                    offer(value + on * then, to, *class);
                }
            }
            (values[at], ways[at]) = (best, way);
        }
        (values, ways)
    }

    /// The first round: where breaches are early, what is lost in it is worth what stands at the start.
    fn begin(&self, mesh: &Mesh, onward: &[f64]) -> (f64, usize) {
        if self.relaxation.late {
            return (onward[0], 0);
        }
        let starts = mesh.next[0].iter().map(|first| {
            let first = *first as usize;
            let lost = self.used.iter().zip(&mesh.nodes[first].honoured);
            let lost: f64 = lost
                .map(|((i, weight), s)| {
                    if *s < 1.0 {
                        weight * (1.0 - s) * self.broken_at_start(*i)
                    } else {
                        0.0
                    }
                })
                .sum();
            (onward[first] + lost, first)
        });
        starts.fold((f64::NEG_INFINITY, 0), |best, found| {
            if found.0 > best.0 { found } else { best }
        })
    }

    pub(super) fn broken_at_start(&self, side: usize) -> f64 {
        let stands = self
            .relaxation
            .topics
            .iter()
            .map(|choices| choices[0].pays[side].broken);
        self.relaxation.sides[side].base.broken + stands.sum::<f64>()
    }
}

/// The next node, and the chance of collapse.
pub type Way = (usize, f64);

/// Few chances of collapse that tell settlements apart, 0 first.
fn classes(relaxation: &Relaxation) -> Vec<f64> {
    const MOST: usize = 2;
    let all = relaxation.topics.iter().flatten().map(|c| c.collapse);
    let mut found: Vec<f64> = all.filter(|c| *c > 0.0).collect();
    found.sort_by(f64::total_cmp);
    found.dedup();
    let kept = found.iter().step_by(found.len().div_ceil(MOST).max(1));
    std::iter::once(0.0).chain(kept.copied()).collect()
}
