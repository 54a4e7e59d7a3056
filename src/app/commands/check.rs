//! `winset check`: everything that can be said of a model without solving it.

use super::super::cli::Check;
use super::super::input::{Loaded, load};
use super::super::output::Output;
use super::{Outcome, limits};
use crate::base::{Limits, Stopped};
use crate::diag::{Diagnostic, Severity, Span};
use crate::model::Model;
use crate::problem::{Constraint, Problem};
use crate::render;
use crate::solution::stopped as words;
use crate::study::lint::{self, Finding};
use crate::study::survey;

/// Most settlements that `check` looks at: it must stay quick enough to run on every keystroke.
const MOST_SETTLEMENTS: u128 = 5_000;

/// Prints every problem of a model.
pub fn check(args: &Check, output: Output) -> Outcome {
    // The clock runs from the start.
    let limits = limits(&args.limits);
    let mut loaded = match load(
        &args.model.files.model,
        args.model.files.semantics.map(Into::into),
        &args.model.files.overlays.overlay,
    ) {
        Ok(loaded) => loaded,
        Err(why) => {
            output.fault(&why, args.model.json);
            return Outcome::Bad;
        }
    };
    let stopped = lint_numbers(&mut loaded, &limits);
    let found = loaded.diagnostics();
    if args.model.json {
        let mut value = render::check_json(&found, &loaded.sources);
        if let Some(why) = stopped {
            value["stopped"] = words(why, &limits).into();
        }
        output.json(&value);
    } else {
        output.data(&render::diagnostics(
            &found,
            &loaded.sources,
            output.look().style,
        ));
        output.data(&render::check_summary(&found, &loaded.sources));
    }
    if let Some(why) = stopped {
        let why = words(why, &limits);
        output.note(&format!("not every settlement was looked at: {why}"));
    }
    let bad = |d: &Diagnostic| args.strict || d.code.severity() == Severity::Error;
    match stopped {
        _ if found.iter().any(bad) => Outcome::Bad,
        Some(_) => Outcome::Limit,
        None => Outcome::Agreement,
    }
}

/// Adds the lints that need the compiled problem; why some are missing, if a limit came first.
pub fn lint_numbers(loaded: &mut Loaded, limits: &Limits) -> Option<Stopped> {
    let (model, problem) = loaded.compiled.as_ref()?;
    // What the steps cannot do, values between them may.
    let small =
        !problem.is_divisible() && problem.settlements().is_some_and(|n| n <= MOST_SETTLEMENTS);
    let surveyed = match small {
        true => survey(problem, limits),
        false => Ok(None),
    };
    let (survey, stopped) = match surveyed {
        Ok(survey) => (survey, None),
        Err(why) => (None, Some(why)),
    };
    let places = Places::new(model, problem);
    for finding in lint::lint(problem, survey.as_ref()) {
        if let Some(found) = diagnostic(finding, &places) {
            loaded.problems.push(found);
        }
    }
    stopped
}

fn diagnostic(finding: Finding, places: &Places) -> Option<Diagnostic> {
    let Places { model, problem, .. } = places;
    let rule = |id| &problem.names.constraints[id];
    Some(match finding {
        Finding::Unsatisfiable(id) => {
            let what = format!("no settlement satisfies `{}`", rule(id).id);
            Diagnostic::new(&lint::UNSATISFIABLE, rule_span(places, id)?, what)
                .help("check the condition; `not` and `any` are easily turned round")
        }
        Finding::NeverBites(id) => {
            let what = format!("no settlement breaks `{}`", rule(id).id);
            Diagnostic::new(&lint::NEVER_BITES, rule_span(places, id)?, what)
                .help("check the condition or the number, or remove the rule")
        }
        Finding::StakeOutOfReach(actor, topic) => {
            let (actor, topic) = (&model.actors[actor], &model.topics[topic]);
            let what = format!(
                "the stake of `{}` comes from `{}`, which no package moves that far",
                actor.id, topic.id
            );
            Diagnostic::new(&lint::STAKE_OUT_OF_REACH, actor.span, what)
                .and_at(topic.span, "its dearest topic")
                .help("state the actor's `stake`")
        }
        Finding::TrustUnused(owner, other) => {
            let (owner, other) = (&model.actors[owner], &model.actors[other]);
            let what = format!(
                "the trust of `{}` in `{}` is never used",
                owner.id, other.id
            );
            Diagnostic::new(&lint::TRUST_UNUSED, owner.span, what)
                .help("say which rungs the actor performs (`by`), or remove the trust")
        }
    })
}

/// Where things stand.
struct Places<'m> {
    model: &'m Model,
    problem: &'m Problem,
    /// State rules by their places.
    rules: Vec<Span>,
}

impl<'m> Places<'m> {
    fn new(model: &'m Model, problem: &'m Problem) -> Self {
        let owned = model.actors.iter().flat_map(|a| &a.red_lines);
        let state = owned.chain(&model.rules).filter(|r| !r.is_order());
        Self {
            rules: state.map(|rule| rule.span).collect(),
            model,
            problem,
        }
    }
}

/// Where a constraint stands: state rules come in the order of pass 4 of compiling; findings are about rules alone, so an
/// actor's own place is only what is left to point at.
fn rule_span(places: &Places, id: crate::base::ConstraintId) -> Option<Span> {
    let Places { model, problem, .. } = places;
    match problem.constraints[id] {
        Constraint::Rule(index) => places.rules.get(index).copied(),
        Constraint::WalkAway(actor)
        | Constraint::Ratifies(actor, _)
        | Constraint::Tolerates(actor, _) => Some(model.actors[actor].span),
    }
}
