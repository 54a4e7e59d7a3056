//! The judge on models small enough to be worked by hand: readings of SEMANTICS that no published fixture decides, and every fault.

mod common;

use winset::base::{ActorSet, Id, OptionId, Points, TopicId};
use winset::check::{
    Alternative, Deficit, ExchangeFault, PlanFault, Stage, Temptation, admissible, changes,
    enumerate_packages, judge_frontier, judge_package, judge_plan, stay_temptations, temptations,
};
use winset::problem::{Problem, Settlement};

fn moves(pairs: &[(usize, usize)]) -> Vec<(TopicId, OptionId)> {
    let pairs = pairs.iter();
    pairs
        .map(|(t, o)| (TopicId::new(*t), OptionId::new(*o)))
        .collect()
}

fn at(indices: &[usize]) -> Settlement {
    Settlement::from_indices(indices.iter().copied())
}

fn retract(topics: &[usize]) -> Alternative {
    breach(&[], topics)
}

fn breach(withheld: &[usize], retracted: &[usize]) -> Alternative {
    let ids = |topics: &[usize]| topics.iter().map(|t| TopicId::new(*t)).collect();
    Alternative::Breach {
        withheld: ids(withheld),
        retracted: ids(retracted),
    }
}

fn tempts(found: &Temptation, worth: f64, alternative: Alternative) {
    assert!((found.worth - worth).abs() < 1e-12, "{found:?}");
    assert_eq!(found.alternative, alternative);
    assert!(found.checked);
}

/// A road and a supply of water that is worth 4 to the south; δ = 0.9 and everybody is trusted.
fn road(road: &str, south: &str) -> Problem {
    let text = format!(
        "winset: 1
topics:
  road: {road}
  water: {{options: [none, flows], by: [north], detected_in: 9}}
actors:
  north: {{interests: {{water: 1}}}}
  south: {{interests: {{water: 4, {south}}}}}
talks: {{patience: 0.9, trust: 1, step_gain: false}}
"
    );
    common::problem("road", &text)
}

/// §3.6: a choice, too, is retracted only by who performs its option.
#[test]
fn only_a_performer_retracts_a_choice() {
    let seat = |by| {
        let topic = format!("{{options: [none, left], moves: choice, detected_in: 3, by: {by}}}");
        stay_temptations(&road(&topic, "road: -1"), &at(&[1, 1]))
    };
    tempts(&seat("[north]")[1], 0.0, Alternative::WalkOut);
    // 0.9³ = 0.729: the water, worth 4, goes on flowing for three rounds.
    tempts(&seat("[north, south]")[1], 0.271 * 4.0, retract(&[0]));
}

/// §3.6: a topic that others change falls from where it stands after the round, and what stands on the rung is noticed too.
#[test]
fn a_topic_that_others_climb_falls_from_the_top() {
    let topic = "{options: [none, {id: half, by: [south], detected_in: 5}, \
                 {id: full, by: [north], detected_in: 2}]}";
    let problem = road(topic, "road: [-1, -2]");
    let found = temptations(&problem, &at(&[1, 1]), &at(&[2, 1]));
    tempts(&found[1], 0.19 * 4.0, retract(&[0]));
}

/// §3.6: withholding the upper rung and retracting the lower is noticed as soon as the sooner of the two.
#[test]
fn withheld_and_retracted_is_noticed_by_the_sooner() {
    let topic =
        "{options: [none, {id: half, detected_in: 2}, {id: full, detected_in: 4}], by: [south]}";
    let problem = road(topic, "road: [-10, -20]");
    let found = temptations(&problem, &at(&[1, 1]), &at(&[2, 1]));
    tempts(&found[1], 0.19 * 4.0, breach(&[0], &[0]));
    // The whole rung falls: retracting is the same from one rung higher, but noticed by the soonest of all that fall.
    let stay = stay_temptations(&problem, &at(&[2, 1]));
    tempts(&stay[1], 0.19 * 4.0, retract(&[0]));
}

#[test]
fn without_enforcement_only_walking_out_tempts() {
    let mut problem = road("{options: [none, left], by: [south]}", "road: -1");
    problem.talks.enforcement = false;
    let found = stay_temptations(&problem, &at(&[1, 1]));
    tempts(&found[1], 0.0, Alternative::WalkOut);
}

const TALKS: &str = "winset: 1
topics:
  crossing: {options: [closed, {id: trial, private: true}, {id: open, after: {lists: swapped}}], detected_in: 2}
  lists: {options: [kept, {id: swapped, honour: 0.4, by: [north], test: {about: north, passes: {reliable: 1, unreliable: 0.5}}}]}
  seat: {unsettled: true, options: [east, west]}
  water: {options: [none, {id: some, binding: true}, flows], moves: ladder, by: [north]}
actors:
  north: {interests: {crossing: [2, 4], seat: [1, 0], water: [-1, -3]}, trusts: {south: 1}, credit: 0}
  south:
    interests: {crossing: [-1, -1], seat: [0, 1], water: [3, 9], lists: 1}
    trusts: {north: 1}
    red_lines:
      - {id: first, before: {water: flows}, need: {seat: [east, west]}}
      - {id: sure, before: {crossing: open}, trust_in: north, trust: 0.8}
