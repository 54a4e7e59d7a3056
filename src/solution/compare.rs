//! A model and changed models beside each other: what changes in packages, road, margins and grades.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::head::{Grade, Provenance};
use super::packages::{PackagePoint, Packages};
use super::plan::{Plans, tidy};
use super::road::CallView;
use crate::base::two_places;
use crate::search::concept::Concept;

/// Models beside each other.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    winset: u32,
    kind: &'static str,
    model: Value,
    options: Value,
    /// The model as it is, then each overlay's.
    pub variants: Vec<Variant>,
}

/// One model of a comparison.
#[derive(Clone, Debug, Serialize)]
pub struct Variant {
    /// The overlay by its file's own name; null for the model as it is.
    pub overlay: Option<String>,
    /// SHA-256 of model and overlay.
    pub digest: String,
    /// Names of the consenting actors by their ids.
    pub actors: Map<String, Value>,
    /// What is proved of packages.
    pub packages_grade: Grade,
    /// How many packages there are; null where they were not counted.
    pub packages_count: Option<u64>,
    /// The answer of each concept: gains and package.
    pub packages: Map<String, Value>,
    /// What is proved of roads.
    pub road_grade: Grade,
    /// The road that the concept picks; null where there is none.
    pub road: Option<RoadLine>,
    /// What differs from the model as it is; empty for that one.
    pub changes: Vec<Change>,
    #[serde(skip)]
    points: Vec<(Concept, PackagePoint)>,
}

/// A road in short.
#[derive(Clone, Debug, Serialize)]
pub struct RoadLine {
    /// Gain per consenting actor.
    pub gain: Value,
    /// The same before it is cut to twelve places, for printing: rounded twice, a number may come out another.
    #[serde(skip)]
    pub exact: Value,
    /// Moves, round by round, in words.
    pub rounds: Vec<Vec<String>>,
    /// Chance that it is walked to its end.
    pub completed: f64,
    /// The closest call of all rounds and of staying.
    pub closest: Option<CallView>,
}

/// A difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Of what: `packages`, a concept, `road`, `margin`, `grades`.
    pub of: String,
    /// In words.
    pub words: String,
}

impl Comparison {
    /// Compares models; the first is the one as it is.
    pub fn new(title: &str, concept: Concept, options: Value, mut variants: Vec<Variant>) -> Self {
        if let Some((base, others)) = variants.split_first_mut() {
            for other in others {
                other.changes = changes(base, other, concept);
            }
        }
        let program = concat!("winset ", env!("CARGO_PKG_VERSION"));
        Self {
            winset: 1,
            kind: "compare",
            model: json!({"title": title, "program": program}),
            options,
            variants,
        }
    }
}

impl Variant {
    /// A model in short.
    pub fn new(
        overlay: Option<String>,
        provenance: &Provenance,
        packages: &Packages,
        plans: &Plans,
        concept: Concept,
    ) -> Self {
        let ids = packages.head.actors.iter();
        let names = packages.sides.iter().map(|s| Value::from(s.name.clone()));
        Self {
            overlay,
            digest: provenance.digest.clone(),
            actors: ids.cloned().zip(names).collect(),
            packages_grade: packages.head.grade.clone(),
            packages_count: packages.counts.packages,
            packages: packages.concepts.clone(),
            road_grade: plans.head.grade.clone(),
            road: road(plans, concept),
            changes: Vec::new(),
            points: packages
                .chosen
                .iter()
                .map(|view| (view.concept, view.point.clone()))
                .collect(),
        }
    }

    /// The answer of a concept.
    pub fn point(&self, concept: Concept) -> Option<&PackagePoint> {
        let own = self.points.iter().find(|(own, _)| *own == concept);
        own.map(|(_, point)| point)
    }
}

fn road(plans: &Plans, concept: Concept) -> Option<RoadLine> {
    let road = plans.road(concept)?;
    let calls = road.rounds.iter().flat_map(|r| &r.margins);
    let closest = calls.chain(&road.stay);
    let closest = closest.min_by(|a, b| a.margin.total_cmp(&b.margin));
    let rounds = road.rounds.iter().map(|round| {
        let moves = round.moves.iter();
        moves.map(|m| m.step.words.clone()).collect()
    });
    let ids = plans.head.actors.iter().cloned();
    let exact = ids.zip(road.gains.iter().map(|g| Value::from(*g)));
    Some(RoadLine {
        gain: road.gain.clone(),
        exact: Value::Object(exact.collect()),
        rounds: rounds.collect(),
        completed: road.completed,
        closest: closest.cloned(),
    })
}

