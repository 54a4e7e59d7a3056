//! The plan question in the terminal, alone and beside the packages.

use super::alternatives::alternatives;
use super::packages::{body, heading, merged_names};
use super::text::{Look, Page, counted, number};
use crate::search::concept::Concept;
use crate::solution::{
    CallView, Move, MoveView, Plans, RoadView, RoundView, Solved, Status, listed,
};

/// Most ways to fail that are shown.
const MOST_FAILURES: usize = 4;

/// Packages, road, and what the road costs.
pub fn solved(answer: &Solved, concept: Concept, title: &str, look: Look) -> String {
    let mut page = Page::new(look);
    heading(&mut page, &answer.packages, title);
    page.gap();
    body(&mut page, &answer.packages, concept);
    if answer.packages.head.grade.status != Status::None {
        page.gap();
        let paper = answer.packages.answer(concept).map(|v| {
            v.point
                .gains
                .iter()
                .map(|g| format!("{g:.2}"))
                .collect::<Vec<_>>()
        });
        road(&mut page, &answer.plan, concept, paper);
        price(&mut page, answer, concept);
    }
    page.gap();
    footer(&mut page, answer);
    page.finish()
}

/// What each side gains less by the road than on paper.
fn price(page: &mut Page, answer: &Solved, concept: Concept) {
    let paper = answer
        .packages
        .answer(concept)
        .map(|view| &view.point.gains);
    let road = answer.plan.plan.as_ref().map(|plan| &plan.gains);
    if let (Some(paper), Some(road)) = (paper, road) {
        let sides = answer.plan.sides.iter().zip(paper.iter().zip(road));
        let told: Vec<_> = sides
            .map(|(side, (paper, road))| format!("{} {}", side.name, number(paper.to_f64() - road)))
            .collect();
        page.say(
            &format!(
                "The price of the road, paper less road: {}.",
                told.join(" · ")
            ),
            4,
        );
    }
}

/// The plan alone.
pub fn plans(answer: &Plans, concept: Concept, title: &str, look: Look) -> String {
    let mut page = Page::new(look);
    let names: Vec<&str> = answer.sides.iter().map(|s| s.name.as_str()).collect();
    let title = if title.is_empty() {
        "Untitled model"
    } else {
        title
    };
    page.title(title, &listed(&names));
    page.gap();
    road(&mut page, answer, concept, None);
    others(&mut page, answer, concept);
    alternatives(&mut page, answer);
    page.gap();
    claim(&mut page, answer);
    if answer.head.grade.status != Status::Stopped {
        assumed(&mut page, &answer.head.assumed);
    }
    page.finish()
}

fn road(page: &mut Page, answer: &Plans, concept: Concept, paper: Option<Vec<String>>) {
    if !answer.steered.is_empty() {
        page.say(&format!("Steered: {}.", answer.steered.join("; ")), 4);
    }
    let Some(plan) = &answer.plan else {
        match answer.head.grade.status {
            Status::Stopped => page.bad(&format!("No plan: {}.", answer.head.grade.by)),
            Status::None => no_road(page, answer, paper.is_some()),
            // There is one, but not of this concept, or not one that the judge can tell of.
            _ => page.bad(match answer.answers(concept) {
                true => "There is a road, but somebody doubts too many others for it to be judged.",
                false => "There are roads, but what this concept picks needs the whole frontier.",
            }),
        }
        return;
    };
    let today: Vec<_> = plan.gains.iter().map(|g| number(*g)).collect();
    let mut beside = format!(
        "{}, worth {} today",
        rounds(plan.rounds.len()),
        listed(&today)
    );
    if let Some(paper) = paper {
        beside += &format!("; on paper {}", listed(&paper));
    }
    let names: Vec<_> = same_road(answer, concept).map(|c| c.id()).collect();
    page.title(&format!("The road ({})", names.join(", ")), &beside);
    for (index, round) in plan.rounds.iter().enumerate() {
        self::round(page, answer, index, round);
    }
    end(page, plan);
    beyond(page, answer);
    openings(page, answer);
}

