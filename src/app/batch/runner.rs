//! The passes over the rows of a run.

use std::sync::atomic::Ordering;

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::cli::{Batch, OnError};
use super::super::commands::interrupted;
use super::super::output::Output;
use super::ask::Asked;
use super::faults;
use super::inputs::{Inputs, missing};
use super::manifest::Progress;
use super::pipeline;
use super::progress::Bar;
use super::sink::Sink;
use super::told::Judged;
use super::work::{Asks, Done, Job, first_of, sequence};
use super::{Ended, Outcome};
use crate::base::{Limits, grouped};
use crate::problem::Settlement;
use crate::search::concept::Concept;
use crate::study::batch::{Counted, Front, Gains, Order, Suggester, Tally, roads};
use crate::table::{Answer, Answers, Chunk, Writer};

/// Options, one per topic.
type Package = Vec<u16>;

/// Most packages that roads are sought to.
const MOST_ROADS: usize = 10_000;

/// What came of a run.
pub struct Found {
    /// Counts of rows.
    pub progress: Progress,
    /// What was counted for a summary, by overlay.
    pub tallies: Vec<Tally>,
    /// Undominated gains, by overlay.
    pub fronts: Vec<Front<(u32, u64)>>,
}

/// Goes over the rows.
pub struct Runner<'a> {
    /// What was asked.
    pub args: &'a Batch,
    /// Where talk goes.
    pub output: Output,
    /// What it came to.
    pub asked: &'a mut Asked,
}

