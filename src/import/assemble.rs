//! Puts a domain and the profiles of its sides together, and makes ids of names.

use rustc_hash::FxHashMap;

use super::Format;
use super::exact::Exact;
use super::names::Ids;
use super::negotiation::{Choice, Negotiation, Range, Side, Source, Topic};
use super::parts::{Content, Domain, Profile, Semantics, Values};
use super::report;
use super::sides::Table;
use crate::base::{Points, digest};
use crate::diag::{Code, Diagnostic, FileId, Problems, Sources, Span, Spanned};
use crate::model::Name;

/// The codes of this file.
pub const CODES: &[&Code] = &[&INCOMPLETE];

static INCOMPLETE: Code = Code {
    id: "E066",
    what: "files that do not make a negotiation",
    why: "A negotiation needs one domain and the profiles of at least two sides, all of one format.",
    example: "winset packages England.xml",
    fix: "Name the missing files, or the folder that holds them all.",
};

/// Puts the contents of files together. `None` if anything is wrong, which is reported.
pub fn assemble(
    format: Format,
    semantics: Semantics,
    contents: Vec<(FileId, Content)>,
    sources: &Sources,
    problems: &mut Problems,
) -> Option<Negotiation> {
    let files: Vec<_> = contents
        .iter()
        .map(|(file, content)| (*file, what(content)))
        .collect();
    let (domain, profiles) = sort(contents, problems)?;
    let mut work = Work {
        sources,
        semantics,
        problems,
    };
    let topics = work.topics(&domain);
    let listed = work.list(&files, format);
    let ids: FxHashMap<_, _> = files
        .iter()
        .map(|(f, _)| *f)
        .zip(listed.iter().map(|s| s.id.clone()))
        .collect();
    let mut names = Ids::new(&[]);
    let mut actors = Vec::new();
    let table = Table::new(&domain.issues, &topics);
    for profile in &profiles {
        let mut cited: Vec<_> = [profile.file, domain.file]
            .iter()
            .filter_map(|f| ids.get(f).cloned())
            .collect();
        cited.dedup_by(|a, b| a.value == b.value);
        actors.push(work.side(profile, &table, &mut names, cited));
    }
    if work.problems.has_errors() {
        return None;
    }
    Some(Negotiation {
        span: domain.issues[0].name.span,
        title: Some(work.title(&domain, &actors)),
        description: describe(format, semantics),
        sources: listed,
        topics,
        actors,
    })
}

fn what(content: &Content) -> &'static str {
    match content {
        Content::Domain(_) => "domain",
        Content::Profile(_) => "utility profile",
        Content::Table(..) => "score table",
        Content::Nothing(_) => "results",
    }
}

/// The one domain and the profiles, at least two.
fn sort(
    contents: Vec<(FileId, Content)>,
    problems: &mut Problems,
) -> Option<(Domain, Vec<Profile>)> {
    let (mut domains, mut profiles) = (Vec::new(), Vec::new());
    let first = contents.first().map(|(file, _)| report::start(*file))?;
    for (_, content) in contents {
        match content {
            Content::Domain(domain) => domains.push(domain),
            Content::Profile(profile) => profiles.push(profile),
            Content::Table(domain, sides) => {
                domains.push(domain);
                profiles.extend(sides);
            }
            Content::Nothing(_) => {}
        }
    }
    let mut incomplete = |span, what: &str, help: &str| {
        problems.push(Diagnostic::new(&INCOMPLETE, span, what).help(help));
    };
    if let [_, second, ..] = &domains[..] {
        let span = second.issues.first().map_or(first, |i| i.name.span);
        incomplete(
            span,
            "a second domain",
            "import the files of one domain at a time",
        );
        return None;
    }
    match profiles.len() {
        0 => {
            incomplete(
                first,
                "a domain without a profile",
                "it says what can be agreed, not what that is worth to whom: name the sides' profiles, too",
            );
            return None;
        }
        1 => {
            incomplete(
                profiles[0].span,
                "only one side's profile",
                "name the profile of the other side, too, or the folder that holds them",
            );
            return None;
        }
        _ => {}
    }
    let own = || {
        let with = profiles.iter().find(|p| !p.issues.is_empty())?;
        Some(Domain {
            file: with.file,
            name: None,
            issues: with.issues.clone(),
        })
    };
    let domain = domains.into_iter().next().or_else(own);
    if domain.is_none() {
        incomplete(
            profiles[0].span,
            "profiles without their domain",
            "these profiles do not name their issues: name the domain file, too",
        );
    }
    domain
        .filter(|d| !d.issues.is_empty())
        .map(|domain| (domain, profiles))
}

