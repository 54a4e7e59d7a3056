//! Foreign files: what they come to, what is refused and how that is said, and what hostile ones do.

mod common;

use std::path::Path;
use std::time::{Duration, Instant};

use common::program::{Run, run_on, winset_in};
use winset::base::{Id, Limits, OptionId, Points, TopicId};
use winset::check::judge_frontier;
use winset::diag::{Diagnostic, Problems, Sources};
use winset::import::{self, Format, Negotiation, Semantics};
use winset::problem::{Problem, compile};
use winset::render::{Style, diagnostics};
use winset::search::package::frontier;

/// The good examples, by folder.
const GOOD: &[&str] = &[
    "genius",
    "hyper",
    "geniusweb",
    "negmas",
    "negolog",
    "anl",
    "csv",
];

/// Names and texts.
type Files = Vec<(String, String)>;

struct Found {
    negotiation: Option<Negotiation>,
    problems: Vec<Diagnostic>,
    sources: Sources,
}

fn files(folder: &str) -> Files {
    let folder = common::file("tests/foreign").join(folder);
    let entries =
        std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<_> = entries.map(|e| e.unwrap().path()).collect();
    paths.sort();
    let read = |path: &Path| {
        (
            path.file_name().unwrap().to_str().unwrap().to_owned(),
            std::fs::read_to_string(path).unwrap(),
        )
    };
    paths.iter().map(|path| read(path)).collect()
}

fn import(files: &Files, format: Option<Format>, semantics: Option<Semantics>) -> Found {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let ids: Vec<_> = files
        .iter()
        .map(|(name, text)| sources.add(name.clone(), text.clone()))
        .collect();
    let negotiation = import::import(&sources, &ids, format, semantics, &mut problems);
    // Never a silent empty result, never a result beside an error.
    assert_eq!(negotiation.is_none(), problems.has_errors(), "{files:?}");
    Found {
        negotiation,
        problems: problems.sorted(),
        sources,
    }
}

fn one(name: &str, text: &str) -> Found {
    import(&vec![(name.to_owned(), text.to_owned())], None, None)
}

fn problem(found: &Found) -> Problem {
    let draft = found.negotiation.as_ref().unwrap().draft();
    let mut problems = Problems::default();
    let model = winset::model::validate(&draft, &mut problems);
    compile(
        &model.unwrap_or_else(|| panic!("{:?}", problems.sorted())),
        &found.sources,
    )
}

fn codes(found: &Found) -> Vec<&str> {
    found.problems.iter().map(|d| d.code.id).collect()
}

#[test]
fn good_examples_come_to_these_models() {
    for folder in GOOD {
        let found = import(&files(folder), None, None);
        let negotiation = found.negotiation.as_ref().unwrap();
        insta::assert_snapshot!(format!("import_{folder}"), import::yaml(negotiation));
        common::same_draft(negotiation, folder);
        problem(&found);
    }
    let as_written = import(&files("genius"), None, Some(Semantics::AsWritten));
    insta::assert_snapshot!(
        "import_genius_as_written",
        import::yaml(as_written.negotiation.as_ref().unwrap())
    );
}

#[test]
fn every_code_has_a_broken_example_that_shows_it() {
    let folder = common::file("tests/foreign/broken");
    let mut shown = Vec::new();
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for name in names {
        let found = import(&files(&format!("broken/{name}")), None, None);
        let text = diagnostics(&found.problems, &found.sources, Style::Plain);
        insta::assert_snapshot!(format!("foreign_{name}"), text);
        let code = name.split('-').next().unwrap().to_owned();
        assert!(codes(&found).contains(&&*code), "{name}:\n{text}");
        shown.push(code);
    }
    for code in import::codes() {
        assert!(
            shown.iter().any(|s| s == code.id),
            "{} has no broken example",
            code.id
        );
        let texts = [code.what, code.why, code.example, code.fix];
        assert!(texts.iter().all(|t| !t.trim().is_empty()), "{}", code.id);
        assert!(
            winset::model::codes().all(|other| other.id != code.id),
            "{} is used twice",
            code.id
        );
    }
}

// ---- numbers ----

/// A stream of numbers, the same in every run.
struct Stream(u64);

