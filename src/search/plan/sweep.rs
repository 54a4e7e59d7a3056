//! The backward sweep: from the settlements where talks may end back to the start, every settlement keeps the value
//! vectors of the plans that start there and that no other plan dominates.
//!
//! Settlements with as many rungs climbed do not lead to each other, so they are settled side by side; what they keep is
//! entered in order, so that threads do not show. Tests of enforcement are the dearest part of an exchange and are run only
//! for plans that nothing kept so far dominates.

use rayon::prelude::*;

use super::front::{Step, merge, undominated};
use super::labels::{Label, LabelId, Labels, Order, Pool};
use super::value::{Bench, Terms, Valuation};
use crate::base::{Limits, Stopped};
use crate::graph::{Graph, NodeId};
use crate::problem::{InForce, Problem, Settlement};

/// Nodes settled before what they keep is entered.
const BATCH: usize = 4096;
/// Nodes that one thread settles at a time.
const CHUNK: usize = 32;
/// Looks at labels that weigh as much as a node against the size limit.
const LOOKS_A_NODE: u64 = 4096;

/// What of a sweep is asked for: labels that cannot be part of an answer are not kept.
pub trait Wanted: Sync {
    /// Can a plan through this node be asked for at all?
    fn passes(&self, node: NodeId) -> bool;
    /// Can a plan that goes on from this node with this value be asked for?
    fn keeps(&self, node: NodeId, value: &[f64]) -> bool;
    /// Bytes held to know that.
    fn bytes(&self) -> u64;
}

/// Everything.
pub struct Everything;

impl Wanted for Everything {
    fn passes(&self, _: NodeId) -> bool {
        true
    }
    fn keeps(&self, _: NodeId, _: &[f64]) -> bool {
        true
    }
    fn bytes(&self) -> u64 {
        0
    }
}

/// A sweep over an expanded graph.
pub struct Sweep<'p> {
    problem: &'p Problem,
    graph: &'p Graph,
    valuation: &'p Valuation<'p>,
    pool: Pool,
    /// The largest entries of each node's labels.
    tops: Vec<f64>,
    ends: &'p [bool],
    tolerance: f64,
    looks: u64,
}

/// Room for one thread.
struct Room {
    bench: Bench,
    exchanges: Vec<Exchanged>,
    /// Fixed parts and slopes of the exchanges, end to end.
    terms: Vec<f64>,
    one: Terms,
    top: Vec<f64>,
    kept: Vec<Step<Label>>,
    spare: Vec<Step<Label>>,
    candidates: Labels,
    by_exchange: Vec<u32>,
    looks: u64,
}

/// An exchange to a node that has labels.
#[derive(Clone, Copy)]
struct Exchanged {
    to: NodeId,
    /// Where its terms begin.
    terms: usize,
    /// What its plans add up to at most: the most promising exchanges come first.
    promise: f64,
}

/// What a thread found out about its nodes.
struct Settled {
    kept: Vec<(NodeId, Labels)>,
    looks: u64,
}

impl<'p> Sweep<'p> {
    /// Sweeps a graph.
    ///
    /// Complexity: exchanges × labels of where they lead.
    ///
    /// # Errors
    /// [`Stopped`] when a limit is reached first.
    pub fn run(
        problem: &'p Problem,
        graph: &'p Graph,
        valuation: &'p Valuation<'p>,
        ends: &'p [bool],
        wanted: &dyn Wanted,
        limits: &Limits,
    ) -> Result<Self, Stopped> {
        let sides = valuation.sides();
        let mut sweep = Self {
            problem,
            graph,
            valuation,
            pool: Pool::new(sides, graph.reached()),
            tops: vec![f64::NEG_INFINITY; sides * graph.reached()],
            ends,
            tolerance: problem.tolerance(),
            looks: 0,
        };
        for layer in graph.layers().iter().rev() {
            for batch in layer.chunks(BATCH) {
                sweep.settle_all(batch, wanted, limits)?;
            }
        }
        Ok(sweep)
    }

