//! Checking actors: roles, interests, trust, audiences.

use super::Pass;
use super::conditions::Bare;
use crate::base::{ActorId, ActorSet, Id, IdVec, Points};
use crate::diag::{Code, Diagnostic, Spanned};
use crate::model::draft::{Draft, DraftActor, DraftAudience, Name};
use crate::model::nouns::{Actor, Audience, Linkage, Role};

/// The codes of this file.
pub const CODES: &[&Code] = &[
    &NO_PARTY,
    &TOO_MANY_ACTORS,
    &BYSTANDER,
    &UNKNOWN_ROLE,
    &NO_WEIGHT,
    &IDLE_ATTRIBUTE,
];

static NO_PARTY: Code = Code {
    id: "E040",
    what: "a model without a party",
    why: "Guarantors and bystanders do not bargain; without a party there is no negotiation.",
    example: "actors:\n  donor: {role: guarantor}",
    fix: "Give at least one actor the role `party`, which is the default.",
};
static TOO_MANY_ACTORS: Code = Code {
    id: "E041",
    what: "more actors than a model can have",
    why: "Sets of performers are kept in one machine word.",
    example: "actors: {a1: {}, a2: {}, …, a65: {}}",
    fix: "Merge actors that move together; 64 is the most.",
};
static BYSTANDER: Code = Code {
    id: "E042",
    what: "a bystander that is asked for something",
    why: "A bystander is affected and reported, and asked nothing: it owns no red lines, performs nothing, and no audience of its ratifies.",
    example: "actors:\n  press: {role: bystander, red_lines: [{id: a, never: {water: quota}}]}",
    fix: "Make it a guarantor (its consent is needed), or remove the statement.",
};
static UNKNOWN_ROLE: Code = Code {
    id: "E043",
    what: "a role that the language does not have",
    why: "The role decides whose consent is needed and whose gain is an aim.",
    example: "actors:\n  donor: {role: mediator}",
    fix: "Write `party`, `guarantor` or `bystander`; mediators and donors are guarantors.",
};
static NO_WEIGHT: Code = Code {
    id: "E044",
    what: "no actor has a positive weight",
    why: "The solution concepts would have nothing to maximise.",
    example: "actors:\n  north: {weight: 0}\n  south: {weight: 0}",
    fix: "Give at least one actor a weight above 0.",
};
static IDLE_ATTRIBUTE: Code = Code {
    id: "L014",
    what: "an attribute that has no effect on a bystander",
    why: "Bystanders bargain about nothing, so this number is never used.",
    example: "actors:\n  press: {role: bystander, min_gain: 2}",
    fix: "Remove it, or give the actor another role.",
};

const ROLES: &[(&str, Role)] = &[
    ("party", Role::Party),
    ("guarantor", Role::Guarantor),
    ("bystander", Role::Bystander),
];

pub(super) fn role_of(draft: &DraftActor) -> Role {
    let text = draft.role.as_ref().map_or("party", |r| r.value.as_str());
    let known = ROLES.iter().find(|(word, _)| *word == text);
    known.map_or(Role::Party, |(_, role)| *role)
}

impl Pass<'_, '_> {
    /// All actors; the vector keeps its length whatever is wrong, so that ids stay true.
    pub fn actors(&mut self, draft: &Draft) -> IdVec<ActorId, Actor> {
        self.check_actors(draft);
        let actors = draft.actors.iter().enumerate();
        actors
            .map(|(i, actor)| self.one_actor(actor, ActorId::new(i)))
            .collect()
    }

    fn check_actors(&mut self, draft: &Draft) {
        let head = draft.actors.first().map_or(draft.span, |a| a.id.span);
        if draft.actors.len() > ActorSet::CAPACITY {
            let what = format!("{} actors are more than there can be", draft.actors.len());
            let help = format!("a model may have at most {}", ActorSet::CAPACITY);
            self.problems
                .push(Diagnostic::new(&TOO_MANY_ACTORS, head, what).help(help));
        }
        if !draft.actors.iter().any(|a| role_of(a) == Role::Party) {
            self.problems.push(
                Diagnostic::new(&NO_PARTY, head, "no actor is a party")
                    .help("give at least one actor the role `party`, which is the default"),
            );
        }
        let weighs = |actor: &DraftActor| match (&actor.weight, role_of(actor)) {
            (Some(weight), Role::Party | Role::Guarantor) => weight.value > Points::ZERO,
            (None, Role::Party) => true,
            _ => false,
        };
        let mut weights = draft.actors.iter().filter_map(|a| a.weight.as_ref());
        if let (false, Some(weight)) = (draft.actors.iter().any(weighs), weights.next_back()) {
            self.problems.push(
                Diagnostic::new(&NO_WEIGHT, weight.span, "every weight is 0")
                    .help("give at least one actor a weight above 0"),
            );
        }
    }

