//! The conditions of a form as a layered decision diagram: one layer per topic, a state for every different question that is
//! still open, an arc for every option that can still end well, with what it adds to each sum.
//!
//! Reduced: states from which the same is possible are one. Whatever is asked about packages afterwards is a sweep over the
//! arcs (Bergman, Cire, van Hoeve & Hooker 2016, *Decision Diagrams for Optimization*, chapters 3 and 8).

use rustc_hash::FxHashMap;

use super::form::Form;
use super::numbers::{Number, Scale};
use super::order::topic_order;
use super::watch::{FALSE, Residual, Residuals, TRUE};
use crate::base::{Id, IdVec, Limits, OptionId, Points, Stopped, TopicId};
use crate::problem::{Condition, Problem};

/// Every settlement that the conditions allow is a path; sums come on top.
pub struct Diagram<N> {
    /// One per topic, in the order in which topics are decided.
    pub layers: Vec<Layer>,
    /// Number of sums.
    pub stride: usize,
    /// Rows of `stride`, shared by arcs.
    adds: Vec<N>,
    /// What the sums start from.
    pub start: Vec<N>,
}

/// The arcs by which one topic is decided.
pub struct Layer {
    /// The topic.
    pub topic: TopicId,
    /// States before it is decided.
    pub states: usize,
    /// In ascending order of `(to, from, option)`.
    pub arcs: Vec<Arc>,
}

/// One option from one state.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arc {
    /// State after.
    pub to: u32,
    /// State before.
    pub from: u32,
    /// The option.
    pub option: u16,
    /// Row of what is added.
    row: u32,
}

impl Arc {
    /// The row of what it adds, in what [`Diagram::weighed`] returns.
    pub fn row(&self) -> usize {
        self.row as usize
    }
}

impl<N: Number> Diagram<N> {
    /// Builds and reduces; no layers' states at all when the conditions alone allow nothing.
    ///
    /// - `most`: entries that the states of one layer may have, of four bytes each
    ///
    /// Complexity: states × options × conditions.
    ///
    /// # Errors
    /// [`Stopped`] when told to stop, or when there are more arcs than the size limit.
    pub fn new(
        problem: &Problem,
        form: &Form,
        scale: &Scale,
        options: &IdVec<TopicId, Vec<u16>>,
        most: usize,
        limits: &Limits,
    ) -> Result<Self, Stopped> {
        let mut builder = Builder::new(form, scale);
        let order = topic_order(problem, form, options, limits);
        let Some(start) = builder.start(options) else {
            return Ok(builder.finish(Vec::new(), Vec::new()));
        };
        let mut layers = Vec::with_capacity(order.len());
        let mut states = vec![start.0];
        let mut arcs = 0;
        for topic in order {
            let (layer, next) = builder.layer(topic, &options[topic], &states, most, limits)?;
            arcs += layer.arcs.len();
            if arcs > MOST_ARCS {
                return Err(Stopped::TooLarge);
            }
            layers.push(layer);
            states = next;
        }
        // Only the status quo has nothing moved, and it is no package.
        let ends: Vec<Option<u32>> = states
            .iter()
            .map(|s| (s[0] == MOVED).then_some(0))
            .collect();
        reduce(&mut layers, ends);
        Ok(builder.finish(layers, start.1))
    }

