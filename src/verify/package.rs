//! The package question: what is listed, what concepts pick of it, what is counted.

use super::book::Book;
use super::bound::{judge_concept_grades, judge_within};
use super::conflict::judge_sets;
use super::frontier::{best_of_packages, judge_whole_frontier};
use super::head::{Head, KEYS as HEAD, Status, judge_head};
use super::json::At;
use super::point::{Agreed, Entry, KEYS as POINT};
use super::report::{Checked, Kind, Ledger, Trouble};
use crate::check::{
    DividedClaims, DividedDeficit, Space, judge_divided_frontier, judge_division, judge_frontier,
};
use crate::problem::{Division, Place, Side};

const OWN: [&str; 14] = [
    "counts",
    "frontier",
    "within",
    "any_of_ties",
    "on_steps",
    "segments",
    "no_adjusted_winner",
    "concepts",
    "refusals",
    "conflict_sets",
    "correction_sets",
    "witnesses",
    "all_sets",
    "constraints",
];

/// What may be claimed of packages, and how it is then graded.
pub const CLAIMS: [(&str, &[Status]); 5] = [
    ("frontier", &[Status::Proved, Status::BestFound]),
    ("cover", &[Status::BestFound]),
    ("concepts", &[Status::BestFound]),
    ("no_package", &[Status::None]),
    ("nothing", &[Status::Stopped]),
];

/// The package question and its answer.
pub struct Packages<'a, 'v> {
    /// The model.
    pub book: &'a Book<'a>,
    /// Every settlement, where they are few enough.
    pub space: Option<&'a Space>,
    /// The result.
    pub at: At<'v>,
    /// What it claims.
    pub head: Head,
    /// What is listed.
    pub entries: Vec<Entry<'v>>,
    /// The packages are those on the steps of divisible topics.
    pub on_steps: bool,
}

/// Judges the package question.
pub fn judge_packages(
    book: &Book,
    space: Option<&Space>,
    at: &At,
    digest: &str,
    ledger: &mut Ledger,
) -> Result<(), Trouble> {
    at.only(&[&HEAD[..], &OWN[..]].concat())?;
    let head = judge_head(book, at, digest, &CLAIMS, ledger)?;
    let on_steps = at.find("on_steps").map_or(Ok(false), |own| own.flag())?;
    let listed = at.key("frontier")?.items()?;
    let read: Result<Vec<_>, _> = listed.iter().map(|own| Entry::read(book, own)).collect();
    let entries = match read {
        Ok(entries) => entries,
        // A name that the model does not have: nothing more can be said of the list.
        Err(trouble) => return ledger.note(Kind::Packages, Err(trouble)).map(|_| ()),
    };
    let own = Packages {
        book,
        space,
        at: at.clone(),
        head,
        entries,
        on_steps,
    };
    own.judge(ledger)
}

impl Packages<'_, '_> {
    /// Is the question one of a continuum, which no enumeration exhausts?
    pub fn is_divided(&self) -> bool {
        self.book.problem.is_divisible() && !self.on_steps
    }

    fn judge(&self, ledger: &mut Ledger) -> Result<(), Trouble> {
        ledger.note(Kind::Claimed, self.judge_shape())?;
        let each = |judge: &dyn Fn(&Entry) -> Result<usize, Trouble>| {
            let counts = self.entries.iter().map(judge);
            let counts: Vec<usize> = counts.collect::<Result<_, _>>()?;
            Ok(Checked::Held(counts.iter().sum()))
        };
        let listed = ledger.note(
            Kind::Packages,
            each(&|e| {
                e.at.only(&POINT)?;
                e.judge_acceptable().map(|()| 1)
            }),
        )?;
        let worth = ledger.note(Kind::Gains, each(&|e| e.judge_gains(self.book).map(|()| 1)))?;
        ledger.note(Kind::Audiences, each(&|e| e.judge_audiences(self.book)))?;
        ledger.note(Kind::Order, self.judge_order())?;
        // What follows rests on the list.
        if !listed || !worth {
            return Ok(());
        }
        ledger.note(Kind::Dominance, self.judge_dominance())?;
        judge_whole_frontier(self, ledger)?;
        ledger.note(Kind::Concepts, best_of_packages(self))?;
        ledger.note(Kind::ConceptGrades, judge_concept_grades(self))?;
        ledger.note(Kind::Within, judge_within(self))?;
        ledger.note(Kind::Counts, self.judge_counts())?;
        ledger.note(Kind::Refusals, self.judge_refusals())?;
        judge_sets(
            self.book,
            self.space,
            self.is_divided(),
            &self.at,
            self.head.status,
            ledger,
        )
    }

