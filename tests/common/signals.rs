//! Interrupting a running program, on Linux.

use std::process::Command;

/// Waits until a process takes an interruption itself.
pub fn listens(id: u32) -> bool {
    let caught = || {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        let line = status
            .lines()
            .find(|l| l.starts_with("SigCgt:"))?
            .to_owned();
        u64::from_str_radix(line.split_whitespace().nth(1)?, 16).ok()
    };
    // Signal 2 is the second bit.
    (0..2_000).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        caught().is_some_and(|mask| mask & 2 != 0)
    })
}

/// Sends an interruption.
pub fn interrupt(id: u32) {
    let sent = Command::new("kill")
        .args(["-INT", &id.to_string()])
        .status();
    assert!(sent.unwrap().success());
}
