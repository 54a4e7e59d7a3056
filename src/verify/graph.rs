//! The concession graph as it is drawn: every settlement and every exchange held against the rules, what is missing looked for by trying every
//! set of moves, and the plan that is marked judged as any other.

use std::collections::{BTreeMap, BTreeSet};

use super::book::{Book, Rounds};
use super::frontier::aim;
use super::head::{Head, KEYS as HEAD, Status, judge_head, status};
use super::json::At;
use super::memory::Memory;
use super::plan::too_many_plans;
use super::rank::Rank;
use super::report::{Checked, Kind, Ledger, Trouble};
use crate::base::{OptionId, TopicId, grouped};
use crate::check::{MOST_PLAN_STEPS, PlanFault, admissible, judge_package, judge_plan};
use crate::problem::Settlement;

const CLAIMS: [(&str, &[Status]); 2] = [
    ("graph", &[Status::Proved]),
    ("nothing", &[Status::Stopped]),
];

/// A settlement drawn.
struct Node<'v> {
    at: At<'v>,
    settlement: Settlement,
    marked: bool,
}

/// An exchange drawn.
struct Edge<'v> {
    at: At<'v>,
    from: usize,
    to: usize,
    moves: Vec<(TopicId, OptionId)>,
    marked: bool,
}

struct Drawn<'a, 'v> {
    book: &'a Book<'a>,
    memory: &'a Memory,
    at: At<'v>,
    head: Head,
    /// What is proved of the plan that is marked.
    plan: Status,
    nodes: Vec<Node<'v>>,
    edges: Vec<Edge<'v>>,
}

/// Judges `graph`.
pub fn judge_graph(
    book: &Book,
    memory: &Memory,
    at: &At,
    digest: &str,
    ledger: &mut Ledger,
) -> Result<(), Trouble> {
    at.only(&[&HEAD[..], &["plan", "nodes", "edges"]].concat())?;
    let head = judge_head(book, at, digest, &CLAIMS, ledger)?;
    let plan = at.key("plan")?;
    plan.only(&["status", "by", "gap"])?;
    plan.key("by")?.text()?;
    let (nodes, edges) = match (read_nodes(book, at), read_edges(book, at)) {
        (Ok(nodes), Ok(edges)) => (nodes, edges),
        (Err(trouble), _) => return ledger.note(Kind::Settlements, Err(trouble)).map(|_| ()),
        (_, Err(trouble)) => return ledger.note(Kind::Exchanges, Err(trouble)).map(|_| ()),
    };
    let own = Drawn {
        book,
        memory,
        at: at.clone(),
        head,
        plan: status(&plan)?,
        nodes,
        edges,
    };
    own.judge(ledger)
}

fn read_nodes<'v>(book: &Book, at: &At<'v>) -> Result<Vec<Node<'v>>, Trouble> {
    let nodes = at.key("nodes")?.items()?.into_iter();
    let nodes = nodes.map(|at| {
        at.only(&["settlement", "depth", "package", "end", "on_plan"])?;
        Ok(Node {
            settlement: book.settlement(&at.key("settlement")?)?,
            marked: at.key("on_plan")?.flag()?,
            at,
        })
    });
    nodes.collect()
}

fn read_edges<'v>(book: &Book, at: &At<'v>) -> Result<Vec<Edge<'v>>, Trouble> {
    let edges = at.key("edges")?.items()?.into_iter();
    let edges = edges.map(|at| {
        at.only(&["from", "to", "moves", "on_plan"])?;
        let place = |key: &str| {
            let own = at.key(key)?;
            usize::try_from(own.count()?).map_err(|_| own.fails("no such settlement is drawn"))
        };
        let moves = at.key("moves")?.items()?;
        for own in &moves {
            own.only(&["topic", "option"])?;
        }
        Ok(Edge {
            from: place("from")?,
            to: place("to")?,
            moves: moves
                .iter()
                .map(|own| book.step(own))
                .collect::<Result<_, _>>()?,
            marked: at.key("on_plan")?.flag()?,
            at,
        })
    });
    edges.collect()
}

impl Drawn<'_, '_> {
    fn judge(&self, ledger: &mut Ledger) -> Result<(), Trouble> {
        if !ledger.note(Kind::Claimed, self.judge_shape())? || self.head.claim == "nothing" {
            return Ok(());
        }
        let known = ledger.note(Kind::Exchanges, self.judge_exchanges())?;
        // Depths follow from exchanges.
        if known && ledger.note(Kind::Settlements, self.judge_settlements())? {
            ledger.note(Kind::Complete, self.judge_complete())?;
            self.judge_marked(ledger)?;
        }
        Ok(())
    }

