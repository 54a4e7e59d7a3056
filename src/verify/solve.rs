//! Both questions together, and what the road costs.

use super::book::Book;
use super::frontier::aim;
use super::head::{KEYS as HEAD, Status, judge_head, status, steered};
use super::json::At;
use super::memory::Memory;
use super::package::judge_packages;
use super::plan::judge_plans;
use super::report::{Checked, Kind, Ledger, Trouble};

/// What may be claimed of both together: what is claimed of either.
const CLAIMS: [(&str, &[Status]); 6] = [
    ("frontier", &[Status::Proved]),
    ("cover", &[Status::BestFound]),
    ("concepts", &[Status::Proved, Status::BestFound]),
    ("no_package", &[Status::None]),
    ("no_road", &[Status::None]),
    ("nothing", &[Status::Stopped]),
];

/// Judges `solve`.
pub fn judge_solved(
    book: &Book,
    memory: &Memory,
    at: &At,
    digest: &str,
    ledger: &mut Ledger,
) -> Result<(), Trouble> {
    at.only(&[&HEAD[..], &["packages", "plan", "price_of_the_road"]].concat())?;
    judge_head(book, at, digest, &CLAIMS, ledger)?;
    ledger.note(Kind::Claimed, judge_whole(at))?;
    ledger.note(Kind::Price, judge_price(book, at))?;
    ledger.part = "packages".to_owned();
    judge_packages(
        book,
        memory.space(book.problem),
        &at.key("packages")?,
        digest,
        ledger,
    )?;
    ledger.part = "plan".to_owned();
    judge_steered(book, memory, &at.key("plan")?, digest, ledger)?;
    ledger.part = String::new();
    Ok(())
}

/// Judges plans of the problem as the result says it was steered.
pub fn judge_steered(
    book: &Book,
    memory: &Memory,
    at: &At,
    digest: &str,
    ledger: &mut Ledger,
) -> Result<(), Trouble> {
    let problem = match steered(book, at) {
        Ok(problem) => problem,
        Err(trouble) => return ledger.note(Kind::Steering, Err(trouble)).map(|_| ()),
    };
    judge_plans(&Book::new(&problem), memory, at, digest, ledger)
}

/// The whole claims what decides it, as it is graded: without a package the packages, else the plan.
fn judge_whole(at: &At) -> Result<Checked, Trouble> {
    let packages = at.key("packages")?;
    let decides = match status(&packages.key("grade")?)? {
        Status::None | Status::Stopped => packages,
        _ => at.key("plan")?,
    };
    for (part, kind) in [("packages", "packages"), ("plan", "plan")] {
        at.key(part)?.key("kind")?.text_is(kind)?;
        if at.key(part)?.key("options")?.key("concept")?.value
            != at.key("options")?.key("concept")?.value
        {
            return Err(at
                .key(part)?
                .key("options")?
                .key("concept")?
                .fails("another concept was asked for"));
        }
    }
    for key in ["claim", "grade"] {
        if at.key(key)?.value != decides.key(key)?.value {
            let what = format!("{} says {}", decides.pointer, decides.key(key)?.value);
            return Err(at.key(key)?.fails(what));
        }
    }
    Ok(Checked::Held(1))
}

/// Paper less road, of every concept that has both.
fn judge_price(book: &Book, at: &At) -> Result<Checked, Trouble> {
    let concepts = |part: &str| at.key(part)?.key("concepts");
    let (paper, road) = (concepts("packages")?, concepts("plan")?);
    let price = at.key("price_of_the_road")?;
    let mut both = 0;
    for (id, own) in road.entries()? {
        let (Some(paper), _) = (paper.find(id), aim(id, &own)?) else {
            continue;
        };
        both += 1;
        let pairs = book
            .sides(&paper.key("gain")?)?
            .into_iter()
            .zip(book.sides(&own.key("gain")?)?);
        let found = pairs.map(|(paper, road)| Ok(paper.number()? - road.number()?));
        let found: Vec<f64> = found.collect::<Result<_, Trouble>>()?;
        let Some(told) = price.find(id) else {
            return Err(price.fails_saying("no price", format!("{id} has one")));
        };
        book.sides_are(&told, &found, book.problem.tolerance())?;
    }
    match price.entries()?.len() == both {
        true => Ok(Checked::Held(both)),
        false => Err(price.fails(format!("{both} concepts have both"))),
    }
}
