//! Bounds on the products of sizes, before anything is allocated by them.

use crate::base::ActorSet;
use crate::diag::{Code, Diagnostic, Problems};
use crate::model::draft::{
    Draft, DraftCondition, DraftEscrow, DraftForm, DraftPart, DraftRule, DraftRung, DraftTopic,
    MOST_OPTIONS,
};

/// The codes of this file.
pub const CODES: &[&Code] = &[&TOO_LARGE];

static TOO_LARGE: Code = Code {
    id: "E045",
    what: "a model too large to check",
    why: "Every actor, audience and budget has a worth for every option, and every condition a list of options; their products must fit into memory.",
    example: "topics: {t1: [a, b], …, t50000: [a, b]}\nrules: [{id: r1, budget: 1, amounts: {t1: 1}}, …, {id: r15000, …}]",
    fix: "Split the model, or merge topics, options or rules.",
};

/// Most worths and option lists of one model: a few hundred megabytes.
const MOST_CELLS: usize = 10_000_000;

/// Can the draft be checked within bounds? If not, that is reported and nothing else should be looked at.
pub fn fits(draft: &Draft, problems: &mut Problems) -> bool {
    let options = |topic: &DraftTopic| topic.options.len() + 1;
    if let Some(topic) = draft.topics.iter().find(|t| t.options.len() > MOST_OPTIONS) {
        let what = format!("`{}` has more than {MOST_OPTIONS} options", topic.id.value);
        problems.push(
            Diagnostic::new(&TOO_LARGE, topic.id.span, what)
                .help("use fewer, coarser options, or split the topic"),
        );
        return false;
    }
    let rows: usize = draft.topics.iter().map(|t| options(t) + 1).sum();
    let widest = draft.topics.iter().map(options).max().unwrap_or(1);
    let worths = tables(draft).saturating_mul(rows);
    let lists = parts(draft).saturating_mul(widest);
    if worths.saturating_add(lists) <= MOST_CELLS {
        return true;
    }
    let what = match worths > lists {
        true => "actors, audiences and budgets times options",
        false => "conditions times options",
    };
    let span = draft.topics.first().map_or(draft.span, |t| t.id.span);
    problems.push(
        Diagnostic::new(&TOO_LARGE, span, format!("this model is too large: {what}"))
            .help("split the model, or merge topics, options or rules"),
    );
    false
}

/// How many tables with a worth for every option there will be.
fn tables(draft: &Draft) -> usize {
    let budget = |rule: &&DraftRule| matches!(rule.form, DraftForm::Budget(..));
    let actors = draft.actors.iter();
    let owned = actors.map(|a| 2 + a.audiences.len() + a.red_lines.iter().filter(budget).count());
    // Of more actors than there may be, none is kept.
    owned.sum::<usize>() + draft.rules.iter().filter(budget).count() + ActorSet::CAPACITY
}

/// How many parts of conditions there will be, a topic's own counted once for each of its rungs.
fn parts(draft: &Draft) -> usize {
    let topics = draft.topics.iter().map(|topic| {
        let defaults = rung(&topic.defaults).saturating_mul(topic.options.len());
        let own: usize = topic.options.iter().map(|o| rung(&o.rung)).sum();
        let in_force = topic.in_force.as_ref().map_or(0, condition);
        defaults.saturating_add(own + in_force)
    });
    let actors = draft.actors.iter();
    let linkages = actors.clone().flat_map(|a| &a.linkages);
    let rules = draft.rules.iter().chain(actors.flat_map(|a| &a.red_lines));
    let hazards = draft.hazards.iter().filter_map(|h| h.when.as_ref());
    let others: usize = linkages.map(|l| condition(&l.when)).sum::<usize>()
        + rules.map(rule).sum::<usize>()
        + hazards.map(condition).sum::<usize>();
    topics.fold(others, usize::saturating_add)
}

fn rung(rung: &DraftRung) -> usize {
    let escrow = match rung.escrow.as_ref().map(|e| &e.value) {
        Some(DraftEscrow::When(when)) => condition(when),
        _ => 0,
    };
    let names = rung.by.as_ref().map_or(0, Vec::len) + rung.penalty.as_ref().map_or(0, Vec::len);
    escrow + names + rung.after.as_ref().map_or(0, condition)
}

fn rule(rule: &DraftRule) -> usize {
    match &rule.form {
        DraftForm::Never(c) | DraftForm::Require(c) | DraftForm::BeforeTrust(c, ..) => condition(c),
        DraftForm::IfThen(a, b) | DraftForm::BeforeNeed(a, b) => condition(a) + condition(b),
        DraftForm::AtMost(_, of) | DraftForm::AtLeast(_, of) => of.iter().map(condition).sum(),
        DraftForm::Budget(..) | DraftForm::Gain(_) | DraftForm::Gap(..) => 0,
    }
}

fn condition(stated: &DraftCondition) -> usize {
    let part = |part: &DraftPart| match part {
        DraftPart::Any(of) => 1 + of.iter().map(condition).sum::<usize>(),
        DraftPart::Not(inner) => 1 + condition(inner),
        DraftPart::Topic { specs, .. } => specs.len().max(1),
    };
    stated.parts.iter().map(part).sum::<usize>().max(1)
}
