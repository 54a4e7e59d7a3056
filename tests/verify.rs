//! `winset verify` as people run it: answers of every command hold, changed ones are refused with their place, and hostile ones are no
//! results.

mod common;

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use winset::base::{Id, OptionId, TopicId};
use winset::check::{Alternative, Margin, judge_plan, judge_plan_in_a_moment};
use winset::problem::Problem;

const TWO_VALLEYS: &str = "models/two-valleys.yaml";
const NO_DEAL: &str = "models/no-deal.yaml";
const PANAMA: &str = "models/panama-canal-1977.yaml";

struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

fn run_on(arguments: &[&str], input: &str) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_winset"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    for variable in ["NO_COLOR", "COLUMNS", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    let command = command.args(arguments);
    let command = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // A program that does not read to the end is no failure of the test.
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()).ok());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn run(arguments: &[&str]) -> Run {
    run_on(arguments, "")
}

fn answer(arguments: &[&str]) -> Value {
    let json: &[&str] = match arguments[0] {
        "graph" => &["--format", "json"],
        _ => &["--json"],
    };
    let run = run(&[arguments, json].concat());
    serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{arguments:?}: {e}\n{}", run.err))
}

fn verify(result: &Value, model: &str) -> Run {
    run_on(&["verify", "-", "--model", model], &result.to_string())
}

#[test]
fn answers_of_every_command_hold() {
    for arguments in [
        &["solve", TWO_VALLEYS][..],
        &["packages", TWO_VALLEYS],
        &["plan", TWO_VALLEYS, "--alternatives", "2"],
        &["plan", TWO_VALLEYS, "--alone", "--concept", "egalitarian"],
        &["plan", TWO_VALLEYS, "--within", "0.1"],
        &[
            "plan",
            TWO_VALLEYS,
            "--from",
            "hotline=installed",
            "--to",
            "water=quota",
            "--avoid",
            "road-fund=paid,crossing=daily..",
            "--first",
            "water,crossing=trial-days",
            "--never-together",
            "heights,observers",
        ],
        &["why", TWO_VALLEYS],
        &[
            "why",
            TWO_VALLEYS,
            "--package",
            "prisoners=released,heights=thinned",
        ],
        &[
            "packages",
            TWO_VALLEYS,
            "--from",
            "prisoners=released,heights=thinned",
            "--limit",
            "4",
        ],
        &["why", TWO_VALLEYS, "--road", "--to", "heights=thinned"],
        &["solve", NO_DEAL],
        &["why", NO_DEAL],
        &["why", NO_DEAL, "--package", "police=regional"],
        &["why", "tests/literature/roof-rack.yaml"],
        &["packages", "tests/literature/divisible-divorce.yaml"],
        &["why", "tests/literature/divisible-divorce.yaml"],
        &["why", "tests/literature/camp-david-red-lines-divided.yaml"],
        &["solve", "models/panama-canal-1977.yaml"],
        &["graph", TWO_VALLEYS],
        &["graph", NO_DEAL],
        &["graph", TWO_VALLEYS, "--most", "3"],
    ] {
        let result = answer(arguments);
        let run = verify(&result, arguments[1]);
        assert_eq!(run.code, Some(0), "{arguments:?}\n{}{}", run.out, run.err);
        assert!(
            run.out.contains("Held: all claims"),
            "{arguments:?}: {}",
            run.out
        );
    }
}

#[test]
fn the_report_is_a_table() {
    insta::assert_snapshot!("held", verify(&answer(&["solve", NO_DEAL]), NO_DEAL).out);
    insta::assert_snapshot!(
        "not_checked",
        verify(&answer(&["packages", PANAMA]), PANAMA).out
    );
}

#[test]
fn a_false_claim_is_refused_with_its_place() {
    let mut result = answer(&["packages", TWO_VALLEYS]);
    result["frontier"][3]["gain"]["north"] = json!(11.25);
    let refused = verify(&result, TWO_VALLEYS);
    assert_eq!(refused.code, Some(4), "{}", refused.err);
    insta::assert_snapshot!("refused", refused.out);
    let again = ["verify", "-", "--json", "--model", TWO_VALLEYS];
    let told = run_on(&again, &result.to_string());
    assert_eq!(told.code, Some(4));
    let told: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(told["verdict"], "fails");
    assert_eq!(told["first"]["at"], "/frontier/3/gain/north");
    assert_eq!(told["first"]["says"], "11.25");
    assert_eq!(told["first"]["claim"], "gains");
}

