//! How much each doubted actor has paid, in whole levels, and the best choices that come to a level: one knapsack per actor.
//!
//! The chance that an unreliable actor has honoured everything is `10^−(what it paid / stake)` (§3.4), so what has been paid
//! settles all chances. Costs are rounded down to levels; where they are not multiples of one unit, a level stands for a range.

use super::relaxation::Relaxation;

/// Choice by topic.
pub type Picks = Vec<usize>;

/// Most levels told apart.
const LEVELS: usize = 40;
/// What is paid beyond this many stakes changes a chance by less than one in a hundred …
const CAP: f64 = 2.0;
/// … and is told apart up to this many if a common unit is so fine.
const LEAST_CAP: f64 = 1.2;

/// A cost this near to a multiple of the unit is one; the bound's slack covers it.
const EVEN: f64 = 1e-11;

/// The levels of one doubted actor.
#[derive(Clone, Debug)]
pub struct Scale {
    /// Least and largest −log10 Q of each level.
    pub ranges: Vec<(f64, f64)>,
    /// Most levels that one round climbs.
    pub jump: usize,
}

/// Costs of all topics in levels.
#[derive(Clone, Debug)]
pub struct Costs {
    /// Per doubted actor.
    pub scales: Vec<Scale>,
    /// Whom each topic costs; of several, whom it costs most: the others' are left out.
    payer: Vec<Option<usize>>,
    /// Per topic and choice.
    levels: Vec<Vec<usize>>,
}

impl Costs {
    /// Complexity: choices × levels.
    pub fn new(relaxation: &Relaxation) -> Self {
        let dearest = |topic: usize, j: usize| {
            relaxation.topics[topic]
                .iter()
                .map(|c| c.cost[j])
                .fold(0.0, f64::max)
        };
        let actors = 0..relaxation.doubted.len();
        let payer: Vec<Option<usize>> = (0..relaxation.topics.len())
            .map(|t| {
                let paying = actors.clone().filter(|j| dearest(t, *j) > 0.0);
                paying.max_by(|a, b| dearest(t, *a).total_cmp(&dearest(t, *b)))
            })
            .collect();
        let mut costs = Self {
            scales: Vec::new(),
            levels: relaxation.topics.iter().map(|c| vec![0; c.len()]).collect(),
            payer,
        };
        for j in actors {
            let left_out = (0..relaxation.topics.len())
                .filter(|t| costs.payer[*t] != Some(j))
                .map(|t| dearest(t, j));
            let scale = costs.scale(relaxation, j, left_out.sum());
            costs.scales.push(scale);
        }
        costs
    }

    fn scale(&mut self, relaxation: &Relaxation, j: usize, left_out: f64) -> Scale {
        let own: Vec<usize> = (0..self.payer.len())
            .filter(|t| self.payer[*t] == Some(j))
            .collect();
        let all = own
            .iter()
            .flat_map(|t| relaxation.topics[*t].iter().map(|c| c.cost[j]));
        let finite: Vec<f64> = all.filter(|x| x.is_finite() && *x > 0.0).collect();
        let common = common_unit(&finite);
        let unit = common.unwrap_or(CAP / LEVELS as f64);
        let top = ((CAP / unit).ceil() as usize).clamp(1, LEVELS);
        let rounded = if common.is_some() {
            0.0
        } else {
            own.len() as f64 * unit
        };
        let level = |x: f64| {
            if x.is_finite() {
                ((x / unit + 1e-9).floor() as usize).min(top)
            } else {
                top
            }
        };
        let mut climbs: Vec<usize> = Vec::new();
        for &t in &own {
            self.levels[t] = relaxation.topics[t]
                .iter()
                .map(|c| level(c.cost[j]))
                .collect();
            climbs.push(self.levels[t].iter().copied().max().unwrap_or(0));
        }
        climbs.sort_unstable_by(|a, b| b.cmp(a));
        let jump = relaxation
            .moves
            .map_or(top, |m| climbs.iter().take(m).sum());
        let range = |l: usize| {
            let paid = l as f64 * unit;
            let beyond = rounded + left_out;
            (
                paid,
                if l == top {
                    f64::INFINITY
                } else {
                    paid + beyond
                },
            )
        };
        Scale {
            ranges: (0..=top).map(range).collect(),
            jump,
        }
    }

