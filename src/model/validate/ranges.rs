//! Checking ranges, what may be divided, and worths along ranges.

use super::Pass;
use crate::base::{Id, OptionId, Points, Ratio, TopicId};
use crate::diag::{Code, Diagnostic, Span, Spanned};
use crate::model::curve::{Curve, Range};
use crate::model::draft::{DraftInterest, DraftTopic, DraftWorth};

/// The codes of this file.
pub const CODES: &[&Code] = &[
    &NOT_SPANNING,
    &OUT_OF_ORDER,
    &NOTHING_TO_DIVIDE,
    &NO_RANGE,
    &BY_STEP,
    &WORTH_TOO_LARGE,
];

static NOT_SPANNING: Code = Code {
    id: "E053",
    what: "points that do not span their range",
    why: "Worth is known between two points only; outside of them it would have to be guessed.",
    example: "topics: {border: {options: {from: 0, to: 100, step: 5}}}\nactors: {north: {interests: {border: {points: {0: 0, 50: 8}}}}}",
    fix: "Give a point for the first and for the last value of the range, and none outside.",
};
static OUT_OF_ORDER: Code = Code {
    id: "E054",
    what: "points that are not in the order of their range",
    why: "Lines are drawn from each point to the next, from the first value of the range to the last.",
    example: "topics: {border: {options: {from: 0, to: 100, step: 5}}}\nactors: {north: {interests: {border: {points: {0: 0, 70: 9, 50: 8, 100: 10}}}}}",
    fix: "Put them into order, each value once.",
};
static NOTHING_TO_DIVIDE: Code = Code {
    id: "E055",
    what: "a divisible topic whose options are no range",
    why: "Between named options there is nothing that a package could stand at.",
    example: "topics:\n  border: {options: [old, half, new], divisible: true}",
    fix: "Write the options as a range, `{from: 0, to: 100, step: 5}`, or remove `divisible`.",
};
static NO_RANGE: Code = Code {
    id: "E056",
    what: "worth along a range for a topic that has none",
    why: "`per_unit` and `points` speak of values, and the options of this topic are names.",
    example: "topics: {border: [old, half, new]}\nactors: {north: {interests: {border: {per_unit: 0.2}}}}",
    fix: "Give one value per rung, or write the options of the topic as a range.",
};
static BY_STEP: Code = Code {
    id: "E057",
    what: "worths by option for a topic that can be divided",
    why: "They say nothing of the values between the steps, which packages may take.",
    example: "topics: {border: {options: {from: 0, to: 10, step: 5}, divisible: true}}\nactors: {north: {interests: {border: [3, 4]}}}",
    fix: "Write `{points: {0: 0, 5: 3, 10: 4}}`, or `{per_unit: …}` for a straight line.",
};
static WORTH_TOO_LARGE: Code = Code {
    id: "E058",
    what: "a worth per unit that grows beyond 1e9",
    why: "Worths are at most 1e9 in magnitude, so that sums of them stay exact.",
    example: "topics: {border: {options: {from: 0, to: 1000000, step: 1000}}}\nactors: {north: {interests: {border: {per_unit: 10000}}}}",
    fix: "Count worth or the range in larger units, such as millions.",
};

/// The key of [`DraftWorth::PerUnit`], which may also be the name of an option.
pub const PER_UNIT: &str = "per_unit";

/// The range of a topic as it was written.
pub fn range_of(topic: &DraftTopic) -> Option<Range> {
    let range = topic.range.as_ref()?;
    Some(Range {
        from: range.from.value,
        to: range.to.value,
        step: range.step.value,
        unit: range.unit.as_ref().map(|unit| unit.value.clone()),
        first: OptionId::new(usize::from(topic.unsettled)),
        divisible: topic.divisible.as_ref().is_some_and(|d| d.value),
    })
}

/// What to say of a value that is no step of a range.
pub fn off_the_steps(range: &Range, written: &str) -> String {
    let Range { from, to, step, .. } = range;
    let steps = format!("its steps run from {from} to {to} by {step}");
    let Ok(value) = Points::parse(written) else {
        return steps;
    };
    let offset = range.offset_of(value);
    if offset < Points::ZERO || offset > range.length() {
        return steps;
    }
    let (below, above) = range.around(&offset.ratio());
    let name = |option: OptionId| {
        let offset = range.offset(option).unwrap_or_default();
        Points::nearest(&range.value(&offset.ratio()))
    };
    match below == above {
        true => format!("write `{}`, as the option is spelt", name(below)),
        false => format!(
            "{steps}: write `{}` or `{}`, or use a finer step",
            name(below),
            name(above)
        ),
    }
}

