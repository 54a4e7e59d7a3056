//! Writing an imported negotiation as a model: YAML to be read and edited by people, or the same as JSON.

use std::fmt::Write as _;

use super::negotiation::{Choice, Link, Negotiation, Side, Source, Topic, Worths};
use crate::base::{Points, is_obeyed, is_unseen};

/// Widest line that is written where there is a choice.
const WIDTH: usize = 100;

/// A piece of a model.
enum Item {
    Text(String),
    /// Prose, folded over several lines.
    Prose(String),
    Number(Points),
    True,
    /// Numbers by number.
    Points(Vec<(Points, Points)>),
    List(Vec<Item>),
    /// On one line where it fits.
    Map(Vec<(String, Item)>),
    /// One entry per line, always.
    Block(Vec<(String, Item)>),
}

/// The model as YAML.
pub fn yaml(negotiation: &Negotiation) -> String {
    let mut out = String::new();
    block(&mut out, &items(negotiation), 0);
    out
}

/// The model as JSON, which the reader of models takes as well.
pub fn json(negotiation: &Negotiation) -> String {
    let mut out = String::new();
    write_json(&mut out, &Item::Block(items(negotiation)), 0);
    out.push('\n');
    out
}

fn entry(key: &str, item: Item) -> (String, Item) {
    (key.to_owned(), item)
}

fn text(text: &str) -> Item {
    Item::Text(text.to_owned())
}

fn items(negotiation: &Negotiation) -> Vec<(String, Item)> {
    let mut items = vec![entry("winset", Item::Number(Points::ONE))];
    items.extend(
        negotiation
            .title
            .iter()
            .map(|t| entry("title", text(&t.value))),
    );
    items.push(entry(
        "description",
        Item::Prose(negotiation.description.clone()),
    ));
    let sources = negotiation
        .sources
        .iter()
        .map(|s| entry(&s.id.value, source(s)));
    items.push(entry("sources", Item::Block(sources.collect())));
    let topics = negotiation
        .topics
        .iter()
        .map(|t| entry(&t.id.value, topic(t)));
    items.push(entry("topics", Item::Block(topics.collect())));
    let actors = negotiation.actors.iter();
    let actors = actors.map(|a| entry(&a.id.value, actor(a, &negotiation.topics)));
    items.push(entry("actors", Item::Block(actors.collect())));
    items
}

fn source(source: &Source) -> Item {
    Item::Block(vec![
        entry("title", text(&source.title)),
        entry("note", text(&source.note)),
    ])
}

fn topic(topic: &Topic) -> Item {
    let mut items: Vec<_> = topic
        .title
        .iter()
        .map(|t| entry("title", text(t)))
        .collect();
    items.push(entry("unsettled", Item::True));
    if let Some(range) = &topic.range {
        let bounds = [("from", range.from), ("to", range.to), ("step", range.step)];
        let bounds = bounds.map(|(key, value)| entry(key, Item::Number(value)));
        items.push(entry("options", Item::Map(bounds.into())));
        items.push(entry("divisible", Item::True));
    } else {
        let options = topic.options.iter().map(option);
        items.push(entry("options", Item::List(options.collect())));
    }
    Item::Map(items)
}

fn option(choice: &Choice) -> Item {
    match &choice.title {
        None => text(&choice.id.value),
        Some(title) => Item::Map(vec![
            entry("id", text(&choice.id.value)),
            entry("title", text(title)),
        ]),
    }
}

fn actor(side: &Side, topics: &[Topic]) -> Item {
    let mut items: Vec<_> = side.name.iter().map(|n| entry("name", text(n))).collect();
    items.push(entry("walk_away", Item::Number(side.walk_away.value)));
    let rows = topics.iter().zip(&side.interests);
    let rows = rows.filter(|(_, worths)| worths.stated().next().is_some());
    let rows: Vec<_> = rows
        .map(|(topic, worths)| entry(&topic.id.value, interest(worths)))
        .collect();
    if !rows.is_empty() {
        items.push(entry("interests", Item::Block(rows)));
    }
    if !side.linkages.is_empty() {
        let links = side.linkages.iter().map(|l| linkage(l, topics));
        items.push(entry("linkages", Item::List(links.collect())));
    }
    let cited = side.source.iter().map(|s| text(&s.value));
    items.push(entry("source", Item::List(cited.collect())));
    Item::Block(items)
}

