//! The folders that are watched by events, and how they follow the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use super::book::Book;
use super::known::KnownFolders;
use super::pending::Pending;
use super::signs::{Listener, Manner};
use super::stamp::{Identity, Stamp, folder_at, stamp};
use super::{Change, Folders, Interest};

/// Why events cannot be had, and the first folder for which they cannot.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) path: PathBuf,
    pub(super) error: notify::Error,
}

/// Whether the files in a folder that is entered are reported.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Report {
    Files,
    Nothing,
}

/// Folders watched by events.
pub(super) struct Tree {
    watcher: RecommendedWatcher,
    manner: Manner,
    folders: Arc<Folders>,
    is_interesting: Interest,
    pending: Arc<Pending>,
    book: Book,
    known: Arc<KnownFolders>,
    /// Folders directly in a shallow one, known so that their going can be told.
    beside: BTreeSet<PathBuf>,
    /// What no event tells about, looked at once a second: the roots and shallow folders, and the
    /// folders that links lead to, with what lay there last.
    anchors: BTreeMap<PathBuf, Option<Identity>>,
    /// Interesting files that are links: writing to where they lead causes no event here.
    links: BTreeMap<PathBuf, Option<Stamp>>,
}

impl Tree {
    /// Watches the folders; what is in them is not reported.
    pub(super) fn watch(listener: Listener) -> Result<Self, Trouble> {
        let manner = listener.manner;
        let folders = listener.folders.clone();
        let is_interesting = listener.is_interesting.clone();
        let pending = listener.pending.clone();
        let known = listener.known.clone();
        let watcher = RecommendedWatcher::new(listener, notify::Config::default());
        let watcher = watcher.map_err(|error| {
            let path = folders.all().next().cloned().unwrap_or_default();
            Trouble { path, error }
        })?;
        let mut tree = Self {
            watcher,
            manner,
            folders: folders.clone(),
            is_interesting,
            pending,
            book: Book::default(),
            known,
            beside: BTreeSet::new(),
            anchors: BTreeMap::new(),
            links: BTreeMap::new(),
        };
        for folder in folders.all() {
            tree.anchors.insert(folder.clone(), folder_at(folder));
        }
        tree.open(folders.all().cloned().collect(), Report::Nothing)?;
        Ok(tree)
    }

    /// A folder, or a link, may be at this path now that was not before.
    pub(super) fn came(&mut self, path: &Path) -> Result<(), Trouble> {
        if self.remember_link(path) {
            // What it leads to may have changed since the link was reported, before it had a stamp.
            self.note_file(path);
        }
        self.known.insert(path);
        if folder_at(path).is_none() {
            if !self.holds(path) {
                self.known.remove_tree(path);
            }
            return Ok(());
        }
        if self.anchors.keys().any(|anchor| anchor.starts_with(path)) {
            self.look_at_anchors()?;
            if self.anchors.contains_key(path) && self.book.contains(path) {
                return Ok(());
            }
        }
        if self.folders.is_in_shallow(path) && self.beside.insert(path.to_path_buf()) {
            self.pending.note(path.to_path_buf(), Change::Written);
        }
        if !self.folders.reach_tree(path) {
            return Ok(());
        }
        if !is_link(path) {
            return self.open(vec![path.to_path_buf()], Report::Files);
        }
        // Where a link leads may be watched already, under another name, and may lie outside: what
        // is behind it, whoever reads the folders finds as well as at the start. Watched first and
        // read after that, so that nothing is missed.
        self.open(vec![path.to_path_buf()], Report::Nothing)?;
        self.pending.rescan();
        Ok(())
    }

    /// Whether something is still to be done when what is at this path leaves.
    fn holds(&self, path: &Path) -> bool {
        self.book.contains(path) || self.beside.contains(path) || self.anchors.contains_key(path)
    }

    /// What was at this path is gone or elsewhere.
    pub(super) fn left(&mut self, path: &Path) -> Result<(), Trouble> {
        self.links.remove(path);
        if self.beside.remove(path) {
            self.pending.note(path.to_path_buf(), Change::Gone);
        }
        self.forget(path);
        self.known.remove_tree(path);
        let folders = &self.folders;
        self.anchors
            .retain(|anchor, _| !anchor.starts_with(path) || folders.names(anchor));
        // Another folder may be in its place already. A folder that is replaced by renaming another
        // one over it is even told to be gone after that one is told to have come.
        self.came(path)
    }

    /// The attributes of a folder changed: perhaps it can be entered now.
    pub(super) fn touched(&mut self, path: &Path) -> Result<(), Trouble> {
        if self.book.contains(path) {
            Ok(())
        } else {
            self.came(path)
        }
    }

