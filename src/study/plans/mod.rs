//! The plan question, whole: frontier, concepts, every road judged.
//!
//! The frontier where it can be had; else the plan of each concept, proved one by one; else, where the graph itself is too
//! large, the best plans that are found in parts of it.

mod parts;
mod points;

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::base::{Id, Limits, OptionId, Stopped, TopicId};
use crate::check::{
    MOMENT, PlanFault, PlanVerdict, effort, judge_plan_in_a_moment, judge_plan_within,
};
use crate::graph::Graph;
use crate::problem::Problem;
use crate::search::concept::{Concept, best, best_given, weights};
use crate::search::plan::{Road, Searcher, largest, roads};
use parts::parts;
use points::{Unexpanded, ideals, point, points};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlanQuestion {
    /// The concept that picks the answer.
    pub concept: Concept,
    /// Only its plan is asked for, not the frontier.
    pub alone: bool,
    /// As a share of what each side can gain: how much less a plan may give than one of the frontier that is left out.
    pub within: Option<f64>,
}

impl PlanQuestion {
    /// The frontier, and what this concept picks of it.
    pub fn whole(concept: Concept) -> Self {
        Self {
            concept,
            alone: false,
            within: None,
        }
    }
}

/// What was found out about plans.
#[derive(Clone, Debug)]
pub struct PlanAnswer {
    /// One road per maximal value vector; where the frontier is not whole, the roads that were found.
    pub frontier: Vec<Road>,
    /// What the list stands for.
    pub extent: PlanExtent,
    /// Why the frontier is not whole.
    pub stopped: Option<Stopped>,
    /// For each concept, the roads that share its best key; the answer first.
    pub concepts: Vec<(Concept, Vec<usize>)>,
    /// How far each answer can be relied on, where the frontier is not whole.
    pub grades: Vec<PlanGrade>,
    /// What the judge says of the first road of each concept.
    pub verdicts: Vec<(usize, PlanVerdict)>,
    /// Were all breaches of all roads enumerated by the judge?
    pub breaches_checked: bool,
    /// Settlements reached and admissible exchanges; none where not counted.
    pub counts: Option<(usize, usize)>,
    /// The most that any plan gives each side, as far as bounds say; none where the frontier is whole.
    pub most: Option<Vec<f64>>,
}

/// What a list of roads stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum PlanExtent {
    /// The whole frontier.
    Whole,
    /// Every plan: none gives a side more than one of the list gives it, and so much per side.
    Within(Vec<f64>),
    /// Themselves alone.
    Points,
}

/// How far a concept's answer can be relied on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlanGrade {
    /// The concept.
    pub concept: Concept,
    /// Is there proof that no plan is better?
    pub proved: bool,
    /// How far from the bound, as a share of it, where there is one.
    pub gap: Option<f64>,
}

impl PlanAnswer {
    /// The verdict on a road that is the answer of a concept.
    pub fn verdict(&self, road: usize) -> Option<&PlanVerdict> {
        let own = self.verdicts.iter().find(|(index, _)| *index == road);
        own.map(|(_, verdict)| verdict)
    }
    /// The answer of a concept.
    pub fn answer(&self, concept: Concept) -> Option<usize> {
        let own = self.concepts.iter().find(|(c, _)| *c == concept)?;
        own.1.first().copied()
    }
    /// Is the answer of a concept proved, or that there is none?
    pub fn is_proved(&self, concept: Concept) -> bool {
        let own = self.grades.iter().find(|grade| grade.concept == concept);
        match own {
            Some(grade) => grade.proved,
            None => self.extent == PlanExtent::Whole,
        }
    }
    /// Is it proved that there is no road?
    pub fn is_none(&self) -> bool {
        self.frontier.is_empty() && self.extent != PlanExtent::Points
    }

    /// The whole frontier.
    fn whole(problem: &Problem, frontier: Vec<Road>) -> Self {
        let picked = |concept| (concept, ordered_ties(problem, &frontier, concept));
        Self {
            concepts: Concept::ALL.into_iter().map(picked).collect(),
            extent: PlanExtent::Whole,
            frontier,
            ..Self::points()
        }
    }

    /// Nothing so far, found one by one.
    fn points() -> Self {
        Self {
            frontier: Vec::new(),
            extent: PlanExtent::Points,
            stopped: None,
            concepts: Vec::new(),
            grades: Vec::new(),
            verdicts: Vec::new(),
            breaches_checked: true,
            counts: None,
            most: None,
        }
    }

    /// Adds what was found for a concept.
    fn add(&mut self, problem: &Problem, concept: Concept, roads: &[Road], ideals: Option<&[f64]>) {
        let ties = own_ties(problem, roads, concept, ideals);
        let places = ties
            .into_iter()
            .map(|tie| self.place(&roads[tie]))
            .collect();
        self.concepts.push((concept, places));
    }

