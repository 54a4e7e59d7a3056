//! What a plan through a settlement can be worth at most, in some directions λ: Σ λ_i V_i at the start.
//!
//! Values are scaled by how likely an actor thinks it that everybody has honoured everything since the start, which is a
//! function of the settlement (belief at the start over belief there). Scaled, an exchange weighs the continuations of all actors
//! nearly alike, so one number per direction bounds what follows ([`Ahead`], backwards), and a line or two bound what came
//! before ([`Behind`], forwards): A + B·Σ λ_i w_i for any continuation w. Where the weights r_i of an exchange do differ, the
//! largest is taken and what that adds for the others is taken off again at the least their continuation can be: nobody goes
//! on for less than walking out is worth.
//!
//! Both only bound: tests of enforcement are left out but for walking out. They decide which nodes and labels a sweep keeps.
//!
//! - sources: bound sets (Ehrgott & Gandibleux 2007); lower envelopes of both directions as in bidirectional multi-objective
//!   search (Demeyer et al. 2013); weighted sums as dual bounds (Geoffrion 1974)

use rayon::prelude::*;

use super::sweep::Wanted;
use super::value::{Bench, Terms, Valuation};
use crate::base::{ActorId, Limits, Stopped};
use crate::graph::{Graph, NodeId, Standing};
use crate::problem::Problem;

/// Nodes that one thread looks at at a time.
const CHUNK: usize = 256;
/// Bounds are widened by this part of the values involved: they are sums of rounded products.
const ROUNDING: f64 = 1e-10;

/// Directions: weights of the consenting actors, none negative, some positive.
pub type Direction = Vec<f64>;

/// How values are scaled at each node, and the least that anybody goes on for.
pub struct Scale<'p> {
    valuation: &'p Valuation<'p>,
    graph: &'p Graph,
    /// σ by node and side; 1 at the start. Empty where nobody is in doubt: 1 everywhere.
    scales: Vec<f64>,
    /// The least scaled value of a plan that goes on, by node and side.
    least: Vec<f64>,
}

/// What a side believes at the start of each other that it doubts.
pub type Doubts = Vec<(ActorId, f64)>;

/// The doubts of every side where plans start.
pub fn doubts(problem: &Problem, start: &Standing) -> Vec<Doubts> {
    let sides = 0..problem.consenting.len();
    let of = |side| {
        let beliefs = problem
            .actors
            .ids()
            .map(|other| (other, start.belief(side, other)));
        beliefs.filter(|(_, b)| *b > 0.0 && *b < 1.0).collect()
    };
    sides.map(of).collect()
}

/// How likely a side thinks it at the start that all that stands here comes to be honoured.
pub fn honoured(doubts: &Doubts, here: &Standing, side: usize) -> f64 {
    let honoured = |(other, first): &(ActorId, f64)| match here.belief(side, *other) {
        // Found out: nobody reliable comes here, so only the other part of the belief tells how likely this is.
        0.0 => 1.0 - first,
        belief => first / belief,
    };
    doubts.iter().map(honoured).product()
}

impl<'p> Scale<'p> {
    /// Prepares a problem.
    ///
    /// Complexity: nodes × actors in doubt.
    pub fn new(problem: &'p Problem, graph: &'p Graph, valuation: &'p Valuation<'p>) -> Self {
        let doubts = doubts(problem, &graph.standing(0));
        let (sides, tolerance) = (valuation.sides(), problem.tolerance());
        let entries = 0..graph.reached() * sides;
        let place = |entry: usize| ((entry / sides) as NodeId, entry % sides);
        let honoured = |entry: usize| {
            let (node, side) = place(entry);
            honoured(&doubts[side], &graph.standing(node), side)
        };
        let scales: Vec<f64> = match doubts.iter().all(Vec::is_empty) {
            true => Vec::new(),
            false => entries.clone().into_par_iter().map(honoured).collect(),
        };
        let least = |entry: usize| {
            let (node, side) = place(entry);
            let scale = scales.get(entry).copied().unwrap_or(1.0);
            scale * (valuation.walk_out(node, side) - tolerance)
        };
        Self {
            least: entries.into_par_iter().map(least).collect(),
            scales,
            valuation,
            graph,
        }
    }

