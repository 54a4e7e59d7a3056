//! The little language of `--where`: which rows are wanted.
//!
//! ```text
//! either  = both ("or" both)*          both = not ("and" not)*        not = "not" not | test
//! test    = "(" either ")" | column | column compares value | column "in" "(" value ("," value)* ")" | "refuses" "(" name ")"
//! compares: = == != < <= > >=          value: a number, a name, or 'text in quotes'
//! ```

use super::columns::{Answer, Columns, Out, known, unknown};
use super::fault::{COLUMN, OPTION, SYNTAX, listed};
use crate::base::{ConstraintId, Id, Points, TopicId};
use crate::diag::{Diagnostic, FileId, Problems, Span, near};
use crate::problem::Problem;

/// A condition on rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// All hold.
    All(Vec<Filter>),
    /// Any holds.
    Any(Vec<Filter>),
    /// Does not hold.
    Not(Box<Filter>),
    /// An answer that is true or false.
    Flag(Answer),
    /// The constraint refuses the row.
    Refused(ConstraintId),
    /// A number, compared.
    Number(Answer, Compare, Points),
    /// The topic stands at one of these options.
    Options(TopicId, Vec<bool>),
    /// Words of an answer, or of a column of the input, are among these.
    Among(Out, Vec<String>),
    /// A number in a column of the input, compared.
    Cell(usize, Compare, f64),
}

/// How numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// Equal.
    Is,
    /// Not equal.
    IsNot,
    /// Smaller.
    Below,
    /// Not larger.
    AtMost,
    /// Larger.
    Above,
    /// Not smaller.
    AtLeast,
}

impl Compare {
    /// Does it hold of two numbers?
    pub fn holds<T: PartialOrd>(self, a: &T, b: &T) -> bool {
        match self {
            Compare::Is => a == b,
            Compare::IsNot => a != b,
            Compare::Below => a < b,
            Compare::AtMost => a <= b,
            Compare::Above => a > b,
            Compare::AtLeast => a >= b,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Word {
    Name(String),
    Text(String),
    Compare(Compare),
    Sign(char),
}

type Placed = (Word, Span);

/// Reads a condition. All problems are reported; `None` if there are any.
pub fn filter(
    text: &str,
    file: FileId,
    problem: &Problem,
    input: &[String],
    problems: &mut Problems,
) -> Option<Filter> {
    let before = problems.count(crate::diag::Severity::Error);
    let words = words(text, file, problems)?;
    let end = Span {
        file,
        start: text.len() as u32,
        end: text.len() as u32,
    };
    let mut parser = Parser {
        words: &words,
        at: 0,
        end,
        depth: 0,
        problem,
        columns: known(problem, input),
        problems,
    };
    let found = parser.either();
    if let Some((_, span)) = parser.words.get(parser.at).filter(|_| found.is_some()) {
        let what = "`and` or `or` is missing before this";
        parser
            .problems
            .push(Diagnostic::new(&SYNTAX, *span, what).help(HELP));
    }
    found.filter(|_| problems.count(crate::diag::Severity::Error) == before)
}

const HELP: &str =
    "write conditions such as `agreeable and gain.north >= 3`, joined by `and`, `or` and `not`";

/// Deepest nesting of brackets and `not`.
const MOST_DEPTH: usize = 100;

fn words(text: &str, file: FileId, problems: &mut Problems) -> Option<Vec<Placed>> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let span = |start: usize, end: usize| Span {
        file,
        start: start as u32,
        end: end as u32,
    };
    let is_name = |c: char| c.is_alphanumeric() || "_.-/+:".contains(c);
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else {
            break;
        };
        let mut end = at + first.len_utf8();
        let word = match first {
            c if c.is_whitespace() => {
                at = end;
                continue;
            }
            '(' | ')' | ',' => Word::Sign(first),
            '\'' | '"' | '`' => {
                let Some(length) = text[end..].find(first) else {
                    let what = "this quote is not closed";
                    problems.push(Diagnostic::new(&SYNTAX, span(at, text.len()), what));
                    return None;
                };
                let own = text[end..end + length].to_owned();
                end += length + 1;
                match first {
                    '`' => Word::Name(own),
                    _ => Word::Text(own),
                }
            }
            '=' | '<' | '>' | '!' => {
                let double = bytes.get(at + 1) == Some(&b'=');
                end += usize::from(double);
                Word::Compare(match (first, double) {
                    ('=', _) => Compare::Is,
                    ('<', true) => Compare::AtMost,
                    ('<', false) => Compare::Below,
                    ('>', true) => Compare::AtLeast,
                    ('>', false) => Compare::Above,
                    (_, true) => Compare::IsNot,
                    (_, false) => {
                        let what = "`!` alone compares nothing";
                        problems.push(
                            Diagnostic::new(&SYNTAX, span(at, end), what)
                                .help("write `!=` or `not`"),
                        );
                        return None;
                    }
                })
            }
            c if is_name(c) => {
                end = at + rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                Word::Name(text[at..end].to_owned())
            }
            _ => {
                let what = format!("`{first}` has no meaning here");
                problems.push(Diagnostic::new(&SYNTAX, span(at, end), what).help(HELP));
                return None;
            }
        };
        found.push((word, span(at, end)));
        at = end;
    }
    Some(found)
}

struct Parser<'a> {
    words: &'a [Placed],
    at: usize,
    end: Span,
    depth: usize,
    problem: &'a Problem,
    columns: Columns,
    problems: &'a mut Problems,
}