/// The concepts that choose the road that this one chooses; this one first.
fn same_road(answer: &Plans, concept: Concept) -> impl Iterator<Item = Concept> {
    let road = |of: Concept| answer.chosen.iter().find(|(c, _)| *c == of);
    let own = road(concept).map(|(_, point)| &point.rounds);
    let others = answer.chosen.iter();
    let same = others.filter(move |(c, point)| *c != concept && Some(&point.rounds) == own);
    std::iter::once(concept).chain(same.map(|(c, _)| *c))
}

fn rounds(n: usize) -> String {
    counted(n as u64, "round")
}

fn round(page: &mut Page, answer: &Plans, index: usize, round: &RoundView) {
    let moves: Vec<_> = round.moves.iter().map(one_move).collect();
    let steps = round.steps.iter().zip(&answer.sides);
    let steps: Vec<_> = steps
        .map(|(step, side)| format!("{} {step:+.2}", side.name))
        .collect();
    page.say(&format!("  {}  {}", index + 1, moves.join(" + ")), 5);
    page.say(&format!("     {}", steps.join(" · ")), 5);
    let beliefs: Vec<_> = round
        .beliefs
        .iter()
        .filter(|b| (b.before - b.after).abs() >= 0.0005)
        .map(|b| {
            format!(
                "{} in {} {} → {}",
                b.words.0,
                b.words.1,
                share(b.before),
                share(b.after)
            )
        })
        .collect();
    let mut notes = Vec::new();
    if !beliefs.is_empty() {
        notes.push(format!("belief of {}", beliefs.join(", ")));
    }
    if round.chance < 0.99995 {
        notes.push(format!("gets this far {}", percent(round.chance)));
    }
    if let Some(call) = closest(&round.margins) {
        notes.push(format!("closest call: {}", close(call)));
    }
    page.quiet(&format!("     {}", notes.join(" · ")));
}

/// A move, who makes it, and what is special about it.
pub(super) fn one_move(own: &MoveView) -> String {
    let mut marks = Vec::new();
    for (is, mark) in [
        (own.escrowed, "escrowed"),
        (own.binding, "binding"),
        (own.private, "private"),
        (!own.in_force, "not yet in force"),
    ] {
        if is {
            marks.push(mark);
        }
    }
    let marks = match marks.is_empty() {
        true => String::new(),
        false => format!(", {}", marks.join(", ")),
    };
    format!("{} ({}{marks})", own.step.words, own.by)
}

/// The test with the least margin.
pub(super) fn closest(calls: &[CallView]) -> Option<&CallView> {
    calls.iter().min_by(|a, b| a.margin.total_cmp(&b.margin))
}

/// How close a call is, for whom and against what.
pub fn close(call: &CallView) -> String {
    let checked = if call.checked {
        ""
    } else {
        " (not every breach could be tried)"
    };
    // A margin within rounding of nothing is nothing: the actor is just willing.
    let (name, other) = (&call.name, &call.against.words);
    match number(call.margin).as_str() {
        "0.00" => format!("to {name}, keeping to the plan is worth as much as {other}{checked}"),
        margin => {
            format!("to {name}, keeping to the plan is worth {margin} more than {other}{checked}")
        }
    }
}

/// .15, as odds are written in tables.
fn share(p: f64) -> String {
    let text = format!("{p:.2}");
    text.strip_prefix('0').map_or(text.clone(), str::to_owned)
}

/// 35%.
pub fn percent(p: f64) -> String {
    format!("{:.0}%", p * 100.0)
}

