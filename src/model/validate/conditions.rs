//! Checking conditions and worths by topic.

use super::Pass;
use super::names::list;
use super::ranges::PER_UNIT;
use crate::base::{Id, IdVec, OptionId, Points, TopicId};
use crate::diag::{Code, Diagnostic, Span};
use crate::model::curve::{Curves, at_steps};
use crate::model::draft::{DraftCondition, DraftInterest, DraftPart, DraftWorth, Name};
use crate::model::nouns::{Condition, OptionSet, Worths};

/// The codes of this file.
pub const CODES: &[&Code] = &[
    &BARE_NUMBER,
    &TOO_MANY_VALUES,
    &STATUS_QUO_WORTH,
    &NO_SPEC,
    &TOO_FEW_VALUES,
];

static BARE_NUMBER: Code = Code {
    id: "E030",
    what: "one number for a topic with several rungs",
    why: "It does not say which rung is worth that much.",
    example: "topics: {water: [contested, data, quota]}\nactors: {north: {interests: {water: 3}}}",
    fix: "Give one value per rung, `[1, 3]`, or name the option, `{quota: 3}`.",
};
static TOO_MANY_VALUES: Code = Code {
    id: "E031",
    what: "more values than rungs",
    why: "The status quo is always worth 0 and gets no value; a list with one for it would be off by one throughout.",
    example: "topics: {water: [contested, data, quota]}\nactors: {north: {interests: {water: [0, 1, 3]}}}",
    fix: "Leave out the value of the status quo.",
};
static STATUS_QUO_WORTH: Code = Code {
    id: "E032",
    what: "a worth for the status quo",
    why: "Worth is counted from the status quo, which is 0 by definition.",
    example: "topics: {water: [contested, quota]}\nactors: {north: {interests: {water: {contested: 2}}}}",
    fix: "Subtract it from the other options of the topic, or put it into `walk_away`.",
};
static NO_SPEC: Code = Code {
    id: "E033",
    what: "a condition on a topic that names no option",
    why: "An empty list of options never holds.",
    example: "rules:\n  - {id: a, never: {water: []}}",
    fix: "Name the options.",
};
static TOO_FEW_VALUES: Code = Code {
    id: "L006",
    what: "a list of values that is too short",
    why: "Rungs without a value are worth 0, so climbing on to them loses all that came before.",
    example: "topics: {water: [contested, data, quota]}\nactors: {north: {interests: {water: [1]}}}",
    fix: "Give one value per rung, or name options: `{data: 1}`.",
};

/// A spec: an option, and whether those after or before it are meant, too.
pub struct Spelt<'t> {
    /// Id of the option.
    pub id: &'t str,
    later: bool,
    earlier: bool,
}

impl Spelt<'_> {
    /// The options meant, `option` being the one of this id out of so many.
    pub fn indices(
        &self,
        option: OptionId,
        count: usize,
    ) -> impl Iterator<Item = OptionId> + use<> {
        let first = if self.earlier { 0 } else { option.index() };
        let last = if self.later {
            count - 1
        } else {
            option.index()
        };
        (first..=last).map(OptionId::new)
    }
}

/// `id`, `id..` or `..id`; an option spelt exactly so wins.
pub fn options_spelt(text: &str, has_option: impl Fn(&str) -> bool) -> Spelt<'_> {
    let spelt = |id, later, earlier| Spelt { id, later, earlier };
    if has_option(text) {
        return spelt(text, false, false);
    }
    match (text.strip_suffix(".."), text.strip_prefix("..")) {
        (Some(id), _) => spelt(id, true, false),
        (None, Some(id)) => spelt(id, false, true),
        (None, None) => spelt(text, false, false),
    }
}

fn no_option(topic: &Name) -> String {
    format!("no option of `{}` is named", topic.value)
}

/// Which number a bare value belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Bare {
    /// The only rung; an error where there are several.
    OnlyRung,
    /// The last option, as in budgets.
    LastOption,
}

impl Pass<'_, '_> {
    /// Looks up a condition.
    pub fn condition(&mut self, draft: &DraftCondition) -> Option<Condition> {
        let parts: Vec<_> = draft.parts.iter().map(|part| self.part(part)).collect();
        let mut parts: Vec<_> = parts.into_iter().collect::<Option<_>>()?;
        Some(match parts.len() {
            1 => parts.remove(0),
            _ => Condition::All(parts),
        })
    }

    /// Looks up a list of conditions.
    pub fn conditions(&mut self, drafts: &[DraftCondition]) -> Option<Vec<Condition>> {
        let conditions: Vec<_> = drafts.iter().map(|c| self.condition(c)).collect();
        conditions.into_iter().collect()
    }

    fn part(&mut self, part: &DraftPart) -> Option<Condition> {
        match part {
            DraftPart::Any(of) => self.conditions(of).map(Condition::Any),
            DraftPart::Not(inner) => Some(Condition::Not(Box::new(self.condition(inner)?))),
            DraftPart::Topic { topic, specs } => {
                let id = self.topic(topic)?;
                if specs.is_empty() {
                    self.problems.push(
                        Diagnostic::new(&NO_SPEC, topic.span, no_option(topic))
                            .help("name the options for which it should hold"),
                    );
                    return None;
                }
                let mut options = OptionSet::none(self.option_count(id));
                let known: Vec<_> = specs
                    .iter()
                    .map(|spec| self.spec(id, spec, &mut options))
                    .collect();
                let complete = known.iter().all(Option::is_some);
                complete.then_some(Condition::Is(id, options))
            }
        }
    }

