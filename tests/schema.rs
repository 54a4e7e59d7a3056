//! The JSON Schema accepts every model and template that is shipped, refuses what the reader refuses, and says what each key means.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use winset::model::language::NOUNS;
use winset::model::schema;

/// Reasons why `value` does not fit `schema`; only the keywords that the schema uses are known, others panic.
fn misfits(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let Value::Object(keywords) = schema else {
        assert_eq!(schema, &Value::Bool(false), "a schema at {at}");
        return found.push(format!("{at}: nothing may stand here"));
    };
    for (keyword, wanted) in keywords {
        let before = found.len();
        let fits = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "additionalProperties" => true,
            "properties" => members(root, schema, value, at, found),
            "$ref" => {
                let name = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                let target = root.pointer(name).unwrap_or_else(|| panic!("no {name}"));
                misfits(root, target, value, at, found);
                true
            }
            "anyOf" => count(root, wanted, value) > 0,
            "oneOf" => count(root, wanted, value) == 1,
            "dependentSchemas" => {
                let mut needs = wanted.as_object().unwrap().iter();
                needs.all(|(key, need)| value.get(key).is_none() || fits_one(root, need, value))
            }
            "not" => !fits_one(root, wanted, value),
            "items" => each(root, wanted, value, at, found),
            "propertyNames" => keys(value)
                .iter()
                .all(|k| fits_one(root, wanted, &json!(k))),
            _ => simple(keyword, wanted, value),
        };
        if !fits && found.len() == before {
            found.push(format!("{at}: {keyword} {wanted}"));
        }
    }
    if !keywords.contains_key("properties") && keywords.contains_key("additionalProperties") {
        members(root, schema, value, at, found);
    }
}

fn fits_one(root: &Value, schema: &Value, value: &Value) -> bool {
    let mut found = Vec::new();
    misfits(root, schema, value, "", &mut found);
    found.is_empty()
}

fn count(root: &Value, schemas: &Value, value: &Value) -> usize {
    let schemas = schemas.as_array().unwrap().iter();
    schemas.filter(|s| fits_one(root, s, value)).count()
}

fn keys(value: &Value) -> Vec<&String> {
    value
        .as_object()
        .map_or(Vec::new(), |map| map.keys().collect())
}

fn each(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) -> bool {
    let items = value.as_array().map_or(&[][..], Vec::as_slice);
    for (i, item) in items.iter().enumerate() {
        misfits(root, schema, item, &format!("{at}/{i}"), found);
    }
    true
}

fn members(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) -> bool {
    let entries = value.as_object().into_iter().flatten();
    for (key, member) in entries {
        let known = schema["properties"].get(key);
        let other = schema.get("additionalProperties");
        if let Some(schema) = known.or(other) {
            misfits(root, schema, member, &format!("{at}/{key}"), found);
        }
    }
    true
}

fn simple(keyword: &str, wanted: &Value, value: &Value) -> bool {
    let number = |holds: fn(f64, f64) -> bool| {
        let bound = wanted.as_f64().unwrap();
        value.as_f64().is_none_or(|v| holds(v, bound))
    };
    let has = |key: &Value| value.get(key.as_str().unwrap()).is_some();
    match keyword {
        "const" => value == wanted,
        "enum" => wanted.as_array().unwrap().contains(value),
        "type" => match wanted {
            Value::Array(types) => types.iter().any(|t| is(t, value)),
            one => is(one, value),
        },
        "minimum" => number(|v, bound| v >= bound),
        "maximum" => number(|v, bound| v <= bound),
        "exclusiveMinimum" => number(|v, bound| v > bound),
        "minLength" => value
            .as_str()
            .is_none_or(|s| s.chars().count() as u64 >= wanted.as_u64().unwrap()),
        "minItems" => value
            .as_array()
            .is_none_or(|a| a.len() as u64 >= wanted.as_u64().unwrap()),
        "required" => !value.is_object() || wanted.as_array().unwrap().iter().all(has),
        "dependentRequired" => {
            let mut needs = wanted.as_object().unwrap().iter();
            needs.all(|(key, need)| {
                value.get(key).is_none() || need.as_array().unwrap().iter().all(has)
            })
        }
        other => panic!("the checker does not know `{other}`"),
    }
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|v| v.fract() == 0.0),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("no type `{other}`"),
    }
}

