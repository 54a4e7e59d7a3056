//! Hostile models.

use std::fmt::Write as _;

use super::{CHARACTERS, Case, NUMBERS};

/// A small model in which `@…@` marks what is replaced.
const SMALL: &str = "winset: 1
title: @title@
sources: {visit: {title: t, note: @note@}}
topics:
  water: {title: @topic_title@, options: [none, {id: @option@, leak: @leak@, honour: @honour@, detected_in: @lag@, penalty: {north: @penalty@}, test: {about: south, passes: {reliable: @passes@, unreliable: 0.5}}}, full], after: {@after@}}
  land: {options: {from: @from@, to: @to@, step: @step@}}
actors:
  north: {name: @name@, patience: @patience@, walk_away: @walk_away@, min_gain: @min_gain@, weight: @weight@, stake: @stake@, credit: @credit@, step_gain: @step_gain@, interests: {water: [@worth@, 2], land: {per_unit: @per_unit@}}, linkages: [{when: {water: full}, value: @value@}], trusts: {south: @trusts@}, red_lines: [{id: cap, budget: @budget@, amounts: {water: [@amount@, 3]}}, {id: fair, gap: @gap@, over: south}, {id: few, at_most: @at_most@, of: [{water: full}, {land: 4}]}]}
  south: {interests: {water: [-1, -2], land: {points: {@from@: 0, @to@: @point@}}}, audiences: {home: {interests: {water: [1, 2]}, ratifies_at: @ratifies@, tolerates: @tolerates@}}}
hazards: [{id: storm, when: {water: full}, chance: @chance@}]
talks: {moves_per_round: @width@, patience: @patience@, trust: @trusts@, leak_ends_talks: @leak_ends@}
";

/// What stands there in a valid model.
const GOOD: &[(&str, &str)] = &[
    ("title", "Two"),
    ("note", "n"),
    ("topic_title", "Water"),
    ("option", "some"),
    ("leak", "0"),
    ("honour", "0.5"),
    ("lag", "1"),
    ("penalty", "1"),
    ("passes", "0.9"),
    ("after", "land: '0..'"),
    ("from", "0"),
    ("to", "4"),
    ("step", "2"),
    ("name", "North"),
    ("patience", "0.9"),
    ("walk_away", "0"),
    ("min_gain", "0"),
    ("weight", "1"),
    ("stake", "4"),
    ("credit", "2"),
    ("step_gain", "0"),
    ("worth", "1"),
    ("per_unit", "0.5"),
    ("value", "1"),
    ("trusts", "0.5"),
    ("budget", "3"),
    ("amount", "1"),
    ("gap", "9"),
    ("at_most", "1"),
    ("point", "3"),
    ("ratifies", "0"),
    ("tolerates", "-3"),
    ("chance", "0.1"),
    ("width", "2"),
    ("leak_ends", "1"),
];

/// Keys of numbers.
const NUMERIC: &[&str] = &[
    "leak",
    "honour",
    "lag",
    "penalty",
    "passes",
    "from",
    "to",
    "step",
    "patience",
    "walk_away",
    "min_gain",
    "weight",
    "stake",
    "credit",
    "step_gain",
    "worth",
    "per_unit",
    "value",
    "trusts",
    "budget",
    "amount",
    "gap",
    "at_most",
    "point",
    "ratifies",
    "tolerates",
    "chance",
    "width",
    "leak_ends",
];

/// The small model with one place changed.
pub fn small(key: &str, value: &str) -> String {
    GOOD.iter().fold(SMALL.to_owned(), |text, (own, good)| {
        text.replace(&format!("@{own}@"), if *own == key { value } else { good })
    })
}

/// All of them.
pub fn cases() -> Vec<Case> {
    let mut cases = vec![Case::new("the small model", "small.yaml", small("", ""))];
    numbers(&mut cases);
    characters(&mut cases);
    nesting(&mut cases);
    aliases(&mut cases);
    keys(&mut cases);
    logic(&mut cases);
    sizes(&mut cases);
    bytes(&mut cases);
    cases
}

fn push(cases: &mut Vec<Case>, name: impl Into<String>, text: impl Into<Vec<u8>>) {
    cases.push(Case::new(name, "m.yaml", text));
}

