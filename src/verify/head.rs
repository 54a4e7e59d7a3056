//! What every result carries: where it comes from, what it claims, how it is graded, what was asked for.

use super::book::Book;
use super::json::At;
use super::report::{Checked, Kind, Ledger, Trouble};
use crate::base::{OptionId, TopicId};
use crate::problem::{Condition, OptionSet, Problem, Steer};

/// Keys of every head.
pub const KEYS: [&str; 9] = [
    "winset", "kind", "model", "options", "seed", "actors", "assumed", "claim", "grade",
];

/// Keys of options of all questions.
const OPTIONS: [&str; 18] = [
    "concept",
    "time_limit",
    "memory_limit",
    "semantics",
    "overlays",
    "alone",
    "within",
    "alternatives",
    "differ",
    "from",
    "to",
    "avoid",
    "first",
    "never_together",
    "package",
    "limit",
    "most",
    "seed",
];

/// What is proved, by its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Exact and complete.
    Proved,
    /// The best found.
    BestFound,
    /// There is no answer.
    None,
    /// Nothing is claimed.
    Stopped,
}

/// What a head claims.
#[derive(Clone, Debug)]
pub struct Head {
    /// In a word.
    pub claim: String,
    /// What is proved.
    pub status: Status,
    /// The concept that picks the answer.
    pub concept: String,
}

/// The status that stands under `status`.
pub fn status(grade: &At) -> Result<Status, Trouble> {
    let own = grade.key("status")?;
    Ok(match own.text()? {
        "proved" => Status::Proved,
        "best_found" => Status::BestFound,
        "none" => Status::None,
        "stopped" => Status::Stopped,
        _ => return Err(own.wrong("no such status")),
    })
}

/// Judges where a result comes from, and reads what it claims. `allowed` pairs claims with the statuses that they may have.
pub fn judge_head(
    book: &Book,
    result: &At,
    digest: &str,
    allowed: &[(&str, &[Status])],
    ledger: &mut Ledger,
) -> Result<Head, Trouble> {
    let model = result.key("model")?;
    model.only(&["title", "digest", "program", "files"])?;
    model.key("files")?.texts()?;
    ledger.note(Kind::Digest, judge_digest(&model, digest))?;
    ledger.note(Kind::Version, judge_version(&model))?;
    ledger.note(Kind::Model, judge_model(book, result, &model))?;
    let options = result.key("options")?;
    options.only(&OPTIONS)?;
    let concept = options.key("concept")?;
    let grade = result.key("grade")?;
    grade.only(&["status", "by", "gap"])?;
    grade.key("by")?.text()?;
    let claim = result.key("claim")?;
    let head = Head {
        claim: claim.text()?.to_owned(),
        status: status(&grade)?,
        concept: concept.text()?.to_owned(),
    };
    ledger.note(Kind::Grade, judge_grade(&claim, &grade, &head, allowed))?;
    Ok(head)
}

fn judge_digest(model: &At, digest: &str) -> Result<Checked, Trouble> {
    model.key("digest")?.text_is(digest)?;
    Ok(Checked::Held(1))
}

/// What another version claimed may have meant something else.
fn judge_version(model: &At) -> Result<Checked, Trouble> {
    let program = model.key("program")?;
    let own = concat!("winset ", env!("CARGO_PKG_VERSION"));
    let claimed = program.text()?;
    let Some(number) = claimed.strip_prefix("winset ") else {
        return Err(program.fails("results are written by winset"));
    };
    let parts: Vec<_> = number.split('.').map(str::parse::<u32>).collect();
    if parts.len() != 3 || parts.iter().any(Result::is_err) {
        return Err(program.fails("that is no version of winset"));
    }
    Ok(match claimed == own {
        true => Checked::Held(1),
        false => Checked::not(format!("written by {claimed}, judged by {own}")),
    })
}

fn judge_model(book: &Book, result: &At, model: &At) -> Result<Checked, Trouble> {
    model.key("title")?.text_is(&book.problem.names.title)?;
    let (at, consenting) = (result.key("actors")?, &book.problem.consenting);
    let own = at.texts()?;
    let found: Vec<_> = consenting.iter().map(|a| book.actor_id(*a)).collect();
    match own == found {
        true => Ok(Checked::Held(2)),
        false => Err(at.fails(found.join(", "))),
    }
}

fn judge_grade(
    claim: &At,
    grade: &At,
    head: &Head,
    allowed: &[(&str, &[Status])],
) -> Result<Checked, Trouble> {
    let Some((_, statuses)) = allowed.iter().find(|(own, _)| *own == head.claim) else {
        return Err(claim.fails("no result of this kind claims that"));
    };
    if !statuses.contains(&head.status) {
        let what = format!("a claim of `{}` is never graded so", head.claim);
        return Err(grade.key("status")?.fails(what));
    }
    if let Some(gap) = grade.find("gap") {
        let number = gap.number()?;
        if !(0.0..).contains(&number) || head.status != Status::BestFound && number > 0.0 {
            return Err(gap.fails("no such distance"));
        }
    }
    Ok(Checked::Held(1))
}

/// The problem as the options say it was steered.
pub fn steered(book: &Book, result: &At) -> Result<Problem, Trouble> {
    let options = result.key("options")?;
    let mut steer = Steer::default();
    if let Some(from) = options.find("from") {
        steer.from = Some(book.settlement(&from)?);
    }
    if let Some(to) = options.find("to") {
        steer.to = book.ends(&to)?;
    }
    for avoid in list(&options, "avoid")? {
        let parts = avoid
            .entries()?
            .into_iter()
            .map(|(id, own)| avoided(book, id, &own));
        steer
            .avoid
            .push(Condition::All(parts.collect::<Result<_, _>>()?));
    }
    for first in list(&options, "first")? {
        let own = first.key("topic")?;
        let topic = book.topic(own.text()?, &own)?;
        let option = first.find("option").map(|o| book.option(topic, &o));
        steer.first.push((topic, option.transpose()?));
    }
    for group in list(&options, "never_together")? {
        let topics = group.items()?;
        let topics = topics.iter().map(|own| book.topic(own.text()?, own));
        steer.never_together.push(topics.collect::<Result<_, _>>()?);
    }
    let mut problem = book.problem.clone();
    problem.steer = steer;
    Ok(problem)
}

fn list<'v>(options: &At<'v>, key: &str) -> Result<Vec<At<'v>>, Trouble> {
    options.find(key).map_or(Ok(Vec::new()), |own| own.items())
}

fn avoided(book: &Book, id: &str, at: &At) -> Result<Condition, Trouble> {
    let topic: TopicId = book.topic(id, at)?;
    let mut set = OptionSet::none(book.problem.topics[topic].rungs.len());
    for own in at.items()? {
        let option: OptionId = book.option(topic, &own)?;
        set.insert(option);
    }
    Ok(Condition::Is(topic, set))
}
