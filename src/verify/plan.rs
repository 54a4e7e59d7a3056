//! The plan question: what is listed, what concepts pick of it, what is claimed of all plans.

use super::book::{Book, Rounds};
use super::frontier::aim;
use super::head::{Head, KEYS as HEAD, Status, judge_head};
use super::json::At;
use super::lifts::{judge_best_openings, judge_openings};
use super::memory::Memory;
use super::others::judge_others;
use super::report::{Checked, Kind, Ledger, Trouble};
use super::road::judge_road;
use crate::base::grouped;
use crate::check::{
    MOST_PLAN_STEPS, PlainRoad, PlanFault, PlanVerdict, Roads, judge_plan, written,
};

const OWN: [&str; 11] = [
    "counts",
    "frontier",
    "within",
    "most",
    "concepts",
    "plan",
    "alternatives",
    "alternatives_grade",
    "beyond",
    "openings",
    "not_tried",
];

/// What may be claimed of plans, and how it is then graded.
pub const CLAIMS: [(&str, &[Status]); 5] = [
    ("frontier", &[Status::Proved]),
    ("cover", &[Status::BestFound]),
    ("concepts", &[Status::Proved, Status::BestFound]),
    ("no_road", &[Status::None]),
    ("nothing", &[Status::Stopped]),
];

/// A plan told, and what the judge says of it.
pub struct Told<'v> {
    /// Where it stands.
    pub at: At<'v>,
    /// Its moves.
    pub rounds: Rounds,
    /// What the judge says.
    pub verdict: Result<PlanVerdict, PlanFault>,
}

/// The plan question and its answer.
pub struct Plans<'a, 'v> {
    /// The model, steered.
    pub book: &'a Book<'a>,
    /// Every plan, where they are few enough.
    pub roads: Option<&'a Roads>,
    /// What else was enumerated.
    pub memory: &'a Memory,
    /// The result.
    pub at: At<'v>,
    /// What it claims.
    pub head: Head,
    /// What is listed.
    pub told: Vec<Told<'v>>,
}

impl<'v> Told<'v> {
    /// Reads and judges a plan.
    pub fn read(book: &Book, at: &At<'v>) -> Result<Self, Trouble> {
        let rounds = book.rounds(&at.key("rounds")?)?;
        Ok(Self {
            at: at.clone(),
            verdict: judge_plan(book.problem, &rounds),
            rounds,
        })
    }

    /// The verdict, if the judge could come to one.
    pub fn verdict(&self) -> Option<&PlanVerdict> {
        self.verdict.as_ref().ok()
    }

    /// Could it not be judged at all?
    pub fn is_unknown(&self) -> bool {
        matches!(self.verdict, Err(PlanFault::NotJudged { .. }))
    }

    /// It may be made, round by round.
    pub fn judge_holds(&self, book: &Book) -> Result<(), Trouble> {
        match &self.verdict {
            Ok(_) | Err(PlanFault::NotJudged { .. }) => Ok(()),
            Err(fault) => Err(self
                .at
                .key("rounds")?
                .fails_saying("a plan", book.plan_fault(fault))),
        }
    }

    /// It is worth what it says.
    pub fn judge_gains(&self, book: &Book) -> Result<(), Trouble> {
        let gain = self.at.key("gain")?;
        match self.verdict() {
            Some(verdict) => book.sides_are(&gain, &verdict.gains, book.problem.tolerance()),
            None => book.sides(&gain).map(|_| ()),
        }
    }
}

/// Judges the plan question; `book` is of the problem as the result says it was steered.
pub fn judge_plans(
    book: &Book,
    memory: &Memory,
    at: &At,
    digest: &str,
    ledger: &mut Ledger,
) -> Result<(), Trouble> {
    at.only(&[&HEAD[..], &OWN[..]].concat())?;
    let head = judge_head(book, at, digest, &CLAIMS, ledger)?;
    let listed = at.key("frontier")?.items()?;
    let read: Result<Vec<_>, _> = listed.iter().map(|own| Told::read(book, own)).collect();
    let told = match read {
        Ok(told) => told,
        Err(trouble) => return ledger.note(Kind::Plans, Err(trouble)).map(|_| ()),
    };
    let roads = memory.roads(book.problem);
    let own = Plans {
        book,
        roads: roads.as_ref().as_ref(),
        memory,
        at: at.clone(),
        head,
        told,
    };
    own.judge(memory.knows_none(book.problem), ledger)
}

/// Why plans are not enumerated.
pub fn too_many_plans() -> String {
    format!(
        "all plans take more than the {} steps that are taken",
        grouped(MOST_PLAN_STEPS)
    )
}

