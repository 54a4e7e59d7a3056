//! The keys of the model language, once: the reader, the JSON Schema, the near-name help and the docs all come from here.

/// A mapping of the language with fixed keys.
#[derive(Debug)]
pub struct Noun {
    /// What a message calls it.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its keys, in groups that nouns may share.
    pub fields: &'static [&'static [Field]],
}

impl Noun {
    /// All keys.
    pub fn all(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().flat_map(|group| group.iter())
    }
}

/// A key of a [`Noun`].
#[derive(Debug)]
pub struct Field {
    /// As written in YAML.
    pub key: &'static str,
    /// What may stand there.
    pub kind: Kind,
    /// What it means.
    pub doc: &'static str,
}

const fn field(key: &'static str, kind: Kind, doc: &'static str) -> Field {
    Field { key, kind, doc }
}

/// What may stand under a key.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// The format version.
    Version,
    /// Free text.
    Text,
    /// An id.
    Id,
    /// An id or a list of ids.
    Ids,
    /// `true` or `false`.
    Flag,
    /// A plain decimal, at most nine places, magnitude at most 1e9.
    Points,
    /// The same, not negative.
    Amount,
    /// The same, above 0.
    Positive,
    /// 0 to 1.
    Probability,
    /// Above 0, at most 1.
    Patience,
    /// A whole number from 0.
    Number,
    /// A whole number from 1.
    Count,
    /// Points, or `false`.
    PointsOrFalse,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A condition (see the condition's own definition).
    Condition,
    /// A list of conditions.
    Conditions,
    /// `true`, `false` or a condition.
    Escrow,
    /// Topic → worth of its options.
    Interests,
    /// Actor → points.
    ActorPoints,
    /// Actor → probability.
    ActorProbabilities,
    /// A mapping with fixed keys.
    One(&'static Noun),
    /// A list of such mappings.
    List(&'static Noun),
    /// Names of the user's own → such mappings.
    Map(&'static Noun),
    /// Names → topics, each a list of options or a mapping.
    Topics,
    /// A list of options, each an id or a mapping, or a range.
    Options,
}

use Kind::*;

/// The whole file.
pub static MODEL: Noun = Noun {
    name: "model",
    doc: "A negotiation: what can be settled, who wants what, and what must never be.",
    fields: &[&[
        field("winset", Version, "Format version; 1."),
        field("title", Text, "A short name, printed over every answer."),
        field("description", Text, "Prose for the reader."),
        field(
            "sources",
            Map(&SOURCE),
            "Provenance: what actors, options, red lines and others may cite by id with `source:`.",
        ),
        field(
            "topics",
            Topics,
            "The matters to be settled. The first option of each is the status quo.",
        ),
        field(
            "incentives",
            Topics,
            "Topics that outsiders or a side put on the table to make others possible; same shape, reported as incentives.",
        ),
        field(
            "measures",
            Topics,
            "Confidence-building measures; same shape, reported as measures.",
        ),
        field(
            "actors",
            Map(&ACTOR),
            "The sides, by id, in the order in which vectors are printed.",
        ),
        field(
            "rules",
            List(&RULE),
            "Hard rules owned by nobody in particular.",
        ),
        field(
            "hazards",
            List(&HAZARD),
            "What may end the talks while it is so: spoilers, an election.",
        ),
        field(
            "talks",
            One(&TALKS),
            "How the talks go: width of a round, tests on exchanges, defaults.",
        ),
    ]],
};

/// An entry of `sources`.
pub static SOURCE: Noun = Noun {
    name: "source",
    doc: "Where a statement of the model comes from.",
    fields: &[&[
        field(
            "title",
            Text,
            "Name of the document, conversation or visit.",
        ),
        field("author", Text, "Who wrote or said it."),
        field("date", Text, "When, as text."),
        field("url", Text, "Where it can be found."),
        field(
            "grade",
            Text,
            "How far it can be relied on, in the user's own scale.",
        ),
        field("confidential", Flag, "Not to be shown outside."),
        field("note", Text, "Anything else."),
    ]],
};

/// What a rung may say of itself, and a topic of all its rungs.
pub static RUNG: &[Field] = &[
    field(
        "by",
        Ids,
        "Who performs it; by default the parties whose interest falls with it.",
    ),
    field(
        "binding",
        Flag,
        "Survives a collapse of the talks; default false: it unwinds.",
    ),
    field(
        "private",
        Flag,
        "Known only to those in the room: audiences do not see it, and it may leak; default false.",
    ),
    field(
        "leak",
        Probability,
        "Probability per round that it leaks while private; default 0.",
    ),
    field(
        "detected_in",
        Count,
        "Rounds until a breach is noticed; default 1.",
    ),
    field(
        "honour",
        Probability,
        "Probability that an unreliable performer honours it; by default it follows from cost and stake.",
    ),
    field(
        "after",
        Condition,
        "Must hold before the round in which this rung is climbed.",
    ),
    field(
        "escrow",
        Escrow,
        "Delivered only against the other moves of the round: true, false, or a condition on the settlement before it.",
    ),
    field(
        "penalty",
        ActorPoints,
        "Points per round that an actor loses for good if it breaks or leaves the talks while this stands.",
    ),
    field(
        "test",
        One(&TEST),
        "Climbing this rung puts an actor to a test: passing raises belief in it, failing ends the talks.",
    ),
    field("source", Ids, "Sources, by id."),
];

/// A topic in its long form.
pub static TOPIC: Noun = Noun {
    name: "topic",
    doc: "A matter to be settled. Short form: just the list of its options.",
    fields: &[
        &[
            field("title", Text, "Name in words."),
            field("description", Text, "Prose for the reader."),
            field(
                "options",
                Options,
                "The ways to settle it, the status quo first (with `unsettled`, the status quo is added).",
            ),
            field(
                "divisible",
                Flag,
                "Packages may take any value of the range, not its steps only; default false. Plans use the steps.",
            ),
            field(
                "unsettled",
                Flag,
                "The status quo is that nothing is settled: an extra option `unsettled`, which no package may keep.",
            ),
            field(
                "moves",
                Word(&["climb", "ladder", "choice"]),
                "`climb`: to any later option (default); `ladder`: one rung a round; `choice`: once, from the status quo to any option (default with `unsettled`).",
            ),
            field(
                "in_force",
                Condition,
                "Agreed now, carried out only while this holds; ids of last options and `id..` only.",
            ),
        ],
        RUNG,
    ],
};

/// An option in its long form.
pub static OPTION: Noun = Noun {
    name: "option",
    doc: "One way to settle a topic. Short form: just its id.",
    fields: &[
        &[
            field("id", Id, "Its name in conditions and interests."),
            field("title", Text, "Name in words."),
        ],
        RUNG,
    ],
};

/// Options laid out evenly.
pub static RANGE: Noun = Noun {
    name: "range",
    doc: "Options laid out evenly: an amount, a distance, a share.",
    fields: &[&[
        field(
            "from",
            Points,
            "The first value: the status quo, or with `unsettled` the first rung.",
        ),
        field("to", Points, "The last value; it may lie below the first."),
        field(
            "step",
            Positive,
            "Distance between two options; it must divide the range.",
        ),
        field("unit", Text, "What is counted, for printing."),
    ]],
};

/// A test that a rung puts an actor to.
pub static TEST: Noun = Noun {
    name: "test",
    doc: "An inspection or the like.",
    fields: &[&[
        field("about", Id, "The actor that is put to the test."),
        field(
            "passes",
            One(&PASSES),
            "How likely a reliable and an unreliable actor pass.",
        ),
    ]],
};

/// Chances of passing a test.
pub static PASSES: Noun = Noun {
    name: "passes",
    doc: "Chances of passing.",
    fields: &[&[
        field(
            "reliable",
            Probability,
            "Chance that a reliable actor passes.",
        ),
        field(
            "unreliable",
            Probability,
            "Chance that an unreliable actor passes.",
        ),
    ]],
};

/// An entry of `actors`.
pub static ACTOR: Noun = Noun {
    name: "actor",
    doc: "A side of the talks.",
    fields: &[&[
        field("name", Text, "Name in words."),
        field("description", Text, "Prose for the reader."),
        field(
            "role",
            Word(&["party", "guarantor", "bystander"]),
            "`party` bargains (default); `guarantor` must consent but its gain is no aim; `bystander` is affected and asked nothing.",
        ),
        field(
            "patience",
            Patience,
            "Discount factor per round, in (0, 1]; default `talks.patience`.",
        ),
        field(
            "walk_away",
            Points,
            "Worth per round of no agreement; default 0.",
        ),
        field(
            "min_gain",
            Points,
            "Least gain over walking away to sign; default 0.",
        ),
        field(
            "weight",
            Amount,
            "Bargaining weight in the solution concepts; default 1, guarantors 0.",
        ),
        field(
            "stake",
            Positive,
            "Cost at which an unreliable actor would keep its word one time in ten; by default its dearest whole topic.",
        ),
        field(
            "step_gain",
            PointsOrFalse,
            "Least worth this actor gains in every round; overrides `talks.step_gain`; false lifts it.",
        ),
        field(
            "credit",
            Amount,
            "How deep in the red the actor may ever be.",
        ),
        field(
            "interests",
            Interests,
            "What options are worth to it per round, in its own points; the status quo is 0.",
        ),
        field(
            "linkages",
            List(&LINKAGE),
            "Worth of combinations of options.",
        ),
        field(
            "trusts",
            ActorProbabilities,
            "Probability it gives to another actor being reliable, before the talks.",
        ),
        field(
            "exposure",
            Interests,
            "Audience cost of the round in which a private option leaks.",
        ),
        field("red_lines", List(&RULE), "Hard rules owned by this actor."),
        field(
            "audiences",
            Map(&AUDIENCE),
            "Domestic constituencies with a say.",
        ),
        field("source", Ids, "Sources, by id."),
    ]],
};

/// A linkage.
pub static LINKAGE: Noun = Noun {
    name: "linkage",
    doc: "Worth of a combination of options in force.",
    fields: &[&[
        field("when", Condition, "The combination."),
        field("value", Points, "What it is worth per round."),
        field("why", Text, "Why it is so."),
        field("source", Ids, "Sources, by id."),
    ]],
};

/// An audience.
pub static AUDIENCE: Noun = Noun {
    name: "audience",
    doc: "A domestic constituency. It sees only public options until the end.",
    fields: &[&[
        field("name", Text, "Name in words."),
        field("interests", Interests, "What options are worth to it."),
        field(
            "ratifies_at",
            Points,
            "Least worth of the final settlement, all of it seen; absent: not asked.",
        ),
        field(
            "tolerates",
            Points,
            "Least worth of what it sees of every settlement passed; absent: not asked.",
        ),
        field("why", Text, "Why it is so."),
        field("source", Ids, "Sources, by id."),
    ]],
};

/// A rule or red line.
pub static RULE: Noun = Noun {
    name: "rule",
    doc: "A hard rule; under an actor, its red line. Exactly one form.",
    fields: &[&[
        field("id", Id, "Its name, unique within its owner."),
        field("why", Text, "Why it is so."),
        field("source", Ids, "Sources, by id."),
        field(
            "scope",
            Word(&["always", "final"]),
            "`always`: at every settlement passed; `final`: only where the talks end.",
        ),
        field("never", Condition, "Form: this must not hold."),
        field("require", Condition, "Form: this must hold."),
        field(
            "if",
            Condition,
            "Form, with `then`: where this holds, the other must.",
        ),
        field("then", Condition, "See `if`."),
        field(
            "at_most",
            Number,
            "Form, with `of`: at most so many of the conditions hold.",
        ),
        field(
            "at_least",
            Number,
            "Form, with `of`: at least so many of the conditions hold.",
        ),
        field("of", Conditions, "See `at_most` and `at_least`."),
        field(
            "budget",
            Points,
            "Form, with `amounts`: the total must not exceed this.",
        ),
        field(
            "amounts",
            Interests,
            "See `budget`; written like interests, but a bare number belongs to the last option.",
        ),
        field(
            "gain",
            Points,
            "Form, of an actor: its gain is at least this.",
        ),
        field(
            "gap",
            Points,
            "Form, of an actor, with `over`: the other's gain minus its own is at most this.",
        ),
        field("over", Id, "See `gap`."),
        field(
            "before",
            Condition,
            "Form, with `need` or `trust_in` and `trust`: a condition that may only become true after the other.",
        ),
        field(
            "need",
            Condition,
            "See `before`: must hold in an earlier round.",
        ),
        field(
            "trust_in",
            Id,
            "See `before`: the actor that the owner must believe in.",
        ),
        field("trust", Probability, "See `before`: the least belief."),
    ]],
};

/// A hazard.
pub static HAZARD: Noun = Noun {
    name: "hazard",
    doc: "What may end the talks while it is so.",
    fields: &[&[
        field("id", Id, "Its name."),
        field(
            "when",
            Condition,
            "While this is in force; always, if absent.",
        ),
        field(
            "chance",
            Probability,
            "Probability per round that it ends the talks.",
        ),
        field("why", Text, "Why it is so."),
        field("source", Ids, "Sources, by id."),
    ]],
};

/// `talks`.
pub static TALKS: Noun = Noun {
    name: "talks",
    doc: "How the talks go.",
    fields: &[&[
        field(
            "moves_per_round",
            Count,
            "Most topics that one exchange moves; default 2.",
        ),
        field(
            "step_gain",
            PointsOrFalse,
            "Least worth gained by every party in every round; default 0; false: not required.",
        ),
        field(
            "enforcement",
            Flag,
            "Plans must be self-enforcing: nobody is ever better off cheating; default true.",
        ),
        field(
            "patience",
            Patience,
            "Discount factor for actors that state none; default 0.95.",
        ),
        field(
            "trust",
            Probability,
            "Trust between parties that state none; default 0.5.",
        ),
        field(
            "leak_ends_talks",
            Probability,
            "Probability that a leak ends the talks; default 1.",
        ),
        field(
            "observer",
            ActorProbabilities,
            "Prior of an outside observer that an actor is reliable; default the mean of the other parties' trust in it.",
        ),
    ]],
};

/// Every noun, for the schema and the docs.
pub static NOUNS: &[&Noun] = &[
    &MODEL, &SOURCE, &TOPIC, &OPTION, &RANGE, &TEST, &PASSES, &ACTOR, &LINKAGE, &AUDIENCE, &RULE,
    &HAZARD, &TALKS,
];
