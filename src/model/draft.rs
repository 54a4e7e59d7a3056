//! The draft: what was written, with places, everything optional, nothing looked up yet.

use crate::base::Points;
use crate::diag::{Span, Spanned};

/// An id or text and where it was written.
pub type Name = Spanned<String>;

/// A file as written.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The whole document.
    pub span: Span,
    /// `title`.
    pub title: Option<Name>,
    /// `description`.
    pub description: Option<Name>,
    /// `sources`.
    pub sources: Vec<DraftSource>,
    /// Topics were written that could not be read: a name that is not found may be one of them.
    pub broken_topics: bool,
    /// The same of actors.
    pub broken_actors: bool,
    /// `topics`, `incentives` and `measures`, in that order.
    pub topics: Vec<DraftTopic>,
    /// `actors`.
    pub actors: Vec<DraftActor>,
    /// `rules`.
    pub rules: Vec<DraftRule>,
    /// `hazards`.
    pub hazards: Vec<DraftHazard>,
    /// `talks`.
    pub talks: DraftTalks,
}

/// An entry of `sources`.
#[derive(Clone, Debug)]
pub struct DraftSource {
    /// Its id.
    pub id: Name,
    /// `title`.
    pub title: Option<Name>,
    /// `grade`.
    pub grade: Option<Name>,
    /// `confidential`.
    pub confidential: bool,
}

/// Under which heading a topic stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// A topic proper.
    Topic,
    /// An incentive.
    Incentive,
    /// A confidence-building measure.
    Measure,
}

/// How a topic may move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moves {
    /// To any later option, crossing every rung between.
    Climb,
    /// One rung a round.
    Ladder,
    /// Once, from the status quo to any option.
    Choice,
}

/// A topic.
#[derive(Clone, Debug)]
pub struct DraftTopic {
    /// Its id.
    pub id: Name,
    /// Heading.
    pub label: Label,
    /// `title`.
    pub title: Option<Name>,
    /// Options as written; those of a range laid out.
    pub options: Vec<DraftOption>,
    /// The range that they were laid out from.
    pub range: Option<DraftRange>,
    /// `divisible`.
    pub divisible: Option<Spanned<bool>>,
    /// `unsettled`.
    pub unsettled: bool,
    /// `moves`.
    pub moves: Option<Moves>,
    /// `in_force`.
    pub in_force: Option<DraftCondition>,
    /// Defaults for the rungs.
    pub defaults: DraftRung,
    /// Some of its options could not be read, which was reported; nothing can be said of their names and number.
    pub broken: bool,
}

/// Most options of one topic: a settlement keeps each in sixteen bits.
pub const MOST_OPTIONS: usize = 10_000;

/// `options: {from, to, step, unit}`.
#[derive(Clone, Debug)]
pub struct DraftRange {
    /// The mapping.
    pub span: Span,
    /// `from`.
    pub from: Spanned<Points>,
    /// `to`.
    pub to: Spanned<Points>,
    /// `step`.
    pub step: Spanned<Points>,
    /// `unit`.
    pub unit: Option<Name>,
}

/// An option.
#[derive(Clone, Debug)]
pub struct DraftOption {
    /// Its id.
    pub id: Name,
    /// `title`.
    pub title: Option<Name>,
    /// Its attributes.
    pub rung: DraftRung,
}

/// Attributes of a rung, or defaults of a topic.
#[derive(Clone, Debug, Default)]
pub struct DraftRung {
    /// `by`.
    pub by: Option<Vec<Name>>,
    /// `binding`.
    pub binding: Option<Spanned<bool>>,
    /// `private`.
    pub private: Option<Spanned<bool>>,
    /// `leak`.
    pub leak: Option<Spanned<Points>>,
    /// `detected_in`.
    pub detected_in: Option<Spanned<u32>>,
    /// `honour`.
    pub honour: Option<Spanned<Points>>,
    /// `after`.
    pub after: Option<DraftCondition>,
    /// `escrow`.
    pub escrow: Option<Spanned<DraftEscrow>>,
    /// `penalty`.
    pub penalty: Option<Vec<(Name, Points)>>,
    /// `test`.
    pub test: Option<DraftTest>,
    /// `source`.
    pub source: Vec<Name>,
    /// The first attribute written, if any.
    pub first: Option<Span>,
}

/// `escrow`.
#[derive(Clone, Debug)]
pub enum DraftEscrow {
    /// true or false.
    Flag(bool),
    /// A condition on the settlement before the round.
    When(DraftCondition),
}

/// `test`.
#[derive(Clone, Debug)]
pub struct DraftTest {
    /// `about`.
    pub about: Name,
    /// `passes.reliable`.
    pub reliable: Points,
    /// `passes.unreliable`.
    pub unreliable: Points,
}

