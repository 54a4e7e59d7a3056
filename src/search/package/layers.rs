//! The dynamic programme: topics are decided one by one; each layer holds, per state, the labels worth going on from.

use rustc_hash::FxHashMap;

use super::Point;
use super::form::{Form, grid};
use super::labels::{Code, Labels, MOST_COMPARISONS, Number};
use super::watch::{FALSE, Residual, Residuals, TRUE};
use crate::base::{Id, Limits, OptionId, Points, Stopped, TopicId};
use crate::problem::{Problem, Settlement};

/// Solves the form; points in no particular order.
pub fn run(
    problem: &Problem,
    form: &Form,
    order: &[TopicId],
    limits: &Limits,
) -> Result<Vec<Point>, Stopped> {
    let scale = Scale::new(form);
    let packing = Packing::new(problem);
    match (scale.is_narrow(form), packing.words) {
        (true, 0..=1) => Layers::<i64, 1>::run(problem, form, order, limits, scale, packing),
        (true, 2..=4) => Layers::<i64, 4>::run(problem, form, order, limits, scale, packing),
        (_, 0..=16) => Layers::<i128, 16>::run(problem, form, order, limits, scale, packing),
        _ => Err(Stopped::TooLarge),
    }
}

/// Each dimension's grid: sums are held as multiples of it.
struct Scale(Vec<i128>);

impl Scale {
    fn new(form: &Form) -> Self {
        Self((0..form.dimensions.len()).map(|d| grid(form, d)).collect())
    }
    fn steps(&self, dimension: usize, points: Points) -> i128 {
        points.billionths() / self.0[dimension]
    }
    /// Do all sums that can occur fit an `i64`, with room for bounds?
    fn is_narrow(&self, form: &Form) -> bool {
        self.0.iter().enumerate().all(|(d, grid)| {
            let own = &form.dimensions[d];
            let rows = own.topics.iter();
            let largest = |row: &crate::base::IdVec<OptionId, Points>| {
                row.iter().map(|p| p.abs()).max().unwrap_or_default()
            };
            let topics: Points = rows.map(largest).sum();
            let terms: Points = form.terms.iter().map(|t| t.adds[d].abs()).sum();
            let bound = own.least.unwrap_or_default().abs();
            let total = own.start.abs() + topics + terms + bound;
            total.billionths() / grid < i128::from(i64::MAX / 4)
        })
    }
}

/// Where each topic's option goes in a code.
struct Packing {
    slots: Vec<(usize, u32)>,
    words: usize,
}

impl Packing {
    fn new(problem: &Problem) -> Self {
        let ranks = &problem.names.topic_ranks;
        let mut by_rank: Vec<TopicId> = problem.topics.ids().collect();
        by_rank.sort_by_key(|t| ranks[*t]);
        let mut slots = vec![(0, 0); by_rank.len()];
        let (mut word, mut free) = (0, u64::BITS);
        for topic in by_rank {
            let options = problem.topics[topic].rungs.len() as u64;
            let bits = u64::BITS - (options - 1).leading_zeros();
            if bits > free {
                (word, free) = (word + 1, u64::BITS);
            }
            free -= bits;
            // A topic with one option needs no bits, and no shift past the word.
            slots[topic.index()] = (word, free.min(u64::BITS - 1));
        }
        Self {
            slots,
            words: word + 1,
        }
    }
    fn put<const W: usize>(&self, mut code: Code<W>, topic: TopicId, option: OptionId) -> Code<W> {
        let (word, shift) = self.slots[topic.index()];
        code[word] |= (option.index() as u64) << shift;
        code
    }
    fn settlement<const W: usize>(&self, problem: &Problem, code: &Code<W>) -> Settlement {
        let options = problem.topics.entries().map(|(topic, t)| {
            let (word, shift) = self.slots[topic.index()];
            let bits = u64::BITS - (t.rungs.len() as u64 - 1).leading_zeros();
            let mask = 1u64.checked_shl(bits).map_or(u64::MAX, |m| m - 1);
            (code[word] >> shift & mask) as usize
        });
        Settlement::from_indices(options)
    }
}

/// What a state remembers: has anything moved, what is left of every condition, how many of each count hold.
#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    moved: bool,
    terms: Vec<Residual>,
    musts: Vec<Residual>,
    counts: Vec<(u32, Vec<Residual>)>,
}

/// Marks a count that can no longer fail.
const SAFE: u32 = u32::MAX;

