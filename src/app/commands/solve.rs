//! `winset solve`, `winset packages` and `winset plan`.

use serde_json::json;

use super::super::cli::{FilesArg, LimitArgs, Plan, Solve, SteerArgs, Steered};
use super::super::input::Loaded;
use super::super::output::Output;
use super::super::steer::steer_plans;
use super::check::lint_numbers;
use super::paper::Paper;
use super::{Outcome, limits, load_or_say};
use crate::base::{Limits, Stopped};
use crate::diag::Severity;
use crate::problem::{Problem, Settlement};
use crate::render;
use crate::search::concept::Concept;
use crate::search::plan::Road;
use crate::solution::{
    Barriers, Packages, Plans, Provenance, Solved, Status, steering_options, with_ends, with_roads,
};
use crate::study::{self, Differ, PackageAnswer, PlanAnswer, PlanQuestion};

/// Answers a model: the best packages, the road to them, and what it costs.
pub fn solve(args: &Steered, output: Output) -> Outcome {
    solve_once(args, output).0
}

/// The same, with the answer for those who go on with it.
pub fn solve_once(args: &Steered, output: Output) -> (Outcome, Option<Solved>) {
    let (solve, steer) = (&args.solve, Some(&args.steer));
    answered(
        solve,
        steer,
        output,
        |problem, concept, limits, provenance| {
            let question = question(args, concept);
            let solved = whole(problem, question, limits, provenance);
            let status = solved.solved.head.grade.status;
            (status, solved.solved, render::solved)
        },
    )
}