fn refuse(cases: &mut Vec<Case>, name: impl Into<String>, text: impl Into<Vec<u8>>) {
    cases.push(Case::refused(name, "m.yaml", text));
}

fn numbers(cases: &mut Vec<Case>) {
    // Every number at some key, every key with some numbers.
    for (i, number) in NUMBERS.iter().enumerate() {
        for step in 0..6 {
            let key = NUMERIC[(i * 7 + step * 5) % NUMERIC.len()];
            push(cases, format!("{key}: {number}"), small(key, number));
        }
    }
    for (key, edges) in [
        ("patience", ["0", "1", "0.000000001", "0.999999999"]),
        ("trusts", ["0", "1", "0.000000001", "0.999999999"]),
        ("honour", ["0", "1", "0.000000001", "0.999999999"]),
        ("chance", ["0", "1", "0.000000001", "0.999999999"]),
        ("leak", ["0", "1", "0.000000001", "0.999999999"]),
        ("passes", ["0", "1", "0.000000001", "0.999999999"]),
        ("stake", ["0.000000001", "1000000000", "0", "-1"]),
        ("weight", ["0", "1000000000", "0.000000001", "-1"]),
        (
            "worth",
            ["1000000000", "-1000000000", "0.000000001", "-0.000000001"],
        ),
        ("width", ["0", "1", "64", "1000000000"]),
        ("lag", ["0", "1", "65536", "1000000000"]),
        ("step", ["0.000000001", "0.0001", "3", "1000000000"]),
        ("to", ["1000000000", "-1000000000", "0", "0.000000001"]),
    ] {
        for edge in edges {
            push(cases, format!("{key} at its edge {edge}"), small(key, edge));
        }
    }
}

fn characters(cases: &mut Vec<Case>) {
    let escaped = |c: char| format!("\"a\\U{:08X}b\"", u32::from(c));
    for &c in CHARACTERS {
        for key in ["option", "title", "name", "note"] {
            push(
                cases,
                format!("{c:?} in {key}"),
                small(key, &format!("a{c}b")),
            );
            push(
                cases,
                format!("{c:?} escaped in {key}"),
                small(key, &escaped(c)),
            );
        }
        let key = small("", "").replace("water", &format!("wa{c}ter"));
        push(cases, format!("{c:?} in a topic"), key);
        let key = small("", "").replace("south", &escaped(c));
        push(cases, format!("{c:?} escaped in an actor"), key);
        push(
            cases,
            format!("{c:?} at the start"),
            format!("{c}{}", small("", "")),
        );
        push(cases, format!("{c:?} alone"), c.to_string());
    }
    for (a, b) in [
        ("water", "wаter"),
        ("land", "Land"),
        ("none", "nοne"),
        ("x-y", "x\u{2010}y"),
    ] {
        let text = format!(
            "winset: 1\ntopics: {{{a}: [p, q], {b}: [p, q]}}\nactors: {{a: {{interests: {{{a}: 1}}}}, b: {{interests: {{{b}: 1}}}}}}\n"
        );
        push(cases, format!("{a} and {b} look alike"), text);
    }
}

fn nesting(cases: &mut Vec<Case>) {
    for unit in [
        "[",
        "{",
        "- ",
        "? ",
        "[{",
        "{a: ",
        "{[",
        "a: {",
        "- - - -\n",
        "[,",
        "&a [",
        "!!t ",
        "'",
        "\"",
        "|\n ",
        ">-\n",
        "{a: [",
        "*a ",
        "<<: {",
        "? - ",
        "a:\n ",
        "---\n",
        "%YAML 1.2\n",
        "# ",
        ": ",
        ", ",
    ] {
        for length in [100, 64 << 10, 1 << 18] {
            let text = unit.repeat(length / unit.len());
            push(cases, format!("{unit:?} {length}"), text.clone());
            push(
                cases,
                format!("topics {unit:?} {length}"),
                format!("winset: 1\ntopics: {text}"),
            );
        }
    }
    for depth in [10, 40, 48, 49, 500, 20_000] {
        let deep =
            |open: &str, close: &str| open.repeat(depth) + "water: full" + &close.repeat(depth);
        for (open, close) in [("not: {", "}"), ("any: [{", "}]"), ("any: [{not: {", "}}]")] {
            let text = small("after", &deep(open, close));
            push(cases, format!("{depth} × {open}"), text);
        }
    }
    let wide = vec!["{water: full}"; 50_000].join(", ");
    push(
        cases,
        "a wide any",
        small("after", &format!("any: [{wide}]")),
    );
}