    /// Do the conditions alone leave nothing?
    pub fn is_empty(&self) -> bool {
        self.layers.is_empty() || self.layers.iter().any(|l| l.arcs.is_empty())
    }
    /// What an arc adds to each sum.
    pub fn adds(&self, arc: &Arc) -> &[N] {
        &self.adds[arc.row as usize * self.stride..][..self.stride]
    }
    /// Every row of what is added, weighed.
    pub fn weighed(&self, weights: &[f64]) -> Vec<f64> {
        let weigh = |row: &[N]| row.iter().zip(weights).map(|(a, w)| a.float() * w).sum();
        self.adds.chunks_exact(self.stride).map(weigh).collect()
    }
    /// For every layer, and one past the last, and every state there: the largest of each sum that can still be added.
    /// With `least`, the smallest.
    pub fn to_come(&self, least: bool) -> Vec<Vec<N>> {
        let mut all = vec![vec![N::default(); self.stride]];
        for layer in self.layers.iter().rev() {
            let after = all.last().map_or(&[][..], |v| v);
            let mut rows: Vec<Option<N>> = vec![None; layer.states * self.stride];
            for arc in &layer.arcs {
                let adds = self.adds(arc).iter();
                let rest = &after[arc.to as usize * self.stride..][..self.stride];
                let row = &mut rows[arc.from as usize * self.stride..][..self.stride];
                for ((best, add), rest) in row.iter_mut().zip(adds).zip(rest) {
                    let sum = *add + *rest;
                    let better = |b: N| if least { sum < b } else { sum > b };
                    if best.is_none_or(better) {
                        *best = Some(sum);
                    }
                }
            }
            all.push(rows.into_iter().map(Option::unwrap_or_default).collect());
        }
        all.reverse();
        all
    }
}

/// Most arcs of a diagram, before it is reduced.
const MOST_ARCS: usize = 4_000_000;

/// The first entry of a state: has anything moved?
const MOVED: u32 = 1;
/// Marks a count that can no longer fail.
const SAFE: u32 = u32::MAX;

/// What a state remembers: has anything moved; what is left of every term and every must; of each count, how many hold and
/// what is left of its conditions.
type State = Box<[Residual]>;

struct Builder<'p, N> {
    form: &'p Form,
    scale: &'p Scale,
    residuals: Residuals,
    adds: Vec<N>,
    rows: FxHashMap<Vec<N>, u32>,
}

impl<'p, N: Number> Builder<'p, N> {
    fn new(form: &'p Form, scale: &'p Scale) -> Self {
        Self {
            form,
            scale,
            residuals: Residuals::new(),
            adds: Vec::new(),
            rows: FxHashMap::default(),
        }
    }

    fn finish(self, layers: Vec<Layer>, start: Vec<N>) -> Diagram<N> {
        Diagram {
            layers,
            stride: self.form.dimensions.len(),
            adds: self.adds,
            start,
        }
    }

    fn start(&mut self, options: &IdVec<TopicId, Vec<u16>>) -> Option<(State, Vec<N>)> {
        let form = self.form;
        let mut start = |c: &Condition| self.residuals.start(c, options);
        let mut state = vec![0];
        state.extend(form.terms.iter().map(|t| start(&t.when)));
        state.extend(form.musts.iter().map(&mut start));
        for count in &form.counts {
            state.push(0);
            state.extend(count.of.iter().map(&mut start));
        }
        let mut sums = self.sums(|dimension| dimension.start);
        self.settle(&mut state, &mut sums)
            .then(|| (state.into(), sums))
    }

    fn sums(&self, of: impl Fn(&super::form::Dimension) -> Points) -> Vec<N> {
        let dimensions = self.form.dimensions.iter().enumerate();
        dimensions
            .map(|(d, own)| N::narrow(self.scale.steps(d, of(own))))
            .collect()
    }

    /// Decides one topic: every state with every option.
    fn layer(
        &mut self,
        topic: TopicId,
        options: &[u16],
        states: &[State],
        most: usize,
        limits: &Limits,
    ) -> Result<(Layer, Vec<State>), Stopped> {
        let mut index: FxHashMap<State, u32> = FxHashMap::default();
        let mut next: Vec<State> = Vec::new();
        let mut arcs = Vec::new();
        let add = |o: &u16| self.sums(|d| d.topics[topic][OptionId::new((*o).into())]);
        let own: Vec<Vec<N>> = options.iter().map(add).collect();
        for (from, state) in states.iter().enumerate() {
            for (&option, own) in options.iter().zip(&own) {
                let mut adds = own.clone();
                let at = OptionId::new(option.into());
                let Some(after) = self.step(state, topic, at, &mut adds) else {
                    continue;
                };
                let to = *index.entry(after).or_insert_with_key(|after| {
                    next.push(after.clone());
                    (next.len() - 1) as u32
                });
                arcs.push(Arc {
                    to,
                    from: from as u32,
                    option,
                    row: self.row(adds),
                });
            }
            limits.go_on()?;
            if next.len() * state.len() > most {
                return Err(Stopped::TooLarge);
            }
        }
        let states = states.len();
        Ok((
            Layer {
                topic,
                states,
                arcs,
            },
            next,
        ))
    }