impl Stream {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// A profile of small whole numbers, so that worth can be checked by hand: weights in sixteenths, evaluations up to 16.
fn profile(weights: &[u64], evaluations: &[Vec<u64>]) -> String {
    let mut text = String::from("<utility_space><objective index=\"0\" name=\"root\">");
    for (i, values) in evaluations.iter().enumerate() {
        text += &format!("<issue index=\"{i}\" name=\"i{i}\" vtype=\"discrete\">");
        for (v, evaluation) in values.iter().enumerate() {
            text += &format!("<item index=\"{v}\" value=\"v{v}\" evaluation=\"{evaluation}\"/>");
        }
        text += "</issue>";
    }
    for (i, weight) in weights.iter().enumerate() {
        text += &format!(
            "<weight index=\"{i}\" value=\"{}\"/>",
            *weight as f64 / 16.0
        );
    }
    text + "</objective></utility_space>"
}

#[test]
fn worth_and_frontier_are_those_of_a_plain_enumeration() {
    let mut stream = Stream(7);
    for round in 0..60 {
        let sizes: Vec<usize> = (0..1 + stream.below(4))
            .map(|_| 1 + stream.below(4) as usize)
            .collect();
        let sides = 2 + stream.below(2) as usize;
        let mut made = Files::new();
        let mut tables = Vec::new();
        for side in 0..sides {
            let weights: Vec<u64> = sizes.iter().map(|_| stream.below(17)).collect();
            // Powers of two divide by their largest without rounding.
            let rows: Vec<Vec<u64>> = sizes
                .iter()
                .map(|n| (0..*n).map(|_| 1 << stream.below(5)).collect())
                .collect();
            made.push((format!("side{side}.xml"), profile(&weights, &rows)));
            tables.push((weights, rows));
        }
        for semantics in [Semantics::Genius, Semantics::AsWritten] {
            let found = import(&made, None, Some(semantics));
            common::same_draft(found.negotiation.as_ref().unwrap(), "random");
            let problem = problem(&found);
            let worth = |side: usize, outcome: &[usize]| -> f64 {
                let (weights, rows) = &tables[side];
                let issue = |i: usize| {
                    let largest = *rows[i].iter().max().unwrap() as f64;
                    let scale = if semantics == Semantics::Genius {
                        largest
                    } else {
                        1.0
                    };
                    weights[i] as f64 / 16.0 * rows[i][outcome[i]] as f64 / scale
                };
                (0..sizes.len()).map(issue).sum()
            };
            let all: Vec<Vec<f64>> = outcomes(&sizes)
                .iter()
                .map(|o| (0..sides).map(|s| worth(s, o)).collect())
                .collect();
            let expected = undominated(&all);
            let points = frontier(&problem, &Limits::none()).unwrap();
            let claims: Vec<_> = points
                .iter()
                .map(|p| (p.gain.clone(), p.package.clone()))
                .collect();
            judge_frontier(&problem, &claims).unwrap();
            let gains = points
                .iter()
                .map(|p| p.gain.iter().map(|g| g.to_f64()).collect())
                .collect();
            assert!(
                common::same_vectors(gains, expected, 1e-8),
                "round {round}, {semantics:?}"
            );
        }
    }
}

fn outcomes(sizes: &[usize]) -> Vec<Vec<usize>> {
    sizes.iter().fold(vec![Vec::new()], |all, n| {
        let longer = |o: &Vec<usize>| {
            (0..*n)
                .map(|v| [o.clone(), vec![v]].concat())
                .collect::<Vec<_>>()
        };
        all.iter().flat_map(longer).collect()
    })
}

fn undominated(all: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let covers = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(x, y)| x >= y);
    let mut kept: Vec<Vec<f64>> = Vec::new();
    for v in all {
        if !all.iter().any(|w| w != v && covers(w, v)) && !kept.contains(v) {
            kept.push(v.clone());
        }
    }
    kept
}

#[test]
fn hyper_rectangles_count_with_both_bounds() {
    let found = import(&files("hyper"), None, Some(Semantics::AsWritten));
    let problem = problem(&found);
    for x in 0..5u64 {
        for y in 0..5u64 {
            let mut settlement = problem.status_quo();
            settlement.set(TopicId::new(0), OptionId::new(x as usize + 1));
            settlement.set(TopicId::new(1), OptionId::new(y as usize + 1));
            let force = problem.in_force(&settlement);
            let worth = |side: usize| problem.gain(problem.consenting[side], &force);
            let first =
                40 * u64::from(x <= 2) + 30 * u64::from(x >= 2 && y >= 3) + 10 * u64::from(y == 1);
            let second = 50 * u64::from(y <= 3) + 20 * u64::from(x == 3 && y >= 2);
            assert_eq!(
                [worth(0), worth(1)],
                [first, second].map(|p| Points::whole(p as i64)),
                "{x} {y}"
            );
        }
    }
    // Nothing is included while a side of the rectangle is still unsettled.
    let force = problem.in_force(&problem.status_quo());
    assert_eq!(problem.gain(problem.consenting[0], &force), Points::ZERO);
}

