//! The workbench's server, asked by a client that says exactly what it is told to.

#[path = "common/large.rs"]
mod large;
#[path = "common/serving.rs"]
mod serving;
#[cfg(target_os = "linux")]
#[path = "common/signals.rs"]
mod signals;

#[path = "serve/searches.rs"]
mod searches;
#[path = "serve/settings.rs"]
mod settings;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use large::question_large;
use serde_json::{Value, json};
use serving::{Reply, Served};

const MODEL: &str = "winset: 1
title: Small
topics: {a: [x, y], b: [x, {id: y, private: true}]}
actors: {p: {interests: {a: 2, b: -1}, red_lines: [{id: l, never: {a: y, b: x}}]}, q: {interests: {a: -1, b: 2}}}
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("m.yaml"), MODEL).unwrap();
    folder
}

fn text(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// A question of one page.
fn question(page: &str, text: &str) -> Value {
    json!({"page": page, "text": text, "settings": {}, "concept": "nash"})
}

fn stage<'p>(parts: &'p [Value], stage: &str) -> &'p Value {
    let found = parts.iter().find(|part| part["stage"] == stage);
    found.unwrap_or_else(|| panic!("no {stage}: {parts:?}"))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_token_opens_once_and_the_cookie_is_strict() {
    let folder = folder();
    let served = Served::start(folder.path(), "m.yaml", &[]);
    let host = served.host();
    let open = |token: &str| {
        served.reply(format!("GET /?token={token} HTTP/1.1\r\n{host}\r\n").as_bytes())
    };
    for wrong in ["", "0", &served.token[1..], &format!("{}0", served.token)] {
        assert_eq!(open(wrong).status, 403, "{wrong}");
    }
    let first = open(&served.token);
    assert_eq!((first.status, first.header("location")), (303, Some("/")));
    let cookie = first.header("set-cookie").unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(
        !cookie.contains(&served.token),
        "the address says nothing of the cookie"
    );
    assert_eq!(open(&served.token).status, 403, "the token is dead");

    let cookie = cookie.split(';').next().unwrap();
    assert_eq!(served.get(cookie, "/").status, 200);
    assert_eq!(served.get(cookie, "/api/model").json()["text"], MODEL);
    for other in [
        "",
        "winset=1",
        "winset_1=1",
        &cookie[..cookie.len() - 1],
        &format!("{cookie}0"),
    ] {
        for path in ["/", "/main.js", "/api/model"] {
            assert_eq!(served.get(other, path).status, 403, "{other} {path}");
        }
    }
}

