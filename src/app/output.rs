//! Standard output and error: who gets colour, how wide a page is, and pipes that close early.

use std::io::{IsTerminal, Write};

use super::cli::Colour;
use super::fault::Fault;
use crate::render::{self, Look, Style};

/// Where output goes and how it looks there.
#[derive(Clone, Copy)]
pub struct Output {
    colour: Colour,
}

impl Output {
    /// As asked on the command line.
    pub fn new(colour: Colour) -> Self {
        Self { colour }
    }

    /// How standard output looks.
    pub fn look(self) -> Look {
        self.look_of(std::io::stdout().is_terminal())
    }

    /// How standard error looks.
    pub fn error_style(self) -> Style {
        self.look_of(std::io::stderr().is_terminal()).style
    }

    fn look_of(self, terminal: bool) -> Look {
        let asked_not_to = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        let colour = match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && !asked_not_to && !dumb,
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        let measured = || match terminal {
            true => terminal_size::terminal_size().map(|(w, _)| usize::from(w.0)),
            false => None,
        };
        let width = columns.or_else(measured).unwrap_or(Look::PLAIN.width);
        Look {
            width: width.clamp(40, 200),
            style: if colour { Style::Styled } else { Style::Plain },
        }
    }

    /// Writes data. A reader that has closed its end has seen enough.
    pub fn data(self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// The same of data that may be no text.
    pub fn bytes(self, data: &[u8]) {
        let mut out = std::io::stdout().lock();
        let written = out.write_all(data).and_then(|()| out.flush());
        if let Err(error) = written
            && error.kind() != std::io::ErrorKind::BrokenPipe
        {
            self.error(&format!("the answer could not be written: {error}"));
            std::process::exit(2);
        }
    }

    /// Writes data as JSON.
    pub fn json(self, value: &impl serde::Serialize) {
        match render::json(value) {
            Ok(text) => self.data(&text),
            Err(error) => self.error(&format!("the answer has no JSON form: {error}")),
        }
    }

    /// Says beside the data what went wrong.
    pub fn error(self, what: &str) {
        self.talk(&format!("error: {}", render::safe(what)));
    }

    /// Says why there was nothing to read; as data, too, where data was asked for.
    pub fn fault(self, fault: &Fault, json: bool) {
        if json {
            let file = fault.file.as_deref();
            self.json(&render::fault_json(
                fault.code,
                &fault.what,
                file,
                fault.line,
            ));
        }
        self.error(&fault.what);
    }

    /// Says something beside the data.
    pub fn note(self, what: &str) {
        self.talk(&format!("note: {}", render::safe(what)));
    }

    /// Writes text that was made safe to show beside the data.
    pub fn talk(self, text: &str) {
        let text = text.trim_end_matches('\n');
        // Nobody is left to hear about an error here.
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }
}
