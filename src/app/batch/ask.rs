//! What a run is asked, from its arguments.

use std::path::PathBuf;

use rustc_hash::FxHashSet;

use super::super::cli::{Batch, OnError, WriteArgs};
use super::super::given::say_wrong;
use super::super::output::Output;
use super::super::target::Target;
use super::Ended;
use super::inputs::Inputs;
use super::manifest::Manifest;
use super::models::Models;
use super::open::{Packing, told_by_name};
use super::told::Judged;
use super::work::stopped_text;
use crate::base::Limits;
use crate::diag::{FileId, Problems, near};
use crate::problem::Problem;
use crate::search::concept::Concept;
use crate::study::batch::{By, Codes, ModelFront, Program};
use crate::table::{Answer, Available, Columns, Filter, Format, Keep, Lookup, Out, choose, filter};

/// What was asked, once it is known to make sense.
pub struct Asked {
    pub inputs: Inputs,
    pub judged: Vec<Judged>,
    pub columns: Columns,
    pub whole: Vec<String>,
    pub keep: Keep,
    pub typed: bool,
    /// Answers that are wanted, those that the filter asks for first.
    pub wanted: Vec<Answer>,
    /// Number of those.
    pub filtered: usize,
    pub filter: Option<Filter>,
    pub by: By,
    pub format: Format,
    pub packing: Packing,
    pub files: Vec<String>,
    pub lookups: Vec<Lookup>,
    pub blank: Vec<Codes>,
}

impl Asked {
    /// Makes sense of arguments; what is wrong with them is said.
    pub fn new(args: &Batch, models: &mut Models, output: Output) -> Result<Self, Ended> {
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
            filtered: 0,
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
        let mut seen = FxHashSet::default();
        let mut answers = |outs: &mut dyn Iterator<Item = Out>| -> Vec<Answer> {
            let answers = outs.filter_map(|out| match out {
                Out::Answer(answer) => Some(answer),
                _ => None,
            });
            answers.filter(|a| seen.insert(*a)).collect()
        };
        self.wanted = answers(&mut asks.iter().copied());
        self.filtered = self.wanted.len();
        self.wanted
            .extend(answers(&mut self.columns.iter().map(|(_, out)| *out)));
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
    pub fn model_fronts(&mut self, limits: &Limits, output: Output) -> Option<String> {
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
pub fn targets(
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
    // A run that was ended between the names of its files goes on over the first; what is in it is looked at then.
    let path = args.write.output.as_deref();
    let is_named = args.resume && is_file && path.is_some_and(Manifest::is_named);
    let own = |output: Option<PathBuf>| WriteArgs {
        output,
        force: args.write.force || is_named,
    };
    let target = Target::of(&own(args.write.output.clone()), &read)?;
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
    Ok((Some(target), Some(Target::of(&own(Some(path)), &read)?)))
}
