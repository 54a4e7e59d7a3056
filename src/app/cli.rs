//! Arguments.

mod batch;
mod pictures;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::input::recorded;
use crate::import::{Format, Semantics};
use crate::search::concept::Concept;
use crate::study::Differ;
pub use batch::{Batch, MissingArg, OnError, Sample, TableFormat};
pub use pictures::{Compare, Draw, DrawFormat, Report};

/// Finds the best package that adversaries can agree on, the road to it, and what blocks the rest.
#[derive(Debug, Parser)]
#[command(
    name = "winset",
    version,
    propagate_version = true,
    max_term_width = 100
)]
#[command(
    after_help = "Exit codes: 0 answered with an agreement, 1 proved that there is none, 2 bad usage or model, 3 a limit was reached first, 4 a claim of a result does not hold, 130 interrupted."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Colour: on a terminal unless NO_COLOR is set, always, or never.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub color: Colour,
}

/// Commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer a model: the best packages, the road to them, and what it costs.
    Solve(Box<SolveArgs>),
    /// Open a workbench for a model in the browser, on this machine alone.
    Serve(Serve),
    /// List the best packages and the whole package frontier; or what improves on a given package.
    Packages(Packages),
    /// Say why there is no deal and what would open one; where there is a deal, what every red line costs.
    Why(Why),
    /// Find the best road: which exchanges in which order, so that nobody is ever better off cheating.
    Plan(Plan),
    /// Evaluate tables of proposals: worth, refusals and more of every row, by the million.
    Batch(Box<Batch>),
    /// Write random proposals for a model, to have something to evaluate.
    Sample(Sample),
    /// Judge a result again: every claim that a `--json` answer makes, held against its model by a judge that knows nothing of the search.
    Verify(Verify),
    /// Write foreign files (Genius, GeniusWeb, NegMAS, NegoLog, ANL, CSV tables) as a model.
    Import(Import),
    /// Export the concession graph of a small model, the plan marked.
    Graph(Graph),
    /// Draw a picture of an answer: the frontier, the road, what is gained and believed along it, what lines cost.
    Draw(Draw),
    /// Write everything about a model as one page of HTML: pictures, packages, the road and the reasons.
    Report(Report),
    /// Compare a model with what overlays make of it: packages, road, margins and grades.
    Compare(Compare),
    /// Look for problems in a model without solving it.
    Check(Check),
    /// Explain a diagnostic code, such as E010.
    Explain {
        /// The code; without it, all codes are listed.
        code: Option<String>,
    },
    /// Print the JSON Schema of the model language, for editors.
    Schema,
    /// Print a commented template of a model.
    New {
        /// The template; without it, the smallest. `list` lists them.
        template: Option<String>,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page.
    Man,
}

/// Arguments of the commands that answer a model.
#[derive(Debug, Args)]
pub struct Solve {
    #[command(flatten)]
    pub model: ModelArg,
    /// The solution concept that picks the answer.
    #[arg(long, value_enum, default_value_t = ConceptArg::Nash)]
    pub concept: ConceptArg,
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// Arguments of `solve`.
#[derive(Debug, Args)]
pub struct SolveArgs {
    #[command(flatten)]
    pub steered: Steered,
    /// Answer again whenever a file changes, and say what changed; an interruption ends it.
    #[arg(long)]
    pub watch: bool,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
#[command(
    after_help = "The address that is printed opens the workbench once; the browser that opened it may go on using it. docs/workbench.md says what is promised."
)]
pub struct Serve {
    /// The model, a YAML file. It is read once and never written; what is saved goes beside it, under a new name.
    #[arg(value_name = "MODEL")]
    pub model: PathBuf,
    #[command(flatten)]
    pub overlays: OverlayArg,
    /// The port on 127.0.0.1; any free one unless told.
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub port: u16,
    #[command(flatten)]
    pub limits: ServeLimitArgs,
}

