//! What of a model can be moved on the page: numbers as sliders, red lines and rules of the talks as switches. Each is a change that an
//! overlay can hold, so that what is tried can be kept.

use serde_json::{Value, json};

use super::worths::{interests, written};
use crate::base::Points;
use crate::diag::{Sources, Span};
use crate::model::{Actor, Model, Role, Rule, Topic};

/// Something that can be moved.
#[derive(Debug)]
pub struct Control {
    /// Its name between page and program.
    pub id: String,
    /// The heading that it stands under.
    pub group: &'static str,
    /// Whose it is, if it is an actor's.
    pub owner: Option<String>,
    /// What it is called.
    pub label: String,
    /// What the model says about it in its own words.
    pub hint: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// What moving it changes.
    pub change: Change,
}

/// Sliders and switches.
#[derive(Debug)]
pub enum Kind {
    /// A number, as the model has it, and how far it goes.
    Number {
        /// As the model has it.
        value: Points,
        /// The low end.
        least: Points,
        /// The high end.
        most: Points,
    },
    /// On or off, as the model has it.
    Switch(bool),
}

/// What an overlay says of a control that was moved.
#[derive(Debug)]
pub enum Change {
    /// The value stands here.
    At(Vec<String>),
    /// One number of the list that stands here; the others as the model has them.
    InList {
        /// Where the list stands.
        path: Vec<String>,
        /// Which of its numbers is meant.
        place: usize,
        /// The whole list.
        all: Vec<Points>,
    },
    /// Off, what stands here goes.
    Without(Vec<String>),
    /// Off, this stands there, and on, that.
    Either {
        /// Where.
        path: Vec<String>,
        /// What stands there off.
        off: Value,
        /// What stands there on.
        on: Value,
    },
    /// Off, there is a rule more.
    Forbidden(Value),
}

/// Everything that can be moved.
pub fn controls(model: &Model, sources: &Sources) -> Vec<Control> {
    let mut all = Vec::new();
    let tree = written(model, sources);
    for actor in model.actors.iter() {
        numbers(actor, model, &mut all);
    }
    for actor in model.actors.iter() {
        interests(actor, model, tree.as_ref(), &mut all);
    }
    for actor in model.actors.iter() {
        lines(actor, sources, &mut all);
    }
    let rules = model.rules.iter();
    all.extend(rules.map(|rule| line(rule, "rules", None, vec![s("rules")], sources)));
    all.extend(model.hazards.iter().map(|hazard| Control {
        id: format!("hazard/{}", hazard.id),
        group: "rules",
        owner: None,
        label: format!("hazard {}", hazard.id),
        hint: Some(format!(
            "may end the talks with chance {} a round",
            hazard.chance
        )),
        kind: Kind::Switch(true),
        change: Change::Without(vec![s("hazards"), hazard.id.clone()]),
    }));
    talks(model, &mut all);
    for topic in model.topics.iter() {
        all.extend(
            topic
                .options
                .iter()
                .filter(|o| o.rung.private)
                .map(|o| secret(topic, &o.id, &o.title)),
        );
    }
    all
}

/// Text of its own.
pub fn s(text: &str) -> String {
    text.to_owned()
}

fn number(
    id: String,
    group: &'static str,
    owner: &Actor,
    label: &str,
    value: Points,
    path: &[&str],
) -> Control {
    let (least, most) = match group {
        "patience" => (Points::from_billionths(50_000_000), Points::ONE),
        "trust" => (Points::ZERO, Points::ONE),
        _ => around(value),
    };
    let mut full = vec![s("actors"), owner.id.clone()];
    full.extend(path.iter().map(|part| s(part)));
    Control {
        id,
        group,
        owner: Some(owner.name.clone()),
        label: s(label),
        hint: None,
        kind: Kind::Number {
            value,
            least: least.min(value),
            most,
        },
        change: Change::At(full),
    }
}

/// A range that leaves room on both sides of zero.
pub fn around(largest: Points) -> (Points, Points) {
    let wide = (largest.abs() * 2).max(Points::whole(10));
    let most = wide.min(Points::whole(1_000_000_000));
    (-most, most)
}

fn numbers(actor: &Actor, model: &Model, all: &mut Vec<Control>) {
    if actor.role == Role::Bystander {
        return;
    }
    let patience = actor.patience.unwrap_or(model.talks.patience);
    let id = format!("patience/{}", actor.id);
    all.push(number(
        id,
        "patience",
        actor,
        &actor.name,
        patience,
        &["patience"],
    ));
    for (other, its) in model.actors.entries() {
        let stated = actor
            .trusts
            .iter()
            .find(|(id, _)| *id == other)
            .map(|(_, trust)| *trust);
        let between = actor.role == Role::Party && its.role == Role::Party && its.id != actor.id;
        if let Some(trust) = stated.or(between.then_some(model.talks.trust)) {
            let label = format!("{} in {}", actor.name, its.name);
            let id = format!("trust/{}/{}", actor.id, its.id);
            all.push(number(
                id,
                "trust",
                actor,
                &label,
                trust,
                &["trusts", &its.id],
            ));
        }
    }
    let id = format!("walk_away/{}", actor.id);
    all.push(number(
        id,
        "walk_away",
        actor,
        &actor.name,
        actor.walk_away,
        &["walk_away"],
    ));
}

