//! What cannot be had together, and what would have to be given up (SEMANTICS §6).

use std::collections::BTreeSet;

use super::book::Book;
use super::head::Status;
use super::json::At;
use super::package::too_many;
use super::report::{Checked, Kind, Ledger, Trouble};
use crate::base::ConstraintId;
use crate::check::{Space, hitting_sets, judge_package};
use crate::problem::Settlement;

/// Most sets of either kind that are worked out.
const MOST_SETS: usize = 500;

/// Sets as a result tells them.
struct Sets<'a, 'v> {
    book: &'a Book<'a>,
    /// Every settlement, where the question is not one of a continuum.
    space: Option<&'a Space>,
    conflicts: Placed<'v>,
    corrections: Placed<'v>,
    witnesses: Option<At<'v>>,
    /// Why what is not shown is not checked.
    unknown: String,
}

/// Judges conflict sets, correction sets and what shows them, where a result has them.
pub fn judge_sets(
    book: &Book,
    space: Option<&Space>,
    divided: bool,
    at: &At,
    status: Status,
    ledger: &mut Ledger,
) -> Result<(), Trouble> {
    let (Some(conflicts), Some(corrections)) =
        (at.find("conflict_sets"), at.find("correction_sets"))
    else {
        return Ok(());
    };
    let sets = read_sets(book, &conflicts, Kind::Conflicts)
        .and_then(|c| Ok((c, read_sets(book, &corrections, Kind::Corrections)?)));
    let (conflicts, corrections) = match sets {
        Ok(sets) => sets,
        Err((kind, trouble)) => return ledger.note(kind, Err(trouble)).map(|_| ()),
    };
    let own = Sets {
        book,
        space: space.filter(|_| !divided),
        conflicts,
        corrections,
        witnesses: at.find("witnesses"),
        unknown: match divided {
            true => "what lies between the steps is not enumerated".to_owned(),
            false => too_many(book),
        },
    };
    if status != Status::None {
        let what = "sets are told where it is proved that there is no package";
        return ledger
            .note(Kind::Claimed, Err(at.key("grade")?.fails(what)))
            .map(|_| ());
    }
    ledger.note(Kind::Conflicts, own.judge_conflicts())?;
    ledger.note(Kind::ConflictMembers, own.judge_members())?;
    ledger.note(Kind::Corrections, own.judge_corrections())?;
    ledger.note(Kind::AllSets, own.judge_all(&at.key("all_sets")?))?;
    Ok(())
}

/// Where each set stands, and its constraints.
type Placed<'v> = Vec<(At<'v>, Vec<ConstraintId>)>;

fn read_sets<'v>(book: &Book, list: &At<'v>, kind: Kind) -> Result<Placed<'v>, (Kind, Trouble)> {
    let wrong = |trouble| (kind, trouble);
    let items = list.items().map_err(wrong)?.into_iter();
    let sets = items.map(|own| {
        let set = book.constraints(&own).map_err(wrong)?;
        Ok((own, set))
    });
    sets.collect()
}

impl Sets<'_, '_> {
    /// No settlement satisfies a conflict set.
    fn judge_conflicts(&self) -> Result<Checked, Trouble> {
        let Some(space) = self.space else {
            return Ok(Checked::not(self.unknown.clone()));
        };
        for (at, set) in &self.conflicts {
            let keeps = |l: &&crate::check::Looked| !l.broken.iter().any(|c| set.contains(c));
            if let Some(found) = space.looked.iter().find(keeps) {
                let finds = format!("{} satisfies them all", self.book.moved(&found.settlement));
                return Err(at.fails(finds));
            }
        }
        Ok(Checked::Held(self.conflicts.len()))
    }

    /// A settlement that is shown: a settlement other than the status quo, with nothing unsettled, and what it breaks.
    fn shown(&self, at: &At) -> Result<Option<(Settlement, Vec<ConstraintId>)>, Trouble> {
        if at.value.is_null() {
            return Ok(None);
        }
        let settlement = self.book.settlement(at)?;
        let verdict = judge_package(self.book.problem, &settlement);
        if verdict.is_status_quo || !verdict.unsettled.is_empty() {
            return Err(at.fails(self.book.refused(&settlement, &verdict)));
        }
        Ok(Some((settlement, verdict.broken)))
    }