    /// The labels kept.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    fn settle_all(
        &mut self,
        batch: &[NodeId],
        wanted: &dyn Wanted,
        limits: &Limits,
    ) -> Result<(), Stopped> {
        let chunks = batch.par_chunks(CHUNK);
        let settled: Result<Vec<Settled>, Stopped> = chunks
            .map_init(
                || self.room(),
                |room, chunk| self.settle_chunk(chunk, room, wanted, limits),
            )
            .collect();
        for chunk in settled? {
            self.looks += chunk.looks;
            for (node, labels) in chunk.kept {
                self.enter(node, &labels);
            }
        }
        let own = self.pool.bytes() + 8 * self.tops.len() as u64;
        limits.hold(self.graph.bytes() + wanted.bytes() + own)?;
        // Labels are numbered in as many bits as nodes; no memory of today holds more.
        if self.pool.len() > LabelId::MAX as usize / 2 {
            return Err(Stopped::TooLarge);
        }
        limits.go_on_with(self.pool.len() as u64 / 8 + self.looks / LOOKS_A_NODE)
    }

    fn settle_chunk(
        &self,
        chunk: &[NodeId],
        room: &mut Room,
        wanted: &dyn Wanted,
        limits: &Limits,
    ) -> Result<Settled, Stopped> {
        room.looks = 0;
        let mut kept = Vec::new();
        for &node in chunk.iter().filter(|node| wanted.passes(**node)) {
            limits.go_on()?;
            let labels = self.settle(node, room, wanted);
            if labels.len() > 0 {
                kept.push((node, labels));
            }
        }
        let looks = room.looks;
        Ok(Settled { kept, looks })
    }

    fn enter(&mut self, node: NodeId, labels: &Labels) {
        let sides = self.valuation.sides();
        let tops = &mut self.tops[node as usize * sides..(node as usize + 1) * sides];
        for index in 0..labels.len() {
            let value = labels.value(index, sides);
            tops.iter_mut()
                .zip(value)
                .for_each(|(top, v)| *top = top.max(*v));
        }
        self.pool.keep(node, labels);
    }

    fn room(&self) -> Room {
        Room {
            bench: self.valuation.bench(),
            exchanges: Vec::new(),
            terms: Vec::new(),
            one: Terms::default(),
            top: Vec::new(),
            kept: Vec::new(),
            spare: Vec::new(),
            candidates: Labels::default(),
            by_exchange: Vec::new(),
            looks: 0,
        }
    }

    /// Keeps the undominated plans from a settlement; everything it leads to is settled already.
    fn settle(&self, node: NodeId, room: &mut Room, wanted: &dyn Wanted) -> Labels {
        self.exchanges(node, room, wanted);
        let mut labels = Labels::default();
        match self.valuation.sides() {
            2 => self.merge_all(node, room, &mut labels),
            _ => self.sort_all(node, room, &mut labels),
        }
        let sides = self.valuation.sides();
        labels.retain(sides, |value| wanted.keeps(node, value));
        labels
    }

    /// The exchanges that can be worth more than walking out, with their terms, the most promising first.
    fn exchanges(&self, node: NodeId, room: &mut Room, wanted: &dyn Wanted) {
        room.exchanges.clear();
        room.terms.clear();
        let sides = self.valuation.sides();
        for &to in self
            .graph
            .exchanges(node)
            .iter()
            .filter(|to| self.pool.has(**to))
        {
            let Room { bench, one, .. } = room;
            self.valuation.exchange(node, to, bench, one);
            let terms = room.terms.len();
            room.terms.extend_from_slice(&room.one.fixed);
            room.terms.extend_from_slice(&room.one.slope);
            room.top.clear();
            for side in 0..sides {
                let top = self.top(&room.terms[terms..], to, side);
                room.top.push(top);
            }
            let mut tops = room.top.iter().enumerate();
            let stays_in = tops
                .all(|(side, top)| *top >= self.valuation.walk_out(node, side) - self.tolerance);
            if stays_in && wanted.keeps(node, &room.top) {
                let promise = room.top.iter().sum();
                room.exchanges.push(Exchanged { to, terms, promise });
            } else {
                room.terms.truncate(terms);
            }
        }
        room.exchanges
            .sort_by(|a, b| b.promise.total_cmp(&a.promise).then(a.to.cmp(&b.to)));
    }

    /// The most that the plans of an exchange are worth to a side.
    fn top(&self, terms: &[f64], to: NodeId, side: usize) -> f64 {
        let sides = self.valuation.sides();
        terms[side] + terms[sides + side] * self.tops[to as usize * sides + side]
    }

    /// §3.5, §3.6: may the talks end here, and is nobody better off otherwise? Then what staying is worth.
    fn stay(&self, node: NodeId, room: &mut Room) -> Option<Vec<f64>> {
        if !self.ends[node as usize] {
            return None;
        }
        let value = self.valuation.stay(node);
        let mut tests = value.iter().enumerate();
        let stays = tests.all(|(side, value)| {
            *value >= self.valuation.least(side, node, None, &mut room.bench) - self.tolerance
        });
        stays.then_some(value)
    }

    /// Two actors: staircases, exchange by exchange.
    fn merge_all(&self, node: NodeId, room: &mut Room, labels: &mut Labels) {
        room.kept.clear();
        if let Some(value) = self.stay(node, room) {
            let value = [value[0], value[1]];
            room.kept.push(Step {
                value,
                label: Label::STAY,
            });
        }
        let order = self.order();
        for index in 0..room.exchanges.len() {
            let exchanged = room.exchanges[index];
            let terms = [0, 1, 2, 3].map(|i| room.terms[exchanged.terms + i]);
            let top = [0, 1].map(|side| self.top(&terms, exchanged.to, side));
            if beaten(&room.kept, top, self.tolerance) {
                continue;
            }
            let range = self.pool.range(exchanged.to);
            room.looks += (range.len() + room.kept.len()) as u64;
            let plans = range.map(|id| {
                let (value, then) = (self.pool.value(id), self.pool.label(id));
                Step {
                    value: [
                        terms[0] + terms[2] * value[0],
                        terms[1] + terms[3] * value[1],
                    ],
                    label: Label::exchange(exchanged.to, id, then.rounds + 1),
                }
            });
            let Room {
                kept, spare, bench, ..
            } = room;
            let mut least = None;
            let passes = |step: &Step<Label>| {
                let least = least.get_or_insert_with(|| {
                    [0, 1].map(|side| self.valuation.least(side, node, Some(exchanged.to), bench))
                });
                let mut tests = step.value.iter().zip(least.iter());
                tests.all(|(value, least)| *value >= least - self.tolerance)
            };
            let earlier = |a: &Label, b: &Label| order.compare(node, *a, *b).is_lt();
            merge(kept, spare, plans, self.tolerance, passes, earlier);
        }
        for step in &room.kept {
            labels.push(step.value, step.label);
        }
    }

    /// Any number of actors: everything that is left is sorted.
    fn sort_all(&self, node: NodeId, room: &mut Room, labels: &mut Labels) {
        let sides = self.valuation.sides();
        room.candidates.clear();
        room.by_exchange.clear();
        let mut least: Vec<Option<Vec<f64>>> = vec![None; room.exchanges.len() + 1];
        if let Some(value) = self.stay(node, room) {
            room.candidates.push(value, Label::STAY);
            room.by_exchange.push(room.exchanges.len() as u32);
            least[room.exchanges.len()] = Some(vec![f64::NEG_INFINITY; sides]);
        }
        for (index, exchanged) in room.exchanges.iter().enumerate() {
            let terms = &room.terms[exchanged.terms..exchanged.terms + 2 * sides];
            for id in self.pool.range(exchanged.to) {
                let value = self.pool.value(id).iter().enumerate();
                let value = value.map(|(side, v)| terms[side] + terms[sides + side] * v);
                let rounds = self.pool.label(id).rounds + 1;
                room.candidates
                    .push(value, Label::exchange(exchanged.to, id, rounds));
                room.by_exchange.push(index as u32);
            }
        }
        room.looks += room.candidates.len() as u64;
        let Room {
            candidates,
            by_exchange,
            exchanges,
            bench,
            ..
        } = room;
        let passes = |place: u32| {
            let exchange = by_exchange[place as usize] as usize;
            let least = least[exchange].get_or_insert_with(|| {
                let to = Some(exchanges[exchange].to);
                (0..sides)
                    .map(|side| self.valuation.least(side, node, to, bench))
                    .collect()
            });
            let mut tests = candidates
                .value(place as usize, sides)
                .iter()
                .zip(least.iter());
            tests.all(|(value, least)| *value >= least - self.tolerance)
        };
        let order = self.order();
        let label = |place: u32| candidates.label(place as usize);
        let earlier = |a, b| order.compare(node, label(a), label(b)).is_lt();
        let value = |place: u32| candidates.value(place as usize, sides);
        let places = (0..candidates.len() as u32).collect();
        for place in undominated(places, value, sides, self.tolerance, passes, earlier) {
            labels.push(value(place).iter().copied(), label(place));
        }
    }

    fn order(&self) -> Order<'_> {
        Order {
            problem: self.problem,
            graph: self.graph,
            pool: &self.pool,
        }
    }
}

