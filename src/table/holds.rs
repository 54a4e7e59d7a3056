//! Which rows a filter lets through, column by column.

use super::cells::{Chunk, Kept, Kind};
use super::columns::{Answer, Out};
use super::encode::{Answers, Values};
use super::filter::{Compare, Filter};
use crate::base::{Id, Points};
use crate::problem::{Constraint, Problem};
use crate::study::batch::{Program, Steps, sum_to_f64};

impl Filter {
    /// The answers and columns of the input that it asks for.
    pub fn asks(&self) -> Vec<Out> {
        match self {
            Filter::All(parts) | Filter::Any(parts) => {
                parts.iter().flat_map(Filter::asks).collect()
            }
            Filter::Not(part) => part.asks(),
            Filter::Flag(answer) | Filter::Number(answer, ..) => vec![Out::Answer(*answer)],
            Filter::Among(out, _) => vec![*out],
            Filter::Cell(place, ..) => vec![Out::Input(*place)],
            Filter::Refused(_) | Filter::Options(..) => Vec::new(),
        }
    }

    /// 1 for every row in which it holds. `kept` are the columns of the input that the chunk keeps.
    pub fn holds(&self, rows: &Rows) -> Vec<u8> {
        let count = rows.chunk.rows;
        let each =
            |holds: &dyn Fn(usize) -> bool| (0..count).map(|row| u8::from(holds(row))).collect();
        match self {
            Filter::All(parts) => parts.iter().fold(vec![1; count], |all, part| {
                all.iter()
                    .zip(part.holds(rows))
                    .map(|(a, b)| a & b)
                    .collect()
            }),
            Filter::Any(parts) => parts.iter().fold(vec![0; count], |all, part| {
                all.iter()
                    .zip(part.holds(rows))
                    .map(|(a, b)| a | b)
                    .collect()
            }),
            Filter::Not(part) => part.holds(rows).iter().map(|a| a ^ 1).collect(),
            Filter::Flag(answer) => rows.flags(*answer),
            Filter::Refused(constraint) => {
                each(&|row| rows.answers.scored.refuses(*constraint, row))
            }
            Filter::Options(topic, wanted) => {
                let codes = &rows.chunk.codes[topic.index()];
                each(&|row| wanted[usize::from(codes.at(row))])
            }
            Filter::Number(answer, compare, bound) => rows.numbers(*answer, *compare, *bound),
            Filter::Among(out, wanted) => {
                each(&|row| rows.word(*out, row).is_some_and(|w| wanted.contains(&w)))
            }
            Filter::Cell(place, compare, bound) => each(&|row| {
                let number = rows
                    .word(Out::Input(*place), row)
                    .and_then(|w| w.trim().parse::<f64>().ok());
                number.is_some_and(|number| compare.holds(&number, bound))
            }),
        }
    }
}

/// Rows to ask.
pub struct Rows<'a> {
    /// The problem that they are judged by.
    pub problem: &'a Problem,
    /// Its program.
    pub program: &'a Program,
    /// The rows.
    pub chunk: &'a Chunk,
    /// Which columns of the input the chunk keeps, in their order.
    pub kept: &'a [usize],
    /// What was found.
    pub answers: &'a Answers,
    /// The overlay in force.
    pub overlay: &'a str,
    /// Names of the files.
    pub files: &'a [String],
}

