//! What may have been paid after a round: ranges of levels per doubted actor, and from which one a round may lead to which.

use super::costs::Costs;
use super::relaxation::Side;

/// Levels of one actor taken together, and the chance Q that it has honoured all that was paid, at one end of their range.
#[derive(Clone, Copy, Debug)]
struct Mark {
    from: usize,
    to: usize,
    chance: f64,
}

/// One mark per doubted actor.
#[derive(Clone, Debug)]
pub struct Node {
    /// Levels, first and last, per doubted actor.
    pub levels: Vec<(usize, usize)>,
    /// S, the chance that the others have honoured all, per side.
    pub honoured: Vec<f64>,
    /// S on the scale from its least (0) to certainty (1), per side.
    pub share: Vec<f64>,
}

/// All nodes, each before those it leads to.
///
/// Payoffs are linear in the Q of each actor over all rounds, so both ends of a range, in falling order, are all that is needed
/// of it.
#[derive(Clone, Debug)]
pub struct Mesh {
    /// In an order in which levels never fall.
    pub nodes: Vec<Node>,
    /// Where a round may lead from each node, itself included.
    pub next: Vec<Vec<u32>>,
    /// Ends of the pieces in which payoffs are taken as linear in S, from 0 to 1.
    pub grid: Vec<f64>,
}

impl Mesh {
    /// A mesh fine enough for `pairs` of nodes.
    ///
    /// Complexity: pairs × actors.
    pub fn new(costs: &Costs, sides: &[&Side], pairs: usize, grid: &[f64]) -> Self {
        let widths = [0.01, 0.02, 0.04, 0.06, 0.1, 0.15, 0.25, 0.4, 1.0];
        let marks_of = |width: f64| -> Vec<Vec<Mark>> {
            (0..costs.scales.len())
                .map(|j| marks(costs, j, width))
                .collect()
        };
        let count = |all: &Vec<Vec<Mark>>| -> f64 {
            all.iter()
                .map(|m| (m.len() * (m.len() + 1) / 2) as f64)
                .product()
        };
        let fitting = widths
            .iter()
            .map(|w| marks_of(*w))
            .find(|all| count(all) <= pairs as f64);
        let marks = fitting.unwrap_or_else(|| marks_of(1.0));
        let steps: Vec<Vec<Vec<usize>>> = marks
            .iter()
            .enumerate()
            .map(|(j, m)| steps(m, costs.scales[j].jump))
            .collect();
        let sizes: Vec<usize> = marks.iter().map(Vec::len).collect();
        let total: usize = sizes.iter().product();
        let nodes = (0..total)
            .map(|n| node(&digits(n, &sizes), &marks, sides))
            .collect();
        let next = (0..total)
            .map(|n| reach(&digits(n, &sizes), &sizes, &steps))
            .collect();
        Self {
            nodes,
            next,
            grid: grid.to_vec(),
        }
    }
}

/// Marks of an actor whose chances differ by at most `width` within a mark, in falling order.
fn marks(costs: &Costs, j: usize, width: f64) -> Vec<Mark> {
    let ranges = &costs.scales[j].ranges;
    let chance = |exponent: f64| 10f64.powf(-exponent);
    let (mut marks, mut from) = (Vec::new(), 0);
    for to in 0..ranges.len() {
        let ends = |last: usize| (chance(ranges[from].0), chance(ranges[last].1));
        let wider = to + 1 < ranges.len() && ends(to + 1).0 - ends(to + 1).1 <= width;
        if wider {
            continue;
        }
        let (high, low) = ends(to);
        marks.push(Mark {
            from,
            to,
            chance: high,
        });
        if low < high {
            marks.push(Mark {
                from,
                to,
                chance: low,
            });
        }
        from = to + 1;
    }
    marks
}

/// To which marks a round may lead from each.
fn steps(marks: &[Mark], jump: usize) -> Vec<Vec<usize>> {
    let leads =
        |a: &Mark, b: &Mark| b.from >= a.from && b.from <= a.to + jump && b.chance <= a.chance;
    let of = |a: &Mark| (0..marks.len()).filter(|b| leads(a, &marks[*b])).collect();
    marks.iter().map(of).collect()
}

fn digits(mut number: usize, sizes: &[usize]) -> Vec<usize> {
    let digit = |size: &usize| {
        let digit = number % size;
        number /= size;
        digit
    };
    sizes.iter().map(digit).collect()
}

fn node(digits: &[usize], marks: &[Vec<Mark>], sides: &[&Side]) -> Node {
    let own: Vec<Mark> = digits.iter().zip(marks).map(|(d, m)| m[*d]).collect();
    let honoured = |side: &&Side| -> f64 {
        side.doubts
            .iter()
            .map(|(j, p)| p + (1.0 - p) * own[*j].chance)
            .product()
    };
    let honoured: Vec<f64> = sides.iter().map(honoured).collect();
    let share = |(side, s): (&&Side, &f64)| share(least(side), *s);
    Node {
        share: sides.iter().zip(&honoured).map(share).collect(),
        levels: own.iter().map(|m| (m.from, m.to)).collect(),
        honoured,
    }
}

/// The least chance that all is honoured: that all others are reliable.
pub fn least(side: &Side) -> f64 {
    side.doubts.iter().map(|(_, belief)| belief).product()
}

/// A chance on the scale from the least to certainty.
pub fn share(least: f64, chance: f64) -> f64 {
    if least >= 1.0 {
        0.0
    } else {
        ((chance - least) / (1.0 - least)).clamp(0.0, 1.0)
    }
}

fn reach(digits: &[usize], sizes: &[usize], steps: &[Vec<Vec<usize>>]) -> Vec<u32> {
    let mut found = vec![0u32];
    let mut stride = 1;
    for ((digit, size), steps) in digits.iter().zip(sizes).zip(steps) {
        found = steps[*digit]
            .iter()
            .flat_map(|to| found.iter().map(move |f| f + (to * stride) as u32))
            .collect();
        stride *= size;
    }
    found
}
