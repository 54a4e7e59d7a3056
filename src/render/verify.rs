//! What became of the claims of a result, as a table and as data.

use serde_json::{Value, json};

use super::safe::shorten;
use super::text::{Look, Page};
use crate::base::grouped;
use crate::verify::{Kind, Outcome, Report, Row};

/// Longest value that is told in full.
const WIDEST: usize = 300;

/// The report for people: claim by claim, and a last line that says it all.
pub fn verified(report: &Report, look: Look) -> String {
    let mut page = Page::new(look);
    let header = ["", "claim", "of"].map(str::to_owned);
    let rows: Vec<_> = report.claims.iter().map(row).collect();
    page.table(&header, &rows, 2..3);
    for row in &report.claims {
        if let Outcome::NotChecked(why) = &row.outcome {
            page.gap();
            page.quiet(&format!(
                "Not checked, {}{}: {why}.",
                part(row),
                words(row.claim)
            ));
        }
    }
    page.gap();
    last_line(&mut page, report);
    page.finish()
}

fn row(row: &Row) -> Vec<String> {
    let outcome = match &row.outcome {
        Outcome::Held => "held",
        Outcome::Fails(_) => "FAILS",
        Outcome::NotChecked(_) => "not checked",
    };
    let count = match row.count {
        0 => String::new(),
        n => grouped(n as u64),
    };
    let claim = format!("{}{}", part(row), words(row.claim));
    vec![outcome.to_owned(), claim, count]
}

fn part(row: &Row) -> String {
    match row.part.as_str() {
        "" => String::new(),
        part => format!("{part}: "),
    }
}

fn last_line(page: &mut Page, report: &Report) {
    let (held, failed, unknown) = report.tally();
    if let Some((row, fault)) = report.first_fault() {
        let place = if fault.at.is_empty() {
            "the whole"
        } else {
            &fault.at
        };
        page.bad(&format!(
            "Refused: {}{}, at {place}: says {}; the judge finds {}.",
            part(row),
            words(row.claim),
            shorten(&fault.says, WIDEST),
            shorten(&fault.finds, WIDEST)
        ));
        if failed > 1 {
            page.say(
                &format!("{failed} kinds of claims fail; this is the first."),
                4,
            );
        }
        return;
    }
    let rest = match unknown {
        0 => String::new(),
        n => format!("; {n} could not be checked here, as told above"),
    };
    page.good(&format!("Held: all claims of {held} kinds{rest}."));
}

/// The report as data.
pub fn verified_json(report: &Report) -> Value {
    let (held, failed, not_checked) = report.tally();
    let first = report.first_fault().map(|(row, fault)| {
        json!({"claim": row.claim, "part": row.part, "at": fault.at, "says": fault.says, "finds": fault.finds})
    });
    json!({
        "winset": 1,
        "kind": "verify",
        "verdict": if failed == 0 { "holds" } else { "fails" },
        "held": held,
        "failed": failed,
        "not_checked": not_checked,
        "first": first,
        "claims": report.claims,
    })
}

/// A kind of claim in words.
fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Digest => "computed from this model",
        Kind::Version => "by this version",
        Kind::Model => "the model's title and actors",
        Kind::Grade => "claim and grade go together",
        Kind::Claimed => "the list is what such a claim lists",
        Kind::Order => "the order of the list",
        Kind::Packages => "packages that everybody could sign",
        Kind::Gains => "gains, exactly",
        Kind::Audiences => "worth to audiences",
        Kind::Dominance => "none is at least as good as another for everybody",
        Kind::TieRule => "of those worth the same the first",
        Kind::Complete => "nothing is missing",
        Kind::Concepts => "what concepts pick is the best listed",
        Kind::ConceptGrades => "what is proved of each concept",
        Kind::Counts => "counts",
        Kind::Refusals => "what refuses how many",
        Kind::Within => "what the list stands for",
        Kind::Most => "the most that any plan gives",
        Kind::Segments => "straight lines between points",
        Kind::Conflicts => "conflict sets conflict",
        Kind::ConflictMembers => "every member of a conflict is needed",
        Kind::Corrections => "ways out are enough, and nothing less is",
        Kind::AllSets => "no set is missing",
        Kind::WaysOut => "what ways out open",
        Kind::Relaxations => "how far numbers give way",
        Kind::Lines => "what lines cost",
        Kind::Given => "what the given package amounts to",
        Kind::Near => "packages near it",
        Kind::Exchanges => "exchanges that may be made",
        Kind::Settlements => "settlements that they reach",
        Kind::Plans => "plans that may be made, round by round",
        Kind::PlanGains => "gains of plans",
        Kind::Rounds => "rounds of the plan told in full",
        Kind::Margins => "closest calls",
        Kind::Beliefs => "beliefs",
        Kind::Chances => "chances, and where talks end if they fail",
        Kind::End => "where the plan ends",
        Kind::Alternatives => "other plans",
        Kind::AlternativesBest => "each of them is the best that differs",
        Kind::Openings => "roads that there are without single tests",
        Kind::OpeningsBest => "each of these roads is the best without its test",
        Kind::LiftSets => "sets of tests without which there is a road",
        Kind::Price => "the price of the road",
        Kind::Steering => "what was asked of plans",
        Kind::Reasons => "reasons told beside the plan",
    }
}
