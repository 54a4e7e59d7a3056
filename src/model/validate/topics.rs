//! Checking topics, their options and rungs.

use super::Pass;
use super::names::UNSETTLED;
use crate::base::{ActorSet, IdVec, OptionId, Points, TopicId};
use crate::diag::{Code, Diagnostic, Span, Spanned};
use crate::model::draft::{
    Draft, DraftCondition, DraftEscrow, DraftOption, DraftPart, DraftRung, DraftTopic, Name,
};
use crate::model::nouns::{Escrow, Moves, Rung, Test, Topic, TopicOption};

/// The codes of this file.
pub const CODES: &[&Code] = &[&NO_OPTIONS, &STATUS_QUO_RUNG, &IN_FORCE, &IMPOSSIBLE_TEST];

static NO_OPTIONS: Code = Code {
    id: "E026",
    what: "a topic without options",
    why: "A topic needs a status quo at the least.",
    example: "topics:\n  water: []",
    fix: "List its options, the status quo first.",
};
static STATUS_QUO_RUNG: Code = Code {
    id: "E027",
    what: "attributes on the status quo",
    why: "The status quo is binding and public and is not climbed to: nobody performs it, and nothing can precede it.",
    example: "topics:\n  water: [{id: contested, binding: true}, shared]",
    fix: "Move the attribute to the rung that is meant.",
};
static IN_FORCE: Code = Code {
    id: "E028",
    what: "an `in_force` that could become false again",
    why: "What was carried out must stay carried out, so `in_force` may use last options and `id..` only, and no `not`.",
    example: "topics:\n  treaty: [none, draft, signed]\n  water: {options: [none, full], in_force: {treaty: draft}}",
    fix: "Write `draft..` for that option or a later one.",
};
static IMPOSSIBLE_TEST: Code = Code {
    id: "E029",
    what: "a test that nobody passes",
    why: "If neither a reliable nor an unreliable actor passes, the rung can never be climbed, and passing means nothing.",
    example: "test: {about: north, passes: {reliable: 0, unreliable: 0}}",
    fix: "Give at least one of the two a chance above 0.",
};

impl Pass<'_, '_> {
    /// All topics; the vector keeps its length whatever is wrong, so that ids stay true.
    pub fn topics(&mut self, draft: &Draft) -> IdVec<TopicId, Topic> {
        draft.topics.iter().map(|t| self.one_topic(t)).collect()
    }

    fn one_topic(&mut self, topic: &DraftTopic) -> Topic {
        self.not_reserved(&topic.id, &["any", "not"], "a topic");
        self.unique(topic.options.iter().map(|o| &o.id), "option");
        self.cites(&topic.defaults.source);
        if topic.options.is_empty() && !topic.broken {
            let what = format!("the topic `{}` has no options", topic.id.value);
            self.problems.push(
                Diagnostic::new(&NO_OPTIONS, topic.id.span, what)
                    .help("list its options, the status quo first"),
            );
        }
        if let Some(condition) = &topic.in_force {
            self.stays_true(condition);
        }
        let default_moves = if topic.unsettled {
            Moves::Choice
        } else {
            Moves::Climb
        };
        Topic {
            id: topic.id.value.clone(),
            title: title(&topic.title, &topic.id),
            span: topic.id.span,
            label: topic.label,
            options: self.options(topic),
            unsettled: topic.unsettled,
            moves: topic.moves.unwrap_or(default_moves),
            in_force: topic.in_force.as_ref().and_then(|c| self.condition(c)),
            range: self.range(topic),
        }
    }

    fn options(&mut self, topic: &DraftTopic) -> IdVec<OptionId, TopicOption> {
        let mut options = IdVec::new();
        if topic.unsettled {
            options.push(TopicOption {
                id: UNSETTLED.to_owned(),
                title: UNSETTLED.to_owned(),
                span: topic.id.span,
                rung: no_rung(),
            });
        }
        for option in &topic.options {
            let status_quo = options.is_empty();
            if topic.unsettled {
                self.not_reserved(&option.id, &[UNSETTLED], "an option of an unsettled topic");
            }
            self.cites(&option.rung.source);
            let rung = if status_quo {
                if !topic.broken {
                    self.no_attributes(option);
                }
                no_rung()
            } else {
                self.rung(&option.rung, &topic.defaults)
            };
            options.push(TopicOption {
                id: option.id.value.clone(),
                title: title(&option.title, &option.id),
                span: option.id.span,
                rung,
            });
        }
        options
    }