fn aliases(cases: &mut Vec<Case>) {
    for width in [2, 9, 40] {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for i in 1..30 {
            let items = vec![format!("*a{}", i - 1); width].join(", ");
            let _ = writeln!(bomb, "a{i}: &a{i} [{items}]");
        }
        refuse(cases, format!("laughs by {width}"), bomb.clone());
        refuse(
            cases,
            format!("laughs by {width} in a model"),
            small("", "") + &bomb,
        );
    }
    refuse(
        cases,
        "an alias of itself",
        "winset: 1\ntopics: &t {a: *t}\n",
    );
    refuse(cases, "an alias of nothing", "winset: 1\ntopics: *t\n");
    let anchors: String = (0..40).map(|i| format!("&a{i} [")).collect();
    refuse(
        cases,
        "anchors around anchors",
        format!("winset: 1\ntopics: {anchors}{}", "x, ".repeat(60_000)),
    );
    let many: String = (0..20_000).map(|i| format!("- &a{i} x\n")).collect();
    refuse(cases, "many anchors", many);
    let same: String = (0..20_000).map(|_| "- &a x\n- *a\n").collect();
    refuse(cases, "one anchor again and again", same);
    push(cases, "merges", "winset: 1\nx: &x {a: 1}\n<<: *x\n");
}

fn keys(cases: &mut Vec<Case>) {
    let base = small("", "");
    for key in [
        "winset: 1",
        "title: again",
        "topics: {a: [b, c]}",
        "actors: {}",
        "talks: {}",
    ] {
        refuse(cases, format!("{key} twice"), format!("{base}{key}\n"));
    }
    refuse(
        cases,
        "an actor twice",
        base.replace("  south: {", "  north: {"),
    );
    refuse(cases, "an option twice", small("option", "none"));
    refuse(cases, "a rung's key twice", small("leak", "0, leak: 0"));
    refuse(
        cases,
        "a million keys the same",
        format!("{base}{}", "x: 1\n".repeat(20_000)),
    );
    let different: String = (0..20_000).map(|i| format!("x{i}: 1\n")).collect();
    refuse(cases, "many keys", format!("{base}{different}"));
    for key in [
        "? [a]\n: 1\n",
        "? {a: 1}\n: 1\n",
        "~: 1\n",
        "'': 1\n",
        "? \n: 1\n",
        "\"\\0\": 1\n",
    ] {
        refuse(cases, format!("key {key:?}"), format!("{base}{key}"));
    }
    for version in ["0", "2", "1.5", "-1", "one", "[1]", "99999999999999999999"] {
        refuse(
            cases,
            format!("winset: {version}"),
            base.replace("winset: 1", &format!("winset: {version}")),
        );
    }
}

