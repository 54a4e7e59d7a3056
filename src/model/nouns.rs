//! The model: what the user said, checked, every name looked up.

use crate::base::{ActorId, ActorSet, Id, IdVec, OptionId, Points, TopicId};
use crate::diag::Span;

use super::curve::{Curves, Range};

pub use super::draft::{Label, Moves, Scope};

/// A checked model.
#[derive(Clone, Debug)]
pub struct Model {
    /// Title; the file has none: empty.
    pub title: String,
    /// Description, empty if none.
    pub description: String,
    /// Topics, incentives and measures.
    pub topics: IdVec<TopicId, Topic>,
    /// Actors, in file order.
    pub actors: IdVec<ActorId, Actor>,
    /// Rules of nobody.
    pub rules: Vec<Rule>,
    /// Hazards.
    pub hazards: Vec<Hazard>,
    /// How the talks go.
    pub talks: Talks,
}

/// A topic.
#[derive(Clone, Debug)]
pub struct Topic {
    /// Its id.
    pub id: String,
    /// Name in words, or the id.
    pub title: String,
    /// Where its id stands.
    pub span: Span,
    /// Heading.
    pub label: Label,
    /// Options, the status quo first.
    pub options: IdVec<OptionId, TopicOption>,
    /// The status quo is `unsettled`, which no package may keep.
    pub unsettled: bool,
    /// How it may move.
    pub moves: Moves,
    /// Carried out only while this holds.
    pub in_force: Option<Condition>,
    /// The range that its options were laid out from.
    pub range: Option<Range>,
}

/// An option.
#[derive(Clone, Debug)]
pub struct TopicOption {
    /// Its id.
    pub id: String,
    /// Name in words, or the id.
    pub title: String,
    /// Where its id stands.
    pub span: Span,
    /// What climbing to it involves.
    pub rung: Rung,
}

/// Attributes of a rung, topic defaults applied.
#[derive(Clone, Debug)]
pub struct Rung {
    /// Performers, if stated.
    pub by: Option<ActorSet>,
    /// Survives a collapse.
    pub binding: bool,
    /// Known only to those in the room.
    pub private: bool,
    /// Probability per round that it leaks.
    pub leak: Points,
    /// Rounds until a breach is noticed.
    pub detected_in: u32,
    /// Probability that an unreliable performer honours it, if stated.
    pub honour: Option<Points>,
    /// Must hold before the round in which it is climbed.
    pub after: Option<Condition>,
    /// Delivered only against the other moves.
    pub escrow: Escrow,
    /// What an actor loses per round if it breaks or leaves.
    pub penalty: Vec<(ActorId, Points)>,
    /// The test it puts an actor to.
    pub test: Option<Test>,
}

/// Escrow of a rung.
#[derive(Clone, Debug)]
pub enum Escrow {
    /// None.
    No,
    /// Always.
    Yes,
    /// Where the settlement before the round meets a condition.
    When(Condition),
}

/// A test of an actor.
#[derive(Clone, Debug)]
pub struct Test {
    /// Who is tested.
    pub about: ActorId,
    /// Chance that a reliable actor passes.
    pub reliable: Points,
    /// Chance that an unreliable actor passes.
    pub unreliable: Points,
}

/// What an actor is in the talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Bargains.
    Party,
    /// Must consent; its gain is no aim.
    Guarantor,
    /// Affected, asked nothing.
    Bystander,
}

/// Worth of every option of every topic; the status quo 0.
pub type Worths = IdVec<TopicId, IdVec<OptionId, Points>>;

/// An actor.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Its id.
    pub id: String,
    /// Name in words, or the id.
    pub name: String,
    /// Where its id stands.
    pub span: Span,
    /// Role.
    pub role: Role,
    /// Patience, if stated.
    pub patience: Option<Points>,
    /// Worth per round of no agreement.
    pub walk_away: Points,
    /// Least gain to sign.
    pub min_gain: Points,
    /// Where `min_gain` or `walk_away` is stated, else the actor's id.
    pub walk_away_span: Span,
    /// Bargaining weight, if stated.
    pub weight: Option<Points>,
    /// Stake, if stated.
    pub stake: Option<Points>,
    /// Own step gain: `Some(None)` lifts the test.
    pub step_gain: Option<Option<Points>>,
    /// How deep in the red it may be.
    pub credit: Option<Points>,
    /// Worth of options.
    pub interests: Worths,
    /// Worth along ranges, where it is stated so.
    pub curves: Curves,
    /// Worth of combinations.
    pub linkages: Vec<Linkage>,
    /// Trust stated in others.
    pub trusts: Vec<(ActorId, Points)>,
    /// Audience cost of a leak.
    pub exposure: Worths,
    /// Its red lines.
    pub red_lines: Vec<Rule>,
    /// Its audiences.
    pub audiences: Vec<Audience>,
}

/// Worth of a combination.
#[derive(Clone, Debug)]
pub struct Linkage {
    /// The combination, in force.
    pub when: Condition,
    /// Its worth.
    pub value: Points,
}

/// An audience.
#[derive(Clone, Debug)]
pub struct Audience {
    /// Its id.
    pub id: String,
    /// Name in words, or the id.
    pub name: String,
    /// Worth of options.
    pub interests: Worths,
    /// Worth along ranges, where it is stated so.
    pub curves: Curves,
    /// Least worth of the final settlement, and where it is stated.
    pub ratifies_at: Option<(Points, Span)>,
    /// Least worth of what it sees, and where it is stated.
    pub tolerates: Option<(Points, Span)>,
    /// Why.
    pub why: Option<String>,
}

