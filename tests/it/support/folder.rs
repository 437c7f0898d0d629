//! A blog on the disk.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

/// A folder with a blog in it, removed when dropped.
pub(crate) struct Folder(TempDir);

/// The text of a draft with this title and body.
pub(crate) fn post(title: &str, body: &str) -> String {
    format!("---\ntitle: \"{title}\"\ndate: 2024-05-01\ndraft: true\n---\n\n{body}\n")
}

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("blog-").tempdir();
        Self(folder.expect("the system's folder for temporary files is writable"))
    }

    /// A blog with one post, `posts/a.md`, which is served at `/posts/a`.
    pub(crate) fn with_post(body: &str) -> Self {
        Self::new().file("posts/a.md", post("A", body))
    }

    /// With this file in it.
    pub(crate) fn file(self, path: &str, contents: impl AsRef<[u8]>) -> Self {
        self.save(path, contents);
        self
    }

    /// A file was written so many seconds ago.
    pub(crate) fn saved_ago(&self, path: &str, seconds: u64) {
        let file = File::options().write(true).open(self.path(path));
        let then = SystemTime::now() - Duration::from_secs(seconds);
        file.and_then(|file| file.set_modified(then))
            .expect("a file's time can be set");
    }

    /// Copies everything that lies in another folder into this one.
    pub(crate) fn copy_of(self, other: &Path) -> Self {
        let mut folders = vec![other.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("a folder") {
                let path = entry.expect("an entry of it").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let inner = path.strip_prefix(other).expect("a path in it");
                let contents = fs::read(&path).expect("a file");
                self.save(&inner.to_string_lossy(), contents);
            }
        }
        self
    }

    /// The root.
    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    /// The absolute path of a file.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Truncates and writes, as most editors do; makes the folders above.
    pub(crate) fn save(&self, path: &str, contents: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("mkdir");
        fs::write(&path, contents).expect("write");
    }

    /// Writes another file and renames it over this one.
    pub(crate) fn replace(&self, path: &str, contents: impl AsRef<[u8]>) {
        let new = format!("{path}.tmp~");
        self.save(&new, contents);
        self.rename(&new, path);
    }

    /// Renames a file or folder.
    pub(crate) fn rename(&self, from: &str, to: &str) {
        let to = self.path(to);
        fs::create_dir_all(to.parent().expect("a file is in a folder")).expect("mkdir");
        fs::rename(self.path(from), to).expect("rename");
    }

    /// Deletes a file.
    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("remove");
    }

    /// What a file holds.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("read")
    }

    /// Every file and folder with its size, time and, for files, contents.
    pub(crate) fn snapshot(&self) -> BTreeMap<PathBuf, (SystemTime, Vec<u8>)> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.root().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("list") {
                let path = entry.expect("list").path();
                let about = fs::symlink_metadata(&path).expect("stat");
                let contents = if about.is_file() {
                    fs::read(&path).expect("read")
                } else {
                    Vec::new()
                };
                found.insert(path.clone(), (about.modified().expect("time"), contents));
                if about.is_dir() {
                    folders.push(path);
                }
            }
        }
        found
    }
}
