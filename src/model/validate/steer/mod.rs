//! Steering that the user writes on the command line: where plans start, end, pass and begin. Every problem is reported at once.

mod checks;

use super::conditions::options_spelt;
use super::given::{Argument, Named, named, option_named, parts, topic_named};
use super::names::TWICE;
use crate::base::{OptionId, TopicId};
use crate::diag::{Diagnostic, Problems, Severity, Span, Spanned};
use crate::model::nouns::{Condition, Model, OptionSet};
use crate::model::read::SHAPE;

pub use checks::CODES;

/// The arguments as written.
#[derive(Clone, Debug, Default)]
pub struct SteeringTexts<'t> {
    /// `--from`
    pub from: Option<Argument<'t>>,
    /// `--to`
    pub to: Option<Argument<'t>>,
    /// `--avoid`, each
    pub avoid: Vec<Argument<'t>>,
    /// `--first`
    pub first: Option<Argument<'t>>,
    /// `--never-together`, each
    pub never_together: Vec<Argument<'t>>,
}

/// What the arguments ask for, every name looked up.
#[derive(Clone, Debug, Default)]
pub struct Steering {
    /// Where the talks stand; topics that are not named stand at the status quo.
    pub from: Vec<(TopicId, OptionId)>,
    /// Where topics must stand in the end.
    pub to: Vec<(TopicId, OptionId)>,
    /// What no settlement may be.
    pub avoid: Vec<Condition>,
    /// Moves of the first exchange.
    pub first: Vec<(TopicId, Option<OptionId>)>,
    /// Topics of which no exchange moves two.
    pub never_together: Vec<Vec<TopicId>>,
}

/// Reads steering and looks for what contradicts the model or itself. `None` if there are errors.
///
/// Complexity: linear in what is written, times topics and options for unknown names.
pub fn steering(texts: &SteeringTexts, model: &Model, problems: &mut Problems) -> Option<Steering> {
    let mut from = Vec::new();
    if let Some(argument) = texts.from {
        let before = problems.count(Severity::Error);
        from = named(argument, model, problems);
        if problems.count(Severity::Error) > before {
            // Nothing can be said against a start that is not known.
            Written::read(texts, Vec::new(), model, problems);
            return None;
        }
    }
    let written = Written::read(texts, from, model, problems);
    written.check(model, problems);
    (!problems.has_errors()).then(|| written.steering())
}

/// What was written, as far as its names are known, with its places.
struct Written {
    from: Vec<Named>,
    to: Vec<Named>,
    avoid: Vec<Avoided>,
    first: Vec<First>,
    /// The whole of `--first`, and how many moves it names.
    first_span: Option<(Span, usize)>,
    never_together: Vec<(Span, Vec<TopicId>)>,
}

/// All of these together are to be avoided.
struct Avoided {
    span: Span,
    parts: Vec<(TopicId, OptionSet)>,
}

/// A move of the first exchange.
struct First {
    topic: TopicId,
    option: Option<OptionId>,
    span: Span,
}

impl Written {
    fn read(
        texts: &SteeringTexts,
        from: Vec<Named>,
        model: &Model,
        problems: &mut Problems,
    ) -> Self {
        let mut read = Self {
            from,
            to: Vec::new(),
            avoid: Vec::new(),
            first: Vec::new(),
            first_span: None,
            never_together: Vec::new(),
        };
        if let Some(argument) = texts.to {
            let before = problems.count(Severity::Error);
            read.to = named(argument, model, problems);
            if read.to.is_empty() && problems.count(Severity::Error) == before {
                says_nothing(
                    argument,
                    "name at least one topic: `topic=option`",
                    problems,
                );
            }
        }
        for argument in &texts.avoid {
            read.avoid.extend(avoided(*argument, model, problems));
        }
        if let Some(argument) = texts.first {
            read.first = first(argument, model, problems);
            read.first_span = Some((whole(argument), parts(argument).len()));
        }
        for argument in &texts.never_together {
            let topics = group(*argument, model, problems);
            read.never_together
                .extend(topics.map(|topics| (whole(*argument), topics)));
        }
        read
    }

    fn steering(&self) -> Steering {
        let pairs = |named: &[Named]| named.iter().map(|n| (n.topic, n.option)).collect();
        let condition = |avoided: &Avoided| {
            let parts = avoided.parts.iter().cloned();
            let mut parts: Vec<_> = parts.map(|(t, set)| Condition::Is(t, set)).collect();
            match parts.len() {
                1 => parts.remove(0),
                _ => Condition::All(parts),
            }
        };
        let groups = self.never_together.iter();
        Steering {
            from: pairs(&self.from),
            to: pairs(&self.to),
            avoid: self.avoid.iter().map(condition).collect(),
            first: self.first.iter().map(|f| (f.topic, f.option)).collect(),
            never_together: groups.map(|(_, topics)| topics.clone()).collect(),
        }
    }
}

