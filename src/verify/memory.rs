//! What the judge has enumerated of a model, so that each enumeration is made once.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use crate::check::{MOST_PLAN_STEPS, MOST_SETTLEMENTS, Roads, Space, every_road};
use crate::problem::{Problem, Steer};

/// Enumerations so far.
#[derive(Debug, Default)]
pub struct Memory {
    space: OnceCell<Option<Space>>,
    roads: RefCell<Vec<(Steer, Rc<Option<Roads>>)>>,
}

impl Memory {
    /// Every settlement, where they are few enough.
    pub fn space(&self, problem: &Problem) -> Option<&Space> {
        let look = || Space::look(problem, MOST_SETTLEMENTS);
        self.space.get_or_init(look).as_ref()
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
