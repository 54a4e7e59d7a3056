//! A strict reader of HTML as this program writes it: stricter than browsers, which repair without a word.

use std::collections::BTreeSet;

/// An element: its name, its attributes, and the elements that it stands in, by their places.
#[derive(Debug)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub within: Option<usize>,
    /// All text in it that is not in another element.
    pub text: String,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let own = self.attributes.iter().find(|(own, _)| own == name);
        own.map(|(_, value)| value.as_str())
    }
}

/// Elements that have no end.
const VOID: &[&str] = &["meta", "br"];

/// Elements whose text is not markup.
const RAW: &[&str] = &["style", "script"];

/// Attributes that say all by being there.
const BARE: &[&str] = &["hidden"];

/// What may stand in a paragraph, a heading, a cell's button or preformatted text.
const PHRASES: &[&str] = &["span", "br", "code", "label", "select", "button"];

/// Reads a page: every element that begins ends, in order; every value is quoted; no attribute stands twice in an element.
///
/// # Errors
/// What is wrong, and where.
pub fn read(page: &str) -> Result<Vec<Element>, String> {
    let rest = page.strip_prefix("<!DOCTYPE html>\n");
    let mut rest = rest.ok_or("it does not begin as HTML")?;
    let mut all: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    while let Some(at) = rest.find('<') {
        is_text(&rest[..at])?;
        if let Some(place) = open.last() {
            all[*place].text.push_str(&rest[..at]);
        }
        rest = &rest[at + 1..];
        if let Some(end) = rest.strip_prefix('/') {
            let (name, after) = end.split_once('>').ok_or("an end without its end")?;
            let place = open.pop().ok_or(format!("`{name}` ends and never began"))?;
            if all[place].name != name {
                return Err(format!("`{}` is ended by `{name}`", all[place].name));
            }
            rest = after;
            continue;
        }
        let (element, ends, after) = begin(rest, open.last().copied())?;
        rest = after;
        let name = element.name.clone();
        all.push(element);
        if ends || VOID.contains(&name.as_str()) {
            continue;
        }
        if RAW.contains(&name.as_str()) {
            let end = format!("</{name}>");
            let (raw, after) = rest
                .split_once(&end)
                .ok_or(format!("`{name}` has no end"))?;
            all.last_mut().unwrap().text = raw.to_owned();
            rest = after;
            continue;
        }
        open.push(all.len() - 1);
    }
    match (open.is_empty(), rest) {
        (true, "\n") => Ok(all),
        _ => Err(format!("it does not end where it should: {rest:?}")),
    }
}

/// Reads the begin of an element: whether it ends at once, and what follows.
fn begin(text: &str, within: Option<usize>) -> Result<(Element, bool, &str), String> {
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == ':';
    let end = text.find(|c| !letters(c)).ok_or("a name without end")?;
    let mut element = Element {
        name: text[..end].to_owned(),
        attributes: Vec::new(),
        within,
        text: String::new(),
    };
    let mut rest = &text[end..];
    loop {
        for (sign, ends) in [(">", false), ("/>", true)] {
            if let Some(after) = rest.strip_prefix(sign) {
                return Ok((element, ends, after));
            }
        }
        let about: String = text.chars().take(60).collect();
        rest = rest.strip_prefix(' ').ok_or(format!("`<{about}`"))?;
        let end = rest.find(|c| !letters(c)).ok_or("a name without end")?;
        let (name, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(value) => value
                .split_once('"')
                .ok_or(format!("`{name}` has no end"))?,
            None if BARE.contains(&name) => ("", after),
            None => return Err(format!("`{name}` is not quoted in `<{about}`")),
        };
        is_text(value)?;
        if element.attribute(name).is_some() {
            return Err(format!("`{name}` stands twice in `<{about}`"));
        }
        element.attributes.push((name.to_owned(), value.to_owned()));
        rest = after;
    }
}

