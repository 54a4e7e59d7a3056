//! The rooms of the house: which room may name which, and what may be named in one place only.
//!
//! The sources are cut into tokens (comments and strings fall away), every path is resolved to where it leads (`use` trees, `super::`,
//! names that a `use` brought in), and each rule looks at tokens and paths. Each rule is shown to fail on a small bad source below.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Rooms from the ground up, with those that each may name.
const ROOMS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("diag", &["base"]),
    ("model", &["base", "diag"]),
    ("import", &["base", "diag", "model"]),
    ("problem", &["base", "diag", "model"]),
    ("check", &["base", "problem"]),
    ("graph", &["base", "problem"]),
    ("search", &["base", "problem", "graph"]),
    (
        "study",
        &["base", "diag", "problem", "graph", "search", "check"],
    ),
    (
        "solution",
        &["base", "problem", "graph", "search", "check", "study"],
    ),
    // What pictures show, before they are drawn.
    ("picture", &["base", "solution", "search::concept"]),
    // Bytes of tables to columns of options, and answers to bytes.
    ("table", &["base", "diag", "problem", "study::batch"]),
    // Judges results without knowing how they are found.
    ("verify", &["base", "diag", "problem", "check"]),
    // Of the search it names the concepts and nothing else.
    (
        "render",
        &[
            "base",
            "diag",
            "solution",
            "picture",
            "search::concept",
            "verify",
        ],
    ),
    (
        "app",
        &[
            "base", "diag", "model", "import", "problem", "check", "graph", "search", "study",
            "solution", "picture", "table", "verify", "render",
        ],
    ),
];

/// Crates that one file names, if any: the file, where it is settled.
const ONE_FILE: &[(&str, Option<&str>)] = &[
    ("saphyr_parser", Some("src/model/tree.rs")),
    ("roxmltree", Some("src/import/xml.rs")),
    ("good_lp", None),
    ("petgraph", None),
    ("annotate_snippets", None),
    ("comfy_table", None),
    ("csv_core", None),
    ("indicatif", None),
    ("httparse", None),
    ("getrandom", None),
    ("resvg", Some("src/app/pixels.rs")),
];

/// The outside world, which only `app` touches.
const OUTSIDE: &[&[&str]] = &[
    &["std", "fs"],
    &["std", "env"],
    &["std", "net"],
    &["std", "process"],
    &["std", "time", "Instant"],
    &["std", "time", "SystemTime"],
];

#[test]
fn every_room_keeps_to_its_place() {
    let mut files = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        "src",
        &mut files,
    );
    assert!(files.len() > 50);
    let found = violations(&files);
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

