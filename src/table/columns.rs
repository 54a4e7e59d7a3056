//! What the columns of answers are called, and which are wanted.

use super::fault::{COLUMN, SYNTAX, listed};
use crate::base::{ActorId, TopicId};
use crate::diag::{Diagnostic, FileId, Problems, Span, near};
use crate::problem::{Problem, Role};

/// Something that is answered of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Is it a package?
    Agreeable,
    /// Why not, in a word.
    Status,
    /// The constraints that refuse it.
    RefusedBy,
    /// The same as bits, the first constraint of the model the lowest.
    RefusalMask,
    /// Worth to an actor.
    Worth(ActorId),
    /// Worth minus walk-away.
    Gain(ActorId),
    /// Worth to an audience of all that is in force.
    Audience(ActorId, usize),
    /// Does an audience ratify?
    Ratifies(ActorId, usize),
    /// Does an audience tolerate it?
    Tolerates(ActorId, usize),
    /// The least gain of those that weigh.
    LeastGain,
    /// Π max(gain, 0)^weight.
    Nash,
    /// Σ weight × gain.
    Sum,
    /// Is it undominated among the agreeable rows?
    OnBatchFrontier,
    /// Has it gains of the model's package frontier?
    OnModelFrontier,
    /// Euclidean distance of its gains to that frontier.
    Distance,
    /// Its rank among the agreeable rows.
    Rank,
    /// Is there a plan that ends there?
    Road,
    /// Rounds of the best one.
    RoadRounds,
    /// What it is worth, as a gain.
    RoadGain(ActorId),
    /// What is in the way.
    RoadObstacle,
    /// A small change that helps.
    Suggestion,
    /// The gain after it.
    SuggestedGain(ActorId),
    /// The option of a topic, by its id.
    Option(TopicId),
    /// The overlay under which it is judged.
    Overlay,
    /// The file that it stands in.
    File,
    /// Its line there, or the number of the row.
    Line,
}

/// What a column of the output holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Out {
    /// A column of the input as it stands, by its place.
    Input(usize),
    /// All columns of the input, in their order.
    Rows,
    /// An answer.
    Answer(Answer),
}

/// Columns and what they are called.
pub type Columns = Vec<(String, Out)>;

/// What can be had in a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Available {
    /// Are there overlays?
    pub overlays: bool,
    /// Can the input be read twice?
    pub twice: bool,
    /// Are ranks asked for?
    pub rank: bool,
    /// Are roads asked for?
    pub road: bool,
    /// Are changes asked for?
    pub suggest: bool,
}

/// Everything that can be asked for, in the order in which `all` has it.
pub fn known(problem: &Problem, input: &[String]) -> Columns {
    let mut known: Columns = Vec::new();
    for (place, name) in input.iter().enumerate() {
        known.push((name.clone(), Out::Input(place)));
    }
    for (name, answer) in answers(problem) {
        // What the input calls like an answer keeps its place under another name.
        if let Some(own) = known.iter_mut().find(|(own, _)| *own == name) {
            own.0 = format!("input.{name}");
        }
        known.push((name, Out::Answer(answer)));
    }
    known
}

/// All answers, in their order.
pub fn answers(problem: &Problem) -> Vec<(String, Answer)> {
    let names = &problem.names;
    let mut known: Vec<(String, Answer)> = Vec::new();
    let mut add = |name: String, answer| known.push((name, answer));
    add("overlay".to_owned(), Answer::Overlay);
    add("agreeable".to_owned(), Answer::Agreeable);
    add("status".to_owned(), Answer::Status);
    add("refused_by".to_owned(), Answer::RefusedBy);
    add("refusal_mask".to_owned(), Answer::RefusalMask);
    let of = |what: &str, actor: ActorId| format!("{what}.{}", names.actors[actor].0);
    for actor in problem.actors.ids() {
        add(of("worth", actor), Answer::Worth(actor));
    }
    for actor in problem.actors.ids() {
        add(of("gain", actor), Answer::Gain(actor));
    }
    type Of = fn(ActorId, usize) -> Answer;
    let kinds: [(&str, Of); 3] = [
        ("audience", Answer::Audience),
        ("ratifies", Answer::Ratifies),
        ("tolerates", Answer::Tolerates),
    ];
    for (what, answer) in kinds {
        for (actor, own) in problem.actors.entries() {
            for (index, (id, _)) in names.audiences[actor].iter().enumerate() {
                let audience = &own.audiences[index];
                let is_asked = match what {
                    "ratifies" => audience.ratifies_at.is_some(),
                    "tolerates" => audience.tolerates.is_some(),
                    _ => true,
                };
                if is_asked {
                    add(format!("{}/{id}", of(what, actor)), answer(actor, index));
                }
            }
        }
    }
    add("least_gain".to_owned(), Answer::LeastGain);
    add("nash".to_owned(), Answer::Nash);
    add("sum".to_owned(), Answer::Sum);
    add("on_batch_frontier".to_owned(), Answer::OnBatchFrontier);
    add("on_model_frontier".to_owned(), Answer::OnModelFrontier);
    add("distance".to_owned(), Answer::Distance);
    add("rank".to_owned(), Answer::Rank);
    add("road".to_owned(), Answer::Road);
    add("road_rounds".to_owned(), Answer::RoadRounds);
    for actor in &problem.consenting {
        add(of("road_gain", *actor), Answer::RoadGain(*actor));
    }
    add("road_obstacle".to_owned(), Answer::RoadObstacle);
    add("suggestion".to_owned(), Answer::Suggestion);
    for actor in &problem.consenting {
        add(of("suggested_gain", *actor), Answer::SuggestedGain(*actor));
    }
    for (topic, own) in names.topics.entries() {
        add(format!("option.{}", own.id), Answer::Option(topic));
    }
    add("file".to_owned(), Answer::File);
    add("line".to_owned(), Answer::Line);
    known
}

