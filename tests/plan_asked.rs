//! One concept's plan alone, where there is a road, none, or a side that can only lose; and covers, which leave out plans but never
//! an answer: always what the whole frontier says.

mod common;

use std::cell::Cell;

use common::program::{Run, json, run, winset};
use common::random::{For, Model, Rng};
use common::recursion::reached;
use common::seeds::{compiled, for_seeds, same};
use common::sequencing::{self, Talks};
use serde_json::Value;
use winset::base::Limits;
use winset::graph::Graph;
use winset::problem::{Problem, Settlement};
use winset::search::concept::{Concept, weights};
use winset::search::plan::{Goal, Road, Searcher, aspired};
use winset::study::{PlanAnswer, PlanExtent, PlanQuestion, plans, plans_asked};

fn asked(problem: &Problem, question: &PlanQuestion) -> PlanAnswer {
    plans_asked(problem, question, &Limits::none()).unwrap()
}

/// The roads that share a concept's best key, the answer first.
fn ties(answer: &PlanAnswer, concept: Concept) -> Vec<Road> {
    let own = answer.concepts.iter().find(|(c, _)| *c == concept);
    let places = own.map_or(&[][..], |(_, places)| places);
    places.iter().map(|i| answer.frontier[*i].clone()).collect()
}

/// The largest gain that a side which counts has anywhere on a frontier, the least of these.
fn least_ideal(problem: &Problem, frontier: &[Road]) -> f64 {
    let weights = weights(problem);
    let ideal = |side: usize| {
        let gains = frontier.iter().map(|road| road.gain[side]);
        gains.fold(f64::NEG_INFINITY, f64::max)
    };
    let counted = (0..weights.len()).filter(|side| weights[*side].to_f64() > 0.0);
    counted.map(ideal).fold(f64::INFINITY, f64::min)
}

#[test]
fn a_concept_alone_is_that_of_the_whole() {
    let (none, loses, gains_nothing) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let more = |count: &Cell<usize>, by: bool| count.set(count.get() + usize::from(by));
    let check = |seed: u64, model: &Model| {
        let mut problem = compiled(seed, model);
        if seed % 2 == 1 {
            // From somewhere on the way; what binds there may be a loss.
            let settlements: Vec<_> = reached(&problem).into_iter().collect();
            let from = &settlements[Rng::new(seed).below(settlements.len())];
            problem.steer.from = Some(from.clone());
        }
        let whole = plans(&problem, &Limits::none()).unwrap();
        let least = least_ideal(&problem, &whole.frontier);
        more(&none, whole.frontier.is_empty());
        more(&loses, least < -1e-9 && !whole.frontier.is_empty());
        more(&gains_nothing, least.abs() <= 1e-9);
        for concept in Concept::ALL {
            let question = PlanQuestion {
                alone: true,
                ..PlanQuestion::whole(concept)
            };
            let alone = asked(&problem, &question);
            same("no road", alone.is_none(), whole.is_none())?;
            same("proved", alone.is_proved(concept), true)?;
            same(concept.id(), ties(&alone, concept), ties(&whole, concept))?;
        }
        Ok(())
    };
    for_seeds(1_000, For::Plans, check);
    for_seeds(500, For::Breaches, check);
    if std::env::var_os("WINSET_SEED").is_none() {
        let seen = [none.get(), loses.get(), gains_nothing.get()];
        assert!(seen.iter().all(|n| *n > 4), "{seen:?}");
    }
}