#[test]
fn other_hosts_and_origins_are_refused() {
    let folder = folder();
    let served = Served::start(folder.path(), "m.yaml", &[]);
    let cookie = served.enter();
    let port = served.port;
    let own = served.host();
    let ask = |head: &str| {
        served
            .reply(format!("GET /api/model HTTP/1.1\r\n{head}Cookie: {cookie}\r\n\r\n").as_bytes())
    };
    assert_eq!(ask(&own).status, 200);
    let hosts = [
        String::new(),
        format!("Host: evil.example:{port}\r\n"),
        format!("Host: localhost:{port}\r\n"),
        "Host: 127.0.0.1\r\n".to_owned(),
        format!("Host: 127.0.0.1:{port}.evil.example\r\n"),
        format!("{own}{own}"),
        format!("{own}Host: evil.example\r\n"),
    ];
    for host in hosts {
        assert_eq!(ask(&host).status, 421, "{host}");
    }
    let page = served.reply(format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").as_bytes());
    let own_address = format!("http://127.0.0.1:{port}/");
    assert!(
        page.status == 421 && page.body.contains(&own_address),
        "{page:?}"
    );
    // Of what is refused the body is not waited for.
    let unknown = format!(
        "POST /api/solve HTTP/1.1\r\n{own}Origin: http://127.0.0.1:{port}\r\nContent-Length: 4000000\r\n\r\n"
    );
    assert_eq!(served.reply(unknown.as_bytes()).status, 403);
    let page = format!("Origin: http://127.0.0.1:{port}\r\n");
    assert_eq!(ask(&format!("{own}{page}")).status, 200);
    let origins = [
        "http://evil.example",
        "null",
        "http://127.0.0.1:1",
        "https://127.0.0.1",
        "",
    ];
    for origin in origins {
        let reply = ask(&format!("{own}Origin: {origin}\r\n"));
        assert_eq!(reply.status, 403, "{origin}");
        assert!(reply.header("access-control-allow-origin").is_none());
    }
    // A page of another origin cannot even send its question without its origin.
    let body = question("a", MODEL).to_string();
    let post = |head: &str| {
        let length = body.len();
        served.reply(
            format!("POST /api/solve HTTP/1.1\r\n{own}{head}Cookie: {cookie}\r\nContent-Length: {length}\r\n\r\n{body}").as_bytes(),
        )
    };
    assert_eq!(post("Content-Type: application/json\r\n").status, 403);
    assert_eq!(
        post(&format!("{page}Content-Type: text/plain\r\n")).status,
        415
    );
    assert_eq!(
        post(&format!("{page}Content-Type: application/json\r\n")).status,
        200
    );
}

#[test]
fn every_answer_says_what_browsers_must_not_do() {
    let folder = folder();
    let served = Served::start(folder.path(), "m.yaml", &[]);
    let cookie = served.enter();
    let replies = [
        served.get(&cookie, "/"),
        served.get(&cookie, "/page.css"),
        served.get(&cookie, "/pictures.css"),
        served.get(&cookie, "/main.js"),
        served.get(&cookie, "/api/model"),
        served.get(&cookie, "/nothing"),
        served.get("", "/"),
        served.post(&cookie, "/api/solve", &question("a", MODEL)),
    ];
    let statuses: Vec<_> = replies.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 404, 403, 200]);
    for reply in &replies {
        let policy = reply.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none';")
                && !policy.contains("unsafe")
                && !policy.contains("http"),
            "{policy}"
        );
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert_eq!(reply.header("x-frame-options"), Some("DENY"));
    }
    let page = &replies[0].body;
    assert!(
        !page.contains("http://")
            && !page.contains("https://")
            && !page.contains(" style=")
            && !page.contains("<style")
    );
    // Names of other methods and of files outside lead nowhere.
    let host = served.host();
    let status = |line: &str| {
        served
            .reply(format!("{line} HTTP/1.1\r\n{host}Cookie: {cookie}\r\n\r\n").as_bytes())
            .status
    };
    assert_eq!(status("DELETE /"), 405);
    for path in [
        "/../m.yaml",
        "/m.yaml",
        "/%2e%2e/m.yaml",
        "//m.yaml",
        "/api/solve",
        "/api",
    ] {
        assert_eq!(status(&format!("GET {path}")), 404, "{path}");
    }
}