// ---- names ----

#[test]
fn odd_names_come_through_as_they_are_or_as_titles() {
    let odd = [
        "no",
        "Yes",
        "null",
        "~",
        "1:30",
        "3.50",
        "007",
        "#",
        "a #b",
        "a: b",
        "*x",
        "&x",
        "!x",
        "%x",
        "@x",
        "`x`",
        "- x",
        "? x",
        "[x]",
        "{x}",
        "a,b",
        "''",
        "unsettled",
        "2..",
        "..2",
        "détente",
        "日本",
        "1e5",
        "0x1f",
        ".inf",
        "<<",
        "=",
        "|",
        ">",
        "2022-01-01",
        "\u{1f600}",
        "back\\slash",
        "bidi\u{202e}",
        "bidi",
        "bell\u{7}",
        "zero\u{200b}width",
        "line\nbreak",
        "tab\tbed",
    ];
    for topic in odd.iter().chain(&["any", "not"]) {
        let quote = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let mut text = format!("topic,option,{},{}\n", quote(odd[3]), quote(topic));
        for option in odd {
            text += &format!("{},{},1,2\n", quote(topic), quote(option));
        }
        let found = one("odd.csv", &text);
        if *topic == odd[3] {
            assert_eq!(codes(&found), ["E070"], "two actors of one name");
            continue;
        }
        let negotiation = found
            .negotiation
            .as_ref()
            .unwrap_or_else(|| panic!("{topic:?}: {:?}", found.problems));
        common::same_draft(negotiation, topic);
        problem(&found);
        assert_eq!(negotiation.topics[0].options.len(), odd.len());
    }
}

#[test]
fn long_names_are_cut_and_kept_as_titles() {
    let long = "x".repeat(2_000);
    let found = one(
        "long.csv",
        &format!("topic,option,a,b\n{long},{long},1,2\n{long},{long}y,1,2\n"),
    );
    common::same_draft(found.negotiation.as_ref().unwrap(), "long");
    problem(&found);
}

#[test]
fn tables_come_as_spreadsheets_write_them() {
    let wanted = import::yaml(
        one(
            "t.csv",
            "topic,option,a,b\np,x,1.5,2\np,y,0,-1\nwalk_away,,0,1\n",
        )
        .negotiation
        .as_ref()
        .unwrap(),
    );
    let body = |yaml: &str| yaml.split_once("topics:").unwrap().1.to_owned();
    for text in [
        "\u{feff}Topic;Option;a;b\r\np;x;1,5;2\r\n;y;0;-1\r\nWALK_AWAY;;0;1\r\n;;;\r\n",
        "sep=;\r\nissue;value;a;b\r\np;x;1,5;2\r\np;y;0;-1\r\nwalk_away;;0;1",
        "topic\toption\ta\tb\np\tx\t1,5\t2\np\ty\t0\t-1\nwalk_away\t\t0\t1\n",
        "\"topic\",\"option\",\"a\",\"b\"\n\"p\",\"x\",\"1.5\",\"2\"\n\n\"p\",\"y\",0,-1,,\nwalk_away,,0,1\n",
    ] {
        let found = one("t.csv", text);
        assert_eq!(
            body(&import::yaml(found.negotiation.as_ref().unwrap())),
            body(&wanted),
            "{text}"
        );
    }
    for (text, wanted) in [
        ("topic,option,a,b\np,x,1,\n", "E067"),
        ("topic,option,a,b\np,x,1,\"2\n", "E064"),
        ("topic,option,a,b\np,x,1,2,3\n", "E064"),
        ("topic,option,a,b\np,x,1,5;2\n", "E068"),
        ("topic,option,a\np,x,1\n", "E066"),
        ("topic,option,a,b\n", "E067"),
        ("topic,price,a,b\np,x,1,2\n", "E064"),
        (
            "topic,option,a,b\nwalk_away,,1,2\nwalk_away,,1,2\np,x,1,2\n",
            "E070",
        ),
    ] {
        assert!(codes(&one("t.csv", text)).contains(&wanted), "{text}");
    }
}

// ---- hostile files ----

