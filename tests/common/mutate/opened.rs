//! Changes to what opens a road that make a claim false.

use serde_json::json;

use super::{Case, any, any_key, list, nudge, some};

/// Roads that there are without a test, or without a set of tests.
fn opened(case: &mut Case) -> Option<String> {
    ["/openings", "/block/lift_sets"]
        .iter()
        .find_map(|place| any(case, place))
}

pub fn gain(case: &mut Case) -> bool {
    some((|| {
        let own = opened(case)?;
        let side = any_key(case, &format!("{own}/gain"))?;
        Some(nudge(case, &side))
    })())
}

pub fn round_dropped(case: &mut Case) -> bool {
    some((|| {
        let own = opened(case)?;
        list(case, &format!("{own}/rounds"))?.pop().map(|_| true)
    })())
}

/// What a test opens is no more than what there is.
pub fn nothing_better(case: &mut Case) -> bool {
    some((|| {
        let own = any(case, "/openings")?;
        let concept = case
            .result
            .pointer("/options/concept")?
            .as_str()?
            .to_owned();
        let picked = case
            .result
            .pointer(&format!("/concepts/{concept}"))?
            .clone();
        for key in ["gain", "rounds"] {
            *case.result.pointer_mut(&format!("{own}/{key}"))? = picked.get(key)?.clone();
        }
        Some(true)
    })())
}

/// A set is told with a test more than it takes.
pub fn set_grown(case: &mut Case) -> bool {
    some((|| {
        let own = any(case, "/block/lift_sets")?;
        let set = list(case, &format!("{own}/lift"))?;
        let known = |test: &str| set.iter().any(|own| own["test"] == test);
        let more = ["moves_per_round", "trust", "enforcement"];
        let test = more.into_iter().find(|test| !known(test))?;
        set.push(json!({"test": test, "about": {}, "words": "more"}));
        Some(true)
    })())
}

/// A set is told without one of its tests.
pub fn set_shrunk(case: &mut Case) -> bool {
    some((|| {
        let own = any(case, "/block/lift_sets")?;
        let length = case
            .result
            .pointer(&format!("{own}/lift"))?
            .as_array()?
            .len();
        let at = case.rng.below(length.max(1));
        let set = list(case, &format!("{own}/lift"))?;
        (!set.is_empty()).then(|| set.remove(at))?;
        Some(true)
    })())
}
