//! The JSON Schema of the model language, for editors: generated from [`language`](super::language), so it cannot fall behind.
//!
//! A schema sees shapes, ranges and spellings of keys; names are looked up by `validate`.

use serde_json::{Map, Value, json};

use super::language::{Field, Kind, MODEL, NOUNS, Noun};

/// JSON Schema (draft 2020-12) of a model file.
pub fn schema() -> Value {
    let mut root = object(json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "winset model",
    }));
    root.append(&mut object(long_form(&MODEL)));
    let mut defs = shared();
    for noun in NOUNS.iter().filter(|noun| noun.name != MODEL.name) {
        defs.insert(noun.name.to_owned(), definition(noun));
    }
    root.insert("$defs".to_owned(), Value::Object(defs));
    Value::Object(root)
}

/// Keys that must be there, by noun.
const REQUIRED: &[(&str, &[&str])] = &[
    ("model", &["winset"]),
    ("topic", &["options"]),
    ("option", &["id"]),
    ("range", &["from", "to", "step"]),
    ("test", &["about", "passes"]),
    ("passes", &["reliable", "unreliable"]),
    ("linkage", &["when", "value"]),
    ("rule", &["id"]),
    ("hazard", &["id", "chance"]),
];

/// The forms of a rule: the keys that make each.
const FORMS: &[&[&str]] = &[
    &["never"],
    &["require"],
    &["if", "then"],
    &["at_most", "of"],
    &["at_least", "of"],
    &["budget", "amounts"],
    &["gain"],
    &["gap", "over"],
    &["before", "need"],
    &["before", "trust_in", "trust"],
];

/// Keys of a rule that say nothing without another.
const PARTS: &[(&str, &[&str])] = &[
    ("then", &["if"]),
    ("amounts", &["budget"]),
    ("over", &["gap"]),
    ("need", &["before"]),
    ("trust_in", &["before", "trust"]),
    ("trust", &["before", "trust_in"]),
];

/// Topics and options may be written short; the others are mappings.
fn definition(noun: &'static Noun) -> Value {
    let short = match noun.name {
        "topic" => options(),
        "option" => reference("id"),
        _ => return long_form(noun),
    };
    json!({"description": noun.doc, "anyOf": [short, long_form(noun)]})
}

/// A mapping with fixed keys.
fn long_form(noun: &'static Noun) -> Value {
    let required = REQUIRED.iter().find(|(name, _)| *name == noun.name);
    let mut schema = object(json!({
        "description": noun.doc,
        // Nothing at all is read as an empty mapping.
        "type": if required.is_some() { json!("object") } else { json!(["object", "null"]) },
        "properties": noun.all().map(property).collect::<Map<_, _>>(),
        "additionalProperties": false,
    }));
    if let Some((_, keys)) = required {
        schema.insert("required".to_owned(), json!(keys));
    }
    if noun.name == "rule" {
        let forms = FORMS.iter().map(|keys| json!({"required": keys}));
        schema.insert("oneOf".to_owned(), forms.collect());
        let parts = PARTS
            .iter()
            .map(|(key, need)| ((*key).to_owned(), json!(need)));
        schema.insert(
            "dependentRequired".to_owned(),
            Value::Object(parts.collect()),
        );
        let counts = json!({"anyOf": [{"required": ["at_most"]}, {"required": ["at_least"]}]});
        schema.insert("dependentSchemas".to_owned(), json!({"of": counts}));
    }
    Value::Object(schema)
}

fn property(field: &Field) -> (String, Value) {
    let mut schema = object(kind(&field.kind));
    schema.insert("description".to_owned(), json!(field.doc));
    (field.key.to_owned(), Value::Object(schema))
}

