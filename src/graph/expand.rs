//! Forward expansion from the status quo: every settlement that admissible exchanges reach.

use rustc_hash::FxHashMap;

use super::standing::Standing;
use crate::base::{ConstraintId, Id, Limits, OptionId, Points, Stopped, TopicId};
use crate::problem::{InForce, Moves, OrderForm, Problem, Settlement};

/// Beliefs nearer than this are one: rounding of a product of likelihoods must not refuse an exchange.
const BELIEF_TOLERANCE: f64 = 1e-12;

/// A node of an expanded graph.
pub type NodeId = u32;

/// A node weighs as much as some dozens of exchanges …
const EXCHANGES_A_NODE: u64 = 32;
/// … and is found in the time in which so many candidates are refused.
const TRIES_A_NODE: u64 = 128;

/// What a node counts for against the size limit: settlements of many topics are larger, and take longer to look at.
pub fn node_weight(problem: &Problem) -> u64 {
    (problem.topics.len() as u64 / 8).max(1)
}

/// All settlements that are reached, and the admissible exchanges between them.
#[derive(Clone, Debug)]
pub struct Graph {
    /// What each settlement is; the status quo first.
    pub nodes: Vec<Standing>,
    /// Where each node's exchanges begin in `targets`; one entry more than nodes.
    starts: Vec<usize>,
    targets: Vec<NodeId>,
}

impl Graph {
    /// Expands everything that can be reached from the status quo.
    ///
    /// Complexity: settlements reached × sets of at most `moves_per_round` moves.
    ///
    /// # Errors
    /// [`Stopped`] when told to stop, or when more settlements and exchanges would have to be held than the limit allows.
    pub fn expand(problem: &Problem, limits: &Limits) -> Result<Self, Stopped> {
        let start = problem.status_quo();
        let mut index: FxHashMap<Settlement, NodeId> = FxHashMap::default();
        index.insert(start.clone(), 0);
        let mut graph = Self {
            nodes: vec![Standing::new(problem, start)],
            starts: vec![0],
            targets: Vec::new(),
        };
        let always = asked_always(problem);
        let weight = node_weight(problem);
        let mut tried = 0u64;
        let mut at = 0;
        while at < graph.nodes.len() {
            let Self { nodes, targets, .. } = &graph;
            let (first, exchanges_held) = (nodes.len(), targets.len() as u64);
            let mut found: Vec<Standing> = Vec::new();
            let mut reached: Vec<NodeId> = Vec::new();
            let exchanges = Exchanges::new(problem, &nodes[at], &always);
            exchanges.each(&mut |settlement| {
                tried += 1;
                match index.get(settlement) {
                    _ if !exchanges.in_order(settlement) => {}
                    // Known, so its rules hold; only the step to it is to be tested.
                    Some(&node) => {
                        let worth = &nodes[node as usize].worth;
                        if exchanges.gains(worth) {
                            reached.push(node);
                        }
                    }
                    None => {
                        if let Some(standing) = exchanges.admit(settlement) {
                            reached.push((first + found.len()) as NodeId);
                            found.push(standing);
                        }
                    }
                }
                // Asked within a node, too: one node may have more exchanges than there is room for.
                let held = (first + found.len()) as u64 * weight;
                let edges = exchanges_held + reached.len() as u64;
                limits.go_on_with(held + edges / EXCHANGES_A_NODE + tried * weight / TRIES_A_NODE)
            })?;
            for standing in found {
                let next = graph.nodes.len() as NodeId;
                index.insert(standing.settlement.clone(), next);
                graph.nodes.push(standing);
            }
            graph.targets.extend(reached);
            graph.starts.push(graph.targets.len());
            at += 1;
        }
        Ok(graph)
    }

    /// Nodes that one exchange leads to, ordered by the moves that lead there.
    pub fn exchanges(&self, node: NodeId) -> &[NodeId] {
        &self.targets[self.starts[node as usize]..self.starts[node as usize + 1]]
    }
    /// Settlements reached, the status quo included.
    pub fn reached(&self) -> usize {
        self.nodes.len()
    }
    /// Admissible exchanges.
    pub fn exchange_count(&self) -> usize {
        self.targets.len()
    }
    /// Nodes ordered so that every exchange leads to an earlier one.
    pub fn backwards(&self) -> Vec<NodeId> {
        let climbed = |node: &NodeId| -> usize {
            let settlement = &self.nodes[*node as usize].settlement;
            settlement.iter().map(|(_, option)| option.index()).sum()
        };
        let mut order: Vec<NodeId> = (0..self.nodes.len() as NodeId).collect();
        order.sort_by_cached_key(|node| std::cmp::Reverse(climbed(node)));
        order
    }
}

/// The moves that lead from one settlement to another, by topic id: the form in which ties are broken (§3.7).
pub fn moves(problem: &Problem, from: &Settlement, to: &Settlement) -> Vec<(TopicId, OptionId)> {
    let changed = from.iter().zip(to.iter()).filter(|(a, b)| a.1 != b.1);
    let mut moves: Vec<_> = changed.map(|(_, to)| to).collect();
    moves.sort_by_key(|(topic, option)| (problem.names.topic_ranks[*topic], *option));
    moves
}

/// Constraints asked of every settlement passed.
fn asked_always(problem: &Problem) -> Vec<ConstraintId> {
    let all = problem.constraints.ids();
    all.filter(|c| problem.asked_always(*c)).collect()
}

