//! Nobody is better off cheating (SEMANTICS §3.6): every alternative of every actor, by plain enumeration.

use super::exchange::{Cheats, Exchange, MOST_DOUBTFUL};
use super::value::until_noticed;
use crate::base::{ActorId, Id, Limits, OptionId, Stopped, TopicId};
use crate::problem::{Moves, Problem, Settlement};

/// Most cases (choices of breach times sets of cheats) that are enumerated for one actor at one exchange, fewer for one with many
/// linkages. Where there are more, only
/// walking out is tested and the verdict says that the breaches were not checked.
pub const MOST_BREACHES: u64 = 200_000;

/// Linkages of an actor that come with a case; with more of them, fewer cases are enumerated.
const LINKAGES_A_CASE: u64 = 32;

/// What an actor may do instead of its part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alternative {
    /// Leave the talks before the round.
    WalkOut,
    /// Break the exchange, or what stands.
    Breach {
        /// Its changes that it does not deliver.
        withheld: Vec<TopicId>,
        /// Topics whose rungs it takes back; those withheld as well fall from where they stood before the round.
        retracted: Vec<TopicId>,
    },
}

/// The best alternative of an actor.
#[derive(Clone, Debug, PartialEq)]
pub struct Temptation {
    /// Its worth, in the points of [`exchange_value`](super::exchange_value).
    pub worth: f64,
    /// What it is; of those equally good within tolerance, one that breaks the fewest topics.
    pub alternative: Alternative,
    /// Were all breaches tried? False where there are more than [`MOST_BREACHES`].
    pub checked: bool,
}

/// The best alternative to the exchange from `before` to `after`, per consenting actor: walking out and, with enforcement, every breach.
pub fn temptations(problem: &Problem, before: &Settlement, after: &Settlement) -> Vec<Temptation> {
    let whole = temptations_within(problem, before, after, MOST_BREACHES, &Limits::none());
    whole.expect("nobody stops it")
}

/// The same, as long as `limits` let it go on, of at most so many cases per actor.
///
/// # Errors
/// [`Stopped`] when they do not.
pub(super) fn temptations_within(
    problem: &Problem,
    before: &Settlement,
    after: &Settlement,
    most: u64,
    limits: &Limits,
) -> Result<Vec<Temptation>, Stopped> {
    let exchange = Exchange::new(problem, before, after);
    let actors = problem.consenting.iter();
    actors
        .map(|actor| temptation(&exchange, *actor, most, limits))
        .collect()
}

/// The best alternative to staying, per consenting actor: walking out and, with enforcement, every choice of retractions.
pub fn stay_temptations(problem: &Problem, settlement: &Settlement) -> Vec<Temptation> {
    // Staying is an exchange in which nothing changes and nobody performs anything.
    temptations(problem, settlement, settlement)
}

/// The worth that an exchange must have to each consenting actor (§3.6).
pub fn threshold(problem: &Problem, before: &Settlement, after: &Settlement) -> Vec<f64> {
    let best = temptations(problem, before, after);
    best.into_iter().map(|t| t.worth).collect()
}

/// The worth that staying must have to each consenting actor (§3.6).
pub fn stay_threshold(problem: &Problem, settlement: &Settlement) -> Vec<f64> {
    threshold(problem, settlement, settlement)
}

/// How many cases a threshold enumerates; `None` where there are too many to enumerate or to value.
pub(super) fn cases(problem: &Problem, before: &Settlement, after: &Settlement) -> Option<u64> {
    let exchange = Exchange::new(problem, before, after);
    let mut cases = 0;
    for &actor in &problem.consenting {
        let topics = parts(&exchange, actor);
        let doubtful = exchange.doubtful(actor).len();
        if doubtful > MOST_DOUBTFUL {
            return None;
        }
        cases += 1 << doubtful;
        if problem.talks.enforcement {
            if too_many(&exchange, actor, &topics, MOST_BREACHES) {
                return None;
            }
            cases += choices(&topics, doubtful);
        }
    }
    Some(cases)
}

/// How many cases the judge enumerates at an exchange: those of actors with few enough.
pub(super) fn enumerated(problem: &Problem, before: &Settlement, after: &Settlement) -> u64 {
    let exchange = Exchange::new(problem, before, after);
    let actors = problem.consenting.iter().map(|actor| {
        let topics = parts(&exchange, *actor);
        match !problem.talks.enforcement || too_many(&exchange, *actor, &topics, MOST_BREACHES) {
            true => 0,
            false => choices(&topics, exchange.doubtful(*actor).len()),
        }
    });
    actors.sum()
}

/// Choices of breach times sets of cheats.
fn choices(topics: &[Vec<Part>], doubtful: usize) -> u64 {
    let choices = topics.iter().map(|parts| 1 + parts.len() as u64);
    choices.fold(1u64 << doubtful, u64::saturating_mul)
}

/// What an actor may break of one topic.
#[derive(Clone, Copy)]
struct Part {
    topic: TopicId,
    /// Its change of this round is not delivered.
    withheld: bool,
    /// The topic falls to this option.
    falls_to: Option<OptionId>,
    /// Rounds until it is noticed.
    lag: u32,
}