/// A part of an answer, as soon as it is there.
pub enum Step<'a> {
    /// The packages.
    Packages(&'a Packages),
    /// The road, before it is known what stands in its way.
    Road(&'a dyn Fn() -> Plans),
}

/// The package question alone, with the whole frontier.
pub fn packages(args: &Solve, output: Output) -> Outcome {
    answer(
        args,
        None,
        output,
        |problem, concept, limits, provenance| {
            let packages = Paper::find(problem, limits).named(problem, limits, provenance);
            let status = match packages.head.grade.status {
                // Something was found, but not what was asked for.
                Status::BestFound if packages.answer(concept).is_none() => Status::Stopped,
                status => status,
            };
            (status, packages, render::packages_all)
        },
    )
}

/// The plan question alone.
pub fn plan(args: &Plan, output: Output) -> Outcome {
    let (solve, steer) = (&args.steered.solve, Some(&args.steered.steer));
    let differ = Differ::from(args.differ);
    let others = args.alternatives.map(|most| (usize::from(most), differ));
    answer(
        solve,
        steer,
        output,
        |problem, concept, limits, provenance| {
            let question = question(&args.steered, concept);
            let mut provenance = asked_options(&question, provenance);
            if let Some((most, _)) = others {
                provenance.options["alternatives"] = most.into();
                provenance.options["differ"] = differ.id().into();
            }
            let asked = Asked {
                question,
                paper: None,
                others,
                barriers: true,
            };
            let (plan, _) = find_plans(problem, &asked, limits, &provenance, &mut |_| ());
            let status = match plan.head.grade.status {
                // Something was found, but not what was asked for.
                Status::BestFound if !plan.answers(concept) => Status::Stopped,
                status => status,
            };
            (status, plan, render::plans)
        },
    )
}

/// Loads, answers, prints: what the commands share.
pub(super) fn answer<R: serde::Serialize>(
    args: &Solve,
    steer: Option<&SteerArgs>,
    output: Output,
    find: impl FnOnce(&Problem, Concept, &Limits, &Provenance) -> (Status, R, Print<R>),
) -> Outcome {
    answered(args, steer, output, find).0
}

/// The same, with what was answered.
fn answered<R: serde::Serialize>(
    args: &Solve,
    steer: Option<&SteerArgs>,
    output: Output,
    find: impl FnOnce(&Problem, Concept, &Limits, &Provenance) -> (Status, R, Print<R>),
) -> (Outcome, Option<R>) {
    // The clock runs from the start.
    let limits = limits(&args.limits);
    let mut loaded = match load_or_say(&args.model.files, args.model.json, output) {
        Ok(loaded) => loaded,
        Err(outcome) => return (outcome, None),
    };
    if let Some(Err(outcome)) =
        steer.map(|steer| steer_plans(steer, &mut loaded, args.model.json, output))
    {
        return (outcome, None);
    }
    say_lints(&mut loaded, &args.model.files, &limits, output);
    let Some((_, problem)) = &loaded.compiled else {
        return (Outcome::Bad, None);
    };
    let concept = Concept::from(args.concept);
    let mut provenance = provenance(args, &loaded);
    for (option, value) in steering_options(problem) {
        provenance.options[option] = value;
    }
    let (status, found, print) = find(problem, concept, &limits, &provenance);
    if args.model.json {
        output.json(&found);
    } else {
        output.data(&print(&found, concept, &problem.names.title, output.look()));
    }
    (outcome(status), Some(found))
}

/// What the answer is computed from.
pub(super) fn provenance(args: &Solve, loaded: &Loaded) -> Provenance {
    let concept = Concept::from(args.concept);
    Provenance {
        files: loaded.files.clone(),
        digest: loaded.digest.clone(),
        options: options_of(&args.model.files, &args.limits, concept),
    }
}

/// The options that were in force.
pub(super) fn options_of(
    files: &FilesArg,
    limits: &LimitArgs,
    concept: Concept,
) -> serde_json::Value {
    let mut options = json!({"concept": concept.id(), "time_limit": limits.time_limit});
    if let Some(rule) = files.semantics {
        options["semantics"] = rule.id().into();
    }
    if let Some(overlays) = files.overlays.recorded() {
        options["overlays"] = overlays;
    }
    if let Some(bytes) = limits.memory_limit {
        options["memory_limit"] = bytes.into();
    }
    options
}

pub(super) type Print<R> = fn(&R, Concept, &str, render::Look) -> String;

/// Both answers, and what pictures are made from beside them.
pub(in crate::app) struct Whole {
    /// Both answers, named.
    pub solved: Solved,
    /// The package question, unless it was stopped or topics were divided.
    pub packages: Option<PackageAnswer>,
    /// The plan question; why it was stopped, or nothing where there is no package.
    pub plans: Option<Result<PlanAnswer, Stopped>>,
}

impl Whole {
    /// The road that a concept picks.
    pub fn road(&self, concept: Concept) -> Option<&Road> {
        let answer = self.plans.as_ref()?.as_ref().ok()?;
        Some(&answer.frontier[answer.answer(concept)?])
    }

    /// Marks the packages that a road leads to, for pictures.
    pub fn mark_roads(&mut self, problem: &Problem, limits: &Limits) {
        let (packages, plans) = (&mut self.solved.packages, &self.solved.plan);
        match &self.packages {
            Some(answer) => with_roads(problem, packages, answer, plans, limits),
            None => with_ends(packages, plans),
        }
    }
}

/// The road to packages that have been found, and what keeps it from them.
pub(super) fn whole_of(
    problem: &Problem,
    paper: Paper,
    question: PlanQuestion,
    limits: &Limits,
    provenance: &Provenance,
) -> Whole {
    let tell = &mut |_: Step| ();
    with_plans(problem, paper, question, true, limits, provenance, tell)
}

/// The best packages, the road to them, and what keeps it from them.
fn whole(
    problem: &Problem,
    question: PlanQuestion,
    limits: &Limits,
    provenance: &Provenance,
) -> Whole {
    both(problem, question, true, limits, provenance, &mut |_| ())
}

/// The same, telling each part as soon as it is there.
pub(in crate::app) fn whole_in_steps(
    problem: &Problem,
    question: PlanQuestion,
    limits: &Limits,
    provenance: &Provenance,
    tell: &mut dyn FnMut(Step),
) -> Whole {
    both(problem, question, true, limits, provenance, tell)
}

/// The same without what keeps the road from going further, which takes most of the time.
pub(super) fn plain(
    problem: &Problem,
    question: PlanQuestion,
    limits: &Limits,
    provenance: &Provenance,
) -> Whole {
    both(problem, question, false, limits, provenance, &mut |_| ())
}

fn both(
    problem: &Problem,
    question: PlanQuestion,
    barriers: bool,
    limits: &Limits,
    provenance: &Provenance,
    tell: &mut dyn FnMut(Step),
) -> Whole {
    let paper = Paper::find(problem, limits);
    with_plans(problem, paper, question, barriers, limits, provenance, tell)
}

/// The road, where the package question has been answered.
fn with_plans(
    problem: &Problem,
    paper: Paper,
    question: PlanQuestion,
    barriers: bool,
    limits: &Limits,
    provenance: &Provenance,
    tell: &mut dyn FnMut(Step),
) -> Whole {
    let packages = paper.named(problem, limits, provenance);
    let answer = paper.on_steps();
    tell(Step::Packages(&packages));
    let paper = answer.as_ref().and_then(|p| p.answer(question.concept));
    let (plan, plans) = match packages.head.grade.status {
        Status::None => (Plans::without_package(problem, provenance), None),
        _ => {
            let asked = Asked {
                question,
                paper: paper.as_ref(),
                others: None,
                barriers,
            };
            let provenance = asked_options(&asked.question, provenance);
            let (plan, plans) = find_plans(problem, &asked, limits, &provenance, tell);
            (plan, Some(plans))
        }
    };
    Whole {
        solved: Solved::new(problem, packages, plan, provenance),
        packages: answer,
        plans,
    }
}

/// What is asked about plans.
struct Asked<'a> {
    question: PlanQuestion,
    /// The best package there would be.
    paper: Option<&'a Settlement>,
    /// How many other plans, and in what they must differ.
    others: Option<(usize, Differ)>,
    /// Whether what keeps the road from going further is asked, too.
    barriers: bool,
}