fn logic(cases: &mut Vec<Case>) {
    let topics = |text: &str| {
        format!(
            "winset: 1\ntopics: {{{text}}}\nactors: {{n: {{interests: {{a: 1}}}}, s: {{interests: {{a: -1}}}}}}\n"
        )
    };
    for (name, text) in [
        ("no option", "a: []"),
        ("one option", "a: [x]"),
        ("no option of another", "a: [x, y], b: []"),
        ("options that are nothing", "a: [~, ~]"),
        ("after itself", "a: [x, {id: y, after: {a: y}}]"),
        ("after not itself", "a: [x, {id: y, after: {not: {a: x}}}]"),
        ("after nothing", "a: [x, {id: y, after: {}}]"),
        (
            "two after each other",
            "a: [x, {id: y, after: {b: y}}], b: [x, {id: y, after: {a: y}}]",
        ),
        (
            "in force by itself",
            "a: {options: [x, y], in_force: {a: y}}",
        ),
        (
            "in force by each other",
            "a: {options: [x, y], in_force: {b: y}}, b: {options: [x, y], in_force: {a: y}}",
        ),
        ("in force by nothing", "a: {options: [x, y], in_force: {}}"),
        (
            "in force by the status quo",
            "a: {options: [x, y], in_force: {b: x}}, b: [x, y]",
        ),
        ("escrow of itself", "a: [x, {id: y, escrow: {a: y}}]"),
        ("nobody performs", "a: [x, {id: y, by: []}]"),
        ("somebody unknown performs", "a: [x, {id: y, by: [z]}]"),
        (
            "everything at once",
            "a: {options: [x, {id: y, private: true, binding: true, leak: 1, honour: 0, detected_in: 9, escrow: true, by: [n, s], penalty: {n: 1, s: 1}}], unsettled: true, moves: ladder}",
        ),
        (
            "unsettled twice",
            "a: {options: [unsettled, y], unsettled: true}",
        ),
        (
            "any and not as topics",
            "a: [x, y], any: [x, y], not: [x, y]",
        ),
        (
            "a range of nothing",
            "a: {options: {from: 0, to: 0, step: 1}}",
        ),
        (
            "a range that is uneven",
            "a: {options: {from: 0, to: 1, step: 0.3}}",
        ),
        (
            "a range of a billion",
            "a: {options: {from: -1000000000, to: 1000000000, step: 0.000000001}}",
        ),
        ("a divisible list", "a: {options: [x, y], divisible: true}"),
    ] {
        push(cases, name, topics(text));
    }
    let chain: String = (0..10_000)
        .map(|i| {
            format!(
                "  t{i}: [a, {{id: b, after: {{t{}: b}}}}]\n",
                (i + 1) % 10_000
            )
        })
        .collect();
    push(
        cases,
        "a ring of afters",
        format!("winset: 1\ntopics:\n{chain}actors: {{n: {{interests: {{t0: 1}}}}}}\n"),
    );
    let chain: String = (0..5_000)
        .map(|i| format!("  t{i}: {{options: [a, b], in_force: {{t{}: b}}}}\n", i + 1))
        .collect();
    push(
        cases,
        "a chain of what is in force",
        format!(
            "winset: 1\ntopics:\n{chain}  t5000: [a, b]\nactors: {{n: {{interests: {{t0: 1}}}}}}\n"
        ),
    );
    for (name, actors) in [
        ("nobody", "{}"),
        ("one who wants nothing", "{n: {}}"),
        (
            "bystanders alone",
            "{n: {role: bystander}, s: {role: bystander}}",
        ),
        (
            "guarantors alone",
            "{n: {role: guarantor, interests: {a: 1}}, s: {role: guarantor}}",
        ),
        (
            "nobody weighs",
            "{n: {weight: 0, interests: {a: 1}}, s: {weight: 0}}",
        ),
        (
            "trust in oneself",
            "{n: {trusts: {n: 1}, interests: {a: 1}}, s: {}}",
        ),
        (
            "a gap over oneself",
            "{n: {red_lines: [{id: r, gap: 1, over: n}]}, s: {}}",
        ),
        (
            "rules of one name",
            "{n: {red_lines: [{id: r, gain: 1}, {id: r, gain: 1}]}, s: {}}",
        ),
        (
            "a rule called walk_away",
            "{n: {red_lines: [{id: walk_away, gain: 1}]}, s: {}}",
        ),
        (
            "audiences of one name",
            "{n: {audiences: {h: {}, h: {}}}, s: {}}",
        ),
        ("actors as a list", "[n, s]"),
    ] {
        push(
            cases,
            name,
            format!("winset: 1\ntopics: {{a: [x, y]}}\nactors: {actors}\n"),
        );
    }
    for rule in [
        "never: {}",
        "require: {}",
        "if: {}, then: {}",
        "at_most: 0, of: []",
        "at_least: 1, of: []",
        "at_least: 99999999999, of: [{a: y}]",
        "at_most: -1, of: [{a: y}]",
        "at_most: 0.5, of: [{a: y}]",
        "budget: -1, amounts: {}",
        "budget: 0, amounts: {a: 1, b: 1}",
        "before: {}, need: {}",
        "before: {a: y}, need: {a: y}",
        "before: {a: y}, trust_in: n, trust: 2",
        "gain: 1",
        "gap: 1, over: n",
        "never: {a: y}, require: {a: y}",
        "never: {a: 'y....'}",
        "never: {a: '..'}",
        "never: {a: []}",
        "never: {a: [[[y]]]}",
        "never: {not: {}}",
        "never: {any: []}",
        "never: {any: [{}]}",
        "scope: sometimes, never: {a: y}",
        "scope: final, before: {a: y}, need: {a: y}",
    ] {
        push(
            cases,
            format!("rule {rule}"),
            format!(
                "winset: 1\ntopics: {{a: [x, y]}}\nactors: {{n: {{interests: {{a: 1}}}}, s: {{}}}}\nrules: [{{id: r, {rule}}}]\n"
            ),
        );
    }
}

