//! Who uses a link now.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::Links;
use crate::share::LinkId;

/// How many pages may be open through one link at the same time.
const READERS: usize = 2048;
/// How many posts a link of several remembers as opened: their pictures are served.
const OPENED: usize = 64;
/// After how long without anybody the author is told why that may be.
const LONELY: Duration = Duration::from_mins(1);

/// How a link is used now. Dropping it tells the pages that are open through it.
#[derive(Debug, Default)]
pub(super) struct Use {
    readers: usize,
    was_used: bool,
    /// When it was given away, in this run.
    since: Option<Instant>,
    /// The last one first.
    opened: VecDeque<Arc<str>>,
    /// Holds nothing: it is there to be closed.
    lasts: watch::Sender<()>,
}

/// A place at a link, as long as a page is open through it.
#[derive(Debug)]
pub struct Seat {
    links: Arc<Links>,
    id: LinkId,
    lasts: watch::Receiver<()>,
}

impl Use {
    pub(super) fn readers(&self) -> usize {
        self.readers
    }

    pub(super) fn was_used(&self) -> bool {
        self.was_used
    }

    /// Somebody has asked for something by the link.
    pub(super) fn reach(&mut self) {
        self.was_used = true;
    }

    /// One page more; none if there are too many.
    pub(super) fn enter(&mut self) -> Option<watch::Receiver<()>> {
        if self.readers >= READERS {
            return None;
        }
        self.readers += 1;
        self.reach();
        Some(self.lasts.subscribe())
    }

    pub(super) fn leave(&mut self) {
        // The seat of a page may outlive the link's end, and with it this count.
        self.readers = self.readers.saturating_sub(1);
    }

    pub(super) fn note_opened(&mut self, path: &Arc<str>) {
        self.opened.retain(|opened| opened != path);
        self.opened.truncate(OPENED - 1);
        self.opened.push_front(path.clone());
    }

    pub(super) fn opened(&self) -> Vec<Arc<str>> {
        self.opened.iter().cloned().collect()
    }

    pub(super) fn give_away(&mut self) {
        self.since.get_or_insert_with(Instant::now);
    }

    /// Whether somebody should have come by now.
    pub(super) fn is_lonely(&self) -> bool {
        !self.was_used && self.since.is_some_and(|since| since.elapsed() >= LONELY)
    }
}

impl Seat {
    pub(super) fn new(links: Arc<Links>, id: LinkId, lasts: watch::Receiver<()>) -> Self {
        Self { links, id, lasts }
    }

    /// Waits until the link ends.
    pub async fn ended(&mut self) {
        // It is never written to: all that can come is its end.
        while self.lasts.changed().await.is_ok() {}
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.links.leave(self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_read_at_once() {
        let mut used = Use::default();
        let seats: Vec<_> = std::iter::from_fn(|| used.enter())
            .take(READERS + 1)
            .collect();
        assert_eq!(seats.len(), READERS);
        used.leave();
        assert!(used.enter().is_some());
    }

    #[test]
    fn the_posts_that_were_opened_last_are_remembered() {
        let mut used = Use::default();
        for post in 0..2 * OPENED {
            used.note_opened(&post.to_string().into());
        }
        used.note_opened(&"100".into());
        let opened = used.opened();
        assert_eq!(opened.len(), OPENED);
        assert_eq!(&*opened[0], "100");
        assert_eq!(opened.iter().filter(|post| &***post == "100").count(), 1);
    }

    #[test]
    fn a_link_is_lonely_when_nobody_has_come_for_a_minute() {
        let mut used = Use::default();
        assert!(!used.is_lonely());
        used.give_away();
        assert!(!used.is_lonely());
        used.since = Instant::now().checked_sub(LONELY);
        assert!(used.is_lonely());
        assert!(used.enter().is_some());
        assert!(!used.is_lonely());
    }
}