impl Runner<'_> {
    /// Looks at all rows before any is written, where answers need that.
    pub fn survey(&mut self, limits: &Limits) -> Result<(), Ended> {
        let wants = |answer: Answer| self.asked.wanted.contains(&answer);
        let top_by_ideal = self.args.top.is_some() && self.asked.by.needs_ideals();
        let rank_by_ideal = self.args.rank && self.asked.by.needs_ideals();
        let asks = Asks {
            front: wants(Answer::OnBatchFrontier) || top_by_ideal || rank_by_ideal,
            counted: self.args.rank,
            packages: (self.args.road && self.args.top.is_none()).then_some(MOST_ROADS),
            ..Asks::default()
        };
        if !asks.front && !asks.counted && asks.packages.is_none() {
            return Ok(());
        }
        let count = self.asked.judged.len();
        let mut fronts: Vec<Front<(u32, u64)>> = vec![Front::new(); count];
        let mut counted: Vec<Counted> = vec![Counted::default(); count];
        let mut packages: Vec<(Vec<Package>, FxHashSet<Package>)> = vec![Default::default(); count];
        let mut rows = 0;
        let mut bar = self.bar("looking", 0);
        self.pass(asks, |done, _| {
            fronts.iter_mut().zip(done.fronts).for_each(|(own, more)| own.merge(more));
            counted.iter_mut().zip(done.counted).for_each(|(own, more)| own.merge(more));
            for ((own, known), more) in packages.iter_mut().zip(done.packages) {
                own.extend(more.into_iter().filter(|p| known.insert(p.clone())));
                if own.len() > MOST_ROADS {
                    return Err(format!(
                        "there are more than {} different agreeable packages, too many for roads to each; ask with `--top` or a narrower `--where`",
                        grouped(MOST_ROADS as u64)
                    )
                    .into());
                }
            }
            rows += done.rows;
            bar.done(rows, done.read);
            Ok(())
        })?;
        bar.end();
        for (index, judged) in self.asked.judged.iter_mut().enumerate() {
            let front = std::mem::take(&mut fronts[index]).sorted();
            let ideals = ideals(&front);
            if asks.counted {
                let order = Order::new(&judged.problem, self.asked.by, ideals, &judged.measures);
                judged.ranks = Some(std::mem::take(&mut counted[index]).ranks(&order));
            }
            judged.batch_front = Some(front.into_iter().map(|(gains, _)| gains).collect());
            if asks.packages.is_some() {
                find_roads(judged, &packages[index].0, limits);
            }
        }
        Ok(())
    }

    fn bar(&self, what: &str, before: u64) -> Bar {
        Bar::new(self.asked.inputs.length(), before, self.args.quiet, what)
    }

    /// The pass that writes.
    pub fn write(
        &mut self,
        mut sink: Sink,
        before: Progress,
        limits: &Limits,
    ) -> Result<Found, Ended> {
        let count = self.asked.judged.len();
        let mut found = Found {
            progress: Progress {
                agreeable: vec![0; count],
                ..Progress::default()
            },
            tallies: self
                .asked
                .judged
                .iter()
                .map(|j| Tally::new(j.program.constraints()))
                .collect(),
            fronts: vec![Front::new(); count],
        };
        let orders = self.orders();
        let suggesters: Vec<Suggester> = self
            .asked
            .judged
            .iter()
            .map(|j| Suggester::new(&j.problem, &j.measures))
            .collect();
        let top = self.args.top.map(|most| (most as usize, &orders[..]));
        let asks = Asks {
            write: !matches!(sink, Sink::None),
            tally: self.args.summarises(),
            front: self.args.summarises(),
            top,
            suggest: self.args.suggest.then_some(&suggesters[..]),
            ..Asks::default()
        };
        // What was written before is not written again; it is worked on again only where a summary counts it.
        let skip = before.tasks;
        let fresh = skip == 0;
        if !asks.tally && !fresh {
            found.progress = before.clone();
        }
        let mut kept: Vec<Option<(Chunk, Answers, Vec<Gains>)>> = vec![None; count];
        let names = self.asked.judged[0].problem.names.clone();
        let (args, output) = (self.args, self.output);
        let known = if asks.tally { 0 } else { before.rows };
        let mut bar = self.bar("evaluating", known);
        let head = self.job(asks).head()?;
        if fresh && asks.write {
            sink.put(head)?;
            if args.on_error == OnError::Report {
                sink.reject(faults::HEAD)?;
            }
        }
        let mut tasks = 0u64;
        let skipped = if asks.tally { 0 } else { skip };
        let ended = self.pass_from(asks, skipped, |done, inputs| {
            if done.tallies.is_empty() && asks.tally {
                return Ok(());
            }
            let own = tasks + skipped;
            tasks += 1;
            let progress = &mut found.progress;
            if !done.faults.is_empty() && args.on_error == OnError::Stop {
                faults::say(&done.faults, inputs, &names, args.json, output);
                return Err(Outcome::Bad.into());
            }
            progress.tasks = own + 1;
            progress.rows += done.rows;
            progress.written += done.written;
            progress.faults += done.faults.len() as u64;
            progress.under.0 += done.under_all;
            progress.under.1 += done.under_some;
            progress
                .agreeable
                .iter_mut()
                .zip(&done.agreeable)
                .for_each(|(own, more)| *own += more);
            found
                .tallies
                .iter_mut()
                .zip(done.tallies)
                .for_each(|(own, more)| own.merge(more));
            found
                .fronts
                .iter_mut()
                .zip(done.fronts)
                .for_each(|(own, more)| own.merge(more));
            if let Some((most, orders)) = asks.top {
                for ((kept, more), order) in kept.iter_mut().zip(done.top).zip(orders) {
                    keep_best(kept, more, most, order);
                }
            }
            if own >= skip {
                sink.put(done.bytes)?;
                if args.on_error == OnError::Report {
                    sink.reject(&faults::rejects(&done.faults, inputs, &names))?;
                }
                if asks.top.is_none() {
                    sink.checkpoint(progress, false)?;
                }
            }
            bar.done(progress.rows, done.read);
            match sink.is_closed() {
                true => Err(Ended::Said(Outcome::Agreement)),
                false => Ok(()),
            }
        });
        bar.end();
        let was_interrupted = interrupted().load(Ordering::Relaxed);
        if let Err(why) = ended {
            return Err(end_early(
                why,
                sink,
                &found.progress,
                was_interrupted,
                asks.top.is_some(),
                output,
            ));
        }
        if was_interrupted {
            let why = Ended::Said(Outcome::Limit);
            return Err(end_early(
                why,
                sink,
                &found.progress,
                true,
                asks.top.is_some(),
                output,
            ));
        }
        if asks.top.is_some() {
            found.progress.written = self.write_top(kept, &orders, asks, &mut sink, limits)?;
        }
        sink.finish(&found.progress)?;
        Ok(found)
    }

    fn orders(&self) -> Vec<Order> {
        let order = |judged: &Judged| {
            let front = judged.batch_front.as_ref();
            let ideals = front.map_or(Gains::new(), |front| {
                ideals(
                    &front
                        .iter()
                        .map(|g| (g.clone(), (0, 0)))
                        .collect::<Vec<_>>(),
                )
            });
            Order::new(&judged.problem, self.asked.by, ideals, &judged.measures)
        };
        self.asked.judged.iter().map(order).collect()
    }

    /// Writes the rows that were kept, the best first, overlay after overlay.
    fn write_top(
        &mut self,
        kept: Vec<Option<(Chunk, Answers, Vec<Gains>)>>,
        orders: &[Order],
        asks: Asks,
        sink: &mut Sink,
        limits: &Limits,
    ) -> Result<u64, Ended> {
        let mut written = 0;
        for (index, kept) in kept.into_iter().enumerate() {
            let Some((chunk, mut answers, gains)) = kept else {
                continue;
            };
            if self.args.road {
                let mut known = FxHashSet::default();
                let own = (0..chunk.rows).map(|row| super::told::settlement(&chunk, row));
                let packages: Vec<Vec<u16>> = own.filter(|p| known.insert(p.clone())).collect();
                let judged = &mut self.asked.judged[index];
                find_roads(judged, &packages, limits);
                let told = judged.answers(&chunk, answers.scored.clone(), &self.asked.wanted);
                answers
                    .told
                    .extend(told.told.into_iter().filter(|(answer, _)| {
                        matches!(
                            answer,
                            Answer::Road
                                | Answer::RoadRounds
                                | Answer::RoadGain(_)
                                | Answer::RoadObstacle
                        )
                    }));
            }
            let rows = sequence(&gains, &orders[index]);
            let rows: Vec<u32> = rows.into_iter().map(|row| row as u32).collect();
            written += rows.len() as u64;
            sink.put(self.job(asks).encode_kept(index, &chunk, &answers, &rows)?)?;
        }
        Ok(written)
    }

    fn pass(
        &self,
        asks: Asks,
        take: impl FnMut(Done, &Inputs) -> Result<(), Ended>,
    ) -> Result<(), Ended> {
        self.pass_from(asks, 0, take)
    }

    /// One pass over all rows but those of the first tasks.
    fn pass_from(
        &self,
        asks: Asks,
        skip: u64,
        mut take: impl FnMut(Done, &Inputs) -> Result<(), Ended>,
    ) -> Result<(), Ended> {
        let job = self.job(asks);
        let mut next = self.asked.inputs.tasks();
        let mut left = skip;
        let stop = interrupted();
        let read = || self.asked.inputs.read.load(Ordering::Relaxed);
        let tasks = || {
            loop {
                if stop.load(Ordering::Relaxed) {
                    return None;
                }
                match next() {
                    Some(Ok(_)) if left > 0 => left -= 1,
                    other => return other.map(|task| task.map(|task| (task, read()))),
                }
            }
        };
        pipeline::run(
            self.args.workers(),
            tasks,
            |(task, read)| {
                let done = job.work(task)?;
                Ok(Done { read, ..done })
            },
            |done| take(done, &self.asked.inputs),
        )
    }

    fn job<'j>(&'j self, asks: Asks<'j>) -> Job<'j> {
        let asked = &*self.asked;
        let writer = |own: &'j Judged| {
            Writer::new(
                &own.problem,
                &own.program,
                asked.format,
                &asked.columns,
                asked.whole.clone(),
                &own.overlay,
                &asked.files,
            )
        };
        Job {
            inputs: &asked.inputs,
            judged: &asked.judged,
            lookups: &asked.lookups,
            blank: &asked.blank,
            keep: &asked.keep,
            typed: asked.typed,
            missing: missing(self.args),
            writers: asked.judged.iter().map(writer).collect(),
            first: &asked.wanted[..asked.filtered],
            rest: &asked.wanted[asked.filtered..],
            filter: asked.filter.as_ref(),
            format: asked.format,
            packing: asked.packing,
            files: &asked.files,
            asks,
        }
    }
}

