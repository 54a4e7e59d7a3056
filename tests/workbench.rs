//! The workbench in a real browser, where there is one.

#[path = "common/browser.rs"]
mod browser;
#[path = "common/large.rs"]
mod large;
#[path = "common/serving.rs"]
mod serving;

#[path = "workbench/access.rs"]
mod access;
#[path = "workbench/edits.rs"]
mod edits;
#[path = "workbench/models.rs"]
mod models;
#[path = "workbench/searches.rs"]
mod searches;

use std::path::{Path, PathBuf};

use browser::Browser;
use serving::Served;

/// A folder with the flagship model.
fn folder() -> tempfile::TempDir {
    folder_with("two-valleys.yaml")
}

/// A folder with a shipped model.
fn folder_with(model: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    std::fs::copy(shipped.join(model), folder.path().join(model)).unwrap();
    folder
}

/// The workbench in a browser; none where there is no browser, which is said.
fn opened(folder: &Path) -> Option<(Served, Browser)> {
    let (served, mut browser) = started(folder, "two-valleys.yaml", &[])?;
    enter(&served, &mut browser);
    Some((served, browser))
}

/// The workbench of a model and a browser that has not been there yet.
fn started(folder: &Path, model: &str, more: &[&str]) -> Option<(Served, Browser)> {
    let Some(name) = browser::found() else {
        eprintln!("skipped: there is no Chromium here");
        return None;
    };
    Some((Served::start(folder, model, more), Browser::start(&name)))
}

/// Opens the printed address and waits for the first answer.
fn enter(served: &Served, browser: &mut Browser) {
    browser.open(&format!(
        "http://127.0.0.1:{}/?token={}",
        served.port, served.token
    ));
    settled(browser);
}

/// Writes over the first place in the text where `from` stands, as a hand does.
fn write(browser: &mut Browser, from: &str, to: &str) {
    browser.value(&typing(from, to));
}

/// The same as a script, for what must follow at once.
fn typing(from: &str, to: &str) -> String {
    format!(
        "(() => {{ const t = document.querySelector('#text'); t.value = t.value.replace({from:?}, {to:?}); t.dispatchEvent(new Event('input', {{bubbles: true}})); }})();"
    )
}

/// Waits until the line under the heading says something.
fn says(browser: &mut Browser, words: &str) {
    browser.until(&format!(
        "document.querySelector('#status').innerText.includes({words:?})"
    ));
}

/// Waits until the last question is answered.
fn settled(browser: &mut Browser) {
    browser.until("document.querySelector('#result')?.getAttribute('aria-busy') === 'false'");
}

/// Moves a slider as a hand does.
fn slide(browser: &mut Browser, id: &str, to: f64) {
    browser.value(&format!(
        "(() => {{ const s = document.getElementById({id:?}); s.value = {to}; s.dispatchEvent(new Event('input', {{bubbles: true}})); }})()"
    ));
    settled(browser);
}

/// Where pictures of the page go, if somebody wants to see them.
fn pictures() -> Option<PathBuf> {
    std::env::var_os("WINSET_SCREENSHOTS").map(PathBuf::from)
}

fn look(browser: &mut Browser, name: &str) {
    let Some(folder) = pictures() else { return };
    for scheme in ["light", "dark"] {
        browser.scheme(scheme);
        browser.picture(&folder.join(format!("{name}-{scheme}.png")));
    }
}

