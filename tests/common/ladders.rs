//! Models with long ladders (tariffs, troops, kilometres), choices and measures beside them, and more actors than two: each made
//! from its shape and one number.

use super::random::Rng;

/// What a model is made of.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Options of each ladder, the status quo included.
    pub ladders: &'static [usize],
    /// May an exchange cross several rungs at once?
    pub climb: bool,
    /// Topics that start unsettled: two options or three.
    pub choices: usize,
    /// Topics of two options that are worth something to everybody.
    pub measures: usize,
    pub parties: usize,
    pub guarantors: usize,
    pub bystanders: usize,
    /// `moves_per_round`.
    pub width: usize,
    /// Doubt, enforcement, tests, escrow, hiding, leaks and hazards.
    pub doubt: bool,
}

impl Shape {
    /// Two parties that trust each other, one move a round, nothing to settle.
    pub const BARE: Shape = Shape {
        ladders: &[],
        climb: false,
        choices: 0,
        measures: 0,
        parties: 2,
        guarantors: 0,
        bystanders: 0,
        width: 1,
        doubt: false,
    };

    fn topics(&self) -> usize {
        self.ladders.len() + self.choices + self.measures
    }
    fn actors(&self) -> usize {
        self.parties + self.guarantors + self.bystanders
    }
    /// Options of a topic that starts unsettled.
    fn options(choice: usize) -> &'static [&'static str] {
        [&["east", "west", "shared"][..], &["yes", "no"]][choice % 2]
    }
}

/// The text of a model.
pub fn text(shape: &Shape, seed: u64) -> String {
    let mut rng = Rng::new(seed ^ 0x1add);
    let ladders = shape.ladders.iter();
    let ranges = ladders.map(|_| !shape.doubt || rng.percent(40)).collect();
    let mut maker = Maker { shape, ranges, rng };
    let topics: Vec<String> = (0..shape.topics()).map(|t| maker.topic(t)).collect();
    let actors: Vec<String> = (0..shape.actors()).map(|a| maker.actor(a)).collect();
    format!(
        "winset: 1\ntitle: ladders\ntopics:\n{}actors:\n{}{}talks: {}\n",
        topics.concat(),
        actors.concat(),
        maker.rules(),
        maker.talks()
    )
}

/// How far a rung of a range goes, in what.
const UNITS: [(usize, &str); 3] = [(5, "% off the tariff"), (250, "troops"), (2, "km")];

struct Maker<'s> {
    shape: &'s Shape,
    /// For each ladder, whether it is a range in some unit; else its rungs have names and some have something of their own.
    ranges: Vec<bool>,
    rng: Rng,
}

