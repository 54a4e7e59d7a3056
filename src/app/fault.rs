//! What is wrong with whole files: it has no place in a text, and is data all the same.

use std::fmt;

use crate::diag::Code;

/// Why there is no text to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its kind.
    pub code: &'static Code,
    /// A sentence for people, with the file's name.
    pub what: String,
    /// The file, as it was named.
    pub file: Option<String>,
    /// The line, from 1, where one is known.
    pub line: Option<usize>,
}

impl Fault {
    /// What is wrong with a file.
    pub fn of(code: &'static Code, file: &str, what: impl Into<String>) -> Self {
        Self {
            code,
            what: what.into(),
            file: Some(file.to_owned()),
            line: None,
        }
    }
    /// What is wrong with several files together.
    pub fn together(code: &'static Code, what: impl Into<String>) -> Self {
        Self {
            code,
            what: what.into(),
            file: None,
            line: None,
        }
    }
    /// In this line.
    pub fn at(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// The codes of what is wrong with whole files.
pub const CODES: [&Code; 5] = [
    &UNREADABLE,
    &TOO_MUCH,
    &NO_TEXT,
    &NOT_FOREIGN,
    &NOT_OVERLAID,
];

/// The operating system does not give the file.
pub static UNREADABLE: Code = Code {
    id: "E085",
    what: "a file cannot be read",
    why: "there is no such file or folder, it may not be read, or it holds nothing that could be a model",
    example: "winset solve modle.yaml",
    fix: "name the file as it is called; `-` reads standard input",
};

/// More than is read at all.
pub static TOO_MUCH: Code = Code {
    id: "E086",
    what: "files are too large or too many",
    why: "what is read is capped, so that no file can exhaust the machine; a model never comes near",
    example: "winset check disk.img",
    fix: "name the model itself, or the folder of one negotiation",
};

/// Bytes that are no text.
pub static NO_TEXT: Code = Code {
    id: "E087",
    what: "a file is not text",
    why: "models and foreign files are text in UTF-8 (or UTF-16 with its mark); bytes cannot be guessed at",
    example: "winset check model.yaml.gz",
    fix: "save the file as UTF-8 text",
};

/// An option for foreign files, beside a model.
pub static NOT_FOREIGN: Code = Code {
    id: "E088",
    what: "`--semantics` was given with a model",
    why: "it says how foreign files count; a model says itself what things are worth",
    example: "winset solve model.yaml --semantics genius",
    fix: "leave `--semantics` out",
};

/// Changes to a model, beside foreign files.
pub static NOT_OVERLAID: Code = Code {
    id: "E089",
    what: "`--overlay` was given with foreign files",
    why: "an overlay changes what stands in a model of the model language; foreign files have no such places",
    example: "winset solve domain.xml profiles.xml --overlay optimistic.yaml",
    fix: "write the foreign files as one model first (`winset import`), and lay the overlay over that",
};
