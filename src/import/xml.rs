//! XML with places. The only file that names the XML reader.

use roxmltree::{Document, Node, ParsingOptions};

use super::report;
use crate::diag::{Code, Diagnostic, FileId, Problems, Span, Spanned};
use crate::model::Name;

/// The codes of this file.
pub const CODES: &[&Code] = &[&MALFORMED, &DECLARATION];

static MALFORMED: Code = Code {
    id: "E060",
    what: "the file is not well-formed XML",
    why: "The reader stops where the text stops being XML.",
    example: "<utility_space><objective></utility_space>",
    fix: "Close the element or the quote at the place shown, or export the file again.",
};
static DECLARATION: Code = Code {
    id: "E061",
    what: "an XML document type or entity declaration",
    why: "Declarations can pull in other files or blow a small file up; no negotiation needs them.",
    example: "<!DOCTYPE utility_space [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
    fix: "Delete the declaration, and write what its entities stood for.",
};

/// Deepest nesting; the formats use six.
const MOST_DEPTH: usize = 64;
/// Most attributes of an element, each of which is compared with all others, and most namespaces of a file, which are looked
/// through for every name.
const MOST_ATTRIBUTES: usize = 64;
/// Most elements, attributes and texts.
const MOST_NODES: u32 = 1_000_000;

/// An element and its file.
#[derive(Clone, Copy)]
pub struct Element<'d> {
    node: Node<'d, 'd>,
    file: FileId,
    /// Bytes before the text that was parsed: a byte order mark.
    before: usize,
}

/// Reads the text of `file` and gives its root to `read`. `None` when it is not XML, which is reported.
pub fn with_root<T>(
    file: FileId,
    text: &str,
    problems: &mut Problems,
    read: impl FnOnce(Element, &mut Problems) -> T,
) -> Option<T> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let before = text.len() - body.len();
    let at = |start: usize, end: usize| Span {
        file,
        start: (before + start) as u32,
        end: (before + end) as u32,
    };
    match scan(body) {
        Ok(()) => {}
        Err(Odd::Declaration(start)) => {
            let what = "a document type declaration is not read";
            let help = "delete it, and write what its entities stood for";
            problems.push(Diagnostic::new(&DECLARATION, at(start, start + 2), what).help(help));
            return None;
        }
        Err(Odd::Deep(start)) => {
            let what = format!("elements nested more than {MOST_DEPTH} deep");
            report::too_much(problems, at(start, start + 1), what);
            return None;
        }
        Err(Odd::Wide(start)) => {
            let what = format!("more than {MOST_ATTRIBUTES} attributes or namespaces");
            report::too_much(problems, at(start, start + 1), what);
            return None;
        }
    }
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    match Document::parse_with_options(body, options) {
        Ok(document) => {
            let node = document.root_element();
            Some(read(Element { node, file, before }, problems))
        }
        Err(error) => {
            let place = error.pos();
            let start = byte_of(body, place.row, place.col);
            let end = body[start..]
                .chars()
                .next()
                .map_or(start, |c| start + c.len_utf8());
            let told = error.to_string();
            let told = told.rsplit_once(" at ").map_or(&*told, |(told, _)| told);
            let what = format!("this is not well-formed XML: {told}");
            let help = "close the element or the quote, or export the file again";
            problems.push(Diagnostic::new(&MALFORMED, at(start, end), what).help(help));
            None
        }
    }
}

/// The byte at a row and column, both from 1.
fn byte_of(text: &str, row: u32, column: u32) -> usize {
    let mut start = 0;
    for line in text
        .split_inclusive('\n')
        .take(row.saturating_sub(1) as usize)
    {
        start += line.len();
    }
    let rest = text.get(start..).unwrap_or_default();
    let found = rest.char_indices().nth(column.saturating_sub(1) as usize);
    found.map_or(text.len(), |(offset, _)| start + offset)
}

/// What the reader must not be given.
enum Odd {
    Declaration(usize),
    Deep(usize),
    Wide(usize),
}

