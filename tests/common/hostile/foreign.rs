//! Hostile foreign files, one or more of every format.

use super::{CHARACTERS, Case, NUMBERS};

/// A profile of each format in which `@n@` is a number and `@t@` a text.
const SMALL: &[(&str, &str)] = &[
    (
        "genius.xml",
        "<utility_space><objective index=\"0\" name=\"@t@\"><issue index=\"1\" name=\"a\" vtype=\"discrete\"><item index=\"1\" value=\"@t@\" evaluation=\"@n@\"/><item index=\"2\" value=\"y\" evaluation=\"2\"/></issue><weight index=\"1\" value=\"@n@\"/></objective><reservation value=\"@n@\"/><discount_factor value=\"@n@\"/></utility_space>",
    ),
    (
        "integer.xml",
        "<utility_space><objective index=\"0\" name=\"root\"><issue index=\"1\" name=\"@t@\" vtype=\"integer\" lowerbound=\"0\" upperbound=\"@n@\"><evaluator ftype=\"linear\" offset=\"@n@\" slope=\"@n@\"/></issue><weight index=\"1\" value=\"1\"/></objective></utility_space>",
    ),
    (
        "real.xml",
        "<utility_space><objective index=\"0\" name=\"root\"><issue index=\"1\" name=\"@t@\" vtype=\"real\"><range lowerbound=\"@n@\" upperbound=\"4\"/><evaluator ftype=\"triangular\" parameter0=\"1\" parameter1=\"@n@\" parameter2=\"2\"/></issue><weight index=\"1\" value=\"1\"/></objective></utility_space>",
    ),
    (
        "hyper.xml",
        "<utility_space type=\"nonlinear\"><objective index=\"0\" name=\"root\"><issue index=\"1\" name=\"@t@\" type=\"integer\" lowerbound=\"0\" upperbound=\"4\"/><utility maxutility=\"@n@\"><ufun type=\"PlainUfun\" weight=\"@n@\" aggregation=\"sum\"><hyperRectangle utility=\"@n@\"><INCLUDES index=\"1\" min=\"0\" max=\"@n@\"/></hyperRectangle></ufun></utility></objective></utility_space>",
    ),
    (
        "geniusweb.json",
        "{\"LinearAdditiveUtilitySpace\": {\"name\": \"@t@\", \"issueUtilities\": {\"a\": {\"discreteutils\": {\"valueUtilities\": {\"@t@\": @n@, \"y\": 0.2}}}, \"h\": {\"numberutils\": {\"lowValue\": 2, \"lowUtility\": @n@, \"highValue\": @n@, \"highUtility\": 1}}}, \"issueWeights\": {\"a\": @n@, \"h\": 0.4}, \"domain\": {\"name\": \"@t@\", \"issuesValues\": {\"a\": {\"values\": [\"@t@\", \"y\"]}, \"h\": {\"range\": [\"2\", \"@n@\", \"0.5\"]}}}}}",
    ),
    (
        "negmas.json",
        "{\"issues\": [{\"name\": \"@t@\", \"type\": \"ContiguousIssue\", \"values\": [1, @n@]}, {\"name\": \"b\", \"type\": \"ContinuousIssue\", \"values\": [@n@, 20]}]}",
    ),
    (
        "buyer.yml",
        "type: LinearAdditiveUtilityFunction\nname: '@t@'\nreserved_value: @n@\nbias: 0\nweights: [@n@, 1]\nvalues:\n- {type: TableFun, mapping: {1: @n@, '@t@': 0.5}}\n- {type: AffineFun, slope: @n@, bias: @n@}\n",
    ),
    (
        "negolog.json",
        "{\"reservationValue\": @n@, \"issueWeights\": {\"a\": @n@}, \"issues\": {\"a\": {\"@t@\": @n@, \"y\": 0.8}}}",
    ),
    (
        "anl.json",
        "{\"name\": \"@t@\", \"objective_weights\": {\"0\": @n@}, \"reserved_value\": @n@, \"value_weights\": {\"0\": {\"0\": @n@, \"@t@\": 0.5}}}",
    ),
    (
        "table.csv",
        "topic,option,@t@,b\np,@t@,@n@,2\np,y,1,2\nwalk_away,,@n@,0\n",
    ),
    (
        "table.tsv",
        "topic\toption\t@t@\tb\np\t@t@\t@n@\t2\np\ty\t1\t2\n",
    ),
];

