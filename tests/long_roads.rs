//! Plans over ladders of twenty rungs and more (tariffs, troops, kilometres), with choices beside them, one to four moves a round and
//! up to six actors: the whole frontier against plain recursion where models are small enough, and the program end to end on
//! larger ones.

mod common;

use common::ids::Ids;
use common::ladders::{Shape, text};
use common::program::{Run, winset};
use common::roads::{road_holds, roads_agree};
use winset::base::Limits;
use winset::search::concept::{Concept, best, weights};
use winset::study::{PlanAnswer, PlanExtent, PlanQuestion, plans, plans_asked};

/// What came of many models of a shape.
#[derive(Debug, Default)]
struct Seen {
    /// Models that have a road.
    open: usize,
    /// Models compared with plain recursion.
    compared: usize,
    /// Rounds of the longest plan.
    longest: usize,
    /// Plans of the largest frontier.
    most: usize,
}

/// Plans that plain recursion can be asked for.
const FEW: usize = 300;

/// The frontiers of so many models of a shape: judged, and compared with plain recursion where it can be had.
fn agree(shape: Shape, seeds: u64) -> Seen {
    let mut seen = Seen::default();
    for seed in 0..seeds {
        let text = text(&shape, seed);
        let name = format!("{shape:?} {seed}");
        let problem = common::problem(&name, &text);
        let answer = plans(&problem, &Limits::none()).unwrap();
        assert_eq!(answer.extent, PlanExtent::Whole, "{name}");
        assert!(answer.breaches_checked, "{name}");
        let rounds = answer.frontier.iter().map(|road| road.rounds.len());
        seen.longest = seen.longest.max(rounds.max().unwrap_or(0));
        seen.most = seen.most.max(answer.frontier.len());
        seen.open += usize::from(!answer.frontier.is_empty());
        let found = match answer.frontier.len() <= FEW {
            true => {
                seen.compared += 1;
                roads_agree(&problem, &answer.frontier)
            }
            false => {
                let mut roads = answer.frontier.iter();
                roads.try_for_each(|road| road_holds(&problem, road))
            }
        };
        found.unwrap_or_else(|why| panic!("{name}: {why}\n{text}"));
    }
    seen
}

/// The same in doubt.
fn in_doubt(shape: Shape) -> Shape {
    Shape {
        doubt: true,
        ..shape
    }
}

#[test]
fn rung_by_rung_on_two_ladders() {
    let shape = Shape {
        ladders: &[21, 21],
        width: 2,
        ..Shape::BARE
    };
    let plain = agree(shape, 6);
    let doubt = agree(in_doubt(shape), 20);
    assert!(plain.open == 6 && plain.compared > 1, "{plain:?}");
    assert!(doubt.open > 5 && doubt.compared > 12, "{doubt:?}");
    assert!(plain.longest.min(doubt.longest) > 30);
    assert!(plain.most > 1_000, "{plain:?}");
}

#[test]
fn one_move_a_round() {
    let shape = Shape {
        ladders: &[31],
        measures: 2,
        ..Shape::BARE
    };
    let plain = agree(shape, 24);
    let two = Shape {
        ladders: &[25, 4],
        ..shape
    };
    let doubt = agree(in_doubt(two), 30);
    assert!(plain.open == 24 && plain.compared == 24, "{plain:?}");
    assert!(doubt.open == 30 && doubt.compared > 25, "{doubt:?}");
    assert!(doubt.longest > 20, "{doubt:?}");
}

#[test]
fn climbing_many_rungs_at_once() {
    let shape = Shape {
        ladders: &[26],
        climb: true,
        choices: 1,
        measures: 1,
        width: 3,
        ..Shape::BARE
    };
    let plain = agree(shape, 24);
    let doubt = agree(in_doubt(shape), 30);
    let two = Shape {
        ladders: &[21, 5],
        choices: 0,
        width: 2,
        ..shape
    };
    let two = agree(in_doubt(two), 16);
    assert!(plain.open == 24 && plain.compared > 20, "{plain:?}");
    assert!(doubt.open == 30 && doubt.compared > 25, "{doubt:?}");
    assert!(two.open == 16 && two.compared > 12, "{two:?}");
}

#[test]
fn three_parties_at_once() {
    let shape = Shape {
        ladders: &[21, 4, 3],
        width: 3,
        parties: 3,
        ..Shape::BARE
    };
    let plain = agree(shape, 6);
    let climbing = Shape {
        climb: true,
        ..shape
    };
    let doubt = agree(in_doubt(climbing), 6);
    assert!(plain.open == 6 && plain.compared > 0, "{plain:?}");
    assert!(doubt.open == 6 && doubt.compared > 3, "{doubt:?}");
}