#[test]
fn no_truncation_panics_or_passes_in_silence() {
    for folder in GOOD {
        let whole = files(folder);
        for index in 0..whole.len() {
            let text = whole[index].1.clone();
            for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
                let mut cut = whole.clone();
                cut[index].1.truncate(end);
                import(&cut, None, None);
            }
        }
    }
}

#[test]
fn no_changed_character_panics_or_passes_in_silence() {
    let strange = ['<', '"', '{', ':', '\n', '-', '9', '\u{0}', '\u{202e}'];
    for folder in GOOD {
        let whole = files(folder);
        let formats = whole
            .iter()
            .map(|(_, text)| import::detect(text))
            .find(Option::is_some)
            .flatten();
        for index in 0..whole.len() {
            for (turn, (at, old)) in whole[index].1.char_indices().enumerate() {
                let mut changed = whole.clone();
                let new = strange[turn % strange.len()];
                changed[index]
                    .1
                    .replace_range(at..at + old.len_utf8(), &new.to_string());
                let found = import(&changed, formats, None);
                if let (Some(negotiation), 0) = (&found.negotiation, turn % 7) {
                    common::same_draft(negotiation, folder);
                }
            }
        }
    }
}

#[test]
fn deep_and_large_files_are_refused_at_once() {
    let deep = 200_000;
    let many = 150_000;
    let numbers = |n: usize| {
        (0..n)
            .map(|i| format!("\"v{i}\": {i}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let items: String = (0..many)
        .map(|i| format!("<item value=\"v{i}\" evaluation=\"{i}\"/>"))
        .collect();
    let issues: String = (0..many)
        .map(|i| format!("<issue name=\"v{i}\" index=\"{i}\"/><weight index=\"{i}\" value=\"1\"/>"))
        .collect();
    let rows: String = (0..many).map(|i| format!("t{i},x,1,2\n")).collect();
    let space = |inner: &str| format!("<utility_space>{inner}</utility_space>");
    for (name, text, wanted) in [
        ("a.xml", "<utility_space>".repeat(deep), "E063"),
        (
            "a.xml",
            format!("{}{}", "<a>".repeat(deep), "</a>".repeat(deep)),
            "E063",
        ),
        (
            "a.xml",
            space(&format!("<issue name=\"a\" index=\"1\">{items}</issue>")),
            "E067",
        ),
        ("a.xml", space(&issues), "E063"),
        ("a.json", "[".repeat(deep), "E062"),
        ("a.json", "{\"issues\":".repeat(deep), "E065"),
        (
            "a.json",
            format!(
                "{{\"objective_weights\": {{{}}}, \"value_weights\": {{{}}}}}",
                numbers(30_000),
                numbers(30_000)
            ),
            "E063",
        ),
        ("a.csv", format!("topic,option,a,b\n{rows}"), "E063"),
        (
            "a.xml",
            format!("<utility_space>{}", " ".repeat(9 << 20)),
            "E063",
        ),
        (
            "a.xml",
            "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>".to_owned(),
            "E061",
        ),
        (
            "a.xml",
            "<utility_space>&b;</utility_space>".to_owned(),
            "E060",
        ),
    ] {
        let start = Instant::now();
        let found = one(name, &text);
        let head: String = text.chars().take(60).collect();
        assert!(
            !found.problems.is_empty() && found.negotiation.is_none(),
            "{head}"
        );
        assert!(
            codes(&found).contains(&wanted) || wanted == "E065",
            "{head}: {:?}",
            &codes(&found)[..1]
        );
        assert!(start.elapsed() < Duration::from_secs(20), "{head}");
    }
}

#[test]
fn numbers_that_cannot_be_counted_with_are_refused() {
    for number in [
        "",
        "NaN",
        "Infinity",
        "1e999999999",
        "0x10",
        "1,000",
        "1e10",
        &"9".repeat(5_000),
    ] {
        let text = format!("topic,option,a,b\np,x,\"{number}\",2\np,y,1,2\n");
        assert!(!codes(&one("n.csv", &text)).is_empty(), "{number}");
    }
}

#[test]
fn models_are_not_taken_for_foreign_files() {
    let folder = std::fs::read_dir(common::file("models")).unwrap();
    let mut seen = 0;
    for path in folder
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "yaml"))
    {
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(import::detect(&text), None, "{}", path.display());
        seen += 1;
    }
    assert!(seen > 10);
    assert_eq!(import::detect("{\"winset\": 1, \"topics\": {}}"), None);
    assert_eq!(
        import::detect("title: no version\ntopics: {a: [b, c]}\n"),
        None
    );
}

// ---- the program ----

/// Runs among the foreign files, with something on standard input.
fn winset(arguments: &[&str], input: &str) -> Run {
    run_on(winset_in("tests/foreign", arguments), input)
}

#[test]
fn commands_take_foreign_files_as_they_take_models() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model.yaml");
    let written = winset(
        &[
            "import",
            "auto",
            "negolog/profileA.json",
            "negolog/profileB.json",
        ],
        "",
    );
    assert_eq!((written.code, &*written.err), (Some(0), ""));
    std::fs::write(&model, &written.out).unwrap();
    let direct = winset(
        &[
            "packages",
            "negolog/profileA.json",
            "negolog/profileB.json",
            "--json",
        ],
        "",
    );
    let through = winset(&["packages", model.to_str().unwrap(), "--json"], "");
    assert_eq!(direct.code, Some(0), "{}", direct.err);
    // Only files and places differ: those of the foreign files, those of the model.
    let placeless = |text: &str| -> serde_json::Value {
        let mut result: serde_json::Value = serde_json::from_str(text).unwrap();
        result["model"]["files"] = serde_json::Value::Null;
        for refusal in result["refusals"].as_array_mut().unwrap() {
            refusal["place"] = serde_json::Value::Null;
        }
        result
    };
    assert_eq!(placeless(&direct.out), placeless(&through.out));
    for command in ["check", "packages", "graph"] {
        let run = winset(&[command, "csv"], "");
        assert_eq!(run.code, Some(0), "{command}: {}", run.err);
    }
    let json = winset(&["import", "csv", "csv/scores.csv", "--json"], "");
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["actors"]["North"]["walk_away"], 0.5);
}

