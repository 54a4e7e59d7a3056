//! Where marks are written, and how long text is.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar;

use crate::render::safe::inert;

/// Marks being written.
pub struct Canvas {
    text: String,
}

impl Canvas {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            text: String::new(),
        }
    }

    /// All marks.
    pub fn finish(self) -> String {
        self.text
    }

    /// A line of text that begins at a place; `class` says its size and colour.
    pub fn say(&mut self, x: f64, y: f64, class: &str, text: &str) {
        self.say_at(x, y, class, "start", text);
    }

    /// The same, `anchor` (start, middle, end) at the place.
    pub fn say_at(&mut self, x: f64, y: f64, class: &str, anchor: &str, text: &str) {
        let (x, y) = (number(x), number(y));
        let anchor = match anchor {
            "start" => String::new(),
            other => format!(" text-anchor=\"{other}\""),
        };
        let _ = writeln!(
            self.text,
            "<text x=\"{x}\" y=\"{y}\" class=\"{class}\"{anchor}>{}</text>",
            inert(text)
        );
    }

    /// Text that runs upwards, its middle at the place.
    pub fn say_upwards(&mut self, x: f64, y: f64, class: &str, text: &str) {
        let (x, y) = (number(x), number(y));
        let _ = writeln!(
            self.text,
            "<text transform=\"translate({x} {y}) rotate(-90)\" class=\"{class}\" text-anchor=\"middle\">{}</text>",
            inert(text)
        );
    }

    /// A straight line.
    pub fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let _ = writeln!(
            self.text,
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            number(x1),
            number(y1),
            number(x2),
            number(y2)
        );
    }

    /// A line through points, with what it says when pointed at.
    pub fn path(&mut self, class: &str, points: &[(f64, f64)], about: &About) {
        let mut d = String::new();
        for (place, (x, y)) in points.iter().enumerate() {
            let letter = if place == 0 { 'M' } else { 'L' };
            let _ = write!(d, "{letter}{} {}", number(*x), number(*y));
        }
        self.shape(class, &d, about);
    }

    /// A shape by its path.
    pub fn shape(&mut self, class: &str, d: &str, about: &About) {
        let key = about
            .key
            .map_or(String::new(), |key| format!(" data-key=\"{key}\""));
        let _ = match about.tip {
            "" => writeln!(self.text, "<path class=\"{class}\" d=\"{d}\"{key}/>"),
            tip => writeln!(
                self.text,
                "<path class=\"{class}\" d=\"{d}\"{key}><title>{}</title></path>",
                inert(tip)
            ),
        };
    }

    /// A box with round corners.
    pub fn rect(&mut self, class: &str, (x, y): (f64, f64), (w, h): (f64, f64), tip: &str) {
        let end = match tip {
            "" => "/>".to_owned(),
            tip => format!("><title>{}</title></rect>", inert(tip)),
        };
        let _ = writeln!(
            self.text,
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"3\"{end}",
            number(x),
            number(y),
            number(w),
            number(h)
        );
    }
}

/// What a mark stands for.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// In words.
    pub tip: &'a str,
    /// Its place in the frontier.
    pub key: Option<usize>,
}

/// A coordinate: at most two places, no more digits than needed.
pub fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "" => "0".to_owned(),
        text => text.to_owned(),
    }
}

/// Width of text at a size, on the wide side: no font is asked.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|c| wide(c) * size).sum()
}

fn wide(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '·' => 0.34,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' => 0.44,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.98,
        'A'..='Z' => 0.72,
        _ => match c.width() {
            Some(2) => 1.05,
            _ => 0.62,
        },
    }
}

/// The text, its end left out where it would be wider than this.
pub fn fit(text: &str, most: f64, size: f64) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let mut used = size;
    let mut kept = String::new();
    for c in text.chars() {
        used += wide(c) * size;
        if used > most {
            break;
        }
        kept.push(c);
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

/// The text in lines that are no wider than this, at most so many; where it needs more, its end is left out.
pub fn wrapped(text: &str, most: f64, size: f64, lines: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let joined = found.last().map(|line| format!("{line} {word}"));
        match joined {
            Some(joined) if width(&joined, size) <= most || found.len() == lines => {
                if let Some(line) = found.last_mut() {
                    *line = joined;
                }
            }
            _ => found.push(word.to_owned()),
        }
    }
    found.iter().map(|line| fit(line, most, size)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_have_no_more_digits_than_needed() {
        for (value, text) in [
            (1.0, "1"),
            (0.125, "0.12"),
            (-0.001, "0"),
            (10.5, "10.5"),
            (100.0, "100"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn text_is_cut_where_it_does_not_fit() {
        assert_eq!(fit("short", 100.0, 12.0), "short");
        let cut = fit("a text that is far too long for its place", 100.0, 12.0);
        assert!(cut.ends_with('…') && width(&cut, 12.0) <= 112.0, "{cut}");
        let lines = wrapped("one two three four five six seven eight", 90.0, 12.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'), "{lines:?}");
    }
}
