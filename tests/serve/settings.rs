//! Settings: worths along ranges, moved where and as they are written; rules that go and come.

use serde_json::{Value, json};

use super::{Served, question, stage};

const MODEL: &str = "winset: 1
title: Ranges
topics:
  price: {title: Price, options: {from: 0, to: 10, step: 5, unit: coins}, divisible: true}
  share: {title: Share, unsettled: true, options: {from: 0.0, to: 1.0, step: 0.5}, divisible: true}
  days: {title: Days, options: {from: 0, to: 3, step: 1}}
actors:
  p: {interests: {price: {per_unit: 2}, share: {points: {0.0: 0, 1.0: 4}}, days: [1, 2, 3]}}
  q: {interests: {price: {points: {0: 0, 5: -1, 10: -4}}, share: {points: {0.0: 4, 1.0: 0}}, days: [-1, -1, -1]}}
";

/// What reading the model with settings comes to.
fn read(served: &Served, cookie: &str, settings: Value) -> Value {
    let mut asked = question("a", MODEL);
    asked["settings"] = settings;
    let parts = served.post(cookie, "/api/solve", &asked).parts();
    stage(&parts, "read").clone()
}

#[test]
fn worths_along_ranges_are_moved_where_they_are_written() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("m.yaml"), MODEL).unwrap();
    let served = Served::start(folder.path(), "m.yaml", &[]);
    let cookie = served.enter();
    let told = read(&served, &cookie, json!({}));
    assert_eq!(told["errors"], 0, "{told}");
    let controls = told["controls"].as_array().unwrap();
    let worths: Vec<_> = controls
        .iter()
        .filter(|control| control["group"] == "interests")
        .map(|control| (control["id"].as_str().unwrap(), control["value"].as_f64()))
        .collect();
    let expected = [
        ("interest/p/price/per_unit", 2.0),
        ("interest/p/share/0.0", 0.0),
        ("interest/p/share/1.0", 4.0),
        ("interest/p/days/1", 1.0),
        ("interest/p/days/2", 2.0),
        ("interest/p/days/3", 3.0),
        // The status quo is worth nothing to anybody.
        ("interest/q/price/5", -1.0),
        ("interest/q/price/10", -4.0),
        ("interest/q/share/0.0", 4.0),
        ("interest/q/share/1.0", 0.0),
        ("interest/q/days/1", -1.0),
        ("interest/q/days/2", -1.0),
        ("interest/q/days/3", -1.0),
    ];
    assert_eq!(worths, expected.map(|(id, value)| (id, Some(value))));
    // Each moved alone gives a model that is read, and says so in one place.
    for (id, value) in expected {
        let told = read(&served, &cookie, json!({id: value + 0.5}));
        assert_eq!(
            (&told["errors"], &told["dropped"]),
            (&json!(0), &json!([])),
            "{id}: {told}"
        );
        let moved = told["controls"]
            .as_array()
            .unwrap()
            .iter()
            .find(|own| own["id"] == id)
            .cloned();
        assert_eq!(
            moved.unwrap()["value"],
            value,
            "where the model stands stays known"
        );
        assert!(
            told["overlay"].as_str().unwrap().contains("interests"),
            "{told}"
        );
    }
    // What no model can hold is left out, and said to be.
    let told = read(&served, &cookie, json!({"interest/p/price/per_unit": 1e30}));
    assert_eq!(
        told["dropped"][0]["id"], "interest/p/price/per_unit",
        "{told}"
    );
}

#[test]
fn rules_that_go_and_rules_that_come_fit_one_overlay() {
    let folder = tempfile::tempdir().unwrap();
    let model = "winset: 1
topics: {a: [x, y], b: [x, {id: y, private: true}]}
actors: {p: {interests: {a: 2, b: -1}}, q: {interests: {a: -1, b: 2}}}
rules: [{id: never-both, never: {a: y, b: y}}]
";
    std::fs::write(folder.path().join("r.yaml"), model).unwrap();
    let served = Served::start(folder.path(), "r.yaml", &[]);
    let cookie = served.enter();
    let settings = json!({"line//never-both": false, "private/b/y": false});
    let mut asked = question("a", model);
    asked["settings"] = settings.clone();
    let parts = served.post(&cookie, "/api/solve", &asked).parts();
    let shown = stage(&parts, "answer")["answer"]["packages"]["frontier"].clone();
    let body = json!({"name": "o.yaml", "what": "overlay", "replace": false, "text": model, "settings": settings, "concept": "nash"});
    assert_eq!(served.post(&cookie, "/api/save", &body).status, 200);
    let overlay = std::fs::read_to_string(folder.path().join("o.yaml")).unwrap();
    assert!(
        overlay.contains("never-both: null") && overlay.contains("nothing-private-b-y:"),
        "{overlay}"
    );
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_winset"))
        .current_dir(folder.path())
        .args(["packages", "r.yaml", "--overlay", "o.yaml", "--json"])
        .output()
        .unwrap();
    let saved: Value = serde_json::from_slice(&output.stdout).unwrap();
    let gains = |frontier: &Value| -> Vec<Value> {
        let points = frontier.as_array().unwrap();
        points.iter().map(|point| point["gain"].clone()).collect()
    };
    assert_eq!(gains(&shown), gains(&saved["frontier"]));
}
