//! Lines of text for people: width, emphasis, tables. All of it is made safe for a terminal.

use std::fmt::Write as _;

use super::Style;
use super::safe::safe;
use anstyle::{AnsiColor, Style as Ansi};
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use unicode_width::UnicodeWidthStr;

pub use crate::base::{counted, two_places as number};

/// How a page is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Columns of text.
    pub width: usize,
    /// With or without colour.
    pub style: Style,
}

impl Look {
    /// For pipes, files and tests.
    pub const PLAIN: Look = Look {
        width: 100,
        style: Style::Plain,
    };
}

/// Text being written.
pub struct Page {
    look: Look,
    text: String,
}

const TITLE: Ansi = Ansi::new().bold();
const GOOD: Ansi = AnsiColor::Green.on_default();
const BAD: Ansi = AnsiColor::Red.on_default();
const QUIET: Ansi = Ansi::new().dimmed();

impl Page {
    /// An empty page.
    pub fn new(look: Look) -> Self {
        Self {
            look,
            text: String::new(),
        }
    }
    /// The text.
    pub fn finish(self) -> String {
        self.text
    }
    /// An empty line.
    pub fn gap(&mut self) {
        self.text.push('\n');
    }
    /// A heading.
    pub fn title(&mut self, title: &str, beside: &str) {
        let title = self.styled(TITLE, &safe(title));
        let gap = if beside.is_empty() { "" } else { "   " };
        self.wrapped(&format!("{title}{gap}{}", safe(beside)), 4);
    }
    /// Prose, wrapped; later lines are indented.
    pub fn say(&mut self, prose: &str, indent: usize) {
        self.wrapped(&safe(prose), indent);
    }
    /// Good news.
    pub fn good(&mut self, prose: &str) {
        let prose = self.styled(GOOD, &safe(prose));
        self.wrapped(&prose, 4);
    }
    /// Bad news.
    pub fn bad(&mut self, prose: &str) {
        let prose = self.styled(BAD, &safe(prose));
        self.wrapped(&prose, 4);
    }
    /// What only some readers need.
    pub fn quiet(&mut self, prose: &str) {
        let lead = prose.len() - prose.trim_start_matches(' ').len();
        let words = self.styled(QUIET, &safe(&prose[lead..]));
        self.wrapped(&format!("{}{words}", " ".repeat(lead)), lead.max(4));
    }

    fn styled(&self, style: Ansi, text: &str) -> String {
        match self.look.style {
            Style::Styled => format!("{style}{text}{style:#}"),
            Style::Plain => text.to_owned(),
        }
    }

    /// Breaks at spaces. Escapes have no width, so a coloured line breaks where a plain one does.
    fn wrapped(&mut self, text: &str, indent: usize) {
        let mut used = 0;
        let lead = text.len() - text.trim_start_matches(' ').len();
        self.text.push_str(&text[..lead]);
        used += lead;
        for (n, word) in text[lead..].split(' ').enumerate() {
            let width = visible_width(word);
            if n > 0 && used + 1 + width > self.look.width {
                self.text.truncate(self.text.trim_end_matches(' ').len());
                self.text.push('\n');
                self.text.push_str(&" ".repeat(indent));
                used = indent;
            } else if n > 0 {
                self.text.push(' ');
                used += 1;
            }
            self.text.push_str(word);
            used += width;
        }
        self.text.push('\n');
    }

    /// A table without lines; columns named in `numbers` are aligned right.
    pub fn table(
        &mut self,
        header: &[String],
        rows: &[Vec<String>],
        numbers: std::ops::Range<usize>,
    ) {
        let mut table = plain_table(header, rows, numbers);
        table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(self.look.width.min(usize::from(u16::MAX)) as u16);
        for line in table.lines() {
            let _ = writeln!(self.text, "{}", line.trim_end());
        }
    }

    /// The same, but the last column is prose: beside the others where there is room, else under them.
    pub fn table_with_prose(
        &mut self,
        header: &[String],
        rows: &[Vec<String>],
        numbers: std::ops::Range<usize>,
    ) {
        let columns = header.len().saturating_sub(1);
        let widths = (0..columns).map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells
                .chain(header.get(column))
                .map(|cell| cell.width())
                .max()
                .unwrap_or(0)
                + 2
        });
        let width: usize = widths.sum();
        if width * 2 <= self.look.width {
            return self.table(header, rows, numbers);
        }
        // The space after the last column is not written.
        if width > self.look.width + 1 {
            return self.listed_rows(header, rows);
        }
        let short: Vec<Vec<String>> = rows.iter().map(|row| row[..columns].to_vec()).collect();
        let mut table = plain_table(&header[..columns], &short, numbers);
        // Cells without line breaks stay on one line, so lines and rows go together.
        table.set_content_arrangement(ContentArrangement::Disabled);
        for (index, line) in table.lines().enumerate() {
            let _ = writeln!(self.text, "{}", line.trim_end());
            let prose = index.checked_sub(1).and_then(|row| rows[row].last());
            if let Some(prose) = prose.filter(|prose| !prose.is_empty()) {
                self.say(&format!("   {prose}"), 3);
            }
        }
    }
}

impl Page {
    /// Rows of a table that the page is too narrow for: name, then numbers with their headings, then prose.
    fn listed_rows(&mut self, header: &[String], rows: &[Vec<String>]) {
        for row in rows {
            let [name, numbers @ .., prose] = row.as_slice() else {
                continue;
            };
            if !name.is_empty() {
                self.say(&format!(" {name}"), 3);
            }
            let numbers = header[1..].iter().zip(numbers);
            let numbers: Vec<_> = numbers.map(|(head, n)| format!("{head} {n}")).collect();
            self.say(&format!("   {}", numbers.join(" · ")), 3);
            self.say(&format!("   {prose}"), 3);
        }
    }
}

fn plain_table(header: &[String], rows: &[Vec<String>], numbers: std::ops::Range<usize>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    if !header.is_empty() {
        table.set_header(header.iter().map(|h| safe(h)));
    }
    for row in rows {
        table.add_row(row.iter().map(|cell| safe(cell)));
    }
    for index in numbers {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// Width on a terminal, escapes left out.
fn visible_width(text: &str) -> usize {
    anstream::adapter::strip_str(text).to_string().width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_no_sign() {
        assert_eq!(number(-0.001), "0.00");
        assert_eq!(number(-0.006), "-0.01");
    }

    #[test]
    fn colour_does_not_change_where_lines_break() {
        let page = |style| {
            let mut page = Page::new(Look { width: 20, style });
            page.bad("one two three four five six seven");
            anstream::adapter::strip_str(&page.finish()).to_string()
        };
        assert_eq!(page(Style::Styled), page(Style::Plain));
    }
}
