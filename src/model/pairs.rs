//! JSON escapes characters above the basic plane in two halves (RFC 8259 §7), which YAML does not know: they are put together before
//! the text is read as YAML.

use std::fmt::Write as _;

/// A JSON text with such characters escaped as YAML does it, and for each of its characters the byte of `text` that it stands at. `None`
/// where there is nothing to put together, or the text is no JSON: there the same letters may mean themselves.
///
/// Complexity: linear.
pub fn joined(text: &str) -> Option<(String, Vec<u32>)> {
    let begins = text.trim_start().starts_with(['{', '[']);
    if !begins || !(text.contains("\\ud") || text.contains("\\uD")) {
        return None;
    }
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
    let mut out = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text.as_bytes()[at..];
        let (long, written) = match (c, rest.get(1)) {
            ('\\', Some(b'u')) => match pair(rest) {
                Some(c) => (12, Some(c)),
                None => (2, None),
            },
            // What is escaped by itself begins no escape.
            ('\\', Some(b'\\')) => (2, None),
            _ => (c.len_utf8(), None),
        };
        let before = out.len();
        match written {
            Some(c) => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            None => out += &text[at..at + long],
        }
        for (place, _) in out[before..].char_indices() {
            places.push((at + place.min(long - 1)) as u32);
        }
        at += long;
    }
    Some((out, places))
}

/// The character that two escapes at the start of these bytes make together.
fn pair(bytes: &[u8]) -> Option<char> {
    let (first, second) = (unit(bytes)?, unit(bytes.get(6..)?)?);
    let mut found = char::decode_utf16([first, second]);
    match (found.next(), found.next()) {
        (Some(Ok(c)), None) => Some(c),
        _ => None,
    }
}

/// The number that `\uXXXX` escapes.
fn unit(bytes: &[u8]) -> Option<u16> {
    let digits = bytes.get(..6)?.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(digits).ok()?;
    digits
        .bytes()
        .all(|b| b.is_ascii_hexdigit())
        .then_some(())?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_joined_and_keep_their_places() {
        let text = r#"{"a": "é\ud83d\udd4aé", "b": "\\ud83d\\udd4a"}"#;
        let (out, places) = joined(text).unwrap();
        assert_eq!(out, r#"{"a": "é\U0001F54Aé", "b": "\\ud83d\\udd4a"}"#);
        assert_eq!(places.len(), out.chars().count());
        for (index, c) in out.chars().enumerate() {
            if !c.is_ascii() {
                assert!(text[places[index] as usize..].starts_with(c));
            }
        }
        assert_eq!(*places.last().unwrap() as usize, text.len() - 1);
    }

    #[test]
    fn what_is_no_pair_stays() {
        for text in [
            r#"{"a": "plain"}"#,
            "a: \"\\ud83d\\udd4a\"\n",
            r#"{"a": \ud83d\udd4a}"#,
        ] {
            assert_eq!(joined(text), None, "{text}");
        }
        for text in [r#"["\\\\ud83d\\udd4a"]"#, r#"["\u0041"]"#] {
            assert!(joined(text).is_none_or(|(out, _)| out == text), "{text}");
        }
    }
}
