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
}

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
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(i, _)| i as u32 + 1))
            .collect();
        self.0.push(SourceFile {
            name: name.into(),
            text,
            line_starts,
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
        let file = self.file(span.file);
        let line = file.line_starts.partition_point(|&s| s <= span.start);
        let start = file.line_starts[line - 1] as usize;
        Place {
            file: file.name.clone(),
            line,
            column: file.text[start..span.start as usize].chars().count() + 1,
        }
    }
}

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
    }
}
