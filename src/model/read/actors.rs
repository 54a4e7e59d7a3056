//! Reading actors, their linkages and audiences.

use super::fields::Reader;
use super::rules::rule;
use crate::model::draft::{DraftActor, DraftAudience, DraftInterest, DraftLinkage};
use crate::model::language::{ACTOR, AUDIENCE, LINKAGE};
use crate::model::read::fields::Fields;
use crate::model::tree::Node;

/// An entry of `actors`.
pub fn actor(reader: &mut Reader, id: &Node, node: &Node) -> Option<DraftActor> {
    let id = reader.name(id)?;
    // A broken actor keeps its name, so that what others say of it is not reported as well.
    let fields = reader.fields(node, &ACTOR);
    let fields = fields.unwrap_or_else(|| Fields::none(node, &ACTOR));
    reader.opt(&fields, "description", Reader::text);
    Some(DraftActor {
        id,
        name: reader.opt(&fields, "name", Reader::text),
        role: reader.opt(&fields, "role", Reader::text),
        patience: reader.opt(&fields, "patience", Reader::patience),
        walk_away: reader.opt(&fields, "walk_away", Reader::points),
        min_gain: reader.opt(&fields, "min_gain", Reader::points),
        weight: reader.opt(&fields, "weight", Reader::amount),
        stake: reader.opt(&fields, "stake", Reader::positive),
        step_gain: reader.opt(&fields, "step_gain", Reader::points_or_false),
        credit: reader.opt(&fields, "credit", Reader::amount),
        interests: worths(reader, &fields, "interests"),
        linkages: reader.list(&fields, "linkages", linkage),
        trusts: reader.pairs(&fields, "trusts", Reader::probability),
        exposure: worths(reader, &fields, "exposure"),
        red_lines: reader.list(&fields, "red_lines", rule),
        audiences: reader.map(&fields, "audiences", audience),
        source: reader.names(&fields, "source"),
    })
}

fn worths(reader: &mut Reader, fields: &Fields, key: &str) -> Vec<DraftInterest> {
    reader.opt(fields, key, Reader::worths).unwrap_or_default()
}

fn linkage(reader: &mut Reader, node: &Node) -> Option<DraftLinkage> {
    let fields = reader.fields(node, &LINKAGE)?;
    reader.opt(&fields, "why", Reader::text);
    let when = reader.need(&fields, "when", Reader::condition);
    let value = reader.need(&fields, "value", Reader::points);
    Some(DraftLinkage {
        source: reader.names(&fields, "source"),
        when: when?,
        value: value?.value,
    })
}

fn audience(reader: &mut Reader, id: &Node, node: &Node) -> Option<DraftAudience> {
    let id = reader.name(id)?;
    let fields = reader.fields(node, &AUDIENCE)?;
    Some(DraftAudience {
        id,
        name: reader.opt(&fields, "name", Reader::text),
        interests: worths(reader, &fields, "interests"),
        ratifies_at: reader.opt(&fields, "ratifies_at", Reader::points),
        tolerates: reader.opt(&fields, "tolerates", Reader::points),
        why: reader.opt(&fields, "why", Reader::text),
        source: reader.names(&fields, "source"),
    })
}
