//! What people with bad intentions write, and models with it wherever the language takes text.

use winset::base::is_obeyed;

/// What people with bad intentions write where a name is asked for.
pub const PAYLOADS: &[&str] = &[
    // Terminals.
    "\u{1b}[31mred",
    "\u{1b}[2J\u{1b}[Hcleared",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]8;;https://example.org\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}]52;c;ZXZpbA==\u{7}",
    "\u{1b}P+q\u{1b}\\",
    "\u{9b}31mred",
    "\u{9d}0;title\u{9c}",
    "\u{1b}(0lqqk",
    "\u{1b}c",
    "over\rwritten",
    "back\u{8}\u{8}\u{8}\u{8}space",
    "line\nbreak",
    "line\r\nbreak",
    "tab\tbed",
    "bell\u{7}",
    "nul\0nul",
    "delete\u{7f}",
    "next\u{85}line",
    "vertical\u{b}form\u{c}feed",
    "\u{e}shift\u{f}",
    // Writing direction and what is not seen.
    "abc\u{202e}fed",
    "\u{202a}\u{202b}\u{202c}\u{202d}",
    "\u{2066}isolate\u{2069}",
    "\u{200f}right\u{200e}left",
    "\u{61c}mark",
    "zero\u{200b}width\u{200d}join",
    "\u{feff}mark",
    "\u{2060}word\u{ad}hyphen",
    "line\u{2028}paragraph\u{2029}",
    "tag\u{e0041}\u{e007f}",
    "\u{fff9}a\u{fffa}b\u{fffb}",
    "\u{180e}vowel",
    // Quotes and markup.
    "\"quoted\"",
    "'single' `back`",
    "back\\slash\\",
    "\\\"",
    "\\n\\N\\G\\l",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a<br>b<br/>c",
    "&lt;&amp;&#60;&#x3c;&nosuch;",
    "]]>",
    "<![CDATA[x]]>",
    "<!-- x --> -- -->",
    "<?xml version=\"1.0\"?>",
    "\"]; click s0 href \"javascript:alert(1)\"",
    "\"]\n  s0 --> s1",
    "#quot;#35;#9829;",
    "%%{init: {\"securityLevel\": \"loose\"}}%%",
    "`**bold** _mark_`",
    "$$x^2$$",
    "end\nsubgraph x",
    "\", shape=star, URL=\"javascript:alert(1)",
    "\"; } digraph x { \"",
    // Spreadsheets, templates, shells.
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "+1-1",
    "-2+3",
    "{{7*7}} {% x %} ${7*7}",
    "$(reboot) ; `reboot` | reboot",
    "%s%n%x",
    "../../etc/passwd",
    // Scripts that are only strange.
    "мир 平和 سلام",
    "e\u{301}\u{301}\u{301}\u{301}",
    "🕊️👨‍👩‍👧",
];

/// As a YAML string of escapes alone.
pub fn quoted(text: &str) -> String {
    let units: String = text
        .chars()
        .map(|c| format!("\\U{:08X}", u32::from(c)))
        .collect();
    format!("\"{units}\"")
}

/// May it be an id? Then it is one.
fn as_id(payload: &str, otherwise: &str) -> String {
    match payload.contains(is_obeyed) || payload.contains("..") || payload.contains('\0') {
        true => otherwise.to_owned(),
        false => quoted(payload),
    }
}

/// The payload wherever the language takes text.
pub fn model(payload: &str) -> String {
    let bad = quoted(payload);
    let (topic, option) = (as_id(payload, "water"), as_id(payload, "quota"));
    let (actor, rule) = (as_id(payload, "north"), as_id(payload, "r"));
    let source = as_id(payload, "visit");
    let unit = as_id(payload, "km");
    format!(
        "winset: 1
title: {bad}
description: {bad}
sources: {{{source}: {{title: {bad}, author: {bad}, date: {bad}, url: {bad}, grade: {bad}, note: {bad}}}}}
topics:
  {topic}:
    title: {bad}
    description: {bad}
    source: {source}
    options: [none, {{id: {option}, title: {bad}, by: {actor}}}]
  land: {{options: {{from: 0, to: 2, step: 1, unit: {unit}}}}}
actors:
  {actor}: {{name: {bad}, description: {bad}, source: [{source}], interests: {{{topic}: 3, land: [-1, -2]}}, linkages: [{{when: {{{topic}: {option}}}, value: 1, why: {bad}}}], red_lines: [{{id: {rule}, if: {{{topic}: {option}}}, then: {{land: \"1..\"}}, why: {bad}, source: {source}}}]}}
  south: {{interests: {{{topic}: -1, land: [3, 4]}}, audiences: {{{rule}: {{name: {bad}, interests: {{land: [1, 2]}}, ratifies_at: 0}}}}, red_lines: [{{id: cap, never: {{land: 2}}, why: {bad}}}]}}
hazards: [{{id: {rule}, when: {{land: \"1..\"}}, chance: 0.01, why: {bad}}}]
"
    )
}
