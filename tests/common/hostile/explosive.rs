//! Models that are in order and blow up only once they are answered.

use std::fmt::Write as _;

/// Pieces of a model.
struct Parts {
    topics: String,
    actors: String,
    rest: String,
}

impl Parts {
    fn text(&self) -> String {
        format!(
            "winset: 1\ntitle: Explosive\ntopics:\n{}actors:\n{}{}",
            self.topics, self.actors, self.rest
        )
    }
}

fn list(n: usize, item: impl Fn(usize) -> String) -> String {
    (0..n).map(item).collect()
}

/// So many topics of so many options, each dear to one of so many sides and nothing much to the others.
fn plain(topics: usize, options: usize, sides: usize) -> Parts {
    let rungs = |n: usize| list(n, |o| format!("o{o}, "));
    let worths = |t: usize, side: usize| {
        let sign = if t % sides == side { 3 } else { -1 };
        list(options - 1, |o| format!("{}, ", sign * (o as i64 + 1)))
    };
    Parts {
        topics: list(topics, |t| format!("  t{t}: [{}]\n", rungs(options))),
        actors: list(sides, |side| {
            let own = list(topics, |t| format!("t{t}: [{}], ", worths(t, side)));
            format!("  s{side}: {{interests: {{{own}}}}}\n")
        }),
        rest: String::new(),
    }
}

/// The same with something more at the end.
fn with(parts: Parts, rest: &str) -> String {
    Parts {
        rest: rest.to_owned(),
        ..parts
    }
    .text()
}

/// Names and texts.
pub fn models() -> Vec<(&'static str, String)> {
    let mut models = shapes();
    models.extend(edges());
    models.extend(tangles());
    models
}

fn shapes() -> Vec<(&'static str, String)> {
    let ties = |topics: usize, sides: usize| {
        let own = list(topics, |t| format!("t{t}: [1, 1], "));
        let actors = list(sides, |s| format!("  s{s}: {{interests: {{{own}}}}}\n"));
        let topics = list(topics, |t| format!("  t{t}: [a, b, c]\n"));
        Parts {
            topics,
            actors,
            rest: String::new(),
        }
        .text()
    };
    vec![
        ("everything ties", ties(24, 2)),
        ("everything ties for six", ties(10, 6)),
        ("ten thousand options", plain(1, 10_000, 2).text()),
        ("twice five thousand options", plain(2, 5_000, 2).text()),
        ("two hundred topics", plain(200, 2, 2).text()),
        ("sixty topics of five sides", plain(60, 3, 5).text()),
        ("a hundred actors", plain(6, 3, 100).text()),
        ("sixty actors", plain(12, 2, 60).text()),
        (
            "a ladder of five thousand rungs",
            plain(1, 5_000, 2)
                .text()
                .replace("t0: [", "t0: {moves: ladder, options: [")
                .replace("]\nactors", "]}\nactors"),
        ),
        (
            "everything at once in a round",
            with(plain(16, 2, 2), "talks: {moves_per_round: 16}\n"),
        ),
        (
            "rounds wider than the table",
            with(plain(12, 3, 2), "talks: {moves_per_round: 1000}\n"),
        ),
        (
            "nobody must gain",
            with(
                plain(14, 3, 3),
                "talks: {step_gain: false, enforcement: false}\n",
            ),
        ),
    ]
}

fn edges() -> Vec<(&'static str, String)> {
    let talks = |text: &str| with(plain(6, 3, 2), &format!("talks: {{{text}}}\n"));
    let numbers = |big: &str, small: &str| {
        plain(6, 3, 2)
            .text()
            .replace("[3, 6, ]", &format!("[{small}, {big}]"))
            .replace("[-1, -2, ]", &format!("[-{small}, -{small}]"))
    };
    let rung = |text: &str| {
        plain(6, 3, 2)
            .text()
            .replace("o1, ", &format!("{{id: o1, {text}}}, "))
    };
    vec![
        ("patience of one", talks("patience: 1")),
        ("hardly any patience", talks("patience: 0.000000001")),
        ("nearly endless patience", talks("patience: 0.999999999")),
        ("no trust", talks("trust: 0")),
        ("blind trust", talks("trust: 1")),
        ("hardly any trust", talks("trust: 0.000000001, patience: 1")),
        ("huge and tiny", numbers("1000000000", "0.000000001")),
        ("huge", numbers("1000000000", "999999999")),
        ("tiny", numbers("0.000000002", "0.000000001")),
        ("a sure leak", rung("private: true, leak: 1")),
        ("never honoured", rung("honour: 0")),
        (
            "a test that all pass",
            rung("test: {about: s0, passes: {reliable: 1, unreliable: 1}}"),
        ),
        (
            "a test that nobody passes",
            rung("test: {about: s0, passes: {reliable: 0, unreliable: 0}}"),
        ),
        ("noticed never", rung("detected_in: 65535")),
        (
            "huge penalties",
            rung("penalty: {s0: 1000000000, s1: 1000000000}"),
        ),
        (
            "a sure storm",
            with(
                plain(6, 3, 2),
                "hazards: [{id: h, when: {t0: 'o0..'}, chance: 1}]\n",
            ),
        ),
        (
            "many storms",
            with(
                plain(6, 3, 2),
                &format!(
                    "hazards:\n{}",
                    list(2_000, |h| format!(
                        "- {{id: h{h}, when: {{t{}: o1}}, chance: 0.999999999}}\n",
                        h % 6
                    ))
                ),
            ),
        ),
        (
            "weights apart",
            plain(8, 3, 2)
                .text()
                .replace("s0: {", "s0: {weight: 1000000000, ")
                .replace("s1: {", "s1: {weight: 0.000000001, "),
        ),
        (
            "stakes apart",
            plain(6, 3, 2)
                .text()
                .replace("s0: {", "s0: {stake: 0.000000001, ")
                .replace("s1: {", "s1: {stake: 1000000000, "),
        ),
        (
            "walk-aways out of reach",
            plain(6, 3, 2)
                .text()
                .replace("s0: {", "s0: {walk_away: 1000000000, ")
                .replace("s1: {", "s1: {walk_away: -1000000000, "),
        ),
    ]
}