#[test]
fn the_model_is_found_beside_the_result_or_named() {
    let folder = tempfile::tempdir().unwrap();
    let model = std::fs::read_to_string(common::file(NO_DEAL)).unwrap();
    let own = folder.path().join("no-deal.yaml");
    std::fs::write(&own, &model).unwrap();
    let path = folder.path().join("result.json");
    let text = answer(&["packages", NO_DEAL]).to_string();
    std::fs::write(&path, &text).unwrap();
    let path = path.to_str().unwrap();
    assert_eq!(run(&["verify", path]).code, Some(0));
    std::fs::write(&own, model + "# another\n").unwrap();
    let refused = run(&["verify", path]);
    assert_eq!(refused.code, Some(4));
    assert!(refused.out.contains("/model/digest"), "{}", refused.out);
    assert_eq!(run(&["verify", path, "--model", NO_DEAL]).code, Some(0));
    for path in [
        "../no-deal.yaml",
        "/etc/passwd",
        "..",
        "models/no-deal.yaml",
    ] {
        let led = text.replace("\"no-deal.yaml\"", &format!("{path:?}"));
        let led = run_on(&["verify", "-"], &led);
        assert_eq!(led.code, Some(2), "{path}");
        assert!(led.err.contains("not followed"), "{path}: {}", led.err);
    }
    let missing = run_on(&["verify", "-"], &text);
    assert_eq!(missing.code, Some(2));
    assert!(missing.err.contains("--model"), "{}", missing.err);
    let unnamed = run_on(
        &["packages", "-", "--json"],
        &std::fs::read_to_string(common::file(NO_DEAL)).unwrap(),
    );
    let unnamed = run_on(&["verify", "-"], &unnamed.out);
    assert_eq!(unnamed.code, Some(2));
    assert!(unnamed.err.contains("--model"), "{}", unnamed.err);
}

/// Where nobody can gain, shares of the best possible are shares of nothing, and a road is a road all the same.
#[test]
fn a_road_that_nobody_gains_by_is_found_alone_too() {
    for model in ["m3185", "m3273", "m3813", "m3910"] {
        let model = format!("tests/fixtures/{model}.yaml");
        let result = answer(&["plan", &model, "--alone", "--concept", "kalai-smorodinsky"]);
        assert_eq!(result["claim"], "concepts");
        assert_eq!(verify(&result, &model).code, Some(0));
    }
}

/// Texts that are no results, and what is said of each.
fn hostile() -> Vec<(String, &'static str)> {
    let deep = "[".repeat(100_000);
    let good = answer(&["packages", NO_DEAL]);
    let with = |pointer: &str, value: Value| {
        let mut changed = good.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        changed.to_string()
    };
    let mut keyless = good.clone();
    keyless.as_object_mut().unwrap().shift_remove("counts");
    vec![
        (String::new(), "<stdin>:1:0"),
        ("{\"winset\": 1,\n  \"kind\": }".to_owned(), "<stdin>:2:11"),
        (deep, "recursion limit"),
        ("1e999".to_owned(), "number out of range"),
        ("[]".to_owned(), "an object belongs here"),
        ("null".to_owned(), "an object belongs here"),
        ("{\"winset\": 1, \"winset\": 1}".to_owned(), "stands twice"),
        (with("/winset", json!(2)), "at /winset"),
        (with("/kind", json!("oracle")), "at /kind"),
        (with("/kind", json!(7)), "a text belongs here"),
        (
            with("/frontier", json!({})),
            "at /frontier: a list belongs here",
        ),
        (with("/counts/packages", json!(-1)), "at /counts/packages"),
        (
            with("/counts/packages", json!(1e300)),
            "at /counts/packages",
        ),
        (with("/model/files", json!([1])), "at /model/files/0"),
        (
            with("/conflict_sets/0", json!("all")),
            "at /conflict_sets/0",
        ),
        (with("/witnesses", json!([])), "at /witnesses"),
        (keyless.to_string(), "the key `counts` is missing"),
        (
            good.to_string().replace("\"claim\"", "\"cla\\u0000im\""),
            "no result has a key",
        ),
        (
            good.to_string().replacen('{', "{\"more\": 1, ", 1),
            "at /more",
        ),
    ]
}

#[test]
fn hostile_results_are_no_results() {
    for (text, what) in hostile() {
        let run = run_on(&["verify", "-", "--model", NO_DEAL], &text);
        let start: String = text.chars().take(80).collect();
        assert_eq!(run.code, Some(2), "{start}\n{}{}", run.out, run.err);
        assert!(run.err.contains(what), "{start}\n{}", run.err);
        assert!(run.out.is_empty(), "{start}\n{}", run.out);
        let told = run_on(&["verify", "-", "--json", "--model", NO_DEAL], &text);
        let told: Value = serde_json::from_str(&told.out).unwrap();
        assert_eq!(told["verdict"], "unreadable", "{start}");
    }
}