fn collect(folder: &Path, name: &str, files: &mut Vec<(String, String)>) {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut entries: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = format!("{name}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            collect(&path, &name, files);
        } else if name.ends_with(".rs") {
            files.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

// ---- tokens ----

#[derive(Clone, Debug, PartialEq)]
struct Token {
    text: String,
    line: usize,
}

impl Token {
    fn is_name(&self) -> bool {
        self.text
            .starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// Names, `::` and single signs; literals become `""`, comments nothing.
fn tokens(source: &str) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    while at < chars.len() {
        let (text, end) = token(&chars, at);
        if let Some(text) = text {
            found.push(Token { text, line });
        }
        line += chars[at..end].iter().filter(|c| **c == '\n').count();
        at = end;
    }
    found
}

/// The token at a place, if there is one, and where the next begins.
fn token(chars: &[char], at: usize) -> (Option<String>, usize) {
    let next = |offset: usize| chars.get(at + offset).copied().unwrap_or(' ');
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let literal = || Some("\"\"".to_owned());
    let while_word = |from: usize| {
        let rest = chars[from..].iter().take_while(|c| is_word(**c));
        from + rest.count()
    };
    match (chars[at], next(1)) {
        (c, _) if c.is_whitespace() => (None, at + 1),
        ('/', '/') => {
            let rest = chars[at..].iter().take_while(|c| **c != '\n');
            (None, at + rest.count())
        }
        ('/', '*') => (None, after_comment(chars, at)),
        ('"', _) => (literal(), after_string(chars, at)),
        ('\'', '\\') => {
            let close = chars[at + 3..].iter().position(|c| *c == '\'');
            (literal(), close.map_or(chars.len(), |p| at + 3 + p + 1))
        }
        ('\'', _) if next(2) == '\'' => (literal(), at + 3),
        (':', ':') => (Some("::".to_owned()), at + 2),
        ('r' | 'b' | 'c', _) if opens_literal(chars, at).is_some() => {
            (literal(), opens_literal(chars, at).unwrap_or(at + 1))
        }
        ('r', '#') if is_word(next(2)) => (None, at + 2),
        (c, _) if is_word(c) => {
            let end = while_word(at);
            (Some(chars[at..end].iter().collect()), end)
        }
        (c, _) => (Some(c.to_string()), at + 1),
    }
}

fn after_comment(chars: &[char], start: usize) -> usize {
    let (mut at, mut depth) = (start, 0);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (at, depth) = (at + 2, depth + 1),
            ('*', Some('/')) => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    at
}

fn after_string(chars: &[char], quote: usize) -> usize {
    let mut at = quote + 1;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// Where a raw or byte literal (`r"…"`, `br#"…"#`, `b'x'`) that begins here ends; `None` where none begins.
fn opens_literal(chars: &[char], at: usize) -> Option<usize> {
    let prefix = chars[at..]
        .iter()
        .take_while(|c| "rbc".contains(**c))
        .count();
    let raw = chars[at..at + prefix].contains(&'r');
    let mut open = at + prefix;
    if chars.get(open) == Some(&'\'') && prefix == 1 && chars[at] == 'b' {
        let from = open
            + if chars.get(open + 1) == Some(&'\\') {
                3
            } else {
                2
            };
        let close = chars.get(from..)?.iter().position(|c| *c == '\'')?;
        return Some(from + close + 1);
    }
    let hashes = chars[open..].iter().take_while(|c| **c == '#').count();
    open += hashes;
    if prefix > 2 || chars.get(open) != Some(&'"') || (!raw && hashes > 0) {
        return None;
    }
    if !raw {
        return Some(after_string(chars, open));
    }
    let closes = |from: usize| {
        chars[from] == '"' && (1..=hashes).all(|offset| chars.get(from + offset) == Some(&'#'))
    };
    let close = (open + 1..chars.len()).find(|from| closes(*from))?;
    Some(close + hashes + 1)
}

// ---- paths ----

/// A path as it stands in a file, resolved: `crate` or another crate first.
#[derive(Clone, Debug, PartialEq)]
struct Named {
    path: Vec<String>,
    /// Everything in it is meant: `path::*`.
    glob: bool,
    line: usize,
}

/// Module of a file: `src/a/mod.rs` and `src/a.rs` are `crate::a`.
fn module_of(file: &str) -> Vec<String> {
    let inner = file.trim_start_matches("src/").trim_end_matches(".rs");
    let mut parts: Vec<String> = inner.split('/').map(str::to_owned).collect();
    if ["mod", "lib", "main"].contains(&parts[parts.len() - 1].as_str()) {
        parts.pop();
    }
    parts.insert(0, "crate".to_owned());
    parts
}

/// All paths of a file, in `use` declarations and elsewhere.
struct Paths<'t> {
    tokens: &'t [Token],
    /// The module around the current token, and the depth of braces at which each inline module ends.
    module: Vec<String>,
    inline: Vec<usize>,
    /// What a `use` brought in, by the name that it has here.
    known: BTreeMap<String, Vec<String>>,
    found: Vec<Named>,
}

fn paths(file: &str, tokens: &[Token]) -> Vec<Named> {
    let mut paths = Paths {
        tokens,
        module: module_of(file),
        inline: Vec::new(),
        known: BTreeMap::new(),
        found: Vec::new(),
    };
    if file == "src/main.rs" {
        let root = vec!["crate".to_owned()];
        paths.known.insert("winset".to_owned(), root);
    }
    // A first walk learns what is brought in, wherever it stands in the file.
    paths.walk();
    paths.found.clear();
    paths.walk();
    paths.found
}

impl Paths<'_> {
    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.text.as_str())
    }

    fn walk(&mut self) {
        let (mut at, mut depth) = (0, 0);
        while at < self.tokens.len() {
            match self.text(at) {
                "{" => depth += 1,
                "}" => {
                    depth -= 1;
                    if self.inline.last() == Some(&depth) {
                        self.inline.pop();
                        self.module.pop();
                    }
                }
                "mod" if self.text(at + 2) == "{" => {
                    self.module.push(self.text(at + 1).to_owned());
                    self.inline.push(depth);
                    at += 1;
                }
                "use" if self.text(at + 1) != "<" => {
                    at = self.tree(at + 1, &[]);
                    continue;
                }
                _ if self.tokens[at].is_name() && !self.continues(at) => {
                    at = self.plain(at);
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// Is this name the later part of something?
    fn continues(&self, at: usize) -> bool {
        let after = |sign: &str| at > 0 && self.text(at - 1) == sign;
        after(".") || (after("::") && at > 1 && self.tokens[at - 2].is_name())
    }

    /// A path outside a `use`.
    fn plain(&mut self, start: usize) -> usize {
        let (mut at, mut path) = (start, vec![self.text(start).to_owned()]);
        while self.text(at + 1) == "::" && self.tokens.get(at + 2).is_some_and(Token::is_name) {
            at += 2;
            path.push(self.text(at).to_owned());
        }
        if path.len() > 1 {
            self.note(&path, false, self.tokens[start].line);
        }
        at + 1
    }

    /// One branch of a `use` tree; returns the place after it.
    fn tree(&mut self, mut at: usize, stem: &[String]) -> usize {
        let line = self.tokens.get(at).map_or(0, |t| t.line);
        let mut path = stem.to_vec();
        loop {
            match self.text(at) {
                "::" => at += 1,
                "*" => {
                    self.note(&path, true, line);
                    return at + 1;
                }
                "{" => {
                    at += 1;
                    while !["}", ""].contains(&self.text(at)) {
                        at = self.tree(at, &path);
                        at += usize::from(self.text(at) == ",");
                    }
                    return at + 1;
                }
                _ if self.tokens.get(at).is_some_and(Token::is_name) => {
                    // `{self}` is the stem itself.
                    if path.is_empty() || self.text(at) != "self" {
                        path.push(self.text(at).to_owned());
                    }
                    at += 1;
                    if self.text(at) != "::" {
                        return self.leaf(at, &path, line);
                    }
                }
                _ => return at + 1,
            }
        }
    }

    fn leaf(&mut self, mut at: usize, path: &[String], line: usize) -> usize {
        let mut name = path.last().cloned().unwrap_or_default();
        if self.text(at) == "as" {
            name = self.text(at + 1).to_owned();
            at += 2;
        }
        let path = self.note(path, false, line);
        if path[0] != name {
            self.known.insert(name, path);
        }
        at
    }

    fn note(&mut self, path: &[String], glob: bool, line: usize) -> Vec<String> {
        let path = self.resolve(path);
        self.found.push(Named {
            path: path.clone(),
            glob,
            line,
        });
        path
    }

    fn resolve(&self, path: &[String]) -> Vec<String> {
        let (mut stem, mut rest) = match path[0].as_str() {
            "self" | "super" => (self.module.clone(), path),
            name => match self.known.get(name) {
                Some(known) => (known.clone(), &path[1..]),
                None => (Vec::new(), path),
            },
        };
        while let Some(first @ ("self" | "super")) = rest.first().map(String::as_str) {
            if first == "super" && stem.len() > 1 {
                stem.pop();
            }
            rest = &rest[1..];
        }
        stem.extend(rest.iter().cloned());
        stem
    }
}

// ---- rules ----

/// What stands at the doors of modules.
#[derive(Default)]
struct Doors {
    /// Whether everybody may name a module, by its path.
    open: BTreeMap<Vec<String>, bool>,
    /// Things that a module hands out, by their paths.
    handed_out: BTreeSet<Vec<String>>,
}

fn doors(file: &str, tokens: &[Token], doors: &mut Doors) {
    let text = |at: usize| tokens.get(at).map_or("", |t: &Token| t.text.as_str());
    let within = |name: &str| {
        let mut path = module_of(file);
        path.push(name.to_owned());
        path
    };
    for (at, token) in tokens.iter().enumerate() {
        let public = at > 0 && text(at - 1) == "pub";
        if token.text == "mod" && [";", "{"].contains(&text(at + 2)) {
            doors.open.insert(within(text(at + 1)), public);
        }
        if token.text == "use" && public {
            let end = (at..tokens.len()).find(|end| text(*end) == ";");
            let names = (at + 1..end.unwrap_or(tokens.len())).filter(|n| text(n + 1) != "::");
            doors.handed_out.extend(names.map(|n| within(text(n))));
        }
    }
}

/// Everything that is wrong with these files, each as `file:line: what`.
fn violations(files: &[(String, String)]) -> Vec<String> {
    let cut: Vec<_> = files.iter().map(|(f, text)| (f, tokens(text))).collect();
    let mut known = Doors::default();
    for (file, tokens) in &cut {
        doors(file, tokens, &mut known);
    }
    let mut found = Vec::new();
    for (file, tokens) in &cut {
        let mut say = |line: usize, what: String| found.push(format!("{file}:{line}: {what}"));
        let Some(room) = room_of(file) else {
            say(1, "stands in no room".to_owned());
            continue;
        };
        for named in paths(file, tokens) {
            direction(room, &named, &mut say);
            front_door(room, &named, &known, &mut say);
            outside_world(room, &named, &mut say);
        }
        names_of_the_model(room, tokens, &mut say);
        unsafe_code(file, tokens, &mut say);
    }
    one_file(&cut, &mut found);
    found
}

/// The room of a file; the crate's own two files belong to `app`.
fn room_of(file: &str) -> Option<&'static str> {
    if ["src/lib.rs", "src/main.rs"].contains(&file) {
        return Some("app");
    }
    let module = module_of(file);
    let known = ROOMS.iter().map(|(room, _)| *room);
    known.into_iter().find(|room| *room == module[1])
}

fn below(room: &str, other: &str) -> bool {
    let floor = |name: &str| ROOMS.iter().position(|(room, _)| *room == name);
    floor(room) < floor(other)
}

fn direction(room: &str, named: &Named, say: &mut impl FnMut(usize, String)) {
    if named.path[0] != "crate" {
        return;
    }
    let Some(other) = named.path.get(1) else {
        let what = "names the whole crate, and with it every room";
        return say(named.line, what.to_owned());
    };
    let allowed = ROOMS.iter().find(|(name, _)| *name == room);
    let path = named.path[1..].join("::");
    let leads = |to: &&str| path == **to || path.starts_with(&format!("{to}::"));
    if other != room && !allowed.is_some_and(|(_, may)| may.iter().any(leads)) {
        say(named.line, format!("`{room}` may not name `{path}`"));
    }
}

fn front_door(room: &str, named: &Named, doors: &Doors, say: &mut impl FnMut(usize, String)) {
    if named.path[0] != "crate" || named.path.get(1).is_none_or(|other| other == room) {
        return;
    }
    for length in 3..=named.path.len() {
        let module = &named.path[..length];
        // A function may be called like the module that it stands in.
        let handed_out = length == named.path.len() && doors.handed_out.contains(module);
        if doors.open.get(module) == Some(&false) && !handed_out {
            let path = named.path[1..].join("::");
            let what = format!("`{path}` reaches around the front door");
            return say(named.line, what);
        }
    }
}

fn outside_world(room: &str, named: &Named, say: &mut impl FnMut(usize, String)) {
    if room == "app" {
        return;
    }
    let path: Vec<&str> = named.path.iter().map(String::as_str).collect();
    let touches = |what: &&&[&str]| path.starts_with(what) || named.glob && what.starts_with(&path);
    if let Some(what) = OUTSIDE.iter().find(touches) {
        let what = what.join("::");
        say(named.line, format!("`{room}` may not touch `{what}`"));
    }
}

/// Below `solution` nobody reads what things are called, but for the order of topics that breaks ties.
fn names_of_the_model(room: &str, tokens: &[Token], say: &mut impl FnMut(usize, String)) {
    if !below(room, "solution") || ["problem", "model"].contains(&room) {
        return;
    }
    let text = |at: usize| tokens.get(at).map_or("", |t: &Token| t.text.as_str());
    for (at, token) in tokens.iter().enumerate() {
        let field = token.text == "names" && at > 0 && text(at - 1) == "." && text(at + 1) != "(";
        let for_ties = text(at + 1) == "." && text(at + 2) == "topic_ranks";
        let noun = ["Names", "TopicNames", "ConstraintNames"].contains(&token.text.as_str());
        if field && !for_ties || noun {
            let what = format!("`{room}` reads the names of the model");
            say(token.line, what);
        }
    }
}

/// The one file that may be unsafe, as long as it is: a kernel with a safe twin.
const UNSAFE: &str = "src/study/batch/kernel.rs";

fn unsafe_code(file: &str, tokens: &[Token], say: &mut impl FnMut(usize, String)) {
    let text = |at: usize| tokens.get(at).map_or("", |t: &Token| t.text.as_str());
    if file == UNSAFE {
        if !tokens.iter().any(|token| token.text == "unsafe") {
            say(1, "needs no exception for `unsafe`".to_owned());
        }
        return;
    }
    for (at, token) in tokens.iter().enumerate() {
        let forbids = at >= 5 && {
            let around = (at - 5..at + 3).map(text).collect::<String>();
            around == "#![forbid(unsafe_code)]"
                || file == "src/lib.rs" && around == "#![deny(unsafe_code)]"
        };
        if token.text == "unsafe" || token.text == "unsafe_code" && !forbids {
            say(token.line, format!("`{}`", token.text));
        }
    }
}

fn one_file(cut: &[(&String, Vec<Token>)], found: &mut Vec<String>) {
    for (name, settled) in ONE_FILE {
        let mut home = *settled;
        for (file, tokens) in cut {
            let Some(token) = tokens.iter().find(|t| t.text == *name) else {
                continue;
            };
            match home {
                Some(home) if home != file.as_str() => found.push(format!(
                    "{file}:{}: only {home} may name `{name}`",
                    token.line
                )),
                _ => home = Some(file.as_str()),
            }
        }
    }
}

// ---- each rule can fail ----

/// What is wrong with small sources.
fn wrong(files: &[(&str, &str)]) -> Vec<String> {
    let files = files
        .iter()
        .map(|(f, t)| ((*f).to_owned(), (*t).to_owned()));
    violations(&files.collect::<Vec<_>>())
}

/// Asserts that a source has exactly this wrong with it.
fn fails(file: &str, source: &str, what: &str) {
    assert_eq!(wrong(&[(file, source)]), [what], "{source}");
}

fn passes(file: &str, source: &str) {
    assert_eq!(wrong(&[(file, source)]), [""; 0], "{source}");
}

#[test]
fn a_room_may_not_name_a_higher_one() {
    let render = "src/search/a.rs:1: `search` may not name `render::safe`";
    for source in [
        "use crate::render::safe;",
        "use crate::{base::Points, render::{safe}};",
        "fn f() { crate::render::safe(); }",
        "use super::super::render::safe;",
        "macro_rules! m { () => { $crate::render::safe() } }",
        "mod tests { use super::super::super::render::safe; }",
        "mod inner { mod deeper {} } use super::super::render::safe;",
        "use crate::base::{self, Points}; use super::{super::render::safe as s};",
    ] {
        fails("src/search/a.rs", source, render);
    }
    fails(
        "src/search/plan/mod.rs",
        "fn f() -> super::super::study::Survey {}",
        "src/search/plan/mod.rs:1: `search` may not name `study::Survey`",
    );
    fails(
        "src/check/mod.rs",
        "\nuse crate::search;",
        "src/check/mod.rs:2: `check` may not name `search`",
    );
    fails(
        "src/render/a.rs",
        "use crate::search::package::Point;",
        "src/render/a.rs:1: `render` may not name `search::package::Point`",
    );
    for room in ["search", "graph", "study", "solution"] {
        fails(
            "src/verify/a.rs",
            &format!("use crate::{room}::A;"),
            &format!("src/verify/a.rs:1: `verify` may not name `{room}::A`"),
        );
    }
    passes("src/render/a.rs", "use crate::search::concept::Concept;");
    passes(
        "src/search/plan/a.rs",
        "use super::super::concept::Concept;",
    );
    passes("src/main.rs", "fn main() { winset::app::run() }");
}

#[test]
fn every_file_stands_in_a_room() {
    fails("src/util.rs", "", "src/util.rs:1: stands in no room");
    fails("src/misc/a.rs", "", "src/misc/a.rs:1: stands in no room");
}

#[test]
fn what_is_not_code_names_nothing() {
    passes(
        "src/base/a.rs",
        "// use crate::app;\n/* crate::app /* crate::app */ */ /// crate::app\nconst A: &str = \"crate::app \\\" crate::app\";\n\
         const B: &str = r#\"crate::app \" crate::app\"#; const C: char = '\"'; fn f<'a>(a: &'a str) {} const D: char = '\\'';",
    );
    fails(
        "src/base/a.rs",
        "const C: char = '\"';\nuse crate::app;",
        "src/base/a.rs:2: `base` may not name `app`",
    );
}

#[test]
fn nobody_names_the_whole_crate() {
    for source in [
        "use crate::*;",
        "use crate::{*};",
        "use super::super::*;",
        "use crate as all;",
    ] {
        let what = "src/study/a.rs:1: names the whole crate, and with it every room";
        fails("src/study/a.rs", source, what);
    }
    passes("src/study/a.rs", "mod tests { use super::*; }");
}

#[test]
fn nobody_reaches_around_a_front_door() {
    let model = (
        "src/model/mod.rs",
        "mod draft; pub mod language; pub(crate) mod tree; mod read; pub use draft::Draft; pub use read::{read, Other};",
    );
    for (source, path) in [
        ("use crate::model::draft::Draft;", "model::draft::Draft"),
        ("use crate::model::tree::Node;", "model::tree::Node"),
        ("use crate::model::{tree, Model};", "model::tree"),
        ("use crate::model::draft;", "model::draft"),
        ("use crate::model::read::read;", "model::read::read"),
        (
            "use crate::model::{self, Model}; fn f() -> model::tree::Node {}",
            "model::tree::Node",
        ),
    ] {
        let found = wrong(&[model, ("src/problem/a.rs", source)]);
        let what = format!("src/problem/a.rs:1: `{path}` reaches around the front door");
        assert_eq!(found, [what], "{source}");
    }
    let fine = (
        "src/problem/a.rs",
        "use crate::model::language::Noun; use crate::model::{Draft, read};",
    );
    assert_eq!(wrong(&[model, fine]), [""; 0]);
    let inside = (
        "src/model/read.rs",
        "use super::tree::Node; use crate::model::draft::Draft;",
    );
    assert_eq!(wrong(&[model, inside]), [""; 0]);
}

#[test]
fn only_app_touches_the_outside_world() {
    for (source, what) in [
        ("use std::fs;", "std::fs"),
        ("use std::{collections::BTreeMap, env::args};", "std::env"),
        ("fn f() { std::net::lookup(); }", "std::net"),
        ("fn f() { ::std::process::exit(1) }", "std::process"),
        ("use std::time::{Duration, Instant};", "std::time::Instant"),
        ("use std::time::*;", "std::time::Instant"),
        ("use std::time::SystemTime as T;", "std::time::SystemTime"),
    ] {
        let what = format!("src/study/a.rs:1: `study` may not touch `{what}`");
        fails("src/study/a.rs", source, &what);
        passes("src/app/a.rs", source);
    }
    fails(
        "src/study/a.rs",
        "use std::time; fn f() { time::Instant::now(); }",
        "src/study/a.rs:1: `study` may not touch `std::time::Instant`",
    );
    passes(
        "src/study/a.rs",
        "use std::time::Duration; const V: &str = env!(\"V\");",
    );
}

#[test]
fn names_are_read_by_solution() {
    let what = "src/search/a.rs:1: `search` reads the names of the model";
    for source in [
        "fn f(p: &Problem) { p.names.title.len(); }",
        "fn f(p: &Problem) { let names = &p.names; }",
        "use crate::problem::Names;",
    ] {
        fails("src/search/a.rs", source, what);
        passes("src/solution/a.rs", source);
    }
    passes(
        "src/problem/a.rs",
        "fn f(p: &Problem) { p.names.title.len(); }",
    );
    passes(
        "src/search/a.rs",
        "fn f(p: &Problem) { p.names\n.topic_ranks[t]; }",
    );
    passes(
        "src/search/a.rs",
        "fn f(p: &Problem) { p.names(); let names = 1; }",
    );
}

#[test]
fn unsafe_code_is_forbidden() {
    fails(
        "src/base/a.rs",
        "fn f() { unsafe {} }",
        "src/base/a.rs:1: `unsafe`",
    );
    fails(
        "src/base/a.rs",
        "#![allow(unsafe_code)]",
        "src/base/a.rs:1: `unsafe_code`",
    );
    passes("src/lib.rs", "#![deny(unsafe_code)] // no unsafe");
    passes("src/main.rs", "#![forbid(unsafe_code)] // no unsafe");
    fails(
        "src/base/a.rs",
        "#![deny(unsafe_code)]",
        "src/base/a.rs:1: `unsafe_code`",
    );
    passes(UNSAFE, "#![allow(unsafe_code)] fn f() { unsafe {} }");
    fails(
        UNSAFE,
        "fn f() {}",
        "src/study/batch/kernel.rs:1: needs no exception for `unsafe`",
    );
}

#[test]
fn some_crates_are_named_in_one_file() {
    fails(
        "src/model/read/a.rs",
        "use saphyr_parser::Event;",
        "src/model/read/a.rs:1: only src/model/tree.rs may name `saphyr_parser`",
    );
    for name in ["good_lp", "petgraph", "annotate_snippets", "comfy_table"] {
        let source = format!("use {name}::a;");
        passes("src/render/a.rs", &source);
        let found = wrong(&[("src/render/a.rs", &source), ("src/render/b.rs", &source)]);
        let what = format!("src/render/b.rs:1: only src/render/a.rs may name `{name}`");
        assert_eq!(found, [what]);
    }
}
