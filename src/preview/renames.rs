//! Which posts have another path now: told by the file itself, wherever it lies and whatever took
//! its place, or else by its bytes.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::site::{Entry, Site};
use crate::watch::FileId;

/// How long after a post left its path it is looked for at others.
const RENAME: Duration = Duration::from_secs(2);

/// What programs that keep two computers' files the same put into the name of the version that
/// lost: the post itself is the other one.
const CONFLICT_COPY: [&str; 2] = [".sync-conflict-", "conflicted copy"];

/// Where each post's file lies, and what came and went a moment ago. Each question is answered at
/// the cost of one look, however many posts move at once.
#[derive(Default)]
pub(super) struct Renames {
    places: HashMap<FileId, Arc<str>>,
    /// Posts whose file is not at their path any more, or not as far as is known.
    left: HashMap<FileId, Recent<Arc<Entry>>>,
    /// Posts at whose path nothing is.
    gone: HashMap<Arc<str>, Recent<Arc<Entry>>>,
    /// Paths of which some are in `gone`, by their bytes.
    gone_with: HashMap<u64, Vec<Arc<str>>>,
    /// The paths of new posts, by their bytes.
    come: HashMap<u64, Vec<Recent<Arc<str>>>>,
}

struct Recent<T> {
    at: Instant,
    value: T,
}

impl<T> Recent<T> {
    fn new(value: T) -> Self {
        let at = Instant::now();
        Self { at, value }
    }

    fn is_over(&self) -> bool {
        self.at.elapsed() >= RENAME
    }
}

impl Renames {
    /// Takes note of where a file lies.
    pub(super) fn lies(&mut self, entry: &Entry) {
        if let Some(file) = entry.file {
            self.places.insert(file, entry.path.clone());
        }
    }

    /// The file that was at a post's path is not there any more: its new path, if that is known.
    /// `is_gone` says that nothing else took its place.
    pub(super) fn left(
        &mut self,
        before: &Arc<Entry>,
        site: &Site,
        is_gone: bool,
    ) -> Option<Arc<str>> {
        if let Some(path) = self.place_of(before, site) {
            return Some(path);
        }
        if let Some(file) = before.file {
            self.left.insert(file, Recent::new(before.clone()));
            if self.places.get(&file) == Some(&before.path) {
                self.places.remove(&file);
            }
        }
        // Files that say nothing are alike without being the same.
        if !is_gone || before.summary.is_none() {
            return None;
        }
        let same_bytes = self.come.get(&before.content).into_iter().flatten().rev();
        // The newest that is there and is not the post itself, which may have come just before.
        let is_twin =
            |path: &&Arc<str>| **path != before.path && site.entry(path.as_ref()).is_some();
        let twin = same_bytes.map(|come| &come.value).find(is_twin).cloned();
        if twin.is_none() {
            let path = before.path.clone();
            let gone_with = self.gone_with.entry(before.content).or_default();
            gone_with.push(path.clone());
            self.gone.insert(path, Recent::new(before.clone()));
        }
        twin
    }

    /// A file is at a post's path that was not there: the post that it was before, under another
    /// name. `is_new` says that nothing was there before.
    pub(super) fn came(&mut self, now: &Entry, is_new: bool) -> Option<Arc<Entry>> {
        if is_new {
            // One that is back under its own name is not gone any more.
            self.gone.remove(&now.path);
            let come = self.come.entry(now.content).or_default();
            come.push(Recent::new(now.path.clone()));
        }
        if let Some(file) = now.file
            && let Some(left) = self.left.get(&file)
            && is_same_file(&left.value, now)
        {
            let left = self.left.remove(&file)?.value;
            self.gone.remove(&left.path);
            return Some(left);
        }
        if !is_new {
            return None;
        }
        let gone = self.take_gone(now.content)?;
        if let Some(file) = gone.file {
            self.left.remove(&file);
        }
        Some(gone)
    }

    /// The post with these bytes that went last.
    fn take_gone(&mut self, content: u64) -> Option<Arc<Entry>> {
        let paths = self.gone_with.get_mut(&content)?;
        while let Some(path) = paths.pop() {
            let gone = self.gone.remove(&path).map(|gone| gone.value);
            if let Some(gone) = gone.filter(|gone| gone.content == content) {
                return Some(gone);
            }
        }
        None
    }

    /// Forgets what came and went longer ago than a rename takes.
    pub(super) fn forget_the_old(&mut self) {
        self.left.retain(|_, left| !left.is_over());
        self.gone.retain(|_, gone| !gone.is_over());
        self.gone_with.retain(|_, paths| {
            paths.retain(|path| self.gone.contains_key(path));
            !paths.is_empty()
        });
        self.come.retain(|_, come| {
            come.retain(|come| !come.is_over());
            !come.is_empty()
        });
    }

    /// Forgets what came, because all of it was there before anybody looked.
    pub(super) fn nothing_came(&mut self) {
        self.come.clear();
    }

    fn place_of(&self, before: &Entry, site: &Site) -> Option<Arc<str>> {
        let now = site.entry(self.places.get(&before.file?)?)?;
        is_same_file(before, now).then(|| now.path.clone())
    }
}

/// Whether the file of a post is that of another now.
fn is_same_file(before: &Entry, now: &Entry) -> bool {
    let (Some(file), true) = (before.file, before.path != now.path) else {
        return false;
    };
    now.file == Some(file)
        // A new file may have the number of a deleted one.
        && (file.is_unique() || now.content == before.content)
        && !CONFLICT_COPY.iter().any(|mark| now.path.contains(mark))
}