    fn judge_shape(&self) -> Result<Checked, Trouble> {
        let (claim, drawn) = (self.at.key("claim")?, !self.nodes.is_empty());
        if (self.head.claim == "graph") != drawn || !drawn && !self.edges.is_empty() {
            return Err(claim.fails(match drawn {
                true => "settlements are drawn all the same",
                false => "no settlement is drawn",
            }));
        }
        let plan = self.at.key("plan")?;
        if let Some(gap) = plan.find("gap") {
            let number = gap.number()?;
            if !(0.0..).contains(&number) || self.plan != Status::BestFound && number > 0.0 {
                return Err(gap.fails("no such distance"));
            }
        }
        if !drawn && self.plan != Status::Stopped {
            return Err(plan.key("status")?.fails("nothing is drawn"));
        }
        Ok(Checked::Held(1))
    }

    /// Every exchange leads from one settlement drawn to a later one, by moves that may be made together, and is drawn once.
    fn judge_exchanges(&self) -> Result<Checked, Trouble> {
        let problem = self.book.problem;
        let mut last = None;
        for edge in &self.edges {
            let (Some(from), Some(to)) = (self.nodes.get(edge.from), self.nodes.get(edge.to))
            else {
                return Err(edge.at.fails("no such settlement is drawn"));
            };
            if edge.from >= edge.to || last >= Some((edge.from, edge.to)) {
                let finds = "exchanges lead onwards, and stand in the order of the settlements that they join";
                return Err(edge.at.fails(finds));
            }
            last = Some((edge.from, edge.to));
            let faulty = |finds: String| edge.at.key("moves").map(|own| own.fails(finds));
            if let Err(fault) = admissible(problem, &from.settlement, &edge.moves) {
                return Err(faulty(self.book.exchange_fault(&fault))?);
            }
            let mut after = from.settlement.clone();
            edge.moves.iter().for_each(|(t, o)| after.set(*t, *o));
            if after != to.settlement {
                return Err(faulty(format!("they lead to {}", self.book.moved(&after)))?);
            }
            if !problem.may_pass(&after) {
                return Err(edge.at.fails("plans may not pass there"));
            }
        }
        Ok(Checked::Held(self.edges.len()))
    }

    /// The first is where plans start; all differ, are reached in as few exchanges as they say, and are packages, or ends, if they say so.
    fn judge_settlements(&self) -> Result<Checked, Trouble> {
        let problem = self.book.problem;
        let mut depths: Vec<Option<u64>> = vec![None; self.nodes.len()];
        let mut ends = vec![true; self.nodes.len()];
        depths[0] = Some(0);
        // Exchanges stand in the order of where they start, and lead onwards.
        for edge in &self.edges {
            ends[edge.from] = false;
            let next = depths[edge.from].map(|depth| depth + 1);
            depths[edge.to] = match (depths[edge.to], next) {
                (Some(known), Some(next)) => Some(known.min(next)),
                (known, next) => known.or(next),
            };
        }
        let mut seen = BTreeSet::new();
        for (place, node) in self.nodes.iter().enumerate() {
            let settlement = node.at.key("settlement")?;
            if place == 0 && node.settlement != problem.start() {
                return Err(settlement.fails("plans start elsewhere"));
            }
            if !seen.insert(&node.settlement) {
                return Err(settlement.fails("it is drawn above"));
            }
            let depth = node.at.key("depth")?;
            match depths[place] {
                Some(found) if depth.count()? == found => {}
                Some(found) => return Err(depth.fails(found)),
                None => return Err(settlement.fails("no exchange leads here")),
            }
            let package = judge_package(problem, &node.settlement).is_package();
            node.at.key("package")?.flag_is(package)?;
            node.at.key("end")?.flag_is(ends[place])?;
        }
        Ok(Checked::Held(self.nodes.len()))
    }

    /// No exchange is missing, and so no settlement. What is drawn has been held against the rules, so counts tell.
    fn judge_complete(&self) -> Result<Checked, Trouble> {
        let Some(all) = self.memory.exchanges(self.book.problem) else {
            return Ok(Checked::not(format!(
                "every set of moves from every settlement makes more than the {} that are tried",
                grouped(MOST_PLAN_STEPS)
            )));
        };
        let mut drawn = BTreeMap::new();
        for edge in &self.edges {
            *drawn.entry(edge.from).or_insert(0) += 1;
        }
        for (place, node) in self.nodes.iter().enumerate() {
            let (found, own) = (all.get(&node.settlement), drawn.get(&place));
            let (found, own) = (found.map_or(0, Vec::len), own.copied().unwrap_or(0));
            if found != own {
                let says = format!("{own} exchanges leave it");
                return Err(node.at.fails_saying(says, found));
            }
        }
        match all.len() == self.nodes.len() {
            true => Ok(Checked::Held(
                all.values().map(Vec::len).sum::<usize>() + all.len(),
            )),
            false => Err(self
                .at
                .key("nodes")?
                .fails_saying(self.nodes.len(), all.len())),
        }
    }

