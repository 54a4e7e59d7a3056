//! Exchanges from a settlement (SEMANTICS §3.3): which sets of moves there are and which of them pass the tests that need
//! nothing but both settlements. What moves add is summed up as they are chosen; only where a linkage or `in_force` ties
//! topics together is a worth computed anew.

use super::layout::Layout;
use super::standing::blank;
use crate::base::{ConstraintId, Id, IdVec, OptionId, Stopped, TopicId};
use crate::problem::{InForce, Moves, OrderForm, Problem, Settlement};

/// Beliefs nearer than this are one: rounding of a product of likelihoods must not refuse an exchange.
const BELIEF_TOLERANCE: f64 = 1e-12;

/// What of a problem moving needs prepared.
pub struct Mover<'p> {
    pub problem: &'p Problem,
    pub layout: Layout,
    /// Where plans start.
    start: Vec<u64>,
    /// Constraints asked of every settlement passed.
    always: Vec<ConstraintId>,
    /// Worth per round of each option, side by side, in billionths.
    worths: IdVec<TopicId, Vec<i128>>,
    /// Topics whose options alone do not say what a move of them is worth.
    tied: IdVec<TopicId, bool>,
    step_gain: Vec<Option<i128>>,
    least: Vec<Option<i128>>,
    /// Has the model topics that wait to be carried out?
    pub waits: bool,
}

/// Room to look at one node after another.
pub struct Room {
    pub settlement: Settlement,
    pub force: InForce,
    key: Vec<u64>,
    /// Worths as agreed, and after each further move.
    worths: Vec<i128>,
    /// The least that worths may come to: step gain and credit.
    needs: Vec<i128>,
    open: Vec<Step>,
    /// What each step adds to the worths.
    adds: Vec<i128>,
    waiting: Vec<usize>,
}

/// A move that a node allows on its own.
#[derive(Clone, Copy)]
struct Step {
    word: usize,
    add: u64,
    /// Its worth depends on other topics.
    tied: bool,
    /// Place of the first step of the next topic.
    next: usize,
}

impl Room {
    /// Tests 3 and 4: step gain and credit.
    fn gains(&self, worths: &[i128]) -> bool {
        worths
            .iter()
            .zip(&self.needs)
            .all(|(worth, need)| worth >= need)
    }
}

impl<'p> Mover<'p> {
    /// Prepares a problem.
    pub fn new(problem: &'p Problem) -> Self {
        let sides = || problem.consenting.iter().map(|a| &problem.actors[*a]);
        let mut tied: IdVec<TopicId, bool> = problem.topics.iter().map(|_| false).collect();
        for (id, topic) in problem.topics.entries() {
            if let Some(condition) = &topic.in_force {
                tied[id] = true;
                condition.topics(&mut |t| tied[t] = true);
            }
        }
        for linkage in sides().flat_map(|a| &a.linkages) {
            linkage.when.topics(&mut |t| tied[t] = true);
        }
        let worths = problem.topics.entries().map(|(topic, t)| {
            let options = t.rungs.ids();
            let all =
                options.flat_map(|o| sides().map(move |a| a.interests[topic][o].billionths()));
            all.collect()
        });
        let all = problem.constraints.ids();
        let layout = Layout::new(problem);
        let mut start = vec![0; layout.words()];
        layout.pack(&problem.start(), &mut start);
        Self {
            layout,
            start,
            always: all.filter(|c| problem.asked_always(*c)).collect(),
            worths: worths.collect(),
            tied,
            step_gain: sides()
                .map(|a| a.step_gain.map(|p| p.billionths()))
                .collect(),
            least: sides().map(|a| a.credit.map(|p| -p.billionths())).collect(),
            waits: problem.topics.iter().any(|t| t.in_force.is_some()),
            problem,
        }
    }

    /// Room for one thread.
    pub fn room(&self) -> Room {
        let (settlement, force) = blank(self.problem);
        let most = self
            .problem
            .talks
            .moves_per_round
            .min(self.problem.topics.len());
        Room {
            settlement,
            force,
            key: vec![0; self.layout.words()],
            worths: vec![0; (most + 1) * self.sides()],
            needs: Vec::new(),
            open: Vec::new(),
            adds: Vec::new(),
            waiting: Vec::new(),
        }
    }

    fn sides(&self) -> usize {
        self.step_gain.len()
    }

    /// What is in force at a node.
    pub fn set_force(&self, key: &[u64], settlement: &mut Settlement, force: &mut InForce) {
        if self.waits {
            self.layout.unpack(key, settlement);
            *force = self.problem.in_force(settlement);
        } else {
            self.layout.unpack_force(key, force);
        }
    }

    /// Worths at a settlement, in billionths.
    pub fn worths(&self, force: &InForce) -> impl Iterator<Item = i128> {
        let sides = self.problem.consenting.iter();
        sides.map(|a| self.problem.worth(*a, force).billionths())
    }

    /// Calls `visit` with every settlement that an exchange leads to from here which passes the tests of moves, order, step
    /// gain and credit, each once. Constraints asked of the settlement itself are not looked at: see [`Mover::may_pass`].
    pub fn each(
        &self,
        key: &[u64],
        worths: &[i128],
        room: &mut Room,
        visit: &mut impl FnMut(&[u64], &[i128]) -> Result<(), Stopped>,
    ) -> Result<(), Stopped> {
        self.open(key, room);
        room.key.copy_from_slice(key);
        room.worths[..worths.len()].copy_from_slice(worths);
        room.needs.clear();
        let tests = self.step_gain.iter().zip(&self.least).zip(worths);
        room.needs.extend(tests.map(|((step, least), worth)| {
            let step = step.map(|step| worth + step);
            step.max(*least).unwrap_or(i128::MIN)
        }));
        self.choose(0, 0, false, room, visit)
    }

