//! How far a run is, on standard error of a terminal.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar, or nothing.
pub struct Bar {
    bar: ProgressBar,
    read: Arc<AtomicU64>,
    length: Option<u64>,
}

impl Bar {
    /// Of so many bytes, of which `read` tells how many have been read; shown to people only.
    pub fn new(length: Option<u64>, read: Arc<AtomicU64>, quiet: bool, what: &str) -> Self {
        let shows = !quiet && std::io::stderr().is_terminal();
        let target = match shows {
            true => ProgressDrawTarget::stderr_with_hz(5),
            false => ProgressDrawTarget::hidden(),
        };
        let template = match length {
            Some(_) => "{prefix} [{bar:30}] {percent}% · {msg} · {eta} left",
            None => "{prefix} {spinner} {msg} · {elapsed}",
        };
        let bar = ProgressBar::with_draw_target(length, target);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_prefix(what.to_owned());
        if shows && length.is_none() {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self { bar, read, length }
    }

    /// So many rows are done.
    pub fn rows(&self, rows: u64) {
        if self.bar.is_hidden() {
            return;
        }
        if self.length.is_some() {
            self.bar.set_position(self.read.load(Ordering::Relaxed));
        }
        let seconds = self.bar.elapsed().as_secs_f64().max(1e-3);
        let rate = rows as f64 / seconds;
        let told = match rate {
            r if r >= 1e6 => format!("{:.1} million rows/s", r / 1e6),
            r => format!("{r:.0} rows/s"),
        };
        self.bar
            .set_message(format!("{} rows, {told}", crate::base::grouped(rows)));
    }

    /// It is done, or was ended.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}
