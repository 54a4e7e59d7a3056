//! Codes, diagnostics and the collector that gathers all problems of a file.

use super::source::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The model cannot be used.
    Error,
    /// The model can be used, and is probably not what was meant.
    Lint,
}

/// A kind of problem: what `winset explain` prints. Each check owns its codes and lists them in its `CODES`.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable name: `E…` for errors, `L…` for lints.
    pub id: &'static str,
    /// What it is, in one line.
    pub what: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// A piece of a model that has it.
    pub example: &'static str,
    /// What to write instead.
    pub fix: &'static str,
}

impl Code {
    /// Errors start with `E`.
    pub fn severity(&self) -> Severity {
        if self.id.starts_with('E') {
            Severity::Error
        } else {
            Severity::Lint
        }
    }
}

/// A place and what to say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What; may be empty.
    pub text: String,
}

/// One problem of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its kind.
    pub code: &'static Code,
    /// One terse sentence.
    pub message: String,
    /// Where; the first is the place itself, the others explain it.
    pub labels: Vec<Label>,
    /// What would fix it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem at `span`.
    pub fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        let label = Label {
            span,
            text: String::new(),
        };
        Self {
            code,
            message: message.into(),
            labels: vec![label],
            help: None,
        }
    }
    /// Says something under the place itself.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.labels[0].text = text.into();
        self
    }
    /// Points at another place that explains the problem.
    pub fn and_at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }
    /// Says what would fix it.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
    /// "did you mean", if something is near enough.
    pub fn help_near<'a>(self, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match near(wrong, known) {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }
}

/// Gathers problems; nothing is thrown.
#[derive(Clone, Debug, Default)]
pub struct Problems(Vec<Diagnostic>);

impl Problems {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }
    /// Adds many.
    pub fn extend(&mut self, more: Problems) {
        self.0.extend(more.0);
    }
    /// Is any of them an error?
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
    /// How many of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        let same = |d: &&Diagnostic| d.code.severity() == severity;
        self.0.iter().filter(same).count()
    }
    /// In the order of the text: by file and place, then by code.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.0
            .sort_by_key(|d| (d.labels[0].span, d.code.id, d.message.clone()));
        self.0.dedup();
        self.0
    }
}

/// The known name that `wrong` was probably meant to be: at most a third of its letters differ.
pub fn near<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong_lower = wrong.to_lowercase();
    known
        .into_iter()
        .map(|name| {
            let distance = strsim::damerau_levenshtein(&wrong_lower, &name.to_lowercase());
            (distance, name)
        })
        .filter(|(distance, name)| *distance * 3 <= wrong.chars().count().max(name.chars().count()))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
