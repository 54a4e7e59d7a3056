//! Bounds on what a label can still become, and what is wanted of it.
//!
//! A *direction* weighs the sums; the best weighed completion of every state is one backward pass over the diagram, rules
//! included. Weights on thresholds (budgets, ratification) make it a Lagrangian bound (decision diagrams with Lagrangian
//! duals: Bergman, Cire & van Hoeve 2015). A label is wanted while some *corner* of the region that is still of interest lies
//! within all its bounds: bound sets of multi-objective search (Ehrgott & Gandibleux 2007), here used within a dynamic
//! programme as by Figueira, Paquete, Simões & Vanderpooten 2013.

use super::diagram::Diagram;
use super::labels::Labels;
use super::numbers::Number;

/// A weighing of the sums and the best completion of every state under it.
pub struct Direction {
    /// One weight per sum, none negative.
    pub weights: Vec<f64>,
    /// By layer and state.
    to_come: Vec<Vec<f64>>,
    /// What thresholds take off.
    offset: f64,
    /// The bound on every package.
    pub value: f64,
}

/// The best path in a direction.
pub struct Path<N> {
    /// The option of each layer's topic.
    pub options: Vec<u16>,
    /// Its sums.
    pub sums: Vec<N>,
}

impl Direction {
    /// Weighs the diagram, whose states all lead somewhere.
    pub fn new<N: Number>(diagram: &Diagram<N>, least: &[Option<N>], weights: Vec<f64>) -> Self {
        let rows = diagram.weighed(&weights);
        let mut to_come = vec![vec![0.0]];
        for layer in diagram.layers.iter().rev() {
            let after = to_come.last().map_or(&[][..], |v| v);
            let mut own = vec![f64::NEG_INFINITY; layer.states];
            for arc in &layer.arcs {
                let sum = rows[arc.row()] + after[arc.to as usize];
                let best = &mut own[arc.from as usize];
                *best = best.max(sum);
            }
            to_come.push(own);
        }
        to_come.reverse();
        // Only sums that are no actor's have a weight for their threshold's sake; see `Pool::direction`.
        let taken = least.iter().zip(&weights);
        let offset = -taken
            .map(|(l, w)| l.map_or(0.0, |l| l.float() * w))
            .sum::<f64>();
        let start: f64 = diagram
            .start
            .iter()
            .zip(&weights)
            .map(|(s, w)| s.float() * w)
            .sum();
        let value = start + to_come[0].first().copied().unwrap_or(0.0) + offset;
        Self {
            weights,
            to_come,
            offset,
            value,
        }
    }

    /// No completion of this label weighs more.
    pub fn bound<N: Number>(&self, at: usize, state: usize, sums: &[N]) -> f64 {
        let so_far = sums.iter().zip(&self.weights);
        let so_far: f64 = so_far.map(|(s, w)| s.float() * w).sum();
        so_far + self.to_come[at][state] + self.offset
    }

    /// The first best path.
    pub fn path<N: Number>(&self, diagram: &Diagram<N>) -> Path<N> {
        let rows = diagram.weighed(&self.weights);
        let mut path = Path {
            options: Vec::with_capacity(diagram.layers.len()),
            sums: diagram.start.clone(),
        };
        let mut state = 0;
        for (at, layer) in diagram.layers.iter().enumerate() {
            let after = &self.to_come[at + 1];
            let weight = |arc: &super::diagram::Arc| rows[arc.row()] + after[arc.to as usize];
            let own = layer.arcs.iter().filter(|a| a.from == state);
            let best = own.reduce(|a, b| if weight(b) > weight(a) { b } else { a });
            let Some(arc) = best else { break };
            path.options.push(arc.option);
            let adds = diagram.adds(arc);
            path.sums
                .iter_mut()
                .zip(adds)
                .for_each(|(s, a)| *s = *s + *a);
            state = arc.to;
        }
        path
    }
}

/// The region of interest: a label is wanted if it can reach one of the corners, as far as the directions know.
pub struct Wanted<N> {
    directions: Vec<Direction>,
    /// Per corner, what each direction must be able to reach.
    needs: Vec<f64>,
    /// Is everything wanted?
    all: bool,
    /// Do the corners descend in the second direction?
    stairs: bool,
    number: std::marker::PhantomData<N>,
}