fn sizes(cases: &mut Vec<Case>) {
    let list = |n: usize, item: &dyn Fn(usize) -> String| (0..n).map(item).collect::<String>();
    let model = |topics: &str, actors: &str, rest: &str| {
        format!("winset: 1\ntopics:\n{topics}actors:\n{actors}{rest}")
    };
    let (topic, actor) = (
        "  t0: [a, b]\n",
        "  n: {interests: {t0: 1}}\n  s: {interests: {t0: 1}}\n",
    );
    let million = 1_000_000;
    refuse(
        cases,
        "a million topics",
        model(&list(million, &|i| format!("  t{i}: [a, b]\n")), actor, ""),
    );
    refuse(
        cases,
        "a million options",
        model(
            &format!("  t0: [{}b]\n", list(million, &|i| format!("o{i}, "))),
            actor,
            "",
        ),
    );
    for n in [1_000, 20_000] {
        push(
            cases,
            format!("{n} topics"),
            model(&list(n, &|i| format!("  t{i}: [a, b]\n")), actor, ""),
        );
        push(
            cases,
            format!("{n} topics of one name"),
            model(&list(n, &|_| "  t0: [a, b]\n".to_owned()), actor, ""),
        );
        push(
            cases,
            format!("{n} options"),
            model(
                &format!("  t0: [{}b]\n", list(n, &|i| format!("o{i}, "))),
                actor,
                "",
            ),
        );
        push(
            cases,
            format!("{n} actors"),
            model(topic, &list(n, &|i| format!("  n{i}: {{}}\n")), ""),
        );
        push(
            cases,
            format!("{n} rules"),
            model(
                topic,
                actor,
                &format!(
                    "rules:\n{}",
                    list(n, &|i| format!("- {{id: r{i}, never: {{t0: b}}}}\n"))
                ),
            ),
        );
        push(
            cases,
            format!("{n} hazards"),
            model(
                topic,
                actor,
                &format!(
                    "hazards:\n{}",
                    list(n, &|i| format!(
                        "- {{id: h{i}, when: {{t0: b}}, chance: 0.1}}\n"
                    ))
                ),
            ),
        );
        push(
            cases,
            format!("{n} sources"),
            model(
                topic,
                actor,
                &format!(
                    "sources: {{{}}}\n",
                    list(n, &|i| format!("s{i}: {{title: x}}, "))
                ),
            ),
        );
        push(
            cases,
            format!("{n} audiences"),
            model(
                topic,
                &format!(
                    "  n: {{audiences: {{{}}}}}\n",
                    list(n, &|i| format!("h{i}: {{interests: {{t0: 1}}}}, "))
                ),
                "",
            ),
        );
        push(
            cases,
            format!("{n} linkages"),
            model(
                topic,
                &format!(
                    "  n: {{linkages: [{}]}}\n",
                    list(n, &|_| "{when: {t0: b}, value: 1}, ".to_owned())
                ),
                "",
            ),
        );
        push(
            cases,
            format!("{n} unknown options"),
            model(
                topic,
                &format!(
                    "  n: {{interests: {{t0: {{{}}}}}}}\n",
                    list(n, &|i| format!("o{i}: 1, "))
                ),
                "",
            ),
        );
        push(
            cases,
            format!("{n} worths"),
            model(
                topic,
                &format!("  n: {{interests: {{t0: [{}]}}}}\n", "1, ".repeat(n)),
                "",
            ),
        );
        push(
            cases,
            format!("a title of {n}"),
            small("title", &"x".repeat(n)),
        );
        push(
            cases,
            format!("a name of {n}"),
            small("option", &"x".repeat(n)),
        );
        push(
            cases,
            format!("a number of {n}"),
            small("worth", &"9".repeat(n)),
        );
        push(
            cases,
            format!("a number of {n} places"),
            small("worth", &format!("0.{}", "1".repeat(n))),
        );
        push(
            cases,
            format!("{n} blank lines"),
            "\n".repeat(n) + &small("", ""),
        );
        push(
            cases,
            format!("{n} spaces"),
            small("title", &format!("x{}y", " ".repeat(n))),
        );
        push(
            cases,
            format!("a comment of {n}"),
            format!("{}# {}\n", small("", ""), "x".repeat(n)),
        );
        push(
            cases,
            format!("{n} wide characters"),
            small("title", &"文".repeat(n)),
        );
        push(
            cases,
            format!("a block of {n} lines"),
            small("title", &format!("|\n{}", "  x\n".repeat(n))),
        );
        push(
            cases,
            format!("quotes over {n} lines"),
            small("title", &format!("\"{}\"", "x\n  ".repeat(n))),
        );
        push(
            cases,
            format!("{n} escapes"),
            small("title", &format!("\"{}\"", "\\u202e".repeat(n))),
        );
        push(
            cases,
            format!("{n} carriage returns"),
            small("title", &format!("a{}", "\r".repeat(n))),
        );
    }
}