impl Rows<'_> {
    fn flags(&self, answer: Answer) -> Vec<u8> {
        let scored = &self.answers.scored;
        let accepts = |wanted: Constraint| {
            let mut all = self.problem.constraints.entries();
            let found = all.find(|(_, c)| **c == wanted).map(|(id, _)| id);
            (0..scored.rows)
                .map(|row| u8::from(found.is_none_or(|c| !scored.refuses(c, row))))
                .collect()
        };
        match answer {
            Answer::Agreeable => scored.agreeable.clone(),
            Answer::Ratifies(actor, index) => accepts(Constraint::Ratifies(actor, index)),
            Answer::Tolerates(actor, index) => accepts(Constraint::Tolerates(actor, index)),
            _ => match self.answers.told.get(&answer) {
                Some(Values::Flags(flags)) => flags.iter().map(|f| u8::from(*f == 1)).collect(),
                _ => vec![0; scored.rows],
            },
        }
    }

    fn numbers(&self, answer: Answer, compare: Compare, bound: Points) -> Vec<u8> {
        let grid = self.program.grid.billionths();
        let rows = self.chunk.rows;
        let (sum, less) = match answer {
            Answer::Worth(actor) => (self.program.worth(actor), 0),
            Answer::Gain(actor) => (self.program.worth(actor), self.program.walk_away(actor)),
            Answer::Audience(actor, index) => (self.program.audience(actor, index).1, 0),
            Answer::Line => {
                let bound = bound.to_f64();
                return self
                    .chunk
                    .lines
                    .iter()
                    .map(|l| u8::from(compare.holds(&(*l as f64), &bound)))
                    .collect();
            }
            _ => return self.told(answer, compare, bound),
        };
        let bound = bound.billionths();
        let holds = |steps: i128| u8::from(compare.holds(&((steps - less) * grid), &bound));
        match &self.answers.scored.sums[sum] {
            Some(Steps::Short(sums)) => {
                // One answer per number there is, instead of one per row.
                let (first, last) = self.program.range(sum);
                let known: Vec<u8> = (first..=last).map(holds).collect();
                sums.iter()
                    .map(|s| known[(i128::from(*s) - first) as usize])
                    .collect()
            }
            Some(sums) => (0..rows).map(|row| holds(sums.at(row))).collect(),
            None => vec![0; rows],
        }
    }

    fn told(&self, answer: Answer, compare: Compare, bound: Points) -> Vec<u8> {
        let grid = self.program.grid.billionths();
        let real = bound.to_f64();
        match self.answers.told.get(&answer) {
            Some(Values::Steps(sums)) if answer == Answer::Sum => {
                let holds = |sum: &i128| u8::from(compare.holds(&sum_to_f64(*sum), &real));
                sums.iter().map(holds).collect()
            }
            Some(Values::Steps(steps)) => {
                let holds = |s: &i128| u8::from(compare.holds(&(s * grid), &bound.billionths()));
                steps.iter().map(holds).collect()
            }
            Some(Values::Reals(reals)) => reals
                .iter()
                .map(|r| u8::from(!r.is_nan() && compare.holds(r, &real)))
                .collect(),
            Some(Values::Wholes(wholes)) => wholes
                .iter()
                .map(|w| u8::from(*w > 0 && compare.holds(&(*w as f64), &real)))
                .collect(),
            _ => vec![0; self.chunk.rows],
        }
    }

    fn word(&self, out: Out, row: usize) -> Option<String> {
        let scored = &self.answers.scored;
        match out {
            Out::Input(place) => {
                let own = self.kept.iter().position(|k| *k == place)?;
                match self.chunk.kept.get(own)? {
                    Kept::Cells(cells) if cells[row].kind() != Kind::Missing => {
                        let bytes = cells[row].bytes(&self.chunk.arena);
                        Some(String::from_utf8_lossy(bytes).into_owned())
                    }
                    Kept::Cells(_) => None,
                    Kept::Typed(typed) => {
                        let mut text = Vec::new();
                        let kind = typed.text(row, &mut text);
                        (kind != Kind::Missing).then(|| String::from_utf8_lossy(&text).into_owned())
                    }
                }
            }
            Out::Answer(Answer::Status) => Some(self.answers.status(row).to_owned()),
            Out::Answer(Answer::RefusedBy) => {
                let all = self.problem.constraints.ids();
                let names = all.filter(|c| scored.refuses(*c, row));
                let names: Vec<&str> = names
                    .map(|c| self.problem.names.constraints[c].id.as_str())
                    .collect();
                Some(names.join(";"))
            }
            Out::Answer(Answer::Overlay) => Some(self.overlay.to_owned()),
            Out::Answer(Answer::File) => self.files.get(self.chunk.files[row] as usize).cloned(),
            Out::Answer(answer) => match self.answers.told.get(&answer)? {
                Values::Texts(texts) => texts[row].clone(),
                _ => None,
            },
            Out::Rows => None,
        }
    }
}
