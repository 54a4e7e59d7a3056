//! The road as a timeline: topics against rounds, who moves, and what each round is like.

use super::frontier::beside;
use super::{Body, Cell, Picture, Row, Timeline, What, grade_line, number, percent, signed};
use crate::base::counted;
use crate::solution::{MoveView, Plans, RoadView, RoundView, listed};

/// A road, round by round.
pub fn road(road: &RoadView, plans: &Plans, title: &str) -> Picture {
    let mut timeline = Timeline {
        rounds: road.rounds.len(),
        rows: Vec::new(),
        notes: notes(road, plans),
        // The sides first, so that each looks the same in every picture.
        movers: plans.sides.iter().map(|side| side.name.clone()).collect(),
    };
    for (round, own) in road.rounds.iter().enumerate() {
        for step in &own.moves {
            add(&mut timeline, round, step);
        }
    }
    let gains: Vec<_> = road.gains.iter().map(|g| number(*g)).collect();
    let rounds = counted(road.rounds.len() as u64, "round");
    let what = format!("the road, {rounds}, worth {} today", listed(&gains));
    Picture {
        what: What::Road,
        id: What::Road.id().to_owned(),
        title: "The road".to_owned(),
        beside: beside(title, &what),
        told: told(road),
        grade: grade_line("Road", &plans.head.grade),
        body: Body::Timeline(timeline),
    }
}

fn add(timeline: &mut Timeline, round: usize, step: &MoveView) {
    let place = |list: &[String]| list.iter().position(|name| *name == step.by);
    let mover = place(&timeline.movers).unwrap_or_else(|| {
        timeline.movers.push(step.by.clone());
        timeline.movers.len() - 1
    });
    let cell = Cell {
        round,
        text: step.step.titles.1.clone(),
        mover,
        binding: step.binding,
        private: step.private,
        escrowed: step.escrowed,
        tip: format!("Round {}: {}", round + 1, one_move(step)),
    };
    let topic = &step.step.titles.0;
    match timeline.rows.iter_mut().find(|row| row.name == *topic) {
        Some(row) => row.cells.push(cell),
        None => timeline.rows.push(Row {
            name: topic.clone(),
            cells: vec![cell],
        }),
    }
}

fn one_move(step: &MoveView) -> String {
    let marks = [
        (step.escrowed, ", escrowed"),
        (step.binding, ", binding"),
        (step.private, ", private"),
        (!step.in_force, ", not yet in force"),
    ];
    let marks = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark);
    format!(
        "{} ({}{})",
        step.step.words,
        step.by,
        marks.collect::<String>()
    )
}

/// What each round gives each side, and how likely the talks get there.
fn notes(road: &RoadView, plans: &Plans) -> Vec<(String, Vec<String>)> {
    let sides = plans.sides.iter().enumerate();
    let mut notes: Vec<_> = sides
        .map(|(place, side)| {
            let cells = road.rounds.iter();
            let cells = cells.map(|r| match r.steps.get(place) {
                Some(step) => signed(step.to_f64()),
                None => String::new(),
            });
            (format!("{} gains", side.name), cells.collect())
        })
        .collect();
    let chances = road.rounds.iter().map(|r| percent(r.chance));
    notes.push(("gets this far".to_owned(), chances.collect()));
    notes
}

fn told(road: &RoadView) -> String {
    let round = |(index, own): (usize, &RoundView)| {
        let moves: Vec<_> = own.moves.iter().map(one_move).collect();
        format!("Round {}: {}.", index + 1, listed(&moves))
    };
    let rounds: Vec<_> = road.rounds.iter().enumerate().map(round).collect();
    match rounds.is_empty() {
        true => "Nothing moves: what stands is kept.".to_owned(),
        false => rounds.join(" "),
    }
}
