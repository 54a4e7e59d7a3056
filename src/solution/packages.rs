//! The answer to the package question, named.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::assumed::About;
use super::head::{Claim, Grade, Head, Provenance, Status};
use super::names::{self, ConstraintView};
use super::sets::SetsView;
use crate::base::{Limits, Points, Stopped};
use crate::problem::{Problem, Role};
use crate::search::concept::Concept;
use crate::search::package::{Point, Ties};
use crate::study::{Extent, PackageAnswer, Reasons};

/// The answer to the package question. The keys of its JSON are those of SEMANTICS §8.
#[derive(Clone, Debug, Serialize)]
pub struct Packages {
    /// The common part.
    #[serde(flatten)]
    pub head: Head,
    /// How many settlements and packages there are.
    pub counts: Counts,
    /// The package frontier.
    pub frontier: Vec<PackagePoint>,
    /// Where the frontier is too large to list and a few packages stand for it: no package gives an actor more than one of
    /// these gives it, and so much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Value>,
    /// Of packages with the same gains any may be the one listed, not the one that the tie rule chooses.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub any_of_ties: bool,
    /// Topics can be divided, and the packages are those on their steps.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub on_steps: bool,
    /// Pairs of places in the frontier that a straight line joins, where topics are divided between two sides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segments: Option<Vec<(usize, usize)>>,
    /// Why adjusted winner does not apply, where topics are divided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_adjusted_winner: Option<String>,
    /// The answer of each concept; empty when there is no package.
    pub concepts: Map<String, Value>,
    /// What refused settlements, the most first; empty where they were not counted.
    pub refusals: Vec<Refusal>,
    /// Why there is no package.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub no_deal: Option<NoDeal>,
    /// The concepts, for printing.
    #[serde(skip)]
    pub chosen: Vec<ConceptView>,
    /// Names of the consenting actors, for printing.
    #[serde(skip)]
    pub sides: Vec<Side>,
    /// What the status quo is worth to each of them above walking away, for pictures.
    #[serde(skip)]
    pub status_quo: Vec<Points>,
}

/// A consenting actor, for printing.
#[derive(Clone, Debug)]
pub struct Side {
    /// Name in words.
    pub name: String,
    /// Guarantors consent without bargaining.
    pub guarantor: bool,
}

/// Sizes of the space.
#[derive(Clone, Debug, Serialize)]
pub struct Counts {
    /// Settlements with nothing unsettled, the status quo included where it is one; null past 2^64.
    pub settlements: Option<u64>,
    /// Packages; null where the space is too large to look at each.
    pub packages: Option<u64>,
}

/// A point of the frontier.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PackagePoint {
    /// Gain per consenting actor.
    pub gain: Value,
    /// Option per topic.
    pub package: Value,
    /// Worth to each audience, all of it seen, and what it asks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<AudienceView>,
    /// Topics at whose value the package does not stand, but comes as near to it as one likes, and from where.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub limit: Map<String, Value>,
    /// Gains and values of divided topics as exact fractions, such as `200/3`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<ExactView>,
    /// The frontier comes as near to this point as one likes, and at the point another is better.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// Gains, for printing; of divided topics to the nearest billionth.
    #[serde(skip)]
    pub gains: Vec<Points>,
    /// What moves, for printing.
    #[serde(skip)]
    pub words: Vec<String>,
    /// Whether a road leads there, for pictures; nothing where it was not asked or is not known.
    #[serde(skip)]
    pub road: Option<bool>,
}

/// Exact numbers of a package that divides topics.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExactView {
    /// Gain per consenting actor.
    pub gain: Map<String, Value>,
    /// Value of each divided topic.
    pub package: Map<String, Value>,
}

/// What a package is worth to an audience.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AudienceView {
    /// `actor/audience`.
    pub id: String,
    /// Worth to it.
    pub worth: f64,
    /// What it asks to ratify.
    pub ratifies_at: Option<f64>,
    /// Name in words, for printing.
    #[serde(skip)]
    pub name: String,
}

/// A concept and its answer, for printing.
#[derive(Clone, Debug)]
pub struct ConceptView {
    /// The concept.
    pub concept: Concept,
    /// Its answer.
    pub point: PackagePoint,
    /// How many frontier vectors share the best key.
    pub ties: usize,
    /// What else there is to say of it.
    pub more: Map<String, Value>,
}

/// How many settlements a constraint refuses.
#[derive(Clone, Debug, Serialize)]
pub struct Refusal {
    /// The constraint.
    #[serde(flatten)]
    pub constraint: ConstraintView,
    /// Settlements it refuses.
    pub refused: u64,
    /// Settlements it alone refuses.
    pub refused_alone: u64,
}

/// Why there is no package.
#[derive(Clone, Debug, Serialize)]
pub struct NoDeal {
    /// What conflicts, and what would have to go.
    #[serde(flatten)]
    pub sets: SetsView,
    /// Are these all conflict and correction sets?
    pub all_sets: bool,
    /// The constraints named, as the user wrote them.
    pub constraints: Vec<ConstraintView>,
}

