//! What can be wrong with a table, and the diagnostics that say so.

use crate::base::TopicId;
use crate::diag::{Code, Diagnostic, FileId, Span, near};
use crate::problem::Names;

/// The codes of this room.
pub const CODES: &[&Code] = &[
    &COLUMN, &SYNTAX, &OPTION, &RAGGED, &MISSING, &HEADER, &SHAPE, &CLASH,
];

pub static COLUMN: Code = Code {
    id: "E090",
    what: "a column that answers do not have",
    why: "`--columns`, `--where` and `--by` speak of columns of the table of answers.",
    example: "winset batch model.yaml proposals.csv --columns agreable",
    fix: "Use one of the names listed; `winset batch --help` and docs/batch.md have them all.",
};
pub static SYNTAX: Code = Code {
    id: "E091",
    what: "a filter or a list of columns that cannot be read",
    why: "A filter compares columns with numbers, names and each other, joined by `and`, `or` and `not`.",
    example: "winset batch model.yaml proposals.csv --where 'gain.north >'",
    fix: "Write conditions such as `agreeable and gain.north >= 3`.",
};
pub static OPTION: Code = Code {
    id: "E092",
    what: "a proposal that names no option of the topic",
    why: "Every cell under a topic is the id of one of its options, or its number in the order of the model, counted from 0.",
    example: "id,crossing\n1,opne",
    fix: "Write an option of the topic; `--on-error skip` or `report` leaves such rows out.",
};
pub static RAGGED: Code = Code {
    id: "E093",
    what: "a row with more or fewer cells than there are columns",
    why: "Which cell belongs to which topic would be a guess.",
    example: "id,crossing,prisoners\n1,open",
    fix: "Give every row one cell per column; put text with commas into quotes.",
};
pub static MISSING: Code = Code {
    id: "E094",
    what: "a proposal that says nothing of a topic",
    why: "`--missing error` asks that every proposal settles every topic; otherwise what is missing stays at the status quo.",
    example: "id,crossing\n1,",
    fix: "Fill the cell in, or leave out `--missing error`.",
};
pub static HEADER: Code = Code {
    id: "E095",
    what: "columns that do not fit the model",
    why: "A topic with two columns, or none because its name is misspelt, would be read wrongly without a word.",
    example: "id,crosing\n1,open",
    fix: "Name every column once, topics by their ids; `--carry NAME` says that a column with nearly the name of a topic is none.",
};
pub static SHAPE: Code = Code {
    id: "E096",
    what: "input that is no table of proposals",
    why: "Proposals come as CSV, TSV, JSON Lines or Parquet: one per row, with plain values.",
    example: "{\"crossing\": [\"open\"]}",
    fix: "Write one value per topic; `--input-format` says what the input is.",
};
pub static CLASH: Code = Code {
    id: "E097",
    what: "files of one run with different columns",
    why: "One table of answers has one set of columns.",
    example: "winset batch model.yaml with-author.csv without.csv",
    fix: "Give all files the same columns, or run them one by one.",
};

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// No option of the topic.
    Option(TopicId, String),
    /// Another number of cells than columns.
    Ragged {
        /// Cells found.
        found: usize,
        /// Columns.
        columns: usize,
    },
    /// Nothing said of a topic.
    Missing(TopicId),
    /// A key that the table does not have.
    Key(String),
    /// Something else, and what would help.
    Other(String, &'static str),
}

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which file of the run.
    pub file: u32,
    /// Line, or number of the row.
    pub line: u64,
    /// The row as it stands.
    pub text: String,
    /// The bytes of it that are meant.
    pub at: (usize, usize),
    /// What is wrong.
    pub kind: FaultKind,
}

impl FaultKind {
    /// The code.
    pub fn code(&self) -> &'static Code {
        match self {
            FaultKind::Option(..) => &OPTION,
            FaultKind::Ragged { .. } => &RAGGED,
            FaultKind::Missing(_) => &MISSING,
            FaultKind::Key(_) => &HEADER,
            FaultKind::Other(..) => &SHAPE,
        }
    }

    /// One sentence.
    pub fn message(&self, names: &Names) -> String {
        match self {
            FaultKind::Option(topic, text) => {
                format!("`{text}` is no option of `{}`", names.topics[*topic].id)
            }
            FaultKind::Ragged { found, columns } => {
                let plural = if *found == 1 { "" } else { "s" };
                format!("{found} cell{plural} under {columns} columns")
            }
            FaultKind::Missing(topic) => {
                format!("nothing is said of `{}`", names.topics[*topic].id)
            }
            FaultKind::Key(key) => format!("`{key}` is none of the keys that the table began with"),
            FaultKind::Other(what, _) => what.clone(),
        }
    }

    /// What would fix it.
    pub fn help(&self, names: &Names) -> String {
        match self {
            FaultKind::Option(topic, text) => {
                let options = &names.topics[*topic].options;
                let ids = || options.iter().map(|(id, _)| id.as_str());
                match near(text, ids()) {
                    Some(id) => format!("did you mean `{id}`?"),
                    None => format!("its options are {}", listed(ids())),
                }
            }
            FaultKind::Ragged { found, columns } if found > columns => {
                "put text that has the delimiter in it into quotes".to_owned()
            }
            FaultKind::Ragged { .. } => {
                "give every row one cell per column; an empty cell leaves a topic at the status quo"
                    .to_owned()
            }
            FaultKind::Missing(_) => "fill it in, or leave out `--missing error`".to_owned(),
            FaultKind::Key(_) => "give all objects the same keys".to_owned(),
            FaultKind::Other(_, help) => (*help).to_owned(),
        }
    }
}

impl Fault {
    /// As a diagnostic; `file` holds the row as its only line.
    pub fn diagnostic(&self, file: FileId, names: &Names) -> Diagnostic {
        let end = self.text.len();
        let start = self.at.0.min(end);
        let span = Span {
            file,
            start: start as u32,
            end: self.at.1.clamp(start, end) as u32,
        };
        Diagnostic::new(self.kind.code(), span, self.kind.message(names))
            .help(self.kind.help(names))
    }
}

/// A few names of many.
pub fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const MOST: usize = 20;
    let all: Vec<&str> = names.collect();
    let shown: Vec<String> = all.iter().take(MOST).map(|n| format!("`{n}`")).collect();
    let more = all.len().saturating_sub(MOST);
    match more {
        0 => shown.join(", "),
        _ => format!("{} and {more} more", shown.join(", ")),
    }
}
