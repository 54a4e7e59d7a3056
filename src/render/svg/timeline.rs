//! Topics against rounds.

use super::canvas::{Canvas, fit, width};
use super::legend::{self, Sign};
use super::style::LOOKS;
use super::{MARGIN, WIDTH};
use crate::picture::{Cell, Timeline};

const ROW: f64 = 30.0;
const NAMES: f64 = 190.0;

/// Draws below `top` and returns where it ends.
pub fn draw(canvas: &mut Canvas, timeline: &Timeline, top: f64) -> f64 {
    if timeline.rounds == 0 {
        canvas.say(
            MARGIN,
            top + 24.0,
            "strong",
            "Nothing moves: what stands is kept.",
        );
        return top + 30.0;
    }
    let left = MARGIN + NAMES;
    let wide = (WIDTH - MARGIN - left) / timeline.rounds as f64;
    let top = top + 26.0;
    for round in 0..timeline.rounds {
        let x = left + wide * round as f64;
        let name = if wide > 60.0 {
            format!("round {}", round + 1)
        } else {
            (round + 1).to_string()
        };
        canvas.say_at(x + wide / 2.0, top - 8.0, "strong", "middle", &name);
    }
    let bottom = top + ROW * timeline.rows.len() as f64;
    for (place, row) in timeline.rows.iter().enumerate() {
        let y = top + ROW * place as f64;
        if place % 2 == 0 {
            canvas.rect("soft", (MARGIN, y), (WIDTH - 2.0 * MARGIN, ROW), "");
        }
        canvas.say(
            MARGIN + 6.0,
            y + 19.0,
            "ink",
            &fit(&row.name, NAMES - 12.0, 12.0),
        );
        for cell in &row.cells {
            draw_cell(canvas, cell, (left + wide * cell.round as f64, y), wide);
        }
    }
    for round in 0..=timeline.rounds {
        let x = left + wide * round as f64;
        canvas.line("grid", (x, top), (x, bottom));
    }
    let mut y = bottom + 20.0;
    for (name, cells) in &timeline.notes {
        canvas.say(MARGIN + 6.0, y, "small", &fit(name, NAMES - 12.0, 11.0));
        for (round, cell) in cells.iter().enumerate() {
            let x = left + wide * (round as f64 + 0.5);
            canvas.say_at(x, y, "small", "middle", &fit(cell, wide, 11.0));
        }
        y += 17.0;
    }
    let cells = || timeline.rows.iter().flat_map(|r| &r.cells);
    let moves = |mover: usize| cells().any(|cell| cell.mover == mover);
    let mut entries: Vec<(Sign, &str)> = timeline
        .movers
        .iter()
        .enumerate()
        .filter(|(look, _)| moves(*look))
        .map(|(look, name)| (Sign::Box(format!("full{}", look % LOOKS)), name.as_str()))
        .collect();
    for (used, name) in [
        (cells().any(|c| c.binding), "B binding: survives a collapse"),
        (
            cells().any(|c| c.escrowed),
            "E escrowed: delivered only against the others",
        ),
        (
            cells().any(|c| c.private),
            "P private (dashed edge): only the room knows",
        ),
    ] {
        if used {
            entries.push((Sign::None, name));
        }
    }
    legend::draw(canvas, &entries, y)
}

/// A move: who makes it by colour and, where there is room, by name; what it is by letters.
fn draw_cell(canvas: &mut Canvas, cell: &Cell, (x, y): (f64, f64), wide: f64) {
    let (at, size) = ((x + 3.0, y + 4.0), (wide - 6.0, ROW - 8.0));
    canvas.rect(&format!("full{}", cell.mover % LOOKS), at, size, &cell.tip);
    if cell.private {
        canvas.rect(
            "mark-private",
            (at.0 + 2.0, at.1 + 2.0),
            (size.0 - 4.0, size.1 - 4.0),
            "",
        );
    }
    let letters: String = [
        (cell.binding, 'B'),
        (cell.escrowed, 'E'),
        (cell.private, 'P'),
    ]
    .iter()
    .filter(|(is, _)| *is)
    .map(|(_, letter)| *letter)
    .collect();
    let beside = if letters.is_empty() {
        0.0
    } else {
        width(&letters, 11.0) + 6.0
    };
    canvas.say(
        at.0 + 7.0,
        at.1 + 15.0,
        "on",
        &fit(&cell.text, size.0 - 14.0 - beside, 11.0),
    );
    if !letters.is_empty() {
        canvas.say_at(
            at.0 + size.0 - 7.0,
            at.1 + 15.0,
            "on strong",
            "end",
            &letters,
        );
    }
}
