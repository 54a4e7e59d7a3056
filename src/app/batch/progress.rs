//! How far a run is, on standard error of a terminal.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::base::counted;

/// A bar, or nothing.
pub struct Bar {
    bar: ProgressBar,
    length: Option<u64>,
    /// Rows that a run before has done.
    before: u64,
    /// Bytes at the first news: time is told by what comes after.
    first: Option<u64>,
}

impl Bar {
    /// Of so many bytes, shown to people only.
    pub fn new(length: Option<u64>, before: u64, quiet: bool, what: &str) -> Self {
        let shows = !quiet && std::io::stderr().is_terminal();
        let target = match shows {
            true => ProgressDrawTarget::stderr_with_hz(5),
            false => ProgressDrawTarget::hidden(),
        };
        let template = match length {
            Some(_) => "{prefix} [{bar:30}] {percent}%{msg}",
            None => "{prefix} {spinner}{msg} · {elapsed}",
        };
        let bar = ProgressBar::with_draw_target(length, target);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_prefix(what.to_owned());
        if shows && length.is_none() {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self {
            bar,
            length,
            before,
            first: None,
        }
    }

    /// So many rows are done, and all that was read of the input before these bytes.
    pub fn done(&mut self, rows: u64, bytes: u64) {
        if self.bar.is_hidden() {
            return;
        }
        let elapsed = self.bar.elapsed();
        let first = *self.first.get_or_insert(bytes);
        if let Some(length) = self.length {
            self.bar.set_position(bytes.min(length));
        }
        let fresh = rows.saturating_sub(self.before);
        let left = match self.length {
            Some(length) if bytes > first => {
                let share = length.saturating_sub(bytes) as f64 / (bytes - first) as f64;
                Duration::try_from_secs_f64(elapsed.as_secs_f64() * share).ok()
            }
            _ => None,
        };
        self.bar.set_message(told(rows, fresh, elapsed, left));
    }

    /// It is done, or was ended.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

fn told(rows: u64, fresh: u64, elapsed: Duration, left: Option<Duration>) -> String {
    let rate = fresh as f64 / elapsed.as_secs_f64().max(1e-3);
    let rate = match rate {
        r if r >= 1e6 => format!("{:.1} million rows/s", r / 1e6),
        r => format!("{}/s", counted(r as u64, "row")),
    };
    let left = match left.map(|left| left.as_secs() + u64::from(left.subsec_nanos() > 0)) {
        None => String::new(),
        Some(s) if s < 60 => format!(" · {s} s left"),
        Some(s) if s < 3600 => format!(" · {} min {} s left", s / 60, s % 60),
        Some(s) => format!(" · {} h {} min left", s / 3600, s % 3600 / 60),
    };
    format!(" · {}, {rate}{left}", counted(rows, "row"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_and_time_left_are_told_in_words() {
        let told = |rows, fresh, elapsed, left: Option<u64>| {
            let left = left.map(Duration::from_millis);
            told(rows, fresh, Duration::from_secs(elapsed), left)
        };
        assert_eq!(
            told(1_200, 1_200, 0, None),
            " · 1,200 rows, 1.2 million rows/s"
        );
        assert_eq!(
            told(50_000, 40_000, 10, Some(2_500)),
            " · 50,000 rows, 4,000 rows/s · 3 s left"
        );
        assert_eq!(
            told(50_000_000, 40_000_000, 10, Some(61_000)),
            " · 50,000,000 rows, 4.0 million rows/s · 1 min 1 s left"
        );
        assert_eq!(
            told(1, 1, 1, Some(7_300_000)),
            " · 1 row, 1 row/s · 2 h 1 min left"
        );
    }
}
