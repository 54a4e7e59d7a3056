//! Both answers together, and what the road costs.

use serde::Serialize;
use serde_json::{Map, Value};

use super::assumed::About;
use super::head::{Claim, Grade, Head, Provenance, Status};
use super::names;
use super::packages::Packages;
use super::plan::{Plans, tidy};
use crate::problem::Problem;

/// Packages, plan, and the difference.
#[derive(Clone, Debug, Serialize)]
pub struct Solved {
    /// The common part.
    #[serde(flatten)]
    pub head: Head,
    /// The best packages on paper.
    pub packages: Packages,
    /// The best roads.
    pub plan: Plans,
    /// Per concept and actor, gain on paper minus gain by the road; concepts without a road are left out.
    pub price_of_the_road: Map<String, Value>,
}

impl Solved {
    /// Puts both answers together.
    pub fn new(
        problem: &Problem,
        packages: Packages,
        plan: Plans,
        provenance: &Provenance,
    ) -> Self {
        let claimed = joint(&packages.head, &plan.head);
        Self {
            head: Head::new(problem, "solve", About::Plans, provenance, claimed),
            price_of_the_road: price(problem, &packages, &plan),
            packages,
            plan,
        }
    }
}

/// Both must be proved for the whole to be; a model without a package needs no road.
fn joint(packages: &Head, plan: &Head) -> (Claim, Grade) {
    let whole = match packages.grade.status {
        Status::None | Status::Stopped => packages,
        _ => plan,
    };
    (whole.claim, whole.grade.clone())
}

fn price(problem: &Problem, packages: &Packages, plan: &Plans) -> Map<String, Value> {
    let mut prices = Map::new();
    for (concept, road) in &plan.chosen {
        if let Some(paper) = packages.answer(*concept) {
            let pairs = paper.point.gains.iter().zip(&road.gains);
            let price: Vec<f64> = pairs.map(|(paper, road)| paper.to_f64() - road).collect();
            let price = names::per_side(problem, &price, tidy);
            prices.insert(concept.id().to_owned(), price);
        }
    }
    prices
}
