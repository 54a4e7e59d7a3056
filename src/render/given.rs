//! A given settlement in the terminal: what it is worth, what refuses it, what is near it.

use super::text::{Look, Page, counted};
use crate::base::Points;
use crate::search::concept::Concept;
use crate::solution::{BrokenView, GivenView, Status, StepView, listed};

/// Everything about a given settlement.
pub fn given(view: &GivenView, concept: Concept, title: &str, look: Look) -> String {
    let mut page = Page::new(look);
    head(&mut page, view, title);
    page.gap();
    let rows = view.rows.iter().map(|(name, worth, gain, consents)| {
        let note = match consents {
            true => String::new(),
            false => "is asked nothing".to_owned(),
        };
        vec![
            name.clone(),
            format!("{worth:.2}"),
            format!("{gain:+.2}"),
            note,
        ]
    });
    let header = ["", "worth", "gain", ""].map(str::to_owned);
    page.table(&header, &rows.collect::<Vec<_>>(), 1..3);
    page.gap();
    verdict(&mut page, view);
    if was_searched(view) && !(view.acceptable && view.steps.is_empty()) {
        page.gap();
        near(&mut page, view, concept);
    }
    page.gap();
    foot(&mut page, view);
    page.finish()
}

/// What is near a given settlement.
pub fn steps(view: &GivenView, concept: Concept, title: &str, look: Look) -> String {
    let mut page = Page::new(look);
    head(&mut page, view, title);
    page.gap();
    if !view.acceptable {
        refusals(&mut page, view);
        page.gap();
    }
    if was_searched(view) {
        near(&mut page, view, concept);
        page.gap();
    }
    foot(&mut page, view);
    page.finish()
}

fn head(page: &mut Page, view: &GivenView, title: &str) {
    let title = if title.is_empty() {
        "Untitled model"
    } else {
        title
    };
    let words = match view.is_status_quo {
        true => "the status quo".to_owned(),
        false => view.point.words.join(" · "),
    };
    page.title(title, &words);
}

fn verdict(page: &mut Page, view: &GivenView) {
    if !view.acceptable {
        return refusals(page, view);
    }
    page.good("Everybody could sign this.");
    match view.on_frontier {
        Some(true) => page.say(
            "It is on the frontier: nobody can gain without loss to another.",
            4,
        ),
        Some(false) => page.say(
            "It is not on the frontier: somebody can gain without loss to another.",
            4,
        ),
        None => page.say(
            "Whether somebody can gain without loss to another was not found out.",
            4,
        ),
    }
}

fn refusals(page: &mut Page, view: &GivenView) {
    if view.is_status_quo {
        return page.bad("This is the status quo: nothing is agreed.");
    }
    page.bad("Not everybody could sign this.");
    if !view.unsettled.is_empty() {
        page.say(
            &format!("  It leaves {} unsettled.", listed(&view.unsettled)),
            4,
        );
    }
    view.broken.iter().for_each(|b| broken(page, b));
    if !view.not_ratified_by.is_empty() {
        page.say(
            &format!(
                "It would not be ratified by {}.",
                listed(&view.not_ratified_by)
            ),
            4,
        );
    }
}

fn broken(page: &mut Page, broken: &BrokenView) {
    let own = &broken.demand.constraint;
    let why = own
        .why
        .as_ref()
        .map_or(String::new(), |w| format!(" ({w})"));
    let short = broken.measure.map_or(String::new(), |m| {
        format!(
            ": this comes to {}, {} {}",
            m.value,
            missing(m.at_most),
            m.short()
        )
    });
    let words = &broken.demand.words;
    page.say(
        &format!("  - {words}{why}{short}  [{}, {}]", own.id, own.path),
        6,
    );
}

fn missing(at_most: bool) -> &'static str {
    if at_most { "too much by" } else { "short by" }
}

fn was_searched(view: &GivenView) -> bool {
    view.head.grade.status != Status::Stopped
}

fn near(page: &mut Page, view: &GivenView, concept: Concept) {
    if view.steps.is_empty() {
        return match view.acceptable {
            true if view.on_steps => efficient_on_steps(page, view),
            true => page
                .good("It is efficient: no package is better for somebody and worse for nobody."),
            false => page.bad("No settlement is acceptable to everybody; `winset why` says why."),
        };
    }
    let (title, beside) = match view.acceptable {
        true => (
            "Better for somebody, worse for nobody",
            "what every side gains by the change",
        ),
        false => (
            "The nearest packages that everybody could sign",
            "what every side gains by the change",
        ),
    };
    page.title(
        title,
        &format!(
            "{beside}; the fewest changes first, then by {}",
            concept.id()
        ),
    );
    let names = view.sides.iter().map(|s| s.name.clone());
    let header = std::iter::once("changes".to_owned()).chain(names);
    let header: Vec<_> = header.chain(["what changes".to_owned()]).collect();
    let rows: Vec<_> = view.steps.iter().map(row).collect();
    page.table_with_prose(&header, &rows, 0..view.sides.len() + 1);
    if !view.all_steps {
        let shown = counted(view.steps.len() as u64, "package");
        let why = match &view.steps_stopped {
            Some(why) => why.clone(),
            None => "there may be more, none nearer than these; --limit shows them".to_owned(),
        };
        page.quiet(&format!("The list is cut after {shown}: {why}."));
    }
}

/// Nothing on the steps is better; what lies between them is known by the frontier alone.
fn efficient_on_steps(page: &mut Page, view: &GivenView) {
    match view.on_frontier {
        Some(true) => {
            page.good("It is efficient: no package is better for somebody and worse for nobody.");
        }
        Some(false) => page.say(
            "No package on the steps is better for somebody and worse for nobody, but between the steps there is one: `winset packages` has the frontier.",
            4,
        ),
        None => page.say(
            "No package on the steps is better for somebody and worse for nobody; between them was not found out.",
            4,
        ),
    }
}

fn row(step: &StepView) -> Vec<String> {
    let gains = step.differences.iter().map(|d: &Points| format!("{d:+.2}"));
    let words = step.words.join(" · ");
    std::iter::once(step.changed.to_string())
        .chain(gains)
        .chain([words])
        .collect()
}

fn foot(page: &mut Page, view: &GivenView) {
    let grade = &view.head.grade;
    let verdict = match grade.status {
        Status::Proved => "Proved:",
        Status::BestFound => "Proved as far as it goes:",
        Status::None => "No package, by",
        Status::Stopped => "What is near it was not found out:",
    };
    page.quiet(&format!("{verdict} {}.", grade.by));
}
