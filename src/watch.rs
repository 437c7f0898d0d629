//! File events → a settled batch of changes.
//!
//! A [`Watcher`] reports every change in a blog's folders, whatever way an editor saves, whichever
//! folders come and go, and also when the system's own events fail: it hides the platform, lost
//! events, new folders, exhausted watches. [`read_settled`] reads what was reported.
//!
//! Two threads work behind it. The one of `notify` calls `signs`, which notes a changed file at
//! once: nothing stands between a save and [`Watcher::next`]. Our own (`keep`) does what takes
//! longer: it watches new folders, looks once a second whether the folders are still the same, and
//! polls where events cannot be had. No other module names `notify`.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::time::{Duration, Instant};

mod book;
mod folders;
mod keep;
mod known;
mod notice;
mod pending;
mod poll;
mod read;
mod signs;
mod stamp;
mod tree;

use keep::Order;
use pending::{Patience, Pending};

pub use folders::{Folders, usual_output};
pub use notice::Notice;
pub use pending::{Batch, Change};
pub use read::{
    Before, FileId, MAX_POST_BYTES, Reading, Text, Unreadable, read_now, read_settled,
    read_settled_all,
};

/// How often the folders are looked at when events cannot be had: a scan of 10,000 posts takes
/// about 20 ms, and a save is on the screen within half a second.
pub const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// How changes are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// By the system's events; by polling where they run out.
    Events,
    /// By looking at every file, with this pause in between.
    Poll(Duration),
}

/// Whether a change of this file matters. Asked in the event callback, for every event: it must
/// be quick and must not look at the disk.
type Interest = Arc<dyn Fn(&Path) -> bool + Send + Sync>;

/// The changes in a blog's folders, as they come. Dropping it ends its threads.
pub struct Watcher {
    pending: Arc<Pending>,
    orders: Sender<Order>,
}

impl Watcher {
    /// A watcher of nothing yet: see [`Watcher::watch`].
    ///
    /// `is_interesting` tells which files matter; it is asked for every event and must be quick.
    /// Dot files and what lies in folders that are left out are never asked about.
    ///
    /// # Errors
    ///
    /// When the system grants no thread.
    pub fn new(
        mode: Mode,
        is_interesting: impl Fn(&Path) -> bool + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let pending = Arc::new(Pending::default());
        let (orders, received) = mpsc::channel();
        keep::spawn(mode, Arc::new(is_interesting), &pending, &orders, received)?;
        Ok(Self { pending, orders })
    }

    /// Watches these folders from now on, and no others.
    ///
    /// When this returns, every later change is reported: read the folders after it, not before.
    /// It walks the trees and blocks that long (about 20 µs a folder). Folders that do not exist
    /// are waited for. What cannot be watched is told by [`Batch::notices`].
    pub fn watch(&self, folders: Folders) {
        let (done, finished) = mpsc::sync_channel(1);
        if self.orders.send(Order::Watch(folders, done)).is_ok() {
            // An error means that the thread is gone, which leaves nothing to wait for.
            let _ = finished.recv();
        }
    }

    /// Everything that happened since the last batch, as soon as there is something.
    ///
    /// Cancel-safe: what is not returned stays for the next call. With inotify there is no delay,
    /// because it tells when a file is complete; but both names of a renamed file are in one batch,
    /// unless the new one is not told within 2 ms, as that of a file that leaves the folders.
    /// Elsewhere a batch waits until nothing has happened for 8 ms, but not longer than 50 ms.
    pub async fn next(&self) -> Batch {
        loop {
            self.pending.changed().await;
            let settled = self.pending.settled_at(PATIENCE);
            if let Some(moment) = settled.filter(|moment| *moment > Instant::now()) {
                self.pending.more(moment).await;
            } else if let Some(batch) = self.pending.take() {
                return batch;
            }
        }
    }
}

const PATIENCE: Patience = Patience {
    // An editor's writes to one file follow each other within microseconds, and 8 ms are half a
    // frame.
    quiet: Duration::from_millis(8),
    // A program that never stops writing starves nobody.
    series: Duration::from_millis(50),
    // inotify tells both names within microseconds of each other.
    rename: Duration::from_millis(2),
};

impl Drop for Watcher {
    fn drop(&mut self) {
        // An error means that the thread has ended already.
        let _ = self.orders.send(Order::Stop);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Mutex;

    use tempfile::tempdir;

    use super::*;

    const DEADLINE: Duration = Duration::from_secs(20);

    async fn next(watcher: &Watcher) -> Batch {
        tokio::time::timeout(DEADLINE, watcher.next())
            .await
            .expect("something happens")
    }

    fn root(folder: &Path) -> Folders {
        Folders {
            roots: vec![folder.into()],
            ..Folders::default()
        }
    }

    #[tokio::test]
    async fn a_call_that_is_given_up_loses_nothing() {
        let folder = tempdir().unwrap();
        let watcher = Watcher::new(Mode::Events, |_| true).unwrap();
        watcher.watch(root(folder.path()));
        let given_up = tokio::time::timeout(Duration::from_millis(1), watcher.next()).await;
        assert!(given_up.is_err());
        fs::write(folder.path().join("x.md"), "x").unwrap();
        let changes = next(&watcher).await.changes;
        assert!(changes.contains_key(&folder.path().join("x.md")));
    }

    #[tokio::test]
    async fn dropping_the_watcher_ends_its_threads() {
        for mode in [Mode::Events, Mode::Poll(POLL_INTERVAL)] {
            let folder = tempdir().unwrap();
            let held_by_threads = Arc::new(());
            let held = held_by_threads.clone();
            let is_interesting = move |_: &Path| Arc::strong_count(&held) > 0;
            let watcher = Watcher::new(mode, is_interesting).unwrap();
            watcher.watch(root(folder.path()));
            drop(watcher);
            let deadline = Instant::now() + DEADLINE;
            while Arc::strong_count(&held_by_threads) > 1 {
                assert!(Instant::now() < deadline, "{mode:?}: a thread goes on");
                std::thread::yield_now();
            }
        }
    }

    /// Holds the listener up until the kernel's queue is full.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn after_lost_events_everything_is_read_again() {
        let folder = tempdir().unwrap();
        let gate = Arc::new(Mutex::new(()));
        let waiting = gate.clone();
        let is_interesting = move |_: &Path| waiting.lock().is_ok();
        let watcher = Watcher::new(Mode::Events, is_interesting).unwrap();
        watcher.watch(root(folder.path()));
        let queue = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap();
        let queue: usize = queue.trim().parse().unwrap();
        let hold = gate.lock().unwrap();
        for file in 0..queue {
            // Made, opened, closed: at least two events each.
            fs::write(folder.path().join(format!("{}.md", file % 100)), "").unwrap();
        }
        let new = folder.path().join("new");
        fs::create_dir(&new).unwrap();
        drop(hold);
        while !next(&watcher).await.rescan {}
        fs::write(new.join("x.md"), "x").unwrap();
        while !next(&watcher).await.changes.contains_key(&new.join("x.md")) {}
    }
}
