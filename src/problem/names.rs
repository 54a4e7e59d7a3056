//! What things are called. Kept once; only `solution` reads it.

use crate::base::{ActorId, ConstraintId, IdVec, OptionId, TopicId};
use crate::diag::Place;

/// Names of everything in a problem.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Title of the model.
    pub title: String,
    /// Description of the model.
    pub description: String,
    /// Ids and names of actors.
    pub actors: IdVec<ActorId, (String, String)>,
    /// Topics and their options.
    pub topics: IdVec<TopicId, TopicNames>,
    /// Ids and names of audiences.
    pub audiences: IdVec<ActorId, Vec<(String, String)>>,
    /// Constraints, as §6 names them.
    pub constraints: IdVec<ConstraintId, ConstraintNames>,
    /// Order rules.
    pub order_rules: Vec<ConstraintNames>,
    /// Ids of hazards.
    pub hazards: Vec<String>,
    /// Place of each topic among the ids in alphabetical order: ties are broken by it.
    pub topic_ranks: IdVec<TopicId, usize>,
}

/// Names of a topic.
#[derive(Clone, Debug)]
pub struct TopicNames {
    /// Its id.
    pub id: String,
    /// In words.
    pub title: String,
    /// Ids and titles of options.
    pub options: IdVec<OptionId, (String, String)>,
}

/// Names of a constraint.
#[derive(Clone, Debug)]
pub struct ConstraintNames {
    /// `actor.id`, `id`, `actor.walk_away`, `actor/audience.ratifies`.
    pub id: String,
    /// The owner's name in words, if it has one.
    pub owner: Option<String>,
    /// As the user wrote it, on one line.
    pub text: String,
    /// Why.
    pub why: Option<String>,
    /// Where.
    pub place: Place,
}
