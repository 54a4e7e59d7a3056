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

/// Gathers problems; nothing is thrown. Of a file with very many, the first thousand of each severity are kept and the
/// others counted, so that a hostile file costs no more than an honest one.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    kept: Vec<Diagnostic>,
    errors: usize,
    lints: usize,
}

impl Problems {
    /// Most problems of a severity that are kept.
    pub const MOST: usize = 1_000;

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let count = match diagnostic.code.severity() {
            Severity::Error => &mut self.errors,
            Severity::Lint => &mut self.lints,
        };
        *count += 1;
        if *count <= Self::MOST {
            self.kept.push(diagnostic);
        }
    }
    /// Adds many.
    pub fn extend(&mut self, more: Problems) {
        let (errors, lints) = (self.errors + more.errors, self.lints + more.lints);
        more.kept.into_iter().for_each(|d| self.push(d));
        (self.errors, self.lints) = (errors, lints);
    }
    /// Is any of them an error?
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
    /// How many of a severity, those that are not kept included.
    pub fn count(&self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.errors,
            Severity::Lint => self.lints,
        }
    }
    /// In the order of the text: by file and place, then by code.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.kept
            .sort_by_key(|d| (d.labels[0].span, d.code.id, d.message.clone()));
        self.kept.dedup();
        self.kept
    }
}

/// The known name that `wrong` was probably meant to be: at most a third of its letters differ. Of very many names only
/// the first are compared, and very long ones not at all, so that a hostile file costs no more than an honest one.
pub fn near<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = wrong.chars().count();
    if length > LONGEST_NAME {
        return None;
    }
    let wrong_lower = wrong.to_lowercase();
    let letters = letters(&wrong_lower);
    let mut left = MOST_PAIRS;
    let known = known.into_iter().take(MOST_NAMES);
    known
        .filter_map(|name| {
            let own = name.chars().count();
            let longer = length.max(own);
            if longer > LONGEST_NAME || own.abs_diff(length) * 3 > longer {
                return None;
            }
            let name_lower = name.to_lowercase();
            if apart(&letters, &self::letters(&name_lower)) * 3 > longer {
                return None;
            }
            left = left.checked_sub(length * own)?;
            let distance = strsim::damerau_levenshtein(&wrong_lower, &name_lower);
            (distance * 3 <= longer).then_some((distance, name))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

const LONGEST_NAME: usize = 100;
const MOST_NAMES: usize = 2_000;
/// Most pairs of letters that names of nearly the same letters are compared by.
const MOST_PAIRS: usize = 300_000;

/// How often each letter stands in a name, letters with the same last bits taken together.
fn letters(name: &str) -> [i32; 64] {
    let mut counts = [0; 64];
    for c in name.chars() {
        counts[c as usize % 64] += 1;
    }
    counts
}

/// At least so many letters have to change to make one name of the other, whatever their order.
fn apart(a: &[i32; 64], b: &[i32; 64]) -> usize {
    let over = a.iter().zip(b).map(|(a, b)| (a - b).max(0)).sum::<i32>();
    let under = a.iter().zip(b).map(|(a, b)| (b - a).max(0)).sum::<i32>();
    over.max(under) as usize
}
