//! Forward expansion from where plans start: every settlement that admissible exchanges reach.
//!
//! Nodes are looked at in batches, side by side, and what is found is entered in order, so that nodes have the same numbers
//! whatever the threads.

use hashbrown::HashTable;
use rayon::prelude::*;

use super::layout::{Layout, hash};
use super::moves::{Mover, Room};
use super::standing::{Standing, Standings, blank};
use crate::base::{Limits, OptionId, Stopped, TopicId};
use crate::problem::{InForce, Problem, Settlement};

/// A node of an expanded graph.
pub type NodeId = u32;

/// Nodes looked at side by side.
const BATCH: usize = 512;
/// A node weighs as much as so many exchanges against the size limit.
const EXCHANGES_A_NODE: u64 = 1024;
/// Settlements found anew are marked so until they have a number.
const FRESH: NodeId = 1 << 31;

/// Numbers of rounds as bits: bit k says "after k rounds", the last "after so many or more".
pub type Rounds = u64;

/// Which settlements are entered, and by which exchanges.
pub trait Within: Sync {
    /// After which of some numbers of rounds a settlement, as words, may be passed. An exchange is looked at only if it may lead
    /// from one number of rounds to the next.
    fn rounds(&self, key: &[u64], among: Rounds) -> Rounds;
}

/// Settlements that may be passed whenever they are reached.
impl<F: Fn(&[u64]) -> bool + Sync> Within for F {
    fn rounds(&self, key: &[u64], among: Rounds) -> Rounds {
        if self(key) { among } else { 0 }
    }
}

/// One round later.
fn later(rounds: Rounds) -> Rounds {
    rounds << 1 | rounds & 1 << (Rounds::BITS - 1)
}

/// All settlements that are reached, and the admissible exchanges between them.
#[derive(Clone, Debug)]
pub struct Graph {
    layout: Layout,
    /// Settlements as words, end to end; the start first.
    keys: Vec<u64>,
    /// What is in force, where that differs from what is agreed.
    forces: Vec<u64>,
    standings: Standings,
    /// Where each node's exchanges begin in `targets`; one entry more than nodes.
    starts: Vec<usize>,
    targets: Vec<NodeId>,
    layers: Vec<Vec<NodeId>>,
    blank: (Settlement, InForce),
}

/// Exchanges of a node that are looked up together: look-ups that do not wait for each other are several times as fast.
const LOOKED_UP: usize = 256;

/// What one node leads to.
#[derive(Default)]
struct Found {
    /// Nodes, or places among the fresh settlements.
    targets: Vec<NodeId>,
    keys: Vec<u64>,
    worths: Vec<i128>,
    tries: u64,
}

/// Exchanges of a node that are not looked up yet.
struct Seen {
    /// The node, where steering asks something of its exchanges.
    from: Option<Settlement>,
    keys: Vec<u64>,
    worths: Vec<i128>,
    known: Vec<Option<NodeId>>,
    blank: (Settlement, InForce),
}

impl Graph {
    /// Expands everything that can be reached from where plans start.
    ///
    /// Complexity: settlements reached × sets of at most `moves_per_round` moves.
    ///
    /// # Errors
    /// [`Stopped`] when told to stop, or when more settlements and exchanges would have to be held than the limit allows.
    pub fn expand(problem: &Problem, limits: &Limits) -> Result<Self, Stopped> {
        Self::expand_within(problem, limits, &|_: &[u64]| true)
    }

    /// The same, passing only through settlements and by exchanges that `within` admits.
    ///
    /// # Errors
    /// Those of [`Graph::expand`].
    pub fn expand_within(
        problem: &Problem,
        limits: &Limits,
        within: &dyn Within,
    ) -> Result<Self, Stopped> {
        Expansion::new(problem, within).run(limits)
    }

