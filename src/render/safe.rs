//! Text that a terminal can show: no control characters, no escapes, nothing that turns the direction of writing.
//!
//! Every character is replaced by exactly one other, so that columns stay true.

use std::fmt::Write as _;

use crate::base::{is_obeyed, is_unseen};

/// The text on one line, with every character that a terminal might obey replaced by one that it shows.
pub fn safe(text: &str) -> String {
    text.chars().map(shown).collect()
}

/// One line of a source file: as [`safe`], but tabs stay tabs.
pub(super) fn safe_line(line: &str) -> String {
    let keep_tab = |c| if c == '\t' { c } else { shown(c) };
    line.chars().map(keep_tab).collect()
}

/// JSON that any terminal can be shown and any reader gives back as it was: what is obeyed or unseen stands in escapes. Outside
/// of strings JSON has only line breaks, which stay.
///
/// # Errors
/// The value has no form in JSON.
pub fn json(value: &impl serde::Serialize) -> Result<String, serde_json::Error> {
    let text = serde_json::to_string_pretty(value)?;
    let mut out = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if c == '\n' || !(is_obeyed(c) || is_unseen(c)) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out.push('\n');
    Ok(out)
}

/// Text of XML that reads back as it was: markup as entities, what is obeyed or unseen by its number, and pictures of the few
/// controls that XML cannot hold.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' => out.push(shown(c)),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ if is_obeyed(c) || is_unseen(c) => {
                let _ = write!(out, "&#x{:x};", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out
}

/// Text of a drawing or a page: markup as entities, and nothing that is obeyed or unseen but line breaks.
pub(super) fn inert(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| xml(&safe(line))).collect();
    lines.join("\n").replace('\'', "&#39;")
}

/// At most `most` characters, the middle left out.
pub fn shorten(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    let tail = most / 4;
    let head: String = text.chars().take(most - tail - 1).collect();
    let tail: String = text.chars().skip(length - tail).collect();
    format!("{head}…{tail}")
}

/// Splits prose into lines of at most `width` characters, where its spaces allow.
pub(super) fn wrap(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            *line = word.to_owned();
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.join("\n")
}

fn shown(c: char) -> char {
    match c {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        _ if is_obeyed(c) || is_unseen(c) => '\u{fffd}',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_replaced_one_for_one() {
        let hostile = "a\u{1b}[31m\u{9b}b\n\u{202e}c\u{200b}\0é";
        let shown = safe(hostile);
        assert_eq!(shown, "a␛[31m\u{fffd}b␊\u{fffd}c\u{fffd}␀é");
        assert_eq!(shown.chars().count(), hostile.chars().count());
    }

    #[test]
    fn json_reads_back_and_obeys_nobody() {
        let hostile = "a\u{1b}\u{7f}\u{9b}\u{202e}\n\"\\u{200b}\u{e0041}é";
        let text = json(&hostile).unwrap();
        assert!(
            text.trim_end()
                .chars()
                .all(|c| !is_obeyed(c) && !is_unseen(c))
        );
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), hostile);
    }

    #[test]
    fn xml_keeps_what_it_can_hold() {
        assert_eq!(
            xml("]]><a b=\"\u{202e}\r\u{1b}&\u{9b}"),
            "]]&gt;&lt;a b=&quot;&#x202e;&#xd;␛&amp;&#x9b;"
        );
    }

    #[test]
    fn drawings_hold_no_markup_and_nothing_obeyed() {
        assert_eq!(
            inert("a\n]]><script>'\u{202e}\u{2028}\u{1b}"),
            "a\n]]&gt;&lt;script&gt;&#39;\u{fffd}\u{fffd}␛"
        );
    }

    #[test]
    fn long_text_keeps_both_ends() {
        assert_eq!(shorten("short", 8), "short");
        assert_eq!(shorten("abcdefghijkl", 8), "abcde…kl");
    }

    #[test]
    fn prose_wraps_at_spaces() {
        assert_eq!(
            wrap("one two three incompressible", 9),
            "one two\nthree\nincompressible"
        );
    }
}
