//! Source files and places in them.

/// A file that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u16);

/// A range of bytes in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value written at `span`.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A file's name and text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// As the user named it; `<stdin>` for standard input.
    pub name: String,
    /// The whole text.
    pub text: String,
    line_starts: Vec<u32>,
    /// Lines of the file that stand before the text.
    before: usize,
    /// Characters that start before each multiple of [`STEP`] bytes, so that a place in a very long line is found as soon as
    /// one in a short line.
    characters: Vec<u32>,
}

/// Bytes between two places whose characters are counted beforehand.
const STEP: usize = 1024;

/// A place as people write it: file, line and column from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
}

impl Place {
    /// The same without folders: what does not depend on how the path was spelled.
    pub fn by_file_name(&self) -> Self {
        Self {
            file: file_name(&self.file).to_owned(),
            ..self.clone()
        }
    }
}

/// The last part of a path, or all of it where there is none.
pub fn file_name(path: &str) -> &str {
    let last = std::path::Path::new(path).file_name();
    last.and_then(|name| name.to_str()).unwrap_or(path)
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// All files read for one model.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<SourceFile>);

impl Sources {
    /// Keeps a file and says its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.add_part(name, text, 0)
    }
    /// Keeps part of a file, which has so many lines before it.
    pub fn add_part(
        &mut self,
        name: impl Into<String>,
        text: impl Into<String>,
        before: usize,
    ) -> FileId {
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(i, _)| i as u32 + 1))
            .collect();
        let mut characters = vec![0];
        for part in text.as_bytes().chunks(STEP) {
            let before = characters.last().copied().unwrap_or(0);
            characters.push(before + starts(part) as u32);
        }
        self.0.push(SourceFile {
            name: name.into(),
            text,
            line_starts,
            before,
            characters,
        });
        FileId((self.0.len() - 1) as u16)
    }
    /// The file with this id.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.0[id.0 as usize]
    }
    /// All files, in the order they were read.
    pub fn files(&self) -> &[SourceFile] {
        &self.0
    }
    /// Where a span starts.
    pub fn place(&self, span: Span) -> Place {
        self.file(span.file).place(span.start)
    }
    /// The line that a span starts in, as [`SourceFile::line`], and the byte of it where it does.
    pub fn line_of(&self, span: Span) -> (&str, usize) {
        let file = self.file(span.file);
        let place = file.place(span.start);
        let line = file.line(place.line);
        let own = place.line - file.before;
        let all = file.line_starts[own - 1] as usize;
        let skipped = match own {
            1 if file.text.starts_with(BYTE_ORDER_MARK) => BYTE_ORDER_MARK.len_utf8(),
            _ => 0,
        };
        let byte = (span.start as usize).saturating_sub(all + skipped);
        let mut byte = byte.min(line.len());
        while !line.is_char_boundary(byte) {
            byte -= 1;
        }
        (line, byte)
    }
    /// Where a span ends: the place after its last character.
    pub fn end(&self, span: Span) -> Place {
        self.file(span.file).place(span.end)
    }
}

impl SourceFile {
    /// The text of a line, counted from 1, without its line break and without a byte order mark; empty past the end.
    pub fn line(&self, line: usize) -> &str {
        let line = line.wrapping_sub(self.before);
        let Some(&start) = self.line_starts.get(line.wrapping_sub(1)) else {
            return "";
        };
        let end = self
            .line_starts
            .get(line)
            .map_or(self.text.len(), |&e| e as usize);
        let text = &self.text[start as usize..end];
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        match line {
            1 => text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text),
            _ => text,
        }
    }
    /// A byte of the text as people write it; a byte inside a character is that character, one past the end is the end.
    fn place(&self, byte: u32) -> Place {
        let mut byte = (byte as usize).min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let line = self.line_starts.partition_point(|&s| s as usize <= byte);
        let start = self.line_starts[line - 1] as usize;
        let marked = line == 1 && byte > 0 && self.text.starts_with(BYTE_ORDER_MARK);
        let before = self.characters_before(byte) - self.characters_before(start);
        Place {
            file: self.name.clone(),
            line: line + self.before,
            column: before - usize::from(marked) + 1,
        }
    }
    /// How many characters start before a byte.
    fn characters_before(&self, byte: usize) -> usize {
        let counted = byte / STEP;
        let rest = &self.text.as_bytes()[counted * STEP..byte];
        self.characters[counted] as usize + starts(rest)
    }
}

/// How many characters start in these bytes of UTF-8.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b & 0xc0 != 0x80).count()
}

const BYTE_ORDER_MARK: char = '\u{feff}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_from_one() {
        let mut sources = Sources::default();
        let file = sources.add("m.yaml", "a: b\ncafé: x\n");
        let at = |start| {
            let span = Span {
                file,
                start,
                end: start,
            };
            sources.place(span).to_string()
        };
        assert_eq!(at(0), "m.yaml:1:1");
        assert_eq!(at(5), "m.yaml:2:1");
        assert_eq!(at(12), "m.yaml:2:7");
        assert_eq!(at(9), at(8), "a byte inside a character is that character");
        assert_eq!(at(99), "m.yaml:3:1");
    }

    #[test]
    fn places_in_long_lines_are_those_of_plain_counting() {
        let text = format!("\u{feff}{}\n{}", "aé日🕊".repeat(2_000), "é".repeat(3_000));
        let mut sources = Sources::default();
        let file = sources.add("m.yaml", text.as_str());
        for (byte, _) in text.char_indices().step_by(37) {
            let span = Span {
                file,
                start: byte as u32,
                end: byte as u32,
            };
            let start = text[..byte].rfind('\n').map_or(0, |i| i + 1);
            let column = text[start..byte]
                .trim_start_matches('\u{feff}')
                .chars()
                .count()
                + 1;
            let line = text[..byte].matches('\n').count() + 1;
            let place = sources.place(span);
            assert_eq!((place.line, place.column), (line, column), "{byte}");
            let (own, at) = sources.line_of(span);
            assert_eq!(own[..at].chars().count() + 1, column, "{byte}");
        }
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let mut sources = Sources::default();
        let file = sources.add("m.yaml", "\u{feff}a: b\r\nc: d");
        let span = Span {
            file,
            start: 3,
            end: 4,
        };
        assert_eq!(sources.place(span).to_string(), "m.yaml:1:1");
        assert_eq!(sources.end(span).to_string(), "m.yaml:1:2");
        assert_eq!(sources.file(file).line(1), "a: b");
        assert_eq!(sources.file(file).line(2), "c: d");
        assert_eq!(sources.file(file).line(3), "");
    }
}
