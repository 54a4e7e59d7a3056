//! Changes to results that make a claim false, one kind each.

mod drawn;
mod opened;

use serde_json::{Value, json};
use winset::base::{Id, OptionId, Points};
use winset::check::judge_package;
use winset::problem::{Problem, Settlement};
use winset::verify::Kind;

use super::random::Rng;

/// A result that is to be changed.
pub struct Case<'a> {
    pub result: Value,
    pub problem: &'a Problem,
    pub rng: &'a mut Rng,
}

/// A kind of change.
pub struct Mutation {
    pub name: &'static str,
    /// Makes it; false where the result has nothing to change so.
    pub change: fn(&mut Case) -> bool,
    /// If one of these was not checked, the change may pass.
    pub excused: &'static [Kind],
}

const fn kind(
    name: &'static str,
    change: fn(&mut Case) -> bool,
    excused: &'static [Kind],
) -> Mutation {
    Mutation {
        name,
        change,
        excused,
    }
}

const ALL_PLANS: &[Kind] = &[Kind::Complete, Kind::ConceptGrades];

/// All of them.
pub const ALL: &[Mutation] = &[
    kind("the digest", digest, &[]),
    kind("the title", |c| text_at(c, "/model/title"), &[]),
    kind("the version that wrote it", version, &[Kind::Version]),
    kind("who consents", actors, &[]),
    kind("the claim", claim, &[]),
    kind("the status, raised or lowered", status, &[]),
    kind(
        "a gain",
        |c| number(c, &["/frontier", "/packages/frontier"], "gain"),
        &[],
    ),
    kind("a gain by a billionth", billionth, &[]),
    kind("an option of a package", option, &[]),
    kind("a value to an audience", audience, &[]),
    kind("a point of a frontier dropped", dropped, ALL_PLANS),
    kind("a point listed twice", twice, &[]),
    kind("a dominated package listed", dominated, &[]),
    kind("a package invented", invented, &[]),
    kind("two points of a list swapped", swapped, &[]),
    kind("a concept's pick", pick, &[]),
    kind("how many tie", ties, &[]),
    kind(
        "a proof of a pick that is not best",
        unproved,
        &[Kind::ConceptGrades],
    ),
    kind(
        "how many settlements there are",
        |c| count(c, "counts/settlements"),
        &[],
    ),
    kind(
        "how many packages there are",
        |c| count(c, "counts/packages"),
        &[Kind::Counts],
    ),
    kind("how many a constraint refuses", refusal, &[Kind::Refusals]),
    kind("a member of a conflict dropped", member_dropped, &[]),
    kind(
        "a member of a conflict dropped, and its witness",
        member_and_witness,
        &[Kind::Conflicts],
    ),
    kind("a conflict that is not minimal", member_added, &[]),
    kind(
        "a conflict dropped",
        |c| set_dropped(c, "conflict_sets"),
        &[Kind::AllSets],
    ),
    kind(
        "a way out dropped",
        |c| set_dropped(c, "correction_sets"),
        &[Kind::AllSets],
    ),
    kind("a witness", witness, &[]),
    kind("no deal where there is one", no_deal, &[]),
    kind("what a way out opens", way_out, &[]),
    kind("how far a number must give way", relaxation, &[]),
    kind("what a line costs", line_change, &[]),
    kind("who pays for a line", line_paid, &[]),
    kind(
        "a line that costs said to be free",
        line_free,
        &[Kind::Lines],
    ),
    kind(
        "whether a package is acceptable",
        |c| flag(c, "/acceptable"),
        &[],
    ),
    kind("what refuses a package", |c| shorter(c, "/broken"), &[]),
    kind("how far a package is short", broken_short, &[]),
    kind(
        "whether a package is on the frontier",
        |c| flag(c, "/on_frontier"),
        &[],
    ),
    kind("a near package dropped", near_dropped, &[]),
    kind("how near a package is", near_changed, &[]),
    kind("the option of a move", move_option, &[]),
    kind("two rounds swapped", rounds_swapped, &[]),
    kind("the last round dropped", round_dropped, &[]),
    kind("a move dropped", move_dropped, &[]),
    kind(
        "a gain of the plan told",
        |c| number(c, &["/plan"], "gain"),
        &[],
    ),
    kind("a worth of a round", |c| round_number(c, "worth"), &[]),
    kind("what a round brings", |c| round_number(c, "step"), &[]),
    kind("who performs a move", performers, &[]),
    kind(
        "whether a move is escrowed",
        |c| move_flag(c, "escrowed"),
        &[],
    ),
    kind("whether a move binds", |c| move_flag(c, "binding"), &[]),
    kind("a margin", margin, &[]),
    kind("what tempts somebody", against, &[]),
    kind("a margin where it ends", stay, &[]),
    kind("a belief", belief, &[]),
    kind("a chance of getting this far", chance, &[]),
    kind(
        "the chance of the whole road",
        |c| nudge(c, "/plan/completed"),
        &[],
    ),
    kind("where talks end if they fail", failure, &[]),
    kind("what is left if they fail", residue, &[]),
    kind("the final settlement", settlement, &[]),
    kind(
        "worth of the residue",
        |c| number(c, &["/plan"], "residue_worth"),
        &[],
    ),
    kind(
        "how many settlements are reached",
        |c| count(c, "counts/reached"),
        &[Kind::Counts],
    ),
    kind(
        "how many exchanges there are",
        |c| count(c, "counts/exchanges"),
        &[Kind::Counts],
    ),
    kind(
        "one concept's plan told as all that was asked for",
        raised,
        &[Kind::Complete],
    ),
    kind("a best found answer graded proved", graded, &[]),
    kind("the most that a side can have", most, &[Kind::Most]),
    kind("how far a cover may be off", within, &[Kind::Within]),
    kind("where a plan was asked to end", steer_to, &[]),
    kind("how a plan was asked to begin", steer_first, &[]),
    kind("the price of the road", price, &[]),
    kind(
        "an exchange left out of a graph",
        drawn::exchange_dropped,
        &[Kind::Complete],
    ),
    kind(
        "a settlement left out of a graph",
        drawn::settlement_dropped,
        &[Kind::Complete],
    ),
    kind("an exchange drawn twice", drawn::exchange_twice, &[]),
    kind(
        "an option of a settlement drawn",
        drawn::settlement_option,
        &[],
    ),
    kind("a move of an exchange drawn", drawn::exchange_move, &[]),
    kind("what an exchange joins", drawn::exchange_moved, &[]),
    kind("how deep a settlement lies", drawn::depth, &[]),
    kind(
        "whether a settlement is a package",
        |c| drawn::node_flag(c, "package"),
        &[],
    ),
    kind(
        "whether talks go on from a settlement",
        |c| drawn::node_flag(c, "end"),
        &[],
    ),
    kind(
        "whether the plan passes a settlement",
        |c| drawn::node_flag(c, "on_plan"),
        &[],
    ),
    kind("whether the plan makes an exchange", drawn::edge_flag, &[]),
    kind(
        "the plan marked, but for its end",
        drawn::plan_cut,
        &[Kind::Concepts],
    ),
    kind(
        "no plan marked where there is one",
        drawn::plan_unmarked,
        &[Kind::Concepts],
    ),
    kind("another plan marked", drawn::plan_other, &[Kind::Concepts]),
    kind("the gain of a road that a test opens", opened::gain, &[]),
    kind(
        "the last round of a road that a test opens dropped",
        opened::round_dropped,
        &[],
    ),
    kind(
        "a test said to open what there is",
        opened::nothing_better,
        &[],
    ),
    kind(
        "a test more than it takes to open a road",
        opened::set_grown,
        &[Kind::LiftSets],
    ),
    kind(
        "a test less than it takes to open a road",
        opened::set_shrunk,
        &[],
    ),
    kind("a key that no result has", unknown_key, &[]),
    kind("a key left out", missing_key, &[]),
];

