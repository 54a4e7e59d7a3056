//! A road told in full: who moves what, what it is worth, what is believed, how close the call is, and what blocks the rest.

use serde::Serialize;
use serde_json::{Value, json};

use super::names::{self, ConstraintView, Move};
use super::plan::{performers, tidy};
use super::steered::{refused, steer_part};
use crate::base::{ActorId, OptionId, Points, TopicId};
use crate::check::{Alternative, ExchangeFault, Margin, MoveVerdict, PlanVerdict, RoundVerdict};
use crate::problem::{InForce, Lift, OrderForm, Problem, SteerPart};
use crate::study::barriers::{Beyond, Opening, Openings};
use crate::study::{Failure, chances};

/// A plan in full.
#[derive(Clone, Debug, Serialize)]
pub struct RoadView {
    /// Gain per consenting actor.
    pub gain: Value,
    /// Round by round.
    pub rounds: Vec<RoundView>,
    /// The settlement that then stands.
    pub settlement: Value,
    /// Worth of what would still stand after a collapse there, per consenting actor.
    pub residue_worth: Value,
    /// The closest call of everybody in staying.
    pub stay: Vec<CallView>,
    /// Chance that the road is walked to its end, as the observer sees it.
    pub completed: f64,
    /// Rounds expected until the talks end or the road is walked.
    pub expected_rounds: f64,
    /// Where talks end if they fail.
    pub failures: Vec<FailureView>,
    /// Gains, for printing.
    #[serde(skip)]
    pub gains: Vec<f64>,
    /// What stands at the end, in words.
    #[serde(skip)]
    pub words: Vec<String>,
}

/// A round.
#[derive(Clone, Debug, Serialize)]
pub struct RoundView {
    /// The moves and who makes them.
    pub moves: Vec<MoveView>,
    /// Worth per round after it, per consenting actor.
    pub worth: Value,
    /// Worth gained in it.
    pub step: Value,
    /// Gain of the plan from here on.
    pub gain: Value,
    /// Beliefs before and after.
    pub beliefs: Vec<BeliefView>,
    /// Chance that the talks get this far.
    pub chance: f64,
    /// The tightest test of everybody.
    pub margins: Vec<CallView>,
    /// Worth gained, for printing.
    #[serde(skip)]
    pub steps: Vec<Points>,
}

/// A move of a plan.
#[derive(Clone, Debug, Serialize)]
pub struct MoveView {
    /// Topic and option.
    #[serde(flatten)]
    pub step: Move,
    /// Ids of who performs it.
    pub performers: Vec<String>,
    /// Delivered only against the other moves of the round.
    pub escrowed: bool,
    /// Survives a collapse.
    pub binding: bool,
    /// Known only to those in the room.
    pub private: bool,
    /// Carried out at once.
    pub in_force: bool,
    /// Who performs it, in words.
    #[serde(skip)]
    pub by: String,
}

/// Belief of one actor in another.
#[derive(Clone, Debug, Serialize)]
pub struct BeliefView {
    /// Who believes.
    pub actor: String,
    /// In whom.
    pub other: String,
    /// Before the round.
    pub before: f64,
    /// After it.
    pub after: f64,
    /// Both in words.
    #[serde(skip)]
    pub words: (String, String),
}

/// How close a call is for an actor.
#[derive(Clone, Debug, Serialize)]
pub struct CallView {
    /// Who.
    pub actor: String,
    /// Value of keeping its word minus worth of the best alternative.
    pub margin: f64,
    /// The alternative.
    pub against: AlternativeView,
    /// Were all breaches tried?
    pub checked: bool,
    /// The actor's name.
    #[serde(skip)]
    pub name: String,
}

/// What an actor might do instead.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AlternativeView {
    /// Leave the talks.
    pub walk_out: bool,
    /// Topics that it would not deliver.
    pub withheld: Vec<String>,
    /// Topics that it would take back.
    pub retracted: Vec<String>,
    /// In words.
    #[serde(skip)]
    pub words: String,
}

/// A way to fail.
#[derive(Clone, Debug, Serialize)]
pub struct FailureView {
    /// Round, from 1.
    pub round: usize,
    /// `broken` (an exchange is not honoured or a test failed) or `collapsed` (a leak or hazard after it).
    pub how: &'static str,
    /// How likely.
    pub chance: f64,
    /// What still stands then: the topics that do not fall back.
    pub residue: Value,
    /// In words.
    #[serde(skip)]
    pub words: Vec<String>,
}