#[test]
fn what_is_too_long_or_no_request_is_refused() {
    let folder = folder();
    let served = Served::start(folder.path(), "m.yaml", &[]);
    let cookie = served.enter();
    let host = served.host();
    let origin = format!("Origin: http://127.0.0.1:{}\r\n", served.port);
    let head = format!("{host}{origin}Cookie: {cookie}\r\nContent-Type: application/json\r\n");
    let status = |bytes: String| served.reply(bytes.as_bytes()).status;
    let post = |length: &str| {
        status(format!(
            "POST /api/solve HTTP/1.1\r\n{head}Content-Length: {length}\r\n\r\n"
        ))
    };
    assert_eq!(post("5000000"), 413);
    assert_eq!(post("99999999999999999999999"), 413);
    for length in ["-1", "+1", "1, 1", "0x1", " ", "one"] {
        assert_eq!(post(length), 400, "{length}");
    }
    assert_eq!(
        status(format!("POST /api/solve HTTP/1.1\r\n{head}\r\n")),
        411
    );
    assert_eq!(
        status(format!(
            "POST /api/solve HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        )),
        501
    );
    let twice = "Content-Length: 2\r\nContent-Length: 3\r\n";
    assert_eq!(
        status(format!("POST /api/solve HTTP/1.1\r\n{head}{twice}\r\n{{}}")),
        400
    );
    assert_eq!(
        status(format!(
            "GET / HTTP/1.1\r\n{host}X: {}\r\n\r\n",
            "x".repeat(20_000)
        )),
        431
    );
    assert_eq!(
        status(format!(
            "GET / HTTP/1.1\r\n{host}{}\r\n",
            "X: y\r\n".repeat(100)
        )),
        431
    );
    assert_eq!(status("no request at all\r\n\r\n".to_owned()), 400);
    let sends = |body: &str| {
        status(format!(
            "POST /api/solve HTTP/1.1\r\n{head}Content-Length: {}\r\n\r\n{body}",
            body.len()
        ))
    };
    for body in [
        "",
        "{",
        "[]",
        "{}",
        "\"x\"",
        "{\"text\": 1}",
        "{\"text\": \"\", \"concept\": \"best\"}",
    ] {
        assert_eq!(sends(body), 400, "{body}");
    }
    // Nested too deep to be a question.
    assert_eq!(sends(&"[".repeat(100_000)), 400);
    // A whole body that is too large is refused before it is read, and the program goes on.
    let large = json!({"page": "a", "text": "x".repeat(6 << 20)});
    assert_eq!(served.post(&cookie, "/api/solve", &large).status, 413);
    assert_eq!(served.get(&cookie, "/").status, 200);
}

#[test]
fn silent_connections_hold_nobody_up() {
    let folder = folder();
    let served = Served::start(folder.path(), "m.yaml", &[]);
    let cookie = served.enter();
    let mut held = Vec::new();
    for place in 0.. {
        assert!(place < 1_000, "there is an end to what is held open");
        let mut stream = TcpStream::connect(("127.0.0.1", served.port)).unwrap();
        if place % 2 == 0 {
            stream.write_all(b"GET / HTTP/1.1\r\n").unwrap();
        }
        held.push(stream);
        match served.get(&cookie, "/").status {
            200 => {}
            status => {
                assert_eq!(status, 503);
                break;
            }
        }
    }
    assert!(held.len() > 20, "{}", held.len());
    drop(held);
    let start = Instant::now();
    while served.get(&cookie, "/").status != 200 {
        assert!(start.elapsed() < Duration::from_secs(15));
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_answer_comes_in_parts_with_its_grade() {
    let folder = folder();
    let served = Served::start(folder.path(), "m.yaml", &["--time-limit", "30"]);
    let cookie = served.enter();
    let model = text("models/two-valleys.yaml");
    let reply = served.post(&cookie, "/api/solve", &question("a", &model));
    assert_eq!(reply.header("content-type"), Some("application/x-ndjson"));
    let parts = reply.parts();
    let stages: Vec<_> = parts
        .iter()
        .map(|part| part["stage"].as_str().unwrap())
        .collect();
    assert_eq!(
        stages,
        ["read", "packages", "road", "answer", "reach", "end"]
    );
    let answer = &stage(&parts, "answer")["answer"];
    assert_eq!(answer["grade"]["status"], "proved");
    assert_eq!(
        answer["plan"]["plan"]["rounds"].as_array().unwrap().len(),
        4
    );
    assert!(
        stage(&parts, "road")["pictures"]["road"]
            .as_str()
            .unwrap()
            .starts_with("<svg")
    );

    // Settings change the model as the overlay says that is told beside.
    let mut moved = question("a", &model);
    moved["settings"] = json!({"trust/north/south": 0.6, "trust/south/north": 0.6, "line/north/trust-before-heights": false,
        "private/crossing/trial-days": false, "interest/north/water/quota": 4.5, "nobody": 1, "patience/north": "x"});
    let parts = served.post(&cookie, "/api/solve", &moved).parts();
    let read = stage(&parts, "read");
    assert_eq!(read["dropped"].as_array().unwrap().len(), 2, "{read}");
    let overlay = read["overlay"].as_str().unwrap();
    std::fs::write(folder.path().join("two.yaml"), &model).unwrap();
    std::fs::write(folder.path().join("changes.yaml"), overlay).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_winset"))
        .current_dir(folder.path())
        .args(["solve", "two.yaml", "--overlay", "changes.yaml", "--json"])
        .output()
        .unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let answer = &stage(&parts, "answer")["answer"];
    assert_eq!(answer["plan"]["plan"], told["plan"]["plan"]);
    assert_ne!(
        answer["plan"]["plan"]["rounds"].as_array().unwrap().len(),
        4
    );

    // The road to a package, and a package that is none.
    let mut asked = question("a", &model);
    asked["to"] = json!({"crossing": "daily", "hotline": "installed"});
    let parts = served.post(&cookie, "/api/solve", &asked).parts();
    let end = &stage(&parts, "answer")["answer"]["plan"]["plan"]["settlement"];
    assert_eq!(
        (&end["crossing"], &end["hotline"]),
        (&json!("daily"), &json!("installed"))
    );
    asked["to"] = json!({"crossing": "ajar"});
    let parts = served.post(&cookie, "/api/solve", &asked).parts();
    assert!(stage(&parts, "read")["asked"].to_string().contains("ajar"));

    // Mistakes as the reader tells them.
    let parts = served
        .post(
            &cookie,
            "/api/solve",
            &question("a", &MODEL.replace("actors", "actros")),
        )
        .parts();
    let read = stage(&parts, "read");
    assert!(
        read["errors"].as_u64().unwrap() > 0 && parts.len() == 2,
        "{parts:?}"
    );
    let found = &read["diagnostics"][0];
    assert_eq!(found["file"], "m.yaml");
    assert!(
        found["code"].is_string() && found["line"].is_u64() && found["column"].is_u64(),
        "{found}"
    );
}

#[test]
fn a_newer_question_ends_an_older_one_and_too_many_wait() {
    let folder = folder();
    let served = Served::start(folder.path(), "m.yaml", &["--time-limit", "60"]);
    let cookie = served.enter();
    let large = question_large();
    let ask = |page: &str, text: &str| served.post(&cookie, "/api/solve", &question(page, text));
    std::thread::scope(|scope| {
        let start = Instant::now();
        let first = scope.spawn(|| ask("one", &large));
        let second = scope.spawn(|| ask("two", &large));
        std::thread::sleep(Duration::from_millis(700));
        // Both places are taken.
        let third = ask("three", MODEL);
        assert_eq!(
            (third.status, third.header("retry-after")),
            (503, Some("1"))
        );
        // The same pages ask again, and what they asked before ends.
        assert_eq!(ask("one", MODEL).status, 200);
        assert_eq!(ask("two", MODEL).status, 200);
        for earlier in [first, second] {
            let earlier: Reply = earlier.join().unwrap();
            let parts = earlier.parts();
            assert!(
                parts.iter().all(|part| part["stage"] != "answer"),
                "{parts:?}"
            );
        }
        assert!(start.elapsed() < Duration::from_secs(50));
    });
    // Who goes away is not searched for any more.
    let body = question("gone", &large).to_string();
    let mut stream = TcpStream::connect(("127.0.0.1", served.port)).unwrap();
    let (host, length, port) = (served.host(), body.len(), served.port);
    stream
        .write_all(
            format!("POST /api/solve HTTP/1.1\r\n{host}Origin: http://127.0.0.1:{port}\r\nCookie: {cookie}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
                .as_bytes(),
        )
        .unwrap();
    let _ = stream.read(&mut [0; 100]);
    drop(stream);
    let start = Instant::now();
    while ask("a", MODEL).status == 503 || ask("b", MODEL).status == 503 {
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}

#[test]
fn texts_of_models_do_nothing() {
    let folder = folder();
    let served = Served::start(folder.path(), "m.yaml", &[]);
    let cookie = served.enter();
    let hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u{202e}\\u0007";
    let model = MODEL.replace("Small", &format!("\"{hostile}\""));
    let reply = served.post(&cookie, "/api/solve", &question("a", &model));
    assert_eq!(reply.header("content-type"), Some("application/x-ndjson"));
    let parts = reply.parts();
    assert!(
        stage(&parts, "read")["names"]["title"]
            .as_str()
            .unwrap()
            .contains("<script>"),
        "told as it is, as data"
    );
    assert!(
        !reply.body.contains('\u{202e}') && !reply.body.contains('\u{7}'),
        "nothing that is obeyed"
    );
    // Pictures are mark-up, so there it is written out.
    for part in &parts {
        for (_, picture) in part["pictures"].as_object().into_iter().flatten() {
            let picture = picture.as_str().unwrap();
            assert!(
                !picture.contains("<script")
                    && !picture.contains("<img")
                    && picture.contains("&lt;"),
                "{picture}"
            );
        }
    }
    // What was asked for is never part of a page.
    let odd = served.get(&cookie, "/%3Cscript%3E?<script>alert(1)</script>");
    assert!(odd.status == 404 && !odd.body.contains("script"), "{odd:?}");
}

#[test]
fn saving_keeps_to_the_folder_and_to_what_is_not_there() {
    let folder = folder();
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    std::fs::write(inner.join("m.yaml"), MODEL).unwrap();
    let served = Served::start(folder.path(), "inner/m.yaml", &[]);
    let cookie = served.enter();
    let save = |name: &str, what: &str, settings: Value, replace: bool| {
        let body = json!({"name": name, "what": what, "replace": replace, "text": MODEL, "settings": settings, "concept": "nash"});
        served.post(&cookie, "/api/save", &body)
    };
    for name in [
        "../n.yaml",
        "/tmp/n.yaml",
        "a/n.yaml",
        "..\\n.yaml",
        ".n.yaml",
        "n.txt",
        "n",
        "",
        "n.yaml\u{0}",
        "inner/../n.yaml",
        "con.yaml",
    ] {
        let reply = save(name, "model", json!({}), true);
        assert_eq!(reply.status, 422, "{name}");
    }
    assert_eq!(names(folder.path()), ["inner", "m.yaml"]);
    assert_eq!(names(&inner), ["m.yaml"]);

    // Without settings the text is kept to the byte; with them the model is another.
    assert_eq!(
        save("n.yaml", "model", json!({}), false).json()["saved"],
        "n.yaml"
    );
    assert_eq!(
        std::fs::read_to_string(inner.join("n.yaml")).unwrap(),
        MODEL
    );
    let again = save("n.yaml", "overlay", json!({"line/p/l": false}), false);
    assert_eq!((again.status, &again.json()["there"]), (409, &json!(true)));
    assert_eq!(
        std::fs::read_to_string(inner.join("n.yaml")).unwrap(),
        MODEL,
        "not without being told"
    );
    assert_eq!(
        save("n.yaml", "overlay", json!({"line/p/l": false}), true).status,
        200
    );
    let overlay = std::fs::read_to_string(inner.join("n.yaml")).unwrap();
    assert!(overlay.contains("red_lines: {l: null}"), "{overlay}");
    let both = json!({"line/p/l": false, "private/b/y": false, "interest/q/b/y": 2.5});
    assert_eq!(save("both.yaml", "model", both, false).status, 200);
    let both = std::fs::read_to_string(inner.join("both.yaml")).unwrap();
    assert!(
        both.contains("nothing-private-b-y") && !both.contains("id: l,") && both.contains("2.5"),
        "{both}"
    );
    assert_eq!(save("none.yaml", "overlay", json!({}), false).status, 422);

    // The model itself is never written, under no name that leads to it.
    for (name, replace) in [("m.yaml", true), ("m.yaml", false)] {
        let reply = save(name, "model", json!({"line/p/l": false}), replace);
        assert_eq!(reply.status, 422, "{name}");
        assert!(
            reply.json()["there"].is_null(),
            "replacing it is not offered"
        );
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("m.yaml", inner.join("link.yaml")).unwrap();
        assert_eq!(save("link.yaml", "model", json!({}), true).status, 422);
        std::fs::hard_link(inner.join("m.yaml"), inner.join("hard.yaml")).unwrap();
        assert_eq!(
            save("hard.yaml", "model", json!({"line/p/l": false}), true).status,
            422
        );
    }
    assert_eq!(
        std::fs::read_to_string(inner.join("m.yaml")).unwrap(),
        MODEL
    );
    let reply = save("x/y.yaml", "model", json!({}), false);
    let here = folder.path().display().to_string();
    assert!(
        !reply.body.contains(&here),
        "folders are nobody's affair: {reply:?}"
    );
}

#[test]
fn overlays_change_what_is_opened_and_are_never_written() {
    let folder = folder();
    let overlay = "actors: {p: {interests: {a: 7}, red_lines: {l: null}}}\n";
    std::fs::write(folder.path().join("o.yaml"), overlay).unwrap();
    let served = Served::start(folder.path(), "m.yaml", &["--overlay", "o.yaml"]);
    let cookie = served.enter();
    let model = served.get(&cookie, "/api/model").json();
    let text = model["text"].as_str().unwrap();
    assert!(text.contains("a: 7") && !text.contains("id: l"), "{text}");
    let parts = served.post(&cookie, "/api/solve", &question("a", text));
    let parts = parts.parts();
    assert!(parts.len() > 1, "{parts:?}");
    let body = json!({"name": "o.yaml", "what": "model", "replace": true, "text": text, "settings": {}, "concept": "nash"});
    assert_eq!(served.post(&cookie, "/api/save", &body).status, 422);
    let kept = std::fs::read_to_string(folder.path().join("o.yaml")).unwrap();
    assert_eq!(kept, overlay);
}

#[test]
fn mistakes_on_the_command_line_are_told() {
    let folder = folder();
    std::fs::write(
        folder.path().join("t.csv"),
        "topic,option,a,b\np,x,1,2\np,y,2,1\n",
    )
    .unwrap();
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_winset"))
            .current_dir(folder.path())
            .args(arguments)
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.stdout.is_empty(), "{arguments:?}");
        (output.status.code(), told)
    };
    let (code, told) = run(&["serve", "none.yaml"]);
    assert!(
        code == Some(2) && told.contains("there is no file none.yaml"),
        "{told}"
    );
    let (code, told) = run(&["serve", "t.csv"]);
    assert!(code == Some(2) && told.contains("winset import"), "{told}");
    std::fs::write(folder.path().join("o.yaml"), "actors: {p: [\n").unwrap();
    let (code, told) = run(&["serve", "m.yaml", "--overlay", "o.yaml"]);
    assert!(
        code == Some(2) && told.contains("o.yaml:") && told.contains("these overlays"),
        "{told}"
    );
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (code, told) = run(&["serve", "m.yaml", "--port", &port]);
    assert!(code == Some(2) && told.contains(&port), "{told}");
    let (code, told) = run(&["solve", "-", "--watch"]);
    assert!(code == Some(2) && told.contains("standard input"), "{told}");
}

#[cfg(target_os = "linux")]
#[test]
fn an_interruption_ends_it_cleanly() {
    let folder = folder();
    let mut served = Served::start(folder.path(), "m.yaml", &[]);
    let cookie = served.enter();
    // Even while something is being searched.
    let searching = std::thread::scope(|scope| {
        let ask =
            scope.spawn(|| served.post(&cookie, "/api/solve", &question("a", &question_large())));
        std::thread::sleep(Duration::from_millis(500));
        assert!(signals::listens(served.id()));
        signals::interrupt(served.id());
        let start = Instant::now();
        ask.join().unwrap();
        start.elapsed()
    });
    assert!(searching < Duration::from_secs(5), "{searching:?}");
    assert_eq!(served.ended(), Some(0));
    assert_eq!(names(folder.path()), ["m.yaml"]);
}

#[cfg(target_os = "linux")]
#[test]
fn watching_answers_again_and_says_what_changed() {
    use std::process::{Command, Stdio};
    let folder = folder();
    let file = folder.path().join("two.yaml");
    let model = text("models/two-valleys.yaml");
    std::fs::write(&file, &model).unwrap();
    /// Ended when it is let go of, whatever a test finds.
    struct Ended(std::process::Child);
    impl Drop for Ended {
        fn drop(&mut self) {
            let _ = self.0.kill();
        }
    }
    let program = Command::new(env!("CARGO_BIN_EXE_winset"))
        .current_dir(folder.path())
        .args(["solve", "two.yaml", "--watch"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let mut program = Ended(program.unwrap());
    let told = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
    let (into, mut from) = (
        std::sync::Arc::clone(&told),
        program.0.stderr.take().unwrap(),
    );
    let reading = std::thread::spawn(move || {
        let mut buffer = [0; 1024];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            into.lock()
                .unwrap()
                .push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
    });
    let wait = |what: &str, times: usize| {
        let start = Instant::now();
        while told.lock().unwrap().matches(what).count() < times {
            let so_far = told.lock().unwrap().clone();
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "no {what}: {so_far}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    wait("watching", 1);
    std::fs::write(&file, model.replace(": 0.15}", ": 0.6}")).unwrap();
    wait("watching", 2);
    let so_far = told.lock().unwrap().clone();
    assert!(
        so_far.contains("changed: the road: 4 rounds") && so_far.contains("→ 5 rounds"),
        "{so_far}"
    );
    assert!(so_far.contains("worth 4.00, 2.49, 1.41 → 4.39"), "{so_far}");
    // A slip while editing ends nothing.
    std::fs::write(&file, "winset: 1\ntopics: [").unwrap();
    wait("watching", 3);
    std::fs::write(&file, &model).unwrap();
    wait("watching", 4);
    let so_far = told.lock().unwrap().clone();
    assert!(so_far.contains("→ 4 rounds"), "{so_far}");
    signals::interrupt(program.0.id());
    assert_eq!(program.0.wait().unwrap().code(), Some(0));
    reading.join().unwrap();
}