#[test]
fn a_model_is_edited_moved_compared_and_saved() {
    let folder = folder();
    let Some((_served, mut browser)) = opened(folder.path()) else {
        return;
    };
    assert_eq!(browser.text("#title"), "Two valleys");
    let status = browser.text("#status");
    assert!(
        status.contains("A road of 4 rounds: north 4.00 · south 2.49 · donor 1.41"),
        "as the picture says: {status}"
    );
    look(&mut browser, "start");

    // A slider moves, and the road with it.
    let before = browser.text("#rounds");
    browser.click("#pin-a");
    slide(&mut browser, "c-trust/north/south", 0.6);
    slide(&mut browser, "c-trust/south/north", 0.6);
    let after = browser.text("#rounds");
    assert_ne!(before, after);
    assert!(
        browser.text("#status").contains("A road of 5 rounds"),
        "{after}"
    );

    // A switch too.
    browser.click("[id='c-line/north/trust-before-heights']");
    settled(&mut browser);
    assert!(
        browser
            .text("#overlay-text")
            .contains("trust-before-heights: null")
            || {
                browser.value("document.querySelector('#overlay').open = true");
                browser
                    .text("#overlay-text")
                    .contains("trust-before-heights: null")
            }
    );

    // Two states side by side.
    browser.click("#pin-b");
    browser.click("#compare");
    let sides = browser.text("#comparison");
    assert!(
        sides.contains("B less A") && sides.contains("north in south: 0.6"),
        "{sides}"
    );
    look(&mut browser, "compare");
    browser.click("#compare");

    // Steps back, by button and by keyboard.
    browser.click("#undo");
    settled(&mut browser);
    browser.press("z", "KeyZ", 90, 2);
    settled(&mut browser);
    browser.press("z", "KeyZ", 90, 2);
    settled(&mut browser);
    assert_eq!(browser.text("#rounds"), before);
    browser.click("#redo");
    settled(&mut browser);
    assert_ne!(browser.text("#rounds"), before);

    // The road to a package.
    browser.click("#part-packages tbody tr button");
    settled(&mut browser);
    assert!(browser.text("#part-asked").contains("The road must end in"));
    look(&mut browser, "asked");
    for part in ["frontier", "packages", "way", "grade"] {
        browser.value(&format!(
            "document.querySelector('#part-{part}').scrollIntoView()"
        ));
        look(&mut browser, part);
    }
    browser.click("#part-asked button");
    settled(&mut browser);

    // By its mark in the picture, too.
    browser.value(
        "document.querySelector('#part-frontier [data-key=\"3\"]').dispatchEvent(new MouseEvent('click', {bubbles: true}))",
    );
    browser
        .until("document.querySelector('#part-asked').innerText.includes('The road must end in')");
    settled(&mut browser);
    browser.click("#part-asked button");
    settled(&mut browser);

    saves(&mut browser, folder.path());
    is_quiet(&browser);
}

/// Saves an overlay, is asked before it replaces it, and never touches the model.
fn saves(browser: &mut Browser, folder: &Path) {
    let model = std::fs::read(folder.join("two-valleys.yaml")).unwrap();
    browser.click("#save");
    browser.value("document.querySelector('input[value=overlay]').click()");
    browser.value("document.querySelector('#save-name').value = 'more-trust.yaml'");
    look(browser, "save");
    browser.click("#save-go");
    browser
        .until("document.querySelector('#status').innerText.includes('Saved as more-trust.yaml')");
    let saved = std::fs::read_to_string(folder.join("more-trust.yaml")).unwrap();
    assert!(saved.contains("trusts: {south: 0.6}"), "{saved}");
    browser.click("#save");
    browser.click("#save-go");
    browser.until("!document.querySelector('#save-replace').hidden");
    browser.click("#save-replace");
    browser.until("!document.querySelector('#save-dialog').open");
    browser.click("#save");
    browser.value("document.querySelector('#save-name').value = 'two-valleys.yaml'");
    browser.click("#save-go");
    browser.until("document.querySelector('#save-told').innerText.includes('is read')");
    let hidden = browser.value("document.querySelector('#save-replace').hidden");
    assert_eq!(hidden, true, "replacing what is read is not offered");
    browser.click("#save-cancel");
    assert_eq!(
        std::fs::read(folder.join("two-valleys.yaml")).unwrap(),
        model
    );
}

/// Saves the model under a name.
fn saves_as(browser: &mut Browser, name: &str) {
    browser.click("#save");
    browser.value(&format!(
        "document.querySelector('#save-name').value = {name:?}"
    ));
    browser.click("#save-go");
    says(browser, &format!("Saved as {name}"));
}

/// Nothing was loaded from elsewhere, and nothing went wrong unseen.
fn is_quiet(browser: &Browser) {
    for event in &browser.events {
        match event["method"].as_str() {
            Some("Network.requestWillBeSent") => {
                let address = event["params"]["request"]["url"].as_str().unwrap();
                let own = ["http://127.0.0.1:", "data:", "about:"];
                assert!(own.iter().any(|own| address.starts_with(own)), "{address}");
            }
            Some("Runtime.exceptionThrown") => panic!("{event}"),
            Some("Log.entryAdded") => {
                let told = event["params"]["entry"]["text"]
                    .as_str()
                    .unwrap_or_default();
                // What is refused on purpose is told as a failed request.
                assert!(told.contains("409") || told.contains("422"), "{event}");
            }
            _ => {}
        }
    }
}

