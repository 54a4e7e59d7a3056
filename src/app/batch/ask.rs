//! A run from its arguments to its end.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::json;

use super::super::cli::{Batch, FilesArg, OnError, WriteArgs};
use super::super::commands::{interrupted, limits, load_or_say};
use super::super::given::say_wrong;
use super::super::input::Loaded;
use super::super::output::Output;
use super::super::target::Target;
use super::faults;
use super::inputs::{Inputs, missing};
use super::open::{Packing, told_by_name};
use super::pipeline;
use super::progress::Bar;
use super::sink::{Progress, Sink};
use super::told::Judged;
use super::work::{Asks, Done, Job, first_of, sequence, stopped_text};
use super::{Ended, Outcome};
use crate::base::{Limits, digest, grouped};
use crate::diag::{FileId, Problems, near};
use crate::problem::{Problem, Settlement};
use crate::render;
use crate::search::concept::Concept;
use crate::solution::{BatchSummary, Provenance, ReadingView};
use crate::study::batch::{
    By, Codes, Counted, Front, Gains, ModelFront, Order, Program, Suggester, Tally, roads,
};
use crate::table::{
    Answer, Answers, Available, Chunk, Columns, Filter, Format, Keep, Lookup, Out, choose, filter,
};

/// Most packages that roads are sought to.
const MOST_ROADS: usize = 10_000;

/// What was asked, once it is known to make sense.
struct Asked {
    inputs: Inputs,
    judged: Vec<Judged>,
    columns: Columns,
    whole: Vec<String>,
    keep: Keep,
    typed: bool,
    wanted: Vec<Answer>,
    filter: Option<Filter>,
    by: By,
    format: Format,
    packing: Packing,
    files: Vec<String>,
    lookups: Vec<Lookup>,
    blank: Vec<Codes>,
}

/// Runs it.
pub fn run(args: &Batch, output: Output) -> Result<Outcome, Ended> {
    let limits = limits(&args.limits);
    let mut loaded = load(args, output)?;
    let mut asked = Asked::new(args, &mut loaded, output)?;
    let (targets, rejects) = targets(args, &asked, output)?;
    let lost = asked.model_fronts(&limits, output);
    let key = key(args, &loaded, &asked)?;
    let mut runner = Runner {
        args,
        output,
        asked: &mut asked,
    };
    runner.survey(&limits)?;
    let (sink, before, note) = match &targets {
        Some(_) | None if !args.writes() => (Sink::None, Progress::default(), None),
        Some(_) => Sink::file(
            targets.ok_or(Outcome::Bad)?,
            rejects,
            runner.asked.format,
            key,
            args.resume,
            args.write.force,
        )?,
        None => (Sink::stdout(runner.asked.format), Progress::default(), None),
    };
    if let Some(note) = note {
        output.note(&note);
    }
    let found = runner.write(sink, before, &limits)?;
    tell(args, &loaded, &asked, found, lost, output);
    Ok(Outcome::Agreement)
}

impl Batch {
    /// Are rows written, or is only a summary asked for?
    fn writes(&self) -> bool {
        self.write.output.is_some() || !(self.summary || self.json)
    }

    fn summarises(&self) -> bool {
        self.summary || self.json
    }

    /// The threads to work on.
    fn workers(&self) -> usize {
        let own = std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.map_or(own, usize::from)
    }
}

/// The models: one, or one per overlay.
struct Models {
    first: Loaded,
    problems: Vec<(String, Problem)>,
    digests: Vec<String>,
}

fn load(args: &Batch, output: Output) -> Result<Models, Ended> {
    let mut problems = Vec::new();
    let mut digests = Vec::new();
    let mut first = None;
    let readings: Vec<Vec<PathBuf>> = match args.overlays.overlay.is_empty() {
        true => vec![Vec::new()],
        false => args
            .overlays
            .overlay
            .iter()
            .map(|o| vec![o.clone()])
            .collect(),
    };
    for overlay in readings {
        let name = overlay
            .first()
            .map_or(String::new(), |path| path.display().to_string());
        let files = FilesArg {
            model: vec![args.model.clone()],
            semantics: None,
            overlays: super::super::cli::OverlayArg { overlay },
        };
        let loaded = load_or_say(&files, args.json, output)?;
        let Some((_, problem)) = &loaded.compiled else {
            return Err(Outcome::Bad.into());
        };
        digests.push(loaded.digest.clone());
        problems.push((name, problem.clone()));
        first.get_or_insert(loaded);
    }
    for (name, problem) in &problems[1..] {
        if !same_terms(&problems[0].1, problem) {
            return Err(format!(
                "{name} changes topics, their options or who the actors are; overlays of a batch may change what they are worth and what rules there are"
            )
            .into());
        }
    }
    let first = first.ok_or(Outcome::Bad)?;
    Ok(Models {
        first,
        problems,
        digests,
    })
}

