//! All posts, one after the other while nobody writes, so that the index tells words and problems
//! of posts that nobody has opened. Texts are not held.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::checks::{Count, Counted};
use super::{Desk, Note};
use crate::checking::Checked;
use crate::site::{Entry, Made, Site};

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

/// All posts of a site, in the order of the index.
pub(super) struct All {
    left: Vec<Arc<str>>,
    surroundings: u64,
}

impl All {
    /// Takes as long as there are many: nothing is to wait for it.
    pub(super) fn of(site: &Site) -> Self {
        let mut left: Vec<_> = site.ordered().map(|entry| entry.path.clone()).collect();
        left.reverse();
        Self {
            left,
            surroundings: site.surroundings,
        }
    }
}

/// Which posts are still to be surveyed, and when.
#[derive(Default)]
pub(super) struct Survey {
    /// The last of them comes first.
    left: Vec<Arc<str>>,
    /// Since when all posts are to be surveyed again.
    stirred: Option<Instant>,
    /// The state around the posts in which they are surveyed.
    surroundings: Option<u64>,
}

impl Survey {
    /// Begins anew with all posts, in this order, in this state around them.
    pub(super) fn begin(&mut self, All { left, surroundings }: All) {
        self.left = left;
        self.surroundings = Some(surroundings);
        self.stirred = None;
    }

    /// These come next, each once.
    pub(super) fn add(&mut self, posts: &[Arc<str>]) {
        let added: HashSet<&Arc<str>> = posts.iter().collect();
        self.left.retain(|post| !added.contains(post));
        self.left.extend(posts.iter().rev().cloned());
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

    /// How long there is still to wait before anything is surveyed, when the last save was then.
    pub(super) fn waits(&self, now: Instant, saved: Option<Instant>) -> Option<Duration> {
        let left = |since: Option<Instant>, time: Duration| {
            let passed = now.saturating_duration_since(since?);
            time.checked_sub(passed).filter(|left| !left.is_zero())
        };
        let quiet = left(saved, QUIET);
        // What is left of the survey before can go on meanwhile.
        let settled = left(self.stirred, SETTLED).filter(|_| self.left.is_empty());
        quiet.max(settled)
    }

    /// Whether there is nothing more to do.
    pub(super) fn is_over(&self) -> bool {
        self.left.is_empty() && self.stirred.is_none()
    }

    /// Whether it is time to begin with all posts again.
    pub(super) fn begins_again(&self, now: Instant) -> bool {
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
    if desk.checks.survey_begins_again() {
        let all = All::of(&site);
        desk.checks.survey(|survey| survey.begin(all));
    }
    let (mut counts, mut told, mut seen) = (Vec::new(), Instant::now(), 0);
    while !desk.is_over()
        && let Some(path) = desk.checks.next_of_survey()
    {
        let mut checked = check(desk, &site, &path);
        if checked.is_none() {
            // It was saved meanwhile: an event of that put it into the survey, and this takes it out.
            site = newest();
            checked = check(desk, &site, &path);
        }
        if let Some((entry, checked)) = checked {
            desk.checks.connect(&path, &checked);
            let count = Count::of(&entry, &checked, Counted::Words(checked.words));
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

/// Checks a post of this site; nothing when it is not in it, or its file is another by now.
fn check(desk: &Desk, site: &Site, path: &str) -> Option<(Arc<Entry>, Checked)> {
    let entry = site.entry(path)?;
    let checked = desk.checks.check(&desk.pages, site, entry)?;
    Some((entry.clone(), checked))
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

    fn survey() -> Survey {
        Survey {
            left: vec!["a.md".into()],
            ..Survey::default()
        }
    }

    #[test]
    fn it_steps_aside_while_somebody_writes() {
        let now = Instant::now();
        let survey = survey();
        let waits = |after| survey.waits(now + after, Some(now));
        assert_eq!(waits(Duration::ZERO), Some(QUIET));
        assert_eq!(waits(QUIET / 3), Some(QUIET * 2 / 3));
        assert_eq!(waits(QUIET), None);
    }

    #[test]
    fn a_post_that_is_added_twice_comes_once() {
        let mut survey = survey();
        survey.add(&["b.md".into(), "a.md".into()]);
        survey.add(&["a.md".into()]);
        assert_eq!(survey.left, ["b.md".into(), "a.md".into()]);
    }

    #[test]
    fn it_begins_again_when_what_is_around_the_posts_has_settled() {
        let now = Instant::now();
        let mut survey = Survey {
            stirred: Some(now),
            ..survey()
        };
        assert_eq!(survey.waits(now, None), None, "the one before goes on");
        assert!(!survey.begins_again(now));
        assert_eq!(survey.next().as_deref(), Some("a.md"));
        assert_eq!(survey.waits(now, None), Some(SETTLED));
        assert!(!survey.is_over());
        assert!(survey.begins_again(now + SETTLED));
    }
}