/// Takes a settlement and says whether to go on.
type Visit<'v> = dyn FnMut(&Settlement) -> Result<(), Stopped> + 'v;

/// Admissible exchanges of one node.
struct Exchanges<'a> {
    problem: &'a Problem,
    from: &'a Standing,
    always: &'a [ConstraintId],
    /// Per topic, the options it may move to on its own.
    open: Vec<(TopicId, Vec<OptionId>)>,
    /// Order rules whose condition does not hold yet, and whether they may be crossed from here.
    waiting: Vec<(usize, bool)>,
}

impl<'a> Exchanges<'a> {
    fn new(problem: &'a Problem, from: &'a Standing, always: &'a [ConstraintId]) -> Self {
        let open = problem.topics.ids().filter_map(|topic| {
            let options = options(problem, from, topic);
            (!options.is_empty()).then_some((topic, options))
        });
        let mut exchanges = Self {
            problem,
            from,
            always,
            open: open.collect(),
            waiting: Vec::new(),
        };
        exchanges.waiting = exchanges.waiting_rules();
        exchanges
    }

    /// §2.2: which `before` rules are still to be crossed, and whether they may be.
    fn waiting_rules(&self) -> Vec<(usize, bool)> {
        let at = |t| self.from.settlement.at(t);
        let rules = self.problem.order_rules.iter().enumerate();
        let waiting = rules.filter(|(_, rule)| !rule.before.holds(&at));
        waiting
            .map(|(index, rule)| {
                let may = match &rule.form {
                    OrderForm::Need(need) => need.holds(&at),
                    OrderForm::Trust(owner, other, least) => {
                        let belief = self.problem.belief(*owner, *other, &self.from.force);
                        belief >= least - BELIEF_TOLERANCE
                    }
                };
                (index, may)
            })
            .collect()
    }

    /// Calls `visit` with every settlement that its topics may move to, each once; nothing else is looked at yet.
    fn each(&self, visit: &mut Visit) -> Result<(), Stopped> {
        let mut settlement = self.from.settlement.clone();
        let most = self.problem.talks.moves_per_round;
        self.choose(0, most, &mut settlement, visit)
    }

    fn choose(
        &self,
        first: usize,
        left: usize,
        settlement: &mut Settlement,
        visit: &mut Visit,
    ) -> Result<(), Stopped> {
        for (place, (topic, options)) in self.open.iter().enumerate().skip(first) {
            let stood = settlement.at(*topic);
            for option in options {
                settlement.set(*topic, *option);
                visit(settlement)?;
                if left > 1 {
                    self.choose(place + 1, left - 1, settlement, visit)?;
                }
            }
            settlement.set(*topic, stood);
        }
        Ok(())
    }

    /// A settlement that was not reached before, if the exchange to it is admissible.
    fn admit(&self, settlement: &Settlement) -> Option<Standing> {
        let force = self.problem.in_force(settlement);
        let sides = self.problem.consenting.iter();
        let worth: Vec<Points> = sides.map(|a| self.problem.worth(*a, &force)).collect();
        if !self.gains(&worth) || !self.keeps_rules(settlement, &force) {
            return None;
        }
        let settlement = settlement.clone();
        Some(Standing::with(self.problem, settlement, force, worth))
    }

    /// Test 2: nothing that must wait becomes true.
    fn in_order(&self, settlement: &Settlement) -> bool {
        let at = |t| settlement.at(t);
        self.waiting
            .iter()
            .all(|(rule, may)| *may || !self.problem.order_rules[*rule].before.holds(&at))
    }

    /// Test 1: rules asked always, and what audiences tolerate.
    fn keeps_rules(&self, to: &Settlement, force: &InForce) -> bool {
        let accepts = |c: &ConstraintId| self.problem.accepts(*c, to, force);
        self.always.iter().all(accepts)
    }

    /// Tests 3 and 4: step gain and credit.
    fn gains(&self, worth: &[Points]) -> bool {
        let sides = self.problem.consenting.iter().enumerate();
        sides.into_iter().all(|(side, actor)| {
            let actor = &self.problem.actors[*actor];
            let step = worth[side] - self.from.worth[side];
            let in_step = actor.step_gain.is_none_or(|least| step >= least);
            let in_credit = actor.credit.is_none_or(|credit| worth[side] >= -credit);
            in_step && in_credit
        })
    }
}

/// Options that a topic may move to from here: allowed by its `moves`, every crossed rung's `after` holding (tests of §3.3
/// that need nothing but the topic).
fn options(problem: &Problem, from: &Standing, topic: TopicId) -> Vec<OptionId> {
    let stands = from.settlement.at(topic);
    let rungs = &problem.topics[topic].rungs;
    let at = |t| from.settlement.at(t);
    let open = |o: OptionId| rungs[o].after.as_ref().is_none_or(|c| c.holds(&at));
    let later = (stands.index() + 1..rungs.len()).map(OptionId::new);
    match problem.topics[topic].moves {
        Moves::Ladder => later.take(1).filter(|o| open(*o)).collect(),
        Moves::Climb => later.take_while(|o| open(*o)).collect(),
        Moves::Choice if stands == OptionId::STATUS_QUO => later.filter(|o| open(*o)).collect(),
        Moves::Choice => Vec::new(),
    }
}
