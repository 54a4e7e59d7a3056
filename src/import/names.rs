//! Names of foreign files as ids of a model.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{is_obeyed, is_unseen};

/// Longest id that is made; longer names are cut, and keep their whole text as a title.
const LONGEST: usize = 100;

/// Gives ids that are valid and differ from one another.
///
/// A name is its own id wherever it can be. Line breaks and tabs become spaces, characters that are obeyed and not shown are left out,
/// what remains is trimmed and cut to 100 characters, nothing becomes `unnamed`, and an id that is taken or reserved gets `-2`, `-3` and so on.
pub struct Ids {
    taken: FxHashSet<String>,
    /// The next number to try where a base is taken, so that many names alike cost no more than others.
    next: FxHashMap<String, u32>,
}

impl Ids {
    /// No id is taken but the reserved ones.
    pub fn new(reserved: &[&str]) -> Self {
        Ids {
            taken: reserved.iter().map(|id| (*id).to_owned()).collect(),
            next: FxHashMap::default(),
        }
    }

    /// The id of a name, and the name as a title where they differ.
    pub fn make(&mut self, name: &str) -> (String, Option<String>) {
        let spaced = name
            .chars()
            .map(|c| if c.is_whitespace() { ' ' } else { c });
        let kept: String = spaced
            .filter(|c| !is_obeyed(*c) && !is_unseen(*c))
            .collect();
        let base: String = kept.trim().chars().take(LONGEST).collect();
        let base = match base.trim_end() {
            "" => "unnamed",
            base => base,
        };
        let id = self.free(base);
        self.taken.insert(id.clone());
        let title = (id != name && !name.trim().is_empty()).then(|| name.to_owned());
        (id, title)
    }

    /// The base itself, or the first of its numbered forms that is not taken.
    fn free(&mut self, base: &str) -> String {
        if !self.taken.contains(base) {
            return base.to_owned();
        }
        let next = self.next.entry(base.to_owned()).or_insert(2);
        loop {
            let id = format!("{base}-{next}");
            *next += 1;
            if !self.taken.contains(&id) {
                return id;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_themselves_where_they_can() {
        let mut ids = Ids::new(&["any", "not"]);
        assert_eq!(ids.make("Size of Fund"), ("Size of Fund".to_owned(), None));
        assert_eq!(
            ids.make("any"),
            ("any-2".to_owned(), Some("any".to_owned()))
        );
        let hidden = "Size of\u{202e} Fund";
        assert_eq!(
            ids.make(hidden),
            ("Size of Fund-2".to_owned(), Some(hidden.to_owned()))
        );
        assert_eq!(
            ids.make("\u{7}"),
            ("unnamed".to_owned(), Some("\u{7}".to_owned()))
        );
        assert_eq!(ids.make(""), ("unnamed-2".to_owned(), None));
        let long = "x".repeat(300);
        assert_eq!(ids.make(&long).0.len(), LONGEST);
        assert_eq!(ids.make(&long).0.len(), LONGEST + 2);
    }
}