fn kind(kind: &Kind) -> Value {
    match kind {
        Kind::Version => json!({"const": 1}),
        Kind::Text => json!({"type": ["string", "number", "boolean"]}),
        Kind::Id => reference("id"),
        Kind::Ids => json!({"anyOf": [reference("id"), list(reference("id"))]}),
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Points => reference("points"),
        Kind::Amount => amount(),
        Kind::Positive => json!({"type": "number", "exclusiveMinimum": 0, "maximum": LARGEST}),
        Kind::Probability => probability(),
        Kind::Patience => json!({"type": "number", "exclusiveMinimum": 0, "maximum": 1}),
        Kind::Number => json!({"type": "integer", "minimum": 0, "maximum": 1_000_000}),
        Kind::Count => json!({"type": "integer", "minimum": 1, "maximum": 1_000_000}),
        Kind::PointsOrFalse => json!({"anyOf": [reference("points"), {"const": false}]}),
        Kind::Word(words) => json!({"enum": words}),
        Kind::Condition => reference("condition"),
        Kind::Conditions => conditions(),
        Kind::Escrow => json!({"anyOf": [{"type": "boolean"}, reference("condition")]}),
        Kind::Interests => reference("interests"),
        Kind::ActorPoints => mapping(amount()),
        Kind::ActorProbabilities => mapping(probability()),
        Kind::One(noun) => reference(noun.name),
        Kind::List(noun) => json!({"type": ["array", "null"], "items": reference(noun.name)}),
        Kind::Map(noun) => mapping(reference(noun.name)),
        Kind::Topics => topics(),
        Kind::Options => json!({"anyOf": [options(), reference("range")]}),
    }
}

const LARGEST: i64 = 1_000_000_000;

fn amount() -> Value {
    json!({"type": "number", "minimum": 0, "maximum": LARGEST})
}

fn probability() -> Value {
    json!({"type": "number", "minimum": 0, "maximum": 1})
}

fn topics() -> Value {
    let mut topics = object(mapping(reference("topic")));
    let names = json!({"minLength": 1, "not": {"enum": ["any", "not"]}});
    topics.insert("propertyNames".to_owned(), names);
    Value::Object(topics)
}

fn options() -> Value {
    json!({"type": "array", "items": reference("option"), "minItems": 1})
}

fn conditions() -> Value {
    json!({"type": "array", "items": reference("condition"), "minItems": 1})
}

/// Names of the user's own, each with a `value`.
fn mapping(value: Value) -> Value {
    json!({"type": ["object", "null"], "additionalProperties": value})
}

fn list(item: Value) -> Value {
    json!({"type": "array", "items": item})
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

/// Definitions that are no nouns.
fn shared() -> Map<String, Value> {
    let one_or_more =
        json!([reference("id"), {"type": "array", "items": reference("id"), "minItems": 1}]);
    object(json!({
        "id": {
            "description": "A name, by its spelling: `no`, `12:30` and `3.50` are names like any other.",
            "type": ["string", "number", "boolean"],
            "minLength": 1,
        },
        "points": {
            "description": "A plain decimal: at most nine places, magnitude at most 1e9.",
            "type": "number",
            "minimum": -LARGEST,
            "maximum": LARGEST,
        },
        "condition": {
            "description": "Topics and the options they must be at, all of which must hold: an option id, `id..` (it or a later one), `..id` (it or an earlier one), or a list of these; `any` takes a list of conditions, `not` a condition.",
            "type": "object",
            "properties": {
                "any": with(conditions(), "One of these must hold."),
                "not": with(reference("condition"), "This must not hold."),
            },
            "additionalProperties": {"anyOf": one_or_more},
        },
        "interests": {
            "description": "Topic to worth of its options, the status quo being 0: one value per rung, a mapping by option, or one number where there is one rung; of a range also `{per_unit: x}` or `{points: {value: worth, …}}`.",
            "type": ["object", "null"],
            "additionalProperties": {
                "anyOf": [reference("points"), list(reference("points")), {
                    "type": "object",
                    "additionalProperties": reference("points"),
                }, {
                    "type": "object",
                    "properties": {"points": with(mapping(reference("points")), "Worth at values of the range, straight lines between.")},
                    "required": ["points"],
                    "additionalProperties": false,
                }],
            },
        },
    }))
}

fn with(schema: Value, description: &str) -> Value {
    let mut schema = object(schema);
    schema.insert("description".to_owned(), json!(description));
    Value::Object(schema)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
