//! Ranges, and worths that are straight lines between points of a range.

use crate::base::{Id, IdVec, OptionId, Points, Ratio, TopicId};

/// Options laid out evenly.
///
/// Inside, values are counted as *offsets*: distances from the first value, so that falling ranges need no care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first value.
    pub from: Points,
    /// The last value.
    pub to: Points,
    /// Distance between two options, above 0.
    pub step: Points,
    /// What is counted.
    pub unit: Option<String>,
    /// The option of the first value: after `unsettled`, where there is one.
    pub first: OptionId,
    /// May packages take values between the steps?
    pub divisible: bool,
}

impl Range {
    /// The offset of the last value.
    pub fn length(&self) -> Points {
        (self.to - self.from).abs()
    }
    /// The offset of an option; `None` for `unsettled`.
    pub fn offset(&self, option: OptionId) -> Option<Points> {
        let steps = option.index().checked_sub(self.first.index())?;
        Some(self.step * steps as i64)
    }
    /// The value at an offset.
    pub fn value(&self, offset: &Ratio) -> Ratio {
        match self.to > self.from {
            true => self.from.ratio() + offset,
            false => self.from.ratio() - offset,
        }
    }
    /// The offset of a value; negative or beyond the length where the range does not reach.
    pub fn offset_of(&self, value: Points) -> Points {
        match self.to > self.from {
            true => value - self.from,
            false => self.from - value,
        }
    }
    /// The options next to an offset, which are one where it is a step.
    pub fn around(&self, offset: &Ratio) -> (OptionId, OptionId) {
        let steps = offset / self.step.ratio();
        let option = |steps: Ratio| {
            // Offsets lie within the range, which has at most ten thousand steps.
            let steps = usize::try_from(steps.to_integer()).unwrap_or_default();
            OptionId::new(self.first.index() + steps)
        };
        (option(steps.floor()), option(steps.ceil()))
    }
}

/// Worth as straight lines between points: offset and worth, ascending, the first at 0, the last at the range's length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve(pub Vec<(Ratio, Ratio)>);

impl Curve {
    /// Worth at an offset.
    pub fn at(&self, offset: &Ratio) -> Ratio {
        let zero = Points::ZERO.ratio();
        let next = self.0.iter().position(|(at, _)| at >= offset);
        match next {
            None => self.0.last().map_or(zero, |(_, worth)| worth.clone()),
            Some(0) => self.0[0].1.clone(),
            Some(next) => {
                let ((a, low), (b, high)) = (&self.0[next - 1], &self.0[next]);
                low + (high - low) * (offset - a) / (b - a)
            }
        }
    }
}

/// The curves of one table of worths; topics without one have worths by option alone.
#[derive(Clone, Debug, Default)]
pub struct Curves(Vec<(TopicId, Curve)>);

impl Curves {
    /// Adds one.
    pub fn push(&mut self, topic: TopicId, curve: Curve) {
        self.0.push((topic, curve));
    }
    /// The curve of a topic.
    pub fn of(&self, topic: TopicId) -> Option<&Curve> {
        let own = self.0.iter().find(|(id, _)| *id == topic);
        own.map(|(_, curve)| curve)
    }
}

/// The worths of the steps of a range, to the nearest of nine places.
pub fn at_steps(range: &Range, curve: &Curve, options: usize) -> IdVec<OptionId, Points> {
    let worths = (0..options).map(|o| {
        let offset = range.offset(OptionId::new(o));
        offset.map_or(Points::ZERO, |offset| {
            Points::nearest(&curve.at(&offset.ratio()))
        })
    });
    worths.collect()
}
