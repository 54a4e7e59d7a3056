//! Arguments of the commands that draw and compare.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{ConceptArg, FilesArg, LimitArgs, WriteArgs};
use crate::picture::What;

/// Arguments of `draw`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  winset draw model.yaml --what frontier -o frontier.svg\n  winset draw model.yaml --what road -o road.png\n  winset draw model.yaml --what gains --format vega-lite > gains.json\n\ndocs/pictures.md describes every picture."
)]
pub struct Draw {
    #[command(flatten)]
    pub files: FilesArg,
    /// What to draw.
    #[arg(long, value_enum, value_name = "PICTURE")]
    pub what: WhatArg,
    /// The format; without it, what the name of the file says, else SVG.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<DrawFormat>,
    /// The solution concept that picks the road and the prices.
    #[arg(long, value_enum, default_value_t = ConceptArg::Nash)]
    pub concept: ConceptArg,
    /// Largest graph that `graph` looks at, in settlements.
    #[arg(long, value_name = "SETTLEMENTS", default_value_t = 2_000)]
    pub most: usize,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub write: WriteArgs,
}

/// Arguments of `report`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  winset report model.yaml -o report.html")]
pub struct Report {
    #[command(flatten)]
    pub files: FilesArg,
    /// The solution concept that picks the road and the prices.
    #[arg(long, value_enum, default_value_t = ConceptArg::Nash)]
    pub concept: ConceptArg,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub write: WriteArgs,
}

/// Arguments of `compare`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  winset compare model.yaml more-trust.yaml no-donor.yaml")]
pub struct Compare {
    /// The model, a YAML file.
    #[arg(value_name = "MODEL")]
    pub model: PathBuf,
    /// Small YAML files of changes, each compared for itself.
    #[arg(value_name = "OVERLAY", required = true)]
    pub overlays: Vec<PathBuf>,
    /// The solution concept that picks the road.
    #[arg(long, value_enum, default_value_t = ConceptArg::Nash)]
    pub concept: ConceptArg,
    /// Answer as JSON.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// Pictures by their names on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WhatArg {
    /// The package frontier: what each side gains, where roads lead.
    Frontier,
    /// The road: rounds and topics, who moves.
    Road,
    /// What each side has gained after each round.
    Gains,
    /// What each side believes of the others.
    Trust,
    /// How likely the talks get so far.
    Talking,
    /// How many settlements that everybody could sign are still open.
    Acceptable,
    /// What every line costs, and whom.
    Prices,
    /// The concession graph around the plan.
    Graph,
}

impl From<WhatArg> for What {
    fn from(arg: WhatArg) -> What {
        match arg {
            WhatArg::Frontier => What::Frontier,
            WhatArg::Road => What::Road,
            WhatArg::Gains => What::Gains,
            WhatArg::Trust => What::Trust,
            WhatArg::Talking => What::Talking,
            WhatArg::Acceptable => What::Acceptable,
            WhatArg::Prices => What::Prices,
            WhatArg::Graph => What::Graph,
        }
    }
}

/// Formats of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DrawFormat {
    /// A drawing that scales, for pages and documents.
    Svg,
    /// Pixels.
    Png,
    /// For Vega-Lite and what builds on it; not for `road` and `graph`.
    VegaLite,
    /// For Graphviz; of `graph` only.
    Dot,
    /// For Markdown that draws Mermaid; of `graph` only.
    Mermaid,
}
