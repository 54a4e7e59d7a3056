//! Saving: a new file beside the model, written whole or not at all, and nothing else ever.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::cli::WriteArgs;
use super::super::output::Output;
use super::super::target::Target;
use super::http::Answer;

/// Most characters of a name.
const MOST_NAME: usize = 100;

/// Writes `text` to the file called `name` in the folder of the model, which is the first that was `read`; one that is there only if
/// `replace`, what was read never.
pub fn save(read: &[PathBuf], name: &str, text: &str, replace: bool, output: Output) -> Answer {
    if let Err(why) = plain_name(name) {
        return Answer::json(422, &json!({"error": why}));
    }
    let folder = match read.first().and_then(|model| model.parent()) {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let target = |force: bool| {
        let args = WriteArgs {
            output: Some(folder.join(name)),
            force,
        };
        Target::of(&args, read)
    };
    match target(replace).and_then(|target| target.put(text, output)) {
        Ok(()) => Answer::json(200, &json!({"saved": name})),
        Err(why) => {
            // What stands in the way may be replaced, if it is an ordinary file and not one of those read.
            let there = !replace && target(true).is_ok() && target(false).is_err();
            match there {
                true => Answer::json(
                    409,
                    &json!({"error": format!("{name} is there already"), "there": true}),
                ),
                false => {
                    let why = target(true).err().unwrap_or(why);
                    Answer::json(422, &json!({"error": short(&why, name, folder)}))
                }
            }
        }
    }
}

/// The sentence without the folder, which the page need not know.
fn short(why: &str, name: &str, folder: &Path) -> String {
    why.replace(&folder.join(name).display().to_string(), name)
}

/// A name of a model and nothing more: no folder, no hidden file, nothing that a system takes for something else.
fn plain_name(name: &str) -> Result<(), &'static str> {
    let stem = name
        .strip_suffix(".yaml")
        .or_else(|| name.strip_suffix(".yml"));
    let Some(stem) = stem.filter(|stem| !stem.is_empty()) else {
        return Err("a model's name ends with .yaml");
    };
    if name.chars().count() > MOST_NAME {
        return Err("the name is too long");
    }
    let inner = |c: char| c.is_alphanumeric() || "-_. ()".contains(c);
    if !stem.chars().all(inner) {
        return Err(
            "letters, digits, spaces, `-`, `_`, `.` and brackets make a name; it is saved in the model's folder",
        );
    }
    if stem.starts_with(['.', ' ', '-']) || stem.ends_with([' ', '.']) || is_device(stem) {
        return Err("such a name means something else to some systems");
    }
    Ok(())
}

/// Names that Windows keeps for itself.
fn is_device(stem: &str) -> bool {
    let first = stem
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let numbered = |kind: &str| {
        first
            .strip_prefix(kind)
            .is_some_and(|n| n.chars().count() == 1 && n != "0")
    };
    ["con", "prn", "aux", "nul"].contains(&&*first) || numbered("com") || numbered("lpt")
}

/// The fields of a question to save.
pub fn asked(body: &Value) -> Option<(&str, bool)> {
    let name = body.get("name")?.as_str()?;
    Some((
        name,
        body.get("replace")
            .and_then(Value::as_bool)
            .unwrap_or(false),
    ))
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn only_plain_names_are_names() {
        for good in [
            "a.yaml",
            "two valleys-2.yml",
            "détente.yaml",
            "a.b.yaml",
            "talks (v2).yaml",
        ] {
            assert_eq!(plain_name(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            ".yaml",
            "a",
            "a.txt",
            "../a.yaml",
            "/etc/a.yaml",
            "a/b.yaml",
            "a\\b.yaml",
            ".a.yaml",
            "a\0.yaml",
            "con.yaml",
            "COM1.yaml",
            "com¹.yaml",
            "a:b.yaml",
            "-a.yaml",
            " a.yaml",
            "a .yaml",
            "a\n.yaml",
            "..yaml",
            "a\u{202e}.yaml",
        ] {
            assert!(plain_name(bad).is_err(), "{bad:?}");
        }
        assert!(plain_name(&format!("{}.yaml", "a".repeat(100))).is_err());
    }
}
