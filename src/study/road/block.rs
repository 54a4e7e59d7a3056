//! What blocks a target: how far exchanges lead towards it, what stops them there, and what would have to be lifted.

use rustc_hash::FxHashMap;

use super::numbers::{Numbers, numbers};
use super::opener::Opener;
use super::order::{Round, short, ways_on};
use super::target::Target;
use crate::base::{ConstraintId, Id, Limits, Points, Stopped};
use crate::check::{
    ExchangeFault, PackageVerdict, PlanFault, admissible, judge_package, judge_plan_within,
};
use crate::graph::{Graph, NodeId};
use crate::problem::{Lift, Problem, Settlement};
use crate::search::concept::Concept;
use crate::search::plan::Road;
use crate::study::why::{Asked, ask};

/// Most settlements that are told as the furthest.
const MOST_FURTHEST: usize = 3;

/// Most ways on that are looked at from each.
const MOST_WAYS: usize = 20_000;

/// A solve for one question may hold this much: there are many of them.
const SIZE_OF_ONE: u64 = 400_000;

/// Why no road leads to a target, and what would open one.
#[derive(Clone, Debug)]
pub struct Block {
    /// The target.
    pub target: Target,
    /// The judge's word on it as a package, where the whole of a settlement is asked for.
    pub verdict: Option<PackageVerdict>,
    /// The settlements that come nearest to it by admissible exchanges; a few of them.
    pub furthest: Vec<Furthest>,
    /// How many come as near.
    pub furthest_count: usize,
    /// Where admissible exchanges do lead there: the shortest way, and what the judge says of it.
    pub refused_road: Option<(Vec<Round>, PlanFault)>,
    /// Minimal sets of tests whose absence opens a road, and that road.
    pub sets: Vec<(Vec<Lift>, Road)>,
    /// Minimal sets of tests of which at least one must go.
    pub conflicts: Vec<Vec<Lift>>,
    /// Are these all?
    pub complete: bool,
    /// What came first where they are not.
    pub stopped: Option<Stopped>,
    /// Where no test that can be lifted opens a road: what is still wrong with a way there once all are gone.
    pub impossible: Option<Impossible>,
    /// Numbers whose change opens a road.
    pub numbers: Numbers,
}

/// Why no road opens even without every test that can be lifted.
#[derive(Clone, Debug)]
pub enum Impossible {
    /// No exchanges lead there at all.
    Unreached,
    /// The shortest way there, and what the judge says of it.
    Refused(Vec<Round>, PlanFault),
}

/// A settlement on the way to a target, and what refuses every way on.
#[derive(Clone, Debug)]
pub struct Furthest {
    /// The settlement.
    pub settlement: Settlement,
    /// Topics of the target that stand as asked.
    pub made: usize,
    /// What is missing.
    pub missing: Round,
    /// What refuses the ways on, by test, in the order in which they were come upon.
    pub refusals: Vec<Refusal>,
    /// Ways on that were looked at.
    pub ways: usize,
    /// Are these all?
    pub all_ways: bool,
}

/// A test that refuses ways on.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// A way on that it refuses, and by how much: the first with the fewest moves.
    pub moves: Round,
    /// The fault.
    pub fault: ExchangeFault,
    /// How much is missing, of a constraint with a number.
    pub short: Option<Points>,
    /// How many ways it is the first to refuse.
    pub count: usize,
}

/// Finds out what blocks a target to which no road leads.
///
/// Complexity: some hundred plan searches of what leads to the target.
///
/// # Errors
/// [`Stopped::Refused`] if the judge refuses what the search finds; other limits are told in the answer.
pub fn block(
    problem: &Problem,
    graph: &Graph,
    target: Target,
    concept: Concept,
    limits: &Limits,
) -> Result<Block, Stopped> {
    let own = limits.clone().with_size(limits.size().min(SIZE_OF_ONE));
    let (furthest, furthest_count) = furthest(problem, graph, &target);
    let mut opener = Opener::new(problem, &target, concept, &own);
    let found = ask(&mut opener)?;
    let mut sets = Vec::new();
    for set in &found.correction_sets {
        if let Some(road) = opener.opens(set)? {
            sets.push((opener.named(set), road));
        }
    }
    let conflicts = found.conflict_sets.iter().filter(|set| !set.is_empty());
    let hopeless = found.complete && sets.is_empty();
    Ok(Block {
        verdict: target
            .settlement(problem)
            .map(|s| judge_package(problem, &s)),
        furthest,
        furthest_count,
        refused_road: refused_road(problem, graph, &target, limits)?,
        conflicts: conflicts.map(|set| opener.named(set)).collect(),
        sets,
        complete: found.complete,
        stopped: found.stopped,
        impossible: match hopeless {
            true => impossible(&opener, &target, &own),
            false => None,
        },
        numbers: numbers(problem, &target, concept, &own)?,
        target,
    })
}