/// Only references that are known, and no markup.
fn is_text(text: &str) -> Result<(), String> {
    for rest in text.split('&').skip(1) {
        let name = rest.split(';').next().unwrap_or_default();
        if !["amp", "lt", "gt", "quot", "#39"].contains(&name) {
            return Err(format!("`&{name}` is no reference of ours"));
        }
    }
    match text.contains(['<', '>']) {
        true => Err(format!("markup in text: {text:?}")),
        false => Ok(()),
    }
}

/// What makes a page valid beyond its tags: elements where they may stand, names that are there, tables without holes.
pub fn faults(all: &[Element]) -> Vec<String> {
    let mut faults = Vec::new();
    let name_of = |place: Option<usize>| place.map_or("", |place| all[place].name.as_str());
    let in_drawing = |mut place: usize| loop {
        match all[place].within {
            _ if all[place].name == "svg" => return true,
            Some(within) => place = within,
            None => return false,
        }
    };
    for (place, element) in all.iter().enumerate() {
        let (own, parent) = (element.name.as_str(), name_of(element.within));
        if in_drawing(place) {
            continue;
        }
        let right = match own {
            "li" => parent == "ol",
            "tr" => ["thead", "tbody"].contains(&parent),
            "td" | "th" => parent == "tr",
            "thead" | "tbody" | "caption" => parent == "table",
            "dt" | "dd" => parent == "dl",
            "option" => parent == "select",
            "head" | "body" => parent == "html",
            "main" | "header" | "footer" => parent == "body",
            _ => true,
        };
        let phrase = ["p", "pre", "h1", "h2", "h3", "button", "label", "span"].contains(&parent);
        if !right || phrase && !PHRASES.contains(&own) {
            faults.push(format!("`{own}` in `{parent}`"));
        }
    }
    let ids: Vec<&str> = all.iter().filter_map(|e| e.attribute("id")).collect();
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    if known.len() < ids.len() {
        faults.push("ids stand twice".to_owned());
    }
    for element in all {
        for name in ["aria-labelledby", "aria-describedby", "for"] {
            let named = element.attribute(name).unwrap_or_default();
            let lost = named.split_whitespace().filter(|id| !known.contains(id));
            faults.extend(lost.map(|id| format!("{name} names `{id}`, which is nowhere")));
        }
    }
    for (name, count) in [("title", 1), ("h1", 1), ("main", 1)] {
        let own = all.iter().enumerate();
        let own = own.filter(|(place, e)| e.name == name && !in_drawing(*place));
        if own.count() != count {
            faults.push(format!("not one `{name}`"));
        }
    }
    faults.extend(holes(all));
    faults
}

/// Rows of tables that are shorter or longer than others.
fn holes(all: &[Element]) -> Vec<String> {
    let children = |of: usize| {
        let all = all.iter().enumerate();
        all.filter(move |(_, e)| e.within == Some(of))
            .map(|(place, _)| place)
    };
    let span = |cell: usize, name: &str| -> usize {
        let value = all[cell].attribute(name);
        value.map_or(1, |value| value.parse().unwrap_or(0))
    };
    let mut faults = Vec::new();
    let tables = (0..all.len()).filter(|place| all[*place].name == "table");
    for table in tables {
        // What cells of rows before still take up: rows left, columns.
        let mut hanging: Vec<(usize, usize)> = Vec::new();
        let mut widths = BTreeSet::new();
        for row in children(table).flat_map(children) {
            let taken: usize = hanging.iter().map(|(_, columns)| columns).sum();
            hanging.iter_mut().for_each(|(rows, _)| *rows -= 1);
            hanging.retain(|(rows, _)| *rows > 0);
            let own: usize = children(row).map(|cell| span(cell, "colspan")).sum();
            let deep = children(row).filter(|cell| span(*cell, "rowspan") > 1);
            hanging.extend(deep.map(|c| (span(c, "rowspan") - 1, span(c, "colspan"))));
            widths.insert(taken + own);
        }
        if widths.len() != 1 {
            faults.push(format!("a table whose rows are {widths:?} wide"));
        }
    }
    faults
}