#[test]
fn any_value_anywhere_is_judged_or_refused() {
    let values = [
        json!(null),
        json!(true),
        json!(-3),
        json!(1e300),
        json!("x"),
        json!([[]]),
        json!({"a": {}}),
    ];
    for (arguments, step) in [
        (&["solve", "models/quiet-understanding.yaml"][..], 37),
        (&["why", NO_DEAL], 29),
        (&["why", "models/water-fund.yaml"], 31),
        (&["packages", "tests/literature/divisible-divorce.yaml"], 11),
        (&["why", TWO_VALLEYS, "--package", "prisoners=released"], 23),
        (&["graph", NO_DEAL], 7),
    ] {
        let good = answer(arguments);
        let model = arguments[1];
        let text = std::fs::read_to_string(common::file(model)).unwrap();
        let problem = common::problem(model, &text);
        let judge = winset::verify::Judge::new(&problem, good["model"]["digest"].as_str().unwrap());
        let mut pointers = Vec::new();
        every_pointer(&good, String::new(), &mut pointers);
        for (place, pointer) in pointers.iter().enumerate().step_by(step) {
            let mut changed = good.clone();
            *changed.pointer_mut(pointer).unwrap() = values[place % values.len()].clone();
            // Never a panic; whatever is said.
            let _ = judge.judge(&changed);
        }
    }
}

fn every_pointer(value: &Value, at: String, all: &mut Vec<String>) {
    match value {
        Value::Object(own) => {
            for (key, inner) in own {
                let key = key.replace('~', "~0").replace('/', "~1");
                every_pointer(inner, format!("{at}/{key}"), all);
            }
        }
        Value::Array(own) => {
            for (place, inner) in own.iter().enumerate() {
                every_pointer(inner, format!("{at}/{place}"), all);
            }
        }
        _ => {}
    }
    all.push(at);
}

/// North gives seventeen things one after another that it can take back: at the end there are 2^17 ways to cheat.
fn much_to_take_back() -> String {
    let all = 1..=17;
    let topic = |t: usize| {
        let after = match t {
            1 => String::new(),
            _ => format!(", after: {{t{}: done}}", t - 1),
        };
        format!("  t{t}: {{options: [none, done], by: [north]{after}}}\n")
    };
    let topics: String = all.clone().map(topic).collect();
    let each: Vec<String> = all.map(|t| format!("t{t}: 9")).collect();
    let each = each.join(", ");
    format!(
        "winset: 1\ntitle: much to take back\ntopics:\n{topics}\
         actors:\n  north: {{patience: 0.95, interests: {{{each}}}}}\n  \
         south: {{patience: 0.95, interests: {{{each}}}}}\n\
         talks: {{moves_per_round: 1, trust: 1, enforcement: true}}\n"
    )
}

#[test]
fn what_was_judged_in_a_moment_holds_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.yaml");
    let text = much_to_take_back();
    std::fs::write(&path, &text).unwrap();
    let model = path.to_str().unwrap();
    let asked = ["plan", model, "--alone", "--concept", "utilitarian"];
    let mut result = answer(&asked);
    assert_eq!(verify(&result, model).code, Some(0));

    // As it is told where the time is over when the plan is found.
    let problem = common::problem("m", &text);
    let topic = |id: &Value| {
        let mut all = problem.names.topics.entries();
        all.find(|(_, t)| *id == t.id.as_str()).unwrap().0
    };
    let told = result["plan"]["rounds"].as_array().unwrap().iter();
    let rounds: Vec<Vec<_>> = told
        .map(|round| {
            let moves = round["moves"].as_array().unwrap().iter();
            moves
                .map(|m| (topic(&m["topic"]), OptionId::new(1)))
                .collect()
        })
        .collect();
    let whole = judge_plan(&problem, &rounds).unwrap();
    let moment = judge_plan_in_a_moment(&problem, &rounds).unwrap();
    assert!(whole.breaches_checked() && !moment.breaches_checked());
    assert_eq!(whole.gains, moment.gains);
    for (side, own) in moment.end.margins.iter().enumerate() {
        result["plan"]["stay"][side] = call(&problem, side, own);
    }
    for (round, verdict) in moment.rounds.iter().enumerate() {
        for (side, own) in verdict.margins.iter().enumerate() {
            result["plan"]["rounds"][round]["margins"][side] = call(&problem, side, own);
        }
    }
    let run = verify(&result, model);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(
        run.out.contains("more ways to cheat than are tried"),
        "{}",
        run.out
    );

    // What it says of those it tried is judged all the same.
    let margin = result["plan"]["stay"][1]["margin"].as_f64().unwrap();
    result["plan"]["stay"][1]["margin"] = json!(margin + 1.0);
    assert_eq!(verify(&result, model).code, Some(4));
}

fn call(problem: &Problem, side: usize, own: &Margin) -> Value {
    let ids = |topics: &[TopicId]| -> Vec<&str> {
        let names = topics.iter().map(|t| problem.names.topics[*t].id.as_str());
        names.collect()
    };
    let (walk_out, withheld, retracted) = match &own.against {
        Alternative::WalkOut => (true, Vec::new(), Vec::new()),
        Alternative::Breach {
            withheld,
            retracted,
        } => (false, ids(withheld), ids(retracted)),
    };
    let actor = &problem.names.actors[problem.consenting[side]].0;
    json!({
        "actor": actor, "margin": own.margin, "checked": own.checked,
        "against": {"walk_out": walk_out, "withheld": withheld, "retracted": retracted},
    })
}
