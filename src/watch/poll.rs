//! Changes without events: every interesting file is looked at, again and again.
//!
//! `notify` has a poller too. It compares times in whole seconds, and would miss the second of
//! two saves within one.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::io::ErrorKind::{NotADirectory, NotFound};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::pending::Pending;
use super::stamp::{Stamp, folder_at, stamp};
use super::{Change, Folders, Interest};

/// How long a changed file is reported again with every look. Some file systems keep times to two
/// seconds (FAT) or one: a second save within that time, of the same length, looks like the first.
const COARSEST_TIME: Duration = Duration::from_secs(2);

/// How much of one processor looking may take: a tenth.
const REST_PER_WORK: u32 = 10;

/// Folders that are polled.
pub(super) struct Polling {
    interval: Duration,
    folders: Arc<Folders>,
    is_interesting: Interest,
    pending: Arc<Pending>,
    found: Found,
    /// When a file was last seen to change, for as long as that may hide another change.
    fresh: HashMap<PathBuf, Instant>,
    /// How long the last look took.
    took: Duration,
}

/// What there was at one look.
#[derive(Default)]
struct Found {
    files: HashMap<PathBuf, Option<Stamp>>,
    folders: BTreeSet<PathBuf>,
    /// Folders that are there and cannot be read, for whatever reason: nothing is known of them.
    unread: Vec<PathBuf>,
}

impl Polling {
    /// Looks for the first time; nothing is reported.
    pub(super) fn start(
        interval: Duration,
        folders: Arc<Folders>,
        is_interesting: Interest,
        pending: Arc<Pending>,
    ) -> Self {
        let mut polling = Self {
            interval,
            folders,
            is_interesting,
            pending,
            found: Found::default(),
            fresh: HashMap::new(),
            took: Duration::ZERO,
        };
        polling.found = polling.scan();
        polling
    }

    /// How long to wait before the next look.
    pub(super) fn pause(&self) -> Duration {
        self.interval.max(self.took * REST_PER_WORK)
    }

    /// Reports what changed since the last look.
    pub(super) fn look(&mut self) {
        let start = Instant::now();
        let now = self.scan();
        let before = std::mem::replace(&mut self.found, now);
        self.keep_unread(&before);
        self.report_gone(&before);
        self.report_written(&before, start);
        self.took = start.elapsed();
    }

    /// A network that hangs for a moment removes no post.
    fn keep_unread(&mut self, before: &Found) {
        for folder in std::mem::take(&mut self.found.unread) {
            let below = |path: &&PathBuf| path.starts_with(&folder);
            self.found
                .folders
                .extend(before.folders.iter().filter(below).cloned());
            for (path, stamp) in before.files.iter().filter(|(path, _)| below(path)) {
                self.found.files.insert(path.clone(), stamp.clone());
            }
        }
    }

    fn report_gone(&self, before: &Found) {
        for folder in before.folders.difference(&self.found.folders) {
            self.pending.note(folder.clone(), Change::Gone);
        }
        let is_there = |path: &Path| self.found.files.contains_key(path);
        let is_folder_there = |path: &Path| {
            path.parent()
                .is_some_and(|it| self.found.folders.contains(it))
        };
        for path in before
            .files
            .keys()
            .filter(|path| !is_there(path) && is_folder_there(path))
        {
            self.pending.note(path.clone(), Change::Gone);
        }
    }

    fn report_written(&mut self, before: &Found, now: Instant) {
        let is_new = |folder: &&PathBuf| self.folders.is_in_shallow(folder);
        for folder in self
            .found
            .folders
            .difference(&before.folders)
            .filter(is_new)
        {
            self.pending.note(folder.clone(), Change::Written);
        }
        for (path, stamp) in &self.found.files {
            if before.files.get(path) != Some(stamp) {
                self.fresh.insert(path.clone(), now);
            }
        }
        self.fresh.retain(|path, changed| {
            self.found.files.contains_key(path) && now.duration_since(*changed) <= COARSEST_TIME
        });
        for path in self.fresh.keys() {
            self.pending.note(path.clone(), Change::Written);
        }
    }

    fn scan(&self) -> Found {
        let mut found = Found::default();
        let mut entered = HashSet::new();
        let mut to_read = ToRead {
            folders: self.folders.all().cloned().collect(),
            links: vec![],
        };
        while let Some(folder) = to_read.folders.pop().or_else(|| to_read.links.pop()) {
            let is_first = folder_at(&folder).is_some_and(|identity| entered.insert(identity));
            if is_first {
                self.scan_folder(&folder, &mut found, &mut to_read);
            }
        }
        found
    }

    fn scan_folder(&self, folder: &Path, found: &mut Found, to_read: &mut ToRead) {
        found.folders.insert(folder.to_path_buf());
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                if !matches!(error.kind(), NotFound | NotADirectory) {
                    found.unread.push(folder.to_path_buf());
                }
                return;
            }
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if !self.folders.reach(&path) {
                continue;
            }
            if kind.is_dir() {
                self.found_folder(path, found, &mut to_read.folders);
            } else if kind.is_symlink() && folder_at(&path).is_some() {
                self.found_folder(path, found, &mut to_read.links);
            } else if (self.is_interesting)(&path) {
                let stamp = stamp(&path);
                found.files.insert(path, stamp);
            }
        }
    }

    fn found_folder(&self, path: PathBuf, found: &mut Found, to_read: &mut Vec<PathBuf>) {
        if self.folders.is_in_shallow(&path) {
            found.folders.insert(path.clone());
        }
        if self.folders.reach_tree(&path) {
            to_read.push(path);
        }
    }
}

/// Folders that are still to be read. Links are followed last, so that a folder is known by its
/// own path wherever it has one.
struct ToRead {
    folders: Vec<PathBuf>,
    links: Vec<PathBuf>,
}
