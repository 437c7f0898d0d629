//! What templates may use up.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use serde_json::Value;

/// How many steps all templates of one post may take together: less than a second's work. A step is
/// something small that is done, or so many bytes that are read or made.
pub(super) const MOST_STEPS: u64 = 1_000_000;
/// How many bytes may be read or made in one step.
pub(super) const BYTES_A_STEP: usize = 64;
/// How many bytes they may write together.
const MOST_OUTPUT: u64 = 8_000_000;
/// How many bytes a filter or a function may give.
const LONGEST: usize = 8_000_000;
/// How long a text may be that stands in brackets behind a name.
const LONGEST_INDEX: usize = 4 * 1024;
/// How deep macros may be in each other. Tera's own stack grows with them.
const DEEPEST: u64 = 40;
/// How deep values may be in each other: as deep as those that are read from JSON.
const DEEPEST_VALUE: usize = 130;
/// What one value needs besides the bytes of its text.
const BYTES_A_VALUE: usize = 64;

/// What templates have used up.
#[derive(Debug, Default)]
pub(super) struct Meter {
    steps: AtomicU64,
    output: AtomicU64,
    depth: AtomicU64,
    /// Which of [`REASONS`] ended the last one, counted from 1.
    why: AtomicU64,
}

const REASONS: [&str; 6] = [
    "its loops go round too often, or it works on too much text.",
    "it writes too much.",
    "it makes too long a text or list.",
    "its macros are too deep in each other.",
    "the values in it are too deep in each other.",
    "what stands in brackets behind a name in it is too long.",
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

    /// So many more steps.
    pub(super) fn step(&self, count: u64) -> tera::Result<()> {
        let taken = |steps: u64| Some(steps.saturating_add(count));
        let steps = self.steps.fetch_update(Relaxed, Relaxed, taken);
        let steps = steps.unwrap_or(u64::MAX).saturating_add(count);
        self.ends_if(steps > MOST_STEPS, 1)
    }

    /// So many bytes are read or made, each of them so dear.
    pub(super) fn work(&self, bytes: usize, dearness: usize) -> tera::Result<()> {
        let bytes = bytes.saturating_mul(dearness);
        self.step((bytes / BYTES_A_STEP) as u64)
    }

    /// So many bytes are about to be made in one go.
    pub(super) fn makes(&self, bytes: usize) -> tera::Result<()> {
        // Refused, it costs nothing.
        self.is_short(bytes)?;
        self.work(bytes, 1)
    }

    /// Something has so many bytes.
    pub(super) fn is_short(&self, bytes: usize) -> tera::Result<()> {
        self.ends_if(bytes > LONGEST, 3)
    }

    /// A value is looked up so many times.
    pub(super) fn copies(&self, value: &Value, times: usize) -> tera::Result<()> {
        let bytes = self.size(value)?.saturating_mul(times);
        self.is_short(bytes)?;
        self.work(bytes, 1)
    }

    /// A value that stands in brackets behind a name.
    pub(super) fn is_index(&self, value: &Value) -> tera::Result<()> {
        let length = value.as_str().map_or(0, str::len);
        self.ends_if(length > LONGEST_INDEX, 6)?;
        // It is copied with the name, as often as the name has such.
        self.work(length, 16)
    }

    /// How many bytes a value needs.
    pub(super) fn size(&self, value: &Value) -> tera::Result<usize> {
        let size = size(value, 0);
        self.ends_if(size.is_none(), 5)?;
        Ok(size.unwrap_or(usize::MAX))
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

    /// How many steps have been taken.
    #[cfg(test)]
    pub(super) fn taken(&self) -> u64 {
        self.steps.load(Relaxed)
    }
}

/// How many bytes a value needs, unless it is too deep.
fn size(value: &Value, depth: usize) -> Option<usize> {
    if depth > DEEPEST_VALUE {
        return None;
    }
    let mut sum = BYTES_A_VALUE;
    match value {
        Value::String(text) => sum += text.len(),
        Value::Array(values) => {
            for value in values {
                sum += size(value, depth + 1)?;
            }
        }
        Value::Object(values) => {
            for (key, value) in values {
                sum += key.len() + size(value, depth + 1)?;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Some(sum)
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
