//! Models of other kinds: divided topics, and none that everybody could sign.

use super::{enter, folder_with, look, settled, slide, started};

#[test]
fn divided_packages_are_told_as_everywhere() {
    let folder = folder_with("camp-david-1978.yaml");
    let Some((served, mut browser)) = started(folder.path(), "camp-david-1978.yaml", &[]) else {
        return;
    };
    enter(&served, &mut browser);
    let table = browser.text("#part-packages");
    assert!(
        table.contains("Sinai 16.67 % to Israel") && !table.contains("16.6666"),
        "{table}"
    );
    look(&mut browser, "divided");
    // A road can end where all values lie on the steps, and nowhere else.
    browser.value("document.querySelector('#part-packages details').open = true");
    let rows = browser.value(
        "[...document.querySelectorAll('#part-packages tbody tr')].map((row) => [row.innerText.includes('16.67'), row.querySelector('button') !== null])",
    );
    let rows = rows.as_array().unwrap();
    let has = |between: bool, button: bool| rows.contains(&serde_json::json!([between, button]));
    assert!(has(true, false) && has(false, true), "{rows:?}");
    assert!(!has(true, true), "{rows:?}");
    browser.click("#part-packages tbody tr button");
    settled(&mut browser);
    let banner = browser.text("#part-asked");
    assert!(
        banner.contains("The road must end in: Sinai ") && banner.contains("% to Israel"),
        "{banner}"
    );
    browser.click("#part-asked button");
    settled(&mut browser);
    // Worths along ranges are moved where they are written.
    slide(&mut browser, "c-interest/israel/sinai/100", 60.0);
    browser.value("document.querySelector('#overlay').open = true");
    let overlay = browser.text("#overlay-text");
    assert!(
        overlay.contains("sinai") && overlay.contains("points") && overlay.contains("60"),
        "{overlay}"
    );
    assert_ne!(browser.text("#part-packages"), table);
    assert_eq!(browser.text("#found-heading"), "No problems");
}

#[test]
fn why_there_is_no_deal_is_told() {
    let folder = folder_with("no-deal.yaml");
    let Some((served, mut browser)) = started(folder.path(), "no-deal.yaml", &[]) else {
        return;
    };
    enter(&served, &mut browser);
    browser.until("document.querySelector('#part-why pre') !== null");
    let told = browser.text("#part-why");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_winset"))
        .current_dir(folder.path())
        .args(["why", "no-deal.yaml"])
        .output()
        .unwrap();
    let program = String::from_utf8(output.stdout).unwrap();
    for words in ["cannot", "give up", "Ways out"] {
        assert!(program.contains(words), "{program}");
    }
    let lines = program.lines().skip(2).map(str::trim);
    for line in lines.filter(|line| !line.is_empty()) {
        assert!(told.contains(line), "{line}: {told}");
    }
    look(&mut browser, "no-deal");
    // Once there is a deal, there is nothing to explain.
    browser.click("[id='c-line/region/own-police']");
    settled(&mut browser);
    let first = browser.text("#part-why");
    assert_ne!(first, told);
}
