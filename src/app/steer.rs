//! What plans are asked for on the command line.

use super::Outcome;
use super::cli::SteerArgs;
use super::given::{Text, say_wrong, text};
use super::input::Loaded;
use super::output::Output;
use crate::diag::Problems;
use crate::model::{SteeringTexts, steering};
use crate::problem::Steer;

/// Reads the arguments and steers the problem; whatever is wrong with them is said at once.
///
/// # Errors
/// The outcome to end with, once it has been said what is wrong.
pub fn steer_plans(
    args: &SteerArgs,
    loaded: &mut Loaded,
    json: bool,
    output: Output,
) -> Result<(), Outcome> {
    let mut named = |argument: &Option<String>, option| {
        let argument = argument.as_ref();
        argument
            .map(|a| text(a, option, loaded, json, output))
            .transpose()
    };
    let (from, to) = (named(&args.from, "--from")?, named(&args.to, "--to")?);
    let mut lines = |arguments: &[String], option| -> Vec<Text> {
        let arguments = arguments.iter();
        arguments.map(|a| Text::line(a, option, loaded)).collect()
    };
    let avoid = lines(&args.avoid, "--avoid");
    let first = lines(args.first.as_slice(), "--first");
    let groups = lines(&args.never_together, "--never-together");
    let texts = SteeringTexts {
        from: from.as_ref().map(Text::argument),
        to: to.as_ref().map(Text::argument),
        avoid: avoid.iter().map(Text::argument).collect(),
        first: first.first().map(Text::argument),
        never_together: groups.iter().map(Text::argument).collect(),
    };
    let Some((model, problem)) = &mut loaded.compiled else {
        return Err(Outcome::Bad);
    };
    let mut problems = Problems::default();
    let Some(asked) = steering(&texts, model, &mut problems) else {
        return Err(say_wrong(problems, &loaded.sources, json, output));
    };
    let mut start = problem.status_quo();
    asked.from.iter().for_each(|(t, o)| start.set(*t, *o));
    problem.steer = Steer {
        from: from.map(|_| start),
        to: asked.to,
        avoid: asked.avoid,
        first: asked.first,
        never_together: asked.never_together,
        ..Steer::default()
    };
    Ok(())
}
