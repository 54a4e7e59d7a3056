//! Colours of style sheets, as far as this program writes any, and how well they are told apart.

use std::collections::BTreeMap;

/// Shares of red, green and blue, from 0 to 1.
pub type Colour = [f64; 3];

/// What a rule sets, by name.
type Set = BTreeMap<String, String>;

/// A style sheet: rules in their order, and variables in light and in dark.
#[derive(Debug, Default)]
pub struct Sheet {
    pub rules: Vec<(String, Set)>,
    light: Set,
    dark: Set,
}

impl Sheet {
    /// Reads a sheet. Of rules for media it keeps the variables for the dark.
    pub fn read(text: &str) -> Self {
        let mut sheet = Self::default();
        sheet.add(text, "");
        sheet
    }

    fn add(&mut self, text: &str, medium: &str) {
        let mut rest = text;
        while let Some((selector, after)) = rest.split_once('{') {
            let end = end_of(after);
            let (inner, selector) = (&after[..end], selector.trim());
            rest = &after[end + 1..];
            if selector.starts_with('@') {
                self.add(inner, selector);
                continue;
            }
            let declared = inner.split(';').filter_map(|one| one.split_once(':'));
            let declared: Set = declared
                .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
                .collect();
            match (selector, medium) {
                (":root", "") => self.light.extend(declared),
                (":root", dark) if dark.contains("dark") => self.dark.extend(declared),
                (_, "") => {
                    let each = selector.split(',').map(|own| own.trim().to_owned());
                    self.rules.extend(each.map(|own| (own, declared.clone())));
                }
                _ => {}
            }
        }
    }

    /// The colour that a value names; none where it names none.
    pub fn colour(&self, value: &str, dark: bool) -> Option<Colour> {
        if let Some(name) = value.strip_prefix("var(").and_then(|v| v.strip_suffix(')')) {
            let own = if dark { self.dark.get(name) } else { None };
            let value = own.or_else(|| self.light.get(name));
            let value = value.unwrap_or_else(|| panic!("`{name}` is not set"));
            return self.colour(value, dark);
        }
        let digits = value.strip_prefix('#')?;
        let digits: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(16)).collect();
        let pair = |place: usize| match digits.len() {
            3 => digits[place] * 17,
            _ => digits[2 * place] * 16 + digits[2 * place + 1],
        };
        Some([0, 1, 2].map(|place| f64::from(pair(place)) / 255.0))
    }

    /// The last that rules say of an element with these classes.
    pub fn value(&self, scope: &str, element: &str, classes: &[&str], name: &str) -> Option<&str> {
        let told = |selector: &str| {
            let own = selector.strip_prefix(scope).unwrap_or(selector).trim();
            let class = own.strip_prefix('.');
            (own == element, class.is_some_and(|c| classes.contains(&c)))
        };
        let set = |by_class: bool| {
            let rules = self.rules.iter().rev();
            let mut own = rules.filter(move |(selector, set)| {
                let (element, class) = told(selector);
                set.contains_key(name) && if by_class { class } else { element }
            });
            own.next().map(|(_, set)| set[name].as_str())
        };
        set(true).or_else(|| set(false))
    }
}

/// Where the block that has begun ends.
fn end_of(text: &str) -> usize {
    let mut depth = 1;
    for (place, c) in text.char_indices() {
        depth += match c {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        if depth == 0 {
            return place;
        }
    }
    panic!("a block without end");
}

/// A colour over another, let through by so much.
pub fn over(own: Colour, below: Colour, opacity: f64) -> Colour {
    [0, 1, 2].map(|part| own[part] * opacity + below[part] * (1.0 - opacity))
}

/// How well two colours are told apart, from 1 to 21: contrast ratio, WCAG 2.2.
pub fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: Colour) -> f64 {
    let [red, green, blue] = colour.map(|part| match part <= 0.04045 {
        true => part / 12.92,
        false => ((part + 0.055) / 1.055).powf(2.4),
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}