impl Pass<'_, '_> {
    /// The range of a topic; what cannot be divided is reported.
    pub fn range(&mut self, topic: &DraftTopic) -> Option<Range> {
        if let (Some(divisible), None, false) = (&topic.divisible, &topic.range, topic.broken)
            && divisible.value
        {
            let what = format!("the options of `{}` are no range", topic.id.value);
            self.problems.push(
                Diagnostic::new(&NOTHING_TO_DIVIDE, divisible.span, what)
                    .help("write `options: {from: …, to: …, step: …}`, or remove `divisible`"),
            );
        }
        range_of(topic)
    }

    /// Worth along the range of a topic, if it is stated so and rightly.
    pub fn curve(&mut self, topic: TopicId, stated: &DraftInterest) -> Option<Curve> {
        let named = self.lookup.option(topic, PER_UNIT).is_some();
        let said = match &stated.worth {
            DraftWorth::PerUnit(_) if !named => PER_UNIT,
            DraftWorth::Points(_) => "points",
            _ => return None,
        };
        let Some(range) = self.lookup.range(topic).cloned() else {
            if !self.lookup.is_broken(topic) {
                let what = format!("`{said}`, but `{}` has no range", stated.topic.value);
                self.problems.push(
                    Diagnostic::new(&NO_RANGE, stated.span, what)
                        .help("give one value per rung: `[1, 3]`"),
                );
            }
            return None;
        };
        match &stated.worth {
            DraftWorth::PerUnit(value) => self.straight(&range, *value, stated.span),
            DraftWorth::Points(points) => self.through(&range, points, stated),
            _ => None,
        }
    }

    fn straight(&mut self, range: &Range, per_unit: Points, span: Span) -> Option<Curve> {
        let zero = Points::ZERO.ratio();
        let last = per_unit.ratio() * (range.to - range.from).ratio();
        let largest = Points::whole(1_000_000_000).ratio();
        if last > largest || last < -largest {
            let what = format!("{per_unit} per unit is too much for a range this long");
            self.problems.push(
                Diagnostic::new(&WORTH_TOO_LARGE, span, what)
                    .help("count worth or the range in larger units"),
            );
            return None;
        }
        let ends = vec![(zero.clone(), zero), (range.length().ratio(), last)];
        Some(Curve(ends))
    }

    fn through(
        &mut self,
        range: &Range,
        points: &[(Spanned<Points>, Points)],
        stated: &DraftInterest,
    ) -> Option<Curve> {
        let offset = |value: &Spanned<Points>| range.offset_of(value.value);
        let ends = [points.first(), points.last()].map(|p| p.map(|(value, _)| offset(value)));
        let outside = points.iter().find(|(value, _)| {
            let offset = offset(value);
            offset < Points::ZERO || offset > range.length()
        });
        if let Some((value, _)) = outside {
            let what = format!("{} lies outside of the range", value.value);
            self.not_spanning(range, &what, value.span);
            return None;
        }
        if let Some(pair) = points
            .windows(2)
            .find(|p| offset(&p[0].0) >= offset(&p[1].0))
        {
            let what = format!(
                "{} does not come after {}",
                pair[1].0.value, pair[0].0.value
            );
            self.problems.push(
                Diagnostic::new(&OUT_OF_ORDER, pair[1].0.span, what)
                    .help("put the points into the order of the range, each value once"),
            );
            return None;
        }
        if ends != [Some(Points::ZERO), Some(range.length())] {
            self.not_spanning(range, "these points do not span the range", stated.span);
            return None;
        }
        if let Some((value, worth)) = points.first()
            && *worth != Points::ZERO
            && range.first == OptionId::STATUS_QUO
        {
            self.no_worth_of_status_quo(&value.value.to_string(), value.span);
            return None;
        }
        let pair = |(value, worth): &(Spanned<Points>, Points)| -> (Ratio, Ratio) {
            (offset(value).ratio(), worth.ratio())
        };
        Some(Curve(points.iter().map(pair).collect()))
    }

    fn not_spanning(&mut self, range: &Range, what: &str, span: Span) {
        let help = format!("give points from {} to {}", range.from, range.to);
        self.problems
            .push(Diagnostic::new(&NOT_SPANNING, span, what).help(help));
    }

    /// Worths of topics that can be divided must be stated along their ranges.
    pub fn follows_ranges(&mut self, stated: &[DraftInterest]) {
        for interest in stated {
            let along = matches!(
                interest.worth,
                DraftWorth::PerUnit(_) | DraftWorth::Points(_)
            );
            let topic = self.lookup.topic(&interest.topic.value);
            let range = topic.and_then(|topic| self.lookup.range(topic));
            if !along && range.is_some_and(|range| range.divisible) {
                let what = format!("`{}` can be divided", interest.topic.value);
                self.problems.push(
                    Diagnostic::new(&BY_STEP, interest.span, what)
                        .help("write `{per_unit: …}` or `{points: {…}}`"),
                );
            }
        }
    }
}