fn changes(base: &Variant, other: &Variant, concept: Concept) -> Vec<Change> {
    let mut found = Vec::new();
    let mut say = |of: &str, words: String| {
        found.push(Change {
            of: of.to_owned(),
            words,
        });
    };
    if base.packages_count != other.packages_count {
        let count = |n: Option<u64>| n.map_or("not counted".to_owned(), crate::base::grouped);
        let words = format!(
            "{} → {}",
            count(base.packages_count),
            count(other.packages_count)
        );
        say("packages", words);
    }
    for concept in Concept::ALL {
        if let Some(words) = package_change(base.point(concept), other.point(concept), other) {
            say(concept.id(), words);
        }
    }
    match (&base.road, &other.road) {
        (None, Some(_)) => say("road", format!("there is one now, by {}", concept.id())),
        (Some(_), None) => say("road", "there is none any more".to_owned()),
        (Some(before), Some(after)) => {
            let gains = gain_changes(&before.gain, &after.gain, other);
            let order = match before.rounds == after.rounds {
                true => "the same moves",
                false => "other moves",
            };
            if before.rounds != after.rounds || !gains.is_empty() {
                say("road", format!("{order}{gains}"));
            }
            let margin = |line: &RoadLine| line.closest.as_ref().map(|c| tidy(c.margin));
            if let (Some(a), Some(b)) = (margin(before), margin(after))
                && (a - b).abs() >= 0.005
            {
                let (a, b) = (two_places(a), two_places(b));
                say("margin", format!("the closest call {a} → {b}"));
            }
        }
        (None, None) => {}
    }
    for (what, before, after) in [
        ("packages", &base.packages_grade, &other.packages_grade),
        ("road", &base.road_grade, &other.road_grade),
    ] {
        if before.status != after.status {
            say(
                "grades",
                format!(
                    "{what}: {} → {}",
                    before.status.words(),
                    after.status.words()
                ),
            );
        }
    }
    found
}

/// What moves otherwise in a concept's package, and what that is worth.
fn package_change(
    before: Option<&PackagePoint>,
    after: Option<&PackagePoint>,
    variant: &Variant,
) -> Option<String> {
    let (before, after) = match (before, after) {
        (None, None) => return None,
        (None, Some(after)) => return Some(format!("now {}", after.words.join(" · "))),
        (Some(_), None) => return Some("no package any more".to_owned()),
        (Some(before), Some(after)) => (before, after),
    };
    let only = |own: &PackagePoint, other: &PackagePoint| -> Vec<String> {
        let words = own.words.iter().filter(|w| !other.words.contains(w));
        words.cloned().collect()
    };
    let (gone, new) = (only(before, after), only(after, before));
    let gains = gain_changes(&before.gain, &after.gain, variant);
    if gone.is_empty() && new.is_empty() && gains.is_empty() {
        return None;
    }
    let mut parts = Vec::new();
    if !new.is_empty() {
        parts.push(format!("with {}", new.join(" · ")));
    }
    if !gone.is_empty() {
        parts.push(format!("without {}", gone.join(" · ")));
    }
    if parts.is_empty() {
        parts.push("the same package".to_owned());
    }
    Some(format!("{}{gains}", parts.join(", ")))
}

/// By how much gains differ, side by side; nothing where none does.
fn gain_changes(before: &Value, after: &Value, variant: &Variant) -> String {
    let sides = variant.actors.iter().filter_map(|(id, name)| {
        let change = after[id].as_f64()? - before[id].as_f64()?;
        let name = name.as_str().unwrap_or(id);
        (change.abs() >= 0.005).then(|| format!("{name} {change:+.2}"))
    });
    let told: Vec<String> = sides.collect();
    match told.is_empty() {
        true => String::new(),
        false => format!("; {}", told.join(" · ")),
    }
}