/// Do two problems speak of the same topics, options, actors and audiences?
fn same_terms(a: &Problem, b: &Problem) -> bool {
    type Topic<'a> = (&'a str, Vec<&'a str>);
    fn topics(p: &Problem) -> Vec<Topic<'_>> {
        let of = p.names.topics.iter();
        of.map(|t| {
            (
                t.id.as_str(),
                t.options.iter().map(|(id, _)| id.as_str()).collect(),
            )
        })
        .collect()
    }
    fn actors(p: &Problem) -> Vec<(&str, bool, Vec<(&str, bool, bool)>)> {
        p.actors
            .entries()
            .map(|(id, own)| {
                let audiences = p.names.audiences[id].iter().zip(&own.audiences);
                let audiences = audiences.map(|((id, _), a)| {
                    (id.as_str(), a.ratifies_at.is_some(), a.tolerates.is_some())
                });
                (
                    p.names.actors[id].0.as_str(),
                    p.consenting.contains(&id),
                    audiences.collect(),
                )
            })
            .collect()
    }
    topics(a) == topics(b) && actors(a) == actors(b)
}

impl Asked {
    fn new(args: &Batch, models: &mut Models, output: Output) -> Result<Self, Ended> {
        let problem = models.problems[0].1.clone();
        let mut problems = Problems::default();
        let sources = &mut models.first.sources;
        let inputs = Inputs::open(args, &problem.names, sources, &mut problems)?;
        let Some(inputs) = inputs else {
            return Err(say_wrong(problems, sources, args.json, output).into());
        };
        let Some(first) = inputs.tables.first() else {
            return Err("there is nothing to read".to_owned().into());
        };
        let available = Available {
            overlays: !args.overlays.overlay.is_empty(),
            twice: inputs.twice(),
            rank: args.rank,
            road: args.road,
            suggest: args.suggest,
        };
        let names = &first.header.names;
        let mut add = |text: &str, option: &str| -> FileId {
            sources.add(option.to_owned(), text.to_owned())
        };
        let columns_text = args
            .columns
            .as_deref()
            .map(|text| (text, add(text, "--columns")));
        let filter_text = args
            .filter
            .as_deref()
            .map(|text| (text, add(text, "--where")));
        let columns = choose(columns_text, &problem, names, available, &mut problems);
        let filter =
            filter_text.map(|(text, file)| filter(text, file, &problem, names, &mut problems));
        let by = by(&args.by, &problem)?;
        let (Some(columns), false) = (columns, problems.has_errors()) else {
            return Err(say_wrong(problems, sources, args.json, output).into());
        };
        if !first.header.missing.is_empty() {
            let all = first
                .header
                .missing
                .iter()
                .map(|t| problem.names.topics[*t].id.as_str());
            let told: Vec<&str> = all.take(10).collect();
            let more = first.header.missing.len() - told.len();
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            let plural = if first.header.missing.len() == 1 {
                "stays"
            } else {
                "stay"
            };
            output.note(&format!(
                "there is no column for {}{more}, which {plural} at the status quo in every proposal",
                told.join(", ")
            ));
        }
        let (format, packing) = output_format(args, &inputs)?;
        let files = inputs.tables.iter().map(|t| t.name.clone()).collect();
        let filter = filter.flatten();
        let mut asked = Self {
            typed: types(&inputs, format),
            judged: Vec::new(),
            whole: Vec::new(),
            keep: Keep::Nothing,
            wanted: Vec::new(),
            columns,
            filter,
            by,
            format,
            packing,
            files,
            inputs,
            lookups: problem
                .topics
                .ids()
                .map(|t| Lookup::new(&problem, t))
                .collect(),
            blank: Program::compile(&problem).no_rows(),
        };
        asked.settle(args, output)?;
        let wanted = asked.wanted.clone();
        asked.judged = models
            .problems
            .drain(..)
            .map(|(name, problem)| Judged::new(name, problem, &wanted))
            .collect();
        Ok(asked)
    }