fn temptation(
    exchange: &Exchange,
    actor: ActorId,
    most: u64,
    limits: &Limits,
) -> Result<Temptation, Stopped> {
    limits.go_on()?;
    let problem = exchange.problem;
    let forfeit = problem.penalty(actor, &exchange.before);
    let walk_out = problem.collapse_value(actor, &exchange.before) - forfeit;
    let mut best = Temptation {
        worth: walk_out.to_f64(),
        alternative: Alternative::WalkOut,
        checked: true,
    };
    if !problem.talks.enforcement {
        return Ok(best);
    }
    let topics = parts(exchange, actor);
    if too_many(exchange, actor, &topics, most) {
        best.checked = false;
        return Ok(best);
    }
    let sets = exchange.cheats(actor);
    let mut fewest = 0;
    let tolerance = problem.tolerance();
    let forfeit = forfeit.to_f64();
    every_choice(&topics, |breach| {
        limits.go_on()?;
        let worth = breach_worth(exchange, actor, breach, &sets, forfeit);
        let as_good = worth >= best.worth - tolerance && breach.len() < fewest;
        if worth > best.worth + tolerance || as_good {
            fewest = breach.len();
            best.alternative = named(breach);
        }
        best.worth = best.worth.max(worth);
        Ok(())
    })?;
    Ok(best)
}

fn too_many(exchange: &Exchange, actor: ActorId, topics: &[Vec<Part>], most: u64) -> bool {
    let doubtful = exchange.doubtful(actor).len();
    if doubtful > MOST_DOUBTFUL {
        return true;
    }
    let cases = choices(topics, doubtful);
    // A case costs as much as the worth of a settlement does.
    let linkages = exchange.problem.actors[actor].linkages.len() as u64;
    cases.saturating_mul((linkages / LINKAGES_A_CASE).max(1)) > most
}

fn named(breach: &[Part]) -> Alternative {
    let those = |which: fn(&Part) -> bool| {
        let parts = breach.iter().filter(|part| which(part));
        parts.map(|part| part.topic).collect()
    };
    Alternative::Breach {
        withheld: those(|part| part.withheld),
        retracted: those(|part| part.falls_to.is_some()),
    }
}

/// What the actor may break, topic by topic; topics of which it can break nothing are left out.
fn parts(exchange: &Exchange, actor: ActorId) -> Vec<Vec<Part>> {
    let topics = exchange.problem.topics.ids();
    topics
        .map(|topic| parts_of(exchange, actor, topic))
        .filter(|parts| !parts.is_empty())
        .collect()
}

fn parts_of(exchange: &Exchange, actor: ActorId, topic: TopicId) -> Vec<Part> {
    let mut changes = exchange.changes.iter();
    let own = changes.find(|c| c.topic == topic && c.performers.contains(actor));
    let stands = match own {
        Some(change) => change.from,
        None => exchange.after.at(topic),
    };
    let fall = fall(exchange.problem, actor, topic, stands);
    let withhold = own.map(|change| Part {
        topic,
        withheld: true,
        falls_to: None,
        lag: change.lag,
    });
    let retract = fall.map(|(falls_to, lag)| Part {
        topic,
        withheld: own.is_some(),
        falls_to: Some(falls_to),
        lag: own.map_or(lag, |change| change.lag.min(lag)),
    });
    withhold.into_iter().chain(retract).collect()
}

/// Where a topic falls to when the actor retracts it, and the smallest `detected_in` of the rungs that fall: from where it stands to
/// just below the lowest rung above its residue that the actor performs; a choice, if not binding, to the status quo.
fn fall(
    problem: &Problem,
    actor: ActorId,
    topic: TopicId,
    stands: OptionId,
) -> Option<(OptionId, u32)> {
    let rungs = &problem.topics[topic].rungs;
    let residue = problem.residue_of(topic, stands);
    let above: Vec<OptionId> = match problem.topics[topic].moves {
        Moves::Choice if residue == stands => Vec::new(),
        Moves::Choice => vec![stands],
        Moves::Climb | Moves::Ladder => {
            let above = residue.index() + 1..=stands.index();
            above.map(OptionId::new).collect()
        }
    };
    let lowest = above
        .iter()
        .position(|rung| rungs[*rung].performers.contains(actor))?;
    let falling = &above[lowest..];
    let noticed = falling.iter().map(|rung| rungs[*rung].detected_in).min()?;
    let below = match problem.topics[topic].moves {
        Moves::Choice => OptionId::STATUS_QUO,
        Moves::Climb | Moves::Ladder => OptionId::new(falling[0].index() - 1),
    };
    Some((below, noticed))
}

/// Calls `visit` with every non-empty choice of at most one part of each topic, until it says to stop.
fn every_choice(
    topics: &[Vec<Part>],
    mut visit: impl FnMut(&[Part]) -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    let mut chosen = vec![0; topics.len()];
    loop {
        // Counts up; 0 leaves the topic alone.
        let Some(next) = (0..topics.len()).find(|t| chosen[*t] < topics[*t].len()) else {
            return Ok(());
        };
        chosen[..next].fill(0);
        chosen[next] += 1;
        let choice = topics.iter().zip(&chosen);
        let breach: Vec<Part> = choice
            .filter(|(_, chosen)| **chosen > 0)
            .map(|(parts, chosen)| parts[chosen - 1])
            .collect();
        visit(&breach)?;
    }
}

/// Worth of a breach: `Σ_F p_F·[(1−δ^ℓ)u(d_F) + δ^ℓ(R(d_F) − P)]` over all sets F of others that cheat too.
fn breach_worth(
    exchange: &Exchange,
    actor: ActorId,
    breach: &[Part],
    sets: &[Cheats],
    forfeit: f64,
) -> f64 {
    let withheld = |topic| breach.iter().any(|p| p.withheld && p.topic == topic);
    let worths = sets.iter().map(|Cheats { who, chance }| {
        let mut force =
            exchange.broken(|change| change.performers.meets(*who) || withheld(change.topic));
        for part in breach {
            if let Some(option) = part.falls_to {
                force.set(part.topic, option);
            }
        }
        let lags = breach.iter().map(|part| part.lag);
        let lag = lags.chain(exchange.lag_of(*who)).min().unwrap_or(1);
        chance * until_noticed(exchange.problem, actor, &force, lag, forfeit)
    });
    worths.sum()
}
