//! The plan question, whole: frontier, concepts, every road judged, chances of walking it.

use crate::base::{Id, Limits, OptionId, Stopped, TopicId};
use crate::check::{PlanFault, PlanVerdict, judge_plan};
use crate::graph::Graph;
use crate::problem::Problem;
use crate::search::concept::{Concept, best, weights};
use crate::search::plan::{Road, roads};

/// What was found out about plans.
#[derive(Clone, Debug)]
pub struct PlanAnswer {
    /// One road per maximal value vector.
    pub frontier: Vec<Road>,
    /// For each concept, the roads that share its best key; the answer first.
    pub concepts: Vec<(Concept, Vec<usize>)>,
    /// What the judge says of the first road of each concept.
    pub verdicts: Vec<(usize, PlanVerdict)>,
    /// Were all breaches of all roads enumerated by the judge?
    pub breaches_checked: bool,
    /// Settlements reached.
    pub reached: usize,
    /// Admissible exchanges.
    pub exchanges: usize,
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
}

/// Answers the plan question; every road of the frontier is judged before it is returned.
///
/// # Errors
/// [`Stopped`] when a limit is reached before the frontier is complete, or if the judge refuses a road or finds that it earns
/// something else.
pub fn plans(problem: &Problem, limits: &Limits) -> Result<PlanAnswer, Stopped> {
    let graph = Graph::expand(problem, limits)?;
    let found = roads(problem, &graph, limits)?;
    let concepts: Vec<_> = Concept::ALL
        .into_iter()
        .map(|concept| {
            let ties = ordered_ties(problem, &found.frontier, concept);
            (concept, ties)
        })
        .collect();
    let mut answer = PlanAnswer {
        concepts,
        verdicts: Vec::new(),
        breaches_checked: true,
        reached: found.reached,
        exchanges: found.exchanges,
        frontier: found.frontier,
    };
    judge(problem, &mut answer, limits)?;
    Ok(answer)
}

fn judge(problem: &Problem, answer: &mut PlanAnswer, limits: &Limits) -> Result<(), Stopped> {
    let firsts: Vec<usize> = answer
        .concepts
        .iter()
        .filter_map(|(_, t)| t.first().copied())
        .collect();
    for (index, road) in answer.frontier.iter().enumerate() {
        limits.go_on()?;
        let verdict = match judge_plan(problem, &road.rounds) {
            Ok(verdict) => verdict,
            Err(PlanFault::NotJudged { .. }) => {
                answer.breaches_checked = false;
                continue;
            }
            Err(_) => return Err(Stopped::Refused),
        };
        let mut claims = road.gain.iter().zip(&verdict.gains);
        if claims.any(|(claimed, earned)| (claimed - earned).abs() > problem.tolerance()) {
            return Err(Stopped::Refused);
        }
        answer.breaches_checked &= verdict.breaches_checked();
        if firsts.contains(&index) {
            answer.verdicts.push((index, verdict));
        }
    }
    Ok(())
}

/// The roads that share the best key of a concept, the answer first.
pub fn ordered_ties(problem: &Problem, frontier: &[Road], concept: Concept) -> Vec<usize> {
    let gains: Vec<Vec<f64>> = frontier.iter().map(|r| r.gain.clone()).collect();
    let mut ties = best(concept, &gains, &weights(problem));
    ties.sort_by_key(|i| sequence(problem, &frontier[*i]));
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
