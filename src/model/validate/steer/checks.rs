//! What steering asks for and no plan can do: against the model, or against itself.

use super::{Avoided, First, Written};
use crate::base::{Id, OptionId, TopicId};
use crate::diag::{Code, Diagnostic, Problems, Span};
use crate::model::nouns::{Model, Moves};
use crate::model::validate::given::Named;

/// The codes of this file.
pub const CODES: &[&Code] = &[&OUT_OF_REACH, &NO_FIRST, &AGAINST_ITSELF];

static OUT_OF_REACH: Code = Code {
    id: "E080",
    what: "an end that cannot be reached from where the plan starts",
    why: "Settlements only climb, a choice once made is fixed, and no plan may leave anything unsettled or end at the status quo.",
    example: "winset plan MODEL --from water=quota --to water=shared-data",
    fix: "Ask for an option at or after the one where the topic stands, or correct `--from`.",
};
static NO_FIRST: Code = Code {
    id: "E081",
    what: "a first exchange that cannot be made",
    why: "An exchange moves each topic to an option that it may move to from where the plan starts, and no more topics than a round may.",
    example: "winset plan MODEL --from water=quota --first water=quota",
    fix: "Name moves that can be made together in the first round.",
};
static AGAINST_ITSELF: Code = Code {
    id: "E082",
    what: "steering that contradicts itself",
    why: "One part asks for what another rules out, so that no plan can do both, whatever it is worth.",
    example: "winset plan MODEL --to water=quota --avoid water=quota",
    fix: "Drop one of the two, or narrow it.",
};

impl Written {
    /// Looks for contradictions; of those that follow from one another only the first is reported.
    pub fn check(&self, model: &Model, problems: &mut Problems) {
        let looked = Look {
            written: self,
            model,
        };
        let mut found = looked.ends();
        found.extend(looked.first_moves());
        found.extend(looked.first_together());
        found.extend(self.avoid.iter().filter_map(|a| looked.cannot_avoid(a)));
        found.into_iter().for_each(|d| problems.push(d));
    }
}

struct Look<'a> {
    written: &'a Written,
    model: &'a Model,
}

