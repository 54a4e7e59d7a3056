//! What a judge of results says: claim by claim, held, failed or not checked.

use serde::Serialize;

/// A claim that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where it stands in the result, as a JSON pointer.
    pub at: String,
    /// What it says.
    pub says: String,
    /// What the judge finds.
    pub finds: String,
}

/// Why a claim could not be held up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The result is not of the shape that results have.
    Shape {
        /// Where, as a JSON pointer.
        at: String,
        /// What is wrong.
        what: String,
    },
    /// The claim does not hold.
    Fails(Fault),
}

/// What became of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Held.
    Held,
    /// Does not hold.
    Fails(Fault),
    /// Could not be checked, and why.
    NotChecked(String),
}

/// A kind of claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The result was computed from this model.
    Digest,
    /// By this version of the program.
    Version,
    /// Its title and its actors are those of the model.
    Model,
    /// The claim, its grade and what is listed go together.
    Grade,
    /// What is listed is what such a claim lists.
    Claimed,
    /// What is listed is listed in the order that results have.
    Order,
    /// Every package listed is one.
    Packages,
    /// Every package is worth what it says.
    Gains,
    /// What audiences have of every package.
    Audiences,
    /// No package or plan of the list is at least as good as another of it for everybody.
    Dominance,
    /// Of packages or plans worth the same the one listed comes first.
    TieRule,
    /// The list is the whole frontier, or there is nothing at all.
    Complete,
    /// What each concept picks is the best of the list.
    Concepts,
    /// What is proved of each concept.
    ConceptGrades,
    /// How many there are.
    Counts,
    /// What refuses how many settlements.
    Refusals,
    /// Nothing is farther from what is listed than it says.
    Within,
    /// Nothing gives a side more than it says.
    Most,
    /// Straight parts of a frontier.
    Segments,
    /// No settlement satisfies a conflict set.
    Conflicts,
    /// Each member of a conflict set is needed.
    ConflictMembers,
    /// What must be given up, and that it is enough.
    Corrections,
    /// No set is missing.
    AllSets,
    /// What opens a package.
    WaysOut,
    /// How far numbers must give way.
    Relaxations,
    /// What lines cost.
    Lines,
    /// What a given package amounts to.
    Given,
    /// What is near it.
    Near,
    /// Every exchange drawn may be made, from one settlement drawn to another.
    Exchanges,
    /// Every settlement drawn is reached as it says, and is what it says.
    Settlements,
    /// Every plan may be made, round by round.
    Plans,
    /// Every plan is worth what it says.
    PlanGains,
    /// Every round of the plan told in full.
    Rounds,
    /// How close the calls are.
    Margins,
    /// Beliefs before and after every round.
    Beliefs,
    /// How likely the plan is to be walked, and where talks end if they fail.
    Chances,
    /// Where the plan ends.
    End,
    /// Other plans.
    Alternatives,
    /// That each of them is the best that differs.
    AlternativesBest,
    /// What lifting a test would change.
    Openings,
    /// That the road which it opens is the best.
    OpeningsBest,
    /// Sets of tests without which there is a road.
    LiftSets,
    /// Paper less road.
    Price,
    /// Where talks are steered, and that plans keep to it.
    Steering,
    /// What is told beside the plan: order, passages, worths, flips.
    Reasons,
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Which part of the result: empty where it has but one.
    pub part: String,
    /// What is claimed.
    pub claim: Kind,
    /// How many claims of the kind were looked at.
    pub count: usize,
    /// What became of them.
    pub outcome: Outcome,
}

/// What became of all claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Claim by claim, in the order in which they were looked at.
    pub claims: Vec<Row>,
}

impl Report {
    /// The first claim that fails.
    pub fn first_fault(&self) -> Option<(&Row, &Fault)> {
        self.claims.iter().find_map(|row| match &row.outcome {
            Outcome::Fails(fault) => Some((row, fault)),
            _ => None,
        })
    }

    /// How many lines held, failed and were not checked.
    pub fn tally(&self) -> (usize, usize, usize) {
        let count = |of: fn(&Outcome) -> bool| {
            let rows = self.claims.iter();
            rows.filter(|row| of(&row.outcome)).count()
        };
        (
            count(|o| matches!(o, Outcome::Held)),
            count(|o| matches!(o, Outcome::Fails(_))),
            count(|o| matches!(o, Outcome::NotChecked(_))),
        )
    }
}

/// What a look at some claims came to, where none of them failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// So many held.
    Held(usize),
    /// They were not checked, and why.
    Not(String),
}

impl Checked {
    /// Not checked.
    pub fn not(why: impl Into<String>) -> Self {
        Self::Not(why.into())
    }
}

/// A report in the making.
#[derive(Debug, Default)]
pub struct Ledger {
    /// The part of the result that is being looked at.
    pub part: String,
    /// What is known so far.
    pub report: Report,
}

impl Ledger {
    /// Writes down what became of some claims; true if they held. Claims that are not there leave no line.
    ///
    /// # Errors
    /// [`Trouble::Shape`], which ends the judging: nothing can be said of what is not a result.
    pub fn note(
        &mut self,
        claim: Kind,
        checked: Result<Checked, Trouble>,
    ) -> Result<bool, Trouble> {
        let (count, outcome) = match checked {
            Ok(Checked::Held(0)) => return Ok(true),
            Ok(Checked::Held(count)) => (count, Outcome::Held),
            Ok(Checked::Not(why)) => (0, Outcome::NotChecked(why)),
            Err(Trouble::Fails(fault)) => (1, Outcome::Fails(fault)),
            Err(shape) => return Err(shape),
        };
        let held = !matches!(outcome, Outcome::Fails(_));
        self.report.claims.push(Row {
            part: self.part.clone(),
            claim,
            count,
            outcome,
        });
        Ok(held)
    }
}