    fn judge_marked(&self, ledger: &mut Ledger) -> Result<(), Trouble> {
        let rounds = match self.marked() {
            Ok(rounds) => rounds,
            Err(trouble) => return ledger.note(Kind::Plans, Err(trouble)).map(|_| ()),
        };
        match &rounds {
            Some(rounds) => {
                let own = self.judge_plan(rounds, ledger)?;
                if let Some(gains) = own {
                    ledger.note(Kind::Concepts, self.judge_best(rounds, &gains))?;
                }
            }
            None => {
                ledger.note(Kind::Concepts, self.judge_none())?;
            }
        }
        Ok(())
    }

    /// The moves of the plan that is marked: exchanges one after the other from the start, and the settlements that they pass.
    fn marked(&self) -> Result<Option<Rounds>, Trouble> {
        let status = self.at.key("plan")?.key("status")?;
        let marked: Vec<&Edge> = self.edges.iter().filter(|edge| edge.marked).collect();
        let wanted = match self.plan {
            Status::Proved => true,
            Status::None | Status::Stopped => false,
            // The best found may lead through what concepts pick one by one, or be none of what was asked for.
            Status::BestFound => !marked.is_empty() || self.nodes.iter().any(|node| node.marked),
        };
        if !wanted {
            return match self.nodes.iter().find(|node| node.marked) {
                Some(node) => Err(node.at.key("on_plan")?.fails("no plan is known")),
                None if marked.is_empty() => Ok(None),
                None => Err(marked[0].at.key("on_plan")?.fails("no plan is known")),
            };
        }
        if marked.is_empty() {
            return Err(status.fails("no plan is marked"));
        }
        let mut at = 0;
        let mut passed = BTreeSet::from([0]);
        for edge in &marked {
            if edge.from != at {
                return Err(edge.at.key("on_plan")?.fails("the plan does not come here"));
            }
            at = edge.to;
            passed.insert(at);
        }
        for (place, node) in self.nodes.iter().enumerate() {
            node.at.key("on_plan")?.flag_is(passed.contains(&place))?;
        }
        Ok(Some(marked.iter().map(|edge| edge.moves.clone()).collect()))
    }

    /// The plan marked may be made; what it is worth.
    fn judge_plan(
        &self,
        rounds: &Rounds,
        ledger: &mut Ledger,
    ) -> Result<Option<Vec<f64>>, Trouble> {
        let (checked, gains) = match judge_plan(self.book.problem, rounds) {
            Ok(verdict) => (Ok(Checked::Held(1)), Some(verdict.gains)),
            Err(fault @ PlanFault::NotJudged { .. }) => {
                (Ok(Checked::not(self.book.plan_fault(&fault))), None)
            }
            Err(fault) => {
                let at = self.at.key("plan")?;
                (
                    Err(at.fails_saying("a plan is marked", self.book.plan_fault(&fault))),
                    None,
                )
            }
        };
        ledger.note(Kind::Plans, checked)?;
        Ok(gains)
    }

    /// The concept picks it: no plan is better, and none as good comes before it.
    fn judge_best(&self, rounds: &Rounds, gains: &[f64]) -> Result<Checked, Trouble> {
        let concept = self.at.key("options")?.key("concept")?;
        let aim = aim(&self.head.concept, &concept)?;
        let (roads, at) = (self.memory.roads(self.book.problem), self.at.key("plan")?);
        let Some(roads) = roads.as_ref() else {
            return Ok(Checked::not(too_many_plans()));
        };
        let rank = Rank::new(self.book, aim, roads);
        if let Some(road) = rank.better(gains) {
            let finds = format!("one worth {:?} is better", road.gains);
            return match self.plan {
                Status::Proved => Err(at.fails_saying("the best plan is marked", finds)),
                // What is only the best found may fall short.
                _ => Ok(Checked::not(format!("the plan is the best found; {finds}"))),
            };
        }
        match rank.before(gains, rounds) {
            Some(road) if self.plan == Status::Proved => {
                let finds = format!("one of {} rounds, as good, comes first", road.rounds.len());
                Err(at.fails_saying("the plan is marked", finds))
            }
            _ => Ok(Checked::Held(1)),
        }
    }

    /// No plan is marked: there is none, or none is claimed.
    fn judge_none(&self) -> Result<Checked, Trouble> {
        if self.plan != Status::None {
            return Ok(Checked::Held(0));
        }
        let status = self.at.key("plan")?.key("status")?;
        match self.memory.roads(self.book.problem).as_ref() {
            Some(roads) => match roads.frontier.first() {
                Some(road) => Err(status.fails(format!("a plan worth {:?}", road.gains))),
                None => Ok(Checked::Held(1)),
            },
            // A road must end in a package.
            None if self.memory.knows_none(self.book.problem) => Ok(Checked::Held(1)),
            None => Ok(Checked::not(too_many_plans())),
        }
    }
}
