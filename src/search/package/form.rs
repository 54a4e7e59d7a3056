//! The package question as sums and conditions on what is agreed: what `in_force` hides is written out.

use crate::base::{ActorId, ConstraintId, IdVec, OptionId, Points, TopicId};
use crate::problem::{Condition, Constraint, OptionSet, Problem, StateForm, Worths};

/// Sums to be maximised, and conditions that must hold.
pub struct Form {
    /// Number of consenting actors; the first dimensions are their gains.
    pub sides: usize,
    /// Is no sum worth more than its threshold, the sides' included?
    pub enough: bool,
    /// The dimensions.
    pub dimensions: Vec<Dimension>,
    /// Conditions that add to some dimensions where they hold.
    pub terms: Vec<Term>,
    /// Conditions that must hold.
    pub musts: Vec<Condition>,
    /// At least `least` and at most `most` of the conditions hold.
    pub counts: Vec<Count>,
}

/// A sum over topics; terms come on top.
pub struct Dimension {
    /// What each option of each topic adds, where nothing but the option decides it.
    pub topics: Worths,
    /// What the sum starts from.
    pub start: Points,
    /// Least total accepted.
    pub least: Option<Points>,
}

/// What a condition adds where it holds.
pub struct Term {
    /// On what is agreed.
    pub when: Condition,
    /// What each dimension gains.
    pub adds: Vec<Points>,
}

/// How many conditions may hold.
pub struct Count {
    /// The conditions.
    pub of: Vec<Condition>,
    /// At least so many.
    pub least: usize,
    /// At most so many.
    pub most: usize,
}

impl Form {
    /// Writes out the constraints that `keeps` keeps.
    pub fn new(problem: &Problem, keeps: &dyn Fn(ConstraintId) -> bool) -> Self {
        let mut builder = Builder::new(problem);
        for &actor in &problem.consenting {
            builder.gain(actor, 1);
            builder.finish_dimension(None);
        }
        for (id, constraint) in problem.constraints.entries() {
            if keeps(id) {
                builder.constraint(*constraint);
            }
        }
        builder.finish()
    }
}

struct Builder<'p> {
    problem: &'p Problem,
    dimensions: Vec<Dimension>,
    /// The dimension being written, and what terms add to it.
    open: Dimension,
    open_terms: Vec<(Condition, Points)>,
    terms: Vec<(Condition, usize, Points)>,
    musts: Vec<Condition>,
    counts: Vec<Count>,
}

impl<'p> Builder<'p> {
    fn new(problem: &'p Problem) -> Self {
        Self {
            problem,
            dimensions: Vec::new(),
            open: empty(problem),
            open_terms: Vec::new(),
            terms: Vec::new(),
            musts: Vec::new(),
            counts: Vec::new(),
        }
    }

    fn constraint(&mut self, constraint: Constraint) {
        match constraint {
            Constraint::WalkAway(actor) => {
                self.at_least(actor, self.problem.actors[actor].min_gain);
            }
            Constraint::Ratifies(actor, index) => {
                let audience = &self.problem.actors[actor].audiences[index];
                self.worths(&audience.interests, 1, &|_, option| option);
                self.finish_dimension(audience.ratifies_at);
            }
            Constraint::Tolerates(actor, index) => {
                let audience = &self.problem.actors[actor].audiences[index];
                let problem = self.problem;
                self.worths(&audience.interests, 1, &|t, o| problem.public_option(t, o));
                self.finish_dimension(audience.tolerates);
            }
            Constraint::Rule(rule) => self.rule(&self.problem.rules[rule].form),
        }
    }

    fn rule(&mut self, rule: &StateForm) {
        match rule {
            StateForm::Never(c) => self.musts.push(Condition::Not(Box::new(c.clone()))),
            StateForm::Require(c) => self.musts.push(c.clone()),
            StateForm::IfThen(a, b) => {
                let not_a = Condition::Not(Box::new(a.clone()));
                self.musts.push(Condition::Any(vec![not_a, b.clone()]));
            }
            StateForm::AtMost(n, of) => self.count(of, 0, *n),
            StateForm::AtLeast(n, of) => self.count(of, *n, of.len()),
            StateForm::Gain(owner, least) => self.at_least(*owner, *least),
            StateForm::Gap(owner, over, most) => {
                self.gain(*owner, 1);
                self.gain(*over, -1);
                self.finish_dimension(Some(-*most));
            }
            // Budgets speak of what is agreed, so `in_force` does not matter.
            StateForm::Budget(limit, amounts) => {
                for (topic, row) in amounts.entries() {
                    for (option, amount) in row.entries() {
                        self.open.topics[topic][option] = -*amount;
                    }
                }
                self.finish_dimension(Some(-*limit));
            }
        }
    }

    fn count(&mut self, of: &[Condition], least: usize, most: usize) {
        self.counts.push(Count {
            of: of.to_vec(),
            least,
            most,
        });
    }

    /// The gain of a consenting actor has a dimension already.
    fn at_least(&mut self, actor: ActorId, least: Points) {
        let sides = &self.problem.consenting;
        if let Some(side) = sides.iter().position(|a| *a == actor) {
            let bound = &mut self.dimensions[side].least;
            *bound = Some(bound.map_or(least, |b| b.max(least)));
        }
    }

