//! Pass 5: names, and the words and places of constraints.

use crate::base::{ActorId, ConstraintId, IdVec, Points, TopicId};
use crate::diag::{Sources, Span};
use crate::model::{Model, Rule};
use crate::problem::{Constraint, ConstraintNames, Names, TopicNames};

/// Gathers all names; `constraints` in the order of pass 4.
pub fn names(
    model: &Model,
    constraints: &IdVec<ConstraintId, Constraint>,
    sources: &Sources,
) -> Names {
    let state: Vec<_> = rules(model).filter(|(_, rule)| !rule.is_order()).collect();
    let order = rules(model).filter(|(_, rule)| rule.is_order());
    let namer = Namer { model, sources };
    Names {
        title: model.title.clone(),
        description: model.description.clone(),
        actors: model
            .actors
            .iter()
            .map(|a| (a.id.clone(), a.name.clone()))
            .collect(),
        topics: topics(model),
        audiences: audiences(model),
        constraints: constraints
            .iter()
            .map(|constraint| namer.constraint(*constraint, &state))
            .collect(),
        order_rules: order.map(|(owner, rule)| namer.rule(owner, rule)).collect(),
        hazards: model.hazards.iter().map(|h| h.id.clone()).collect(),
        topic_ranks: ranks(model),
    }
}

type Owned<'m> = (Option<ActorId>, &'m Rule);

/// All rules in the order of pass 4.
fn rules(model: &Model) -> impl Iterator<Item = Owned<'_>> {
    let owned = model.actors.entries();
    let owned = owned.flat_map(|(id, a)| a.red_lines.iter().map(move |r| (Some(id), r)));
    owned.chain(model.rules.iter().map(|r| (None, r)))
}

fn topics(model: &Model) -> IdVec<TopicId, TopicNames> {
    let topics = model.topics.iter().map(|topic| TopicNames {
        id: topic.id.clone(),
        title: topic.title.clone(),
        options: topic
            .options
            .iter()
            .map(|o| (o.id.clone(), o.title.clone()))
            .collect(),
    });
    topics.collect()
}

fn audiences(model: &Model) -> IdVec<ActorId, Vec<(String, String)>> {
    let names = |a: &crate::model::Actor| {
        let audiences = a.audiences.iter();
        audiences.map(|x| (x.id.clone(), x.name.clone())).collect()
    };
    model.actors.iter().map(names).collect()
}

fn ranks(model: &Model) -> IdVec<TopicId, usize> {
    let mut order: Vec<TopicId> = model.topics.ids().collect();
    order.sort_by_key(|id| &model.topics[*id].id);
    let mut ranks: IdVec<TopicId, usize> = model.topics.iter().map(|_| 0).collect();
    for (rank, id) in order.into_iter().enumerate() {
        ranks[id] = rank;
    }
    ranks
}

struct Namer<'a> {
    model: &'a Model,
    sources: &'a Sources,
}

impl Namer<'_> {
    fn constraint(&self, constraint: Constraint, state: &[Owned]) -> ConstraintNames {
        match constraint {
            Constraint::Rule(rule) => {
                let (owner, rule) = state[rule];
                self.rule(owner, rule)
            }
            Constraint::WalkAway(id) => {
                let actor = &self.model.actors[id];
                let least = actor.walk_away + actor.min_gain;
                let text = format!("worth at least {least} a round, or it walks away");
                self.name(id, "walk_away", text, None, actor.walk_away_span)
            }
            Constraint::Ratifies(id, index) => {
                let audience = &self.model.actors[id].audiences[index];
                let (least, span) = audience
                    .ratifies_at
                    .unwrap_or((Points::ZERO, self.model.actors[id].span));
                let text = format!(
                    "worth at least {least} to {}, or not ratified",
                    audience.name
                );
                let what = format!("{}.ratifies", audience.id);
                self.name(id, &what, text, audience.why.clone(), span)
            }
            Constraint::Tolerates(id, index) => {
                let audience = &self.model.actors[id].audiences[index];
                let (least, span) = audience
                    .tolerates
                    .unwrap_or((Points::ZERO, self.model.actors[id].span));
                let text = format!(
                    "what is seen is worth at least {least} to {}, or not tolerated",
                    audience.name
                );
                let what = format!("{}.tolerates", audience.id);
                self.name(id, &what, text, audience.why.clone(), span)
            }
        }
    }

    fn name(
        &self,
        id: ActorId,
        what: &str,
        text: String,
        why: Option<String>,
        span: Span,
    ) -> ConstraintNames {
        let actor = &self.model.actors[id];
        // Audiences are written `actor/audience.what`, everything else `actor.what`.
        let joint = if what.contains('.') { '/' } else { '.' };
        ConstraintNames {
            id: format!("{}{joint}{what}", actor.id),
            owner: Some(actor.name.clone()),
            text,
            why,
            place: self.sources.place(span),
        }
    }

    fn rule(&self, owner: Option<ActorId>, rule: &Rule) -> ConstraintNames {
        let owner = owner.map(|id| &self.model.actors[id]);
        ConstraintNames {
            id: owner.map_or(rule.id.clone(), |o| format!("{}.{}", o.id, rule.id)),
            owner: owner.map(|o| o.name.clone()),
            text: words(&self.sources.file(rule.span.file).text, &rule.said),
            why: rule.why.clone(),
            place: self.sources.place(rule.span),
        }
    }
}

/// The form of a rule as it was written, on one line.
fn words(text: &str, said: &[Span]) -> String {
    let entries = said.iter().map(|span| {
        let written = &text[span.start as usize..span.end as usize];
        written.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    entries.collect::<Vec<_>>().join(", ")
}
