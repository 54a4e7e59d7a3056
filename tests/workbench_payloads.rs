//! Nothing that a model says comes to life in a real browser, where there is one: in the workbench, wherever text is shown or typed, and in
//! reports.

#[path = "common/browser.rs"]
mod browser;
#[path = "common/payloads.rs"]
mod payloads;
#[path = "common/serving.rs"]
mod serving;

use std::path::Path;
use std::process::Command;

use browser::Browser;
use payloads::{PAYLOADS, model, quoted};
use serde_json::{Value, json};
use serving::Served;

/// Counts what would run, on every page that is opened from here on.
fn watched(browser: &mut Browser) {
    let source = "window.lives = 0; for (const what of ['alert', 'confirm', 'prompt', 'open']) window[what] = () => { window.lives += 1; };";
    let asked = json!({"source": source});
    browser.call("Page.addScriptToEvaluateOnNewDocument", asked);
}

/// What has come to life: what ran, elements and attributes that load or run something, and addresses elsewhere that were asked for.
const ALIVE: &str = "(() => {
  const found = [];
  if (window.lives !== 0) found.push(`${window.lives} calls`);
  const heads = document.head.querySelectorAll('link, script, meta, style').length;
  const own = new Set(document.head.querySelectorAll('link, script, meta, style'));
  for (const one of document.querySelectorAll('*')) {
    const name = one.localName;
    const bad = ['script', 'img', 'image', 'iframe', 'object', 'embed', 'link', 'meta', 'base', 'use', 'foreignObject', 'animate', 'set', 'video', 'audio', 'portal'];
    if (bad.includes(name) && !own.has(one) && !(name === 'script' && window.reported)) found.push(name);
    for (const { name: attribute, value } of one.attributes) {
      const lower = attribute.toLowerCase();
      if (lower.startsWith('on') || ['srcdoc', 'action', 'formaction', 'ping'].includes(lower)) found.push(`${name} ${lower}`);
      if ((lower === 'src' || lower.endsWith('href')) && !own.has(one) && !value.startsWith('#')) found.push(`${name} ${lower}=${value}`);
    }
  }
  for (const { name } of performance.getEntriesByType('resource')) {
    if (!name.startsWith(location.origin) && !name.startsWith('data:')) found.push(name);
  }
  return { found, heads, count: document.querySelectorAll('*').length };
})()";

fn assert_dead(browser: &mut Browser, what: &str, heads: &Value) {
    let alive = browser.value(ALIVE);
    assert_eq!(alive["found"], json!([]), "{what}");
    assert_eq!(alive["heads"], *heads, "{what}");
    assert!(alive["count"].as_u64().unwrap() > 20, "{what}");
}

/// Types a text and waits until it is answered.
fn typed(browser: &mut Browser, text: &str) {
    let text = Value::from(text).to_string();
    browser.value(&format!(
        "new Promise((done) => {{
          const result = document.querySelector('#result');
          const see = new MutationObserver(() => {{ if (result.ariaBusy === 'true') {{ see.disconnect(); done(true); }} }});
          see.observe(result, {{ attributes: true }});
          const area = document.querySelector('#text');
          area.value = {text};
          area.dispatchEvent(new Event('input', {{ bubbles: true }}));
        }})"
    ));
    browser.until("document.querySelector('#result').ariaBusy === 'false'");
}

#[test]
fn payloads_stay_text_in_the_workbench() {
    let Some(name) = browser::found() else {
        eprintln!("skipped: there is no Chromium here");
        return;
    };
    // Most of it is waiting for keys to rest.
    std::thread::scope(|scope| {
        for payloads in PAYLOADS.chunks(PAYLOADS.len().div_ceil(3)) {
            scope.spawn(|| stay_text(&name, payloads));
        }
    });
}