fn end(page: &mut Page, plan: &RoadView) {
    let then = match plan.rounds.is_empty() {
        true => "stay at",
        false => "then",
    };
    page.say(&format!("  {then} {}", plan.words.join(" · ")), 7);
    if let Some(call) = closest(&plan.stay) {
        page.quiet(&format!("     staying there, {}", close(call)));
    }
    page.gap();
    if plan.rounds.is_empty() {
        return;
    }
    let walked = format!(
        "To an observer the road is walked to its end with chance {}; talks last {:.1} rounds on average.",
        percent(plan.completed),
        plan.expected_rounds
    );
    page.say(&walked, 4);
    let mut failures: Vec<_> = plan.failures.iter().filter(|f| f.chance >= 0.005).collect();
    failures.sort_by(|a, b| b.chance.total_cmp(&a.chance));
    let told: Vec<_> = failures
        .iter()
        .take(MOST_FAILURES)
        .map(|f| {
            let left = match f.words.is_empty() {
                true => "nothing".to_owned(),
                false => listed(&f.words),
            };
            let how = match f.how {
                "broken" => "broken in",
                _ => "collapsed after",
            };
            format!(
                "{} {how} round {}, leaving {left}",
                percent(f.chance),
                f.round
            )
        })
        .collect();
    if !told.is_empty() {
        page.say(
            &format!("Where it ends if it fails: {}.", told.join("; ")),
            4,
        );
    }
}

fn no_road(page: &mut Page, answer: &Plans, packages: bool) {
    page.bad(match packages {
        true => "No road leads to any of these packages.",
        false => "There is no road.",
    });
    let start = start(answer);
    match (answer.counts.reached, answer.counts.exchanges) {
        _ if answer.is_final => {
            let why = "No topic has an option left to move to";
            return page.say(&format!("No admissible exchange leaves {start}. {why}."), 4);
        }
        (_, Some(0)) => page.say(&format!("No admissible exchange leaves {start}."), 4),
        (Some(reached), Some(exchanges)) => page.say(
            &format!(
                "Admissible exchanges lead from {start} to {} ({} in all), but no road among them passes every test.",
                counted(reached as u64 - 1, "other settlement"),
                counted(exchanges as u64, "exchange")
            ),
            4,
        ),
        _ => {}
    }
    beyond(page, answer);
    openings(page, answer);
}

/// Where plans start, in words.
fn start(answer: &Plans) -> &'static str {
    match answer.steered.is_empty() {
        true => "the status quo",
        false => "the start",
    }
}

fn beyond(page: &mut Page, answer: &Plans) {
    let beyond = &answer.barriers.beyond;
    if beyond.is_empty() {
        return;
    }
    let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
    for own in beyond {
        let reason = match &own.refused_by {
            Some(test) => format!("refused by {test}"),
            None => "can be agreed there, but cheating would pay or somebody would lose by it"
                .to_owned(),
        };
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, moves)) => moves.push(&own.step.words),
            None => reasons.push((reason, vec![&own.step.words])),
        }
    }
    let told = reasons
        .iter()
        .map(|(reason, moves)| format!("{} ({reason})", listed(moves)));
    let lead = match answer.plan.is_some() {
        true => "The package on paper also asks for".to_owned(),
        false => format!("From {}, the package on paper asks for", start(answer)),
    };
    let told = told.collect::<Vec<_>>().join("; ");
    page.say(&format!("{lead} {told}."), 4);
}

/// Tests lifted one at a time: step gain, credit, enforcement, order rules, `after`, moves a round, trust.
fn openings(page: &mut Page, answer: &Plans) {
    let what = if answer.plan.is_some() {
        "a better road"
    } else {
        "a road"
    };
    let (openings, not_tried) = (&answer.barriers.openings, &answer.barriers.not_tried);
    if openings.is_empty() && not_tried.is_empty() {
        let tests = match answer.steered.is_empty() {
            true => "Of step gain, credit, enforcement, order, moves a round and trust",
            false => "Of step gain, credit, enforcement, order, moves a round, trust and steering",
        };
        page.say(&format!("{tests}, none lifted alone opens {what}."), 4);
    }
    if !openings.is_empty() {
        page.say(
            &format!("What stands in the way of {what}, each lifted alone and solved again:"),
            4,
        );
    }
    for opening in openings {
        let gains: Vec<_> = opening.gains.iter().map(|g| number(*g)).collect();
        let (rounds, worth) = (rounds(opening.rounds.len()), listed(&gains));
        page.say(&format!("  {}: {rounds}, worth {worth}", opening.words), 6);
    }
    if !not_tried.is_empty() {
        let told = not_tried.join("; ");
        page.quiet(&format!("Not tried, being too large or too late: {told}."));
    }
}

