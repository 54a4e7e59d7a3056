//! Arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::search::concept::Concept;

/// Finds the best package that adversaries can agree on, the road to it, and what blocks the rest.
#[derive(Debug, Parser)]
#[command(
    name = "winset",
    version,
    propagate_version = true,
    max_term_width = 100
)]
#[command(
    after_help = "Exit codes: 0 answered with an agreement, 1 proved that there is none, 2 bad usage or model, 3 a limit was reached first."
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
    Solve(Solve),
    /// List the best packages and the whole package frontier.
    Packages(Solve),
    /// Find the best road: which exchanges in which order, so that nobody is ever better off cheating.
    Plan(Solve),
    /// Export the concession graph of a small model, the plan marked.
    Graph(Graph),
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

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub model: ModelArg,
    /// Lints count as errors.
    #[arg(long)]
    pub strict: bool,
}

/// Arguments of `graph`.
#[derive(Debug, Args)]
pub struct Graph {
    /// The model, a YAML file; `-` reads standard input.
    pub model: PathBuf,
    /// The format.
    #[arg(long, value_enum, default_value_t = GraphFormat::Dot)]
    pub format: GraphFormat,
    /// The solution concept that picks the plan to mark.
    #[arg(long, value_enum, default_value_t = ConceptArg::Nash)]
    pub concept: ConceptArg,
    /// Largest graph that is exported, in settlements.
    #[arg(long, value_name = "SETTLEMENTS", default_value_t = 2_000)]
    pub most: usize,
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

/// Which model, and in what form to answer.
#[derive(Debug, Args)]
pub struct ModelArg {
    /// The model, a YAML file; `-` reads standard input.
    pub model: PathBuf,
    /// Answer as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Limits.
#[derive(Debug, Args)]
pub struct LimitArgs {
    /// Stop after so many seconds.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub time_limit: Option<f64>,
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