// ---- helpers ----

fn list<'v>(case: &'v mut Case, pointer: &str) -> Option<&'v mut Vec<Value>> {
    case.result.pointer_mut(pointer)?.as_array_mut()
}

/// One place of a list, at random.
fn any(case: &mut Case, pointer: &str) -> Option<String> {
    let length = case.result.pointer(pointer)?.as_array()?.len();
    (length > 0).then(|| format!("{pointer}/{}", case.rng.below(length)))
}

/// One key of an object, at random.
fn any_key(case: &mut Case, pointer: &str) -> Option<String> {
    let keys: Vec<String> = case
        .result
        .pointer(pointer)?
        .as_object()?
        .keys()
        .cloned()
        .collect();
    let key = keys.get(case.rng.below(keys.len().max(1)))?;
    Some(format!(
        "{pointer}/{}",
        key.replace('~', "~0").replace('/', "~1")
    ))
}

fn nudge(case: &mut Case, pointer: &str) -> bool {
    let by = [0.5, -0.25, 1e-3, 1.0][case.rng.below(4)];
    let Some(own) = case.result.pointer_mut(pointer) else {
        return false;
    };
    let Some(number) = own.as_f64() else {
        return false;
    };
    *own = json!(number + by);
    true
}

fn flip(case: &mut Case, pointer: &str) -> bool {
    let Some(own) = case.result.pointer_mut(pointer) else {
        return false;
    };
    let Some(flag) = own.as_bool() else {
        return false;
    };
    *own = json!(!flag);
    true
}

