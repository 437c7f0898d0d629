//! What happened since the last batch, shared by those who notice and the one who waits.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::Notice;

/// What happened since the last batch.
#[derive(Debug)]
pub struct Batch {
    /// By path, absolute as the folders were given. A folder sorts before what lies in it: apply
    /// the changes in this order.
    pub changes: BTreeMap<PathBuf, Change>,
    /// Events were lost or a folder was replaced: read everything again.
    pub rescan: bool,
    /// When the first of the changes was noticed: save → screen is measured from here.
    pub seen: Instant,
    /// What the author should know about the watching itself; each comes once.
    pub notices: Vec<Notice>,
}

impl Batch {
    /// Whether it tells of a save or two, not of a folder or a checkout.
    #[must_use]
    pub fn is_small(&self) -> bool {
        !self.rescan && self.changes.len() <= SMALL
    }
}

/// A save touches the post and what the editor puts beside it.
const SMALL: usize = 4;

/// What is known of a change. The disk is the truth: look at it, it may have changed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The file is new or was written. A folder directly in one of [`super::Folders::shallow`]
    /// that is new.
    Written,
    /// The file is gone; or the folder, with all that was in it.
    Gone,
    /// Permissions, owner or times changed: a file that could not be read perhaps can be now.
    Attributes,
}

/// How long a batch waits for what belongs to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// For how long nothing must have happened where no event tells that a file is complete.
    pub(super) quiet: Duration,
    /// How long it waits for that.
    pub(super) series: Duration,
    /// How long it waits for the new name of a file whose old one was told.
    pub(super) rename: Duration,
}

/// Collects changes until somebody takes them.
#[derive(Default)]
pub(super) struct Pending {
    collected: Mutex<Collected>,
    changed: Notify,
}

#[derive(Default)]
struct Collected {
    changes: BTreeMap<PathBuf, Change>,
    rescan: bool,
    notices: Vec<Notice>,
    /// The first and the last event.
    times: Option<(Instant, Instant)>,
    /// Whether what was noted may be incomplete until it has been quiet for a while.
    unsettled: bool,
    /// Names that were given up for others, of which nothing has been heard yet, and since when.
    half_renamed: BTreeMap<PathBuf, Instant>,
}

impl Pending {
    /// Notes a change that is complete.
    pub(super) fn note(&self, path: PathBuf, change: Change) {
        self.collect(|collected| collected.add(path, change));
    }

    /// Notes a change that may be in the middle of a series.
    pub(super) fn note_unsettled(&self, path: PathBuf, change: Change) {
        self.collect(|collected| {
            collected.add(path, change);
            collected.unsettled = true;
        });
    }

    /// Notes that a file gave this name up for another. Its new name is told next, if it is watched.
    pub(super) fn begin_rename(&self, from: PathBuf) {
        self.collect(|collected| {
            collected.half_renamed.insert(from, Instant::now());
        });
    }

    /// Notes that both names of a renamed file have been told.
    pub(super) fn end_rename(&self, from: &Path) {
        let was_half = self.lock().half_renamed.remove(from).is_some();
        if was_half {
            self.changed.notify_one();
        }
    }

    /// Asks for everything to be read again.
    pub(super) fn rescan(&self) {
        self.collect(|collected| collected.rescan = true);
    }

    pub(super) fn tell(&self, notice: Notice) {
        self.collect(|collected| collected.notices.push(notice));
    }

    fn collect(&self, add: impl FnOnce(&mut Collected)) {
        let now = Instant::now();
        {
            let mut collected = self.lock();
            add(&mut collected);
            let first = collected.times.map_or(now, |(first, _)| first);
            collected.times = Some((first, now));
        }
        self.changed.notify_one();
    }

    /// Returns when something may have been noted.
    pub(super) async fn changed(&self) {
        if self.lock().times.is_none() {
            self.changed.notified().await;
        }
    }