fn check(text: &str) -> Vec<String> {
    let value: Value = serde_yaml::from_str(text).expect("YAML");
    let schema = schema();
    let mut found = Vec::new();
    misfits(&schema, &schema, &value, "", &mut found);
    found
}

#[test]
fn shipped_models_and_templates_fit() {
    for folder in ["models", "src/app/templates"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy();
            if name.ends_with(".yaml") && !name.ends_with(".expect.yaml") {
                let found = check(&fs::read_to_string(&path).unwrap());
                assert!(found.is_empty(), "{name}: {found:#?}");
            }
        }
    }
}

/// Uses every kind of value and every form of rule once.
const EVERYTHING: &str = r#"
winset: 1
title: Everything
description: All forms
sources: {visit: {title: Visit, author: A, date: 3 May, url: x, grade: B, confidential: true, note: n}, talk: }
topics:
  short: [none, {id: half, title: Half, by: a, leak: 0.1, private: true, test: {about: b, passes: {reliable: 1, unreliable: 0.5}}}, full]
  long: {title: T, description: D, options: [no, 3.50], unsettled: true, moves: choice, in_force: {short: full},
         by: [a, b], binding: true, detected_in: 2, honour: 0.3, after: {short: half..}, escrow: true, penalty: {a: 2}, source: [visit]}
incentives: {fund: {options: [none, paid], escrow: {short: [half, full]}}}
measures:
  line: [none, built]
  border: {options: {from: 0, to: 100, step: 5, unit: km}, divisible: true}
actors:
  a:
    name: A
    description: d
    role: party
    patience: 0.9
    walk_away: -1
    min_gain: 0.5
    weight: 2
    stake: 3
    step_gain: false
    credit: 2
    interests: {short: [1, 2], long: {no: 1}, line: 0.5, border: {points: {0: 0, 50: 8, 100: 10}}}
    linkages: [{when: {any: [{short: full}, {not: {line: built}}]}, value: 2, why: w, source: visit}]
    trusts: {b: 0.4}
    exposure: {short: {half: 3}}
    red_lines:
      - {id: r1, gain: 1, why: w, source: visit}
      - {id: r2, gap: 2, over: b, scope: always}
      - {id: r3, before: {short: full}, trust_in: b, trust: 0.5}
    audiences: {home: {name: H, interests: {short: [0, 1]}, ratifies_at: 0, tolerates: -1, why: w, source: talk}}
    source: visit
  b:
rules:
  - {id: r1, never: {short: full}}
  - {id: r2, require: {short: half..}}
  - {id: r3, if: {short: half}, then: {line: built}}
  - {id: r4, at_most: 1, of: [{short: full}, {line: built}]}
  - {id: r5, at_least: 1, of: [{short: full}, {line: built}]}
  - {id: r6, budget: 4, amounts: {short: [1, 2], fund: 3, border: {per_unit: 0.1}}}
  - {id: r7, before: {short: full}, need: {line: built}}
hazards: [{id: h, when: {short: half}, chance: 0.1, why: w, source: visit}]
talks: {moves_per_round: 2, step_gain: 0, enforcement: false, patience: 1, trust: 0, leak_ends_talks: 1, observer: {a: 0.5}}
"#;