/// All of them.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (file, text) in SMALL {
        let with = |number: &str, word: &str| text.replace("@n@", number).replace("@t@", word);
        cases.push(Case::new(
            format!("{file} as it should be"),
            file,
            with("3", "x"),
        ));
        for number in NUMBERS {
            cases.push(Case::new(
                format!("{file} with {number}"),
                file,
                with(number, "x"),
            ));
        }
        for c in CHARACTERS {
            let word = format!("a{c}b");
            cases.push(Case::new(
                format!("{file} with {c:?}"),
                file,
                with("3", &word),
            ));
        }
        for (name, word) in words() {
            cases.push(Case::new(
                format!("{file} with {name}"),
                file,
                with("3", &word),
            ));
        }
        for encoded in [
            "&#0;",
            "&#x202e;",
            "&bomb;",
            "\\u0000",
            "\\ud800",
            "\\udb40\\udc41",
            "\\u202e",
        ] {
            cases.push(Case::new(
                format!("{file} with {encoded}"),
                file,
                with("3", encoded),
            ));
        }
    }
    xml(&mut cases);
    json(&mut cases);
    tables(&mut cases);
    cases
}

fn words() -> Vec<(&'static str, String)> {
    vec![
        ("a long name", "x".repeat(60_000)),
        ("many spaces", format!("a{}b", " ".repeat(60_000))),
        ("many lines", "a\n".repeat(20_000)),
        ("nothing", String::new()),
        ("a wide name", "文".repeat(60_000)),
    ]
}

fn xml(cases: &mut Vec<Case>) {
    let mut push = |name: &str, text: String| cases.push(Case::refused(name, "x.xml", text));
    let bomb: String = (1..30)
        .map(|i| {
            format!(
                "<!ENTITY a{i} \"&a{};&a{};&a{};&a{};\">",
                i - 1,
                i - 1,
                i - 1,
                i - 1
            )
        })
        .collect();
    push(
        "laughing entities",
        format!("<!DOCTYPE x [<!ENTITY a0 \"ha\">{bomb}]><utility_space>&a29;</utility_space>"),
    );
    push("a file as an entity", "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><utility_space>&a;</utility_space>".to_owned());
    push(
        "a remote document type",
        "<!DOCTYPE x SYSTEM \"http://127.0.0.1/x.dtd\"><utility_space/>".to_owned(),
    );
    push(
        "a parameter entity",
        "<!DOCTYPE x [<!ENTITY % a SYSTEM \"file:///dev/zero\"> %a;]><utility_space/>".to_owned(),
    );
    push(
        "a declaration in lower case",
        "<!doctype x><utility_space/>".to_owned(),
    );
    push("deep", "<a>".repeat(60_000));
    push(
        "deep and closed",
        "<a>".repeat(100_000) + &"</a>".repeat(100_000),
    );
    push("closed only", "</a>".repeat(60_000));
    push("open brackets", "<".repeat(1 << 20));
    push(
        "comments not closed",
        "<utility_space><!--".to_owned() + &"<!--".repeat(100_000),
    );
    push(
        "CDATA not closed",
        "<utility_space><![CDATA[".repeat(50_000),
    );
    push("instructions", "<?a?>".repeat(60_000));
    push(
        "a quote not closed",
        format!("<utility_space a=\"{}", "x".repeat(1 << 20)),
    );
    let attributes = |n: usize| (0..n).map(|i| format!(" a{i}=''")).collect::<String>();
    push(
        "many attributes",
        format!("<utility_space{}/>", attributes(200_000)),
    );
    let spaces: String = (0..20_000).map(|i| format!(" xmlns:a{i}='u{i}'")).collect();
    push("many namespaces", format!("<utility_space{spaces}/>"));
    push(
        "attributes on many",
        format!(
            "<utility_space>{}</utility_space>",
            format!("<issue{}/>", attributes(60)).repeat(1_000)
        ),
    );
    let nested: String = (0..60)
        .map(|i| {
            format!(
                "<a{i}{}>",
                (0..300)
                    .map(|j| format!(" xmlns:n{i}x{j}='u'"))
                    .collect::<String>()
            )
        })
        .collect();
    push("namespaces in namespaces", nested + &"<b/>".repeat(100_000));
    push(
        "many elements",
        format!(
            "<utility_space>{}</utility_space>",
            "<x/>".repeat(1_100_000)
        ),
    );
    push(
        "references",
        format!("<utility_space a=\"{}\"/>", "&#x41;".repeat(1_000_000)),
    );
    let items: String = (0..20_000)
        .map(|i| format!("<item index=\"{i}\" value=\"v\" evaluation=\"1\"/>"))
        .collect();
    push(
        "one value again and again",
        format!(
            "<utility_space><objective name=\"r\"><issue index=\"1\" name=\"a\">{items}</issue></objective></utility_space>"
        ),
    );
    let weights: String = (0..40_000)
        .map(|i| format!("<weight index=\"w{i}\" value=\"1\"/>"))
        .collect();
    let issues: String = (0..900)
        .map(|i| {
            format!(
                "<issue index=\"{i}\" name=\"n{i}\"><item value=\"x\" evaluation=\"1\"/></issue>"
            )
        })
        .collect();
    push(
        "weights of nothing",
        format!(
            "<utility_space><objective name=\"r\">{issues}{weights}</objective></utility_space>"
        ),
    );
    let rectangle = "<hyperRectangle utility=\"1\"><INCLUDES index=\"1\" min=\"0\" max=\"9000\"/></hyperRectangle>";
    push(
        "rectangles over everything",
        format!(
            "<utility_space type=\"nonlinear\"><objective name=\"r\"><issue index=\"1\" name=\"x\" type=\"integer\" lowerbound=\"0\" upperbound=\"9998\"/><utility maxutility=\"7\"><ufun type=\"PlainUfun\" weight=\"1\" aggregation=\"sum\">{}</ufun></utility></objective></utility_space>",
            rectangle.repeat(10_000)
        ),
    );
    push(
        "rectangles of many sides",
        format!(
            "<utility_space type=\"nonlinear\"><objective name=\"r\"><issue index=\"1\" name=\"x\" type=\"integer\" lowerbound=\"0\" upperbound=\"9998\"/><utility maxutility=\"7\"><ufun type=\"PlainUfun\" weight=\"1\" aggregation=\"sum\"><hyperRectangle utility=\"1\">{}</hyperRectangle></ufun></utility></objective></utility_space>",
            "<INCLUDES index=\"1\" min=\"0\" max=\"9000\"/>".repeat(10_000)
        ),
    );
}