fn interest(worths: &Worths) -> Item {
    match worths {
        Worths::Listed(worths) => Item::List(worths.iter().map(|w| Item::Number(*w)).collect()),
        Worths::Along(corners) => Item::Map(vec![entry("points", Item::Points(corners.clone()))]),
    }
}

fn linkage(link: &Link, topics: &[Topic]) -> Item {
    let spec = |specs: &Vec<String>| match &specs[..] {
        [one] => text(one),
        several => Item::List(several.iter().map(|s| text(s)).collect()),
    };
    let when = link
        .when
        .iter()
        .map(|(topic, specs)| entry(&topics[*topic].id.value, spec(specs)));
    Item::Map(vec![
        entry("when", Item::Map(when.collect())),
        entry("value", Item::Number(link.value)),
    ])
}

// ---- YAML ----

fn block(out: &mut String, entries: &[(String, Item)], indent: usize) {
    for (key, item) in entries {
        let start = out.len();
        let _ = write!(out, "{:indent$}{}:", "", scalar(key));
        value(out, item, indent, start);
    }
}

/// What follows a key or a dash on the line that began at `start`, or below it.
fn value(out: &mut String, item: &Item, indent: usize, start: usize) {
    if let Some(flow) = flow(item)
        && (out[start..].chars().count() + 1 + flow.chars().count() <= WIDTH || is_scalar(item))
    {
        let _ = writeln!(out, " {flow}");
        return;
    }
    match item {
        Item::Prose(prose) => fold(out, prose, indent + 2),
        Item::Map(entries) | Item::Block(entries) => {
            out.push('\n');
            block(out, entries, indent + 2);
        }
        Item::List(items) if items.iter().all(is_short) => wrapped(out, items, indent + 2),
        Item::List(items) => {
            out.push('\n');
            for item in items {
                list_item(out, item, indent + 2);
            }
        }
        Item::Text(_) | Item::Number(_) | Item::True | Item::Points(_) => {}
    }
}

fn list_item(out: &mut String, item: &Item, indent: usize) {
    let start = out.len();
    let _ = write!(out, "{:indent$}-", "");
    match (item, flow(item)) {
        (Item::Map(entries) | Item::Block(entries), Some(flow))
            if indent + 2 + flow.chars().count() > WIDTH =>
        {
            let mut lines = String::new();
            block(&mut lines, entries, indent + 2);
            let _ = write!(out, " {}", lines.trim_start());
        }
        _ => value(out, item, indent, start),
    }
}

/// A list of short scalars over several lines.
fn wrapped(out: &mut String, items: &[Item], indent: usize) {
    out.push('\n');
    let mut line = format!("{:indent$}[", "");
    for (index, item) in items.iter().enumerate() {
        let comma = if index + 1 < items.len() { "," } else { "]" };
        let piece = flow(item).unwrap_or_default() + comma;
        if line.chars().count() + 1 + piece.chars().count() > WIDTH {
            let _ = writeln!(out, "{line}");
            line = format!("{:width$}", "", width = indent + 1);
        } else if index > 0 {
            line.push(' ');
        }
        line += &piece;
    }
    let _ = writeln!(out, "{line}");
}

/// Short enough that a column of them would waste the page.
fn is_short(item: &Item) -> bool {
    is_scalar(item) && flow(item).is_some_and(|text| text.chars().count() <= 16)
}

fn is_scalar(item: &Item) -> bool {
    matches!(
        item,
        Item::Text(_) | Item::Number(_) | Item::True | Item::Points(_)
    )
}

/// The item on one line, if it may stand on one.
fn flow(item: &Item) -> Option<String> {
    Some(match item {
        Item::Text(text) => scalar(text),
        Item::Number(number) => number.to_string(),
        Item::True => "true".to_owned(),
        Item::Points(points) => {
            let points: Vec<_> = points.iter().map(|(x, y)| format!("{x}: {y}")).collect();
            format!("{{{}}}", points.join(", "))
        }
        Item::Prose(_) | Item::Block(_) => return None,
        Item::List(items) => {
            let items: Option<Vec<_>> = items.iter().map(flow).collect();
            format!("[{}]", items?.join(", "))
        }
        Item::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, item)| Some(format!("{}: {}", scalar(key), flow(item)?)));
            format!("{{{}}}", entries.collect::<Option<Vec<_>>>()?.join(", "))
        }
    })
}

