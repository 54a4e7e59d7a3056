//! One given settlement: what it amounts to, and the packages near it.

use std::collections::BTreeSet;

use super::book::Book;
use super::head::{Head, KEYS as HEAD, Status, judge_head};
use super::json::At;
use super::package::too_many;
use super::point::{Entry, KEYS as POINT};
use super::report::{Checked, Kind, Ledger, Trouble};
use crate::base::{OptionId, Points, TopicId};
use crate::check::{Looked, PackageVerdict, Space, judge_package};
use crate::problem::{Constraint, Settlement};

const OWN: [&str; 11] = [
    "worth",
    "acceptable",
    "is_status_quo",
    "unsettled",
    "broken",
    "not_ratified_by",
    "on_frontier",
    "steps",
    "all_steps",
    "steps_stopped",
    "on_steps",
];

const CLAIMS: [(&str, &[Status]); 2] = [
    (
        "near_packages",
        &[Status::Proved, Status::BestFound, Status::None],
    ),
    ("nothing", &[Status::Stopped]),
];

struct Given<'a, 'v> {
    book: &'a Book<'a>,
    space: Option<&'a Space>,
    at: At<'v>,
    head: Head,
    settlement: Settlement,
    verdict: PackageVerdict,
}

/// Judges what is told of one settlement.
pub fn judge_given(
    book: &Book,
    space: Option<&Space>,
    at: &At,
    digest: &str,
    ledger: &mut Ledger,
) -> Result<(), Trouble> {
    at.only(&[&HEAD[..], &OWN[..], &POINT[..]].concat())?;
    let head = judge_head(book, at, digest, &CLAIMS, ledger)?;
    let settlement = match book.settlement(&at.key("package")?) {
        Ok(settlement) => settlement,
        Err(trouble) => return ledger.note(Kind::Given, Err(trouble)).map(|_| ()),
    };
    let own = Given {
        book,
        space,
        at: at.clone(),
        head,
        verdict: judge_package(book.problem, &settlement),
        settlement,
    };
    ledger.note(Kind::Given, own.judge_itself())?;
    ledger.note(Kind::Claimed, own.judge_shape())?;
    if ledger.note(Kind::Near, own.judge_steps())? {
        ledger.note(Kind::Complete, own.judge_complete())?;
    }
    Ok(())
}

impl Given<'_, '_> {
    fn judge_itself(&self) -> Result<Checked, Trouble> {
        let (book, problem) = (self.book, self.book.problem);
        let asked = self.at.key("options")?.key("package")?;
        if book.settlement(&asked)? != self.settlement {
            return Err(asked.fails("another settlement is told"));
        }
        let entry = Entry::read(book, &self.at)?;
        entry.judge_worth(book)?;
        let force = problem.in_force(&self.settlement);
        let worth = self.at.key("worth")?;
        for actor in problem.actors.ids() {
            let found = problem.worth(actor, &force).to_f64();
            worth.key(book.actor_id(actor))?.near(found, 0.0)?;
        }
        self.at
            .key("acceptable")?
            .flag_is(self.verdict.is_package())?;
        self.at
            .key("is_status_quo")?
            .flag_is(self.verdict.is_status_quo)?;
        let unsettled = self.verdict.unsettled.iter().map(|t| book.topic_id(*t));
        self.at
            .key("unsettled")?
            .texts_are(&unsettled.collect::<Vec<_>>())?;
        self.judge_broken()?;
        let ratifies = self
            .verdict
            .broken
            .iter()
            .filter_map(|c| match problem.constraints[*c] {
                Constraint::Ratifies(actor, index) => {
                    let id = &problem.names.audiences[actor][index].0;
                    Some(format!("{}/{id}", book.actor_id(actor)))
                }
                _ => None,
            });
        let ratifies: Vec<String> = ratifies.collect();
        self.at.key("not_ratified_by")?.texts_are(&ratifies)?;
        Ok(Checked::Held(1))
    }

    /// What refuses it, and by how much it is short.
    fn judge_broken(&self) -> Result<(), Trouble> {
        let problem = self.book.problem;
        let force = problem.in_force(&self.settlement);
        let (at, broken) = (self.at.key("broken")?, &self.verdict.broken);
        let told = at.items()?;
        if told.len() != broken.len() {
            return Err(at.fails(self.book.names(broken)));
        }
        for (own, constraint) in told.iter().zip(broken) {
            own.only(&[
                "id", "text", "why", "place", "words", "value", "bound", "short",
            ])?;
            own.key("id")?.text_is(self.book.name(*constraint))?;
            let measure = problem.measure(*constraint, &self.settlement, &force);
            own.key("value")?
                .number_is(measure.map(|m| m.value.to_f64()))?;
            own.key("bound")?
                .number_is(measure.map(|m| m.bound.to_f64()))?;
            own.key("short")?
                .number_is(measure.map(|m| m.short().to_f64()))?;
        }
        Ok(())
    }