#[test]
fn every_form_fits() {
    let found = check(EVERYTHING);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn what_the_reader_refuses_does_not_fit() {
    for wrong in [
        "title: No version",
        "winset: 2",
        "winset: 1\nactor: {}",
        "winset: 1\ntopics: {water: contested}",
        "winset: 1\ntopics: {water: []}",
        "winset: 1\ntopics: {any: [none, full]}",
        "winset: 1\ntopics: {water: {moves: climb}}",
        "winset: 1\ntopics: {water: {options: [none, full], moves: jump}}",
        "winset: 1\ntopics: {water: [none, {title: Full}]}",
        "winset: 1\ntopics: {water: [none, {id: full, leak: 2}]}",
        "winset: 1\ntopics: {water: [none, {id: full, detected_in: 0}]}",
        "winset: 1\ntopics: {water: [none, {id: full, penalty: {a: -1}}]}",
        "winset: 1\ntopics: {water: [none, {id: full, test: {about: a}}]}",
        "winset: 1\ntopics: {border: {options: {from: 0, to: 100}}}",
        "winset: 1\ntopics: {border: {options: {from: 0, to: 100, step: 0}}}",
        "winset: 1\ntopics: {border: {from: 0, to: 100, step: 5}}",
        "winset: 1\nactors: {north: {interests: {border: {points: {0: none}}}}}",
        "winset: 1\nactors: {north: {walkaway: 2}}",
        "winset: 1\nactors: {north: {patience: 0}}",
        "winset: 1\nactors: {north: {patience: 1.2}}",
        "winset: 1\nactors: {north: {walk_away: \"2\"}}",
        "winset: 1\nactors: {north: {walk_away: 2000000000}}",
        "winset: 1\nactors: {north: {role: mediator}}",
        "winset: 1\nactors: {north: {step_gain: true}}",
        "winset: 1\nactors: {north: {linkages: [{when: {water: full}}]}}",
        "winset: 1\nrules: [{never: {water: full}}]",
        "winset: 1\nrules: [{id: a}]",
        "winset: 1\nrules: [{id: a, never: {water: []}}]",
        "winset: 1\nrules: [{id: a, never: {water: full}, require: {water: none}}]",
        "winset: 1\nrules: [{id: a, never: {water: full}, over: b}]",
        "winset: 1\nrules: [{id: a, never: {water: full}, of: [{water: full}]}]",
        "winset: 1\nrules: [{id: a, if: {water: full}}]",
        "winset: 1\nrules: [{id: a, at_most: 1.5, of: [{water: full}]}]",
        "winset: 1\nrules: [{id: a, before: {water: full}, trust_in: b}]",
        "winset: 1\nrules: [{id: a, before: {water: full}, need: {}, trust_in: b, trust: 1}]",
        "winset: 1\nhazards: [{id: a}]",
        "winset: 1\ntalks: {moves_per_round: 0}",
    ] {
        assert!(!check(wrong).is_empty(), "fits: {wrong}");
    }
}

#[test]
fn every_key_of_the_language_is_described() {
    let schema = schema();
    for noun in NOUNS {
        let named = match noun.name {
            "model" => &schema,
            name => &schema["$defs"][name],
        };
        let long = [named, &named["anyOf"][1]];
        for field in noun.all() {
            let property = long.iter().find_map(|s| s["properties"].get(field.key));
            let property = property.unwrap_or_else(|| panic!("{}.{}", noun.name, field.key));
            assert_eq!(property["description"], json!(field.doc));
        }
    }
    let mut empty = Vec::new();
    undescribed(&schema, &mut empty);
    assert!(empty.is_empty(), "{empty:?}");
}

/// Definitions and properties whose description is missing or empty.
fn undescribed(schema: &Value, found: &mut Vec<String>) {
    for group in ["properties", "$defs"] {
        for (name, inner) in schema[group].as_object().into_iter().flatten() {
            let text = inner["description"].as_str().unwrap_or_default();
            if text.trim().is_empty() {
                found.push(name.clone());
            }
            undescribed(inner, found);
        }
    }
    for inner in schema["anyOf"].as_array().into_iter().flatten() {
        undescribed(inner, found);
    }
}