    /// σ: the scale of a side's values at a node; 1 at the start.
    fn of(&self, node: NodeId, side: usize) -> f64 {
        let entry = node as usize * self.valuation.sides() + side;
        self.scales.get(entry).copied().unwrap_or(1.0)
    }

    /// The least scaled value of a plan that goes on from a node.
    fn least(&self, node: NodeId, side: usize) -> f64 {
        self.least[node as usize * self.valuation.sides() + side]
    }

    fn bytes(&self) -> u64 {
        8 * (self.scales.capacity() + self.least.capacity()) as u64
    }
}

/// An exchange in one direction: Σ λ_i w_i before it is at most `fixed` + `slope` × Σ λ_i w_i after it.
#[derive(Clone, Copy)]
struct Step {
    fixed: f64,
    slope: f64,
}

/// Room to look at exchanges of one node.
struct Look {
    bench: Bench,
    terms: Terms,
    scale_from: Vec<f64>,
    scaled: Vec<f64>,
    slopes: Vec<f64>,
    least: Vec<f64>,
    /// Slope and fixed parts in directions that weigh every side.
    slope: f64,
    shared: Vec<f64>,
}

/// What plans from each node can come to at most.
pub struct Ahead<'p> {
    scale: Scale<'p>,
    /// The directions.
    pub directions: Vec<Direction>,
    /// Per node and direction; minus infinity where no plan goes on.
    most: Vec<f64>,
    /// The same of arriving there, where that is all that an exchange is worth; else empty.
    arriving: Vec<f64>,
}

impl<'p> Ahead<'p> {
    /// Complexity: exchanges × directions.
    ///
    /// # Errors
    /// [`Stopped`] when a limit is reached first.
    pub fn new(
        scale: Scale<'p>,
        ends: &[bool],
        directions: Vec<Direction>,
        limits: &Limits,
    ) -> Result<Self, Stopped> {
        let graph = scale.graph;
        let is_sure = scale.valuation.is_sure();
        let entries = graph.reached() * directions.len();
        let bounds = 8 * (entries * (1 + usize::from(is_sure))) as u64;
        limits.hold(graph.bytes() + scale.bytes() + bounds)?;
        let mut ahead = Self {
            most: vec![f64::NEG_INFINITY; entries],
            arriving: match is_sure {
                true => vec![f64::NEG_INFINITY; entries],
                false => Vec::new(),
            },
            scale,
            directions,
        };
        let mut look = ahead.scale.look();
        ahead.scale.stand(0, &mut look);
        for layer in graph.layers().iter().rev() {
            limits.go_on()?;
            let chunks = layer.par_chunks(CHUNK);
            let found: Vec<Vec<f64>> = chunks
                .map_init(
                    || ahead.scale.look(),
                    |look, chunk| ahead.look_ahead(chunk, ends, look),
                )
                .collect();
            let width = ahead.directions.len();
            let all = found.iter().flat_map(|chunk| chunk.chunks(width.max(1)));
            for (node, most) in layer.iter().zip(all) {
                let first = *node as usize * width;
                ahead.most[first..first + width].copy_from_slice(most);
                if most[0] > f64::NEG_INFINITY && !ahead.arriving.is_empty() {
                    ahead.scale.exchange(*node, *node, &mut look);
                    for (index, direction) in ahead.directions.iter().enumerate() {
                        let step = look.step(direction);
                        ahead.arriving[first + index] = step.fixed + step.slope * most[index];
                    }
                }
            }
        }
        Ok(ahead)
    }

    /// The most at a node, per direction.
    pub fn at(&self, node: NodeId) -> &[f64] {
        let width = self.directions.len();
        &self.most[node as usize * width..(node as usize + 1) * width]
    }

    /// The most of arriving at a node, where that is all that an exchange is worth.
    fn arriving(&self, node: NodeId) -> Option<&[f64]> {
        let width = self.directions.len();
        self.arriving
            .get(node as usize * width..(node as usize + 1) * width)
    }

