//! `winset why`, and `winset packages --from`.

use super::super::cli;
use super::super::given::{given, named};
use super::super::output::Output;
use super::paper::Paper;
use super::solve::{self, answer, outcome, provenance, say_lints};
use super::{Outcome, limits, load_or_say};
use crate::base::Limits;
use crate::problem::Problem;
use crate::render::{self, Look};
use crate::search::concept::Concept;
use crate::solution::{GivenView, Provenance, RoadWhy, Why, settlement};
use crate::study::road::{Target, explain_road};
use crate::study::why;

/// Why there is no deal or what lines cost; or all about one package.
pub fn why(args: &cli::Why, output: Output) -> Outcome {
    let question = Question {
        kind: "why_package",
        option: "--package",
        most: args.most.limit as usize,
        print: render::given,
    };
    if args.road {
        return road(args, output);
    }
    match &args.package {
        Some(package) => question.ask(&args.solve, package, output, |view| view.acceptable),
        None => answer(
            &args.solve,
            None,
            output,
            |problem, concept, limits, provenance| {
                let found = reasons(problem, concept, limits, provenance);
                (found.head.grade.status, found, render::why)
            },
        ),
    }
}

/// Why the road is as it is, and what blocks the rest.
fn road(args: &cli::Why, output: Output) -> Outcome {
    let solve = &args.solve;
    let limits = limits(&solve.limits);
    let json = solve.model.json;
    let mut loaded = match load_or_say(&solve.model.files, json, output) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    let asked = args.to.as_deref();
    let asked = asked.map(|to| named(to, "--to", &mut loaded, json, output));
    let to = match asked.transpose() {
        Ok(asked) => asked,
        Err(outcome) => return outcome,
    };
    say_lints(&mut loaded, &solve.model.files, &limits, output);
    let Some((_, problem)) = &loaded.compiled else {
        return Outcome::Bad;
    };
    let mut provenance = provenance(solve, &loaded);
    if let Some(asked) = &to {
        provenance.options["to"] = settlement(problem, asked.iter().copied());
    }
    let concept = Concept::from(solve.concept);
    let asked = to.map(Target::of);
    let view = match explain_road(problem, concept, asked, &limits) {
        Ok(found) => RoadWhy::new(problem, &found, &limits, &provenance),
        Err(why) => RoadWhy::stopped(problem, why, &limits, &provenance),
    };
    match json {
        true => output.json(&view),
        false => {
            let title = &problem.names.title;
            output.data(&render::road_why(&view, concept, title, output.look()));
        }
    }
    outcome(view.head.grade.status)
}

/// Why there is no package, or what lines cost.
pub(in crate::app) fn reasons(
    problem: &Problem,
    concept: Concept,
    limits: &Limits,
    provenance: &Provenance,
) -> Why {
    Paper::find(problem, limits).reasons(problem, concept, limits, provenance)
}

/// The package question; or what improves on a given package.
pub fn packages(args: &cli::Packages, output: Output) -> Outcome {
    let question = Question {
        kind: "packages_from",
        option: "--from",
        most: args.most.limit as usize,
        print: render::steps,
    };
    match &args.from {
        Some(package) => question.ask(&args.solve, package, output, |_| true),
        None => solve::packages(&args.solve, output),
    }
}

/// A question about one package.
struct Question {
    kind: &'static str,
    option: &'static str,
    most: usize,
    print: fn(&GivenView, Concept, &str, Look) -> String,
}

impl Question {
    /// Loads, answers, prints. Where the answer is no agreement of itself, `agrees` says whether it is one.
    fn ask(
        &self,
        args: &cli::Solve,
        package: &str,
        output: Output,
        agrees: fn(&GivenView) -> bool,
    ) -> Outcome {
        let limits = limits(&args.limits);
        let json = args.model.json;
        let mut loaded = match load_or_say(&args.model.files, json, output) {
            Ok(loaded) => loaded,
            Err(outcome) => return outcome,
        };
        let asked = match given(package, self.option, &mut loaded, json, output) {
            Ok(asked) => asked,
            Err(outcome) => return outcome,
        };
        say_lints(&mut loaded, &args.model.files, &limits, output);
        let Some((_, problem)) = &loaded.compiled else {
            return Outcome::Bad;
        };
        let mut provenance = provenance(args, &loaded);
        provenance.options["package"] = settlement(problem, asked.iter());
        provenance.options["limit"] = self.most.into();
        let concept = Concept::from(args.concept);
        let Ok(found) = why::given(problem, &asked, concept, self.most, &limits) else {
            output.error(
                "the judge refuses what the search found, which is a defect of this program",
            );
            return Outcome::Limit;
        };
        let view = GivenView::new(problem, &found, self.kind, &limits, &provenance);
        if json {
            output.json(&view);
        } else {
            output.data(&(self.print)(
                &view,
                concept,
                &problem.names.title,
                output.look(),
            ));
        }
        match outcome(view.head.grade.status) {
            Outcome::Agreement if !agrees(&view) => Outcome::NoAgreement,
            outcome => outcome,
        }
    }
}
