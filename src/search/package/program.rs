//! Point solutions without the frontier, as 0/1 programs: one binary per option, one variable per compound condition
//! (SEMANTICS §4). For models whose frontier is too large to list. The only file that names good_lp.
//!
//! - `utilitarian`: largest weighted sum
//! - `egalitarian`: leximin, as the largest least weighted gain, then the largest sum of the two least, and so on
//!   (Ogryczak & Śliwiński 2003), which is right for discrete sets too
//!
//! The solver works in floating point, so every package it returns is taken for what it is worth in exact arithmetic, and a
//! claim is made only if the exact worth reaches the bound within a slack of 1e-7. Which of several packages with the same worth is
//! returned is the solver's choice: the tie rule needs the frontier.

use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolutionStatus, SolverModel, Variable,
    WithTimeLimit, constraint, default_solver, variable,
};

use super::form::Form;
use crate::base::{Id, OptionId, Points};
use crate::problem::{Condition, Problem, Settlement};

/// Gains nearer than this, as a share of the largest worth, are taken for one.
const SLACK: f64 = 1e-7;

/// What the 0/1 program found.
#[derive(Clone, Debug, PartialEq)]
pub struct Best {
    /// The package.
    pub package: Settlement,
    /// The solver's bound on the objective, where there is one number.
    pub bound: f64,
}

/// The package with the largest weighted sum of gains; `None` if there is no package.
/// `seconds` is the time for each program that is solved.
///
/// Complexity: one 0/1 program; exponential at worst.
///
/// # Errors
/// A sentence when the solver gives up.
pub fn utilitarian(
    problem: &Problem,
    weights: &[Points],
    seconds: f64,
) -> Result<Option<Best>, String> {
    let form = Form::new(problem, &|_| true);
    let mut program = Program::new(problem, &form, seconds);
    let sum = program.weighted(weights);
    program.maximise(sum, Vec::new())
}

/// The package whose least weighted gain is largest, then the next least; `None` if there is no package.
///
/// Complexity: one 0/1 program per actor with weight.
///
/// # Errors
/// As [`utilitarian`].
pub fn egalitarian(
    problem: &Problem,
    weights: &[Points],
    seconds: f64,
) -> Result<Option<Best>, String> {
    let form = Form::new(problem, &|_| true);
    let sides: Vec<usize> = (0..weights.len())
        .filter(|s| weights[*s] > Points::ZERO)
        .collect();
    let mut reached: Vec<f64> = Vec::new();
    let mut answer = None;
    for level in 1..=sides.len() {
        let mut program = Program::new(problem, &form, seconds);
        let slack = program.slack();
        let mut rows = Vec::new();
        for (below, least) in reached.iter().enumerate() {
            let sum = program.smallest(below + 1, &sides, weights, &mut rows);
            rows.push(constraint!(sum >= *least - slack));
        }
        let sum = program.smallest(level, &sides, weights, &mut rows);
        let Some(best) = program.maximise(sum, rows)? else {
            return Ok(answer);
        };
        reached.push(best.bound);
        answer = Some(best);
    }
    Ok(answer)
}

/// A 0/1 program being written.
struct Program<'p> {
    /// Time for each program.
    seconds: f64,
    form: &'p Form,
    variables: ProblemVariables,
    /// One binary per option that a package may have.
    options: Vec<Vec<Option<Variable>>>,
    rows: Vec<good_lp::Constraint>,
    /// Each dimension's sum.
    sums: Vec<Expression>,
}

impl<'p> Program<'p> {
    fn new(problem: &'p Problem, form: &'p Form, seconds: f64) -> Self {
        let mut variables = ProblemVariables::new();
        let options = problem.topics.iter().map(|topic| {
            let settled = problem.settled_options(topic);
            let one = |o: usize| {
                settled
                    .contains(&o)
                    .then(|| variables.add(variable().binary()))
            };
            (0..topic.rungs.len()).map(one).collect()
        });
        let options = options.collect();
        let mut program = Self {
            seconds,
            form,
            variables,
            options,
            rows: Vec::new(),
            sums: Vec::new(),
        };
        program.one_option_each();
        program.conditions();
        program
    }

    /// Every topic has one option, and something has moved.
    fn one_option_each(&mut self) {
        let mut still = Expression::from(0.0);
        let mut can_stand_still = true;
        for topic in &self.options {
            let one: Expression = topic.iter().flatten().sum();
            self.rows.push(constraint!(one == 1));
            match topic[0] {
                Some(status_quo) => still += status_quo,
                None => can_stand_still = false,
            }
        }
        if can_stand_still {
            let most = self.options.len() as f64 - 1.0;
            self.rows.push(constraint!(still <= most));
        }
    }