    /// Bytes held.
    pub fn bytes(&self) -> u64 {
        self.scale.bytes() + 8 * (self.most.capacity() + self.arriving.capacity()) as u64
    }

    fn look_ahead(&self, nodes: &[NodeId], ends: &[bool], look: &mut Look) -> Vec<f64> {
        let mut all = Vec::with_capacity(nodes.len() * self.directions.len());
        for &node in nodes {
            let first = all.len();
            all.resize(first + self.directions.len(), f64::NEG_INFINITY);
            let most = &mut all[first..];
            self.scale.stand(node, look);
            if ends[node as usize] {
                let value = self.scale.valuation.stay(node);
                let scaled = value.iter().zip(&look.scale_from).map(|(v, s)| v * s);
                let scaled: Vec<f64> = scaled.collect();
                for (most, direction) in most.iter_mut().zip(&self.directions) {
                    *most = dot(direction, &scaled);
                }
            }
            for &to in self.scale.graph.exchanges(node) {
                if let Some(arriving) = self.arriving(to) {
                    let sides = most.iter_mut().zip(arriving);
                    sides.for_each(|(most, arriving)| *most = most.max(*arriving));
                    continue;
                }
                let ahead = self.at(to);
                if ahead[0] == f64::NEG_INFINITY {
                    continue;
                }
                self.scale.exchange(node, to, look);
                for (index, direction) in self.directions.iter().enumerate() {
                    let step = look.step(direction);
                    most[index] = most[index].max(step.fixed + step.slope * ahead[index]);
                }
            }
        }
        all
    }
}

impl Scale<'_> {
    fn look(&self) -> Look {
        Look {
            bench: self.valuation.bench(),
            terms: Terms::default(),
            scale_from: Vec::new(),
            scaled: Vec::new(),
            slopes: Vec::new(),
            least: Vec::new(),
            slope: 0.0,
            shared: Vec::new(),
        }
    }

    /// Turns to a node.
    fn stand(&self, node: NodeId, look: &mut Look) {
        look.scale_from.clear();
        let sides = 0..self.valuation.sides();
        look.scale_from
            .extend(sides.map(|side| self.of(node, side)));
    }

    /// Scales an exchange from the node turned to.
    fn exchange(&self, node: NodeId, to: NodeId, look: &mut Look) {
        let Look { bench, terms, .. } = look;
        self.valuation.exchange(node, to, bench, terms);
        look.scaled.clear();
        look.slopes.clear();
        look.least.clear();
        look.shared.clear();
        for (side, from) in look.scale_from.iter().enumerate() {
            let scale = self.of(to, side);
            look.scaled.push(from * look.terms.fixed[side]);
            look.slopes.push(from * look.terms.slope[side] / scale);
            look.least.push(self.least(to, side));
        }
        look.slope = look.slopes.iter().copied().fold(0.0, f64::max);
        for side in 0..look.slopes.len() {
            let taken_off = (look.slopes[side] - look.slope) * look.least[side];
            look.shared.push(look.scaled[side] + taken_off);
        }
    }
}

