//! The page by keyboard, for those who do not see it, and for those who see it badly.

use serde_json::json;

use super::{Browser, enter, folder, opened, says, settled, slide, started, write};

/// How far text stands out from its ground while the pointer is over it.
fn contrast_under_pointer(browser: &mut Browser, selector: &str) -> f64 {
    let place = browser.value(&format!(
        "(() => {{ const r = document.querySelector({selector:?}).getBoundingClientRect(); return {{x: r.x + r.width / 2, y: r.y + r.height / 2}}; }})()"
    ));
    let moved =
        json!({"type": "mouseMoved", "x": place["x"], "y": place["y"], "pointerType": "mouse"});
    browser.call("Input.dispatchMouseEvent", moved);
    browser.until(&format!(
        "document.querySelector({selector:?}).matches(':hover')"
    ));
    let contrast = browser.value(&format!(
        "(() => {{ const style = getComputedStyle(document.querySelector({selector:?})); \
         const part = (v) => v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4; \
         const light = (c) => {{ const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(part); return 0.2126 * r + 0.7152 * g + 0.0722 * b; }}; \
         const [a, b] = [light(style.color), light(style.backgroundColor)]; return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); }})()"
    ));
    contrast.as_f64().unwrap()
}

#[test]
fn buttons_are_read_under_the_pointer() {
    let folder = folder();
    let Some((_served, mut browser)) = opened(folder.path()) else {
        return;
    };
    browser.click("#pin-a");
    browser.click("#pin-b");
    browser.click("#compare");
    for scheme in ["light", "dark"] {
        browser.scheme(scheme);
        let pressed = contrast_under_pointer(&mut browser, "#compare");
        assert!(pressed >= 4.5, "{scheme}: {pressed}");
    }
    browser.click("#save");
    for scheme in ["light", "dark"] {
        browser.scheme(scheme);
        for button in ["#save-go", "#save-cancel"] {
            let contrast = contrast_under_pointer(&mut browser, button);
            assert!(contrast >= 4.5, "{scheme} {button}: {contrast}");
        }
    }
}

#[test]
fn the_focus_stays_where_the_hand_is() {
    let folder = folder();
    let Some((_served, mut browser)) = opened(folder.path()) else {
        return;
    };
    let press = |browser: &mut Browser, selector: &str| {
        browser.value(&format!("document.querySelector({selector:?}).focus()"));
        browser.click(selector);
        settled(browser);
    };
    let is = |browser: &mut Browser, selector: &str| {
        let held = browser.value("document.activeElement.outerHTML.slice(0, 200)");
        let is = browser.value(&format!("document.activeElement.matches({selector:?})"));
        assert_eq!(is, true, "{selector}: {held}");
    };
    press(&mut browser, "#part-packages tbody tr button");
    is(&mut browser, "#part-packages tbody tr button");
    press(&mut browser, "#part-asked button");
    is(&mut browser, "#answer");
    slide(&mut browser, "c-patience/north", 0.5);
    press(&mut browser, "[data-keep='patience/north/back']");
    is(&mut browser, "[id='c-patience/north']");
    slide(&mut browser, "c-patience/north", 0.5);
    press(&mut browser, "#reset");
    is(&mut browser, "#reset");
    browser.value("document.querySelector('#undo').focus()");
    while browser.value("document.querySelector('#undo').getAttribute('aria-disabled')") == "false"
    {
        browser.click("#undo");
    }
    is(&mut browser, "#undo");
}

#[test]
fn every_slider_has_a_name_of_its_own() {
    let folder = folder();
    let Some((_served, mut browser)) = opened(folder.path()) else {
        return;
    };
    let names = browser.value(
        "[...document.querySelectorAll('#controls input[type=range], #controls input[type=number], #controls .back')].map((e) => e.getAttribute('aria-label'))",
    );
    let names: Vec<_> = names.as_array().unwrap().iter().collect();
    for (place, name) in names.iter().enumerate() {
        assert!(name.is_string() && !names[..place].contains(name), "{name}");
    }
    assert!(names.contains(&&json!("Patience: north")), "{names:?}");
    // Hints are tied to what they are about.
    let loose = browser.value(
        "[...document.querySelectorAll('#controls .hint')].filter((h) => !document.querySelector(`[aria-describedby=\"${h.id}\"]`)).length",
    );
    assert_eq!(loose, 0);
    assert_eq!(
        browser.value("document.querySelectorAll('#controls .hint').length > 0"),
        true
    );
}

#[test]
fn names_turn_no_other_text() {
    let folder = folder();
    let Some((_served, mut browser)) = opened(folder.path()) else {
        return;
    };
    write(
        &mut browser,
        "title: Two valleys",
        "title: \"Two \\u202esyellav\"",
    );
    browser.until("document.querySelector('#title').innerText.includes('syellav')");
    settled(&mut browser);
    assert_eq!(browser.text("#title"), "Two \u{fffd}syellav");
    for part in ["#title", "#file", "#status"] {
        let bidi = browser.value(&format!(
            "getComputedStyle(document.querySelector({part:?})).unicodeBidi"
        ));
        assert_eq!(bidi, "isolate", "{part}");
    }
}

#[test]
fn a_busy_program_is_asked_again_at_the_start() {
    let folder = folder();
    let Some((served, mut browser)) = started(folder.path(), "two-valleys.yaml", &[]) else {
        return;
    };
    // As it answers when there are too many connections.
    let busy = "const own = window.fetch; let times = 2; window.fetch = (path, ...more) => path === '/api/model' && times-- > 0 \
        ? Promise.resolve(new Response('{\"error\": \"too many connections; try again\"}', {status: 503})) : own(path, ...more);";
    browser.call(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({"source": busy}),
    );
    enter(&served, &mut browser);
    assert_eq!(browser.text("#title"), "Two valleys");
}

#[test]
fn a_page_without_a_model_says_why() {
    let folder = folder();
    let Some((served, mut browser)) = started(folder.path(), "two-valleys.yaml", &[]) else {
        return;
    };
    let gone = "const own = window.fetch; window.fetch = (path, ...more) => path === '/api/model' \
        ? Promise.resolve(new Response('{\"error\": \"open the address that winset printed\"}', {status: 403})) : own(path, ...more);";
    browser.call(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({"source": gone}),
    );
    browser.open(&format!(
        "http://127.0.0.1:{}/?token={}",
        served.port, served.token
    ));
    says(&mut browser, "open the address that winset printed");
}