impl Parser<'_> {
    fn is(&self, keyword: &str) -> bool {
        matches!(self.words.get(self.at), Some((Word::Name(name), _)) if name.eq_ignore_ascii_case(keyword))
    }

    fn takes(&mut self, keyword: &str) -> bool {
        let is = self.is(keyword);
        self.at += usize::from(is);
        is
    }

    fn takes_sign(&mut self, sign: char) -> bool {
        let is = matches!(self.words.get(self.at), Some((Word::Sign(own), _)) if *own == sign);
        self.at += usize::from(is);
        is
    }

    fn span(&self) -> Span {
        self.words.get(self.at).map_or(self.end, |(_, span)| *span)
    }

    fn wrong<T>(&mut self, what: &str) -> Option<T> {
        let span = self.span();
        self.problems
            .push(Diagnostic::new(&SYNTAX, span, what.to_owned()).help(HELP));
        None
    }

    fn either(&mut self) -> Option<Filter> {
        let mut parts = vec![self.both()?];
        while self.takes("or") {
            parts.push(self.both()?);
        }
        Some(single(parts, Filter::Any))
    }

    fn both(&mut self) -> Option<Filter> {
        let mut parts = vec![self.not()?];
        while self.takes("and") {
            parts.push(self.not()?);
        }
        Some(single(parts, Filter::All))
    }

    fn not(&mut self) -> Option<Filter> {
        if self.depth > MOST_DEPTH {
            return self.wrong("nested too deep");
        }
        self.depth += 1;
        let found = match self.takes("not") {
            true => self.not().map(|inner| Filter::Not(Box::new(inner))),
            false => self.test(),
        };
        self.depth -= 1;
        found
    }

    fn test(&mut self) -> Option<Filter> {
        if self.takes_sign('(') {
            let inner = self.either()?;
            return match self.takes_sign(')') {
                true => Some(inner),
                false => self.wrong("a bracket is not closed"),
            };
        }
        let Some((Word::Name(name), span)) = self.words.get(self.at).cloned() else {
            return self.wrong("a column is missing here");
        };
        self.at += 1;
        if name.eq_ignore_ascii_case("refuses") && self.takes_sign('(') {
            return self.refuses();
        }
        let out = self.column(&name, span)?;
        let compare = match self.words.get(self.at) {
            Some((Word::Compare(compare), _)) => *compare,
            _ if self.is("in") => {
                self.at += 1;
                return self.among(&name, out);
            }
            _ => return self.flag(&name, out, span),
        };
        self.at += 1;
        let place = self.span();
        let value = self.value()?;
        self.compared(&name, out, compare, &value, place)
    }

    fn column(&mut self, name: &str, span: Span) -> Option<Out> {
        // A topic without a column of its own stands at the status quo, which can be asked, too.
        let topics = self.problem.names.topics.entries();
        let topic = topics
            .filter(|(_, t)| t.id == name)
            .map(|(id, _)| Out::Answer(Answer::Option(id)))
            .next();
        let own = self.columns.iter().find(|(own, _)| own == name);
        let answer = own
            .filter(|(_, out)| matches!(out, Out::Answer(_)))
            .map(|(_, out)| *out);
        let found = answer.or(topic).or(own.map(|(_, out)| *out));
        if found.is_none() {
            self.problems.push(unknown(name, span, &self.columns));
        }
        found
    }

    fn value(&mut self) -> Option<String> {
        match self.words.get(self.at) {
            Some((Word::Name(text) | Word::Text(text), _)) => {
                self.at += 1;
                Some(text.clone())
            }
            _ => self.wrong("a number or a name is missing here"),
        }
    }

    fn flag(&mut self, name: &str, out: Out, span: Span) -> Option<Filter> {
        match out {
            Out::Answer(answer) if is_flag(answer) => Some(Filter::Flag(answer)),
            _ => {
                let what = format!("`{name}` is neither true nor false");
                self.problems.push(
                    Diagnostic::new(&SYNTAX, span, what).help(format!("compare it: `{name} = …`")),
                );
                None
            }
        }
    }

    fn refuses(&mut self) -> Option<Filter> {
        let span = self.span();
        let name = self.value()?;
        if !self.takes_sign(')') {
            return self.wrong("a bracket is not closed");
        }
        let constraints = &self.problem.names.constraints;
        let found = constraints
            .entries()
            .find(|(_, c)| c.id == name)
            .map(|(id, _)| id);
        if found.is_none() {
            let ids = || constraints.iter().map(|c| c.id.as_str());
            let what = format!("there is no red line or rule `{name}`");
            let help = match near(&name, ids()) {
                Some(own) => format!("did you mean `{own}`?"),
                None => format!("there are {}", listed(ids())),
            };
            self.problems
                .push(Diagnostic::new(&COLUMN, span, what).help(help));
        }
        found.map(Filter::Refused)
    }

    fn among(&mut self, name: &str, out: Out) -> Option<Filter> {
        if !self.takes_sign('(') {
            return self.wrong("values stand in brackets: `in (one, two)`");
        }
        let mut parts = Vec::new();
        loop {
            let place = self.span();
            let value = self.value()?;
            parts.push(self.compared(name, out, Compare::Is, &value, place)?);
            if self.takes_sign(')') {
                return Some(single(parts, Filter::Any));
            }
            if !self.takes_sign(',') {
                return self.wrong("a comma or a bracket is missing here");
            }
        }
    }

    fn compared(
        &mut self,
        name: &str,
        out: Out,
        compare: Compare,
        value: &str,
        place: Span,
    ) -> Option<Filter> {
        let number = Points::parse(value).ok();
        let help = |parser: &mut Self, what: String, help: String| -> Option<Filter> {
            parser
                .problems
                .push(Diagnostic::new(&SYNTAX, place, what).help(help));
            None
        };
        match out {
            Out::Answer(Answer::Option(topic)) => self.option(topic, compare, value, place),
            Out::Answer(answer) if is_flag(answer) => match (compare, value) {
                (Compare::Is, "true") | (Compare::IsNot, "false") => Some(Filter::Flag(answer)),
                (Compare::Is, "false") | (Compare::IsNot, "true") => {
                    Some(Filter::Not(Box::new(Filter::Flag(answer))))
                }
                _ => help(
                    self,
                    format!("`{name}` is true or false"),
                    format!("write `{name}` or `not {name}`"),
                ),
            },
            Out::Answer(answer) if is_word(answer) => {
                words_are(Out::Answer(answer), compare, value).or_else(|| {
                    help(
                        self,
                        format!("`{name}` is text"),
                        "compare it with `=` or `!=`".to_owned(),
                    )
                })
            }
            Out::Answer(answer) => match number {
                Some(number) => Some(Filter::Number(answer, compare, number)),
                None => help(
                    self,
                    format!("`{name}` is a number, `{value}` is none"),
                    "write a plain number of at most nine places".to_owned(),
                ),
            },
            Out::Input(place_of) => match words_are(out, compare, value) {
                Some(filter) if number.is_none() => Some(filter),
                _ => match number {
                    Some(number) => Some(Filter::Cell(place_of, compare, number.to_f64())),
                    None => help(
                        self,
                        format!("`{value}` is no number"),
                        "text is compared with `=` or `!=`".to_owned(),
                    ),
                },
            },
            Out::Rows => None,
        }
    }

    fn option(
        &mut self,
        topic: TopicId,
        compare: Compare,
        value: &str,
        place: Span,
    ) -> Option<Filter> {
        let names = &self.problem.names.topics[topic];
        let found = names
            .options
            .entries()
            .find(|(_, (id, _))| id == value)
            .map(|(id, _)| id.index());
        let Some(wanted) = found else {
            let ids = || names.options.iter().map(|(id, _)| id.as_str());
            let what = format!("`{value}` is no option of `{}`", names.id);
            let help = match near(value, ids()) {
                Some(own) => format!("did you mean `{own}`?"),
                None => format!("its options are {}", listed(ids())),
            };
            self.problems
                .push(Diagnostic::new(&OPTION, place, what).help(help));
            return None;
        };
        let all = (0..names.options.len()).map(|option| compare.holds(&option, &wanted));
        Some(Filter::Options(topic, all.collect()))
    }
}

fn words_are(out: Out, compare: Compare, value: &str) -> Option<Filter> {
    let among = Filter::Among(out, vec![value.to_owned()]);
    match compare {
        Compare::Is => Some(among),
        Compare::IsNot => Some(Filter::Not(Box::new(among))),
        _ => None,
    }
}

fn single(mut parts: Vec<Filter>, many: fn(Vec<Filter>) -> Filter) -> Filter {
    match parts.len() {
        1 => parts.remove(0),
        _ => many(parts),
    }
}

fn is_flag(answer: Answer) -> bool {
    matches!(
        answer,
        Answer::Agreeable
            | Answer::Ratifies(..)
            | Answer::Tolerates(..)
            | Answer::OnBatchFrontier
            | Answer::OnModelFrontier
            | Answer::Road
    )
}

fn is_word(answer: Answer) -> bool {
    matches!(
        answer,
        Answer::Status
            | Answer::RefusedBy
            | Answer::RoadObstacle
            | Answer::Suggestion
            | Answer::Overlay
            | Answer::File
    )
}