    /// The place of a road in the list, where it is put if it is not there.
    fn place(&mut self, road: &Road) -> usize {
        let known = self.frontier.iter().position(|r| r.rounds == road.rounds);
        known.unwrap_or_else(|| {
            self.frontier.push(road.clone());
            self.frontier.len() - 1
        })
    }

    /// Lists roads in ascending order of gains, as frontiers are.
    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.frontier.len()).collect();
        let gain = |i: &usize| &self.frontier[*i].gain;
        order.sort_by(|a, b| gain(a).partial_cmp(gain(b)).unwrap_or(Ordering::Equal));
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        let all = self.concepts.iter_mut().flat_map(|(_, ties)| ties);
        all.for_each(|tie| *tie = place[*tie]);
        self.frontier = order.iter().map(|i| self.frontier[*i].clone()).collect();
    }

    /// Leaves out some roads, because `why` came before they were judged; concepts that pick one of them have no answer then, and
    /// what is left stands for itself.
    ///
    /// # Errors
    /// `why` where nothing is left, or where the judge refuses something.
    fn keep(&mut self, kept: &[bool], why: Stopped) -> Result<(), Stopped> {
        if why == Stopped::Refused || !kept.contains(&true) {
            return Err(why);
        }
        if self.extent == PlanExtent::Whole {
            // The whole frontier was there to pick from.
            for concept in Concept::ALL {
                self.grade(concept, true, Some(0.0));
            }
        }
        self.extent = PlanExtent::Points;
        self.stopped = Some(why);
        let place = |old: usize| kept[..old].iter().filter(|kept| **kept).count();
        self.concepts
            .retain(|(_, ties)| ties.first().is_some_and(|first| kept[*first]));
        for (_, ties) in &mut self.concepts {
            ties.retain(|tie| kept[*tie]);
            ties.iter_mut().for_each(|tie| *tie = place(*tie));
        }
        self.grades
            .retain(|own| self.concepts.iter().any(|(c, _)| *c == own.concept));
        let mut own = kept.iter();
        self.frontier
            .retain(|_| own.next().copied().unwrap_or(false));
        Ok(())
    }

    fn grade(&mut self, concept: Concept, proved: bool, gap: Option<f64>) {
        self.grades.push(PlanGrade {
            concept,
            proved,
            gap,
        });
    }
}

/// Answers the plan question whole; every road of the frontier is judged before it is returned.
///
/// # Errors
/// [`Stopped`] when a limit is reached before anything is known, or if the judge refuses a road or finds that it earns
/// something else.
pub fn plans(problem: &Problem, limits: &Limits) -> Result<PlanAnswer, Stopped> {
    plans_asked(problem, &PlanQuestion::whole(Concept::Nash), limits)
}

/// Answers a plan question.
///
/// # Errors
/// Those of [`plans`].
pub fn plans_asked(
    problem: &Problem,
    question: &PlanQuestion,
    limits: &Limits,
) -> Result<PlanAnswer, Stopped> {
    let mut answer = match Graph::expand(
        problem,
        &limits.soon().with_size(first_size(question, limits)),
    ) {
        Ok(graph) => search(problem, &graph, question, None, limits)?,
        Err(Stopped::Refused) => return Err(Stopped::Refused),
        Err(why) => large(problem, question, why, limits)?,
    };
    answer.sort();
    judge(problem, question.concept, &mut answer, limits)?;
    Ok(answer)
}

/// Settlements that are entered before bounds are asked, where one concept is asked for first.
const SMALL: u64 = 20_000;

/// With a clock running, the plan asked for comes first: the frontier may not be finished.
fn one_first(question: &PlanQuestion, limits: &Limits) -> bool {
    question.alone || limits.seconds().is_some()
}

fn first_size(question: &PlanQuestion, limits: &Limits) -> u64 {
    match one_first(question, limits) {
        true => limits.size().min(SMALL),
        false => limits.size(),
    }
}