/// Prose of single spaces, which folding gives back as it was.
fn fold(out: &mut String, prose: &str, indent: usize) {
    out.push_str(" >-\n");
    let mut line = String::new();
    for word in prose.split(' ') {
        if !line.is_empty() && indent + line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(out, "{:indent$}{line}", "");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(out, "{:indent$}{line}", "");
}

/// Text without quotes where every reader of YAML takes it for that text, else quoted.
pub fn scalar(text: &str) -> String {
    match is_plain(text) {
        true => text.to_owned(),
        false => quoted(text),
    }
}

fn is_plain(text: &str) -> bool {
    let inner = |c: char| c.is_alphanumeric() || " _-./()+%$&'".contains(c);
    let first = |c: char| c.is_alphanumeric() || "_(/$".contains(c);
    let whole = text.starts_with(first) && text.chars().all(inner) && !text.ends_with(' ');
    whole && !is_word(text) && !is_like_number(text)
}

/// Words that some reader takes for a flag, for nothing or for a merge.
fn is_word(text: &str) -> bool {
    let words = [
        "null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf",
    ];
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// What begins as a number does is quoted unless a letter that no number has follows.
fn is_like_number(text: &str) -> bool {
    let numeric = |c: char| c.is_ascii_hexdigit() || "xXoO_.+-:,eEtTzZ ".contains(c);
    text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(numeric)
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            _ if is_hidden(c) && u32::from(c) > 0xffff => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            _ if is_hidden(c) => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters that must not stand in a file as they are: obeyed, unseen, or not allowed.
fn is_hidden(c: char) -> bool {
    is_obeyed(c) || is_unseen(c) || matches!(c, '\u{fffc}'..='\u{ffff}')
}

// ---- JSON ----

fn write_json(out: &mut String, item: &Item, indent: usize) {
    match item {
        Item::Text(text) | Item::Prose(text) => out.push_str(&json_text(text)),
        Item::Number(number) => out.push_str(&number.to_string()),
        Item::True => out.push_str("true"),
        Item::Points(points) => {
            let points: Vec<_> = points
                .iter()
                .map(|(x, y)| format!("\"{x}\": {y}"))
                .collect();
            let _ = write!(out, "{{{}}}", points.join(", "));
        }
        Item::List(items) => {
            let all = items.iter().map(|item| (None, item));
            json_group(out, ('[', ']'), all, indent);
        }
        Item::Map(entries) | Item::Block(entries) => {
            let all = entries.iter().map(|(key, item)| (Some(key.as_str()), item));
            json_group(out, ('{', '}'), all, indent);
        }
    }
}

fn json_group<'i>(
    out: &mut String,
    around: (char, char),
    items: impl Iterator<Item = (Option<&'i str>, &'i Item)>,
    indent: usize,
) {
    out.push(around.0);
    for (index, (key, item)) in items.enumerate() {
        let comma = if index > 0 { "," } else { "" };
        let _ = write!(out, "{comma}\n{:width$}", "", width = indent + 2);
        if let Some(key) = key {
            let _ = write!(out, "{}: ", json_text(key));
        }
        write_json(out, item, indent + 2);
    }
    let _ = write!(out, "\n{:indent$}{}", "", around.1);
}

fn json_text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            _ if is_hidden(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_quoted_where_a_reader_could_take_it_for_something_else() {
        for plain in [
            "Size of Fund",
            "25kW",
            "0 days",
            "High-end",
            "$100 Billion",
            "Yes, sir".trim_end_matches(", sir"),
            "détente",
            "a.b",
            "6+ days",
        ] {
            if plain != "Yes" {
                assert_eq!(scalar(plain), plain);
            }
        }
        for odd in [
            "no",
            "Yes",
            "NULL",
            "1:30",
            "3.50",
            "7",
            "1e5",
            "0x1f",
            "2022-01-01",
            "#x",
            "a #b",
            "a: b",
            "*x",
            "&x",
            "!x",
            "%x",
            "@x",
            "`x",
            "- x",
            "? x",
            "",
            " x",
            "x ",
            "a,b",
            "[x]",
            "{x}",
            "\"x",
            "'x",
            "x\u{202e}",
            "x\u{7}",
            "x\ny",
            "~",
            ".inf",
            "-5",
            "=",
            "<<",
            "|",
            ">",
            "x:",
        ] {
            assert!(
                scalar(odd).starts_with('"') && scalar(odd).ends_with('"'),
                "{odd:?}"
            );
        }
        assert_eq!(
            quoted("a\u{202e}\"\\\u{e0001}"),
            "\"a\\u202E\\\"\\\\\\U000E0001\""
        );
    }
}