    /// What is listed is what such a claim lists.
    fn judge_shape(&self) -> Result<Checked, Trouble> {
        let listed = !self.entries.is_empty();
        let lists = ["frontier", "cover", "concepts"].contains(&self.head.claim.as_str());
        let status = self.at.key("grade")?.key("status")?;
        if listed != lists {
            return Err(self.at.key("claim")?.fails(match listed {
                true => "packages are listed all the same",
                false => "no package is listed",
            }));
        }
        if self.on_steps && !self.book.problem.is_divisible() {
            return Err(self
                .at
                .key("on_steps")?
                .fails("no topic of the model can be divided"));
        }
        let proved = self.head.status == Status::Proved;
        if self.head.claim == "frontier" && proved == self.on_steps {
            return Err(status.fails(match proved {
                true => "the steps do not prove anything of what lies between them",
                false => "a frontier is whole, or it is not claimed to be one",
            }));
        }
        if (self.head.claim == "cover") != self.at.find("within").is_some() {
            return Err(self
                .at
                .key("claim")?
                .fails("a cover, and nothing else, has `within`"));
        }
        if (self.head.claim == "no_package") != self.at.find("conflict_sets").is_some() {
            return Err(self
                .at
                .key("claim")?
                .fails("where there is no package, and only there, sets are told"));
        }
        Ok(Checked::Held(1))
    }

    /// A whole frontier stands in ascending order of gains.
    fn judge_order(&self) -> Result<Checked, Trouble> {
        if self.head.claim != "frontier" || self.is_divided() {
            return Ok(Checked::Held(0));
        }
        let wrong = self
            .entries
            .windows(2)
            .find(|pair| pair[0].gains > pair[1].gains);
        match wrong {
            Some(pair) => Err(pair[1]
                .at
                .fails_saying("its place", "it belongs before the one above")),
            None => Ok(Checked::Held(self.entries.len())),
        }
    }

    fn judge_dominance(&self) -> Result<Checked, Trouble> {
        if self.is_divided() {
            return self.judge_divided();
        }
        // Answers of concepts may tie in gains; covers and frontiers hold each vector once.
        let claims: Vec<_> = self
            .entries
            .iter()
            .filter_map(|e| Some((e.points(), e.settlement()?.clone())))
            .collect();
        if self.head.claim == "concepts" {
            return Ok(Checked::Held(0));
        }
        match judge_frontier(self.book.problem, &claims) {
            Ok(()) => Ok(Checked::Held(claims.len())),
            Err(crate::check::Deficit::Dominated { entry, by }) => {
                let says = self.book.gains(&claims[entry].0);
                let finds = format!(
                    "/frontier/{by} is at least as good for everybody: {}",
                    self.book.gains(&claims[by].0)
                );
                Err(self.entries[entry].at.fails_saying(says, finds))
            }
            // The other deficits were looked for one by one.
            Err(_) => Err(self
                .at
                .key("frontier")?
                .fails_saying("a frontier", "the judge refuses it")),
        }
    }

    /// Points, the straight lines between them and what lies half-way.
    fn judge_divided(&self) -> Result<Checked, Trouble> {
        let points: Vec<_> = self.entries.iter().collect();
        let mut claims = DividedClaims::default();
        for entry in &points {
            let open = entry.at.find("open").map_or(Ok(false), |own| own.flag())?;
            if let Agreed::Divided(division) = &entry.agreed {
                claims.points.push((&entry.gains, division, open));
            }
        }
        if claims.points.len() != points.len() {
            return Err(self
                .at
                .key("frontier")?
                .wrong("packages that divide topics have `exact` numbers"));
        }
        match judge_divided_frontier(self.book.problem, &claims) {
            Ok(()) => Ok(Checked::Held(points.len())),
            Err(DividedDeficit::Dominated(by, entry)) => {
                let finds = format!("/frontier/{by} is at least as good for everybody");
                Err(points[entry].at.fails_saying("on the frontier", finds))
            }
            Err(_) => Err(self
                .at
                .key("frontier")?
                .fails_saying("a frontier", "the judge refuses it")),
        }
    }

    fn judge_counts(&self) -> Result<Checked, Trouble> {
        let counts = self.at.key("counts")?;
        counts.only(&["settlements", "packages"])?;
        if let Some(settlements) = counts.find("settlements") {
            let found = self.book.problem.settlements();
            if found != Some(u128::from(settlements.count()?)) {
                return Err(settlements.fails(match found {
                    Some(n) => n.to_string(),
                    None => "more than can be counted".to_owned(),
                }));
            }
        }
        let Some(packages) = counts.find("packages") else {
            return Ok(Checked::Held(usize::from(
                counts.find("settlements").is_some(),
            )));
        };
        match self.space {
            Some(space) => {
                packages.count_is(space.packages(|_| false).count())?;
                Ok(Checked::Held(2))
            }
            None => Ok(Checked::not(too_many(self.book))),
        }
    }