/// Red lines and audiences.
fn lines(actor: &Actor, sources: &Sources, all: &mut Vec<Control>) {
    let own = [s("actors"), actor.id.clone()];
    let within = |part: &str| [&own[..], &[s(part)]].concat();
    let lines = actor.red_lines.iter();
    all.extend(
        lines.map(|rule| line(rule, "red_lines", Some(actor), within("red_lines"), sources)),
    );
    let heard = actor.audiences.iter();
    let heard = heard.filter(|a| a.ratifies_at.is_some() || a.tolerates.is_some());
    all.extend(heard.map(|audience| Control {
        id: format!("audience/{}/{}", actor.id, audience.id),
        group: "red_lines",
        owner: Some(actor.name.clone()),
        label: format!("{} has a say", audience.name),
        hint: audience.why.clone(),
        kind: Kind::Switch(true),
        change: Change::Without([within("audiences"), vec![audience.id.clone()]].concat()),
    }));
}

fn line(
    rule: &Rule,
    group: &'static str,
    owner: Option<&Actor>,
    path: Vec<String>,
    sources: &Sources,
) -> Control {
    let own = owner.map_or("", |actor| actor.id.as_str());
    let said: Vec<_> = rule
        .said
        .iter()
        .filter_map(|span| words(sources, *span))
        .collect();
    let hint = rule
        .why
        .clone()
        .into_iter()
        .chain((!said.is_empty()).then(|| said.join(", ")));
    let hint: Vec<_> = hint.collect();
    Control {
        id: format!("line/{own}/{}", rule.id),
        group,
        owner: owner.map(|actor| actor.name.clone()),
        label: rule.id.clone(),
        hint: (!hint.is_empty()).then(|| hint.join(" · ")),
        kind: Kind::Switch(true),
        change: Change::Without([path, vec![rule.id.clone()]].concat()),
    }
}

/// What stands in the text there, shortened.
fn words(sources: &Sources, span: Span) -> Option<String> {
    const MOST: usize = 160;
    let text = &sources.file(span.file).text;
    let text = text.get(span.start as usize..span.end as usize)?;
    Some(
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(MOST)
            .collect(),
    )
}

fn talks(model: &Model, all: &mut Vec<Control>) {
    let switch =
        |id: &str, label: &str, hint: &str, on: bool, off_value: Value, on_value: Value| Control {
            id: format!("talks/{id}"),
            group: "talks",
            owner: None,
            label: s(label),
            hint: Some(s(hint)),
            kind: Kind::Switch(on),
            change: Change::Either {
                path: vec![s("talks"), s(id)],
                off: off_value,
                on: on_value,
            },
        };
    let talks = &model.talks;
    let least = talks.step_gain.unwrap_or_default();
    all.push(switch(
        "enforcement",
        "every step is self-enforcing",
        "nobody may ever be better off cheating",
        talks.enforcement,
        json!(false),
        json!(true),
    ));
    all.push(switch(
        "step_gain",
        "every party gains in every round",
        "unless an actor says otherwise for itself",
        talks.step_gain.is_some(),
        json!(false),
        plain(least),
    ));
    all.push(Control {
        id: s("talks/moves_per_round"),
        group: "talks",
        owner: None,
        label: s("moves a round"),
        hint: Some(s("how many topics one exchange may move")),
        kind: Kind::Number {
            value: Points::whole(i64::from(talks.moves_per_round)),
            least: Points::ONE,
            most: Points::whole(i64::from(talks.moves_per_round).max(4)),
        },
        change: Change::At(vec![s("talks"), s("moves_per_round")]),
    });
}

fn secret(topic: &Topic, option: &str, title: &str) -> Control {
    let rule = json!({
        "id": format!("nothing-private-{}-{option}", topic.id),
        "never": {&*topic.id: option},
        "why": "left out on the workbench",
    });
    Control {
        id: format!("private/{}/{option}", topic.id),
        group: "private",
        owner: None,
        label: format!("{} {title}", topic.title),
        hint: Some(s("known only to those in the room; off, it is forbidden")),
        kind: Kind::Switch(true),
        change: Change::Forbidden(rule),
    }
}

impl Control {
    /// For the page.
    pub fn view(&self) -> Value {
        let mut view = json!({
            "id": self.id, "group": self.group, "owner": self.owner, "label": self.label, "hint": self.hint,
        });
        match &self.kind {
            Kind::Switch(on) => view["on"] = (*on).into(),
            Kind::Number { value, least, most } => {
                view["value"] = value.to_f64().into();
                view["least"] = least.to_f64().into();
                view["most"] = most.to_f64().into();
                view["step"] = step(self.group, *value, *least, *most).to_f64().into();
            }
        }
        view
    }
}

/// The coarsest step that meets the value and gives at least forty places; the step of a count is one.
fn step(group: &str, value: Points, least: Points, most: Points) -> Points {
    if group == "talks" {
        return Points::ONE;
    }
    let wide = (most - least).billionths();
    let coarsest = Points::whole(100_000_000).billionths();
    // 1, 0.5, 0.1, 0.05 and so on, whatever the unit.
    let steps = std::iter::successors(Some((coarsest, 2)), |(step, part)| {
        (*step > 1).then_some((step / part, 7 - part))
    });
    let fits = |step: &i128| {
        let meets = |n: Points| n.billionths() % step == 0;
        wide / step >= 40 && meets(value) && meets(least)
    };
    let found = steps.map(|(step, _)| step).find(fits);
    Points::from_billionths(found.unwrap_or(1))
}

/// A number as JSON that reads back as it was.
pub fn plain(points: Points) -> Value {
    serde_json::from_str(&points.to_string()).unwrap_or(Value::Null)
}
