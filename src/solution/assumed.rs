//! What a result rests on that the model does not state, in words.

use super::names::{actor_name, actor_names};
use crate::problem::{Assumption, Problem};

/// Which question a result answers: packages rest on less than plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The package question.
    Packages,
    /// Plans too.
    Plans,
}

/// The assumptions behind a result.
pub fn assumed(problem: &Problem, about: About) -> Vec<String> {
    // Gains of packages need nothing but worths and walk-aways, which are stated or 0 by definition.
    match about {
        About::Packages => Vec::new(),
        About::Plans => problem
            .assumed
            .iter()
            .map(|a| in_words(problem, a))
            .collect(),
    }
}

fn in_words(problem: &Problem, assumption: &Assumption) -> String {
    let name = |actor| actor_name(problem, actor);
    let topic = |topic| problem.names.topics[topic].title.as_str();
    match *assumption {
        Assumption::Patience(actor, patience) => format!("patience of {} {patience}", name(actor)),
        Assumption::Trust(owner, other, trust) => {
            format!("trust of {} in {} {trust}", name(owner), name(other))
        }
        Assumption::Stake(actor, Some(t), stake) => {
            format!("stake of {} {stake} (all of {})", name(actor), topic(t))
        }
        Assumption::Stake(actor, None, _) => {
            format!(
                "no stake of {}: nothing it performs costs it anything",
                name(actor)
            )
        }
        Assumption::Performers(t, actors) => {
            format!("{} performed by {}", topic(t), actor_names(problem, actors))
        }
        Assumption::Unwinds(t) => format!("{} unwinds if the talks collapse", topic(t)),
    }
}