/// `topic=option,topic=option..`: all of them together. `None` if any of it is not known.
fn avoided(argument: Argument, model: &Model, problems: &mut Problems) -> Option<Avoided> {
    let written = parts(argument);
    if written.is_empty() {
        says_nothing(
            argument,
            "name at least one topic: `topic=option`",
            problems,
        );
    }
    let mut known: Vec<(TopicId, OptionSet)> = Vec::new();
    let mut complete = !written.is_empty();
    for (topic, option) in &written {
        let Some(option) = option else {
            let what = format!("`{}` does not say which option", topic.value);
            let help =
                "write `topic=option`, or `topic=option..` for that option and all later ones";
            problems.push(Diagnostic::new(&SHAPE, topic.span, what).help(help));
            complete = false;
            continue;
        };
        let part = topic_once(topic, known.iter().map(|k| k.0), model, problems)
            .and_then(|id| Some((id, options_named(id, option, model, problems)?)));
        complete &= part.is_some();
        known.extend(part);
    }
    complete.then(|| Avoided {
        span: whole(argument),
        parts: known,
    })
}

/// The options that a spec of the language names.
fn options_named(
    topic: TopicId,
    spec: &Spanned<String>,
    model: &Model,
    problems: &mut Problems,
) -> Option<OptionSet> {
    let options = &model.topics[topic].options;
    let has = |id: &str| options.iter().any(|o| o.id == id);
    let spelt = options_spelt(&spec.value, has);
    let id = Spanned::new(spelt.id.to_owned(), spec.span);
    let option = option_named(topic, &id, model, problems)?;
    let mut set = OptionSet::none(options.len());
    spelt
        .indices(option, options.len())
        .for_each(|option| set.insert(option));
    Some(set)
}

/// `topic=option` or just `topic`.
fn first(argument: Argument, model: &Model, problems: &mut Problems) -> Vec<First> {
    let written = parts(argument);
    if written.is_empty() {
        let help = "name at least one move: `topic=option`, or `topic` for any move of it";
        says_nothing(argument, help, problems);
    }
    let mut found: Vec<First> = Vec::new();
    for (topic, option) in &written {
        let known = found.iter().map(|f| f.topic);
        let Some(id) = topic_once(topic, known, model, problems) else {
            continue;
        };
        let (chosen, span) = match option {
            None => (None, topic.span),
            Some(option) => match option_named(id, option, model, problems) {
                Some(chosen) => (Some(chosen), option.span),
                None => continue,
            },
        };
        found.push(First {
            topic: id,
            option: chosen,
            span,
        });
    }
    found
}

/// `topic,topic`: at least two.
fn group(argument: Argument, model: &Model, problems: &mut Problems) -> Option<Vec<TopicId>> {
    let written = parts(argument);
    let mut known: Vec<TopicId> = Vec::new();
    for (topic, option) in &written {
        if let Some(option) = option {
            let what = format!("`{}` names an option", topic.value);
            let help =
                "name topics alone: `topic,topic`; whatever their moves, they are kept apart";
            problems.push(Diagnostic::new(&SHAPE, option.span, what).help(help));
        }
        let id = topic_once(topic, known.iter().copied(), model, problems);
        known.extend(id);
    }
    if written.len() < 2 {
        let what = "fewer than two topics to keep apart";
        let help = "name two or more: `topic,topic`";
        problems.push(Diagnostic::new(&SHAPE, whole(argument), what).help(help));
    }
    (known.len() > 1).then_some(known)
}

/// The topic of this name, unless it is among those named before.
fn topic_once(
    name: &Spanned<String>,
    mut known: impl Iterator<Item = TopicId>,
    model: &Model,
    problems: &mut Problems,
) -> Option<TopicId> {
    let id = topic_named(name, model, problems)?;
    if known.any(|other| other == id) {
        let what = format!("the topic `{}` is named twice", name.value);
        problems.push(Diagnostic::new(&TWICE, name.span, what).help("name every topic once"));
        return None;
    }
    Some(id)
}

fn says_nothing(argument: Argument, help: &str, problems: &mut Problems) {
    let what = "no topic is named";
    problems.push(Diagnostic::new(&SHAPE, whole(argument), what).help(help));
}

fn whole(argument: Argument) -> Span {
    Span {
        file: argument.file,
        start: 0,
        end: argument.text.trim_end().len() as u32,
    }
}