#[test]
fn six_actors() {
    let shape = Shape {
        ladders: &[21],
        choices: 1,
        measures: 2,
        guarantors: 1,
        bystanders: 3,
        width: 4,
        ..Shape::BARE
    };
    let two = agree(in_doubt(shape), 32);
    let three = Shape {
        ladders: &[21, 3],
        measures: 1,
        parties: 3,
        guarantors: 2,
        bystanders: 1,
        ..shape
    };
    let three = agree(in_doubt(three), 6);
    assert!(two.open == 32 && two.compared == 32, "{two:?}");
    assert!(three.open == 6 && three.compared > 2, "{three:?}");
}

// ---- larger ----

/// Three ladders of twenty-four rungs.
const LADDERS: Shape = Shape {
    ladders: &[25, 25, 25],
    width: 2,
    ..Shape::BARE
};

/// Six actors, four of whom consent, over eight topics.
const SIX: Shape = Shape {
    ladders: &[3, 3, 3],
    choices: 2,
    measures: 3,
    parties: 3,
    guarantors: 1,
    bystanders: 2,
    width: 3,
    ..Shape::BARE
};

/// Four moves a round.
const WIDE: Shape = Shape {
    ladders: &[7],
    choices: 2,
    measures: 5,
    width: 4,
    ..Shape::BARE
};

/// What is asked with so many threads.
fn on<T: Send>(threads: usize, ask: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build().unwrap().install(ask)
}

/// The plan of every concept of a larger model: proved, judged, the same on one thread and on two, and none better by a concept
/// than its own; says how many rounds the longest has.
fn every_concept(shape: Shape, seed: u64) -> usize {
    let concepts = [Concept::Nash, Concept::Egalitarian, Concept::Utilitarian];
    let problem = common::problem("larger", &text(&shape, seed));
    let found = concepts.map(|concept| {
        let question = PlanQuestion {
            alone: true,
            ..PlanQuestion::whole(concept)
        };
        let ask = || plans_asked(&problem, &question, &Limits::none()).unwrap();
        let (one, two) = (on(1, ask), on(2, ask));
        let told = |answer: &PlanAnswer| (answer.frontier.clone(), answer.concepts.clone());
        assert_eq!(told(&one), told(&two));
        assert!(one.is_proved(concept) && one.breaches_checked);
        let road = &one.frontier[one.answer(concept).unwrap()];
        road_holds(&problem, road).unwrap();
        road.clone()
    });
    let gains: Vec<Vec<f64>> = found.iter().map(|road| road.gain.clone()).collect();
    for (place, concept) in concepts.into_iter().enumerate() {
        let best = best(concept, &gains, &weights(&problem));
        assert!(best.contains(&place), "{concept:?} {gains:?}");
    }
    let rounds = found.iter().map(|road| road.rounds.len());
    rounds.max().unwrap()
}

#[test]
fn three_ladders_of_twenty_four_rungs() {
    assert!(every_concept(LADDERS, 0) > 30);
    for seed in [0, 2] {
        assert!(every_concept(in_doubt(LADDERS), seed) > 20);
    }
    let climb = Shape {
        climb: true,
        width: 1,
        ..LADDERS
    };
    assert!(every_concept(climb, 0) > 2);
    let two = Shape {
        ladders: &[25, 25],
        climb: true,
        ..LADDERS
    };
    assert!(every_concept(in_doubt(two), 0) > 2);
}

#[test]
fn six_actors_and_eight_topics() {
    for seed in 0..2 {
        assert!(every_concept(SIX, seed) > 2);
        assert!(every_concept(in_doubt(SIX), seed) > 2);
    }
}

#[test]
fn four_moves_a_round() {
    for seed in 0..2 {
        assert!(every_concept(WIDE, seed) > 2);
        assert!(every_concept(in_doubt(WIDE), seed) > 2);
    }
}

/// A model through the program: the same bytes on one thread and on two, and plans that the judge lets pass.
fn whole(shape: Shape, seed: u64) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.yaml");
    let text = text(&shape, seed);
    std::fs::write(&path, &text).unwrap();
    let run = |threads: &str| {
        let mut command = winset(&["plan", path.to_str().unwrap(), "--json"]);
        Run::from(command.env("RAYON_NUM_THREADS", threads))
    };
    let (one, two) = (run("1"), run("2"));
    assert_eq!(one.code, Some(0), "{}{}", one.err, one.out);
    assert_eq!(one.out, two.out);
    let answer = one.json();
    assert_eq!(answer["grade"]["status"], "proved");
    let problem = common::problem("whole", &text);
    let ids = Ids(&problem);
    let plans = answer["frontier"].as_array().unwrap();
    for plan in plans {
        ids.judged_plan(plan);
    }
    plans.len()
}

#[test]
fn the_program_end_to_end() {
    assert!(whole(WIDE, 0) > 10);
    assert!(whole(in_doubt(WIDE), 0) > 10);
    assert!(whole(LADDERS, 3) > 50);
    assert!(whole(in_doubt(LADDERS), 0) > 10);
}
