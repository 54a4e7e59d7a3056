//! Which columns of a table are topics.

use super::fault::{CLASH, HEADER, MISSING, listed};
use crate::base::TopicId;
use crate::diag::{Diagnostic, FileId, Problems, Span, near};
use crate::problem::Names;

/// What a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What proposals say of a topic.
    Topic(TopicId),
    /// Something else, carried through.
    Other,
}

/// The columns of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Names, in the order of the table.
    pub names: Vec<String>,
    /// What each is.
    pub roles: Vec<Role>,
    /// Topics without a column, in file order.
    pub missing: Vec<TopicId>,
}

/// What to do where nothing is said of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It stays at the status quo.
    StatusQuo,
    /// The row, or the table, is refused.
    Error,
}

/// Names the columns of a table. `written` are the names with their places in `file`; `carried` are those that are no topics whatever
/// they look like.
///
/// All problems are reported; `None` if there are any.
pub fn header(
    written: &[(String, (usize, usize))],
    file: FileId,
    names: &Names,
    carried: &[String],
    missing: Missing,
    problems: &mut Problems,
) -> Option<Header> {
    let before = problems.count(crate::diag::Severity::Error);
    let span = |at: (usize, usize)| Span {
        file,
        start: at.0 as u32,
        end: at.1 as u32,
    };
    let topic_of = |name: &str| {
        names
            .topics
            .entries()
            .find(|(_, t)| t.id == name)
            .map(|(id, _)| id)
    };
    let mut roles = Vec::new();
    for (place, (name, at)) in written.iter().enumerate() {
        if let Some((_, first)) = written[..place].iter().find(|(other, _)| other == name) {
            let what = format!("the column `{name}` stands there twice");
            problems.push(
                Diagnostic::new(&HEADER, span(*at), what)
                    .and_at(span(*first), "first here")
                    .help("name every column once"),
            );
        }
        let topic = topic_of(name).filter(|_| !carried.contains(name));
        roles.push(topic.map_or(Role::Other, Role::Topic));
    }
    let absent: Vec<TopicId> = names
        .topics
        .ids()
        .filter(|t| !roles.contains(&Role::Topic(*t)))
        .collect();
    let absent_ids = || absent.iter().map(|t| names.topics[*t].id.as_str());
    for ((name, at), role) in written.iter().zip(&roles) {
        let doubtful = *role == Role::Other && !carried.contains(name);
        if let Some(topic) = near(name, absent_ids()).filter(|_| doubtful) {
            let what = format!("`{name}` is no topic, and `{topic}` has no column");
            problems.push(Diagnostic::new(&HEADER, span(*at), what).help(format!(
                "did you mean `{topic}`? `--carry '{name}'` says that it is something else"
            )));
        }
    }
    let whole = span((0, written.last().map_or(0, |(_, at)| at.1)));
    if absent.len() == names.topics.len() {
        let ids = names.topics.iter().map(|t| t.id.as_str());
        problems.push(
            Diagnostic::new(
                &HEADER,
                whole,
                "no column is called like a topic of the model",
            )
            .help(format!(
                "the first row names the columns; the topics are {}",
                listed(ids)
            )),
        );
    } else if missing == Missing::Error && !absent.is_empty() {
        let what = format!("there is no column for {}", listed(absent_ids()));
        problems.push(
            Diagnostic::new(&MISSING, whole, what).help("add it, or leave out `--missing error`"),
        );
    }
    if problems.count(crate::diag::Severity::Error) > before {
        return None;
    }
    Some(Header {
        names: written.iter().map(|(name, _)| name.clone()).collect(),
        roles,
        missing: absent,
    })
}

impl Header {
    /// For each column of `first`, where it stands here; a problem where the two do not have the same columns.
    pub fn places_of(
        &self,
        first: &Header,
        file: FileId,
        problems: &mut Problems,
    ) -> Option<Vec<usize>> {
        let place = |name: &String| self.names.iter().position(|own| own == name);
        let places: Vec<Option<usize>> = first.names.iter().map(place).collect();
        let lost: Vec<&str> = first
            .names
            .iter()
            .zip(&places)
            .filter(|(_, p)| p.is_none())
            .map(|(n, _)| n.as_str())
            .collect();
        let new: Vec<&str> = self
            .names
            .iter()
            .filter(|n| !first.names.contains(n))
            .map(String::as_str)
            .collect();
        if lost.is_empty() && new.is_empty() {
            return places.into_iter().collect();
        }
        let mut what = Vec::new();
        if !lost.is_empty() {
            what.push(format!("it has no column {}", listed(lost.into_iter())));
        }
        if !new.is_empty() {
            what.push(format!(
                "only it has the column {}",
                listed(new.into_iter())
            ));
        }
        let span = Span {
            file,
            start: 0,
            end: 0,
        };
        problems.push(
            Diagnostic::new(
                &CLASH,
                span,
                format!(
                    "this file has other columns than the first: {}",
                    what.join("; ")
                ),
            )
            .help("give all files the same columns, or run them one by one"),
        );
        None
    }
}
