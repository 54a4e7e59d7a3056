//! What is said of a run once it is over.

use serde_json::json;

use super::super::cli::Batch;
use super::super::output::Output;
use super::ask::Asked;
use super::models::Models;
use super::runner::Found;
use crate::base::grouped;
use crate::render;
use crate::solution::{BatchSummary, Provenance, ReadingView};

/// Says what came of it: a summary on standard output, or a line beside the data.
pub fn tell(
    args: &Batch,
    models: &Models,
    asked: &Asked,
    found: Found,
    lost: Option<String>,
    output: Output,
) {
    let progress = &found.progress;
    if !args.summarises() {
        let agreeable: Vec<String> = asked
            .judged
            .iter()
            .zip(&progress.agreeable)
            .map(|(judged, rows)| match judged.overlay.is_empty() {
                true => format!("{} agreeable", grouped(*rows)),
                false => format!("{} under {}", grouped(*rows), judged.overlay),
            })
            .collect();
        let robust = match asked.judged.len() {
            1 => String::new(),
            _ => format!(" agreeable, {} under all", grouped(progress.under.0)),
        };
        let unread = match progress.faults {
            0 => String::new(),
            rows => format!(", {} could not be read", grouped(rows)),
        };
        output.note(&format!(
            "{} proposals, {}{robust}{unread}; {} written",
            grouped(progress.rows),
            agreeable.join(", "),
            grouped(progress.written)
        ));
        return;
    }
    let provenance = Provenance {
        files: vec![args.model.display().to_string()],
        digest: models.digests[0].clone(),
        options: json!({
            "proposals": args.proposals, "overlays": args.overlays.overlay.iter().map(|o| o.display().to_string()).collect::<Vec<_>>(),
            "where": args.filter, "columns": args.columns, "top": args.top, "by": args.by,
        }),
    };
    let mut summary = BatchSummary::new(&asked.judged[0].problem, &provenance);
    summary.rows = progress.rows;
    summary.unreadable = progress.faults;
    summary.written = progress.written;
    if asked.judged.len() > 1 {
        summary.agreeable_under_all = Some(progress.under.0);
        summary.agreeable_under_some = Some(progress.under.1);
    }
    summary.model_frontier = lost;
    let counted = found.tallies.iter().zip(found.fronts);
    for (judged, (tally, front)) in asked.judged.iter().zip(counted) {
        summary.readings.push(ReadingView::new(
            &judged.problem,
            &judged.overlay,
            tally,
            front,
            &judged.measures,
            &asked.files,
        ));
    }
    match args.json {
        true => output.json(&summary),
        false => output.data(&render::batch_summary(&summary, output.look())),
    }
}
