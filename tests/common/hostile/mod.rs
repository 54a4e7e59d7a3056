//! Files that nobody should send: models and foreign files that are broken, huge, deceptive or nearly right, the same in every
//! run.

pub mod explosive;
mod foreign;
mod models;
mod mutations;

/// A file and how it is read.
pub struct Case {
    /// What is wrong with it.
    pub name: String,
    /// By its ending it is read as a model or as a foreign file.
    pub file: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Is it known to be refused? If not, it may be accepted; but it must end.
    pub refused: bool,
}

impl Case {
    fn new(name: impl Into<String>, file: &str, text: impl Into<Vec<u8>>) -> Self {
        Case {
            name: name.into(),
            file: file.to_owned(),
            bytes: text.into(),
            refused: false,
        }
    }

    fn refused(name: impl Into<String>, file: &str, text: impl Into<Vec<u8>>) -> Self {
        Case {
            refused: true,
            ..Case::new(name, file, text)
        }
    }

    /// Is it a file in the model language?
    pub fn is_model(&self) -> bool {
        self.file.ends_with(".yaml")
    }
}

/// All cases.
pub fn cases() -> Vec<Case> {
    let mut cases = models::cases();
    cases.extend(foreign::cases());
    cases.extend(mutations::cases());
    cases.extend(mutations::kept());
    cases
}

/// A small stream of numbers: those of Knuth's MMIX.
pub struct Stream(pub u64);

impl Stream {
    /// The next one, below `most`.
    pub fn below(&mut self, most: usize) -> usize {
        let (a, c) = (6_364_136_223_846_793_005, 1_442_695_040_888_963_407);
        self.0 = self.0.wrapping_mul(a).wrapping_add(c);
        (self.0 >> 33) as usize % most.max(1)
    }
}

/// Numbers that readers of numbers stumble over.
const NUMBERS: &[&str] = &[
    ".nan",
    "NaN",
    ".inf",
    "-.inf",
    "Infinity",
    "-Infinity",
    "1e999",
    "-1e999",
    "1e-999",
    "1e400",
    "1E+308",
    "4.9e-324",
    "1e99999999999999999999",
    "0x10",
    "0o17",
    "017",
    "0b11",
    "1_000",
    "1,5",
    "1,000",
    "+1",
    "--1",
    "-",
    "+",
    ".",
    "1.",
    ".5",
    "1..2",
    "1e",
    "1e+",
    "e1",
    "1/2",
    "5%",
    "½",
    "１２",
    "٣",
    "1 000",
    "1\u{a0}000",
    "\u{2212}5",
    "1000000001",
    "-1000000001",
    "1e10",
    "0.0000000001",
    "0.1234567891",
    "999999999.999999999",
    "-0",
    "-0.0",
    "00",
    "0e0",
    "1e-9",
    "true",
    "~",
    "''",
    "\"1\"",
    "[1]",
    "{a: 1}",
    "9223372036854775808",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "2022-01-01",
    "12:30",
    "0.5e0",
    "1__0",
    "!!int 3",
];

/// Characters that are obeyed, hidden, alike or odd.
const CHARACTERS: &[char] = &[
    '\0',
    '\u{1}',
    '\u{7}',
    '\u{8}',
    '\t',
    '\u{b}',
    '\u{c}',
    '\r',
    '\u{1b}',
    '\u{7f}',
    '\u{80}',
    '\u{85}',
    '\u{9b}',
    '\u{9d}',
    '\u{a0}',
    '\u{ad}',
    '\u{300}',
    '\u{61c}',
    '\u{180e}',
    '\u{200b}',
    '\u{200d}',
    '\u{200e}',
    '\u{200f}',
    '\u{2028}',
    '\u{2029}',
    '\u{202a}',
    '\u{202e}',
    '\u{2060}',
    '\u{2066}',
    '\u{2069}',
    '\u{3000}',
    '\u{feff}',
    '\u{fff9}',
    '\u{fffd}',
    '\u{ffff}',
    '\u{1f600}',
    '\u{e0001}',
    '\u{e0041}',
    '\u{10ffff}',
    'а',
    'е',
    'ο',
    'ｅ',
    '\'',
    '"',
    '\\',
    '#',
    '&',
    '*',
    '!',
    '|',
    '>',
    '%',
    '@',
    '`',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '?',
    '-',
];