    /// Sums with their terms and bounds, conditions that must hold, counts.
    fn conditions(&mut self) {
        let holds: Vec<Expression> = self
            .form
            .terms
            .iter()
            .map(|t| self.truth(&t.when))
            .collect();
        for (d, dimension) in self.form.dimensions.iter().enumerate() {
            let mut sum = Expression::from(dimension.start.to_f64());
            for (t, options) in self.options.iter().enumerate() {
                let row = &dimension.topics[crate::base::TopicId::new(t)];
                for (o, variable) in options.iter().enumerate() {
                    if let Some(variable) = variable {
                        sum += row[OptionId::new(o)].to_f64() * *variable;
                    }
                }
            }
            for (term, holds) in self.form.terms.iter().zip(&holds) {
                sum += term.adds[d].to_f64() * holds.clone();
            }
            if let Some(least) = dimension.least {
                self.rows.push(constraint!(sum.clone() >= least.to_f64()));
            }
            self.sums.push(sum);
        }
        for must in &self.form.musts {
            let truth = self.truth(must);
            self.rows.push(constraint!(truth >= 1));
        }
        for count in &self.form.counts {
            let truths: Vec<Expression> = count.of.iter().map(|c| self.truth(c)).collect();
            let total: Expression = truths.into_iter().sum();
            self.rows
                .push(constraint!(total.clone() >= count.least as f64));
            self.rows.push(constraint!(total <= count.most as f64));
        }
    }

    /// 1 where the condition holds and 0 where it does not, given that options are 0 or 1.
    fn truth(&mut self, condition: &Condition) -> Expression {
        match condition {
            Condition::Is(topic, set) => {
                let own = &self.options[topic.index()];
                set.iter().filter_map(|o| own[o.index()]).sum()
            }
            Condition::Not(part) => 1.0 - self.truth(part),
            Condition::All(parts) => {
                let parts: Vec<Expression> = parts.iter().map(|p| self.truth(p)).collect();
                let all = self.variables.add(variable().binary());
                let slack = parts.len() as f64 - 1.0;
                for part in &parts {
                    self.rows.push(constraint!(all <= part.clone()));
                }
                let sum: Expression = parts.into_iter().sum();
                self.rows.push(constraint!(all >= sum - slack));
                all.into()
            }
            Condition::Any(parts) => {
                let none: Vec<Condition> = parts
                    .iter()
                    .map(|p| Condition::Not(Box::new(p.clone())))
                    .collect();
                1.0 - self.truth(&Condition::All(none))
            }
        }
    }

    fn weighted(&self, weights: &[Points]) -> Expression {
        let sides = self.sums.iter().zip(weights);
        sides
            .map(|(sum, weight)| weight.to_f64() * sum.clone())
            .sum()
    }

    /// The sum of the `count` smallest weighted gains, as `count·t − Σ d` with `d ≥ t − gain` and `d ≥ 0`: what it may be at
    /// most, so to be maximised or bounded from below.
    fn smallest(
        &mut self,
        count: usize,
        sides: &[usize],
        weights: &[Points],
        rows: &mut Vec<good_lp::Constraint>,
    ) -> Expression {
        let bound = self.largest();
        let level = self.variables.add(variable().min(-bound).max(bound));
        let mut sum = count as f64 * level;
        for side in sides {
            let share = self.sums[*side].clone() / weights[*side].to_f64();
            let short = self.variables.add(variable().min(0.0).max(2.0 * bound));
            rows.push(constraint!(short >= level - share));
            sum -= short;
        }
        sum
    }

    /// A bound on every weighted gain, so that every variable is bounded.
    fn largest(&self) -> f64 {
        let dimensions = &self.form.dimensions[..self.form.sides];
        let size = |d: &super::form::Dimension| -> f64 {
            let rows = d.topics.iter();
            let topics = rows.map(|row| row.iter().map(|p| p.abs().to_f64()).fold(0.0, f64::max));
            d.start.abs().to_f64() + topics.sum::<f64>()
        };
        let terms = self.form.terms.iter().flat_map(|t| &t.adds);
        let terms: f64 = terms.map(|p| p.abs().to_f64()).sum();
        // Weights below one stretch the scale; a thousandth is as small as stretching stays sensible.
        1e3 * (dimensions.iter().map(size).fold(1.0, f64::max) + terms)
    }

    fn slack(&self) -> f64 {
        SLACK * self.largest() / 1e3
    }

    fn maximise(
        &mut self,
        objective: Expression,
        more: Vec<good_lp::Constraint>,
    ) -> Result<Option<Best>, String> {
        let variables = std::mem::replace(&mut self.variables, ProblemVariables::new());
        let model = variables.maximise(objective.clone()).using(default_solver);
        let mut model = model.with_time_limit(self.seconds);
        for row in self.rows.iter().chain(&more) {
            model = model.with(row.clone());
        }
        match model.solve() {
            Ok(solution) if !matches!(solution.status(), SolutionStatus::Optimal) => {
                Err("the time for one 0/1 program ran out".to_owned())
            }
            Ok(solution) => Ok(Some(Best {
                package: self.settlement(&solution),
                bound: solution.eval(&objective),
            })),
            Err(ResolutionError::Infeasible) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    fn settlement(&self, solution: &impl Solution) -> Settlement {
        let chosen = self.options.iter().map(|topic| {
            let on = |v: &Option<Variable>| v.map_or(-1.0, |v| solution.value(v));
            let best = (0..topic.len()).max_by(|a, b| on(&topic[*a]).total_cmp(&on(&topic[*b])));
            best.unwrap_or(0)
        });
        Settlement::from_indices(chosen)
    }
}