    /// Which columns of the input are kept and how, and which answers are wanted.
    fn settle(&mut self, args: &Batch, output: Output) -> Result<(), Ended> {
        let asks = self.filter.as_ref().map_or(Vec::new(), Filter::asks);
        let outs = self
            .columns
            .iter()
            .map(|(_, out)| *out)
            .chain(asks.iter().copied());
        let answers = outs.filter_map(|out| match out {
            Out::Answer(answer) => Some(answer),
            _ => None,
        });
        let mut seen = FxHashSet::default();
        self.wanted = answers.filter(|a| seen.insert(*a)).collect();
        let twice = |answer: &Answer| matches!(answer, Answer::OnBatchFrontier | Answer::Rank);
        let needs = self.wanted.iter().any(twice) || args.road && args.top.is_none();
        if (needs || args.top.is_some() && self.by.needs_ideals()) && !self.inputs.twice() {
            return Err("this needs a second look at the input: give a file instead of a pipe, or leave out ranks, roads, frontiers of the batch and kalai-smorodinsky".to_owned().into());
        }
        for name in self
            .columns
            .iter()
            .map(|(name, _)| name)
            .filter(|n| n.starts_with("input."))
        {
            output.note(&format!(
                "the input has a column called like an answer; it is written as `{name}`"
            ));
        }
        let mut kept: Vec<usize> = self
            .columns
            .iter()
            .filter_map(|(_, out)| match out {
                Out::Input(place) => Some(*place),
                _ => None,
            })
            .collect();
        let filters: Vec<usize> = asks
            .iter()
            .filter_map(|out| match out {
                Out::Input(place) => Some(*place),
                _ => None,
            })
            .collect();
        let all = self.inputs.tables[0].header.names.len();
        let in_order = kept == (0..all).collect::<Vec<_>>();
        let leads = self
            .columns
            .iter()
            .take(all)
            .all(|(_, out)| matches!(out, Out::Input(_)));
        let renamed = self
            .columns
            .iter()
            .any(|(name, _)| name.starts_with("input."));
        let alike = self
            .inputs
            .tables
            .iter()
            .all(|t| t.format == self.format && t.places == (0..all).collect::<Vec<_>>());
        // Rows go out as they came where nothing stands in the way.
        let whole = in_order
            && leads
            && alike
            && filters.is_empty()
            && self.format != Format::Parquet
            && !(renamed && self.format == Format::JsonLines);
        if whole {
            let names = self.columns.drain(..all).map(|(name, _)| name).collect();
            self.whole = names;
            self.columns.insert(0, (String::new(), Out::Rows));
            self.keep = Keep::Whole;
            return Ok(());
        }
        for place in filters {
            if !kept.contains(&place) {
                kept.push(place);
            }
        }
        self.keep = match kept.is_empty() {
            true => Keep::Nothing,
            false => Keep::Cells(kept),
        };
        Ok(())
    }

    /// Finds the frontiers of the models that answers ask for; says where one cannot be had.
    fn model_fronts(&mut self, limits: &Limits, output: Output) -> Option<String> {
        let asks = |a: &Answer| matches!(a, Answer::OnModelFrontier | Answer::Distance);
        if !self.wanted.iter().any(asks) {
            return None;
        }
        let mut lost = None;
        for judged in &mut self.judged {
            match ModelFront::find(&judged.problem, judged.program.grid, limits) {
                Ok(front) => judged.front = Some(front),
                Err(why) => {
                    let of = match judged.overlay.is_empty() {
                        true => "the model".to_owned(),
                        false => format!("the model under {}", judged.overlay),
                    };
                    let why = stopped_text(why)
                        .trim_start_matches("not known: ")
                        .replace("the concession graph is", "it is");
                    lost = Some(format!(
                        "the frontier of {of} is not known whole ({why}), so nothing is said of it"
                    ));
                }
            }
        }
        if let Some(lost) = &lost {
            output.note(lost);
        }
        lost
    }
}

/// Do kept columns keep the types of Parquet?
fn types(inputs: &Inputs, format: Format) -> bool {
    let first = inputs.tables.first().and_then(|t| t.parquet.as_ref());
    let alike = |first: &crate::table::parquet::ParquetTable| {
        let own = inputs.tables.iter().map(|t| t.parquet.as_ref());
        own.into_iter()
            .all(|own| own.is_some_and(|own| first.has_types_of(own)))
    };
    format == Format::Parquet && first.is_some_and(alike)
}

fn by(text: &str, problem: &Problem) -> Result<By, Ended> {
    let concept = Concept::ALL.into_iter().find(|c| c.id() == text);
    let concept = concept.or(match text {
        "least_gain" => Some(Concept::Egalitarian),
        "sum" => Some(Concept::Utilitarian),
        _ => None,
    });
    if let Some(concept) = concept {
        return Ok(By::Concept(concept));
    }
    let names = problem
        .consenting
        .iter()
        .map(|a| format!("gain.{}", problem.names.actors[*a].0));
    let names: Vec<String> = names.collect();
    if let Some(side) = names.iter().position(|name| name == text) {
        return Ok(By::Gain(side));
    }
    let known: Vec<&str> = Concept::ALL
        .iter()
        .map(|c| c.id())
        .chain(names.iter().map(String::as_str))
        .collect();
    let hint = match near(text, known.iter().copied()) {
        Some(own) => format!("did you mean `{own}`?"),
        None => format!("rows are ranked by {}", known.join(", ")),
    };
    Err(format!("there is no ranking by `{text}`; {hint}").into())
}