/// What is wrong with a way there once every test is gone.
fn impossible(opener: &Opener, target: &Target, limits: &Limits) -> Option<Impossible> {
    let all: Vec<ConstraintId> = (0..opener.lifts.len()).map(ConstraintId::new).collect();
    let free = opener.without(&all);
    let graph = Graph::expand(&free, limits).ok()?;
    Some(match refused_road(&free, &graph, target, limits).ok()? {
        Some((rounds, fault)) => Impossible::Refused(rounds, fault),
        None => Impossible::Unreached,
    })
}

/// The way of fewest exchanges to a target, and the fault that the judge finds with it.
fn refused_road(
    problem: &Problem,
    graph: &Graph,
    target: &Target,
    limits: &Limits,
) -> Result<Option<(Vec<Round>, PlanFault)>, Stopped> {
    let met = |node| target.is_met(&graph.settlement(node));
    let Some(rounds) = shortest(problem, graph, met) else {
        return Ok(None);
    };
    match judge_plan_within(problem, &rounds, limits) {
        Err(PlanFault::Stopped(why)) => Err(why),
        verdict => Ok(verdict.err().map(|fault| (rounds, fault))),
    }
}

/// The fewest exchanges to a node; of those, the first in the order of the graph.
fn shortest(
    problem: &Problem,
    graph: &Graph,
    is_end: impl Fn(NodeId) -> bool,
) -> Option<Vec<Round>> {
    let mut came_from: FxHashMap<NodeId, NodeId> = FxHashMap::default();
    let (mut open, mut next) = (vec![0], 0);
    while next < open.len() {
        let node = open[next];
        next += 1;
        if node != 0 && is_end(node) {
            return Some(way_to(problem, graph, node, &came_from));
        }
        for &to in graph.exchanges(node) {
            came_from.entry(to).or_insert_with(|| {
                open.push(to);
                node
            });
        }
    }
    None
}

fn way_to(
    problem: &Problem,
    graph: &Graph,
    mut node: NodeId,
    came_from: &FxHashMap<NodeId, NodeId>,
) -> Vec<Round> {
    let mut rounds = Vec::new();
    while let Some(&before) = came_from.get(&node) {
        rounds.push(graph.moves(problem, before, node));
        node = before;
    }
    rounds.reverse();
    rounds
}

/// The settlements reached from which the target could still be made, and of which most of it is made: most topics as asked, then most
/// rungs climbed towards it. A few, what else stands being most, then by the order of the graph; and how many there are.
fn furthest(problem: &Problem, graph: &Graph, target: &Target) -> (Vec<Furthest>, usize) {
    let progress = |node: NodeId| {
        let settlement = graph.settlement(node);
        let missing = target.missing(problem, &settlement)?;
        let made = target.wanted().len() - missing.len();
        let climbed = missing
            .iter()
            .map(|(topic, _)| settlement.at(*topic).index());
        Some((made, climbed.sum::<usize>()))
    };
    let all = (0..graph.reached() as NodeId).map(|node| (progress(node), node));
    let all: Vec<_> = all.filter(|(progress, _)| progress.is_some()).collect();
    let top = all.iter().map(|(progress, _)| *progress).max().flatten();
    let tied = all.iter().filter(|(progress, _)| *progress == top);
    let mut tied: Vec<NodeId> = tied.map(|(_, node)| *node).collect();
    // The more stands besides, the more has been tried.
    let besides = |node: &NodeId| graph.layout().climbed(graph.key(*node));
    tied.sort_by_cached_key(|node| std::cmp::Reverse(besides(node)));
    let told = tied.iter().take(MOST_FURTHEST);
    (
        told.map(|node| stops(problem, &graph.settlement(*node), target))
            .collect(),
        tied.len(),
    )
}

/// What refuses every way on from a settlement: with one missing move, with two, up to what a round takes.
fn stops(problem: &Problem, settlement: &Settlement, target: &Target) -> Furthest {
    let missing = target.missing(problem, settlement).unwrap_or_default();
    let (ways, all_ways) = ways_on(problem, settlement, &missing, MOST_WAYS);
    let mut refusals: Vec<Refusal> = Vec::new();
    for way in &ways {
        let Err(fault) = admissible(problem, settlement, way) else {
            continue;
        };
        let same = |known: &&mut Refusal| is_same(&known.fault, &fault);
        match refusals.iter_mut().find(same) {
            Some(known) => known.count += 1,
            None => refusals.push(Refusal {
                moves: way.clone(),
                short: short(problem, settlement, way, &fault),
                fault,
                count: 1,
            }),
        }
    }
    Furthest {
        settlement: settlement.clone(),
        made: target.wanted().len() - missing.len(),
        missing,
        refusals,
        ways: ways.len(),
        all_ways,
    }
}

/// The same test of the same actor or thing, whatever is missing.
fn is_same(one: &ExchangeFault, other: &ExchangeFault) -> bool {
    use ExchangeFault::{Credit, StepGain, Trust};
    match (one, other) {
        (StepGain { actor: a, .. }, StepGain { actor: b, .. }) => a == b,
        (Credit { actor: a, .. }, Credit { actor: b, .. }) => a == b,
        (Trust { rule: a, .. }, Trust { rule: b, .. }) => a == b,
        (one, other) => one == other,
    }
}
