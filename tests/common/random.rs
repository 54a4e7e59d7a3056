//! Random small models over the whole language (SEMANTICS §2), each made from one number, so that a failure can be repeated.
//!
//! Topics and actors are written `@t0` and `@a0` until the text is made, so that the same model can be had under other names and in
//! another order.

mod maker;

use std::collections::BTreeMap;

use maker::Maker;

/// A small stream of random numbers (SplitMix64), the same everywhere and for ever.
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x5851_f42d_4c95_7f2d)
    }
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
    /// A number of the range, both ends included.
    pub fn range(&mut self, from: i64, to: i64) -> i64 {
        from + self.below((to - from + 1) as usize) as i64
    }
    /// True so many times in a hundred.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }
    pub fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
    /// The numbers below `n` in random order.
    pub fn shuffled(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for i in (1..n).rev() {
            order.swap(i, self.below(i + 1));
        }
        order
    }
}

/// What a model is for: plans are searched by plain recursion, so their models are smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    Packages,
    Plans,
    /// Plans in which cheating is what may stop them: few rules, much that can be withheld or retracted, hidden for long.
    Breaches,
}

/// A model, in parts.
#[derive(Clone, Debug)]
pub struct Model {
    topics: Vec<(&'static str, String)>,
    actors: Vec<Actor>,
    rules: Vec<String>,
    hazards: Vec<String>,
    talks: String,
}

#[derive(Clone, Debug, Default)]
struct Actor {
    fields: Vec<String>,
    red_lines: Vec<String>,
}

/// What topics and actors are called, and in which order they stand in the file.
pub struct Labels {
    pub topics: Vec<&'static str>,
    pub actors: Vec<&'static str>,
    pub topic_order: Vec<usize>,
    pub actor_order: Vec<usize>,
}

impl Model {
    /// The model of a seed.
    pub fn random(seed: u64, purpose: For) -> Self {
        Maker::new(seed, purpose).model()
    }

    pub fn topics(&self) -> usize {
        self.topics.len()
    }
    pub fn actors(&self) -> usize {
        self.actors.len()
    }

    /// The model as text.
    pub fn text(&self) -> String {
        self.text_as(&self.labels())
    }

    fn labels(&self) -> Labels {
        Labels {
            topics: vec!["water", "border", "prisoners", "trade", "heights"],
            actors: vec!["north", "south", "donor"],
            topic_order: (0..self.topics.len()).collect(),
            actor_order: (0..self.actors.len()).collect(),
        }
    }

    /// The same model under other names and in another order.
    pub fn text_as(&self, labels: &Labels) -> String {
        let mut out = String::from("winset: 1\ntitle: random\n");
        let mut sections: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for &t in &labels.topic_order {
            let (section, body) = &self.topics[t];
            let lines = sections.entry(section).or_default();
            lines.push(format!("  @t{t}: {body}\n"));
        }
        // `topics` must be there even when every topic is called something else.
        for section in ["topics", "incentives", "measures"] {
            if let Some(lines) = sections.get(section) {
                out += &format!("{section}:\n{}", lines.concat());
            }
        }
        out += "actors:\n";
        for &a in &labels.actor_order {
            let actor = &self.actors[a];
            out += &format!("  @a{a}:\n");
            actor
                .fields
                .iter()
                .for_each(|f| out += &format!("    {f}\n"));
            if !actor.red_lines.is_empty() {
                out += "    red_lines:\n";
                let lines = actor.red_lines.iter();
                lines.for_each(|r| out += &format!("      - {r}\n"));
            }
        }
        for (name, list) in [("rules", &self.rules), ("hazards", &self.hazards)] {
            if !list.is_empty() {
                out += &format!("{name}:\n");
                list.iter().for_each(|r| out += &format!("  - {r}\n"));
            }
        }
        out += &format!("talks: {}\n", self.talks);
        for (index, name) in labels.topics.iter().enumerate() {
            out = out.replace(&format!("@t{index}"), name);
        }
        for (index, name) in labels.actors.iter().enumerate() {
            out = out.replace(&format!("@a{index}"), name);
        }
        out
    }

    /// The same model with topics, actors, rules and hazards in another order.
    pub fn reordered(&self, rng: &mut Rng) -> String {
        let mut other = self.clone();
        let owned = other.actors.iter_mut().map(|a| &mut a.red_lines);
        for list in owned.chain([&mut other.rules, &mut other.hazards]) {
            let order = rng.shuffled(list.len());
            *list = order.iter().map(|i| list[*i].clone()).collect();
        }
        other.text_as(&Labels {
            topic_order: rng.shuffled(self.topics.len()),
            actor_order: rng.shuffled(self.actors.len()),
            ..self.labels()
        })
    }

    /// The model without one of its rules; `None` once there are no more.
    pub fn without_rule(&self, mut index: usize) -> Option<Model> {
        let mut less = self.clone();
        let owned = less.actors.iter_mut().map(|a| &mut a.red_lines);
        for rules in owned.chain(std::iter::once(&mut less.rules)) {
            if index < rules.len() {
                rules.remove(index);
                return Some(less);
            }
            index -= rules.len();
        }
        None
    }
}
