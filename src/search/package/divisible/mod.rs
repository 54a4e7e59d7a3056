//! Packages of models with divisible topics, exactly (SEMANTICS §4).
//!
//! The search settles the ordinary topics and puts every divisible one on a *stretch* of its range (`form`); a *leaf* of it is a
//! linear programme over places (`leaf`, `simplex`). For two sides each leaf has a falling chain of straight lines (`chain`), and
//! the frontier is what of the chains no other is above (`envelope`). For more sides it is told by its corners (`corners`).
//! Branches whose best imaginable gains are below what is known are left out (`bound`); everything else is exact fractions.
//!
//! - complexity: leaves × linear programmes; leaves are exponential in the topics that the bound cannot decide
//! - limits: at most [`MOST_LEAVES`] leaves, [`MOST_KEPT`] of them kept, else [`Stopped::TooLarge`]

mod bound;
mod chain;
mod concepts;
mod corners;
mod envelope;
mod form;
mod leaf;
mod nash;
mod simplex;
mod slack;
mod winner;

use crate::base::{ConstraintId, Id, Limits, Points, Ratio, Stopped, TopicId};
use crate::problem::{Division, Problem};

use bound::Bounds;
use chain::{Pair, chain};
use envelope::Envelope;
use form::{Form, Way};
use leaf::Leaf;

pub use concepts::{Answer, answers};
pub use slack::{Slack, least_slack};
pub use winner::{NoWinner, Winner, adjusted_winner};

/// Most leaves that are looked at.
pub const MOST_LEAVES: u64 = 20_000;

/// Most leaves that may be kept because they have a part in the frontier: each is compared with all others.
pub const MOST_KEPT: usize = 400;

/// What a question keeps of the constraints of a problem.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Constraints that are dropped.
    pub dropped: Vec<ConstraintId>,
    /// Constraints on numbers whose bounds give way, and by how much.
    pub eased: Vec<(ConstraintId, Ratio)>,
}

impl Terms {
    /// All constraints but these.
    pub fn without(dropped: &[ConstraintId]) -> Self {
        Self {
            dropped: dropped.to_vec(),
            eased: Vec::new(),
        }
    }

    /// All constraints, these of them with easier bounds.
    pub fn easing_by(eased: &[(ConstraintId, Ratio)]) -> Self {
        Self {
            dropped: Vec::new(),
            eased: eased.to_vec(),
        }
    }

    fn keeps(&self, constraint: ConstraintId) -> bool {
        !self.dropped.contains(&constraint)
    }

    fn easing(&self, constraint: ConstraintId) -> Ratio {
        let own = self.eased.iter().find(|(id, _)| *id == constraint);
        own.map_or_else(|| Points::ZERO.ratio(), |(_, by)| by.clone())
    }
}

/// A point of a continuous frontier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DividedPoint {
    /// Gain per consenting actor.
    pub gain: Vec<Ratio>,
    /// The first package, by the tie rule, that has it.
    pub package: Division,
    /// The frontier comes as near to it as one likes; at the point itself another is better.
    pub open: bool,
}

/// A straight line between two points of the frontier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The points, by their places in the list.
    pub ends: (usize, usize),
    /// The package half-way.
    pub middle: Division,
}

/// A continuous frontier.
pub struct Continuum<'p> {
    form: Form<'p>,
    leaves: Vec<Leaf>,
    /// For two sides its breakpoints, for more its corners; ascending in actor order.
    pub points: Vec<DividedPoint>,
    /// For two sides the pairs that are joined; none for more.
    pub segments: Vec<Segment>,
}

/// The frontier of a problem with divisible topics, on these terms; without points when there is no package.
///
/// # Errors
/// [`Stopped`] when told to stop, or when there are more leaves than [`MOST_LEAVES`] or [`MOST_KEPT`]: then nothing is claimed.
pub fn continuum<'p>(
    problem: &'p Problem,
    terms: &Terms,
    limits: &Limits,
) -> Result<Continuum<'p>, Stopped> {
    let form = Form::new(problem, terms, limits);
    let mut found = Found::default();
    let sides = form.sides();
    visit(&form, &mut |leaf, bounds| {
        match sides {
            2 => found.add_chain(leaf, bounds),
            _ => found.add_corners(leaf, bounds)?,
        }
        match found.leaves.len() > MOST_KEPT {
            true => Err(Stopped::TooLarge),
            false => Ok(true),
        }
    })?;
    let mut continuum = Continuum {
        form,
        leaves: found.leaves,
        points: Vec::new(),
        segments: Vec::new(),
    };
    match sides {
        2 => continuum.read_envelope(&found.envelope),
        _ => continuum.read_corners(found.corners),
    }
    limits.go_on()?;
    Ok(continuum)
}

/// Is there a package, or the limit of packages, on these terms?
///
/// # Errors
/// As [`continuum`].
pub fn is_dividedly_satisfiable(
    problem: &Problem,
    terms: &Terms,
    limits: &Limits,
) -> Result<bool, Stopped> {
    let form = Form::new(problem, terms, limits);
    let mut found = false;
    visit(&form, &mut |leaf, _| {
        found |= leaf.has_package();
        Ok(!found)
    })?;
    Ok(found)
}

/// What is known so far.
#[derive(Default)]
struct Found {
    leaves: Vec<Leaf>,
    envelope: Envelope,
    corners: Vec<(Vec<Ratio>, usize)>,
}

impl Found {
    fn add_chain(&mut self, leaf: Leaf, bounds: &mut Bounds) {
        let chain = chain(&leaf);
        let ends = [chain.first(), chain.last()].into_iter().flatten();
        let ties = ends.clone().any(|p| self.touches(p));
        if self.envelope.add(&chain, self.leaves.len()) || ties {
            self.leaves.push(leaf);
            bounds.learn_envelope(&self.envelope);
        }
    }