    /// Nodes that one exchange leads to.
    pub fn exchanges(&self, node: NodeId) -> &[NodeId] {
        &self.targets[self.starts[node as usize]..self.starts[node as usize + 1]]
    }
    /// Settlements reached, the start included.
    pub fn reached(&self) -> usize {
        self.starts.len() - 1
    }
    /// Admissible exchanges.
    pub fn exchange_count(&self) -> usize {
        self.targets.len()
    }
    /// How settlements are written as words.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }
    /// A settlement as words.
    pub fn key(&self, node: NodeId) -> &[u64] {
        words(&self.keys, self.layout.words(), node)
    }
    /// What is in force at a node, as words.
    pub fn force_key(&self, node: NodeId) -> &[u64] {
        match self.forces.is_empty() {
            true => self.key(node),
            false => words(&self.forces, self.layout.words(), node),
        }
    }
    /// A settlement.
    pub fn settlement(&self, node: NodeId) -> Settlement {
        let mut settlement = self.blank.0.clone();
        self.layout.unpack(self.key(node), &mut settlement);
        settlement
    }
    /// What is in force at a node.
    pub fn force(&self, node: NodeId) -> InForce {
        let mut force = self.blank.1.clone();
        self.layout.unpack_force(self.force_key(node), &mut force);
        force
    }
    /// The settlement functions at a node.
    pub fn standing(&self, node: NodeId) -> Standing<'_> {
        self.standings.of(node as usize)
    }
    /// Bytes held.
    pub fn bytes(&self) -> u64 {
        let words = self.keys.capacity() + self.forces.capacity() + self.starts.capacity();
        let numbers = self.targets.capacity() + self.reached();
        8 * words as u64 + 4 * numbers as u64 + self.standings.bytes()
    }
    /// The moves that an exchange makes, by topic id.
    pub fn moves(&self, problem: &Problem, from: NodeId, to: NodeId) -> Vec<(TopicId, OptionId)> {
        let mut moves = Vec::new();
        let push = &mut |topic, _, option| moves.push((topic, option));
        self.layout.differences(self.key(from), self.key(to), push);
        moves.sort_unstable_by_key(|(topic, _)| problem.names.topic_ranks[*topic]);
        moves
    }
    /// Nodes by rungs climbed, fewest first: every exchange leads to a later layer.
    pub fn layers(&self) -> &[Vec<NodeId>] {
        &self.layers
    }

    fn set_layers(&mut self) {
        for node in 0..self.reached() as NodeId {
            let climbed = self.layout.climbed(self.key(node));
            if self.layers.len() <= climbed {
                self.layers.resize_with(climbed + 1, Vec::new);
            }
            self.layers[climbed].push(node);
        }
    }
}

fn words(keys: &[u64], words: usize, node: NodeId) -> &[u64] {
    &keys[node as usize * words..(node as usize + 1) * words]
}

/// Settlements are a word or two: too short for a call to compare memory.
fn same(a: &[u64], b: &[u64]) -> bool {
    a.iter().zip(b).all(|(a, b)| a == b)
}

/// Of a node, in the index: most settlements are one word, found without a look elsewhere.
#[derive(Clone, Copy)]
struct Entry {
    first: u64,
    node: NodeId,
}

struct Expansion<'a> {
    mover: Mover<'a>,
    within: &'a dyn Within,
    graph: Graph,
    index: HashTable<Entry>,
    worths: Vec<i128>,
    /// Per node, after how many rounds it may be passed.
    rounds: Vec<Rounds>,
    tries: u64,
}

impl<'a> Expansion<'a> {
    fn new(problem: &'a Problem, within: &'a dyn Within) -> Self {
        let mover = Mover::new(problem);
        let graph = Graph {
            layout: mover.layout.clone(),
            keys: Vec::new(),
            forces: Vec::new(),
            standings: Standings::new(problem),
            starts: vec![0],
            targets: Vec::new(),
            layers: Vec::new(),
            blank: blank(problem),
        };
        Self {
            mover,
            within,
            graph,
            index: HashTable::new(),
            worths: Vec::new(),
            rounds: Vec::new(),
            tries: 0,
        }
    }

    fn run(mut self, limits: &Limits) -> Result<Graph, Stopped> {
        let start = self.mover.problem.start();
        let mut key = vec![0; self.graph.layout.words()];
        self.graph.layout.pack(&start, &mut key);
        let force = self.mover.problem.in_force(&start);
        let worths: Vec<i128> = self.mover.worths(&force).collect();
        self.enter(&key, &worths);
        self.stand(limits)?;
        let mut at = 0;
        while at < self.nodes() {
            let batch = at..(at + BATCH).min(self.nodes());
            let found: Result<Vec<Found>, Stopped> = batch
                .clone()
                .into_par_iter()
                .map_init(
                    || self.mover.room(),
                    |room, node| self.look(node as NodeId, room, limits),
                )
                .collect();
            for found in found? {
                self.keep(found);
            }
            self.stand(limits)?;
            at = batch.end;
        }
        self.graph.keys.shrink_to_fit();
        self.graph.targets.shrink_to_fit();
        self.graph.set_layers();
        Ok(self.graph)
    }

    fn nodes(&self) -> usize {
        self.graph.keys.len() / self.graph.layout.words()
    }

    /// Everything that one node leads to.
    fn look(&self, node: NodeId, room: &mut Room, limits: &Limits) -> Result<Found, Stopped> {
        let mut found = Found::default();
        let sides = self.mover.problem.consenting.len();
        let worths = &self.worths[node as usize * sides..(node as usize + 1) * sides];
        let steered = self.mover.steers_from(self.graph.key(node));
        let mut seen = Seen {
            from: steered.then(|| self.graph.settlement(node)),
            keys: Vec::new(),
            worths: Vec::new(),
            known: Vec::new(),
            blank: self.graph.blank.clone(),
        };
        self.mover
            .each(self.graph.key(node), worths, room, &mut |key, worths| {
                seen.keys.extend_from_slice(key);
                seen.worths.extend_from_slice(worths);
                if seen.worths.len() < LOOKED_UP * sides {
                    return Ok(());
                }
                self.look_up(node, &mut seen, &mut found);
                // Asked within a node, too: one node may have more exchanges than there is room for.
                self.go_on(found.tries, found.targets.len() as u64, limits)
            })?;
        self.look_up(node, &mut seen, &mut found);
        Ok(found)
    }

