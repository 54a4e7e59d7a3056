//! The summary of a batch for people.

use super::text::{Look, Page, counted};
use crate::base::grouped;
use crate::solution::{BatchSummary, ReadingView};

/// Longest bar.
const BAR: usize = 40;

/// Writes a summary.
pub fn batch_summary(summary: &BatchSummary, look: Look) -> String {
    let mut page = Page::new(look);
    let title = summary.model["title"].as_str().unwrap_or("");
    page.title(title, &counted(summary.rows, "proposal"));
    if summary.unreadable > 0 {
        let rows = counted(summary.unreadable, "row");
        page.bad(&format!("{rows} could not be read and are not counted"));
    }
    for reading in &summary.readings {
        page.gap();
        if let Some(overlay) = &reading.overlay {
            page.title(overlay, "");
        }
        tell(&mut page, reading, summary);
    }
    if let (Some(all), Some(some)) = (summary.agreeable_under_all, summary.agreeable_under_some) {
        page.gap();
        let share = share(all, summary.rows);
        page.say(
            &format!(
                "Under every overlay {} agreeable{share}, under some {}.",
                be(all),
                grouped(some)
            ),
            4,
        );
    }
    if let Some(why) = &summary.model_frontier {
        page.gap();
        page.quiet(why);
    }
    page.finish()
}

fn be(rows: u64) -> String {
    format!("{} {}", grouped(rows), if rows == 1 { "is" } else { "are" })
}

fn share(part: u64, all: u64) -> String {
    match all {
        0 => String::new(),
        all => format!(" ({:.1} %)", 100.0 * part as f64 / all as f64),
    }
}

fn tell(page: &mut Page, reading: &ReadingView, summary: &BatchSummary) {
    let agreeable = format!(
        "{} agreeable{}",
        be(reading.agreeable),
        share(reading.agreeable, summary.rows)
    );
    match reading.agreeable {
        0 => page.bad(&agreeable),
        _ => page.good(&format!(
            "{agreeable}, {} on their frontier",
            grouped(reading.frontier as u64)
        )),
    }
    if reading.status_quo > 0 {
        page.say(&format!("{} the status quo.", be(reading.status_quo)), 4);
    }
    if reading.unsettled > 0 {
        let leave = if reading.unsettled == 1 {
            "leaves"
        } else {
            "leave"
        };
        page.say(
            &format!("{} {leave} a topic unsettled.", grouped(reading.unsettled)),
            4,
        );
    }
    refusals(page, reading, summary);
    best(page, reading, summary);
    histogram(page, reading);
}

fn refusals(page: &mut Page, reading: &ReadingView, summary: &BatchSummary) {
    let header = ["refused by", "proposals", "share", "alone"].map(str::to_owned);
    let rows: Vec<Vec<String>> = reading
        .refusals
        .iter()
        .filter(|refusal| refusal.rows > 0)
        .map(|refusal| {
            let share = 100.0 * refusal.rows as f64 / summary.rows.max(1) as f64;
            vec![
                refusal.constraint.clone(),
                grouped(refusal.rows),
                format!("{share:.1} %"),
                grouped(refusal.alone),
            ]
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    page.gap();
    page.table(&header, &rows, 1..4);
    let together: Vec<Vec<String>> = reading
        .together
        .iter()
        .filter(|set| set.constraints.len() > 1)
        .map(|set| vec![set.constraints.join(" + "), grouped(set.rows)])
        .collect();
    if !together.is_empty() {
        page.gap();
        page.table(
            &["refused together by".to_owned(), "proposals".to_owned()],
            &together,
            1..2,
        );
    }
}

fn best(page: &mut Page, reading: &ReadingView, summary: &BatchSummary) {
    if reading.best.is_empty() {
        return;
    }
    let mut header = vec!["best by".to_owned()];
    header.extend(summary.actors.iter().cloned());
    header.push("where".to_owned());
    let rows: Vec<Vec<String>> = reading
        .best
        .iter()
        .map(|best| {
            let mut row = vec![best.concept.to_owned()];
            row.extend(best.gains.iter().map(|g| format!("{g:.2}")));
            row.push(format!("{}:{}", best.file, best.line));
            row
        })
        .collect();
    page.gap();
    page.table(&header, &rows, 1..summary.actors.len() + 1);
}

fn histogram(page: &mut Page, reading: &ReadingView) {
    let most = reading
        .least_gain
        .iter()
        .map(|bar| bar.rows)
        .max()
        .unwrap_or(0);
    if most == 0 {
        return;
    }
    let header = ["least gain from", "to below", "proposals", ""].map(str::to_owned);
    let rows: Vec<Vec<String>> = reading
        .least_gain
        .iter()
        .map(|bar| {
            let length = (bar.rows as f64 / most as f64 * BAR as f64).round() as usize;
            let length = if bar.rows > 0 { length.max(1) } else { 0 };
            vec![
                bar.from.to_string(),
                bar.to.to_string(),
                grouped(bar.rows),
                "#".repeat(length),
            ]
        })
        .collect();
    page.gap();
    page.table(&header, &rows, 0..3);
}