/// Limits of every answer of `serve`.
#[derive(Debug, Args)]
pub struct ServeLimitArgs {
    /// Stop every search after so many seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0, value_parser = seconds)]
    pub time_limit: f64,
    /// Hold at most so much in a search, such as 512M or 4G; 1G unless told.
    #[arg(long, value_name = "SIZE", value_parser = bytes)]
    pub memory_limit: Option<u64>,
}

/// Arguments of the commands that answer a model with a plan.
#[derive(Debug, Args)]
pub struct Steered {
    #[command(flatten)]
    pub solve: Solve,
    /// Seek only the plan of the concept asked for, not the whole frontier of plans.
    #[arg(long, conflicts_with = "within")]
    pub alone: bool,
    /// List only so many plans that none left out gives a side more, by this share of the most it can gain, than one listed does.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub within: Option<f64>,
    #[command(flatten)]
    pub steer: SteerArgs,
}

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub struct Plan {
    #[command(flatten)]
    pub steered: Steered,
    /// Also tell so many other plans, each the best of those that differ in substance from all told before it.
    #[arg(long, help_heading = "Other plans", value_name = "PLANS", value_parser = clap::value_parser!(u16).range(1..=100))]
    pub alternatives: Option<u16>,
    /// In what they must differ.
    #[arg(long, help_heading = "Other plans", value_enum, value_name = "WHAT", default_value_t = DifferArg::Any, requires = "alternatives")]
    pub differ: DifferArg,
}

/// What is asked of plans beside the model.
#[derive(Debug, Args)]
#[command(next_help_heading = "Steering the plan")]
pub struct SteerArgs {
    /// The talks stand here now: topic=option,topic=option (what is not named stands at the status quo), or @FILE with one
    /// `topic: option` a line.
    #[arg(long, value_name = "SETTLEMENT")]
    pub from: Option<String>,
    /// The plan must end with these topics at these options: topic=option,topic=option or @FILE; the others stand anywhere.
    #[arg(long, value_name = "PACKAGE")]
    pub to: Option<String>,
    /// Nothing that is passed after the start may be so: topic=option, topic=option.. for that option and all later ones; with
    /// commas, all together. May be given more than once.
    #[arg(long, value_name = "CONDITION")]
    pub avoid: Vec<String>,
    /// The first exchange must contain these moves: topic=option, or topic for any move of it; with commas between.
    #[arg(long, value_name = "MOVES")]
    pub first: Option<String>,
    /// No exchange may move two of these topics: topic,topic. May be given more than once.
    #[arg(long, value_name = "TOPICS")]
    pub never_together: Vec<String>,
}

/// In what other plans must differ, by name on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DifferArg {
    /// In the topics they open with, in who performs the opening, or in the package.
    Any,
    /// In the topics that they open with.
    Opening,
    /// In who performs the opening.
    Openers,
    /// In the package that they end in.
    Package,
}

impl From<DifferArg> for Differ {
    fn from(arg: DifferArg) -> Differ {
        match arg {
            DifferArg::Any => Differ::Any,
            DifferArg::Opening => Differ::Opening,
            DifferArg::Openers => Differ::Openers,
            DifferArg::Package => Differ::Package,
        }
    }
}

/// Arguments of `packages`.
#[derive(Debug, Args)]
pub struct Packages {
    #[command(flatten)]
    pub solve: Solve,
    /// List what is better for somebody and worse for nobody than this package, nearest first: topic=option,topic=option (what is
    /// not named stays at the status quo), or @FILE with one `topic: option` a line.
    #[arg(id = "given", long = "from", value_name = "PACKAGE")]
    pub from: Option<String>,
    #[command(flatten)]
    pub most: MostArg,
}

/// Arguments of `why`.
#[derive(Debug, Args)]
pub struct Why {
    #[command(flatten)]
    pub solve: Solve,
    /// Ask about one package: topic=option,topic=option (what is not named stays at the status quo), or @FILE with one
    /// `topic: option` a line.
    #[arg(id = "given", long = "package", value_name = "PACKAGE")]
    pub package: Option<String>,
    /// Explain the road instead: why this order, what every road must pass, what blocks the rest.
    #[arg(long, conflicts_with = "given")]
    pub road: bool,
    /// Ask about roads to this settlement: topic=option,topic=option (what is not named may stand anywhere), or @FILE.
    #[arg(long, value_name = "PACKAGE", requires = "road")]
    pub to: Option<String>,
    #[command(flatten)]
    pub most: MostArg,
}