    fn option_count(&self, topic: TopicId) -> usize {
        self.lookup.option_count(topic)
    }

    /// `id`, `id..` or `..id`; an option spelt exactly so wins.
    fn spec(&mut self, topic: TopicId, spec: &Name, options: &mut OptionSet) -> Option<()> {
        let spelt = options_spelt(&spec.value, |id| self.lookup.has_option(topic, id));
        let option = self.option_spelt(topic, spelt.id, spec)?;
        let indices = spelt.indices(option, self.option_count(topic));
        indices.for_each(|option| options.insert(option));
        Some(())
    }

    /// Worth of every option of every topic, and along the ranges for which it is stated; what is not stated is 0.
    pub fn worths(&mut self, stated: &[DraftInterest], bare: Bare) -> (Worths, Curves) {
        self.unique(stated.iter().map(|s| &s.topic), "topic");
        let mut curves = Curves::default();
        let mut worths: Worths = (0..self.lookup.topic_count())
            .map(|t| vec![Points::ZERO; self.option_count(TopicId::new(t))].into())
            .collect();
        for interest in stated {
            if let Some(topic) = self.topic(&interest.topic) {
                worths[topic] = match self.curve(topic, interest) {
                    None => self.worth(topic, interest, bare),
                    Some(curve) => {
                        let options = self.option_count(topic);
                        let range = self.lookup.range(topic);
                        let row = range.map(|range| at_steps(range, &curve, options));
                        curves.push(topic, curve);
                        row.unwrap_or_default()
                    }
                };
            }
        }
        (worths, curves)
    }

    fn worth(
        &mut self,
        topic: TopicId,
        stated: &DraftInterest,
        bare: Bare,
    ) -> IdVec<OptionId, Points> {
        let options = self.option_count(topic).max(1);
        let mut row = vec![Points::ZERO; options];
        let broken = self.lookup.is_broken(topic);
        match &stated.worth {
            DraftWorth::Single(value) => {
                let rungs = options - 1;
                if rungs == 1 || bare == Bare::LastOption && rungs > 0 {
                    row[options - 1] = *value;
                } else if !broken {
                    self.bare_number(stated, rungs);
                }
            }
            DraftWorth::List(values) => {
                if !broken {
                    self.count_values(topic, stated, values.len(), options - 1);
                }
                for (slot, value) in row[1..].iter_mut().zip(values) {
                    *slot = *value;
                }
            }
            DraftWorth::ByOption(pairs) => {
                for (name, value) in pairs {
                    match self.option(topic, name) {
                        Some(OptionId::STATUS_QUO) if *value != Points::ZERO && !broken => {
                            self.status_quo_worth(name);
                        }
                        Some(option) => row[option.index()] = *value,
                        None => {}
                    }
                }
            }
            // Said of a topic without a range, or wrongly, which was reported; an option may be called so.
            DraftWorth::PerUnit(value) => {
                if let Some(option) = self.lookup.option(topic, PER_UNIT) {
                    row[option.index()] = *value;
                }
            }
            DraftWorth::Points(_) => {}
        }
        row.into()
    }

    fn bare_number(&mut self, stated: &DraftInterest, rungs: usize) {
        let what = format!("one number, but `{}` has {rungs} rungs", stated.topic.value);
        self.problems.push(
            Diagnostic::new(&BARE_NUMBER, stated.span, what)
                .help("give one value per rung, or name the option: `{option: value}`"),
        );
    }

    fn status_quo_worth(&mut self, name: &Name) {
        self.no_worth_of_status_quo(&name.value, name.span);
    }

    /// Reports that the status quo was given a worth.
    pub fn no_worth_of_status_quo(&mut self, name: &str, span: Span) {
        let what = format!("`{name}` is the status quo, which is worth 0");
        self.problems.push(
            Diagnostic::new(&STATUS_QUO_WORTH, span, what)
                .help("count the other options of the topic from it"),
        );
    }

    fn count_values(
        &mut self,
        topic: TopicId,
        stated: &DraftInterest,
        values: usize,
        rungs: usize,
    ) {
        let name = &stated.topic.value;
        let found = |span: Span, code| {
            let what = format!(
                "{} for {} of `{name}`",
                count(values, "value"),
                count(rungs, "rung")
            );
            Diagnostic::new(code, span, what)
        };
        if values > rungs {
            let help = "the status quo gets no value: it is 0";
            let problem = found(stated.span, &TOO_MANY_VALUES).help(help);
            self.problems.push(problem);
        } else if values < rungs {
            let names = self.lookup.option_names(topic);
            let missing: Vec<_> = names.iter().skip(values + 1).copied().collect();
            let help = format!("{} would be worth 0", list(&missing));
            let problem = found(stated.span, &TOO_FEW_VALUES).help(help);
            self.problems.push(problem);
        }
    }
}

fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}