impl Plans<'_, '_> {
    fn judge(&self, no_package: bool, ledger: &mut Ledger) -> Result<(), Trouble> {
        ledger.note(Kind::Claimed, self.judge_shape())?;
        let listed = ledger.note(Kind::Plans, self.each(|told| told.judge_holds(self.book)))?;
        let worth = ledger.note(
            Kind::PlanGains,
            self.each(|told| told.judge_gains(self.book)),
        )?;
        if listed && worth {
            ledger.note(Kind::Order, self.judge_order())?;
            ledger.note(Kind::Dominance, self.judge_dominance())?;
            ledger.note(Kind::Complete, self.judge_complete(no_package))?;
            ledger.note(Kind::TieRule, self.judge_ties())?;
            ledger.note(Kind::Concepts, self.judge_concepts())?;
            ledger.note(Kind::ConceptGrades, self.judge_concept_grades())?;
            ledger.note(Kind::Within, self.judge_within())?;
            ledger.note(Kind::Most, self.judge_most())?;
        }
        ledger.note(Kind::Counts, self.judge_counts())?;
        self.judge_chosen(ledger)?;
        judge_others(self, ledger)?;
        self.judge_openings(ledger)?;
        ledger.note(Kind::Reasons, self.judge_beyond())?;
        Ok(())
    }

    fn each(&self, judge: impl Fn(&Told) -> Result<(), Trouble>) -> Result<Checked, Trouble> {
        self.told.iter().try_for_each(judge)?;
        match self.told.iter().filter(|told| told.is_unknown()).count() {
            0 => Ok(Checked::Held(self.told.len())),
            n => Ok(Checked::not(format!(
                "{n} plans have somebody doubt too many others at once"
            ))),
        }
    }

    fn lists(&self) -> bool {
        ["frontier", "cover", "concepts"].contains(&self.head.claim.as_str())
    }

    /// What is listed is what such a claim lists.
    fn judge_shape(&self) -> Result<Checked, Trouble> {
        let claim = self.at.key("claim")?;
        if self.told.is_empty() == self.lists() {
            return Err(claim.fails(match self.lists() {
                true => "no plan is listed",
                false => "plans are listed all the same",
            }));
        }
        if (self.head.claim == "cover") != self.at.find("within").is_some() {
            return Err(claim.fails("a cover, and nothing else, has `within`"));
        }
        let alone = self
            .at
            .key("options")?
            .find("alone")
            .map_or(Ok(false), |own| own.flag())?;
        if self.head.claim == "concepts" && (self.head.status == Status::Proved) && !alone {
            return Err(self
                .at
                .key("grade")?
                .key("status")?
                .fails("more was asked for than the plan of one concept"));
        }
        let concepts = self.at.key("concepts")?.entries()?;
        let chosen = concepts.iter().find(|(id, _)| *id == self.head.concept);
        match (chosen, self.at.find("plan")) {
            (Some(_), None) if self.told.iter().any(Told::is_unknown) => {}
            (None, None) => {}
            (Some((_, at)), Some(plan)) => self.judge_same(at, &plan)?,
            (Some((_, at)), None) => return Err(at.fails("the plan is not told")),
            (None, Some(plan)) => {
                return Err(plan.fails_saying("a plan", "the concept has no answer"));
            }
        }
        Ok(Checked::Held(1))
    }

    /// The plan told in full is the one that the concept picks.
    fn judge_same(&self, picked: &At, plan: &At) -> Result<(), Trouble> {
        match self.book.walked(plan)? == self.book.rounds(&picked.key("rounds")?)? {
            true => Ok(()),
            false => Err(plan
                .key("rounds")?
                .fails_saying("the plan", "the concept picks another")),
        }
    }

    /// Plans stand in ascending order of gains, as far as those differ.
    fn judge_order(&self) -> Result<Checked, Trouble> {
        let gains: Vec<&[f64]> = self
            .told
            .iter()
            .filter_map(|t| Some(t.verdict()?.gains.as_slice()))
            .collect();
        if gains.len() < self.told.len() {
            return Ok(Checked::Held(0));
        }
        let tolerance = self.book.problem.tolerance();
        let falls = |pair: &[&[f64]]| {
            let differ = pair[0].iter().zip(pair[1]).find(|(a, b)| a != b);
            differ.is_some_and(|(a, b)| a - b > tolerance)
        };
        match gains.windows(2).position(falls) {
            Some(place) => Err(self.told[place + 1]
                .at
                .fails_saying("its place", "it belongs before the one above")),
            None => Ok(Checked::Held(gains.len())),
        }
    }

    /// Is one vector at least another, but for so much?
    pub fn at_least(&self, these: &[f64], those: &[f64], slack: f64) -> bool {
        these.iter().zip(those).all(|(a, b)| *a >= b - slack)
    }

