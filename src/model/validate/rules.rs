//! Checking rules and red lines.

use super::Pass;
use super::conditions::Bare;
use crate::base::ActorId;
use crate::diag::{Code, Diagnostic};
use crate::model::curve::Curves;
use crate::model::draft::{DraftForm, DraftRule, Name, Scope};
use crate::model::nouns::{Rule, RuleForm};

/// The codes of this file.
pub const CODES: &[&Code] = &[&NEEDS_OWNER, &SCOPE_OF_ORDER, &IMPOSSIBLE_COUNT, &ONE_SELF];

static NEEDS_OWNER: Code = Code {
    id: "E034",
    what: "a rule that needs an owner stands under `rules`",
    why: "`gain`, `gap` and `trust_in` speak of somebody's gain or belief.",
    example: "rules:\n  - {id: enough, gain: 3}",
    fix: "Move it to the `red_lines` of the actor whose gain or belief it is.",
};
static SCOPE_OF_ORDER: Code = Code {
    id: "E035",
    what: "a scope on a rule about order",
    why: "`before` restricts exchanges, not settlements, so neither scope applies.",
    example: "rules:\n  - {id: order, before: {water: quota}, need: {crossing: open}, scope: final}",
    fix: "Leave the scope out.",
};
static IMPOSSIBLE_COUNT: Code = Code {
    id: "E036",
    what: "a count larger than the list it counts",
    why: "`at_least` more than there are can never hold; `at_most` as many as there are refuses nothing.",
    example: "rules:\n  - {id: two, at_least: 2, of: [{water: quota}]}",
    fix: "Lower the count, or list more conditions.",
};
static ONE_SELF: Code = Code {
    id: "E037",
    what: "an actor that is set against itself",
    why: "Trust, belief and gaps are between two actors.",
    example: "actors:\n  north: {trusts: {north: 0.5}}",
    fix: "Name another actor.",
};

impl Pass<'_, '_> {
    /// The rules of one owner, or of nobody.
    pub fn rules(&mut self, drafts: &[DraftRule], owner: Option<ActorId>) -> Vec<Rule> {
        self.unique(drafts.iter().map(|r| &r.id), "rule");
        drafts
            .iter()
            .filter_map(|draft| self.rule(draft, owner))
            .collect()
    }

    fn rule(&mut self, draft: &DraftRule, owner: Option<ActorId>) -> Option<Rule> {
        self.cites(&draft.source);
        if owner.is_some() {
            self.not_reserved(&draft.id, &["walk_away"], "a red line");
        }
        self.check_owner(draft, owner);
        self.check_scope(draft);
        let mut curves = Curves::default();
        let form = self.form(draft, owner, &mut curves)?;
        let default = match form {
            RuleForm::Never(_)
            | RuleForm::IfThen(..)
            | RuleForm::AtMost(..)
            | RuleForm::Budget(..)
            | RuleForm::BeforeNeed(..)
            | RuleForm::BeforeTrust(..) => Scope::Always,
            _ => Scope::Final,
        };
        Some(Rule {
            id: draft.id.value.clone(),
            span: draft.span,
            said: draft.said.clone(),
            why: draft.why.as_ref().map(|why| why.value.clone()),
            scope: draft.scope.as_ref().map_or(default, |s| s.value),
            form,
            curves,
        })
    }

    fn form(
        &mut self,
        draft: &DraftRule,
        owner: Option<ActorId>,
        curves: &mut Curves,
    ) -> Option<RuleForm> {
        Some(match &draft.form {
            DraftForm::Never(c) => RuleForm::Never(self.condition(c)?),
            DraftForm::Require(c) => RuleForm::Require(self.condition(c)?),
            DraftForm::IfThen(a, b) => {
                let (a, b) = (self.condition(a), self.condition(b));
                RuleForm::IfThen(a?, b?)
            }
            DraftForm::AtMost(n, of) => {
                self.check_count(draft, *n, of.len(), "at_most");
                RuleForm::AtMost(*n, self.conditions(of)?)
            }
            DraftForm::AtLeast(n, of) => {
                self.check_count(draft, *n, of.len(), "at_least");
                RuleForm::AtLeast(*n, self.conditions(of)?)
            }
            DraftForm::Budget(limit, amounts) => {
                let (options, along) = self.worths(amounts, Bare::LastOption);
                self.follows_ranges(amounts);
                *curves = along;
                RuleForm::Budget(*limit, options)
            }
            DraftForm::Gain(x) => RuleForm::Gain(*x),
            DraftForm::Gap(x, over) => RuleForm::Gap(*x, self.other(over, owner)?),
            DraftForm::BeforeNeed(a, b) => {
                let (a, b) = (self.condition(a), self.condition(b));
                RuleForm::BeforeNeed(a?, b?)
            }
            DraftForm::BeforeTrust(c, who, p) => {
                let (c, who) = (self.condition(c), self.other(who, owner));
                RuleForm::BeforeTrust(c?, who?, *p)
            }
        })
    }

    /// Another actor than `owner`.
    pub fn other(&mut self, name: &Name, owner: Option<ActorId>) -> Option<ActorId> {
        let actor = self.actor(name)?;
        if Some(actor) == owner {
            let what = format!("`{}` is set against itself", name.value);
            self.problems
                .push(Diagnostic::new(&ONE_SELF, name.span, what).help("name another actor"));
            return None;
        }
        Some(actor)
    }

    fn check_owner(&mut self, draft: &DraftRule, owner: Option<ActorId>) {
        let owned = match draft.form {
            DraftForm::Gain(_) => "gain",
            DraftForm::Gap(..) => "gap",
            DraftForm::BeforeTrust(..) => "trust_in",
            _ => return,
        };
        if owner.is_none() {
            let what = format!("`{owned}` needs an owner");
            self.problems.push(
                Diagnostic::new(&NEEDS_OWNER, draft.id.span, what)
                    .help("move it to the `red_lines` of the actor that it is about"),
            );
        }
    }

    fn check_scope(&mut self, draft: &DraftRule) {
        let order = matches!(
            draft.form,
            DraftForm::BeforeNeed(..) | DraftForm::BeforeTrust(..)
        );
        if let (true, Some(scope)) = (order, &draft.scope) {
            self.problems.push(
                Diagnostic::new(
                    &SCOPE_OF_ORDER,
                    scope.span,
                    "a rule about order has no scope",
                )
                .help("leave the scope out"),
            );
        }
    }

    fn check_count(&mut self, draft: &DraftRule, n: u32, of: usize, form: &str) {
        let impossible = if form == "at_least" {
            n as usize > of
        } else {
            n as usize >= of
        };
        if impossible {
            let what = format!("`{form}: {n}` of only {of}");
            self.problems.push(
                Diagnostic::new(&IMPOSSIBLE_COUNT, draft.id.span, what)
                    .help("lower the count, or list more conditions"),
            );
        }
    }
}
