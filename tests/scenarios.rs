//! Published scenarios against what others found in them.
//!
//! The scenarios are not part of the project: they are read from the folder named by `WINSET_SCENARIOS` (default:
//! `../shared/scenarios`), and where that is absent this test says loudly that it compared nothing.

mod common;

use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::Value;
use winset::base::{Limits, Points};
use winset::check::judge_frontier;
use winset::diag::{Problems, Sources, Spanned};
use winset::import::{self, Negotiation, Semantics};
use winset::problem::{Problem, compile};
use winset::search::package::frontier;

/// What the reference counts differently, and why its reservation values are put in the place of the imported ones.
const OTHER_RESERVATION: &[(&str, &str, &str)] = &[
    (
        "anl2024_0000810DivideThePies0002",
        "",
        "it was read there without its `reserved_value`s",
    ),
    (
        "geniusweb_negmas_Party",
        "genius_semantics",
        "there the reservation bid is worth what it is as written, here what it is worth on the scale of the evaluations",
    ),
    (
        "yaml_app_Politics",
        "",
        "minus infinity, for which the worst outcome is taken here",
    ),
];

/// Scenarios whose issues are numbered from 2. The reference adds a constant 1 to the worth of every outcome there, which no
/// weight or evaluation of the files accounts for; nothing else differs.
const ONE_MORE: &[&str] = &["genius_inheritancedomain", "genius_AMPOvsCity"];

fn scenarios() -> Option<PathBuf> {
    let folder = std::env::var_os("WINSET_SCENARIOS")
        .map_or(common::file("../shared/scenarios"), PathBuf::from);
    if folder.join("truth.json").is_file() {
        return Some(folder);
    }
    eprintln!(
        "SKIPPED: no scenarios at {}; set WINSET_SCENARIOS to their folder",
        folder.display()
    );
    None
}

fn truth(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

/// Imports a folder, with what was found wrong.
fn import_folder(
    folder: &Path,
    semantics: Option<Semantics>,
) -> (Option<Negotiation>, Sources, Problems) {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|e| e.unwrap().path()).collect();
    paths.retain(|p| {
        p.extension()
            .is_some_and(|e| ["xml", "json", "yml", "yaml"].iter().any(|x| e == *x))
    });
    paths.sort();
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let mut files = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        files.push(sources.add(name, std::fs::read_to_string(&path).unwrap()));
    }
    let found = import::import(&sources, &files, None, semantics, &mut problems);
    (found, sources, problems)
}

/// The compiled problem, walk-aways replaced where asked.
fn problem(
    negotiation: &Negotiation,
    sources: &Sources,
    walk_aways: Option<Vec<Points>>,
) -> Problem {
    let mut draft = negotiation.draft();
    for (actor, value) in draft.actors.iter_mut().zip(walk_aways.unwrap_or_default()) {
        actor.walk_away = Some(Spanned::new(value, actor.id.span));
    }
    let mut problems = Problems::default();
    let model = winset::model::validate(&draft, &mut problems);
    compile(
        &model.unwrap_or_else(|| panic!("{:?}", problems.sorted())),
        sources,
    )
}

/// The frontier as worths, judged; worth is gain plus walk-away.
fn worths(problem: &Problem) -> Vec<Vec<f64>> {
    let found = frontier(problem, &Limits::none()).unwrap();
    let claims: Vec<_> = found
        .iter()
        .map(|p| (p.gain.clone(), p.package.clone()))
        .collect();
    judge_frontier(problem, &claims).unwrap();
    let walk_aways: Vec<_> = problem
        .consenting
        .iter()
        .map(|a| problem.actors[*a].walk_away)
        .collect();
    let worth = |gain: &[Points]| {
        gain.iter()
            .zip(&walk_aways)
            .map(|(g, w)| (*g + *w).to_f64())
            .collect()
    };
    found.iter().map(|p| worth(&p.gain)).collect()
}

