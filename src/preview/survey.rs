//! All posts, one after the other while nobody writes, so that the index tells words and problems
//! of posts that nobody has opened. Texts are not held.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::checks::{Count, Counted};
use super::{Desk, Note};
use crate::site::{Made, Site};

/// How long after a save the survey leaves the machine to the author.
const QUIET: Duration = Duration::from_millis(300);
/// How long after a change around the posts all of them are surveyed again: a title that is being
/// typed changes an address with each save, and a checkout many.
const SETTLED: Duration = Duration::from_secs(2);
/// How often the index is told, and after how many posts at first: those that it shows.
const TELL: Duration = Duration::from_millis(250);
const FIRST: usize = crate::pages::index::FIRST;
/// So many posts go to the writer at once, which takes them in within half a millisecond: a save
/// that comes meanwhile waits no longer.
const AT_ONCE: usize = 64;
/// After so many posts what is known of their pages is forgotten: of 10,000 it would be megabytes.
const FORGET: usize = 256;

/// Which posts are still to be surveyed, and when.
#[derive(Default)]
pub(super) struct Survey {
    /// The last of them comes first.
    left: Vec<Arc<str>>,
    saved: Option<Instant>,
    /// Since when all posts are to be surveyed again.
    stirred: Option<Instant>,
    /// The state around the posts in which they are surveyed.
    surroundings: Option<u64>,
}

impl Survey {
    /// Begins anew with all posts, in the order of the index.
    pub(super) fn begin(&mut self, site: &Site) {
        self.left = site.ordered().map(|entry| entry.path.clone()).collect();
        self.left.reverse();
        self.surroundings = Some(site.surroundings);
        self.stirred = None;
    }

    /// These come next.
    pub(super) fn add(&mut self, posts: &[Arc<str>]) {
        self.left.extend(posts.iter().rev().cloned());
    }

    /// Somebody writes.
    pub(super) fn step_aside(&mut self) {
        self.saved = Some(Instant::now());
    }

    /// Whether what is around the posts is another now: links may lead elsewhere.
    pub(super) fn look_around(&mut self, site: &Site) -> bool {
        let differs = |known| known != site.surroundings;
        let is_another = self.surroundings.is_some_and(differs);
        if is_another {
            self.surroundings = Some(site.surroundings);
            self.stirred = Some(Instant::now());
        }
        is_another
    }

    /// How long there is still to wait before anything is surveyed.
    pub(super) fn waits(&self, now: Instant) -> Option<Duration> {
        let left = |since: Option<Instant>, time: Duration| {
            let passed = now.saturating_duration_since(since?);
            time.checked_sub(passed).filter(|left| !left.is_zero())
        };
        let quiet = left(self.saved, QUIET);
        // What is left of the survey before can go on meanwhile.
        let settled = left(self.stirred, SETTLED).filter(|_| self.left.is_empty());
        quiet.max(settled)
    }

    /// Whether there is nothing more to do.
    pub(super) fn is_over(&self) -> bool {
        self.left.is_empty() && self.stirred.is_none()
    }

    /// Whether it is time to begin with all posts again.
    fn begins_again(&self, now: Instant) -> bool {
        let passed = |since| now.saturating_duration_since(since) >= SETTLED;
        self.stirred.is_some_and(passed)
    }

    /// The next post.
    pub(super) fn next(&mut self) -> Option<Arc<str>> {
        self.left.pop()
    }
}

/// Goes on with the survey until it is over or something else comes first. Blocks.
pub(super) fn go_on(desk: &Desk) {
    let newest = || desk.sites.borrow().clone();
    let mut site = newest();
    desk.checks.survey(|survey| {
        if survey.begins_again(Instant::now()) {
            survey.begin(&site);
        }
    });
    let (mut counts, mut told, mut seen) = (Vec::new(), Instant::now(), 0);
    while !desk.is_over()
        && let Some(path) = desk.checks.next_of_survey()
    {
        let Some(entry) = site.entry(&path) else {
            continue;
        };
        if let Some(checked) = desk.checks.check(&desk.pages, &site, entry) {
            let count = Count::of(entry, &checked, Counted::Words(checked.words));
            if entry.readable && count.is_news_of(entry.made) {
                counts.push(count);
            }
        }
        seen += 1;
        if seen % FORGET == 0 {
            desk.checks.forget_around();
        }
        if counts.len() >= AT_ONCE {
            desk.tell(Note::Checked(std::mem::take(&mut counts)));
        }
        if seen == FIRST || told.elapsed() >= TELL {
            desk.tell(Note::Checked(std::mem::take(&mut counts)));
            desk.tell(Note::TellCounts);
            told = Instant::now();
            // What was saved meanwhile is to be seen as it is.
            site = newest();
        }
    }
    desk.tell(Note::Checked(counts));
    desk.tell(Note::TellCounts);
}

impl Count {
    /// Whether it tells more than what is known.
    fn is_news_of(&self, known: Option<Made>) -> bool {
        known.is_none_or(|known| {
            known.checks != Some(self.checks) || known.words != self.words(Some(known))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(now: Instant) -> Survey {
        Survey {
            left: vec!["a.md".into()],
            saved: Some(now),
            ..Survey::default()
        }
    }

    #[test]
    fn it_steps_aside_while_somebody_writes() {
        let now = Instant::now();
        let survey = survey(now);
        assert_eq!(survey.waits(now), Some(QUIET));
        assert_eq!(survey.waits(now + QUIET / 3), Some(QUIET * 2 / 3));
        assert_eq!(survey.waits(now + QUIET), None);
    }

    #[test]
    fn it_begins_again_when_what_is_around_the_posts_has_settled() {
        let now = Instant::now();
        let mut survey = Survey {
            saved: None,
            stirred: Some(now),
            ..survey(now)
        };
        assert_eq!(survey.waits(now), None, "the one before goes on");
        assert!(!survey.begins_again(now));
        assert_eq!(survey.next().as_deref(), Some("a.md"));
        assert_eq!(survey.waits(now), Some(SETTLED));
        assert!(!survey.is_over());
        assert!(survey.begins_again(now + SETTLED));
    }
}
