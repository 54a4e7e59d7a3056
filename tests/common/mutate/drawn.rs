//! Changes to graphs that make a claim false.

use serde_json::json;

use super::{Case, any, flip, is, list, other_option, some};

/// One exchange drawn, at random.
fn edge(case: &mut Case) -> Option<String> {
    any(case, "/edges")
}

pub fn exchange_dropped(case: &mut Case) -> bool {
    let length = case.result["edges"].as_array().map_or(0, Vec::len);
    let at = case.rng.below(length.max(1));
    list(case, "/edges").is_some_and(|own| !own.is_empty() && !own.remove(at).is_null())
}

pub fn exchange_twice(case: &mut Case) -> bool {
    let length = case.result["edges"].as_array().map_or(0, Vec::len);
    let at = case.rng.below(length.max(1));
    let Some(own) = list(case, "/edges").filter(|own| !own.is_empty()) else {
        return false;
    };
    let again = own[at].clone();
    own.insert(at, again);
    true
}

/// The last settlement, and what leads there.
pub fn settlement_dropped(case: &mut Case) -> bool {
    let Some(nodes) = list(case, "/nodes").filter(|own| own.len() > 1) else {
        return false;
    };
    nodes.pop();
    let last = nodes.len();
    if let Some(edges) = list(case, "/edges") {
        edges.retain(|own| own["to"] != last);
    }
    true
}

pub fn settlement_option(case: &mut Case) -> bool {
    some((|| {
        let node = any(case, "/nodes")?;
        let topics: Vec<_> = case.problem.names.topics.iter().map(|t| &t.id).collect();
        let topic = topics[case.rng.below(topics.len())];
        other_option(case, &format!("{node}/settlement/{topic}"), topic)
    })())
}

pub fn exchange_move(case: &mut Case) -> bool {
    some((|| {
        let edge = edge(case)?;
        let own = any(case, &format!("{edge}/moves"))?;
        let topic = case.result.pointer(&format!("{own}/topic"))?;
        let topic = topic.as_str()?.to_owned();
        other_option(case, &format!("{own}/option"), &topic)
    })())
}

pub fn exchange_moved(case: &mut Case) -> bool {
    some((|| {
        let edge = edge(case)?;
        let end = ["from", "to"][case.rng.below(2)];
        let own = case.result.pointer_mut(&format!("{edge}/{end}"))?;
        *own = json!(own.as_u64()? + 1);
        Some(true)
    })())
}

pub fn depth(case: &mut Case) -> bool {
    some((|| {
        let node = any(case, "/nodes")?;
        let own = case.result.pointer_mut(&format!("{node}/depth"))?;
        *own = json!(own.as_u64()? + 1);
        Some(true)
    })())
}

pub fn node_flag(case: &mut Case, key: &str) -> bool {
    let node = any(case, "/nodes");
    node.is_some_and(|node| flip(case, &format!("{node}/{key}")))
}

pub fn edge_flag(case: &mut Case) -> bool {
    let edge = edge(case);
    edge.is_some_and(|edge| flip(case, &format!("{edge}/on_plan")))
}

/// The plan marked ends one exchange earlier.
pub fn plan_cut(case: &mut Case) -> bool {
    let Some(edges) = list(case, "/edges") else {
        return false;
    };
    let Some(last) = edges.iter_mut().rev().find(|own| own["on_plan"] == true) else {
        return false;
    };
    last["on_plan"] = json!(false);
    let to = last["to"].as_u64().unwrap_or_default();
    case.result["nodes"][to as usize]["on_plan"] = json!(false);
    true
}

/// No plan is marked, and said to be none.
pub fn plan_unmarked(case: &mut Case) -> bool {
    if !is(case, "graph") || case.result["plan"]["status"] == "none" {
        return false;
    }
    case.result["plan"]["status"] = json!("none");
    for part in ["/nodes", "/edges"] {
        for own in list(case, part).into_iter().flatten() {
            own["on_plan"] = json!(false);
        }
    }
    true
}

/// Another plan is marked: the first exchanges that lead to an end.
pub fn plan_other(case: &mut Case) -> bool {
    if !is(case, "graph") {
        return false;
    }
    let before = case.result["edges"].clone();
    let edges = before.as_array().cloned().unwrap_or_default();
    if edges.is_empty() {
        return false;
    }
    for part in ["/nodes", "/edges"] {
        for own in list(case, part).into_iter().flatten() {
            own["on_plan"] = json!(false);
        }
    }
    let mut at = 0;
    case.result["nodes"][0]["on_plan"] = json!(true);
    loop {
        let on = |own: &serde_json::Value| own["from"] == at;
        let leading: Vec<usize> = (0..edges.len()).filter(|i| on(&edges[*i])).collect();
        let Some(next) = leading.get(case.rng.below(leading.len().max(1))) else {
            break;
        };
        at = edges[*next]["to"].as_u64().unwrap_or_default() as usize;
        case.result["edges"][*next]["on_plan"] = json!(true);
        case.result["nodes"][at]["on_plan"] = json!(true);
    }
    // That may be the plan that was marked, or nothing is worse about it than the tie rule knows.
    case.result["edges"] != before
}
