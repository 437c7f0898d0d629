//! How often the editor is opened: a key that is held down opens no hundred windows.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The least time from one jump to the next.
const LEAST: Duration = Duration::from_millis(300);

/// When the last jump was.
#[derive(Debug, Default)]
pub struct Pace(Mutex<Option<Instant>>);

impl Pace {
    /// Whether a jump may be made `now`; if so, it has been.
    pub fn allows(&self, now: Instant) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|last| now.saturating_duration_since(last) < LEAST) {
            return false;
        }
        *last = Some(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_held_down_is_one_jump() {
        let (pace, begun) = (Pace::default(), Instant::now());
        let allowed = |ms| pace.allows(begun + Duration::from_millis(ms));
        let times = (0..10)
            .map(|at| allowed(at * 30))
            .filter(|allowed| *allowed);
        assert_eq!(times.count(), 1);
        assert!(allowed(300));
        assert!(!allowed(599));
        assert!(allowed(600));
    }
}
