//! Lints: models that can be used and probably say something else than was meant. Those that need numbers of the compiled
//! problem stand in `study::lint`.

use super::Pass;
use crate::base::{Id, IdVec, OptionId, Points, TopicId};
use crate::diag::{Code, Diagnostic};
use crate::model::draft::{Draft, DraftCondition, DraftForm, DraftInterest, DraftPart, DraftWorth};
use crate::model::nouns::{
    Actor, Condition, Escrow, Model, Moves, Role, Rule, RuleForm, Topic, Worths,
};

/// The codes of this file.
pub const CODES: &[&Code] = &[
    &NOTHING_TO_GAIN,
    &UP_AND_DOWN,
    &FAILS_ABOVE,
    &UNUSED_SOURCE,
    &NOBODY_CARES,
    &NOT_PRIVATE,
    &OUT_OF_REACH,
    &ONE_OPTION,
    &ONE_PARTY,
];

static NOTHING_TO_GAIN: Code = Code {
    id: "L001",
    what: "an actor with nothing to gain",
    why: "No settlement can be worth more to it than walking away, so it will sign nothing.",
    example: "topics: {water: [none, quota]}\nactors:\n  north: {interests: {water: -2}}",
    fix: "Check the signs of its interests and its `walk_away`, or offer it an incentive.",
};
static UP_AND_DOWN: Code = Code {
    id: "L004",
    what: "a ladder whose worth goes up and down",
    why: "Rungs are climbed in order; a worth that rises, falls and rises again is more often a slip than a preference.",
    example: "topics: {water: [none, data, quota, shared]}\nactors: {north: {interests: {water: [3, 1, 4]}}}",
    fix: "Check the values; if the options are alternatives and not rungs, write `moves: choice`.",
};
static FAILS_ABOVE: Code = Code {
    id: "L005",
    what: "a requirement that a higher rung would break",
    why: "A single option is asked for exactly, so climbing further breaks the rule.",
    example: "topics: {water: [none, data, quota]}\nrules: [{id: r, require: {water: data}}]",
    fix: "Write `data..` for that rung or a later one.",
};
static UNUSED_SOURCE: Code = Code {
    id: "L007",
    what: "a source that nothing cites",
    why: "Either a citation is missing, or the source has no bearing.",
    example: "sources: {visit: {title: Field visit}}",
    fix: "Cite it with `source: visit`, or remove it.",
};
static NOBODY_CARES: Code = Code {
    id: "L008",
    what: "a topic that nobody cares about",
    why: "No interest, linkage, audience or rule mentions it; it only makes the space larger.",
    example: "topics: {flag: [old, new]}",
    fix: "Add the interests, or remove the topic.",
};
static NOT_PRIVATE: Code = Code {
    id: "L011",
    what: "a leak or exposure on an option that is public",
    why: "Only private options can leak, so the number is never used.",
    example: "topics: {crossing: [closed, {id: trial, leak: 0.1}]}",
    fix: "Add `private: true`, or remove the leak or exposure.",
};
static OUT_OF_REACH: Code = Code {
    id: "L012",
    what: "a rung that no order of moves can reach",
    why: "Its `after` waits for something that itself waits for this rung, or that can never be.",
    example: "topics:\n  a: [none, {id: full, after: {b: full}}]\n  b: [none, {id: full, after: {a: full}}]",
    fix: "Break the circle: let one of them start first.",
};
static ONE_OPTION: Code = Code {
    id: "L013",
    what: "a topic with a single option",
    why: "There is nothing to move.",
    example: "topics: {water: [contested]}",
    fix: "Add the other options, or remove the topic.",
};
static ONE_PARTY: Code = Code {
    id: "L015",
    what: "a model with a single party",
    why: "With nobody to bargain with, the best package is simply what that party likes best.",
    example: "actors:\n  north: {interests: {water: 2}}",
    fix: "Add the other side.",
};

impl Pass<'_, '_> {
    /// Runs every lint of this room.
    pub fn lint_draft(&mut self, draft: &Draft, model: &Model) {
        self.lint_actors(draft, model);
        self.lint_topics(model);
        self.lint_rules(draft, model);
        for (index, source) in draft.sources.iter().enumerate() {
            if !self.lookup.cited.contains(&index) {
                let what = format!("the source `{}` is never cited", source.id.value);
                self.problems.push(
                    Diagnostic::new(&UNUSED_SOURCE, source.id.span, what)
                        .help("cite it with `source:`, or remove it"),
                );
            }
        }
    }