#[test]
fn bounds_leave_every_best_plan() {
    let (told, silent) = (Cell::new(0), Cell::new(0));
    let check = |seed: u64, model: &Model| {
        let mut problem = compiled(seed, model);
        // Nobody doubts anybody; where a test or a forfeit stands in the way of adding up, bounds say nothing.
        let actors: Vec<_> = problem.actors.ids().collect();
        for (one, other) in actors
            .iter()
            .flat_map(|a| actors.iter().map(move |b| (*a, *b)))
        {
            problem.actors[one].trusts[other] = 1.0;
        }
        let whole = plans(&problem, &Limits::none()).unwrap();
        let ideals = (0..problem.consenting.len()).map(|side| {
            let gains = whole.frontier.iter().map(|road| road.gain[side]);
            gains.fold(f64::NEG_INFINITY, f64::max)
        });
        let ideals: Vec<f64> = ideals.collect();
        for concept in Concept::ALL {
            let Some(goal) = Goal::new(concept, &weights(&problem), Some(&ideals)) else {
                continue;
            };
            let Some(found) = aspired(&problem, &goal, &Limits::none()).unwrap() else {
                silent.set(silent.get() + 1);
                continue;
            };
            told.set(told.get() + 1);
            for road in ties(&whole, concept) {
                same(concept.id(), found.contains(&road), true)?;
            }
            let best = |roads: &[Road]| {
                let values = roads.iter().map(|road| goal.value(&road.gain));
                values.fold(f64::NEG_INFINITY, f64::max)
            };
            let far = (best(&found) - best(&whole.frontier)).abs();
            same(
                "value",
                far <= 1e-8 * best(&whole.frontier).abs().max(1.0),
                true,
            )?;
        }
        Ok(())
    };
    for_seeds(1_000, For::Plans, check);
    if std::env::var_os("WINSET_SEED").is_none() {
        assert!(
            told.get() > 500 && silent.get() > 100,
            "{told:?} {silent:?}"
        );
    }
}

/// North gains by both topics; what they are worth to south, and the least for which it would sign.
fn gift(a: &str, b: &str, min_gain: &str) -> String {
    format!(
        "winset: 1\ntopics:\n  a: {{options: [none, some, all], binding: true}}\n  b: [none, done]\nactors:\n  \
         north: {{interests: {{a: [4, 6], b: 1}}}}\n  \
         south: {{interests: {{a: {a}, b: {b}}}, min_gain: {min_gain}}}\n\
         talks: {{step_gain: false, enforcement: false, trust: 1}}\n"
    )
}

const ALONE: [&str; 3] = ["--alone", "--concept", "kalai-smorodinsky"];

#[test]
fn shares_of_what_is_best_end_to_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gift.yaml");
    let path = path.to_str().unwrap();
    for (a, b, min_gain, from, code) in [
        // Bound to a loss that the rest only makes up for in part; not enough to sign; nothing to gain; something.
        ("[-1, -4]", "0.5", "-5", "a=some", 0),
        ("[-6, -8]", "-1", "0.5", "a=none", 1),
        ("[0, 0]", "0", "0", "a=none", 0),
        ("[1, 0.5]", "0", "0", "a=none", 0),
    ] {
        std::fs::write(path, gift(a, b, min_gain)).unwrap();
        let question = ["plan", path, "--from", from];
        let (whole, whole_code) = json(&question);
        let (alone, alone_code) = json(&[&question, &ALONE[..]].concat());
        assert_eq!((whole_code, alone_code), (Some(code), Some(code)));
        let status = if code == 1 { "none" } else { "proved" };
        assert_eq!(alone["grade"]["status"], status, "{a}");
        for key in ["gain", "rounds", "ties"] {
            let own = |answer: &Value| answer["concepts"]["kalai-smorodinsky"][key].clone();
            assert_eq!(own(&alone), own(&whole), "{a}");
            assert_eq!(own(&alone).is_null(), code == 1);
        }
    }
    // Where somebody can only lose, shares of ideals say little: the frontier is asked after all.
    let mut problem = common::problem("gift", &gift("[-1, -4]", "0.5", "-5"));
    problem.steer.from = Some(Settlement::from_indices([1, 0]));
    let question = PlanQuestion {
        alone: true,
        ..PlanQuestion::whole(Concept::KalaiSmorodinsky)
    };
    let alone = asked(&problem, &question);
    let whole = plans(&problem, &Limits::none()).unwrap();
    assert!(least_ideal(&problem, &whole.frontier) < -0.1);
    assert_eq!(alone.extent, PlanExtent::Whole);
    assert_eq!(alone.frontier, whole.frontier);
}