/// A rule or red line.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// The whole rule.
    pub span: Span,
    /// The entries of its form, as written.
    pub said: Vec<Span>,
    /// Why.
    pub why: Option<String>,
    /// Where it is asked; order rules are asked of exchanges.
    pub scope: Scope,
    /// What it says.
    pub form: RuleForm,
    /// Amounts of a budget along ranges, where they are stated so.
    pub curves: Curves,
}

/// What a rule says.
#[derive(Clone, Debug)]
pub enum RuleForm {
    /// Does not hold.
    Never(Condition),
    /// Holds.
    Require(Condition),
    /// Where the first holds, so does the second.
    IfThen(Condition, Condition),
    /// At most so many hold.
    AtMost(u32, Vec<Condition>),
    /// At least so many hold.
    AtLeast(u32, Vec<Condition>),
    /// The total of what is agreed is at most the limit.
    Budget(Points, Worths),
    /// The owner's gain is at least this.
    Gain(Points),
    /// The other's gain minus the owner's is at most this.
    Gap(Points, ActorId),
    /// The first may only become true after the second.
    BeforeNeed(Condition, Condition),
    /// The first may only become true where the owner believes in the actor.
    BeforeTrust(Condition, ActorId, Points),
}

/// A hazard.
#[derive(Clone, Debug)]
pub struct Hazard {
    /// Its id.
    pub id: String,
    /// While this is in force.
    pub when: Condition,
    /// Probability per round that it ends the talks.
    pub chance: Points,
}

/// How the talks go.
#[derive(Clone, Debug)]
pub struct Talks {
    /// Most topics moved by one exchange.
    pub moves_per_round: u32,
    /// Default step gain; `None`: not required.
    pub step_gain: Option<Points>,
    /// Plans must be self-enforcing.
    pub enforcement: bool,
    /// Default patience.
    pub patience: Points,
    /// Default trust between parties.
    pub trust: Points,
    /// Was the default trust stated?
    pub trust_stated: bool,
    /// Was the default patience stated?
    pub patience_stated: bool,
    /// Probability that a leak ends the talks.
    pub leak_ends_talks: Points,
    /// Priors of an outside observer, where stated.
    pub observer: Vec<(ActorId, Points)>,
}

/// A set of options of one topic.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OptionSet(Box<[bool]>);

impl OptionSet {
    /// No option out of `len`.
    pub fn none(len: usize) -> Self {
        Self(vec![false; len].into())
    }
    /// Adds an option.
    pub fn insert(&mut self, option: OptionId) {
        self.0[option.index()] = true;
    }
    /// Is it in the set?
    pub fn contains(&self, option: OptionId) -> bool {
        self.0[option.index()]
    }
    /// The options in it, in order.
    pub fn iter(&self) -> impl Iterator<Item = OptionId> {
        let indices = self.0.iter().enumerate();
        indices
            .filter(|(_, on)| **on)
            .map(|(i, _)| OptionId::new(i))
    }
}

/// A condition on a settlement (SEMANTICS §2.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// The topic stands at one of these options.
    Is(TopicId, OptionSet),
    /// All hold.
    All(Vec<Condition>),
    /// Any holds.
    Any(Vec<Condition>),
    /// Does not hold.
    Not(Box<Condition>),
}

impl Condition {
    /// Holds everywhere.
    pub fn always() -> Self {
        Condition::All(Vec::new())
    }

    /// Does it hold where `at` says at which option a topic stands?
    pub fn holds(&self, at: &impl Fn(TopicId) -> OptionId) -> bool {
        self.holds_where(&|topic, options: &OptionSet| options.contains(at(topic)))
    }

    /// Does it hold where `is` says whether a topic stands at one of some options?
    pub fn holds_where(&self, is: &impl Fn(TopicId, &OptionSet) -> bool) -> bool {
        match self {
            Condition::Is(topic, options) => is(*topic, options),
            Condition::All(parts) => parts.iter().all(|part| part.holds_where(is)),
            Condition::Any(parts) => parts.iter().any(|part| part.holds_where(is)),
            Condition::Not(part) => !part.holds_where(is),
        }
    }

    /// Calls `visit` with every topic it mentions.
    pub fn topics(&self, visit: &mut impl FnMut(TopicId)) {
        match self {
            Condition::Is(topic, _) => visit(*topic),
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| part.topics(visit));
            }
            Condition::Not(part) => part.topics(visit),
        }
    }
}

impl Rule {
    /// The conditions it mentions.
    pub fn conditions(&self) -> Vec<&Condition> {
        match &self.form {
            RuleForm::Never(c) | RuleForm::Require(c) | RuleForm::BeforeTrust(c, ..) => vec![c],
            RuleForm::IfThen(a, b) | RuleForm::BeforeNeed(a, b) => vec![a, b],
            RuleForm::AtMost(_, of) | RuleForm::AtLeast(_, of) => of.iter().collect(),
            RuleForm::Budget(..) | RuleForm::Gain(_) | RuleForm::Gap(..) => Vec::new(),
        }
    }
}

impl Rule {
    /// Does it restrict exchanges, not settlements?
    pub fn is_order(&self) -> bool {
        matches!(
            self.form,
            RuleForm::BeforeNeed(..) | RuleForm::BeforeTrust(..)
        )
    }
}