    fn judge_refusals(&self) -> Result<Checked, Trouble> {
        let listed = self.at.key("refusals")?.items()?;
        let counted = self.at.key("counts")?.find("packages").is_some();
        if listed.is_empty() && !counted {
            return Ok(Checked::Held(0));
        }
        let Some(space) = self.space else {
            return Ok(match listed.is_empty() {
                true => Checked::Held(0),
                false => Checked::not(too_many(self.book)),
            });
        };
        let mut found = Vec::new();
        for constraint in self.book.problem.constraints.ids() {
            let refused = space
                .looked
                .iter()
                .filter(|l| l.broken.contains(&constraint));
            let alone = refused.clone().filter(|l| l.broken.len() == 1).count();
            let refused = refused.count();
            if refused > 0 {
                found.push((refused, alone, constraint));
            }
        }
        found.sort_by_key(|(refused, alone, _)| std::cmp::Reverse((*refused, *alone)));
        if listed.len() != found.len() {
            let what = format!("{} constraints refuse something", found.len());
            return Err(self.at.key("refusals")?.fails_saying(listed.len(), what));
        }
        for (own, (refused, alone, constraint)) in listed.iter().zip(&found) {
            own.only(&["id", "text", "why", "place", "refused", "refused_alone"])?;
            own.key("id")?.text_is(self.book.name(*constraint))?;
            own.key("refused")?.count_is(*refused)?;
            own.key("refused_alone")?.count_is(*alone)?;
        }
        Ok(Checked::Held(found.len()))
    }
}

/// Why a space is not looked at.
pub fn too_many(book: &Book) -> String {
    let most = crate::base::grouped(crate::check::MOST_SETTLEMENTS as u64);
    match book
        .problem
        .settlements()
        .and_then(|n| u64::try_from(n).ok())
    {
        Some(n) => format!(
            "{} settlements are more than the {most} that are looked at",
            crate::base::grouped(n)
        ),
        None => format!("there are more than the {most} settlements that are looked at"),
    }
}

/// The package half-way between two of the same frontier.
fn middle(book: &Book, one: &Division, other: &Division) -> Option<Division> {
    let two = crate::base::Ratio::from_integer(2.into());
    let mut places = Vec::new();
    for (topic, _) in book.problem.divisible() {
        let (a, b) = (one.place(topic)?, other.place(topic)?);
        let offset = (&a.offset + &b.offset) / &two;
        let side = if a == b { a.side } else { Side::At };
        places.push((topic, Place { offset, side }));
    }
    Division::new(book.problem, one.steps().clone(), places)
}

/// Segments of a frontier that divides topics: half-way along each stands a package worth half of both ends.
pub fn judge_segments(own: &Packages) -> Result<Checked, Trouble> {
    let Some(segments) = own.at.find("segments") else {
        return Ok(Checked::Held(0));
    };
    let two = crate::base::Ratio::from_integer(2.into());
    let mut unknown = 0;
    let listed = segments.items()?;
    for segment in &listed {
        let ends = segment.items()?;
        let [from, to] = ends.as_slice() else {
            return Err(segment.wrong("two places of the list belong here"));
        };
        let entry = |at: &At| {
            let found = own.entries.get(at.count()? as usize);
            found.ok_or_else(|| at.fails("the list has no such place"))
        };
        let (a, b) = (entry(from)?, entry(to)?);
        let (Agreed::Divided(one), Agreed::Divided(other)) = (&a.agreed, &b.agreed) else {
            return Err(segment.fails("nothing is divided there"));
        };
        let half: Vec<_> = a
            .gains
            .iter()
            .zip(&b.gains)
            .map(|(x, y)| (x + y) / &two)
            .collect();
        let above = |e: &&Entry| e.gains.iter().zip(&half).all(|(x, y)| x >= y);
        if let Some(better) = own.entries.iter().find(above) {
            let finds = format!(
                "{} is at least as good as half-way along it",
                better.at.pointer
            );
            return Err(segment.fails(finds));
        }
        // The ends may be reached by different packages, between which there are others than half of both.
        let reached = middle(own.book, one, other).map(|m| judge_division(own.book.problem, &m));
        if !reached.is_some_and(|verdict| verdict.is_package() && verdict.gains == half) {
            unknown += 1;
        }
    }
    Ok(match unknown {
        0 => Checked::Held(listed.len()),
        n => Checked::not(format!(
            "{n} of {} segments are not reached by going straight from one package to the other",
            listed.len()
        )),
    })
}