fn stay_text(name: &str, payloads: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("m.yaml"), model("plain")).unwrap();
    let served = Served::start(folder.path(), "m.yaml", &[]);
    let mut browser = Browser::start(name);
    watched(&mut browser);
    browser.open(&format!(
        "http://127.0.0.1:{}/?token={}",
        served.port, served.token
    ));
    browser.until("document.querySelector('#result')?.ariaBusy === 'false'");
    let heads = browser.value(ALIVE)["heads"].clone();
    assert_dead(&mut browser, "plain", &heads);
    for payload in payloads {
        let what = format!("{payload:?}");
        // A model that says it everywhere; its pictures, tables, reasons, sliders and overlay.
        typed(&mut browser, &model(payload));
        browser
            .value("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
        assert_dead(&mut browser, &what, &heads);
        if payload.contains('<') {
            let title = browser.text("#title");
            assert!(title.contains('<'), "it is shown: {title}");
        }
        // Two pinned states beside each other.
        browser.value("document.querySelectorAll('#pin-a, #pin-b').forEach((one) => one.click())");
        browser.value("document.querySelector('#compare').click()");
        assert_dead(&mut browser, &format!("{what}, compared"), &heads);
        browser.value("document.querySelector('#compare').click()");
        // What is wrong with a model, said with its words.
        let bad = quoted(payload);
        let wrong = format!(
            "winset: 1\ntitle: {bad}\n{bad}: {bad}\ntopics: {{{bad}: [{bad}, {bad}]}}\nactors: {{{bad}: {{interests: {{{bad}: {bad}}}}}}}\n"
        );
        typed(&mut browser, &wrong);
        assert!(
            browser.value("document.querySelectorAll('#found li').length") != json!(0),
            "{what}: something is wrong with it"
        );
        assert_dead(&mut browser, &format!("{what}, wrong"), &heads);
        // As it stands, not only escaped.
        typed(&mut browser, &format!("winset: 1\ntitle: {payload}\n"));
        assert_dead(&mut browser, &format!("{what}, bare"), &heads);
        // A name to save under.
        let name = Value::from(*payload).to_string();
        browser.value(&format!(
            "(async () => {{
              document.querySelector('#save').click();
              document.querySelector('#save-name').value = {name};
              document.querySelector('#save-form').requestSubmit();
            }})()"
        ));
        browser.until(
            "document.querySelector('#save-told').textContent !== '' || !document.querySelector('#save-dialog').open || !document.querySelector('#save-name').validity.valid",
        );
        assert_dead(&mut browser, &format!("{what}, saved"), &heads);
        browser.value("document.querySelector('#save-dialog').close()");
    }
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "no payload is a name: {names:?}");
}

#[test]
fn payloads_stay_text_in_reports() {
    let Some(name) = browser::found() else {
        eprintln!("skipped: there is no Chromium here");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let report = |text: &str, name: &str| {
        let (model, page) = (folder.path().join("m.yaml"), folder.path().join(name));
        std::fs::write(&model, text).unwrap();
        let run = Command::new(env!("CARGO_BIN_EXE_winset"))
            .arg("report")
            .args([&model, Path::new("-o"), &page])
            .output()
            .unwrap();
        assert!(page.exists(), "{run:?}");
        format!("file://{}", page.display())
    };
    let mut browser = Browser::start(&name);
    watched(&mut browser);
    browser.call(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({"source": "window.reported = true;"}),
    );
    let plain = report(&model("plain"), "plain.html");
    browser.open(&plain);
    let heads = browser.value(ALIVE)["heads"].clone();
    for (place, payload) in PAYLOADS.iter().enumerate() {
        let page = report(&model(payload), &format!("{place}.html"));
        browser.open(&page);
        let scripts = browser.value("document.scripts.length");
        assert_eq!(scripts, json!(1), "{payload:?}");
        assert_dead(&mut browser, &format!("{payload:?} in a report"), &heads);
    }
}

/// What is looked for would be seen.
#[test]
fn what_lives_is_found() {
    let Some(name) = browser::found() else {
        eprintln!("skipped: there is no Chromium here");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let mut browser = Browser::start(&name);
    watched(&mut browser);
    for (body, found) in [
        ("<p>plain</p>", None),
        (
            "<img src='nothing.png' onerror='alert(1)'>",
            Some("1 calls"),
        ),
        ("<p onclick='alert(1)'>x</p>", Some("p onclick")),
        (
            "<a href='javascript:alert(1)'>x</a>",
            Some("a href=javascript:alert(1)"),
        ),
        ("<svg><use href='other.svg#x'/></svg>", Some("use")),
        (
            "<svg><a xlink:href='https://example.org'/></svg>",
            Some("a xlink:href=https://example.org"),
        ),
        ("<iframe srcdoc='<p>x</p>'></iframe>", Some("iframe")),
        (
            "<form action='https://example.org'></form>",
            Some("form action"),
        ),
        ("<script>alert(1)</script>", Some("1 calls")),
    ] {
        std::fs::write(&page, format!("<!doctype html><title>x</title>{body}")).unwrap();
        browser.open(&format!("file://{}", page.display()));
        browser.until("document.readyState === 'complete'");
        let alive = browser.value(ALIVE);
        let told = alive["found"].as_array().unwrap();
        match found {
            None => assert!(told.is_empty(), "{told:?}"),
            Some(found) => assert!(told.contains(&json!(found)), "{body}: {told:?}"),
        }
    }
}
