//! A plan told in full: rounds, calls, beliefs, chances and where it ends, each as the judge works it out.

use super::book::Book;
use super::json::At;
use super::report::{Checked, Kind, Ledger, Trouble};
use crate::base::{ActorId, ActorSet, OptionId};
use crate::check::{
    Alternative, Course, MOMENT, Margin, MoveVerdict, PlanFault, PlanVerdict, course, effort,
    judge_plan, judge_plan_in_a_moment,
};
use crate::problem::InForce;

/// Chances and beliefs are told to twelve places.
const ROUNDING: f64 = 1e-9;

/// Judges a plan told in full.
pub fn judge_road(book: &Book, at: &At, ledger: &mut Ledger) -> Result<(), Trouble> {
    at.only(&[
        "gain",
        "rounds",
        "settlement",
        "residue_worth",
        "stay",
        "completed",
        "expected_rounds",
        "failures",
    ])?;
    let verdict = match replay(book, at) {
        Ok(Ok(verdict)) => verdict,
        Ok(Err(fault @ PlanFault::NotJudged { .. })) => {
            return ledger
                .note(Kind::Rounds, Ok(Checked::not(book.plan_fault(&fault))))
                .map(|_| ());
        }
        Ok(Err(fault)) => {
            let trouble = at
                .key("rounds")?
                .fails_saying("a plan", book.plan_fault(&fault));
            return ledger.note(Kind::Rounds, Err(trouble)).map(|_| ());
        }
        Err(trouble) => return ledger.note(Kind::Rounds, Err(trouble)).map(|_| ()),
    };
    let own = Road {
        book,
        at,
        course: course(&verdict),
        verdict: &verdict,
    };
    ledger.note(Kind::Rounds, own.judge_rounds())?;
    ledger.note(Kind::Margins, own.judge_margins())?;
    ledger.note(Kind::Beliefs, own.judge_beliefs())?;
    ledger.note(Kind::Chances, own.judge_chances())?;
    ledger.note(Kind::End, own.judge_end())?;
    Ok(())
}

fn replay(book: &Book, at: &At) -> Result<Result<PlanVerdict, PlanFault>, Trouble> {
    for round in at.key("rounds")?.items()? {
        round.only(&[
            "moves", "worth", "step", "gain", "beliefs", "chance", "margins",
        ])?;
    }
    let rounds = book.walked(at)?;
    let verdict = judge_plan(book.problem, &rounds);
    // What was judged when there was no time left says that not everything was tried.
    let tried_all = verdict.as_ref().is_ok_and(|v| v.breaches_checked());
    if tried_all && effort(book.problem, &rounds) > MOMENT && says_less(at)? {
        return Ok(judge_plan_in_a_moment(book.problem, &rounds));
    }
    Ok(verdict)
}

/// Does a plan say that some breaches were not tried?
fn says_less(at: &At) -> Result<bool, Trouble> {
    let mut calls = at.key("stay")?.items()?;
    for round in at.key("rounds")?.items()? {
        calls.extend(round.key("margins")?.items()?);
    }
    for call in &calls {
        if !call.key("checked")?.flag()? {
            return Ok(true);
        }
    }
    Ok(false)
}

struct Road<'a, 'v> {
    book: &'a Book<'a>,
    at: &'a At<'v>,
    verdict: &'a PlanVerdict,
    course: Course<'a>,
}

impl Road<'_, '_> {
    fn tolerance(&self) -> f64 {
        self.book.problem.tolerance()
    }

    fn judge_rounds(&self) -> Result<Checked, Trouble> {
        self.book
            .sides_are(&self.at.key("gain")?, &self.verdict.gains, self.tolerance())?;
        let told = self.at.key("rounds")?.items()?;
        for (at, own) in told.iter().zip(&self.verdict.rounds) {
            for (at, own) in at.key("moves")?.items()?.iter().zip(&own.moves) {
                self.judge_move(at, own)?;
            }
            self.book.points_are(&at.key("worth")?, &own.worth_after)?;
            let pairs = own.worth_after.iter().zip(&own.worth_before);
            let steps: Vec<_> = pairs.map(|(after, before)| *after - *before).collect();
            self.book.points_are(&at.key("step")?, &steps)?;
            let walk_away = |actor: &ActorId| self.book.problem.actors[*actor].walk_away.to_f64();
            let sides = self.book.problem.consenting.iter().zip(&own.values);
            let gains: Vec<f64> = sides
                .map(|(actor, value)| value - walk_away(actor))
                .collect();
            self.book
                .sides_are(&at.key("gain")?, &gains, self.tolerance())?;
        }
        Ok(Checked::Held(told.len() + 1))
    }

