//! Curves along a road: gains, beliefs, the chance of still talking, packages still open.

use super::frontier::beside;
use super::{
    Axis, Body, Dot, Joined, Mark, Picture, Plane, Series, What, grade_line, number, percent,
    signed,
};
use crate::base::grouped;
use crate::solution::{OpenView, Plans, RoadView};

/// What each side has gained after each round.
pub fn gains(road: &RoadView, plans: &Plans, title: &str) -> Picture {
    let series = plans.sides.iter().enumerate().map(|(place, side)| {
        let mut sum = 0.0;
        let mut values = vec![0.0];
        for round in &road.rounds {
            sum += round.steps.get(place).map_or(0.0, |step| step.to_f64());
            values.push(sum);
        }
        let tip = |round: usize, value: f64| {
            format!("{}, {}: {}", side.name, after(round), signed(value))
        };
        curve(&side.name, place, &values, tip)
    });
    let series = series.collect();
    let y = "points a round more than at the start";
    picture(
        What::Gains,
        "Gains as the road is walked",
        (title, "what each side has gained after each round"),
        plans,
        (y, (Some(0.0), None)),
        series,
    )
}

/// What each side believes of the others.
pub fn trust(road: &RoadView, plans: &Plans, title: &str) -> Picture {
    let mut pairs: Vec<&(String, String)> = Vec::new();
    for belief in road.rounds.iter().flat_map(|r| &r.beliefs) {
        if !pairs.contains(&&belief.words) {
            pairs.push(&belief.words);
        }
    }
    let series = pairs.iter().enumerate().map(|(place, pair)| {
        let own = |round: usize| {
            let beliefs = road.rounds[round].beliefs.iter();
            beliefs.clone().find(|b| b.words == **pair)
        };
        // Beliefs that are certain before and after a round are not told.
        let before = |round| own(round).map_or(1.0, |b| b.before);
        let mut values = vec![before(0)];
        values.extend((0..road.rounds.len()).map(|round| own(round).map_or(1.0, |b| b.after)));
        let name = format!("{} in {}", pair.0, pair.1);
        let tip =
            |round: usize, value: f64| format!("belief of {name}, {}: {value:.2}", after(round));
        curve(&name, place, &values, tip)
    });
    let series: Vec<_> = series.collect();
    let y = "belief that the other keeps its word";
    picture(
        What::Trust,
        "Trust as steps are honoured",
        (title, "what each side believes of the others"),
        plans,
        (y, (Some(0.0), Some(1.0))),
        series,
    )
}

/// How likely the talks get so far, as the observer sees it.
pub fn talking(road: &RoadView, plans: &Plans, title: &str) -> Picture {
    let begun = road.rounds.iter().map(|r| r.chance);
    let values: Vec<f64> = begun.chain([road.completed]).collect();
    let last = road.rounds.len();
    let tip = move |round: usize, value: f64| match round == last {
        true => format!("the road is walked to its end: {}", percent(value)),
        false => format!("round {} begins: {}", round + 1, percent(value)),
    };
    let series = vec![curve("still talking", 0, &values, tip)];
    let y = "chance that the talks get so far";
    picture(
        What::Talking,
        "Chance of still talking",
        (title, "as an observer sees it"),
        plans,
        (y, (Some(0.0), Some(1.0))),
        series,
    )
}

/// How many packages are still open after each round.
pub fn acceptable(open: &OpenView, plans: &Plans, title: &str) -> Picture {
    let values: Vec<f64> = open.counts.iter().map(|n| *n as f64).collect();
    let tip = |round: usize, _: f64| format!("{}: {}", after(round), grouped(open.counts[round]));
    let series = vec![curve(
        "settlements that everybody could sign",
        0,
        &values,
        tip,
    )];
    let y = "acceptable settlements still open";
    let mut picture = picture(
        What::Acceptable,
        "What is still open",
        (
            title,
            "settlements that everybody could sign and that moves forward can still reach",
        ),
        plans,
        (y, (Some(0.0), None)),
        series,
    );
    if let Body::Plane(plane) = &mut picture.body {
        plane.y.whole = true;
    }
    picture
}

/// A curve over rounds: the first value is before the first round.
fn curve(name: &str, look: usize, values: &[f64], tip: impl Fn(usize, f64) -> String) -> Series {
    let last = values.len() - 1;
    let dots = values.iter().enumerate().map(|(round, value)| Dot {
        x: round as f64,
        y: *value,
        label: if round == last {
            name.to_owned()
        } else {
            String::new()
        },
        tip: tip(round, *value),
        key: None,
    });
    Series {
        name: name.to_owned(),
        look,
        mark: Mark::Full,
        joined: Joined::InOrder,
        dots: dots.collect(),
    }
}

fn after(round: usize) -> String {
    match round {
        0 => "at the start".to_owned(),
        _ => format!("after round {round}"),
    }
}

fn picture(
    what: What,
    heading: &str,
    (title, shown): (&str, &str),
    plans: &Plans,
    (y, (from, to)): (&str, (Option<f64>, Option<f64>)),
    series: Vec<Series>,
) -> Picture {
    let mut series = series;
    // One curve needs no name beside it.
    if let [only] = series.as_mut_slice() {
        only.dots.iter_mut().for_each(|dot| dot.label.clear());
    }
    let told = series.iter().map(|s| {
        let values: Vec<_> = s.dots.iter().map(|d| number(d.y)).collect();
        format!("{}: {}.", s.name, values.join(", "))
    });
    let told = told.collect::<Vec<_>>().join(" ");
    let rounds = "rounds walked";
    Picture {
        what,
        id: what.id().to_owned(),
        title: heading.to_owned(),
        beside: beside(title, shown),
        told: match told.is_empty() {
            true => "Nobody doubts anybody.".to_owned(),
            false => format!("Before the first round and after each. {told}"),
        },
        grade: grade_line("Road", &plans.head.grade),
        body: Body::Plane(Plane {
            x: Axis {
                title: rounds.to_owned(),
                from: Some(0.0),
                to: Some(1.0),
                whole: true,
            },
            y: Axis {
                title: y.to_owned(),
                from,
                to,
                whole: false,
            },
            series,
        }),
    }
}