impl RoadView {
    /// Tells a judged plan.
    pub fn new(problem: &Problem, verdict: &PlanVerdict) -> Self {
        let chain = chances(verdict);
        let rounds = verdict.rounds.iter().enumerate();
        let rounds = rounds.map(|(index, own)| {
            let next = verdict.rounds.get(index + 1);
            let after = next.map_or(&verdict.end.beliefs, |n| &n.beliefs);
            round(problem, own, after, chain.begun[index])
        });
        let end = &verdict.end;
        Self {
            gain: names::per_side(problem, &verdict.gains, tidy),
            rounds: rounds.collect(),
            settlement: names::settlement(problem, end.settlement.iter()),
            residue_worth: per_side(problem, |actor| problem.worth(actor, &end.residue).to_f64()),
            stay: calls(problem, &end.margins),
            completed: tidy(chain.completed),
            expected_rounds: tidy(chain.rounds),
            failures: chain.failures.iter().map(|f| failure(problem, f)).collect(),
            gains: verdict.gains.clone(),
            words: names::moved(problem, &end.settlement),
        }
    }
}

fn per_side(problem: &Problem, value: impl Fn(ActorId) -> f64) -> Value {
    let values: Vec<f64> = problem.consenting.iter().map(|a| value(*a)).collect();
    names::per_side(problem, &values, tidy)
}

fn round(problem: &Problem, own: &RoundVerdict, after: &[Vec<f64>], chance: f64) -> RoundView {
    let worths = own.worth_after.iter().zip(&own.worth_before);
    let steps: Vec<Points> = worths.map(|(after, before)| *after - *before).collect();
    let walk_away = |side: usize| problem.actors[problem.consenting[side]].walk_away.to_f64();
    let gains = own.values.iter().enumerate();
    let gains: Vec<f64> = gains.map(|(side, v)| v - walk_away(side)).collect();
    RoundView {
        moves: own.moves.iter().map(|m| move_view(problem, m)).collect(),
        worth: names::gains(problem, &own.worth_after),
        step: names::gains(problem, &steps),
        gain: names::per_side(problem, &gains, tidy),
        beliefs: beliefs(problem, &own.beliefs, after),
        chance: tidy(chance),
        margins: calls(problem, &own.margins),
        steps,
    }
}

fn move_view(problem: &Problem, own: &MoveVerdict) -> MoveView {
    let ids = own.performers.iter();
    MoveView {
        step: Move::new(problem, own.topic, own.to),
        performers: ids.map(|a| problem.names.actors[a].0.clone()).collect(),
        escrowed: own.escrowed,
        binding: own.binding,
        private: own.private,
        in_force: own.in_force,
        by: performers(problem, own.performers),
    }
}

/// Beliefs that are neither certain before and after, nor of an actor in itself.
fn beliefs(problem: &Problem, before: &[Vec<f64>], after: &[Vec<f64>]) -> Vec<BeliefView> {
    let mut views = Vec::new();
    for (i, actor) in problem.consenting.iter().enumerate() {
        for (j, other) in problem.consenting.iter().enumerate() {
            let certain = before[i][j] == 1.0 && after[i][j] == 1.0;
            if i != j && !certain {
                let names = &problem.names.actors;
                views.push(BeliefView {
                    actor: names[*actor].0.clone(),
                    other: names[*other].0.clone(),
                    before: tidy(before[i][j]),
                    after: tidy(after[i][j]),
                    words: (names[*actor].1.clone(), names[*other].1.clone()),
                });
            }
        }
    }
    views
}

pub(super) fn calls(problem: &Problem, margins: &[Margin]) -> Vec<CallView> {
    let sides = problem.consenting.iter().zip(margins);
    sides
        .map(|(actor, margin)| CallView {
            actor: problem.names.actors[*actor].0.clone(),
            margin: tidy(margin.margin),
            against: alternative(problem, &margin.against),
            checked: margin.checked,
            name: problem.names.actors[*actor].1.clone(),
        })
        .collect()
}