/// What is left of a frontier when sums that differ only by rounding count as equal: the reference adds floating-point
/// numbers, here every worth is rounded once to nine places, and either may keep a vector that is a tie in truth.
fn without_ties(vectors: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let covers = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(x, y)| *x >= y - ROUNDING);
    let kept = vectors.iter().enumerate().filter(|(i, v)| {
        let others = vectors.iter().enumerate().filter(|(j, _)| j != i);
        let mut better = others.filter(|(_, w)| covers(w, v));
        !better.any(|(j, w)| !covers(v, w) || j < *i)
    });
    kept.map(|(_, v)| v.clone()).collect()
}

const ROUNDING: f64 = 2e-8;

/// The same vectors within 1e-6, each found in the other list.
fn compare(name: &str, found: &[Vec<f64>], expected: &[Vec<f64>]) {
    let (found, expected) = (without_ties(found), without_ties(expected));
    let near = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(x, y)| (x - y).abs() <= 1e-6);
    let missing: Vec<_> = expected
        .iter()
        .filter(|e| !found.iter().any(|f| near(f, e)))
        .collect();
    let extra: Vec<_> = found
        .iter()
        .filter(|f| !expected.iter().any(|e| near(f, e)))
        .collect();
    let (here, there) = (found.len(), expected.len());
    assert!(
        missing.is_empty() && extra.is_empty() && here == there,
        "{name}: {here} found, {there} expected; missing {missing:?}, not expected {extra:?}"
    );
}

/// The reference's reservation values: points, or minus infinity.
fn reserved(variant: &Value) -> Vec<Option<f64>> {
    variant["reserved_value"]
        .as_array()
        .unwrap()
        .iter()
        .map(Value::as_f64)
        .collect()
}

fn points(value: f64) -> Points {
    Points::from_billionths((value * 1e9).round() as i128)
}

/// Below anything that the scenarios score: no reservation at all.
const NONE: f64 = -1e6;

#[test]
fn frontiers_are_those_that_others_found() {
    let Some(folder) = scenarios() else { return };
    let truth = truth(&folder, "truth.json");
    let mut compared = Vec::new();
    for (name, scenario) in truth.as_object().unwrap() {
        for key in ["raw", "raw_no_reserved", "genius_semantics"] {
            let Some(variant) = scenario.get(key) else {
                continue;
            };
            let start = Instant::now();
            let size = compare_one(&folder, name, key, scenario, variant);
            compared.push(format!(
                "{name} {key}: {size} vectors, {:.1} s",
                start.elapsed().as_secs_f64()
            ));
        }
    }
    eprintln!("compared {}:\n  {}", compared.len(), compared.join("\n  "));
    assert!(compared.len() >= 90, "{} compared", compared.len());
}

fn compare_one(folder: &Path, name: &str, key: &str, scenario: &Value, variant: &Value) -> usize {
    let label = format!("{name} {key}");
    let semantics = if key == "genius_semantics" {
        Semantics::Genius
    } else {
        Semantics::AsWritten
    };
    let (found, sources, problems) = import_folder(&folder.join(name), Some(semantics));
    let negotiation = found.unwrap_or_else(|| panic!("{label}: {:?}", problems.sorted()));
    let imported = problem(&negotiation, &sources, None);
    let settlements = imported.settlements().unwrap() as f64;
    assert_eq!(
        settlements,
        scenario["n_outcomes"].as_f64().unwrap(),
        "{label}"
    );
    let reserved = reserved(variant);
    let other = OTHER_RESERVATION
        .iter()
        .any(|(n, k, _)| *n == name && (k.is_empty() || *k == key));
    if key != "raw_no_reserved" && !other {
        for (actor, value) in imported.actors.iter().zip(&reserved) {
            assert!(
                (actor.walk_away.to_f64() - value.unwrap()).abs() < 1e-8,
                "{label}"
            );
        }
    }
    let walk_aways = reserved.iter().map(|r| points(r.unwrap_or(NONE))).collect();
    eprintln!("{label}");
    let problem = match key == "raw_no_reserved" || other {
        true => problem(&negotiation, &sources, Some(walk_aways)),
        false => imported,
    };
    let found = worths(&problem);
    let mut expected = variant
        .get("pareto_utils")
        .map_or(Vec::new(), common::vectors);
    if ONE_MORE.contains(&name) {
        expected.iter_mut().flatten().for_each(|x| *x -= 1.0);
    }
    let listed = variant["pareto_size_rounded_1e-9"].as_u64().unwrap() as usize;
    match expected.len() == listed {
        true => compare(&label, &found, &expected),
        // The reference counted a very large frontier without listing it.
        false => assert_eq!(found.len(), listed, "{label}"),
    }
    found.len()
}

