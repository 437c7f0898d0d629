//! A blog in a temporary folder, and somebody who looks at it through the watcher alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use blog_serve::watch::{
    Before, Change, Folders, Mode, Notice, Reading, Watcher, read_settled, usual_output,
};
use tempfile::TempDir;

/// Longer than anything takes on the slowest machine; nothing ever waits this long.
const DEADLINE: Duration = Duration::from_secs(20);

pub(crate) const POLL: Mode = Mode::Poll(Duration::from_millis(5));

/// A blog in a temporary folder, watched by somebody who knows only what the watcher says.
pub(crate) struct Desk {
    folder: TempDir,
    pub(crate) watcher: Watcher,
    pub(crate) folders: Folders,
    /// What a browser would show.
    pub(crate) shown: BTreeMap<PathBuf, String>,
    /// Every content that was ever shown, with its path.
    pub(crate) history: Vec<(PathBuf, String)>,
    pub(crate) changes: BTreeMap<PathBuf, Change>,
    pub(crate) notices: Vec<Notice>,
}

impl Desk {
    /// A blog with `content/x.md`, which says `old`.
    pub(crate) fn new(mode: Mode) -> Self {
        Self::with_files(mode, &[("content/x.md", "old")])
    }

    pub(crate) fn with_files(mode: Mode, files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let root = folder.path().to_path_buf();
        let folders = Folders {
            roots: vec![root.join("content")],
            shallow: vec![root.clone()],
            left_out: usual_output(&root),
        };
        let watcher = Watcher::new(mode, is_interesting).unwrap();
        watcher.watch(folders.clone());
        let mut desk = Self {
            folder,
            watcher,
            folders,
            shown: BTreeMap::new(),
            history: Vec::new(),
            changes: BTreeMap::new(),
            notices: Vec::new(),
        };
        desk.read_all();
        desk
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn read_all(&mut self) {
        self.shown = self.on_disk();
    }

    /// What a browser should show.
    pub(crate) fn on_disk(&self) -> BTreeMap<PathBuf, String> {
        let mut posts = BTreeMap::new();
        let mut folders = self.folders.roots.clone();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if is_interesting(&path)
                    && let Ok(text) = fs::read_to_string(&path)
                {
                    posts.insert(path, text);
                }
            }
        }
        posts
    }

    /// Takes one batch and does what it says.
    async fn follow(&mut self) {
        let batch = self.watcher.next().await;
        self.notices.extend(batch.notices);
        for (path, change) in batch.changes {
            self.changes.insert(path.clone(), change);
            if change == Change::Gone {
                let is_below = |shown: &Path| shown.starts_with(&path) && shown != path;
                self.shown
                    .retain(|shown, _| !is_below(shown) || shown.exists());
            }
            if is_interesting(&path) {
                self.read(path).await;
            }
        }
        if batch.rescan {
            self.read_all();
        }
    }

    async fn read(&mut self, path: PathBuf) {
        let has_content = self.shown.get(&path).is_some_and(|text| !text.is_empty());
        let before = if has_content {
            Before::Content
        } else {
            Before::Nothing
        };
        match read_settled(path.clone(), before).await {
            Reading::Text(text) => {
                let text = String::from_utf8(text.bytes).unwrap();
                self.history.push((path.clone(), text.clone()));
                self.shown.insert(path, text);
            }
            Reading::Gone | Reading::Unreadable(_) => {
                self.shown.remove(&path);
            }
        }
    }

    /// Follows the watcher until the condition holds.
    pub(crate) async fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !holds(self) {
            let left = deadline.saturating_duration_since(Instant::now());
            let in_time = tokio::time::timeout(left, self.follow()).await.is_ok();
            assert!(
                in_time,
                "{what} did not happen; shown: {:?}; changes: {:?}; notices: {:?}",
                self.shown, self.changes, self.notices
            );
        }
    }

    pub(crate) async fn until_shown(&mut self, path: &str, text: &str) {
        let wanted = self.path(path);
        self.until(&format!("{text:?} in {path}"), |desk| {
            desk.shown.get(&wanted).is_some_and(|shown| shown == text)
        })
        .await;
    }

    pub(crate) async fn until_gone(&mut self, path: &str) {
        let gone = self.path(path);
        self.until(&format!("the end of {path}"), |desk| {
            !desk.shown.keys().any(|shown| shown.starts_with(&gone))
        })
        .await;
    }

    pub(crate) fn change(&self, path: &str) -> Option<Change> {
        self.changes.get(&self.path(path)).copied()
    }
}

fn is_interesting(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending == "md" || ending == "toml")
}
