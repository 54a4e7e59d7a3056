//! Arguments of the commands about tables of proposals.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{FilesArg, LimitArgs, OverlayArg, WriteArgs};

/// Arguments of `batch`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  winset batch model.yaml proposals.csv -o answers.csv\n  winset batch model.yaml 'rounds/*.parquet' -o good.parquet --where 'agreeable and gain.north >= 3'\n  winset batch model.yaml proposals.jsonl.zst --top 10 --by nash --columns id,gain,option\n  winset batch model.yaml proposals.csv --summary\n\nExit codes: 0 evaluated, 2 bad usage, model or input, 3 a limit was reached first, 130 interrupted. docs/batch.md describes every column."
)]
pub struct Batch {
    /// The model, a YAML file.
    #[arg(value_name = "MODEL")]
    pub model: PathBuf,
    /// Tables of proposals: CSV, TSV, JSON Lines or Parquet, the first three also with .gz or .zst behind; patterns such as
    /// 'a/*.csv'; `-` reads standard input. A column per topic, option names or numbers from 0.
    #[arg(value_name = "PROPOSALS", required = true)]
    pub proposals: Vec<String>,
    #[command(flatten)]
    pub overlays: OverlayArg,
    /// What the input is, where its name does not say.
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Input")]
    pub input_format: Option<TableFormat>,
    /// A topic of which nothing is said stays at the status quo, or is an error.
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = MissingArg::StatusQuo, help_heading = "Input")]
    pub missing: MissingArg,
    /// This column is no topic, though its name is nearly one. May be given more than once.
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    pub carry: Vec<String>,
    /// At a row that cannot be read: stop, skip it, or report it in a file of rejects.
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = OnError::Stop, help_heading = "Input")]
    pub on_error: OnError,
    /// Where rejects go; beside the output unless told.
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub rejects: Option<PathBuf>,
    #[command(flatten)]
    pub write: WriteArgs,
    /// What the output is, where its name does not say.
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub output_format: Option<TableFormat>,
    /// Columns of the output, with commas between: names, groups such as gain, input or all, patterns such as '*.north'.
    #[arg(long, value_name = "COLUMNS", help_heading = "Output")]
    pub columns: Option<String>,
    /// Only rows for which this holds, such as 'agreeable and gain.north >= 3'.
    #[arg(long = "where", value_name = "FILTER", help_heading = "Output")]
    pub filter: Option<String>,
    /// Only the best so many agreeable rows, the best first.
    #[arg(long, value_name = "ROWS", help_heading = "Output", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub top: Option<u32>,
    /// Tell the rank of every agreeable row.
    #[arg(long, help_heading = "Output")]
    pub rank: bool,
    /// By what rows are ranked: a concept, or gain.ACTOR.
    #[arg(
        long,
        value_name = "WHAT",
        default_value = "nash",
        help_heading = "Output"
    )]
    pub by: String,
    /// Print a summary: counts, what refuses how many, the best by each concept.
    #[arg(long, help_heading = "Output")]
    pub summary: bool,
    /// Print the summary as JSON.
    #[arg(long, help_heading = "Output")]
    pub json: bool,
    /// Say of agreeable rows (or of the best so many) whether a plan leads there, or what is in the way.
    #[arg(long, help_heading = "More questions")]
    pub road: bool,
    /// Name the change of one topic (or two) that makes a refused row agreeable, or an agreeable one better for somebody and worse
    /// for nobody.
    #[arg(long, help_heading = "More questions")]
    pub suggest: bool,
    /// Continue a run that was ended; the output is what it would have been.
    #[arg(long, requires = "output", help_heading = "Run")]
    pub resume: bool,
    /// Threads; as many as there are processors unless told. The output does not depend on it.
    #[arg(long, value_name = "THREADS", help_heading = "Run", value_parser = clap::value_parser!(u16).range(1..=1_024))]
    pub threads: Option<u16>,
    /// Show no progress.
    #[arg(long, help_heading = "Run")]
    pub quiet: bool,
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// Formats of tables by their names on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// Values between commas.
    Csv,
    /// Values between tabs.
    Tsv,
    /// One JSON object a line.
    Jsonl,
    /// Apache Parquet.
    Parquet,
}

impl From<TableFormat> for crate::table::Format {
    fn from(arg: TableFormat) -> Self {
        match arg {
            TableFormat::Csv => Self::Csv,
            TableFormat::Tsv => Self::Tsv,
            TableFormat::Jsonl => Self::JsonLines,
            TableFormat::Parquet => Self::Parquet,
        }
    }
}

/// What becomes of topics of which nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MissingArg {
    /// They stay at the status quo.
    StatusQuo,
    /// It is an error.
    Error,
}

/// What is done about rows that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnError {
    /// The run ends, and nothing is written.
    Stop,
    /// They are left out and counted.
    Skip,
    /// They are left out and written to a file of their own, each with what is wrong with it.
    Report,
}

/// Arguments of `sample`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  winset sample model.yaml -n 10000 -o proposals.csv\n  winset sample model.yaml -n 500 --around 'crossing=open' --changes 2 | winset batch model.yaml -"
)]
pub struct Sample {
    #[command(flatten)]
    pub files: FilesArg,
    /// How many proposals.
    #[arg(short = 'n', long, value_name = "ROWS", default_value_t = 1_000)]
    pub rows: u64,
    /// The seed: the same seed, the same proposals.
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,
    /// Near this package: topic=option,topic=option (what is not named stays at the status quo), or @FILE; else anywhere.
    #[arg(long, value_name = "PACKAGE")]
    pub around: Option<String>,
    /// Most topics changed of that package.
    #[arg(long, value_name = "TOPICS", default_value_t = 2, requires = "around")]
    pub changes: u32,
    /// What the output is, where its name does not say.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub output_format: Option<TableFormat>,
    #[command(flatten)]
    pub write: WriteArgs,
}