/// Where the graph is larger than was tried at first: what is asked for from those settlements alone that bounds leave; then
/// over the whole graph; then in parts of it.
fn large(
    problem: &Problem,
    question: &PlanQuestion,
    why: Stopped,
    limits: &Limits,
) -> Result<PlanAnswer, Stopped> {
    let mut tried_whole = !one_first(question, limits) || limits.size() <= SMALL;
    // What is asked for first: without its plan the others are of no use.
    let mut concepts = vec![question.concept];
    if !one_first(question, limits) {
        let others = Concept::ALL.into_iter();
        concepts.extend(others.filter(|concept| *concept != question.concept));
    }
    let first = match points(problem, &Unexpanded(problem), &concepts, &limits.soon()) {
        Ok(first) => Some(first).filter(|first| first.answer(question.concept).is_some()),
        Err(Stopped::Refused) => return Err(Stopped::Refused),
        // What bounds leave is a part of the whole.
        Err(Stopped::TooLarge | Stopped::Memory) => {
            tried_whole = true;
            None
        }
        Err(Stopped::Asked) => None,
    };
    let first = first.map(|mut first| {
        let place = |concept: Concept| Concept::ALL.iter().position(|c| *c == concept);
        first.concepts.sort_by_key(|(concept, _)| place(*concept));
        first.grades.sort_by_key(|grade| place(grade.concept));
        first
    });
    if let Some(first) = first.as_ref().filter(|_| question.alone) {
        return Ok(first.clone());
    }
    let mut why = why;
    if !tried_whole {
        match Graph::expand(problem, &limits.soon()) {
            Ok(graph) => return search(problem, &graph, question, first, limits),
            Err(Stopped::Refused) => return Err(Stopped::Refused),
            Err(other) => why = other,
        }
    }
    match first {
        Some(first) => Ok(PlanAnswer {
            stopped: Some(why),
            most: largest(problem, limits),
            ..first
        }),
        None => parts(problem, question, why, limits),
    }
}

/// Over the whole graph; `first` is the plan of the concept asked for, where it is known.
fn search(
    problem: &Problem,
    graph: &Graph,
    question: &PlanQuestion,
    first: Option<PlanAnswer>,
    limits: &Limits,
) -> Result<PlanAnswer, Stopped> {
    let searcher = Searcher::new(problem, graph);
    let first = match first {
        Some(first) => first,
        None if one_first(question, limits) => {
            points(problem, &searcher, &[question.concept], limits)?
        }
        None => PlanAnswer::points(),
    };
    let mut answer = found(problem, &searcher, question, first, limits)?;
    answer.counts = Some((graph.reached(), graph.exchange_count()));
    Ok(answer)
}

fn found(
    problem: &Problem,
    searcher: &Searcher,
    question: &PlanQuestion,
    first: PlanAnswer,
    limits: &Limits,
) -> Result<PlanAnswer, Stopped> {
    let answered = !first.concepts.is_empty() || first.extent == PlanExtent::Whole;
    if answered && question.alone || first.stopped.is_some() {
        return Ok(first);
    }
    if let Some(share) = question.within
        && problem.consenting.len() == 2
    {
        return match cover(problem, searcher, share, limits) {
            Err(why @ Stopped::Asked) if answered => Ok(PlanAnswer {
                stopped: Some(why),
                ..first
            }),
            other => other,
        };
    }
    let whole = searcher.frontier(None, limits);
    match whole.stopped {
        None => Ok(PlanAnswer::whole(problem, whole.roads)),
        Some(Stopped::Asked) if answered => Ok(PlanAnswer {
            stopped: whole.stopped,
            ..first
        }),
        Some(Stopped::Asked) if whole.roads.is_empty() => Err(Stopped::Asked),
        // What was found before an interruption; nothing is known of what is better.
        Some(Stopped::Asked) => {
            let mut answer = PlanAnswer::points();
            answer.add(problem, question.concept, &whole.roads, None);
            answer.grade(question.concept, false, None);
            answer.stopped = whole.stopped;
            Ok(answer)
        }
        Some(why) => {
            let mut answer = points(problem, searcher, &Concept::ALL, limits)?;
            answer.stopped = answer.stopped.or(Some(why));
            Ok(answer)
        }
    }
}

/// So many plans that none left out gives a side more than one listed, by more than a share of what it can gain; and
/// the plan of every concept, which a cover may leave out.
fn cover(
    problem: &Problem,
    searcher: &Searcher,
    share: f64,
    limits: &Limits,
) -> Result<PlanAnswer, Stopped> {
    let ideals = ideals(problem, searcher, limits)?.unwrap_or_default();
    let margin = [0, 1].map(|side| share * ideals[side].max(0.0));
    let whole = searcher.frontier(Some(margin), limits);
    if let Some(why) = whole.stopped {
        return Err(why);
    }
    if !whole.is_cover {
        return Ok(PlanAnswer::whole(problem, whole.roads));
    }
    let mut answer = points(problem, searcher, &Concept::ALL, limits)?;
    answer.extent = PlanExtent::Within(margin.to_vec());
    for road in whole.roads {
        answer.place(&road);
    }
    Ok(answer)
}

