//! What a package that divides topics can be made of: options of the ordinary topics, and of every divisible one the *stretches* of
//! its range along which every worth is a straight line and no condition changes.

use super::Terms;
use crate::base::{ActorId, ConstraintId, Id, IdVec, Limits, OptionId, Ratio, TopicId};
use crate::problem::{Condition, Constraint, Curves, OptionSet, Problem, Range, StateForm, Worths};

/// One way to settle a topic.
#[derive(Clone, Debug)]
pub enum Way {
    /// An option of an ordinary topic.
    Option(OptionId),
    /// A place on a stretch of a range.
    Stretch(Stretch),
}

/// A part of a range.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// Two steps that speak for it in conditions: a condition holds along it if both are among its options.
    pub cell: (OptionId, OptionId),
    /// Where it begins.
    pub from: Ratio,
    /// Where it ends.
    pub to: Ratio,
    /// It only comes near its beginning, or its end.
    pub open: (bool, bool),
}

impl Stretch {
    /// Its length.
    pub fn length(&self) -> Ratio {
        &self.to - &self.from
    }
}

/// A sum over topics that gains and constraints are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// An actor's gain.
    Gain(ActorId),
    /// What a budget's rule counts.
    Spent(usize),
    /// Worth to an audience of everything.
    All(ActorId, usize),
    /// Worth to an audience of what it sees.
    Seen(ActorId, usize),
}

/// `Σ sign · table ≥ least`.
#[derive(Clone, Debug)]
pub struct Demand {
    /// The constraint that asks it.
    pub constraint: ConstraintId,
    /// Tables, by their places.
    pub of: Vec<(i64, usize)>,
    /// The bound.
    pub least: Ratio,
}

/// Everything that leaves of the search are made from.
pub struct Form<'p> {
    /// The problem.
    pub problem: &'p Problem,
    /// When to stop.
    pub limits: Limits,
    /// Tables; the gains of the consenting actors first, in order.
    pub tables: Vec<Table>,
    /// Constraints on numbers that are kept.
    pub demands: Vec<Demand>,
    /// Rules on conditions that are kept.
    pub rules: Vec<usize>,
    /// Ways to settle each topic.
    pub ways: IdVec<TopicId, Vec<Way>>,
}

impl<'p> Form<'p> {
    /// Of the constraints that the terms keep.
    pub fn new(problem: &'p Problem, terms: &Terms, limits: &Limits) -> Self {
        let mut form = Self {
            problem,
            limits: limits.clone(),
            tables: problem.consenting.iter().map(|a| Table::Gain(*a)).collect(),
            demands: Vec::new(),
            rules: Vec::new(),
            ways: IdVec::new(),
        };
        let constraints = problem.constraints.entries();
        for (id, constraint) in constraints.filter(|(id, _)| terms.keeps(*id)) {
            form.demand(id, *constraint, terms);
        }
        form.ways = problem.topics.ids().map(|topic| form.ways(topic)).collect();
        form
    }

    /// Number of consenting actors.
    pub fn sides(&self) -> usize {
        self.problem.consenting.len()
    }

    fn table(&mut self, table: Table) -> usize {
        let known = self.tables.iter().position(|t| *t == table);
        known.unwrap_or_else(|| {
            self.tables.push(table);
            self.tables.len() - 1
        })
    }

    fn demand(&mut self, id: ConstraintId, constraint: Constraint, terms: &Terms) {
        let problem = self.problem;
        let audience = |actor: ActorId, number: usize| &problem.actors[actor].audiences[number];
        let (of, least) = match constraint {
            Constraint::WalkAway(actor) => {
                let least = problem.actors[actor].min_gain;
                (vec![(1, self.table(Table::Gain(actor)))], Some(least))
            }
            Constraint::Ratifies(actor, number) => {
                let all = self.table(Table::All(actor, number));
                (vec![(1, all)], audience(actor, number).ratifies_at)
            }
            Constraint::Tolerates(actor, number) => {
                let seen = self.table(Table::Seen(actor, number));
                (vec![(1, seen)], audience(actor, number).tolerates)
            }
            Constraint::Rule(rule) => match &problem.rules[rule].form {
                StateForm::Gain(owner, least) => {
                    (vec![(1, self.table(Table::Gain(*owner)))], Some(*least))
                }
                StateForm::Gap(owner, over, most) => {
                    let own = self.table(Table::Gain(*owner));
                    let other = self.table(Table::Gain(*over));
                    (vec![(1, own), (-1, other)], Some(-*most))
                }
                StateForm::Budget(limit, _) => {
                    (vec![(-1, self.table(Table::Spent(rule)))], Some(-*limit))
                }
                _ => {
                    self.rules.push(rule);
                    (Vec::new(), None)
                }
            },
        };
        if let Some(least) = least {
            self.demands.push(Demand {
                constraint: id,
                of,
                least: least.ratio() - terms.easing(id),
            });
        }
    }