#[test]
fn hyper_rectangles_have_their_exact_frontiers() {
    let Some(folder) = scenarios() else { return };
    let truth = truth(&folder, "truth_nonlinear.json");
    for (name, scenario) in truth.as_object().unwrap() {
        let (found, sources, _) = import_folder(
            &folder.join(format!("anac2014_{name}")),
            Some(Semantics::AsWritten),
        );
        let start = Instant::now();
        let found = worths(&problem(&found.unwrap(), &sources, None));
        eprintln!(
            "compared anac2014_{name}: {} vectors, {:.1} s",
            found.len(),
            start.elapsed().as_secs_f64()
        );
        compare(name, &found, &common::vectors(&scenario["exact_frontier"]));
    }
}

#[test]
fn scenarios_without_agreement_say_what_is_in_the_way() {
    let Some(folder) = scenarios() else { return };
    for name in ["anac2013_Lunch", "anac2016x3_SYAgent"] {
        let (found, sources, _) = import_folder(&folder.join(name), None);
        let problem = problem(&found.unwrap(), &sources, None);
        let answer = winset::study::packages(&problem, &Limits::none()).unwrap();
        assert!(
            matches!(answer.extent, winset::study::Extent::Whole(_)) && answer.frontier.is_empty(),
            "{name}"
        );
        let reasons = answer.reasons.unwrap();
        let named = |sets: &[Vec<_>]| -> Vec<String> {
            let ids = sets.iter().flatten();
            ids.map(|c| problem.names.constraints[*c].id.clone())
                .collect()
        };
        assert!(reasons.complete, "{name}");
        let conflict = named(&reasons.conflict_sets);
        assert!(
            conflict.len() >= 2 && conflict.iter().all(|c| c.ends_with(".walk_away")),
            "{name}: {conflict:?}"
        );
        assert!(!reasons.correction_sets.is_empty(), "{name}");
    }
}

#[test]
fn what_cannot_be_told_faithfully_is_refused_with_its_place() {
    let Some(folder) = scenarios() else { return };
    for (name, wanted) in [
        (
            "genius_Railway",
            &[
                "MinisterProfile.xml:2:22",
                "NS.xml:2:22",
                "ProRail.xml:2:22",
            ][..],
        ),
        ("geniusws_catering", &["catering_domain.xml:68:1"]),
    ] {
        let (found, sources, problems) = import_folder(&folder.join(name), None);
        assert!(found.is_none(), "{name}");
        let errors = problems.sorted();
        let errors = errors.iter().filter(|d| d.code.id.starts_with('E'));
        let places: Vec<_> = errors
            .map(|d| sources.place(d.labels[0].span).to_string())
            .collect();
        assert_eq!(places, wanted, "{name}");
    }
    let (_, _, problems) = import_folder(&folder.join("geniusws_JobCandidate"), None);
    let scale = problems
        .sorted()
        .iter()
        .filter(|d| d.code.id == "L032")
        .count();
    assert_eq!(scale, 2, "both reservation values are on another scale");
}

#[test]
fn every_scenario_is_imported_or_refused() {
    let Some(folder) = scenarios() else { return };
    let mut imported = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_dir() {
            continue;
        }
        let (found, _, problems) = import_folder(&path, None);
        assert_eq!(found.is_none(), problems.has_errors(), "{}", path.display());
        let Some(negotiation) = found else { continue };
        imported += 1;
        common::same_draft(&negotiation, &path.display().to_string());
    }
    assert_eq!(imported, 43);
}