rules:
  - {id: dry, scope: always, if: {crossing: open}, then: {water: some..}}
hazards:
  - {id: spoiler, when: {lists: swapped}, chance: 0.1}
talks: {moves_per_round: 2, patience: 0.9, observer: {north: 0.5, south: 0.75}}
";

#[test]
fn every_exchange_fault_is_named() {
    let mut problem = common::problem("talks", TALKS);
    let north = problem.consenting[0];
    let fault = |problem: &Problem, from: &[usize], to: &[(usize, usize)]| {
        admissible(problem, &at(from), &moves(to)).unwrap_err()
    };
    let quo = [0, 0, 0, 0];
    let (topic, option) = (TopicId::new, OptionId::new);
    use ExchangeFault::*;
    assert_eq!(fault(&problem, &quo, &[]), NoMoves);
    assert_eq!(
        fault(&problem, &quo, &[(0, 1), (1, 1), (2, 1)]),
        TooManyMoves { moves: 3 }
    );
    assert_eq!(fault(&problem, &quo, &[(0, 1), (0, 2)]), Twice(topic(0)));
    assert_eq!(
        fault(&problem, &quo, &[(0, 3)]),
        Unknown(topic(0), option(3))
    );
    assert_eq!(
        fault(&problem, &quo, &[(9, 1)]),
        Unknown(topic(9), option(1))
    );
    assert_eq!(fault(&problem, &quo, &[(0, 0)]), Move(topic(0), option(0)));
    assert_eq!(fault(&problem, &quo, &[(3, 2)]), Move(topic(3), option(2)));
    assert_eq!(
        fault(&problem, &[0, 0, 1, 0], &[(2, 2)]),
        Move(topic(2), option(2))
    );
    assert!(matches!(fault(&problem, &quo, &[(0, 2)]), Breaks(_)));
    assert_eq!(
        fault(&problem, &quo, &[(0, 2), (3, 1)]),
        After(topic(0), option(2))
    );
    assert_eq!(fault(&problem, &[0, 0, 0, 1], &[(3, 2)]), Order(0));
    let (actor, shortfall) = (north, Points::whole(1));
    assert_eq!(
        fault(&problem, &quo, &[(3, 1)]),
        StepGain { actor, shortfall }
    );
    problem.actors[north].step_gain = None;
    assert_eq!(
        fault(&problem, &quo, &[(3, 1)]),
        Credit { actor, shortfall }
    );
    let south = problem.consenting[1];
    problem.actors[south].trusts[north] = 0.2;
    // Odds of 1/4, times 1/0.4 for the lists, 1/0.5 for the test passed, and for some water a third of the north's stake.
    let low = fault(&problem, &[1, 1, 0, 1], &[(0, 2)]);
    let odds = 0.25 / 0.4 / 0.5 / 10f64.powf(-1.0 / 3.0);
    let belief = odds / (1.0 + odds);
    assert!(
        matches!(low, Trust { rule: 1, shortfall } if (shortfall - (0.8 - belief)).abs() < 1e-12)
    );
}

#[test]
fn a_plan_is_told_in_full() {
    let mut problem = common::problem("talks", TALKS);
    // The south would take the trial back at once; here it is enough that nobody walks out.
    problem.talks.enforcement = false;
    let rounds = [moves(&[(0, 1), (3, 1)]), moves(&[(1, 1), (2, 1)])];
    let verdict = judge_plan(&problem, &rounds).unwrap();
    assert!(verdict.breaches_checked());
    let [first, second] = &verdict.rounds[..] else {
        panic!("two rounds")
    };
    assert_eq!(first.worth_after, [Points::whole(1), Points::whole(2)]);
    assert_eq!(second.residue.at(TopicId::new(3)), OptionId::new(1));
    assert_eq!(second.residue.at(TopicId::new(0)), OptionId::STATUS_QUO);
    let south = problem.consenting[1];
    let trial = first.moves[0];
    assert_eq!(trial.performers, ActorSet::EMPTY.with(south));
    assert!(trial.private && !trial.binding && !trial.escrowed && trial.in_force);
    assert_eq!(
        first.changes,
        changes(&problem, &first.before, &first.after)
    );
    assert_eq!(first.beliefs, [[1.0, 1.0], [1.0, 1.0]]);
    // §3.8: each loses its whole stake of one topic or a third of it: the trial costs the south all of 1, some water the north 1 of 3.
    let north_keeps = 0.5 + 0.5 * 10f64.powf(-1.0 / 3.0);
    let south_keeps = 0.75 + 0.25 * 0.1;
    assert!((first.honoured - north_keeps * south_keeps).abs() < 1e-12);
    assert_eq!(first.survives, 1.0);
    // The water that flows says something of the north; then the lists and the test.
    let odds = 1.0 / 10f64.powf(-1.0 / 3.0);
    let b = odds / (1.0 + odds);
    let expected = (b + (1.0 - b) * 0.4) * (b + (1.0 - b) * 0.5);
    // The east seat costs nobody anything, so all who care about it perform it, and would whatever they are.
    assert!((second.honoured - expected).abs() < 1e-12);
    assert!((second.survives - 0.9).abs() < 1e-12);
    // Staying: u = 2 and 3, R = −1 and 3, c = 0.1 and δ = 0.9.
    let stay = |u: f64, r: f64| (0.1 * u + 0.09 * r) / 0.19;
    assert!((verdict.end.values[0] - stay(2.0, -1.0)).abs() < 1e-12);
    assert!((verdict.end.values[1] - stay(3.0, 3.0)).abs() < 1e-12);
    assert_eq!(verdict.gains, verdict.values);
}