/// How many packages near a given one are listed.
#[derive(Debug, Args)]
pub struct MostArg {
    /// Most packages near the one given that are listed.
    #[arg(long, value_name = "PACKAGES", default_value_t = 10, requires = "given", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub limit: u32,
}

/// Changes to the model.
#[derive(Debug, Default, Args)]
pub struct OverlayArg {
    /// Change the model by this small YAML file first. May be given more than once.
    #[arg(long, value_name = "FILE")]
    pub overlay: Vec<PathBuf>,
}

impl OverlayArg {
    /// The files as results record them; none where there are none.
    pub fn recorded(&self) -> Option<serde_json::Value> {
        let names = recorded(&self.overlay);
        (!names.is_empty()).then(|| names.into())
    }
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The result, as `--json` wrote it; `-` reads standard input.
    #[arg(value_name = "RESULT.json")]
    pub result: PathBuf,
    /// The model, or the foreign files of one negotiation; without it, the files that the result names are looked for beside it and in
    /// the working folder.
    #[arg(long, value_name = "MODEL", num_args = 1..)]
    pub model: Vec<PathBuf>,
    #[command(flatten)]
    pub overlays: OverlayArg,
    /// Answer as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub model: ModelArg,
    /// Lints count as errors.
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// Arguments of `graph`.
#[derive(Debug, Args)]
pub struct Graph {
    #[command(flatten)]
    pub files: FilesArg,
    /// The format.
    #[arg(long, value_enum, default_value_t = GraphFormat::Dot)]
    pub format: GraphFormat,
    /// The solution concept that picks the plan to mark.
    #[arg(long, value_enum, default_value_t = ConceptArg::Nash)]
    pub concept: ConceptArg,
    /// Largest graph that is exported, in settlements.
    #[arg(long, value_name = "SETTLEMENTS", default_value_t = 2_000)]
    pub most: usize,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub write: WriteArgs,
}

/// Formats of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// For Graphviz.
    Dot,
    /// For Markdown that draws Mermaid.
    Mermaid,
    /// For programs.
    Json,
    /// For graph editors.
    Graphml,
}

/// Which model.
#[derive(Debug, Args)]
pub struct FilesArg {
    /// The model, a YAML file; or the foreign files of one negotiation, or their folder; `-` reads standard input.
    #[arg(value_name = "MODEL", required = true)]
    pub model: Vec<PathBuf>,
    /// How evaluations of foreign files become worth: by default `genius` for Genius XML, `as-written` for all else.
    #[arg(long, value_enum, value_name = "RULE")]
    pub semantics: Option<SemanticsArg>,
    #[command(flatten)]
    pub overlays: OverlayArg,
}

impl FilesArg {
    /// The files, for messages.
    pub fn names(&self) -> String {
        let names: Vec<_> = self.model.iter().map(|p| p.display().to_string()).collect();
        names.join(" ")
    }
}

/// Rules by their names on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SemanticsArg {
    /// Each issue's evaluations are divided by the largest of them; weights as written.
    Genius,
    /// Weight times evaluation, as written.
    AsWritten,
}

impl SemanticsArg {
    /// As written on the command line and in results.
    pub fn id(self) -> &'static str {
        match self {
            SemanticsArg::Genius => "genius",
            SemanticsArg::AsWritten => "as-written",
        }
    }
}

impl From<SemanticsArg> for Semantics {
    fn from(arg: SemanticsArg) -> Semantics {
        match arg {
            SemanticsArg::Genius => Semantics::Genius,
            SemanticsArg::AsWritten => Semantics::AsWritten,
        }
    }
}

