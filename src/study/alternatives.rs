//! Other plans than the chosen one: each the best, by the concept, of all that differ in substance from those told before it.
//!
//! Plans differ in the topics that their first exchange moves, in who performs it, or in the package they end in. Those that
//! differ from all told so far fall into classes: those that begin in a way that none of them does, and, for each way that some
//! of them do, those that begin so and end in another package. Each class is a plan question of its own, so its frontier is
//! exact, and so is the best of all of them. A new plan touches two classes; the others keep their frontiers.

use crate::base::{Limits, Stopped};
use crate::check::PlanVerdict;
use crate::graph::Graph;
use crate::problem::{Apart, Lead, Leads, Problem, Settlement};
use crate::search::concept::Concept;
use crate::search::plan::{Road, roads};
use crate::study::plans::{judged, ordered_ties};

/// In what plans must differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Differ {
    /// In any of the following.
    #[default]
    Any,
    /// In the topics that the first exchange moves.
    Opening,
    /// In who performs the first exchange.
    Openers,
    /// In the package.
    Package,
}

/// What makes a plan another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substance {
    /// How it begins, in full.
    pub lead: Lead,
    /// Where it ends.
    pub end: Settlement,
}

/// A plan beside the chosen one.
#[derive(Clone, Debug)]
pub struct OtherRoad {
    /// The plan.
    pub road: Road,
    /// What is other about it.
    pub substance: Substance,
    /// What the judge says; `None` where somebody doubts too many others for it to be judged.
    pub verdict: Option<PlanVerdict>,
}

/// Plans beside the chosen one.
#[derive(Clone, Debug)]
pub struct OtherRoads {
    /// In what they differ.
    pub differ: Differ,
    /// What the chosen plan is.
    pub chosen: Substance,
    /// In the order in which they were found: each the best of what is left.
    pub found: Vec<OtherRoad>,
    /// Why there are fewer than were asked for; `None` where there are no others.
    pub stopped: Option<Stopped>,
}

/// Plans of the same start that begin in some way.
struct Class {
    leads: Leads,
    ends: Vec<Settlement>,
    roads: Vec<Road>,
}

/// Up to `most` plans beside `chosen`; where there are fewer, there are no others unless a limit came first.
///
/// Complexity: two plan searches per plan that is told, and one more.
pub fn other_roads(
    problem: &Problem,
    concept: Concept,
    chosen: &Road,
    most: usize,
    differ: Differ,
    limits: &Limits,
) -> OtherRoads {
    let first = substance(problem, chosen);
    let mut others = Others {
        problem,
        differ,
        limits,
        rest: Class {
            leads: Leads::Any,
            ends: Vec::new(),
            roads: Vec::new(),
        },
        known: Vec::new(),
    };
    let mut found: Vec<OtherRoad> = Vec::new();
    let mut told = first.clone();
    let stopped = loop {
        if found.len() == most {
            break None;
        }
        match others.next(&told, concept) {
            Ok(Some(other)) => {
                told = other.substance.clone();
                found.push(other);
            }
            Ok(None) => break None,
            Err(why) => break Some(why),
        }
    };
    OtherRoads {
        differ,
        chosen: first,
        found,
        stopped,
    }
}

/// How a plan begins and where it ends.
fn substance(problem: &Problem, road: &Road) -> Substance {
    let start = problem.start();
    let (mut end, mut second) = (start.clone(), None);
    for round in &road.rounds {
        round
            .iter()
            .for_each(|(topic, option)| end.set(*topic, *option));
        second.get_or_insert_with(|| end.clone());
    }
    Substance {
        lead: problem.lead(&start, second.as_ref().unwrap_or(&start)),
        end,
    }
}

struct Others<'p> {
    problem: &'p Problem,
    differ: Differ,
    limits: &'p Limits,
    /// Plans that begin in a way that none told so far does.
    rest: Class,
    /// For every way in which some begin, those that end otherwise; none where the end is no difference.
    known: Vec<(Lead, Class)>,
}

impl Others<'_> {
    /// The best plan that differs from all told so far, `told` the last of them.
    fn next(&mut self, told: &Substance, concept: Concept) -> Result<Option<OtherRoad>, Stopped> {
        self.leave_out(told)?;
        let classes = self.known.iter().map(|(_, class)| class);
        let roads = classes.chain([&self.rest]).flat_map(|class| &class.roads);
        let roads: Vec<Road> = roads.cloned().collect();
        let ties = ordered_ties(self.problem, &roads, concept);
        let Some(road) = undominated(self.problem, &roads, &ties) else {
            return Ok(None);
        };
        let verdict = judged(self.problem, road, self.limits)?;
        Ok(Some(OtherRoad {
            road: road.clone(),
            substance: substance(self.problem, road),
            verdict,
        }))
    }

    /// Solves again the classes that a plan falls out of.
    fn leave_out(&mut self, told: &Substance) -> Result<(), Stopped> {
        let lead = self.differ.of(&told.lead);
        let place = self.known.iter().position(|(known, _)| *known == lead);
        let place = match place {
            Some(place) => place,
            None => {
                let leads = Leads::Only(lead.clone());
                self.known.push((
                    lead,
                    Class {
                        leads,
                        ends: Vec::new(),
                        roads: Vec::new(),
                    },
                ));
                let known = self.known.iter().map(|(lead, _)| lead.clone());
                self.rest.leads = Leads::Not(known.collect());
                self.rest.roads = self.solve(&self.rest)?;
                self.known.len() - 1
            }
        };
        if matches!(self.differ, Differ::Any | Differ::Package) {
            self.known[place].1.ends.push(told.end.clone());
            self.known[place].1.roads = self.solve(&self.known[place].1)?;
        }
        Ok(())
    }

    /// The frontier of a class.
    fn solve(&self, class: &Class) -> Result<Vec<Road>, Stopped> {
        let mut problem = self.problem.clone();
        problem.steer.apart = Apart {
            leads: class.leads.clone(),
            ends: class.ends.clone(),
        };
        let graph = Graph::expand(&problem, self.limits)?;
        Ok(roads(&problem, &graph, self.limits)?.frontier)
    }
}

impl Differ {
    /// Its name.
    pub fn id(self) -> &'static str {
        match self {
            Differ::Any => "any",
            Differ::Opening => "opening",
            Differ::Openers => "openers",
            Differ::Package => "package",
        }
    }

    /// What of a beginning counts.
    fn of(self, lead: &Lead) -> Lead {
        let (topics, openers) = match self {
            Differ::Any => (true, true),
            Differ::Opening => (true, false),
            Differ::Openers => (false, true),
            Differ::Package => (false, false),
        };
        Lead {
            topics: lead.topics.clone().filter(|_| topics),
            openers: lead.openers.filter(|_| openers),
        }
    }
}

/// The first of the ties that no other is better than. A concept leaves actors without weight out; the frontier does not.
fn undominated<'r>(problem: &Problem, roads: &'r [Road], ties: &[usize]) -> Option<&'r Road> {
    let tolerance = problem.tolerance();
    let at_least = |a: &Road, b: &Road| {
        let mut pairs = a.gain.iter().zip(&b.gain);
        pairs.all(|(a, b)| *a >= b - tolerance)
    };
    let mut own = ties.iter().map(|tie| &roads[*tie]);
    own.find(|road| {
        let mut others = ties.iter().map(|tie| &roads[*tie]);
        !others.any(|other| at_least(other, road) && !at_least(road, other))
    })
}