    /// A hidden name in this folder was replaced: if it is a link, others may lead through it.
    pub(super) fn swapped(&mut self, path: &Path) -> Result<(), Trouble> {
        let Some(entries) = path
            .parent()
            .filter(|_| is_link(path))
            .and_then(|folder| fs::read_dir(folder).ok())
        else {
            return Ok(());
        };
        for entry in entries.flatten().filter(is_link_entry) {
            let path = entry.path();
            if self.folders.reach(&path) {
                self.note_file(&path);
                self.came(&path)?;
            }
        }
        Ok(())
    }

    /// Notices what no event tells: roots that went or came, and files behind links.
    pub(super) fn look(&mut self) -> Result<(), Trouble> {
        self.look_at_links();
        self.look_at_anchors()
    }

    fn look_at_anchors(&mut self) -> Result<(), Trouble> {
        let changed: Vec<_> = self
            .anchors
            .iter()
            .filter(|(path, known)| folder_at(path) != **known)
            .map(|(path, _)| path.clone())
            .collect();
        for path in changed {
            self.forget(&path);
            if let Some(identity) = folder_at(&path) {
                self.anchors.insert(path.clone(), Some(identity));
                self.open(vec![path], Report::Nothing)?;
            } else {
                self.pending.note(path, Change::Gone);
            }
            self.pending.rescan();
        }
        Ok(())
    }

    fn look_at_links(&mut self) {
        self.links
            .retain(|path, _| fs::symlink_metadata(path).is_ok_and(|it| it.is_symlink()));
        for (path, known) in &mut self.links {
            let now = stamp(path);
            if now != *known {
                *known = now;
                self.pending.note(path.clone(), Change::Written);
            }
        }
    }

    /// Watches folders and all below them.
    ///
    /// Each folder is watched first and read after that: what is made in between is reported
    /// twice, and nothing is missed. Links are followed last, so that a folder is known by its
    /// own path wherever it has one.
    fn open(&mut self, mut folders: Vec<PathBuf>, report: Report) -> Result<(), Trouble> {
        let mut links = Vec::new();
        while let Some(folder) = folders.pop().or_else(|| links.pop()) {
            if !self.enter(&folder)? {
                continue;
            }
            let Ok(entries) = fs::read_dir(&folder) else {
                continue;
            };
            for entry in entries.flatten() {
                let Ok(kind) = entry.file_type() else {
                    continue;
                };
                // Most of a blog: 10,000 posts that nothing is to be said of.
                if kind.is_file() && report == Report::Nothing {
                    continue;
                }
                let path = entry.path();
                if !self.folders.reach(&path) {
                    continue;
                }
                if kind.is_dir() {
                    self.found_folder(path, &mut folders);
                } else if kind.is_symlink() && folder_at(&path).is_some() {
                    self.found_folder(path, &mut links);
                } else {
                    self.found_file(&path, report);
                }
            }
        }
        Ok(())
    }

    fn found_folder(&mut self, path: PathBuf, to_open: &mut Vec<PathBuf>) {
        if self.folders.is_in_shallow(&path) {
            self.known.insert(&path);
            if folder_at(&path).is_some() {
                self.beside.insert(path.clone());
            }
        }
        if self.folders.reach_tree(&path) {
            to_open.push(path);
        }
    }

    fn found_file(&mut self, path: &Path, report: Report) {
        self.remember_link(path);
        if report == Report::Files {
            self.note_file(path);
        }
    }

    /// Watches one folder, and says whether it is to be read.
    fn enter(&mut self, folder: &Path) -> Result<bool, Trouble> {
        self.known.insert(folder);
        let Some(identity) = folder_at(folder) else {
            return Ok(false);
        };
        if let Some(elsewhere) = self.book.path(&identity).filter(|path| *path != folder) {
            let elsewhere = elsewhere.to_path_buf();
            if folder_at(&elsewhere).as_ref() == Some(&identity) {
                return Ok(false);
            }
            self.forget(&elsewhere);
        }
        if self
            .book
            .identity(folder)
            .is_some_and(|known| *known != identity)
        {
            self.forget(folder);
        }
        if !self.watch_one(folder)? {
            return Ok(false);
        }
        if is_link(folder) || self.anchors.contains_key(folder) {
            self.anchors
                .insert(folder.to_path_buf(), Some(identity.clone()));
        }
        self.book.insert(folder, identity);
        Ok(true)
    }

