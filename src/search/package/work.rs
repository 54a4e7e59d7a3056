//! How much a search may do and hold: counted, not timed, so that the answer is the same on every machine.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::base::{Limits, Stopped};

/// What is left of the work that a search may do.
///
/// Whether it runs out does not depend on the order in which threads spend it, for a layer is always finished or given up
/// as a whole.
pub struct Work<'l> {
    left: AtomicU64,
    limits: &'l Limits,
}

impl<'l> Work<'l> {
    /// What handling one label takes, in looks at a node of a tree: some ten nanoseconds each.
    pub const LABEL: u64 = 8;
    /// Work for one question: about half a minute.
    pub const MOST: u64 = 4_000_000_000;
    /// Spent before the limits are asked again: less than a millisecond.
    pub const OFTEN: u64 = 50_000;

    /// So much may be done.
    pub fn new(most: u64, limits: &'l Limits) -> Self {
        Self {
            left: AtomicU64::new(most),
            limits,
        }
    }
    /// Does so much of it.
    ///
    /// # Errors
    /// [`Stopped`] when told to stop or when nothing is left.
    pub fn spend(&self, work: u64) -> Result<(), Stopped> {
        self.limits.go_on()?;
        let spend = |left: u64| left.checked_sub(work);
        match self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend)
        {
            Ok(_) => Ok(()),
            Err(_) => Err(Stopped::TooLarge),
        }
    }
    /// May so many labels be held?
    ///
    /// # Errors
    /// [`Stopped`] when told to stop or when there are more than the size limit.
    pub fn hold(&self, labels: u64) -> Result<(), Stopped> {
        self.limits.go_on_with(labels)
    }
    /// The size limit.
    pub fn room(&self) -> u64 {
        self.limits.size()
    }
}