pub(super) fn alternative(problem: &Problem, alternative: &Alternative) -> AlternativeView {
    let Alternative::Breach {
        withheld,
        retracted,
    } = alternative
    else {
        return AlternativeView {
            walk_out: true,
            words: "walking out".to_owned(),
            ..AlternativeView::default()
        };
    };
    let ids = |topics: &[TopicId]| -> Vec<String> {
        let topics = topics.iter();
        topics
            .map(|t| problem.names.topics[*t].id.clone())
            .collect()
    };
    let title = |t: &TopicId| problem.names.topics[*t].title.clone();
    // A topic may be withheld and what stood of it be taken back, too.
    let again = |t: &TopicId| match withheld.contains(t) {
        true => format!("what stood of {}", title(t)),
        false => title(t),
    };
    let mut words = Vec::new();
    if !withheld.is_empty() {
        let titles: Vec<_> = withheld.iter().map(title).collect();
        words.push(format!("not delivering {}", names::listed(&titles)));
    }
    if !retracted.is_empty() {
        let titles: Vec<_> = retracted.iter().map(again).collect();
        words.push(format!("taking back {}", names::listed(&titles)));
    }
    AlternativeView {
        walk_out: false,
        withheld: ids(withheld),
        retracted: ids(retracted),
        words: words.join(" and "),
    }
}

fn failure(problem: &Problem, failure: &Failure) -> FailureView {
    FailureView {
        round: failure.round + 1,
        how: if failure.broken {
            "broken"
        } else {
            "collapsed"
        },
        chance: tidy(failure.chance),
        residue: residue(problem, &failure.residue),
        words: standing(failure.residue.iter())
            .map(|(t, o)| Move::new(problem, t, o).words)
            .collect(),
    }
}

fn standing(
    options: impl Iterator<Item = (TopicId, OptionId)>,
) -> impl Iterator<Item = (TopicId, OptionId)> {
    options.filter(|(_, option)| *option != OptionId::STATUS_QUO)
}

fn residue(problem: &Problem, force: &InForce) -> Value {
    names::settlement(problem, standing(force.iter()))
}

/// What keeps a road from going further, or from being there at all.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Barriers {
    /// Moves that the best package on paper still asks for where the road ends, and what refuses them.
    pub beyond: Vec<BeyondView>,
    /// Tests that, lifted alone, open a road or a better one.
    pub openings: Vec<OpeningView>,
    /// Tests that were not tried: without them the graph is too large, or the time came first.
    pub not_tried: Vec<String>,
}

/// A move that the road does not make.
#[derive(Clone, Debug, Serialize)]
pub struct BeyondView {
    /// The move.
    #[serde(flatten)]
    pub step: Move,
    /// What refuses it; null where it could be made and is not worth it or could not be enforced.
    pub refused_by: Option<String>,
    /// The order rule that refuses it, if one does.
    pub rule: Option<ConstraintView>,
}

/// A test that blocks.
#[derive(Clone, Debug, Serialize)]
pub struct OpeningView {
    /// The test, in a word: `step_gain`, `enforcement`, `credit`, `order`, `after`, `moves_per_round`, `trust`, `steering`.
    pub test: &'static str,
    /// Which one, as data: `actor`, `rule`, `topic` and `option`, `constraint`, or `part` and `place` of what steering asks for; empty where
    /// there is but one.
    pub about: Value,
    /// Which one, in words.
    pub words: String,
    /// Gain of the best road without it.
    pub gain: Value,
    /// That road.
    pub rounds: Vec<Vec<Move>>,
    /// Gains, for printing.
    #[serde(skip)]
    pub gains: Vec<f64>,
}

impl Barriers {
    /// Names what was found.
    pub fn new(problem: &Problem, beyond: &[Beyond], openings: &Openings) -> Self {
        Self {
            beyond: beyond.iter().map(|b| beyond_view(problem, b)).collect(),
            openings: openings.found.iter().map(|o| opening(problem, o)).collect(),
            not_tried: openings
                .not_tried
                .iter()
                .map(|l| lift(problem, *l).1)
                .collect(),
        }
    }
}

fn beyond_view(problem: &Problem, beyond: &Beyond) -> BeyondView {
    let order = |rule: usize| ConstraintView::from(&problem.names.order_rules[rule]);
    let rule = match beyond.fault {
        Some(ExchangeFault::Order(rule) | ExchangeFault::Trust { rule, .. }) => Some(order(rule)),
        Some(ExchangeFault::Breaks(constraint)) => Some(ConstraintView::new(problem, constraint)),
        _ => None,
    };
    BeyondView {
        step: Move::new(problem, beyond.topic, beyond.option),
        refused_by: beyond.fault.as_ref().map(|fault| refusal(problem, fault)),
        rule,
    }
}