struct Layers<'p, N, const W: usize> {
    problem: &'p Problem,
    form: &'p Form,
    scale: Scale,
    packing: Packing,
    residuals: Residuals,
    states: Vec<State>,
    labels: Vec<Labels<N, W>>,
    /// Pairs of labels that may still be compared.
    comparisons: u64,
}

impl<N: Number, const W: usize> Layers<'_, N, W> {
    fn run(
        problem: &Problem,
        form: &Form,
        order: &[TopicId],
        limits: &Limits,
        scale: Scale,
        packing: Packing,
    ) -> Result<Vec<Point>, Stopped> {
        let mut layers = Layers::<N, W> {
            problem,
            form,
            scale,
            packing,
            residuals: Residuals::new(),
            states: Vec::new(),
            labels: Vec::new(),
            comparisons: MOST_COMPARISONS,
        };
        layers.start();
        for (done, topic) in order.iter().enumerate() {
            layers.decide(*topic, &order[done + 1..], limits)?;
        }
        layers.points(limits)
    }

    /// The one state before anything is decided.
    fn start(&mut self) {
        let mut start = |c| self.residuals.start(c);
        let mut state = State {
            moved: false,
            terms: self.form.terms.iter().map(|t| start(&t.when)).collect(),
            musts: self.form.musts.iter().map(&mut start).collect(),
            counts: Vec::new(),
        };
        for count in &self.form.counts {
            let of = count.of.iter().map(&mut start).collect();
            state.counts.push((0, of));
        }
        let mut sums = self.sums(|dimension| dimension.start);
        if self.settle(&mut state, &mut sums) {
            let mut labels = Labels::new(sums.len(), self.form.sides);
            labels.push(sums, [0; W]);
            self.states.push(state);
            self.labels.push(labels);
        }
    }

    fn sums(&self, of: impl Fn(&super::form::Dimension) -> Points) -> Vec<N> {
        let dimensions = self.form.dimensions.iter().enumerate();
        dimensions
            .map(|(d, own)| N::narrow(self.scale.steps(d, of(own))))
            .collect()
    }

    /// Decides one topic: every state with every option, undominated labels only.
    fn decide(&mut self, topic: TopicId, rest: &[TopicId], limits: &Limits) -> Result<(), Stopped> {
        let states = std::mem::take(&mut self.states);
        let sources = std::mem::take(&mut self.labels);
        let mut index: FxHashMap<State, usize> = FxHashMap::default();
        let mut held = 0;
        for (state, source) in states.iter().zip(&sources) {
            for option in self.problem.settled_options(&self.problem.topics[topic]) {
                let option = OptionId::new(option);
                let Some((next, adds)) = self.step(state, topic, option) else {
                    continue;
                };
                let window = self.window(&next, rest);
                let target = *index.entry(next).or_insert_with_key(|next| {
                    self.states.push(next.clone());
                    let empty = Labels::new(adds.len(), self.form.sides);
                    self.labels.push(empty);
                    self.labels.len() - 1
                });
                for (sums, code) in source.iter() {
                    let sums: Vec<N> = sums.iter().zip(&adds).map(|(a, b)| *a + *b).collect();
                    if let Some(sums) = window.fit(sums, self.form.sides) {
                        let code = self.packing.put(*code, topic, option);
                        self.labels[target].push(sums, code);
                        held += 1;
                    }
                }
                // Candidates are pruned below; an unpruned layer may be a few times larger than what is kept.
                limits.go_on_with(held / 8)?;
            }
        }
        self.prune(limits)
    }

    fn prune(&mut self, limits: &Limits) -> Result<(), Stopped> {
        let mut held = 0;
        for labels in &mut self.labels {
            labels.keep_undominated(&mut self.comparisons, limits)?;
            held += labels.len() as u64;
            limits.go_on_with(held)?;
        }
        let kept: Vec<bool> = self.labels.iter().map(|l| l.len() > 0).collect();
        let mut keep = kept.iter();
        self.states.retain(|_| *keep.next().unwrap_or(&false));
        self.labels.retain(|l| l.len() > 0);
        Ok(())
    }

    /// The state after one more decision and what it adds to the sums; `None` if a condition fails.
    fn step(&mut self, state: &State, topic: TopicId, option: OptionId) -> Option<(State, Vec<N>)> {
        let residuals = &mut self.residuals;
        let mut step = |r: &Residual| residuals.step(*r, topic, option);
        let mut next = State {
            moved: state.moved || option != OptionId::STATUS_QUO,
            terms: state.terms.iter().map(&mut step).collect(),
            musts: state.musts.iter().map(&mut step).collect(),
            counts: Vec::with_capacity(state.counts.len()),
        };
        for (held, of) in &state.counts {
            next.counts
                .push((*held, of.iter().map(&mut step).collect()));
        }
        let mut adds = self.sums(|dimension| dimension.topics[topic][option]);
        self.settle(&mut next, &mut adds).then_some((next, adds))
    }

    /// Fires decided terms, checks decided conditions, and forgets what no longer matters; false if a condition fails.
    fn settle(&self, state: &mut State, adds: &mut [N]) -> bool {
        for (residual, term) in state.terms.iter_mut().zip(&self.form.terms) {
            if *residual == TRUE {
                *residual = FALSE;
                for (d, sum) in adds.iter_mut().enumerate() {
                    *sum = *sum + N::narrow(self.scale.steps(d, term.adds[d]));
                }
            }
        }
        if state.musts.contains(&FALSE) {
            return false;
        }
        let counts = state.counts.iter_mut().zip(&self.form.counts);
        for ((held, of), count) in counts {
            if *held == SAFE {
                continue;
            }
            let now = of.iter().filter(|r| **r == TRUE).count();
            of.iter_mut()
                .filter(|r| **r == TRUE)
                .for_each(|r| *r = FALSE);
            let certain = *held as usize + now;
            let open = of.iter().filter(|r| **r > FALSE).count();
            if certain > count.most || certain + open < count.least {
                return false;
            }
            *held = certain as u32;
            if certain >= count.least && certain + open <= count.most {
                *held = SAFE;
                of.fill(FALSE);
            }
        }
        true
    }

    /// What each sum must be by now to end within its bound.
    fn window(&self, state: &State, rest: &[TopicId]) -> Window<N> {
        let mut window = Window(Vec::new());
        for (d, own) in self.form.dimensions.iter().enumerate() {
            let Some(least) = own.least else {
                // An audience asked for nothing, or an actor that would sign anything.
                window.0.push(None);
                continue;
            };
            let (mut most_to_come, mut least_to_come) = (0, 0);
            for topic in rest {
                let row = self.problem.settled_options(&self.problem.topics[*topic]);
                let row = row.map(|o| self.scale.steps(d, own.topics[*topic][OptionId::new(o)]));
                most_to_come += row.clone().max().unwrap_or(0);
                least_to_come += row.min().unwrap_or(0);
            }
            let terms = state.terms.iter().zip(&self.form.terms);
            for (_, term) in terms.filter(|(residual, _)| **residual > FALSE) {
                let add = self.scale.steps(d, term.adds[d]);
                most_to_come += add.max(0);
                least_to_come += add.min(0);
            }
            let least = self.scale.steps(d, least);
            let bounds = (least - most_to_come, least - least_to_come);
            window
                .0
                .push(Some((N::narrow(bounds.0), N::narrow(bounds.1))));
        }
        window
    }

    /// The frontier, once everything is decided.
    fn points(mut self, limits: &Limits) -> Result<Vec<Point>, Stopped> {
        let mut all = Labels::<N, W>::new(self.form.sides, self.form.sides);
        for (state, labels) in self.states.iter().zip(&self.labels) {
            if state.moved {
                let gains = labels.gains_only();
                gains
                    .iter()
                    .for_each(|(sums, code)| all.push(sums.iter().copied(), *code));
            }
        }
        all.keep_undominated(&mut self.comparisons, limits)?;
        let gain = |d: usize, sum: &N| Points::from_billionths(sum.wide() * self.scale.0[d]);
        let points = all.iter().map(|(sums, code)| Point {
            gain: sums.iter().enumerate().map(|(d, s)| gain(d, s)).collect(),
            package: self.packing.settlement(self.problem, code),
        });
        Ok(points.collect())
    }
}

/// Per dimension: below the first a label cannot end within the bound; above the second it must, so more is no better.
struct Window<N>(Vec<Option<(N, N)>>);

impl<N: Number> Window<N> {
    /// The label, clamped where more is no better; `None` if it cannot end within the bounds.
    fn fit(&self, mut sums: Vec<N>, sides: usize) -> Option<Vec<N>> {
        for (d, (sum, bounds)) in sums.iter_mut().zip(&self.0).enumerate() {
            let Some((needed, enough)) = bounds else {
                continue;
            };
            if *sum < *needed {
                return None;
            }
            if d >= sides {
                *sum = (*sum).min(*enough);
            }
        }
        Some(sums)
    }
}
