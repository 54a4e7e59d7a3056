//! A problem as columns, conditions and sums.

use rustc_hash::FxHashMap;

use super::codes::MOST_NARROW;
use super::program::{Column, Program, Sum, Test, Width};
use crate::base::{ActorId, Id, OptionId, Points, TopicId};
use crate::problem::{Condition, Constraint, OptionSet, Problem, StateForm, Worths};

impl Program {
    /// Writes a problem out. Sums that nothing tests are only taken where they are asked for.
    pub fn compile(problem: &Problem) -> Self {
        let mut compiler = Compiler::new(problem);
        compiler.topics();
        let worths = problem.actors.ids().map(|actor| compiler.worth(actor));
        let worths = worths.collect();
        let audiences = problem.actors.entries().map(|(_, actor)| {
            let own = actor.audiences.iter();
            own.map(|audience| {
                let seen = compiler.seen(&audience.interests, &|t, o| problem.public_option(t, o));
                let all = compiler.seen(&audience.interests, &|_, o| o);
                (seen, all)
            })
            .collect()
        });
        let audiences = audiences.collect();
        compiler.program.worths = worths;
        compiler.program.audiences = audiences;
        let tests = problem.constraints.iter();
        let tests = tests.map(|c| compiler.constraint(*c)).collect();
        compiler.program.tests = tests;
        compiler.finish()
    }
}

struct Compiler<'p> {
    problem: &'p Problem,
    program: Program,
    /// Columns by what they hold, so that nothing is computed twice.
    known: FxHashMap<Column, usize>,
    /// Of each topic the column of what is agreed and that of what is in force.
    agreed: Vec<usize>,
    force: Vec<usize>,
    grid: i128,
}

/// Which columns a condition speaks of (§2.1).
#[derive(Clone, Copy)]
enum Of {
    Agreed,
    InForce,
}

impl<'p> Compiler<'p> {
    fn new(problem: &'p Problem) -> Self {
        let grid = problem.grid();
        Self {
            problem,
            program: Program::empty(problem, grid),
            known: FxHashMap::default(),
            agreed: Vec::new(),
            force: Vec::new(),
            grid: grid.billionths(),
        }
    }

    fn column(&mut self, column: Column) -> usize {
        if let Some(place) = self.known.get(&column) {
            return *place;
        }
        self.program.columns.push(column.clone());
        let place = self.program.columns.len() - 1;
        self.known.insert(column, place);
        place
    }

    fn topics(&mut self) {
        for topic in self.problem.topics.ids() {
            let column = self.column(Column::Agreed(topic.index()));
            self.agreed.push(column);
        }
        self.force = self.agreed.clone();
        for (id, topic) in self.problem.topics.entries() {
            // Conditions of `in_force` speak of what is agreed, so one pass is enough.
            if let Some(condition) = &topic.in_force {
                let when = self.condition(condition, Of::Agreed);
                let own = self.agreed[id.index()];
                self.force[id.index()] = self.column(Column::Where(own, when));
            }
        }
    }

    fn condition(&mut self, condition: &Condition, of: Of) -> usize {
        match condition {
            Condition::Is(topic, options) => {
                let column = match of {
                    Of::Agreed => self.agreed[topic.index()],
                    Of::InForce => self.force[topic.index()],
                };
                let all = self.problem.topics[*topic].rungs.len();
                self.column(Column::Is(column, runs(options, all)))
            }
            Condition::All(parts) => {
                let parts = self.conditions(parts, of);
                self.column(Column::All(parts))
            }
            Condition::Any(parts) => {
                let parts = self.conditions(parts, of);
                self.column(Column::Any(parts))
            }
            Condition::Not(part) => {
                let part = self.condition(part, of);
                self.column(Column::Not(part))
            }
        }
    }

    fn conditions(&mut self, parts: &[Condition], of: Of) -> Vec<usize> {
        parts.iter().map(|part| self.condition(part, of)).collect()
    }

    fn steps(&self, points: Points) -> i128 {
        points.billionths() / self.grid
    }

    fn worth(&mut self, actor: ActorId) -> usize {
        let mut sum = Open::default();
        self.add_worth(&mut sum, actor, 1);
        self.sum(sum)
    }

    /// Adds an actor's worth, times `sign`.
    fn add_worth(&mut self, sum: &mut Open, actor: ActorId, sign: i128) {
        let actor = &self.problem.actors[actor];
        let force = self.force.clone();
        self.add_table(sum, &actor.interests, &force, sign, &|_, o| o);
        for linkage in &actor.linkages {
            let when = self.condition(&linkage.when, Of::InForce);
            let value = self.steps(linkage.value) * sign;
            sum.add(when, &[0, value]);
        }
    }

    fn add_table(
        &self,
        sum: &mut Open,
        worths: &Worths,
        columns: &[usize],
        sign: i128,
        seen: &dyn Fn(TopicId, OptionId) -> OptionId,
    ) {
        for (topic, row) in worths.entries() {
            let options = row.entries();
            let table: Vec<i128> = options
                .map(|(option, _)| self.steps(row[seen(topic, option)]) * sign)
                .collect();
            sum.add(columns[topic.index()], &table);
        }
    }

