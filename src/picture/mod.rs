//! Pictures as data: which marks say what, in which words, before anybody draws them. Drawn by `render`, as SVG or for Vega-Lite.
//!
//! ```text
//! solution's views ─► frontier, road, curves, prices, net ─► Picture (title, words for who cannot see it, grade, body) ─► render
//! ```

mod curves;
mod frontier;
mod net;
mod prices;
mod road;

pub use curves::{acceptable, gains, talking, trust};
pub use frontier::frontier;
pub use net::graph;
pub use prices::prices;
pub use road::road;

use crate::base::two_places as number;

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The package frontier.
    Frontier,
    /// The road, round by round.
    Road,
    /// What each side has gained after each round.
    Gains,
    /// What each side believes of the others.
    Trust,
    /// How likely the talks get so far.
    Talking,
    /// How many packages are still open after each round.
    Acceptable,
    /// What every line costs.
    Prices,
    /// The concession graph around the plan.
    Graph,
}

impl What {
    /// All of them, in the order of a report.
    pub const ALL: [What; 8] = [
        What::Frontier,
        What::Road,
        What::Gains,
        What::Trust,
        What::Talking,
        What::Acceptable,
        What::Prices,
        What::Graph,
    ];
    /// As written on the command line.
    pub fn id(self) -> &'static str {
        match self {
            What::Frontier => "frontier",
            What::Road => "road",
            What::Gains => "gains",
            What::Trust => "trust",
            What::Talking => "talking",
            What::Acceptable => "acceptable",
            What::Prices => "prices",
            What::Graph => "graph",
        }
    }
}

/// A picture, to be drawn.
#[derive(Clone, Debug)]
pub struct Picture {
    /// What it shows.
    pub what: What,
    /// Its name on a page; no two pictures of a page share one.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What stands under the title.
    pub beside: String,
    /// The same in words, for who cannot see it.
    pub told: String,
    /// What is proved of it.
    pub grade: String,
    /// Its marks.
    pub body: Body,
}

/// Marks by the way they are laid out.
#[derive(Clone, Debug)]
pub enum Body {
    /// Points and lines between two axes.
    Plane(Plane),
    /// A line per thing across an axis per side.
    Parallel(Parallel),
    /// Bars to both sides of nothing.
    Bars(Bars),
    /// Topics against rounds.
    Timeline(Timeline),
    /// Settlements and exchanges.
    Net(Net),
}

/// Points and lines between two axes.
#[derive(Clone, Debug)]
pub struct Plane {
    /// Across.
    pub x: Axis,
    /// Upwards.
    pub y: Axis,
    /// What is drawn, later series over earlier ones.
    pub series: Vec<Series>,
}

/// An axis.
#[derive(Clone, Debug, Default)]
pub struct Axis {
    /// What it counts, with the unit.
    pub title: String,
    /// The range that must be seen; wider where marks ask for it.
    pub from: Option<f64>,
    /// Its end.
    pub to: Option<f64>,
    /// Only whole numbers stand on it.
    pub whole: bool,
}

/// Marks that belong together.
#[derive(Clone, Debug)]
pub struct Series {
    /// Its name in the legend.
    pub name: String,
    /// Its place among colours and shapes.
    pub look: usize,
    /// How its points are drawn.
    pub mark: Mark,
    /// Which points lines join.
    pub joined: Joined,
    /// Its points.
    pub dots: Vec<Dot>,
}

/// How points are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Full, in the shape of the series.
    Full,
    /// Its outline only.
    Hollow,
    /// Large and full.
    Large,
    /// A large outline around what else is there.
    Around,
}

/// Which points lines join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joined {
    /// None.
    None,
    /// Each to the next.
    InOrder,
    /// These.
    Pairs(Vec<(usize, usize)>),
}

