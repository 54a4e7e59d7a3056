//! Why a road is as it is, named.

mod block;
mod faults;
mod flips;
mod fragile;
mod number_name;
mod order;
mod passages;
mod worth;

use serde::Serialize;

use super::assumed::About;
use super::head::{Claim, Grade, Head, Provenance, Status};
use super::names::Move;
use super::packages::{Side, sides, stopped};
use super::plan::PlanCounts;
use super::road::RoadView;
use crate::base::{Limits, Stopped};
use crate::problem::Problem;
use crate::study::road::{Blocked, RoadAnswer};

pub use block::{BlockView, FurthestView, NumberView, RefusedView, plain};
pub use faults::TestView;
pub use flips::{FlipView, FlipsView};
pub use fragile::{FragilityView, StrainView};
pub use number_name::NumberName;
pub use order::{MoveWhyView, OutcomeView, RoundWhyView};
pub use passages::{LargestView, PassagesView};
pub use worth::{WorthView, WorthsView};

/// What is told of a road.
#[derive(Clone, Debug, Serialize)]
pub struct RoadWhy {
    /// The common part.
    #[serde(flatten)]
    pub head: Head,
    /// Sizes of the concession graph; null where a limit came first.
    pub counts: PlanCounts,
    /// What was asked for; null where nothing was.
    pub to: Option<Vec<Move>>,
    /// Does a road lead to what was asked for or, nothing being asked for, is there a road?
    pub arrives: bool,
    /// The road that is explained; null where there is none.
    pub plan: Option<RoadView>,
    /// Why its rounds come in this order.
    pub order: Vec<RoundWhyView>,
    /// Why that is not told of all rounds, where it is not.
    pub order_stopped: Option<String>,
    /// What every road there passes; null where a limit came first.
    pub passages: Option<PassagesView>,
    /// What blocks what was asked for or, nothing being asked for, the best package on paper; null where a road leads there.
    pub block: Option<BlockView>,
    /// Why that was not found out, where it was not.
    pub block_stopped: Option<String>,
    /// What everything that helps is worth; null where there is no road.
    pub worth: Option<WorthsView>,
    /// Which numbers flip the first step; null where there is no road.
    pub flips: Option<FlipsView>,
    /// How fragile the road is; null where there is none.
    pub fragility: Option<FragilityView>,
    /// Is the best package on paper, or what was asked for, reached by a road? Null where that is not known.
    pub reaches: Option<bool>,
    /// Names of the consenting actors, for printing.
    #[serde(skip)]
    pub sides: Vec<Side>,
}

impl RoadWhy {
    /// Names an answer.
    pub fn new(
        problem: &Problem,
        answer: &RoadAnswer,
        limits: &Limits,
        provenance: &Provenance,
    ) -> Self {
        let claim = match answer.arrives {
            true => Claim::Road,
            false => Claim::NoRoad,
        };
        let unfinished = Grade::new(Status::Proved, "");
        let mut view = Self::empty(problem, (claim, unfinished), provenance);
        view.counts = PlanCounts {
            reached: Some(answer.reached),
            exchanges: Some(answer.exchanges),
        };
        view.to = answer
            .asked
            .as_ref()
            .map(|target| passages::named(problem, target.wanted()));
        view.arrives = answer.arrives;
        if let (Some(road), Some(verdict)) = (&answer.road, &answer.verdict) {
            view.plan = Some(RoadView::new(problem, verdict));
            view.order = order::order(problem, &road.rounds, &answer.order);
        }
        view.worth = answer.worths.as_ref().map(|w| WorthsView::new(problem, w));
        view.flips = answer.flips.as_ref().map(|f| FlipsView::new(problem, f));
        let fragility = answer.fragility.as_ref();
        view.fragility = fragility.map(|f| FragilityView::new(problem, f));
        view.order_stopped = answer.order_stopped.map(|why| stopped(why, limits));
        view.passages = Some(PassagesView::new(problem, &answer.passages));
        match &answer.block {
            Blocked::No => view.reaches = Some(true),
            Blocked::NoPackage => view.reaches = Some(false),
            Blocked::By(block) => {
                view.reaches = Some(false);
                view.block = Some(BlockView::new(problem, block, limits));
            }
            Blocked::Unknown(why) => view.block_stopped = Some(stopped(*why, limits)),
        }
        view.head.grade = grade(&view, answer);
        view
    }

    /// When a limit came first.
    pub fn stopped(
        problem: &Problem,
        why: Stopped,
        limits: &Limits,
        provenance: &Provenance,
    ) -> Self {
        let grade = Grade::new(Status::Stopped, stopped(why, limits));
        Self::empty(problem, (Claim::Nothing, grade), provenance)
    }

    fn empty(problem: &Problem, claimed: (Claim, Grade), provenance: &Provenance) -> Self {
        Self {
            head: Head::new(problem, "why_road", About::Plans, provenance, claimed),
            counts: PlanCounts::default(),
            to: None,
            arrives: false,
            plan: None,
            order: Vec::new(),
            order_stopped: None,
            passages: None,
            block: None,
            block_stopped: None,
            worth: None,
            flips: None,
            fragility: None,
            reaches: None,
            sides: sides(problem),
        }
    }
}

fn grade(view: &RoadWhy, answer: &RoadAnswer) -> Grade {
    if !view.arrives {
        let by = "exact search: no plan that passes every test leads there";
        return Grade::new(Status::None, by);
    }
    let told = answer.road.is_none() || answer.verdict.is_some();
    let checked = answer.verdict.as_ref().is_none_or(|v| v.breaches_checked());
    let blocks = view.block.as_ref().is_none_or(BlockView::is_complete);
    let to_the_end = view.block_stopped.is_none() && view.order_stopped.is_none();
    let worth = view.worth.as_ref().is_none_or(WorthsView::is_complete);
    let flips = view.flips.as_ref().is_none_or(FlipsView::is_complete);
    match told && checked && blocks && to_the_end && worth && flips {
        true => Grade::new(
            Status::Proved,
            "exact search of the concession graph; every altered plan judged, every test lifted solved again",
        ),
        false => Grade::new(
            Status::BestFound,
            "exact search of the concession graph; some parts came to a limit first, as told with each",
        ),
    }
}