    fn seen(&mut self, worths: &Worths, seen: &dyn Fn(TopicId, OptionId) -> OptionId) -> usize {
        let mut sum = Open::default();
        let force = self.force.clone();
        self.add_table(&mut sum, worths, &force, 1, seen);
        self.sum(sum)
    }

    fn constraint(&mut self, constraint: Constraint) -> Test {
        match constraint {
            Constraint::Rule(rule) => self.rule(&self.problem.rules[rule].form),
            Constraint::WalkAway(actor) => {
                let own = &self.problem.actors[actor];
                self.least_gain(actor, own.min_gain)
            }
            Constraint::Ratifies(actor, index) => {
                let least = self.problem.actors[actor].audiences[index].ratifies_at;
                let sum = self.program.audiences[actor.index()][index].1;
                self.at_least(sum, least)
            }
            Constraint::Tolerates(actor, index) => {
                let least = self.problem.actors[actor].audiences[index].tolerates;
                let sum = self.program.audiences[actor.index()][index].0;
                self.at_least(sum, least)
            }
        }
    }

    fn at_least(&self, sum: usize, least: Option<Points>) -> Test {
        match least {
            Some(least) => Test::AtLeast(sum, self.steps(least)),
            None => Test::Always,
        }
    }

    fn least_gain(&self, actor: ActorId, least: Points) -> Test {
        let worth = self.problem.actors[actor].walk_away + least;
        Test::AtLeast(self.program.worths[actor.index()], self.steps(worth))
    }

    fn rule(&mut self, form: &StateForm) -> Test {
        match form {
            StateForm::Never(c) => Test::Not(self.condition(c, Of::Agreed)),
            StateForm::Require(c) => Test::Holds(self.condition(c, Of::Agreed)),
            StateForm::IfThen(a, b) => {
                let a = self.condition(a, Of::Agreed);
                let (not_a, b) = (self.column(Column::Not(a)), self.condition(b, Of::Agreed));
                Test::Holds(self.column(Column::Any(vec![not_a, b])))
            }
            StateForm::AtMost(most, of) => {
                let of = self.conditions(of, Of::Agreed);
                Test::Count(of, 0, *most)
            }
            StateForm::AtLeast(least, of) => {
                let of = self.conditions(of, Of::Agreed);
                Test::Count(of, *least, usize::MAX)
            }
            StateForm::Budget(limit, amounts) => {
                let mut sum = Open::default();
                let agreed = self.agreed.clone();
                self.add_table(&mut sum, amounts, &agreed, -1, &|_, o| o);
                Test::AtLeast(self.sum(sum), -self.steps(*limit))
            }
            StateForm::Gain(owner, least) => self.least_gain(*owner, *least),
            StateForm::Gap(owner, over, most) => {
                let mut sum = Open::default();
                self.add_worth(&mut sum, *owner, 1);
                self.add_worth(&mut sum, *over, -1);
                let actors = &self.problem.actors;
                let least = actors[*owner].walk_away - actors[*over].walk_away - *most;
                Test::AtLeast(self.sum(sum), self.steps(least))
            }
        }
    }

    fn sum(&mut self, open: Open) -> usize {
        let narrow = |column: &usize| self.program.options(*column) <= MOST_NARROW;
        let sum = Sum::new(open.parts, &narrow);
        self.program.sums.push(sum);
        self.program.sums.len() - 1
    }

    fn finish(mut self) -> Program {
        let tests = self.program.tests.iter();
        let tested: Vec<usize> = tests
            .filter_map(|test| match test {
                Test::AtLeast(sum, _) => Some(*sum),
                _ => None,
            })
            .collect();
        tested
            .into_iter()
            .for_each(|sum| self.program.sums[sum].asked = true);
        for actor in &self.problem.consenting {
            let sum = self.program.worths[actor.index()];
            self.program.sums[sum].asked = true;
        }
        self.program
    }
}

/// A sum being written: what each column adds.
#[derive(Default)]
struct Open {
    parts: Vec<(usize, Vec<i128>)>,
}

impl Open {
    fn add(&mut self, column: usize, table: &[i128]) {
        if table.iter().all(|entry| *entry == 0) {
            return;
        }
        match self.parts.iter_mut().find(|(own, _)| *own == column) {
            Some((_, own)) => own.iter_mut().zip(table).for_each(|(a, b)| *a += b),
            None => self.parts.push((column, table.to_vec())),
        }
    }
}

/// The options of a set as runs of neighbours, first and last.
fn runs(options: &OptionSet, all: usize) -> Vec<(u16, u16)> {
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for option in options.iter().map(|o| o.index()).filter(|o| *o < all) {
        match runs.last_mut() {
            Some((_, last)) if usize::from(*last) + 1 == option => *last = option as u16,
            _ => runs.push((option as u16, option as u16)),
        }
    }
    runs
}

impl Width {
    /// The narrowest in which no partial sum of these tables overflows.
    pub fn of(parts: &[(usize, Vec<i128>)]) -> Self {
        let largest = |table: &Vec<i128>| table.iter().map(|e| e.unsigned_abs()).max();
        let most: u128 = parts.iter().filter_map(|(_, t)| largest(t)).sum();
        match most {
            0..=0x7fff => Width::Short,
            _ if most <= i64::MAX as u128 => Width::Long,
            _ => Width::Huge,
        }
    }
}