/// Arguments of `import`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  winset import auto England.xml Zimbabwe.xml > model.yaml\n  winset import genius domain.xml profile1.xml profile2.xml --semantics as-written\n  winset import csv scores.csv > model.yaml\n  winset import auto FOLDER\n\nEvery command that takes a model takes such files, too: `winset packages England.xml Zimbabwe.xml`."
)]
pub struct Import {
    /// The format; `auto` tells it from the content.
    #[arg(value_enum)]
    pub format: FormatArg,
    /// The files of one negotiation: its domain and a profile per side, a table, or the folder that holds them; `-` reads
    /// standard input.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// How evaluations become worth: by default `genius` for Genius XML, `as-written` for all else.
    #[arg(long, value_enum, value_name = "RULE")]
    pub semantics: Option<SemanticsArg>,
    /// Write the model as JSON.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub write: WriteArgs,
}

/// Formats by their names on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// Whatever the files say they are.
    Auto,
    /// Genius XML: domains and utility profiles, linear or made of hyper-rectangles.
    Genius,
    /// GeniusWeb JSON: `LinearAdditiveUtilitySpace`.
    Geniusweb,
    /// NegMAS scenarios in YAML or JSON.
    Negmas,
    /// NegoLog JSON profiles.
    Negolog,
    /// JSON scenarios of the ANL league.
    Anl,
    /// A table: columns topic, option, and one per actor.
    Csv,
}

impl FormatArg {
    /// The format, if one was named.
    pub fn format(self) -> Option<Format> {
        match self {
            FormatArg::Auto => None,
            FormatArg::Genius => Some(Format::Genius),
            FormatArg::Geniusweb => Some(Format::GeniusWeb),
            FormatArg::Negmas => Some(Format::Negmas),
            FormatArg::Negolog => Some(Format::Negolog),
            FormatArg::Anl => Some(Format::Anl),
            FormatArg::Csv => Some(Format::Csv),
        }
    }
}

/// Which model, and in what form to answer.
#[derive(Debug, Args)]
pub struct ModelArg {
    #[command(flatten)]
    pub files: FilesArg,
    /// Answer as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Where the answer goes.
#[derive(Debug, Args)]
pub struct WriteArgs {
    /// Write to this file, which then holds all of it or is as it was; standard output unless told.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the file if it is there; what was read is never replaced.
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// Limits.
#[derive(Debug, Args)]
pub struct LimitArgs {
    /// Stop after so many seconds.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub time_limit: Option<f64>,
    /// Hold at most so much in a search, such as 512M or 4G; 2G unless told.
    #[arg(long, value_name = "SIZE", value_parser = bytes)]
    pub memory_limit: Option<u64>,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(s) if s > 0.0 && s < 1.0 => Ok(s),
        _ => Err("write a share between 0 and 1, such as 0.01".to_owned()),
    }
}

/// A size with a unit of binary thousands.
fn bytes(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let shift = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "k" | "kb" | "kib" => Some(10),
        "m" | "mb" | "mib" => Some(20),
        "g" | "gb" | "gib" => Some(30),
        _ => None,
    };
    let size = digits.parse::<u64>().ok().zip(shift);
    match size.and_then(|(n, shift)| n.checked_mul(1 << shift)) {
        Some(bytes) if bytes > 0 => Ok(bytes),
        _ => Err("write a size above 0 with its unit: 300K, 512M, 4G".to_owned()),
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(s) if s.is_finite() && s > 0.0 && s < 1e9 => Ok(s),
        _ => Err("write a number of seconds above 0".to_owned()),
    }
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Concepts by their names on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ConceptArg {
    /// Largest product of gains.
    Nash,
    /// Largest least gain, then the next least.
    Egalitarian,
    /// Largest least share of what each could gain at best.
    KalaiSmorodinsky,
    /// Largest sum of gains.
    Utilitarian,
}

impl From<ConceptArg> for Concept {
    fn from(arg: ConceptArg) -> Concept {
        match arg {
            ConceptArg::Nash => Concept::Nash,
            ConceptArg::Egalitarian => Concept::Egalitarian,
            ConceptArg::KalaiSmorodinsky => Concept::KalaiSmorodinsky,
            ConceptArg::Utilitarian => Concept::Utilitarian,
        }
    }
}
