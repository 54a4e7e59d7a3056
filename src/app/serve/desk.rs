//! What is being searched: how many at once, and which of them nobody waits for any more.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Searches that may run at once.
const MOST: usize = 2;
/// How long a question waits for another to end.
const PATIENCE: Duration = Duration::from_secs(1);
/// Most pages whose searches are told apart.
const MOST_PAGES: usize = 64;

/// The running searches.
#[derive(Debug, Default)]
pub struct Desk {
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    running: usize,
    number: u64,
    /// The newest question of each page, and what ends it.
    newest: HashMap<String, (u64, Arc<AtomicBool>)>,
}

/// A place at the desk, given back when it is let go of.
#[derive(Debug)]
pub struct Place<'d> {
    desk: &'d Desk,
    page: String,
    number: u64,
    /// Ends the search.
    pub stop: Arc<AtomicBool>,
}

impl Desk {
    /// A place for a question of this page, whose earlier one ends now; `None` where too many are being searched.
    pub fn take(&self, page: &str) -> Option<Place<'_>> {
        let mut state = self.state();
        state.number += 1;
        let (number, stop) = (state.number, Arc::new(AtomicBool::new(false)));
        let known = state
            .newest
            .insert(page.to_owned(), (number, Arc::clone(&stop)));
        if let Some((_, earlier)) = known {
            earlier.store(true, Ordering::Relaxed);
        }
        let until = Instant::now() + PATIENCE;
        while state.running >= MOST || state.newest.len() > MOST_PAGES {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || stop.load(Ordering::Relaxed) {
                state.forget(page, number);
                return None;
            }
            let waited = self.freed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.running += 1;
        Some(Place {
            desk: self,
            page: page.to_owned(),
            number,
            stop,
        })
    }

    /// Ends the search of a page, which then tells what was found until now; was there one?
    pub fn end(&self, page: &str) -> bool {
        let state = self.state();
        let stop = state.newest.get(page).map(|(_, stop)| stop);
        stop.inspect(|stop| stop.store(true, Ordering::Relaxed));
        let ended = stop.is_some();
        drop(state);
        // It may still be waiting for a place.
        self.freed.notify_all();
        ended
    }

    /// Ends everything.
    pub fn stop(&self) {
        let state = self.state();
        let all = state.newest.values();
        all.for_each(|(_, stop)| stop.store(true, Ordering::Relaxed));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn forget(&mut self, page: &str, number: u64) {
        if self
            .newest
            .get(page)
            .is_some_and(|(newest, _)| *newest == number)
        {
            self.newest.remove(page);
        }
    }
}

impl Place<'_> {
    /// Has the page asked something newer meanwhile?
    pub fn is_superseded(&self) -> bool {
        let state = self.desk.state();
        let newest = state.newest.get(&self.page);
        newest.is_none_or(|(newest, _)| *newest != self.number)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        // The clock of the search ends with it.
        self.stop.store(true, Ordering::Relaxed);
        let mut state = self.desk.state();
        state.running = state.running.saturating_sub(1);
        state.forget(&self.page, self.number);
        drop(state);
        self.desk.freed.notify_all();
    }
}