    /// Grade, list and whether the list is complete go together.
    fn judge_shape(&self) -> Result<Checked, Trouble> {
        let all = self.at.key("all_steps")?;
        let listed = !self.at.key("steps")?.items()?.is_empty();
        let fits = match self.head.status {
            Status::Proved => all.flag()? && (listed || self.verdict.is_package()),
            Status::None => all.flag()? && !listed && !self.verdict.is_package(),
            Status::BestFound => !all.flag()? || self.book.problem.is_divisible(),
            Status::Stopped => true,
        };
        match fits {
            true => Ok(Checked::Held(1)),
            false => Err(self
                .at
                .key("grade")?
                .key("status")?
                .fails("the list says otherwise")),
        }
    }

    /// Everything listed is a package as far away as it says, and better where the given one is a package.
    fn judge_steps(&self) -> Result<Checked, Trouble> {
        let steps = self.at.key("steps")?.items()?;
        let mut last = 0;
        for step in &steps {
            step.only(&[&POINT[..], &["changed", "changes", "better_by"]].concat())?;
            let entry = Entry::read(self.book, step)?;
            entry.judge_acceptable()?;
            entry.judge_worth(self.book)?;
            let Some(package) = entry.settlement() else {
                return Err(step.wrong("what is near is told on the steps"));
            };
            let changes = changes(&self.settlement, package);
            step.key("changed")?.count_is(changes.len())?;
            let told = step.key("changes")?.items()?;
            let told: Vec<_> = told
                .iter()
                .map(|own| self.book.step(own))
                .collect::<Result<_, _>>()?;
            if told != changes {
                return Err(step.key("changes")?.fails(self.book.moved(package)));
            }
            if changes.len() < last {
                return Err(step
                    .key("changed")?
                    .fails("it belongs before the one above"));
            }
            last = changes.len();
            let gains = entry.points();
            let more: Vec<Points> = gains
                .iter()
                .zip(&self.verdict.gains)
                .map(|(a, b)| *a - *b)
                .collect();
            self.book.points_are(&step.key("better_by")?, &more)?;
            let better =
                more.iter().all(|m| *m >= Points::ZERO) && more.iter().any(|m| *m > Points::ZERO);
            if self.verdict.is_package() && !better {
                return Err(step
                    .key("better_by")?
                    .fails("somebody loses, or nobody gains"));
            }
        }
        Ok(Checked::Held(steps.len()))
    }

    /// Whether it is on the frontier, and whether anything near is missing.
    fn judge_complete(&self) -> Result<Checked, Trouble> {
        let Some(space) = self.space else {
            return Ok(Checked::not(too_many(self.book)));
        };
        let expected = self.expected(space);
        if let Some(on) = self.at.find("on_frontier") {
            let better = space.packages(|_| false).any(|own| self.is_better(own));
            let divided = self.book.problem.is_divisible()
                && on.flag()? != (self.verdict.is_package() && !better);
            match divided {
                // Between the steps something may be better.
                true if !on.flag()? => {}
                _ => on.flag_is(self.verdict.is_package() && !better)?,
            }
        }
        let mut told = BTreeSet::new();
        for step in self.at.key("steps")?.items()? {
            let entry = Entry::read(self.book, &step)?;
            let key = (step.key("changed")?.count()? as usize, entry.points());
            if !expected.contains(&key) {
                return Err(step.fails_saying(
                    "near",
                    "something as near or nearer is at least as good for everybody",
                ));
            }
            if !told.insert(key) {
                return Err(step.fails_saying("near", "it stands twice"));
            }
        }
        let all = self.at.key("all_steps")?;
        match expected.difference(&told).next() {
            Some((changed, gains)) if all.flag()? => {
                let gains = self.book.gains(gains);
                Err(all.fails(format!("one with {changed} changes is missing: {gains}")))
            }
            _ => Ok(Checked::Held(told.len() + 1)),
        }
    }

    fn is_better(&self, own: &Looked) -> bool {
        let gains = &self.verdict.gains;
        own.gains != *gains && own.gains.iter().zip(gains).all(|(a, b)| a >= b)
    }

    /// By the letter of docs/why.md: for one number of changes after another, the frontier of what is as near.
    fn expected(&self, space: &Space) -> BTreeSet<(usize, Vec<Points>)> {
        let mut seen: BTreeSet<Vec<Points>> = BTreeSet::new();
        let mut expected = BTreeSet::new();
        for changed in 1..=self.book.problem.topics.len() {
            let near = space.packages(|_| false).filter(|own| {
                let better = !self.verdict.is_package() || self.is_better(own);
                better && changes(&self.settlement, &own.settlement).len() <= changed
            });
            for own in space.frontier(near) {
                if seen.insert(own.gains.clone()) {
                    expected.insert((changed, own.gains.clone()));
                }
            }
        }
        expected
    }
}

/// Topics that differ, and where they then stand.
fn changes(from: &Settlement, to: &Settlement) -> Vec<(TopicId, OptionId)> {
    let pairs = from.iter().zip(to.iter());
    pairs.filter(|(a, b)| a.1 != b.1).map(|(_, b)| b).collect()
}
