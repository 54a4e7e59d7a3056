//! What a result rests on that the model does not state, in words.

use super::names::{actor_name, actor_names};
use crate::base::TopicId;
use crate::problem::{Assumption, Problem};

/// Which question a result answers: packages rest on less than plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The package question.
    Packages,
    /// Plans too.
    Plans,
}

/// The assumptions behind a result, one sentence a kind.
pub fn assumed(problem: &Problem, about: About) -> Vec<String> {
    // Gains of packages need nothing but worths and walk-aways, which are stated or 0 by definition.
    if about == About::Packages {
        return Vec::new();
    }
    let kinds: [(&str, Pick); 5] = [
        ("patience of", patience),
        ("trust of", trust),
        ("performers of", performers),
        ("stake of", stake),
        ("not binding, so undone if the talks collapse:", unwinds),
    ];
    let told = kinds.iter().filter_map(|(lead, pick)| {
        let items: Vec<_> = problem
            .assumed
            .iter()
            .filter_map(|a| pick(problem, a))
            .collect();
        (!items.is_empty()).then(|| format!("{lead} {}", items.join(", ")))
    });
    told.collect()
}

type Pick = fn(&Problem, &Assumption) -> Option<String>;

fn topic(problem: &Problem, topic: TopicId) -> &str {
    &problem.names.topics[topic].title
}

fn patience(problem: &Problem, assumption: &Assumption) -> Option<String> {
    match *assumption {
        Assumption::Patience(actor, p) => Some(format!("{} {p}", actor_name(problem, actor))),
        _ => None,
    }
}

fn trust(problem: &Problem, assumption: &Assumption) -> Option<String> {
    match *assumption {
        Assumption::Trust(owner, other, trust) => {
            let (owner, other) = (actor_name(problem, owner), actor_name(problem, other));
            Some(format!("{owner} in {other} {trust}"))
        }
        _ => None,
    }
}

fn performers(problem: &Problem, assumption: &Assumption) -> Option<String> {
    match *assumption {
        Assumption::Performers(t, actors) => Some(format!(
            "{} ({})",
            topic(problem, t),
            actor_names(problem, actors)
        )),
        _ => None,
    }
}

fn stake(problem: &Problem, assumption: &Assumption) -> Option<String> {
    match *assumption {
        Assumption::Stake(actor, Some(t), stake) => Some(format!(
            "{} {stake} (all of {})",
            actor_name(problem, actor),
            topic(problem, t)
        )),
        Assumption::Stake(actor, None, _) => Some(format!(
            "{} none (nothing it performs costs it anything)",
            actor_name(problem, actor)
        )),
        _ => None,
    }
}

fn unwinds(problem: &Problem, assumption: &Assumption) -> Option<String> {
    match *assumption {
        Assumption::Unwinds(t) => Some(topic(problem, t).to_owned()),
        _ => None,
    }
}