impl Answer {
    /// Can it be had without being asked for by an option of its own, and read in one go?
    fn is_available(self, available: Available) -> bool {
        match self {
            Answer::Overlay => available.overlays,
            Answer::OnBatchFrontier => available.twice,
            Answer::Rank => available.rank,
            Answer::Road | Answer::RoadRounds | Answer::RoadGain(_) | Answer::RoadObstacle => {
                available.road
            }
            Answer::Suggestion | Answer::SuggestedGain(_) => available.suggest,
            _ => true,
        }
    }

    /// What must be asked for to have it.
    fn way_to_it(self) -> &'static str {
        match self {
            Answer::Overlay => "it needs `--overlay`",
            Answer::OnBatchFrontier => {
                "it needs a second look at the input; give a file instead of a pipe"
            }
            Answer::Rank => "it needs `--rank`",
            Answer::Suggestion | Answer::SuggestedGain(_) => "it needs `--suggest`",
            _ => "it needs `--road`",
        }
    }

    /// Is it part of the columns that nobody has to ask for?
    fn is_usual(self, problem: &Problem) -> bool {
        match self {
            Answer::Status
            | Answer::RefusalMask
            | Answer::Audience(..)
            | Answer::Tolerates(..)
            | Answer::Option(_)
            | Answer::File
            | Answer::Line => false,
            Answer::Worth(actor) | Answer::Gain(actor) => {
                problem.actors[actor].role != Role::Bystander || matches!(self, Answer::Gain(_))
            }
            _ => true,
        }
    }
}

/// The columns that are wanted: `text` names some, with commas between; without it the usual ones.
///
/// All problems are reported; `None` if there are any.
pub fn choose(
    text: Option<(&str, FileId)>,
    problem: &Problem,
    input: &[String],
    available: Available,
    problems: &mut Problems,
) -> Option<Columns> {
    let known = known(problem, input);
    let Some((text, file)) = text else {
        let usual = known.into_iter().filter(|(_, out)| match out {
            Out::Answer(answer) => answer.is_available(available) && answer.is_usual(problem),
            _ => true,
        });
        return Some(usual.collect());
    };
    let mut chosen: Columns = Vec::new();
    let mut start = 0;
    for part in text.split(',') {
        let lead = part.len() - part.trim_start().len();
        let (name, at) = (part.trim(), start + lead);
        start += part.len() + 1;
        let span = Span {
            file,
            start: at as u32,
            end: (at + name.len()) as u32,
        };
        if name.is_empty() {
            let what = "a name is missing between commas";
            problems.push(Diagnostic::new(&SYNTAX, span, what).help("write `agreeable,gain.*`"));
            continue;
        }
        let found: Columns = known
            .iter()
            .filter(|(own, out)| is_named(name, own, *out))
            .cloned()
            .collect();
        if found.is_empty() {
            problems.push(unknown(name, span, &known));
        }
        for (own, out) in found {
            if let Out::Answer(answer) = out
                && !answer.is_available(available)
            {
                // Of a whole group those are taken that can be had.
                if own == name {
                    let what = format!("`{own}` is not there: {}", answer.way_to_it());
                    problems.push(Diagnostic::new(&COLUMN, span, what));
                }
                continue;
            }
            if !chosen.iter().any(|(other, _)| *other == own) {
                chosen.push((own, out));
            }
        }
    }
    (!problems.has_errors()).then_some(chosen)
}

/// Does a name, a pattern or the name of a group mean this column?
fn is_named(wanted: &str, own: &str, out: Out) -> bool {
    if wanted == own || wanted == "all" {
        return true;
    }
    if wanted == "input" {
        return matches!(out, Out::Input(_));
    }
    if let Some((head, tail)) = wanted.split_once('*') {
        return own.len() >= head.len() + tail.len()
            && own.starts_with(head)
            && own.ends_with(tail);
    }
    let group = own
        .strip_prefix(wanted)
        .is_some_and(|rest| rest.starts_with('.'));
    group && matches!(out, Out::Answer(_))
}

/// The diagnostic for a column that is not there.
pub fn unknown(name: &str, span: Span, known: &Columns) -> Diagnostic {
    let names = || known.iter().map(|(own, _)| own.as_str());
    let what = format!("there is no column `{name}`");
    let diagnostic = Diagnostic::new(&COLUMN, span, what);
    match near(name, names()) {
        Some(own) => diagnostic.help(format!("did you mean `{own}`?")),
        None => diagnostic.help(format!("the columns are {}", listed(names()))),
    }
}
