//! Forward expansion from the status quo: every settlement that admissible exchanges reach.

use rustc_hash::FxHashMap;

use super::standing::{Standing, worths};
use crate::base::{ConstraintId, Id, Limits, OptionId, Points, Stopped, TopicId};
use crate::problem::{InForce, Moves, OrderForm, Problem, Settlement};

/// Beliefs nearer than this are one: rounding of a product of likelihoods must not refuse an exchange.
const BELIEF_TOLERANCE: f64 = 1e-12;

/// A node of an expanded graph.
pub type NodeId = u32;

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
        let mut at = 0;
        while at < graph.nodes.len() {
            let mut found = Vec::new();
            let exchanges = Exchanges::new(problem, &graph.nodes[at], &always);
            exchanges.each(limits, &mut |next| found.push(next))?;
            for Reached {
                settlement,
                force,
                worth,
            } in found
            {
                let next = graph.nodes.len() as NodeId;
                let target = match index.get(&settlement) {
                    Some(known) => *known,
                    None => {
                        index.insert(settlement.clone(), next);
                        graph
                            .nodes
                            .push(Standing::of(problem, settlement, force, worth));
                        next
                    }
                };
                graph.targets.push(target);
            }
            graph.starts.push(graph.targets.len());
            // A node weighs as much as some dozens of exchanges.
            limits.go_on_with(graph.nodes.len() as u64 + graph.targets.len() as u64 / 32)?;
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

/// Where an admissible exchange leads.
struct Reached {
    settlement: Settlement,
    force: InForce,
    worth: Vec<Points>,
}

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

    /// Calls `visit` with every settlement that an admissible exchange leads to.
    fn each(&self, limits: &Limits, visit: &mut dyn FnMut(Reached)) -> Result<(), Stopped> {
        let mut settlement = self.from.settlement.clone();
        self.choose(
            0,
            self.problem.talks.moves_per_round,
            &mut settlement,
            limits,
            visit,
        )
    }

    fn choose(
        &self,
        first: usize,
        left: usize,
        settlement: &mut Settlement,
        limits: &Limits,
        visit: &mut dyn FnMut(Reached),
    ) -> Result<(), Stopped> {
        limits.go_on()?;
        for (place, (topic, options)) in self.open.iter().enumerate().skip(first) {
            let stood = settlement.at(*topic);
            for option in options {
                settlement.set(*topic, *option);
                self.consider(settlement, visit);
                if left > 1 {
                    self.choose(place + 1, left - 1, settlement, limits, visit)?;
                }
            }
            settlement.set(*topic, stood);
        }
        Ok(())
    }

    fn consider(&self, settlement: &Settlement, visit: &mut dyn FnMut(Reached)) {
        if !self.in_order(settlement) {
            return;
        }
        let force = self.problem.in_force(settlement);
        let worth = worths(self.problem, &force);
        if self.gains(&worth) && self.keeps_rules(settlement, &force) {
            visit(Reached {
                settlement: settlement.clone(),
                force,
                worth,
            });
        }
    }

    /// Test 2: nothing that must wait becomes true.
    fn in_order(&self, settlement: &Settlement) -> bool {
        let at = |t| settlement.at(t);
        self.waiting
            .iter()
            .all(|(rule, may)| *may || !self.problem.order_rules[*rule].before.holds(&at))
    }

    /// Test 1: rules asked always, and what audiences tolerate.
    fn keeps_rules(&self, settlement: &Settlement, force: &InForce) -> bool {
        let accepts = |c: &ConstraintId| self.problem.accepts(*c, settlement, force);
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