    fn lint_actors(&mut self, draft: &Draft, model: &Model) {
        let mut parties = model.actors.iter().filter(|a| a.role == Role::Party);
        if let (1, Some(only)) = (parties.clone().count(), parties.next_back()) {
            let what = format!("`{}` is the only party", only.id);
            self.problems
                .push(Diagnostic::new(&ONE_PARTY, only.span, what).help("add the other side"));
        }
        for (actor, written) in model.actors.iter().zip(&draft.actors) {
            let party = actor.role == Role::Party;
            if party && best_worth(actor) - actor.walk_away <= Points::ZERO {
                let what = format!("`{}` has nothing to gain from any settlement", actor.id);
                self.problems.push(
                    Diagnostic::new(&NOTHING_TO_GAIN, actor.span, what)
                        .help("check the signs of its interests and its `walk_away`"),
                );
            }
            for interest in &written.interests {
                let id = self.lookup.topic(&interest.topic.value);
                let topic = id.map(|id| (id, &model.topics[id]));
                if let Some((id, topic)) = topic
                    && complete(interest, topic)
                    && turns(actor, id, topic)
                {
                    let what = format!("the worth of `{}` goes up and down", topic.id);
                    self.problems.push(
                        Diagnostic::new(&UP_AND_DOWN, interest.span, what)
                            .help("check the values; for alternatives write `moves: choice`"),
                    );
                }
            }
            self.lint_exposure(model, actor, written);
        }
    }

    fn lint_exposure(
        &mut self,
        model: &Model,
        actor: &Actor,
        written: &crate::model::draft::DraftActor,
    ) {
        for exposure in &written.exposure {
            let Some(id) = self.lookup.topic(&exposure.topic.value) else {
                continue;
            };
            let topic = &model.topics[id];
            let exposed = |option: &OptionId| {
                let worth = actor.exposure[id].get(*option);
                worth.is_some_and(|w| *w != Points::ZERO) && !topic.options[*option].rung.private
            };
            if let Some(option) = topic.options.ids().find(exposed) {
                let what = format!("`{}` is public and cannot leak", topic.options[option].id);
                self.problems.push(
                    Diagnostic::new(&NOT_PRIVATE, exposure.span, what)
                        .help("add `private: true` to the option, or remove the exposure"),
                );
            }
        }
    }

    fn lint_topics(&mut self, model: &Model) {
        let reach = reachable(model);
        let mentioned = mentioned(model);
        for (id, topic) in model.topics.entries() {
            if topic.options.len() == 1 {
                let what = format!("`{}` has a single option", topic.id);
                self.problems.push(
                    Diagnostic::new(&ONE_OPTION, topic.span, what)
                        .help("add the other options, or remove the topic"),
                );
            } else if !mentioned[id] {
                let what = format!("nobody cares about `{}`", topic.id);
                self.problems.push(
                    Diagnostic::new(&NOBODY_CARES, topic.span, what)
                        .help("add the interests, or remove the topic"),
                );
            }
            for (option, named) in topic.options.entries() {
                if named.rung.leak > Points::ZERO && !named.rung.private {
                    let what = format!("`{}` is public and cannot leak", named.id);
                    self.problems.push(
                        Diagnostic::new(&NOT_PRIVATE, named.span, what)
                            .help("add `private: true`, or remove the leak"),
                    );
                }
                let waits = named.rung.after.is_some() && !reach[id][option];
                if waits {
                    let what = format!("no order of moves reaches `{}`", named.id);
                    self.problems.push(
                        Diagnostic::new(&OUT_OF_REACH, named.span, what)
                            .help("let one of the things that wait for each other start first"),
                    );
                }
            }
        }
    }

    fn lint_rules(&mut self, draft: &Draft, model: &Model) {
        let owned = draft.actors.iter().flat_map(|a| &a.red_lines);
        for rule in draft.rules.iter().chain(owned) {
            if let DraftForm::Require(condition) = &rule.form {
                self.lint_require(condition, model);
            }
        }
    }

    fn lint_require(&mut self, condition: &DraftCondition, model: &Model) {
        for part in &condition.parts {
            let DraftPart::Topic { topic, specs } = part else {
                continue;
            };
            let known = self.lookup.topic(&topic.value).map(|id| &model.topics[id]);
            let (Some(known), [spec]) = (known, specs.as_slice()) else {
                continue;
            };
            let option = known.options.entries().find(|(_, o)| o.id == spec.value);
            let ladder = known.moves != Moves::Choice;
            if let (true, Some((id, _))) = (ladder, option)
                && id != OptionId::STATUS_QUO
                && id.index() + 1 < known.options.len()
            {
                let next = &known.options[OptionId::new(id.index() + 1)].id;
                let what = format!("this requirement fails again at `{next}`");
                let help = format!("write `{}..` for that rung or a later one", spec.value);
                self.problems
                    .push(Diagnostic::new(&FAILS_ABOVE, spec.span, what).help(help));
            }
        }
    }
}

/// An upper bound on worth: the best option of every topic and every linkage that is worth something.
fn best_worth(actor: &Actor) -> Points {
    let topics = actor.interests.iter();
    let best: Points = topics
        .map(|row| row.iter().copied().max().unwrap_or_default())
        .sum();
    let linkages = actor.linkages.iter().map(|l| l.value.max(Points::ZERO));
    best + linkages.sum()
}