    /// Adds an actor's gain, times `sign`, to the open dimension.
    fn gain(&mut self, actor: ActorId, sign: i64) {
        let actor = &self.problem.actors[actor];
        self.open.start += -actor.walk_away * sign;
        self.worths(&actor.interests, sign, &|_, option| option);
        for linkage in &actor.linkages {
            let when = in_force(self.problem, &linkage.when);
            self.open_terms.push((when, linkage.value * sign));
        }
    }

    /// Adds the worth of what is in force of each topic, as `seen`.
    fn worths(&mut self, worths: &Worths, sign: i64, seen: &dyn Fn(TopicId, OptionId) -> OptionId) {
        for (id, topic) in self.problem.topics.entries() {
            for option in topic.rungs.ids() {
                let worth = worths[id][seen(id, option)] * sign;
                match &topic.in_force {
                    _ if worth == Points::ZERO => {}
                    None => self.open.topics[id][option] += worth,
                    Some(condition) => {
                        let at = Condition::Is(id, only(option, topic.rungs.len()));
                        let both = Condition::All(vec![at, condition.clone()]);
                        self.open_terms.push((both, worth));
                    }
                }
            }
        }
    }

    fn finish_dimension(&mut self, least: Option<Points>) {
        let mut done = std::mem::replace(&mut self.open, empty(self.problem));
        done.least = least;
        let index = self.dimensions.len();
        self.dimensions.push(done);
        let terms = self.open_terms.drain(..);
        self.terms
            .extend(terms.map(|(when, adds)| (when, index, adds)));
    }

    fn finish(self) -> Form {
        // Terms with one condition are one term: the engine watches each condition once.
        let mut terms: Vec<Term> = Vec::new();
        let mut known = rustc_hash::FxHashMap::default();
        for (when, dimension, adds) in self.terms {
            let index = *known.entry(when.clone()).or_insert_with(|| {
                terms.push(Term {
                    when,
                    adds: vec![Points::ZERO; self.dimensions.len()],
                });
                terms.len() - 1
            });
            terms[index].adds[dimension] += adds;
        }
        Form {
            sides: self.problem.consenting.len(),
            enough: false,
            dimensions: self.dimensions,
            terms,
            musts: self.musts,
            counts: self.counts,
        }
    }
}

fn empty(problem: &Problem) -> Dimension {
    let rows = problem.topics.iter();
    Dimension {
        topics: rows
            .map(|t| t.rungs.iter().map(|_| Points::ZERO).collect())
            .collect(),
        start: Points::ZERO,
        least: None,
    }
}

fn only(option: OptionId, options: usize) -> OptionSet {
    let mut set = OptionSet::none(options);
    set.insert(option);
    set
}

/// A condition on what is in force, as a condition on what is agreed (§2.3).
fn in_force(problem: &Problem, condition: &Condition) -> Condition {
    let each = |parts: &[Condition]| parts.iter().map(|p| in_force(problem, p)).collect();
    match condition {
        Condition::All(parts) => Condition::All(each(parts)),
        Condition::Any(parts) => Condition::Any(each(parts)),
        Condition::Not(part) => Condition::Not(Box::new(in_force(problem, part))),
        Condition::Is(topic, options) => match &problem.topics[*topic].in_force {
            None => condition.clone(),
            Some(carried_out) => {
                let mut ways = vec![Condition::All(vec![carried_out.clone(), condition.clone()])];
                if options.contains(OptionId::STATUS_QUO) {
                    ways.push(Condition::Not(Box::new(carried_out.clone())));
                }
                Condition::Any(ways)
            }
        },
    }
}

impl Form {
    /// The same question asked only whether there is an answer: sums without a threshold do not matter, and of the others no
    /// more than the threshold.
    pub fn thresholds_alone(mut self) -> Self {
        // A search needs one sum, if only to have nothing to say.
        let any = self.dimensions.iter().any(|d| d.least.is_some());
        let keep = |d: usize, own: &Dimension| own.least.is_some() || !any && d == 0;
        let all = self.dimensions.iter().enumerate();
        let kept: Vec<usize> = all
            .filter(|(d, own)| keep(*d, own))
            .map(|(d, _)| d)
            .collect();
        for term in &mut self.terms {
            term.adds = kept.iter().map(|d| term.adds[*d]).collect();
        }
        self.terms
            .retain(|t| t.adds.iter().any(|a| *a != Points::ZERO));
        let mut at = 0;
        self.dimensions.retain(|_| {
            at += 1;
            kept.contains(&(at - 1))
        });
        self.sides = self.dimensions.len();
        self.enough = true;
        self
    }

    /// Conditions by the thing that they decide, for the topic order.
    pub fn watched(&self) -> Vec<Vec<&Condition>> {
        let alone = self.terms.iter().map(|t| &t.when).chain(&self.musts);
        let counts = self.counts.iter().map(|c| c.of.iter().collect());
        alone.map(|c| vec![c]).chain(counts).collect()
    }
}

/// The largest divisor of all numbers of a dimension: its grid.
pub fn grid(form: &Form, dimension: usize) -> i128 {
    let own = &form.dimensions[dimension];
    let topics = own
        .topics
        .iter()
        .flat_map(|row: &IdVec<OptionId, Points>| row.iter());
    let terms = form.terms.iter().map(|t| &t.adds[dimension]);
    let bounds = [Some(own.start), own.least];
    let all = topics.chain(terms).chain(bounds.iter().flatten());
    let grid = all.fold(0, |g, p| gcd(g, p.billionths().unsigned_abs()));
    (grid as i128).max(1)
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}