/// Looks through the tags without building anything: the reader itself descends by recursion.
fn scan(text: &str) -> Result<(), Odd> {
    let after = |from: usize, end: &str| {
        text[from..]
            .find(end)
            .map_or(text.len(), |i| from + i + end.len())
    };
    if let Some((one_more, _)) = text.match_indices("xmlns").nth(MOST_ATTRIBUTES) {
        return Err(Odd::Wide(one_more));
    }
    let (mut at, mut depth) = (0, 0usize);
    while let Some(found) = text[at..].find('<') {
        let open = at + found;
        let rest = &text[open..];
        if rest.starts_with("<!--") {
            at = after(open + 4, "-->");
        } else if rest.starts_with("<![CDATA[") {
            at = after(open, "]]>");
        } else if rest.starts_with("<!") {
            return Err(Odd::Declaration(open));
        } else if rest.starts_with("<?") {
            at = after(open, "?>");
        } else if rest.starts_with("</") {
            depth = depth.saturating_sub(1);
            at = open + 2;
        } else {
            let (end, empty, attributes) = tag_end(text, open);
            if attributes > MOST_ATTRIBUTES {
                return Err(Odd::Wide(open));
            }
            depth += usize::from(!empty);
            if depth > MOST_DEPTH {
                return Err(Odd::Deep(open));
            }
            at = end;
        }
    }
    Ok(())
}

/// Where the tag that starts at `open` ends, whether it closes itself, and how many attributes it has.
fn tag_end(text: &str, open: usize) -> (usize, bool, usize) {
    let mut quote = None;
    let mut attributes = 0;
    let mut last = b'<';
    for (offset, byte) in text[open..].bytes().enumerate().skip(1) {
        match (quote, byte) {
            (Some(q), b) if q == b => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return (open + offset + 1, last == b'/', attributes),
            // A tag inside a tag is malformed; the reader will say so.
            (None, b'<') => return (open + offset, false, attributes),
            (None, b'=') => attributes += 1,
            (None, _) => {}
        }
        last = byte;
    }
    (text.len(), false, attributes)
}

impl<'d> Element<'d> {
    /// Its name.
    pub fn name(self) -> &'d str {
        self.node.tag_name().name()
    }
    /// Its opening: `<name`.
    pub fn span(self) -> Span {
        let start = self.before + self.node.range().start;
        Span {
            file: self.file,
            start: start as u32,
            end: (start + 1 + self.name().len()) as u32,
        }
    }
    /// An attribute, trimmed, at the place of its value.
    pub fn get(self, key: &str) -> Option<Name> {
        let attribute = self.node.attribute_node(key)?;
        let range = attribute.range_value();
        let span = Span {
            file: self.file,
            start: (self.before + range.start) as u32,
            end: (self.before + range.end) as u32,
        };
        Some(Spanned::new(attribute.value().trim().to_owned(), span))
    }
    /// An attribute that must be there; if it is not, that is reported.
    pub fn need(self, key: &str, problems: &mut Problems) -> Option<Name> {
        let found = self.get(key);
        if found.is_none() {
            let what = format!("this `{}` has no `{key}`", self.name());
            report::missing(problems, self.span(), what, &format!("add `{key}=\"…\"`"));
        }
        found
    }
    /// Its child elements.
    pub fn children(self) -> impl Iterator<Item = Element<'d>> {
        let children = self.node.children().filter(Node::is_element);
        children.map(move |node| Element { node, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deep(depth: usize) -> String {
        "<a>".repeat(depth) + &"</a>".repeat(depth)
    }

    #[test]
    fn depth_is_counted_as_xml_nests() {
        assert!(scan(&deep(MOST_DEPTH)).is_ok());
        assert!(matches!(scan(&deep(MOST_DEPTH + 1)), Err(Odd::Deep(_))));
        let flat = "<a b='>'/><!-- <a> --><![CDATA[<a>]]><?pi <a>?>".repeat(500);
        assert!(scan(&format!("<r>{flat}</r>")).is_ok());
        assert!(scan("<a b='").is_ok() && scan("<!--").is_ok() && scan("<").is_ok());
        assert!(matches!(scan(" <!DOCTYPE a>"), Err(Odd::Declaration(1))));
    }
}
