//! A settlement, or part of one, that the user names: on the command line or in a file of its own.

use super::names::{TWICE, UNKNOWN_OPTION, UNKNOWN_TOPIC, list};
use crate::base::{OptionId, TopicId};
use crate::diag::{Diagnostic, FileId, Problems, Span, Spanned};
use crate::model::nouns::Model;
use crate::model::read::SHAPE;
use crate::model::tree::{Value, read_tree};

/// Text that names a settlement: `topic=option,topic=option`, or a file that maps topics to options.
#[derive(Clone, Copy, Debug)]
pub struct Argument<'t> {
    /// What the text is called in messages.
    pub file: FileId,
    /// The text.
    pub text: &'t str,
    /// Is it YAML or JSON instead of `topic=option,…`?
    pub is_file: bool,
}

/// A topic and the option named for it.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    pub topic: TopicId,
    pub option: OptionId,
    /// Where the option is named.
    pub span: Span,
}

type Written = (Spanned<String>, Spanned<String>);

/// Reads a settlement. Topics that are not named are not in the answer; `None` if there are errors.
pub fn package(
    argument: Argument,
    model: &Model,
    problems: &mut Problems,
) -> Option<Vec<(TopicId, OptionId)>> {
    let named = named(argument, model, problems);
    let pairs = named.iter().map(|n| (n.topic, n.option)).collect();
    (!problems.has_errors()).then_some(pairs)
}

/// The options that are named; everything that is wrong is reported and left out.
pub fn named(argument: Argument, model: &Model, problems: &mut Problems) -> Vec<Named> {
    let written = match argument.is_file {
        true => of_file(argument, problems),
        false => of_line(argument, problems),
    };
    look_up(&written, model, problems)
}

fn of_file(argument: Argument, problems: &mut Problems) -> Vec<Written> {
    let mut written = Vec::new();
    if argument.text.trim().is_empty() {
        return written;
    }
    let Some(root) = read_tree(argument.file, argument.text, problems) else {
        return written;
    };
    let Value::Map(items) = &root.value else {
        problems.push(
            Diagnostic::new(
                &SHAPE,
                root.span,
                format!("{} instead of a mapping", root.kind()),
            )
            .help("write one line per topic: `topic: option`"),
        );
        return written;
    };
    for (key, value) in items {
        match (key.text(), value.text()) {
            (Some(topic), Some(option)) => written.push((
                Spanned::new(topic.to_owned(), key.span),
                Spanned::new(option.to_owned(), value.span),
            )),
            _ => problems.push(
                Diagnostic::new(
                    &SHAPE,
                    value.span,
                    format!("{} instead of an option", value.kind()),
                )
                .help("write the id of one option"),
            ),
        }
    }
    written
}

fn of_line(argument: Argument, problems: &mut Problems) -> Vec<Written> {
    let mut written = Vec::new();
    for (topic, option) in parts(argument) {
        match option {
            Some(option) => written.push((topic, option)),
            None => {
                let what = format!("`{}` does not say which option", topic.value);
                problems.push(
                    Diagnostic::new(&SHAPE, topic.span, what)
                        .help("write `topic=option`, with commas between; `@file` names a file"),
                );
            }
        }
    }
    written
}

/// The parts between commas, each cut at its first `=`, if it has one; empty parts are left out.
pub fn parts(argument: Argument) -> Vec<(Spanned<String>, Option<Spanned<String>>)> {
    let Argument { file, text, .. } = argument;
    let spanned = |start: usize, end: usize| {
        let span = trimmed(file, text, start, end);
        let own = &text[span.start as usize..span.end as usize];
        Spanned::new(own.to_owned(), span)
    };
    let mut found = Vec::new();
    let mut start = 0;
    for part in text.split(',') {
        let end = start + part.len();
        match part.find('=') {
            Some(sign) => {
                let option = spanned(start + sign + 1, end);
                found.push((spanned(start, start + sign), Some(option)));
            }
            None if part.trim().is_empty() => {}
            None => found.push((spanned(start, end), None)),
        }
        start = end + 1;
    }
    found
}

fn trimmed(file: FileId, text: &str, start: usize, end: usize) -> Span {
    let own = &text[start..end];
    let lead = own.len() - own.trim_start().len();
    let start = (start + lead) as u32;
    Span {
        file,
        start,
        end: start + own.trim().len() as u32,
    }
}

/// Every name is looked up, every problem reported.
fn look_up(written: &[Written], model: &Model, problems: &mut Problems) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for (topic, option) in written {
        let Some(id) = topic_named(topic, model, problems) else {
            continue;
        };
        if found.iter().any(|known| known.topic == id) {
            let what = format!("the topic `{}` is named twice", topic.value);
            problems.push(
                Diagnostic::new(&TWICE, topic.span, what).help("name one option for each topic"),
            );
        } else if let Some(chosen) = option_named(id, option, model, problems) {
            found.push(Named {
                topic: id,
                option: chosen,
                span: option.span,
            });
        }
    }
    found
}

/// The topic of this name.
pub fn topic_named(
    name: &Spanned<String>,
    model: &Model,
    problems: &mut Problems,
) -> Option<TopicId> {
    let mut topics = model.topics.entries();
    let found = topics.find(|(_, topic)| topic.id == name.value);
    if found.is_none() {
        let what = format!("there is no topic `{}`", name.value);
        let known: Vec<&str> = model.topics.iter().map(|t| t.id.as_str()).collect();
        let topics = match known.is_empty() {
            true => "the model has no topics".to_owned(),
            false => format!("the topics are {}", list(&known)),
        };
        problems.push(
            Diagnostic::new(&UNKNOWN_TOPIC, name.span, what)
                .help(topics)
                .help_near(&name.value, known),
        );
    }
    found.map(|(id, _)| id)
}

/// The option of this name.
pub fn option_named(
    topic: TopicId,
    name: &Spanned<String>,
    model: &Model,
    problems: &mut Problems,
) -> Option<OptionId> {
    let own = &model.topics[topic];
    let mut options = own.options.entries();
    let found = options.find(|(_, option)| option.id == name.value);
    if found.is_none() {
        let what = format!("`{}` has no option `{}`", own.id, name.value);
        let known: Vec<&str> = own.options.iter().map(|o| o.id.as_str()).collect();
        let between = match own.range.as_ref().is_some_and(|r| r.divisible) {
            true => "; a package given here stands on the steps of a divisible topic",
            false => "",
        };
        problems.push(
            Diagnostic::new(&UNKNOWN_OPTION, name.span, what)
                .help(format!("its options are {}{between}", list(&known)))
                .help_near(&name.value, known),
        );
    }
    found.map(|(id, _)| id)
}
