//! Reading ranges of options: `{from: 0, to: 100, step: 5, unit: km}` is laid out as `0`, `5`, …, `100`.

use super::fields::Reader;
use crate::base::Points;
use crate::diag::{Code, Diagnostic, Spanned};
use crate::model::draft::{DraftOption, DraftRange, DraftRung, MOST_OPTIONS};
use crate::model::language::RANGE;
use crate::model::tree::Node;

/// The codes of this file.
pub const CODES: &[&Code] = &[&NO_LENGTH, &UNEVEN, &TOO_MANY];

static NO_LENGTH: Code = Code {
    id: "E050",
    what: "a range that goes nowhere",
    why: "Where the first value is the last one there is nothing to settle.",
    example: "topics:\n  border: {options: {from: 10, to: 10, step: 5}}",
    fix: "Write two different values; `to` may lie below `from`.",
};
static UNEVEN: Code = Code {
    id: "E051",
    what: "a step that does not divide its range",
    why: "The last step would be shorter than the others, or the last value left out.",
    example: "topics:\n  border: {options: {from: 0, to: 100, step: 30}}",
    fix: "Write a step that goes into the range a whole number of times.",
};
static TOO_MANY: Code = Code {
    id: "E052",
    what: "a range with too many options",
    why: "Every step is an option with a worth for every actor, and plans go through them one by one.",
    example: "topics:\n  border: {options: {from: 0, to: 1000000, step: 1}}",
    fix: "Use a coarser step; with `divisible: true` packages take the values between the steps all the same.",
};

/// Most options laid out from all ranges of a file.
const MOST_LAID_OUT: usize = 200_000;

/// A range and its options.
pub fn range(reader: &mut Reader, node: &Node) -> Option<(DraftRange, Vec<DraftOption>)> {
    let fields = reader.fields(node, &RANGE)?;
    let from = reader.need(&fields, "from", Reader::points);
    let to = reader.need(&fields, "to", Reader::points);
    let step = reader.need(&fields, "step", Reader::positive);
    let range = DraftRange {
        span: node.span,
        unit: reader.opt(&fields, "unit", Reader::name),
        from: from?,
        to: to?,
        step: step?,
    };
    let options = lay_out(reader, &range)?;
    Some((range, options))
}

fn lay_out(reader: &mut Reader, range: &DraftRange) -> Option<Vec<DraftOption>> {
    let (from, step) = (range.from.value, range.step.value);
    let length = (range.to.value - from).abs();
    if length == Points::ZERO {
        let what = format!("this range begins and ends at {from}");
        let problem = Diagnostic::new(&NO_LENGTH, range.to.span, what);
        reader
            .problems
            .push(problem.help("write two different values; `to` may lie below `from`"));
        return None;
    }
    if length.billionths() % step.billionths() != 0 {
        let what = format!("steps of {step} do not divide a range of {length}");
        let problem = Diagnostic::new(&UNEVEN, range.step.span, what)
            .help("write a step that goes into the range a whole number of times");
        reader.problems.push(problem);
        return None;
    }
    let steps = usize::try_from(length.billionths() / step.billionths()).unwrap_or(usize::MAX);
    let room = MOST_OPTIONS.min(MOST_LAID_OUT - reader.laid_out);
    if steps >= room {
        let what = match room {
            MOST_OPTIONS => format!("this range has more than {MOST_OPTIONS} options"),
            _ => format!("the ranges of this file have more than {MOST_LAID_OUT} options"),
        };
        reader
            .problems
            .push(Diagnostic::new(&TOO_MANY, range.step.span, what).help("use a coarser step"));
        return None;
    }
    reader.laid_out += steps + 1;
    let onwards = i64::from((range.to.value - from).signum());
    let ids = (0..=steps as i64).map(|n| from + step * (n * onwards));
    let options = ids.map(|value| DraftOption {
        id: Spanned::new(value.to_string(), range.span),
        title: range
            .unit
            .as_ref()
            .map(|unit| Spanned::new(format!("{value} {}", unit.value), unit.span)),
        rung: DraftRung::default(),
    });
    Some(options.collect())
}
