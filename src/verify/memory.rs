//! What the judge has enumerated of a model, so that each enumeration is made once.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::check::{
    MOST_PLAN_STEPS, MOST_SETTLEMENTS, Moves, Roads, Space, every_exchange, every_road,
};
use crate::problem::{Lift, Problem, Settlement, Steer, lifted};

/// Enumerations so far.
#[derive(Debug, Default)]
pub struct Memory {
    space: OnceCell<Option<Space>>,
    exchanges: OnceCell<Option<BTreeMap<Settlement, Vec<Moves>>>>,
    roads: RefCell<Vec<(Steer, Rc<Option<Roads>>)>>,
    lifted: RefCell<Vec<Lifted>>,
}

/// Every plan of a problem, as it is steered, without some tests.
type Lifted = (Steer, Vec<Lift>, Rc<Option<Roads>>);

/// Most steps of an enumeration of plans without some tests: there are many such.
pub const MOST_LIFTED_STEPS: u64 = MOST_PLAN_STEPS / 10;

impl Memory {
    /// Every settlement, where they are few enough.
    pub fn space(&self, problem: &Problem) -> Option<&Space> {
        let look = || Space::look(problem, MOST_SETTLEMENTS);
        self.space.get_or_init(look).as_ref()
    }

    /// Every plan of the problem, as it is steered, without some tests, where they are few enough.
    pub fn roads_without(&self, problem: &Problem, lifts: &[Lift]) -> Rc<Option<Roads>> {
        let known = |(steer, own, _): &&Lifted| *steer == problem.steer && own.as_slice() == lifts;
        if let Some((_, _, roads)) = self.lifted.borrow().iter().find(known) {
            return Rc::clone(roads);
        }
        let roads = Rc::new(every_road(&lifted(problem, lifts), MOST_LIFTED_STEPS));
        let entry = (problem.steer.clone(), lifts.to_vec(), Rc::clone(&roads));
        self.lifted.borrow_mut().push(entry);
        roads
    }

    /// Every exchange between settlements reached, where few enough sets of moves have to be tried.
    pub fn exchanges(&self, problem: &Problem) -> Option<&BTreeMap<Settlement, Vec<Moves>>> {
        let expand = || every_exchange(problem, MOST_PLAN_STEPS);
        self.exchanges.get_or_init(expand).as_ref()
    }

    /// Is it known that there is no package?
    pub fn knows_none(&self, problem: &Problem) -> bool {
        let space = self.space(problem);
        space.is_some_and(|space| space.packages(|_| false).next().is_none())
    }

    /// Every plan of the problem as it is steered, where they are few enough.
    pub fn roads(&self, problem: &Problem) -> Rc<Option<Roads>> {
        let known = |(steer, _): &&(Steer, _)| *steer == problem.steer;
        if let Some((_, roads)) = self.roads.borrow().iter().find(known) {
            return Rc::clone(roads);
        }
        let roads = Rc::new(every_road(problem, MOST_PLAN_STEPS));
        let entry = (problem.steer.clone(), Rc::clone(&roads));
        self.roads.borrow_mut().push(entry);
        roads
    }
}
