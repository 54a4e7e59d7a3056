//! The dynamic programme over a diagram: topics are decided one by one; each layer holds, per state, the labels worth going
//! on from. What cannot end within a threshold is dropped at once, and so is what bounds say is not wanted.

use rayon::prelude::*;

use super::bounds::Wanted;
use super::diagram::{Arc, Diagram};
use super::form::Form;
use super::labels::Labels;
use super::numbers::{Code, Number, Packing};
use super::work::Work;
use crate::base::{Id, OptionId, Stopped};

/// A diagram with the thresholds that its sums must reach.
pub struct Sweep<'d, N> {
    /// What is swept.
    pub diagram: &'d Diagram<N>,
    /// How many of the sums are the actors'.
    pub sides: usize,
    /// From this sum on, more than the threshold is no better.
    clamped: usize,
    /// Least accepted of each sum.
    pub least: Vec<Option<N>>,
    /// The largest that can still come of each sum, by layer and state.
    pub most: Vec<Vec<N>>,
    /// The smallest.
    pub fewest: Vec<Vec<N>>,
}

/// How a sweep ended.
pub struct Swept<N, const W: usize> {
    /// Undominated labels at the end.
    pub labels: Labels<N, W>,
    /// Was every label that was wanted gone on from?
    pub complete: bool,
}

impl<'d, N: Number> Sweep<'d, N> {
    /// Prepares a sweep.
    pub fn new(diagram: &'d Diagram<N>, form: &Form, least: Vec<Option<N>>) -> Self {
        Self {
            diagram,
            sides: form.sides,
            clamped: if form.enough { 0 } else { form.sides },
            least,
            most: diagram.to_come(false),
            fewest: diagram.to_come(true),
        }
    }

    /// Sweeps from the first topic to the last.
    ///
    /// `room` is the most labels that a layer may hold. With `narrow`, only so many of the most promising are gone on from.
    ///
    /// Complexity: labels kept × arcs, and sorting them.
    ///
    /// # Errors
    /// [`Stopped`] when told to stop, or when there are more labels than room.
    pub fn run<const W: usize>(
        &self,
        packing: &Packing,
        wanted: &Wanted<N>,
        narrow: Option<usize>,
        room: u64,
        work: &Work,
    ) -> Result<Swept<N, W>, Stopped> {
        let mut first = Labels::<N, W>::new(self.diagram.stride, self.sides);
        let mut complete = true;
        if !self.diagram.is_empty()
            && let Some(start) = self.fit(0, 0, self.diagram.start.clone())
        {
            first.push(&start, [0; W]);
        }
        let mut labels = vec![first];
        for (at, layer) in self.diagram.layers.iter().enumerate() {
            let targets: Vec<&[Arc]> = layer.arcs.chunk_by(|a, b| a.to == b.to).collect();
            let held: u64 = labels.iter().map(|l| l.len() as u64).sum();
            let into = |arcs: &&[Arc]| self.state_of(at, arcs, &labels, packing, wanted, work);
            // Small layers are not worth waking a second thread for.
            let next: Result<Vec<_>, Stopped> = match held * (layer.arcs.len() as u64) < 50_000 {
                true => targets.iter().map(into).collect(),
                false => targets.par_iter().map(into).collect(),
            };
            labels = next?;
            if let Some(most) = narrow {
                complete &= !wanted.narrow(at + 1, &mut labels, most);
            }
            let held: u64 = labels.iter().map(|l| l.len() as u64).sum();
            if held > room {
                return Err(Stopped::TooLarge);
            }
            work.hold(held)?;
        }
        let mut last = Labels::new(self.sides, self.sides);
        for own in labels {
            for (sums, code) in own.iter() {
                last.push(&sums[..self.sides], *code);
            }
        }
        last.keep_undominated(work)?;
        Ok(Swept {
            labels: last,
            complete,
        })
    }

    /// The labels of one state: all arcs that lead there.
    fn state_of<const W: usize>(
        &self,
        at: usize,
        arcs: &[Arc],
        labels: &[Labels<N, W>],
        packing: &Packing,
        wanted: &Wanted<N>,
        work: &Work,
    ) -> Result<Labels<N, W>, Stopped> {
        let topic = self.diagram.layers[at].topic;
        let mut target = Labels::new(self.diagram.stride, self.sides);
        let state = arcs[0].to as usize;
        let window = self.window(at + 1, state);
        let mut asked = wanted.from(at + 1, state);
        let mut sums = vec![N::default(); self.diagram.stride];
        for arc in arcs {
            let (word, bits) = packing.bits(topic, OptionId::new(arc.option.into()));
            let adds = self.diagram.adds(arc);
            for (before, code) in labels[arc.from as usize].iter() {
                for ((sum, before), add) in sums.iter_mut().zip(before).zip(adds) {
                    *sum = *before + *add;
                }
                if window.fit(&mut sums, self.clamped) {
                    let mut code: Code<W> = *code;
                    code[word] |= bits;
                    target.push(&sums, code);
                }
            }
            work.spend(labels[arc.from as usize].len() as u64)?;
        }
        target.keep_undominated(work)?;
        // Asking is dearer than comparing: only what is undominated is asked for.
        target.retain(|sums| asked.wants(sums));
        Ok(target)
    }

    fn fit(&self, at: usize, state: usize, mut sums: Vec<N>) -> Option<Vec<N>> {
        let fits = self.window(at, state).fit(&mut sums, self.clamped);
        fits.then_some(sums)
    }

    /// What each sum must be in a state to end within its threshold.
    fn window(&self, at: usize, state: usize) -> Window<N> {
        let stride = self.diagram.stride;
        let most = &self.most[at][state * stride..][..stride];
        let fewest = &self.fewest[at][state * stride..][..stride];
        let bounds = self.least.iter().zip(most.iter().zip(fewest));
        let bounded = bounds
            .enumerate()
            .filter_map(|(d, (least, (most, fewest)))| {
                let least = (*least)?;
                Some((d, least - *most, least - *fewest))
            });
        Window(bounded.collect())
    }
}

/// Of each sum with a threshold: below the first it cannot end within it; above the second it must, so more is no better.
struct Window<N>(Vec<(usize, N, N)>);

impl<N: Number> Window<N> {
    /// Clamps where more is no better; false if the label cannot end within the thresholds.
    fn fit(&self, sums: &mut [N], clamped: usize) -> bool {
        self.0.iter().all(|&(d, needed, enough)| {
            if d >= clamped && sums[d] > enough {
                sums[d] = enough;
            }
            sums[d] >= needed
        })
    }
}