fn output_format(args: &Batch, inputs: &Inputs) -> Result<(Format, Packing), Ended> {
    let asked = args.output_format.map(Format::from);
    let path = args
        .write
        .output
        .as_ref()
        .filter(|path| path.as_os_str() != "-");
    let (by_name, packing) = path.map_or((None, Packing::Plain), |path| told_by_name(path));
    let first = inputs.tables.first().map_or(Format::Csv, |t| t.format);
    let format = match (asked, by_name, path) {
        (Some(format), ..) | (None, Some(format), _) => format,
        (None, None, Some(path)) => {
            return Err(format!(
                "{} does not say what is to be written; use an ending such as .csv, .jsonl or .parquet, or `--output-format`",
                path.display()
            )
            .into());
        }
        (None, None, None) => first,
    };
    match (format, packing) {
        (Format::Parquet, Packing::Gzip | Packing::Zstd) => {
            Err("Parquet is packed inside; write it without .gz or .zst"
                .to_owned()
                .into())
        }
        _ => Ok((format, packing)),
    }
}

/// Where rows and rejects go.
fn targets(
    args: &Batch,
    asked: &Asked,
    output: Output,
) -> Result<(Option<Target>, Option<Target>), Ended> {
    let mut read: Vec<PathBuf> = asked
        .inputs
        .tables
        .iter()
        .filter_map(|t| t.path.clone())
        .collect();
    read.push(args.model.clone());
    read.extend(args.overlays.overlay.iter().cloned());
    let is_file = args
        .write
        .output
        .as_ref()
        .is_some_and(|p| p.as_os_str() != "-");
    let target = Target::of(&args.write, &read)?;
    if args.on_error != OnError::Report {
        if args.rejects.is_some() {
            output.note("`--rejects` is used with `--on-error report` only");
        }
        return Ok((is_file.then_some(target), None));
    }
    let path = match (&args.rejects, &args.write.output) {
        (Some(path), _) => path.clone(),
        (None, Some(path)) if is_file => {
            let mut name = path.file_name().unwrap_or_default().to_owned();
            name.push(".rejects.csv");
            path.with_file_name(name)
        }
        _ => {
            return Err(
                "`--on-error report` needs `-o FILE`, beside which rejects are written"
                    .to_owned()
                    .into(),
            );
        }
    };
    if !is_file {
        return Err("`--on-error report` needs `-o FILE`".to_owned().into());
    }
    let own = WriteArgs {
        output: Some(path),
        force: args.write.force,
    };
    Ok((Some(target), Some(Target::of(&own, &read)?)))
}

/// Names everything that the output depends on.
fn key(args: &Batch, models: &Models, asked: &Asked) -> Result<String, Ended> {
    use std::io::Read;
    if args.write.output.is_none() || !asked.inputs.twice() {
        return Ok(String::new());
    }
    let mut files = Vec::new();
    for table in &asked.inputs.tables {
        let Some(path) = &table.path else {
            continue;
        };
        let unread =
            |error: std::io::Error| Ended::Why(format!("{} cannot be read: {error}", table.name));
        let mut file = std::fs::File::open(path).map_err(unread)?;
        let mut hash = twox_hash::XxHash3_128::new();
        let mut buffer = vec![0; 1 << 20];
        loop {
            let read = file.read(&mut buffer).map_err(unread)?;
            if read == 0 {
                break;
            }
            hash.write(&buffer[..read]);
        }
        files.push(json!([
            table.name,
            table.format.id(),
            format!("{:032x}", hash.finish_128())
        ]));
    }
    let columns: Vec<&str> = asked
        .columns
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    let options = json!({
        "version": env!("CARGO_PKG_VERSION"), "models": models.digests, "overlays": asked.judged.iter().map(|j| &j.overlay).collect::<Vec<_>>(),
        "files": files, "columns": columns, "whole": asked.whole, "where": args.filter, "top": args.top, "by": args.by,
        "rank": args.rank, "road": args.road, "suggest": args.suggest, "missing": format!("{:?}", args.missing), "carry": args.carry,
        "on_error": format!("{:?}", args.on_error), "format": asked.format.id(), "packing": format!("{:?}", asked.packing),
        "memory": args.limits.memory_limit, "time": args.limits.time_limit,
    });
    Ok(digest(options.to_string().as_bytes()))
}

