//! From numbers to places, and the round numbers that stand on an axis.

use super::canvas::number;
use crate::picture::Axis;

/// An axis laid out: values and the places of their ends.
pub struct Scale {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
    /// Round numbers on it.
    pub ticks: Vec<f64>,
}

/// About how many numbers stand on an axis.
const TICKS: f64 = 6.0;

impl Scale {
    /// Holds all these values and the axis's own ends, from place `start` to place `end`.
    pub fn new(values: impl Iterator<Item = f64>, axis: &Axis, start: f64, end: f64) -> Self {
        let values = values.chain(axis.from).chain(axis.to);
        let (mut from, mut to) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.filter(|v| v.is_finite()) {
            (from, to) = (from.min(value), to.max(value));
        }
        if from > to {
            (from, to) = (0.0, 1.0);
        }
        if to - from < 1e-9 {
            (from, to) = (from - 0.5, to + 0.5);
        }
        let step = step(to - from, axis.whole);
        let (first, last) = ((from / step).floor(), (to / step).ceil());
        let count = (last - first) as usize;
        let ticks = (0..=count).map(|n| (first + n as f64) * step);
        Self {
            ticks: ticks.collect(),
            from: first * step,
            to: last * step,
            start,
            end,
        }
    }

    /// The place of a value.
    pub fn at(&self, value: f64) -> f64 {
        self.start + (value - self.from) / (self.to - self.from) * (self.end - self.start)
    }

    /// Is nothing on it, not at its end?
    pub fn crosses_zero(&self) -> bool {
        self.from < 0.0 && self.to > 0.0
    }
}

/// The distance of round numbers: 1, 2 or 5 and noughts.
fn step(range: f64, whole: bool) -> f64 {
    let rough = range / TICKS;
    let power = 10f64.powf(rough.log10().floor());
    let nice = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|n| n * power >= rough);
    let step = nice.unwrap_or(10.0) * power;
    if whole { step.max(1.0) } else { step }
}

/// A number on an axis.
pub fn tick(value: f64) -> String {
    if value.abs() >= 1e6 {
        return format!("{value:e}");
    }
    let text = match value.abs() {
        small if small > 0.0 && small < 0.1 => {
            format!("{value:.4}").trim_end_matches('0').to_owned()
        }
        _ => number(value),
    };
    text.replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_on_an_axis_are_round_and_hold_everything() {
        let scale = Scale::new([0.3, 14.5].into_iter(), &Axis::default(), 0.0, 100.0);
        assert_eq!(scale.ticks, [0.0, 5.0, 10.0, 15.0]);
        assert_eq!(scale.at(15.0), 100.0);
        let alone = Scale::new([2.0].into_iter(), &Axis::default(), 0.0, 1.0);
        assert!(alone.ticks.len() > 1 && alone.at(2.0).is_finite());
        let none = Scale::new([f64::NAN].into_iter(), &Axis::default(), 0.0, 1.0);
        assert!(none.at(0.5).is_finite());
    }

    #[test]
    fn rounds_are_whole() {
        let axis = Axis {
            whole: true,
            ..Axis::default()
        };
        let scale = Scale::new([0.0, 2.0].into_iter(), &axis, 0.0, 1.0);
        assert_eq!(scale.ticks, [0.0, 1.0, 2.0]);
    }
}