/// What putting together needs at every step.
pub struct Work<'a> {
    /// The files.
    pub sources: &'a Sources,
    /// How evaluations become worth.
    pub semantics: Semantics,
    /// Where problems go.
    pub problems: &'a mut Problems,
}

impl Work<'_> {
    fn topics(&mut self, domain: &Domain) -> Vec<Topic> {
        self.unique(domain.issues.iter().map(|i| &i.name), "issue");
        let mut ids = Ids::new(&["any", "not"]);
        let mut topics = Vec::new();
        for issue in &domain.issues {
            let (id, title) = ids.make(&issue.name.value);
            let (options, range) = match &issue.values {
                Values::Listed(values) => (self.options(values), None),
                Values::Range(span, low, high) => self.range(*span, low, high),
            };
            let id = Spanned::new(id, issue.name.span);
            topics.push(Topic {
                id,
                title,
                options,
                range,
            });
        }
        topics
    }

    /// A range of values, of which any may be agreed: ten steps, or as many as divide it evenly.
    fn range(&mut self, span: Span, low: &Exact, high: &Exact) -> (Vec<Choice>, Option<Range>) {
        let (from, to) = (self.rounded(low, span), self.rounded(high, span));
        let length = (to - from).billionths();
        if length <= 0 {
            report::shape(
                self.problems,
                span,
                "a range that goes up",
                "one that does not",
            );
            return (Vec::new(), None);
        }
        let steps = [10, 8, 5, 4, 2]
            .into_iter()
            .find(|n| length % n == 0)
            .unwrap_or(1);
        let step = Points::from_billionths(length / steps);
        let option = |n| {
            let value = from + step * n;
            Choice {
                id: Spanned::new(value.to_string(), span),
                title: None,
            }
        };
        let options = (0..=steps as i64).map(option).collect();
        (options, Some(Range { from, to, step }))
    }

    fn options(&mut self, values: &[Name]) -> Vec<Choice> {
        self.unique(values.iter(), "value");
        let mut ids = Ids::new(&["unsettled"]);
        let option = |value: &Name| {
            let (id, title) = ids.make(&value.value);
            Choice {
                id: Spanned::new(id, value.span),
                title,
            }
        };
        values.iter().map(option).collect()
    }

    fn unique<'n>(&mut self, names: impl Iterator<Item = &'n Name>, kind: &str) {
        let mut seen = FxHashMap::default();
        for name in names {
            if let Some(first) = seen.insert(name.value.as_str(), name.span) {
                let what = format!("the {kind} `{}` stands twice", name.value);
                report::twice(self.problems, name.span, first, what);
            }
        }
    }

    fn list(&self, files: &[(FileId, &str)], format: Format) -> Vec<Source> {
        let mut ids = Ids::new(&[]);
        let source = |(file, what): &(FileId, &str)| {
            let source = self.sources.file(*file);
            Source {
                id: Spanned::new(ids.make(base(&source.name)).0, report::start(*file)),
                title: format!("{} {what}", format.title()),
                note: format!("sha256 {}", digest(source.text.as_bytes())),
            }
        };
        files
            .iter()
            .filter(|(_, what)| *what != "results")
            .map(source)
            .collect()
    }

    /// The name inside, else the domain file's, else the sides'.
    fn title(&self, domain: &Domain, actors: &[Side]) -> Name {
        let own = actors
            .iter()
            .any(|a| a.id.value == stem(&self.sources.file(domain.file).name));
        let title = match own {
            true => actors
                .iter()
                .map(|a| a.id.value.as_str())
                .collect::<Vec<_>>()
                .join(" and "),
            false => stem(&self.sources.file(domain.file).name).to_owned(),
        };
        let inside = domain.name.clone().filter(|n| !n.value.is_empty());
        inside.unwrap_or(Spanned::new(title, report::start(domain.file)))
    }
}

fn describe(format: Format, semantics: Semantics) -> String {
    let rule = match (format, semantics) {
        (Format::Csv, _) => "Scores are taken as written.",
        (_, Semantics::Genius) => {
            "Worth is weight times evaluation, each issue's evaluations divided by the largest of them (genius semantics)."
        }
        (_, Semantics::AsWritten) => {
            "Worth is weight times evaluation, as written (as-written semantics)."
        }
    };
    format!(
        "Imported from {}. {rule} No agreement is worth the reservation value, 0 where none is stated. \
         Nothing is settled at the start. Numbers are exact, rounded once to nine places.",
        format.title()
    )
}

/// The last part of a path.
fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The same without its ending; standard input has no name of its own.
pub fn stem(path: &str) -> &str {
    let base = base(path).trim_matches(['<', '>']);
    match base.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => base,
    }
}