fn ideals(front: &[(Gains, (u32, u64))]) -> Gains {
    let mut all = front.iter().map(|(gains, _)| gains.clone());
    let first = all.next().unwrap_or_default();
    all.fold(first, |best, gains| {
        best.iter().zip(&gains).map(|(a, b)| *a.max(b)).collect()
    })
}

fn find_roads(judged: &mut Judged, packages: &[Vec<u16>], limits: &Limits) {
    let settlement = |own: &Vec<u16>| Settlement::from_indices(own.iter().map(|o| usize::from(*o)));
    let settlements: Vec<Settlement> = packages.iter().map(settlement).collect();
    let found = roads(&judged.problem, &settlements, Concept::Nash, limits);
    let known: FxHashMap<_, _> = packages.iter().cloned().zip(found).collect();
    judged.roads = Some(known);
}

/// Adds rows to the best; lets go of the others once they are many.
fn keep_best(
    kept: &mut Option<(Chunk, Answers, Vec<Gains>)>,
    more: (Chunk, Answers, Vec<Gains>),
    most: usize,
    order: &Order,
) {
    match kept {
        None => *kept = Some(more),
        Some((chunk, answers, gains)) => {
            if more.0.rows == 0 {
                return;
            }
            answers.append(&more.1);
            gains.extend(more.2);
            chunk.append(more.0);
        }
    }
    if let Some((chunk, answers, gains)) = kept
        && chunk.rows > most + most.max(1_000)
    {
        let rows = first_of(gains, most, order);
        let places: Vec<u32> = rows.iter().map(|row| *row as u32).collect();
        *chunk = chunk.take(&places);
        *answers = answers.take(&places);
        *gains = rows
            .into_iter()
            .map(|row| std::mem::take(&mut gains[row]))
            .collect();
    }
}