    fn judge_dominance(&self) -> Result<Checked, Trouble> {
        if self.head.claim != "frontier" {
            return Ok(Checked::Held(0));
        }
        let tolerance = self.book.problem.tolerance();
        for (place, own) in self.told.iter().enumerate() {
            for (by, other) in self.told.iter().enumerate() {
                let (Some(a), Some(b)) = (other.verdict(), own.verdict()) else {
                    continue;
                };
                if by != place && self.at_least(&a.gains, &b.gains, tolerance) {
                    let finds = format!("{} is at least as good for everybody", other.at.pointer);
                    return Err(own.at.key("gain")?.fails(finds));
                }
            }
        }
        Ok(Checked::Held(self.told.len()))
    }

    /// No plan is missing.
    fn judge_complete(&self, no_package: bool) -> Result<Checked, Trouble> {
        let whole = ["frontier", "no_road"].contains(&self.head.claim.as_str());
        if !whole {
            return Ok(Checked::Held(0));
        }
        let Some(roads) = self.roads else {
            // A road must end in a package.
            return Ok(match no_package && self.told.is_empty() {
                true => Checked::Held(1),
                false => Checked::not(too_many_plans()),
            });
        };
        let slack = 2.0 * self.book.problem.tolerance();
        let missing = roads.frontier.iter().find(|road| {
            let mut told = self.told.iter().filter_map(Told::verdict);
            !told.any(|own| self.at_least(&own.gains, &road.gains, slack))
        });
        match missing {
            Some(road) => {
                let says = format!("{} plans are the whole frontier", self.told.len());
                let finds = format!(
                    "a plan of {} rounds is missing, worth {:?}",
                    road.rounds.len(),
                    road.gains
                );
                Err(self.at.key("frontier")?.fails_saying(says, finds))
            }
            None => Ok(Checked::Held(1)),
        }
    }

    /// Of the plans worth the same the shortest, then the first by its moves.
    fn judge_ties(&self) -> Result<Checked, Trouble> {
        if self.head.claim != "frontier" {
            return Ok(Checked::Held(0));
        }
        let Some(roads) = self.roads else {
            return Ok(Checked::not(too_many_plans()));
        };
        let slack = self.book.problem.tolerance();
        for own in &self.told {
            let Some(verdict) = own.verdict() else {
                continue;
            };
            let same = |road: &&PlainRoad| {
                self.at_least(&road.gains, &verdict.gains, slack)
                    && self.at_least(&verdict.gains, &road.gains, slack)
            };
            let order = |rounds: &Rounds| written(self.book.problem, rounds);
            if let Some(road) = roads.frontier.iter().find(same)
                && order(&road.rounds) < order(&own.rounds)
            {
                let finds = format!("one of {} rounds comes first", road.rounds.len());
                return Err(own.at.key("rounds")?.fails_saying("the plan", finds));
            }
        }
        Ok(Checked::Held(self.told.len()))
    }

    fn judge_counts(&self) -> Result<Checked, Trouble> {
        let counts = self.at.key("counts")?;
        counts.only(&["reached", "exchanges"])?;
        let told = [counts.find("reached"), counts.find("exchanges")];
        let [Some(reached), Some(exchanges)] = told else {
            return Ok(Checked::Held(0));
        };
        let Some(roads) = self.roads else {
            reached.count()?;
            exchanges.count()?;
            return Ok(Checked::not(too_many_plans()));
        };
        reached.count_is(roads.reached)?;
        exchanges.count_is(roads.exchanges)?;
        Ok(Checked::Held(2))
    }

    /// The plan that is told in full.
    fn judge_chosen(&self, ledger: &mut Ledger) -> Result<(), Trouble> {
        match self.at.find("plan") {
            Some(plan) => judge_road(self.book, &plan, ledger),
            None => Ok(()),
        }
    }

    /// The roads that there are without single tests.
    fn judge_openings(&self, ledger: &mut Ledger) -> Result<(), Trouble> {
        let listed = self.at.key("openings")?.items()?;
        let concept = self.at.key("options")?.key("concept")?;
        let aim = match aim(&self.head.concept, &concept) {
            Ok(aim) => aim,
            // Told where concepts are judged.
            Err(_) => return Ok(()),
        };
        let picked = self.at.key("concepts")?.find(&self.head.concept);
        let picked = picked.map(|own| self.book.rounds(&own.key("rounds")?));
        let rounds = picked.transpose()?;
        let now = self
            .told
            .iter()
            .find(|own| Some(&own.rounds) == rounds.as_ref());
        let now = now.and_then(Told::verdict).map(|own| own.gains.as_slice());
        let held = judge_openings(self.book, aim, now, &listed);
        if ledger.note(Kind::Openings, held)? {
            ledger.note(
                Kind::OpeningsBest,
                judge_best_openings(self.book, self.memory, aim, &listed),
            )?;
        }
        Ok(())
    }

    /// What refuses the moves that a package on paper still asks for is told in words.
    fn judge_beyond(&self) -> Result<Checked, Trouble> {
        Ok(match self.at.key("beyond")?.items()?.len() {
            0 => Checked::Held(0),
            _ => Checked::not("what refuses the moves that are missing is told in words"),
        })
    }
}
