//! From a form to an answer: what is built, in which order, and with which numbers.

use super::Point;
use super::diagram::Diagram;
use super::form::Form;
use super::labels::Labels;
use super::numbers::{Number, Packing, Scale};
use super::order;
use super::sweep::Sweep;
use crate::base::{Limits, Points, Stopped};
use crate::problem::Problem;

/// Something that can be sought by sweeping.
pub trait Solver {
    /// What comes out.
    type Answer;
    /// When conditions alone leave nothing.
    fn nothing(&self) -> Self::Answer;
    /// Sweeps.
    ///
    /// # Errors
    /// [`Stopped`] when told to stop, or when there are more labels than the limit allows.
    fn solve<N: Number, const W: usize>(
        &self,
        task: &Task,
        sweep: &Sweep<N>,
    ) -> Result<Self::Answer, Stopped>;
}

/// Builds the diagram of a form, with numbers and codes of the right width, and has it solved.
///
/// # Errors
/// [`Stopped`] as the solver; also when the diagram is larger than the limit allows.
pub fn run<S: Solver>(
    problem: &Problem,
    form: &Form,
    limits: &Limits,
    solver: &S,
) -> Result<S::Answer, Stopped> {
    let scale = Scale::new(form);
    let packing = Packing::new(problem);
    let task = Task {
        problem,
        form,
        scale: &scale,
        packing: &packing,
        limits,
    };
    match (scale.is_narrow(form), packing.words) {
        (true, 0..=1) => task.run::<i64, 1, S>(solver),
        (true, 2) => task.run::<i64, 2, S>(solver),
        (true, 3..=4) => task.run::<i64, 4, S>(solver),
        (_, 0..=16) => task.run::<i128, 16, S>(solver),
        _ => Err(Stopped::TooLarge),
    }
}

/// What a solver works on.
pub struct Task<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// Its sums and conditions.
    pub form: &'a Form,
    /// The grids of its sums.
    pub scale: &'a Scale,
    /// How settlements are packed.
    pub packing: &'a Packing,
    /// When to stop.
    pub limits: &'a Limits,
}

impl Task<'_> {
    fn run<N: Number, const W: usize, S: Solver>(&self, solver: &S) -> Result<S::Answer, Stopped> {
        let order = order::topic_order(self.problem, self.form);
        let diagram = Diagram::<N>::new(self.problem, self.form, self.scale, &order, self.limits)?;
        let least = self.form.dimensions.iter().enumerate();
        let least = least
            .map(|(d, own)| own.least.map(|l| N::narrow(self.scale.steps(d, l))))
            .collect();
        if diagram.is_empty() {
            return Ok(solver.nothing());
        }
        let sweep = Sweep::new(&diagram, self.form, least);
        solver.solve::<N, W>(self, &sweep)
    }

    /// Labels at the end, as points.
    pub fn points<N: Number, const W: usize>(&self, labels: &Labels<N, W>) -> Vec<Point> {
        let points = labels.iter().map(|(sums, code)| {
            let gain = sums.iter().enumerate();
            let gain: Vec<Points> = gain.map(|(d, s)| self.scale.points(d, *s)).collect();
            Point {
                gain,
                package: self.packing.settlement(self.problem, code),
            }
        });
        points.collect()
    }
}