fn json(cases: &mut Vec<Case>) {
    let mut push = |name: &str, text: String| cases.push(Case::refused(name, "x.json", text));
    for open in [
        "[",
        "{\"a\":",
        "{\"issues\":[",
        "[[",
        "{\"LinearAdditiveUtilitySpace\":",
    ] {
        push(&format!("deep {open}"), open.repeat(100_000));
    }
    let pairs = |n: usize, value: &str| {
        (0..n)
            .map(|i| format!("\"k{i}\": {value}, "))
            .collect::<String>()
    };
    push("keys twice", "{\"issues\": [], \"issues\": []}".to_owned());
    push(
        "keys twice by escape",
        "{\"issues\": [], \"\\u0069ssues\": []}".to_owned(),
    );
    push(
        "weights of nothing",
        format!(
            "{{\"issueWeights\": {{{}\"z\": 1}}, \"issues\": {{{}\"z\": {{\"x\": 1}}}}}}",
            pairs(150_000, "1"),
            pairs(900, "{\"x\": 1}")
        ),
    );
    push(
        "values of nothing",
        format!(
            "{{\"objective_weights\": {{\"a\": 1}}, \"value_weights\": {{\"a\": {{{}\"z\": 1}}}}}}",
            pairs(190_000, "1e-400")
        ),
    );
    push(
        "unknown keys",
        format!(
            "{{\"issuesValues\": {{}}, {}\"z\": 1}}",
            pairs(190_000, "1")
        ),
    );
    push(
        "a reservation of nothing",
        format!(
            "{{\"LinearAdditiveUtilitySpace\": {{\"issueUtilities\": {{}}, \"issueWeights\": {{}}, \"reservationBid\": {{\"issuevalues\": {{{}\"z\": 1}}}}}}}}",
            pairs(150_000, "1")
        ),
    );
    push("half a character", "{\"issues\": [\"\\ud83d\"]}".to_owned());
    push(
        "text after the end",
        "{\"issues\": []} {\"issues\": []}".to_owned(),
    );
    push("a comment", "{/* x */\"issues\": []}".to_owned());
    push("a comma too many", "{\"issues\": [],}".to_owned());
    push(
        "escapes",
        format!("{{\"name\": \"{}\"}}", "\\u0041".repeat(1_000_000)),
    );
    push(
        "backslashes",
        format!("{{\"name\": \"{}\"}}", "\\\\".repeat(2_000_000)),
    );
    push(
        "long numbers",
        format!(
            "{{\"issueWeights\": {{\"a\": {}}}, \"issues\": {{\"a\": {{\"x\": 1}}}}}}",
            "9".repeat(1_000_000)
        ),
    );
    push("a huge range", "{\"issues\": [{\"name\": \"a\", \"type\": \"ContiguousIssue\", \"values\": [0, 999999999]}]}".to_owned());
    push(
        "a huge count",
        "{\"issues\": [{\"name\": \"a\", \"type\": \"ContiguousIssue\", \"values\": 999999999}]}"
            .to_owned(),
    );
    push(
        "a fine range",
        "{\"issuesValues\": {\"a\": {\"range\": [\"0\", \"1\", \"0.000000001\"]}}}".to_owned(),
    );
    let near: String = (0..400)
        .map(|i| format!("\"{}{i}\": 1, ", "abcdefghij".repeat(8)))
        .collect();
    let far: String = (0..400)
        .map(|i| format!("\"{}{i}\": 1, ", "jihgfedcba".repeat(8)))
        .collect();
    let issues = |words: &str| {
        (0..200)
            .map(|i| format!("\"i{i}\": {{{words}\"z\": 1}}, "))
            .collect::<String>()
    };
    push(
        "names that are nearly alike",
        format!(
            "{{\"issueWeights\": {{\"z\": 1}}, \"issues\": {{{}{}\"z\": {{\"x\": 1}}}}}}",
            issues(&near),
            issues(&far)
        ),
    );
}

