//! The models of a run: one, or one per overlay.

use std::path::PathBuf;

use super::super::cli::{Batch, FilesArg, OverlayArg};
use super::super::commands::load_or_say;
use super::super::input::Loaded;
use super::super::output::Output;
use super::{Ended, Outcome};
use crate::problem::Problem;

/// The models: one, or one per overlay.
pub struct Models {
    /// The first, with the texts of all.
    pub first: Loaded,
    /// What they compile to, by overlay.
    pub problems: Vec<(String, Problem)>,
    /// Their digests.
    pub digests: Vec<String>,
}

/// Loads them; what is wrong with them is said.
pub fn load(args: &Batch, output: Output) -> Result<Models, Ended> {
    let mut problems = Vec::new();
    let mut digests = Vec::new();
    let mut first = None;
    let readings: Vec<Vec<PathBuf>> = match args.overlays.overlay.is_empty() {
        true => vec![Vec::new()],
        false => args
            .overlays
            .overlay
            .iter()
            .map(|o| vec![o.clone()])
            .collect(),
    };
    for overlay in readings {
        let name = overlay
            .first()
            .map_or(String::new(), |path| path.display().to_string());
        let files = FilesArg {
            model: vec![args.model.clone()],
            semantics: None,
            overlays: OverlayArg { overlay },
        };
        let loaded = load_or_say(&files, args.json, output)?;
        let Some((_, problem)) = &loaded.compiled else {
            return Err(Outcome::Bad.into());
        };
        digests.push(loaded.digest.clone());
        problems.push((name, problem.clone()));
        first.get_or_insert(loaded);
    }
    for (name, problem) in &problems[1..] {
        if !same_terms(&problems[0].1, problem) {
            return Err(format!(
                "{name} changes topics, their options or who the actors are; overlays of a batch may change what they are worth and what rules there are"
            )
            .into());
        }
    }
    let first = first.ok_or(Outcome::Bad)?;
    Ok(Models {
        first,
        problems,
        digests,
    })
}

/// Do two problems speak of the same topics, options, actors and audiences?
fn same_terms(a: &Problem, b: &Problem) -> bool {
    type Topic<'a> = (&'a str, Vec<&'a str>);
    type Actor<'a> = (&'a str, bool, Vec<(&'a str, bool, bool)>);
    fn topics(p: &Problem) -> Vec<Topic<'_>> {
        let of = p.names.topics.iter();
        of.map(|t| {
            (
                t.id.as_str(),
                t.options.iter().map(|(id, _)| id.as_str()).collect(),
            )
        })
        .collect()
    }
    fn actors(p: &Problem) -> Vec<Actor<'_>> {
        p.actors
            .entries()
            .map(|(id, own)| {
                let audiences = p.names.audiences[id].iter().zip(&own.audiences);
                let audiences = audiences.map(|((id, _), a)| {
                    (id.as_str(), a.ratifies_at.is_some(), a.tolerates.is_some())
                });
                (
                    p.names.actors[id].0.as_str(),
                    p.consenting.contains(&id),
                    audiences.collect(),
                )
            })
            .collect()
    }
    topics(a) == topics(b) && actors(a) == actors(b)
}
