//! Named results: ids turned back into the user's words, with grade, provenance and reasons. What is printed and what is
//! written as JSON both come from here.

mod alternatives;
mod assumed;
mod batch;
mod compare;
mod divided;
mod given;
mod graph;
mod head;
mod names;
mod open;
mod packages;
mod plan;
mod road;
mod road_why;
mod sets;
mod solve;
mod steered;
mod why;
mod why_divided;
mod words;

pub use alternatives::{EndView, OtherView, TradeView, TradeWords};
pub use batch::{BatchSummary, BestView, ReadingView};
pub use compare::{Change, Comparison, RoadLine, Variant};
pub use given::{BrokenView, GivenView, StepView};
pub use graph::{EdgeView, GraphView, NodeView};
pub use head::{Claim, Grade, Head, Provenance, Status};
pub use names::{ConstraintView, Move, listed, settlement};
pub use open::{OpenView, with_ends, with_roads};
pub use packages::{
    ConceptView, ExactView, NoDeal, PackagePoint, Packages, Refusal, Side, stopped,
};
pub use plan::{Plans, RoadEnd, RoadPoint};
pub use road::{Barriers, CallView, MoveView, RoadView, RoundView};
pub use road_why::{
    BlockView, FlipView, FlipsView, FragilityView, FurthestView, LargestView, MoveWhyView,
    NumberName, NumberView, OutcomeView, PassagesView, RefusedView, RoadWhy, RoundWhyView,
    StrainView, TestView, WorthView, WorthsView, plain,
};
pub use sets::{SetsView, WitnessesView};
pub use solve::Solved;
pub use steered::steering_options;
pub use why::{
    ChangeView, Fractions, LineView, NearMissView, Prices, RelaxationView, RelaxationsView,
    ShortView, WayOutView, Why, WhyNot,
};
pub use words::Demand;