    /// Enters what was seen among what was found, and forgets it.
    fn look_up(&self, node: NodeId, seen: &mut Seen, found: &mut Found) {
        let next = later(self.rounds[node as usize]);
        let sides = self.mover.problem.consenting.len();
        let words = self.graph.layout.words();
        seen.known.clear();
        let keys = seen.keys.chunks_exact(words);
        seen.known.extend(keys.clone().map(|key| self.find(key)));
        found.tries += seen.known.len() as u64;
        let (settlement, force) = &mut seen.blank;
        for (index, key) in keys.enumerate() {
            let barred = |from| !self.mover.may_exchange(from, key, settlement);
            if seen.from.as_ref().is_some_and(barred) {
                continue;
            }
            if let Some(known) = seen.known[index] {
                if self.rounds[known as usize] & next != 0 {
                    found.targets.push(known);
                }
            } else if self.within.rounds(key, next) != 0
                && self.mover.may_pass(key, settlement, force)
            {
                let fresh = found.worths.len() / sides;
                found.targets.push(FRESH | fresh as NodeId);
                found.keys.extend_from_slice(key);
                let worths = &seen.worths[index * sides..(index + 1) * sides];
                found.worths.extend_from_slice(worths);
            }
        }
        seen.keys.clear();
        seen.worths.clear();
    }

    fn find(&self, key: &[u64]) -> Option<NodeId> {
        let is_one = self.graph.layout.words() == 1;
        let known = self.index.find(hash(key), |entry| {
            entry.first == key[0] && (is_one || same(self.graph.key(entry.node), key))
        });
        known.map(|entry| entry.node)
    }

    /// The number of a settlement, old or new.
    fn enter(&mut self, key: &[u64], worths: &[i128]) -> NodeId {
        if let Some(known) = self.find(key) {
            return known;
        }
        let node = self.nodes() as NodeId;
        self.graph.keys.extend_from_slice(key);
        self.worths.extend_from_slice(worths);
        self.rounds.push(self.within.rounds(key, Rounds::MAX));
        let Graph { keys, layout, .. } = &self.graph;
        let rehash = |entry: &Entry| hash(words(keys, layout.words(), entry.node));
        let first = key[0];
        self.index
            .insert_unique(hash(key), Entry { first, node }, rehash);
        node
    }

    fn keep(&mut self, found: Found) {
        let (words, sides) = (
            self.graph.layout.words(),
            self.mover.problem.consenting.len(),
        );
        self.tries += found.tries;
        // A quarter at a time: doubling would count twice what is held.
        let (held, room) = (self.graph.targets.len(), self.graph.targets.capacity());
        if held + found.targets.len() > room {
            self.graph
                .targets
                .reserve_exact(found.targets.len().max(held / 4));
        }
        for target in found.targets {
            let node = match target & FRESH {
                0 => target,
                _ => {
                    let fresh = (target & !FRESH) as usize;
                    let key = &found.keys[fresh * words..(fresh + 1) * words];
                    self.enter(key, &found.worths[fresh * sides..(fresh + 1) * sides])
                }
            };
            self.graph.targets.push(node);
        }
        self.graph.starts.push(self.graph.targets.len());
    }

    /// Computes what the nodes entered last are to everybody.
    fn stand(&mut self, limits: &Limits) -> Result<(), Stopped> {
        self.go_on(0, 0, limits)?;
        let problem = self.mover.problem;
        let first = self.graph.standings.nodes();
        let fresh: Vec<usize> = (first..self.nodes()).collect();
        let computed: Vec<(Standings, Vec<u64>)> = fresh
            .par_chunks(1024)
            .map(|nodes| {
                let mut standings = Standings::new(problem);
                let mut forces = Vec::new();
                let (mut settlement, mut force) = self.graph.blank.clone();
                let mut key = vec![0; self.graph.layout.words()];
                for node in nodes {
                    let agreed = self.graph.key(*node as NodeId);
                    self.mover.set_force(agreed, &mut settlement, &mut force);
                    standings.push(problem, &force);
                    if self.mover.waits {
                        self.graph.layout.pack(force.options(), &mut key);
                        forces.extend_from_slice(&key);
                    }
                }
                (standings, forces)
            })
            .collect();
        for (standings, forces) in computed {
            self.graph.standings.append(standings);
            self.graph.forces.extend(forces);
        }
        Ok(())
    }

    fn go_on(&self, tries: u64, targets: u64, limits: &Limits) -> Result<(), Stopped> {
        let edges = self.graph.targets.len() as u64 + targets;
        let work = self.nodes() as u64 + (self.tries + tries + edges) / EXCHANGES_A_NODE;
        let index = (size_of::<Entry>() as u64 + 1) * self.index.capacity() as u64;
        let own = 16 * self.worths.capacity() as u64 + 8 * self.rounds.capacity() as u64;
        limits.hold(self.graph.bytes() + index + own + 4 * targets)?;
        // Numbers of nodes leave a bit for those that have none yet.
        if self.nodes() >= FRESH as usize {
            return Err(Stopped::TooLarge);
        }
        limits.go_on_with(work)
    }
}
