//! Reading topics, incentives and measures, and the attributes of their rungs.

use super::fields::{Fields, Reader};
use super::ranges::range;
use crate::diag::Span;
use crate::model::draft::{
    DraftOption, DraftRange, DraftRung, DraftTest, DraftTopic, Label, Moves,
};
use crate::model::language::{Noun, OPTION, PASSES, RUNG, TEST, TOPIC};
use crate::model::tree::{Node, Value};

/// All topics, in file order under each heading.
pub fn topics(reader: &mut Reader, model: &Fields) -> Vec<DraftTopic> {
    let mut topics = Vec::new();
    for (key, label) in [
        ("topics", Label::Topic),
        ("incentives", Label::Incentive),
        ("measures", Label::Measure),
    ] {
        topics.extend(reader.map(model, key, |r, id, node| topic(r, id, node, label)));
    }
    topics
}

fn topic(reader: &mut Reader, id: &Node, node: &Node, label: Label) -> Option<DraftTopic> {
    let id = reader.name(id)?;
    if !node.is_map() {
        let (options, broken) = short_form(reader, node);
        return Some(DraftTopic {
            id,
            label,
            title: None,
            broken,
            options,
            range: None,
            divisible: None,
            unsettled: false,
            moves: None,
            in_force: None,
            defaults: DraftRung::default(),
        });
    }
    let fields = reader.fields(node, &TOPIC)?;
    reader.opt(&fields, "description", Reader::text);
    let read = reader.need(&fields, "options", |r, node| Some(options(r, node)));
    let (options, range, broken) = read.unwrap_or((Vec::new(), None, true));
    let moves = reader.opt(&fields, "moves", |r, node| r.word(node, MOVES));
    let unsettled = reader.opt(&fields, "unsettled", Reader::flag);
    Some(DraftTopic {
        id,
        label,
        title: reader.opt(&fields, "title", Reader::text),
        unsettled: unsettled.is_some_and(|f| f.value),
        moves: moves.map(|m| m.value),
        in_force: reader.opt(&fields, "in_force", Reader::condition),
        defaults: rung(reader, &fields),
        divisible: reader.opt(&fields, "divisible", Reader::flag),
        broken,
        options,
        range,
    })
}

fn short_form(reader: &mut Reader, node: &Node) -> (Vec<DraftOption>, bool) {
    if let Value::List(_) = node.value {
        let (options, _, broken) = options(reader, node);
        return (options, broken);
    }
    let what = "a list of options, or a mapping with `options`";
    reader.shape::<()>(node, what);
    (Vec::new(), true)
}

const MOVES: &[(&str, Moves)] = &[
    ("climb", Moves::Climb),
    ("ladder", Moves::Ladder),
    ("choice", Moves::Choice),
];

/// The options that can be read, the range they were laid out from, and whether any cannot be read.
fn options(reader: &mut Reader, node: &Node) -> (Vec<DraftOption>, Option<DraftRange>, bool) {
    match &node.value {
        Value::Map(_) => match range(reader, node) {
            Some((range, options)) => (options, Some(range), false),
            None => (Vec::new(), None, true),
        },
        Value::List(items) => {
            let read: Vec<_> = items.iter().filter_map(|i| option(reader, i)).collect();
            let broken = read.len() < items.len();
            (read, None, broken)
        }
        Value::Scalar { .. } => {
            let broken = !node.is_nothing();
            (reader.items(node, option), None, broken)
        }
    }
}

fn option(reader: &mut Reader, node: &Node) -> Option<DraftOption> {
    if !matches!(node.value, Value::Map(_)) {
        return Some(DraftOption {
            id: reader.name(node)?,
            title: None,
            rung: DraftRung::default(),
        });
    }
    let fields = reader.fields(node, &OPTION)?;
    let id = reader.need(&fields, "id", Reader::name);
    Some(DraftOption {
        title: reader.opt(&fields, "title", Reader::text),
        rung: rung(reader, &fields),
        id: id?,
    })
}

fn rung(reader: &mut Reader, fields: &Fields) -> DraftRung {
    DraftRung {
        by: reader.opt(fields, "by", Reader::some_names),
        binding: reader.opt(fields, "binding", Reader::flag),
        private: reader.opt(fields, "private", Reader::flag),
        leak: reader.opt(fields, "leak", Reader::probability),
        detected_in: reader.opt(fields, "detected_in", Reader::count),
        honour: reader.opt(fields, "honour", Reader::probability),
        after: reader.opt(fields, "after", Reader::condition),
        escrow: reader.opt(fields, "escrow", Reader::escrow),
        penalty: fields
            .get("penalty")
            .map(|_| reader.pairs(fields, "penalty", Reader::amount)),
        test: reader.opt(fields, "test", test),
        source: reader.names(fields, "source"),
        first: first_attribute(fields),
    }
}

fn first_attribute(fields: &Fields) -> Option<Span> {
    let keys: Vec<_> = RUNG
        .iter()
        .map(|field| field.key)
        .filter(|key| *key != "source")
        .collect();
    fields.written(&keys).map(|(_, span)| span).next()
}

fn test(reader: &mut Reader, node: &Node) -> Option<DraftTest> {
    let fields = reader.fields(node, &TEST)?;
    let about = reader.need(&fields, "about", Reader::name);
    let passes = reader.need(&fields, "passes", passes);
    let (reliable, unreliable) = passes?;
    Some(DraftTest {
        about: about?,
        reliable,
        unreliable,
    })
}

fn passes(reader: &mut Reader, node: &Node) -> Option<(crate::base::Points, crate::base::Points)> {
    let noun: &'static Noun = &PASSES;
    let fields = reader.fields(node, noun)?;
    let reliable = reader.need(&fields, "reliable", Reader::probability);
    let unreliable = reader.need(&fields, "unreliable", Reader::probability);
    Some((reliable?.value, unreliable?.value))
}