fn tangles() -> Vec<(&'static str, String)> {
    let rules = |n: usize, rule: &dyn Fn(usize) -> String| {
        format!(
            "rules:\n{}",
            list(n, |r| format!("- {{id: r{r}, {}}}\n", rule(r)))
        )
    };
    let pairs = |topics: usize| {
        let mut text = String::new();
        for a in 0..topics {
            for b in a + 1..topics {
                let _ = write!(
                    text,
                    "{{when: {{t{a}: o1, t{b}: o2}}, value: {}}}, ",
                    if (a + b) % 2 == 0 { 2 } else { -3 }
                );
            }
        }
        text
    };
    let linked = |topics: usize| {
        plain(topics, 3, 2)
            .text()
            .replace("s0: {", &format!("s0: {{linkages: [{}], ", pairs(topics)))
    };
    let any: String = list(20, |t| format!("{{t{t}: o1}}, "));
    let divisible = |n: usize, bounds: &str| Parts {
        topics: list(n, |t| {
            format!("  t{t}: {{divisible: true, options: {bounds}}}\n")
        }),
        actors: list(2, |s| {
            format!(
                "  s{s}: {{interests: {{{}}}}}\n",
                list(n, |t| format!(
                    "t{t}: {{per_unit: {}}}, ",
                    if t % 2 == s { 2 } else { -1 }
                ))
            )
        }),
        rest: String::new(),
    };
    vec![
        ("two thousand rules", with(plain(12, 3, 2), &rules(2_000, &|r| format!("never: {{t{}: o{}, t{}: o{}, t{}: o1}}", r % 12, r % 3, (r / 3) % 12, (r / 7) % 3, (r / 36) % 12)))),
        ("rules that none keeps", with(plain(8, 3, 2), &rules(300, &|r| format!("require: {{t{}: o1, t{}: o2}}", r % 8, (r / 8) % 8)))),
        ("many conflicts", with(plain(12, 2, 2), &rules(24, &|r| match r % 2 {
            0 => format!("require: {{t{}: o1}}", r / 2),
            _ => format!("never: {{t{}: o1}}", r / 2),
        }))),
        ("a wide any", with(plain(20, 3, 2), &format!("rules: [{{id: r, require: {{any: [{any}]}}}}, {{id: q, at_least: 7, of: [{any}]}}, {{id: p, at_most: 9, of: [{any}]}}]\n"))),
        ("all linked to all", linked(14)),
        ("all linked to all, larger", linked(30)),
        ("budgets of crumbs", with(plain(14, 3, 2), &rules(30, &|r| format!("budget: 0.00000002, amounts: {{{}}}", list(14, |t| format!("t{t}: [0.00000000{}, 0.00000000{}], ", (t + r) % 9 + 1, (t * r) % 9 + 1)))))),
        ("all in force by the next", plain(30, 2, 2).text().replace("[o0, o1, ]", "{options: [o0, o1], in_force: {t29: o1}}").replace("t29: {options: [o0, o1], in_force: {t29: o1}}", "t29: [o0, o1]")),
        ("many audiences", plain(8, 3, 2).text().replace("s0: {", &format!("s0: {{audiences: {{{}}}, ", list(300, |h| format!("h{h}: {{interests: {{t{}: [1, -2]}}, ratifies_at: -1, tolerates: -2}}, ", h % 8))))),
        ("ten divisible topics", divisible(10, "{from: 0, to: 10, step: 1}").text()),
        ("wide divisible topics", divisible(4, "{from: -1000000000, to: 1000000000, step: 1000000}").text()),
        ("divisible topics and gaps", with(divisible(6, "{from: 0, to: 1, step: 0.001}"), "rules: [{id: r, at_least: 2, of: [{t0: '0.5..'}, {t1: '0.5..'}, {t2: '0.5..'}]}]\n")),
        ("a chain of afters", plain(40, 2, 2).text().replace("[o0, o1, ]", "[o0, {id: o1, after: {t39: o0}}]")),
        ("everything private, tested and escrowed", plain(10, 3, 3).text().replace("o1, ", "{id: o1, private: true, leak: 0.5, escrow: {t0: o0}, test: {about: s1, passes: {reliable: 0.9, unreliable: 0.1}}, penalty: {s0: 1}, by: [s0, s1, s2]}, ")),
    ]
}
