//! What templates may use up.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// How often all templates of one post may go round a loop together: a second's work for what loops
/// usually hold.
const MOST_STEPS: u64 = 200_000;
/// How many bytes they may write together.
const MOST_OUTPUT: u64 = 8_000_000;
/// How long a text may be that a variable is set to. What is written in one go is not longer than some
/// of these.
const LONGEST_TEXT: usize = 1_000_000;
/// How deep macros may be in each other. Tera's own stack grows with them.
const DEEPEST: u64 = 40;

/// What templates have used up.
#[derive(Debug, Default)]
pub(super) struct Meter {
    steps: AtomicU64,
    output: AtomicU64,
    depth: AtomicU64,
    /// Which of [`REASONS`] ended the last one, counted from 1.
    why: AtomicU64,
}

const REASONS: [&str; 4] = [
    "its loops go round too often.",
    "it writes too much.",
    "it sets a variable to too long a text.",
    "its macros are too deep in each other.",
];

impl Meter {
    /// Another template begins.
    pub(super) fn begin(&self) {
        self.depth.store(0, Relaxed);
        self.why.store(0, Relaxed);
    }

    /// Why it ended too early, if it did.
    pub(super) fn why(&self) -> Option<String> {
        let at = usize::try_from(self.why.load(Relaxed)).ok()?;
        REASONS.get(at.checked_sub(1)?).map(|&why| why.to_owned())
    }

    fn ends_if(&self, is_over: bool, reason: u64) -> tera::Result<()> {
        if is_over {
            self.why.store(reason, Relaxed);
            return Err(tera::Error::msg("used up"));
        }
        Ok(())
    }

    /// So many more rounds.
    pub(super) fn step(&self, count: u64) -> tera::Result<()> {
        let steps = self.steps.fetch_add(count, Relaxed);
        self.ends_if(steps.saturating_add(count) > MOST_STEPS, 1)
    }

    /// A macro begins.
    pub(super) fn enter(&self) -> tera::Result<()> {
        self.step(1)?;
        let depth = self.depth.fetch_add(1, Relaxed);
        self.ends_if(depth >= DEEPEST, 4)
    }

    /// A macro ends.
    pub(super) fn leave(&self) {
        let _ = self
            .depth
            .fetch_update(Relaxed, Relaxed, |depth| Some(depth.saturating_sub(1)));
    }

    /// A variable is set to this.
    pub(super) fn holds(&self, value: &serde_json::Value) -> tera::Result<()> {
        let is_over = match value {
            serde_json::Value::String(text) => text.len() > LONGEST_TEXT,
            serde_json::Value::Array(values) => values.len() > LONGEST_TEXT / 10,
            _ => false,
        };
        self.ends_if(is_over, 3)
    }
}

/// Takes what a template writes, as long as it may.
pub(super) struct Limited<'m> {
    meter: &'m Meter,
    bytes: Vec<u8>,
}

impl<'m> Limited<'m> {
    pub(super) fn of(meter: &'m Meter) -> Self {
        let bytes = Vec::new();
        Self { meter, bytes }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl io::Write for Limited<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let more = bytes.len() as u64;
        let written = self.meter.output.fetch_add(more, Relaxed);
        self.meter
            .ends_if(written.saturating_add(more) > MOST_OUTPUT, 2)
            .map_err(io::Error::other)?;
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
