//! From names in a result back to the model.

use std::collections::HashMap;

use super::json::At;
use super::report::Trouble;
use crate::base::{ActorId, ConstraintId, OptionId, Points, Ratio, TopicId, ratio_to_f64};
use crate::problem::{Division, Place, Problem, Range, Settlement, Side};

/// Moves, round by round.
pub type Rounds = Vec<Vec<(TopicId, OptionId)>>;

/// The model, by its names.
pub struct Book<'p> {
    /// The model.
    pub problem: &'p Problem,
    topics: HashMap<&'p str, TopicId>,
    constraints: HashMap<&'p str, ConstraintId>,
}

impl<'p> Book<'p> {
    /// The names of a problem.
    pub fn new(problem: &'p Problem) -> Self {
        let names = &problem.names;
        Self {
            problem,
            topics: names
                .topics
                .entries()
                .map(|(t, n)| (n.id.as_str(), t))
                .collect(),
            constraints: names
                .constraints
                .entries()
                .map(|(c, n)| (n.id.as_str(), c))
                .collect(),
        }
    }

    /// The topic of this id.
    pub fn topic(&self, id: &str, at: &At) -> Result<TopicId, Trouble> {
        let found = self.topics.get(id).copied();
        found.ok_or_else(|| at.fails_saying(id, "the model has no such topic"))
    }

    /// The option of this id.
    pub fn option(&self, topic: TopicId, at: &At) -> Result<OptionId, Trouble> {
        let id = at.text()?;
        let mut options = self.problem.names.topics[topic].options.entries();
        let found = options.find(|(_, (own, _))| own == id);
        let found = found.map(|(option, _)| option);
        found.ok_or_else(|| at.fails("the topic has no such option"))
    }

    /// The constraint that a text names.
    pub fn constraint(&self, at: &At) -> Result<ConstraintId, Trouble> {
        self.constraint_named(at.text()?, at)
    }

    /// The constraint of this name.
    pub fn constraint_named(&self, id: &str, at: &At) -> Result<ConstraintId, Trouble> {
        let found = self.constraints.get(id).copied();
        found.ok_or_else(|| at.fails_saying(id, "the model has no such constraint"))
    }

