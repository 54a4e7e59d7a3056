//! The judge: recomputes every claim from the problem, in the plainest way, knowing nothing of how answers are found.
//!
//! ```text
//! package: worth of what is in force (§3.1) ─ rules, audiences, walk-away (§4) ─► PackageVerdict
//! plan:    replay (§3.3) ─ as it was steered ─ may it end there (§3.5) ─ value, backwards (§3.5) ─ every breach (§3.6) ─► PlanVerdict
//! ```
//!
//! Worth, rules and belief are functions of the settlement and come from `problem`, where they are defined once. Exchanges,
//! values and breaches are written out here by the letter of SEMANTICS and by plain enumeration: every set of cheats, every
//! choice of breach. Nothing is pruned and nothing is shared with the search, so that a mistake there is not repeated here.
//!
//! Vectors run over [`Problem::consenting`](crate::problem::Problem::consenting), in file order.

mod admissible;
mod breach;
mod chances;
mod concept;
mod division;
mod exchange;
mod package;
mod plan;
mod roads;
mod space;
mod steer;
mod value;

pub use admissible::{ExchangeFault, admissible};
pub use breach::{
    Alternative, MOST_BREACHES, Temptation, stay_temptations, stay_threshold, temptations,
    threshold,
};
pub use chances::{Course, course};
pub use concept::{Aim, compare_rounded, exact_key, rounded_key};
pub use division::{
    DividedClaims, DividedDeficit, DivisionVerdict, judge_divided_frontier, judge_division,
};
pub use exchange::{Change, MOST_DOUBTFUL, changes};
pub use package::{
    Deficit, Enumeration, PackageVerdict, enumerate_packages, judge_frontier,
    judge_frontier_within, judge_package, may_stay,
};
pub use plan::{
    EndVerdict, MOMENT, Margin, MoveVerdict, PlanFault, PlanVerdict, RoundVerdict, Stage, effort,
    judge_plan, judge_plan_in_a_moment, judge_plan_within,
};
pub use roads::{MOST_PLAN_STEPS, Moves, PlainRoad, Roads, every_exchange, every_road, written};
pub use space::{Looked, MOST_SETTLEMENTS, Space, hitting_sets};
pub use steer::SteerFault;
pub use value::{exchange_value, stay_value};
