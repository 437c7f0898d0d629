//! Which paths the thread that keeps the folders has to hear of when something leaves them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Paths at which a folder is, or may be: rather one too many than one too few.
///
/// Most that leaves is an editor's temporary file, and to wake a thread for each would hold up the
/// save that it belongs to.
///
/// Invariant: a path is here before the disk is asked what lies at it. So what leaves before it is
/// here is not found there either.
#[derive(Default)]
pub(super) struct KnownFolders(Mutex<HashSet<PathBuf>>);

impl KnownFolders {
    pub(super) fn insert(&self, path: &Path) {
        let mut known = self.lock();
        if !known.contains(path) {
            known.insert(path.to_path_buf());
        }
    }

    /// Takes a path out and all below it.
    pub(super) fn remove_tree(&self, path: &Path) {
        self.lock().retain(|known| !known.starts_with(path));
    }

    pub(super) fn contains(&self, path: &Path) -> bool {
        self.lock().contains(path)
    }

    /// A panic elsewhere leaves nothing half done in here: every change is one call.
    fn lock(&self) -> MutexGuard<'_, HashSet<PathBuf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
