//! A model whose answer takes long.

/// A model that takes longer than a test waits.
pub fn question_large() -> String {
    let topics = |from: usize, to: usize, own: &str, other: &str| -> String {
        (from..to).map(|t| format!("      t{t}: [{own}.{t}, {own}1.{t}, {own}3.{t}]\n      u{t}: [-{other}.{t}, -{other}2.{t}, -{other}3.{t}]\n")).collect()
    };
    let options: String = (0..9)
        .map(|t| format!("  t{t}: [a, b, c, d]\n  u{t}: [a, b, c, d]\n"))
        .collect();
    format!(
        "winset: 1\ntitle: Large\ntopics:\n{options}actors:\n  p:\n    interests:\n{}  q:\n    interests:\n{}",
        topics(0, 9, "3", "1"),
        topics(0, 9, "-1", "-4").replace("--", ""),
    )
}