fn tables(cases: &mut Vec<Case>) {
    let mut push = |name: &str, text: String| cases.push(Case::new(name, "x.csv", text));
    let columns = |n: usize| (0..n).map(|i| format!(",c{i}")).collect::<String>();
    push(
        "many columns",
        format!(
            "topic,option{}\np,x{}\n",
            columns(60_000),
            ",1".repeat(60_000)
        ),
    );
    push(
        "columns of one name",
        format!(
            "topic,option{}\np,x{}\n",
            ",c".repeat(60_000),
            ",1".repeat(60_000)
        ),
    );
    push(
        "many rows",
        "topic,option,a,b\n".to_owned() + &"p,x,1,2\n".repeat(150_000),
    );
    push(
        "rows of many topics",
        "topic,option,a,b\n".to_owned()
            + &(0..90_000)
                .map(|i| format!("p{},x{i},1,2\n", i % 990))
                .collect::<String>(),
    );
    push(
        "one option again and again",
        "topic,option,a,b\n".to_owned() + &"p,x,1,2\n".repeat(9_000),
    );
    push(
        "options that clean to one",
        "topic,option,a,b\n".to_owned()
            + &(0..9_000)
                .map(|i| format!("p,\"x{}\",1,2\n", "\u{200b}".repeat(i % 300 + 1)))
                .collect::<String>(),
    );
    push(
        "empty rows",
        "topic,option,a,b\n".to_owned() + &",,,\n".repeat(10_000),
    );
    push(
        "line ends",
        "topic,option,a,b\n".to_owned() + &"\n".repeat(1 << 20),
    );
    push(
        "separators",
        "topic,option,a,b\n".to_owned() + &",".repeat(1 << 20),
    );
    push(
        "quotes",
        "topic,option,a,b\n".to_owned() + &"\"".repeat(1 << 20),
    );
    push(
        "quotes and separators",
        "topic,option,a,b\n".to_owned() + &"\"\",".repeat(100_000),
    );
    push(
        "a quote not closed",
        format!("topic,option,a,b\np,\"x{}", ",1\n".repeat(1 << 18)),
    );
    push(
        "spaces before quotes",
        format!("topic,option,a,b\np,{}\"x\",1,2\n", " ".repeat(1 << 20)),
    );
    push(
        "cells of spaces",
        format!(
            "topic,option,a,b\n{}",
            format!("p,x,1,{}2\n", " ".repeat(10_000)).repeat(300)
        ),
    );
    push(
        "a separator that says otherwise",
        "sep=\u{1f600}\ntopic\u{1f600}option\u{1f600}a\n".to_owned(),
    );
    push("a separator alone", "sep=".to_owned());
    push("a header alone", "topic,option,a,b".to_owned());
    push(
        "formulas",
        "topic,option,=cmd|' /C calc'!A0,@b\np,=1+1,1,2\np,+x,2,1\n".to_owned(),
    );
    push(
        "old line ends",
        "topic,option,a,b\rp,x,1,2\rp,y,2,1\r".to_owned(),
    );
    push(
        "many sides",
        format!(
            "topic,option{}\n{}",
            columns(200),
            (0..200)
                .map(|i| format!("p{i},x{}\np{i},y{}\n", ",1".repeat(200), ",2".repeat(200)))
                .collect::<String>()
        ),
    );
}
