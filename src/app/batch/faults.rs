//! Rows that cannot be read: said as diagnostics, or written to a file of rejects.

use super::super::output::Output;
use super::inputs::Inputs;
use crate::diag::{Problems, Sources};
use crate::problem::Names;
use crate::render;
use crate::table::Fault;

/// Most rows that are told one by one.
const MOST_TOLD: usize = 20;

/// Most characters of a row that are kept for telling.
const MOST_TEXT: usize = 10_000;

/// What is written before all rejects.
pub const HEAD: &[u8] = b"file,line,column,problem,row\n";

/// Says what is wrong with rows, the first of them one by one.
pub fn say(faults: &[Fault], inputs: &Inputs, names: &Names, json: bool, output: Output) {
    let mut sources = Sources::default();
    let mut problems = Problems::default();
    for fault in faults.iter().take(MOST_TOLD) {
        let name = &inputs.tables[fault.file as usize].name;
        let before = usize::try_from(fault.line)
            .unwrap_or(usize::MAX)
            .saturating_sub(1);
        let mut text = fault.text.clone();
        text.truncate(boundary(&text, MOST_TEXT.max(fault.at.1)));
        let file = sources.add_part(name.clone(), text, before);
        problems.push(fault.diagnostic(file, names));
    }
    let found = problems.sorted();
    if json {
        output.json(&render::check_json(&found, &sources));
    }
    output.talk(&render::diagnostics(&found, &sources, output.error_style()));
    if faults.len() > MOST_TOLD {
        output.note(&format!(
            "{} more rows near these cannot be read",
            faults.len() - MOST_TOLD
        ));
    }
}

/// The last place at or before `most` at which a character ends.
fn boundary(text: &str, most: usize) -> usize {
    let mut at = most.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Rows as rejects: where they stand, what is wrong, and the row itself.
pub fn rejects(faults: &[Fault], inputs: &Inputs, names: &Names) -> Vec<u8> {
    let mut out = Vec::new();
    for fault in faults {
        let table = &inputs.tables[fault.file as usize];
        let before = &fault.text[..boundary(&fault.text, fault.at.0)];
        let column = before.chars().count() + 1;
        let cells = [
            table.name.clone(),
            fault.line.to_string(),
            column.to_string(),
            format!("{}: {}", fault.kind.code().id, fault.kind.message(names)),
            fault.text.clone(),
        ];
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            crate::table::write_text(&mut out, cell.as_bytes(), b',');
        }
        out.push(b'\n');
    }
    out
}
