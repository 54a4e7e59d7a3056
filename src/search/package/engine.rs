//! From a form to an answer: what is built, in which order, and with which numbers.

use super::Point;
use super::diagram::Diagram;
use super::form::Form;
use super::labels::Labels;
use super::numbers::{Number, Packing, Scale};
use super::options::{Ties, options};
use super::sweep::Sweep;
use crate::base::{Limits, Points, Stopped};
use crate::problem::Problem;

/// Entries of a diagram's layer while the tie rule can be kept: tens of megabytes, about a second.
pub const SMALL_LAYER: usize = 16_000_000;
/// Without it: half a gigabyte.
const LARGE_LAYER: usize = 128_000_000;

/// Something that can be sought by sweeping.
pub trait Solver {
    /// What comes out.
    type Answer;
    /// When conditions alone leave nothing.
    fn nothing(&self) -> Self::Answer;
    /// Entries that a layer's states may have while all options are kept that the tie rule may choose.
    fn small_layer(&self) -> usize {
        SMALL_LAYER
    }
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
) -> Result<(S::Answer, Ties), Stopped> {
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
    fn run<N: Number, const W: usize, S: Solver>(
        &self,
        solver: &S,
    ) -> Result<(S::Answer, Ties), Stopped> {
        let (diagram, ties) = self.diagram::<N>(solver.small_layer())?;
        let least = self.form.dimensions.iter().enumerate();
        let least = least
            .map(|(d, own)| own.least.map(|l| N::narrow(self.scale.steps(d, l))))
            .collect();
        if diagram.is_empty() {
            return Ok((solver.nothing(), ties));
        }
        let sweep = Sweep::new(&diagram, self.form, least);
        Ok((solver.solve::<N, W>(self, &sweep)?, ties))
    }

    /// The diagram, if need be of the options alone that no other covers.
    fn diagram<N: Number>(&self, small: usize) -> Result<(Diagram<N>, Ties), Stopped> {
        let build = |ties, most| {
            let options = options(self.problem, self.form, ties);
            let built = Diagram::new(
                self.problem,
                self.form,
                self.scale,
                &options,
                most,
                self.limits,
            );
            Ok((built?, ties))
        };
        match build(Ties::Kept, small) {
            Err(Stopped::TooLarge) => build(Ties::Lost, LARGE_LAYER),
            other => other,
        }
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
