//! Looking up names: topics, options, actors, sources.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Pass;
use super::actors::role_of;
use super::ranges::{off_the_steps, range_of};
use crate::base::{ActorId, ActorSet, Id, IdVec, OptionId, TopicId, is_unseen};
use crate::diag::{Code, Diagnostic, Problems};
use crate::model::curve::Range;
use crate::model::draft::{Draft, DraftTopic, Name};
use crate::model::nouns::Role;

/// The codes of this file.
pub const CODES: &[&Code] = &[
    &UNKNOWN_TOPIC,
    &UNKNOWN_OPTION,
    &UNKNOWN_ACTOR,
    &UNKNOWN_SOURCE,
    &RESERVED,
    &TWICE,
    &LOOK_ALIKE,
];

pub static UNKNOWN_TOPIC: Code = Code {
    id: "E020",
    what: "a topic that the model does not have",
    why: "The statement would be about nothing.",
    example: "actors:\n  north: {interests: {watter: [1, 2]}}",
    fix: "Correct the spelling, or add the topic.",
};
pub static UNKNOWN_OPTION: Code = Code {
    id: "E021",
    what: "an option that the topic does not have",
    why: "The condition could never hold, or the worth never count.",
    example: "rules:\n  - {id: a, never: {water: sharred}}",
    fix: "Correct the spelling. `id..` means that option or a later one, `..id` that or an earlier one.",
};
static UNKNOWN_ACTOR: Code = Code {
    id: "E022",
    what: "an actor that the model does not have",
    why: "The statement would be about nobody.",
    example: "actors:\n  north: {trusts: {soth: 0.4}}",
    fix: "Correct the spelling, or add the actor.",
};
static UNKNOWN_SOURCE: Code = Code {
    id: "E023",
    what: "a source that the model does not list",
    why: "A citation that leads nowhere cannot be followed.",
    example: "actors:\n  north: {source: visit-3}",
    fix: "Add it under `sources`, or correct the spelling.",
};
static RESERVED: Code = Code {
    id: "E024",
    what: "a name that the language keeps for itself",
    why: "`any` and `not` are words of conditions, `unsettled` is the added option, `walk_away` names the walk-away constraint.",
    example: "topics:\n  any: [none, full]",
    fix: "Choose another name.",
};
pub static TWICE: Code = Code {
    id: "E025",
    what: "a name given twice",
    why: "Topics, incentives and measures share one space of names; options share their topic's, rules their owner's.",
    example: "topics: {water: [none, full]}\nmeasures: {water: [none, full]}",
    fix: "Rename one of the two.",
};
static LOOK_ALIKE: Code = Code {
    id: "L016",
    what: "two names that look alike",
    why: "Names that differ only in case, dashes, invisible characters or letters of other scripts that look the same are easily taken for one another.",
    example: "topics: {road-fund: [none, paid], Road_Fund: [none, paid]}",
    fix: "Rename one of the two.",
};

/// What names mean.
pub struct Lookup<'d> {
    topics: FxHashMap<&'d str, TopicId>,
    options: IdVec<TopicId, FxHashMap<&'d str, OptionId>>,
    /// Topics with options that could not be read.
    broken: Vec<bool>,
    /// Ranges of topics that have one.
    ranges: Vec<Option<Range>>,
    broken_topics: bool,
    broken_actors: bool,
    actors: FxHashMap<&'d str, ActorId>,
    sources: FxHashMap<&'d str, usize>,
    /// Who may not be asked for anything.
    pub bystanders: ActorSet,
    /// Which sources were cited.
    pub cited: FxHashSet<usize>,
}

/// The id of the option that `unsettled: true` adds.
pub const UNSETTLED: &str = "unsettled";

impl<'d> Lookup<'d> {
    /// Gathers the names of a draft and reports those given twice.
    pub fn new(draft: &'d Draft, problems: &mut Problems) -> Self {
        let mut topics = FxHashMap::default();
        for (index, topic) in draft.topics.iter().enumerate() {
            topics
                .entry(topic.id.value.as_str())
                .or_insert(TopicId::new(index));
        }
        let keyed = |names: &mut dyn Iterator<Item = &'d Name>| {
            let pairs = names.enumerate().map(|(i, n)| (n.value.as_str(), i));
            pairs.collect::<FxHashMap<_, _>>()
        };
        let actors = keyed(&mut draft.actors.iter().map(|a| &a.id));
        let lookup = Self {
            topics,
            options: draft.topics.iter().map(option_ids).collect(),
            broken: draft.topics.iter().map(|t| t.broken).collect(),
            ranges: draft.topics.iter().map(range_of).collect(),
            broken_topics: draft.broken_topics,
            broken_actors: draft.broken_actors,
            actors: actors
                .into_iter()
                .map(|(name, i)| (name, ActorId::new(i)))
                .collect(),
            sources: keyed(&mut draft.sources.iter().map(|s| &s.id)),
            bystanders: bystanders(draft),
            cited: FxHashSet::default(),
        };
        twice(draft.topics.iter().map(|t| &t.id), "topic", problems);
        look_alike(draft.topics.iter().map(|t| &t.id), overlooked, problems);
        look_alike(draft.actors.iter().map(|a| &a.id), overlooked, problems);
        for topic in &draft.topics {
            look_alike(topic.options.iter().map(|o| &o.id), looks, problems);
        }
        lookup
    }
}

