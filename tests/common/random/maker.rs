//! How random models are made: topics, conditions, actors and rules, each from the stream of the seed.

use super::{Actor, For, Model, Rng};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Party,
    Guarantor,
    Bystander,
}

/// What of a topic must be known to speak of it.
struct Shape {
    /// Ids, the status quo first.
    options: Vec<&'static str>,
    unsettled: bool,
}

pub struct Maker {
    rng: Rng,
    roles: Vec<Role>,
    shapes: Vec<Shape>,
    purpose: For,
    /// Few rules and little to fear, so that there are long roads.
    calm: bool,
}

impl Maker {
    pub fn new(seed: u64, purpose: For) -> Self {
        let mut rng = Rng::new(seed);
        let mut roles = vec![Role::Party, Role::Party];
        match rng.below(10) {
            0 | 1 => roles.push(Role::Party),
            2 | 3 => roles.push(Role::Guarantor),
            4 => roles.push(Role::Bystander),
            5 => roles[1] = Role::Guarantor,
            6 if rng.percent(40) => roles[1] = Role::Bystander,
            _ => {}
        }
        let mut maker = Self {
            rng,
            roles,
            shapes: Vec::new(),
            purpose,
            calm: false,
        };
        maker.calm = match purpose {
            For::Packages => false,
            For::Plans => maker.rng.percent(60),
            For::Breaches => true,
        };
        maker.shapes();
        maker
    }

    fn shapes(&mut self) {
        let (most_topics, most) = match self.purpose {
            For::Packages => (5, 400),
            For::Plans => (4, if self.calm { 72 } else { 48 }),
            For::Breaches => (4, 36),
        };
        let count = self.rng.range(2, most_topics) as usize;
        let mut size = 1;
        for _ in 0..count {
            let mut options = self.rng.range(2, 4) as usize;
            while options > 2 && size * options > most {
                options -= 1;
            }
            size *= options;
            let unsettled = self.rng.percent(12);
            let known: &[&str] = match (options, unsettled) {
                (2, false) => &["none", "full"],
                (3, false) => &["none", "part", "full"],
                (_, false) => &["none", "part", "most", "full"],
                (2, true) => &["unsettled", "east"],
                (3, true) => &["unsettled", "east", "west"],
                (_, true) => &["unsettled", "east", "west", "shared"],
            };
            self.shapes.push(Shape {
                options: known.to_vec(),
                unsettled,
            });
        }
    }

    pub fn model(mut self) -> Model {
        let topics = (0..self.shapes.len()).map(|t| self.topic(t)).collect();
        let actors = (0..self.roles.len()).map(|a| self.actor(a)).collect();
        let rules = self.hindrances(&[55, 30, 15], |maker, i| maker.rule(i, None));
        let hazards = self.list(&[25, 10], |maker, i| {
            let when = maker.condition(1);
            let chance = maker.rng.pick(&["0.02", "0.1", "0.005", "0.5", "0", "1"]);
            format!("{{id: h{i}, when: {when}, chance: {chance}}}")
        });
        Model {
            topics,
            actors,
            rules,
            hazards,
            talks: self.talks(),
        }
    }

    /// As many things as the chances, one after another, allow.
    fn list(
        &mut self,
        chances: &[usize],
        mut make: impl FnMut(&mut Self, usize) -> String,
    ) -> Vec<String> {
        let mut made = Vec::new();
        for (index, chance) in chances.iter().enumerate() {
            if !self
                .rng
                .percent(if self.calm { chance / 4 } else { *chance })
            {
                break;
            }
            made.push(make(self, index));
        }
        made
    }

    /// The same, of things that stand in the way.
    fn hindrances(
        &mut self,
        chances: &[usize],
        make: impl FnMut(&mut Self, usize) -> String,
    ) -> Vec<String> {
        let share = if self.calm { 4 } else { 1 };
        let chances: Vec<usize> = chances.iter().map(|chance| chance / share).collect();
        self.list(&chances, make)
    }