#[test]
fn mistakes_are_shown_where_they_are_while_typing() {
    let folder = folder();
    let Some((_served, mut browser)) = opened(folder.path()) else {
        return;
    };
    write(&mut browser, "walk_away", "walk_away");
    write(
        &mut browser,
        "trusts: {south: 0.15}",
        "trusts: {suoth: 0.15}",
    );
    browser.until("document.querySelector('#found')?.innerText.includes('suoth')");
    assert!(browser.text("#found-heading").contains("1 error"));
    assert!(
        browser.text("#found").contains("line 45"),
        "{}",
        browser.text("#found")
    );
    assert!(browser.text("#result").contains("once they are mended"));
    let high = browser.value("document.querySelector('#found').clientHeight >= 30");
    assert_eq!(high, true, "what is wrong can be seen");
    look(&mut browser, "mistake");
    // The entry leads to its place.
    browser.click("#found button");
    let chosen = browser.value("(() => { const t = document.querySelector('#text'); return t.value.slice(t.selectionStart, t.selectionEnd); })()");
    assert_eq!(chosen, "suoth");
    // Text of a model is text, whatever it looks like.
    write(&mut browser, "suoth", "south");
    write(
        &mut browser,
        "title: Two valleys",
        "title: '<img src=x onerror=\"window.harmed = 1\"><script>window.harmed = 1</script>'",
    );
    browser.until("document.querySelector('#title').innerText.includes('<script>')");
    settled(&mut browser);
    assert_eq!(
        browser.value(
            "window.harmed === undefined && document.querySelector('#title').children.length === 0"
        ),
        true
    );
    assert_eq!(browser.text("#found-heading"), "No problems");
    is_quiet(&browser);
}

#[test]
fn everything_has_a_name_for_those_who_do_not_see_it() {
    let folder = folder();
    let Some((_served, mut browser)) = opened(folder.path()) else {
        return;
    };
    let nameless = browser.value(
        "[...document.querySelectorAll('button, input, select, textarea')].filter((e) => \
         !e.innerText?.trim() && !e.getAttribute('aria-label') && !e.labels?.length).map((e) => e.outerHTML)",
    );
    assert_eq!(nameless, serde_json::json!([]));
    let twice = browser.value(
        "(() => { const ids = [...document.querySelectorAll('[id]')].map((e) => e.id); return ids.filter((id, i) => ids.indexOf(id) !== i); })()",
    );
    assert_eq!(twice, serde_json::json!([]));
    assert_eq!(
        browser.value("document.querySelector('#status').getAttribute('aria-live')"),
        "polite"
    );
    // Nothing sticks out to the side at this size.
    assert_eq!(
        browser.value("document.documentElement.scrollWidth <= 1280"),
        true
    );
    // Focus is seen.
    browser.press("Tab", "Tab", 9, 0);
    browser.press("Tab", "Tab", 9, 0);
    let outline = browser.value("getComputedStyle(document.activeElement).outlineStyle");
    assert_eq!(outline, "solid");
}

/// Every move of a slider brings a new road to the page, or this waits in vain; how long it takes is told.
#[test]
fn every_move_of_a_slider_is_answered() {
    let folder = folder();
    let Some((_served, mut browser)) = opened(folder.path()) else {
        return;
    };
    let mut took = Vec::new();
    for turn in 0..21 {
        let to = 0.1 + 0.02 * f64::from(turn);
        let time = browser.value(&format!(
            "new Promise((done) => {{ const s = document.getElementById('c-trust/north/south'); const start = performance.now(); \
             new MutationObserver((_, own) => {{ own.disconnect(); requestAnimationFrame(() => done(performance.now() - start)); }}) \
             .observe(document.querySelector('#part-road'), {{childList: true}}); \
             s.value = {to}; s.dispatchEvent(new Event('input', {{bubbles: true}})); }})"
        ));
        took.push(time.as_f64().unwrap());
        settled(&mut browser);
    }
    took.sort_by(f64::total_cmp);
    let median = took[took.len() / 2];
    eprintln!(
        "from slider to road: median {median:.0} ms, slowest {:.0} ms",
        took[took.len() - 1]
    );
}