fn flag(case: &mut Case, pointer: &str) -> bool {
    flip(case, pointer)
}

fn some(done: Option<bool>) -> bool {
    done.unwrap_or(false)
}

fn is(case: &Case, kind: &str) -> bool {
    case.result["kind"] == kind
}

/// The package question: of itself or as a part of the whole.
fn packages(case: &Case) -> &'static str {
    match case.result["kind"].as_str() {
        Some("solve") => "/packages",
        _ => "",
    }
}

fn settlement_of(problem: &Problem, value: &Value) -> Option<Settlement> {
    let mut settlement = problem.status_quo();
    for (topic, names) in problem.names.topics.entries() {
        let id = value.get(&names.id)?.as_str()?;
        let (option, _) = names.options.entries().find(|(_, own)| own.0 == id)?;
        settlement.set(topic, option);
    }
    Some(settlement)
}

fn told(problem: &Problem, settlement: &Settlement) -> Value {
    winset::solution::settlement(problem, settlement.iter())
}

fn gains(problem: &Problem, gains: &[Points]) -> Value {
    let sides = problem.consenting.iter().zip(gains);
    let pairs = sides.map(|(a, g)| (problem.names.actors[*a].0.clone(), json!(g.to_f64())));
    Value::Object(pairs.collect())
}

/// A settlement at random with nothing unsettled.
fn random(case: &mut Case) -> Settlement {
    let problem = case.problem;
    let mut at = problem.status_quo();
    for (id, topic) in problem.topics.entries() {
        let options = problem.settled_options(topic);
        at.set(
            id,
            OptionId::new(options.start + case.rng.below(options.len())),
        );
    }
    at
}

/// Another option of the topic at a pointer.
fn other_option(case: &mut Case, pointer: &str, topic: &str) -> Option<bool> {
    let names = case.problem.names.topics.iter().find(|t| t.id == topic)?;
    let own = case.result.pointer(pointer)?.as_str()?.to_owned();
    let others: Vec<_> = names.options.iter().filter(|o| o.0 != own).collect();
    let other = others.get(case.rng.below(others.len().max(1)))?;
    *case.result.pointer_mut(pointer)? = json!(other.0);
    Some(true)
}

// ---- heads ----

fn digest(case: &mut Case) -> bool {
    case.result["model"]["digest"] = json!("1".repeat(64));
    true
}

fn text_at(case: &mut Case, pointer: &str) -> bool {
    let own = case.result.pointer_mut(pointer);
    own.is_some_and(|own| {
        *own = json!("another");
        true
    })
}

fn version(case: &mut Case) -> bool {
    let other = ["winset 9.9.9", "winset", "another 0.1.0"][case.rng.below(3)];
    case.result["model"]["program"] = json!(other);
    true
}

fn actors(case: &mut Case) -> bool {
    let Some(actors) = list(case, "/actors").filter(|own| own.len() > 1) else {
        return false;
    };
    actors.pop();
    true
}

fn claim(case: &mut Case) -> bool {
    let words = [
        "frontier",
        "cover",
        "concepts",
        "no_package",
        "no_road",
        "nothing",
        "conflict_sets",
        "prices",
        "road",
        "graph",
    ];
    let now = case.result["claim"].as_str().unwrap_or_default().to_owned();
    let others: Vec<_> = words.iter().filter(|w| **w != now).collect();
    case.result["claim"] = json!(others[case.rng.below(others.len())]);
    true
}