    fn talks(&mut self) -> String {
        let mut fields = vec![format!("moves_per_round: {}", self.rng.range(1, 3))];
        if self.purpose == For::Breaches {
            fields.push(format!("patience: {}", self.patience()));
            fields.push(format!("trust: {}", self.chance()));
            fields.push("step_gain: false".to_owned());
            return format!("{{{}}}", fields.join(", "));
        }
        match self.rng.below(5) {
            0 | 1 => fields.push("step_gain: false".to_owned()),
            2 => fields.push(format!("step_gain: {}", self.number(-4, 1))),
            _ => {}
        }
        if self.rng.percent(30) {
            fields.push("enforcement: false".to_owned());
        }
        if self.rng.percent(60) {
            fields.push(format!("patience: {}", self.patience()));
        }
        if self.rng.percent(60) {
            fields.push(format!("trust: {}", self.chance()));
        }
        if self.rng.percent(40) {
            fields.push(format!("leak_ends_talks: {}", self.chance()));
        }
        if self.rng.percent(10) {
            fields.push("observer: {@a0: 0.7}".to_owned());
        }
        format!("{{{}}}", fields.join(", "))
    }

    fn patience(&mut self) -> &'static str {
        if self.purpose == For::Breaches {
            let known = &["0.3", "0.5", "0.6", "0.7", "0.75", "0.8", "0.85", "0.9"];
            return self.rng.pick(known);
        }
        self.rng
            .pick(&["0.95", "0.9", "0.5", "1.0", "0.99", "0.1", "0.8125"])
    }
    fn chance(&mut self) -> &'static str {
        self.rng
            .pick(&["0", "0.1", "0.35", "0.5", "0.8", "0.925", "1"])
    }

    /// A number, whole or with up to four places.
    fn number(&mut self, from: i64, to: i64) -> String {
        let whole = self.rng.range(from, to);
        if self.rng.percent(75) {
            return whole.to_string();
        }
        let places = self.rng.pick(&["5", "25", "1", "375", "0625", "3001"]);
        match whole {
            0 if from < 0 && self.rng.percent(50) => format!("-0.{places}"),
            _ => format!("{whole}.{places}"),
        }
    }

    // ---- topics ----

    fn topic(&mut self, topic: usize) -> (&'static str, String) {
        let section = self
            .rng
            .pick(&["topics", "topics", "topics", "incentives", "measures"]);
        // `topics` is a key that must be there.
        let section = if topic == 0 { "topics" } else { section };
        let options = self.shapes[topic].options.clone();
        let unsettled = self.shapes[topic].unsettled;
        if !unsettled && self.rng.percent(20) {
            return (section, format!("[{}]", options.join(", ")));
        }
        let mut fields = Vec::new();
        let listed = &options[usize::from(unsettled)..];
        let mut written = Vec::new();
        for (index, option) in listed.iter().enumerate() {
            let status_quo = index == 0 && !unsettled;
            let attributes = match status_quo || self.rng.percent(45) {
                true => Vec::new(),
                false if self.purpose == For::Breaches => {
                    self.attributes(topic, &[35, 35, 8, 60, 8, 0, 25, 20, 4])
                }
                false => self.attributes(topic, &[20, 20, 14, 12, 12, 14, 12, 10, 10]),
            };
            written.push(if attributes.is_empty() && self.rng.percent(80) {
                (*option).to_owned()
            } else {
                let all: Vec<String> = std::iter::once(format!("id: {option}"))
                    .chain(attributes)
                    .collect();
                format!("{{{}}}", all.join(", "))
            });
        }
        fields.push(format!("options: [{}]", written.join(", ")));
        if unsettled {
            fields.push("unsettled: true".to_owned());
        }
        if self.rng.percent(35) {
            let moves = self.rng.pick(&["climb", "ladder", "choice"]);
            fields.push(format!("moves: {moves}"));
        }
        if self.rng.percent(18) {
            fields.push(format!("in_force: {}", self.lasting(1)));
        }
        let after = if self.calm { 0 } else { 4 };
        fields.extend(self.attributes(topic, &[8, 12, 6, 10, 5, after, 8, 4, 4]));
        (section, format!("{{{}}}", fields.join(", ")))
    }

    /// Attributes of a rung or of a topic, each with its chance.
    fn attributes(&mut self, topic: usize, chances: &[usize; 9]) -> Vec<String> {
        let mut fields = Vec::new();
        let [
            by,
            binding,
            private,
            detected,
            honour,
            after,
            escrow,
            penalty,
            test,
        ] = *chances;
        if self.rng.percent(by) {
            let who = self.consenting();
            let other = self.consenting();
            fields.push(match who == other {
                true => format!("by: [@a{who}]"),
                false => format!("by: [@a{who}, @a{other}]"),
            });
        }
        if self.rng.percent(binding) {
            let flag = self.rng.pick(&["true", "true", "true", "false"]);
            fields.push(format!("binding: {flag}"));
        }
        if self.rng.percent(private) {
            fields.push("private: true".to_owned());
            if self.rng.percent(75) {
                let leak = self.rng.pick(&["0.03", "0.2", "0.5", "1"]);
                fields.push(format!("leak: {leak}"));
            }
        }
        if self.rng.percent(detected) {
            fields.push(format!("detected_in: {}", self.rng.range(1, 4)));
        }
        if self.rng.percent(honour) {
            fields.push(format!("honour: {}", self.chance()));
        }
        if self.rng.percent(after) {
            fields.push(format!("after: {}", self.condition(1)));
        }
        if self.rng.percent(escrow) {
            let escrow = match self.rng.below(4) {
                0 | 1 => "true".to_owned(),
                2 => self.condition(1),
                _ => format!("{{@t{topic}: {}}}", self.spec(topic)),
            };
            fields.push(format!("escrow: {escrow}"));
        }
        if self.rng.percent(penalty) {
            let who = self.rng.below(self.roles.len());
            let points = self.number(0, 5);
            fields.push(format!("penalty: {{@a{who}: {points}}}"));
        }
        if self.rng.percent(test) {
            let about = self.consenting();
            let passes = self.rng.pick(&[
                "{reliable: 0.95, unreliable: 0.5}",
                "{reliable: 1, unreliable: 0.25}",
                "{reliable: 1, unreliable: 0}",
                "{reliable: 0, unreliable: 0.5}",
                "{reliable: 0.9, unreliable: 0.9}",
            ]);
            fields.push(format!("test: {{about: @a{about}, passes: {passes}}}"));
        }
        fields
    }

    fn consenting(&mut self) -> usize {
        loop {
            let who = self.rng.below(self.roles.len());
            if self.roles[who] != Role::Bystander {
                return who;
            }
        }
    }
    /// Another actor, if there is one.
    fn other(&mut self, than: usize) -> usize {
        let step = 1 + self.rng.below(self.roles.len() - 1);
        (than + step) % self.roles.len()
    }

    // ---- conditions ----

    /// A spec of a topic: an option, a range, or a list of these.
    fn spec(&mut self, topic: usize) -> String {
        let options = self.shapes[topic].options.clone();
        let one = |maker: &mut Self| {
            // The status quo less often than the others.
            let first = usize::from(maker.rng.percent(75));
            let option = options[first + maker.rng.below(options.len() - first)];
            match maker.rng.below(6) {
                0 | 1 => format!("{option}.."),
                2 => format!("..{option}"),
                _ => option.to_owned(),
            }
        };
        if self.rng.percent(15) {
            return format!("[{}, {}]", one(self), one(self));
        }
        one(self)
    }

    fn condition(&mut self, depth: usize) -> String {
        let mut parts = Vec::new();
        let order = self.rng.shuffled(self.shapes.len());
        let topics = match self.rng.below(10) {
            0..=4 => 1,
            5..=8 => 2,
            _ => 0,
        };
        for &topic in &order[..topics.min(order.len())] {
            parts.push(format!("@t{topic}: {}", self.spec(topic)));
        }
        if depth > 0 && (parts.is_empty() || self.rng.percent(15)) {
            let inner: Vec<String> = (0..self.rng.range(1, 3))
                .map(|_| self.condition(depth - 1))
                .collect();
            parts.push(format!("any: [{}]", inner.join(", ")));
        }
        if depth > 0 && self.rng.percent(15) {
            parts.push(format!("not: {}", self.condition(depth - 1)));
        }
        if parts.is_empty() {
            parts.push(format!("@t{}: {}", order[0], self.spec(order[0])));
        }
        format!("{{{}}}", parts.join(", "))
    }

    /// A condition that stays true, as `in_force` needs; it may be about the topic itself or about one that waits in turn.
    fn lasting(&mut self, depth: usize) -> String {
        let topic = self.rng.below(self.shapes.len());
        let options = self.shapes[topic].options.clone();
        let last = options[options.len() - 1];
        let from = options[1 + self.rng.below(options.len() - 1)];
        let mut parts = vec![match self.rng.below(4) {
            0 => format!("@t{topic}: {last}"),
            1 => format!("@t{topic}: [{from}.., {last}]"),
            _ => format!("@t{topic}: {from}.."),
        }];
        if depth > 0 && self.rng.percent(20) {
            let (a, b) = (self.lasting(0), self.lasting(0));
            parts.push(format!("any: [{a}, {b}]"));
            parts.swap(0, self.rng.below(2));
        }
        format!("{{{}}}", parts.join(", "))
    }

    // ---- actors ----

    fn actor(&mut self, id: usize) -> Actor {
        let role = self.roles[id];
        let mut fields = vec![match role {
            Role::Party => format!("name: Actor {id}"),
            Role::Guarantor => "role: guarantor".to_owned(),
            Role::Bystander => "role: bystander".to_owned(),
        }];
        fields.push(format!("interests: {}", self.worths(role, id)));
        if self.rng.percent(50) {
            fields.push(format!("patience: {}", self.patience()));
        }
        if self.rng.percent(35) {
            let most = if self.calm { 0 } else { 3 };
            fields.push(format!("walk_away: {}", self.number(-4, most)));
        }
        let linkages = self.list(&[40, 40, 30], |maker, _| {
            let when = maker.condition(2);
            format!("{{when: {when}, value: {}}}", maker.number(-4, 6))
        });
        if !linkages.is_empty() {
            fields.push(format!("linkages: [{}]", linkages.join(", ")));
        }
        if self.rng.percent(25) {
            fields.push(format!("exposure: {}", self.rows(40, 0, 8)));
        }
        if role == Role::Bystander {
            return Actor {
                fields,
                red_lines: Vec::new(),
            };
        }
        self.consent(id, role, &mut fields);
        let red_lines = self.hindrances(&[50, 35, 20], |maker, i| maker.rule(i, Some(id)));
        Actor { fields, red_lines }
    }

    /// What only those have whose consent is asked.
    fn consent(&mut self, id: usize, role: Role, fields: &mut Vec<String>) {
        if self.rng.percent(25) {
            let most = if self.calm { 1 } else { 3 };
            fields.push(format!("min_gain: {}", self.number(-5, most)));
        }
        if id > 0 && self.rng.percent(20) {
            fields.push(format!("weight: {}", self.number(0, 3)));
        }
        if self.rng.percent(25) {
            fields.push(format!("stake: {}", self.number(1, 9)));
        }
        if self.rng.percent(20) {
            let step = match self.rng.percent(40) {
                true => "false".to_owned(),
                false => self.number(-5, 1),
            };
            fields.push(format!("step_gain: {step}"));
        }
        if self.rng.percent(15) {
            fields.push(format!("credit: {}", self.number(0, 6)));
        }
        if self.rng.percent(if role == Role::Party { 50 } else { 20 }) {
            let other = self.other(id);
            fields.push(format!("trusts: {{@a{other}: {}}}", self.chance()));
        }
        let audiences = self.hindrances(&[30, 20], |maker, i| {
            let mut parts = vec![format!("interests: {}", maker.rows(70, -4, 6))];
            if maker.rng.percent(60) {
                parts.push(format!("ratifies_at: {}", maker.number(-5, 3)));
            }
            if maker.rng.percent(60) {
                parts.push(format!("tolerates: {}", maker.number(-7, 1)));
            }
            format!("house{i}: {{{}}}", parts.join(", "))
        });
        if !audiences.is_empty() {
            fields.push(format!("audiences: {{{}}}", audiences.join(", ")));
        }
    }

    /// Interests: a topic mostly gives something to one side and costs another.
    fn worths(&mut self, role: Role, actor: usize) -> String {
        let mut rows = Vec::new();
        for topic in 0..self.shapes.len() {
            let gives = (topic + actor).is_multiple_of(2);
            let row = match (self.rng.below(10), role) {
                (0, _) => continue,
                (1, _) => self.row(topic, -6, 8),
                (2..=5, Role::Guarantor) => continue,
                (_, Role::Guarantor) => self.row(topic, -2, 1),
                _ if gives => self.rising(topic, -2),
                _ => self.rising(topic, 4),
            };
            rows.push(format!("@t{topic}: {row}"));
        }
        format!("{{{}}}", rows.join(", "))
    }

    fn rows(&mut self, chance: usize, from: i64, to: i64) -> String {
        let mut rows = Vec::new();
        for topic in 0..self.shapes.len() {
            if self.rng.percent(chance) {
                rows.push(format!("@t{topic}: {}", self.row(topic, from, to)));
            }
        }
        format!("{{{}}}", rows.join(", "))
    }

    /// Values per rung that rise, or fall, by about the same.
    fn rising(&mut self, topic: usize, step: i64) -> String {
        let mut total = 0;
        let rungs = self.shapes[topic].options.len() - 1;
        let values: Vec<String> = (0..rungs)
            .map(|_| {
                total += step.signum() * self.rng.range(0, step.abs());
                let fraction = self.rng.percent(20);
                let places = self.rng.pick(&["5", "25", "1", "0625"]);
                if fraction {
                    format!("{total}.{places}")
                } else {
                    total.to_string()
                }
            })
            .collect();
        format!("[{}]", values.join(", "))
    }

    /// Values per rung, in one of the three ways to write them.
    fn row(&mut self, topic: usize, from: i64, to: i64) -> String {
        let options = self.shapes[topic].options.clone();
        let way = self.rng.below(3);
        if way == 0 && options.len() == 2 {
            return self.number(from, to);
        }
        if way == 1 {
            let mut pairs = Vec::new();
            for option in &options[1..] {
                if self.rng.percent(70) {
                    pairs.push(format!("{option}: {}", self.number(from, to)));
                }
            }
            if !pairs.is_empty() {
                return format!("{{{}}}", pairs.join(", "));
            }
        }
        let values: Vec<String> = options[1..].iter().map(|_| self.number(from, to)).collect();
        format!("[{}]", values.join(", "))
    }

    // ---- rules ----

    fn rule(&mut self, index: usize, owner: Option<usize>) -> String {
        let (form, is_order) = self.form(owner);
        let scope = match self.rng.below(5) {
            0 if !is_order => ", scope: always",
            1 if !is_order => ", scope: final",
            _ => "",
        };
        format!("{{id: r{index}, {form}{scope}}}")
    }

    /// A form, and whether it is one on exchanges.
    fn form(&mut self, owner: Option<usize>) -> (String, bool) {
        let forms = if owner.is_some() { 11 } else { 8 };
        let condition = |maker: &mut Self| maker.condition(2);
        let form = match self.rng.below(forms) {
            0 => format!("never: {}", condition(self)),
            1 => format!("require: {}", condition(self)),
            2 | 3 => format!("if: {}, then: {}", condition(self), condition(self)),
            kind @ (4 | 5) => {
                let of: Vec<String> = (0..self.rng.range(1, 4))
                    .map(|_| self.condition(1))
                    .collect();
                let (word, most) = match kind {
                    4 => ("at_most", of.len() - 1),
                    _ => ("at_least", of.len()),
                };
                let n = self.rng.below(most + 1);
                format!("{word}: {n}, of: [{}]", of.join(", "))
            }
            6 => {
                let limit = self.number(-3, 8);
                let mut amounts = self.rows(70, -4, 6);
                if self.rng.percent(20) {
                    // A bare number belongs to the last option.
                    let topic = self.rng.below(self.shapes.len());
                    amounts = format!("{{@t{topic}: {}}}", self.number(-4, 6));
                }
                format!("budget: {limit}, amounts: {amounts}")
            }
            7 => {
                let (before, need) = (condition(self), condition(self));
                return (format!("before: {before}, need: {need}"), true);
            }
            kind => return self.owned_form(kind, owner.unwrap_or(0)),
        };
        (form, false)
    }

    fn owned_form(&mut self, kind: usize, owner: usize) -> (String, bool) {
        let other = self.other(owner);
        match kind {
            8 => (format!("gain: {}", self.number(-5, 4)), false),
            9 => (
                format!("gap: {}, over: @a{other}", self.number(-4, 8)),
                false,
            ),
            _ => {
                let before = self.condition(1);
                let trust = self.rng.pick(&["0.2", "0.5", "0.75", "0.95", "1"]);
                let form = format!("before: {before}, trust_in: @a{other}, trust: {trust}");
                (form, true)
            }
        }
    }
}
