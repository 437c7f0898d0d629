//! The thread that keeps the right folders watched, by events or by polling.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use notify::{RecommendedWatcher, Watcher as _};

use super::pending::Pending;
use super::poll::Polling;
use super::signs::{Listener, Manner};
use super::tree::{Tree, Trouble};
use super::{Folders, Interest, Mode, Notice, POLL_INTERVAL};

/// How often the roots are looked at, because no event tells that one came back: a look costs a
/// microsecond a root.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);

/// What the thread is told.
pub(super) enum Order {
    /// Watch these folders from now on, and say when that is done.
    Watch(Folders, SyncSender<()>),
    /// A folder or a link may be here now that was not before.
    Came(PathBuf),
    /// What was here is gone or elsewhere.
    Left(PathBuf),
    /// The attributes of something that may be a folder changed.
    Touched(PathBuf),
    /// A hidden name was replaced; other names may lead through it.
    Swapped(PathBuf),
    /// Events were lost.
    Lost,
    /// End.
    Stop,
}

/// How changes are found at the moment.
enum Means {
    /// Nothing is watched yet.
    None,
    Events(Box<Tree>),
    Polling(Polling),
}

struct Keeper {
    mode: Mode,
    is_interesting: Interest,
    pending: Arc<Pending>,
    orders: Sender<Order>,
    folders: Arc<Folders>,
    means: Means,
    lost: Arc<AtomicBool>,
}

/// Starts the thread; [`Order::Stop`] ends it.
pub(super) fn spawn(
    mode: Mode,
    is_interesting: Interest,
    pending: &Arc<Pending>,
    orders: &Sender<Order>,
    received: Receiver<Order>,
) -> io::Result<()> {
    let keeper = Keeper {
        mode,
        is_interesting,
        pending: pending.clone(),
        orders: orders.clone(),
        folders: Arc::default(),
        means: Means::None,
        lost: Arc::default(),
    };
    thread::Builder::new()
        .name("watch".to_owned())
        .spawn(move || keeper.run(&received))?;
    Ok(())
}

impl Keeper {
    fn run(mut self, received: &Receiver<Order>) {
        let mut next_look = Instant::now() + self.pause();
        loop {
            let now = Instant::now();
            if now >= next_look {
                self.look();
                next_look = Instant::now() + self.pause();
            }
            let mut next = match received.recv_timeout(next_look.saturating_duration_since(now)) {
                Ok(order) => Some(order),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            while let Some(order) = next {
                match order {
                    Order::Stop => return,
                    Order::Watch(folders, done) => {
                        self.folders = Arc::new(folders);
                        self.start();
                        next_look = Instant::now() + self.pause();
                        // Whoever asked may have stopped waiting.
                        let _ = done.send(());
                    }
                    order => self.follow(order),
                }
                next = received.try_recv().ok();
            }
        }
    }

    fn pause(&self) -> Duration {
        match &self.means {
            // Nothing to look at: an hour is as good as for ever.
            Means::None => Duration::from_hours(1),
            Means::Events(_) => LOOK_INTERVAL,
            Means::Polling(polling) => polling.pause(),
        }
    }

    /// Watches from scratch. The old watches end only when the new ones stand.
    fn start(&mut self) {
        if let Mode::Poll(interval) = self.mode {
            self.poll(interval);
            return;
        }
        let listener = Listener {
            manner: Manner::of(RecommendedWatcher::kind()),
            folders: self.folders.clone(),
            is_interesting: self.is_interesting.clone(),
            pending: self.pending.clone(),
            orders: self.orders.clone(),
            known: Arc::default(),
            lost: self.lost.clone(),
        };
        match Tree::watch(listener) {
            Ok(tree) => self.means = Means::Events(Box::new(tree)),
            Err(trouble) => self.fall_back(trouble),
        }
    }

    fn poll(&mut self, interval: Duration) {
        self.means = Means::Polling(Polling::start(
            interval,
            self.folders.clone(),
            self.is_interesting.clone(),
            self.pending.clone(),
        ));
    }

    fn fall_back(&mut self, trouble: Trouble) {
        self.poll(POLL_INTERVAL);
        self.pending.tell(notice(trouble, POLL_INTERVAL));
    }

    fn look(&mut self) {
        match &mut self.means {
            Means::None => {}
            Means::Events(tree) => {
                let outcome = tree.look();
                self.go_on(outcome);
            }
            Means::Polling(polling) => polling.look(),
        }
    }

    fn follow(&mut self, order: Order) {
        let Means::Events(tree) = &mut self.means else {
            return;
        };
        let outcome = match order {
            Order::Came(path) => tree.came(&path),
            Order::Left(path) => tree.left(&path),
            Order::Touched(path) => tree.touched(&path),
            Order::Swapped(path) => tree.swapped(&path),
            Order::Lost => {
                // Before the folders are read, so that what is lost while they are is not forgotten.
                self.lost.store(false, Ordering::Release);
                self.start();
                self.pending.rescan();
                return;
            }
            Order::Watch(..) | Order::Stop => return,
        };
        self.go_on(outcome);
    }

    /// Goes on by polling when events cannot be had any more.
    fn go_on(&mut self, outcome: Result<(), Trouble>) {
        if let Err(trouble) = outcome {
            self.fall_back(trouble);
            // Between the failed watch and the first look, something may have changed.
            self.pending.rescan();
        }
    }
}

/// What to tell the author.
fn notice(trouble: Trouble, interval: Duration) -> Notice {
    /// `EMFILE` and `ENFILE`, the same on every Unix: a process or the system has too many files.
    const TOO_MANY_FILES: [i32; 2] = [24, 23];
    let Trouble { path, error } = trouble;
    let has_too_many = |error: &io::Error| {
        error
            .raw_os_error()
            .is_some_and(|code| TOO_MANY_FILES.contains(&code))
    };
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => Notice::OutOfWatches { path, interval },
        notify::ErrorKind::Io(cause) if has_too_many(&cause) => Notice::OutOfInstances { interval },
        notify::ErrorKind::Io(cause) => Notice::NoEvents {
            path,
            cause: cause.to_string(),
            interval,
        },
        other => Notice::NoEvents {
            path,
            cause: notify::Error::new(other).to_string(),
            interval,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(error: notify::Error, expected: &str) {
        let trouble = Trouble {
            path: "/blog/content".into(),
            error,
        };
        let said = notice(trouble, POLL_INTERVAL).to_string();
        assert!(said.contains(expected), "{said}");
    }

    #[test]
    fn a_notice_names_cause_and_remedy() {
        let io = |code| notify::Error::io(io::Error::from_raw_os_error(code));
        check(
            notify::Error::new(notify::ErrorKind::MaxFilesWatch),
            "/blog/content",
        );
        check(
            notify::Error::new(notify::ErrorKind::MaxFilesWatch),
            "max_user_watches",
        );
        check(io(24), "max_user_instances");
        check(io(12), "looking for changes every 500 ms");
    }
}