impl Lookup<'_> {
    /// Number of topics.
    pub fn topic_count(&self) -> usize {
        self.options.len()
    }
    /// Number of options of a topic, `unsettled` included.
    pub fn option_count(&self, topic: TopicId) -> usize {
        self.options[topic].len()
    }
    /// Has the topic an option spelt so?
    pub fn has_option(&self, topic: TopicId, id: &str) -> bool {
        self.options[topic].contains_key(id)
    }
    /// The option of a topic spelt so.
    pub fn option(&self, topic: TopicId, id: &str) -> Option<OptionId> {
        self.options[topic].get(id).copied()
    }
    /// Were there options of this topic that could not be read?
    pub fn is_broken(&self, topic: TopicId) -> bool {
        self.broken[topic.index()]
    }
    /// The range of a topic, if it has one.
    pub fn range(&self, topic: TopicId) -> Option<&Range> {
        self.ranges[topic.index()].as_ref()
    }
    /// The topic of this name.
    pub fn topic(&self, name: &str) -> Option<TopicId> {
        self.topics.get(name).copied()
    }
    /// May `option` be one that can be climbed past? Unknown names are reported elsewhere.
    pub fn is_below_last(&self, topic: &str, option: &str) -> bool {
        let options = self.topic(topic).filter(|t| !self.is_broken(*t));
        let options = options.map(|topic| &self.options[topic]);
        let found = options.and_then(|options| Some((options.get(option)?, options.len())));
        found.is_some_and(|(option, count)| option.index() + 1 < count)
    }
    /// The options of a topic in order.
    pub fn option_names(&self, topic: TopicId) -> Vec<&str> {
        in_order(&self.options[topic])
    }
}

/// Names in file order.
fn in_order<'a, K: Ord>(names: &FxHashMap<&'a str, K>) -> Vec<&'a str> {
    let mut names: Vec<_> = names.iter().collect();
    names.sort_by_key(|(_, id)| *id);
    names.into_iter().map(|(name, _)| *name).collect()
}

fn bystanders(draft: &Draft) -> ActorSet {
    let roles = draft.actors.iter().map(role_of).enumerate();
    // More actors than the set can hold are refused elsewhere.
    roles
        .take(ActorSet::CAPACITY)
        .filter(|(_, role)| *role == Role::Bystander)
        .map(|(i, _)| ActorId::new(i))
        .collect()
}

fn option_ids(topic: &DraftTopic) -> FxHashMap<&str, OptionId> {
    let added = topic.unsettled.then_some(UNSETTLED);
    let listed = topic.options.iter().map(|option| option.id.value.as_str());
    let mut ids = FxHashMap::default();
    // A name given twice is reported by `twice`; the numbers stay dense all the same.
    for id in added.into_iter().chain(listed) {
        let next = OptionId::new(ids.len());
        ids.entry(id).or_insert(next);
    }
    ids
}

fn twice<'n>(names: impl Iterator<Item = &'n Name>, kind: &str, problems: &mut Problems) {
    let mut seen = FxHashMap::default();
    for name in names {
        if let Some(first) = seen.insert(name.value.as_str(), name.span) {
            let what = format!("the {kind} `{}` is named twice", name.value);
            problems.push(
                Diagnostic::new(&TWICE, name.span, what)
                    .label("again here")
                    .and_at(first, "first here")
                    .help("rename one of the two"),
            );
        }
    }
}

/// What is left of a name when case, marks and the script of its letters are overlooked.
fn overlooked(name: &str) -> String {
    let lower = name.to_lowercase();
    let letters = lower.chars().filter(|c| c.is_alphanumeric());
    letters.map(latin).collect()
}

/// What an option looks like: marks tell numbers apart, so only letters of other scripts and what is not seen are overlooked.
fn looks(option: &str) -> String {
    let seen = option.chars().filter(|c| !is_unseen(*c));
    seen.map(latin).collect()
}

/// The Latin letter or digit that a letter of another script looks like.
fn latin(c: char) -> char {
    const OTHERS: &str = "аеорсухіјѕԁһԛԝӏακεικνορτυχωγАВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
    const LATIN: &str = "aeopcyxijsdhqwlakeikvoptuxwyABEKMHOPCTYXIJSABEZHIKMNOPTYX";
    match c {
        // Full-width forms.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ if c.is_ascii() => c,
        _ => {
            let place = OTHERS.chars().position(|other| other == c);
            place.and_then(|i| LATIN.chars().nth(i)).unwrap_or(c)
        }
    }
}