/// An actor.
#[derive(Clone, Debug)]
pub struct DraftActor {
    /// Its id.
    pub id: Name,
    /// `name`.
    pub name: Option<Name>,
    /// `role`.
    pub role: Option<Spanned<String>>,
    /// `patience`.
    pub patience: Option<Spanned<Points>>,
    /// `walk_away`.
    pub walk_away: Option<Spanned<Points>>,
    /// `min_gain`.
    pub min_gain: Option<Spanned<Points>>,
    /// `weight`.
    pub weight: Option<Spanned<Points>>,
    /// `stake`.
    pub stake: Option<Spanned<Points>>,
    /// `step_gain`; `Some(None)` for false.
    pub step_gain: Option<Spanned<Option<Points>>>,
    /// `credit`.
    pub credit: Option<Spanned<Points>>,
    /// `interests`.
    pub interests: Vec<DraftInterest>,
    /// `linkages`.
    pub linkages: Vec<DraftLinkage>,
    /// `trusts`.
    pub trusts: Vec<(Name, Points)>,
    /// `exposure`.
    pub exposure: Vec<DraftInterest>,
    /// `red_lines`.
    pub red_lines: Vec<DraftRule>,
    /// `audiences`.
    pub audiences: Vec<DraftAudience>,
    /// `source`.
    pub source: Vec<Name>,
}

/// What the options of one topic are worth.
#[derive(Clone, Debug)]
pub struct DraftInterest {
    /// The topic.
    pub topic: Name,
    /// Where the values stand.
    pub span: Span,
    /// The values.
    pub worth: DraftWorth,
}

/// The ways to write worths.
#[derive(Clone, Debug)]
pub enum DraftWorth {
    /// One number, for the one rung (in budgets: for the last option).
    Single(Points),
    /// One per rung.
    List(Vec<Points>),
    /// By option.
    ByOption(Vec<(Name, Points)>),
    /// So much for every unit of a range.
    PerUnit(Points),
    /// Worths at values of a range, straight lines between.
    Points(Vec<(Spanned<Points>, Points)>),
}

/// A linkage.
#[derive(Clone, Debug)]
pub struct DraftLinkage {
    /// `when`.
    pub when: DraftCondition,
    /// `value`.
    pub value: Points,
    /// `source`.
    pub source: Vec<Name>,
}

/// An audience.
#[derive(Clone, Debug)]
pub struct DraftAudience {
    /// Its id.
    pub id: Name,
    /// `name`.
    pub name: Option<Name>,
    /// `interests`.
    pub interests: Vec<DraftInterest>,
    /// `ratifies_at`.
    pub ratifies_at: Option<Spanned<Points>>,
    /// `tolerates`.
    pub tolerates: Option<Spanned<Points>>,
    /// `why`.
    pub why: Option<Name>,
    /// `source`.
    pub source: Vec<Name>,
}

/// A condition.
#[derive(Clone, Debug)]
pub struct DraftCondition {
    /// Where it stands.
    pub span: Span,
    /// All of these must hold.
    pub parts: Vec<DraftPart>,
}

/// A part of a condition.
#[derive(Clone, Debug)]
pub enum DraftPart {
    /// `topic: spec`.
    Topic {
        /// The topic.
        topic: Name,
        /// Any of these specs.
        specs: Vec<Name>,
    },
    /// `any: […]`.
    Any(Vec<DraftCondition>),
    /// `not: …`.
    Not(Box<DraftCondition>),
}

/// Where a rule is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// At every settlement passed.
    Always,
    /// Only where the talks end.
    Final,
}

/// A rule or red line.
#[derive(Clone, Debug)]
pub struct DraftRule {
    /// `id`.
    pub id: Name,
    /// The whole rule.
    pub span: Span,
    /// The entries of its form, as written.
    pub said: Vec<Span>,
    /// `why`.
    pub why: Option<Name>,
    /// `source`.
    pub source: Vec<Name>,
    /// `scope`.
    pub scope: Option<Spanned<Scope>>,
    /// What it says.
    pub form: DraftForm,
}

/// What a rule says.
#[derive(Clone, Debug)]
pub enum DraftForm {
    /// `never`.
    Never(DraftCondition),
    /// `require`.
    Require(DraftCondition),
    /// `if`, `then`.
    IfThen(DraftCondition, DraftCondition),
    /// `at_most`, `of`.
    AtMost(u32, Vec<DraftCondition>),
    /// `at_least`, `of`.
    AtLeast(u32, Vec<DraftCondition>),
    /// `budget`, `amounts`.
    Budget(Points, Vec<DraftInterest>),
    /// `gain`.
    Gain(Points),
    /// `gap`, `over`.
    Gap(Points, Name),
    /// `before`, `need`.
    BeforeNeed(DraftCondition, DraftCondition),
    /// `before`, `trust_in`, `trust`.
    BeforeTrust(DraftCondition, Name, Points),
}

/// A hazard.
#[derive(Clone, Debug)]
pub struct DraftHazard {
    /// `id`.
    pub id: Name,
    /// `when`.
    pub when: Option<DraftCondition>,
    /// `chance`.
    pub chance: Points,
    /// `source`.
    pub source: Vec<Name>,
}

/// `talks`.
#[derive(Clone, Debug, Default)]
pub struct DraftTalks {
    /// `moves_per_round`.
    pub moves_per_round: Option<Spanned<u32>>,
    /// `step_gain`; `Some(None)` for false.
    pub step_gain: Option<Spanned<Option<Points>>>,
    /// `enforcement`.
    pub enforcement: Option<Spanned<bool>>,
    /// `patience`.
    pub patience: Option<Spanned<Points>>,
    /// `trust`.
    pub trust: Option<Spanned<Points>>,
    /// `leak_ends_talks`.
    pub leak_ends_talks: Option<Spanned<Points>>,
    /// `observer`.
    pub observer: Vec<(Name, Points)>,
}
