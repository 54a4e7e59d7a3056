//! How little the constraints on numbers must give way for a package to be possible (SEMANTICS §6, cheapest relaxation).

use super::form::Form;
use super::{Terms, visit};
use crate::base::{ConstraintId, Limits, Points, Ratio, Stopped};
use crate::problem::{Division, Problem};

/// The least largest change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slack {
    /// By how much the one that gives way most must give way, in its own points; 0 if there is a package as it is.
    pub largest: Ratio,
    /// By how much each must give way for the package below, beyond what the terms let it; those that need not are left out.
    pub changes: Vec<(ConstraintId, Ratio)>,
    /// A package that is then possible.
    pub package: Division,
}

/// The least `t` such that on these terms a package is possible once every constraint on numbers that `may_give` lets give way is
/// relaxed by `t`; `None` if none is possible at any price. It also answers for problems without divisible topics.
///
/// Complexity: a linear programme per leaf, all leaves that conditions allow.
///
/// # Errors
/// [`Stopped`] when told to stop, or past [`MOST_LEAVES`](super::MOST_LEAVES).
pub fn least_slack(
    problem: &Problem,
    may_give: &dyn Fn(ConstraintId) -> bool,
    terms: &Terms,
    limits: &Limits,
) -> Result<Option<Slack>, Stopped> {
    let form = Form::new(problem, terms, limits);
    let zero = Points::ZERO.ratio();
    let mut found: Option<Slack> = None;
    visit(&form, &mut |mut leaf, _| {
        leaf.ask_only(&|id| !may_give(id));
        let own = leaf.demands.iter().filter(|(id, _)| may_give(*id));
        let lines: Vec<_> = own.map(|(_, line)| line).collect();
        let at = match lines.is_empty() {
            true => {
                let still = vec![zero.clone(); problem.divisible().count()];
                leaf.best(&still, &[]).map(|best| (zero.clone(), best))
            }
            false => leaf.largest_least(&lines, &[]),
        };
        let Some((least, best)) = at else {
            return Ok(true);
        };
        let largest = if least < zero { -least } else { zero.clone() };
        let better = found.as_ref().is_none_or(|known| largest < known.largest);
        if let (true, true, Some(package)) =
            (better, leaf.has_package(), leaf.division(&form, &best.at))
        {
            let demands = leaf.demands.iter();
            let short = demands.map(|(id, line)| (*id, -line.at(&best.at)));
            found = Some(Slack {
                changes: short.filter(|(_, by)| *by > zero).collect(),
                largest,
                package,
            });
        }
        Ok(true)
    })?;
    Ok(found)
}