impl Packages {
    /// Names an answer.
    pub fn new(problem: &Problem, answer: &PackageAnswer, provenance: &Provenance) -> Self {
        let grade = grade(answer);
        let points: Vec<_> = answer.frontier.iter().map(|p| point(problem, p)).collect();
        let answered = answer.concepts.iter().filter_map(|(concept, ties)| {
            Some(ConceptView {
                concept: *concept,
                point: points[*ties.first()?].clone(),
                ties: ties.len(),
                more: more(answer, *concept),
            })
        });
        let chosen: Vec<ConceptView> = answered.collect();
        Self {
            head: Head::new(
                problem,
                "packages",
                About::Packages,
                provenance,
                (claim(answer), grade),
            ),
            counts: counts(problem, answer),
            concepts: chosen.iter().map(concept).collect(),
            frontier: points,
            within: match &answer.extent {
                Extent::Cover(within) => Some(names::gains(problem, within)),
                Extent::Whole(_) | Extent::Points => None,
            },
            any_of_ties: ties_lost(answer),
            on_steps: false,
            segments: None,
            no_adjusted_winner: None,
            refusals: refusals(problem, answer),
            no_deal: answer.reasons.as_ref().map(|r| no_deal(problem, r)),
            chosen,
            sides: sides(problem),
            status_quo: status_quo(problem),
        }
    }

    /// When a limit came first.
    pub fn stopped(
        problem: &Problem,
        why: Stopped,
        limits: &Limits,
        provenance: &Provenance,
    ) -> Self {
        let grade = Grade::new(Status::Stopped, stopped(why, limits));
        let claimed = (Claim::Nothing, grade);
        Self {
            head: Head::new(problem, "packages", About::Packages, provenance, claimed),
            counts: Counts {
                settlements: settlements(problem),
                packages: None,
            },
            frontier: Vec::new(),
            within: None,
            any_of_ties: false,
            on_steps: false,
            segments: None,
            no_adjusted_winner: None,
            concepts: Map::new(),
            refusals: Vec::new(),
            no_deal: None,
            chosen: Vec::new(),
            sides: sides(problem),
            status_quo: status_quo(problem),
        }
    }

    /// The answer of a concept.
    pub fn answer(&self, concept: Concept) -> Option<&ConceptView> {
        self.chosen.iter().find(|view| view.concept == concept)
    }
}

/// What the list stands for.
fn claim(answer: &PackageAnswer) -> Claim {
    match &answer.extent {
        _ if answer.frontier.is_empty() => Claim::NoPackage,
        Extent::Whole(_) => Claim::Frontier,
        Extent::Cover(_) => Claim::Cover,
        Extent::Points => Claim::Concepts,
    }
}

/// Is some package not known to be the one that the tie rule chooses?
fn ties_lost(answer: &PackageAnswer) -> bool {
    let lost = answer.grades.iter().any(|g| g.ties == Ties::Lost);
    lost || answer.extent == Extent::Whole(Ties::Lost)
}

/// What is proved of packages as a whole.
fn grade(answer: &PackageAnswer) -> Grade {
    if answer.frontier.is_empty() {
        let by = "exact search: no settlement satisfies every constraint";
        return Grade::new(Status::None, by);
    }
    let ties = "; of packages with the same gains, any may be the one shown";
    match &answer.extent {
        Extent::Whole(Ties::Kept) => {
            Grade::new(Status::Proved, "exact search of all packages, each judged")
        }
        Extent::Whole(Ties::Lost) => Grade::new(
            Status::Proved,
            format!("exact search of all gains, each package judged{ties}"),
        ),
        Extent::Cover(_) | Extent::Points => {
            let proved = answer.grades.iter().filter(|g| g.proved);
            let proved: Vec<&str> = proved.map(|g| g.concept.id()).collect();
            let missing = Concept::ALL.iter();
            let missing = missing.filter(|c| answer.concepts.iter().all(|(own, _)| own != *c));
            let missing: Vec<&str> = missing.map(|c| c.id()).collect();
            let gaps = answer.grades.iter().map(|g| g.gap);
            Grade {
                status: Status::BestFound,
                by: format!(
                    "{}; {}{}{}",
                    match answer.stopped {
                        Some(Stopped::Asked) => "there was no time for the whole frontier",
                        _ => "the whole frontier is too large to list",
                    },
                    match proved.is_empty() {
                        true => "points found one by one, each judged".to_owned(),
                        false => format!("proved one by one and judged: {}", proved.join(", ")),
                    },
                    match missing.is_empty() {
                        true => String::new(),
                        false => format!("; without an answer: {}", missing.join(", ")),
                    },
                    if ties_lost(answer) { ties } else { "" }
                ),
                // The largest, if every answer has one.
                gap: gaps.reduce(|a, b| Some(a?.max(b?))).flatten(),
            }
        }
    }
}