fn bytes(cases: &mut Vec<Case>) {
    let text = small("", "");
    let utf16 = |text: &str, unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    };
    let with_mark = |text: &str| format!("\u{feff}{text}");
    push(
        cases,
        "UTF-16, little",
        utf16(&with_mark(&text), u16::to_le_bytes),
    );
    push(
        cases,
        "UTF-16, big",
        utf16(&with_mark(&text), u16::to_be_bytes),
    );
    refuse(cases, "UTF-16 without mark", utf16(&text, u16::to_le_bytes));
    refuse(
        cases,
        "half a pair",
        [&[0xff, 0xfe][..], &[0x3d, 0xd8, 0x20, 0]].concat(),
    );
    refuse(
        cases,
        "an odd byte",
        [&utf16(&with_mark(&text), u16::to_le_bytes)[..], &[0]].concat(),
    );
    refuse(
        cases,
        "UTF-32",
        [&[0xff, 0xfe, 0, 0][..], &[0x77, 0, 0, 0]].concat(),
    );
    push(cases, "UTF-8 with mark", with_mark(&text));
    push(cases, "two marks", with_mark(&with_mark(&text)));
    for (name, bad) in [
        ("Latin-1", &[0xe9][..]),
        ("an overlong slash", &[0xc0, 0xaf]),
        ("a surrogate", &[0xed, 0xa0, 0x80]),
        ("beyond Unicode", &[0xf4, 0x90, 0x80, 0x80]),
        ("half a character", &[0xe2, 0x82]),
        ("0xff", &[0xff; 9]),
        ("a zero byte", &[0]),
    ] {
        for at in [0, 20, text.len()] {
            let mut bytes = text.clone().into_bytes();
            bytes.splice(at..at, bad.iter().copied());
            refuse(cases, format!("{name} at {at}"), bytes);
        }
    }
    refuse(cases, "nothing", "");
    refuse(cases, "zeros", vec![0; 1 << 18]);
    refuse(cases, "high bytes", vec![0xfe; 1 << 18]);
    refuse(
        cases,
        "a gzip file",
        b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec(),
    );
    refuse(cases, "an ELF file", b"\x7fELF\x02\x01\x01\0\0\0".to_vec());
    refuse(cases, "seventeen megabytes", "# x\n".repeat((17 << 20) / 4));
    refuse(cases, "forty megabytes", "# x\n".repeat((40 << 20) / 4));
}