fn look_alike<'n>(
    names: impl Iterator<Item = &'n Name>,
    plain: fn(&str) -> String,
    problems: &mut Problems,
) {
    let mut seen: FxHashMap<String, &Name> = FxHashMap::default();
    for name in names {
        let plain = plain(&name.value);
        match seen.get(&plain) {
            Some(first) if first.value != name.value && !plain.is_empty() => {
                let what = format!("`{}` looks like `{}`", name.value, first.value);
                problems.push(
                    Diagnostic::new(&LOOK_ALIKE, name.span, what)
                        .and_at(first.span, "the other one")
                        .help("rename one of the two"),
                );
            }
            _ => {
                seen.insert(plain, name);
            }
        }
    }
}

impl Pass<'_, '_> {
    /// The topic of this name.
    pub fn topic(&mut self, name: &Name) -> Option<TopicId> {
        let found = self.lookup.topic(&name.value);
        if found.is_none() && !self.lookup.broken_topics {
            let what = format!("there is no topic `{}`", name.value);
            let unknown = Diagnostic::new(&UNKNOWN_TOPIC, name.span, what);
            self.unknown(unknown, &name.value, "the topics are", |lookup| {
                in_order(&lookup.topics)
            });
        }
        found
    }

    /// The option of this name.
    pub fn option(&mut self, topic: TopicId, name: &Name) -> Option<OptionId> {
        self.option_spelt(topic, &name.value, name)
    }

    /// The option `id` of a topic, written inside `name`.
    pub fn option_spelt(&mut self, topic: TopicId, id: &str, name: &Name) -> Option<OptionId> {
        let found = self.lookup.options[topic].get(id).copied();
        if found.is_none() && !self.lookup.is_broken(topic) {
            let what = format!("this topic has no option `{id}`");
            let unknown = Diagnostic::new(&UNKNOWN_OPTION, name.span, what);
            if let Some(range) = self.lookup.range(topic) {
                let help = off_the_steps(range, id);
                self.problems.push(unknown.help(help));
                return None;
            }
            self.unknown(unknown, id, "its options are", |lookup| {
                lookup.option_names(topic)
            });
        }
        found
    }

    /// The actor of this name.
    pub fn actor(&mut self, name: &Name) -> Option<ActorId> {
        let found = self.lookup.actors.get(name.value.as_str()).copied();
        if found.is_none() && !self.lookup.broken_actors {
            let what = format!("there is no actor `{}`", name.value);
            let unknown = Diagnostic::new(&UNKNOWN_ACTOR, name.span, what);
            self.unknown(unknown, &name.value, "the actors are", |lookup| {
                in_order(&lookup.actors)
            });
        }
        found
    }

    /// Notes that these sources are cited; unknown ones are reported.
    pub fn cites(&mut self, names: &[Name]) {
        for name in names {
            match self.lookup.sources.get(name.value.as_str()) {
                Some(&source) => {
                    self.lookup.cited.insert(source);
                }
                None => {
                    let what = format!("there is no source `{}`", name.value);
                    let unknown = Diagnostic::new(&UNKNOWN_SOURCE, name.span, what);
                    self.unknown(unknown, &name.value, "the sources are", |lookup| {
                        in_order(&lookup.sources)
                    });
                }
            }
        }
    }

    /// Reports an unknown name, with the near one or all that there are.
    fn unknown(
        &mut self,
        unknown: Diagnostic,
        id: &str,
        are: &str,
        known: impl for<'a> FnOnce(&'a Lookup) -> Vec<&'a str>,
    ) {
        let mut unknown = unknown;
        if self.looks > 0 {
            let known = known(&self.lookup);
            self.looks = self.looks.saturating_sub(known.len());
            if !known.is_empty() {
                unknown = unknown.help(format!("{are} {}", list(&known)));
            }
            unknown = unknown.help_near(id, known);
        }
        self.problems.push(unknown);
    }

    /// Reports names given twice.
    pub fn unique<'n>(&mut self, names: impl Iterator<Item = &'n Name>, kind: &str) {
        twice(names, kind, self.problems);
    }

    /// Reports a name that the language keeps for itself.
    pub fn not_reserved(&mut self, name: &Name, reserved: &[&str], kind: &str) {
        if reserved.contains(&name.value.as_str()) {
            let what = format!("{kind} may not be called `{}`", name.value);
            self.problems
                .push(Diagnostic::new(&RESERVED, name.span, what).help("choose another name"));
        }
    }
}

/// `a`, `b` and so on, for messages; of many, the first.
pub fn list(names: &[&str]) -> String {
    const MOST: usize = 12;
    let mut shown: Vec<_> = names.iter().take(MOST).map(|n| format!("`{n}`")).collect();
    if names.len() > MOST {
        shown.push(format!("and {} more", names.len() - MOST));
    }
    shown.join(", ")
}
