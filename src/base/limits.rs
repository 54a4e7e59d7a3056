//! Limits and cancellation, as a value that long computations ask "go on?". The clock itself is `app`'s.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Asked now and then by every long computation.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    stop: Option<Arc<AtomicBool>>,
    /// Raised by whoever no longer wants to wait: an end that no time limit brought.
    hand: Option<Arc<AtomicBool>>,
    /// Raised a while before: time to make do with less than a whole answer.
    soon: Option<Arc<AtomicBool>>,
    /// Raised shortly before: time to look over what there is.
    nearly: Option<Arc<AtomicBool>>,
    /// Most settlements that an enumeration may visit, and most work of a search in units of about one settlement: counted, so
    /// that what is given up does not depend on the machine.
    size: Option<u64>,
    /// Most bytes that a search may hold.
    memory: Option<u64>,
    /// Seconds given for the whole, where there is a time limit: for solvers with a clock of their own.
    seconds: Option<f64>,
}

/// A limit was reached before the answer was complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Told to stop: a time limit or an interruption.
    Asked,
    /// More settlements, exchanges or labels than the size limit allows.
    TooLarge,
    /// More bytes than the memory limit allows.
    Memory,
    /// The judge refuses what the search found: a defect of the program, so nothing is claimed.
    Refused,
}

impl Limits {
    /// Settlements that a search may look at, or the like in work, when no other size is asked for: minutes at most.
    pub const DEFAULT_SIZE: u64 = 4_000_000;

    /// Bytes that a search may hold when no other limit is asked for: two gibibytes.
    pub const DEFAULT_MEMORY: u64 = 2 << 30;

    /// No interruption, the default size.
    pub fn none() -> Self {
        Self::default()
    }
    /// The same, stopping once `flag` is set.
    pub fn stopping_on(mut self, flag: Arc<AtomicBool>) -> Self {
        self.stop = Some(flag);
        self
    }
    /// The same, saying that it was interrupted once `flag` is set.
    pub fn interrupted_by(mut self, flag: Arc<AtomicBool>) -> Self {
        self.hand = Some(flag);
        self
    }
    /// The same, where `soon` is raised a while before the end and `nearly` shortly before it.
    pub fn warned_by(mut self, soon: Arc<AtomicBool>, nearly: Arc<AtomicBool>) -> Self {
        (self.soon, self.nearly) = (Some(soon), Some(nearly));
        self
    }
    /// The same for a first part of the work, which leaves time for the rest.
    pub fn soon(&self) -> Self {
        let mut limits = self.clone();
        limits.stop = self.soon.clone().or(limits.stop);
        limits
    }
    /// The same for all of the work but the judge's.
    pub fn nearly(&self) -> Self {
        let mut limits = self.clone();
        limits.stop = self.nearly.clone().or(limits.stop);
        limits
    }
    /// The same, with another size limit.
    pub fn with_size(mut self, size: u64) -> Self {
        self.size = Some(size);
        self
    }
    /// The same, with room for so many bytes.
    pub fn with_memory(mut self, bytes: u64) -> Self {
        self.memory = Some(bytes);
        self
    }
    /// The same, with so many seconds given for the whole.
    pub fn within(mut self, seconds: f64) -> Self {
        self.seconds = Some(seconds);
        self
    }
    /// Seconds given for the whole, if there is a time limit.
    pub fn seconds(&self) -> Option<f64> {
        self.seconds
    }
    /// Was the end somebody's wish, and not the clock's?
    pub fn is_interrupted(&self) -> bool {
        let hand = self.hand.as_ref();
        hand.is_some_and(|flag| flag.load(Ordering::Relaxed))
    }
    /// The size limit.
    pub fn size(&self) -> u64 {
        self.size.unwrap_or(Self::DEFAULT_SIZE)
    }
    /// The memory limit, in bytes.
    pub fn memory(&self) -> u64 {
        self.memory.unwrap_or(Self::DEFAULT_MEMORY)
    }
    /// Go on, holding so many bytes?
    pub fn hold(&self, bytes: u64) -> Result<(), Stopped> {
        if bytes > self.memory() {
            return Err(Stopped::Memory);
        }
        Ok(())
    }
    /// Go on?
    pub fn go_on(&self) -> Result<(), Stopped> {
        match &self.stop {
            Some(flag) if flag.load(Ordering::Relaxed) => Err(Stopped::Asked),
            _ => Ok(()),
        }
    }
    /// Go on, holding `size` things?
    pub fn go_on_with(&self, size: u64) -> Result<(), Stopped> {
        self.go_on()?;
        if size > self.size() {
            return Err(Stopped::TooLarge);
        }
        Ok(())
    }
}