impl Look<'_> {
    fn id(&self, topic: TopicId) -> &str {
        &self.model.topics[topic].id
    }
    fn option(&self, topic: TopicId, option: OptionId) -> &str {
        &self.model.topics[topic].options[option].id
    }
    /// Where a topic stands at the start, and where that is said.
    fn start(&self, topic: TopicId) -> (OptionId, Option<Span>) {
        let stated = self.written.from.iter().find(|n| n.topic == topic);
        stated.map_or((OptionId::STATUS_QUO, None), |n| (n.option, Some(n.span)))
    }
    fn is_chosen(&self, topic: TopicId) -> bool {
        let stands = self.start(topic).0;
        self.model.topics[topic].moves == Moves::Choice && stands != OptionId::STATUS_QUO
    }
    /// The options at which a topic may come to stand, where it stands included.
    fn reach(&self, topic: TopicId) -> Vec<OptionId> {
        let first = self.start(topic).0.index();
        let last = match self.is_chosen(topic) {
            true => first,
            false => self.model.topics[topic].options.len() - 1,
        };
        (first..=last).map(OptionId::new).collect()
    }
    /// The options at which a topic may stand in the end.
    fn end(&self, topic: TopicId) -> Vec<OptionId> {
        let unsettled = self.model.topics[topic].unsettled;
        match self.written.to.iter().find(|n| n.topic == topic) {
            Some(asked) => vec![asked.option],
            None => {
                let settled = |o: &OptionId| !unsettled || *o != OptionId::STATUS_QUO;
                self.reach(topic).into_iter().filter(settled).collect()
            }
        }
    }
    /// The options at which a topic may stand after the first exchange.
    fn second(&self, topic: TopicId) -> Vec<OptionId> {
        let stands = self.start(topic).0;
        let reach = self.reach(topic);
        let full = self.written.first.len() >= self.model.talks.moves_per_round as usize;
        match self.written.first.iter().find(|f| f.topic == topic) {
            Some(First {
                option: Some(o), ..
            }) => vec![*o],
            Some(_) => reach.into_iter().filter(|o| *o != stands).collect(),
            None if full => vec![stands],
            None => reach,
        }
    }

    /// Why a topic cannot go from where it stands to an option.
    fn stuck(&self, topic: TopicId, option: OptionId) -> String {
        let stands = self.option(topic, self.start(topic).0);
        let (id, option) = (self.id(topic), self.option(topic, option));
        match self.is_chosen(topic) {
            true => {
                format!("`{id}` is a choice that is made: it stays at `{stands}`, not `{option}`")
            }
            false => format!("`{id}` stands at `{stands}` and cannot go back to `{option}`"),
        }
    }

    /// `--to` against the start.
    fn ends(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for asked in &self.written.to {
            let (topic, option) = (asked.topic, asked.option);
            let own = &self.model.topics[topic];
            if own.unsettled && option == OptionId::STATUS_QUO {
                let what = format!("no plan may end with `{}` unsettled", own.id);
                let help = "name the option at which it is to be settled";
                found.push(Diagnostic::new(&OUT_OF_REACH, asked.span, what).help(help));
            } else if !self.reach(topic).contains(&option) {
                let stuck = Diagnostic::new(&OUT_OF_REACH, asked.span, self.stuck(topic, option));
                let stuck = self.pointing(stuck, topic);
                found.push(stuck.help("settlements only climb; ask for where it stands or later"));
            }
        }
        let nothing = |t: TopicId| self.end(t) == [OptionId::STATUS_QUO];
        if let Some(Named { span, .. }) = self.written.to.first()
            && found.is_empty()
            && self.model.topics.ids().all(nothing)
        {
            let what = "no plan ends at the status quo";
            let help = "ask for at least one topic to be settled otherwise";
            found.push(Diagnostic::new(&OUT_OF_REACH, *span, what).help(help));
        }
        found
    }

    /// Points at what `--from` says of a topic.
    fn pointing(&self, found: Diagnostic, topic: TopicId) -> Diagnostic {
        match self.start(topic).1 {
            Some(span) => found.and_at(span, "it stands here"),
            None => found,
        }
    }

    /// `--first` against the start and `--to`, move by move.
    fn first_moves(&self) -> Vec<Diagnostic> {
        let found = self.written.first.iter().filter_map(|first| {
            let refused = self.cannot_move(first).map(|(what, help)| {
                let refused = Diagnostic::new(&NO_FIRST, first.span, what).help(help);
                self.pointing(refused, first.topic)
            });
            refused.or_else(|| self.overshoots(first))
        });
        found.collect()
    }

    /// What is wrong with a first move, and what would mend it.
    fn cannot_move(&self, first: &First) -> Option<(String, String)> {
        let topic = first.topic;
        let id = self.id(topic);
        let stands = self.start(topic).0;
        let stood = self.option(topic, stands);
        let reach = self.reach(topic);
        let Some(option) = first.option else {
            let last = reach.len() == 1;
            let what = format!("`{id}` stands at `{stood}` and can move no more");
            return last.then(|| (what, "name a topic that can still move".to_owned()));
        };
        if option == stands {
            let what = format!("`{id}` stands at `{stood}` already");
            return Some((what, "name an option after it".to_owned()));
        }
        if !reach.contains(&option) {
            let help = "name an option that it may still move to";
            return Some((self.stuck(topic, option), help.to_owned()));
        }
        let own = &self.model.topics[topic];
        if own.moves == Moves::Ladder && option.index() > stands.index() + 1 {
            let next = self.option(topic, OptionId::new(stands.index() + 1));
            let what = format!("`{id}` is a ladder, climbed one rung a round from `{stood}`");
            return Some((what, format!("its next rung is `{next}`")));
        }
        self.must_wait(topic, option)
    }

    /// A crossed rung whose `after` does not hold at the start.
    fn must_wait(&self, topic: TopicId, option: OptionId) -> Option<(String, String)> {
        let own = &self.model.topics[topic];
        let first = match own.moves {
            Moves::Choice => option.index(),
            Moves::Climb | Moves::Ladder => self.start(topic).0.index() + 1,
        };
        let at = |t| self.start(t).0;
        let mut crossed = (first..=option.index()).map(OptionId::new);
        let early = crossed.find(|rung| {
            let after = &own.options[*rung].rung.after;
            after.as_ref().is_some_and(|c| !c.holds(&at))
        })?;
        let rung = self.option(topic, early);
        let what = format!(
            "`{}` cannot reach `{rung}` yet: what it must come after does not hold at the start",
            own.id
        );
        Some((what, "settle that first, in an earlier round".to_owned()))
    }

    /// A first move past where `--to` asks the topic to be in the end.
    fn overshoots(&self, first: &First) -> Option<Diagnostic> {
        let asked = self.written.to.iter().find(|n| n.topic == first.topic)?;
        let (topic, end) = (first.topic, asked.option);
        let is_choice = self.model.topics[topic].moves == Moves::Choice;
        let beyond = match first.option {
            Some(option) if is_choice => option != end,
            Some(option) => option > end,
            None => self.start(topic).0 == end,
        };
        let what = format!(
            "`{}` cannot move so first and still end at `{}`",
            self.id(topic),
            self.option(topic, end)
        );
        beyond.then(|| {
            Diagnostic::new(&AGAINST_ITSELF, first.span, what)
                .and_at(asked.span, "the end that is asked for")
                .help("settlements only climb; move it no further than its end")
        })
    }

    /// `--first` against the size of a round and `--never-together`.
    fn first_together(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let most = self.model.talks.moves_per_round as usize;
        if let Some((span, moves)) = self.written.first_span
            && moves > most
        {
            let what = format!("{moves} moves in one round, which has at most {most}");
            let help =
                "leave the others to later rounds; `moves_per_round` in the model sets the limit";
            found.push(Diagnostic::new(&NO_FIRST, span, what).help(help));
        }
        for (span, group) in &self.written.never_together {
            let mut moved = self
                .written
                .first
                .iter()
                .filter(|f| group.contains(&f.topic));
            if let (Some(one), Some(other)) = (moved.next(), moved.next()) {
                let what = format!(
                    "`{}` and `{}` are to move together and never together",
                    self.id(one.topic),
                    self.id(other.topic)
                );
                found.push(
                    Diagnostic::new(&AGAINST_ITSELF, other.span, what)
                        .and_at(*span, "kept apart here")
                        .help("let one of them move first, or drop the group"),
                );
            }
        }
        found
    }

    /// A condition to avoid that holds wherever a plan may end, or after whatever exchange it may begin with.
    fn cannot_avoid(&self, avoided: &Avoided) -> Option<Diagnostic> {
        let throughout = |options: &dyn Fn(TopicId) -> Vec<OptionId>| {
            let mut parts = avoided.parts.iter();
            parts.all(|(topic, set)| options(*topic).iter().all(|o| set.contains(*o)))
        };
        let pointing = |found: Diagnostic, spans: Vec<Span>, text: &str| {
            let add = |d: Diagnostic, span| d.and_at(span, text);
            spans.into_iter().fold(found, add)
        };
        let of = |topic: TopicId| avoided.parts.iter().any(|(own, _)| *own == topic);
        if throughout(&|topic| self.reach(topic)) {
            let what = "this holds at the start and for ever after";
            let found = Diagnostic::new(&AGAINST_ITSELF, avoided.span, what);
            let from = self.written.from.iter().filter(|n| of(n.topic));
            let found = pointing(found, from.map(|n| n.span).collect(), "from here on");
            return Some(found.help("settlements only climb; avoid what is still to come"));
        }
        if throughout(&|topic| self.end(topic)) {
            let what = "this is to be avoided, and every end that is asked for has it";
            let found = Diagnostic::new(&AGAINST_ITSELF, avoided.span, what);
            let to = self.written.to.iter().filter(|n| of(n.topic));
            let found = pointing(found, to.map(|n| n.span).collect(), "asked for here");
            return Some(found.help("drop one of the two"));
        }
        if !self.written.first.is_empty() && throughout(&|topic| self.second(topic)) {
            let what =
                "this is to be avoided, and the first exchange that is asked for makes it so";
            let found = Diagnostic::new(&AGAINST_ITSELF, avoided.span, what);
            let first = self.written.first.iter().filter(|f| of(f.topic));
            let found = pointing(found, first.map(|f| f.span).collect(), "moved here");
            return Some(found.help("drop one of the two"));
        }
        None
    }
}