    /// Each member of a conflict set is needed: without it, what is shown keeps all others.
    fn judge_members(&self) -> Result<Checked, Trouble> {
        let Some(witnesses) = &self.witnesses else {
            return self.judge_members_unseen();
        };
        let shown = witnesses.key("conflict_sets")?;
        let (shown, mut unseen, mut count) = (shown.items()?, 0, 0);
        if shown.len() != self.conflicts.len() {
            return Err(witnesses
                .key("conflict_sets")?
                .fails_saying(shown.len(), "one for each conflict set belongs here"));
        }
        for (own, (_, set)) in shown.iter().zip(&self.conflicts) {
            let members = own.entries()?;
            let mut named = BTreeSet::new();
            for (member, at) in &members {
                let member = self.book.constraint_named(member, at)?;
                named.insert(member);
                let Some((_, broken)) = self.shown(at)? else {
                    unseen += 1;
                    continue;
                };
                let others = broken.iter().find(|c| **c != member && set.contains(c));
                if let Some(other) = others {
                    return Err(at.fails(format!("it breaks {}, too", self.book.name(*other))));
                }
                if !broken.contains(&member) {
                    return Err(
                        at.fails("it satisfies the whole set, which therefore is no conflict")
                    );
                }
                count += 1;
            }
            if named != set.iter().copied().collect() {
                return Err(own.fails_saying("its members", self.book.names(set)));
            }
        }
        Ok(match unseen {
            0 => Checked::Held(count),
            n => Checked::not(format!("{n} members are not shown to be needed")),
        })
    }

    /// The same by looking for such settlements.
    fn judge_members_unseen(&self) -> Result<Checked, Trouble> {
        let Some(space) = self.space else {
            return Ok(Checked::not(self.unknown.clone()));
        };
        for (at, set) in &self.conflicts {
            for member in set {
                let others: Vec<_> = set.iter().copied().filter(|c| c != member).collect();
                if space.conflicts(&others) {
                    let finds = format!("{} is not needed", self.book.name(*member));
                    return Err(at.fails(finds));
                }
            }
        }
        Ok(Checked::Held(self.conflicts.len()))
    }

    /// Giving up a correction set is enough, and nothing less of it is.
    fn judge_corrections(&self) -> Result<Checked, Trouble> {
        let mut unseen = 0;
        if let Some(witnesses) = &self.witnesses {
            let shown = witnesses.key("correction_sets")?;
            let shown = shown.items()?;
            if shown.len() != self.corrections.len() {
                return Err(witnesses
                    .key("correction_sets")?
                    .fails_saying(shown.len(), "one for each correction set belongs here"));
            }
            for (at, (_, set)) in shown.iter().zip(&self.corrections) {
                match self.shown(at)? {
                    Some((_, broken)) if broken != *set => {
                        return Err(at.fails(format!("it breaks {}", self.book.names(&broken))));
                    }
                    Some(_) => {}
                    None => unseen += 1,
                }
            }
        }
        let minimal = self.space.and_then(|space| space.corrections(MOST_SETS));
        let Some(minimal) = minimal else {
            return Ok(Checked::not(match self.space {
                Some(_) => "there are too many sets to work them all out".to_owned(),
                None => self.unknown.clone(),
            }));
        };
        match self
            .corrections
            .iter()
            .find(|(_, set)| !minimal.contains(set))
        {
            Some((at, _)) => Err(at.fails("less, or something else, has to be given up")),
            None if unseen > 0 => Ok(Checked::not(format!(
                "{unseen} sets are not shown to be enough"
            ))),
            None => Ok(Checked::Held(self.corrections.len())),
        }
    }

    /// No set is missing, and none stands twice.
    fn judge_all(&self, all: &At) -> Result<Checked, Trouble> {
        let told = |sets: &[(At, Vec<ConstraintId>)]| -> BTreeSet<Vec<ConstraintId>> {
            sets.iter().map(|(_, set)| set.clone()).collect()
        };
        let (conflicts, corrections) = (told(&self.conflicts), told(&self.corrections));
        if conflicts.len() != self.conflicts.len() || corrections.len() != self.corrections.len() {
            return Err(all.fails("a set stands twice"));
        }
        if !all.flag()? {
            return Ok(Checked::Held(0));
        }
        let minimal = self.space.and_then(|space| space.corrections(MOST_SETS));
        let hitting = minimal
            .as_ref()
            .and_then(|sets| hitting_sets(sets, MOST_SETS));
        let (Some(minimal), Some(hitting)) = (minimal, hitting) else {
            return Ok(Checked::not(match self.space {
                Some(_) => "there are too many sets to work them all out".to_owned(),
                None => self.unknown.clone(),
            }));
        };
        if let Some(missing) = minimal.difference(&corrections).next() {
            let finds = format!("giving up {} is missing", self.book.names(missing));
            return Err(all.fails(finds));
        }
        if let Some(missing) = hitting.difference(&conflicts).next() {
            let finds = format!("the conflict of {} is missing", self.book.names(missing));
            return Err(all.fails(finds));
        }
        Ok(Checked::Held(minimal.len() + hitting.len()))
    }
}