/// Has every rung a value? A list that is too short has a lint of its own.
fn complete(interest: &DraftInterest, topic: &Topic) -> bool {
    match &interest.worth {
        DraftWorth::List(values) => values.len() + 1 == topic.options.len(),
        _ => true,
    }
}

/// Does the worth of a topic's rungs turn round more than once? A single best or worst rung is a preference like any other.
fn turns(actor: &Actor, id: TopicId, topic: &Topic) -> bool {
    if topic.moves == Moves::Choice {
        return false;
    }
    let row: Vec<_> = actor.interests[id].iter().collect();
    let mut ways: Vec<_> = row.windows(2).map(|w| w[1].cmp(w[0])).collect();
    ways.retain(|way| way.is_ne());
    ways.dedup();
    ways.len() > 2
}

/// Which topics anything speaks of: an interest, a condition, a test, a penalty, a budget.
fn mentioned(model: &Model) -> IdVec<TopicId, bool> {
    let own = |topic: &Topic| {
        let mut rungs = topic.options.iter().map(|option| &option.rung);
        rungs.any(|rung| rung.test.is_some() || !rung.penalty.is_empty())
    };
    let mut named: IdVec<TopicId, bool> = model.topics.iter().map(own).collect();
    let mut visit = |c: &Condition| c.topics(&mut |t| named[t] = true);
    let linkages = model.actors.iter().flat_map(|a| &a.linkages);
    linkages.for_each(|l| visit(&l.when));
    let rules = rules(model).flat_map(|r| r.conditions());
    rules.for_each(&mut visit);
    model.hazards.iter().for_each(|h| visit(&h.when));
    for topic in model.topics.iter() {
        topic.in_force.iter().for_each(&mut visit);
        for option in topic.options.iter() {
            option.rung.after.iter().for_each(&mut visit);
            if let Escrow::When(when) = &option.rung.escrow {
                visit(when);
            }
        }
    }
    for worths in worth_tables(model) {
        for (topic, row) in worths.entries() {
            named[topic] |= row.iter().any(|worth| *worth != Points::ZERO);
        }
    }
    named
}

fn rules(model: &Model) -> impl Iterator<Item = &Rule> {
    let owned = model.actors.iter().flat_map(|a| &a.red_lines);
    model.rules.iter().chain(owned)
}

/// Interests of actors and audiences, and amounts of budgets.
fn worth_tables(model: &Model) -> impl Iterator<Item = &Worths> {
    let actors = model.actors.iter().map(|a| &a.interests);
    let audiences = model.actors.iter().flat_map(|a| &a.audiences);
    let budgets = rules(model).filter_map(|rule| match &rule.form {
        RuleForm::Budget(_, amounts) => Some(amounts),
        _ => None,
    });
    actors.chain(audiences.map(|a| &a.interests)).chain(budgets)
}

/// Which options could be reached if only `after` and the order of rungs mattered: an optimistic fixed point, so what it
/// leaves out is truly out of reach. A topic is looked at again when one that it waits for has grown.
fn reachable(model: &Model) -> Vec2<bool> {
    let mut reach: Vec2<bool> = model
        .topics
        .iter()
        .map(|t| t.options.ids().map(|o| o == OptionId::STATUS_QUO).collect())
        .collect();
    let waiting = waiting(model);
    let mut again: Vec<TopicId> = model.topics.ids().collect();
    while let Some(id) = again.pop() {
        let topic = &model.topics[id];
        let (mut below, mut grown) = (true, false);
        for (option, named) in topic.options.entries().skip(1) {
            let after = named.rung.after.as_ref();
            let open = below && after.is_none_or(|c| possible(c, &reach));
            grown |= open && !reach[id][option];
            reach[id][option] |= open;
            below = topic.moves == Moves::Choice || reach[id][option];
        }
        if grown {
            again.extend(&waiting[id]);
        }
    }
    reach
}

/// For each topic, those with a rung that waits for it.
fn waiting(model: &Model) -> IdVec<TopicId, Vec<TopicId>> {
    let none = model.topics.iter().map(|_| Vec::new());
    let mut waiting: IdVec<TopicId, Vec<TopicId>> = none.collect();
    for (id, topic) in model.topics.entries() {
        let afters = topic.options.iter().filter_map(|o| o.rung.after.as_ref());
        afters.for_each(|after| {
            after.topics(&mut |other| {
                if waiting[other].last() != Some(&id) {
                    waiting[other].push(id);
                }
            });
        });
    }
    waiting
}

type Vec2<T> = IdVec<TopicId, IdVec<OptionId, T>>;

/// Could the condition hold somewhere among the reachable options?
fn possible(condition: &Condition, reach: &Vec2<bool>) -> bool {
    match condition {
        Condition::Is(topic, options) => options.iter().any(|o| reach[*topic][o]),
        Condition::All(parts) => parts.iter().all(|p| possible(p, reach)),
        Condition::Any(parts) => parts.iter().any(|p| possible(p, reach)),
        Condition::Not(_) => true,
    }
}
