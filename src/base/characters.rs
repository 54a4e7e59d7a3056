//! Characters that are obeyed or hidden instead of shown: what names may not hold and what output must not.

/// Controls, marks that turn the direction of writing, and separators of lines and paragraphs: a terminal or an editor does
/// as they say.
pub fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
}

/// Characters that are there and not seen: soft hyphens, zero-width spaces and joiners, byte order marks, tags.
pub fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_seen_is_taken_for_either() {
        for c in "aé\u{301}日а \u{a0}🕊\u{fe0f}".chars() {
            assert!(!is_obeyed(c) && !is_unseen(c), "{c:?}");
        }
        for c in "\0\t\n\r\u{1b}\u{7f}\u{9b}\u{202e}\u{2067}".chars() {
            assert!(is_obeyed(c), "{c:?}");
        }
        for c in "\u{ad}\u{200b}\u{200d}\u{2060}\u{e0041}".chars() {
            assert!(is_unseen(c), "{c:?}");
        }
    }
}