impl<N: Number> Wanted<N> {
    /// Everything is wanted.
    pub fn all(directions: Vec<Direction>) -> Self {
        Self {
            directions,
            needs: Vec::new(),
            all: true,
            stairs: false,
            number: std::marker::PhantomData,
        }
    }
    /// Labels that can reach one of the corners; each says what every direction must be able to reach. Corners ascend in what
    /// the first direction must reach.
    pub fn reaching(directions: Vec<Direction>, needs: Vec<f64>) -> Self {
        let corners: Vec<&[f64]> = needs.chunks_exact(directions.len()).collect();
        let stairs = directions.len() > 1 && corners.is_sorted_by(|a, b| a[1] >= b[1]);
        Self {
            stairs,
            directions,
            needs,
            all: false,
            number: std::marker::PhantomData,
        }
    }
    /// The directions back.
    pub fn into_directions(self) -> Vec<Direction> {
        self.directions
    }
    /// Questions about the labels of one state.
    pub fn from(&self, at: usize, state: usize) -> Asked<'_, N> {
        Asked {
            wanted: self,
            at,
            state,
            reach: vec![0.0; self.directions.len()],
            last: 0,
        }
    }

    /// Keeps the most promising labels of a layer, the same number for each direction; were any dropped?
    pub fn narrow<const W: usize>(
        &self,
        at: usize,
        labels: &mut [Labels<N, W>],
        most: usize,
    ) -> bool {
        let held: usize = labels.iter().map(Labels::len).sum();
        if held <= most {
            return false;
        }
        let places: Vec<(usize, u32)> = (0..labels.len())
            .flat_map(|state| (0..labels[state].len() as u32).map(move |l| (state, l)))
            .collect();
        let mut kept = vec![false; places.len()];
        for direction in &self.directions {
            let own = labels.iter().enumerate();
            let scores: Vec<f64> = own
                .flat_map(|(state, own)| {
                    own.iter().map(move |(s, _)| direction.bound(at, state, s))
                })
                .collect();
            let mut order: Vec<u32> = (0..places.len() as u32).collect();
            let share = (most / self.directions.len()).clamp(1, order.len() - 1);
            order.select_nth_unstable_by(share, |a, b| {
                scores[*b as usize]
                    .total_cmp(&scores[*a as usize])
                    .then(a.cmp(b))
            });
            order[..share].iter().for_each(|i| kept[*i as usize] = true);
        }
        let mut selected: Vec<Vec<u32>> = vec![Vec::new(); labels.len()];
        for ((state, label), _) in places.iter().zip(&kept).filter(|(_, kept)| **kept) {
            selected[*state].push(*label);
        }
        labels
            .iter_mut()
            .zip(&selected)
            .for_each(|(l, s)| l.select(s));
        true
    }
}

/// Questions about the labels of one state.
pub struct Asked<'w, N> {
    wanted: &'w Wanted<N>,
    at: usize,
    state: usize,
    reach: Vec<f64>,
    /// The corner that the last label could reach: its neighbour often can too.
    last: usize,
}

impl<N: Number> Asked<'_, N> {
    /// Can it reach a corner?
    pub fn wants(&mut self, sums: &[N]) -> bool {
        if self.wanted.all {
            return true;
        }
        let directions = &self.wanted.directions;
        for (reach, direction) in self.reach.iter_mut().zip(directions) {
            *reach = direction.bound(self.at, self.state, sums);
        }
        let needs =
            |corner: usize| &self.wanted.needs[corner * directions.len()..][..directions.len()];
        let within = |corner| needs(corner).iter().zip(&self.reach).all(|(n, r)| n <= r);
        let corners = self.wanted.needs.len() / directions.len();
        if self.last < corners && within(self.last) {
            return true;
        }
        // Corners ascend in the first sum; of two sums, the second descends.
        let end = partition_point(corners, |c| needs(c)[0] <= self.reach[0]);
        let start = match self.wanted.stairs {
            true => partition_point(end, |c| needs(c)[1] > self.reach[1]),
            false => 0,
        };
        match (start..end).find(|c| within(*c)) {
            Some(corner) => {
                self.last = corner;
                true
            }
            None => false,
        }
    }
}

/// The first of `0..end` for which the predicate, true up to some place and false from there, is false.
fn partition_point(end: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, end);
    while low < high {
        let middle = low.midpoint(high);
        match holds(middle) {
            true => low = middle + 1,
            false => high = middle,
        }
    }
    low
}