    fn no_attributes(&mut self, option: &DraftOption) {
        if let Some(first) = option.rung.first {
            let what = format!(
                "`{}` is the status quo and has no attributes",
                option.id.value
            );
            self.problems.push(
                Diagnostic::new(&STATUS_QUO_RUNG, first, what)
                    .help("move it to the rung that is meant, or to the topic for all its rungs"),
            );
        }
    }

    fn rung(&mut self, own: &DraftRung, topic: &DraftRung) -> Rung {
        let by = own.by.as_ref().or(topic.by.as_ref());
        let penalty = own.penalty.as_ref().or(topic.penalty.as_ref());
        let test = own.test.as_ref().or(topic.test.as_ref());
        let leak = stated(&own.leak, &topic.leak);
        Rung {
            by: by.map(|names| self.performers(names)),
            binding: stated(&own.binding, &topic.binding).unwrap_or(false),
            private: stated(&own.private, &topic.private).unwrap_or(false),
            leak: leak.unwrap_or(Points::ZERO),
            detected_in: stated(&own.detected_in, &topic.detected_in).unwrap_or(1),
            honour: stated(&own.honour, &topic.honour),
            after: own
                .after
                .as_ref()
                .or(topic.after.as_ref())
                .and_then(|c| self.condition(c)),
            escrow: match own.escrow.as_ref().or(topic.escrow.as_ref()) {
                None => Escrow::No,
                Some(escrow) => self.escrow(&escrow.value),
            },
            penalty: penalty.map_or(Vec::new(), |pairs| {
                let known = pairs.iter();
                known
                    .filter_map(|(name, p)| Some((self.actor(name)?, *p)))
                    .collect()
            }),
            test: test.and_then(|test| {
                if test.reliable == Points::ZERO && test.unreliable == Points::ZERO {
                    let what = "nobody passes this test";
                    self.problems.push(
                        Diagnostic::new(&IMPOSSIBLE_TEST, test.about.span, what)
                            .help("give at least one of the two a chance above 0"),
                    );
                }
                Some(Test {
                    about: self.consenting(&test.about, "put to a test")?,
                    reliable: test.reliable,
                    unreliable: test.unreliable,
                })
            }),
        }
    }

    fn performers(&mut self, names: &[Name]) -> ActorSet {
        names
            .iter()
            .filter_map(|name| self.consenting(name, "a performer"))
            .collect()
    }

    fn escrow(&mut self, escrow: &DraftEscrow) -> Escrow {
        match escrow {
            DraftEscrow::Flag(false) => Escrow::No,
            DraftEscrow::Flag(true) => Escrow::Yes,
            DraftEscrow::When(condition) => {
                self.condition(condition).map_or(Escrow::No, Escrow::When)
            }
        }
    }

    /// `in_force` conditions must stay true once true (SEMANTICS §2.3).
    fn stays_true(&mut self, condition: &DraftCondition) {
        for part in &condition.parts {
            match part {
                DraftPart::Not(inner) => {
                    self.not_lasting(inner.span, "`not` may not stand in `in_force`");
                }
                DraftPart::Any(conditions) => {
                    for inner in conditions {
                        self.stays_true(inner);
                    }
                }
                DraftPart::Topic { topic, specs } => {
                    for spec in specs {
                        if self.lookup.is_below_last(&topic.value, &spec.value)
                            || spec.value.starts_with("..")
                        {
                            let what = format!(
                                "`{}` may become false again when the topic climbs on",
                                spec.value
                            );
                            self.not_lasting(spec.span, &what);
                        }
                    }
                }
            }
        }
    }

    fn not_lasting(&mut self, span: Span, what: &str) {
        self.problems.push(
            Diagnostic::new(&IN_FORCE, span, what)
                .help("use a last option, or `id..` for that option or a later one"),
        );
    }
}

fn title(title: &Option<Name>, id: &Name) -> String {
    title.as_ref().unwrap_or(id).value.clone()
}

fn stated<T: Copy>(own: &Option<Spanned<T>>, topic: &Option<Spanned<T>>) -> Option<T> {
    own.as_ref().or(topic.as_ref()).map(|s| s.value)
}

/// The status quo's: binding, public, nothing to climb.
fn no_rung() -> Rung {
    Rung {
        by: None,
        binding: true,
        private: false,
        leak: Points::ZERO,
        detected_in: 1,
        honour: None,
        after: None,
        escrow: Escrow::No,
        penalty: Vec::new(),
        test: None,
    }
}