    fn row(&mut self, adds: Vec<N>) -> u32 {
        let next = self.rows.len() as u32;
        *self.rows.entry(adds).or_insert_with_key(|adds| {
            self.adds.extend_from_slice(adds);
            next
        })
    }

    /// The state after one more decision; `None` if a condition fails.
    fn step(
        &mut self,
        state: &State,
        topic: TopicId,
        option: OptionId,
        adds: &mut [N],
    ) -> Option<State> {
        let mut next = state.clone();
        if option != OptionId::STATUS_QUO {
            next[0] = MOVED;
        }
        let alone = 1 + self.form.terms.len() + self.form.musts.len();
        for residual in &mut next[1..alone] {
            *residual = self.residuals.step(*residual, topic, option);
        }
        let mut at = alone;
        for count in &self.form.counts {
            for residual in &mut next[at + 1..][..count.of.len()] {
                *residual = self.residuals.step(*residual, topic, option);
            }
            at += 1 + count.of.len();
        }
        self.settle(&mut next, adds).then_some(next)
    }

    /// Fires decided terms, checks decided conditions, and forgets what no longer matters; false if a condition fails.
    fn settle(&self, state: &mut [Residual], adds: &mut [N]) -> bool {
        let (terms, rest) = state[1..].split_at_mut(self.form.terms.len());
        for (residual, term) in terms.iter_mut().zip(&self.form.terms) {
            if *residual == TRUE {
                *residual = FALSE;
                for (d, sum) in adds.iter_mut().enumerate() {
                    *sum = *sum + N::narrow(self.scale.steps(d, term.adds[d]));
                }
            }
        }
        let (musts, mut counts) = rest.split_at_mut(self.form.musts.len());
        if musts.contains(&FALSE) {
            return false;
        }
        for count in &self.form.counts {
            let (own, others) = counts.split_at_mut(1 + count.of.len());
            counts = others;
            let Some((held, of)) = own.split_first_mut() else {
                continue;
            };
            if !settle_count(held, of, count.least, count.most) {
                return false;
            }
        }
        true
    }
}

/// Counts what has come to hold; false if the count can no longer end between its bounds.
fn settle_count(held: &mut u32, of: &mut [Residual], least: usize, most: usize) -> bool {
    if *held == SAFE {
        return true;
    }
    let now = of.iter().filter(|r| **r == TRUE).count();
    of.iter_mut()
        .filter(|r| **r == TRUE)
        .for_each(|r| *r = FALSE);
    let certain = *held as usize + now;
    let open = of.iter().filter(|r| **r > FALSE).count();
    if certain > most || certain + open < least {
        return false;
    }
    *held = certain as u32;
    if certain >= least && certain + open <= most {
        *held = SAFE;
        of.fill(FALSE);
    }
    true
}

/// From the last layer to the first: drops states that lead nowhere and joins those that lead to the same.
fn reduce(layers: &mut [Layer], mut renamed: Vec<Option<u32>>) {
    for layer in layers.iter_mut().rev() {
        let mut arcs = std::mem::take(&mut layer.arcs);
        arcs.retain_mut(|arc| match renamed[arc.to as usize] {
            Some(to) => {
                arc.to = to;
                true
            }
            None => false,
        });
        arcs.sort_unstable_by_key(|a| (a.from, a.option));
        let mut known: FxHashMap<Vec<(u32, u16, u32)>, u32> = FxHashMap::default();
        renamed = vec![None; layer.states];
        for own in arcs.chunk_by(|a, b| a.from == b.from) {
            let meaning = own.iter().map(|a| (a.to, a.option, a.row)).collect();
            let next = known.len() as u32;
            let state = *known.entry(meaning).or_insert(next);
            renamed[own[0].from as usize] = Some(state);
            if state == next {
                layer
                    .arcs
                    .extend(own.iter().map(|a| Arc { from: state, ..*a }));
            }
        }
        layer.states = known.len();
        layer.arcs.sort_unstable();
    }
}