pub fn question(args: &Steered, concept: Concept) -> PlanQuestion {
    PlanQuestion {
        concept,
        alone: args.alone,
        within: args.within,
    }
}

/// The options with those of plans.
fn asked_options(question: &PlanQuestion, provenance: &Provenance) -> Provenance {
    let mut provenance = provenance.clone();
    if question.alone {
        provenance.options["alone"] = true.into();
    }
    if let Some(within) = question.within {
        provenance.options["within"] = within.into();
    }
    provenance
}

/// The plan, what keeps it from `paper`, the best package there would be, and so many others, if they are asked for.
fn find_plans(
    problem: &Problem,
    asked: &Asked,
    limits: &Limits,
    provenance: &Provenance,
    tell: &mut dyn FnMut(Step),
) -> (Plans, Result<PlanAnswer, Stopped>) {
    let (concept, others) = (asked.question.concept, asked.others);
    let answer = match study::plans_asked(problem, &asked.question, limits) {
        Ok(answer) => answer,
        Err(why) => {
            let plans = Plans::stopped(problem, why, limits, provenance);
            let plans = if others.is_some() {
                plans.with_no_others()
            } else {
                plans
            };
            return (plans, Err(why));
        }
    };
    let bare = || Plans::new(problem, &answer, concept, Barriers::default(), provenance);
    tell(Step::Road(&bare));
    let barriers = match asked.barriers {
        true => barriers(problem, concept, asked.paper, &answer, limits),
        false => Barriers::default(),
    };
    let plans = Plans::new(problem, &answer, concept, barriers, provenance);
    let chosen = answer.answer(concept).map(|index| &answer.frontier[index]);
    let plans = match (others, chosen) {
        (None, _) => plans,
        (Some(_), None) => plans.with_no_others(),
        (Some((most, differ)), Some(chosen)) => {
            let others = study::other_roads(problem, concept, chosen, most, differ, limits);
            plans.with_others(problem, chosen, &others, most, limits)
        }
    };
    (plans, Ok(answer))
}

fn barriers(
    problem: &Problem,
    concept: Concept,
    paper: Option<&Settlement>,
    answer: &PlanAnswer,
    limits: &Limits,
) -> Barriers {
    let index = answer.answer(concept);
    let now = index.map(|i| &answer.frontier[i]);
    let end = index
        .and_then(|i| answer.verdict(i))
        .map(|v| &v.end.settlement);
    // Without a road, what refuses the first step is what is asked.
    let start = problem.start();
    let end = end.unwrap_or(&start);
    let beyond = paper.map_or(Vec::new(), |p| study::barriers::beyond(problem, end, p));
    let exchanges = answer.counts.map_or(usize::MAX, |(_, exchanges)| exchanges);
    let openings = study::barriers::openings(problem, concept, now, exchanges, limits);
    Barriers::new(problem, &beyond, &openings)
}

/// How a command ends that has an answer of this grade.
pub(super) fn outcome(status: Status) -> Outcome {
    match status {
        Status::Proved | Status::BestFound => Outcome::Agreement,
        Status::None => Outcome::NoAgreement,
        Status::Stopped => Outcome::Limit,
    }
}

/// Lints do not stand in the way of an answer, and are not kept silent either. How many there are.
pub(super) fn say_lints(
    loaded: &mut Loaded,
    files: &FilesArg,
    limits: &Limits,
    output: Output,
) -> usize {
    lint_numbers(loaded, limits);
    let lints = loaded.problems.count(Severity::Lint);
    if lints > 0 {
        let model = files.names();
        let plural = if lints == 1 { "warning" } else { "warnings" };
        output.note(&format!(
            "{lints} {plural} about this model; `winset check {model}` shows them"
        ));
    }
    lints
}