impl Maker<'_> {
    fn topic(&mut self, topic: usize) -> String {
        let ladders = self.shape.ladders;
        let choices = ladders.len()..ladders.len() + self.shape.choices;
        let body = match topic {
            t if t < ladders.len() => self.ladder(t, ladders[t]),
            t if choices.contains(&t) => {
                let options = Shape::options(t - choices.start).join(", ");
                format!("unsettled: true, options: [{options}]")
            }
            _ => "options: [none, done]".to_owned(),
        };
        let doubtful = self.doubtful(topic >= ladders.len());
        format!("  t{topic}: {{{body}{doubtful}}}\n")
    }

    fn ladder(&mut self, topic: usize, options: usize) -> String {
        let moves = if self.shape.climb { "climb" } else { "ladder" };
        if self.ranges[topic] {
            let (step, unit) = UNITS[topic % 3];
            let to = step * (options - 1);
            return format!(
                "options: {{from: 0, to: {to}, step: {step}, unit: '{unit}'}}, moves: {moves}"
            );
        }
        let rungs: Vec<String> = (0..options).map(|rung| self.rung(rung, options)).collect();
        format!("options: [{}], moves: {moves}", rungs.join(", "))
    }

    fn rung(&mut self, rung: usize, options: usize) -> String {
        let own = match self.rng.below(16) {
            _ if rung == 0 => "",
            0 => ", binding: true",
            1 => ", escrow: true",
            2 => ", detected_in: 3",
            3 => ", private: true, leak: 0.02",
            4 => ", honour: 0.9",
            5 if rung + 1 < options => {
                ", test: {about: a0, passes: {reliable: 0.98, unreliable: 0.6}}"
            }
            6 => ", penalty: {a1: 0.5}",
            _ => "",
        };
        format!("{{id: r{rung}{own}}}")
    }

    /// Attributes of a whole topic.
    fn doubtful(&mut self, short: bool) -> String {
        let mut out = String::new();
        if !self.shape.doubt {
            return out;
        }
        if self.rng.percent(20) {
            out += ", binding: true";
        }
        if self.rng.percent(25) {
            out += ", detected_in: 2";
        }
        if self.rng.percent(if short { 40 } else { 15 }) {
            out += ", escrow: true";
        }
        out
    }

    fn actor(&mut self, actor: usize) -> String {
        let shape = self.shape;
        let party = actor < shape.parties;
        let role = match actor {
            _ if party => "",
            a if a < shape.parties + shape.guarantors => "    role: guarantor\n    credit: 30\n",
            _ => "    role: bystander\n",
        };
        let rows: Vec<String> = (0..shape.topics())
            .filter_map(|t| self.worth(t, actor).map(|row| format!("t{t}: {row}")))
            .collect();
        let mut out = format!(
            "  a{actor}:\n{role}    interests: {{{}}}\n",
            rows.join(", ")
        );
        if party && shape.doubt {
            let other = (actor + 1) % shape.parties;
            let trust = self.rng.pick(&["0.5", "0.7", "0.9", "0.97"]);
            let patience = self.rng.pick(&["0.9", "0.95", "0.97"]);
            out += &format!("    patience: {patience}\n    trusts: {{a{other}: {trust}}}\n");
        }
        if shape.topics() > 1 && self.rng.percent(60) {
            let (one, other) = (self.from(0), self.from(1));
            let value = self.rng.range(-2, 4);
            out += &format!("    linkages: [{{when: {{{one}, {other}}}, value: {value}}}]\n");
        }
        out
    }

    /// A topic from some option on.
    fn from(&mut self, topic: usize) -> String {
        match self.shape.ladders.get(topic) {
            Some(options) => {
                let rung = 1 + self.rng.below(options - 1);
                match self.ranges[topic] {
                    true => format!("t{topic}: {}..", rung * UNITS[topic % 3].0),
                    false => format!("t{topic}: r{rung}.."),
                }
            }
            None if topic < self.shape.ladders.len() + self.shape.choices => {
                let options = Shape::options(topic - self.shape.ladders.len());
                format!("t{topic}: {}", self.rng.pick(options))
            }
            None => format!("t{topic}: done"),
        }
    }

    /// What a topic is worth: to the one who gives less and less, to the others more and more.
    fn worth(&mut self, topic: usize, actor: usize) -> Option<String> {
        let shape = self.shape;
        let party = actor < shape.parties;
        if !party && self.rng.percent(50) {
            return None;
        }
        let gives = party && topic % shape.parties == actor;
        if let Some(&options) = shape.ladders.get(topic) {
            let mut total = 0;
            let rungs = (1..options).map(|_| {
                total += match gives {
                    true => -self.rng.range(4, 12),
                    false if party => self.rng.range(8, 24),
                    false => self.rng.range(-2, 2),
                };
                tenths(total)
            });
            let rungs: Vec<String> = rungs.collect();
            return Some(format!("[{}]", rungs.join(", ")));
        }
        if topic < shape.ladders.len() + shape.choices {
            let options = Shape::options(topic - shape.ladders.len()).len();
            let values: Vec<String> = (0..options)
                .map(|_| self.rng.range(-1, 5).to_string())
                .collect();
            return Some(format!("[{}]", values.join(", ")));
        }
        Some(self.rng.range(0, 4).to_string())
    }

    fn rules(&mut self) -> String {
        let mut out = String::new();
        if self.shape.topics() > 1 && self.rng.percent(40) {
            let (before, need) = (self.from(0), self.from(1));
            out += &format!("  - {{id: order, before: {{{before}}}, need: {{{need}}}}}\n");
        }
        if self.shape.ladders.len() > 1 && self.rng.percent(30) {
            let (one, other) = (self.from(0), self.from(1));
            out += &format!("  - {{id: pace, if: {{{one}}}, then: {{{other}}}, scope: final}}\n");
        }
        if !out.is_empty() {
            out = format!("rules:\n{out}");
        }
        if self.shape.doubt && self.rng.percent(30) {
            let when = self.from(0);
            out += &format!("hazards:\n  - {{id: spoilers, when: {{{when}}}, chance: 0.01}}\n");
        }
        out
    }

    fn talks(&mut self) -> String {
        let width = self.shape.width;
        let step_gain = match (width, self.rng.below(3)) {
            (1, _) | (_, 0) => "false",
            (_, 1) => "-1",
            _ => "0",
        };
        let doubt = match self.shape.doubt {
            true => "trust: 0.8, leak_ends_talks: 0.5",
            false => "trust: 1, enforcement: false",
        };
        format!("{{moves_per_round: {width}, step_gain: {step_gain}, patience: 0.96, {doubt}}}")
    }
}

/// A number of tenths as a decimal.
fn tenths(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}.{}", number.abs() / 10, number.abs() % 10)
}
