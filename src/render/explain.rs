//! `winset explain CODE`: a code in full.

use super::safe::wrap;
use crate::diag::Code;

const WIDTH: usize = 80;

/// What a code is, why it matters, a model that has it and what to write instead; ends with a line break.
pub fn explain(code: &Code) -> String {
    let head = wrap(&format!("{}: {}", code.id, code.what), WIDTH);
    let why = wrap(code.why, WIDTH);
    let fix = wrap(code.fix, WIDTH);
    let example = indented(code.example);
    format!("{head}\n\n{why}\n\nFor example:\n\n{example}\n\n{fix}\n")
}

fn indented(example: &str) -> String {
    let lines = example.lines().map(|line| format!("    {line}"));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_explanation_indents_its_example() {
        let code = Code {
            id: "E999",
            what: "a thing",
            why: "It matters.",
            example: "a:\n  b: 1",
            fix: "Write `c`.",
        };
        let text =
            "E999: a thing\n\nIt matters.\n\nFor example:\n\n    a:\n      b: 1\n\nWrite `c`.\n";
        assert_eq!(explain(&code), text);
    }
}