    /// Constraints by their names, ascending.
    pub fn constraints(&self, at: &At) -> Result<Vec<ConstraintId>, Trouble> {
        let ids = at.items()?;
        let mut set: Vec<_> = ids
            .iter()
            .map(|own| self.constraint(own))
            .collect::<Result<_, _>>()?;
        set.sort_unstable();
        match set.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(at.fails(format!("{} stands twice", self.name(pair[0])))),
            None => Ok(set),
        }
    }

    /// The name of a constraint.
    pub fn name(&self, constraint: ConstraintId) -> &'p str {
        &self.problem.names.constraints[constraint].id
    }

    /// Names of constraints, for people.
    pub fn names(&self, constraints: &[ConstraintId]) -> String {
        let names: Vec<_> = constraints.iter().map(|c| self.name(*c)).collect();
        names.join(", ")
    }

    /// The id of a topic.
    pub fn topic_id(&self, topic: TopicId) -> &'p str {
        &self.problem.names.topics[topic].id
    }

    /// The id of an actor.
    pub fn actor_id(&self, actor: ActorId) -> &'p str {
        &self.problem.names.actors[actor].0
    }

    /// A settlement: every topic, at one of its options.
    pub fn settlement(&self, at: &At) -> Result<Settlement, Trouble> {
        let entries = at.entries()?;
        let mut settlement = self.problem.status_quo();
        for (id, own) in &entries {
            let topic = self.topic(id, own)?;
            settlement.set(topic, self.option(topic, own)?);
        }
        match entries.len() == self.problem.topics.len() {
            true => Ok(settlement),
            false => Err(at.fails(format!(
                "the model has {} topics",
                self.problem.topics.len()
            ))),
        }
    }

    /// Some topics at some of their options.
    pub fn ends(&self, at: &At) -> Result<Vec<(TopicId, OptionId)>, Trouble> {
        let entries = at.entries()?.into_iter();
        let ends = entries.map(|(id, own)| {
            let topic = self.topic(id, &own)?;
            Ok((topic, self.option(topic, &own)?))
        });
        ends.collect()
    }

    /// `{topic, option}`.
    pub fn step(&self, at: &At) -> Result<(TopicId, OptionId), Trouble> {
        let topic = at.key("topic")?;
        let topic = self.topic(topic.text()?, &topic)?;
        Ok((topic, self.option(topic, &at.key("option")?)?))
    }

    /// Moves, round by round.
    pub fn rounds(&self, at: &At) -> Result<Rounds, Trouble> {
        let rounds = at.items()?.into_iter();
        rounds.map(|round| self.moves(&round)).collect()
    }

    /// Moves of a road told in full, round by round.
    pub fn walked(&self, road: &At) -> Result<Rounds, Trouble> {
        let rounds = road.key("rounds")?.items()?.into_iter();
        rounds
            .map(|round| self.moves(&round.key("moves")?))
            .collect()
    }

    fn moves(&self, at: &At) -> Result<Vec<(TopicId, OptionId)>, Trouble> {
        at.items()?.iter().map(|own| self.step(own)).collect()
    }

    /// A number per consenting actor, each under its name.
    pub fn sides<'v>(&self, at: &At<'v>) -> Result<Vec<At<'v>>, Trouble> {
        let consenting = &self.problem.consenting;
        let entries = at.entries()?;
        if entries.len() != consenting.len() {
            let what = format!("{} actors consent", consenting.len());
            return Err(at.fails(what));
        }
        let own = consenting.iter().map(|actor| {
            let id = self.actor_id(*actor);
            let found = entries.iter().find(|(key, _)| *key == id);
            found
                .map(|(_, own)| own.clone())
                .ok_or_else(|| at.fails(format!("{id} consents, too")))
        });
        own.collect()
    }

    /// Every side's number is so, within `tolerance`.
    pub fn sides_are(&self, at: &At, found: &[f64], tolerance: f64) -> Result<(), Trouble> {
        for (own, found) in self.sides(at)?.iter().zip(found) {
            own.near(*found, tolerance)?;
        }
        Ok(())
    }

    /// Every side's exact number is so.
    pub fn points_are(&self, at: &At, found: &[Points]) -> Result<(), Trouble> {
        let found: Vec<f64> = found.iter().map(|p| p.to_f64()).collect();
        self.sides_are(at, &found, 0.0)
    }

    /// A package that divides topics: `package` with the values of `exact` and the sides of `limit`.
    pub fn division(&self, point: &At) -> Result<Division, Trouble> {
        let (package, exact) = (point.key("package")?, point.key("exact")?.key("package")?);
        let mut options = self.problem.status_quo();
        let mut places = Vec::new();
        for (topic, own) in self.problem.topics.entries() {
            let id = self.topic_id(topic);
            let told = package.key(id)?;
            match (own.range.as_ref().filter(|r| r.divisible), exact.find(id)) {
                (Some(range), Some(value)) => {
                    let number = fraction(&value)?;
                    told.near(ratio_to_f64(&number), 0.0)?;
                    let from = point.find("limit").and_then(|limit| limit.find(id));
                    places.push((topic, place(range, &number, from)?));
                }
                _ => options.set(topic, self.option(topic, &told)?),
            }
        }
        let division = Division::new(self.problem, options, places);
        division.ok_or_else(|| package.fails("a value lies outside of its range"))
    }
}

/// Where a value lies along its range, and from which side it is approached: `from` smaller values is `below`.
fn place(range: &Range, value: &Ratio, from: Option<At>) -> Result<Place, Trouble> {
    let rising = range.to > range.from;
    let way = value - range.from.ratio();
    let side = match from {
        None => Side::At,
        Some(from) => match (from.text()?, rising) {
            ("below", true) | ("above", false) => Side::Below,
            ("above", true) | ("below", false) => Side::Above,
            _ => return Err(from.wrong("`below` or `above` belongs here")),
        },
    };
    Ok(Place {
        offset: if rising { way } else { -way },
        side,
    })
}

/// Longest fraction that is read.
const MOST_DIGITS: usize = 4_000;

/// An exact fraction, such as `200/3`.
pub fn fraction(at: &At) -> Result<Ratio, Trouble> {
    let text = at.text()?;
    let read = (text.len() <= MOST_DIGITS)
        .then(|| text.parse().ok())
        .flatten();
    read.ok_or_else(|| at.wrong("a fraction such as 200/3 belongs here"))
}