/// A point.
#[derive(Clone, Debug)]
pub struct Dot {
    /// Across.
    pub x: f64,
    /// Upwards.
    pub y: f64,
    /// Written beside it; nothing where empty.
    pub label: String,
    /// All of it in words.
    pub tip: String,
    /// Its place in the frontier, where it is a package.
    pub key: Option<usize>,
}

/// A line per thing across an axis per side.
#[derive(Clone, Debug)]
pub struct Parallel {
    /// Names of the axes.
    pub axes: Vec<String>,
    /// What all axes count.
    pub unit: String,
    /// The lines; later ones over earlier ones.
    pub threads: Vec<Thread>,
    /// Names of the kinds of lines.
    pub kinds: Vec<Kind>,
}

/// A kind of lines.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Its name in the legend.
    pub name: String,
    /// Its place among colours and shapes; none is quiet.
    pub look: Option<usize>,
    /// Broken lines.
    pub dashed: bool,
}

/// A line.
#[derive(Clone, Debug)]
pub struct Thread {
    /// A value per axis.
    pub values: Vec<f64>,
    /// Its kind.
    pub kind: usize,
    /// All of it in words.
    pub tip: String,
    /// Its place in the frontier, where it is a package.
    pub key: Option<usize>,
}

/// Bars to both sides of nothing.
#[derive(Clone, Debug)]
pub struct Bars {
    /// What bars count.
    pub axis: Axis,
    /// Names of the bars of each group.
    pub names: Vec<String>,
    /// Groups, the first on top.
    pub groups: Vec<Group>,
}

/// Bars of one thing.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// All of it in words.
    pub tip: String,
    /// A value per name.
    pub values: Vec<f64>,
}

/// Topics against rounds.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The number of rounds.
    pub rounds: usize,
    /// A row per topic.
    pub rows: Vec<Row>,
    /// Rows of numbers under the topics, a cell per round.
    pub notes: Vec<(String, Vec<String>)>,
    /// Who moves, for the legend: name and place among colours.
    pub movers: Vec<String>,
}

/// A topic.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// Its moves.
    pub cells: Vec<Cell>,
}

/// A move.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Its round, from 0.
    pub round: usize,
    /// Where the topic moves to.
    pub text: String,
    /// Place of who moves among the movers.
    pub mover: usize,
    /// It survives a collapse.
    pub binding: bool,
    /// Only the room knows of it.
    pub private: bool,
    /// It is delivered only against the others.
    pub escrowed: bool,
    /// All of it in words.
    pub tip: String,
}

/// Settlements and exchanges.
#[derive(Clone, Debug)]
pub struct Net {
    /// Settlements.
    pub knots: Vec<Knot>,
    /// Exchanges, by the places of their settlements.
    pub links: Vec<Link>,
    /// How many settlements there are that are not drawn.
    pub left_out: usize,
}

/// A settlement.
#[derive(Clone, Debug)]
pub struct Knot {
    /// What is written on it.
    pub text: String,
    /// Its column, from 0.
    pub column: usize,
    /// The plan passes through it.
    pub on_plan: bool,
    /// Everybody would sign it.
    pub package: bool,
    /// All of it in words.
    pub tip: String,
}

/// An exchange.
#[derive(Clone, Debug)]
pub struct Link {
    /// Place of the settlement before it.
    pub from: usize,
    /// Place of the settlement after it.
    pub to: usize,
    /// The plan makes it.
    pub on_plan: bool,
    /// All of it in words.
    pub tip: String,
}

/// A change, with its sign.
pub fn signed(value: f64) -> String {
    let text = number(value);
    match text.strip_prefix('-') {
        Some(size) => format!("\u{2212}{size}"),
        None if text == "0.00" => text,
        None => format!("+{text}"),
    }
}

/// A chance in per cent.
fn percent(chance: f64) -> String {
    format!("{:.0} %", 100.0 * chance)
}

/// What is proved, in a line.
fn grade_line(what: &str, grade: &crate::solution::Grade) -> String {
    let verdict = grade.status.words();
    format!("{what}, {verdict}: {}.", grade.by)
}