    /// What each topic may do on its own, and the order rules that may not be crossed from here.
    fn open(&self, key: &[u64], room: &mut Room) {
        room.open.clear();
        room.adds.clear();
        let sides = self.sides();
        let at = |topic| self.layout.at(key, topic);
        for (topic, t) in self.problem.topics.entries() {
            let stands = at(topic);
            let may = |o: &OptionId| t.rungs[*o].after.as_ref().is_none_or(|c| c.holds(&at));
            let first = room.open.len();
            let later = (stands.index() + 1..t.rungs.len()).map(OptionId::new);
            let mut push = |option| {
                let (word, add) = self.layout.step(topic, stands, option);
                room.open.push(Step {
                    word,
                    add,
                    tied: self.tied[topic],
                    next: 0,
                });
                let row = |option: OptionId| &self.worths[topic][option.index() * sides..];
                let both = row(option).iter().zip(row(stands)).take(sides);
                room.adds.extend(both.map(|(to, from)| to - from));
            };
            match t.moves {
                Moves::Ladder => later.take(1).filter(may).for_each(&mut push),
                Moves::Climb => later.take_while(may).for_each(&mut push),
                Moves::Choice if stands == OptionId::STATUS_QUO => {
                    later.filter(may).for_each(&mut push)
                }
                Moves::Choice => {}
            }
            let next = room.open.len();
            room.open[first..]
                .iter_mut()
                .for_each(|step| step.next = next);
        }
        room.waiting.clear();
        if self.problem.order_rules.is_empty() {
            return;
        }
        self.set_force(key, &mut room.settlement, &mut room.force);
        for (index, rule) in self.problem.order_rules.iter().enumerate() {
            let may = rule.before.holds(&at)
                || match &rule.form {
                    OrderForm::Need(need) => need.holds(&at),
                    OrderForm::Trust(owner, other, least) => {
                        let belief = self.problem.belief(*owner, *other, &room.force);
                        belief >= least - BELIEF_TOLERANCE
                    }
                };
            if !may {
                room.waiting.push(index);
            }
        }
    }

    /// Adds one more move after the `depth` that are chosen.
    fn choose(
        &self,
        first: usize,
        depth: usize,
        tied: bool,
        room: &mut Room,
        visit: &mut impl FnMut(&[u64], &[i128]) -> Result<(), Stopped>,
    ) -> Result<(), Stopped> {
        let sides = self.sides();
        let here = depth * sides;
        for place in first..room.open.len() {
            let step = room.open[place];
            for side in 0..sides {
                let worth = room.worths[here + side] + room.adds[place * sides + side];
                room.worths[here + sides + side] = worth;
            }
            room.key[step.word] += step.add;
            let tied = tied || step.tied;
            self.propose(tied, here + sides, room, visit)?;
            if depth + 1 < self.problem.talks.moves_per_round {
                self.choose(step.next, depth + 1, tied, room, visit)?;
            }
            room.key[step.word] -= step.add;
        }
        Ok(())
    }

    fn propose(
        &self,
        tied: bool,
        worths: usize,
        room: &mut Room,
        visit: &mut impl FnMut(&[u64], &[i128]) -> Result<(), Stopped>,
    ) -> Result<(), Stopped> {
        let worths = worths..worths + self.sides();
        if !tied {
            let worths = &room.worths[worths];
            return match room.gains(worths) && self.in_order(room) {
                true => visit(&room.key, worths),
                false => Ok(()),
            };
        }
        if !self.in_order(room) {
            return Ok(());
        }
        self.set_force(&room.key, &mut room.settlement, &mut room.force);
        let worths: Vec<i128> = self.worths(&room.force).collect();
        match room.gains(&worths) {
            true => visit(&room.key, &worths),
            false => Ok(()),
        }
    }

    /// Test 2: nothing that must wait becomes true.
    fn in_order(&self, room: &Room) -> bool {
        let at = |t| self.layout.at(&room.key, t);
        let rule = |index: &usize| &self.problem.order_rules[*index];
        !room
            .waiting
            .iter()
            .any(|index| rule(index).before.holds(&at))
    }

    /// Does steering ask anything of the exchanges that leave a node?
    pub fn steers_from(&self, key: &[u64]) -> bool {
        let steer = &self.problem.steer;
        !steer.never_together.is_empty() || steer.asks_first() && key == self.start
    }

    /// Steering: may an exchange lead from one settlement to the other?
    pub fn may_exchange(&self, from: &Settlement, to: &[u64], settlement: &mut Settlement) -> bool {
        self.layout.unpack(to, settlement);
        self.problem.may_exchange(from, settlement)
    }

    /// Test 1: rules asked always, and what audiences tolerate; then what steering asks of settlements.
    pub fn may_pass(&self, key: &[u64], settlement: &mut Settlement, force: &mut InForce) -> bool {
        let steered = self.problem.steer.asks_of_settlements();
        if self.always.is_empty() && !steered {
            return true;
        }
        self.layout.unpack(key, settlement);
        if steered && !self.problem.may_pass(settlement) {
            return false;
        }
        self.set_force(key, &mut settlement.clone(), force);
        let accepts = |c: &ConstraintId| self.problem.accepts(*c, settlement, force);
        self.always.iter().all(accepts)
    }
}
