//! Which folders are watched at the moment, each once.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::stamp::Identity;

/// The watched folders by path and by identity.
///
/// Invariant: no two paths lead to the same folder; inotify would report its changes at the path
/// that was added last, and links could lead in circles.
#[derive(Default)]
pub(super) struct Book {
    folders: BTreeMap<PathBuf, Identity>,
    paths: HashMap<Identity, PathBuf>,
}

impl Book {
    pub(super) fn contains(&self, path: &Path) -> bool {
        self.folders.contains_key(path)
    }

    pub(super) fn identity(&self, path: &Path) -> Option<&Identity> {
        self.folders.get(path)
    }

    /// Where this folder is watched.
    pub(super) fn path(&self, identity: &Identity) -> Option<&Path> {
        self.paths.get(identity).map(PathBuf::as_path)
    }

    /// Enters a folder that neither its path nor its identity has an entry for.
    pub(super) fn insert(&mut self, path: &Path, identity: Identity) {
        self.paths.insert(identity.clone(), path.to_path_buf());
        self.folders.insert(path.to_path_buf(), identity);
    }

    /// Strikes out a folder and all below it, and says which they were.
    pub(super) fn remove_tree(&mut self, path: &Path) -> Vec<PathBuf> {
        // Paths sort by their parts, so a tree is one run.
        let tree = self.folders.range(path.to_path_buf()..);
        let tree: Vec<_> = tree
            .map(|(folder, _)| folder)
            .take_while(|folder| folder.starts_with(path))
            .cloned()
            .collect();
        for folder in &tree {
            if let Some(identity) = self.folders.remove(folder) {
                self.paths.remove(&identity);
            }
        }
        tree
    }
}
