//! From a given settlement: what is better for everybody, or at least acceptable, and how near it is.

use crate::base::{Limits, OptionId, Points, Stopped, TopicId};
use crate::check::{PackageVerdict, judge_package};
use crate::problem::{
    Condition, Constraint, OptionSet, Problem, Scope, Settlement, StateForm, StateRule,
};
use crate::search::concept::{Concept, ranked, weights};
use crate::search::package::{Point, frontier};

/// A package near the given settlement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// How many topics differ.
    pub changed: usize,
    /// Its gains, and the package.
    pub point: Point,
}

/// What a given settlement is, and what is near it.
#[derive(Clone, Debug)]
pub struct Nearest {
    /// The judge's word on the settlement given.
    pub verdict: PackageVerdict,
    /// Packages, nearest first: from a package those that are at least as good for everybody and better for somebody, else all.
    /// Listed is what no other package, as near or nearer, is at least as good as for everybody.
    pub steps: Vec<Step>,
    /// Is the list known to be complete?
    pub complete: bool,
    /// The limit that cut it short; where there is none, it was long enough.
    pub stopped: Option<Stopped>,
}

/// Before so many topics are changed, the whole frontier is looked at.
const LOOK_AHEAD: usize = 3;

/// The packages near a settlement: at most `most` of them, in order of topics changed, then as the concept would have it.
///
/// For one number of topics after another, the frontier of the packages that differ in no more topics. Once it holds
/// every vector of the frontier without that bound, the list is complete.
///
/// Complexity: a frontier per number of topics changed.
///
/// # Errors
/// [`Stopped`] when a limit comes before anything was found, or if the judge refuses what the search finds.
pub fn nearest(
    problem: &Problem,
    from: &Settlement,
    concept: Concept,
    most: usize,
    limits: &Limits,
) -> Result<Nearest, Stopped> {
    let verdict = judge_package(problem, from);
    let mut bounded = problem.clone();
    if verdict.is_package() {
        for (actor, gain) in problem.consenting.iter().zip(&verdict.gains) {
            add(&mut bounded, StateForm::Gain(*actor, *gain));
        }
    }
    let mut walk = Walk {
        problem,
        bounded: &bounded,
        from,
        concept,
        goal: None,
        seen: vec![verdict.gains.clone()],
        steps: Vec::new(),
    };
    // A settlement that is no package may have the gains of one that is.
    if !verdict.is_package() {
        walk.seen.clear();
    }
    let (complete, stopped) = match walk.go(most, limits) {
        Ok(complete) => (complete, None),
        Err(Stopped::Refused) => return Err(Stopped::Refused),
        Err(why) if walk.steps.is_empty() => return Err(why),
        Err(why) => (false, Some(why)),
    };
    let complete = complete && walk.steps.len() <= most;
    walk.steps.truncate(most);
    Ok(Nearest {
        verdict,
        steps: walk.steps,
        complete,
        stopped,
    })
}

struct Walk<'p> {
    problem: &'p Problem,
    /// The same, with gains bounded from below.
    bounded: &'p Problem,
    from: &'p Settlement,
    concept: Concept,
    /// The frontier however many topics change, where it can be had.
    goal: Option<Vec<Vec<Points>>>,
    /// Gains that are matched.
    seen: Vec<Vec<Points>>,
    steps: Vec<Step>,
}

impl Walk<'_> {
    /// True once nothing better is farther away.
    fn go(&mut self, most: usize, limits: &Limits) -> Result<bool, Stopped> {
        for changed in 1..=self.problem.topics.len() {
            // What is near is found where the whole frontier cannot be.
            if changed == LOOK_AHEAD {
                self.look_ahead(limits)?;
            }
            if self.is_done() {
                return Ok(true);
            }
            if self.steps.len() >= most {
                return Ok(false);
            }
            self.widen(changed, limits)?;
        }
        Ok(true)
    }

    /// What there is however many topics change.
    fn look_ahead(&mut self, limits: &Limits) -> Result<(), Stopped> {
        self.goal = match frontier(self.bounded, limits) {
            Ok(points) => Some(points.into_iter().map(|p| p.gain).collect()),
            Err(Stopped::TooLarge) => None,
            Err(why) => return Err(why),
        };
        Ok(())
    }

    fn is_done(&self) -> bool {
        let goal = self.goal.as_ref();
        goal.is_some_and(|goal| goal.iter().all(|gain| self.seen.contains(gain)))
    }

    /// Adds what differs in so many topics and nothing nearer matches.
    fn widen(&mut self, changed: usize, limits: &Limits) -> Result<(), Stopped> {
        let mut near = self.bounded.clone();
        let topics = self.problem.topics.ids();
        let stay: Vec<_> = topics.map(|t| self.stays(t)).collect();
        add(&mut near, StateForm::AtLeast(stay.len() - changed, stay));
        let points = frontier(&near, limits)?;
        let new = points.into_iter().filter(|p| !self.seen.contains(&p.gain));
        let new: Vec<Point> = new.collect();
        let gains: Vec<_> = new.iter().map(|p| p.gain.clone()).collect();
        for index in ranked(self.concept, &gains, &weights(self.problem)) {
            let point = new[index].clone();
            let verdict = judge_package(self.problem, &point.package);
            if !verdict.is_package() || verdict.gains != point.gain {
                return Err(Stopped::Refused);
            }
            self.steps.push(Step { changed, point });
        }
        self.seen.extend(gains);
        Ok(())
    }

    fn stays(&self, topic: TopicId) -> Condition {
        let mut here = OptionSet::none(self.problem.topics[topic].rungs.len());
        let at: OptionId = self.from.at(topic);
        here.insert(at);
        Condition::Is(topic, here)
    }
}

/// Adds a rule that nobody wrote.
fn add(problem: &mut Problem, form: StateForm) {
    let rule = Constraint::Rule(problem.rules.len());
    problem.constraints.push(rule);
    problem.rules.push(StateRule {
        scope: Scope::Final,
        form,
        curves: Default::default(),
    });
}