impl Look {
    fn step(&self, direction: &[f64]) -> Step {
        if direction.iter().all(|weight| *weight > 0.0) {
            let (fixed, slope) = (dot(direction, &self.shared), self.slope);
            return Step { fixed, slope };
        }
        let asked = || {
            direction
                .iter()
                .enumerate()
                .filter(|(_, weight)| **weight > 0.0)
        };
        let slope = asked()
            .map(|(side, _)| self.slopes[side])
            .fold(0.0, f64::max);
        let fixed = asked().map(|(side, weight)| {
            let taken_off = (self.slopes[side] - slope) * self.least[side];
            weight * (self.scaled[side] + taken_off)
        });
        Step {
            fixed: fixed.sum(),
            slope,
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Most directions that bounds are asked for at once.
pub const MOST_DIRECTIONS: usize = 16;

/// Bounds, direction by direction.
pub type Most = [f64; MOST_DIRECTIONS];

/// Which values at the start are asked for, told by the most they can come to in each direction.
pub trait Region: Sync {
    /// Can a plan whose value is at most this, direction by direction, be asked for?
    fn reaches(&self, most: &Most) -> bool;
}

/// A bound on what came before a node: the value at the start is at most A + B × what follows.
#[derive(Clone, Copy, Debug)]
struct Line {
    a: f64,
    b: f64,
}

const NO_LINE: Line = Line {
    a: f64::NEG_INFINITY,
    b: 0.0,
};

impl Line {
    fn at(&self, x: f64) -> f64 {
        self.a + self.b * x
    }
}

/// Lines per node and direction.
type Lines = [Line; 2];

/// What plans that pass through a node came from, and which nodes can be part of what is asked for.
pub struct Behind<'a, R> {
    ahead: &'a Ahead<'a>,
    region: &'a R,
    /// Place of each node among those kept; `OUT` for the others.
    place: Vec<u32>,
    lines: Vec<Lines>,
}

const OUT: u32 = u32::MAX;

impl<'a, R: Region> Behind<'a, R> {
    /// Complexity: exchanges of nodes that are kept × directions.
    ///
    /// # Errors
    /// [`Stopped`] when a limit is reached first.
    pub fn new(ahead: &'a Ahead<'a>, region: &'a R, limits: &Limits) -> Result<Self, Stopped> {
        let graph = ahead.scale.graph;
        let width = ahead.directions.len();
        let mut behind = Self {
            ahead,
            region,
            place: vec![OUT; graph.reached()],
            lines: Vec::new(),
        };
        behind.place[0] = 0;
        behind.lines.extend(std::iter::repeat_n(
            [Line { a: 0.0, b: 1.0 }, NO_LINE],
            width,
        ));
        let mut look = ahead.scale.look();
        for layer in graph.layers() {
            limits.go_on()?;
            limits.hold(graph.bytes() + behind.bytes())?;
            // Nodes of a layer do not lead to each other: looked at side by side, passed on in order.
            let chunks = layer.par_chunks(CHUNK);
            let onward: Vec<Vec<Option<Vec<NodeId>>>> = chunks
                .map_init(
                    || ahead.scale.look(),
                    |look, chunk| {
                        chunk
                            .iter()
                            .map(|node| behind.onward(*node, look))
                            .collect()
                    },
                )
                .collect();
            for (node, onward) in layer.iter().zip(onward.into_iter().flatten()) {
                behind.pass_on(*node, onward, &mut look);
            }
        }
        Ok(behind)
    }

    fn bytes(&self) -> u64 {
        self.ahead.bytes()
            + (4 * self.place.capacity() + size_of::<Lines>() * self.lines.capacity()) as u64
    }

    /// Where plans that can be asked for go on from a node; nothing where none pass through it.
    fn onward(&self, node: NodeId, look: &mut Look) -> Option<Vec<NodeId>> {
        let passes = || self.most_through(node, self.ahead.at(node));
        if self.place[node as usize] == OUT || !self.region.reaches(&passes()) {
            return None;
        }
        let ahead = self.ahead;
        ahead.scale.stand(node, look);
        let mut onward = Vec::new();
        for &to in ahead.scale.graph.exchanges(node) {
            if ahead.at(to)[0] > f64::NEG_INFINITY
                && self.region.reaches(&self.most_along(node, to, look))
            {
                onward.push(to);
            }
        }
        Some(onward)
    }

    fn pass_on(&mut self, node: NodeId, onward: Option<Vec<NodeId>>, look: &mut Look) {
        let Some(onward) = onward else {
            self.place[node as usize] = OUT;
            return;
        };
        self.ahead.scale.stand(node, look);
        for to in onward {
            self.ahead.scale.exchange(node, to, look);
            self.extend(node, to, look);
        }
    }

    /// The most that plans with an exchange come to.
    fn most_along(&self, node: NodeId, to: NodeId, look: &mut Look) -> Most {
        if let Some(arriving) = self.ahead.arriving(to) {
            return self.most_through(node, arriving);
        }
        self.ahead.scale.exchange(node, to, look);
        let mut most = [0.0; MOST_DIRECTIONS];
        let ahead = self.ahead.at(to);
        for (index, direction) in self.ahead.directions.iter().enumerate() {
            let step = look.step(direction);
            most[index] = step.fixed + step.slope * ahead[index];
        }
        self.most_through(node, &most)
    }

    /// Takes the lines of a node along an exchange.
    fn extend(&mut self, node: NodeId, to: NodeId, look: &Look) {
        let width = self.ahead.directions.len();
        if self.place[to as usize] == OUT {
            self.place[to as usize] = (self.lines.len() / width) as u32;
            self.lines.extend(std::iter::repeat_n([NO_LINE; 2], width));
        }
        let from = self.place[node as usize] as usize * width;
        let own = self.place[to as usize] as usize * width;
        for (index, direction) in self.ahead.directions.iter().enumerate() {
            let step = look.step(direction);
            let most = self.ahead.at(to)[index];
            let least = dot(direction, &look.least).min(most);
            let lines = self.lines[from + index];
            for line in lines.iter().filter(|line| line.a > f64::NEG_INFINITY) {
                let a = line.a + line.b * step.fixed;
                let b = line.b * step.slope;
                insert(&mut self.lines[own + index], Line { a, b }, least, most);
            }
        }
    }

    /// The most that plans through a node come to, where what follows comes to `ahead`, direction by direction.
    fn most_through(&self, node: NodeId, ahead: &[f64]) -> Most {
        let width = self.ahead.directions.len();
        let own = self.place[node as usize] as usize * width;
        let mut all = [f64::INFINITY; MOST_DIRECTIONS];
        for (index, lines) in self.lines[own..own + width].iter().enumerate() {
            let most = lines[0].at(ahead[index]).max(lines[1].at(ahead[index]));
            all[index] = most + ROUNDING * (1.0 + most.abs() + ahead[index].abs());
        }
        all
    }
}

/// Adds a line to an upper envelope over `least..=most`; where there are too many, two become one above both.
fn insert(lines: &mut Lines, new: Line, least: f64, most: f64) {
    let covers = |a: &Line, b: &Line| a.at(least) >= b.at(least) && a.at(most) >= b.at(most);
    if lines.iter().any(|line| covers(line, &new)) {
        return;
    }
    if let Some(line) = lines.iter_mut().find(|line| covers(&new, line)) {
        *line = new;
        // Both may be covered.
        if covers(&lines[0], &lines[1]) {
            lines[1] = NO_LINE;
        } else if covers(&lines[1], &lines[0]) {
            lines[0] = lines[1];
            lines[1] = NO_LINE;
        }
        return;
    }
    let second = lines[1];
    let (low, high) = (
        new.at(least).max(second.at(least)),
        new.at(most).max(second.at(most)),
    );
    // Never falling: what follows is bounded from above only.
    let b = if most > least {
        ((high - low) / (most - least)).max(0.0)
    } else {
        0.0
    };
    lines[1] = Line {
        a: high.max(low + b * (most - least)) - b * most,
        b,
    };
}

impl<R: Region> Wanted for Behind<'_, R> {
    fn bytes(&self) -> u64 {
        self.bytes()
    }
    fn passes(&self, node: NodeId) -> bool {
        self.place[node as usize] != OUT
    }
    fn keeps(&self, node: NodeId, value: &[f64]) -> bool {
        let scale = &self.ahead.scale;
        let scaled = value
            .iter()
            .enumerate()
            .map(|(side, v)| v * scale.of(node, side));
        let scaled: Vec<f64> = scaled.collect();
        let mut ahead = [0.0; MOST_DIRECTIONS];
        for (ahead, direction) in ahead.iter_mut().zip(&self.ahead.directions) {
            *ahead = dot(direction, &scaled);
        }
        self.region.reaches(&self.most_through(node, &ahead))
    }
}