    /// Asks the system for the events of one folder, and says whether it gives them; it does not
    /// for a folder that is gone again or may not be read.
    fn watch_one(&mut self, folder: &Path) -> Result<bool, Trouble> {
        let is_root = || self.folders.roots.iter().any(|root| root == folder);
        let mode = match self.manner {
            Manner::Coarse if !self.anchors.contains_key(folder) => return Ok(true),
            Manner::Coarse if is_root() => RecursiveMode::Recursive,
            Manner::Exact | Manner::Coarse => RecursiveMode::NonRecursive,
        };
        match self.watcher.watch(folder, mode) {
            Ok(()) => Ok(true),
            Err(error) if is_about_the_folder(&error) => Ok(false),
            Err(error) => Err(Trouble {
                path: folder.to_path_buf(),
                error,
            }),
        }
    }

    /// Stops watching a folder and all below it, and reports it gone if it was watched.
    fn forget(&mut self, folder: &Path) {
        let tree = self.book.remove_tree(folder);
        for path in &tree {
            // `notify` may have stopped by itself, because the folder was renamed or removed.
            let _ = self.watcher.unwatch(path);
        }
        for (_, known) in self
            .anchors
            .iter_mut()
            .filter(|(path, _)| path.starts_with(folder))
        {
            *known = None;
        }
        if !tree.is_empty() {
            self.pending.note(folder.to_path_buf(), Change::Gone);
        }
    }

    /// Keeps an eye on an interesting file if it is a link, and says whether it is.
    fn remember_link(&mut self, path: &Path) -> bool {
        let is_link = (self.is_interesting)(path) && is_link(path);
        if is_link {
            self.links.insert(path.to_path_buf(), stamp(path));
        }
        is_link
    }

    fn note_file(&self, path: &Path) {
        if (self.is_interesting)(path) {
            self.pending.note(path.to_path_buf(), Change::Written);
        }
    }
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

fn is_link_entry(entry: &fs::DirEntry) -> bool {
    entry.file_type().is_ok_and(|kind| kind.is_symlink())
}

/// Whether the error says something of this one folder and nothing of the system.
fn is_about_the_folder(error: &notify::Error) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound, PermissionDenied};
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(error) => {
            matches!(error.kind(), NotFound | NotADirectory | PermissionDenied)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{self, Receiver};
    use std::time::{Duration, Instant};

    use tempfile::tempdir;

    use super::super::keep::Order;
    use super::*;

    /// Follows until this path has changed in this way.
    fn follow(tree: &mut Tree, orders: &Receiver<Order>, path: &Path, expected: Change) {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            assert!(
                Instant::now() < deadline,
                "{} is not {expected:?}",
                path.display()
            );
            match orders.recv_timeout(Duration::from_millis(1)) {
                Ok(Order::Came(path)) => tree.came(&path).unwrap(),
                Ok(Order::Left(path)) => tree.left(&path).unwrap(),
                _ => {}
            }
            let batch = tree.pending.take();
            if batch.is_some_and(|batch| batch.changes.get(path) == Some(&expected)) {
                return;
            }
        }
    }

    /// As on platforms whose events tell less and come for whole trees.
    #[test]
    fn coarse_events_are_enough() {
        let (blog, elsewhere) = (tempdir().unwrap(), tempdir().unwrap());
        let root = blog.path().join("content");
        fs::create_dir_all(root.join("a")).unwrap();
        let (sender, orders) = mpsc::channel();
        let mut tree = Tree::watch(Listener {
            manner: Manner::Coarse,
            folders: Arc::new(Folders {
                roots: vec![root.clone()],
                ..Folders::default()
            }),
            is_interesting: Arc::new(|path| path.extension().is_some()),
            pending: Arc::default(),
            orders: sender,
            known: Arc::default(),
            lost: Arc::default(),
        })
        .unwrap();
        fs::write(root.join("a/x.md"), "x").unwrap();
        follow(&mut tree, &orders, &root.join("a/x.md"), Change::Written);
        fs::remove_file(root.join("a/x.md")).unwrap();
        follow(&mut tree, &orders, &root.join("a/x.md"), Change::Gone);
        fs::create_dir_all(elsewhere.path().join("b/c")).unwrap();
        fs::write(elsewhere.path().join("b/c/x.md"), "x").unwrap();
        fs::rename(elsewhere.path().join("b"), root.join("b")).unwrap();
        follow(&mut tree, &orders, &root.join("b/c/x.md"), Change::Written);
        fs::remove_dir_all(root.join("b")).unwrap();
        follow(&mut tree, &orders, &root.join("b"), Change::Gone);
    }
}
