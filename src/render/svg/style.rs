//! Colours, lines and letters of pictures.

use std::fmt::Write as _;

/// For which page a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// A file of its own: light, with colours that every program knows.
    Light,
    /// A file that is light or dark as its reader is.
    Adaptive,
    /// Part of a page that brings [`picture_style`] once for all its pictures.
    Page,
}

/// How many series look different; further ones begin again.
pub const LOOKS: usize = 7;

/// Names of colours, in light and in dark. `s0` to `s6` are Okabe and Ito's, lighter on dark where they would not be seen.
/// `on0` to `on6` are for what is written on them.
const COLOURS: [(&str, &str, &str); 20] = [
    ("paper", "#ffffff", "#16191d"),
    ("ink", "#1b1f24", "#e8eaed"),
    ("quiet", "#555d66", "#aab2bb"),
    ("faint", "#d5dae0", "#3a4149"),
    ("soft", "#eef1f4", "#23282e"),
    ("good", "#e2f2ea", "#173a2e"),
    ("s0", "#0072b2", "#56b4e9"),
    ("s1", "#d55e00", "#f0843c"),
    ("s2", "#009e73", "#2cc295"),
    ("s3", "#ad4f86", "#e09cc4"),
    ("s4", "#a87900", "#e69f00"),
    ("s5", "#358abf", "#9ad4f5"),
    ("s6", "#4d4d4d", "#f0e442"),
    ("on0", "#ffffff", "#101418"),
    ("on1", "#101418", "#101418"),
    ("on2", "#101418", "#101418"),
    ("on3", "#ffffff", "#101418"),
    ("on4", "#101418", "#101418"),
    ("on5", "#101418", "#101418"),
    ("on6", "#ffffff", "#101418"),
];

/// Rules, with names of colours in braces.
const RULES: &str = "\
text{font-family:'DejaVu Sans','Segoe UI','Helvetica Neue',Arial,sans-serif;font-size:12px;fill:{ink}}
.title{font-size:18px;font-weight:bold}
.quiet{fill:{quiet}}
.small{font-size:11px;fill:{quiet}}
.strong{font-weight:bold}
.on{font-size:11px}
.paper{fill:{paper}}
.halo{stroke:{paper};stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
.grid{stroke:{faint};stroke-width:1px}
.axis{stroke:{quiet};stroke-width:1px}
.zero{stroke:{quiet};stroke-width:1.5px;stroke-dasharray:2 3}
.leader{stroke:{quiet};stroke-width:0.8px}
.soft{fill:{soft}}
.node{fill:{soft};stroke:{quiet};stroke-width:1px}
.good{fill:{good}}
.plan{stroke:{s0};stroke-width:2.5px}
.link{fill:none;stroke:{quiet};stroke-width:1px;stroke-opacity:0.7}
.link-plan{fill:none;stroke:{s0};stroke-width:2.5px}
.stripe{stroke-width:2px}
.mark-private{fill:none;stroke-width:1.5px;stroke-dasharray:3 2}
.thread{fill:none;stroke:{quiet};stroke-width:1px;stroke-opacity:0.7}
.strong-thread{stroke:{s0};stroke-opacity:1}
.bold{stroke-width:2.5px;stroke-opacity:1}
.dash{stroke-dasharray:5 3}
.curve{fill:none;stroke-width:2px}
";

/// Broken lines of series, so that colour is not all that tells them apart.
const DASHES: [&str; LOOKS] = ["none", "7 3", "2 3", "9 3 2 3", "12 4", "4 2", "1 3"];

/// The colour of a series, and its shape and broken line: where colours begin again, they go with other shapes and lines.
pub fn looks(look: usize) -> (usize, usize) {
    (look % LOOKS, (look + look / LOOKS) % LOOKS)
}

/// The rules with colours as this theme has them.
fn rules(scope: &str, colour: impl Fn(&str) -> String) -> String {
    let mut rules = String::from(RULES);
    for (look, dashes) in DASHES.iter().enumerate() {
        let _ = write!(
            rules,
            ".full{look}{{fill:{{s{look}}};stroke:{{paper}};stroke-width:0.8px}}\n\
             .hollow{look}{{fill:{{paper}};stroke:{{s{look}}};stroke-width:1.6px}}\n\
             .stroke{look}{{stroke:{{s{look}}}}}\n\
             .ring{look}{{fill:none;stroke:{{s{look}}};stroke-width:2.2px}}\n\
             .curve{look}{{stroke:{{s{look}}}}}\n\
             .broken{look}{{stroke-dasharray:{dashes}}}\n\
             .on{look}{{fill:{{on{look}}}}}\n\
             .edge{look}{{stroke:{{on{look}}}}}\n"
        );
    }
    for (name, ..) in COLOURS {
        rules = rules.replace(&format!("{{{name}}}"), &colour(name));
    }
    rules
        .lines()
        .map(|rule| format!("{scope}{rule}\n"))
        .collect()
}

/// The style of pictures on a page that holds several; light or dark as the reader is, and light on paper.
pub fn picture_style() -> String {
    let set = |dark: bool| -> String {
        COLOURS
            .iter()
            .map(|(name, light, night)| format!("--w-{name}:{};", if dark { night } else { light }))
            .collect()
    };
    format!(
        ":root{{{}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n{}",
        set(false),
        set(true),
        rules(".winset-picture ", |name| format!("var(--w-{name})"))
    )
}

/// What stands in the picture itself.
pub fn style(theme: Theme) -> String {
    let inner = match theme {
        Theme::Page => return String::new(),
        Theme::Adaptive => picture_style(),
        Theme::Light => rules("", |name| {
            let found = COLOURS.iter().find(|(own, ..)| *own == name);
            found.map_or(String::new(), |(_, light, _)| (*light).to_owned())
        }),
    };
    format!("<style>\n{inner}</style>\n")
}