/// Is something kept better for somebody and worse for nobody than anything an exchange comes to?
fn beaten(kept: &[Step<Label>], top: [f64; 2], tolerance: f64) -> bool {
    let wider = kept.partition_point(|k| k.value[0] >= top[0]);
    let Some(best) = wider.checked_sub(1).map(|last| kept[last].value) else {
        return false;
    };
    best[1] >= top[1] && (best[0] > top[0] + tolerance || best[1] > top[1] + tolerance)
}

/// Per node, whether talks may end there.
pub fn ends(problem: &Problem, graph: &Graph) -> Vec<bool> {
    let nodes: Vec<NodeId> = (0..graph.reached() as NodeId).collect();
    let chunks = nodes.par_chunks(1024);
    let found = chunks.flat_map_iter(|chunk| {
        let (mut settlement, mut force) = (graph.settlement(0), graph.force(0));
        chunk.iter().map(move |node| {
            graph.layout().unpack(graph.key(*node), &mut settlement);
            graph
                .layout()
                .unpack_force(graph.force_key(*node), &mut force);
            may_stay(problem, &settlement, &force)
        })
    });
    found.collect()
}

/// §3.5: talks may end at any package that steering allows, and never at the status quo.
fn may_stay(problem: &Problem, settlement: &Settlement, force: &InForce) -> bool {
    let accepts = |c| problem.accepts(c, settlement, force);
    !settlement.is_status_quo()
        && problem.may_end(settlement)
        && problem.is_settled(settlement)
        && problem.constraints.ids().all(accepts)
}