    fn judge_move(&self, at: &At, own: &MoveVerdict) -> Result<(), Trouble> {
        at.only(&[
            "topic",
            "option",
            "performers",
            "escrowed",
            "binding",
            "private",
            "in_force",
        ])?;
        self.actors_are(&at.key("performers")?, own.performers)?;
        at.key("escrowed")?.flag_is(own.escrowed)?;
        at.key("binding")?.flag_is(own.binding)?;
        at.key("private")?.flag_is(own.private)?;
        at.key("in_force")?.flag_is(own.in_force)
    }

    fn actors_are(&self, at: &At, found: ActorSet) -> Result<(), Trouble> {
        let found: Vec<_> = found
            .iter()
            .map(|actor| self.book.actor_id(actor))
            .collect();
        match at.texts()? == found {
            true => Ok(()),
            false => Err(at.fails(found.join(", "))),
        }
    }

    fn judge_margins(&self) -> Result<Checked, Trouble> {
        let told = self.at.key("rounds")?.items()?;
        for (at, own) in told.iter().zip(&self.verdict.rounds) {
            judge_calls(self.book, &at.key("margins")?, &own.margins)?;
        }
        judge_calls(self.book, &self.at.key("stay")?, &self.verdict.end.margins)?;
        let sides = self.book.problem.consenting.len();
        let unchecked = !self.verdict.breaches_checked();
        Ok(match unchecked {
            false => Checked::Held((told.len() + 1) * sides),
            true => {
                Checked::not("somebody has more ways to cheat than are tried, as the result says")
            }
        })
    }

    fn judge_beliefs(&self) -> Result<Checked, Trouble> {
        let mut count = 0;
        let told = self.at.key("rounds")?.items()?;
        for (round, at) in told.iter().enumerate() {
            let next = self.verdict.rounds.get(round + 1);
            let after = next.map_or(&self.verdict.end.beliefs, |n| &n.beliefs);
            let before = &self.verdict.rounds[round].beliefs;
            count += self.judge_beliefs_of(&at.key("beliefs")?, before, after)?;
        }
        Ok(Checked::Held(count))
    }

    /// Those that are not certain before and after, nor of an actor in itself.
    fn judge_beliefs_of(
        &self,
        at: &At,
        before: &[Vec<f64>],
        after: &[Vec<f64>],
    ) -> Result<usize, Trouble> {
        let told = at.items()?;
        let mut views = told.iter();
        for (i, actor) in self.book.problem.consenting.iter().enumerate() {
            for (j, other) in self.book.problem.consenting.iter().enumerate() {
                if i == j || before[i][j] == 1.0 && after[i][j] == 1.0 {
                    continue;
                }
                let Some(own) = views.next() else {
                    return Err(at.fails_saying(told.len(), "there are more beliefs"));
                };
                own.only(&["actor", "other", "before", "after"])?;
                own.key("actor")?.text_is(self.book.actor_id(*actor))?;
                own.key("other")?.text_is(self.book.actor_id(*other))?;
                own.key("before")?.near(before[i][j], ROUNDING)?;
                own.key("after")?.near(after[i][j], ROUNDING)?;
            }
        }
        match views.next() {
            Some(more) => Err(more.fails("there are fewer beliefs")),
            None => Ok(told.len()),
        }
    }