    /// Per level, the most that the choices of one actor's topics add up to; −∞ where none come to it.
    pub fn best(&self, j: usize, weights: &[Vec<f64>]) -> Vec<f64> {
        let mut best = self.start(j);
        for t in self.topics(Some(j)) {
            best = self.add(t, &weights[t], &best);
        }
        best
    }

    /// The most that topics which cost nobody anything add up to, and with which choices.
    pub fn free(&self, weights: &[Vec<f64>], picks: &mut Picks) -> f64 {
        let mut total = 0.0;
        for t in self.topics(None) {
            let choices = weights[t].iter().enumerate();
            let (pick, weight) = choices.fold((0, f64::NEG_INFINITY), |top, (c, w)| {
                if *w > top.1 { (c, *w) } else { top }
            });
            picks[t] = pick;
            total += weight;
        }
        total
    }

    /// The choices of one actor's topics that add up to the most at a level.
    pub fn choose(&self, j: usize, weights: &[Vec<f64>], level: usize, picks: &mut Picks) {
        let topics: Vec<usize> = self.topics(Some(j)).collect();
        let mut tables = vec![self.start(j)];
        for &t in &topics {
            tables.push(self.add(t, &weights[t], &tables[tables.len() - 1]));
        }
        let (mut at, top) = (level, self.scales[j].ranges.len() - 1);
        for (&t, before) in topics.iter().zip(&tables).rev() {
            let mut found = (f64::NEG_INFINITY, 0, at);
            for (c, (w, climbed)) in weights[t].iter().zip(&self.levels[t]).enumerate() {
                // The top level takes whatever goes beyond it; no topic leads to a level below its own cost.
                let last = if at == top {
                    top + 1
                } else {
                    (at + 1).saturating_sub(*climbed)
                };
                let sources = at.saturating_sub(*climbed)..last;
                for source in sources {
                    let value = before[source] + w;
                    if value > found.0 {
                        found = (value, c, source);
                    }
                }
            }
            picks[t] = found.1;
            at = found.2;
        }
    }

    fn topics(&self, payer: Option<usize>) -> impl Iterator<Item = usize> {
        (0..self.payer.len()).filter(move |t| self.payer[*t] == payer)
    }

    fn start(&self, j: usize) -> Vec<f64> {
        let mut best = vec![f64::NEG_INFINITY; self.scales[j].ranges.len()];
        best[0] = 0.0;
        best
    }

    fn add(&self, topic: usize, weights: &[f64], best: &[f64]) -> Vec<f64> {
        let top = best.len() - 1;
        let mut next = vec![f64::NEG_INFINITY; best.len()];
        for (weight, climbed) in weights.iter().zip(&self.levels[topic]) {
            for (level, value) in best.iter().enumerate() {
                let to = &mut next[(level + climbed).min(top)];
                *to = to.max(value + weight);
            }
        }
        next
    }
}

/// A unit of which all are multiples and of which few enough levels suffice.
fn common_unit(costs: &[f64]) -> Option<f64> {
    let largest = costs.iter().copied().fold(0.0, f64::max);
    let fits = |unit: f64| {
        let multiple = |x: &f64| ((x / unit).round() - x / unit).abs() < EVEN;
        LEAST_CAP / unit <= LEVELS as f64 && costs.iter().all(multiple)
    };
    if largest == 0.0 {
        return Some(CAP);
    }
    (1..=LEVELS)
        .map(|parts| largest / parts as f64)
        .find(|unit| fits(*unit))
}