#[test]
fn standard_input_holds_a_table() {
    let table = "topic,option,a,b\np,x,1,2\np,y,2,1\n";
    let run = winset(&["packages", "-"], table);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(
        winset(&["import", "csv", "-"], table)
            .out
            .contains("p: {unsettled: true, options: [x, \"y\"]}")
    );
}

#[test]
fn the_program_says_what_is_missing() {
    for (arguments, code, told) in [
        (&["packages", "hyper/p1.xml"][..], 2, "E066"),
        (
            &["import", "genius", "hyper/domain.xml"],
            2,
            "a domain without a profile",
        ),
        (&["import", "genius", "csv/scores.csv"], 2, "E060"),
        (&["import", "csv", "hyper/p1.xml"], 2, "E064"),
        (
            &["import", "csv", "csv/scores.csv", "--semantics", "genius"],
            2,
            "no meaning",
        ),
        (
            &["import", "auto", "nowhere.xml"],
            2,
            "there is no file nowhere.xml",
        ),
        (
            &["import", "auto", "broken"],
            2,
            "is a folder without a file",
        ),
        (
            &[
                "packages",
                "../../models/two-valleys.yaml",
                "--semantics",
                "genius",
            ],
            2,
            "for foreign files",
        ),
        (
            &[
                "packages",
                "../../models/two-valleys.yaml",
                "csv/scores.csv",
            ],
            2,
            "E065",
        ),
        (&["packages", "broken/L032"], 1, "warnings about this model"),
    ] {
        let run = winset(arguments, "");
        assert_eq!(
            run.code,
            Some(code),
            "{arguments:?}: {}{}",
            run.out,
            run.err
        );
        assert!(run.err.contains(told), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn windows_text_is_decoded_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let table = "topic\toption\ta\tb\nprix\tbas é\t1\t2\nprix\thaut\t2\t1\n";
    let write = |name: &str, bytes: Vec<u8>| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let units = || std::iter::once(0xfeff).chain(table.encode_utf16());
    for (name, bytes) in [
        ("little.tsv", units().flat_map(u16::to_le_bytes).collect()),
        ("big.tsv", units().flat_map(u16::to_be_bytes).collect()),
    ] {
        let run = winset(&["import", "auto", &write(name, bytes)], "");
        assert_eq!(run.code, Some(0), "{}", run.err);
        assert!(run.out.contains("bas é"));
    }
    let latin: Vec<u8> = table.chars().map(|c| c as u8).collect();
    let run = winset(&["import", "auto", &write("latin.tsv", latin)], "");
    assert_eq!(run.code, Some(2));
    assert!(
        run.err
            .contains("is not UTF-8 text; save the file as UTF-8"),
        "{}",
        run.err
    );
    let odd = write("odd.tsv", vec![0xff, 0xfe, 0x61]);
    assert_eq!(winset(&["import", "auto", &odd], "").code, Some(2));
}
