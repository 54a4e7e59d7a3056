//! What is typed, moved and asked for is neither lost nor left out without a word.

use super::{enter, folder, opened, saves_as, says, settled, slide, started, typing, write};

const TEXT: &str = "document.querySelector('#text').value";

#[test]
fn typed_text_is_never_lost() {
    let folder = folder();
    let Some((_served, mut browser)) = opened(folder.path()) else {
        return;
    };
    let before = browser.value(TEXT);
    let typed = typing("title: Two valleys", "title: Three valleys");
    // Before anything was asked about it.
    browser.value(&(typed.clone() + "document.querySelector('#undo').click()"));
    assert_eq!(browser.value(TEXT), before);
    browser.click("#redo");
    let after = browser.value(TEXT);
    assert!(after.as_str().unwrap().contains("title: Three valleys"));
    settled(&mut browser);
    assert_eq!(browser.text("#title"), "Three valleys");
    browser.click("#undo");
    settled(&mut browser);
    // A slider that is moved in the same moment takes nothing away, either.
    let slid = "(() => { const s = document.getElementById('c-trust/north/south'); s.value = 0.6; s.dispatchEvent(new Event('input', {bubbles: true})); })()";
    browser.value(&(typed + slid));
    settled(&mut browser);
    assert_eq!(browser.value(TEXT), after);
    assert_eq!(browser.text("#title"), "Three valleys");
    browser.value("document.querySelector('#overlay').open = true");
    assert!(browser.text("#overlay-text").contains("0.6"));
}

#[test]
fn lines_end_as_they_did() {
    let folder = folder();
    let file = folder.path().join("two-valleys.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replace('\n', "\r\n");
    std::fs::write(&file, &text).unwrap();
    let Some((_served, mut browser)) = opened(folder.path()) else {
        return;
    };
    saves_as(&mut browser, "same.yaml");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("same.yaml"), text, "to the byte");
    write(&mut browser, "title: Two valleys", "title: Three valleys");
    settled(&mut browser);
    saves_as(&mut browser, "edited.yaml");
    let edited = text.replace("title: Two valleys", "title: Three valleys");
    assert_eq!(read("edited.yaml"), edited);
}

#[test]
fn leaving_is_asked_about_while_something_would_be_lost() {
    const LEAVES: &str = "dispatchEvent(new Event('beforeunload', {cancelable: true}))";
    let folder = folder();
    let Some((_served, mut browser)) = opened(folder.path()) else {
        return;
    };
    assert_eq!(browser.value(LEAVES), true);
    slide(&mut browser, "c-trust/north/south", 0.6);
    assert_eq!(browser.value(LEAVES), false);
    saves_as(&mut browser, "moved.yaml");
    assert_eq!(browser.value(LEAVES), true);
    write(&mut browser, "title: Two valleys", "title: Three valleys");
    assert_eq!(browser.value(LEAVES), false);
    saves_as(&mut browser, "edited.yaml");
    assert_eq!(browser.value(LEAVES), true);
    browser.click("#undo");
    assert_eq!(browser.value(LEAVES), true, "the file still has it");
}

#[test]
fn what_no_longer_fits_is_said() {
    const ALL: &str = "(() => { const t = document.querySelector('#text'); t.value = t.value.replaceAll('FROM', 'TO'); t.dispatchEvent(new Event('input', {bubbles: true})); })()";
    let folder = folder();
    let Some((_served, mut browser)) = opened(folder.path()) else {
        return;
    };
    // An end that is asked for, of a topic that is called otherwise now.
    browser.click("#part-packages tbody tr button");
    settled(&mut browser);
    browser.value(&ALL.replace("FROM", "hotline").replace("TO", "redline"));
    says(&mut browser, "Left out: the package asked for");
    let banner = browser.text("#part-asked");
    assert!(
        banner.contains("Left out") && !banner.contains("must end"),
        "{banner}"
    );
    browser.click("#part-asked button");
    settled(&mut browser);
    assert_eq!(browser.text("#part-asked"), "");
    // A setting of an actor who is called otherwise now.
    slide(&mut browser, "c-patience/donor", 0.6);
    browser.value(&ALL.replace("FROM", "donor").replace("TO", "bank"));
    says(&mut browser, "patience/donor");
    assert!(browser.text("#left-out").contains("patience/donor"));
    browser.click("#left-out button");
    settled(&mut browser);
    assert_eq!(browser.text("#left-out"), "");
    assert!(!browser.text("#status").contains("Left out"));
    assert_eq!(
        browser.value("document.querySelector('#reset').getAttribute('aria-disabled')"),
        "true"
    );
    // A number that is none: the field shows what is used.
    let shown = browser.value(
        "(() => { const f = document.querySelector('[data-keep=\"patience/north/exactly\"]'); const before = f.value; f.focus(); f.value = '1e30'; \
         f.dispatchEvent(new Event('change', {bubbles: true})); return f.value === before; })()",
    );
    assert_eq!(shown, true);
    says(&mut browser, "1e30 is no number");
}

#[test]
fn a_text_that_is_too_large_is_not_called_mistaken() {
    let folder = folder();
    let Some((served, mut browser)) = started(folder.path(), "two-valleys.yaml", &[]) else {
        return;
    };
    enter(&served, &mut browser);
    write(&mut browser, "title: Two valleys", "titel: Two valleys");
    browser.until("document.querySelector('#found-heading').innerText.includes('error')");
    browser.value(
        "(() => { const t = document.querySelector('#text'); t.value += '# ' + 'x'.repeat(5 << 20); t.dispatchEvent(new Event('input', {bubbles: true})); })()",
    );
    says(&mut browser, "too large");
    assert_eq!(browser.text("#found-heading"), "Not read");
    assert_eq!(browser.text("#found"), "");
}