/// What came of a run.
struct Found {
    progress: Progress,
    tallies: Vec<Tally>,
    fronts: Vec<Front<(u32, u64)>>,
}

struct Runner<'a> {
    args: &'a Batch,
    output: Output,
    asked: &'a mut Asked,
}

impl Runner<'_> {
    /// Looks at all rows before any is written, where answers need that.
    fn survey(&mut self, limits: &Limits) -> Result<(), Ended> {
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
        let mut packages: Vec<(Vec<Vec<u16>>, FxHashSet<Vec<u16>>)> =
            vec![Default::default(); count];
        let mut rows = 0;
        let bar = self.bar("looking");
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
            bar.rows(rows);
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

    fn bar(&self, what: &str) -> Bar {
        let inputs = &self.asked.inputs;
        Bar::new(
            inputs.length(),
            std::sync::Arc::clone(&inputs.read),
            self.args.quiet,
            what,
        )
    }

    /// The pass that writes.
    fn write(&mut self, mut sink: Sink, before: Progress, limits: &Limits) -> Result<Found, Ended> {
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
        let bar = self.bar("evaluating");
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
            bar.rows(progress.rows);
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
        sink.finish()?;
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
        let tasks = || {
            loop {
                if stop.load(Ordering::Relaxed) {
                    return None;
                }
                match next() {
                    Some(Ok(_)) if left > 0 => left -= 1,
                    other => return other,
                }
            }
        };
        pipeline::run(
            self.args.workers(),
            tasks,
            |task| job.work(task),
            |done| take(done, &self.asked.inputs),
        )
    }

    fn job<'j>(&'j self, asks: Asks<'j>) -> Job<'j> {
        let asked = &*self.asked;
        Job {
            inputs: &asked.inputs,
            judged: &asked.judged,
            lookups: &asked.lookups,
            blank: &asked.blank,
            keep: &asked.keep,
            typed: asked.typed,
            missing: missing(self.args),
            columns: &asked.columns,
            whole: &asked.whole,
            wanted: &asked.wanted,
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
            let kept = is_file && !at_once && sink.checkpoint(progress, true).is_ok();
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

/// Says what came of it: a summary on standard output, or a line beside the data.
fn tell(
    args: &Batch,
    models: &Models,
    asked: &Asked,
    found: Found,
    lost: Option<String>,
    output: Output,
) {
    let progress = &found.progress;
    if !args.summarises() {
        let agreeable: Vec<String> = asked
            .judged
            .iter()
            .zip(&progress.agreeable)
            .map(|(judged, rows)| match judged.overlay.is_empty() {
                true => format!("{} agreeable", grouped(*rows)),
                false => format!("{} under {}", grouped(*rows), judged.overlay),
            })
            .collect();
        let robust = match asked.judged.len() {
            1 => String::new(),
            _ => format!(" agreeable, {} under all", grouped(progress.under.0)),
        };
        let unread = match progress.faults {
            0 => String::new(),
            rows => format!(", {} could not be read", grouped(rows)),
        };
        output.note(&format!(
            "{} proposals, {}{robust}{unread}; {} written",
            grouped(progress.rows),
            agreeable.join(", "),
            grouped(progress.written)
        ));
        return;
    }
    let provenance = Provenance {
        files: vec![args.model.display().to_string()],
        digest: models.digests[0].clone(),
        options: json!({
            "proposals": args.proposals, "overlays": args.overlays.overlay.iter().map(|o| o.display().to_string()).collect::<Vec<_>>(),
            "where": args.filter, "columns": args.columns, "top": args.top, "by": args.by,
        }),
    };
    let mut summary = BatchSummary::new(&asked.judged[0].problem, &provenance);
    summary.rows = progress.rows;
    summary.unreadable = progress.faults;
    summary.written = progress.written;
    if asked.judged.len() > 1 {
        summary.agreeable_under_all = Some(progress.under.0);
        summary.agreeable_under_some = Some(progress.under.1);
    }
    summary.model_frontier = lost;
    let counted = found.tallies.iter().zip(found.fronts);
    for (judged, (tally, front)) in asked.judged.iter().zip(counted) {
        summary.readings.push(ReadingView::new(
            &judged.problem,
            &judged.overlay,
            tally,
            front,
            &judged.measures,
            &asked.files,
        ));
    }
    match args.json {
        true => output.json(&summary),
        false => output.data(&render::batch_summary(&summary, output.look())),
    }
}