#[test]
fn no_road_is_told_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gift.yaml");
    std::fs::write(&path, gift("[-6, -8]", "-1", "0.5")).unwrap();
    let told = run(&[&["plan", path.to_str().unwrap()], &ALONE[..]].concat());
    assert_eq!(told.code, Some(1));
    assert!(
        told.out.contains("no road") || told.out.contains("No road"),
        "{}",
        told.out
    );
}

// ---- covers ----

/// Is every plan of the frontier within the margins of one of a list?
fn covers(list: &[Road], frontier: &[Road], margin: &[f64]) -> Result<(), String> {
    for road in frontier {
        let stands_for = |other: &Road| {
            let sides = other.gain.iter().zip(&road.gain).zip(margin);
            sides.into_iter().all(|((o, g), m)| *g <= o + m + 1e-9)
        };
        if !list.iter().any(stands_for) {
            return Err(format!("{road:?} is left open by {list:?}"));
        }
    }
    Ok(())
}

#[test]
fn nothing_is_left_open_by_a_cover() {
    let fewer = Cell::new(0);
    for_seeds(1_000, For::Plans, |seed, model| {
        let problem = compiled(seed, model);
        if problem.consenting.len() != 2 {
            return Ok(());
        }
        let graph = Graph::expand(&problem, &Limits::none()).unwrap();
        let searcher = Searcher::new(&problem, &graph);
        let whole = searcher.frontier(None, &Limits::none()).roads;
        let margin = [0.3, 1.5][seed as usize % 2];
        let cover = searcher
            .bounding_from(0)
            .frontier(Some([margin; 2]), &Limits::none());
        same("stopped", cover.stopped, None)?;
        same("empty", cover.roads.is_empty(), whole.is_empty())?;
        fewer.set(fewer.get() + usize::from(cover.roads.len() < whole.len()));
        // What it lists is on the frontier.
        covers(&whole, &cover.roads, &[0.0; 2])?;
        covers(&cover.roads, &whole, &[margin; 2])
    });
    if std::env::var_os("WINSET_SEED").is_none() {
        assert!(fewer.get() > 50, "{}", fewer.get());
    }
}

/// A cover of a model lists the plan of every concept.
fn lists_every_answer(problem: &Problem, share: f64) -> PlanExtent {
    let whole = plans(problem, &Limits::none()).unwrap();
    let question = PlanQuestion {
        within: Some(share),
        ..PlanQuestion::whole(Concept::Nash)
    };
    let cover = asked(problem, &question);
    for concept in Concept::ALL {
        assert!(cover.is_proved(concept), "{concept:?}");
        assert_eq!(ties(&cover, concept), ties(&whole, concept), "{concept:?}");
    }
    if let PlanExtent::Within(margin) = &cover.extent {
        covers(&cover.frontier, &whole.frontier, margin).unwrap();
        assert!(cover.frontier.len() < whole.frontier.len());
    }
    cover.extent
}

#[test]
fn a_cover_lists_the_plan_of_every_concept() {
    let mut covered = 0;
    for seed in 0..6 {
        let talks = [Talks::Trusting, Talks::Doubtful][seed as usize % 2];
        let text = sequencing::text(12 + seed as usize % 2, 2, 0, talks, 40 + seed);
        let problem = common::problem("sequencing", &text);
        let share = [0.02, 0.1, 0.4][seed as usize % 3];
        let extent = lists_every_answer(&problem, share);
        covered += usize::from(matches!(extent, PlanExtent::Within(_)));
    }
    assert!(covered > 2, "{covered}");
}

#[test]
fn a_cover_of_a_shipped_model_is_its_answer() {
    let model = "models/two-valleys.yaml";
    let (whole, _) = json(&["plan", model]);
    let told = Run::from(&mut winset(&["plan", model, "--json", "--within", "0.1"]));
    assert_eq!(told.code, Some(0));
    let cover = told.json();
    assert_eq!(cover["concepts"], whole["concepts"]);
}
