//! How often the editor is opened: a key that is held down opens no hundred windows.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Place;

/// The least time from one jump to the next to the same place.
const LEAST: Duration = Duration::from_millis(300);

/// Where the last jump led, and when it was.
#[derive(Debug, Default)]
pub struct Pace(Mutex<Option<(Place, Instant)>>);

impl Pace {
    /// Whether a jump to this place may be made `now`; if so, it has been.
    pub fn allows(&self, place: &Place, now: Instant) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_repeated = last
            .as_ref()
            .is_some_and(|(to, at)| to == place && now.saturating_duration_since(*at) < LEAST);
        if !is_repeated {
            *last = Some((place.clone(), now));
        }
        !is_repeated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_held_down_is_one_jump() {
        let (pace, begun) = (Pace::default(), Instant::now());
        let allowed = |line, ms| {
            let file = "/b/a.md".into();
            let to = Place {
                file,
                line,
                column: 1,
            };
            pace.allows(&to, begun + Duration::from_millis(ms))
        };
        let times = (0..10)
            .map(|at| allowed(1, at * 30))
            .filter(|allowed| *allowed);
        assert_eq!(times.count(), 1);
        assert!(allowed(1, 300));
        assert!(!allowed(1, 599));
        assert!(allowed(2, 599), "another place is another jump");
        assert!(allowed(1, 600));
    }
}