fn status(case: &mut Case) -> bool {
    let words = ["proved", "best_found", "none", "stopped"];
    let now = case.result["grade"]["status"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    // To say less than is proved is no false claim.
    let unsure = ["why", "plan", "why_road"]
        .iter()
        .any(|kind| is(case, kind));
    let less = |word: &str| word == "best_found" && unsure;
    let others: Vec<_> = words.iter().filter(|w| **w != now && !less(w)).collect();
    if now == "proved" && others.is_empty() {
        return false;
    }
    let other = others[case.rng.below(others.len())];
    // Prices that are all proved may be graded either way by the words of a claim; only raising is false.
    let told_apart = is(case, "why") || is(case, "why_road");
    if now == "best_found" && *other == "proved" && told_apart {
        return false;
    }
    case.result["grade"]["status"] = json!(other);
    true
}

fn unknown_key(case: &mut Case) -> bool {
    case.result["proved_by_the_oracle"] = json!(true);
    true
}

fn missing_key(case: &mut Case) -> bool {
    let keys = [
        "frontier", "counts", "concepts", "actors", "claim", "model", "options", "grade", "kind",
    ];
    let key = keys[case.rng.below(keys.len())];
    let object = case.result.as_object_mut();
    object.and_then(|own| own.shift_remove(key)).is_some()
}

// ---- packages ----

/// A number of an object under `key`, of one entry of one of the lists, or of one of the objects.
fn number(case: &mut Case, places: &[&str], key: &str) -> bool {
    let found = places.iter().find_map(|place| {
        let own = case.result.pointer(place)?;
        let inner = match own.is_array() {
            true => any(case, place)?,
            false => (*place).to_owned(),
        };
        any_key(case, &format!("{inner}/{key}"))
    });
    found.is_some_and(|pointer| nudge(case, &pointer))
}

fn billionth(case: &mut Case) -> bool {
    if !is(case, "packages") {
        return false;
    }
    some((|| {
        let entry = any(case, "/frontier")?;
        let pointer = any_key(case, &format!("{entry}/gain"))?;
        let own = case.result.pointer_mut(&pointer)?;
        *own = json!(own.as_f64()? + 1e-9);
        Some(true)
    })())
}

fn option(case: &mut Case) -> bool {
    some((|| {
        let base = packages(case);
        // Elsewhere a package that nothing picks may stand for another with the same gains.
        let whole = case.result.pointer(&format!("{base}/claim"))? == "frontier";
        whole.then_some(())?;
        let entry = any(case, &format!("{base}/frontier"))?;
        let pointer = any_key(case, &format!("{entry}/package"))?;
        let topic = pointer.rsplit('/').next()?.to_owned();
        other_option(case, &pointer, &topic)
    })())
}

fn audience(case: &mut Case) -> bool {
    some((|| {
        let entry = any(case, "/frontier")?;
        let own = any(case, &format!("{entry}/audiences"))?;
        Some(nudge(case, &format!("{own}/worth")))
    })())
}

/// Only a list that is claimed to be whole lacks something without one of its points.
fn dropped(case: &mut Case) -> bool {
    let base = match is(case, "solve") && case.rng.percent(50) {
        true => "/plan",
        false => packages(case),
    };
    if case.result.pointer(&format!("{base}/claim")) != Some(&json!("frontier")) {
        return false;
    }
    some((|| {
        let entry = any(case, &format!("{base}/frontier"))?;
        let place: usize = entry.rsplit('/').next()?.parse().ok()?;
        list(case, &format!("{base}/frontier"))?.remove(place);
        Some(true)
    })())
}

fn twice(case: &mut Case) -> bool {
    if case.result["claim"] != "frontier" || is(case, "solve") {
        return false;
    }
    some((|| {
        let entry = any(case, "/frontier")?;
        let copy = case.result.pointer(&entry)?.clone();
        let place: usize = entry.rsplit('/').next()?.parse().ok()?;
        list(case, "/frontier")?.insert(place, copy);
        Some(true)
    })())
}

/// A package with its true gains, in its right place.
fn insert(case: &mut Case, settlement: &Settlement) -> Option<bool> {
    let verdict = judge_package(case.problem, settlement);
    let mut entry = case.result.pointer("/frontier/0")?.clone();
    entry["gain"] = gains(case.problem, &verdict.gains);
    entry["package"] = told(case.problem, settlement);
    let force = case.problem.in_force(settlement);
    let mut views = entry["audiences"]
        .as_array()
        .cloned()
        .unwrap_or_default()
        .into_iter();
    let mut audiences = Vec::new();
    for actor in case.problem.actors.iter() {
        for own in &actor.audiences {
            let mut view = views.next()?;
            view["worth"] = json!(case.problem.all_seen(&own.interests, &force).to_f64());
            audiences.push(view);
        }
    }
    if !audiences.is_empty() {
        entry["audiences"] = json!(audiences);
    }
    let problem = case.problem;
    let all = list(case, "/frontier")?;
    let key =
        |v: &Value| settlement_of(problem, &v["package"]).map(|s| judge_package(problem, &s).gains);
    let place = all
        .iter()
        .position(|own| key(own) > Some(verdict.gains.clone()));
    all.insert(place.unwrap_or(all.len()), entry);
    Some(true)
}

fn dominated(case: &mut Case) -> bool {
    if !is(case, "packages") || case.result["claim"] != "frontier" {
        return false;
    }
    some((|| {
        for _ in 0..60 {
            let one = random(case);
            if judge_package(case.problem, &one).is_package() {
                return insert(case, &one);
            }
        }
        None
    })())
}

fn invented(case: &mut Case) -> bool {
    if !is(case, "packages") {
        return false;
    }
    some((|| {
        for _ in 0..60 {
            let one = random(case);
            if !judge_package(case.problem, &one).is_package() {
                return insert(case, &one);
            }
        }
        None
    })())
}

fn swapped(case: &mut Case) -> bool {
    if case.result["claim"] != "frontier" || is(case, "solve") {
        return false;
    }
    some((|| {
        let length = case.result["frontier"].as_array()?.len();
        let place = case.rng.below(length.checked_sub(1).filter(|n| *n > 0)?);
        let all = list(case, "/frontier")?;
        all.swap(place, place + 1);
        Some(true)
    })())
}

/// Another point of the list, which the concept would not pick.
fn pick(case: &mut Case) -> bool {
    if case.result["claim"] != "frontier" || is(case, "solve") {
        return false;
    }
    some((|| {
        let concept = any_key(case, "/concepts")?;
        let entry = any(case, "/frontier")?;
        let entry = case.result.pointer(&entry)?.clone();
        let own = case.result.pointer_mut(&concept)?;
        let what = if entry.get("rounds").is_some() {
            "rounds"
        } else {
            "package"
        };
        if own[what] == entry[what] {
            return None;
        }
        own[what] = entry[what].clone();
        own["gain"] = entry["gain"].clone();
        Some(true)
    })())
}

fn ties(case: &mut Case) -> bool {
    some((|| {
        let concept = any_key(case, "/concepts")?;
        let own = case.result.pointer_mut(&format!("{concept}/ties"))?;
        *own = json!(own.as_u64()? + 1);
        Some(true)
    })())
}

/// A single plan or package, said to be proved the best of a concept that it is not the best of.
fn unproved(case: &mut Case) -> bool {
    if !is(case, "packages") || case.result["claim"] != "frontier" {
        return false;
    }
    some((|| {
        let concepts = case.result["concepts"].as_object()?.clone();
        let best = &concepts.get("nash")?["package"];
        let all = case.result["frontier"].as_array()?.clone();
        let gain = |v: &Value| v["gain"].clone();
        // One that is worse by the product, however it is counted: somebody gains nothing and the best has a product.
        let positive = |v: &Value| {
            let sides = case.problem.consenting.iter();
            let mut weigh = sides.filter(|a| case.problem.actors[**a].weight > Points::ZERO);
            weigh.all(|a| v["gain"][&case.problem.names.actors[*a].0].as_f64() > Some(0.0))
        };
        let top = all.iter().find(|v| v["package"] == *best)?;
        let worse = all
            .iter()
            .find(|v| !positive(v))
            .filter(|_| positive(top))?;
        case.result["frontier"] = json!([worse]);
        case.result["claim"] = json!("concepts");
        case.result["grade"]["status"] = json!("best_found");
        case.result["concepts"] = json!({"nash": {
            "gain": gain(worse), "package": worse["package"], "ties": 1, "grade": {"status": "proved", "gap": 0.0}
        }});
        Some(true)
    })())
}

fn count(case: &mut Case, path: &str) -> bool {
    let base = match (
        case.result["kind"].as_str(),
        path.contains("packages") || path.contains("settlements"),
    ) {
        (Some("solve"), true) => "/packages",
        (Some("solve"), false) => "/plan",
        _ => "",
    };
    let own = case.result.pointer_mut(&format!("{base}/{path}"));
    own.is_some_and(|own| {
        let count = own.as_u64();
        count.is_some_and(|n| {
            *own = json!(n + 1);
            true
        })
    })
}

fn refusal(case: &mut Case) -> bool {
    some((|| {
        let entry = any(case, "/refusals")?;
        let key = ["refused", "refused_alone"][case.rng.below(2)];
        let own = case.result.pointer_mut(&format!("{entry}/{key}"))?;
        *own = json!(own.as_u64()? + 1);
        Some(true)
    })())
}

// ---- conflicts and ways out ----

fn member_dropped(case: &mut Case) -> bool {
    some((|| {
        let set = any(case, "/conflict_sets")?;
        let own = list(case, &set)?;
        own.pop().map(|_| true)
    })())
}

fn member_and_witness(case: &mut Case) -> bool {
    some((|| {
        let set = any(case, "/conflict_sets")?;
        let place = set.rsplit('/').next()?.to_owned();
        let member = list(case, &set)?.pop()?;
        let shown = case
            .result
            .pointer_mut(&format!("/witnesses/conflict_sets/{place}"))?;
        shown.as_object_mut()?.shift_remove(member.as_str()?);
        Some(true)
    })())
}

fn member_added(case: &mut Case) -> bool {
    some((|| {
        let set = any(case, "/conflict_sets")?;
        let members = case.result.pointer(&set)?.as_array()?.clone();
        let names = case.problem.names.constraints.iter();
        let other = names
            .map(|c| json!(c.id))
            .find(|id| !members.contains(id))?;
        list(case, &set)?.push(other);
        Some(true)
    })())
}

fn set_dropped(case: &mut Case, key: &str) -> bool {
    if case.result["all_sets"] != true {
        return false;
    }
    some((|| {
        let set = any(case, &format!("/{key}"))?;
        let place: usize = set.rsplit('/').next()?.parse().ok()?;
        list(case, &format!("/{key}"))?.remove(place);
        list(case, &format!("/witnesses/{key}"))?.remove(place);
        // Ways out are told of the sets of the list.
        if key == "correction_sets"
            && let Some(ways) = list(case, "/ways_out")
        {
            ways.clear();
        }
        Some(true)
    })())
}

/// A witness that satisfies nothing in particular: the status quo.
fn witness(case: &mut Case) -> bool {
    some((|| {
        let key = ["conflict_sets", "correction_sets"][case.rng.below(2)];
        let mut pointer = any(case, &format!("/witnesses/{key}"))?;
        if key == "conflict_sets" {
            pointer = any_key(case, &pointer)?;
        }
        let quo = told(case.problem, &case.problem.status_quo());
        *case.result.pointer_mut(&pointer)? = quo;
        Some(true)
    })())
}

/// A result with packages turned into one without.
fn no_deal(case: &mut Case) -> bool {
    if !is(case, "packages") || case.result["claim"] != "frontier" {
        return false;
    }
    let result = &mut case.result;
    result["claim"] = json!("no_package");
    result["grade"]["status"] = json!("none");
    result["frontier"] = json!([]);
    result["concepts"] = json!({});
    result["counts"]["packages"] = json!(0);
    for key in ["conflict_sets", "correction_sets", "constraints"] {
        result[key] = json!([]);
    }
    result["witnesses"] = json!({"conflict_sets": [], "correction_sets": []});
    result["all_sets"] = json!(false);
    true
}

fn way_out(case: &mut Case) -> bool {
    some((|| {
        let way = any(case, "/ways_out")?;
        let pointer = any_key(case, &format!("{way}/opens/package"))?;
        let topic = pointer.rsplit('/').next()?.to_owned();
        other_option(case, &pointer, &topic)
    })())
}

fn relaxation(case: &mut Case) -> bool {
    some((|| {
        let which = ["least", "fewest"][case.rng.below(2)];
        let change = any(case, &format!("/relaxations/{which}/changes"))?;
        let key = ["by", "to", "from"][case.rng.below(3)];
        Some(nudge(case, &format!("{change}/{key}")))
    })())
}

// ---- lines ----

fn line_change(case: &mut Case) -> bool {
    some((|| {
        let line = any(case, "/lines")?;
        let key = ["change", "best"][case.rng.below(2)];
        let pointer = any_key(case, &format!("{line}/{key}"))?;
        Some(nudge(case, &pointer))
    })())
}

fn line_paid(case: &mut Case) -> bool {
    some((|| {
        let line = any(case, "/lines")?;
        let sides = case.result["actors"].as_array()?.clone();
        let own = list(case, &format!("{line}/paid_by"))?;
        match own.is_empty() {
            true => own.push(sides[0].clone()),
            false => own.clear(),
        }
        Some(true)
    })())
}

fn line_free(case: &mut Case) -> bool {
    some((|| {
        let line = any(case, "/lines")?;
        let place: usize = line.rsplit('/').next()?.parse().ok()?;
        let gone = list(case, "/lines")?.remove(place);
        list(case, "/free")?.push(gone["id"].clone());
        Some(true)
    })())
}

// ---- near packages ----

fn shorter(case: &mut Case, pointer: &str) -> bool {
    list(case, pointer).is_some_and(|own| own.pop().is_some())
}

fn broken_short(case: &mut Case) -> bool {
    some((|| {
        let own = any(case, "/broken")?;
        Some(nudge(case, &format!("{own}/short")))
    })())
}

fn near_dropped(case: &mut Case) -> bool {
    if case.result["all_steps"] != true {
        return false;
    }
    shorter(case, "/steps")
}

fn near_changed(case: &mut Case) -> bool {
    some((|| {
        let step = any(case, "/steps")?;
        let own = case.result.pointer_mut(&format!("{step}/changed"))?;
        *own = json!(own.as_u64()? + 1);
        Some(true)
    })())
}

// ---- plans ----

fn move_option(case: &mut Case) -> bool {
    some((|| {
        let round = any(case, "/plan/rounds")?;
        let own = any(case, &format!("{round}/moves"))?;
        let topic = case
            .result
            .pointer(&format!("{own}/topic"))?
            .as_str()?
            .to_owned();
        other_option(case, &format!("{own}/option"), &topic)
    })())
}

fn rounds_swapped(case: &mut Case) -> bool {
    // Elsewhere a plan that nothing picks may be as good in another order.
    if !is(case, "plan") || case.result["claim"] != "frontier" {
        return false;
    }
    some((|| {
        let entry = any(case, "/frontier")?;
        let rounds = list(case, &format!("{entry}/rounds"))?;
        if rounds.len() < 2 || rounds[0] == rounds[1] {
            return None;
        }
        rounds.swap(0, 1);
        Some(true)
    })())
}

fn round_dropped(case: &mut Case) -> bool {
    if !is(case, "plan") {
        return false;
    }
    some((|| {
        let entry = any(case, "/frontier")?;
        list(case, &format!("{entry}/rounds"))?.pop().map(|_| true)
    })())
}

fn move_dropped(case: &mut Case) -> bool {
    if !is(case, "plan") {
        return false;
    }
    some((|| {
        let entry = any(case, "/frontier")?;
        let round = any(case, &format!("{entry}/rounds"))?;
        list(case, &round)?.pop().map(|_| true)
    })())
}

fn round_number(case: &mut Case, key: &str) -> bool {
    some((|| {
        let round = any(case, "/plan/rounds")?;
        let pointer = any_key(case, &format!("{round}/{key}"))?;
        Some(nudge(case, &pointer))
    })())
}

fn performers(case: &mut Case) -> bool {
    some((|| {
        let round = any(case, "/plan/rounds")?;
        let own = any(case, &format!("{round}/moves"))?;
        list(case, &format!("{own}/performers"))?
            .pop()
            .map(|_| true)
    })())
}

fn move_flag(case: &mut Case, key: &str) -> bool {
    some((|| {
        let round = any(case, "/plan/rounds")?;
        let own = any(case, &format!("{round}/moves"))?;
        Some(flip(case, &format!("{own}/{key}")))
    })())
}

fn margin(case: &mut Case) -> bool {
    some((|| {
        let round = any(case, "/plan/rounds")?;
        let own = any(case, &format!("{round}/margins"))?;
        Some(nudge(case, &format!("{own}/margin")))
    })())
}

fn against(case: &mut Case) -> bool {
    some((|| {
        let round = any(case, "/plan/rounds")?;
        let own = any(case, &format!("{round}/margins"))?;
        Some(flip(case, &format!("{own}/against/walk_out")))
    })())
}

fn stay(case: &mut Case) -> bool {
    some((|| {
        let own = any(case, "/plan/stay")?;
        Some(nudge(case, &format!("{own}/margin")))
    })())
}

fn belief(case: &mut Case) -> bool {
    some((|| {
        let round = any(case, "/plan/rounds")?;
        let own = any(case, &format!("{round}/beliefs"))?;
        let key = ["before", "after"][case.rng.below(2)];
        Some(nudge(case, &format!("{own}/{key}")))
    })())
}

fn chance(case: &mut Case) -> bool {
    some((|| {
        let round = any(case, "/plan/rounds")?;
        Some(nudge(case, &format!("{round}/chance")))
    })())
}

fn failure(case: &mut Case) -> bool {
    some((|| {
        let own = any(case, "/plan/failures")?;
        let told = case.result.pointer(&format!("{own}/chance"))?.as_f64()?;
        // Next to nothing is not told apart from nothing.
        (told > 1e-6).then_some(())?;
        Some(nudge(case, &format!("{own}/chance")))
    })())
}

fn residue(case: &mut Case) -> bool {
    some((|| {
        let own = any(case, "/plan/failures")?;
        let told = case.result.pointer(&format!("{own}/chance"))?.as_f64()?;
        (told > 1e-6).then_some(())?;
        let names = &case.problem.names.topics;
        let (_, topic) = names.entries().next()?;
        let residue = case
            .result
            .pointer_mut(&format!("{own}/residue"))?
            .as_object_mut()?;
        match residue.is_empty() {
            true => {
                let option = &topic.options[OptionId::new(1)].0;
                residue.insert(topic.id.clone(), json!(option));
            }
            false => residue.clear(),
        }
        Some(true)
    })())
}

fn settlement(case: &mut Case) -> bool {
    some((|| {
        let pointer = any_key(case, "/plan/settlement")?;
        let topic = pointer.rsplit('/').next()?.to_owned();
        other_option(case, &pointer, &topic)
    })())
}

/// A plan by itself, best found, then graded proved.
fn raised(case: &mut Case) -> bool {
    if !is(case, "plan") || case.result["claim"] != "concepts" {
        return false;
    }
    let was = case.result["options"]["alone"] == true;
    case.result["options"]["alone"] = json!(false);
    case.result["grade"]["status"] = json!("proved");
    was
}

fn within(case: &mut Case) -> bool {
    some((|| {
        let own = case.result.get_mut("within")?.as_object_mut()?;
        own.values_mut().for_each(|v| *v = json!(1e-6));
        Some(true)
    })())
}

fn most(case: &mut Case) -> bool {
    some((|| {
        let side = any_key(case, "/most")?;
        let own = case.result.pointer_mut(&side)?;
        *own = json!(own.as_f64()? - 0.5);
        Some(true)
    })())
}

/// Plans that are the best found, graded proved.
fn graded(case: &mut Case) -> bool {
    let found = is(case, "plan") && case.result["grade"]["status"] == "best_found";
    if found {
        case.result["grade"]["status"] = json!("proved");
    }
    found
}

fn steer_to(case: &mut Case) -> bool {
    if case.result["frontier"].as_array().is_none_or(Vec::is_empty) {
        return false;
    }
    some((|| {
        let pointer = any_key(case, "/options/to")?;
        let topic = pointer.rsplit('/').next()?.to_owned();
        other_option(case, &pointer, &topic)
    })())
}

/// Asked to begin with a topic that some plan does not begin with.
fn steer_first(case: &mut Case) -> bool {
    some((|| {
        let rounds = case
            .result
            .pointer("/frontier/0/rounds/0")?
            .as_array()?
            .clone();
        let names = case.problem.names.topics.iter();
        let moved = |id: &str| rounds.iter().any(|m| m["topic"] == id);
        let other = names.map(|t| t.id.clone()).find(|id| !moved(id))?;
        case.result.pointer("/options/first")?;
        case.result["options"]["first"] = json!([{"topic": other, "option": null}]);
        Some(true)
    })())
}

fn price(case: &mut Case) -> bool {
    some((|| {
        let concept = any_key(case, "/price_of_the_road")?;
        let pointer = any_key(case, &concept)?;
        Some(nudge(case, &pointer))
    })())
}