    fn one_actor(&mut self, draft: &DraftActor, id: ActorId) -> Actor {
        self.cites(&draft.source);
        self.check_role(draft);
        let value = |stated: &Option<Spanned<Points>>| stated.as_ref().map(|s| s.value);
        let walk_away = [&draft.min_gain, &draft.walk_away];
        let walk_away_span = walk_away.into_iter().flatten().next().map(|s| s.span);
        let (interests, curves) = self.worths(&draft.interests, Bare::OnlyRung);
        self.follows_ranges(&draft.interests);
        Actor {
            id: draft.id.value.clone(),
            name: draft.name.as_ref().unwrap_or(&draft.id).value.clone(),
            span: draft.id.span,
            role: role_of(draft),
            patience: value(&draft.patience),
            walk_away: value(&draft.walk_away).unwrap_or_default(),
            min_gain: value(&draft.min_gain).unwrap_or_default(),
            walk_away_span: walk_away_span.unwrap_or(draft.id.span),
            weight: value(&draft.weight),
            stake: value(&draft.stake),
            step_gain: draft.step_gain.as_ref().map(|s| s.value),
            credit: value(&draft.credit),
            interests,
            curves,
            linkages: self.linkages(draft),
            trusts: self.trusts(&draft.trusts, id),
            exposure: self.worths(&draft.exposure, Bare::OnlyRung).0,
            red_lines: self.rules(&draft.red_lines, Some(id)),
            audiences: draft.audiences.iter().map(|a| self.audience(a)).collect(),
        }
    }

    fn check_role(&mut self, draft: &DraftActor) {
        if let Some(role) = &draft.role
            && !ROLES.iter().any(|(word, _)| *word == role.value)
        {
            let what = format!("there is no role `{}`", role.value);
            let words = ROLES.iter().map(|(word, _)| *word);
            self.problems.push(
                Diagnostic::new(&UNKNOWN_ROLE, role.span, what)
                    .help("write `party`, `guarantor` or `bystander`")
                    .help_near(&role.value, words),
            );
        }
        if role_of(draft) != Role::Bystander {
            return;
        }
        let red_lines = draft.red_lines.first().map(|r| (&r.id, "red lines"));
        let audiences = draft.audiences.first().map(|a| (&a.id, "audiences"));
        for (name, what) in [red_lines, audiences].into_iter().flatten() {
            self.bystander(name, &format!("a bystander has no {what}"));
        }
        let idle = [
            ("min_gain", &draft.min_gain),
            ("weight", &draft.weight),
            ("stake", &draft.stake),
            ("credit", &draft.credit),
        ];
        let step_gain = draft.step_gain.as_ref().map(|s| ("step_gain", s.span));
        let stated = idle
            .iter()
            .filter_map(|(k, s)| Some((*k, s.as_ref()?.span)));
        let trusts = draft.trusts.first().map(|(name, _)| ("trusts", name.span));
        for (key, span) in stated.chain(step_gain).chain(trusts) {
            let what = format!("`{key}` has no effect on a bystander");
            self.problems.push(
                Diagnostic::new(&IDLE_ATTRIBUTE, span, what)
                    .help("remove it, or give the actor another role"),
            );
        }
    }

    fn bystander(&mut self, name: &Name, what: &str) {
        self.problems.push(
            Diagnostic::new(&BYSTANDER, name.span, what)
                .help("make the actor a guarantor, or remove this"),
        );
    }

    /// An actor that may be asked for something: not a bystander.
    pub fn consenting(&mut self, name: &Name, what: &str) -> Option<ActorId> {
        let actor = self.actor(name)?;
        if self.lookup.bystanders.contains(actor) {
            self.bystander(
                name,
                &format!("`{}` is a bystander and cannot be {what}", name.value),
            );
            return None;
        }
        Some(actor)
    }

    fn linkages(&mut self, draft: &DraftActor) -> Vec<Linkage> {
        let mut linkages = Vec::new();
        for linkage in &draft.linkages {
            self.cites(&linkage.source);
            let when = self.condition(&linkage.when);
            linkages.extend(when.map(|when| Linkage {
                when,
                value: linkage.value,
            }));
        }
        linkages
    }

    fn trusts(&mut self, stated: &[(Name, Points)], owner: ActorId) -> Vec<(ActorId, Points)> {
        stated
            .iter()
            .filter_map(|(name, p)| Some((self.other(name, Some(owner))?, *p)))
            .collect()
    }

    fn audience(&mut self, draft: &DraftAudience) -> Audience {
        self.cites(&draft.source);
        let value = |s: &Option<Spanned<Points>>| s.as_ref().map(|s| (s.value, s.span));
        let (interests, curves) = self.worths(&draft.interests, Bare::OnlyRung);
        self.follows_ranges(&draft.interests);
        Audience {
            id: draft.id.value.clone(),
            name: draft.name.as_ref().unwrap_or(&draft.id).value.clone(),
            interests,
            curves,
            ratifies_at: value(&draft.ratifies_at),
            tolerates: value(&draft.tolerates),
            why: draft.why.as_ref().map(|why| why.value.clone()),
        }
    }
}