    /// Is the point on the envelope? Then its leaf may have the first of the packages with that gain.
    fn touches(&self, point: &Pair) -> bool {
        !self.envelope.pieces.is_empty() && !self.envelope.is_above(point)
    }

    fn add_corners(&mut self, leaf: Leaf, bounds: &mut Bounds) -> Result<(), Stopped> {
        let corners = corners::corners(&leaf)?;
        if corners.is_empty() {
            return Ok(());
        }
        let place = self.leaves.len();
        self.corners.extend(corners.into_iter().map(|c| (c, place)));
        self.leaves.push(leaf);
        bounds.learn_points(self.corners.iter().map(|(gain, _)| gain.as_slice()));
        Ok(())
    }
}

/// Calls `each` with every leaf that bounds do not leave out, until it says not to go on.
fn visit(
    form: &Form,
    each: &mut dyn FnMut(Leaf, &mut Bounds) -> Result<bool, Stopped>,
) -> Result<(), Stopped> {
    let mut walk = Walk {
        form,
        each,
        order: order(form),
        bounds: Bounds::new(form),
        choice: vec![0; form.problem.topics.len()],
        seen: 0,
    };
    walk.down(0)?;
    // A programme that was stopped tells nothing, not that there is nothing.
    form.limits.go_on()
}

/// Topics in the order in which they are settled: ordinary ones first, since they tell the most.
fn order(form: &Form) -> Vec<TopicId> {
    let mut order: Vec<TopicId> = form.problem.topics.ids().collect();
    let stretches = |topic: &TopicId| matches!(form.ways[*topic].first(), Some(Way::Stretch(_)));
    order.sort_by_key(|topic| (stretches(topic), topic.index()));
    order
}

struct Walk<'w, 'f, 'p> {
    form: &'f Form<'p>,
    each: &'w mut dyn FnMut(Leaf, &mut Bounds) -> Result<bool, Stopped>,
    order: Vec<TopicId>,
    bounds: Bounds,
    choice: Vec<usize>,
    seen: u64,
}

impl Walk<'_, '_, '_> {
    /// Settles the topics from `depth` on; false when told not to go on.
    fn down(&mut self, depth: usize) -> Result<bool, Stopped> {
        if self.bounds.leaves_out(&self.order, depth, &self.choice) {
            return Ok(true);
        }
        self.form.limits.go_on()?;
        let Some(topic) = self.order.get(depth).copied() else {
            self.seen += 1;
            if self.seen > MOST_LEAVES {
                return Err(Stopped::TooLarge);
            }
            return match Leaf::new(self.form, &self.choice) {
                Some(leaf) => (self.each)(leaf, &mut self.bounds),
                None => Ok(true),
            };
        };
        for way in 0..self.form.ways[topic].len() {
            self.choice[topic.index()] = way;
            if !self.down(depth + 1)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl<'p> Continuum<'p> {
    /// The first package, by the tie rule, that has a gain: one that is reached before one that is only approached.
    pub fn package(&self, gain: &[Ratio]) -> Option<Division> {
        let found = self
            .leaves
            .iter()
            .filter_map(|leaf| self.package_on(leaf, gain));
        found.min_by_key(|division| (division.is_limit(), self.rank(division)))
    }

    /// Is a package of the frontier better than `gain` for somebody, and worse for nobody?
    pub fn is_above(&self, gain: &[Ratio]) -> bool {
        self.leaves.iter().any(|leaf| leaf.is_above(gain))
    }

    fn package_on(&self, leaf: &Leaf, gain: &[Ratio]) -> Option<Division> {
        let y = leaf.first_with(&self.form, gain)?;
        leaf.division(&self.form, &y)
    }

    /// The tie rule: option indices and offsets, topics in order of their ids.
    fn rank(&self, division: &Division) -> Vec<Ratio> {
        let problem = self.form.problem;
        let mut topics: Vec<TopicId> = problem.topics.ids().collect();
        topics.sort_by_key(|topic| problem.names.topic_ranks[*topic]);
        let place = |topic: TopicId| match division.place(topic) {
            Some(place) => place.offset.clone(),
            None => Points::whole(division.option(topic).index() as i64).ratio(),
        };
        topics.into_iter().map(place).collect()
    }

    fn read_envelope(&mut self, envelope: &Envelope) {
        for piece in &envelope.pieces {
            for end in [&piece.left, &piece.right] {
                let known = self.points.iter().any(|p| p.gain == *end);
                let package = if known { None } else { self.package(end) };
                if let Some(package) = package {
                    self.points.push(DividedPoint {
                        gain: end.to_vec(),
                        package,
                        open: envelope.is_above(end),
                    });
                }
            }
        }
        self.points.sort_by(|a, b| a.gain.cmp(&b.gain));
        let two = Points::whole(2).ratio();
        for piece in envelope.pieces.iter().filter(|p| p.left != p.right) {
            let half = [0, 1].map(|i| (&piece.left[i] + &piece.right[i]) / &two);
            let place = |end: &Pair| self.points.iter().position(|p| p.gain == *end);
            let ends = place(&piece.left).zip(place(&piece.right));
            let middle = self.package_on(&self.leaves[piece.leaf], &half);
            if let (Some(ends), Some(middle)) = (ends, middle) {
                self.segments.push(Segment { ends, middle });
            }
        }
    }

    fn read_corners(&mut self, corners: Vec<(Vec<Ratio>, usize)>) {
        for gain in corners::undominated(corners, &self.leaves) {
            if let Some(package) = self.package(&gain) {
                self.points.push(DividedPoint {
                    gain,
                    package,
                    open: false,
                });
            }
        }
        self.points.sort_by(|a, b| a.gain.cmp(&b.gain));
    }
}
