//! How much a reader's browser may say.

use std::time::Instant;

/// How many messages may come at once, and how many a second in the long run. A page answers each
/// save with one, and asks for a sign of life every five seconds.
const AT_ONCE: f64 = 40.0;
const A_SECOND: f64 = 10.0;

/// Messages that a browser may still send.
#[derive(Debug)]
pub(super) struct Budget {
    left: f64,
    counted: Option<Instant>,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            left: AT_ONCE,
            counted: None,
        }
    }
}

impl Budget {
    /// Takes one message off it; `false` when nothing is left.
    pub(super) fn pays_for_one(&mut self, now: Instant) -> bool {
        let since = self.counted.replace(now).unwrap_or(now);
        let passed = now.saturating_duration_since(since).as_secs_f64();
        self.left = (self.left + passed * A_SECOND).min(AT_ONCE) - 1.0;
        self.left >= 0.0
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_is_taken_and_a_flood_is_not() {
        let (mut budget, now) = (Budget::default(), Instant::now());
        let taken = (0..100).take_while(|_| budget.pays_for_one(now)).count();
        assert_eq!(taken, 40);
    }

    #[test]
    fn ten_a_second_are_taken_for_ever() {
        let (mut budget, start) = (Budget::default(), Instant::now());
        for message in 0..10_000 {
            let now = start + Duration::from_millis(101) * message;
            assert!(budget.pays_for_one(now), "{message}");
        }
    }
}
