//! A settlement that the user names: on the command line or in a file of its own.

use super::names::{TWICE, UNKNOWN_OPTION, UNKNOWN_TOPIC, list};
use crate::base::{OptionId, TopicId};
use crate::diag::{Diagnostic, FileId, Problems, Span, Spanned};
use crate::model::nouns::Model;
use crate::model::read::SHAPE;
use crate::model::tree::{Value, read_tree};

type Written = (Spanned<String>, Spanned<String>);

/// Reads a file that maps topics to options, YAML or JSON. Topics that are not named are not in the answer; `None` if there are errors.
pub fn package_file(
    file: FileId,
    text: &str,
    model: &Model,
    problems: &mut Problems,
) -> Option<Vec<(TopicId, OptionId)>> {
    if text.trim().is_empty() {
        return Some(Vec::new());
    }
    let root = read_tree(file, text, problems)?;
    let mut written = Vec::new();
    let Value::Map(items) = &root.value else {
        problems.push(
            Diagnostic::new(
                &SHAPE,
                root.span,
                format!("{} instead of a mapping", root.kind()),
            )
            .help("write one line per topic: `topic: option`"),
        );
        return None;
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
    look_up(&written, model, problems)
}

/// Reads `topic=option,topic=option`, as on the command line. Otherwise as [`package_file`].
pub fn package_argument(
    file: FileId,
    text: &str,
    model: &Model,
    problems: &mut Problems,
) -> Option<Vec<(TopicId, OptionId)>> {
    let mut written: Vec<Written> = Vec::new();
    let mut start = 0;
    for part in text.split(',') {
        let span = trimmed(file, text, start, start + part.len());
        if let Some((topic, _)) = part.split_once('=') {
            let middle = start + topic.len();
            let spanned = |span: Span| {
                let own = &text[span.start as usize..span.end as usize];
                Spanned::new(own.to_owned(), span)
            };
            let option = trimmed(file, text, middle + 1, start + part.len());
            written.push((spanned(trimmed(file, text, start, middle)), spanned(option)));
        } else if !part.trim().is_empty() {
            let what = format!("`{}` does not say which option", part.trim());
            problems.push(
                Diagnostic::new(&SHAPE, span, what)
                    .help("write `topic=option`, with commas between; `@file` names a file"),
            );
        }
        start += part.len() + 1;
    }
    look_up(&written, model, problems)
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
fn look_up(
    written: &[Written],
    model: &Model,
    problems: &mut Problems,
) -> Option<Vec<(TopicId, OptionId)>> {
    let mut found: Vec<(TopicId, OptionId)> = Vec::new();
    for (topic, option) in written {
        let Some((id, own)) = model.topics.entries().find(|(_, t)| t.id == topic.value) else {
            let what = format!("there is no topic `{}`", topic.value);
            let known: Vec<&str> = model.topics.iter().map(|t| t.id.as_str()).collect();
            problems.push(
                Diagnostic::new(&UNKNOWN_TOPIC, topic.span, what)
                    .help(format!("the topics are {}", list(&known)))
                    .help_near(&topic.value, known),
            );
            continue;
        };
        if found.iter().any(|(known, _)| *known == id) {
            let what = format!("the topic `{}` is named twice", topic.value);
            problems.push(
                Diagnostic::new(&TWICE, topic.span, what).help("name one option for each topic"),
            );
            continue;
        }
        let mut options = own.options.entries();
        match options.find(|(_, o)| o.id == option.value) {
            Some((chosen, _)) => found.push((id, chosen)),
            None => {
                let what = format!("`{}` has no option `{}`", own.id, option.value);
                let known: Vec<&str> = own.options.iter().map(|o| o.id.as_str()).collect();
                let between = match own.range.as_ref().is_some_and(|r| r.divisible) {
                    true => "; a package given here stands on the steps of a divisible topic",
                    false => "",
                };
                problems.push(
                    Diagnostic::new(&UNKNOWN_OPTION, option.span, what)
                        .help(format!("its options are {}{between}", list(&known)))
                        .help_near(&option.value, known),
                );
            }
        }
    }
    (!problems.has_errors()).then_some(found)
}
