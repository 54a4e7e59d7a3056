//! Bytes out: terminal text, JSON. Knows nothing of files, the environment or the terminal: whoever calls says how wide and
//! whether in colour.

mod packages;
mod text;

pub use packages::{packages, packages_all};
pub use text::{Page, Style};