    /// Rows and curves of a table.
    pub fn numbers(&self, table: Table) -> (&'p Worths, &'p Curves) {
        let problem = self.problem;
        match table {
            Table::Gain(actor) => (
                &problem.actors[actor].interests,
                &problem.actors[actor].curves,
            ),
            Table::All(actor, number) | Table::Seen(actor, number) => {
                let audience = &problem.actors[actor].audiences[number];
                (&audience.interests, &audience.curves)
            }
            Table::Spent(rule) => match &problem.rules[rule].form {
                StateForm::Budget(_, amounts) => (amounts, &problem.rules[rule].curves),
                _ => unreachable!("only budgets have a table of what is spent"),
            },
        }
    }

    fn ways(&self, topic: TopicId) -> Vec<Way> {
        let own = &self.problem.topics[topic];
        if let Some(range) = own.range.as_ref().filter(|range| range.divisible) {
            return self.stretches(topic, range);
        }
        let settled = self.problem.settled_options(own);
        settled.map(|o| Way::Option(OptionId::new(o))).collect()
    }

    /// Cuts a range where a condition changes and where a line bends.
    fn stretches(&self, topic: TopicId, range: &Range) -> Vec<Way> {
        let mut bends: Vec<&Ratio> = Vec::new();
        for table in &self.tables {
            if let Some(curve) = self.numbers(*table).1.of(topic) {
                bends.extend(curve.0.iter().map(|(at, _)| at));
            }
        }
        bends.sort();
        bends.dedup();
        let mut ways = Vec::new();
        for stretch in self.alike(topic, range) {
            let inside = bends
                .iter()
                .filter(|b| ***b > stretch.from && ***b < stretch.to);
            let mut cuts: Vec<Ratio> = inside.map(|b| (*b).clone()).collect();
            cuts.push(stretch.to.clone());
            let mut from = stretch.from.clone();
            for to in cuts {
                ways.push(Way::Stretch(Stretch {
                    cell: stretch.cell,
                    open: (
                        stretch.open.0 && from == stretch.from,
                        stretch.open.1 && to == stretch.to,
                    ),
                    from: std::mem::replace(&mut from, to.clone()),
                    to,
                }));
            }
        }
        ways
    }

    /// The longest stretches along which no condition changes.
    fn alike(&self, topic: TopicId, range: &Range) -> Vec<Stretch> {
        let sets = self.sets(topic);
        let says = |(low, high): (OptionId, OptionId)| -> Vec<bool> {
            let both = |set: &&OptionSet| set.contains(low) && set.contains(high);
            sets.iter().map(both).collect()
        };
        let last = self.problem.topics[topic].rungs.len() - 1;
        let steps = (range.first.index()..=last).map(OptionId::new);
        // Steps and the gaps between them, in order.
        let cells = steps.flat_map(|step| {
            let next = OptionId::new(step.index() + 1);
            let gap = (step.index() < last).then_some((step, next));
            std::iter::once((step, step)).chain(gap)
        });
        let offset = |o: OptionId| range.offset(o).unwrap_or_default().ratio();
        let mut found: Vec<(Vec<bool>, Stretch)> = Vec::new();
        for cell in cells {
            let (says, is_gap) = (says(cell), cell.0 != cell.1);
            match found.last_mut() {
                Some((before, stretch)) if *before == says => {
                    stretch.to = offset(cell.1);
                    stretch.open.1 = is_gap;
                }
                _ => found.push((
                    says,
                    Stretch {
                        cell,
                        from: offset(cell.0),
                        to: offset(cell.1),
                        open: (is_gap, is_gap),
                    },
                )),
            }
        }
        found.into_iter().map(|(_, stretch)| stretch).collect()
    }

    /// Every set of options of a topic that a condition asks for.
    fn sets(&self, topic: TopicId) -> Vec<&'p OptionSet> {
        let problem = self.problem;
        let mut sets = Vec::new();
        let mut gather = |condition: &'p Condition| collect(condition, topic, &mut sets);
        problem
            .topics
            .iter()
            .filter_map(|t| t.in_force.as_ref())
            .for_each(&mut gather);
        let linkages = problem.actors.iter().flat_map(|a| &a.linkages);
        linkages.for_each(|l| gather(&l.when));
        for rule in &self.rules {
            problem.rules[*rule]
                .form
                .conditions()
                .into_iter()
                .for_each(&mut gather);
        }
        sets
    }
}

fn collect<'c>(condition: &'c Condition, topic: TopicId, sets: &mut Vec<&'c OptionSet>) {
    match condition {
        Condition::Is(of, set) if *of == topic => sets.push(set),
        Condition::Is(..) => {}
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| collect(part, topic, sets));
        }
        Condition::Not(part) => collect(part, topic, sets),
    }
}