/// Ends a run that did not come to its end.
fn end_early(
    why: Ended,
    mut sink: Sink,
    progress: &Progress,
    was_interrupted: bool,
    at_once: bool,
    output: Output,
) -> Ended {
    match why {
        Ended::Said(Outcome::Agreement) => Ended::Said(Outcome::Agreement),
        Ended::Said(Outcome::Bad) if !was_interrupted => {
            sink.abandon();
            Ended::Said(Outcome::Bad)
        }
        Ended::Input(why) => {
            sink.abandon();
            Ended::Why(why)
        }
        why => {
            let is_file = matches!(sink, Sink::File(_));
            // Where there is no room for a manifest either, the last one stands.
            let _ = sink.checkpoint(progress, true);
            let kept = is_file && !at_once;
            if let Ended::Why(why) = why {
                output.error(&why);
            }
            let rows = grouped(progress.rows);
            match (kept, was_interrupted) {
                (true, true) => output.note(&format!(
                    "interrupted after {rows} proposals; `--resume` continues"
                )),
                (true, false) => output.note(&format!(
                    "what was done of {rows} proposals is kept; `--resume` continues"
                )),
                (false, true) => output.note(&format!("interrupted after {rows} proposals")),
                (false, false) => {}
            }
            if is_file && at_once {
                sink.abandon();
            }
            Ended::Said(Outcome::Bad)
        }
    }
}
