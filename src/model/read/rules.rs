//! Reading rules and red lines (SEMANTICS §2.2): each has exactly one form.

use super::fields::{Fields, Reader};
use crate::diag::{Code, Diagnostic};
use crate::model::draft::{DraftForm, DraftRule, Scope};
use crate::model::language::RULE;
use crate::model::tree::Node;

/// The codes of this file.
pub const CODES: &[&Code] = &[&NO_FORM, &MIXED_FORMS];

static NO_FORM: Code = Code {
    id: "E017",
    what: "a rule that says nothing",
    why: "Without one of the forms a rule refuses nothing.",
    example: "rules:\n  - {id: fence, why: \"Council vote\"}",
    fix: "Give it one form: never, require, if/then, at_most/of, at_least/of, budget/amounts, gain, gap/over or before.",
};
static MIXED_FORMS: Code = Code {
    id: "E018",
    what: "a rule with keys of two forms",
    why: "It cannot be told which of the two is meant to hold, or whether both are.",
    example: "rules:\n  - {id: fence, never: {water: quota}, require: {crossing: open}}",
    fix: "Write two rules, each with an id of its own.",
};

/// The key that names a form, and those that complete it.
const FORMS: &[(&str, &[&str])] = &[
    ("never", &[]),
    ("require", &[]),
    ("if", &["then"]),
    ("at_most", &["of"]),
    ("at_least", &["of"]),
    ("budget", &["amounts"]),
    ("gain", &[]),
    ("gap", &["over"]),
    ("before", &["need", "trust_in", "trust"]),
];

/// A rule or red line.
pub fn rule(reader: &mut Reader, node: &Node) -> Option<DraftRule> {
    let fields = reader.fields(node, &RULE)?;
    let id = reader.need(&fields, "id", Reader::name);
    let why = reader.opt(&fields, "why", Reader::text);
    let source = reader.names(&fields, "source");
    let scope = reader.opt(&fields, "scope", |r, node| {
        r.word(node, &[("always", Scope::Always), ("final", Scope::Final)])
    });
    let form = form(reader, &fields)?;
    Some(DraftRule {
        id: id?,
        span: fields.span(),
        said: fields.entries(|key| !["id", "why", "source", "scope"].contains(&key)),
        why,
        source,
        scope,
        form,
    })
}

fn form(reader: &mut Reader, fields: &Fields) -> Option<DraftForm> {
    let heads: Vec<_> = FORMS
        .iter()
        .filter(|(head, _)| fields.get(head).is_some())
        .collect();
    let Some((head, parts)) = heads.first() else {
        let known = FORMS.iter().map(|(head, _)| format!("`{head}`"));
        let list = known.collect::<Vec<_>>().join(", ");
        reader.problems.push(
            Diagnostic::new(&NO_FORM, fields.head(), "this rule has no form")
                .help(format!("add one of {list}")),
        );
        return None;
    };
    let every = FORMS
        .iter()
        .flat_map(|(head, parts)| std::iter::once(*head).chain(parts.iter().copied()));
    let strange: Vec<_> = every
        .filter(|key| key != head && !parts.contains(key))
        .collect();
    if let Some((key, span)) = fields.written(&strange).next() {
        reader.problems.push(
            Diagnostic::new(
                &MIXED_FORMS,
                span,
                format!("`{key}` does not go with `{head}`"),
            )
            .and_at(fields.key_span(head), "the form begins here")
            .help("write two rules, each with an id of its own"),
        );
        return None;
    }
    read_form(reader, fields, head)
}

fn read_form(reader: &mut Reader, fields: &Fields, head: &str) -> Option<DraftForm> {
    let condition = Reader::condition;
    Some(match head {
        "never" => DraftForm::Never(reader.opt(fields, "never", condition)?),
        "require" => DraftForm::Require(reader.opt(fields, "require", condition)?),
        "if" => {
            let when = reader.opt(fields, "if", condition);
            let then = reader.need(fields, "then", condition);
            DraftForm::IfThen(when?, then?)
        }
        "at_most" | "at_least" => {
            let number = reader.opt(fields, head, Reader::number);
            let of = reader.need(fields, "of", Reader::conditions);
            let (number, of) = (number?.value, of?);
            if head == "at_most" {
                DraftForm::AtMost(number, of)
            } else {
                DraftForm::AtLeast(number, of)
            }
        }
        "budget" => {
            let limit = reader.opt(fields, "budget", Reader::points);
            let amounts = reader.need(fields, "amounts", Reader::worths);
            DraftForm::Budget(limit?.value, amounts?)
        }
        "gain" => DraftForm::Gain(reader.opt(fields, "gain", Reader::points)?.value),
        "gap" => {
            let gap = reader.opt(fields, "gap", Reader::points);
            let over = reader.need(fields, "over", Reader::name);
            DraftForm::Gap(gap?.value, over?)
        }
        _ => return before(reader, fields),
    })
}

fn before(reader: &mut Reader, fields: &Fields) -> Option<DraftForm> {
    let what = reader.opt(fields, "before", Reader::condition);
    let mentions = |key: &str| fields.get(key).is_some();
    if mentions("trust_in") || mentions("trust") {
        if mentions("need") {
            let both = "`need` and `trust_in` are two rules";
            reader.problems.push(
                Diagnostic::new(&MIXED_FORMS, fields.key_span("need"), both)
                    .help("write two rules, each with an id of its own"),
            );
            return None;
        }
        let who = reader.need(fields, "trust_in", Reader::name);
        let trust = reader.need(fields, "trust", Reader::probability);
        return Some(DraftForm::BeforeTrust(what?, who?, trust?.value));
    }
    let need = reader.need(fields, "need", Reader::condition);
    Some(DraftForm::BeforeNeed(what?, need?))
}