    fn judge_chances(&self) -> Result<Checked, Trouble> {
        let told = self.at.key("rounds")?.items()?;
        for (at, begun) in told.iter().zip(&self.course.begun) {
            at.key("chance")?.near(*begun, ROUNDING)?;
        }
        self.at
            .key("completed")?
            .near(self.course.completed, ROUNDING)?;
        self.at
            .key("expected_rounds")?
            .near(self.course.rounds, ROUNDING * (1.0 + told.len() as f64))?;
        let (at, found) = (self.at.key("failures")?, &self.course.failures);
        let failures = at.items()?;
        // A chance of next to nothing may be nothing by another sum.
        let listed = |found: f64| found > ROUNDING;
        let mut found = found.iter().filter(|f| listed(f.2));
        for own in &failures {
            own.only(&["round", "how", "chance", "residue"])?;
            if !listed(own.key("chance")?.number()?) {
                continue;
            }
            let Some((round, broken, chance, residue)) = found.next() else {
                return Err(own.fails("talks do not fail so"));
            };
            own.key("round")?.count_is(round + 1)?;
            own.key("how")?
                .text_is(if *broken { "broken" } else { "collapsed" })?;
            own.key("chance")?.near(*chance, ROUNDING)?;
            self.judge_residue(&own.key("residue")?, residue)?;
        }
        match found.next() {
            Some((round, ..)) => Err(at.fails_saying(
                failures.len(),
                format!("talks may fail in round {}, too", round + 1),
            )),
            None => Ok(Checked::Held(failures.len() + told.len() + 2)),
        }
    }

    /// What still stands: the topics that do not fall back.
    fn judge_residue(&self, at: &At, residue: &InForce) -> Result<(), Trouble> {
        let told = self.book.ends(at)?;
        let found: Vec<_> = residue
            .iter()
            .filter(|(_, o)| *o != OptionId::STATUS_QUO)
            .collect();
        match told == found {
            true => Ok(()),
            false => Err(at.fails(self.book.moved(residue.options()))),
        }
    }

    fn judge_end(&self) -> Result<Checked, Trouble> {
        let (at, end) = (self.at.key("settlement")?, &self.verdict.end);
        if self.book.settlement(&at)? != end.settlement {
            return Err(at.fails(self.book.moved(&end.settlement)));
        }
        let problem = self.book.problem;
        let worth = problem
            .consenting
            .iter()
            .map(|a| problem.worth(*a, &end.residue));
        let worth: Vec<_> = worth.collect();
        let found: Vec<f64> = worth.iter().map(|p| p.to_f64()).collect();
        self.book
            .sides_are(&self.at.key("residue_worth")?, &found, self.tolerance())?;
        Ok(Checked::Held(2))
    }
}

/// The tightest test of everybody, one each.
fn judge_calls(book: &Book, at: &At, margins: &[Margin]) -> Result<(), Trouble> {
    let told = at.items()?;
    if told.len() != margins.len() {
        return Err(at.fails_saying(told.len(), format!("{} actors consent", margins.len())));
    }
    for ((own, margin), actor) in told.iter().zip(margins).zip(&book.problem.consenting) {
        judge_call(book, own, *actor, margin)?;
    }
    Ok(())
}

/// How close a call is for an actor, and against what.
pub fn judge_call(book: &Book, at: &At, actor: ActorId, margin: &Margin) -> Result<(), Trouble> {
    at.only(&["actor", "margin", "against", "checked"])?;
    at.key("actor")?.text_is(book.actor_id(actor))?;
    at.key("margin")?
        .near(margin.margin, book.problem.tolerance())?;
    at.key("checked")?.flag_is(margin.checked)?;
    let against = at.key("against")?;
    against.only(&["walk_out", "withheld", "retracted"])?;
    let none = (&Vec::new(), &Vec::new());
    let (walk_out, (withheld, retracted)) = match &margin.against {
        Alternative::WalkOut => (true, none),
        Alternative::Breach {
            withheld,
            retracted,
        } => (false, (withheld, retracted)),
    };
    against.key("walk_out")?.flag_is(walk_out)?;
    for (key, found) in [("withheld", withheld), ("retracted", retracted)] {
        let (own, found) = (against.key(key)?, found.iter().map(|t| book.topic_id(*t)));
        if own.texts()? != found.collect::<Vec<_>>() {
            return Err(own.fails(book.alternative(&margin.against)));
        }
    }
    Ok(())
}