/// What the other concepts would choose.
fn others(page: &mut Page, answer: &Plans, concept: Concept) {
    let others: Vec<_> = answer
        .chosen
        .iter()
        .filter(|(c, _)| !same_road(answer, concept).any(|same| same == *c))
        .collect();
    if others.is_empty() {
        return;
    }
    page.gap();
    page.title(
        "Other concepts",
        &format!(
            "from a frontier of {} that nobody can improve on without loss to another",
            counted(answer.frontier.len() as u64, "road")
        ),
    );
    let names = answer.sides.iter().map(|s| s.name.clone());
    let header: Vec<String> = std::iter::once(String::new())
        .chain(names)
        .chain(["moves".to_owned()])
        .collect();
    let rows: Vec<Vec<String>> =
        merged_names(others.iter().map(|(c, p)| (*c, p.rounds.clone(), p)))
            .into_iter()
            .map(|(names, point)| {
                let gains = point.gains.iter().map(|g| number(*g));
                let told = moves_in_words(&point.rounds);
                std::iter::once(names).chain(gains).chain([told]).collect()
            })
            .collect();
    page.table_with_prose(&header, &rows, 1..answer.sides.len() + 1);
}

/// All moves of a road on one line.
pub fn moves_in_words(rounds: &[Vec<Move>]) -> String {
    let rounds = rounds.iter().map(|round| {
        let words: Vec<_> = round.iter().map(|m| m.words.as_str()).collect();
        words.join(" + ")
    });
    rounds.collect::<Vec<_>>().join(" · ")
}

fn footer(page: &mut Page, answer: &Solved) {
    if answer.packages.head.grade.status == Status::None {
        page.quiet(&format!(
            "No package, by {}.",
            answer.packages.head.grade.by
        ));
        return;
    }
    super::packages::claim(page, &answer.packages);
    claim(page, &answer.plan);
    if answer.plan.head.grade.status != Status::Stopped {
        assumed(page, &answer.head.assumed);
    }
}

/// What is proved of the road, and over how much.
fn claim(page: &mut Page, answer: &Plans) {
    let grade = &answer.head.grade;
    let size = match (answer.counts.reached, answer.counts.exchanges) {
        (Some(reached), Some(exchanges)) => format!(
            " ({} reached, {})",
            counted(reached as u64, "settlement"),
            counted(exchanges as u64, "exchange")
        ),
        _ => String::new(),
    };
    let verdict = match grade.status {
        Status::Proved => "Road proved:",
        Status::BestFound => "Road, best found:",
        Status::None => "No road, by",
        // Said above, in the place of an answer.
        Status::Stopped => return page.quiet("Nothing is claimed of roads."),
    };
    page.quiet(&format!("{verdict} {}{size}.", grade.by));
    if let Some(gap) = grade.gap.filter(|gap| *gap > 0.0) {
        let gap = 100.0 * gap;
        page.quiet(&format!(
            "It is within {gap:.1} % of what no plan can exceed."
        ));
    }
    if let Some(most) = &answer.most_each {
        let sides = answer.sides.iter().zip(most);
        let told: Vec<_> = sides
            .map(|(side, most)| format!("{} {}", side.name, number(*most)))
            .collect();
        page.quiet(&format!(
            "No plan gives anybody more than: {}.",
            told.join(" · ")
        ));
    }
}

fn assumed(page: &mut Page, assumed: &[String]) {
    if !assumed.is_empty() {
        page.quiet(&format!("Assumed: {}.", assumed.join("; ")));
    }
}
