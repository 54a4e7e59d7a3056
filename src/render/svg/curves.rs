//! Many curves in one picture: those that run together are one, and names stand at their ends as long as there is room.

use super::canvas::{Canvas, fit, width};
use super::scale::Scale;
use super::style::LOOKS;
use crate::picture::{Joined, Series};

/// Most curves whose names stand at their ends; the legend has all.
const MOST_NAMED: usize = 20;

/// Height of a name.
const LINE: f64 = 15.0;

/// Width of a name.
const WIDE: f64 = 160.0;

/// Series as they are drawn.
pub struct Told {
    pub series: Vec<Series>,
    /// There are too many curves for their names to stand at their ends.
    pub unnamed: bool,
}

/// Where there are more curves than looks, a look is no longer a name, and those that run together are drawn as one.
pub fn told(series: &[Series]) -> Told {
    let curves = |all: &[Series]| all.iter().filter(|s| s.joined == Joined::InOrder).count();
    let mut told = Told {
        series: series.to_vec(),
        unnamed: false,
    };
    if curves(series) <= LOOKS {
        return told;
    }
    told.series = together(series);
    if curves(&told.series) > MOST_NAMED {
        told.unnamed = true;
        let dots = told.series.iter_mut().flat_map(|s| &mut s.dots);
        dots.for_each(|dot| dot.label.clear());
    }
    told
}

/// Curves through the same points as one, each with a look of its own as far as there are looks.
fn together(series: &[Series]) -> Vec<Series> {
    let points = |s: &Series| -> Vec<(f64, f64)> { s.dots.iter().map(|d| (d.x, d.y)).collect() };
    let mut groups: Vec<Vec<&Series>> = Vec::new();
    for own in series {
        let same = |known: &&mut Vec<&Series>| {
            own.joined == Joined::InOrder
                && known[0].joined == Joined::InOrder
                && points(known[0]) == points(own)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(own),
            None => groups.push(vec![own]),
        }
    }
    let groups = groups.into_iter().enumerate();
    groups.map(|(look, group)| as_one(look, &group)).collect()
}

fn as_one(look: usize, group: &[&Series]) -> Series {
    let mut one = group[0].clone();
    one.look = look;
    let names: Vec<&str> = group.iter().map(|s| s.name.as_str()).collect();
    one.name = names.join(", ");
    for (place, dot) in one.dots.iter_mut().enumerate() {
        let tips: Vec<&str> = group.iter().map(|s| s.dots[place].tip.as_str()).collect();
        dot.tip = tips.join("\n");
        if group.len() > 1 && !dot.label.is_empty() {
            let others = format!(" and {} more", group.len() - 1);
            dot.label = fit(&dot.label, WIDE - width(&others, 12.0), 12.0) + &others;
        }
    }
    one
}

/// Space on the right for names.
pub fn room(series: &[Series]) -> f64 {
    let curves = series.iter().filter(|s| s.joined == Joined::InOrder);
    let names = curves
        .filter_map(|s| s.dots.last())
        .map(|d| width(&d.label, 12.0) + 24.0);
    names.fold(8.0, f64::max).min(WIDE + 20.0)
}

/// Names of curves right of their ends, pushed apart where they would lie over each other.
pub fn names(
    canvas: &mut Canvas,
    series: &[Series],
    (x, y): (&Scale, &Scale),
    (top, bottom): (f64, f64),
) {
    let curves = series.iter().filter(|s| s.joined == Joined::InOrder);
    let ends = curves.filter_map(|s| s.dots.last());
    let ends = ends.filter(|dot| !dot.label.is_empty());
    let mut ends: Vec<_> = ends.map(|dot| (y.at(dot.y), dot)).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at: Vec<f64> = ends.iter().map(|(at, _)| *at).collect();
    for (to, (at, dot)) in apart(&at, (top, bottom)).into_iter().zip(&ends) {
        let from = x.at(dot.x);
        if (to - at).abs() > 2.0 {
            canvas.line("leader", (from + 6.0, *at), (from + 15.0, to));
        }
        let name = fit(&dot.label, WIDE, 12.0);
        canvas.say(from + 18.0, to + 4.0, "halo", &name);
    }
}

/// Places at least a line apart, none of them outside, for ends in ascending order.
fn apart(ends: &[f64], (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut places = ends.to_vec();
    let push_down = |places: &mut [f64]| {
        for place in 1..places.len() {
            places[place] = places[place].max(places[place - 1] + LINE);
        }
    };
    push_down(&mut places);
    // Pushed down; together they move back to where their middle was.
    let count = ends.len().max(1) as f64;
    let moved = (places.iter().sum::<f64>() - ends.iter().sum::<f64>()) / count;
    for place in &mut places {
        *place = (*place - moved).max(top);
    }
    push_down(&mut places);
    let mut most = bottom;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - LINE;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::{Dot, Mark};

    fn curve(name: &str, end: f64) -> Series {
        let dot = |x: f64, y: f64, label: &str| Dot {
            x,
            y,
            label: label.to_owned(),
            tip: format!("{name}: {y}"),
            key: None,
        };
        Series {
            name: name.to_owned(),
            look: 0,
            mark: Mark::Full,
            joined: Joined::InOrder,
            dots: vec![dot(0.0, 0.0, ""), dot(1.0, end, name)],
        }
    }

    #[test]
    fn curves_that_run_together_are_one_where_looks_do_not_tell() {
        let few: Vec<Series> = (0..4).map(|n| curve(&format!("c{n}"), 0.5)).collect();
        assert_eq!(told(&few).series.len(), 4);
        let many: Vec<Series> = (0..30)
            .map(|n| curve(&format!("c{n}"), f64::from(n % 3)))
            .collect();
        let one = told(&many);
        assert_eq!((one.series.len(), one.unnamed), (3, false));
        assert!(one.series[1].name.starts_with("c1, c4, "));
        assert_eq!(one.series[1].dots[1].label, "c1 and 9 more");
        assert_eq!(one.series[2].look, 2);
    }

    #[test]
    fn names_stay_inside_and_are_left_out_where_there_are_too_many() {
        let ends: Vec<f64> = (0..20).map(|n| 90.0 + f64::from(n) / 10.0).collect();
        for ends in [ends, vec![100.0, 440.0, 441.0, 442.0, 443.0]] {
            let places = apart(&ends, (90.0, 450.0));
            assert!(places.iter().all(|p| (90.0..=450.0).contains(p)));
            assert!(places.windows(2).all(|two| two[1] - two[0] >= LINE - 1e-9));
        }
        let many: Vec<Series> = (0..30)
            .map(|n| curve(&format!("c{n}"), f64::from(n)))
            .collect();
        let all = told(&many);
        assert!(all.unnamed);
        assert!(all.series.iter().all(|s| s.dots[1].label.is_empty()));
    }
}