    /// Since when, or from when on, what was noted can be taken, if nothing more is noted; nothing
    /// if it can be at once.
    pub(super) fn settled_at(&self, patience: Patience) -> Option<Instant> {
        let collected = self.lock();
        let (first, last) = collected.times?;
        let settled = if collected.unsettled {
            last + patience.quiet
        } else {
            *collected.half_renamed.values().max()? + patience.rename
        };
        Some(settled.min(first + patience.series))
    }

    /// Waits until something more is noted, but not longer than until `moment`.
    pub(super) async fn more(&self, moment: Instant) {
        // That nothing came in time is as good as that something did.
        let _ = tokio::time::timeout_at(moment.into(), self.changed.notified()).await;
    }

    /// What was noted; nothing if nothing was.
    pub(super) fn take(&self) -> Option<Batch> {
        let collected = {
            let mut collected = self.lock();
            collected.times?;
            std::mem::take(&mut *collected)
        };
        let (seen, _) = collected.times?;
        Some(Batch {
            changes: collected.changes,
            rescan: collected.rescan,
            seen,
            notices: collected.notices,
        })
    }

    /// A panic elsewhere leaves nothing half done in here: every change is one insertion.
    fn lock(&self) -> MutexGuard<'_, Collected> {
        self.collected
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Collected {
    fn add(&mut self, path: PathBuf, change: Change) {
        let known = self.changes.entry(path).or_insert(change);
        *known = match (*known, change) {
            (known, Change::Attributes) if known == Change::Attributes => known,
            // What has attributes is there again.
            (_, Change::Attributes) => Change::Written,
            (_, change) => change,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Change::{Attributes, Gone, Written};

    fn check(noted: &[Change], expected: Change) {
        let pending = Pending::default();
        for change in noted {
            pending.note("a.md".into(), *change);
        }
        let batch = pending.take().expect("something was noted");
        assert_eq!(
            batch.changes.into_values().collect::<Vec<_>>(),
            [expected],
            "{noted:?}"
        );
    }

    #[test]
    fn the_last_change_of_a_file_counts() {
        check(&[Gone, Written], Written);
        check(&[Written, Gone], Gone);
        check(&[Attributes], Attributes);
        check(&[Attributes, Attributes], Attributes);
        check(&[Attributes, Written], Written);
        check(&[Written, Attributes], Written);
        check(&[Gone, Attributes], Written);
    }

    #[test]
    fn taking_leaves_nothing() {
        let pending = Pending::default();
        assert!(pending.take().is_none());
        pending.rescan();
        assert!(pending.take().is_some_and(|batch| batch.rescan));
        assert!(pending.take().is_none());
    }

    #[test]
    fn only_unsettled_changes_wait() {
        let patience = Patience {
            quiet: Duration::from_secs(1),
            series: Duration::from_secs(5),
            rename: Duration::from_secs(1),
        };
        let pending = Pending::default();
        pending.note("a.md".into(), Written);
        assert_eq!(pending.settled_at(patience), None);
        pending.note_unsettled("b.md".into(), Written);
        assert!(pending.settled_at(patience) > Some(Instant::now()));
        pending.take();
        pending.begin_rename("a.md".into());
        pending.note("a.md".into(), Gone);
        assert!(pending.settled_at(patience) > Some(Instant::now()));
        pending.note("c.md".into(), Written);
        pending.end_rename(Path::new("a.md"));
        assert_eq!(pending.settled_at(patience), None);
    }

    #[test]
    fn a_folder_comes_before_what_lies_in_it() {
        let pending = Pending::default();
        for path in ["a/b.md", "a.md", "a"] {
            pending.note(path.into(), Written);
        }
        let batch = pending.take().expect("something was noted");
        let order: Vec<_> = batch.changes.into_keys().collect();
        let [folder, inside] = ["a", "a/b.md"].map(|path| {
            order
                .iter()
                .position(|known| known.as_os_str() == path)
                .expect("noted")
        });
        assert!(folder < inside, "{order:?}");
    }
}