/// What refuses an exchange, in words.
pub(super) fn refusal(problem: &Problem, fault: &ExchangeFault) -> String {
    let actor = |a: &ActorId| problem.names.actors[*a].1.as_str();
    match fault {
        ExchangeFault::Trust { rule, shortfall } => {
            let id = &problem.names.order_rules[*rule].id;
            let needs = match problem.order_rules[*rule].form {
                OrderForm::Trust(_, other, least) => {
                    let other = actor(&other);
                    format!(
                        "belief in {other} {:.2}, needs {least:.2}",
                        least - shortfall
                    )
                }
                OrderForm::Need(_) => String::new(),
            };
            format!("red line {id}: {needs}")
        }
        ExchangeFault::Order(rule) => {
            format!(
                "{}: something else must come first",
                problem.names.order_rules[*rule].id
            )
        }
        ExchangeFault::After(topic, rung) => {
            let step = Move::new(problem, *topic, *rung);
            format!("what must come before {}", step.words)
        }
        ExchangeFault::Breaks(constraint) => problem.names.constraints[*constraint].id.clone(),
        ExchangeFault::Credit {
            actor: who,
            shortfall,
        } => {
            format!("the credit of {}, short by {shortfall}", actor(who))
        }
        ExchangeFault::StepGain {
            actor: who,
            shortfall,
        } => {
            format!("the step gain of {}, short by {shortfall}", actor(who))
        }
        ExchangeFault::Steered(fault) => refused(problem, fault),
        ExchangeFault::TooManyMoves { moves } => {
            let most = problem.talks.moves_per_round;
            format!("moves per round: {moves}, of which {most} are allowed")
        }
        _ => "the rules of moving".to_owned(),
    }
}

fn opening(problem: &Problem, opening: &Opening) -> OpeningView {
    let (test, words) = lift(problem, opening.lift);
    OpeningView {
        test,
        about: about(problem, opening.lift),
        words,
        gain: names::per_side(problem, &opening.road.gain, tidy),
        rounds: super::plan::rounds(problem, &opening.road.rounds),
        gains: opening.road.gain.clone(),
    }
}

/// Which test, as data.
pub(super) fn about(problem: &Problem, lift: Lift) -> Value {
    let actor = |actor: ActorId| &problem.names.actors[actor].0;
    match lift {
        Lift::StepGain | Lift::Enforcement | Lift::MoreMoves | Lift::Doubt => json!({}),
        Lift::StepGainOf(id) | Lift::Credit(id) => json!({"actor": actor(id)}),
        Lift::Line(own) => json!({"constraint": problem.names.constraints[own].id}),
        Lift::OrderRule(rule) => json!({"rule": problem.names.order_rules[rule].id}),
        Lift::After(topic, option) => json!(Move::new(problem, topic, option)),
        Lift::Steering(part) => match part {
            SteerPart::To => json!({"part": "to"}),
            SteerPart::First => json!({"part": "first"}),
            SteerPart::Avoid(place) => json!({"part": "avoid", "place": place}),
            SteerPart::NeverTogether(place) => json!({"part": "never_together", "place": place}),
        },
    }
}

/// A test in a word, and which one in words.
pub(super) fn lift(problem: &Problem, lift: Lift) -> (&'static str, String) {
    let now = problem.talks.moves_per_round;
    match lift {
        Lift::StepGain => (
            "step_gain",
            "without the rule that every side gains in every round".to_owned(),
        ),
        Lift::StepGainOf(actor) => {
            let name = &problem.names.actors[actor].1;
            (
                "step_gain",
                format!("without the rule that {name} gains in every round"),
            )
        }
        Lift::Line(constraint) => (
            "line",
            format!("without {}", problem.names.constraints[constraint].id),
        ),
        Lift::Credit(actor) => {
            let name = &problem.names.actors[actor].1;
            (
                "credit",
                format!("without the limit on how deep in the red {name} may be"),
            )
        }
        Lift::Enforcement => (
            "enforcement",
            "without the need to enforce every step".to_owned(),
        ),
        Lift::OrderRule(rule) => (
            "order",
            format!("without {}", problem.names.order_rules[rule].id),
        ),
        Lift::After(topic, option) => {
            let step = Move::new(problem, topic, option);
            (
                "after",
                format!("without what must come before {}", step.words),
            )
        }
        Lift::MoreMoves => (
            "moves_per_round",
            format!("with {} moves a round instead of {now}", now + 1),
        ),
        Lift::Doubt => ("trust", "with everybody trusting everybody".to_owned()),
        Lift::Steering(part) => {
            let part = steer_part(problem, part);
            ("steering", format!("without being steered {part}"))
        }
    }
}