/// Judges every road. What is not judged before the limit comes is not told; but for what was asked for there is always a moment.
fn judge(
    problem: &Problem,
    asked: Concept,
    answer: &mut PlanAnswer,
    limits: &Limits,
) -> Result<(), Stopped> {
    let asked = answer.answer(asked);
    let judge = |(index, road): (usize, &Road)| {
        let is_asked = Some(index) == asked;
        if is_asked && effort(problem, &road.rounds) <= MOMENT {
            return judged(problem, road, &Limits::none());
        }
        match judged(problem, road, limits) {
            Err(why) if is_asked && why != Stopped::Refused => {
                as_told(problem, road, judge_plan_in_a_moment(problem, &road.rounds))
            }
            verdict => verdict,
        }
    };
    let verdicts: Vec<_> = answer.frontier.par_iter().enumerate().map(judge).collect();
    let kept: Vec<bool> = verdicts
        .iter()
        .map(|own| !matches!(own, Err(why) if *why != Stopped::Refused))
        .collect();
    if let Some(why) = verdicts.iter().find_map(|own| own.as_ref().err()) {
        let why = match verdicts.contains(&Err(Stopped::Refused)) {
            true => Stopped::Refused,
            false => *why,
        };
        answer.keep(&kept, why)?;
    }
    let firsts = answer.concepts.iter().filter_map(|(_, t)| t.first());
    let firsts: Vec<usize> = firsts.copied().collect();
    let verdicts = verdicts.into_iter().filter_map(Result::ok);
    for (index, verdict) in verdicts.enumerate() {
        let Some(verdict) = verdict else {
            answer.breaches_checked = false;
            continue;
        };
        answer.breaches_checked &= verdict.breaches_checked();
        if firsts.contains(&index) {
            answer.verdicts.push((index, verdict));
        }
    }
    Ok(())
}

/// What the judge says of a road; `None` where somebody doubts too many others for it to be judged.
///
/// # Errors
/// [`Stopped::Refused`] when the judge refuses it, or finds that it earns something else; another where a limit comes first.
pub fn judged(
    problem: &Problem,
    road: &Road,
    limits: &Limits,
) -> Result<Option<PlanVerdict>, Stopped> {
    as_told(
        problem,
        road,
        judge_plan_within(problem, &road.rounds, limits),
    )
}

fn as_told(
    problem: &Problem,
    road: &Road,
    verdict: Result<PlanVerdict, PlanFault>,
) -> Result<Option<PlanVerdict>, Stopped> {
    let verdict = match verdict {
        Ok(verdict) => verdict,
        Err(PlanFault::Stopped(why)) => return Err(why),
        Err(PlanFault::NotJudged { .. }) => return Ok(None),
        Err(_) => return Err(Stopped::Refused),
    };
    let mut claims = road.gain.iter().zip(&verdict.gains);
    if claims.any(|(claimed, earned)| (claimed - earned).abs() > problem.tolerance()) {
        return Err(Stopped::Refused);
    }
    Ok(Some(verdict))
}

/// The answer of a concept in an expanded graph, not judged; none where there is no road.
///
/// # Errors
/// [`Stopped`] when a limit is reached first.
pub fn picked(
    problem: &Problem,
    graph: &Graph,
    concept: Concept,
    limits: &Limits,
) -> Result<Option<Road>, Stopped> {
    let searcher = Searcher::new(problem, graph);
    // Staircases of two sides in a small graph take less than bounds do.
    let is_quick = problem.consenting.len() == 2 && graph.exchange_count() < Searcher::OUTRIGHT;
    if !is_quick && let Some((found, ideals)) = point(problem, &searcher, concept, limits)? {
        let ties = own_ties(problem, &found, concept, ideals.as_deref());
        return Ok(ties.first().map(|first| found[*first].clone()));
    }
    let found = roads(problem, graph, limits)?.frontier;
    let ties = ordered_ties(problem, &found, concept);
    Ok(ties.first().map(|first| found[*first].clone()))
}

/// The roads of a whole frontier that share the best key of a concept, the answer first.
pub fn ordered_ties(problem: &Problem, frontier: &[Road], concept: Concept) -> Vec<usize> {
    own_ties(problem, frontier, concept, None)
}

/// The same of part of a frontier; Kalai–Smorodinsky is then told the ideals.
fn own_ties(
    problem: &Problem,
    roads: &[Road],
    concept: Concept,
    ideals: Option<&[f64]>,
) -> Vec<usize> {
    let gains: Vec<Vec<f64>> = roads.iter().map(|r| r.gain.clone()).collect();
    let mut ties = match ideals {
        Some(ideals) => best_given(concept, &gains, &weights(problem), ideals),
        None => best(concept, &gains, &weights(problem)),
    };
    ties.sort_by_key(|i| sequence(problem, &roads[*i]));
    ties
}

/// The tie rule of SEMANTICS §3.7.
fn sequence(problem: &Problem, road: &Road) -> (usize, Vec<Vec<(usize, usize)>>) {
    let ranks = &problem.names.topic_ranks;
    let place = |(topic, option): &(TopicId, OptionId)| (ranks[*topic], option.index());
    let rounds = road.rounds.iter();
    let moves = rounds.map(|round| round.iter().map(place).collect());
    (road.rounds.len(), moves.collect())
}
