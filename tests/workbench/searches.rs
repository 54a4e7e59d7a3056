//! Searches that take long: they can be stopped, and nothing old passes for their answer.

use super::large::question_large;
use super::{Browser, enter, folder, opened, says, settled, started, typing, write};

/// Puts a text in place of the whole model.
fn replace(browser: &mut Browser, text: &str) {
    browser.value(&format!(
        "(() => {{ const t = document.querySelector('#text'); t.value = {}; t.dispatchEvent(new Event('input', {{bubbles: true}})); }})()",
        serde_json::json!(text)
    ));
}

#[test]
fn a_search_is_stopped_and_keeps_what_it_found() {
    let folder = folder();
    let more = ["--time-limit", "600"];
    let Some((served, mut browser)) = started(folder.path(), "two-valleys.yaml", &more) else {
        return;
    };
    enter(&served, &mut browser);
    let old = "document.querySelectorAll('#result > .before').length > 0";
    assert_eq!(browser.value(old), false);
    replace(&mut browser, &question_large());
    browser.until("!document.querySelector('#stop').hidden");
    assert_eq!(
        browser.value(old),
        true,
        "the road shown is of the question before"
    );
    says(&mut browser, "Searching");
    assert_eq!(
        browser.value("getComputedStyle(document.querySelector('#result')).opacity"),
        "1",
        "soft text stays readable"
    );
    // What is shown is not the answer to what stands there, so it cannot be kept as that.
    browser.click("#pin-a");
    says(&mut browser, "Nothing is kept as A yet");
    assert_eq!(browser.text("#pin-a"), "Pin as A");
    browser.value("document.querySelector('#stop').focus()");
    browser.click("#stop");
    settled(&mut browser);
    says(&mut browser, "Stopped.");
    let grade = browser.text("#part-grade");
    assert!(
        grade.contains("Packages:") && !grade.contains("time limit"),
        "{grade}"
    );
    assert_eq!(browser.value(old), false);
    browser.until("document.querySelector('#stop').hidden");
    assert_eq!(browser.value("document.activeElement.id"), "answer");
}

#[test]
fn only_an_answer_to_what_stands_there_is_kept() {
    let folder = folder();
    let Some((_served, mut browser)) = opened(folder.path()) else {
        return;
    };
    // In the same moment in which the question changes.
    browser.value(
        &(typing("title: Two valleys", "title: Three valleys")
            + "document.querySelector('#pin-a').click()"),
    );
    assert_eq!(browser.text("#pin-a"), "Pin as A");
    settled(&mut browser);
    write(&mut browser, "title: Three valleys", "titel: Three valleys");
    browser.until("document.querySelector('#found-heading').innerText.includes('error')");
    settled(&mut browser);
    browser.click("#pin-a");
    says(&mut browser, "Nothing is kept as A: there is no answer");
    assert_eq!(browser.text("#pin-a"), "Pin as A");
}

#[test]
fn comparisons_tell_texts_and_ends_apart() {
    let folder = folder();
    let Some((_served, mut browser)) = opened(folder.path()) else {
        return;
    };
    browser.click("#pin-a");
    write(
        &mut browser,
        "trusts: {south: 0.15}",
        "trusts: {south: 0.6}",
    );
    settled(&mut browser);
    browser.click("#part-packages tbody tr button");
    settled(&mut browser);
    browser.click("#pin-b");
    browser.click("#compare");
    browser.value("document.querySelector('.texts').open = true");
    let sides = browser.text("#comparison");
    for told in [
        "The texts differ: 2 lines",
        "trusts: {south: 0.6}",
        "The text was edited",
        "The road was asked to end in",
    ] {
        assert!(sides.contains(told), "{told}: {sides}");
    }
}
