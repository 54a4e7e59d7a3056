//! Text that a terminal can show: no control characters, no escapes, nothing that turns the direction of writing.
//!
//! Every character is replaced by exactly one other, so that columns stay true.

/// The text on one line, with every character that a terminal might obey replaced by one that it shows.
pub fn safe(text: &str) -> String {
    text.chars().map(shown).collect()
}

/// One line of a source file: as [`safe`], but tabs stay tabs.
pub(super) fn safe_line(line: &str) -> String {
    let keep_tab = |c| if c == '\t' { c } else { shown(c) };
    line.chars().map(keep_tab).collect()
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
        // The C1 controls, among them the one-character form of the escape that starts a command.
        '\u{80}'..='\u{9f}' => '\u{fffd}',
        // Marks, embeddings, overrides and isolates of writing direction; line and paragraph separators.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}' => {
            '\u{fffd}'
        }
        // Characters that are there and not seen.
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{feff}' => {
            '\u{fffd}'
        }
        '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
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
