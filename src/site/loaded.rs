//! The files that templates have loaded, which lie anywhere in a blog.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::resolve::fingerprint;

/// How many are followed.
const MOST_FILES: usize = 4_096;

/// The files that templates have named, with what they were like then. Those that were not there are
/// among them.
#[derive(Debug, Default)]
pub struct Loaded(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    files: HashMap<PathBuf, Option<u64>>,
    /// Those of them that are folders, which templates have listed.
    listed: BTreeSet<PathBuf>,
    /// Whether one lies in a folder of which nobody knew.
    has_new_folder: bool,
    /// Whether one was another than when it was named before.
    is_other: bool,
}

impl Loaded {
    /// Notes a file that is about to be read. Blocks.
    pub(crate) fn note(&self, path: PathBuf) {
        let now = look(&path);
        let mut state = self.state();
        if let Some(before) = state.files.get_mut(&path) {
            let is_other = std::mem::replace(before, now) != now;
            state.is_other |= is_other;
        } else if state.files.len() < MOST_FILES {
            let folder = path.parent();
            let is_known = state.files.keys().any(|file| file.parent() == folder);
            state.has_new_folder |= !is_known;
            if path.is_dir() {
                state.has_new_folder = true;
                state.listed.insert(path.clone());
            }
            state.files.insert(path, now);
        }
    }

    /// Whether a template has named this file, or listed the folder that it lies in.
    #[must_use]
    pub fn has(&self, path: &Path) -> bool {
        let state = self.state();
        let folder = path.parent();
        state.files.contains_key(path) || folder.is_some_and(|folder| state.listed.contains(folder))
    }

    /// Whether one is another now than when it was read. Blocks.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        let mut state = self.state();
        let mut is_other = std::mem::take(&mut state.is_other);
        for (path, before) in &mut state.files {
            let now = look(path);
            is_other |= std::mem::replace(before, now) != now;
        }
        is_other
    }

    /// Whether there is a folder with one that was not there the last time.
    #[must_use]
    pub fn has_new_folder(&self) -> bool {
        std::mem::take(&mut self.state().has_new_folder)
    }

    /// The folders that they lie in, and those that were listed.
    #[must_use]
    pub fn folders(&self) -> BTreeSet<PathBuf> {
        let state = self.state();
        let folders = state.files.keys().filter_map(|file| file.parent());
        let folders = folders.map(Path::to_owned);
        folders.chain(state.listed.iter().cloned()).collect()
    }

    /// A panic while it was locked leaves at worst a file too few.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a file is like, if there is one.
fn look(path: &Path) -> Option<u64> {
    let metadata = fs::metadata(path).ok()?;
    // A folder is another one when something comes into it or goes.
    Some(fingerprint(&metadata))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_becomes_another_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("d.toml");
        let loaded = Loaded::default();
        loaded.note(path.clone());
        assert!(loaded.has(&path) && loaded.has_new_folder() && !loaded.has_new_folder());
        assert!(!loaded.has_changed());
        fs::write(&path, "a").unwrap();
        assert!(loaded.has_changed() && !loaded.has_changed());
        // Another page has read it meanwhile; the first one is to be made again.
        fs::write(&path, "ab").unwrap();
        loaded.note(path.clone());
        assert!(loaded.has_changed() && !loaded.has_changed());
        assert_eq!(loaded.folders(), [folder.path().to_owned()].into());
    }
}