/// How far one answer can be relied on, where the frontier is not whole.
fn more(answer: &PackageAnswer, concept: Concept) -> Map<String, Value> {
    let mut more = Map::new();
    if let Some(own) = answer.grades.iter().find(|g| g.concept == concept) {
        let status = if own.proved {
            Status::Proved
        } else {
            Status::BestFound
        };
        more.insert("grade".into(), json!({"status": status, "gap": own.gap}));
    }
    more
}

/// Why a search stopped, in words.
pub fn stopped(why: Stopped, limits: &Limits) -> String {
    match why {
        Stopped::Asked if limits.seconds().is_none() || limits.is_interrupted() => {
            "it was interrupted".to_owned()
        }
        Stopped::Asked => "the time limit came first".to_owned(),
        Stopped::Refused => {
            "the judge refuses what the search found, which is a defect of this program".to_owned()
        }
        Stopped::Memory => format!(
            "the search would hold more than the memory limit of {} MiB",
            crate::base::grouped(limits.memory() >> 20)
        ),
        Stopped::TooLarge => format!(
            "the model is too large to search in full: the limit is room for {} settlements or partial answers; fewer topics or options, more rules, or fewer moves a round make it smaller",
            crate::base::grouped(limits.size())
        ),
    }
}

fn settlements(problem: &Problem) -> Option<u64> {
    problem.settlements().and_then(|n| u64::try_from(n).ok())
}

fn counts(problem: &Problem, answer: &PackageAnswer) -> Counts {
    let packages = match (&answer.survey, answer.frontier.is_empty()) {
        (Some(survey), _) => Some(survey.packages),
        (None, true) => Some(0),
        (None, false) => None,
    };
    Counts {
        settlements: settlements(problem),
        packages,
    }
}

/// The consenting actors.
pub fn sides(problem: &Problem) -> Vec<Side> {
    let sides = problem.consenting.iter().map(|actor| Side {
        name: names::actor_name(problem, *actor).to_owned(),
        guarantor: problem.actors[*actor].role == Role::Guarantor,
    });
    sides.collect()
}

/// Gains of the consenting actors where nothing moves.
pub fn status_quo(problem: &Problem) -> Vec<Points> {
    let force = problem.in_force(&problem.status_quo());
    let sides = problem.consenting.iter();
    sides.map(|actor| problem.gain(*actor, &force)).collect()
}

/// Names a point.
pub fn point(problem: &Problem, point: &Point) -> PackagePoint {
    PackagePoint {
        gain: names::gains(problem, &point.gain),
        package: names::settlement(problem, point.package.iter()),
        audiences: audiences(problem, point),
        limit: Map::new(),
        exact: None,
        open: false,
        gains: point.gain.clone(),
        words: names::moved(problem, &point.package),
        road: None,
    }
}

fn audiences(problem: &Problem, point: &Point) -> Vec<AudienceView> {
    let force = problem.in_force(&point.package);
    let mut views = Vec::new();
    for (id, actor) in problem.actors.entries() {
        let named = actor.audiences.iter().zip(&problem.names.audiences[id]);
        for (audience, (audience_id, name)) in named {
            views.push(AudienceView {
                id: format!("{}/{audience_id}", problem.names.actors[id].0),
                worth: problem.all_seen(&audience.interests, &force).to_f64(),
                ratifies_at: audience.ratifies_at.map(Points::to_f64),
                name: name.clone(),
            });
        }
    }
    views
}

/// A concept as JSON.
pub fn concept(view: &ConceptView) -> (String, Value) {
    let mut object = Map::new();
    object.insert("gain".into(), view.point.gain.clone());
    object.insert("package".into(), view.point.package.clone());
    if let Some(exact) = &view.point.exact {
        object.insert("exact".into(), json!(exact));
    }
    if !view.point.limit.is_empty() {
        object.insert("limit".into(), json!(view.point.limit));
    }
    object.insert("ties".into(), view.ties.into());
    object.extend(view.more.clone());
    (view.concept.id().to_owned(), Value::Object(object))
}

fn refusals(problem: &Problem, answer: &PackageAnswer) -> Vec<Refusal> {
    let Some(survey) = &answer.survey else {
        return Vec::new();
    };
    let refusing = survey.refused.entries().filter(|(_, n)| **n > 0);
    let mut refusals: Vec<_> = refusing
        .map(|(id, refused)| Refusal {
            constraint: ConstraintView::new(problem, id),
            refused: *refused,
            refused_alone: survey.refused_alone[id],
        })
        .collect();
    refusals.sort_by_key(|r| std::cmp::Reverse((r.refused, r.refused_alone)));
    refusals
}

/// Conflict and correction sets, named; in alphabetical order.
pub fn no_deal(problem: &Problem, reasons: &Reasons) -> NoDeal {
    let mut sets = SetsView::new(problem, reasons);
    sets.sort();
    let mut mentioned: Vec<_> = reasons.conflict_sets.iter().flatten().copied().collect();
    mentioned.sort_unstable();
    mentioned.dedup();
    let views = mentioned.iter().map(|c| ConstraintView::new(problem, *c));
    NoDeal {
        sets,
        all_sets: reasons.complete,
        constraints: views.collect(),
    }
}
