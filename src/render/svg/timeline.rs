//! Topics against rounds.

use super::canvas::{Canvas, fit, width};
use super::legend::{self, Sign};
use super::style::looks;
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
    let movers = movers(timeline);
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
            let Some(mover) = movers.iter().find(|m| m.look == cell.mover) else {
                continue;
            };
            let at = (left + wide * cell.round as f64, y);
            draw_cell(canvas, cell, mover, at, wide);
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
    let mut entries: Vec<(Sign, &str)> = movers
        .iter()
        .map(|m| (Sign::Mover(m.look, m.mark.clone()), m.name))
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

/// Who moves, as bars say it.
struct Mover<'a> {
    look: usize,
    name: &'a str,
    /// What stands for the name where there is no room for it.
    mark: String,
}

/// Those who move at all.
fn movers(timeline: &Timeline) -> Vec<Mover<'_>> {
    let cells = || timeline.rows.iter().flat_map(|r| &r.cells);
    let all = timeline.movers.iter().enumerate();
    let moving = all.filter(|(look, _)| cells().any(|cell| cell.mover == *look));
    let (looks, names): (Vec<usize>, Vec<&str>) =
        moving.map(|(look, name)| (look, name.as_str())).unzip();
    let marks = marks(&names);
    let all = looks.into_iter().zip(names).zip(marks);
    all.map(|((look, name), mark)| Mover { look, name, mark })
        .collect()
}

/// As few letters as tell names apart, and apart from those that say what a move is like; else numbers.
fn marks(names: &[&str]) -> Vec<String> {
    let begin = |letters: usize| -> Vec<String> {
        let begin = names.iter().map(|name| name.chars().take(letters));
        begin.map(Iterator::collect).collect()
    };
    let apart = |marks: &Vec<String>| {
        let mut seen: Vec<String> = LETTERS.map(|l| l.to_lowercase().to_string()).into();
        marks.iter().all(|mark| {
            let mark = mark.trim().to_lowercase();
            let new = !mark.is_empty() && !seen.contains(&mark);
            seen.push(mark);
            new
        })
    };
    let numbers = || (1..=names.len()).map(|n| n.to_string()).collect();
    let found = [1, 2].into_iter().map(begin).find(apart);
    found.unwrap_or_else(numbers)
}

/// Binding, escrowed, private.
const LETTERS: [char; 3] = ['B', 'E', 'P'];

/// A move: who makes it by colour and by name, or its mark where there is no room; what it is by letters.
fn draw_cell(canvas: &mut Canvas, cell: &Cell, mover: &Mover, (x, y): (f64, f64), wide: f64) {
    let (at, size) = ((x + 3.0, y + 4.0), (wide - 6.0, ROW - 8.0));
    let from = legend::moved(canvas, mover.look, (at, size), &cell.tip);
    let colour = looks(mover.look).0;
    if cell.private {
        canvas.rect(
            &format!("mark-private edge{colour}"),
            (at.0 + 2.0, at.1 + 2.0),
            (size.0 - 4.0, size.1 - 4.0),
            "",
        );
    }
    let is = [cell.binding, cell.escrowed, cell.private];
    let letters: String = is
        .into_iter()
        .zip(LETTERS)
        .filter_map(|(is, letter)| is.then_some(letter))
        .collect();
    let beside = if letters.is_empty() {
        0.0
    } else {
        width(&letters, SIZE) + 6.0
    };
    // Narrow bars keep less at their edges.
    let edge = (size.0 / 8.0).clamp(2.0, 7.0);
    let room = at.0 + size.0 - from - 2.0 * edge - beside;
    let class = format!("on on{colour}");
    let words = words(&cell.text, mover, room);
    if !words.is_empty() {
        canvas.say(from + edge, at.1 + 15.0, &class, &words);
    }
    if !letters.is_empty() {
        canvas.say_at(
            at.0 + size.0 - edge,
            at.1 + 15.0,
            &format!("{class} strong"),
            "end",
            &letters,
        );
    }
}

/// Size of letters on bars.
const SIZE: f64 = 11.0;

/// Least room for where a topic moves to: a few letters.
const LEAST: f64 = 24.0;

/// Where the topic moves to and who moves it, as much as there is room for: who moves comes first.
fn words(text: &str, mover: &Mover, room: f64) -> String {
    let whole = format!("{text} · {}", mover.name);
    if width(&whole, SIZE) <= room {
        return whole;
    }
    let left = room - width(&format!(" · {}", mover.mark), SIZE);
    match left >= LEAST {
        true => format!("{} · {}", fit(text, left, SIZE), mover.mark),
        false if width(&mover.mark, SIZE) <= room => mover.mark.clone(),
        false => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_tell_movers_apart() {
        assert_eq!(marks(&["north", "south", "donor"]), ["n", "s", "d"]);
        assert_eq!(marks(&["bank", "south"]), ["ba", "so"]);
        assert_eq!(marks(&["party 1", "party 2"]), ["1", "2"]);
    }

    #[test]
    fn bars_say_who_moves_as_long_as_there_is_room() {
        let mover = Mover {
            look: 0,
            name: "south",
            mark: "s".to_owned(),
        };
        assert_eq!(words("granted", &mover, 120.0), "granted · south");
        assert_eq!(words("granted", &mover, 75.0), "granted · s");
        assert_eq!(words("granted", &mover, 20.0), "s");
        assert_eq!(words("granted", &mover, 2.0), "");
    }
}