#[test]
fn a_plan_that_is_none_says_where_and_why() {
    let problem = common::problem("talks", TALKS);
    let PlanFault::End(verdict) = judge_plan(&problem, &[]).unwrap_err() else {
        panic!("talks may not end where they start")
    };
    assert!(verdict.is_status_quo);
    assert_eq!(verdict.unsettled, [TopicId::new(2)]);
    let rounds = [moves(&[(0, 1), (3, 1)]), moves(&[(3, 2)])];
    let fault = judge_plan(&problem, &rounds).unwrap_err();
    let expected = ExchangeFault::Order(0);
    assert_eq!(
        fault,
        PlanFault::Exchange {
            round: 1,
            fault: expected
        }
    );
}

/// A swap of things worth 1 to who gives and 2 to who gets, noticed late.
fn swap(detected_in: u32, talks: &str) -> Problem {
    let text = format!(
        "winset: 1
topics:
  a: {{options: [kept, given], detected_in: {detected_in}, binding: true}}
  b: {{options: [kept, given], binding: true}}
actors:
  north: {{interests: {{a: -1, b: 2}}}}
  south: {{interests: {{a: 2, b: -1}}}}
talks: {{patience: 0.9, trust: 1, {talks}}}
"
    );
    common::problem("swap", &text)
}

#[test]
fn cheating_pays_where_nothing_unwinds() {
    let both = [moves(&[(0, 1), (1, 1)])];
    let PlanFault::BetterOff {
        stage,
        actor,
        alternative,
        shortfall,
    } = judge_plan(&swap(3, "enforcement: true"), &both).unwrap_err()
    else {
        panic!("the north keeps what it gets")
    };
    assert_eq!(stage, Stage::Round(0));
    assert_eq!((actor.index(), alternative), (0, breach(&[0], &[])));
    assert!((shortfall - 1.0).abs() < 1e-12);
    assert!(judge_plan(&swap(3, "enforcement: false"), &both).is_ok());
}

/// Eighteen things at once can be withheld in 2^18 ways: too many to look at, and the verdict says so.
#[test]
fn what_is_not_checked_is_not_claimed() {
    let mut text = String::from("winset: 1\ntopics:\n");
    (0..18).for_each(|i| text += &format!("  t{i}: {{options: [kept, given], by: [north]}}\n"));
    text += "actors:\n  north: {interests: {t0: 1}}\n  south: {interests: {t1: 1}}\n";
    text += "talks: {moves_per_round: 18, trust: 1}\n";
    let problem = common::problem("many", &text);
    let all: Vec<(usize, usize)> = (0..18).map(|t| (t, 1)).collect();
    let verdict = judge_plan(&problem, &[moves(&all)]).unwrap();
    assert!(!verdict.breaches_checked());
    let round = &verdict.rounds[0];
    assert!(!round.margins[0].checked && round.margins[1].checked);
    assert_eq!(round.margins[0].against, Alternative::WalkOut);
}

#[test]
fn a_frontier_that_is_none_says_which_entry_and_why() {
    let problem = swap(1, "enforcement: true");
    let all = enumerate_packages(&problem, 4).unwrap();
    assert_eq!((all.settlements, all.packages), (4, 1));
    assert_eq!(enumerate_packages(&problem, 3), None);
    assert_eq!(judge_frontier(&problem, &all.frontier), Ok(()));
    let (gain, both) = all.frontier[0].clone();
    let judge =
        |entries: &[(Vec<Points>, Settlement)]| judge_frontier(&problem, entries).unwrap_err();
    let better = vec![Points::whole(1), Points::whole(2)];
    let claims = judge(&[(better, both.clone())]);
    assert!(
        matches!(claims, Deficit::Gain { entry: 0, claimed, earned, .. }
        if claimed == Points::whole(2) && earned == Points::whole(1))
    );
    assert_eq!(judge(&[(gain.clone(), at(&[1]))]), Deficit::Malformed(0));
    assert_eq!(judge(&[(gain.clone(), at(&[1, 7]))]), Deficit::Malformed(0));
    let lone = judge_package(&problem, &at(&[1, 0]));
    assert!(!lone.is_package());
    let claimed = lone.gains.clone();
    assert_eq!(
        judge(&[(claimed, at(&[1, 0]))]),
        Deficit::NotAPackage(0, lone)
    );
    let twice = [(gain.clone(), both.clone()), (gain, both)];
    assert_eq!(judge(&twice), Deficit::Dominated { entry: 0, by: 1 });
}
